"""A tag panel that is wired to a document in memory as the window wires it, and writes down what it tells."""

from collections.abc import Sequence

from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from ui.tags import TEXT, Desk, desk

from annotator.domain.change import Change
from annotator.domain.ids import SpanId
from annotator.domain.span import Attributes, Span
from annotator.ui.panels.fields import Field
from annotator.ui.panels.tags import TagPanel


def said(attributes: Attributes) -> str:
    """Stands in for the service that reads attributes back."""
    return f"= {attributes['value']}" if "value" in attributes else ""


class Bench:
    """`told` has the panel's signals by name, in their order; `refuses` makes every edit fail, as on a submitted
    article."""

    def __init__(self, qtbot: QtBot, made: Desk | None = None) -> None:
        self.qtbot = qtbot
        self.desk = made or desk()
        self.document = self.desk.document
        self.refuses = False
        self.told: list[tuple[object, ...]] = []
        self.undone = 0
        self.window = QMainWindow()
        self.panel = TagPanel(said)
        self.elsewhere = QLineEdit()
        place = QWidget()
        self.window.setCentralWidget(self.panel)
        self.window.setMenuWidget(self.elsewhere)
        self.window.resize(376, 900)
        undo = QAction(self.window)
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        undo.triggered.connect(self._undo)
        self.window.addAction(undo)
        place.deleteLater()
        self._connect()
        qtbot.addWidget(self.window)

    def _connect(self) -> None:
        panel, document = self.panel, self.document
        panel.label_chosen.connect(lambda ids, label: self._edit("label", document.relabel, ids, label))
        panel.field_edited.connect(
            lambda ids, key, v, visit: self._edit("field", document.set_attribute, ids, key, v, at=visit)
        )
        panel.note_edited.connect(lambda ids, note, visit: self._edit("note", document.set_note, ids, note, at=visit))
        panel.bounds_edited.connect(lambda id_, s, e: self._edit("bounds", document.set_bounds, id_, s, e))
        for name in ("delete_asked", "confirm_asked", "quote_asked", "quote_chosen", "key_command", "left"):
            getattr(panel, name).connect(lambda *args, name=name: self.told.append((name, *args)))
        panel.current_chosen.connect(self._chosen)
        panel.selection_changed.connect(lambda ids: self.told.append(("selection", ids)))

    def _chosen(self, span: SpanId) -> None:
        self.told.append(("current", span))
        self.panel.set_current(span)

    def _undo(self) -> None:
        self.undone += 1

    def _edit(self, name: str, edit: object, *args: object, at: int | None = None) -> None:
        self.told.append((name, *args, at) if at is not None else (name, *args))
        if not self.refuses:
            assert callable(edit)
            self.follow(edit(*args))

    def follow(self, changes: Sequence[Change]) -> None:
        self.panel.follow(changes)

    def show(self, current: SpanId | None = None, editable: bool = True) -> TagPanel:
        document = self.document
        self.panel.show_document(
            document.text, document.marks, self.desk.scheme, self.desk.details, editable, document.recheck
        )
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        if current is not None:
            self.panel.set_current(current)
        self.panel.settle()
        return self.panel

    def field(self, key: str) -> Field:
        names = {"label": "\0label", "bounds": "\0bounds", "note": "\0note"}
        return next(one for one in self.panel.form.fields if one.key == names.get(key, key))

    def input(self, key: str) -> QLineEdit | QPlainTextEdit:
        """The widget of a field, with the focus."""
        found = self.field(key).editor.focusProxy()
        assert isinstance(found, QLineEdit | QPlainTextEdit)
        found.setFocus()
        self.qtbot.waitUntil(found.hasFocus)
        return found

    def leave(self) -> None:
        """Goes elsewhere, as a click into the article would."""
        self.elsewhere.setFocus()
        self.qtbot.waitUntil(self.elsewhere.hasFocus)

    def span(self, span: SpanId) -> Span:
        return self.document.span(span)

    def names(self) -> list[object]:
        return [one[0] for one in self.told]


def compose(widget: QWidget, text: str) -> None:
    """What an input method shows while it is composing."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def commit(widget: QWidget, text: str) -> None:
    """What an input method hands over."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def type_in(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Types a text: what a keyboard has no keys for comes from an input method."""
    for character in text:
        if character.isascii():
            qtbot.keyClicks(widget, character)
        else:
            commit(widget, character)


def content(widget: QLineEdit | QPlainTextEdit) -> str:
    return widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()


__all__ = ["TEXT", "Bench", "Desk", "commit", "compose", "content", "desk", "said", "type_in"]
