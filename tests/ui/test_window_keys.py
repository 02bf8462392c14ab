"""The key map in the window: labels, ladder, ends, going, and what a key does not do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from ui.window_bench import ALT, CTRL, NONE, ROADS, SCHOOLS, SHIFT, Bench

from annotator.domain.span import Span
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.dialogs.label_picker import LabelPicker
from annotator.ui.text.keys import BINDINGS

if TYPE_CHECKING:
    from ui.conftest import OpenBench

Key = Qt.Key

TAGS = (
    ("青岭县教育局", "PLACE"),
    ("青岭县", "PLACE"),
    ("1.36亿元", "METRIC"),
    ("12所", "METRIC"),
    ("营养改善计划", "PROGRAMME"),
)


@pytest.fixture
def tagged(open_bench: "OpenBench") -> Bench:
    """A window on an article with five tags, one of them in another."""
    return open_bench(tags=TAGS)


# -- labels ----------------------------------------------------------------------------------------------------------


def test_a_digit_labels_the_selection_and_then_relabels_the_tag_with_the_ring(bench: Bench) -> None:
    bench.select("寄宿制学校")
    bench.press("1")
    assert bench.current == ("寄宿制学校", "PROGRAMME")
    assert bench.view.selection() is None
    bench.press("3")
    assert bench.current == ("寄宿制学校", "PLACE")
    assert bench.stored() == [("寄宿制学校", "PLACE")]


@pytest.mark.parametrize(
    ("key", "words", "offset", "expected"),
    [
        ("2", "1.36亿元", 3, "1.36亿元"),
        ("2", "近200人", 2, "近200人"),
        ("3", "青岭县", 1, "青岭县"),
        ("1", "营养改善", 2, "“营养改善计划”"),
    ],
)
def test_a_digit_without_a_selection_takes_the_natural_bound_at_the_caret(
    bench: Bench, key: str, words: str, offset: int, expected: str
) -> None:
    bench.caret(words, offset)
    bench.press(key)
    assert bench.current is not None
    assert bench.current[0] in (expected, expected.strip("“”"))


def test_after_esc_a_digit_makes_a_tag_in_the_tag(tagged: Bench) -> None:
    tagged.choose("青岭县教育局")
    assert tagged.current == ("青岭县教育局", "PLACE")
    tagged.press(Key.Key_Escape)
    assert tagged.current is None
    tagged.caret("教育局")
    tagged.press(Key.Key_Escape)
    tagged.select("教育局")
    tagged.press("1")
    assert tagged.current == ("教育局", "PROGRAMME")
    assert ("青岭县教育局", "PLACE") in tagged.stored()


def test_after_esc_a_digit_at_the_caret_nests_a_natural_bound(bench: Bench) -> None:
    bench.select("投入资金1.36亿元")
    bench.press("1")
    bench.caret("1.36亿元", 2)
    assert bench.current == ("投入资金1.36亿元", "PROGRAMME")
    bench.press(Key.Key_Escape)
    bench.press("2")
    assert bench.current == ("1.36亿元", "METRIC")
    assert bench.stored() == [("投入资金1.36亿元", "PROGRAMME"), ("1.36亿元", "METRIC")]


def test_a_digit_without_a_label_does_nothing(bench: Bench) -> None:
    bench.select("寄宿制学校")
    for digit in "456789":
        bench.press(digit)
    assert bench.tags() == []


def test_alt_and_a_digit_label_from_everywhere(tagged: Bench) -> None:
    tagged.select("学生3000多人")
    tagged.space.articles.filter.setFocus()
    tagged.press("2", ALT)
    assert ("学生3000多人", "METRIC") in tagged.stored()
    assert tagged.space.articles.filter.text() == ""


@pytest.mark.parametrize(("key", "modifiers"), [("0", NONE), ("0", ALT)])
def test_zero_opens_all_labels_and_pinyin_initials_choose(
    bench: Bench, key: str, modifiers: Qt.KeyboardModifier
) -> None:
    bench.select("青岭县")
    bench.press(key, modifiers)
    picker = bench.dialog(LabelPicker)
    bench.until(lambda: QApplication.focusWidget() is not None and picker.isAncestorOf(QApplication.focusWidget()))
    for letter in "dd":
        bench.press(letter)
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.current == ("青岭县", "PLACE"))


def test_the_dot_repeats_the_last_label_and_its_attributes(bench: Bench) -> None:
    bench.select("12所")
    bench.press("2")
    bench.session.edit(lambda d: d.set_attribute([bench.span_id("12所")], "unit", "所"))
    bench.caret("3000多人", 1)
    bench.press(".")
    assert bench.current == ("3000多人", "METRIC")
    bench.select("近200人")
    bench.press("r", CTRL)
    assert bench.current == ("近200人", "METRIC")


# -- bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "label"), [("粮食", "1"), ("12所", "2"), ("青岭县", "3"), ("营养", "1"), ("产量", "1")]
)
def test_the_ladder_goes_up_and_comes_down_over_the_same_rungs(bench: Bench, words: str, label: str) -> None:
    bench.select(words)
    bench.press(label)
    went = [bench.current]
    for _ in range(12):
        bench.press("=")
        if bench.current == went[-1]:
            break
        went.append(bench.current)
    assert len(went) > 2
    came = [bench.current]
    while came[-1] != went[0]:
        bench.press("-")
        assert bench.current != came[-1]
        came.append(bench.current)
    assert came == went[::-1]
    assert bench.stored() == [went[0]]


def test_the_ladder_is_one_step_of_history(bench: Bench) -> None:
    bench.select("粮食")
    bench.press("1")
    for _ in range(3):
        bench.press("=")
    assert bench.tags() != [("粮食", "PROGRAMME")]
    bench.undo()
    bench.until(lambda: bench.tags() == [("粮食", "PROGRAMME")])


def test_without_a_tag_the_selection_climbs(bench: Bench) -> None:
    bench.caret("粮食产量", 1)
    bench.press("=")
    first = bench.view.selected_text()
    assert first.startswith("粮食")
    bench.press("=", ALT)
    assert first in bench.view.selected_text()
    assert len(bench.view.selected_text()) > len(first)
    bench.press("-", ALT)
    assert bench.view.selected_text() == first
    assert bench.tags() == []


def test_ends_move_by_what_a_reader_takes_for_a_character_and_a_run_is_one_step(bench: Bench) -> None:
    bench.select("中")
    bench.press("1")
    for key, modifiers, expected in (
        ("[", NONE, "𠀀中"),
        ("]", NONE, "𠀀中😀"),
        ("[", NONE, "a𠀀中😀"),
        ("]", NONE, "a𠀀中😀与"),
        ("{", SHIFT, "𠀀中😀与"),
        ("}", SHIFT, "𠀀中😀"),
        ("{", SHIFT, "中😀"),
        ("}", SHIFT, "中"),
        ("}", SHIFT, "中"),
        ("]", NONE, "中😀"),
    ):
        bench.press(key, modifiers)
        assert bench.current == (expected, "PROGRAMME")
    assert bench.stored() == [("中😀", "PROGRAMME")]
    bench.undo()
    bench.until(lambda: bench.tags() == [("中", "PROGRAMME")])
    bench.undo()
    bench.until(lambda: bench.tags() == [])
    bench.redo()
    bench.redo()
    bench.until(lambda: bench.tags() == [("中😀", "PROGRAMME")])
    assert bench.stored() == [("中😀", "PROGRAMME")]


def test_ends_of_another_tag_are_another_step(tagged: Bench) -> None:
    before = tagged.tags()
    tagged.choose("12所")
    tagged.press("[")
    tagged.choose("营养改善计划")
    tagged.press("]")
    tagged.undo()
    tagged.until(lambda: ("营养改善计划", "PROGRAMME") in tagged.tags())
    assert ("校12所", "METRIC") in tagged.tags()
    tagged.undo()
    tagged.until(lambda: tagged.tags() == before)


# -- going -----------------------------------------------------------------------------------------------------------


def test_tab_goes_from_tag_to_tag_through_the_nested_ones_and_back(tagged: Bench) -> None:
    tagged.view.set_caret(0)
    went = []
    for _ in TAGS:
        tagged.press(Key.Key_Tab)
        went.append(tagged.current)
    assert went == list(TAGS)
    tagged.press(Key.Key_Tab)
    assert tagged.current == TAGS[-1]
    back = []
    for _ in TAGS[1:]:
        tagged.press(Key.Key_Backtab, SHIFT)
        back.append(tagged.current)
    assert back == list(TAGS[-2::-1])
    assert tagged.view.hasFocus()


def test_n_goes_to_the_next_number_or_name_that_nobody_tagged(tagged: Bench) -> None:
    tagged.view.set_caret(0)
    places = []
    for _ in range(3):
        tagged.press("n")
        places.append(tagged.text[tagged.view.caret :])
    assert places[0].startswith("3000多人")
    assert any(place.startswith("99.5%") for place in places)
    tagged.press("N", SHIFT)
    assert tagged.text[tagged.view.caret :] == places[1]


def test_a_tag_that_is_gone_to_stands_in_the_middle_third(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=(("路修到家门口", ROADS),), tags=(("第50村", "PLACE"), ("第58村", "PLACE")))
    bench.view.set_caret(0)
    for words in ("第50村", "第58村"):
        bench.press(Key.Key_Tab)
        start = bench.text.index(words)
        (box,) = bench.view.rows_of(start, start + 1)
        height = bench.view.viewport().height()
        assert height / 4 < box.center().y() < height * 3 / 4 or bench.view.verticalScrollBar().value() == (
            bench.view.verticalScrollBar().maximum()
        )


# -- the current tag -------------------------------------------------------------------------------------------------


def test_enter_goes_to_the_form_at_the_first_empty_attribute_and_esc_comes_back(tagged: Bench) -> None:
    tagged.choose("1.36亿元")
    tagged.session.edit(lambda d: d.set_attribute([tagged.span_id("1.36亿元")], "value", "136000000"))
    tagged.press(Key.Key_Return)
    tagged.until(lambda: tagged.space.tags.form.isAncestorOf(QApplication.focusWidget()))
    for character in "yuan":
        tagged.press(character)
    tagged.press(Key.Key_Return)
    tagged.until(lambda: tagged.span("1.36亿元").attributes.get("unit") == "yuan")
    tagged.press(Key.Key_Escape)
    tagged.until(tagged.view.hasFocus)
    assert tagged.current == ("1.36亿元", "METRIC")


def test_ctrl_e_goes_to_the_form_from_everywhere(tagged: Bench) -> None:
    tagged.choose("12所")
    tagged.space.articles.list.setFocus()
    tagged.press("e", CTRL)
    tagged.until(lambda: tagged.space.tags.form.isAncestorOf(QApplication.focusWidget()))


def test_i_takes_the_selection_as_indicator_of_the_tag_with_the_ring(tagged: Bench) -> None:
    tagged.choose("1.36亿元")
    tagged.select("投入资金")
    tagged.press("i")
    quotes = tagged.span("1.36亿元").attributes["indicator"]
    assert isinstance(quotes, list)
    assert [quote["text"] for quote in quotes] == ["投入资金"]
    tagged.press(Key.Key_Escape)
    tagged.select("营养改善计划")
    tagged.choose("营养改善计划")
    tagged.press("i")
    assert "indicator" not in tagged.span("营养改善计划").attributes
    assert tagged.notices()


def test_x_splits_and_m_merges(tagged: Bench) -> None:
    tagged.choose("青岭县教育局")
    tagged.view.set_caret(tagged.text.index("教育局"))
    tagged.choose("青岭县教育局")
    tagged.caret("教育局")
    tagged.press(Key.Key_Escape)
    tagged.choose("青岭县教育局")
    start = tagged.text.index("教育局")
    tagged.tagging.current = tagged.span_id("青岭县教育局")
    tagged.view.set_caret(start)
    assert tagged.current == ("青岭县教育局", "PLACE")
    tagged.press("x")
    assert tagged.tags().count(("青岭县", "PLACE")) == 2
    assert ("教育局", "PLACE") in tagged.tags()
    tagged.undo()
    tagged.until(lambda: tagged.tags() == list(TAGS))
    tagged.choose("1.36亿元")
    tagged.press("m")
    assert tagged.current == ("1.36亿元，建成寄宿制学校12所", "METRIC")
    tagged.undo()
    tagged.until(lambda: tagged.tags() == list(TAGS))
    assert tagged.stored() == list(TAGS)


@pytest.mark.parametrize("key", [Key.Key_Backspace, Key.Key_Delete])
def test_backspace_and_delete_remove_the_tag_with_the_ring_alone(tagged: Bench, key: Key) -> None:
    tagged.choose("12所")
    tagged.press(key)
    assert tagged.stored() == [tag for tag in TAGS if tag[0] != "12所"]
    assert tagged.current is None
    tagged.press(key)
    assert len(tagged.stored()) == 4


def test_ctrl_backspace_removes_from_everywhere_but_a_field(tagged: Bench) -> None:
    tagged.choose("12所")
    tagged.space.articles.list.setFocus()
    tagged.press(Key.Key_Backspace, CTRL)
    assert len(tagged.stored()) == 4


def test_removing_the_outer_of_two_goes_to_the_inner(tagged: Bench) -> None:
    tagged.choose("青岭县教育局")
    tagged.press(Key.Key_Backspace)
    assert tagged.current == ("青岭县", "PLACE")


def test_hiding_marks_and_showing_one_label(tagged: Bench) -> None:
    tagged.choose("12所")
    tagged.press("h")
    assert tagged.view.marks_hidden
    tagged.press("h")
    assert not tagged.view.marks_hidden
    tagged.press("v")
    assert tagged.key(tagged.view.only_label) == "METRIC"  # type: ignore[arg-type]
    assert tagged.window.actions_["only"].isChecked()
    tagged.press("v")
    assert tagged.view.only_label is None


def test_s_shows_the_source_beside_and_puts_it_away(tagged: Bench) -> None:
    tagged.press("s")
    tagged.until(lambda: tagged.space.source_shown)
    tagged.view.setFocus()
    tagged.press("s")
    tagged.until(lambda: not tagged.space.source_shown)


def test_ctrl_c_copies_the_tag_with_its_sentence_and_title_and_a_selection_as_it_is(tagged: Bench) -> None:
    tagged.choose("1.36亿元")
    tagged.press("c", CTRL)
    copied = QGuiApplication.clipboard().text()
    assert "1.36亿元" in copied
    assert "建成寄宿制学校12所" in copied
    assert "山区学校变了样" in copied
    tagged.select("a𠀀中😀")
    tagged.press("c", CTRL)
    assert QGuiApplication.clipboard().text() == "a𠀀中😀"


@pytest.mark.parametrize(("key", "modifiers"), [("?", SHIFT), (Key.Key_F1, NONE)])
def test_the_table_of_keys_opens_once(bench: Bench, key: str | Key, modifiers: Qt.KeyboardModifier) -> None:
    bench.press(key, modifiers)
    dialog = bench.dialog(KeysDialog)
    bench.window.activateWindow()
    bench.view.setFocus()
    bench.press(key, modifiers, bench.view)
    assert bench.window.findChildren(KeysDialog) == [dialog]
    dialog.close()


# -- from an input method --------------------------------------------------------------------------------------------


def _wide(bench: Bench, character: str, key: int) -> None:
    bench.wide(character, key)


def _commit(bench: Bench, character: str, _key: int) -> None:
    bench.commit(character)


@pytest.mark.parametrize("send", [_wide, _commit])
def test_full_width_characters_count_as_their_keys(tagged: Bench, send: Callable[[Bench, str, int], None]) -> None:
    tagged.select("学生")
    send(tagged, "１", Key.Key_1)
    assert tagged.current == ("学生", "PROGRAMME")
    send(tagged, "【", Key.Key_BracketLeft)
    assert tagged.current == ("及学生", "PROGRAMME")
    send(tagged, "】", Key.Key_BracketRight)
    assert tagged.current == ("及学生3", "PROGRAMME")
    send(tagged, "「", Key.Key_BraceLeft)
    send(tagged, "｝", Key.Key_BraceRight)
    assert tagged.current == ("学生", "PROGRAMME")
    send(tagged, "＝", Key.Key_Equal)
    larger = tagged.current
    assert larger != ("学生", "PROGRAMME")
    send(tagged, "－", Key.Key_Minus)
    assert tagged.current == ("学生", "PROGRAMME")
    send(tagged, "ｈ", Key.Key_H)
    assert tagged.view.marks_hidden
    send(tagged, "ｈ", Key.Key_H)
    send(tagged, "ｎ", Key.Key_N)
    assert tagged.current is None
    tagged.select("近200人")
    send(tagged, "。", Key.Key_Period)
    assert tagged.current == ("近200人", "PROGRAMME")
    send(tagged, "？", Key.Key_Question)
    tagged.dialog(KeysDialog).close()


SINGLE = {
    "labels", "next_mark", "previous_mark", "next_undecided", "previous_undecided", "larger", "smaller", "start_left",
    "end_right", "start_right", "end_left", "accept", "refuse", "form", "indicator", "repeat", "same", "split",
    "merge", "source", "page", "hide", "only", "drop", "help", "copy_citation",
}  # fmt: skip


def test_every_single_key_of_today_has_somebody_who_does_it(tagged: Bench) -> None:
    later = {"accept_paragraph", "accept_article", "refuse_same", "relation", "question", "guideline"}
    commands = {binding.command for binding in BINDINGS if not binding.command.startswith("label:")}
    later |= {"take_left", "take_right", "take_both", "same_decision"}
    assert commands == SINGLE | later | {"pin_precedent"}
    known = set(tagged.tagging._commands) | {"help", "copy_citation"}
    for handlers in tagged.window._handlers():
        known |= set(handlers())
    assert known >= SINGLE
    for command in later:  # nothing happens, and nothing breaks
        tagged.window.run(command)
    assert tagged.tags() == list(TAGS)


# -- the rows --------------------------------------------------------------------------------------------------------


def test_single_keys_work_in_the_rows_too(tagged: Bench) -> None:
    tagged.choose("12所")
    tagged.press("3", CTRL)
    tagged.until(tagged.space.tags.rows.hasFocus)
    tagged.press("3")
    assert tagged.current == ("12所", "PLACE")
    tagged.press("[")
    assert tagged.current == ("校12所", "PLACE")
    tagged.press(Key.Key_Down)
    assert tagged.current == ("营养改善计划", "PROGRAMME")
    tagged.press(Key.Key_Backspace)
    assert ("营养改善计划", "PROGRAMME") not in tagged.stored()


def test_several_rows_are_relabelled_and_removed_at_once_and_as_one_step(tagged: Bench) -> None:
    tagged.press("3", CTRL)
    tagged.choose("1.36亿元")
    tagged.press(Key.Key_Down, SHIFT)
    tagged.press(Key.Key_Down, SHIFT)
    tagged.press("1")
    assert tagged.stored() == [*TAGS[:2], *((words, "PROGRAMME") for words, _ in TAGS[2:])]
    tagged.undo()
    tagged.until(lambda: tagged.tags() == list(TAGS))


def test_a_tag_in_the_rows_is_the_one_with_the_ring(tagged: Bench) -> None:
    tagged.choose("营养改善计划")
    current = tagged.space.tags.rows.current()
    assert current == tagged.span_id("营养改善计划")
    assert isinstance(tagged.document.span(current), Span)
    assert SCHOOLS.startswith(tagged.text[:5])
