"""Which input method Qt is told to use."""

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.input_method import choose_input_method
from annotator.ui.panels.inputs import NoteInput


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "fcitx5"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus"}, {"QT_IM_MODULES": "wayland;ibus"}),
        ({"QT_IM_MODULES": "wayland;fcitx"}, {"QT_IM_MODULES": "wayland;ibus"}),
        ({"XMODIFIERS": "@im=fcitx"}, {"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "ibus"}),
    ],
)
def test_fcitx_is_reached_as_ibus_where_qt_has_no_plugin_for_it(
    before: dict[str, str], after: dict[str, str], tmp_path: Path
) -> None:
    choose_input_method(before, tmp_path)
    assert before == after


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"QT_IM_MODULE": "ibus"},
        {"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=fcitx"},
        {"XMODIFIERS": "@im=ibus"},
        {"XMODIFIERS": "@im=fcitx", "WAYLAND_DISPLAY": "wayland-0"},
        {"QT_IM_MODULES": "wayland;ibus", "QT_IM_MODULE": "fcitx"},
    ],
)
def test_what_does_not_ask_for_fcitx_stays(environment: dict[str, str], tmp_path: Path) -> None:
    before = dict(environment)
    choose_input_method(environment, tmp_path)
    assert environment == before


def test_a_plugin_for_fcitx_is_used_where_qt_has_one(tmp_path: Path) -> None:
    (tmp_path / "platforminputcontexts").mkdir()
    (tmp_path / "platforminputcontexts" / "libfcitx5platforminputcontextplugin.so").touch()
    environment = {"QT_IM_MODULE": "fcitx"}
    choose_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_qt_as_it_is_installed_here_has_no_plugin_for_fcitx() -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    choose_input_method(environment)
    assert environment == {"QT_IM_MODULE": "ibus"}, "its wheel has one now: this module may go"


def test_elsewhere_than_on_linux_nothing_is_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    environment = {"QT_IM_MODULE": "fcitx"}
    choose_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_the_hint_of_a_note_does_not_stand_under_what_is_being_composed(qtbot: QtBot) -> None:
    note = NoteInput()
    qtbot.addWidget(note)
    note.set_hint("write here")
    QApplication.sendEvent(note, QInputMethodEvent("nong cun", []))
    assert note.placeholderText() == ""
    QApplication.sendEvent(note, QInputMethodEvent("", []))
    assert note.placeholderText() == "write here"
