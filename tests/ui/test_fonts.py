"""Fonts on machines that have them and on machines that do not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase

from annotator.ui import fonts


@pytest.fixture(autouse=True)
def forget_families() -> None:
    fonts.families.cache_clear()


def test_the_first_typeface_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda name: name in ("PingFang SC", "WenQuanYi Micro Hei"))
    assert fonts.interface_font().families() == ["PingFang SC", "WenQuanYi Micro Hei"]
    assert fonts.article_font(serif=True).families() == ["PingFang SC", "WenQuanYi Micro Hei"]


def test_without_any_of_them_qt_chooses_and_sizes_hold(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda name: False)
    assert fonts.interface_font().pixelSize() == fonts.INTERFACE_SIZE
    assert fonts.article_font(24, bold=True).pixelSize() == 24
    assert fonts.secondary_font().pixelSize() == 11
    fonts.families.cache_clear()


def test_numbers_in_columns_have_digits_of_one_width(qapp: object) -> None:
    assert fonts.tabular(fonts.interface_font()).featureTags()


def test_where_chinese_cannot_be_shown_the_advice_is_english_too(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    assert fonts.advice() == ""
    monkeypatch.setattr(fonts, "has_chinese", lambda: False)
    english, chinese = fonts.advice().split("\n")
    assert "fonts-noto-cjk" in english
    assert english.isascii()
    assert "fonts-noto-cjk" in chinese
    assert "中文字体" in chinese


_PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from annotator.ui.app import App
from annotator.ui.settings import Settings
qt = QApplication(sys.argv)
app = App(qt, Settings(language="zh"))
app.keep_nothing()
timer = QTimer(interval=50)
def look():
    app.window.grab()
    notice = app.window.notices.current()
    if notice:
        print(notice.text)
        qt.quit()
timer.timeout.connect(look)
timer.start()
app.run(None, None)
app.stop()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig finds the fonts on Linux only")
def test_without_any_font_the_program_starts_and_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path / 'empty'}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    environment = os.environ | {
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "XDG_STATE_HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "fonts-noto-cjk" in done.stdout
