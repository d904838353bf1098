"""The command that prints a year."""

from __future__ import annotations

from pathlib import Path

import click

from rules import Message

from ..terminal import LANG, Place, option, say
from .group import command
from .session import Session
from .shared import filters, hand_over


@command(
    "yueling planner 2027 --out 2027.pdf",
    "yueling planner 2027 --year-only --kind 截止 --out 截止2027.pdf",
    "yueling planner 2027 --months --tag 科普 --font simhei.ttf --out 科普2027.pdf",
)
@click.argument("year", metavar="YEAR")
@option(
    "-o",
    "--out",
    "--output",
    "file",
    type=Place(path_type=Path),
    required=True,
    metavar="FILE",
    help="the PDF; - for standard output",
)
@option("--year-only", "only_year", is_flag=True, help="only the year, on one sheet of A3")
@option("--months", "only_months", is_flag=True, help="only the months, twelve sheets of A4")
@filters
@option("--title", metavar="TEXT", help="whose planner it is; by default as the settings name the office")
@option(
    "--font",
    type=Place(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="a Chinese TrueType font (.ttf, .ttc)",
)
@click.pass_obj
def planner(
    session: Session,
    *,
    year: str,
    file: Path,
    only_year: bool,
    only_months: bool,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    title: str | None,
    font: Path | None,
) -> None:
    """Prints a year as a PDF: one sheet of A3, and a sheet of A4 a month, with lunar days and days off.

    Events that another calendar keeps private are left out. The same data give the same bytes.
    """
    if only_year and only_months:
        raise click.UsageError(say(Message("give either --year-only or --months")))
    from ..grids import year_named
    from ..planner import count_of, font_at, font_found
    from ..planner import planner as printed
    from ..selection import Selection

    number, face, wanted = year_named(year), font_at(font) if font else font_found(), Selection(kinds, tags)
    with session.store() as store:
        events, reckoning = store.events(), store.reckoning()
    chosen = [event for event in events if wanted.holds(event)]
    owner = session.owner if title is None else title
    data = printed(
        number, chosen, reckoning, face, LANG.get(), owner, large=not only_months, months=not only_year
    )  # fmt: skip
    count = count_of(number, chosen, reckoning)
    hand_over(session, data, file, Message("{n} events on paper: {file}", n=count, file=str(file)))
