"""The tab of history in the window: what was done, one tag's history, the article as it was, and back to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from ui.figures import disagreeing
from ui.window_bench import Bench

from annotator.services.timeline import Step
from annotator.ui.history_commands import HistoryCommands
from annotator.ui.panels.history import HistoryPanel

if TYPE_CHECKING:
    from ui.conftest import OpenBench


def feature_of(bench: Bench) -> HistoryCommands:
    assert bench.window.features is not None
    feature = bench.window.features.named("HistoryCommands")
    assert isinstance(feature, HistoryCommands)
    return feature


def shown(bench: Bench) -> HistoryPanel:
    """The tab, brought to the front."""
    bench.window.run("pane_history")
    panel = feature_of(bench).panel
    bench.until(lambda: panel.isVisible() and panel._lines)
    return panel


def texts(panel: HistoryPanel) -> list[str]:
    return [panel._model.line(row).text for row in range(panel._model.rowCount())]


def row_of(panel: HistoryPanel, words: str) -> int:
    return next(row for row, text in enumerate(texts(panel)) if words in text)


def tagged(bench: Bench, *words: str) -> None:
    for one in words:
        bench.select(one)
        bench.press("2")
        bench.settle()


def test_each_step_is_one_row_that_follows_what_is_done(bench: Bench) -> None:
    tagged(bench, "1.36亿元")
    panel = shown(bench)
    bench.until(lambda: any("标注 指标值“1.36亿元”" in text for text in texts(panel)))
    assert texts(panel)[0][:2] == "20"  # the day stands over its steps
    assert texts(panel)[-1] == "导入文章"
    tagged(bench, "12所")
    bench.until(lambda: any("12所" in text for text in texts(panel)))
    bench.view.setFocus()
    bench.undo()
    bench.until(lambda: any(text.startswith("撤销或重做") for text in texts(panel)))
    note = panel._model.line(row_of(panel, "1.36")).note
    assert note.startswith("王敏")


def test_what_was_before_and_after_stands_below(bench: Bench) -> None:
    tagged(bench, "1.36亿元")
    bench.choose("1.36亿元")
    bench.press("3")
    bench.settle()
    panel = shown(bench)
    bench.until(lambda: any("的标签" in text for text in texts(panel)))
    panel.rows.go_to(row_of(panel, "的标签"))
    assert (panel._before.text(), panel._after.text()) == ("之前：指标值", "之后：地点")
    panel.rows.clicked_row.emit(row_of(panel, "的标签"))
    assert bench.view._content.hits == ((bench.text.index("1.36"), bench.text.index("1.36") + 6),)


def test_the_current_tag_has_a_history_of_its_own(bench: Bench) -> None:
    tagged(bench, "1.36亿元", "12所")
    bench.choose("1.36亿元")
    panel = shown(bench)
    panel.tag.click()
    bench.until(lambda: len(texts(panel)) == 2)
    assert "1.36亿元" in texts(panel)[1]
    bench.choose("12所")
    bench.until(lambda: "12所" in texts(panel)[1])


def test_the_article_is_shown_as_it_was_and_brought_back_to_it_by_one_step(bench: Bench) -> None:
    tagged(bench, "1.36亿元", "12所")
    bench.choose("1.36亿元")
    bench.press(Qt.Key.Key_Backspace)
    bench.settle()
    panel = shown(bench)
    bench.until(lambda: any("删除" in text for text in texts(panel)))
    panel.rows.go_to(row_of(panel, "标注 指标值“12所”"))
    panel._view.click()
    past = feature_of(bench).past_view
    bench.until(lambda: bench.space.on_stage is past and len(past.view._content.marks) == 2)
    assert past.view.text == bench.text
    assert bench.tags() == [("12所", "METRIC")]
    past._restore.click()
    bench.until(lambda: bench.space.on_stage is None and len(bench.tags()) == 2)
    assert "Ctrl+Z" in bench.notices()
    assert bench.stored() == bench.tags() == [("1.36亿元", "METRIC"), ("12所", "METRIC")]
    bench.view.setFocus()
    bench.undo()
    bench.until(lambda: bench.tags() == [("12所", "METRIC")])


def test_a_step_of_many_changes_opens_to_them(bench: Bench) -> None:
    tagged(bench, "青岭县", "1.36亿元")
    bench.choose("青岭县")
    bench.press(Qt.Key.Key_M)
    bench.settle()
    panel = shown(bench)
    bench.until(lambda: isinstance(panel._model.entry(1), Step) and len(panel._model.entry(1).lines) > 1)
    before = len(texts(panel))
    panel.rows.clicked_row.emit(1)
    assert len(texts(panel)) > before
    panel.rows.clicked_row.emit(1)
    assert len(texts(panel)) == before


def test_a_long_history_comes_by_the_page(bench: Bench) -> None:
    tagged(bench, "1.36亿元")
    bench.choose("1.36亿元")
    for _ in range(110):
        bench.press("2")
        bench.press("3")
    bench.settle()
    panel = shown(bench)
    bench.until(lambda: texts(panel)[-1] == "显示更早的改动")
    panel.rows.clicked_row.emit(len(texts(panel)) - 1)
    bench.until(lambda: texts(panel)[-1] == "导入文章")
    assert sum("的标签" in text for text in texts(panel)) == 219  # the first “2” changed nothing


def test_an_annotator_is_not_told_what_another_did(open_bench: "OpenBench") -> None:
    bench: Bench = open_bench(opened=False)
    disagreeing(bench.path, submit=False)
    bench.app.open_project(str(bench.path), "李强")
    bench.qtbot.waitUntil(bench.is_open)
    panel = shown(bench)
    notes = {panel._model.line(row).note.split("  ")[0] for row in range(panel._model.rowCount())}
    assert "李强" in notes
    assert [text for text in texts(panel) if "标注 " in text] == [
        "标注 政策项目“12所”", "标注 指标值“1.36亿元”", "标注 地点“县教育”",
    ]  # fmt: skip


def test_without_a_tag_the_tab_says_what_to_do(bench: Bench) -> None:
    panel = shown(bench)
    panel.tag.click()
    bench.until(lambda: "没有选中标注" in panel._empty.words.text())
