"""What 该区, 全市, 我省 stand for: they are no tags, but the place where a value holds is often named by them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from annotator.suggest.gazetteer import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWNSHIP,
    VILLAGE,
    full_code,
    gazetteer,
    level_of,
    parents,
)
from annotator.suggest.place_engine import PlaceEngine
from annotator.suggest.place_reading import codes_of_region

STAND_IN: Final = re.compile("(?P<which>[该全我本])(?P<kind>省|自治区|市|州|盟|县|区|旗|镇|乡|街道|村|社区|嘎查)")

_LEVELS: Final = {
    "省": (PROVINCE,),
    "自治区": (PROVINCE,),
    "市": (COUNTY, CITY, PROVINCE),
    "州": (CITY,),
    "盟": (CITY,),
    "县": (COUNTY,),
    "区": (COUNTY, PROVINCE),
    "旗": (COUNTY,),
    "镇": (TOWNSHIP,),
    "乡": (TOWNSHIP,),
    "街道": (TOWNSHIP,),
    "村": (VILLAGE,),
    "社区": (VILLAGE,),
    "嘎查": (VILLAGE,),
}


class StandsFor(NamedTuple):
    """The place behind a stand-in: path and code of twelve digits."""

    path: str
    adcode: str


def stand_in(text: str, start: int, end: int, region: str = "", engine: PlaceEngine | None = None) -> StandsFor | None:
    """What the words from `start` to `end` stand for; None if they are no stand-in or nothing named fits.

    For 该 it is the place of that kind named last before them or around it, for 全, 我, 本 the one of these that the
    article names most; else the article's region.
    """
    found = STAND_IN.fullmatch(text, start, end)
    if found is None:
        return None
    reader = engine or PlaceEngine(region=region)
    before = [place.codes[0] for place in reader.reading(text).found if place.end <= start and place.codes]
    known = [*reversed(before), *codes_of_region(region)]
    fitting = [part for code in known for part in _of_kind(code, found["kind"])]
    if not fitting:
        return None
    chosen = fitting[0] if found["which"] == "该" else _most_named(fitting, reader, text)
    return StandsFor(gazetteer().path(chosen), full_code(chosen))


def _most_named(fitting: Sequence[str], engine: PlaceEngine, text: str) -> str:
    """The place that a text names most, as 全市 and 我省 mean the one that the whole article is about."""
    counts = Counter(place.code for place in engine.reading(text).found)
    return max(fitting, key=lambda code: (counts[code], -fitting.index(code)))


def _of_kind(code: str, kind: str) -> Iterator[str]:
    """A division and those around it that are of a kind, by level and name, in the order of the kind's levels."""
    around = {level_of(part): part for part in [code, *parents(code)]}
    for level in _LEVELS[kind]:
        part = around.get(level)
        name = gazetteer().name(part) if part else ""
        if part and name != "市辖区" and name.endswith(kind):
            yield part
