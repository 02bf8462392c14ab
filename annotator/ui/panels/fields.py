"""A field of the tag form: a name, an editor, a line for what is wrong, and when what was typed is stored."""

from itertools import count
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.domain.scheme import Attribute, AttributeType
from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.panels.editors import ChoiceEditor, Editor, LineEditor
from annotator.ui.panels.inputs import LINE
from annotator.ui.panels.quotes import QuotesEditor
from annotator.ui.values import Entry, code_entry, described, named, number_entry, stored_text, text_entry
from annotator.ui.widgets import GRID, ampersands, coloured, hint, label, tooltip

PAUSE_MS: Final = 800
"""After so long without typing a field is stored, though the person is still in it."""

_visits = count(1)


def editor_for(attribute: Attribute) -> Editor:
    """An editor for an attribute of a label."""
    match attribute.type:
        case AttributeType.CHOICE:
            return ChoiceEditor(attribute.choices)
        case AttributeType.NUMBER:
            return LineEditor(number_entry)
        case AttributeType.CODE:
            return LineEditor(code_entry)
        case AttributeType.QUOTES:
            return QuotesEditor()
        case AttributeType.TEXT:
            return LineEditor(text_entry)


class Field(QObject):
    """Stores what was typed when the person leaves, presses Enter or pauses, never while an input method composes.

    `visit` changes whenever the person comes to the field anew or it shows other tags: what is stored with one number
    is one step of history. What cannot be stored stays as it was typed, and `unsaved`.
    """

    stored = Signal(str, object, int)  # key, value (None for nothing), visit
    typed = Signal()  # what stands in the field has changed

    def __init__(self, key: str, name: str, editor: Editor, name_width: int, description: str = "") -> None:
        super().__init__()
        self.key = key
        self.editor = editor
        self.unsaved = False
        self.visit = next(_visits)
        self._value: object | None = None
        self._mixed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._paused)
        self.row = FormRow(name, editor, name_width, description)
        self._message = self.row.message
        editor.name(name, description)
        editor.edited.connect(self._on_edited)
        editor.chosen.connect(self._on_chosen)
        editor.entered.connect(self.flush)
        editor.gained.connect(self._on_gained)
        editor.lost.connect(self._on_lost)

    # -- what is stored ----------------------------------------------------------------------------------------------

    def load(self, value: object | None, mixed: bool = False, draft: str | None = None) -> None:
        """Shows the value of other tags; `draft` is what was typed there before and could not be stored."""
        self._timer.stop()
        self._value, self._mixed = value, mixed
        self.visit = next(_visits)
        self.unsaved = draft is not None
        self.editor.load(value, mixed)
        if draft is not None:
            self.editor.restore(draft)
        self._say(self.editor.entry().error if draft is not None else "")

    def follow(self, value: object | None, mixed: bool = False) -> None:
        """Shows a value that was changed elsewhere, unless the person is typing here; then says so."""
        same = (value, mixed) == (self._value, self._mixed)
        self._value, self._mixed = value, mixed
        if self.unsaved:
            entry = self.editor.entry()
            if not mixed and not entry.error and entry.value == value:
                self.unsaved = False
                self._say("")
            elif not same:
                words = stored_text(value) or tr("nothing")
                self._say(tr("Changed elsewhere to “{value}”; what you typed is not stored yet.", value=words))
        elif not same:
            self.editor.load(value, mixed)

    def check(self, value: object | None, mixed: bool = False) -> None:
        """Compares what was handed over with what is stored now: where it was refused, it stays unsaved."""
        if not self.unsaved and (value, mixed) != (self._value, self._mixed):
            self._value, self._mixed, self.unsaved = value, mixed, True
            self._say(tr("Not stored."))

    def reload(self) -> None:
        """Shows what is stored, whatever was typed."""
        self._timer.stop()
        self.unsaved = False
        self.editor.load(self._value, self._mixed)
        self._say("")

    def flush(self) -> bool:
        """Stores what was typed; False where it cannot be stored and is still unsaved."""
        return self._store(emptied=False)

    def _store(self, *, emptied: bool) -> bool:
        """`emptied`: nothing was chosen on purpose. A field of several values that was typed in and emptied again is
        not known to mean that."""
        self._timer.stop()
        if self.editor.composing:
            QGuiApplication.inputMethod().commit()
        if not self.unsaved:
            return True
        entry = self.editor.entry()
        self._say(entry.error)
        if entry.error:
            return False
        self.unsaved = False
        if entry.value != self._value or (self._mixed and (emptied or entry.value is not None)):
            self._value, self._mixed = entry.value, False
            self.stored.emit(self.key, entry.value, self.visit)
        return not self.unsaved

    @property
    def entry(self) -> Entry:
        """What stands in the field."""
        return self.editor.entry()

    # -- what the person does ----------------------------------------------------------------------------------------

    def _on_edited(self) -> None:
        self.unsaved = True
        self._timer.start()
        if not self._message.isHidden():
            self._say(self.editor.entry().error)
        self.typed.emit()

    def _on_chosen(self) -> None:
        if not self.editor.inside:
            self.visit = next(_visits)
        self.unsaved = True
        self._store(emptied=True)
        self.typed.emit()

    def _paused(self) -> None:
        if not self.editor.composing:
            self.flush()

    def _on_gained(self) -> None:
        self.visit = next(_visits)

    def _on_lost(self) -> None:
        if self.flush():
            self.editor.settle()

    def _say(self, error: str) -> None:
        self._message.setText(error)
        self._message.setVisible(bool(error))
        self.editor.set_invalid(bool(error))


class FormRow(QWidget):
    """A line of the form: a name, what is edited or shown, and below it what is wrong with it."""

    def __init__(self, name: str, content: QWidget, name_width: int, description: str = "") -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(0)
        self.title = coloured(label(), active().secondary)
        self.title.setBuddy(content)
        self._name = name
        self.title.setFixedHeight(LINE)
        self.set_name_width(name_width)
        self.message = coloured(hint(), active().bad)
        self.message.hide()
        self._grid.addWidget(self.title, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(content, 0, 1)
        self._grid.addWidget(self.message, 1, 1)
        self._grid.setColumnStretch(1, 1)
        if description:
            self.title.setToolTip(tooltip(description))
            content.setToolTip(tooltip(description))

    def add(self, widget: QWidget) -> None:
        """Puts a button at the end of the line."""
        self._grid.addWidget(widget, 0, 2, Qt.AlignmentFlag.AlignTop)

    def set_name_width(self, width: int) -> None:
        """Makes room for the longest name of the form."""
        self.title.setFixedWidth(width)
        cut = self.title.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, width)
        self.title.setText(ampersands(cut))


def attribute_field(attribute: Attribute, name_width: int) -> Field:
    """The field of an attribute."""
    return Field(attribute.key, named(attribute), editor_for(attribute), name_width, described(attribute))
