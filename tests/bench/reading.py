"""How fast texts are decoded and repaired, in megabytes of UTF-8 a second, against plain passes of `str` over them.

Prints last one JSON line: `clean_mb_s` (paragraphs one a line, as most files of a large import are), `wrapped_mb_s`
(set in columns), `doubled_mb_s` (in columns, everything printed twice), each with its `_ratio` to the time of two `str`
passes (translate; split to lines, strip and join), `article_ms` (a doubled article of 5,000 characters), `line_mb_s` (a
single line of 50 megabytes) and `line_peak_ratio` (the memory that repairing a line of 5 takes, to its UTF-8 size).

Then of a PDF document of 200 newspaper pages: `pdf_first_ms` (to the text of the first page) and `pdf_first_one_ms`
(the same of a document of that page alone), `pdf_pages_s` (pages a second of the whole), `pdf_peak_mb` (by how much
reading it raises the most memory of a process). And of scans, where text recognition is installed: `ocr_load_s` (a
first picture of a few words), `ocr_page_s` (a page of 700 characters), `ocr_peak_mb` (the process that recognises).
"""

import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

from reading.pages import Manner, make_page  # noqa: E402 - a folder beside this one, of the name of this file
from reading.prose import ARTICLES  # noqa: E402
from reading.scanned import page, saved  # noqa: E402
from reading.typeset import Press, Setting, set_article  # noqa: E402

from annotator.reading import ocr, pdf  # noqa: E402
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


def _newspaper(count: int) -> bytes:
    """A document of pages with 2,200 characters each."""
    press = Press(Setting(columns=4, width=12, gutter=12, size=8, leading=11, height=340, headline=20))
    for number in range(1, count + 1):
        press.draw(240, 838, 8, "2021年3月5日 星期五 临江日报")
        press.draw(310, 18, 8, f"{number}")
        top = 800.0
        for article in (ARTICLES[number % 4], ARTICLES[(number + 1) % 4], ARTICLES[(number + 2) % 4]):
            top = set_article(press, article[:7], top) - 40
        press.end_page()
    return press.finished()


def _first(data: bytes) -> object:
    pages = pdf.pages("版.pdf", data)
    return next(pages).lines


def _read_apart(path: str) -> None:
    """Prints by how many megabytes reading a file raises the most memory of this process."""
    data = Path(path).read_bytes()
    read_bytes("a.pdf", _newspaper(1))
    before = _peak("self")
    read_bytes(path, data)
    print(_peak("self") - before)


def _peak(process: object) -> float:
    """The most memory of a process so far, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _documents(result: dict[str, float]) -> None:
    data, one = _newspaper(200), _newspaper(1)
    result["pdf_first_ms"] = round(_best(lambda: _first(data), 5) * 1000, 1)
    result["pdf_first_one_ms"] = round(_best(lambda: _first(one), 5) * 1000, 1)
    result["pdf_pages_s"] = round(200 / _best(lambda: pdf.extract("版.pdf", data), 1), 1)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        told = subprocess.run([sys.executable, __file__, file.name], capture_output=True, check=True, text=True)
    result["pdf_peak_mb"] = round(float(told.stdout), 1)


def _scans(result: dict[str, float]) -> None:
    if not ocr.is_installed():
        return
    word = saved([page(("临江县",), Setting(columns=1, width=20)).crop((100, 60, 700, 260))], "PNG")
    whole = saved([page(ARTICLES[0], Setting())], "PNG")
    start = time.perf_counter()
    read_bytes("a.png", word)
    result["ocr_load_s"] = round(time.perf_counter() - start, 2)
    result["ocr_page_s"] = round(_best(lambda: read_bytes("a.png", whole), 3), 2)
    [process] = [one for one in multiprocessing.active_children() if one.name == "ocr"]
    result["ocr_peak_mb"] = round(_peak(process.pid))
    ocr.end()


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
    _documents(result)
    print(result)
    _scans(result)
    print(json.dumps(result))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _read_apart(sys.argv[1])
    else:
        main()
