"""The fields that people type and choose in, as the tag form needs them: they say when they are entered and left."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from annotator.domain.pinyin import initials

LINE: Final = 28
"""The height of a field of one line."""

_MOST_LINES: Final = 8
_FRAME: Final = 8  # padding and border above and below the lines, as in the style sheet
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


def _is_visit(event: QFocusEvent) -> bool:
    """Whether the person came or left, and not just a menu of the field itself opened or closed."""
    return event.reason() != Qt.FocusReason.PopupFocusReason


class LineInput(QLineEdit):
    """A line of text. Enter and Esc are told and go no further; all other typing stays text."""

    entered = Signal()
    escaped = Signal()
    gained = Signal()
    lost = Signal()
    composed = Signal()  # the input method has finished, or given up, a composition
    stepped = Signal(int)  # +1 up, -1 down

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self.setMinimumWidth(32)
        self.setFixedHeight(LINE)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        was, self.composing = self.composing, bool(event.preeditString())
        if was and not self.composing:
            self.composed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~_KEYPAD == _PLAIN
        if plain and event.key() in _ENTER:
            self.entered.emit()
        elif plain and event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if _is_visit(event):
            self.gained.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if _is_visit(event):
            self.lost.emit()


class NoteInput(QPlainTextEdit):
    """Several lines of text; it grows with them. Enter leaves it, Shift+Enter begins a line."""

    entered = Signal()
    escaped = Signal()
    gained = Signal()
    lost = Signal()
    composed = Signal()
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self._loading = False
        self._hint = ""
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._on_text)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def text(self) -> str:
        """What is written; unlike `toPlainText` it keeps no-break spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def set_hint(self, hint: str) -> None:
        """Sets the pale words of an empty field."""
        self._hint = hint
        self._show_hint()

    def _show_hint(self) -> None:
        """Qt leaves the hint standing under what an input method composes."""
        self.setPlaceholderText("" if self.composing else self._hint)

    def set_text(self, text: str) -> None:
        """Shows another text; nothing of the one before can be undone into it."""
        self._loading = True
        self.setPlainText(text)
        self._loading = False

    def _on_text(self) -> None:
        if not self._loading:
            self.typed.emit()

    def _grow(self) -> None:
        """As high as its lines, up to some; then it scrolls."""
        lines = max(1, round(self.document().size().height()))  # a plain text document is measured in lines
        shown = min(lines, _MOST_LINES)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if lines > shown else policy.ScrollBarAlwaysOff)
        height = max(LINE, shown * self.fontMetrics().lineSpacing() + _FRAME)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, self.minimumHeight())

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        was, self.composing = self.composing, bool(event.preeditString())
        self._show_hint()
        if was and not self.composing:
            self.composed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~_KEYPAD
        if event.key() in _ENTER and modifiers == _PLAIN:
            self.entered.emit()
        elif event.key() in _ENTER and modifiers == _SHIFT and not self.isReadOnly():
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Escape and modifiers == _PLAIN:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if _is_visit(event):
            self.gained.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if _is_visit(event):
            self.lost.emit()


class ChoiceInput(QComboBox):
    """A choice. Letters look for names in any language, Chinese ones also by the initials of their pinyin.

    The wheel scrolls the form and changes nothing. A read-only one looks like text that cannot be edited.
    """

    entered = Signal()
    escaped = Signal()
    gained = Signal()
    lost = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[tuple[str, ...]] = []
        self._typed = ""
        self._since = QElapsedTimer()
        self._read_only = False
        self.setFixedHeight(LINE)
        self.setMaxVisibleItems(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_names(self, names: Sequence[tuple[str, ...]]) -> None:
        """Takes what each item can be looked for by."""
        self._names = [tuple(form.casefold() for name in each for form in (name, initials(name))) for each in names]

    def isReadOnly(self) -> bool:
        """Whether the choice can only be read."""
        return self._read_only

    def setReadOnly(self, read_only: bool) -> None:
        """Lets the choice be changed, or only read."""
        if read_only != self._read_only:
            self._read_only = read_only
            self.setProperty("locked", read_only)
            self.style().unpolish(self)
            self.style().polish(self)

    def look_for(self, letter: str) -> None:
        """Chooses what begins with the letters typed in quick succession, else the next that begins with this one."""
        quick = self._since.isValid() and self._since.elapsed() < QApplication.keyboardInputInterval()
        self._since.start()
        longer = self._typed + letter.casefold() if quick else ""
        at = self._find(longer, self.currentIndex()) if longer else None
        self._typed = longer if at is not None else letter.casefold()
        if at is None:
            at = self._find(self._typed, self.currentIndex() + 1)
        if at is not None and at != self.currentIndex():
            self.setCurrentIndex(at)
            self.activated.emit(at)

    def _find(self, begins: str, start: int) -> int | None:
        """The first item from `start` on, all around, one of whose names begins so."""
        count = len(self._names)
        order = [(start + step) % count for step in range(count)]
        return next((at for at in order if any(name.startswith(begins) for name in self._names[at])), None)

    @override
    def showPopup(self) -> None:
        if not self._read_only:
            super().showPopup()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~_KEYPAD
        if event.key() in _ENTER and modifiers == _PLAIN:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and modifiers == _PLAIN:
            self.escaped.emit()
        elif self._read_only:
            event.ignore()
            return
        elif modifiers in (_PLAIN, _SHIFT) and event.text().strip() and event.text().isprintable():
            self.look_for(event.text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if _is_visit(event):
            self.gained.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if _is_visit(event):
            self.lost.emit()
