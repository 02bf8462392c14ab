"""JSONL lines as other tools write them: doccano, Prodigy, spaCy, and plain `{"text", "spans"}`.

Bounds count code points. Some tools count UTF-16 units; where a line repeats the words of its spans, that shows.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from annotator.domain.article import LayerKind, Status
from annotator.domain.offsets import Offsets
from annotator.errors import AnnotatorError, InputError
from annotator.formats.jsonl_lines import JsonObject
from annotator.formats.jsonl_own import (
    SpanIds,
    id_from,
    meta_of,
    read_relations,
    read_spans,
    text_of,
)
from annotator.formats.records import ArticleRecord, LayerRecord

_SPANS: Final = ("spans", "label", "labels", "entities")
_STARTS: Final = ("start", "start_offset")
_ENDS: Final = ("end", "end_offset")
_QUOTES: Final = ("text", "quote")
_READ: Final = frozenset({"text", "meta", "id", "relations", "tokens", "_input_hash", "_task_hash", "_view_id"})
_REFUSALS: Final = ("reject", "ignore")  # Prodigy's answers other than "accept"


def decode(line: JsonObject) -> ArticleRecord:
    """The article of a line; raises InputError where a span does not fit its text."""
    text = text_of(line)
    field = _spans_field(line)
    notices: list[AnnotatorError] = []
    spans = [_plain(number, span) for number, span in enumerate(line[field] if field else [], 1)]
    if _in_utf16(spans, text):
        offsets = Offsets(text)
        spans = [_converted(span, offsets) for span in spans]
        notices.append(InputError("The bounds counted UTF-16 units and were converted to characters."))
    ids: SpanIds = {}
    records = read_spans(spans, text, ids, notices)
    relations = read_relations(_relations(line, notices), ids)
    beside = {
        key: value for key, value in line.items() if key not in _READ and key != field and value not in (None, [])
    }
    title, form, source = meta_of(line, beside)
    answer = line.get("answer")
    if answer in _REFUSALS:
        layer = LayerRecord("", LayerKind.PERSON, Status.SKIPPED, answer, tuple(records), tuple(relations))
    elif records:
        layer = LayerRecord("", LayerKind.PERSON, Status.WORKING, "", tuple(records), tuple(relations))
    else:
        layer = None
    digest = hashlib.sha256(text.encode()).digest()
    return ArticleRecord(text, digest, title, form, source, id_from(line.get("id")), layer, tuple(notices))


def _spans_field(line: JsonObject) -> str | None:
    """Which field has the spans: the first that has any, else the first that could."""
    possible = [name for name in _SPANS if _holds_spans(line.get(name))]
    return next((name for name in possible if line[name]), possible[0] if possible else None)


def _holds_spans(value: object) -> bool:
    """Whether a field is a list of spans; a list of words is the label of a whole text."""
    return isinstance(value, list) and not (value and all(isinstance(item, str) for item in value))


def _plain(number: int, span: object) -> JsonObject:
    """A span of any of the known shapes as the program's own format has it."""
    match span:
        case [start, end, str() as label]:
            return {"start": start, "end": end, "label": label}
        case [start, end, str() as label, str() as quote]:
            return {"start": start, "end": end, "label": label, "text": quote}
        case dict():
            found = {**span, "start": _first(span, _STARTS), "end": _first(span, _ENDS)}
            quote = _first(span, _QUOTES)
            if isinstance(quote, str):
                found["text"] = quote
            else:
                found.pop("text", None)
            found["attributes"] = _attributes(span.get("attributes"))
            found.pop("origin", None)
            return found
    raise InputError("Tag {n} is neither [start, end, label] nor an object with start, end and label.", n=number)


def _first(span: JsonObject, names: Sequence[str]) -> Any:
    return next((span[name] for name in names if name in span), None)


def _attributes(found: object) -> object:
    """Attributes with their numbers as decimal strings, which is how this program keeps them."""
    if not isinstance(found, dict):
        return found
    return {
        key: str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for key, value in found.items()
    }


@dataclass(frozen=True, slots=True)
class _Quote:
    """A range of a span with the words that stand there."""

    start: int
    end: int
    text: str


def _quotes(spans: Sequence[JsonObject]) -> Iterator[_Quote]:
    for span in spans:
        match span:
            case {"start": int() as start, "end": int() as end, "text": str() as text}:
                yield _Quote(start, end, text)


def _in_utf16(spans: Sequence[JsonObject], text: str) -> bool:
    """Whether the quotes of a line fit if its bounds count UTF-16 units, and do not if they count code points."""
    quotes = list(_quotes(spans))
    if not quotes or text.isascii() or all(text[q.start : q.end] == q.text for q in quotes):
        return False
    units = text.encode("utf-16-le")
    return all(units[2 * q.start : 2 * q.end] == q.text.encode("utf-16-le") for q in quotes)


def _converted(found: JsonObject, offsets: Offsets) -> JsonObject:
    """A span, and the quotes among its attributes, with bounds in code points."""

    def moved(value: Any) -> Any:
        match value:
            case list():
                return [moved(item) for item in value]
            case {"start": int() as start, "end": int() as end}:
                return {**value, "start": offsets.to_points(start), "end": offsets.to_points(end)}
        return value

    attributes = found.get("attributes")
    if isinstance(attributes, dict):
        attributes = {key: moved(value) for key, value in attributes.items()}
    return {**moved(found), "attributes": attributes}


def _relations(line: JsonObject, notices: list[AnnotatorError]) -> list[JsonObject]:
    """The relations of a line in the program's own shape; those between tokens are left out and said so."""
    found = line.get("relations") or []
    if not isinstance(found, list):
        raise InputError("“{field}” is no list.", field="relations")
    plain = []
    for relation in found:
        if isinstance(relation, dict) and "head" in relation:
            notices.append(InputError("A relation between tokens was left out; relations between tags are read."))
            continue
        if isinstance(relation, dict):
            relation = {  # noqa: PLW2901 - the same relation under the names used here
                "type": relation.get("type", relation.get("label")),
                "source": _first(relation, ("source", "from_id")),
                "target": _first(relation, ("target", "to_id")),
                "attributes": relation.get("attributes"),
            }
        plain.append(relation)
    return plain
