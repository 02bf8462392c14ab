"""A database server that goes away in the middle of a write."""

import random
from collections.abc import Callable, Iterator

import psycopg
import pytest
from builders import add_articles, incoming, new_project
from faults.work import TEXT, Work, sound_state
from sqlalchemy import event
from sqlalchemy.engine import make_url

from annotator.domain.ids import GroupId, new_id
from annotator.errors import StoreError
from annotator.services import tagging
from annotator.services.project import Project, open_project
from annotator.store import journal


@pytest.fixture
def project(postgres_url: str) -> Iterator[Project]:
    made = new_project(postgres_url)
    add_articles(made, incoming(TEXT))
    yield made
    made.close()


@pytest.fixture
def work(project: Project) -> Work:
    made = Work(project, random.Random(1))
    made.prepare()
    made.write()
    made.prepare()
    return made


def cut(project: Project) -> None:
    """Ends the project's connection at the server, as an administrator or a restart does."""
    assert project.database._connection is not None
    pid = project.database._connection.connection.driver_connection.info.backend_pid
    plain = make_url(project.target).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def check_lost_and_written_again(project: Project, work: Work) -> None:
    with pytest.raises(StoreError, match="connection to the database was lost") as caught:
        work.write()
    assert "Retry" in str(caught.value)
    assert sound_state(project) == work.state != work.coming
    work.write()
    assert sound_state(project) == work.coming


def test_a_connection_that_is_cut_between_two_writes_is_told_and_made_again(project: Project, work: Work) -> None:
    cut(project)
    check_lost_and_written_again(project, work)


def test_a_connection_that_is_cut_within_a_write_takes_all_of_it_back(
    project: Project, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    once(monkeypatch, lambda: cut(project))
    check_lost_and_written_again(project, work)


def once(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> None:
    """Does something after the first change of the next write."""
    real = journal.apply

    def apply(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(journal, "apply", real)
        then()

    monkeypatch.setattr(journal, "apply", apply)


def test_a_connection_that_is_cut_before_the_commit_takes_all_of_it_back(project: Project, work: Work) -> None:
    done = []

    def before_commit(_connection: object) -> None:
        if not done:
            done.append(True)
            cut(project)

    event.listen(project.database.engine, "commit", before_commit)
    check_lost_and_written_again(project, work)
    assert done


def test_a_commit_whose_answer_is_lost_is_not_made_twice(
    project: Project, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = GroupId(new_id())

    def commit(connection: object) -> None:
        real(connection)
        monkeypatch.undo()
        cut(project)
        connection.execute("SELECT 1")  # type: ignore[attr-defined]  # fails as the lost answer would

    dialect = project.database.engine.dialect
    real = dialect.do_commit
    monkeypatch.setattr(dialect, "do_commit", commit)
    with pytest.raises(StoreError, match="may not have been saved"):
        tagging.write(project, work._changes, group)
    assert sound_state(project) == work.coming
    tagging.write(project, work._changes, group, again=True)
    assert sound_state(project) == work.coming


def test_a_server_that_is_not_there_is_named_in_words(postgres_url: str) -> None:
    nowhere = make_url(postgres_url).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="refused"):
        open_project(nowhere)
