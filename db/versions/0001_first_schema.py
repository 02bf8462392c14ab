"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """The first schema."""

    op.create_table(
        "article",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    op.create_table(
        "bookmark",
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("article_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("caret", sa.Integer(), nullable=False),
        sa.Column("scroll", sa.Integer(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "article_id", name=op.f("pk_bookmark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dismissal",
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("article_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "article_id", "key", name=op.f("pk_dismissal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("writer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("actor", sa.LargeBinary(length=16), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("layer_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("group_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("undoes", sa.LargeBinary(length=16), nullable=True),
        sa.Column("base", sa.LargeBinary(length=16), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_article_id_actor", "event", ["article_id", "actor", "id"], unique=False)
    op.create_index(op.f("ix_event_group_id"), "event", ["group_id"], unique=False)
    op.create_index("ux_event_writer_sequence", "event", ["writer", "sequence"], unique=True)
    op.create_table(
        "label",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("bounding", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("scheme_name", sa.Text(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("relations", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_table(
        "relation",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("layer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("target_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
    )
    op.create_index(op.f("ix_relation_layer_id"), "relation", ["layer_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("extractor", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "span",
        sa.Column("layer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("revision_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("layer_id", "start", "id", name=op.f("pk_span")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "layer",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("article_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("spans", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_layer_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_layer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer")),
    )
    op.create_index(op.f("ix_layer_article_id"), "layer", ["article_id"], unique=False)
    op.create_index("ux_layer_article_id_person_id_kind", "layer", ["article_id", "person_id", "kind"], unique=True)
    op.create_table(
        "revision",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("article_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("source_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("cut_start", sa.Integer(), nullable=False),
        sa.Column("cut_end", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("verbatim", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_revision_article_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_revision_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_article_id"), "revision", ["article_id"], unique=False)
    op.create_index(op.f("ix_revision_sha256"), "revision", ["sha256"], unique=False)
