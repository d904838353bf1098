"""Alarms in a feed (VALARM), and entries of their own that say how many days are left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from rules import Message, Reckoning

from ..captions import MOST_DETAIL, marked, title_of
from ..events import Entry, Lead
from ..leads import lead_day
from ..lines import one_line, text_line
from .cap import stays
from .options import MOST_LEADS, Look
from .properties import Style, colon, days_lines, uid_line, words

MORNING = time(9)
"""When an alarm of whole days goes off."""
_LEFT = {
    "days": (Message("1 day left: {title}"), Message("{n} days left: {title}")),
    "workdays": (Message("1 working day left: {title}"), Message("{n} working days left: {title}")),
}


def remaining(lead: Lead, title: str, lang: str) -> str:
    """The title with what is left of the time.

    >>> remaining(Lead(3, "workdays"), "报送总结", "en")
    '3 working days left: 报送总结'
    """
    one, several = _LEFT[lead.unit]
    said = one if lead.amount == 1 else several
    return said.say(lang).format(n=lead.amount, title=title)


def alarms(
    entry: Entry, leads: Iterable[Lead], start: date, title: str, reckoning: Reckoning, end: bool = False
) -> bytes:
    """A VALARM for each lead, counted from the start (`end`: from the DUE of a task); none for what is called off.

    A lead without a time of day keeps that of the entry; of whole days it is nine in the morning.
    """
    if entry.status == "CANCELLED":
        return b""
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    usual = begin.time() if isinstance(start, datetime) else MORNING
    said = text_line("DESCRIPTION", title)
    related = b";RELATED=END" if end else b""
    return b"".join(
        b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER%b:%b\r\n%bEND:VALARM\r\n"
        % (related, _duration(away).encode(), said)
        for away in _distances(entry, leads, begin, usual, reckoning)
    )


def _distances(
    entry: Entry, leads: Iterable[Lead], begin: datetime, usual: time, reckoning: Reckoning
) -> Iterator[timedelta]:
    """How far from the beginning each alarm is, once."""
    seen = set[timedelta]()
    for lead in leads:
        day, _ = lead_day(lead, entry.due, reckoning)
        clock = lead.unit == "hours" and entry.occurrence.clock is not None
        away = -timedelta(hours=lead.amount) if clock else datetime.combine(day, lead.at or usual) - begin
        if away not in seen:
            seen.add(away)
            yield away


def _duration(length: timedelta) -> str:
    """A length of time in whole minutes in the form of RFC 5545.

    >>> _duration(timedelta(minutes=-390)), _duration(timedelta(-7)), _duration(timedelta(0))
    ('-PT6H30M', '-P7D', 'PT0M')
    """
    sign, length = ("-", -length) if length < timedelta(0) else ("", length)
    hours, minutes = divmod(length.seconds // 60, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
    day = f"{length.days}D" if length.days else ""
    return f"{sign}P{day}{'T' + clock if clock or not day else ''}{'' if clock or day else '0M'}"


def leads_ahead(entry: Entry, look: Look) -> tuple[Lead, ...]:
    """The leads of which each gives an entry of its own before this one; none where it is not due, or called off."""
    event = entry.event
    if not look.ahead or not stays(event) or entry.status == "CANCELLED":
        return ()
    if not look.own or event.leads is None:
        return look.ahead
    bare = dict.fromkeys(Lead(lead.amount, lead.unit) for lead in event.leads if lead.amount and lead.unit != "hours")
    return tuple(bare)[:MOST_LEADS]


def ahead(entry: Entry, uid: str, leads: Iterable[Lead], style: Style, reckoning: Reckoning) -> Iterator[bytes]:
    """A VEVENT of one day for each lead, which says what is left of the time.

    Its UID is that of the entry and the lead, so that it moves with the entry.
    """
    lang, due = style.lang, Message("Due on {day}", day=entry.due.isoformat())
    for lead in leads:
        day, doubt = lead_day(lead, entry.due, reckoning)
        status = "TENTATIVE" if doubt else entry.status
        title = marked(remaining(lead, title_of(entry.event, lang), lang), status, lang)
        lines = [due.say(lang)]
        if doubt:
            lines.append(
                f"{Message('Tentative because').say(lang)}{colon(lang)}{one_line(doubt.say(lang), MOST_DETAIL)}"
            )
        yield b"".join((
            b"BEGIN:VEVENT\r\n",
            uid_line(f"{uid}-lead-{lead.write()}", style.org),
            days_lines(day, day),
            *words(entry, style, title, lines),
            f"STATUS:{status}\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n".encode(),
        ))  # fmt: skip
