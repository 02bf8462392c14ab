"""The printed pages beside the article, and repairs of its text by hand: what menus, keys and the palette do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Article
from annotator.domain.repairs import break_near
from annotator.errors import RefusedError
from annotator.services import repairs
from annotator.services.project import Project
from annotator.ui.page_beside import PageBeside
from annotator.ui.text.graphemes import step

if TYPE_CHECKING:
    from annotator.ui.features import Desk
    from annotator.ui.panels.page_correct import CorrectField


class PagesCommands(QObject):
    """Repairs of the open article at the selection or the caret; what shows the pages is its own."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._session, self._space, self._work = desk.session, desk.space, desk.work
        self._field: CorrectField | None = None
        self.beside = PageBeside(desk)
        self._session.opened.connect(lambda _document: self._leave_field())

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "page": self.beside.toggle,
            "decisions": self._show_decisions,
            "correct_text": self._correct,
            "drop_text": self._drop,
            "join_text": self._join,
            "split_text": self._split,
            "keep_text": self._keep,
        }

    def take(self, command: str) -> bool:
        """No single key has a meaning of its own here."""
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """The project goes."""
        self.beside.put_away()

    def _place(self) -> tuple[int, int]:
        """The selection, else the caret."""
        view = self._space.view
        return view.selection() or (view.caret, view.caret)

    def _decide(self, make: Callable[[Project, Article], Article]) -> None:
        """Has a decision made and leaves the caret where it takes effect."""
        self._space.view.set_caret(self._place()[0])
        self._session.later(lambda: self._work.decide(make))

    def _drop(self) -> None:
        start, end = self._place()
        self._decide(lambda project, article: repairs.drop(project, article, start, end))

    def _split(self) -> None:
        at = self._space.view.caret
        self._decide(lambda project, article: repairs.split(project, article, at))

    def _keep(self) -> None:
        start, end = self._place()
        self._decide(lambda project, article: repairs.keep(project, article, start, end))

    def _join(self) -> None:
        document, (start, end) = self._session.document, self._place()
        if document is None:
            return
        if start == end:
            start, end = break_near(document.text, start) or (start, end)
        self._decide(lambda project, article: repairs.join(project, article, start, end))

    def _correct(self) -> None:
        """Opens the field with the selected characters, else the one at the caret; at a line's end to add some."""
        document, view = self._session.document, self._space.view
        if document is None:
            return
        start, end = self._place()
        if start == end:
            end = step(document.text, start, 1)
            end = start if "\n" in document.text[start:end] else end
        if "\n" in document.text[start:end]:
            self._session.refused.emit(RefusedError("Select characters of one paragraph."))
            return
        view.show_caret()
        rows = view.rows_of(start, max(end, start + 1))
        below = rows[-1].bottomLeft().toPoint() if rows else QPoint(0, 0)
        self.field.ask(start, end, document.text[start:end], below)

    @property
    def field(self) -> "CorrectField":
        """The field for corrections, made when it is first wanted."""
        from annotator.ui.panels.page_correct import CorrectField

        if self._field is None:
            self._field = CorrectField(self._space.view.viewport())
            self._field.corrected.connect(self._corrected)
            self._field.left.connect(self._space.view.setFocus)
        return self._field

    def _corrected(self, start: int, end: int, text: str) -> None:
        self._decide(lambda project, article: repairs.correct(project, article, start, end, text))

    def _leave_field(self) -> None:
        if self._field is not None:
            self._field.leave()

    def _show_decisions(self) -> None:
        """Lists all repairs of the text beside it."""
        if not self._space.source_shown:
            self._work.toggle_source(True)
        self._space.source.decisions.show_whole()
        self._space.source.decisions.rows.setFocus()
        self._desk.window.refresh()
