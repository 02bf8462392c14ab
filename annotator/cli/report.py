"""`annotator report`: progress and agreement of a project, on the screen, as HTML, as a workbook or as JSON."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.common import Bar, about_as, closing, open_for_reading
from annotator.domain.dates import partial_date
from annotator.errors import RefusedError
from annotator.i18n import tr
from annotator.services.reports import Section, collect, sections, write_file, written
from annotator.services.reports_json import report_json


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_week = tr("Only this week, from Monday to Sunday, beside the week before.")
    about_day = tr("A day of the week that is meant (YYYY-MM-DD) instead of today.")

    @app.command("report", help=tr("Report progress and agreement, of all the time of a project or of a week."))
    def report_(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        week: Annotated[bool, typer.Option("--week", help=about_week)] = False,
        day: Annotated[str, typer.Option("--day", metavar="DATE", help=about_day)] = "",
        html: Annotated[Path | None, typer.Option(metavar="FILE", help=tr("Write it as one HTML file."))] = None,
        xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help=tr("Write it as an Excel workbook."))] = None,
        as_person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as())] = "",
        as_json: Annotated[bool, typer.Option("--json", help=tr("Print JSON."))] = False,
    ) -> None:
        asked = _day(day) if week or day else None
        bar = Bar(tr("Comparing"))
        with closing(open_for_reading(project, as_person)) as opened:
            try:
                found = collect(opened, asked, bar.show)
            finally:
                bar.clear()
        written_to = []
        if html is not None:
            from annotator.services.reports_html import page

            written_to.append(write_file(html, page(found).encode()))
        if xlsx is not None:
            from annotator.services.reports_xlsx import workbook

            written_to.append(write_file(xlsx, workbook(found)))
        if as_json:
            print(json.dumps(report_json(found), ensure_ascii=False, indent=2))
            return
        for path in written_to:
            print(tr("Wrote {file}.", file=path))
        if not written_to:
            print(found.title)
            for section in sections(found):
                _show(section)


def _day(text: str) -> date:
    """The day that was named, or today."""
    if not text:
        return date.today()  # noqa: DTZ011 - the week of the person who asks, by the computer's own time
    found = partial_date(text)
    if found is None or len(found) != 10:
        raise RefusedError("“{text}” is no day; write it as YYYY-MM-DD.", text=text)
    return date.fromisoformat(found)


def _show(section: Section) -> None:
    print(f"\n{section.title}")
    if not section.rows:
        print(f"  {section.empty}")
        return
    rows = [list(section.columns), *([" ".join(written(cell).split()) for cell in row] for row in section.rows)]
    widths = [max(_width(row[k]) for row in rows) for k in range(len(section.columns))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
