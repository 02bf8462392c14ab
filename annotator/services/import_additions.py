"""What an import adds to the project itself: people, labels and relation types that it does not know yet."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from annotator.domain.change import Change
from annotator.domain.ids import LabelId, PersonId, new_id
from annotator.domain.person import Person
from annotator.domain.scheme import Label, RelationType, Scheme, free_shortcut
from annotator.services.import_report import ImportReport
from annotator.services.project import COLOURS, Project, initials
from annotator.services.schemes import COLOURS as LABEL_COLOURS


class Mark(NamedTuple):
    """How far the additions were, to go back to where a line is refused."""

    scheme: Scheme
    changes: int
    labels: int
    types: int
    people: int


class Additions:
    """Finds people, labels and relation types by the names that files give them, and adds those that are missing."""

    def __init__(self, project: Project, report: ImportReport) -> None:
        self._project = project
        self._report = report
        self._scheme = project.scheme
        self._labels: dict[str, LabelId] = {}
        self._people = {person.name: person for person in project.people}
        self._changes: list[Change] = []

    def refresh(self) -> None:
        """Follows what was changed in people and scheme meanwhile; all additions must be written."""
        if self._scheme is not self._project.scheme:
            self._scheme = self._project.scheme
            self._labels.clear()
        self._people = {person.name: person for person in self._project.people}

    def taken(self) -> list[Change]:
        """The additions since the last call."""
        found, self._changes = self._changes, []
        return found

    def mark(self) -> Mark:
        """How far the additions are."""
        report = self._report
        lengths = (len(report.labels), len(report.relation_types), len(report.people))
        return Mark(self._scheme, len(self._changes), *lengths)

    def back_to(self, known: Mark) -> None:
        """Forgets what was added since, which a refused line would have needed."""
        report = self._report
        self._scheme = known.scheme
        for key in report.labels[known.labels :]:
            self._labels.pop(key, None)
        for name in report.people[known.people :]:
            del self._people[name]
        del self._changes[known.changes :]
        del report.labels[known.labels :], report.relation_types[known.types :], report.people[known.people :]

    def person(self, name: str) -> Person:
        """The person of that name, added where the project does not know it; me where there is none."""
        name = name.strip()
        if not name:
            return self._project.person
        if name not in self._people:
            colour = COLOURS[len(self._people) % len(COLOURS)]
            self._people[name] = Person(PersonId(new_id()), name, initials(name), colour)
            self._changes.append(Change(None, self._people[name]))
            self._report.people.append(name)
        return self._people[name]

    def name_of(self, person: PersonId) -> str:
        """What a person is called."""
        return next(one.name for one in self._people.values() if one.id == person)

    def labels(self, keys: Iterable[str]) -> Mapping[str, LabelId]:
        """The labels that some keys mean now, each added to the scheme where it is not known."""
        for key in keys:
            if key not in self._labels:
                self._labels[key] = self._label(key)
        return self._labels

    def _label(self, key: str) -> LabelId:
        plain = "_".join(key.split())
        found = self._scheme.by_key(key) or self._scheme.by_key(plain)
        if found is None:
            found = new_label(self._scheme, plain, key)
            self._scheme = replace(self._scheme, labels=(*self._scheme.labels, found))
            self._changes.append(Change(None, found))
            self._report.labels.append(key)
        return self._scheme.label(found.id).id

    def label_now(self, label: bytes) -> bytes:
        """The label that a label id means now."""
        return self._scheme.label(LabelId(label)).id

    def relation_type(self, key: str, source: bytes, target: bytes) -> None:
        """Adds a relation type that the scheme does not know, between the labels of its first two spans."""
        before = self._scheme
        if any(one.key == key for one in before.relations):
            return
        ends = [before.label(LabelId(label)).key for label in (source, target)]
        self._scheme = replace(before, relations=(*before.relations, RelationType(key, key, key, *ends)))
        self._changes.append(Change(_head(before), _head(self._scheme)))
        self._report.relation_types.append(key)


def _head(scheme: Scheme) -> Scheme:
    """A scheme as changes have it: without its labels, which are states of their own."""
    return Scheme(scheme.name, (), scheme.relations, scheme.version)


def new_label(scheme: Scheme, key: str, name: str) -> Label:
    """A label for a key that the scheme does not know, with the next colour and digit."""
    used = [label.colour.upper() for label in scheme.active]
    colour = min(LABEL_COLOURS, key=lambda one: (used.count(one), LABEL_COLOURS.index(one)))
    position = max((label.position for label in scheme.labels), default=-1) + 1
    return Label(LabelId(new_id()), key, name, name, colour, free_shortcut(scheme.active), position=position)
