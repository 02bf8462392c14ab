"""From a key press to the change committed and painted, in an article of 1,000,000 characters and 40,000 spans.

    python tests/bench/tag.py [PRESSES]

Prints last one JSON line: `p99_ms` (idle; under 16), `p99_busy_ms` (during an import with repair; under 30), `ratio`
of the idle median to a bare commit of the same rows plus a repaint, and `syncs`, the syncs of one commit.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from desk import Desk, article_text, fill, percentile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

PRESSES = 1000


def presses(desk: Desk, count: int, going: object = None) -> list[float]:
    """Times of single presses: new tags, relabelled ones, and ends moved, at places all over what is to be seen."""
    taken = []
    saved = [0.0]
    desk.session.saved.connect(lambda _when: saved.__setitem__(0, time.perf_counter()))
    keys = (Qt.Key.Key_2, Qt.Key.Key_BracketRight, Qt.Key.Key_1, Qt.Key.Key_BracketLeft)
    place = 500_000
    for k in range(count):
        if k % 4 == 0:
            desk.view.set_caret(place := place + 61)
            desk.window.work.tagging.set_current(None)
            desk.view.set_caret(place + 24, place + 5)  # longer than any span that is there
            desk.view.show_caret()
        desk.settle(0.002)
        saved[0] = desk.painted = 0.0
        start = time.perf_counter()
        QTest.keyClick(desk.view, keys[k % 4])
        desk.wait(lambda: saved[0] > 0 and desk.painted > 0)
        taken.append(max(saved[0], desk.painted) - start)
        if going is not None and not going.running:  # type: ignore[attr-defined]  # an ImportDriver
            break
    return taken


def bare(desk: Desk, folder: str, count: int) -> float:
    """The median of a bare commit of a span and a line of history, plus a repaint, in seconds."""
    connection = sqlite3.connect(str(Path(folder) / "bare.db"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE span (layer BLOB, start INT, id BLOB, rest TEXT, PRIMARY KEY (layer, start, id))")
    connection.execute("CREATE TABLE event (id BLOB PRIMARY KEY, rest TEXT)")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO span VALUES (?, ?, ?, ?)",
        ((b"l" * 16, k, k.to_bytes(16, "big"), "x" * 150) for k in range(40_000)),
    )
    connection.execute("COMMIT")
    taken = []
    for k in range(count):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE span SET rest = ? WHERE start = ?", ("y" * 150, k * 7 % 40_000))
        connection.execute("INSERT INTO event VALUES (?, ?)", (k.to_bytes(16, "big"), "z" * 600))
        connection.execute("COMMIT")
        desk.view.viewport().repaint()
        taken.append(time.perf_counter() - start)
    connection.close()
    return statistics.median(taken)


def syncs() -> int:
    """How often one commit of a change syncs, counted below SQLite with the program's own settings."""
    import apsw

    counted = [0]

    class File(apsw.VFSFile):
        def __init__(self, base: str, name: object, flags: list[int]) -> None:
            super().__init__(base, name, flags)

        def xSync(self, flags: int) -> None:
            counted[0] += 1
            super().xSync(flags)

    class Counting(apsw.VFS):
        def __init__(self) -> None:
            super().__init__("counting", "")

        def xOpen(self, name: object, flags: list[int]) -> File:
            return File("", name, flags)

    vfs = Counting()
    with tempfile.TemporaryDirectory() as folder:
        connection = apsw.Connection(str(Path(folder) / "a.db"), vfs="counting")
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE t (x)")
        counted[0] = 0
        connection.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT")
        connection.close()
    vfs.unregister()
    return counted[0]


def doubled_files(folder: Path, count: int) -> None:
    """Files whose repair takes work."""
    folder.mkdir()
    text = article_text(8_000)
    lines = [text[k : k + 17] for k in range(0, len(text), 17)]
    for k in range(count):
        body = "\n".join(line + line if j % 2 else line for j, line in enumerate(lines))
        (folder / f"{k:04}.txt").write_text(f"第{k}号文件\n{body}", encoding="utf-8")


def main() -> None:
    """Presses keys idle, then during an import."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PRESSES
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.annotator")
        fill(path, (1_000_000, 40_000))
        desk = Desk(path)
        desk.settle(2)
        idle = presses(desk, count)
        floor = bare(desk, folder, 200)
        doubled_files(Path(folder) / "in", 1500)
        importing = desk.window.project_commands.importing
        importing.begin([Path(folder) / "in"])
        desk.settle(1.5)
        busy = presses(desk, count, importing)
        done = not importing.running
        importing.cancel()
        desk.wait(lambda: not importing.running)
        desk.close()
    print(
        json.dumps(
            {
                "p99_ms": round(percentile(idle, 0.99), 1),
                "p99_busy_ms": round(percentile(busy, 0.99), 1),
                "p50_ms": round(percentile(idle, 0.5), 1),
                "p50_busy_ms": round(percentile(busy, 0.5), 1),
                "ratio": round(statistics.median(idle) / floor, 2),
                "syncs": syncs(),
                "presses": len(idle),
                "presses_busy": len(busy),
                "import_ended_first": done,
            }
        )
    )


if __name__ == "__main__":
    main()
