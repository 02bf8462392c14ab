"""Articles and layers that come in whole: written in batches, hidden until the end, one line of history each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from annotator.domain.article import Article, Layer, Revision, Source
from annotator.domain.ids import ArticleId, GroupId, PersonId
from annotator.domain.span import Relation, Span
from annotator.store import codec, journal
from annotator.store.articles import article_values, layer_values, revision_values, source_values
from annotator.store.spans import relation_values, span_values
from annotator.store.tables import article, event, layer, relation, revision, source, span


@dataclass(frozen=True, slots=True)
class IncomingLayer:
    """A layer with its spans and relations."""

    layer: Layer
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """A new article with everything that belongs to it; `source` is None where another article brought it."""

    article: Article
    revision: Revision
    source: Source | None
    source_text: str
    layers: tuple[IncomingLayer, ...] = ()


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
    sources = [source_values(one.source) for one in incoming if one.source is not None]
    if sources:
        connection.execute(source.insert(), sources)
    connection.execute(article.insert(), [article_values(one.article, batch) for one in incoming])
    connection.execute(revision.insert(), [revision_values(one.revision, one.source_text) for one in incoming])
    insert_layers(connection, [coming for one in incoming for coming in one.layers])
    connection.execute(
        event.insert(),
        [
            journal.event_row(
                writer, actor, journal.IMPORT, batch, one.article.id, None, None, packed(one.article, one.layers)
            )
            for one in incoming
        ],
    )


def insert_layers(connection: Connection, incoming: Iterable[IncomingLayer]) -> None:
    """Writes new layers with all they hold; the caller writes their line of history."""
    coming = list(incoming)
    if not coming:
        return
    connection.execute(layer.insert(), [layer_values(one.layer, len(one.spans)) for one in coming])
    rows = [span_values(found) for one in coming for found in one.spans]
    if rows:
        connection.execute(span.insert(), rows)
    ties = [relation_values(found) for one in coming for found in one.relations]
    if ties:
        connection.execute(relation.insert(), ties)


def packed(article: Article | None, layers: Sequence[IncomingLayer]) -> str:
    """What an import brought, as history keeps it; `article` is None where layers came to a known article."""
    return codec.dumps(
        {
            "article": None if article is None else codec.loads(codec.encode(article) or ""),
            "layers": [
                {
                    "layer": codec.loads(codec.encode(one.layer) or ""),
                    "revision": one.spans[0].revision.hex() if one.spans else "",
                    "spans": [codec.span_list(found) for found in one.spans],
                    "relations": [codec.loads(codec.encode(found) or "") for found in one.relations],
                }
                for one in layers
            ],
        }
    )


def publish(connection: Connection, batch: GroupId) -> None:
    """Shows the articles of an import that is through."""
    connection.execute(article.update().where(article.c.batch == batch).values(batch=None))


def discard(connection: Connection, batch: GroupId | None, limit: int = 200) -> int:
    """Takes out up to `limit` articles of an import that was cancelled, or of any (None) that a crash cut off.

    Returns how many are left; history of what nobody saw goes with it.
    """
    where = article.c.batch.is_not(None) if batch is None else article.c.batch == batch
    ids = [row[0] for row in connection.execute(select(article.c.id).where(where).limit(limit)).all()]
    if not ids:
        return 0
    layers = [row[0] for row in connection.execute(select(layer.c.id).where(layer.c.article_id.in_(ids))).all()]
    sources = [
        row[0] for row in connection.execute(select(revision.c.source_id).where(revision.c.article_id.in_(ids))).all()
    ]
    for table, column, keys in (
        (span, span.c.layer_id, layers),
        (relation, relation.c.layer_id, layers),
        (layer, layer.c.id, layers),
        (revision, revision.c.article_id, ids),
        (event, event.c.article_id, ids),
        (article, article.c.id, ids),
    ):
        connection.execute(delete(table).where(column.in_(keys)))
    still = select(revision.c.source_id)
    connection.execute(delete(source).where(source.c.id.in_(sources), source.c.id.not_in(still)))
    return connection.execute(select(func.count()).select_from(article).where(where)).scalar_one()


def imported_articles(connection: Connection, batch: GroupId) -> list[ArticleId]:
    """The articles that an import brought."""
    rows = connection.execute(
        select(event.c.article_id).where(event.c.group_id == batch, event.c.kind == journal.IMPORT)
    ).all()
    return [ArticleId(row[0]) for row in rows if row[0] is not None]


def unfinished(connection: Connection) -> int:
    """How many articles of unfinished imports there are."""
    return connection.execute(
        select(func.count()).select_from(article).where(article.c.batch.is_not(None))
    ).scalar_one()
