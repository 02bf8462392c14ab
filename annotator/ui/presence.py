"""Which files are still there, found out without ever keeping the window waiting for a drive that does not answer."""

import queue
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_POLL_MS: Final = 50


class PresenceCheck(QObject):
    """Looks for files, each on a thread of its own: one dead drive delays nobody, not even the end of the program.

    The threads know nothing of Qt, and their answers are asked for by a timer: a signal from a thread that meets its
    receiver going away crashes the program now and then.
    """

    missing = Signal(str)  # the path of a file that is not there

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
        self._waiting = 0
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._tell)

    def look(self, paths: Iterable[str]) -> None:
        """Looks for some files; those that are not there are told as they are found out."""
        for path in paths:
            self._waiting += 1
            threading.Thread(target=_answer, args=(path, self._answers), name="presence", daemon=True).start()
        if self._waiting:
            self._timer.start()

    def _tell(self) -> None:
        while not self._answers.empty():
            path, there = self._answers.get()
            self._waiting -= 1
            if not there:
                self.missing.emit(path)
        if not self._waiting:
            self._timer.stop()


def _answer(path: str, answers: "queue.SimpleQueue[tuple[str, bool]]") -> None:
    answers.put((path, _is_there(path)))


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a drive that is locked, a name that this system does not allow
        return False
