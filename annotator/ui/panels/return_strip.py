"""One line above the article: that a reviewer gave it back, who, and what is to be mended."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, Elided, button, coloured, filled, label


class ReturnStrip(QWidget):
    """Stands there until the article is submitted again; nothing puts it away before."""

    mend_asked = Signal()  # the article is to be open for changes again

    def __init__(self) -> None:
        super().__init__()
        self._lead = label()
        self._words = Elided(where=Qt.TextElideMode.ElideRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID * 3 // 2, GRID // 2, GRID * 3 // 2, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(coloured(self._lead, active().warning))
        row.addWidget(self._words, 1)
        self.mend = button(tr("Mend it now"), self.mend_asked.emit, name="return_mend")
        row.addWidget(self.mend)
        filled(self, active().ground)
        self.hide()

    def show_return(self, who: str, reason: str, *, closed: bool) -> None:
        """Says who gave the article back and why; without a reason the strip is not there.

        A `closed` article has to be opened for changes first.
        """
        self.mend.setVisible(closed)
        if reason:
            self._lead.setText(tr("Given back by {name}", name=who))
            self._words.set_whole(" ".join(reason.split()))
            self.setToolTip(reason)
        self.setVisible(bool(reason))

    def text(self) -> str:
        """What the strip says, for tests and screen readers."""
        return f"{self._lead.text()} {self._words.whole()}" if not self.isHidden() else ""
