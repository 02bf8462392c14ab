"""The lines of a JSONL file as JSON objects, each mistake named by its line; a bad line never stops the rest."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

import orjson

from annotator.errors import InputError

MAX_LINE: Final = 256 * 1024 * 1024
"""Bytes of a line; a longer one is passed over."""

_BOM: Final = b"\xef\xbb\xbf"
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_PIECE: Final = 1024 * 1024

JsonObject = dict[str, Any]
"""What a line holds; its values are checked where they are used."""


class Line(NamedTuple):
    """A line that is not blank: its number from 1, its object or what is wrong with it, and where the next begins."""

    number: int
    found: JsonObject | InputError
    offset: int


def read_lines(file: BinaryIO, max_line: int = MAX_LINE) -> Iterator[Line]:
    """The lines of a file in UTF-8, broken at LF alone: U+2028 and U+0085 are characters of a text like others."""
    number = offset = 0
    while True:
        raw = file.readline(max_line + 1)
        if not raw:
            return
        number += 1
        offset += len(raw)
        if len(raw) > max_line and not raw.endswith(b"\n"):
            offset += _skip(file)
            yield Line(number, InputError("The line is longer than {n} MB.", n=max_line // 1_000_000), offset)
            continue
        if number == 1:
            if raw.startswith(_WIDE_BOMS):
                yield Line(1, InputError("The file is in UTF-16.", "Save it as UTF-8."), offset)
                return
            raw = raw.removeprefix(_BOM)
        if raw.strip():
            yield Line(number, _outcome(raw), offset)


def _skip(file: BinaryIO) -> int:
    """Passes over the rest of a line; returns its length."""
    passed = 0
    while piece := file.readline(_PIECE):
        passed += len(piece)
        if piece.endswith(b"\n"):
            break
    return passed


def _outcome(raw: bytes) -> JsonObject | InputError:
    try:
        return parse_object(raw)
    except InputError as error:
        return error


def parse_object(raw: bytes) -> JsonObject:
    """The JSON object in a line; raises InputError for anything that another program might read differently.

    Refused are NaN and infinities, lone surrogates, NUL characters, a key given twice, and nesting that could not be
    written again.
    """
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _not_json(raw, error) from error
    if not isinstance(found, dict):
        raise InputError("A JSON object was expected, not {found}.", found=_kind(found))
    try:
        same = orjson.dumps(found) == raw.strip()
    except TypeError as error:
        raise InputError("The JSON is nested too deeply.") from error
    if not same:  # what this program wrote comes out the same, and such a line has no key twice
        _check_keys(raw)
    if b"\\u0000" in raw and _has_nul(found):
        raise InputError("There is a NUL character, which no text has.")
    return found


def _not_json(raw: bytes, error: orjson.JSONDecodeError) -> InputError:
    try:
        raw.decode()
    except UnicodeDecodeError as wrong:
        return InputError(
            "The bytes {bytes} are not UTF-8.",
            "Save the file as UTF-8.",
            bytes=raw[wrong.start : wrong.start + 4].hex(" ").upper(),
        )
    return InputError(
        "This is not JSON (column {column}: {detail}).", column=error.colno, detail=error.msg.partition(": line ")[0]
    )


def _kind(value: object) -> str:
    return {list: "[…]", str: "“…”", type(None): "null", bool: "true/false"}.get(type(value), "123")


def _check_keys(raw: bytes) -> None:
    """Raises InputError where an object has a key twice; the quick parser would silently keep the last."""
    try:
        json.loads(raw, object_pairs_hook=_distinct)
    except RecursionError as error:
        raise InputError("The JSON is nested too deeply.") from error


def _distinct(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add
        raise InputError("“{key}” stands there twice.", key=twice)
    return found


def _has_nul(value: object) -> bool:
    """Whether any string or key holds a NUL; the depth is that of what could be written, so recursion is safe."""
    match value:
        case str():
            return "\x00" in value
        case list():
            return any(map(_has_nul, value))
        case dict():
            return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
    return False
