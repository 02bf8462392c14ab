"""What suggestions learn from in a project: my own layers and gold, and what I refused, ticked and named.

Nothing of another person's layer comes in, whoever I am: `sight.own_and_gold` says which layers count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, LayerId, RecordId, RevisionId, SpanId
from annotator.domain.learning import Alias, Refusal, Tick, paragraph_hash
from annotator.domain.record import Record
from annotator.domain.scheme import Bounding, Scheme
from annotator.domain.span import Origin, Span
from annotator.services.project import Project
from annotator.services.sight import own_and_gold
from annotator.store import articles, codec, records, search, spans
from annotator.suggest.memory import Lesson, Memory, Tag
from annotator.suggest.regions import regions
from annotator.suggest.words import Bounds

T = TypeVar("T", Refusal, Tick, Alias)

_SOME: Final = 200  # layers read at once
_KINDS: Final = (Refusal.kind, Tick.kind, Alias.kind)


@dataclass(slots=True)
class Pupil:
    """A layer that is learned from, as it is now; `done` says that all of its text was read, `imported` that its tags
    came with the text."""

    article: ArticleId
    layer: LayerId
    revision: RevisionId
    text: str
    gold: bool = False
    done: bool = False
    imported: bool = False
    tags: dict[SpanId, Tag] = field(default_factory=dict)
    refusals: dict[RecordId, Refusal] = field(default_factory=dict)
    ticks: dict[RecordId, Tick] = field(default_factory=dict)

    @property
    def read(self) -> tuple[Bounds, ...]:
        """The ranges of the text in which whatever is untagged is so on purpose."""
        if self.done:
            return ((0, len(self.text)),)
        known = {tick.hash for tick in self.ticks.values()}
        if not known:
            return ()
        return tuple(bounds for bounds in regions(self.text) if paragraph_hash(self.text[slice(*bounds)]) in known)

    def lesson(self, imported: bool = False) -> Lesson:
        """What it teaches; where `imported` tags count as all that there are, that too."""
        read = ((0, len(self.text)),) if imported and self.imported else self.read
        return Lesson(self.text, tuple(self.tags.values()), tuple(self.refusals.values()), read)


class ProjectMemory:
    """The memory of a project, kept current by the changes that are made in it.

    `load` reads the database and can be called again; all else works in memory alone.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._person = project.person.id
        self._aliases: dict[RecordId, Alias] = {}
        self._pupils: dict[ArticleId, Pupil] = {}
        self.memory = _memory(project.scheme)

    @property
    def aliases(self) -> tuple[Alias, ...]:
        """The names of the project."""
        return tuple(self._aliases.values())

    @property
    def pupils(self) -> list[Pupil]:
        """The layers that are learned from: the gold of an article, else mine."""
        return list(self._pupils.values())

    def places(self) -> dict[str, str]:
        """The project's own names of places with their codes."""
        labels = {label.key for label in self._project.scheme.active if label.bounding is Bounding.PLACE}
        return {one.string: one.adcode for one in self._aliases.values() if one.label in labels}

    def load(self) -> None:
        """Reads everything anew."""
        pupils = read_pupils(self._project)
        with self._project.database.read() as connection:
            noted = records.read_records(connection, _KINDS, person=self._person)
            named = records.read_records(connection, (Alias.kind,))
        pupils |= _untagged(self._project, [one.article for one in noted if one.article not in pupils])
        aliases: dict[RecordId, Alias] = {}
        for one in noted:
            _take(one, pupils)
        for one in named:  # the project's, whoever entered them
            alias = _read(Alias, one)
            if alias is not None:
                aliases[one.id] = alias
        memory = _memory(self._project.scheme)
        for pupil in pupils.values():
            memory.learn(pupil.article, pupil.lesson())
        memory.name_aliases(aliases.values())
        self._pupils, self._aliases, self.memory = pupils, aliases, memory

    def open(self, article: ArticleId, layer: LayerId, revision: RevisionId, text: str) -> None:
        """Makes an article known that nothing was learned from yet, or whose reading is another one now."""
        known = self._pupils.get(article)
        if known is None:
            self._pupils[article] = known = Pupil(article, layer, revision, text)
        elif known.revision == revision:
            known.layer = known.layer or layer
            return
        else:
            known.revision, known.text = revision, text
            known.tags = {key: tag._replace(start=-1, end=-1) for key, tag in known.tags.items()}
        self.memory.learn(article, known.lesson())

    def note(self, changes: Iterable[Change]) -> None:
        """Follows changes of my own layers and notes; those of others and of unknown articles teach nothing."""
        for change in changes:
            state = change.state
            if isinstance(state, Record):
                self._note_record(change)
                continue
            pupil = self._pupils.get(change.article) if change.article is not None else None
            if pupil is None or pupil.gold or change.layer != pupil.layer:
                continue
            if isinstance(state, Span):
                self._note_span(pupil, change)
            elif isinstance(change.after, Layer):
                pupil.done = change.after.status is Status.SUBMITTED
                self.memory.read(pupil.article, pupil.read)

    def _note_span(self, pupil: Pupil, change: Change) -> None:
        if isinstance(change.before, Span) and change.before.id in pupil.tags:
            self.memory.untag(pupil.article, pupil.tags.pop(change.before.id))
        if isinstance(change.after, Span):
            tag = _tag(self._project.scheme, change.after, pupil.revision)
            if tag is not None:
                pupil.tags[change.after.id] = tag
                self.memory.tag(pupil.article, tag)

    def _note_record(self, change: Change) -> None:
        for record, sign in ((change.before, -1), (change.after, 1)):
            if not isinstance(record, Record) or record.kind not in _KINDS:
                continue
            if record.kind == Alias.kind:
                self._note_alias(record, sign)
                continue
            pupil = self._pupils.get(record.article) if record.article is not None else None
            if pupil is not None and record.person == self._person:
                self._note_about(pupil, record, sign)

    def _note_about(self, pupil: Pupil, record: Record, sign: int) -> None:
        if record.kind == Refusal.kind:
            known = pupil.refusals.pop(record.id, None)
            if known is not None:
                self.memory.unrefuse(pupil.article, known)
            refusal = _read(Refusal, record) if sign > 0 else None
            if refusal is not None:
                pupil.refusals[record.id] = refusal
                self.memory.refuse(pupil.article, refusal)
            return
        pupil.ticks.pop(record.id, None)
        tick = _read(Tick, record) if sign > 0 else None
        if tick is not None:
            pupil.ticks[record.id] = tick
        self.memory.read(pupil.article, pupil.read)

    def _note_alias(self, record: Record, sign: int) -> None:
        self._aliases.pop(record.id, None)
        alias = _read(Alias, record) if sign > 0 else None
        if alias is not None:
            self._aliases[record.id] = alias
        self.memory.name_aliases(self._aliases.values())


def read_pupils(project: Project) -> dict[ArticleId, Pupil]:
    """The layers that suggestions may draw on, with texts and tags: the gold of an article, else my own layer."""
    with project.database.read() as connection:
        allowed = own_and_gold(project, connection)
        chosen: dict[ArticleId, Layer] = {}
        for layer in articles.read_all_layers(connection):
            if layer.id in allowed and (layer.article not in chosen or layer.kind is LayerKind.GOLD):
                chosen[layer.article] = layer
    found: dict[ArticleId, Pupil] = {}
    waiting = list(chosen.values())
    for at in range(0, len(waiting), _SOME):  # short reads, so that others can write in between
        found |= _read_some(project, waiting[at : at + _SOME])
    return found


def _read_some(project: Project, layers: Sequence[Layer]) -> dict[ArticleId, Pupil]:
    with project.database.read() as connection:
        texts = {one.article: one for one in search.texts_with(connection, [one.article for one in layers], [])}
        rows = spans.read_rows(connection, [layer.id for layer in layers])
    found: dict[ArticleId, Pupil] = {}
    for layer in layers:
        text = texts.get(layer.article)
        if text is None:
            continue
        gold = layer.kind is LayerKind.GOLD
        done = gold or layer.status is Status.SUBMITTED
        pupil = Pupil(layer.article, layer.id, text.revision, text.text, gold, done)
        for _, revision, id_, start, end, label, quote, attributes, _, origin, _ in rows[layer.id]:
            pupil.imported = pupil.imported or origin == Origin.IMPORTED
            key = _key(project.scheme, label)
            if key:
                here = (start, end) if revision == text.revision else (-1, -1)
                values = codec.loads(attributes) if attributes != "{}" else {}
                pupil.tags[SpanId(id_)] = Tag(*here, key, quote, values)
        found[layer.article] = pupil
    return found


def _untagged(project: Project, wanted: Sequence[ArticleId | None]) -> dict[ArticleId, Pupil]:
    """Articles in which I noted something without having a layer yet."""
    ids = [one for one in dict.fromkeys(wanted) if one is not None]
    with project.database.read() as connection:
        texts = search.texts_with(connection, ids, [])
    return {one.article: Pupil(one.article, LayerId(b""), one.revision, one.text) for one in texts}


def _memory(scheme: Scheme) -> Memory:
    return Memory(label.key for label in scheme.labels if label.bounding is Bounding.QUANTITY)


def _tag(scheme: Scheme, span: Span, revision: RevisionId) -> Tag | None:
    key = _key(scheme, span.label)
    start, end = (span.start, span.end) if span.revision == revision else (-1, -1)
    return Tag(start, end, key, span.quote, span.attributes) if key else None


def _key(scheme: Scheme, label_id: bytes) -> str:
    """The key of the label that an id means now; empty where it is out of use."""
    try:
        label = scheme.label(label_id)  # type: ignore[arg-type]  # the bytes of a row are the id
    except KeyError:
        return ""
    return "" if label.retired else label.key


def _read(kind: type[T], record: Record) -> T | None:
    """A note as its kind, None where it was written by a version that means something else by it."""
    try:
        return kind.from_record(record)
    except ValueError:
        return None


def _take(record: Record, pupils: dict[ArticleId, Pupil]) -> None:
    """Gives a note to the layer that it is about."""
    pupil = pupils.get(record.article) if record.article is not None else None
    if pupil is None:
        return
    if record.kind == Refusal.kind:
        refusal = _read(Refusal, record)
        if refusal is not None:
            pupil.refusals[record.id] = refusal
    elif record.kind == Tick.kind:
        tick = _read(Tick, record)
        if tick is not None:
            pupil.ticks[record.id] = tick
