"""Commands that make a database, keep a copy of everything in it, and put that back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import note, option, say, show_said
from .group import command
from .session import Session
from .shared import answer

if TYPE_CHECKING:
    from ..store import Store
    from ..store.backup import Contents


@command("yueling init", "yueling --db sqlite:////srv/yueling/events.sqlite3 init")
@click.pass_obj
def init(session: Session) -> None:
    """Makes an empty database where there is none, for its owner only; one that is there stays as it is."""
    with session.store(create=True) as store:
        said = Message("{place}: {n} events", place=store.place, n=store.count())
        answer(session, {"place": store.place, "events": store.count()}, lambda: show_said(said))


@command("yueling backup 月令备份.jsonl", "yueling backup /mnt/nas/yueling-$(date +%F).jsonl   # crontab: \\% for %")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Writes everything stored into one file, also while others write: events, decisions, history, days off, what was sent."""
    with session.store() as store:
        kept = store.back_up(file, session.stamp)
    said = Message("{n} events and all that belongs to them in {file}", n=kept.events, file=str(file))
    answer(session, {"place": str(file), "events": kept.events}, lambda: show_said(said))


@command("yueling restore 月令备份.jsonl", "yueling --db sqlite:////srv/new.sqlite3 restore 月令备份.jsonl --yes")
@click.argument("file", type=click.Path(path_type=Path))
@option("--yes", "-y", is_flag=True, help="replace what is stored without the question")
@click.pass_obj
def restore(session: Session, file: Path, yes: bool) -> int:
    """Makes the database what a backup says; what is stored is asked for first and kept beside it.

    The backup is looked at whole before anything is replaced. What was sent stays on record: nothing is reminded twice.
    """
    from ..store import MissingStore, Store
    from ..store.backup import check
    from ..store.files import file_of

    found = check(file)
    moment = found.made.astimezone(session.moment.tzinfo).isoformat(" ", "minutes")
    try:
        store = session.store()
    except MissingStore as missing:
        path = file_of(session.url)
        if missing.empty or not path:
            store = session.store(create=True)
        else:
            Store.make_from(path, file, session.stamp)
            return _said(session, found, moment)
    with store:
        if store.holds_anything():
            question = Message(
                "Replace the {here} events stored here by the {there} of {moment}?",
                here=store.count(),
                there=found.events,
                moment=moment,
            )
            if not yes and not sys.stdin.isatty():
                raise click.UsageError(
                    say(Message("this asks before it replaces, and nobody can answer here; add --yes"))
                )
            if not yes and not click.confirm(say(question), default=False, err=True):
                show_said(Message("nothing was replaced"))
                return 0
            aside = _aside(store, session)
            store.back_up(aside, session.stamp)
            note(Message("what was stored is kept in {file}", file=str(aside)))
        store.put_back(file, session.stamp)
    return _said(session, found, moment)


def _said(session: Session, found: Contents, moment: str) -> int:
    said = Message("restored: {n} events, as of {moment}", n=found.events, moment=moment)
    answer(session, {"place": None, "events": found.events}, lambda: show_said(said))
    return 0


def _aside(store: Store, session: Session) -> Path:
    """Where what is replaced is kept: beside the file, in this folder for a database on a server."""
    from ..store.files import file_of

    path = file_of(session.url)
    stem = f"before-restore-{session.moment:%Y%m%d-%H%M%S}"
    wanted = path.with_name(f"{path.name}.{stem}.jsonl") if path else Path(f"yueling-{stem}.jsonl")
    number = 1
    while wanted.exists():
        number += 1
        wanted = wanted.with_name(f"{wanted.name.removesuffix('.jsonl')}-{number}.jsonl")
    return wanted
