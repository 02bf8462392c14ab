"""Names of programmes without marks: compounds that a head noun closes (农村安全饮水工程), by the words before it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from annotator.suggest.lexicon import function_words, leading_verbs, scopes, words_of
from annotator.suggest.place_links import Cuts
from annotator.suggest.programme_names import WORKS, generic_modifiers, head_pattern, heads, known_pattern
from annotator.suggest.programme_quotes import Proposal
from annotator.suggest.words import Bounds

_MOST_WORDS: Final = 9
_LONGEST: Final = 22
_CHINESE: Final = re.compile("[\u3400-\u9fff]+")
# What may stand between a verb that belongs to a name and its head noun: 整治提升五年行动.
_TAIL: Final = re.compile(
    "[一二三四五六七八九十百两]年|专项|集中|攻坚|重点|示范|试点|综合|补助|支持|服务|管理|百日|提升|治理|改造|保障|"
    "[一二三四五六七八九十]+[大件]"
)
# Works that recur in plans begin so; a single building site does not.
_LINE_OF_WORKS: Final = re.compile("农村|城镇|城市|老旧|棚户|城中村|危|旧|县乡|乡镇|中小学|薄弱|农网|电网")
_AGAIN: Final = frozenset("再又还已将正曾")  # before a verb: 再启动
_AND: Final = frozenset("和与及暨、")
_SHAPES: Final = (
    (re.compile("(?:城乡|农村|城市|城镇)?(?:低保|五保)(?=户|对象|金|人员|家庭|政策|补助)"), 0.9),
    (re.compile("[三四五六七八九十双][重级位道][\u3400-\u9fff]{2,4}(?:体系|机制|制度)"), 0.7),
    (re.compile("(?:[河湖林田山路街楼链湾滩草水渠巷库塘井]{1,2})长制(?![造定度作])"), 0.9),
    (re.compile("双[\u3400-\u9fff]{1,2}长?(?:负责|责任)?制(?![造定度作])"), 0.7),
)
_WHOLE: Final = ("覆盖", "小康", "产业链", "链条", "流程", "过程", "周期", "方位")  # behind 全: of a name
# Named welfare schemes are programmes where something enacts them.
_WELFARE: Final = frozenset({"补贴", "补助", "津贴", "保险", "救助", "供养", "奖补"})
_AFTER_HEAD: Final = frozenset({"建设", "创建", "整治", "项目", "规定"})
_BEHIND_HEAD: Final = frozenset({"建设", "工作", "实施", "管理", "资金", "项目"})
# Behind a known name these belong to it: 易地扶贫搬迁工程.
_AFTER_KNOWN: Final = re.compile(
    "(?:三年|五年|百日|专项|攻坚|提升|巩固|示范|试点)*(?:工程|行动计划|行动方案|行动|制度|机制|计划|试点|战略|攻坚战|项目)(?![师员力])"
)


def known(line: str, cuts: Cuts, offset: int) -> Iterator[Proposal]:
    """Names of the lexicon, with the head noun behind them that belongs to them."""
    for match in known_pattern().finditer(line):
        start, end = match.span()
        # 低保金 and 搬迁户 are words, but the name in them is tagged.
        if cuts.splits_word(start + offset) or (end - start < 4 and cuts.splits_word(end + offset)):
            continue
        yield Proposal(start, end, 0.92, "known")
        after = _AFTER_KNOWN.match(line, end)
        if after and not cuts.splits_word(after.end() + offset):
            yield Proposal(start, after.end(), 0.85, "known")


def shaped(line: str, cuts: Cuts, offset: int) -> Iterator[Proposal]:
    """Names of a fixed shape: 低保 before those who get it, 六重保障体系, 双组长制."""
    for shape, score in _SHAPES:
        for match in shape.finditer(line):
            if not cuts.splits_word(match.start() + offset):
                yield Proposal(*match.span(), score, "head")


def headed(line: str, spans: Sequence[Bounds], places: Sequence[Bounds], cuts: Cuts, offset: int) -> Iterator[Proposal]:
    """Compounds with a head noun; `spans` are the words of the paragraph, `places` what no name goes across."""
    spans = list(_parted(line, spans))
    starts = {start: index for index, (start, _) in enumerate(spans)}
    barred = {at for start, end in places for at in range(start, end)}
    for match in head_pattern().finditer(line):
        index = starts.get(match.start())
        if index is None or (match.end() not in starts and cuts.splits_word(match.end() + offset)):
            continue
        first = _first(line, spans, index, barred)
        proposal = _proposal(line, spans, first, index, match)
        if proposal:
            yield proposal


def _parted(line: str, spans: Sequence[Bounds]) -> Iterator[Bounds]:
    """The words, those cut in two that the dictionary has as one with a head noun: 工程 建设, 公益 活动."""
    for start, end in spans:
        head = head_pattern().match(line, start, end) if end - start > 3 else None
        if head and line[head.end() : end] in _BEHIND_HEAD:
            yield start, head.end()
            yield head.end(), end
        elif end - start == 4 and line[end - 2 : end] in heads() and line[start:end] not in heads():
            yield start, end - 2
            yield end - 2, end
        else:
            yield start, end


def _proposal(line: str, spans: Sequence[Bounds], first: int, index: int, head: re.Match[str]) -> Proposal | None:
    """The name from the word `first` to the head noun, if the words before the head say which one it is."""
    while first < index and _strips(line[slice(*spans[first])]) and not line.startswith("全面小康", spans[first][0]):
        first += 1
    modifiers = [line[slice(*span)] for span in spans[first:index]]
    telling = [word for word in modifiers if word not in generic_modifiers()]
    if not telling or sum(map(len, modifiers)) < 2 or line[: spans[first][0]][-1:].isdecimal():
        return None
    if modifiers[-1] in heads() and head[0] in _AFTER_HEAD:
        return None  # the name has its head noun before: 社保体系建设
    score = heads()[head[0]]
    if score == WORKS and _LINE_OF_WORKS.match(line, spans[first][0]):
        score = 0.62
    before = line[slice(*spans[first - 1])] if first else ""
    if before in words_of("enacting_verbs") and spans[first - 1][1] == spans[first][0]:
        score += 0.2 if head[0] in _WELFARE else 0.12
    if len(telling) == 1 and len(telling[0]) <= 2 and score < 0.7:
        score -= 0.15
    return Proposal(spans[first][0], head.end(), min(score, 0.95), "head")


def _strips(word: str) -> bool:
    """Whether a word at the beginning is no part of the name."""
    return (
        word in words_of("before_names")
        or word in scopes()
        or word in leading_verbs()
        or (len(word) > 3 and word[2:] in leading_verbs())
        or (len(word) > 2 and word[0] in _AGAIN and word[1:] in leading_verbs())
    )


def _first(line: str, spans: Sequence[Bounds], index: int, barred: set[int]) -> int:
    """The first word of the compound that ends before the word `index`."""
    first = index
    while first > 0 and index - first < _MOST_WORDS:
        start, end = spans[first - 1]
        word = line[start:end]
        if end != spans[first][0] or start in barred or spans[index][0] - start > _LONGEST:
            break
        if word in _AND and _shares(line, spans, first, index):
            first -= 1
            continue
        if not _CHINESE.fullmatch(word) or word in scopes():
            break
        if word in function_words() and not _kept(line, spans, first - 1):
            break
        if word in leading_verbs() and not _in_tail(line, spans, first, index):
            break
        first -= 1
    while first < index and line[slice(*spans[first])] in _AND:
        first += 1
    return first


def _kept(line: str, spans: Sequence[Bounds], index: int) -> bool:
    """Whether a function word is part of a name here: 全 in 全覆盖, 年 in 决胜年行动."""
    start, end = spans[index]
    if line[start:end] in ("全", "全面"):
        return line.startswith(_WHOLE, end)
    theme = line[slice(*spans[index - 1])] if index else ""
    return line[start:end] == "年" and theme in words_of("year_themes") and spans[index - 1][1] == start


def _in_tail(line: str, spans: Sequence[Bounds], first: int, index: int) -> bool:
    """Whether a verb before the word `first` belongs to the name: right before the head noun or its 三年, 专项."""
    return all(_TAIL.fullmatch(line[slice(*span)]) for span in spans[first:index])


def _shares(line: str, spans: Sequence[Bounds], first: int, index: int) -> bool:
    """Whether 和 before the word `first` joins two parts of one name: 监测和帮扶机制."""
    right = [line[slice(*span)] for span in spans[first:index]]
    shared = words_of("coordinated")
    return "".join(right) in shared or (0 < len(right) <= 2 and all(word in shared for word in right))
