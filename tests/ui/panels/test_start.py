"""The start page: ways to a project."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotator.i18n import tr
from annotator.ui.panels.start import StartPage, day_and_time
from annotator.ui.settings import Recent
from annotator.ui.widgets import BigButton

NOW = datetime(2026, 11, 23, 9, 30).astimezone()
HERE = Recent(str(Path.home() / "资料" / "双清区.annotator"), "双清区 & <b>2020</b>", NOW.timestamp() - 60)
GONE = Recent("/mnt/移动硬盘/第二批.annotator", "第二批", NOW.timestamp() - 86_400)
FAR = Recent("postgresql+psycopg://wang:secret@10.0.0.4/news", "编辑部", 0.0)


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    made = StartPage()
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show_recent([HERE, GONE, FAR], {GONE.target}, NOW)
    made.show()
    qtbot.waitExposed(made)
    return made


def named(page: StartPage, name: str) -> BigButton:
    found = page.findChild(BigButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "signal"), [("start_sample", "sample_asked"), ("start_new", "new_asked"), ("start_open", "open_asked")]
)
def test_each_big_button_asks_for_its_action(qtbot: QtBot, page: StartPage, name: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(page, signal)):
        qtbot.mouseClick(named(page, name), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(getattr(page, signal)):
        qtbot.keyClick(named(page, name), Qt.Key.Key_Space)


def test_a_recent_project_is_opened_by_a_click_and_shown_as_it_is_named(qtbot: QtBot, page: StartPage) -> None:
    with qtbot.waitSignal(page.recent_chosen) as chosen:
        qtbot.mouseClick(named(page, f"recent:{HERE.target}"), Qt.MouseButton.LeftButton)
    assert chosen.args == [HERE.target]
    words = [found.text() for found in named(page, f"recent:{HERE.target}").findChildren(QLabel)]
    assert HERE.name in words
    assert named(page, f"recent:{HERE.target}").about.whole().startswith("~")


def test_a_missing_project_cannot_be_opened_but_removed(qtbot: QtBot, page: StartPage) -> None:
    row = named(page, f"recent:{GONE.target}")
    assert not row.isEnabled()
    assert row.about.whole() == tr("Not found: {path}", path=GONE.target)
    remove = page.findChild(QToolButton, f"remove:{GONE.target}")
    assert remove is not None
    with qtbot.waitSignal(page.recent_removed) as removed:
        remove.click()
    assert removed.args == [GONE.target]


def test_the_password_of_an_address_is_never_shown(page: StartPage) -> None:
    row = named(page, f"recent:{FAR.target}")
    assert row.about.whole() == "postgresql+psycopg://wang@10.0.0.4/news"
    assert "secret" not in row.about.toolTip()


def test_an_address_is_asked_for_in_the_page_and_checked(qtbot: QtBot, page: StartPage) -> None:
    field = page.findChild(QLineEdit, "start_url")
    connect = page.findChild(QPushButton, "start_connect")
    assert field is not None
    assert connect is not None
    assert not field.isVisible()
    qtbot.mouseClick(named(page, "start_database"), Qt.MouseButton.LeftButton)
    assert field.isVisible()
    asked: list[str] = []
    page.url_asked.connect(asked.append)
    qtbot.keyClicks(field, "1nA[")
    connect.click()
    assert (field.text(), asked) == ("1nA[", [])
    assert page._url_problem.text()
    field.setText(" postgresql+psycopg://wang@host/news ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["postgresql+psycopg://wang@host/news"]
    assert page._url_problem.text() == ""


def test_without_recent_projects_the_page_says_so(qtbot: QtBot, page: StartPage) -> None:
    def words() -> list[str]:
        return [found.text() for found in page.findChildren(QLabel) if found.isVisible()]

    assert HERE.name in words()
    page.show_recent([])
    qtbot.waitUntil(lambda: tr("None yet. Projects that you open are listed here.") in words())
    assert HERE.name not in words()


def test_the_keyboard_starts_on_the_newest_project_that_is_there(page: StartPage) -> None:
    page.activateWindow()
    page.show_recent([GONE, HERE], {GONE.target}, NOW)
    page.focus_first()
    assert page.focusWidget() is named(page, f"recent:{HERE.target}")


@pytest.mark.parametrize(
    ("paths", "taken"),
    [
        (["/data/a.annotator"], "/data/a.annotator"),
        (["/data/a.annotator", "/data/b.annotator"], ""),
        (["/data/a.txt"], ""),
        ([], ""),
    ],
)
def test_one_project_file_can_be_dropped(page: StartPage, paths: list[str], taken: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    dropped: list[str] = []
    page.project_dropped.connect(dropped.append)
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), *how)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted() is bool(taken)
    if taken:
        QApplication.sendEvent(page, QDropEvent(QPointF(5, 5), *how))
    assert dropped == [taken] * bool(taken)


def test_moments_are_said_as_people_say_them() -> None:
    assert day_and_time(NOW.replace(hour=8, minute=5), NOW) == tr("today {time}", time="08:05")
    assert day_and_time(NOW.replace(day=22, hour=23), NOW) == tr("yesterday {time}", time="23:30")
    assert day_and_time(NOW.replace(month=1), NOW) == "2026-01-23"


def test_a_project_found_missing_later_says_so_in_its_row(qtbot: QtBot, page: StartPage) -> None:
    row = named(page, f"recent:{HERE.target}")
    row.setFocus()
    page.show_missing(HERE.target)
    assert not row.isEnabled()
    assert row.about.whole().startswith("找不到")
    assert named(page, f"recent:{FAR.target}").isEnabled()
