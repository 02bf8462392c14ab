"""Which attributes of two tags differ, each compared exactly, normalised or not at all."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from annotator.agreement.units import Tie, Unit
from annotator.domain.span import Attributes

_NOTE: Final = "note"
_VALUE: Final = "value"
_UNIT: Final = "unit"
_MULTIPLIERS: Final = {
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "万亿": 10**12,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万": 10**4,
    "亿": 10**8,
}
_MULTIPLIED: Final = re.compile(f"({'|'.join(_MULTIPLIERS)})(.*)", re.DOTALL)
_SAME_UNIT: Final = {"名": "人"}  # the guidelines' one case of two classifiers for one unit
_LONGEST: Final = 60  # digits: a longer number is compared as text


class How(StrEnum):
    """How an attribute is compared."""

    EXACT = "exact"
    NORMALISED = "normalised"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Rules:
    """How each attribute is compared, by key; the note of a tag counts as an attribute `note`."""

    how: Mapping[str, How] = field(
        default_factory=lambda: {
            _VALUE: How.NORMALISED,
            _UNIT: How.NORMALISED,
            "indicator": How.IGNORED,
            _NOTE: How.IGNORED,
            "path": How.IGNORED,
        }
    )
    default: How = How.EXACT

    def of(self, key: str) -> How:
        """How an attribute is compared."""
        return self.how.get(key, self.default)


def differing(a: Unit | Tie, b: Unit | Tie, rules: Rules) -> tuple[str, ...]:
    """The keys of the attributes that differ, sorted."""
    notes_matter = a.note != b.note and rules.of(_NOTE) is not How.IGNORED
    if not notes_matter and (a.attributes is b.attributes or a.attributes == b.attributes):
        return ()
    left, right = compared(a, rules), compared(b, rules)
    return tuple(sorted(key for key in left.keys() | right.keys() if left.get(key) != right.get(key)))


def compared(found: Unit | Tie, rules: Rules) -> dict[str, str]:
    """What is compared of a tag: a text for each attribute that has a value."""
    known = {**found.attributes, _NOTE: found.note} if found.note else found.attributes
    given = {key: value for key, value in known.items() if value not in (None, "", [], {})}
    if rules.of(_VALUE) is How.NORMALISED and rules.of(_UNIT) is How.NORMALISED:
        given = _expanded(given)
    result: dict[str, str] = {}
    for key, value in given.items():
        how = rules.of(key)
        if how is How.EXACT:
            result[key] = _exact(value)
        elif how is How.NORMALISED:
            result[key] = _normalised(value)
    return result


def _exact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _normalised(value: object) -> str:
    """A value without what makes no difference: width, blanks, the writing of numbers, the places of quotes."""
    if isinstance(value, list | tuple):
        return json.dumps(sorted(_normalised(item) for item in value), ensure_ascii=False)
    if isinstance(value, Mapping):
        if "text" in value and "start" in value:
            return _plain(value["text"])
        return _exact(value)
    if isinstance(value, bool):
        return _exact(value)
    numbers = _numbers(value)
    return _plain(value) if numbers is None else "..".join(map(_written, numbers))


def _plain(value: object) -> str:
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).casefold()
    return _SAME_UNIT.get(text, text)


def _numbers(value: object) -> list[Decimal] | None:
    """The number, or the ends of the range, that a value states; None where it is no number."""
    text = _plain(value).replace(",", "")
    if len(text) > _LONGEST:
        return None
    try:
        found = [Decimal(part) for part in text.split("..")]
    except InvalidOperation:
        return None
    return found if len(found) <= 2 and all(number.is_finite() for number in found) else None


def _written(number: Decimal) -> str:
    """One writing for all numbers that are equal: 1, 1.0 and 10e-1."""
    normal = number.normalize()
    return "0" if not normal else str(normal)


def _expanded(given: Attributes) -> dict[str, object]:
    """Value and unit with the multiplier of the unit in the value: 1.36 亿元 is 136000000 元."""
    result = dict(given)
    if _UNIT not in given or _VALUE not in given:
        return result
    numbers = _numbers(given[_VALUE])
    found = _MULTIPLIED.fullmatch(_plain(given[_UNIT]))
    if numbers is None or found is None:
        return result
    factor = _MULTIPLIERS[found[1]]
    result[_VALUE] = "..".join(_written(number * factor) for number in numbers)
    if found[2]:
        result[_UNIT] = found[2]
    else:
        del result[_UNIT]
    return result
