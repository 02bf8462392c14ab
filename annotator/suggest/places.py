"""Chains of administrative names by their suffixes (省市区县镇乡村), for the natural bound of a PLACE.

Without a list of places this is a guess from words and suffixes; whoever has a gazetteer passes its own finder.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from annotator.suggest.lexicon import generic_places, stops
from annotator.suggest.regions import clause
from annotator.suggest.words import Bounds, Words

PlaceFinder = Callable[[str, int], Bounds | None]
"""Takes a text and a position and returns the place name around it."""

# The suffix and how many characters a name with it has at least.
_SUFFIXES: Final = {
    "特别行政区": 7,
    "经济技术开发区": 9,
    "高新技术开发区": 9,
    "自治区": 5,
    "自治州": 6,
    "自治县": 6,
    "自治旗": 6,
    "经济开发区": 7,
    "经开区": 5,
    "高新区": 5,
    "开发区": 5,
    "风景区": 5,
    "景区": 4,
    "新区": 4,
    "街道": 4,
    "社区": 4,
    "林场": 4,
    "农场": 4,
    "地区": 4,
    "省": 3,
    "市": 3,
    "区": 3,
    "县": 2,
    "旗": 3,
    "盟": 3,
    "州": 3,
    "镇": 3,
    "乡": 3,
    "村": 3,
    "屯": 3,
    "寨": 3,
    "湾": 3,
}
_SUFFIX: Final = re.compile("(?:" + "|".join(sorted(_SUFFIXES, key=len, reverse=True)) + ")$")
_CHINESE: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff〇·]+")
_STAND_IN: Final = re.compile("^(?:[该全我本各此这那两每某外同整几]|一个|有的|其他)[省市区县旗州镇乡村]$")
_GENERIC_END: Final = re.compile(
    "(?:贫困|示范|专业|先进|百强|十佳|强|大|重点|文明|美丽|自然|行政|深度|空壳|薄弱|边远|偏远|库|产业|工业|旅游|少数民族)(?:[省市县区镇乡村])$"
)
_COMMITTEE: Final = re.compile("[省市区县镇乡村](?:委|政府|人大|政协|直|内)$")
_LONGEST_GAP: Final = 3
PLACE_END: Final = re.compile("[省市区县旗镇乡村](?![级民委干部里庄口民域])|街道|社区")


def chain_at(text: str, position: int, words: Words) -> Bounds | None:
    """The unbroken chain of places around or next to a position (双清区火车站乡莲荷村), or None."""
    low, high = clause(text, position)
    tokens = [(start, end) for start, end in words.around(text, position) if start >= low and end <= high]
    for start, end in chains(text, tokens):
        if start <= position <= end:
            return start, end
    return None


def chains(text: str, tokens: list[Bounds]) -> list[Bounds]:
    """All chains among some adjacent words of a text, in their order."""
    found: list[Bounds] = []
    tokens = list(_split(text, tokens))
    for index, (_, end) in enumerate(tokens):
        element = _element(text, tokens, index, found[-1][1] if found else -1)
        if element is None:
            continue
        if found and element == found[-1][1]:
            found[-1] = found[-1][0], end
        else:
            found.append((element, end))
    return found


def _split(text: str, tokens: list[Bounds]) -> Iterator[Bounds]:
    """The words, 市委 behind another word cut into 市 and 委, because 延安 and 市委 make 延安市."""
    before = -1
    for start, end in tokens:
        if before == start and _COMMITTEE.match(text[start:end]) and _CHINESE.match(text[start - 1]):
            yield start, start + 1
            yield start + 1, end
        else:
            yield start, end
        before = end


def _element(text: str, tokens: list[Bounds], index: int, previous: int) -> int | None:
    """Where the place that the word `index` closes begins; `previous` is the end of the one before it."""
    start, end = tokens[index]
    word = text[start:end]
    suffix = _SUFFIX.search(word)
    if suffix is None or (word in generic_places() and (len(word) > 2 or not _is_suffix(word))):
        return None
    least = _SUFFIXES[suffix[0]]
    at = index
    while end - start < least and _reaches(text, tokens, at, previous):
        at -= 1
        start = tokens[at][0]
    name = text[start:end]
    if end - start < least or _STAND_IN.match(name) or _GENERIC_END.search(name) or name in generic_places():
        return None
    return _with_rest(text, tokens, at, previous)


def _is_suffix(word: str) -> bool:
    return word in _SUFFIXES


def _reaches(text: str, tokens: list[Bounds], at: int, previous: int) -> bool:
    """Whether the word before `at` can belong to the same name."""
    if at == 0 or tokens[at - 1][1] != tokens[at][0] or tokens[at][0] <= previous:
        return False
    word = text[tokens[at - 1][0] : tokens[at - 1][1]]
    return word not in stops() and bool(_CHINESE.fullmatch(word))


def _with_rest(text: str, tokens: list[Bounds], at: int, previous: int) -> int:
    """The start with what is left of an unknown name that the segmentation has cut: up to the place before it, or one
    single character.
    """
    start = tokens[at][0]
    if previous >= 0 and 0 < start - previous <= _LONGEST_GAP:
        back = at
        while _reaches(text, tokens, back, previous):
            back -= 1
        if tokens[back][0] == previous:
            return previous
    if _reaches(text, tokens, at, previous) and tokens[at - 1][1] - tokens[at - 1][0] == 1:
        return tokens[at - 1][0]
    return start
