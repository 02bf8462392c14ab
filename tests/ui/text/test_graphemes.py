"""Steps by characters as readers count them."""

import pytest

from annotator.ui.text.graphemes import step

FAMILY = "👨‍👩‍👧"
ACCENT = "e\u0301"


@pytest.mark.parametrize("middle", ["中", "𠀀", "😀", FAMILY, ACCENT, "葛\U000e0100", "\r\n"])
def test_one_step_crosses_one_character_whatever_it_is_made_of(middle: str) -> None:
    text = f"a{middle}b"
    assert step(text, 1, 1) == 1 + len(middle)
    assert step(text, 1 + len(middle), -1) == 1


def test_steps_stop_at_both_ends() -> None:
    assert step("中", 0, -1) == 0
    assert step("中", 1, 1) == 1
    assert step("", 0, 1) == 0


def test_steps_work_far_inside_a_long_text() -> None:
    text = "中😀" * 5000
    assert step(text, 5000, 3) == 5003
    assert step(text, 5000, -3) == 4997
