"""What the machine can say about the open article: words, natural bounds, the read-back line, the check at the end.

Everything below is imported where it is first used, because the window must be painted before the segmenter is loaded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from annotator.domain.ids import ArticleId, LayerId, SpanId
from annotator.domain.scheme import Bounding, Label, Scheme
from annotator.domain.span import Attributes, Mark
from annotator.i18n import mark
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.store import dismissals, spans

if TYPE_CHECKING:
    from annotator.suggest.words import Words

Bounds = tuple[int, int]

_KNOWN: Final = 4000  # marks around a place whose quotes count as known names there
_AROUND: Final = 8  # characters on each side by which a dismissed finding is known again
_SHOWN: Final = 24
RECHECK: Final = "recheck"


def warm_up() -> None:
    """Loads the segmenter, so that the first key that needs it finds it there."""
    word_at("预热", 0)


@cache
def _words() -> "Words":
    """The words of all texts, with what was segmented last; one, because each loads a dictionary."""
    from annotator.suggest.words import Words

    return Words()


def word_at(text: str, position: int) -> Bounds:
    """The word over the character at a position; at the end of a paragraph its line end."""
    found = _words().at(text, position)
    if found is not None and found[0] <= position < found[1]:
        return found
    return position, min(position + 1, len(text))


def words(text: str) -> list[Bounds]:
    """The bounds of all words, blanks and marks of a text, without its line ends."""
    return _words().spans(text)


def snap(text: str, start: int, end: int) -> Bounds:
    """A dragged range moved to word bounds, without blanks and marks at its edges."""
    from annotator.suggest import bounds

    return bounds.snap(text, start, end, words=_words())


def natural_bound(document: Document, position: int, label: Label) -> Bounds | None:
    """What a label's key tags at a caret without a selection; None where there is nothing to tag."""
    from annotator.suggest import bounds

    known = _known(document, position, label)
    return bounds.natural_bound(document.text, position, label.bounding, known, words=_words())


def ladder(document: Document, start: int, end: int, label: Label | None = None) -> list[Bounds]:
    """The bounds that a range can shrink and grow to, each inside the next, itself among them."""
    from annotator.suggest import bounds

    bounding = Bounding.WORD if label is None else label.bounding
    known = frozenset[str]() if label is None else _known(document, start, label)
    return bounds.ladder(document.text, start, end, bounding, known, words=_words())


def climb(document: Document, start: int, end: int, direction: int, rungs: Sequence[Bounds]) -> Bounds | None:
    """The next larger (`direction` > 0) or smaller rung of a ladder from a range; at a caret the word there.

    None on the last rung. Whoever keeps the rungs of the first step comes back over those he went by.
    """
    from annotator.suggest import bounds

    if start == end:
        return bounds.natural_bound(document.text, start, Bounding.WORD, words=_words()) if direction > 0 else None
    return bounds.larger(start, end, rungs) if direction > 0 else bounds.smaller(start, end, rungs)


def next_candidate(document: Document, position: int, direction: int) -> Bounds | None:
    """The next or previous number, quoted name or place that nobody tagged."""
    from annotator.suggest import candidates

    taken = [(found.start, found.end) for found in document.marks]
    return candidates.next_candidate(document.text, position, direction, taken, words=_words())


def _known(document: Document, position: int, label: Label) -> frozenset[str]:
    """What has the label in this article, around a place in an article with very many marks."""
    marks = document.marks
    here = marks.next(position)
    middle = len(marks) if here is None else marks.index(here)
    near = range(max(0, middle - _KNOWN // 2), min(len(marks), middle + _KNOWN // 2))
    text = document.text
    return frozenset(text[marks[k].start : marks[k].end] for k in near if marks[k].label == label.id)


def read_back(attributes: Attributes) -> str:
    """What the attributes of a metric say in one line, for the person to read back; empty where they say nothing."""
    from annotator.suggest import readback

    values = {key: str(attributes.get(key) or "") for key in ("value", "unit", "per", "bound")}
    return readback.read_back(indicator=_quotes(attributes.get("indicator")), **values)


def _quotes(value: object) -> str:
    items = value if isinstance(value, list) else [value]
    return "、".join(str(item.get("text", "")) if isinstance(item, dict) else str(item) for item in items if item)


# -- the check before submitting --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """A place to look at before submitting: `message` is a template for `tr`, filled from `values`.

    `span` is the tag that it is about, None for what is not tagged; `key` is what a dismissal remembers.
    """

    kind: str
    start: int
    end: int
    message: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    span: SpanId | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the check looks at, taken in the window's thread and handed to the one that reads the database."""

    article: ArticleId
    layer: LayerId
    text: str
    marks: tuple[Mark, ...]
    recheck: frozenset[SpanId]


_RECHECK: Final = mark("The text of “{text}” changed after it was tagged.")


def snapshot(document: Document) -> Snapshot:
    """The open article as it is now."""
    return Snapshot(
        document.article.id, document.layer.id, document.text, tuple(document.marks), frozenset(document.recheck)
    )


def findings(project: Project, document: Document) -> list[Finding]:
    """All that is to be looked at in the open article, in the order of the text, without what was dismissed."""
    return findings_of(project, snapshot(document))


def findings_of(project: Project, known: Snapshot) -> list[Finding]:
    """The findings of a snapshot; edits that were made before it have to be written already."""
    from annotator.suggest import checks

    with project.database.read() as connection:
        stored = {span.id: span.attributes for span in spans.read_spans(connection, known.layer)}
        dismissed = dismissals.read_dismissed(connection, project.person.id, known.article)
    tagged = [
        checks.Tagged(one.start, one.end, _bounding(project.scheme, one), stored.get(one.id, {})) for one in known.marks
    ]
    by_range = {(one.start, one.end): one.id for one in reversed(known.marks)}
    found = [
        Finding(
            str(one.kind),
            one.start,
            one.end,
            one.message,
            _key(str(one.kind), known.text, one.start, one.end),
            one.values,
            by_range.get((one.start, one.end)),
        )
        for one in checks.check(known.text, tagged)
    ]
    found += [_changed(known.text, one) for one in known.marks if one.id in known.recheck]
    found.sort(key=lambda one: (one.start, one.end, one.kind))
    return [one for one in found if one.key not in dismissed]


def _bounding(scheme: Scheme, one: Mark) -> Bounding:
    return scheme.label(one.label).bounding


def _changed(text: str, one: Mark) -> Finding:
    shown = text[one.start : one.end]
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    key = _key(RECHECK, text, one.start, one.end)
    return Finding(RECHECK, one.start, one.end, _RECHECK, key, {"text": shown}, one.id)


def _key(kind: str, text: str, start: int, end: int) -> str:
    """A finding by the words around it, so that it is known again when repairs before it have moved it."""
    return "|".join((kind, text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]))


def dismiss(project: Project, article: ArticleId, finding: Finding, dismissed: bool = True) -> None:
    """Has a finding not told again in this article, or told again."""
    with project.database.write() as connection:
        dismissals.put_dismissed(connection, project.person.id, article, finding.key, dismissed)
