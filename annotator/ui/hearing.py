"""The session as the features of one window have it: what they are told and answered ends with the window.

A window is built anew for another language or theme while its session goes on. Features connect whatever they like to
the signals here, functions without a QObject too; when the window retires nothing reaches them any more.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.ui.session import Session

T = TypeVar("T")


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
        for name in self._PASSED:
            getattr(session, name).connect(getattr(self, name))
        self.refused.connect(session.refused)  # the other way round: what a feature could not do is told by the session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def ask(self, function: Callable[[], T], done: Callable[[T], Any] | None = None) -> None:
        """Runs a service behind the window, as `Session.ask`; a window that is gone gets no answer."""

        def answer(found: T) -> None:
            if done is not None and not self._ended:
                done(found)

        self._session.ask(function, answer)

    def end(self) -> None:
        """The window is gone."""
        if not self._ended:
            self._ended = True
            self.blockSignals(True)
            self.deleteLater()
