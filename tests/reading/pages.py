"""Makes newspaper pages of articles: sets them in columns and spoils them the way extraction does.

A page is what extraction would give, `reading` what it should be repaired to. All randomness comes from a seed.
"""

import re
from dataclasses import dataclass
from random import Random
from typing import Final

_NOT_FIRST: Final = "，。、；：？！”’》）…%"
_NOT_LAST: Final = "“‘《（"
_UNIT = re.compile(r"[0-9.]+|[A-Za-z]+|——|……|.", re.DOTALL)
_RUN = re.compile(r"[0-9.]+|[A-Za-z]+|[\u4e00-\u9fff]+|.", re.DOTALL)


@dataclass(frozen=True)
class Manner:
    """How a page is set and spoiled."""

    width: tuple[int, int] = (12, 24)  # ems of a column, drawn from this range
    each: bool = False  # every paragraph has a width of its own
    indent: str = ""  # before the first line of a paragraph
    lost_indent: bool = False  # the first line is two ems shorter, without blanks
    gap: bool = True  # an empty line between paragraphs
    wrap: bool = True
    cuts: float = 0.0  # share of lines behind which a column ends: an empty line
    doubled: float = 0.0  # share of paragraphs printed twice run by run
    mixed: float = 0.0  # share of the lines of those that were printed once
    glyphs: bool = False  # twice character by character instead
    numbers: float = 0.0  # share of numbers set off by blanks
    spaced: float = 0.0  # share of lines that are letter-spaced
    spread: bool = False  # an empty line behind every line
    crlf: bool = False
    captions: bool = False


@dataclass(frozen=True)
class Page:
    """A page and what it should read like."""

    source: str
    reading: str


def ems(text: str) -> float:
    """How wide a text is."""
    return sum(0.5 if ch.isascii() else 1 for ch in text)


def set_lines(text: str, width: int, first: float) -> list[str]:
    """A paragraph in lines, the first shorter by `first` ems; no mark at the wrong end of a line, no number parted."""
    lines: list[str] = []
    line, room = "", width - first
    for unit in _units(text):
        if line and ems(line) + ems(unit) > room:
            lines.append(line)
            line, room = "", width
        line += unit
    return [*lines, line]


def _units(text: str) -> list[str]:
    """What a line end does not part: numbers, words, characters with the marks that go with them."""
    found: list[str] = []
    for piece in _UNIT.findall(text):
        if found and (piece in _NOT_FIRST or found[-1][-1] in _NOT_LAST):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def double_runs(line: str, rng: Random) -> str:
    """A line as runs printed twice, numbers now and then set off by blanks."""
    pieces = []
    for run in _RUN.findall(line):
        twice = run if run.isspace() else run + run
        pieces.append(f" {twice} " if run[0].isdigit() and rng.random() < 0.4 else twice)
    return "".join(pieces).strip()


def _spoil(line: str, manner: Manner, rng: Random, twice: bool) -> str:
    if manner.spaced and len(line) > 4 and rng.random() < manner.spaced:
        line = " ".join(line)
    elif manner.numbers:
        line = re.sub(
            r"(?<=[\u4e00-\u9fff])([0-9.]+)(?=[\u4e00-\u9fff])",
            lambda m: f" {m.group()} " if rng.random() < manner.numbers else m.group(),
            line,
        )
    if twice and rng.random() >= manner.mixed:
        if manner.glyphs:
            return "".join(ch + ch if not ch.isspace() else ch for ch in line)
        return double_runs(line, rng)
    return line


def _is_heading(paragraph: str) -> bool:
    return not re.search("[。！？]”?$", paragraph)


def _captions(rng: Random) -> list[str]:
    return rng.sample(
        [
            "▲新建成的候车亭方便了沿线村民出行。",
            "▼医生上门为行动不便的老人量血压。",
            "◀孩子们在新食堂里排队打饭。",
            "▲湿地公园里，成群的水鸟在觅食。",
        ],
        2,
    )


def make_page(article: tuple[str, ...], manner: Manner, seed: int) -> Page:
    """An article as extraction would give it."""
    rng = Random(seed)
    column = rng.randint(*manner.width)
    paragraphs = [*article, *(_captions(rng) if manner.captions else ())]
    rows: list[str] = []
    for paragraph in paragraphs:
        width = rng.randint(*manner.width) if manner.each else column
        twice = rng.random() < manner.doubled
        heading = _is_heading(paragraph)
        caption = paragraph[0] in "▲▼◀"
        lead = "" if heading or caption else manner.indent
        if not manner.wrap or heading:
            rows.append(lead + _spoil(paragraph, manner, rng, twice))
        else:
            first = 2 if manner.lost_indent and not caption else ems(lead)
            lines = set_lines(paragraph, 8 if caption else width, first)
            for number, line in enumerate(lines):
                rows.append((lead if number == 0 else "") + _spoil(line, manner, rng, twice))
                if number + 1 < len(lines) and rng.random() < manner.cuts:
                    rows.append("")
        if manner.gap:
            rows.append("")
    if manner.spread:
        rows = [each for row in rows for each in (row, "")]
    end = "\r\n" if manner.crlf else "\n"
    return Page(end.join(rows).rstrip("\r\n") + end, "\n".join(paragraphs) + "\n")


def breaks(text: str) -> set[int]:
    """How many characters other than blanks stand before each paragraph break."""
    found, seen = set(), 0
    for ch in text:
        if ch == "\n":
            found.add(seen)
        elif not ch.isspace():
            seen += 1
    return found - {0, seen}


def ink(text: str) -> str:
    """The text without blanks and line ends."""
    return "".join(text.split())
