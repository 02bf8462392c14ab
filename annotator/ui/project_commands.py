"""Projects made, opened, copied, moved; articles imported and exported; who I am; what the program is."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog

from annotator.domain.article import Article, ArticleForm
from annotator.domain.ids import ArticleId, GroupId
from annotator.domain.person import Person
from annotator.errors import AnnotatorError
from annotator.i18n import explain, tr
from annotator.services import articles, backup, importing, schemes, states
from annotator.services.articles import Listed
from annotator.services.exporting import export_file, persons_to_choose
from annotator.services.import_report import ImportReport, summary
from annotator.services.importing import ENCODINGS, Progress
from annotator.services.people import people_of
from annotator.services.project import SUFFIX, copy_project, move_project, rename_project
from annotator.ui.actions import key_table
from annotator.ui.dialogs.about import AboutDialog
from annotator.ui.dialogs.article_form import ArticleFormDialog
from annotator.ui.dialogs.deleted import DeletedDialog
from annotator.ui.dialogs.export import ExportDialog, ExportWish, Scope
from annotator.ui.dialogs.import_report import ImportReportDialog
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.dialogs.new_project import NewProject, NewProjectDialog
from annotator.ui.dialogs.palette import CommandPalette
from annotator.ui.dialogs.who import WhoDialog, system_name
from annotator.ui.help import show_help
from annotator.ui.import_driver import ImportDriver
from annotator.ui.logs import log_folder
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.panels.start import StartPage
from annotator.ui.scheme_commands import SchemeCommands
from annotator.ui.session import Session
from annotator.ui.settings import without_recent

if TYPE_CHECKING:
    from annotator.ui.app import App
    from annotator.ui.bringing_commands import BringingCommands
    from annotator.ui.main_window import MainWindow

_PROJECTS: Final = f"*{SUFFIX}"


class ProjectCommands(QObject):
    """The commands of the menus File and Help."""

    def __init__(self, app: "App", window: "MainWindow") -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._scheme: SchemeCommands | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "new_project": self.ask_new,
            "open_project": self.ask_open,
            "start": self._to_start,
            "copy_project": self._ask_copy,
            "move_project": self._ask_move,
            "rename_project": self._ask_rename,
            "back_up": self._back_up,
            "import": self._ask_files,
            "import_folder": self._ask_folder,
            "export": lambda: self.export_articles([]),
            "who": self._ask_who,
            "scheme": self._edit_scheme,
            "article_form": self._show_open_form,
            "rename_article": self._show_open_form,
            "palette": self._show_palette,
            "keys": self._show_keys,
            "help": lambda: show_help(self._window),
            "logs": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder()))),
            "about": lambda: AboutDialog(self._window).present(),
        }

    @property
    def _session(self) -> Session | None:
        return self._window.session

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._app.notifier.tell_error(error)

    # -- start page ------------------------------------------------------------------------------------------------

    def connect_start(self, start: StartPage) -> None:
        """Lets the start page's wishes be done."""
        start.sample_asked.connect(self._app.open_sample)
        start.new_asked.connect(self.ask_new)
        start.open_asked.connect(self.ask_open)
        start.url_asked.connect(self._app.open_project)
        start.recent_chosen.connect(self._app.open_project)
        start.project_dropped.connect(self._app.open_project)
        start.recent_removed.connect(self._forget)

    def _forget(self, target: str) -> None:
        self._app.change_settings(without_recent(self._app.settings, target))
        self._window.show_recent()

    def _to_start(self) -> None:
        if not self._app.may_leave():
            return
        self._app.close_project()
        self._window.show_start()

    # -- projects --------------------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Asks what a new project needs."""
        person = self._app.settings.person or system_name()
        dialog = NewProjectDialog(schemes.shipped_schemes(), self._folder(), person, self._window)

        def make(wish: NewProject) -> None:
            dialog.set_busy()

            def failed(error: BaseException) -> None:
                dialog.set_busy(False)
                if not isinstance(error, AnnotatorError):
                    raise error
                dialog.show_problem(explain(error))

            self._app.create_project(wish.target, wish.scheme, wish.name, wish.person, dialog.accept, failed)

        def read_scheme(path: str) -> None:
            try:
                dialog.add_scheme(schemes.scheme_from_file(Path(path)))
            except AnnotatorError as error:
                dialog.show_problem(explain(error))

        dialog.project_asked.connect(make)
        dialog.scheme_file_chosen.connect(read_scheme)
        dialog.present()

    def _folder(self) -> str:
        return self._app.settings.folder or str(Path.home())

    def ask_open(self) -> None:
        """Asks for a project's file."""
        dialog = QFileDialog(self._window, tr("Open project…"), self._folder())
        dialog.setNameFilters([tr("Projects ({pattern})", pattern=_PROJECTS), tr("All files ({pattern})", pattern="*")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._app.open_project)
        dialog.open()

    def ask_person(self, target: str, names: Sequence[str]) -> None:
        """Asks who opens a project that several people know."""

        def show(known: Sequence[Person | str]) -> None:
            dialog = WhoDialog(known, self._app.settings.person, Path(target).stem, self._window)
            dialog.person_chosen.connect(lambda name: self._app.open_project(target, dialog.profile(name)))
            dialog.present()

        self._app.worker.submit(lambda: people_of(target), show, lambda _error: show(list(names)))

    def _ask_who(self) -> None:
        session = self._session
        if session is None:
            return
        project = session.project
        dialog = WhoDialog(list(project.people), project.person.name, project.name, self._window)
        dialog.person_chosen.connect(lambda name: self._app.open_project(project.target, dialog.profile(name)))
        dialog.present()

    def _save_as(self, title: str, done: Callable[[Path], object]) -> None:
        dialog = QFileDialog(self._window, title, self._folder(), tr("Projects ({pattern})", pattern=_PROJECTS))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.fileSelected.connect(lambda name: done(Path(name)))
        dialog.open()

    def _ask_copy(self) -> None:
        session = self._session
        if session is None:
            return
        project = session.project

        def copy(path: Path) -> None:
            session.ask(lambda: copy_project(project, path), lambda _none: self._say(tr("Copied to {path}", path=path)))

        self._save_as(tr("Copy project…"), copy)

    def _ask_move(self) -> None:
        def move(path: Path) -> None:
            self._window.leave()
            self._app.replace_project(lambda project: move_project(project, path))

        self._save_as(tr("Move project…"), move)

    def _ask_rename(self) -> None:
        session = self._session
        if session is None:
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Rename project…"))
        dialog.setLabelText(tr("Name of the project"))
        dialog.setTextValue(session.project.name)

        def rename(name: str) -> None:
            if name.strip():
                session.ask(lambda: rename_project(session.project, name), lambda _none: self._window.show_title())

        dialog.textValueSelected.connect(rename)
        dialog.open()

    def _back_up(self) -> None:
        session = self._session
        if session is not None:
            database = session.project.database
            session.ask(
                lambda: backup.back_up(database, "manual"),
                lambda path: self._say(
                    tr("Backed up to {path}", path=path) if path else tr("A server has backups of its own.")
                ),
            )

    def _say(self, text: str) -> None:
        self._app.notifier.tell(text, Level.GOOD)

    # -- import ----------------------------------------------------------------------------------------------------

    @property
    def importing(self) -> ImportDriver:
        """What drives imports into the open project."""
        session = self._session
        assert session is not None  # noqa: S101 - the action needs a project
        if self._app.importer is None:
            self._app.importer = ImportDriver(session)
            self.follow_import(self._app.importer)
        return self._app.importer

    def follow_import(self, driver: ImportDriver) -> None:
        """Shows how far an import is, one that is under way too, as when the language was changed."""
        driver.began.connect(self._import_began)
        driver.advanced.connect(self._advanced)
        driver.finished.connect(self._imported)
        driver.failed.connect(self._import_failed)
        if driver.running:
            self._import_began()

    def _import_began(self) -> None:
        self._window.line.progress.start(tr("Importing"))

    def cancel_import(self) -> None:
        """Ends the running import."""
        if self._app.importer is not None:
            self._app.importer.cancel()

    @property
    def _bringing(self) -> "BringingCommands":
        """What asks and tells around an import."""
        assert self._window.features is not None  # noqa: S101 - callers have a project
        return cast("BringingCommands", self._window.features.named("BringingCommands"))

    def _ask_files(self) -> None:
        kinds = tr("Articles ({pattern})", pattern=importing.PATTERNS)
        dialog = QFileDialog(self._window, tr("Import files…"), self._folder())
        dialog.setNameFilters([kinds, tr("All files ({pattern})", pattern="*")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.import_paths)
        dialog.open()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self._window, tr("Import folder…"), self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self.import_paths)
        dialog.open()

    def import_paths(self, names: Sequence[str]) -> None:
        """Imports files and folders while the person goes on."""
        if names and self._session is not None and not self._session.project.read_only:
            self._app.remember_folder(str(Path(names[0]).parent))
            self._bringing.bring([Path(name) for name in names])

    def _advanced(self, progress: Progress) -> None:
        self._window.line.progress.show_progress(progress.done, progress.total, progress.name)

    def _import_failed(self, error: AnnotatorError) -> None:
        self._window.line.progress.finish()
        self._app.notifier.tell_error(error)

    def _imported(self, report: ImportReport) -> None:
        self._window.line.progress.finish()
        window = self._window
        if window.listing is not None and window.session is not None:
            listing = window.listing
            empty = window.session.document is None
            listing.read(listing.open_last if empty else None)
            if report.scheme_changed and window.work is not None:
                window.work.scheme_changed()
            self._bringing.came(report)
        show = NoticeAction(tr("Show the report"), lambda: self._show_report(report))
        clean = not report.refused and not report.cancelled
        self._app.notifier.tell(summary(report), Level.GOOD if clean else Level.WARNING, actions=(show,))

    def _show_report(self, report: ImportReport) -> None:
        dialog = ImportReportDialog(report, self._window)
        dialog.undo_asked.connect(self._undo_import)
        self._bringing.follow(dialog)
        dialog.present(modal=False)

    def _undo_import(self, batch: GroupId) -> None:
        session, listing = self._session, self._window.listing
        if session is None or listing is None:
            return
        project = session.project

        def done(gone: list[Article]) -> None:
            document = session.document
            if document is not None and document.article.id in {article.id for article in gone}:
                session.close_article()
            listing.read(listing.open_last if session.document is None else None)
            self._say(tr("Articles taken off the list: {n}", n=len(gone)))

        session.ask(lambda: importing.undo_import(project, batch), done)

    # -- export ----------------------------------------------------------------------------------------------------

    def export_articles(self, chosen: Sequence[ArticleId]) -> None:
        """Asks what an export needs, and writes it."""
        session, space = self._session, self._window.space
        if session is None or space is None:
            return
        project = session.project

        def read() -> tuple[list[Person], int]:
            return persons_to_choose(project), len(states.settled(project))

        session.ask(read, lambda found: self._show_export(chosen, *found))

    def _show_export(self, chosen: Sequence[ArticleId], people: Sequence[Person], settled: int) -> None:
        session = self._session
        if session is None:
            return
        project, document = session.project, session.document
        path = str(Path(self._folder()) / f"{project.name}.jsonl")
        dialog = ExportDialog(
            [person.name for person in people],
            project.person.name,
            path,
            articles=len(self._window.listing.listed_articles()) if self._window.listing is not None else 0,
            selected=len(chosen),
            title=document.article.title if document is not None else "",
            settled=settled,
            scope=Scope.SELECTION if chosen else Scope.PROJECT,
            parent=self._window,
        )

        def write(wish: ExportWish) -> None:
            which: Sequence[ArticleId] | None = None
            if wish.scope is Scope.SELECTION:
                which = chosen
            elif wish.scope is Scope.ARTICLE and document is not None:
                which = [document.article.id]
            dialog.set_busy()

            def done(lines: int) -> None:
                dialog.accept()
                self._app.remember_folder(str(Path(wish.path).parent))
                self._say(tr("Exported to {path}: {n} lines", path=wish.path, n=lines))

            def failed(error: BaseException) -> None:
                dialog.set_busy(False)
                if not isinstance(error, AnnotatorError):
                    raise error
                dialog.show_problem(explain(error))

            session.worker.submit(
                lambda: export_file(
                    project, Path(wish.path), wish.layer, which, None, wish.sources, wish.scope is Scope.SETTLED
                ),
                done,
                failed,
                background=True,
            )

        dialog.export_asked.connect(write)
        dialog.present()

    # -- articles --------------------------------------------------------------------------------------------------

    def _show_open_form(self) -> None:
        session = self._session
        if session is not None and session.document is not None:
            self.show_form(session.document.article.id)

    def show_form(self, article_id: ArticleId) -> None:
        """Shows what is known of an article, to be filled in."""
        session, listing = self._session, self._window.listing
        if session is None or listing is None:
            return
        project = session.project

        def read() -> tuple[Article, str, str, str]:
            article, source, why = importing.origin(project, article_id)
            return article, source.name, source.encoding, explain(why) if why is not None else ""

        def show(found: tuple[Article, str, str, str]) -> None:
            article, file, encoding, fixed = found
            dialog = ArticleFormDialog(
                article,
                file=file,
                encoding=encoding,
                encodings=() if fixed else ENCODINGS,
                fixed=fixed,
                parent=self._window,
            )
            dialog.form_filled.connect(lambda _id, title, form: self._fill(article, title, form))
            dialog.encoding_chosen.connect(lambda _id, chosen: self._reread(article.id, chosen))
            dialog.present()

        session.ask(read, show)

    def _fill(self, article: Article, title: str, form: ArticleForm) -> None:
        session, listing = self._session, self._window.listing
        if session is not None and listing is not None:
            project = session.project
            session.ask(lambda: articles.change_article(project, [article], title=title, form=form), listing.update)

    def _reread(self, article_id: ArticleId, encoding: str) -> None:
        session, listing = self._session, self._window.listing
        if session is None or listing is None:
            return
        project = session.project

        def work() -> Article:
            article, _source, _why = importing.origin(project, article_id)
            return importing.reread(project, article, encoding)

        def done(_article: Article) -> None:
            listing.read()
            if session.document is not None and session.document.article.id == article_id:
                session.reload()

        session.ask(work, done)

    def show_deleted(self, listed: Sequence[Listed]) -> None:
        """Shows what was deleted, to be brought back."""
        listing = self._window.listing
        if listing is not None:
            dialog = DeletedDialog(listed, self._window)
            dialog.restore_asked.connect(listing.restore)
            dialog.present()

    # -- scheme and palette ----------------------------------------------------------------------------------------

    def _edit_scheme(self) -> None:
        session, work = self._session, self._window.work
        if session is not None and work is not None:
            self._scheme = SchemeCommands(session, self._window)
            self._scheme.scheme_changed.connect(work.scheme_changed)
            self._scheme.open()

    def _show_keys(self) -> None:
        """Shows the table of keys; once, however often it is asked for."""
        there = self._window.findChild(KeysDialog)
        (there or KeysDialog(key_table(), self._window)).present(modal=False)

    def _show_palette(self) -> None:
        palette = CommandPalette(self._window.palette_entries(), self._window)
        palette.chosen.connect(self._window.run_entry)
        palette.present()
