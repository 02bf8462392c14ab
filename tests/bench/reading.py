"""How fast texts are decoded and repaired, in megabytes of UTF-8 a second, against plain passes of `str` over them.

Prints last one JSON line: `clean_mb_s` (paragraphs one a line, as most files of a large import are), `wrapped_mb_s`
(set in columns), `doubled_mb_s` (in columns, everything printed twice), each with its `_ratio` to the time of two `str`
passes (translate; split to lines, strip and join), `article_ms` (a doubled article of 5,000 characters), `line_mb_s` (a
single line of 50 megabytes) and `line_peak_ratio` (the memory that repairing a line of 5 takes, to its UTF-8 size).
"""

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

from reading.pages import Manner, make_page  # noqa: E402 - a folder beside this one, of the name of this file
from reading.prose import ARTICLES  # noqa: E402

from annotator.reading.reader import read_bytes  # noqa: E402
from annotator.reading.repair import repair  # noqa: E402

_SIZE = 1_000_000  # characters of each text


def _best(job: Callable[[], object], times: int) -> float:
    """The least time in seconds that a job took."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _text(manner: Manner, size: int) -> str:
    pages = [make_page(article, manner, seed).source for seed in range(6) for article in ARTICLES]
    whole = "".join(pages)
    return (whole * (size // len(whole) + 1))[:size]


def _pass(text: str) -> str:
    return "\n".join(line.strip() for line in text.translate({0: None}).split("\n"))


def main() -> None:
    """Measures, and prints the result."""
    result: dict[str, float] = {}
    manners = {
        "clean": Manner(wrap=False, gap=False),
        "wrapped": Manner(cuts=0.02, lost_indent=True),
        "doubled": Manner(doubled=1.0, lost_indent=True),
    }
    for name, manner in manners.items():
        text = _text(manner, _SIZE)
        data = text.encode()
        taken = _best(lambda name=name, data=data: read_bytes(name + ".txt", data).reading.text, 3)
        result[f"{name}_mb_s"] = round(len(data) / 1e6 / taken, 2)
        plain = _best(lambda text=text: _pass(text), 5)
        result[f"{name}_ratio"] = round(taken / plain, 1)
        print(name, result)
    article = _text(manners["doubled"], 5000)
    result["article_ms"] = round(_best(lambda: repair(article).text, 20) * 1000, 2)
    prose = "".join("".join(article) for article in ARTICLES)
    line = prose * (50_000_000 // len(prose.encode()))
    result["line_mb_s"] = round(len(line.encode()) / 1e6 / _best(lambda: repair(line).text, 1), 2)
    part = line[: len(line) // 10]
    tracemalloc.start()
    repair(part)
    result["line_peak_ratio"] = round(tracemalloc.get_traced_memory()[1] / len(part.encode()), 1)
    tracemalloc.stop()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
