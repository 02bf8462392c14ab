"""Proposes how a page with several articles is to be cut: where each begins and ends, its title, its authors.

What tells articles apart in a text without layout is who wrote them: a byline, or the head of a report (本报讯), stands
at the beginning of an article, above or below its headings, or at its end. Headings that extraction has moved into the
body or behind it are found as titles of the article that has none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from annotator.bundled import bundled
from annotator.domain.text import ReadingText
from annotator.reading.joining import is_byline
from annotator.reading.lines import HAN, LIST, half_ems

_HEADING: Final = 64  # half ems of a heading at most
_LEAST: Final = 120  # characters of sentences that an article has at least
_LEAST_NAMED: Final = 60  # the same below a headline and a line that says who reported
_MOST_HEADINGS: Final = 5  # above or below a byline
_MOST_NAMES: Final = 6
_TITLE_POINTS: Final = 3

_FINAL = re.compile(r"[。！？!?…；：;:，、][”’」』）)】》\"']*$|[A-Za-z]\.$")
_CAPTION = re.compile("[▲▼◀▶◄►△▽◁▷◆◇●○★☆◎※↑↓←→]|(?:图|图为|上图|下图|左图|右图)[：:为]|(?:摄影|制图|供图|漫画)[：:/]")
_PHOTO = re.compile(r"(?:摄|摄影|供图|制图|摄影报道)[)）]?$")
_HALVES = re.compile(r"^[^\s，]{4,}\s[^\s，]{4,}$")
_KICKER = re.compile(r"系列|专栏|专题|特刊|[(（][一二三四五六七八九十\d]+[)）]$|[①-⑳]$|之[一二三四五六七八九十]$")
_REPORT = re.compile(
    r"[(（]?(?:(?:本报|新华社|人民日报|中新社|本刊|人民网|新华网)[^，。]{0,16}?|\d{1,2}月\d{1,2}日)(?:讯|电)(?=[\s（(:：])"
)
_REPORTERS = re.compile("[（(]([^()（）]{2,60})[）)]")
_ROLE = re.compile(
    "(?:全媒体|融媒体|见习|实习|特约|首席|本报|本刊|本网)*(?:记者|通讯员|评论员|撰稿人|特约撰稿|作者|撰文|文)(?:[：:／/]|(?=\\s)|)"
)
_STATED = re.compile("记者|通讯员|评论员|撰稿|作者|撰文")
_NAME = re.compile(f"[{HAN}]{{2,4}}(?:·[{HAN}]{{1,6}})*")


class Author(NamedTuple):
    """A name in a byline: positions of the reading text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An article on a page: `start` to `end`, and `title` as a range of the reading text, None where none was found."""

    start: int
    end: int
    title: tuple[int, int] | None
    authors: tuple[Author, ...] = ()


class _Kind(Enum):
    BODY = "body"
    HEADING = "heading"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    REPORT = "report"  # a body paragraph that begins with the head of a report
    CAPTION = "caption"


class _Paragraph(NamedTuple):
    start: int
    end: int
    text: str
    kind: _Kind

    @property
    def is_head(self) -> bool:
        """Whether it is of the headings of an article or a part of it."""
        return self.kind in (_Kind.HEADING, _Kind.SUBTITLE)

    @property
    def is_body(self) -> bool:
        """Whether it has sentences."""
        return self.kind in (_Kind.BODY, _Kind.REPORT)


def propose(reading: ReadingText) -> list[Proposal]:
    """The articles of a text in their order; together they are all of it, but for the line feeds between them."""
    heads = {start for start, _ in reading.furniture}
    paragraphs = [one for one in _paragraphs(reading.text) if one.start not in heads or one.kind is _Kind.BYLINE]
    if not paragraphs:
        return []
    starts = _starts(paragraphs)
    found = []
    for number, first in enumerate(starts):
        behind = starts[number + 1] if number + 1 < len(starts) else len(paragraphs)
        part = paragraphs[first:behind]
        start = 0 if number == 0 else part[0].start
        found.append(Proposal(start, part[-1].end, _title(part), tuple(_authors(part))))
    return found


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    at = 0
    for line in text.split("\n"):
        content = line.strip()
        if content:
            start = at + line.index(content)
            yield _Paragraph(start, start + len(content), content, _kind(content))
        at += len(line) + 1


def _kind(text: str) -> _Kind:
    if _CAPTION.match(text) or (len(text) <= 40 and _PHOTO.search(text)):
        return _Kind.CAPTION
    if is_byline(text) and _is_of_names(text):
        return _Kind.BYLINE
    if text.startswith("——") and half_ems(text) <= 2 * _HEADING and "。" not in text:
        return _Kind.SUBTITLE
    short = half_ems(text) <= _HEADING and not _FINAL.search(text) and "。" not in text and "\t" not in text
    if short and text.count("，") <= 1 and not LIST.match(text):
        return _Kind.HEADING
    return _Kind.REPORT if _REPORT.match(text) else _Kind.BODY


def _is_of_names(text: str) -> bool:
    """Whether a line that looks like a byline has names of people, and is no headline of short halves."""
    names = _names(text)
    if not 0 < len(names) <= _MOST_NAMES:
        return False
    if _STATED.search(text):
        return True
    known = sum(not _surnames().isdisjoint((text[low], text[low : low + 2])) for low, _ in names)
    return known >= max(len(names) - (len(names) > 2), 1)


@cache
def _surnames() -> frozenset[str]:
    """The surnames of one and of two characters."""
    text = (bundled("resources") / "lexicon" / "surnames.txt").read_text(encoding="utf-8")
    _about, single, double = text.splitlines()
    return frozenset((*single, *double.split()))


# -- where articles begin ----------------------------------------------------------------------------------------


def _starts(paragraphs: Sequence[_Paragraph]) -> list[int]:
    """The numbers of the paragraphs with which articles begin; the first is 0."""
    at_end = _bylines_at_end(paragraphs)
    starts = [0]
    for at, paragraph in enumerate(paragraphs):
        if paragraph.kind is _Kind.BYLINE:
            if at and paragraphs[at - 1].kind is _Kind.BYLINE:
                continue
            start = _behind_byline(paragraphs, at) if at_end else _top(paragraphs, at, starts[-1])
        elif paragraph.kind is _Kind.REPORT:
            start = _top(paragraphs, at, starts[-1])
            if any(one.kind is _Kind.BYLINE for one in paragraphs[start:at]):
                continue  # that byline has begun the article
        else:
            continue
        before, behind = paragraphs[starts[-1] : start], paragraphs[start:]
        named = not at_end and paragraphs[start].is_head and _STATED.search(paragraph.text) is not None
        least = _LEAST_NAMED if named and paragraph.kind is _Kind.BYLINE else _LEAST
        if starts[-1] < start and _is_article(before, least) and _is_article(behind, least):
            starts.append(start)
    return starts


def _bylines_at_end(paragraphs: Sequence[_Paragraph]) -> bool:
    """Whether bylines stand below their articles here: the first article has its heading and text above its own."""
    first = next((at for at, one in enumerate(paragraphs) if one.kind is _Kind.BYLINE), None)
    if first is None or not paragraphs[0].is_head:
        return False
    above = paragraphs[:first]
    below = paragraphs[first + 1 :]
    own = any(one.kind is _Kind.REPORT for one in above)
    return not own and _is_article(above) and above[-1].is_body and (not below or below[0].is_head)


def _behind_byline(paragraphs: Sequence[_Paragraph], at: int) -> int:
    while at < len(paragraphs) and paragraphs[at].kind in (_Kind.BYLINE, _Kind.CAPTION):
        at += 1
    return at


def _top(paragraphs: Sequence[_Paragraph], at: int, last: int) -> int:
    """Where an article begins whose byline or report stands at a number: at the headings above, if they are its own.

    They are those of the article before where that one has no title otherwise: extraction put it behind its body.
    """
    top = at
    while top > last and at - top < _MOST_HEADINGS and (paragraphs[top - 1].is_head):
        top -= 1
    if top in (at, last):
        return top
    below = paragraphs[at + 1].is_head if at + 1 < len(paragraphs) else False
    before = paragraphs[last:top]
    untitled = not any(one.is_head for one in before)
    if below or (untitled and paragraphs[last].kind is _Kind.BYLINE):
        return at
    return top


def _is_article(part: Sequence[_Paragraph], least: int = _LEAST) -> bool:
    """Whether some paragraphs have enough text to be an article."""
    return sum(len(one.text) for one in part if one.is_body) >= least


# -- titles and authors ------------------------------------------------------------------------------------------


def _title(part: Sequence[_Paragraph]) -> tuple[int, int] | None:
    """The title of an article: among its first headings, else one that was moved into it or behind it."""
    top = [one for one in _until_body(part) if one.is_head]
    found = _of_block(top) if top else _moved(part)
    return None if found is None else (found.start, found.end)


def _until_body(part: Sequence[_Paragraph]) -> Iterator[_Paragraph]:
    for one in part:
        if one.is_body:
            return
        yield one


def _of_block(block: Sequence[_Paragraph]) -> _Paragraph:
    """The title among headings that stand together: above the subtitle, below the name of a series."""
    heads = [one for one in block if one.kind is _Kind.HEADING]
    if not heads:
        return block[0]
    for one, below in pairwise(block):
        if one.kind is _Kind.HEADING and below.kind is _Kind.SUBTITLE:
            return one
    named = [one for one in heads if not _KICKER.search(one.text)]
    return (named or heads)[0]


def _moved(part: Sequence[_Paragraph]) -> _Paragraph | None:
    """A heading inside or behind the body that is rather the title than the heading of a section."""
    best, points = None, _TITLE_POINTS - 1
    for at, one in enumerate(part):
        if one.kind is not _Kind.HEADING:
            continue
        below = part[at + 1] if at + 1 < len(part) else None
        score = 3 * (below is None) + 3 * (below is not None and below.kind is _Kind.SUBTITLE)
        score += _HALVES.search(one.text) is not None
        score += 2 * _interrupts(part, at)
        if score > points:
            best, points = one, score
    return best


def _interrupts(part: Sequence[_Paragraph], at: int) -> bool:
    """Whether a heading stands in the middle of a sentence."""
    above = part[at - 1] if at else None
    return above is not None and above.is_body and re.search("[。！？…][”’）)]*$", above.text) is None


def _authors(part: Sequence[_Paragraph]) -> Iterator[Author]:
    """The people who wrote an article, as its byline or the head of its report names them."""
    bylines = [one for one in part if one.kind is _Kind.BYLINE]
    report = next((one for one in part if one.kind is _Kind.REPORT), None)
    if bylines:
        first = part.index(bylines[0])
        for one in part[first:]:
            if one.kind is not _Kind.BYLINE:
                break
            yield from _placed(one.text, one.start)
    elif report is not None:
        named = _REPORTERS.search(report.text, 0, 80)
        if named and _ROLE.search(named.group(1)):
            yield from _placed(named.group(1), report.start + named.start(1))


def _placed(text: str, start: int) -> Iterator[Author]:
    for low, high in _names(text):
        yield Author("".join(text[low:high].split()), start + low, start + high)


def _names(text: str) -> list[tuple[int, int]]:
    """Where the names in a byline stand; a name of two characters may be set apart."""
    plain = _ROLE.sub(lambda match: " " * len(match.group()), text)
    words = [(match.start(), match.end()) for match in re.finditer(r"[^\s、，,/／（）()□■◎●|｜]+", plain)]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        low, high = words[at]
        single = high - low == 1
        if single and at + 1 < len(words) and words[at + 1][1] - words[at + 1][0] == 1:
            found.append((low, words[at + 1][1]))
            at += 2
            continue
        if _NAME.fullmatch(plain, low, high):
            found.append((low, high))
        at += 1
    return found
