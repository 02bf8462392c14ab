"""Imports that were cancelled or cut off: all of them goes, and nothing that somebody did meanwhile."""

import time
from pathlib import Path

import pytest
from builders import add_article, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.ids import GroupId, new_id
from annotator.services import articles, doctor, tagging
from annotator.services.exporting import export_file
from annotator.services.importing import ImportRun
from annotator.services.project import Project, open_project
from annotator.store import imports

TEXT = "县教育局投入资金1.36亿元，建成寄宿制学校12所。"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Twenty articles as 李强 tagged them, in a file."""
    project = new_project(str(tmp_path / "other.annotator"), "李强")
    for article in add_articles(project, *(incoming(f"第{n}号。{TEXT}", n) for n in range(20))):
        document = open_document(project, article.id)
        tagging.write(project, document.create(0, 3, label_id(project, "PLACE")))
    export_file(project, tmp_path / "lines.jsonl")
    project.close()
    return tmp_path / "lines.jsonl"


@pytest.fixture
def begun(lines: Path, database_url: str) -> tuple[Project, ImportRun]:
    """A project that knows the articles, and an import of their tags that is half done."""
    project = new_project(database_url)
    add_articles(project, *(incoming(f"第{n}号。{TEXT}", n) for n in range(20)))
    run = ImportRun(project, [lines], spawn=False, budget=0.0)
    run.start()
    while not run.report.tags:
        assert not run.step().finished
    return project, run


def brought(project: Project) -> tuple[int, int]:
    """The number of layers and people in the project, which is sound."""
    assert doctor.check_project(project) == []
    with project.database.read() as connection:
        layers = connection.exec_driver_sql("SELECT count(*) FROM layer").scalar_one()
    return layers, len(project.people)


def work_as_other(project: Project) -> None:
    """Tags in a layer that the import has just brought."""
    with project.database.read() as connection:
        (article,) = connection.exec_driver_sql("SELECT article_id FROM layer ORDER BY id LIMIT 1").one()
    me, project.person = project.person, project.people[1]
    document = open_document(project, article)
    tagging.write(project, document.create(5, 8, label_id(project, "PLACE")))
    project.person = me


def finish(run: ImportRun) -> None:
    while not run.step().finished:
        pass


def test_a_cancelled_import_takes_all_tags_and_people_out_again(begun: tuple[Project, ImportRun]) -> None:
    project, run = begun
    assert brought(project) > (0, 1)
    run.cancel()
    finish(run)
    assert brought(project) == (0, 1)
    project.close()


def test_a_cancelled_import_leaves_the_layer_in_which_somebody_has_worked(begun: tuple[Project, ImportRun]) -> None:
    project, run = begun
    work_as_other(project)
    run.cancel()
    finish(run)
    assert brought(project) == (1, 2)
    project.close()


def test_an_import_that_was_cut_off_leaves_the_layer_in_which_somebody_has_worked(
    begun: tuple[Project, ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _ = begun
    work_as_other(project)
    project.close()
    later = time.time() + 2 * 24 * 3600  # on a server it could still be running until then
    monkeypatch.setattr("annotator.services.project.time.time", lambda: later)
    project = open_project(project.target, "王敏")
    assert brought(project) == (1, 2)
    project.close()


def test_an_import_that_is_through_is_not_taken_out(lines: Path, database_url: str) -> None:
    project = new_project(database_url)
    ImportRun(project, [lines], spawn=False).run()
    target = project.target
    project.close()
    project = open_project(target, "王敏")
    assert brought(project) == (20, 2)
    with project.database.read() as connection:
        assert imports.under_way(connection) == []
    project.close()


def test_opening_a_project_on_a_server_leaves_the_import_alone_that_a_colleague_is_running(postgres_url: str) -> None:
    project = new_project(postgres_url)
    add_article(project)
    batch = GroupId(new_id())
    with project.database.write() as connection:
        imports.begin(connection, batch)
        coming = [incoming("另一篇。", 2)]
        imports.insert_articles(connection, project.writer, project.person.id, batch, coming)
    other = open_project(postgres_url, "李强")
    with project.database.write() as connection:
        imports.publish(connection, batch)
    assert len(articles.list_articles(project)) == 2
    other.close()
    project.close()
