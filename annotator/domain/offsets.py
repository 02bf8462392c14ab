"""Code points, which everything inside counts in, against UTF-16 units, which Qt and other tools count in."""

import re
from bisect import bisect_left
from typing import Final

# What a Qt text document would turn into something else or drop; each has one unit in UTF-16, and so has its
# substitute. What ends a line in other systems' texts ends it here too, but CRLF must end one line, not two.
SUBSTITUTES: Final = {
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\ufdd0": "\u2007",
    "\ufdd1": "\u2007",
    "\x00": "\u2007",
    "\ufffc": "\u2007",
}
_TABLE: Final = str.maketrans(SUBSTITUTES)
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_CRLF: Final = "\u2007\n"


class Offsets:
    """Converts positions of one text between code points and UTF-16 units.

    `display` is what a Qt document is given: the text with one substitute for each character that Qt would change, of
    the same length in both units. A position inside a surrogate pair counts as the start of its character.
    """

    __slots__ = ("_astral", "display", "length", "length16")

    def __init__(self, text: str) -> None:
        changed = any(ch in text for ch in SUBSTITUTES)
        self.display = text.replace("\r\n", _CRLF).translate(_TABLE) if changed else text
        self._astral: list[int] = []
        self.length = len(text)
        self.length16 = len(text)
        if not text.isascii():
            self.length16 = len(text.encode("utf-16-le", "surrogatepass")) // 2  # far quicker than looking at each
            if self.length16 != self.length:
                self._astral = [found.start() for found in _ASTRAL.finditer(text)]

    def to_utf16(self, position: int) -> int:
        """The UTF-16 position of a code point position (0 to `length`)."""
        return position + bisect_left(self._astral, position)

    def to_points(self, position16: int) -> int:
        """The code point position of a UTF-16 position (0 to `length16`)."""
        if not self._astral:
            return position16
        low, high = 0, len(self._astral)
        while low < high:  # the first astral character that starts at or behind position16
            middle = (low + high) // 2
            if self._astral[middle] + middle < position16:
                low = middle + 1
            else:
                high = middle
        if low and self._astral[low - 1] + low == position16:  # between the two halves of a surrogate pair
            return self._astral[low - 1]
        return position16 - low
