"""The quiet strip in which the window shows what the program has to tell."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.icons import SIZE, pixmap
from annotator.ui.notify import Level, Notice, NoticeAction
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, breakable, button, hint, label, tool

_PICTURES: Final = {Level.INFO: "info", Level.GOOD: "check", Level.WARNING: "warning", Level.ERROR: "error"}
_RANK: Final = {Level.INFO: 0, Level.GOOD: 0, Level.WARNING: 1, Level.ERROR: 2}
_LONGEST: Final = 50  # notices that wait; whoever has more of them has seen enough
_DETAIL_ROWS: Final = 8


class NoticeBar(QWidget):
    """Shows one notice at a time, the most serious first; the others wait and are counted.

    What is only said in passing goes by itself; warnings and errors stay until they are closed.
    """

    closed = Signal()  # the last notice is gone

    def __init__(self, passing_ms: int = 6000) -> None:
        super().__init__()
        self._waiting: list[tuple[Notice, int]] = []  # each with how often it was told
        self._timer = QTimer(self, singleShot=True, interval=passing_ms)
        self._timer.timeout.connect(self.close_current)
        self._picture = QLabel()
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("notice_text")
        self._count = hint(wrap=False)
        self._more = button(tr("Details"), self._toggle_details, name="notice_details")
        self._actions = QHBoxLayout()
        self._actions.setSpacing(GRID)
        self._buttons: list[QPushButton] = []
        self._close = tool("close", tr("Close"), self.close_current, name="notice_close")
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setObjectName("notice_trace")
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setFixedHeight(self._details.fontMetrics().lineSpacing() * _DETAIL_ROWS + 2 * GRID)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self._count)
        row.addLayout(self._actions)
        row.addWidget(self._more)
        row.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setContentsMargins(5 * GRID - 4, 0, GRID, 0)  # under the text; Qt's own margin in a text is 4
        below.addWidget(self._details)
        column.addLayout(below)

    def show_notice(self, notice: Notice) -> None:
        """Shows a notice, or has it wait behind a more serious one; one that is there already is counted."""
        times = 1 + sum(told for known, told in self._waiting if _same(known, notice))
        others = [waiting for waiting in self._waiting if not _same(waiting[0], notice)]
        before = [waiting for waiting in others if _RANK[waiting[0].level] > _RANK[notice.level]]
        self._waiting = [*before, (notice, times), *others[len(before) :]]
        del self._waiting[_LONGEST:]
        self._show_first()

    def current(self) -> Notice | None:
        """The notice that is shown."""
        return self._waiting[0][0] if self._waiting else None

    def close_current(self) -> None:
        """Takes the notice away that is shown; the next one follows."""
        del self._waiting[:1]
        self._show_first()

    def clear(self) -> None:
        """Takes all notices away, because what they were about is over."""
        self._waiting.clear()
        self._show_first()

    def _show_first(self) -> None:
        self._timer.stop()
        self._details.hide()
        for made in self._buttons:
            self._actions.removeWidget(made)
            made.deleteLater()
        self._buttons.clear()
        if not self._waiting:
            if not self.isHidden():
                self.hide()
                self.closed.emit()
            return
        notice, times = self._waiting[0]
        self._picture.setPixmap(pixmap(_PICTURES[notice.level], _colour(notice.level), self.devicePixelRatioF(), SIZE))
        said = breakable(notice.text)
        self._text.setText(said if times == 1 else tr("{text} ({n} times)", text=said, n=times))
        self._count.setText(tr("{n} more", n=len(self._waiting) - 1) if len(self._waiting) > 1 else "")
        self._details.setPlainText(notice.details)
        self._more.setVisible(bool(notice.details))
        for action in notice.actions:
            self._add_button(action)
        self.show()
        self.update()
        if _RANK[notice.level] == 0 and not notice.actions:
            self._timer.start()

    def _add_button(self, action: NoticeAction) -> None:
        def clicked() -> None:
            self.close_current()
            action.run()

        made = button(action.text, clicked)
        self._buttons.append(made)
        self._actions.addWidget(made)

    def _toggle_details(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self._timer.stop()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        palette = active()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.raised))
        painter.fillRect(0, 0, self.width(), 1, QColor(palette.line))
        if self._waiting:
            painter.fillRect(0, 0, GRID // 2, self.height(), QColor(_colour(self._waiting[0][0].level)))
        painter.end()
        super().paintEvent(event)


def _same(one: Notice, other: Notice) -> bool:
    """Whether two notices say the same; what their buttons do cannot be compared."""
    return (one.level, one.text, one.details) == (other.level, other.text, other.details)


def _colour(level: Level) -> str:
    palette = active()
    return {
        Level.INFO: palette.accent,
        Level.GOOD: palette.good,
        Level.WARNING: palette.warning,
        Level.ERROR: palette.bad,
    }[level]
