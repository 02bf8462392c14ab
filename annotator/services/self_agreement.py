"""How far people agree with themselves: a few of their own old articles are tagged again, with the first tags hidden.

A retest is a layer of a kind of its own (`LayerKind.RETEST`) that nothing else reads: no search, statistics, export,
suggestion or history. What it is compared with is the person's layer as it was when the retest was drawn, so that
mending it afterwards does not count.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from annotator.agreement.bootstrap import Draws
from annotator.agreement.report import PairAgreement, Settings, Sheet, pair_agreement
from annotator.agreement.units import Unit, Work
from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, EventId, GroupId, LayerId, PersonId, new_id, seconds_of
from annotator.domain.person import Person
from annotator.domain.span import Span
from annotator.errors import RefusedError
from annotator.services import sight, tagging
from annotator.services.agreeing import Named
from annotator.services.articles import carry_spans
from annotator.services.project import Project
from annotator.services.timeline import layer_at
from annotator.services.weekly import day_of
from annotator.store import articles, spans, timeline
from annotator.store.timeline import StateChange

SHARE: Final = 0.03
OLD: Final = 14
"""Days after which a person is supposed not to remember an article."""

THEN: Final = "then"
NOW: Final = "now"
_DAY: Final = 24 * 60 * 60 * 1_000_000
_DRAWS: Final = 300


@dataclass(frozen=True, slots=True)
class Retest:
    """An article that its annotator tags again; `drawn` in seconds since 1970."""

    article: Article
    layer: Layer
    drawn: float


@dataclass(frozen=True, slots=True)
class SelfAgreement:
    """How a person agrees with itself: over all, and by the month (YYYY-MM) in which the retests were done.

    The first person of each comparison, `then`, is the earlier work; `quotes` has the words of tags that differ.
    """

    person: str
    labels: Sequence[str]
    whole: PairAgreement
    months: Mapping[str, PairAgreement]
    articles: Mapping[ArticleId, Named]
    quotes: Mapping[bytes, str] = field(default_factory=dict)


def candidates(project: Project, old: int = OLD) -> list[ArticleId]:
    """My submitted articles that I submitted so many days ago or earlier and was never asked to tag again."""
    with project.database.read() as connection:
        changes = timeline.read_state_changes(connection)
        layers = articles.read_all_layers(connection)
    mine = [layer for layer in layers if layer.person == project.person.id]
    asked = {layer.article for layer in mine if layer.kind is LayerKind.RETEST}
    when = {change.after.id: change.time for change in changes if change.after.status is Status.SUBMITTED}
    limit = time.time_ns() // 1000 - old * _DAY
    return sorted(
        layer.article
        for layer in mine
        if layer.kind is LayerKind.PERSON
        and layer.status is Status.SUBMITTED
        and layer.article not in asked
        and when.get(layer.id, 0) <= limit  # one that came with an import has no time: it is old
    )


def draw(project: Project, share: float = SHARE, seed: int | None = None, old: int = OLD) -> list[ArticleId]:
    """Draws a share of my old articles, one at least, and begins a retest of each; the same seed draws the same.

    Raises RefusedError where there is none old enough.
    """
    known = candidates(project, old)
    if not known:
        raise RefusedError(
            "None of your articles can be tagged again yet.",
            "Articles that you submitted {days} days ago or earlier are drawn, each of them once.",
            days=old,
        )
    chosen = choose(known, share, seed)
    changes = []
    for article in chosen:
        layer = Layer(LayerId(new_id()), article, project.person.id, LayerKind.RETEST)
        changes.append(Change(None, layer, article, layer.id))
    tagging.write(project, changes, GroupId(new_id()))
    return chosen


def choose(known: Sequence[ArticleId], share: float, seed: int | None) -> list[ArticleId]:
    """A share of some articles, one at least, by chance; with a seed always the same."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose, no secret
    return chance.sample(known, max(1, round(share * len(known))))


def open_retests(project: Project) -> list[Retest]:
    """My retests that are not finished, in the order in which they were drawn."""
    with project.database.read() as connection:
        layers = articles.read_all_layers(connection)
        mine = [one for one in layers if one.person == project.person.id and one.kind is LayerKind.RETEST]
        found = []
        for layer in mine:
            article = articles.read_article(connection, layer.article)
            if article is not None and layer.status in (Status.NEW, Status.WORKING):
                found.append(Retest(article, layer, seconds_of(layer.id)))
    return found


def give_up(project: Project, retest: Retest) -> None:
    """Puts a retest aside unfinished; it is measured nowhere, and the article is not drawn again."""
    if retest.layer.person != project.person.id:
        raise RefusedError("Only those who were asked to tag an article again can give that up.")
    with project.database.read() as connection:
        known = articles.read_layers(connection, retest.article.id)
    now = next((layer for layer in known if layer.id == retest.layer.id), None)
    if now is None or now.status not in (Status.NEW, Status.WORKING):
        return
    after = replace(now, status=Status.SKIPPED)
    tagging.write(project, [Change(now, after, now.article, now.id)], GroupId(new_id()))


def measure(project: Project, person: Person | None = None, draws: Draws | None = None) -> SelfAgreement:
    """How far a person (without one: I) agrees with itself; others' results are for reviewers and managers."""
    person = person or project.person
    if person.id != project.person.id and not sight.sees_all(project):
        raise RefusedError("Only reviewers and managers may see how far others agree with themselves.")
    settings = Settings(draws=draws or Draws(_DRAWS))
    sheets, months, named, quotes = _sheets(project, person.id)
    used = {unit.label for sheet in sheets for work in sheet.works.values() for unit in work.units}
    order = dict.fromkeys(label.key for label in (*project.scheme.active, *project.scheme.labels))
    labels = [key for key in order if key in used]
    pair = (THEN, NOW)
    by_month = {
        month: pair_agreement([one for one in sheets if months[one.article] == month], pair, labels, settings)
        for month in sorted(set(months.values()))
    }
    return SelfAgreement(person.name, labels, pair_agreement(sheets, pair, labels, settings), by_month, named, quotes)


# -- inside ------------------------------------------------------------------------------------------------------


def _sheets(
    project: Project, person: PersonId
) -> tuple[list[Sheet], dict[ArticleId, str], dict[ArticleId, Named], dict[bytes, str]]:
    """The articles that a person finished for a second time, each with the month in which it did, and all quotes."""
    with project.database.read() as connection:
        layers = [one for one in articles.read_all_layers(connection) if one.person == person]
        changes = timeline.read_state_changes(connection)
    first = {one.article: one for one in layers if one.kind is LayerKind.PERSON}
    sheets: list[Sheet] = []
    months: dict[ArticleId, str] = {}
    named: dict[ArticleId, Named] = {}
    quotes: dict[bytes, str] = {}
    for retest in layers:
        if retest.kind is not LayerKind.RETEST or retest.status is not Status.SUBMITTED or retest.article not in first:
            continue
        drawn, finished = _moments(changes, retest.id)
        with project.database.read() as connection:
            article = articles.read_article(connection, retest.article)
            assert article is not None  # noqa: S101 - read_all_layers gives those of articles that are there
            now = spans.read_spans(connection, retest.id)
            length = timeline.read_length(connection, article.revision)
        then = layer_at(project, first[retest.article], drawn)
        works = {}
        for name, found in ((THEN, then), (NOW, now)):
            present = _present(project, article, found)
            works[name] = Work([_unit(project, span) for span in present])
            quotes.update((span.id, span.quote) for span in present)
        sheets.append(Sheet(article.id, length, works))
        months[article.id] = f"{day_of(finished):%Y-%m}"
        named[article.id] = Named(article.number, article.title)
    sheets.sort(key=lambda sheet: named[sheet.article].number)
    return sheets, months, named, quotes


def _moments(changes: Sequence[StateChange], layer: LayerId) -> tuple[EventId, int]:
    """When a retest was drawn, as the line of history, and when it was finished."""
    own = [change for change in changes if change.after.id == layer]
    finished = max(change.time for change in own if change.after.status is Status.SUBMITTED)
    return own[0].event, finished


def _present(project: Project, article: Article, found: Sequence[Span]) -> list[Span]:
    """Tags with their bounds in the article's present text."""
    older = [span for span in found if span.revision != article.revision]
    if not older:
        return list(found)
    with project.database.read() as connection:
        revision = articles.read_revision(connection, article.revision)
    moved = carry_spans(project, older, revision)
    return [moved.get(span.id, span) for span in found]


def _unit(project: Project, span: Span) -> Unit:
    key = project.scheme.label(span.label).key
    return Unit(span.start, span.end, key, span.id, span.attributes, span.note, span.parts)
