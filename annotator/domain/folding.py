"""One form for characters that exist in two widths, without moving any character."""

import re
from functools import cache
from typing import Final

_OTHERS: Final = {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "￥": "¥",
    "￠": "¢",
    "￡": "£",
    "︰": ":",
    "﹪": "%",
    "﹣": "-",
    "﹢": "+",
    "﹑": "、",
    "﹒": ".",
    "﹔": ";",
    "﹕": ":",
}
_COMPARED: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): narrow for wide, narrow in _OTHERS.items()
}
# In quantities ，。：； and their like stay Chinese punctuation, so that they end a clause.
_COUNTED: Final = {
    code: narrow
    for code, narrow in _COMPARED.items()
    if narrow.isalnum() or chr(code) in "％﹪．＋－﹣﹢／～　\u00a0\u2009"
}
_WIDE: Final = re.compile("[\u00a0\u2002\u2003\u2009\u3000\ufe30\ufe50-\ufe6b\uff01-\uff5e\uffe0-\uffe5]")
_NUMERIC: Final = re.compile(
    "[\u00a0\u2009\u3000\ufe62-\ufe6a\uff05\uff0b\uff0d-\uff19\uff21-\uff3a\uff41-\uff5a\uff5e]"
)
_WIDE_COMMA: Final = re.compile("(?<=[0-9])，(?=[0-9]{3}(?:，[0-9]{3})*(?![0-9，]))")
_WIDE_GROUPS: Final = re.compile("[０-９]，[０-９]{3}")


def fold(text: str) -> str:
    """The text with full-width forms narrowed, for comparing; every character stays at its position."""
    return text.translate(_COMPARED) if _WIDE.search(text) else text


@cache
def _wide_forms() -> dict[str, str]:
    """Each narrow character that has other forms, with all of them."""
    found: dict[str, str] = {}
    for code, narrow in _COMPARED.items():
        found[narrow] = found.get(narrow, narrow) + chr(code)
    return found


def same_width(character: str) -> str:
    """All characters that `fold` takes for the same, the character among them."""
    narrow = _COMPARED.get(ord(character), character)
    return _wide_forms().get(narrow, narrow)


def fold_numbers(text: str) -> str:
    """The text with full-width digits, letters and signs narrowed, Chinese punctuation as it is; same positions."""
    if not _NUMERIC.search(text):
        return text
    folded = text.translate(_COUNTED)
    return _WIDE_COMMA.sub(",", folded) if _WIDE_GROUPS.search(text) else folded
