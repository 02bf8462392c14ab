"""Word documents (.docx): the paragraphs and tables of the body in their order, then the notes.

The markup is read here and not by python-docx, whose paragraphs lose what stands in content controls, accepted
insertions and smart tags: Word for Chinese wraps dates and quantities in the last.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from typing_extensions import override

from annotator.errors import InputError
from annotator.reading.markup import Handler, parse, relations
from annotator.reading.packed import Packed
from annotator.reading.readfile import MAX_CHARACTERS, Block, ReadFile, extracted

EXTRACTOR: Final = "docx 1"

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SKIPPED: Final = frozenset(("w:del", "w:moveFrom", "mc:Fallback", "w:rt", "w:instrText", "w:delText"))
_NOTES: Final = ("footnotes", "endnotes")
_SIGNS: Final = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_OFF: Final = ("0", "false", "off")


def read_docx(name: str, data: bytes) -> ReadFile:
    """The text of a Word document. Raises InputError where it is none."""
    if data.startswith(_OLE):
        raise InputError(
            "{file} is protected by a password or of an old kind.", "Save it as .docx without a password.", file=name
        )
    packed = Packed(name, data)
    main = _main_part(packed, name)
    body = packed.part(main)
    if body is None:
        raise InputError("{file} is no Word document.", file=name)
    handler = _Body(name)
    parse(body, handler, name)
    folder, own = posixpath.split(main)
    known = relations(packed.part(f"{folder}/_rels/{own}.rels"), name)
    for wanted in _NOTES:
        for kind, target in known.values():
            notes = packed.part(_place(folder, target)) if kind == wanted else None
            if notes is not None:
                parse(notes, handler, name)
    return extracted(name, handler.blocks, EXTRACTOR)


def _main_part(packed: Packed, name: str) -> str:
    """The part that has the text."""
    for kind, target in relations(packed.part("_rels/.rels"), name).values():
        if kind == "officeDocument":
            return _place("", target)
    return "word/document.xml"


def _place(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


@dataclass(slots=True)
class _Paragraph:
    """A paragraph under way; those of a text box that hangs on it follow it."""

    pieces: list[str] = field(default_factory=list)
    behind: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table under way: the cells of the row that is open, each with what it holds."""

    rows: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)


class _Body(Handler):
    """Collects the blocks of a document or its notes."""

    def __init__(self, name: str) -> None:
        self.blocks: list[Block] = []
        self._name = name
        self._path: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._outputs: list[list[Block]] = [self.blocks]  # where blocks go: the body, a cell, what hangs on a paragraph
        self._tables: list[_Table] = []
        self._skipping = 0  # depth from which everything is left out
        self._hidden = False
        self._length = 0

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        parent = path[-1] if path else ""
        path.append(name)
        if self._skipping:
            return
        if name in _SKIPPED or (name in ("w:footnote", "w:endnote") and attributes.get("w:type", "normal") != "normal"):
            self._skipping = len(path)
        elif name in _OPENERS:
            _OPENERS[name](self)
        elif parent == "w:r" and self._paragraphs:
            self._sign(name, attributes)
        elif name == "w:vanish" and parent == "w:rPr" and path[-3] == "w:r":
            self._hidden = attributes.get("w:val", "true") not in _OFF

    def _sign(self, name: str, attributes: Mapping[str, str]) -> None:
        """Signs that are elements."""
        if name in _SIGNS:
            self._add(_SIGNS[name])
        elif name == "w:sym":
            try:
                self._add(chr(int(attributes.get("w:char", ""), 16)))
            except (ValueError, OverflowError):
                self._add("\ufffd")

    @override
    def text(self, text: str) -> None:
        if not self._skipping and self._paragraphs and self._path[-1] == "w:t":
            self._add(text)

    def _add(self, text: str) -> None:
        if self._hidden:
            return
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise InputError(
                "The text of {file} is too long for one article ({n} characters).", file=self._name, n=self._length
            )
        self._paragraphs[-1].pieces.append(text)

    @override
    def closed(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if self._skipping:
            if depth == self._skipping:
                self._skipping = 0
            return
        if name in _CLOSERS:
            _CLOSERS[name](self)

    # -- elements ------------------------------------------------------------------------------------------------

    def _open_run(self) -> None:
        self._hidden = False

    def _open_paragraph(self) -> None:
        self._paragraphs.append(_Paragraph())

    def _close_paragraph(self) -> None:
        self._hidden = False
        paragraph = self._paragraphs.pop()
        output = self._outputs[-1]
        output.append(Block("".join(paragraph.pieces)))
        output.extend(paragraph.behind)

    def _open_box(self) -> None:
        self._outputs.append(self._paragraphs[-1].behind if self._paragraphs else self._outputs[-1])

    def _close_output(self) -> None:
        self._outputs.pop()

    def _open_table(self) -> None:
        self._tables.append(_Table())

    def _close_table(self) -> None:
        self._outputs[-1].extend(self._tables.pop().rows)

    def _open_row(self) -> None:
        if self._tables:
            self._tables[-1].cells = []

    def _open_cell(self) -> None:
        cell: list[Block] = []
        if self._tables:
            self._tables[-1].cells.append(cell)
        self._outputs.append(cell)

    def _close_row(self) -> None:
        if self._tables:
            table = self._tables[-1]
            table.rows.extend(row_blocks(table.cells))
            table.cells = []


def row_blocks(cells: list[list[Block]]) -> list[Block]:
    """A row of a table as one line; but where cells have whole paragraphs the table is layout: those one by one."""
    full = [[block for block in cell if block.text.strip()] for cell in cells]
    if any(len(cell) > 1 or any(block.fixed for block in cell) for cell in full) or len(full) < 2:
        return [block for cell in full for block in cell]
    texts = [cell[0].text.strip().replace("\n", " ").replace("\t", " ") if cell else "" for cell in full]
    return [Block("\t".join(texts).rstrip("\t"), fixed=True)] if any(texts) else []


_OPENERS: Final = {
    "w:p": _Body._open_paragraph,  # noqa: SLF001 - of this module
    "w:r": _Body._open_run,  # noqa: SLF001
    "w:tbl": _Body._open_table,  # noqa: SLF001
    "w:tr": _Body._open_row,  # noqa: SLF001
    "w:tc": _Body._open_cell,  # noqa: SLF001
    "w:txbxContent": _Body._open_box,  # noqa: SLF001
}
_CLOSERS: Final = {
    "w:p": _Body._close_paragraph,  # noqa: SLF001
    "w:tbl": _Body._close_table,  # noqa: SLF001
    "w:tr": _Body._close_row,  # noqa: SLF001
    "w:tc": _Body._close_output,  # noqa: SLF001
    "w:txbxContent": _Body._close_output,  # noqa: SLF001
}
