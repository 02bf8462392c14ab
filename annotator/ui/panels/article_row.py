"""The rows of the list of articles: state, title, length, number of tags, on one line; and the keys they take."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from annotator.domain.article import Status
from annotator.domain.ids import ArticleId
from annotator.i18n import tr
from annotator.services.articles import Listed
from annotator.ui.fonts import interface_font, secondary_font, tabular
from annotator.ui.icons import SIZE, pixmap
from annotator.ui.models.article_model import (
    BADGE_ROLE,
    LISTED_ROLE,
    NO_BADGE,
    NOTES_ROLE,
    Badge,
    state_of,
    state_word,
)
from annotator.ui.palette import Palette, active
from annotator.ui.panels.article_chip import chip_about, chip_words, paint_chip
from annotator.ui.widgets import GRID, tooltip

ROW_HEIGHT: Final = 4 * GRID
_MARGIN: Final = GRID + GRID // 2
_BAR: Final = 3  # pixels of the bar before the open article
_LENGTH_FROM: Final = 320  # a narrower list has no room for lengths
_KEYS: Final = {
    Qt.Key.Key_Return: "choose",
    Qt.Key.Key_Enter: "choose",
    Qt.Key.Key_F2: "rename",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Backspace: "delete",
}

_Index = QModelIndex | QPersistentModelIndex


def _state_icon(listed: Listed, palette: Palette) -> tuple[str, str]:
    """The icon of an article's state and its colour."""
    if listed.article.excluded:
        return "state-excluded", palette.pale
    return {
        Status.NEW: ("state-new", palette.pale),
        Status.WORKING: ("state-working", palette.secondary),
        Status.SUBMITTED: ("state-submitted", palette.good),
        Status.SKIPPED: ("state-skipped", palette.pale),
    }[state_of(listed)]


def about(listed: Listed, badge: Badge = NO_BADGE) -> str:
    """All that is known of an article, for its tooltip."""
    form = listed.article.form
    rows = [
        listed.article.title,
        tr("{state} · {n} tags · {length} characters", state=state_word(listed), n=listed.spans, length=listed.length),
        " · ".join(part for part in (form.date, form.paper, form.page, form.region) if part),
        listed.layer.reason if listed.layer is not None else "",
        *badge.about,
    ]
    return "\n".join(row for row in rows if row)


class ArticleRows(QStyledItemDelegate):
    """Paints the rows of the list, and edits a title in place; what was typed is told, not stored."""

    renamed = Signal(object, str)  # ArticleId, title

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.open_article: ArticleId | None = None
        self.show_length = False  # whatever the width: the list is sorted by it
        self._plain = interface_font()
        self._bold = interface_font(bold=True)
        self._count = tabular(interface_font())
        self._small = tabular(secondary_font())
        self._locale = QLocale(QLocale.Language.English)
        self._count_width = QFontMetrics(self._count).horizontalAdvance("0000")
        self._length_width = QFontMetrics(self._small).horizontalAdvance("0,000,000")

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(15 * GRID, ROW_HEIGHT)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        listed: Listed = index.data(LISTED_ROLE)
        palette = active()
        rect = option.rect
        state = option.state
        is_open = listed.article.id == self.open_article
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.hover))
        if is_open:
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), QColor(palette.accent))
        name, colour = _state_icon(listed, palette)
        top = rect.y() + (rect.height() - SIZE) // 2
        painter.drawPixmap(QPoint(rect.x() + _MARGIN, top), pixmap(name, colour, painter.device().devicePixelRatioF()))
        grey = listed.article.excluded
        ink = QColor(palette.pale if grey else palette.ink)
        badge: Badge = index.data(BADGE_ROLE) or NO_BADGE
        title = self._title_rect(rect)
        if badge.word:
            title = self._badge(painter, title, badge, palette)
        if words := chip_words(index.data(NOTES_ROLE)):
            title = paint_chip(painter, title, words, self._small, palette)
        _text(painter, title, listed.article.title, self._bold if is_open else self._plain, ink)
        self._numbers(painter, rect, listed, palette, grey)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(palette.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _numbers(self, painter: QPainter, rect: QRect, listed: Listed, palette: Palette, grey: bool) -> None:
        right = Qt.AlignmentFlag.AlignRight
        pale = QColor(palette.pale)
        column = QRect(rect.right() - _MARGIN - self._count_width, rect.y(), self._count_width, rect.height())
        tags = pale if grey or not listed.spans else QColor(palette.secondary)
        _text(painter, column, str(listed.spans), self._count, tags, right)
        if self._has_length(rect):
            column = QRect(column.x() - GRID - self._length_width, rect.y(), self._length_width, rect.height())
            _text(painter, column, self._locale.toString(listed.length), self._small, pale, right)

    def _badge(self, painter: QPainter, room: QRect, badge: Badge, palette: Palette) -> QRect:
        """The word behind the title; gives what room it leaves."""
        width = QFontMetrics(self._small).horizontalAdvance(badge.word) + 1
        if width > room.width() // 2:
            return room
        ink = QColor(getattr(palette, badge.tone))
        place = QRect(room.right() - width, room.y(), width, room.height())
        _text(painter, place, badge.word, self._small, ink, Qt.AlignmentFlag.AlignRight)
        return room.adjusted(0, 0, -width - GRID, 0)

    def _has_length(self, rect: QRect) -> bool:
        return self.show_length or rect.width() >= _LENGTH_FROM

    def _title_rect(self, rect: QRect) -> QRect:
        left = _MARGIN + SIZE + GRID
        right = _MARGIN + self._count_width + (GRID + self._length_width if self._has_length(rect) else 0)
        return rect.adjusted(left, 0, -right - GRID // 2, 0)

    # -- editing -------------------------------------------------------------------------------------------------

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(tr("Title"))
        return editor

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_MARGIN + SIZE, 2, -GRID // 2, -2))

    @override
    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)  # noqa: S101 - createEditor made it
        listed: Listed = index.data(LISTED_ROLE)
        if not editor.isModified():
            editor.setText(listed.article.title)

    @override
    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)  # noqa: S101 - createEditor made it
        listed: Listed = index.data(LISTED_ROLE)
        title = editor.text().strip()
        if title and title != listed.article.title:
            self.renamed.emit(listed.article.id, title)

    @override
    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        told = [about(index.data(LISTED_ROLE), index.data(BADGE_ROLE)), *chip_about(index.data(NOTES_ROLE))]
        QToolTip.showText(event.globalPos(), tooltip("\n".join(told)), view)
        return True


def _text(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text, cut with an ellipsis where it is too long; line ends in it count as blanks."""
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(" ".join(text.split("\n")), Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class ArticleList(QListView):
    """The rows; tells which keys of its own were pressed and where a menu was asked for."""

    key_pressed = Signal(str)
    menu_asked = Signal(QPoint)
    row_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Articles"))

    @override
    def dataChanged(self, topLeft: _Index, bottomRight: _Index, roles: Sequence[int] = ()) -> None:
        # QListView would lay out all rows anew, 30 ms of 10,000; ours never change their height.
        QAbstractItemView.dataChanged(self, topLeft, bottomRight, roles)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = _KEYS.get(Qt.Key(event.key()))
        # The Enter that ends the editing of a title comes here too.
        editing = self.state() == QAbstractItemView.State.EditingState
        if key is None or editing or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self.key_pressed.emit(key)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and index.isValid() and len(self.selectedIndexes()) == 1:
            self.row_clicked.emit(index.row())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard and index.isValid()
        self.menu_asked.emit(
            self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
        )
