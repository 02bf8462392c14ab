"""Groups of what several people tagged at one place."""

import random

from annotator.agreement.attributes import Rules
from annotator.agreement.grouping import Seed, group_ties, group_units
from annotator.agreement.pairing import Kind, pair_ties, pair_units
from annotator.agreement.units import Tie, Unit

RULES = Rules()


def drawn(seed: int, side: int, count: int = 60) -> list[Unit]:
    """Units that often meet those of other sides."""
    draw = random.Random(seed)
    noise = random.Random(seed * 31 + side)
    units = {}
    for k in range(count):
        start, length, label = draw.randrange(300), draw.randrange(1, 9), draw.choice("ABC")
        if noise.random() < 0.2:
            continue
        start += noise.choice((0, 0, 0, 1))
        length += noise.choice((0, 0, 0, 1))
        label = noise.choice("ABC") if noise.random() < 0.2 else label
        value = {"value": str(noise.choice((1, 1, 1, 2)))}
        units[start, start + length, label] = Unit(start, start + length, label, bytes([side, k]) * 8, value)
    return list(units.values())


def test_two_sides_are_grouped_as_they_are_paired() -> None:
    for seed in range(30):
        a, b = drawn(seed, 1), drawn(seed, 2)
        groups = group_units([a, b], RULES)
        found = {
            (group.members[0].id if 0 in group.members else b"", group.members[1].id if 1 in group.members else b""): (
                group.kind(2, RULES),
                group.attributes(RULES),
            )
            for group in groups
        }
        pairs = {
            (pair.a.id if pair.a else b"", pair.b.id if pair.b else b""): (pair.kind, pair.attributes)
            for pair in pair_units(a, b, RULES)
        }
        assert found == pairs


def test_every_unit_of_every_side_stands_in_one_group() -> None:
    for seed in range(20):
        sides = [drawn(seed, side) for side in range(1, 5)]
        groups = group_units(sides, RULES)
        assert sorted(unit.id for group in groups for unit in group.units) == sorted(
            unit.id for side in sides for unit in side
        )
        for group in groups:
            assert all(unit in sides[side] for side, unit in group.members.items())


def test_three_who_agree_are_equal_and_one_who_lacks_it_is_told() -> None:
    sides = [[Unit(0, 4, "A", bytes([side]) * 16)] for side in range(3)]
    (group,) = group_units(sides, RULES)
    assert group.kind(3, RULES) is Kind.EQUAL
    assert group.kind(4, RULES) is Kind.ONE_SIDED
    assert len(group.variants(RULES)) == 1


def test_what_most_have_is_the_first_variant() -> None:
    sides = [[Unit(0, 4, "A", b"1")], [Unit(0, 5, "A", b"2")], [Unit(0, 5, "A", b"3")]]
    (group,) = group_units(sides, RULES)
    assert group.kind(3, RULES) is Kind.BOUNDS
    assert [(variant.unit.end, variant.sides) for variant in group.variants(RULES)] == [(5, (1, 2)), (4, (0,))]


def test_what_comes_later_joins_a_group_that_is_there() -> None:
    seed = Seed({0: Unit(0, 4, "A", b"1")}, Unit(0, 3, "B", b"gold"))
    first, second = group_units([[Unit(8, 9, "B", b"2")], [Unit(0, 3, "B", b"3")]], RULES, [seed])
    assert {side: unit.id for side, unit in first.members.items()} == {0: b"1", 1: b"3"}
    assert set(second.members) == {0}


def test_relations_of_two_sides_are_grouped_as_they_are_paired() -> None:
    for seed in range(30):
        a, b = drawn(seed, 1), drawn(seed, 2)
        draw = random.Random(seed)

        def ties(units: list[Unit], side: int, draw: random.Random = draw) -> list[Tie]:
            return [
                Tie(draw.choice("xy"), unit.id, draw.choice(units).id, bytes([side, k]))
                for k, unit in enumerate(draw.sample(units, 25))
            ]

        left, right = ties(a, 1), ties(b, 2)
        groups = group_units([a, b], RULES)
        of = {unit.id: at for at, group in enumerate(groups) for unit in group.units}
        found = sorted(group.kind for group in group_ties([left, right], of, RULES))
        assert found == sorted(pair.kind for pair in pair_ties(left, right, pair_units(a, b, RULES), RULES))


def test_two_groups_that_are_shown_by_one_unit_both_take_what_comes_later() -> None:
    shown = Unit(0, 3, "B", b"gold")
    groups = group_units(
        [[Unit(0, 3, "B", b"1"), Unit(0, 2, "B", b"2")], []], RULES, [Seed({}, shown), Seed({}, shown)]
    )
    assert [{side: unit.id for side, unit in group.members.items()} for group in groups] == [{0: b"1"}, {0: b"2"}]
