"""The single keys, as a keyboard sends them and as an input method commits them."""

import pytest
from PySide6.QtCore import Qt

from annotator.ui.text.keys import BINDINGS, Binding, KeyMap, command_for

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier

LETTERS = [(b.command, k) for b in BINDINGS for k in b.keys if len(k.removeprefix("Shift+")) == 1 and k[-1].isalpha()]
SIGNS = [(b.command, k) for b in BINDINGS for k in b.keys if len(k) == 1 and not k.isalpha()]


def wide(character: str) -> str:
    return chr(ord(character) + 0xFEE0)


@pytest.mark.parametrize(("command", "name"), LETTERS)
def test_a_letter_key_gives_its_command_plain_full_width_and_under_caps_lock(command: str, name: str) -> None:
    shift = SHIFT if name.startswith("Shift+") else NONE
    letter = name[-1] if shift else name[-1].lower()
    key = ord(name[-1])
    assert command_for(letter, key, shift) == command
    assert command_for(letter.swapcase(), key, shift) == command
    assert command_for(wide(letter), key, shift) == command
    assert command_for(wide(letter), 0, shift) == command
    assert KeyMap().command_for_commit(wide(letter)) == command


@pytest.mark.parametrize(("command", "name"), SIGNS)
def test_a_sign_gives_its_command_plain_on_the_keypad_and_full_width(command: str, name: str) -> None:
    for text, modifiers in ((name, NONE), (name, KEYPAD), (wide(name), NONE), (wide(name), SHIFT)):
        assert command_for(text, ord(name), modifiers) == command
    assert KeyMap().command_for_commit(wide(name)) == command


@pytest.mark.parametrize(
    ("text", "modifiers", "command"),
    [
        ("[", NONE, "start_left"),
        ("【", NONE, "start_left"),
        ("]", NONE, "end_right"),
        ("】", NONE, "end_right"),
        ("{", SHIFT, "start_right"),
        ("｛", SHIFT, "start_right"),
        ("「", SHIFT, "start_right"),
        ("}", SHIFT, "end_left"),
        ("｝", SHIFT, "end_left"),
        ("」", NONE, "end_left"),
        ("[", CTRL | ALT, "start_left"),  # AltGr+8 on a German keyboard
        ("＝", NONE, "larger"),
        ("+", SHIFT, "larger"),
        ("－", NONE, "smaller"),
        ("？", SHIFT, "help"),
        ("\u3000", NONE, "accept"),
        ("１", NONE, "label:1"),
    ],
)
def test_brackets_and_signs_of_other_layouts_count_as_their_keys(
    text: str, modifiers: Qt.KeyboardModifier, command: str
) -> None:
    assert command_for(text, 0, modifiers) == command


@pytest.mark.parametrize(
    ("key", "modifiers", "command"),
    [
        (Qt.Key.Key_Tab, NONE, "next_mark"),
        (Qt.Key.Key_Backtab, SHIFT, "previous_mark"),
        (Qt.Key.Key_Tab, SHIFT, "previous_mark"),
        (Qt.Key.Key_Space, NONE, "accept"),
        (Qt.Key.Key_Backspace, NONE, "refuse"),
        (Qt.Key.Key_Delete, NONE, "refuse"),
        (Qt.Key.Key_Return, NONE, "form"),
        (Qt.Key.Key_Enter, KEYPAD, "form"),
        (Qt.Key.Key_Escape, NONE, "drop"),
        (Qt.Key.Key_C, CTRL, "copy_citation"),
    ],
)
def test_named_keys_give_their_commands(key: Qt.Key, modifiers: Qt.KeyboardModifier, command: str) -> None:
    text = {Qt.Key.Key_C: "\x03", Qt.Key.Key_Space: " ", Qt.Key.Key_Backspace: "\b"}.get(key, "")
    assert command_for(text, key, modifiers) == command


@pytest.mark.parametrize(
    ("text", "key", "modifiers"),
    [
        ("1", Qt.Key.Key_1, ALT),
        ("1", Qt.Key.Key_1, CTRL),
        ("", Qt.Key.Key_Return, CTRL),
        ("", Qt.Key.Key_Backspace, CTRL),
        ("", Qt.Key.Key_Space, SHIFT),
        ("a", Qt.Key.Key_A, ALT),
        ("\x01", Qt.Key.Key_A, CTRL),
        ("", Qt.Key.Key_Shift, SHIFT),
        ("", Qt.Key.Key_Left, NONE),
        ("", Qt.Key.Key_F1, NONE),
        ("中", 0, NONE),
        ("你好", 0, NONE),
    ],
)
def test_what_belongs_to_the_window_or_means_nothing_gives_no_command(
    text: str, key: int, modifiers: Qt.KeyboardModifier
) -> None:
    assert command_for(text, key, modifiers) is None


def test_every_command_has_a_key_and_no_key_has_two_commands() -> None:
    names = [name for binding in BINDINGS for name in binding.keys]
    assert len(names) == len(set(names))
    assert all(binding.keys for binding in BINDINGS)
    with pytest.raises(ValueError, match="two commands"):
        KeyMap([Binding("one", ("A",)), Binding("other", ("A",))])


def test_settings_give_a_command_other_keys() -> None:
    keys = KeyMap(changed={"larger": ("E", "W")})
    assert keys.command_for("e", Qt.Key.Key_E, NONE) == "larger"
    assert keys.command_for("=", Qt.Key.Key_Equal, NONE) is None
    assert keys.shown("larger") == "E"
    assert keys.shown("smaller") == "-"
    assert keys.shown("nothing") == ""
