"""What several commands need: content of files, UIDs, windows of days, what became of events."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import LANG, say, show_said
from ..views import printable
from .session import Session

if TYPE_CHECKING:
    from rules import Span

    from ..actions import Outcome
    from ..events import Event
    from ..store import Store


INPUT_LIMIT = 64 * 1024 * 1024
"""Octets that are read of a file before it is handed on; what a notice may have at most is decided by its reader."""
WINDOW_LIMIT = 3660
"""Days that an agenda may span."""


def content_of(name: str) -> bytes:
    """The content of a file, or of standard input for `-`; what is too long is cut just beyond the limit."""
    if name == "-":
        return sys.stdin.buffer.read(INPUT_LIMIT + 1)
    with Path(name).open("rb") as file:
        return file.read(INPUT_LIMIT + 1)


def the_event(store: Store, words: str, today: date, lang: str) -> Event:
    """The event that a UID, its beginning or a title means; raises NothingMeant, SeveralMeant."""
    from ..finding import the_event as found  # whoever only asks for help need not wait for it

    return found(store, words, today, lang)


def window_of(today: date, days: int | None, first: date | None, last: date | None) -> Span:
    """The days that are asked for; a usage error where they are none or too many."""
    from rules import Span, shift

    if days is not None and last is not None:
        raise click.UsageError(say(Message("give either --days or --to")))
    start = first or today
    end = last or shift(start, 30 if days is None else days)
    if end < start:
        said = Message("{last} lies before {first}; the earlier day comes first", last=str(end), first=str(start))
        raise click.BadParameter(say(said), param_hint="--from/--to")
    if (end - start).days > WINDOW_LIMIT:
        said = Message("at most {n} days at a time", n=WINDOW_LIMIT)
        raise click.BadParameter(say(said), param_hint="--from/--to")
    return Span(start, end)


def outcome_words(outcome: Outcome) -> list[Message]:
    """What became of events that were to be stored, and of what people had decided of them."""
    counts = {name: len(getattr(outcome, name)) for name in ("added", "changed", "unchanged")}
    words = [Message("stored: {added} new, {changed} changed, {unchanged} as before", **counts)]
    return words + decided_words(outcome)


def decided_words(outcome: Outcome) -> list[Message]:
    """What was left as people had decided it, and what is no longer read."""
    words = []
    kept, away = len(outcome.kept), len(outcome.stayed_away)
    if kept and away:
        words.append(
            Message(
                "{kept} edited by you left as they are, {away} removed by you not restored; to restore them add --again",
                kept=kept,
                away=away,
            )
        )
    elif kept:
        words.append(Message("{n} edited by you left as they are; to have them as they stand add --again", n=kept))
    elif away:
        words.append(Message("{n} removed by you not restored; to restore them add --again", n=away))
    if outcome.unread:
        titles = ", ".join(printable(event.title) for event in outcome.unread[:5])
        count = len(outcome.unread)
        words.append(Message("{n} were read before and are not found now; they stay: {titles}", n=count, titles=titles))
    return words


def show_event(event: Event, session: Session) -> None:
    """Prints an event on a line."""
    from rules import write

    from ..views import next_words, printable

    facts = {"uid": event.uid, "title": printable(event.title), "rule": write(event.recurrence, LANG.get())}
    show_said(Message("{uid}  {title}: {rule}", **facts))
    if coming := next_words(event.recurrence, session.today, 3, LANG.get(), session.reckoning()):
        show_said(Message("next: {dates}", dates=coming))
