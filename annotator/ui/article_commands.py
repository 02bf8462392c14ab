"""The list of articles and what is done with an article as a whole: going on, submitting, excluding, deleting."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId
from annotator.domain.span import Span
from annotator.services import articles
from annotator.services.articles import Listed
from annotator.ui.session import Session
from annotator.ui.workspace import Workspace


class ArticleCommands(QObject):
    """Keeps the list in step with the work, and takes the person from article to article."""

    listed = Signal(object)  # list[Listed], when it was read anew
    checks_asked = Signal(bool)  # whether submitting is to follow
    skip_asked = Signal()
    deleted_asked = Signal(object)  # list[Listed] of what was deleted
    said = Signal(str)

    def __init__(self, session: Session, space: Workspace) -> None:
        super().__init__()
        self.session = session
        self.space = space
        self._listed: dict[ArticleId, Listed] = {}
        self._was_read = False
        space.articles.article_chosen.connect(lambda id_: self.open(ArticleId(id_)))
        space.articles.exclude_asked.connect(self.exclude)
        space.articles.delete_asked.connect(self.delete)
        space.articles.rename_asked.connect(self.rename)
        space.top.status_chosen.connect(self.choose_status)
        session.opened.connect(self._opened)
        session.changed.connect(self._follow)
        session.articles_changed.connect(self._articles_changed)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The actions that are done here."""
        return {
            "next_article": lambda: self.go(1),
            "previous_article": lambda: self.go(-1),
            "submit": lambda: self.checks_asked.emit(True),
            "checks": lambda: self.checks_asked.emit(False),
            "working": lambda: self.set_status(Status.WORKING),
            "skip": self.skip_asked.emit,
            "exclude_article": self._exclude_current,
            "delete_article": self._delete_current,
            "deleted_articles": self._ask_deleted,
        }

    # -- the list --------------------------------------------------------------------------------------------------

    def read(self, then: Callable[[], None] | None = None) -> None:
        """Reads the list anew."""
        project = self.session.project

        def done(found: list[Listed]) -> None:
            self._listed = {one.article.id: one for one in found}
            self._was_read = True
            self.space.articles.set_articles(found)
            self._opened()
            self.listed.emit(found)
            if then is not None:
                then()

        self.session.ask(lambda: articles.list_articles(project), done)

    @property
    def is_settled(self) -> bool:
        """Whether the list was read, and an article is open if there is one."""
        return self._was_read and (not self._listed or self.session.document is not None)

    def listed_articles(self) -> list[Listed]:
        """The articles of the project in their order."""
        return list(self._listed.values())

    def open_last(self) -> None:
        """Opens the article in which the person stopped, else the first one."""
        project = self.session.project

        def done(place: articles.Bookmark | None) -> None:
            if place is not None and place.article in self._listed:
                self.open(place.article)
            elif self._listed:
                self.open(next(iter(self._listed)))

        self.session.ask(lambda: articles.last_place(project), done)

    def open(self, article: ArticleId, then: Callable[[], None] | None = None) -> None:
        """Opens an article of the list."""
        self.session.open_article(article, then)

    def _opened(self, _document: object = None) -> None:
        document = self.session.document
        self.space.articles.set_open(document.article.id if document is not None else None)

    def _follow(self, changes: Sequence[Change]) -> None:
        """Keeps states and counts in the list right without reading it."""
        touched: dict[ArticleId, Listed] = {}
        for change in changes:
            known = touched.get(change.article or ArticleId(b"")) or self._listed.get(change.article or ArticleId(b""))
            if known is not None:
                touched[known.article.id] = _after(known, change)
        for one in touched.values():
            self._listed[one.article.id] = one
            self.space.articles.update_one(one)

    def _articles_changed(self, changes: Sequence[Change]) -> None:
        """Shows articles that came or went with a step; where the open one went, what is left of it."""
        known = [change.after for change in changes if isinstance(change.after, Article)]
        gone = {one.id for one in known if one.deleted}
        left = next((one.id for one in known if not one.deleted), None)
        document = self.session.document
        moves = document is not None and document.article.id in gone and left is not None
        self.read((lambda: self.open(left)) if moves and left is not None else None)

    def update(self, changed: Sequence[Article]) -> None:
        """Takes over articles whose own data changed."""
        for article in changed:
            known = self._listed.get(article.id)
            if known is not None:
                self._listed[article.id] = known._replace(article=article)
                self.space.articles.update_one(self._listed[article.id])
            if self.session.document is not None and self.session.document.article.id == article.id:
                self.session.document.article = article
        self.session.opened_article_changed()

    def go(self, direction: int) -> None:
        """To the next or previous article of the list as it is sorted and filtered."""
        found = self.space.articles.neighbour(direction)
        if found is not None:
            self.open(found)

    # -- my state --------------------------------------------------------------------------------------------------

    def choose_status(self, status: Status) -> None:
        """Takes over a state chosen from the menu."""
        if status is Status.SUBMITTED:
            self.checks_asked.emit(True)
        elif status is Status.SKIPPED:
            self.skip_asked.emit()
        else:
            self.set_status(status)

    def set_status(self, status: Status, reason: str = "") -> None:
        """Says how far I am with the open article."""
        self.session.edit(lambda d: d.set_status(status, reason))

    def submit(self) -> None:
        """Submits the open article and goes on to the next that is not done."""
        self._finish(Status.SUBMITTED, "")

    def skip(self, reason: str) -> None:
        """Says that the open article is not to be annotated, and why, and goes on."""
        self._finish(Status.SKIPPED, reason)

    def _finish(self, status: Status, reason: str) -> None:
        self.set_status(status, reason)
        behind = self.space.articles.neighbour(1, undone=True)
        if behind is not None:
            self.open(behind)

    # -- articles as such ------------------------------------------------------------------------------------------

    def rename(self, article: ArticleId, title: str) -> None:
        """Gives an article another title."""
        known = self._listed.get(article)
        if known is not None and title.strip():
            project = self.session.project
            self.session.ask(lambda: [articles.rename(project, known.article, title)], self.update)

    def exclude(self, ids: Sequence[ArticleId], excluded: bool) -> None:
        """Leaves articles out of export and statistics, or takes them in again."""
        project, chosen = self.session.project, self._chosen(ids)
        self.session.ask(lambda: articles.set_excluded(project, chosen, excluded), self.update)

    def delete(self, ids: Sequence[ArticleId]) -> None:
        """Takes articles off the list; they can be brought back."""
        project, chosen = self.session.project, self._chosen(ids)

        def done(_changed: list[Article]) -> None:
            document = self.session.document
            gone = document is not None and document.article.id in ids
            if gone:
                self.session.close_article()
            self.read(self.open_last if gone else None)

        self.session.ask(lambda: articles.set_deleted(project, chosen, True), done)

    def restore(self, which: Sequence[Article]) -> None:
        """Brings deleted articles back."""
        project = self.session.project
        self.session.ask(lambda: articles.set_deleted(project, which, False), lambda _changed: self.read())

    def _chosen(self, ids: Sequence[ArticleId]) -> list[Article]:
        return [self._listed[id_].article for id_ in ids if id_ in self._listed]

    def _exclude_current(self) -> None:
        document = self.session.document
        if document is not None:
            self.exclude([document.article.id], not document.article.excluded)

    def _delete_current(self) -> None:
        document = self.session.document
        if document is not None:
            self.delete([document.article.id])

    def _ask_deleted(self) -> None:
        project = self.session.project
        self.session.ask(lambda: articles.list_articles(project, deleted=True), self.deleted_asked.emit)


def _after(known: Listed, change: Change) -> Listed:
    """An article of the list after a change to my layer or to the article itself; retests and gold are not listed."""
    own = known.layer.id if known.layer is not None else None
    if change.layer is not None and change.layer != own and not _is_mine(change):
        return known
    match change.state:
        case Span():
            step = (change.after is not None) - (change.before is not None)
            return known._replace(spans=known.spans + step)
        case Layer() as layer:
            return known._replace(layer=layer if change.after is not None else None)
        case Article() as article:
            return known._replace(article=replace(article))
        case _:
            return known


def _is_mine(change: Change) -> bool:
    """Whether a change begins a layer of somebody's own work."""
    return isinstance(change.state, Layer) and change.state.kind is LayerKind.PERSON
