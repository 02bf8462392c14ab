"""The report of an import."""

from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from annotator.errors import InputError
from annotator.formats.records import Refused
from annotator.i18n import explain, tr
from annotator.services.import_report import Arrived, Duplicate, ImportReport, LayerNews
from annotator.ui.dialogs.import_report import ImportReportDialog, Kind, report_rows

EMPTY = InputError("{file} is empty.", file="空.txt")


def report() -> ImportReport:
    return ImportReport(
        read=2,
        arrived=[Arrived("/a/甲.txt", "标题甲", "gb18030"), Arrived("/a/乙.txt", "标题乙", "utf-8")],
        duplicates=[Duplicate("/a/丙.txt", 0, "标题甲")],
        layers=[LayerNews("标题丁", "李", 3, 1, 2)],
        refused=[Refused("/a/空.txt", 0, EMPTY), Refused("/a/x.jsonl", 12, EMPTY)],
        notices=[Refused("/a/乙.txt", 0, EMPTY)],
        labels=["ORG"],
        people=["李"],
    )


@pytest.fixture
def dialog(qtbot: QtBot) -> ImportReportDialog:
    made = ImportReportDialog(report())
    qtbot.addWidget(made)
    made.show()
    return made


def press(dialog: ImportReportDialog, name: str) -> None:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    found.click()


def test_everything_of_a_report_is_a_row_and_what_needs_attention_comes_first() -> None:
    rows = report_rows(report())
    order = list(Kind)
    assert [order.index(row.kind) for row in rows] == sorted(order.index(row.kind) for row in rows)
    assert len(rows) == 9
    assert rows[0].text == explain(EMPTY)
    assert "12" in rows[1].file
    assert {row.encoding for row in rows} == {"", "GB18030", "UTF-8"}


def test_rows_can_be_limited_to_one_outcome(dialog: ImportReportDialog) -> None:
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog)
    assert dialog.model.count() == 9
    dialog.show_kind.setCurrentIndex(dialog.show_kind.findData(Kind.REFUSED))
    assert dialog.model.count() == 2
    dialog.show_kind.setCurrentIndex(0)
    assert dialog.model.count() == 9


def test_the_import_can_be_taken_back_once(qtbot: QtBot, dialog: ImportReportDialog) -> None:
    asked: list[object] = []
    dialog.undo_asked.connect(asked.append)
    press(dialog, "report_undo")
    press(dialog, "report_undo")
    assert asked == [dialog._report.batch]


@pytest.mark.parametrize("nothing", [ImportReport(), ImportReport(read=1, cancelled=True)])
def test_where_nothing_came_in_nothing_can_be_taken_back(qtbot: QtBot, nothing: ImportReport) -> None:
    made = ImportReportDialog(nothing)
    qtbot.addWidget(made)
    made.show()
    assert not made.undo.isVisible()
    assert not made.table.isVisible()


def test_the_report_is_saved_as_text_with_every_file(dialog: ImportReportDialog, tmp_path: Path) -> None:
    press(dialog, "report_save")
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "报告.txt"))
    chooser.close()
    written = (tmp_path / "报告.txt").read_text(encoding="utf-8")
    for name in ("甲.txt", "乙.txt", "丙.txt", "空", "x.jsonl", "ORG", "GB18030"):
        assert name in written


def test_a_place_that_cannot_be_written_is_said(dialog: ImportReportDialog, tmp_path: Path) -> None:
    dialog.save(str(tmp_path / "no" / "such" / "folder.txt"))
    assert "folder.txt" in dialog.problem_text()


def test_names_that_look_like_markup_are_shown_as_they_are(qtbot: QtBot) -> None:
    made = ImportReportDialog(ImportReport(read=1, arrived=[Arrived("<b>.txt", "<img src=x> & y", "utf-8")]))
    qtbot.addWidget(made)
    assert made.model.index(0, 2).data() == "<img src=x> & y"
    assert "&lt;img" in made.model.tip(made.model.row(0))
    assert tr(Kind.READ) == made.model.index(0, 0).data()
