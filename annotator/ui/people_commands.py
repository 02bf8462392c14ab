"""People in the window: profiles and roles, who does what, my queue, and layers that travel as files."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.article import Layer
from annotator.domain.assignment import Rules
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, PersonId
from annotator.domain.person import Person, Profile, Role
from annotator.domain.record import Record
from annotator.errors import AnnotatorError
from annotator.i18n import explain, tr
from annotator.services import assigning, my_layer, people
from annotator.services.assigning import Note, Plan, Progress
from annotator.services.project import Project
from annotator.services.states import ArticleState, state_names
from annotator.ui.dialogs.assign import AssignDialog, AssignWish
from annotator.ui.dialogs.profile import ProfileDialog
from annotator.ui.features import Desk
from annotator.ui.models.article_model import Badge, Show
from annotator.ui.notify import Level
from annotator.ui.panels.people_board import PeopleView
from annotator.ui.settings import with_recent

_SOON_MS: Final = 150
_NAMED: Final = 3  # people that a tooltip names


class _Known(NamedTuple):
    """What the view of people shows, read at once."""

    progress: list[Progress]
    blind: bool
    days: int


class PeopleCommands(QObject):
    """What is done with people, and what the list says of whose work an article is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._view: PeopleView | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._gone = False
        desk.listing.listed.connect(self._listed)
        desk.session.changed.connect(self._followed)
        desk.space.articles.assign_asked.connect(self.ask_assign)
        desk.space.articles.unassign_asked.connect(self._unassign)
        self.refresh()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "people": self.show_people,
            "my_profile": lambda: self.edit_profile(self._desk.session.project.person),
            "export_mine": self._ask_export,
            "bring_in": self._ask_bring,
            "assign": lambda: self.ask_assign(self._desk.space.articles.selected()),
            "unassign": lambda: self._unassign(self._desk.space.articles.selected()),
            "my_queue": self._show_queue,
        }

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Asks for nothing more."""
        self._soon.stop()
        self._gone = True

    def _say(self, text: str, level: Level = Level.GOOD) -> None:
        self._desk.app.notifier.tell(text, level)

    # -- the list ----------------------------------------------------------------------------------------------------

    def _listed(self, _found: object) -> None:
        self._soon.start()

    def _followed(self, changes: Sequence[Change]) -> None:
        if any(isinstance(change.state, Layer | Record) for change in changes):
            self._soon.start()

    def refresh(self) -> None:
        """Reads what the list says of assignments and of the state of articles."""
        project = self._desk.session.project
        self._desk.session.worker.submit(
            lambda: assigning.notes(project), self._show_notes, self._failed, background=True
        )
        if self._view is not None and self._desk.space.on_stage is self._view:
            self._read_people()

    def _show_notes(self, found: Mapping[ArticleId, Note]) -> None:
        if not self._gone:
            self._desk.space.articles.set_badges({article: badge_of(note) for article, note in found.items()})

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error

    def _show_queue(self) -> None:
        """Limits the list to what I am to do, the most urgent first; asked again, shows all."""
        panel = self._desk.space.articles
        if panel.model.show is Show.MINE:
            panel.clear_filter()
            panel.set_order("number", False)
        else:
            panel.set_order("due", False)
            panel.set_show(Show.MINE)
        panel.focus_list()

    # -- people ------------------------------------------------------------------------------------------------------

    @property
    def view(self) -> PeopleView:
        """The table of people, made when it is first shown."""
        if self._view is None:
            self._view = view = PeopleView(self._desk.session.project.scheme.active)
            view.member_asked.connect(lambda: self.edit_profile(None))
            view.profile_asked.connect(self.edit_profile)
            view.assign_asked.connect(lambda: self.ask_assign([]))
            view.blind_chosen.connect(self._set_blind)
            view.days_chosen.connect(self._set_days)
        return self._view

    def show_people(self) -> None:
        """Shows the table of people on the stage."""
        self._desk.space.stage.put(self.view, tr("People and progress"))
        self.view.table.setFocus()
        self._read_people()

    def _read_people(self) -> None:
        project = self._desk.session.project

        def read() -> _Known:
            project.reload()
            return _Known(assigning.progress(project), people.is_blind(project), assigning.return_days(project))

        self._desk.session.ask(read, self._show_known)

    def _show_known(self, known: _Known) -> None:
        project = self._desk.session.project
        if self._gone or self._view is None:
            return
        shown = known.progress
        if known.blind and not people.may(project, Role.REVIEWER):
            shown = [one for one in shown if one.person.id == project.person.id]
        self._view.show_people(
            shown,
            project.person,
            manages=people.may(project, Role.MANAGER),
            writable=not project.read_only,
            blind=known.blind,
            days=known.days,
        )

    def edit_profile(self, person: Person | None) -> None:
        """Shows a profile to be edited, or an empty one for somebody new."""
        project = self._desk.session.project
        dialog = ProfileDialog(person, roles=people.may(project, Role.MANAGER), parent=self._desk.window)

        def store(profile: Profile, role: Role) -> None:
            self._store(dialog, person, profile, role)

        dialog.profile_given.connect(store)
        dialog.present()

    def _store(self, dialog: ProfileDialog, person: Person | None, profile: Profile, role: Role) -> None:
        project = self._desk.session.project

        def work() -> None:
            if person is None:
                people.add_member(project, profile, role)
                return
            people.edit_profile(project, person.id, profile)
            if role is not person.role:
                people.set_role(project, person.id, role)

        def done(_none: object) -> None:
            dialog.accept()
            self._changed()

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            dialog.show_problem(explain(error))

        self._desk.session.worker.submit(work, done, failed)

    def _changed(self) -> None:
        """People are others than before, perhaps I too."""
        project, app = self._desk.session.project, self._desk.app
        self._desk.window.show_person()
        app.change_settings(
            replace(with_recent(app.settings, project.target, project.name, person=project.person.name))
        )
        self.refresh()
        self._read_people()

    def _set_blind(self, blind: bool) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: people.set_blind(project, blind), lambda _none: self._read_people())

    def _set_days(self, days: int) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: assigning.set_return_days(project, days), lambda _none: self.refresh())

    # -- assignment --------------------------------------------------------------------------------------------------

    def ask_assign(self, chosen: Sequence[ArticleId]) -> None:
        """Asks who is to do some articles, or those that nobody has."""
        project = self._desk.session.project
        chosen = list(chosen)

        def read() -> tuple[Counter[PersonId], int]:
            known = assigning.tasks(project)
            waiting = Counter(one.assignment.person for one in known if one.waits)
            rules = Rules((project.person.id,))
            return waiting, len(assigning.plan(project, rules).articles)

        def show(found: tuple[Counter[PersonId], int]) -> None:
            waiting, free = found
            dialog = AssignDialog(
                project.people,
                waiting,
                selected=len(chosen),
                free=free,
                me=project.person,
                others=people.may(project, Role.MANAGER),
                parent=self._desk.window,
            )
            dialog.preview_asked.connect(lambda wish: self._preview(dialog, wish, chosen))
            dialog.assign_asked.connect(lambda wish: self._assign(dialog, wish, chosen))
            dialog.present()

        self._desk.session.ask(read, show)

    def _unassign(self, chosen: Sequence[ArticleId]) -> None:
        """Takes some articles back from all who have them, a member who manages nothing from oneself."""
        project = self._desk.session.project
        if not chosen:
            return
        whom = None if people.may(project, Role.MANAGER) else [project.person.id]

        def done(count: int) -> None:
            self._say(tr("Assignments taken back: {n}", n=count), Level.GOOD if count else Level.INFO)
            self.refresh()

        self._desk.session.ask(lambda: assigning.unassign(project, chosen, whom), done)

    def _preview(self, dialog: AssignDialog, wish: AssignWish, chosen: Sequence[ArticleId]) -> None:
        project = self._desk.session.project
        asked = replace(wish, due="")

        def show(found: Plan) -> None:
            if not self._gone and replace(dialog.wish(), due="") == asked:
                count = sum(len(of_article) for _, of_article in found.drawn)
                dialog.show_outcome(_outcome(found), count)

        self._desk.session.ask(lambda: _planned(project, asked, chosen), show)

    def _assign(self, dialog: AssignDialog, wish: AssignWish, chosen: Sequence[ArticleId]) -> None:
        project = self._desk.session.project

        def work() -> int:
            found = _planned(project, wish, chosen)
            if wish.drawn:
                return assigning.carry_out(project, found)
            return assigning.assign(project, list(found.articles), wish.people, wish.due)

        def done(count: int) -> None:
            dialog.accept()
            self._say(tr("Assignments made: {n}", n=count))
            self.refresh()

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            dialog.set_busy(False)
            dialog.show_problem(explain(error))

        self._desk.session.worker.submit(work, done, failed)

    # -- layers as files -----------------------------------------------------------------------------------------------

    def _folder(self) -> str:
        return self._desk.app.settings.folder or str(Path.home())

    def _ask_export(self) -> None:
        project = self._desk.session.project
        path = str(Path(self._folder()) / my_layer.file_name(project))
        dialog = QFileDialog(self._desk.window, tr("Export my layer…"), path, tr("JSON Lines (*.jsonl)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(my_layer.SUFFIX[1:])
        dialog.fileSelected.connect(self.export_mine)
        dialog.open()

    def export_mine(self, path: str) -> None:
        """Writes my layer into a file."""
        project = self._desk.session.project
        self._desk.space.tags.flush()

        def done(lines: int) -> None:
            self._desk.app.remember_folder(str(Path(path).parent))
            self._say(tr("Your tags of {n} articles are in {path}", n=lines, path=path))

        self._desk.session.ask(lambda: my_layer.export_mine(project, Path(path)), done)

    def _ask_bring(self) -> None:
        dialog = QFileDialog(self._desk.window, tr("Bring in a colleague's file…"), self._folder())
        dialog.setNameFilters([tr("JSON Lines (*.jsonl)"), tr("All files ({pattern})", pattern="*")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.bring_in)
        dialog.open()

    def bring_in(self, names: Sequence[str]) -> None:
        """Takes colleagues' files in beside my work; the report follows."""
        if names:
            self._desk.app.remember_folder(str(Path(names[0]).parent))
            self._desk.window.project_commands.importing.begin([Path(name) for name in names], colleague=True)


def badge_of(note: Note) -> Badge:
    """What a row of the list shows of a note, and what its tooltip says."""
    about = []
    word, tone, rank = "", "secondary", ""
    names = state_names()
    if note.mine is not None and note.mine.waits:
        due = note.mine.assignment.due
        rank = due or "9999"
        word = due[5:] if due else tr("mine")
        tone = "bad" if note.mine.overdue else "secondary"
        about.append(tr("Assigned to me, due {day}", day=due) if due else tr("Assigned to me"))
    if note.mended:
        rank = "0"  # what came back goes before all that is new
    if note.people:
        more = len(note.people) - _NAMED
        told = tr(", ").join(note.people[:_NAMED]) + (tr(" and {n} more", n=more) if more > 0 else "")
        about.append(tr("Assigned to {names}", names=told))
    if note.state in (ArticleState.REVIEWING, ArticleState.RETURNED, ArticleState.SETTLED):
        about.append(names[note.state] + (tr(": {reason}", reason=note.mended) if note.mended else ""))
        if note.state is not ArticleState.REVIEWING or not word:
            word = names[note.state]
            tone = {ArticleState.RETURNED: "warning", ArticleState.SETTLED: "good"}.get(note.state, "secondary")
    return Badge(word, tone, tuple(about), rank, note.state is ArticleState.RETURNED)


def _planned(project: Project, wish: AssignWish, chosen: Sequence[ArticleId]) -> Plan:
    """What a wish comes to: for people who each get all articles, a drawing of all of them."""
    each = wish.per_article if wish.drawn else len(wish.people)
    overlap = wish.overlap if wish.drawn else 1.0
    rules = Rules(wish.people, min(each, len(wish.people)), overlap, wish.seed)
    return assigning.plan(project, rules, wish.due, chosen if wish.selected else None)


def _outcome(found: Plan) -> str:
    """What would come of a drawing, in a few lines."""
    names = {person.id: person.name for person in found.people}
    loads = [tr("{name}: {n}", name=names[person], n=count) for person, count in found.loads.items()]
    several = sum(len(of_article) > 1 for _, of_article in found.drawn)
    text = tr("{n} articles", n=len(found.drawn)) + tr(", {n} of them to several people", n=several)
    lines = [text, tr(", ").join(loads)]
    if found.short:
        lines.append(tr("{n} articles stay without anybody.", n=found.short))
    return "\n".join(lines)
