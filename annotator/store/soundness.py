"""What a check of the whole project reads: rows that ought to fit each other, whether or not they do."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from annotator.domain.ids import ArticleId, LayerId, RevisionId, SourceId
from annotator.store.faults import stored
from annotator.store.tables import article, layer, relation, revision, source, span


class Counted(NamedTuple):
    """A layer with the number of spans that it claims, and the number that are there."""

    layer: LayerId
    article: ArticleId
    claimed: int
    found: int


def read_article_ids(connection: Connection) -> list[ArticleId]:
    """All articles in the order of the list; those of a running import too."""
    rows = connection.execute(select(article.c.id).order_by(article.c.number, article.c.id)).all()
    return [ArticleId(row[0]) for row in rows]


def read_hidden(connection: Connection) -> dict[ArticleId, bytes]:
    """The articles of running imports, each with its import."""
    rows = connection.execute(select(article.c.id, article.c.batch).where(article.c.batch.is_not(None))).all()
    return {ArticleId(row[0]): row[1] or b"" for row in rows}


def read_source_ids(connection: Connection) -> list[SourceId]:
    """All sources."""
    return [SourceId(row[0]) for row in connection.execute(select(source.c.id).order_by(source.c.id)).all()]


def read_revision_ids(connection: Connection, article_id: ArticleId) -> list[RevisionId]:
    """All readings of an article, oldest first."""
    rows = connection.execute(select(revision.c.id).where(revision.c.article_id == article_id).order_by(revision.c.id))
    return [RevisionId(row[0]) for row in rows.all()]


@stored
def read_length(connection: Connection, revision_id: RevisionId) -> int:
    """The length that a reading claims to have, in code points."""
    return connection.execute(select(revision.c.length).where(revision.c.id == revision_id)).scalar_one()


def wrong_counts(connection: Connection) -> list[Counted]:
    """The layers whose kept number of spans is not the number of their spans."""
    found = select(span.c.layer_id, func.count().label("found")).group_by(span.c.layer_id).subquery()
    number = func.coalesce(found.c.found, 0)
    rows = connection.execute(
        select(layer.c.id, layer.c.article_id, layer.c.spans, number)
        .outerjoin(found, found.c.layer_id == layer.c.id)
        .where(layer.c.spans != number)
        .order_by(layer.c.id)
    ).all()
    return [Counted(LayerId(row[0]), ArticleId(row[1]), row[2], row[3]) for row in rows]


def strays(connection: Connection) -> int:
    """How many spans and relations there are whose layer is not there."""
    layers = select(layer.c.id)
    return sum(
        connection.execute(select(func.count()).select_from(table).where(table.c.layer_id.not_in(layers))).scalar_one()
        for table in (span, relation)
    )
