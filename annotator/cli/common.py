"""What several verbs share: a bar for long work, the project for reading."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from annotator.errors import AnnotatorError, StoreError
from annotator.services.project import Project, open_project

_WIDTH: Final = 30


@contextmanager
def closing(project: Project) -> Iterator[Project]:
    """A project that is closed in the end."""
    try:
        yield project
    finally:
        project.close()


def open_for_reading(target: str) -> Project:
    """A project to read from, whoever has it open.

    A file that a program left in the middle of a write cannot be read before that is put right, which needs writing.
    """
    try:
        return open_project(target, read_only=True, anyone=True)
    except StoreError as first:
        try:
            return open_project(target, anyone=True)
        except AnnotatorError:
            raise first from None


class Bar:
    """A progress bar on standard error, where that is a terminal."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shown = ""
        self._on = sys.stderr.isatty()

    def show(self, done: int, total: int, detail: str = "") -> None:
        """How far it is."""
        if not self._on:
            return
        share = done / total if total else 0.0
        filled = round(share * _WIDTH)
        text = f"{self._title} [{'█' * filled}{' ' * (_WIDTH - filled)}] {share:4.0%} {detail}"
        text = text[: shutil.get_terminal_size().columns - 1]
        if text != self._shown:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
            self._shown = text

    def clear(self) -> None:
        """Takes it off the screen."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
