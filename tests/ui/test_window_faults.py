"""When the world fails: full disk, second window, foreign and damaged files; the program stays and says what it is."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import new_project
from PySide6.QtWidgets import QLabel, QPushButton
from ui.window_bench import Bench

from annotator.errors import StoreError
from annotator.services import tagging
from annotator.services.project import open_project
from annotator.ui.dialogs.who import WhoDialog

if TYPE_CHECKING:
    from ui.conftest import OpenBench


class Disk:
    """Refuses every write of tags while it is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        self.write = tagging.write
        monkeypatch.setattr(tagging, "write", self._write)

    def _write(self, *what: object, **more: object) -> object:
        if self.full:
            raise StoreError(
                "There is no space left on the disk; the last change was not saved.",
                "Free some space, then choose Retry.",
            )
        return self.write(*what, **more)  # type: ignore[arg-type]


def button(bench: Bench, text: str) -> QPushButton:
    return next(one for one in bench.window.notices._buttons if one.text() == text)


def state(bench: Bench) -> str:
    label = bench.window.line.findChild(QLabel, "state_saved")
    assert label is not None
    return label.text()


def test_on_a_full_disk_nothing_is_lost_and_retry_writes_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    bench.select("山区")
    bench.press("1")
    bench.until(bench.notices)
    assert "未保存" in bench.notices() or "未保存" in state(bench)
    assert "未保存" in state(bench)
    bench.select("学校")
    bench.press("2")
    assert bench.tags() == [("山区", "PROGRAMME"), ("学校", "METRIC")]
    assert bench.session.unsaved == 2
    button(bench, "重试").click()
    bench.until(bench.notices)
    assert bench.session.unsaved == 2
    disk.full = False
    button(bench, "重试").click()
    assert bench.stored() == [("山区", "PROGRAMME"), ("学校", "METRIC")]
    bench.until(lambda: "未保存" not in state(bench))
    assert not bench.notices()
    bench.undo()
    bench.until(lambda: bench.tags() == [("山区", "PROGRAMME")])


def test_with_a_full_disk_the_window_does_not_close_and_no_other_project_opens(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = new_project(str(tmp_path / "other.annotator"))
    other.close()
    disk = Disk(monkeypatch)
    bench.select("山区")
    bench.press("1")
    bench.until(bench.notices)
    assert not bench.window.close()
    assert bench.window.isVisible()
    bench.app.open_project(str(tmp_path / "other.annotator"))
    bench.window.run("start")
    assert bench.session.project.path == bench.path
    assert bench.tags() == [("山区", "PROGRAMME")]
    bench.window.run("dark")  # a new window says it again
    bench.activate()
    assert "未保存" in state(bench)
    assert bench.notices()
    disk.full = False
    bench.session.retry()
    bench.settle()
    bench.app.open_project(str(tmp_path / "other.annotator"))
    bench.until(lambda: bench.app.session is not None and bench.session.project.path == tmp_path / "other.annotator")


def test_what_cannot_be_saved_can_be_given_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch)
    bench.select("山区")
    bench.press("1")
    bench.until(bench.notices)
    assert not bench.window.close()
    button(bench, "放弃这些修改").click()
    bench.until(lambda: bench.tags() == [])
    assert bench.session.unsaved == 0


def test_a_window_that_is_closed_at_once_after_a_key_has_saved_it(bench: Bench) -> None:
    bench.select("山区")
    bench.press("1")
    assert bench.window.close()
    bench.app.close_project()
    bench.activate()
    bench.open()
    assert bench.tags() == [("山区", "PROGRAMME")]


def test_a_project_that_is_open_elsewhere_is_offered_for_reading(open_bench: "OpenBench") -> None:
    bench = open_bench(tags=(("1.36亿元", "METRIC"),))
    bench.app.close_project()
    elsewhere = open_project(str(bench.path))
    try:
        bench.app.open_project(str(bench.path))
        bench.until(bench.notices)
        assert bench.app.session is None
        bench.window.notices._buttons[0].click()
        bench.until(bench.is_open)
        assert bench.session.project.read_only
        assert bench.tags() == [("1.36亿元", "METRIC")]
        bench.app.close_project()
    finally:
        elsewhere.close()


def _damaged(path: Path) -> None:
    new_project(str(path)).close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table recipes (name text)")
    connection.close()


def _newer(path: Path) -> None:
    new_project(str(path)).close()
    with sqlite3.connect(path) as connection:
        (version,) = connection.execute("pragma user_version").fetchone()
        connection.execute(f"pragma user_version = {version + 1000}")
    connection.close()


def _text(path: Path) -> None:
    path.write_text("这不是项目。", encoding="utf-8")


def _nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("spoil", [_damaged, _foreign, _newer, _text, _nothing])
def test_what_is_no_sound_project_is_named_and_the_program_goes_on(bench: Bench, tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    path = tmp_path / "bad.annotator"
    spoil(path)
    bench.app.open_project(str(path))
    bench.until(lambda: bench.notices() or bench.is_open())
    assert "bad" in bench.notices() or spoil is _damaged
    assert bench.notices()
    assert "Internal" not in bench.notices()
    assert "内部错误" not in bench.notices()
    assert bench.app.session is None
    bench.window.notices.clear()
    bench.open()
    bench.select("山区")
    bench.press("1")
    assert bench.stored() == [("山区", "PROGRAMME")]


def test_a_project_of_several_people_asks_who_one_is(open_bench: "OpenBench") -> None:
    bench = open_bench(opened=False)
    bench.make()
    open_project(str(bench.path), "李青").close()
    bench.app.open_project(str(bench.path))
    dialog = bench.dialog(WhoDialog)
    assert isinstance(dialog, WhoDialog)
    dialog.person_chosen.emit("李青")
    dialog.close()
    bench.until(bench.is_open)
    assert bench.session.project.person.name == "李青"


def test_two_projects_asked_for_at_once_leave_one_open_and_the_other_free(bench: Bench, tmp_path: Path) -> None:
    other = tmp_path / "other.annotator"
    new_project(str(other)).close()
    bench.app.open_project(str(other))
    bench.app.open_project(str(bench.path))
    bench.until(lambda: bench.is_open() and bench.session.project.path == bench.path)
    open_project(str(other)).close()
