"""Commands that reach beyond one tag: the same string, checks, find, palette, panes, articles, undo."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from ui.window_bench import ALT, CTRL, NONE, SHIFT, Bench

from annotator.domain.article import Status
from annotator.ui.dialogs.palette import CommandPalette
from annotator.ui.panels.checks import ChecksPanel
from annotator.ui.panels.find import FindResults
from annotator.ui.panels.same import SamePanel

if TYPE_CHECKING:
    from ui.conftest import OpenBench

Key = Qt.Key

COUNTIES = (
    ("桐溪县的春天", "桐溪县的春天\n桐溪县与桐溪县医院，桐溪县。\n"),
    ("桐溪县的秋天", "桐溪县的秋天\n桐溪县有好收成。\n"),
)
PLAIN = (("清晨", "清晨\n雨后的山路很静。\n"), ("正午", "正午\n阳光照在墙上。\n"), ("黄昏", "黄昏\n炊烟升起来。\n"))


# -- the same string elsewhere ---------------------------------------------------------------------------------------


def _same(bench: Bench) -> SamePanel:
    panel = bench.window.findChild(SamePanel)
    assert panel is not None
    bench.until(lambda: not panel.isHidden() and not panel._running)
    return panel


@pytest.mark.parametrize(("key", "modifiers"), [("d", NONE), ("d", CTRL)])
def test_d_tags_the_same_string_in_several_articles_as_one_step(
    open_bench: "OpenBench", key: str, modifiers: Qt.KeyboardModifier
) -> None:
    bench = open_bench(pages=COUNTIES)
    bench.select("桐溪县")
    bench.press("3")
    bench.press(key, modifiers)
    panel = _same(bench)
    bench.until(lambda: len(panel.chosen_hits()) == 5)
    bench.until(lambda: panel.isAncestorOf(QApplication.focusWidget()))
    bench.press(Key.Key_Space)
    assert len(panel.chosen_hits()) == 4
    bench.press(Key.Key_Space)
    bench.press(Key.Key_Return)
    bench.until(bench.space.drawer.isHidden)
    bench.until(lambda: bench.tags() == [("桐溪县", "PLACE")] * 4)
    assert bench.view.hasFocus()
    bench.go("桐溪县的秋天")
    assert bench.stored() == [("桐溪县", "PLACE")] * 2
    bench.go("桐溪县的春天")
    bench.undo()
    bench.until(lambda: "桐溪县的秋天" in bench.notices())  # the step reaches into another article: it is named first
    assert len(bench.tags()) == 4
    bench.window.notices._buttons[0].click()
    bench.until(lambda: bench.tags() == [("桐溪县", "PLACE")])
    bench.go("桐溪县的秋天")
    assert bench.stored() == []


def test_the_lists_counts_follow_what_is_tagged_in_other_articles(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=COUNTIES)
    bench.select("桐溪县")
    bench.press("3")
    bench.press("d")
    panel = _same(bench)
    bench.until(lambda: len(panel.chosen_hits()) == 5)
    bench.press(Key.Key_Return)
    bench.until(bench.space.drawer.isHidden)
    listing = bench.window.listing
    assert listing is not None
    bench.until(lambda: [one.spans for one in listing.listed_articles()] == [4, 2])


def test_esc_in_the_drawer_closes_it_and_changes_nothing(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=COUNTIES)
    bench.select("桐溪县")
    bench.press("d")
    panel = _same(bench)
    bench.until(lambda: panel.isAncestorOf(QApplication.focusWidget()))
    bench.press(Key.Key_Escape)
    bench.until(bench.space.drawer.isHidden)
    bench.until(bench.view.hasFocus)
    assert bench.stored() == []


# -- undo ------------------------------------------------------------------------------------------------------------


def test_undo_has_no_end_and_goes_on_after_switching_and_reopening(bench: Bench) -> None:
    words = ("山区", "学校", "资金", "学生", "粮食", "产量")
    for word in words:
        bench.select(word)
        bench.press("1")
    bench.go("秋收时节")
    bench.select("稻谷")
    bench.press("1")
    bench.go("山区学校变了样")
    bench.undo()
    bench.until(lambda: len(bench.tags()) == len(words) - 1)
    bench.settle()
    bench.reopen()
    assert bench.document.article.title == "山区学校变了样"
    assert len(bench.tags()) == len(words) - 1
    for left in range(len(words) - 2, -1, -1):
        bench.undo()
        bench.until(lambda left=left: len(bench.tags()) == left)
    bench.undo()
    assert bench.stored() == []
    assert bench.document.layer.status is Status.NEW
    for count in range(1, len(words) + 1):
        bench.redo()
        bench.until(lambda count=count: len(bench.tags()) == count)
    assert sorted(found for found, _ in bench.stored()) == sorted(words)
    bench.go("秋收时节")
    assert bench.tags() == [("稻谷", "PROGRAMME")]


def test_keys_pressed_in_a_hurry_after_undo_lose_nothing(bench: Bench) -> None:
    bench.select("山区")
    bench.press("1")
    bench.press(Key.Key_Z, CTRL)
    bench.select("学校")
    bench.press("2")
    bench.press("3")
    bench.press(Key.Key_Z, CTRL)
    bench.press(Key.Key_Z, CTRL)
    bench.press(Key.Key_Y, CTRL)
    bench.settle()
    bench.until(lambda: bench.tags() == [("学校", "METRIC")])
    assert bench.stored() == [("学校", "METRIC")]


def test_undo_in_a_field_takes_back_typing_and_in_the_article_the_edit(bench: Bench) -> None:
    bench.select("12所")
    bench.press("2")
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.space.tags.form.isAncestorOf(QApplication.focusWidget()))
    for character in "12":
        bench.press(character)
    bench.press(Key.Key_Z, CTRL)
    assert bench.current == ("12所", "METRIC")
    bench.press(Key.Key_Escape)
    bench.until(bench.view.hasFocus)
    assert not bench.span("12所").attributes.get("value")
    bench.press(Key.Key_Return)
    for character in "12":
        bench.press(character)
    bench.press(Key.Key_Escape)
    bench.until(lambda: bench.span("12所").attributes.get("value") == "12")
    bench.until(bench.view.hasFocus)
    bench.undo()
    bench.until(lambda: not bench.span("12所").attributes.get("value"))
    bench.undo()
    bench.until(lambda: bench.tags() == [])


def test_what_was_typed_is_stored_when_another_article_is_opened(bench: Bench) -> None:
    bench.select("12所")
    bench.press("2")
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.space.tags.form.isAncestorOf(QApplication.focusWidget()))
    for character in "12":
        bench.press(character)
    bench.press(Key.Key_Down, ALT)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    bench.press(Key.Key_Up, ALT)
    bench.until(lambda: bench.document.article.title == "山区学校变了样")
    assert bench.span("12所").attributes.get("value") == "12"


# -- find ------------------------------------------------------------------------------------------------------------


def test_ctrl_f_finds_in_the_article_and_again_in_the_project(bench: Bench) -> None:
    bench.press("f", CTRL)
    bar = bench.space.find_bar
    bench.until(bar._field.hasFocus)
    bench.commit("粮食")
    assert bench.text[bench.view.caret :].startswith("粮食产量增长")
    bench.press("f", CTRL)
    results = bench.window.findChild(FindResults)
    assert results is not None
    bench.until(lambda: results._hits == 2)
    bench.until(lambda: results.isAncestorOf(QApplication.focusWidget()))
    while results._list.current_row() < results._model.rowCount() - 1:
        bench.press(Key.Key_Down)
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    bench.until(lambda: bench.view.selected_text() == "粮食")


def test_esc_leaves_the_find_bar_and_the_marks_go(bench: Bench) -> None:
    bench.press("f", CTRL)
    bench.until(bench.space.find_bar._field.hasFocus)
    bench.commit("学校")
    assert len(bench.view._content.hits) == bench.hits("学校") == 2
    bench.press(Key.Key_Return)
    bench.press(Key.Key_Return, SHIFT)
    bench.press(Key.Key_Escape)
    bench.until(bench.view.hasFocus)
    assert not bench.view._content.hits
    assert bench.tags() == []


# -- palette, import -------------------------------------------------------------------------------------------------


def _palette(bench: Bench) -> CommandPalette:
    bench.press("k", CTRL)
    palette = bench.dialog(CommandPalette)
    assert isinstance(palette, CommandPalette)
    bench.until(palette.field.hasFocus)
    return palette


def test_the_palette_does_actions_labels_and_articles(bench: Bench) -> None:
    bench.select("青岭县")
    _palette(bench)
    bench.commit("地点")
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.tags() == [("青岭县", "PLACE")])
    _palette(bench)
    for letter in "qssj":
        bench.press(letter)
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    _palette(bench)
    bench.commit("隐藏")
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.view.marks_hidden)


def test_the_palette_opens_from_a_field(bench: Bench) -> None:
    bench.select("青岭县")
    bench.press("3")
    bench.press(Key.Key_Return)
    bench.until(lambda: bench.space.tags.form.isAncestorOf(QApplication.focusWidget()))
    palette = _palette(bench)
    bench.press(Key.Key_Escape)
    bench.until(lambda: not palette.isVisible())


def test_ctrl_o_asks_for_files(bench: Bench) -> None:
    bench.press("o", CTRL)
    dialog = bench.dialog(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.reject()


# -- panes and articles ----------------------------------------------------------------------------------------------


def _pane(bench: Bench) -> str:
    focus = QApplication.focusWidget()
    space = bench.space
    for name, pane in (("list", space.articles), ("text", space.view), ("tags", space.tags), ("drawer", space.drawer)):
        if focus is not None and (focus is pane or pane.isAncestorOf(focus)):
            return name
    return ""


def test_f6_and_ctrl_and_a_digit_go_from_pane_to_pane(bench: Bench) -> None:
    went = []
    for _ in range(3):
        bench.press(Key.Key_F6)
        went.append(_pane(bench))
    assert went == ["tags", "list", "text"]
    for _ in range(3):
        bench.press(Key.Key_F6, SHIFT)
        went.append(_pane(bench))
    assert went[3:] == ["list", "tags", "text"]
    for digit, name in (("1", "list"), ("3", "tags"), ("2", "text")):
        bench.press(digit, CTRL)
        assert _pane(bench) == name
    bench.press("l", CTRL)
    bench.until(lambda: not bench.space.drawer.isHidden())
    bench.press("2", CTRL)
    bench.press(Key.Key_F6)
    assert _pane(bench) == "drawer"


def test_ctrl_and_a_digit_leave_a_field(bench: Bench) -> None:
    bench.space.articles.filter.setFocus()
    bench.press("2", CTRL)
    assert _pane(bench) == "text"
    assert bench.space.articles.filter.text() == ""


def test_alt_and_arrows_go_from_article_to_article_and_stop_at_the_ends(bench: Bench) -> None:
    bench.press(Key.Key_Up, ALT)
    assert bench.document.article.title == "山区学校变了样"
    for title in ("秋收时节", "路修到家门口"):
        bench.press(Key.Key_Down, ALT)
        bench.until(lambda title=title: bench.document.article.title == title)
    bench.press(Key.Key_Down, ALT)
    bench.press(Key.Key_Up, ALT)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    assert bench.view.hasFocus()


# -- submitting ------------------------------------------------------------------------------------------------------


def _checks(bench: Bench) -> ChecksPanel:
    bench.until(lambda: bench.window.findChild(ChecksPanel) is not None)
    panel = bench.window.findChild(ChecksPanel)
    assert panel is not None
    bench.until(lambda: not panel.isHidden() and panel._model.rowCount() > 0)
    return panel


def test_submitting_shows_what_is_to_be_looked_at_and_then_goes_on(bench: Bench) -> None:
    bench.press(Key.Key_Return, CTRL | SHIFT)
    panel = _checks(bench)
    bench.until(lambda: panel.isAncestorOf(QApplication.focusWidget()))
    count = panel._model.rowCount()
    first = panel.current()
    bench.press("n")
    assert panel.current() != first
    bench.press("N", SHIFT)
    assert panel.current() == first
    bench.press(Key.Key_Delete)
    assert panel._model.rowCount() == count - 1
    bench.press(Key.Key_Return)
    bench.until(bench.view.hasFocus)
    assert bench.view.selection() is not None
    bench.press(Key.Key_Return, CTRL | SHIFT)
    bench.until(lambda: panel._model.rowCount() == count - 1)
    panel._submit.click()
    bench.until(lambda: bench.document.article.title == "秋收时节")
    bench.go("山区学校变了样")
    assert bench.document.layer.status is Status.SUBMITTED


def test_an_article_with_nothing_to_look_at_is_submitted_at_once(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PLAIN)
    bench.press(Key.Key_Return, CTRL | SHIFT)
    bench.until(lambda: bench.document.article.title == "正午")
    bench.go("清晨")
    assert bench.document.layer.status is Status.SUBMITTED
    bench.select("山路")
    bench.press("1")
    assert bench.tags() == []
    assert bench.notices()
    bench.undo()
    bench.until(lambda: bench.document.layer.status is Status.NEW)
    bench.press("1")
    assert bench.stored() == [("山路", "PROGRAMME")]


def test_submitting_goes_on_to_the_next_that_is_not_done(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PLAIN)
    bench.go("正午")
    bench.press(Key.Key_Return, CTRL | SHIFT)
    bench.until(lambda: bench.document.article.title == "黄昏")
    bench.go("清晨")
    bench.press(Key.Key_Return, CTRL | SHIFT)
    bench.until(lambda: bench.document.article.title == "黄昏")
    bench.press(Key.Key_Return, CTRL | SHIFT)
    bench.until(lambda: bench.document.layer.status is Status.SUBMITTED)
    assert bench.document.article.title == "黄昏"
    bench.settle()


def test_undo_goes_where_the_step_was_and_gives_the_selection_back(bench: Bench) -> None:
    bench.go("路修到家门口")
    bench.select("第55村")
    bench.press("1")
    bench.press("2")
    bench.press(Key.Key_Escape)
    bench.view.set_caret(0)
    bench.view.reveal(0, 1)
    bench.undo()
    bench.until(lambda: bench.current == ("第55村", "PROGRAMME"))
    start = bench.text.index("第55村")
    assert bench.view.rows_of(start, start + 4)
    bench.undo()
    bench.until(lambda: bench.tags() == [])
    assert bench.view.selected_text() == "第55村"
    bench.press("3")
    assert bench.stored() == [("第55村", "PLACE")]
