"""Dates as articles have them: a day, or only a month or a year."""

import re
import unicodedata
from datetime import date
from typing import Final

_SHAPES: Final = (
    re.compile(r"(\d{4})"),
    re.compile(r"(\d{4})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?"),
)


def partial_date(text: str) -> str | None:
    """The date that a person typed as YYYY, YYYY-MM or YYYY-MM-DD, empty for none; None where it is no date.

    Full-width digits, 2020年11月5日, 2020/11/5, 2020.11 and 20201105 are understood.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return ""
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(plain))), None)
    if found is None:
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    year, month, day = (*parts, 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return None
    return "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))
