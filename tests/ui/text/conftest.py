"""An article view on the screen that takes keys."""

import pytest
from articleview import LOOKS, Show
from pytestqt.qtbot import QtBot

from annotator.domain.marks import Marks
from annotator.domain.span import Mark
from annotator.ui.text.view import ArticleView


@pytest.fixture
def view(qtbot: QtBot) -> ArticleView:
    made = ArticleView()
    qtbot.addWidget(made)
    made.resize(820, 600)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def show(view: ArticleView) -> Show:
    """Shows a text with marks and gives their collection."""

    def shown(text: str, *marks: Mark, **more: object) -> Marks:
        kept = Marks(marks)
        view.show_article(text, kept, LOOKS, **more)  # type: ignore[arg-type]
        return kept

    return shown
