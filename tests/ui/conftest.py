"""What tests of the window share: one look and one face for all, whatever ran before."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.palette import LIGHT, active, qt_palette

if TYPE_CHECKING:
    from ui.window_bench import Bench


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    """Gives every test the light palette without a style sheet, and undoes what it changed."""
    from annotator.ui import palette

    palette._Active.palette = LIGHT
    qapp.setPalette(qt_palette(active()))
    yield
    palette._Active.palette = LIGHT
    qapp.clipboard().clear()  # what Python put there must not outlive Python
    if qapp.styleSheet():
        qapp.setStyleSheet("")


OpenBench = Callable[..., "Bench"]


@pytest.fixture
def open_bench(qtbot: QtBot, qapp: QApplication, tmp_path: Path, qtlog: Any) -> Iterator[OpenBench]:
    """Opens a window on a new project; afterwards nothing of it may be left, and Qt must not have complained."""
    from ui.window_bench import Bench, reset  # tests of a single widget do without the program

    made: list[Bench] = []
    font = qapp.font()

    def start(
        opened: bool = True, name: str = "project", language: str = "zh", suggest: bool = False, **what: Any
    ) -> Bench:
        bench = Bench(qtbot, qapp, tmp_path / f"{name}.annotator", language, suggest)
        made.append(bench)
        if opened:
            bench.make(**what)
            bench.open()
        return bench

    yield start
    for bench in made:
        bench.stop()
    reset(qapp)
    qapp.setFont(font)
    bad = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    offscreen = "This plugin does not support"
    said = [one.message for one in qtlog.records if one.type in bad and not one.message.startswith(offscreen)]
    assert not said, said


@pytest.fixture
def bench(open_bench: OpenBench) -> "Bench":
    """A window on a project with three articles and no tags."""
    return open_bench()
