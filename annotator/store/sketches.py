"""Sketches of readings, by which nearly equal texts are found."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from annotator.domain.ids import ArticleId, RevisionId
from annotator.store.rows import insert_rows
from annotator.store.tables import article, revision, sketch, source


class Sketched(NamedTuple):
    """An article with the sketch of its present reading, None where it has none yet."""

    article: ArticleId
    revision: RevisionId
    sha256: bytes
    sketch: bytes | None


def read_sketches(connection: Connection) -> list[Sketched]:
    """The articles that are to be seen, in their order."""
    rows = connection.execute(
        select(article.c.id, revision.c.id, revision.c.sha256, sketch.c.sketch)
        .join(revision, revision.c.id == article.c.revision_id)
        .outerjoin(sketch, sketch.c.revision_id == revision.c.id)
        .where(article.c.deleted.is_(False), article.c.batch.is_(None))
        .order_by(article.c.number, article.c.id)
    ).all()
    return [Sketched(ArticleId(row[0]), RevisionId(row[1]), row[2], row[3]) for row in rows]


def read_hashes(connection: Connection) -> list[tuple[ArticleId, bytes]]:
    """The articles that are to be seen, in their order, with the hashes of their present texts."""
    rows = connection.execute(
        select(article.c.id, revision.c.sha256)
        .join(revision, revision.c.id == article.c.revision_id)
        .where(article.c.deleted.is_(False), article.c.batch.is_(None))
        .order_by(article.c.number, article.c.id)
    ).all()
    return [(ArticleId(row[0]), row[1]) for row in rows]


def read_unsketched(connection: Connection, revisions: Sequence[RevisionId]) -> list[tuple[RevisionId, str]]:
    """The texts of some readings."""
    rows = connection.execute(
        select(revision.c.id, func.coalesce(revision.c.text, source.c.text))
        .join(source, source.c.id == revision.c.source_id)
        .where(revision.c.id.in_(revisions))
    ).all()
    return [(RevisionId(row[0]), row[1] or "") for row in rows]


def insert_sketches(connection: Connection, found: Iterable[tuple[RevisionId, bytes]]) -> None:
    """Writes sketches of readings that have none."""
    insert_rows(connection, sketch, ("revision_id", "sketch"), list(found))
