"""The view of the week, reports written to files, and the export of what is settled."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.ids import ArticleId
from annotator.errors import AnnotatorError
from annotator.formats.records import GOLD
from annotator.i18n import tr
from annotator.services import measuring, weekly
from annotator.services.exporting import export_file
from annotator.services.reports import Report, write_file
from annotator.services.weekly import Week
from annotator.ui.calculating import Calculation
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.panels.week import WeekView

_HTML: Final = ".html"
_XLSX: Final = ".xlsx"


class ReportsCommands(QObject):
    """Counts in a process of its own and writes what was counted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._path = Path()
        self.view = WeekView(desk.session.project.scheme)
        self._counting = Calculation(desk.session, self)
        self._counting.advanced.connect(self.view.show_progress)
        self._counting.finished.connect(self._show)
        self._counting.failed.connect(desk.app.notifier.tell_error)
        self._counting.stopped.connect(self.view.show_stopped)
        self._writing = Calculation(desk.session, self)
        self._writing.finished.connect(self._write)
        self._writing.failed.connect(desk.app.notifier.tell_error)
        self.view.week_asked.connect(self._count)
        self.view.cancel_asked.connect(self._counting.cancel)
        self.view.closed.connect(desk.space.leave_stage)
        self.view.place_chosen.connect(self._go)
        self.view.article_chosen.connect(self._open)
        self.view.report_asked.connect(self.ask_report)
        self.view.export_asked.connect(self._ask_export)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"week": self.show_week, "report": lambda: self.ask_report(None)}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends what is being counted."""
        self._counting.cancel(quietly=True)
        self._writing.cancel(quietly=True)

    # -- the week --------------------------------------------------------------------------------------------------

    def show_week(self) -> None:
        """Shows the week and counts anew."""
        self._desk.space.stage.put(self.view, tr("This week"))
        self.view.rows.setFocus()
        self.view.ask()

    def _count(self, day: date) -> None:
        self._counting.begin(measuring.week, weekly.week_of(day))

    def _show(self, week: Week) -> None:
        self.view.show_week(week)

    def _go(self, article: ArticleId, start: int, end: int) -> None:
        self._desk.space.leave_stage()
        self._desk.window.looks.go_to_place(article, start, end)

    def _open(self, article: ArticleId) -> None:
        self._desk.space.leave_stage()
        self._desk.listing.open(article)

    # -- files -----------------------------------------------------------------------------------------------------

    def ask_report(self, day: date | None) -> None:
        """Asks where to write the report of the week of a day, or of all the time."""
        name = tr("Report {project}", project=self._desk.session.project.name)
        if day is not None:
            name = f"{name} {weekly.day_of(weekly.week_of(day).since)}"
        kinds = [tr("Web page ({pattern})", pattern=f"*{_HTML}"), tr("Excel workbook ({pattern})", pattern=f"*{_XLSX}")]
        dialog = QFileDialog(self._desk.window, tr("Write a report"), str(self._folder() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(kinds)
        dialog.setDefaultSuffix(_HTML[1:])
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix((_XLSX if _XLSX in kind else _HTML)[1:]))
        dialog.fileSelected.connect(lambda path: self.write_report(Path(path), day))
        dialog.open()

    def write_report(self, path: Path, day: date | None) -> None:
        """Writes a report, as a workbook where the name ends so, else as a web page."""
        self._path = path
        self._desk.app.notifier.tell(tr("The report is being made."))
        self._writing.begin(measuring.report, day)

    def _write(self, found: Report) -> None:
        if self._path.suffix.lower() == _XLSX:
            from annotator.services.reports_xlsx import workbook as made
        else:
            from annotator.services.reports_html import page as made  # type: ignore[assignment]  # text, not bytes
        content: str | bytes = made(found)
        data = content.encode() if isinstance(content, str) else content
        try:
            path = write_file(self._path, data)
        except AnnotatorError as error:
            self._desk.app.notifier.tell_error(error)
            return
        self._desk.app.remember_folder(str(path.parent))
        self._desk.app.notifier.tell(tr("Wrote {file}.", file=path), Level.GOOD)

    def _ask_export(self, ready: Sequence[ArticleId]) -> None:
        name = f"{self._desk.session.project.name}-{GOLD}.jsonl"
        dialog = QFileDialog(self._desk.window, tr("Export what is settled"), str(self._folder() / name), "*.jsonl")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("jsonl")
        dialog.fileSelected.connect(lambda path: self.export_settled(Path(path), ready))
        dialog.open()

    def export_settled(self, path: Path, ready: Sequence[ArticleId]) -> None:
        """Writes the settled layers of some articles."""
        project, app = self._desk.session.project, self._desk.app

        def done(lines: int) -> None:
            app.remember_folder(str(path.parent))
            app.notifier.tell(tr("Exported to {path}: {n} lines", path=path, n=lines), Level.GOOD)

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            app.notifier.tell_error(error)

        self._desk.session.worker.submit(
            lambda: export_file(project, path, GOLD, list(ready)), done, failed, background=True
        )

    def _folder(self) -> Path:
        folder = self._desk.app.settings.folder
        return Path(folder) if folder else Path.home()
