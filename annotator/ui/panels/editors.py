"""Editors of a tag's attributes, one for each type, behind one face."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.scheme import Choice
from annotator.i18n import tr
from annotator.ui.panels.inputs import ChoiceInput, LineInput, NoteInput
from annotator.ui.values import Entry, named, stored_text
from annotator.ui.widgets import GRID, hint

_NONE: Final = "—"


class Editor(QWidget):
    """What all editors have in common. `load` shows a stored value and tells nothing; people's doings are told.

    An editor may be put together from several widgets; it is left when none of them has the focus any more.
    """

    edited = Signal()  # typed, not finished
    chosen = Signal()  # a whole value at once
    entered = Signal()
    escaped = Signal()
    gained = Signal()
    lost = Signal()
    quote_asked = Signal()
    quote_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._inside = False
        self._inputs: list[LineInput | NoteInput | ChoiceInput] = []
        self.mixed = False

    def take(self, *inputs: LineInput | NoteInput | ChoiceInput) -> None:
        """Listens to the widgets that this editor is made of; the first one stands for it."""
        self._inputs.extend(inputs)
        self.setFocusProxy(inputs[0])
        for one in inputs:
            one.entered.connect(self.entered)
            one.escaped.connect(self.escaped)
            one.gained.connect(self._came)
            one.lost.connect(self._went)
            if not isinstance(one, ChoiceInput):
                one.composed.connect(self.edited)

    def _came(self) -> None:
        if not self._inside:
            self._inside = True
            self.gained.emit()

    def _went(self) -> None:
        focus = QApplication.focusWidget()
        if self._inside and (focus is None or not self.isAncestorOf(focus)):
            self._inside = False
            self.lost.emit()

    def stops(self) -> list[QWidget]:
        """The widgets that Tab goes through."""
        return list(self._inputs)

    @property
    def inside(self) -> bool:
        """Whether the person is in this editor."""
        return self._inside

    @property
    def composing(self) -> bool:
        """Whether an input method is at work on it."""
        return any(one.composing for one in self._inputs if not isinstance(one, ChoiceInput))

    def name(self, name: str, description: str = "") -> None:
        """Says to screen readers what is edited here."""
        for one in self._inputs:
            one.setAccessibleName(name)
            one.setAccessibleDescription(description)

    def set_editable(self, editable: bool) -> None:
        """Lets the value be changed, or only read and copied."""
        for one in self._inputs:
            one.setReadOnly(not editable)

    def set_invalid(self, invalid: bool) -> None:
        """Shows by its frame that something is wrong with what stands here."""
        for one in self._inputs:
            if bool(one.property("invalid")) != invalid:
                one.setProperty("invalid", invalid)
                one.style().unpolish(one)
                one.style().polish(one)

    def load(self, value: object | None, mixed: bool = False) -> None:
        """Shows a stored value, or that several differ."""
        raise NotImplementedError

    def entry(self) -> Entry:
        """What stands here, as it would be stored."""
        raise NotImplementedError

    def draft(self) -> str:
        """What stands here, as it was typed."""
        return ""

    def restore(self, draft: str) -> None:
        """Shows again what was typed."""

    def settle(self) -> None:
        """Shows the value the way it is stored, once the person has left."""

    def set_limit(self, limit: int) -> None:
        """Takes the length of the article."""


def several() -> str:
    """What stands where several tags differ."""
    return tr("several values")


class LineEditor(Editor):
    """A value typed into one line."""

    def __init__(self, parse: Callable[[str], Entry]) -> None:
        super().__init__()
        self._parse = parse
        self.input = LineInput()
        self._loaded = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.input)
        self.take(self.input)
        self.input.textEdited.connect(lambda _text: self.edited.emit())

    @override
    def load(self, value: object | None, mixed: bool = False) -> None:
        self.mixed = mixed
        self.input.setPlaceholderText(several() if mixed else "")
        text = "" if mixed else stored_text(value)
        if text != self.input.text():
            self.input.setText(text)
            self.input.setCursorPosition(0)
        if self.input.hasFocus():
            self.input.selectAll()

    @override
    def entry(self) -> Entry:
        return self._parse(self.input.text())

    @override
    def draft(self) -> str:
        return self.input.text()

    @override
    def restore(self, draft: str) -> None:
        self.input.setText(draft)

    @override
    def settle(self) -> None:
        value, error = self.entry()
        if not error and stored_text(value) != self.input.text():
            self.input.setText(stored_text(value))


class ChoiceEditor(Editor):
    """One of some choices, or none; a stored value that is no choice stays to be seen."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._choices = choices
        self._values: list[object | None] = []
        self.input = ChoiceInput()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.input)
        self.take(self.input)
        self.input.activated.connect(self._on_activated)
        self._fill()

    def _fill(self, *others: object) -> None:
        self.input.clear()
        self._values = [None, *(choice.key for choice in self._choices), *others]
        names = [named(choice) for choice in self._choices] + [stored_text(other) for other in others]
        self.input.addItems([_NONE, *names])
        known = [(choice.zh, choice.en, choice.key) for choice in self._choices]
        self.input.set_names([(_NONE,), *known, *((stored_text(other),) for other in others)])

    def _on_activated(self) -> None:
        self.mixed = False
        self.chosen.emit()

    @override
    def load(self, value: object | None, mixed: bool = False) -> None:
        self.mixed = mixed
        self.input.setPlaceholderText(several() if mixed else "")
        if not mixed and value not in self._values:
            self._fill(value)
        self.input.setCurrentIndex(-1 if mixed else self._values.index(value))

    @override
    def entry(self) -> Entry:
        at = self.input.currentIndex()
        return Entry(self._values[at] if at >= 0 else None)


class NoteEditor(Editor):
    """Free text of several lines."""

    def __init__(self) -> None:
        super().__init__()
        self.input = NoteInput()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.input)
        self.take(self.input)
        self.input.typed.connect(self.edited)
        self._show_hint()

    def _show_hint(self) -> None:
        words = "" if self.input.isReadOnly() else tr("Shift+Enter begins a new line")
        self.input.set_hint(several() if self.mixed else words)

    @override
    def set_editable(self, editable: bool) -> None:
        super().set_editable(editable)
        self._show_hint()

    @override
    def load(self, value: object | None, mixed: bool = False) -> None:
        self.mixed = mixed
        self._show_hint()
        text = "" if mixed else stored_text(value)
        if text != self.input.text():
            self.input.set_text(text)

    @override
    def entry(self) -> Entry:
        return Entry(self.input.text().rstrip() or None)

    @override
    def draft(self) -> str:
        return self.input.text()

    @override
    def restore(self, draft: str) -> None:
        self.input.set_text(draft)


class BoundsEditor(Editor):
    """Start and end of a tag in code points, end not included; up and down move an end by one."""

    def __init__(self) -> None:
        super().__init__()
        self._limit = 0
        self.start, self.end = LineInput(), LineInput()
        self._length = hint(wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.start, 2)
        row.addWidget(hint("–", wrap=False))
        row.addWidget(self.end, 2)
        row.addSpacing(GRID // 2)
        row.addWidget(self._length, 1)
        self.take(self.start, self.end)
        for one in (self.start, self.end):
            one.textEdited.connect(lambda _text: self._on_text())
            one.stepped.connect(lambda by, field=one: self._step(field, by))

    @override
    def name(self, name: str, description: str = "") -> None:
        super().name(name, description)
        self.start.setAccessibleName(tr("Start"))
        self.end.setAccessibleName(tr("End"))

    @override
    def set_limit(self, limit: int) -> None:
        self._limit = limit

    def _on_text(self) -> None:
        self._show_length()
        self.edited.emit()

    def _step(self, field: LineInput, by: int) -> None:
        if field.isReadOnly() or not _whole(field.text()):
            return
        before, number = field.text(), int(field.text()) + by
        field.setText(str(number))
        if self.entry().error:
            field.setText(before)
            return
        self._on_text()

    def _show_length(self) -> None:
        bounds, error = self.entry()
        length = bounds[1] - bounds[0] if isinstance(bounds, tuple) and not error else 0
        self._length.setText(tr("{n} ch.", n=length) if length else "")

    @override
    def load(self, value: object | None, mixed: bool = False) -> None:
        self.mixed = mixed
        bounds = value if isinstance(value, tuple) and not mixed else ("", "")
        for field, number in zip((self.start, self.end), bounds, strict=True):
            field.setPlaceholderText(several() if mixed else "")
            if field.text() != str(number):
                field.setText(str(number))
        self._show_length()

    @override
    def entry(self) -> Entry:
        written = self.start.text(), self.end.text()
        if not all(map(_whole, written)):
            return Entry(None, tr("Start and end are whole numbers."))
        start, end = (int(text) for text in written)
        if not 0 <= start < end:
            return Entry(None, tr("The start lies before the end."))
        if end > self._limit:
            return Entry(None, tr("The article ends at {limit}.", limit=self._limit))
        return Entry((start, end))

    @override
    def draft(self) -> str:
        return f"{self.start.text()}\n{self.end.text()}"

    @override
    def restore(self, draft: str) -> None:
        start, _, end = draft.partition("\n")
        self.start.setText(start)
        self.end.setText(end)
        self._show_length()


def _whole(text: str) -> bool:
    return text.strip().isdecimal() and len(text) < 12
