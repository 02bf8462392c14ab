"""Pinyin initials without a dictionary, to find and to order Chinese names by.

The 3,755 characters of GB2312's first level stand there in the order of their pinyin, so that the place of a character
tells its first letter. What this cannot do: characters with several readings have one (重 is always Z, 行 always X, 长
always C); the rarer characters of the second level, such as 崀, and traditional ones have none and match any letter.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_FIRST: Final = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"  # the first character of each letter
_END: Final = b"\xd7\xfa"  # behind 座, the last one
_ANY: Final = "*"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_DIGITS = re.compile(r"(\d+)")


@cache
def _table() -> dict[int, str]:
    """The letter of every character of the first level, for `str.translate`."""
    bounds = [character.encode("gb2312") for character in _FIRST] + [_END]
    table: dict[int, str] = {}
    for letter, (low, high) in zip(_LETTERS, pairwise(bounds), strict=True):
        for code in range(int.from_bytes(low, "big"), int.from_bytes(high, "big")):
            pair = code.to_bytes(2, "big")
            if pair[1] in range(0xA1, 0xFF):
                table[ord(pair.decode("gb2312"))] = letter
    return table


@lru_cache(maxsize=16_384)  # lists are filtered by the same names at each key
def initials(text: str) -> str:
    """The first letter of each Chinese character in lower case, letters and digits as they are, nothing else.

    A character whose letter is not known stands as `*`.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_table())
    return "".join(ch for ch in _HAN.sub(_ANY, plain) if (ch.isascii() and ch.isalnum()) or ch == _ANY)


def matches(query: str, text: str) -> bool:
    """Whether a text holds the query, or has characters in a row whose initials it is."""
    wanted = unicodedata.normalize("NFKC", query).casefold().strip()
    if not wanted or wanted in unicodedata.normalize("NFKC", text).casefold():
        return True
    if not (wanted.isascii() and wanted.isalnum()):
        return False
    found = initials(text)
    return wanted in found or (_ANY in found and _fits(wanted, found))


def _fits(wanted: str, found: str) -> bool:
    """Whether letters fit somewhere where `*` takes any letter; at least half of them must be known ones."""
    for start in range(len(found) - len(wanted) + 1):
        piece = found[start : start + len(wanted)]
        known = sum(a == b for a, b in zip(piece, wanted, strict=True))
        if known * 2 >= len(wanted) and known + piece.count(_ANY) == len(wanted):
            return True
    return False


def sort_key(text: str) -> tuple[tuple[int, int, bytes], ...]:
    """What to sort by so that numbers count as numbers and Chinese stands in the order of its pinyin."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(_piece(piece) for piece in _DIGITS.split(plain) if piece)


def _piece(piece: str) -> tuple[int, int, bytes]:
    """A number, which the longer one is greater of, or a piece of text."""
    if piece.isdecimal():
        digits = piece.lstrip("0")
        return 0, len(digits), digits.encode()
    return 1, 0, piece.encode("gb18030", "surrogatepass")
