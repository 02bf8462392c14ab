"""Values of the domain as JSON text, for JSON columns and for history; ids stand as hexadecimal digits."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import orjson

from annotator.domain.article import Article, ArticleForm, Layer, LayerKind, Status
from annotator.domain.change import State
from annotator.domain.ids import ArticleId, LabelId, LayerId, PersonId, RecordId, RelationId, RevisionId, SpanId
from annotator.domain.person import Person, Role
from annotator.domain.record import Record
from annotator.domain.scheme import Attribute, AttributeType, Bounding, Choice, Label, RelationType, Scheme
from annotator.domain.span import Relation, Span
from annotator.domain.text import Doubt, Edit, EditKind
from annotator.store.faults import stored

Json = Any
"""What orjson reads and writes."""


def dumps(value: Json) -> str:
    """JSON text of a plain value."""
    return orjson.dumps(value).decode()


@stored
def loads(text: str) -> Json:
    """The plain value of a JSON text."""
    return orjson.loads(text)


def edits_json(edits: tuple[Edit, ...]) -> str:
    """The edits of a revision."""
    return dumps([[e.start, e.end, str(e.kind), e.text, e.reason, e.certainty] for e in edits]) if edits else "[]"


@stored
def edits_of(text: str) -> tuple[Edit, ...]:
    """The inverse of `edits_json`."""
    return tuple(Edit(s, e, EditKind(kind), put, why, sure) for s, e, kind, put, why, sure in loads(text))


def doubts_json(doubts: tuple[Doubt, ...]) -> str:
    """The doubts of a revision."""
    rows = [[d.start, d.end, d.reason, *([] if d.certainty is None else [d.certainty])] for d in doubts]
    return dumps(rows) if rows else "[]"


@stored
def doubts_of(text: str) -> tuple[Doubt, ...]:
    """The inverse of `doubts_json`."""
    return tuple(Doubt(*found) for found in loads(text))


def form_json(form: ArticleForm) -> str:
    """What is known of an article; fields that are empty are left out."""
    return dumps({key: value for key, value in _form_fields(form).items() if value})


@stored
def form_of(text: str) -> ArticleForm:
    """The inverse of `form_json`."""
    return ArticleForm(**loads(text))


def _form_fields(form: ArticleForm) -> dict[str, str]:
    return {
        "date": form.date,
        "paper": form.paper,
        "page": form.page,
        "region": form.region,
        "extra": form.extra,
    }


def attributes_json(attributes: tuple[Attribute, ...]) -> str:
    """The typed attributes of a label."""
    return dumps(
        [
            {
                "key": a.key,
                "type": str(a.type),
                "zh": a.zh,
                "en": a.en,
                "choices": [[c.key, c.zh, c.en] for c in a.choices],
                "description": a.description,
                "main": a.main,
                "description_en": a.description_en,
            }
            for a in attributes
        ]
    )


@stored
def attributes_of(text: str) -> tuple[Attribute, ...]:
    """The inverse of `attributes_json`."""
    return tuple(
        Attribute(
            found["key"],
            AttributeType(found["type"]),
            found["zh"],
            found["en"],
            tuple(Choice(*choice) for choice in found["choices"]),
            found["description"],
            found["main"],
            found["description_en"],
        )
        for found in loads(text)
    )


def relations_json(relations: tuple[RelationType, ...]) -> str:
    """The relation types of a scheme."""
    return dumps([[r.key, r.zh, r.en, r.source, r.target, r.description, r.description_en] for r in relations])


@stored
def relations_of(text: str) -> tuple[RelationType, ...]:
    """The inverse of `relations_json`."""
    return tuple(RelationType(*found) for found in loads(text))


def span_list(span: Span) -> list[Json]:
    """A span packed without its layer and revision, which an import has in common."""
    return [
        span.id.hex(),
        span.start,
        span.end,
        span.label.hex(),
        span.quote,
        span.attributes,
        span.note,
        str(span.origin),
        span.parts,
    ]


def packed_spans(rows: Iterable[tuple[bytes, int, int, bytes, str, str, str, str, str]]) -> Json:
    """Plain rows of spans (`store.spans.SpanRow`) packed as `span_list` does; for `dumps` alone."""
    return [
        [
            id_.hex(),
            start,
            end,
            label.hex(),
            quote,
            orjson.Fragment(attributes),
            note,
            origin,
            orjson.Fragment(parts or "[]"),
        ]
        for id_, start, end, label, quote, attributes, note, origin, parts in rows
    ]


def span_from_list(found: list[Json], layer: LayerId, revision: RevisionId) -> Span:
    """The inverse of `span_list`."""
    id_, start, end, label, quote, attributes, note, origin, parts = found
    return Span(
        SpanId(bytes.fromhex(id_)),
        layer,
        revision,
        start,
        end,
        LabelId(bytes.fromhex(label)),
        quote,
        attributes,
        note,
        origin,
        tuple((a, b) for a, b in parts),
    )


def _span_out(span: Span) -> Json:
    return {"layer": span.layer.hex(), "revision": span.revision.hex(), "span": span_list(span)}


def _span_in(found: Json) -> Span:
    return span_from_list(
        found["span"], LayerId(bytes.fromhex(found["layer"])), RevisionId(bytes.fromhex(found["revision"]))
    )


def _relation_out(found: Relation) -> Json:
    return {
        "id": found.id.hex(),
        "layer": found.layer.hex(),
        "type": found.type,
        "source": found.source.hex(),
        "target": found.target.hex(),
        "attributes": found.attributes,
        "note": found.note,
    }


def _relation_in(found: Json) -> Relation:
    return Relation(
        RelationId(bytes.fromhex(found["id"])),
        LayerId(bytes.fromhex(found["layer"])),
        found["type"],
        SpanId(bytes.fromhex(found["source"])),
        SpanId(bytes.fromhex(found["target"])),
        found["attributes"],
        found["note"],
    )


def _layer_out(found: Layer) -> Json:
    return {
        "id": found.id.hex(),
        "article": found.article.hex(),
        "person": found.person.hex(),
        "kind": str(found.kind),
        "status": str(found.status),
        "reason": found.reason,
    }


def _layer_in(found: Json) -> Layer:
    return Layer(
        LayerId(bytes.fromhex(found["id"])),
        ArticleId(bytes.fromhex(found["article"])),
        PersonId(bytes.fromhex(found["person"])),
        LayerKind(found["kind"]),
        Status(found["status"]),
        found["reason"],
    )


def _article_out(found: Article) -> Json:
    return {
        "id": found.id.hex(),
        "number": found.number,
        "title": found.title,
        "revision": found.revision.hex(),
        "form": {key: value for key, value in _form_fields(found.form).items() if value},
        "excluded": found.excluded,
        "deleted": found.deleted,
    }


def _article_in(found: Json) -> Article:
    return Article(
        ArticleId(bytes.fromhex(found["id"])),
        found["number"],
        found["title"],
        RevisionId(bytes.fromhex(found["revision"])),
        ArticleForm(**found["form"]),
        found["excluded"],
        found["deleted"],
    )


def _label_out(found: Label) -> Json:
    return {
        "id": found.id.hex(),
        "key": found.key,
        "zh": found.zh,
        "en": found.en,
        "colour": found.colour,
        "shortcut": found.shortcut,
        "description": found.description,
        "bounding": str(found.bounding),
        "attributes": loads(attributes_json(found.attributes)),
        "position": found.position,
        "retired": found.retired,
        "merged_into": found.merged_into.hex() if found.merged_into else None,
        "description_en": found.description_en,
    }


def _label_in(found: Json) -> Label:
    return Label(
        LabelId(bytes.fromhex(found["id"])),
        found["key"],
        found["zh"],
        found["en"],
        found["colour"],
        found["shortcut"],
        found["description"],
        Bounding(found["bounding"]),
        attributes_of(dumps(found["attributes"])),
        found["position"],
        found["retired"],
        LabelId(bytes.fromhex(found["merged_into"])) if found["merged_into"] else None,
        found["description_en"],
    )


def _scheme_out(found: Scheme) -> Json:
    return {"name": found.name, "version": found.version, "relations": loads(relations_json(found.relations))}


def _scheme_in(found: Json) -> Scheme:
    return Scheme(found["name"], (), relations_of(dumps(found["relations"])), found["version"])


def _person_out(found: Person) -> Json:
    return {
        "id": found.id.hex(),
        "name": found.name,
        "initials": found.initials,
        "colour": found.colour,
        "role": str(found.role),
    }


def _person_in(found: Json) -> Person:
    return Person(
        PersonId(bytes.fromhex(found["id"])),
        found["name"],
        found["initials"],
        found["colour"],
        Role(found["role"]),
    )


def _record_out(found: Record) -> Json:
    return {
        "id": found.id.hex(),
        "kind": found.kind,
        "person": found.person.hex(),
        "article": found.article.hex() if found.article is not None else None,
        "layer": found.layer.hex() if found.layer is not None else None,
        "key": found.key,
        "body": found.body,
    }


def _record_in(found: Json) -> Record:
    return Record(
        RecordId(bytes.fromhex(found["id"])),
        found["kind"],
        PersonId(bytes.fromhex(found["person"])),
        ArticleId(bytes.fromhex(found["article"])) if found["article"] is not None else None,
        LayerId(bytes.fromhex(found["layer"])) if found["layer"] is not None else None,
        found["key"],
        found["body"],
    )


_CODECS: Final[Mapping[type, tuple[str, Callable[[Any], Json], Callable[[Json], State]]]] = {
    Span: ("span", _span_out, _span_in),
    Relation: ("relation", _relation_out, _relation_in),
    Layer: ("layer", _layer_out, _layer_in),
    Article: ("article", _article_out, _article_in),
    Label: ("label", _label_out, _label_in),
    Scheme: ("scheme", _scheme_out, _scheme_in),
    Person: ("person", _person_out, _person_in),
    Record: ("record", _record_out, _record_in),
}
_DECODERS: Final = {kind: decode for kind, _, decode in _CODECS.values()}


def kind_of(state: State) -> str:
    """The kind under which a state stands in history."""
    return _CODECS[type(state)][0]


def encode(state: State | None) -> str | None:
    """A state as history keeps it."""
    return None if state is None else dumps(_CODECS[type(state)][1](state))


@stored
def decode(kind: str, text: str | None) -> State | None:
    """The inverse of `encode`."""
    return None if text is None else _DECODERS[kind](loads(text))
