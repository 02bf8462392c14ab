"""Simple review without gold: a reviewer judges another's tags one by one, and their owner takes it over or objects.

A verdict is the reviewer's row, an answer the owner's; the tags themselves change by their owner's hand alone. A
verdict about a tag that was changed since is stale and asks for nothing any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, PersonId, RecordId, SpanId, new_id
from annotator.domain.person import Person, Role
from annotator.domain.record import Record
from annotator.domain.span import Origin, Span
from annotator.domain.thread import Anchor
from annotator.domain.verdict import REPLY, VERDICT, Judgement, Reply, Verdict, version_of
from annotator.errors import RefusedError
from annotator.services import articles as article_service
from annotator.services import people, sight, tagging, threads
from annotator.services.articles import OpenArticle
from annotator.services.project import Project
from annotator.store import articles, journal, records, spans
from annotator.store.database import Connection


class Work(NamedTuple):
    """A layer that can be reviewed, with its person, its number of tags and how many of them I have judged."""

    person: Person
    layer: Layer
    tags: int
    judged: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what its owner answered; `stale` where the tag was changed since without an answer."""

    verdict: Verdict
    reply: Reply | None = None
    stale: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the owner of the tag has something to do."""
        return self.reply is None and not self.stale and self.verdict.judgement is not Judgement.ACCEPT


@dataclass(frozen=True, slots=True)
class Matter:
    """A verdict about one of my tags that waits for me; `reviewer` is a name."""

    verdict: Verdict
    number: int
    title: str
    reviewer: str


# -- the reviewer ----------------------------------------------------------------------------------------------------


def works(project: Project, article: ArticleId) -> list[Work]:
    """The layers of others that a reviewer can go through, submitted ones first."""
    people.require(project, Role.REVIEWER)
    known = {person.id: person for person in project.people}
    with project.database.read() as connection:
        layers = [
            one
            for one in sight.visible_layers(project, connection, article)
            if one.kind is LayerKind.PERSON and one.person != project.person.id and one.status is not Status.NEW
        ]
        found = []
        for layer in layers:
            judged = [
                one
                for one in _read(connection, article, layer.id)
                if one.verdict.person == project.person.id and not one.stale
            ]
            count = spans.count_spans(connection, layer.id)
            found.append(Work(known[layer.person], layer, count, len({one.verdict.before.id for one in judged})))
    return sorted(found, key=lambda one: one.layer.status is not Status.SUBMITTED)


def open_work(project: Project, article: ArticleId, person: PersonId) -> OpenArticle:
    """An article with another's layer, to be reviewed."""
    people.require(project, Role.REVIEWER)
    owner = next((one for one in project.people if one.id == person), None)
    if owner is None or person == project.person.id:
        raise RefusedError("Choose somebody else's tags to review.")
    return article_service.open_article(replace(project, person=owner), article)


def read(project: Project, article: ArticleId, layer: LayerId) -> list[Judged]:
    """What was said of the tags of a layer that one may see, oldest first."""
    with project.database.read() as connection:
        if all(one.id != layer for one in sight.visible_layers(project, connection, article)):
            return []
        return _read(connection, article, layer)


def judge(
    project: Project,
    article: ArticleId,
    span: tuple[LayerId, SpanId],
    judgement: Judgement,
    after: Span | None = None,
    reason: str = "",
) -> Verdict:
    """Says something of another's tag, in the place of what I said of it before if that is not answered yet.

    Raises RefusedError for one's own tags and for those who are no reviewers.
    """
    people.require(project, Role.REVIEWER)
    layer_id, span_id = span
    with project.database.write() as connection:
        layer = articles.read_layer(connection, layer_id)
        if layer is None or layer.person == project.person.id or layer.kind is not LayerKind.PERSON:
            raise RefusedError("Only another's tags can be reviewed.")
        before = _span(connection, layer_id, span_id)
        if before is None:
            raise RefusedError("This tag is no longer there.")
        if after is not None and _same(before, after):
            judgement, after = Judgement.ACCEPT, None
        verdict = Verdict(
            RecordId(new_id()), project.person.id, article, judgement, before, after, " ".join(reason.split())
        )
        changes = [Change(one, None, article, layer_id) for one in _mine(connection, project, article, span_id)]
        changes.append(Change(None, verdict.to_record(), article, layer_id))
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return verdict


def withdraw(project: Project, article: ArticleId, span: tuple[LayerId, SpanId]) -> bool:
    """Takes back what I said of a tag, unless it was answered; whether there was anything."""
    with project.database.write() as connection:
        changes = [Change(one, None, article, span[0]) for one in _mine(connection, project, article, span[1])]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return bool(changes)


def _mine(connection: Connection, project: Project, article: ArticleId, span: SpanId) -> list[Record]:
    """My verdicts of a tag that are not answered."""
    found = records.read_records(connection, [VERDICT], article=article, person=project.person.id, key=span.hex())
    answered = {one.key for one in records.read_keyed(connection, REPLY, [one.id.hex() for one in found])}
    return [one for one in found if one.id.hex() not in answered]


def _same(before: Span, after: Span) -> bool:
    """Whether a proposal says what the tag says."""
    return version_of(replace(after, revision=before.revision)) == version_of(before) and after.note == before.note


# -- the owner -------------------------------------------------------------------------------------------------------


def inbox(project: Project) -> list[Matter]:
    """What reviewers said of my tags and waits for me, by article, then in the order of the text."""
    names = {person.id: person.name for person in project.people}
    with project.database.read() as connection:
        listed = {one.article.id: one.article for one in articles.list_articles(connection, project.person.id)}
        mine = [one for one in articles.read_all_layers(connection) if one.person == project.person.id]
        about = {one.layer for one in records.read_records(connection, [VERDICT])}
        found = [
            (layer.article, one)
            for layer in mine
            if layer.id in about and layer.article in listed
            for one in _read(connection, layer.article, layer.id)
            if one.is_open
        ]
    matters = [
        Matter(one.verdict, listed[article].number, listed[article].title, names[one.verdict.person])
        for article, one in found
    ]
    return sorted(matters, key=lambda one: (one.number, one.verdict.before.start, one.verdict.id))


def take(project: Project, matters: Sequence[Matter]) -> list[Change]:
    """Takes over what reviewers propose for my tags, as one step; gives the changes.

    A query is only acknowledged. Raises ConflictError where a tag was changed meanwhile.
    """
    changes: list[Change] = []
    for matter in matters:
        verdict = matter.verdict
        place = (verdict.article, verdict.layer)
        if verdict.after is not None:
            after = replace(verdict.after, origin=Origin.MENDED)
            changes.append(Change(verdict.before, after, *place))
        elif verdict.judgement is Judgement.REJECT:
            changes.append(Change(verdict.before, None, *place))
        changes.append(Change(None, _reply(project, verdict, True, "").to_record(), *place))
    if changes:
        tagging.write(project, changes)
    return changes


def object_to(project: Project, matter: Matter, text: str) -> None:
    """Leaves my tag as it is and says why not: in a thread at the tag, addressed to the reviewer."""
    verdict = matter.verdict
    words = " ".join(text.split())
    if not words:
        raise RefusedError("Say in a few words why.")
    span = verdict.before
    anchor = Anchor(span.revision, span.start, span.end, span.quote, span.id)
    threads.ask(project, verdict.article, words, anchor, (verdict.person,))
    reply = _reply(project, verdict, False, words).to_record()
    tagging.write(project, [Change(None, reply, verdict.article, verdict.layer)])


def _reply(project: Project, verdict: Verdict, taken: bool, text: str) -> Reply:
    id_ = RecordId(new_id())
    return Reply(id_, project.person.id, verdict.article, verdict.layer, verdict.id, taken, text, verdict.before.quote)


# -- inside ----------------------------------------------------------------------------------------------------------


def _read(connection: Connection, article: ArticleId, layer: LayerId) -> list[Judged]:
    stored = records.read_records(connection, [VERDICT], article=article, layer=layer)
    if not stored:
        return []
    replies = _replies(records.read_records(connection, [REPLY], article=article, layer=layer))
    now = {span.id: version_of(span) for span in spans.read_spans(connection, layer)}
    found = []
    for one in map(Verdict.from_record, stored):
        reply = replies.get(one.id)
        found.append(Judged(one, reply, reply is None and now.get(one.before.id) != one.version))
    return found


def _replies(stored: Iterable[Record]) -> dict[RecordId, Reply]:
    return {reply.verdict: reply for reply in map(Reply.from_record, stored)}


def _span(connection: Connection, layer: LayerId, span: SpanId) -> Span | None:
    return next((one for one in spans.read_spans(connection, layer) if one.id == span), None)
