"""Excel workbooks (.xlsx) with an article a row: the cells as they were saved, formulas by their last results."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from typing_extensions import override

from annotator.errors import InputError
from annotator.reading.columns import MAX_COLUMNS, Choice, Row, articles
from annotator.reading.markup import Handler, parse, relations
from annotator.reading.packed import Packed
from annotator.reading.readfile import ReadFile, Unread

EXTRACTOR: Final = "xlsx 1"

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The numbers of Excel's own formats that are dates or times, those of the Chinese edition among them."""
_LITERAL = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAX_ROWS: Final = 200_000
_MAX_CELLS: Final = 4_000_000
_LAST_DAY: Final = 2_958_466  # the serial number of the first day of the year 10000


def read_xlsx(name: str, data: bytes, columns: Choice | None = None) -> Iterator[ReadFile | Unread]:
    """The articles of a workbook, sheet by sheet. Raises InputError where it is none or has no text at all."""
    if data.startswith(_OLE):
        raise InputError(
            "{file} is protected by a password or of an old kind.", "Save it as .xlsx without a password.", file=name
        )
    book = _Book(name, Packed(name, data))
    found = False
    for sheet, rows in book.sheets():
        if rows:
            found = True
            shown = name if book.single else f"{name}#{sheet}"
            yield from articles(shown, rows, EXTRACTOR, columns)
    if not found:
        raise InputError("{file} has no text.", file=name)


def first_sheets(name: str, data: bytes) -> Iterator[tuple[str, Sequence[Row]]]:
    """The sheets of a workbook with their rows, to see what is in them; raises InputError where it is none."""
    for sheet, rows in _Book(name, Packed(name, data)).sheets():
        if rows:
            yield sheet, rows


class _Book:
    """The parts of a workbook."""

    def __init__(self, name: str, packed: Packed) -> None:
        self._name, self._packed = name, packed
        main = next(
            (
                target.lstrip("/")
                for kind, target in relations(packed.part("_rels/.rels"), name).values()
                if kind == "officeDocument"
            ),
            "xl/workbook.xml",
        )
        content = packed.part(main)
        if content is None or not main.startswith("xl/"):
            raise InputError("{file} is no Excel workbook.", file=name)
        folder, own = posixpath.split(main)
        self._folder = folder
        self._known = relations(packed.part(f"{folder}/_rels/{own}.rels"), name)
        workbook = _Workbook()
        parse(content, workbook, name)
        self._sheets = workbook.sheets
        self._since_1904 = workbook.since_1904
        self._strings = _Strings()
        self._styles = _Styles()
        for kind, handler in (("sharedStrings", self._strings), ("styles", self._styles)):
            for other, target in self._known.values():
                part = packed.part(self._place(target)) if other == kind else None
                if part is not None:
                    parse(part, handler, name)

    @property
    def single(self) -> bool:
        """Whether there is but one sheet."""
        return len(self._sheets) == 1

    def _place(self, target: str) -> str:
        return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{self._folder}/{target}")

    def sheets(self) -> Iterator[tuple[str, list[Row]]]:
        """The sheets that are shown, with their rows."""
        for title, relation in self._sheets:
            kind, target = self._known.get(relation, ("", ""))
            part = self._packed.part(self._place(target)) if kind == "worksheet" else None
            if part is not None:
                handler = _Sheet(self._name, self._strings.found, self._styles.dates(), self._since_1904)
                parse(part, handler, self._name)
                yield title, handler.rows


class _Workbook(Handler):
    """The names of the sheets and the day that dates count from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "x:sheet" and attributes.get("state", "visible") == "visible":
            self.sheets.append((attributes.get("name", ""), attributes.get("r:id", "")))
        elif name == "x:workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in ("1", "true")


class _Strings(Handler):
    """The texts that cells share, readings of their characters left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._taking = self._aside = False

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "x:si":
            self._pieces = []
        elif name == "x:rPh":
            self._aside = True
        elif name == "x:t":
            self._taking = not self._aside

    @override
    def closed(self, name: str) -> None:
        if name == "x:si":
            self.found.append("".join(self._pieces))
        elif name == "x:rPh":
            self._aside = False
        elif name == "x:t":
            self._taking = False

    @override
    def text(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)


class _Styles(Handler):
    """Which cell formats show a number as a date."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._inside = False

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "x:numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "x:cellXfs":
            self._inside = True
        elif name == "x:xf" and self._inside:
            self._formats.append(attributes.get("numFmtId", "0"))

    @override
    def closed(self, name: str) -> None:
        if name == "x:cellXfs":
            self._inside = False

    def dates(self) -> frozenset[str]:
        """The numbers of the formats, as cells name them."""
        return frozenset(str(number) for number, one in enumerate(self._formats) if self._is_date(one))

    def _is_date(self, number: str) -> bool:
        code = self._codes.get(number)
        if code is not None:
            return re.search("[ymdh]", _LITERAL.sub("", code[:200]).lower()) is not None
        return number.isdecimal() and len(number) < 4 and int(number) in _DATES


class _Sheet(Handler):
    """The rows of a sheet."""

    def __init__(self, file: str, strings: list[str], dates: frozenset[str], since_1904: bool) -> None:
        self.rows: list[Row] = []
        self._file, self._strings, self._dates = file, strings, dates
        self._first_day = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - as in the sheet
        self._cells: dict[int, str] = {}
        self._row = self._column = self._count = 0
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._taking = self._aside = False

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "x:row":
                given = attributes.get("r", "")
                self._row = int(given) if given.isdecimal() and len(given) < 8 else self._row + 1
                self._cells, self._column = {}, -1
            case "x:c":
                self._open_cell(attributes)
            case "x:rPh":
                self._aside = True
            case "x:v" | "x:t":
                self._taking = not self._aside

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if self._count > _MAX_CELLS:
            raise InputError("{file} has more than {n} cells.", file=self._file, n=f"{_MAX_CELLS:,}")
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column(reference.group(1)) if reference else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._pieces = []

    @override
    def closed(self, name: str) -> None:
        match name:
            case "x:row":
                if self._cells:
                    self.rows.append((self._row, self._cells))
                if len(self.rows) > _MAX_ROWS:
                    raise InputError("{file} has more than {n} rows.", file=self._file, n=f"{_MAX_ROWS:,}")
            case "x:c":
                value = self._value()
                if value and self._column < MAX_COLUMNS:
                    self._cells[self._column] = value
            case "x:rPh":
                self._aside = False
            case "x:v" | "x:t":
                self._taking = False

    @override
    def text(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)

    def _value(self) -> str:
        """What a cell shows."""
        text = "".join(self._pieces)
        match self._kind:
            case "s":
                at = int(text) if text.isdecimal() and len(text) < 10 else -1
                return self._strings[at] if 0 <= at < len(self._strings) else ""
            case "n" if self._style in self._dates:
                return self._date(text)
            case "e":
                return ""
        return text

    def _date(self, text: str) -> str:
        try:
            days = float(text)
        except ValueError:
            return text
        if not 0 < days < _LAST_DAY:
            return text
        moment = self._first_day + timedelta(seconds=round(days * 86_400))
        return moment.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
