"""Fonts on machines that have them and on machines that do not."""

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
