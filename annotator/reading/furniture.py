"""Running heads, page numbers and bylines: lines that belong to the paper or name who wrote, and are not tagged.

They stay in the text. What tells them are rules for any paper, never the names of some.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from annotator.i18n import mark
from annotator.reading.joining import is_byline
from annotator.reading.lines import HAN, Line

RUNNING_HEAD: Final = mark("A running head or a page number.")
BYLINE: Final = mark("A byline.")

_LONGEST: Final = 64  # characters of a running head
_FEWEST: Final = 3  # times that a line comes back to be one
_APART: Final = 12  # lines at least between two of them
_UNEVEN: Final = 3.0  # times the least distance

_NUMBER: Final = r"[0-9０-９]{1,4}"
_OWN_NUMBER = re.compile(
    rf"[—–―\-~～·•.．\s]+{_NUMBER}[—–―\-~～·•.．\s]+"
    r"|第?\s*[A-Z]?[0-9０-９一二三四五六七八九十百]{1,4}\s*[页頁版](?:\s*[/／,，、]?\s*共\s*[0-9０-９一二三四五六七八九十百]{1,4}\s*[页頁版])?"
    r"|(?:Page|PAGE|P\.?)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|[（(【]?\s*(?:下转|下轉|上接|紧接|緊接|转|轉|接)第?\s*[A-Z]?[0-9０-９一二三四五六七八九十]{1,3}\s*版\s*[)）】]?"
)
"""A page number that is known by itself."""
_BARE_NUMBER = re.compile(rf"{_NUMBER}(?:\s*[/／|｜]\s*{_NUMBER})?|[A-Z]\s?[0-9０-９]{{1,3}}|[ivxlc]{{1,6}}")
"""What may be a page number where pages end."""
_SIGNS: Final = tuple(
    map(
        re.compile,
        (
            r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}|[〇零一二三四五六七八九]{4}年",
            "星期[一二三四五六日天]|週[一二三四五六日]|(?<![上下每一两])周[一二三四五六日](?![年期])",
            r"第?\s*[A-Z]?\d{1,3}\s*版|[A-Z]\d{1,2}(?![0-9A-Za-z])|版面",
            "责编|責編|责任编辑|責任編輯|编辑|編輯|版式|校对|校對|美编|美編|组版|排版|电话|電話|邮箱|[Ee]-?mail|投稿",
            r"统一(?:连续)?(?:出版物)?[刊号]|統一刊號|CN\s?\d{2}\s?[-—]\s?\d{4}|今日.{1,4}版|总?第\s*\d+\s*[期号號]",
            "[农農][历曆]",
            "[邮郵][发發]代[号號]",
            f"(?<![{HAN}])[{HAN}]{{0,8}}(?:日报|晚报|晨报|早报|时报|周报|都市报|商报|快报|日報|晚報|晨報|時報|週報|新闻|要闻|专版|副刊)(?![{HAN}])",
        ),
    )
)
_STAFF = re.compile(
    r"[（(\[]?\s*(?:本版|本期)?(?:责编|責編|责任编辑|責任編輯|版式|校对|校對|美编|美編|组版|美术编辑)\s*[：:/／丨|\s]\s*\S[^。，]{0,40}"
)
_BYLINE = re.compile(
    r"(?:本报|本報|本刊|本网|见习|見習|实习|實習|特约|特約|全媒体|融媒体|首席|通讯|通訊)*(?:记者|記者|通讯员|通訊員|评论员|評論員|特约撰稿人)"
)
_BOX = re.compile(r"[□■◎]\s*")
_DIGITS = re.compile("[0-9０-９]+")
_PERHAPS = re.compile("[0-9０-９版页頁编編责責校报報]")  # one of them is in every head
_NAMED = re.compile("[者员員人□■◎]")  # and one of them in every byline
_SENTENCE = re.compile("[，。；！？]")


def is_page_number(text: str) -> bool:
    """Whether a line is a page number, or tells on which page an article goes on."""
    return len(text) <= _LONGEST and _OWN_NUMBER.fullmatch(text) is not None


def may_be_page_number(text: str) -> bool:
    """Whether a line is a page number where a page begins or ends."""
    return is_page_number(text) or _BARE_NUMBER.fullmatch(text) is not None


def is_running_head(text: str) -> bool:
    """Whether a line is the head or foot of a printed page by what it says: date, weekday, page, editors."""
    if len(text) > _LONGEST or _SENTENCE.search(text):
        return False
    if _STAFF.fullmatch(text):
        return True
    return sum(sign.search(text) is not None for sign in _SIGNS) >= 2 and not is_reporter(text)


def is_reporter(text: str) -> bool:
    """Whether a line names its authors by what they are."""
    if len(text) > _LONGEST:
        return False
    boxed = _BOX.match(text)
    names = text[boxed.end() :] if boxed else text
    return is_byline(names) and (boxed is not None or _BYLINE.match(names) is not None)


def alike(text: str) -> str:
    """What a line has in common with those of other pages: all but its numbers and blanks."""
    return _DIGITS.sub("0", "".join(text.split()))


def find_heads(lines: Sequence[Line], source: str, low: int, high: int) -> set[int]:
    """The numbers of the lines that are running heads and page numbers, in the part `low` to `high` of a source."""

    def at_page_end(line: Line) -> bool:
        """Whether a page begins above or ends below a line, by a form feed."""
        behind = source[line.end : min(line.next + 1, high)]
        return "\f" in behind or (line.start > low and source[line.start - 1] == "\f")

    found: set[int] = set()
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        text = line.text
        if len(text) > _LONGEST or not _PERHAPS.search(text) or _SENTENCE.search(text):
            continue
        if is_page_number(text) or is_running_head(text) or (at_page_end(line) and may_be_page_number(text)):
            found.add(at)
        else:
            places.setdefault(alike(text), []).append(at)
    for numbers in places.values():
        if len(numbers) >= _FEWEST and _come_back(numbers, lines, at_page_end):
            found.update(numbers)
    return found


def _come_back(numbers: Sequence[int], lines: Sequence[Line], at_page_end: Callable[[Line], bool]) -> bool:
    """Whether lines that are alike come back page after page: where pages end, or counting on."""
    steps = [after - before for before, after in pairwise(numbers)]
    if min(steps) < _APART or max(steps) > _UNEVEN * min(steps):
        return False
    some = [lines[at] for at in numbers]
    return all(at_page_end(line) for line in some) or _count_on([line.text for line in some])


def _count_on(texts: Sequence[str]) -> bool:
    """Whether one of the numbers in texts that are alike grows by one from each to the next."""
    rows = [[int(number) for number in _DIGITS.findall(text)] for text in texts]
    return any(all(after == before + 1 for before, after in pairwise(column)) for column in zip(*rows, strict=False))


def bylines(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that name authors by what they are."""
    return (line for line in lines if _NAMED.search(line.text) and not line.final and is_reporter(line.text))
