"""What an import read, skipped and refused, and why."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QIODevice, QModelIndex, QSaveFile, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import explain, mark, tr
from annotator.services.import_report import ImportReport, LayerNews, ReprintNews, SeveralNews, report_text, summary
from annotator.ui.dialogs.base import Dialog, table
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.widgets import GRID, hint, label, tooltip


class Kind(StrEnum):
    """What became of a file or line; in the order in which they are shown."""

    REFUSED = mark("Refused")
    NOTE = mark("To be looked at")
    PAGE = mark("Several articles")
    REPRINT = mark("Reprint")
    DUPLICATE = mark("Duplicate")
    TAGS = mark("Tags")
    NEW = mark("New here")
    READ = mark("Read")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the report."""

    kind: Kind
    file: str
    text: str
    encoding: str = ""
    article: bytes = b""  # that it is about


_ALL: Final = mark("Everything")


def report_rows(report: ImportReport) -> list[ReportRow]:
    """All of a report, what needs attention first."""
    rows = [ReportRow(Kind.REFUSED, _place(one.name, one.line), explain(one.error)) for one in report.refused]
    rows += [ReportRow(Kind.NOTE, _place(one.name, one.line), explain(one.error)) for one in report.notices]
    rows += [_page(one) for one in report.pages]
    rows += [_reprint(one) for one in report.reprints]
    rows += [
        ReportRow(Kind.DUPLICATE, _place(one.name, one.line), tr("The same as “{title}”", title=one.title))
        for one in report.duplicates
    ]
    rows += [ReportRow(Kind.TAGS, one.title, _tags(one)) for one in report.layers]
    for names, text in (
        (report.labels, tr("label")),
        (report.relation_types, tr("relation type")),
        (report.people, tr("person")),
    ):
        rows += [ReportRow(Kind.NEW, name, text) for name in names]
    rows += [ReportRow(Kind.READ, one.name, one.title, one.encoding.upper()) for one in report.arrived]
    return rows


def _page(news: SeveralNews) -> ReportRow:
    if news.cut:
        text = tr("Divided into {n} articles: “{title}”", title=news.title, n=news.count)
    else:
        text = tr("{n} articles? Double-click to see the cuts of “{title}”", title=news.title, n=news.count)
    return ReportRow(Kind.PAGE, news.name, text, article=news.articles[0] if news.articles else b"")


def _reprint(news: ReprintNews) -> ReportRow:
    share = round(100 * news.share)
    text = tr("{share} % the same as “{of}”: “{title}”", share=share, of=news.of_title, title=news.title)
    return ReportRow(Kind.REPRINT, news.name, text, article=news.article)


def _place(name: str, line: int) -> str:
    return tr("{file}, line {line}", file=name, line=line) if line else name


def _tags(news: LayerNews) -> str:
    if news.hidden:
        return tr("{person}: not told while both are at work", person=news.person)
    return tr(
        "{person}: {added} new, {changed} changed, {removed} gone",
        person=news.person,
        added=news.added,
        changed=news.changed,
        removed=news.removed,
    )


class _Model(RowsModel[ReportRow]):
    """The rows of a report, each with all it says as its tooltip."""

    @override
    def tip(self, row: ReportRow) -> str:
        return tooltip(f"{row.file}\n{row.text}")


class ImportReportDialog(Dialog):
    """Shows a report while the work goes on; it can be saved as a text, and the import taken back."""

    undo_asked = Signal(object)  # GroupId of the import
    split_all_asked = Signal(object)  # list[ArticleId] of the pages that are to be divided as proposed
    cuts_asked = Signal(object)  # ArticleId of the page whose cuts are to be shown
    skip_asked = Signal(object)  # list[ArticleId] of the reprints that are to go off the list
    article_asked = Signal(object)  # ArticleId
    split_chosen = Signal(str)  # SplitPages, for the imports to come

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        super().__init__(tr("Import"), parent, close=tr("Close"))
        self._report = report
        self._rows = report_rows(report)
        self.model = _Model(
            (
                Column(tr("Outcome"), lambda row: tr(row.kind)),
                Column(tr("File"), lambda row: Path(row.file).name),
                Column(tr("Title or reason"), lambda row: row.text),
                Column(tr("Encoding"), lambda row: row.encoding),
            ),
            self._rows,
        )
        self.show_kind = QComboBox()
        self.body.addWidget(label(summary(report), wrap=True, selectable=True))
        self._add_filter()
        self._add_table()
        self.undo = self.add_left_button(tr("Undo this import"), self._ask_undo, name="report_undo", picture="undo")
        self.undo.setVisible(report.read > 0 and not report.cancelled)
        self._add_remedies()
        self.add_left_button(tr("Save as text…"), self._browse, name="report_save")
        self.resize((104 if report.pages or report.reprints else 90) * GRID, 60 * GRID)

    def _add_filter(self) -> None:
        kinds = [kind for kind in Kind if any(row.kind is kind for row in self._rows)]
        self.show_kind.setAccessibleName(tr("Which outcomes are shown"))
        self.show_kind.addItem(tr("{what} ({n})", what=tr(_ALL), n=len(self._rows)))
        for kind in kinds:
            count = sum(row.kind is kind for row in self._rows)
            self.show_kind.addItem(tr("{what} ({n})", what=tr(kind), n=count), kind)
        self.show_kind.setVisible(len(kinds) > 1)
        self.show_kind.currentIndexChanged.connect(lambda _at: self._filter())
        self.split = QComboBox()
        self.split.setObjectName("report_choice")
        self.split.setAccessibleName(tr("Pages of several articles from now on"))
        for choice, text in (
            ("ask", tr("propose to split them")),
            ("always", tr("split them at once")),
            ("never", tr("leave them whole")),
        ):
            self.split.addItem(text, choice)
        self.split.activated.connect(lambda _at: self.split_chosen.emit(self.split.currentData()))
        words = hint(tr("Pages of several articles from now on:"), wrap=False)
        for part in (words, self.split):
            part.setVisible(bool(self._report.pages))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.show_kind)
        row.addStretch(1)
        row.addWidget(words)
        row.addWidget(self.split)
        self.body.addLayout(row)

    def _add_remedies(self) -> None:
        """Buttons for what was noticed: pages of several articles, reprints."""
        self._pages = [one.articles[0] for one in self._report.pages if not one.cut and one.articles]
        self._reprints = [one.article for one in self._report.reprints]
        here = not self._report.cancelled
        words = tr("Split as proposed ({n})", n=len(self._pages))
        self.split_all = self.add_left_button(words, self._ask_split, name="report_split")
        self.split_all.setVisible(here and bool(self._pages))
        words = tr("Skip reprints ({n})", n=len(self._reprints))
        self.skip = self.add_left_button(words, self._ask_skip, name="report_skip")
        self.skip.setVisible(here and bool(self._reprints))

    def _ask_split(self) -> None:
        self.split_all.setEnabled(False)
        self.split_all_asked.emit(self._pages)

    def _ask_skip(self) -> None:
        self.skip.setEnabled(False)
        self.skip_asked.emit(self._reprints)

    def _activated(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row.article and self.undo.isEnabled():
            asked = self.cuts_asked if row.kind is Kind.PAGE and row.article in self._pages else self.article_asked
            asked.emit(row.article)

    def set_split(self, choice: str) -> None:
        """Shows what becomes of pages of several articles."""
        self.split.setCurrentIndex(self.split.findData(choice))

    def _add_table(self) -> None:
        widths = {0: 14 * GRID, 1: 26 * GRID, 3: 12 * GRID}
        self.table = table(self.model, tr("Import"), widths, stretched=2)
        self.table.setColumnHidden(3, not any(row.encoding for row in self._rows))
        self.table.setVisible(bool(self._rows))
        self.table.activated.connect(self._activated)
        self.body.addWidget(self.table, 1)

    def _filter(self) -> None:
        kind = self.show_kind.currentData()
        self.model.set_rows(row for row in self._rows if kind is None or row.kind == kind)

    # -- what can be done ----------------------------------------------------------------------------------------

    def _ask_undo(self) -> None:
        self.undo.setEnabled(False)
        self.undo_asked.emit(self._report.batch)

    def _browse(self) -> None:
        chooser = QFileDialog(self, tr("Save report"), tr("import.txt"), tr("Text (*.txt)"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("txt")
        chooser.fileSelected.connect(self.save)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def text(self) -> str:
        """The report as it is saved."""
        arrived = [
            tr("Read: {file} as {encoding}, “{title}”", file=one.name, encoding=one.encoding.upper(), title=one.title)
            for one in self._report.arrived
        ]
        return report_text(self._report) + "".join(f"{one}\n" for one in arrived)

    def save(self, path: str) -> None:
        """Writes the report to a file, whole or not at all."""
        file = QSaveFile(path)
        data = self.text().encode()
        if not (file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit()):
            self.show_problem(tr("{path} cannot be written: {reason}", path=path, reason=file.errorString()))
