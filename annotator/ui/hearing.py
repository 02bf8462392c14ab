"""The session as the features of one window have it: what they are told and answered ends with the window.

A window is built anew for another language or theme while its session goes on. Features connect whatever they like to
the signals here, functions without a QObject too; when the window retires nothing reaches them any more.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.ui.session import Session
from annotator.ui.worker import Worker

T = TypeVar("T")


Answered = Callable[[Any], Any]


class _Worker:
    """The session's worker, whose answers come while the window is there; all else is the worker itself."""

    def __init__(self, worker: Worker, heard: Callable[[Answered | None], Answered | None]) -> None:
        self._worker = worker
        self._heard = heard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._worker, name)

    def submit(
        self,
        function: Callable[[], T],
        done: Answered | None = None,
        failed: Answered | None = None,
        background: bool = False,
    ) -> None:
        """Runs a function in the worker's thread, as `Worker.submit`."""
        self._worker.submit(function, self._heard(done), self._heard(failed), background=background)


class Hearing(QObject):
    """Passes on the signals of a session and answers its questions until `end`; all else is the session itself."""

    leaving = Signal()
    opened = Signal(object)
    renamed = Signal()
    changed = Signal(object)
    saving = Signal(int)
    saved = Signal(object)
    stalled = Signal(object)
    articles_changed = Signal(object)
    reaches = Signal(str, str, bool)
    refused = Signal(object)

    _PASSED = (
        "leaving",
        "opened",
        "renamed",
        "changed",
        "saving",
        "saved",
        "stalled",
        "articles_changed",
        "reaches",
    )

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._ended = False
        self.worker = _Worker(session.worker, self._heard)
        for name in self._PASSED:
            getattr(session, name).connect(getattr(self, name))
        self.refused.connect(session.refused)  # the other way round: what a feature could not do is told by the session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def ask(self, function: Callable[[], T], done: Callable[[T], Any] | None = None) -> None:
        """Runs a service behind the window, as `Session.ask`; a window that is gone gets no answer."""
        self._session.ask(function, self._heard(done))

    def _heard(self, done: Answered | None) -> Answered | None:
        """What is done with an answer, as long as the window is there."""
        if done is None:
            return None

        def answer(found: Any) -> None:
            if not self._ended:
                done(found)

        return answer

    def end(self) -> None:
        """The window is gone."""
        if not self._ended:
            self._ended = True
            self.blockSignals(True)
            self.deleteLater()
