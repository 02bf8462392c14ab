"""The part that a quantity plays in its sentence: a level, where a change starts or ends, the change itself."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from annotator.suggest.quantities import Quantity

_UP: Final = "增长|增加|提高|提升|扩大|上升|攀升|跃升|扩展|拓展|壮大|发展|上调|增|升|涨"
_DOWN: Final = "下降|降低|减少|缩短|缩小|压缩|压减|回落|下调|下滑|降|减|缩"
_TARGET: Final = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|变|调整|改)(?:到了?|至|为|成)(?:[^，。；]{{0,10}}的)?$"
)
_SOURCE: Final = re.compile(r"(?:由|从)(?:[^，。；]{0,12}的)?$")
_CHANGE_BEHIND: Final = re.compile(
    rf"[^，。；\d]{{0,6}}?(?:(?P<up>{_UP})|(?P<down>{_DOWN})|变|调整|改)(?:到了?|至|为|成)|(?P<plain>[至到])$"
)
_RISE: Final = re.compile(r"(?:增长|增加|增收|增产|提高|提升|上升|上涨|新增|增值|递增|多)(?:了|达)?$")
_FALL: Final = re.compile(r"(?:下降|减少|降低|下跌|回落|减收|减产|缩减|压减|下滑|少)(?:了|达)?$")
_NEW: Final = re.compile(r"(?:新增|净增)")
_REDUCED: Final = re.compile(r"净减")
_LIST: Final = re.compile(r"[、和及与]|以及|(?:\([^)]*\)|（[^）]*）)?[、和及与]")
_SENTENCE: Final = re.compile(r"[，。；：！？\n\r]")
_NOUN: Final = re.compile("[\u3400-\u9fff]")


class Role(NamedTuple):
    """The role and direction of a quantity as attributes; `direction` is empty where nothing moves."""

    role: str
    direction: str


_LEVEL: Final = Role("level", "")


def roles(text: str, metrics: Sequence[Quantity]) -> list[Role]:
    """The role of each of some neighbouring metrics of a text, in their order."""
    found: list[Role] = []
    for group in lists(text, metrics):
        found.extend(_of_group(text, metrics, group, found))
    return found


def lists(text: str, metrics: Sequence[Quantity]) -> Iterator[range]:
    """The indices of metrics that are listed with nothing but 、 or 和 between them; one by itself is a list of one."""
    first = 0
    for index in range(1, len(metrics) + 1):
        if index < len(metrics) and _LIST.fullmatch(text[metrics[index - 1].end : metrics[index].start]):
            continue
        if first < index:
            yield range(first, index)
        first = index


def _of_group(text: str, metrics: Sequence[Quantity], group: range, before: Sequence[Role]) -> list[Role]:
    first, last = metrics[group[0]], metrics[group[-1]]
    left = left_of(text, metrics, group[0])
    following = metrics[group[-1] + 1].start if group[-1] + 1 < len(metrics) else last.end + 20
    behind = text[last.end : min(following, last.end + 20)]
    target = _TARGET.search(left)
    previous = before[-1] if before else _LEVEL
    if target:
        return [Role("to", _direction(target) or previous.direction)] * len(group)
    if left.strip() in ("至", "到") and previous.role == "from":
        return [Role("to", previous.direction)] * len(group)
    change = _CHANGE_BEHIND.match(behind) if _SOURCE.search(left) else None
    if change:
        direction = _direction(change) or _compared(metrics, group)
        return [Role("from", direction)] * len(group)
    own = _change(text, first, left, previous, is_next=group[0] > 0 and _continues(text, metrics, group[0]))
    return [own] * len(group)


def left_of(text: str, metrics: Sequence[Quantity], index: int) -> str:
    """What stands in the sentence part before a metric, back to the last comma or the metric before it.

    A threshold does not end it: 新增500万元以上项目 stands before 110个.
    """
    before = index - 1
    while before >= 0 and is_threshold(text, metrics[before]):
        before -= 1
    start = metrics[before].end if before >= 0 else 0
    return _SENTENCE.split(text[max(start, metrics[index].start - 60) : metrics[index].start])[-1]


def is_threshold(text: str, metric: Quantity) -> bool:
    """Whether a metric only says which things are counted: 500万元以上 before a noun."""
    return metric.text.endswith(("以上", "以下", "以内")) and bool(_NOUN.match(text, metric.end))


def _direction(found: re.Match[str]) -> str:
    return "up" if found["up"] else "down" if found["down"] else ""


def _compared(metrics: Sequence[Quantity], group: range) -> str:
    """Whether the metric behind a list is greater than its first, where both are single numbers of one unit."""
    if group[-1] + 1 >= len(metrics):
        return ""
    first, second = metrics[group[0]], metrics[group[-1] + 1]
    if first.unit != second.unit or not first.value or not second.value or ".." in first.value + second.value:
        return ""
    return "up" if Decimal(second.value) > Decimal(first.value) else "down"


def _continues(text: str, metrics: Sequence[Quantity], index: int) -> bool:
    """Whether only a listed noun stands between a metric and the one before: 新增A岗位5个、B岗位6个."""
    between = text[metrics[index - 1].end : metrics[index].start]
    return bool(re.match("[、和及]", between)) and not _SENTENCE.search(between)


def _change(text: str, metric: Quantity, left: str, previous: Role, *, is_next: bool) -> Role:
    """新增, 增收, 同比增长 make a change; a threshold before a noun (500万元以上项目) stays a level."""
    if is_threshold(text, metric):
        return _LEVEL
    if _RISE.search(left) or _NEW.search(left):
        return Role("change", "up")
    if _FALL.search(left) or _REDUCED.search(left):
        return Role("change", "down")
    return previous if is_next and previous.role == "change" else _LEVEL
