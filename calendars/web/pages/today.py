"""The first page: what is due next, what goes on, and what is coming by weeks and months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from rules import Reckoning, Span, shift

from ...captions import is_condensed, is_due
from ...events import Event
from ...folding import Fold, folds
from ..words import clients
from .frame import Frame, show
from .links import Link, first_feeds
from .rows import Day, Row, days_of, long_day, month_title, public, row_of, shown_on

DAYS, MOST_ROWS, MOST_DUE, MOST_RUNNING = 60, 120, 3, 40
"""How far the page looks ahead, and how many lines it holds: in all, in the panel, under way."""
MOST_TAGS = 24
FOLDED = 6
"""What goes on already beyond this many lines is folded away."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: a week or a month, with its days."""

    name: str
    """`today`, `week`, `next_week`; empty for a month."""
    title: str
    days: list[Day]


def today_page(
    events: Iterable[Event],
    feeds: Sequence[Link],
    reckoning: Reckoning,
    frame: Frame,
    today: date,
    *,
    stored: bool = True,
) -> str:
    """The first page: the next deadlines, what goes on, this week, the next, and the rest of 60 days by months.

    What comes round often has one line. As a file that stands alone it has no weeks, which are other ones tomorrow, and the
    feeds with how to subscribe. `stored` says whether there is any event at all.
    """
    window = Span(today, shift(today, DAYS))
    dated = [(shown_on(line.entry), line) for line in folds(public(events), window, today, reckoning)]
    coming = sorted((one for one in dated if today <= one[0] <= window.last), key=itemgetter(0))
    ahead = [line for _, line in coming]
    begun = [line for day, line in dated if not today <= day <= window.last and line.entry.span.first <= today]
    running = sorted(begun, key=lambda line: line.entry.span.last)

    def made(some: Iterable[Fold]) -> list[Row]:
        return [row_of(line, today, window, reckoning, frame.lang) for line in some]

    listed, more_tags = first_feeds(feeds)
    rows = made(ahead[:MOST_ROWS])
    due = [line for line in ahead if _is_due(line)][:MOST_DUE]
    return show(
        "index.html", frame, "today", long_today=long_day(today, frame.lang), days_ahead=DAYS,
        panel=[(day, row) for day in days_of(made(due), today, reckoning, frame.lang) for row in day.rows],
        running=made(running[:MOST_RUNNING]), folded=FOLDED, today=today, stored=stored,
        parts=_parts(days_of(rows, today, reckoning, frame.lang), today, frame),
        left_out=len(ahead) + len(running) - len(rows) - len(running[:MOST_RUNNING]),
        feeds=listed, more_tags=more_tags, clients=clients(frame.lang), shown=bool(rows or running),
        kinds=[link for link in feeds if link.sort == "kind"], tags=[link for link in feeds if link.sort == "tag"][:MOST_TAGS],
    )  # fmt: skip


def _is_due(line: Fold) -> bool:
    entry = line.entry
    due = is_due(entry.event) or is_condensed(entry)
    return due and entry.status != "CANCELLED" and (not entry.is_done or line.count > 1)


def _parts(days: Sequence[Day], today: date, frame: Frame) -> list[Part]:
    """The days by weeks as far as the next one, then by months; those of a page that stands alone by months."""
    found: dict[tuple[str, str], list[Day]] = {}
    for day in days:
        found.setdefault(_part(day.day, today, frame), []).append(day)
    return [Part(name, title, group) for (name, title), group in found.items()]


def _part(day: date, today: date, frame: Frame) -> tuple[str, str]:
    if frame.static:
        return "", month_title(day, frame.lang)
    if day == today:
        return "today", ""
    sunday = shift(today, 6 - today.weekday())
    if day <= sunday:
        return "week", ""
    return ("next_week", "") if day <= shift(sunday, 7) else ("", month_title(day, frame.lang))
