"""Undo and redo: a person's own last step in an article, taken back by appending its inverse."""

from dataclasses import dataclass

from annotator.domain.article import Article, Layer, LayerKind
from annotator.domain.change import Change, inverse_all
from annotator.domain.history import Step, stacks
from annotator.domain.ids import ArticleId, GroupId, LayerId, new_id
from annotator.domain.noticed import Divided
from annotator.domain.person import Person
from annotator.domain.record import Record
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Relation, Span
from annotator.errors import ConflictError, RefusedError
from annotator.i18n import mark, tr
from annotator.services import record_words
from annotator.services.project import Project
from annotator.store import articles, journal
from annotator.store.database import Connection


@dataclass(frozen=True, slots=True)
class StepInfo:
    """A step that undo or redo would take: what it did, in words, and which articles beside this one it touches."""

    group: GroupId
    title: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What undo or redo did."""

    title: str
    changes: tuple[Change, ...]


def next_steps(project: Project, article: ArticleId | None) -> tuple[StepInfo | None, StepInfo | None]:
    """What undo and redo would do next in an article (None: to the project's scheme), for the menu."""
    with project.database.read() as connection:
        found = stacks(_steps(project, connection, article, None))
    undo = _info(project, found.undo[-1], article, undone=False) if found.undo else None
    redo = _info(project, found.redo[-1], article, undone=True) if found.redo else None
    return undo, redo


class ReachError(RefusedError):
    """A step reaches into other articles, whose names are to be told before it is taken."""

    def __init__(self, title: str, names: str, redo: bool) -> None:
        super().__init__("“{title}” also reaches into: {names}", title=title, names=names)
        self.title = title
        self.names = names
        self.redo = redo


def undo(
    project: Project, article: ArticleId | None, everywhere: bool = True, layer: LayerId | None = None
) -> Taken | None:
    """Takes my last step in an article back; None where there is none. In a retest, say its `layer`.

    Raises ConflictError where its target was changed since, ReachError where it reaches into other articles and
    `everywhere` is not said; both change nothing.
    """
    return _take(project, article, False, everywhere, layer)


def redo(
    project: Project, article: ArticleId | None, everywhere: bool = True, layer: LayerId | None = None
) -> Taken | None:
    """Does again what undo took back last in this article; None where there is nothing. Raises as `undo` does."""
    return _take(project, article, True, everywhere, layer)


def _steps(project: Project, connection: Connection, article: ArticleId | None, layer: LayerId | None) -> list[Step]:
    """My steps in an article: those of a retest when that is open, else all but those of a retest."""
    known = articles.read_layers(connection, article) if article is not None else []
    retest = any(one.id == layer and one.kind is LayerKind.RETEST for one in known)
    without = [one.id for one in known if (one.id != layer if retest else one.kind is LayerKind.RETEST)]
    return journal.read_steps(connection, project.person.id, article, without)


def _take(
    project: Project, article: ArticleId | None, redo: bool, everywhere: bool, layer: LayerId | None
) -> Taken | None:
    with project.database.write() as connection:
        found = stacks(_steps(project, connection, article, layer))
        stack = found.redo if redo else found.undo
        if not stack:
            return None
        events = journal.read_group(connection, stack[-1])
        changes = inverse_all(
            tuple(event.change() for event in events if event.kind not in (journal.IMPORT, journal.OPEN))
        )
        elsewhere = {event.article for event in events if event.article not in (None, article)}
        if elsewhere and not everywhere:
            names = [articles.read_article(connection, ArticleId(found or b"")) for found in elsewhere]
            told = "、".join(sorted(f"“{found.title}”" for found in names if found is not None))
            raise ReachError(_title(changes if redo else inverse_all(changes)), told, redo)
        try:
            journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()), stack[-1])
            if any(isinstance(one.state, Record) and one.state.kind in Divided.kinds for one in changes):
                from annotator.services.splitting import check_taken_back  # it would slow the start

                check_taken_back(connection, changes)
        except ConflictError as error:
            raise ConflictError(
                "“{what}” was changed since and cannot be undone here.",
                "Nothing was changed; see the history of this article.",
                what=_words(changes[0]),
                **error.values,
            ) from error
    if article is None:
        project.reload()
    shown = inverse_all(changes) if not redo else changes
    return Taken(_title(shown), changes)


def _info(project: Project, group: GroupId, article: ArticleId | None, undone: bool) -> StepInfo:
    with project.database.read() as connection:
        events = journal.read_group(connection, group)
        elsewhere = {event.article for event in events if event.article is not None and event.article != article}
        names = [articles.read_article(connection, found) for found in elsewhere]
    changes = tuple(event.change() for event in events if event.kind not in (journal.IMPORT, journal.OPEN))
    if undone:
        changes = inverse_all(changes)
    return StepInfo(group, _title(changes), tuple(sorted(found.title for found in names if found is not None)))


def _title(changes: tuple[Change, ...]) -> str:
    # That an article was set to work goes along with the first tag and is not what the step was about.
    told = [change for change in changes if not isinstance(change.state, Layer)] or list(changes)
    title = tr(_verb(told[0]), what=_words(told[0]))
    if any(_words(change) != _words(told[0]) for change in told):
        title = tr("{title} and more ({n} changes)", title=title, n=len(told))
    return title


_ADDED = mark("Tag “{what}”")
_REMOVED = mark("Remove “{what}”")
_CHANGED = mark("Change “{what}”")
_REPAIRED = mark("Changed the repairs of the text")


def _verb(change: Change) -> str:
    if isinstance(change.state, Layer):
        return mark("Set state {what}")
    if isinstance(change.state, Record):
        return record_words.verb(change)
    if isinstance(change.before, Article) and isinstance(change.after, Article):
        return _REPAIRED if change.before.revision != change.after.revision else _CHANGED
    if change.before is None:
        return _ADDED
    if change.after is None:
        return _REMOVED
    return _CHANGED


_STATES = {
    "new": mark("Not started"),
    "working": mark("In progress"),
    "submitted": mark("Submitted"),
    "skipped": mark("Not to be annotated"),
}


def _words(change: Change) -> str:
    """What a change is about, in a few characters."""
    match change.state:
        case Span(quote=quote):
            return quote if len(quote) <= 20 else f"{quote[:18]}……"
        case Article(title=title):
            return title
        case Layer(status=status):
            return tr(_STATES[status])
        case Label(zh=zh):
            return zh
        case Relation(type=kind):
            return kind
        case Scheme(name=name):
            return name
        case Person(name=name):
            return name
        case Record() as found:
            return record_words.words(found)
