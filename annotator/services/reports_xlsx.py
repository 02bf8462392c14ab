"""A report as an Excel workbook: a sheet for each section, its plot beside the table; cells are inert.

Texts come from articles and colleagues: none may become a formula or a link, so each is written as a string.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

from annotator.i18n import tr
from annotator.services.reports import Bars, Cell, Measure, Report, Section, sections, written

_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_LONGEST: Final = 32_000  # characters of a cell; Excel's limit is 32,767
_WIDEST: Final = 48
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))  # in names of sheets


def workbook(report: Report) -> bytes:
    """The whole file."""
    import xlsxwriter

    data = io.BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(data, inert)
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "note": book.add_format({"font_color": "#57606A"}),
        "text": book.add_format({"valign": "top"}),
        "measure": book.add_format({"num_format": "0.000", "valign": "top"}),
        "pale": book.add_format({"font_color": "#57606A", "valign": "top"}),
    }
    used: set[str] = set()
    for section in sections(report):
        sheet = book.add_worksheet(_sheet_name(section.title, used))
        _fill(book, sheet, report, section, formats)
    book.set_properties({"title": _clean(report.title), "created": report.made.replace(tzinfo=None)})
    book.close()
    return data.getvalue()


def _sheet_name(title: str, used: set[str]) -> str:
    """A name that Excel takes: at most 31 characters, some forbidden, each once."""
    name = title.translate(_FORBIDDEN).strip()[:31] or "-"
    number = 2
    while name.casefold() in used:
        end = f" {number}"
        name = f"{name[: 31 - len(end)]}{end}"
        number += 1
    used.add(name.casefold())
    return name


def _clean(text: str) -> str:
    """A text as a cell can hold it."""
    plain = "".join(char if char >= " " or char in "\t\n" else "\ufffd" for char in text)
    return plain[:_LONGEST]


def _fill(book: Any, sheet: Any, report: Report, section: Section, formats: dict[str, Any]) -> None:
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, _clean(section.title), formats["title"])
    sheet.write_string(1, 0, _clean(section.note or report.title), formats["note"])
    if not section.rows:
        sheet.write_string(3, 0, _clean(section.empty), formats["note"])
        return
    columns = _columns(section)
    for k, (name, _) in enumerate(columns):
        sheet.write_string(3, k, _clean(name), formats["head"])
    for i, row in enumerate(section.rows, 4):
        at = 0
        for k, cell in enumerate(row):
            at += _write(sheet, i, at, cell, _has_interval(section, k), formats)
    for k, (name, cells) in enumerate(columns):
        width = max([_width(name), *(_width(text) for text in cells)])
        sheet.set_column(k, k, min(_WIDEST, width + 2))
    sheet.freeze_panes(4, 1)
    if section.plot is not None:
        _plot(book, sheet, section.plot, section, len(columns))


def _has_interval(section: Section, column: int) -> bool:
    cells = [row[column] for row in section.rows]
    return any(isinstance(cell, Measure) and cell.low is not None for cell in cells)


def _columns(section: Section) -> list[tuple[str, list[str]]]:
    """The columns with the texts that they have to hold; a measure with intervals takes three."""
    found = []
    for k, name in enumerate(section.columns):
        cells = [row[k] for row in section.rows]
        found.append((name, [written(cell) if isinstance(cell, str) else "0.000" for cell in cells]))
        if _has_interval(section, k):
            found += [(tr("{measure}, from", measure=name), []), (tr("{measure}, to", measure=name), [])]
    return found


def _write(sheet: Any, row: int, column: int, cell: Cell, interval: bool, formats: dict[str, Any]) -> int:
    """Writes a cell; gives how many columns it took."""
    if isinstance(cell, str):
        sheet.write_string(row, column, _clean(cell), formats["text"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats["text"])
    elif cell.value is None:
        sheet.write_string(row, column, _clean(written(cell)), formats["pale"])
    else:
        sheet.write_number(row, column, cell.value, formats["measure"])
        if interval and cell.low is not None and cell.high is not None:
            sheet.write_number(row, column + 1, cell.low, formats["measure"])
            sheet.write_number(row, column + 2, cell.high, formats["measure"])
    return 3 if interval else 1


def _width(text: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in text)


def _plot(book: Any, sheet: Any, plot: Bars, section: Section, columns: int) -> None:
    """A plot to the right of the table; its numbers stand beside it, since a plot refers to cells."""
    first = columns + 12
    chart = book.add_chart({"type": "bar" if plot.intervals else "column"})
    sheet.write_string(3, first, _clean(section.columns[0]))
    for i, name in enumerate(plot.categories, 4):
        sheet.write_string(i, first, _clean(name))
    last = 3 + len(plot.categories)
    for k, (name, cells) in enumerate(plot.series, 1):
        sheet.write_string(3, first + k, _clean(name))
        for i, cell in enumerate(cells, 4):
            number = cell.value if isinstance(cell, Measure) else cell
            if isinstance(number, int | float):
                sheet.write_number(i, first + k, number)
        chart.add_series(
            {
                "name": [sheet.get_name(), 3, first + k],
                "categories": [sheet.get_name(), 4, first, last, first],
                "values": [sheet.get_name(), 4, first + k, last, first + k],
                "fill": {"color": _COLOURS[(k - 1) % len(_COLOURS)]},
                **(_errors(cells) if plot.intervals else {}),
            }
        )
    chart.set_title({"name": _clean(section.title), "name_font": {"size": 12, "bold": False}})
    chart.set_legend({"position": "bottom", "none": len(plot.series) < 2})
    if plot.intervals:
        chart.set_x_axis({"min": 0, "max": 1, "num_format": "0.0"})
        chart.set_y_axis({"reverse": True})
    sheet.insert_chart(3, columns + 1, chart, {"x_scale": 1.2})


def _errors(cells: Sequence[Cell]) -> dict[str, Any]:
    """The intervals as error bars."""
    plus, minus = [], []
    for cell in cells:
        known = isinstance(cell, Measure) and cell.value is not None and cell.low is not None and cell.high is not None
        plus.append(cell.high - cell.value if known else 0.0)  # type: ignore[union-attr,operator]  # seen above
        minus.append(cell.value - cell.low if known else 0.0)  # type: ignore[union-attr,operator]
    return {"x_error_bars": {"type": "custom", "plus_values": plus, "minus_values": minus}}
