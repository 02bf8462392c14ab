"""Looking for files without waiting for them."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.ui import presence
from annotator.ui.presence import PresenceCheck


def test_only_files_that_are_gone_are_told(qtbot: QtBot, tmp_path: Path) -> None:
    here, gone = tmp_path / "here.annotator", tmp_path / "gone.annotator"
    here.touch()
    check = PresenceCheck()
    told: list[str] = []
    check.missing.connect(told.append)
    with qtbot.waitSignal(check.missing):
        check.look([str(here), str(gone), str(tmp_path / "x" / ("long" * 100))])
    qtbot.waitUntil(lambda: len(told) == 2)
    assert str(here) not in told


def test_a_drive_that_does_not_answer_delays_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = threading.Event()

    def slow(path: str) -> bool:
        if "dead" in path:
            answer.wait(30)
        return False

    monkeypatch.setattr(presence, "_is_there", slow)
    check = PresenceCheck()
    with qtbot.waitSignal(check.missing) as told:
        check.look(["/dead/drive.annotator", "/gone.annotator"])
    assert told.args == ["/gone.annotator"]
    with qtbot.waitSignal(check.missing) as told:
        answer.set()
    assert told.args == ["/dead/drive.annotator"]
