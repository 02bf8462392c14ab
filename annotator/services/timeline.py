"""The history of an article: what was changed, when and by whom; how it was at any time; and back to that.

Only lines about layers that the project's person may see are given (`services.sight`), and none about retests, which
are nobody's work.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

from annotator.domain.article import Article, Layer, LayerKind, Revision, Status
from annotator.domain.change import Change, State
from annotator.domain.ids import ArticleId, EventId, GroupId, LayerId, PersonId, RecordId, RelationId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.record import Record
from annotator.domain.review import DECISION, SETTLED
from annotator.domain.span import Mark, Relation, Span
from annotator.domain.thread import Comment, Precedent, Thread
from annotator.errors import RefusedError
from annotator.services import sight, tagging, threads
from annotator.services.articles import carry_spans
from annotator.services.project import Project
from annotator.store import articles, journal, replay, spans, timeline
from annotator.store.journal import Event

_Key = TypeVar("_Key", bound=bytes)
_State = TypeVar("_State", Span, Relation, Layer)

_TALK: Final = frozenset({Thread.kind, Comment.kind})

PAGE: Final = 200
"""How many lines of history are read at once."""

_SHARED_KINDS: Final = frozenset({DECISION, SETTLED, Precedent.kind, threads.WAIVED})
"""Records without a layer that are meant for all to read; what a person notes for itself is that person's alone."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import brought to an article."""

    whole: bool  # the article itself came, not a layer only
    layers: tuple[Layer, ...]
    spans: int
    relations: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of history; `change` is None for an import, whose sums `brought` has. Time in microseconds, UTC."""

    event: EventId
    group: GroupId
    time: int
    actor: PersonId
    layer: LayerId | None
    change: Change | None
    brought: Brought | None = None
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The lines that were written as one, newest first."""

    lines: tuple[Line, ...]

    @property
    def newest(self) -> Line:
        """The last of its lines: the state after it is the state after the step."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of history, newest first; `more` tells whether there are older ones."""

    lines: tuple[Line, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Past:
    """How an article was after some line of history, as far as one may see it."""

    article: Article
    layers: Mapping[LayerId, Layer]
    spans: Mapping[LayerId, Sequence[Span]]
    relations: Mapping[LayerId, Sequence[Relation]] = field(default_factory=dict)

    def mine(self, person: PersonId) -> Layer | None:
        """The layer of a person's own work, if it was there."""
        return next(
            (one for one in self.layers.values() if one.person == person and one.kind is LayerKind.PERSON), None
        )


def read_page(
    project: Project, article: ArticleId, before: EventId | None = None, span: SpanId | None = None, most: int = PAGE
) -> Page:
    """The newest lines of an article before another line; with `span` those about this tag only."""
    seen = {layer.id: layer for layer in _visible(project, article)}
    with project.database.read() as connection:
        events = timeline.read_newest(connection, article, seen, before, most + 1, span)
    lines = [_line(event, seen, span) for event in events[:most]]
    talks = _talks(project, article) if any(_kind(line) in _TALK for line in lines) else frozenset()
    return Page(tuple(line for line in lines if _shown(line, project, talks)), len(events) > most)


def layers_of(project: Project, article: ArticleId) -> list[Layer]:
    """The layers of an article that the project's person may see."""
    return _visible(project, article)


def time_of(project: Project, event: EventId) -> int:
    """When a line of history was written, in microseconds since 1970."""
    with project.database.read() as connection:
        return timeline.read_time(connection, event)


def steps(lines: Iterable[Line]) -> list[Step]:
    """Lines, newest first, put together by the step in which they were written."""
    found: dict[GroupId, list[Line]] = {}
    for line in lines:
        found.setdefault(line.group, []).append(line)
    return [Step(tuple(of_group)) for of_group in found.values()]


def event_at(project: Project, article: ArticleId, time: int) -> EventId | None:
    """The line of history that was the newest at a time (microseconds since 1970); None where there was none yet."""
    with project.database.read() as connection:
        return timeline.last_at(connection, article, time)


def state_at(project: Project, article: ArticleId, event: EventId) -> Past:
    """The article as it was after a line of its history; raises RefusedError where it was not there yet."""
    seen = {layer.id for layer in _visible(project, article)}
    with project.database.read() as connection:
        return _past(timeline.read_until(connection, article, event), seen)


def layer_at(project: Project, layer: Layer, event: EventId) -> list[Span]:
    """The tags of one layer as they were after a line of its article's history; the caller knows that it may look."""
    with project.database.read() as connection:
        past = _past(timeline.read_until(connection, layer.article, event), {layer.id})
    return list(past.spans.get(layer.id, ()))


def view_of(project: Project, past: Past, layer: LayerId | None) -> tuple[Revision, Marks, dict[SpanId, Span]]:
    """What is needed to show a layer of the past: the text as it then was, marks and tags with bounds in it."""
    with project.database.read() as connection:
        revision = articles.read_revision(connection, past.article.revision)
    found = list(past.spans.get(layer, ())) if layer is not None else []
    moved = carry_spans(project, [one for one in found if one.revision != revision.id], revision)
    here = {one.id: moved.get(one.id, one) for one in found}
    return revision, Marks(Mark(one.start, one.end, one.label, one.id) for one in here.values()), here


# -- back to how it was ------------------------------------------------------------------------------------------


def restore(project: Project, article: ArticleId, event: EventId) -> list[Change]:
    """Brings the tags and relations of my layer back to how they were after a line of history, as one step.

    Gives the changes that it took, none where nothing differs. The state of my layer stays; raises RefusedError where
    that is submitted. The text stays too: tags of an older reading are carried to the present one when they are shown.
    """
    changes = restoring(project, article, event)
    if changes:
        tagging.write(project, changes)
    return changes


def restoring(project: Project, article: ArticleId, event: EventId) -> list[Change]:
    """The changes that `restore` would make."""
    past = state_at(project, article, event)

    with project.database.read() as connection:
        mine = next(
            (
                one
                for one in articles.read_layers(connection, article)
                if one.person == project.person.id and one.kind is LayerKind.PERSON
            ),
            None,
        )
        if mine is None:
            return []
        now = {one.id: one for one in spans.read_spans(connection, mine.id)}
        ties = {one.id: one for one in spans.read_relations(connection, mine.id)}
    then = {one.id: one for one in past.spans.get(mine.id, ())}
    tied = {one.id: one for one in past.relations.get(mine.id, ())}
    changes = _between(mine, ties, tied, now, then)
    if changes and mine.status in (Status.SUBMITTED, Status.SKIPPED):
        raise RefusedError(
            "This article is submitted and cannot be changed.", "Set it back to “In progress” first (Ctrl+Z)."
        )
    return changes


def _between(
    layer: Layer,
    ties: Mapping[RelationId, Relation],
    tied: Mapping[RelationId, Relation],
    now: Mapping[SpanId, Span],
    then: Mapping[SpanId, Span],
) -> list[Change]:
    """From now to then: relations go before the tags that they hang on, and come after them."""
    place = (layer.article, layer.id)
    found = [Change(one, None, *place) for one in ties.values() if one.id not in tied]
    found += [Change(one, then.get(id_), *place) for id_, one in now.items() if then.get(id_) != one]
    found += [Change(None, one, *place) for id_, one in then.items() if id_ not in now]
    found += [Change(ties.get(id_), one, *place) for id_, one in tied.items() if ties.get(id_) != one]
    return found


# -- inside ------------------------------------------------------------------------------------------------------


def _visible(project: Project, article: ArticleId) -> list[Layer]:
    with project.database.read() as connection:
        return sight.visible_layers(project, connection, article)


def _line(event: Event, seen: Mapping[LayerId, Layer], span: SpanId | None) -> Line:
    undoes = event.undoes is not None
    if event.kind == journal.IMPORT:
        brought, own = _brought(event, seen, span)
        change = None if own is None else Change(None, own, event.article, own.layer)
        return Line(event.id, event.group, event.time, event.actor, event.layer, change, brought, undoes)
    return Line(event.id, event.group, event.time, event.actor, event.layer, event.change(), None, undoes)


def _brought(event: Event, seen: Mapping[LayerId, Layer], span: SpanId | None) -> tuple[Brought, Span | None]:
    """The sums of an import, and the tag that is asked for, if it came with it."""
    layers: list[Layer] = []
    spans = relations = 0
    whole, asked = False, None
    for state in replay.unpacked(event.after or "{}"):
        match state:
            case Layer(id=layer_id) if layer_id in seen:
                layers.append(state)
            case Span(layer=layer_id) if layer_id in seen:
                spans += 1
                asked = state if state.id == span else asked
            case Relation(layer=layer_id) if layer_id in seen:
                relations += 1
            case Article():
                whole = True
            case _:
                pass
    return Brought(whole, tuple(layers), spans, relations), asked


def _kind(line: Line) -> str:
    """The kind of the record that a line is about, "" where it is about none."""
    state = line.change.state if line.change is not None else None
    return state.kind if isinstance(state, Record) else ""


def _talks(project: Project, article: ArticleId) -> frozenset[RecordId]:
    """The questions and answers of an article that the project's person may see."""
    return frozenset(said.id for talk in threads.read(project, article) for said in talk.said)


def _shown(line: Line, project: Project, talks: Container[RecordId]) -> bool:
    """Whether a line that is about no layer is for this person to read."""
    if line.change is None or line.layer is not None or not isinstance(line.change.state, Record):
        return True
    record = line.change.state
    if record.person == project.person.id or sight.sees_all(project):
        return True
    return record.id in talks if record.kind in _TALK else record.kind in _SHARED_KINDS


def _past(events: Sequence[Event], seen: set[LayerId]) -> Past:
    article: Article | None = None
    layers: dict[LayerId, Layer] = {}
    spans: dict[LayerId, dict[SpanId, Span]] = {}
    relations: dict[LayerId, dict[RelationId, Relation]] = {}
    for before, after in _states(events):
        match after or before:
            case Article():
                article = after if isinstance(after, Article) else None
            case Layer(id=layer) if layer in seen:
                _follow(layers, layer, after)
            case Span(id=span, layer=layer) if layer in seen:
                _follow(spans.setdefault(layer, {}), span, after)
            case Relation(id=relation, layer=layer) if layer in seen:
                _follow(relations.setdefault(layer, {}), relation, after)
            case _:
                pass
    if article is None:
        raise RefusedError("The article was not in the project then.")
    in_order = {layer: sorted(of.values(), key=lambda one: (one.start, -one.end)) for layer, of in spans.items()}
    return Past(article, layers, in_order, {layer: list(of.values()) for layer, of in relations.items()})


def _states(events: Iterable[Event]) -> Iterable[tuple[State | None, State | None]]:
    for event in events:
        if event.kind == journal.IMPORT:
            yield from ((None, state) for state in replay.unpacked(event.after or "{}"))
        else:
            change = event.change()
            yield change.before, change.after


def _follow(known: dict[_Key, _State], key: _Key, after: object) -> None:
    if after is None:
        known.pop(key, None)
    else:
        known[key] = cast(_State, after)  # a change keeps its kind
