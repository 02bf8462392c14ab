"""The dialog that asks why an article is not to be annotated."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.i18n import tr
from annotator.ui.dialogs.skip_reason import REASONS, SkipReasonDialog


def opened(qtbot: QtBot, reason: str = "") -> tuple[SkipReasonDialog, list[str]]:
    dialog = SkipReasonDialog("决胜 & <b>脱贫</b>", reason)
    qtbot.addWidget(dialog)
    dialog.open()
    heard: list[str] = []
    dialog.reason_given.connect(heard.append)
    return dialog, heard


@pytest.mark.parametrize("at", range(len(REASONS)))
def test_a_usual_reason_is_one_choice_and_enter(qtbot: QtBot, at: int) -> None:
    dialog, heard = opened(qtbot)
    dialog.choices.button(at).click()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert heard == [tr(REASONS[at])]
    assert not dialog.isVisible()


def test_own_words_are_asked_for_and_needed(qtbot: QtBot) -> None:
    dialog, heard = opened(qtbot)
    dialog.choices.button(len(REASONS)).click()
    assert dialog.focusWidget() is dialog.words
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    dialog.commit()
    assert heard == []
    qtbot.keyClicks(dialog.words, " 1nA[ ")
    dialog.ok_button.click()
    assert heard == ["1nA["]


def test_typing_means_own_words(qtbot: QtBot) -> None:
    dialog, _heard = opened(qtbot)
    qtbot.keyClicks(dialog.words, "x")
    assert dialog.choices.checkedId() == len(REASONS)
    assert dialog.reason() == "x"


@pytest.mark.parametrize(("reason", "at"), [("", 0), (tr(REASONS[1]), 1), ("图片说明", len(REASONS))])
def test_the_reason_given_before_is_shown(qtbot: QtBot, reason: str, at: int) -> None:
    dialog, _heard = opened(qtbot, reason)
    assert dialog.choices.checkedId() == at
    assert dialog.reason() == (reason or tr(REASONS[0]))
