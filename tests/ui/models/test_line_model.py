"""The model of lines, watched by Qt's own tester while it changes."""

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.ui.models.line_model import LINE_ROLE, Line, LineModel


def shown(entry: str) -> Line:
    if entry.startswith("#"):
        return Line(entry, heading=True)
    return Line(entry, "前\n", "后", lead="标签", note="注", checked=entry.isupper() if entry.isascii() else None)


@pytest.fixture
def model() -> LineModel[str]:
    made = LineModel(shown)
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]  # kept alive with the model
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def rows(model: QAbstractItemModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_entries_come_go_and_are_replaced(model: LineModel[str]) -> None:
    model.set_entries(["#头", "甲", "a"])
    model.insert(1, ["b"])
    model.append(["乙"])
    model.remove(0, 1)
    model.append([])
    model.remove(0, 0)
    model.refresh()
    assert list(model.entries()) == ["b", "甲", "a", "乙"]
    assert rows(model)[0] == "前⏎b后"
    model.set_entries([])
    model.refresh()
    assert rows(model) == []


def test_a_heading_is_passed_over_by_the_keys_and_an_open_row_is_not(model: LineModel[str]) -> None:
    model.set_entries(["#头", "甲"])
    selectable = Qt.ItemFlag.ItemIsSelectable
    assert not model.flags(model.index(0, 0)) & selectable
    assert model.flags(model.index(1, 0)) & selectable
    opening = LineModel[str](lambda entry: Line(entry, heading=True, expanded=False))
    opening.set_entries(["甲"])
    assert opening.flags(opening.index(0, 0)) & selectable


def test_a_row_says_all_it_shows_and_hostile_text_stays_text(model: LineModel[str]) -> None:
    model.set_entries(["<b>粗</b>"])
    index = model.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "标签 前\n<b>粗</b>后 注"
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(LINE_ROLE) == shown("<b>粗</b>")
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(5, 0)) is None


def test_only_rows_with_a_box_can_be_ticked_and_the_tick_is_told(model: LineModel[str]) -> None:
    model.set_entries(["甲", "a", "B"])
    told: list[tuple[int, bool]] = []
    model.toggled.connect(lambda row, ticked: told.append((row, ticked)))
    role = Qt.ItemDataRole.CheckStateRole
    assert [model.index(row, 0).data(role) for row in range(3)] == [
        None,
        Qt.CheckState.Unchecked,
        Qt.CheckState.Checked,
    ]
    assert not model.setData(model.index(0, 0), Qt.CheckState.Checked, role)
    assert not model.setData(model.index(1, 0), "x", Qt.ItemDataRole.EditRole)
    assert model.setData(model.index(1, 0), Qt.CheckState.Checked, role)
    assert model.setData(model.index(2, 0), Qt.CheckState.Unchecked, role)
    assert told == [(1, True), (2, False)]
