"""What people decide and do: steps that can be taken back, decisions beside what was read; place, address, contact, note."""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)
OF_EVENTS = ("place", "url", "contact", "note")


def upgrade() -> None:
    for name in OF_EVENTS:
        op.add_column("events", sa.Column(name, sa.Text(), nullable=True))
    _fill()
    op.create_table(
        "steps",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(10), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("undone", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_steps"),
    )
    op.create_index("ix_steps_undone_number", "steps", ["undone", "number"])
    op.create_table(
        "changes",
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(10), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["step"], ["steps.number"], name="fk_changes_step"),
        sa.PrimaryKeyConstraint("step", "thing", "key", name="pk_changes"),
    )
    op.create_index("ix_changes_thing_key_step", "changes", ["thing", "key", "step"])
    op.create_table(
        "decisions",
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("fate", sa.String(20), nullable=True),
        sa.Column("read", sa.Text(), nullable=True),
        sa.Column("decided", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("uid", "field", name="pk_decisions"),
    )
    op.create_table(
        "tags_used",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_tags_used"),
    )
    connection = op.get_bind()
    texts = connection.execute(sa.text("SELECT DISTINCT tags FROM events")).scalars().all()
    for tag in sorted({tag for text in texts for tag in json.loads(text)}):
        connection.execute(sa.text("INSERT INTO tags_used (tag) VALUES (:tag)"), {"tag": tag})


def _fill() -> None:
    """Gives imported events the place, address and contact that stand in their lines."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT uid, origin FROM events WHERE origin IS NOT NULL")).fetchall()
    for uid, origin in rows:
        lines = json.loads(origin).get("lines", [])
        for name, prop in (("place", "LOCATION"), ("url", "URL"), ("contact", "CONTACT")):
            if text := _said(lines, prop):
                table = sa.table("events", sa.column("uid"), sa.column(name))
                connection.execute(sa.update(table).where(table.c.uid == uid).values({name: text}))


def _said(lines: list[str], prop: str) -> str:
    for line in lines:
        head, _, value = line.partition(":")
        if head == "BEGIN":
            break
        if head.partition(";")[0].upper() == prop:
            return " ".join(re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value).split())
    return ""


def downgrade() -> None:
    for name in ("tags_used", "decisions", "changes", "steps"):
        op.drop_table(name)
    for name in OF_EVENTS:
        op.drop_column("events", name)
