"""What the window shows without a project: how to get one, and which ones were open here."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.fonts import secondary_font, tabular
from annotator.ui.settings import Recent
from annotator.ui.widgets import GRID, BigButton, button, heading, hint, problem, title, tool

_COLUMN: Final = 44 * GRID
_SUFFIX: Final = ".annotator"


class StartPage(QWidget):
    """Big plain actions on the left, recent projects on the right; every wish is a signal."""

    sample_asked = Signal()
    new_asked = Signal()
    open_asked = Signal()
    url_asked = Signal(str)
    recent_chosen = Signal(str)  # path or URL
    recent_removed = Signal(str)
    project_dropped = Signal(str)  # path

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID // 2)
        self._url = QLineEdit(placeholderText="postgresql+psycopg://user@host/database")
        self._url.setObjectName("start_url")
        self._url.setAccessibleName(tr("Address of the database"))
        self._url.returnPressed.connect(self._ask_url)
        self._url_problem = problem()
        self._url_part = QWidget()
        left = self._actions()
        right = self._recent()
        columns = QHBoxLayout()
        columns.setSpacing(6 * GRID)
        columns.addStretch(1)
        columns.addWidget(left)
        columns.addWidget(right, 100)  # all the room up to its largest width
        columns.addStretch(1)
        page = QGridLayout(self)
        page.setContentsMargins(3 * GRID, 10 * GRID, 3 * GRID, 3 * GRID)
        page.addLayout(columns, 0, 0)
        self.show_recent(())

    def _actions(self) -> QWidget:
        part = QWidget()
        part.setFixedWidth(_COLUMN)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title(tr("Annotator")))
        column.addWidget(hint(tr("Annotate Chinese policy news by hand; everything is saved as you work.")))
        column.addSpacing(GRID)
        for text, about, picture, name, asked in (
            (
                tr("Open the sample project"),
                tr("Some articles, partly annotated, to try everything on"),
                "book",
                "start_sample",
                self.sample_asked.emit,
            ),
            (
                tr("New project…"),
                tr("Name it, choose its place and its labels"),
                "plus",
                "start_new",
                self.new_asked.emit,
            ),
            (
                tr("Open project…"),
                tr("A project file ({suffix}) on this computer", suffix=_SUFFIX),
                "folder",
                "start_open",
                self.open_asked.emit,
            ),
            (
                tr("Open a project in a database…"),
                tr("On a PostgreSQL server, by its address"),
                "database",
                "start_database",
                self._show_url,
            ),
        ):
            made = BigButton(text, about, picture, name=name)
            made.clicked.connect(lambda _checked=False, asked=asked: asked())
            column.addWidget(made)
        row = QHBoxLayout()
        row.addWidget(self._url, 1)
        row.addWidget(button(tr("Connect"), self._ask_url, name="start_connect"))
        below = QVBoxLayout(self._url_part)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(GRID // 2)
        below.addLayout(row)
        below.addWidget(self._url_problem)
        self._url_part.hide()
        column.addWidget(self._url_part)
        column.addStretch(1)
        return part

    def _recent(self) -> QWidget:
        part = QWidget()
        part.setMinimumWidth(_COLUMN // 2)
        part.setMaximumWidth(_COLUMN + 16 * GRID)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        name = heading(tr("Recent projects"))
        name.setIndent(2 * GRID)  # over the icons of the rows
        column.addWidget(name)
        rows = QWidget()
        inner = QVBoxLayout(rows)
        inner.setContentsMargins(0, 0, GRID, 0)
        inner.addLayout(self._list)
        inner.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(rows)
        scroll.viewport().setAutoFillBackground(False)
        rows.setAutoFillBackground(False)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(scroll, 1)
        return part

    # -- data down -----------------------------------------------------------------------------------------------

    def show_recent(self, recent: Sequence[Recent], missing: Collection[str] = (), now: datetime | None = None) -> None:
        """Shows projects that were open here; `missing` has the targets of those that are no longer there."""
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        now = now or datetime.now().astimezone()
        for project in recent:
            self._list.addWidget(self._row(project, project.target in missing, now))
        if not recent:
            nothing = hint(tr("None yet. Projects that you open are listed here."))
            nothing.setIndent(2 * GRID)
            self._list.addWidget(nothing)

    def show_missing(self, target: str) -> None:
        """Shows of one of the projects that it is no longer there."""
        for opens in self.findChildren(BigButton, f"recent:{target}"):
            opens.setEnabled(False)
            opens.about.set_whole(_where(target, True))

    def _row(self, project: Recent, gone: bool, now: datetime) -> QWidget:
        row = QWidget()
        is_file = "://" not in project.target
        opens = BigButton(
            project.name,
            _where(project.target, gone),
            "file" if is_file else "database",
            name=f"recent:{project.target}",
            quiet=True,
        )
        opens.setEnabled(not gone)
        opens.clicked.connect(lambda _checked=False: self.recent_chosen.emit(project.target))
        when = hint(day_and_time(datetime.fromtimestamp(project.opened).astimezone(), now), wrap=False)
        when.setFont(tabular(secondary_font()))
        about = tr("Remove from this list; the project itself stays")
        remove = tool("close", about, lambda: self.recent_removed.emit(project.target), name=f"remove:{project.target}")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        line.addWidget(opens, 1)
        line.addWidget(when)
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)  # else the row is no higher than this button
        return row

    def focus_first(self) -> None:
        """Puts the keyboard on the newest project that is there, else on the first action."""
        for made in self.findChildren(BigButton):
            if made.objectName().startswith("recent:") and made.isEnabled():
                made.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        first = self.findChild(BigButton, "start_sample")
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- news up -------------------------------------------------------------------------------------------------

    def _show_url(self) -> None:
        self._url_part.show()
        self._url.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_url(self) -> None:
        url = self._url.text().strip()
        right = "://" in url and not url.startswith("://")
        self._url_problem.setText("" if right else tr("An address looks like postgresql+psycopg://user@host/database."))
        if right:
            self.url_asked.emit(url)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _project_file(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.project_dropped.emit(_project_file(event))


def _project_file(event: QDropEvent) -> str:
    """The one project file that is being dragged, else nothing."""
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].endswith(_SUFFIX) else ""


def _where(target: str, gone: bool) -> str:
    return tr("Not found: {path}", path=_short(target)) if gone else _short(target)


def _short(target: str) -> str:
    """A path with ~ for the person's own folder, an address without its password."""
    if "://" in target:
        scheme, rest = target.split("://", 1)
        who, at, where = rest.rpartition("@")
        return f"{scheme}://{who.split(':', 1)[0]}{at}{where}"
    home = str(Path.home())
    return "~" + target[len(home) :] if target.startswith((f"{home}/", f"{home}\\")) else target


def day_and_time(when: datetime, now: datetime) -> str:
    """A moment as people say it: today and yesterday by name, else the date."""
    clock = f"{when:%H:%M}"
    if when.date() == now.date():
        return tr("today {time}", time=clock)
    if when.date() == (now - timedelta(days=1)).date():
        return tr("yesterday {time}", time=clock)
    return f"{when:%Y-%m-%d}"
