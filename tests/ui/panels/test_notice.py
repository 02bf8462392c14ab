"""The strip that shows notices."""

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotator.ui.notify import Level, Notice, NoticeAction
from annotator.ui.panels.notice import NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    made.resize(800, 40)
    return made


def text(bar: NoticeBar) -> str:
    found = bar.findChild(QLabel, "notice_text")
    assert found is not None
    return found.text()


def press(bar: NoticeBar, name: str) -> None:
    found = bar.findChild(QPushButton, name) or bar.findChild(QToolButton, name)
    assert found is not None
    found.click()


def test_the_strip_is_there_only_while_there_is_something_to_say(bar: NoticeBar, qtbot: QtBot) -> None:
    assert bar.isHidden()
    bar.show_notice(Notice(Level.ERROR, "磁盘空间不足 <b>& 100%</b>"))
    assert not bar.isHidden()
    assert text(bar) == "磁盘空间不足 <b>& 100%</b>"
    with qtbot.waitSignal(bar.closed):
        press(bar, "notice_close")
    assert bar.isHidden()


def test_the_most_serious_comes_first_and_the_others_follow(bar: NoticeBar) -> None:
    bar.show_notice(Notice(Level.ERROR, "old error"))
    bar.show_notice(Notice(Level.INFO, "news"))
    bar.show_notice(Notice(Level.WARNING, "warning"))
    bar.show_notice(Notice(Level.ERROR, "new error"))
    seen = []
    while bar.current() is not None:
        seen.append(text(bar))
        bar.close_current()
    assert seen == ["new error", "old error", "warning", "news"]


def test_the_same_again_is_counted_even_where_its_button_is_another(bar: NoticeBar) -> None:
    for _ in range(3):
        bar.show_notice(Notice(Level.ERROR, "fault", "", (NoticeAction("重试", lambda: None),)))
    assert "3" in text(bar)
    bar.close_current()
    assert bar.current() is None


def test_a_button_does_its_work_once_and_closes_the_notice(bar: NoticeBar) -> None:
    done: list[str] = []
    bar.show_notice(Notice(Level.ERROR, "fault", "", (NoticeAction("A & B", lambda: done.append("run")),)))
    made = next(b for b in bar.findChildren(QPushButton) if b.text() == "A && B")
    made.click()
    assert (done, bar.current()) == (["run"], None)


def test_details_are_shown_on_asking_only(bar: NoticeBar) -> None:
    bar.show_notice(Notice(Level.ERROR, "fault", "Traceback"))
    trace = bar.findChild(QPlainTextEdit, "notice_trace")
    assert trace is not None
    assert trace.isHidden()
    press(bar, "notice_details")
    assert (trace.isHidden(), trace.toPlainText()) == (False, "Traceback")
    press(bar, "notice_details")
    assert trace.isHidden()


def test_what_is_said_in_passing_goes_by_itself_and_an_error_stays(qtbot: QtBot) -> None:
    bar = NoticeBar(passing_ms=1)
    qtbot.addWidget(bar)
    bar.show_notice(Notice(Level.WARNING, "stays"))
    bar.show_notice(Notice(Level.INFO, "goes"))
    bar.close_current()
    qtbot.waitUntil(bar.isHidden)
    bar.show_notice(Notice(Level.ERROR, "stays"))
    bar.show_notice(Notice(Level.ERROR, "stays too"))
    assert not bar._timer.isActive()
    bar.clear()
    assert bar.isHidden()


def test_a_storm_of_notices_is_bounded(bar: NoticeBar) -> None:
    for number in range(1000):
        bar.show_notice(Notice(Level.ERROR, f"fault {number}"))
    assert len(bar._waiting) <= 50
    assert text(bar) == "fault 999"
