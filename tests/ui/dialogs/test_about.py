"""What the about box says."""

import sqlite3
from importlib import metadata

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotator import __version__
from annotator.ui.dialogs.about import AboutDialog, packages, versions


def test_versions_are_those_that_run() -> None:
    found = dict(versions())
    assert found["Annotator"] == __version__
    assert found["SQLite"] == sqlite3.sqlite_version
    assert found["SQLAlchemy"] == metadata.version("sqlalchemy")
    assert all(found.values())


def test_every_package_that_is_needed_is_named_with_a_free_licence_and_no_tool_of_ours() -> None:
    found = {package.name.casefold(): package for package in packages()}
    assert {"sqlalchemy", "pyside6_essentials", "shiboken6", "orjson", "jieba", "alembic", "mako"} <= set(found)
    assert "pytest" not in found
    assert "annotator" not in found
    assert [package.name for package in found.values() if not package.licence] == []


def test_a_package_that_is_not_there_is_left_out() -> None:
    assert packages("no-such-package") == []


def test_everything_can_be_copied_for_a_report(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    button = dialog.findChild(QPushButton, "about_copy")
    assert button is not None
    button.click()
    copied = QGuiApplication.clipboard().text()
    assert sqlite3.sqlite_version in copied
    assert "jieba" in copied
