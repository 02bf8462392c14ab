"""The one door for what the program tells its user."""

import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.errors import InputError
from annotator.i18n import tr
from annotator.ui.logs import FOLDER_VARIABLE
from annotator.ui.notify import Level, Notice, NoticeAction, Notifier


@pytest.fixture
def told(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Notifier, list[Notice]]:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    notifier = Notifier()
    heard: list[Notice] = []
    notifier.told.connect(heard.append)
    return notifier, heard


def test_what_is_told_arrives_with_its_buttons(told: tuple[Notifier, list[Notice]]) -> None:
    notifier, heard = told
    again = NoticeAction("重试", lambda: None)
    notifier.tell("磁盘空间不足", Level.ERROR, "details", (again,))
    assert heard == [Notice(Level.ERROR, "磁盘空间不足", "details", (again,))]


def test_the_fault_of_the_world_is_explained_in_words(told: tuple[Notifier, list[Notice]]) -> None:
    notifier, heard = told
    notifier.tell_error(InputError("{file} is empty.", file="a.txt"))
    assert heard[0].text == tr("{file} is empty.", file="a.txt")
    assert (heard[0].level, heard[0].details) == (Level.ERROR, "")


def test_a_fault_of_ours_names_its_kind_and_the_log_and_quotes_no_article(
    told: tuple[Notifier, list[Notice]], tmp_path: Path
) -> None:
    notifier, heard = told
    try:
        raise ValueError("双清区")
    except ValueError as error:
        notifier.tell_error(error)
    assert "ValueError" in heard[0].text
    assert str(tmp_path / "annotator.log") in heard[0].text
    assert "raise ValueError" in heard[0].details
    assert "双清区" not in heard[0].details.split("\n")[-1]


def test_exceptions_that_nobody_caught_are_told_from_any_thread(
    told: tuple[Notifier, list[Notice]], qtbot: QtBot
) -> None:
    notifier, heard = told
    before = sys.excepthook, threading.excepthook
    take_back = notifier.install()
    try:
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("one"), None)

        def fail() -> None:
            raise LookupError("two")

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(heard) == 2)
    finally:
        take_back()
    assert ["ZeroDivisionError" in heard[0].text, "LookupError" in heard[1].text] == [True, True]
    assert (sys.excepthook, threading.excepthook) == before


def test_an_interrupt_is_left_to_python(told: tuple[Notifier, list[Notice]], monkeypatch: pytest.MonkeyPatch) -> None:
    notifier, heard = told
    seen: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: seen.append(args[0]))
    take_back = notifier.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    take_back()
    assert (seen, heard) == ([KeyboardInterrupt], [])
