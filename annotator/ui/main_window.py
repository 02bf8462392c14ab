"""The window: menus, panes, notices and state line; it lays out, connects and passes commands on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.article import Article
from annotator.domain.ids import LabelId
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import assist
from annotator.services.document import Document
from annotator.ui.actions import Actions
from annotator.ui.article_commands import ArticleCommands
from annotator.ui.article_work import ArticleWork
from annotator.ui.features import Desk, Features
from annotator.ui.menus.action import Needs
from annotator.ui.menus.pages import REPAIRS
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.panels.articles import local_paths
from annotator.ui.panels.notice import NoticeBar
from annotator.ui.presence import PresenceCheck
from annotator.ui.session import Session, unsaved_error
from annotator.ui.state_line import StateLine
from annotator.ui.values import named, one_line
from annotator.ui.view_commands import ViewCommands
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.ui.app import App
    from annotator.ui.dialogs.palette import Entry
    from annotator.ui.look_commands import LookCommands
    from annotator.ui.panels.start import StartPage
    from annotator.ui.project_commands import ProjectCommands

Command = Callable[[], object]

_IDLE_MS: Final = 300  # the first painting is over by then


class MainWindow(QMainWindow):
    """One project, or the start page."""

    settled = Signal()  # everything that a picture of the window should show is there

    def __init__(self, app: "App", session: Session | None, opening: bool = False) -> None:
        super().__init__()
        self.app = app
        self.session: Session | None = None
        self.space: Workspace | None = None
        self.work: ArticleWork | None = None
        self.listing: ArticleCommands | None = None
        self._looks: LookCommands | None = None
        self.features: Features | None = None
        self._stall_told = False
        self._projects: ProjectCommands | None = None
        self._start: StartPage | None = None
        self._presence = PresenceCheck(self)
        self._warm = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._warm.timeout.connect(self._warm_up)
        self._warned = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.actions_ = Actions(self, self.run, app.settings.keys)
        self.actions_.fill(self.menuBar())
        self.view_commands = ViewCommands(app, self)
        self.notices = NoticeBar()
        self.line = StateLine()
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self._lay_out()
        app.notifier.told.connect(self.notices.show_notice)
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        if session is not None:
            self.show_session(session)
        elif opening:
            self.refresh()
        else:
            self.show_start()

    def _lay_out(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self.notices)
        self.setCentralWidget(whole)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.line, 1)
        self.line.cancel_asked.connect(lambda: self.project_commands.cancel_import())
        self.line.who_asked.connect(lambda: self.run("who"))

    # What is not needed for the first painting is imported when it is first wanted: it would double the start.

    @property
    def project_commands(self) -> "ProjectCommands":
        """The commands of the menus File and Help."""
        from annotator.ui.project_commands import ProjectCommands

        if self._projects is None:
            self._projects = ProjectCommands(self.app, self)
        return self._projects

    @property
    def looks(self) -> "LookCommands":
        """What opens around the article of the open project."""
        from annotator.ui.look_commands import LookCommands

        if self._looks is None:
            assert self.session is not None  # noqa: S101 - callers have a project
            assert self.space is not None  # noqa: S101
            assert self.work is not None  # noqa: S101
            assert self.listing is not None  # noqa: S101
            self._looks = LookCommands(self.session, self.space, self.work, self.listing)
        return self._looks

    # -- pages -----------------------------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Shows the start page."""
        from annotator.ui.panels.start import StartPage

        self._leave_features()
        self.session = self.work = self.listing = self._looks = None
        if self._start is None:
            self._start = StartPage()
            self._presence.missing.connect(self._start.show_missing)
            self.project_commands.connect_start(self._start)
            self._pages.addWidget(self._start)
        self.show_recent()
        self._pages.setCurrentWidget(self._start)
        self._start.focus_first()
        self.setWindowTitle(tr("Annotator"))
        self.line.show_nothing()
        self.refresh()

    def show_recent(self) -> None:
        """Shows the projects that were open here; those that are gone as such, as soon as that is known."""
        recent = self.app.settings.recent
        if self._start is not None:
            self._start.show_recent(recent)
            self._presence.look(one.target for one in recent if "://" not in one.target)

    def show_person(self) -> None:
        """Shows who I am."""
        if self.session is not None and self.space is not None:
            self.space.top.show_person(self.session.project.person)
            self.line.show_person(self.session.project.person)

    def show_title(self) -> None:
        """Shows the project's name."""
        if self.session is not None:
            name = one_line(self.session.project.name).replace("[*]", "[*][*]")  # one is Qt's mark of a changed file
            self.setWindowTitle(tr("{project} — Annotator", project=name))

    def show_session(self, session: Session) -> None:
        """Shows an open project."""
        old, self.session = self.space, session
        self.space = space = Workspace(self.actions_.__getitem__)
        self.work = ArticleWork(session, space)
        self.listing = ArticleCommands(session, space)
        self._looks = None
        self._leave_features()
        self.features = Features(Desk(self.app, self, session, space, self.work, self.listing))
        self._connect(session, space)
        self._pages.addWidget(space)
        self._pages.setCurrentWidget(space)
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()
        space.articles.set_read_only(session.project.read_only)
        self.show_person()
        self.show_title()
        self.view_commands.apply(space)
        self.line.show_project(session.project)
        if session.document is None:
            space.articles.focus_list()
        self.listing.read(None if session.document is not None else self.listing.open_last)
        if session.trouble is not None:
            self._stalled(session.trouble)
        if self.app.importer is not None:
            self.project_commands.follow_import(self.app.importer)
        self.refresh()

    def _connect(self, session: Session, space: Workspace) -> None:
        work, listing = self.work, self.listing
        assert work is not None  # noqa: S101 - show_session made them
        assert listing is not None  # noqa: S101
        session.opened.connect(self._opened)
        session.renamed.connect(self.refresh)
        session.saving.connect(self.line.show_saving)
        session.saved.connect(self._saved)
        session.stalled.connect(self._stalled)
        work.state_changed.connect(self._refresh_soon)
        work.tagging.label_choice_asked.connect(lambda: self.looks.choose_label())
        work.tagging.same_asked.connect(lambda quote, label: self.looks.show_same(quote, label))
        space.labels.more_asked.connect(lambda: self.looks.choose_label())
        listing.checks_asked.connect(lambda submitting: self.looks.check(submitting))
        listing.skip_asked.connect(lambda: self.looks.ask_skip())
        listing.deleted_asked.connect(lambda listed: self.project_commands.show_deleted(listed))
        session.reaches.connect(self._tell_reach)
        space.articles.import_asked.connect(lambda: self.run("import"))
        space.articles.files_dropped.connect(lambda names: self.project_commands.import_paths(names))
        space.articles.form_asked.connect(lambda article: self.project_commands.show_form(article))
        space.articles.export_asked.connect(lambda chosen: self.project_commands.export_articles(chosen))
        space.view.key_command.connect(self.run)
        space.tags.key_command.connect(self.run)
        space.tags.left.connect(space.view.setFocus)
        space.view.context_menu_asked.connect(self._context_menu)
        space.articles.fold_asked.connect(lambda _folded: self.run("fold_list"))
        space.articles.order_chosen.connect(self.view_commands.order_chosen)
        space.list_folded.connect(self.actions_["fold_list"].setChecked)
        space.drawer.closed.connect(space.view.setFocus)

    # -- commands --------------------------------------------------------------------------------------------------

    def run(self, command: str) -> None:
        """Does what a key, a menu or a button asked for."""
        if command == "help":
            command = "keys"
        elif command == "copy_citation":
            command = "copy"
        if self.session is not None:
            self.session.later(lambda: self._run(command))
        else:
            self._run(command)

    def _run(self, command: str) -> None:
        if self.features is not None and self._allowed(command) and self.features.take(command):
            return
        if self.work is not None and self._allowed(command) and self.work.tagging.run(command):
            return
        for handlers in self._handlers():
            found = handlers().get(command)
            if found is not None:
                found()
                return

    def _allowed(self, command: str) -> bool:
        """Whether a single key may do what its menu entry could; where only a tag is missing, tagging says so."""
        return command not in self.actions_ or self.actions_.allows(command)

    def _handlers(self) -> Iterator[Callable[[], Mapping[str, Command]]]:
        """Who knows commands: those last that have to be imported first."""
        yield self.view_commands.handlers
        if self.listing is not None and self.work is not None:
            yield self.work.handlers
            yield self.listing.handlers
            yield self.looks.handlers
        if self.features is not None:
            yield self.features.handlers
        yield self.project_commands.handlers

    def _context_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_.fill_menu(menu, ("labels", "form", "same", "split", "merge", "remove", "copy", "source"))
        self.actions_.fill_menu(menu.addMenu(tr("Repair the text")), REPAIRS)
        menu.popup(where)

    def palette_entries(self) -> list["Entry"]:
        """What the command palette offers: actions that make sense now, labels, articles."""
        from annotator.ui.dialogs.palette import Entry

        found = [Entry(tr("Action"), name, key, id_) for id_, name, key in self.actions_.enabled()]
        if self.session is not None and self.session.document is not None:
            found += [
                Entry(tr("Label"), named(label), label.shortcut, label.id)
                for label in self.session.project.scheme.active
            ]
        if self.listing is not None:
            found += [
                Entry(tr("Article"), one.article.title, "", one.article) for one in self.listing.listed_articles()
            ]
        return found

    def run_entry(self, entry: "Entry") -> None:
        """Does what was chosen in the command palette."""
        if isinstance(entry.value, str):
            self.run(entry.value)
        elif isinstance(entry.value, Article) and self.listing is not None:
            self.listing.open(entry.value.id)
        elif isinstance(entry.value, bytes) and self.work is not None:
            self.work.tagging.give(LabelId(entry.value))

    # -- state -----------------------------------------------------------------------------------------------------

    def _refresh_soon(self) -> None:
        """One key may change the state several times; it is shown once. What it allows, the next key finds allowed."""
        self.actions_.refresh(self._state())
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Enables what makes sense now, and shows where the person is."""
        self._soon.stop()
        session, space, work = self.session, self.space, self.work
        document = session.document if session is not None else None
        self.actions_.refresh(self._state())
        if space is None or session is None or work is None:
            return
        if document is None:
            space.top.show_article("", None, False)
            self.line.show_article(None, 0)
        else:
            space.top.show_article(document.article.title, document.layer.status, not session.project.read_only)
            self.line.show_article(document, space.view.caret)
        self.actions_["source"].setChecked(space.source_shown)
        self.actions_["hide"].setChecked(space.view.marks_hidden)
        self.actions_["only"].setChecked(space.view.only_label is not None)

    def _state(self) -> Needs:
        """What there is for actions to work on."""
        state, session = Needs.NOTHING, self.session
        if session is not None:
            state |= Needs.PROJECT
            if not session.project.read_only:
                state |= Needs.WRITABLE
            if session.document is not None:
                state |= Needs.ARTICLE
        if self.space is not None and self.space.view.current is not None:
            state |= Needs.TAG
        return state

    def _opened(self, document: Document | None) -> None:
        self.refresh()
        if document is not None and self.space is not None:
            if self.space.on_stage is None:
                self.space.view.setFocus()
            self._warm.start()

    def _saved(self, when: datetime) -> None:
        self.line.show_saved(when)
        if self._stall_told:  # what the notices say is over
            self._stall_told = False
            self.notices.clear()

    def _tell_reach(self, title: str, names: str, redo: bool) -> None:
        """Names the other articles that a step reaches, before it is taken."""
        session = self.session
        if session is not None:
            step = session.redo if redo else session.undo
            go_on = NoticeAction(tr("Do it in all of them"), lambda: step(everywhere=True))
            text = tr("“{title}” also reaches into: {names}", title=title, names=names)
            self.app.notifier.tell(text, Level.WARNING, actions=(go_on,))

    def _stalled(self, error: AnnotatorError) -> None:
        session = self.session
        if session is not None:
            self._stall_told = True
            self.line.show_stalled(session.unsaved)
            self.app.notifier.tell_error(error, (NoticeAction(tr("Retry"), session.retry),))

    def tell_unsaved(self) -> None:
        """Says that something is not saved yet, and what can be done about it."""
        session = self.session
        if session is not None:
            actions = (
                NoticeAction(tr("Retry"), session.retry),
                NoticeAction(tr("Give it up"), session.discard),
            )
            self.app.notifier.tell_error(unsaved_error(), actions)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files can be dropped anywhere in the window to be imported."""
        session = self.session
        if session is not None and not session.project.read_only and local_paths(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.project_commands.import_paths(local_paths(event.mimeData()))

    # -- coming and going ------------------------------------------------------------------------------------------

    def _warm_up(self) -> None:
        """Loads the segmenter once the article is to be seen, so that the first key that needs it finds it there."""
        self.app.worker.submit(assist.warm_up, background=True)
        if self.features is not None:
            self.features.wake()

    def _leave_features(self) -> None:
        if self.features is not None:
            self.features.leave()
            self.features.retire()
            self.features = None

    def settle(self) -> None:
        """Emits `settled` as soon as the window shows what a picture of it should."""
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        waits = self.listing is not None and not self.listing.is_settled
        QTimer.singleShot(20 if waits else 200, self, self._settle if waits else self.settled.emit)

    def restore_geometry(self) -> None:
        """Puts the window where it was."""
        if not self.app.settings.geometry or not self.restoreGeometry(self.app.settings.geometry):
            self.resize(1366, 820)

    def leave(self) -> None:
        """Stores what was typed and where the person is, before the project or the window goes."""
        if self.space is not None and self.session is not None:
            self.space.tags.flush()
        if self.features is not None:
            self.features.leave()
        if self.work is not None:
            self.work.note_place()

    def retire(self) -> None:
        """Goes away, because another window takes its place."""
        self.hide()
        for part in (self.work, self.listing, self._looks):
            if part is not None:
                part.deleteLater()
        if self.features is not None:
            self.features.retire()
        self.deleteLater()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.app.may_leave():
            event.ignore()
            return
        if self.space is not None and self.session is not None and self.space.tags.unsaved and not self._warned:
            self._warned = True  # a second try closes: nobody is held up for a field that cannot be stored
            self.app.notifier.tell(
                tr("What was typed into some fields could not be stored; close again to leave it."), Level.WARNING
            )
            event.ignore()
            return
        self.view_commands.remember(bytes(self.saveGeometry().data()))
        event.accept()
