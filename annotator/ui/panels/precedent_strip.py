"""One line above the article: how the string that is selected, or one like it, was decided before."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.precedents import Fitting, Nearness
from annotator.ui.palette import active
from annotator.ui.values import named, shortened
from annotator.ui.widgets import GRID, Elided, button, coloured, filled, label, tool

_LONGEST: Final = 24
_LEADS: Final = {
    Nearness.SAME: mark("Precedent"),
    Nearness.CONTAINED: mark("Precedent for “{text}”"),
    Nearness.ALIKE: mark("Similar precedent, “{text}”"),
}


class PrecedentStrip(QWidget):
    """Shows the nearest precedent and how many more there are."""

    opened = Signal(object)  # KnownPrecedent

    def __init__(self) -> None:
        super().__init__()
        self._fitting: list[Fitting] = []
        self._hidden = ""
        self._string = ""
        self._lead = label()
        self._words = Elided(where=Qt.TextElideMode.ElideRight)
        self._more = button("", self._open, name="precedent_more")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID * 3 // 2, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(coloured(self._lead, active().secondary))
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        row.addWidget(tool("close", tr("Not now"), self._put_away, name="precedent_close"))
        filled(self, active().ground)
        self.hide()

    def show_precedents(self, string: str, found: Sequence[Fitting], scheme: Scheme) -> None:
        """Shows what bears on a string; nothing hides the strip, and so does a string that it was put away for."""
        self._string, self._fitting = string, list(found)
        if not found or string == self._hidden:
            self.hide()
            return
        first = found[0].known.precedent
        known = scheme.by_key(first.label) if first.label else None
        ruling = named(known) if known is not None else (first.label or tr("not tagged"))
        self._lead.setText(tr(_LEADS[found[0].nearness], text=shortened(first.string, _LONGEST)))
        self._words.set_whole(f"{ruling}: {first.reason}")
        more = len(found) - 1
        self._more.setText(tr("and {n} more", n=more) if more else tr("Clause"))
        self.show()

    def text(self) -> str:
        """What the strip says, for tests and screen readers."""
        return f"{self._lead.text()} {self._words.whole()}"

    def _open(self) -> None:
        if self._fitting:
            self.opened.emit(self._fitting[0].known)

    def _put_away(self) -> None:
        self._hidden = self._string
        self.hide()
