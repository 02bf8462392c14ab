"""What was copied may outlive the program, but never crash its end."""

import os
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from annotator.domain.marks import Marks
from annotator.ui.app import App
from annotator.ui.settings import Settings
from annotator.ui.text.view import ArticleView
qt = QApplication(sys.argv)
app = App(qt, Settings(language="zh"))
app.keep_nothing()
view = ArticleView()
view.show_article("copied words", Marks(), {})
view.selectAll()
view.copy()
app.stop()
print(qt.clipboard().text())
"""


def test_the_program_ends_well_with_words_of_the_article_on_the_clipboard() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "copied words\n"), done.stderr
