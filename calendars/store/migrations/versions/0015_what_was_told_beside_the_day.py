"""What was told of a date beside its day: hour, place, last day. Of what was told before nobody knows it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("particulars", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("deliveries", "particulars")
