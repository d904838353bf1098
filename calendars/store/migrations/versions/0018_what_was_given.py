"""What an organisation above gave: which notices, and what of each event, with which a later one is compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
TABLES = ("given_events", "given")
WHOSE = "org = this_org() OR this_org() = 0"


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
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_rows ON {table} USING ({WHOSE}) WITH CHECK ({WHOSE})")


def downgrade() -> None:
    op.execute("DELETE FROM changes WHERE thing IN ('given', 'given_of')")
    for table in TABLES:
        op.drop_table(table)
