"""What was given back: its annotator is told above the article, and a reviewer can take it back."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Layer, Status
from annotator.domain.change import Change
from annotator.domain.record import Record
from annotator.domain.review import Return
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import settling, states
from annotator.services.document import Document
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.panels.return_strip import ReturnStrip


class ReturnsCommands(QObject):
    """The strip above an article that I have to mend, and the command that recalls what was given back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._gone = False
        self.strip = ReturnStrip()
        desk.space.add_strip(self.strip)
        self.strip.mend_asked.connect(self._mend)
        desk.session.opened.connect(self._opened)
        desk.session.changed.connect(self._changed)
        self._read()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"recall": self._recall}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Shows nothing more."""
        self._gone = True

    def _opened(self, _document: Document | None) -> None:
        self.strip.hide()  # what it says is of the article before
        self._read()

    def _changed(self, changes: Sequence[Change]) -> None:
        if any(isinstance(change.state, Layer | Record) for change in changes):
            self._read()

    def _read(self) -> None:
        """Reads what I am to mend in the open article."""
        document, project = self._desk.session.document, self._desk.session.project
        if document is None:
            self.strip.hide()
            return
        article = document.article.id

        def show(found: Sequence[Return]) -> None:
            now = self._desk.session.document
            if self._gone or now is None or now.article.id != article:
                return
            mine = next((one for one in reversed(found) if one.layer == now.layer.id), None)
            names = {person.id: person.name for person in project.people}
            closed = now.layer.status in (Status.SUBMITTED, Status.SKIPPED) and not project.read_only
            if mine is None:
                self.strip.hide()
            else:
                self.strip.show_return(names[mine.person], mine.reason, closed=closed)

        self._desk.session.worker.submit(lambda: states.returns(project, article), show, self._failed)

    def _mend(self) -> None:
        self._desk.listing.set_status(Status.WORKING)
        self._desk.space.view.setFocus()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error

    def _recall(self) -> None:
        """Takes back that the open article was given back, to whomever."""
        document, project = self._desk.session.document, self._desk.session.project
        if document is None:
            return
        article = document.article.id

        def done(count: int) -> None:
            said = tr("The article is no longer given back.") if count else tr("This article is not given back.")
            self._desk.app.notifier.tell(said, Level.GOOD if count else Level.INFO)
            self._desk.listing.read()
            self._read()

        self._desk.session.ask(lambda: settling.recall(project, article), done)
