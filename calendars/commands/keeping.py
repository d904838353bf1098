"""Commands that make a database, keep a copy of everything in it, and put that back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..files import STANDARD
from ..terminal import Place, note, option, show_said
from .group import command
from .session import Session
from .shared import answer

if TYPE_CHECKING:
    from ..store.owner import Owner


@command("yueling init", "yueling --db sqlite:////srv/yueling/events.sqlite3 init")
@click.pass_obj
def init(session: Session) -> None:
    """Makes an empty database where there is none, for its owner only; one that is there stays as it is."""
    from ..store import MissingStore

    try:
        store, made = session.store(), False
    except MissingStore:
        store, made = session.store(create=True), True
    with store:
        place, n = store.place, store.count()
        said = Message("{place}: {n} events", place=place, n=n)
        if not made:
            said = Message(
                "{place}: this database is there already, with {n} events; it stays as it is", place=place, n=n
            )
        answer(session, {"place": place, "events": n}, lambda: show_said(said))


@command("yueling backup 月令备份.jsonl", "yueling backup /mnt/nas/yueling-$(date +%F).jsonl   # crontab: \\% for %")
@click.argument("file", type=Place(path_type=Path))
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Writes everything stored into one file, also while others write: events, decisions, history, days off, what was sent."""
    with session.store(closed=True) as store:
        kept = store.back_up(file, session.stamp)
    if str(file) == STANDARD:
        return
    facts: dict[str, str | int] = {"n": kept.events, "file": str(file)}
    said = Message("{n} events and all that belongs to them in {file}", **facts)
    if kept.owner and kept.owner.is_named:
        said = Message("{n} events of {whose} and all that belongs to them in {file}", whose=kept.owner.title, **facts)
    record = {"place": str(file), "events": kept.events, "organisation": owner_record(kept.owner)}
    answer(session, record, lambda: show_said(said))


@command(
    "yueling restore 月令备份.jsonl", "yueling --db sqlite:////srv/new.sqlite3 restore 月令备份.jsonl --yes",
    "yueling restore 厦门.jsonl --org fuzhou --from-another",
)  # fmt: skip
@click.argument("file", type=Place(path_type=Path))
@option("--yes", "-y", is_flag=True, help="replace what is stored without the question")
@option("--from-another", is_flag=True, help="put it there though it is another organisation's, without what is secret")
@option("--dry-run", is_flag=True, help="say what the backup holds and whose it is; replace nothing")
@click.pass_obj
def restore(session: Session, file: Path, yes: bool, from_another: bool, dry_run: bool) -> int:
    """Makes the database what a backup says; what is stored is asked for first and kept beside it.

    The backup is looked at whole before anything is replaced. What was sent stays on record: nothing is reminded twice.
    Into another organisation than its own it is put only with --from-another: then no passwords, tokens, addresses of
    secret calendars and of calendars of others, and no settings come with it.
    """
    from ..store.backup import check
    from .restoring import Restoring

    return Restoring(session, file, check(file), is_foreign=from_another).run(yes=yes, dry_run=dry_run)


@command("yueling migrate-to postgresql://yueling@db.example.org/yueling")
@click.argument("url")
@click.pass_obj
def migrate_to(session: Session, url: str) -> None:
    """Moves everything into another, empty database: from the file to a server, or back.

    Every row is read again there and compared. The first database stays as it is; reminders go out from it no more.
    """
    from ..store import Store

    with session.store() as store, Store.open(url, create=True) as other:
        moved = store.move_to(other)
        rows = sum(one.rows for one in moved.values())
        facts = {
            "place": other.place,
            "rows": rows,
            "tables": {name: {"rows": one.rows, "sha256": f"{one.total:064x}"} for name, one in moved.items()},
        }
        said = Message(
            "{rows} rows in {n} tables are in {place} now, each compared", n=len(moved), rows=rows, place=other.place
        )
        hint = Message("name the new database from now on, by --db, YUELING_DB or [database] in the settings")
        answer(session, facts, lambda: show_said(said))
    note(hint)


def owner_record(owner: Owner | None) -> dict[str, str] | None:
    return {"key": owner.key, "name": owner.name} if owner else None
