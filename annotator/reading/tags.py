"""HTML as a stream of tags and characters, in linear time whatever the bytes are.

The standard library's parser takes quadratic time over some broken pages (CVE-2025-6069), so this is a scanner of its
own. It knows no nesting: `web` makes sense of it.
"""

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:_-]{0,50}")
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]{1,100})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
_QUOTED = re.compile("=\\s{0,20}([\"'])")
_LONGEST_TAG: Final = 65_536  # characters in which a quoted ">" is looked for
_RAW: Final = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe"))
_LONG_REFERENCE = re.compile(r"&#[0-9A-Fa-fxX]{9,};?")


class Tag(NamedTuple):
    """A tag: its name in lower case, whether it closes an element, what stands between name and end."""

    name: str
    closing: bool
    inside: str

    def attributes(self) -> dict[str, str]:
        """The attributes by their names in lower case."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.inside):
            value = match.group(2) or match.group(3) or match.group(4) or ""
            found.setdefault(match.group(1).lower(), unescaped(value))
        return found


def unescaped(text: str) -> str:
    """The characters that references stand for."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def scan(page: str) -> Iterator[Tag | str]:
    """The tags of a page and the characters between them; comments and declarations are left out."""
    at, length = 0, len(page)
    lowered = page.lower()
    if len(lowered) != length:  # İ becomes two characters
        lowered = "".join(ch.lower() if ch.isascii() else ch for ch in page)
    gone: set[str] = set()  # ends that stand nowhere behind here
    while at < length:
        start = page.find("<", at)
        if start < 0:
            yield unescaped(page[at:])
            return
        if start > at:
            yield unescaped(page[at:start])
        following = page[start + 1 : start + 2]
        if following in "!?":
            at = _behind_declaration(page, start, gone)
            continue
        name = _NAME.match(page, start + 2 if following == "/" else start + 1)
        if name is None:
            yield "<"
            at = start + 1
            continue
        tag = Tag(name.group().lower(), following == "/", "")
        end = _tag_end(page, name.end())
        yield tag._replace(inside=page[name.end() : end])
        at = end + 1
        if tag.name in _RAW and not tag.closing:
            close = f"</{tag.name}"
            stop = -1 if close in gone else lowered.find(close, at)
            if stop < 0:
                gone.add(close)
                continue
            if tag.name == "title":
                yield unescaped(page[at:stop])
            at = stop


def _behind_declaration(page: str, start: int, gone: set[str]) -> int:
    """Where a comment, a declaration or a processing instruction is over."""
    comment = page.startswith("<!--", start)
    sign = "-->" if comment else ">"
    end = -1 if sign in gone else page.find(sign, start + 2)
    if end >= 0:
        return end + len(sign)
    gone.add(sign)
    return start + (4 if comment else 2)


def _tag_end(page: str, at: int) -> int:
    """Where the `>` of a tag stands, not one within quotation marks."""
    limit = min(len(page), at + _LONGEST_TAG)
    end = page.find(">", at, limit)
    if end < 0:
        return limit
    quote = _open_quote(page[at:end])
    if not quote:
        return end
    close = page.find(quote[0], end, limit)
    while close >= 0:
        end = page.find(">", close + 1, limit)
        if end < 0:
            break
        quote = _open_quote(page[close + 1 : end])
        if not quote:
            return end
        close = page.find(quote[0], end, limit)
    return page.find(">", at, limit)


def _open_quote(text: str) -> str:
    """The quotation mark that is still open at the end of a text, "" if none is."""
    at = 0
    while True:
        found = _QUOTED.search(text, at)
        if found is None:
            return ""
        close = text.find(found.group(1), found.end())
        if close < 0:
            return found.group(1)
        at = close + 1
