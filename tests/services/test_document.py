"""The edits a person can make, in memory and in the database alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import add_article, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.article import Status
from annotator.domain.change import Change
from annotator.domain.text import Edit, EditKind
from annotator.errors import RefusedError
from annotator.services import articles, tagging
from annotator.services.document import Document
from annotator.services.project import Project

ASTRAL = "a𠀀中😀👨‍👩‍👧e\u0301\r\n第二段 有3000多人。"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "a.annotator"))
    yield made
    made.close()


@pytest.fixture
def document(project: Project) -> Document:
    return open_document(project, add_article(project).id)


def stored(project: Project, document: Document) -> list[object]:
    """The layer as a fresh reading has it, once everything was written."""
    again = open_document(project, document.article.id)
    return [again.span(mark.id) for mark in again.marks]


def shown(document: Document) -> list[object]:
    return [document.span(mark.id) for mark in document.marks]


def test_the_first_tag_begins_the_layer_and_sets_the_article_to_work(project: Project, document: Document) -> None:
    assert document.layer.status is Status.NEW
    tagging.write(project, document.create(8, 14, label_id(project, "METRIC")))
    assert document.layer.status is Status.WORKING
    listed = articles.list_articles(project)[0]
    assert listed.layer == document.layer
    assert listed.spans == 1


def test_a_tag_that_is_there_already_is_not_made_twice(project: Project, document: Document) -> None:
    metric, place = label_id(project, "METRIC"), label_id(project, "PLACE")
    assert document.create(8, 14, metric)
    assert document.create(8, 14, metric) == []
    assert document.create(8, 14, place)
    assert len(document.marks) == 2


@pytest.mark.parametrize(
    "edit",
    [
        lambda d, ids, labels: d.relabel(ids, labels[2]),
        lambda d, ids, labels: d.set_bounds(ids[0], 7, 15),
        lambda d, ids, labels: d.set_attribute(ids, "value", "136000000"),
        lambda d, ids, labels: d.set_attribute(ids, "indicator", [{"start": 4, "end": 8, "text": "投入资金"}]),
        lambda d, ids, labels: d.set_note(ids, "请复核"),
        lambda d, ids, labels: d.delete(ids[1:]),
        lambda d, ids, labels: d.split(ids[0], 10),
        lambda d, ids, labels: d.merge(ids),
    ],
)
def test_memory_and_database_say_the_same_after_each_edit(
    project: Project, document: Document, edit: Callable[..., list[Change]]
) -> None:
    labels = [label.id for label in project.scheme.active]
    tagging.write(project, document.create(8, 14, labels[1]))
    tagging.write(project, document.create(16, 22, labels[1]))
    ids = [mark.id for mark in document.marks]
    tagging.write(project, edit(document, ids, labels))
    assert stored(project, document) == shown(document)


def test_an_edit_that_changes_nothing_writes_nothing(project: Project, document: Document) -> None:
    metric = label_id(project, "METRIC")
    document.create(8, 14, metric)
    ids = [document.marks[0].id]
    assert document.relabel(ids, metric) == []
    assert document.set_note(ids, "") == []
    assert document.set_attribute(ids, "unit", None) == []


def test_ranges_outside_the_text_and_empty_ones_are_refused(project: Project, document: Document) -> None:
    metric = label_id(project, "METRIC")
    for start, end in ((3, 3), (-1, 2), (0, len(document.text) + 1), (5, 2)):
        with pytest.raises(RefusedError):
            document.create(start, end, metric)


def test_a_submitted_article_is_not_changed_before_it_is_taken_back(project: Project, document: Document) -> None:
    metric = label_id(project, "METRIC")
    tagging.write(project, document.create(8, 14, metric))
    tagging.write(project, document.set_status(Status.SUBMITTED))
    with pytest.raises(RefusedError):
        document.create(0, 2, metric)
    tagging.write(project, document.set_status(Status.WORKING))
    assert document.create(0, 2, metric)


def test_code_points_hold_through_astral_and_combining_characters(project: Project) -> None:
    article = add_article(project, ASTRAL)
    document = open_document(project, article.id)
    at = document.text.index("3000")
    tagging.write(project, document.create(at, at + 6, label_id(project, "METRIC")))
    tagging.write(project, document.create(1, 2, label_id(project, "PLACE")))
    again = open_document(project, article.id)
    assert [again.span(mark.id).quote for mark in again.marks] == ["𠀀", "3000多人"]
    assert again.text == ASTRAL


def test_quotes_in_attributes_move_with_the_text(project: Project) -> None:
    text = "全县投入投入资金1.36亿元。"
    article = add_articles(project, incoming(text, edits=(Edit(4, 6, EditKind.DEDOUBLE),)))[0]
    document = open_document(project, article.id)
    tagging.write(project, document.create(6, 12, label_id(project, "METRIC")))
    span = document.marks[0].id
    quote = {"start": 2, "end": 6, "text": "投入资金"}
    tagging.write(project, document.set_attribute([span], "indicator", [quote]))
    articles.revise(project, document.article, document.revision.edits)
    again = open_document(project, article.id)
    moved = again.span(span)
    assert moved.quote == "1.36亿元"
    assert moved.attributes["indicator"] == [{"start": 2, "end": 8, "text": "投入投入资金"}]
    assert again.recheck == {span}, "it quotes other words now than its owner chose"
    tagging.write(project, again.set_note([span], "看过"))
    assert open_document(project, article.id).span(span).revision == again.revision.id


def test_a_tag_whose_words_changed_goes_on_the_recheck_list_until_it_is_confirmed(project: Project) -> None:
    text = "先后培训培训3000多人。"
    article = add_articles(project, incoming(text, edits=(Edit(4, 6, EditKind.DEDOUBLE),)))[0]
    document = open_document(project, article.id)
    tagging.write(project, document.create(2, 6, label_id(project, "PROGRAMME")))
    assert document.span(document.marks[0].id).quote == "培训30"
    articles.revise(project, document.article, document.revision.edits)
    again = open_document(project, article.id)
    span = again.marks[0].id
    assert again.recheck == {span}
    assert again.span(span).quote == "培训培训30"
    tagging.write(project, again.confirm([span]))
    assert again.recheck == set()
    assert not open_document(project, article.id).recheck


def test_a_tag_on_text_that_a_repair_took_away_keeps_its_place(project: Project) -> None:
    text = "甲乙丙丁"
    article = add_article(project, text)
    document = open_document(project, article.id)
    tagging.write(project, document.create(1, 3, label_id(project, "PLACE")))
    articles.revise(project, document.article, (), (Edit(1, 3, EditKind.DROP),))
    again = open_document(project, article.id)
    assert again.text == "甲丁"
    assert len(again.marks) == 1
    assert again.recheck


def test_repairs_and_doubts_are_found_in_the_reading_text(project: Project) -> None:
    from annotator.domain.text import Doubt, ReadingText

    source = "甲甲乙乙\n丙丙丁"
    reading = ReadingText(
        source,
        edits=(Edit(1, 2, EditKind.DEDOUBLE), Edit(4, 5, EditKind.JOIN)),
        doubts=(Doubt(2, 4, "?"), Doubt(5, 7, "?")),
    )
    one = incoming(source, edits=reading.edits)
    from dataclasses import replace

    revision = replace(one.revision, doubts=reading.doubts)
    assert revision.text == "甲乙乙丙丙丁"
    assert [position for _, position in articles.edit_places(revision)] == [1, 3]
    assert [revision.text[start:end] for _, start, end in articles.doubt_places(revision)] == ["乙乙", "丙丙"]
