"""The check of a whole project finds what does not fit, and nothing in a sound one."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document

from annotator.domain.article import Status
from annotator.domain.text import Edit, EditKind
from annotator.services import articles, doctor, history, tagging
from annotator.services.doctor import Kind
from annotator.services.project import Project, open_project


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    """A project with two tags, one of which cites a quote and hangs on the other."""
    made = new_project(database_url)
    article = add_article(made)
    document = open_document(made, article.id)
    tagging.write(made, document.create(8, 14, label_id(made, "METRIC")))
    tagging.write(made, document.create(0, 4, label_id(made, "PLACE")))
    metric, place = (document.marks[1].id, document.marks[0].id)
    quote = {"start": 6, "end": 8, "text": document.text[6:8]}
    tagging.write(made, document.set_attribute([metric], "indicator", [quote]))
    tagging.write(made, document.relate(metric, place, "of"))
    yield made
    made.close()


def kinds(project: Project) -> set[Kind]:
    return {finding.kind for finding in doctor.check_project(project)}


def spoil(project: Project, statement: str) -> None:
    with project.database.write() as connection:
        connection.exec_driver_sql(statement)


def test_nothing_is_found_in_a_sound_project(project: Project) -> None:
    assert doctor.check_project(project) == []
    assert doctor.check_texts(project) == []


def test_nothing_is_found_after_undo_repair_and_another_reading(project: Project) -> None:
    article = articles.list_articles(project)[0].article
    article = articles.revise(project, article, [], [Edit(0, 1, EditKind.DROP)])
    document = open_document(project, article.id)
    tagging.write(project, document.confirm([mark.id for mark in document.marks]))
    tagging.write(project, document.set_status(Status.SUBMITTED))
    for step in (history.undo, history.undo, history.undo, history.redo):
        assert step(project, article.id) is not None
    articles.set_deleted(project, [replace(articles.list_articles(project)[0].article)], True)
    assert doctor.check_project(project) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE source SET text = replace(text, '12', '13')", {Kind.TEXT, Kind.SOURCE, Kind.HISTORY} - {Kind.HISTORY}),
        ("UPDATE revision SET length = length + 1", {Kind.TEXT}),
        ("UPDATE span SET quote = '别的' WHERE start = 0", {Kind.SPAN, Kind.HISTORY}),
        ('UPDATE span SET "end" = 1000 WHERE start = 0', {Kind.SPAN, Kind.HISTORY}),
        ("UPDATE span SET attributes = replace(attributes, '\"start\":6', '\"start\":5')", {Kind.SPAN, Kind.HISTORY}),
        ("UPDATE span SET attributes = '{' WHERE start = 0", {Kind.SPAN, Kind.HISTORY}),
        ("UPDATE span SET note = '改'", {Kind.HISTORY}),
        ("DELETE FROM span WHERE start = 0", {Kind.RELATION, Kind.COUNT, Kind.HISTORY}),
        ("UPDATE layer SET spans = 7", {Kind.COUNT}),
        ("UPDATE layer SET status = 'what'", {Kind.TEXT, Kind.HISTORY}),
        ("DELETE FROM event WHERE kind = 'relation'", {Kind.HISTORY}),
        ("UPDATE article SET title = '改'", {Kind.HISTORY}),
        ("UPDATE label SET zh = '改'", {Kind.HISTORY}),
    ],
)
def test_what_does_not_fit_is_found(project: Project, statement: str, found: set[Kind]) -> None:
    spoil(project, statement)
    assert kinds(project) == found


def test_a_tag_with_a_label_or_text_that_is_not_there_is_found(project: Project) -> None:
    label = label_id(project, "METRIC")
    project.scheme = replace(project.scheme, labels=tuple(one for one in project.scheme.labels if one.id != label))
    assert kinds(project) == {Kind.SPAN}


def test_a_tag_that_belongs_to_no_layer_is_found(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    article = add_article(project)
    document = open_document(project, article.id)
    tagging.write(project, document.create(0, 4, label_id(project, "PLACE")))
    spoil(project, "UPDATE span SET layer_id = x'00112233445566778899aabbccddeeff'")
    assert kinds(project) == {Kind.COUNT, Kind.HISTORY}
    project.close()


def test_a_line_of_history_that_was_changed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    project = new_project(str(path))
    article = add_article(project)
    document = open_document(project, article.id)
    tagging.write(project, document.create(0, 4, label_id(project, "PLACE")))
    tagging.write(project, document.set_note([document.marks[0].id], "第一"))
    tagging.write(project, document.set_note([document.marks[0].id], "第二"))
    project.close()
    for statement in (
        "UPDATE event SET before = replace(before, '第一', '第三')",
        "UPDATE event SET layer_id = x'00112233445566778899aabbccddeeff' WHERE kind = 'span'",
        "UPDATE event SET actor = x'00112233445566778899aabbccddeeff' WHERE kind = 'span'",
    ):
        copy = tmp_path / "copy.annotator"
        shutil.copy(path, copy)
        project = open_project(str(copy))
        spoil(project, statement)
        assert kinds(project) == {Kind.HISTORY}
        project.close()


def test_findings_are_said_in_words_and_name_the_article(project: Project) -> None:
    spoil(project, "UPDATE source SET text = replace(text, '12', '13')")
    article = articles.list_articles(project)[0].article
    finding = doctor.check_texts(project)[0]
    assert finding.article == article.id
    assert article.title in finding.text


def test_a_check_can_be_done_part_by_part(project: Project) -> None:
    assert list(doctor.examine(project)) == [[]] * 6


def test_an_article_that_is_hidden_without_an_import_is_found_and_stays(tmp_path: Path) -> None:
    path = str(tmp_path / "a.annotator")
    project = new_project(path)
    article = add_article(project)
    spoil(project, "UPDATE article SET batch = x'00'")
    project.close()
    project = open_project(path)
    assert [(finding.kind, finding.article) for finding in doctor.check_project(project)] == [(Kind.FILE, article.id)]
    project.close()
