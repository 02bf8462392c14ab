"""From the wish to see the printed page to its picture on the screen: a document of 1 page and one of 200.

    python tests/bench/pages.py [TIMES]

Prints last one JSON line: `one_ms` and `many_ms` (medians, the process that draws started anew each time), `ratio` of
both (at most 1.5), `end_ms` (the last of 200 pages where the first was shown), `memory_mb` that the window and
`drawing_mb` that the process that draws take for 200 pages, all of them looked at.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # in this folder `reading` is something else

from bench.desk import Desk  # noqa: E402
from builders import new_project  # noqa: E402
from PySide6.QtCore import QEvent, QObject  # noqa: E402
from reading.prose import ARTICLES  # noqa: E402
from reading.typeset import Press, Setting, set_article  # noqa: E402

from annotator.services.importing import import_files  # noqa: E402
from annotator.ui.panels.page_view import PageView  # noqa: E402

PAGES = 200


def document(path: Path, pages: int) -> None:
    """A document of newspaper pages."""
    press = Press(Setting(columns=4, size=8.0, leading=11.0))
    for at in range(pages):
        set_article(press, ARTICLES[at % len(ARTICLES)], 780)
        press.end_page()
    path.write_bytes(press.finished())


class Paints(QObject):
    """Notes when pages were painted last."""

    def __init__(self) -> None:
        super().__init__()
        self.last = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.last = time.perf_counter()
        return False


class Bench:
    """A window on a project of one document."""

    def __init__(self, path: str) -> None:
        self.desk = Desk(path)
        window = self.desk.app.window
        assert window is not None
        assert window.features is not None
        self.window = window
        self.beside = window.features.named("PagesCommands").beside  # type: ignore[attr-defined]  # it has one
        self.view: PageView = self.beside.pane.view
        self.paints = Paints()
        self.view.viewport().installEventFilter(self.paints)

    def until_shown(self, number: int) -> float:
        """Waits until a page is on the screen as a picture; when that was."""
        self.desk.wait(lambda: self.view.image_of(number) is not None)
        drawn = time.perf_counter()
        self.desk.wait(lambda: self.paints.last >= drawn)
        return self.paints.last

    def toggle(self, number: int) -> float:
        """How long the page of the caret takes to be seen, in seconds."""
        started = time.perf_counter()
        self.window.run("page")
        taken = self.until_shown(number) - started
        self.window.run("page")
        self.desk.settle(0.1)
        return taken

    def turn(self, number: int) -> float:
        """How long another page takes where one is shown."""
        document = self.desk.app.session.document  # type: ignore[union-attr]  # an article is open
        assert document is not None
        started = time.perf_counter()
        self.desk.view.set_caret(len(document.text) - 2)
        return self.until_shown(number) - started


def resident(pid: str = "self") -> float:
    """The memory of a process in MB, shared pages included."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Measures both documents, one after the other."""
    del sys.modules["__main__"].__file__  # else each process that is started would import all this again
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, count in (("one", 1), ("many", PAGES)):
            path = Path(folder) / f"{name}.pdf"
            document(path, count)
            project = new_project(str(Path(folder) / f"{name}.annotator"))
            started = time.perf_counter()
            report = import_files(project, [path])
            assert not report.refused, report.refused
            project.close()
            found[f"{name}_import_s"] = round(time.perf_counter() - started, 2)
        for name in ("one", "many"):
            bench = Bench(str(Path(folder) / f"{name}.annotator"))
            bench.desk.view.set_caret(0)
            bench.toggle(1)  # imports what it needs
            found[f"{name}_ms"] = round(statistics.median(bench.toggle(1) for _ in range(times)) * 1000, 1)
            if name == "many":
                before = resident()
                bench.window.run("page")
                bench.until_shown(1)
                found["end_ms"] = round(bench.turn(PAGES) * 1000, 1)
                for number in range(1, PAGES + 1, 2):
                    bench.view.verticalScrollBar().setValue(round(bench.view._layout.tops[number - 1]))
                    bench.until_shown(number)
                found["memory_mb"] = round(resident() - before, 1)
                found["drawing_mb"] = round(resident(str(bench.beside._shown.images._process.pid)), 1)
            bench.desk.app.stop()
    found["ratio"] = round(found["many_ms"] / found["one_ms"], 2)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
