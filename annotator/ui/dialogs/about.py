"""What this program is, what it runs on, and under which licences."""

import platform
import re
import sqlite3
from importlib import metadata
from typing import NamedTuple

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator import __version__
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, table
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.widgets import GRID, heading, hint, label, title

_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Package(NamedTuple):
    """A package that the program ships with."""

    name: str
    version: str
    licence: str


def versions() -> list[tuple[str, str]]:
    """What the program consists of and runs on, by name and version."""
    return [
        ("Annotator", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion() or ""),
        ("PySide6", _version("PySide6_Essentials")),
        ("SQLAlchemy", _version("SQLAlchemy")),
        ("SQLite", sqlite3.sqlite_version),
        (tr("System"), f"{platform.system()} {platform.release()} ({platform.machine()})"),
    ]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def packages(root: str = "annotator") -> list[Package]:
    """The packages that a package needs to run, and those that they need, by name."""
    found: dict[str, Package] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        try:
            known = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # not for this system, or built into one file
            continue
        key = re.sub(r"[-_.]+", "-", name).casefold()
        if key in found:
            continue
        found[key] = Package(known.metadata["Name"], known.version, _licence(known.metadata))
        waiting += [
            match.group() for line in known.requires or () if "extra ==" not in line and (match := _NAME.match(line))
        ]
    return [found[key] for key in sorted(found) if key != root]


def _licence(about: metadata.PackageMetadata) -> str:
    """A licence by its short name, from whichever field a package gives it in."""
    if expression := _field(about, "License-Expression"):
        return expression
    classified = [
        line.rsplit("::", 1)[1].strip()
        for line in about.get_all("Classifier") or ()
        if line.startswith("License ::") and line.count("::") > 1
    ]
    if classified:
        return ", ".join(classified)
    return _field(about, "License").split("\n")[0]


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return about[name].strip() if name in about else ""


class AboutDialog(Dialog):
    """Shows versions and licences, and copies them for whoever reports a fault."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("About"), parent, close=tr("Close"))
        self._packages = packages()
        self._versions = versions()
        self.body.setSpacing(GRID)
        self.body.addWidget(title(tr("Annotator")))
        self.body.addWidget(hint(tr("A tool to annotate Chinese policy news by hand. Licence: Apache-2.0.")))
        self.body.addSpacing(GRID)
        self.body.addWidget(label("\n".join(f"{name}  {version}" for name, version in self._versions), selectable=True))
        self.body.addSpacing(GRID)
        self.body.addWidget(heading(tr("It stands on")))
        columns: tuple[Column[Package], ...] = (
            Column(tr("Package"), lambda one: one.name),
            Column(tr("Version"), lambda one: one.version),
            Column(tr("Licence"), lambda one: one.licence),
        )
        self.model = RowsModel(columns, self._packages)
        self.table = table(self.model, tr("It stands on"), {0: 22 * GRID, 1: 16 * GRID}, stretched=2)
        self.body.addWidget(self.table, 1)
        self.add_left_button(tr("Copy"), self.copy, name="about_copy", picture="copy")
        self.resize(64 * GRID, 72 * GRID)

    def text(self) -> str:
        """All of it as plain text."""
        parts = [f"{name} {version}" for name, version in self._versions]
        return "\n".join([*parts, "", *(" ".join(package) for package in self._packages)])

    def copy(self) -> None:
        """Puts all of it on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())
