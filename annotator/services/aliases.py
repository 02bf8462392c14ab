"""The project's other names: strings that stand for something listed, which suggestions then know."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.change import Change
from annotator.domain.ids import GroupId, RecordId, new_id
from annotator.domain.learning import Alias
from annotator.errors import RefusedError
from annotator.services.project import Project
from annotator.store import journal, records


@dataclass(frozen=True, slots=True)
class KnownAlias:
    """An alias as it is stored."""

    id: RecordId
    alias: Alias


def read(project: Project) -> list[KnownAlias]:
    """All aliases of the project, by their strings."""
    with project.database.read() as connection:
        stored = records.read_records(connection, [Alias.kind])
    return sorted(
        (KnownAlias(one.id, Alias.from_record(one)) for one in stored), key=lambda one: (one.alias.string, one.id)
    )


def put(project: Project, alias: Alias, known: RecordId | None = None) -> RecordId:
    """Stores an alias, a new one or in the place of another; raises RefusedError where the string has one already."""
    if alias.adcode and not (alias.adcode.isascii() and alias.adcode.isdigit() and len(alias.adcode) == 12):
        raise RefusedError("A code has twelve digits: {code}", code=alias.adcode)
    with project.database.write() as connection:
        before = records.read_record(connection, known) if known is not None else None
        twins = records.read_records(connection, [Alias.kind], key=alias.string)
        if any(one.id != known and Alias.from_record(one).label == alias.label for one in twins):
            raise RefusedError("“{text}” is in the table already.", text=alias.string)
        id_ = RecordId(new_id()) if before is None else before.id
        change = Change(before, alias.to_record(id_, project.person.id))
        if change.before != change.after:
            journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    return id_


def remove(project: Project, which: Sequence[RecordId]) -> None:
    """Takes aliases out of the table, as one step."""
    with project.database.write() as connection:
        found = [records.read_record(connection, one) for one in which]
        changes = [Change(one, None) for one in found if one is not None]
        if changes:
            journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
