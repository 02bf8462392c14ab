"""The list and the articles as such: where one stopped, counts, states, forms, sources, taking repairs back."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from ui.window_bench import ALT, CTRL, Bench

from annotator.domain.article import Status
from annotator.services.exporting import export_file
from annotator.ui.dialogs.article_form import ArticleFormDialog
from annotator.ui.dialogs.deleted import DeletedDialog
from annotator.ui.dialogs.skip_reason import SkipReasonDialog
from annotator.ui.models.article_model import Show
from annotator.ui.panels.source import SourcePane

if TYPE_CHECKING:
    from ui.conftest import OpenBench

Key = Qt.Key

BROKEN = (
    "渠水润旱塬\n"
    "　　今年以来，清源县投入资金2.4亿元，新修渠道38公里，使沿线的三万多名群\n"
    "众用上了渠水。县水利局的技术人员说，这条渠从规划到通水只用了两年时间，全县\n"
    "的灌溉面积由此增加了5.2万亩。\n"
)


def titles(bench: Bench) -> list[str]:
    model = bench.space.articles.model
    return [model.listed(row).article.title for row in range(model.rowCount())]


def listed(bench: Bench, title: str) -> tuple[int, Status | None]:
    """Number of tags and my state, as the list has them."""
    model = bench.space.articles.model
    one = next(model.listed(row) for row in range(model.rowCount()) if model.listed(row).article.title == title)
    return one.spans, one.layer.status if one.layer is not None else None


# -- where one stopped -----------------------------------------------------------------------------------------------


def test_it_opens_where_the_person_stopped(bench: Bench) -> None:
    bench.go("路修到家门口")
    bench.caret("第45村", 2)
    bench.view.show_caret()
    caret, top = bench.view.caret, bench.view.scroll_state().position
    assert top > 0
    bench.go("秋收时节")
    bench.caret("稻谷")
    bench.go("路修到家门口")
    assert (bench.view.caret, bench.view.scroll_state().position) == (caret, top)
    bench.reopen()
    assert bench.document.article.title == "路修到家门口"
    assert (bench.view.caret, bench.view.scroll_state().position) == (caret, top)
    bench.go("秋收时节")
    assert bench.text[bench.view.caret :].startswith("稻谷")


def test_a_project_without_articles_says_what_to_do(open_bench: "OpenBench") -> None:
    bench = open_bench(opened=False)
    bench.make(pages=())
    bench.app.open_project(str(bench.path))
    bench.until(lambda: bench.app.session is not None and bench.window.listing is not None)
    assert bench.window.listing is not None
    listing = bench.window.listing
    bench.until(lambda: listing.is_settled)
    assert "Ctrl+O" in bench.space.articles._empty.text()
    for key in "1d[n=":
        bench.press(key)
    bench.press(Key.Key_Down, ALT)
    bench.press("l", CTRL)
    assert bench.session.document is None


# -- counts and states -----------------------------------------------------------------------------------------------


def test_counts_and_states_of_the_list_follow_the_work(bench: Bench) -> None:
    assert listed(bench, "山区学校变了样") == (0, None)
    bench.select("寄宿制学校")
    bench.press("1")
    assert listed(bench, "山区学校变了样") == (1, Status.WORKING)
    bench.press(Key.Key_Backspace)
    assert listed(bench, "山区学校变了样") == (0, Status.WORKING)
    bench.undo()
    bench.until(lambda: listed(bench, "山区学校变了样") == (1, Status.WORKING))
    bench.undo()
    bench.until(lambda: listed(bench, "山区学校变了样")[0] == 0)
    assert bench.document.layer.status is Status.NEW
    assert listed(bench, "山区学校变了样")[1] is Status.NEW


def test_the_filter_and_the_order_rule_what_comes_next(bench: Bench) -> None:
    bench.space.articles.filter.setFocus()
    bench.commit("路")
    assert titles(bench) == ["路修到家门口"]
    bench.space.articles.filter.clear()
    for letter in "sq":
        bench.press(letter)
    assert "山区学校变了样" in titles(bench)
    bench.space.articles.filter.clear()
    bench.space.articles.set_order("title", True)
    order = titles(bench)
    assert sorted(order) == sorted(["山区学校变了样", "秋收时节", "路修到家门口"])
    bench.go(order[0])
    bench.press(Key.Key_Down, ALT)
    bench.until(lambda: bench.document.article.title == order[1])


def test_an_article_stays_in_reach_when_the_filter_by_state_hides_it(bench: Bench) -> None:
    bench.space.articles.set_show(Show.NEW)
    bench.view.setFocus()
    bench.select("寄宿制学校")
    bench.press("1")
    assert bench.current == ("寄宿制学校", "PROGRAMME")
    bench.press(Key.Key_Down, ALT)
    bench.until(lambda: bench.document.article.title in ("秋收时节", "路修到家门口"))


def test_not_to_be_annotated_asks_for_a_reason_and_goes_on(bench: Bench) -> None:
    bench.window.run("skip")
    dialog = bench.dialog(SkipReasonDialog)
    assert isinstance(dialog, SkipReasonDialog)
    dialog.choices.buttons()[-1].click()
    dialog.words.setFocus()
    bench.commit("广告", dialog.words)
    bench.press(Key.Key_Return, on=dialog.words)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    bench.go("山区学校变了样")
    assert (bench.document.layer.status, bench.document.layer.reason) == (Status.SKIPPED, "广告")
    bench.window.run("working")
    bench.until(lambda: bench.document.layer.status is Status.WORKING)
    bench.select("寄宿制学校")
    bench.press("1")
    assert bench.stored() == [("寄宿制学校", "PROGRAMME")]


# -- articles as such ------------------------------------------------------------------------------------------------


def test_an_article_is_excluded_deleted_and_brought_back(bench: Bench) -> None:
    bench.select("寄宿制学校")
    bench.press("1")
    bench.window.run("exclude_article")
    bench.until(lambda: bench.document.article.excluded)
    bench.window.run("exclude_article")
    bench.until(lambda: not bench.document.article.excluded)
    bench.window.run("delete_article")
    bench.until(lambda: titles(bench) == ["秋收时节", "路修到家门口"])
    bench.until(lambda: bench.is_open() and bench.document.article.title == "秋收时节")
    bench.window.run("deleted_articles")
    dialog = bench.dialog(DeletedDialog)
    assert isinstance(dialog, DeletedDialog)
    dialog.rows.selectAll()
    dialog.commit()
    bench.until(lambda: len(titles(bench)) == 3)
    bench.go("山区学校变了样")
    assert bench.tags() == [("寄宿制学校", "PROGRAMME")]


def test_undo_in_an_article_that_was_renamed_takes_the_name_back_first(bench: Bench) -> None:
    bench.select("寄宿制学校")
    bench.press("1")
    assert bench.window.listing is not None
    bench.window.listing.rename(bench.document.article.id, "新的学校")
    bench.until(lambda: bench.document.article.title == "新的学校")
    assert "新的学校" in titles(bench)
    assert bench.space.top._title.text() == "新的学校"
    bench.undo()
    bench.until(lambda: bench.document.article.title == "山区学校变了样")
    bench.until(lambda: "山区学校变了样" in titles(bench))
    assert bench.space.top._title.text() == "山区学校变了样"
    assert len(bench.tags()) == 1


def test_the_form_of_an_article_is_filled_in_and_stands_under_its_title(bench: Bench) -> None:
    bench.press("i", CTRL)
    dialog = bench.dialog(ArticleFormDialog)
    assert isinstance(dialog, ArticleFormDialog)
    dialog.date.setText("2020年11月5日")
    dialog.paper.setText("青岭日报")
    dialog.region.setText("青岭县")
    bench.press(Key.Key_Return, on=dialog.paper)
    bench.until(lambda: bench.document.article.form.paper == "青岭日报")
    assert bench.document.article.form.date == "2020-11-05"
    bench.until(lambda: "青岭日报" in bench.view._content.subtitle)
    bench.undo()
    bench.until(lambda: "青岭日报" not in bench.view._content.subtitle)
    bench.redo()
    bench.until(lambda: "青岭日报" in bench.view._content.subtitle)
    bench.reopen()
    assert bench.document.article.form.region == "青岭县"


# -- text ------------------------------------------------------------------------------------------------------------


def imported(bench: Bench, path: Path, data: bytes) -> None:
    """Imports one file through the window and opens its article."""
    path.write_bytes(data)
    before = len(titles(bench))
    bench.window.project_commands.import_paths([str(path)])
    bench.qtbot.waitUntil(lambda: len(titles(bench)) == before + 1, timeout=20_000)
    bench.until(lambda: not bench.app.importer or not bench.app.importer.running)


def test_a_repair_is_taken_back_from_the_source_and_the_tags_keep_their_places(bench: Bench, tmp_path: Path) -> None:
    imported(bench, tmp_path / "渠水.txt", BROKEN.encode())
    bench.go("渠水润旱塬")
    joined = "三万多名群众"
    assert joined in bench.text
    for words, key in (("清源县", "3"), ("38公里", "2"), (joined, "2"), ("5.2万亩", "2")):
        bench.select(words)
        bench.press(key)
    before = bench.stored()
    bench.caret("用上了渠水")
    bench.press(Key.Key_Escape)
    bench.press("s")
    bench.until(lambda: bench.space.source_shown)
    pane = bench.space.source
    assert isinstance(pane, SourcePane)
    bench.until(lambda: pane.decisions._model.rowCount() > 0)
    rows = range(pane.decisions._model.rowCount())
    pane.decisions.rows.go_to(next(row for row in rows if "群" in pane.decisions._model.line(row).before[-1:]))
    pane.decisions._back.click()
    bench.until(lambda: "三万多名群\n众" in bench.text)
    assert [words.replace("\n", "") for words, _ in bench.tags()] == [words for words, _ in before]
    assert len(bench.document.recheck) == 1
    bench.view.setFocus()
    bench.undo()
    bench.until(lambda: joined in bench.text)
    assert bench.stored() == before
    assert not bench.document.recheck
    bench.redo()
    bench.until(lambda: "三万多名群\n众" in bench.text)


def test_another_encoding_reads_the_file_again(bench: Bench, tmp_path: Path) -> None:
    text = "乡镇\n長安鄉的道路通了，投入資金三百萬元。\n" * 3
    imported(bench, tmp_path / "乡.txt", text.encode("gb18030"))
    assert bench.window.listing is not None
    newest = bench.window.listing.listed_articles()[-1].article
    bench.window.listing.open(newest.id)
    bench.until(lambda: bench.document.article.id == newest.id)
    assert "長安鄉" in bench.text
    bench.press("i", CTRL)
    dialog = bench.dialog(ArticleFormDialog)
    assert isinstance(dialog, ArticleFormDialog)
    other = dialog.encoding.findData("big5")
    assert other >= 0
    dialog.encoding.setCurrentIndex(other)
    dialog.commit()
    QApplication.processEvents()
    bench.until(lambda: "長安鄉" not in bench.text or bench.notices())
    bench.settle()


def test_what_is_open_read_only_can_be_read_and_not_changed(open_bench: "OpenBench", tmp_path: Path) -> None:
    bench = open_bench(tags=(("1.36亿元", "METRIC"),))
    bench.app.close_project()
    bench.app.open_project(str(bench.path), read_only=True)
    bench.until(bench.is_open)
    bench.view.setFocus()
    bench.select("寄宿制学校")
    for key in ("1", "d", "x", "m", "i", "."):
        bench.press(key)
    bench.choose("1.36亿元")
    for key in (Key.Key_Backspace, "[", "="):
        bench.press(key)
    bench.press(Key.Key_Z, CTRL)
    assert bench.tags() == [("1.36亿元", "METRIC")]
    assert bench.session.unsaved == 0
    assert not bench.space.articles._import.isEnabled()
    bench.press(Key.Key_Down, ALT)
    bench.until(lambda: bench.document.article.title == "秋收时节")
    project = bench.session.project
    assert bench.app.worker.call(lambda: export_file(project, tmp_path / "out.jsonl", None, None)) >= 1
