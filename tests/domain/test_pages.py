"""Where characters stand on a page: lines, boxes of ranges, what is meant by a point."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.pages import Box, line_around, line_boxes, nearest, pack_boxes, unpack_boxes

NOWHERE = (0.0, 0.0, 0.0, 0.0)


def row(left: float, top: float, count: int, size: float = 10.0) -> list[Box]:
    """The boxes of a printed line."""
    return [(left + k * size, top, left + (k + 1) * size, top + size) for k in range(count)]


# Two columns of two lines each, as they are read; a line end without a box behind each line.
PAGE = [*row(0, 0, 5), NOWHERE, *row(0, 14, 5), NOWHERE, *row(70, 0, 5), NOWHERE, *row(70, 14, 3), NOWHERE]


def test_the_line_of_a_character_ends_with_its_column() -> None:
    assert line_around(PAGE, 2) == (0, 5)
    assert line_around(PAGE, 8) == (6, 11)
    assert line_around(PAGE, 13) == (12, 17)
    assert line_around(PAGE, len(PAGE) + 5) == (18, 21)


def test_the_line_of_a_line_end_is_the_one_before_it_and_a_page_without_places_has_none() -> None:
    assert line_around(PAGE, 5) == (0, 5)
    assert line_around([NOWHERE, *row(0, 0, 2)], 0) == (1, 3)
    assert line_around([NOWHERE], 0) is None
    assert line_around([], 0) is None


def test_a_blank_that_was_not_printed_does_not_end_a_line() -> None:
    boxes = [*row(0, 0, 2), NOWHERE, *row(25, 0, 2)]
    assert line_around(boxes, 0) == (0, 5)
    assert line_boxes(boxes, 0, 5) == [(0, 0, 45, 10)]


def test_a_range_over_columns_has_a_box_for_each_line() -> None:
    assert line_boxes(PAGE, 3, 14) == [(30, 0, 50, 10), (0, 14, 50, 24), (70, 0, 90, 10)]
    assert line_boxes(PAGE, 5, 6) == []


def test_a_point_means_the_character_under_it_or_the_nearest_of_its_line() -> None:
    assert nearest(PAGE, 12, 5) == 1
    assert nearest(PAGE, 58, 15) == 10
    assert nearest(PAGE, 66, 15) == 18
    assert nearest(PAGE, 105, 16) == 20
    assert nearest(PAGE, 400, 400) is None
    assert nearest([NOWHERE], 0, 0) is None


_NUMBERS = st.floats(0, 5000, width=32)


@given(st.lists(st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)))
def test_boxes_are_unpacked_as_they_were_packed(boxes: list[Box]) -> None:
    assert unpack_boxes(pack_boxes(boxes)) == boxes
