"""Holds a project for one program, by the operating system's own lock on a file.

The lock ends with the program, however it ends. A library would do, but the ones there are load asyncio and TLS, which
costs the start of the window a tenth of a second.
"""

import os
import sys
from pathlib import Path


class FileLock:
    """An exclusive lock on a file of its own beside what it guards; the file stays, so that nobody locks another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Takes the lock at once, or says that another program has it. Raises OSError where no file can be made."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Lets go."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
