"""Engine 2, places: finds names of places by the gazetteer and settles which place each of them means."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from annotator.i18n import mark
from annotator.suggest.gazetteer import YEAR, full_code, gazetteer
from annotator.suggest.place_links import How
from annotator.suggest.place_names import Known, aliases
from annotator.suggest.place_reading import Found, PlaceReading
from annotator.suggest.protocol import Suggestion
from annotator.suggest.words import SHARED, Bounds, Words

_VERSION: Final = "1"
_MOST_CANDIDATES: Final = 20
_PART: Final = 20_000  # characters that are at least read as one, if the text has them

_LISTED: Final = mark("in the list of places: {path}")
_CHAINED: Final = mark("a chain in the list of places: {path}")
_SHORT: Final = mark("short for {path}")
_NEAR: Final = mark("one of {count} places of this name, the nearest to the others named here: {path}")
_OPEN: Final = mark("one of {count} places of this name; which one is not clear")
_RENAMED: Final = mark("listed as {path}: the kind of division has changed")
_GLYPH: Final = mark("{path}, written with a similar character")
_TAIL: Final = mark("not in the list of places; lies in {path}")
_ZONE: Final = mark("a zone or area in {path}")
_OTHER: Final = mark("another name of {path}")
_UNLISTED: Final = mark("ends like a place and stands here more than once; not in the list of places")
_REGION: Final = mark("the name of a region")
_BY_HOW: Final = {
    How.RENAMED: _RENAMED,
    How.GLYPH: _GLYPH,
    How.TAIL: _TAIL,
    How.ZONE: _ZONE,
    How.OTHER: _OTHER,
    How.SHORT: _SHORT,
    How.STEM: _SHORT,
}


class PlaceEngine:
    """Finds places by rules; `label` is the key of the scheme's label with places.

    `own` are the project's names of places with their codes, `region` the place that the article is about, as a path
    (湖南省/怀化市) or a code.
    """

    name: Final = "places"

    def __init__(
        self, words: Words | None = None, label: str = "PLACE", own: Mapping[str, str] | None = None, region: str = ""
    ) -> None:
        self._words = words or SHARED
        self._label = label
        self._own = own or {}
        self._region = region
        digest = hashlib.sha256(repr((sorted(self._own.items()), region)).encode()).hexdigest()[:12]
        self.version = f"{_VERSION}-{YEAR}-{digest}"

    def reading(self, text: str) -> PlaceReading:
        """All places of a text; the last few texts are remembered."""
        return _reading(text, self._words, tuple(sorted(self._own.items())), self._region)

    def suggest(self, text: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        """The places of a range of whole paragraphs, in their order; the text around settles what they mean."""
        stop = len(text) if end is None else end
        found: list[Suggestion] = []
        for low, high in parts(text, start, stop):
            here = self.reading(text[low:high]).found
            found += [self._suggestion(place, low) for place in here if start <= place.start + low < stop]
        return found

    def bounds_at(self, text: str, position: int) -> Bounds | None:
        """The place around or next to a position: what a label's key tags there."""
        touching: Bounds | None = None
        for low, high in parts(text, position, position + 1):
            for found in self.reading(text[low:high]).found:
                if found.start + low <= position <= found.end + low:
                    touching = found.start + low, found.end + low
        return touching

    def _suggestion(self, found: Found, offset: int) -> Suggestion:
        reason, values = _explained(found)
        start, end = found.start + offset, found.end + offset
        return Suggestion(start, end, self._label, found.score, self.name, reason, attributes_of(found), values)


def parts(text: str, start: int, end: int) -> Iterator[Bounds]:
    """The parts of a text that are read as one and touch a range: a text of an article's length is one part.

    Parts of a longer one end at line ends, the same ones whatever the range.
    """
    low = 0
    while low < len(text):
        cut = text.find("\n", low + _PART) + 1
        high = cut if low + _PART < cut <= low + 2 * _PART else min(len(text), low + 2 * _PART)
        if low < end and start <= high:
            yield low, high
        low = high


@lru_cache(maxsize=8)
def _reading(text: str, words: Words, own: tuple[tuple[str, str], ...], region: str) -> PlaceReading:
    known: dict[str, Known] = aliases(dict(own))
    return PlaceReading(text, words, known, region)


def forget() -> None:
    """Forgets the texts read last, for measuring."""
    _reading.cache_clear()


def attributes_of(found: Found) -> dict[str, Any]:
    """Path and code as spans store them; without a code where the finest unit has none or is not clear."""
    attributes: dict[str, Any] = {}
    if found.path:
        attributes["path"] = found.path
    if found.code:
        attributes["adcode"] = full_code(found.code)
    return attributes


def candidates(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Paths and codes of twelve digits, for a person to choose from."""
    return [(gazetteer().path(code), full_code(code)) for code in codes[:_MOST_CANDIDATES]]


def _explained(found: Found) -> tuple[str, dict[str, object]]:
    """The template of the reason, and its values with the candidates among them."""
    values: dict[str, object] = {"path": found.listed}
    if len(found.codes) > 1:
        values |= {"count": len(found.codes), "candidates": candidates(found.codes)}
        return (_NEAR if found.code or found.how is How.TAIL else _OPEN), values
    if not found.codes:
        return (_UNLISTED if found.how is How.UNLISTED else _REGION), {}
    if found.how is How.FULL:
        return (_CHAINED if found.links > 1 else _LISTED), values
    return _BY_HOW[found.how], values
