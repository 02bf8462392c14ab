"""Decides differences into the gold layer: each decision is a step that can be undone, and says what it judged.

An article has one gold layer, whoever decides; it belongs to who began it. Every span in it is named by a decision.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LabelId, LayerId, RecordId, RelationId, SpanId, new_id
from annotator.domain.person import Role
from annotator.domain.review import DECISION, Decision, Judged, Outcome
from annotator.domain.span import Relation, Span
from annotator.errors import ConflictError, RefusedError
from annotator.services.case_reading import tie_version, version
from annotator.services.cases import Case, Item
from annotator.services.choosing import (
    Choice,
    Stay,
    TieChoice,
    Wanted,
    as_wanted,
    results_of,
    signature,
)
from annotator.services.people import require
from annotator.services.project import Project
from annotator.store import articles, journal, records, reviewing, spans
from annotator.store.database import Connection


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided: the step, the decisions that stand now, and how many were left out because they are own."""

    group: GroupId
    decisions: tuple[Decision, ...]
    left_out: int = 0


def decide(project: Project, case: Case, choices: Sequence[Choice], ties: Sequence[TieChoice] = ()) -> Done:
    """Decides differences of one article as one step.

    Raises RefusedError where the project's person may not, ConflictError where a tag was changed since it was seen.
    """
    return decide_all(project, [(case, choices, ties)])


def decide_all(project: Project, what: Sequence[tuple[Case, Sequence[Choice], Sequence[TieChoice]]]) -> Done:
    """Decides differences of several articles as one step."""
    require(project, Role.REVIEWER)
    group = GroupId(new_id())
    made: list[Decision] = []
    with project.database.write() as connection:
        for case, choices, ties in what:
            if not choices and not ties:
                continue
            items = [choice.item for choice in choices if choice.item is not None]
            refuse_own(item for item in items if item.members.keys() & case.own)
            gold = gold_of(project, connection, case.article.id, begin=True)
            if gold.status is not Status.WORKING:
                raise RefusedError("This article is settled and cannot be changed.", "Reopen it first.")
            writing = Writing(project, connection, case, gold)
            for choice in choices:
                writing.take(choice)
            for tie in ties:
                writing.take_tie(tie)
            made += writing.made
            journal.record(connection, project.writer, project.person.id, writing.changes(), group)
    return Done(group, tuple(made))


def refuse_own(items: Iterable[Item]) -> None:
    """Refuses where there are items that have tags of the person who would decide about them."""
    if any(item.members for item in items):
        raise RefusedError("In this project nobody decides about tags of their own.", "Leave this one to a colleague.")


def gold_of(project: Project, connection: Connection, article: ArticleId, begin: bool = False) -> Layer:
    """The one gold layer of an article, whoever began it; with `begin` it is begun where there is none.

    Without `begin` a layer that is not stored is given. To be called in the transaction that writes to it.
    """
    if begin:
        reviewing.lock_article(connection, article)
    known = [layer for layer in articles.read_layers(connection, article) if layer.kind is LayerKind.GOLD]
    if known:
        return known[0]
    made = Layer(LayerId(new_id()), article, project.person.id, LayerKind.GOLD, Status.WORKING)
    if begin:
        change = Change(None, made, article, made.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()), kind=journal.OPEN)
    return made


@dataclass(slots=True)
class Writing:
    """The changes that decisions about one article make; they follow each other in memory before any is written."""

    project: Project
    connection: Connection
    case: Case
    gold: Layer
    made: list[Decision] = field(default_factory=list)
    _versions: dict[LayerId, dict[bytes, str]] = field(default_factory=dict)
    _spans: dict[SpanId, Span] = field(init=False)
    _stored: dict[SpanId, Span] = field(init=False)
    _ties: dict[RelationId, Relation] = field(init=False)
    _stored_ties: dict[RelationId, Relation] = field(init=False)
    _decisions: dict[RecordId, Decision] = field(init=False)
    _before: dict[RecordId, Decision] = field(init=False)
    _keys: dict[LabelId, str] = field(init=False)
    _named: Counter[bytes] = field(init=False)
    _places: dict[tuple[object, ...], SpanId] = field(init=False)

    def __post_init__(self) -> None:
        article = self.case.article.id
        found = records.read_records(self.connection, (DECISION,), article=article)
        self._before = {one.id: Decision.from_record(one) for one in found}
        self._decisions = dict(self._before)
        self._named = Counter(id_ for one in self._decisions.values() for id_ in one.gold)
        self._stored = {span.id: span for span in spans.read_spans(self.connection, self.gold.id)}
        self._spans = dict(self._stored)
        self._stored_ties = {tie.id: tie for tie in spans.read_relations(self.connection, self.gold.id)}
        self._ties = dict(self._stored_ties)
        scheme = self.project.scheme
        self._keys = {label.id: scheme.label(label.id).key for label in scheme.labels}
        self._places = {self._place(span): span.id for span in self._spans.values()}
        self._check_seen()

    def _check_seen(self) -> None:
        """Refuses to decide about an article whose text is no longer the one that was shown."""
        now = articles.read_article(self.connection, self.case.article.id)
        if now is None or now.revision != self.case.revision.id:
            raise ConflictError("This was changed meanwhile; nothing was overwritten.")

    # -- tags ------------------------------------------------------------------------------------------------------

    def take(self, choice: Choice) -> None:
        """Decides one item."""
        item = choice.item
        judged = {} if item is None else self._judged(item)
        before = [] if item is None else [self._expect(one) for one in item.decisions]
        old = self._replaceable(item, before)
        for one in before:
            self._drop(one)
        if isinstance(choice.wanted, Stay):
            ids: tuple[bytes, ...] = tuple(span.id for span in item.gold) if item is not None else ()
            wanted = tuple(as_wanted(span, self._keys[span.label]) for span in (item.gold if item is not None else ()))
        else:
            wanted = choice.wanted
            ids = self._put(wanted, old)
            self._remove([id_ for id_ in old if id_ not in ids])
        start = item.bounds[0] if item is not None else wanted[0].start
        end = item.bounds[1] if item is not None else wanted[0].end
        decision = Decision(
            RecordId(new_id()),
            self.project.person.id,
            self.case.article.id,
            choice.outcome,
            judged,
            ids,
            choice.reason,
            choice.way,
            signature(self.case, item) if item is not None and item.members else "",
            self.case.text[start:end],
            results=results_of(self.case.text, start, wanted),
        )
        self._keep(decision)

    def _judged(self, item: Item) -> dict[bytes, Judged]:
        """The tags of an item as they were seen, which have to be so still."""
        found = {}
        for side, unit in item.members.items():
            layer = self.case.sides[side].layer.id
            seen = self.case.versions[unit.id]
            self._expect_tag(layer, unit.id, seen)
            found[unit.id] = Judged(layer, seen)
        return found

    def _expect_tag(self, layer: LayerId, id_: bytes, seen: str) -> None:
        if self._present(layer).get(id_) != seen:
            raise ConflictError("This was changed meanwhile; nothing was overwritten.")

    def _present(self, layer: LayerId) -> Mapping[bytes, str]:
        known = self._versions.get(layer)
        if known is None:
            rows = spans.read_rows(self.connection, [layer])[layer]
            known = {row[2]: version(row[3], row[4], row[5], row[7], row[10]) for row in rows}
            known.update((tie.id, tie_version(tie)) for tie in spans.read_relations(self.connection, layer))
            self._versions[layer] = known
        return known

    def _expect(self, seen: Decision) -> Decision:
        known = self._decisions.get(seen.id)
        if known is None:
            raise ConflictError("This was changed meanwhile; nothing was overwritten.")
        return known

    def _replaceable(self, item: Item | None, before: Sequence[Decision]) -> list[SpanId]:
        """The spans of the gold that stand for an item alone: those of its decisions, and what came by an import."""
        if item is None:
            return []
        mine = Counter(id_ for one in before for id_ in one.gold)
        return [s.id for s in item.gold if s.id in self._spans and self._named[s.id] <= mine[s.id]]

    def _keep(self, decision: Decision) -> None:
        self._decisions[decision.id] = decision
        self._named.update(decision.gold)
        self.made.append(decision)

    def _drop(self, decision: Decision) -> None:
        del self._decisions[decision.id]
        self._named.subtract(decision.gold)

    def _put(self, wanted: Sequence[Wanted], old: Sequence[SpanId]) -> tuple[bytes, ...]:
        """Has tags stand in the gold, in the place of old ones as far as there are any; gives their ids."""
        free = list(old)
        found: list[bytes] = []
        for one in wanted:
            label = self.case.labels[one.label]
            there = self._places.get((self.case.revision.id, one.start, one.end, one.parts, one.label))
            if there is not None and there not in free:  # it stands for something else too
                found.append(there)
                continue
            id_ = there if there is not None else free[0] if free else SpanId(new_id())
            if id_ in free:
                free.remove(id_)
                self._places.pop(self._place(self._spans[id_]), None)
            made = self._spans[id_] = Span(
                id_,
                self.gold.id,
                self.case.revision.id,
                one.start,
                one.end,
                label,
                self.case.text[one.start : one.end],
                dict(one.attributes),
                one.note,
                one.origin,
                one.parts,
            )
            self._places[self._place(made)] = id_
            found.append(id_)
        return tuple(dict.fromkeys(found))

    def _place(self, span: Span) -> tuple[object, ...]:
        """What no two spans of the gold may have in common."""
        return span.revision, span.start, span.end, span.parts, self._keys[span.label]

    def _remove(self, ids: Sequence[SpanId]) -> None:
        """Takes spans out of the gold, with the relations that hang on them and the decisions about those."""
        if not ids:
            return
        for id_ in ids:
            self._places.pop(self._place(self._spans.pop(id_)), None)
        gone = {tie.id for tie in self._ties.values() if tie.source in ids or tie.target in ids}
        for tie in gone:
            self._ties.pop(tie)
        for one in list(self._decisions.values()):
            if one.relation and gone.intersection(RelationId(id_) for id_ in one.gold):
                self._drop(one)

    # -- relations -------------------------------------------------------------------------------------------------

    def take_tie(self, choice: TieChoice) -> None:
        """Decides one relation."""
        item = choice.item
        judged = {}
        for side, tie in item.members.items():
            layer = self.case.sides[side].layer.id
            self._expect_tag(layer, tie.id, self.case.versions[tie.id])
            judged[tie.id] = Judged(layer, self.case.versions[tie.id])
        for one in item.decisions:
            self._drop(self._expect(one))
        for old in item.gold:
            self._ties.pop(old.id, None)
        ids: tuple[bytes, ...] = ()
        if choice.wanted is not None:
            made = self._tied(choice)
            self._ties[made.id] = made
            ids = (made.id,)
        decision = Decision(
            RecordId(new_id()),
            self.project.person.id,
            self.case.article.id,
            Outcome.TAKEN if ids else Outcome.REJECTED,
            judged,
            ids,
            choice.reason,
            choice.way,
            quote=choice.wanted.type if choice.wanted is not None else "",
            relation=True,
        )
        self._keep(decision)

    def _tied(self, choice: TieChoice) -> Relation:
        tie = choice.wanted
        assert tie is not None  # noqa: S101 - the caller saw to it
        source, target = self._gold_end(tie.source), self._gold_end(tie.target)
        same = next(
            (one for one in self._ties.values() if (one.type, one.source, one.target) == (tie.type, source, target)),
            None,
        )
        if same is not None:
            return same
        id_ = choice.item.gold[0].id if choice.item.gold else RelationId(new_id())
        return Relation(id_, self.gold.id, tie.type, source, target, dict(tie.attributes), tie.note)

    def _gold_end(self, unit: bytes) -> SpanId:
        """The span of the gold that stands for a side's tag."""
        judging = [one for one in self._decisions.values() if unit in one.judged and not one.relation]
        standing = [self._spans[SpanId(id_)] for one in judging for id_ in one.gold if SpanId(id_) in self._spans]
        if not standing:
            at = self.case.item_of.get(unit)
            standing = (
                [] if at is None else [self._spans[s.id] for s in self.case.items[at].gold if s.id in self._spans]
            )
        if not standing:
            raise RefusedError("Decide about the tags at both ends of this relation first.")
        mine = next((m for item in self.case.items for m in item.members.values() if m.id == unit), None)
        exact = [s for s in standing if mine is not None and (s.start, s.end) == (mine.start, mine.end)]
        return (exact or standing)[0].id

    def decisions(self) -> list[Decision]:
        """All decisions about the article as they are to stand."""
        return list(self._decisions.values())

    # -- writing ---------------------------------------------------------------------------------------------------

    def changes(self) -> list[Change]:
        """What is to be written: decisions, by which the step is called; relations that go, tags, relations."""
        article, layer = self.case.article.id, self.gold.id
        made = [one for id_, one in self._decisions.items() if id_ not in self._before]
        gone = [one for id_, one in self._before.items() if id_ not in self._decisions]
        found = [Change(None, one.to_record(), article) for one in made]
        found += [Change(one.to_record(), None, article) for one in gone]
        found += [Change(tie, None, article, layer) for id_, tie in self._stored_ties.items() if id_ not in self._ties]
        for id_ in [*self._stored, *(new for new in self._spans if new not in self._stored)]:
            before, after = self._stored.get(id_), self._spans.get(id_)
            if before != after:
                found.append(Change(before, after, article, layer))
        for tie_id, tie in self._ties.items():
            if self._stored_ties.get(tie_id) != tie:
                found.append(Change(self._stored_ties.get(tie_id), tie, article, layer))
        return found


def set_reason(project: Project, decision: Decision, reason: str) -> Decision:
    """Says why something was decided."""
    require(project, Role.REVIEWER)
    after = replace(decision, reason=reason)
    if after != decision:
        change = Change(decision.to_record(), after.to_record(), decision.article)
        with project.database.write() as connection:
            journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    return after
