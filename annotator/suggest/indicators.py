"""What a quantity measures, as quotes of the text: the words before the number, and the noun it counts behind it."""

import re
from collections.abc import Sequence
from typing import Final

from annotator.suggest.lexicon import function_words, leading_verbs, scopes
from annotator.suggest.quantities import Quantity
from annotator.suggest.regions import clause, region
from annotator.suggest.roles import left_of, lists
from annotator.suggest.units import Kind
from annotator.suggest.words import Bounds, Words

# What stands between the words that name a thing and its number, and says nothing about the thing.
_LINK: Final = re.compile(
    r"(?:分别|已经|目前|累计|总计|合计|共计|共有|仅有|只有|至少有?|最多|最高|最低|平均|超过|不到|不足|不低于|不超过|突破|接近|稳定在|保持在|控制在|"
    r"达到|增长到|增加到|提高到|提升到|提升至|提高至|扩大到|上升到|上升至|下降到|下降至|降低到|降至|增至|升至|缩短到|缩短至|减少到|减少至|"
    r"同比增长|同比下降|同比|环比|增长|下降|由原来的|\d{4}年[底末初]?|只需|仅需|需要|由|从|至|到|为|是|达|共|约|有|仅|只|了|的|就|已|每|以|[（(：:]|\s)+$"
)
_MOST_WORDS: Final = 6
_MOST_CHARACTERS: Final = 14
_SPLIT: Final = re.compile("[、和及与]")
_HERE: Final = re.compile("^(?:[该全本我各]?[省市县区镇乡村](?![民级干庄])|目前|现有|共|已|又|还|并)")
_OPENING: Final = {"”": "“", "’": "‘", "》": "《", ")": "(", "）": "（"}
_CHINESE: Final = re.compile("[\u3400-\u9fffA-Za-z]")

Quote = dict[str, int | str]


def quote(text: str, bounds: Bounds) -> Quote:
    """A quote as attributes store it."""
    return {"start": bounds[0], "end": bounds[1], "text": text[slice(*bounds)]}


def indicators(text: str, metrics: Sequence[Quantity], words: Words) -> list[list[Quote]]:
    """One to three quotes for each of some neighbouring metrics, none where the text does not say what is measured."""
    found: list[list[Bounds]] = []
    earlier: list[range] = []
    for group in lists(text, metrics):
        named = _listed(text, metrics, group, words)
        targets = earlier[-1] if earlier and _is_target(text, metrics, group, earlier[-1]) else None
        for place, index in enumerate(group):
            if targets:
                own = found[targets[place]]
            elif named:
                own = [named[place]]
            else:
                own = _around(text, metrics, index, words)
                if not own:
                    own = found[-1] if _follows(text, metrics, index) else _earlier(text, metrics, index, words)
            found.append(own)
        earlier.append(group)
    return [[quote(text, bounds) for bounds in quotes[:3]] for quotes in found]


def _is_target(text: str, metrics: Sequence[Quantity], group: range, before: range) -> bool:
    """Whether a list takes up the one before it: 由A、B增长到C、D."""
    between = text[metrics[before[-1]].end : metrics[group[0]].start]
    bare = re.sub(r"\([^)]*\)|（[^）]*）", "", between)
    return len(group) == len(before) and bool(bare) and _LINK.fullmatch(bare) is not None


def _follows(text: str, metrics: Sequence[Quantity], index: int) -> bool:
    """Whether nothing but a list mark or a link stands between a metric and the one before it."""
    if not index:
        return False
    between = text[metrics[index - 1].end : metrics[index].start]
    return not between.strip("、和及与 ") or _LINK.fullmatch(between) is not None


def _around(text: str, metrics: Sequence[Quantity], index: int, words: Words) -> list[Bounds]:
    """The words before the number and, for a classifier, the counted noun behind it."""
    metric = metrics[index]
    before = _before(text, metric.start - len(left_of(text, metrics, index)), metric.start, words)
    behind: Bounds | None = None
    if metric.kind in (Kind.COUNT, Kind.MEASURE, Kind.DIVISION):
        limit = metrics[index + 1].start if index + 1 < len(metrics) else len(text)
        behind = _behind(text, metric, limit, words)
    return [bounds for bounds in (before, behind) if bounds]


def _before(text: str, low: int, high: int, words: Words) -> Bounds | None:
    """The last run of words before a number that names something, without what only links them."""
    link = _LINK.search(text, low, high)
    end = link.start() if link else high
    start = end
    at = end
    for _ in range(_MOST_WORDS):
        at = _previous(text, low, at, words)
        if at < 0 or end - at > _MOST_CHARACTERS or (start < end and text[at:start] in scopes()):
            break
        start = at
    here = _HERE.match(text[start:end])
    start += here.end() if here and here.end() < end - start else 0
    return (start, end) if start < end else None


def _previous(text: str, low: int, at: int, words: Words) -> int:
    """Where the word before a position begins, marks with what they hold as one; -1 where a name cannot go on."""
    if at <= low:
        return -1
    opening = _OPENING.get(text[at - 1])
    if opening:
        return text.rfind(opening, low, at - 1)
    token = words.at(text, at - 1)
    if token is None or token[0] < low:
        return -1
    word = text[token[0] : at]
    return token[0] if word.isalnum() and word not in function_words() else -1


def _behind(text: str, metric: Quantity, limit: int, words: Words) -> Bounds | None:
    """The noun that a classifier counts: up to a function word, a verb or a mark."""
    _, high = clause(text, metric.end)
    at = metric.end + (1 if text.startswith("的", metric.end) else 0)
    end = at
    tokens = [token for token in words.around(text, at) if token[0] >= at and token[1] <= min(high, limit)]
    for token in tokens[:_MOST_WORDS]:
        word = text[slice(*token)]
        if token[0] != end or not _CHINESE.match(word) or word in function_words() or word in leading_verbs():
            break
        end = token[1]
    return (at, end) if end > at else None


def _earlier(text: str, metrics: Sequence[Quantity], index: int, words: Words) -> list[Bounds]:
    """The end of the sentence part before, where the number stands right behind a comma."""
    start, _ = clause(text, metrics[index].start)
    low = max(region(text, start)[0], metrics[index - 1].end if index else 0)
    if start <= low + 1 or text[start - 1] != "，":
        return []
    found = _before(text, max(low, clause(text, start - 1)[0]), start - 1, words)
    return [found] if found else []


def _listed(text: str, metrics: Sequence[Quantity], group: range, words: Words) -> list[Bounds]:
    """For A、B分别达到1、2 the noun of each number; empty where nouns and numbers do not match."""
    if len(group) < 2:
        return []
    first = metrics[group[0]]
    left = left_of(text, metrics, group[0])
    if "分别" not in left and "各" not in left and "增长到" not in left and "提高到" not in left:
        return []
    low = first.start - len(left)
    head = left.split("分别")[0] if "分别" in left else left
    parts = [part for part in _SPLIT.split(head) if part]
    if len(parts) != len(group):
        return []
    found: list[Bounds] = []
    at = low
    for part in parts:
        start = text.index(part, at)
        at = start + len(part)
        found.append(_before(text, start, at, words) or (start, at))
    return found
