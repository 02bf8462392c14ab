"""`annotator import`: files and folders into a project."""

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.basics import FAILED, say
from annotator.cli.common import Bar, closing
from annotator.i18n import tr
from annotator.services.import_report import lines, summary
from annotator.services.importing import ALONE_SECONDS, ImportRun, Progress
from annotator.services.noticing import Named, SplitPages, Wish
from annotator.services.project import open_project


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_files = tr("Text files, JSONL files, folders of them.")
    about_person = tr("Whose tags are those that come without a name; needed where several people work in the project.")
    about_encoding = tr("Encoding of the text files; without it found for each.")
    about_split = tr("Pages of several articles: ask tells them, always divides them, never takes each as one article.")
    about_columns = tr("Columns of tables by name or number: text, title, date, paper, page, region.")

    @app.command(
        "import",
        help=tr("Import articles, and tags that come with them. The exit code is 1 where anything was refused."),
    )
    def import_(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        file: Annotated[list[Path], typer.Argument(metavar="FILE", help=about_files)],
        person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_person)] = "",
        encoding: Annotated[str, typer.Option(metavar="ENCODING", help=about_encoding)] = "",
        split: Annotated[SplitPages, typer.Option(help=about_split)] = SplitPages.ASK,
        columns: Annotated[str, typer.Option(metavar="KIND=NAME,…", help=about_columns)] = "",
    ) -> None:
        wish = Wish(encoding or None, split, Named.parsed(columns) if columns else {})
        bar = Bar(tr("Importing"))

        def watch(progress: Progress) -> None:
            bar.show(progress.done, progress.total, tr("{n} articles", n=progress.articles))

        with closing(open_project(project, person or None)) as opened:
            try:
                report = ImportRun(opened, file, wish, budget=ALONE_SECONDS).run(watch)
            finally:
                bar.clear()
        for line in lines(report):
            say(line)
        print(summary(report))
        if report.refused:
            raise typer.Exit(FAILED)
