"""Amounts: a number with its multiplier and what makes it a rough one, in digits or in Chinese characters."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8, "兆": 10**12}  # 兆 stands in for 万亿 while reading
_FACTORS: Final = {
    "十": 10,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
# 千 in 千瓦 and 百 in 百分点 belong to the unit.
_FACTOR: Final = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![米瓦克卡伏焦赫安帕])|百(?![分帕])|十(?!分))"
_DIGIT_AMOUNT: Final = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<rough>[多余来几](?={_FACTOR}|[^自额]))?"
    rf"(?P<factor>{_FACTOR})?"
    r"(?P<rest>(?:\d+(?:\.\d+)?(?:千万|百万|十万|万|千|百))+)?"
    r"(?P<rough2>[多余](?![少额])|来(?![自源]))?"
)
_CHINESE: Final = re.compile(
    "[零〇一二两三四五六七八九十百千万亿半几数]+(?:点[零〇一二三四五六七八九]+(?:万亿|百万|千万|[十百千万亿])?)?"
)
_PAIR: Final = re.compile(r"(\d+(?:\.\d+)?)(千万|百万|十万|万|千|百)")
_MOST_DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its bounds and the lowest and highest value it can stand for (None: not said).

    `factor` is the multiplier of a number in digits; `rough` whether 多, 余, 几 or 数 is in it.
    """

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    rough: bool = False
    factor: int = 1
    digits: bool = True


def amount(text: str, start: int) -> Amount | None:
    """The amount that begins exactly at a position of a text whose digits are narrow."""
    found = _DIGIT_AMOUNT.match(text, start)
    if found:
        return _from_digits(found)
    found = _CHINESE.match(text, start)
    return _from_chinese(found) if found else None


def _from_digits(found: re.Match[str]) -> Amount | None:
    if found.end("number") - found.start("number") > _MOST_DIGITS:
        return None
    factor = _FACTORS[found["factor"]] if found["factor"] else 1
    value = Decimal(found["number"].replace(",", "")) * factor
    end = found.end()
    if found["rest"]:
        if found["factor"] and factor >= 10**4:  # 1亿2000万
            for number, name in _PAIR.findall(found["rest"]):
                value += Decimal(number) * _FACTORS[name]
        else:
            end = max(found.end(part) for part in ("number", "rough", "factor"))
    rough = bool(found["rough"] or found["rough2"])
    return Amount(found.start(), end, value, value, rough, factor)


def _from_chinese(found: re.Match[str]) -> Amount | None:
    written = found[0]
    end = found.end()
    rough = False
    following = found.string[end : end + 2]
    if following[:1] in ("余", "多") and following and written[-1] in "十百千万亿":
        rough = True
        end += 1
        factor = following[1:]
        if factor in _MYRIADS and written[-1] not in "万亿":  # 三千余万
            written += factor
            end += 1
    values = chinese_number(written)
    if values is None:
        return None
    rough = rough or "几" in written or "数" in written
    return Amount(found.start(), end, values[0], values[1], rough, 1, digits=False)


def chinese_number(written: str) -> tuple[Decimal | None, Decimal | None] | None:
    """The lowest and highest value of a numeral (三五: 3 and 5; 几十: unknown), or None if it is no number."""
    if "几" in written or "数" in written:
        return (None, None) if re.fullmatch("[几数][十百千万亿]+|[二三四五六七八九]?十几", written) else None
    whole, point, fraction = written.partition("点")
    if point:
        return _with_fraction(whole, fraction)
    span = re.fullmatch("(.*?)([一二两三四五六七八])([二两三四五六七八九])([十百千万亿]*)", written)
    if span and not span[1].endswith(tuple(_DIGITS)):
        low, high = (_whole(span[1] + span[k] + span[4]) for k in (2, 3))
        if low is not None and high is not None and _neighbours(span[2], span[3]):
            return Decimal(low), Decimal(high)
    value = _whole(written)
    return None if value is None else (Decimal(value), Decimal(value))


def _neighbours(first: str, second: str) -> bool:
    return _DIGITS[second] - _DIGITS[first] == 1 or (first, second) == ("三", "五")


def _with_fraction(whole: str, fraction: str) -> tuple[Decimal, Decimal] | None:
    base = _whole(whole)
    digits = fraction.rstrip("十百千万亿")
    if base is None or not digits:
        return None
    factor = _FACTORS.get(fraction[len(digits) :], 1)
    value = Decimal(f"{base}.{''.join(str(_DIGITS[c]) for c in digits)}") * factor
    return value, value


def _whole(written: str) -> int | None:
    """A numeral in the usual order (十二, 两亿三千万) or digit by digit (二〇二〇); None for anything else."""
    if not written or "半" in written:
        return None
    if all(c in _DIGITS for c in written):
        return int("".join(str(_DIGITS[c]) for c in written)) if len(written) != 2 else None
    total, rest, factor_before = 0, written, 10**17
    for part in re.split("(?<=[万亿兆])", written.replace("万亿", "兆")):
        name = part[-1:]
        factor = _MYRIADS.get(name, 1)
        section = _section(part.rstrip("万亿兆"))
        if section is None or (part and factor >= factor_before):
            return None
        total += (section or (1 if factor > 1 and not total else 0)) * factor
        rest, factor_before = part, factor
    if len(rest) == 1 and rest in _DIGITS and written[-2:-1] in _FACTORS:  # 三万五
        total += _DIGITS[rest] * (_FACTORS[written[-2]] // 10 - 1)
    return total


def _section(written: str) -> int | None:
    """A numeral below 万: 三千五百, 一百零五; 0 for nothing."""
    total, smallest = 0, 10**4
    digit: int | None = None
    for c in written:
        if c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        elif c not in _TENS or _TENS[c] >= smallest:
            return None
        else:
            smallest = _TENS[c]
            total += (1 if digit is None else digit) * smallest
            digit = None
    if digit and len(written) > 1 and written[-2] in "百千":  # 三千五
        digit *= smallest // 10
    return total + (digit or 0)


def decimal_string(value: Decimal) -> str:
    """The number without exponent, superfluous zeros and grouping."""
    with localcontext() as context:
        context.prec = 60
        return f"{value.normalize():f}"
