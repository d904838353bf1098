"""What an organisation above gave: which notices, and what of each event, with which a later one is compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from calendars.store.making import guard, unguard

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
TABLES = ("given_events", "given")


def upgrade() -> None:
    op.create_table(
        "given",
        sa.Column("org", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("notice", sa.String(80), nullable=False),
        sa.Column("giver", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("uids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org", "notice", "giver", name="pk_given"),
    )
    op.create_table(
        "given_events",
        sa.Column("org", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("giver", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("declined", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org", "giver", "uid", name="pk_given_events"),
    )
    guard(op.get_bind(), TABLES)


def downgrade() -> None:
    unguard(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
