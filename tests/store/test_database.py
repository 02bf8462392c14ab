"""What is opened, refused, and kept safe."""

import sqlite3
from pathlib import Path

import pytest
from builders import add_article, new_project

from annotator.errors import StoreError
from annotator.services.project import open_project
from annotator.store import migrate
from annotator.store.database import connect, open_database
from annotator.store.tables import APPLICATION_ID, SCHEMA_VERSION, metadata


def refusal(path: Path) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError) as caught:
        open_database(str(path))
    assert (path.read_bytes() if path.is_file() else b"") == before
    return str(caught.value)


def test_a_new_project_says_whose_it_is_and_which_schema_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    migrate.create(str(path)).close()
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    raw.close()


def test_migrations_make_exactly_the_tables_that_the_program_knows(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = migrate.create(database_url)
    with database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()
    assert differences == []


def test_creating_twice_is_refused_and_changes_nothing(database_url: str) -> None:
    new_project(database_url).close()
    with pytest.raises(StoreError):
        migrate.create(database_url)
    open_database(database_url).close()


def test_tables_that_a_crash_left_without_a_project_are_no_project_and_can_be_used(postgres_url: str) -> None:
    migrate.create(postgres_url).close()
    with pytest.raises(StoreError, match="cut off"):
        open_project(postgres_url)
    new_project(postgres_url).close()
    open_project(postgres_url).close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        migrate.create(str(tmp_path / "no" / "a.annotator"))


def test_what_is_no_project_is_refused_and_left_alone(tmp_path: Path) -> None:
    assert "no project at" in refusal(tmp_path / "missing.annotator")
    empty = tmp_path / "empty.annotator"
    empty.touch()
    assert "is empty" in refusal(empty)
    text = tmp_path / "text.annotator"
    text.write_text("这不是数据库", encoding="utf-8")
    assert "not a project" in refusal(text)
    foreign = tmp_path / "foreign.annotator"
    other = sqlite3.connect(foreign)
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    assert "another program" in refusal(foreign)
    assert "is a folder" in refusal(tmp_path)


def test_a_newer_schema_is_refused_with_both_versions_named(tmp_path: Path) -> None:
    path = tmp_path / "new.annotator"
    migrate.create(str(path)).close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.commit()
    raw.close()
    message = refusal(path)
    assert "99" in message
    assert str(SCHEMA_VERSION) in message


def test_a_failed_creation_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.annotator"

    def fail(*_args: object) -> None:
        raise RuntimeError("halfway")

    monkeypatch.setattr("annotator.store.migrate.stamp", fail)
    with pytest.raises(RuntimeError, match="halfway"):
        migrate.create(str(path))
    assert not path.exists()
    assert not path.with_name(path.name + "-journal").exists()


def test_the_settings_are_those_under_which_no_acknowledged_change_is_lost(tmp_path: Path) -> None:
    database = migrate.create(str(tmp_path / "a.annotator"))
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["a.annotator"]


def test_a_write_that_fails_is_rolled_back_whole(database_url: str) -> None:
    project = new_project(database_url)
    add_article(project)

    def break_off() -> None:
        with project.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM revision")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with project.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM revision").scalar() == 1
    project.close()


def test_a_locked_file_is_reported_and_works_again_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.store.database._BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "a.annotator"
    database = migrate.create(str(path))
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program holds"), database.write():
        pass
    raw.execute("ROLLBACK")
    raw.close()
    with database.write() as connection:
        connection.exec_driver_sql("SELECT 1")
    database.close()


def test_read_only_refuses_writes_before_they_begin(tmp_path: Path) -> None:
    path = str(tmp_path / "a.annotator")
    migrate.create(path).close()
    database = connect(path, read_only=True)
    with pytest.raises(StoreError, match="reading only"), database.write():
        pass
    database.close()
