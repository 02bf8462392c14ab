"""The lines of a source and what the steps of repair find out about them, and the classes of characters they use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

HAN: Final = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, as the inside of a character class."""
MARKS: Final = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—"
"""Chinese punctuation, as the inside of a character class."""

LIST: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、)）](?!\d)|[①-⑳]|第[一二三四五六七八九十百\d]{1,4}[条條章节節]"
)
"""How an item of a list begins."""
INVISIBLE: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
"""Characters that show nothing and take no room, as the inside of a character class."""
LINE_END: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_FEWEST_GAPS: Final = 8
_FINAL = re.compile(r"(?:[。！？!?…]|[A-Za-z]\.)[”’」』）)】》\"']*$")
_COLON = re.compile(r"[；：;:]$")
_NOTHING = re.compile(f"[\\s{INVISIBLE}]+")


@dataclass(slots=True)
class Line:
    """A line of the source; offsets are source positions.

    `first` to `last` is its content without the blanks around it, `next` the start of the next line; `text` is the
    content as it will read, `width` counts half ems (before stray blanks went: they fill justified lines).
    """

    start: int
    first: int
    last: int
    end: int
    next: int
    text: str
    width: int = 0
    indent: int = 0
    blanks_before: int = 0  # empty lines between this line and the one before
    kept: Sequence[int] | None = (
        None  # the source position of each character of `text` where they do not follow one another
    )
    final: bool = field(default=False)  # ends a sentence
    colon: bool = field(default=False)  # ends in a colon or semicolon

    def look(self) -> None:
        """Notes how the content ends."""
        self.final = _FINAL.search(self.text) is not None
        self.colon = _COLON.search(self.text) is not None

    def source(self, position: int) -> int:
        """The source position of a character of `text`."""
        return self.first + position if self.kept is None else self.kept[position]


def half_ems(text: str) -> int:
    """How wide a text is in half ems: two for a Chinese character, one for a Latin letter, digit or blank."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def split_lines(source: str, start: int, end: int) -> list[Line]:
    """The lines of a part of the source that have content."""
    found: list[Line] = []
    at = start
    empty = 0
    while at < end:
        match = LINE_END.search(source, at, end)
        stop, after = (match.start(), match.end()) if match else (end, end)
        raw = source[at:stop]
        content = raw.strip()
        if content and not (content[0] > "\u00a0" and _NOTHING.fullmatch(content)):
            lead = len(raw) - len(raw.lstrip())
            first = at + lead
            line = Line(at, first, first + len(content), stop, after, content, blanks_before=empty)
            if lead:
                line.indent = half_ems(raw[:lead].replace("\t", "    "))
            found.append(line)
            empty = 0
        else:
            empty += 1
        at = after
    return found


def single_spaced(lines: list[Line]) -> None:
    """Takes the empty lines out of account that stand behind every line, in the middle of sentences too.

    Only long lines tell: headings, bylines and captions end no sentence wherever they stand.
    """
    gaps = [line.blanks_before for line in lines[1:]]
    if len(gaps) < _FEWEST_GAPS or not all(gaps):
        return
    widths = sorted(half_ems(line.text) for line in lines)
    long = [line for line in lines[:-1] if 2 * half_ems(line.text) >= widths[len(widths) * 3 // 4]]
    within = sum(not (line.final or line.colon) for line in long)
    if 2 * within > len(long) and within >= _FEWEST_GAPS // 2:
        least = min(gaps)
        for line in lines[1:]:
            line.blanks_before -= least
