"""What comes in: by file, by drag and drop, from the clipboard; and what was noticed of it: pages, reprints."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Article
from annotator.domain.ids import ArticleId
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import reprints
from annotator.services.reprints import Notes
from annotator.ui.features import Desk
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.panels.articles import local_paths

if TYPE_CHECKING:  # what is eager imports little: the rest when it is wanted
    from annotator.services.background import Task
    from annotator.services.import_report import ImportReport
    from annotator.services.noticing import Wish
    from annotator.services.reprints import Found
    from annotator.services.tables import Columns, Head
    from annotator.ui.dialogs.import_report import ImportReportDialog

T = TypeVar("T")

_POLL_MS: Final = 50
_KEPT: Final = 200  # kinds of tables whose columns are remembered


class BringingCommands(QObject):
    """Asks what an import has to know, pastes, and shows in the list what was noticed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._look: Task[list[Head]] | None = None
        self._search: Task[Found] | None = None
        self._waiting: list[Path] = []
        self._heads: list[Head] = []
        self._pasted: dict[str, Path] = {}  # folders by the names of the files in them
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._ask_tasks)
        desk.listing.listed.connect(lambda _listed: self.read_notes())
        desk.session.articles_changed.connect(lambda _changes: self.read_notes())
        self.read_notes()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"paste_article": self.paste, "find_reprints": self.find_reprints, "not_reprint": self.deny}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends what runs."""
        self._poll.stop()
        for task in (self._look, self._search):
            if task is not None:
                task.cancel()
        self._look = self._search = None
        self._forget_pasted()

    def _ask_tasks(self) -> None:
        look, search = self._look, self._search
        if look is not None and look.poll():
            self._look = None
            self._looked(_outcome(look))
        if search is not None and search.poll():
            self._search = None
            self._found(search)
        if self._look is None and self._search is None:
            self._poll.stop()

    # -- what was noticed ------------------------------------------------------------------------------------------

    def read_notes(self) -> None:
        """Shows in the list which articles are pages of several, or reprints."""
        project = self._desk.session.project

        def done(notes: dict[ArticleId, Notes]) -> None:
            self._desk.space.articles.set_notes(notes)

        self._desk.session.ask(lambda: reprints.read_notes(project), done)

    def find_reprints(self) -> None:
        """Looks for reprints in the whole project, in a process of its own."""
        project = self._desk.session.project
        if self._search is not None:
            return

        def start(found: reprints.Material) -> None:
            from annotator.services.background import Task

            self._search = Task(reprints.search, found)
            self._poll.start()

        self._desk.session.ask(lambda: reprints.material(project), start)

    def _found(self, task: "Task[Found]") -> None:
        project = self._desk.session.project
        found = _outcome(task) or reprints.Found((), {})

        def done(count: int) -> None:
            self.read_notes()
            told = tr("Reprints found: {n}.", n=count) if count else tr("No further reprints were found.")
            self._desk.app.notifier.tell(told, Level.GOOD)

        self._desk.session.ask(lambda: reprints.keep(project, found), done)

    def deny(self) -> None:
        """Notes that the open article is no reprint."""
        session = self._desk.session
        if session.document is not None:
            project, article = session.project, session.document.article.id
            session.ask(lambda: reprints.deny(project, article), lambda _none: self.read_notes())

    # -- coming in -------------------------------------------------------------------------------------------------

    def wish(self) -> "Wish":
        """How the person wants files to be read."""
        from annotator.services import tables
        from annotator.services.noticing import SplitPages, Wish

        settings = self._desk.app.settings
        return Wish(
            split=SplitPages(settings.split_pages),
            columns={name: tables.columns_of(one) for name, one in settings.columns.items()},
        )

    def bring(self, paths: Sequence[Path]) -> None:
        """Imports files and folders; asks first for the columns of tables of a kind that was not met before."""
        from annotator.services import tables
        from annotator.services.background import Task

        files = [path for path in paths if path.suffix.lower() in tables.SUFFIXES]
        if not files or self._look is not None:
            self._begin(paths)
            return
        self._waiting = list(paths)
        self._look = Task(tables.look, files)
        self._poll.start()

    def _begin(self, paths: Sequence[Path]) -> None:
        self._desk.window.project_commands.importing.begin(paths, wish=self.wish())

    def _looked(self, heads: "Sequence[Head] | None") -> None:
        known = self._desk.app.settings.columns
        self._heads = [head for head in heads or () if head.heading not in known]
        self._ask_next()

    def _ask_next(self) -> None:
        if not self._heads:
            paths, self._waiting = self._waiting, []
            self._begin(paths)
            return
        from annotator.ui.dialogs.columns import ColumnsDialog

        head = self._heads.pop(0)
        dialog = ColumnsDialog(head, self._desk.window)
        dialog.columns_chosen.connect(lambda columns: self._chosen(head, columns))
        dialog.rejected.connect(self._give_up)
        dialog.present()

    def _chosen(self, head: "Head", columns: "Columns") -> None:
        from annotator.services import tables

        app = self._desk.app
        known = {**app.settings.columns, head.heading: tables.as_numbers(columns)}
        app.change_settings(replace(app.settings, columns=dict(list(known.items())[-_KEPT:])))
        self._ask_next()

    def _give_up(self) -> None:
        self._heads, self._waiting = [], []

    def paste(self) -> None:
        """Makes an article of what is in the clipboard: files that were copied, text, or a part of a web page."""
        found: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where it is empty
        data = QMimeData() if found is None else found
        paths = local_paths(data)
        if paths:
            self._desk.window.project_commands.import_paths(paths)
            return
        text, html = data.text(), data.html()
        if not text.strip() and not html.strip():
            self._desk.app.notifier.tell(tr("There is no text in the clipboard."), Level.WARNING)
            return
        plain = bool(text.strip())
        stamp = f"{datetime.now().astimezone():%Y-%m-%d %H-%M-%S.%f}"[:-3]
        name = tr("Pasted {time}", time=stamp) + (".txt" if plain else ".html")
        folder = self._pasted[name] = Path(tempfile.mkdtemp(prefix="annotator-"))
        (folder / name).write_bytes((text if plain else html).encode("utf-8", "replace"))
        driver = self._desk.window.project_commands.importing
        driver.begin([folder / name], wish=replace(self.wish(), encoding="utf-8"))

    def _forget_pasted(self) -> None:
        for folder in self._pasted.values():
            shutil.rmtree(folder, ignore_errors=True)
        self._pasted.clear()

    def came(self, report: "ImportReport") -> None:
        """Opens what was pasted."""
        from annotator.services import importing

        names = {one.name for one in report.arrived}
        names |= {one.name for one in report.duplicates} | {one.name for one in report.refused}
        pasted = [self._pasted.pop(name) for name in names & self._pasted.keys()]
        for folder in pasted:
            shutil.rmtree(folder, ignore_errors=True)
        if not pasted or not report.arrived:
            return
        project = self._desk.session.project

        def done(found: list[ArticleId]) -> None:
            if found:
                self._desk.listing.open(found[0])

        self._desk.session.ask(lambda: importing.brought(project, report.batch), done)

    # -- the report ------------------------------------------------------------------------------------------------

    def follow(self, dialog: "ImportReportDialog") -> None:
        """Does what is asked for in the report of an import."""
        dialog.set_split(self._desk.app.settings.split_pages)
        dialog.split_chosen.connect(self._choose_split)
        dialog.split_all_asked.connect(self._split_all)
        dialog.article_asked.connect(lambda article: self._desk.listing.open(ArticleId(article)))
        dialog.cuts_asked.connect(self._ask_cuts)
        dialog.skip_asked.connect(self._skip)

    def _choose_split(self, choice: str) -> None:
        app = self._desk.app
        app.change_settings(replace(app.settings, split_pages=choice))

    def _ask_cuts(self, article: bytes) -> None:
        from annotator.ui.splitting_commands import SplittingCommands

        features = self._desk.window.features
        feature = features.named("SplittingCommands") if features is not None else None
        if isinstance(feature, SplittingCommands):
            feature.ask_split(ArticleId(article))

    def _split_all(self, articles: Sequence[ArticleId]) -> None:
        from annotator.services import splitting

        project = self._desk.session.project

        def done(count: int) -> None:
            self._desk.listing.read()
            self._desk.session.reload()
            self._desk.app.notifier.tell(tr("Pages divided into articles: {n}.", n=count), Level.GOOD)

        self._desk.session.ask(lambda: splitting.divide_all(project, articles), done)

    def _skip(self, which: Sequence[ArticleId]) -> None:
        from annotator.services import importing

        project = self._desk.session.project
        listing = self._desk.listing

        def done(gone: list[Article]) -> None:
            document = self._desk.session.document
            here = document is not None and document.article.id in {one.id for one in gone}
            if here:
                self._desk.session.close_article()
            listing.read(listing.open_last if here else None)
            back = NoticeAction(tr("Undo"), lambda: listing.restore(gone))
            told = tr("Articles taken off the list: {n}", n=len(gone))
            self._desk.app.notifier.tell(told, Level.GOOD, actions=(back,))

        self._desk.session.ask(lambda: importing.take_off(project, which), done)


def _outcome(task: "Task[T]") -> T | None:
    """What came of a task; None where the world was at fault."""
    from annotator.services.background import Broken

    try:
        return task.result()
    except (AnnotatorError, Broken):
        return None
