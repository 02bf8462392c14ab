"""The effort meter in the window: what it counts, where it is shown, and that it can be switched off."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from ui.test_suggest import feature, offered
from ui.window_bench import SHIFT, Bench

from annotator.services import effort
from annotator.ui.panels.suggest_effort import EffortDialog
from annotator.ui.suggest_effort import EffortCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench

Key = Qt.Key


def meter(bench: Bench) -> EffortCommands:
    assert bench.window.features is not None
    found = bench.window.features.named("EffortCommands")
    assert isinstance(found, EffortCommands)
    return found


@pytest.fixture
def desk(open_bench: "OpenBench", monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bench:
    monkeypatch.setenv(effort.FOLDER_VARIABLE, str(tmp_path / "own"))
    bench = open_bench(suggest=True)
    bench.until(lambda: feature(bench).feed.done and offered(bench))
    assert meter(bench).stay is not None
    return bench


def key(bench: Bench, which: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key as the system hands it to the window."""
    QTest.keyClick(bench.window.windowHandle(), which, modifiers)


def test_keys_and_clicks_are_counted_once_each_and_shifts_are_not(desk: Bench) -> None:
    key(desk, Key.Key_N)
    key(desk, Key.Key_Space)
    key(desk, Key.Key_Shift)
    key(desk, Key.Key_N, SHIFT)
    middle = desk.view.mapTo(desk.window, QPoint(300, 200))
    QTest.mouseClick(desk.window.windowHandle(), Qt.MouseButton.LeftButton, pos=middle)
    stay = meter(desk).stay
    assert stay is not None
    assert (stay.keys, stay.clicks, stay.form, stay.tags) == (3, 1, 0, 1)
    assert sum(sum(how.values()) for how in stay.decided.values()) == 1


def test_what_a_tag_costs_is_shown_below_and_in_the_dialog(desk: Bench) -> None:
    for _ in range(7):
        key(desk, Key.Key_Space)
    desk.until(lambda: "每标注" in desk.window.line._extra["effort"].text())
    desk.window.run("effort")
    dialog = desk.dialog(EffortDialog)
    assert dialog is not None
    dialog.reject()


def test_typing_in_the_form_counts_for_attributes_alone(desk: Bench) -> None:
    desk.caret("1.36亿元")
    key(desk, Key.Key_Return)
    desk.until(lambda: any(one.editor.inside for one in desk.space.tags.form.fields))
    before = meter(desk).stay
    assert before is not None
    key(desk, Key.Key_Tab)
    stay = meter(desk).stay
    assert stay is not None
    assert (stay.keys, stay.form) == (before.keys + 1, before.form + 1)


def test_a_stay_is_written_down_when_the_article_is_left_and_only_where_things_are_kept(desk: Bench) -> None:
    key(desk, Key.Key_N)
    desk.go("秋收时节")
    assert effort.stays() == []  # this program keeps nothing
    desk.app._keeps = True
    key(desk, Key.Key_N)
    desk.go("路修到家门口")
    assert [one.keys for one in effort.stays()] == [1]
    desk.app._keeps = False


def test_who_does_not_want_to_be_counted_is_not(desk: Bench) -> None:
    meter(desk)._switch(False)
    key(desk, Key.Key_N)
    stay = meter(desk).stay
    assert stay is not None
    assert stay.keys == 0
