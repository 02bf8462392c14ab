"""Comparing and deciding in the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import add_articles, incoming, label_id, new_project, open_document
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from ui.conftest import OpenBench
from ui.reviewing import Reviewer, gold
from ui.window_bench import ALT, HARVEST, SCHOOLS, Bench

from annotator.agreement.pairing import Kind
from annotator.domain.article import Status
from annotator.domain.ids import RelationId, new_id
from annotator.domain.span import Relation
from annotator.services import review_rules, states, tagging
from annotator.services.cases import Item
from annotator.services.project import add_person, as_person
from annotator.services.review_rules import ReviewRules, Strategy
from annotator.services.states import ArticleState
from annotator.ui.dialogs.equal_differences import EqualDifferencesDialog
from annotator.ui.dialogs.give_back import GiveBackDialog
from annotator.ui.dialogs.review_rules import ReviewRulesDialog

_PAGES = (("山区学校变了样", SCHOOLS), ("秋收时节", HARVEST))
_A = (("青岭县教育局", "PLACE"), ("1.36亿元", "METRIC"), ("12所", "METRIC"), ("营养改善计划", "PROGRAMME"))
_B = (("青岭县教育局", "PROGRAMME"), ("1.36亿元", "METRIC"), ("寄宿制学校12所", "METRIC"))
_C = (("桐溪县", "PLACE"),)
_D = (("桐溪县", "PROGRAMME"),)


def make(path: Path, first: Any = (_A, _B), second: Any = (_C, _D), tie: bool = False) -> None:
    project = new_project(str(path))
    made = add_articles(project, *(incoming(text, at, title) for at, (title, text) in enumerate(_PAGES, 1)))
    me = project.person
    for at, name in enumerate(("李强", "赵玲", "吴刚")[: len(first)]):
        as_person(project, add_person(project, name))
        for article, layers in zip(made, (first, second), strict=True):
            document = open_document(project, article.id)
            found = []
            for words, label, *nth in layers[at]:
                start = document.text.index(words)
                if nth and nth[0]:
                    start = document.text.index(words, start + 1)
                found.append(document.new_span(start, start + len(words), label_id(project, label)))
            changes = document.create_all(found)
            if tie and at == 0 and len(found) > 1:
                relation = Relation(RelationId(new_id()), document.layer.id, "of", found[1].id, found[0].id)
                changes += document.relate(relation.source, relation.target, relation.type)
            tagging.write(project, [*changes, *document.set_status(Status.SUBMITTED)])
    as_person(project, me)
    project.close()


@pytest.fixture
def start(open_bench: OpenBench) -> Callable[..., Reviewer]:
    """Opens the comparison of the first article."""

    def opened(**what: Any) -> Reviewer:
        bench: Bench = open_bench(opened=False)
        make(bench.path, **what)
        return show(bench)

    return opened


def show(bench: Bench) -> Reviewer:
    bench.app.open_project(str(bench.path), "王敏")
    bench.until(bench.is_open)
    bench.view.setFocus()
    bench.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    reviewer = Reviewer(bench, ())
    bench.until(lambda: reviewer.commands.case is not None and reviewer.commands.view.view.hasFocus())
    return reviewer


def words(reviewer: Reviewer) -> str:
    item = reviewer.commands.item
    return reviewer.case.text[slice(*item.bounds)] if item is not None else ""


def golden(reviewer: Reviewer) -> list[tuple[str, str]]:
    reviewer.settle()
    text = reviewer.case.text
    return [(text[start:end], label) for start, end, label in sorted(gold(reviewer.bench))]


def to(reviewer: Reviewer, what: str) -> Item:
    """Goes to the item on some words."""
    found = next(item for item in reviewer.case.items if what in reviewer.case.text[slice(*item.bounds)])
    reviewer.commands.go_to(found.key)
    return found


def test_keys_go_from_difference_to_difference_and_decide(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    seen = [words(reviewer)]
    for _ in range(3):
        reviewer.bench.press("n")
        seen.append(words(reviewer))
    assert seen == ["青岭县教育局", "寄宿制学校12所", "营养改善计划", "青岭县教育局"]
    reviewer.bench.press(Qt.Key.Key_Tab)
    assert words(reviewer) == "寄宿制学校12所"
    reviewer.bench.press(Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert words(reviewer) == "青岭县教育局"
    for key in ("j", "b", Qt.Key.Key_Backspace):  # typed without waiting
        reviewer.bench.press(key)
    assert golden(reviewer) == [("青岭县教育局", "PROGRAMME"), ("寄宿制学校12所", "METRIC"), ("12所", "METRIC")]


def test_undo_takes_decisions_back_one_by_one_also_after_reopening(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    reviewer.bench.press("f")
    reviewer.bench.press("f")
    assert len(golden(reviewer)) == 2
    reviewer.bench.undo()
    reviewer.bench.until(lambda: len(reviewer.case.differences()) == 2)
    assert golden(reviewer) == [("青岭县教育局", "PLACE")]
    bench = reviewer.bench
    bench.app.close_project()
    again = show(bench)
    bench.undo()
    bench.until(lambda: len(again.case.differences()) == 3)
    assert golden(again) == []
    bench.redo()
    bench.until(lambda: len(again.case.differences()) == 2)


def test_a_side_is_mended_by_keys_and_in_the_form_before_it_is_taken(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    to(reviewer, "寄宿制学校12所")
    reviewer.press("{", Qt.KeyboardModifier.ShiftModifier)  # the start one to the right
    draft = reviewer.commands.draft
    assert draft is not None
    assert draft.touched
    key = reviewer.bench.session.project.scheme.by_key("PROGRAMME")
    assert key is not None
    reviewer.press(key.shortcut)
    reviewer.bench.press(Qt.Key.Key_Escape)
    assert not reviewer.commands.draft.touched  # type: ignore[union-attr]
    reviewer.press("]")
    form = reviewer.commands.view.card.form
    assert form.chosen is not None
    form.field_edited.emit([form.chosen.ids[0]], "unit", "所", 1)
    reviewer.press(Qt.Key.Key_Space)
    reviewer.settle()
    found = gold(reviewer.bench)
    assert [dict(one) for one in found.values()] == [{"unit": "所"}]
    ((start_, end, _label),) = found
    assert reviewer.case.text[start_:end].endswith("所，")


def test_a_tag_that_both_missed_is_selected_and_labelled(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    at = reviewer.case.text.index("全县")
    view = reviewer.commands.view.view
    view.set_caret(at + 2, at)
    label = reviewer.bench.session.project.scheme.by_key("PLACE")
    assert label is not None
    reviewer.press(label.shortcut)
    assert golden(reviewer) == [("全县", "PLACE")]
    reviewer.bench.until(lambda: words(reviewer) == "全县")
    reviewer.press(Qt.Key.Key_Backspace)
    assert golden(reviewer) == []


def test_equal_differences_are_previewed_and_decided_the_same_way(start: Callable[..., Reviewer]) -> None:
    twice = tuple(("桐溪县", label, at) for label in ("PLACE", "PROGRAMME") for at in (0, 1))
    reviewer = start(first=((), ()), second=(twice[:2], twice[2:]))
    bench = reviewer.bench
    bench.go("秋收时节")
    bench.until(lambda: reviewer.case.article.title == "秋收时节" and reviewer.commands.view.view.hasFocus())
    assert len(reviewer.case.differences()) == 2
    bench.press("f")
    reviewer.settle()
    bench.until(lambda: reviewer.commands.last is not None)
    bench.press("y")
    dialog = bench.dialog(EqualDifferencesDialog)
    assert isinstance(dialog, EqualDifferencesDialog)
    assert dialog.list.model().rowCount() == 2  # the article, and the place in it
    bench.press(Qt.Key.Key_Space, on=dialog.list)
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    bench.press(Qt.Key.Key_Space, on=dialog.list)
    bench.press(Qt.Key.Key_Return, on=dialog.list)
    bench.until(lambda: not reviewer.case.differences())
    assert golden(reviewer) == [("桐溪县", "PLACE"), ("桐溪县", "PLACE")]


def test_where_nothing_is_equal_or_decided_the_key_says_so(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench = reviewer.bench
    bench.press("f")
    reviewer.settle()
    bench.until(lambda: reviewer.commands.last is not None)
    bench.press("y")
    bench.until(lambda: "没有其他" in bench.notices())


def test_articles_are_gone_through_without_leaving_the_comparison(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench = reviewer.bench
    bench.press(Qt.Key.Key_Down, ALT)
    bench.until(lambda: reviewer.case.article.title == "秋收时节" and reviewer.commands.view.view.hasFocus())
    assert reviewer.commands.is_shown
    assert words(reviewer) == "桐溪县"
    bench.press("f")
    assert golden(reviewer) == [("桐溪县", "PLACE")]
    bench.press(Qt.Key.Key_Up, ALT)
    bench.until(lambda: reviewer.case.article.title == "山区学校变了样")
    bench.press(Qt.Key.Key_Escape)
    assert not reviewer.commands.is_shown
    assert bench.view.hasFocus()


def test_names_are_hidden_and_sides_shuffled_for_a_blind_review(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    view = reviewer.commands.view
    assert list(view.names) == ["李强", "赵玲"]
    view.hide_names.click()
    reviewer.bench.until(lambda: list(view.names) == ["甲", "乙"])
    shown = [box.accessibleName() for box in view.card.boxes]
    assert not [name for name in shown if "李强" in name or "赵玲" in name]
    view.hide_names.click()
    reviewer.bench.until(lambda: list(view.names) == ["李强", "赵玲"])


def test_texts_stand_side_by_side_and_scroll_together(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench, view = reviewer.bench, reviewer.commands.view
    bench.press("s")
    assert [one.isVisible() for one in view.sides] == [True, True]
    assert not view.view.isVisible()
    view.sides[0].verticalScrollBar().setValue(40)
    assert view.sides[1].verticalScrollBar().value() == view.sides[0].verticalScrollBar().value()
    bench.press("f", on=view.sides[0])
    assert golden(reviewer) == [("青岭县教育局", "PLACE")]
    bench.press("s", on=view.sides[0])
    assert view.view.isVisible()


def test_the_list_is_filtered_by_kind_label_and_what_is_open(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    view = reviewer.commands.view
    assert len(view.rows()) == 3
    for kind, count in ((Kind.EQUAL, 1), (Kind.LABEL, 1), (Kind.ONE_SIDED, 1), (Kind.ATTRIBUTES, 0)):
        view.kind.setCurrentIndex(view.kind.findData(str(kind)))
        view.kind.activated.emit(view.kind.currentIndex())
        assert len(view.rows()) == count
    view.kind.setCurrentIndex(view.kind.findData("all"))
    view.label.setCurrentIndex(view.label.findData("PLACE"))
    view.label.activated.emit(0)
    assert words(reviewer) == "青岭县教育局"
    assert len(view.rows()) == 1


def test_all_of_one_person_and_all_that_agree_are_taken_at_once(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    view = reviewer.commands.view
    QTest.mouseClick(view.agreed, Qt.MouseButton.LeftButton)
    assert golden(reviewer) == [("1.36亿元", "METRIC")]
    reviewer.bench.window.run("take_person")
    menu = view.findChild(QMenu, "take_person_menu")
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert golden(reviewer) == [
        ("青岭县教育局", "PLACE"),
        ("1.36亿元", "METRIC"),
        ("12所", "METRIC"),
        ("营养改善计划", "PROGRAMME"),
    ]
    reviewer.bench.window.run("undo")
    reviewer.bench.until(lambda: len(reviewer.case.differences()) == 3)
    assert golden(reviewer) == [("1.36亿元", "METRIC")]


def test_an_article_is_closed_and_reopened(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench, view = reviewer.bench, reviewer.commands.view
    assert not view.close_review.isEnabled()
    for _ in range(3):
        bench.press("f")
    reviewer.settle()
    bench.until(lambda: view.close_review.isEnabled())
    QTest.mouseClick(view.close_review, Qt.MouseButton.LeftButton)
    bench.until(lambda: reviewer.case.settled is not None)
    project, article = bench.session.project, bench.document.article.id
    assert bench.app.worker.call(lambda: states.state_of(project, article)) is ArticleState.SETTLED
    to(reviewer, "青岭县教育局")
    bench.press("j")
    bench.until(lambda: "已审定" in bench.notices())
    bench.window.run("reopen_article")
    bench.until(lambda: reviewer.case.settled is None)
    bench.press("j")
    assert ("青岭县教育局", "PROGRAMME") in golden(reviewer)


def test_a_reason_goes_with_the_decision_and_a_precedent_is_pinned_with_it(start: Callable[..., Reviewer]) -> None:
    from annotator.services import precedents

    reviewer = start()
    bench = reviewer.bench
    bench.press(Qt.Key.Key_Return)
    reason = reviewer.commands.view.card.reason
    assert reason.hasFocus()
    QTest.keyClicks(reason, "jiguan")
    bench.press(Qt.Key.Key_Return)
    assert reviewer.commands.view.view.hasFocus()
    bench.press("j")
    reviewer.settle()
    bench.until(lambda: reviewer.commands.last is not None)
    to(reviewer, "青岭县教育局")
    assert reviewer.commands.item is not None
    assert reviewer.commands.item.reason == "jiguan"
    bench.press("p")
    project = bench.session.project
    bench.until(lambda: bench.app.worker.call(lambda: precedents.read(project)))
    (known,) = bench.app.worker.call(lambda: precedents.read(project))
    assert (known.precedent.string, known.precedent.label, known.precedent.reason) == (
        "青岭县教育局",
        "PROGRAMME",
        "jiguan",
    )


def test_a_precedent_without_a_reason_asks_for_it(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench = reviewer.bench
    bench.press("f")
    reviewer.settle()
    bench.until(lambda: reviewer.commands.last is not None)
    bench.press("p")
    assert reviewer.commands.view.card.reason.hasFocus()
    assert "理由" in bench.notices()


def test_an_article_is_given_back_with_what_to_mend(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench = reviewer.bench
    bench.window.run("give_back")
    dialog = bench.dialog(GiveBackDialog)
    assert isinstance(dialog, GiveBackDialog)
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    dialog.who.setCurrentIndex(1)
    dialog.words.setPlainText("请补上单位")
    dialog.ok_button.click()
    project, article = bench.session.project, bench.document.article.id
    bench.until(lambda: bench.app.worker.call(lambda: states.state_of(project, article)) is ArticleState.RETURNED)
    (back,) = bench.app.worker.call(lambda: states.returns(project, article))
    assert back.reason == "请补上单位"
    assert back.layer == reviewer.case.sides[1].layer.id


def test_how_the_project_reviews_is_set_in_a_dialog(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench = reviewer.bench
    bench.window.run("review_rules")
    dialog = bench.dialog(ReviewRulesDialog)
    assert isinstance(dialog, ReviewRulesDialog)
    dialog.strategy.setCurrentIndex(dialog.strategy.findData(str(Strategy.THRESHOLD)))
    dialog.share.setValue(0.5)
    dialog.own.setChecked(False)
    dialog.how["value"].setCurrentIndex(2)
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    project = bench.session.project

    def rules() -> ReviewRules:
        with project.database.read() as connection:
            return review_rules.rules_of(connection)

    bench.until(lambda: bench.app.worker.call(rules).strategy is Strategy.THRESHOLD)
    found = bench.app.worker.call(rules)
    assert (found.share, found.own_review, {k: str(v) for k, v in found.how.items()}) == (
        0.5,
        False,
        {"value": "ignored"},
    )
    bench.until(lambda: reviewer.case.rules == found)
    to(reviewer, "营养改善计划")
    assert "空格" in reviewer.commands.view.card.propose.text()


def test_relations_are_decided_after_the_tags_they_tie(start: Callable[..., Reviewer]) -> None:
    reviewer = start(tie=True)
    bench = reviewer.bench
    (tie,) = reviewer.case.ties
    reviewer.commands.go_to(tie.key)
    bench.press("f")
    bench.until(lambda: "两端" in bench.notices())
    reviewer.settle()
    QTest.mouseClick(reviewer.commands.view.agreed, Qt.MouseButton.LeftButton)
    to(reviewer, "青岭县教育局")
    bench.press("f")
    reviewer.settle()
    reviewer.commands.go_to(reviewer.case.ties[0].key)
    bench.press("f")
    reviewer.settle()
    bench.until(lambda: not reviewer.case.ties[0].open)
    assert len(reviewer.case.ties[0].gold) == 1


def test_a_click_on_a_box_makes_it_what_is_mended_and_a_double_click_takes_it(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    card = reviewer.commands.view.card
    QTest.mouseClick(card.boxes[1], Qt.MouseButton.LeftButton)
    draft = reviewer.commands.draft
    assert draft is not None
    assert draft.span is not None
    assert reviewer.bench.key(draft.span.label) == "PROGRAMME"
    QTest.mouseDClick(card.boxes[1], Qt.MouseButton.LeftButton)
    assert golden(reviewer) == [("青岭县教育局", "PROGRAMME")]


def test_an_article_that_nobody_or_one_has_tagged_says_so(start: Callable[..., Reviewer]) -> None:
    reviewer = start(second=((), ()))
    bench = reviewer.bench
    assert reviewer.commands.view.findChild(QPushButton, "close_review") is not None
    bench.go("秋收时节")
    bench.until(lambda: reviewer.case.article.title == "秋收时节")
    assert reviewer.commands.view._say_empty.text() == "全部分歧已审定。可点“审校完成”，或按 Alt+↓ 转到下一篇。"


def test_the_language_can_be_changed_while_layers_are_compared(start: Callable[..., Reviewer]) -> None:
    reviewer = start()
    bench = reviewer.bench
    bench.press("f")
    bench.window.run("language")
    bench.activate()
    bench.until(bench.is_open)
    bench.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: reviewer.commands.case is not None and reviewer.commands.view.view.hasFocus())
    assert words(reviewer) == "寄宿制学校12所"
    assert golden(reviewer) == [("青岭县教育局", "PLACE")]


def test_of_three_people_the_keys_take_what_most_and_second_most_have(start: Callable[..., Reviewer]) -> None:
    three = (
        (("全县", "PLACE"), ("12所", "METRIC")),
        (("全县", "PROGRAMME"), ("12所", "METRIC")),
        (("全县", "PROGRAMME"),),
    )
    reviewer = start(first=three, second=((), (), ()))
    bench, card = reviewer.bench, reviewer.commands.view.card
    assert words(reviewer) == "12所"
    assert [box.accessibleName() for box in card.boxes] == ["F 李强、赵玲: 指标值 12所", "吴刚: 未标注"]
    bench.press("j")  # there is no second way of tagging it
    assert words(reviewer) == "12所"
    bench.press(Qt.Key.Key_Space)
    bench.until(lambda: "没有建议" in bench.notices() or "建议" in bench.notices())
    bench.press("f")
    assert [box.accessibleName()[:6] for box in card.boxes] == ["F 赵玲、吴", "J 李强: "]
    bench.press("j")
    assert golden(reviewer) == [("12所", "METRIC"), ("全县", "PLACE")]
    bench.press("s")
    assert len([one for one in reviewer.commands.view.sides if one.isVisible()]) == 3
