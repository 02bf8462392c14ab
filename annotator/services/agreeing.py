"""Agreement of a project's people, and the differences of two of them.

Only layers that the project's person may see are read: a reviewer's or a manager's are all there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from annotator.agreement.attributes import Rules
from annotator.agreement.bootstrap import Draws
from annotator.agreement.pairing import Kind, Pair, TiePair, pair_ties, pair_units
from annotator.agreement.report import PairAgreement, Report, Settings, Sheet, agreement, pair_agreement
from annotator.agreement.units import Tie, Unit, Work
from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, LayerId, RevisionId
from annotator.domain.span import Attributes, Relation
from annotator.errors import RefusedError
from annotator.formats.records import GOLD
from annotator.services import sight
from annotator.services.articles import carry_spans, list_articles
from annotator.services.project import Project, members
from annotator.store import articles, codec, exports, spans
from annotator.store.exports import CountedLayer, ExportEntry
from annotator.store.spans import LayerRow

_CHUNK: Final = 50  # articles read at once; some 20 ms

Watch = Callable[[int, int], None]
"""Is told how many steps are done of how many."""


class Named(NamedTuple):
    """An article as a list names it."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A report with the names of its articles, by article id, and the words of the tags that differ, by tag id.

    `against_gold` holds each person against the settled layer, where that was asked for; no group measure has it.
    """

    report: Report
    articles: Mapping[ArticleId, Named]
    settings: Settings
    quotes: Mapping[bytes, str] = field(default_factory=dict)
    against_gold: Sequence[PairAgreement] = ()


class Seen(NamedTuple):
    """What a comparison shows of a tag beside its bounds: the words and how the tag came to be."""

    quote: str
    origin: str


@dataclass(frozen=True, slots=True)
class ArticleComparison:
    """Two people's tags and relations of one article, paired; `seen` by tag id."""

    article: ArticleId
    number: int
    title: str
    tags: Sequence[Pair]
    relations: Sequence[TiePair]
    seen: dict[bytes, Seen]

    def count(self, kind: Kind) -> int:
        """How many pairs of tags are of a kind."""
        return sum(pair.kind is kind for pair in self.tags)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two people did, article by article; `only_a` and `only_b` count the articles that one alone did."""

    a: str
    b: str
    articles: Sequence[ArticleComparison]
    only_a: int = 0
    only_b: int = 0


def agree(
    project: Project,
    people: Sequence[str] = (),
    chosen: Sequence[ArticleId] | None = None,
    settings: Settings | None = None,
    as_seen: bool = True,
    with_gold: bool = False,
) -> Agreement:
    """The agreement of some people (names or `gold`; without any, of everybody), on some articles or all.

    Articles that a person has not begun, or found not fit for annotation, count as not done by that person; with
    `as_seen` those too whose layer the project's person may not see.
    """
    settings = settings or Settings()
    names = _known(project, people) if people else [person.name for person in project.people]
    read = _Reading(project, [*names, GOLD] if with_gold else names, chosen, as_seen)
    seen: dict[ArticleId, dict[bytes, Seen]] = {}
    sheets = []
    for sheet in read.sheets(settings.watch):
        sheets.append(sheet)
        seen[sheet.article] = read.seen
    used = {unit.label for sheet in sheets for work in sheet.works.values() for unit in work.units}
    order = dict.fromkeys(label.key for label in (*project.scheme.active, *project.scheme.labels))
    active = [name for name in names if name in read.met] if not people else names
    labels = [key for key in order if key in used]
    report = agreement(sheets, active, labels, settings)
    gold = [pair_agreement(sheets, (name, GOLD), labels, settings) for name in active if with_gold]
    gold = [pair for pair in gold if pair.articles]
    return Agreement(report, read.named, replace(settings, watch=None), _quotes([*report.pairs, *gold], seen), gold)


def _quotes(pairs: Sequence[PairAgreement], seen: Mapping[ArticleId, Mapping[bytes, Seen]]) -> dict[bytes, str]:
    """The words of the tags in which people differ, and of those that differing relations hang on."""
    found: dict[bytes, str] = {}
    for pair in pairs:
        for article, (_, a, b, _) in pair.differences:
            for one in (a, b):
                for id_ in (one.id,) if isinstance(one, Unit) else (one.source, one.target) if one is not None else ():
                    if id_ in seen[article]:
                        found[id_] = seen[article][id_].quote
    return found


def sheets_of(project: Project, people: Sequence[str], chosen: Sequence[ArticleId]) -> Iterator[Sheet]:
    """Some articles with the work of some people (names or `gold`), as far as two or more of them did them."""
    return _Reading(project, _known(project, people), chosen).sheets()


def compare(
    project: Project,
    a: str,
    b: str,
    chosen: Sequence[ArticleId] | None = None,
    rules: Rules | None = None,
) -> Comparison:
    """What two people (names or `gold`) did otherwise, on some articles or all that both did."""
    if a == b:
        raise RefusedError("Name two different layers to compare.")
    _known(project, (a, b))
    rules = rules or Rules()
    read = _Reading(project, (a, b), chosen)
    found: list[ArticleComparison] = []
    for sheet in read.sheets():
        mine, theirs = sheet.works[a], sheet.works[b]
        tags = pair_units(mine.units, theirs.units, rules)
        relations = pair_ties(mine.ties, theirs.ties, tags, rules)
        number, title = read.named[sheet.article]
        found.append(ArticleComparison(sheet.article, number, title, tags, relations, read.seen))
    return Comparison(a, b, found, read.alone[a], read.alone[b])


def settings_of(draws: int, seed: int, watch: Watch | None = None) -> Settings:
    """How agreement is taken, with so many draws for the intervals from a seed."""
    return Settings(draws=replace(Draws(), count=draws, seed=seed), watch=watch)


def index_of(project: Project, as_seen: bool = True) -> list[ExportEntry]:
    """The articles with their layers; `as_seen` only those layers that the project's person may see."""
    with project.database.read() as connection:
        index = exports.read_index(connection)
        return sight.visible_entries(project, connection, index) if as_seen else index


def _known(project: Project, people: Sequence[str]) -> list[str]:
    """The names, each once; raises RefusedError for one that the project does not know."""
    members(project, [name for name in people if name != GOLD])
    return list(dict.fromkeys(people))


# -- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article that two or more of the people did, with their layers by name."""

    article: ArticleId
    revision: RevisionId
    length: int
    layers: dict[str, Layer]


@dataclass(slots=True)
class _Reading:
    """Reads layers as they lie in the present texts.

    `named` has the articles, `alone` how many each person did that nobody else did, `met` who did any at all, `seen`
    what is to be shown of the tags of the sheet that came last.
    """

    project: Project
    people: Sequence[str]
    chosen: Sequence[ArticleId] | None
    as_seen: bool = True
    named: dict[ArticleId, Named] = field(default_factory=dict)
    alone: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    seen: dict[bytes, Seen] = field(default_factory=dict)
    _parsed: dict[str, Attributes] = field(default_factory=dict)
    _keys: dict[bytes, str] = field(default_factory=dict)

    def sheets(self, watch: Watch | None = None) -> Iterator[Sheet]:
        """The articles that two or more of the people did, in their order."""
        scheme = self.project.scheme
        self._keys = {label.id: scheme.label(label.id).key for label in scheme.labels}
        entries = self._entries()
        for at in range(0, len(entries), _CHUNK):
            if watch is not None:
                watch(at, len(entries))
            yield from self._read(entries[at : at + _CHUNK])

    def _entries(self) -> list[_Entry]:
        names = {person.id: person.name for person in self.project.people}
        wanted = None if self.chosen is None else set(self.chosen)
        listed = {one.article.id: one.article for one in list_articles(self.project)}
        index = index_of(self.project, self.as_seen)
        self.alone = dict.fromkeys(self.people, 0)
        found = []
        for entry in index:
            if entry.article not in listed or (wanted is not None and entry.article not in wanted):
                continue
            layers = {}
            for one in entry.layers:
                name = GOLD if one.layer.kind is LayerKind.GOLD else names[one.layer.person]
                if name in self.alone and _done(one):
                    layers[name] = one.layer
            self.met.update(layers)
            if len(layers) == 1:
                self.alone[next(iter(layers))] += 1
            elif layers:
                article = listed[entry.article]
                self.named[article.id] = Named(article.number, article.title)
                found.append(_Entry(article.id, article.revision, entry.length, layers))
        return found

    def _read(self, entries: Sequence[_Entry]) -> Iterator[Sheet]:
        layers = [layer.id for entry in entries for layer in entry.layers.values()]
        with self.project.database.read() as connection:
            rows = spans.read_rows(connection, layers)
            ties = exports.read_ties(connection, layers)
        for entry in entries:
            works = {}
            self.seen = {}
            for name in self.people:
                if name in entry.layers:
                    layer = entry.layers[name].id
                    found = [self._unit(row) for row in self._present(layer, rows[layer], entry.revision)]
                    works[name] = Work(found, [_tie(tie) for tie in ties.get(layer, ())])
            yield Sheet(entry.article, entry.length, works)

    def _present(self, layer: LayerId, rows: Sequence[LayerRow], now: RevisionId) -> Sequence[LayerRow]:
        """The rows of a layer with bounds in the present text."""
        if all(row[1] == now for row in rows):
            return rows
        with self.project.database.read() as connection:
            stored = spans.read_spans(connection, layer)
            revision = articles.read_revision(connection, now)
        moved = carry_spans(self.project, [span for span in stored if span.revision != now], revision)
        return [(layer, now, *spans.span_row(moved.get(span.id, span))) for span in stored]

    def _unit(self, row: LayerRow) -> Unit:
        _, _, id_, start, end, label, quote, attributes, note, origin, parts = row
        self.seen[id_] = Seen(quote, origin)
        values = self._parsed.get(attributes)
        if values is None:  # the same text makes the same object, which is compared at once
            values = self._parsed[attributes] = codec.loads(attributes)
        ranges = tuple((low, high) for low, high in codec.loads(parts)) if parts else ()
        return Unit(start, end, self._keys[label], id_, values, note, ranges)


def _done(one: CountedLayer) -> bool:
    """Whether a layer says what its person thinks of the article's tags."""
    if one.layer.status is Status.SKIPPED:
        return False
    return bool(one.spans) or one.layer.status is not Status.NEW or one.layer.kind is LayerKind.GOLD


def _tie(found: Relation) -> Tie:
    return Tie(found.type, found.source, found.target, found.id, found.attributes, found.note)
