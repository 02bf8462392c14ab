"""Comparing and deciding: what a reviewer does by key and mouse on the stage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId
from annotator.domain.review import Decision
from annotator.errors import AnnotatorError, RefusedError
from annotator.i18n import mark, tr
from annotator.services import choosing, comparing
from annotator.services.cases import Case, Item, TieItem
from annotator.services.document import Document
from annotator.ui.compare_deciding import Deciding
from annotator.ui.compare_draft import Draft
from annotator.ui.compare_more import CompareMore
from annotator.ui.compare_shown import CompareShown
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.panels.compare import CompareView, Row

T = TypeVar("T")

_LEFT_ALONE: Final = frozenset({"help", "copy_citation", "question", "guideline"})
"""Single keys that mean on the stage what they mean elsewhere."""


class CompareCommands(QObject):
    """The case on the stage, the current difference, and what keys do about it.

    A decision is shown as made at once and written behind; the case is read again when nothing is under way.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.case: Case | None = None
        self.current: bytes = b""
        self.draft: Draft | None = None
        self.last: Decision | None = None
        self.shuffled = False
        self._view: CompareView | None = None
        self._shown: CompareShown | None = None
        self.pending: set[bytes] = set()
        self._reads = 0
        self._answered = 0
        self.wanted: bytes = b""
        self.deciding = Deciding(desk, self)
        self.more = CompareMore(desk, self)
        desk.session.opened.connect(self._opened)
        desk.session.changed.connect(self._changed)
        self._keys: dict[str, Callable[[], object]] = {
            "take_left": lambda: self.deciding.take_side(0),
            "take_right": lambda: self.deciding.take_side(1),
            "take_both": lambda: self.deciding.decide(choosing.take_both),
            "accept": self.deciding.accept,
            "refuse": self.deciding.refuse,
            "remove": self.deciding.refuse,
            "form": self._to_reason,
            "same_decision": self.more.same,
            "pin_precedent": self.more.pin,
            "next_mark": lambda: self.go(1),
            "next_undecided": lambda: self.go(1),
            "previous_mark": lambda: self.go(-1),
            "previous_undecided": lambda: self.go(-1),
            "larger": lambda: self._mend(lambda draft, document: draft.climb(document, 1)),
            "smaller": lambda: self._mend(lambda draft, document: draft.climb(document, -1)),
            "start_left": lambda: self._mend(lambda draft, _document: draft.move(-1, 0)),
            "start_right": lambda: self._mend(lambda draft, _document: draft.move(1, 0)),
            "end_left": lambda: self._mend(lambda draft, _document: draft.move(0, -1)),
            "end_right": lambda: self._mend(lambda draft, _document: draft.move(0, 1)),
            "indicator": self._quote,
            "source": self._toggle_beside,
            "hide": self._hide,
            "drop": self._drop,
        }

    # -- the feature -----------------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "compare": self.show,
            **{name: self._here(name) for name in ("take_left", "take_right", "take_both", "same_decision")},
            "take_agreed": self._on_stage(self.more.take_agreed),
            "take_person": self._on_stage(self.more.take_person),
            "settle_article": self._on_stage(self.more.settle),
            "reopen_article": self._on_stage(self.more.reopen),
            "give_back": self._on_stage(self.more.give_back),
            "review_rules": self.more.show_rules,
        }

    def _here(self, name: str) -> Callable[[], object]:
        """What a single key does: nothing while the article is tagged."""
        return lambda: self.key(name) if self.is_shown else None

    def _on_stage(self, action: Callable[[], object]) -> Callable[[], object]:
        """What an action does: where the comparison is not to be seen yet, it is shown first."""
        return lambda: action() if self.is_shown and self.case is not None else self.show()

    def take(self, command: str) -> bool:
        """On the stage every key of tagging means something else, or nothing."""
        if not self.is_shown or command in _LEFT_ALONE:
            return False
        return self.key(command)

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """What was typed and not decided is nobody's: nothing is to be stored."""
        self._reads += 1

    @property
    def view(self) -> CompareView:
        """The comparison, made when it is first shown."""
        if self._view is None:
            self._view = view = CompareView(self._desk.session.project.scheme)
            self._shown = CompareShown(view, self._desk.session.project.scheme)
            view.view.key_command.connect(self._pressed)
            view.view.mark_clicked.connect(self._clicked)
            view.view.bounds_dragged.connect(
                lambda _id, start, end: self._mend(lambda draft, _document: draft.set_bounds(start, end))
            )
            view.view.context_menu_asked.connect(self._menu)
            view.list.key_pressed.connect(lambda letter: self._pressed(self._of_letter(letter)))
            view.row_chosen.connect(self.go_to)
            view.filter_changed.connect(self._filtered)
            view.names_toggled.connect(self._shuffle)
            view.beside_toggled.connect(self._beside)
            view.command.connect(self._command)
            self._connect_card(view)
        return self._view

    def _connect_card(self, view: CompareView) -> None:
        card = view.card
        card.command.connect(self.key)
        card.focused.connect(self._focus_side)
        card.taken.connect(self.deciding.take_box)
        card.reason.done.connect(self._reason_done)
        form = card.form
        form.label_chosen.connect(lambda _ids, label: self._mend(lambda draft, _document: draft.relabel(label)))
        form.field_edited.connect(
            lambda _ids, key, value, _visit: self._mend(lambda draft, _document: draft.set_attribute(key, value))
        )
        form.note_edited.connect(lambda _ids, note, _visit: self._mend(lambda draft, _d: draft.set_note(note)))
        form.bounds_edited.connect(lambda _id, start, end: self._mend(lambda draft, _d: draft.set_bounds(start, end)))
        form.quote_asked.connect(lambda _id, key: self._quote(key))
        form.quote_chosen.connect(view.view.reveal)
        form.delete_asked.connect(lambda _ids: self.deciding.refuse())
        form.left.connect(view.setFocus)

    @property
    def is_shown(self) -> bool:
        """Whether the comparison is to be seen."""
        if self._view is None or not isValid(self._desk.space):  # the window may have been made anew
            return False
        return self._desk.space.on_stage is self._view

    @property
    def is_settled(self) -> bool:
        """Whether what is shown is what the database has."""
        return not self.pending and self._answered == self._reads

    @property
    def shown(self) -> CompareShown:
        """What puts a case on the screen."""
        assert self._shown is not None  # noqa: S101 - it is made with the view
        return self._shown

    # -- showing ---------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Compares the layers of the open article."""
        if self._desk.session.document is not None:
            self._desk.space.stage.put(self.view, tr("Compare and decide"))
            self.view.setFocus()
            self.read()

    def read(self) -> None:
        """Reads the case of the open article as it is when everything is written."""
        document = self._desk.session.document
        if document is None:
            return
        self._reads += 1
        number, article, project, shuffled = self._reads, document.article.id, self._desk.session.project, self.shuffled

        def done(case: Case) -> None:
            self._answered = number
            if self._view is None or not isValid(self._view):
                return
            if number == self._reads and not self.pending:
                self.show_case(case)

        self._desk.session.ask(lambda: comparing.open_case(project, article, shuffled=shuffled), done)

    def show_case(self, case: Case) -> None:
        """Shows a case that was read; the current difference stays, or it is the first that is open."""
        fresh = self.case is None or self.case.article.id != case.article.id
        document = self._desk.session.document
        if document is None or document.article.id != case.article.id:
            return
        self.case = case
        self.shown.show(case, document, self.shuffled, fresh, self._is_pending)
        if fresh:
            self.last = None
            self.current = b""
            self._desk.space.stage.set_title(tr("Compare: {title}", title=case.article.title or tr("No title")))
        wanted, self.wanted = self.wanted, b""
        if wanted and case.item(wanted) is not None:
            self.current = wanted
        if fresh and not self.current:
            first = next((row.key for row in self.view.rows() if row.open), b"")
            self.current = first or next((row.key for row in self.view.rows()), b"")
        self._turn(reveal=fresh)
        if fresh:
            self.view.setFocus()

    def _opened(self, document: Document | None) -> None:
        if not self.is_shown:
            return
        if document is None:
            self._desk.space.leave_stage()
        else:
            self.pending.clear()
            self.read()

    def _changed(self, _changes: Sequence[Change]) -> None:
        if self.is_shown:  # by undo, or by an edit that was still being written
            self.read()

    def _filtered(self) -> None:
        self.view.refill()
        if self.row is None or self.row not in self.view.rows():
            self.current = next((row.key for row in self.view.rows()), b"")
        self._turn(reveal=True)

    def _shuffle(self, shuffled: bool) -> None:
        self.shuffled = shuffled
        self.read()

    def _beside(self, beside: bool) -> None:
        if self.case is not None:
            self.shown.show_beside(self.case, beside, self._pressed)
            self._turn(reveal=True)
        self.view.setFocus()

    # -- the current difference ------------------------------------------------------------------------------------

    @property
    def item(self) -> Item | None:
        """The current difference, None where there is none or it is one of relations."""
        return self.case.item(self.current) if self.case is not None and self.current else None

    @property
    def tie(self) -> TieItem | None:
        """The current relation."""
        if self.case is None:
            return None
        return next((tie for tie in self.case.ties if tie.key == self.current), None)

    @property
    def row(self) -> Row | None:
        """The current difference or relation."""
        return self.tie or self.item

    def _is_pending(self, key: bytes) -> bool:
        return key in self.pending

    def go_to(self, key: bytes) -> None:
        """Makes a difference the current one."""
        self.current = key
        self._turn(reveal=True)

    def go(self, direction: int) -> None:
        """To the next or previous row of the list that is to be decided, else to the next or previous at all."""
        rows = self.view.rows()
        waiting = [row for row in rows if row.open and row.key not in self.pending and row.key != self.current]
        found = self._nearest(waiting or [row for row in rows if row.key != self.current], direction)
        if found is not None:
            self.go_to(found.key)

    def _nearest(self, rows: Sequence[Row], direction: int) -> Row | None:
        """The row that follows the current place, or the first when the end is reached."""
        here = self._place(self.row)
        ordered = sorted(rows, key=self._place)
        behind = [row for row in ordered if (self._place(row) > here) == (direction > 0)]
        if direction > 0:
            return next(iter(behind or ordered), None)
        return (behind or ordered)[-1] if ordered else None

    def _place(self, row: Row | None) -> tuple[int, int, int, bytes]:
        if row is None:
            return (0, -1, 0, b"")
        if isinstance(row, TieItem):
            return (1, 0, 0, row.key)
        start, end = row.bounds
        return (0, start, -end, row.key)

    def _turn(self, reveal: bool = False) -> None:
        """Shows the current difference."""
        case, item = self.case, self.item
        self.draft = None
        if case is not None and item is not None and self.tie is None:
            self.draft = Draft(case, item, self._desk.session.project.scheme)
        if case is not None:
            self.shown.turn(case, self.row, self.draft, reveal=reveal)

    # -- keys ------------------------------------------------------------------------------------------------------

    def _pressed(self, command: str) -> None:
        if command in _LEFT_ALONE:
            self._desk.window.run(command)
        elif command:
            self.key(command)

    def key(self, command: str) -> bool:
        """Does what a single key means here; all keys of tagging are taken, whether or not they mean anything."""
        if command.startswith("label:"):
            self._label(command.removeprefix("label:"))
            return True
        found = self._keys.get(command)
        if found is not None and self.case is not None:
            found()
        return found is not None

    @staticmethod
    def _of_letter(letter: str) -> str:
        from annotator.ui.text.keys import DEFAULT

        known = {keys[0]: command for command, keys in DEFAULT.bindings if keys}
        shifted = letter.isupper()
        return known.get(f"Shift+{letter}" if shifted else letter.upper(), "refuse" if letter == "delete" else "")

    def _command(self, command: str) -> None:
        if command == "compare_menu":
            self._menu(self.view.more.mapToGlobal(QPoint(0, self.view.more.height())))
        else:
            self.handlers()[command]()
            self.view.setFocus()

    def _menu(self, where: QPoint) -> None:
        menu = QMenu(self.view)
        names = ("take_agreed", "take_person", "settle_article", "reopen_article", "give_back", "review_rules")
        self._desk.window.actions_.fill_menu(menu, ("same_decision", *names))
        menu.popup(where)

    def _label(self, digit: str) -> None:
        label = self._desk.session.project.scheme.by_shortcut(digit)
        selection = self.view.view.selection()
        if label is None or self.case is None:
            return
        if selection is None:
            self._mend(lambda draft, _document: draft.relabel(label.id))
            return
        self.view.view.set_caret(selection[1])
        choice = choosing.add_tag(*selection, label.key, {}, self.reason())
        self.deciding.carry_out(self.case, [choice], stay=True)

    def _hide(self) -> None:
        self.view.view.set_hidden(not self.view.view.marks_hidden)

    def _toggle_beside(self) -> None:
        self.view.beside.toggle()

    def _drop(self) -> None:
        view = self.view.view
        if view.selection() is not None:
            view.set_caret(view.caret)
        elif self.draft is not None and self.draft.touched:
            self._turn()
        else:
            self._desk.space.leave_stage()

    def _clicked(self, id_: bytes) -> None:
        if self.case is not None and self.case.item(id_) is not None:
            item = self.case.item(id_)
            assert item is not None  # noqa: S101 - just asked
            self.current = item.key
            self._turn()

    # -- mending ---------------------------------------------------------------------------------------------------

    def _mend(self, change: Callable[[Draft, Document], object]) -> None:
        document, draft = self._desk.session.document, self.draft
        if document is not None and draft is not None and self.case is not None:
            change(draft, document)
            self.shown.mended(self.case, draft)

    def _quote(self, key: str = "") -> None:
        selection = self.view.view.selection()
        if selection is None:
            self.refuse_with(mark("Select the words of the article first."))
            return
        self._mend(lambda draft, _document: draft.add_quote(selection, key))

    def _focus_side(self, box: int) -> None:
        """Has what a box shows be what is mended."""
        case, item = self.case, self.item
        number = self.shown.variant_of(box)
        if case is not None and item is not None and number is not None:
            self.draft = Draft(case, item, self._desk.session.project.scheme, number)
            self.shown.mended(case, self.draft)
        self.view.setFocus()

    # -- deciding --------------------------------------------------------------------------------------------------

    def reason(self) -> str:
        return self.view.card.reason.text().strip()

    def _to_reason(self) -> None:
        if self.row is not None:
            self.view.card.reason.setFocus()
            self.view.card.reason.selectAll()

    def _reason_done(self) -> None:
        """Goes back to the text; a decision that is there gets the reason."""
        self.view.setFocus()
        self.more.reason_given(self.reason())

    def submit(
        self, do: Callable[[], T], done: Callable[[T], object], failed: Callable[[], object] | None = None
    ) -> None:
        """Runs a service behind the window; what it refuses is told."""

        def wrong(error: BaseException) -> None:
            if failed is not None:
                failed()
            if not isinstance(error, AnnotatorError):
                raise error
            self._desk.session.refused.emit(error)

        self._desk.session.worker.submit(do, done, wrong)

    def refuse_with(self, message: str) -> None:
        self._desk.session.refused.emit(RefusedError(message))

    def tell(self, text: str) -> None:
        """Says something in the window's strip of notices."""
        self._desk.app.notifier.tell(text, Level.INFO)

    def article(self) -> ArticleId | None:
        """The article that is compared."""
        return self.case.article.id if self.case is not None else None
