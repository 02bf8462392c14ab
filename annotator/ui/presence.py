"""Which files are still there, found out without ever keeping the window waiting for a drive that does not answer."""

import contextlib
import threading
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class PresenceCheck(QObject):
    """Looks for files, each on a thread of its own: one dead drive delays nobody, not even the end of the program."""

    missing = Signal(str)  # the path of a file that is not there

    def look(self, paths: Iterable[str]) -> None:
        """Looks for some files; those that are not there are told as they are found out."""
        for path in paths:
            threading.Thread(target=self._look, args=(path,), name="presence", daemon=True).start()

    def _look(self, path: str) -> None:
        if not _is_there(path):
            with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
                self.missing.emit(path)


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a drive that is locked, a name that this system does not allow
        return False
