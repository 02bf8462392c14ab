"""Which lines of a source make up a paragraph: what a column, a page or an empty line broke is joined again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from annotator.i18n import mark
from annotator.reading.lines import HAN, LIST, Line, half_ems
from annotator.reading.style import exact_widths, find_style

FULL_LINE: Final = mark("The line is full and ends no sentence.")
NO_INDENT: Final = mark("The next line is not indented as paragraphs are here.")
FULL_SENTENCE: Final = mark("The line is full, and the next begins no paragraph.")
UNFINISHED: Final = mark("The line ends in the middle of a sentence.")
OVER_EMPTY_LINE: Final = mark("The sentence goes on behind an empty line.")
CAPTION: Final = mark("The caption goes on.")
HEADING: Final = mark("The heading goes on.")

_SLACK: Final = 2  # half ems beyond what comes next that a full line may lack
_SURELY_SHORT: Final = 8  # half ems beyond what comes next that no full line lacks
_LOST_INDENT: Final = 4  # half ems
_NEAR: Final = 10_000  # characters to both sides in which a word is looked for
_BODY: Final = 56  # half ems from which a lone line is a paragraph and no heading
_OPENING: Final = "“‘《（(「『【"
_BRACKETS = re.compile(f"[{re.escape(_OPENING)}”’》）)」』】]")

_CAPTION = re.compile("[▲▼◀▶◄►△▽◁▷◆◇■□●○★☆◎※↑↓←→]")
_CONTINUES = re.compile(f"[，。、；：？！”’》）」』】…%％]|[{HAN}][，。；]")  # no sentence begins so
_ROLE = re.compile(
    r"(?:[□■◎●]\s*)?(?:本[报報刊网]|[见見][习習]|[实實][习習]|特[约約]|[全融]媒[体體])*(?:首席)?"
    "(?:[记記]者|通[讯訊][员員]|[评評][论論][员員]|撰稿人)"
)
_NAME = re.compile(f"[{HAN}·]{{2,4}}")
_NAMES = re.compile(f"[{HAN}·]{{2,4}}(?:\\s+[{HAN}·]{{2,4}}){{0,5}}")
_CREDIT = re.compile(r"\s(?:[摄攝]|[摄攝]影|文|[图圖]|[制製][图圖]|供[图圖]|[摄攝]影[报報]道)[)）]?$")
_HALVES = re.compile("^[^\\s，]{4,}\\s[^\\s，]{4,}$")
_PARTED = re.compile(r"[\s/／]")
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
        for bracket in _BRACKETS.findall(line.text):
            self.depth += 1 if bracket in _OPENING else -1


def begin(line: Line) -> Paragraph:
    """A paragraph that begins with a line."""
    found = Paragraph(line, caption=_CAPTION.match(line.text) is not None, byline=is_byline(line.text))
    found.add(line)
    return found


def is_byline(text: str) -> bool:
    """Whether a line names authors or a photographer."""
    if len(text) > 40 or "，" in text or "。" in text:
        return False
    if not _PARTED.search(text):
        return _ROLE.match(text) is not None
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

    Between `low` and `high` of the `source` pairs of characters are looked up: two that meet at a line end and stand
    together elsewhere are one word.
    """

    def __init__(self, lines: Sequence[Line], source: str, low: int, high: int) -> None:
        self.lines = lines
        self.source, self.low, self.high = source, low, high
        self.columns = exact_widths(lines)
        self.style = find_style(lines, self.columns)

    def _room(self, at: int, *, first: bool = False) -> int | None:
        """How many half ems were left free behind a line beyond what comes next; below 0 if that did not fit.

        The `first` line of a paragraph may have lost its indent. None for a line that was not set in a column.
        """
        column = self.columns[at]
        if column is None:
            return None
        line = self.lines[at]
        lost = _LOST_INDENT if first and self.style.lost_indent and not line.indent else 0
        unit = _UNIT.match(self.lines[at + 1].text) if at + 1 < len(self.lines) else None
        return column - line.width - lost - (half_ems(unit.group()) if unit else 2)

    def _full(self, at: int, *, first: bool = False, slack: int = _SLACK) -> bool:
        """Whether a line reaches the end of its column, or could not take in what comes next."""
        room = self._room(at, first=first)
        return room is not None and room < slack

    def decide(self, at: int, paragraph: Paragraph) -> Verdict:
        """Whether line `at` + 1 goes on with the paragraph that line `at` stands at the end of."""
        before, line = self.lines[at], self.lines[at + 1]
        if paragraph.byline and paragraph.count == 1 and self._byline_goes_on(at):
            return Verdict(True, NO_INDENT, 0.8)
        if _CAPTION.match(line.text) or is_byline(line.text) or (paragraph.byline and paragraph.count == 1):
            return _BREAK
        if before.text[-1].isascii() and line.text[0].isascii() and _both_latin(before, line):
            return _BREAK
        if line.blanks_before:
            return self._over_empty_line(at, paragraph)
        if self.style.indents(line):
            return _BREAK
        if _CONTINUES.match(line.text) and not before.final:
            return Verdict(True, UNFINISHED, 0.97)
        if line.text.startswith("——") and not (self._full(at) and paragraph.stops and not before.final):
            return _BREAK
        if before.final or before.colon:
            return self._after_end(at, paragraph)
        return self._after_open(at, paragraph)

    def _byline_goes_on(self, at: int) -> bool:
        """Whether a byline was too long for its column: it is indented and the names below it are not."""
        before, line = self.lines[at], self.lines[at + 1]
        parted = is_byline(before.text + line.text) and not line.final  # in the middle of a word
        below = parted or _NAMES.fullmatch(line.text) is not None or is_byline(line.text)
        indented = self.style.indents(before) and not self.style.indents(line)
        return below and indented and not line.blanks_before and self._full(at)

    def _after_end(self, at: int, paragraph: Paragraph) -> Verdict:
        """Behind a line that ends a sentence."""
        before, line = self.lines[at], self.lines[at + 1]
        if paragraph.depth > 0 and before.colon:
            return Verdict(True, UNFINISHED, 0.6)
        if LIST.match(line.text) or self._starts_heading(at + 1):
            return _BREAK
        slack = _SURELY_SHORT if self.style.indented or self.style.gapped else 0
        if not self._full(at, first=paragraph.count == 1, slack=slack):
            return _BREAK
        if self.style.indented:
            return Verdict(True, NO_INDENT, 0.9)
        if self.style.gapped:
            return Verdict(True, FULL_SENTENCE, 0.9)
        if self.style.lost_indent and self._starts_short(at + 1):
            return _BREAK
        return Verdict(True, FULL_SENTENCE, 0.65)

    def _starts_short(self, at: int) -> bool:
        """Whether a full line is about two ems short, as the first of a paragraph is that has lost its indent."""
        column, line = self.columns[at], self.lines[at]
        if column is None or line.final:
            return False
        return self._full(at, first=True, slack=1) and column - line.width >= _LOST_INDENT - 1

    def _after_open(self, at: int, paragraph: Paragraph) -> Verdict:
        """Behind a line that ends no sentence."""
        before, line = self.lines[at], self.lines[at + 1]
        if paragraph.caption:
            return Verdict(True, CAPTION, 0.9)
        if paragraph.depth > 0 or _UNFINISHED.search(before.text):
            apart = self.columns[at] is None and paragraph.depth <= 0 and self._starts_heading(at + 1)
            return _BREAK if apart else Verdict(True, UNFINISHED, 0.95)
        if LIST.match(line.text) and not paragraph.stops:
            return _BREAK
        first = paragraph.count == 1
        if first and not paragraph.stops and self._is_heading_above(at):
            again = line.width < before.width and self._one_word(at)
            return Verdict(True, HEADING, 0.6) if again else _BREAK
        if self._full(at, first=first):
            return Verdict(True, FULL_LINE, 0.98)
        if self.style.gapped and self._full(at, first=first, slack=_SURELY_SHORT):
            return Verdict(True, FULL_LINE, 0.9)
        if self.columns[at] is None:
            cut = self._was_body(at, paragraph) and before.width >= _BODY and self._is_body(at + 1)
            return Verdict(True, UNFINISHED, 0.7) if cut else _BREAK
        if self.style.indented or not first or (paragraph.stops and not is_heading(before)):
            return Verdict(True, UNFINISHED, 0.8)
        return _BREAK

    def _is_heading_above(self, at: int) -> bool:
        """Whether a lone line without any stop is a heading of what follows and not its first line."""
        before, line = self.lines[at], self.lines[at + 1]
        lenient = self.style.gapped or (line.width > before.width and self._one_word(at))
        full = self._full(at, first=True, slack=_SURELY_SHORT if lenient else _SLACK)
        if full and self.style.indents(before) and before.indent - self.style.base <= 4:
            return False
        if not is_heading(before):
            return False
        return not full or self._stands_out(at) or (is_heading(line) and not self._has_more(at + 1))

    def _one_word(self, at: int) -> bool:
        """Whether the characters that meet at a line end stand together elsewhere."""
        before, line = self.lines[at], self.lines[at + 1]
        low, high = max(before.first - _NEAR, self.low), min(line.last + _NEAR, self.high)
        return self.source.find(before.text[-1] + line.text[0], low, high) >= 0

    def _starts_heading(self, at: int) -> bool:
        """Whether a line is a short one without any stop before something else begins."""
        line = self.lines[at]
        if not is_heading(line) or "，" in line.text:
            return False
        return self._stands_out(at) or not self._full(at, first=True, slack=_SURELY_SHORT)

    def _stands_out(self, at: int) -> bool:
        """Whether a line is wider than its column, or has the halves of a headline."""
        column, line = self.columns[at], self.lines[at]
        return (column is not None and line.width > column + _SLACK) or _HALVES.search(line.text) is not None

    def _over_empty_line(self, at: int, paragraph: Paragraph) -> Verdict:
        """Over one or more empty lines: only a sentence that a column or page cut goes on."""
        before, line = self.lines[at], self.lines[at + 1]
        if line.text.startswith("——") or LIST.match(line.text) or self.style.indents(line):
            return _BREAK
        body = paragraph.stops or self._full(at, first=paragraph.count == 1)
        if body and _CONTINUES.match(line.text) and not before.final:
            return Verdict(True, OVER_EMPTY_LINE, 0.95)
        if not self._is_body(at + 1) or not self._was_body(at, paragraph):
            return _BREAK
        if before.final:
            goes_on = self.style.indented and self._full(at) and not is_heading(line)
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
        if paragraph.depth > 0:
            return True
        if paragraph.count > 1:
            return paragraph.stops
        if not is_heading(before):
            return True
        return paragraph.stops and (paragraph.width >= _BODY or self._full(at, first=True) or self._one_word(at))


def _both_latin(before: Line, line: Line) -> bool:
    """Whether two lines are Latin text, whose words a join without a blank would run together."""
    return all(len(_LATIN.findall(each.text)) > len(each.text) // 2 for each in (before, line))
