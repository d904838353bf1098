"""Feeds as a process rendered them, for the others that serve the same database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
WHOSE = "org = this_org() OR this_org() = 0"


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
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE rendered ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE rendered FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON rendered USING ({WHOSE}) WITH CHECK ({WHOSE})")


def downgrade() -> None:
    op.drop_table("rendered")
