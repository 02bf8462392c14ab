"""Files that are written whole or not at all."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from annotator.errors import StoreError


class Replacement:
    """A file being written beside the one that it takes the name of on `commit`; until then that one stays as it was.

    As a context it commits at the end, and leaves nothing behind on an error. Raises StoreError where it cannot be
    written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._file: BinaryIO | None = None
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise self._failed(error) from error

    def write(self, pieces: Iterable[bytes]) -> None:
        """Appends some bytes."""
        assert self._file is not None  # noqa: S101 - nobody writes after the end
        try:
            self._file.writelines(pieces)
        except OSError as error:
            raise self._failed(error) from error

    def commit(self) -> None:
        """Has everything on the disk, then gives the file its name."""
        assert self._file is not None  # noqa: S101 - nobody commits twice
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            settle(self._part, self._path)
        except OSError as error:
            raise self._failed(error) from error
        self._file = None

    def abandon(self) -> None:
        """Leaves nothing behind; without effect after `commit`."""
        if self._file is None:
            return
        file, self._file = self._file, None
        with suppress(OSError):  # it may have to write its rest, and fail again on a full disk
            file.close()
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> "Replacement":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.abandon()

    def _failed(self, error: OSError) -> StoreError:
        self.abandon()
        return StoreError("{file} cannot be written: {reason}.", file=self._path, reason=error.strerror or error)


def settle(part: Path, path: Path) -> None:
    """Gives a finished file, whose content is on the disk, its name; after this a power cut cannot take it back."""
    os.replace(part, path)  # noqa: PTH105 - both names are ours, on one file system
    with suppress(OSError):  # Windows does not open folders, and some network file systems do not sync them
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
