"""What comes in by clipboard and table, and what the list and the report say of pages and reprints."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from services.test_importing_notices import FIRST, SECOND
from ui.conftest import OpenBench
from ui.window_bench import CTRL, Bench

from annotator.i18n import tr
from annotator.ui.dialogs.columns import ColumnsDialog
from annotator.ui.dialogs.import_report import ImportReportDialog, Kind
from annotator.ui.dialogs.split_preview import SplitPreview
from annotator.ui.models.article_model import NOTES_ROLE, Show


@pytest.fixture
def bench(open_bench: OpenBench) -> Bench:
    return open_bench(pages=(("秋收时节", "秋收时节\n桐溪县稻谷亩产620公斤。\n"),))


def titles(bench: Bench) -> list[str]:
    assert bench.window.listing is not None
    return [one.article.title for one in bench.window.listing.listed_articles()]


def blank_lines(text: str) -> bytes:
    return text.replace("\n", "\n\n").encode()


def bring(bench: Bench, folder: Path, **texts: str) -> ImportReportDialog:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(blank_lines(text))
    count = len(titles(bench)) + len(texts)
    bench.window.project_commands.import_paths([str(folder / f"{name}.txt") for name in texts])
    bench.until(lambda: len(titles(bench)) == count)
    bench.until(bench.window.notices.current)
    current = bench.window.notices.current()
    assert current is not None
    current.actions[0].run()
    dialog = bench.dialog(ImportReportDialog)
    assert isinstance(dialog, ImportReportDialog)
    return dialog


def click(dialog: ImportReportDialog, name: str) -> None:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    assert found.isVisible()
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_text_in_the_clipboard_becomes_an_article_and_is_opened(bench: Bench) -> None:
    QGuiApplication.clipboard().setText(FIRST.replace("\n", "\n\n"))
    bench.view.setFocus()
    bench.press(Qt.Key.Key_V, CTRL)
    bench.until(lambda: bench.document.article.title == "山区学校变了样")
    assert bench.text == FIRST
    bench.press(Qt.Key.Key_V, CTRL)
    bench.until(lambda: "1" in bench.notices() and len(titles(bench)) == 2)


def test_a_part_of_a_web_page_and_copied_files_can_be_pasted(bench: Bench, tmp_path: Path) -> None:
    data = QMimeData()
    data.setHtml("<h1>山区学校变了样</h1>" + "".join(f"<p>{line}</p>" for line in FIRST.split("\n")[2:] if line))
    QGuiApplication.clipboard().setMimeData(data)
    bench.window.run("paste_article")
    bench.until(lambda: "山区学校变了样" in titles(bench))
    (tmp_path / "b.txt").write_bytes(blank_lines(SECOND))
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "b.txt"))])
    QGuiApplication.clipboard().setMimeData(files)
    bench.window.run("paste_article")
    bench.until(lambda: "卫生院搬进新大楼" in titles(bench))


def test_an_empty_clipboard_is_told(bench: Bench) -> None:
    QGuiApplication.clipboard().clear()
    bench.window.run("paste_article")
    bench.until(lambda: tr("There is no text in the clipboard.") in bench.notices())


def test_a_page_of_several_articles_is_shown_in_list_and_report_and_split_from_there(
    bench: Bench, tmp_path: Path
) -> None:
    dialog = bring(bench, tmp_path, page=FIRST + SECOND)
    model = bench.space.articles.model
    bench.until(lambda: model.index(1, 0).data(NOTES_ROLE) is not None)
    assert model.index(1, 0).data(NOTES_ROLE).several == 2
    bench.space.articles.set_show(Show.SEVERAL)
    assert model.rowCount() == 1
    bench.space.articles.set_show(Show.ALL)
    row = next(at for at in range(dialog.model.count()) if dialog.model.row(at).kind is Kind.PAGE)
    dialog.table.activated.emit(dialog.model.index(row, 0))
    bench.dialog(SplitPreview).reject()
    click(dialog, "report_split")
    bench.until(lambda: titles(bench)[1:] == ["山区学校变了样", "卫生院搬进新大楼"])
    bench.until(lambda: model.index(1, 0).data(NOTES_ROLE) is None)
    dialog.close()


def test_pages_are_split_at_once_where_that_was_chosen(bench: Bench, tmp_path: Path) -> None:
    dialog = bring(bench, tmp_path, page=FIRST + SECOND)
    dialog.split.setCurrentIndex(dialog.split.findData("always"))
    dialog.split_chosen.emit("always")
    dialog.close()
    (tmp_path / "later.txt").write_bytes(blank_lines(SECOND.replace("3所", "5所") + FIRST.replace("12所", "13所")))
    bench.window.project_commands.import_paths([str(tmp_path / "later.txt")])
    bench.until(lambda: len(titles(bench)) == 4)


def test_reprints_are_told_and_skipped_by_one_click(bench: Bench, tmp_path: Path) -> None:
    dialog = bring(bench, tmp_path, a=FIRST, b=FIRST.replace("12所", "15所"))
    assert [one.kind for one in dialog._rows].count(Kind.REPRINT) == 1
    model = bench.space.articles.model
    bench.until(lambda: model.index(2, 0).data(NOTES_ROLE) is not None)
    assert model.index(1, 0).data(NOTES_ROLE).first
    assert not model.index(2, 0).data(NOTES_ROLE).first
    click(dialog, "report_skip")
    bench.until(lambda: len(titles(bench)) == 2)
    bench.until(lambda: model.index(1, 0).data(NOTES_ROLE) is None)
    dialog.close()


def test_reprints_are_looked_for_and_denied(bench: Bench, tmp_path: Path) -> None:
    bring(bench, tmp_path, a=FIRST, b=FIRST.replace("12所", "15所")).close()
    bench.window.run("find_reprints")
    bench.until(lambda: tr("No further reprints were found.") in bench.notices())
    assert bench.window.listing is not None
    bench.window.listing.open(bench.window.listing.listed_articles()[2].article.id)
    bench.until(lambda: "15所" in bench.text)
    bench.window.run("not_reprint")
    model = bench.space.articles.model
    bench.until(lambda: model.index(2, 0).data(NOTES_ROLE) is None)


def test_the_columns_of_a_table_are_asked_once_and_remembered(bench: Bench, tmp_path: Path) -> None:
    text = FIRST.split("\n")[2]
    (tmp_path / "a.csv").write_text(f"编号,稿子,栏目\n7,{text},要闻\n", encoding="utf-8")
    bench.window.project_commands.import_paths([str(tmp_path / "a.csv")])
    dialog = bench.dialog(ColumnsDialog)
    assert isinstance(dialog, ColumnsDialog)
    assert dialog.columns().text == 1
    assert dialog.columns().header
    dialog.fields["title"].setCurrentIndex(dialog.fields["title"].findData(1))
    assert dialog.problem_text()
    dialog.fields["title"].setCurrentIndex(dialog.fields["title"].findData(2))
    assert not dialog.problem_text()
    assert dialog.ok_button is not None
    QTest.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    bench.until(lambda: "要闻" in titles(bench))
    (tmp_path / "b.csv").write_text(f"编号,稿子,栏目\n8,{text}又一篇。,本市\n", encoding="utf-8")
    bench.window.project_commands.import_paths([str(tmp_path / "b.csv")])
    bench.until(lambda: "本市" in titles(bench))
    assert json.loads(json.dumps(dict(bench.app.settings.columns)))["编号\t稿子\t栏目"]["title"] == 2
