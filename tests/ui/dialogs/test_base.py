"""What all dialogs share."""

import shiboken6
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.base import Dialog, Form


def gone(dialog: Dialog) -> bool:
    return not shiboken6.isValid(dialog)


def presented(qtbot: QtBot, *, modal: bool = True) -> Dialog:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = Dialog("x", window, ok="OK")
    dialog._keep = window  # type: ignore[attr-defined]  # the parent lives as long as the test's dialog
    dialog.present(modal=modal)
    return dialog


def test_presenting_returns_at_once_and_closing_deletes(qtbot: QtBot) -> None:
    for modal in (True, False):
        dialog = presented(qtbot, modal=modal)
        assert (dialog.isVisible(), dialog.isModal()) == (True, modal)
        dialog.close()
        qtbot.waitUntil(lambda dialog=dialog: gone(dialog))  # type: ignore[misc]  # bound early


def test_a_dialog_closed_while_the_window_is_at_work_is_still_there_for_the_outcome(qtbot: QtBot) -> None:
    dialog = presented(qtbot)
    dialog.set_busy()
    dialog.reject()
    QApplication.processEvents()
    assert (gone(dialog), dialog.isVisible()) == (False, False)
    dialog.accept()
    qtbot.waitUntil(lambda: gone(dialog))


def test_what_went_wrong_brings_a_closed_dialog_back(qtbot: QtBot) -> None:
    dialog = presented(qtbot)
    dialog.set_busy()
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    dialog.reject()
    dialog.show_problem("磁盘空间不足")
    assert dialog.isVisible()
    assert dialog.ok_button.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: gone(dialog))


def test_every_field_of_a_form_has_a_name_for_screen_readers(qtbot: QtBot) -> None:
    part = QWidget()
    qtbot.addWidget(part)
    form = Form()
    part.setLayout(form)
    field, named = QLineEdit(), QLineEdit()
    named.setAccessibleName("more than a word")
    below = form.add("Name", field, "about it")
    form.add("Other", named)
    assert (field.accessibleName(), named.accessibleName(), below.text()) == ("Name", "more than a word", "about it")
