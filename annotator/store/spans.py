"""Spans and relations of a layer."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, cast

from sqlalchemy import Connection, select

from annotator.domain.change import Change
from annotator.domain.ids import LabelId, LayerId, RelationId, RevisionId, SpanId
from annotator.domain.span import Mark, Relation, Span
from annotator.store import codec
from annotator.store.faults import stored
from annotator.store.rows import expect, insert_rows, lock
from annotator.store.tables import layer, relation, span

SpanRow = tuple[bytes, int, int, bytes, str, str, str, str, str]
"""A span that comes in or goes out by the thousand: id, start, end, label id, quote, attributes as JSON text, note,
origin, parts as JSON text ("" where there is one). Its layer and revision are known beside it."""

_MARKS = select(span.c.start, span.c.end, span.c.label_id, span.c.id)
_ALL = select(
    span.c.id,
    span.c.layer_id,
    span.c.revision_id,
    span.c.start,
    span.c.end,
    span.c.label_id,
    span.c.quote,
    span.c.attributes,
    span.c.note,
    span.c.origin,
    span.c.parts,
)


def read_marks(connection: Connection, layer_id: LayerId, revision: RevisionId) -> list[Mark]:
    """The bounds of a layer's spans that were made on this revision, by start; spans of older ones are left out."""
    rows = connection.execute(_MARKS.where(span.c.layer_id == layer_id, span.c.revision_id == revision))
    # Straight from the driver: rows of SQLAlchemy would cost as much again as the reading.
    return list(map(Mark._make, rows.cursor.fetchall()))


def count_spans(connection: Connection, layer_id: LayerId) -> int:
    """How many spans a layer has, by its kept count."""
    return connection.execute(select(layer.c.spans).where(layer.c.id == layer_id)).scalar_one()


def read_older(connection: Connection, layer_id: LayerId, revision: RevisionId) -> list[Span]:
    """The spans of a layer that were made on other revisions and have to be carried over to this one."""
    rows = connection.execute(_ALL.where(span.c.layer_id == layer_id, span.c.revision_id != revision)).all()
    return [_span(*row) for row in rows]


def read_spans(connection: Connection, layer_id: LayerId) -> list[Span]:
    """All spans of a layer with all they hold, by start."""
    return [_span(*row) for row in connection.execute(_ALL.where(span.c.layer_id == layer_id)).all()]


def read_some(connection: Connection, layer_id: LayerId, keys: Sequence[tuple[int, SpanId]]) -> list[Span]:
    """The spans with these (stored start, id); those that are gone are left out."""
    found: list[Span] = []
    for start, span_id in keys:
        row = connection.execute(
            _ALL.where(span.c.layer_id == layer_id, span.c.start == start, span.c.id == span_id)
        ).one_or_none()
        if row is not None:
            found.append(_span(*row))
    return found


@stored
def _span(
    id_: bytes,
    layer_id: bytes,
    revision: bytes,
    start: int,
    end: int,
    label_id: bytes,
    quote: str,
    attributes: str,
    note: str,
    origin: str,
    parts: str,
) -> Span:
    return Span(
        SpanId(id_),
        LayerId(layer_id),
        RevisionId(revision),
        start,
        end,
        LabelId(label_id),
        quote,
        {} if attributes == "{}" else codec.loads(attributes),
        note,
        origin,
        tuple((a, b) for a, b in codec.loads(parts)) if parts else (),
    )


def span_values(found: Span) -> dict[str, object]:
    """The row of a span."""
    return {
        "layer_id": found.layer,
        "start": found.start,
        "id": found.id,
        "end": found.end,
        "label_id": found.label,
        "revision_id": found.revision,
        "quote": found.quote,
        "attributes": codec.dumps(found.attributes) if found.attributes else "{}",
        "note": found.note,
        "origin": str(found.origin),
        "parts": codec.dumps(found.parts) if found.parts else "",
    }


def put_span(connection: Connection, before: Span | None, after: Span | None) -> None:
    """Writes a span that is still what it was before, and keeps its layer's count."""
    known = before or after
    assert known is not None  # noqa: S101 - a change has one of them
    where = (span.c.layer_id == known.layer, span.c.start == known.start, span.c.id == known.id)
    if before is None:
        connection.execute(span.insert(), span_values(known))
        _count(connection, known.layer, 1)
        return
    lock(connection, span, *where)
    current = read_some(connection, known.layer, [(known.start, known.id)])
    expect(current[0] if current else None, before)
    if after is None:
        connection.execute(span.delete().where(*where))
        _count(connection, known.layer, -1)
    else:
        connection.execute(span.update().where(*where).values(span_values(after)))


def _count(connection: Connection, layer_id: LayerId, difference: int) -> None:
    connection.execute(layer.update().where(layer.c.id == layer_id).values(spans=layer.c.spans + difference))


def span_row(found: Span) -> SpanRow:
    """A span as a plain row, without its layer and revision."""
    return (
        found.id,
        found.start,
        found.end,
        found.label,
        found.quote,
        codec.dumps(found.attributes) if found.attributes else "{}",
        found.note,
        str(found.origin),
        codec.dumps(found.parts) if found.parts else "",
    )


_COLUMNS: Final = (
    "layer_id",
    "start",
    "id",
    "end",
    "label_id",
    "revision_id",
    "quote",
    "attributes",
    "note",
    "origin",
    "parts",
)


def insert_spans(connection: Connection, incoming: Iterable[tuple[LayerId, RevisionId, Sequence[SpanRow]]]) -> None:
    """Writes many new spans of some layers at once; the caller has set the layers' counts."""
    rows = [
        (layer_id, start, id_, end, label, revision, quote, attributes, note, origin, parts)
        for layer_id, revision, spans in incoming
        for id_, start, end, label, quote, attributes, note, origin, parts in spans
    ]
    insert_rows(connection, span, _COLUMNS, rows)


_ROWS = select(
    span.c.layer_id,
    span.c.revision_id,
    span.c.id,
    span.c.start,
    span.c.end,
    span.c.label_id,
    span.c.quote,
    span.c.attributes,
    span.c.note,
    span.c.origin,
    span.c.parts,
)


LayerRow = tuple[bytes, bytes, bytes, int, int, bytes, str, str, str, str, str]
"""A SpanRow with the ids of its layer and of the revision that it was made on before it."""


def read_rows(connection: Connection, layers: Sequence[LayerId]) -> dict[bytes, list[LayerRow]]:
    """The spans of several layers by start, as plain rows."""
    found: dict[bytes, list[LayerRow]] = {layer_id: [] for layer_id in layers}
    result = connection.execute(_ROWS.where(span.c.layer_id.in_(layers)).order_by(span.c.layer_id, span.c.start))
    # The driver's own tuples: both drivers give these types as they are, and a Row each would double the time.
    rows = cast(list[LayerRow], result.cursor.fetchall())
    for layer_id, of_layer in groupby(rows, itemgetter(0)):
        found[layer_id] = list(of_layer)
    result.close()
    return found


def read_relations(connection: Connection, layer_id: LayerId) -> list[Relation]:
    """The relations of a layer."""
    rows = connection.execute(relation.select().where(relation.c.layer_id == layer_id).order_by(relation.c.id)).all()
    return [
        Relation(
            RelationId(r.id),
            LayerId(r.layer_id),
            r.type,
            SpanId(r.source_id),
            SpanId(r.target_id),
            codec.loads(r.attributes),
            r.note,
        )
        for r in rows
    ]


def untied(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """The removal of the relations that hang on spans which go, as far as it is not among the changes itself."""
    gone = {change.before.id: change for change in changes if isinstance(change.before, Span) and change.after is None}
    known = {change.before.id for change in changes if isinstance(change.before, Relation)}
    return [
        Change(tie, None, article, layer_id)
        for article, layer_id in {(change.article, change.layer) for change in gone.values()}
        if layer_id is not None
        for tie in read_relations(connection, layer_id)
        if tie.id not in known and (tie.source in gone or tie.target in gone)
    ]


def relation_values(found: Relation) -> dict[str, object]:
    """The row of a relation."""
    return {
        "id": found.id,
        "layer_id": found.layer,
        "type": found.type,
        "source_id": found.source,
        "target_id": found.target,
        "attributes": codec.dumps(found.attributes),
        "note": found.note,
    }


def put_relation(connection: Connection, before: Relation | None, after: Relation | None) -> None:
    """Writes a relation that is still what it was before."""
    known = before or after
    assert known is not None  # noqa: S101 - a change has one of them
    if before is None:
        connection.execute(relation.insert(), relation_values(known))
        return
    lock(connection, relation, relation.c.id == known.id)
    current = next((r for r in read_relations(connection, known.layer) if r.id == known.id), None)
    expect(current, before)
    if after is None:
        connection.execute(relation.delete().where(relation.c.id == known.id))
    else:
        connection.execute(relation.update().where(relation.c.id == known.id).values(relation_values(after)))


def taken_relations(connection: Connection, ids: Sequence[bytes]) -> set[bytes]:
    """Which of some relation ids are taken in the project."""
    return {row[0] for row in connection.execute(select(relation.c.id).where(relation.c.id.in_(ids))).all()}
