"""The form of the tag panel: what is typed, when it is stored, for which tags, and that nothing is lost."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from ui.panel_bench import Bench, commit, compose, content, desk, type_in

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.scheme import Attribute, AttributeType, Label, Scheme
from annotator.ui.panels.editors import BoundsEditor, ChoiceEditor
from annotator.ui.panels.inputs import NoteInput
from annotator.ui.panels.quotes import QuotesEditor

METRIC = {"value": "136000000", "unit": "元", "bound": "exact"}
TYPED = ["value", "unit", "per", "note", "indicator", "bounds"]


def one(
    qtbot: QtBot, words: str = "1.36亿元", label: str = "METRIC", attributes: object = METRIC
) -> tuple[Bench, SpanId]:
    bench = Bench(qtbot)
    assert isinstance(attributes, dict)
    span = bench.desk.tag(words, label, attributes)
    bench.show(span)
    return bench, span


def type_over(bench: Bench, key: str, text: str) -> QLineEdit | QPlainTextEdit:
    field = bench.input(key)
    field.selectAll()
    type_in(bench.qtbot, field, text)
    return field


# -- what is shown ---------------------------------------------------------------------------------------------------


def test_the_form_shows_a_tag_with_the_attributes_of_its_label(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    keys = [field.key for field in bench.panel.form.fields]
    assert keys[2:-1] == ["value", "unit", "per", "bound", "indicator", "role", "direction"]
    assert content(bench.input("value")) == "136000000"
    combo = bench.field("bound").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "准确值"
    bounds = bench.field("bounds").editor
    assert isinstance(bounds, BoundsEditor)
    assert (bounds.start.text(), bounds.end.text()) == ("17", "23")


def test_the_read_back_line_follows_what_is_typed(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    said = bench.panel.form._said
    assert said.text() == "= 136000000"
    type_over(bench, "value", "2,000")
    assert said.text() == "= 2000"
    type_over(bench, "value", "x")
    assert said.text() == "= 136000000"


def test_attributes_that_the_label_does_not_know_can_still_be_read(qtbot: QtBot) -> None:
    bench, _ = one(qtbot, attributes={"value": "5", "source": "县志"})
    assert "source: 县志" in bench.panel.form._others.text()


def test_a_stored_choice_that_the_scheme_does_not_know_is_shown_and_kept(qtbot: QtBot) -> None:
    bench, span = one(qtbot, attributes={"bound": "roughly"})
    combo = bench.field("bound").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "roughly"
    bench.panel.flush()
    assert bench.told == []
    assert bench.span(span).attributes["bound"] == "roughly"


def test_a_label_that_is_no_longer_used_is_shown_by_its_name(qtbot: QtBot) -> None:
    made = desk()
    span = made.tag("桐溪县", "PLACE")
    labels = tuple(replace(label, retired=label.key == "PLACE") for label in made.scheme.labels)
    made.scheme = Scheme("x", labels)
    bench = Bench(qtbot, made)
    bench.show(span)
    combo = bench.field("label").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "地点（已停用）"


def test_every_field_has_a_name_for_screen_readers(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    for kind in (QLineEdit, QPlainTextEdit, QComboBox):
        for widget in bench.panel.findChildren(kind):
            assert widget.accessibleName(), widget


def test_hostile_words_are_shown_as_they_are(qtbot: QtBot) -> None:
    made = desk("<b>x</b>&amp; &y")
    bench = Bench(qtbot, made)
    bench.show(made.tag("<b>x</b>&amp; &y", "PLACE", {"path": "<i>&"}))
    assert bench.panel.form._quote.text() == "<b>x</b>&amp; &y"
    assert bench.panel.form._quote.textFormat() is Qt.TextFormat.PlainText
    assert content(bench.input("path")) == "<i>&"


def test_a_long_quote_takes_three_lines_at_most_and_line_ends_are_signs(qtbot: QtBot) -> None:
    text = "第一行\n" + "很长的引文" * 300
    made = desk(text)
    bench = Bench(qtbot, made)
    bench.show(made.tag(text, "PLACE"))
    quote = bench.panel.form._quote
    assert quote.text().startswith("第一行⏎")
    assert "…" in quote.text()
    assert quote.height() <= 3 * quote.fontMetrics().lineSpacing() + 4
    assert quote.heightForWidth(quote.width()) <= quote.height()


def test_a_click_on_the_quote_shows_it_in_the_article(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    qtbot.mouseClick(bench.panel.form._quote, Qt.MouseButton.LeftButton)
    assert bench.told == [("quote_chosen", 17, 23)]


# -- typing stays text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", TYPED)
@pytest.mark.parametrize("text", ["1nA[", "0=-]{}.,/ ?"])
def test_single_keys_typed_into_a_field_stay_text(qtbot: QtBot, key: str, text: str) -> None:
    bench, _ = one(qtbot)
    field = type_over(bench, key, text)
    assert content(field) == text
    assert bench.told == []


@pytest.mark.parametrize("key", TYPED)
def test_full_width_and_chinese_from_an_input_method_stay_text(qtbot: QtBot, key: str) -> None:
    bench, _ = one(qtbot)
    field = bench.input(key)
    assert field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    field.selectAll()
    compose(field, "zhong")
    commit(field, "中文")
    commit(field, "１【］－＝？")
    assert content(field) == "中文１【］－＝？"
    assert bench.told == []


def test_the_filter_takes_all_typing(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    words = bench.panel.header.words
    words.setFocus()
    qtbot.keyClicks(words, "1nA[")
    commit(words, "中【")
    assert words.text() == "1nA[中【"
    assert bench.told == []


def test_letters_in_a_choice_look_for_the_initials_of_pinyin(qtbot: QtBot) -> None:
    bench, span = one(qtbot, "春风行动", "PROGRAMME", {"category": "产业"})
    combo = bench.field("category").editor.focusProxy()
    assert combo is not None
    combo.setFocus()
    qtbot.keyClicks(combo, "zf")
    assert bench.span(span).attributes["category"] == "住房"
    assert len({told[-1] for told in bench.told}) == 1


def test_letters_in_a_choice_look_for_its_names_in_any_language(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    editor = bench.field("bound").editor
    editor.setFocus()
    qtbot.keyClicks(editor.focusProxy(), "1n[")
    assert bench.told == []
    qtbot.keyClicks(editor.focusProxy(), "R")
    assert bench.span(span).attributes["bound"] == "range"


# -- when it is stored -----------------------------------------------------------------------------------------------


def test_a_field_is_stored_when_it_is_left_and_shows_what_was_stored(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "value", "1，360万")
    assert bench.told == []
    bench.leave()
    assert bench.told[0][:4] == ("field", [span], "value", "13600000")
    assert len(bench.told) == 1
    assert content(field) == "13600000"


def test_a_field_is_stored_on_enter_which_goes_on_to_the_next(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "value", "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bench.told[0][:4] == ("field", [span], "value", "5")
    proxy = bench.field("unit").editor.focusProxy()
    assert proxy is not None
    assert proxy.hasFocus()


def test_a_field_is_stored_after_a_pause(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "unit", "万元 ")
    qtbot.waitUntil(lambda: bool(bench.told), timeout=5000)
    assert bench.told[0][:4] == ("field", [span], "unit", "万元")
    assert content(field) == "万元 "
    assert field.hasFocus()


def test_a_pause_does_not_store_while_an_input_method_composes(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "unit", "a")
    compose(field, "yuan")
    bench.field("unit")._timer.timeout.emit()
    assert bench.told == []
    commit(field, "元")
    qtbot.waitUntil(lambda: bool(bench.told), timeout=5000)
    assert bench.told[0][:4] == ("field", [span], "unit", "a元")


def test_what_was_typed_before_a_composition_that_was_given_up_is_stored_after_a_pause(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    field = type_over(bench, "note", "甲")
    compose(field, "y")
    bench.field("note")._timer.stop()
    compose(field, "")
    qtbot.waitUntil(lambda: bench.names() == ["note"], timeout=5000)


def test_the_edits_of_one_visit_carry_one_number_and_those_of_the_next_another(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    for text in ("5", "56"):
        type_over(bench, "value", text)
        bench.panel.flush()
    bench.leave()
    type_over(bench, "value", "7")
    bench.leave()
    type_over(bench, "unit", "人")
    bench.leave()
    visits = [told[-1] for told in bench.told]
    assert visits[0] == visits[1]
    assert len(set(visits)) == 3


def test_an_unchanged_field_stores_nothing(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    type_over(bench, "value", "136,000,000")
    bench.leave()
    type_over(bench, "unit", " 元 ")
    bench.leave()
    assert bench.told == []


def test_an_emptied_field_takes_the_attribute_away(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = bench.input("unit")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    bench.leave()
    assert bench.told[0][:4] == ("field", [span], "unit", None)
    assert "unit" not in bench.span(span).attributes


def test_a_choice_is_stored_at_once_and_can_be_taken_away(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    combo = bench.field("bound").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert bench.told[0][:4] == ("field", [span], "bound", "approx")
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert bench.told[-1][:4] == ("field", [span], "bound", None)
    assert len({told[-1] for told in bench.told}) == 1


def test_the_wheel_changes_no_choice(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    combo = bench.field("bound").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    at = combo.rect().center().toPointF()
    turn = QWheelEvent(
        at, combo.mapToGlobal(at), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, turn)
    assert combo.currentText() == "准确值"
    assert bench.told == []


def test_another_label_brings_its_attributes(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    combo = bench.field("label").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    qtbot.keyClicks(combo, "Pl")
    place = bench.desk.label("PLACE").id
    assert bench.told == [("label", [span], place)]
    assert [field.key for field in bench.panel.form.fields[2:-1]] == ["path", "adcode"]
    assert combo.hasFocus()


def test_what_was_typed_is_stored_before_the_label_changes_from_elsewhere(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    type_over(bench, "unit", "人")
    bench.follow(bench.document.relabel([span], bench.desk.label("PLACE").id))
    assert bench.told[0][:4] == ("field", [span], "unit", "人")
    assert bench.span(span).label == bench.desk.label("PLACE").id
    assert bench.span(span).attributes["unit"] == "人"


def test_a_note_grows_with_its_lines_and_enter_leaves_it(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    note = bench.input("note")
    before = note.height()
    type_in(qtbot, note, "第一行")
    qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    type_in(qtbot, note, "第二行")
    qtbot.waitUntil(lambda: note.height() > before)
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert bench.told[0][:3] == ("note", [span], "第一行\n第二行")
    assert bench.told[-1] == ("left",)
    assert bench.span(span).note == "第一行\n第二行"


def test_a_note_keeps_no_break_spaces(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    bench.follow(bench.document.set_note([span], "甲\u00a0乙"))
    note = bench.input("note")
    assert isinstance(note, NoteInput)
    assert note.text() == "甲\u00a0乙"
    note.moveCursor(note.textCursor().MoveOperation.End)
    type_in(qtbot, note, "丙")
    bench.leave()
    assert bench.span(span).note == "甲\u00a0乙丙"


# -- bounds ----------------------------------------------------------------------------------------------------------


def test_bounds_are_stored_together_and_checked(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    editor = bench.field("bounds").editor
    assert isinstance(editor, BoundsEditor)
    type_over(bench, "bounds", "30")
    editor.end.setFocus()
    assert bench.told == []  # between the two ends one is still in the field
    editor.end.selectAll()
    qtbot.keyClicks(editor.end, "35")
    bench.leave()
    assert bench.told == [("bounds", span, 30, 35)]
    assert bench.span(span).quote == bench.document.text[30:35]
    assert bench.panel.form._quote.text() == bench.document.text[30:35]


@pytest.mark.parametrize(("start", "end"), [("20", "20"), ("-1", "5"), ("5", "100000"), ("x", "9"), ("", "3")])
def test_impossible_bounds_are_refused_and_stay_to_be_mended(qtbot: QtBot, start: str, end: str) -> None:
    bench, span = one(qtbot)
    editor = bench.field("bounds").editor
    assert isinstance(editor, BoundsEditor)
    editor.start.setText("")
    type_over(bench, "bounds", start)
    editor.end.setFocus()
    editor.end.selectAll()
    qtbot.keyClicks(editor.end, end)
    bench.leave()
    assert bench.told == []
    assert bench.field("bounds")._message.isVisible()
    assert (editor.start.text(), editor.end.text()) == (start, end)
    assert bench.span(span).start == 17


def test_up_and_down_move_an_end_by_one_within_the_article(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = bench.input("bounds")
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    bench.leave()
    assert bench.told == [("bounds", span, 14, 23)]
    field = bench.input("bounds")
    for _ in range(30):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert content(field) == "0"


def test_bounds_count_code_points(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    span = bench.desk.tag("中😀", "PLACE")
    bench.show(span)
    editor = bench.field("bounds").editor
    assert isinstance(editor, BoundsEditor)
    start = bench.document.text.index("中😀")
    assert (editor.start.text(), editor.end.text()) == (str(start), str(start + 2))


# -- quotes ----------------------------------------------------------------------------------------------------------

QUOTE = {"start": 13, "end": 17, "text": "投入资金"}


def quotes(bench: Bench) -> QuotesEditor:
    editor = bench.field("indicator").editor
    assert isinstance(editor, QuotesEditor)
    return editor


def test_quotes_show_as_chips_that_lead_to_the_article_and_can_be_removed(qtbot: QtBot) -> None:
    bench, span = one(qtbot, attributes={"indicator": [QUOTE, {"start": 0, "end": 3, "text": "桐溪县"}]})
    chips = quotes(bench).chips
    assert [chip.words.text() for chip in chips] == ["投入资金", "桐溪县"]
    qtbot.mouseClick(chips[0].words, Qt.MouseButton.LeftButton)
    assert bench.told == [("quote_chosen", 13, 17)]
    qtbot.mouseClick(chips[1].cross, Qt.MouseButton.LeftButton)
    assert bench.span(span).attributes["indicator"] == [QUOTE]
    qtbot.mouseClick(quotes(bench).chips[0].cross, Qt.MouseButton.LeftButton)
    assert "indicator" not in bench.span(span).attributes


def test_a_quote_is_asked_for_the_current_tag(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    qtbot.mouseClick(quotes(bench).pick, Qt.MouseButton.LeftButton)
    assert bench.told == [("quote_asked", span, "indicator")]


def test_own_words_are_stored_beside_quotes_as_the_exception(qtbot: QtBot) -> None:
    bench, span = one(qtbot, attributes={"indicator": [QUOTE]})
    type_over(bench, "indicator", "文中没有说")
    bench.leave()
    assert bench.span(span).attributes["indicator"] == [QUOTE, "文中没有说"]
    type_over(bench, "indicator", "另写")
    bench.leave()
    assert bench.span(span).attributes["indicator"] == [QUOTE, "另写"]


def test_words_of_the_article_are_added_to_all_selected_tags_and_three_are_enough(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    ids = [bench.desk.tag("1.36亿元", "METRIC"), bench.desk.tag("近200家", "METRIC")]
    panel = bench.show(ids[0])
    panel.rows.select(ids, ids[0])
    assert panel.add_quote(13, 17)
    assert [bench.span(id_).attributes["indicator"] for id_ in ids] == [[QUOTE], [QUOTE]]
    assert not panel.add_quote(13, 17)
    assert panel.add_quote(0, 1)
    assert panel.add_quote(0, 2)
    assert not panel.add_quote(0, 3)
    assert not quotes(bench).pick.isEnabled()


def test_a_quote_added_elsewhere_appears_as_a_chip(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    bench.follow(bench.document.set_attribute([span], "indicator", [QUOTE]))
    assert [chip.words.text() for chip in quotes(bench).chips] == ["投入资金"]


# -- wrong and refused values ----------------------------------------------------------------------------------------


def test_a_wrong_number_is_told_and_stays(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "value", "1nA[")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bench.told == []
    assert field.hasFocus()
    message = bench.field("value")._message
    assert message.isVisible()
    assert "不是数字" in message.text()
    type_over(bench, "value", "12")
    assert not message.isVisible()
    bench.leave()
    assert bench.span(span).attributes["value"] == "12"


def test_a_wrong_number_is_kept_with_its_tag_until_one_comes_back(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    first = bench.desk.tag("1.36亿元", "METRIC", {"value": "1"})
    second = bench.desk.tag("近200家", "METRIC", {"value": "2"})
    panel = bench.show(first)
    type_over(bench, "value", "一亿左右")
    panel.set_current(second)
    panel.settle()
    assert content(bench.input("value")) == "2"
    assert bench.told == []
    assert panel.header._draft.isVisible()
    assert "1 处未保存" in panel.header._draft.text()
    qtbot.mouseClick(panel.header._draft, Qt.MouseButton.LeftButton)
    assert panel.selected() == [first]
    assert content(bench.input("value")) == "一亿左右"
    assert bench.field("value")._message.isVisible()
    assert panel.unsaved == 1
    type_over(bench, "value", "100000000")
    panel.set_current(second)
    panel.settle()
    assert panel.unsaved == 0
    assert bench.span(first).attributes["value"] == "100000000"
    assert bench.span(second).attributes["value"] == "2"
    assert not panel.header._draft.isVisible()


def test_what_was_refused_is_said_not_to_be_stored_and_stays(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    bench.refuses = True
    field = type_over(bench, "unit", "人")
    bench.leave()
    assert content(field) == "人"
    assert bench.field("unit")._message.text() == "未保存。"
    bench.panel.reload()
    assert content(field) == "元"
    bench.refuses = False
    type_over(bench, "unit", "户")
    bench.leave()
    assert bench.span(span).attributes["unit"] == "户"
    assert not bench.field("unit")._message.isVisible()


def test_an_edit_that_is_done_a_little_later_is_no_longer_called_unsaved(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    bench.refuses = True
    type_over(bench, "unit", "人")
    bench.leave()
    assert bench.field("unit").unsaved
    bench.follow(bench.document.set_attribute([span], "unit", "人"))
    assert not bench.field("unit").unsaved
    assert not bench.field("unit")._message.isVisible()


# -- changes from elsewhere ------------------------------------------------------------------------------------------


def test_a_change_from_elsewhere_is_shown_in_fields_that_are_not_being_edited(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    type_over(bench, "unit", "万")
    bench.follow(bench.document.set_attribute([span], "value", "7"))
    assert content(bench.input("value")) == "7"


def test_what_is_being_typed_is_not_overwritten_but_the_other_value_is_told(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "unit", "万")
    bench.follow(bench.document.set_attribute([span], "unit", "户"))
    assert content(field) == "万"
    assert "户" in bench.field("unit")._message.text()
    bench.leave()
    assert bench.span(span).attributes["unit"] == "万"


def test_what_was_typed_goes_to_the_tag_it_was_typed_for(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    first, second = bench.desk.tag("1.36亿元", "METRIC"), bench.desk.tag("近200家", "METRIC")
    panel = bench.show(first)
    field = type_over(bench, "unit", "元")
    panel.set_current(second)
    panel.settle()
    assert bench.told[0][:4] == ("field", [first], "unit", "元")
    assert content(field) == ""
    assert "unit" not in bench.span(second).attributes


def test_a_deleted_tag_leaves_the_form(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    bench.follow(bench.document.delete([span]))
    assert bench.panel.form.chosen is None
    assert bench.panel.selected() == []


def test_another_article_gets_nothing_of_what_was_typed(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    type_over(bench, "unit", "万")
    bench.panel.show_nothing()
    assert bench.told == []
    bench.show(span)
    assert content(bench.input("unit")) == "万"
    assert bench.field("unit").unsaved


# -- undo in a field -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["value", "unit", "note", "indicator", "bounds"])
def test_undo_in_a_field_takes_typing_back_and_never_a_step_of_the_article(qtbot: QtBot, key: str) -> None:
    bench, _ = one(qtbot)
    field = bench.input(key)
    before = content(field)
    field.selectAll()
    qtbot.keyClicks(field, "77")
    for _ in range(5):
        qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert content(field) == before
    assert bench.undone == 0
    bench.leave()
    qtbot.keyClick(bench.panel.rows, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert bench.undone == 1


def test_undo_in_a_field_never_brings_another_tags_text(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    first = bench.desk.tag("1.36亿元", "METRIC", {"unit": "元"})
    second = bench.desk.tag("近200家", "METRIC", {"unit": "家"})
    panel = bench.show(first)
    type_over(bench, "unit", "万元")
    panel.set_current(second)
    panel.settle()
    field = bench.input("unit")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert content(field) == "家"


# -- several at once -------------------------------------------------------------------------------------------------


def several(qtbot: QtBot) -> tuple[Bench, list[SpanId]]:
    bench = Bench(qtbot)
    ids = [
        bench.desk.tag("42间", "METRIC", {"unit": "间", "bound": "exact"}),
        bench.desk.tag("1.36亿元", "METRIC", {"unit": "元", "bound": "exact"}),
    ]
    panel = bench.show(ids[0])
    panel.rows.select(ids, ids[0])
    panel.settle()
    return bench, ids


def test_several_tags_show_what_they_share_and_say_where_they_differ(qtbot: QtBot) -> None:
    bench, _ = several(qtbot)
    unit = bench.input("unit")
    assert isinstance(unit, QLineEdit)
    assert (unit.text(), unit.placeholderText()) == ("", "多个值")
    combo = bench.field("bound").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "准确值"
    assert bench.field("bounds").row.isHidden()
    assert bench.panel.form._quote.text() == "已选 2 处标注"


def test_an_edit_of_several_tags_goes_to_all_of_them(qtbot: QtBot) -> None:
    bench, ids = several(qtbot)
    type_over(bench, "unit", "个")
    bench.leave()
    assert bench.told[0][:4] == ("field", ids, "unit", "个")
    assert [bench.span(id_).attributes["unit"] for id_ in ids] == ["个", "个"]
    assert bench.panel.selected() == ids


def test_visiting_a_field_where_they_differ_changes_nothing(qtbot: QtBot) -> None:
    bench, ids = several(qtbot)
    bench.input("unit")
    bench.leave()
    field = bench.input("unit")
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    bench.leave()
    assert bench.told == []
    assert [bench.span(id_).attributes["unit"] for id_ in ids] == ["间", "元"]


def test_choosing_nothing_for_several_tags_takes_the_attribute_from_all(qtbot: QtBot) -> None:
    bench, ids = several(qtbot)
    bench.follow(bench.document.set_attribute([ids[0]], "bound", "approx"))
    editor = bench.field("bound").editor
    assert isinstance(editor, ChoiceEditor)
    assert editor.input.currentIndex() == -1
    editor.input.setFocus()
    editor.input.setCurrentIndex(0)
    editor.input.activated.emit(0)
    assert all("bound" not in bench.span(id_).attributes for id_ in ids)


def test_tags_of_different_labels_show_the_attributes_they_have_in_common(qtbot: QtBot) -> None:
    both = Attribute("name", AttributeType.TEXT, "名称", "Name")
    labels = (
        Label(LabelId(b"a"), "A", "甲", "a", "#0072B2", attributes=(both,)),
        Label(
            LabelId(b"b"), "B", "乙", "b", "#D55E00", attributes=(Attribute("x", AttributeType.CODE, "码", "x"), both)
        ),
    )
    made = desk()
    made.scheme = Scheme("x", labels)
    ids = [made.tag("42间", "A"), made.tag("1.36亿元", "B")]
    bench = Bench(qtbot, made)
    panel = bench.show(ids[0])
    panel.rows.select(ids, ids[0])
    panel.settle()
    assert [field.key for field in panel.form.fields[2:-1]] == ["name"]
    type_over(bench, "name", "同名")
    bench.leave()
    assert [bench.span(id_).attributes["name"] for id_ in ids] == ["同名", "同名"]


# -- moving ----------------------------------------------------------------------------------------------------------


def test_the_form_is_entered_at_the_first_empty_attribute(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    bench.panel.focus_form()
    proxy = bench.field("per").editor.focusProxy()
    assert proxy is not None
    qtbot.waitUntil(proxy.hasFocus)


def test_a_label_without_attributes_is_entered_at_the_note(qtbot: QtBot) -> None:
    made = desk(scheme="entities")
    bench = Bench(qtbot, made)
    bench.show(made.tag("桐溪县", "LOC"))
    bench.panel.focus_form()
    proxy = bench.field("note").editor.focusProxy()
    assert proxy is not None
    qtbot.waitUntil(proxy.hasFocus)


def test_enter_goes_through_all_fields_and_leaves_behind_the_last(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    editor = bench.field("label").editor
    editor.setFocus()
    for field in bench.panel.form.fields:
        focus = QApplication.focusWidget()
        assert focus is not None
        assert field.editor.isAncestorOf(focus), field.key
        qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert bench.told == [("left",)]


def test_tab_goes_through_the_fields_from_top_to_bottom(qtbot: QtBot) -> None:
    bench, _ = one(qtbot, attributes={**METRIC, "indicator": [QUOTE]})
    bench.field("label").editor.setFocus()
    seen = []
    for _ in range(16):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen += [f.key for f in bench.panel.form.fields if f.editor.isAncestorOf(focus) and f.key not in seen]
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert seen == [field.key for field in bench.panel.form.fields]


def test_esc_stores_and_leaves(qtbot: QtBot) -> None:
    bench, span = one(qtbot)
    field = type_over(bench, "unit", "万")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert bench.told[0][:4] == ("field", [span], "unit", "万")
    assert bench.told[-1] == ("left",)


def test_a_submitted_article_can_be_read_and_copied_but_not_edited(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    span = bench.desk.tag("1.36亿元", "METRIC", {**METRIC, "indicator": [QUOTE]})
    bench.show(span, editable=False)
    field = bench.input("unit")
    assert field.isReadOnly()
    qtbot.keyClicks(field, "x")
    bench.leave()
    assert bench.told == []
    assert not bench.panel.form._delete.isVisible()
    assert not quotes(bench).pick.isVisible()
    assert not quotes(bench).chips[0].cross.isVisible()
    combo = bench.field("bound").editor.focusProxy()
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.mouseClick(combo, Qt.MouseButton.LeftButton)
    assert combo.currentText() == "准确值"
    assert not combo.view().isVisible()
    assert bench.told == []


def test_the_buttons_of_the_form_ask_for_removal_and_confirmation(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    span = bench.desk.tag("1.36亿元", "METRIC")
    bench.document.recheck.add(span)
    panel = bench.show(span)
    assert panel.form._recheck.isVisible()
    qtbot.mouseClick(panel.form._confirm, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.form._delete, Qt.MouseButton.LeftButton)
    assert bench.told == [("confirm_asked", [span]), ("delete_asked", [span])]
    bench.follow(bench.document.confirm([span]))
    assert not panel.form._recheck.isVisible()


def test_a_change_of_label_brings_what_was_just_typed_along(qtbot: QtBot) -> None:
    both = Attribute("name", AttributeType.TEXT, "名称", "Name")
    labels = (
        Label(LabelId(b"a"), "A", "甲", "a", "#0072B2", attributes=(both,)),
        Label(LabelId(b"b"), "B", "乙", "b", "#D55E00", attributes=(replace(both, zh="名"),)),
    )
    made = desk()
    made.scheme = Scheme("x", labels)
    span = made.tag("42间", "A", {"name": "旧"})
    bench = Bench(qtbot, made)
    bench.show(span)
    type_over(bench, "name", "新")
    bench.follow(bench.document.relabel([span], LabelId(b"b")))
    assert bench.told[0][:4] == ("field", [span], "name", "新")
    assert content(bench.input("name")) == "新"
    assert bench.span(span).attributes["name"] == "新"
    assert bench.span(span).label == b"b"


def test_the_selection_of_the_article_is_offered_to_one_tag_only(qtbot: QtBot) -> None:
    bench, ids = several(qtbot)
    assert not quotes(bench).pick.isVisible()
    bench.panel.rows.select(ids[:1], ids[0])
    bench.panel.settle()
    assert quotes(bench).pick.isVisible()


def test_an_article_that_is_submitted_meanwhile_is_only_read(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    bench.panel.set_editable(False)
    assert bench.input("unit").isReadOnly()
    bench.panel.set_editable(True)
    assert not bench.input("unit").isReadOnly()


def test_esc_on_a_button_of_the_form_leaves_too(qtbot: QtBot) -> None:
    bench, _ = one(qtbot)
    bench.panel.form._delete.setFocus()
    qtbot.keyClick(bench.panel.form._delete, Qt.Key.Key_Escape)
    assert bench.told == [("left",)]
