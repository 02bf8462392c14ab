"""Imports and exports through the window, while the person goes on tagging."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from ui.window_bench import CTRL, Bench

from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.import_report import ImportReportDialog
from annotator.ui.import_driver import ImportDriver

if TYPE_CHECKING:
    from ui.conftest import OpenBench

Key = Qt.Key
PATIENCE = 30_000


def titles(bench: Bench) -> list[str]:
    assert bench.window.listing is not None
    return [one.article.title for one in bench.window.listing.listed_articles()]


def folder(place: Path) -> Path:
    """A folder with good files in three encodings, and with files that are no articles."""
    made = place / "来稿"
    made.mkdir()
    good = "渠水到了家\n清源县新修渠道38公里，灌溉面积增加5.2万亩。\n"
    (made / "1 渠水.txt").write_text(good, encoding="utf-8")
    (made / "2 又一份.txt").write_text(good, encoding="utf-8")
    text = "茶山的春天\n云雾镇的茶农今年采茶一万斤，收入比去年增加三成，合作社又添了两台炒茶机。\n"
    (made / "3 茶山.txt").write_bytes(text.encode("gb18030"))
    (made / "4 空.txt").write_bytes(b"")
    (made / "5 图片.txt").write_bytes(bytes(range(256)) * 40)
    (made / "6 坏字节.txt").write_bytes("河水清清\n".encode() * 30 + b"\xff\xfe\xff" + "两岸青青\n".encode() * 30)
    return made


def many(place: Path, count: int) -> Path:
    made = place / "很多"
    made.mkdir()
    for k in range(count):
        (made / f"{k:04}.txt").write_text(f"第{k}篇\n第{k}个村子修路{k}.5公里。\n" * 4, encoding="utf-8")
    return made


def done(bench: Bench) -> None:
    """Waits for the end of the import."""
    driver = bench.app.importer
    assert driver is not None
    bench.qtbot.waitUntil(lambda: not driver.running, timeout=PATIENCE)
    bench.qtbot.waitUntil(lambda: not bench.window.line.progress.isVisible(), timeout=PATIENCE)


def test_a_folder_is_imported_while_keys_tag_and_the_report_says_what_came_of_it(bench: Bench, tmp_path: Path) -> None:
    bench.window.project_commands.import_paths([str(folder(tmp_path))])
    assert bench.window.line.progress.isVisible()
    words = ("山区", "学校", "资金", "学生", "粮食")
    for word in words:
        bench.select(word)
        bench.press("1")
        bench.press("]")
        bench.press("}", Qt.KeyboardModifier.ShiftModifier)
        QApplication.processEvents()
    done(bench)
    bench.until(lambda: "渠水到了家" in titles(bench) and "茶山的春天" in titles(bench))
    assert sorted(found for found, _ in bench.stored()) == sorted(words)
    assert bench.document.article.title == "山区学校变了样"
    assert bench.notices().startswith("导入完成")
    bench.window.notices._buttons[0].click()
    dialog = bench.dialog(ImportReportDialog)
    assert isinstance(dialog, ImportReportDialog)
    report = dialog._report
    assert report.read >= 2
    assert [one.name for one in report.duplicates] == ["2 又一份.txt"] or "又一份" in report.duplicates[0].name
    refused = " ".join(one.name for one in report.refused)
    assert "空" in refused
    assert "图片" in refused
    assert {one.encoding.lower() for one in report.arrived} >= {"utf-8", "gb18030"}
    dialog.save(str(tmp_path / "report.txt"))
    assert "空" in (tmp_path / "report.txt").read_text(encoding="utf-8")
    dialog.undo.click()
    bench.until(lambda: titles(bench) == ["山区学校变了样", "秋收时节", "路修到家门口"])
    dialog.close()
    assert len(bench.tags()) == len(words)


def test_an_import_is_cancelled_and_leaves_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.window.project_commands.import_paths([str(many(tmp_path, 400))])
    driver = bench.app.importer
    assert driver is not None
    seen: list[object] = []
    driver.advanced.connect(seen.append)
    bench.qtbot.waitUntil(lambda: len(seen) > 2, timeout=PATIENCE)
    bench.window.line.progress._cancel.click()
    done(bench)
    bench.until(lambda: bool(bench.notices()))
    assert len(titles(bench)) == 3
    bench.reopen()
    bench.until(lambda: len(titles(bench)) == 3)


def test_an_import_goes_on_when_the_window_is_built_anew(bench: Bench, tmp_path: Path) -> None:
    bench.window.project_commands.import_paths([str(many(tmp_path, 200))])
    driver = bench.app.importer
    assert isinstance(driver, ImportDriver)
    seen: list[object] = []
    driver.advanced.connect(seen.append)
    bench.qtbot.waitUntil(lambda: len(seen) > 2, timeout=PATIENCE)
    bench.window.run("dark")
    bench.activate()
    assert bench.window.line.progress.isVisible()
    done(bench)
    bench.qtbot.waitUntil(lambda: len(titles(bench)) == 203, timeout=PATIENCE)
    assert "(2" not in bench.notices()
    assert "2 次" not in bench.notices()


def test_closing_the_project_takes_a_running_import_back(bench: Bench, tmp_path: Path) -> None:
    bench.window.project_commands.import_paths([str(many(tmp_path, 400))])
    driver = bench.app.importer
    assert driver is not None
    seen: list[object] = []
    driver.advanced.connect(seen.append)
    bench.qtbot.waitUntil(lambda: len(seen) > 2, timeout=PATIENCE)
    bench.reopen()
    bench.until(lambda: len(titles(bench)) == 3)
    bench.select("山区")
    bench.press("1")
    assert bench.stored() == [("山区", "PROGRAMME")]


def test_files_dropped_anywhere_in_the_window_are_imported(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "渠水.txt"
    path.write_text("渠水到了家\n清源县新修渠道38公里。\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where = QPointF(600, 400)
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, button, keys)
    QApplication.sendEvent(bench.window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(where, Qt.DropAction.CopyAction, data, button, keys)
    QApplication.sendEvent(bench.window, drop)
    done(bench)
    bench.until(lambda: "渠水到了家" in titles(bench))


# -- export ----------------------------------------------------------------------------------------------------------


def export(bench: Bench, path: Path) -> ExportDialog:
    bench.press("s", CTRL)
    dialog = bench.dialog(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    dialog.path.setText(str(path))
    dialog._commit()
    return dialog


def test_the_project_is_exported_with_its_tags(open_bench: "OpenBench", tmp_path: Path) -> None:
    bench = open_bench(tags=(("1.36亿元", "METRIC"),))
    path = tmp_path / "out.jsonl"
    export(bench, path)
    bench.until(lambda: "out.jsonl" in bench.notices())
    lines = [json.loads(line) for line in path.read_bytes().decode().rstrip("\n").split("\n")]
    spans = [span["text"] for line in lines for span in line["spans"]]
    assert spans == ["1.36亿元"]


@pytest.mark.parametrize("name", ["no/such/folder/out.jsonl", "folder"])
def test_where_nothing_can_be_written_the_dialog_says_so_and_stays(bench: Bench, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    dialog = export(bench, tmp_path / name)
    bench.until(lambda: dialog._path_line.text() or dialog.problem_text())
    assert dialog.isVisible()
    assert dialog.ok_button is not None
    assert dialog.ok_button.isEnabled()
    dialog.reject()


def test_where_the_disk_refuses_the_dialog_says_so_and_stays(bench: Bench) -> None:
    dialog = export(bench, Path("/dev/full/out.jsonl"))
    bench.until(lambda: dialog._path_line.text() or dialog.problem_text())
    assert dialog.isVisible()
    dialog.path.setText("/proc/out.jsonl")  # no file can be made there
    dialog._commit()
    bench.until(dialog.problem_text)
    assert dialog.isVisible()
    dialog.reject()
    assert bench.session.document is not None
