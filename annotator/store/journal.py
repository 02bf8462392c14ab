"""The one door for changes: each is applied to the state and appended to history in the same transaction."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import Connection, select

from annotator.domain.article import Article, Layer
from annotator.domain.change import Change, State
from annotator.domain.history import Step
from annotator.domain.ids import ArticleId, EventId, GroupId, LayerId, PersonId, WriterId, follow, new_id
from annotator.domain.person import Person
from annotator.domain.record import Record
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Relation, Span
from annotator.store import articles, codec, labels, people, records, spans
from annotator.store.tables import event

T = TypeVar("T", bound=State)

IMPORT: Final = "import"
"""The kind of an event that brought in an article or a layer whole, packed; taken back by its report, not by undo."""
_PERSON: Final = "person"
OPEN: Final = "open"
"""The kind of an event that began a layer; never taken back."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of history."""

    id: EventId
    actor: PersonId
    time: int
    kind: str
    article: ArticleId | None
    layer: LayerId | None
    group: GroupId
    undoes: GroupId | None
    before: str | None
    after: str | None

    def change(self) -> Change:
        """The change that this line records; not for packed imports."""
        kind = "layer" if self.kind == OPEN else self.kind
        return Change(codec.decode(kind, self.before), codec.decode(kind, self.after), self.article, self.layer)


class Writer:
    """Numbers the events of one run of the program. Fresh for each run, since copies of a project would collide."""

    def __init__(self) -> None:
        self.id = WriterId(new_id())
        self._sequence = 0

    def next(self) -> int:
        """The next number."""
        self._sequence += 1
        return self._sequence


def record(
    connection: Connection,
    writer: Writer,
    actor: PersonId,
    changes: Sequence[Change],
    group: GroupId,
    undoes: GroupId | None = None,
    kind: str | None = None,
) -> None:
    """Applies changes and writes them down; raises ConflictError where one does not fit the present state."""
    rows = []
    bases: dict[ArticleId | None, bytes | None] = {}
    for change in changes:
        apply(connection, change)
        if change.article not in bases:
            bases[change.article] = _base(connection, change.article)
        rows.append(
            event_row(
                writer,
                actor,
                kind or codec.kind_of(change.state),
                group,
                change.article,
                change.layer,
                codec.encode(change.before),
                codec.encode(change.after),
                undoes,
                bases[change.article],
            )
        )
    if rows:
        connection.execute(event.insert(), rows)


def event_row(
    writer: Writer,
    actor: PersonId,
    kind: str,
    group: GroupId,
    article: ArticleId | None,
    layer: LayerId | None,
    before: str | None,
    after: str | None,
    undoes: GroupId | None = None,
    base: bytes | None = None,
) -> dict[str, object]:
    """The row of one line of history, made now."""
    return {
        "id": new_id(),
        "writer": writer.id,
        "sequence": writer.next(),
        "actor": actor,
        "time": time.time_ns() // 1000,
        "kind": kind,
        "article_id": article,
        "layer_id": layer,
        "group_id": group,
        "undoes": undoes,
        "base": base,
        "before": before,
        "after": after,
    }


def _base(connection: Connection, article_id: ArticleId | None) -> bytes | None:
    """The newest line of history of an article, or of the project itself: what a change was made on.

    Lines to come are ordered behind it, though the clock of whoever wrote it was ahead of ours.
    """
    where = event.c.article_id.is_(None) if article_id is None else event.c.article_id == article_id
    newest: bytes | None = connection.execute(
        select(event.c.id).where(where).order_by(event.c.id.desc()).limit(1)
    ).scalar()
    if newest is not None:
        follow(newest)
    return newest


def follow_history(connection: Connection) -> None:
    """Makes all ids to come greater than those of history, though the clock was set back since."""
    newest = connection.execute(select(event.c.id).order_by(event.c.id.desc()).limit(1)).scalar()
    if newest is not None:
        follow(newest)


def apply(connection: Connection, change: Change) -> None:
    """Brings the state from before to after, or raises ConflictError and leaves it to the caller to roll back."""
    before, after = change.before, change.after
    match change.state:
        case Span():
            spans.put_span(connection, _as(Span, before), _as(Span, after))
        case Relation():
            spans.put_relation(connection, _as(Relation, before), _as(Relation, after))
        case Layer():
            articles.put_layer(connection, _as(Layer, before), _as(Layer, after))
        case Article():
            articles.put_article(connection, _as(Article, before), _as(Article, after))
        case Label():
            labels.put_label(connection, _as(Label, before), _as(Label, after))
        case Scheme():
            labels.put_scheme(connection, _as(Scheme, before), _as(Scheme, after))
        case Person():
            people.put_person(connection, _as(Person, before), _as(Person, after))
        case Record():
            records.put_record(connection, _as(Record, before), _as(Record, after))


def _as(kind: type[T], state: State | None) -> T | None:
    assert state is None or isinstance(state, kind)  # noqa: S101 - Change keeps its kind
    return state


_EVENT = select(
    event.c.id,
    event.c.actor,
    event.c.time,
    event.c.kind,
    event.c.article_id,
    event.c.layer_id,
    event.c.group_id,
    event.c.undoes,
    event.c.before,
    event.c.after,
)


def read_group(connection: Connection, group: GroupId) -> list[Event]:
    """The lines of one step, oldest first."""
    rows = connection.execute(_EVENT.where(event.c.group_id == group).order_by(event.c.id)).all()
    return [_event(*tuple(row)) for row in rows]


def ends_with(connection: Connection, group: GroupId, changes: Sequence[Change]) -> bool:
    """Whether a step is written down whose last lines are these changes."""
    rows = connection.execute(
        select(event.c.before, event.c.after).where(event.c.group_id == group).order_by(event.c.id)
    ).all()
    wanted = [(codec.encode(change.before), codec.encode(change.after)) for change in changes]
    return bool(wanted) and [tuple(row) for row in rows[-len(wanted) :]] == wanted


def read_all(connection: Connection) -> Iterable[Event]:
    """All of history, oldest first."""
    for row in connection.execute(_EVENT.order_by(event.c.id)).all():
        yield _event(*tuple(row))


def _event(
    id_: bytes,
    actor: bytes,
    when: int,
    kind: str,
    article_id: bytes | None,
    layer_id: bytes | None,
    group: bytes,
    undoes: bytes | None,
    before: str | None,
    after: str | None,
) -> Event:
    return Event(
        EventId(id_),
        PersonId(actor),
        when,
        kind,
        None if article_id is None else ArticleId(article_id),
        None if layer_id is None else LayerId(layer_id),
        GroupId(group),
        None if undoes is None else GroupId(undoes),
        before,
        after,
    )


def read_steps(
    connection: Connection, actor: PersonId, article_id: ArticleId | None, without: Collection[LayerId] = ()
) -> list[Step]:
    """The steps of a person that touch an article, or the project itself for None, `without` those that touch some
    layers; oldest first.

    Imports and the opening of layers are no steps: undo leaves them alone. Nor is the coming of a person, with whom
    the scheme of a new project comes.
    """
    where = [event.c.article_id.is_(None) if article_id is None else event.c.article_id == article_id]
    if article_id is None:
        came = select(event.c.group_id).where(event.c.article_id.is_(None), event.c.kind == _PERSON)
        where.append(event.c.group_id.not_in(came))
    if without:
        where.append(event.c.layer_id.is_(None) | event.c.layer_id.not_in(sorted(without)))
    rows = connection.execute(
        select(event.c.group_id, event.c.undoes)
        .where(*where, event.c.actor == actor, event.c.kind.not_in((IMPORT, OPEN)))
        .order_by(event.c.id)
    ).all()
    steps = dict.fromkeys((row[0], row[1]) for row in rows)  # the lines of a step once, where it began
    return [Step(GroupId(group), None if undoes is None else GroupId(undoes)) for group, undoes in steps]
