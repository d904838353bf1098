"""Commands that find what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import LANG, emit_json, named_days, note, option, show_table
from .group import command
from .session import Session
from .shared import filters, page_options, paged

if TYPE_CHECKING:
    from ..finding import Coming
    from ..store import Store

EMPTY = Message("no events are stored; `yueling read FILE --add` or `yueling add` stores some")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which events are asked for; nothing named means any."""

    words: str | None = None
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    past: bool = False
    """Whether what is over is shown too."""


@command("yueling list", "yueling list --kind 截止 --tag 科普", "yueling list --all --limit 50", name="list")
@filters
@option("--search", "words", metavar="WORDS", help="only with these words, as `yueling search` finds them")
@option("--all", "past", is_flag=True, help="what is over too")
@page_options
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def list_(
    session: Session,
    *,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    words: str | None,
    past: bool,
    limit: int | None,
    offset: int,
    as_json: bool,
) -> None:
    """Lists the stored events, the next date first."""
    answered(session, Wish(words, kinds, tags, past), limit, offset, as_json=as_json)


@command("yueling search 年检", "yueling search 科普 “工作总结”", "yueling search 云化会发〔2026〕31号 --all")
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@filters
@option("--all", "past", is_flag=True, help="what is over too")
@page_options
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def search(
    session: Session,
    *,
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    past: bool,
    limit: int | None,
    offset: int,
    as_json: bool,
) -> None:
    """Finds events by words, wherever they stand: title, sentence, notice and its number, people, place, note, tags."""
    answered(session, Wish(" ".join(words), kinds, tags, past), limit, offset, as_json=as_json)


def answered(session: Session, wish: Wish, limit: int | None, offset: int, *, as_json: bool) -> None:
    """Shows the events that are wished for, and what of them is not shown."""
    from rules import write

    from ..finding import coming, coming_rows, ranked
    from ..records import event_record

    today, lang = session.today, LANG.get()
    with session.store() as store:
        events = store.events(wish.kinds, wish.tags, None if wish.past else today, wish.words)
        reckoning = store.reckoning()
        every = coming(events, today, reckoning)
        found = [one for one in every if wish.past or not one.over]
        if wish.words:
            found = ranked(found, wish.words)
        shown = paged(found, limit, offset)
        why = None if shown else nothing(store, wish, len(found), today)
    if as_json:
        record = partial(event_record, today=today, reckoning=reckoning, lang=lang)
        return emit_json([record(one.event, write(one.event.recurrence)) for one in shown])
    if why:
        return note(why)
    show_table(coming_rows(shown, lang))
    return left_out(found, shown)


def left_out(found: Sequence[Coming], shown: Sequence[Coming]) -> None:
    """Says how many were found but not shown."""
    if len(shown) < len(found):
        note(Message("{shown} of {n} are shown", shown=len(shown), n=len(found)))


def nothing(store: Store, wish: Wish, found: int, today: date) -> Message:
    """Why nothing is shown: nothing is stored, nothing is such, it is all over, or the page is empty."""
    if found:
        return Message("there are only {n}", n=found)
    stored = store.count()
    if not stored:
        return EMPTY
    over = 0 if wish.past else len(store.events(wish.kinds, wish.tags, None, wish.words))
    if over:
        return Message("{n} are over; --all shows them", n=over)
    if wish.words and (days := named_days(wish.words, today)):
        first, last = (day.isoformat() for day in days)
        return Message(
            "no text has these words; by day: `yueling upcoming --from {first} --to {last}`", first=first, last=last
        )
    if wish.words:
        return Message("none of the {n} stored events has these words, of the kinds and tags asked for", n=stored)
    return Message("none of the {n} stored events is of that kind or has that tag", n=stored)
