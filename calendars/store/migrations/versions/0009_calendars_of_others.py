"""The calendars of others that are kept here, and which events are theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    op.add_column("events", sa.Column("subscription", sa.String(80), nullable=True))
    op.add_column("events", sa.Column("withheld", sa.Boolean(), nullable=True))
    op.create_index("ix_events_subscription", "events", ["subscription"])
    op.create_table(
        "subscriptions",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("every", sa.Integer()),
        sa.Column("asks", sa.Integer()),
        sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("tried", INSTANT),
        sa.Column("succeeded", INSTANT),
        sa.Column("due", INSTANT),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_due", "subscriptions", ["due"])


def downgrade() -> None:
    op.drop_table("subscriptions")
    op.drop_index("ix_events_subscription", "events")
    for name in ("withheld", "subscription"):
        op.drop_column("events", name)
