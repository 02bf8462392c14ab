"""A project without articles: it says what to do, and the keyboard is where it can be done."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from ui.window_bench import Bench


def test_an_empty_project_offers_to_import_by_one_key(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(False)
    bench.make(pages=())
    bench.app.open_project(str(bench.path))
    bench.until(
        lambda: (
            bench.app.session is not None and isinstance(QApplication.focusWidget(), QPushButton) and bench.window.space
        )
    )
    assert QApplication.focusWidget() is bench.window.findChild(QPushButton, "list_import")
    assert bench.view.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_an_empty_article_pane_shows_no_caret(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(False)
    bench.make(pages=())
    bench.app.open_project(str(bench.path))
    bench.until(lambda: bench.app.session is not None)
    bench.view.setFocus()
    image = bench.view.viewport().grab().toImage()
    ground = image.pixelColor(0, 0)
    step = range(image.width())
    assert all(image.pixelColor(x, y) == ground for y in range(0, min(200, image.height()), 3) for x in step)
