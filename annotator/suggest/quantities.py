"""Quantities in a text: where each begins and ends, and what it says, by the guidelines for METRIC.

A quantity is a number with its approximator, multiplier and unit, as long as it goes. Those that are no metric (dates,
ages, ordinals, numbers inside names) are found as well, with the reason, because a person may want their bounds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from annotator.domain.folding import fold_numbers
from annotator.suggest.doubts import Doubt, doubt
from annotator.suggest.numerals import Amount, amount, decimal_string
from annotator.suggest.per import per_of
from annotator.suggest.regions import region, regions
from annotator.suggest.units import Kind, Unit, unit_at

_START: Final = re.compile(r"\d+|[〇一二两三四五六七八九十百千万亿几数]+")
_RANGE: Final = re.compile(r" ?(?:至|到|－|-|—{1,2}|–|−|~|～) ?")
_RIGHT: Final = re.compile(r" ?(?:及?以上|及?以下|以内|左右|上下|开外|\+(?![\dA-Za-z]))")
_ROUGH_END: Final = re.compile(r"[多余](?![次个年家种人元项方样数少为额粮亩重名边])")
_LEFT: Final = re.compile(
    r"(?:(?<![最附就邻靠临接亲远贴])近|将近|(?<![节签制合预履违公条解集契相邀特盟婚缩简隐大])约|大约|(?<![高反赶])超|逾)$"
)
_UP: Final = re.compile(r"(?<![以网线路地身山街村会早晚])上$")
_OUTSIDE: Final = re.compile(
    r"(?:(?P<min>不低于|不少于|至少|最少|最低|起码|超过|高于|多于|大于|不下|突破|不小于)|"
    r"(?P<max>不到|不足|不超过|不高于|不大于|不多于|低于|少于|小于|最多|至多|不满|未超过|限额)|(?P<approx>接近|大致|大概|估计))"
    r"(?:有|为|达到|达)?$"
)
_RIGHT_BOUNDS: Final = {"以上": "min", "以下": "max", "以内": "max"}
_POWERS: Final = frozenset("十百千万亿")
_FRACTION: Final = re.compile(r"(\d{1,4}|[百千万一二三四五六七八九十]{1,3})分之")
_FRACTION_UNITS: Final = {
    "百": Unit("%", "%", Kind.PERCENT),
    "千": Unit("‰", "‰", Kind.PERCENT),
    "万": Unit("‱", "‱", Kind.PERCENT),
}
_FRACTION_UNIT: Final = Unit("分之", "", Kind.PERCENT)
_EXACT: Final = 6
_LONGEST: Final = 60  # characters of a quantity

BOUNDS: Final = ("exact", "approx", "min", "max", "range")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity: bounds in the text, and its value in the base unit as a decimal string (`a..b`, empty if not said).

    `number` is the range of the number with its multiplier; `doubt` says why it is no metric, empty where it is one.
    """

    start: int
    end: int
    value: str
    unit: str
    per: str
    bound: str
    text: str
    kind: Kind
    number: tuple[int, int]
    doubt: Doubt = Doubt.NONE


@dataclass(frozen=True, slots=True)
class _Core:
    """One or two amounts with their unit, without what stands to the left and right."""

    low: Amount
    high: Amount | None
    unit: Unit | None
    end: int


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """All metrics of a text range, in their order."""
    return [found for found in all_quantities(text, start, end) if found.doubt is Doubt.NONE]


def all_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """All quantities of a text range, in their order, those that are no metrics among them."""
    found: list[Quantity] = []
    for low, high in regions(text, start, end):
        found.extend(_scan(text[low:high], low))
    return found


def quantity_at(text: str, position: int) -> Quantity | None:
    """The quantity around or next to a position, a metric or not; one that begins there before one that ends."""
    low, high = region(text, position)
    touching: Quantity | None = None
    for found in _scan(text[low:high], low, position - low - _LONGEST):
        if found.start > position:
            break
        if position <= found.end:
            touching = found
    return touching


def _scan(line: str, offset: int, start: int = 0) -> Iterator[Quantity]:
    """The quantities from `start` on of a paragraph that begins at `offset` of its text."""
    folded = fold_numbers(line)
    at = max(0, start)
    while found := _START.search(folded, at):
        core = _core(folded, found.start())
        if core is None:
            at = found.end()
            continue
        at = core.end
        yield _complete(line, folded, core, offset)


def _core(line: str, start: int) -> _Core | None:
    """The number at a position with its unit; None where they count nothing (Chinese numerals alone)."""
    fraction = _FRACTION.match(line, start)
    if fraction:
        return _fraction(line, fraction)
    first = amount(line, start)
    if first is None:
        return None
    unit, end = _unit(line, first)
    return _range(line, first, unit, end) or (_Core(first, None, unit, end) if unit or first.digits else None)


def _unit(line: str, number: Amount) -> tuple[Unit | None, int]:
    """The unit behind a number, over a blank if there is one, and where it ends."""
    at = number.end
    unit = unit_at(line, at)
    if unit is None and number.digits and line[at : at + 1] == " ":
        at += 1
        unit = unit_at(line, at)
    return unit, at + len(unit.text) if unit else number.end


def _range(line: str, first: Amount, unit: Unit | None, end: int) -> _Core | None:
    """The range that a number opens (1至2户, 10%-20%), if another one of its kind follows and is greater."""
    between = _RANGE.match(line, end)
    second = amount(line, between.end()) if between else None
    if between is None or second is None or second.digits != first.digits:
        return None
    second_unit, second_end = _unit(line, second)
    if second_unit is None and not (unit is None and second.factor >= 10**4):
        return None
    if unit is not None and (unit != second_unit or _is_change(line, first.start, between[0])):
        return None
    low = _sharing_factor(first, second)
    if low.low is None or second.high is None or low.low >= second.high:
        return None
    return _Core(low, second, second_unit, second_end)


def _is_change(line: str, start: int, between: str) -> bool:
    """由A到B says what changed, not a range."""
    return between.strip() in "至到" and line[max(0, start - 2) : start].endswith(("由", "从"))


def _sharing_factor(first: Amount, second: Amount) -> Amount:
    """3至5万: the first number takes the multiplier of the second, if it then stays the smaller one."""
    if first.factor != 1 or second.factor == 1 or first.low is None or second.low is None:
        return first
    low = first.low * second.factor
    return replace(first, low=low, high=low) if low < second.low else first


def _fraction(line: str, found: re.Match[str]) -> _Core | None:
    """百分之八十 is 80 %; 三分之二 has no value in decimals and keeps none unless it is finite."""
    top = amount(line, found.end())
    bottom = _FRACTION_UNITS.get(found[1])
    if top is None:
        return None
    if bottom is not None:
        return _Core(replace(top, start=found.start()), None, bottom, top.end)
    parts = amount(found[1], 0)
    if parts is None or parts.low is None or not parts.low or top.low is None:
        return None
    value = top.low / parts.low
    exact = value if value * parts.low == top.low and len(value.as_tuple().digits) <= _EXACT else None
    return _Core(replace(top, start=found.start(), low=exact, high=exact), None, _FRACTION_UNIT, top.end)


def _complete(line: str, folded: str, core: _Core, offset: int) -> Quantity:
    """A quantity with what belongs to it on both sides, its bound, denominator and doubt."""
    start, end = core.low.start, core.end
    rough = core.low.rough or (core.high is not None and core.high.rough)
    per, end = per_of(folded, start, end)
    if not rough and core.unit and core.unit.kind is Kind.MEASURE and _ROUGH_END.match(folded, end):
        rough, end = True, end + 1
    right = _RIGHT.match(folded, end) if core.unit or core.low.factor > 1 else None
    end = right.end() if right else end
    start, left = _left(folded, start)
    outside = _OUTSIDE.search(folded, max(0, start - 8), start)
    bound = _bound(core, right[0].strip() if right else "", left, outside, rough=rough)
    return Quantity(
        start + offset,
        end + offset,
        _value(core),
        core.unit.name if core.unit else "",
        per,
        bound,
        line[start:end],
        core.unit.kind if core.unit else Kind.NONE,
        (core.low.start + offset, (core.high or core.low).end + offset),
        doubt(folded, start, end, core.low, core.unit, bounded=bool(right or left or outside)),
    )


def _left(line: str, start: int) -> tuple[int, str]:
    """Where the quantity begins with its approximators, and which it has."""
    found = _LEFT.search(line, max(0, start - 3), start)
    if found is None and line[start : start + 1] in _POWERS:
        found = _UP.search(line, max(0, start - 2), start)
    return (found.start(), found[0]) if found else (start, "")


def _bound(core: _Core, right: str, left: str, outside: re.Match[str] | None, *, rough: bool) -> str:
    if core.high is not None or core.low.low != core.low.high:
        return "range"
    if right:
        return _RIGHT_BOUNDS.get(right[-2:], "min" if right == "+" else "approx")
    if outside and outside.lastgroup:
        return outside.lastgroup
    if left in ("超", "逾"):
        return "min"
    return "approx" if left or rough else "exact"


def _value(core: _Core) -> str:
    low, high = core.low.low, core.high.high if core.high else core.low.high
    if low is None or high is None:
        return ""
    return decimal_string(low) if low == high else f"{decimal_string(low)}..{decimal_string(high)}"
