"""The report as a whole: its parts hang together, and the limits are told as what they are."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import tallies
from annotator.agreement.attributes import Rules
from annotator.agreement.bootstrap import Draws
from annotator.agreement.measures import fleiss_kappa, krippendorff_alpha
from annotator.agreement.pairing import Kind, pair_units
from annotator.agreement.report import PairAgreement, Report, Settings, Sheet, agreement
from annotator.agreement.tallies import ALL
from annotator.agreement.units import Tie, Unit, Work
from annotator.agreement.values import Reason, Undefined, Value
from annotator.domain.ids import ArticleId

QUICK = Settings(draws=Draws(20))
LABELS = ["X", "Y"]


def article(number: int) -> ArticleId:
    return ArticleId(bytes([number]))


def report(*sheets: dict[str, list[Unit]], length: int = 40) -> Report:
    people = sorted({name for sheet in sheets for name in sheet})
    made = [
        Sheet(article(i), length, {name: Work(units) for name, units in sheet.items()})
        for i, sheet in enumerate(sheets, start=1)
    ]
    return agreement(made, people, LABELS, QUICK)


def value(found: Report | PairAgreement, name: str, scope: str = ALL) -> Value:
    return found.measures[scope, name].value


def reasons(found: Report | PairAgreement) -> set[Reason | None]:
    return {
        one.value.reason if isinstance(one.value, Undefined) else None
        for (_, name), one in found.measures.items()
        if not name.startswith("relations.")
    }


A = [Unit(0, 4, "X"), Unit(6, 9, "Y"), Unit(12, 15, "X"), Unit(20, 24, "X"), Unit(30, 33, "Y")]
B = [Unit(0, 4, "X"), Unit(6, 9, "X"), Unit(12, 16, "X"), Unit(20, 24, "X"), Unit(35, 38, "Y")]


def test_precision_recall_and_f1_are_those_counted_by_hand() -> None:
    [pair] = report({"a": A, "b": B}).pairs
    assert (pair.counts[ALL].a, pair.counts[ALL].b) == (5, 5)
    found = {name: value(pair, f"{name}.f1") for name in ("exact", "partial", "lenient", "boundaries")}
    assert found == pytest.approx({"exact": 2 / 5, "partial": 2.5 / 5, "lenient": 3 / 5, "boundaries": 3 / 5})
    assert value(pair, "exact.recall", "X") == pytest.approx(2 / 3)
    assert value(pair, "exact.precision", "X") == pytest.approx(2 / 4)
    assert value(pair, "exact.f1", "Y") == 0
    assert value(pair, "boundaries.recall", "Y") == pytest.approx(1 / 2)
    assert value(pair, "boundaries.precision", "Y") == 0
    assert value(pair, "labels.agreement") == pytest.approx(3 / 4)
    assert pair.confusion == {("X", "X"): 3, ("Y", "X"): 1, ("Y", None): 1, (None, "Y"): 1}


def test_behind_each_number_stand_the_tags_that_differ() -> None:
    [pair] = report({"a": A, "b": B}, {"a": [Unit(0, 2, "Y")], "b": []}).pairs
    assert [(d.article, d.pair.kind) for d in pair.differences] == [
        (article(1), Kind.LABEL),
        (article(1), Kind.BOUNDS),
        (article(1), Kind.ONE_SIDED),
        (article(1), Kind.ONE_SIDED),
        (article(2), Kind.ONE_SIDED),
    ]
    assert [d.pair.kind for d in pair.behind("X")] == [Kind.LABEL, Kind.BOUNDS]
    assert len(pair.behind("Y")) == 4
    assert len(pair.behind("Y", Kind.ONE_SIDED, article(2))) == 1
    assert pair.behind("X", article=article(2)) == []


def test_articles_are_measured_each_by_itself() -> None:
    [pair] = report({"a": A, "b": B}, {"a": A, "b": A}, {"a": A}).pairs
    assert [one.article for one in pair.articles] == [article(1), article(2)]
    assert [one.values[ALL, "exact.f1"] for one in pair.articles] == [pytest.approx(0.4), 1]
    assert value(pair, "exact.f1") == pytest.approx(0.7)
    assert [one.counts[ALL].bounds for one in pair.articles] == [1, 0]


def test_relations_count_beside_the_tags() -> None:
    units = [Unit(0, 2, "X", b"1"), Unit(4, 6, "Y", b"2"), Unit(8, 9, "Y", b"3")]
    one = Work(units, [Tie("of", b"1", b"2"), Tie("at", b"1", b"3")])
    other = Work(units, [Tie("of", b"1", b"2"), Tie("at", b"1", b"2")])
    [pair] = agreement([Sheet(article(1), 10, {"a": one, "b": other})], ["a", "b"], LABELS, QUICK).pairs
    assert value(pair, "relations.f1") == 0.5
    assert [d.pair.kind for d in pair.behind()] == [Kind.BOUNDS]
    assert pair.behind("X") == []


# -- limits ------------------------------------------------------------------------------------------------------


def test_identical_layers_agree_wholly() -> None:
    found = report({"a": A, "b": A, "c": A}, {"a": B, "b": B, "c": B})
    for one in (found, *found.pairs):
        assert {e.value for (_, name), e in one.measures.items() if not name.startswith("relations.")} == {1.0}
    assert all(pair.differences == [] for pair in found.pairs)


def test_identical_layers_under_a_single_label_leave_chance_corrected_measures_undefined() -> None:
    single = [Unit(0, 4, "X"), Unit(6, 9, "X")]
    found = report({"a": single, "b": single, "c": single})
    for name in ("matched.fleiss_kappa", "matched.krippendorff_alpha"):
        assert value(found, name) == value(found, name, "X") == Undefined(Reason.ONE_VALUE)
    assert value(found, "continuum.unitizing_alpha", "X") == value(found, "continuum.unitizing_alpha") == 1
    assert value(found, "continuum.unitizing_alpha", "Y") == Undefined(Reason.NO_UNITS)
    pair = found.pairs[0]
    assert value(pair, "exact.f1") == 1
    for name in ("cohen_kappa", "scott_pi", "krippendorff_alpha"):
        assert value(pair, f"matched.{name}") == Undefined(Reason.ONE_VALUE)
    assert value(pair, "labels.cohen_kappa") == Undefined(Reason.ONE_VALUE)


def test_one_empty_layer_agrees_in_nothing_and_leaves_the_rest_undefined() -> None:
    [pair] = report({"a": A, "b": []}).pairs
    assert (value(pair, "exact.f1"), value(pair, "exact.recall")) == (0, 0)
    assert value(pair, "exact.precision") == Undefined(Reason.NO_UNITS)
    assert value(pair, "matched.cohen_kappa") == value(pair, "labels.agreement") == Undefined(Reason.NO_UNITS)
    assert len(pair.differences) == len(A)


def test_no_tags_at_all_leave_everything_undefined() -> None:
    found = report({"a": [], "b": []}, {"a": [], "b": []})
    assert reasons(found.pairs[0]) | reasons(found) <= {Reason.NO_UNITS, Reason.ONE_VALUE}
    assert value(found.pairs[0], "exact.f1") == Undefined(Reason.NO_UNITS)


def test_one_person_has_no_pairs_and_no_agreement() -> None:
    found = report({"a": A}, {"a": B})
    assert found.pairs == []
    assert found.articles == 0
    assert reasons(found) == {Reason.ONE_PERSON}
    apart = report({"a": A}, {"b": B})
    assert reasons(apart) == reasons(apart.pairs[0]) == {Reason.ONE_PERSON}


def test_nobody_and_nothing_is_no_error() -> None:
    assert agreement([], [], [], QUICK).pairs == []
    assert agreement([], ["a", "b"], LABELS, QUICK).pairs[0].differences == []


def test_overlapping_tags_of_one_label_leave_only_unitizing_alpha_undefined() -> None:
    nested = [*A, Unit(12, 24, "X")]
    found = report({"a": nested, "b": A})
    assert value(found, "continuum.unitizing_alpha", "X") == Undefined(Reason.OVERLAPPING)
    assert value(found, "continuum.unitizing_alpha") == Undefined(Reason.OVERLAPPING)
    assert value(found, "continuum.unitizing_alpha", "Y") == 1
    assert not isinstance(value(found, "continuum.character_alpha", "X"), Undefined)
    doubled = report({"a": [*A, A[0]], "b": [*A, A[0]]})
    assert value(doubled.pairs[0], "exact.f1") == 1
    assert value(doubled, "continuum.unitizing_alpha", "X") == Undefined(Reason.OVERLAPPING)


@pytest.mark.parametrize("people", range(1, 7))
def test_one_to_six_people_are_compared_each_with_each(people: int) -> None:
    works = {name: A[: 5 - i % 2] for i, name in enumerate("abcdef"[:people])}
    found = report(works, works)
    assert len(found.pairs) == people * (people - 1) // 2
    names = [(pair.a, pair.b) for pair in found.pairs]
    assert names == sorted(set(names))
    if people > 1:
        assert value(found, "matched.fleiss_kappa") == 1
        assert not isinstance(value(found, "continuum.unitizing_alpha"), Undefined)


# -- against simpler ways to count -------------------------------------------------------------------------------

layer = st.lists(
    st.builds(
        lambda start, length, label: Unit(start, start + length, label),
        st.integers(0, 9),
        st.integers(1, 4),
        st.sampled_from(LABELS),
    ),
    max_size=6,
)
articles = st.integers(2, 6).flatmap(
    lambda people: st.lists(st.lists(layer, min_size=people, max_size=people), min_size=1, max_size=3)
)


@given(layer, layer)
def test_slots_of_two_people_hold_what_pairs_hold(a: list[Unit], b: list[Unit]) -> None:
    cells = tallies.matched(pair_units(a, b, Rules()))
    slots = tallies.slots([a, b])
    assert Counter(slot for slot in slots if None not in slot) == cells
    assert Counter(slot[0] for slot in slots if slot[0]) == Counter(unit.label for unit in a)
    assert Counter(slot[1] for slot in slots if slot[1]) == Counter(unit.label for unit in b)


@given(articles)
def test_group_measures_are_those_of_the_slots_of_all_articles(found: list[list[list[Unit]]]) -> None:
    names = "abcdef"[: len(found[0])]
    made = report(*(dict(zip(names, one, strict=True)) for one in found))
    slots = [slot for people in found for slot in tallies.slots(people)]
    full = [slot for slot in slots if None not in slot]
    expected = {
        (ALL, "matched.fleiss_kappa"): fleiss_kappa(full),
        (ALL, "matched.krippendorff_alpha"): krippendorff_alpha(slots),
        ("X", "matched.fleiss_kappa"): fleiss_kappa([[label == "X" for label in slot] for slot in full]),
        ("X", "matched.krippendorff_alpha"): krippendorff_alpha(
            [[None if label is None else str(label == "X") for label in slot] for slot in slots]
        ),
    }
    for name, one in expected.items():
        known = made.measures[name].value
        assert known == (one if isinstance(one, Undefined) else pytest.approx(one, abs=1e-9)), name


@given(articles)
def test_counts_by_label_and_by_article_add_up(found: list[list[list[Unit]]]) -> None:
    names = "abcdef"[: len(found[0])]
    made = report(*(dict(zip(names, one, strict=True)) for one in found))
    for pair in made.pairs:
        whole = pair.counts[ALL].row()
        assert whole == [sum(pair.counts[label].row()[k] for label in LABELS) for k in range(len(whole))]
        assert whole == [sum(one.counts[ALL].row()[k] for one in pair.articles) for k in range(len(whole))]
        kinds = Counter(difference.pair.kind for difference in pair.differences)
        assert kinds[Kind.BOUNDS] == pair.counts[ALL].bounds
        assert kinds[Kind.ONE_SIDED] == whole[0] + whole[1] - 2 * (
            pair.counts[ALL].exact + pair.counts[ALL].bounds + kinds[Kind.LABEL]
        )
        for side in (0, 1):
            of_side = Counter[str | None]()
            for key, n in pair.confusion.items():
                of_side[key[side]] += n
            assert {label: of_side[label] for label in LABELS} == {
                label: pair.counts[label].row()[side] for label in LABELS
            }


@given(articles)
def test_values_stay_in_their_ranges_and_intervals_around_them(found: list[list[list[Unit]]]) -> None:
    names = "abcdef"[: len(found[0])]
    made = report(*(dict(zip(names, one, strict=True)) for one in found))
    for one in (made, *made.pairs):
        for (_, name), estimate in one.measures.items():
            if isinstance(estimate.value, Undefined):
                assert estimate.low is estimate.high is None
                continue
            assert estimate.value <= 1
            view, measure = name.split(".")
            if measure in ("precision", "recall", "f1", "agreement"):
                assert estimate.value >= 0
            assert (estimate.low is None) == (estimate.high is None)
            if estimate.low is not None and estimate.high is not None:
                assert estimate.low <= estimate.high <= 1 + 1e-12
            assert view in ("exact", "attributes", "partial", "lenient", "boundaries", "matched", "labels", "continuum")


def test_each_cell_of_the_confusion_has_its_tags_behind_it() -> None:
    mine = [Unit(0, 4, "A", b"1"), Unit(10, 14, "A", b"2"), Unit(20, 24, "A", b"3"), Unit(30, 34, "B", b"4")]
    theirs = [Unit(0, 4, "B", b"5"), Unit(10, 13, "B", b"6"), Unit(20, 23, "A", b"7"), Unit(40, 44, "B", b"8")]
    sheet = Sheet(ArticleId(b"x"), 50, {"p": Work(mine), "q": Work(theirs)})
    [pair] = agreement([sheet], ["p", "q"], ["A", "B"]).pairs
    assert pair.confusion == {("A", "B"): 2, ("A", "A"): 1, ("B", None): 1, (None, "B"): 1}
    for cell, n in pair.confusion.items():
        assert len(pair.confused(*cell)) == n
    assert [(one.pair.a.id, one.pair.b.id) for one in pair.confused("A", "B")] == [  # type: ignore[union-attr]
        (b"1", b"5"),
        (b"2", b"6"),
    ]
    assert pair.confused("B", "A") == []
