"""The people of a project."""

from sqlalchemy import Connection

from annotator.domain.ids import PersonId
from annotator.domain.person import Person, Role
from annotator.store.faults import stored
from annotator.store.rows import expect
from annotator.store.tables import person


@stored
def read_people(connection: Connection) -> tuple[Person, ...]:
    """Everybody, in the order in which they came."""
    rows = connection.execute(person.select().order_by(person.c.id)).all()
    return tuple(Person(PersonId(r.id), r.name, r.initials, r.colour, Role(r.role)) for r in rows)


def put_person(connection: Connection, before: Person | None, after: Person | None) -> None:
    """Writes a person who is still what he or she was before."""
    known = after or before
    assert known is not None  # noqa: S101 - a change has one of them
    current = next((found for found in read_people(connection) if found.id == known.id), None)
    expect(current, before)
    if after is None:
        connection.execute(person.delete().where(person.c.id == known.id))
        return
    values = {
        "id": after.id,
        "name": after.name,
        "initials": after.initials,
        "colour": after.colour,
        "role": str(after.role),
    }
    if before is None:
        connection.execute(person.insert(), values)
    else:
        connection.execute(person.update().where(person.c.id == after.id).values(values))
