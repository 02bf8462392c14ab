"""How far articles are: derived from the states of their layers, from returns and from reviews that were closed."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, RecordId
from annotator.domain.record import Record
from annotator.domain.review import DECISION, RETURNED, SETTLED, Return
from annotator.i18n import tr
from annotator.services.comparing import read_case
from annotator.services.project import Project
from annotator.store import articles, codec, records, reviewing
from annotator.store.database import Connection


class ArticleState(StrEnum):
    """How far an article is; what one person says of it is that person's `Status`."""

    NEW = "new"  # 未开始
    WORKING = "working"  # 标注中
    SUBMITTED = "submitted"  # 已提交
    SKIPPED = "skipped"  # 不予标注
    REVIEWING = "reviewing"  # 审校中
    RETURNED = "returned"  # 退回修改
    SETTLED = "settled"  # 已审定


_OF_LAYERS: Final = (Status.WORKING, Status.SUBMITTED, Status.SKIPPED)


def state_names() -> dict[ArticleState, str]:
    """What the states are called."""
    return {
        ArticleState.NEW: tr("Not started"),
        ArticleState.WORKING: tr("In progress"),
        ArticleState.SUBMITTED: tr("Submitted"),
        ArticleState.SKIPPED: tr("Not to be annotated"),
        ArticleState.REVIEWING: tr("In review"),
        ArticleState.RETURNED: tr("Given back"),
        ArticleState.SETTLED: tr("Settled by review"),
    }


def state_of(project: Project, article: ArticleId) -> ArticleState:
    """How far an article is."""
    with project.database.read() as connection:
        layers = articles.read_layers(connection, article)
        noted = records.read_records(connection, (RETURNED, SETTLED), article=article)
        decided = bool(records.read_records(connection, (DECISION,), article=article))
        return _state(project, connection, article, layers, noted, decided)


def states(project: Project) -> dict[ArticleId, ArticleState]:
    """How far all articles of the list are."""
    with project.database.read() as connection:
        listed = articles.list_articles(connection, project.person.id)
        layers: dict[ArticleId, list[Layer]] = {one.article.id: [] for one in listed}
        for layer in articles.read_all_layers(connection):
            if layer.article in layers:
                layers[layer.article].append(layer)
        noted = _by_article(records.read_records(connection, (RETURNED, SETTLED)))
        gold = {article for article, known in layers.items() if any(one.kind is LayerKind.GOLD for one in known)}
        return {
            article: _state(project, connection, article, known, noted.get(article, []), article in gold)
            for article, known in layers.items()
        }


def settled(project: Project) -> list[ArticleId]:
    """The articles that are settled, in their order: what an export of the gold can take."""
    return [article for article, state in states(project).items() if state is ArticleState.SETTLED]


def returns(project: Project, article: ArticleId) -> list[Return]:
    """What people of an article were told to mend and have not submitted again since."""
    with project.database.read() as connection:
        noted = records.read_records(connection, (RETURNED,), article=article)
        layers = articles.read_layers(connection, article)
        return _standing(connection, noted, layers)


def my_returns(project: Project) -> list[Return]:
    """What the project's person was told to mend, oldest first."""
    with project.database.read() as connection:
        noted = records.read_records(connection, (RETURNED,))
        layers = [one for one in articles.read_all_layers(connection) if one.person == project.person.id]
        return _standing(connection, noted, layers)


def _by_article(found: Iterable[Record]) -> Mapping[ArticleId, list[Record]]:
    by_article: dict[ArticleId, list[Record]] = {}
    for one in found:
        if one.article is not None:
            by_article.setdefault(one.article, []).append(one)
    return by_article


def _state(
    project: Project,
    connection: Connection,
    article: ArticleId,
    layers: Iterable[Layer],
    noted: Iterable[Record],
    decided: bool,
) -> ArticleState:
    people = [layer for layer in layers if layer.kind is LayerKind.PERSON]
    closed = [one for one in noted if one.kind == SETTLED]
    if _standing(connection, [one for one in noted if one.kind == RETURNED], people):
        return ArticleState.RETURNED
    if closed and _is_settled(project, connection, article, closed[-1].id, people):
        return ArticleState.SETTLED
    if closed or decided:
        return ArticleState.REVIEWING
    begun = {layer.status for layer in people}
    return next((ArticleState(status) for status in _OF_LAYERS if status in begun), ArticleState.NEW)


def _is_settled(
    project: Project, connection: Connection, article: ArticleId, closed: RecordId, layers: Iterable[Layer]
) -> bool:
    """Whether nothing has come since a review was closed that would have to be decided."""
    if not reviewing.changed_since(connection, article, closed, [layer.id for layer in layers]):
        return True
    return read_case(project, connection, article, everybody=True).is_done


def _standing(connection: Connection, noted: Iterable[Record], layers: Iterable[Layer]) -> list[Return]:
    """Those returns whose person has not submitted since."""
    known = {layer.id: layer for layer in layers}
    found = []
    for one in map(Return.from_record, (record for record in noted if record.layer in known)):
        since = reviewing.states_since(connection, one.layer, one.article, one.id)
        again = [codec.decode("layer", after) for after in since]
        if not any(isinstance(layer, Layer) and layer.status is Status.SUBMITTED for layer in again):
            found.append(one)
    return found
