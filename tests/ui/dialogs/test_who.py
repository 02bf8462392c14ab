"""The dialog that asks who is at work."""

import getpass

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.ids import PersonId, new_id
from annotator.domain.person import Person, Profile, Role
from annotator.ui.dialogs.who import WhoDialog, system_name

PEOPLE = [Person(PersonId(new_id()), "王晓"), Person(PersonId(new_id()), "李 & <b>")]


def opened(qtbot: QtBot, suggested: str = "", people: object = PEOPLE) -> tuple[WhoDialog, list[str]]:
    dialog = WhoDialog(people, suggested, "双清区")  # type: ignore[arg-type]  # a list of people or of names
    qtbot.addWidget(dialog)
    dialog.open()
    heard: list[str] = []
    dialog.person_chosen.connect(heard.append)
    return dialog, heard


def test_a_known_name_is_chosen_by_the_keyboard_alone(qtbot: QtBot) -> None:
    dialog, heard = opened(qtbot, "王晓")
    assert dialog.focusWidget() is dialog.people
    qtbot.keyClick(dialog.people, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.people, Qt.Key.Key_Return)
    assert heard == ["李 & <b>"]
    assert not dialog.isVisible()


def test_the_system_s_name_is_filled_in_where_nobody_is_called_so(qtbot: QtBot) -> None:
    dialog, heard = opened(qtbot, "root", [])
    assert (dialog.new_name.text(), dialog.people.isVisible()) == ("root", False)
    qtbot.keyClicks(dialog.new_name, "1nA[")
    assert dialog.name() == "1nA["
    qtbot.keyClick(dialog.new_name, Qt.Key.Key_Return)
    assert heard == ["1nA["]


def test_typing_and_choosing_take_each_other_s_place(qtbot: QtBot) -> None:
    dialog, heard = opened(qtbot, "王晓", ["王晓", "李雪珊"])
    qtbot.keyClicks(dialog.new_name, "Zhao")
    assert (dialog.name(), dialog.people.selectedItems()) == ("Zhao", [])
    dialog.people.setCurrentRow(1)
    dialog.people.item(1).setSelected(True)
    assert (dialog.name(), dialog.new_name.text()) == ("李雪珊", "")
    assert heard == []


def test_nobody_can_go_on_without_a_name(qtbot: QtBot) -> None:
    dialog, heard = opened(qtbot)
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    dialog.new_name.setText("   ")
    assert not dialog.ok_button.isEnabled()
    dialog.commit()
    assert (heard, dialog.isVisible()) == ([], True)
    dialog.new_name.setText(" 赵 ")
    dialog.ok_button.click()
    assert heard == ["赵"]


def test_the_system_always_gives_some_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(system_name(), str)

    def nobody() -> str:
        raise OSError("no such account")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert system_name() == ""
    monkeypatch.setattr(getpass, "getuser", lambda: "nobody-has-this-account")
    assert system_name() == "nobody-has-this-account"


def test_somebody_new_gives_name_initials_and_colour(qtbot: QtBot) -> None:
    dialog, heard = opened(qtbot)
    assert not dialog._fields.isVisible()
    qtbot.keyClicks(dialog.new_name, "Zhao Lin")
    assert dialog._fields.isVisible()
    assert dialog._profile.initials.placeholderText() == "ZL"
    qtbot.keyClicks(dialog._profile.initials, "Z")
    swatch = dialog._profile._buttons["#009E73"]
    qtbot.mouseClick(swatch, Qt.MouseButton.LeftButton)
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    assert heard == ["Zhao Lin"]
    assert dialog.profile("Zhao Lin") == Profile("Zhao Lin", "Z", "#009E73")
    assert dialog.profile("王晓") == Profile("王晓")


def test_roles_and_initials_stand_beside_the_names(qtbot: QtBot) -> None:
    dialog, _heard = opened(qtbot, people=[Person(PersonId(new_id()), "李静", "静", "#D55E00", Role.REVIEWER)])
    item = dialog.people.item(0)
    assert item.text() in ("李静 · 审校员", "李静 · reviewer")
    assert not item.icon().isNull()
