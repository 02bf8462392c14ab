"""Running heads and page numbers of printed pages: by their place, by what they say, by coming back on other pages."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from annotator.reading.extraction import PrintedPage
from annotator.reading.furniture import alike, is_page_number, is_running_head, may_be_page_number
from annotator.reading.layout import PrintedLine, lines_of
from annotator.reading.regions import Glyph

_ROWS: Final = 3  # from the edge of a page that are looked at
_AROUND: Final = 2  # pages before and behind on which a head comes back: left and right pages have their own
_SAME_ROW: Final = 0.35  # of the size
_APART: Final = 1.3  # times the usual distance of rows by which a head stands off


class RawPage(NamedTuple):
    """A page before layout: its size as it is shown, its glyphs."""

    width: float
    height: float
    glyphs: Sequence[Glyph]


@dataclass(slots=True)
class _Row:
    """Glyphs on one baseline at the edge of a page; `apart` from the rest of it, a head at the `top`."""

    glyphs: list[Glyph]
    lines: tuple[PrintedLine, ...]
    text: str
    apart: bool
    top: bool


@dataclass(slots=True)
class _Page:
    raw: RawPage
    rows: list[_Row] = field(default_factory=list)
    keys: frozenset[tuple[str, bool]] = frozenset()


def printed(pages: Iterable[RawPage]) -> Iterator[PrintedPage]:
    """The pages in layout, each as soon as the two behind it are there to compare with."""
    before: deque[_Page] = deque(maxlen=_AROUND)
    waiting: deque[_Page] = deque()
    for raw in pages:
        waiting.append(_looked_at(raw))
        if len(waiting) > _AROUND:
            yield _settled(before, waiting)
    while waiting:
        yield _settled(before, waiting)


def _looked_at(raw: RawPage) -> _Page:
    rows = _edge_rows(raw.glyphs)
    return _Page(raw, rows, frozenset((alike(row.text), row.top) for row in rows if row.apart))


def _settled(before: "deque[_Page]", waiting: "deque[_Page]") -> PrintedPage:
    page = waiting.popleft()
    others = frozenset[tuple[str, bool]]().union(*(one.keys for one in (*before, *waiting)))
    before.append(page)
    heads, feet = (_furniture([row for row in page.rows if row.top is top], others) for top in (True, False))
    gone = {id(glyph) for row in (*heads, *feet) for glyph in row.glyphs}
    body = [glyph for glyph in page.raw.glyphs if id(glyph) not in gone] if gone else page.raw.glyphs
    return PrintedPage(
        page.raw.width,
        page.raw.height,
        tuple(lines_of(body)),
        tuple(line for row in heads for line in row.lines),
        tuple(line for row in reversed(feet) for line in row.lines),
    )


def _furniture(rows: Sequence[_Row], others: frozenset[tuple[str, bool]]) -> list[_Row]:
    """The rows from the edge inwards that are furniture, up to the first that is none."""
    found: list[_Row] = []
    for row in rows:
        text = row.text
        known = is_page_number(text) or is_running_head(text) or (row.apart and may_be_page_number(text))
        again = row.apart and (alike(text), row.top) in others
        if not (known or again):
            break
        found.append(row)
    return found


def _edge_rows(glyphs: Sequence[Glyph]) -> list[_Row]:
    """The first and the last rows of a page, each from the edge inwards; none of a page of a few rows."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.baseline, glyph.blank)):
        if glyph.size <= 0:
            continue
        if rows and rows[-1][0].baseline - glyph.baseline <= _SAME_ROW * min(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        elif not glyph.blank:
            rows.append([glyph])
    if len(rows) < 2 * _ROWS:
        return []
    steps = [above[0].baseline - below[0].baseline for above, below in pairwise(rows)]
    usual = median(steps)
    found = []
    for top in (True, False):
        for at in range(_ROWS):
            row, step = (rows[at], steps[at]) if top else (rows[-1 - at], steps[-1 - at])
            made = _row(row, step >= _APART * usual, top)
            found.append(made)
    return found


def _row(glyphs: list[Glyph], apart: bool, top: bool) -> _Row:
    lines = tuple(lines_of(glyphs))
    return _Row(glyphs, lines, " ".join(line.text for line in lines), apart, top)
