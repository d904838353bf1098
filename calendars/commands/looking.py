"""Commands that show what is stored and what is coming."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import LANG, Day, emit, emit_json, json_bytes, note, option, say, show, show_line, show_table
from .group import command
from .session import Session
from .shared import WINDOW_LIMIT, bare, window_of

if TYPE_CHECKING:
    from ..events import Entry


@command("yueling list", "yueling list --kind deadline --tag 科普", name="list")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def list_(session: Session, kind: str | None, tag: str | None, as_json: bool) -> None:
    """Lists the stored events."""
    from rules import write

    from ..one_line_event import checked_kind
    from ..views import event_record, event_rows

    with session.store() as store:
        events, reckoning = store.events(checked_kind(kind), tag), store.reckoning()
    if as_json:
        emit_json([event_record(event, write(event.recurrence)) for event in events])
    elif events:
        show_table(event_rows(events, session.today, LANG.get(), reckoning))
    else:
        note(Message("no events are stored; `yueling read FILE --add` or `yueling add` stores some"))


@command("yueling show 8f14e45fceea167a", name="show")
@click.argument("uid")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def show_(session: Session, uid: str, as_json: bool) -> None:
    """Shows a stored event with everything that is known of it."""
    from rules import write

    from ..views import event_lines, event_record

    with session.store() as store:
        event, reckoning = store.event(bare(uid)), store.reckoning()
    if as_json:
        emit_json(event_record(event, write(event.recurrence)))
        return
    for label, words in event_lines(event, session.today, LANG.get(), reckoning):
        show_line(label, words)


@command("yueling why 8f14e45fceea167a", "yueling why 8f14e45f 2026-09-21")
@click.argument("uid")
@click.argument("day", required=False, type=Day(), metavar="[DATE]")
@click.pass_obj
def why(session: Session, uid: str, day: date | None) -> None:
    """Shows the chain from the sentence in the notice to a date."""
    from rules import write

    from ..views import chain, occurrence_near, printable, when

    with session.store() as store:
        event, reckoning = store.event(bare(uid)), store.reckoning()
    lang, occurrence = LANG.get(), occurrence_near(event, day or session.today, reckoning)
    if day and not (occurrence and day in occurrence.span):
        raise not_on(day, when(occurrence, lang, event.recurrence) if occurrence else None)
    show(printable(event.title))
    for label, words in chain(event, occurrence, write(event.recurrence, lang), lang, reckoning):
        show_line(label, words, "  ")
    if occurrence:
        show_line(Message("date"), when(occurrence, lang, event.recurrence), "  ")


def not_on(day: date, nearby: str | None) -> Exception:
    """The error that an event does not fall on the day."""
    from rules import YuelingError

    remedy = Message("the nearest date is {when}", when=nearby) if nearby else Message("it has no dates at all")
    return YuelingError(Message("{day}: the event does not fall on that day", day=str(day)), remedy)


@command("yueling upcoming", "yueling upcoming --from 2026-09-01 --to 2026-12-31 --kind deadline --format csv")
@option(
    "--days", type=click.IntRange(0, WINDOW_LIMIT), metavar="N", help="today and the N days after it; 30 by default"
)
@option("--from", "first", type=Day(), metavar="D", help="the first day; today by default")
@option("--to", "last", type=Day(), metavar="D", help="the last day, included")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option(
    "--format", "shape", type=click.Choice(["table", "json", "csv", "ics"]), default="table", help="table by default"
)
@click.pass_obj
def upcoming(
    session: Session,
    *,
    days: int | None,
    first: date | None,
    last: date | None,
    kind: str | None,
    tag: str | None,
    shape: str,
) -> None:
    """Lists what is coming."""
    from ..events import agenda
    from ..one_line_event import checked_kind

    window = window_of(session.today, days, first, last)
    with session.store() as store:
        events = store.events(checked_kind(kind), tag, ending_from=window.first)
        reckoning = store.reckoning()
    entries = agenda(events, window, reckoning)
    if shape != "table":
        emit(in_shape(shape, entries))
    elif entries:
        from ..views import agenda_rows

        show_table(agenda_rows(entries, session.today, LANG.get()))
    else:
        note(Message("nothing from {first} to {last}", first=str(window.first), last=str(window.last)))


def in_shape(shape: str, entries: Sequence[Entry]) -> bytes:
    """The entries as JSON, CSV or iCalendar."""
    if shape == "ics":
        from ..feeds import Feed, render

        return render(Feed("upcoming", say(Message("Yueling: what is coming"))), entries, lang=LANG.get())
    from ..views import csv_text, record, ruled

    if shape == "csv":
        return csv_text(ruled(entries)).encode()
    return json_bytes([record(entry, rule) for entry, rule in ruled(entries)])
