"""Records: what people noted beside the tags."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Row, delete, select

from annotator.domain.ids import ArticleId, LayerId, PersonId, RecordId
from annotator.domain.record import Record
from annotator.store import codec
from annotator.store.faults import stored
from annotator.store.rows import expect, lock
from annotator.store.tables import record

_MOST: int = 500  # ids in one statement


@stored
def _record(row: Row[*tuple[object, ...]]) -> Record:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public accessor has this name
    return Record(
        RecordId(found["id"]),
        found["kind"],
        PersonId(found["person_id"]),
        None if found["article_id"] is None else ArticleId(found["article_id"]),
        None if found["layer_id"] is None else LayerId(found["layer_id"]),
        found["key"],
        codec.loads(found["body"]),
    )


def read_record(connection: Connection, record_id: RecordId) -> Record | None:
    """One record, None where there is none."""
    row = connection.execute(select(record).where(record.c.id == record_id)).one_or_none()
    return None if row is None else _record(row)


def read_records(
    connection: Connection,
    kinds: Sequence[str] = (),
    *,
    article: ArticleId | None = None,
    person: PersonId | None = None,
    layer: LayerId | None = None,
    key: str | None = None,
) -> list[Record]:
    """The records of some kinds (all without any) that fit everything that is said, oldest first."""
    asked = select(record).order_by(record.c.id)
    if kinds:
        asked = asked.where(record.c.kind.in_(kinds))
    for column, value in (
        (record.c.article_id, article),
        (record.c.person_id, person),
        (record.c.layer_id, layer),
        (record.c.key, key),
    ):
        if value is not None:
            asked = asked.where(column == value)
    return [_record(row) for row in connection.execute(asked).all()]


def read_keyed(connection: Connection, kind: str, keys: Iterable[str]) -> list[Record]:
    """The records of a kind with any of these keys, oldest first."""
    wanted = sorted(set(keys))
    found: list[Record] = []
    for at in range(0, len(wanted), _MOST):
        asked = select(record).where(record.c.kind == kind, record.c.key.in_(wanted[at : at + _MOST]))
        found += [_record(row) for row in connection.execute(asked).all()]
    return sorted(found, key=lambda one: one.id)


def read_about(connection: Connection, kind: str, articles: Iterable[ArticleId]) -> list[Record]:
    """The records of a kind about any of some articles, oldest first."""
    wanted = sorted(set(articles))
    found: list[Record] = []
    for at in range(0, len(wanted), _MOST):
        asked = select(record).where(record.c.kind == kind, record.c.article_id.in_(wanted[at : at + _MOST]))
        found += [_record(row) for row in connection.execute(asked).all()]
    return sorted(found, key=lambda one: one.id)


def record_values(found: Record) -> dict[str, object]:
    """The row of a record."""
    return {
        "id": found.id,
        "kind": found.kind,
        "person_id": found.person,
        "article_id": found.article,
        "layer_id": found.layer,
        "key": found.key,
        "body": codec.dumps(found.body),
    }


def put_record(connection: Connection, before: Record | None, after: Record | None) -> None:
    """Writes a record that is still what it was before."""
    known = after or before
    assert known is not None  # noqa: S101 - a change has one of them
    lock(connection, record, record.c.id == known.id)
    expect(read_record(connection, known.id), before)
    if after is None:
        connection.execute(delete(record).where(record.c.id == known.id))
    elif before is None:
        connection.execute(record.insert(), record_values(after))
    else:
        connection.execute(record.update().where(record.c.id == after.id).values(record_values(after)))
