"""Blanks that extraction put inside a line: which are stray, and which separate names or halves of a headline."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from annotator.i18n import mark
from annotator.reading.lines import HAN, MARKS, half_ems

SPACED: Final = mark("The line is letter-spaced.")
BESIDE_NUMBER: Final = mark("A blank between a Chinese character and a number or Latin word.")
BESIDE_MARK: Final = mark("A blank beside Chinese punctuation.")
BETWEEN_GLYPHS: Final = mark("A blank between single characters.")
IN_SENTENCE: Final = mark("A blank inside a sentence.")

_BLANKS = re.compile(r"\s+")
_HAN = re.compile(f"[{HAN}]")
_GROUP_END = re.compile(f"[{HAN}]+$")
_GROUP_START = re.compile(f"[{HAN}]+")
_NUMBER = re.compile(r"[0-9A-Za-z%‰℃]")
_MARK = re.compile(f"[{MARKS}～·／]")
_UNIT_LETTER = re.compile(f"[A-Z](?=[{HAN}])")  # as in 5A级
_CLAUSE = re.compile(r"[^，。、；：？！“”‘’（）()《》【】]+")
_CREDIT = re.compile(
    "[记記]者|通[讯訊][员員]|[摄攝]|文|[图圖]|[编編][辑輯]|[责責][编編]|校[对對]|作者|供稿|[报報]道|[审審]核|[监監][制製]"
)
_LONGEST_HEADLINE: Final = 200  # characters
_NEAR: Final = 60  # characters to both sides of a blank that are looked at
_OPENING: Final = "“‘《〈（「『【—"
_CLOSING: Final = "”’》〉）」』】！？…"


class Stray(NamedTuple):
    """Blanks of a line that are to go: positions in its text."""

    start: int
    end: int
    reason: str
    certainty: float


def stray_blanks(text: str, in_block: bool) -> Iterator[Stray]:
    """The blanks of a line that separate nothing; `in_block`: other lines stand right above or below it."""
    runs = [run for run in _BLANKS.finditer(text) if "\t" not in run.group()]  # a tab separates columns
    if not runs:
        return
    sentence = "。" in text or (in_block and "，" in text)
    if _is_spaced(text, runs):
        yield from _in_spaced_line(text, runs, sentence)
        return
    for run in runs:
        found = _verdict(text, run.start(), run.end(), sentence)
        if found:
            yield Stray(run.start(), run.end(), *found)


def _is_spaced(text: str, runs: list[re.Match[str]]) -> bool:
    """Whether a line has blanks between single characters nearly everywhere."""
    pieces = text.split()
    single = sum(1 for piece in pieces if len(_CLAUSE.sub("", piece)) + 1 >= len(piece))
    return len(runs) >= 3 and single >= 0.6 * len(pieces)


def _in_spaced_line(text: str, runs: list[re.Match[str]], sentence: bool) -> Iterator[Stray]:
    """All blanks of a letter-spaced line, but for one of a wide gap between the halves of a headline, or names."""
    narrow = min(half_ems(run.group()) for run in runs)
    for run in runs:
        left = text[max(run.start() - _NEAR, 0) : run.start()].split()[-1]
        right = text[run.end() : run.end() + _NEAR].split(None, 1)[0]
        if len(left) > 1 and len(right) > 1 and left.isascii() and right.isascii():
            continue
        wide = half_ems(run.group()) > narrow and not sentence
        if run.end() > run.start() + wide:
            yield Stray(run.start() + wide, run.end(), SPACED, 0.95)


def _verdict(text: str, start: int, end: int, sentence: bool) -> tuple[str, float] | None:
    """Why a blank is stray and how certainly, or None if it separates."""
    left, right = text[start - 1], text[end]
    if _MARK.match(left) or _MARK.match(right):
        return None if _parts_headline(text, start, end, sentence) else (BESIDE_MARK, 0.95)
    left_han, right_han = bool(_HAN.match(left)), bool(_HAN.match(right))
    if left_han != right_han and (_NUMBER.match(left) or _NUMBER.match(right)):
        return BESIDE_NUMBER, 0.97
    if left.isdigit() and (right in "%‰℃" or _UNIT_LETTER.match(text, end)):
        return BESIDE_NUMBER, 0.97
    if left == "(" or right == ")" or (sentence and (left == ")" or right == "(")):
        return BESIDE_MARK, 0.9
    if not (left_han and right_han):
        return None
    before, after = _GROUP_END.search(text, max(start - _NEAR, 0), start), _GROUP_START.match(text, end)
    if before and after and len(before.group()) == len(after.group()) == 1:
        return BETWEEN_GLYPHS, 0.9
    if sentence and not _may_be_names(text, start):
        return IN_SENTENCE, 0.8
    return None


def _parts_headline(text: str, start: int, end: int, sentence: bool) -> bool:
    """Whether a blank beside punctuation stands between two halves of a headline."""
    if sentence or len(text) > _LONGEST_HEADLINE or not (text[start - 1] in _CLOSING or text[end] in _OPENING):
        return False
    one_mark = not (_MARK.match(text[start - 1]) and text[start - 1] not in _CLOSING)
    other_mark = not (_MARK.match(text[end]) and text[end] not in _OPENING)
    halves = _BLANKS.split(text)
    return one_mark and other_mark and len(halves) <= 4 and min(map(len, halves)) >= 4


def _may_be_names(text: str, position: int) -> bool:
    """Whether the clause around a blank is a credit or a list of names, whose blanks separate."""
    near = _CLAUSE.finditer(text, max(position - _NEAR, 0), position + _NEAR)
    clause = next(clause.group() for clause in near if clause.end() > position)
    return _CREDIT.search(clause) is not None or all(2 <= len(group) <= 4 for group in clause.split())
