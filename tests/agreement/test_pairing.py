"""Pairs of tags and relations: which belong together, and how they differ."""

import random
import time
from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.attributes import How, Rules
from annotator.agreement.pairing import Kind, Pair, pair_ties, pair_units
from annotator.agreement.units import Tie, Unit

RULES = Rules()


def unit(start: int, end: int, label: str = "METRIC", name: str = "", **attributes: object) -> Unit:
    return Unit(start, end, label, name.encode(), attributes)


def shape(pairs: Sequence[Pair]) -> list[tuple[str, tuple[int, int] | None, tuple[int, int] | None]]:
    return [
        (str(pair.kind), pair.a and (pair.a.start, pair.a.end), pair.b and (pair.b.start, pair.b.end)) for pair in pairs
    ]


def test_each_kind_of_difference_is_told_from_the_others() -> None:
    a = [unit(0, 2), unit(4, 6), unit(8, 12), unit(20, 22, value="1"), unit(30, 32)]
    b = [unit(0, 2), unit(4, 6, "PLACE"), unit(9, 13), unit(20, 22, value="2"), unit(40, 42)]
    pairs = pair_units(a, b, RULES)
    assert shape(pairs) == [
        ("equal", (0, 2), (0, 2)),
        ("label", (4, 6), (4, 6)),
        ("bounds", (8, 12), (9, 13)),
        ("attributes", (20, 22), (20, 22)),
        ("one_sided", (30, 32), None),
        ("one_sided", None, (40, 42)),
    ]
    assert [pair.attributes for pair in pairs] == [(), (), (), ("value",), (), ()]


def test_a_tag_with_other_bounds_and_other_attributes_tells_both() -> None:
    [pair] = pair_units([unit(0, 4, unit="元")], [unit(0, 5, unit="户")], RULES)
    assert (pair.kind, pair.attributes) == (Kind.BOUNDS, ("unit",))


def test_the_larger_overlap_is_paired_and_the_rest_stands_alone() -> None:
    pairs = pair_units([unit(0, 10), unit(10, 14)], [unit(1, 9), unit(9, 13)], RULES)
    assert shape(pairs) == [("bounds", (0, 10), (1, 9)), ("bounds", (10, 14), (9, 13))]
    pairs = pair_units([unit(0, 10)], [unit(0, 2), unit(3, 10)], RULES)
    assert shape(pairs) == [("bounds", (0, 10), (3, 10)), ("one_sided", None, (0, 2))]


def test_tags_that_only_touch_are_not_paired() -> None:
    assert {pair.kind for pair in pair_units([unit(0, 4)], [unit(4, 8)], RULES)} == {Kind.ONE_SIDED}


def test_nested_tags_are_paired_each_with_its_like() -> None:
    a = [unit(0, 10, "PROGRAMME"), unit(0, 3, "PLACE"), unit(1, 3, "PLACE")]
    b = [unit(0, 9, "PROGRAMME"), unit(0, 3, "PLACE")]
    assert shape(pair_units(a, b, RULES)) == [
        ("bounds", (0, 10), (0, 9)),
        ("equal", (0, 3), (0, 3)),
        ("one_sided", (1, 3), None),
    ]


def test_of_equal_tags_in_one_layer_those_with_the_same_attributes_are_paired() -> None:
    a = [unit(0, 4, name="a1", value="1"), unit(0, 4, name="a2", value="2")]
    b = [unit(0, 4, name="b1", value="3"), unit(0, 4, name="b2", value="1"), unit(0, 4, name="b3", value="9")]
    found = {(p.a and p.a.id, p.b and p.b.id): p.kind for p in pair_units(a, b, RULES)}
    assert found[b"a1", b"b2"] is Kind.EQUAL
    assert Counter(found.values()) == {Kind.EQUAL: 1, Kind.ATTRIBUTES: 1, Kind.ONE_SIDED: 1}


def test_tags_with_gaps_are_the_same_only_where_their_parts_are() -> None:
    whole, parted = unit(0, 10), unit(0, 10)._replace(parts=((0, 2), (8, 10)))
    assert [pair.kind for pair in pair_units([parted], [parted], RULES)] == [Kind.EQUAL]
    assert [pair.kind for pair in pair_units([whole], [parted], RULES)] == [Kind.BOUNDS]
    assert {pair.kind for pair in pair_units([unit(3, 7)], [parted], RULES)} == {Kind.ONE_SIDED}


def test_empty_layers_give_no_pairs_and_one_empty_layer_gives_one_sided_ones() -> None:
    assert pair_units([], [], RULES) == []
    assert shape(pair_units([], [unit(0, 1)], RULES)) == [("one_sided", None, (0, 1))]
    assert shape(pair_units([unit(0, 1)], [], RULES)) == [("one_sided", (0, 1), None)]


units = st.lists(
    st.builds(
        lambda start, length, label, value: Unit(start, start + length, label, b"", {"value": value}),
        st.integers(0, 12),
        st.integers(1, 5),
        st.sampled_from("XY"),
        st.sampled_from("12"),
    ),
    max_size=8,
).map(lambda found: [one._replace(id=bytes([i])) for i, one in enumerate(found)])


def naive(a: Sequence[Unit], b: Sequence[Unit]) -> Counter[str]:
    """The same by looking at all pairs again and again, as kinds with their numbers."""
    left, right = list(a), list(b)
    found: Counter[str] = Counter()

    def take(kind: str, ranked: list[tuple[tuple[int, ...], Unit, Unit]]) -> bool:
        if not ranked:
            return False
        _, one, other = min(ranked, key=lambda item: item[0])
        left.remove(one)
        right.remove(other)
        found[kind] += 1
        return True

    def every(test: str) -> list[tuple[Unit, Unit]]:
        same_place = [(x, y) for x in left for y in right if (x.start, x.end) == (y.start, y.end)]
        same_label = [(x, y) for x in left for y in right if x.label == y.label]
        tests = {
            "equal": [(x, y) for x, y in same_place if x.label == y.label and x.attributes == y.attributes],
            "attributes": [(x, y) for x, y in same_place if x.label == y.label],
            "label": same_place,
            "bounds": [(x, y) for x, y in same_label if x.start < y.end and y.start < x.end],
        }
        return tests[test]

    for kind in ("equal", "attributes", "label", "bounds"):
        while take(kind, [(_near(x, y), x, y) for x, y in every(kind)]):
            pass
    found["one_sided"] = len(left) + len(right)
    return +found


def _near(x: Unit, y: Unit) -> tuple[int, ...]:
    overlap = min(x.end, y.end) - max(x.start, y.start)
    return -overlap, x.end - x.start + y.end - y.start, x.start + y.start, x.end + y.end, x.id[0], y.id[0]


@given(units, units)
def test_kinds_are_those_that_a_search_through_all_pairs_finds(a: list[Unit], b: list[Unit]) -> None:
    assert Counter(str(pair.kind) for pair in pair_units(a, b, RULES)) == naive(a, b)


@given(units, units)
def test_each_tag_stands_in_one_pair_and_the_kind_of_a_pair_is_true(a: list[Unit], b: list[Unit]) -> None:
    pairs = pair_units(a, b, RULES)
    assert sorted(pair.a.id for pair in pairs if pair.a) == sorted(one.id for one in a)
    assert sorted(pair.b.id for pair in pairs if pair.b) == sorted(one.id for one in b)
    for kind, x, y, attributes in pairs:
        if x is None or y is None:
            assert kind is Kind.ONE_SIDED
            continue
        same_place, same_label = (x.start, x.end) == (y.start, y.end), x.label == y.label
        assert kind is not Kind.LABEL or (same_place and not same_label and not attributes)
        assert kind is not Kind.BOUNDS or (same_label and not same_place)
        assert kind not in (Kind.EQUAL, Kind.ATTRIBUTES) or (same_place and same_label)
        assert kind in (Kind.LABEL, Kind.BOUNDS) or bool(attributes) == (kind is Kind.ATTRIBUTES)


@given(units, units)
def test_which_layer_is_called_the_first_makes_no_difference(a: list[Unit], b: list[Unit]) -> None:
    there, back = pair_units(a, b, RULES), pair_units(b, a, RULES)
    assert Counter(pair.kind for pair in there) == Counter(pair.kind for pair in back)
    assert Counter(p.a and p.a[:3] for p in there if p.b is None) == Counter(p.b and p.b[:3] for p in back if not p.a)


@given(st.randoms(use_true_random=False), units, units)
def test_the_order_in_which_tags_come_makes_no_difference(chance: random.Random, a: list[Unit], b: list[Unit]) -> None:
    mixed_a, mixed_b = chance.sample(a, len(a)), chance.sample(b, len(b))
    assert pair_units(a, b, RULES) == pair_units(mixed_a, mixed_b, RULES)


@given(units)
def test_a_layer_is_equal_to_itself(a: list[Unit]) -> None:
    assert all(pair.kind is Kind.EQUAL for pair in pair_units(a, a, RULES))


def test_two_layers_of_1000_tags_are_paired_in_a_fraction_of_a_second() -> None:
    chance = random.Random(1)
    a = [unit(s := chance.randrange(40_000), s + chance.randint(1, 12)) for _ in range(1000)]
    b = [one._replace(end=one.end + chance.randint(0, 1)) for one in a]
    best = min(_timed(a, b) for _ in range(3))
    assert best < 0.25  # some 5 ms on a desktop


def _timed(a: list[Unit], b: list[Unit]) -> float:
    begun = time.process_time()
    assert len(pair_units(a, b, RULES)) >= 1000
    return time.process_time() - begun


# -- relations ---------------------------------------------------------------------------------------------------


def test_relations_are_compared_by_what_their_ends_are_paired_with() -> None:
    a = [unit(0, 2, name="m"), unit(4, 6, "PLACE", name="p"), unit(8, 10, "PLACE", name="q")]
    b = [unit(0, 3, name="M"), unit(4, 6, "PLACE", name="P"), unit(8, 10, "PLACE", name="Q")]
    pairs = pair_units(a, b, RULES)

    def kinds(mine: list[Tie], theirs: list[Tie]) -> list[str]:
        return [str(found.kind) for found in pair_ties(mine, theirs, pairs, RULES)]

    assert kinds([Tie("at", b"m", b"p")], [Tie("at", b"M", b"P")]) == ["equal"]
    assert kinds([Tie("at", b"m", b"p")], [Tie("of", b"M", b"P")]) == ["label"]
    assert kinds([Tie("at", b"m", b"p")], [Tie("at", b"M", b"Q")]) == ["bounds"]
    assert kinds([Tie("at", b"m", b"p")], [Tie("at", b"P", b"M")]) == ["one_sided", "one_sided"]
    assert kinds([Tie("at", b"m", b"p")], []) == ["one_sided"]
    one, other = Tie("at", b"m", b"p", attributes={"sure": "1"}), Tie("at", b"M", b"P", attributes={"sure": "2"})
    [found] = pair_ties([one], [other], pairs, RULES)
    assert (found.kind, found.attributes) == (Kind.ATTRIBUTES, ("sure",))


def test_an_end_that_nothing_answers_is_like_no_other() -> None:
    a, b = [unit(0, 2, name="m"), unit(4, 6, name="p")], [unit(0, 2, name="m")]
    pairs = pair_units(a, b, RULES)
    found = pair_ties([Tie("at", b"m", b"p")], [Tie("at", b"x", b"p")], pairs, RULES)
    assert [pair.kind for pair in found] == [Kind.ONE_SIDED, Kind.ONE_SIDED]


# -- attributes --------------------------------------------------------------------------------------------------


def differing(left: dict[str, object], right: dict[str, object], rules: Rules = RULES) -> tuple[str, ...]:
    [pair] = pair_units([Unit(0, 1, "X", b"", left)], [Unit(0, 1, "X", b"", right)], rules)
    return pair.attributes


def test_numbers_and_units_are_compared_by_what_they_mean() -> None:
    for left, right in (
        ({"value": "136000000", "unit": "元"}, {"value": "1.36", "unit": "亿元"}),
        ({"value": "3000"}, {"value": "3,000.0"}),
        ({"value": "1..2"}, {"value": "1.0 .. 2.00"}),
        ({"value": "１２"}, {"value": 12}),
        ({"value": "3", "unit": "万"}, {"value": "30000"}),
        ({"unit": "名"}, {"unit": "人"}),
        ({"unit": "%"}, {"unit": "％"}),
        ({"value": "0"}, {"value": "-0.0"}),
    ):
        assert differing(left, right) == (), (left, right)
    for left, right, keys in (
        ({"value": "1"}, {"value": "1..1"}, ("value",)),
        ({"value": "1", "unit": "元"}, {"value": "1", "unit": "万元"}, ("value",)),
        ({"value": "1", "unit": "千米"}, {"value": "1000", "unit": "米"}, ("unit", "value")),
        ({"value": "1"}, {}, ("value",)),
        ({"value": "约数"}, {"value": "余数"}, ("value",)),
        ({"value": "NaN"}, {"value": "1"}, ("value",)),
    ):
        assert differing(left, right) == keys == differing(right, left), (left, right)


def test_an_attribute_without_a_value_is_no_attribute() -> None:
    assert differing({"direction": "", "per": None, "more": []}, {}) == ()


def test_indicator_note_and_path_are_not_compared_unless_the_project_says_so() -> None:
    left = {"indicator": [{"start": 1, "end": 3, "text": "投入"}], "path": "a/b"}
    assert differing(left, {"path": "a"}) == ()
    strict = Rules({}, How.EXACT)
    assert differing(left, {"path": "a"}, strict) == ("indicator", "path")
    one, other = unit(0, 1)._replace(note="疑"), unit(0, 1)
    assert pair_units([one], [other], RULES)[0].kind is Kind.EQUAL
    assert pair_units([one], [other], strict)[0].attributes == ("note",)


def test_quotes_are_compared_by_place_exactly_and_by_words_normalised() -> None:
    here, there = {"start": 1, "end": 3, "text": "投入"}, {"start": 7, "end": 9, "text": "投 入"}
    assert differing({"indicator": [here]}, {"indicator": [there]}, Rules({})) == ("indicator",)
    loose = Rules({"indicator": How.NORMALISED})
    assert differing({"indicator": [here, "产量"]}, {"indicator": ["产量", there]}, loose) == ()


def test_what_is_exact_tells_blanks_apart_and_what_is_ignored_tells_nothing() -> None:
    assert differing({"name": "甲"}, {"name": "甲 "}) == ("name",)
    assert differing({"name": "甲"}, {"name": "甲 "}, Rules({"name": How.NORMALISED})) == ()
    assert differing({"name": "甲"}, {"name": "乙"}, Rules({}, How.IGNORED)) == ()
