"""The statistical divisions of China down to the village, from `resources/gazetteer`, mapped into memory.

Divisions are named by their statistical code without the zeros at its end: 2 digits a province, 4 a city, 6 a county,
9 a township, 12 a village. So a code begins with the codes of all divisions around it; `full_code` writes 12 digits.

`names.marisa` is a trie of all names. `divisions.bin` is little-endian: the magic GAZ1, the number of divisions of each
of the five levels and the number of names; for each of the four upper levels, sorted by code, three arrays of four
bytes: code, name (its id in the trie), index of the first child (one more at the end); for the villages one array:
name << 10 | last three digits; then three bytes a number: for each name where its bearers begin, and the bearers.
"""

import mmap
import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import marisa_trie

from annotator.bundled import bundled
from annotator.errors import InputError

DIGITS: Final = (2, 4, 6, 9, 12)
"""How many digits a code has at each level: province, city, county, township, village."""
PROVINCE: Final = 0
CITY: Final = 1
COUNTY: Final = 2
TOWNSHIP: Final = 3
VILLAGE: Final = 4
YEAR: Final = 2023

_MAGIC: Final = b"GAZ1"
LONGEST: Final = 24
# Divisions that hold others and are no place by themselves.
FILLERS: Final = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_LEVEL_OF: Final = {digits: level for level, digits in enumerate(DIGITS)}


class Division(NamedTuple):
    """A division: its code without the zeros at its end, and its name."""

    code: str
    name: str


def level_of(code: str) -> int:
    """The level of a code without the zeros at its end."""
    return _LEVEL_OF[len(code)]


def full_code(code: str) -> str:
    """The code of twelve digits that the statistics use."""
    return code.ljust(12, "0")


def parents(code: str) -> Iterator[str]:
    """The codes of the divisions around one, from its parent upward."""
    for digits in reversed(DIGITS):
        if digits < len(code):
            yield code[:digits]


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Gazetteer:
    """Looks divisions up by name, by code and by parent. Nothing is read but what is asked for."""

    def __init__(self) -> None:
        folder = bundled("resources") / "gazetteer"
        try:
            # Opened by Python, as the trie's own mmap takes no path with Chinese in it on Windows.
            self._trie_file = _mapped(folder / "names.marisa")
            self._names = marisa_trie.Trie().map(self._trie_file)
            self._view = memoryview(_mapped(folder / "divisions.bin"))
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError("The list of places in {folder} cannot be read.", folder=str(folder)) from error
        magic, *counts = struct.unpack_from("<4s6I", self._view)
        if magic != _MAGIC or counts[-1] != len(self._names):
            raise InputError("The list of places in {folder} cannot be read.", folder=str(folder))
        self._counts: list[int] = counts[:5]
        self._offsets = [sum(self._counts[:level]) for level in range(6)]
        at = struct.calcsize("<4s6I")
        self._codes: list[memoryview] = []
        self._name_ids: list[memoryview] = []
        self._firsts: list[memoryview] = []
        for count in self._counts[:4]:
            for arrays, length in ((self._codes, count), (self._name_ids, count), (self._firsts, count + 1)):
                arrays.append(self._view[at : at + 4 * length].cast("I"))
                at += 4 * length
        self._villages = self._view[at : at + 4 * self._counts[4]].cast("I")
        at += 4 * self._counts[4]
        self._starts = at
        at += 3 * (counts[-1] + 1)
        self._bearers = at + -(counts[-1] + 1) * 3 % 4

    def _triple(self, base: int, index: int) -> int:
        at = base + 3 * index
        return int.from_bytes(self._view[at : at + 3], "little")

    def lengths(self, text: str, at: int, limit: int = LONGEST) -> list[int]:
        """How long the names are with which a text goes on at a position, shortest first."""
        return [len(name) for name in self._names.prefixes(text[at : at + limit])]

    def codes(self, name: str) -> list[str]:
        """The codes of all divisions with this name, in their order, those of upper levels first."""
        found = self._names.get(name)
        if found is None or name in FILLERS:
            return []
        low, high = self._triple(self._starts, found), self._triple(self._starts, found + 1)
        return [self._code(self._triple(self._bearers, index)) for index in range(low, high)]

    def _code(self, index: int) -> str:
        """The code of a division by its rank among all, level by level."""
        level = bisect_right(self._offsets, index) - 1
        index -= self._offsets[level]
        if level < VILLAGE:
            return f"{self._codes[level][index]:0{DIGITS[level]}d}"
        parent = bisect_right(self._firsts[TOWNSHIP], index) - 1
        return f"{self._codes[TOWNSHIP][parent]:09d}{self._villages[index] & 1023:03d}"

    def _index(self, code: str) -> int:
        """The rank of a division within its level, or -1."""
        level = level_of(code)
        if level < VILLAGE:
            at = bisect_left(self._codes[level], int(code))
            return at if at < self._counts[level] and self._codes[level][at] == int(code) else -1
        parent = self._index(code[:9])
        if parent < 0:
            return -1
        low, high = self._firsts[TOWNSHIP][parent], self._firsts[TOWNSHIP][parent + 1]
        tail = int(code[9:])
        return next((at for at in range(low, high) if self._villages[at] & 1023 == tail), -1)

    def name(self, code: str) -> str:
        """The name of a division; empty if there is none with this code."""
        code = significant(code)
        if len(code) not in _LEVEL_OF:
            return ""
        index = self._index(code)
        if index < 0:
            return ""
        level = level_of(code)
        name_id = self._villages[index] >> 10 if level == VILLAGE else self._name_ids[level][index]
        return str(self._names.restore_key(name_id))

    def path(self, code: str) -> str:
        """The names from the province to the division, parted by strokes: 湖南省/邵阳市/双清区."""
        code = significant(code)
        names: list[str] = []
        for part in [*reversed(list(parents(code))), code]:
            name = self.name(part)
            # 东莞市 is its own county, 市辖区 no place.
            if name and name not in FILLERS and name not in names[-1:]:
                names.append(name)
        return "/".join(names)

    def children(self, code: str = "") -> list[Division]:
        """The divisions right below one, without the code the provinces; below 市辖区 its districts."""
        code = significant(code)
        level = level_of(code) + 1 if code else PROVINCE
        if level > VILLAGE:
            return []
        low, high = 0, self._counts[PROVINCE]
        if code:
            index = self._index(code)
            if index < 0:
                return []
            low, high = self._firsts[level - 1][index], self._firsts[level - 1][index + 1]
        if level == VILLAGE:
            return [
                Division(f"{code}{packed & 1023:03d}", str(self._names.restore_key(packed >> 10)))
                for packed in self._villages[low:high]
            ]
        return [
            Division(
                f"{self._codes[level][at]:0{DIGITS[level]}d}", str(self._names.restore_key(self._name_ids[level][at]))
            )
            for at in range(low, high)
        ]

    def level(self, level: int) -> Iterator[Division]:
        """All divisions of a level above the village, by code."""
        for code, name_id in zip(self._codes[level], self._name_ids[level], strict=True):
            yield Division(f"{code:0{DIGITS[level]}d}", str(self._names.restore_key(name_id)))

    def search(self, prefix: str, limit: int = 20) -> list[Division]:
        """Divisions whose names begin so, upper levels first, for choosing one by hand."""
        if not prefix:
            return []
        found: list[Division] = []
        for name in sorted(self._names.iterkeys(prefix), key=lambda name: (len(name), name))[: 4 * limit]:
            found += [Division(code, name) for code in self.codes(name)[: 4 * limit]]
        return sorted(found, key=lambda division: (len(division.code), len(division.name), division.code))[:limit]


def significant(code: str) -> str:
    """A code of twelve digits (or fewer) without the zeros that only fill it up."""
    for digits in DIGITS:
        if len(code) >= digits and not code[digits:].strip("0"):
            return code[:digits]
    return code


_PEOPLES: Final = (
    "各族|壮族|满族|回族|苗族|维吾尔族|维吾尔|土家族|彝族|蒙古族|蒙古|藏族|布依族|侗族|瑶族|朝鲜族|白族|哈尼族|哈萨克族|哈萨克|黎族|傣族|畲族|"
    "傈僳族|仡佬族|东乡族|高山族|拉祜族|水族|佤族|纳西族|羌族|土族|仫佬族|锡伯族|锡伯|柯尔克孜族|柯尔克孜|达斡尔族|景颇族|毛南族|撒拉族|布朗族|塔吉克族|塔吉克|"
    "阿昌族|普米族|鄂温克族|怒族|京族|基诺族|德昂族|保安族|俄罗斯族|裕固族|乌孜别克族|门巴族|鄂伦春族|独龙族|塔塔尔族|赫哲族|珞巴族"
)
_AUTONOMOUS: Final = re.compile(f"(?:{_PEOPLES})+(?:自治(?:区|州|县|旗)|乡|镇|民族乡)$")
_KIND: Final = re.compile(
    "(?:特别行政区|自治区|自治州|自治县|自治旗|新区|特区|地区|省|市|区|县|盟|旗|街道|民族乡|镇|乡|苏木)$"
)
_BELOW: Final = re.compile("(?:社区|村|嘎查)$")
_KEPT: Final = {"内蒙古自治区": "内蒙古", "神农架林区": "神农架", "鄂伦春自治旗": "鄂伦春", "鄂温克族自治旗": "鄂温克"}


@cache
def stem(name: str) -> str:
    """A name without what says which kind of division it is (双清区 双清, 新晃侗族自治县 新晃, 借母溪乡 借母溪)."""
    if name in _KEPT:
        return _KEPT[name]
    found = _AUTONOMOUS.search(name)
    if found and found.start() >= 2:
        return name[: found.start()]
    found = _KIND.search(name) or _BELOW.search(name)
    if found is None:
        return name
    return name[: found.start()] if found.start() >= 2 else name[:-1]


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of the program, opened at the first use (1 ms)."""
    return Gazetteer()
