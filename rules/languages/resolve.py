"""From meanings to rules: what a wording names, given the day on which it was said.

Without a day of reference a date without a year is yearly; with one it is dated, its missing parts taken from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch

from ..clock import Clock
from ..errors import RuleError
from ..kinds import (
    Anchored,
    Announced,
    Around,
    Case,
    Due,
    Duration,
    Easter,
    Elapsed,
    Equinox,
    Filtered,
    Fixed,
    Instead,
    Julian,
    Lasting,
    Lunar,
    LunarMonthly,
    Monthly,
    Moved,
    NthFrom,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rolled,
    SolarTerm,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from ..kinds.civil import LONGEST, check_day, check_month, day_of, month_days
from ..kinds.filters import months_of, months_rule
from ..kinds.weeks import WEEKDAYS
from ..messages import Message
from ..observances import names, spoken_names
from ..reckoning import RECKONING
from ..recurrence import Recurrence
from ..rule import Rule
from ..spans import Span, shift
from .meanings import (
    CLOCK,
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

PARTS = {"first": (1, 10), "middle": (11, 20), "last": (21, -1), "start": (1, 10), "end": (-1, -1)}
"""上旬, 中旬, 下旬; 月初 is read as the first ten days, 月底 as the last day."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a wording leaves open and its surroundings say: the year, the month, the day of reference.

    Without a year, dates are yearly.
    """

    year: int | None = None
    day: date | None = None
    anchor: str | None = None
    basis: str | None = None
    """Where the year was taken from; nothing here depends on it."""


class Unclear(RuleError):
    """A wording that is understood and still names no rule."""


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
        every = rule_of(replace(point, year=None))
        return Recurrence(every, date(point.year, 1, 1), date(point.year, 12, 31), clock)
    return Recurrence(rule, clock=clock)


@recurrence.register
def _(meaning: Range, frame: Frame) -> Recurrence:
    check(meaning.first)
    if meaning.last is None:
        start = meaning.first.clock
        return Recurrence(_from(filled(meaning.first, frame)), clock=Clock(start) if start is not None else None)
    check(meaning.last)
    first = filled(meaning.first, frame)
    last = inherited(first, meaning.last)
    if last.day_shift is not None:
        raise Unclear(Message("a beginning without its year names no date"))
    clock = None
    if first.clock is not None or meaning.last.clock is not None:
        clock = Clock(first.clock, meaning.last.clock)
    if first.year is None and last.year is not None:
        raise Unclear(Message("a beginning without its year names no date"))
    if any(point.on_other or point.nth for point in (first, last)):
        if replace(first, clock=None, half=False) == replace(last, clock=None, half=False):
            return Recurrence(rule_of(first), clock=clock)
        within_year = meaning.last.grains[0] > YEAR
        return Recurrence(run_rule(rule_of(first), rule_of(last), over_new_year=within_year), clock=clock)
    return Recurrence(range_rule(first, last, over_new_year=meaning.last.grains[0] > YEAR), clock=clock)


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
        return replace(inner, rule=Due(_last_of(inner.rule), meaning.inclusive), clock=by)
    last = base.last if isinstance(base, Range) else base
    rule = _last_of(recurrence(base, frame).rule)
    end = last.clock if last else None
    return Recurrence(Due(rule, meaning.inclusive), clock=Clock(end=end) if end is not None else None)


def _last_of(rule: Rule) -> Rule:
    """The last day of a run, by which something is due."""
    match rule:
        case Fixed(last=None):
            raise Unclear(Message("a deadline needs a day"))
        case Fixed(last=date() as last):
            return Fixed(last, last)
        case Yearly() if not rule.single:
            day = _last_named(rule.to_month, rule.to_day)
            return Yearly(rule.to_month, day, interval=rule.interval, phase=rule.phase)
        case Due():
            raise Unclear(Message("it is due already, and cannot be due by that"))
        case Together():
            return Together(tuple(map(_last_of, rule.rules)))
        case _:
            return rule


def _is_day(rule: Rule) -> bool:
    return rule.first == rule.last if isinstance(rule, Fixed) else rule.one_day()


def wrong_weekday(meaning: object, rule: Rule) -> bool:
    """Whether a weekday that the words give in brackets is not that of the date: 2026年5月30日（星期五）."""
    match meaning, rule:
        case (By(base=inner), Due(base=base)) | (About(base=inner), Around(base=base)):
            return wrong_weekday(inner, base)
        case Point(weekday=int() as weekday), Fixed(first=first):
            return first.weekday() != weekday
        case Range(first=begin, last=Point() as end), Fixed(last=date() as last):
            return wrong_weekday(begin, rule) or wrong_weekday(end, Fixed(last, last))
        case _:
            return False


def _last_named(month: int, day: int) -> int:
    """The last day by its number where the month always has it; February keeps -1."""
    return LONGEST[month - 1] if day == -1 and month != 2 else day


@recurrence.register
def _(meaning: About, frame: Frame) -> Recurrence:
    inner = recurrence(meaning.base, frame)
    if _of_years(inner.rule):
        raise Unclear(Message("years have no day about which it is"))
    return replace(inner, rule=Around(inner.rule))


def _of_years(rule: Rule) -> bool:
    """Whether it is only which periods, with no day in them: 双数年."""
    return isinstance(rule.base if isinstance(rule, Filtered) else rule, Periodic) and not rule.one_day()


@recurrence.register
def _(meaning: Frequency, frame: Frame) -> Recurrence:
    return Recurrence(Periodic(meaning.period, meaning.every))


@recurrence.register
def _(meaning: Weekdays, frame: Frame) -> Recurrence:
    timed = meaning.clock is not None
    return Recurrence(Weekly(meaning.days), clock=Clock(meaning.clock, meaning.to_clock) if timed else None)


@recurrence.register
def _(meaning: Since, frame: Frame) -> Recurrence:
    return recurrence(Bounded(meaning.rule, Point(year=meaning.year)), Frame())


@recurrence.register
def _(meaning: Bounded, frame: Frame) -> Recurrence:
    first, last = (_named_days(point, frame) if point else None for point in (meaning.first, meaning.last))
    start = first.first if first else None
    inner = _from_day(meaning.rule, start) if start and first and first.days == 1 else None
    inner = inner or recurrence(meaning.rule, Frame())
    if isinstance(inner.rule, Fixed):
        raise Unclear(Message("a single date has no beginning and no end besides"))
    rule = phased(inner.rule, start) if start else inner.rule
    if start and meaning.anniversary:
        start = start.replace(year=start.year + (1 if isinstance(rule, Yearly) else _cycle(rule)))
        if isinstance(rule, Filtered) and isinstance(rule.by, Periodic):
            rule = replace(rule, by=replace(rule.by, phase=start))
    if first and last and _one_year(first.first, last.last) and (one := of_one_year(rule, first.first.year)) != rule:
        return replace(inner, rule=one, since=None, until=None)
    if start and last and last.last < start:
        raise Unclear(Message("it ends on {last}, before it begins on {first}", last=str(last.last), first=str(start)))
    return replace(inner, rule=rule, since=start, until=last.last if last else None)


def _cycle(rule: Rule) -> int:
    """Years from one turn of a filtered rule to the next."""
    return rule.by.interval if isinstance(rule, Filtered) and isinstance(rule.by, Periodic) else 1


def _one_year(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year


def _named_days(point: Point, frame: Frame) -> Span:
    """The days of a year, a month or a day that bounds a rule."""
    check(point)
    rule = rule_of(filled(point, frame))
    if not isinstance(rule, Fixed) or not rule.last:
        raise Unclear(
            Message("a rule begins or ends in a stated year"), Message("add the year, as in 自2026年5月1日起")
        )
    return Span(rule.first, rule.last)


def _from_day(meaning: object, start: date) -> Recurrence | None:
    """Every so many weeks, months or years from a day on: on its weekday, its day of the month, its date."""
    if not isinstance(meaning, Frequency) or meaning.every == 1:
        return None
    every = Periodic(meaning.period, meaning.every, start)
    match meaning.period:
        case "day":
            return Recurrence(every)
        case "week":
            return Recurrence(Filtered(Weekly((start.weekday(),)), every))
        case "year":
            return Recurrence(Yearly(start.month, start.day, interval=meaning.every, phase=start.year))
        case _:
            months = {"month": 1, "quarter": 3, "half": 6}[meaning.period] * meaning.every
            return Recurrence(Filtered(Monthly(start.day), Periodic("month", months, start)))


def phased(rule: Rule, start: date) -> Rule:
    """The rule with its cycles counted from the day, where they do not say themselves from when."""
    match rule:
        case Yearly() if rule.interval > 1 and rule.phase is None:
            return replace(rule, phase=start.year)
        case Periodic() if rule.interval > 1 and rule.phase is None:
            return replace(rule, phase=start.replace(month=1, day=1) if rule.period == "year" else start)
        case Filtered():
            return replace(rule, base=phased(rule.base, start), by=phased(rule.by, start))
        case Together():
            return Together(tuple(phased(part, start) for part in rule.rules))
        case Due() | Around() | Moved() | Rolled() | WeekOf() | NthFrom() | Lasting() | Instead():
            return replace(rule, base=phased(rule.base, start))
        case _:
            return rule


@recurrence.register
def _(meaning: Rule, frame: Frame) -> Recurrence:
    return Recurrence(meaning)


@recurrence.register
def _(meaning: Nth, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if isinstance(base.rule, Fixed) and not base.rule.last:
        raise Unclear(Message("it is counted from a day, and here is only a beginning"))
    if not meaning.including and meaning.unit in ("days", "workdays"):
        return replace(base, rule=Moved(base.rule, meaning.n, meaning.unit))
    return replace(base, rule=NthFrom(base.rule, meaning.n, meaning.unit, meaning.weekdays, meaning.including))


@recurrence.register
def _(meaning: Run, frame: Frame) -> Recurrence:
    base, length = recurrence(meaning.base, frame), meaning.length
    if length.unit != "hours":
        if months_of(base.rule) or (isinstance(base.rule, Fixed | Yearly) and not _is_day(base.rule)):
            raise Unclear(Message("a length is counted from a day"), Message("write it as 5月30日起10天"))
        return replace(base, rule=Lasting(base.rule, length.amount, length.unit))
    if not base.clock or base.clock.start is None:
        raise Unclear(Message("hours are counted from a time of day"), Message("write it as 5月30日9:00起4小时"))
    days, end = divmod(base.clock.start + 60 * length.amount - 1, 24 * 60)
    rule = Lasting(base.rule, days + 1, "days") if days else base.rule
    return replace(base, rule=rule, clock=Clock(base.clock.start, end + 1))


@recurrence.register
def _(meaning: Timed, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if months_of(base.rule) or (isinstance(base.rule, Periodic) and not base.rule.one_day()):
        raise Unclear(Message("a time of day belongs to a day"), Message("name the day, as in 9月1日9:00"))
    by = isinstance(base.rule, Due) and meaning.end is None
    return replace(base, clock=Clock(end=meaning.start) if by else Clock(meaning.start, meaning.end))


@recurrence.register
def _(meaning: Kept, frame: Frame) -> Recurrence:
    base, by = recurrence(meaning.base, frame), recurrence(meaning.by, Frame()).rule
    of = tuple(recurrence(one, frame).rule for one in meaning.of)
    rule = kept(base.rule, by, inside=meaning.inside, of=of)
    return replace(base, rule=phased(rule, base.since) if base.since else rule)


def kept(base: Rule, by: Rule, *, inside: bool = True, of: tuple[Rule, ...] = ()) -> Rule:
    """The base filtered; in the one form that a cycle of years and a list of months have."""
    if isinstance(by, Periodic) and by.period == "year" and inside and not of:
        match base:
            case Yearly(interval=1):
                return replace(base, interval=by.interval, phase=by.phase.year if by.phase else None)
            case Due(base=Yearly(interval=1)):
                return replace(base, base=kept(base.base, by))
    if months := months_of(by):
        by = months_rule(months)
    return Filtered(base, by, inside, of)


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
    if not any(part.clock for part in parts[:-1]):  # 每月1日、每周一9:00
        parts = [replace(part, clock=parts[-1].clock) for part in parts]
    if any(replace(part, rule=parts[0].rule) != parts[0] for part in parts):
        raise Unclear(Message("rules that are named together begin, end and take place at the same times"))
    if any(_of_years(part.rule) for part in parts):
        raise Unclear(Message("years are named together with no day"))
    if len({isinstance(part.rule, Fixed) for part in parts}) > 1:
        raise Unclear(
            Message("one of the days has a year, and another has none"), Message("give each its year, or none")
        )
    return replace(parts[0], rule=Together(tuple(part.rule for part in parts)))


def _shared(parts: tuple[object, ...]) -> Iterator[object]:
    """The points of a list with what they share: the head of the first (每月1日和15日), the day of the last (1月、7月10日)."""
    head, last = parts[0], parts[-1]
    told = isinstance(last, Point) and (last.yearly or last.year is not None)
    if isinstance(last, Point) and last.day and last.month and not told and all(_is_month(part) for part in parts[:-1]):
        parts = (*(replace(last, month=part.month) for part in parts[:-1] if isinstance(part, Point)), last)
    yield parts[0]
    for part in parts[1:]:
        yield (
            inherited(head, part) if isinstance(part, Point) and isinstance(head, Point) and _open(part, head) else part
        )


def _open(part: Point, head: Point) -> bool:
    """Whether the part leaves open what the head says: its year, its month or that it is of every month."""
    return part.grains[0] > YEAR and not part.monthly and (part.grains[0] >= DAY or not head.monthly)


def _is_month(part: object) -> bool:
    return isinstance(part, Point) and bool(part.month) and part.grains[1] == MONTH and not part.on_other


@recurrence.register
def _(meaning: LunarDay, frame: Frame) -> Recurrence:
    return Recurrence(LunarMonthly(meaning.day))


@recurrence.register
def _(meaning: str, frame: Frame) -> Recurrence:
    """A day by its name: the catalogue's rule, in the year of the frame where it has one."""
    from .parsing import read  # which reads with what stands here

    day = names("zh").get(meaning) or spoken_names().get(meaning)
    rule = read(day.rule, None) if day and day.rule else day.recurrence() if day and day.norm else None
    if not rule:
        raise Unclear(Message("the dates of “{name}” are announced each year", name=meaning))
    if frame.year:
        return replace(rule, rule=of_one_year(rule.rule, frame.year), since=None, until=None)
    return Recurrence(Announced(rule.rule.base)) if isinstance(rule.rule, Announced) else rule


@recurrence.register
def _(meaning: Off, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if meaning.length.unit == "hours":
        raise Unclear(Message("hours are counted from a time of day"), Message("write it as 5月30日9:00起4小时"))
    moved = Moved(base.rule, meaning.sign * meaning.length.amount, meaning.length.unit)
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
    if months_of(base.rule) or (isinstance(base.rule, Fixed | Periodic | Filtered | WeekOf) and not _is_day(base.rule)):
        raise Unclear(Message("a month lies in more than one week"), Message("name the day, as in 9月15日所在周"))
    return replace(base, rule=WeekOf(base.rule))


@recurrence.register
def _(meaning: Roll, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    return replace(base, rule=Rolled(base.rule, meaning.how))


@recurrence.register
def _(meaning: Within, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if not isinstance(base.rule, Fixed):
        raise Unclear(Message("a period needs the full date from which it runs"))
    return replace(base, rule=Elapsed(base.rule.first, meaning.length.amount, meaning.length.unit, meaning.rule_set))


def of_one_year(rule: Rule, year: int) -> Rule:
    """A yearly rule kept to one year; a rule of another kind as it is."""
    match rule:
        case NthWeek(month=0) | NthWeekday(month=0) | NthWorkday(month=0, period="month"):
            return rule  # of every month
        case Yearly():
            span = rule.of_year(year)
            return Fixed(span.first, span.last) if span else rule
        case NthWeek() | NthWeekday() | NthWorkday() | Lunar() | SolarTerm() | Easter() | Equinox() | Julian():
            return replace(rule, year=year)
        case Due() | Around() | Moved() | Rolled() | WeekOf() | NthFrom() | Lasting() | Filtered() | Instead():
            return replace(rule, base=of_one_year(rule.base, year))
        case Together():
            return Together(tuple(of_one_year(part, year) for part in rule.rules))
        case Announced():
            return _announced_once(rule, year)
        case _:
            return rule


def _announced_once(rule: Announced, year: int) -> Rule:
    """The announced dates of the year, else the prediction for it."""
    held = next((days for days in rule.held if days[0].year == year), None)
    if held:
        return Fixed(*held)
    return Announced(of_one_year(rule.base, year)) if rule.base else rule


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


def check(point: Point) -> None:
    """Raises RuleError for a month, day or weekday that cannot be."""
    if point.month is not None:
        check_month(point.month)
    if point.day is not None:
        check_day(point.month or 0, point.day)
        if point.month and point.year is not None and not point.nth and not day_of(point.year, point.month, point.day):
            raise RuleError(
                Message("{year}-{month} has no day {day}", year=point.year, month=point.month, day=point.day),
                Message("its last day is {last}", last=month_days(point.year, point.month)),
            )


def filled(point: Point, frame: Frame) -> Point:
    """The point with what the frame knows: relative years and months told, the year and month supplied."""
    day = frame.day
    if point.year_shift is not None:
        if day is None:
            raise Unclear(Message("this year or the next needs a day of reference"))
        point = replace(point, year=day.year + point.year_shift, year_shift=None)
    if day and point.day_shift is not None:
        there = shift(day, point.day_shift)
        point = replace(point, year=there.year, month=there.month, day=there.day, day_shift=None)
    day_only = point.grains[0] == DAY and not (point.name or point.nth)
    if day and (point.month_shift is not None or day_only):
        months = day.year * 12 + day.month - 1 + (point.month_shift or 0)
        point = replace(point, year=months // 12, month=months % 12 + 1, month_shift=None)
    elif point.month_shift is not None or point.day_shift is not None:
        raise Unclear(Message("this month or that day needs a day of reference"))
    if point.year is None and frame.year is not None and not point.yearly and not point.monthly:
        point = replace(point, year=frame.year)
    return point


def inherited(first: Point, last: Point) -> Point:
    """The end of a range with the coarser parts of its beginning: 9月19日至25日."""
    if last.day_shift is not None and first.year and first.month and first.day:
        there = shift(date(first.year, first.month, first.day), last.day_shift)
        return replace(last, year=there.year, month=there.month, day=there.day, day_shift=None)
    if last.year_shift is not None and first.year is not None:
        last = replace(last, year=first.year + last.year_shift, year_shift=None)
    if last.month_shift is not None and first.year is not None and first.month is not None:
        months = first.year * 12 + first.month - 1 + last.month_shift
        last = replace(last, year=months // 12, month=months % 12 + 1, month_shift=None)
    coarsest = last.grains[0]
    outer = Point(
        year=first.year if coarsest > YEAR else None,
        month=first.month if coarsest >= DAY else None,
        day=first.day if coarsest == CLOCK else None,
        yearly=first.yearly,
        monthly=first.monthly,
    )
    return combine(outer, last)


def bounds(point: Point) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and last (month, day) of a point within its year; days count from the end where negative."""
    if point.months:
        return (point.months[0], 1), (point.months[1], -1)
    if not point.month:
        if point.day and point.day > 0:
            raise Unclear(Message("the text does not say of which month"), Message("write 每月25日 or 5月25日"))
        if point.part or point.day:
            return _within(12 if point.part != "start" else 1, point)
        return (1, 1), (12, -1)
    return _within(point.month, point)


def _within(month: int, point: Point) -> tuple[tuple[int, int], tuple[int, int]]:
    first, last = PARTS[point.part] if point.part else (point.day, point.day) if point.day else (1, -1)
    return (month, first), (month, last)


def rule_of(point: Point) -> Rule:
    """The rule of a filled point: dated where it has a year, else yearly, monthly or the nth of a month."""
    if point.among or (point.yearly > 1 and (point.on_other or point.nth)):
        years = point.among or Periodic("year", point.yearly)
        return kept(rule_of(replace(point, among=None, yearly=1)), years)
    if point.or_last and point.day:
        return _or_last(point)
    if point.other:
        return of_one_year(point.other, point.year) if point.year else point.other
    if point.lunar:
        return Lunar(*point.lunar, year=point.year or 0)
    if point.term:
        return SolarTerm(point.term, point.year or 0)
    if point.nth:
        return _nth(point)
    if point.monthly or (point.grains[0] == DAY and point.month is None):
        return Monthly(*(PARTS[point.part] if point.part else (point.day or 1, point.day or -1)))
    begin, end = bounds(point)
    if point.year is not None:
        span = span_of(point.year, begin, end)
        return Fixed(span.first, span.last)
    if point.grains == (YEAR, YEAR):
        return Periodic("year", point.yearly or 1)
    if begin == end:
        begin = end = (begin[0], _last_named(*begin))
    return Yearly(*begin, *end, interval=point.yearly or 1)


def _or_last(point: Point) -> Rule:
    """每月31日或最后一日: the last day of the months that lack the day."""
    if point.day == 31 or (point.month and point.day == LONGEST[point.month - 1]):
        return rule_of(replace(point, day=-1, or_last=False))
    rule = rule_of(replace(point, or_last=False))
    return Together((rule, Yearly(2, -1))) if not point.month and (point.day or 0) > 28 else rule


def span_of(year: int, first: tuple[int, int], last: tuple[int, int]) -> Span:
    """The span between two (month, day) pairs of a year, over New Year where the second comes first."""
    start, end = day_of(year, *first), day_of(year, *last)
    if start and end and end < start:
        end = day_of(year + 1, *last)
    if not start or not end:
        raise RuleError(Message("{year} has no such day", year=year))
    return Span(start, end)


def _nth(point: Point) -> Rule:
    count, unit = point.nth or (1, "week")
    if not (point.month or point.monthly or point.period):
        raise Unclear(
            Message("the text does not say of which month"), Message("write 每月第二个星期五 or 9月第二个星期五")
        )
    year, month = (point.year or 0), (0 if point.monthly else point.month or 0)
    if unit == "week":
        return NthWeek(month, count, point.convention or "monday", year)
    if unit == "workday":
        return NthWorkday(point.period or "month", count, 0 if point.monthly or point.period else month, year)
    if unit == "weekend":
        return NthWeekday(month, count, 5, 2, year)
    return NthWeekday(month, count, WEEKDAYS.index(unit), 1, year)


def range_rule(first: Point, last: Point, *, over_new_year: bool) -> Rule:
    """The rule from one filled point to another; over New Year where the second may lie in the year after."""
    if first.monthly:
        begin, end = first.day or 1, last.day or -1
        return Monthly(begin, end)
    if first.year is None and first.grains[0] == DAY:
        return Monthly(first.day or 1, last.day or -1)
    (start, _), (_, end_day) = bounds(first), bounds(last)
    if first.year is None:
        return Yearly(*start, *end_day, interval=first.yearly or 1)
    begin_day = day_of(first.year, *start)
    year = last.year or first.year
    final = day_of(year, *end_day)
    if begin_day and final and final < begin_day and over_new_year:
        final = day_of(year + 1, *end_day)
    if not begin_day or not final:
        raise RuleError(Message("{year} has no such day", year=year))
    return Fixed(begin_day, final)


def run_rule(first: Rule, last: Rule, *, over_new_year: bool = False) -> Rule:
    """From one rule's day to the next one of the other: dated where the first is kept to one year, else recurring."""
    if any(not isinstance(rule, ENDS) or (isinstance(rule, Fixed) and not rule.last) for rule in (first, last)):
        raise Unclear(Message("a run of days begins and ends with days of the calendar"))
    begin, end = dated_span(first), dated_span(last)
    if not begin:
        if end:
            raise Unclear(Message("a beginning without its year names no date"))
        return _yearly_run(first, last)
    if not end or (over_new_year and end.last < begin.first):
        run = Through(Fixed(begin.first, begin.first), every_year(last))
        end = next(iter(run.spans(begin, RECKONING)), None)
    if not end:
        raise Unclear(Message("the words name no date"))
    return Fixed(begin.first, end.last)


def _yearly_run(first: Rule, last: Rule) -> Rule:
    """The run that comes round: of a run of civil days that begins or ends it only the outer day is kept."""
    if isinstance(first, Yearly):
        first = Yearly(first.month, first.day, interval=first.interval)
    if isinstance(last, Yearly):
        last = Yearly(last.to_month, _last_named(last.to_month, last.to_day))
    if isinstance(first, Yearly) and isinstance(last, Yearly):
        whole = first.day == 1 and last.day == LONGEST[last.month - 1] and last.month != 2
        return Yearly(first.month, first.day, last.month, -1 if whole else last.day, first.interval)
    return Through(first, last)


def every_year(rule: Rule) -> Rule:
    """A rule that is kept to one year, in every year; a rule of another kind as it is."""
    match rule:
        case Lunar() | SolarTerm() | NthWeekday() | NthWeek() | NthWorkday():
            return replace(rule, year=0)
        case _:
            return rule


ENDS = (
    Fixed | Yearly | Lunar | SolarTerm | Easter | Equinox | Julian | NthWeekday | NthWeek | NthWorkday | Moved | Through
)
"""The kinds with whose days a run may begin and end."""


def dated_span(rule: Rule) -> Span | None:
    """The one span of a rule that is kept to its year; None where it recurs."""
    if isinstance(rule, Fixed):
        return Span(rule.first, rule.last or rule.first)
    if isinstance(rule, Moved):
        base = dated_span(rule.base)
        there = rule.of(base, RECKONING) if base else None
        return Span(there, there) if there else None
    year = getattr(rule, "year", 0)
    return next(iter(rule.spans(Span(date(year, 1, 1), date(year, 12, 31)), RECKONING)), None) if year else None


def _from(point: Point) -> Rule:
    rule = rule_of(point)
    if isinstance(rule, Fixed):
        return Fixed(rule.first, None)
    raise Unclear(
        Message("a beginning without its year names no date"), Message("add the year, as in 自2026年5月1日起")
    )
