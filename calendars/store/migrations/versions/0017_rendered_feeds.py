"""Feeds as a process rendered them, for the others that serve the same database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from calendars.store.making import guard, unguard

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "rendered",
        sa.Column("org", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", INSTANT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("setting", sa.String(64), nullable=False),
        sa.Column("feed", sa.String(64), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("modified", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("org", "change", "day", "setting", "feed", name="pk_rendered"),
    )
    guard(op.get_bind(), ["rendered"])


def downgrade() -> None:
    unguard(op.get_bind(), ["rendered"])
    op.drop_table("rendered")
