"""The project's own row: name and settings."""

import time
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from annotator.domain.ids import new_id
from annotator.domain.scheme import Scheme
from annotator.errors import StoreError
from annotator.store import codec
from annotator.store.tables import project


class ProjectInfo(NamedTuple):
    """What the project is called, and the settings that all its people share."""

    id: bytes
    name: str
    created: int
    settings: dict[str, Any]


def read_project(connection: Connection) -> ProjectInfo:
    """The project of this database; raises StoreError where its making was cut off."""
    row = connection.execute(select(project.c.id, project.c.name, project.c.created, project.c.settings)).first()
    if row is None:
        raise StoreError("The making of this project was cut off; there is nothing in it.", "Make it anew.")
    return ProjectInfo(row[0], row[1], row[2], codec.loads(row[3]))


def insert_project(connection: Connection, name: str, scheme: Scheme) -> None:
    """Writes the row of a new project; labels are added as changes."""
    connection.execute(
        project.insert(),
        {
            "id": new_id(),
            "name": name,
            "created": time.time_ns() // 1000,
            "scheme_name": scheme.name,
            "scheme_version": scheme.version,
            "relations": codec.relations_json(scheme.relations),
            "settings": "{}",
        },
    )


def put_project(connection: Connection, name: str, settings: dict[str, Any]) -> None:
    """Writes the project's name and settings."""
    connection.execute(project.update().values(name=name, settings=codec.dumps(settings)))
