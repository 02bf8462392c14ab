"""Gamma (Mathet, Widlöcher, Métivier 2015): agreement on place and label at once, over the best alignment of units.

The alignment is exact: found by going through the units in their order and keeping, for each set of units that reach
further, the cheapest way there. That is for small articles; where too many ways are open it says so and gives none.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final, NamedTuple

from annotator.agreement.values import Reason, Undefined, Value

_MOST_WAYS: Final = 200_000  # kept at once, or alignments of single units; some seconds
_SLACK: Final = 1e-12


class Placed(NamedTuple):
    """A unit on a continuum."""

    start: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much place and label count, and what a unit without a counterpart costs."""

    place: float = 1.0
    label: float = 1.0
    empty: float = 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """A best alignment: tuples with the index of a unit for each person, None where the person has none."""

    disorder: float
    rows: tuple[tuple[int | None, ...], ...]


def dissimilarity(a: Placed, b: Placed, weights: Weights) -> float:
    """How unlike two units are: the distance of their bounds by their lengths, squared, and whether labels differ."""
    apart = (abs(a.start - b.start) + abs(a.end - b.end)) / ((a.end - a.start) + (b.end - b.start))
    return weights.empty * (weights.place * apart**2 + weights.label * (a.label != b.label))


def best_alignment(people: Sequence[Sequence[Placed]], weights: Weights | None = None) -> Alignment | Undefined:
    """The alignment with the least disorder: the mean cost of its rows, by the mean number of units a person."""
    units = sorted((unit.start, unit.end, p, i) for p, layer in enumerate(people) for i, unit in enumerate(layer))
    if len(people) < 2:
        return Undefined(Reason.ONE_PERSON)
    if not units:
        return Undefined(Reason.NO_UNITS)
    place = {(p, i): at for at, (_, _, p, i) in enumerate(units)}
    by_first: list[list[tuple[float, int, _Row]]] = [[] for _ in units]
    for number, (cost, row) in enumerate(_rows(people, weights or Weights())):
        if number > _MOST_WAYS:
            return Undefined(Reason.TOO_LARGE)
        places = [place[p, i] for p, i in enumerate(row) if i is not None]
        by_first[min(places)].append((cost, sum(1 << at for at in places), row))
    return _cheapest(by_first, len(people))


_Row = tuple[int | None, ...]
_Chain = tuple[_Row, "_Chain"] | None


def _rows(people: Sequence[Sequence[Placed]], weights: Weights) -> Iterator[tuple[float, _Row]]:
    """All rows that a best alignment can need, with their costs: those that cost no less than their units alone are
    left out."""
    pairs = comb(len(people), 2)

    def grown(row: _Row, spent: float, filled: int) -> Iterator[tuple[float, _Row]]:
        p = len(row)
        if p == len(people):
            cost = (spent + (pairs - comb(filled, 2)) * weights.empty) / pairs
            if filled == 1 or (filled > 1 and cost < filled * weights.empty - _SLACK):
                yield cost, row
            return
        yield from grown((*row, None), spent, filled)
        # Even if all the others came for nothing, the row must be worth more than its units alone.
        most = len(people) * pairs * weights.empty
        for i, unit in enumerate(people[p]):
            more = sum(dissimilarity(people[q][k], unit, weights) for q, k in enumerate(row) if k is not None)
            if spent + more < most:
                yield from grown((*row, i), spent + more, filled + 1)

    return grown((), 0.0, 0)


def _cheapest(by_first: Sequence[Sequence[tuple[float, int, _Row]]], people: int) -> Alignment | Undefined:
    """Covers each unit once at the least cost; rows are given by their first unit."""
    ways: dict[int, tuple[float, _Chain]] = {0: (0.0, None)}
    for at, rows in enumerate(by_first):
        here = 1 << at
        following: dict[int, tuple[float, _Chain]] = {}
        for covered, (cost, chain) in ways.items():
            if covered & here:
                _keep(following, covered & ~here, cost, chain)
                continue
            for more, added, row in rows:
                if not covered & added:
                    _keep(following, (covered | added) & ~here, cost + more, (row, chain))
        ways = following
        if len(ways) > _MOST_WAYS:
            return Undefined(Reason.TOO_LARGE)
    cost, chain = ways[0]
    found: list[_Row] = []
    while chain is not None:
        found.append(chain[0])
        chain = chain[1]
    return Alignment(cost * people / len(by_first), tuple(reversed(found)))


def _keep(ways: dict[int, tuple[float, _Chain]], covered: int, cost: float, chain: _Chain) -> None:
    known = ways.get(covered)
    if known is None or cost < known[0]:
        ways[covered] = cost, chain


def gamma(
    people: Sequence[Sequence[Placed]], weights: Weights | None = None, samples: int = 30, seed: int = 0
) -> Value:
    """1 less the disorder found by the disorder to be expected, from layers drawn and shifted at random.

    The expectation is the mean over `samples` draws: the result varies with the seed in its second decimal.
    """
    found = best_alignment(people, weights)
    if isinstance(found, Undefined):
        return found
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose, no secret
    expected = 0.0
    drawn = 0
    while drawn < samples:
        one = best_alignment(_shuffled(people, chance), weights)
        if isinstance(one, Undefined):
            if one.reason is Reason.TOO_LARGE:
                return one
            continue  # only empty layers were drawn
        expected += one.disorder
        drawn += 1
    return 1 - found.disorder * samples / expected if expected else Undefined(Reason.ONE_VALUE)


def _shuffled(people: Sequence[Sequence[Placed]], chance: random.Random) -> list[list[Placed]]:
    """As many layers, each a random one of those given, shifted around by a random distance.

    Two shifts are at least half a mean unit apart, else the same layer drawn twice would agree with itself.
    """
    units = [unit for layer in people for unit in layer]
    first, last = min(unit.start for unit in units), max(unit.end for unit in units)
    length = last - first
    near = sum(unit.end - unit.start for unit in units) / len(units) / 2
    shifts: list[float] = []
    result = []
    for _ in people:
        shift = _far(shifts, length, near, chance)
        shifts.append(shift)
        layer = chance.choice(people)
        moved = []
        for unit in layer:
            start = first + (unit.start - first + shift) % length
            moved.append(Placed(start, start + unit.end - unit.start, unit.label))
        result.append(moved)
    return result


def _far(shifts: Sequence[float], length: float, near: float, chance: random.Random) -> float:
    """A shift that is not near another, unless there is no room for one."""
    shift = chance.uniform(0, length)
    for _ in range(20):
        if all(near <= abs(shift - other) <= length - near for other in shifts):
            break
        shift = chance.uniform(0, length)
    return shift
