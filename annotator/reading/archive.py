"""ZIP archives of articles: each file in them is read like one of a folder."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipInfo

from annotator.errors import InputError
from annotator.reading.packed import Packed
from annotator.reading.readfile import ReadFile, Unread

_UNPACK_FIRST: Final = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".jsonl", ".ndjson")

Inner = Callable[[str, bytes], Iterator[ReadFile | Unread]]
"""Reads what a member holds: its name, its bytes."""


def read_zip(name: str, data: bytes, suffixes: tuple[str, ...], inner: Inner) -> Iterator[ReadFile | Unread]:
    """The articles of an archive, file by file in its order; one that fails is told and the rest goes on.

    Files of other kinds than `suffixes` are left out as in a folder. Raises InputError where it is no archive, or has
    none of them.
    """
    packed = Packed(name, data)
    some = False
    for member in packed.members():
        path = PurePosixPath(member.name.replace("\\", "/"))
        if path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        suffix = path.suffix.lower()
        shown = f"{name}/{member.name}"
        if suffix in _UNPACK_FIRST:
            some = True
            error = InputError("{file} lies in an archive, where it cannot be read.", "Unpack it first.", file=shown)
            yield Unread(shown, 0, error)
        elif suffix in suffixes:
            some = True
            if member.refused is not None:
                yield Unread(shown, 0, member.refused)
            else:
                yield from _member(packed, member.info, shown, inner)
    if not some:
        raise InputError("{file} has no files that can be read here.", file=name)


def _member(packed: Packed, info: ZipInfo, shown: str, inner: Inner) -> Iterator[ReadFile | Unread]:
    try:
        data = packed.read(info)
        for found in inner(shown, data):
            yield found if isinstance(found, Unread) or found.data is not None else replace(found, data=data)
    except InputError as error:
        yield Unread(shown, 0, error)
