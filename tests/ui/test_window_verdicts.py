"""Simple review played in the window: one person tags, a reviewer judges, the owner takes over or objects."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.window_bench import NONE, SHIFT, Bench

from annotator.domain.person import Profile, Role
from annotator.domain.verdict import Judgement
from annotator.services import people, threads, verdicts
from annotator.ui.panels.verdict_notes import NotesPanel
from annotator.ui.panels.verdicts import ReviewView
from annotator.ui.verdict_commands import VerdictCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench

TAGS = (("青岭县教育局", "PLACE"), ("1.36亿元", "METRIC"), ("寄宿制学校", "PLACE"), ("营养改善计划", "PROGRAMME"))


def commands(bench: Bench) -> VerdictCommands:
    assert bench.window.features is not None
    found = bench.window.features.named("VerdictCommands")
    assert isinstance(found, VerdictCommands)
    return found


def become(bench: Bench, name: str) -> None:
    bench.app.open_project(str(bench.path), name)
    bench.until(lambda: bench.is_open() and bench.session.project.person.name == name)
    bench.view.setFocus()


@pytest.fixture
def bench(open_bench: "OpenBench") -> Bench:
    """Wang tagged four places; Zhao reviews."""
    made: Bench = open_bench(tags=TAGS)
    project = made.session.project
    made.app.worker.call(lambda: people.add_member(project, Profile("赵审"), Role.REVIEWER))
    become(made, "赵审")
    return made


def review(bench: Bench) -> ReviewView:
    bench.window.run("review_tags")
    view = commands(bench).view
    bench.until(lambda: view.model.rowCount() == len(TAGS) and view.current is not None)
    bench.until(view.view.hasFocus)
    return view


def said(bench: Bench) -> list[Judgement]:
    project, article = bench.session.project, bench.document.article.id
    known = bench.app.worker.call(lambda: verdicts.works(project, article))
    found = bench.app.worker.call(lambda: verdicts.read(project, article, known[0].layer.id))
    order = sorted(found, key=lambda one: one.verdict.before.start)
    return [one.verdict.judgement for one in order]


def judge_by_key(bench: Bench) -> ReviewView:
    """Accepts the first, mends bounds and label of the second, rejects the third, queries the fourth."""
    view = review(bench)

    def key(name: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(view.view, name, modifiers)  # type: ignore[call-overload]  # a character or a key

    first = view.current
    key(Qt.Key.Key_Space)
    bench.until(lambda: view.current != first)
    second = view.current
    key("]")
    bench.until(lambda: second in commands(bench)._known)
    key("2")
    view.reason.setText("单位也算")
    QTest.keyClick(view.reason, Qt.Key.Key_Return)
    bench.until(lambda: view.current != second)
    third = view.current
    key(Qt.Key.Key_Backspace)
    bench.until(lambda: view.current != third)
    key("q")
    assert view.reason.hasFocus()
    view.reason.setText("有引号吗？")
    QTest.keyClick(view.reason, Qt.Key.Key_Return)
    bench.until(lambda: len(commands(bench)._known) == 4)
    return view


def test_a_reviewer_goes_through_anothers_tags_by_keys_alone(bench: Bench) -> None:
    view = judge_by_key(bench)
    bench.until(lambda: "4" in view.count.text())
    assert said(bench) == [Judgement.ACCEPT, Judgement.MEND, Judgement.REJECT, Judgement.QUERY]
    QTest.keyClick(view.view, Qt.Key.Key_Escape)
    assert bench.space.on_stage is None
    assert bench.tags() == []  # of the reviewer's own there are none


def test_the_owner_is_told_takes_over_by_one_key_and_objects_by_another(bench: Bench) -> None:
    judge_by_key(bench)
    become(bench, "王敏")
    bench.until(lambda: "2" in bench.notices() and "1" in bench.notices())
    assert [words for words, _ in bench.tags()] == [words for words, _ in TAGS]
    bench.window.run("review_notes")
    panel = commands(bench).notes
    bench.until(lambda: panel.model.rowCount() == 3 and panel.list.hasFocus())
    assert "单位也算" in panel.detail.text()
    assert "1.36亿元 → 1.36亿元，" in panel.detail.text()
    bench.press(Qt.Key.Key_Space)
    bench.until(lambda: panel.model.rowCount() == 2)
    assert bench.tags()[1] == ("1.36亿元，", "METRIC")
    bench.press(Qt.Key.Key_Space)
    bench.until(lambda: panel.model.rowCount() == 1)
    assert len(bench.tags()) == 3
    bench.press("q")
    assert panel.why.hasFocus()
    panel.why.setText("有引号")
    QTest.keyClick(panel.why, Qt.Key.Key_Return)
    bench.until(lambda: panel.model.rowCount() == 0)
    assert panel._empty.isVisible()
    project, article = bench.session.project, bench.document.article.id
    assert "有引号" in str(bench.app.worker.call(lambda: threads.read(project, article)))
    assert bench.stored() == bench.tags()
    bench.view.setFocus()
    bench.undo()  # the objection
    bench.undo()  # the thread
    bench.undo()  # the tag that was given up
    bench.until(lambda: len(bench.tags()) == 4)


def test_all_can_be_taken_over_at_once(bench: Bench) -> None:
    judge_by_key(bench)
    become(bench, "王敏")
    bench.window.run("review_notes")
    panel = commands(bench).notes
    bench.until(lambda: panel.model.rowCount() == 3)
    panel.take_all.click()
    bench.until(lambda: panel.model.rowCount() == 0)
    assert len(bench.tags()) == 3
    assert bench.stored() == bench.tags()


def test_who_is_no_reviewer_is_told_so(open_bench: "OpenBench") -> None:
    made = open_bench(tags=TAGS)
    project = made.session.project
    made.app.worker.call(lambda: people.add_member(project, Profile("李静")))
    become(made, "李静")
    made.window.run("review_tags")
    made.until(lambda: "审校" in made.notices())
    assert made.space.on_stage is None


def test_an_article_that_nobody_else_has_begun_says_so(bench: Bench) -> None:
    bench.go("秋收时节")
    bench.window.run("review_tags")
    view = commands(bench).view
    bench.until(view.empty.isVisible)
    assert not view.list.isVisible()
    assert view.view.text == bench.text


def test_a_second_thought_gives_the_proposal_up(bench: Bench) -> None:
    view = review(bench)
    first = view.current
    QTest.keyClick(view.view, "]", SHIFT)
    bench.until(lambda: first in commands(bench)._known)
    QTest.keyClick(view.view, Qt.Key.Key_Space)
    bench.until(lambda: said(bench) == [Judgement.ACCEPT])
    bench.until(lambda: view.model.entry(0).end - view.model.entry(0).start == len(TAGS[0][0]))


def test_the_form_mends_an_attribute(bench: Bench) -> None:
    view = review(bench)
    view.go_to(view.model.entry(1).id)
    bounds = next(field for field in view.form.fields if field.key == "value")
    bounds.stored.emit("value", "136000000", 0)
    bench.until(lambda: said(bench) == [Judgement.MEND])
    become(bench, "王敏")
    bench.window.run("review_notes")
    panel: NotesPanel = commands(bench).notes
    bench.until(lambda: panel.model.rowCount() == 1)
    assert "136000000" in panel.detail.text()
