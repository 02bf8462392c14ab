"""What takes the processor for long, as functions for a process of its own (`background`): each opens the project
itself, for reading, as the person who asks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from annotator.agreement.gamma import Placed, gamma
from annotator.agreement.report import Settings
from annotator.agreement.values import Reason, Undefined, Value
from annotator.domain.ids import ArticleId
from annotator.services import reports, self_agreement, weekly
from annotator.services.agreeing import Agreement, Watch, agree, sheets_of
from annotator.services.project import Project, members, open_project
from annotator.services.reports import Report
from annotator.services.self_agreement import SelfAgreement
from annotator.services.weekly import Period, Week


@contextmanager
def _opened(target: str, person: str) -> Iterator[Project]:
    project = open_project(target, person, read_only=True)
    try:
        yield project
    finally:
        project.close()


def agreement(target: str, person: str, period: Period | None, watch: Watch) -> Agreement:
    """The agreement of everybody, and of each with the settled layer, on what was submitted in a period or on all."""
    with _opened(target, person) as project:
        chosen = None if period is None else weekly.articles_of(project, period)
        return agree(project, (), chosen, Settings(watch=watch), with_gold=True)


def week(target: str, person: str, period: Period | None, watch: Watch) -> Week:
    """A week of the project."""
    with _opened(target, person) as project:
        return weekly.collect(project, period, watch)


def report(target: str, person: str, day: date | None, watch: Watch) -> Report:
    """The report of the week of a day, or of all the time."""
    with _opened(target, person) as project:
        return reports.collect(project, day, watch)


def drift(target: str, person: str, whose: str) -> SelfAgreement:
    """How far somebody agrees with itself."""
    with _opened(target, person) as project:
        return self_agreement.measure(project, members(project, [whose])[0])


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma of each article that two or more people did, the mean by articles, and how many were too large for it."""

    articles: Sequence[tuple[ArticleId, Value]]
    mean: Value
    too_large: int


def gamma_of(target: str, person: str, people: Sequence[str], chosen: Sequence[ArticleId], watch: Watch) -> Gamma:
    """Gamma of some people on some articles, one after the other."""
    found: list[tuple[ArticleId, Value]] = []
    with _opened(target, person) as project:
        sheets = list(sheets_of(project, people, chosen))
    for done, sheet in enumerate(sheets):
        watch(done, len(sheets))
        placed = [[Placed(unit.start, unit.end, unit.label) for unit in work.units] for work in sheet.works.values()]
        found.append((sheet.article, gamma(placed, samples=20)))
    values = [value for _, value in found if not isinstance(value, Undefined)]
    large = sum(isinstance(value, Undefined) and value.reason is Reason.TOO_LARGE for _, value in found)
    nothing = Undefined(Reason.TOO_LARGE if large else Reason.NO_UNITS)
    return Gamma(found, sum(values) / len(values) if values else nothing, large)
