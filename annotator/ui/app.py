"""Wires the window: one application, one project at a time, and the window rebuilt when language or look change."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator import i18n
from annotator.domain.scheme import Scheme
from annotator.errors import AnnotatorError, RefusedError
from annotator.services import backup
from annotator.services.project import Project, create_project, open_project
from annotator.ui import fonts
from annotator.ui.logs import set_up_logs
from annotator.ui.notify import NoticeAction, Notifier
from annotator.ui.palette import DARK, LIGHT, activate
from annotator.ui.session import Session
from annotator.ui.settings import Settings, Theme, load_settings, person_of, save_settings, with_recent
from annotator.ui.worker import Worker

_SCREENSHOT_SIZE: Final = (1440, 900)


def run(
    project: str | None = None,
    screenshot: str | None = None,
    person: str | None = None,
    language: str | None = None,
) -> int:
    """Opens the window, on a project if one is named; with `screenshot` draws it into a file instead. Gives the
    program's exit code.
    """
    if screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qt = QApplication(sys.argv[:1])
    app = App(qt, load_settings() if screenshot is None else Settings(), language)
    try:
        return app.screenshot(project, person, Path(screenshot)) if screenshot is not None else app.run(project, person)
    finally:
        app.stop()


class App(QObject):
    """The running program."""

    def __init__(self, qt: QApplication, settings: Settings, language: str | None = None) -> None:
        super().__init__()
        from annotator.ui.main_window import MainWindow

        self._window_class = MainWindow
        self.qt = qt
        self.settings = settings
        self._keeps = True
        self.notifier = Notifier()
        self.worker = Worker()
        self.session: Session | None = None
        self.window: MainWindow | None = None
        qt.setApplicationName("annotator")
        qt.setApplicationDisplayName("Annotator")
        qt.setStyle("Fusion")
        qt.setFont(fonts.interface_font())
        i18n.set_language(language or settings.language or _system_language())
        self._undo_hooks: list[Callable[[], object]] = []

    # -- running ---------------------------------------------------------------------------------------------------

    def run(self, project: str | None, person: str | None) -> int:
        """Shows the window until it is closed."""
        self._undo_hooks += [set_up_logs(), self.notifier.install()]
        self.build()
        if project is not None:
            self.open_project(project, person)
        return self.qt.exec()

    def screenshot(self, project: str | None, person: str | None, path: Path) -> int:
        """Draws the window into a PNG file, without a screen and without a question."""
        self.keep_nothing()
        self.build(_SCREENSHOT_SIZE)
        if project is not None:
            self._attach(self._open_somehow(project, person))
        window = self.window
        assert window is not None  # noqa: S101 - it was just built
        loop = QEventLoop()
        window.settled.connect(loop.quit)
        QTimer.singleShot(5000, loop.quit)
        window.settle()
        loop.exec()
        if not window.grab().save(str(path)):
            print(i18n.tr("{path} cannot be written.", path=path), file=sys.stderr)  # noqa: T201 - no window to say it
            return 1
        return 0

    def keep_nothing(self) -> None:
        """Leaves settings and backups alone, as for a picture or a measurement."""
        self._keeps = False

    def _open_somehow(self, target: str, person: str | None) -> Project:
        """Opens a project for a picture: as its first person, for reading only where another window has it."""
        try:
            return self.worker.call(lambda: open_project(target, person))
        except RefusedError as refused:
            names = refused.values.get("names")
            if isinstance(names, str):
                return self.worker.call(lambda: open_project(target, names.split(", ")[0]))
            return self.worker.call(lambda: open_project(target, person, read_only=True))

    def stop(self) -> None:
        """Ends everything in order."""
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
            self.window = None
        self.close_project()
        self.worker.stop()
        while self._undo_hooks:
            self._undo_hooks.pop()()

    # -- window ----------------------------------------------------------------------------------------------------

    def build(self, size: tuple[int, int] | None = None) -> None:
        """Builds the window anew, in the language and look of the settings."""
        old = self.window
        dark = self.settings.theme is Theme.DARK or (self.settings.theme is Theme.SYSTEM and _system_is_dark())
        activate(self.qt, DARK if dark else LIGHT)
        window = self._window_class(self, self.session)
        if size is not None:
            window.resize(*size)
        elif old is not None:
            window.setGeometry(old.geometry())
        else:
            window.restore_geometry()
        self.window = window
        window.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    def change_settings(self, settings: Settings, rebuild: bool = False) -> None:
        """Stores changed settings; with `rebuild` the window is built anew by them."""
        self.settings = settings
        if self._keeps:
            save_settings(settings)
        if rebuild:
            i18n.set_language(settings.language or i18n.language())
            if self.window is not None:
                self.window.leave()
            self.build()

    # -- projects --------------------------------------------------------------------------------------------------

    def open_project(self, target: str, person: str | None = None, read_only: bool = False) -> None:
        """Opens a project in this window; asks who I am where only that is missing."""
        known = person or person_of(self.settings, target)

        def failed(error: BaseException) -> None:
            self._not_opened(target, error)

        self.close_project()
        self.worker.submit(lambda: open_project(target, known, read_only), self._attach, failed)

    def _not_opened(self, target: str, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        if self.window is None:
            return
        self.window.show_start()
        if isinstance(error, RefusedError) and "names" in error.values:
            self.window.ask_person(target, str(error.values["names"]).split(", "))
        elif isinstance(error, RefusedError) and "owner" in error.values:
            read = NoticeAction(i18n.tr("Open for reading only"), lambda: self.open_project(target, read_only=True))
            self.notifier.tell_error(error, (read,))
        else:
            self.notifier.tell_error(error)

    def create_project(self, target: str, scheme: Scheme, name: str, person: str) -> None:
        """Makes a new project and opens it."""
        self.close_project()
        self.worker.submit(lambda: create_project(target, scheme, name, person), self._attach, self._failed)

    def replace_project(self, make: Callable[[Project], Project]) -> None:
        """Goes on with what a service makes of the open project, as when it is moved."""
        session = self.session
        if session is None:
            return
        self.session = None
        project = session.project
        self.worker.submit(lambda: make(project), self._attach, self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.notifier.tell_error(error)
        if self.window is not None and self.session is None:
            self.window.show_start()

    def _attach(self, project: Project) -> None:
        self.session = Session(project, self.worker)
        self.change_settings(with_recent(self.settings, project.target, project.name, person=project.person.name))
        if self.window is not None:
            self.window.show_session(self.session)
        if self._keeps and not project.read_only:
            self.worker.submit(lambda: backup.back_up_daily(project.database), failed=self._failed, background=True)

    def close_project(self) -> None:
        """Closes the open project, everything written."""
        session, self.session = self.session, None
        if session is not None:
            if self.window is not None:
                self.window.leave()
            self.worker.call(session.project.close)


def _system_language() -> str:
    from PySide6.QtCore import QLocale

    return "zh" if QLocale.system().language() in (QLocale.Language.Chinese, QLocale.Language.C) else "en"


def _system_is_dark() -> bool:
    from PySide6.QtCore import Qt

    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
