"""The program's own JSONL: one article in one layer a line; `resources/export.schema.json` describes it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from annotator import __version__
from annotator.domain.article import ArticleForm, LayerKind, Status
from annotator.domain.ids import new_id
from annotator.domain.span import Origin
from annotator.domain.text import ReadingText
from annotator.errors import AnnotatorError, InputError
from annotator.formats.jsonl_lines import JsonObject
from annotator.formats.records import GOLD, ArticleRecord, LayerRecord, RelationRecord, SpanRecord

PROGRAM: Final = f"annotator {__version__}"
_FIELDS: Final = ("date", "paper", "page", "region")

SpanIds = dict[object, bytes]
"""The ids of a line's spans by what the line calls them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line says beside layer and spans; `extra` is a JSON object of further fields of `meta`.

    Articles of one `group` are reprints of one another; "" for those of none.
    """

    id: bytes
    title: str
    form: ArticleForm
    source: str
    text: str
    sha256: bytes
    scheme: str
    scheme_version: int
    group: str = ""


# -- writing -----------------------------------------------------------------------------------------------------


def encode(heading: Heading, layer: LayerRecord | None, reading: ReadingText | None = None) -> bytes:
    """A line of the program's own format, with its line end; `layer` is None for an article that nobody has begun.

    With the `reading` that the text is, the line has the source too, the decisions between both, and the bounds of the
    spans in it.
    """
    line: JsonObject = {
        "id": heading.id.hex(),
        "meta": _meta(heading),
        "sha256": heading.sha256.hex(),
        **({"group": heading.group} if heading.group else {}),
        "text": heading.text,
        **({} if reading is None else {"source": _source(reading)}),
        **_layer(layer, reading),
        "scheme": {"name": heading.scheme, "version": heading.scheme_version},
        "program": PROGRAM,
    }
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _meta(heading: Heading) -> JsonObject:
    form = heading.form
    known = {
        "title": heading.title,
        "date": form.date,
        "paper": form.paper,
        "page": form.page,
        "region": form.region,
        "source": heading.source,
    }
    given = {key: value for key, value in known.items() if value}
    return {**orjson.loads(form.extra), **given} if form.extra else given


def _source(reading: ReadingText) -> JsonObject:
    """The part of the source that the article is, and what was decided about it; bounds count in that part."""
    part = reading.source[reading.start : reading.end]
    return {
        "text": part,
        "sha256": hashlib.sha256(part.encode()).hexdigest(),
        "start": reading.start,
        "decisions": [
            {
                "start": edit.start - reading.start,
                "end": edit.end - reading.start,
                "kind": str(edit.kind),
                "text": edit.text,
                "reason": edit.reason,
                "certainty": edit.certainty,
            }
            for edit in reading.edits
        ],
    }


def _layer(layer: LayerRecord | None, reading: ReadingText | None) -> JsonObject:
    if layer is None:
        return {"layer": None, "kind": None, "status": str(Status.NEW), "reason": "", "spans": [], "relations": []}
    gold = layer.kind is LayerKind.GOLD
    return {
        "layer": GOLD if gold else layer.person,
        "kind": str(layer.kind),
        **({"person": layer.person} if gold else {}),
        "status": str(layer.status),
        "reason": layer.reason,
        "spans": _spans(layer.spans, reading),
        "relations": [_relation(*relation) for relation in layer.relations],
        **({"ticked": [list(one) for one in layer.ticked]} if layer.ticked else {}),
    }


def _spans(records: Iterable[SpanRecord], reading: ReadingText | None) -> list[JsonObject]:
    found: list[JsonObject] = []
    for id_, start, end, label, quote, attributes, note, origin, parts in records:
        span = {
            "id": id_.hex(),
            "start": start,
            "end": end,
            "label": label,
            "text": quote,
            "attributes": orjson.Fragment(attributes),
            "note": note,
            "origin": origin,
        }
        if parts:
            span["parts"] = orjson.Fragment(parts)
        if reading is not None:
            low, high = reading.source_range(start, end)
            span["source_start"], span["source_end"] = low - reading.start, high - reading.start
        found.append(span)
    return found


def _relation(id_: bytes, kind: str, source: bytes, target: bytes, attributes: str, note: str) -> JsonObject:
    return {
        "id": id_.hex(),
        "type": kind,
        "source": source.hex(),
        "target": target.hex(),
        "attributes": orjson.Fragment(attributes),
        "note": note,
    }


# -- reading -----------------------------------------------------------------------------------------------------


def is_own(line: JsonObject) -> bool:
    """Whether a line is of this format rather than another tool's."""
    return "sha256" in line


def decode(line: JsonObject) -> ArticleRecord:
    """The article of a line; raises InputError where something is not as the format has it."""
    text = text_of(line)
    digest = hashlib.sha256(text.encode()).digest()
    if line["sha256"] != digest.hex():
        raise InputError("The text does not fit its SHA-256: it was changed after the tags were made.")
    title, form, source = meta_of(line)
    notices: list[AnnotatorError] = []
    return ArticleRecord(
        text,
        digest,
        title,
        form,
        source,
        id_from(line.get("id")),
        _read_layer(line, text, notices),
        tuple(notices),
        _scheme(line.get("scheme")),
    )


def _scheme(found: object) -> tuple[str, int] | None:
    """Name and version of the scheme of a line, None where it does not say."""
    if not isinstance(found, dict):
        return None
    name, version = found.get("name"), found.get("version")
    return (name, version) if isinstance(name, str) and type(version) is int else None


def text_of(line: JsonObject) -> str:
    """The text of a line."""
    text = line.get("text")
    if not isinstance(text, str):
        raise InputError("“{field}” is missing or no text.", field="text")
    if not text:
        raise InputError("The text is empty.")
    return text


def id_from(value: object) -> bytes | None:
    """An id of this program as it stands in a file; None for anything else, such as another tool's numbers."""
    if isinstance(value, str) and len(value) == 32:
        try:
            return bytes.fromhex(value)
        except ValueError:
            return None
    return None


def meta_of(line: JsonObject, beside: Mapping[str, object] | None = None) -> tuple[str, ArticleForm, str]:
    """Title, form and source name out of `meta`; what has no field of its own, and `beside`, is kept as extra."""
    meta = line.get("meta") or {}
    if not isinstance(meta, dict):
        meta = {"meta": meta}
    rest = {**(beside or {}), **meta}
    known = {}
    for key in ("title", *_FIELDS, "source"):
        value = rest.get(key)
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            known[key] = str(rest.pop(key))
    extra = orjson.dumps(rest).decode() if rest else ""
    form = ArticleForm(**{key: known.get(key, "") for key in _FIELDS}, extra=extra)
    return known.get("title", ""), form, known.get("source", "")


def _read_layer(line: JsonObject, text: str, notices: list[AnnotatorError]) -> LayerRecord | None:
    name = line.get("layer")
    ids: SpanIds = {}
    spans = read_spans(_list(line, "spans"), text, ids, notices)
    relations = read_relations(_list(line, "relations"), ids)
    if name is None and not spans:
        return None
    if name is not None and (not isinstance(name, str) or not name.strip()):
        raise InputError("“{field}” is missing or no text.", field="layer")
    kind = line.get("kind") or (LayerKind.GOLD if name == GOLD else LayerKind.PERSON)
    gold = kind == LayerKind.GOLD
    return LayerRecord(
        text_field(line, "person") if gold else name or "",
        LayerKind.GOLD if gold else LayerKind.PERSON,
        _status(line),
        text_field(line, "reason"),
        tuple(spans),
        tuple(relations),
        _ticked(_list(line, "ticked"), text),
    )


def _ticked(found: Sequence[Any], text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of paragraphs that were read; raises InputError where one does not fit the text."""
    for one in found:
        match one:
            case [int() as start, int() as end] if 0 <= start < end <= len(text):
                continue
            case _:
                raise InputError("“{field}” cannot be {value}.", field="ticked", value=repr(one))
    return tuple((start, end) for start, end in found)


def _status(line: JsonObject) -> Status:
    found = line.get("status", str(Status.WORKING))
    if found not in [str(status) for status in Status]:
        raise InputError("“{field}” cannot be {value}.", field="status", value=repr(found))
    return Status(found)


def _list(line: JsonObject, field: str) -> list[Any]:
    found = line.get(field) or []
    if not isinstance(found, list):
        raise InputError("“{field}” is no list.", field=field)
    return found


def text_field(found: JsonObject, field: str) -> str:
    """A text that may be missing."""
    value = found.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError("“{field}” is missing or no text.", field=field)
    return value


def read_spans(found: Sequence[Any], text: str, ids: SpanIds, notices: list[AnnotatorError]) -> list[SpanRecord]:
    """The spans of a line, checked against its text; raises InputError that names the first bad one."""
    spans: list[SpanRecord] = []
    for number, span in enumerate(found, 1):
        if not isinstance(span, dict):
            raise InputError("Tag {n} is no JSON object.", n=number)
        start, end, label = span.get("start"), span.get("end"), span.get("label")
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= len(text):
            raise bad_bounds(number, start, end, len(text))
        if start == end:
            notices.append(empty_span(number, start))
            continue
        quote = text[start:end]
        if quote != span.get("text", quote):
            raise InputError(
                "Tag {n}: at {start} to {end} the text is “{found}”, not “{quote}”.",
                n=number,
                start=start,
                end=end,
                found=shortened(quote),
                quote=shortened(str(span["text"])),
            )
        if not isinstance(label, str) or not label.strip():
            raise InputError("Tag {n} has no label.", n=number)
        spans.append(
            (
                _span_id(span.get("id"), number, ids),
                start,
                end,
                label,
                quote,
                attributes_text(span.get("attributes"), number),
                text_field(span, "note") if span.get("note") else "",
                text_field(span, "origin") or Origin.IMPORTED.value,
                _parts(span["parts"], number, start, end) if span.get("parts") else "",
            )
        )
    return spans


def bad_bounds(number: int, start: object, end: object, length: int) -> InputError:
    """The complaint about bounds that no span of a text of this length can have."""
    return InputError(
        "Tag {n}: its bounds {start} to {end} do not fit a text of {length} characters.",
        n=number,
        start=repr(start),
        end=repr(end),
        length=length,
    )


def empty_span(number: int, start: int) -> InputError:
    """The notice that a span without characters was left out."""
    return InputError("Tag {n} at {start} is empty and was left out.", n=number, start=start)


def shortened(text: str) -> str:
    """A quote as a message shows it."""
    return text if len(text) <= 20 else f"{text[:18]}……"


def _span_id(given: object, number: int, ids: SpanIds) -> bytes:
    found = id_from(given) or new_id()
    if isinstance(given, str | int):
        if given in ids:
            raise InputError("Tag {n}: its id {id} stands there twice.", n=number, id=given)
        ids[given] = found
    return found


def attributes_text(found: object, number: int) -> str:
    """The attributes of a span as JSON text; those that are null are the same as missing."""
    if not found:
        return "{}"
    if not isinstance(found, dict):
        raise InputError("Tag {n}: its attributes are no JSON object.", n=number)
    if None in found.values():
        found = {key: value for key, value in found.items() if value is not None}
    return orjson.dumps(found).decode()


def _parts(found: object, number: int, start: int, end: int) -> str:
    at = start
    for part in found if isinstance(found, list) else [None]:
        match part:
            case [int() as low, int() as high] if at <= low < high <= end:
                at = high
            case _:
                raise InputError("Tag {n}: its parts are not ranges inside it, in order.", n=number)
    return orjson.dumps(found).decode()


def read_relations(found: Iterable[Any], ids: SpanIds) -> list[RelationRecord]:
    """The relations of a line between the spans called by `ids`."""
    relations: list[RelationRecord] = []
    for number, relation in enumerate(found, 1):
        if not isinstance(relation, dict) or not isinstance(relation.get("type"), str) or not relation["type"]:
            raise InputError("Relation {n} has no type.", n=number)
        ends = [relation.get("source"), relation.get("target")]
        if not all(isinstance(end, str | int) and end in ids for end in ends):
            raise InputError("Relation {n}: one of its ends is no tag of this line.", n=number)
        attributes = relation.get("attributes") or {}
        if not isinstance(attributes, dict):
            raise InputError("Relation {n}: its attributes are no JSON object.", n=number)
        relations.append(
            (
                id_from(relation.get("id")) or new_id(),
                relation["type"],
                ids[ends[0]],
                ids[ends[1]],
                orjson.dumps(attributes).decode(),
                text_field(relation, "note"),
            )
        )
    return relations
