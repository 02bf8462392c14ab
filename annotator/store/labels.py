"""Labels and the scheme they make."""

from sqlalchemy import Connection, Row

from annotator.domain.change import State
from annotator.domain.ids import LabelId
from annotator.domain.scheme import Bounding, Label, Scheme
from annotator.store import codec
from annotator.store.faults import stored
from annotator.store.rows import expect
from annotator.store.tables import label, project


@stored
def _label(row: Row[*tuple[object, ...]]) -> Label:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public accessor has this name
    return Label(
        found["id"],
        found["key"],
        found["zh"],
        found["en"],
        found["colour"],
        found["shortcut"],
        found["description"],
        Bounding(found["bounding"]),
        codec.attributes_of(found["attributes"]),
        found["position"],
        found["retired"],
        found["merged_into"],
        found["description_en"],
    )


@stored
def read_scheme(connection: Connection) -> Scheme:
    """The scheme of the project with all its labels, retired ones too."""
    head = connection.execute(
        project.select().with_only_columns(project.c.scheme_name, project.c.scheme_version, project.c.relations)
    ).one()
    rows = connection.execute(label.select().order_by(label.c.position, label.c.id)).all()
    return Scheme(head[0], tuple(map(_label, rows)), codec.relations_of(head[2]), head[1])


def read_label(connection: Connection, label_id: LabelId) -> Label | None:
    """One label, None where there is none."""
    row = connection.execute(label.select().where(label.c.id == label_id)).one_or_none()
    return None if row is None else _label(row)


def put_label(connection: Connection, before: Label | None, after: Label | None) -> None:
    """Writes a label that is still what it was before."""
    known = after or before
    assert known is not None  # noqa: S101 - a change has one of them
    expect(read_label(connection, known.id), before)
    if after is None:
        connection.execute(label.delete().where(label.c.id == known.id))
        return
    values = {
        "id": after.id,
        "key": after.key,
        "zh": after.zh,
        "en": after.en,
        "colour": after.colour,
        "shortcut": after.shortcut,
        "description": after.description,
        "bounding": str(after.bounding),
        "attributes": codec.attributes_json(after.attributes),
        "position": after.position,
        "retired": after.retired,
        "merged_into": after.merged_into,
        "description_en": after.description_en,
    }
    if before is None:
        connection.execute(label.insert(), values)
    else:
        connection.execute(label.update().where(label.c.id == after.id).values(values))


def put_scheme(connection: Connection, before: State | None, after: Scheme | None) -> None:
    """Writes the scheme's name, version and relation types; its labels are states of their own."""
    current = read_scheme(connection)
    if before is not None:
        expect(Scheme(current.name, (), current.relations, current.version), before)
    if after is not None:
        connection.execute(
            project.update().values(
                scheme_name=after.name,
                scheme_version=after.version,
                relations=codec.relations_json(after.relations),
            )
        )
