"""What reviewing asks of the database beside layers and records."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, select

from annotator.domain.ids import ArticleId, LayerId
from annotator.store.rows import lock
from annotator.store.tables import article, event, layer, span

_MOST: Final = 500  # strings in one statement
_TAGS: Final = ("span", "relation", "import")


def lock_article(connection: Connection, article_id: ArticleId) -> None:
    """Has others wait who would begin something for the same article now."""
    lock(connection, article, article.c.id == article_id)


def changed_since(connection: Connection, article_id: ArticleId, since: bytes, layers: Sequence[LayerId]) -> bool:
    """Whether tags of some layers of an article were changed after a time, told by an id that was made then."""
    if not layers:
        return False
    where = (event.c.article_id == article_id, event.c.id > since, event.c.kind.in_(_TAGS))
    found = connection.execute(select(event.c.layer_id).where(*where).distinct()).all()
    return any(row[0] is None or row[0] in layers for row in found)


def states_since(connection: Connection, layer_id: LayerId, article_id: ArticleId, since: bytes) -> list[str]:
    """What a layer became after a time, as JSON, oldest first."""
    where = (
        event.c.article_id == article_id,
        event.c.layer_id == layer_id,
        event.c.id > since,
        event.c.kind == "layer",
        event.c.after.is_not(None),
    )
    rows = connection.execute(select(event.c.after).where(*where).order_by(event.c.id)).all()
    return [str(row[0]) for row in rows]


def articles_with_quotes(connection: Connection, quotes: Sequence[str]) -> list[ArticleId]:
    """The articles in which anybody tagged one of some strings, in their order."""
    found: set[bytes] = set()
    wanted = sorted(set(quotes))
    for at in range(0, len(wanted), _MOST):
        asked = (
            select(layer.c.article_id)
            .join(span, span.c.layer_id == layer.c.id)
            .where(span.c.quote.in_(wanted[at : at + _MOST]))
            .distinct()
        )
        found.update(row[0] for row in connection.execute(asked).all())
    listed = select(article.c.id).where(article.c.batch.is_(None), article.c.deleted.is_(False))
    rows = connection.execute(listed.order_by(article.c.number, article.c.id)).all()
    return [ArticleId(row[0]) for row in rows if row[0] in found]
