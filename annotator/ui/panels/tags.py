"""The panel beside the article: its tags as rows, and a form to edit those that are selected."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.change import Change
from annotator.domain.ids import SpanId
from annotator.domain.marks import Marks
from annotator.domain.scheme import Scheme
from annotator.i18n import tr
from annotator.ui.models.tag_model import Details, TagFilter, TagModel
from annotator.ui.palette import active
from annotator.ui.panels.chosen import Chosen
from annotator.ui.panels.message import Message
from annotator.ui.panels.tag_header import TagHeader
from annotator.ui.panels.tag_rows import HEIGHT, TagRows
from annotator.ui.text.keys import KeyMap
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named, shortened
from annotator.ui.widgets import ampersands, button, filled

if TYPE_CHECKING:
    from annotator.ui.panels.tag_form import ReadBack, TagForm

_MOST_READ: Final = 500  # selected tags whose values the form compares
_MOST_NAMED: Final = 3  # labels that the empty panel names with their keys

_FIRST_FORM_MS: Final = 40  # making the form waits until the article stands on the screen


class TagPanel(QWidget):
    """Shows the tags of the open article; everything a person does here is told by signals and done elsewhere.

    Ids are given as lists. A `visit` is a number: edits of fields with the same one belong to one step of history. The
    marks and the re-check list given to `show_document` stay the caller's; they, and what `details` reads, must have
    followed a change before `follow` tells of it.
    """

    current_chosen = Signal(object)  # SpanId
    selection_changed = Signal(object)  # list[SpanId]
    label_chosen = Signal(object, object)  # list[SpanId], LabelId
    field_edited = Signal(object, str, object, int)  # list[SpanId], attribute key, JSON value or None, visit
    note_edited = Signal(object, str, int)  # list[SpanId], note, visit
    bounds_edited = Signal(object, int, int)  # SpanId, start, end in code points
    delete_asked = Signal(object)  # list[SpanId]
    confirm_asked = Signal(object)  # list[SpanId]
    quote_asked = Signal(object, str)  # SpanId, attribute key
    quote_chosen = Signal(int, int)  # start and end of words to be shown in the article
    key_command = Signal(str)  # a command of the article's keys, pressed in the rows
    left = Signal()  # the person is done here and goes back to the article

    def __init__(self, read_back: "ReadBack | None" = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tagPanel")
        self._scheme = Scheme("", ())
        self._details: Details = lambda _ids: []
        self._text = ""
        self._recheck: Collection[SpanId] = ()
        self._editable = False
        self._open = False
        self.model = TagModel()
        self.header = TagHeader()
        self.rows = TagRows(self.model)
        self._read_back = read_back
        self._form: TagForm | None = None
        self._settling = QTimer(self)  # the form is filled when the article has been painted: nobody waits for it
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self.settle)
        self._lay_out()
        self._connect()
        self.show_nothing()

    # -- building ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._list = QStackedWidget()
        self._list.addWidget(self.rows)
        self._list.addWidget(Message(tr("No tag fits the filter."), button(tr("Show all"), self.header.show_all)))
        self._edited = QStackedWidget()
        self._edited.addWidget(Message(tr("Choose a tag here or in the article to edit it.")))
        below = QWidget()
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        under.addWidget(self._edited, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._list)
        self.splitter.addWidget(below)
        self._list.setMinimumHeight(3 * HEIGHT)
        below.setMinimumHeight(4 * HEIGHT)
        self.splitter.setSizes([360, 440])
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self._empty = Message("")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(self._pages, 1)
        filled(self, active().paper)

    def _connect(self) -> None:
        rows, header = self.rows, self.header
        header.filter_changed.connect(self._filter)
        header.rows_asked.connect(self.focus_rows)
        header.drafts_asked.connect(self._go_to_draft)
        rows.current_moved.connect(self._current_moved)
        rows.selection_moved.connect(self._selection_moved)
        rows.key_command.connect(self._key)
        rows.form_asked.connect(self.focus_form)
        rows.filter_asked.connect(self.focus_filter)
        rows.menu_asked.connect(self._show_menu)

    @property
    def form(self) -> "TagForm":
        """The form, made when it is first needed: the window is painted sooner without it."""
        if self._form is None:
            from annotator.ui.panels.tag_form import TagForm

            self._form = TagForm()
            self._form.read_back = self._read_back
            self._form.set_scheme(self._scheme)
            self._form.set_limit(len(self._text))
            self._edited.addWidget(self._form)
            self._listen(self._form)
        return self._form

    def _listen(self, form: "TagForm") -> None:
        form.label_chosen.connect(self.label_chosen)
        form.field_edited.connect(self.field_edited)
        form.note_edited.connect(self.note_edited)
        form.bounds_edited.connect(self.bounds_edited)
        for told in (form.label_chosen, form.field_edited, form.note_edited, form.bounds_edited):
            told.connect(self._check)
        form.delete_asked.connect(self.delete_asked)
        form.confirm_asked.connect(self.confirm_asked)
        form.quote_asked.connect(self.quote_asked)
        form.quote_chosen.connect(self.quote_chosen)
        form.left.connect(self.left)
        form.drafts_changed.connect(self._show_drafts)

    def set_keymap(self, keymap: KeyMap) -> None:
        """Takes the table of single keys."""
        self.rows.set_keymap(keymap)

    def set_read_back(self, read_back: "ReadBack | None") -> None:
        """Takes what reads attributes back in words."""
        self._read_back = read_back
        if self._form is not None:
            self._form.read_back = read_back

    # -- showing an article ------------------------------------------------------------------------------------------

    def show_document(
        self,
        text: str,
        marks: Marks,
        scheme: Scheme,
        details: Details,
        editable: bool,
        recheck: Collection[SpanId] = (),
    ) -> None:
        """Shows the tags of an article; call `flush` before, while what was typed still has its article."""
        self._open = True
        self._take(text, marks, scheme, details, editable, recheck)

    def set_editable(self, editable: bool) -> None:
        """Lets the tags be edited, or only read, as when the article is submitted."""
        self._editable = editable
        self._show_counts()
        self.settle()

    def show_nothing(self) -> None:
        """Says that no article is open."""
        self._open = False
        self._take("", Marks(), self._scheme, lambda _ids: [], False, ())

    def _take(
        self,
        text: str,
        marks: Marks,
        scheme: Scheme,
        details: Details,
        editable: bool,
        recheck: Collection[SpanId],
    ) -> None:
        if self._form is not None:
            self._form.abandon()
        self._text, self._details, self._editable, self._recheck = text, details, editable, recheck
        if scheme is not self._scheme:
            self._scheme = scheme
            if self._form is not None:
                self._form.set_scheme(scheme)
            self.rows.measure(named(one) for one in scheme.labels)
        if self._form is not None:
            self._form.set_limit(len(text))
        with self.rows.quiet():
            self.model.show(text, marks, scheme, details, recheck)
            self.header.set_scheme(scheme)
        self.rows.go_to(None)
        self.rows.scrollToTop()
        self._show_counts()
        self._show_drafts()
        self.settle()

    def _show_counts(self) -> None:
        model = self.model
        total, shown = model.total, model.count()
        self.header.show_counts(shown, total, model.counts(), model.to_recheck)
        self.header.set_open(total > 0)
        self._list.setCurrentIndex(1 if total and not shown else 0)
        self._pages.setCurrentIndex(0 if total else 1)
        if not total:
            self._empty.words.setText(self._what_to_do())

    def _what_to_do(self) -> str:
        if not self._open:
            return tr("No article is open. Choose one in the list, or import files with Ctrl+O.")
        if not self._editable:
            return tr("There are no tags in this article.")
        keys = [f"{one.shortcut}\u00a0{named(one)}" for one in self._scheme.active if one.shortcut]
        listed = keys[0] if keys else tr("0 for all labels")
        for key in keys[1:_MOST_NAMED]:
            listed = tr("{keys} or {key}", keys=listed, key=key)
        return tr("No tags yet. Select words in the article and press {keys}.", keys=listed)

    # -- following ---------------------------------------------------------------------------------------------------

    def follow(self, changes: Sequence[Change]) -> None:
        """Follows changes of the article's tags, whoever made them."""
        current, selected = self.rows.current(), self.rows.selected()
        with self.rows.quiet():
            touched = self.model.follow(changes)
        if not touched:
            return
        there = [span for span in selected if self.model.mark(span) is not None]
        if current is not None and self.model.mark(current) is None:
            current = None
        if self.rows.selected() != there or self.rows.current() != current:
            self.rows.select(there, current)
        self._show_counts()
        self.settle()

    def set_current(self, span: SpanId | None) -> None:
        """Marks the row of a tag, brings it into view and shows it in the form; None lets go."""
        if span == self.rows.current():
            return
        self.flush()
        self.rows.go_to(span)
        self._settling.start(0 if self._form is not None else _FIRST_FORM_MS)

    def selected(self) -> list[SpanId]:
        """The tags that an edit goes to: the selected rows, else the current tag."""
        chosen = self.rows.selected()
        current = self.rows.current()
        return chosen if chosen or current is None else [current]

    def settle(self) -> None:
        """Fills the form with what is selected, now."""
        self._settling.stop()
        chosen = self._choose()
        form = self._form
        if form is not None and form.unsaved and (chosen is None or not form.stays(chosen)):
            form.flush()  # what was typed is an edit of its own, which this must follow too
            chosen = self._choose()
        if chosen is not None:
            self.form.show_tags(chosen, editable=self._editable)
            self._edited.setCurrentWidget(self.form)
        elif form is not None:
            form.clear()
        if chosen is None:
            self._edited.setCurrentIndex(0)

    def _choose(self) -> Chosen | None:
        ids = [span for span in self.selected() if self.model.mark(span) is not None]
        if not ids:
            return None
        spans = tuple(self._details(ids[:_MOST_READ]))
        if not spans:  # they are being taken back just now
            return None
        labels = tuple(self.model.label(span.label) for span in spans)
        current = self.rows.current()
        recheck = tuple(span for span in ids if span in self._recheck)
        return Chosen(tuple(ids), spans, labels, current if current in ids else ids[0], recheck)

    def _check(self) -> None:
        """What was just handed over must now be what is read; where it was refused, the field says so."""
        chosen = self._choose()
        if chosen is not None:
            self.form.check(chosen)

    def flush(self) -> None:
        """Stores what was typed: before another article is opened, a step is undone, the window closes."""
        if self._form is not None:
            self._form.flush()

    def reload(self) -> None:
        """Shows what is stored, in place of what was typed and could not be."""
        if self._form is not None:
            self._form.reload()

    def add_quote(self, start: int, end: int, key: str | None = None) -> bool:
        """Adds words of the article to an attribute of all selected tags, by default to the first that takes quotes;
        False where none does or it has all it can take."""
        self.settle()
        return self.form.add_quote(start, end, self._text[start:end], key)

    # -- focus -------------------------------------------------------------------------------------------------------

    def focus_form(self) -> None:
        """Goes to the form, at the first attribute that is empty."""
        self.settle()
        if self.form.chosen is not None:
            self.form.focus_first()

    def focus_rows(self) -> None:
        """Goes to the rows, or to what stands in their place."""
        shown = self._empty if self._pages.currentWidget() is self._empty else self._list.currentWidget()
        (shown or self.rows).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_filter(self) -> None:
        """Goes to the filter."""
        self.header.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the panel wherever one is; the rows and fields see it first."""
        if event.key() == Qt.Key.Key_Escape:
            self.flush()
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def splitter_state(self) -> QByteArray:
        """How rows and form share the height, to be remembered."""
        return self.splitter.saveState()

    def restore_splitter(self, state: QByteArray) -> None:
        """Shares the height as it was remembered."""
        self.splitter.restoreState(state)

    # -- what the person does ----------------------------------------------------------------------------------------

    def _filter(self, wanted: TagFilter) -> None:
        selected, current = self.rows.selected(), self.rows.current()
        with self.rows.quiet():
            self.model.set_filter(wanted)
        self.rows.select(selected, current)
        if current is not None and (row := self.model.row_of(current)) is not None:
            self.rows.scrollTo(self.model.index(row, 0))
        self._show_counts()
        self._settling.start(0 if self._form is not None else _FIRST_FORM_MS)

    def _current_moved(self, span: SpanId) -> None:
        self.flush()
        self._settling.start(0 if self._form is not None else _FIRST_FORM_MS)
        self.current_chosen.emit(span)

    def _selection_moved(self) -> None:
        self.flush()
        self._settling.start(0 if self._form is not None else _FIRST_FORM_MS)
        self.selection_changed.emit(self.rows.selected())

    def _key(self, command: str) -> None:
        if command == "form":
            self.focus_form()
        elif command == "drop":
            self.left.emit()
        else:
            self.key_command.emit(command)

    def _show_menu(self, at: QPoint) -> None:
        """What the mouse alone can do with the selected rows."""
        ids = self.rows.selected()
        if not ids or not self._editable:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._scheme.active:
            made = menu.addAction(colour_dot(one.colour), f"{ampersands(shortened(named(one)))}\t{one.shortcut}")
            made.triggered.connect(lambda _on=False, id_=one.id: self.label_chosen.emit(ids, id_))
        menu.addSeparator()
        menu.addAction(tr("Edit attributes"), self.focus_form)
        recheck = [span for span in ids if span in self._recheck]
        if recheck:
            menu.addAction(tr("Confirm"), lambda: self.confirm_asked.emit(recheck))
        menu.addAction(tr("Remove"), lambda: self.delete_asked.emit(ids))
        menu.popup(at)

    # -- drafts ------------------------------------------------------------------------------------------------------

    @property
    def unsaved(self) -> int:
        """In how many tags, or groups of tags, something was typed that could not be stored; `flush` first."""
        form = self._form
        shown = {form.chosen.ids} if form is not None and form.chosen is not None and form.unsaved else set()
        return len(self._drafts() | shown)

    def _drafts(self) -> set[tuple[SpanId, ...]]:
        drafts = self._form.drafts if self._form is not None else []
        return {ids for ids in drafts if self.model.mark(ids[0]) is not None}

    def _show_drafts(self) -> None:
        self.header.show_drafts(len(self._drafts()))

    def _go_to_draft(self) -> None:
        ids = min(self._drafts(), default=None)
        if ids is not None:
            self.header.show_all()
            self.rows.select(ids, ids[0])
            self.rows.scrollTo(self.model.index(self.model.row_of(ids[0]) or 0, 0))
            self.current_chosen.emit(ids[0])
            self.settle()
