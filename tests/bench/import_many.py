"""Ten thousand small files of several kinds come in, as from the command line, and while a person tags.

    python tests/bench/import_many.py [FILES] [--no-window]

One file in a hundred is broken or empty, one in fifty a reprint of another. The floor reads the same bytes, decodes
them and puts the texts into a table, with SQLite's settings as the program has them. Prints last one JSON line:
`seconds`, `floor_seconds` and `ratio`, `files_a_second`, `memory_mb` of the program at most, `reader_mb` of the process
that reads, `refused` and `reprints` as they must be, and with a window `window_seconds`, `p99_busy_ms` (key press to
committed and painted) and `cancel_seconds`, the time from cancelling a second import to nothing being left of it.
"""

import argparse
import json
import random
import resource
import sqlite3
import tempfile
import time
from pathlib import Path

ALPHABET = "县市镇村农业教育就业扶贫产业投入资金建成学校工程项目增长下降全省今年累计户人元亩公里"
_MB = 1024


def make_files(folder: Path, count: int) -> None:
    """Writes the files: texts of 300 to 1,500 characters in paragraphs, most of them plain, some in other kinds."""
    draw = random.Random(11)
    earlier = []
    for number in range(count):
        place = folder / f"{number // 500:02d}"
        place.mkdir(exist_ok=True)
        if number % 100 == 99:
            (place / f"{number:05d}.txt").write_bytes(b"" if number % 200 == 99 else b"\xff\xfe\x00")
            continue
        if number % 50 == 49 and earlier:
            paragraphs = [f"转载第{number}", *draw.choice(earlier)]
        else:
            paragraphs = [f"第{number}篇报道"] + [
                "".join(draw.choices(ALPHABET, k=draw.randint(60, 300))) + f"{draw.randint(1, 9999)}元。"
                for _ in range(draw.randint(4, 8))
            ]
            if number % 97 == 0:
                earlier.append(paragraphs)
        if number % 20 == 7:
            body = "".join(f"<p>{one}</p>" for one in paragraphs[1:])
            text = f"<html><body><article><h1>{paragraphs[0]}</h1>{body}</article></body></html>"
            (place / f"{number:05d}.html").write_text(text, encoding="utf-8")
        else:
            suffix = "md" if number % 20 == 11 else "txt"
            encoding = "gb18030" if number % 10 == 3 else "utf-8"
            (place / f"{number:05d}.{suffix}").write_text("\n\n".join(paragraphs), encoding=encoding)


def floor(folder: Path, target: Path) -> float:
    """Seconds to read, decode and store the same bytes."""
    started = time.perf_counter()
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE text (id INTEGER PRIMARY KEY, name TEXT, text TEXT)")
    connection.execute("BEGIN")
    for path in sorted(folder.rglob("*.*")):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("gb18030", "replace")
        connection.execute("INSERT INTO text (name, text) VALUES (?, ?)", (path.name, text))
    connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - started


def command_line(folder: Path, target: Path) -> dict[str, float]:
    """The import as the command line does it."""
    from annotator.bundled import bundled
    from annotator.formats.scheme_toml import load_scheme
    from annotator.services.importing import ALONE_SECONDS, ImportRun
    from annotator.services.project import create_project

    scheme = load_scheme(bundled("resources") / "schemes" / "policy.toml")
    project = create_project(str(target), scheme, "many", "王敏")
    started = time.perf_counter()
    report = ImportRun(project, [folder], budget=ALONE_SECONDS).run()
    taken = time.perf_counter() - started
    project.close()
    return {
        "seconds": taken,
        "read": report.read,
        "refused": len(report.refused),
        "duplicates": len(report.duplicates),
        "reprints": len(report.reprints),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB,
        "reader_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _MB,
    }


def with_window(folder: Path, target: str) -> dict[str, float]:
    """The import behind a window in which a person tags all the while, and one that is cancelled half-way."""
    from desk import Desk, fill, percentile
    from tag import presses

    fill(target, (1_000_000, 40_000))
    desk = Desk(target)
    driver = desk.window.project_commands.importing
    presses(desk, 100)
    started = time.perf_counter()
    driver.begin([folder])
    taken: list[float] = []
    while driver.running:
        taken += presses(desk, 200, driver)
    seconds = time.perf_counter() - started
    desk.settle()
    other = folder.parent / "again"
    make_files(other, 1000)
    for path in other.rglob("*.txt"):
        path.write_bytes(path.read_bytes() + "。又一行".encode())
    driver.begin([other])
    desk.settle(1.0)
    cancelled = time.perf_counter()
    driver.cancel()
    desk.wait(lambda: not driver.running)
    left = time.perf_counter() - cancelled
    desk.close()
    return {
        "window_seconds": seconds,
        "presses": len(taken),
        "p99_busy_ms": percentile(taken, 0.99),
        "cancel_seconds": left,
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="?", type=int, default=10_000)
    parser.add_argument("--no-window", action="store_true")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folder = root / "files"
        folder.mkdir()
        make_files(folder, wish.files)
        bare = floor(folder, root / "floor.db")
        found = command_line(folder, root / "many.annotator")
        found |= {"floor_seconds": bare, "ratio": found["seconds"] / bare}
        found["files_a_second"] = wish.files / found["seconds"]
        if not wish.no_window:
            (root / "again").mkdir()
            found |= with_window(folder, str(root / "window.annotator"))
        print(json.dumps({key: round(value, 2) for key, value in found.items()}))


if __name__ == "__main__":
    main()
