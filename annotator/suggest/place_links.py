"""Chains of place names in a text: which names of the gazetteer stand there, one inside the other.

Nothing is decided here but what a chain decides: 双河镇茶园村 is the village of that name in the town of that name.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from typing import Final, NamedTuple

from annotator.suggest.gazetteer import COUNTY, LONGEST, TOWNSHIP, VILLAGE, gazetteer, level_of, stem
from annotator.suggest.lexicon import function_words, generic_places, leading_verbs
from annotator.suggest.place_names import Known, below, everyday, is_chinese, looks, other_names, short_forms
from annotator.suggest.words import Bounds, Words

_MOST_PARENTS: Final = 6  # bearers of an ambiguous name whose children are looked through
_LONGEST_TAIL: Final = 4
_LONGEST_STEM: Final = 6
_KIND: Final = re.compile("街道|[乡镇]")
_TAIL: Final = re.compile(f"([\u3400-\u9fff]{{2,{_LONGEST_TAIL}}}?)(村|社区|镇|乡(?!村[^民委])|街道|林场|农场)")
_VILLAGE_TAIL: Final = re.compile(f"([\u3400-\u9fff]{{2,{_LONGEST_TAIL}}}?)(村|社区)")
_ZONE: Final = re.compile(
    "(?:国家级|省级|国家)?(?:(?:高新技术产业|高新技术|经济技术|经济|旅游|综合)?开发区|高新区|经开区|(?:综合)?保税区|自贸区|自由贸易试验区|"
    "(?:国家)?(?:级)?风景名胜区|风景区|(?:旅游)?景区|旅游度假区|度假区|国家森林公园|国家湿地公园|自然保护区)"
)
_SIDE: Final = re.compile("(?:河[东西]|城[东西南北])(?![区部关])")
# What makes another word of the last character of a name: 延安市民 is no 延安市.
_OTHER_WORD: Final = {"市": "民场容", "县": "域", "区": "域间位块", "乡": "村镇土愁", "镇": "域", "村": "庄落镇"}
_UNLISTED_KIND: Final = re.compile("[县镇乡](?![级域城村镇长委])")
_COUNTING: Final = "一二三四五六七八九十百千万两几各区县市乡镇村省级离返下入出"
_TWINS: Final = ("村村", "镇镇", "乡乡", "县县", "区区")  # 大湾村村支部
_COUNTY_KIND: Final = "县市区"


class How(Enum):
    """How a name stands for its place."""

    FULL = "full"
    SHORT = "short"
    OTHER = "other"  # a former name, a zone, an alias of the project
    STEM = "stem"  # of a township or village, without its kind
    RENAMED = "renamed"  # the kind is another one: 葛竹坪乡 is 葛竹坪镇 now
    GLYPH = "glyph"  # a similar character stands there
    TAIL = "tail"  # a village that the gazetteer does not have
    ZONE = "zone"
    UNLISTED = "unlisted"  # ends like a place and stands there more than once


class Link(NamedTuple):
    """A name that ends at `end` and the codes it may stand for (none for what has no code); `inside`: lies in them."""

    end: int
    codes: tuple[str, ...]
    how: How
    inside: bool = False


Chain = tuple[Link, ...]


class Cuts:
    """Where words begin and end in a text, and which of them the dictionary has."""

    def __init__(self, text: str, words: Words, spans: list[Bounds]) -> None:
        self._text = text
        self._words = words
        self._spans = spans
        self._starts = [start for start, _ in spans]

    def around(self, position: int) -> Bounds | None:
        """The word with characters on both sides of a position."""
        at = bisect_right(self._starts, position) - 1
        if at < 0 or not self._spans[at][0] < position < self._spans[at][1]:
            return None
        return self._spans[at]

    def between(self, low: int, high: int) -> list[Bounds]:
        """The words that begin in a range."""
        return self._spans[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def splits_word(self, position: int) -> bool:
        """Whether a word of the dictionary goes across a position."""
        word = self.around(position)
        if word is None:
            return False
        written = self._text[slice(*word)]
        return written not in _TWINS and self.is_word(written)

    def is_word(self, text: str) -> bool:
        """Whether the dictionary has a string."""
        return self._words.is_word(text)


class Namer:
    """Finds chains of names in one text; `own` are names of the project."""

    def __init__(self, text: str, cuts: Cuts, own: Mapping[str, Known]) -> None:
        self._text = text
        self._looks = looks(text)
        self._cuts = cuts
        self._own = own
        self._own_heads = _heads(own)

    def starts(self, low: int, high: int) -> Iterator[int]:
        """The positions of a range where some name begins."""
        text = self._text
        short, other, own = _short_heads(), _other_heads(), self._own_heads
        lengths = gazetteer().lengths
        for at in range(low, high - 1):
            if lengths(text, at, min(LONGEST, high - at)):
                yield at
            else:
                head = text[at : at + 2]
                if head in short or head in other or head in own:
                    yield at

    def chains(self, at: int, high: int) -> list[Chain]:
        """All chains that begin at a position and end by `high`, the longest first, each as long as it goes."""
        found = [chain for first in self._firsts(at, high) for chain in self._extended((first,), high)]
        return sorted(found, key=lambda chain: (-chain[-1].end, chain[-1].how is How.TAIL, len(chain)))

    def _extended(self, chain: Chain, high: int) -> Iterator[Chain]:
        """A chain with what follows it, then as it is."""
        last = chain[-1]
        if last.codes and not last.inside and level_of(last.codes[0]) < VILLAGE and len(last.codes) <= _MOST_PARENTS:
            for link in self._nexts(last.end, high, last.codes):
                kept = tuple(code for code in last.codes if any(below.startswith(code) for below in link.codes))
                yield from self._extended((*chain[:-1], last._replace(codes=kept), link), high)
        closing = self._closing(last, high)
        if closing:
            yield (*chain, closing)
        yield chain

    def _firsts(self, at: int, high: int) -> Iterator[Link]:
        text = self._text
        places = gazetteer()
        for length in places.lengths(text, at, min(LONGEST, high - at)):
            name = text[at : at + length]
            codes = places.codes(name) if length > 1 and not self._makes_other_word(at + length) else []
            if codes:
                yield Link(at + length, _upper(codes), How.FULL)
        yield from self._named(at, high)

    def _makes_other_word(self, end: int) -> bool:
        text = self._text
        return text[end : end + 1] in _OTHER_WORD.get(text[end - 1], "\n") and self._cuts.splits_word(end)

    def _named(self, at: int, high: int) -> Iterator[Link]:
        """Short forms, upgraded counties (邵东县), former names and names of the project at a position."""
        text = self._text
        head = text[at : at + 2]
        for name in _short_heads().get(head, ()):
            end = at + len(name)
            if end > high or not text.startswith(name, at):
                continue
            known = short_forms()[name]
            yield Link(end, known.codes, How.SHORT)
            counties = tuple(code for code in known.codes if level_of(code) == COUNTY)
            if counties and end < high and self._was_county(at, end):
                yield Link(end + 1, counties, How.RENAMED)
        for heads, names in ((_other_heads(), other_names()), (self._own_heads, self._own)):
            for name in heads.get(head, ()):
                if at + len(name) <= high and text.startswith(name, at):
                    yield Link(at + len(name), names[name].codes, How.OTHER, names[name].inside)

    def _was_county(self, at: int, end: int) -> bool:
        """Whether a short form with the kind behind it is the former name of a county (邵东县)."""
        name = self._text[at:end]
        if self._text[end] not in _COUNTY_KIND or name in everyday() or self._makes_other_word(end + 1):
            return False
        return not gazetteer().codes(name + self._text[end])

    def _nexts(self, at: int, high: int, parents: tuple[str, ...]) -> Iterator[Link]:
        """What lies inside one of some divisions and is named at a position."""
        taken: set[int] = set()
        for link in self._firsts(at, high):
            codes = tuple(code for code in link.codes if _is_below(code, parents))
            if codes and not (link.how is How.SHORT and self._text[at : link.end] in everyday()):
                taken.add(link.end)
                yield link._replace(codes=codes)
        for parent in parents:
            for link in self._children(at, high, parent):
                if link.end not in taken:
                    yield link

    def _children(self, at: int, high: int, parent: str) -> Iterator[Link]:
        """Children of a division by similar glyphs, by their stem alone and by their stem with another kind."""
        children = below(parent)
        for length in range(min(children.longest, high - at), 1, -1):
            piece = self._looks[at : at + length]
            if piece in children.names:
                yield Link(at + length, tuple(children.names[piece]), self._how(at, length, children.names[piece]))
            elif piece in children.stems:
                yield from self._by_stem(at, at + length, high, children.stems[piece])

    def _how(self, at: int, length: int, codes: list[str]) -> How:
        written = self._text[at : at + length]
        return How.FULL if any(gazetteer().name(code) == written for code in codes) else How.GLYPH

    def _by_stem(self, at: int, end: int, high: int, codes: list[str]) -> Iterator[Link]:
        townships = tuple(code for code in codes if level_of(code) == TOWNSHIP)
        kind = _KIND.match(self._text, end, high)
        if townships and kind and not self._makes_other_word(kind.end()):
            yield Link(kind.end(), townships, How.RENAMED)
        elif not self._cuts.splits_word(end) and not self._cuts.is_word(self._text[at:end]):
            yield Link(end, tuple(codes), How.STEM)

    def _closing(self, last: Link, high: int) -> Link | None:
        """What may follow the last known name: a zone or scenic area, or a village that the gazetteer does not have."""
        if not last.codes or last.inside:
            return None
        zone = _ZONE.match(self._text, last.end, high)
        if zone and level_of(last.codes[0]) < VILLAGE:
            return Link(zone.end(), last.codes, How.ZONE, inside=True)
        side = _SIDE.match(self._text, last.end, high)
        if side and not self._cuts.splits_word(side.end()) and len(last.codes[0]) in (4, 6):
            return Link(side.end(), last.codes, How.ZONE, inside=True)
        if level_of(last.codes[0]) not in (COUNTY, TOWNSHIP) or last.how in (How.SHORT, How.STEM):
            return None
        shape = _TAIL if level_of(last.codes[0]) == COUNTY else _VILLAGE_TAIL
        tail = shape.match(self._text, last.end, high)
        return Link(tail.end(), last.codes, How.TAIL, inside=True) if tail and self._is_name(tail) else None

    def _is_name(self, tail: re.Match[str]) -> bool:
        """Whether what precedes 村 may be a name: no function word, no common word such as 贫困村."""
        if tail[0] in generic_places() or GENERIC_VILLAGE.search(tail[0]) or self._makes_other_word(tail.end()):
            return False
        if any(char in function_words() for char in tail[1]) or any(
            tail[1][at : at + 2] in leading_verbs() for at in range(len(tail[1]) - 1)
        ):
            return False
        across = self._cuts.around(tail.start())
        titled = across is not None and self._text[tail.start() : across[1]] == "长"  # 尹家溪镇|长茂山村
        if not titled and self._cuts.splits_word(tail.start()):
            return False
        return len(tail[1]) <= 2 or not self._cuts.is_word(tail[1])

    def unlisted(self, low: int, high: int) -> Iterator[Bounds]:
        """Names of counties and townships that the gazetteer does not have, told by standing there more than once."""
        text = self._text
        for kind in _UNLISTED_KIND.finditer(text, low, high):
            end = kind.end()
            names = [text[at:end] for at in (end - 3, end - 4) if at >= low and self._may_name(at, end - 1)]
            counts = [text.count(name) for name in names]
            if names and counts[0] > 1 and not self._makes_other_word(end):
                yield end - len(names[-1] if counts[-1] == counts[0] else names[0]), end

    def small_after(self, at: int, high: int) -> int:
        """Where a name ends that some township or village bears, right behind one that is not listed; 0 for none."""
        lengths = gazetteer().lengths(self._text, at, min(LONGEST, high - at))
        ends = [at + length for length in lengths if length > 2 and not self._makes_other_word(at + length)]
        return max(ends, default=0)

    def _may_name(self, at: int, end: int) -> bool:
        """Whether some characters before 县 may be a name: no word of its own, no function word in it."""
        stem_ = self._text[at:end]
        return (
            is_chinese(stem_)
            and not self._cuts.is_word(stem_)
            and not self._cuts.splits_word(at)
            and not self._cuts.splits_word(end + 1)
            and not any(char in function_words() or char in _COUNTING for char in stem_)
            and not GENERIC_VILLAGE.search(self._text[at : end + 1])
        )

    def area(self, end: int) -> int:
        """Where a zone or scenic area ends that is called after the place which ends here; 0 if there is none."""
        zone = _ZONE.match(self._text, end)
        return zone.end() if zone else 0

    def beside(self, counties: Iterable[str], low: int, high: int) -> Iterator[tuple[int, list[Chain]]]:
        """Chains from townships of some counties that stand there with another kind or with a similar glyph.

        崑山镇 in 新宁县 is 崀山镇, 葛竹坪乡 in 溆浦县 is 葛竹坪镇.
        """
        stems = _township_stems(tuple(counties))
        for kind in _KIND.finditer(self._text, low, high) if stems else ():
            end = kind.start()
            for at in range(max(low, end - _LONGEST_STEM), end - 1):
                codes = stems.get(self._looks[at:end])
                if codes is None or self._makes_other_word(kind.end()):
                    continue
                if not any(gazetteer().name(code) == self._text[at : kind.end()] for code in codes):
                    same = any(stem(gazetteer().name(code)) == self._text[at:end] for code in codes)
                    link = Link(kind.end(), codes, How.RENAMED if same else How.GLYPH)
                    yield at, list(self._extended((link,), high))
                break


@lru_cache(maxsize=64)
def _township_stems(counties: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The townships of some counties by their stems, similar glyphs made equal."""
    found: dict[str, list[str]] = {}
    for county in counties:
        for township in gazetteer().children(county):
            short = stem(township.name)
            if 2 <= len(short) <= _LONGEST_STEM:
                found.setdefault(looks(short), []).append(township.code)
    return {short: tuple(codes) for short, codes in found.items()}


GENERIC_VILLAGE: Final = re.compile(
    "(?:贫困|示范|专业|先进|百强|十佳|强|重点|文明|美丽|自然|行政|深度|空壳|薄弱|边远|偏远|库|产业|旅游|少数民族|试点|脱贫|出列|特色|中心|"
    "小康|富裕|亿元|明星|样板|标杆|传统|古|城中|空心|移民|安置|所辖|辖|个|该|本|各|全|我|此|那|每|某|邻|外|同|驻|到|进|入|联|帮|扶|建|新型|智慧|数字)"
    "(?:[村镇乡]|社区|街道)$"
)


def _upper(codes: list[str]) -> tuple[str, ...]:
    """Codes without those that repeat the one around them (东莞市 as its own county)."""
    return tuple(code for code in codes if len(code) != 6 or not (code[4:] == "00" and code[:4] in codes))


def _is_below(code: str, parents: tuple[str, ...]) -> bool:
    return any(len(code) > len(parent) and code.startswith(parent) for parent in parents)


def _heads(names: Mapping[str, Known]) -> dict[str, list[str]]:
    """Names by their first two characters."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[:2], []).append(name)
    return found


@cache
def _short_heads() -> dict[str, list[str]]:
    return _heads(short_forms())


@cache
def _other_heads() -> dict[str, list[str]]:
    return _heads(other_names())
