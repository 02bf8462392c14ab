"""The column of text: how wide it is, where it scrolls to, and that guessed heights never make it jump."""

import pytest
from articleview import CTRL, Show
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.text import pane as pane_module
from annotator.ui.text.content import ScrollState
from annotator.ui.text.layout import MOST_CHARACTERS
from annotator.ui.text.pane import LARGEST, SMALLEST
from annotator.ui.text.view import ArticleView

# Latin letters are half as wide as the guesses take them for, so that every guess is wrong.
MIXED = "\n".join(("民安产业兴" * (k % 40) if k % 3 else "annotate " * (k % 70)) or "空" for k in range(1, 900))


@pytest.fixture
def never_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps what is not seen guessed, as in a very long article."""
    monkeypatch.setattr(pane_module, "_EXACT", -1)


def top_of(view: ArticleView, position: int) -> float:
    return view.article_layout.row_of(position).top - view.verticalScrollBar().value()


def first_line(view: ArticleView) -> tuple[int, float]:
    row = view.visible_rows()[0]
    return row.start, row.top - view.verticalScrollBar().value()


@pytest.mark.parametrize("width", [1400, 900, 820, 760])
def test_a_line_has_thirty_four_to_forty_two_characters_and_the_column_is_centred(
    qtbot: QtBot, view: ArticleView, show: Show, width: int
) -> None:
    show("民" * 500)
    view.resize(width, 600)
    qtbot.waitUntil(lambda: view.width() == width)
    rows = view.visible_rows()
    assert 34 <= rows[0].end - rows[0].start <= 42
    left = rows[0].x
    right = view.viewport().width() - left - view.article_layout.column
    assert abs(left - right) <= 1
    assert left >= view.article_layout.metrics.margin


def test_a_narrow_pane_breaks_lines_earlier_and_never_scrolls_sideways(view: ArticleView, show: Show) -> None:
    show("民" * 500)
    for width in (400, 200, 60):
        view.resize(width, 600)
        view.grab()
        assert view.horizontalScrollBar().maximum() == 0
        assert view.visible_rows()[0].end < MOST_CHARACTERS


def test_every_line_of_the_body_is_equally_high_whatever_stands_in_it(view: ArticleView, show: Show) -> None:
    show("民安\nabc\n😀👩\u200d🌾𠀀\n\ne\u0301\u0302\u0303\n末")
    heights = {row.height for row in view.visible_rows()}
    assert heights == {view.article_layout.metrics.line}


def test_the_title_is_larger_and_has_its_subtitle_below(view: ArticleView, show: Show) -> None:
    text = "肩题\n民安产业兴\n正文"
    show(text, title_end=9, subtitle="双清区 · 2020-11")
    rows = view.visible_rows()
    metrics = view.article_layout.metrics
    assert view.article_layout.titles == 2
    assert [row.height for row in rows] == [metrics.title_line, metrics.title_line, metrics.line]
    assert rows[1].x_at(4) - rows[1].x_at(3) > rows[2].x_at(10) - rows[2].x_at(9) == pytest.approx(17, abs=0.1)
    assert rows[2].top - (rows[1].top + rows[1].height) >= metrics.line
    assert view.article_layout.title_bottom() == rows[1].top + rows[1].height


@pytest.mark.usefixtures("never_idle")
def test_scrolling_up_through_paragraphs_nobody_saw_moves_the_text_just_as_far_as_asked(
    view: ArticleView, show: Show
) -> None:
    show(MIXED)
    view.reveal(len(MIXED) - 10, len(MIXED) - 9)
    for _ in range(120):
        position, before = first_line(view)
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() - 50)
        assert top_of(view, position) == pytest.approx(before + 50, abs=1)
        view.grab()
        assert top_of(view, position) == pytest.approx(before + 50, abs=1)


@pytest.mark.usefixtures("never_idle")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_place_far_away_is_shown_in_the_middle_third_and_stays_there(
    view: ArticleView, show: Show, share: float
) -> None:
    show(MIXED)
    place = int(len(MIXED) * share)
    view.reveal(place, place + 2)
    third = view.viewport().height() / 3
    top = top_of(view, place)
    assert third - 1 <= top <= 2 * third
    view.grab()
    assert top_of(view, place) == top
    value = view.verticalScrollBar().value()
    view.reveal(place, place + 2)
    assert view.verticalScrollBar().value() == value


def test_the_last_line_can_be_brought_into_the_middle_third(view: ArticleView, show: Show) -> None:
    show(MIXED)
    view.reveal(len(MIXED) - 1, len(MIXED))
    assert top_of(view, len(MIXED) - 1) <= view.viewport().height() * 2 / 3


def test_what_is_laid_out_while_nobody_waits_does_not_move_the_text(
    qtbot: QtBot, view: ArticleView, show: Show
) -> None:
    show(MIXED)
    view.reveal(len(MIXED) // 2, len(MIXED) // 2 + 1)
    position, before = first_line(view)
    qtbot.waitUntil(lambda: not view._idle.isActive())
    assert top_of(view, position) == pytest.approx(before, abs=view.article_layout.metrics.line * 0.02)
    lines = sum(view.document().findBlockByNumber(k).layout().lineCount() for k in range(view.document().blockCount()))
    metrics = view.article_layout.metrics
    assert view.article_layout._heights.total == lines * metrics.line + view.document().blockCount() * metrics.gap


def test_the_reading_place_survives_closing_resizing_and_zooming(view: ArticleView, show: Show) -> None:
    show(MIXED)
    view.reveal(9_000, 9_001)
    state = view.scroll_state()
    show("別の文章")
    show(MIXED)
    view.restore_scroll(state)
    assert view.scroll_state() == ScrollState(state.position, pytest.approx(state.offset, abs=0.04))
    for change in (lambda: view.resize(500, 600), lambda: view.zoom(6), lambda: view.zoom(-9)):
        change()
        view.grab()
        start, _ = first_line(view)
        assert start <= view.offsets.to_utf16(state.position) <= start + 80
    assert view.type_size == 14


def test_type_grows_and_shrinks_within_bounds_by_the_wheel_too(view: ArticleView, show: Show) -> None:
    show("题\n正文" * 20, title_end=1)
    told: list[int] = []
    view.zoomed.connect(told.append)
    for delta in (120, -120):
        place = QPointF(50, 50)
        event = QWheelEvent(
            place,
            view.viewport().mapToGlobal(place),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            CTRL,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)
    assert told == [18, 17]
    view.zoom(100)
    assert view.type_size == LARGEST
    assert view.article_layout.row_of(0).height > view.article_layout.row_of(3).height >= LARGEST * 1.8
    view.zoom(-100)
    assert view.type_size == SMALLEST
    view.set_type(20, serif=False)
    assert (view.type_size, view.article_layout.metrics.font.pixelSize()) == (20, 20)


def test_the_caret_is_kept_in_the_window_with_a_line_beside_it(view: ArticleView, show: Show) -> None:
    show(MIXED)
    for place in (len(MIXED), 0, 12_345):
        view.set_caret(place)
        view.show_caret()
        assert 0 <= top_of(view, place) <= view.viewport().height() - view.article_layout.metrics.line
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        before = view.caret
        QTest.keyClick(view, key)
        assert (view.caret > before) == (key == Qt.Key.Key_PageDown)
        assert 0 <= top_of(view, view.caret) <= view.viewport().height() - view.article_layout.metrics.line


def test_positions_and_characters_are_found_under_the_pointer(view: ArticleView, show: Show) -> None:
    text = "a𠀀中😀b\n末"
    show(text)
    for position, character in enumerate(text):
        if character == "\n":
            continue
        (box,) = view.rows_of(position, position + 1)
        assert view.character_at(box.center()) == position
        assert view.position_at(QPointF(box.left() + 1, box.center().y())) == position
        assert view.position_at(QPointF(box.right() - 1, box.center().y())) == position + 1
    assert view.character_at(QPointF(3, 3)) is None
    assert view.character_at(QPointF(700, view.rows_of(0, 1)[0].center().y())) is None
    assert view.position_at(QPointF(700, 590)) == len(text)


def test_paragraphs_are_numbered_without_titles_and_empty_ones(view: ArticleView, show: Show) -> None:
    show("题\n副题\n一\n\n二\n三\n", title_end=4)
    layout = view.article_layout
    assert [layout.number(block) for block in range(layout.blocks)] == [None, None, 1, None, 2, 3, None]


def test_a_range_over_wrapped_lines_and_paragraphs_has_a_box_for_each_line(view: ArticleView, show: Show) -> None:
    show("民" * 100 + "\n\n" + "安" * 10)
    boxes = view.rows_of(30, 105)
    assert [round(box.width() / 17) for box in boxes] == [10, 40, 20, 0, 3]
    assert len({box.top() for box in boxes}) == 5
