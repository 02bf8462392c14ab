"""What is painted, looked for by its colour where it must be."""

from articleview import A, B, Show, mark
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.marks import Marks
from annotator.domain.span import Mark
from annotator.ui.palette import DARK, LIGHT, label_colours, qt_palette
from annotator.ui.palette import _Active as look
from annotator.ui.text.content import Doubtful, Tick
from annotator.ui.text.painting import stack
from annotator.ui.text.view import ArticleView

BLUE = QColor(label_colours(LIGHT, "#0072B2").line)
ORANGE = QColor(label_colours(LIGHT, "#D55E00").line)
TEXT = "双清区消费扶贫实施方案投入资金\n" * 4


def band(view: ArticleView, start: int, end: int) -> tuple[QImage, list[QRectF]]:
    return view.viewport().grab().toImage(), view.rows_of(start, end)


def near(one: QColor, other: QColor) -> bool:
    return max(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True)) <= 1


def count(image: QImage, box: QRectF, colour: QColor) -> int:
    """How many pixels of a box have a colour, within what blending rounds."""
    return sum(
        near(image.pixelColor(x, y), colour)
        for x in range(max(round(box.left()), 0), min(round(box.right()), image.width()))
        for y in range(max(round(box.top()), 0), min(round(box.bottom()), image.height()))
    )


def lines(image: QImage, x: float, box: QRectF, *colours: QColor) -> list[str]:
    """The colours met going down a box at x, each run once."""
    met: list[str] = []
    for y in range(round(box.top()), round(box.bottom()) + 2):
        colour = image.pixelColor(round(x), y)
        if colour in colours:
            name = colour.name()
            if not met or met[-1] != name or image.pixelColor(round(x), y - 1) != colour:
                met.append(name)
    return met


def test_a_mark_is_tinted_and_underlined_over_its_characters_only(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    image, (box,) = band(view, 3, 7)
    tint = QColor(label_colours(LIGHT, "#0072B2").tint)
    assert count(image, box, BLUE) >= 2 * (box.width() - 4)
    assert count(image, box, tint) > 300
    (before,) = view.rows_of(0, 3)
    assert count(image, before.adjusted(0, 0, -2, 0), BLUE) == 0
    assert count(image, before.adjusted(0, 0, -2, 0), tint) == 0


def test_a_mark_over_wrapped_lines_and_paragraphs_is_underlined_in_each(view: ArticleView, show: Show) -> None:
    show("民" * 100 + "\n" + "安" * 20, mark("one", 30, 111))
    image, boxes = band(view, 30, 111)
    assert len(boxes) == 4
    for box in boxes:
        assert count(image, box, BLUE) >= 2 * (box.width() - 4)


def test_a_mark_in_the_title_is_tinted_as_high_as_its_larger_characters(view: ArticleView, show: Show) -> None:
    show("双清区消费\n" + TEXT, mark("title", 0, 3), mark("body", 6, 9), title_end=5)
    image, (title,) = band(view, 0, 3)
    (body,) = view.rows_of(6, 9)
    tint = QColor(label_colours(LIGHT, "#0072B2").tint)

    def tinted(box: QRectF) -> int:
        """How many pixels high the tint is, between two strokes."""
        columns = range(round(box.left()), round(box.right()))
        return max(
            sum(near(image.pixelColor(x, y), tint) for y in range(round(box.top()), round(box.bottom())))
            for x in columns
        )

    metrics = view.article_layout.metrics
    assert tinted(title) >= metrics.title_font.pixelSize() * 0.95 > metrics.size * 1.3
    assert metrics.size * 0.95 <= tinted(body) < metrics.size * 1.3


def test_nested_overlapping_and_equal_marks_each_show_a_line_of_their_own(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("outer", 0, 12, A), mark("inner", 4, 6, B), mark("equal", 4, 6, A), mark("over", 5, 14, B))
    image, (box,) = band(view, 5, 6)
    assert len(lines(image, box.center().x(), box, BLUE, ORANGE)) == 4
    image, (box,) = band(view, 2, 3)
    assert lines(image, box.center().x(), box, BLUE, ORANGE) == [BLUE.name()]


def test_adjacent_marks_of_one_label_have_a_gap_between_their_lines(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 2, 4), mark("next", 4, 6))
    image, (box,) = band(view, 4, 5)
    metrics = view.article_layout.metrics
    y = round(view.visible_rows()[0].baseline + 5 - view.verticalScrollBar().value())
    at = round(box.left())
    row = [image.pixelColor(x, y) == BLUE for x in range(at - 8, at + 8)]
    assert row[0]
    assert row[-1]
    assert not all(row)
    assert metrics.size == 17


def test_a_suggestion_is_dashed_without_tint_and_a_doubt_dotted(view: ArticleView, show: Show) -> None:
    show(TEXT, doubts=[Doubtful(10, 12, "可疑")])
    view.set_suggestions(Marks([mark("offer", 3, 7, B)]))
    image, (box,) = band(view, 3, 7)
    assert 0.4 * 2 * box.width() < count(image, box, ORANGE) < 0.9 * 2 * box.width()
    assert count(image, box, QColor(label_colours(LIGHT, "#D55E00").tint)) == 0
    assert count(image, view.rows_of(10, 12)[0], QColor(LIGHT.warning)) > 4


def test_hidden_marks_and_those_of_other_labels_are_not_painted(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7, A), mark("two", 8, 10, B))
    view.set_only_label(B)
    image, (box,) = band(view, 0, 15)
    assert count(image, box, BLUE) == 0 < count(image, box, ORANGE)
    view.set_only_label(None)
    view.set_hidden(True)
    image, (box,) = band(view, 0, 15)
    assert count(image, box, BLUE) == count(image, box, ORANGE) == 0


def test_the_current_mark_has_a_ring_and_its_name_even_without_room(view: ArticleView, show: Show) -> None:
    name = QColor(label_colours(LIGHT, "#0072B2").text)
    show(TEXT, mark("one", 3, 7, A), mark("next", 7, 12, B))
    image, (behind,) = band(view, 7, 9)
    bottom = QRectF(behind.left(), behind.bottom() - 10, behind.width(), 10)
    assert count(image, bottom, name) == 0
    view.set_caret(20)
    view.set_current(mark("one", 3, 7))
    image, (box,) = band(view, 3, 7)
    accent = QColor(LIGHT.accent)
    assert count(image, box.adjusted(-3, 0, 3, 0), accent) > box.width()
    assert count(image, bottom, name) > 0


def test_a_name_stands_at_the_end_of_the_line_only_where_there_is_room(view: ArticleView, show: Show) -> None:
    name = QColor(label_colours(LIGHT, "#0072B2").text)
    show(TEXT, mark("one", 3, 7, A))
    image, (behind,) = band(view, 7, 9)
    bottom = QRectF(behind.left(), behind.bottom() - 10, behind.width(), 10)
    assert count(image, bottom, name) > 5


def test_find_hits_selection_ticks_and_numbers_are_painted(view: ArticleView, show: Show) -> None:
    show("题\n" + TEXT, title_end=1, ticks=[Tick(20, "连接")])
    view.set_find_hits([(2, 4), (5, 7)], 1)
    view.set_caret(9, 11)
    image, _ = band(view, 0, 1)
    assert count(image, view.rows_of(2, 4)[0], QColor(LIGHT.find)) > 300
    assert count(image, view.rows_of(5, 7)[0], QColor(LIGHT.find_current)) > 300
    assert count(image, view.rows_of(9, 11)[0], QColor(LIGHT.selection)) > 300
    left = view.article_layout.left
    row = view.rows_of(20, 21)[0]
    assert count(image, QRectF(left - 16, row.top(), 14, row.height()), QColor(LIGHT.edge)) > 4
    dark = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y).lightness() < 160 for x in range(round(left) - 50, round(left) - 16))
    ]
    blocks = [view.rows_of(place, place + 1)[0] for place in (2, 18, 34, 50)]
    assert dark
    assert all(any(box.top() <= y <= box.bottom() for y in dark) for box in blocks)
    assert not any(y < blocks[0].top() for y in dark)


def test_the_caret_is_seen_although_nothing_can_be_typed_and_pales_without_focus(
    qtbot: QtBot, view: ArticleView, show: Show
) -> None:
    show(TEXT)
    view.set_caret(4)
    image, (box,) = band(view, 4, 5)
    there = box.adjusted(-2, 0, -box.width() + 3, 0)
    assert count(image, there, QColor(LIGHT.accent)) > 20
    view.clearFocus()
    image, _ = band(view, 4, 5)
    assert count(image, there, QColor(LIGHT.accent)) == 0 < count(image, there, QColor(LIGHT.edge))


def test_dark_paper_has_dark_tints(qtbot: QtBot, view: ArticleView, show: Show, qapp: QApplication) -> None:
    look.palette = DARK
    qapp.setPalette(qt_palette(DARK))
    qtbot.waitUntil(lambda: view.palette().base().color() == QColor(DARK.paper))
    show(TEXT, mark("one", 3, 7))
    image, (box,) = band(view, 3, 7)
    assert image.pixelColor(2, 2) == QColor(DARK.paper)
    assert count(image, box, QColor(label_colours(DARK, "#0072B2").tint)) > 300


def test_marks_with_astral_and_joined_characters_are_painted_where_they_stand(view: ArticleView, show: Show) -> None:
    text = "a𠀀中😀👩\u200d🌾e\u0301末"
    show(text, mark("one", 1, 2), mark("two", 7, 9, B))
    image, (box,) = band(view, 1, 2)
    assert 15 <= box.width() <= 19
    assert count(image, box, BLUE) > 20
    image, (box,) = band(view, 7, 9)
    assert count(image, box, ORANGE) > 6


def test_clicking_a_mark_at_the_far_end_of_a_large_type_still_fits(view: ArticleView, show: Show) -> None:
    show(TEXT, mark("one", 3, 7))
    view.set_type(34)
    image, (box,) = band(view, 3, 7)
    assert count(image, box, BLUE) >= 4 * (box.width() - 6)
    assert view.character_at(QPointF(box.center())) in (4, 5)


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=20).map(
    lambda rows: [mark(str(n), start, start + length) for n, (start, length) in enumerate(rows)]
)


@given(spans)
def test_a_lane_lies_within_the_depth_of_its_group(items: list[Mark]) -> None:
    lanes = stack(items)
    assert set(lanes) == {one.id for one in items}
    assert all(lane.level < lane.depth for lane in lanes.values())
    for one in items:
        for other in items:
            if one.start < other.end and other.start < one.end:
                assert lanes[one.id].depth == lanes[other.id].depth
