"""How a recurrence stands in a calendar file: a first time, what repeats it, and what is an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules import FIRST_DAY, LAST_DAY, Occurrence, Reckoning, Recurrence, Span, shift
from rules.kinds import Rfc5545, standard_set

from ..civil import day_of
from ..events import Entry, Event, last_day
from ..feeds import ZONE, placed

YEAR = 366
"""Days to each side of when something was said of a date, in which the date lies."""
SAMPLE = 120
"""Occurrences of several days of which the lengths are compared; those of a hundred years show every leap day."""
Moment = date
"""A day, or a moment in Asia/Shanghai (a naive datetime)."""
Times = tuple[Moment, Moment]
"""From and until when, as `feeds.placed` has it: two days, both included, or two moments."""


@dataclass(frozen=True, slots=True)
class Series:
    """The occurrences of one version of a recurrence, as iCalendar says them."""

    occurrence: Occurrence
    """The first one, from which the words are taken."""
    times: Times
    """The first times: DTSTART and the end."""
    lines: tuple[str, ...] = ()
    """A recurrence set as it stands, its DTSTART and DURATION with it, in the place of times and rule."""
    zone: str | None = None
    """The zone that its lines name."""
    rrule: str | None = None
    listed: tuple[Moment, ...] = ()
    """RDATE: where there is no RRULE every beginning, with the first; else what is beside the rule."""
    without: tuple[Moment, ...] = ()
    """EXDATE."""
    others: tuple[tuple[Moment, Times], ...] = ()
    """RECURRENCE-ID and its own times: those that were moved or have another length."""
    window: Span | None = None
    """The days of which every occurrence is listed; None where the series is whole."""


def versions(recurrence: Recurrence) -> Iterator[Recurrence]:
    """The versions one after the other, each on its own and bounded by the next."""
    version: Recurrence | None = recurrence
    while version:
        then, until = version.then, version.until
        if then and then.since:
            until = min(until or LAST_DAY, shift(then.since, -1))
        yield replace(version, until=until, then=None)
        version = then


def series_of(event: Event, version: Recurrence, window: Span, reckoning: Reckoning) -> Series | None:
    """The version as a series: by its rule where a calendar can say it, else by its dates; None where it has none at all."""
    own = standard_set(version.rule)
    ruled = _by_set(event, version, own, reckoning) if own else _by_rrule(event, version, window, reckoning)
    return ruled or _by_dates(event, version, window, reckoning)


@dataclass(frozen=True, slots=True)
class Instance:
    """A single date of a series, of which something is said."""

    original: Moment
    """RECURRENCE-ID: when the series has it."""
    times: Times
    occurrence: Occurrence


def begun(event: Event, version: Recurrence, series: Series, reckoning: Reckoning) -> Iterator[Instance]:
    """The dates of the series of which somebody said how far they are, those of a year around when that was said."""
    said = {one.key: one for one in event.completions}
    if not said:
        return
    days = [day_of(one.changed) for one in said.values()]
    first, last = max(shift(min(days), -YEAR), _day(series.times[0])), shift(max(days), YEAR)
    plain = replace(version, without=(), suspended=(), moved=(), extra=())
    ruled = bool(series.lines or series.rrule)
    usual = {one.key: one for one in plain.between(first, last, reckoning) if one.key in said} if ruled else {}
    for one in version.between(first, last, reckoning):
        if one.key in said:
            times = placed(Entry(event, one))
            original = placed(Entry(event, usual[one.key]))[0] if one.key in usual else times[0]
            if ruled or original in series.listed:
                yield Instance(original, times, one)


def _by_set(event: Event, version: Recurrence, rule: Rfc5545, reckoning: Reckoning) -> Series | None:
    """A recurrence set in its own words, unless programs disagree on them, or its bounds cut it."""
    plain = replace(version, without=(), suspended=(), moved=(), extra=())
    timed = isinstance(rule.start, datetime)
    strange = any(one.rscale != "GREGORIAN" or one.skip != "OMIT" for one in (*rule.rules, *rule.exrules))
    first = plain.next(shift(_day(rule.start), -366), reckoning)
    if strange or rule.warnings() or not first or (version.extra and timed):
        return None
    if (
        plain.clock
        or (version.until and rule.last > version.until)
        or (version.since and _day(rule.start) < version.since)
    ):
        return None
    rule = replace(rule, zone=rule.zone or ZONE) if timed else rule
    zone = None if rule.zone in (None, "UTC", ZONE) else rule.zone
    lines = tuple(rule.write().split("\n"))
    series = Series(first, placed(Entry(event, first)), lines, zone)
    return _with_exceptions(series, event, version, plain, reckoning)


def _by_rrule(event: Event, version: Recurrence, window: Span, reckoning: Reckoning) -> Series | None:
    plain = replace(version, without=(), suspended=(), moved=(), extra=())
    rrule = plain.to_rrule()
    start = version.since or (day_of(event.created) if event.created else window.first).replace(month=1, day=1)
    sample = plain.upcoming(start, 1 if plain.rule.strides() is not None else SAMPLE, reckoning) if rrule else ()
    if not rrule or not sample:
        return None
    times = placed(Entry(event, sample[0]))
    if len({_shape(event, one) for one in sample}) > 1 or _day(times[0]) != sample[0].span.first:
        return None  # of several lengths, or it begins on another day than the rule says
    series = Series(sample[0], times, rrule=_bounded(rrule, version.until, times[0]))
    return _with_exceptions(series, event, version, plain, reckoning)


def _bounded(rrule: str, until: date | None, start: Moment) -> str:
    """The RRULE with an UNTIL of the type of its DTSTART: a day, or the last moment of the day in UTC."""
    if not until or not isinstance(start, datetime):
        return rrule
    return f"{rrule.partition(';UNTIL=')[0]};UNTIL={until:%Y%m%d}T155959Z"


def _with_exceptions(
    series: Series, event: Event, version: Recurrence, plain: Recurrence, reckoning: Reckoning
) -> Series:
    """The series with what does not take place, takes place at another time, or beside the rule."""
    first = series.occurrence.span.first
    moved, beside = (
        list[tuple[Occurrence, Occurrence]](),
        [Occurrence(span, "", version.clock) for span in version.extra],
    )
    for move in version.moved:
        found = _on(plain, Span(move.day, move.day), reckoning)
        moved += ((o, o._replace(span=move.span, clock=move.clock or o.clock)) for o in found)
        beside += () if found else [Occurrence(move.span, "", move.clock or version.clock)]
    years = (Span(date(year, 1, 1), date(year, 12, 31)) for year in version.suspended)
    gone = [o for days in (*(Span(day, day) for day in version.without), *years) for o in _on(plain, days, reckoning)]
    taken = {original.span.first for original, _ in moved}
    return replace(
        series,
        listed=_moments(event, beside),
        without=_moments(event, (o for o in gone if o.span.first >= first and o.span.first not in taken)),
        others=_others(
            event, [*((o, new) for o, new in moved if o.span.first >= first), *_uneven(series, event, beside)]
        ),
    )


def _by_dates(event: Event, version: Recurrence, window: Span, reckoning: Reckoning) -> Series | None:
    """Every date where they have an end and are given, else those of the window, else the nearest one."""
    end = last_day(version)
    dated = end < LAST_DAY and version.rule.strides() is None
    found = list(version.between(FIRST_DAY if dated else window.first, end if dated else window.last, reckoning))
    if not found:
        nearest = version.next(window.last, reckoning) or version.previous(window.first, reckoning)
        found = [nearest] if nearest else []
    if not found:
        return None
    series = Series(found[0], placed(Entry(event, found[0])), window=None if dated else window)
    begins = _moments(event, found)
    listed = begins if len(begins) > 1 else ()
    return replace(series, listed=listed, others=_others(event, _uneven(series, event, found)))


def _on(plain: Recurrence, days: Span, reckoning: Reckoning) -> list[Occurrence]:
    """The occurrences that begin on these days."""
    return [o for o in plain.between(days.first, days.last, reckoning) if o.span.first in days]


def _uneven(series: Series, event: Event, found: Iterable[Occurrence]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Those of another length than the first: the day stays, the end is its own."""
    usual = _shape(event, series.occurrence)
    return ((o, o) for o in found if _shape(event, o) != usual)


def _others(event: Event, pairs: Iterable[tuple[Occurrence, Occurrence]]) -> tuple[tuple[Moment, Times], ...]:
    rows = {placed(Entry(event, original))[0]: placed(Entry(event, new)) for original, new in pairs}
    return tuple(sorted(rows.items(), key=lambda row: row[0].isoformat()))


def _moments(event: Event, found: Iterable[Occurrence]) -> tuple[Moment, ...]:
    """Where each begins, in order and once."""
    return tuple(sorted({placed(Entry(event, o))[0] for o in found}, key=date.isoformat))


def _shape(event: Event, occurrence: Occurrence) -> tuple[bool, timedelta]:
    """Whether it has a time of day, and how long it is."""
    first, last = placed(Entry(event, occurrence))
    return isinstance(first, datetime), last - first


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
