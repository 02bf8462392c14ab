"""Long work in the status area: how far it is, what it is at, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from annotator.i18n import tr
from annotator.ui.fonts import secondary_font, tabular
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, Elided, coloured, hint, tool


class ProgressStrip(QWidget):
    """A bar, a count, the current file and a button that cancels; hidden while nothing runs."""

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._what = hint(wrap=False)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(15 * GRID)
        self._count = hint(wrap=False)
        self._count.setFont(tabular(secondary_font()))
        self._file = Elided()
        self._file.setFont(secondary_font())
        coloured(self._file, active().secondary)
        self._cancel = tool("close", tr("Cancel"), self._ask_cancel, name="progress_cancel")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._what)
        row.addWidget(self._bar)
        row.addWidget(self._count)
        row.addWidget(self._file, 1)
        row.addWidget(self._cancel)
        self.hide()

    def start(self, what: str) -> None:
        """Shows the strip for a work, in words such as “Importing”, before anything is known of its length."""
        self._what.setText(what)
        self._bar.setRange(0, 0)
        self._count.clear()
        self._file.set_whole("")
        self._cancel.setEnabled(True)
        self.show()

    def show_progress(self, done: int, total: int, item: str = "") -> None:
        """Shows that `done` of `total` are done (`total` 0: nobody knows how many) and which one is at work."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(tr("{done} of {total}", done=done, total=total) if total else str(done))
        self._file.set_whole(item)

    def finish(self) -> None:
        """Hides the strip."""
        self.hide()

    def _ask_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._what.setText(tr("Stopping…"))
        self.cancel_asked.emit()
