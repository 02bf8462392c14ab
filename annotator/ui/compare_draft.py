"""The tag that is being mended while a difference is decided: it is nobody's yet."""

from dataclasses import replace

from annotator.domain.ids import LabelId, LayerId, SpanId, new_id
from annotator.domain.scheme import AttributeType, Scheme
from annotator.domain.span import Attributes, Span
from annotator.services import assist
from annotator.services.cases import BEFORE, Case, Item
from annotator.services.choosing import Choice, mend
from annotator.services.document import Document
from annotator.ui.text.graphemes import step

_MOST_QUOTES = 3


class Draft:
    """What an item would become with changes; `touched` once something differs from what it began as."""

    def __init__(self, case: Case, item: Item, scheme: Scheme, side: int = -1) -> None:
        self.item = item
        self._scheme = scheme
        self._text = case.text
        self.start = self._begin(case, item, side)
        self.span: Span | None = self.start
        self._rungs: list[assist.Bounds] = []
        self._climbed: object = None

    def _begin(self, case: Case, item: Item, side: int) -> Span | None:
        """The gold where there is one, else what is proposed, else what most sides have."""
        if item.gold and side < 0:
            return replace(item.gold[0], id=SpanId(new_id()))
        if not item.variants:
            return None
        proposal = item.proposal
        if side < 0:
            side = proposal.variants[0] if proposal is not None and proposal.why != BEFORE and proposal.variants else 0
        unit = item.variants[side].unit
        label = case.labels[unit.label]
        words = case.text[unit.start : unit.end]
        id_, layer = SpanId(new_id()), LayerId(new_id())
        revision = case.revision.id
        return Span(id_, layer, revision, unit.start, unit.end, label, words, unit.attributes, unit.note)

    @property
    def touched(self) -> bool:
        """Whether it was changed."""
        return self.span != self.start

    def choice(self) -> Choice:
        """What it would become."""
        span = self.span
        assert span is not None  # noqa: S101 - only what is there is touched
        key = self._scheme.label(span.label).key
        return mend(self.item, span.start, span.end, key, span.attributes, span.note)

    def relabel(self, label: LabelId) -> None:
        """Gives it another label."""
        if self.span is not None:
            self.span = replace(self.span, label=label)

    def set_bounds(self, start: int, end: int) -> None:
        """Moves its ends."""
        if self.span is not None and 0 <= start < end <= len(self._text):
            self.span = replace(self.span, start=start, end=end, quote=self._text[start:end], parts=())

    def move(self, at_start: int, at_end: int) -> None:
        """Moves an end by a character."""
        if self.span is not None:
            self.set_bounds(step(self._text, self.span.start, at_start), step(self._text, self.span.end, at_end))

    def climb(self, document: Document, direction: int) -> None:
        """To the next larger or smaller bound of the ladder."""
        span = self.span
        if span is None:
            return
        here = (span.start, span.end)
        if not self._rungs or self._climbed != (here, span.label):
            self._rungs = assist.ladder(document, *here, self._scheme.label(span.label))
        bound = assist.climb(document, *here, direction, self._rungs)
        if bound is not None:
            self._climbed = (bound, span.label)
            self.set_bounds(*bound)

    def set_attribute(self, key: str, value: object) -> None:
        """Sets an attribute, or takes it away with None."""
        if self.span is not None:
            attributes = {k: v for k, v in self.span.attributes.items() if k != key}
            if value is not None:
                attributes[key] = value
            self._set(attributes)

    def _set(self, attributes: Attributes) -> None:
        if self.span is not None:
            self.span = replace(self.span, attributes=attributes)

    def set_note(self, note: str) -> None:
        """Writes a note."""
        if self.span is not None:
            self.span = replace(self.span, note=note)

    def add_quote(self, selection: tuple[int, int], key: str = "") -> bool:
        """Adds words of the article to an attribute that takes quotes; False where there is none or no room."""
        span = self.span
        if span is None:
            return False
        label = self._scheme.label(span.label)
        keys = [one.key for one in label.attributes if one.type is AttributeType.QUOTES]
        if not keys or (key and key not in keys):
            return False
        key = key or keys[0]
        quotes = [one for one in span.attributes.get(key) or [] if isinstance(one, dict)]
        quote = {"start": selection[0], "end": selection[1], "text": self._text[slice(*selection)]}
        if quote in quotes or len(quotes) >= _MOST_QUOTES:
            return False
        self.set_attribute(key, [*quotes, quote])
        return True
