"""How sure measures are: intervals by drawing the articles again, with repetition."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from annotator.agreement.values import Undefined, Value

_DEFINED: Final = 0.95  # of the draws, for an interval to be given


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure and the bounds between which it lies with the chosen confidence; without bounds where there are too
    few articles, or too few draws on which the measure is defined."""

    value: Value
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """Measures of added rows: a row of whole numbers, none below 0, for each article, of which there is one or more."""

    rows: Sequence[Sequence[int]]
    evaluate: Callable[[Sequence[int]], Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Draws:
    """How often articles are drawn again, from which seed, and how sure the interval is to be."""

    count: int = 500
    seed: int = 0
    level: float = 0.95


def estimates(statistics: Sequence[Statistic], draws: Draws) -> list[list[Estimate]]:
    """The values of some statistics over the same articles, with intervals; all see the same draws."""
    widths = [len(statistic.rows[0]) for statistic in statistics]
    rows = [list(chain.from_iterable(parts)) for parts in zip(*(one.rows for one in statistics), strict=True)]
    values = [_evaluated(statistics, widths, [sum(column) for column in zip(*rows, strict=True)])]
    if len(rows) > 1:
        packed = _Packed(rows)
        chance = random.Random(draws.seed)  # noqa: S311 - repeatable on purpose, no secret
        indexes = range(len(rows))
        for _ in range(draws.count):
            values.append(_evaluated(statistics, widths, packed.sum(chance.choices(indexes, k=len(rows)))))
    return [
        [_estimate([drawn[i][k] for drawn in values], draws.level) for k in range(len(values[0][i]))]
        for i in range(len(statistics))
    ]


def _evaluated(statistics: Sequence[Statistic], widths: Sequence[int], sums: Sequence[int]) -> list[Sequence[Value]]:
    found, at = [], 0
    for statistic, width in zip(statistics, widths, strict=True):
        found.append(statistic.evaluate(sums[at : at + width]))
        at += width
    return found


def _estimate(values: Sequence[Value], level: float) -> Estimate:
    """The first value, with the quantiles of the others."""
    drawn = sorted(value for value in values[1:] if not isinstance(value, Undefined))
    if isinstance(values[0], Undefined) or not drawn or len(drawn) < _DEFINED * (len(values) - 1):
        return Estimate(values[0])
    outside = (1 - level) / 2
    return Estimate(values[0], _quantile(drawn, outside), _quantile(drawn, 1 - outside))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of ordered values lies, between two of them in proportion."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    if ordered[low] == ordered[high]:
        return ordered[low]  # proportion would round
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


class _Packed:
    """Rows of numbers, each row in one long integer: to add rows is one addition each, some forty times as fast."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        most = max(chain((1,), *rows)) * len(rows)
        self._bytes = (most.bit_length() + 7) // 8
        self._columns = len(rows[0])
        self._rows = [
            int.from_bytes(b"".join(n.to_bytes(self._bytes, "little") for n in row), "little") for row in rows
        ]

    def sum(self, which: Sequence[int]) -> list[int]:
        """The sums by column of some rows, as many as there are at most."""
        total = sum(map(self._rows.__getitem__, which))
        width = self._bytes
        data = total.to_bytes(width * self._columns, "little")
        return [int.from_bytes(data[at : at + width], "little") for at in range(0, len(data), width)]
