"""The tab of suggestions: what is to be confirmed, one row each, and below the rows why it is proposed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QSlider,
    QStackedWidget,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.ids import SpanId
from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.deciding import suggestion_id
from annotator.services.suggesting import Proposal
from annotator.ui.icons import SIZE, pixmap
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineDelegate, LineList
from annotator.ui.panels.message import Message
from annotator.ui.text.keys import DEFAULT, KeyMap
from annotator.ui.values import named
from annotator.ui.widgets import GRID, Elided, button, coloured, filled, hint, label, line, tooltip

_ENGINES: Final = {
    "quantities": mark("quantities"),
    "places": mark("gazetteer"),
    "programmes": mark("names"),
    "memory": mark("memory"),
    "learned": mark("learned"),
    "llm": mark("language model"),
    "reprint": mark("reprint"),
}
_MOST: Final = 6  # candidates that are listed
_USUAL: Final = 35  # percent: what is taken where nobody chose
_BUTTON: Final = SIZE + GRID
_Index = QModelIndex | QPersistentModelIndex


def engine_name(engine: str) -> str:
    """An engine in the user's language."""
    return tr(_ENGINES[engine]) if engine in _ENGINES else engine


class SuggestDelegate(LineDelegate):
    """A line with two small buttons at its end, while the pointer is on it or it is the current one."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        state: QStyle.StateFlag = option.state
        if not state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            super().paint(painter, option, index)
            return
        words = QStyleOptionViewItem(option)
        words.rect = option.rect.adjusted(0, 0, -2 * _BUTTON - GRID // 2, 0)
        super().paint(painter, words, index)
        palette = active()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        accept, refuse = buttons_of(option.rect)
        ground = QRect(words.rect.right() + 1, option.rect.top(), 2 * _BUTTON + GRID, option.rect.height())
        painter.fillRect(ground, QColor(palette.selection if selected else palette.hover))
        density = painter.device().devicePixelRatioF()
        for box, name, colour in ((accept, "check", palette.good), (refuse, "close", palette.bad)):
            at = box.center() - QPoint(SIZE // 2 - 1, SIZE // 2 - 1)
            painter.drawPixmap(at, pixmap(name, colour, density, SIZE))


def buttons_of(row: QRect) -> tuple[QRect, QRect]:
    """Where a row has its buttons to accept and to refuse."""
    refuse = QRect(row.right() - GRID // 2 - _BUTTON, row.top() + 1, _BUTTON, row.height() - 2)
    return refuse.translated(-_BUTTON, 0), refuse


class SuggestRows(LineList):
    """The rows; the keys of the article mean here what they mean there."""

    key_command = Signal(str)
    accept_clicked = Signal(int)  # row
    refuse_clicked = Signal(int)

    def __init__(self, model: "LineModel[Proposal]", keymap: KeyMap) -> None:
        super().__init__(model, tr("Suggestions"))
        self._keymap = keymap
        self.delegate = SuggestDelegate(self)
        self.setItemDelegate(self.delegate)
        self.delegate.in_context = False

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._command(event):
            event.accept()
            return True
        return super().event(event)

    def _command(self, event: QKeyEvent) -> str | None:
        return self._keymap.command_for(event.text(), event.key(), event.modifiers())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self._command(event)
        if command:
            self.key_command.emit(command)
        else:
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab goes from mark to mark

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            accept, refuse = buttons_of(self.visualRect(index))
            if accept.contains(point):
                self.accept_clicked.emit(index.row())
                return
            if refuse.contains(point):
                self.refuse_clicked.emit(index.row())
                return
        super().mouseReleaseEvent(event)


class SuggestPanel(QWidget):
    """What is to be confirmed in the open article. It shows and tells; deciding is done elsewhere."""

    chosen = Signal(object)  # SpanId
    accepted = Signal(object, object)  # SpanId, attributes of the candidate that was chosen, or None
    refused = Signal(object)  # SpanId
    threshold_chosen = Signal(int)  # percent
    switched = Signal(bool)
    control_switched = Signal(bool)
    shown_anyway = Signal()
    key_command = Signal(str)
    left = Signal()

    def __init__(self, scheme: Scheme, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self._scheme = scheme
        self._text = ""
        self._current: SpanId | None = None
        self._model: LineModel[Proposal] = LineModel(self._shown)
        self.rows = SuggestRows(self._model, _keymap(keys))
        self.rows.delegate.measure([named(one) for one in scheme.active])
        self._on, self._control = True, False
        self._build()
        self._connect()
        self.setFocusProxy(self.rows)
        filled(self, active().paper)

    # -- building --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._switch = QCheckBox(tr("Suggest"))
        self._switch.setToolTip(tooltip(tr("Propose tags in this and other articles")))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(5, 99)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("Least certainty"))
        self.slider.setToolTip(tooltip(tr("Only what is at least so certain is proposed; 35 % costs fewest keys")))
        self._least = hint(wrap=False)
        self._least.setFixedWidth(self._least.fontMetrics().horizontalAdvance("≥ 99 %") + 2)
        head = QHBoxLayout()
        head.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID + GRID // 2, GRID // 2)
        head.setSpacing(GRID)
        head.addWidget(self._switch)
        head.addStretch(1)
        head.addWidget(self.slider, 1)
        head.addWidget(self._least)
        top = QWidget()
        top.setLayout(head)
        filled(top, active().ground)
        self._message = Message("")
        self._anyway = button(tr("Show suggestions here"), self.shown_anyway.emit, name="show_anyway")
        self._controlled = Message(
            tr("This is a control article: tag it without suggestions, so that their influence can be measured."),
            self._anyway,
        )
        self._pages = QStackedWidget()
        for page in (self.rows, self._message, self._controlled):
            self._pages.addWidget(page)
        self._controls = QCheckBox(tr("One article in ten without suggestions, to compare"))
        self._controls.setToolTip(tooltip(tr("Control articles are drawn by their ids and hold for everybody.")))
        self._learning = hint(wrap=False)
        self._learning.hide()
        foot = QVBoxLayout()
        foot.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2)
        foot.addWidget(self._controls)
        foot.addWidget(self._learning)
        below = QWidget()
        below.setLayout(foot)
        filled(below, active().ground)
        self._detail = Detail()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (top, line()):
            whole.addWidget(widget)
        whole.addWidget(self._pages, 1)
        for widget in (self._detail, line(), below):
            whole.addWidget(widget)

    def _connect(self) -> None:
        self.rows.clicked_row.connect(lambda row: self.chosen.emit(self._id(row)))
        self.rows.chosen.connect(lambda _row: self.key_command.emit("form"))
        self.rows.accept_clicked.connect(lambda row: self.accepted.emit(self._id(row), None))
        self.rows.refuse_clicked.connect(lambda row: self.refused.emit(self._id(row)))
        self.rows.key_command.connect(self._on_key)
        self.rows.escaped.connect(self.left)
        self._detail.accepted.connect(lambda attributes: self.accepted.emit(self._current, attributes))
        self._detail.refused.connect(lambda: self.refused.emit(self._current))
        self._switch.clicked.connect(self.switched)
        self._controls.clicked.connect(self.control_switched)
        self.slider.valueChanged.connect(self._slid)

    def _on_key(self, command: str) -> None:
        if command == "drop":
            self.left.emit()
        self.key_command.emit(command)

    def _slid(self, percent: int) -> None:
        self._least.setText(f"≥ {percent} %")
        self.threshold_chosen.emit(percent)

    def _id(self, row: int) -> SpanId:
        return suggestion_id(self._model.entry(row))

    # -- showing ---------------------------------------------------------------------------------------------------

    def set_state(self, *, on: bool, control: bool, every: int, threshold: int, working: bool) -> None:
        """Shows the settings, and why there may be nothing to show; `threshold` 0 is the usual one."""
        self._on, self._control = on, control
        self._switch.setChecked(on)
        self._controls.setChecked(every > 0)
        self.slider.setEnabled(on)
        self.slider.blockSignals(True)
        self.slider.setValue(threshold or _USUAL)
        self.slider.blockSignals(False)
        self._least.setText(f"≥ {self.slider.value()} %")
        if not on:
            words = tr("Suggestions are switched off.")
        elif working:
            words = tr("Looking for suggestions …")
        else:
            words = tr("Everything is decided here. N goes to numbers and names without a tag.")
        self._message.words.setText(words)

    def show_learning(self, words: str) -> None:
        """Says below what is being learned, or was; nothing for nothing."""
        self._learning.setText(words)
        self._learning.setVisible(bool(words))

    def show_proposals(self, proposals: Sequence[Proposal], text: str) -> None:
        """Lists proposals in the order of the text."""
        self._text = text
        if list(self._model.entries()) != list(proposals):
            bar = self.rows.verticalScrollBar().value()
            self.rows.blockSignals(True)
            self._model.set_entries(proposals)
            self.rows.blockSignals(False)
            self.rows.verticalScrollBar().setValue(bar)
        page: QWidget = self.rows if proposals else self._controlled if self._control and self._on else self._message
        focus = QApplication.focusWidget()
        held = focus is not None and self._pages.isAncestorOf(focus)
        self._pages.setCurrentWidget(page)
        if held and page is not self.rows:
            self.left.emit()

    def show_current(self, id_: SpanId | None) -> None:
        """Marks the row of the current suggestion and says why it is proposed."""
        row = next((k for k, one in enumerate(self._model.entries()) if suggestion_id(one) == id_), -1)
        self._current = id_ if row >= 0 else None
        self.rows.blockSignals(True)
        if row >= 0:
            self.rows.go_to(row)
        else:
            self.rows.selectionModel().clear()
        self.rows.blockSignals(False)
        self._detail.show_proposal(self._model.entry(row) if row >= 0 else None, self._text)

    def _shown(self, proposal: Proposal) -> Line:
        look = self._scheme.label(proposal.label)
        several = tr("{n} candidates", n=len(proposal.candidates)) if len(proposal.candidates) > 1 else ""
        engine = several or engine_name(proposal.engine)
        return Line(
            self._text[proposal.start : proposal.end],
            lead=named(look),
            colour=look.colour,
            note=f"{engine} {round(proposal.score * 100)} %",
        )


class Detail(QWidget):
    """Why the current suggestion is proposed, what else it may mean, and the two decisions as buttons."""

    accepted = Signal(object)  # attributes of the candidate, or None
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._proposal: Proposal | None = None
        self._words = Elided()
        font = self._words.font()
        font.setBold(True)
        self._words.setFont(font)
        self._reason = coloured(label(wrap=True), active().secondary)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(GRID // 4)
        self._group = QButtonGroup(self)
        accept = button(tr("Accept (Space)"), self._accept, name="accept_suggestion", default=True)
        refuse = button(tr("Refuse (Backspace)"), self.refused.emit, name="refuse_suggestion")
        for one in (accept, refuse):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(accept)
        row.addWidget(refuse)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID + GRID // 2, GRID, GRID + GRID // 2, GRID)
        column.setSpacing(GRID // 2)
        column.addWidget(line())
        column.addWidget(self._words)
        column.addWidget(self._reason)
        column.addLayout(self._choices)
        column.addLayout(row)
        self.hide()

    def show_proposal(self, proposal: Proposal | None, text: str) -> None:
        """Shows a proposal, or nothing."""
        self.setVisible(proposal is not None)
        if proposal == self._proposal:
            return
        self._proposal = proposal
        for old in self._group.buttons():
            self._group.removeButton(old)
            self._choices.removeWidget(old)
            old.hide()
            old.deleteLater()
        if proposal is None:
            return
        self._words.set_whole(text[proposal.start : proposal.end])
        said = tr(
            "{engine}, {score} %: {reason}",
            engine=engine_name(proposal.engine),
            score=round(proposal.score * 100),
            reason=proposal.reason,
        )
        self._reason.setText(said)
        if len(proposal.candidates) < 2:
            return
        for number, candidate in enumerate(proposal.candidates[:_MOST]):
            made = QRadioButton(f"{candidate.path}  {candidate.adcode}".replace("&", "&&"))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setToolTip(tooltip(candidate.path))
            made.setChecked(candidate.adcode == proposal.attributes.get("adcode"))
            self._group.addButton(made, number)
            self._choices.addWidget(made)

    def _accept(self) -> None:
        proposal = self._proposal
        number = self._group.checkedId()
        chosen: dict[str, Any] | None = None
        if proposal is not None and 0 <= number < len(proposal.candidates):
            candidate = proposal.candidates[number]
            chosen = {"path": candidate.path, "adcode": candidate.adcode}
        self.accepted.emit(chosen)


def _keymap(keys: Mapping[str, tuple[str, ...]] | None) -> KeyMap:
    from annotator.ui.view_commands import own_keys

    return own_keys(keys) if keys else DEFAULT
