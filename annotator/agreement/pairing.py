"""Pairs what two people tagged: which tag of one answers which tag of the other, and how the two differ."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from annotator.agreement.attributes import Rules, differing
from annotator.agreement.units import Tie, Unit, common, size, unit_order

_Thing = TypeVar("_Thing", Unit, Tie)


class Kind(StrEnum):
    """How two tags, or two relations, stand to each other."""

    EQUAL = "equal"
    LABEL = "label"  # 标签不同: the same bounds (of relations: the same two tags)
    BOUNDS = "bounds"  # 起止不同: the same label, overlapping (of relations: one tag in common)
    ATTRIBUTES = "attributes"  # 属性不同: all else equal
    ONE_SIDED = "one_sided"  # 仅一方标注


class Pair(NamedTuple):
    """A tag of one person, the other's, or both; `attributes` names those that differ where labels are the same."""

    kind: Kind
    a: Unit | None
    b: Unit | None
    attributes: tuple[str, ...] = ()


class TiePair(NamedTuple):
    """The same of relations."""

    kind: Kind
    a: Tie | None
    b: Tie | None
    attributes: tuple[str, ...] = ()


def pair_units(a: Iterable[Unit], b: Iterable[Unit], rules: Rules) -> list[Pair]:
    """Pairs two layers: each unit stands in one pair; by position.

    First what has the same bounds and label, then what has the same bounds, then what has the same label and overlaps,
    the largest overlap first. Of equal units in one layer those with the fewest differing attributes are paired.
    """
    left, right = sorted(a, key=unit_order), sorted(b, key=unit_order)
    pairs: list[Pair] = []
    left, right = _same_place(left, right, rules, pairs)
    if left and right:
        left, right = _other_label(left, right, pairs)
    if left and right:
        left, right = _overlapping(left, right, rules, pairs)
    pairs += [Pair(Kind.ONE_SIDED, unit, None) for unit in left]
    pairs += [Pair(Kind.ONE_SIDED, None, unit) for unit in right]
    pairs.sort(key=_pair_order)
    return pairs


def _pair_order(pair: Pair) -> tuple[int, int, str, bool]:
    first = pair.a or pair.b
    assert first is not None  # noqa: S101 - a pair has one of them
    return first.start, -first.end, first.label, pair.a is None


_Whole = tuple[int, int, str, tuple[tuple[int, int], ...]]


def _same_place(left: list[Unit], right: list[Unit], rules: Rules, pairs: list[Pair]) -> tuple[list[Unit], list[Unit]]:
    """Pairs what has the same bounds and label; gives what is left of both."""
    waiting: dict[_Whole, list[Unit]] = defaultdict(list)
    for unit in right:
        waiting[unit.start, unit.end, unit.label, unit.parts].append(unit)
    meeting: dict[_Whole, list[Unit]] = {}
    rest: list[Unit] = []
    for unit in left:
        key = (unit.start, unit.end, unit.label, unit.parts)
        found = waiting.get(key)
        if found is None:
            rest.append(unit)
        elif key in meeting:
            meeting[key].append(unit)
        else:
            meeting[key] = [unit]
    for key, mine in meeting.items():
        theirs = waiting[key]
        for one, other, differences in _closest(mine, theirs, rules):
            mine.remove(one)
            theirs.remove(other)
            pairs.append(Pair(Kind.ATTRIBUTES if differences else Kind.EQUAL, one, other, differences))
        rest += mine
    return sorted(rest, key=unit_order), sorted((u for units in waiting.values() for u in units), key=unit_order)


def _closest(
    mine: Sequence[_Thing], theirs: Sequence[_Thing], rules: Rules
) -> list[tuple[_Thing, _Thing, tuple[str, ...]]]:
    """Pairs things that differ in their attributes at most, those that differ least first."""
    if len(mine) == 1 == len(theirs):
        return [(mine[0], theirs[0], differing(mine[0], theirs[0], rules))]
    edges = []
    for i, one in enumerate(mine):
        for k, other in enumerate(theirs):
            differences = differing(one, other, rules)
            edges.append((len(differences), i, k, differences))
    edges.sort()
    return [(mine[i], theirs[k], differences) for _, i, k, differences in _greedy(edges)]


_Edge = TypeVar("_Edge", bound=tuple[object, ...])


def _greedy(edges: Iterable[_Edge]) -> Iterator[_Edge]:
    """The edges whose second and third fields, the two ends, no earlier one has taken."""
    taken_left: set[object] = set()
    taken_right: set[object] = set()
    for edge in edges:
        if edge[1] not in taken_left and edge[2] not in taken_right:
            taken_left.add(edge[1])
            taken_right.add(edge[2])
            yield edge


def _other_label(left: list[Unit], right: list[Unit], pairs: list[Pair]) -> tuple[list[Unit], list[Unit]]:
    """Pairs what has the same bounds, by the order of labels."""

    def found(one: Unit, other: Unit) -> None:
        pairs.append(Pair(Kind.LABEL, one, other))

    return _joined(left, right, (_place, _place), found)


def _place(unit: Unit) -> Hashable:
    return unit.start, unit.end, unit.parts


def _joined(
    left: list[_Thing],
    right: list[_Thing],
    keys: tuple[Callable[[_Thing], Hashable], Callable[[_Thing], Hashable]],
    found: Callable[[_Thing, _Thing], None],
) -> tuple[list[_Thing], list[_Thing]]:
    """Tells of things with the same key, in their order; gives what is left of both."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for k in reversed(range(len(right))):
        waiting[keys[1](right[k])].append(k)
    rest = []
    taken: set[int] = set()
    for thing in left:
        others = waiting.get(keys[0](thing))
        if others:
            taken.add(others[-1])
            found(thing, right[others.pop()])
        else:
            rest.append(thing)
    return rest, [thing for k, thing in enumerate(right) if k not in taken]


def _overlapping(left: list[Unit], right: list[Unit], rules: Rules, pairs: list[Pair]) -> tuple[list[Unit], list[Unit]]:
    """Pairs what has the same label and overlaps."""
    chosen = best_overlaps(left, right, lambda one, other, _: one.label == other.label)
    for i, k in chosen:
        pairs.append(Pair(Kind.BOUNDS, left[i], right[k], differing(left[i], right[k], rules)))
    used_left, used_right = {i for i, _ in chosen}, {k for _, k in chosen}
    return (
        [unit for i, unit in enumerate(left) if i not in used_left],
        [unit for k, unit in enumerate(right) if k not in used_right],
    )


def best_overlaps(
    left: Sequence[Unit], right: Sequence[Unit], fits: Callable[[Unit, Unit, int], bool]
) -> list[tuple[int, int]]:
    """Pairs of overlapping units that fit (told the common characters), by index: the largest overlap first.

    Of equal overlaps the shorter units come first, then those that begin and end earlier: which layer is called the
    left one makes no difference.
    """
    edges = []
    for i, k in _meeting(left, right):
        one, other = left[i], right[k]
        overlap = common(one, other)
        if overlap and fits(one, other, overlap):
            near = (-overlap, size(one) + size(other), one.start + other.start, one.end + other.end)
            edges.append((near, i, k))
    edges.sort()
    return [(i, k) for _, i, k in _greedy(edges)]


def _meeting(left: Sequence[Unit], right: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Index pairs of units of two sorted layers whose outer bounds overlap."""
    open_left: list[int] = []
    open_right: list[int] = []
    k = 0
    for i, unit in enumerate(left):
        while k < len(right) and right[k].start <= unit.start:
            open_left = [x for x in open_left if left[x].end > right[k].start]
            for x in open_left:
                yield x, k
            open_right.append(k)
            k += 1
        open_right = [x for x in open_right if right[x].end > unit.start]
        for x in open_right:
            yield i, x
        open_left.append(i)
    for y in range(k, len(right)):
        open_left = [x for x in open_left if left[x].end > right[y].start]
        for x in open_left:
            yield x, y


# -- relations ---------------------------------------------------------------------------------------------------

_Key = Callable[[Tie], Hashable]


def pair_ties(a: Iterable[Tie], b: Iterable[Tie], pairs: Iterable[Pair], rules: Rules) -> list[TiePair]:
    """Pairs the relations of two layers whose units are paired: ends are the same where their units are paired.

    First the same type between the same units, then another type between the same, then the same type with one end in
    common, the source first.
    """
    answer = {pair.b.id: pair.a.id for pair in pairs if pair.a is not None and pair.b is not None}
    left, right = sorted(a, key=_tie_order), sorted(b, key=_tie_order)
    found: list[TiePair] = []

    def mine(end: bytes) -> Hashable:
        return end

    def theirs(end: bytes) -> Hashable:
        return answer.get(end, (end, "theirs"))  # an end that nothing answers is like no other

    def same(one: Tie, other: Tie) -> None:
        differences = differing(one, other, rules)
        found.append(TiePair(Kind.ATTRIBUTES if differences else Kind.EQUAL, one, other, differences))

    def other_type(one: Tie, other: Tie) -> None:
        found.append(TiePair(Kind.LABEL, one, other))

    def other_end(one: Tie, other: Tie) -> None:
        found.append(TiePair(Kind.BOUNDS, one, other, differing(one, other, rules)))

    left, right = _joined(left, right, (_whole(mine), _whole(theirs)), same)
    left, right = _joined(left, right, (_ends(mine), _ends(theirs)), other_type)
    left, right = _joined(left, right, (_from(mine), _from(theirs)), other_end)
    left, right = _joined(left, right, (_to(mine), _to(theirs)), other_end)
    found += [TiePair(Kind.ONE_SIDED, tie, None) for tie in left]
    found += [TiePair(Kind.ONE_SIDED, None, tie) for tie in right]
    return found


def _tie_order(tie: Tie) -> tuple[str, bytes, bytes, bytes]:
    return tie.type, tie.source, tie.target, tie.id


def _whole(name: Callable[[bytes], Hashable]) -> _Key:
    return lambda tie: (tie.type, name(tie.source), name(tie.target))


def _ends(name: Callable[[bytes], Hashable]) -> _Key:
    return lambda tie: (name(tie.source), name(tie.target))


def _from(name: Callable[[bytes], Hashable]) -> _Key:
    return lambda tie: (tie.type, name(tie.source))


def _to(name: Callable[[bytes], Hashable]) -> _Key:
    return lambda tie: (tie.type, name(tie.target))
