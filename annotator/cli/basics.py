"""What the program does before it knows what is asked: language, encoding of its output, exit codes.

It imports nothing of the services: the processes that read for an import come through here too.
"""

import os
import sys
from typing import Final

from annotator.errors import AnnotatorError, InputError
from annotator.i18n import explain, set_language

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2


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


def has_screen() -> bool:
    """Whether a window can open here; Qt would abort the program where none can."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


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
