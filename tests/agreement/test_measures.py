"""Measures on counts and values: published figures, naive formulas, and what has no value."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.measures import (
    Level,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    observed_agreement,
    score,
    scott_pi,
)
from annotator.agreement.values import Reason, Undefined, Value

# Krippendorff (2011), twelve units and four observers.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "1233244125 1.".replace(" ", ""))


def krippendorff_2011() -> list[tuple[float | None, ...]]:
    return [tuple(None if value == "." else float(value) for value in unit) for unit in zip(*OBSERVERS, strict=True)]


@pytest.mark.parametrize(
    ("level", "published"),
    [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849), (Level.RATIO, 0.797)],
)
def test_alpha_is_that_of_krippendorff_2011(level: Level, published: float) -> None:
    assert number(krippendorff_alpha(krippendorff_2011(), level)) == published


def test_kappa_is_that_of_cohen_1960() -> None:
    assert number(cohen_kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])) == 0.492


def test_kappa_pi_and_alpha_are_those_of_krippendorff_1995_a() -> None:
    bertha, bill = "001111111100001111110000", "000011110000000110000000"
    both = list(zip(bertha, bill, strict=True))
    matrix = [[both.count((a, b)) for b in "01"] for a in "01"]
    assert number(cohen_kappa(matrix)) == 0.385
    assert number(scott_pi(matrix)) == 0.314
    assert number(krippendorff_alpha(both)) == 0.329


def test_kappa_is_that_of_fleiss_1971() -> None:
    # The example of the usual textbooks: ten units, fourteen raters, five values.
    table = (
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    )
    units = [[value for value, n in enumerate(row) for _ in range(n)] for row in table]
    assert number(fleiss_kappa(units)) == 0.210


def number(found: Value) -> float:
    assert not isinstance(found, Undefined), found
    return round(found, 3)


def test_scores_come_from_counts() -> None:
    assert score(3, 3, 4, 6) == (0.5, 0.75, 0.6)
    assert score(0, 0, 4, 6) == (0, 0, 0)


def test_one_empty_layer_leaves_undefined_what_would_be_a_share_of_nothing() -> None:
    nothing = Undefined(Reason.NO_UNITS)
    assert score(0, 0, 4, 0) == (nothing, 0, 0)
    assert score(0, 0, 0, 4) == (0, nothing, 0)
    assert score(0, 0, 0, 0) == (nothing, nothing, nothing)


@pytest.mark.parametrize("measure", [cohen_kappa, scott_pi])
def test_chance_cannot_be_taken_out_where_all_is_one_value(measure: object) -> None:
    assert callable(measure)
    assert measure([[7]]) == Undefined(Reason.ONE_VALUE)
    assert measure([[7, 0], [0, 0]]) == Undefined(Reason.ONE_VALUE)
    assert measure([[0, 0], [0, 0]]) == Undefined(Reason.NO_UNITS)
    assert measure([]) == Undefined(Reason.NO_UNITS)
    assert measure([[4, 0], [0, 3]]) == 1


def test_kappa_is_defined_where_each_has_one_value_but_not_the_same() -> None:
    assert cohen_kappa([[0, 5], [0, 0]]) == 0
    assert scott_pi([[0, 5], [0, 0]]) == -1


def test_fleiss_and_alpha_of_one_value_or_none_are_undefined() -> None:
    assert fleiss_kappa([["X", "X"], ["X", "X"]]) == Undefined(Reason.ONE_VALUE)
    assert krippendorff_alpha([["X", "X"], ["X", None]]) == Undefined(Reason.ONE_VALUE)
    for nothing in ([], [["X"]], [["X"], ["Y"]]):
        assert fleiss_kappa(nothing) == Undefined(Reason.NO_UNITS)
        assert krippendorff_alpha(nothing) == Undefined(Reason.NO_UNITS)
    assert fleiss_kappa([["X", "X"], ["Y", "Y"]]) == 1
    assert krippendorff_alpha([["X", "X"], ["Y", "Y"]]) == 1


# -- naive formulas ----------------------------------------------------------------------------------------------

matrices = st.integers(1, 4).flatmap(
    lambda side: st.lists(st.lists(st.integers(0, 9), min_size=side, max_size=side), min_size=side, max_size=side)
)


@given(matrices)
def test_kappa_and_pi_are_those_of_the_formulas_on_shares(matrix: list[list[int]]) -> None:
    total = sum(map(sum, matrix))
    if not total:
        assert observed_agreement(matrix) == Undefined(Reason.NO_UNITS)
        return
    shares = [[Fraction(cell, total) for cell in row] for row in matrix]
    rows = [sum(row) for row in shares]
    columns = [sum(row[i] for row in shares) for i in range(len(shares))]
    observed = sum(shares[i][i] for i in range(len(shares)))
    assert observed_agreement(matrix) == pytest.approx(float(observed))
    for measure, chance in (
        (cohen_kappa, sum(r * c for r, c in zip(rows, columns, strict=True))),
        (scott_pi, sum(((r + c) / 2) ** 2 for r, c in zip(rows, columns, strict=True))),
    ):
        expected = (
            Undefined(Reason.ONE_VALUE) if chance == 1 else pytest.approx(float((observed - chance) / (1 - chance)))
        )
        assert measure(matrix) == expected


observations = st.integers(1, 6).flatmap(
    lambda people: st.lists(
        st.lists(st.sampled_from([None, 0.0, 1.0, 2.0, 5.0]), min_size=people, max_size=people), max_size=7
    )
)


def naive_alpha(units: list[list[float | None]], level: Level) -> float | None:
    """Alpha by going through all pairs of values, within units and altogether; None where there is none."""
    known = [[value for value in unit if value is not None] for unit in units]
    known = [unit for unit in known if len(unit) > 1]
    values = [value for unit in known for value in unit]
    times = Counter(values)

    def apart(c: float, k: float) -> Fraction:
        if level is Level.NOMINAL:
            return Fraction(c != k)
        if level is Level.INTERVAL:
            return Fraction(c - k) ** 2
        if level is Level.RATIO:
            return (Fraction(c - k) / Fraction(c + k)) ** 2 if c + k else Fraction(0)
        low, high = sorted((c, k))
        between = sum(n for value, n in times.items() if low <= value <= high)
        return (between - Fraction(times[c] + times[k], 2)) ** 2 if c != k else Fraction(0)

    observed = sum(apart(c, k) / (len(unit) - 1) for unit in known for c, k in permutations(unit, 2))
    expected = sum(apart(c, k) for c, k in permutations(values, 2))
    if not expected:
        return None
    return float(1 - observed * (len(values) - 1) / expected)


@given(observations, st.sampled_from(Level))
def test_alpha_is_that_of_all_pairs_of_values(units: list[list[float | None]], level: Level) -> None:
    found, expected = krippendorff_alpha(units, level), naive_alpha(units, level)
    if expected is None:
        assert isinstance(found, Undefined)
    else:
        assert found == pytest.approx(expected, abs=1e-9)


@given(
    st.integers(2, 6).flatmap(lambda n: st.lists(st.lists(st.sampled_from("XYZ"), min_size=n, max_size=n), min_size=1))
)
def test_fleiss_kappa_is_that_of_its_formula(units: list[list[str]]) -> None:
    raters = len(units[0])
    agreement = sum(
        Fraction(sum(unit.count(v) ** 2 for v in "XYZ") - raters, raters * (raters - 1)) for unit in units
    ) / len(units)
    chance = sum(Fraction(sum(unit.count(v) for unit in units), raters * len(units)) ** 2 for v in "XYZ")
    found = fleiss_kappa(units)
    if chance == 1:
        assert found == Undefined(Reason.ONE_VALUE)
    else:
        assert found == pytest.approx(float((agreement - chance) / (1 - chance)))
