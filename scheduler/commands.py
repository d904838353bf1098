"""Commands that remind, publish, check and demonstrate."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calendars.commands.group import command
from calendars.commands.reading import show_findings, store_drafts
from calendars.commands.reviewing import Wish
from calendars.commands.shared import show_all, window_of
from calendars.terminal import (
    LANG,
    Place,
    emit_json,
    heading,
    note,
    option,
    say,
    shanghai,
    show,
    show_line,
    show_said,
    show_table,
)
from rules import Message

from .serving import free_socket, serve_on
from .session import Session

if TYPE_CHECKING:
    from calendars.events import Entry
    from calendars.store import Store


ALL = Wish(as_json=False, reference=None, add=True, again=False, yes=True, dry_run=False, only=None, changes={})
"""Everything that is read is stored, without a question."""


@command("yueling remind", "yueling --now 2026-04-08T09:00 remind --dry-run", "0 8 * * * yueling remind   # crontab")
@option("--dry-run", is_flag=True, help="show what would be sent; send and store nothing")
@option(
    "--trust-clock", is_flag=True, help="the clock is right: plan from today, though a later day was planned before"
)
@click.pass_obj
def remind(session: Session, dry_run: bool, trust_clock: bool) -> int:
    """Sends the reminders that are due and were not sent; run it daily. With --now it only shows what would be sent."""
    from scheduler import jobs

    if session.now and trust_clock:
        raise click.UsageError(say(Message("--trust-clock is about the clock of the machine; leave out --now")))
    shown_only = session.now and not dry_run
    dry_run = dry_run or bool(session.now)
    out = StringIO() if session.as_json else sys.stdout
    with session.store() as store:
        if not store.last_change():
            note(Message("{place}: no event was ever stored here; is it the right database?", place=store.place))
        if not dry_run:
            refresh_subscriptions(store, session.stamp)
        report = jobs.remind(
            store,
            session.settings,
            session.moment,
            out,
            dry_run=dry_run,
            lang=LANG.get(),
            trust_clock=trust_clock,
        )
    if shown_only:
        note(Message("with --now reminders are shown and not sent"))
    if isinstance(out, StringIO):
        emit_json(report.to_json(LANG.get()) | {"printed": out.getvalue()})
    wrong = report.exit_code or report.warnings or report.held
    if wrong or dry_run or session.verbose or sys.stderr.isatty():  # else silent, so that cron mails reminders alone
        for line in report.lines():
            note(line)
    return report.exit_code


def refresh_subscriptions(store: Store, now: datetime) -> None:
    """Looks at the calendars of others that are due; tells of those that have brought nothing for days."""
    if not store.subscriptions():
        return  # without loading what asks the network
    from calendars.subscriptions import refresh_due
    from calendars.views import printable

    for look in refresh_due(store, now):
        if look.subscription.error and look.subscription.is_stale(now):
            name, why = printable(look.subscription.name), look.subscription.error
            note(Message("the subscription {name} brings nothing new: {why}", name=name, why=why))


@command("yueling publish /srv/www/calendars", "5 0 * * * yueling publish /srv/www/calendars   # crontab")
@click.argument("folder", type=Place(path_type=Path), metavar="DIR")
@option("--allow-empty", is_flag=True, help="empty the feeds where the database holds no events at all")
@click.pass_obj
def publish(session: Session, folder: Path, allow_empty: bool) -> None:
    """Writes the feeds and an index page as files for a web server; run it daily, so that the page says the right day."""
    publish_to(folder, session, allow_empty=allow_empty)


def publish_to(folder: Path, session: Session, *, allow_empty: bool = False) -> None:
    """Writes feeds and page into the folder and says what became of them."""
    from calendars.feeds.named import open_feeds
    from calendars.feeds.publish import as_published, publish, state_of

    settings = session.settings
    look = (session.today, settings.base_url, settings.feeds_title, LANG.get())
    with session.store() as store:
        state = state_of(store.place, store.count(), store.last_change(), *look)
        done = None if allow_empty else as_published(folder, state)
        if not done:
            done = publish(
                folder,
                store.events(),
                today=session.today,
                base_url=settings.base_url,
                owner=settings.feeds_title,
                reckoning=store.reckoning(),
                lang=LANG.get(),
                allow_empty=allow_empty,
                state=state,
                more=open_feeds(store.named_feeds()),
            )
    if session.as_json:
        return emit_json(done.to_json())
    counts = {"feeds": len(done.feeds), "entries": done.entries}
    show_said(Message("{feeds} feeds with {entries} entries in {folder}", folder=str(folder), **counts))
    kept = {"written": len(done.written), "unchanged": len(done.unchanged), "removed": len(done.removed)}
    return show_said(Message("files: {written} written, {unchanged} unchanged, {removed} removed", **kept))


@command("yueling doctor", "yueling doctor --send-test me@example.org")
@option("--send-test", "address", metavar="ADDRESS", help="send a test mail to this address")
@click.pass_obj
def doctor(session: Session, address: str | None) -> int:
    """Checks database, working-day tables, settings and channels, and says what to do."""
    from scheduler.checkup import checkup
    from scheduler.settings_file import ADDRESS

    if address is not None and not ADDRESS.fullmatch(address):
        raise click.BadParameter(say(Message("“{text}” is no mail address", text=address)), param_hint="--send-test")
    checks = checkup(lambda: session.settings, session.store, session.moment, env=os.environ, test=address)
    if session.as_json:
        found = [check.to_json(LANG.get()) for check in checks]
        emit_json({"good": not (bad := any(check["state"] == "wrong" for check in found)), "checks": found})
        return int(bad)
    code = 0
    for check in checks:
        mark = {"good": "✓", "note": "·", "wrong": "✗"}[check.state]
        show_line(check.name, check.said, f"{mark} ")
        if check.remedy:
            show(f"    → {say(check.remedy)}")
        code |= check.state == "wrong"
    return code


@command("yueling demo", "yueling demo ./demo --serve", answers=False)
@click.argument("folder", required=False, type=Place(path_type=Path), metavar="[DIR]")
@option("--serve", "serving", is_flag=True, help="serve feeds and pages afterwards, until Ctrl-C")
@click.pass_obj
def demo(session: Session, folder: Path | None, serving: bool) -> None:
    """Walks the whole way with sample notices: findings, agenda, reminders, feeds."""
    from scheduler.settings import Settings

    place = demo_folder(folder)
    session.db, session.settings = f"sqlite:///{place / 'yueling.sqlite3'}", Settings()
    read_samples(session)
    heading(say(Message("What is coming")))
    entries = coming_entries(session)
    from calendars.views import agenda_rows

    show_table(agenda_rows(entries, session.today, LANG.get()))
    demo_reminders(session, entries)
    heading(say(Message("Feeds")))
    publish_to(place / "feeds", session)
    if serving:
        serve_on(free_socket(session.settings), session, with_clock=False)


def demo_folder(folder: Path | None) -> Path:
    """The folder for the demonstration, made where it is missing: a new temporary one where none is named."""
    if folder is None:
        from tempfile import mkdtemp

        return Path(mkdtemp(prefix="yueling-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()


def read_samples(session: Session) -> None:
    """Reads the notices that the package ships, shows what is in each and stores it."""
    from importlib.resources import files

    from rules import find, read_notice

    samples = sorted(files("calendars").joinpath("samples").iterdir(), key=lambda sample: sample.name)
    for sample in samples:
        if sample.name.endswith(".txt"):
            notice = read_notice(sample.read_bytes(), sample.name)
            findings = find(notice, None)
            show_findings(notice, findings, session)
            show_all(store_drafts(session, notice, findings, ALL)[0])


def coming_entries(session: Session) -> list[Entry]:
    """The agenda of the demonstration: thirty days, at most forty entries."""
    from calendars.events import agenda

    window = window_of(session.today, 30, None, None)
    with session.store() as store:
        return agenda(store.events(ending_from=window.first), window, store.reckoning())[:40]


def demo_reminders(session: Session, entries: Sequence[Entry]) -> None:
    """Shows the reminders of a day that has some: a week before the first deadline that is far enough away."""
    from scheduler import jobs

    week = timedelta(7)
    due = [entry.due - week for entry in entries if entry.event.kind == "deadline"]
    day = next((day for day in due if day >= session.today), session.today)
    moment = datetime.combine(day, session.settings.at, shanghai())
    heading(say(Message("The reminders of {day}", day=str(day))))
    with session.store() as store:
        jobs.remind(store, session.settings, moment, sys.stdout, dry_run=True, lang=LANG.get())
