"""The command that says what was done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..terminal import LANG, Day, note, option, show_said
from ..views import printable
from .group import command
from .session import Session
from .shared import answer, name_given, now_record, the_event

if TYPE_CHECKING:
    from ..actions import Progress


@command(
    "yueling done 8f14e45f",
    "yueling done 8f14e45f --date 2026-04-15 --by 张三",
    "yueling done 8f14e45f --date 2026-04-15 --undo",
)
@click.argument("uid")
@option(
    "--date", "day", type=Day(near=True), metavar="D", help="which date; by default the only one that is left for now"
)
@option("--by", metavar="NAME", help="who did it")
@option("--undo", "again", is_flag=True, help="it was not done after all")
@click.pass_obj
def done(session: Session, uid: str, *, day: date | None, by: str | None, again: bool) -> None:
    """Says that one date of an event is done: nobody is reminded of it any more."""
    from .. import actions
    from ..doing import done_on, left_to_do
    from ..events import Entry

    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get())
        key = None
        if day is None:
            find = done_on if again else left_to_do
            found = find(event, session.today, store.reckoning())
            day, key = Entry(event, found).due, found.key
        facts: dict[str, Any] = {"key": key, "seen": event.sequence}
        if again:
            became = actions.reopen(store, event.uid, day, session.stamp, **facts)
        else:
            became = actions.complete(store, event.uid, day, session.stamp, by=name_given(session, store, by), **facts)
    show_progress(became, session)


def show_progress(became: Progress, session: Session) -> None:
    """Answers with the date of which somebody said that it is done, or is not."""
    from ..records import progress_record
    from ..views import when

    entry, lang = became.entry, LANG.get()
    said = entry.completion
    content = progress_record(became, now_record(entry.event, session), lang)
    facts = {"title": printable(entry.event.title), "when": when(entry.occurrence, lang, entry.event.recurrence)}
    words = Message("done: {title}, {when}", **facts) if said else Message("not done: {title}, {when}", **facts)
    answer(session, content, lambda: show_said(words))
    if not became.changed:
        note(Message("it was so before; nothing changed"))
