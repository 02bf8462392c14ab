"""Keys that a person's settings change."""

from PySide6.QtCore import Qt

from annotator.ui.actions import lasting
from annotator.ui.text.keys import DEFAULT
from annotator.ui.view_commands import own_keys

NONE = Qt.KeyboardModifier.NoModifier


def test_a_changed_single_key_does_what_the_old_one_did() -> None:
    keymap = own_keys({"same": ("Z", "Ctrl+J")})
    assert keymap.command_for("z", Qt.Key.Key_Z, NONE) == "same"
    assert keymap.command_for("d", Qt.Key.Key_D, NONE) is None


def test_keys_for_everywhere_leave_the_single_keys_alone() -> None:
    keymap = own_keys({"same": ("Ctrl+J",)})
    assert keymap.command_for("d", Qt.Key.Key_D, NONE) == "same"


def test_a_key_given_to_two_commands_changes_nothing() -> None:
    assert own_keys({"same": ("X",)}) is DEFAULT


def test_only_keys_that_nobody_types_work_everywhere() -> None:
    assert lasting(("Z", "Shift+Z", "Ctrl+J", "F8", "+", "F")) == ["Ctrl+J", "F8"]
