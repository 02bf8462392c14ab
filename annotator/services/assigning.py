"""Who is to do which article: given by hand or drawn, my queue, and how far everybody is.

An assignment is a wish, no lock: whoever is not asked can open an article all the same. How far it is follows from the
layers; one that nobody touched for some days lapses by itself, and its article can be given to others.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.assignment import ASSIGNMENT, Assignment, Candidate, Drawn, Rules, Standing, draw, standing
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, PersonId, RecordId, new_id, seconds_of
from annotator.domain.person import Person, Role
from annotator.errors import RefusedError
from annotator.services import people, states, stats
from annotator.services.project import Project
from annotator.store import activity, articles, journal, records
from annotator.store.database import Connection

RETURN_AFTER: Final = "return_after"
"""Key of the project's settings: days after which an untouched assignment lapses; 0 for never."""
RETURN_DAYS: Final = 14

_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment with what became of it; `last` is when its person was last at it, in seconds since 1970."""

    assignment: Assignment
    number: int
    title: str
    status: Status
    standing: Standing
    overdue: bool
    last: float

    @property
    def waits(self) -> bool:
        """Whether it is still to be done by its person."""
        return self.standing in (Standing.OPEN, Standing.WORKING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is: assignments by standing, how many are overdue, and all tags by label key."""

    person: Person
    standings: Mapping[Standing, int]
    overdue: int
    labels: Mapping[str, int]
    states: Mapping[str, int]

    @property
    def assigned(self) -> int:
        """All that is the person's to do or done."""
        return sum(count for one, count in self.standings.items() if one is not Standing.LAPSED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a drawing would assign: for each article its people, and how much each of them gets."""

    drawn: Drawn
    articles: Mapping[ArticleId, Article]
    lengths: Mapping[ArticleId, int]
    people: tuple[Person, ...]
    due: str = ""
    short: int = 0  # articles for which nobody was free
    loads: Mapping[PersonId, int] = field(default_factory=dict)


def return_days(project: Project) -> int:
    """After how many days without a change an assignment lapses; 0 for never."""
    return people.setting(project, RETURN_AFTER, RETURN_DAYS)


def set_return_days(project: Project, days: int) -> None:
    """Says after how many days an assignment lapses; only a manager may."""
    if days < 0:
        raise RefusedError("Give a number of days, or 0 for never.")
    people.set_setting(project, RETURN_AFTER, days)


def checked_day(text: str) -> str:
    """A due day as YYYY-MM-DD, "" for none; raises RefusedError for anything else."""
    text = text.strip()
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RefusedError("“{text}” is no day; write it as 2026-12-01.", text=text) from None


# -- what is assigned ----------------------------------------------------------------------------------------------


def tasks(project: Project, now: float | None = None, day: date | None = None) -> list[Task]:
    """All assignments of articles that are in the list, by article, then in the order in which they were made."""
    days = return_days(project)
    with project.database.read() as connection:
        found = _assignments(connection)
        listed = articles.list_articles(connection, project.person.id)
        layers = _layers(connection)
        last = activity.last_activity(connection, {one.person for one in found}) if found else {}
    by_article: dict[ArticleId, list[Assignment]] = {}
    for one in found:
        by_article.setdefault(one.article, []).append(one)
    now = time.time() if now is None else now
    today = (day or date.today()).isoformat()  # noqa: DTZ011 - a due day is a day of the person's own calendar
    made: list[Task] = []
    for line in listed:
        for one in by_article.get(line.article.id, ()):
            if line.article.excluded:
                continue
            layer = layers.get((one.article, one.person))
            status = Status.NEW if layer is None else layer.status
            touched = max(seconds_of(one.id), last.get((one.article, one.person), 0.0))
            how = standing(status, (now - touched) / _DAY, days)
            late = bool(one.due) and one.due < today and how is not Standing.DONE
            made.append(Task(one, line.article.number, line.article.title, status, how, late, touched))
    return made


def queue(project: Project, known: Iterable[Task] | None = None) -> list[Task]:
    """What I am to do, the earliest due first, then by the order of the list."""
    mine = [one for one in known or tasks(project) if one.assignment.person == project.person.id and one.waits]
    return sorted(mine, key=lambda one: (one.assignment.due or "9999", one.number))


def _assignments(connection: Connection) -> list[Assignment]:
    return [Assignment.from_record(one) for one in records.read_records(connection, [ASSIGNMENT])]


def _layers(connection: Connection) -> dict[tuple[ArticleId, PersonId], Layer]:
    found = articles.read_all_layers(connection)
    return {(one.article, one.person): one for one in found if one.kind is LayerKind.PERSON}


class Note(NamedTuple):
    """What a list says of an article beside my own state: what I am to do there, who else is, and its own state.

    `mended` is what I was told to mend.
    """

    mine: Task | None
    people: tuple[str, ...]
    state: states.ArticleState
    mended: str = ""


def notes(project: Project) -> dict[ArticleId, Note]:
    """What is to be said of the articles of the list; who is assigned is told to managers and reviewers alone."""
    names = {person.id: person.name for person in project.people}
    told = people.may(project, Role.REVIEWER)
    by_article: dict[ArticleId, list[Task]] = {}
    for task in tasks(project):
        by_article.setdefault(task.assignment.article, []).append(task)
    reasons = {one.article: one.reason for one in states.my_returns(project)}
    found = {}
    for article, state in states.states(project).items():
        known = by_article.get(article, [])
        mine = next((one for one in known if one.assignment.person == project.person.id), None)
        others = tuple(names[one.assignment.person] for one in known if one.standing is not Standing.LAPSED)
        to_another = state is states.ArticleState.RETURNED and article not in reasons and not told
        shown = states.ArticleState.REVIEWING if to_another else state
        found[article] = Note(mine, others if told else (), shown, reasons.get(article, ""))
    return found


# -- by hand -------------------------------------------------------------------------------------------------------


def assign(project: Project, which: Sequence[ArticleId], whom: Sequence[PersonId], due: str = "") -> int:
    """Gives articles to people, as one step; returns how many assignments are new or have another day now.

    Only a manager gives articles to others; everybody may take some.
    """
    return _write(project, [(article, tuple(whom)) for article in which], checked_day(due))


def _write(project: Project, pairs: Drawn, due: str) -> int:
    if any(person != project.person.id for _, of_article in pairs for person in of_article):
        people.require(project, Role.MANAGER)
    names = {person.id: person.name for person in project.people}
    lapsed = {one.assignment.id for one in tasks(project) if one.standing is Standing.LAPSED}
    changes: list[Change] = []
    with project.database.write() as connection:
        known = {(one.article, one.person): one for one in _assignments(connection)}
        for article, of_article in pairs:
            for person in of_article:
                before = known.get((article, person))
                if before is not None and before.due == due and before.id not in lapsed:
                    continue
                fresh = before is None or before.id in lapsed  # a new id is a new time
                id_ = RecordId(new_id()) if fresh or before is None else before.id
                after = Assignment(id_, article, person, project.person.id, due, names[person])
                if before is not None and fresh:
                    changes.append(Change(before.to_record(), None, article))
                old = None if fresh or before is None else before.to_record()
                changes.append(Change(old, after.to_record(), article))
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return sum(change.after is not None for change in changes)


def unassign(project: Project, which: Sequence[ArticleId], whom: Sequence[PersonId] | None = None) -> int:
    """Takes articles back from people (from all without any), as one step; what they tagged stays.

    Only a manager takes from others; everybody may give back.
    """
    wanted = set(which)
    with project.database.write() as connection:
        gone = [
            one for one in _assignments(connection) if one.article in wanted and (whom is None or one.person in whom)
        ]
        if any(one.person != project.person.id for one in gone):
            people.require(project, Role.MANAGER)
        changes = [Change(one.to_record(), None, one.article) for one in gone]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return len(changes)


# -- drawn ---------------------------------------------------------------------------------------------------------


def plan(project: Project, rules: Rules, due: str = "", chosen: Sequence[ArticleId] | None = None) -> Plan:
    """Draws people for articles and stores nothing. Without `chosen` for all that nobody has or has begun.

    Whoever has or had an article does not get it again; those who have it count among its people.
    """
    due = checked_day(due)
    known = tasks(project)
    with project.database.read() as connection:
        listed = [one for one in articles.list_articles(connection, project.person.id) if not one.article.excluded]
        layers = _layers(connection)
    active: dict[ArticleId, set[PersonId]] = {}
    lapsed: dict[ArticleId, set[PersonId]] = {}
    for task in known:
        kind = lapsed if task.standing is Standing.LAPSED else active
        kind.setdefault(task.assignment.article, set()).add(task.assignment.person)
    for (article, person), layer in layers.items():
        if layer.status is not Status.NEW and person not in lapsed.get(article, ()):
            active.setdefault(article, set()).add(person)
    wanted = None if chosen is None else set(chosen)
    offered = [one for one in listed if (one.article.id in wanted if wanted is not None else True)]
    if wanted is None:
        offered = [one for one in offered if one.article.id not in active]
    candidates = [
        Candidate(
            one.article.id,
            one.length,
            frozenset(active.get(one.article.id, ())),
            frozenset(lapsed.get(one.article.id, ())),
        )
        for one in offered
    ]
    drawn = draw(candidates, rules)
    loads = Counter(person for _, of_article in drawn for person in of_article)
    given = {article: len(of_article) for article, of_article in drawn}
    enough = sum(len(one.taken) + given.get(one.article, 0) >= 1 for one in candidates)
    return Plan(
        drawn,
        {one.article.id: one.article for one in offered},
        {one.article.id: one.length for one in offered},
        tuple(person for person in project.people if person.id in rules.people),
        due,
        len(candidates) - enough,
        {person: loads[person] for person in rules.people},
    )


def carry_out(project: Project, drawn: Plan) -> int:
    """Stores what was drawn, as one step; returns how many assignments are new."""
    people.require(project, Role.MANAGER)
    return _write(project, drawn.drawn, drawn.due)


def plan_json(project: Project, drawn: Plan, stored: bool) -> dict[str, Any]:
    """A drawing as a plain value."""
    names = {person.id: person.name for person in project.people}
    return {
        "stored": stored,
        "due": drawn.due or None,
        "assignments": [
            {
                "article": article.hex(),
                "number": drawn.articles[article].number,
                "title": drawn.articles[article].title,
                "people": [names[person] for person in of_article],
            }
            for article, of_article in drawn.drawn
        ],
        "loads": {names[person]: count for person, count in drawn.loads.items()},
        "without": drawn.short,
    }


# -- how far everybody is --------------------------------------------------------------------------------------------


def progress(project: Project, known: Sequence[Task] | None = None) -> list[Progress]:
    """How far everybody is, in the order in which they came; tags that one may not see are not counted."""
    by_person: dict[PersonId, list[Task]] = {}
    for task in tasks(project) if known is None else known:
        by_person.setdefault(task.assignment.person, []).append(task)
    counted = stats.collect(project).people
    found = []
    for person in project.people:
        mine = by_person.get(person.id, [])
        done = counted[person.name]
        found.append(
            Progress(
                person,
                Counter(task.standing for task in mine),
                sum(task.overdue for task in mine),
                {label: count for label, count in done.labels.items() if count},
                {state: count for state, count in done.articles.items() if count},
            )
        )
    return found
