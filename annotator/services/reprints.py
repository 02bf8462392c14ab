"""Reprints: which articles are nearly the same, what was tagged in one of them as suggestions for the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, RecordId, RevisionId, new_id
from annotator.domain.noticed import Reprint, Several
from annotator.domain.record import Record
from annotator.domain.span import Span
from annotator.errors import RefusedError
from annotator.i18n import mark
from annotator.services import sight
from annotator.services.articles import carry_spans
from annotator.services.project import Project
from annotator.store import articles, journal, records, sketches, spans
from annotator.store.database import Connection

if TYPE_CHECKING:  # imported where it is first used: the window is painted before
    from annotator.suggest.protocol import Suggestion

ENGINE: Final = "reprint"
_SURE: Final = 0.95
_UNSURE: Final = 0.6  # of a tag whose words differ
_CHUNK: Final = 500  # texts read at once

_SAME: Final = mark("tagged so in “{title}”, of which this is a reprint")
_OTHER: Final = mark("tagged so in “{title}”, where it reads “{quote}”")


# -- which articles ----------------------------------------------------------------------------------------------------


def groups(project: Project) -> list[list[ArticleId]]:
    """Articles that are reprints of one another, each group in the order of the list; others are left out.

    A group has to stay on one side of a division into texts to learn from and texts to test with.
    """
    with project.database.read() as connection:
        return _groups(connection)


def group_names(project: Project) -> dict[ArticleId, str]:
    """What the group of each article of a group is called: by the id of its first article."""
    return {article: group[0].hex() for group in groups(project) for article in group}


def _groups(connection: Connection) -> list[list[ArticleId]]:
    listed = sketches.read_hashes(connection)
    order = {article: number for number, (article, _) in enumerate(listed)}
    leader = list(range(len(listed)))

    def first(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    same: dict[bytes, int] = {}
    pairs = [(same.setdefault(sha256, number), number) for number, (_, sha256) in enumerate(listed)]
    for article, found in _noted(connection):
        if article in order and found.of in order:
            pairs.append((order[article], order[found.of]))
    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        leader[high] = low
    found_groups: dict[int, list[ArticleId]] = {}
    for number, (article, _) in enumerate(listed):
        found_groups.setdefault(first(number), []).append(article)
    return [group for group in found_groups.values() if len(group) > 1]


def _noted(connection: Connection) -> list[tuple[ArticleId, Reprint]]:
    """The reprints that are noted and that nobody has denied."""
    found = []
    for record in records.read_records(connection, (Reprint.kind,)):
        reprint = Reprint.from_record(record)
        if record.article is not None and not reprint.denied:
            found.append((record.article, reprint))
    return found


@dataclass(frozen=True, slots=True)
class Notes:
    """What was noticed of an article: how many it seems to be, and of which others it is a reprint, by their titles."""

    several: int = 1
    alike: tuple[str, ...] = ()
    first: bool = False  # of its group


def read_notes(project: Project) -> dict[ArticleId, Notes]:
    """What was noticed of the articles of the list; those of which nothing was are left out."""
    with project.database.read() as connection:
        several = {
            record.article: Several.from_record(record).count
            for record in records.read_records(connection, (Several.kind,))
            if record.article is not None
        }
        alike = _groups(connection)
        titles = articles.read_titles(connection, [article for group in alike for article in group])
    found = {article: Notes(count) for article, count in several.items()}
    for group in alike:
        for article in group:
            others = tuple(titles[one] for one in group if one != article)
            found[article] = replace(found.get(article, Notes()), alike=others, first=article == group[0])
    return found


def deny(project: Project, article: ArticleId) -> None:
    """Notes that an article is no reprint, as a step; it is not taken for one again."""
    with project.database.write() as connection:
        changes = []
        for record in records.read_records(connection, (Reprint.kind,)):
            found = Reprint.from_record(record)
            if article in (record.article, found.of) and not found.denied:
                after = replace(found, denied=True).to_record(record.id, record.person, record.article or article)
                changes.append(Change(record, after, record.article, record.layer))
        if not changes:
            raise RefusedError("This article is not noted as a reprint.")
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


# -- looking for them --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Material:
    """What is needed to look for reprints: articles in order with their sketches, and the texts that have none."""

    listed: tuple[sketches.Sketched, ...]
    texts: Mapping[RevisionId, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Reprints (article, the older one, resemblance, containment), and sketches that were made."""

    pairs: tuple[tuple[ArticleId, ArticleId, float, float], ...]
    sketches: Mapping[RevisionId, bytes]


def material(project: Project) -> Material:
    """Reads what is needed to look for reprints in the whole project."""
    with project.database.read() as connection:
        listed = sketches.read_sketches(connection)
        missing = [one.revision for one in listed if one.sketch is None]
        texts: dict[RevisionId, str] = {}
        for at in range(0, len(missing), _CHUNK):
            texts.update(sketches.read_unsketched(connection, missing[at : at + _CHUNK]))
    return Material(tuple(listed), texts)


def search(found: Material, watch: Callable[[int, int], None] | None = None) -> Found:
    """Looks for reprints; for a process of its own (`services.background`), since it calculates."""
    from annotator.reading.reprints import Reprints, Sketch, sketch

    index: Reprints[ArticleId] = Reprints()
    made: dict[RevisionId, bytes] = {}
    pairs = []
    for number, one in enumerate(found.listed):
        known = Sketch.unpacked(one.sketch) if one.sketch is not None else sketch(found.texts[one.revision])
        if one.sketch is None:
            made[one.revision] = known.packed()
        if known.says_enough:
            match = next(iter(index.like(known)), None)
            if match is not None:
                pairs.append((one.article, match.key, *match.likeness))
            index.put(one.article, known)
        if watch is not None:
            watch(number + 1, len(found.listed))
    return Found(tuple(pairs), made)


def keep(project: Project, found: Found) -> int:
    """Notes the reprints that were found and are not noted yet, as a step; how many."""
    with project.database.write() as connection:
        here = {one.revision for one in sketches.read_sketches(connection) if one.sketch is None}
        sketches.insert_sketches(connection, [(id_, data) for id_, data in found.sketches.items() if id_ in here])
        known = {record.article for record in records.read_records(connection, (Reprint.kind,))}
        there = {one.article for one in sketches.read_sketches(connection)}
        changes = [
            Change(None, _record(project, pair), pair[0])
            for pair in found.pairs
            if pair[0] not in known and pair[0] in there and pair[1] in there
        ]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return len(changes)


def _record(project: Project, pair: tuple[ArticleId, ArticleId, float, float]) -> Record:
    article, of, resemblance, containment = pair
    return Reprint(of, resemblance, containment).to_record(RecordId(new_id()), project.person.id, article)


# -- tags carried over -------------------------------------------------------------------------------------------------


def carried(project: Project, article: ArticleId) -> "list[Suggestion]":
    """What I, or gold, tagged in another article of the group, as suggestions for this one, in the order of its text.

    Whoever else tagged there is left out, whatever my role. Where the words of a tag differ, its attributes are left
    out, and `values["differs"]` has the ranges of this text that the other has not.
    """
    with project.database.read() as connection:
        group = next((one for one in _groups(connection) if article in one), [])
        if not group:
            return []
        here = articles.read_article(connection, article)
        own = sight.own_and_gold(project, connection)
        best = _best_layer(connection, [one for one in group if one != article], own)
        if here is None or best is None:
            return []
        text = articles.read_revision(connection, here.revision).text
        other = articles.read_article(connection, best[0])
        assert other is not None  # noqa: S101 - its layer is there
        revision = articles.read_revision(connection, other.revision)
        stored = spans.read_spans(connection, best[1])
    older = [span for span in stored if span.revision != revision.id]
    now = carry_spans(project, older, revision) if older else {}
    return _suggested(project, other.title, revision.text, text, [now.get(span.id, span) for span in stored])


def _best_layer(
    connection: Connection, group: Iterable[ArticleId], allowed: set[LayerId]
) -> tuple[ArticleId, LayerId] | None:
    """The layer of the group from which to take over: gold before mine, then the one with most tags."""
    ranked = []
    for article in group:
        for layer in articles.read_layers(connection, article):
            count = spans.count_spans(connection, layer.id) if layer.id in allowed else 0
            if count:
                ranked.append(((layer.kind == "gold", count), article, layer.id))
    found = max(ranked, default=None)
    return None if found is None else found[1:]


def _suggested(project: Project, title: str, other: str, text: str, tags: Sequence[Span]) -> "list[Suggestion]":
    from annotator.reading.aligning import aligned, differing, moved
    from annotator.suggest.protocol import Suggestion

    places = aligned(other, text)
    found = []
    for span in tags:
        place = moved(places, span.start, span.end)
        if place is None:
            continue
        label = project.scheme.label(span.label)
        quote = text[slice(*place)]
        same = quote == span.quote
        if not same and abs(len(quote) - len(span.quote)) > max(2, len(span.quote) // 2):
            continue  # hardly the same thing
        differs = [] if same else [list(one) for one in differing(places, span.start, span.end)]
        found.append(
            Suggestion(
                *place,
                label.key,
                _SURE if same else _UNSURE,
                ENGINE,
                _SAME if same else _OTHER,
                _carried_attributes(span.attributes, places, text) if same else {},
                {"title": title, "quote": span.quote, "differs": differs},
            )
        )
    return sorted(found, key=lambda one: (one.start, -one.end, one.label))


def _carried_attributes(attributes: Mapping[str, Any], places: list[int], text: str) -> dict[str, Any]:
    """Attributes with their quotes where they stand in this text; a quote that is not there is left out."""
    from annotator.reading.aligning import moved

    def one(value: Any) -> Any:
        if isinstance(value, Mapping) and {"start", "end", "text"} <= value.keys():
            place = moved(places, value["start"], value["end"])
            if place is None or text[slice(*place)] != value["text"]:
                return None
            return {**value, "start": place[0], "end": place[1]}
        if isinstance(value, list):
            kept = [found for item in value if (found := one(item)) is not None]
            return kept or None
        return value

    return {key: found for key, value in attributes.items() if (found := one(value)) is not None}
