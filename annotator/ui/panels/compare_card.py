"""One difference: what each side tagged, what is proposed or decided, why; and the form to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.ids import SpanId
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Attributes, Span
from annotator.i18n import mark, tr
from annotator.ui import fonts
from annotator.ui.palette import active, label_colours
from annotator.ui.panels.chosen import Chosen
from annotator.ui.panels.tag_form import TagForm
from annotator.ui.values import named, origin_name, stored_text
from annotator.ui.widgets import GRID, Elided, button, coloured, filled, heading, hint, label

_NO_TAG: Final = mark("no tag here")


@dataclass(frozen=True, slots=True)
class Shown:
    """One way in which a place was tagged; no `label` where it was not. `differing` are the keys to look at."""

    names: str
    key: str = ""
    label: Label | None = None
    quote: str = ""
    attributes: Attributes | None = None
    note: str = ""
    origin: str = ""
    differing: frozenset[str] = frozenset()
    bounds_differ: bool = False
    label_differs: bool = False
    proposed: bool = False
    taken: bool = False


class ShownBox(QFrame):
    """What one side, or several, have; a click makes it what is mended, a double click takes it."""

    clicked = Signal()
    taken = Signal()

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        palette = active()
        self.setObjectName("shown_box")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        colour = label_colours(palette, shown.label.colour).line if shown.label is not None else palette.edge
        edge = palette.accent if shown.proposed or shown.taken else palette.line
        self.setStyleSheet(
            f"#shown_box {{ background: {palette.paper}; border: 1px solid {edge}; border-left: 4px solid {colour};"
            " border-radius: 4px; }"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2 + 2)
        column.setSpacing(2)
        column.addLayout(self._head(shown))
        if shown.label is None:
            column.addWidget(coloured(label(tr(_NO_TAG)), palette.secondary))
        else:
            column.addLayout(self._tag(shown, shown.label))
        self.setAccessibleName(self._spoken(shown))

    def _head(self, shown: Shown) -> QHBoxLayout:
        palette = active()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        if shown.key:
            key = label(shown.key)
            key.setObjectName("key_cap")
            key.setFont(fonts.secondary_font())
            key.setStyleSheet(
                f"#key_cap {{ border: 1px solid {palette.edge}; border-radius: 3px; padding: 0 4px;"
                f" color: {palette.secondary}; background: {palette.ground}; }}"
            )
            row.addWidget(key)
        names = Elided(shown.names, Qt.TextElideMode.ElideRight)
        names.setFont(fonts.secondary_font())
        coloured(names, palette.secondary)
        row.addWidget(names, 1)
        said = [
            tr("proposed") if shown.proposed else "",
            tr("decided so") if shown.taken else "",
            origin_name(shown.origin),
        ]
        row.addWidget(coloured(hint(" · ".join(one for one in said if one), wrap=False), palette.secondary))
        return row

    def _tag(self, shown: Shown, of: Label) -> QVBoxLayout:
        palette = active()
        column = QVBoxLayout()
        column.setSpacing(2)
        quote = label(shown.quote, wrap=True)
        quote.setFont(fonts.interface_font(15))
        if shown.bounds_differ:
            coloured(quote, palette.warning)
        column.addWidget(quote)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        name = coloured(label(named(of)), label_colours(palette, of.colour).text)
        if shown.label_differs:
            name.setFont(fonts.interface_font(bold=True))
        grid.addWidget(name, 0, 0, 1, 2)
        known = {one.key: named(one) for one in of.attributes}
        values = dict(shown.attributes or {})
        keys = [key for key in known if key in values or key in shown.differing]
        keys += sorted(key for key in values.keys() | shown.differing if key not in known)
        for at, key in enumerate(keys, 1):
            differs = key in shown.differing
            title = hint(known.get(key, key), wrap=False)
            value = stored_text(values.get(key)) if values.get(key) not in (None, "", []) else "—"
            text = Elided(value, Qt.TextElideMode.ElideRight)
            if differs:
                coloured(text, palette.warning)
                text.setFont(fonts.interface_font(bold=True))
            grid.addWidget(title, at, 0)
            grid.addWidget(text, at, 1)
        if shown.note:
            grid.addWidget(hint(tr("Note"), wrap=False), len(keys) + 1, 0)
            grid.addWidget(Elided(shown.note, Qt.TextElideMode.ElideRight), len(keys) + 1, 1)
        column.addLayout(grid)
        return column

    @staticmethod
    def _spoken(shown: Shown) -> str:
        what = tr(_NO_TAG) if shown.label is None else f"{named(shown.label)} {shown.quote}"
        return f"{shown.key} {shown.names}: {what}".strip()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()


class ReasonLine(QLineEdit):
    """Where the reason is typed; Enter and Esc go back to the text."""

    done = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.accept()
            self.done.emit()
        else:
            super().keyPressEvent(event)


class CompareCard(QWidget):
    """The sides of the current difference, buttons for what the keys do, the reason, and the form."""

    command = Signal(str)  # what a button says, by the name of its key's command
    focused = Signal(int)  # the number of a box: what it has is to be mended
    taken = Signal(int)  # the number of a box

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self.setObjectName("compare_card")
        self._scheme = scheme
        self.title = heading("")
        self.where = coloured(hint(wrap=False), active().secondary)
        self.notice = coloured(hint(), active().warning)
        self.boxes: list[ShownBox] = []
        self._place = QVBoxLayout()
        self._place.setSpacing(GRID)
        self.both = button(tr("Take both (B)"), lambda: self.command.emit("take_both"), name="take_both")
        self.nothing = button(tr("Nothing here (⌫)"), lambda: self.command.emit("refuse"), name="nothing_here")
        self.propose = button(tr("Take the proposal (Space)"), lambda: self.command.emit("accept"), name="proposal")
        self.reason = ReasonLine()
        self.reason.setPlaceholderText(tr("Reason (Enter)"))
        self.reason.setAccessibleName(tr("Reason of the decision"))
        self.reason.setMaxLength(500)
        self.form = TagForm()
        self.form.set_scheme(scheme)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.where)
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for one in (self.both, self.nothing):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(one, 1)
        self.propose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        upper = QVBoxLayout()
        upper.setContentsMargins(GRID + GRID // 2, GRID, GRID + GRID // 2, GRID)
        upper.setSpacing(GRID)
        upper.addLayout(top)
        upper.addWidget(self.notice)
        upper.addLayout(self._place)
        upper.addWidget(self.propose)
        upper.addLayout(row)
        upper.addWidget(self.reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.form, 1)
        column.addStretch(0)
        filled(self, active().ground)

    def show_nothing(self) -> None:
        """Shows that there is nothing to decide."""
        self._fill(())
        self.form.clear()
        for one in (self.title, self.where, self.notice):
            one.setText("")
        for widget in (self.both, self.nothing, self.propose, self.reason, self.notice):
            widget.hide()

    def show_item(self, title: str, where: str, notice: str, boxes: Sequence[Shown], reason: str) -> None:
        """Shows a difference."""
        self.title.setText(title)
        self.where.setText(where)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        self._fill(boxes)
        self.both.setVisible(any(one.bounds_differ or one.label_differs for one in boxes))
        self.nothing.show()
        self.reason.show()
        if not self.reason.hasFocus():
            self.reason.setText(reason)

    def show_form(self, span: Span | None, length: int, editable: bool, words: str = "") -> None:
        """Shows the tag that edits go to; `words` are what Space does with it."""
        self.propose.setVisible(bool(words))
        self.propose.setText(words)
        if span is None:
            self.form.clear()
            return
        self.form.set_limit(length)
        known = self._scheme.label(span.label)
        self.form.show_tags(Chosen((SpanId(span.id),), (span,), (known,), span.id), editable=editable)

    def _fill(self, boxes: Sequence[Shown]) -> None:
        for old in self.boxes:
            self._place.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.boxes = []
        for at, shown in enumerate(boxes):
            box = ShownBox(shown)
            box.clicked.connect(lambda at=at: self.focused.emit(at))
            box.taken.connect(lambda at=at: self.taken.emit(at))
            self._place.addWidget(box)
            self.boxes.append(box)
