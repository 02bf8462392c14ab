"""Unitizing alpha: published figures, and the formula worked out over all pairs of sections."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.measures import alpha_of, krippendorff_alpha
from annotator.agreement.unitizing import Continuum, Unitizing, alpha_of_disagreements, character_row, unitizing_alpha
from annotator.agreement.values import Reason, Undefined

Ranges = list[tuple[int, int]]


def ranges(*found: tuple[int, int]) -> Ranges:
    """Units from offsets and lengths, as the papers give them."""
    return [(offset, offset + length) for offset, length in found]


def disagreements(*continua: Continuum) -> tuple[Fraction, Fraction]:
    unitizing = Unitizing(continua)
    found = unitizing.disagreements([sum(column) for column in zip(*unitizing.rows, strict=True)])
    assert not isinstance(found, Undefined)
    return found


def test_the_example_of_krippendorff_2004_gives_the_printed_figures() -> None:
    # A continuum of 300 that begins at 150; two observers, two categories.
    c = Continuum(300, [ranges((75, 70), (220, 30)), ranges((70, 80), (205, 20), (250, 20))])
    k = Continuum(300, [ranges((30, 60), (150, 50)), ranges((30, 60), (150, 50))])
    assert [round(float(value), 4) for value in disagreements(c)] == [0.0144, 0.0532]
    assert [round(float(value), 4) for value in disagreements(k)] == [0.0, 0.0490]
    assert unitizing_alpha([c]) == pytest.approx(0.7286, abs=5e-5)
    assert unitizing_alpha([k]) == 1
    assert alpha_of_disagreements([disagreements(c), disagreements(k)]) == pytest.approx(0.8591, abs=5e-4)


def test_the_example_of_krippendorff_1995_gives_the_printed_observed_disagreements() -> None:
    a = Continuum(24, [ranges((2, 8), (14, 6)), ranges((4, 4), (15, 2))])
    b = Continuum(24, [ranges((0, 18)), ranges((0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1))])
    c = Continuum(
        24,
        [ranges((2, 6), (10, 2), (14, 4), (20, 2)), ranges((0, 2), (4, 4), (10, 4), (16, 2), (20, 2))],
    )
    d = Continuum(
        24,
        [ranges((0, 2), (2, 8), (10, 4), (14, 6), (20, 4)), ranges((0, 4), (4, 4), (8, 7), (15, 2), (17, 7))],
    )
    observed = [float(disagreements(one)[0]) for one in (a, b, c, d)]
    assert observed == pytest.approx([0.03125, 2.26736, 0.02777, 0.38715], abs=1e-5)


def test_on_a_finer_scale_the_expected_disagreement_nears_the_printed_limit() -> None:
    fine = 50_000
    a = Continuum(
        24 * fine,
        [ranges((2 * fine, 8 * fine), (14 * fine, 6 * fine)), ranges((4 * fine, 4 * fine), (15 * fine, 2 * fine))],
    )
    assert float(disagreements(a)[1]) == pytest.approx(0.06990, abs=1e-5)
    assert unitizing_alpha([a]) == pytest.approx(0.553, abs=5e-4)


def test_identical_layers_agree_wholly_even_under_a_single_label() -> None:
    layer = ranges((2, 3), (9, 4))
    assert unitizing_alpha([Continuum(20, [layer, layer, layer])]) == 1


def test_what_has_no_value_says_why() -> None:
    layer = ranges((2, 3), (9, 4))
    assert unitizing_alpha([Continuum(20, [layer])]) == Undefined(Reason.ONE_PERSON)
    assert unitizing_alpha([Continuum(20, [[], []])]) == Undefined(Reason.NO_UNITS)
    assert unitizing_alpha([Continuum(20, [layer, ranges((2, 3), (4, 4))])]) == Undefined(Reason.OVERLAPPING)
    assert unitizing_alpha([Continuum(20, [layer, ranges((2, 8), (4, 2), (7, 1))])]) == Undefined(Reason.OVERLAPPING)
    assert unitizing_alpha([Continuum(20, [ranges((2, 3), (2, 3)), layer])]) == Undefined(Reason.OVERLAPPING)


def test_one_empty_layer_agrees_less_than_chance_or_not_at_all() -> None:
    found = unitizing_alpha([Continuum(20, [ranges((2, 3), (9, 4)), []])])
    assert not isinstance(found, Undefined)
    assert found < 0.1


def test_tags_that_touch_do_not_overlap() -> None:
    assert unitizing_alpha([Continuum(9, [ranges((0, 3), (3, 3)), ranges((0, 3), (3, 3))])]) == 1


@st.composite
def layers(draw: st.DrawFn, length: int) -> Ranges:
    """Units of one label that do not overlap."""
    edges = sorted(draw(st.lists(st.integers(0, length), max_size=6)))
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False) if start < end]


@st.composite
def continua(draw: st.DrawFn) -> list[Continuum]:
    people = draw(st.integers(2, 6))
    found = []
    for length in draw(st.lists(st.integers(1, 15), min_size=1, max_size=3)):
        found.append(Continuum(length, [draw(layers(length)) for _ in range(people)]))
    return found


Section = tuple[int, int, bool]  # begin, length, unit


def sections(layer: Ranges, length: int) -> list[Section]:
    found, at = [], 0
    for start, end in layer:
        if start > at:
            found.append((at, start - at, False))
        found.append((start, end - start, True))
        at = end
    return [*found, (at, length - at, False)] if at < length else found


def apart(one: Section, other: Section) -> int:
    """The squared difference of two sections, case by case as printed."""
    (b1, l1, unit1), (b2, l2, unit2) = one, other
    if unit1 and unit2:
        return (b1 - b2) ** 2 + (b1 + l1 - b2 - l2) ** 2 if -l1 < b1 - b2 < l2 else 0
    if unit1 and not unit2:
        return l1**2 if l2 - l1 >= b1 - b2 >= 0 else 0
    if unit2 and not unit1:
        return l2**2 if l1 - l2 >= b2 - b1 >= 0 else 0
    return 0


def naive_alpha(found: list[Continuum]) -> float | None:
    """The formulas of Krippendorff (2004), term by term."""
    m = len(found[0].people)
    length = sum(one.length for one in found)
    observed = expected = squares = 0
    cut = [[sections(layer, one.length) for layer in one.people] for one in found]
    everything = [section for one in cut for layer in one for section in layer]
    units = [section[1] for section in everything if section[2]]
    gaps = [section[1] for section in everything if not section[2]]
    for one in cut:
        for i in range(m):
            for j in range(m):
                if i != j:
                    observed += sum(apart(g, h) for g in one[i] for h in one[j])
    for l1 in units:
        expected_here = Fraction((len(units) - 1) * (2 * l1**3 - 3 * l1**2 + l1), 3)
        expected_here += l1**2 * sum(gap - l1 + 1 for gap in gaps if gap >= l1)
        expected += expected_here
        squares += l1 * (l1 - 1)
    if not expected:
        return None
    d_o = Fraction(observed, m * (m - 1) * length**2)
    d_e = Fraction(2, length) * expected / (m * length * (m * length - 1) - squares)
    return float(1 - d_o / d_e)


@given(continua())
def test_unitizing_alpha_is_that_of_the_formula_term_by_term(found: list[Continuum]) -> None:
    expected, value = naive_alpha(found), unitizing_alpha(found)
    if expected is None:
        assert isinstance(value, Undefined)
    else:
        assert value == pytest.approx(expected, abs=1e-9)


@given(continua())
def test_alpha_by_character_is_the_nominal_alpha_of_the_characters(found: list[Continuum]) -> None:
    people = len(found[0].people)
    rows = [character_row(one.length, one.people, people - 1) for one in found]
    both, one, none = (sum(column) for column in zip(*rows, strict=True))
    characters = [
        [str(any(start <= at < end for start, end in layer)) for layer in continuum.people]
        for continuum in found
        for at in range(continuum.length)
    ]
    expected = krippendorff_alpha(characters)
    value = alpha_of([[both, one], [one, none]], scale=people - 1)
    assert value == (expected if isinstance(expected, Undefined) else pytest.approx(expected, abs=1e-9))


def test_overlapping_tags_count_once_by_character() -> None:
    once = character_row(10, [[(1, 6)], [(1, 6)]], 1)
    assert character_row(10, [[(1, 4), (2, 6)], [(1, 6), (1, 6)]], 1) == once == [10, 0, 10]
