"""From the wish to open an article to its painted frame with the spans: small and big, database included.

    python tests/bench/open_article.py [TIMES]

Prints last one JSON line: `small_ms` (4,000 characters, 100 spans; at most 40) and `big_ms` (1,000,000 characters,
40,000 spans; at most 100), medians; and `ratio_small`, `ratio_big` against the bare reading of the same rows.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from desk import Desk, fill

SMALL, BIG = (4_000, 100), (1_000_000, 40_000)


def opening(desk: Desk, article: bytes) -> float:
    """How long one article takes to open, in seconds."""
    desk.painted = 0.0
    start = time.perf_counter()
    desk.session.open_article(article)
    desk.wait(
        lambda: (
            desk.session.document is not None
            and desk.session.document.article.id == article
            and desk.view.text == desk.session.document.text
            and desk.painted > start
        )
    )
    taken = desk.painted - start
    desk.settle(0.3)
    return taken


def floor(path: str, article: bytes) -> float:
    """The bare reading of the text and the bounds of the spans, in seconds."""
    connection = sqlite3.connect(path)
    start = time.perf_counter()
    connection.execute(
        "SELECT s.text FROM source s JOIN revision r ON r.source_id = s.id WHERE r.article_id = ?", (article,)
    ).fetchall()
    connection.execute(
        'SELECT start, "end", label_id, id FROM span WHERE layer_id = (SELECT id FROM layer WHERE article_id = ?)',
        (article,),
    ).fetchall()
    taken = time.perf_counter() - start
    connection.close()
    return taken


def main() -> None:
    """Opens two articles of each size in turn."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.annotator")
        small, big, other_small, other_big = (one.id for one in fill(path, SMALL, BIG, SMALL, BIG))
        desk = Desk(path)
        taken: dict[str, list[float]] = {"small": [], "big": [], "small_floor": [], "big_floor": []}
        for k in range(times + 1):
            taken["small"].append(opening(desk, other_small if k % 2 else small))
            taken["small_floor"].append(floor(path, small))
            taken["big"].append(opening(desk, other_big if k % 2 else big))
            taken["big_floor"].append(floor(path, big))
        desk.close()
    median = {name: 1000 * statistics.median(found[1:]) for name, found in taken.items()}
    print({name: [round(1000 * one, 1) for one in found] for name, found in taken.items()})
    print(
        json.dumps(
            {
                "small_ms": round(median["small"], 1),
                "big_ms": round(median["big"], 1),
                "ratio_small": round(median["small"] / median["small_floor"], 2),
                "ratio_big": round(median["big"] / median["big_floor"], 2),
            }
        )
    )


if __name__ == "__main__":
    main()
