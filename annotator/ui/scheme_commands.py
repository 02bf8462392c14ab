"""Lets the person edit the label scheme: each wish of the editor is done at once, as a step of its own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.ids import ArticleId, LabelId
from annotator.errors import AnnotatorError
from annotator.i18n import explain
from annotator.services import history, schemes
from annotator.services.history import StepInfo, Taken
from annotator.services.project import Project
from annotator.ui.dialogs.scheme_editor import SchemeEditor
from annotator.ui.session import Session

Step = Callable[[Project, ArticleId | None], Taken | None]


class SchemeCommands(QObject):
    """Drives the scheme editor of one project."""

    scheme_changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._editor = SchemeEditor(parent)
        self._editor.edit_asked.connect(self._edit)
        self._editor.use_asked.connect(self._tell_use)
        self._editor.undo_asked.connect(lambda: self._step(history.undo))
        self._editor.redo_asked.connect(lambda: self._step(history.redo))

    def open(self) -> None:
        """Opens the editor."""
        self._show()
        self._editor.open()

    def _edit(self, edit: Callable[[Project], object]) -> None:
        project = self._session.project
        self._session.worker.submit(lambda: edit(project), lambda _done: self._changed(), self._failed)

    def _step(self, step: Step) -> None:
        project = self._session.project
        self._session.worker.submit(lambda: step(project, None), lambda _taken: self._changed(), self._failed)

    def _changed(self) -> None:
        self.scheme_changed.emit()
        self._show()

    def _show(self) -> None:
        project = self._session.project
        self._editor.show_scheme(project.scheme)

        def show(steps: tuple[StepInfo | None, StepInfo | None]) -> None:
            undo, redo = (step.title if step is not None else "" for step in steps)
            self._editor.show_steps(undo, redo)

        self._session.ask(lambda: history.next_steps(project, None), show)

    def _tell_use(self, label: LabelId) -> None:
        project = self._session.project
        self._session.ask(lambda: schemes.label_use(project, label), lambda found: self._editor.show_use(label, found))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._editor.show_problem(explain(error))
