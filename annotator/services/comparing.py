"""Several layers of an article held against each other: what differs, what was decided about it, what is proposed.

Only layers that the project's person may see are read (`services.sight`).
"""

import random
from collections.abc import Iterable, Sequence

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, PersonId
from annotator.domain.review import DECISION, SETTLED, Decision, Settled
from annotator.errors import RefusedError
from annotator.services import sight
from annotator.services.case_items import CaseItems
from annotator.services.case_reading import CaseReading
from annotator.services.cases import Case, Side
from annotator.services.project import Project
from annotator.services.review_rules import rules_of
from annotator.store import articles, records, spans
from annotator.store.database import Connection


def open_case(
    project: Project,
    article: ArticleId,
    people: Sequence[PersonId] | None = None,
    *,
    shuffled: bool = False,
    everybody: bool = False,
) -> Case:
    """Compares the layers of an article, or those of some people.

    `shuffled` puts the sides in an order that says nothing and is the same for the article each time. `everybody` is
    for counting alone: it reads what the person may not be shown.
    """
    with project.database.read() as connection:
        return read_case(project, connection, article, people, shuffled=shuffled, everybody=everybody)


def read_case(
    project: Project,
    connection: Connection,
    article_id: ArticleId,
    people: Sequence[PersonId] | None = None,
    *,
    shuffled: bool = False,
    everybody: bool = False,
) -> Case:
    """The same within a transaction."""
    article = articles.read_article(connection, article_id)
    if article is None:
        raise RefusedError("This article is no longer in the project.")
    revision = articles.read_revision(connection, article.revision)
    layers = articles.read_layers(connection, article_id)
    if not everybody:
        layers = sight.visible(project, connection, layers)
    gold = next((layer for layer in layers if layer.kind is LayerKind.GOLD), None)
    rules = rules_of(connection)
    decided = [Decision.from_record(one) for one in records.read_records(connection, (DECISION,), article=article_id)]
    settled = records.read_records(connection, (SETTLED,), article=article_id)
    sides = _sides(project, connection, layers, people)
    if shuffled:
        random.Random(article_id).shuffle(sides)  # noqa: S311 - an order that says nothing, not a secret
    reading = CaseReading(project, revision, rules)
    reading.read(connection, sides, gold)
    own = {at for at, side in enumerate(sides) if not rules.own_review and side.person == project.person.id}
    builder = CaseItems(reading, sides, decided, rules)
    items = builder.items()
    ties = builder.tie_items(items)
    return Case(
        article,
        revision,
        tuple(sides),
        tuple(items),
        tuple(ties),
        gold,
        Settled.from_record(settled[-1]) if settled else None,
        rules,
        reading.label_ids,
        reading.versions,
        frozenset(own),
        builder.item_of,
        reading.origins,
    )


def _sides(
    project: Project, connection: Connection, layers: Iterable[Layer], people: Sequence[PersonId] | None
) -> list[Side]:
    """The layers that say what somebody thinks of the article, in the order of the project's people."""
    names = {person.id: person.name for person in project.people}
    order = {person.id: at for at, person in enumerate(project.people)}
    found = []
    for layer in layers:
        if layer.kind is not LayerKind.PERSON or layer.status is Status.SKIPPED:
            continue
        if people is not None and layer.person not in people:
            continue
        if layer.status is not Status.NEW or spans.count_spans(connection, layer.id):
            found.append(Side(layer, names.get(layer.person, "?"), layer.person))
    return sorted(found, key=lambda side: order.get(side.person, len(order)))
