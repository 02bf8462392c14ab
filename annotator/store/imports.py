"""Articles and layers that come in whole: written in batches, hidden until the end, one line of history each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, select

from annotator.domain.article import Article, Layer, Revision, Source
from annotator.domain.change import Change, State
from annotator.domain.ids import ArticleId, GroupId, LayerId, PersonId, RevisionId
from annotator.domain.pages import PackedPage
from annotator.domain.person import Person
from annotator.domain.record import Record
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Relation, Span
from annotator.store import codec, journal, projects
from annotator.store.articles import article_values, layer_values, revision_values, source_values
from annotator.store.pages import insert_packed
from annotator.store.records import record_values
from annotator.store.rows import insert_rows, lock
from annotator.store.sketches import insert_sketches
from annotator.store.spans import SpanRow, insert_spans, relation_values, span_row
from annotator.store.tables import (
    article,
    event,
    layer,
    page,
    project,
    record,
    relation,
    revision,
    sketch,
    source,
    span,
)

_UNDER_WAY: Final = "imports"  # in the settings of the project


@dataclass(frozen=True, slots=True)
class IncomingLayer:
    """A layer with its spans and relations, all spans made on one revision.

    Where there are thousands, the spans come as plain `rows` made on `revision` instead of values.
    """

    layer: Layer
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    rows: tuple[SpanRow, ...] = ()
    revision: RevisionId | None = None

    @property
    def made_on(self) -> RevisionId | None:
        """The revision of the spans, None where there are none."""
        return self.spans[0].revision if self.spans else self.revision

    def all_rows(self) -> tuple[SpanRow, ...]:
        """All spans as plain rows."""
        return (*map(span_row, self.spans), *self.rows) if self.spans else self.rows


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """A new article with everything that belongs to it; `source` is None where another article brought it.

    `pages` are those of the source, where it was printed.
    """

    article: Article
    revision: Revision
    source: Source | None
    source_text: str
    layers: tuple[IncomingLayer, ...] = ()
    pages: tuple[PackedPage, ...] = ()
    sketch: bytes = b""
    records: tuple[Record, ...] = ()


def insert_articles(
    connection: Connection,
    writer: journal.Writer,
    actor: PersonId,
    batch: GroupId,
    incoming: Sequence[IncomingArticle],
) -> None:
    """Writes some articles of a running import; nobody sees them before `publish`."""
    if not incoming:
        return
    sources = [(one.source, one.pages) for one in incoming if one.source is not None]
    _insert(connection, source, [source_values(found) for found, _ in sources])
    insert_packed(connection, [(found.id, page) for found, pages in sources for page in pages])
    _insert(connection, article, [article_values(one.article, batch) for one in incoming])
    _insert(connection, revision, [revision_values(one.revision, one.source_text) for one in incoming])
    insert_layers(connection, [coming for one in incoming for coming in one.layers])
    insert_sketches(connection, [(one.revision.id, one.sketch) for one in incoming if one.sketch])
    _insert(connection, record, [record_values(found) for one in incoming for found in one.records])
    rows = []
    for one in incoming:
        brought = packed(one.article, one.layers, one.records)
        rows.append(journal.event_row(writer, actor, journal.IMPORT, batch, one.article.id, None, None, brought))
    _insert(connection, event, rows)


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Inserts many rows whose values have the same keys in the same order."""
    if rows:
        insert_rows(connection, table, tuple(rows[0]), [tuple(row.values()) for row in rows])


def add_layers(
    connection: Connection,
    writer: journal.Writer,
    actor: PersonId,
    batch: GroupId,
    incoming: Sequence[IncomingLayer],
) -> None:
    """Writes layers that come to known articles, each with its line of history."""
    insert_layers(connection, incoming)
    _insert(
        connection,
        event,
        [
            journal.event_row(
                writer, actor, journal.IMPORT, batch, one.layer.article, one.layer.id, None, packed(None, [one])
            )
            for one in incoming
        ],
    )


def insert_layers(connection: Connection, incoming: Iterable[IncomingLayer]) -> None:
    """Writes new layers with all they hold; the caller writes their line of history."""
    coming = list(incoming)
    if not coming:
        return
    counted = [(one, one.all_rows()) for one in coming]
    _insert(connection, layer, [layer_values(one.layer, len(rows)) for one, rows in counted])
    insert_spans(connection, [(one.layer.id, one.made_on, rows) for one, rows in counted if one.made_on is not None])
    _insert(connection, relation, [relation_values(found) for one in coming for found in one.relations])


def packed(article: Article | None, layers: Sequence[IncomingLayer], records: Sequence[Record] = ()) -> str:
    """What an import brought, as history keeps it; `article` is None where layers came to a known article."""
    noted = {"records": [codec.loads(codec.encode(one) or "") for one in records]} if records else {}
    return codec.dumps(
        {
            **noted,
            "article": None if article is None else codec.loads(codec.encode(article) or ""),
            "layers": [
                {
                    "layer": codec.loads(codec.encode(one.layer) or ""),
                    "revision": one.made_on.hex() if one.made_on is not None else "",
                    "spans": codec.packed_spans(one.all_rows()),
                    "relations": [codec.loads(codec.encode(found) or "") for found in one.relations],
                }
                for one in layers
            ],
        }
    )


def add_to_project(
    connection: Connection,
    writer: journal.Writer,
    actor: PersonId,
    batch: GroupId,
    changes: Sequence[Change],
) -> None:
    """Adds the people, labels and relation types that an import needs; like the import itself, no step of undo."""
    for change in changes:
        journal.apply(connection, change)
    states = [[codec.kind_of(change.state), codec.loads(codec.encode(change.state) or "")] for change in changes]
    row = journal.event_row(writer, actor, journal.IMPORT, batch, None, None, None, codec.dumps({"project": states}))
    _insert(connection, event, [row])


def begin(connection: Connection, batch: GroupId) -> None:
    """Notes that an import is under way, so that what it brings can be taken out if it is cut off."""
    _note(connection, batch, under_way=True)


def publish(connection: Connection, batch: GroupId) -> None:
    """Shows the articles of an import that is through."""
    connection.execute(article.update().where(article.c.batch == batch).values(batch=None))
    _note(connection, batch, under_way=False)


def _note(connection: Connection, batch: GroupId, under_way: bool) -> None:
    lock(connection, project)
    known = projects.read_project(connection)
    others = [one for one in known.settings.get(_UNDER_WAY, ()) if one != batch.hex()]
    settings = {key: value for key, value in known.settings.items() if key != _UNDER_WAY}
    if under_way or others:
        settings[_UNDER_WAY] = [*others, batch.hex()] if under_way else others
    if settings != known.settings:
        projects.put_project(connection, known.name, settings)


def under_way(connection: Connection) -> list[GroupId]:
    """The imports that have begun and are neither through nor taken out again.

    An article that is hidden without one of these is damaged, and nothing to be taken out.
    """
    noted = projects.read_project(connection).settings.get(_UNDER_WAY, ())
    return [GroupId(bytes.fromhex(one)) for one in noted]


def take_out(
    connection: Connection, batch: GroupId, limit: int = 200, additions: Sequence[Change] | None = None
) -> bool:
    """Takes out some of what an import brought that was cancelled or cut off; false when there is nothing left of it.

    Layers in which somebody has worked since stay, and so do changes to layers that were there: each is a whole step
    of its owner. `additions` are the changes that it made to the project, where they are known.
    """
    layers = _untouched_layers(connection, batch, limit)
    if layers:
        discard_layers(connection, layers)
        return True
    if discard(connection, batch, limit):
        return True
    discard_additions(connection, batch, _additions(connection, batch) if additions is None else additions)
    _note(connection, batch, under_way=False)
    return False


def _additions(connection: Connection, batch: GroupId) -> list[Change]:
    """What an import added to the project; nothing where it added relation types, since what was before them is not
    written down.
    """
    rows = connection.execute(
        select(event.c.after)
        .where(event.c.group_id == batch, event.c.kind == journal.IMPORT, event.c.article_id.is_(None))
        .order_by(event.c.id)
    ).all()
    packed_states = [one for row in rows for one in codec.loads(row[0] or "{}").get("project", ())]
    states = [codec.decode(kind, codec.dumps(value)) for kind, value in packed_states]
    return [] if any(isinstance(state, Scheme) for state in states) else [Change(None, state) for state in states]


def _untouched_layers(connection: Connection, batch: GroupId, limit: int) -> list[LayerId]:
    """Layers that an import brought to known articles and in which nobody has worked since."""
    later = event.alias("later")
    touched = exists().where(
        later.c.article_id == event.c.article_id, later.c.layer_id == event.c.layer_id, later.c.group_id != batch
    )
    rows = connection.execute(
        select(event.c.layer_id)
        .where(event.c.group_id == batch, event.c.kind == journal.IMPORT, event.c.layer_id.is_not(None), ~touched)
        .limit(limit)
    ).all()
    return [LayerId(row[0]) for row in rows if row[0] is not None]


def discard(connection: Connection, batch: GroupId, limit: int = 200) -> int:
    """Takes out up to `limit` articles of an import that was cancelled or cut off.

    Returns how many are left; history of what nobody saw goes with it.
    """
    where = article.c.batch == batch
    ids = [row[0] for row in connection.execute(select(article.c.id).where(where).limit(limit)).all()]
    if not ids:
        return 0
    _remove_layers(connection, layer.c.article_id.in_(ids))
    sources = [
        row[0] for row in connection.execute(select(revision.c.source_id).where(revision.c.article_id.in_(ids))).all()
    ]
    readings = select(revision.c.id).where(revision.c.article_id.in_(ids))
    connection.execute(delete(sketch).where(sketch.c.revision_id.in_(readings)))
    for table, column in (
        (revision, revision.c.article_id),
        (event, event.c.article_id),
        (record, record.c.article_id),
        (article, article.c.id),
    ):
        connection.execute(delete(table).where(column.in_(ids)))
    still = select(revision.c.source_id)
    connection.execute(delete(page).where(page.c.source_id.in_(sources), page.c.source_id.not_in(still)))
    connection.execute(delete(source).where(source.c.id.in_(sources), source.c.id.not_in(still)))
    return connection.execute(select(func.count()).select_from(article).where(where)).scalar_one()


def discard_layers(connection: Connection, layers: Sequence[LayerId]) -> None:
    """Takes layers that came to known articles out again, history and all, when their import is cancelled."""
    _remove_layers(connection, layer.c.id.in_(layers))
    connection.execute(delete(event).where(event.c.layer_id.in_(layers), event.c.kind == journal.IMPORT))


def discard_additions(connection: Connection, batch: GroupId, changes: Sequence[Change]) -> None:
    """Takes out what a cancelled import added to the project by `changes`; all stays where any of it is in use."""
    if not changes or any(_used(connection, change.state) for change in changes):
        return
    for change in reversed(changes):
        journal.apply(connection, change.inverse())
    where = (event.c.group_id == batch, event.c.kind == journal.IMPORT, event.c.article_id.is_(None))
    connection.execute(delete(event).where(*where))


def _used(connection: Connection, state: State) -> bool:
    match state:
        case Person(id=found):
            where = layer.c.person_id == found
            return connection.execute(select(layer.c.id).where(where).limit(1)).first() is not None
        case Label(id=found):
            return connection.execute(select(span.c.id).where(span.c.label_id == found).limit(1)).first() is not None
    return False


def _remove_layers(connection: Connection, where: ColumnElement[bool]) -> None:
    layers = [row[0] for row in connection.execute(select(layer.c.id).where(where)).all()]
    for table, column in ((span, span.c.layer_id), (relation, relation.c.layer_id), (layer, layer.c.id)):
        connection.execute(delete(table).where(column.in_(layers)))


def imported_articles(connection: Connection, batch: GroupId) -> list[ArticleId]:
    """The articles that an import brought, without those that only got a layer."""
    rows = connection.execute(
        select(event.c.article_id)
        .where(event.c.group_id == batch, event.c.kind == journal.IMPORT, event.c.layer_id.is_(None))
        .order_by(event.c.id)
    ).all()
    return [ArticleId(row[0]) for row in rows if row[0] is not None]
