"""The icons: every drawing can be drawn, in the colour asked for."""

import pytest
from PySide6.QtGui import QColor, QIcon

from annotator.bundled import bundled
from annotator.ui.icons import SIZE, icon, pixmap
from annotator.ui.palette import LIGHT

NAMES = sorted(path.stem for path in (bundled("resources") / "icons").glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something_in_its_colour_and_leaves_a_margin(name: str, qapp: object) -> None:
    drawn = pixmap(name, "#FF0000", 2.0)
    image = drawn.toImage()
    assert (drawn.devicePixelRatio(), image.width()) == (2.0, 2 * SIZE)
    inked = [(x, y) for x in range(2 * SIZE) for y in range(2 * SIZE) if image.pixelColor(x, y).alpha() > 200]
    assert inked or name == "more"
    assert all(image.pixelColor(x, y).red() > 200 and image.pixelColor(x, y).green() < 60 for x, y in inked)
    assert all(1 <= x < 2 * SIZE - 1 and 1 <= y < 2 * SIZE - 1 for x, y in inked)


def test_an_icon_is_paler_where_it_is_disabled_and_takes_the_palette_where_no_colour_is_given(qapp: object) -> None:
    made = icon("check")

    def darkest(mode: QIcon.Mode) -> int:
        image = made.pixmap(SIZE, mode).toImage()
        colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return min(colour.lightness() for colour in colours if colour.alpha() > 200)

    assert darkest(QIcon.Mode.Normal) <= QColor(LIGHT.secondary).lightness() + 2
    assert darkest(QIcon.Mode.Disabled) > darkest(QIcon.Mode.Normal)
