"""The single keys of the article and of the row list, as data, and what a key press means by them.

These keys are never window shortcuts: a window's `1` would fire from tables and combo boxes. An input method may hand
over its full-width form of a key (１ 【 － ？ and full-width letters); it counts as the key.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import Qt


class Binding(NamedTuple):
    """A command and its keys, named as `key_name` names them; the first one is shown."""

    command: str
    keys: tuple[str, ...]


BINDINGS: Final = (
    *(Binding(f"label:{digit}", (str(digit),)) for digit in range(1, 10)),
    Binding("labels", ("0",)),
    Binding("next_mark", ("Tab",)),
    Binding("previous_mark", ("Shift+Tab",)),
    Binding("next_undecided", ("N",)),
    Binding("previous_undecided", ("Shift+N",)),
    Binding("larger", ("=",)),
    Binding("smaller", ("-",)),
    Binding("start_left", ("[",)),
    Binding("end_right", ("]",)),
    Binding("start_right", ("Shift+[",)),
    Binding("end_left", ("Shift+]",)),
    Binding("accept", ("Space",)),
    Binding("refuse", ("Backspace",)),
    Binding("accept_paragraph", ("A",)),
    Binding("accept_article", ("Shift+A",)),
    Binding("form", ("Enter",)),
    Binding("indicator", ("I",)),
    Binding("repeat", (".",)),
    Binding("same", ("D",)),
    Binding("refuse_same", ("Shift+D",)),
    Binding("split", ("X",)),
    Binding("merge", ("M",)),
    Binding("relation", ("R",)),
    Binding("question", ("Q",)),
    Binding("take_left", ("F",)),
    Binding("take_right", ("J",)),
    Binding("take_both", ("B",)),
    Binding("same_decision", ("Y",)),
    Binding("pin_precedent", ("P",)),
    Binding("source", ("S",)),
    Binding("page", ("Shift+S",)),
    Binding("hide", ("H",)),
    Binding("only", ("V",)),
    Binding("guideline", ("G",)),
    Binding("drop", ("Esc",)),
    Binding("help", ("?",)),
    Binding("copy_citation", ("Ctrl+C",)),
)

_NAMED: Final = {
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Shift+Tab",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Backspace",  # the same thing here, and a laptop may have only one of them
}
# What keys of other layouts and input methods give for those of the table; Unicode compatibility forms come first.
_SAME: Final = {
    "【": "[",
    "】": "]",
    "{": "Shift+[",
    "}": "Shift+]",
    "「": "Shift+[",
    "」": "Shift+]",
    "『": "Shift+[",
    "』": "Shift+]",
    "+": "=",
    "_": "-",
    "−": "-",
    "。": ".",
    " ": "Space",
}
_CHOOSING: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_MODIFIERS: Final = _CHOOSING | Qt.KeyboardModifier.MetaModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_NONE: Final = Qt.KeyboardModifier.NoModifier


def key_name(text: str, key: int, modifiers: Qt.KeyboardModifier) -> str | None:
    """The one name of a key press, such as `Shift+A`, `[` or `Ctrl+C`; None for what types and names nothing."""
    pressed = modifiers & _MODIFIERS
    if pressed == _CHOOSING and text and text.isprintable() and not text.isalnum():
        pressed = _NONE  # AltGr, by which many layouts reach [ and ]
    if pressed not in (_NONE, Qt.KeyboardModifier.ControlModifier):
        return None
    shifted = bool(modifiers & _SHIFT)
    name = _named(key, shifted) if key in _NAMED else _typed(text, key, shifted)
    if name and pressed:
        return f"Ctrl+{name}"
    return name


def _named(key: int, shifted: bool) -> str:
    name = _NAMED[Qt.Key(key)]
    return f"Shift+{name}" if shifted and not name.startswith("Shift+") else name


def _typed(text: str, key: int, shifted: bool) -> str | None:
    if (not text or not text.isprintable()) and 0x20 < key < 0x7F:  # with Ctrl the text is a control character
        text = chr(key)
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) != 1 or not plain.isprintable():
        return None
    if plain.isascii() and plain.isalpha():
        return f"Shift+{plain.upper()}" if shifted else plain.upper()
    return _SAME.get(plain, plain)


class KeyMap:
    """Which command a key press gives."""

    def __init__(self, bindings: Iterable[Binding] = BINDINGS, changed: Mapping[str, tuple[str, ...]] | None = None):
        """Takes the table, and the keys of commands that a person's settings changed."""
        own = changed or {}
        self.bindings = tuple(Binding(command, own.get(command, keys)) for command, keys in bindings)
        self._commands: dict[str, str] = {}
        for command, keys in self.bindings:
            for name in keys:
                if self._commands.setdefault(name, command) != command:
                    raise ValueError(f"{name} is the key of two commands")

    def command_for(self, text: str, key: int, modifiers: Qt.KeyboardModifier) -> str | None:
        """The command of a key press: its text, Qt key code and modifiers."""
        name = key_name(text, key, modifiers)
        return self._commands.get(name) if name else None

    def command_for_commit(self, character: str) -> str | None:
        """The command of a character that an input method committed; a capital stands for Shift."""
        return self.command_for(character, 0, _SHIFT if character.isupper() else _NONE)

    def shown(self, command: str) -> str:
        """The key to name beside a command, empty where it has none."""
        return next((keys[0] for name, keys in self.bindings if name == command and keys), "")


DEFAULT: Final = KeyMap()


def command_for(text: str, key: int, modifiers: Qt.KeyboardModifier) -> str | None:
    """The command of a key press by the table as shipped."""
    return DEFAULT.command_for(text, key, modifiers)
