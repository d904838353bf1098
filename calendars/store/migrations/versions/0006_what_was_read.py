"""What the machine read of an event, whatever a person made of it: by this a corrected notice knows it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from calendars.store.upgrading import fill_readings

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {"heading": sa.Text(), "category": sa.String(40), "nth": sa.Integer()}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("events", sa.Column(name, kind, nullable=True))
    fill_readings(op.get_bind())


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("events", name)
