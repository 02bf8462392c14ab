"""Numbers of an article that do not add up: shares, parts and totals, changes, one indicator with two values.

A newspaper's number may be wrong, or a tag's value; either is worth a look. What is told has its arithmetic with it.
Nothing is told where the numbers need not belong together: rather a contradiction missed than many false ones.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any, Final

from annotator.i18n import mark

_SENTENCE: Final = re.compile(r"[^。！？；;\n]+")
_SHARE: Final = re.compile(r"率|占|比例|比重")
_TOTAL: Final = re.compile(r"(?:共|总计|合计|总共|一共|累计|总投资|总面积|总数)[^，,。；]{0,8}$")
_PARTS: Final = re.compile(r"其中|分别|包括|分为|即")
_NEAR: Final = Decimal("0.05")  # a share that is off by more is likely one of something else
_CLOSE: Final = Decimal("0.1")  # parts that miss the total by more are likely not all of them
_SHORTEST_INDICATOR: Final = 4


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric tag: bounds, quote and what its attributes say, as text."""

    start: int
    end: int
    text: str
    value: str = ""
    unit: str = ""
    per: str = ""
    bound: str = ""
    role: str = ""
    direction: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A range from the first to the last number of a contradiction, and what is wrong: a template with its values."""

    start: int
    end: int
    message: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Number:
    metric: Metric
    value: Decimal
    decimals: int  # behind the point, as the text prints it


_SAID: Final = mark("{a} ÷ {b} = {share} %, the text says {said}")
_MORE: Final = mark("The parts {parts} make {sum}, more than the total {total}")
_LESS: Final = mark("The parts {parts} make {sum}, the total is {total}")
_FALLS: Final = mark("From {a} to {b} is no increase")
_RISES: Final = mark("From {a} to {b} is no decrease")
_CHANGE: Final = mark("From {a} to {b} is {share} %, the text says {said}")
_TWICE: Final = mark("“{indicator}” is {a} here and {b} elsewhere in this article")


def contradictions(text: str, metrics: Sequence[Metric]) -> list[Contradiction]:
    """What does not add up among the metrics of a text, in its order."""
    numbers = [one for one in map(_number, metrics) if one is not None]
    found: list[Contradiction] = []
    for sentence in _SENTENCE.finditer(text):
        here = [one for one in numbers if sentence.start() <= one.metric.start and one.metric.end <= sentence.end()]
        if len(here) > 1:
            found += _shares(text, here)
            found += _totals(text, here)
            found += _changes(here)
    found += _twice(numbers)
    return sorted(set_like(found), key=lambda one: (one.start, one.end, one.message))


def set_like(found: Sequence[Contradiction]) -> list[Contradiction]:
    """Each contradiction once."""
    return [one for k, one in enumerate(found) if one not in found[:k]]


def _number(metric: Metric) -> _Number | None:
    """The value of an exact metric; None where it has none, or is about a range or estimate."""
    if metric.bound not in ("", "exact"):
        return None
    try:
        value = Decimal(metric.value)
    except InvalidOperation:
        return None
    printed = re.search(r"\.(\d+)", metric.text)
    return _Number(metric, value, len(printed[1]) if printed else 0) if value.is_finite() else None


def _shares(text: str, here: Sequence[_Number]) -> Iterator[Contradiction]:
    """2227 of 2238 is 99.51 %: told where one percentage and two counts of one unit stand together and nearly fit."""
    percents = [one for one in here if one.metric.unit == "%" and one.metric.role in ("", "level")]
    if len(percents) != 1:
        return
    percent = percents[0]
    low = min(one.metric.start for one in here)
    if not _SHARE.search(text[low : percent.metric.start]):
        return
    pairs = [
        (min(a, b, key=_value), max(a, b, key=_value))
        for a, b in combinations([one for one in here if _counted(one)], 2)
        if a.metric.unit == b.metric.unit and a.value != b.value
    ]
    shares = [(a, b, a.value / b.value * 100) for a, b in pairs if b.value > 0]
    if not shares or any(_fits(share, percent) for _, _, share in shares):
        return
    a, b, share = min(shares, key=lambda one: abs(one[2] - percent.value))
    if abs(share - percent.value) <= _NEAR * 100:
        yield _told(
            _SAID, (a, b, percent), a=a.metric.text, b=b.metric.text, share=_short(share, 2), said=percent.metric.text
        )


def _counted(one: _Number) -> bool:
    return one.metric.unit not in ("%", "百分点", "") and one.metric.role in ("", "level") and not one.metric.per


def _value(one: _Number) -> Decimal:
    return one.value


def _fits(exact: Decimal, printed: _Number) -> bool:
    """Whether a number is what is printed, rounded or cut off at its last digit."""
    step = Decimal(1).scaleb(-printed.decimals)
    return abs(exact - printed.value) < step


def _totals(text: str, here: Sequence[_Number]) -> Iterator[Contradiction]:
    """A total and behind 其中 or the like its parts, of the same unit."""
    for k, total in enumerate(here):
        before = text[max(0, total.metric.start - 12) : total.metric.start]
        parts = [one for one in here[k + 1 :] if one.metric.unit == total.metric.unit and _counted(one)]
        if len(parts) < 2 or not _counted(total) or not _TOTAL.search(before):
            continue
        listed = _PARTS.search(text[total.metric.end : parts[0].metric.start])
        made = sum((one.value for one in parts), Decimal(0))
        if listed is None or made == total.value:
            continue
        named = "、".join(one.metric.text for one in parts)
        values = {"parts": named, "sum": _short(made, 4), "total": total.metric.text}
        if made > total.value:
            yield _told(_MORE, (total, *parts), **values)
        elif total.value - made <= _CLOSE * total.value:
            yield _told(_LESS, (total, *parts), **values)


def _changes(here: Sequence[_Number]) -> Iterator[Contradiction]:
    """由A增长到B: B is the greater one; and where a percentage of change stands with it, it is that change."""
    for k, before in enumerate(here):
        after = next((one for one in here[k + 1 :] if one.metric.role == "to"), None)
        if before.metric.role != "from" or after is None or after.metric.unit != before.metric.unit:
            continue
        values = {"a": before.metric.text, "b": after.metric.text}
        if after.metric.direction == "up" and after.value < before.value:
            yield _told(_FALLS, (before, after), **values)
        elif after.metric.direction == "down" and after.value > before.value:
            yield _told(_RISES, (before, after), **values)
        change = next((one for one in here if one.metric.role == "change" and one.metric.unit == "%"), None)
        if change is not None and before.value > 0 and before.metric.unit != "%":
            share = abs(after.value - before.value) / before.value * 100
            if not _fits(share, change) and abs(share - change.value) <= _NEAR * 100:
                yield _told(_CHANGE, (before, after, change), share=_short(share, 2), said=change.metric.text, **values)


def _twice(numbers: Sequence[_Number]) -> Iterator[Contradiction]:
    """One indicator with two values that are too alike to be of two things: a digit mistaken, or a 万 forgotten."""
    groups: dict[tuple[str, str, str], list[_Number]] = defaultdict(list)
    for one in numbers:
        name = re.sub(r"\s", "", one.metric.indicator)
        if len(name) >= _SHORTEST_INDICATOR and one.metric.role in ("", "level"):
            groups[name, one.metric.unit, one.metric.per].append(one)
    for (name, _, _), some in groups.items():
        for a, b in combinations(some, 2):
            if a.value != b.value and _mistaken(a, b):
                values = {"indicator": name, "a": a.metric.text, "b": b.metric.text}
                yield Contradiction(a.metric.start, a.metric.end, _TWICE, values)


def _mistaken(a: _Number, b: _Number) -> bool:
    """Whether one value is likely the other with a mistake; not where one is the other rounded."""
    low, high = sorted((abs(a.value), abs(b.value)))
    if low == 0:
        return False
    if high / low in (Decimal(10), Decimal(100), Decimal(10_000)):
        return True
    digits = [str(one.value.normalize().as_tuple().digits) for one in (a, b)]
    rounded = any(_fits(one.value, other) for one, other in ((a, b), (b, a)))
    return not rounded and len(digits[0]) == len(digits[1]) >= len("(1, 2, 3)") and _one_apart(a, b)


def _one_apart(a: _Number, b: _Number) -> bool:
    one, other = str(a.value), str(b.value)
    return len(one) == len(other) and sum(x != y for x, y in zip(one, other, strict=True)) == 1


def _told(message: str, numbers: Sequence[_Number], **values: object) -> Contradiction:
    start = min(one.metric.start for one in numbers)
    return Contradiction(start, max(one.metric.end for one in numbers), message, values)


def _short(value: Decimal, decimals: int) -> str:
    """A number without needless digits."""
    shown = f"{value:.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
