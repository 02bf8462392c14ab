"""The mouse in the article: clicks, selections, the ends of the current mark, ticks, menus."""

import pytest
from articleview import CTRL, LEFT, NONE, SHIFT, Show, centre, click, drag, edge, hover, mark, move
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from annotator.ui.text.content import Doubtful, Tick
from annotator.ui.text.view import ArticleView

TEXT = "双清区消费扶贫实施方案\n投入资金1.36亿元"
WORDS = ["双清区", "消费", "扶贫", "实施", "方案", "\n", "投入", "资金", "1.36", "亿", "元"]


def worder(position: int) -> tuple[int, int]:
    at = 0
    for word in WORDS:
        if at <= position < at + len(word):
            return at, at + len(word)
        at += len(word)
    return position, position + 1


def snapper(start: int, end: int) -> tuple[int, int]:
    return worder(start)[0], worder(end - 1)[1]


@pytest.fixture
def worded(view: ArticleView, show: Show) -> ArticleView:
    """The text without marks, in a view that knows its words."""
    show(TEXT)
    view.set_words(snapper, worder)
    return view


def test_a_click_puts_the_caret_at_the_nearest_gap_and_drops_the_selection(worded: ArticleView) -> None:
    worded.set_caret(2, 8)
    click(worded, edge(worded, 5) + QPoint(3, 0))
    assert (worded.caret, worded.selection()) == (5, None)


def test_a_click_behind_a_broken_line_shows_the_caret_there_and_not_on_the_next_line(
    view: ArticleView, show: Show
) -> None:
    show("民" * 100)
    click(view, centre(view, 39) + QPoint(30, 0))
    assert (view.caret, view.caret_row.start) == (40, 0)
    drag(view, edge(view, 36), centre(view, 39) + QPoint(30, 0))
    assert view.selection() == (36, 40)
    drag(view, edge(view, 36), centre(view, 39) + QPoint(4, 0))
    assert view.selection() == (36, 40)
    drag(view, edge(view, 36), centre(view, 39) - QPoint(4, 0))
    assert view.selection() == (36, 39)
    click(view, edge(view, 40) - QPoint(3, 0))
    assert (view.caret, view.caret_row.start) == (40, 40)


def test_clicks_at_one_place_go_from_the_innermost_mark_outward_and_around(view: ArticleView, show: Show) -> None:
    marks = show(TEXT, mark("outer", 0, 11), mark("inner", 3, 7), mark("left", 0, 5), mark("else", 12, 14))
    heard: list[bytes] = []
    view.mark_clicked.connect(heard.append)
    view.mark_clicked.connect(lambda span: view.set_current(marks.get(span)))
    for _ in range(4):
        click(view, centre(view, 4))
    assert heard == [b"inner", b"left", b"outer", b"inner"]
    click(view, centre(view, 13))
    click(view, centre(view, 4))
    assert heard[4:] == [b"else", b"inner"]


def test_a_further_click_takes_the_innermost_again_after_the_current_mark_went_elsewhere(
    view: ArticleView, show: Show
) -> None:
    marks = show(TEXT, mark("outer", 0, 11), mark("inner", 3, 7))
    heard: list[bytes] = []
    view.mark_clicked.connect(heard.append)
    click(view, centre(view, 4))
    view.set_current(marks.get(mark("outer", 0, 11).id))
    click(view, centre(view, 4))
    assert heard == [b"inner", b"inner"]


def test_a_click_beside_marks_tells_of_none(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 0, 3))
    heard: list[bytes] = []
    view.mark_clicked.connect(heard.append)
    click(view, centre(view, 5))
    click(view, QPoint(view.viewport().width() - 5, centre(view, 0).y()))
    click(view, QPoint(400, 500))
    assert heard == []


def test_a_drag_selects_and_snaps_to_words_unless_ctrl_is_held(worded: ArticleView) -> None:
    heard: list[tuple[int, int]] = []
    worded.selected_by_mouse.connect(lambda start, end: heard.append((start, end)))
    drag(worded, edge(worded, 4), edge(worded, 6))
    assert worded.selection() == (3, 7)
    drag(worded, edge(worded, 4), edge(worded, 6), CTRL)
    assert worded.selection() == (4, 6)
    assert heard == [(3, 7), (4, 6)]


def test_a_drag_backwards_leaves_the_caret_at_the_start(worded: ArticleView) -> None:
    drag(worded, edge(worded, 15), edge(worded, 4))
    assert worded.selection() == (3, 16)
    assert worded.caret == 3


def test_a_drag_goes_over_lines_and_a_press_inside_a_selection_starts_a_new_one(worded: ArticleView) -> None:
    drag(worded, edge(worded, 1), edge(worded, 14))
    assert worded.selection() == (0, 14)
    drag(worded, edge(worded, 5), edge(worded, 7))
    assert worded.selection() == (5, 7)


def test_a_trembling_click_selects_nothing(worded: ArticleView) -> None:
    place = centre(worded, 4)
    drag(worded, place, place + QPoint(2, 1))
    assert worded.selection() is None


def test_a_double_click_selects_the_word_and_going_on_adds_words(worded: ArticleView) -> None:
    heard: list[tuple[int, int]] = []
    worded.selected_by_mouse.connect(lambda start, end: heard.append((start, end)))
    QTest.mouseDClick(worded.viewport(), LEFT, NONE, centre(worded, 4))
    assert worded.selection() == (3, 5)
    QTest.mouseRelease(worded.viewport(), LEFT, NONE, centre(worded, 4))
    assert heard[-1] == (3, 5)
    viewport = worded.viewport()
    QTest.mousePress(viewport, LEFT, NONE, centre(worded, 6))
    QTest.mouseRelease(viewport, LEFT, NONE, centre(worded, 6))
    QTest.mouseDClick(viewport, LEFT, NONE, centre(worded, 6))
    QTest.mousePress(viewport, LEFT, NONE, centre(worded, 6))


def test_shift_and_click_selects_from_the_caret(worded: ArticleView) -> None:
    worded.set_caret(3)
    click(worded, edge(worded, 8), SHIFT)
    assert worded.selection() == (3, 9)
    click(worded, edge(worded, 6), SHIFT | CTRL)
    assert worded.selection() == (3, 6)


def test_an_end_of_the_current_mark_is_dragged_with_a_preview_and_told_once(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    view.set_words(snapper, worder)
    view.set_current(mark("one", 3, 7))
    heard: list[tuple[bytes, int, int]] = []
    view.bounds_dragged.connect(lambda *told: heard.append(told))
    end, place = edge(view, 7), edge(view, 9)
    QTest.mousePress(view.viewport(), LEFT, NONE, end)
    move(view, place)
    assert view._mouse.preview == (3, 9)
    assert heard == []
    QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
    assert heard == [(b"one", 3, 9)]
    assert view._mouse.preview is None
    assert view.selection() is None


@pytest.mark.parametrize(
    ("grip", "to", "modifiers", "bounds"),
    [
        (3, 1, NONE, (0, 7)),
        (3, 1, CTRL, (1, 7)),
        (7, 8, NONE, (3, 9)),
        (7, 8, CTRL, (3, 8)),
        (3, 10, CTRL, (6, 7)),  # an end never passes the other
        (7, 0, CTRL, (3, 4)),
    ],
)
def test_a_dragged_end_snaps_alone_unless_ctrl_is_held(
    view: ArticleView, show: Show, grip: int, to: int, modifiers: Qt.KeyboardModifier, bounds: tuple[int, int]
) -> None:
    show(TEXT, mark("one", 3, 7))
    view.set_words(snapper, worder)
    view.set_current(mark("one", 3, 7))
    heard: list[tuple[bytes, int, int]] = []
    view.bounds_dragged.connect(lambda *told: heard.append(told))
    drag(view, edge(view, grip), edge(view, to), modifiers)
    assert heard == [(b"one", *bounds)]


def test_an_end_put_back_where_it_was_tells_nothing(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    view.set_current(mark("one", 3, 7))
    heard: list[object] = []
    view.bounds_dragged.connect(lambda *told: heard.append(told))
    viewport = view.viewport()
    QTest.mousePress(viewport, LEFT, NONE, edge(view, 7))
    for place in (9, 7):
        move(view, edge(view, place))
    QTest.mouseRelease(viewport, LEFT, NONE, edge(view, 7))
    assert heard == []


def test_ends_of_marks_that_are_not_current_or_hidden_are_not_taken_hold_of(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    drag(view, edge(view, 7), edge(view, 9))
    assert view.selection() == (7, 9)
    view.set_current(mark("one", 3, 7))
    view.set_hidden(True)
    drag(view, edge(view, 7), edge(view, 10))
    assert view.selection() == (7, 10)


def test_the_pointer_shows_what_can_be_done(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7), ticks=[Tick(14, "连接断行")])
    view.set_current(mark("one", 3, 7))
    view.grab()
    shapes = []
    for place in (centre(view, 5), edge(view, 7), tick(view, 14)):
        hover(view, place)
        shapes.append(view.viewport().cursor().shape())
    assert shapes == [Qt.CursorShape.IBeamCursor, Qt.CursorShape.SizeHorCursor, Qt.CursorShape.PointingHandCursor]


def tick(view: ArticleView, position: int) -> QPoint:
    """A place on the tick of a repair's row."""
    (box,) = view.rows_of(position, position + 1)
    return QPoint(round(view.article_layout.left) - 9, round(box.center().y()))


def test_a_click_on_a_tick_tells_the_repair_and_leaves_the_caret(view: ArticleView, show: Show) -> None:
    show(TEXT, ticks=[Tick(16, "后"), Tick(14, "先")])
    view.set_caret(3)
    heard: list[int] = []
    view.tick_clicked.connect(heard.append)
    click(view, tick(view, 14))
    click(view, tick(view, 2))
    assert heard == [14]


def test_tooltips_say_what_was_repaired_or_doubted_and_take_no_markup(
    view: ArticleView, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(TEXT, ticks=[Tick(14, "<b>甲</b>"), Tick(16, "乙")], doubts=[Doubtful(2, 4, "可疑 & 待查")])
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: said.append(text))
    for place in (tick(view, 14), centre(view, 3), centre(view, 5)):
        event = QHelpEvent(QHelpEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
    assert "&lt;b&gt;甲&lt;/b&gt;\n乙" in said[0]
    assert "可疑 &amp; 待查" in said[1]
    assert said[2] == ""


def test_the_menu_is_asked_for_at_the_mark_under_the_pointer_or_at_the_caret(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    heard: list[object] = []
    view.mark_clicked.connect(heard.append)
    view.context_menu_asked.connect(heard.append)
    place = centre(view, 4)
    where = view.viewport().mapToGlobal(place)
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where, NONE))
    assert heard == [b"one", where]
    assert view.caret == 4
    view.set_caret(2, 6)
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where, NONE))
    assert view.selection() == (2, 6)
    assert heard[2:] == [where]
    view.set_caret(12)
    keyboard = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, where, NONE)
    QApplication.sendEvent(view.viewport(), keyboard)
    there = view.viewport().mapFromGlobal(heard[3])
    assert abs(there.x() - edge(view, 12).x()) <= 2
    assert there.y() > edge(view, 12).y()


def test_holding_the_pointer_below_the_window_scrolls_and_selects_on(
    qtbot: QtBot, view: ArticleView, show: Show
) -> None:
    show("\n".join("民安产业兴" for _ in range(200)))
    viewport = view.viewport()
    QTest.mousePress(viewport, LEFT, NONE, edge(view, 2))
    move(view, QPoint(200, viewport.height() + 60))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 300)
    selected = view.selection()
    QTest.mouseRelease(viewport, LEFT, NONE, QPoint(200, viewport.height() + 60))
    value = view.verticalScrollBar().value()
    assert selected is not None
    assert selected[0] == 2
    assert selected[1] > 100
    assert not view._mouse._scroller.isActive()
    assert view.verticalScrollBar().value() == value


def test_other_buttons_neither_select_nor_click(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    heard: list[object] = []
    view.mark_clicked.connect(heard.append)
    view.set_caret(9)
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(view.viewport(), button, NONE, centre(view, 4))
    assert (heard, view.caret) == ([], 9)
