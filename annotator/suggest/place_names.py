"""Names of places beside the official ones: short forms, former names, zones, regions, glyphs taken for one another."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from annotator.bundled import bundled
from annotator.suggest.gazetteer import COUNTY, DIGITS, FILLERS, TOWNSHIP, Gazetteer, gazetteer, stem
from annotator.suggest.lexicon import words_of

_ZONE_DIGIT: Final = "7"  # 430373: counties of the statistics that are development zones
_ZONE_KINDS: Final = {
    "高新技术产业开发区": "高新区",
    "高新技术产业园区": "高新区",
    "高新技术开发区": "高新区",
    "经济技术开发区": "经开区",
    "经济开发区": "经开区",
}
_ZONE_KIND: Final = re.compile("(?:" + "|".join(_ZONE_KINDS) + ")$")
_CHINESE: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")


class Known(NamedTuple):
    """What a name beside the official ones stands for: the division that it is, or the one in which it lies.

    A region has no code.
    """

    codes: tuple[str, ...]
    inside: bool = False


@cache
def everyday() -> frozenset[str]:
    """Short forms of places that are everyday words as well."""
    return words_of("everyday_places") | words_of("everyday_words")


def common_words() -> frozenset[str]:
    """Those of them that are common words first."""
    return words_of("everyday_words")


def generic_counties() -> frozenset[str]:
    """Counties whose names say only where in a town they lie (城区, 市中区)."""
    return words_of("generic_counties")


@cache
def short_forms() -> dict[str, Known]:
    """Codes by short form (双清, 湖南, 新晃) and by the usual names of development zones, from province to county."""
    found: dict[str, list[str]] = {}
    for level in range(COUNTY + 1):
        for code, name in gazetteer().level(level):
            for short in _zone_names(code, name) if _is_zone(code) else (stem(name),):
                if 2 <= len(short) < len(name) and short not in ("市辖", "省直辖县级行政区划"):
                    found.setdefault(short, []).append(code)
    return {short: Known(_outermost(codes)) for short, codes in found.items()}


def _outermost(codes: list[str]) -> tuple[str, ...]:
    """Codes without those that lie in another of them: 邵阳 is the city rather than the county in it."""
    return tuple(code for code in codes if not any(code != other and code.startswith(other) for other in codes))


def _is_zone(code: str) -> bool:
    return len(code) == DIGITS[COUNTY] and code[4] == _ZONE_DIGIT


def _zone_names(code: str, name: str) -> Iterator[str]:
    """邢台经开区 and 邢台高新区 for what the statistics list as 河北邢台经济开发区."""
    city = stem(gazetteer().name(code[:4]))
    bare = name.removeprefix(stem(gazetteer().name(code[:2])) if city in name else "")
    bare = bare.replace(f"{city}市", city, 1)
    yield bare
    found = _ZONE_KIND.search(bare)
    if found:
        yield bare[: found.start()] + _ZONE_KINDS[found[0]]
        if _ZONE_KINDS[found[0]] == "经开区":
            yield bare[: found.start()] + "开发区"
            yield bare[: found.start()] + "经济技术开发区"


@cache
def other_names() -> dict[str, Known]:
    """Former names, zones and regions of `resources/lexicon/places.txt`."""
    found: dict[str, Known] = {}
    text = (bundled("resources") / "lexicon" / "places.txt").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            name, code = line.split()
            found[name] = Known(() if code == "-" else (code.removeprefix(">"),), code.startswith((">", "-")))
    return found


def aliases(extra: Mapping[str, str]) -> dict[str, Known]:
    """The names of a project (name to code of any length), as `Known`; those whose code is none are regions."""
    found: dict[str, Known] = {}
    for name, code in extra.items():
        digits = code.strip()
        known = next((digits[:length] for length in DIGITS if not digits[length:].strip("0")), digits)
        there = bool(gazetteer().name(known)) if known.isdigit() else False
        found[name] = Known((known,) if there else (), inside=not there)
    return found


@cache
def _glyphs() -> dict[int, str]:
    """A translation that makes similar glyphs equal."""
    leaders: dict[str, str] = {}
    text = (bundled("resources") / "lexicon" / "similar_glyphs.txt").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            group = line.split()
            leader = next((leaders[char] for char in group if char in leaders), group[0])
            leaders.update(dict.fromkeys(group, leader))
    return {ord(char): leader for char, leader in leaders.items()}


def looks(text: str) -> str:
    """The text with similar glyphs made equal; same positions."""
    return text.translate(_glyphs())


class Below(NamedTuple):
    """Names below a division, each with its codes: as listed, and without their kind."""

    names: dict[str, list[str]]
    stems: dict[str, list[str]]
    longest: int


@lru_cache(maxsize=512)
def below(code: str) -> Below:
    """The names that may follow a division in a chain, similar glyphs made equal (see `looks`)."""
    found = list(_offspring(gazetteer(), code))
    if not found:
        return Below({}, {}, 0)
    shorts = [stem(name) for _, name in found]
    names: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    # All at once: to translate each by itself takes three times as long.
    looked, shortened = (looks("\n".join(some)).split("\n") for some in ([name for _, name in found], shorts))
    for (child, _), name, short in zip(found, looked, shortened, strict=True):
        names.setdefault(name, []).append(child)
        if len(short) >= 2:
            stems.setdefault(short, []).append(child)
    return Below(names, stems, max(map(len, [*names, *stems]), default=0))


def _offspring(places: Gazetteer, code: str) -> Iterator[tuple[str, str]]:
    """The divisions below one that a chain may name next: counties also of a province, townships also of a city."""
    for child, name in places.children(code):
        if name not in FILLERS:
            yield child, name
        if len(code) < DIGITS[TOWNSHIP]:
            yield from places.children(child)


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese characters only."""
    return bool(_CHINESE.fullmatch(text))
