"""Counts of agreement, a row of whole numbers for each article, and the measures that are taken from added rows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from annotator.agreement.bootstrap import Statistic
from annotator.agreement.measures import (
    FleissSums,
    Matrix,
    Score,
    alpha_of,
    cohen_kappa,
    fleiss_of,
    observed_agreement,
    score,
    scott_pi,
    unit_agreement,
)
from annotator.agreement.pairing import Kind, Pair, TiePair, best_overlaps
from annotator.agreement.unitizing import Continuum, Unitizing, alpha_of_disagreements, character_row
from annotator.agreement.units import Unit, size
from annotator.agreement.values import Reason, Undefined, Value, share

ALL: Final = ""
"""The scope of all labels together, beside that of each label."""

Name = tuple[str, str]
"""A measure: its scope, and its name as `view.measure`."""


@dataclass(frozen=True, slots=True)
class Named:
    """A statistic with the names of the measures that it gives."""

    names: tuple[Name, ...]
    statistic: Statistic


@dataclass(slots=True)
class Counts:
    """How the tags of one label in one or more articles stand to each other.

    `placed` counts those of each person with a tag of the other at the same bounds, whatever its label.
    """

    a: int = 0
    b: int = 0
    equal: int = 0
    attributes: int = 0
    bounds: int = 0
    placed_a: int = 0
    placed_b: int = 0

    @property
    def exact(self) -> int:
        """Pairs with the same bounds and label."""
        return self.equal + self.attributes

    def row(self) -> list[int]:
        """The counts in the order in which they are declared."""
        return [self.a, self.b, self.equal, self.attributes, self.bounds, self.placed_a, self.placed_b]

    def add(self, other: "Counts") -> None:
        """Takes in the counts of another article or label."""
        self.a += other.a
        self.b += other.b
        self.equal += other.equal
        self.attributes += other.attributes
        self.bounds += other.bounds
        self.placed_a += other.placed_a
        self.placed_b += other.placed_b


def count(pairs: Iterable[Pair]) -> dict[str, Counts]:
    """Counts by label; a pair of two labels counts with both."""
    found: dict[str, Counts] = defaultdict(Counts)
    for kind, a, b, _ in pairs:
        if a is not None:
            mine = found[a.label]
            mine.a += 1
            mine.equal += kind is Kind.EQUAL
            mine.attributes += kind is Kind.ATTRIBUTES
            mine.bounds += kind is Kind.BOUNDS
            mine.placed_a += b is not None and kind is not Kind.BOUNDS
        if b is not None:
            theirs = found[b.label]
            theirs.b += 1
            theirs.placed_b += a is not None and kind is not Kind.BOUNDS
    return found


def total(counts: Mapping[str, Counts]) -> Counts:
    """The counts of all labels together."""
    found = Counts()
    for one in counts.values():
        found.add(one)
    return found


_SCORES: Final = ("exact", "attributes", "partial", "lenient", "boundaries")


def _scored(sums: Sequence[int]) -> list[Value]:
    a, b, equal, attributes, bounds, placed_a, placed_b = sums
    exact = equal + attributes
    found: list[Score] = [
        score(exact, exact, a, b),
        score(equal, equal, a, b),
        score(exact + bounds / 2, exact + bounds / 2, a, b),
        score(exact + bounds, exact + bounds, a, b),
        score(placed_a, placed_b, a, b),
    ]
    return [value for one in found for value in one]


def score_statistic(scope: str, counts: Sequence[Counts]) -> Named:
    """Precision, recall and F1 in all views, from the counts of each article in one scope.

    exact: bounds and label; attributes: these and all attributes compared; partial: an overlap counts half; lenient:
    an overlap counts whole; boundaries: the bounds, whatever the label.
    """
    names = [(scope, f"{view}.{field}") for view in _SCORES for field in Score._fields]
    return Named(tuple(names), Statistic([one.row() for one in counts], _scored))


def tie_statistic(ties: Sequence[Sequence[TiePair]]) -> Named:
    """Precision, recall and F1 of relations: type and both ends are the same."""
    rows = []
    for found in ties:
        met = sum(pair.kind in (Kind.EQUAL, Kind.ATTRIBUTES) for pair in found)
        rows.append([met, sum(p.a is not None for p in found), sum(p.b is not None for p in found)])
    names = tuple((ALL, f"relations.{field}") for field in Score._fields)
    return Named(names, Statistic(rows, lambda sums: score(sums[0], sums[0], sums[1], sums[2])))


# -- labels on matched units -------------------------------------------------------------------------------------

Cells = Counter[tuple[str, str]]
"""How often the first person's label met the second's."""


def matched(pairs: Iterable[Pair]) -> Cells:
    """The labels of tags with the same bounds."""
    return Counter((a.label, b.label) for kind, a, b, _ in pairs if a and b and kind is not Kind.BOUNDS)


def matched_loosely(pairs: Iterable[Pair]) -> Cells:
    """The labels of tags that are about the same place: all pairs, and of the rest those that share at least half of
    the characters of both together."""
    found: Cells = Counter()
    left: list[Unit] = []
    right: list[Unit] = []
    for _, a, b, _ in pairs:
        if a is not None and b is not None:
            found[a.label, b.label] += 1
        elif a is not None:
            left.append(a)
        elif b is not None:
            right.append(b)
    if left and right:
        for i, k in best_overlaps(left, right, much):
            found[left[i].label, right[k].label] += 1
    return found


def much(a: Unit, b: Unit, overlap: int) -> bool:
    """Whether units with so many common characters are about the same place."""
    return 3 * overlap >= size(a) + size(b)  # overlap / union is a half or more


def _square(sums: Sequence[int], side: int) -> list[Sequence[int]]:
    return [sums[i * side : (i + 1) * side] for i in range(side)]


def _against_rest(matrix: Matrix, i: int) -> Matrix:
    """A matrix of one value and all others as one."""
    both, whole = matrix[i][i], sum(map(sum, matrix))
    row, column = sum(matrix[i]), sum(line[i] for line in matrix)
    return [[both, row - both], [column - both, whole - row - column + both]]


def _chance_corrected(matrix: Matrix) -> list[Value]:
    both_ways = [[matrix[i][k] + matrix[k][i] for k in range(len(matrix))] for i in range(len(matrix))]
    return [cohen_kappa(matrix), scott_pi(matrix), alpha_of(both_ways)]


_KAPPAS: Final = ("cohen_kappa", "scott_pi", "krippendorff_alpha")


def _label_values(matrix: Matrix) -> list[Value]:
    """Measures of all labels, then of each against all others."""
    found = _chance_corrected(matrix)
    for i in range(len(matrix)):
        found += _chance_corrected(_against_rest(matrix, i))
    return found


def label_statistic(labels: Sequence[str], cells: Sequence[Cells]) -> Named:
    """Kappa, pi and alpha on tags with the same bounds: all labels, and each against the others."""
    names = [(scope, f"matched.{name}") for scope in (ALL, *labels) for name in _KAPPAS]
    return Named(tuple(names), _matrix_statistic(labels, cells, _label_values))


def loose_statistic(labels: Sequence[str], cells: Sequence[Cells]) -> Named:
    """The label-only view: agreement on the label of tags that are about the same place.

    Of one label: how often the other has it too where one has it.
    """

    def values(matrix: Matrix) -> list[Value]:
        found = [observed_agreement(matrix), cohen_kappa(matrix)]
        for i in range(len(matrix)):
            one = _against_rest(matrix, i)
            found += [share(2 * one[0][0], 2 * one[0][0] + one[0][1] + one[1][0]), cohen_kappa(one)]
        return found

    names = [(scope, f"labels.{name}") for scope in (ALL, *labels) for name in ("agreement", "cohen_kappa")]
    return Named(tuple(names), _matrix_statistic(labels, cells, values))


def _matrix_statistic(
    labels: Sequence[str], cells: Sequence[Cells], values: Callable[[Matrix], list[Value]]
) -> Statistic:
    keys = [(a, b) for a in labels for b in labels]
    return Statistic([[one[key] for key in keys] for one in cells], lambda sums: values(_square(sums, len(labels))))


# -- several people ----------------------------------------------------------------------------------------------


def slots(people: Sequence[Sequence[Unit]]) -> list[tuple[str | None, ...]]:
    """The labels that each person gave to each range which any of them tagged, None where one did not.

    Where a person gave a range several labels it makes several slots; what most people gave shares one.
    """
    given: dict[object, list[tuple[int, str]]] = defaultdict(list)
    for p, units in enumerate(people):
        for unit in units:
            given[unit.start, unit.end, unit.parts].append((p, unit.label))
    found: list[tuple[str | None, ...]] = []
    for labels in given.values():
        if len({p for p, _ in labels}) == len(labels):  # nobody gave two
            slot: list[str | None] = [None] * len(people)
            for p, label in labels:
                slot[p] = label
            found.append(tuple(slot))
        else:
            found += _slots_of(labels, len(people))
    return found


def _slots_of(given: Sequence[tuple[int, str]], people: int) -> list[tuple[str | None, ...]]:
    labels = [Counter(label for q, label in given if q == p) for p in range(people)]
    rounds: list[tuple[str, list[int]]] = []
    for label in sorted({label for one in labels for label in one}):
        for k in range(max(one[label] for one in labels)):
            rounds.append((label, [p for p, one in enumerate(labels) if one[label] > k]))
    rounds.sort(key=lambda found: -len(found[1]))
    slots: list[list[str | None]] = []
    for label, holders in rounds:
        free = next((slot for slot in slots if all(slot[p] is None for p in holders)), None)
        if free is None:
            free = [None] * people
            slots.append(free)
        for p in holders:
            free[p] = label
    return list(map(tuple, slots))


def group_statistic(labels: Sequence[str], articles: Sequence[Sequence[Sequence[Unit]]]) -> Named:
    """Fleiss' kappa on ranges that all tagged, and Krippendorff's nominal alpha on all that two or more tagged.

    `articles` have the units of each person who did the article.
    """
    k = len(labels)
    index = {label: i for i, label in enumerate(labels)}
    fleiss = lcm(*(len(people) * (len(people) - 1) for people in articles if len(people) > 1))
    alpha = lcm(*range(1, max(map(len, articles), default=1)))
    rows = []
    for people in articles:
        coincidences = [0] * (k * k)
        values = [0] * k
        # Of each label against the others: agreement.
        agreement = [0] * (k + 1)
        units = 0
        for slot, times in Counter(slots(people) if len(people) > 1 else ()).items():
            given = Counter(index[label] for label in slot if label is not None)
            raters = given.total()
            if raters < 2:
                continue
            _coincide(coincidences, given, times * (alpha // (raters - 1)), k)
            if raters == len(people):
                units += times
                agreement[0] += times * unit_agreement(given.values(), raters, fleiss)
                for i in range(k):
                    values[i] += times * given[i]
                    agreement[i + 1] += times * unit_agreement((given[i], raters - given[i]), raters, fleiss)
        rows.append([*coincidences, *values, *agreement, units])

    def evaluate(sums: Sequence[int]) -> list[Value]:
        matrix, values = _square(sums, k), sums[k * k : k * k + k]
        agreement, units = sums[k * k + k : -1], sums[-1]
        found = [fleiss_of(FleissSums(agreement[0], units, values, fleiss)), alpha_of(matrix, scale=alpha)]
        for i in range(k):
            two = [values[i], sum(values) - values[i]]
            found.append(fleiss_of(FleissSums(agreement[i + 1], units, two, fleiss)))
            found.append(alpha_of(_against_rest(matrix, i), scale=alpha))
        return found

    names = [(scope, f"matched.{name}") for scope in (ALL, *labels) for name in ("fleiss_kappa", "krippendorff_alpha")]
    return Named(tuple(names), Statistic(rows, evaluate))


def _coincide(coincidences: list[int], given: Counter[int], weight: int, k: int) -> None:
    for c, times in given.items():
        for d, others in given.items():
            coincidences[c * k + d] += weight * times * (others - (c == d))


# -- continuum ---------------------------------------------------------------------------------------------------


def unitizing_statistic(labels: Sequence[str], articles: Sequence[tuple[int, Sequence[Sequence[Unit]]]]) -> Named:
    """Unitizing alpha and alpha by character of each label, and unitizing alpha of all together.

    `articles` have their length and the units of each person who did the article.
    """
    scale = lcm(*range(1, max((len(people) for _, people in articles), default=1)))
    ranges = [(length, [_by_label(units) for units in people]) for length, people in articles]
    parts = []
    for label in labels:
        layers = [(length, [one.get(label, []) for one in people]) for length, people in ranges]
        unitizing = Unitizing([Continuum(length, people) for length, people in layers])
        parts.append((unitizing, [character_row(length, people, scale) for length, people in layers]))
    rows: list[list[int]] = [[] for _ in articles]
    for unitizing, characters in parts:
        for i, row in enumerate(rows):
            row.extend(characters[i])
            row.extend(unitizing.rows[i])
    names = [(scope, f"continuum.{name}") for scope in labels for name in ("unitizing_alpha", "character_alpha")]

    def evaluate(sums: Sequence[int]) -> list[Value]:
        found: list[Value] = []
        apart = []
        at = 0
        for unitizing, _ in parts:
            both, one, none = sums[at : at + 3]
            end = at + 3 + unitizing.width
            disagreements = unitizing.disagreements(sums[at + 3 : end])
            apart.append(disagreements)
            found.append(
                disagreements if isinstance(disagreements, Undefined) else alpha_of_disagreements([disagreements])
            )
            found.append(alpha_of([[both, one], [one, none]], scale=scale))
            at = end
        return [*found, _together(apart)]

    return Named((*names, (ALL, "continuum.unitizing_alpha")), Statistic(rows, evaluate))


def _by_label(units: Sequence[Unit]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for unit in units:
        found[unit.label].append((unit.start, unit.end))
    return found


def _together(apart: Sequence[tuple[Fraction, Fraction] | Undefined]) -> Value:
    """Unitizing alpha of all labels that anybody used; undefined where that of one of them is."""
    undefined = [one for one in apart if isinstance(one, Undefined)]
    found = [one for one in apart if not isinstance(one, Undefined)]
    worse = [one for one in undefined if one.reason is not Reason.NO_UNITS]
    if worse:
        return worse[0]
    return alpha_of_disagreements(found) if found else Undefined(Reason.NO_UNITS)
