"""`annotator sample`: the sample project."""

from typing import Annotated

import typer

from annotator.i18n import tr
from annotator.services.project import project_path
from annotator.services.sample import build_sample


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""

    @app.command("sample", help=tr("Make the sample project: newspaper pages that two people have partly tagged."))
    def sample(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the new project."))],
    ) -> None:
        target = project_path(project)
        build_sample(target)
        print(tr("Made the sample project {project}.", project=target))
