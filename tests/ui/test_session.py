"""The session: edits are in memory at once, written behind in their order, kept where they cannot be written."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LabelId
from annotator.domain.span import Span
from annotator.errors import AnnotatorError, ConflictError, RefusedError, StoreError
from annotator.services import articles, doctor, tagging
from annotator.services.project import Project, open_project
from annotator.ui.session import Session
from annotator.ui.worker import Worker

FULL = StoreError("The disk is full; the last change was not saved.", "Free some space, then choose Retry.")


class Desk(QObject):
    """A session, and what it said."""

    def __init__(self, session: Session, article: ArticleId, label: LabelId) -> None:
        super().__init__()
        self.session, self.article, self.label = session, article, label
        self.stalled: list[AnnotatorError] = []
        self.refused: list[AnnotatorError] = []
        self.saving: list[int] = []
        self.saved: list[datetime] = []
        self.changed: list[list[Change]] = []
        self.opened = 0
        session.stalled.connect(self.stalled.append)
        session.refused.connect(self.refused.append)
        session.saving.connect(self.saving.append)
        session.saved.connect(self.saved.append)
        session.changed.connect(self.changed.append)
        session.opened.connect(self._opened)

    def _opened(self, _document: object) -> None:
        self.opened += 1

    def tag(self, start: int, end: int, run: object = None) -> None:
        self.session.edit(lambda document: document.create(start, end, self.label), run)

    def shown(self) -> list[tuple[int, int]]:
        assert self.session.document is not None
        return [(mark.start, mark.end) for mark in self.session.document.marks]

    def stored(self) -> list[tuple[int, int]]:
        """What the database has, and that it is sound."""
        project = self.session.project

        def read() -> list[tuple[int, int]]:
            assert doctor.check_project(project) == []
            return [(mark.start, mark.end) for mark in articles.open_article(project, self.article).marks]

        return self.session.worker.call(read)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    worker = Worker()
    project: Project = worker.call(lambda: new_project(str(tmp_path / "a.annotator")))
    article = worker.call(lambda: add_article(project)).id
    session = Session(project, worker)
    made = Desk(session, article, label_id(project, "PLACE"))
    session.open_article(article)
    qtbot.waitUntil(lambda: session.document is not None)
    yield made
    worker.call(project.close)
    worker.stop()


class Disk:
    """Stands before `tagging.write`: refuses while there is something to refuse with, notes what was tried."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.failing: Callable[[Span], bool] = lambda _span: True
        self.told_nothing = False  # stores, and says that it did not
        self.tried: list[tuple[int, int]] = []
        self.groups: list[GroupId | None] = []
        self._real = tagging.write

    def write(
        self, project: Project, changes: list[Change], group: GroupId | None = None, again: bool = False
    ) -> GroupId:
        spans = [change.state for change in changes if isinstance(change.state, Span)]
        self.tried += [(span.start, span.end) for span in spans]
        if self.error is not None and all(map(self.failing, spans)):
            if self.told_nothing:
                self._real(project, changes, group, again)
            raise self.error
        self.groups.append(group)
        return self._real(project, changes, group, again)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(tagging, "write", made.write)
    return made


class Gate:
    """Keeps the thread of the database busy until it is opened."""

    def __init__(self, session: Session) -> None:
        self._open: Future[None] = Future()
        self._reached = threading.Event()
        session.worker.submit(self._wait)
        assert self._reached.wait(10)

    def _wait(self) -> None:
        self._reached.set()
        self._open.result(10)

    def open(self) -> None:
        self._open.set_result(None)


# -- edits -----------------------------------------------------------------------------------------------------------


def test_an_edit_is_in_memory_at_once_and_saved_when_the_database_has_it(desk: Desk, qtbot: QtBot) -> None:
    gate = Gate(desk.session)
    desk.tag(0, 4)
    assert desk.shown() == [(0, 4)]
    assert len(desk.changed) == 1
    assert desk.session.unsaved == 1
    assert desk.saving == [1]
    assert not desk.saved
    gate.open()
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert desk.session.unsaved == 0
    assert desk.saving == [1, 0]
    assert desk.stored() == [(0, 4)]


def test_edits_are_written_in_the_order_in_which_they_were_made(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    wanted = [(start, start + 2) for start in range(0, 30, 3)]
    for start, end in wanted:
        desk.tag(start, end)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert disk.tried == wanted
    assert len(set(disk.groups)) == len(wanted)
    assert len(desk.saved) == 1, "saved is said when all is"


def test_an_edit_that_changes_nothing_is_no_edit(desk: Desk, qtbot: QtBot) -> None:
    desk.tag(0, 4)
    desk.tag(0, 4)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert len(desk.changed) == 1


def test_an_edit_that_cannot_be_made_is_refused_and_leaves_all_as_it_was(desk: Desk) -> None:
    desk.tag(0, 10_000)
    assert len(desk.refused) == 1
    assert desk.shown() == []
    assert desk.session.unsaved == 0


def test_nothing_is_edited_in_a_project_that_is_open_for_reading(tmp_path: Path, qtbot: QtBot) -> None:
    path = str(tmp_path / "a.annotator")
    project = new_project(path)
    article = add_article(project)
    project.close()
    worker = Worker()
    reading = worker.call(lambda: open_project(path, read_only=True))
    session = Session(reading, worker)
    desk = Desk(session, article.id, label_id(reading, "PLACE"))
    session.open_article(article.id)
    qtbot.waitUntil(lambda: session.document is not None)
    desk.tag(0, 4)
    session.undo()
    assert desk.shown() == []
    assert [str(error) for error in desk.refused] == ["The project is open for reading only."]
    worker.call(reading.close)
    worker.stop()


# -- runs and undo ---------------------------------------------------------------------------------------------------


def test_a_run_of_edits_is_one_step(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    desk.tag(0, 4)
    assert desk.session.document is not None
    span = desk.session.document.marks[0].id
    for end in (5, 6, 7):
        desk.session.edit(lambda document, end=end: document.set_bounds(span, 0, end), run=("bounds", span))
    assert desk.shown() == [(0, 7)]
    for expected in ([(0, 4)], []):
        desk.session.undo()
        qtbot.waitUntil(lambda expected=expected: desk.shown() == expected)
    desk.session.redo()
    qtbot.waitUntil(lambda: desk.shown() == [(0, 4)])
    desk.session.redo()
    qtbot.waitUntil(lambda: desk.shown() == [(0, 7)])
    assert len(set(disk.groups)) == 2
    assert desk.stored() == [(0, 7)]


def test_another_run_or_the_end_of_one_begins_a_new_step(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    desk.tag(0, 2, run="a")
    desk.tag(2, 4, run="a")
    desk.tag(4, 6, run="b")
    desk.session.end_run()
    desk.tag(6, 8, run="b")
    desk.tag(8, 10)
    desk.tag(10, 12)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    first, second, *others = disk.groups
    assert first == second
    assert len({first, *others}) == 5


def test_an_edit_waits_for_an_undo_before_it_and_an_undo_for_that_edit(desk: Desk, qtbot: QtBot) -> None:
    desk.tag(0, 2)
    desk.tag(2, 4)
    gate = Gate(desk.session)
    desk.session.undo()
    desk.tag(4, 6)
    desk.session.undo()
    desk.session.undo()
    desk.tag(6, 8)
    assert desk.shown() == [(0, 2), (2, 4)]
    gate.open()
    qtbot.waitUntil(lambda: desk.shown() == [(6, 8)])
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert desk.stored() == [(6, 8)]
    assert desk.refused == []


def test_settling_waits_for_all_of_it(desk: Desk) -> None:
    desk.tag(0, 2)
    desk.session.undo()
    desk.tag(4, 6)
    desk.session.undo()
    desk.session.redo()
    desk.session.settle()
    assert desk.session.unsaved == 0
    assert desk.shown() == desk.stored() == [(4, 6)]


def test_an_undo_with_nothing_to_take_back_does_nothing(desk: Desk, qtbot: QtBot) -> None:
    done: list[object] = []
    desk.session.undo(done.append)
    qtbot.waitUntil(lambda: done == [None])
    assert desk.changed == []


def test_an_edit_made_while_the_article_is_read_again_stays_to_be_seen(desk: Desk, qtbot: QtBot) -> None:
    gate = Gate(desk.session)
    opened = desk.opened
    desk.session.reload()
    desk.tag(0, 2)
    gate.open()
    qtbot.waitUntil(lambda: desk.opened > opened and desk.session.unsaved == 0)
    assert desk.shown() == desk.stored() == [(0, 2)]


# -- a full disk -----------------------------------------------------------------------------------------------------


def test_what_cannot_be_written_is_kept_and_written_in_its_order_when_it_is_tried_again(
    desk: Desk, disk: Disk, qtbot: QtBot
) -> None:
    desk.tag(0, 2)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    disk.error = FULL
    for start in (2, 4, 6):
        desk.tag(start, start + 2)
    qtbot.waitUntil(lambda: bool(desk.stalled))
    desk.tag(8, 10)
    assert desk.session.unsaved == 4
    assert desk.session.trouble is FULL
    assert desk.stalled == [FULL]
    assert desk.shown() == [(0, 2), (2, 4), (4, 6), (6, 8), (8, 10)]
    assert desk.stored() == [(0, 2)]
    desk.session.retry()
    qtbot.waitUntil(lambda: len(desk.stalled) == 2)
    assert desk.session.unsaved == 4
    disk.error, disk.tried = None, []
    desk.session.retry()
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert disk.tried == [(2, 4), (4, 6), (6, 8), (8, 10)]
    assert desk.stored() == desk.shown()
    assert desk.session.trouble is None
    for expected in range(4, -1, -1):
        desk.session.undo()
        qtbot.waitUntil(lambda expected=expected: len(desk.shown()) == expected)
    assert desk.stored() == []
    assert desk.refused == []


def test_nothing_is_undone_before_what_is_kept_is_written(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    desk.tag(0, 2)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    disk.error = FULL
    gate = Gate(desk.session)
    desk.tag(2, 4)
    desk.session.undo()  # before anybody knows that the disk is full
    gate.open()
    qtbot.waitUntil(lambda: bool(desk.stalled))
    desk.session.undo()
    desk.session.redo()
    assert [str(error) for error in desk.refused] == [
        "Some changes are not saved yet. Free some space, then choose Retry."
    ] * 2
    assert desk.shown() == [(0, 2), (2, 4)]
    assert desk.stored() == [(0, 2)]
    disk.error = None
    desk.session.retry()
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    desk.session.undo()
    qtbot.waitUntil(lambda: desk.shown() == [(0, 2)])
    assert desk.stored() == [(0, 2)]


def test_what_is_still_in_the_queue_when_it_is_tried_again_is_written_once_and_in_order(
    desk: Desk, disk: Disk, qtbot: QtBot
) -> None:
    disk.error = FULL
    gate = Gate(desk.session)
    desk.tag(0, 2)
    second = Future()  # type: ignore[var-annotated]
    reached = threading.Event()

    def between() -> None:
        reached.set()
        second.result(10)

    desk.session.worker.submit(between)
    desk.tag(2, 4)
    desk.tag(4, 6)
    gate.open()
    qtbot.waitUntil(lambda: bool(desk.stalled))
    assert reached.wait(10)
    disk.error, disk.tried = None, []
    desk.session.retry()  # while what was sent first still waits behind what lies between
    second.set_result(None)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert disk.tried == [(0, 2), (2, 4), (4, 6)]
    assert desk.stored() == desk.shown() == [(0, 2), (2, 4), (4, 6)]
    assert desk.refused == []


def test_trying_again_without_need_changes_nothing(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    gate = Gate(desk.session)
    desk.tag(0, 2)
    desk.session.retry()
    gate.open()
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert disk.tried == [(0, 2)]


def test_a_run_that_was_cut_in_two_by_a_full_disk_is_still_one_step(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    desk.tag(0, 2, run="a")
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    disk.error = FULL
    desk.tag(2, 4, run="a")
    qtbot.waitUntil(lambda: bool(desk.stalled))
    disk.error = None
    desk.session.retry()
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    desk.session.undo()
    qtbot.waitUntil(lambda: desk.shown() == [])
    assert desk.stored() == []


def test_what_was_stored_without_an_answer_is_not_stored_twice(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    disk.error, disk.told_nothing = StoreError("The connection was lost."), True
    desk.tag(0, 2)
    desk.tag(2, 4)
    qtbot.waitUntil(lambda: bool(desk.stalled))
    disk.error = None
    desk.session.retry()
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert desk.stored() == desk.shown() == [(0, 2), (2, 4)]
    assert desk.refused == []


def test_what_is_given_up_is_gone_and_what_comes_after_is_written(desk: Desk, disk: Disk, qtbot: QtBot) -> None:
    desk.tag(0, 2)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    disk.error = FULL
    desk.tag(2, 4)
    desk.tag(4, 6)
    qtbot.waitUntil(lambda: bool(desk.stalled))
    disk.error = None
    desk.session.discard()
    assert desk.session.unsaved == 0
    qtbot.waitUntil(lambda: desk.shown() == [(0, 2)])
    desk.tag(6, 8)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    assert desk.stored() == desk.shown() == [(0, 2), (6, 8)]


# -- conflicts and faults of ours ------------------------------------------------------------------------------------


def test_a_step_that_was_overtaken_is_refused_and_what_does_not_hang_on_it_is_written(
    desk: Desk, disk: Disk, qtbot: QtBot
) -> None:
    disk.error = ConflictError("This was changed meanwhile; nothing was overwritten.")
    disk.failing = lambda span: span.start < 4
    gate = Gate(desk.session)
    desk.tag(8, 10)
    desk.tag(0, 2, run="a")
    desk.tag(2, 4, run="a")
    desk.tag(4, 6)
    gate.open()
    qtbot.waitUntil(lambda: bool(desk.refused) and desk.session.unsaved == 0)
    qtbot.waitUntil(lambda: desk.shown() == [(4, 6), (8, 10)])
    assert desk.refused == [disk.error]
    assert desk.stalled == []
    assert desk.stored() == desk.shown()


def test_a_real_conflict_shows_what_the_database_has(desk: Desk, qtbot: QtBot) -> None:
    desk.tag(0, 2)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    project, document = desk.session.project, desk.session.document
    assert document is not None
    span = document.span(document.marks[0].id)
    other = articles.open_article  # somebody else, in another window
    theirs = desk.session.worker.call(lambda: other(project, desk.article))
    assert [mark.id for mark in theirs.marks] == [span.id]
    place = (desk.article, document.layer.id)
    desk.session.worker.call(lambda: tagging.write(project, [Change(span, None, *place)]))
    desk.session.edit(lambda known: known.set_note([span.id], "存疑"))
    qtbot.waitUntil(lambda: bool(desk.refused))
    assert isinstance(desk.refused[0], ConflictError)
    qtbot.waitUntil(lambda: desk.shown() == [])
    assert desk.stored() == []


def test_a_fault_of_ours_in_a_write_reaches_the_hook_and_nothing_overtakes_it(
    desk: Desk, disk: Disk, qtbot: QtBot
) -> None:
    desk.tag(8, 10)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)
    disk.error = RuntimeError("ours")
    disk.failing = lambda span: span.start == 0
    with qtbot.captureExceptions() as caught:
        gate = Gate(desk.session)
        desk.tag(0, 2)
        desk.tag(2, 4)
        gate.open()
        qtbot.waitUntil(lambda: bool(caught) and desk.session.unsaved == 0)
        qtbot.waitUntil(lambda: desk.shown() == [(2, 4), (8, 10)])
    assert [str(error) for _, error, _ in caught] == ["ours"]
    assert disk.tried == [(8, 10), (0, 2), (2, 4)]
    assert desk.stored() == desk.shown()


def test_a_fault_of_ours_in_a_service_reaches_the_hook(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        desk.session.ask(lambda: 1 // 0)
        qtbot.waitUntil(lambda: bool(caught))
    assert desk.refused == []


def test_what_the_world_did_wrong_in_a_service_is_told(desk: Desk, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise RefusedError("No.")

    desk.session.ask(refuse)
    qtbot.waitUntil(lambda: bool(desk.refused))


def test_an_undo_that_cannot_be_written_is_told_and_can_be_asked_for_again(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store import journal

    desk.tag(0, 2)
    qtbot.waitUntil(lambda: desk.session.unsaved == 0)

    def full(*_arguments: object, **_named: object) -> None:
        raise FULL

    with monkeypatch.context() as broken:
        broken.setattr(journal, "record", full)
        desk.session.undo()
        qtbot.waitUntil(lambda: desk.refused == [FULL])
    assert desk.shown() == [(0, 2)]
    desk.session.undo()
    qtbot.waitUntil(lambda: desk.shown() == [])
    assert desk.stored() == []
