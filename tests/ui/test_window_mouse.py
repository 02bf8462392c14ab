"""Work with the mouse alone: words by drag, the label bar, clicks through nested tags, ends, rows, menus."""

from typing import TYPE_CHECKING

import pytest
from articleview import centre, click, drag, edge
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton
from ui.window_bench import CTRL, NONE, Bench

if TYPE_CHECKING:
    from ui.conftest import OpenBench

LEFT = Qt.MouseButton.LeftButton
NESTED = (
    ("青岭县教育局投入资金", "PROGRAMME"),
    ("青岭县教育局", "PLACE"),
    ("青岭县", "PLACE"),
    ("投入资金", "METRIC"),
    ("1.36亿元", "METRIC"),
    ("1.36亿元", "PROGRAMME"),
)


@pytest.fixture
def nested(open_bench: "OpenBench") -> Bench:
    """Tags in tags, two side by side, two on the same words."""
    return open_bench(tags=NESTED)


def at(bench: Bench, words: str, offset: int = 0) -> QPoint:
    return centre(bench.view, bench.text.index(words) + offset)


def drag_over(bench: Bench, words: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    start = bench.text.index(words)
    drag(bench.view, edge(bench.view, start), edge(bench.view, start + len(words)), modifiers)


def label_button(bench: Bench, name: str) -> QToolButton:
    return next(one for one in bench.space.labels.findChildren(QToolButton) if name in one.text())


def test_a_drag_takes_words_and_the_label_bar_takes_no_focus(bench: Bench) -> None:
    assert bench.space.labels.isHidden()
    drag(bench.view, edge(bench.view, bench.text.index("寄宿制学校")), at(bench, "寄宿制学校", 4))
    bench.until(bench.space.labels.isVisible)
    assert "宿" in bench.view.selected_text()
    chosen = bench.view.selected_text()
    assert bench.view.hasFocus()
    button = label_button(bench, "政策项目")
    QTest.mouseClick(button, LEFT)
    assert bench.view.hasFocus()
    assert bench.stored() == [(chosen, "PROGRAMME")]
    assert bench.space.labels.isHidden()


def test_a_drag_with_ctrl_takes_what_was_dragged_over(bench: Bench) -> None:
    drag_over(bench, "亿元，建", CTRL)
    assert bench.view.selected_text() == "亿元，建"


def test_a_double_click_takes_the_word_and_the_bar_labels_it(bench: Bench) -> None:
    place = at(bench, "粮食", 0)
    click(bench.view, place)
    QTest.mouseDClick(bench.view.viewport(), LEFT, NONE, place)
    QTest.mouseRelease(bench.view.viewport(), LEFT, NONE, place)
    bench.until(bench.space.labels.isVisible)
    words = bench.view.selected_text()
    assert words.startswith("粮食")
    bench.press("1")  # key and mouse together
    assert bench.stored() == [(words, "PROGRAMME")]
    bench.until(bench.space.labels.isHidden)


def test_a_click_elsewhere_puts_the_label_bar_away(bench: Bench) -> None:
    drag_over(bench, "寄宿制学校")
    bench.until(bench.space.labels.isVisible)
    click(bench.view, at(bench, "粮食"))
    bench.until(bench.space.labels.isHidden)
    assert bench.tags() == []


def test_a_click_takes_the_innermost_tag_and_further_clicks_go_outward(nested: Bench) -> None:
    went = []
    for _ in range(4):
        click(nested.view, at(nested, "青岭县", 1))
        nested.qtbot.waitUntil(lambda: nested.current is not None)
        QApplication.processEvents()
        went.append(nested.current)
    assert went == [NESTED[2], NESTED[1], NESTED[0], NESTED[2]]


def test_equal_and_adjacent_tags_are_each_reached_by_clicks_and_by_tab(nested: Bench) -> None:
    seen = set()
    for _ in range(2):
        click(nested.view, at(nested, "1.36亿元", 2))
        QApplication.processEvents()
        seen.add(nested.current)
    assert seen == {("1.36亿元", "METRIC"), ("1.36亿元", "PROGRAMME")}
    click(nested.view, at(nested, "投入资金", 0))
    QApplication.processEvents()
    assert nested.current == ("投入资金", "METRIC")
    click(nested.view, at(nested, "教育局", 2))
    QApplication.processEvents()
    assert nested.current == ("青岭县教育局", "PLACE")
    nested.tagging.drop()
    nested.view.set_caret(0)
    went = set()
    for _ in NESTED:
        nested.press(Qt.Key.Key_Tab)
        went.add(nested.current)
    assert went == set(NESTED)


def test_hidden_marks_are_not_hit_and_with_one_label_only_its_own(nested: Bench) -> None:
    click(nested.view, at(nested, "青岭县", 1))
    QApplication.processEvents()
    nested.press("v")
    nested.view.set_caret(0)
    nested.tagging.set_current(None)
    click(nested.view, at(nested, "投入资金", 1))
    QApplication.processEvents()
    assert nested.view.marks_at(nested.text.index("投入资金")) == []
    nested.press("v")
    nested.press("h")
    assert nested.view.marks_at(nested.text.index("投入资金")) == []
    nested.press("h")
    assert len(nested.view.marks_at(nested.text.index("投入资金"))) == 2


def test_an_end_is_dragged_to_a_word_and_undone_as_one_step(nested: Bench) -> None:
    nested.choose("青岭县教育局")
    end = nested.text.index("青岭县教育局") + 6
    start = edge(nested.view, end)
    drag(nested.view, start + QPoint(-1, 0), edge(nested.view, nested.text.index("1.36亿元")))
    nested.until(lambda: nested.current == ("青岭县教育局投入资金", "PLACE"))
    assert ("青岭县教育局投入资金", "PLACE") in nested.stored()
    nested.undo()
    nested.until(lambda: sorted(nested.tags()) == sorted(NESTED))


def test_a_click_on_a_row_shows_its_tag_in_the_article(nested: Bench) -> None:
    rows = nested.space.tags.rows
    index = nested.space.tags.model.index(2, 0)
    QTest.mouseClick(rows.viewport(), LEFT, NONE, rows.visualRect(index).center())
    nested.until(lambda: nested.current == ("青岭县", "PLACE"))
    assert nested.view.current is not None


def test_a_chip_shows_the_rows_of_one_label_only(nested: Bench) -> None:
    panel = nested.space.tags
    chip = next(
        one
        for one in panel.header.findChildren(QToolButton) + panel.header.findChildren(QPushButton)
        if "指标值" in one.text()
    )
    QTest.mouseClick(chip, LEFT)
    nested.until(lambda: panel.model.count() == 2)
    assert len(nested.tags()) == 6


def test_the_context_menu_acts_on_the_tag_under_the_pointer(nested: Bench) -> None:
    place = at(nested, "投入资金", 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, nested.view.viewport().mapToGlobal(place))
    QApplication.sendEvent(nested.view.viewport(), event)
    menus = [one for one in nested.window.findChildren(QMenu) if one.isVisible()]
    assert len(menus) == 1
    assert nested.current == ("投入资金", "METRIC")
    remove = next(one for one in menus[0].actions() if one.text().startswith("删除") or "Backspace" in one.text())
    remove.trigger()
    menus[0].close()
    assert ("投入资金", "METRIC") not in nested.stored()


def test_a_click_on_an_article_of_the_list_opens_it(bench: Bench) -> None:
    rows = bench.space.articles.list
    index = bench.space.articles.model.index(1, 0)
    QTest.mouseClick(rows.viewport(), LEFT, NONE, rows.visualRect(index).center())
    bench.until(lambda: bench.document.article.title == "秋收时节")


def test_the_buttons_of_the_top_bar_do_what_they_say(bench: Bench) -> None:
    buttons = {one.text(): one for one in bench.space.top.findChildren(QToolButton)}
    QTest.mouseClick(buttons["›"], LEFT)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    QTest.mouseClick(buttons["‹"], LEFT)
    bench.until(lambda: bench.document.article.title == "山区学校变了样")
    source = next(one for name, one in buttons.items() if name == "原文")
    QTest.mouseClick(source, LEFT)
    bench.until(lambda: bench.space.source_shown)
    assert source.isChecked()
    QTest.mouseClick(source, LEFT)
    bench.until(lambda: not bench.space.source_shown)
