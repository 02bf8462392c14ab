"""Labels chosen by typing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.domain.ids import LabelId, new_id
from annotator.domain.scheme import Label
from annotator.ui.dialogs.label_picker import LabelPicker, fitting


def label(key: str, zh: str, shortcut: str = "") -> Label:
    return Label(LabelId(new_id()), key, zh, key.title(), "#0072B2", shortcut, description="<b>什么</b> & 何时")


LABELS = [
    label("PROGRAMME", "政策项目", "1"),
    label("METRIC", "指标值", "2"),
    label("PLACE", "地点", "3"),
    label("POLICY", "重要政策"),
]


@pytest.fixture
def picker(qtbot: QtBot) -> LabelPicker:
    made = LabelPicker(LABELS)
    qtbot.addWidget(made)
    made.show()
    made.filter.setFocus()
    return made


@pytest.fixture
def chosen(picker: LabelPicker) -> list[LabelId]:
    heard: list[LabelId] = []
    picker.label_chosen.connect(heard.append)
    return heard


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", ["PROGRAMME", "METRIC", "PLACE", "POLICY"]),
        ("zc", ["PROGRAMME", "POLICY"]),
        ("zbz", ["METRIC"]),
        ("政策", ["PROGRAMME", "POLICY"]),
        ("dd", ["PLACE"]),
        ("p", ["PROGRAMME", "PLACE", "POLICY"]),
        ("met", ["METRIC"]),
        ("2", ["METRIC"]),
        ("值", ["METRIC"]),
        ("xyz", []),
    ],
)
def test_labels_are_found_by_name_key_initials_and_digit_the_best_first(typed: str, keys: list[str]) -> None:
    assert [found.key for found in fitting(LABELS, typed)] == keys


def test_typing_and_enter_choose_a_label(qtbot: QtBot, picker: LabelPicker, chosen: list[LabelId]) -> None:
    qtbot.keyClicks(picker.filter, "zb")
    qtbot.keyClick(picker.filter, Qt.Key.Key_Return)
    assert chosen == [LABELS[1].id]
    assert not picker.isVisible()


def test_arrows_move_while_the_field_keeps_the_keyboard(
    qtbot: QtBot, picker: LabelPicker, chosen: list[LabelId]
) -> None:
    qtbot.keyClick(picker.filter, Qt.Key.Key_Down)
    qtbot.keyClick(picker.filter, Qt.Key.Key_Down)
    qtbot.keyClick(picker.filter, Qt.Key.Key_Up)
    assert picker.current() is LABELS[1]
    assert picker.focusWidget() is picker.filter
    qtbot.keyClick(picker.filter, Qt.Key.Key_Enter)
    assert chosen == [LABELS[1].id]


def test_a_click_chooses(qtbot: QtBot, picker: LabelPicker, chosen: list[LabelId]) -> None:
    at = picker.table.visualRect(picker.model.index(2, 0)).center()
    qtbot.mouseClick(picker.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [LABELS[2].id]


def test_all_typing_is_text_and_no_hit_chooses_nothing(
    qtbot: QtBot, picker: LabelPicker, chosen: list[LabelId]
) -> None:
    QAbstractItemModelTester(picker.model, QAbstractItemModelTester.FailureReportingMode.Fatal, picker)
    qtbot.keyClicks(picker.filter, "1nA[")
    assert picker.filter.text() == "1nA["
    qtbot.keyClick(picker.filter, Qt.Key.Key_Return)
    assert (chosen, picker.isVisible(), picker.current()) == ([], True, None)
    qtbot.keyClick(picker.filter, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_it_opens_where_it_fits_on_the_screen(qtbot: QtBot) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    made = LabelPicker(LABELS)
    made.popup(room.bottomRight() - QPoint(3, 3))
    assert room.contains(made.geometry())
    with qtbot.waitSignal(made.destroyed):
        made.close()


def test_descriptions_are_no_markup(picker: LabelPicker) -> None:
    assert "&lt;b&gt;" in picker.model.tip(LABELS[0])
