"""The page that somebody reads who has one minute: date, weekday, item, who, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rules import Message, Span, weekday_name

from ..captions import cited, headline, is_condensed, is_due, period_of, time_words
from ..events import Entry
from ..lines import one_line

HEADS = (Message("Date"), Message("Weekday"), Message("Item"), Message("Responsible"), Message("According to"))
WIDTHS = (17, 9, 40, 20, 30)
"""How wide the columns are, as shares of the page."""
MOST = 2000
"""Characters of a cell at most: what is longer nobody reads in a table."""
BY_HAND = Message("entered by hand")


@dataclass(frozen=True, slots=True)
class Page:
    """A table under a heading, all of it words; the rows are made as they are asked for, once."""

    title: str
    heads: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    lang: str


def page_of(entries: Iterable[Entry], title: str, lang: str) -> Page:
    """The entries as a page."""
    return Page(title, tuple(head.say(lang) for head in HEADS), _rows(entries, lang), lang)


def _rows(entries: Iterable[Entry], lang: str) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        span = Span.of(entry.due) if is_condensed(entry) else entry.span
        yield day_cell(entry, span, lang), weekday_cell(span, lang), item(entry, lang), who(entry), source(entry, lang)


def day_cell(entry: Entry, span: Span, lang: str) -> str:
    """The day or days, with the time where the item does not say it."""
    days, clock = period_of(span, None, str), entry.occurrence.clock
    if clock and is_due(entry.event):
        return days
    return period_of(span, clock, str) if clock and span.days > 1 else f"{days} {time_words(entry, lang)}".strip()


def weekday_cell(span: Span, lang: str) -> str:
    """The weekday, or the first and the last.

    >>> weekday_cell(Span(date(2026, 4, 15), date(2026, 4, 17)), "zh")
    '周三 – 周五'
    """
    return " – ".join(weekday(day, lang) for day in dict.fromkeys((span.first, span.last)))


def weekday(day: date, lang: str) -> str:
    """The weekday in short.

    >>> weekday(date(2026, 4, 15), "zh"), weekday(date(2026, 4, 15), "en")
    ('周三', 'Wed')
    """
    name = weekday_name(day.weekday()).say(lang)
    return name.replace("星期", "周") if lang == "zh" else name[:3]


def item(entry: Entry, lang: str) -> str:
    """The headline, with the place behind it, and that it is done."""
    title, place = headline(entry, lang), one_line(entry.event.place or "", MOST)
    if entry.is_done:
        title = Message("{title} (done)", title=title).say(lang)
    return Message("{title} (at {place})", title=title, place=place).say(lang) if place else title


def who(entry: Entry) -> str:
    """Who has to act."""
    return one_line(entry.event.actor or "", MOST)


def source(entry: Entry, lang: str) -> str:
    """The notice, else the calendar that it comes from, else that somebody entered it."""
    event = entry.event
    words = cited(event.source, lang) or (event.origin.calendar if event.origin else "")
    return one_line(words, MOST) or BY_HAND.say(lang)
