"""Import and export against what the same data cost without a program around them.

2,000 articles of some 2,000 characters with 100 spans each, with quotes and attributes, in the program's own JSONL. The
floor of the import is orjson plus sqlite3's executemany of text and span rows, that of the export a select of them plus
orjson, with SQLite's settings as the program has them. Last line: `import_ratio` and `export_ratio` of the shortest
times of several rounds; the import as the command line does it (a process of its own reads), `import_ratio_alone` in
one process.

What is slow to import is imported where it is used: the process that reads imports this file, as it would the
program's.
"""

import argparse
import hashlib
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from annotator.bundled import bundled
from annotator.domain.article import ArticleForm
from annotator.domain.ids import new_id
from annotator.formats import jsonl_own
from annotator.formats.jsonl_own import Heading
from annotator.formats.records import LayerRecord, SpanRecord
from annotator.formats.scheme_toml import load_scheme

if TYPE_CHECKING:
    from annotator.services.project import Project

ALPHABET = "县市镇村农业教育就业扶贫产业投入资金建成学校工程项目增长下降全省今年累计户人元亩公里，。"
LABELS = ("PROGRAMME", "METRIC", "PLACE")


def make_file(path: Path, articles: int, spans: int) -> None:
    """Writes the data."""
    rng = random.Random(7)
    with path.open("wb") as file:
        for number in range(articles):
            text = f"第{number}篇\n" + "".join(rng.choices(ALPHABET, k=2000))
            file.write(jsonl_own.encode(heading(number, text), LayerRecord("王敏", spans=make_spans(rng, text, spans))))


def heading(number: int, text: str) -> Heading:
    """What a line says beside its spans."""
    digest = hashlib.sha256(text.encode()).digest()
    form = ArticleForm("2020-11-03", "日报", "3", "湖南省")
    return Heading(new_id(), f"第{number}篇", form, f"{number}.txt", text, digest, "政策新闻", 1)


def make_spans(rng: random.Random, text: str, count: int) -> tuple[SpanRecord, ...]:
    """Spans in their order, a third of each label, with the attributes that the guidelines ask for."""
    found = []
    for start in sorted(rng.sample(range(len(text) - 20), count)):
        end = start + rng.randint(2, 12)
        label = rng.choice(LABELS)
        value = attributes(rng, label, start, text)
        found.append((new_id(), start, end, label, text[start:end], orjson.dumps(value).decode(), "", "manual", ""))
    return tuple(found)


def attributes(rng: random.Random, label: str, start: int, text: str) -> dict[str, object]:
    """The attributes of a span."""
    if label == "METRIC":
        quote = {"start": max(start - 4, 0), "end": start + 1, "text": text[max(start - 4, 0) : start + 1]}
        return {"value": str(rng.randint(1, 10**8)), "unit": "元", "bound": "exact", "indicator": [quote]}
    if label == "PLACE":
        return {"path": "湖南省/邵阳市/双清区", "adcode": "430502000000"}
    return {"category": "综合"}


def bare_import(source: Path, target: Path) -> None:
    """The floor: parse, and put text and spans into two tables."""
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE text (id BLOB PRIMARY KEY, title TEXT, sha256 BLOB, text TEXT)")
    connection.execute(
        "CREATE TABLE span (article BLOB, start INT, id BLOB, end INT, label TEXT, quote TEXT, attributes TEXT,"
        " note TEXT, origin TEXT, PRIMARY KEY (article, start, id)) WITHOUT ROWID"
    )
    connection.execute("BEGIN")
    with source.open("rb") as file:
        for raw in file:
            line = orjson.loads(raw)
            article = bytes.fromhex(line["id"])
            row = (article, line["meta"]["title"], bytes.fromhex(line["sha256"]), line["text"])
            connection.execute("INSERT INTO text VALUES (?, ?, ?, ?)", row)
            connection.executemany(
                "INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        article,
                        span["start"],
                        bytes.fromhex(span["id"]),
                        span["end"],
                        span["label"],
                        span["text"],
                        orjson.dumps(span["attributes"]),
                        span["note"],
                        span["origin"],
                    )
                    for span in line["spans"]
                ],
            )
    connection.execute("COMMIT")
    connection.close()


def bare_export(source: Path, target: Path) -> None:
    """The floor: select, and write a line an article."""
    connection = sqlite3.connect(source)
    with target.open("wb") as file:
        for article, title, digest, text in connection.execute("SELECT * FROM text").fetchall():
            rows = connection.execute("SELECT * FROM span WHERE article = ?", (article,)).fetchall()
            line = {
                "id": article.hex(),
                "meta": {"title": title},
                "sha256": digest.hex(),
                "text": text,
                "spans": [
                    {
                        "id": id_.hex(),
                        "start": start,
                        "end": end,
                        "label": label,
                        "text": quote,
                        "attributes": orjson.Fragment(attributes),
                        "note": note,
                        "origin": origin,
                    }
                    for _, start, id_, end, label, quote, attributes, note, origin in rows
                ],
            }
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    connection.close()


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fresh(path: Path) -> "Project":
    """An empty project."""
    from annotator.services.project import create_project

    scheme = load_scheme(bundled("resources") / "schemes" / "policy.toml")
    return create_project(str(path), scheme, "试验", "王敏")


def timed_import(path: Path, target: Path, spawn: bool) -> float:
    """An import into a new project."""
    from annotator.services import importing

    project = fresh(target)
    took = seconds(lambda: importing.import_files(project, [path], spawn=spawn))
    project.close()
    return took


def measure(folder: Path, articles: int, spans: int) -> dict[str, float]:
    """One round."""
    data = folder / "data.jsonl"
    if not data.exists():
        make_file(data, articles, spans)
    for old in (*folder.glob("*.annotator"), *folder.glob("*.db")):
        old.unlink()
    bare = seconds(lambda: bare_import(data, folder / "bare.db"))
    own = timed_import(data, folder / "own.annotator", spawn=True)
    alone = timed_import(data, folder / "alone.annotator", spawn=False)
    bare_out = seconds(lambda: bare_export(folder / "bare.db", folder / "bare.out"))
    own_out = timed_export(folder / "own.annotator", folder / "own.jsonl")
    if (folder / "own.jsonl").read_bytes() != data.read_bytes():
        raise AssertionError("what was exported is not what was imported")
    return {"bare_import": bare, "import": own, "import_alone": alone, "bare_export": bare_out, "export": own_out}


def timed_export(source: Path, target: Path) -> float:
    """An export of a project that was opened for it."""
    from annotator.services import exporting
    from annotator.services.project import open_project

    project = open_project(str(source))
    took = seconds(lambda: exporting.export_file(project, target))
    project.close()
    return took


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--spans", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rounds = [measure(Path(name), wanted.articles, wanted.spans) for _ in range(wanted.rounds)]
    for one in rounds:
        print(" ".join(f"{key}={value:.3f}" for key, value in one.items()))
    best = {key: min(one[key] for one in rounds) for key in rounds[0]}
    result = {
        "import_ratio": best["import"] / best["bare_import"],
        "export_ratio": best["export"] / best["bare_export"],
        "import_ratio_alone": best["import_alone"] / best["bare_import"],
        **{f"{key}_s": value for key, value in best.items()},
    }
    print(json.dumps({key: round(value, 3) for key, value in result.items()}))


if __name__ == "__main__":
    main()
