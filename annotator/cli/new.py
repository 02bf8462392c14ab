"""`annotator new`: a new project."""

import getpass
from pathlib import PurePath
from typing import Annotated

import typer

from annotator.errors import RefusedError
from annotator.i18n import tr
from annotator.services.project import create_project, project_path
from annotator.services.schemes import scheme_named


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_project = tr("File or database URL of the new project.")
    about_scheme = tr("Label scheme: policy, entities, or a TOML file.")
    about_person = tr("Your name; without it the system's user name.")

    @app.command("new", help=tr("Make a new project."))
    def new(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=about_project)],
        scheme: Annotated[str, typer.Option(metavar="SCHEME", help=about_scheme)] = "policy",
        person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_person)] = "",
    ) -> None:
        made = create_project(project, scheme_named(scheme), _name_of(project), person.strip() or user_name())
        made.close()
        print(tr("Made {project} for {person}.", project=made.path or made.name, person=made.person.name))


def _name_of(target: str) -> str:
    return PurePath(project_path(target).partition("?")[0]).stem


def user_name() -> str:
    """The name under which the person is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # what is raised where there is no name differs by version
        raise RefusedError("The system does not say who you are.", "Give your name with --as NAME.") from error
