"""Furniture is a decision that changes no character: what it covers can be told, and it can be taken back."""

import pytest

from annotator.domain.folding import fold
from annotator.domain.text import Edit, EditKind, ReadingText

SOURCE = "第3版\n甲文。\n"


def test_furniture_stays_in_the_text_and_tells_where_it_is() -> None:
    reading = ReadingText(SOURCE, edits=(Edit(0, 3, EditKind.FURNITURE, "第3版"), Edit(4, 5, EditKind.CORRECT, "乙")))
    assert reading.text == "第3版\n乙文。\n"
    assert reading.furniture == ((0, 3),)
    assert reading.source_map() == list(range(len(SOURCE)))
    assert reading.source_range(0, 3) == (0, 3)
    assert reading.edited(remove=reading.edits[:1]).furniture == ()


def test_furniture_cannot_change_how_long_a_text_is() -> None:
    with pytest.raises(ValueError, match="stays as it is"):
        Edit(0, 3, EditKind.FURNITURE, "第")


def test_folding_moves_no_character() -> None:
    assert fold("投资３．１５亿，ＧＤＰ　２％") == "投资3.15亿,GDP 2%"
