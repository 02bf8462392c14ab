"""Drives an import behind the window: small steps on the database's thread, between what the person does."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.services.import_report import ImportReport
from annotator.services.importing import ImportRun, Progress
from annotator.services.noticing import Wish
from annotator.ui.session import Session

_STEP_SECONDS: Final = 0.004  # what is written at a time: a key press waits for one step at most
_PAUSE_MS: Final = 6  # between two steps, so that a key press never queues behind more than one
_WAIT_MS: Final = 20  # where the reading is behind


class ImportDriver(QObject):
    """One import at a time in a project; a further one waits its turn."""

    began = Signal()
    advanced = Signal(object)  # Progress
    finished = Signal(object)  # ImportReport
    failed = Signal(object)  # AnnotatorError

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._run: ImportRun | None = None
        self._next: list[tuple[list[Path], bool, Wish | None]] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether an import is under way."""
        return self._run is not None

    def begin(self, paths: Sequence[Path], colleague: bool = False, wish: Wish | None = None) -> None:
        """Imports files and folders, or only the tags in a colleague's, after what is being imported already."""
        if self._run is not None:
            self._next.append((list(paths), colleague, wish))
            return
        run = ImportRun(self.session.project, list(paths), wish, budget=_STEP_SECONDS, colleague=colleague)
        self._run = run
        self.began.emit()
        self.session.worker.submit(run.start, lambda _none: self._timer.start(0), self._broke, background=True)

    def cancel(self) -> None:
        """Ends the import; what came in goes again."""
        self._next.clear()
        if self._run is not None:
            self.session.worker.submit(self._run.cancel, failed=self._broke, background=True)

    def stop(self) -> None:
        """Takes a running import back at once, because the project is closed."""
        self._next.clear()
        self._timer.stop()
        run, self._run = self._run, None
        if run is not None:
            self.session.worker.call(lambda: _take_back(run))

    def _step(self) -> None:
        run = self._run
        if run is not None:
            self.session.worker.submit(run.step, self._stepped, self._broke, background=True)

    def _stepped(self, progress: Progress) -> None:
        if self._run is None:
            return
        self.advanced.emit(progress)
        if not progress.finished:
            self._timer.start(_WAIT_MS if progress.waiting else _PAUSE_MS)
            return
        report: ImportReport = self._run.report
        self._run = None
        self.finished.emit(report)
        if self._next:
            self.begin(*self._next.pop(0))

    def _broke(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            self._run = None
            raise error
        self.failed.emit(error)
        if self._run is not None:  # the run has cancelled itself: its further steps take it back
            self._timer.start(_WAIT_MS)


def _take_back(run: ImportRun) -> None:
    run.cancel()
    while not run.step().finished:
        pass
