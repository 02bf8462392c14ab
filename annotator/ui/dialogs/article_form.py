"""What is known of an article beside its text: title, date, paper, page, region, encoding."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from typing_extensions import override

from annotator.domain.article import Article
from annotator.domain.dates import partial_date
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.widgets import GRID, Elided


class ArticleFormDialog(Dialog):
    """Fills in an article's form; what was typed is told when the dialog is accepted.

    `encodings` are those in which the file can be read again; empty where it cannot, and `fixed` says why.
    """

    form_filled = Signal(object, str, object)  # ArticleId, title, ArticleForm
    encoding_chosen = Signal(object, str)  # ArticleId, encoding

    def __init__(
        self,
        article: Article,
        *,
        file: str = "",
        encoding: str = "",
        encodings: Sequence[str] = (),
        fixed: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Article details"), parent, ok=tr("Store"))
        self._article = article
        self._encoding = encoding
        form = article.form
        self.title = QLineEdit(article.title)
        self.date = QLineEdit(form.date, placeholderText="2020-11-05")
        self.paper = QLineEdit(form.paper)
        self.page = QLineEdit(form.page)
        self.region = QLineEdit(form.region)
        self.encoding = QComboBox()
        self._add_fields(file, fixed)
        self._fill_encodings(encodings)
        self.title.textChanged.connect(lambda _text: self._title_line.setText(""))
        self.date.textChanged.connect(lambda _text: self._date_line.setText(""))
        self.date.editingFinished.connect(self._tidy_date)
        self.setMinimumWidth(60 * GRID)

    def _add_fields(self, file: str, fixed: str) -> None:
        form = Form()
        self._title_line = form.add(tr("Title"), self.title, checked=True)
        self._date_line = form.add(tr("Date"), self.date, checked=True)
        form.add(tr("Paper"), self.paper)
        form.add(tr("Page"), self.page)
        form.add(
            tr("Region"),
            self.region,
            tr("The place that 该区, 全市 or 我省 mean in this article, such as 湖南省邵阳市双清区"),
        )
        if file:
            form.add(tr("File"), Elided(file))
        if self._encoding:
            about = fixed or tr("If characters are wrong, choose another encoding: the file is read again.")
            form.add(tr("Encoding"), self.encoding, about)
        self.body.addLayout(form)

    def _fill_encodings(self, encodings: Sequence[str]) -> None:
        known = [self._encoding, *(name for name in encodings if name != self._encoding)]
        for name in known:
            self.encoding.addItem(name.upper(), name)
        self.encoding.setEnabled(len(known) > 1)

    @override
    def first_field(self) -> QWidget:
        return self.date if not self.date.text() else self.title

    def _tidy_date(self) -> None:
        found = partial_date(self.date.text())
        if found is None:
            self._date_line.setText(tr("Write the date as 2020-11-05, 2020-11 or 2020."))
        else:
            self.date.setText(found)

    @override
    def commit(self) -> None:
        self._tidy_date()
        title = self.title.text().strip()
        if not title:
            self._title_line.setText(tr("The article needs a title."))
        if not title or self._date_line.text():
            (self.date if title else self.title).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        form = replace(
            self._article.form,
            date=self.date.text(),
            paper=self.paper.text().strip(),
            page=self.page.text().strip(),
            region=self.region.text().strip(),
        )
        if (title, form) != (self._article.title, self._article.form):
            self.form_filled.emit(self._article.id, title, form)
        if self._encoding and self.encoding.currentData() != self._encoding:
            self.encoding_chosen.emit(self._article.id, self.encoding.currentData())
        self.accept()
