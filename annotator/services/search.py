"""Finding: in a text, in the whole project, the same string elsewhere, and all that I tagged.

What goes through the whole project is a generator that reads a little each time it is asked for more, so that tagging
goes on in between and it can be given up at any moment. Positions are code points.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice, product
from typing import Final, NamedTuple, TypeVar

from annotator.domain.article import Article
from annotator.domain.folding import fold, same_width
from annotator.domain.ids import ArticleId, LabelId, LayerId
from annotator.domain.scheme import Scheme
from annotator.domain.span import Span
from annotator.i18n import tr
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.store import search
from annotator.store.search import Searchable, Text
from annotator.store.search import TagRow as TagRow

T = TypeVar("T")

REACH: Final = 36
"""How many characters are shown before and behind a hit."""
PER_ARTICLE: Final = 50
"""How many hits of one article a search of the project shows; all of them are counted."""
_CHARACTERS: Final = 400_000  # what one read takes: some ten milliseconds
_ARTICLES: Final = 200
_SPANS: Final = 5_000
_SENTENCE: Final = 240

_LINE_ENDS: Final = re.compile(r"[\r\n\u2028\u2029\x85]+")


class Place(NamedTuple):
    """A range of a text with the words around it, line ends shown as blanks."""

    start: int
    end: int
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundIn:
    """The hits in one article: the first ones with their words, and how many there are."""

    article: ArticleId
    title: str
    count: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a search of the project found since it was last asked, with `done` of `total` articles looked through."""

    done: int
    total: int
    found: tuple[FoundIn, ...] = ()


@lru_cache(maxsize=4096)
def _variants(character: str) -> str:
    """The characters that count as the same: upper and lower case, full and half width."""
    narrow = fold(character)
    cases = {case for one in (character, narrow) for case in (one, one.lower(), one.upper()) if len(case) == 1}
    return "".join(sorted({same for one in cases for same in same_width(one)}))


@lru_cache(maxsize=64)
def _pattern(wanted: str) -> re.Pattern[str]:
    parts = []
    for character in wanted:
        same = _variants(character)
        parts.append(re.escape(same) if len(same) == 1 else f"[{re.escape(same)}]")
    return re.compile("".join(parts))


def find(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where a string stands in a text, whatever the case and width of its characters; hits do not overlap."""
    return [found.span() for found in _pattern(wanted).finditer(text)] if wanted else []


def place(text: str, start: int, end: int, reach: int = REACH) -> Place:
    """A range with the words around it."""
    return Place(
        start, end, _line(text[max(0, start - reach) : start]), _line(text[start:end]), _line(text[end : end + reach])
    )


def _line(text: str) -> str:
    return _LINE_ENDS.sub(" ", text)


def needles(wanted: str) -> tuple[str, ...]:
    """Strings of which every text with a hit contains one exactly, for the database to look for; empty if none help."""
    plain = max(re.split("\0+", "".join(c if len(_variants(c)) == 1 else "\0" for c in wanted)), key=len)
    if plain:
        return (plain,)
    sets = [_variants(character) for character in wanted[:2]]
    several = tuple("".join(letters) for letters in product(*sets))
    return several if len(several) <= 16 else ()


def find_in_project(project: Project, wanted: str, per_article: int = PER_ARTICLE) -> Iterator[Batch]:
    """Looks through the reading texts of all visible articles in their order; yields after each short read."""
    if not wanted:
        return
    with project.database.read() as connection:
        waiting = search.all_texts(connection)
    pattern = _pattern(wanted)
    for done, some, texts in _read(project, waiting, needles(wanted)):
        found = []
        for one in some:
            if one.id in texts:
                text = texts[one.id].text
                hits = pattern.finditer(text)
                places = tuple(place(text, *hit.span()) for hit in islice(hits, per_article))
                if places:
                    found.append(FoundIn(one.id, one.title, len(places) + sum(1 for _ in hits), places))
        yield Batch(done, len(waiting), tuple(found))


def _read(
    project: Project, waiting: Sequence[Searchable], wanted: Sequence[str]
) -> Iterator[tuple[int, Sequence[Searchable], dict[ArticleId, Text]]]:
    """Some articles at a time: how many are done with them, which they are, and those texts that may have a hit."""
    done = 0
    for some in chunks(waiting, lambda one: one.length, _CHARACTERS):
        with project.database.read() as connection:
            texts = search.texts_with(connection, [one.id for one in some], wanted)
        done += len(some)
        yield done, some, {text.article: text for text in texts}


def chunks(items: Sequence[T], size: Callable[[T], int], most: int) -> Iterator[Sequence[T]]:
    """Consecutive items whose sizes add up to `most` or little more, at most some hundred at a time."""
    start = total = 0
    for at, item in enumerate(items):
        total += size(item)
        if total >= most or at + 1 - start >= _ARTICLES:
            yield items[start : at + 1]
            start, total = at + 1, 0
    if start < len(items):
        yield items[start:]


# -- all my tags -------------------------------------------------------------------------------------------------------


class Grouping(StrEnum):
    """What the tags of the project are listed under."""

    QUOTE = "quote"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class TagQuery:
    """Which of my tags are asked for: those whose quote contains `wanted`, of one label or (None) of any."""

    wanted: str = ""
    label: LabelId | None = None
    grouping: Grouping = Grouping.QUOTE


class TagGroup(NamedTuple):
    """Tags with one quote and label, or (`article` set) the tags of one article, and how many they are."""

    title: str
    tags: int
    label: LabelId | None = None
    article: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of my tags so far; complete when `done` is `total`, which count tags."""

    done: int
    total: int
    groups: tuple[TagGroup, ...] = ()


def tag_groups(project: Project, query: TagQuery) -> Iterator[Groups]:
    """Counts my tags in all articles; yields after each short read, the groups themselves at the end.

    Groups by quote come in the order of their quotes, groups by article in the order of the list.
    """
    with project.database.read() as connection:
        layers = search.my_layers(connection, project.person.id)
    total = sum(layer.spans for layer in layers)
    fits = _fits(query)
    labels = None if query.label is None else frozenset(label_ids(project.scheme, query.label))
    meant = {label.id: project.scheme.label(label.id).id for label in project.scheme.labels}
    by_quote: Counter[tuple[str, LabelId]] = Counter()
    by_layer: Counter[LayerId] = Counter()
    done = 0
    for some in chunks(layers, lambda layer: layer.spans, _SPANS):
        with project.database.read() as connection:
            found = search.count_quotes(connection, [layer.layer for layer in some])
        for layer, label, quote, tags in found:
            if (labels is None or label in labels) and fits(quote):
                if query.grouping is Grouping.QUOTE:
                    by_quote[quote, meant[label]] += tags
                else:
                    by_layer[layer] += tags
        done += sum(layer.spans for layer in some)
        if done < total:
            yield Groups(done, total)
    groups = [TagGroup(quote, tags, label) for (quote, label), tags in sorted(by_quote.items())]
    groups += [
        TagGroup(layer.title, by_layer[layer.layer], None, layer.article) for layer in layers if by_layer[layer.layer]
    ]
    yield Groups(total, total, tuple(groups))


def _fits(query: TagQuery) -> Callable[[str], bool]:
    if not query.wanted:
        return lambda quote: True
    pattern = _pattern(query.wanted)
    return lambda quote: pattern.search(quote) is not None


def label_ids(scheme: Scheme, label: LabelId) -> list[LabelId]:
    """The ids that spans of a label may hold: its own and those of labels merged into it."""
    return [one.id for one in scheme.labels if scheme.label(one.id).id == label]


def tags_of(project: Project, group: TagGroup, query: TagQuery, limit: int = 1000) -> list[TagRow]:
    """The tags of a group with their articles, in the order of the list; at most `limit`."""
    with project.database.read() as connection:
        layers = search.my_layers(connection, project.person.id)
    wanted = group.label or query.label
    labels = None if wanted is None else label_ids(project.scheme, wanted)
    quote = group.title if group.article is None else None
    fits = _fits(query)
    found: list[TagRow] = []
    mine = [layer for layer in layers if group.article in (None, layer.article)]
    for some in chunks(mine, lambda layer: layer.spans, _SPANS):
        with project.database.read() as connection:
            rows = search.tags_in(connection, [layer.layer for layer in some], labels, quote)
        found += [row for row in rows if fits(row.quote)]
        if len(found) >= limit:
            break
    return found[:limit]


def all_tags(project: Project, query: TagQuery | None = None) -> Iterator[TagRow]:
    """All my tags in the order of articles and text, read some at a time."""
    query = query or TagQuery()
    fits = _fits(query)
    labels = None if query.label is None else label_ids(project.scheme, query.label)
    with project.database.read() as connection:
        layers = search.my_layers(connection, project.person.id)
    for some in chunks(layers, lambda layer: layer.spans, _SPANS):
        with project.database.read() as connection:
            rows = search.tags_in(connection, [layer.layer for layer in some], labels)
        yield from (row for row in rows if fits(row.quote))


# -- a tag as a citation ----------------------------------------------------------------------------------------------


def citation(document: Document, span: Span, article: Article | None = None) -> str:
    """A tag to be pasted elsewhere: its words, then its sentence with the article's title, paper, date and page."""
    article = article or document.article
    sentence = sentence_around(document.text, span.start, span.end)
    origin = [tr("“{title}”", title=article.title)] if article.title else []
    origin += [part for part in (article.form.paper, article.form.date) if part]
    if article.form.page:
        origin.append(tr("page {page}", page=article.form.page))
    return tr("{quote}: “{sentence}” ({origin})", quote=span.quote, sentence=sentence, origin=tr(", ").join(origin))


_END: Final = re.compile(r"[。！？!?…][”’」』）)]*|[\r\n\u2028\u2029\x85]")


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that a range stands in, or sentences; very long ones cut to what is around the range."""
    low = max(0, start - _SENTENCE)
    high = min(len(text), end + _SENTENCE)
    ends = [found.end() for found in _END.finditer(text, low, start)]
    first = ends[-1] if ends else low
    behind = _END.search(text, max(start, end - 1), high)
    last = behind.end() if behind else high
    cut_left, cut_right = not ends and low > 0, behind is None and high < len(text)
    return ("……" if cut_left else "") + _line(text[first:last]).strip() + ("……" if cut_right else "")
