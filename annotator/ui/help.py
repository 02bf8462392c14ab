"""The help, in the window and in the user's language."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from annotator.bundled import bundled
from annotator.i18n import language, tr
from annotator.ui.palette import active
from annotator.ui.widgets import GRID


def show_help(parent: QWidget) -> QDialog:
    """Opens the help beside the work."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("Help"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page = QTextBrowser()
    page.setObjectName("help_page")
    page.setOpenExternalLinks(False)
    page.setOpenLinks(False)
    page.document().setDocumentMargin(3 * GRID)
    page.document().setDefaultStyleSheet(f"a {{ color: {active().accent}; }}")
    page.setMarkdown(help_text())
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page)
    dialog.resize(90 * GRID, 90 * GRID)
    dialog.show()
    return dialog


def help_text() -> str:
    """The help as Markdown."""
    return (bundled("resources") / "help" / f"{language()}.md").read_text(encoding="utf-8")
