"""Finds articles that are nearly the same: reprints of one agency text, cut, retitled or set anew.

A text is known by the hashes of its shingles, five characters that follow one another, blanks and punctuation left out.
An index keeps one in 32 of them of each text, the same ones of the same passages, so that a copy is found although most
of it was cut; `likeness` compares two texts exactly.
"""

import struct
import sys
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

RESEMBLES: Final = 0.5
"""Share of the shingles of both texts that both have, from which they are reprints of one another."""
CONTAINED: Final = 0.8
"""The same with one text being a part of the other: share of the shingles of the shorter one."""

_LENGTH: Final = 5  # characters of a shingle: shorter ones are common words
_EVERY: Final = 32  # shingles of which one is kept
_FEWEST: Final = 24  # kept of a short text
_SHARED: Final = 4  # kept shingles that two texts must share to be compared at all
_COMMON: Final = 100  # texts that have a shingle, from which it is a set phrase and says nothing
_LEAST: Final = 20  # different shingles: a shorter text is like too many others
_SPAN: Final = 1 << 32
_HEAD: Final = struct.Struct("<QI")
_ODD: Final = 0x9E3779B1  # spreads the checksums, which are alike for like texts

Key = TypeVar("Key", bound=Hashable)


class Likeness(NamedTuple):
    """How alike two texts are, from 0 to 1: shared of all shingles, shared of those of the shorter text."""

    resemblance: float
    containment: float

    @property
    def reprint(self) -> bool:
        """Whether one is a reprint of the other, or of a part of it."""
        return self.resemblance >= RESEMBLES or self.containment >= CONTAINED


@dataclass(frozen=True, slots=True)
class Sketch:
    """The kept hashes of a text, sorted: all of its hashes below `limit`; `size` counts its different shingles."""

    hashes: "array[int]"
    limit: int
    size: int

    @property
    def says_enough(self) -> bool:
        """Whether the text is long enough to be known again."""
        return self.size >= _LEAST

    def packed(self) -> bytes:
        """As it is stored: limit and size, then the hashes, all little-endian."""
        kept = array("I", self.hashes)
        if sys.byteorder == "big":
            kept.byteswap()
        return _HEAD.pack(self.limit, self.size) + kept.tobytes()

    @classmethod
    def unpacked(cls, data: bytes) -> "Sketch":
        """The inverse of `packed`; raises ValueError where that is none."""
        if len(data) < _HEAD.size or (len(data) - _HEAD.size) % 4:
            raise ValueError("this is no sketch")
        limit, size = _HEAD.unpack_from(data)
        kept = array("I", data[_HEAD.size :])
        if sys.byteorder == "big":
            kept.byteswap()
        return cls(kept, limit, size)


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """A known text that is probably a reprint, and how alike it is, as far as the sketches tell."""

    key: Key
    likeness: Likeness


def _plain(text: str) -> str:
    """The letters, characters and digits of a text, full-width ones as half-width."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _hashes(text: str) -> set[int]:
    """The hashes of the shingles of a text; the same in every run of the program."""
    data = memoryview(_plain(text).encode("utf-32-le"))
    width = 4 * _LENGTH
    if len(data) <= width:
        return {zlib.crc32(data) * _ODD % _SPAN} if data else set()
    crc32 = zlib.crc32
    return {crc32(data[at : at + width]) * _ODD % _SPAN for at in range(0, len(data) - width + 1, 4)}


def sketch(text: str) -> Sketch:
    """What an index keeps of a text."""
    hashes = _hashes(text)
    limit = _SPAN // _EVERY
    kept = sorted(one for one in hashes if one < limit)
    if len(kept) < _FEWEST:
        kept = sorted(hashes)[:_FEWEST]
        limit = _SPAN if len(kept) == len(hashes) else kept[-1] + 1
    return Sketch(array("I", kept), limit, len(hashes))


def likeness(one: str, other: str) -> Likeness:
    """How alike two texts are, exactly."""
    first, second = _hashes(one), _hashes(other)
    return _likeness(len(first & second), len(first), len(second))


def _likeness(shared: float, first: float, second: float) -> Likeness:
    if not first or not second:
        return Likeness(0.0, 0.0)
    shared = min(shared, first, second)
    return Likeness(shared / (first + second - shared), shared / min(first, second))


def _estimate(one: Sketch, other: Sketch) -> Likeness:
    """How alike two texts are as their sketches tell: below the lower limit both have all hashes of their texts."""
    limit = min(one.limit, other.limit)
    first = {value for value in one.hashes if value < limit}
    second = {value for value in other.hashes if value < limit}
    return _likeness(len(first & second), len(first), len(second))


class Reprints(Generic[Key]):
    """The texts of a project, to be asked for near copies of another.

    A text of 1,500 characters costs some 4 KB and half a millisecond.
    """

    def __init__(self) -> None:
        self._sketches: dict[Key, Sketch] = {}
        self._keys: dict[int, list[Key]] = {}

    def __len__(self) -> int:
        return len(self._sketches)

    def add(self, key: Key, text: str) -> None:
        """Takes up a text; one of the same key is replaced."""
        self.put(key, sketch(text))

    def put(self, key: Key, made: Sketch) -> None:
        """Takes up a text of which only the sketch is at hand."""
        self.remove(key)
        self._sketches[key] = made
        for value in made.hashes:
            self._keys.setdefault(value, []).append(key)

    def remove(self, key: Key) -> None:
        """Forgets a text."""
        known = self._sketches.pop(key, None)
        for value in known.hashes if known is not None else ():
            self._keys[value].remove(key)
            if not self._keys[value]:
                del self._keys[value]

    def find(self, text: str) -> list[Match[Key]]:
        """The texts of which this one is probably a reprint, or that are reprints of it, the most alike first."""
        return self.like(sketch(text))

    def like(self, asked: Sketch) -> list[Match[Key]]:
        """The same for a text of which only the sketch is at hand."""
        counted: Counter[Key] = Counter()
        for value in asked.hashes:
            keys = self._keys.get(value, ())
            if len(keys) <= _COMMON:
                counted.update(keys)
        least = min(_SHARED, len(asked.hashes))
        found = [
            Match(key, _estimate(asked, self._sketches[key])) for key, shared in counted.items() if shared >= least
        ]
        alike = [match for match in found if match.likeness.reprint]
        return sorted(alike, key=lambda match: match.likeness, reverse=True)


def groups(texts: Iterable[str]) -> list[list[int]]:
    """The numbers of texts that are reprints of one another, each group in order; texts without any are left out."""
    index: Reprints[int] = Reprints()
    kept: list[str] = []
    leader: list[int] = []
    for number, text in enumerate(texts):
        leader.append(number)
        for match in index.find(text):
            first, second = _leader(leader, match.key), _leader(leader, number)
            if first != second and likeness(text, kept[match.key]).reprint:
                leader[max(first, second)] = min(first, second)
        index.add(number, text)
        kept.append(text)
    found: dict[int, list[int]] = {}
    for number in range(len(leader)):
        found.setdefault(_leader(leader, number), []).append(number)
    return [group for group in found.values() if len(group) > 1]


def _leader(leader: list[int], number: int) -> int:
    """The first text of the group of a text."""
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number
