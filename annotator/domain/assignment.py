"""Assignments: which person is to do which article, and until when; and the drawing of people for articles."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from annotator.domain.article import Status
from annotator.domain.ids import ArticleId, PersonId, RecordId
from annotator.domain.record import Record

ASSIGNMENT: Final = "assignment"


@dataclass(frozen=True, slots=True)
class Assignment:
    """An article that a person is to do; `by` said so, `due` is a day as YYYY-MM-DD or "".

    How far it is follows from the person's layer and is not stored. `name` is the person's when it was given.
    """

    id: RecordId
    article: ArticleId
    person: PersonId
    by: PersonId
    due: str = ""
    name: str = ""

    def to_record(self) -> Record:
        """As it is stored, found by its person."""
        return Record(
            self.id,
            ASSIGNMENT,
            self.by,
            self.article,
            key=self.person.hex(),
            body={"due": self.due, "title": self.name},
        )

    @classmethod
    def from_record(cls, found: Record) -> "Assignment":
        """From what is stored; raises ValueError where that is none."""
        if found.kind != ASSIGNMENT or found.article is None:
            raise ValueError("no assignment")
        body = found.body
        person = PersonId(bytes.fromhex(found.key))
        return cls(found.id, found.article, person, found.person, str(body.get("due", "")), str(body.get("title", "")))


class Standing(StrEnum):
    """How far an assignment is."""

    OPEN = "open"  # not begun
    WORKING = "working"
    DONE = "done"  # submitted, or found not fit for annotation
    LAPSED = "lapsed"  # nobody touched it for too long: others may have it


def standing(status: Status, idle_days: float, return_after: int) -> Standing:
    """How far an assignment is whose layer has a state, untouched for some days; 0 for `return_after` is never."""
    if status in (Status.SUBMITTED, Status.SKIPPED):
        return Standing.DONE
    if return_after and idle_days > return_after:
        return Standing.LAPSED
    return Standing.WORKING if status is Status.WORKING else Standing.OPEN


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that people are drawn for: `length` in characters, `taken` who has it, `barred` who had it."""

    article: ArticleId
    length: int = 0
    taken: frozenset[PersonId] = frozenset()
    barred: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """How people are drawn.

    A share `overlap` of the articles, from 0 to 1, goes to `per_article` people each, so that their agreement can be
    measured; the others to one each. `shares` says how much each of the people does, 1 where it says nothing.
    """

    people: tuple[PersonId, ...]
    per_article: int = 1
    overlap: float = 1.0
    seed: int = 0
    shares: Mapping[PersonId, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.people or len(set(self.people)) != len(self.people):
            raise ValueError("people are named, each once")
        if not 1 <= self.per_article <= len(self.people):
            raise ValueError("an article goes to some of the people")
        if not 0 <= self.overlap <= 1:
            raise ValueError("a share is between 0 and 1")
        if any(share <= 0 for share in self.shares.values()):
            raise ValueError("who is drawn does something")


Drawn = list[tuple[ArticleId, tuple[PersonId, ...]]]


def draw(candidates: Sequence[Candidate], rules: Rules) -> Drawn:
    """Who gets which article, in the order of the candidates; those nobody is drawn for are left out.

    Loads are even by shares: in articles first, among equals in characters; so are the pairs that meet in an article.
    The same seed gives the same drawing.
    """
    chance = random.Random(rules.seed)  # noqa: S311 - a drawing, not a secret
    order = list(range(len(candidates)))
    chance.shuffle(order)
    several = set(order[: round(rules.overlap * len(order))])
    load: Counter[PersonId] = Counter()
    characters: Counter[PersonId] = Counter()
    met: Counter[frozenset[PersonId]] = Counter()
    found: dict[int, tuple[PersonId, ...]] = {}
    # Those that need most people go first, and of them the longest: the rest can level what they left uneven.
    for at in sorted(order, key=lambda one: (one not in several, -candidates[one].length)):
        candidate = candidates[at]
        here = [one for one in rules.people if one in candidate.taken]
        chosen: list[PersonId] = []
        wanted = rules.per_article if at in several else 1
        while len(candidate.taken) + len(chosen) < wanted:
            free = [one for one in rules.people if one not in candidate.taken | candidate.barred | set(chosen)]
            if not free:
                break
            ties = {one: sum(met[frozenset((one, other))] for other in (*here, *chosen)) for one in free}
            lots = {one: chance.random() for one in free}
            share = {one: rules.shares.get(one, 1.0) for one in free}
            best = min(
                free,
                key=lambda one: ((load[one] + 1) / share[one], ties[one], characters[one] / share[one], lots[one]),
            )
            met.update(frozenset((best, other)) for other in (*here, *chosen))
            load[best] += 1
            characters[best] += candidate.length
            chosen.append(best)
        if chosen:
            found[at] = tuple(chosen)
    return [(candidates[at].article, found[at]) for at in sorted(found)]
