"""Names of programmes in marks: titles of documents, names that go on behind the mark, named sets of rules."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from annotator.suggest.lexicon import function_words, leading_verbs, words_of
from annotator.suggest.marks import TITLES, Pair, holds_name, pairs
from annotator.suggest.place_links import Cuts
from annotator.suggest.programme_names import head_pattern, heads, known_names, known_pattern

_DOCUMENT: Final = re.compile(
    "(?:方案|办法|意见|规划|条例|通知|规定|细则|纲要|计划|预案|决定|公约|制度|守则|准则|指南|标准|措施|清单|协议|法)(?:[（(][^（）()]*[）)])?$"
)
_NUMBER: Final = "一二两三四五六七八九十百千万双多零"
_SET: Final = re.compile(f"[{_NUMBER}][大个项条][^{_NUMBER}，]{{1,6}}|[{_NUMBER}]个[{_NUMBER}][^，]{{1,4}}")
_PAIRED: Final = re.compile(f"(?:[{_NUMBER}][^{_NUMBER}，、]{{1,4}}、?){{2,5}}")
_SHORT_SET: Final = re.compile(f"[两三四五六七八九十][^{_NUMBER}，]{{1,3}}")
_CLOSES: Final = "|".join(
    [
        "行动|工程|计划|机制|制度|负责制|责任制|[河湖林田路街链]长制|攻坚战|保卫战|战略|活动|改革|方案",
        "条例|办法|全覆盖|建设|专项整治|试点|规划|清单|公约",
    ]
)
# Head nouns that do not go on a name in marks: “一村一品”模式.
_NOT_BEHIND: Final = frozenset({"模式", "项目", "示范", "贷款", "补贴", "补助", "保险", "救助", "奖补", "供养"})
_DIRECTLY: Final = re.compile("行动|活动|工程|计划")
_LONGEST_BEHIND: Final = 12
_SHORT: Final = 3  # characters of a name in marks that shares its head noun with the next one
_SUM: Final = re.compile(r"\d+(?:[+＋][\dA-Za-zN]+)+")


@cache
def _ends() -> re.Pattern[str]:
    """Finds what closes a name inside marks."""
    return re.compile(f"(?:{_CLOSES}|(?:{'|'.join(words_of('year_themes'))})[年月周])$")


@cache
def _enacts() -> re.Pattern[str]:
    """Finds a verb that enacts what follows, at most a few characters before it."""
    return re.compile(f"(?:{'|'.join(words_of('enacting_verbs'))})了?(?:[\u3400-\u9fff]{{0,4}})$")


def _is_facility(inside: str) -> bool:
    return inside.endswith(tuple(words_of("facilities")))


class Proposal(NamedTuple):
    """A range of a paragraph that may be the name of a programme, how likely, and by what rule."""

    start: int
    end: int
    score: float
    rule: str


def quoted(line: str, cuts: Cuts, offset: int) -> Iterator[Proposal]:
    """The proposals of a paragraph that begins at `offset` of the text that `cuts` knows; ranges count in it."""
    found = sorted(pairs(line))
    for pair in found:
        if not holds_name(line, pair):
            continue
        if line[pair.opening] in TITLES:
            if _DOCUMENT.search(line, pair.opening + 1, pair.closing):
                yield Proposal(pair.opening + 1, pair.closing, 0.9, "title")
        elif line[pair.opening] in '“‘「『"':
            yield from _in_quotes(line, pair, found, cuts, offset)


def _in_quotes(line: str, pair: Pair, others: list[Pair], cuts: Cuts, offset: int) -> Iterator[Proposal]:
    inside = line[pair.opening + 1 : pair.closing]
    if ("+" in inside or "＋" in inside) and not _SUM.fullmatch(inside):
        return
    whole = _known_across(line, pair, inside)
    if whole:
        yield Proposal(pair.opening, whole, 0.9, "known")
    end, weight = continued(line, pair, cuts, offset)
    if end:
        yield Proposal(_first_mark(line, pair, others), end, weight, "behind")
        if inside not in known_names():
            return
    if inside in words_of("quoted_phrases") or "+" in inside or _is_facility(inside):
        return
    parts = _parts(inside)
    score = _inside(line, pair, inside, cuts)
    at = pair.opening + 1
    for part in parts:
        if score:
            yield Proposal(at, at + len(part), score, "quoted")
        at += len(part) + 1


def _known_across(line: str, pair: Pair, inside: str) -> int:
    """Where a name of the lexicon ends of which only the first part stands in marks (“一站式”结算); 0 for none."""
    plain = inside + line[pair.closing + 1 : pair.closing + 1 + _LONGEST_BEHIND]
    found = known_pattern().match(plain)
    return pair.closing + 1 + found.end() - len(inside) if found and found.end() > len(inside) else 0


def _first_mark(line: str, pair: Pair, others: list[Pair]) -> int:
    """Where the first of several names in marks begins that share a head noun (“蓝天”“碧水”保卫战)."""
    start = pair.opening
    for other in sorted(others, reverse=True):
        if other.closing + 1 == start and other.closing - other.opening - 1 <= _SHORT:
            start = other.opening
    return start


def _parts(inside: str) -> list[str]:
    """一乡一业、一村一品 are two names, 两不愁、三保障 is one."""
    parts = inside.split("、")
    alike = len(parts) > 1 and len({len(part) for part in parts}) == 1 and len(parts[0]) >= 4
    return parts if alike else [inside]


def _inside(line: str, pair: Pair, inside: str, cuts: Cuts) -> float:
    """How likely what stands in quotation marks is a name by itself."""
    if inside in known_names():
        return 0.95
    enacted = bool(_enacts().search(line, max(0, pair.opening - 10), pair.opening))
    if _ends().search(inside) and len(inside) >= 4:
        return 0.8
    if _SET.fullmatch(inside):
        return 0.65 if enacted else 0.5
    if _PAIRED.fullmatch(inside) and len(inside) >= 4 and not cuts.is_word(inside):
        return 0.8 if enacted else 0.6
    if _SHORT_SET.fullmatch(inside):
        return (0.5 if enacted else 0.4) if len(inside) > 2 else (0.4 if enacted else 0.25)
    if enacted and 4 <= len(inside) <= 12:
        return 0.45
    return 0.0


def continued(line: str, pair: Pair, cuts: Cuts, offset: int) -> tuple[int, float]:
    """Where a name in marks ends with the head noun behind them, and how likely it is one; 0 where it does not."""
    at = pair.closing + 1
    inside = line[pair.opening + 1 : pair.closing]
    found = (0, 0.0)
    if _ends().search(inside) and len(inside) > 4:  # the name ends inside the marks
        directly = _DIRECTLY.match(line, at) if inside[-1] in "年月周" else None
        return (directly.end(), 0.85) if directly else found
    for match in head_pattern().finditer(line, at, at + _LONGEST_BEHIND):
        between = line[at : match.start()]
        goes_on = found[0] == match.start()
        if not (goes_on or _joins(between, cuts)) or _inside_word(line, match, cuts, offset):
            break
        if match[0] in _NOT_BEHIND:
            continue
        named = heads()[match[0]] > 0.5
        if _is_facility(inside) and not named:
            break
        weight = 0.85 if named else 0.7
        found = match.end(), weight
        if not head_pattern().match(line, match.end()):
            break
    return found


def _inside_word(line: str, head: re.Match[str], cuts: Cuts, offset: int) -> bool:
    """Whether a head noun is part of another word (工程师), not of one that only puts another noun to it (公益活动)."""
    behind = cuts.around(head.end() + offset)
    if behind and line[head.end() : behind[1] - offset] not in ("建设", "工作", "实施", "管理"):
        return cuts.splits_word(head.end() + offset)
    before = cuts.around(head.start() + offset)
    return before is not None and before[1] != head.end() + offset


def _joins(between: str, cuts: Cuts) -> bool:
    """Whether what stands between the mark and the head noun can be part of the name."""
    if not between:
        return True
    if not between.isalpha() or len(between) > 9:
        return False
    if between[0] in function_words() and not cuts.is_word(between[:2]):
        return False
    return between[:2] not in leading_verbs() and "的" not in between
