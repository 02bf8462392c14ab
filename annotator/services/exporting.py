"""Exports: the project, a selection or one article as JSON Lines, written whole or not at all."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, LayerId, PersonId
from annotator.domain.learning import Tick
from annotator.domain.person import Person
from annotator.domain.record import Record
from annotator.domain.span import Relation
from annotator.domain.text import ReadingText
from annotator.errors import RefusedError, StoreError
from annotator.formats import jsonl_own
from annotator.formats.files import Replacement
from annotator.formats.records import GOLD, LayerRecord, RelationRecord, SpanRecord
from annotator.services import articles, sight, states
from annotator.services.articles import carry_spans, text_hash
from annotator.services.deciding import ticked
from annotator.services.project import Project, members
from annotator.services.reprints import group_names
from annotator.store import codec, exports, records, spans
from annotator.store.exports import ExportText
from annotator.store.spans import LayerRow

ALL: Final = "all"
"""The choice of every layer of every article."""

_CHUNK: Final = 20  # articles read at once; some 10 ms
_STEP_SECONDS: Final = 0.010


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """Lines written of lines in all."""

    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Whether the file is complete."""
        return self.done == self.total


class ExportRun:
    """An export under way: `step` on the thread of the database until its progress is finished.

    `layer` is a person's name, `gold`, `all`, or None for the gold where there is one, else the only layer; then
    RefusedError names an article that several people worked on. `chosen` limits it to some articles. Excluded and
    deleted ones are left out, and layers that the project's person may not see. With `sources` each line has the
    source too, and the bounds of the tags in it. With `settled` only articles are written that review has settled,
    and without a `layer` their gold.
    """

    def __init__(
        self,
        project: Project,
        path: Path,
        layer: str | None = None,
        chosen: Sequence[ArticleId] | None = None,
        sources: bool = False,
        settled: bool = False,
    ) -> None:
        self.path = path.expanduser()
        self._project = project
        self._lines = _planned(project, layer, _settled(project, chosen) if settled else chosen)
        self._labels: dict[bytes, str] = {
            label.id: project.scheme.label(label.id).key for label in project.scheme.labels
        }
        self._names = {person.id: person.name for person in project.people}
        self._groups = group_names(project)
        self._sources = sources
        self._done = 0
        self._file: Replacement | None = None

    def step(self, seconds: float = _STEP_SECONDS) -> ExportProgress:
        """Writes lines for a few milliseconds; the file takes its name with the last."""
        try:
            if self._file is None:
                self._file = Replacement(self.path)
            until = time.perf_counter() + seconds
            while self._done < len(self._lines):
                chunk = self._lines[self._done : self._done + _CHUNK]
                self._file.write(self._encoded(chunk))
                self._done += len(chunk)
                if time.perf_counter() >= until:
                    break
            if self._done == len(self._lines):
                self._file.commit()
        except BaseException:
            self.cancel()
            raise
        return ExportProgress(self._done, len(self._lines))

    def cancel(self) -> None:
        """Gives up; what had the file's name stays as it was. Without effect when the file is complete."""
        if self._file is not None:
            self._file.abandon()

    def _encoded(self, chunk: Sequence["_Line"]) -> Iterator[bytes]:
        """The lines of some articles, read at once."""
        layers = [line.layer.id for line in chunk if line.layer is not None]
        with self._project.database.read() as connection:
            texts = exports.read_texts(connection, sorted({line.article for line in chunk}))
            rows = spans.read_rows(connection, layers) if layers else {}
            ties = exports.read_ties(connection, layers) if layers else {}
            ticks = records.read_about(
                connection, Tick.kind, {line.article for line in chunk if line.layer is not None}
            )
        for line in chunk:
            text = texts[line.article]
            if text_hash(text.text) != text.sha256:
                raise StoreError(
                    "The text of “{title}” is damaged in the project file.",
                    "Restore the newest backup from the folder beside it.",
                    title=text.title,
                )
            record = None
            if line.layer is not None:
                record = self._record(line.layer, text, rows[line.layer.id], ties.get(line.layer.id, []))
                if line.layer.kind is LayerKind.PERSON:
                    record = replace(record, ticked=_ticked(line.layer, text.text, ticks))
            yield jsonl_own.encode(self._heading(line.article, text), record, self._reading(text))

    def _reading(self, text: ExportText) -> ReadingText | None:
        """The text with its source, where that is wanted."""
        if not self._sources:
            return None
        with self._project.database.read() as connection:
            revision = exports.read_revision(connection, text.revision)
        return articles.reading_of(self._project, revision)

    def _heading(self, article: ArticleId, text: ExportText) -> jsonl_own.Heading:
        scheme = self._project.scheme
        return jsonl_own.Heading(
            article,
            text.title,
            text.form,
            text.source,
            text.text,
            text.sha256,
            scheme.name,
            scheme.version,
            self._groups.get(article, ""),
        )

    def _record(
        self, layer: Layer, text: ExportText, rows: Sequence[LayerRow], ties: Sequence[Relation]
    ) -> LayerRecord:
        now = text.revision
        if any(row[1] != now for row in rows):
            rows = self._carried(layer.id, text)
        labels = self._labels
        found: list[SpanRecord] = [
            (id_, start, end, labels[label], quote, attributes, note, origin, parts)
            for _, _, id_, start, end, label, quote, attributes, note, origin, parts in rows
        ]
        return LayerRecord(
            self._names[layer.person],
            layer.kind,
            layer.status,
            layer.reason,
            tuple(found),
            tuple(map(_tie, ties)),
        )

    def _carried(self, layer: LayerId, text: ExportText) -> list[LayerRow]:
        """The spans of a layer some of which were made on an older reading, as they lie in the present one."""
        with self._project.database.read() as connection:
            stored = spans.read_spans(connection, layer)
            revision = exports.read_revision(connection, text.revision)
        older = [span for span in stored if span.revision != text.revision]
        moved = carry_spans(self._project, older, revision)
        now = [moved.get(span.id, span) for span in stored]
        now.sort(key=lambda span: (span.start, -span.end, span.id))
        return [(layer, text.revision, *spans.span_row(span)) for span in now]


def _ticked(layer: Layer, text: str, found: Sequence[Record]) -> tuple[tuple[int, int], ...]:
    """The paragraphs of a text that the person of a layer ticked as read, and that say what they said then."""
    mine = [one for one in found if one.person == layer.person and one.article == layer.article]
    return tuple(ticked(text, map(Tick.from_record, mine)))


def _tie(found: Relation) -> RelationRecord:
    return found.id, found.type, found.source, found.target, codec.dumps(found.attributes), found.note


def export_file(
    project: Project,
    path: Path,
    layer: str | None = None,
    chosen: Sequence[ArticleId] | None = None,
    watch: Callable[[ExportProgress], None] | None = None,
    sources: bool = False,
    settled: bool = False,
) -> int:
    """Writes an export at once; returns the number of lines."""
    run = ExportRun(project, path, layer, chosen, sources, settled)
    while not (progress := run.step(0.1)).finished:
        if watch is not None:
            watch(progress)
    return progress.total


def numbered(project: Project, numbers: Sequence[int]) -> list[ArticleId]:
    """The articles with these numbers in the list; raises RefusedError for a number that none has."""
    known = {one.article.number: one.article.id for one in articles.list_articles(project)}
    for number in numbers:
        if number not in known:
            raise RefusedError("There is no article number {n} in the list.", n=number)
    return [known[number] for number in numbers]


# -- which layers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """An article in one layer, or in none where nobody has begun it."""

    article: ArticleId
    layer: Layer | None


def _planned(project: Project, layer: str | None, chosen: Sequence[ArticleId] | None) -> list[_Line]:
    """What an export writes, by the order of the articles."""
    wanted = None if chosen is None else set(chosen)
    with project.database.read() as connection:
        whole = exports.read_index(connection)
        found = sight.visible_entries(project, connection, whole)
    listed = [entry for entry in found if wanted is None or entry.article in wanted]
    person = _person(project, layer)
    if person is not None:
        _check_seen(layer or "", person, whole, found)
    lines: list[_Line] = []
    for entry in listed:
        if layer is None:
            lines.append(_Line(entry.article, _only(project, entry)))
        elif layer == ALL:
            lines += [_Line(entry.article, one.layer) for one in entry.layers] or [_Line(entry.article, None)]
        else:
            kind = LayerKind.GOLD if person is None else LayerKind.PERSON
            mine = [one.layer for one in entry.layers if one.layer.kind is kind and person in (None, one.layer.person)]
            lines += [_Line(entry.article, one) for one in mine]
    return lines


def _settled(project: Project, chosen: Sequence[ArticleId] | None) -> list[ArticleId]:
    """The articles, of all or of some chosen ones, that review has settled."""
    known = states.settled(project)
    return known if chosen is None else [article for article in known if article in set(chosen)]


def persons_to_choose(project: Project) -> list[Person]:
    """Whose tags an export can hold: those people who have tags that the project's person may see, and that one."""
    with project.database.read() as connection:
        seen = sight.visible_entries(project, connection, exports.read_index(connection))
    having = {one.layer.person for entry in seen for one in entry.layers if one.layer.kind is LayerKind.PERSON}
    return [person for person in project.people if person.id in having or person.id == project.person.id]


def _check_seen(
    name: str, person: PersonId, whole: Sequence[exports.ExportEntry], seen: Sequence[exports.ExportEntry]
) -> None:
    """Raises RefusedError where a person has layers and none of them may be seen."""

    def has(entries: Sequence[exports.ExportEntry]) -> bool:
        return any(one.layer.person == person for entry in entries for one in entry.layers)

    if has(whole) and not has(seen):
        raise RefusedError(
            "The tags of {name} cannot be seen while both of you are at work.",
            "Those of articles that both have submitted can, and a reviewer sees all.",
            name=name,
        )


def _person(project: Project, layer: str | None) -> PersonId | None:
    """The person whose layers are meant; a person may be called `gold` or `all` only where nothing else is."""
    if layer in (None, ALL, GOLD):
        return None
    return members(project, [layer])[0].id


def _only(project: Project, entry: exports.ExportEntry) -> Layer | None:
    """The gold, else the only layer that anybody has begun to fill, else None; refuses to choose among several."""
    gold = [one.layer for one in entry.layers if one.layer.kind is LayerKind.GOLD]
    if gold:
        return gold[0]
    begun = [one.layer for one in entry.layers if one.spans or one.layer.status is not Status.NEW]
    if len(begun) > 1:
        names = {person.id: person.name for person in project.people}
        raise RefusedError(
            "Several people tagged “{title}”: {names}.",
            "Choose one of them with --layer NAME, or write all with --layer all.",
            title=entry.title,
            names=", ".join(names[one.person] for one in begun),
        )
    if begun:
        return begun[0]
    return entry.layers[0].layer if len(entry.layers) == 1 else None
