"""Pages of several articles: divided after a look at the cuts, and neighbours joined again."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.ids import ArticleId
from annotator.errors import AnnotatorError
from annotator.i18n import explain, tr
from annotator.services import splitting
from annotator.services.splitting import Outcome, Page, Part
from annotator.ui.dialogs.split_preview import SplitPreview
from annotator.ui.features import Desk
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.values import shortened


class SplittingCommands(QObject):
    """Shows what is proposed, has it done, and says what came of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._dialog: SplitPreview | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"split_article": self.ask_split_open, "join_article": self.join_open}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """The dialog goes with the project."""
        if self._dialog is not None:
            self._dialog.reject()

    # -- dividing --------------------------------------------------------------------------------------------------

    def ask_split_open(self) -> None:
        """Shows how the open article may be divided."""
        document = self._desk.session.document
        if document is not None:
            self.ask_split(document.article.id)

    def ask_split(self, article: ArticleId) -> None:
        """Shows how an article may be divided."""
        session = self._desk.session
        project = session.project

        def read() -> tuple[Page, list[Part], bool]:
            page = splitting.read_page(project, article)
            parts = splitting.proposed(page.reading) if page.refused is None else []
            return page, parts, splitting.is_noted(project, article)

        session.later(lambda: session.ask(read, lambda found: self._show(*found)))

    def _show(self, page: Page, parts: list[Part], noted: bool) -> None:
        if page.refused is not None:
            self._desk.app.notifier.tell_error(page.refused)
            return
        session = self._desk.session
        project = session.project
        self._dialog = dialog = SplitPreview(page, parts, noted=noted, parent=self._desk.window)
        dialog.finished.connect(lambda _result: self._closed(dialog))

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            if self._dialog is dialog:
                dialog.show_problem(explain(error))

        def done(outcome: Outcome) -> None:
            if self._dialog is dialog:
                dialog.accept()
            self._divided(page, outcome)

        def show_effect(outcome: Outcome) -> None:
            if self._dialog is dialog:
                dialog.show_effect(outcome)

        dialog.split_asked.connect(
            lambda chosen: session.worker.submit(lambda: splitting.divide(project, page, chosen), done, failed)
        )
        dialog.effect_asked.connect(
            lambda starts: session.worker.submit(lambda: splitting.effect(project, page, starts), show_effect, failed)
        )
        dialog.one_article_asked.connect(lambda: self.one_article(page.article.id))
        dialog.present()

    def _closed(self, dialog: SplitPreview) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _divided(self, page: Page, outcome: Outcome) -> None:
        title = shortened(page.article.title)
        self._changed(page.article.id, outcome)
        self._tell(tr("“{title}” is {n} articles now.", title=title, n=len(outcome.articles)), outcome)

    def one_article(self, article: ArticleId) -> None:
        """Notes that a text is one article, however it looks."""
        project = self._desk.session.project
        self._desk.session.ask(lambda: splitting.one_article(project, article), lambda _gone: self._desk.listing.read())

    # -- joining ---------------------------------------------------------------------------------------------------

    def join_open(self) -> None:
        """Puts the next article of the page to the open one."""
        session = self._desk.session
        document = session.document
        if document is None:
            return
        project, article = session.project, document.article

        def done(outcome: Outcome) -> None:
            self._changed(article.id, outcome)
            self._tell(tr("“{title}” was joined with the next article.", title=shortened(article.title)), outcome)

        session.later(lambda: session.ask(lambda: splitting.join_next(project, article.id), done))

    # -- afterwards ------------------------------------------------------------------------------------------------

    def _changed(self, article: ArticleId, outcome: Outcome) -> None:
        """Shows list and article as they are now."""
        self._desk.listing.read()
        document = self._desk.session.document
        touched = {one.id for one in outcome.articles}
        if document is not None and document.article.id in touched | {article}:
            self._desk.session.reload()

    def _tell(self, text: str, outcome: Outcome) -> None:
        session = self._desk.session
        told: Sequence[str] = (
            text,
            tr("Tags to be looked at again: {n}.", n=outcome.crossing) if outcome.crossing else "",
            tr("Relations removed: {n}.", n=outcome.untied) if outcome.untied else "",
        )
        first = outcome.articles[0].id
        undo = NoticeAction(tr("Undo"), lambda: session.open_article(first, lambda: session.undo(everywhere=True)))
        self._desk.app.notifier.tell(" ".join(filter(None, told)), Level.GOOD, actions=(undo,))
