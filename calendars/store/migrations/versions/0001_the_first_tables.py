"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("event_uid", sa.String(length=255), nullable=False),
        sa.Column("entry_uid", sa.String(length=320), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try", sa.String(length=32), nullable=True),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("sent", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_entry_uid", "deliveries", ["entry_uid"])
    op.create_index("ix_deliveries_event_uid", "deliveries", ["event_uid"])
    op.create_index("ix_deliveries_state_next_try", "deliveries", ["state", "next_try"])

    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )
    op.create_table(
        "notices",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("printed", sa.Date(), nullable=True),
        sa.Column("reference", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_notices"),
    )
    op.create_table(
        "removals",
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_removals"),
    )
    op.create_table(
        "events",
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recurrence", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("leads", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("notice", sa.String(length=80), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("basis", sa.String(length=16), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("updated", sa.String(length=32), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.digest"], name="fk_events_notice"),
        sa.PrimaryKeyConstraint("uid", name="pk_events"),
    )
    op.create_index("ix_events_created_uid", "events", ["created", "uid"])
    op.create_index("ix_events_last_day", "events", ["last_day"])
    op.create_index("ix_events_notice", "events", ["notice"])


def downgrade() -> None:
    op.drop_index("ix_events_notice", "events")
    op.drop_index("ix_events_last_day", "events")
    op.drop_index("ix_events_created_uid", "events")

    op.drop_table("events")
    op.drop_table("removals")
    op.drop_table("notices")
    op.drop_table("marks")
    op.drop_index("ix_deliveries_state_next_try", "deliveries")
    op.drop_index("ix_deliveries_event_uid", "deliveries")
    op.drop_index("ix_deliveries_entry_uid", "deliveries")

    op.drop_table("deliveries")
