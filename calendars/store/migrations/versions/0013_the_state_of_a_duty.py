"""How many of how many are done, who has taken something on, until when it is snoozed; and what signs links in messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
COUNTS = ("part", "whole")
TABLES = ("links_used", "link_keys", "stops", "quotas", "acknowledgements", "snoozes")


def upgrade() -> None:
    # the name was longer than its column: SQLite takes it all the same, PostgreSQL does not
    op.execute("UPDATE changes SET thing = 'completed' WHERE thing = 'completions'")
    for name in COUNTS:
        op.add_column("completions", sa.Column(name, sa.Integer(), nullable=True))
    op.create_table(
        "snoozes",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("reader", sa.String(255), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("who", sa.Text()),
        sa.Column("changed", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("uid", "key", "reader", name="pk_snoozes"),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("who", sa.Text()),
        sa.Column("changed", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("uid", "key", name="pk_acknowledgements"),
    )
    op.create_table(
        "quotas",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer()),
        sa.PrimaryKeyConstraint("uid", name="pk_quotas"),
    )
    op.create_table(
        "stops",
        sa.Column("reader", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("reader", "channel", name="pk_stops"),
    )
    op.create_table(
        "link_keys",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("made", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_link_keys"),
    )
    op.create_table(
        "links_used",
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="pk_links_used"),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # elsewhere the word of the version before is too long for its column
        op.execute("UPDATE changes SET thing = 'completions' WHERE thing = 'completed'")
    op.execute("DELETE FROM changes WHERE thing IN ('duty', 'stop')")
    for name in TABLES:
        op.drop_table(name)
    for name in COUNTS:
        op.drop_column("completions", name)
