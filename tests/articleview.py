"""Helpers for tests of the article view: marks in short, and where characters stand on the screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.span import Mark
from annotator.ui.text.content import LabelLook
from annotator.ui.text.view import ArticleView

A, B = LabelId(b"a"), LabelId(b"b")
LOOKS = {A: LabelLook("#0072B2", "项目"), B: LabelLook("#D55E00", "指标")}

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

Show = Callable[..., Marks]


def mark(name: str, start: int, end: int, label: LabelId = A) -> Mark:
    return Mark(start, end, label, SpanId(name.encode()))


def centre(view: ArticleView, position: int) -> QPoint:
    """The middle of a character."""
    (box,) = view.rows_of(position, position + 1)
    return box.center().toPoint()


def edge(view: ArticleView, position: int) -> QPoint:
    """The left edge of a character."""
    (box,) = view.rows_of(position, position + 1)
    return QPoint(round(box.left()), round(box.center().y()))


def click(view: ArticleView, place: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), LEFT, modifiers, place)


def drag(view: ArticleView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Presses, moves in two steps, releases."""
    viewport = view.viewport()
    QTest.mousePress(viewport, LEFT, modifiers, start)
    move(view, (start + end) / 2, modifiers)
    move(view, end, modifiers)
    QTest.mouseRelease(viewport, LEFT, modifiers, end)


def move(
    view: ArticleView, place: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT
) -> None:
    """Moves the pointer with a button down; QTest's own move says none, and on a real screen comes when it likes."""
    there = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, there, view.viewport().mapToGlobal(there), Qt.MouseButton.NoButton, button, modifiers
    )
    QApplication.sendEvent(view.viewport(), event)


def hover(view: ArticleView, place: QPoint) -> None:
    """Moves the pointer without a button."""
    move(view, place, button=Qt.MouseButton.NoButton)
