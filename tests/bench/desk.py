"""A window to measure: projects with articles of given sizes, opened off screen."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from builders import add_articles, incoming, new_project
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from annotator.domain.article import Article, Layer, Status
from annotator.domain.ids import LayerId, SpanId, new_id
from annotator.domain.span import Span
from annotator.services.project import Project
from annotator.store.imports import IncomingArticle, IncomingLayer
from annotator.ui.app import App
from annotator.ui.settings import Settings

SENTENCE = "县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人，全县“营养改善计划”覆盖率达99.5%。"


def article_text(characters: int) -> str:
    """A text of so many characters, in paragraphs of some two hundred."""
    paragraph = SENTENCE * 4 + "\n"
    return (paragraph * (characters // len(paragraph) + 1))[:characters]


def tagged(project: Project, number: int, characters: int, spans: int) -> IncomingArticle:
    """An article with so many spans, evenly spread, some of them nested."""
    one = incoming(article_text(characters), number, f"第{number}篇")
    layer = Layer(LayerId(new_id()), one.article.id, project.person.id, status=Status.WORKING)
    labels = [label.id for label in project.scheme.active]
    step = max(characters // spans, 3)
    text = one.revision.text
    made = []
    for k in range(spans):
        start = min(k * step, characters - 8)
        length = 2 + k % 5 if k % 4 else min(step, 12)
        made.append(
            Span(
                SpanId(new_id()),
                layer.id,
                one.revision.id,
                start,
                start + length,
                labels[k % len(labels)],
                text[start : start + length],
                {"value": "136000000", "unit": "元", "bound": "exact"},
            )
        )
    return IncomingArticle(one.article, one.revision, one.source, one.source_text, (IncomingLayer(layer, tuple(made)),))


def fill(path: str, *sizes: tuple[int, int]) -> list[Article]:
    """Makes a project with articles of (characters, spans)."""
    project = new_project(path)
    articles = add_articles(
        project, *(tagged(project, k, characters, spans) for k, (characters, spans) in enumerate(sizes, 1))
    )
    project.close()
    return articles


class Desk(QObject):
    """The program with its window, off screen, and the moments at which its article was painted."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.qt = QApplication.instance() or QApplication([])
        self.app = App(self.qt, Settings(language="zh"))  # type: ignore[arg-type]  # it is a QApplication
        self.app.keep_nothing()
        self.app.build((1440, 900))
        self.painted = 0.0
        self.app.open_project(path)
        self.wait(lambda: self.app.session is not None and self.app.session.document is not None)
        self.window = self.app.window
        assert self.window is not None
        assert self.window.space is not None
        self.view = self.window.space.view
        self.session = self.app.session
        assert self.session is not None
        self.view.viewport().installEventFilter(self)
        self.qt.installEventFilter(self)
        self.settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes the end of each painting of the article: the next event after it."""
        if watched is self.view.viewport() and event.type() == QEvent.Type.Paint:
            self.painted = -1.0
        elif self.painted == -1.0:
            self.painted = time.perf_counter()
        return False

    def wait(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Lets the window work until something is so."""
        end = time.perf_counter() + seconds
        while not ready():
            if time.perf_counter() > end:
                raise TimeoutError
            self.qt.processEvents()
            if not ready():
                time.sleep(0.0002)

    def settle(self, seconds: float = 0.5) -> None:
        """Lets the window finish what it does by itself."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.qt.processEvents()
            time.sleep(0.001)

    def close(self) -> None:
        """Ends the program."""
        self.app.stop()


def percentile(times: list[float], share: float) -> float:
    """The value below which a share of the times lies, in ms."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
