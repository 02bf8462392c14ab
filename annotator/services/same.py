"""The same string elsewhere: where it stands in my unsubmitted articles, and tagging it there as one step."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from annotator.domain.article import Layer, Status
from annotator.domain.change import Change
from annotator.domain.folding import fold
from annotator.domain.ids import ArticleId, LabelId, LayerId, RevisionId, SpanId, new_id
from annotator.domain.marks import Marks
from annotator.domain.scheme import Bounding, Scheme
from annotator.domain.span import Attributes, Mark, Origin, Span
from annotator.errors import ConflictError, RefusedError
from annotator.services.articles import OpenArticle, open_article
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.services.search import Place, chunks, needles, place
from annotator.services.tagging import begun
from annotator.store import search, spans
from annotator.store.search import Searchable

MOST: Final = 5000
"""How many hits are offered; a string that stands more often is no name."""
_CHARACTERS: Final = 400_000
_CLOSED: Final = (Status.SUBMITTED, Status.SKIPPED)


class Standing(StrEnum):
    """What is at a hit already."""

    FREE = "free"
    LABELLED = "labelled"  # the same range has another label
    INSIDE = "inside"  # a longer tag of mine covers it, or one crosses it
    NAME = "name"  # nothing of mine is there, but a longer place name


@dataclass(frozen=True, slots=True)
class SameHit:
    """A place where the string stands and could be tagged; `over` is what the tag in the way says."""

    article: ArticleId
    revision: RevisionId
    title: str
    place: Place
    standing: Standing = Standing.FREE
    over: str = ""
    over_label: LabelId | None = None

    @property
    def ticked(self) -> bool:
        """Whether it should be tagged unless the person says no."""
        return self.standing is Standing.FREE


@dataclass(frozen=True, slots=True)
class SameBatch:
    """What was found since the search was last asked; `tagged` counts hits left out because they are tagged so.

    `cut` says that there are more than the search offers.
    """

    done: int
    total: int
    hits: tuple[SameHit, ...] = ()
    tagged: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class SameStrings:
    """All that was found: free hits first, the open article's before the others'."""

    quote: str
    label: LabelId
    hits: tuple[SameHit, ...] = ()
    tagged: int = 0
    cut: bool = False


def same_string(project: Project, document: Document, quote: str, label: LabelId) -> SameStrings:
    """Looks everywhere at once; see `same_string_batches` for looking a little at a time."""
    return collected(quote, label, same_string_batches(project, document, quote, label))


def collected(quote: str, label: LabelId, batches: Iterable[SameBatch]) -> SameStrings:
    """What the batches of a search amount to, in the order in which it is offered."""
    known = list(batches)
    hits = sorted((hit for batch in known for hit in batch.hits), key=lambda hit: not hit.ticked)
    return SameStrings(
        quote, label, tuple(hits), sum(batch.tagged for batch in known), any(batch.cut for batch in known)
    )


def same_string_batches(project: Project, document: Document, quote: str, label: LabelId) -> Iterator[SameBatch]:
    """Looks for a string, whatever the width of its characters, in the open article, then in my unsubmitted ones."""
    if quote:
        here = same_here(project.scheme, document, quote, label)
        yield here
        yield from same_elsewhere(project, document.article.id, quote, label, MOST - len(here.hits))


def same_here(scheme: Scheme, document: Document, quote: str, label: LabelId) -> SameBatch:
    """The hits in the open article, from memory alone."""
    if not quote or document.layer.status in _CLOSED:
        return SameBatch(0, 0)
    one = Searchable(document.article.id, document.article.title, document.revision.id, len(document.text))
    hits, tagged = _hits(scheme, one, document.text, document.marks, quote, label)
    return SameBatch(0, 0, tuple(hits[:MOST]), tagged, len(hits) > MOST)


def same_elsewhere(
    project: Project, article: ArticleId, quote: str, label: LabelId, most: int = MOST
) -> Iterator[SameBatch]:
    """The hits in my other unsubmitted articles, at most `most` or few more; yields after each short read.

    Only my own tags are looked at.
    """
    with project.database.read() as connection:
        waiting = search.my_open_texts(connection, project.person.id)
    others = [one for one in waiting if one.id != article]
    done = 0
    for some in chunks(others, lambda one: one.length, _CHARACTERS):
        done += len(some)
        batch = _in_others(project, some, quote, label, SameBatch(done, len(others)), most)
        most -= len(batch.hits)
        yield batch
        if batch.cut:
            return


def _in_others(
    project: Project, some: Sequence[Searchable], quote: str, label: LabelId, batch: SameBatch, most: int
) -> SameBatch:
    with project.database.read() as connection:
        asked = [one.id for one in some]
        texts = {text.article: text.text for text in search.texts_with(connection, asked, needles(quote))}
    found: list[SameHit] = []
    tagged = 0
    for one in some:
        if one.id in texts:
            text = texts[one.id]
            marks = _marks(project, one)
            hits, known = _hits(project.scheme, one, text, marks, quote, label)
            found += hits
            tagged += known
    return SameBatch(batch.done, batch.total, tuple(found[:most]), tagged, len(found) > most)


def _marks(project: Project, one: Searchable) -> Marks:
    """My marks of an article in its present text."""
    if one.layer is None:
        return Marks()
    with project.database.read() as connection:
        older = spans.read_older(connection, one.layer.id, one.revision)
        marks = spans.read_marks(connection, one.layer.id, one.revision)
    return Marks(open_article(project, one.id).marks if older else marks)


def _hits(
    scheme: Scheme, one: Searchable, text: str, marks: Marks, quote: str, label: LabelId
) -> tuple[list[SameHit], int]:
    """The hits in one article, and how many were left out because they are tagged so already."""
    found: list[SameHit] = []
    tagged = 0
    wanted = scheme.label(label).id
    places = scheme.label(label).bounding is Bounding.PLACE
    for start, end in occurrences(text, quote):
        near = marks.in_range(start, end)
        if any((m.start, m.end) == (start, end) and scheme.label(m.label).id == wanted for m in near):
            tagged += 1
            continue
        standing, over = _standing(near, start, end)
        longer = _longer_name(text, start, end) if places and standing is Standing.FREE else ""
        found.append(
            SameHit(
                one.id,
                one.revision,
                one.title,
                place(text, start, end),
                Standing.NAME if longer else standing,
                text[over.start : over.end] if over is not None else longer,
                over.label if over is not None else None,
            )
        )
    return found, tagged


def occurrences(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where a string stands in a text, in full or half width; hits do not overlap."""
    folded, wanted = fold(text), fold(quote)
    at = folded.find(wanted)
    while at >= 0:
        yield at, at + len(quote)
        at = folded.find(wanted, at + len(quote))


def _longer_name(text: str, start: int, end: int) -> str:
    """The longer place name that begins where a hit does (普陀区 at 普陀); empty where there is none."""
    from annotator.suggest.gazetteer import gazetteer

    lengths = gazetteer().lengths(text, start)
    return text[start : start + lengths[-1]] if lengths and lengths[-1] > end - start else ""


def _standing(near: Sequence[Mark], start: int, end: int) -> tuple[Standing, Mark | None]:
    for mark in near:
        if (mark.start < start and mark.end > start) or (mark.end > end and mark.start < end):
            return Standing.INSIDE, mark
    twin = next((mark for mark in near if (mark.start, mark.end) == (start, end)), None)
    return (Standing.FREE, None) if twin is None else (Standing.LABELLED, twin)


def apply_same(
    project: Project,
    document: Document,
    hits: Sequence[SameHit],
    label: LabelId,
    attributes: Attributes | None = None,
) -> tuple[list[Change], list[Change]]:
    """Tags hits: the changes of the open document, which its memory has made, and those of other articles.

    Both are to be written by one `tagging.write`, as one step. Quotes among the attributes stay behind, since they
    are places of one article. Raises ConflictError, changing nothing, where a text changed since the search.
    """
    others = tag_elsewhere(project, document.article.id, hits, label, attributes)
    return tag_here(project.scheme, document, hits, label, attributes), others


def tag_here(
    scheme: Scheme,
    document: Document,
    hits: Sequence[SameHit],
    label: LabelId,
    attributes: Attributes | None = None,
    origin: Origin = Origin.MANUAL,
) -> list[Change]:
    """Tags those hits that are in the open article, in memory; returns the changes to be written."""
    mine = [hit for hit in hits if hit.article == document.article.id]
    _check(mine, document.revision.id)
    kept = _without_places(attributes or {})
    return document.create_all(
        [
            document.new_span(hit.place.start, hit.place.end, label, kept, origin)
            for hit in mine
            if not _is_tagged(scheme, document.marks, hit, label)
        ]
    )


def tag_elsewhere(
    project: Project,
    article: ArticleId,
    hits: Sequence[SameHit],
    label: LabelId,
    attributes: Attributes | None = None,
    origin: Origin = Origin.MANUAL,
) -> list[Change]:
    """The changes that tag the hits outside the open article, each article's layer begun where it has none."""
    by_article: dict[ArticleId, list[SameHit]] = defaultdict(list)
    for hit in hits:
        if hit.article != article:
            by_article[hit.article].append(hit)
    kept = _without_places(attributes or {})
    changes: list[Change] = []
    for article_id, some in by_article.items():
        changes += _tag_elsewhere(project, open_article(project, article_id), some, label, kept, origin)
    return changes


def _tag_elsewhere(
    project: Project,
    opened: OpenArticle,
    hits: Sequence[SameHit],
    label: LabelId,
    attributes: Attributes,
    origin: Origin,
) -> list[Change]:
    _check(hits, opened.revision.id)
    layer: Layer = opened.layer
    if layer.status in _CLOSED:
        raise RefusedError(
            "“{title}” is submitted and cannot be changed.", "Look for the string again.", title=opened.article.title
        )
    marks = Marks(opened.marks)
    changes = [
        Change(None, _span(opened, layer.id, hit, label, attributes, origin), opened.article.id, layer.id)
        for hit in hits
        if not _is_tagged(project.scheme, marks, hit, label)
    ]
    return begun(layer, opened.layer_stored, changes) if changes else []


def _span(
    opened: OpenArticle, layer: LayerId, hit: SameHit, label: LabelId, attributes: Attributes, origin: Origin
) -> Span:
    start, end = hit.place.start, hit.place.end
    text = opened.revision.text[start:end]
    return Span(SpanId(new_id()), layer, opened.revision.id, start, end, label, text, attributes, origin=origin)


def _is_tagged(scheme: Scheme, marks: Marks, hit: SameHit, label: LabelId) -> bool:
    start, end = hit.place.start, hit.place.end
    wanted = scheme.label(label).id
    return any(
        (mark.start, mark.end) == (start, end) and scheme.label(mark.label).id == wanted
        for mark in marks.in_range(start, end)
    )


def _check(hits: Sequence[SameHit], revision: RevisionId) -> None:
    changed = next((hit for hit in hits if hit.revision != revision), None)
    if changed is not None:
        raise ConflictError(
            "The text of “{title}” was changed since the search.", "Look for the string again.", title=changed.title
        )


def _without_places(attributes: Mapping[str, object]) -> dict[str, object]:
    """Attributes without quotes, which are places; what of a list is free text stays."""
    kept: dict[str, object] = {}
    for key, value in attributes.items():
        if isinstance(value, list):
            texts = [item for item in value if not isinstance(item, dict)]
            if texts:
                kept[key] = texts
        elif not isinstance(value, dict):
            kept[key] = value
    return kept
