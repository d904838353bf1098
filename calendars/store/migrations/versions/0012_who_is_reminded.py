"""People and groups who are reminded, and the sent reminders by when they were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    for table, key in (("people", "key"), ("people_groups", "name")):
        op.create_table(
            table,
            sa.Column(key, sa.String(320), nullable=False),
            sa.Column("content", sa.Text(), nullable=False),
            sa.Column("sequence", sa.Integer(), nullable=False),
            sa.Column("updated", INSTANT, nullable=False),
            sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
        )
    op.create_index("ix_deliveries_sent", "deliveries", ["sent"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_sent", "deliveries")
    for table in ("people_groups", "people"):
        op.drop_table(table)
