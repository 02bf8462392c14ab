"""Code points against UTF-16 units, by Python's own encoder as the judge."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.offsets import SUBSTITUTES, Offsets

texts = st.text(st.sampled_from("a中é\u0301𠀀😀\r\n\u2028\u2029\ufdd0\x00\ufffc \t\u200d👩"), max_size=30)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts)
@example("a𠀀中😀")
def test_every_position_has_the_utf16_position_that_encoding_gives_and_comes_back(text: str) -> None:
    offsets = Offsets(text)
    assert (offsets.length, offsets.length16) == (len(text), units(text))
    for position in range(len(text) + 1):
        there = offsets.to_utf16(position)
        assert there == units(text[:position])
        assert offsets.to_points(there) == position


@given(texts)
@example("a𠀀中😀")
def test_a_position_inside_a_surrogate_pair_counts_as_the_start_of_its_character(text: str) -> None:
    offsets = Offsets(text)
    for position, ch in enumerate(text):
        if ch > "\uffff":
            assert offsets.to_points(units(text[:position]) + 1) == position


@given(texts)
def test_what_is_displayed_has_the_same_positions_and_nothing_qt_would_change(text: str) -> None:
    display = Offsets(text).display
    assert len(display) == len(text)
    assert units(display) == units(text)
    assert not set(SUBSTITUTES) & set(display)
    assert all(shown == ch or ch in SUBSTITUTES for shown, ch in zip(display, text, strict=True))


@pytest.mark.parametrize(
    ("text", "lines"),
    [("甲\r\n乙", 2), ("甲\r乙", 2), ("甲\u2028乙\u2029丙", 3), ("甲\r\r\n乙", 3), ("甲\n\r乙", 3)],
)
def test_each_line_end_of_any_system_ends_one_displayed_line(text: str, lines: int) -> None:
    assert Offsets(text).display.count("\n") + 1 == lines


def test_a_text_without_such_characters_is_displayed_as_it_is() -> None:
    text = "民安产业兴\n共筑小康梦"
    assert Offsets(text).display is text
