"""What tests of the window share: one look and one face for all, whatever ran before."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.palette import LIGHT, active, qt_palette


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    """Gives every test the light palette without a style sheet, and undoes what it changed."""
    from annotator.ui import palette

    palette._Active.palette = LIGHT
    qapp.setPalette(qt_palette(active()))
    yield
    palette._Active.palette = LIGHT
    if qapp.styleSheet():
        qapp.setStyleSheet("")
