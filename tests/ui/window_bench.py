"""The whole window on a project in a file, driven by real keys and clicks; what it did is read from the database."""

import gc
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from builders import add_articles, incoming, label_id, new_project, open_document
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator import i18n
from annotator.domain.ids import ArticleId, LabelId, SpanId
from annotator.domain.span import Span
from annotator.services import articles, search, tagging
from annotator.services.document import Document
from annotator.ui.app import App
from annotator.ui.main_window import MainWindow
from annotator.ui.session import Session
from annotator.ui.settings import Settings, Theme
from annotator.ui.tagging import Tagging
from annotator.ui.text.view import ArticleView
from annotator.ui.workspace import Workspace

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier

SCHOOLS = (
    "山区学校变了样\n"
    "青岭县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人。\n"
    "全县“营养改善计划”覆盖率达99.5%，全省粮食产量增长5.2%。\n"
    "每亩收入1至2万元，a𠀀中😀与学生近200人。\n"
)
HARVEST = "秋收时节\n桐溪县稻谷亩产620公斤，粮食产量比上年增加3.1万吨。\n桐溪县近200家企业参与“春风行动”。\n"
ROADS = "路修到家门口\n" + "\n".join(f"第{k}村的公路通到了每一户的门前，全长{k}.5公里。" for k in range(1, 61)) + "\n"
PAGES = (("山区学校变了样", SCHOOLS), ("秋收时节", HARVEST), ("路修到家门口", ROADS))

Places = Sequence[tuple[str, str]]


_made: dict[object, bytes] = {}


def _build(path: Path, pages: Places, tags: Places) -> None:
    project = new_project(str(path))
    whole = add_articles(project, *(incoming(text, number, title) for number, (title, text) in enumerate(pages, 1)))
    if tags:
        document = open_document(project, whole[0].id)
        places = [(document.text.index(words), words, label) for words, label in tags]
        spans = [document.new_span(at, at + len(words), label_id(project, label)) for at, words, label in places]
        tagging.write(project, document.create_all(spans))
    project.close()


class Bench:
    """A project with three articles and the window that has it open; text positions are code points."""

    def __init__(
        self, qtbot: QtBot, qapp: QApplication, path: Path, language: str = "zh", suggest: bool = False
    ) -> None:
        self.qtbot = qtbot
        self.qapp = qapp
        self.path = path
        self.app = App(qapp, Settings(theme=Theme.LIGHT, language=language, suggest=suggest, show_effort=suggest))
        self.app.keep_nothing()
        self.app.build((1366, 820))
        self.activate()

    # -- coming and going ------------------------------------------------------------------------------------------

    def activate(self) -> None:
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def make(self, pages: Sequence[tuple[str, str]] = PAGES, tags: Places = ()) -> None:
        """Makes the project, with tags (words, label) in its first article; like ones are made once and copied."""
        key = (tuple(pages), tuple(tags))
        if key not in _made:
            _build(self.path, pages, tags)
            _made[key] = self.path.read_bytes()
        self.path.write_bytes(_made[key])

    def open(self) -> None:
        """Opens the project and waits for its article."""
        self.app.open_project(str(self.path))
        self.qtbot.waitUntil(self.is_open)
        self.view.setFocus()
        self.qtbot.waitUntil(self.view.hasFocus)

    def is_open(self) -> bool:
        session = self.app.session
        return session is not None and session.document is not None

    def reopen(self) -> None:
        """Closes the project and opens it again, as on the next day."""
        self.app.close_project()
        self.open()

    def stop(self) -> None:
        """Ends the program; nothing of it may be left."""
        self.app.stop()
        for _ in range(3):
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()
        assert not [one.name for one in threading.enumerate() if one.name == "database"]
        left = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow | QDialog)]
        assert not left, left
        at_work = [one for one in gc.get_objects() if type(one) is QTimer and isValid(one) and one.isActive()]
        assert not at_work, [one.parent() for one in at_work]

    # -- parts -----------------------------------------------------------------------------------------------------

    @property
    def window(self) -> MainWindow:
        assert self.app.window is not None
        return self.app.window

    @property
    def session(self) -> Session:
        assert self.app.session is not None
        return self.app.session

    @property
    def space(self) -> Workspace:
        assert self.window.space is not None
        return self.window.space

    @property
    def view(self) -> ArticleView:
        return self.space.view

    @property
    def tagging(self) -> Tagging:
        assert self.window.work is not None
        return self.window.work.tagging

    @property
    def document(self) -> Document:
        assert self.session.document is not None
        return self.session.document

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def current(self) -> tuple[str, str] | None:
        """Words and label of the current tag."""
        mark = self.tagging.mark()
        return None if mark is None else (self.text[mark.start : mark.end], self.key(mark.label))

    def key(self, label: LabelId) -> str:
        return self.session.project.scheme.label(label).key

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The dialog of a kind that is open."""
        found: list[QDialog] = []

        def there() -> bool:
            found[:] = [one for one in self.window.findChildren(kind) if one.isVisible()]
            return bool(found)

        self.qtbot.waitUntil(there)
        return found[0]

    # -- what is there ---------------------------------------------------------------------------------------------

    def tags(self) -> list[tuple[str, str]]:
        """Words and labels of the open article's tags in memory."""
        return [(self.text[m.start : m.end], self.key(m.label)) for m in self.document.marks]

    def stored(self) -> list[tuple[str, str]]:
        """The same as the database has them, once everything is written."""
        self.settle()
        project, article = self.session.project, self.document.article.id
        opened = self.app.worker.call(lambda: articles.open_article(project, article))
        return [(opened.revision.text[m.start : m.end], self.key(m.label)) for m in opened.marks]

    def span(self, words: str) -> Span:
        """The tag on some words."""
        found = next(m for m in self.document.marks if self.text[m.start : m.end] == words)
        return self.document.span(found.id)

    def span_id(self, words: str) -> SpanId:
        return self.span(words).id

    def settle(self) -> None:
        """Waits until every edit is in the database."""
        self.qtbot.waitUntil(lambda: self.session.unsaved == 0 and not self.session._stepping)

    def until(self, wanted: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(wanted()))

    def article(self, title: str) -> ArticleId:
        assert self.window.listing is not None
        return next(one.article.id for one in self.window.listing.listed_articles() if one.article.title == title)

    def notices(self) -> str:
        """What the strip of notices says."""
        current = self.window.notices.current()
        return current.text if current is not None else ""

    # -- what a person does ------------------------------------------------------------------------------------------

    def press(self, key: str | Qt.Key, modifiers: Qt.KeyboardModifier = NONE, on: QWidget | None = None) -> None:
        """Presses a key where the keyboard is."""
        if QApplication.activeWindow() is None:  # no window manager gives the keyboard back when a dialog closes
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)
        target = on or QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers)  # type: ignore[call-overload]  # a character or a key

    def wide(self, character: str, key: int = 0, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key as an input method in its full-width mode sends it."""
        target = QApplication.focusWidget() or self.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, character))

    def commit(self, text: str, on: QWidget | None = None) -> None:
        """What an input method hands over."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(on or QApplication.focusWidget() or self.window, event)

    def caret(self, words: str, offset: int = 0) -> None:
        """Puts the caret before some words (or `offset` characters on)."""
        self.view.setFocus()
        self.view.set_caret(self.text.index(words) + offset)

    def select(self, words: str) -> None:
        """Selects some words."""
        self.view.setFocus()
        start = self.text.index(words)
        self.view.set_caret(start + len(words), start)

    def choose(self, words: str) -> None:
        """Makes the tag on some words the current one."""
        assert self.window.work is not None
        self.window.work.go_to_tag(self.span_id(words))

    def undo(self) -> None:
        self.press(Qt.Key.Key_Z, CTRL)
        self.settle()

    def redo(self) -> None:
        self.press(Qt.Key.Key_Y, CTRL)
        self.settle()

    def go(self, title: str) -> None:
        """Opens another article."""
        assert self.window.listing is not None
        self.window.listing.open(self.article(title))
        self.until(lambda: self.document.article.title == title)

    def show(self, words: str) -> QPoint:
        """Brings some words into view and gives the middle of their first character."""
        start = self.text.index(words)
        self.view.reveal(start, start + len(words))
        (box,) = self.view.rows_of(start, start + 1)
        return box.center().toPoint()

    def hits(self, words: str) -> int:
        return len(search.find(self.text, words))


def reset(qapp: QApplication) -> None:
    """Gives the next test the language it expects."""
    i18n.set_language("zh")
    qapp.setStyleSheet("")
