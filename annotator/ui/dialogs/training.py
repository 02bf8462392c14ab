"""How a training goes, and how well the model does by label on articles that it was not shown."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from annotator.i18n import tr
from annotator.services.learning import Count, Scores, Study
from annotator.ui import fonts
from annotator.ui.dialogs.base import Dialog
from annotator.ui.widgets import GRID, hint, label

_WIDTH: Final = 60 * GRID


class TrainingDialog(Dialog):
    """Closing it stops nothing: the training goes on behind the window."""

    def __init__(self, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(tr("Train on my articles"), parent, close=tr("Close"))
        self._names = names
        self.setMinimumWidth(_WIDTH)
        self.words = label(tr("Reading what can be learned from …"), wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(3 * GRID)
        self.grid.setVerticalSpacing(GRID // 2)
        self.grid.setColumnStretch(0, 1)
        self.body.addWidget(self.words)
        self.body.addWidget(self._bar)
        self.body.addLayout(self.grid)
        self.body.addStretch(1)
        self.body.addWidget(
            hint(tr("Learned from are gold and your own submitted or imported articles, nobody else's."))
        )

    def show_progress(self, done: int, total: int) -> None:
        """Shows how many steps are done."""
        if total:
            self.words.setText(tr("Training: step {done} of {total}", done=done, total=total))
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    def show_study(self, found: Study) -> None:
        """Shows what came of it."""
        self._bar.hide()
        if not found.model.data:
            self.words.setText(tr("Too little was submitted to learn from: two articles with tags are the least."))
            return
        self.words.setText(
            tr(
                "{n} articles to learn from; measured on {folds} parts of them, each held back once",
                n=found.model.articles,
                folds=found.scores.folds,
            )
        )
        self._fill(found.scores)

    def _fill(self, scores: Scores) -> None:
        heads = (tr("Label"), tr("Tags"), tr("Precision"), tr("Recall"), "F1", tr("F1 by rules alone"))
        self._add_row(0, heads, quiet=True)
        known = [key for key in self._names if key in scores.learned and scores.learned[key].wanted]
        for row, key in enumerate(known, 1):
            count, rules = scores.learned[key], scores.rules.get(key, Count())
            shares = (count.precision, count.recall, count.f1, rules.f1)
            self._add_row(row, (self._names[key], f"{count.wanted:,}", *map(_percent, shares)))

    def _add_row(self, row: int, cells: tuple[str, ...], quiet: bool = False) -> None:
        for column, words in enumerate(cells):
            cell = hint(words, wrap=False) if quiet else label(words)
            if column and not quiet:
                cell.setFont(fonts.tabular(fonts.interface_font()))
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            self.grid.addWidget(cell, row, column, side)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.0f} %"
