"""Measures of agreement on counts: precision, recall, F1, and what is left of agreement when chance is taken out.

All take whole numbers where they can, so that full agreement is exactly 1 and what is undefined is found by comparison
with 0, not with something small.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from enum import StrEnum
from itertools import chain
from math import lcm
from typing import NamedTuple

from annotator.agreement.values import Reason, Undefined, Value, share

Matrix = Sequence[Sequence[float]]
"""Counts of pairs of values; rows are the first person's."""


class Score(NamedTuple):
    """How well the second person's tags (the answer) meet the first's (the reference)."""

    precision: Value
    recall: Value
    f1: Value


def score(met_a: float, met_b: float, in_a: float, in_b: float) -> Score:
    """Precision, recall and F1 from how many of each one's tags the other met, of how many in all.

    F1 is taken from the counts, so that it is 0, not undefined, where only one of both tagged anything.
    """
    return Score(share(met_b, in_b), share(met_a, in_a), share(met_a + met_b, in_a + in_b))


def observed_agreement(matrix: Matrix) -> Value:
    """The share of units that both gave the same value."""
    return share(sum(matrix[i][i] for i in range(len(matrix))), sum(map(sum, matrix)))


def cohen_kappa(matrix: Matrix) -> Value:
    """Cohen's kappa (1960): chance by each one's own habits."""
    rows = [sum(row) for row in matrix]
    columns = [sum(column) for column in zip(*matrix, strict=True)]
    chance = sum(r * c for r, c in zip(rows, columns, strict=True))
    return _corrected(matrix, sum(rows), chance, sum(rows) ** 2)


def scott_pi(matrix: Matrix) -> Value:
    """Scott's pi (1955): chance by the habits of both together."""
    rows = [sum(row) for row in matrix]
    columns = [sum(column) for column in zip(*matrix, strict=True)]
    chance = sum((r + c) ** 2 for r, c in zip(rows, columns, strict=True))
    return _corrected(matrix, sum(rows), chance, 4 * sum(rows) ** 2)


def _corrected(matrix: Matrix, total: float, chance: float, possible: float) -> Value:
    """(observed - chance) / (1 - chance), where chance is given as a part of what is possible."""
    if not total:
        return Undefined(Reason.NO_UNITS)
    if chance == possible:
        return Undefined(Reason.ONE_VALUE)
    same = sum(matrix[i][i] for i in range(len(matrix)))
    return (same * possible - chance * total) / (total * (possible - chance))


class FleissSums(NamedTuple):
    """What Fleiss' kappa is made of: the agreement of all units times `scale`, their number, and how often each value
    was given."""

    agreement: float
    units: float
    values: Sequence[float]
    scale: float = 1


def fleiss_of(sums: FleissSums) -> Value:
    """Fleiss' kappa (1971) from sums over units."""
    if not sums.units:
        return Undefined(Reason.NO_UNITS)
    given = sum(sums.values) ** 2
    chance = sum(value**2 for value in sums.values)
    if chance == given:
        return Undefined(Reason.ONE_VALUE)
    whole = sums.scale * sums.units
    return (sums.agreement * given - whole * chance) / (whole * (given - chance))


def fleiss_kappa(units: Iterable[Sequence[Hashable]]) -> Value:
    """Fleiss' kappa of units with the values that each was given; those with fewer than two are left out.

    Where units have different numbers of values each counts with its own; else it is Fleiss' own formula.
    """
    known = [unit for unit in units if len(unit) > 1]
    scale = lcm(*(len(unit) * (len(unit) - 1) for unit in known)) if known else 1
    agreement = sum(unit_agreement(Counter(unit).values(), len(unit), scale) for unit in known)
    values = Counter(chain.from_iterable(known))
    return fleiss_of(FleissSums(agreement, len(known), list(values.values()), scale))


def unit_agreement(times: Iterable[int], raters: int, scale: int) -> int:
    """The share of pairs of people who agree on a unit, from how often each value was given, times a scale that the
    number of pairs divides."""
    return sum(n * (n - 1) for n in times) * (scale // (raters * (raters - 1)))


# -- Krippendorff's alpha ----------------------------------------------------------------------------------------


class Level(StrEnum):
    """What differences between values mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def alpha_of(coincidences: Matrix, differences: Matrix | None = None, scale: float = 1) -> Value:
    """Krippendorff's alpha from a symmetric matrix of coincidences times `scale`.

    `differences` are the squared differences of values, without them nominal.
    """
    totals = [sum(row) for row in coincidences]
    n = sum(totals)
    if not n:
        return Undefined(Reason.NO_UNITS)
    observed = expected = 0.0
    for c, row in enumerate(coincidences):
        for k in range(c):
            difference = 1 if differences is None else differences[c][k]
            observed += row[k] * difference
            expected += totals[c] * totals[k] * difference
    if not expected:
        return Undefined(Reason.ONE_VALUE)
    return 1 - (n - scale) * observed / expected


def krippendorff_alpha(units: Iterable[Sequence[float | str | None]], level: Level = Level.NOMINAL) -> Value:
    """Krippendorff's alpha (2011) of units with the value that each person gave, None where there is none.

    Values that are not nominal are numbers.
    """
    known = [[value for value in unit if value is not None] for unit in units]
    known = [unit for unit in known if len(unit) > 1]
    if not known:
        return Undefined(Reason.NO_UNITS)
    values = sorted(set(chain.from_iterable(known)), key=lambda value: (isinstance(value, str), value))
    index = {value: i for i, value in enumerate(values)}
    scale = lcm(*(len(unit) - 1 for unit in known))
    coincidences = [[0] * len(values) for _ in values]
    for unit in known:
        weight = scale // (len(unit) - 1)
        counts = Counter(index[value] for value in unit)
        for c, times in counts.items():
            for k, others in counts.items():
                coincidences[c][k] += weight * times * (others - (c == k))
    return alpha_of(coincidences, _differences(values, coincidences, level), scale)


def _differences(values: Sequence[float | str], coincidences: Matrix, level: Level) -> Matrix | None:
    if level is Level.NOMINAL:
        return None
    if level is Level.ORDINAL:
        return _ranks_apart([sum(row) for row in coincidences])
    numbers = [float(value) for value in values]
    if level is Level.INTERVAL:
        return [[(c - k) ** 2 for k in numbers] for c in numbers]
    return [[((c - k) / (c + k)) ** 2 if c + k else 0.0 for k in numbers] for c in numbers]


def _ranks_apart(totals: Sequence[float]) -> Matrix:
    """Squared numbers of values between two ranks, each rank's own counted by half."""
    size = len(totals)
    between = [[0.0] * size for _ in range(size)]
    for c in range(size):
        passed = totals[c] / 2
        for k in range(c + 1, size):
            between[c][k] = between[k][c] = (passed + totals[k] / 2) ** 2
            passed += totals[k]
    return between
