"""What was done of events, and what programs that synchronise were last told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "completions",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("done", INSTANT),
        sa.Column("who", sa.Text()),
        sa.Column("changed", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("uid", "key", name="pk_completions"),
    )
    op.create_table(
        "synced",
        sa.Column("collection", sa.String(20), nullable=False),
        sa.Column("href", sa.String(300), nullable=False),
        sa.Column("etag", sa.String(80)),
        sa.Column("changed", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("collection", "href", name="pk_synced"),
    )


def downgrade() -> None:
    for name in ("synced", "completions"):
        op.drop_table(name)
