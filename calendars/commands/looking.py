"""Commands that show what is stored and what is coming."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import LANG, Day, emit_json, json_bytes, note, option, say, show, show_line, show_table
from .group import command
from .session import Session
from .shared import WINDOW_LIMIT, bare, hand_over, now_record, page_options, paged, window_of

if TYPE_CHECKING:
    from rules import Span

    from ..events import Entry

FORMATS = ("table", "md", "html", "docx", "xlsx", "csv", "json", "ics")


@command("yueling list", "yueling list --kind deadline --tag 科普", name="list")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def list_(session: Session, kind: str | None, tag: str | None, as_json: bool) -> None:
    """Lists the stored events."""
    from rules import write

    from ..one_line_event import checked_kind
    from ..records import event_record
    from ..views import event_rows

    with session.store() as store:
        events, reckoning = store.events(checked_kind(kind), tag), store.reckoning()
    if as_json:
        shape = partial(event_record, today=session.today, reckoning=reckoning, lang=LANG.get())
        emit_json([shape(event, write(event.recurrence)) for event in events])
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
    from ..views import event_lines

    with session.store() as store:
        event, reckoning = store.event(bare(uid)), store.reckoning()
    if as_json:
        return emit_json(now_record(event, session))
    for label, words in event_lines(event, session.today, LANG.get(), reckoning):
        show_line(label, words)
    return None


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
    steps = chain(event, occurrence, write(event.recurrence, lang), lang, reckoning)
    if session.as_json:
        from ..records import occurrence_record, words

        told = [{"step": label.say(lang), "words": words(text, lang)} for label, text in steps]
        date_ = occurrence_record(event, occurrence, lang) if occurrence else None
        return emit_json({"event": now_record(event, session), "steps": told, "date": date_})
    if occurrence:
        steps.append((Message("date"), when(occurrence, lang, event.recurrence)))
    show(printable(event.title))
    for label, text in steps:
        show_line(label, text, "  ")
    return None


def not_on(day: date, nearby: str | None) -> Exception:
    """The error that an event does not fall on the day."""
    from rules import YuelingError

    remedy = Message("the nearest date is {when}", when=nearby) if nearby else Message("it has no dates at all")
    return YuelingError(Message("{day}: the event does not fall on that day", day=str(day)), remedy)


@command("yueling upcoming", "yueling upcoming --from 2026-09-01 --to 2026-12-31 --kind deadline --format csv")
@option(
    "--days", type=click.IntRange(0, WINDOW_LIMIT), metavar="N", help="today and the N days after it; 30 by default"
)
@option("--from", "first", type=Day("first"), metavar="D", help="the first day; today by default")
@option("--to", "last", type=Day("last"), metavar="D", help="the last day, included")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option("--format", "shape", type=click.Choice(FORMATS), help="by default as FILE is called, else table")
@option(
    "-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="write to FILE, not to the screen"
)
@page_options
@click.pass_obj
def upcoming(
    session: Session,
    *,
    days: int | None,
    first: date | None,
    last: date | None,
    kind: str | None,
    tag: str | None,
    shape: str | None,
    file: Path | None,
    limit: int | None,
    offset: int,
) -> None:
    """Lists what is coming: on the screen, for programs, or as a page to print and send (md, html, docx, xlsx, csv)."""
    from ..events import agenda
    from ..one_line_event import checked_kind
    from ..views import printable

    shape = shape_wanted(session, shape, file)

    window = window_of(session.today, days, first, last)
    with session.store() as store:
        events = store.events(checked_kind(kind), tag, ending_from=window.first)
        reckoning = store.reckoning()
    entries = paged(agenda(events, window, reckoning), limit, offset)
    if shape != "table":
        said = Message("{n} entries in {file}", n=len(entries), file=printable(str(file)))
        return hand_over(session, in_shape(shape, entries, window), file, said)
    if entries:
        from ..views import agenda_rows

        return show_table(agenda_rows(entries, session.today, LANG.get()))
    return note(Message("nothing from {first} to {last}", first=str(window.first), last=str(window.last)))


def shape_wanted(session: Session, shape: str | None, file: Path | None) -> str:
    """The shape in which the list is wanted; a usage error where it is none for a terminal."""
    from ..lists import BINARY, shape_of

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


def in_shape(shape: str, entries: Sequence[Entry], window: Span) -> bytes:
    """The entries as JSON, iCalendar, or a list for people."""
    if shape == "ics":
        from ..feeds import Feed, render

        return render(Feed("upcoming", say(Message("Yueling: what is coming"))), entries, lang=LANG.get())
    if shape == "json":
        from ..records import entry_record
        from ..views import ruled

        return json_bytes([entry_record(entry, rule, LANG.get()) for entry, rule in ruled(entries)])
    from ..lists import listed

    return listed(shape, entries, window, LANG.get())
