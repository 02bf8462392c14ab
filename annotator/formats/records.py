"""What readers of annotated files deliver and writers take: an article in one layer, in plain values.

Spans and relations are plain tuples, not classes: they cross from the process that reads to the one that writes by the
hundred thousand, and a class costs there four times as much.
"""

from dataclasses import dataclass, field
from typing import Final

from annotator.domain.article import ArticleForm, LayerKind, Status
from annotator.errors import AnnotatorError

SpanRecord = tuple[bytes, int, int, str, str, str, str, str, str]
"""A span: id, start, end (code points, half-open), label key, quote, attributes as JSON text, note, origin, and its
parts as JSON text, empty where there is one part."""

RelationRecord = tuple[bytes, str, bytes, bytes, str, str]
"""A relation: id, type, ids of its source and target span, attributes as JSON text, note."""

GOLD: Final = "gold"
"""What a file calls the layer that is the agreed one."""


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """The work of one person on an article; `person` is empty for whoever imports it.

    `ticked` are the ranges of paragraphs that the person read to their end: what is untagged there is so on purpose.
    """

    person: str = ""
    kind: LayerKind = LayerKind.PERSON
    status: Status = Status.WORKING
    reason: str = ""
    spans: tuple[SpanRecord, ...] = ()
    relations: tuple[RelationRecord, ...] = ()
    ticked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article with one layer, or none; its text is taken as it is.

    `id` is the article's where the file gives one, `scheme` name and version of the labels that it was tagged by.
    `notices` say what was left out or converted on the way in.
    """

    text: str
    sha256: bytes
    title: str = ""
    form: ArticleForm = field(default_factory=ArticleForm)
    source: str = ""
    id: bytes | None = None
    layer: LayerRecord | None = None
    notices: tuple[AnnotatorError, ...] = ()
    scheme: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be read, and why; `line` is 0 where it concerns the whole file."""

    name: str
    line: int
    error: AnnotatorError
