"""The article as it was at some time, on the stage: text and tags of then, nothing to edit, and the way back to it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.article import Layer
from annotator.domain.ids import LayerId
from annotator.domain.marks import Marks
from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.text.content import Looks
from annotator.ui.text.view import ArticleView
from annotator.ui.widgets import GRID, Elided, button, filled, line, steady


class PastView(QWidget):
    """Shows what it is given and asks by signals."""

    layer_chosen = Signal(object)  # LayerId
    restore_asked = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.layers = steady(QComboBox(), 14)
        self.layers.setAccessibleName(tr("Whose tags"))
        self.layers.activated.connect(lambda _index: self.layer_chosen.emit(self.layers.currentData()))
        self._about = Elided(where=Qt.TextElideMode.ElideRight)
        self._restore = button(tr("Back to this state"), self.restore_asked.emit, name="restore_from_view")
        row = QHBoxLayout()
        row.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.layers)
        row.addWidget(self._about, 1)
        row.addWidget(self._restore)
        self.view = ArticleView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())
        column.addWidget(self.view, 1)
        filled(self, active().paper)
        self.view.key_command.connect(lambda command: self.closed.emit() if command == "drop" else None)
        self.setFocusProxy(self.view)

    def show_layers(self, named: Sequence[tuple[Layer, str]], mine: LayerId | None, writable: bool) -> None:
        """Offers whose tags to show, mine first."""
        self.layers.clear()
        for layer, name in sorted(named, key=lambda one: one[0].id != mine):
            self.layers.addItem(name, layer.id)
        self.layers.setVisible(len(named) > 1)
        self._restore.setEnabled(writable and mine is not None)

    def show_past(self, text: str, marks: Marks, looks: Looks, time: int) -> None:
        """Shows text and tags of a time (microseconds since 1970)."""
        self.view.show_article(text, marks, looks, title_end=max(0, text.find("\n")))
        moment = datetime.fromtimestamp(time / 1_000_000).astimezone()
        self._about.set_whole(tr("{moment}: {n} tags", moment=f"{moment:%Y-%m-%d %H:%M:%S}", n=len(marks)))
