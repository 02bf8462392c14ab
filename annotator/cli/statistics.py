"""`annotator stats`: a project in numbers."""

import json
from typing import Annotated

import typer

from annotator.cli.common import about_as, closing, open_for_reading
from annotator.i18n import tr
from annotator.services.stats import Stats, as_json, collect, state_names


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""

    @app.command("stats", help=tr("Count articles by state, and tags by label and person."))
    def stats(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        as_person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as())] = "",
        as_json_: Annotated[bool, typer.Option("--json", help=tr("Print JSON."))] = False,
    ) -> None:
        with closing(open_for_reading(project, as_person)) as opened:
            found = collect(opened)
        if as_json_:
            print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        else:
            _show(found)


def _show(found: Stats) -> None:
    names = state_names()
    print(found.project)
    print(
        tr(
            "{n} articles, {characters} characters, {tags} tags",
            n=found.articles,
            characters=found.characters,
            tags=found.tags,
        )
    )
    for state, count in found.states.items():
        print(f"  {names[state]}: {count}")
    if found.excluded:
        print(f"  {tr('Excluded')}: {found.excluded}")
    print(tr("Labels"))
    for label, count in found.labels.items():
        print(f"  {label}: {count}")
    for name, one in found.people.items():
        states = ", ".join(f"{names[state]} {count}" for state, count in one.articles.items())
        print(tr("{name}: {tags} tags", name=name, tags=one.tags) + (f" ({states})" if states else ""))
        for label, count in one.labels.items():
            print(f"  {label}: {count}")
