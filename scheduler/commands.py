"""Commands that remind, publish and check."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calendars.commands.group import command
from calendars.terminal import (
    LANG,
    Place,
    emit_json,
    note,
    option,
    say,
    show,
    show_line,
    show_said,
)
from rules import Message

from .session import Session

if TYPE_CHECKING:
    pass


@command("yueling remind", "yueling --now 2026-04-08T09:00 remind --dry-run", "53 7 * * * yueling remind   # crontab")
@option("--dry-run", is_flag=True, help="show what would be sent; send and store nothing")
@option(
    "--trust-clock", is_flag=True, help="the clock is right: plan from today, though a later day was planned before"
)
@option("--confirm-jump", is_flag=True, help="the clock is right, though the last run was long ago")
@click.pass_obj
def remind(session: Session, dry_run: bool, trust_clock: bool, confirm_jump: bool) -> int:
    """Sends the reminders that are due and were not sent, of every organisation unless --org names one; run it daily.

    With --now it only shows what would be sent.
    """
    from .organisations import ever_stored
    from .reminding import Asked, runs

    session.tells_faults = False
    if session.now and (trust_clock or confirm_jump):
        asked = "--trust-clock" if trust_clock else "--confirm-jump"
        said = Message("{option} is about the clock of the machine; leave out --now", option=asked)
        raise click.UsageError(say(said))
    shown_only = session.now and not dry_run
    dry_run = dry_run or bool(session.now)
    with session.store() as store:
        if not (store.last_change() if session.org else ever_stored(store)):
            note(Message("{place}: no event was ever stored here; is it the right database?", place=store.place))
        # what is only shown asks for no clock of the machine
        found = list(runs(session, store, Asked(dry_run, trust_clock or bool(session.now), confirm_jump)))
    if shown_only:
        note(Message("with --now reminders are shown and not sent"))
    if session.as_json:
        others = {"organisations": [one.to_json() for one in found[1:]]} if found[1:] else {}
        emit_json(found[0].to_json() | others)
    terminal = sys.stdout.isatty() or sys.stderr.isatty()
    if session.org_in_environment and (terminal or dry_run or session.verbose):
        note(
            Message(
                "only one organisation was gone through: “{key}”, {chosen}",
                key=session.org or "",
                chosen=session.org_chosen,
            )
        )
    for one in found:
        if (
            one.is_worth_telling or dry_run or session.verbose or terminal
        ):  # else silent, so that cron mails reminders alone
            one.tell()
    return max(one.report.exit_code for one in found)


@command(
    "yueling publish /srv/www/calendars",
    "5 0 * * * yueling publish /srv/www/calendars   # crontab",
    "yueling publish /srv/www/calendars/o/xiamen --org xiamen",
)
@click.argument("folder", type=Place(path_type=Path), metavar="DIR")
@option("--allow-empty", is_flag=True, help="empty the feeds where the database holds no events at all")
@option("--take-over", is_flag=True, help="write there though the folder holds another organisation's or database's")
@click.pass_obj
def publish(session: Session, folder: Path, allow_empty: bool, take_over: bool) -> None:
    """Writes the feeds and an index page as files for a web server; run it daily, so that the page says the right day.

    A folder is of one organisation: it is refused to any other one.
    """
    publish_to(folder, session, allow_empty=allow_empty, take_over=take_over)


def publish_to(folder: Path, session: Session, *, allow_empty: bool = False, take_over: bool = False) -> None:
    """Writes feeds and page into the folder and says what became of them."""
    from calendars.actions.publishing import publisher
    from calendars.feeds.named import open_feeds
    from calendars.feeds.publish import as_published, publish, state_of

    settings = session.settings
    look = (session.today, settings.base_url, settings.feeds_title, LANG.get())
    with session.store() as store:
        whose = publisher(store)
        state = state_of(store.place, whose, store.count(), store.last_change(), *look)
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
                publisher=whose,
                take_over=take_over,
                org=store.org,
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
    from calendars.people import ADDRESS
    from scheduler.checkup import checkup
    from scheduler.origins import Whose

    if address is not None and not ADDRESS.fullmatch(address):
        raise click.BadParameter(say(Message("“{text}” is no mail address", text=address)), param_hint="--send-test")
    session.tells_faults = False
    supposed = bool(session.now)
    checks = checkup(
        lambda: session.settings,
        session.store,
        session.moment,
        env=os.environ,
        test=address,
        supposed=supposed,
        whose=Whose(session.org or "", session.org_chosen, lambda: session.chosen, session.config_chosen),
    )
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
