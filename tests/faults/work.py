"""What a person does all day, in random steps whose outcome is known: the work that faults break into."""

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from builders import add_articles, incoming, new_project, open_document

from annotator.domain.article import Status
from annotator.domain.ids import ArticleId
from annotator.domain.span import Span
from annotator.services import articles, doctor, history, tagging
from annotator.services.document import Document
from annotator.services.exporting import export_file
from annotator.services.project import Project, open_project
from annotator.store import spans

TEXT = "全县投入资金1.36亿元，建成寄宿制学校12所，流转土地550亩，惠及学生3000多人。\n" * 60


def times(normal: int, full: int) -> int:
    """How often a fault is tried: with ANNOTATOR_FAULTS=full, as in a night, more often."""
    return full if os.environ.get("ANNOTATOR_FAULTS") == "full" else normal


def make_project(path: Path) -> None:
    """A project with an article to work in."""
    project = new_project(str(path))
    add_articles(project, incoming(TEXT, 1), incoming("另一篇。", 2))
    project.close()


def tagged_project(path: Path, lines: Path, articles: int) -> None:
    """A project with articles that nobody has tagged, and beside it a file with the same ones as 李强 tagged them."""
    coming = [incoming(f"第{number}号通知。\n{TEXT}", number) for number in range(articles)]
    project = new_project(str(path))
    add_articles(project, *coming)
    project.close()
    other = path.with_name("other.annotator")
    shutil.copy(path, other)
    project = open_project(str(other), "李强")
    for one in coming:
        document = open_document(project, one.article.id)
        made = [document.new_span(at, at + 3, project.scheme.active[0].id) for at in range(0, 400, 8)]
        tagging.write(project, document.create_all(made))
    export_file(project, lines, layer="李强")
    project.close()
    other.unlink()


class Work:
    """A person at work in the first article of a project.

    `state` is the digest of my layer as the database has acknowledged it; `coming` the one that the step under way
    leads to; `before` the one that the last step came from.
    """

    def __init__(self, project: Project, chance: random.Random) -> None:
        self._project = project
        self._chance = chance
        self.article: ArticleId = articles.list_articles(project)[0].article.id
        self.document = _document(project, self.article)
        self.before = self.state = self.coming = self._digest()

    def prepare(self) -> None:
        """Decides on the next step and makes it in memory: `coming` is known, nothing is written."""
        make = self._chance.choice((self._create, self._create, self._create, self._change, self._delete, self._submit))
        self._changes = make() or self._create()
        self.coming = self._digest()

    def write(self) -> None:
        """Writes the step; its outcome is acknowledged when this returns."""
        tagging.write(self._project, self._changes)
        self.before, self.state = self.state, self.coming

    def undo(self) -> None:
        """Takes the last step back: the state is `before` again."""
        self._take(history.undo)
        self.state, self.before = self.before, self.state

    def redo(self) -> None:
        """Does again what `undo` took back: the state is what was `before`."""
        self._take(history.redo)
        self.state, self.before = self.before, self.state

    def _take(self, step: Callable[[Project, ArticleId], history.Taken | None]) -> None:
        taken = step(self._project, self.article)
        assert taken is not None
        assert self.document.apply(taken.changes)

    def _create(self) -> list[object]:
        if self.document.layer.status is Status.SUBMITTED:
            return self.document.set_status(Status.WORKING)
        made: list[Span] = []
        for _ in range(self._chance.randint(1, 25)):
            start = self._chance.randrange(len(TEXT) - 20)
            label = self._chance.choice(self._project.scheme.active).id
            made.append(self.document.new_span(start, start + self._chance.randint(1, 20), label))
        return self.document.create_all(made)

    def _some(self, number: int) -> list[bytes]:
        if self.document.layer.status is Status.SUBMITTED:
            return []
        known = [mark.id for mark in self.document.marks]
        return self._chance.sample(known, min(number, len(known)))

    def _change(self) -> list[object]:
        return self.document.set_note(self._some(5), "存疑" * self._chance.randint(1, 200))

    def _delete(self) -> list[object]:
        return self.document.delete(self._some(8))

    def _submit(self) -> list[object]:
        working = self.document.layer.status is Status.WORKING
        return self.document.set_status(Status.SUBMITTED) if working else []

    def _digest(self) -> str:
        return digest(self.document)


def _document(project: Project, article: ArticleId) -> Document:
    """An article with all of my layer in memory, read at once."""
    opened = articles.open_article(project, article)

    def fetch(_keys: object) -> list[Span]:
        with project.database.read() as connection:
            return spans.read_spans(connection, opened.layer.id)

    return Document(opened, fetch)


def digest(document: Document) -> str:
    """What a layer holds, in a word."""
    known = document.spans([mark.id for mark in document.marks])
    rows = sorted((span.id, span.start, span.end, span.label, span.note) for span in known)
    return hashlib.sha256(repr((rows, document.layer.status)).encode()).hexdigest()


def state_of(path: Path) -> str:
    """The state of the work as a program finds it that opens the project now; the project is checked whole."""
    project = open_project(str(path))
    try:
        assert project.lock is not None
        return sound_state(project)
    finally:
        project.close()


def sound_state(project: Project) -> str:
    """The state of the work in a project, which is checked whole."""
    assert doctor.check_project(project) == []
    return digest(_document(project, articles.list_articles(project)[0].article.id))
