"""The list of lines: its keys, and that what it paints is to be seen."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import DARK, LIGHT, Palette, activate, label_colours
from annotator.ui.panels.lines import HEIGHT, LineList

LINES = [
    Line("一篇", note="3 处", heading=True),
    Line("双清区", "近年来，", "共投入资金", checked=True),
    Line("双清区", "在", "农业局", lead="地点", colour="#009E73", note="在别处", checked=False, faded=True),
    Line("1.36亿元", lead="指标值", colour="#D55E00", note="3", expanded=True),
    Line("民安产业兴", indented=True, faded=True),
    Line("很长" * 200, "很长" * 200, "很长" * 200, note="很长" * 200),
    Line(""),
]


@pytest.fixture
def view(qtbot: QtBot) -> LineList:
    model: LineModel[Line] = LineModel(lambda line: line)
    model.set_entries(LINES)
    made = LineList(model, "行")
    made.delegate.measure(["地点", "指标值"])
    qtbot.addWidget(made)
    made.resize(600, HEIGHT * len(LINES))
    made.show()
    made.kept = model  # type: ignore[attr-defined]  # alive with the view
    return made


def colours(image: QImage, row: int) -> set[str]:
    ratio = round(image.devicePixelRatio())
    band = range(row * HEIGHT * ratio, (row + 1) * HEIGHT * ratio)
    return {QColor(image.pixel(x, y)).name().upper() for y in band for x in range(image.width())}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_bar_lead_box_and_words_have_the_colours_of_the_palette(
    view: LineList, palette: Palette, qapp: QApplication
) -> None:
    activate(qapp, palette, style=lambda _palette: "")
    image = view.grab().toImage()
    assert palette.paper in colours(image, 0)
    assert palette.accent in colours(image, 1)  # the box that is ticked
    assert palette.accent not in colours(image, 2)
    assert label_colours(palette, "#009E73").line in colours(image, 2)
    assert label_colours(palette, "#D55E00").line in colours(image, 3)
    assert colours(image, 6) == {palette.paper}


def test_the_current_row_is_shown_as_such(view: LineList) -> None:
    view.go_to(1)
    assert LIGHT.selection in colours(view.grab().toImage(), 1)
    assert view.current_row() == 1
    view.go_to(99)
    assert view.current_row() == 1


def test_steps_pass_over_headings_and_stop_at_the_ends(view: LineList) -> None:
    assert view.step(1)
    assert view.current_row() == 1
    assert not view.step(-1)
    assert view.current_row() == 1
    view.go_to(len(LINES) - 1)
    assert not view.step(1)


def test_letters_are_told_by_shift_and_not_by_their_case(view: LineList, qtbot: QtBot) -> None:
    told: list[str] = []
    view.key_pressed.connect(told.append)
    shift = Qt.KeyboardModifier.ShiftModifier
    for text, modifiers in (("n", Qt.KeyboardModifier.NoModifier), ("N", Qt.KeyboardModifier.NoModifier), ("N", shift)):
        view.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_N, modifiers, text))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.keyClick(view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert told == ["n", "n", "N", "delete"]


def test_the_windows_shortcuts_do_not_take_the_lists_own_keys_but_keep_theirs(qtbot: QtBot) -> None:
    window = QWidget()
    model: LineModel[Line] = LineModel(lambda line: line)
    model.set_entries(LINES)
    view = LineList(model, "行")
    QVBoxLayout(window).addWidget(view)
    qtbot.addWidget(window)
    taken: list[str] = []
    for key in ("Return", "N", "Esc", "F6", "Ctrl+N"):
        QShortcut(QKeySequence(key), window).activated.connect(lambda key=key: taken.append(key))
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    window.show()
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.go_to(1)
    for key, modifiers in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
    ):
        qtbot.keyClick(view, key, modifiers)
    assert taken == ["F6", "Ctrl+N"]
    assert chosen == [1]


def test_a_menu_is_asked_for_at_the_row_under_the_mouse(view: LineList) -> None:
    asked: list[int] = []
    view.menu_asked.connect(lambda row, _place: asked.append(row))
    for y in (HEIGHT * 2 + 5, HEIGHT * 50):
        point = QPoint(40, y)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.mapToGlobal(point))
        QApplication.sendEvent(view.viewport(), event)
    view.go_to(1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(view.viewport(), event)
    assert asked == [2, 1]


def test_a_double_click_chooses(view: LineList, qtbot: QtBot) -> None:
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, HEIGHT + 5))
    assert chosen == [1]
