"""The bar and the list of finding, by the keys and clicks of a person."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ArticleId
from annotator.services.search import Batch, FoundIn, find, place
from annotator.ui.panels.find import FindBar, FindResults
from annotator.ui.panels.lines import LineList

TEXT = "全县农村道路硬化，农村面貌一新。\n去年农村用电增长。"


class Told:
    """What a widget told, in its order."""

    def __init__(self) -> None:
        self.all: list[tuple[object, ...]] = []

    def of(self, name: str):  # type: ignore[no-untyped-def]  # a slot of any signature
        return lambda *values: self.all.append((name, *values))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def bar(qtbot: QtBot, told: Told) -> Iterator[FindBar]:
    window = QWidget()
    made = FindBar()
    QVBoxLayout(window).addWidget(made)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    for name in ("wanted_changed", "step_asked", "project_asked", "closed"):
        getattr(made, name).connect(told.of(name))
    made.hide()
    told.all.clear()
    yield made
    window.close()


def field(bar: FindBar) -> QLineEdit:
    found = bar.findChild(QLineEdit)
    assert found is not None
    return found


def open_bar(bar: FindBar, qtbot: QtBot, text: str = "") -> None:
    bar.start(text)
    qtbot.waitUntil(lambda: field(bar).hasFocus())


def test_what_is_typed_is_wanted_at_once_and_stays_text(bar: FindBar, qtbot: QtBot, told: Told) -> None:
    open_bar(bar, qtbot)
    told.all.clear()
    qtbot.keyClicks(field(bar), "1nA[")
    assert bar.wanted == "1nA["
    assert told.all == [("wanted_changed", text) for text in ("1", "1n", "1nA", "1nA[")]


def test_what_an_input_method_composes_is_wanted_when_it_is_done(bar: FindBar, qtbot: QtBot, told: Told) -> None:
    open_bar(bar, qtbot)
    told.all.clear()
    QApplication.sendEvent(field(bar), QInputMethodEvent("nongcun", []))
    assert told.all == []
    done = QInputMethodEvent("", [])
    done.setCommitString("农村")
    QApplication.sendEvent(field(bar), done)
    assert told.all == [("wanted_changed", "农村")]


def test_enter_goes_on_shift_enter_goes_back_and_esc_leaves(bar: FindBar, qtbot: QtBot, told: Told) -> None:
    open_bar(bar, qtbot, "农村")
    told.all.clear()
    qtbot.keyClick(field(bar), Qt.Key.Key_Return)
    qtbot.keyClick(field(bar), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(field(bar), Qt.Key.Key_Up)
    qtbot.keyClick(field(bar), Qt.Key.Key_Escape)
    assert told.all == [("step_asked", 1), ("step_asked", -1), ("step_asked", -1), ("closed",)]
    assert bar.isHidden()


def test_ctrl_f_again_asks_for_the_whole_project(bar: FindBar, qtbot: QtBot, told: Told) -> None:
    open_bar(bar, qtbot)
    bar.start()
    assert ("project_asked", "") not in told.all
    field(bar).setText("农村")
    bar.start()
    assert told.all[-1] == ("project_asked", "农村")


def test_opened_with_a_selection_it_looks_for_that_and_opened_again_for_what_was_there(
    bar: FindBar, qtbot: QtBot, told: Told
) -> None:
    open_bar(bar, qtbot, "道路")
    assert (bar.wanted, told.all[-1]) == ("道路", ("wanted_changed", "道路"))
    assert field(bar).selectedText() == "道路"
    qtbot.keyClick(field(bar), Qt.Key.Key_Escape)
    told.all.clear()
    open_bar(bar, qtbot)
    assert told.all == [("wanted_changed", "道路")]


def test_the_count_says_where_one_is_or_that_nothing_was_found(bar: FindBar, qtbot: QtBot) -> None:
    open_bar(bar, qtbot, "农村")
    label = bar.findChildren(QLabel)[0]
    steps = [b for b in bar.findChildren(QToolButton) if b.objectName() != "close_find" and b.accessibleName()]
    bar.show_hits(2, 12)
    assert label.text() == "3/12"
    bar.show_hits(None, 12)
    assert label.text() == "–/12"
    assert all(step.isEnabled() for step in steps)
    bar.show_hits(None, 0)
    assert label.text() == "没有找到"
    assert not any(step.isEnabled() for step in steps)
    field(bar).clear()
    bar.show_hits(None, 0)
    assert label.text() == ""


def found(title: str, key: int, more: int = 0) -> FoundIn:
    places = tuple(place(TEXT, *hit) for hit in find(TEXT, "农村"))
    return FoundIn(ArticleId(bytes([key]) * 16), title, len(places) + more, places)


@pytest.fixture
def results(qtbot: QtBot, told: Told) -> FindResults:
    made = FindResults()
    qtbot.addWidget(made)
    made.resize(700, 300)
    for name in ("place_chosen", "cancel_asked", "closed"):
        getattr(made, name).connect(told.of(name))
    made.show()
    return made


def lines(panel: FindResults) -> LineList:
    made = panel.findChild(LineList)
    assert made is not None
    return made


def test_results_come_in_article_by_article_and_a_click_tells_the_place(
    results: FindResults, qtbot: QtBot, told: Told
) -> None:
    results.start("农村")
    results.add(Batch(10, 20, (found("甲篇", 1),)))
    results.add(Batch(20, 20, (found("乙篇", 2, more=70),)))
    view = lines(results)
    assert view.model().rowCount() == 8
    assert view.current_row() == 1
    index = view.model().index(6, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    second = found("乙篇", 2).places[1]
    assert told.all == [("place_chosen", ArticleId(bytes([2]) * 16), second.start, second.end)]


def test_the_keys_pass_over_headings_enter_chooses_and_esc_leaves(
    results: FindResults, qtbot: QtBot, told: Told
) -> None:
    results.start("农村")
    results.add(Batch(2, 2, (found("甲篇", 1), found("乙篇", 2))))
    view = lines(results)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current_row() == 5
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert [one[0] for one in told.all] == ["place_chosen", "cancel_asked", "closed"]
    assert told.all[0][1] == ArticleId(bytes([2]) * 16)


def test_a_running_search_can_be_cancelled_and_a_search_without_hits_says_so(
    results: FindResults, qtbot: QtBot, told: Told
) -> None:
    results.start("没有")
    cancel = results.findChild(QPushButton, "cancel_search")
    assert cancel is not None
    assert not cancel.isHidden()
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert told.all == [("cancel_asked",)]
    results.add(Batch(20, 20))
    assert cancel.isHidden()
    assert any("没有文章含有" in one.text() for one in results.findChildren(QLabel))
