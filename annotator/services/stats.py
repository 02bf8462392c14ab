"""Counts: articles by state, tags by label and person."""

from collections import Counter
from dataclasses import dataclass, field

from annotator.domain.article import LayerKind, Status
from annotator.domain.ids import LayerId
from annotator.formats.records import GOLD
from annotator.i18n import tr
from annotator.services import sight
from annotator.services.project import Project
from annotator.store import exports
from annotator.store.exports import CountedLayer


@dataclass(slots=True)
class PersonStats:
    """What one person did: articles by state, tags by label key."""

    articles: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)

    @property
    def tags(self) -> int:
        """All tags."""
        return self.labels.total()


@dataclass(slots=True)
class Stats:
    """A project in numbers; excluded articles are counted, but nothing of what is in them.

    `people` has everybody, and under `gold` the layers that were agreed on. `labels` counts the tags of all people.
    """

    project: str
    articles: int = 0
    excluded: int = 0
    characters: int = 0
    states: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    people: dict[str, PersonStats] = field(default_factory=dict)

    @property
    def tags(self) -> int:
        """All tags of all people, the gold left out."""
        return self.labels.total()


def article_status(layers: list[CountedLayer]) -> Status:
    """The state of an article: the gold's, else in progress while anybody is at it, else how those who worked ended."""
    gold = [one.layer.status for one in layers if one.layer.kind is LayerKind.GOLD]
    if gold:
        return gold[0]
    begun = {one.layer.status for one in layers} - {Status.NEW}
    for status in (Status.WORKING, Status.SUBMITTED, Status.SKIPPED):
        if status in begun:
            return status
    return Status.NEW


def state_names() -> dict[str, str]:
    """What the states are called."""
    return {
        str(Status.NEW): tr("Not started"),
        str(Status.WORKING): tr("In progress"),
        str(Status.SUBMITTED): tr("Submitted"),
        str(Status.SKIPPED): tr("Not to be annotated"),
    }


def collect(project: Project) -> Stats:
    """The project in numbers, as it is now and as far as the project's person may see it."""
    with project.database.read() as connection:
        entries = sight.visible_entries(project, connection, exports.read_index(connection, excluded=True))
        counts = exports.count_labels(connection)
    keys = {label.id: project.scheme.label(label.id).key for label in project.scheme.labels}
    by_layer: dict[LayerId, Counter[str]] = {}
    for layer, label, count in counts:
        by_layer.setdefault(layer, Counter())[keys[label]] += count
    found = Stats(project.name, articles=len(entries))
    found.states.update({str(status): 0 for status in Status})
    found.labels.update({label.key: 0 for label in project.scheme.active})
    names = {person.id: person.name for person in project.people}
    found.people = {name: PersonStats() for name in names.values()}
    for entry in entries:
        if entry.excluded:
            found.excluded += 1
            continue
        found.characters += entry.length
        found.states[str(article_status(entry.layers))] += 1
        for one in entry.layers:
            gold = one.layer.kind is LayerKind.GOLD
            owner = found.people.setdefault(GOLD if gold else names[one.layer.person], PersonStats())
            tags = by_layer.get(one.layer.id, Counter())
            owner.articles[str(one.layer.status)] += 1
            owner.labels.update(tags)
            if not gold:
                found.labels.update(tags)
    return found


def as_json(found: Stats) -> dict[str, object]:
    """The same as a plain value."""
    return {
        "project": found.project,
        "articles": {"total": found.articles, "excluded": found.excluded, **found.states},
        "characters": found.characters,
        "tags": found.tags,
        "labels": dict(found.labels),
        "people": {
            name: {"articles": dict(one.articles), "tags": one.tags, "labels": dict(one.labels)}
            for name, one in found.people.items()
        },
    }
