"""The source beside the reading text, with its repairs."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.article import Source
from annotator.domain.ids import SourceId
from annotator.domain.text import Doubt, Edit, EditKind, ReadingText
from annotator.ui.models.line_model import LINE_ROLE
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.source import SourcePane
from annotator.ui.panels.source_text import SourceText, told, visible_form

SOURCE = "题目\n　　青岭县县修路，\r\n路路通😀到村。\n\n第二 段。"
EDITS = (
    Edit(3, 5, EditKind.BLANK, reason="The indent of a paragraph."),
    Edit(8, 9, EditKind.DEDOUBLE, reason="The run was printed twice."),
    Edit(12, 14, EditKind.JOIN),
    Edit(15, 16, EditKind.DEDOUBLE),
    Edit(22, 23, EditKind.BLANK),
    Edit(25, 26, EditKind.SPACE),
)
READING = ReadingText(SOURCE, edits=EDITS, doubts=(Doubt(5, 6, "This may have been printed twice."),))


@pytest.fixture
def pane(qtbot: QtBot) -> SourcePane:
    made = SourcePane()
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    source = Source(SourceId(b"s" * 16), "一.txt", "gb18030", b"", SOURCE)
    made.show_reading(READING, source)
    return made


def text(pane: SourcePane) -> SourceText:
    made = pane.findChild(SourceText)
    assert made is not None
    return made


def repairs(pane: SourcePane) -> LineList:
    made = pane.findChild(LineList)
    assert made is not None
    return made


def abouts(pane: SourcePane) -> list[str]:
    return [one.whole() for one in pane.findChildren(QLabel) if hasattr(one, "whole")]


def point_of(pane: SourcePane, position: int) -> QPoint:
    """The middle of a source character on the screen."""
    view = text(pane)
    cursor = view._cursor(position)
    left = view.cursorRect(cursor)
    cursor.movePosition(QTextCursor.MoveOperation.Right)
    return QPoint((left.left() + view.cursorRect(cursor).left()) // 2, left.center().y())


def click(pane: SourcePane, qtbot: QtBot, position: int) -> None:
    qtbot.mouseClick(text(pane).viewport(), Qt.MouseButton.LeftButton, pos=point_of(pane, position))


def marked(pane: SourcePane) -> str:
    """What the first of the view's selections, the marked place, covers."""
    view = text(pane)
    first, second = view._marked
    return SOURCE[first:second]


def test_the_file_and_its_encoding_are_named(pane: SourcePane) -> None:
    assert READING.text == "题目\n青岭县修路，路通😀到村。\n第二段。"
    assert abouts(pane)[0] == "一.txt · GB18030"


def test_the_place_that_matches_is_marked_behind_dropped_characters_and_astral_ones(pane: SourcePane) -> None:
    for words, wanted in (("县修", "县县修"), ("路通", "路路通"), ("😀到", "😀到"), ("第二段", "第二 段")):
        start = READING.text.index(words)
        pane.mark(start, start + len(words))
        assert marked(pane) == wanted, words


def test_the_repairs_of_the_paragraph_are_listed(pane: SourcePane) -> None:
    pane.mark(READING.text.index("修路"), READING.text.index("修路") + 2)
    lines = [repairs(pane).model().index(row, 0).data(LINE_ROLE) for row in range(4)]
    assert [(line.lead, line.text) for line in lines] == [
        ("去除空白", "␣␣␣␣"),
        ("去除叠字", "县"),
        ("合并断行", "⏎"),
        ("去除叠字", "路"),
    ]
    assert (lines[1].before, lines[1].after) == ("题目\n　　青岭县", "修路，\r\n路路通😀到村。")
    assert "本段整理 4 处" in abouts(pane)
    pane.mark(0, 2)
    assert "本段没有整理" in abouts(pane)
    pane.mark(len(READING.text) - 1, len(READING.text))
    assert "本段整理 2 处" in abouts(pane)


def test_a_click_tells_the_reading_position(pane: SourcePane, qtbot: QtBot) -> None:
    positions: list[int] = []
    pane.position_chosen.connect(positions.append)
    click(pane, qtbot, SOURCE.index("到"))
    click(pane, qtbot, SOURCE.index("修"))
    assert [READING.text[at] for at in positions] == ["到", "修"]


def test_a_repair_is_chosen_by_a_click_and_taken_back_by_the_button(pane: SourcePane, qtbot: QtBot) -> None:
    asked: list[Edit] = []
    pane.edits_chosen.connect(asked.extend)
    click(pane, qtbot, 8)
    button = pane.findChild(QPushButton, "take_back")
    assert button is not None
    assert asked == []
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [EDITS[1]]
    qtbot.keyClick(repairs(pane), Qt.Key.Key_Return)
    assert asked == [EDITS[1], EDITS[1]]


def test_taking_a_repair_back_shows_the_new_reading(pane: SourcePane) -> None:
    new = READING.edited([EDITS[1]])
    pane.show_reading(new)
    pane.mark(new.text.index("县县"), new.text.index("县县") + 2)
    assert marked(pane) == "县县"
    assert EDITS[1] not in text(pane).edits_in(0, len(SOURCE))


def test_only_the_part_that_the_article_was_cut_from_is_shown(pane: SourcePane) -> None:
    cut = ReadingText(SOURCE, 3, 21, EDITS[:4])
    pane.show_reading(cut)
    assert text(pane).toPlainText().startswith("　　青岭县")
    assert "第 4–21 字" in abouts(pane)[0]
    pane.mark(0, 3)
    assert marked(pane) == "青岭县"


def test_a_text_that_was_not_repaired_says_so(pane: SourcePane) -> None:
    pane.show_reading(ReadingText("原样。\n", edits=()))
    pane.mark(0, 2)
    assert "此文未经整理" in abouts(pane)
    button = pane.findChild(QPushButton, "take_back")
    assert button is not None
    assert not button.isEnabled()


def test_what_has_no_glyph_is_told_by_signs() -> None:
    assert visible_form("a \r\n\n　") == "a␣⏎⏎␣␣"
    assert told(READING, EDITS[2]) == "合并断行 · ⏎"
    assert told(READING, Edit(5, 6, EditKind.CORRECT, "清")) == "更正 · 青 → 清"


def test_esc_closes(pane: SourcePane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(text(pane), Qt.Key.Key_Escape)
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(repairs(pane), Qt.Key.Key_Escape)


def test_the_text_cannot_be_changed(pane: SourcePane, qtbot: QtBot) -> None:
    before = text(pane).toPlainText()
    qtbot.keyClicks(text(pane), "1nA[")
    assert text(pane).toPlainText() == before


def test_a_million_characters_with_forty_thousand_repairs_are_shown_and_marked_at_once(
    pane: SourcePane, qtbot: QtBot
) -> None:
    line = "近年来该县共投入资金建成通村水泥公路二百余公里\n"
    count = 1_000_000 // len(line)
    edits = tuple(Edit((i + 1) * len(line) - 1, (i + 1) * len(line), EditKind.JOIN) for i in range(count) if i % 8)
    reading = ReadingText(line * count, edits=edits)
    assert len(reading.text) > 900_000
    began = time.perf_counter()
    pane.show_reading(reading)
    middle = reading.text.rindex("\n", 0, len(reading.text) // 2) + 5
    pane.mark(middle, middle + 4)
    pane.grab()
    assert time.perf_counter() - began < 5  # tenths of a second alone; a formatted whole would take minutes
    assert len(text(pane).extraSelections()) < 500
    first, second = text(pane)._marked
    assert reading.source[first:second] == reading.text[middle : middle + 4]
    assert repairs(pane).model().rowCount() == 7
