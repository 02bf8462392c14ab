"""A reviewer who knows the right tags and decides by keys: what that costs, and what comes of it."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from builders import add_articles, incoming, label_id, new_project, open_document
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from ui.window_bench import NONE, SHIFT, Bench

from annotator.agreement.units import Unit
from annotator.domain.article import Status
from annotator.domain.person import Person
from annotator.services import tagging
from annotator.services.cases import Case, Item
from annotator.services.project import Project, add_person, as_person
from annotator.store import articles, spans
from annotator.ui.compare_commands import CompareCommands


class Right(NamedTuple):
    """A tag as it should be."""

    start: int
    end: int
    label: str
    attributes: Mapping[str, Any]

    @property
    def place(self) -> tuple[int, int, str]:
        return self.start, self.end, self.label


class Seeded(NamedTuple):
    """What two people tagged, and how many differences were put in by kind."""

    a: list[Right]
    b: list[Right]
    kinds: list[str]


_KINDS = ("label", "bounds", "attributes", "missing", "extra")
_LABELS = ("PROGRAMME", "METRIC", "PLACE")


def seeded(text: str, right: Sequence[Right], count: int, seed: int) -> Seeded:
    """Two layers with so many differences of all kinds between them; in every tenth both are wrong."""
    draw = random.Random(seed)
    a, b = list(right), list(right)
    kinds = [_KINDS[k % len(_KINDS)] for k in range(count)]
    free = [one for one in right if _alone(one, right)]
    draw.shuffle(free)
    for k, kind in enumerate(kinds):
        wrong, other = (a, b) if draw.random() < 0.5 else (b, a)
        if kind == "extra":
            wrong.append(_nowhere(text, [*a, *b], draw))
            continue
        one = next(tag for tag in free if kind != "bounds" or _room(tag, text))
        free.remove(one)
        at = wrong.index(one)
        if kind == "missing":
            wrong.pop(at)
            continue
        wrong[at] = _spoilt(one, kind, draw)
        if k % 10 == 1:  # bounds that are wrong on both sides, each otherwise
            other[other.index(one)] = one._replace(end=one.end + 2)
    return Seeded(sorted(a, key=_place), sorted(b, key=_place), kinds)


def _place(one: Right) -> tuple[int, int, str]:
    return one.place


def _alone(one: Right, right: Sequence[Right]) -> bool:
    return all(other is one or other.end + 3 < one.start or other.start > one.end + 3 for other in right)


def _room(one: Right, text: str) -> bool:
    return one.end - one.start > 2 and "\n" not in text[one.end : one.end + 2]


def _spoilt(one: Right, kind: str, draw: random.Random) -> Right:
    if kind == "label":
        return one._replace(label=draw.choice([label for label in _LABELS if label != one.label]))
    if kind == "bounds":
        return one._replace(start=one.start + 1) if draw.random() < 0.5 else one._replace(end=one.end - 1)
    changed = {**one.attributes, "value" if one.label == "METRIC" else "name": "77777"}
    return one._replace(attributes=changed)


def _nowhere(text: str, taken: Sequence[Right], draw: random.Random) -> Right:
    """A tag where nobody has one."""
    while True:
        start = draw.randrange(len(text) - 4)
        words = text[start : start + 2]
        if words.isalpha() and all(other.end + 3 < start or other.start > start + 5 for other in taken):
            return Right(start, start + 2, draw.choice(_LABELS), {})


# -- the project -------------------------------------------------------------------------------------------------


def make(path: Path, text: str, layers: Seeded) -> None:
    """A project in which 李强 and 赵玲 have submitted, and 王敏 is to review."""
    project = new_project(str(path))
    (article,) = add_articles(project, incoming(text, 1, text.split("\n", 1)[0][:30]))
    me = project.person
    for name, tags in (("李强", layers.a), ("赵玲", layers.b)):
        _tag(project, add_person(project, name), article.id, tags)
    as_person(project, me)
    project.close()


def _tag(project: Project, person: Person, article: Any, tags: Sequence[Right]) -> None:
    as_person(project, person)
    document = open_document(project, article)
    made = [document.new_span(*tag[:2], label_id(project, tag.label), dict(tag.attributes)) for tag in tags]
    changes = document.create_all(made) + document.set_status(Status.SUBMITTED)
    tagging.write(project, changes)


class Reviewer:
    """Looks at the current difference only, and presses what makes it right."""

    def __init__(self, bench: Bench, right: Sequence[Right]) -> None:
        self.bench = bench
        self.right = {one.place: one for one in right}
        self.actions = 0
        self.pressed: list[str] = []

    @property
    def commands(self) -> CompareCommands:
        assert self.bench.window.features is not None
        found = self.bench.window.features.named("CompareCommands")
        assert isinstance(found, CompareCommands)
        return found

    @property
    def case(self) -> Case:
        assert self.commands.case is not None
        return self.commands.case

    def press(self, key: str | Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.actions += 1
        self.pressed.append(str(key))
        self.bench.press(key, modifiers)

    def settle(self) -> None:
        """Waits until what was decided is written and shown."""
        commands = self.commands
        self.bench.until(lambda: commands.is_settled)

    def run(self) -> None:
        """Decides everything that differs, then what all agree on, then closes the review."""
        for _ in range(200):
            item = self.commands.item
            if item is None or not item.open or item.key in self.commands.pending:
                break
            self.decide(item)
        self.settle()
        self.bench.until(lambda: not self.case.differences())
        if self.case.agreed():
            self.click("agreed")
            self.settle()
            self.bench.until(lambda: not self.case.agreed())

    def click(self, name: str) -> None:
        from PySide6.QtWidgets import QPushButton

        found = self.commands.view.findChild(QPushButton, name)
        assert found is not None
        self.actions += 1
        self.pressed.append(name)
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def decide(self, item: Item) -> None:
        good = {side for side, unit in item.members.items() if self.is_right(unit)}
        if len(good) == 2 and len({item.members[side][:3] for side in good}) == 2:
            self.press("b")
        elif good:
            self.press("fj"[min(good)])
        elif (wanted := self.meant(item)) is not None:
            self.mend(wanted)
        else:
            self.press(Qt.Key.Key_Backspace)

    def is_right(self, unit: Unit) -> bool:
        known = self.right.get((unit.start, unit.end, unit.label))
        return known is not None and dict(known.attributes) == dict(unit.attributes)

    def meant(self, item: Item) -> Right | None:
        """What should stand where nobody has it right; a tag that somebody has right elsewhere is not meant."""
        there = {unit[:3] for other in self.case.items if other is not item for unit in other.members.values()}
        start, end = item.bounds
        return next(
            (one for place, one in self.right.items() if one.start < end and one.end > start and place not in there),
            None,
        )

    def mend(self, wanted: Right) -> None:
        draft = self.commands.draft
        assert draft is not None
        scheme = self.bench.session.project.scheme
        for _ in range(20):
            span = draft.span
            assert span is not None
            label = scheme.by_key(wanted.label)
            assert label is not None
            if scheme.label(span.label).id != label.id:
                self.press(label.shortcut)
            elif span.start != wanted.start:
                self.press("[", NONE) if span.start > wanted.start else self.press("{", SHIFT)
            elif span.end != wanted.end:
                self.press("]", NONE) if span.end < wanted.end else self.press("}", SHIFT)
            else:
                break
        self.press(Qt.Key.Key_Space)

    def add(self, wanted: Right) -> None:
        """Draws over words that nobody tagged and gives them their label."""
        view = self.commands.view.view
        view.reveal(wanted.start, wanted.end)
        boxes = view.rows_of(wanted.start, wanted.end)
        left, right = boxes[0], boxes[-1]
        first = QPoint(round(left.left()) + 1, round(left.center().y()))
        last = QPoint(round(right.right()) - 1, round(right.center().y()))
        port = view.viewport()
        ctrl = Qt.KeyboardModifier.ControlModifier  # not to whole words
        QTest.mousePress(port, Qt.MouseButton.LeftButton, ctrl, first)
        QTest.mouseMove(port, (first + last) / 2)
        QTest.mouseMove(port, last)
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, ctrl, last)
        self.actions += 1
        assert view.selection() == (wanted.start, wanted.end)
        label = self.bench.session.project.scheme.by_key(wanted.label)
        assert label is not None
        self.press(label.shortcut)
        self.settle()


def gold(bench: Bench) -> dict[tuple[int, int, str], Mapping[str, Any]]:
    """The gold layer of the open article as the database has it."""
    project, article = bench.session.project, bench.document.article.id

    def read() -> dict[tuple[int, int, str], Mapping[str, Any]]:
        with project.database.read() as connection:
            layers = [one for one in articles.read_layers(connection, article) if one.kind == "gold"]
            found = [span for one in layers for span in spans.read_spans(connection, one.id)]
        made = {(span.start, span.end, bench.key(span.label)): span.attributes for span in found}
        assert len(made) == len(found)
        return made

    return bench.app.worker.call(read)


Opened = Callable[..., Bench]
