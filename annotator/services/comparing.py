"""Several layers of an article held against each other: what differs, what was decided about it, what is proposed.

Only layers that the project's person may see are read (`services.sight`).
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple

from annotator.agreement.attributes import compared
from annotator.agreement.grouping import Group, Seed, Variant, alike, group_ties, group_units
from annotator.agreement.pairing import Kind
from annotator.agreement.units import Tie, Unit
from annotator.domain.article import Article, Layer, LayerKind, Revision, Status
from annotator.domain.ids import ArticleId, LabelId, LayerId, PersonId, RelationId, RevisionId
from annotator.domain.review import DECISION, SETTLED, Decision, Settled
from annotator.domain.span import Attributes, Relation, Span
from annotator.errors import RefusedError
from annotator.services import sight
from annotator.services.articles import carry_spans
from annotator.services.project import Project
from annotator.services.review_rules import ReviewRules, rules_of
from annotator.store import articles, codec, exports, records, spans
from annotator.store.database import Connection
from annotator.store.spans import LayerRow


@dataclass(frozen=True, slots=True)
class Side:
    """A layer that is compared, and whose it is."""

    layer: Layer
    name: str
    person: PersonId


class Proposal(NamedTuple):
    """What is proposed for a difference: its variants by number, none for “nothing here”, and why."""

    variants: tuple[int, ...]
    why: str


AGREED: Final = "agreed"
FULLER: Final = "fuller"
BEFORE: Final = "before"
"""Why something is proposed: enough sides say so, one side only left something empty, or it was decided so before;
then the gold is to stay as it is."""


@dataclass(frozen=True, slots=True)
class Item:
    """What the sides tagged at one place, or how they tied two places together.

    `members` and `variants` have units, or ties for a relation. `gold` is what stands for it in the gold layer,
    `decisions` say why. It is `open` while something in it was not judged as it is now; `stale` where it was judged
    otherwise before.
    """

    key: bytes
    kind: Kind
    group: Group
    variants: tuple[Variant, ...]
    attributes: tuple[str, ...] = ()
    gold: tuple[Span, ...] = ()
    decisions: tuple[Decision, ...] = ()
    open: bool = True
    stale: bool = False
    proposal: Proposal | None = None

    @property
    def members(self) -> Mapping[int, Unit]:
        """The units by number of the side."""
        return self.group.members

    @property
    def bounds(self) -> tuple[int, int]:
        """From the first to the last character that any side, or the gold, has in it."""
        places = [(unit.start, unit.end) for unit in self.group.members.values()]
        places += [(span.start, span.end) for span in self.gold]
        return min(start for start, _ in places), max(end for _, end in places)

    @property
    def reason(self) -> str:
        """Why it was decided so, where somebody said."""
        return next((one.reason for one in self.decisions if one.reason), "")


@dataclass(frozen=True, slots=True)
class TieItem:
    """The same of a relation; `ends` are the numbers of the items that it ties together, by member."""

    key: bytes
    kind: Kind
    members: Mapping[int, Tie]
    variants: tuple[tuple[Tie, tuple[int, ...]], ...]
    attributes: tuple[str, ...] = ()
    gold: tuple[Relation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    open: bool = True
    stale: bool = False

    @property
    def reason(self) -> str:
        """Why it was decided so, where somebody said."""
        return next((one.reason for one in self.decisions if one.reason), "")


@dataclass(frozen=True, slots=True)
class Case:
    """An article with the layers that are compared and all that there is to decide, by position."""

    article: Article
    revision: Revision
    sides: tuple[Side, ...]
    items: tuple[Item, ...]
    ties: tuple[TieItem, ...]
    gold: Layer | None
    settled: Settled | None
    rules: ReviewRules
    labels: Mapping[str, LabelId]
    versions: Mapping[bytes, str] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    """Numbers of the sides whose tags the project's person may not decide about."""
    item_of: Mapping[bytes, int] = field(default_factory=dict)
    origins: Mapping[bytes, str] = field(default_factory=dict)
    """How each tag of the sides came to be."""

    @property
    def text(self) -> str:
        """The reading text."""
        return self.revision.text

    def differences(self) -> list[Item]:
        """What is open and not all the same."""
        return [item for item in self.items if item.open and item.kind is not Kind.EQUAL]

    def agreed(self) -> list[Item]:
        """What is open although all agree: only to be taken over."""
        return [item for item in self.items if item.open and item.kind is Kind.EQUAL]

    def open_ties(self) -> list[TieItem]:
        """The relations that are not decided."""
        return [tie for tie in self.ties if tie.open]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to decide."""
        return not any(item.open for item in self.items) and not self.open_ties()

    def item(self, key: bytes) -> Item | None:
        """The item that is known by a key, or has the tag with this id in it."""
        at = self.item_of.get(key)
        return self.items[at] if at is not None else None


def open_case(
    project: Project,
    article: ArticleId,
    people: Sequence[PersonId] | None = None,
    *,
    shuffled: bool = False,
    everybody: bool = False,
) -> Case:
    """Compares the layers of an article, or those of some people.

    `shuffled` puts the sides in an order that says nothing and is the same for the article each time. `everybody` is
    for counting alone: it reads what the person may not be shown.
    """
    with project.database.read() as connection:
        return read_case(project, connection, article, people, shuffled=shuffled, everybody=everybody)


def read_case(
    project: Project,
    connection: Connection,
    article_id: ArticleId,
    people: Sequence[PersonId] | None = None,
    *,
    shuffled: bool = False,
    everybody: bool = False,
) -> Case:
    """The same within a transaction."""
    article = articles.read_article(connection, article_id)
    if article is None:
        raise RefusedError("This article is no longer in the project.")
    revision = articles.read_revision(connection, article.revision)
    layers = articles.read_layers(connection, article_id)
    if not everybody:
        layers = sight.visible(project, connection, layers)
    gold = next((layer for layer in layers if layer.kind is LayerKind.GOLD), None)
    rules = rules_of(connection)
    decided = [Decision.from_record(one) for one in records.read_records(connection, (DECISION,), article=article_id)]
    settled = records.read_records(connection, (SETTLED,), article=article_id)
    sides = _sides(project, connection, layers, people)
    if shuffled:
        random.Random(article_id).shuffle(sides)  # noqa: S311 - an order that says nothing, not a secret
    reading = _Reading(project, revision, rules)
    reading.read(connection, sides, gold)
    own = {at for at, side in enumerate(sides) if not rules.own_review and side.person == project.person.id}
    builder = _Builder(reading, sides, decided, rules)
    items = builder.items()
    ties = builder.tie_items(items)
    return Case(
        article,
        revision,
        tuple(sides),
        tuple(items),
        tuple(ties),
        gold,
        Settled.from_record(settled[-1]) if settled else None,
        rules,
        reading.label_ids,
        reading.versions,
        frozenset(own),
        builder.item_of,
        reading.origins,
    )


def _sides(
    project: Project, connection: Connection, layers: Iterable[Layer], people: Sequence[PersonId] | None
) -> list[Side]:
    """The layers that say what somebody thinks of the article, in the order of the project's people."""
    names = {person.id: person.name for person in project.people}
    order = {person.id: at for at, person in enumerate(project.people)}
    found = []
    for layer in layers:
        if layer.kind is not LayerKind.PERSON or layer.status is Status.SKIPPED:
            continue
        if people is not None and layer.person not in people:
            continue
        if layer.status is not Status.NEW or spans.count_spans(connection, layer.id):
            found.append(Side(layer, names.get(layer.person, "?"), layer.person))
    return sorted(found, key=lambda side: order.get(side.person, len(order)))


# -- reading -----------------------------------------------------------------------------------------------------


def version(start: int, end: int, label: bytes, attributes: str, parts: str) -> str:
    """What is judged of a tag, as a hash of its stored row: bounds, label, attributes; not its note."""
    data = f"{start},{end},{label.hex()},{parts},{attributes}"
    return blake2b(data.encode(), digest_size=8).hexdigest()


def tie_version(tie: Relation) -> str:
    """What is judged of a relation, as a hash."""
    data = f"{tie.type},{tie.source.hex()},{tie.target.hex()},{codec.dumps(tie.attributes)}"
    return blake2b(data.encode(), digest_size=8).hexdigest()


class _Reading:
    """The tags of the sides and of the gold as they lie in the present text."""

    def __init__(self, project: Project, revision: Revision, rules: ReviewRules) -> None:
        self._project = project
        self._revision = revision
        self.rules = rules.attributes
        scheme = project.scheme
        self._keys: dict[bytes, str] = {label.id: scheme.label(label.id).key for label in scheme.labels}
        self.label_ids = {scheme.label(label.id).key: scheme.label(label.id).id for label in scheme.labels}
        self._parsed: dict[str, Attributes] = {}
        self.units: list[list[Unit]] = []
        self.ties: list[list[Relation]] = []
        self.gold: list[Span] = []
        self.gold_ties: list[Relation] = []
        self.origins: dict[bytes, str] = {}
        self.versions: dict[bytes, str] = {}

    def read(self, connection: Connection, sides: Sequence[Side], gold: Layer | None) -> None:
        layers = [side.layer.id for side in sides]
        wanted = [*layers, gold.id] if gold is not None else layers
        rows = spans.read_rows(connection, wanted) if wanted else {}
        ties = exports.read_ties(connection, wanted) if wanted else {}
        for layer in layers:
            self.units.append([self._unit(row) for row in self._present(connection, layer, rows[layer])])
            self.ties.append(list(ties.get(layer, ())))
        self.versions.update((tie.id, tie_version(tie)) for group in self.ties for tie in group)
        if gold is not None:
            found = spans.read_spans(connection, gold.id)
            older = [span for span in found if span.revision != self._revision.id]
            moved = carry_spans(self._project, older, self._revision) if older else {}
            self.gold = sorted((moved.get(span.id, span) for span in found), key=lambda span: (span.start, -span.end))
            self.gold_ties = list(ties.get(gold.id, ()))

    def _present(self, connection: Connection, layer: LayerId, rows: Sequence[LayerRow]) -> Sequence[LayerRow]:
        for row in rows:
            self.versions[row[2]] = version(row[3], row[4], row[5], row[7], row[10])
        now = self._revision.id
        if all(row[1] == now for row in rows):
            return rows
        stored = spans.read_spans(connection, layer)
        moved = carry_spans(self._project, [span for span in stored if span.revision != now], self._revision)
        return [(layer, RevisionId(now), *spans.span_row(moved.get(span.id, span))) for span in stored]

    def _unit(self, row: LayerRow) -> Unit:
        _, _, id_, start, end, label, _quote, attributes, note, origin, parts = row
        self.origins[id_] = origin
        values = self._parsed.get(attributes)
        if values is None:  # the same text makes the same object, which is compared at once
            values = self._parsed[attributes] = codec.loads(attributes)
        ranges = tuple((low, high) for low, high in codec.loads(parts)) if parts else ()
        return Unit(start, end, self._keys[label], id_, values, note, ranges)

    def unit_of(self, span: Span) -> Unit:
        """A span of the gold as it is compared."""
        return Unit(span.start, span.end, self._keys[span.label], span.id, span.attributes, span.note, span.parts)


# -- what there is to decide ---------------------------------------------------------------------------------------


class _Builder:
    """Groups the tags around what was decided: what was judged together stays together, what came later joins it."""

    def __init__(
        self, reading: _Reading, sides: Sequence[Side], decided: Sequence[Decision], rules: ReviewRules
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


# -- what a list shows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are listed: of some kinds (none: all that are not equal), a label, a person's number of side."""

    kinds: frozenset[Kind] = frozenset()
    label: str = ""
    side: int | None = None
    open_only: bool = False

    def passes(self, item: Item) -> bool:
        """Whether an item is listed."""
        if self.open_only and not item.open:
            return False
        if self.kinds and item.kind not in self.kinds:
            return False
        units = item.members.values()
        labels = {unit.label for unit in units}
        if self.label and self.label not in labels:
            return False
        return self.side is None or self._concerns(item, self.side)

    @staticmethod
    def _concerns(item: Item, side: int) -> bool:
        """Whether a side stands apart from the others in an item."""
        if item.kind is Kind.EQUAL:
            return side in item.members
        return side not in item.members or any(side in one.sides for one in item.variants)
