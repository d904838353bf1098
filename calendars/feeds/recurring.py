"""Rules that are exactly an RRULE, as one event that repeats, for who asks for it (`form=rrule`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rules import Reckoning, Recurrence, Span
from rules.kinds import standard_set

from ..captions import headline
from ..events import Entry
from ..lines import folded
from .alarms import alarms
from .cap import MOST_ENTRIES, stays
from .options import Look
from .placing import placed
from .properties import Style, day_text, moment_line, standing, uid_line, when, words

MOST_EXAMINED = 20_000
"""Occurrences of all series together that are looked at; events beyond it stay single ones."""
MISREAD = {"COUNT", "RSCALE", "SKIP", "BYWEEKNO", "BYYEARDAY"}
"""Parts of an RRULE for which an event stays single: COUNT begins elsewhere than the window, and programs do not know or
misread the others (ical.js, within Thunderbird and Nextcloud, goes on each week after the week that BYWEEKNO names;
calcurse counts BYYEARDAY as in a common year)."""


@dataclass(slots=True)
class Repeated:
    """The events that repeat, and the UIDs of the entries that they stand for."""

    blocks: list[bytes] = field(default_factory=list)
    timed: bool = False
    covered: set[str] = field(default_factory=set)


def repeated(entries: Iterable[Entry], window: Span, look: Look, style: Style, reckoning: Reckoning) -> Repeated:
    """What of the entries can be said by rules, in the order of the entries.

    An event is left as it is where its rule is no RRULE or has a later version, where more of its occurrences would be
    exceptions than not, and where entries are wanted that say how many days are left.
    """
    found, style, room = Repeated(), style._replace(days=False), MOST_EXAMINED
    for event in {entry.event.uid: entry.event for entry in entries}.values():
        rrule = None if look.ahead and stays(event) else _rrule(event.recurrence)
        if not rrule:
            continue
        own = event.recurrence.between(window.first, window.last, reckoning)
        room -= len(own)
        if room < 0:
            break
        series = _series([Entry(event, one) for one in own], rrule, window, reckoning)
        blocks = list(_blocks(series, look, style, reckoning)) if series else []
        if series and blocks and len(found.blocks) + len(blocks) <= MOST_ENTRIES:
            found.blocks += blocks
            found.covered.update(entry.uid for entry in (series.master, *series.alike, *series.others.values()))
            found.timed = found.timed or isinstance(placed(series.master)[0], datetime)
    return found


def _rrule(recurrence: Recurrence) -> str | None:
    """The RRULE of the recurrence without its exceptions, where it may begin with any of its days; else None."""
    own = standard_set(recurrence.rule)
    if recurrence.then or (own and (own.zone or own.warnings())):
        return None
    rrule = _plain(recurrence).to_rrule()
    parts = {part.partition("=")[0] for part in rrule.split(";")} if rrule else set()
    inside = own and "UNTIL" in (own.rrule() or "")
    return None if inside or parts & MISREAD else rrule


def _plain(recurrence: Recurrence) -> Recurrence:
    return replace(recurrence, without=(), suspended=(), moved=(), extra=())


@dataclass(frozen=True, slots=True)
class _Series:
    """The occurrences of an event by their relation to its rule."""

    rrule: str
    master: Entry
    alike: list[Entry]
    """What takes place as the rule has it, the master not among them."""
    gone: list[date]
    """When it would take place and does not."""
    others: dict[date, Entry]
    """What takes place at another time than the rule has it, by that."""


def _series(entries: list[Entry], rrule: str, window: Span, reckoning: Reckoning) -> _Series | None:
    """The series, beginning with the first entry that is as the rule has it; None where there is none."""
    recurrence = entries[0].event.recurrence if entries else None
    by_key = {entry.occurrence.key: entry for entry in entries}
    if not recurrence or len(by_key) < len(entries):
        return None
    event = entries[0].event
    regular = [Entry(event, one) for one in _plain(recurrence).between(window.first, window.last, reckoning)]
    start = next((n for n, one in enumerate(regular) if _same(by_key.get(one.occurrence.key), one)), None)
    if start is None or _day(placed(regular[start])[0]) != regular[start].span.first:
        return None
    series = _Series(_bounded(rrule, recurrence, window, regular[start]), regular[start], [], [], {})
    for one in regular[start + 1 :]:
        entry, begin = by_key.get(one.occurrence.key), placed(one)[0]
        if entry is None:
            series.gone.append(begin)
        elif _same(entry, one) and _shape(entry) == _shape(series.master):
            series.alike.append(entry)
        else:
            series.others[begin] = entry
    return series


def _same(entry: Entry | None, other: Entry) -> bool:
    one, two = entry and entry.occurrence, other.occurrence
    return bool(one and (one.span, one.clock) == (two.span, two.clock))


def _shape(entry: Entry) -> tuple[object, object]:
    """The time of day at which it begins, and how long it is."""
    first, last = placed(entry)
    return isinstance(first, datetime) and first.time(), last - first


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _bounded(rrule: str, recurrence: Recurrence, window: Span, master: Entry) -> str:
    """The RRULE with the end that it needs, of the type of its DTSTART: a day, or the last moment of a day in UTC.

    It ends with the window where exceptions lie behind that: they are looked at no further.
    """
    until = recurrence.until
    if any(last > window.last for last in _exceptions(recurrence)):
        until = min(until or window.last, window.last)
    if not until:
        return rrule
    at = "T155959Z" if isinstance(placed(master)[0], datetime) else ""
    return f"{rrule.partition(';UNTIL=')[0]};UNTIL={day_text(until)}{at}"


def _exceptions(recurrence: Recurrence) -> Iterator[date]:
    yield from recurrence.without
    yield from (move.day for move in recurrence.moved)
    yield from (date(year, 12, 31) for year in recurrence.suspended)


def _blocks(series: _Series, look: Look, style: Style, reckoning: Reckoning) -> Iterator[bytes]:
    """The VEVENT that repeats, then those of its exceptions; nothing where most of it would be exceptions."""
    master, others = series.master, dict(series.others)
    said = _words(master, look, style, reckoning)
    for entry in series.alike:
        if not _alike(entry, master, look) and _words(entry, look, style, reckoning) != said:
            others[placed(entry)[0]] = entry
    if len(others) > (1 + len(series.alike) + len(series.others)) // 2:
        return
    begin = b"BEGIN:VEVENT\r\n" + uid_line(f"{master.event.uid}-rrule", style.org)
    exceptions = (moment_line("EXDATE", moment) for moment in series.gone)
    yield b"".join((begin, when(master), folded(f"RRULE:{series.rrule}"), *exceptions, said))
    for moment in sorted(others, key=date.isoformat):
        entry = others[moment]
        again = _words(entry, look, style, reckoning)
        yield b"".join((begin, moment_line("RECURRENCE-ID", moment), when(entry), again))


def _alike(entry: Entry, master: Entry, look: Look) -> bool:
    """Whether the same is said of both for certain."""
    one, two = entry.occurrence, master.occurrence
    same = one.span.days == 1 and one.clock == two.clock and one.reasons == two.reasons
    return same and all(lead.unit == "days" for lead in look.alarms)


def _words(entry: Entry, look: Look, style: Style, reckoning: Reckoning) -> bytes:
    title = headline(entry, style.lang)
    rung = alarms(entry, look.alarms, placed(entry)[0], title, reckoning)
    return b"".join((*words(entry, style, title), standing(entry), rung, b"END:VEVENT\r\n"))
