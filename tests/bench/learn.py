"""How long learning takes, and how tagging goes meanwhile.

    python tests/bench/learn.py [PRESSES]

Prints last one JSON line: `seconds_3`, `seconds_20`, `seconds_100`, a whole training (rules, calibration on articles
held back, model) of so many articles of about 940 characters in this process, `cpu_…` the processor's time of each,
`process_20` in a process of its own, its start included, and `p99_busy_ms` (under 30; `p99_ms` is the same with nothing
else going on), from a key press to the change committed and painted in an article of 1,000,000 characters and 40,000
spans while a process trains on 100 articles again and again.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from desk import Desk, fill, percentile
from tag import presses

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suggest"))  # this folder has a `suggest` of its own

from marked import parse

from annotator.formats.scheme_toml import load_scheme
from annotator.services import learning
from annotator.services.background import Task
from annotator.services.learning import Homework, Study, study
from annotator.suggest.memory import Lesson, Tag
from annotator.ui.suggest_feed import Feed

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "suggest" / "data"
PRESSES = 400


def homework(count: int) -> Homework:
    """So many articles, each two of our own in another pairing, so that no two are the same."""
    paths = sorted([*DATA.glob("*.txt"), *(DATA / "series").glob("*.txt")])
    known = [parse(path.read_text(encoding="utf-8")) for path in paths]
    lessons = []
    for k in range(count):
        (first, tags), (second, more) = known[k % len(known)], known[(k + 1 + k // len(known)) % len(known)]
        text = f"{first}\n{second}"
        shift = len(first) + 1
        marks = [(m.start, m.end, m.label) for m in tags] + [(m.start + shift, m.end + shift, m.label) for m in more]
        lessons.append(Lesson(text, tuple(Tag(a, b, label, text[a:b]) for a, b, label in marks), (), ((0, len(text)),)))
    scheme = load_scheme(ROOT / "resources" / "schemes" / "policy.toml")
    return Homework(tuple(lessons), ("",) * count, scheme, {})


class Learning:
    """Trains again and again, as long as somebody asks whether it runs."""

    def __init__(self, work: Homework) -> None:
        self._work = work
        self._task: Task[Study] = learning.start(work)
        self.rounds = 0

    @property
    def running(self) -> bool:
        """Always; what is through begins anew."""
        if self._task.poll():
            self._task.result()
            self.rounds += 1
            self._task = learning.start(self._work)
        return True

    def cancel(self) -> None:
        """Ends it."""
        self._task.cancel()


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PRESSES
    study(homework(3))  # dictionary and gazetteer are loaded once for a program
    result: dict[str, float] = {}
    for articles in (3, 20, 100):
        work = homework(articles)
        begin, spent = time.perf_counter(), time.process_time()
        made = study(work)
        result[f"seconds_{articles}"] = round(time.perf_counter() - begin, 2)
        result[f"cpu_{articles}"] = round(time.process_time() - spent, 2)
        characters = sum(len(lesson.text) for lesson in work.lessons)
        print(f"{articles} articles, {characters} characters: model of {len(made.model.data)} bytes")
    begin = time.perf_counter()
    learning.start(homework(20)).result()
    result["process_20"] = round(time.perf_counter() - begin, 2)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.annotator")
        fill(path, (1_000_000, 40_000))
        desk = Desk(path)
        feed = desk.window.findChild(Feed)
        assert feed is not None
        desk.wait(lambda: feed.done, 300)  # the article was looked through for suggestions
        desk.settle(1)
        idle = presses(desk, count)
        going = Learning(homework(100))
        desk.settle(1)
        busy = presses(desk, count, going)
        going.cancel()
        desk.close()
    result["p99_ms"] = round(percentile(idle, 0.99), 1)
    result["p99_busy_ms"] = round(percentile(busy, 0.99), 1)
    result["p50_busy_ms"] = round(percentile(busy, 0.5), 1)
    result["trainings_meanwhile"] = going.rounds
    print(json.dumps(result))


if __name__ == "__main__":
    main()
