"""Attribute values between what is stored, what a field shows and what a person types; nothing of Qt."""

import json
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

from annotator.domain.scheme import Attribute, AttributeType, Choice, Label
from annotator.domain.span import Attributes
from annotator.i18n import language, mark, tr

_FACTORS: Final = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}  # powers of ten
_NUMBER: Final = re.compile(
    r"(?P<sign>[-+]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<fraction>\.\d+)?\s*(?P<factor>万亿|千万|百万|[百千万亿])?"
)
_RANGE: Final = re.compile(r"\s*(?:\.\.+|…|~|至|到|(?<=[\d百千万亿])\s*[-—–]+)\s*")
_MOST_DIGITS: Final = 60
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")  # these set the direction of what follows
_ISOLATING: Final = re.compile("[\u2066-\u2068]")
_CODE: Final = re.compile(r"[0-9A-Za-z]+(?:[-./][0-9A-Za-z]+)*")


_ORIGINS: Final = {
    "accepted": mark("accepted suggestion"),
    "mended": mark("suggestion, mended"),
    "imported": mark("imported"),
}


class Entry(NamedTuple):
    """What a field holds: the value to store (None for nothing), or what is wrong with it."""

    value: object | None
    error: str = ""


def named(thing: Label | Attribute | Choice) -> str:
    """The name of a label, an attribute or a choice in the user's language."""
    return one_line(thing.zh if language() == "zh" else thing.en)


def origin_name(origin: str) -> str:
    """How a tag came to be, in words; a tag made by hand says nothing."""
    kind = origin.split(":", 1)[0]
    return tr(_ORIGINS[kind]) if kind in _ORIGINS else ""


def described(thing: Label | Attribute) -> str:
    """The description of a label or an attribute in the user's language, else in the other."""
    both = (thing.description, thing.description_en)
    first, second = both if language() == "zh" else both[::-1]
    return first or second


def one_line(text: str) -> str:
    """A text as it shows in one line: each line end as ⏎, and no mark in it turns round what stands beside it."""
    line = re.sub(r"\r\n|[\n\r\u2028\u2029\x85\v\f]", "⏎", text).replace("\t", " ")
    turns = _TURNING.search(line) is not None and not line.startswith("\u2068")
    return f"\u2068{line}\u2069" if turns else line


def shortened(text: str, most: int = 24) -> str:
    """A name in one line of at most `most` characters, for buttons and menus that would grow with it."""
    line = one_line(text)
    if len(line) <= most:
        return line
    cut = f"{line[: most - 1]}…"
    return cut + "\u2069" * len(_ISOLATING.findall(cut))


# -- what is typed -----------------------------------------------------------------------------------------------


def text_entry(written: str) -> Entry:
    """A free text; blanks around it do not count."""
    return Entry(written.strip() or None)


def code_entry(written: str) -> Entry:
    """A code of digits and letters; full-width ones count as theirs."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if not plain:
        return Entry(None)
    if not _CODE.fullmatch(plain):
        return Entry(None, tr("A code has digits and letters only."))
    return Entry(plain)


def number_entry(written: str) -> Entry:
    """A decimal number or a range `a..b`, as the decimal strings that are stored.

    Grouping commas, full-width digits and Chinese multipliers are understood: 1,360 and １３６０ and 0.136万 are 1360.
    """
    plain = unicodedata.normalize("NFKC", written.replace("…", "..")).replace("−", "-").strip()
    if not plain:
        return Entry(None)
    parts = [_decimal(part) for part in _with_factors(_RANGE.split(plain))]
    if len(parts) > 2 or any(part is None for part in parts):
        return Entry(None, tr("Not a number. Write 1360, 1,360 or a range as 1..2."))
    low, high = parts[0], parts[-1]
    assert low is not None and high is not None  # noqa: S101, PT018 - seen above
    if low > high:
        return Entry(None, tr("The smaller number of a range comes first."))
    return Entry("..".join(_plain(part) for part in parts if part is not None))


def _with_factors(parts: list[str]) -> list[str]:
    """The ends of a range, the multiplier of the last for the first too where it is meant so: 1至2万, not 500至1万."""
    found = [_NUMBER.fullmatch(part.strip()) for part in parts]
    if len(found) == 2 and found[0] is not None and found[1] is not None:
        factor = found[1]["factor"] or ""
        low, high = (_decimal(part.strip().removesuffix(factor)) for part in parts)
        if factor and not found[0]["factor"] and low is not None and high is not None and low < high:
            return [f"{parts[0]}{factor}", parts[1]]
    return parts


def _decimal(written: str) -> Decimal | None:
    found = _NUMBER.fullmatch(written.strip())
    if found is None or not (found["digits"] or found["fraction"]) or len(written) > _MOST_DIGITS:
        return None
    with localcontext() as context:
        context.prec = 2 * _MOST_DIGITS
        number = Decimal(f"{found['sign']}{(found['digits'] or '0').replace(',', '')}{found['fraction'] or ''}")
        return number.scaleb(_FACTORS[found["factor"] or ""])


def _plain(number: Decimal) -> str:
    """The number without exponent and superfluous zeros."""
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


# -- what is stored ------------------------------------------------------------------------------------------------


def stored_text(value: object | None) -> str:
    """A stored value as a field shows it; what is no text is written as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def quote_items(value: object | None) -> list[object]:
    """A stored value of quotes as a list of quotes and texts, whichever way it was written."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def quote_text(item: object) -> str:
    """What a quote or a text says."""
    if isinstance(item, dict) and isinstance(item.get("text"), str):
        return str(item["text"])
    return stored_text(item)


def quote_range(item: object) -> tuple[int, int] | None:
    """Where a quote stands in the article, in code points; None for a text."""
    if isinstance(item, dict):
        start, end = item.get("start"), item.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            return start, end
    return None


def shown(attribute: Attribute, value: object | None) -> str:
    """A stored value as a list shows it: numbers grouped, choices by their names, quotes joined."""
    match attribute.type:
        case AttributeType.NUMBER:
            return grouped(stored_text(value))
        case AttributeType.CHOICE:
            found = next((choice for choice in attribute.choices if choice.key == value), None)
            return named(found) if found is not None else stored_text(value)
        case AttributeType.QUOTES:
            return "、".join(one_line(quote_text(item)) for item in quote_items(value))
    return one_line(stored_text(value))


def grouped(written: str) -> str:
    """A stored number with its thousands apart: 136,000,000, ranges as 1–2; anything else as it is."""
    parts = written.split("..")
    if not all(re.fullmatch(r"-?\d+(?:\.\d+)?", part) and len(part) <= _MOST_DIGITS for part in parts):
        return written
    return "–".join(_grouped(part) for part in parts)


def _grouped(written: str) -> str:
    whole, point, fraction = written.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{fraction}"


def main_value(label: Label, attributes: Attributes) -> str:
    """What a row says of a tag beside its words: the label's main attribute, a number with its unit."""
    attribute = next((one for one in label.attributes if one.main), None)
    if attribute is None or (value := attributes.get(attribute.key)) is None:
        return ""
    words = shown(attribute, value)
    unit = attributes.get("unit") if attribute.type is AttributeType.NUMBER else None
    return f"{words} {unit}" if words and isinstance(unit, str) and unit else words


def shared_attributes(labels: Sequence[Label]) -> tuple[Attribute, ...]:
    """The attributes that several labels have in common, by key and type, as the first one describes them."""
    if not labels:
        return ()
    common = set.intersection(*({(one.key, one.type) for one in label.attributes} for label in labels))
    return tuple(one for one in labels[0].attributes if (one.key, one.type) in common)
