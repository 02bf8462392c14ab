"""Features come with the window when they are first wanted; tabs and stage give them room."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.features import Features, Line
from annotator.ui.hearing import Hearing
from annotator.ui.side import Side
from annotator.ui.stage import Stage


class Told(QObject):
    leaving = Signal()
    opened = Signal(object)
    renamed = Signal()
    changed = Signal(object)
    saving = Signal(int)
    saved = Signal(object)
    stalled = Signal(object)
    articles_changed = Signal(object)
    reaches = Signal(str, str, bool)
    refused = Signal(object)
    unsaved = 3
    worker: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def ask(self, function: Callable[[], Any], done: Callable[[Any], Any]) -> None:
        self.waiting.append(lambda: done(function()))


@dataclass
class Desk:
    side: Side
    session: Any = None

    @property
    def space(self) -> "Desk":
        return self


class Counting:
    made = 0

    def __init__(self, _desk: Any) -> None:
        type(self).made += 1
        self.done: list[str] = []

    def handlers(self) -> dict[str, Any]:
        return {"compare": lambda: self.done.append("compare")}

    def take(self, command: str) -> bool:
        return command == "accept"

    def tab(self, name: str) -> QWidget:
        return QLabel(name)

    def leave(self) -> None:
        self.done.append("left")


@pytest.fixture
def features(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Features:
    module = ModuleType("annotator.ui.counting_commands")
    module.Counting = Counting  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "annotator.ui.counting_commands", module)
    monkeypatch.setattr(Counting, "made", 0)
    side = Side()
    qtbot.addWidget(side)
    side.add_tab("tags", "标注", QWidget)
    line = Line("counting_commands", "Counting", ("compare",), (("talk", "讨论"),))
    return Features(Desk(side, Told()), (line,))  # type: ignore[arg-type]


def test_a_feature_is_made_by_its_first_command_and_only_once(features: Features) -> None:
    assert Counting.made == 0
    assert not features.take("accept")
    handlers = features.handlers()
    handlers["compare"]()
    handlers["compare"]()
    assert Counting.made == 1
    assert features.named("Counting").done == ["compare", "compare"]  # type: ignore[attr-defined]
    assert features.take("accept")
    assert not features.take("refuse")


def test_a_feature_is_made_by_showing_its_tab(features: Features) -> None:
    side = features._desk.space.side
    side.set_count("talk", 3)
    assert side._bar.tabText(1) == "讨论 3"
    side.show_tab("talk")
    assert Counting.made == 1
    pane = side.pane()
    assert isinstance(pane, QLabel)
    assert pane.text() == "talk"
    side.show_tab("tags")
    side.show_tab("talk")
    assert side.pane() is pane
    features.leave()
    assert features.named("Counting").done == ["left"]  # type: ignore[attr-defined]


def test_a_window_that_is_gone_is_told_and_answered_nothing() -> None:
    session = Told()
    hearing = Hearing(session)  # type: ignore[arg-type]
    heard: list[object] = []
    hearing.opened.connect(lambda document: heard.append(document))
    hearing.ask(lambda: "first", heard.append)
    session.opened.emit("document")
    session.waiting.pop()()
    assert heard == ["document", "first"]
    assert hearing.unsaved == 3
    hearing.ask(lambda: "late", heard.append)
    hearing.end()
    session.opened.emit("other")
    session.waiting.pop()()
    assert heard == ["document", "first"]


def test_esc_leaves_the_stage(qtbot: QtBot) -> None:
    stage = Stage()
    qtbot.addWidget(stage)
    closed: list[bool] = []
    stage.closed.connect(lambda: closed.append(True))
    view = QLabel("比较")
    stage.put(view, "比较 & 裁定")
    assert stage.view is view
    assert stage._title.text() == "比较 & 裁定"
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
    assert closed == [True]
