"""Commands for the yearly arrangements of days off."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import (
    LANG,
    Number,
    SpokenGroup,
    confirmed,
    emit_json,
    heading,
    option,
    say,
    show,
    show_said,
    show_table,
)
from .group import cli, command, global_options
from .session import Session
from .shared import answer, content_of, whose

if TYPE_CHECKING:
    from rules import HolidayYear

    from ..store import Store


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def holidays() -> None:
    """Reads, shows and lists the yearly arrangements of days off, on which working days rest."""


assert isinstance(holidays, SpokenGroup)
holidays.examples = (
    "yueling holidays import 放假通知.txt",
    "yueling holidays show 2026",
    "yueling holidays list",
)


@command(
    "yueling holidays import 放假通知.txt",
    "cat 2027.json | yueling holidays import - --yes",
    name="import",
    under=holidays,
)
@click.argument("file")
@option("--yes", "-y", is_flag=True, help="store without the question")
@option("--year", type=Number(1949, 2100), metavar="Y", help="the year, where the text does not say it")
@click.pass_obj
def holidays_import(session: Session, *, file: str, yes: bool, year: int | None) -> None:
    """Checks the pasted text of a yearly holiday notice (or JSON, or .ics), stores the year and settles its dates."""
    if not yes and (file == "-" or not sys.stdin.isatty()):
        raise click.UsageError(say(Message("this asks before it stores, and nobody can answer here; add --yes")))
    from rules import decode_notice

    from ..holidays import checks_passed, read_any, year_rows

    text = decode_notice(content_of(file), file)
    with session.store() as store:
        found = read_any(text, year, store)
        if not session.as_json:
            heading(" ".join(filter(None, (str(found.year), found.number))))
            show_table(year_rows(found, LANG.get()))
            for check in checks_passed(LANG.get()):
                show(f"✓ {check}")
            if found.granted:
                show_said(Message("{n} weekdays are off beyond the regulation", n=found.granted))
        if not yes and not confirmed(whose(store, Message("Store this year?"))):
            content = {"stored": False, "year": found.to_json(), "settled": []}
            return answer(session, content, lambda: show_said(Message("nothing was stored")))
        return keep_year(store, found, session)


def keep_year(store: Store, found: HolidayYear, session: Session) -> None:
    """Stores the year, settles what hung on it, and says which dates moved."""
    from ..actions import add_year
    from ..holiday_moves import around, settle
    from ..holidays import moved_rows, with_year

    before = store.reckoning()
    settled = settle(store.events(), before, with_year(before, found), around(found.year))
    uids = list(dict.fromkeys(change.event.uid for change in settled))
    add_year(store, found, session.stamp, uids)
    if session.as_json:
        from ..records import settled_record

        dates = [settled_record(change, LANG.get()) for change in settled]
        return emit_json({"stored": True, "year": found.to_json(), "settled": dates})
    show_said(Message("stored: {year}; {n} dates of {m} events settled", year=found.year, n=len(settled), m=len(uids)))
    if any(change.moved for change in settled):
        heading(say(Message("Dates that moved")))
        show_table(moved_rows(settled, LANG.get()))
    return None


@command("yueling holidays show 2026", name="show", under=holidays)
@click.argument("year", type=Number(1, 9999))
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def holidays_show(session: Session, *, year: int, as_json: bool) -> None:
    """Draws a year with its days off and the weekends that are worked."""
    from ..holidays import drawn, known_year, year_rows

    with session.store() as store:
        found = known_year(year, store)
    if as_json:
        return emit_json(found.to_json())
    heading(" ".join(filter(None, (str(found.year), found.number))))
    for line in drawn(found, LANG.get()):
        show(line)
    return show_table(year_rows(found, LANG.get()))


@command("yueling holidays list", name="list", under=holidays)
@click.pass_obj
def holidays_list(session: Session) -> None:
    """Lists the years whose working days are known."""
    from ..holidays import list_rows, year_records

    with session.store() as store:
        answer(
            session, year_records(store) if session.as_json else None, lambda: show_table(list_rows(store, LANG.get()))
        )
