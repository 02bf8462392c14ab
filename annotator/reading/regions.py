"""The columns of a printed page and the order in which they are read.

Plain geometry. Lengths are points, y grows upwards. Newspapers are made of rectangles: an article is a headline over
columns, and the page is cut into articles from side to side and from top to bottom.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import attrgetter
from statistics import median
from typing import Final, NamedTuple

APART: Final = 0.8  # ems from which a gap may part columns; within a column it is a blank
_CORE: Final = 0.35  # of the size, to both sides of a line's middle: what no other line covers
_MIDDLE: Final = 0.38  # of the size, from the baseline to the middle of a line
_HANGING: Final = frozenset("，。、；：！？）》」』】〉〕")
_WHITE: Final = 0.5  # share of the box of such a sign, at its right, that is not printed
_FEWEST: Final = 3  # lines that make up a column beside another
_HEADLINE: Final = 1.35  # times the size of the body
_LEVEL: Final = 1.5  # points by which what stands level may differ
_OFTEN: Final = 0.4  # of the lines of the longest column that begin at the edge of another
_ALIKE: Final = 1.15  # times the size
_HALVES: Final = 1.3  # ems between the halves of a headline at most
_LOST_GUTTER: Final = 1.0
_GROUP: Final = 1.0
_MOST_ROWS: Final = 2000
_FURTHEST: Final = 400  # rows of one group; a page of small print has some 200
_BELOW: Final = 12  # lines below headlines in which their columns are looked for
_MOST_COLUMNS: Final = 14  # of articles side by side; a page has at most eight


class Glyph(NamedTuple):
    """A printed character: its box, the y of its baseline, the size of its font; `blank` ones are seen as gaps.

    `certainty` is that of its recognition. `seen` is its box on the page where the page was straightened for reading.
    """

    char: str
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float
    certainty: float = 1.0
    seen: tuple[float, float, float, float] | None = None

    @property
    def blank(self) -> bool:
        """Whether it leaves the paper white."""
        return self.char.isspace()

    @property
    def white(self) -> float:
        """How much of its box is white at the right: a sign at the end of a line may be hung into the gutter."""
        return _WHITE * (self.right - self.left) if self.char in _HANGING else 0.0


@dataclass(slots=True)
class Segment:
    """Glyphs side by side on one baseline, without a gap that could part columns."""

    glyphs: list[Glyph]
    left: float = field(init=False)
    right: float = field(init=False)
    baseline: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Notes the bounds of its glyphs."""
        self.left = min(glyph.left for glyph in self.glyphs)
        self.right = max(glyph.right - glyph.white for glyph in self.glyphs)
        self.baseline = median(glyph.baseline for glyph in self.glyphs)
        self.size = median(glyph.size for glyph in self.glyphs)

    @property
    def low(self) -> float:
        """The lower bound of its core."""
        return self.baseline + (_MIDDLE - _CORE) * self.size

    @property
    def high(self) -> float:
        """The upper bound of its core."""
        return self.baseline + (_MIDDLE + _CORE) * self.size


Interval = tuple[float, float]


def _union(intervals: Iterable[Interval]) -> list[Interval]:
    """The intervals put together where they touch."""
    found: list[Interval] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1]:
            if high > found[-1][1]:
                found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def ordered(segments: list[Segment]) -> Iterator[list[Segment]]:
    """The columns of a page in reading order, each a list of segments."""
    todo = [segments]
    while todo:  # no recursion: a page may be cut into thousands of parts
        region = todo.pop()
        if not region:
            continue
        parts = _at_headlines(region) or _beside(region) or _columns(region) or _bands(region)
        if parts is None:
            yield region
        else:
            todo.extend(reversed(parts))


def _gutter(region: Sequence[Segment]) -> float:
    """How wide the space between columns is at least."""
    return APART * min(median(segment.size for segment in region), 14.0)


def _at_headlines(region: list[Segment]) -> list[list[Segment]] | None:
    """The region parted above headlines that nothing stands beside, and below those that belong to all columns.

    Without this a gutter that runs through two articles below one another would part both: a headline may be narrower
    than its article.
    """
    rows = _rows(region)
    body = _body_size(region)
    edges = _edges(region, body)
    large = [all(segment.size >= _HEADLINE * body for segment in row) for row in rows]
    parts: list[list[Segment]] = [[]]
    whole = True
    for at, row in enumerate(rows):
        begins = large[at] and (at == 0 or not large[at - 1])
        ends = at > 0 and large[at - 1] and not large[at]
        if parts[-1] and (begins or (ends and whole)):
            parts.append([])
        if begins:
            whole = True
        if large[at]:
            whole = whole and len(_headlines(row, edges)) == 1
        parts[-1] += row
    return parts if len(parts) > 1 else None


def _body_size(region: Sequence[Segment]) -> float:
    """The size that most glyphs have."""
    sizes: Counter[float] = Counter()
    for segment in region:
        sizes[round(segment.size, 1)] += len(segment.glyphs)
    return max(sizes, key=lambda size: (sizes[size], -size))


def _edges(region: Sequence[Segment], body: float) -> list[float]:
    """Where the columns of a region begin at the left."""
    counted = Counter(round(segment.left) for segment in region if segment.size < _HEADLINE * body)
    most = max(counted.values(), default=0)
    return sorted(left for left, count in counted.items() if count >= max(_FEWEST, _OFTEN * most))


def _are_halves(one: "Segment | _Box", other: "Segment | _Box", edges: Sequence[float]) -> bool:
    """Whether what stands side by side on one line is one headline, and not another that begins over its own column."""
    large, small = max(one.size, other.size), min(one.size, other.size)
    if other.left - one.right >= _HALVES * small or large >= _ALIKE * small:
        return False
    return not any(abs(edge - other.left) <= _LEVEL for edge in edges)


def _beside(region: list[Segment]) -> list[list[Segment]] | None:
    """The region parted between articles whose headlines stand side by side at its top.

    Each has one or more of the columns below; an article's columns begin level, and its headline stands over them at
    the left or in the middle.
    """
    body = _body_size(region)
    rows = _rows(region)
    if not all(segment.size >= _HEADLINE * body for segment in rows[0]):
        return None
    heads = _headlines(rows[0], _edges(region, body))
    columns = _columns_below(rows[1:], body)
    if len(heads) < 2 or not len(heads) <= len(columns) <= _MOST_COLUMNS:
        return None
    best = min(
        combinations(range(1, len(columns)), len(heads) - 1),
        key=lambda cuts: sum(_misfit(head, part) for head, part in zip(heads, _groups(columns, cuts), strict=True)),
    )
    edges = [columns[at].left for at in best]
    starts = [float("-inf"), *edges]
    if any(_at(starts, segment.left + 1) != _at(starts, segment.right - 1) for segment in region):
        return None  # something reaches over two of them
    parts: list[list[Segment]] = [[] for _ in starts]
    for segment in region:
        parts[_at(starts, segment.left + 1)].append(segment)
    return parts


class _Box(NamedTuple):
    """Where a headline or a column stands."""

    left: float
    right: float
    top: float
    bottom: float
    size: float


def _headlines(row: Sequence[Segment], edges: Sequence[float]) -> list[_Box]:
    """The headlines of a row, the halves of each together."""
    found: list[_Box] = []
    for one in sorted(row, key=attrgetter("left")):
        last = found[-1] if found else None
        if last is not None and _are_halves(last, one, edges):
            found[-1] = last._replace(right=max(last.right, one.right), size=max(last.size, one.size))
        else:
            found.append(_Box(one.left, one.right, one.high, one.low, one.size))
    return found


def _columns_below(rows: Sequence[list[Segment]], body: float) -> list[_Box]:
    """The columns of the lines below headlines, as far as there is no other headline."""
    lines: list[Segment] = []
    floor = 0.0
    for row in rows:
        if any(segment.size >= _HEADLINE * body for segment in row):
            break
        floor = floor or max(segment.high for segment in row) - _BELOW * 1.4 * body
        if min(segment.low for segment in row) < floor and lines:
            lines += [segment for segment in row if segment.high > floor]
            break
        lines += row
    if not lines:
        return []
    spans = _union((segment.left, segment.right + _gutter(lines)) for segment in lines)
    starts = [span[0] for span in spans]
    found: list[list[Segment]] = [[] for _ in spans]
    for segment in lines:
        found[_at(starts, segment.left)].append(segment)
    return [
        _Box(
            min(one.left for one in part),
            max(one.right for one in part),
            max(one.high for one in part),
            min(one.low for one in part),
            body,
        )
        for part in found
    ]


def _groups(columns: Sequence[_Box], cuts: Sequence[int]) -> list[Sequence[_Box]]:
    """The columns in groups that begin at these numbers."""
    ends = [*cuts, len(columns)]
    return [columns[start:end] for start, end in zip([0, *cuts], ends, strict=True)]


def _misfit(head: _Box, columns: Sequence[_Box]) -> float:
    """How badly a headline stands over some columns, in ems of the text; nothing if they are its own."""
    left, right = columns[0].left, columns[-1].right
    size = columns[0].size
    aside = max(left - head.left, 0.0) + max(head.right - right, 0.0)
    middle = abs((head.left + head.right) / 2 - (left + right) / 2)
    tops = [column.top for column in columns]
    uneven = max(tops) - min(tops)
    return (4 * aside + min(abs(head.left - left), middle, 6 * size) + 4 * uneven) / size


def _columns(region: list[Segment]) -> list[list[Segment]] | None:
    """The region parted at gaps that run through all of it; None where there is none."""
    least = _gutter(region)
    spans = _union((segment.left, segment.right + least) for segment in region)
    if len(spans) < 2:
        return None
    starts = [span[0] for span in spans]
    parts: list[list[Segment]] = [[] for _ in spans]
    for segment in region:
        parts[_at(starts, segment.left)].append(segment)
    if max(_height(part) for part in parts) < _FEWEST:
        return None
    return parts


def _at(starts: Sequence[float], value: float) -> int:
    """The last start that is not behind a value."""
    at = bisect_left(starts, value)
    return at if at < len(starts) and starts[at] == value else max(at - 1, 0)


def _height(part: Sequence[Segment]) -> int:
    """How many lines a part has."""
    return len(_union((segment.low, segment.high) for segment in part))


def _bands(region: list[Segment]) -> list[list[Segment]] | None:
    """The region parted from top to bottom, so that the parts have the gutters that headlines hide, if any has."""
    rows = _rows(region)
    if not 2 <= len(rows) <= _MOST_ROWS:
        return None
    least = _gutter(region)
    spans = [_union((segment.left, segment.right + least) for segment in row) for row in rows]
    ends = _best_cuts(spans, [_most_lines(row, span) for row, span in zip(rows, spans, strict=True)])
    if len(ends) < 2:
        return None
    parts = []
    at = 0
    for end in ends:
        parts.append([segment for row in rows[at:end] for segment in row])
        at = end
    return parts


def _most_lines(row: Sequence[Segment], spans: Sequence[Interval]) -> int:
    """How many lines the fullest column of a row has: rows whose lines do not stand level are long."""
    starts = [span[0] for span in spans]
    return max(Counter(_at(starts, segment.left) for segment in row).values())


def _rows(region: Sequence[Segment]) -> list[list[Segment]]:
    """The segments in rows that no segment of another row reaches into, from the top."""
    rows: list[list[Segment]] = []
    low = 0.0
    for segment in sorted(region, key=attrgetter("high"), reverse=True):
        if rows and segment.high > low:
            rows[-1].append(segment)
            low = min(low, segment.low)
        else:
            rows.append([segment])
            low = segment.low
    return rows


def _best_cuts(spans: Sequence[list[Interval]], counts: Sequence[int]) -> list[int]:
    """Where groups of rows end, so that few groups hide few gutters.

    A group either has gutters through all its rows, or is one column, which costs for each of its rows that has gaps.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(spans) + 1):
        union: list[Interval] = []
        lost = lines = 0
        choices = []
        for start in range(end - 1, max(-1, end - 1 - _FURTHEST), -1):
            union = _union([*union, *spans[start]])
            lost += counts[start] if len(spans[start]) > 1 else 0
            lines += counts[start]
            columns = len(union) > 1 and lines >= _FEWEST
            choices.append((best[start][0] + _GROUP + (0.0 if columns else _LOST_GUTTER * lost), start))
        best.append(min(choices))
    ends = []
    at = len(spans)
    while at > 0:
        ends.append(at)
        at = best[at][1]
    return ends[::-1]
