"""The words of events, as they are searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from calendars.store.searching import record

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The columns as they were at this version, in the order of `calendars.store.searching.FIELDS`.
FIELDS = """SELECT e.uid, e.title, e.sentence, e.quote, e.action, e.actor, e.recipient, e.place, e.url, e.contact, e.note,
 n.title, n.number, n.issuer, e.tags, e.origin FROM events e LEFT JOIN notices n ON n.digest = e.notice"""


def upgrade() -> None:
    table = op.create_table(
        "event_words",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_event_words"),
    )
    rows = [record(row) for row in op.get_bind().execute(sa.text(FIELDS))]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("event_words")
