"""From the bytes of a text file to its characters: which encoding they are in, found or chosen."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.errors import InputError
from annotator.i18n import mark
from annotator.reading.plausible import all_common, likelihood

ENCODINGS: Final = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
"""What can be chosen; GBK and GB2312 are parts of gb18030."""

_CODECS: Final = {
    "gbk": ("gb18030",),
    "gb2312": ("gb18030",),
    "cp936": ("gb18030",),
    "big5": ("big5", "cp950", "big5hkscs"),  # each has characters that the others lack
    "utf-8-sig": ("utf-8",),
    "utf-16": ("utf-16-le", "utf-16-be"),
}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_MAGIC: Final = (
    (b"%PDF-", mark("{file} is a PDF document and no text file.")),
    (b"PK\x03\x04", mark("{file} is a ZIP archive or an Office document and no text file.")),
    (b"PK\x05\x06", mark("{file} is a ZIP archive or an Office document and no text file.")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", mark("{file} is an old Office document and no text file.")),
    (b"{\\rtf", mark("{file} is an RTF document and no text file.")),
    (b"\x89PNG\r\n", mark("{file} is a picture and no text file.")),
    (b"\xff\xd8\xff", mark("{file} is a picture and no text file.")),
    (b"GIF8", mark("{file} is a picture and no text file.")),
    (b"II*\x00", mark("{file} is a picture and no text file.")),
    (b"MM\x00*", mark("{file} is a picture and no text file.")),
    (b"SQLite format 3\x00", mark("{file} is a database and no text file.")),
    (b"\x1f\x8b\x08", mark("{file} is a compressed file and no text file.")),
    (b"7z\xbc\xaf\x27\x1c", mark("{file} is a compressed file and no text file.")),
    (b"Rar!\x1a\x07", mark("{file} is a compressed file and no text file.")),
    (b"\x7fELF", mark("{file} is a program and no text file.")),
)
_SAMPLE: Final = 32_768  # bytes; enough for certainty, little enough for a thousand files a second
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_PLAUSIBLE: Final = -11.0  # log likelihood a character: above it a text without mark may be UTF-16
_SURE: Final = 12.0  # nats between the best and the next decoding


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file without byte order mark, line ends as they were.

    `certain` is false where another encoding would do nearly as well; `alternatives` are the other encodings in which
    the bytes can be read at all, the most plausible first.
    """

    text: str
    encoding: str
    bom: bool
    certain: bool
    alternatives: tuple[str, ...] = ()


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """The text of a file, in the encoding given or else in the one that its bytes speak for.

    Raises InputError where the file `name` is empty, is no text, or has bytes that its encoding does not know.
    """
    if not data:
        raise InputError("{file} is empty.", file=name)
    for magic, message in _MAGIC:
        if data.startswith(magic):
            raise InputError(message, "Export its text first, then import that.", file=name)
    found = _chosen(data, name, encoding) if encoding else _guessed(data, name)
    _check(found, name)
    return found


def _bom(data: bytes) -> tuple[bytes, str] | None:
    return next(((mark_, codec) for mark_, codec in _BOMS if data.startswith(mark_)), None)


def _chosen(data: bytes, name: str, encoding: str) -> Decoded:
    """The text in an encoding that a person chose."""
    wanted = encoding.lower()
    if wanted not in _CODECS and wanted not in ENCODINGS:
        raise InputError(
            "The encoding “{encoding}” is not known here.",
            "Choose one of these: {known}.",
            encoding=encoding,
            known=", ".join(ENCODINGS),
        )
    candidates = _CODECS.get(wanted, (wanted,))
    found = _bom(data)
    bom = found is not None and found[1] in candidates
    body = data[len(found[0]) :] if found and bom else data
    for codec in candidates:
        text = _strict(body, codec)
        if text is not None:
            return Decoded(text, codec, bom, certain=True, alternatives=_others(data, codec))
    raise _undecodable(body, candidates[0], name)


def _guessed(data: bytes, name: str) -> Decoded:
    """The text in the encoding that the bytes speak for: mark, UTF-8, UTF-16, then GB18030 against Big5."""
    found = _bom(data)
    if found:
        body = data[len(found[0]) :]
        text = _strict(body, found[1])
        if text is None:
            raise _undecodable(body, found[1], name)
        return Decoded(text, found[1], bom=True, certain=True)
    wide = b"\x00" in data
    if not wide:
        text = _strict(data, "utf-8")
        if text is not None and not (text.isascii() and _is_utf16_by_chance(data)):
            return Decoded(text, "utf-8", bom=False, certain=True)
    ranked = _ranked(data, wide)
    for at, (score, codec) in enumerate(ranked):
        text = _strict(data, codec)
        if text is not None:
            rest = [(other_score, other) for other_score, other in ranked[at + 1 :] if _strict(data, other) is not None]
            certain = not rest or score - rest[0][0] >= _SURE
            return Decoded(text, codec, bom=False, certain=certain, alternatives=tuple(c for _, c in rest))
    if wide:
        text = _strict(data, "utf-8")
        if text is not None:  # refused with the line of its first NUL
            return Decoded(text, "utf-8", bom=False, certain=False)
        raise InputError("{file} is no text file: it has zero bytes.", file=name)
    raise _undecodable(data, _nearest(data), name)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _sample(data: bytes, codec: str) -> str | None:
    """The characters of the file's first part, which may end inside a character; None if it is not in this encoding."""
    if len(data) <= _SAMPLE:
        return _strict(data, codec)
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(data[:_SAMPLE])
    except UnicodeDecodeError:
        return None


def _is_utf16_by_chance(data: bytes) -> bool:
    """Whether plain ASCII bytes are rather UTF-16: every pair a frequent Chinese character, which prose never gives."""
    return (
        len(data) >= 8
        and len(data) % 2 == 0
        and any(
            (text := _sample(data, codec)) is not None and all_common(text) and not text.isascii()
            for codec in ("utf-16-le", "utf-16-be")
        )
    )


def _ranked(data: bytes, wide: bool) -> list[tuple[float, str]]:
    """The encodings that the bytes may be in, with the log likelihood of the text they give, the best first.

    Files with zero bytes (`wide`) can only be UTF-16 or UTF-32.
    """
    narrow = () if wide else ("gb18030", "big5", "cp950", "big5hkscs")
    scored: list[tuple[float, str]] = []
    for codec in (*narrow, *(c for c in ENCODINGS if c.startswith(("utf-16", "utf-32")))):
        text = _sample(data, codec)
        if text is None or (codec in ("cp950", "big5hkscs") and any(c == "big5" for _, c in scored)):
            continue
        score = likelihood(text)
        if codec in narrow or score > _PLAUSIBLE * len(text):
            scored.append((score, codec))
    return sorted(scored, reverse=True)


def _others(data: bytes, codec: str) -> tuple[str, ...]:
    return tuple(
        other for _, other in _ranked(data, b"\x00" in data) if other != codec and _strict(data, other) is not None
    )


def _nearest(data: bytes) -> str:
    """The encoding that a file in none of them comes nearest to: with the fewest bytes that it does not know."""
    sample = data[:_SAMPLE]
    return min(("utf-8", "gb18030", "big5"), key=lambda codec: sample.decode(codec, "replace").count("\ufffd"))


def _undecodable(data: bytes, codec: str, name: str) -> InputError:
    """The complaint about the first bytes that an encoding does not know."""
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(codec, "replace")
        bad = data[error.start : max(error.end, error.start + 1)][:4]
        return InputError(
            "{file}, line {line}: the bytes {bytes} do not belong to {encoding} text.",
            "Choose another encoding, or save the file as UTF-8.",
            file=name,
            line=_line_of(before, len(before)),
            bytes=bad.hex(" ").upper(),
            encoding=codec.upper(),
        )
    raise AssertionError(codec)  # only called for bytes that cannot be decoded


def _line_of(text: str, position: int) -> int:
    """The number of the line of a character, from 1."""
    return 1 + sum(1 for _ in _line_ends(text[:position]))


def _line_ends(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"\r\n|\r|\n", text)


def _check(found: Decoded, name: str) -> None:
    """Refuses what has characters that no text has."""
    if not found.text.strip():
        raise InputError("{file} has no text: blanks and line ends only.", file=name)
    first = _CONTROLS.search(found.text)
    if first is None:
        return
    line = _line_of(found.text, first.start())
    if first.group() == "\x00" or "\x00" in found.text:
        line = _line_of(found.text, found.text.index("\x00"))
        raise InputError(
            "{file}, line {line}: a NUL character, which no text has.", "Is this a text file?", file=name, line=line
        )
    if len(_CONTROLS.findall(found.text)) * 50 > len(found.text):
        raise InputError(
            "{file} is no text file: it is full of control characters, the first in line {line}.", file=name, line=line
        )
