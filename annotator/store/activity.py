"""When somebody last did something in an article."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from annotator.domain.ids import ArticleId, PersonId
from annotator.store.tables import event


def last_activity(connection: Connection, people: Collection[PersonId]) -> dict[tuple[ArticleId, PersonId], float]:
    """The newest line of history of each article and each of some people, in seconds since 1970."""
    rows = connection.execute(
        select(event.c.article_id, event.c.actor, func.max(event.c.time))
        .where(event.c.article_id.is_not(None), event.c.actor.in_(sorted(people)))
        .group_by(event.c.article_id, event.c.actor)
    ).all()
    return {(ArticleId(article), PersonId(actor)): newest / 1_000_000 for article, actor, newest in rows if article}
