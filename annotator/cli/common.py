"""What all verbs share: errors in one line, a bar for long work, the project for reading."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from annotator.errors import AnnotatorError, InputError, StoreError
from annotator.i18n import explain, set_language
from annotator.services.project import Project, open_project

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2

_WIDTH: Final = 30


def system_language() -> str:
    """The language of the system's settings: Chinese where they say so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import locale

        return "zh" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"
    return "en"


def choose_language(arguments: list[str]) -> list[str]:
    """Sets the language by `--lang`, which may stand anywhere, else by the system; the arguments without it.

    Raises AnnotatorError for another language.
    """
    rest: list[str] = []
    wanted: str | None = None
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--lang":
            wanted = next(words, "")
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
        else:
            rest.append(word)
    set_language(system_language())
    if wanted is not None:
        if wanted not in ("zh", "en"):
            raise InputError("--lang is zh or en, not “{found}”.", found=wanted)
        set_language(wanted)
    return rest


def use_utf8() -> None:
    """Has everything printed in UTF-8, whatever the locale says: what is printed is Chinese."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(error: AnnotatorError) -> None:
    """Says in one line what happened."""
    say(f"annotator: {' '.join(explain(error).split())}")


def say(text: str) -> None:
    """A line on standard error."""
    print(text, file=sys.stderr)


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
