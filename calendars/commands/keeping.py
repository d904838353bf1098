"""Commands that make a database, keep a copy of everything in it, and put that back."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..files import STANDARD
from ..terminal import Place, note, option, say, show_said
from .group import command
from .session import Session
from .shared import answer

if TYPE_CHECKING:
    from ..store import BrokenStore, Store
    from ..store.backup import Contents


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
    with session.store() as store:
        kept = store.back_up(file, session.stamp)
    if str(file) == STANDARD:
        return
    said = Message("{n} events and all that belongs to them in {file}", n=kept.events, file=str(file))
    answer(session, {"place": str(file), "events": kept.events}, lambda: show_said(said))


@command("yueling restore 月令备份.jsonl", "yueling --db sqlite:////srv/new.sqlite3 restore 月令备份.jsonl --yes")
@click.argument("file", type=Place(path_type=Path))
@option("--yes", "-y", is_flag=True, help="replace what is stored without the question")
@click.pass_obj
def restore(session: Session, file: Path, yes: bool) -> int:
    """Makes the database what a backup says; what is stored is asked for first and kept beside it.

    The backup is looked at whole before anything is replaced. What was sent stays on record: nothing is reminded twice.
    """
    from ..store import BrokenStore, MissingStore, Store
    from ..store.backup import check
    from ..store.files import file_of

    found, path = check(file), file_of(session.url)
    try:
        with session.store() as store:
            wanted = _replaced(session, store, file, found, yes=yes)
    except MissingStore as missing:
        wanted = True
        if missing.empty or not path:
            with session.store(create=True) as store:
                store.put_back(file, session.stamp)
        else:
            Store.make_from(path, file, session.stamp)
    except BrokenStore as broken:
        if not path:
            raise
        wanted = _in_place_of_a_broken_one(session, broken, path.resolve(), file, yes=yes)
    if not wanted:
        show_said(Message("nothing was replaced"))
        return 0
    said = Message("restored: {n} events, as of {moment}", n=found.events, moment=_moment(session, found))
    answer(session, {"place": None, "events": found.events}, lambda: show_said(said))
    return 0


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


def _replaced(session: Session, store: Store, file: Path, found: Contents, *, yes: bool) -> bool:
    """Whether everything stored was replaced by the backup, and kept beside it; not where a person does not want it."""
    from ..store.files import file_of

    if store.holds_anything():
        question = Message(
            "Replace the {here} events stored here by the {there} of {moment}?",
            here=store.count(),
            there=found.events,
            moment=_moment(session, found),
        )
        if not _agreed(question, yes=yes):
            return False
        aside = _aside(file_of(session.url), f"before-restore-{session.moment:%Y%m%d-%H%M%S}", ".jsonl")
        store.back_up(aside, session.stamp)
        note(Message("what was stored is kept in {file}", file=str(aside)))
    store.put_back(file, session.stamp)
    return True


def _in_place_of_a_broken_one(session: Session, broken: BrokenStore, path: Path, file: Path, *, yes: bool) -> bool:
    """Whether a database from the backup stands in the place of a broken one, which is set aside."""
    from ..store import Store

    note(broken.said)
    aside = _aside(path, f"broken-{session.moment:%Y%m%d-%H%M%S}")
    if not _agreed(Message("Set it aside as {file}, and restore the backup here?", file=aside.name), yes=yes):
        return False
    Store.make_from(path, file, session.stamp, aside)
    note(Message("the broken one is kept as {file}; what was sent after the backup may be sent again", file=str(aside)))
    return True


def _agreed(question: Message, *, yes: bool) -> bool:
    """Whether something may be replaced; a usage error where nobody can be asked."""
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(say(Message("this asks before it replaces, and nobody can answer here; add --yes")))
    return yes or click.confirm(say(question), default=False, err=True)


def _moment(session: Session, found: Contents) -> str:
    """When the backup was made, by the clock of the run."""
    return found.made.astimezone(session.moment.tzinfo).isoformat(" ", "minutes")


def _aside(path: Path | None, stem: str, end: str = "") -> Path:
    """Where what is replaced is kept: beside the file, in this folder for a database on a server; never over another."""
    for number in count(1):
        name = f"{stem}-{number}{end}" if number > 1 else f"{stem}{end}"
        wanted = path.with_name(f"{path.name}.{name}") if path else Path(f"yueling-{name}")
        if not os.path.lexists(wanted):
            break
    return wanted
