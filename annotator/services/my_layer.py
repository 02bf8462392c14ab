"""My work as one file for a colleague, and a colleague's file as that person's work beside mine.

A file has a line an article, each with the name of its layer. It can come in again and again as it grows: what it says
now takes the place of what that person said here before, and the report tells what is new.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from annotator.errors import RefusedError
from annotator.services.exporting import ExportProgress, export_file
from annotator.services.import_report import ImportReport
from annotator.services.importing import ALONE_SECONDS, ImportRun, Progress
from annotator.services.project import Project
from annotator.store import articles

SUFFIX: Final = ".jsonl"
_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def file_name(project: Project) -> str:
    """What the file with my work is called unless somebody says otherwise."""
    name = _UNFIT.sub("_", f"{project.name}-{project.person.name}")
    return f"{name[:80]}{SUFFIX}"


def export_mine(project: Project, path: Path, watch: Callable[[ExportProgress], None] | None = None) -> int:
    """Writes my layers of all articles into one file, a line each; returns how many.

    Raises RefusedError where I have not begun any.
    """
    with project.database.read() as connection:
        layers = articles.read_all_layers(connection)
    if all(layer.person != project.person.id for layer in layers):
        raise RefusedError("You have not begun any article; there is nothing to hand on.")
    return export_file(project, path, project.person.name, watch=watch)


def bring_in(
    project: Project, paths: Sequence[Path], watch: Callable[[Progress], None] | None = None, spawn: bool = False
) -> ImportReport:
    """Takes colleagues' files in at once; the window does it in steps, by an ImportRun of its own."""
    return ImportRun(project, paths, None, spawn, ALONE_SECONDS, colleague=True).run(watch)
