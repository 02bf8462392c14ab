"""Undo and redo, told from history alone."""

import random
from collections.abc import Iterator

import pytest
from builders import add_article, label_id, new_project, open_document
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Status
from annotator.domain.history import Step, stacks
from annotator.domain.ids import GroupId
from annotator.errors import ConflictError, RefusedError
from annotator.services import articles, history, tagging
from annotator.services.document import Document
from annotator.services.project import Project, open_project
from annotator.store import replay


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def snapshot(document: Document) -> list[object]:
    return [document.span(mark.id) for mark in document.marks] + [document.layer.status]


def test_every_step_can_be_undone_and_redone_also_after_reopening(database_url: str) -> None:
    project = new_project(database_url)
    article = add_article(project)
    document = open_document(project, article.id)
    seen = [snapshot(document)]
    metric, place = label_id(project, "METRIC"), label_id(project, "PLACE")
    first = document.create(8, 14, metric)
    tagging.write(project, first)
    seen.append(snapshot(document))
    span = document.marks[0].id
    for changes in (
        lambda: document.set_attribute([span], "value", "136000000"),
        lambda: document.create(0, 4, place),
        lambda: document.relabel([span], place),
        lambda: document.split(span, 10),
        lambda: document.merge([mark.id for mark in document.marks][1:]),
        lambda: document.set_note([span], "存疑"),
        lambda: document.delete([span]),
        lambda: document.set_status(Status.SUBMITTED),
    ):
        made = changes()
        assert made
        tagging.write(project, made)
        seen.append(snapshot(document))
    project.close()

    project = open_project(database_url)
    document = open_document(project, article.id)
    assert snapshot(document) == seen[-1]
    for expected in reversed(seen[:-1]):
        taken = history.undo(project, article.id)
        assert taken is not None
        assert document.apply(taken.changes)
        assert snapshot(document) == expected
    assert history.undo(project, article.id) is None
    for expected in seen[1:]:
        taken = history.redo(project, article.id)
        assert taken is not None
        assert document.apply(taken.changes)
        assert snapshot(document) == expected
    assert history.redo(project, article.id) is None
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
    project.close()


def test_a_new_step_after_an_undo_takes_redo_away(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    metric = label_id(project, "METRIC")
    tagging.write(project, document.create(8, 14, metric))
    document.apply(history.undo(project, article.id).changes)  # type: ignore[union-attr]  # there is one
    tagging.write(project, document.create(0, 2, metric))
    assert history.redo(project, article.id) is None


def test_edits_of_one_group_are_one_step(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    metric = label_id(project, "METRIC")
    tagging.write(project, document.create(8, 14, metric))
    span = document.marks[0].id
    group = tagging.write(project, document.set_bounds(span, 7, 14))
    tagging.write(project, document.set_bounds(span, 6, 14), group)
    tagging.write(project, document.set_bounds(span, 5, 15), group)
    taken = history.undo(project, article.id)
    assert taken is not None
    document.apply(taken.changes)
    assert document.marks[0][:2] == (8, 14)


def test_undo_names_the_step_and_the_other_articles_it_reaches(project: Project) -> None:
    one, two = add_article(project, "甲县修路12公里。", 1), add_article(project, "乙县修路12公里。", 2)
    here, there = open_document(project, one.id), open_document(project, two.id)
    metric = label_id(project, "METRIC")
    tagging.write(project, [*here.create(4, 8, metric), *there.create(4, 8, metric)])
    step, nothing = history.next_steps(project, one.id)
    assert step is not None
    assert "12公里" in step.title
    assert step.others == (two.title,)
    assert nothing is None
    taken = history.undo(project, one.id)
    assert taken is not None
    assert len(open_document(project, two.id).marks) == 0


def test_undo_refuses_where_the_target_changed_since(database_url: str) -> None:
    project = new_project(database_url)
    article = add_article(project)
    document = open_document(project, article.id)
    metric = label_id(project, "METRIC")
    tagging.write(project, document.create(8, 14, metric))
    stale = open_document(project, article.id)
    span = document.marks[0].id
    assert stale.span(span).start == 8
    made = document.set_bounds(span, 7, 14)
    tagging.write(project, made)
    with pytest.raises(ConflictError):
        tagging.write(project, stale.set_bounds(span, 8, 13))
    assert open_document(project, article.id).marks[0][:2] == (7, 14)
    project.close()


def test_nobody_writes_the_layer_of_another_or_undoes_a_step_of_another(database_url: str) -> None:
    project = new_project(database_url)
    article = add_article(project)
    document = open_document(project, article.id)
    tagging.write(project, document.create(8, 14, label_id(project, "METRIC")))
    project.close()
    other = open_project(database_url, "李强")
    assert len(open_document(other, article.id).marks) == 0
    assert history.undo(other, article.id) is None
    with pytest.raises(RefusedError):
        tagging.write(other, document.set_bounds(document.marks[0].id, 7, 14))
    other.close()


def test_the_text_itself_is_undone_like_everything_else(project: Project) -> None:
    from builders import add_articles, incoming

    from annotator.domain.text import Edit, EditKind

    text = "先后开展了培训培训3000多人。"
    article = add_articles(project, incoming(text, edits=(Edit(7, 9, EditKind.DEDOUBLE),)))[0]
    document = open_document(project, article.id)
    assert document.text == "先后开展了培训3000多人。"
    tagging.write(project, document.create(7, 13, label_id(project, "METRIC")))
    taken_back = articles.revise(project, document.article, document.revision.edits)
    again = open_document(project, article.id)
    assert again.text == text
    assert again.text[slice(*again.marks[0][:2])] == "3000多人"
    assert not again.recheck
    undone = history.undo(project, article.id)
    assert undone is not None
    assert not document.apply([change.inverse() for change in undone.changes])
    assert open_document(project, article.id).text == "先后开展了培训3000多人。"
    assert taken_back.revision != article.revision


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=40))
def test_stacks_behave_like_a_list_with_a_cursor(moves: list[str]) -> None:
    steps: list[Step] = []
    done: list[int] = []  # what a naive editor would have done and could redo
    undone: list[int] = []
    names: dict[GroupId, int] = {}
    for at, move in enumerate(moves):
        group = GroupId(at.to_bytes(16, "big"))
        now = stacks(steps)
        if move == "do":
            steps.append(Step(group, None))
            names[group] = at
            done.append(at)
            undone.clear()
        elif move == "undo" and now.undo:
            steps.append(Step(group, now.undo[-1]))
            names[group] = names[now.undo[-1]]
            undone.append(done.pop())
        elif move == "redo" and now.redo:
            steps.append(Step(group, now.redo[-1]))
            names[group] = names[now.redo[-1]]
            done.append(undone.pop())
    found = stacks(steps)
    assert [names[group] for group in found.undo] == done
    assert [names[group] for group in found.redo] == undone


def test_random_work_with_undo_ends_as_history_says(project: Project) -> None:
    dice = random.Random(7)
    article = add_article(project)
    document = open_document(project, article.id)
    labels = [label.id for label in project.scheme.active]
    for _ in range(120):
        move = dice.random()
        if move < 0.4 or not len(document.marks):
            start = dice.randrange(len(document.text) - 1)
            end = dice.randrange(start + 1, min(len(document.text), start + 12) + 1)
            made = document.create(start, end, dice.choice(labels))
            if made:
                tagging.write(project, made)
        elif move < 0.6:
            span = dice.choice(list(document.marks)).id
            tagging.write(project, document.set_attribute([span], "unit", str(dice.randrange(9))) or [])
        elif move < 0.7:
            tagging.write(project, document.delete([dice.choice(list(document.marks)).id]))
        else:
            taken = (history.undo if move < 0.88 else history.redo)(project, article.id)
            if taken is not None:
                assert document.apply(taken.changes)
    fresh = open_document(project, article.id)
    assert snapshot(fresh) == snapshot(document)
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
    listed = articles.list_articles(project)[0]
    assert listed.spans == len(document.marks)
