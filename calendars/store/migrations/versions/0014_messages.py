"""The messages in which reminders go out, and when a pass has to look at an event again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from calendars.store.outbox_before import fill_messages

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
BEFORE = {
    "subject": sa.Text(),
    "body": sa.Text(),
    "lease_owner": sa.String(80),
    "lease_until": INSTANT,
    "next_try": INSTANT,
    "error": sa.Text(),
}


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(40)),
        sa.Column("subject", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("items", sa.Text()),
        sa.Column("members", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written", INSTANT),
        sa.Column("lease_owner", sa.String(40)),
        sa.Column("lease_until", INSTANT),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try", INSTANT),
        sa.Column("error", sa.Text()),
        sa.Column("sent", INSTANT),
        sa.PrimaryKeyConstraint("key", name="pk_messages"),
    )
    op.create_index("ix_messages_state_next_try", "messages", ["state", "next_try"])
    op.create_index("ix_messages_due", "messages", ["due"])
    op.create_index("ix_messages_sent", "messages", ["sent"])
    op.add_column("deliveries", sa.Column("message", sa.String(40)))
    fill_messages(op.get_bind())
    op.drop_index("ix_deliveries_state_next_try", "deliveries")
    op.drop_index("ix_deliveries_entry_uid", "deliveries")
    op.drop_index("ix_deliveries_sent", "deliveries")
    op.create_index("ix_deliveries_message", "deliveries", ["message"])
    for name in (*BEFORE, "tries"):
        op.drop_column("deliveries", name)
    op.create_table(
        "watches",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("nearest", sa.Date(), nullable=False),
        sa.Column("wakes", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_watches"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_watches_wakes", "watches", ["wakes"])
    op.create_table(
        "sendings",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sendings"),
    )
    op.create_index("ix_sendings_channel_at", "sendings", ["channel", "at"])
    op.execute("INSERT INTO watches (uid, nearest, wakes) SELECT uid, '0001-01-01', '0001-01-01' FROM events")


def downgrade() -> None:
    op.drop_table("sendings")
    op.drop_table("watches")
    op.drop_index("ix_deliveries_message", "deliveries")
    op.add_column("deliveries", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    for name, kind in BEFORE.items():
        op.add_column("deliveries", sa.Column(name, kind))
    op.drop_column("deliveries", "message")
    op.create_index("ix_deliveries_entry_uid", "deliveries", ["entry_uid"])
    op.create_index("ix_deliveries_sent", "deliveries", ["sent"])
    op.create_index("ix_deliveries_state_next_try", "deliveries", ["state", "next_try"])
    op.drop_table("messages")
