"""What several verbs share: a bar for long work, the project for reading."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from annotator.domain.person import Role
from annotator.errors import AnnotatorError, StoreError
from annotator.i18n import tr
from annotator.services.project import Project, as_person, members, open_project

_WIDTH: Final = 30


@contextmanager
def closing(project: Project) -> Iterator[Project]:
    """A project that is closed in the end."""
    try:
        yield project
    finally:
        project.close()


def open_for_reading(target: str, person: str = "") -> Project:
    """A project to read from, whoever has it open, as somebody of it; without a name as one who manages it.

    A file that a program left in the middle of a write cannot be read before that is put right, which needs writing.
    """
    try:
        project = open_project(target, read_only=True, anyone=True)
    except StoreError as first:
        try:
            project = open_project(target, anyone=True)
        except AnnotatorError:
            raise first from None
    try:
        if person:
            as_person(project, members(project, [person])[0])
        else:
            manages = [one for one in project.people if one.role is Role.MANAGER]
            as_person(project, next(iter(manages), project.person))
    except BaseException:
        project.close()
        raise
    return project


def about_as() -> str:
    """What `--as` does in verbs that read."""
    return tr("As whom: what this person may not see is left out. Without it as a manager, who sees everything.")


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
