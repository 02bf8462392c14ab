"""Translation of every text a user sees.

The English text stands in the code and is the key; `resources/i18n/LANGUAGE/*.json` map it to another language. A text
without an entry falls back to English, which a test forbids for Chinese.
"""

import json
from functools import cache
from typing import Final

from annotator.bundled import bundled
from annotator.errors import AnnotatorError

LANGUAGES: Final = {"zh": "中文", "en": "English"}

_current = "zh"


def set_language(code: str) -> None:
    """Switches the language of all texts made from now on; `code` is a key of LANGUAGES."""
    global _current  # noqa: PLW0603 - one language for one process, as for gettext
    if code not in LANGUAGES:
        raise ValueError(code)
    _current = code


def language() -> str:
    """The code of the language in use."""
    return _current


@cache
def catalogue(code: str) -> dict[str, str]:
    """All translations of a language, from English."""
    merged: dict[str, str] = {}
    for path in sorted((bundled("resources") / "i18n" / code).glob("*.json")):
        merged.update(json.loads(path.read_text(encoding="utf-8")))
    return merged


def tr(text: str, /, **values: object) -> str:
    """The text in the user's language, its `{name}` fields filled in."""
    found = text if _current == "en" else catalogue(_current).get(text, text)
    return found.format(**values) if values else found


def mark(text: str) -> str:
    """The text itself: declares a constant that `tr` is given later, so that the test of translations sees it."""
    return text


def explain(error: AnnotatorError) -> str:
    """What happened, and what the user can do, in the user's language."""
    message = tr(error.message, **error.values)
    return f"{message} {tr(error.hint, **error.values)}" if error.hint else message
