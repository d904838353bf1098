"""Wordings that lean on the day of reference, or are spoken more than written: their meanings, and what they name.

前年, 下周六, 三年以前, 80年代, 秋天: shared by all languages, as the meanings of `meanings.py` are. What a spoken wording
leaves open is read by a convention whose name travels as a `note`, so that its dates are tentative and say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from ..clock import Clock
from ..kinds import Due, Duration, Fixed, Lengths, Lunar, Moved, SolarTerm, Through
from ..kinds.civil import month_days
from ..kinds.derived import add_months
from ..messages import Message
from ..reckoning import RECKONING
from ..recurrence import Recurrence
from ..spans import FIRST_DAY, Span, shift
from .meanings import Length, Point
from .points import Frame, Unclear, filled, run_rule
from .resolve import recurrence, wrong_weekday

SEASONS = {"春": ("立春", "立夏"), "夏": ("立夏", "立秋"), "秋": ("立秋", "立冬"), "冬": ("立冬", "立春")}
"""The solar term on which a season begins, and the one before which it ends."""
EDGES = {"start": (0, 0.3), "first": (0, 0.3), "middle": (0.3, 0.7), "last": (0.7, 1), "end": (0.7, 1)}
"""The part of ten years that 初, 前期, 中期, 后期 and 末 are read as."""
EDGES_OF_CENTURY = EDGES | {"start": (0, 0.2), "end": (0.8, 1)}

FIRST_YEAR = 1000
NEAR = 10
"""Years from the year of reference in which two digits alone are a year."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A length in words: 一年半, 三个多月, 两个半月, 4周, 二十几年.

    `unit` is the grain in which people count there: what lies 一年半 ahead is a month, what lies 4周 ahead a week, and
    what lies 两个半月 ahead a month that begins in the middle of one ("half").
    """

    months: int = 0
    days: int = 0
    workdays: int = 0
    hours: int = 0
    unit: str = "days"
    most: int = 0
    """Months at most, where the words leave the number open: 几十年."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """So long from the day of reference: 3年后 names a year; `open` is from then on (以后), or by then (以前)."""

    sign: int
    amount: Amount
    open: bool = False
    exact: bool = False
    """The corresponding day, not the whole week, month or year."""

    @property
    def others(self) -> tuple[Away, ...]:
        """What the words may mean as well: the corresponding day."""
        whole = self.amount.unit in ("weeks", "months", "years") and not (self.open or self.exact or self.amount.most)
        return (replace(self, exact=True),) if whole else ()


@dataclass(frozen=True, slots=True)
class Reach:
    """A run that ends or begins with the day of reference: within (17天内), coming (未来), past (近), since (以来)."""

    amount: Amount
    how: str

    @property
    def others(self) -> tuple[Reach, ...]:
        """What the words may mean as well: due on the last of so many working days."""
        return (replace(self, how="due"),) if self.how == "within" and self.amount.workdays else ()


@dataclass(frozen=True, slots=True)
class Between:
    """A length between two lengths: 3至6个月, 三年以上."""

    least: Amount | None
    most: Amount


@dataclass(frozen=True, slots=True)
class Some:
    """前两天, 前两年: a few units before, from so many to so many."""

    unit: str
    least: int
    most: int
    note: str = "about"


@dataclass(frozen=True, slots=True)
class Seven:
    """A week, so many from that of the day of reference, or a weekday of it; without a count the next such weekday."""

    weeks: int | None
    weekday: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """The next such month, or the next such day of one, from the day of reference on: next March, 15 next March."""

    point: Point
    note: str = "next"


@dataclass(frozen=True, slots=True)
class Quarter:
    """上个季度, 本季度末: a quarter so many from that of the day of reference."""

    count: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Era:
    """A century (18世纪), its decade (上世纪80年代), a part of either (初, 末); `shift` counts from the present one."""

    century: int | None = None
    shift: int | None = None
    decade: int | None = None
    part: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Ordinal:
    """第三天, 第七年: the day or year of reference is the first."""

    number: int
    unit: str
    open: bool = False
    note: str = "first"


@dataclass(frozen=True, slots=True)
class Season:
    """秋天."""

    name: str
    note: str = "season"


@dataclass(frozen=True, slots=True)
class Moon:
    """A whole lunar month: 腊月, 闰四月."""

    month: int
    leap: bool = False


@dataclass(frozen=True, slots=True)
class ShortYear:
    """24年 by itself: a year where it lies near the day of reference, else a length."""

    year: Point


@dataclass(frozen=True, slots=True)
class InYear:
    """A named day, a season or a lunar month of one year: 去年春节, 2021年春."""

    year: Point
    base: str | Season | Moon


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one wording to another, each read by itself: 上周三到这周二, 2019年感恩节到2021年母亲节."""

    first: Any
    last: Any


def resolve_noted(meaning: object, frame: Frame) -> Recurrence:
    """The recurrence that a meaning names, tentative where a convention was needed for it.

    Raises RuleError as `recurrence` does.
    """
    found = recurrence(meaning, frame)
    notes = tuple(dict.fromkeys((*found.notes, *_notes(meaning))))
    if wrong_weekday(meaning, found.rule, frame.day) and "weekday" not in notes:
        notes += ("weekday",) if found.rule.single_span() else ("next-weekday",)
    return replace(found, notes=notes) if notes != found.notes else found


def _notes(meaning: object) -> Iterator[str]:
    """The names of the conventions in a meaning, and in those that it is made of."""
    if note := getattr(meaning, "note", None):
        yield note
    if isinstance(meaning, Point) and meaning.nth and (meaning.nth[1], meaning.period) == ("week", "year"):
        yield from () if meaning.convention else ("week",)
    for part in _inside(meaning):
        if type(part) not in PLAIN:
            yield from _notes(part)


PLAIN = frozenset({int, str, bool, type(None), tuple})
"""What has no convention of its own."""


def _inside(meaning: object) -> tuple[object, ...]:
    """What a meaning is made of; nothing where it is no dataclass."""
    return INSIDE[type(meaning)](meaning)


class _Inside(dict[type, Callable[[Any], tuple[object, ...]]]):
    """How to ask a meaning of a sort for what it is made of."""

    def __missing__(self, sort: type) -> Callable[[Any], tuple[object, ...]]:
        names = [part.name for part in fields(sort)] if is_dataclass(sort) else []
        few = len(names) < 2  # of one alone `attrgetter` gives no tuple
        asked = self[sort] = (lambda meaning: tuple(getattr(meaning, n) for n in names)) if few else attrgetter(*names)
        return asked


INSIDE = _Inside()


def amount_of(length: Length) -> Amount:
    """A written length as an amount: the same months, days or working days."""
    match length.unit:
        case "years":
            return Amount(months=12 * length.amount, unit="years")
        case "weeks":
            return Amount(days=7 * length.amount, unit="weeks")
        case "months":
            return Amount(months=length.amount, unit="months")
        case "workdays":
            return Amount(workdays=length.amount)
        case "hours":
            return Amount(hours=length.amount, unit="hours")
        case _:
            return Amount(days=length.amount)


def _reference(frame: Frame) -> date:
    if frame.day is None:
        raise Unclear(Message("the words lean on a day of reference"), Message("say from which day they are told"))
    return frame.day


def _span(first: date, last: date | None) -> Recurrence:
    if first.year < FIRST_YEAR:
        raise Unclear(Message("years before {year} are not read from words", year=FIRST_YEAR))
    return Recurrence(Fixed(first, last))


def _moved(day: date, sign: int, amount: Amount) -> date:
    """The day so long before or after another; months end on the corresponding day or on the last of their month."""
    if amount.hours:
        raise Unclear(Message("hours are counted from a time of day"))
    if amount.workdays:
        return _workday(day, sign * amount.workdays)
    return shift(add_months(day, sign * amount.months), sign * amount.days)


def _workday(day: date, count: int) -> date:
    moved = Moved(Fixed(day, day), count, "workdays")
    there = moved.day_of(Span(day, day), RECKONING)
    for reason in moved.reasons(Span(there, there), RECKONING):
        raise Unclear(reason)
    return there


def _whole(day: date, unit: str, sign: int = 1) -> Span:
    """The year, month or week that holds the day; the month that begins or ends with it, for half months; else the day."""
    match unit:
        case "years":
            return Span(date(day.year, 1, 1), date(day.year, 12, 31))
        case "months":
            return Span(day.replace(day=1), day.replace(day=month_days(day.year, day.month)))
        case "weeks":
            monday = shift(day, -day.weekday())
            return Span(monday, shift(monday, 6))
        case "half":
            other = shift(add_months(day, sign), -sign)
            return Span(min(day, other), max(day, other))
        case _:
            return Span(day, day)


@recurrence.register
def _(meaning: Away, frame: Frame) -> Recurrence:
    day, amount, sign = _reference(frame), meaning.amount, meaning.sign
    there = _moved(day, sign, amount)
    if meaning.exact:
        return _span(there, there)
    near = _whole(there, amount.unit, sign)
    far = _whole(add_months(day, sign * amount.most), amount.unit, sign) if amount.most else near
    if amount.most or not meaning.open:
        found = _span(min(near.first, far.first), max(near.last, far.last))
    elif sign > 0:
        found = _span(near.first, None)
    else:
        found = Recurrence(Due(_span(near.last, near.last).rule))
    return found if amount.unit == "days" else replace(found, notes=("grain",))


@recurrence.register
def _(meaning: Reach, frame: Frame) -> Recurrence:
    day, amount = _reference(frame), meaning.amount
    match meaning.how:
        case "within":
            found = _span(day, _moved(day, 1, amount))
        case "due":
            there = _moved(day, 1, amount)
            found = Recurrence(Due(_span(there, there).rule, "stated"))
        case "coming":
            found = _span(day, shift(_moved(day, 1, amount), -1))
        case "past":
            found = _span(_moved(day, -1, amount), day)
        case _:
            found = _span(_whole(_moved(day, -1, amount), amount.unit, -1).first, day)
            return found if amount.unit == "days" else replace(found, notes=("grain",))
    return replace(found, notes=("running",))


@recurrence.register
def _(meaning: Amount, frame: Frame) -> Recurrence:
    return Recurrence(_duration(meaning))


def _duration(amount: Amount) -> Duration:
    given = [(n, unit) for unit in ("months", "days", "workdays", "hours") if (n := getattr(amount, unit))]
    if len(given) != 1 or amount.most:
        raise Unclear(Message("a length of months and days has no fixed number of days"))
    count, unit = given[0]
    for whole, of, times in (("years", "months", 12), ("weeks", "days", 7)):
        if amount.unit == whole and unit == of and count % times == 0:
            return Duration(count // times, whole)
    return Duration(count, unit)


@recurrence.register
def _(meaning: Between, frame: Frame) -> Recurrence:
    least, most = _duration(meaning.least) if meaning.least else None, _duration(meaning.most)
    if least and least.unit == most.unit and least.amount >= most.amount:
        raise Unclear(Message("{first} comes before {last}", first=most.amount, last=least.amount))
    return Recurrence(Lengths(least, most))


@recurrence.register
def _(meaning: Some, frame: Frame) -> Recurrence:
    day = _reference(frame)
    if meaning.unit == "years":
        return _span(date(day.year - meaning.most, 1, 1), date(day.year - meaning.least, 12, 31))
    return _span(shift(day, -meaning.most), shift(day, -meaning.least))


@recurrence.register
def _(meaning: Seven, frame: Frame) -> Recurrence:
    day = _reference(frame)
    if meaning.weeks is None:
        there = shift(day, ((meaning.weekday or 0) - day.weekday()) % 7)
        return _span(there, there)
    week = _whole(shift(day, 7 * meaning.weeks), "weeks")
    if meaning.weekday is None:
        return _span(week.first, week.last)
    there = shift(week.first, meaning.weekday)
    return _span(there, there)


@recurrence.register
def _(meaning: Coming, frame: Frame) -> Recurrence:
    if not frame.day:
        raise Unclear(Message("this year or the next needs a day of reference"))
    here = recurrence(replace(meaning.point, year=frame.day.year), frame)
    span = here.rule.single_span()
    over = bool(span and span.last < frame.day)
    return recurrence(replace(meaning.point, year=frame.day.year + 1), frame) if over else here


@recurrence.register
def _(meaning: Quarter, frame: Frame) -> Recurrence:
    day = _reference(frame)
    number = day.year * 4 + (day.month - 1) // 3 + meaning.count
    last_month = number % 4 * 3 + 3
    months = {"start": (last_month - 2,) * 2, "end": (last_month,) * 2}.get(
        meaning.part or "", (last_month - 2, last_month)
    )
    whole = Point(year=number // 4, months=months) if not meaning.part else Point(
        year=number // 4, month=months[0], part=meaning.part
    )  # fmt: skip
    return recurrence(whole, frame)


@recurrence.register
def _(meaning: Era, frame: Frame) -> Recurrence:
    if meaning.shift is not None:
        begin = (_reference(frame).year // 100 + meaning.shift) * 100
    else:
        begin = ((meaning.century or 20) - 1) * 100
    years, edges = 100, EDGES_OF_CENTURY
    if meaning.decade is not None:
        begin, years, edges = begin + meaning.decade, 10, EDGES
    start, end = edges[meaning.part] if meaning.part else (0, 1)
    first, last = begin + round(start * years), begin + round(end * years) - 1
    if not FIRST_YEAR <= first <= last <= date.max.year:
        raise Unclear(Message("years before {year} are not read from words", year=FIRST_YEAR))
    return _span(date(first, 1, 1), date(last, 12, 31))


@recurrence.register
def _(meaning: Ordinal, frame: Frame) -> Recurrence:
    day, ahead = _reference(frame), meaning.number - 1
    there = (
        _whole(add_months(day, 12 * ahead), "years") if meaning.unit == "years" else _whole(shift(day, ahead), "days")
    )
    return _span(there.first, None if meaning.open else there.last)


def _year(point: Point, frame: Frame) -> int:
    year = filled(point, frame).year
    if year is None:
        raise Unclear(Message("the year is not stated"))
    return year


@recurrence.register
def _(meaning: Season, frame: Frame) -> Recurrence:
    begin, after = SEASONS[meaning.name]
    return Recurrence(Through(SolarTerm(begin), Moved(SolarTerm(after), -1, "days")))


@recurrence.register
def _(meaning: Moon, frame: Frame) -> Recurrence:
    leap = "only" if meaning.leap else "skip"
    return Recurrence(Through(Lunar(meaning.month, 1, leap), Lunar(meaning.month, -1, leap)))


@recurrence.register
def _(meaning: ShortYear, frame: Frame) -> Recurrence:
    year = meaning.year.year or 0
    if abs(year - _reference(frame).year) > NEAR:
        raise Unclear(Message("two digits that are far from the year of reference name no year"))
    return recurrence(meaning.year, frame)


@recurrence.register
def _(meaning: InYear, frame: Frame) -> Recurrence:
    year = _year(meaning.year, frame)
    if isinstance(meaning.base, str):
        return recurrence(meaning.base, replace(frame, year=year))
    rule = recurrence(meaning.base, Frame()).rule
    around = Span(max(date(max(year, 1), 1, 1), FIRST_DAY), shift(date(year, 12, 31), 60))
    timed = rule.timed(around, RECKONING)
    held = next((span for key, span, _ in timed if key.lstrip("L").rstrip("+") == str(year)), None)
    if not held:
        raise Unclear(Message("{year} has none of it", year=year))
    return _span(held.first, held.last)


@recurrence.register
def _(meaning: Stretch, frame: Frame) -> Recurrence:
    first = recurrence(meaning.first, frame)
    if isinstance(meaning.last, Seven) and meaning.last.weeks is None and (begin := first.rule.single_span()):
        frame = replace(frame, day=begin.first)  # 星期三至四: the Thursday that comes then
    last = recurrence(meaning.last, frame)
    run = run_rule(first.rule, last.rule)
    if not first.clock and not last.clock:
        return Recurrence(run)
    start, end = (one.clock.start if one.clock else None for one in (first, last))
    return Recurrence(run, clock=Clock(start, end))
