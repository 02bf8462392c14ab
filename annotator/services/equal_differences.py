"""The same decision for all equal differences: where they are, and what it would make of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.review import Decision
from annotator.services.cases import Case, Item
from annotator.services.choosing import Choice, like, signature
from annotator.services.comparing import open_case
from annotator.services.project import Project
from annotator.store import reviewing

_AROUND = 24


@dataclass(frozen=True, slots=True)
class Equal:
    """A difference that is equal to a decided one, and the same decision for it."""

    case: Case
    item: Item
    choice: Choice
    here: bool

    @property
    def context(self) -> tuple[str, str, str]:
        """The words before it, its own and those behind."""
        start, end = self.item.bounds
        text = self.case.text
        return text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]


def equal_differences(project: Project, decision: Decision, shuffled: bool = False) -> list[Equal]:
    """The open differences of the project that are equal to a decided one; those of the same article first.

    Articles that are settled are left alone; so is what the project's person may not decide about.
    """
    if not decision.signature:
        return []
    here = open_case(project, decision.article, shuffled=shuffled)
    found = list(_equal(here, decision, here=True))
    with project.database.read() as connection:
        near = reviewing.articles_with_quotes(connection, _quotes(here, decision))
    for article in near:
        if article != decision.article:
            found += _equal(open_case(project, article), decision, here=False)
    return found


def _quotes(case: Case, decision: Decision) -> list[str]:
    """The strings that an equal difference has at least one of."""
    units = [unit for item in case.items for unit in item.members.values() if unit.id in decision.judged]
    return [case.text[unit.start : unit.end] for unit in units] or [decision.quote]


def _equal(case: Case, decision: Decision, *, here: bool) -> Iterator[Equal]:
    if case.settled is not None or len(case.sides) < 2:
        return
    for item in case.differences():
        mine = set(item.members) & case.own
        if item.decisions or mine or not item.members or signature(case, item) != decision.signature:
            continue
        choice = like(case, item, decision)
        if choice is not None:
            yield Equal(case, item, choice, here)
