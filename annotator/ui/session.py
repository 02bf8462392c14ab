"""The work of one person in one project while its window is open: the open article, its edits and their saving."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.domain.article import Article, LayerKind
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, SpanId, new_id
from annotator.domain.span import Span
from annotator.errors import AnnotatorError, ConflictError, RefusedError
from annotator.services import articles, history, tagging
from annotator.services.articles import Bookmark, OpenArticle
from annotator.services.assist import Finding, Snapshot
from annotator.services.document import Document
from annotator.services.history import ReachError, Taken
from annotator.services.project import Project
from annotator.ui.worker import Worker

T = TypeVar("T")
Edit = Callable[[Document], Sequence[Change]]


class Check(Protocol):
    """What else is to be looked at before submitting: asked in the window's thread, None where there is nothing.

    Gives what finds the places, in the database's thread, and what settles some ranges of them at once.
    """

    def __call__(
        self,
    ) -> "tuple[Callable[[Project, Snapshot], list[Finding]], Callable[[Sequence[tuple[int, int]]], None]] | None": ...


class Session(QObject):
    """An open project and the article in it.

    Edits are made in memory at once and written behind by the worker, in order. Where the database refuses for want
    of space or a lock, they are kept and tried again; where it refuses for good, the article is read again.
    """

    leaving = Signal()  # another article is to be opened, or a step undone: what was typed is to be stored
    opened = Signal(object)  # Document, or None when no article is open
    renamed = Signal()  # title or form of the open article changed
    changed = Signal(object)  # list[Change], after memory has followed them
    saving = Signal(int)  # how many edits are not yet acknowledged
    saved = Signal(object)  # datetime of the last acknowledgement
    stalled = Signal(object)  # AnnotatorError: edits are kept until `retry`
    articles_changed = Signal(object)  # list[Change] of a step taken back or redone that changed articles as such
    reaches = Signal(str, str, bool)  # a step to take back or redo reaches into other articles: its title, their titles
    refused = Signal(object)  # AnnotatorError: an edit that cannot be made

    def __init__(self, project: Project, worker: Worker) -> None:
        super().__init__()
        self.project = project
        self.worker = worker
        self.document: Document | None = None
        self.checks: dict[str, Check] = {}  # what features, by name, look at before an article is submitted
        self.bookmark: Bookmark | None = None  # where the person was when the open article was open last
        self._waiting: deque[tuple[list[Change], GroupId]] = deque()
        self._writes = 0  # how many edits were made
        self._attempt = 0  # what was sent to be written in an earlier one is written no more
        self._blocked = False
        self._trouble: AnnotatorError | None = None
        self._stepping = False
        self._after: list[Callable[[], None]] = []
        self._run: object = None
        self._group = GroupId(new_id())

    # -- articles ------------------------------------------------------------------------------------------------

    def open_article(
        self, article: ArticleId, then: Callable[[], None] | None = None, kind: LayerKind = LayerKind.PERSON
    ) -> None:
        """Opens an article of the project with my work in it, or my retest of it; `opened` follows."""
        self.leaving.emit()
        self.end_run()

        writes = self._writes

        def done(opened: OpenArticle) -> None:
            here = self.document is not None and self.document.article.id == article
            if here and writes != self._writes:  # what was edited meanwhile is not in what was read
                self.open_article(article, then, kind)
                return
            self._show(opened)
            if then is not None:
                then()

        self.ask(lambda: articles.open_article(self.project, article, kind), done)

    def _show(self, opened: OpenArticle) -> None:
        layer = opened.layer.id
        self.bookmark = opened.bookmark
        self.document = Document(opened, lambda keys: self._fetch(layer, keys))
        self.opened.emit(self.document)

    def close_article(self) -> None:
        """Shows no article."""
        self.document = None
        self.opened.emit(None)

    def opened_article_changed(self) -> None:
        """Has title and form of the open article shown anew."""
        self.renamed.emit()

    def reload(self) -> None:
        """Reads the open article again."""
        if self.document is not None:
            self.open_article(self.document.article.id, kind=self.document.layer.kind)

    def note_place_in(self, article: ArticleId, caret: int, scroll: int) -> None:
        """Remembers where the person is in an article."""
        if self.document is not None and self.document.article.id == article:
            self.bookmark = Bookmark(article, caret, scroll, 0)
        if not self.project.read_only:
            self.worker.submit(lambda: articles.note_place(self.project, article, caret, scroll), failed=self._ignore)

    @staticmethod
    def _ignore(_error: BaseException) -> None:
        """A place that could not be noted costs nobody anything."""

    def _fetch(self, layer: LayerId, keys: Sequence[tuple[int, SpanId]]) -> list[Span]:
        return self.worker.call(lambda: articles.read_spans(self.project, layer, keys))

    # -- edits ---------------------------------------------------------------------------------------------------

    def edit(self, make: Edit, run: object = None) -> None:
        """Makes an edit in the open article and has it written.

        Edits in a row with an equal `run` (the keys that move one end, the typing in one field) are one undo step.
        """
        if self._stepping:
            self._after.append(lambda: self.edit(make, run))
            return
        document = self.document
        if document is None:
            return
        if self.project.read_only:
            self.refused.emit(RefusedError("The project is open for reading only."))
            return
        try:
            changes = list(make(document))
        except AnnotatorError as error:
            self.refused.emit(error)
            return
        if changes:
            self.write(changes, run)
            self.changed.emit(changes)

    def write(self, changes: list[Change], run: object = None) -> None:
        """Has changes written that memory has followed already, or that concern other articles."""
        if run is None or run != self._run:
            self._group = GroupId(new_id())
        self._run = run
        self._writes += 1
        self._waiting.append((changes, self._group))
        self.saving.emit(len(self._waiting))
        if not self._blocked:
            self._send(changes, self._group)

    def end_run(self) -> None:
        """Lets the next edit be a step of its own."""
        self._run = None

    def _send(self, changes: list[Change], group: GroupId, again: bool = False) -> None:
        attempt = self._attempt
        self.worker.submit(
            lambda: self._write(changes, group, attempt, again),
            lambda written: self._acknowledged(written, attempt),
            lambda error: self._failed(error, attempt),
        )

    def _write(self, changes: list[Change], group: GroupId, attempt: int, again: bool) -> bool:
        if self._blocked or attempt != self._attempt:  # what came before was not written: nothing may overtake it
            return False
        try:
            tagging.write(self.project, changes, group, again)
        except BaseException:
            self._blocked = True
            raise
        return True

    def _send_again(self) -> None:
        """Has all that is kept written, in its order and not twice, whatever of it is still in the worker's queue."""
        self._attempt += 1
        self._blocked = False
        for changes, group in self._waiting:
            self._send(changes, group, again=True)

    def _acknowledged(self, written: bool, attempt: int) -> None:
        if not written or attempt != self._attempt:
            return
        self._waiting.popleft()
        self.saving.emit(len(self._waiting))
        if not self._waiting:
            self.saved.emit(datetime.now().astimezone())

    def _failed(self, error: BaseException, attempt: int) -> None:
        if attempt != self._attempt:  # given up meanwhile, or sent again
            if not isinstance(error, AnnotatorError):
                raise error
            return
        if isinstance(error, ConflictError | RefusedError) or not isinstance(error, AnnotatorError):
            _changes, group = self._waiting[0]
            while self._waiting and self._waiting[0][1] == group:  # the step that cannot be made; others may
                self._waiting.popleft()
            self._send_again()
            self.saving.emit(len(self._waiting))
            self.reload()
            if not isinstance(error, AnnotatorError):
                raise error
            self.refused.emit(error)
            return
        self._trouble = error
        self.stalled.emit(error)

    def settle(self) -> None:
        """Waits until every edit is written or refused."""
        self.worker.wait()
        while self._stepping or self._after:
            self.worker.wait()

    @property
    def trouble(self) -> AnnotatorError | None:
        """Why edits are kept back, if they are."""
        return self._trouble if self._blocked else None

    def discard(self) -> None:
        """Gives up what is not saved; the article is read again."""
        self._waiting.clear()
        self._send_again()
        self.saving.emit(0)
        self.reload()

    @property
    def unsaved(self) -> int:
        """How many edits the database has not acknowledged."""
        return len(self._waiting)

    def retry(self) -> None:
        """Tries again to write what was kept."""
        if self._blocked:
            self._send_again()

    # -- undo ----------------------------------------------------------------------------------------------------

    def undo(self, then: Callable[[Taken | None], None] | None = None, everywhere: bool = False) -> None:
        """Takes my last step in the open article back; where it reaches into others only if `everywhere`."""
        self._step(partial(history.undo, everywhere=everywhere), then)

    def redo(self, then: Callable[[Taken | None], None] | None = None, everywhere: bool = False) -> None:
        """Does again what was undone last; where it reaches into other articles only if `everywhere`."""
        self._step(partial(history.redo, everywhere=everywhere), then)

    def _step(
        self,
        step: Callable[..., Taken | None],
        then: Callable[[Taken | None], None] | None,
    ) -> None:
        if self._stepping:
            self._after.append(lambda: self._step(step, then))
            return
        document = self.document
        if document is None or self.project.read_only:
            return
        self.leaving.emit()
        self.end_run()
        if self._blocked:
            self.refused.emit(unsaved_error())
            return
        self._stepping = True

        def done(taken: Taken | None) -> None:
            self._stepping = False
            if taken is not None:
                self._follow(document, taken)
            if then is not None:
                then(taken)
            self._catch_up()

        def failed(error: BaseException) -> None:
            self._stepping = False
            self._catch_up()
            if isinstance(error, ReachError):
                self.reaches.emit(error.title, error.names, error.redo)
            else:
                self._tell(error)

        within = partial(step, layer=document.layer.id)
        self.worker.submit(lambda: self._taken(within, document.article.id), done, failed)

    def _follow(self, document: Document, taken: Taken) -> None:
        """Shows what a step that was taken back or redone has changed."""
        if document.apply(taken.changes):
            self.changed.emit(list(taken.changes))
        else:
            self.reload()
        if any(isinstance(change.state, Article) for change in taken.changes):
            self.articles_changed.emit(list(taken.changes))
        self.saved.emit(datetime.now().astimezone())

    def _taken(self, step: Callable[..., Taken | None], article: ArticleId) -> Taken | None:
        # An edit made before may have been refused since: its step is the last one, and cannot be taken back yet.
        return None if self._blocked else step(self.project, article)

    def later(self, do: Callable[[], None]) -> None:
        """Does something when no step is being taken back or redone, in the order in which it was asked for."""
        if self._stepping:
            self._after.append(do)
        else:
            do()

    def _catch_up(self) -> None:
        while self._after and not self._stepping:
            self._after.pop(0)()

    # -- anything else -------------------------------------------------------------------------------------------

    def ask(self, function: Callable[[], T], done: Callable[[T], Any] | None = None) -> None:
        """Runs a service behind the window; what the world did wrong is told, what we did wrong is raised."""
        self.worker.submit(function, done, self._tell)

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.refused.emit(error)


def unsaved_error() -> AnnotatorError:
    """What is said where something has to wait until all is saved."""
    return AnnotatorError("Some changes are not saved yet.", "Free some space, then choose Retry.")
