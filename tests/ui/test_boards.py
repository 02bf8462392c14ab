"""The board of strings tagged in several ways, and the table of other names, in the whole window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from ui.window_bench import CTRL, Bench

from annotator.domain.learning import Alias
from annotator.domain.rule import Ruling
from annotator.services import aliases, boards
from annotator.ui.board_commands import BoardCommands
from annotator.ui.dialogs.aliases import AliasesDialog

if TYPE_CHECKING:
    from ui.conftest import OpenBench

PAGES = (
    ("甲", "全县推进营养改善计划。\n营养改善计划惠及学生。\n"),
    ("乙", "营养改善计划覆盖全县。\n青岭县推进营养改善计划。\n"),
)


def opened(bench: Bench) -> BoardCommands:
    """The board after counting, the first article being tagged in two ways."""
    bench.select("营养改善计划")
    bench.press("1")
    bench.caret("营养改善计划惠及")
    bench.view.set_caret(bench.text.index("营养改善计划惠及") + 6, bench.text.index("营养改善计划惠及"))
    bench.press("3")
    bench.settle()
    bench.window.run("board")
    assert bench.window.features is not None
    feature = bench.window.features.named("BoardCommands")
    assert isinstance(feature, BoardCommands)
    bench.qtbot.waitUntil(lambda: bool(feature.view.rows()), timeout=20_000)
    return feature


def choose(bench: Bench, feature: BoardCommands, string: str) -> None:
    view = feature.view
    row = next(k for k, one in enumerate(view.rows()) if one.string == string)
    view.table.setCurrentIndex(view._model.index(row, 0))
    bench.until(lambda: view.string() == string and view._lines.entries())


def test_a_rule_is_applied_from_the_board_and_taken_back_by_one_undo(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PAGES)
    feature = opened(bench)
    assert bench.space.on_stage is feature.view
    choose(bench, feature, "营养改善计划")
    view = feature.view
    assert len(view._hits) == 2
    view._on_apply()
    bench.until(lambda: bench.tags() == [("营养改善计划", "PROGRAMME")] * 2)
    bench.qtbot.waitUntil(lambda: not view.rows(), timeout=20_000)
    assert "Ctrl+Z" in bench.notices()
    bench.press(Qt.Key.Key_Escape)
    assert bench.space.on_stage is None
    bench.undo()
    bench.until(lambda: [label for _, label in bench.tags()] == ["PROGRAMME", "PLACE"])


def test_a_rule_that_leaves_places_alone_takes_the_string_off_the_board(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PAGES)
    feature = opened(bench)
    choose(bench, feature, "营养改善计划")
    view = feature.view
    view._ruling.setCurrentIndex(view._ruling.findData(str(Ruling.DEPENDS)))
    assert not view._do.isVisible()
    view._reason.setText("看是否有文件")
    view._on_keep()
    bench.until(lambda: not view.rows())
    project = bench.session.project
    known = bench.app.worker.call(lambda: boards.rules(project))
    assert [one.rule.reason for one in known["营养改善计划"]] == ["看是否有文件"]
    view.only.setChecked(False)
    assert [one.string for one in view.rows()] == ["营养改善计划"]
    choose(bench, feature, "营养改善计划")
    view._on_drop()
    view.only.setChecked(True)
    bench.until(lambda: len(view.rows()) == 1)


def test_a_place_of_the_board_opens_its_article(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PAGES)
    feature = opened(bench)
    choose(bench, feature, "营养改善计划")
    feature.view._go(1)
    bench.until(lambda: bench.space.on_stage is None)
    bench.until(lambda: bench.view.selected_text() == "营养改善计划")


def test_other_names_are_kept_in_a_table(open_bench: "OpenBench") -> None:
    bench = open_bench()
    bench.select("桐溪县" if "桐溪县" in bench.text else "青岭县")
    bench.window.run("aliases")
    dialog = bench.dialog(AliasesDialog)
    assert isinstance(dialog, AliasesDialog)
    assert dialog.string.text() == "青岭县"
    dialog.label.setCurrentIndex(dialog.label.findData("PLACE"))
    dialog.name.setText("湖南省/长沙市/望城区")
    dialog.adcode.setText("4301")
    dialog._put_new()
    bench.until(dialog.problem_text)
    dialog.adcode.setText("430112000000")
    dialog._put_new()
    project = bench.session.project
    bench.until(lambda: dialog._model.count() == 1)
    assert not dialog.problem_text()
    wanted = Alias("青岭县", "PLACE", "湖南省/长沙市/望城区", "430112000000")
    assert [one.alias for one in bench.app.worker.call(lambda: aliases.read(project))] == [wanted]
    dialog.rows.setCurrentIndex(dialog._model.index(0, 0))
    dialog._remove_chosen()
    bench.until(lambda: dialog._model.count() == 0)
    dialog.reject()
    bench.press(Qt.Key.Key_F, CTRL)
