"""Where the caret goes by keys that Qt would move wrongly in Chinese: by word and by paragraph."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt

Snapper = Callable[[int, int], tuple[int, int]]
"""Widens or narrows a range to whole words."""
Worder = Callable[[int], tuple[int, int]]
"""The bounds of the word over the character at a position."""

_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_OTHERS: Final = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def keep(start: int, end: int) -> tuple[int, int]:
    """Snaps nothing."""
    return start, end


def one_character(position: int) -> tuple[int, int]:
    """Takes each character for a word."""
    return position, position + 1


def is_move(key: int, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a key moves the caret by word or paragraph."""
    return key in _MOVES and bool(modifiers & _CTRL) and not modifiers & _OTHERS


def moved(key: int, text: str, caret: int, worder: Worder) -> int:
    """Where the caret of a text goes by a key that `is_move`."""
    return _MOVES[Qt.Key(key)](text, caret, worder)


def _next_word(text: str, caret: int, worder: Worder) -> int:
    while caret < len(text):
        caret = max(worder(caret)[1], caret + 1)
        if not text[caret - 1].isspace():
            break
    return min(caret, len(text))


def _previous_word(text: str, caret: int, worder: Worder) -> int:
    while caret > 0:
        caret = min(worder(caret - 1)[0], caret - 1)
        if not text[caret].isspace():
            break
    return max(caret, 0)


def _next_paragraph(text: str, caret: int, worder: Worder) -> int:
    end = text.find("\n", caret)
    return len(text) if end < 0 else end + 1


def _previous_paragraph(text: str, caret: int, worder: Worder) -> int:
    return text.rfind("\n", 0, max(caret - 1, 0)) + 1


_MOVES: Final[dict[Qt.Key, Callable[[str, int, Worder], int]]] = {
    Qt.Key.Key_Right: _next_word,
    Qt.Key.Key_Left: _previous_word,
    Qt.Key.Key_Down: _next_paragraph,
    Qt.Key.Key_Up: _previous_paragraph,
}
