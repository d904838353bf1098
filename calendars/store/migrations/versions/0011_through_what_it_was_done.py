"""Through what something was done: the token of a program."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("steps", sa.Column("program", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("steps", "program")
