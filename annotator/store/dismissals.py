"""Findings of the check that a person does not want to be told again."""

from sqlalchemy import Connection, select

from annotator.domain.ids import ArticleId, PersonId
from annotator.store.tables import dismissal


def read_dismissed(connection: Connection, person: PersonId, article: ArticleId) -> frozenset[str]:
    """The keys of the findings that a person dismissed in an article."""
    rows = connection.execute(
        select(dismissal.c.key).where(dismissal.c.person_id == person, dismissal.c.article_id == article)
    ).all()
    return frozenset(row[0] for row in rows)


def put_dismissed(connection: Connection, person: PersonId, article: ArticleId, key: str, dismissed: bool) -> None:
    """Notes that a finding is dismissed, or is told again; not a change, not in history."""
    connection.execute(
        dismissal.delete().where(
            dismissal.c.person_id == person, dismissal.c.article_id == article, dismissal.c.key == key
        )
    )
    if dismissed:
        connection.execute(dismissal.insert(), {"person_id": person, "article_id": article, "key": key})
