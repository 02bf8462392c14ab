"""Reports: progress and agreement of a project, of a week or of all its time, as sections for HTML, XLSX and text.

The numbers come from `weekly`; here they get their words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from annotator.agreement.bootstrap import Estimate
from annotator.agreement.pooled import Pooled, added
from annotator.agreement.tallies import ALL
from annotator.agreement.values import Undefined
from annotator.formats.files import Replacement
from annotator.i18n import tr
from annotator.services import stats, weekly
from annotator.services.agreeing import Watch
from annotator.services.agreeing_words import (
    explanations,
    kind_names,
    measure_names,
    reason_names,
)
from annotator.services.project import Project
from annotator.services.stats import Stats, state_names
from annotator.services.timeline_words import label_name
from annotator.services.weekly import Obstacle, Week

_PAIR: Final = ("exact.f1", "partial.f1", "boundaries.f1", "labels.agreement", "matched.cohen_kappa")
_GROUP: Final = ("matched.fleiss_kappa", "matched.krippendorff_alpha", "continuum.unitizing_alpha")
_HELD: Final = 200
"""How many articles a report lists that are held up; the counts have all."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A cell with a value from 0 to 1 and its interval, or the reason why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


Cell = str | int | Measure


@dataclass(frozen=True, slots=True)
class Bars:
    """A plot: for each category a bar of each series; `intervals` draws values from 0 to 1 as points with lines."""

    categories: Sequence[str]
    series: Sequence[tuple[str, Sequence[Cell]]]
    intervals: bool = False
    colours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a heading, a sentence of explanation and perhaps a plot; without rows it says `empty`."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    plot: Bars | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report tells."""

    project: str
    made: datetime
    week: Week
    stats: Stats
    progress: Sequence[tuple[date, Mapping[str, int]]]
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the report is called."""
        if self.week.period is None:
            return tr("{project}: progress and agreement", project=self.project)
        first = weekly.day_of(self.week.period.since)
        last = weekly.day_of(self.week.period.until) - timedelta(days=1)
        return tr("{project}: week of {first} to {last}", project=self.project, first=first, last=last)


def collect(project: Project, day: date | None = None, watch: Watch | None = None) -> Report:
    """The report of the week in which a day lies, or of all the time of a project."""
    week = weekly.collect(project, None if day is None else weekly.week_of(day), watch)
    now = datetime.now().astimezone()
    return Report(
        project.name,
        now,
        week,
        stats.collect(project),
        weekly.progress(project, day or now.date()),
        {label.key: (label_name(label), label.colour) for label in reversed(project.scheme.labels)},
    )


def sections(report: Report) -> list[Section]:
    """The report in words, in the language of the moment."""
    week = report.week
    found = [_people(report), _progress(report), _states(report), _labels(report)]
    found += [_agreement(report), _group(report), _pairs(report), _articles(report), _confusion(report)]
    found += [_disputed(report), _points(week), *_held(week), _meanings(report)]
    return found


def measured(found: Estimate) -> Measure:
    """An estimate as a cell."""
    if isinstance(found.value, Undefined):
        return Measure(None, reason=reason_names()[found.value.reason])
    return Measure(found.value, found.low, found.high)


def write_file(path: Path, data: bytes) -> Path:
    """Writes a finished report, whole or not at all; gives the path."""
    path = path.expanduser()
    with Replacement(path) as file:
        file.write([data])
    return path


def written(cell: Cell) -> str:
    """A cell as text."""
    if not isinstance(cell, Measure):
        return str(cell)
    if cell.value is None:
        return tr("cannot be calculated ({reason})", reason=cell.reason)
    if cell.low is None or cell.high is None:
        return f"{cell.value:.3f}"
    return f"{cell.value:.3f} [{cell.low:.2f}, {cell.high:.2f}]"


# -- sections ----------------------------------------------------------------------------------------------------


def _named(report: Report, key: str) -> str:
    return report.labels[key][0] if key in report.labels else key or tr("All labels")


def _people(report: Report) -> Section:
    rows: list[list[Cell]] = [
        [name, one.submitted, one.returned, one.settled] for name, one in report.week.people.items()
    ]
    names = [str(row[0]) for row in rows]
    columns = (tr("Submitted"), tr("Returned"), tr("Settled"))
    series = [(title, [row[k] for row in rows]) for k, title in enumerate(columns, 1)]
    return Section(tr("Who did what"), (tr("Person"), *columns), rows, tr("Articles."), Bars(names, series))


def _progress(report: Report) -> Section:
    names = [name for name, one in report.week.people.items()]
    rows: list[list[Cell]] = [
        [monday.isoformat(), *(counts.get(name, 0) for name in names)] for monday, counts in report.progress
    ]
    series = [(name, [row[k] for row in rows]) for k, name in enumerate(names, 1)]
    categories = [monday.strftime("%m-%d") for monday, _ in report.progress]
    note = tr("Articles that are submitted, by the week in which they were; a week by its Monday.")
    return Section(tr("Submitted by week"), (tr("Week of"), *names), rows, note, Bars(categories, series))


def _states(report: Report) -> Section:
    names = state_names()
    found = report.stats
    rows: list[list[Cell]] = [[names[state], count] for state, count in found.states.items()]
    rows.append([tr("Excluded"), found.excluded])
    note = tr(
        "{n} articles, {characters} characters, {tags} tags",
        n=found.articles,
        characters=found.characters,
        tags=found.tags,
    )
    return Section(tr("Articles by state"), (tr("State"), tr("Articles")), rows, note)


def _labels(report: Report) -> Section:
    people = list(report.stats.people)
    keys = list(dict.fromkeys([*report.stats.labels, *(k for p in report.stats.people.values() for k in p.labels)]))
    rows: list[list[Cell]] = [
        [_named(report, key), *(report.stats.people[name].labels[key] for name in people)] for key in keys
    ]
    shown = [tr("Settled") if name == "gold" else name for name in people]
    return Section(tr("Tags by label and person"), (tr("Label"), *shown), rows)


def _agreement(report: Report) -> Section:
    week = report.week
    columns = [tr("Label"), tr("Exact F1"), tr("Partial F1"), tr("Boundaries F1"), tr("Equal"), tr("Differing")]
    if week.before:
        columns.insert(2, tr("Exact F1 of the week before"))
    rows = []
    for key in (ALL, *week.labels):
        row = _agreement_row(report, key, week.agreement.get(key), week.before)
        if row is not None:
            rows.append(row)
    plotted = [row for row in rows if isinstance(row[1], Measure) and row[1].value is not None]
    series: list[tuple[str, Sequence[Cell]]] = [(tr("Exact F1"), [row[1] for row in plotted])]
    if week.before:
        series.insert(0, (tr("Exact F1 of the week before"), [row[2] for row in plotted]))
    colours = {_named(report, key): report.labels[key][1] for key in week.labels if key in report.labels}
    categories = [str(row[0]) for row in plotted]
    plot = Bars(categories, series, True, [colours.get(name, "") for name in categories]) if plotted else None
    note = tr("All pairs of people together, with the interval of 95 %, from drawing the articles again.")
    empty = tr("No article was submitted by two people yet.")
    return Section(tr("Agreement by label"), columns, rows, note, plot, empty)


def _agreement_row(report: Report, key: str, now: Pooled | None, before: Mapping[str, Pooled]) -> list[Cell] | None:
    if now is None:
        return None
    row: list[Cell] = [_named(report, key), measured(now.exact), measured(now.partial), measured(now.boundaries)]
    counts = now.counts
    row += [counts.exact, counts.a + counts.b - 2 * counts.exact]
    if before:
        row.insert(2, measured(before[key].exact) if key in before else Measure(None, reason=tr("no such tags")))
    return row


def _group(report: Report) -> Section:
    found = report.week.found.report
    names = measure_names()
    rows: list[list[Cell]] = []
    if found.articles:
        for key in (ALL, *found.labels):
            cells = [measured(found.measures[key, name]) for name in _GROUP if (key, name) in found.measures]
            rows.append([_named(report, key), *cells])
    note = tr("All people together, on articles that two or more of them did.")
    empty = tr("No article was submitted by two people yet.")
    return Section(tr("Agreement less chance"), (tr("Label"), *(names[n] for n in _GROUP)), rows, note, None, empty)


def _pairs(report: Report) -> Section:
    names = measure_names()
    rows: list[list[Cell]] = []
    for pair in report.week.found.report.pairs:
        if pair.articles:
            cells = [measured(pair.measures[ALL, name]) for name in _PAIR]
            rows.append([f"{pair.a} – {pair.b}", len(pair.articles), *cells])
    columns = (tr("Pair"), tr("Articles"), *(names[name] for name in _PAIR))
    empty = tr("No article was submitted by two people yet.")
    return Section(tr("Agreement by pair of people"), columns, rows, "", None, empty)


def _articles(report: Report) -> Section:
    found: list[tuple[float, int, list[Cell]]] = []
    for article, counts in added(report.week.found.report).items():
        whole = counts[ALL]
        number, title = report.week.found.articles[article]
        value = 2 * whole.exact / (whole.a + whole.b) if whole.a + whole.b else None
        cell = Measure(value, reason="" if value is not None else tr("nobody tagged anything"))
        found.append(
            (2.0 if value is None else value, number, [number, title, cell, whole.a + whole.b - 2 * whole.exact])
        )
    rows = [row for _, _, row in sorted(found, key=lambda one: one[:2])]
    columns = (tr("No."), tr("Article"), tr("Exact F1"), tr("Differing"))
    note = tr("Those with the least agreement first.")
    return Section(
        tr("Agreement by article"),
        columns,
        rows[:_HELD],
        note if rows else "",
        None,
        tr("No article was submitted by two people yet."),
    )


def _confusion(report: Report) -> Section:
    cells: dict[tuple[str | None, str | None], int] = {}
    for pair in report.week.found.report.pairs:
        for (a, b), n in pair.confusion.items():
            key = (a, b) if (a or "~") <= (b or "~") else (b, a)
            cells[key] = cells.get(key, 0) + n
    differing = sorted(((n, *key) for key, n in cells.items() if key[0] != key[1]), key=lambda one: -one[0])
    none = tr("no tag there")
    rows: list[list[Cell]] = [
        [_named(report, a) if a else none, _named(report, b) if b else none, n] for n, a, b in differing
    ]
    note = tr("How often one person gave a label where another gave another, or none.")
    return Section(
        tr("Labels taken for each other"),
        (tr("One"), tr("Other"), tr("Places")),
        rows,
        note,
        None,
        tr("Nothing differs."),
    )


def _disputed(report: Report) -> Section:
    names = kind_names()
    rows: list[list[Cell]] = [
        [
            one.text,
            len(one.places),
            "、".join(_named(report, key) for key in one.labels),
            ", ".join(f"{names[kind]} {n}" for kind, n in one.kinds.items()),
        ]
        for one in report.week.disputed
    ]
    columns = (tr("String"), tr("Places"), tr("Labels"), tr("How they differ"))
    return Section(tr("Most disputed strings"), columns, rows, "", None, tr("Nothing differs."))


def age_names() -> dict[int, str]:
    """What the ages of open points are called, by the days that they are under; -1 for older ones."""
    return {1: tr("under a day"), 7: tr("under a week"), 30: tr("under 30 days"), -1: tr("30 days and more")}


def _points(week: Week) -> Section:
    names = age_names()
    rows: list[list[Cell]] = [[names[limit], n] for limit, n in week.points_by_age()] if week.points else []
    return Section(tr("Open points by age"), (tr("Age"), tr("Points")), rows, "", None, tr("No point is open."))


def obstacle_names() -> dict[Obstacle, str]:
    """What keeps articles from being exported as settled."""
    return {
        Obstacle.NOT_BEGUN: tr("nobody began it"),
        Obstacle.WORKING: tr("somebody is at work on it"),
        Obstacle.RETURNED: tr("it was returned"),
        Obstacle.NOT_SETTLED: tr("submitted, not settled"),
        Obstacle.SETTLING: tr("being settled"),
        Obstacle.OPEN_POINTS: tr("points are open"),
    }


def _held(week: Week) -> list[Section]:
    names = obstacle_names()
    counts = {one: sum(one in held.obstacles for held in week.held) for one in Obstacle}
    rows: list[list[Cell]] = [[names[one], n] for one, n in counts.items() if n]
    rows.append([tr("settled, ready for export"), len(week.ready)])
    listed: list[list[Cell]] = [
        [one.number, one.title, ", ".join(names[what] for what in one.obstacles), "、".join(one.people)]
        for one in week.held[:_HELD]
    ]
    columns = (tr("No."), tr("Article"), tr("What keeps it"), tr("Who is at it"))
    return [
        Section(tr("What keeps articles from export"), (tr("Reason"), tr("Articles")), rows),
        Section(tr("Articles held up"), columns, listed, "", None, tr("Every article is settled.")),
    ]


def _meanings(report: Report) -> Section:
    names, meanings = measure_names(), explanations()
    rows: list[list[Cell]] = [[names[key], meanings[key]] for key in names]
    return Section(tr("What the measures mean"), (tr("Measure"), tr("Meaning")), rows)
