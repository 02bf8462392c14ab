"""What can be decided about a difference, as plain values: nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from annotator.agreement.attributes import Rules, compared
from annotator.agreement.units import Tie, Unit
from annotator.domain.review import Decision, Outcome, Result, Way
from annotator.domain.span import Attributes, Origin, Span
from annotator.errors import RefusedError
from annotator.services.cases import AGREED, BEFORE, Case, Item, TieItem
from annotator.store import codec

_SIGNED: Final = 16  # hexadecimal digits of a signature


class Wanted(NamedTuple):
    """A tag that is to stand in the gold layer; `label` is a key."""

    start: int
    end: int
    label: str
    attributes: Attributes
    note: str = ""
    parts: tuple[tuple[int, int], ...] = ()
    origin: str = Origin.ACCEPTED


class Stay(Enum):
    """Says that what stands in the gold stays as it is."""

    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to become of an item: the tags wanted in its place; `item` is None where nobody tagged anything."""

    item: Item | None
    outcome: Outcome
    wanted: tuple[Wanted, ...] | Stay
    way: Way = Way.HAND
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TieChoice:
    """What is to become of relations: the one that is wanted, or none."""

    item: TieItem
    wanted: Tie | None
    way: Way = Way.HAND
    reason: str = ""


def wanted_of(unit: Unit) -> Wanted:
    """A tag as a side has it."""
    return Wanted(unit.start, unit.end, unit.label, unit.attributes, unit.note, unit.parts)


def take_side(item: Item, side: int, way: Way = Way.HAND, reason: str = "") -> Choice:
    """As one side has it; where it has nothing, nothing is here."""
    unit = item.members.get(side)
    if unit is None:
        return Choice(item, Outcome.REJECTED, (), way, reason)
    return Choice(item, Outcome.TAKEN, (wanted_of(unit),), way, reason)


def take_variant(item: Item, number: int, way: Way = Way.HAND, reason: str = "") -> Choice:
    """One of the ways in which it was tagged."""
    return Choice(item, Outcome.TAKEN, (wanted_of(item.variants[number].unit),), way, reason)


def take_both(item: Item, reason: str = "") -> Choice:
    """All that the sides tagged there; of tags with the same bounds and label only the first."""
    found: dict[object, Wanted] = {}
    for variant in item.variants:
        one = wanted_of(variant.unit)
        found.setdefault((one.start, one.end, one.label, one.parts), one)
    if not found:
        raise RefusedError("Nobody tagged anything here any more.")
    outcome = Outcome.BOTH if len(found) > 1 else Outcome.TAKEN
    return Choice(item, outcome, tuple(found.values()), Way.HAND, reason)


def nothing_here(item: Item, reason: str = "") -> Choice:
    """Nothing is to be tagged here."""
    return Choice(item, Outcome.REJECTED, (), Way.HAND, reason)


def mend(item: Item, start: int, end: int, label: str, attributes: Attributes, note: str = "") -> Choice:
    """A tag of other bounds, label or attributes than any side has."""
    same = next(
        (
            variant.unit
            for variant in item.variants
            if (variant.unit.start, variant.unit.end, variant.unit.label) == (start, end, label)
            and variant.unit.attributes == attributes
        ),
        None,
    )
    if same is not None:
        return Choice(item, Outcome.TAKEN, (wanted_of(same)._replace(note=note),))
    return Choice(item, Outcome.MENDED, (Wanted(start, end, label, attributes, note, (), Origin.MENDED),))


def add_tag(start: int, end: int, label: str, attributes: Attributes, reason: str = "") -> Choice:
    """A tag that nobody made."""
    wanted = Wanted(start, end, label, attributes, "", (), Origin.MANUAL)
    return Choice(None, Outcome.ADDED, (wanted,), Way.HAND, reason)


def proposed(item: Item, reason: str = "") -> Choice | None:
    """What is proposed for an item, None where nothing is."""
    if item.proposal is None:
        return None
    if item.proposal.why == BEFORE:
        return stay(item, reason)
    if not item.proposal.variants:
        return Choice(item, Outcome.REJECTED, (), Way.PROPOSAL, reason)
    return take_variant(item, item.proposal.variants[0], Way.PROPOSAL, reason)


def stay(item: Item, reason: str = "") -> Choice:
    """As it was decided before, though something has changed since."""
    before = item.decisions[0].outcome if item.decisions else Outcome.TAKEN
    if not item.gold:
        outcome = Outcome.REJECTED
    elif not item.members:
        outcome = Outcome.ADDED
    else:
        outcome = Outcome.MENDED if before in (Outcome.REJECTED, Outcome.ADDED) else before
    return Choice(item, outcome, Stay.GOLD, Way.PROPOSAL, reason or item.reason)


def all_agreed(case: Case) -> list[Choice]:
    """What enough sides say, of all that is open; what the project's person may not decide about is left out."""
    found = []
    for item in case.items:
        agreed = item.open and item.proposal is not None and item.proposal.why == AGREED
        choice = proposed(item) if agreed and not set(item.members) & case.own else None
        if choice is not None:
            found.append(replace(choice, way=Way.AGREED))
    return found


def all_of_side(case: Case, side: int) -> list[Choice]:
    """Everything that is open as one side has it."""
    return [take_side(item, side, Way.PERSON) for item in case.items if item.open and item.members]


# -- equal differences -------------------------------------------------------------------------------------------


def signature(case: Case, item: Item) -> str:
    """What equal differences have in common: the strings, bounds to each other, labels, and what else differs."""
    base = item.bounds[0]
    rules = case.rules.attributes
    told = sorted(
        [
            unit.start - base,
            unit.end - base,
            case.text[unit.start : unit.end],
            unit.label,
            _told(unit, item.attributes, rules),
        ]
        for unit in (variant.unit for variant in item.variants)
    )
    missing = len(item.members) < len(case.sides)
    data = codec.dumps({"kind": str(item.kind), "tags": told, "missing": missing})
    return blake2b(data.encode(), digest_size=_SIGNED // 2).hexdigest()


def _told(unit: Unit, keys: Sequence[str], rules: Rules) -> list[list[str]]:
    """What a tag says of some attributes."""
    values = compared(unit, rules)
    return [[key, values[key]] for key in sorted(keys) if key in values]


def results_of(text: str, base: int, wanted: Sequence[Wanted]) -> tuple[Result, ...]:
    """Tags as an equal difference would get them: places count from where it begins, quotes are left out."""
    return tuple(
        Result(one.start - base, one.end - base, one.label, text[one.start : one.end], placeless(one.attributes))
        for one in wanted
    )


def placeless(attributes: Attributes) -> dict[str, Any]:
    """Attributes without those that quote a place of the article."""
    return {key: value for key, value in attributes.items() if not _quotes(value)}


def _quotes(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) and {"start", "end"} <= item.keys() for item in items)


def like(case: Case, item: Item, decision: Decision) -> Choice | None:
    """The same decision for another difference; None where its words are not the same there."""
    base = item.bounds[0]
    wanted = []
    for one in decision.results:
        start, end = base + one.start, base + one.end
        if start < 0 or case.text[start:end] != one.quote:
            return None
        variants = [
            v.unit for v in item.variants if (v.unit.start, v.unit.end, v.unit.label) == (start, end, one.label)
        ]
        rules = case.rules.attributes
        same = [unit for unit in variants if _fits(unit, one, item.attributes, rules)]
        if same:
            wanted.append(wanted_of(same[0]))
        else:
            own = variants[0].attributes if variants else {}
            wanted.append(
                Wanted(start, end, one.label, {**own, **one.attributes}, "", (), Origin.MENDED),
            )
    outcome = decision.outcome if decision.outcome is not Outcome.ADDED else Outcome.MENDED
    return Choice(item, outcome, tuple(wanted), Way.SAME, decision.reason)


def _fits(unit: Unit, wanted: Result, keys: Sequence[str], rules: Rules) -> bool:
    """Whether a tag has those values of the attributes in dispute that a decision wants."""
    as_unit = Unit(unit.start, unit.end, unit.label, b"", wanted.attributes)
    return _told(unit, keys, rules) == _told(as_unit, keys, rules)


def as_wanted(span: Span, label: str) -> Wanted:
    """A span of the gold as it stands."""
    return Wanted(span.start, span.end, label, span.attributes, span.note, span.parts, span.origin)
