"""Markdown: the text without its signs, its lines as they are; which of them make up a paragraph repair decides."""

import re
from collections.abc import Iterator
from typing import Final

from annotator.reading.decoding import decode
from annotator.reading.readfile import Block, ReadFile, extracted

EXTRACTOR: Final = "markdown 1"

_FRONT = re.compile(r"(?:---|\+\+\+)[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_RULE = re.compile(r"[ ]{0,3}(?:-[ \t]*){3,}|[ ]{0,3}(?:\*[ \t]*){3,}|[ ]{0,3}(?:_[ \t]*){3,}|[ ]{0,3}=+[ \t]*")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?:[ \t]+|(?=[^#\s0-9]))")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\[\]]{1,200}\]:[ \t]*\S+")
_TITLE = re.compile(r"[ \t]*title[ \t]*[:=][ \t]*(.+)", re.IGNORECASE)
_LONGEST_FRONT: Final = 100  # lines
_LONGEST_DELIMITER: Final = 500  # characters

_TARGET: Final = r"\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000}){0,3}(?:[ \t]+\"[^\"]{0,500}\")?\)"
_IMAGE = re.compile(r"(?<!\\)!\[([^\[\]]{0,500})\]" + _TARGET)
_LINK = re.compile(r"(?<!\\)\[([^\[\]]{1,500})\](?:" + _TARGET + r"|\[[^\[\]]{0,200}\])")
_NOTE = re.compile(r"(?<!\\)\[\^[^\[\]]{1,50}\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = re.compile(r"(?<!\\)</?[A-Za-z][^<>]{0,500}>|<!--[^<>]{0,2000}-->")
_STRONG = re.compile(r"(?<!\\)(\*{1,3}|~~)(?=\S)([^*~]{1,2000}?)(?<=[^\s\\])\1")
_UNDERLINED = re.compile(r"(?<![\w\\])(_{1,3})(?=\S)([^_]{1,2000}?)(?<=[^\s\\])\1(?!\w)")
_CODE = re.compile(r"(?<!\\)(`{1,3})([^`]{1,2000})\1")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_markdown(name: str, data: bytes, encoding: str | None = None) -> ReadFile:
    """The text of a Markdown file. Raises InputError where it has none."""
    decoded = decode(data, name, encoding)
    lines = [line.rstrip("\r") for line in decoded.text.split("\n")]
    title, lines = _front_matter(lines)
    return extracted(name, list(_blocks(lines)), EXTRACTOR, decoded, title)


def _front_matter(lines: list[str]) -> tuple[str, list[str]]:
    """The title that stands before the text, and the lines behind that head."""
    if lines and _FRONT.fullmatch(lines[0]):
        for at, line in enumerate(lines[1 : _LONGEST_FRONT + 1], 1):
            if line.strip() == lines[0].strip():
                titles = [found.group(1).strip(" \"'") for one in lines[1:at] if (found := _TITLE.match(one))]
                return (titles[0] if titles else ""), lines[at + 1 :]
    return "", lines


def _blocks(lines: list[str]) -> Iterator[Block]:
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield Block(line, fixed=bool(line.strip()))
        elif not (_RULE.fullmatch(line) or _REFERENCE.match(line)):
            found = _line(line)
            if found is not None:
                yield found


def _line(line: str) -> Block | None:
    """A line without its signs; None for one that consists of signs alone."""
    if "|" in line and len(line) < _LONGEST_DELIMITER and _DELIMITER_ROW.fullmatch(line):
        return None
    if line.lstrip().startswith("|") and line.rstrip().endswith("|"):
        cells = [plain(cell.strip()) for cell in line.strip().strip("|").split("|")]
        return Block("\t".join(cells), fixed=True)
    for sign in (_QUOTE, _HEADING, _BULLET):
        found = sign.match(line)
        if found:
            line = line[found.end() :]
            if sign is _HEADING:
                line = _without_end_signs(line)
    shown = plain(line)
    return None if line.strip() and not shown.strip() else Block(shown)


def _without_end_signs(heading: str) -> str:
    """A heading without the number signs that may close it."""
    stripped = heading.rstrip(" \t")
    text = stripped.rstrip("#")
    return text.rstrip(" \t") if text != stripped and text[-1:] in (" ", "\t") else heading


def plain(text: str) -> str:
    """A piece of a line without the signs of emphasis, links, pictures and notes."""
    if text.isalnum():
        return text
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _NOTE.sub("", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _CODE.sub(r"\2", text)
    text = _STRONG.sub(r"\2", text)
    text = _UNDERLINED.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text)
