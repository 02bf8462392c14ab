"""Records, pages of sources, sketches of readings."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Adds the tables of review, of page pictures and of reprints."""
    op.create_table(
        "record",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("article_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("layer_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index("ix_record_article_id", "record", ["article_id"], unique=False)
    op.create_index("ix_record_kind_article_id", "record", ["kind", "article_id"], unique=False)
    op.create_index("ix_record_kind_key", "record", ["kind", "key"], unique=False)
    op.create_table(
        "page",
        sa.Column("source_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("height", sa.Float(), nullable=False),
        sa.Column("boxes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "number", name=op.f("pk_page")),
    )
    op.create_table(
        "sketch",
        sa.Column("revision_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_sketch")),
    )
