"""`annotator read`: how a file reads, without a project."""

import json
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.basics import FAILED, say
from annotator.i18n import explain, tr
from annotator.reading.reader import ReadFile, Unread
from annotator.services.reading import as_value, read_articles


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about = tr(
        "Read a file as an import would, and print its reading text; of a book, a table or an archive one article "
        "after another."
    )
    about_json = tr(
        "Print an object of JSON a line for each article: the text, its map to the source, decisions, doubtful places, "
        "articles and pages."
    )
    about_encoding = tr("Encoding of the file; without it found.")
    about_file = tr("A text, Word or PDF document, web page, book, table, picture or archive.")

    @app.command("read", help=about)
    def read(
        file: Annotated[str, typer.Argument(metavar="FILE", help=about_file)],
        as_json: Annotated[bool, typer.Option("--json", help=about_json)] = False,
        encoding: Annotated[str, typer.Option(metavar="ENCODING", help=about_encoding)] = "",
    ) -> None:
        failed = False
        for found in read_articles(Path(file), encoding or None):
            if isinstance(found, Unread):
                failed = True
                say(f"{found.name}: {explain(found.error)}")
            elif as_json:
                print(json.dumps(as_value(found, file if found.data is None else found.name), ensure_ascii=False))
            else:
                _print(found)
        if failed:
            raise typer.Exit(FAILED)


def _print(found: ReadFile) -> None:
    text = found.reading.text
    print(text, end="" if text.endswith("\n") else "\n")
