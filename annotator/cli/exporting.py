"""`annotator export`: a project, or some of its articles, as JSON Lines."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.common import Bar, about_as, closing, open_for_reading
from annotator.i18n import tr
from annotator.services.exporting import ExportProgress, export_file, numbered


class Offsets(StrEnum):
    """In which text the bounds of tags count."""

    READING = "reading"
    BOTH = "both"


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_layer = tr("Whose tags: a name, gold, or all. Without it the gold where there is one, else the only layer.")
    about_offsets = tr(
        "Where bounds count: in the reading text, or both in it and in the source, which is written too."
    )
    about_article = tr("Only the article with this number in the list; may be given several times.")

    about_settled = tr("Only articles that review has settled; without --layer their gold.")

    @app.command("export", help=tr("Export articles with their tags as JSON Lines. Excluded articles are left out."))
    def export(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=tr("The file to write."))],
        layer: Annotated[str, typer.Option(metavar="NAME|gold|all", help=about_layer)] = "",
        article: Annotated[list[int] | None, typer.Option(metavar="NUMBER", help=about_article)] = None,
        settled: Annotated[bool, typer.Option("--settled", help=about_settled)] = False,
        offsets: Annotated[Offsets, typer.Option(help=about_offsets)] = Offsets.READING,
        as_person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as())] = "",
    ) -> None:
        bar = Bar(tr("Exporting"))

        def watch(progress: ExportProgress) -> None:
            bar.show(progress.done, progress.total)

        with closing(open_for_reading(project, as_person)) as opened:
            chosen = numbered(opened, article) if article else None
            try:
                count = export_file(opened, output, layer or None, chosen, watch, offsets is Offsets.BOTH, settled)
            finally:
                bar.clear()
        print(tr("Wrote {n} lines to {file}.", n=count, file=output))
