"""How tags that came to be in different ways fare: by hand, taken over, mended, imported, and in control articles."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId
from annotator.domain.learning import Control
from annotator.domain.record import Record
from annotator.domain.span import Origin
from annotator.services import sight
from annotator.services.deciding import OriginFigures, is_control
from annotator.services.project import Project
from annotator.store import articles, records, spans
from annotator.store.spans import LayerRow

CONTROL: Final = "control"
_SOME: Final = 100  # articles whose tags are read at once

Place = tuple[bytes, int, int, bytes]
"""Revision, start, end and label of a tag."""


def compared(project: Project, every: int) -> dict[str, OriginFigures]:
    """See `deciding.by_origin`; `every` is how many articles have one control among them."""
    with project.database.read() as connection:
        by_article: dict[ArticleId, list[Layer]] = {}
        for layer in sight.visible(project, connection, articles.read_all_layers(connection)):
            by_article.setdefault(layer.article, []).append(layer)
        notes = records.read_records(connection, (Control.kind,), person=project.person.id)
    pairs = [pair for layers in by_article.values() if (pair := _pair(project, layers)) is not None]
    found = {str(origin): OriginFigures() for origin in Origin} | {CONTROL: OriginFigures()}
    for at in range(0, len(pairs), _SOME):
        _add(project, pairs[at : at + _SOME], notes, every, found)
    return found


def _pair(project: Project, layers: Sequence[Layer]) -> tuple[Layer, Layer] | None:
    """My layer of an article and what it is held against, if there are both."""
    mine = [one for one in layers if one.person == project.person.id and one.kind is LayerKind.PERSON]
    gold = [one for one in layers if one.kind is LayerKind.GOLD]
    others = [
        one
        for one in layers
        if one.person != project.person.id and one.kind is LayerKind.PERSON and one.status is Status.SUBMITTED
    ]
    reference = [*gold, *others]
    return (mine[0], reference[0]) if mine and reference else None


def _add(
    project: Project,
    pairs: Sequence[tuple[Layer, Layer]],
    notes: Sequence[Record],
    every: int,
    found: dict[str, OriginFigures],
) -> None:
    with project.database.read() as connection:
        rows = spans.read_rows(connection, [layer.id for pair in pairs for layer in pair])
    for mine, reference in pairs:
        wanted = {_place(row) for row in rows[reference.id]}
        tags: Counter[str] = Counter()
        agreed: Counter[str] = Counter()
        control = is_control(mine.article, every, notes)
        for row in rows[mine.id]:
            origin = CONTROL if control else row[9]
            tags[origin] += 1
            agreed[origin] += _place(row) in wanted
        for origin in (CONTROL,) if control else tuple(map(str, Origin)):
            known = found[origin]
            found[origin] = known.plus(tags[origin], agreed[origin], len(wanted), agreed[origin])


def _place(row: LayerRow) -> Place:
    return row[1], row[3], row[4], row[5]
