"""What later notices say of an event, what was read and waits for a person, and the files that were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from calendars.store.upgrading import fill_sources

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
COLUMNS = {
    "status": sa.String(12),
    "parent": sa.String(255),
    "page": sa.Integer(),
    "row": sa.Integer(),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("events", sa.Column(name, kind, nullable=True))
    op.create_index("ix_events_parent", "events", ["parent"])
    op.create_table(
        "sources",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("notice", sa.String(80), nullable=False),
        sa.Column("quote", sa.Text()),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text()),
        sa.Column("basis", sa.String(16)),
        sa.Column("page", sa.Integer()),
        sa.Column("row", sa.Integer()),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(12)),
        sa.Column("dates", sa.Text()),
        sa.Column("former", sa.Text()),
        sa.Column("by", sa.String(20)),
        sa.Column("opinion", sa.Text()),
        sa.Column("added", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.digest"], name="fk_sources_notice_notices"),
        sa.PrimaryKeyConstraint("uid", "notice", name="pk_sources"),
    )
    op.create_index("ix_sources_notice", "sources", ["notice"])
    op.create_table(
        "drafts",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("notice", sa.String(80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.digest"], name="fk_drafts_notice_notices"),
        sa.PrimaryKeyConstraint("number", name="pk_drafts"),
    )
    op.create_index("ix_drafts_notice", "drafts", ["notice"])
    op.create_table(
        "files",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reader", sa.String(20), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("added", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_files"),
    )
    fill_sources(op.get_bind())


def downgrade() -> None:
    for table in ("files", "drafts", "sources"):
        op.drop_table(table)
    op.drop_index("ix_events_parent", "events")
    for name in COLUMNS:
        op.drop_column("events", name)
