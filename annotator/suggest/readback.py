"""What the attributes of a metric say, in one line to be read back."""

from decimal import Decimal, InvalidOperation
from typing import Final

from annotator.i18n import language, tr
from annotator.suggest.numerals import decimal_string

_SCALES: Final = {
    "zh": ((Decimal(10**8), "{number} 亿{unit}"), (Decimal(10**4), "{number} 万{unit}")),
    "en": ((Decimal(10**9), "{number} billion {unit}"), (Decimal(10**6), "{number} million {unit}")),
}
_LARGEST: Final = 30  # powers of ten
_LONGEST_SHORT: Final = 8  # digits; a longer number is no easier to read with a multiplier


def read_back(value: str, unit: str = "", per: str = "", bound: str = "", indicator: str = "") -> str:
    """What is measured, its rough figure with multiplier and its exact one: 投入资金 = 1.36 亿元 = 136,000,000 元.

    `value` is a decimal string or a range `a..b`; nothing can be said about anything else, and the line is empty.
    """
    numbers = _numbers(value)
    if not numbers:
        return ""
    figures = [figure for figure in (_short(numbers, unit), _whole(numbers, unit)) if figure]
    limited = [_limited(figure, bound) for figure in figures[:1]] + figures[1:]
    line = " = ".join(limited)
    if per:
        line = f"{per} {line}"
    return f"{indicator} = {line}" if indicator else line


def _numbers(value: str) -> list[Decimal]:
    try:
        numbers = [Decimal(part.strip()) for part in value.split("..")]
    except InvalidOperation:
        return []
    plain = all(number.is_finite() and abs(number.adjusted()) <= _LARGEST for number in numbers)
    return numbers if plain and len(numbers) <= 2 else []


def _short(numbers: list[Decimal], unit: str) -> str:
    """The figure with 万 or 亿, where that is short; empty where it is not."""
    for factor, template in _SCALES.get(language(), ()):
        if min(numbers) >= factor:
            scaled = [number / factor for number in numbers]
            if all(len(number.normalize().as_tuple().digits) <= _LONGEST_SHORT for number in scaled):
                return template.format(number=_joined(scaled), unit=unit).strip()
    return ""


def _whole(numbers: list[Decimal], unit: str) -> str:
    return f"{_joined(numbers)}{'' if unit in ('%', '‰') else ' '}{unit}".strip()


def _joined(numbers: list[Decimal]) -> str:
    written = [_grouped(number) for number in numbers]
    return tr("{low} to {high}", low=written[0], high=written[1]) if len(written) == 2 else written[0]


def _grouped(number: Decimal) -> str:
    whole, _, fraction = decimal_string(number).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits or '0'):,}"
    return f"{sign}{grouped}{'.' + fraction if fraction else ''}"


def _limited(amount: str, bound: str) -> str:
    match bound:
        case "approx":
            return tr("about {amount}", amount=amount)
        case "min":
            return tr("at least {amount}", amount=amount)
        case "max":
            return tr("at most {amount}", amount=amount)
        case _:
            return amount
