"""The tables, as SQLAlchemy sees them; `db/versions` makes and changes them.

Ids are 16-byte values made by the program. JSON is kept as text, so that it is the same on SQLite and PostgreSQL.
Times are microseconds since 1970, UTC.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
)

APPLICATION_ID: Final = 0x414E4E4F  # "ANNO", shown by file(1)
SCHEMA_VERSION: Final = 2

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID: Final = LargeBinary(16)


class ProjectColumns(TypedColumns):
    """One row: what the project is."""

    id = Column(_ID, primary_key=True)
    name: Named[str] = Column(Text)
    created: Named[int] = Column(BigInteger)
    scheme_name: Named[str] = Column(Text)
    scheme_version: Named[int] = Column(Integer)
    relations: Named[str] = Column(Text)  # JSON: the relation types
    settings: Named[str] = Column(Text)  # JSON object


class PersonColumns(TypedColumns):
    """Who works in the project."""

    id = Column(_ID, primary_key=True)
    name: Named[str] = Column(Text, unique=True)
    initials: Named[str] = Column(Text)
    colour: Named[str] = Column(Text)
    role: Named[str] = Column(Text)


class LabelColumns(TypedColumns):
    """The labels of the scheme; spans hold their id."""

    id = Column(_ID, primary_key=True)
    key: Named[str] = Column(Text)
    zh: Named[str] = Column(Text)
    en: Named[str] = Column(Text)
    colour: Named[str] = Column(Text)
    shortcut: Named[str] = Column(Text)
    description: Named[str] = Column(Text)
    description_en: Named[str] = Column(Text)
    bounding: Named[str] = Column(Text)
    attributes: Named[str] = Column(Text)  # JSON: the typed attributes
    position: Named[int] = Column(Integer)
    retired: Named[bool] = Column(Boolean)
    merged_into: Named[bytes | None] = Column(_ID)


class SourceColumns(TypedColumns):
    """What was read from files; never changed."""

    id = Column(_ID, primary_key=True)
    name: Named[str] = Column(Text)
    encoding: Named[str] = Column(Text)
    sha256: Named[bytes] = Column(LargeBinary(32))  # of the bytes of the file
    text: Named[str] = Column(Text)
    raw: Named[bytes | None] = Column(LargeBinary)  # only where encoding `text` again does not give the bytes
    extractor: Named[str | None] = Column(Text)  # what took the text out of the file, null where it is the file's own


class ArticleColumns(TypedColumns):
    """The articles; `batch` names the running import of an article that is not to be seen yet."""

    id = Column(_ID, primary_key=True)
    number: Named[int] = Column(Integer)
    title: Named[str] = Column(Text)
    revision_id: Named[bytes] = Column(_ID)
    form: Named[str] = Column(Text)  # JSON object
    excluded: Named[bool] = Column(Boolean)
    deleted: Named[bool] = Column(Boolean)
    batch: Named[bytes | None] = Column(_ID)


class RevisionColumns(TypedColumns):
    """The readings of an article; never changed. `text` is null where it is the whole source."""

    id = Column(_ID, primary_key=True)
    article_id: Named[bytes] = Column(_ID, ForeignKey("article.id"), index=True)
    source_id: Named[bytes] = Column(_ID, ForeignKey("source.id"))
    cut_start: Named[int] = Column(Integer)
    cut_end: Named[int] = Column(Integer)
    edits: Named[str] = Column(Text)  # JSON
    doubts: Named[str] = Column(Text)  # JSON
    text: Named[str | None] = Column(Text)
    length: Named[int] = Column(Integer)
    sha256: Named[bytes] = Column(LargeBinary(32), index=True)  # of the reading text in UTF-8
    verbatim: Named[bool] = Column(Boolean)


class LayerColumns(TypedColumns):
    """The work of one person on one article, or its gold; `spans` is a kept count."""

    id = Column(_ID, primary_key=True)
    article_id: Named[bytes] = Column(_ID, ForeignKey("article.id"), index=True)
    person_id: Named[bytes] = Column(_ID, ForeignKey("person.id"))
    kind: Named[str] = Column(Text)
    status: Named[str] = Column(Text)
    reason: Named[str] = Column(Text)
    spans: Named[int] = Column(Integer)


class SpanColumns(TypedColumns):
    """The spans, clustered by layer and start, so that opening an article reads neighbouring pages."""

    layer_id = Column(_ID, primary_key=True)
    start = Column(Integer, primary_key=True)
    id = Column(_ID, primary_key=True)
    end: Named[int] = Column(Integer)
    label_id: Named[bytes] = Column(_ID)
    revision_id: Named[bytes] = Column(_ID)
    quote: Named[str] = Column(Text)
    attributes: Named[str] = Column(Text)  # JSON object
    note: Named[str] = Column(Text)
    origin: Named[str] = Column(Text)
    parts: Named[str] = Column(Text)  # JSON list of ranges, "" where there is one part


class RelationColumns(TypedColumns):
    """Ties between two spans of a layer."""

    id = Column(_ID, primary_key=True)
    layer_id: Named[bytes] = Column(_ID, index=True)
    type: Named[str] = Column(Text)
    source_id: Named[bytes] = Column(_ID)
    target_id: Named[bytes] = Column(_ID)
    attributes: Named[str] = Column(Text)
    note: Named[str] = Column(Text)


class EventColumns(TypedColumns):
    """History: append-only, complete; the state can be rebuilt from it."""

    id = Column(_ID, primary_key=True)
    writer: Named[bytes] = Column(_ID)
    sequence: Named[int] = Column(Integer)
    actor: Named[bytes] = Column(_ID)
    time: Named[int] = Column(BigInteger)
    kind: Named[str] = Column(Text)
    article_id: Named[bytes | None] = Column(_ID)
    layer_id: Named[bytes | None] = Column(_ID)
    group_id: Named[bytes] = Column(_ID, index=True)
    undoes: Named[bytes | None] = Column(_ID)
    base: Named[bytes | None] = Column(_ID)
    before: Named[str | None] = Column(Text)  # JSON
    after: Named[str | None] = Column(Text)  # JSON; of an import: everything that came in, packed


class BookmarkColumns(TypedColumns):
    """Where a person stopped in an article; not history."""

    person_id = Column(_ID, primary_key=True)
    article_id = Column(_ID, primary_key=True)
    caret: Named[int] = Column(Integer)
    scroll: Named[int] = Column(Integer)
    time: Named[int] = Column(BigInteger)


class DismissalColumns(TypedColumns):
    """What a person decided not to be told again by the check of an article; not history."""

    person_id = Column(_ID, primary_key=True)
    article_id = Column(_ID, primary_key=True)
    key = Column(Text, primary_key=True)  # the kind of finding and the words around it


class RecordColumns(TypedColumns):
    """What people note beside the tags: refusals, verdicts, threads, assignments, …; `domain.record` says more."""

    id = Column(_ID, primary_key=True)
    kind: Named[str] = Column(Text)
    person_id: Named[bytes] = Column(_ID)
    article_id: Named[bytes | None] = Column(_ID)
    layer_id: Named[bytes | None] = Column(_ID)
    key: Named[str] = Column(Text)
    body: Named[str] = Column(Text)  # JSON object


class PageColumns(TypedColumns):
    """The pages of a source that has any; never changed. Bounds are code points of the source's text."""

    source_id = Column(_ID, primary_key=True)
    number = Column(Integer, primary_key=True)  # from 1
    start: Named[int] = Column(Integer)
    end: Named[int] = Column(Integer)
    width: Named[float] = Column(Float)  # points, a 72nd of an inch; pixels of a picture
    height: Named[float] = Column(Float)
    boxes: Named[bytes] = Column(LargeBinary)  # of its characters, packed by `store.pages`


class SketchColumns(TypedColumns):
    """What nearly equal texts are found by; made from the text again where it is missing."""

    revision_id = Column(_ID, primary_key=True)
    sketch: Named[bytes] = Column(LargeBinary)


project = Table("project", metadata, ProjectColumns)
person = Table("person", metadata, PersonColumns)
label = Table("label", metadata, LabelColumns)
source = Table("source", metadata, SourceColumns)
article = Table("article", metadata, ArticleColumns)
revision = Table("revision", metadata, RevisionColumns)
layer = Table("layer", metadata, LayerColumns)
span = Table("span", metadata, SpanColumns, sqlite_with_rowid=False)
relation = Table("relation", metadata, RelationColumns)
event = Table("event", metadata, EventColumns)
bookmark = Table("bookmark", metadata, BookmarkColumns, sqlite_with_rowid=False)
dismissal = Table("dismissal", metadata, DismissalColumns, sqlite_with_rowid=False)
record = Table("record", metadata, RecordColumns)
page = Table("page", metadata, PageColumns)
sketch = Table("sketch", metadata, SketchColumns)

Index("ix_event_article_id_actor", event.c.article_id, event.c.actor, event.c.id)
Index("ux_event_writer_sequence", event.c.writer, event.c.sequence, unique=True)
Index("ux_layer_article_id_person_id_kind", layer.c.article_id, layer.c.person_id, layer.c.kind, unique=True)
Index("ix_record_kind_article_id", record.c.kind, record.c.article_id)
Index("ix_record_kind_key", record.c.kind, record.c.key)
Index("ix_record_article_id", record.c.article_id)
