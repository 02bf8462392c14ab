"""The strip that shows long work."""

from PySide6.QtWidgets import QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from annotator.ui.panels.progress import ProgressStrip


def test_the_strip_shows_how_far_the_work_is_and_hides_when_it_is_through(qtbot: QtBot) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.start("导入")
    strip.resize(500, 24)
    bar = strip.findChild(QProgressBar)
    assert bar is not None
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    strip.show_progress(12, 27, "/很/长/的/路/径/" + "双清区" * 60 + ".txt")
    assert (bar.value(), bar.maximum()) == (12, 27)
    assert "12" in strip._count.text()
    assert "27" in strip._count.text()
    strip.show_progress(5, 0)
    assert (bar.maximum(), strip._count.text()) == (0, "5")
    strip.finish()
    assert strip.isHidden()


def test_a_long_path_is_shortened_in_the_middle_and_widens_nothing(qtbot: QtBot) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.start("导入")
    narrow = strip.minimumSizeHint().width()
    strip.resize(600, 24)
    strip.show_progress(1, 2, "/data/" + "双清区" * 60 + "/最后.txt")
    qtbot.waitUntil(lambda: strip._file.text().endswith("最后.txt") and "…" in strip._file.text())
    assert strip.minimumSizeHint().width() < narrow + 200


def test_cancelling_is_asked_once_and_said(qtbot: QtBot) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    asked: list[bool] = []
    strip.cancel_asked.connect(lambda: asked.append(True))
    strip.start("导入")
    cancel = strip.findChild(QToolButton, "progress_cancel")
    assert cancel is not None
    cancel.click()
    cancel.click()
    assert asked == [True]
    strip.start("导入")
    assert cancel.isEnabled()
