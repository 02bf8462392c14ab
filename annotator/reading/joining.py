"""Which lines of a source make up a paragraph: what a column, a page or an empty line broke is joined again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from annotator.i18n import mark
from annotator.reading.lines import HAN, Line, half_ems
from annotator.reading.widths import column_widths

FULL_LINE: Final = mark("The line is full and ends no sentence.")
NO_INDENT: Final = mark("The next line is not indented as paragraphs are here.")
FULL_SENTENCE: Final = mark("The line is full, and the next begins no paragraph.")
UNFINISHED: Final = mark("The line ends in the middle of a sentence.")
OVER_EMPTY_LINE: Final = mark("The sentence goes on behind an empty line.")
CAPTION: Final = mark("The caption goes on.")
HEADING: Final = mark("The heading goes on.")

_SLACK: Final = 4  # half ems that a full line may lack
_LOST_INDENT: Final = 4
_BODY: Final = 56  # half ems from which a lone line is a paragraph and no heading
_OPENERS: Final = str.maketrans(dict.fromkeys("“‘《（(「『【", "(") | dict.fromkeys("”’》）)」』】", ")"))

_CAPTION = re.compile("[▲▼◀▶◄►△▽◁▷◆◇■□●○★☆◎※↑↓←→]")
_LIST = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、)）](?!\d)|[①-⑳]|第[一二三四五六七八九十百\d]{1,4}[条章节]"
)
_CONTINUES = re.compile("[，。、；：？！”’》）」』】…%％]")
_ROLE = re.compile(r"(?:[□■◎●]\s*)?(?:本报|见习|实习|特约|全媒体|融媒体)*(?:首席)?(?:记者|通讯员|评论员|撰稿人)")
_NAME = re.compile(f"[{HAN}·]{{2,4}}")
_CREDIT = re.compile(r"\s(?:摄|摄影|文|图|制图|供图|摄影报道)[)）]?$")
_UNFINISHED = re.compile("[，、“‘《（—]$")
_UNIT = re.compile(r"[“‘《（(]*(?:[0-9A-Za-z.%+-]+|.)[，。、；：？！”’》）…%％]*")  # what a line end does not part
_LATIN = re.compile("[A-Za-z]")


class Verdict(NamedTuple):
    """Whether two lines belong to one paragraph, why, and how certainly."""

    join: bool
    reason: str = ""
    certainty: float = 1.0


_BREAK: Final = Verdict(False)


@dataclass(slots=True)
class Paragraph:
    """The paragraph as far as it has been put together."""

    first: Line
    count: int = 1
    width: int = 0
    stops: bool = False  # has a sentence end or a comma
    depth: int = 0  # quotation marks and brackets that are open
    caption: bool = False
    byline: bool = field(default=False)

    def add(self, line: Line) -> None:
        """Takes a line into account."""
        self.width += line.width
        self.stops = self.stops or "，" in line.text or "。" in line.text
        if any(ch in line.text for ch in "“‘《（(「『【”’》）)」』】"):
            folded = line.text.translate(_OPENERS)
            self.depth += folded.count("(") - folded.count(")")


def begin(line: Line) -> Paragraph:
    """A paragraph that begins with a line."""
    found = Paragraph(line, caption=_CAPTION.match(line.text) is not None, byline=is_byline(line.text))
    found.add(line)
    return found


def is_byline(text: str) -> bool:
    """Whether a line names authors or a photographer."""
    if len(text) > 40 or "，" in text or "。" in text:
        return False
    if _CREDIT.search(text):
        return True
    words = text.strip("（()）").replace("/", " ").replace("／", " ").split()
    if _ROLE.match(text):
        return True
    return 2 <= len(words) <= 8 and all(_NAME.fullmatch(word) for word in words)


def is_heading(line: Line) -> bool:
    """Whether a line, taken by itself, reads like a heading."""
    text = line.text
    return (
        line.width <= 60
        and not line.final
        and not line.colon
        and text.count("，") <= 1
        and "。" not in text
        and text[-1] not in "，、"
    )


class Joiner:
    """Decides for each two lines that follow one another whether they are one paragraph.

    `source` is where pairs of characters are looked up: two that meet at a line end and stand together elsewhere are
    one word.
    """

    def __init__(self, lines: Sequence[Line], source: str) -> None:
        self.lines = lines
        self.source = source
        self.columns = column_widths(lines)
        self.base, self.indented = self._indent_style()

    def _indent_style(self) -> tuple[int, bool]:
        """The least indent, and whether the first line of a paragraph is known by a larger one."""
        if not any(line.indent for line in self.lines):
            return 0, False
        base = min(line.indent for line in self.lines)
        after_end = after_open = end_indented = open_indented = 0
        for before, line in pairwise(self.lines):
            deep = base + 2 <= line.indent <= base + 12
            if before.final:
                after_end += 1
                end_indented += deep
            elif not line.blanks_before:
                after_open += 1
                open_indented += deep
        return base, end_indented >= 2 and end_indented >= 0.4 * after_end and open_indented <= 0.25 * after_open

    def _indents(self, line: Line) -> bool:
        return self.base + 2 <= line.indent

    def _full(self, at: int, *, first: bool = False) -> bool:
        """Whether a line reaches the end of its column, or could not take in what comes next.

        The `first` line of a paragraph may have lost an indent of two ems.
        """
        column = self.columns[at]
        if column is None:
            return False
        line = self.lines[at]
        width = line.width + (_LOST_INDENT if first and not line.indent else 0)
        if width >= column - _SLACK:
            return True
        unit = _UNIT.match(self.lines[at + 1].text) if at + 1 < len(self.lines) else None
        return unit is not None and width + half_ems(unit.group()) > column

    def decide(self, at: int, paragraph: Paragraph) -> Verdict:
        """Whether line `at` + 1 goes on with the paragraph that line `at` stands at the end of."""
        before, line = self.lines[at], self.lines[at + 1]
        if _CAPTION.match(line.text) or is_byline(line.text) or (paragraph.byline and paragraph.count == 1):
            return _BREAK
        if before.text[-1].isascii() and line.text[0].isascii() and self._both_words(before, line):
            return _BREAK
        if line.blanks_before:
            return self._over_empty_line(at, paragraph)
        if self.indented and self._indents(line):
            return _BREAK
        if _CONTINUES.match(line.text) and not before.final:
            return Verdict(True, UNFINISHED, 0.97)
        if line.text.startswith("——") and not (self._full(at) and paragraph.stops and not before.final):
            return _BREAK
        if before.final or before.colon:
            return self._after_end(at, paragraph)
        return self._after_open(at, paragraph)

    def _both_words(self, before: Line, line: Line) -> bool:
        """Whether joining would run two Latin words together: lines that are Latin stay as they are."""
        return all(len(_LATIN.findall(each.text)) > len(each.text) // 2 for each in (before, line))

    def _after_end(self, at: int, paragraph: Paragraph) -> Verdict:
        """Behind a line that ends a sentence."""
        before, line = self.lines[at], self.lines[at + 1]
        if not self._full(at) or _LIST.match(line.text):
            return Verdict(True, UNFINISHED, 0.6) if paragraph.depth > 0 and before.colon else _BREAK
        if self._starts_heading(at + 1):
            return _BREAK
        if self.indented:
            return Verdict(True, NO_INDENT, 0.9)
        return Verdict(True, FULL_SENTENCE, 0.65)

    def _after_open(self, at: int, paragraph: Paragraph) -> Verdict:
        """Behind a line that ends no sentence."""
        before, line = self.lines[at], self.lines[at + 1]
        if paragraph.caption:
            return Verdict(True, CAPTION, 0.9)
        if paragraph.depth > 0 or _UNFINISHED.search(before.text):
            return Verdict(True, UNFINISHED, 0.95)
        if _LIST.match(line.text) and not paragraph.stops:
            return _BREAK
        lone = paragraph.count == 1 and not paragraph.stops
        if lone and self._is_heading_above(at, paragraph):
            return Verdict(True, HEADING, 0.6) if self._one_word(at) else _BREAK
        if self._full(at, first=paragraph.count == 1):
            return Verdict(True, FULL_LINE, 0.98)
        if self.indented or (paragraph.stops and not is_heading(before)) or paragraph.count > 1:
            return Verdict(True, UNFINISHED, 0.8)
        return _BREAK

    def _is_heading_above(self, at: int, paragraph: Paragraph) -> bool:
        """Whether a lone line without any stop is a heading of what follows and not its first line."""
        before, line = self.lines[at], self.lines[at + 1]
        if self.indented and self._indents(before) and before.indent - self.base <= 4 and self._full(at):
            return False
        if not is_heading(before):
            return False
        if not self._full(at, first=True):
            return True
        return is_heading(line) and (at + 2 >= len(self.lines) or self.lines[at + 2].blanks_before > 0)

    def _one_word(self, at: int) -> bool:
        """Whether the characters that meet at a line end stand together elsewhere, and the first line is the longer."""
        before, line = self.lines[at], self.lines[at + 1]
        return line.width < before.width and before.text[-1] + line.text[0] in self.source

    def _starts_heading(self, at: int) -> bool:
        """Whether a line is a short one without any stop before something else begins."""
        line = self.lines[at]
        column = self.columns[at]
        return is_heading(line) and "，" not in line.text and (column is None or line.width < column - 2 * _SLACK)

    def _over_empty_line(self, at: int, paragraph: Paragraph) -> Verdict:
        """Over one or more empty lines: only a sentence that a column or page cut goes on."""
        before, line = self.lines[at], self.lines[at + 1]
        if line.text.startswith("——") or _LIST.match(line.text) or (self.indented and self._indents(line)):
            return _BREAK
        if _CONTINUES.match(line.text) and not before.final and paragraph.stops:
            return Verdict(True, OVER_EMPTY_LINE, 0.95)
        if not self._is_body(at + 1) or not self._was_body(at, paragraph):
            return _BREAK
        if before.final:
            goes_on = self.indented and self._full(at) and not is_heading(line)
            return Verdict(True, NO_INDENT, 0.7) if goes_on else _BREAK
        return _BREAK if before.colon else Verdict(True, OVER_EMPTY_LINE, 0.85)

    def _is_body(self, at: int) -> bool:
        """Whether a line behind an empty one belongs to a paragraph and is no heading."""
        line = self.lines[at]
        if "，" in line.text or "。" in line.text or line.final:
            return not is_heading(line) or self._has_more(at)
        return self._has_more(at) and self._full(at)

    def _has_more(self, at: int) -> bool:
        """Whether another line stands right below, so that this one is not a heading by itself."""
        return at + 1 < len(self.lines) and not self.lines[at + 1].blanks_before

    def _was_body(self, at: int, paragraph: Paragraph) -> bool:
        """Whether a paragraph that breaks off is one, and no heading or caption."""
        before = self.lines[at]
        if paragraph.caption or paragraph.first.text.startswith("——"):
            return False
        if paragraph.depth > 0 and paragraph.stops:
            return True
        if paragraph.count > 1:
            return paragraph.stops
        return not is_heading(before) or (paragraph.width >= _BODY and paragraph.stops)
