"""The inconsistency board: strings that are tagged in several ways, or here and not there, and rules that settle them.

Only my own layers and gold are looked at, so that it tells nothing of what another tagged. What is untagged counts only
where somebody looked: in submitted articles and gold, and of articles at work in paragraphs that were ticked or have a
tag. Counting goes through all texts and is the work of a process of its own (`count` in a `background.Task`).
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LabelId, LayerId, RecordId, RevisionId, SpanId, new_id
from annotator.domain.learning import Tick
from annotator.domain.rule import Rule, Ruling
from annotator.domain.scheme import Scheme
from annotator.domain.span import Mark, Origin, Span
from annotator.errors import ConflictError, RefusedError
from annotator.services import sight, tagging
from annotator.services.articles import carry_spans
from annotator.services.project import Project, open_project
from annotator.services.same import occurrences
from annotator.services.search import Place, chunks, place
from annotator.store import articles, journal, records, search, spans
from annotator.store.search import Searchable

Watch = Callable[[int, int], None]

SHORTEST: Final = 2
"""Characters of a string that the board looks for; single ones stand everywhere."""
MOST_VARIANTS: Final = 5
_MARKS: Final = "“”‘’《》〈〉「」『』\"'（）()，。、；："
_CHARACTERS: Final = 400_000
_CLOSED: Final = (Status.SUBMITTED, Status.SKIPPED)


class Variant(NamedTuple):
    """A tagged string that contains another, or is contained in it, and how often it is tagged."""

    string: str
    tags: int


@dataclass(frozen=True, slots=True)
class Row:
    """A string with how often it is tagged as what, by label, and how often it stands untagged."""

    string: str
    tags: tuple[tuple[LabelId, int], ...]
    untagged: int = 0
    longer: tuple[Variant, ...] = ()
    shorter: tuple[Variant, ...] = ()

    @property
    def tagged(self) -> int:
        """How often it is tagged."""
        return sum(number for _, number in self.tags)

    @property
    def minority(self) -> int:
        """How many places differ from what is done with it most often: what a rule would change at least."""
        ways = [number for _, number in self.tags] + ([self.untagged] if self.untagged else [])
        return sum(ways) - max(ways)

    @property
    def disputed(self) -> bool:
        """Whether it is treated in more than one way, or is tagged elsewhere with marks around it or without them."""
        bare = self.string.strip(_MARKS)
        return self.minority > 0 or any(one.string.strip(_MARKS) == bare for one in (*self.longer, *self.shorter))


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a string stands. `span` is the tag with exactly its bounds, in `layer`, None where there is none.

    `over` is the longer tag around an untagged hit. Hits in gold are told and not changed here.
    """

    article: ArticleId
    revision: RevisionId
    title: str
    place: Place
    layer: LayerId | None
    status: Status
    gold: bool = False
    span: SpanId | None = None
    label: LabelId | None = None
    over: str = ""

    @property
    def mine(self) -> bool:
        """Whether a rule can be applied to it by me."""
        return not self.gold

    def settled(self, wanted: LabelId | None) -> bool:
        """Whether it is already as a rule would have it."""
        return self.label == wanted


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A rule as somebody stored it."""

    id: RecordId
    rule: Rule
    author: str
    mine: bool


class _Reading(NamedTuple):
    """The text of an article with the tags of the layer that counts there, and where somebody looked."""

    article: Searchable
    text: str
    layer: Layer
    marks: list[Mark]
    looked: list[tuple[int, int]] | None  # None is everywhere


# -- counting --------------------------------------------------------------------------------------------------------


def count(target: str, person: str, watch: Watch) -> list[Row]:
    """All strings that I or gold tagged, the most disputed first; opens the project itself, for reading."""
    project = open_project(target, person, read_only=True)
    try:
        return count_in(project, watch)
    finally:
        project.close()


def count_in(project: Project, watch: Watch | None = None) -> list[Row]:
    """The same, for a project that is open."""
    tags: dict[str, Counter[LabelId]] = defaultdict(Counter)
    readings = list(_readings(project, watch))
    for one in readings:
        for mark in one.marks:
            string = one.text[mark.start : mark.end]
            if len(string) >= SHORTEST and "\n" not in string:
                tags[string][project.scheme.label(mark.label).id] += 1
    untagged: Counter[str] = Counter()
    finder = _Finder(tags)
    for one in readings:
        untagged.update(_untagged(one, finder))
    variants = _variants({string: sum(counted.values()) for string, counted in tags.items()})
    rows = [
        Row(string, tuple(counted.most_common()), untagged[string], *variants[string])
        for string, counted in tags.items()
    ]
    return sorted(rows, key=lambda row: (-row.minority, -row.tagged, row.string))


def _readings(project: Project, watch: Watch | None = None, string: str = "") -> Iterator[_Reading]:
    """The articles in which I or gold have tags, of a string only those with it; each with the layer that counts.

    That is gold where there is any, else mine.
    """
    counting = _counting_layers(project)
    ticks: dict[ArticleId | None, list[Tick]] = defaultdict(list)
    with project.database.read() as connection:
        known = [one for one in search.all_texts(connection) if one.id in counting]
        for record in records.read_records(connection, [Tick.kind], person=project.person.id):
            ticks[record.article].append(Tick.from_record(record))
    done = 0
    for some in chunks(known, lambda one: one.length, _CHARACTERS):
        with project.database.read() as connection:
            texts = search.texts_with(connection, [one.id for one in some], [string] if string else [])
        by_article = {found.article: found.text for found in texts}
        there = [one for one in some if one.id in by_article]
        marks = _marks(project, {counting[one.id].id: one for one in there})
        for one in there:
            layer, text = counting[one.id], by_article[one.id]
            closed = layer.kind is LayerKind.GOLD or layer.status in _CLOSED
            looked = None if closed else _looked(text, marks[layer.id], ticks[one.id])
            yield _Reading(one, text, layer, marks[layer.id], looked)
        done += len(some)
        if watch is not None:
            watch(done, len(known))


def _counting_layers(project: Project) -> dict[ArticleId, Layer]:
    with project.database.read() as connection:
        drawn = sight.own_and_gold(project, connection)
        layers = [layer for layer in articles.read_all_layers(connection) if layer.id in drawn]
    found: dict[ArticleId, Layer] = {}
    for layer in layers:
        if layer.article not in found or layer.kind is LayerKind.GOLD:
            found[layer.article] = layer
    return found


def _marks(project: Project, layers: Mapping[LayerId, Searchable]) -> dict[LayerId, list[Mark]]:
    """The marks of some layers in the present texts of their articles."""
    with project.database.read() as connection:
        rows = spans.read_rows(connection, list(layers))
    found: dict[LayerId, list[Mark]] = {}
    for layer_id, one in layers.items():
        of_layer = rows[layer_id]
        marks = [Mark(row[3], row[4], LabelId(row[5]), SpanId(row[2])) for row in of_layer if row[1] == one.revision]
        if len(marks) < len(of_layer):
            with project.database.read() as connection:
                older = spans.read_older(connection, layer_id, one.revision)
                revision = articles.read_revision(connection, one.revision)
            moved = carry_spans(project, older, revision).values()
            marks += [Mark(span.start, span.end, span.label, span.id) for span in moved]
        found[layer_id] = marks
    return found


def _looked(text: str, marks: Iterable[Mark], ticks: Sequence[Tick]) -> list[tuple[int, int]]:
    """The paragraphs of an article at work that were ticked or have a tag, in order."""
    tagged = sorted(mark.start for mark in marks)
    hashes = {tick.hash for tick in ticks}
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        here = bisect_right(tagged, end) - bisect_right(tagged, start - 1)
        if line and (here or Tick.of(text, start, end).hash in hashes):
            found.append((start, end))
        start = end + 1
    return found


class _Finder:
    """Finds many strings in a text at once: those that begin with two characters are tried where these stand."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._lengths: dict[str, list[int]] = defaultdict(list)
        self._strings = set(strings)
        for string in self._strings:
            lengths = self._lengths[string[:SHORTEST]]
            if len(string) not in lengths:
                lengths.append(len(string))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Every place where one of the strings stands, overlapping ones too, by start."""
        lengths, strings = self._lengths, self._strings
        for start in range(len(text) - SHORTEST + 1):
            tried = lengths.get(text[start : start + SHORTEST])
            if tried is not None:
                for length in tried:
                    if text[start : start + length] in strings:
                        yield start, start + length


def _untagged(one: _Reading, finder: _Finder) -> Iterator[str]:
    """The strings that stand in a text where somebody looked, outside of every tag."""
    marks = sorted(one.marks)
    starts = [mark.start for mark in marks]
    reach: list[int] = []  # the greatest end of the marks so far
    for mark in marks:
        reach.append(max(mark.end, reach[-1]) if reach else mark.end)
    for start, end in finder.find(one.text):
        before = bisect_right(starts, end - 1)
        covered = before and reach[before - 1] > start
        if not covered and _whole(one.text, start, end) and _inside(one.looked, start):
            yield one.text[start:end]


def _inside(looked: list[tuple[int, int]] | None, position: int) -> bool:
    if looked is None:
        return True
    at = bisect_right(looked, (position, len(looked) and looked[-1][1])) - 1
    return at >= 0 and looked[at][0] <= position < looked[at][1]


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a number or Latin word is not a piece of a longer one."""
    left = start == 0 or not (_joins(text[start]) and _joins(text[start - 1]))
    return left and (end == len(text) or not (_joins(text[end - 1]) and _joins(text[end])))


def _joins(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == ".")


def _variants(tagged: Mapping[str, int]) -> dict[str, tuple[tuple[Variant, ...], tuple[Variant, ...]]]:
    """For each string the longer and the shorter tagged ones, the most frequent first."""
    longer: dict[str, list[Variant]] = defaultdict(list)
    shorter: dict[str, list[Variant]] = defaultdict(list)
    finder = _Finder(tagged)
    for string, number in tagged.items():
        for start, end in set(finder.find(string)):
            inner = string[start:end]
            if inner != string and _whole(string, start, end):
                longer[inner].append(Variant(string, number))
                shorter[string].append(Variant(inner, tagged[inner]))
    return {string: (_first(longer[string]), _first(shorter[string])) for string in tagged}


def _first(found: Iterable[Variant]) -> tuple[Variant, ...]:
    return tuple(sorted(set(found), key=lambda one: (-one.tags, one.string))[:MOST_VARIANTS])


# -- one string ------------------------------------------------------------------------------------------------------


def hits(project: Project, string: str) -> list[Hit]:
    """All places where a string stands in the articles that count, in their order."""
    found: list[Hit] = []
    for one in _readings(project, string=string):
        layer = one.layer
        for start, end in occurrences(one.text, string):
            exact = next((mark for mark in one.marks if (mark.start, mark.end) == (start, end)), None)
            around = next((mark for mark in one.marks if mark.start < end and mark.end > start), None)
            if exact is None and not (_whole(one.text, start, end) and _inside(one.looked, start)):
                continue
            over = "" if exact is not None or around is None else one.text[around.start : around.end]
            found.append(
                Hit(
                    one.article.id,
                    one.article.revision,
                    one.article.title,
                    place(one.text, start, end),
                    layer.id,
                    layer.status,
                    layer.kind is LayerKind.GOLD,
                    None if exact is None else exact.id,
                    None if exact is None else project.scheme.label(exact.label).id,
                    over,
                )
            )
    return found


def apply(project: Project, chosen: Sequence[Hit], label: LabelId | None) -> GroupId | None:
    """Gives places of mine a label, or takes their tags away with None, as one step; None where nothing was to be done.

    Submitted articles are changed too and stay submitted: whoever applies a rule has looked at each place. Raises
    ConflictError, changing nothing, where a text or tag was changed since.
    """
    changes: list[Change] = []
    by_article: dict[ArticleId, list[Hit]] = defaultdict(list)
    for hit in chosen:
        if not hit.mine:
            raise RefusedError("Gold is changed by settling differences, not by a rule.")
        if not hit.settled(label):
            by_article[hit.article].append(hit)
    for article_id, some in by_article.items():
        changes += _changes(project, article_id, some, label)
    return tagging.write(project, changes) if changes else None


def _changes(project: Project, article_id: ArticleId, some: Sequence[Hit], label: LabelId | None) -> list[Change]:
    with project.database.read() as connection:
        article = articles.read_article(connection, article_id)
        layer = articles.read_layer(connection, some[0].layer) if some[0].layer is not None else None
        stored = {span.id: span for span in spans.read_spans(connection, layer.id)} if layer is not None else {}
    if article is None or layer is None or any(hit.revision != article.revision for hit in some):
        raise ConflictError(
            "The text of “{title}” was changed since the search.", "Look for the string again.", title=some[0].title
        )
    found: list[Change] = []
    for hit in some:
        if hit.span is not None and hit.span not in stored:
            raise ConflictError("This was changed meanwhile; nothing was overwritten.")
        before = None if hit.span is None else stored[hit.span]
        found.append(Change(before, _after(hit, before, layer, label), article_id, layer.id))
    return tagging.begun(layer, True, found)


def _after(hit: Hit, before: Span | None, layer: Layer, label: LabelId | None) -> Span | None:
    if label is None:
        return None
    if before is not None:
        return replace(before, label=label)
    start, end = hit.place.start, hit.place.end
    return Span(SpanId(new_id()), layer.id, hit.revision, start, end, label, hit.place.text, origin=Origin.MANUAL)


# -- rules -----------------------------------------------------------------------------------------------------------


def rules(project: Project) -> dict[str, list[KnownRule]]:
    """My rules and those that others proposed, by string, mine first."""
    names = {person.id: person.name for person in project.people}
    found: dict[str, list[KnownRule]] = defaultdict(list)
    with project.database.read() as connection:
        stored = records.read_records(connection, [Rule.kind])
    for record in stored:
        rule, mine = Rule.from_record(record), record.person == project.person.id
        if mine or rule.proposed:
            found[rule.string].append(KnownRule(record.id, rule, names.get(record.person, ""), mine))
    for known in found.values():
        known.sort(key=lambda one: not one.mine)
    return dict(found)


def set_rule(project: Project, rule: Rule) -> None:
    """Stores what I settled about a string, in the place of what I had settled before."""
    with project.database.write() as connection:
        mine = records.read_records(connection, [Rule.kind], person=project.person.id, key=rule.string)
        id_ = mine[0].id if mine else RecordId(new_id())
        change = Change(mine[0] if mine else None, rule.to_record(id_, project.person.id))
        if change.before != change.after:
            journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))


def drop_rule(project: Project, known: KnownRule) -> None:
    """Takes a rule of mine back."""
    with project.database.write() as connection:
        record = records.read_record(connection, known.id)
        if record is None or record.person != project.person.id:
            raise RefusedError("Only whoever made a rule can take it back.")
        journal.record(connection, project.writer, project.person.id, [Change(record, None)], GroupId(new_id()))


def wanted(scheme: Scheme, rule: Rule) -> LabelId | None:
    """The label that a rule gives; None where it takes tags away. Raises RefusedError for one that gives neither."""
    if rule.ruling is Ruling.DEPENDS:
        raise RefusedError("This rule leaves every place as it is.")
    if rule.ruling is Ruling.NOTHING:
        return None
    label = scheme.by_key(rule.label)
    if label is None:
        raise RefusedError("The scheme has no label {label} any more.", label=rule.label)
    return scheme.label(label.id).id


@dataclass(frozen=True, slots=True)
class Board:
    """The rows with the rules about them."""

    rows: tuple[Row, ...] = ()
    rules: Mapping[str, Sequence[KnownRule]] = field(default_factory=dict)

    def open_rows(self) -> list[Row]:
        """What is disputed and not settled by a rule of mine that leaves it so."""
        return [row for row in self.rows if row.disputed and not self._left_so(row)]

    def _left_so(self, row: Row) -> bool:
        return any(one.mine and one.rule.ruling is Ruling.DEPENDS for one in self.rules.get(row.string, ()))
