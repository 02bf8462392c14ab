"""Drives one piece of work at a time in a process of its own, from the window: begin, progress, outcome, cancel."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.services.background import Broken, Task
from annotator.ui.session import Session

_POLL_MS: Final = 50


class Calculation(QObject):
    """Polled, so that no signal comes from a foreign thread; a new piece of work ends the one before."""

    advanced = Signal(int, int)  # done, total
    finished = Signal(object)
    failed = Signal(object)  # AnnotatorError
    stopped = Signal()  # cancelled, or broken

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task[Any] | None = None
        self._asked = 0
        self._waiting = False
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether something is being calculated, or waits for edits to be written."""
        return self._task is not None or self._waiting

    def begin(self, work: Callable[..., Any], *arguments: Any, watched: bool = True) -> None:
        """Starts `work(target, person, *arguments)` once everything that was edited is written."""
        project = self._session.project
        self._begin(lambda: Task(work, project.target, project.person.name, *arguments, watched=watched))

    def begin_alone(self, work: Callable[..., Any], *arguments: Any, watched: bool = True) -> None:
        """Starts `work(*arguments)`, which needs no project."""
        self._begin(lambda: Task(work, *arguments, watched=watched))

    def _begin(self, make: Callable[[], Task[Any]]) -> None:
        self.cancel(quietly=True)
        self._asked += 1
        asked, self._waiting = self._asked, True

        def start(_none: object) -> None:
            if asked == self._asked:
                self._waiting = False
                self._task = make()
                self._poll.start()

        self.advanced.emit(0, 0)
        self._session.ask(lambda: None, start)

    def cancel(self, quietly: bool = False) -> None:
        """Ends it at once."""
        self._asked += 1
        self._waiting = False
        self._poll.stop()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        if not quietly:
            self.stopped.emit()

    def _look(self) -> None:
        task = self._task
        if task is None:
            return
        if not task.poll():
            self.advanced.emit(*task.progress)
            return
        self._poll.stop()
        self._task = None
        try:
            found = task.result()
        except AnnotatorError as error:
            self.failed.emit(error)
            self.stopped.emit()
        except Broken as error:
            self.stopped.emit()
            raise RuntimeError(str(error)) from error
        else:
            self.finished.emit(found)
