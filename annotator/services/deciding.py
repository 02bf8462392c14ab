"""What a person decides about suggestions: taken over, mended, refused; paragraphs read to their end; control articles.

A decision is a list of changes of the open document, made in memory like any edit and written as one step: the tags and
the notes (`domain.learning`) that go with them are taken back together.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, LabelId, RecordId, SpanId, new_id
from annotator.domain.learning import Control, Refusal, Tick, paragraph_hash
from annotator.domain.record import Record
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Mark, Origin, Span
from annotator.errors import ConflictError
from annotator.i18n import mark
from annotator.services.assist import Finding, Snapshot
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.services.same import SameHit
from annotator.services.suggesting import Proposal
from annotator.store import projects, records, search

Bounds = tuple[int, int]

UNTICKED: Final = "unticked"
"""The kind of the finding that a paragraph was not ticked as read."""
CONTROL: Final = "control_every"
"""Key of the project's settings: one article in so many opens without suggestions; none does without it."""
CONTROL_EVERY: Final = 10

_ONE: Final = mark("Paragraph {first} was not ticked as read.")
_SEVERAL: Final = mark("Paragraphs {first} to {last} were not ticked as read.")


def suggestion_id(proposal: Proposal) -> SpanId:
    """The id by which the window knows a proposal: the same whenever the same range is proposed as the same label."""
    told = b"%d:%d:" % (proposal.start, proposal.end) + proposal.label
    return SpanId(hashlib.blake2b(told, digest_size=16).digest())


def as_mark(proposal: Proposal) -> Mark:
    """A proposal as it is listed and painted."""
    return Mark(proposal.start, proposal.end, proposal.label, suggestion_id(proposal))


# -- paragraphs -------------------------------------------------------------------------------------------------------


def paragraphs(text: str) -> list[Bounds]:
    """The paragraphs that can be ticked: without line ends and empty ones, very long ones in pieces."""
    from annotator.suggest.regions import regions

    return [(start, end) for start, end in regions(text) if text[start:end].strip()]


def ticked(text: str, ticks: Iterable[Tick], whole: Sequence[Bounds] | None = None) -> list[Bounds]:
    """The paragraphs that were read and still say what they said then."""
    known = {tick.hash for tick in ticks}
    if not known:
        return []
    return [
        (start, end)
        for start, end in (paragraphs(text) if whole is None else whole)
        if paragraph_hash(text[start:end]) in known
    ]


class Reading:
    """The paragraphs of a text and which of them were read, for the window to ask while keys are pressed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._all = paragraphs(text)
        self._starts = [start for start, _ in self._all]
        self._hashes: list[str] = []
        self._ticks: dict[RecordId, tuple[Record, str]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def take(self, notes: Iterable[Record]) -> None:
        """Takes ticks as they are stored."""
        for one in notes:
            if one.kind == Tick.kind:
                self._ticks[one.id] = one, one.key

    def drop(self, note: Record) -> None:
        """Forgets a tick."""
        self._ticks.pop(note.id, None)

    def at(self, position: int) -> Bounds | None:
        """The paragraph at a position, else the next one behind it, else the last."""
        if not self._all:
            return None
        index = max(bisect_right(self._starts, position) - 1, 0)
        if position > self._all[index][1] and index + 1 < len(self._all):
            index += 1
        return self._all[index]

    def behind(self, bounds: Bounds) -> Bounds | None:
        """The paragraph that follows one."""
        index = bisect_right(self._starts, bounds[0])
        return self._all[index] if index < len(self._all) else None

    def read(self) -> list[Bounds]:
        """The paragraphs that were ticked and say what they said then."""
        known = {key for _, key in self._ticks.values()}
        return [one for one, key in zip(self._all, self._keys(), strict=True) if key in known] if known else []

    def unread(self) -> list[Bounds]:
        """The paragraphs that were not."""
        known = set(self.read())
        return [one for one in self._all if one not in known]

    def notes_of(self, bounds: Bounds) -> list[Record]:
        """The ticks of a paragraph."""
        key = paragraph_hash(self._text[slice(*bounds)])
        return [note for note, known in self._ticks.values() if known == key]

    def _keys(self) -> list[str]:
        if not self._hashes:
            self._hashes = [paragraph_hash(self._text[start:end]) for start, end in self._all]
        return self._hashes


def read_notes(project: Project, article: ArticleId) -> list[Record]:
    """My ticks in an article, and whether it is a control, as they are stored."""
    with project.database.read() as connection:
        kinds = (Tick.kind, Control.kind)
        return records.read_records(connection, kinds, article=article, person=project.person.id)


def unticked(project: Project, known: Snapshot) -> list[Finding]:
    """The paragraphs of an article that were not ticked as read, neighbours as one finding."""
    ticks = [Tick.from_record(one) for one in read_notes(project, known.article) if one.kind == Tick.kind]
    whole = paragraphs(known.text)
    read = set(ticked(known.text, ticks, whole))
    found: list[Finding] = []
    first: int | None = None
    for number, bounds in enumerate([*whole, None], 1):
        if bounds is not None and bounds not in read:
            first = number if first is None else first
        elif first is not None:
            found.append(_unread(known.text, whole, first, number - 1))
            first = None
    return found


def unticked_by_habit(project: Project, known: Snapshot) -> list[Finding]:
    """The same for somebody who ticks paragraphs in this project; nothing for who never did."""
    with project.database.read() as connection:
        ticks = records.read_records(connection, [Tick.kind], person=project.person.id)
    return unticked(project, known) if ticks else []


def _unread(text: str, whole: Sequence[Bounds], first: int, last: int) -> Finding:
    start, end = whole[first - 1][0], whole[last - 1][1]
    message = _ONE if first == last else _SEVERAL
    key = f"{UNTICKED}|{paragraph_hash(text[start:end])}"
    return Finding(UNTICKED, start, end, message, key, {"first": first, "last": last})


# -- decisions --------------------------------------------------------------------------------------------------------


def taken(document: Document, proposal: Proposal, chosen: Mapping[str, Any] | None = None) -> Span:
    """The tag that a proposal becomes as it is; `chosen` are attributes of another candidate."""
    attributes = {**proposal.attributes, **(chosen or {})}
    origin = Origin.ACCEPTED if attributes == dict(proposal.attributes) else Origin.MENDED
    return document.new_span(proposal.start, proposal.end, proposal.label, attributes, origin)


def mended(
    document: Document, proposal: Proposal, scheme: Scheme, bounds: Bounds | None = None, label: Label | None = None
) -> Span:
    """The tag that a proposal becomes with other bounds or another label; attributes stay where the label has them."""
    start, end = bounds or (proposal.start, proposal.end)
    label = label or scheme.label(proposal.label)
    keys = {attribute.key for attribute in label.attributes}
    attributes = {key: value for key, value in proposal.attributes.items() if key in keys}
    return document.new_span(start, end, label.id, attributes, Origin.MENDED)


def accept(document: Document, spans: Sequence[Span], notes: Sequence[Record] = ()) -> list[Change]:
    """Adds tags and notes as one step; a tag that is there already is not made twice."""
    marks = document.marks
    new = [
        span
        for span in spans
        if all(
            (one.start, one.end, one.label) != (span.start, span.end, span.label)
            for one in marks.in_range(span.start, span.end)
        )
    ]
    return document.decide(new, notes)


def refuse(project: Project, document: Document, proposals: Sequence[Proposal]) -> list[Change]:
    """Notes that proposals are no such tags."""
    return document.decide((), [_refusal(project, document, one) for one in proposals])


def _refusal(project: Project, document: Document, proposal: Proposal) -> Record:
    key = project.scheme.label(proposal.label).key
    refusal = Refusal.of(document.text, proposal.start, proposal.end, key, proposal.engine)
    return refusal.to_record(RecordId(new_id()), project.person.id, document.article.id)


def refuse_tag(project: Project, document: Document, span: SpanId) -> list[Change]:
    """Removes a tag and notes that its range is no such tag, as one step."""
    tag = document.span(span)
    key = project.scheme.label(tag.label).key
    refusal = Refusal.of(document.text, tag.start, tag.end, key)
    note = refusal.to_record(RecordId(new_id()), project.person.id, document.article.id)
    return [*document.delete([span]), *document.decide((), [note])]


def ticks(project: Project, document: Document, which: Iterable[Bounds]) -> list[Record]:
    """The notes that paragraphs were read."""
    person, article = project.person.id, document.article.id
    return [Tick.of(document.text, *one).to_record(RecordId(new_id()), person, article) for one in which]


def refuse_hits(project: Project, document: Document, hits: Sequence[SameHit], label: LabelId) -> list[Change]:
    """Notes for every place of a string, in the open article and in others, that it is no such tag; one step.

    Raises ConflictError, changing nothing, where a text changed since the search.
    """
    here = [hit for hit in hits if hit.article == document.article.id]
    others = [hit for hit in hits if hit.article != document.article.id]
    return [*refuse_here(project, document, here, label), *refuse_elsewhere(project, others, label)]


def refuse_here(project: Project, document: Document, hits: Sequence[SameHit], label: LabelId) -> list[Change]:
    """The notes for places of the open article, made in memory."""
    mine = [hit for hit in hits if hit.article == document.article.id]
    _check(mine, document.revision.id)
    key = project.scheme.label(label).key
    made = [
        Refusal.of(document.text, hit.place.start, hit.place.end, key).to_record(
            RecordId(new_id()), project.person.id, document.article.id
        )
        for hit in mine
    ]
    return document.decide((), made)


def refuse_elsewhere(project: Project, hits: Sequence[SameHit], label: LabelId) -> list[Change]:
    """The changes that note refusals in other articles."""
    with project.database.read() as connection:
        texts = {one.article: one for one in search.texts_with(connection, list({hit.article for hit in hits}), [])}
    key = project.scheme.label(label).key
    changes = []
    for hit in hits:
        _check([hit], texts[hit.article].revision)
        refusal = Refusal.of(texts[hit.article].text, hit.place.start, hit.place.end, key)
        record = refusal.to_record(RecordId(new_id()), project.person.id, hit.article)
        changes.append(Change(None, record, hit.article))
    return changes


def _check(hits: Sequence[SameHit], revision: bytes) -> None:
    changed = next((hit for hit in hits if hit.revision != revision), None)
    if changed is not None:
        raise ConflictError(
            "The text of “{title}” was changed since the search.", "Look for the string again.", title=changed.title
        )


# -- control articles -------------------------------------------------------------------------------------------------


def control_every(project: Project) -> int:
    """One article in how many opens without suggestions; 0 for none."""
    with project.database.read() as connection:
        found = projects.read_project(connection).settings.get(CONTROL, 0)
    return found if isinstance(found, int) else 0


def set_control_every(project: Project, every: int) -> None:
    """Has one article in so many open without suggestions; 0 for none."""
    with project.database.write() as connection:
        known = projects.read_project(connection)
        projects.put_project(connection, known.name, {**known.settings, CONTROL: every})


def drawn(article: ArticleId, every: int) -> bool:
    """Whether an article is one of the controls: by its id alone, so that everybody draws the same."""
    return every > 0 and int.from_bytes(hashlib.blake2b(article, digest_size=8).digest(), "big") % every == 0


def is_control(article: ArticleId, every: int, notes: Iterable[Record]) -> bool:
    """Whether an article opens without suggestions, unless its person has asked for them."""
    known = [Control.from_record(one) for one in notes if one.kind == Control.kind and one.article == article]
    return known[-1].on if known else drawn(article, every)


def set_control(project: Project, document: Document, on: bool) -> list[Change]:
    """Notes that the open article is a control, or is none any more."""
    record = Control(on).to_record(RecordId(new_id()), project.person.id, document.article.id)
    return document.decide((), [record])


# -- how the ways of tagging compare ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OriginFigures:
    """How tags that came to be in one way fare against what was agreed on.

    `agreed` of `tags` stand just so in the reference; `found` of the reference's `wanted` tags were made. Only articles
    are counted of which there is a reference: the gold, else a colleague's finished layer that may be seen.
    """

    tags: int = 0
    agreed: int = 0
    wanted: int = 0
    found: int = 0

    @property
    def agreement(self) -> float | None:
        """The share of tags that are right; None without tags."""
        return self.agreed / self.tags if self.tags else None

    @property
    def recall(self) -> float | None:
        """The share of what should be tagged that is; None where nothing should."""
        return self.found / self.wanted if self.wanted else None

    def plus(self, tags: int, agreed: int, wanted: int, found: int) -> "OriginFigures":
        """With the counts of one more article."""
        return replace(
            self,
            tags=self.tags + tags,
            agreed=self.agreed + agreed,
            wanted=self.wanted + wanted,
            found=self.found + found,
        )


def by_origin(project: Project) -> dict[str, OriginFigures]:
    """My tags against the reference, apart for `manual`, `accepted`, `mended` and `imported`, and for `control`
    articles, whose tags are counted under that alone."""
    from annotator.services.origins import compared

    return compared(project, control_every(project))
