"""The form below the tag rows: label, bounds, attributes and note of the selected tags, edited in place."""

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.domain.ids import SpanId
from annotator.domain.scheme import Attribute, Scheme
from annotator.domain.span import Attributes
from annotator.i18n import tr
from annotator.ui import fonts
from annotator.ui.palette import active
from annotator.ui.panels.chosen import Chosen
from annotator.ui.panels.editors import BoundsEditor, NoteEditor
from annotator.ui.panels.fields import Field, FormRow
from annotator.ui.panels.quotes import QuotesEditor
from annotator.ui.panels.tag_parts import LabelEditor, Page, QuoteLabel
from annotator.ui.values import named, origin_name, shared_attributes, stored_text
from annotator.ui.widgets import GRID, button, coloured, hint, tool

ReadBack = Callable[[Attributes], str]
"""Says in words what attributes state; empty where there is nothing to say."""

_NAME_WIDTH: Final = (56, 112)
_SELECTABLE: Final = Qt.TextInteractionFlag.TextSelectableByMouse
_FOCUS: Final = Qt.FocusReason.TabFocusReason
_LABEL, _BOUNDS, _NOTE = "\0label", "\0bounds", "\0note"  # keys of the fields that are no attributes


class TagForm(QScrollArea):
    """Edits one tag, or several at once: what they share is shown, and an edit goes to all of them.

    What was typed is stored for the tags it was typed for, also when others take their place in the form; what cannot
    be stored is kept as a draft and stands there again when they come back.
    """

    label_chosen = Signal(object, object)  # list[SpanId], LabelId
    field_edited = Signal(object, str, object, int)  # list[SpanId], key, value or None, visit
    note_edited = Signal(object, str, int)  # list[SpanId], note, visit
    bounds_edited = Signal(object, int, int)  # SpanId, start, end
    delete_asked = Signal(object)  # list[SpanId]
    confirm_asked = Signal(object)  # list[SpanId]
    quote_asked = Signal(object, str)  # SpanId, key
    quote_chosen = Signal(int, int)
    left = Signal()
    drafts_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read_back: ReadBack | None = None
        self._chosen: Chosen | None = None
        self._editable = True
        self._name_width = _NAME_WIDTH[0]
        self._pages: dict[tuple[Attribute, ...], Page] = {}
        self._page = Page((), 0)
        self._drafts: dict[tuple[tuple[SpanId, ...], str], str] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("The selected tag"))
        self._build_fixed()
        self._lay_out()
        self.setVisible(False)

    # -- building ----------------------------------------------------------------------------------------------------

    def _build_fixed(self) -> None:
        """What every tag has."""
        self._label_editor, self._bounds_editor, note = LabelEditor(), BoundsEditor(), NoteEditor()
        width = self._name_width
        self._label = self._listen(Field(_LABEL, tr("Label"), self._label_editor, width))
        self._bounds = self._listen(
            Field(_BOUNDS, tr("Bounds"), self._bounds_editor, width, tr("In characters; the end is not included."))
        )
        self._note = self._listen(Field(_NOTE, tr("Note"), note, width))
        self._quote = QuoteLabel()
        self._quote.clicked.connect(self._quote_clicked)
        self._quote_row = FormRow(tr("Quote"), self._quote, width)
        self._delete = tool("trash", tr("Remove this tag"), self._ask_delete)
        self._quote_row.add(self._delete)
        self._said = hint()
        self._said.setTextInteractionFlags(_SELECTABLE)
        self._said_row = FormRow("", self._said, width)
        self._said_row.title.setFixedHeight(self._said.fontMetrics().height())
        self._origin = hint()
        self._origin_row = FormRow(tr("Origin"), self._origin, width)
        self._others = hint()
        self._others.setTextInteractionFlags(_SELECTABLE)
        self._confirm = button(tr("Confirm"), self._ask_confirm)
        self._recheck = QWidget()
        strip = QHBoxLayout(self._recheck)
        strip.setContentsMargins(0, 0, 0, GRID // 2)
        strip.setSpacing(GRID)
        strip.addWidget(coloured(hint(tr("The text here has changed: check the tag.")), active().warning), 1)
        strip.addWidget(self._confirm)

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._place = QVBoxLayout()
        self._place.setSpacing(0)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(GRID * 3 // 2, GRID, GRID * 3 // 2, GRID)
        column.setSpacing(GRID // 2)
        column.addWidget(self._recheck)
        column.addWidget(self._label.row)
        column.addWidget(self._quote_row)
        column.addWidget(self._said_row)
        column.addWidget(self._bounds.row)
        column.addLayout(self._place)
        column.addWidget(self._note.row)
        column.addWidget(self._origin_row)
        column.addWidget(self._others)
        column.addStretch(1)
        self.setWidget(self._body)

    def _listen(self, field: Field) -> Field:
        field.stored.connect(self._store)
        field.typed.connect(self._say_back)
        field.editor.entered.connect(lambda: self._entered(field))
        field.editor.escaped.connect(self.leave)
        field.editor.gained.connect(lambda: self.ensureWidgetVisible(field.row, 0, GRID))
        field.editor.quote_chosen.connect(self.quote_chosen)
        field.editor.quote_asked.connect(lambda: self._ask_quote(field.key))
        return field

    def set_scheme(self, scheme: Scheme) -> None:
        """Takes the labels and their attributes; what is in the form is stored and taken off."""
        self.clear()
        for page in self._pages.values():
            page.widget.deleteLater()
        self._pages.clear()
        self._page = Page((), 0)
        self._label_editor.set_scheme(scheme)
        names = [named(one) for known in scheme.labels for one in known.attributes]
        names += [tr("Label"), tr("Bounds"), tr("Note"), tr("Quote"), tr("Origin")]
        metrics = QFontMetrics(fonts.interface_font())
        widest = max(metrics.horizontalAdvance(name) for name in names) + 2
        self._name_width = max(_NAME_WIDTH[0], min(widest, _NAME_WIDTH[1]))
        for row in (
            self._label.row,
            self._bounds.row,
            self._note.row,
            self._quote_row,
            self._said_row,
            self._origin_row,
        ):
            row.set_name_width(self._name_width)

    def set_limit(self, length: int) -> None:
        """Takes the length of the article, which no tag may go beyond."""
        self._bounds_editor.set_limit(length)

    def _page_of(self, chosen: Chosen) -> Page:
        attributes = shared_attributes(chosen.labels)
        page = self._pages.get(attributes)
        if page is None:
            page = self._pages[attributes] = Page(attributes, self._name_width)
            for field in page.fields:
                self._listen(field)
            page.widget.hide()
            self._place.addWidget(page.widget)
            stops = [stop for field in page.fields for stop in field.editor.stops()]
            for one, other in zip([self._bounds_editor.end, *stops], [*stops, *self._note.editor.stops()], strict=True):
                QWidget.setTabOrder(one, other)
        return page

    # -- showing -----------------------------------------------------------------------------------------------------

    @property
    def fields(self) -> list[Field]:
        """The fields to be seen, from top to bottom."""
        return [self._label, self._bounds, *self._page.fields, self._note]

    @property
    def chosen(self) -> Chosen | None:
        """What the form shows."""
        return self._chosen

    def show_tags(self, chosen: Chosen, *, editable: bool) -> None:
        """Shows some tags; those that were here before are followed, and what is being typed for them stays."""
        if self._chosen is not None and self._chosen.ids == chosen.ids and self._editable == editable:
            self._follow(chosen)
            return
        self.flush()
        self._keep_drafts()
        self._chosen, self._editable = chosen, editable
        self._turn_to(self._page_of(chosen))
        self._label_editor.offer(chosen.labels[0])
        for field, (value, mixed) in self._values(chosen):
            field.load(value, mixed, self._drafts.get((chosen.ids, field.key)))
            field.editor.set_editable(editable)
        self._show_rest()
        self.setVisible(True)

    def stays(self, chosen: Chosen) -> bool:
        """Whether showing some tags leaves all fields where they are."""
        same = self._chosen is not None and self._chosen.ids == chosen.ids
        return same and self._page_of(chosen) is self._page

    def clear(self) -> None:
        """Stores what was typed and shows nothing."""
        self.flush()
        self._keep_drafts()
        self._chosen = None
        self.setVisible(False)

    def abandon(self) -> None:
        """Shows nothing and tells nothing; what was typed and not stored is kept for when its tags come back."""
        self._keep_drafts()
        self._chosen = None
        self.setVisible(False)

    def _follow(self, chosen: Chosen) -> None:
        page = self._page_of(chosen)
        if page is not self._page:
            self.flush()
            self._keep_drafts()
        self._chosen = chosen
        if page is not self._page:
            self._turn_to(page)
            for field in page.fields:
                field.load(*chosen.attribute(field.key), self._drafts.get((chosen.ids, field.key)))
                field.editor.set_editable(self._editable)
        self._label_editor.offer(chosen.labels[0])
        for field, (value, mixed) in self._values(chosen):
            field.follow(value, mixed)
        self._show_rest()

    def check(self, chosen: Chosen) -> None:
        """Holds what was handed over for storing against what is there now."""
        if self._chosen is not None and self._chosen.ids == chosen.ids:
            for field, (value, mixed) in self._values(chosen):
                field.check(value, mixed)

    def reload(self) -> None:
        """Gives up what was typed and is not stored."""
        self._drafts.clear()
        for field in self.fields:
            field.reload()
        self.drafts_changed.emit()

    def _turn_to(self, page: Page) -> None:
        self._page.widget.hide()
        self._page = page
        page.widget.show()

    def _values(self, chosen: Chosen) -> Iterator[tuple[Field, tuple[object | None, bool]]]:
        labels = tuple(one.id for one in chosen.labels)
        mixed = len(chosen.spans) < len(chosen.ids) or len(set(labels)) > 1
        yield self._label, (None if mixed else labels[0], mixed)
        single = len(chosen.ids) == 1
        bounds = (chosen.spans[0].start, chosen.spans[0].end) if single else None
        yield self._bounds, (bounds, not single)
        for field in self._page.fields:
            yield field, chosen.attribute(field.key)
        yield self._note, chosen.shared(lambda span: span.note or None)

    def _show_rest(self) -> None:
        """What is shown beside the fields."""
        chosen = self._chosen
        if chosen is None:
            return
        single = len(chosen.ids) == 1
        self._quote.set_words(chosen.spans[0].quote if single else tr("{n} tags selected", n=len(chosen.ids)))
        self._bounds.row.setVisible(single)
        self._recheck.setVisible(bool(chosen.recheck) and self._editable)
        self._delete.setVisible(self._editable)
        for field in self._page.fields:
            if isinstance(field.editor, QuotesEditor):
                field.editor.set_pickable(single)
        origins = {span.origin for span in chosen.spans}
        whole = len(origins) == 1 and len(chosen.spans) == len(chosen.ids)
        self._origin.setText((origin_name(*origins) or tr("by hand")) if whole else "")
        self._origin_row.setVisible(whole)
        known = {field.key for field in self._page.fields}
        others = chosen.spans[0].attributes if single else {}
        words = [
            f"{key}: {stored_text(value)}" for key, value in others.items() if key not in known and value is not None
        ]
        self._others.setText(tr("Also stored: {attributes}", attributes="; ".join(words)) if words else "")
        self._others.setVisible(bool(words))
        self._say_back()

    def _say_back(self) -> None:
        """Reads back what the attributes say, typed ones as they would be stored."""
        chosen = self._chosen
        words = ""
        if chosen is not None and len(chosen.ids) == 1 and self.read_back is not None and self._page.fields:
            attributes = dict(chosen.spans[0].attributes)
            for field in self._page.fields:
                entry = field.entry
                if field.unsaved and not entry.error:
                    attributes[field.key] = entry.value
            words = self.read_back({key: value for key, value in attributes.items() if value is not None})
        self._said.setText(words)
        self._said_row.setVisible(bool(words))

    # -- storing -----------------------------------------------------------------------------------------------------

    def _store(self, key: str, value: object | None, visit: int) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        ids = list(chosen.ids)
        if key == _LABEL:
            self.label_chosen.emit(ids, value)
        elif key == _NOTE:
            self.note_edited.emit(ids, value or "", visit)
        elif key != _BOUNDS:
            self.field_edited.emit(ids, key, value, visit)
        elif isinstance(value, tuple):
            self.bounds_edited.emit(ids[0], *value)

    def flush(self) -> None:
        """Stores everything that was typed and can be stored."""
        if self._chosen is not None:
            for field in self.fields:
                field.flush()

    def _keep_drafts(self) -> None:
        """Keeps what could not be stored for when its tags come back."""
        if self._chosen is None:
            return
        before = dict(self._drafts)
        for field in self.fields:
            place = (self._chosen.ids, field.key)
            self._drafts.pop(place, None)
            if field.unsaved and (draft := field.editor.draft()):
                self._drafts[place] = draft
        if before != self._drafts:
            self.drafts_changed.emit()

    @property
    def unsaved(self) -> bool:
        """Whether something stands in the form that is not stored."""
        return self._chosen is not None and any(field.unsaved for field in self.fields)

    @property
    def drafts(self) -> list[tuple[SpanId, ...]]:
        """The tags for which something is kept that could not be stored."""
        return [ids for ids, _key in self._drafts]

    # -- moving ------------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Goes to the first attribute that is empty, else to the first, else to the note."""
        fields = self._page.fields or [self._note]
        empty = next((field for field in fields if field.entry == (None, "") and not field.editor.mixed), fields[0])
        empty.editor.setFocus(_FOCUS)

    def _entered(self, field: Field) -> None:
        """On to the next field, unless what was typed is wrong; behind the last one the form is left."""
        if field.unsaved:
            return
        order = [one for one in self.fields if not one.row.isHidden()]
        at = order.index(field) + 1
        if at < len(order):
            order[at].editor.setFocus(_FOCUS)
        else:
            self.left.emit()

    def leave(self) -> None:
        """Stores what was typed and says that the person is done here."""
        self.flush()
        self.left.emit()

    # -- asking ------------------------------------------------------------------------------------------------------

    def _quote_clicked(self) -> None:
        if self._chosen is not None and len(self._chosen.ids) == 1:
            span = self._chosen.spans[0]
            self.quote_chosen.emit(span.start, span.end)

    def _ask_quote(self, key: str) -> None:
        if self._chosen is not None and self._chosen.current is not None:
            self.flush()
            self.quote_asked.emit(self._chosen.current, key)

    def _ask_delete(self) -> None:
        if self._chosen is not None:
            self.delete_asked.emit(list(self._chosen.ids))

    def _ask_confirm(self) -> None:
        if self._chosen is not None:
            self.confirm_asked.emit(list(self._chosen.recheck))

    def add_quote(self, start: int, end: int, text: str, key: str | None = None) -> bool:
        """Adds words of the article to an attribute of all tags here; False where there is no room or no such one."""
        for field in self._page.fields:
            if isinstance(field.editor, QuotesEditor) and key in (None, field.key):
                return field.editor.add({"start": start, "end": end, "text": text})
        return False
