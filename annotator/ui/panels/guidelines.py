"""The guidelines beside the article, with examples and precedents, and a field for the manager to edit them."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.fonts import INTERFACE_SIZE, interface_font
from annotator.ui.help import dress
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, Elided, button, filled, line


class Page(QTextBrowser):
    """Shows Markdown and nothing from elsewhere: no picture is loaded, no link is followed."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setFont(interface_font(INTERFACE_SIZE))
        self.setAccessibleName(tr("Guidelines"))

    @override
    def loadResource(self, type_: int, name: QUrl | str) -> object:
        """Nothing: what the text names stays where it is."""
        del type_, name
        return None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_markdown(self, text: str) -> None:
        """Shows a text; the place that was read stays."""
        bar = self.verticalScrollBar()
        at = bar.value()
        self.document().setDocumentMargin(GRID * 3 // 2)
        self.setMarkdown(text)
        dress(self.document())
        bar.setValue(at)

    def go_to(self, heading: str) -> bool:
        """Brings a heading to the top; False where there is none."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == heading.strip():
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - GRID)
                return True
            block = block.next()
        return False


class GuidelinesPanel(QWidget):
    """Reads by default; whoever may edit gets a button, and the Markdown in the place of the page."""

    write_asked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.page = Page()
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("Guidelines in Markdown"))
        self.field.setTabChangesFocus(False)
        self._about = Elided()
        self._edit = button(tr("Edit"), self._begin, name="edit_guidelines", picture="pencil")
        self._save = button(tr("Store"), self._store, name="store_guidelines")
        self._cancel = button(tr("Cancel"), self._end, name="cancel_guidelines")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.page)
        self._pages.addWidget(self.field)
        top = QHBoxLayout()
        top.setContentsMargins(GRID * 3 // 2, GRID // 2, GRID * 3 // 2, GRID // 2)
        top.setSpacing(GRID)
        top.addWidget(self._about, 1)
        for widget in (self._edit, self._cancel, self._save):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(self._pages, 1)
        filled(self, active().paper)
        self.page.left.connect(self.left)
        self.setFocusProxy(self.page)
        self._may = False
        self._end()

    def show_guidelines(self, text: str, shown: str, own: bool, may_edit: bool) -> None:
        """Shows guidelines: the Markdown as it was written, and with what stands for its examples and precedents."""
        self._text, self._may = text, may_edit
        self._about.set_whole("" if own else tr("as they come with the program"))
        self.page.show_markdown(shown)
        self._buttons()

    def go_to(self, heading: str) -> bool:
        """Brings a clause to the top; False where there is none, or while the text is edited."""
        return not self.editing and self.page.go_to(heading)

    @property
    def editing(self) -> bool:
        """Whether the Markdown is being edited."""
        return self._pages.currentWidget() is self.field

    def stored(self) -> None:
        """What was written is stored: back to the page."""
        self._end()

    def _begin(self) -> None:
        self.field.setPlainText(self._text)
        self._pages.setCurrentWidget(self.field)
        self._buttons()
        self.field.setFocus()

    def _store(self) -> None:
        self.write_asked.emit(self.field.toPlainText())

    def _end(self) -> None:
        self._pages.setCurrentWidget(self.page)
        self._buttons()

    def _buttons(self) -> None:
        self._edit.setVisible(self._may and not self.editing)
        self._save.setVisible(self.editing)
        self._cancel.setVisible(self.editing)
