"""A week of a project: what was submitted, returned and settled, how far people agree, what is open, what is held up.

A week is from Monday to Sunday by the computer's own time.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from annotator.agreement.bootstrap import Draws
from annotator.agreement.pairing import Kind, Pair
from annotator.agreement.pooled import Pooled, pooled
from annotator.agreement.report import Settings
from annotator.domain.article import LayerKind, Status
from annotator.domain.ids import ArticleId, LayerId, PersonId, RecordId, seconds_of
from annotator.domain.review import RETURNED, Return
from annotator.services import states, threads
from annotator.services.agreeing import Agreement, Named, Watch, agree, index_of
from annotator.services.project import Project
from annotator.services.states import ArticleState
from annotator.store import articles, records, timeline
from annotator.store.exports import CountedLayer, ExportEntry
from annotator.store.timeline import StateChange

DISPUTED: Final = 10
"""How many strings a week names."""
_DRAWS: Final = 200
_DAY: Final = 24 * 60 * 60
_AGES: Final = (1, 7, 30)  # days


class Period(NamedTuple):
    """From a time to another, in microseconds since 1970; the end is not in it."""

    since: int
    until: int


def week_of(day: date) -> Period:
    """The week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return days(monday, monday + timedelta(days=7))


def month_of(day: date) -> Period:
    """The month in which a day lies."""
    first = day.replace(day=1)
    return days(first, (first + timedelta(days=31)).replace(day=1))


def days(first: date, end: date) -> Period:
    """From one day to another, which is not in it, by the computer's own time."""
    return Period(*(round(datetime(d.year, d.month, d.day).astimezone().timestamp() * 1_000_000) for d in (first, end)))


def day_of(microseconds: int) -> date:
    """The day of a time, by the computer's own."""
    return datetime.fromtimestamp(microseconds / 1_000_000).astimezone().date()


@dataclass(slots=True)
class PersonWeek:
    """How many articles a person submitted, had returned to them, and settled."""

    submitted: int = 0
    returned: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Disputed:
    """A string about which people differ: at how many places, how, and where."""

    text: str
    places: tuple[tuple[ArticleId, int, int], ...]
    kinds: Mapping[Kind, int]
    labels: tuple[str, ...]


class Obstacle(StrEnum):
    """What keeps an article from being exported as settled."""

    NOT_BEGUN = "not_begun"
    WORKING = "working"
    RETURNED = "returned"
    NOT_SETTLED = "not_settled"
    SETTLING = "settling"
    OPEN_POINTS = "open_points"


@dataclass(frozen=True, slots=True)
class Held:
    """An article that cannot be exported as settled, by whom it is held up, and how many points are open."""

    article: ArticleId
    number: int
    title: str
    obstacles: tuple[Obstacle, ...]
    people: tuple[str, ...] = ()
    points: int = 0


class Point(NamedTuple):
    """An open point: a question that nobody resolved; it is about the whole article where its bounds are equal."""

    record: RecordId
    article: ArticleId
    person: PersonId
    seconds: float  # since 1970, when it was put
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """All that is to be told of a week, or of all the time of a project where `period` is None.

    `found` is the agreement on what was submitted then, `agreement` that of all pairs together by label, `before` the
    same of the week before.
    """

    period: Period | None
    people: Mapping[str, PersonWeek]
    found: Agreement
    labels: Sequence[str]
    agreement: Mapping[str, Pooled]
    before: Mapping[str, Pooled]
    disputed: Sequence[Disputed]
    points: Sequence[Point]
    held: Sequence[Held]
    ready: Sequence[ArticleId]
    titles: Mapping[ArticleId, Named] = field(default_factory=dict)

    def points_by_age(self, now: float | None = None) -> list[tuple[int, int]]:
        """How many points are open for less than so many days; -1 for longer."""
        ages = [((time.time() if now is None else now) - point.seconds) / _DAY for point in self.points]
        found = []
        rest = sorted(ages)
        for limit in _AGES:
            under = [age for age in rest if age < limit]
            found.append((limit, len(under)))
            rest = rest[len(under) :]
        return [*found, (-1, len(rest))]


def collect(project: Project, period: Period | None = None, watch: Watch | None = None) -> Week:
    """A week of a project, or without a period all its time; of layers only that the project's person may see."""
    index = index_of(project)
    with project.database.read() as connection:
        changes = timeline.read_state_changes(connection)
    layers = {one.layer.id for entry in index for one in entry.layers}
    changes = [change for change in changes if change.after.id in layers]
    submitted = submissions(changes)
    settings = Settings(draws=Draws(_DRAWS), watch=watch)
    found = agree(project, (), None if period is None else _within(submitted, period), settings)
    labels = list(found.report.labels)
    before: Mapping[str, Pooled] = {}
    if period is not None:
        last = Period(2 * period.since - period.until, period.since)
        then = agree(project, (), _within(submitted, last), settings)
        before = pooled(then.report, settings.draws)
        labels = list(dict.fromkeys([*labels, *then.report.labels]))
    points = open_points(project)
    held, ready = _held(project, index, points)
    return Week(
        period,
        _by_person(project, changes, period),
        found,
        labels,
        pooled(found.report, settings.draws),
        before,
        disputed(found),
        points,
        held,
        ready,
        {one.article: Named(one.number, one.title) for one in held} | dict(found.articles),
    )


# -- who did what ------------------------------------------------------------------------------------------------


def submissions(changes: Iterable[StateChange]) -> dict[LayerId, StateChange]:
    """For each person's layer that is submitted, the change that submitted it last."""
    found: dict[LayerId, StateChange] = {}
    for change in changes:
        if change.after.kind is LayerKind.PERSON:
            if change.after.status is Status.SUBMITTED:
                found[change.after.id] = change
            else:
                found.pop(change.after.id, None)
    return found


def _within(submitted: Mapping[LayerId, StateChange], period: Period) -> list[ArticleId]:
    """The articles of which a layer was submitted in a period."""
    return list(
        dict.fromkeys(one.after.article for one in submitted.values() if period.since <= one.time < period.until)
    )


def articles_of(project: Project, period: Period) -> list[ArticleId]:
    """The articles of which somebody submitted a layer in a period that is submitted still."""
    with project.database.read() as connection:
        return _within(submissions(timeline.read_state_changes(connection)), period)


def _by_person(project: Project, changes: Sequence[StateChange], period: Period | None) -> dict[str, PersonWeek]:
    names = {person.id: person.name for person in project.people}
    owners = {change.after.id: change.after.person for change in changes}
    found = {name: PersonWeek() for name in names.values()}
    submitted: dict[LayerId, PersonId] = {}
    settled: dict[LayerId, PersonId] = {}
    for change in changes:
        if period is not None and not period.since <= change.time < period.until:
            continue
        layer = change.after
        if layer.kind is LayerKind.GOLD:
            _note(settled, layer.id, change.actor, layer.status is Status.SUBMITTED)
        elif layer.kind is LayerKind.PERSON:
            _note(submitted, layer.id, layer.person, layer.status is Status.SUBMITTED)
    for person in submitted.values():
        found[names[person]].submitted += 1
    for person in settled.values():
        found[names[person]].settled += 1
    for layer_id in _returned(project, period):
        if layer_id in owners:
            found[names[owners[layer_id]]].returned += 1
    return found


def _returned(project: Project, period: Period | None) -> list[LayerId]:
    """The layers that were given back to their people in a period, each once."""
    with project.database.read() as connection:
        given = [Return.from_record(one) for one in records.read_records(connection, (RETURNED,))]
    within = [one for one in given if period is None or period.since <= seconds_of(one.id) * 1_000_000 < period.until]
    return list(dict.fromkeys(one.layer for one in within))


def _note(known: dict[LayerId, PersonId], layer: LayerId, person: PersonId, done: bool) -> None:
    if done:
        known[layer] = person
    else:
        known.pop(layer, None)


# -- disputes ----------------------------------------------------------------------------------------------------


def disputed(found: Agreement, most: int = DISPUTED) -> list[Disputed]:
    """The strings about which people differ at most places; of bounds that differ the longer string counts."""
    places: dict[str, dict[tuple[ArticleId, int, int], None]] = {}
    kinds: dict[str, Counter[Kind]] = {}
    labels: dict[str, Counter[str]] = {}
    for pair in found.report.pairs:
        for article, difference in pair.differences:
            if not isinstance(difference, Pair):
                continue
            units = [unit for unit in (difference.a, difference.b) if unit is not None]
            longest = max(units, key=lambda unit: (unit.end - unit.start, -unit.start))
            text = " ".join(found.quotes[longest.id].split())
            places.setdefault(text, {})[article, longest.start, longest.end] = None
            kinds.setdefault(text, Counter())[difference.kind] += 1
            labels.setdefault(text, Counter()).update(unit.label for unit in units)
    ranked = sorted(places, key=lambda text: (-len(places[text]), -kinds[text].total(), text))
    return [
        Disputed(text, tuple(places[text]), kinds[text], tuple(label for label, _ in labels[text].most_common()))
        for text in ranked[:most]
    ]


# -- what is open ------------------------------------------------------------------------------------------------


def open_points(project: Project) -> list[Point]:
    """The questions that nobody resolved, as far as the project's person may see them, oldest first."""
    found = [
        Point(one.thread.id, one.thread.article, one.thread.author, one.since, one.thread.text, one.start, one.end)
        for one in threads.read(project, open_only=True)
    ]
    return sorted(found, key=lambda point: point.seconds)


def _held(
    project: Project, index: Sequence[ExportEntry], points: Sequence[Point]
) -> tuple[list[Held], list[ArticleId]]:
    """The articles that cannot be exported as settled, and those that can; unfit ones are neither."""
    names = {person.id: person.name for person in project.people}
    numbers = {one.article.id: one.article.number for one in _listed(project)}
    asked = Counter(point.article for point in points)
    with project.database.read() as connection:
        for waived in records.read_records(connection, (threads.WAIVED,)):
            if waived.article is not None:
                del asked[waived.article]
    state = states.states(project)
    held, ready = [], []
    for entry in index:
        obstacle, people = _obstacle(entry.layers, state.get(entry.article, ArticleState.NEW))
        if obstacle is None and entry.layers and all(one.layer.status is Status.SKIPPED for one in entry.layers):
            continue
        obstacles = [] if obstacle is None else [obstacle]
        if asked[entry.article]:
            obstacles.append(Obstacle.OPEN_POINTS)
        if not obstacles:
            ready.append(entry.article)
            continue
        who = tuple(dict.fromkeys(names[person] for person in people))
        number = numbers.get(entry.article, 0)
        held.append(Held(entry.article, number, entry.title, tuple(obstacles), who, asked[entry.article]))
    return held, ready


def _listed(project: Project) -> Sequence[articles.Listed]:
    with project.database.read() as connection:
        return articles.list_articles(connection, project.person.id)


def _obstacle(layers: Sequence[CountedLayer], state: ArticleState) -> tuple[Obstacle | None, list[PersonId]]:
    """Why an article is not settled, and who is to go on. Gold that was imported was settled elsewhere."""
    if state is ArticleState.SETTLED:
        return None, []
    if state is ArticleState.RETURNED:
        back = (Status.WORKING, Status.SUBMITTED)
        return Obstacle.RETURNED, [one.layer.person for one in layers if one.layer.status in back]
    gold = [one.layer for one in layers if one.layer.kind is LayerKind.GOLD]
    if gold:
        alone = len(layers) == 1 and gold[0].status in (Status.SUBMITTED, Status.SKIPPED)
        return (None, []) if alone else (Obstacle.SETTLING, [gold[0].person])
    begun = [one.layer for one in layers if one.layer.status is not Status.NEW or one.spans]
    if not begun:
        return Obstacle.NOT_BEGUN, []
    working = [layer.person for layer in begun if layer.status in (Status.NEW, Status.WORKING)]
    if working:
        return Obstacle.WORKING, working
    if all(layer.status is Status.SKIPPED for layer in begun):
        return None, []
    return Obstacle.NOT_SETTLED, []


# -- progress ----------------------------------------------------------------------------------------------------


def progress(project: Project, until: date, weeks: int = 12) -> list[tuple[date, Counter[str]]]:
    """How many articles each person submitted in each of some weeks, the last being that of a day; by their Mondays."""
    names = {person.id: person.name for person in project.people}
    with project.database.read() as connection:
        done = submissions(timeline.read_state_changes(connection)).values()
    first = until - timedelta(days=until.weekday() + 7 * (weeks - 1))
    mondays = [first + timedelta(days=7 * k) for k in range(weeks)]
    found: dict[date, Counter[str]] = {monday: Counter() for monday in mondays}
    for change in done:
        day = day_of(change.time)
        monday = day - timedelta(days=day.weekday())
        if monday in found:
            found[monday][names[change.after.person]] += 1
    return list(found.items())
