"""Whether a chain of names is a place where it stands, how likely, and whether the votes tell which one."""

import re
from typing import Final

from annotator.suggest.gazetteer import COUNTY, DIGITS, TOWNSHIP, level_of
from annotator.suggest.lexicon import function_words, generic_places
from annotator.suggest.place_context import Votes
from annotator.suggest.place_links import GENERIC_VILLAGE, Chain, Cuts, How, Link
from annotator.suggest.place_names import common_words, everyday, generic_counties

_PERSON: Final = re.compile(
    "(?:记者|通讯员|村民|书记|主任|局长|县长|市长|镇长|乡长|教师|老师|学生|医生|同志|先生|女士|摄影|撰文)$"
)
# A family name behind a mark, before a short form that another mark follows: 张延安.
_NAMED: Final = re.compile(
    "(?:^|[、，。；：（(“\\s])[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦付方白邹孟熊秦邱侯江尹薛阎段雷黎史龙贺顾毛郝龚邵万钱覃武戴莫孔向汤欧]$"
)
_SIDES: Final = tuple("东西南北大小上下")
_LANDSCAPE: Final = tuple("岛山湖河江湾峰岭洲")
_PREPOSITIONS: Final = "到在从往向把被和与的为以由等某本全各每该这那是有"
_CHINESE: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class Judge:
    """Judges the chains of one text; `full` are the codes of places down to the county named in full in it."""

    def __init__(self, text: str, cuts: Cuts, votes: Votes, full: set[str]) -> None:
        self._text = text
        self._cuts = cuts
        self.votes = votes
        self._full = full

    def nearer(self, codes: tuple[str, ...]) -> bool:
        """Whether the first of some codes is nearer to what the text names than the second."""
        return self.votes.near(codes[0]) > self.votes.near(codes[1]) or len(codes[0]) < len(codes[1])

    def single(self, at: int, chain: Chain, codes: tuple[str, ...]) -> tuple[float, bool]:
        """How likely one name alone is a place, and whether its code can be told."""
        last = chain[-1]
        level = level_of(codes[0])
        settled = len(codes) == 1 or self.nearer(codes)
        if last.how is How.OTHER:
            return 0.95, settled
        if last.how is How.SHORT:
            return self._short(at, last.end, codes), settled
        if last.how in (How.RENAMED, How.GLYPH):
            return (0.9 if level > COUNTY else 0.93), settled
        if level <= COUNTY:
            return self._county(self._text[at : last.end], codes[0], settled=settled), settled
        return self._small(at, last.end, codes, level), settled and self.votes.support(codes[0]) >= DIGITS[1]

    def _county(self, written: str, code: str, *, settled: bool) -> float:
        support = self.votes.support(code)
        if written in generic_counties():
            return 0.7 if support >= DIGITS[1] else 0.1
        if len(written) == 2:
            return 0.85 if support >= DIGITS[1] else 0.6 if support else 0.45
        return 0.97 if settled else 0.85

    def _small(self, at: int, end: int, codes: tuple[str, ...], level: int) -> float:
        """A township or village that stands alone is believed where the article is about its surroundings."""
        written = self._text[at:end]
        if GENERIC_VILLAGE.search(written) or written in generic_places():
            return 0.1
        support = self.votes.support(codes[0])
        alone = len(codes) == 1 or self.votes.support(codes[1]) < support
        if support < DIGITS[COUNTY] and written.endswith(("园区", "开发区", "高新区", "农场", "林场", "牧场", "渔场")):
            return 0.1
        if level == TOWNSHIP:
            by_support = {6: 0.95, 4: 0.88 if alone else 0.7, 2: 0.7 if alone and len(written) > 3 else 0.35}
            return by_support.get(support, 0.6 if len(codes) == 1 and len(written) > 3 else 0.2)
        if written.endswith("社区") and support < DIGITS[COUNTY]:
            return 0.4 if support and not self._of_words(written) else 0.2
        by_support = {9: 0.95, 6: 0.9, 4: 0.75 if alone else 0.55}
        if support in by_support:
            return by_support[support]
        return 0.2 if len(written) < 4 or self._of_words(written) else 0.45 if support and alone else 0.35

    def _of_words(self, written: str) -> bool:
        """Whether a name may be two common words by chance: 发展 乡村."""
        return self._cuts.is_word(written[:2]) and self._cuts.is_word(written[2:])

    def _short(self, at: int, end: int, codes: tuple[str, ...]) -> float:
        """A short form: of provinces and cities at once, of counties where the article names their surroundings."""
        written = self._text[at:end]
        evidence = any(code in self._full for code in codes)
        if evidence and written not in common_words():
            return 0.9 if written in everyday() else 0.93
        support = max(self.votes.support(code) for code in codes)
        named = any(self.votes.has(code) for code in codes)
        if written in everyday():
            return 0.25
        if level_of(codes[0]) < COUNTY:
            return 0.95
        if support >= DIGITS[1] or named:
            return 0.88
        return 0.75 if support else 0.6

    def stands(self, at: int, chain: Chain) -> bool:
        """Whether a chain begins and ends where a name can: not inside another word, if it is short or weak."""
        first, last = chain[0], chain[-1]
        if first.how is How.FULL and first.end - at == 2 and self._goes_on_before(at):
            return False
        if len(chain) == 1 and first.how is How.FULL and first.codes and level_of(first.codes[0]) <= COUNTY:
            return first.end - at > 2 or not (self._cuts.splits_word(at) or self._cuts.splits_word(first.end))
        if self._cuts.splits_word(at) and first.how is not How.OTHER:
            return False
        if first.how is How.SHORT:
            return self._short_stands(at, first, alone=len(chain) == 1)
        if len(chain) == 1 and level_of(last.codes[0]) > COUNTY if last.codes else False:
            return not self._cuts.splits_word(last.end) and not self._after_function(at)
        return True

    def _goes_on_before(self, at: int) -> bool:
        """Whether a single character that is no word of its own stands before a name of two: 丰县 in 合丰县."""
        before = self._text[at - 1 : at]
        if not _CHINESE.match(before) or before in function_words() or before in "省市州区":
            return False
        word = self._cuts.around(at - 1) if at > 1 else None
        return word is None or not self._cuts.is_word(self._text[word[0] : at])

    def _after_function(self, at: int) -> bool:
        """Whether a name begins with what is a word of its own: 到村, 在乡."""
        return self._text[at : at + 1] in _PREPOSITIONS and not self._cuts.is_word(self._text[at : at + 2])

    def _short_stands(self, at: int, first: Link, *, alone: bool) -> bool:
        """Whether a short form is a word here, or the first part of one that names something there (邵阳站)."""
        if self._text[at - 1 : at] in _SIDES and self._text[first.end : first.end + 1] in _LANDSCAPE:
            return False  # 东福山岛 is no 福山
        before = self._cuts.around(at)
        if before is not None and self._text[before[0] : at] not in function_words():
            return False
        if alone and level_of(first.codes[0]) == COUNTY and _PERSON.search(self._text, max(0, at - 4), at):
            return False
        if alone and _NAMED.search(self._text, max(0, at - 2), at) and not _CHINESE.match(self._text, first.end):
            return False
        crossing = self._cuts.around(first.end)
        if crossing is None or not alone:
            return True
        if crossing[0] < at:
            return False
        return level_of(first.codes[0]) < COUNTY or not self._cuts.is_word(self._text[slice(*crossing)])
