"""The article that is open: its text and my layer in memory, and the edits a person can make to it.

An edit is made here first and handed over as changes to be written, so that the next key finds it done. What is on the
screen as saved is what the database has acknowledged; where it refuses, the window reads the article again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotator.domain.article import Article, Layer, Revision, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, LabelId, LayerId, RelationId, SpanId, new_id
from annotator.domain.marks import Marks
from annotator.domain.record import Record
from annotator.domain.span import Attributes, Mark, Origin, Relation, Span
from annotator.errors import ConflictError, RefusedError
from annotator.services.articles import OpenArticle
from annotator.services.tagging import begun

Fetch = Callable[[Sequence[tuple[int, SpanId]]], list[Span]]
"""Reads spans of my layer with all they hold, by stored start and id."""


class Document:
    """An open article with my layer.

    Every editing method checks, changes the memory and returns the changes to be written, oldest first; an empty list
    means that there was nothing to do. Positions are code points of `text`.
    """

    def __init__(self, opened: OpenArticle, fetch: Fetch) -> None:
        self.article: Article = opened.article
        self.revision: Revision = opened.revision
        self.layer: Layer = opened.layer
        self.encoding = opened.encoding
        self.marks = Marks(opened.marks)
        self.recheck = set(opened.recheck)
        self._layer_stored = opened.layer_stored
        self._fetch = fetch
        self._stored = dict(opened.stored)  # as the database has them
        self._shown = dict(opened.carried)  # as they lie in this text, where that differs

    @property
    def text(self) -> str:
        """The reading text."""
        return self.revision.text

    def span(self, span_id: SpanId) -> Span:
        """A span with all it holds, its bounds in this text; KeyError where it is not here."""
        return self.spans([span_id])[0]

    def readable(self, ids: Iterable[SpanId]) -> list[Span]:
        """Those of several spans that are there, to be shown: while a step is being taken back the database is ahead of
        the marks."""
        wanted = [id_ for id_ in ids if self.marks.get(id_) is not None]
        try:
            return self.spans(wanted)
        except ConflictError:
            return self.spans(id_ for id_ in wanted if id_ in self._stored)

    def spans(self, ids: Iterable[SpanId]) -> list[Span]:
        """Several spans, read at once where they are not in memory yet."""
        wanted = list(ids)
        missing = [id_ for id_ in wanted if id_ not in self._stored]
        if missing:
            keys = []
            for id_ in missing:
                mark = self.marks.get(id_)
                if mark is None:
                    raise KeyError(id_)
                keys.append((mark.start, id_))
            for found in self._fetch(keys):
                self._stored[found.id] = found
            if any(id_ not in self._stored for id_ in missing):
                raise ConflictError("This was changed meanwhile; nothing was overwritten.")
        return [self._shown.get(id_) or self._stored[id_] for id_ in wanted]

    # -- edits ---------------------------------------------------------------------------------------------------

    def create(
        self,
        start: int,
        end: int,
        label: LabelId,
        attributes: Attributes | None = None,
        origin: Origin = Origin.MANUAL,
    ) -> list[Change]:
        """Tags a range; refused where the same range has the same label already."""
        self._check_range(start, end)
        twin = next((m for m in self.marks.in_range(start, end) if m[:3] == (start, end, label)), None)
        if twin is not None:
            return []
        return self._do([Change(None, self.new_span(start, end, label, attributes, origin), *self._place)])

    def create_all(self, spans: Sequence[Span]) -> list[Change]:
        """Adds several spans as one step."""
        return self._do([Change(None, span, *self._place) for span in spans])

    def decide(self, spans: Sequence[Span], notes: Sequence[Record], gone: Sequence[Record] = ()) -> list[Change]:
        """Adds spans and notes about the article, and takes notes away, as one step."""
        changes = [Change(None, span, *self._place) for span in spans]
        changes += [Change(note, None, self.article.id, note.layer) for note in gone]
        changes += [Change(None, note, self.article.id, note.layer) for note in notes]
        return self._do(changes)

    def new_span(
        self,
        start: int,
        end: int,
        label: LabelId,
        attributes: Attributes | None = None,
        origin: Origin = Origin.MANUAL,
    ) -> Span:
        """A span of my layer, not yet added."""
        return Span(
            SpanId(new_id()),
            self.layer.id,
            self.revision.id,
            start,
            end,
            label,
            self.text[start:end],
            attributes or {},
            origin=origin,
        )

    def relabel(self, ids: Sequence[SpanId], label: LabelId) -> list[Change]:
        """Gives spans another label; their attributes stay, since undo and a second thought may want them."""
        return self._edit(ids, lambda span: replace(span, label=label))

    def set_bounds(self, span_id: SpanId, start: int, end: int) -> list[Change]:
        """Moves the ends of a span."""
        self._check_range(start, end)
        return self._edit(
            [span_id],
            lambda span: replace(span, start=start, end=end, quote=self.text[start:end], parts=()),
        )

    def set_attribute(self, ids: Sequence[SpanId], key: str, value: object) -> list[Change]:
        """Sets an attribute, a JSON value, or takes it away with None."""

        def edit(span: Span) -> Span:
            attributes = {k: v for k, v in span.attributes.items() if k != key}
            if value is not None:
                attributes[key] = value
            return replace(span, attributes=attributes)

        return self._edit(ids, edit)

    def set_attributes(self, ids: Sequence[SpanId], attributes: Attributes) -> list[Change]:
        """Sets all attributes at once, as when the last ones are repeated."""
        return self._edit(ids, lambda span: replace(span, attributes=dict(attributes)))

    def set_note(self, ids: Sequence[SpanId], note: str) -> list[Change]:
        """Writes a note."""
        return self._edit(ids, lambda span: replace(span, note=note))

    def confirm(self, ids: Sequence[SpanId]) -> list[Change]:
        """Takes spans over as they lie in this text: off the re-check list."""
        return self._edit(ids, lambda span: span, touch=True)

    def delete(self, ids: Sequence[SpanId]) -> list[Change]:
        """Removes spans, and first the relations that hang on them."""
        known = self.spans(ids)
        return self._do([Change(self._stored[span.id], None, *self._place) for span in known])

    def split(self, span_id: SpanId, position: int) -> list[Change]:
        """Cuts a span in two at a position inside it; the first part keeps everything, the second the label."""
        span = self.span(span_id)
        if not span.start < position < span.end:
            raise RefusedError("Put the caret inside the tag to split it.")
        head = replace(span, end=position, quote=self.text[span.start : position], revision=self.revision.id, parts=())
        head = replace(head, origin=_origin(span, head))
        tail = self.new_span(position, span.end, span.label, origin=Origin(head.origin))
        return self._do(
            [Change(self._stored[span_id], head, *self._place), Change(None, tail, *self._place)],
        )

    def merge(self, ids: Sequence[SpanId]) -> list[Change]:
        """Makes one span of several, from the first start to the last end; the first one's data stay."""
        known = sorted(self.spans(ids), key=lambda span: (span.start, -span.end))
        if len(known) < 2:
            raise RefusedError("Select two or more tags to merge them.")
        start, end = known[0].start, max(span.end for span in known)
        whole = replace(known[0], start=start, end=end, quote=self.text[start:end], revision=self.revision.id, parts=())
        whole = replace(whole, origin=_origin(known[0], whole))
        changes = [Change(self._stored[known[0].id], whole, *self._place)]
        changes += [Change(self._stored[span.id], None, *self._place) for span in known[1:]]
        return self._do(changes)

    def set_status(self, status: Status, reason: str = "") -> list[Change]:
        """Says how far I am with the article."""
        after = replace(self.layer, status=status, reason=reason)
        if after == self.layer:
            return []
        return self._do([Change(self.layer, after, *self._place)], check=False)

    def relate(self, source: SpanId, target: SpanId, kind: str) -> list[Change]:
        """Ties two spans together."""
        relation = Relation(RelationId(new_id()), self.layer.id, kind, source, target)
        return self._do([Change(None, relation, *self._place)])

    # -- changes made elsewhere ----------------------------------------------------------------------------------

    def apply(self, changes: Sequence[Change]) -> bool:
        """Follows changes that were written elsewhere, by undo above all; False where the text itself changed."""
        for change in changes:
            if change.article != self.article.id:
                continue
            if isinstance(change.state, Article):
                after = change.after
                if not isinstance(after, Article) or after.revision != self.revision.id:
                    return False
                self.article = after
            elif change.layer == self.layer.id:
                self._apply(change)
        return True

    # -- inside --------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> tuple[ArticleId, LayerId]:
        return self.article.id, self.layer.id

    def _check_range(self, start: int, end: int) -> None:
        if not 0 <= start < end <= len(self.text):
            raise RefusedError("A tag needs at least one character of the article.")

    def _edit(self, ids: Sequence[SpanId], edit: Callable[[Span], Span], touch: bool = False) -> list[Change]:
        changes = []
        for span in self.spans(ids):
            after = edit(span)
            if after != span or touch:
                after = replace(after, revision=self.revision.id, origin=_origin(span, after))
                changes.append(Change(self._stored[span.id], after, *self._place))
        return self._do(changes)

    def _do(self, changes: Sequence[Change], check: bool = True) -> list[Change]:
        if not changes:
            return []
        if check and self.layer.status in (Status.SUBMITTED, Status.SKIPPED):
            raise RefusedError(
                "This article is submitted and cannot be changed.", "Set it back to “In progress” first (Ctrl+Z)."
            )
        whole = begun(self.layer, self._layer_stored, changes)
        for change in whole:
            self._apply(change)
        return whole

    def _apply(self, change: Change) -> None:
        match change.state:
            case Span():
                self._apply_span(change)
            case Layer():
                self._layer_stored = change.after is not None
                self.layer = change.state
            case _:
                pass

    def _apply_span(self, change: Change) -> None:
        before, after = change.before, change.after
        if isinstance(before, Span):
            self.marks.remove(before.id)
            self._stored.pop(before.id, None)
            self._shown.pop(before.id, None)
            self.recheck.discard(before.id)
        if isinstance(after, Span):
            self.marks.add(Mark(after.start, after.end, after.label, after.id))
            self._stored[after.id] = after


def _origin(before: Span, after: Span) -> str:
    """How a span came to be after an edit: a suggestion that was taken over and then changed is a mended one."""
    same = (before.start, before.end, before.label, before.attributes) == (
        after.start,
        after.end,
        after.label,
        after.attributes,
    )
    return before.origin if same or before.origin != Origin.ACCEPTED else Origin.MENDED
