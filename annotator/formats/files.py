"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.errors import StoreError


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its name when all of it is on the disk; until then what had the name stays.

    Raises StoreError where it cannot be written; an error inside leaves nothing behind.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)  # noqa: PTH105 - both names are ours, on one file system
        except OSError as error:
            raise StoreError("{file} cannot be written: {reason}.", file=path, reason=error.strerror or error) from error
    finally:
        part.unlink(missing_ok=True)
