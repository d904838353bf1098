"""From meanings to rules: what a wording names, given the day on which it was said.

Without a day of reference a date without a year is yearly; with one it is dated, its missing parts taken from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import singledispatch
from typing import Any

from ..clock import Clock
from ..kinds import (
    Anchored,
    Announced,
    Around,
    Case,
    Due,
    Duration,
    Elapsed,
    Filtered,
    Fixed,
    Instead,
    Lasting,
    LunarMonthly,
    Monthly,
    Moved,
    NthFrom,
    NthWorkday,
    Periodic,
    Rolled,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
    filtered,
)
from ..kinds.derived import BEYOND
from ..messages import Message
from ..reckoning import RECKONING
from ..recurrence import Recurrence
from ..rule import Rule, Sort
from ..spans import LAST_DAY, Span, shift
from .meanings import (
    DAY,
    MONTH,
    YEAR,
    About,
    Anniversary,
    Bounded,
    By,
    Corrupt,
    Counted,
    Expected,
    Frequency,
    Kept,
    Length,
    LunarDay,
    NamedDate,
    Nth,
    Off,
    Opening,
    Plan,
    Point,
    Range,
    Refused,
    Roll,
    Run,
    Several,
    Since,
    Swap,
    Swapped,
    Timed,
    Vague,
    Week,
    Weekdays,
    Within,
    combine,
)
from .points import (
    Frame,
    Unclear,
    bounds,
    check,
    filled,
    inherited,
    open_from,
    range_rule,
    rule_of,
    run_rule,
)


@singledispatch
def recurrence(meaning: object, frame: Frame) -> Recurrence:
    """The recurrence that a meaning names.

    Raises RuleError where there is none: a day that no month has, a length without a start that is none, a vague word.
    """
    raise Unclear(Message("the words name no date"))


@recurrence.register
def _(meaning: Refused, frame: Frame) -> Recurrence:
    raise Unclear(meaning.said, meaning.remedy)


@recurrence.register
def _(meaning: Vague, frame: Frame) -> Recurrence:
    raise Unclear(Message("“{word}” names no date, and none is made up", word=meaning.word))


@recurrence.register
def _(meaning: Corrupt, frame: Frame) -> Recurrence:
    said = Message("“{words}” has lost a character", words=meaning.words)
    raise Unclear(said, Message("look into the original and complete it"))


@recurrence.register
def _(meaning: Point, frame: Frame) -> Recurrence:
    check(meaning)
    point = filled(meaning, frame)
    clock = Clock(start=point.clock) if point.clock is not None else None
    rule = rule_of(point)
    if point.monthly and point.year is not None:  # 2026年每月10日, 2026年每月第四周
        return _all_year(recurrence(replace(meaning, year=None, year_shift=None), frame), point.year)
    return Recurrence(rule, clock=clock)


def _all_year(every: Recurrence, year: int) -> Recurrence:
    """What recurs within a year, in that year alone."""
    return replace(every, since=date(year, 1, 1), until=date(year, 12, 31))


@recurrence.register
def _(meaning: Range, frame: Frame) -> Recurrence:
    check(meaning.first)
    if meaning.last is None:
        start = meaning.first.clock
        return Recurrence(open_from(filled(meaning.first, frame)), clock=Clock(start) if start is not None else None)
    check(meaning.last)
    first = filled(meaning.first, frame)
    if first.monthly and first.year is not None:  # 2027年每月1日至5日
        every = replace(meaning, first=replace(meaning.first, year=None, year_shift=None))
        return _all_year(recurrence(every, frame), first.year)
    last = inherited(first, meaning.last)
    _check_rises(meaning.first, meaning.last)
    if first.year and first.month and _in_next_month(meaning):
        last = replace(last, year=first.year + first.month // 12, month=first.month % 12 + 1)
    if last.day_shift is not None:
        raise Unclear(Message("a beginning without its year names no date"))
    clock = None
    if first.clock is not None or meaning.last.clock is not None:
        clock = Clock(first.clock, meaning.last.clock)
    if clock and first.year is None and _unclocked(first) == _unclocked(last) and _over_midnight(clock):
        return with_hours(Recurrence(rule_of(first)), clock.start or 0, clock.end)
    if first.monthly and last.month_shift == 1:
        return Recurrence(_to_next_month(first, last), clock=clock)
    if first.year is None and last.year is not None:
        raise Unclear(Message("a beginning without its year names no date"))
    if any(point.on_other or point.nth for point in (first, last)):
        if _unclocked(first) == _unclocked(last):
            return Recurrence(rule_of(first), clock=clock)
        within_year = meaning.last.grains[0] > YEAR
        return Recurrence(run_rule(rule_of(first), rule_of(last), over_new_year=within_year), clock=clock)
    return Recurrence(range_rule(first, last, over_new_year=meaning.last.grains[0] > YEAR), clock=clock)


def _check_rises(first: Point, last: Point) -> None:
    """Raises RuleError for a day alone that is not after the day of the month it runs from: 12月20日至10日."""
    alone = last.grains[0] == DAY and last.day_shift is None and not (last.on_other or last.nth)
    if not (alone and first.month and first.grains[0] < DAY) or first.on_other or first.nth:
        return
    (_, begin), _ = bounds(first)
    _, (_, end) = bounds(replace(last, month=first.month))
    if 0 < end < begin:
        raise Unclear(Message("day {last} comes before day {first}", last=end, first=begin))


def _to_next_month(first: Point, last: Point) -> Rule:
    """每月28日至次月3日: the run ends before the next one begins."""
    begin, end = first.day or 0, last.day or 0
    if not 0 < end < (begin if begin > 0 else 28):
        raise Unclear(Message("the run is not over when the next one begins"))
    return Through(Monthly(begin), Monthly(end))


def _unclocked(point: Point) -> Point:
    return replace(point, clock=None, half=False, early=False, note=None)


def _over_midnight(clock: Clock) -> bool:
    return clock.start is not None and clock.end is not None and clock.end <= clock.start


def _in_next_month(meaning: Range) -> bool:
    """12号到3号: told from the day of reference, the second day lies in the month after."""
    first, last = meaning.first, meaning.last
    if last is None or first.grains != (DAY, DAY) or last.grains != (DAY, DAY):
        return False
    return first.day is not None and last.day is not None and 0 < last.day < first.day


@recurrence.register
def _(meaning: By, frame: Frame) -> Recurrence:
    base = meaning.base
    if isinstance(base, Range) and base.last is None:
        raise Unclear(Message("a deadline needs a day"))
    if isinstance(base, Weekdays):
        clock = Clock(end=base.clock) if base.clock is not None else None
        return Recurrence(Due(Weekly(base.days), meaning.inclusive), clock=clock)
    if not isinstance(base, Point | Range):
        inner = recurrence(base, frame)
        by = Clock(end=inner.clock.start) if inner.clock and inner.clock.end is None else inner.clock
        return replace(inner, rule=Due(inner.rule.last_day(), meaning.inclusive), clock=by)
    last = base.last if isinstance(base, Range) else base
    inner = recurrence(base, frame)
    end = last.clock if last else None
    due = Due(inner.rule.last_day(), meaning.inclusive)
    return replace(inner, rule=due, clock=Clock(end=end) if end is not None else None)


def wrong_weekday(meaning: object, rule: Rule, day: date | None = None) -> bool:
    """Whether a weekday that the words give in brackets is not that of the date: 2026年5月30日（星期五）.

    A date without its year is asked in the next one from the day on; without a day it is not asked.
    """
    if isinstance(meaning, By) and isinstance(meaning.base, Several):
        return wrong_weekday(meaning.base, rule, day)
    if isinstance(meaning, Several):
        checked = [part for part in _shared(meaning.parts) if isinstance(part, Point) and part.weekday is not None]
        return any(wrong_weekday(part, recurrence(part, Frame()).rule, day) for part in checked)
    told = _weekdays_of(meaning)
    if told == (None, None):
        return False
    days = rule.subject().single_span() or (_next_span(rule.subject(), day) if day else None)
    return days is not None and any(
        weekday not in (None, end.weekday()) for weekday, end in zip(told, (days.first, days.last), strict=True)
    )


def _next_span(rule: Rule, day: date) -> Span | None:
    coming = Recurrence(rule).upcoming(day, 1)
    return coming[0].span if coming else None


def _weekdays_of(meaning: object) -> tuple[int | None, int | None]:
    """The weekdays that the words give for the first and for the last day."""
    match meaning:
        case By(base=inner) | About(base=inner):
            return _weekdays_of(inner)
        case Point(nth=None):
            return meaning.weekday, None
        case Range():
            return meaning.first.weekday, meaning.last.weekday if meaning.last else None
        case _:
            return None, None


@recurrence.register
def _(meaning: About, frame: Frame) -> Recurrence:
    inner = recurrence(meaning.base, frame)
    if inner.rule.day_left_open():
        raise Unclear(Message("years have no day about which it is"))
    return replace(inner, rule=Around(inner.rule))


@recurrence.register
def _(meaning: Frequency, frame: Frame) -> Recurrence:
    return Recurrence(Periodic(meaning.period, meaning.every))


@recurrence.register
def _(meaning: Weekdays, frame: Frame) -> Recurrence:
    base = Recurrence(Weekly(meaning.days))
    if meaning.later and meaning.clock is not None:
        run = Lasting(base.rule, meaning.later + 1, "days")
        return replace(base, rule=run, clock=Clock(meaning.clock, meaning.to_clock))
    return base if meaning.clock is None else with_hours(base, meaning.clock, meaning.to_clock)


@recurrence.register
def _(meaning: Since, frame: Frame) -> Recurrence:
    return recurrence(Bounded(meaning.rule, Point(year=meaning.year)), Frame())


@recurrence.register
def _(meaning: Bounded, frame: Frame) -> Recurrence:
    first = _bound(meaning.first, frame, past=meaning.note == "past") if meaning.first else None
    last = _bound(meaning.last, frame, first) if meaning.last else None
    start = first.first if first else None
    inner = _from_day(meaning.rule, start, meaning.counted) if start and first and first.days == 1 else None
    inner = inner or recurrence(meaning.rule, Frame())
    if inner.rule.sort is Sort.DATED:
        raise Unclear(Message("a single date has no beginning and no end besides"))
    rule = inner.rule.from_day(start) if start else inner.rule
    if start and meaning.anniversary:
        rule, start = rule.from_anniversary(start)
    if first and last and _one_year(first.first, last.last) and (one := rule.in_year(first.first.year)) != rule:
        return replace(inner, rule=one, since=None, until=None)
    if start and last and last.last < start:
        raise Unclear(Message("it ends on {last}, before it begins on {first}", last=str(last.last), first=str(start)))
    return replace(inner, rule=rule, since=start, until=last.last if last else None)


def _one_year(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year


def _bound(meaning: Any, frame: Frame, first: Span | None = None, *, past: bool = False) -> Span:
    """The days on which a rule begins or ends; an end without its year is the next after the beginning."""
    if isinstance(meaning, Point):
        day = max(frame.day, first.first) if frame.day and first else frame.day
        return _named_days(coming(meaning, day, past=past) if day else meaning, frame)
    if span := recurrence(meaning, frame).rule.single_span():
        return span
    raise Unclear(Message("a rule begins or ends in a stated year"))


def coming(point: Point, day: date, *, past: bool = False) -> Point:
    """The day or month in its year; without one the next from the day on, or the last before it."""
    if not point.month or point.year is not None or point.year_shift is not None or point.yearly:
        return point
    here, exact = (day.month, day.day), point.day is not None and point.day > 0
    if past:
        return replace(point, year=day.year - ((point.month, point.day if exact else 1) > here))
    return replace(point, year=day.year + ((point.month, point.day if exact else 31) < here))


def _named_days(point: Point, frame: Frame) -> Span:
    """The days of a year, a month or a day that bounds a rule."""
    check(point)
    rule = rule_of(filled(point, frame))
    span = rule.single_span() if rule.sort is Sort.DATED and not rule.is_open() else None
    if not span:
        raise Unclear(
            Message("a rule begins or ends in a stated year"), Message("add the year, as in 自2026年5月1日起")
        )
    return span


def _from_day(meaning: object, start: date, counted: bool) -> Recurrence | None:
    """Every so many weeks, months or years from a day on: on its weekday, its day of the month, its date.

    Where that day is said of the first time itself, once in every period too.
    """
    if not isinstance(meaning, Frequency) or (meaning.every == 1 and not counted):
        return None
    every = Periodic(meaning.period, meaning.every, start)
    match meaning.period:
        case "day":
            return Recurrence(every) if meaning.every > 1 else None
        case "week":
            weekly = Weekly((start.weekday(),))
            return Recurrence(Filtered(weekly, every) if meaning.every > 1 else weekly)
        case "year":
            phase = start.year if meaning.every > 1 else 0
            return Recurrence(Yearly(start.month, start.day, interval=meaning.every, phase=phase))
        case _:
            months = {"month": 1, "quarter": 3, "half": 6}[meaning.period] * meaning.every
            monthly = Monthly(start.day)
            return Recurrence(Filtered(monthly, Periodic("month", months, start)) if months > 1 else monthly)


@recurrence.register
def _(meaning: Rule, frame: Frame) -> Recurrence:
    return Recurrence(meaning)


@recurrence.register
def _(meaning: Nth, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if base.rule.sort is Sort.DATED and base.rule.is_open():
        raise Unclear(Message("it is counted from a day, and here is only a beginning"))
    if not meaning.including and meaning.unit in ("days", "workdays"):
        return replace(base, rule=_within_years(Moved(base.rule, meaning.n, meaning.unit), base.rule))
    return replace(base, rule=NthFrom(base.rule, meaning.n, meaning.unit, meaning.weekdays, meaning.including))


LEAST_DAYS = {"weeks": 7, "months": 28, "years": 365}
"""Days that a unit has at least; any other has one."""


def _within_years(rule: Rule, base: Rule) -> Rule:
    """The rule itself; refused where a day in full leads beyond the years that are reckoned."""
    if base.sort is Sort.DATED and base.single_span() and not rule.single_span():
        raise Unclear(BEYOND)
    return rule


@recurrence.register
def _(meaning: Run, frame: Frame) -> Recurrence:
    base, length = _begun(meaning.base, frame), meaning.length
    if length.unit != "hours":
        if not base.rule.takes_length():
            raise Unclear(Message("a length is counted from a day"), Message("write it as 5月30日起10天"))
        lasting = Lasting(base.rule, length.amount, length.unit)
        span = lasting.single_span()
        if span and span.last == LAST_DAY and span.days < length.amount * LEAST_DAYS.get(length.unit, 1):
            raise Unclear(BEYOND)
        return replace(base, rule=lasting)
    if not base.clock or base.clock.start is None:
        raise Unclear(Message("hours are counted from a time of day"), Message("write it as 5月30日9:00起4小时"))
    days, end = divmod(base.clock.start + 60 * length.amount - 1, 24 * 60)
    rule = Lasting(base.rule, days + 1, "days") if days else base.rule
    return replace(base, rule=rule, clock=Clock(base.clock.start, end + 1))


@recurrence.register
def _(meaning: Timed, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if base.rule.months() or base.rule.day_left_open():
        raise Unclear(Message("a time of day belongs to a day"), Message("name the day, as in 9月1日9:00"))
    if meaning.start is None:
        return base
    if base.rule.sort is Sort.DEADLINE and meaning.end is None:
        return replace(base, clock=Clock(end=meaning.start))
    return with_hours(base, meaning.start, meaning.end)


def _begun(meaning: object, frame: Frame) -> Recurrence:
    """What a length is counted from: hours over midnight do not make it two days (22:00 to 06:00, for 2 days)."""
    if isinstance(meaning, Timed) and meaning.start is not None and meaning.end is not None:
        return replace(recurrence(meaning.base, frame), clock=Clock(meaning.start, meaning.end))
    if isinstance(meaning, Weekdays) and meaning.clock is not None and meaning.to_clock is not None:
        return Recurrence(Weekly(meaning.days), clock=Clock(meaning.clock, meaning.to_clock))
    return recurrence(meaning, frame)


def with_hours(base: Recurrence, start: int, end: int | None) -> Recurrence:
    """The recurrence from one time of day to another, which lies on the next day where it is not after the first."""
    rule = base.rule
    if end is not None and end <= start:
        span = rule.single_span() if rule.sort is Sort.DATED and rule.one_day() else None
        if span and span.first == LAST_DAY:
            raise Unclear(BEYOND)
        rule = Fixed(span.first, shift(span.first, 1)) if span else Lasting(rule, 2, "days")
    return replace(base, rule=rule, clock=Clock(start, end))


@recurrence.register
def _(meaning: Kept, frame: Frame) -> Recurrence:
    base, by = recurrence(meaning.base, frame), recurrence(meaning.by, Frame())
    if meaning.inside and not meaning.of and not (base.since or base.until):  # 2027年每月1日至5日9:00至17:00
        base = replace(base, since=by.since, until=by.until)
    of = tuple(recurrence(one, frame).rule for one in meaning.of)
    rule = filtered(base.rule, by.rule, inside=meaning.inside, of=of)
    return replace(base, rule=rule.from_day(base.since) if base.since else rule)


@recurrence.register
def _(meaning: Swapped, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    return replace(base, rule=Instead(base.rule, tuple(_case(case) for case in meaning.cases), meaning.only))


def _case(swap: Swap) -> Case:
    clock = Clock(swap.start, swap.end) if (swap.start, swap.end) != (None, None) else None
    when = recurrence(swap.when, Frame()).rule
    if not (swap.n or clock):
        raise Unclear(Message("the words do not say to which day it moves"))
    return Case(when, swap.n, swap.unit, swap.weekdays, clock, swap.also, swap.omit)


@recurrence.register
def _(meaning: Several, frame: Frame) -> Recurrence:
    parts = [recurrence(part, frame) for part in _shared(meaning.parts)]
    if len({part.note for part in meaning.parts if isinstance(part, Point)} & PARTS_OF_DAY) > 1:
        raise Unclear(TOGETHER)
    if not any(part.clock for part in parts[:-1]):  # 每月1日、每周一9:00
        parts = [replace(part, clock=parts[-1].clock) for part in parts]
    if any(replace(part, rule=parts[0].rule) != parts[0] for part in parts):
        raise Unclear(TOGETHER)
    if any(part.rule.day_left_open() for part in parts):
        raise Unclear(Message("years are named together with no day"))
    if len({part.rule.sort is Sort.DATED for part in parts}) > 1:
        raise Unclear(
            Message("one of the days has a year, and another has none"), Message("give each its year, or none")
        )
    return replace(parts[0], rule=Together(tuple(part.rule for part in parts)))


TOGETHER = Message("rules that are named together begin, end and take place at the same times")
PARTS_OF_DAY = {"morning", "noon", "afternoon", "evening"}
"""The notes that tell a part of the day: 12月5日上午、6日下午."""


def _shared(parts: tuple[object, ...]) -> Iterator[object]:
    """The points of a list with what they share: the head of the first (每月1日和15日), the day of the last (1月、7月10日)."""
    parts = tuple(_in_years(parts))
    head, last = parts[0], parts[-1]
    told = isinstance(last, Point) and (last.yearly or last.year is not None)
    names_day = isinstance(last, Point) and (last.day or last.nth)
    if isinstance(last, Point) and names_day and last.month and not told and all(map(_is_month, parts[:-1])):
        months = (part for part in parts[:-1] if isinstance(part, Point))
        parts = (*(replace(combine(part, last), month=part.month) for part in months), last)
        head = parts[0]
    yield head
    for part in parts[1:]:
        whole = _after(head, part)
        yield whole
        head = whole if isinstance(whole, Point | Range) else head


def _after(head: object, part: object) -> object:
    """A later member of a list with what it leaves open: 2026年12月3日至4日、7日."""
    before = head.last or head.first if isinstance(head, Range) else head
    if isinstance(head, Range) and isinstance(before, Point):
        before = inherited(head.first, before)
    if isinstance(part, Range) and isinstance(before, Point) and _open(part.first, before):
        return replace(part, first=inherited(before, part.first))
    if not isinstance(part, Point) or not isinstance(before, Point) or not _open(part, before):
        return part
    whole = inherited(before, part)
    if whole.year and whole.year == before.year and (whole.month or 0) < (before.month or 0):
        return replace(whole, year=whole.year + 1)  # 2026年12月31日、1月1日
    return whole


def _open(part: Point, head: Point) -> bool:
    """Whether the part leaves open what the head says: its year, its month or that it is of every month."""
    return part.grains[0] > YEAR and not part.monthly and (part.grains[0] >= DAY or not head.monthly)


def _is_year(part: object) -> bool:
    return isinstance(part, Point) and part.grains == (YEAR, YEAR) and not part.yearly


def _in_years(parts: tuple[object, ...]) -> Iterator[object]:
    """The days of a list behind years, in each of the years: 2027年和2028年3月1日; any other list as it is.

    Raises RuleError where years stand beside days that they cannot be the years of.
    """
    first_day = next((n for n, part in enumerate(parts) if not _is_year(part)), 0)
    days = parts[first_day:]
    if first_day < len(parts) and any(map(_is_year, days)) and not all(map(_is_year, days)):
        raise Unclear(Message("years are named together with no day"))
    for year in parts[:first_day]:
        yield _in_year(days[0], year)
        yield from days[1:]
    yield from days


def _in_year(part: object, year: object) -> Point | Range:
    """A day or a run of days with its year, in another year."""
    match part, year:
        case Point(), Point() if part.grains[0] == YEAR and not part.monthly:
            return replace(part, year=year.year, year_shift=year.year_shift)
        case Range(last=Point() as last), Point() if part.first.grains[0] == YEAR and last.grains[0] > YEAR:
            return replace(part, first=replace(part.first, year=year.year, year_shift=year.year_shift))
    raise Unclear(Message("years are named together with no day"))


def _is_month(part: object) -> bool:
    return isinstance(part, Point) and bool(part.month) and part.grains[1] == MONTH and not part.on_other


@recurrence.register
def _(meaning: LunarDay, frame: Frame) -> Recurrence:
    return Recurrence(LunarMonthly(meaning.day))


@recurrence.register
def _(meaning: NamedDate, frame: Frame) -> Recurrence:
    """The dates of the day that is named, in the year that is stated; refused where the date is another."""
    stated = recurrence(replace(meaning.day, note=None), Frame(year=meaning.day.year)).rule
    year = meaning.day.year
    found = recurrence(meaning.name, replace(frame, year=year or frame.year))
    name, day = (rule.in_year(year or SOME_YEAR) for rule in (found.rule, stated))
    window = Span(date((year or SOME_YEAR) - 1, 1, 1), date((year or SOME_YEAR) + 2, 1, 1))
    held = [span.first for span in name.spans(window, RECKONING)]
    if not any(span.first in held for span in day.spans(window, RECKONING)):
        said = Message("“{name}” is on another day than the date beside it", name=meaning.name)
        raise Unclear(said, Message("write the name alone, or the date alone"))
    return found


SOME_YEAR = 2026
"""The year in which a day by its name is compared with its date."""


@recurrence.register
def _(meaning: Off, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if meaning.length.unit == "hours":
        raise Unclear(Message("hours are counted from a time of day"), Message("write it as 5月30日9:00起4小时"))
    moved = _within_years(Moved(base.rule, meaning.sign * meaning.length.amount, meaning.length.unit), base.rule)
    rule = Due(moved, "stated") if meaning.length.within else moved
    return replace(base, rule=rule)


@recurrence.register
def _(meaning: Expected, frame: Frame) -> Recurrence:
    if meaning.base is None:
        return Recurrence(Announced(None))
    base = recurrence(meaning.base, frame)
    return replace(base, rule=Announced(base.rule))


@recurrence.register
def _(meaning: Opening, frame: Frame) -> Recurrence:
    return Recurrence(NthWorkday(meaning.period, meaning.count, run=True))


@recurrence.register
def _(meaning: Week, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if not base.rule.takes_week():
        raise Unclear(Message("a month lies in more than one week"), Message("name the day, as in 9月15日所在周"))
    return replace(base, rule=WeekOf(base.rule))


@recurrence.register
def _(meaning: Roll, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    return replace(base, rule=Rolled(base.rule, meaning.way.how, meaning.way.off))


@recurrence.register
def _(meaning: Within, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    days = base.rule.single_span() if base.rule.sort is Sort.DATED else None
    if not days:
        raise Unclear(Message("a period needs the full date from which it runs"))
    return replace(base, rule=Elapsed(days.first, meaning.length.amount, meaning.length.unit, meaning.rule_set))


@recurrence.register
def _(meaning: Length, frame: Frame) -> Recurrence:
    return Recurrence(Duration(meaning.amount, meaning.unit))


@recurrence.register
def _(meaning: Counted, frame: Frame) -> Recurrence:
    anchor = meaning.anchor or frame.anchor
    if not anchor:
        raise Unclear(Message("the event from which it is counted is not named"))
    return Recurrence(Anchored(anchor, meaning.sign * meaning.length.amount, meaning.length.unit))


@recurrence.register
def _(meaning: Plan, frame: Frame) -> Recurrence:
    return Recurrence(Fixed(date(meaning.first, 1, 1), date(meaning.last, 12, 31)))


@recurrence.register
def _(meaning: Anniversary, frame: Frame) -> Recurrence:
    year = meaning.year or frame.year
    if year is None:
        raise Unclear(Message("an anniversary without its year names no date"))
    return Recurrence(Fixed(date(year, 1, 1), date(year, 12, 31)))
