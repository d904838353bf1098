"""Commands that show what is stored and what is coming."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..events import CANCELLED, CONFIRMED
from ..terminal import (
    LANG,
    Day,
    Number,
    Place,
    emit_json,
    heading,
    json_bytes,
    note,
    option,
    say,
    show,
    show_line,
    show_table,
)
from .group import command
from .session import Session
from .shared import WINDOW_LIMIT, filters, hand_over, page_options, paged, the_event, window_asked

if TYPE_CHECKING:
    from rules import Reckoning, Span

    from ..events import Entry, Event
    from ..folding import Fold
    from ..store.decided import Decision

MOST_LINES = 1000
"""Lines of a table, where nobody asks for all."""
FORMATS = ("table", "md", "html", "docx", "xlsx", "csv", "json", "ics")


@command("yueling show 8f14e45fceea167a", name="show")
@click.argument("uid")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def show_(session: Session, uid: str, as_json: bool) -> None:
    """Shows a stored event with everything that is known of it."""
    from ..views import event_lines
    from ..words.accepted import accepted_fields, accepted_words
    from ..words.proposed import proposed, proposed_words

    with session.store() as store:
        event, reckoning = the_event(store, uid, session.today, LANG.get()), store.reckoning()
        if session.as_json:
            from ..answers import Inquiry, events

            return emit_json(events.event(Inquiry(store, session.moment, LANG.get(), trusted=True), event.uid))
        decided, taken = store.decisions([event.uid]).get(event.uid, {}), accepted_fields(store, event)
        decided = {name: one for name, one in decided.items() if name not in taken}
        said = store.duty_states([event.uid]).get(event.uid)
        waiting = proposed(store, event.uid)
    for label, words in event_lines(event, session.today, LANG.get(), reckoning, *set_words(event, decided)):
        show_line(label, words)
    for accepted in accepted_words(event, taken, LANG.get()):
        show_line(Message("Accepted"), say(accepted))
    for one in proposed_words(event, waiting, LANG.get()):
        show_line(Message("Proposed"), say(one))
    if said:
        from ..duties.shown import state_lines  # few events need it

        for label, words in state_lines(event, said, session.today, LANG.get(), reckoning):
            show_line(label, words)
    return None


def set_words(event: Event, decided: Mapping[str, Decision]) -> tuple[str, str]:
    """What a person set of an event, with what had been read, and what a file brought; each empty for nothing."""
    if not decided:
        return "", ""
    from ..words.decided import by_hand_words, imported_words  # few events need it

    return by_hand_words(event, decided, LANG.get()), imported_words(event, decided, LANG.get())


@command("yueling why 8f14e45fceea167a", "yueling why 8f14e45f 2026-09-21")
@click.argument("uid")
@click.argument("day", required=False, type=Day(near=True), metavar="[DATE]")
@click.pass_obj
def why(session: Session, uid: str, day: date | None) -> None:
    """Shows the chain from the sentence in the notice to a date."""
    from ..answers import Inquiry, events
    from ..views import STATUS_WORDS, printable, when

    lang = LANG.get()
    with session.store() as store:
        inquiry = Inquiry(store, session.moment, lang, trusted=True)
        event = the_event(store, uid, session.today, lang)
        if session.as_json:
            return emit_json(events.why(inquiry, event.uid, day))
        occurrence, steps = events.way(inquiry, event, day)
    if occurrence:
        steps.append((Message("date"), when(occurrence, lang, event.recurrence)))
    if event.status != CONFIRMED:
        steps.append((Message("status"), STATUS_WORDS[event.status]))
    show(printable(event.title))
    for label, text in steps:
        show_line(label, text, "  ")
    return None


@command(
    "yueling upcoming",
    "yueling upcoming 下周",
    "yueling upcoming --from 2026-09-01 --to 2026-12-31 --kind 截止 --format csv",
)
@click.argument("period", nargs=-1, metavar="[本周|下周|本月|下月|…]")
@option("--days", type=Number(0, WINDOW_LIMIT), metavar="N", help="today and the N days after it; 30 by default")
@option("--from", "first", type=Day("first"), metavar="D", help="the first day; today by default")
@option("--to", "last", type=Day("last"), metavar="D", help="the last day, included")
@option("--week", is_flag=True, help="what is left of this week")
@option("--month", is_flag=True, help="what is left of this month")
@filters
@option("--unfold", is_flag=True, help="every date of what comes round often, not only the next one")
@option("--all", "every", is_flag=True, help="the same, however many lines it takes")
@option("--format", "shape", type=click.Choice(FORMATS), help="by default as FILE is called, else table")
@option("-o", "--output", "file", type=Place(path_type=Path), metavar="FILE", help="write to FILE, not to the screen")
@page_options
@click.pass_obj
def upcoming(
    session: Session,
    *,
    days: int | None,
    first: date | None,
    last: date | None,
    period: tuple[str, ...],
    week: bool,
    month: bool,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    unfold: bool,
    every: bool,
    shape: str | None,
    file: Path | None,
    limit: int | None,
    offset: int,
) -> None:
    """Lists what is coming: on the screen, for programs, or as a page to print and send (md, html, docx, xlsx, csv)."""
    from ..folding import bounded_agenda, folds
    from ..views import printable

    shape = shape_wanted(session, shape, file)
    named = period_wanted(" ".join(period), week=week, month=month)
    window = window_asked(session.today, named, days, first, last)
    with session.store() as store:
        events = [event for event in store.events(kinds, tags, ending_from=window.first) if event.status != CANCELLED]
        reckoning = store.reckoning()
    if shape == "table":
        lines = folds(events, window, session.today, reckoning, unfold=unfold or every)
        return show_folds(session, lines, window, limit or (None if every else MOST_LINES), offset, reckoning)
    entries = paged(bounded_agenda(events, window, reckoning), limit, offset)
    said = Message("{n} entries in {file}", n=len(entries), file=printable(str(file)))
    return hand_over(session, in_shape(shape, entries, window, store.org), file, said)


def period_wanted(words: str, *, week: bool, month: bool) -> str | None:
    """The one period that is named by words or by an option, None for none; a usage error for several."""
    given = {words: words, "--week": "本周" if week else "", "--month": "本月" if month else ""}
    named = [(typed, period) for typed, period in given.items() if period]
    if len(named) > 1:
        said = Message("give one period: {one} or {other}", one=named[0][0], other=named[1][0])
        raise click.UsageError(say(said))
    return named[0][1] if named else None


def show_folds(
    session: Session, found: Sequence[Fold], window: Span, limit: int | None, offset: int, reckoning: Reckoning
) -> None:
    """Prints what is coming, then what goes on already; says how much is left out."""
    from ..folding import fold_rows

    lines = paged(found, limit, offset)
    if not lines:
        return note(Message("nothing from {first} to {last}", first=str(window.first), last=str(window.last)))
    ahead = [line for line in lines if not line.running]
    running = [line for line in lines if line.running]
    if ahead:
        show_table(fold_rows(ahead, session.today, LANG.get(), reckoning))
    if running:
        heading(say(Message("Under way")))
        show_table(fold_rows(running, session.today, LANG.get(), reckoning))
    if len(lines) < len(found):
        n = len(found)
        note(
            Message(
                "{shown} of {n} lines are shown; --limit, --kind, --tag choose, --all shows all", shown=len(lines), n=n
            )
        )
    return None


def shape_wanted(session: Session, shape: str | None, file: Path | None) -> str:
    """The shape in which the list is wanted; a usage error where it is none for a terminal."""
    from ..lists import BINARY, shape_of

    if shape and (called := shape_of(file)) and called != shape:
        said = Message("{file} is called otherwise than --format {shape}", file=str(file), shape=shape)
        raise click.UsageError(say(said))
    shape = shape or ("json" if session.as_json else shape_of(file) or "table")
    session.as_json = session.as_json or (shape == "json" and file is None)
    if shape in BINARY and file is None and sys.stdout.isatty():
        said = Message("{shape} is nothing for a screen; name a file: --output FILE", shape=shape)
        raise click.UsageError(say(said))
    if shape == "table" and file is not None:
        said = Message(
            "a table is for the screen; say in which format FILE is to be: --format md, html, docx, xlsx, csv"
        )
        raise click.UsageError(say(said))
    return shape


def in_shape(shape: str, entries: Sequence[Entry], window: Span, org: int) -> bytes:
    """The entries of the organisation of that number as JSON, iCalendar, or a list for people."""
    if shape == "ics":
        from ..feeds import Feed, render

        feed = Feed("upcoming", say(Message("Yueling: what is coming")), private=True)
        return render(feed, entries, lang=LANG.get(), command=True, org=org)
    if shape == "json":
        from ..records import entry_record
        from ..views import ruled

        return json_bytes([entry_record(entry, rule, LANG.get()) for entry, rule in ruled(entries)])
    from ..lists import listed

    return listed(shape, entries, window, LANG.get())
