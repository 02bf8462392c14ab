"""XML of Office documents as a stream of events: no tree, no document type and so no entities, a limited depth."""

from collections.abc import Mapping
from typing import Final, NoReturn
from xml.parsers import expat

from typing_extensions import override

from annotator.errors import InputError

_DEPTH: Final = 500
_PREFIXES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "x",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "x",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}


class Handler:
    """What follows the events of a document; names are `w:p`, those of namespaces that do not matter here `:p`."""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def closed(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters; those between two tags may come in several pieces."""


def parse(data: bytes, handler: Handler, name: str) -> None:
    """Sends the events of a document to a handler; raises InputError where it is damaged or hostile.

    All bytes at once: an older expat takes quadratic time over a long token that comes in pieces.
    """
    depth = 0

    def refuse(*_: object) -> NoReturn:
        raise InputError("{file} has a document type inside, which no Office document has.", file=name)

    def opened(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise InputError("{file} is nested too deeply to be a document.", file=name)
        handler.opened(_short(element), {_short(key): value for key, value in attributes.items()})

    def closed(element: str) -> None:
        nonlocal depth
        depth -= 1
        handler.closed(_short(element))

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the others: an encoding that is none
        raise InputError("The inside of {file} is damaged.", file=name) from error


def _short(name: str) -> str:
    space, _, local = name.rpartition("}")
    if not space:
        return local
    return f"{_PREFIXES.get(space, '')}:{local}"


class _Relations(Handler):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "rel:Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


def relations(data: bytes | None, name: str) -> dict[str, tuple[str, str]]:
    """The relations of a part of an Office document: kind and target by id; none where there are no `data`."""
    handler = _Relations()
    if data is not None:
        parse(data, handler, name)
    return handler.found
