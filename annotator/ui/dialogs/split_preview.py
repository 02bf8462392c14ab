"""A page of several articles before it is divided: its text with the cuts, and what the articles are to be called."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import explain, tr
from annotator.services.splitting import Outcome, Page, Part, part_at
from annotator.ui.dialogs.base import Dialog
from annotator.ui.models.cuts import Cuts
from annotator.ui.palette import active, label_colours
from annotator.ui.panels.cut_view import CutView, part_colour
from annotator.ui.widgets import GRID, ampersands, coloured, filled, hint, label, tool

_ASK_MS: Final = 250
_SIDE: Final = 42 * GRID


class _PartRow(QFrame):
    """The fields of one article to be."""

    chosen = Signal(int)
    remove_asked = Signal(int)

    def __init__(self, number: int, part: Part, length: int, cuts: Cuts) -> None:
        super().__init__()
        self.number = number
        colour = label_colours(active(), part_colour(number))
        self._bar = filled(QWidget(), colour.line)
        self._bar.setFixedWidth(3)
        self.title = QLineEdit(part.title)
        self.title.setObjectName(f"part_title_{number}")
        self.title.setAccessibleName(tr("Title of article {n}", n=number + 1))
        self.title.setPlaceholderText(tr("Title"))
        self.title.setCursorPosition(0)
        self.title.textEdited.connect(lambda text: cuts.set_title(number, text))
        self.authors = QLineEdit("、".join(part.authors))
        self.authors.setObjectName(f"part_authors_{number}")
        self.authors.setAccessibleName(tr("Authors of article {n}", n=number + 1))
        self.authors.setPlaceholderText(tr("Authors"))
        self.authors.textEdited.connect(lambda text: cuts.set_authors(number, text))
        self._length = hint(tr("{n} characters", n=f"{length:,}"), wrap=False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID // 2, 0, GRID)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.addWidget(self._bar, 0, 0, 3, 1)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(coloured(label(str(number + 1)), colour.text))
        head.addWidget(self._length, 1)
        self.remove = tool(
            "close", tr("Take the cut out: join with the article before"), lambda: self.remove_asked.emit(number)
        )
        self.remove.setObjectName(f"part_remove_{number}")
        self.remove.setVisible(number > 0)
        head.addWidget(self.remove)
        head.addStrut(self.remove.sizeHint().height())
        grid.addLayout(head, 0, 1)
        grid.addWidget(self.title, 1, 1)
        grid.addWidget(self.authors, 2, 1)

    def set_current(self, current: bool) -> None:
        """Shows that the text's current paragraph is in this article."""
        palette = active()
        filled(self, palette.hover if current else palette.ground)

    def show_length(self, length: int) -> None:
        """Says how long the article is going to be."""
        self._length.setText(tr("{n} characters", n=f"{length:,}"))


class SplitPreview(Dialog):
    """Lets a person move, add and take out cuts and name the articles, and then tells what was decided."""

    split_asked = Signal(object)  # tuple[Part, ...]
    effect_asked = Signal(object)  # list[int]: starts of all parts but the first
    one_article_asked = Signal()

    def __init__(self, page: Page, parts: list[Part], *, noted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(tr("Split into articles"), parent, ok=tr("Split"))
        reading = page.reading
        self.cuts = Cuts(reading.text, parts, lambda start, end: part_at(reading, start, end))
        self.view = CutView(self.cuts)
        self._rows: list[_PartRow] = []
        self._about = label(_told(len(parts)), wrap=True)
        self._effect = hint()
        self._ask = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._ask.timeout.connect(lambda: self.effect_asked.emit(list(self.cuts.starts[1:])))
        self._lay_out()
        self.add_left_button(tr("As proposed"), self.cuts.propose, name="split_propose", picture="undo")
        if noted:
            self.add_left_button(tr("It is one article"), self._ask_one, name="split_one")
        self.cuts.changed.connect(self._show_parts)
        self.view.current_changed.connect(self._mark_current)
        self._show_parts()
        if page.refused is not None:
            self.show_problem(explain(page.refused))
            self.set_ready(False)
        self.resize(136 * GRID, 88 * GRID)

    def _lay_out(self) -> None:
        paper = QFrame()
        paper.setObjectName("split_paper")
        inside = QVBoxLayout(paper)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, GRID // 2, 0)
        self._list.setSpacing(GRID // 2)
        self._list.addStretch(1)
        holder = QWidget()
        holder.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidget(holder)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedWidth(_SIDE)
        filled(holder, active().ground)
        both = QHBoxLayout()
        both.setSpacing(2 * GRID)
        both.addWidget(paper, 1)
        both.addWidget(self._scroll)
        keys = hint(
            tr(
                "Drag a line to move it, click in the margin to cut. Keys: Up and Down choose a paragraph, "
                "Enter cuts before it or takes the cut out, Ctrl+Up and Ctrl+Down move a cut."
            )
        )
        self.body.addWidget(self._about)
        self.body.addLayout(both, 1)
        self.body.addWidget(keys)
        self.body.addWidget(self._effect)

    # -- parts -----------------------------------------------------------------------------------------------------

    def _show_parts(self) -> None:
        """Makes the rows anew where their number changed or a title that nobody wrote did."""
        parts = self.cuts.parts
        for row in self._rows[len(parts) :]:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[len(parts) :]
        for number, part in enumerate(parts):
            start, end = self.cuts.bounds(number)
            if number == len(self._rows):
                row = _PartRow(number, part, end - start, self.cuts)
                row.remove_asked.connect(lambda at: self.cuts.remove(self.cuts.starts[at]))
                self._list.insertWidget(number, row)
                self._rows.append(row)
                continue
            row = self._rows[number]
            row.show_length(end - start)
            if row.title.text() != part.title:
                row.title.setText(part.title)
                row.title.setCursorPosition(0)
            if row.authors.text() != "、".join(part.authors):
                row.authors.setText("、".join(part.authors))
        if self.ok_button is not None:
            self.ok_button.setText(
                ampersands(tr("Split into {n} articles", n=len(parts)) if len(parts) > 1 else tr("Split"))
            )
        self.set_ready(len(parts) > 1 and not self.problem_text())
        self._mark_current(self.cuts.number_at(self.view.current()))
        self._ask.start()

    def _mark_current(self, number: int) -> None:
        for row in self._rows:
            row.set_current(row.number == number)
        if number < len(self._rows):
            self._scroll.ensureWidgetVisible(self._rows[number])

    def show_effect(self, outcome: Outcome) -> None:
        """Says what the cuts would do to tags and relations."""
        told = []
        if outcome.crossing:
            told.append(
                tr(
                    "A cut goes through {n} tags: each goes with most of its words and is there to be looked at again.",
                    n=outcome.crossing,
                )
            )
        if outcome.untied:
            told.append(tr("{n} relations between tags of different articles are removed.", n=outcome.untied))
        coloured(self._effect, active().warning).setText(" ".join(told))

    # -- what is decided -------------------------------------------------------------------------------------------

    def _ask_one(self) -> None:
        self.one_article_asked.emit()
        self.accept()

    @override
    def first_field(self) -> QWidget:
        return self.view

    @override
    def commit(self) -> None:
        self.set_busy()
        self.split_asked.emit(self.cuts.parts)


def _told(count: int) -> str:
    if count > 1:
        return tr("This text seems to hold {n} articles. Check the cuts and the titles; tags go along.", n=count)
    return tr("Nothing in this text tells articles apart. Cut where one begins; tags go along.")
