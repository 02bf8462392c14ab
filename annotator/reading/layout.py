"""Where the lines of a printed page are and in which order they are read: columns, headlines over several columns.

Plain geometry without any PDF: glyphs in, lines out. Lengths are points, y grows upwards.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import Final

from annotator.reading.regions import APART, Glyph, Segment, ordered

_CAPTION = re.compile("[▲▼◀▶◄►△▽◁▷↑↓←→]")
_SENTENCE_END = re.compile("[。！？…][”’」』）)】]*$")
_SAME_LINE: Final = 0.35  # of the size: baselines that differ by less are one
_BLANK: Final = 0.45  # ems from which a gap between glyphs is a blank, if it is not between Latin letters
_LATIN_BLANK: Final = 0.15
_PRINTED_BLANK: Final = 0.08  # where the blank is a glyph of its own
_MOST_SEGMENTS: Final = 20_000  # of a page that is parted into columns; a newspaper page has some 1,000
_NEAR: Final = 50  # equal glyphs in one place that are compared; more are not meant to be read
_GUTTER: Final = 10.0  # points; headlines side by side may be no further apart than columns
_HUNG: Final = 0.3  # ems behind a sign from which it may be one that is hung into the gutter
_OTHER_SIZE: Final = 1.7  # times the size of the next glyph, from which they are two kinds of text
_OVERPRINTED: Final = 0.5  # share of the smaller of two equal glyphs that lies on the other
_INDENT: Final = (1.2, 5.0)  # ems by which the first line of a paragraph is set in
_LEADING: Final = 1.45  # times the usual distance of lines, from which a space was left between them
_SIZES: Final = 1.2  # times the size of the next line, from which a line is another kind of text


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is read: its glyphs, None for a blank between two. `indented` and `gap` tell how it was set."""

    glyphs: tuple[Glyph | None, ...]
    indented: bool = False
    gap: bool = False

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(" " if glyph is None else glyph.char for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The size of its font."""
        return median(glyph.size for glyph in self.glyphs if glyph is not None)


def lines_of(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """The lines of a page in reading order; what was printed over itself counts once."""
    segments = _segments(_printed_once(glyphs))
    if not segments:
        return []
    order = _Order()
    for group in ordered(segments) if len(segments) <= _MOST_SEGMENTS else [segments]:
        order.add(_lines(group))
    return order.finished()


class _Order:
    """The lines of a page column by column; a caption that would part a sentence waits until a paragraph ends."""

    def __init__(self) -> None:
        self._found: list[PrintedLine] = []
        self._waiting: list[PrintedLine] = []

    def add(self, column: list[PrintedLine]) -> None:
        """Takes the lines of a column."""
        if self._found and _differ(self._found[-1].size, column[0].size):
            column[0] = replace(column[0], gap=True)
        at = 0
        while at < len(column):
            line = column[at]
            apart = line.gap or at == 0
            if apart and self._found and _CAPTION.match(line.text) and not self._at_end():
                end = next((k for k in range(at + 1, len(column)) if column[k].gap), len(column))
                self._waiting += column[at:end]
                if end < len(column):
                    column[end] = replace(column[end], gap=False)
                at = end
                continue
            if line.indented or line.gap:
                self._let_in()
            self._found.append(line)
            at += 1

    def _at_end(self) -> bool:
        """Whether a sentence has just ended."""
        return _SENTENCE_END.search(self._found[-1].text) is not None

    def _let_in(self) -> None:
        self._found += self._waiting
        self._waiting = []

    def finished(self) -> list[PrintedLine]:
        """All lines."""
        self._let_in()
        return self._found


def _differ(one: float, other: float) -> bool:
    """Whether lines of these sizes are two kinds of text."""
    return max(one, other) > _SIZES * min(one, other)


# -- glyphs to segments ------------------------------------------------------------------------------------------


def _printed_once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs without those that lie on an equal one: a shadow, or bold made by printing twice."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.size <= 0 or glyph.right <= glyph.left:
            continue
        column, row = int(glyph.left // glyph.size), int(glyph.baseline // glyph.size)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((glyph.char, x, y), ())[-_NEAR:]
        )
        if any(_cover(glyph, other) for other in near):
            continue
        places.setdefault((glyph.char, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _cover(one: Glyph, other: Glyph) -> bool:
    """Whether two equal glyphs lie on one another."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.top, other.top) - max(one.bottom, other.bottom)
    narrow = min(one.right - one.left, other.right - other.left)
    low = min(one.top - one.bottom, other.top - other.bottom)
    return wide >= _OVERPRINTED * narrow and high >= _OVERPRINTED * low


def _segments(glyphs: Sequence[Glyph]) -> list[Segment]:
    """The glyphs in segments: those of one baseline from left to right, parted at wide gaps."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=attrgetter("baseline"), reverse=True):
        row = rows[-1] if rows else None
        if row is not None and row[0].baseline - glyph.baseline <= _SAME_LINE * min(row[0].size, glyph.size):
            row.append(glyph)
        else:
            rows.append([glyph])
    return [segment for row in rows for segment in _parted(sorted(row, key=attrgetter("left")))]


def _parted(row: Sequence[Glyph]) -> Iterator[Segment]:
    """The segments of a row. Blanks that were printed stay between the glyphs of one, and are none themselves."""
    part: list[Glyph] = []
    blanks: list[Glyph] = []
    for glyph in row:
        if glyph.blank:
            blanks.append(glyph)
            continue
        if part:
            last = part[-1]
            large, small = max(last.size, glyph.size), min(last.size, glyph.size)
            gap = glyph.left - last.right
            hung = last.white if gap >= _HUNG * large else 0.0
            if gap + hung >= min(APART * large, _GUTTER) or large > _OTHER_SIZE * small:
                yield Segment(part)
                part = []
            else:
                part += blanks[:1]
        blanks = []
        part.append(glyph)
    if part:
        yield Segment(part)


# -- columns to lines --------------------------------------------------------------------------------------------


def _lines(column: Sequence[Segment]) -> list[PrintedLine]:
    """The lines of a column from the top, with indents and spaces as they were set."""
    rows = sorted(_baselines(column), key=lambda row: -row[0].baseline)
    sizes = [max(segment.size for segment in row) for row in rows]
    lefts = sorted(row[0].left for row in rows)
    edge = lefts[len(lefts) // 4]
    steps = [above[0].baseline - below[0].baseline for above, below in pairwise(rows)]
    found = []
    for at, row in enumerate(rows):
        size = sizes[at]
        usual = _usual_step(steps, at)
        wide = at > 0 and steps[at - 1] > _LEADING * usual
        other = at > 0 and _differ(size, sizes[at - 1])
        inset = _INDENT[0] * size <= row[0].left - edge <= _INDENT[1] * size
        found.append(PrintedLine(tuple(_spaced(row)), inset, wide or other))
    return found


def _usual_step(steps: Sequence[float], at: int) -> float:
    """The distance of the lines around one."""
    near = steps[max(0, at - 8) : at + 8]
    return median(near) if near else 0.0


def _baselines(column: Sequence[Segment]) -> list[list[Segment]]:
    """The segments of a column that stand on one baseline, from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(column, key=attrgetter("baseline"), reverse=True):
        if rows and rows[-1][0].baseline - segment.baseline <= _SAME_LINE * min(rows[-1][0].size, segment.size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=attrgetter("left"))
    return rows


def _spaced(row: Sequence[Segment]) -> Iterator[Glyph | None]:
    """The glyphs of a line with None where a blank is seen."""
    last: Glyph | None = None
    printed = False
    for glyph in (glyph for segment in row for glyph in segment.glyphs):
        if glyph.blank:
            printed = True
            continue
        if last is not None:
            latin = _is_latin(last.char) and _is_latin(glyph.char)
            least = _PRINTED_BLANK if printed else _LATIN_BLANK if latin else _BLANK
            if glyph.left - last.right >= least * min(last.size, glyph.size):
                yield None
        yield glyph
        last, printed = glyph, False


def _is_latin(char: str) -> bool:
    return char.isalnum() and ord(char) < 0x2E80
