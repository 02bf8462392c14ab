"""Precedents: hard cases as they were decided, told to whoever meets the same or a similar string.

Reviewers and managers pin them, so that what a blind annotator tags becomes nobody's precedent before it was decided.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LabelId, RecordId, new_id
from annotator.domain.person import Role
from annotator.domain.thread import Precedent
from annotator.errors import RefusedError
from annotator.services import people
from annotator.services.boards import Hit, hits
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.store import journal, records

_ALIKE: Final = 0.5  # of the pairs of characters of two strings, how many both have
_AROUND: Final = 24
_LONGEST: Final = 200  # characters of a selection that may still be a name


class Nearness(IntEnum):
    """How a precedent fits a string; the nearest first."""

    SAME = 0
    CONTAINED = 1  # one is a part of the other
    ALIKE = 2


@dataclass(frozen=True, slots=True)
class KnownPrecedent:
    """A precedent as it is stored, and who pinned it."""

    id: RecordId
    precedent: Precedent
    author: str


class Fitting(NamedTuple):
    """A precedent that may bear on a string."""

    nearness: Nearness
    known: KnownPrecedent


def read(project: Project) -> list[KnownPrecedent]:
    """All precedents of the project, by their strings."""
    names = {person.id: person.name for person in project.people}
    with project.database.read() as connection:
        stored = records.read_records(connection, [Precedent.kind])
    found = [KnownPrecedent(one.id, Precedent.from_record(one), names.get(one.person, "")) for one in stored]
    return sorted(found, key=lambda one: (one.precedent.string, one.id))


def fitting(known: Sequence[KnownPrecedent], string: str) -> list[Fitting]:
    """The precedents that bear on a string: the same one, one within the other, or one much alike; nearest first."""
    if not string.strip() or len(string) > _LONGEST or "\n" in string:
        return []
    found = []
    for one in known:
        nearness = _nearness(one.precedent.string, string)
        if nearness is not None:
            found.append(Fitting(nearness, one))
    return sorted(found, key=lambda one: (one.nearness, -len(one.known.precedent.string), one.known.id))


def _nearness(one: str, other: str) -> Nearness | None:
    if one == other:
        return Nearness.SAME
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and short in long:
        return Nearness.CONTAINED
    first, second = _pairs(one), _pairs(other)
    both = len(first & second)
    return Nearness.ALIKE if both and both / len(first | second) >= _ALIKE else None


def _pairs(string: str) -> set[str]:
    return {string[k : k + 2] for k in range(len(string) - 1)}


def precedent_at(document: Document, start: int, end: int, label: str, reason: str, clause: str = "") -> Precedent:
    """A precedent of a place of the open article."""
    around = document.text[max(0, start - _AROUND) : end + _AROUND]
    context = " ".join(around.split("\n"))
    return Precedent(document.text[start:end], label, reason, clause, document.article.id, start, end, context)


def pin(project: Project, precedent: Precedent, known: RecordId | None = None) -> RecordId:
    """Pins a decided case, or changes the ruling of one that is pinned; for reviewers and managers."""
    _may(project)
    if not precedent.reason.strip():
        raise RefusedError("A precedent needs its reason.")
    with project.database.write() as connection:
        before = records.read_record(connection, known) if known is not None else None
        id_ = RecordId(new_id()) if before is None else before.id
        person = project.person.id if before is None else before.person
        change = Change(before, precedent.to_record(id_, person))
        if change.before != change.after:
            journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    return id_


def unpin(project: Project, known: RecordId) -> None:
    """Takes a precedent out; for reviewers and managers."""
    _may(project)
    with project.database.write() as connection:
        before = records.read_record(connection, known)
        if before is not None:
            change = Change(before, None)
            journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))


def _may(project: Project) -> None:
    people.require(project, Role.REVIEWER)


def contradicting(project: Project, precedent: Precedent) -> list[Hit]:
    """The tags of mine and of gold that say otherwise of the same string than a precedent does."""
    label = project.scheme.by_key(precedent.label) if precedent.label else None
    wanted = project.scheme.label(label.id).id if label is not None else None
    return [hit for hit in hits(project, precedent.string) if _against(hit, wanted)]


def _against(hit: Hit, wanted: LabelId | None) -> bool:
    if hit.over:
        return False
    return hit.label != wanted if wanted is not None else hit.label is not None


def of_clause(known: Iterable[KnownPrecedent], clause: str) -> Iterator[KnownPrecedent]:
    """The precedents of a clause of the guidelines."""
    wanted = clause.strip()
    return (one for one in known if one.precedent.clause.strip() == wanted)


def place_of(precedent: Precedent) -> tuple[ArticleId, int, int] | None:
    """Where a case was decided, None where that is not known."""
    return None if precedent.article is None else (precedent.article, precedent.start, precedent.end)
