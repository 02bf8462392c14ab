"""Connects the open document with the panes that show it: article, tags, source."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from typing_extensions import override

from annotator.domain.article import Article, Source, Status
from annotator.domain.change import Change
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.scheme import Scheme
from annotator.domain.span import Span
from annotator.domain.text import Edit, EditKind, ReadingText
from annotator.i18n import mark, tr
from annotator.services import articles, assist, repairs
from annotator.services.articles import doubt_places, edit_places
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.ui.session import Session, unsaved_error
from annotator.ui.steps import Steps
from annotator.ui.tagging import Tagging
from annotator.ui.text.content import Doubtful, LabelLook, Looks, ScrollState, Tick
from annotator.ui.values import named, shortened
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.ui.panels.source import SourcePane

_NOTE_PLACE_MS: Final = 1500
_FEW: Final = 20  # changes whose lines are painted one by one
_FINE: Final = 1000  # a scroll state is stored as one number: position times this, plus a part of a line


class ArticleWork(QObject):
    """The open article on the screen. Panels tell what a person did; here it becomes an edit, and edits are shown."""

    state_changed = Signal()  # what actions need may have changed
    repairs_changed = Signal()

    def __init__(self, session: Session, space: Workspace) -> None:
        super().__init__()
        self.session = session
        self.space = space
        self.tagging = Tagging(session, space.view, space.tags.selected)
        self._steps = Steps(session, space.view, self.tagging)
        self._shown: Document | None = None
        self._pressing = False
        self._place = QTimer(self, singleShot=True, interval=_NOTE_PLACE_MS)
        self._place.timeout.connect(self.note_place)
        self._connect()
        if session.document is not None:
            self._show(session.document)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The actions that are done here."""
        return {**self._steps.handlers(), "copy": self.copy}

    def _connect(self) -> None:
        view, tags, tagging = self.space.view, self.space.tags, self.tagging
        self.session.leaving.connect(self.space.tags.flush)
        self.session.opened.connect(self._show)
        self.session.changed.connect(self._follow)
        self.session.renamed.connect(self._show_about)
        view.viewport().installEventFilter(self)
        view.caret_moved.connect(self._caret_moved)
        view.selection_changed.connect(self._selection_changed)
        view.mark_clicked.connect(self._mark_clicked)
        view.bounds_dragged.connect(lambda id_, start, end: tagging.drag_bounds(SpanId(id_), start, end))
        view.selected_by_mouse.connect(self._show_labels)
        view.tick_clicked.connect(self._tick_clicked)
        self.space.labels.label_chosen.connect(self._label_chosen)
        tagging.current_moved.connect(tags.set_current)
        tagging.current_moved.connect(lambda _span: self.state_changed.emit())
        tagging.form_asked.connect(tags.focus_form)
        tags.current_chosen.connect(lambda id_: self.go_to_tag(SpanId(id_)))
        tags.label_chosen.connect(lambda ids, label: self.session.edit(lambda d: d.relabel(ids, label)))
        tags.field_edited.connect(self._field_edited)
        tags.note_edited.connect(self._note_edited)
        tags.bounds_edited.connect(lambda id_, start, end: tagging.drag_bounds(SpanId(id_), start, end))
        tags.delete_asked.connect(lambda ids: self.session.edit(lambda d: d.delete(ids)))
        tags.confirm_asked.connect(lambda ids: self.session.edit(lambda d: d.confirm(ids)))
        tags.quote_asked.connect(lambda id_, key: self.session.later(lambda: tagging.add_quote(SpanId(id_), key)))
        tags.quote_chosen.connect(self._reveal)
        tags.set_read_back(assist.read_back)
        self.space.source_made.connect(self._source_made)

    # -- showing ---------------------------------------------------------------------------------------------------

    def _show(self, document: Document | None) -> None:
        self.note_place()
        self.space.labels.hide()
        same = self._shown is not None and document is not None and self._shown.article.id == document.article.id
        caret, scroll = (self.space.view.caret, self.space.view.scroll_state()) if same else (None, None)
        current = self.tagging.current if same else None
        self._shown = document
        if document is None:
            self._show_nothing()
            return
        view, scheme = self.space.view, self.session.project.scheme
        view.set_words(partial(_snapped, document), partial(_word, document))
        ticks, doubts = _notes(document)
        view.show_article(
            document.text,
            document.marks,
            looks(scheme),
            title_end=title_end_of(document.text, document.article.title),
            subtitle=_subtitle(document),
            ticks=ticks,
            doubts=doubts,
        )
        self.space.labels.set_labels(scheme.active)
        self.tagging.current = None
        self._show_tags(document)
        self._restore(document, caret, scroll)
        if current is not None and document.marks.get(current) is not None:
            self.tagging.set_current(current)
        if self.space.source_shown:
            self.show_source()
        self.state_changed.emit()

    def _show_about(self) -> None:
        """Shows what is newly known of the article under its title; place and current tag stay."""
        if self._shown is not None:
            self._show(self._shown)

    def _show_nothing(self) -> None:
        from annotator.domain.marks import Marks

        self.space.view.show_article("", Marks(), {})
        self.space.tags.show_nothing()
        self.tagging.set_current(None)
        self.state_changed.emit()

    def _show_tags(self, document: Document) -> None:
        self.space.tags.show_document(
            document.text,
            document.marks,
            self.session.project.scheme,
            document.readable,
            self.editable,
            document.recheck,
        )

    def _restore(self, document: Document, caret: int | None, scroll: ScrollState | None) -> None:
        """Back to where the person stopped, here or when the article was open last."""
        view, bookmark = self.space.view, self.session.bookmark
        if caret is None and bookmark is not None:
            caret, scroll = bookmark.caret, unpack_scroll(bookmark.scroll)
        view.set_caret(min(caret or 0, len(document.text)))
        if scroll is not None:
            view.restore_scroll(scroll)
        self.tagging.follow_caret(view.caret)

    def scheme_changed(self) -> None:
        """Shows labels as the scheme now has them."""
        scheme = self.session.project.scheme
        self.space.view.set_looks(looks(scheme))
        self.space.labels.set_labels(scheme.active)
        if self._shown is not None:
            self._show_tags(self._shown)
            self.tagging.set_current(self.tagging.current)

    @property
    def editable(self) -> bool:
        """Whether the open article can be tagged now."""
        document = self._shown
        done = document is not None and document.layer.status in (Status.SUBMITTED, Status.SKIPPED)
        return not done and not self.session.project.read_only

    # -- following -------------------------------------------------------------------------------------------------

    def _follow(self, changes: Sequence[Change]) -> None:
        document = self._shown
        if document is None:
            return
        self.space.view.refresh_marks(_ranges(document, changes))
        self.space.tags.follow([change for change in changes if change.layer == document.layer.id])
        self.space.tags.set_editable(self.editable)
        if self.tagging.current is not None:
            self.tagging.set_current(self.tagging.current if self.tagging.mark() else None)
        if any(isinstance(change.state, Article) and change.article == document.article.id for change in changes):
            self._show_about()
        self.state_changed.emit()

    def _caret_moved(self, position: int) -> None:
        if not self._pressing:
            self.tagging.follow_caret(position)
        if self.space.source_shown:
            self._mark_source()
        self._place.start()
        self.state_changed.emit()

    def _selection_changed(self) -> None:
        if self.space.view.selection() is None:
            self.space.labels.hide()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressing = True
            self.space.labels.hide()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressing = False
            QTimer.singleShot(0, self, lambda: self.tagging.follow_caret(self.space.view.caret))
        elif event.type() == QEvent.Type.Wheel:
            self.space.labels.hide()
        return super().eventFilter(watched, event)

    def _mark_clicked(self, id_: bytes) -> None:
        self.tagging.set_current(SpanId(id_))

    def go_to_tag(self, span: SpanId) -> None:
        """Makes a tag the current one and brings it into view."""
        document = self._shown
        found = document.marks.get(span) if document is not None else None
        if found is not None:
            self.tagging.current = span  # before the caret moves, so that it is not taken for an inner tag
            self.space.view.set_caret(found.start)
            self.tagging.set_current(span, reveal=True)

    def _reveal(self, start: int, end: int) -> None:
        self.space.view.reveal(start, end)
        self.space.view.set_find_hits([(start, end)], 0)

    def go_to_place(self, start: int, end: int) -> None:
        """Selects a place of the article and brings it into view."""
        self.tagging.set_current(None)
        self.space.view.set_caret(end, start)
        self.space.view.reveal(start, end)
        self.space.view.setFocus()

    # -- the label bar ---------------------------------------------------------------------------------------------

    def _show_labels(self, start: int, end: int) -> None:
        if self.session.project.read_only:
            return
        rows = self.space.view.rows_of(start, end)
        if rows:
            at = rows[-1].bottomRight()
            self.space.labels.show_at(QPoint(round(at.x()), round(at.y())))

    def _label_chosen(self, label: LabelId) -> None:
        self.space.labels.hide()
        self.session.later(lambda: self.tagging.give(label))

    # -- fields ----------------------------------------------------------------------------------------------------

    def _field_edited(self, ids: Sequence[SpanId], key: str, value: object, visit: int) -> None:
        self.session.edit(lambda d: d.set_attribute(ids, key, value), run=("field", visit))

    def _note_edited(self, ids: Sequence[SpanId], note: str, visit: int) -> None:
        self.session.edit(lambda d: d.set_note(ids, note), run=("field", visit))

    # -- source ----------------------------------------------------------------------------------------------------

    def toggle_source(self, shown: bool) -> None:
        """Shows the source beside the reading text, or puts it away."""
        self.space.show_source(shown)
        if shown:
            self.show_source()
        QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self) -> None:
        """Where the panes changed, the place at work stays to be seen."""
        current = self.tagging.mark()
        if current is not None:
            self.space.view.reveal(current.start, current.end)
        else:
            self.space.view.show_caret()

    def show_source(self) -> None:
        """Reads the source of the open article and marks the place that matches the caret."""
        document = self._shown
        if document is None:
            return
        project, revision = self.session.project, document.revision

        def done(found: tuple[ReadingText, Source]) -> None:
            if self._shown is document:
                reading, source = found
                self.space.source.show_reading(reading, source)
                self._mark_source()

        self.session.ask(lambda: (articles.reading_of(project, revision), articles.source_of(project, revision)), done)

    def _source_made(self, pane: "SourcePane") -> None:
        pane.edits_chosen.connect(self.take_back)
        pane.position_chosen.connect(self._source_chosen)
        pane.closed.connect(lambda: self.toggle_source(False))
        pane.closed.connect(self.state_changed)

    def _mark_source(self) -> None:
        start, end = self.space.view.selection() or (self.space.view.caret, self.space.view.caret + 1)
        current = self.tagging.mark()
        if current is not None and self.space.view.selection() is None:
            start, end = current.start, current.end
        self.space.source.mark(start, end)

    def _source_chosen(self, position: int) -> None:
        self.space.view.set_caret(position)
        self.space.view.show_caret()

    def _tick_clicked(self, position: int) -> None:
        self.space.view.set_caret(position)
        self.toggle_source(True)
        self.state_changed.emit()

    def take_back(self, edits: Sequence[Edit]) -> None:
        """Takes repairs back; the tags keep their places."""
        self.decide(lambda project, article: repairs.take_back(project, article, edits))

    def decide(self, decision: Callable[[Project, Article], Article]) -> None:
        """Has a decision about the text made and shows what became of it."""
        document = self._shown
        if document is None:
            return
        if self.session.trouble is not None:
            self.session.refused.emit(unsaved_error())
            return
        project, article = self.session.project, document.article
        self.session.ask(lambda: decision(project, article), lambda _article: self._revised())

    def _revised(self) -> None:
        self.session.reload()
        self.repairs_changed.emit()

    # -- leaving ---------------------------------------------------------------------------------------------------

    def note_place(self) -> None:
        """Remembers where the person is."""
        self._place.stop()
        document = self._shown
        if document is None:
            return
        view = self.space.view
        self.session.note_place_in(document.article.id, view.caret, pack_scroll(view.scroll_state()))

    def copy(self) -> None:
        """Copies the selection, else the current tag as a citation."""
        from annotator.services.search import citation  # it would slow the start

        view, document = self.space.view, self._shown
        current = self.tagging.mark()
        if view.selection() is not None or document is None or current is None:
            view.copy()
            return
        QGuiApplication.clipboard().setText(citation(document, document.span(current.id)))


def _ranges(document: Document, changes: Sequence[Change]) -> list[tuple[int, int]] | None:
    """Where the article has to be painted anew; None means all over."""
    spans = [one for change in changes for one in (change.before, change.after) if isinstance(one, Span)]
    mine = [span for span in spans if span.layer == document.layer.id]
    if len(mine) > _FEW or any(span.revision != document.revision.id for span in mine):
        return None
    return [(span.start, span.end) for span in mine]


def pack_scroll(state: ScrollState) -> int:
    """A scroll state as the one number that is stored."""
    return state.position * _FINE + min(_FINE - 1, max(0, round(state.offset * (_FINE // 10))))


def unpack_scroll(packed: int) -> ScrollState:
    """The inverse of `pack_scroll`."""
    return ScrollState(packed // _FINE, (packed % _FINE) / (_FINE // 10))


def looks(scheme: Scheme) -> Looks:
    """How the labels of a scheme show in the article, those that were merged as what they were merged into."""
    found = {}
    for known in scheme.labels:
        label = scheme.label(known.id)
        found[known.id] = LabelLook(label.colour, shortened(named(label)))
    return found


def _snapped(document: Document, start: int, end: int) -> tuple[int, int]:
    return assist.snap(document.text, start, end)


def _word(document: Document, position: int) -> tuple[int, int]:
    return assist.word_at(document.text, position)


def title_end_of(text: str, named: str) -> int:
    """The end of the title where a text begins with it, or with most of it."""
    first = text.split("\n", 1)[0]
    title = named.strip().rstrip("…")
    return len(first) if title and first.strip().startswith(title) else 0


def _subtitle(document: Document) -> str:
    form = document.article.form
    parts = [form.region, form.date, form.paper, form.page]
    parts.append(tr("{n} characters", n=f"{len(document.text):,}"))
    return " · ".join(part for part in parts if part)


_KINDS: Final = {
    EditKind.JOIN: mark("Line break joined"),
    EditKind.DEDOUBLE: mark("Doubled characters dropped"),
    EditKind.SPACE: mark("Stray blank dropped"),
    EditKind.DROP: mark("Dropped by hand"),
    EditKind.SPLIT: mark("Paragraph break put in"),
    EditKind.CORRECT: mark("Character corrected"),
}


def _notes(document: Document) -> tuple[list[Tick], list[Doubtful]]:
    """The repairs worth a tick in the margin (not those of mere layout), and the doubtful places."""
    ticks = [
        Tick(position, tr(_KINDS[edit.kind]))
        for edit, position in edit_places(document.revision)
        if edit.kind in _KINDS
    ]
    doubts = [Doubtful(start, end, tr(doubt.reason)) for doubt, start, end in doubt_places(document.revision)]
    return ticks, doubts
