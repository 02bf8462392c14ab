"""What the articles of an import mean for a project: which are new, which are known, whose tags came with them.

Planning reads; writing is one transaction for each `Plan`, so that tagging goes on between two of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.article import Article, Layer, LayerKind, Revision, Source, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, PersonId, RecordId, RevisionId, SourceId, new_id
from annotator.domain.noticed import Reprint, Several
from annotator.domain.pages import PackedPage
from annotator.domain.record import Record
from annotator.domain.span import Relation
from annotator.errors import InputError
from annotator.formats.records import ArticleRecord, LayerRecord, Refused
from annotator.services import sight
from annotator.services.articles import carry_spans
from annotator.services.import_additions import Additions
from annotator.services.import_report import Arrived, Duplicate, ImportReport, LayerNews, ReprintNews, SeveralNews
from annotator.services.layer_merge import LayerMerge, relation_of
from annotator.services.noticing import Like, Noticed, with_authors
from annotator.services.preparing import Item, PreparedRecord, PreparedText
from annotator.services.project import Project
from annotator.store import articles, spans
from annotator.store.imports import IncomingArticle, IncomingLayer
from annotator.store.spans import SpanRow

LayerKey = tuple[ArticleId, PersonId, LayerKind]
Place = tuple[ArticleId, RevisionId]


@dataclass(slots=True)
class Draft:
    """A new article while layers may still come to it."""

    article: Article
    revision: Revision
    source: Source
    layers: list[IncomingLayer] = field(default_factory=list)
    pages: tuple[PackedPage, ...] = ()
    brings: bool = True  # the source: of several articles of a page the first does
    sketch: bytes = b""
    records: list[Record] = field(default_factory=list)

    def whole(self) -> IncomingArticle:
        """The article as the store takes it."""
        return IncomingArticle(
            self.article,
            self.revision,
            self.source if self.brings else None,
            self.source.text,
            tuple(self.layers),
            self.pages,
            self.sketch,
            tuple(self.records),
        )


@dataclass(frozen=True, slots=True)
class Update:
    """Changes that bring a known layer of another person to what a line says, made in that person's name."""

    actor: PersonId
    group: GroupId
    changes: tuple[Change, ...]
    name: str
    line: int
    news: LayerNews


@dataclass(slots=True)
class Plan:
    """What one transaction of an import writes."""

    additions: list[Change] = field(default_factory=list)
    drafts: dict[ArticleId, Draft] = field(default_factory=dict)
    layers: list[IncomingLayer] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.additions or self.drafts or self.layers or self.updates)


class Planner:
    """Decides about each item in turn; knows what the project had and what the import brought so far.

    From a `colleague`'s file nothing is taken but tags of articles that are known, each under the name it comes with.
    """

    def __init__(self, project: Project, report: ImportReport, colleague: bool = False) -> None:
        self._project = project
        self._report = report
        self._colleague = colleague
        self._schemes: set[tuple[str, tuple[str, int]]] = set()
        self._additions = Additions(project, report)
        self._known: dict[bytes, Place] = {}
        self._exact: dict[tuple[bytes, bytes], Place] = {}
        self._brought: dict[ArticleId, str] = {}
        self._given: dict[LayerKey, int] = {}
        self._plan = Plan()
        with project.database.read() as connection:
            for text in articles.known_texts(connection):
                place = (text.article, text.revision)
                self._known.setdefault(text.sha256, place)
                self._exact.setdefault((text.article, text.sha256), place)
            self._ids = articles.article_ids(connection)
            self._number = articles.last_number(connection)

    def refresh(self) -> None:
        """Follows what was changed in people and scheme meanwhile; nothing may be planned and not yet written."""
        self._additions.refresh()

    def take(self, item: Item) -> None:
        """Decides about an item; what is to be written goes into the plan, the rest into the report."""
        match item:
            case PreparedText() if self._colleague:
                error = InputError("This is an article, not a file with a colleague's tags; import it as a file.")
                self._report.refused.append(Refused(item.name, 0, error))
            case PreparedText():
                self._take_text(item)
            case PreparedRecord():
                known = self._additions.mark()
                try:
                    self._take_record(item)
                except InputError as error:
                    self._additions.back_to(known)
                    self._report.refused.append(Refused(item.name, item.line, error))
            case Refused():
                self._report.refused.append(item)

    def plan(self) -> Plan:
        """What is to be written since the last call."""
        found, self._plan = self._plan, Plan()
        found.additions = self._additions.taken()
        return found

    # -- articles ------------------------------------------------------------------------------------------------

    def _take_text(self, item: PreparedText) -> None:
        known = self._known.get(item.text_sha256) or self._known.get(item.parts[0].sha256)
        fresh = [part for part in item.parts if part.sha256 not in self._known]
        if item.text_sha256 in self._known or not fresh:
            self._report.duplicates.append(Duplicate(item.name, 0, self._title(known[0] if known else ArticleId(b""))))
            return
        if not item.certain:
            error = InputError(
                "{file} was read as {encoding}; if its characters are wrong, choose another encoding.",
                file=item.name,
                encoding=item.encoding.upper(),
            )
            self._report.notices.append(Refused(item.name, 0, error))
        source = Source(
            SourceId(new_id()), item.name, item.encoding, item.sha256, item.source, item.raw, item.extractor
        )
        number = self._next()
        cut = len(item.parts) > 1
        ids = [self._take_part(item, part, source, number, part is fresh[0]) for part in fresh]
        if cut:
            self._report.pages.append(SeveralNews(item.name, item.title, len(item.parts), tuple(ids), cut=True))
        elif item.several > 1:
            self._report.pages.append(SeveralNews(item.name, item.title, item.several, tuple(ids)))

    def _take_part(self, item: PreparedText, part: Noticed, source: Source, number: int, first: bool) -> ArticleId:
        """Makes an article of a text or of a part of it; the `first` brings the source."""
        article, revision = self._ids_for(None)
        form = with_authors(item.form, part.authors)
        made = Article(article, number, part.title or item.title, revision, form)
        reading = Revision(
            revision,
            article,
            source.id,
            part.start,
            part.end,
            part.edits,
            part.text,
            part.sha256,
            part.doubts,
        )
        draft = Draft(made, reading, source, pages=item.pages if first else (), brings=first, sketch=part.sketch)
        if item.several > 1 and len(item.parts) == 1:
            draft.records.append(Several(item.several).to_record(RecordId(new_id()), self._project.person.id, article))
        self._draft(item.name, draft, part.like)
        return article

    def _take_record(self, item: PreparedRecord) -> None:
        record = item.record
        place = self._find(record, item.name)
        if self._colleague:
            _check_colleague(record, place is not None)
        self._compare_scheme(item)
        fresh = place is None
        if place is None:
            place = self._new_article(item)
        if record.layer is not None:
            self._take_layer(item, record.layer, place, fresh)
        elif not fresh:
            self._report.duplicates.append(Duplicate(item.name, item.line, self._title(place[0])))
        self._report.notices += [Refused(item.name, item.line, error) for error in record.notices]

    def _compare_scheme(self, item: PreparedRecord) -> None:
        """Tells, once a file, that its tags were made by other labels than the project has."""
        scheme, given = self._project.scheme, item.record.scheme
        if given is None or given == (scheme.name, scheme.version) or (item.name, given) in self._schemes:
            return
        self._schemes.add((item.name, given))
        error = InputError(
            "Its tags were made by scheme “{name}”, version {version}; this project has “{own}”, version {here}.",
            name=given[0],
            version=given[1],
            own=scheme.name,
            here=scheme.version,
        )
        self._report.notices.append(Refused(item.name, item.line, error))

    def _find(self, record: ArticleRecord, name: str) -> Place | None:
        """The known article that a line is about: by its own id, else by its text.

        Two articles of one file that have the same text and different ids are two articles in the project it is from.
        """
        exact = self._exact.get((record.id or b"", record.sha256))
        if exact is not None:
            return exact
        found = self._known.get(record.sha256)
        if found is not None and record.id is not None and self._brought.get(found[0]) == name:
            return None
        return found

    def _new_article(self, item: PreparedRecord) -> Place:
        record = item.record
        source = Source(SourceId(new_id()), record.source or item.name, "utf-8", record.sha256, record.text)
        article, revision = self._ids_for(record.id)
        draft = Draft(
            Article(article, self._next(), item.title, revision, record.form),
            Revision(
                revision,
                article,
                source.id,
                0,
                len(record.text),
                (),
                record.text,
                record.sha256,
                verbatim=True,
            ),
            source,
            sketch=item.sketch,
        )
        self._draft(item.name, draft, item.like)
        if record.id is not None:
            self._exact[record.id, record.sha256] = (article, revision)
        return article, revision

    def _ids_for(self, wanted: bytes | None) -> Place:
        article = ArticleId(wanted if wanted is not None and wanted not in self._ids else new_id())
        self._ids.add(article)
        return article, RevisionId(new_id())

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _draft(self, name: str, draft: Draft, like: Like | None) -> None:
        """Takes up a new article, and notes what it is like."""
        article, revision = draft.article, draft.revision
        first = self._known.get(like.sha256) if like is not None else None
        if like is not None and first is not None:
            found = Reprint(first[0], like.resemblance, like.containment)
            draft.records.append(found.to_record(RecordId(new_id()), self._project.person.id, article.id))
            share = max(like.resemblance, like.containment)
            self._report.reprints.append(
                ReprintNews(name, article.title, article.id, self._title(first[0]), first[0], share)
            )
        self._plan.drafts[article.id] = draft
        self._known.setdefault(revision.sha256, (article.id, revision.id))
        self._brought[article.id] = name
        self._report.read += 1
        self._report.arrived.append(Arrived(name, article.title, draft.source.encoding))

    def _title(self, article: ArticleId) -> str:
        if article in self._plan.drafts:
            return self._plan.drafts[article].article.title
        with self._project.database.read() as connection:
            found = articles.read_article(connection, article)
        return found.title if found is not None else ""

    # -- layers --------------------------------------------------------------------------------------------------

    def _take_layer(self, item: PreparedRecord, record: LayerRecord, place: Place, fresh: bool) -> None:
        article, revision = place
        person = self._additions.person(record.person)
        key = (article, person.id, record.kind)
        rows = self._rows(record)
        if key in self._given:
            self._given_twice(item, record, key)
            return
        old = None if article in self._plan.drafts else self._stored_layer(key)
        layer = Layer(LayerId(new_id()), article, person.id, record.kind, record.status, record.reason)
        if old is None:
            ties = self._relations(record, rows, layer.id)
            coming = IncomingLayer(layer, (), ties, rows, revision)
            self._add(coming)
            if article not in self._brought:
                hidden = self._hidden(layer)
                self._report.layers.append(LayerNews(self._title(article), person.name, len(rows), hidden=hidden))
        else:
            self._merge(item, record, old, rows, revision)
        self._given[key] = _told(record)

    def _add(self, coming: IncomingLayer) -> None:
        draft = self._plan.drafts.get(coming.layer.article)
        if draft is not None:
            draft.layers.append(coming)
        else:
            self._plan.layers.append(coming)

    def _given_twice(self, item: PreparedRecord, record: LayerRecord, key: LayerKey) -> None:
        if _told(record) == self._given[key]:
            self._report.duplicates.append(Duplicate(item.name, item.line, self._title(key[0])))
        else:
            raise InputError(
                "The tags of “{title}” were given before by another line; the first was taken.",
                title=self._title(key[0]),
            )

    def _stored_layer(self, key: LayerKey) -> Layer | None:
        with self._project.database.read() as connection:
            layers = articles.read_layers(connection, key[0])
        return next((one for one in layers if (one.person, one.kind) == key[1:]), None)

    def _merge(
        self, item: PreparedRecord, record: LayerRecord, old: Layer, rows: tuple[SpanRow, ...], revision: RevisionId
    ) -> None:
        """Brings a stored layer to what the file says, if it says anything new and is not my own work."""
        with self._project.database.read() as connection:
            stored = {span.id: span for span in spans.read_spans(connection, old.id)}
            ties = spans.read_relations(connection, old.id)
            text = articles.read_revision(connection, revision)
        older = [span for span in stored.values() if span.revision != revision]
        shown = {**stored, **(carry_spans(self._project, older, text) if older else {})}
        merge = LayerMerge(
            old,
            {bytes(id_): span for id_, span in stored.items()},
            {bytes(id_): spans.span_row(span) for id_, span in shown.items()},
            ties,
            self._additions.label_now,
        )
        after = replace(old, status=record.status, reason=record.reason)
        changes = merge.changes(after, rows, self._relations(record, rows, old.id), revision)
        title = self._title(old.article)
        if not changes:
            self._report.duplicates.append(Duplicate(item.name, item.line, title))
            return
        blank = not stored and not ties and old.status is Status.NEW
        if old.person == self._project.person.id and not blank:
            raise InputError(
                "Your own tags of “{title}” differ from the file's and were left as they are.", title=title
            )
        counts = (merge.added, merge.changed, merge.removed)
        news = LayerNews(title, self._additions.name_of(old.person), *counts, hidden=self._hidden(after))
        self._report.layers.append(news)
        self._plan.updates.append(Update(old.person, GroupId(new_id()), tuple(changes), item.name, item.line, news))

    def _hidden(self, layer: Layer) -> bool:
        """Whether whoever imports may not see a layer, as it comes in."""
        with self._project.database.read() as connection:
            others = [one for one in articles.read_layers(connection, layer.article) if one.id != layer.id]
            return layer not in sight.visible(self._project, connection, [*others, layer])

    def _rows(self, record: LayerRecord) -> tuple[SpanRow, ...]:
        """The spans of a layer with the ids of their labels."""
        labels = self._additions.labels(dict.fromkeys([span[3] for span in record.spans]))
        return tuple(
            [
                (id_, start, end, labels[key], quote, attributes, note, origin, parts)
                for id_, start, end, key, quote, attributes, note, origin, parts in record.spans
            ]
        )

    def _relations(self, record: LayerRecord, rows: Sequence[SpanRow], layer: LayerId) -> tuple[Relation, ...]:
        if not record.relations:
            return ()
        with self._project.database.read() as connection:
            taken = spans.taken_relations(connection, [one[0] for one in record.relations])
        labels = {row[0]: row[3] for row in rows}
        for _, kind, source, target, _, _ in record.relations:
            self._additions.relation_type(kind, labels[source], labels[target])
        return tuple(relation_of(one, layer, taken) for one in record.relations)


def _check_colleague(record: ArticleRecord, known: bool) -> None:
    """Raises InputError for a line of a colleague's file that is not taken."""
    layer = record.layer
    if layer is None:
        raise InputError("“{title}” comes without tags.", title=record.title)
    if layer.kind is not LayerKind.PERSON:
        raise InputError("Agreed tags do not come in with a colleague's file.")
    if not layer.person.strip():
        raise InputError("This line does not say whose tags it has.")
    if not known:
        raise InputError("“{title}” is not among the articles of this project.", title=record.title)


def _told(record: LayerRecord) -> int:
    """What a layer says without its ids, as a number that two layers share by chance once in 2 to the 64th times."""
    return hash((record.status, record.reason, tuple([span[1:] for span in record.spans]), len(record.relations)))
