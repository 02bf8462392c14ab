"""Colours that people with weak eyes must be able to read for eight hours, measured by WCAG."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.palette import (
    DARK,
    LIGHT,
    OKABE_ITO,
    PALETTES,
    Palette,
    activate,
    active,
    contrast,
    label_colours,
    mixed,
    qt_palette,
    style_sheet,
)

both = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


def test_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"


@both
@pytest.mark.parametrize("text", ["ink", "secondary", "pale", "accent", "good", "warning", "bad"])
@pytest.mark.parametrize("behind", ["ground", "paper", "raised"])
def test_every_text_stands_out_from_every_ground(palette: Palette, text: str, behind: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, behind)) >= 4.5


@both
def test_ink_stands_out_from_selection_hits_and_hover_and_text_from_the_accent(palette: Palette) -> None:
    for behind in (palette.selection, palette.find, palette.find_current, palette.hover):
        assert contrast(palette.ink, behind) >= 4.5
    assert contrast(palette.on_accent, palette.accent) >= 4.5


@both
def test_the_focus_ring_stands_out_from_every_ground(palette: Palette) -> None:
    assert min(contrast(palette.accent, behind) for behind in (palette.ground, palette.paper, palette.raised)) >= 3


@both
@pytest.mark.parametrize("colour", [*OKABE_ITO, "#000000", "#FFFFFF", "#777777"])
def test_any_label_colour_gives_a_visible_line_a_legible_name_and_a_tint_that_keeps_the_text_legible(
    palette: Palette, colour: str
) -> None:
    shades = label_colours(palette, colour)
    assert contrast(shades.line, palette.paper) >= 3
    assert contrast(shades.text, palette.paper) >= 4.5
    assert contrast(palette.ink, shades.tint) >= 4.5
    assert shades.tint == mixed(colour, palette.paper, 0.22 if palette.dark else 0.12)


@both
def test_the_style_sheet_names_only_colours_of_the_palette(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "@" not in re.sub(r"/\*.*?\*/", "", sheet)
    pictures = re.findall(r'url\("(.*?)"\)', sheet)
    assert pictures
    assert all(Path(picture).is_file() for picture in pictures)
    colours = {getattr(palette, name) for name in Palette.__slots__}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= colours


def test_activating_a_palette_reaches_every_widget(qtbot: QtBot, qapp: QApplication) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    activate(qapp, DARK)
    assert active() is PALETTES["dark"]
    assert widget.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.ground
    assert widget.palette().color(QPalette.ColorRole.Accent) == qt_palette(DARK).color(QPalette.ColorRole.Accent)
    activate(qapp, LIGHT)
    assert widget.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.ground
