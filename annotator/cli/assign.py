"""`annotator assign`: people drawn for articles."""

import json
from typing import Annotated

import typer

from annotator.cli.common import closing
from annotator.domain.assignment import Rules
from annotator.domain.ids import ArticleId, PersonId
from annotator.domain.person import Role
from annotator.errors import RefusedError
from annotator.i18n import tr
from annotator.services.assigning import Plan, carry_out, plan, plan_json
from annotator.services.exporting import numbered
from annotator.services.project import Project, as_person, members, open_project


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_people = tr("Who is drawn: names with commas between them. NAME:2 does twice as much as the others.")
    about_each = tr("How many people an article goes to, for agreement.")
    about_overlap = tr("The share of the articles that go to as many; the others go to one. From 0 to 1.")
    about_seed = tr("Where the drawing begins: the same seed gives the same one.")
    about_due = tr("The day by which they are to be done, as 2026-12-01.")
    about_article = tr("Only the article with this number in the list; may be given several times.")
    about_as = tr("Who assigns; without it a manager of the project.")

    @app.command("assign", help=tr("Draw people for the articles that nobody has, evenly."))
    def assign(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        people: Annotated[str, typer.Option(metavar="NAME,NAME", help=about_people)],
        per_article: Annotated[int, typer.Option(min=1, metavar="N", help=about_each)] = 1,
        overlap: Annotated[float, typer.Option(min=0, max=1, metavar="SHARE", help=about_overlap)] = 1.0,
        seed: Annotated[int, typer.Option(metavar="N", help=about_seed)] = 0,
        due: Annotated[str, typer.Option(metavar="DAY", help=about_due)] = "",
        article: Annotated[list[int] | None, typer.Option(metavar="NUMBER", help=about_article)] = None,
        person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as)] = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help=tr("Only show what would be assigned."))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Print JSON."))] = False,
    ) -> None:
        with closing(open_project(project, read_only=dry_run, anyone=True)) as opened:
            _become(opened, person)
            rules = _rules(opened, people, per_article, overlap, seed)
            chosen: list[ArticleId] | None = numbered(opened, article) if article else None
            drawn = plan(opened, rules, due, chosen)
            if not dry_run:
                carry_out(opened, drawn)
            if as_json:
                print(json.dumps(plan_json(opened, drawn, not dry_run), ensure_ascii=False, indent=2))
            else:
                _show(opened, drawn)


def _become(project: Project, name: str) -> None:
    if name:
        as_person(project, members(project, [name])[0])
    else:
        as_person(project, next((one for one in project.people if one.role is Role.MANAGER), project.person))


def _rules(project: Project, names: str, per_article: int, overlap: float, seed: int) -> Rules:
    shares: dict[str, float] = {}
    for part in names.replace("，", ",").split(","):
        name, _, share = part.strip().partition(":")
        if name in shares:
            raise RefusedError("{name} is named twice.", name=name)
        if name:
            shares[name] = _share(share)
    known = members(project, shares)
    if per_article > len(known):
        raise RefusedError("There are fewer people than an article is to go to.")
    by_id: dict[PersonId, float] = {person.id: shares[person.name] for person in known}
    return Rules(tuple(by_id), per_article, overlap, seed, by_id)


def _share(text: str) -> float:
    try:
        found = float(text or 1)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise RefusedError("A share is a number above 0, not “{text}”.", text=text)
    return found


def _show(project: Project, drawn: Plan) -> None:
    names = {person.id: person.name for person in project.people}
    for article, of_article in drawn.drawn:
        one = drawn.articles[article]
        print(f"{one.number:4}  {one.title}  {', '.join(names[person] for person in of_article)}")
    for person, count in drawn.loads.items():
        print(tr("{name}: {n} articles", name=names[person], n=count))
    if drawn.short:
        print(tr("{n} articles stay without anybody.", n=drawn.short))
