"""Repairs of a text as decisions: made by hand or taken back, before or after tagging, each one step that is undone.

A decision makes another reading of the article. Tags of all layers stay as they were stored and are carried through
the source when they are read; one whose words changed is on its owner's list of tags to look at again. A layer that is
submitted stays so.
"""

from collections.abc import Callable, Sequence

from annotator.domain import repairs
from annotator.domain.article import Article
from annotator.domain.text import Doubt, Edit, ReadingText
from annotator.errors import RefusedError
from annotator.services import articles
from annotator.services.project import Project
from annotator.store import articles as store


def join(project: Project, article: Article, start: int, end: int) -> Article:
    """Joins the paragraphs whose breaks lie between two positions."""
    return _decide(project, article, lambda reading: repairs.join(reading, start, end))


def split(project: Project, article: Article, position: int) -> Article:
    """Begins a new paragraph at a position."""
    return _decide(project, article, lambda reading: repairs.split(reading, position))


def drop(project: Project, article: Article, start: int, end: int) -> Article:
    """Takes characters out."""
    return _decide(project, article, lambda reading: repairs.drop(reading, start, end))


def correct(project: Project, article: Article, start: int, end: int, text: str) -> Article:
    """Writes other characters in the place of some."""
    return _decide(project, article, lambda reading: repairs.correct(reading, start, end, text))


def keep(project: Project, article: Article, start: int, end: int) -> Article:
    """Reads a range as the source has it."""
    return _decide(project, article, lambda reading: repairs.keep(reading, start, end))


def take_back(project: Project, article: Article, edits: Sequence[Edit]) -> Article:
    """Takes decisions back."""
    return _decide(project, article, lambda reading: repairs.taken_back(reading, edits))


def settle(project: Project, article: Article, doubt: Doubt) -> Article:
    """Says that doubtful characters are right."""
    return _decide(project, article, lambda reading: repairs.settled(reading, doubt))


def _decide(project: Project, article: Article, make: Callable[[ReadingText], ReadingText]) -> Article:
    """Writes what became of the article's present reading; raises ConflictError where that is another meanwhile."""
    if project.read_only:
        raise RefusedError("The project is open for reading only.")
    with project.database.read() as connection:
        old = store.read_revision(connection, article.revision)
    before = articles.reading_of(project, old)
    after = make(before)
    if (after.edits, after.doubts) == (before.edits, before.doubts):
        return article
    return articles.write_reading(project, article, old, after)
