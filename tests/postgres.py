"""A database of its own on the server that `packaging/test` starts, for one test."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

VARIABLE = "ANNOTATOR_TEST_POSTGRES"
"""Names a database of the server as SQLAlchemy does; its user may make and drop databases."""


@contextmanager
def fresh_database() -> Iterator[str]:
    """The URL of an empty database; it is dropped in the end, whoever is still connected."""
    server = os.environ.get(VARIABLE, "")
    if not server:
        pytest.skip(f"no PostgreSQL server: {VARIABLE} is not set; packaging/test starts one")
    url = make_url(server)
    name = f"annotator_{secrets.token_hex(8)}"
    _run(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(server: str, statement: sql.Composed) -> None:
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)
