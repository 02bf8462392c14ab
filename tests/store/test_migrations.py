"""Older projects are brought up to date whole or not at all, with a backup made before."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from builders import TEXT, add_article, new_project

from annotator.services import articles
from annotator.services.project import open_project
from annotator.store import migrate
from annotator.store.tables import SCHEMA_VERSION

_NEW = ("record", "page", "sketch")


def of_the_first_schema(path: Path) -> None:
    """A project with an article as the first version of the program left it."""
    project = new_project(str(path))
    add_article(project)
    project.close()
    raw = sqlite3.connect(path)
    for table in _NEW:
        raw.execute(f"DROP TABLE {table}")
    raw.execute("UPDATE alembic_version SET version_num = '1'")
    raw.execute("PRAGMA user_version = 1")
    raw.commit()
    raw.close()


def shape(path: Path) -> list[Any]:
    raw = sqlite3.connect(path)
    found = raw.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    found += raw.execute("PRAGMA user_version").fetchall()
    raw.close()
    return found


def test_a_project_of_the_first_schema_is_brought_up_to_date_and_backed_up_before(tmp_path: Path) -> None:
    old, new = tmp_path / "a.annotator", tmp_path / "b.annotator"
    of_the_first_schema(old)
    new_project(str(new)).close()
    project = open_project(str(old))
    listed = articles.list_articles(project)
    assert articles.open_article(project, listed[0].article.id).revision.text == TEXT
    assert project.database.schema_version() == SCHEMA_VERSION
    project.close()
    assert shape(old) == shape(new)
    backups = [file for file in tmp_path.rglob("*") if "before-migration" in file.name]
    assert len(backups) == 1
    raw = sqlite3.connect(backups[0])
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()


@pytest.mark.parametrize("step", range(7))
def test_a_migration_that_fails_at_any_step_leaves_everything_as_it_was(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    path = tmp_path / "a.annotator"
    of_the_first_schema(path)
    before = shape(path)
    done = 0

    def breaking(real: Any) -> Any:
        def call(self: Operations, *args: Any, **options: Any) -> Any:
            nonlocal done
            if done == step:
                raise RuntimeError("halfway")
            done += 1
            return real(self, *args, **options)

        return call

    def fail(*_args: object) -> None:
        raise RuntimeError("halfway")

    if step < 6:
        for name in ("create_table", "create_index"):
            monkeypatch.setattr(Operations, name, breaking(getattr(Operations, name)))
    else:
        monkeypatch.setattr(migrate, "stamp", fail)
    with pytest.raises(RuntimeError, match="halfway"):
        open_project(str(path))
    assert shape(path) == before
    monkeypatch.undo()
    open_project(str(path)).close()
    assert shape(path) != before
