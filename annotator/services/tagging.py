"""Writes what a person tagged; the door through which every change of a layer goes to the database."""

from collections.abc import Sequence

from annotator.domain.article import Layer, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, new_id
from annotator.domain.span import Relation, Span
from annotator.errors import RefusedError
from annotator.services.project import Project
from annotator.store import articles, journal


def write(project: Project, changes: Sequence[Change], group: GroupId | None = None) -> GroupId:
    """Stores changes to my layers as one step, or as a further part of the step `group`; all of them or none.

    A layer that is not there yet is begun, and one not started is set to work in the same step. Raises RefusedError
    for another person's layer, ConflictError where something was changed meanwhile.
    """
    group = group or GroupId(new_id())
    with project.database.write() as connection:
        for change in changes:
            if isinstance(change.state, Layer) and change.state.person != project.person.id:
                raise RefusedError("Only its owner can change a layer.")
            if isinstance(change.state, Layer) and change.before is None:
                journal.record(
                    connection, project.writer, project.person.id, [change], GroupId(new_id()), kind=journal.OPEN
                )
            elif change.layer is not None:
                owner = articles.read_layer(connection, change.layer)
                if owner is None or owner.person != project.person.id:
                    raise RefusedError("Only its owner can change a layer.")
        steps = [c for c in changes if not (isinstance(c.state, Layer) and c.before is None)]
        journal.record(connection, project.writer, project.person.id, steps, group)
    return group


def begun(layer: Layer, stored: bool, changes: Sequence[Change]) -> list[Change]:
    """Changes of spans with what goes before them: the layer begun where it is not stored, and set to work."""
    found: list[Change] = []
    if not stored:
        found.append(Change(None, layer, layer.article, layer.id))
    if layer.status is Status.NEW and any(isinstance(change.state, Span | Relation) for change in changes):
        working = Layer(layer.id, layer.article, layer.person, layer.kind, Status.WORKING)
        found.append(Change(layer, working, layer.article, layer.id))
    return [*found, *changes]
