"""Krippendorff's unitizing alpha (1995, as corrected in 2004): agreement on where units of one label begin and end.

Several articles make one continuum, but a gap ends with its article, since no tag can lie across the edge.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, combinations, pairwise
from math import lcm
from typing import Final

from annotator.agreement.values import Reason, Undefined, Value

Range = tuple[int, int]
"""Bounds of a unit, half-open."""

_FIELDS: Final = 5  # sums before those for each length


@dataclass(frozen=True, slots=True)
class Continuum:
    """A text of `length` characters, and where each person put units of one label."""

    length: int
    people: Sequence[Sequence[Range]]


class Unitizing:
    """Sums that unitizing alpha is made of, a row for each continuum; rows can be added before `alpha` is taken.

    A row has the number of overlaps within one layer, the length, the length times people, the observed disagreement
    (scaled, so that continua with different numbers of people can be added), the sum of l(l - 1) over units of length
    l, then for each length the number of such units and the number of places that such a unit has in gaps.
    """

    def __init__(self, continua: Sequence[Continuum]) -> None:
        ranges = (unit for one in continua for units in one.people for unit in units)
        self._lengths = sorted({end - start for start, end in ranges})
        self._scale = lcm(*(len(one.people) * (len(one.people) - 1) for one in continua if len(one.people) > 1))
        self.rows = [self._row(one) for one in continua]

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return _FIELDS + 2 * len(self._lengths)

    def _row(self, continuum: Continuum) -> list[int]:
        m, lengths = len(continuum.people), self._lengths
        if m < 2:
            return [0] * self.width
        layers = [sorted(units) for units in continuum.people]
        overlaps = sum(a[1] > b[0] for layer in layers for a, b in pairwise(layer))
        observed = 2 * sum(_apart(a, b) for a, b in combinations(layers, 2)) if not overlaps else 0
        counts = Counter(end - start for layer in layers for start, end in layer)
        row = [
            overlaps,
            continuum.length,
            continuum.length * m,
            observed * (self._scale // (m * (m - 1))),
            sum(n * length * (length - 1) for length, n in counts.items()),
        ]
        gaps = [gap for layer in layers for gap in _gaps(layer, continuum.length)]
        return row + [counts[length] for length in lengths] + _places(lengths, gaps)

    def alpha(self, sums: Sequence[int]) -> Value:
        """Unitizing alpha of added rows."""
        found = self.disagreements(sums)
        return found if isinstance(found, Undefined) else alpha_of_disagreements([found])

    def disagreements(self, sums: Sequence[int]) -> tuple[Fraction, Fraction] | Undefined:
        """The observed and the expected disagreement of added rows."""
        overlaps, length, annotated, observed, squares = sums[:_FIELDS]
        units = sums[_FIELDS : _FIELDS + len(self._lengths)]
        free = sums[_FIELDS + len(self._lengths) :]
        if not annotated:
            return Undefined(Reason.ONE_PERSON)
        if overlaps:
            return Undefined(Reason.OVERLAPPING)
        total = sum(units)
        if not total:
            return Undefined(Reason.NO_UNITS)
        expected = 0
        for l, n, places in zip(self._lengths, units, free, strict=True):  # noqa: E741 - as in the formula
            expected += n * ((total - 1) * (2 * l**3 - 3 * l**2 + l) + 3 * l**2 * places)
        possible = annotated * (annotated - 1) - squares
        return (
            Fraction(observed, self._scale * length**2),
            Fraction(2 * expected, 3 * length * possible) if expected else Fraction(0),
        )


def alpha_of_disagreements(found: Iterable[tuple[Fraction, Fraction]]) -> Value:
    """Unitizing alpha of the observed and expected disagreements of one label, or of several for all together."""
    pairs = list(found)
    expected = sum(pair[1] for pair in pairs)
    if not expected:
        return Undefined(Reason.ONE_VALUE)
    return float(1 - sum(pair[0] for pair in pairs) / expected)


def unitizing_alpha(continua: Sequence[Continuum]) -> Value:
    """Unitizing alpha of one label."""
    unitizing = Unitizing(continua)
    return unitizing.alpha([sum(column) for column in zip(*unitizing.rows, strict=True)])


def _gaps(layer: Sequence[Range], length: int) -> list[int]:
    """The lengths of what lies between the units of a layer."""
    edges = [0, *(edge for unit in layer for edge in unit), length]
    return [end - start for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]


def _places(lengths: Sequence[int], gaps: Sequence[int]) -> list[int]:
    """For each length l how many places a unit of that length has in some gaps: gap - l + 1 in each that is as long."""
    ordered = sorted(gaps)
    up_to = [0, *accumulate(ordered)]
    found = []
    for length in lengths:
        shorter = bisect_left(ordered, length)
        found.append(up_to[-1] - up_to[shorter] - (len(ordered) - shorter) * (length - 1))
    return found


def _apart(a: Sequence[Range], b: Sequence[Range]) -> int:
    """The disagreement of two layers, each without overlaps: the squared distances of the bounds of units that
    intersect, and the squared length of each unit that lies in a gap of the other layer."""
    return _intersecting(a, b) + _in_gaps(a, b) + _in_gaps(b, a)


def _intersecting(a: Sequence[Range], b: Sequence[Range]) -> int:
    found = i = k = 0
    while i < len(a) and k < len(b):
        if a[i][0] < b[k][1] and b[k][0] < a[i][1]:
            found += (a[i][0] - b[k][0]) ** 2 + (a[i][1] - b[k][1]) ** 2
        if a[i][1] <= b[k][1]:
            i += 1
        else:
            k += 1
    return found


def _in_gaps(a: Sequence[Range], b: Sequence[Range]) -> int:
    """The squared lengths of the units of one layer that meet none of the other."""
    found = k = 0
    for start, end in a:
        while k < len(b) and b[k][1] <= start:
            k += 1
        if k == len(b) or b[k][0] >= end:
            found += (end - start) ** 2
    return found


def character_row(length: int, people: Sequence[Sequence[Range]], scale: int) -> list[int]:
    """How the people agree character by character on whether a label is there: coincidences times a scale that the
    number of people less one divides, of both have it, one has it, none has it."""
    m = len(people)
    if m < 2:
        return [0, 0, 0]
    edges: Counter[int] = Counter()
    for units in people:
        for start, end in _covered(units):
            edges[start] += 1
            edges[end] -= 1
    both = one = at = height = 0
    for place in [*sorted(edges), length]:
        run = place - at
        both += run * height * (height - 1)
        one += run * height * (m - height)
        height += edges[place]
        at = place
    weight = scale // (m - 1)
    return [both * weight, one * weight, (length * m * (m - 1) - both - 2 * one) * weight]


def _covered(units: Iterable[Range]) -> list[Range]:
    """The ranges that some units cover, joined where they overlap."""
    found: list[Range] = []
    for start, end in sorted(units):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
