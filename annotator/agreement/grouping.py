"""Puts together what several people tagged at one place: groups of at most one tag a person, and how they differ."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.agreement.attributes import Rules, differing
from annotator.agreement.pairing import Kind, Pair, pair_ties, pair_units
from annotator.agreement.units import Tie, Unit


class Variant(NamedTuple):
    """What some sides tagged in the same way: the first one's unit, and the indexes of the sides."""

    unit: Unit
    sides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Units of several sides that answer each other, by index of the side."""

    members: Mapping[int, Unit]

    @property
    def units(self) -> list[Unit]:
        """The units, by side."""
        return [self.members[side] for side in sorted(self.members)]

    def kind(self, sides: int, rules: Rules) -> Kind:
        """How the units differ, of so many sides; what somebody lacks counts where the others agree."""
        first, *others = self.units
        if any(_place(one) == _place(first) and one.label != first.label for one in others):
            return Kind.LABEL
        if any(_place(one) != _place(first) for one in others):
            return Kind.BOUNDS
        if any(differing(first, one, rules) for one in others):
            return Kind.ATTRIBUTES
        return Kind.ONE_SIDED if len(self.members) < sides else Kind.EQUAL

    def attributes(self, rules: Rules) -> tuple[str, ...]:
        """The attributes that differ among units of the same label."""
        first, *others = self.units
        found = {key for one in others if one.label == first.label for key in differing(first, one, rules)}
        return tuple(sorted(found))

    def variants(self, rules: Rules) -> tuple[Variant, ...]:
        """What there is to choose from, what most sides have first; of equally many the first side's."""
        found: list[tuple[Unit, list[int]]] = []
        for side in sorted(self.members):
            unit = self.members[side]
            same = next((sides for one, sides in found if alike(one, unit, rules)), None)
            if same is None:
                found.append((unit, [side]))
            else:
                same.append(side)
        ordered = sorted(found, key=lambda one: (-len(one[1]), one[1][0]))
        return tuple(Variant(unit, tuple(sides)) for unit, sides in ordered)


def alike(one: Unit, other: Unit, rules: Rules) -> bool:
    """Whether two units have the same bounds, label and attributes."""
    return _place(one) == _place(other) and one.label == other.label and not differing(one, other, rules)


def _place(unit: Unit) -> tuple[object, ...]:
    return unit.start, unit.end, unit.parts


class Seed(NamedTuple):
    """A group that is there before: some members, and the unit by which others find it."""

    members: Mapping[int, Unit]
    shown: Unit


def group_units(sides: Sequence[Iterable[Unit]], rules: Rules, seeds: Sequence[Seed] = ()) -> list[Group]:
    """The groups of several sides; those of the seeds first, in their order, then the others by position.

    Two sides are grouped exactly as `pair_units` pairs them; a further one is paired with what most of the sides
    before it have in each group.
    """
    members: list[dict[int, Unit]] = [dict(seed.members) for seed in seeds]
    # Two seeds may be shown by the same unit, and each is to be found.
    shown: list[Unit] = [seed.shown._replace(id=_token(at)) for at, seed in enumerate(seeds)]
    for side, units in enumerate(sides):
        free = [at for at, known in enumerate(members) if side not in known]
        places = {shown[at].id: at for at in free}
        for pair in pair_units([shown[at] for at in free], units, rules):
            if pair.b is None:
                continue
            if pair.a is None:
                members.append({side: pair.b})
                shown.append(pair.b)
                continue
            at = places[pair.a.id]
            members[at][side] = pair.b
            if at >= len(seeds) and len(members[at]) > 2:  # of two, the first side's is shown
                shown[at] = _commonest(members[at])
    later = sorted(range(len(seeds), len(members)), key=lambda at: _order(members[at].values()))
    return [Group(members[at]) for at in (*range(len(seeds)), *later)]


def _commonest(members: Mapping[int, Unit]) -> Unit:
    counts = Counter((_place(unit), unit.label) for unit in members.values())
    best = max(counts.values())
    return next(members[side] for side in sorted(members) if counts[_place(members[side]), members[side].label] == best)


def _order(units: Iterable[Unit]) -> tuple[int, int, str]:
    return min((unit.start, -unit.end, unit.label) for unit in units)


# -- relations ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TieGroup:
    """Relations of several sides that answer each other, by index of the side."""

    kind: Kind
    members: Mapping[int, Tie]
    attributes: tuple[str, ...] = ()


def group_ties(sides: Sequence[Sequence[Tie]], group_of: Mapping[bytes, int], rules: Rules) -> list[TieGroup]:
    """The relations of several sides whose units are grouped: ends are the same where their group is."""
    if not any(sides):
        return []
    whole = Counter(group_of.values())
    same = [Pair(Kind.EQUAL, _end(at), _end(at)) for at in sorted(whole)]
    members: list[dict[int, Tie]] = []
    shown: list[Tie] = []
    kinds: list[Kind] = []
    attributes: list[set[str]] = []
    for side, ties in enumerate(sides):
        known = {tie.id: tie for tie in ties}
        moved = [
            tie_between(tie, group_of[tie.source], group_of[tie.target])
            for tie in known.values()
            if tie.source in group_of and tie.target in group_of
        ]
        places = {tie.id: at for at, tie in enumerate(shown)}
        for pair in pair_ties(shown, moved, same, rules):
            if pair.b is None:
                continue
            if pair.a is None:
                members.append({side: known[pair.b.id]})
                shown.append(pair.b)
                kinds.append(Kind.EQUAL)
                attributes.append(set())
                continue
            at = places[pair.a.id]
            members[at][side] = known[pair.b.id]
            kinds[at] = min(kinds[at], pair.kind, key=_RANK.index)
            attributes[at].update(pair.attributes)
    found = []
    for at, group in enumerate(members):
        kind = Kind.ONE_SIDED if kinds[at] is Kind.EQUAL and len(group) < len(sides) else kinds[at]
        found.append(TieGroup(kind, group, tuple(sorted(attributes[at]))))
    return found


_RANK = (Kind.LABEL, Kind.BOUNDS, Kind.ATTRIBUTES, Kind.ONE_SIDED, Kind.EQUAL)


def _end(group: int) -> Unit:
    return Unit(group, group + 1, "", _token(group))


def _token(group: int) -> bytes:
    return group.to_bytes(16, "big")


def tie_between(tie: Tie, source: int, target: int) -> Tie:
    """A relation with the groups of its ends in their place."""
    return Tie(tie.type, _token(source), _token(target), tie.id, tie.attributes, tie.note)
