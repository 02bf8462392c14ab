"""`annotator read`: how a text file reads, without a project."""

import json
from pathlib import Path
from typing import Annotated

import typer

from annotator.i18n import tr
from annotator.services.reading import as_value, read_file


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_json = tr("Print the text with its encoding, the map to the source, and the doubtful places, as JSON.")
    about_encoding = tr("Encoding of the file; without it found.")

    @app.command("read", help=tr("Read a text file as an import would, and print its reading text."))
    def read(
        file: Annotated[str, typer.Argument(metavar="FILE", help=tr("The text file."))],
        as_json: Annotated[bool, typer.Option("--json", help=about_json)] = False,
        encoding: Annotated[str, typer.Option(metavar="ENCODING", help=about_encoding)] = "",
    ) -> None:
        found = read_file(Path(file), encoding or None)
        if as_json:
            print(json.dumps(as_value(found, file), ensure_ascii=False))
        else:
            print(found.reading.text, end="" if found.reading.text.endswith("\n") else "\n")
