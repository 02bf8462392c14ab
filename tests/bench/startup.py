"""Process start to the first painted window with a project, against a bare window plus SQLAlchemy with one query.

    python tests/bench/startup.py [RUNS]

Prints last one JSON line: `ratio` (at most 1.6), `ratio_bare` (against the bare window alone), medians in ms. The
programs run in turn, so that a change of the machine's speed meets all of them.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

_PAINTED = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Painted(QObject):
    def __init__(self, ready):
        super().__init__()
        self.ready = ready
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.ready():
            QTimer.singleShot(0, lambda: (print(time.time(), flush=True), os._exit(0)))
        return False
"""

BARE = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
painted = Painted(lambda: True)
window.installEventFilter(painted)
window.show()
app.exec()
"""
)

FLOOR = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication, QMainWindow
import sqlalchemy
app = QApplication([])
engine = sqlalchemy.create_engine("sqlite:///" + sys.argv[1])
with engine.connect() as connection:
    connection.exec_driver_sql("SELECT count(*) FROM article").scalar()
window = QMainWindow()
painted = Painted(lambda: True)
window.installEventFilter(painted)
window.show()
app.exec()
"""
)

OURS = (
    _PAINTED
    + """
import gc
gc.disable()
from annotator.__main__ import main
from annotator.ui import app
run = app.App.run
def watched(program, project, person):
    def ready():
        session = program.session
        return session is not None and session.document is not None and bool(program.window.space.view.text)
    program.painted = Painted(ready)
    program.qt.installEventFilter(program.painted)
    return run(program, project, person)
app.App.run = watched
main([sys.argv[1]])
"""
)


def milliseconds(code: str, project: str) -> float:
    """How long one run takes from its start to the painted window."""
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, project], capture_output=True, text=True, check=True, env=os.environ
    )
    return (float(done.stdout.split()[-1]) - start) * 1000


def main() -> None:
    """Builds a small project and times the three programs in turn."""
    from builders import add_article, label_id, new_project, open_document

    from annotator.services import tagging

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    settings = tempfile.mkdtemp()
    os.environ["ANNOTATOR_CONFIG"] = os.environ["ANNOTATOR_LOGS"] = settings
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.annotator")
        project = new_project(path)
        for number in range(1, 31):
            article = add_article(project, "县教育局投入资金1.36亿元，建成寄宿制学校12所。\n" * 160, number)
        document = open_document(project, article.id)
        for start in range(0, 4000, 40):
            tagging.write(project, document.create(start, start + 6, label_id(project, "METRIC")))
        project.close()
        times: dict[str, list[float]] = {"bare": [], "floor": [], "ours": []}
        for _ in range(runs + 1):
            for name, code in (("bare", BARE), ("floor", FLOOR), ("ours", OURS)):
                times[name].append(milliseconds(code, path))
    median = {name: statistics.median(found[1:]) for name, found in times.items()}
    print(
        json.dumps(
            {
                "ratio": round(median["ours"] / median["floor"], 3),
                "ratio_bare": round(median["ours"] / median["bare"], 3),
                **{f"{name}_ms": round(value, 1) for name, value in median.items()},
                "runs": runs,
            }
        )
    )


if __name__ == "__main__":
    main()
