"""Where a minute pays most."""

from pathlib import Path

import pytest
from builders import TEXT, add_article, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.article import Status
from annotator.domain.text import Edit, EditKind
from annotator.services import order, tagging
from annotator.services.background import Task

PLAIN = "天气很好。\n大家都来了。"


@pytest.mark.parametrize(("score", "worth"), [(0.5, 1.0), (1.0, 0.0), (0.0, 0.0), (1.5, 0.0)])
def test_what_is_half_certain_is_worth_most(score: float, worth: float) -> None:
    assert order.uncertainty(score) == worth


def test_an_article_with_more_to_decide_comes_before_one_with_nothing(tmp_path: Path) -> None:
    target = str(tmp_path / "a.annotator")
    project = new_project(target)
    much, nothing, done = (
        add_article(project, TEXT),
        add_article(project, PLAIN, 2),
        add_article(project, TEXT + "了", 3),
    )
    tagging.write(project, open_document(project, done.id).set_status(Status.SUBMITTED))
    found = dict(order.gains_of(project))
    assert set(found) == {much.id, nothing.id}
    assert found[much.id] > found[nothing.id] == 0
    task = Task(order.gains, target, "王敏", watched=True)
    assert task.result() == found
    assert task.progress == (2, 2)
    document = open_document(project, much.id)
    start = TEXT.index("营养改善计划")
    tagging.write(project, document.create(start, start + 6, label_id(project, "PROGRAMME")))
    assert dict(order.gains_of(project))[much.id] < found[much.id]
    project.close()


def test_heads_and_bylines_are_not_weighed_as_the_window_proposes_nothing_there(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    text = "惠及学生3000多人。\n" + PLAIN
    aside = Edit(0, len("惠及学生3000多人。"), EditKind.FURNITURE, "惠及学生3000多人。", "running head")
    head, plain = add_articles(project, incoming(text, 1, edits=(aside,)), incoming(text + "好", 2))
    found = dict(order.gains_of(project))
    assert found[head.id] == 0 < found[plain.id]
    project.close()
