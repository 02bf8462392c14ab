"""The tag panel as a whole: rows, filters, selection, keys, what it tells and what it follows."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot
from ui.panel_bench import Bench, compose, desk, type_in

from annotator.domain.ids import SpanId
from annotator.i18n import set_language
from annotator.ui.palette import DARK, LIGHT, activate, active
from annotator.ui.panels.tag_rows import HEIGHT
from annotator.ui.panels.tags import TagPanel
from annotator.ui.text.keys import BINDINGS, DEFAULT, KeyMap

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
WORDS = (
    ("桐溪县", "PLACE"),
    ("42间", "METRIC"),
    ("1.36亿元", "METRIC"),
    ("近200家", "METRIC"),
    ("春风行动", "PROGRAMME"),
)


def tagged(qtbot: QtBot) -> tuple[Bench, list[SpanId]]:
    bench = Bench(qtbot)
    ids = [bench.desk.tag(words, label) for words, label in WORDS]
    bench.show()
    return bench, ids


def at(panel: TagPanel, row: int) -> QPoint:
    return panel.rows.visualRect(panel.model.index(row, 0)).center()


def click(bench: Bench, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    rows = bench.panel.rows
    bench.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, modifier, at(bench.panel, row))


# -- empty states ----------------------------------------------------------------------------------------------------


def message(panel: TagPanel) -> str:
    return " ".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible() and one.wordWrap())


def test_without_an_article_it_says_how_to_open_one(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.show()
    bench.panel.show_nothing()
    assert "Ctrl+O" in message(bench.panel)
    assert not bench.panel.header.words.isVisible()


def test_without_tags_it_says_which_keys_make_one(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.show()
    assert "按 1 政策项目、2 指标值、3 地点" in message(bench.panel).replace("\u00a0", " ")


def test_without_tags_it_asks_nothing_of_a_reader(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.show(editable=False)
    assert message(bench.panel) == "这篇文章没有标注。"


def test_with_nothing_selected_it_says_what_to_choose(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    assert "选一处标注" in message(bench.panel)


def test_a_filter_that_nothing_fits_can_be_taken_off(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    type_in(qtbot, bench.panel.header.words, "没有的词")
    assert "没有符合筛选条件的标注" in message(bench.panel)
    bench.panel.header.show_all()
    assert bench.panel.model.count() == 5


# -- rows ------------------------------------------------------------------------------------------------------------


def test_the_rows_are_counted_and_of_one_height(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    panel = bench.panel
    assert panel.header.count == "5 处"
    assert {panel.rows.rowHeight(row) for row in range(5)} == {HEIGHT}


def test_labels_and_words_filter_together(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    panel = bench.panel
    chips = panel.header.chips
    metric, place = (chips[bench.desk.label(key).id] for key in ("METRIC", "PLACE"))
    assert metric.text() == "指标值 3"
    qtbot.mouseClick(metric, Qt.MouseButton.LeftButton)
    assert panel.header.count == "5 处中的 3 处"
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton)
    assert panel.model.count() == 4
    type_in(qtbot, panel.header.words, "亿")
    assert panel.model.count() == 1
    qtbot.keyClick(panel.header.words, Qt.Key.Key_Escape)
    assert panel.model.count() == 4


def test_enter_in_the_filter_goes_to_the_rows(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    bench.panel.header.words.setFocus()
    qtbot.keyClick(bench.panel.header.words, Qt.Key.Key_Return)
    assert bench.panel.rows.hasFocus()


def test_tags_to_re_check_can_be_listed_alone(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    panel = bench.panel
    assert not panel.header.recheck.isVisible()
    bench.document.recheck.update(ids[1:3])
    bench.show()
    assert panel.header.recheck.text() == "需复查 2"
    qtbot.mouseClick(panel.header.recheck, Qt.MouseButton.LeftButton)
    assert panel.model.count() == 2
    bench.follow(bench.document.confirm(ids[1:3]))
    assert panel.model.count() == 0
    assert panel.header.recheck.isVisible()  # as long as it is on


def test_a_filter_stays_for_the_next_article_and_the_current_tag_in_the_form(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    panel = bench.panel
    panel.set_current(ids[0])
    type_in(qtbot, panel.header.words, "亿")
    panel.settle()
    assert panel.selected() == [ids[0]]
    assert panel.form.chosen is not None
    bench.show()
    assert panel.model.count() == 1


def test_a_screen_reader_hears_label_words_and_attribute(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.desk.tag("1.36亿元", "METRIC", {"value": "136000000", "unit": "元"})
    panel = bench.show()
    index = panel.model.index(0, 0)
    role = Qt.ItemDataRole.AccessibleTextRole
    qtbot.waitUntil(lambda: panel.model.data(index, role) == "指标值 1.36亿元 136,000,000 元")
    assert panel.rows.accessibleName() == "标注"


# -- current and selection -------------------------------------------------------------------------------------------


def test_the_current_tag_is_marked_scrolled_to_and_shown_in_the_form(qtbot: QtBot) -> None:
    made = desk("一二三四五" * 400, spans=[(n * 5, n * 5 + 2, "METRIC") for n in range(400)])
    bench = Bench(qtbot, made)
    panel = bench.show()
    wanted = list(bench.document.marks)[300].id
    panel.set_current(wanted)
    qtbot.waitUntil(lambda: panel.form.chosen is not None and panel.form.chosen.ids == (wanted,))
    rect = panel.rows.visualRect(panel.model.index(300, 0))
    assert panel.rows.viewport().rect().contains(rect)
    assert panel.selected() == [wanted]
    assert bench.told == []  # what the program does is not told back


def test_a_click_chooses_a_tag(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    click(bench, 2)
    assert bench.told == [("current", ids[2]), ("selection", [ids[2]])]


def test_shift_and_ctrl_select_several_and_the_current_is_the_last_one(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    click(bench, 0)
    click(bench, 2, SHIFT)
    assert bench.panel.selected() == ids[:3]
    click(bench, 4, CTRL)
    assert bench.panel.selected() == [*ids[:3], ids[4]]
    assert bench.panel.rows.current() == ids[4]
    click(bench, 1, CTRL)
    assert bench.panel.selected() == [ids[0], ids[2], ids[4]]


def test_arrows_go_from_row_to_row_and_shift_selects(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    bench.panel.focus_rows()
    click(bench, 0)
    qtbot.keyClick(bench.panel.rows, Qt.Key.Key_Down)
    assert bench.panel.selected() == [ids[1]]
    qtbot.keyClick(bench.panel.rows, Qt.Key.Key_Down, SHIFT)
    assert bench.panel.selected() == ids[1:3]
    qtbot.keyClick(bench.panel.rows, Qt.Key.Key_A, CTRL)
    assert bench.panel.selected() == ids


def test_a_selection_outlives_changes_of_its_tags(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    click(bench, 1)
    click(bench, 3, SHIFT)
    bench.told.clear()
    bench.follow(bench.document.relabel(ids[1:4], bench.desk.label("PLACE").id))
    assert bench.panel.selected() == ids[1:4]
    bench.follow(bench.document.set_bounds(ids[1], 0, 1))  # goes before all others
    assert set(bench.panel.selected()) == set(ids[1:4])
    assert bench.panel.rows.current() == ids[3]
    bench.follow(bench.document.delete([ids[3]]))
    assert set(bench.panel.selected()) == set(ids[1:3])
    assert bench.panel.rows.current() is None
    assert bench.told == []


def test_bulk_changes_keep_the_selection(qtbot: QtBot) -> None:
    made = desk("一二三四五" * 400, spans=[(n * 5, n * 5 + 2, "METRIC") for n in range(400)])
    bench = Bench(qtbot, made)
    ids = [mark.id for mark in bench.document.marks]
    panel = bench.show(ids[7])
    bench.follow(bench.document.relabel(ids, bench.desk.label("PLACE").id))
    assert panel.selected() == [ids[7]]
    assert panel.rows.current() == ids[7]


def test_letting_go_empties_the_form(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    bench.panel.set_current(ids[0])
    bench.panel.settle()
    bench.panel.set_current(None)
    bench.panel.settle()
    assert bench.panel.selected() == []
    assert bench.panel.form.chosen is None


def test_a_double_click_goes_to_the_form(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    rows = bench.panel.rows
    click(bench, 1)
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at(bench.panel, 1))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert bench.panel.form.isAncestorOf(focus)


# -- keys ------------------------------------------------------------------------------------------------------------

HERE = {"form", "drop"}  # done by the panel itself


def press(bench: Bench, name: str) -> None:
    """Presses a key of the table by its name."""
    rows = bench.panel.rows
    modifiers = Qt.KeyboardModifier.NoModifier
    for word, modifier in (("Ctrl+", CTRL), ("Shift+", SHIFT)):
        if name.startswith(word):
            name = name.removeprefix(word)
            modifiers |= modifier
    named = {
        "Tab": Qt.Key.Key_Tab, "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Space": Qt.Key.Key_Space,
        "Backspace": Qt.Key.Key_Backspace,
    }  # fmt: skip
    if name == "Tab" and modifiers == SHIFT:
        bench.qtbot.keyClick(rows, Qt.Key.Key_Backtab, modifiers)
    elif name in named:
        bench.qtbot.keyClick(rows, named[name], modifiers)
    elif name in "[]" and modifiers == SHIFT:
        bench.qtbot.keyClick(rows, "{" if name == "[" else "}", modifiers)
    else:
        bench.qtbot.keyClick(rows, name, modifiers)


@pytest.mark.parametrize("binding", [one for one in BINDINGS if one.command not in HERE], ids=lambda one: one.command)
def test_the_rows_take_the_articles_keys(qtbot: QtBot, binding: object) -> None:
    command, keys = binding  # type: ignore[misc]
    bench, _ = tagged(qtbot)
    bench.panel.focus_rows()
    qtbot.waitUntil(bench.panel.rows.hasFocus)
    for key in keys:
        press(bench, key)
    assert bench.told == [("key_command", command)] * len(keys)
    assert bench.panel.rows.hasFocus()


@pytest.mark.parametrize(
    ("character", "command"), [("１", "label:1"), ("【", "start_left"), ("＝", "larger"), ("？", "help")]
)
def test_full_width_commits_count_as_their_keys(qtbot: QtBot, character: str, command: str) -> None:
    bench, _ = tagged(qtbot)
    rows = bench.panel.rows
    click(bench, 0)
    assert not rows.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    bench.told.clear()
    event = QInputMethodEvent("", [])
    event.setCommitString(character)
    QApplication.sendEvent(rows, event)
    assert bench.told == [("key_command", command)]


def test_enter_in_the_rows_goes_to_the_first_empty_attribute_and_esc_leaves(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    click(bench, 1)
    bench.told.clear()
    qtbot.keyClick(bench.panel.rows, Qt.Key.Key_Return)
    proxy = bench.field("value").editor.focusProxy()
    assert proxy is not None
    assert proxy.hasFocus()
    bench.panel.focus_rows()
    qtbot.keyClick(bench.panel.rows, Qt.Key.Key_Escape)
    assert bench.told == [("left",)]


def test_a_letter_without_a_command_does_not_look_for_a_row(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    bench.panel.focus_rows()
    qtbot.keyClicks(bench.panel.rows, "zk")
    assert bench.told == []


def test_keys_can_be_changed(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    bench.panel.set_keymap(KeyMap(DEFAULT.bindings, {"same": ("Z",)}))
    bench.panel.focus_rows()
    qtbot.keyClicks(bench.panel.rows, "zd")
    assert bench.told == [("key_command", "same")]


# -- the menu --------------------------------------------------------------------------------------------------------


def menu_of(bench: Bench, row: int) -> QMenu:
    rows = bench.panel.rows
    bench.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.RightButton, pos=at(bench.panel, row))
    rows.menu_asked.emit(rows.viewport().mapToGlobal(at(bench.panel, row)))
    bench.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(menu: QMenu, words: str) -> None:
    action = next(one for one in menu.actions() if one.text().startswith(words))
    action.trigger()
    menu.close()


def test_the_mouse_alone_labels_confirms_and_removes_several(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    bench.document.recheck.add(ids[2])
    click(bench, 1)
    click(bench, 2, SHIFT)
    bench.told.clear()
    choose(menu_of(bench, 2), "确认无误")
    choose(menu_of(bench, 2), "地点")
    choose(menu_of(bench, 2), "删除标注")
    assert bench.told == [
        ("confirm_asked", [ids[2]]),
        ("label", ids[1:3], bench.desk.label("PLACE").id),
        ("delete_asked", ids[1:3]),
    ]


def test_a_right_click_beside_the_selection_chooses_that_row(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    click(bench, 1)
    menu_of(bench, 4).close()
    assert bench.panel.selected() == [ids[4]]


def test_names_in_the_menu_underline_nothing(qtbot: QtBot) -> None:
    from dataclasses import replace

    from annotator.domain.scheme import Scheme

    made = desk()
    made.tag("桐溪县", "PLACE")
    made.scheme = Scheme("x", tuple(replace(label, zh=f"甲&{label.zh}") for label in made.scheme.labels))
    bench = Bench(qtbot, made)
    bench.show()
    menu = menu_of(bench, 0)
    assert menu.actions()[0].text().startswith("甲&&政策项目")
    menu.close()
    chip = next(iter(bench.panel.header.chips.values()))
    assert chip.text() == "甲&&政策项目"


# -- following -------------------------------------------------------------------------------------------------------


def test_a_new_tag_appears_and_can_be_made_current(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    panel = bench.show()
    changes = bench.document.create(0, 3, bench.desk.label("PLACE").id)
    bench.follow(changes)
    new = next(iter(bench.document.marks)).id
    panel.set_current(new)
    panel.settle()
    assert panel.header.count == "1 处"
    assert panel.form.chosen is not None
    assert panel.rows.isVisible()


def test_the_form_follows_moved_bounds(qtbot: QtBot) -> None:
    bench, ids = tagged(qtbot)
    bench.panel.set_current(ids[0])
    bench.panel.settle()
    bench.follow(bench.document.set_bounds(ids[0], 0, 2))
    assert bench.panel.form._quote.text() == "桐溪"


def test_an_edit_of_another_article_is_none_of_its_business(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    bench.follow([])
    assert bench.panel.header.count == "5 处"


def test_selecting_forty_thousand_tags_reads_few_of_them(qtbot: QtBot) -> None:
    made = desk("一二三四五" * 40_000, spans=[(n * 5, n * 5 + 2, "METRIC") for n in range(40_000)])
    bench = Bench(qtbot, made)
    panel = bench.show()
    made.reads.clear()
    panel.rows.selectAll()
    panel.settle()
    assert max(made.reads) <= 500
    assert panel.form.chosen is not None
    assert len(panel.form.chosen.ids) == 40_000
    assert bench.field("value").editor.mixed


def test_how_rows_and_form_share_the_height_is_remembered(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    bench.panel.splitter.setSizes([300, 200])
    state, sizes = bench.panel.splitter_state(), bench.panel.splitter.sizes()
    other = Bench(qtbot)
    other.desk.tag("桐溪县", "PLACE")
    other.show()
    other.panel.restore_splitter(state)
    assert other.panel.splitter.sizes() == sizes


# -- looks -----------------------------------------------------------------------------------------------------------


def pixels(bench: Bench, row: int) -> set[str]:
    image = bench.panel.rows.viewport().grab(bench.panel.rows.visualRect(bench.panel.model.index(row, 0))).toImage()
    return {QColor(image.pixel(x, y)).name().upper() for x in range(image.width()) for y in range(0, image.height(), 2)}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda one: one.name)
def test_current_and_selected_rows_can_be_told_apart_in_both_themes(
    qtbot: QtBot, qapp: QApplication, palette: object
) -> None:
    assert palette in (LIGHT, DARK)
    activate(qapp, LIGHT if palette is LIGHT else DARK)
    bench, _ = tagged(qtbot)
    click(bench, 0)
    click(bench, 1, SHIFT)
    bench.leave()
    look = active()
    plain, selected, current = pixels(bench, 3), pixels(bench, 0), pixels(bench, 1)
    assert look.paper in plain
    assert look.selection in selected
    assert look.selection in current
    assert look.accent in current
    assert look.accent not in selected


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("width", [300, 320, 420])
def test_it_fits_narrow_windows_in_both_languages(qtbot: QtBot, code: str, width: int) -> None:
    set_language(code)
    try:
        bench, ids = tagged(qtbot)
        bench.panel.set_current(ids[1])
        bench.panel.settle()
        bench.window.resize(width, 640)
        qtbot.waitUntil(lambda: bench.panel.width() == width)
        body = bench.panel.form.widget()
        assert body.width() <= bench.panel.form.viewport().width()
        assert body.minimumSizeHint().width() <= width
    finally:
        set_language("zh")


def test_composing_in_the_rows_does_nothing(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    compose(bench.panel.rows, "zhong")
    assert bench.told == []


def test_the_filter_is_reached_from_the_rows_by_a_key(qtbot: QtBot) -> None:
    bench, _ = tagged(qtbot)
    bench.panel.focus_rows()
    qtbot.keyClicks(bench.panel.rows, "/")
    assert bench.panel.header.words.hasFocus()
    assert bench.panel.header.words.text() == ""
    qtbot.keyClick(bench.panel.header.words, Qt.Key.Key_Escape)
    assert bench.panel.rows.hasFocus()


def test_the_focus_finds_a_place_where_there_are_no_rows(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    panel = bench.show()
    panel.focus_rows()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert panel.isAncestorOf(focus)
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert bench.told == [("left",)]
    bench.follow(bench.document.create(0, 3, bench.desk.label("PLACE").id))
    type_in(qtbot, panel.header.words, "没有的词")
    panel.focus_rows()
    assert QApplication.focusWidget() is not panel.header.words
    focus = QApplication.focusWidget()
    assert focus is not None
    assert panel.isAncestorOf(focus)


def test_a_label_that_is_not_known_yet_breaks_nothing(qtbot: QtBot) -> None:
    from annotator.domain.ids import LabelId

    bench = Bench(qtbot)
    panel = bench.show()
    bench.follow(bench.document.create(0, 3, LabelId(b"new")))
    panel.set_current(next(iter(bench.document.marks)).id)
    panel.settle()
    panel.rows.viewport().repaint()
    assert panel.model.row(0).label.key == "?"
