"""Writes what a person tagged; the door through which every change of a layer goes to the database."""

from collections.abc import Sequence

from annotator.domain.article import Layer, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, new_id
from annotator.domain.record import Record
from annotator.domain.span import Relation, Span
from annotator.errors import RefusedError
from annotator.services.project import Project
from annotator.store import articles, journal, spans


def write(project: Project, changes: Sequence[Change], group: GroupId | None = None, again: bool = False) -> GroupId:
    """Stores changes to my layers as one step, or as a further part of the step `group`; all of them or none.

    A layer that is not there yet is begun, and one not started is set to work in the same step; relations go with the
    spans that they hang on. With `again`, what was stored before although nobody was told, as where a connection broke
    in a commit, is not stored twice. Raises RefusedError for another person's layer, ConflictError where something was
    changed meanwhile.
    """
    group = group or GroupId(new_id())
    begins = [change for change in changes if isinstance(change.state, Layer) and change.before is None]
    steps = [change for change in changes if change not in begins]
    with project.database.write() as connection:
        if again and journal.ends_with(connection, group, steps):
            return group
        if any(isinstance(change.state, Layer) and change.state.person != project.person.id for change in changes):
            raise RefusedError("Only its owner can change a layer.")
        for change in begins:
            journal.record(
                connection, project.writer, project.person.id, [change], GroupId(new_id()), kind=journal.OPEN
            )
        for layer in {change.layer for change in steps if change.layer is not None}:
            owner = articles.read_layer(connection, layer)
            if owner is None or owner.person != project.person.id:
                raise RefusedError("Only its owner can change a layer.")
        steps = [*spans.untied(connection, steps), *steps]
        journal.record(connection, project.writer, project.person.id, steps, group)
    return group


def begun(layer: Layer, stored: bool, changes: Sequence[Change]) -> list[Change]:
    """Changes of spans or notes with what goes before them: the layer begun where it is not stored, and set to work."""
    found: list[Change] = []
    if not stored:
        found.append(Change(None, layer, layer.article, layer.id))
    if layer.status is Status.NEW and any(isinstance(change.state, Span | Relation | Record) for change in changes):
        working = Layer(layer.id, layer.article, layer.person, layer.kind, Status.WORKING)
        found.append(Change(layer, working, layer.article, layer.id))
    return [*found, *changes]
