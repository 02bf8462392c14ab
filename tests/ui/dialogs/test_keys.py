"""The table of keys."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.keys import KeysDialog

ROWS = [("扩大范围", "=", "Alt+="), ("撤销", "", "Ctrl+Z"), ("下一处标注", "Tab", "")]


@pytest.fixture
def dialog(qtbot: QtBot) -> KeysDialog:
    made = KeysDialog(ROWS)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["扩大范围", "撤销", "下一处标注"]),
        ("范围", ["扩大范围"]),
        ("kd", ["扩大范围"]),
        ("ctrl+z", ["撤销"]),
        ("=", ["扩大范围"]),
        ("TAB", ["下一处标注"]),
        ("1nA[", []),
    ],
)
def test_an_action_is_found_by_its_words_its_initials_and_its_keys(
    qtbot: QtBot, dialog: KeysDialog, typed: str, found: list[str]
) -> None:
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog)
    assert dialog.focusWidget() is dialog.filter
    qtbot.keyClicks(dialog.filter, typed) if typed.isascii() else dialog.filter.setText(typed)
    assert dialog.filter.text() == typed
    assert [dialog.model.row(at).title for at in range(dialog.model.count())] == found


def test_each_action_shows_both_its_keys(dialog: KeysDialog) -> None:
    assert [dialog.model.index(0, column).data() for column in range(3)] == list(ROWS[0])
