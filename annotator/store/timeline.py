"""History as it is read by people: the lines of one article from the newest back, or all up to a moment."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, or_, select

from annotator.domain.article import Layer
from annotator.domain.ids import ArticleId, EventId, GroupId, LayerId, PersonId, RevisionId, SpanId
from annotator.store import codec, journal
from annotator.store.journal import Event
from annotator.store.tables import event, revision

_LINES = select(
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
_STATES = ("layer", journal.OPEN)


def read_newest(
    connection: Connection,
    article: ArticleId,
    layers: Collection[LayerId],
    before: EventId | None,
    most: int,
    span: SpanId | None = None,
) -> list[Event]:
    """The newest lines of an article that lie before another line, newest first, of these layers and of none.

    With `span` only the lines that name this span, and imports, which may have brought it.
    """
    where: list[ColumnElement[bool]] = [
        event.c.article_id == article,
        or_(event.c.layer_id.is_(None), event.c.layer_id.in_(sorted(layers))),
    ]
    if before is not None:
        where.append(event.c.id < before)
    if span is not None:
        name = f'%"{span.hex()}"%'
        named = (event.c.kind == "span") & or_(event.c.before.like(name), event.c.after.like(name))
        where.append(or_(named, (event.c.kind == journal.IMPORT) & event.c.after.like(name)))
    return _read(connection, where, newest_first=True, most=most)


def read_until(connection: Connection, article: ArticleId, last: EventId) -> list[Event]:
    """All lines of an article up to one of them and with it, oldest first."""
    return _read(connection, [event.c.article_id == article, event.c.id <= last])


def last_at(connection: Connection, article: ArticleId, time: int) -> EventId | None:
    """The newest line of an article that was written at a time (microseconds since 1970) or before."""
    found = connection.execute(
        select(event.c.id)
        .where(event.c.article_id == article, event.c.time <= time)
        .order_by(event.c.id.desc())
        .limit(1)
    ).scalar()
    return None if found is None else EventId(found)


def read_time(connection: Connection, line: EventId) -> int:
    """When a line was written, in microseconds since 1970."""
    return connection.execute(select(event.c.time).where(event.c.id == line)).scalar_one()


class StateChange(NamedTuple):
    """A layer that was given another state, or began; `before` is None where it began."""

    event: EventId
    time: int
    actor: PersonId
    before: Layer | None
    after: Layer


def read_state_changes(connection: Connection, since: int = 0, until: int | None = None) -> list[StateChange]:
    """Every change of a layer's state from one time to another (microseconds since 1970), oldest first."""
    where: list[ColumnElement[bool]] = [event.c.kind.in_(_STATES), event.c.time >= since]
    if until is not None:
        where.append(event.c.time < until)
    found = []
    for line in _read(connection, where):
        change = line.change()
        before, after = change.before, change.after
        if isinstance(after, Layer) and (before is None or isinstance(before, Layer)):
            found.append(StateChange(line.id, line.time, line.actor, before, after))
    return found


def record_times(connection: Connection, kinds: Sequence[str], since: int, until: int) -> list[Event]:
    """The lines about records of some kinds from one time to another, oldest first."""
    where = [event.c.kind == "record", event.c.time >= since, event.c.time < until]
    names = {f'"kind":{codec.dumps(kind)}' for kind in kinds}
    found = _read(connection, where)
    return [line for line in found if any(name in (line.after or line.before or "") for name in names)]


def read_length(connection: Connection, which: RevisionId) -> int:
    """How many characters a reading has."""
    return connection.execute(select(revision.c.length).where(revision.c.id == which)).scalar_one()


def _read(
    connection: Connection,
    where: Sequence[ColumnElement[bool]],
    newest_first: bool = False,
    most: int | None = None,
) -> list[Event]:
    order = event.c.id.desc() if newest_first else event.c.id
    rows = connection.execute(_LINES.where(*where).order_by(order).limit(most)).all()
    return [
        Event(
            EventId(row[0]),
            PersonId(row[1]),
            row[2],
            row[3],
            None if row[4] is None else ArticleId(row[4]),
            None if row[5] is None else LayerId(row[5]),
            GroupId(row[6]),
            None if row[7] is None else GroupId(row[7]),
            row[8],
            row[9],
        )
        for row in rows
    ]
