"""`annotator sample`: the sample project."""

from typing import Annotated

import typer

from annotator.i18n import tr
from annotator.services.sample import NAME, build_sample


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""

    @app.command("sample", help=tr("Make the sample project: newspaper pages that two people have partly tagged."))
    def sample(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the new project."))],
    ) -> None:
        made = build_sample(project)
        print(tr("Made the sample project {project}.", project=made or NAME))
