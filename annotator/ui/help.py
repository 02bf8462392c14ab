"""The help, in the window and in the user's language: contents on the left, a search, and the page."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QColor,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.bundled import bundled
from annotator.i18n import language, tr
from annotator.ui.actions import key_table
from annotator.ui.fonts import INTERFACE, INTERFACE_SIZE, SECONDARY_SIZE, TITLE_SIZE, families, interface_font
from annotator.ui.icons import icon
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, filled, hint

_KEYS: Final = "{keys}"
_CONTENTS_WIDTH: Final = 28 * GRID
_ROW_HEIGHT: Final = 3 * GRID + GRID // 2
_HEADING_SIZES: Final = {1: TITLE_SIZE + 4, 2: TITLE_SIZE - 2}
_LINE_HEIGHT: Final = 140.0  # percent


class HelpDialog(QDialog):
    """Stays open beside the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = QTextBrowser()
        self.page.setObjectName("help_page")
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(tr("Help"))
        self.search = QLineEdit(placeholderText=tr("Search the help"), clearButtonEnabled=True)
        self.search.setObjectName("help_search")
        self.search.setAccessibleName(tr("Search the help"))
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._find(anew=True))
        self.hits = hint(wrap=False)
        self.hits.hide()
        self.contents = QListWidget()
        self.contents.setObjectName("help_contents")
        self.contents.setAccessibleName(tr("Contents"))
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._headings: list[int] = []
        self._found: list[QTextCursor] = []
        self._lay_out()
        self._show_page()
        self.contents.itemClicked.connect(lambda _item: self.go_to(self.contents.currentRow()))
        self.contents.itemActivated.connect(lambda _item: self.go_to(self.contents.currentRow()))
        self.page.verticalScrollBar().valueChanged.connect(lambda _value: self._follow())
        QShortcut(QKeySequence.StandardKey.Find, self, self._start_search)
        self.resize(120 * GRID, 90 * GRID)
        self.search.setFocus()

    def _lay_out(self) -> None:
        side = filled(QWidget(), active().ground)
        side.setFixedWidth(_CONTENTS_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(GRID, 2 * GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self.hits)
        column.addWidget(self.contents, 1)
        self.contents.setStyleSheet(f"QListWidget {{ background: {active().ground}; }}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self.page, 1)

    def _show_page(self) -> None:
        document = self.page.document()
        document.setDocumentMargin(3 * GRID)
        self.page.setFont(interface_font(INTERFACE_SIZE + 1))
        self.page.setMarkdown(help_text())
        dress(document)
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == 2:
                self._headings.append(block.position())
                entry = QListWidgetItem(block.text(), self.contents)
                entry.setSizeHint(QSize(0, _ROW_HEIGHT))
            block = block.next()
        self.contents.setCurrentRow(0)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def go_to(self, section: int) -> None:
        """Brings a section of the contents to the top of the page."""
        if 0 <= section < len(self._headings):
            self._scroll_to(self._headings[section])

    def _scroll_to(self, position: int) -> None:
        block = self.page.document().findBlock(position)
        top = self._layout.blockBoundingRect(block).top()
        self.page.verticalScrollBar().setValue(round(top) - 2 * GRID)

    @property
    def _layout(self) -> QAbstractTextDocumentLayout:
        return self.page.document().documentLayout()

    def _follow(self) -> None:
        """Marks the section that is read in the contents."""
        line = self.page.cursorForPosition(self.page.viewport().rect().topLeft()).position()
        bar = self.page.verticalScrollBar()
        row = max((k for k, start in enumerate(self._headings) if start <= line + 1), default=0)
        if bar.value() == bar.maximum() > 0:
            row = max(row, self.contents.currentRow())
        self.contents.setCurrentRow(row)

    # -- search ----------------------------------------------------------------------------------------------------

    def _start_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _find(self, anew: bool = False, back: bool = False) -> None:
        wanted = self.search.text().strip()
        if anew:
            self._found = _hits(self.page.document(), wanted) if wanted else []
            self._show_found()
        if not self._found:
            return
        here = self.page.textCursor()
        if back:
            ahead = [hit for hit in self._found if hit.selectionEnd() <= here.selectionStart()]
            chosen = ahead[-1] if ahead else self._found[-1]
        else:
            start = here.selectionStart() if anew else here.selectionEnd()
            chosen = next((hit for hit in self._found if hit.selectionStart() >= start), self._found[0])
        self.page.setTextCursor(chosen)
        self.page.ensureCursorVisible()
        self.hits.setText(tr("{n} of {total}", n=self._found.index(chosen) + 1, total=len(self._found)))

    def _show_found(self) -> None:
        marked = []
        for hit in self._found:
            one = QTextEdit.ExtraSelection()
            one.cursor = hit
            shape = QTextCharFormat()
            shape.setBackground(QColor(active().selection))
            one.format = shape
            marked.append(one)
        self.page.setExtraSelections(marked)
        self.hits.setText(tr("Not found") if self.search.text().strip() and not self._found else "")
        self.hits.setVisible(bool(self.search.text().strip()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._find(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            event.accept()
            return
        super().keyPressEvent(event)


def show_help(parent: QWidget) -> QDialog:
    """Opens the help beside the work, or brings it forward."""
    known = parent.findChild(HelpDialog)
    dialog = known if known is not None and known.isVisible() else HelpDialog(parent)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog


def help_text() -> str:
    """The help as Markdown, the keys as they now are."""
    page = (bundled("resources") / "help" / f"{language()}.md").read_text(encoding="utf-8")
    return page.replace(_KEYS, _key_rows())


def _key_rows() -> str:
    """The table of keys as Markdown."""
    head = [tr("Action"), tr("In the article and the rows"), tr("Everywhere")]
    rows = [head, ["---"] * len(head)]
    rows += [[name, _code(single), _code(everywhere)] for name, single, everywhere in key_table()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _code(key: str) -> str:
    return f"`{key}`" if key else ""


def _hits(document: QTextDocument, wanted: str) -> list[QTextCursor]:
    found = []
    hit = document.find(wanted)
    while not hit.isNull():
        found.append(hit)
        hit = document.find(wanted, hit)
    return found


# -- look ----------------------------------------------------------------------------------------------------------


def dress(document: QTextDocument) -> None:
    """Gives a document made of Markdown the window's look; Qt's style sheets do not reach it."""
    block = document.begin()
    while block.isValid():
        _dress_block(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)


def _dress_block(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    shape = QTextBlockFormat()
    level = block.blockFormat().headingLevel()
    in_table = cursor.currentTable() is not None
    shape.setLineHeight(100.0 if in_table else _LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(0 if level == 1 else 4 * GRID)
        shape.setBottomMargin(GRID)
    elif not in_table and block.textList() is None:
        shape.setBottomMargin(0 if block.blockFormat().hasProperty(QTextBlockFormat.Property.BlockCodeFence) else GRID)
    cursor.mergeBlockFormat(shape)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    if level:
        words = QTextCharFormat()
        words.setFont(interface_font(_HEADING_SIZES.get(level, INTERFACE_SIZE + 1), bold=True))
        cursor.mergeCharFormat(words)
    else:
        _dress_code(block)


def _dress_code(block: QTextBlock) -> None:
    """Keys and commands on a tint; Qt sets them smaller than the words around them."""
    pieces = block.begin()
    found = []
    while not pieces.atEnd():
        piece = pieces.fragment()
        if piece.charFormat().fontFixedPitch():
            found.append((piece.position(), piece.length()))
        pieces += 1
    for start, length in found:
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setFontFamilies(["DejaVu Sans Mono", "Menlo", "Consolas", *families(INTERFACE), "monospace"])
        look.setProperty(QTextCharFormat.Property.FontPixelSize, SECONDARY_SIZE + 2)
        look.setBackground(QColor(active().hover))
        cursor.mergeCharFormat(look)


def _dress_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(QBrush(QColor(active().line)))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setCellPadding(GRID / 2)
    shape.setCellSpacing(0)
    shape.setTopMargin(GRID)
    shape.setBottomMargin(2 * GRID)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 97))
    table.setFormat(shape)
    middle = QTextTableCellFormat()
    middle.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    for row in range(table.rows()):
        for column in range(table.columns()):
            table.cellAt(row, column).setFormat(middle)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
        words = QTextCharFormat()
        words.setFontWeight(600)
        cursor.mergeCharFormat(words)
