"""What there is to decide about an article: its tags grouped around what was decided, with what is proposed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.agreement.attributes import compared
from annotator.agreement.grouping import Group, Seed, Variant, alike, group_ties, group_units
from annotator.agreement.pairing import Kind
from annotator.agreement.units import Tie, Unit
from annotator.domain.ids import RelationId
from annotator.domain.review import Decision
from annotator.domain.span import Relation, Span
from annotator.services.case_reading import CaseReading
from annotator.services.cases import AGREED, BEFORE, FULLER, Item, Proposal, Side, TieItem
from annotator.services.review_rules import ReviewRules


class CaseItems:
    """Groups the tags around what was decided: what was judged together stays together, what came later joins it."""

    def __init__(
        self, reading: CaseReading, sides: Sequence[Side], decided: Sequence[Decision], rules: ReviewRules
    ) -> None:
        self._reading = reading
        self._sides = sides
        self._decided = [one for one in decided if not one.relation]
        self._decided_ties = [one for one in decided if one.relation]
        self._rules = rules
        self._attributes = reading.rules
        self._layers = {side.layer.id for side in sides}
        self.item_of: dict[bytes, int] = {}

    def items(self) -> list[Item]:
        """The items by position."""
        side_of = {unit.id: side for side, units in enumerate(self._reading.units) for unit in units}
        unit_of = {unit.id: unit for units in self._reading.units for unit in units}
        gold: dict[bytes, Span] = {span.id: span for span in self._reading.gold}
        bases = self._bases(side_of, unit_of, gold)
        taken = {unit.id for base in bases for unit in base.members.values()}
        rest = [[unit for unit in units if unit.id not in taken] for units in self._reading.units]
        seeds = [Seed(base.members, base.shown) for base in bases]
        groups = group_units(rest, self._attributes, seeds)
        found = [self._decided_item(base, group) for base, group in zip(bases, groups, strict=False)]
        found += [self._open_item(group) for group in groups[len(bases) :]]
        found.sort(key=lambda item: (item.bounds[0], -item.bounds[1], item.key))
        for at, item in enumerate(found):
            self.item_of[item.key] = at
            self.item_of.update((unit.id, at) for unit in item.members.values())
            self.item_of.update((span.id, at) for span in item.gold)
        return found

    def _bases(
        self, side_of: Mapping[bytes, int], unit_of: Mapping[bytes, Unit], gold: Mapping[bytes, Span]
    ) -> list["_Base"]:
        """What was judged together, by decision; and gold that no decision explains, as it came with an import."""
        bases: list[_Base] = []
        explained: set[bytes] = set()
        claimed: set[bytes] = set()
        for one in self._decided:
            stands = tuple(gold[id_] for id_ in one.gold if id_ in gold)
            here = [
                unit_of[id_] for id_ in one.judged if id_ in unit_of and id_ not in claimed and self._is_same(one, id_)
            ]
            claimed.update(unit.id for unit in here)
            explained.update(span.id for span in stands)
            members = {side_of[unit.id]: unit for unit in here}
            if not members and not stands:
                continue
            shown = self._reading.unit_of(stands[0]) if stands else members[min(members)]
            bases.append(_Base(members, shown, stands, one, tuple(here)))
        bases += [
            _Base({}, self._reading.unit_of(span), (span,), None, ())
            for span in self._reading.gold
            if span.id not in explained
        ]
        return bases

    def _is_same(self, decision: Decision, id_: bytes) -> bool:
        """Whether a tag is as it was when it was judged; one of a layer that is not compared counts as such."""
        known = decision.judged[id_]
        return known.layer not in self._layers or self._reading.versions.get(id_) == known.version

    def _decided_item(self, base: "_Base", group: Group) -> Item:
        decision = base.decision
        stale = decision is not None and not all(self._is_same(decision, id_) for id_ in decision.judged)
        judged = {unit.id for unit in base.judged}
        known = [*base.judged, *(self._reading.unit_of(span) for span in base.gold)]
        fresh = [unit for unit in group.members.values() if unit.id not in judged]
        new = [unit for unit in fresh if not any(alike(one, unit, self._attributes) for one in known)]
        variants = group.variants(self._attributes) if group.members else ()
        key = base.gold[0].id if not group.members else min(unit.id for unit in group.members.values())
        kind = group.kind(len(self._sides), self._attributes) if group.members else Kind.ONE_SIDED
        return Item(
            key,
            kind,
            group,
            variants,
            group.attributes(self._attributes) if group.members else (),
            base.gold,
            () if decision is None else (decision,),
            open=stale or bool(new),
            stale=stale,
            proposal=(self._agreed(group, variants) or Proposal((), BEFORE)) if stale or new else None,
        )

    def _open_item(self, group: Group) -> Item:
        variants = group.variants(self._attributes)
        kind = group.kind(len(self._sides), self._attributes)
        key = min(unit.id for unit in group.members.values())
        return Item(
            key,
            kind,
            group,
            variants,
            group.attributes(self._attributes),
            proposal=self._proposal(group, variants, kind),
        )

    def _proposal(self, group: Group, variants: Sequence[Variant], kind: Kind) -> Proposal | None:
        found = self._agreed(group, variants)
        if found is None and kind is Kind.ATTRIBUTES and len(group.members) == len(self._sides):
            return self._fuller(variants)
        return found

    def _agreed(self, group: Group, variants: Sequence[Variant]) -> Proposal | None:
        """What enough sides say."""
        sides = len(self._sides)
        for at, variant in enumerate(variants):
            if self._rules.enough(len(variant.sides), sides):
                return Proposal((at,), AGREED)
        if group.members and self._rules.enough(sides - len(group.members), sides):
            return Proposal((), AGREED)
        return None

    def _fuller(self, variants: Sequence[Variant]) -> Proposal | None:
        """The variant that has all that the others have and more, where they only left something empty."""
        values = [compared(variant.unit, self._attributes) for variant in variants]
        most = max(range(len(values)), key=lambda at: len(values[at]))
        if all(value.items() <= values[most].items() for value in values):
            return Proposal((most,), FULLER)
        return None

    # -- relations -----------------------------------------------------------------------------------------------

    def tie_items(self, items: Sequence[Item]) -> list[TieItem]:
        """The relations by the items that they tie together."""
        groups = {unit.id: at for at, item in enumerate(items) for unit in item.members.values()}
        sides = [[_tie(one) for one in ties] for ties in self._reading.ties]
        gold = {tie.id: tie for tie in self._reading.gold_ties}
        by_judged = {id_: one for one in self._decided_ties for id_ in one.judged}
        found = []
        seen: set[bytes] = set()
        for group in group_ties(sides, groups, self._attributes):
            decisions = {
                by_judged[tie.id].id: by_judged[tie.id] for tie in group.members.values() if tie.id in by_judged
            }
            stands = tuple(
                gold[RelationId(id_)] for one in decisions.values() for id_ in one.gold if RelationId(id_) in gold
            )
            seen.update(tie.id for tie in stands)
            found.append(self._tie_item(group.kind, group.members, group.attributes, tuple(decisions.values()), stands))
        for one in self._decided_ties:
            stands = tuple(gold[RelationId(id_)] for id_ in one.gold if RelationId(id_) in gold and id_ not in seen)
            if stands:
                found.append(TieItem(stands[0].id, Kind.ONE_SIDED, {}, (), (), stands, (one,), bool(one.judged), True))
        return found

    def _tie_item(
        self,
        kind: Kind,
        members: Mapping[int, Tie],
        attributes: tuple[str, ...],
        decisions: tuple[Decision, ...],
        gold: tuple[Relation, ...],
    ) -> TieItem:
        judged = {id_ for one in decisions for id_ in one.judged}
        stale = not all(self._is_same(one, id_) for one in decisions for id_ in one.judged)
        fresh = any(tie.id not in judged for tie in members.values())
        variants: list[tuple[Tie, list[int]]] = []
        for side in sorted(members):
            tie = members[side]
            same = next((sides for one, sides in variants if self._same_tie(one, tie)), None)
            if same is None:
                variants.append((tie, [side]))
            else:
                same.append(side)
        ordered = tuple((tie, tuple(sides)) for tie, sides in variants)
        key = min(tie.id for tie in members.values())
        return TieItem(key, kind, members, ordered, attributes, gold, decisions, stale or fresh, stale)

    def _same_tie(self, one: Tie, other: Tie) -> bool:
        ends = [
            (self.item_of.get(tie.source), self.item_of.get(tie.target), tie.type, compared(tie, self._attributes))
            for tie in (one, other)
        ]
        return ends[0] == ends[1]


class _Base(NamedTuple):
    """A decision, or gold without one, with those units that it judged and that are there still."""

    members: Mapping[int, Unit]
    shown: Unit
    gold: tuple[Span, ...]
    decision: Decision | None
    judged: tuple[Unit, ...]


def _tie(found: Relation) -> Tie:
    return Tie(found.type, found.source, found.target, found.id, found.attributes, found.note)
