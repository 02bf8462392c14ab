"""`annotator suggest`: what the machine would tag in text files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.common import closing, open_for_reading
from annotator.i18n import tr
from annotator.services.reading import read_file
from annotator.services.suggesting import Proposer, SpanRecord, as_records, check_region, suggest_text


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_project = tr("Propose the labels of this project's scheme, by what was decided and learned there.")
    about_as = tr("Whose decisions count, besides the agreed result; without it those of the first manager.")
    about_region = tr("The place that the articles are about, as a path or code; settles names that many places bear.")
    about_json = tr("Print one JSON object a file: its name, reading text and proposed spans.")

    @app.command(
        "suggest", help=tr("Read text files as an import would, and print what the machine would tag in them.")
    )
    def suggest(
        files: Annotated[list[str], typer.Argument(metavar="FILE…", help=tr("Text files."))],
        project: Annotated[str, typer.Option(metavar="PROJECT", help=about_project)] = "",
        region: Annotated[str, typer.Option(metavar="PLACE", help=about_region)] = "",
        person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as)] = "",
        as_json: Annotated[bool, typer.Option("--json", help=about_json)] = False,
    ) -> None:
        check_region(region)
        with _proposer(project, person) as proposer:
            for file in files:
                reading = read_file(Path(file)).reading
                text, aside = reading.text, reading.furniture
                found = suggest_text(text, region) if proposer is None else proposer.suggestions(text, region)
                found = [one for one in found if not any(low < one.end and one.start < high for low, high in aside)]
                spans = as_records(text, found)
                if as_json:
                    print(json.dumps({"source": file, "text": text, "spans": spans}, ensure_ascii=False))
                else:
                    _show(file, spans)


@contextmanager
def _proposer(project: str, person: str) -> Iterator[Proposer | None]:
    """What proposes in a project by what was decided and learned there; None without a project."""
    if not project:
        yield None
        return
    with closing(open_for_reading(project, person)) as opened:
        proposer = Proposer(opened)
        proposer.load()
        yield proposer


def _show(file: str, spans: list[SpanRecord]) -> None:
    print(tr("{file}: {n} suggestions", file=file, n=len(spans)))
    for span in spans:
        place = f"{span['start']}-{span['end']}"
        print(f"  {place:>13}  {span['label']}  {span['text']}  {span['score']:.0%}  {span['reason']}")
