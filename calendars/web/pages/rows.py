"""Lines of a page: an entry ready to show, and the days under which lines stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rules import RECKONING, Message, Reckoning, Span, UnknownYear, hhmm, shift, tell, weekday_name

from ...captions import (
    MONTHS,
    cited,
    doubts,
    is_condensed,
    is_due,
    is_open,
    kind_word,
    part_words,
    quoted,
    short_day,
    short_span,
)
from ...events import DUE_KINDS, WAITING, Entry, Event
from ...folding import Fold
from ...lines import one_line
from ...views import DONE
from ..words import words

MOST_TAGS = 6
"""Tags that a line shows."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What an editor may say of one date of what is due: that it is done, or is not."""

    uid: str
    title: str
    day: str
    """The day on which it is due, in ISO 8601."""
    key: str
    seen: int
    """The sequence of its event."""
    done: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the agenda."""

    uid: str
    day: date
    """The day under which it is listed."""
    last: date
    until: str
    """Its last day in words, with the year where it is another one."""
    time: str
    title: str
    kind: str
    kind_word: str
    due: bool
    """Whether its day is the last on which something may be done, and not past."""
    span: str
    left: str
    """How many working days are left; empty where it is not due soon or the days off are not known."""
    repeat: str
    """How often it comes round, where the line stands for several dates."""
    status: str
    """In a word that it is tentative, called off or put off; empty where it is none of these."""
    off: bool
    because: str
    """Why it is tentative; empty where it is certain."""
    quote: tuple[str, str, str]
    """The sentence as what stands before the words that set the date, those words, and what stands behind."""
    source: str
    """The notice as short as it can be named."""
    cited: str
    digest: str
    """That of its notice; empty where it comes from none."""
    actor: str
    place: str
    tags: tuple[str, ...]
    more_tags: int


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of a day."""

    day: date
    month: str
    weekday: str
    away: str
    """How far away it is."""
    free: bool
    """Whether it is a day off; of a year without a table Saturdays and Sundays are."""
    rows: list[Row]

    @property
    def due(self) -> bool:
        """Whether something is due."""
        return any(row.due and not row.off for row in self.rows)


def public(events: Iterable[Event]) -> list[Event]:
    """The events that everybody may see: those left out that their calendar keeps from others."""
    return [event for event in events if event.origin is None or not event.is_private]


def shown_on(entry: Entry) -> date:
    """The day under which an entry is listed: the last of what is due, the first of what happens."""
    return entry.due if is_due(entry.event) or is_condensed(entry) else entry.span.first


def row_of(line: Fold, today: date, window: Span | None, reckoning: Reckoning, lang: str) -> Row:
    """The line as it is shown; of one that stands for several dates the last one in the window is named."""
    entry = line.entry
    event, source = entry.event, entry.event.source
    due = (is_due(event) or is_condensed(entry)) and entry.due >= today
    return Row(
        uid=event.uid,
        day=shown_on(entry),
        last=entry.span.last,
        until=full_day(entry.span.last, lang)
        if entry.span.last.year != today.year
        else short_day(entry.span.last, lang),
        time=_time(entry, lang),
        title=one_line(event.title, 200) or kind_word(event.kind, lang),
        kind=event.kind,
        kind_word=kind_word(event.kind, lang),
        due=due,
        span=_span_words(entry, lang),
        left=left_words(entry.due, today, reckoning, lang) if due else "",
        repeat=_repeat_words(line, window, reckoning, lang) if line.count > 1 and window else "",
        status=_status(entry, lang),
        off=entry.status == "CANCELLED",
        because=one_line(doubts(entry, lang), 400),
        quote=quote_parts(event) if source else ("", "", ""),
        source=one_line((source.number or source.title or "") if source else "", 60),
        cited=one_line(cited(source, lang), 200),
        digest=(source.digest or "") if source else "",
        actor=one_line(event.actor or "", 80),
        place=one_line(event.place or "", 80),
        tags=tuple(one_line(tag, 30) for tag in event.tags[:MOST_TAGS] if tag),
        more_tags=max(len(event.tags) - MOST_TAGS, 0),
    )


def tick_of(entry: Entry) -> Tick | None:
    """What may be said of the entry; None where it is not due, or called off."""
    event = entry.event
    if entry.status == "CANCELLED" or not (event.kind in DUE_KINDS or is_due(event)):
        return None
    title = one_line(event.title, 60) or event.uid
    return Tick(event.uid, title, entry.due.isoformat(), entry.occurrence.key, event.sequence, entry.is_done)


def _time(entry: Entry, lang: str) -> str:
    """The time of day, the part of the day where words give only that, or nothing."""
    clock, event = entry.occurrence.clock, entry.event
    if not clock:
        return part_words(event.recurrence, entry.occurrence, lang)
    if is_due(event) and clock.end is not None:
        return hhmm(clock.end)
    if entry.span.days == 1 and clock.start is not None and clock.end is not None:
        return f"{hhmm(clock.start)}–{hhmm(clock.end)}"
    return "" if clock.start is None else hhmm(clock.start)


def _span_words(entry: Entry, lang: str) -> str:
    if is_open(entry.event):
        return words(lang)["from"].format(day=short_day(entry.span.first, lang))
    if entry.span.days == 1:
        return ""
    return short_span(entry.span, lang)


def left_words(due: date, today: date, reckoning: Reckoning, lang: str) -> str:
    """How many working days are left until the day, itself counted; empty where it is near, past or not reckoned."""
    if not 1 < (due - today).days <= 92:
        return ""
    try:
        count = reckoning.workdays.count(shift(today, 1), due)
    except UnknownYear:
        return ""
    return Message("{n} working days left", n=count).say(lang)


def _repeat_words(line: Fold, window: Span, reckoning: Reckoning, lang: str) -> str:
    """The rule, the next date and how many there are: 每周一，下次4月13日，至6月1日共8次."""
    following = line.following(reckoning)
    last = line.entry.event.recurrence.previous(shift(window.last, 1), reckoning)
    facts: dict[str, str | int] = {
        "rule": one_line(tell(line.entry.event.recurrence, lang), 60),
        "n": line.count,
        "day": short_day(following.span.first if following else line.entry.span.first, lang),
        "last": short_day((last or line.entry.occurrence).span.first, lang),
    }
    return Message("{rule}; next {day}, {n} times until {last}", **facts).say(lang)


def _status(entry: Entry, lang: str) -> str:
    if entry.status == "CANCELLED":
        return words(lang)["called_off"]
    if entry.event.status == WAITING:
        return words(lang)["put_off"]
    if entry.is_done:
        return DONE.say(lang)
    return words(lang)["tentative"] if entry.status == "TENTATIVE" else ""


def quote_parts(event: Event) -> tuple[str, str, str]:
    """The sentence, cut at the words that set the date; all empty where there are none."""
    sentence, quote = one_line(quoted(event), 300), one_line(event.quote or "", 300)
    before, _, after = sentence.partition(quote) if quote and quote in sentence else ("", "", "")
    return before, quote, after


def days_of(rows: Iterable[Row], today: date, reckoning: Reckoning, lang: str) -> list[Day]:
    """The lines by their days, each day once; what is due first, then by the clock."""
    ordered = sorted(rows, key=lambda row: (row.day, not row.due, row.time, row.title))
    return [day_of(day, list(group), today, reckoning, lang) for day, group in groupby(ordered, lambda row: row.day)]


def day_of(day: date, rows: list[Row], today: date, reckoning: Reckoning, lang: str) -> Day:
    """A day with its lines."""
    weekday = weekday_name(day.weekday()).say(lang)
    return Day(
        day=day,
        month=f"{day.month}月" if lang == "zh" else MONTHS[day.month - 1][:3],
        weekday=weekday[:3] if lang == "en" else weekday.replace("星期", "周"),
        away=away_words(day, today, lang),
        free=is_free(day, reckoning),
        rows=rows,
    )


def away_words(day: date, today: date, lang: str) -> str:
    """How far away a day is, counted from today."""
    days = (day - today).days
    if days in (0, 1):
        return (Message("tomorrow") if days else Message("today")).say(lang)
    if days > 0:
        return Message("in {days} days", days=days).say(lang)
    return Message("{days} days ago", days=-days).say(lang)


def is_free(day: date, reckoning: Reckoning = RECKONING) -> bool:
    """Whether the day is off, by the table of its year or else by its weekday."""
    try:
        return not reckoning.workdays.is_workday(day)
    except UnknownYear:
        return day.weekday() > 4


def month_title(day: date, lang: str) -> str:
    """The month as a heading.

    >>> month_title(date(2026, 5, 30), "zh"), month_title(date(2026, 5, 30), "en")
    ('2026年5月', 'May 2026')
    """
    return f"{day.year}年{day.month}月" if lang == "zh" else f"{MONTHS[day.month - 1]} {day.year}"


def full_day(day: date, lang: str) -> str:
    """A day with its year.

    >>> full_day(date(2026, 5, 30), "zh"), full_day(date(2026, 5, 30), "en")
    ('2026年5月30日', '30 May 2026')
    """
    return f"{day.year}年{short_day(day)}" if lang == "zh" else f"{short_day(day, lang)} {day.year}"


def long_day(day: date, lang: str) -> str:
    """A day in full, with its weekday."""
    weekday = weekday_name(day.weekday()).say(lang)
    return (
        f"{day.year}年{day.month}月{day.day}日 {weekday}"
        if lang == "zh"
        else f"{weekday}, {day.day} {month_title(day, lang)}"
    )
