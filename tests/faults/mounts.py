"""Places with faults of their own, which only root can make."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """A disk of its own on a folder."""
    _mount("-t", "tmpfs", "-o", f"size={size}", "annotator-test", str(place))
    try:
        yield
    finally:
        # Lazily: a test that failed may still hold a file there, and its failure is what is to be told.
        subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """A folder on a medium that cannot be written, for root neither."""
    _mount("--bind", str(place), str(place))
    try:
        _mount("-o", "remount,ro,bind", str(place))
        yield
    finally:
        # Lazily: a test that failed may still hold a file there, and its failure is what is to be told.
        subprocess.run(["umount", "-l", str(place)], check=True)
