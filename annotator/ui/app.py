"""Wires the program: one project at a time, and a window that is rebuilt when language or look change."""

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator import i18n
from annotator.domain.person import Profile
from annotator.domain.scheme import Scheme
from annotator.errors import AnnotatorError, RefusedError
from annotator.services import backup
from annotator.services.project import Project, create_project, open_project
from annotator.ui import fonts
from annotator.ui.input_method import choose_input_method
from annotator.ui.logs import set_up_logs
from annotator.ui.main_window import MainWindow
from annotator.ui.notify import Level, NoticeAction, Notifier
from annotator.ui.palette import DARK, LIGHT, activate
from annotator.ui.session import Session, unsaved_error
from annotator.ui.settings import Settings, Theme, load_settings, person_of, save_settings, with_recent
from annotator.ui.text.pane import CopiedText
from annotator.ui.worker import Worker

if TYPE_CHECKING:
    from annotator.ui.import_driver import ImportDriver

_SCREENSHOT_SIZE: Final = (1440, 900)
_GARBAGE: Final = (50_000, 20, 50)  # a big article has 40,000 tuples in it, which none of them ends
_STARTED_MS: Final = 2000
_PATIENCE_MS: Final = 15_000  # a picture is taken then at the latest


def run(
    project: str | None = None,
    screenshot: str | None = None,
    person: str | None = None,
    language: str | None = None,
) -> int:
    """Opens the window, on a project if one is named; with `screenshot` draws it into a file instead.

    Gives the program's exit code.
    """
    if screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    choose_input_method(os.environ)
    qt = QApplication(sys.argv[:1])
    app = App(qt, load_settings() if screenshot is None else Settings(theme=Theme.LIGHT), language)
    try:
        if screenshot is not None:
            return app.screenshot(project, person, Path(screenshot))
        return app.run(project, person)
    except AnnotatorError as error:
        print(i18n.explain(error), file=sys.stderr)  # noqa: T201 - there is no window to say it
        return 1
    finally:
        app.stop()


class App(QObject):
    """The running program."""

    def __init__(self, qt: QApplication, settings: Settings, language: str | None = None) -> None:
        super().__init__()
        self.qt = qt
        self.settings = settings
        self.notifier = Notifier()
        self.worker = Worker()
        self.session: Session | None = None
        self.importer: ImportDriver | None = None  # of the open project; it outlives the windows
        self.window: MainWindow | None = None
        self._keeps = True
        gc.set_threshold(*_GARBAGE)
        self._undo_hooks: list[Callable[[], object]] = []
        qt.setApplicationName("annotator")
        qt.setStyle("Fusion")
        qt.setFont(fonts.interface_font())
        i18n.set_language(language or settings.language or _system_language())

    # -- running ---------------------------------------------------------------------------------------------------

    def run(self, project: str | None, person: str | None) -> int:
        """Shows the window until it is closed."""
        self._undo_hooks += [set_up_logs(), self.notifier.install()]
        self.build(opening=project is not None)
        if project is not None:
            self.open_project(project, person)
        QTimer.singleShot(_STARTED_MS, self, _collect_again)
        QTimer.singleShot(_STARTED_MS, self, self._look_for_fonts)
        return self.qt.exec()

    def _look_for_fonts(self) -> None:
        """Tells what to install where Chinese cannot be shown."""
        if advice := fonts.advice():
            self.notifier.tell(advice, Level.WARNING)
            print(advice, file=sys.stderr)  # noqa: T201 - a terminal has a font of its own

    def screenshot(self, project: str | None, person: str | None, path: Path) -> int:
        """Draws the window into a PNG file, without a screen and without a question."""
        self.keep_nothing()
        window = self.build(_SCREENSHOT_SIZE, opening=project is not None)
        if project is not None:
            self._attach(self.worker.call(lambda: _open_somehow(project, person)))
        loop = QEventLoop()
        window.settled.connect(loop.quit)
        QTimer.singleShot(_PATIENCE_MS, loop.quit)
        window.settle()
        loop.exec()
        if not window.grab().save(str(path)):
            raise AnnotatorError("{path} cannot be written.", path=path)
        return 0

    @property
    def keeps(self) -> bool:
        """Whether settings, backups and what is counted are stored."""
        return self._keeps

    def keep_nothing(self) -> None:
        """Leaves settings and backups alone, as for a picture or a measurement."""
        self._keeps = False

    def stop(self) -> None:
        """Ends everything in order."""
        _release_clipboard()
        self.close_project()
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
            self.window = None
        self.worker.stop()
        while self._undo_hooks:
            self._undo_hooks.pop()()

    # -- window ----------------------------------------------------------------------------------------------------

    def build(self, size: tuple[int, int] | None = None, opening: bool = False) -> MainWindow:
        """Builds the window anew, in the language and look of the settings."""
        old = self.window
        dark = self.settings.theme is Theme.DARK or (self.settings.theme is Theme.SYSTEM and _system_is_dark())
        activate(self.qt, DARK if dark else LIGHT)
        window = MainWindow(self, self.session, opening)
        if size is not None:
            window.resize(*size)
        elif old is not None:
            window.setGeometry(old.geometry())
        else:
            window.restore_geometry()
        self.window = window
        window.show()
        if old is not None:
            if window.work is not None and old.work is not None:
                window.work.tagging.set_current(old.work.tagging.current)
            old.retire()
        return window

    def change_settings(self, settings: Settings, rebuild: bool = False) -> None:
        """Stores changed settings; with `rebuild` the window is built anew by them."""
        if settings == self.settings:
            return
        self.settings = settings
        if self._keeps:
            try:
                save_settings(settings)
            except AnnotatorError as error:
                self.notifier.tell_error(error)
        if rebuild:
            i18n.set_language(settings.language)
            if self.window is not None:
                self.window.leave()
                self.window.view_commands.remember(bytes(self.window.saveGeometry().data()))
            self.build()

    def remember_folder(self, folder: str) -> None:
        """Remembers where files were chosen last."""
        self.change_settings(replace(self.settings, folder=folder))

    # -- projects --------------------------------------------------------------------------------------------------

    def open_project(self, target: str, person: str | Profile | None = None, read_only: bool = False) -> None:
        """Opens a project in this window; asks who I am where only that is missing."""
        known = person or person_of(self.settings, target)

        def failed(error: BaseException) -> None:
            self._not_opened(target, error)

        if not self.may_leave():
            return
        self.close_project()
        self.worker.submit(lambda: open_project(target, known, read_only), self._attach, failed)

    def _not_opened(self, target: str, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        if self.window is None:
            return
        self.window.show_start()
        if isinstance(error, RefusedError) and "names" in error.values:
            self.window.project_commands.ask_person(target, str(error.values["names"]).split(", "))
        elif isinstance(error, RefusedError) and "owner" in error.values:
            read = NoticeAction(i18n.tr("Open for reading only"), lambda: self.open_project(target, read_only=True))
            self.notifier.tell_error(error, (read,))
        else:
            self.notifier.tell_error(error)

    def create_project(
        self,
        target: str,
        scheme: Scheme,
        name: str,
        person: str,
        done: Callable[[], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Makes a new project and opens it in the place of the one that is open."""

        def made(project: Project) -> None:
            done()
            self.close_project()
            self.change_settings(replace(self.settings, person=person, folder=str(Path(target).parent)))
            self._attach(project)

        if self.may_leave():
            self.worker.submit(lambda: create_project(target, scheme, name, person), made, failed)
        else:
            failed(unsaved_error())

    def open_sample(self) -> None:
        """Opens the sample project."""
        if not self.may_leave():
            return
        self.close_project()

        def make() -> tuple[str, str]:
            from annotator.services.sample import own_sample, sample_person

            return str(own_sample()), sample_person()

        self.worker.submit(make, lambda made: self.open_project(*made), self._failed)

    def replace_project(self, make: Callable[[Project], Project]) -> None:
        """Goes on with what a service makes of the open project, as when it is moved."""
        if not self.may_leave():
            return
        self.stop_import()
        session, self.session = self.session, None
        if session is not None:
            project = session.project
            self.worker.submit(lambda: make(project), self._attach, self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.notifier.tell_error(error)
        if self.window is not None and self.session is None:
            self.window.show_start()

    def _attach(self, project: Project) -> None:
        self.close_project()  # where two were asked for, one after the other
        self.session = Session(project, self.worker)
        self.session.refused.connect(self.notifier.tell_error)
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
            self.stop_import()
            self.worker.call(session.project.close)

    def stop_import(self) -> None:
        """Takes a running import back, because the project is left."""
        driver, self.importer = self.importer, None
        if driver is not None:
            driver.stop()
            if self.window is not None:
                self.window.line.progress.finish()

    def may_leave(self) -> bool:
        """Whether all that was done in the open project is saved; says so where it is not."""
        if self.session is None or self.window is None:
            return True
        self.window.leave()
        self.session.settle()
        if self.session.unsaved:
            self.window.tell_unsaved()
        return not self.session.unsaved


def _open_somehow(target: str, person: str | None) -> Project:
    """Opens a project for a picture: as its first person, and for reading only where another window has it."""
    try:
        return open_project(target, person)
    except RefusedError as refused:
        names = refused.values.get("names")
        if isinstance(names, str):
            return _open_somehow(target, names.split(", ")[0])
        return open_project(target, person, read_only=True)


def _release_clipboard() -> None:
    """Leaves what was copied as a text of Qt's own: it outlives Python, and what Python made would then crash it."""
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        if isinstance(clipboard.mimeData(mode), CopiedText):
            clipboard.setText(clipboard.text(mode), mode)


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def _system_language() -> str:
    return "zh" if QLocale.system().language() in (QLocale.Language.Chinese, QLocale.Language.C) else "en"


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
