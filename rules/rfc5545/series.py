"""The instances of a rule from its start: any of them is found at once, however old the rule."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from ..errors import RuleError
from ..messages import Message
from ..strides import EveryDays, MonthDay, MonthWeekday, Stride
from .masks import Aligned, Days, choose, next_day, week_one
from .plans import DAY, ByDay, Picked, Plan, Ticks
from .rrule import LONGEST_YEAR, Day, RRule, write_moment
from .scales import scale

LAST = (date.max.toordinal() + 1) * DAY - 1
"""The last second of the year 9999."""
UNITS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
EPOCH, END = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)


def stamp(moment: date) -> int:
    """A date or local time as seconds: its ordinal times 86400, and the time of day."""
    if isinstance(moment, datetime):
        return moment.toordinal() * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() * DAY


def complete(rule: RRule, start: date) -> RRule:
    """The rule with the parts that it leaves to its start written out, as RFC 8984 (4.3.3.1) says.

    >>> complete(RRule.read("FREQ=YEARLY;BYMONTHDAY=30"), date(2026, 5, 30)).write()
    'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30'

    Raises RuleError where the calendar of RSCALE does not reach to the start.
    """
    if rule.rscale == "GREGORIAN" and _is_complete(rule):
        return rule
    where = scale(rule.rscale).month_of(start.toordinal())
    if not where:
        said = Message("the calendar {name} is not known here on {day}", name=rule.rscale, day=write_moment(start))
        raise RuleError(said, Message("begin within the years of its table"))
    month, day, _ = where
    weekday = (Day(0, start.weekday()),)
    if rule.freq == "WEEKLY" and not rule.by_day:
        return replace(rule, by_day=weekday)
    if rule.freq == "MONTHLY" and not (rule.by_day or rule.by_month_day):
        return replace(rule, by_month_day=(day,))
    if rule.freq != "YEARLY" or rule.by_year_day:
        return rule
    if not (rule.by_month or rule.by_week_no) and (rule.by_month_day or not rule.by_day):
        rule = replace(rule, by_month=(month,))
    if not (rule.by_month_day or rule.by_week_no or rule.by_day):
        return replace(rule, by_month_day=(day,))
    if rule.by_week_no and not (rule.by_month_day or rule.by_day):
        return replace(rule, by_day=weekday)
    return rule


def _is_complete(rule: RRule) -> bool:
    """Whether a rule of the civil calendar leaves no day to its start."""
    if rule.freq == "YEARLY":
        return bool(rule.by_month and (rule.by_month_day or rule.by_day))
    if rule.freq == "MONTHLY":
        return bool(rule.by_month_day or rule.by_day)
    return rule.freq != "WEEKLY" or bool(rule.by_day)


class Series:
    """The instances of a rule that starts on a day or at a local time: dates or datetimes, as the start is.

    >>> fridays = Series(RRule.read("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"), date(1997, 9, 2))
    >>> fridays.after(date(2026, 1, 1)), fridays.before(date(1998, 3, 1))
    (datetime.date(2026, 2, 13), datetime.date(1998, 2, 13))

    A start that the rule does not match is no instance. Times are those of a clock on the wall; zones are `zoned.py`.
    """

    __slots__ = ("_end", "_floor", "_last", "_plan", "_put", "_start", "rule", "start")

    def __init__(self, rule: RRule, start: date) -> None:
        self.rule, self.start = rule, start
        self._plan = _plan(rule, start)
        self._start = stamp(start)
        self._last: int | None = None
        self._put = _datetime if isinstance(start, datetime) else _date

    @property
    def last(self) -> date | None:
        """The last instance that COUNT or UNTIL allows; None where the rule has none or neither of the two."""
        if self.rule.count is None and self.rule.until is None:
            return None
        return self.before(END) if self._plan else None

    def _bound(self) -> int:
        """The moment after which there is none; -1 where there is none at all."""
        if self._last is None:
            last = LAST
            if self.rule.until:
                last = min(last, end_of(self.rule.until))
            if self.rule.count is not None:
                found = self._plan.nth(self._start, self.rule.count) if self._plan else None
                last = min(last, LAST if found is None else found)
            self._last = last
        return self._last

    def after(self, moment: date) -> date | None:
        """The first instance after the moment."""
        found = self.ceil(stamp(moment) + 1)
        return None if found is None else self._put(found)

    def ceil(self, begin: int) -> int | None:
        """The first instance from a moment on, both in seconds as `stamp` has them."""
        if not self._plan:
            return None
        begin = max(begin, self._start)
        last = self._last or self._bound()
        if begin > last:
            return None
        found = self._plan.ceil(begin)
        if found is None or found > last:
            self._last = begin - 1  # what is asked again needs no search
            return None
        return found

    def before(self, moment: date) -> date | None:
        """The last instance before the moment."""
        if not self._plan:
            return None
        until = stamp(moment) - 1
        if isinstance(moment, datetime) and moment.microsecond:
            until += 1
        last = self._last or self._bound()
        if until < self._start or last < self._start:
            return None
        found = self._plan.floor(min(until, last))
        return None if found is None or found < self._start else self._put(found)

    def nth(self, count: int) -> date | None:
        """The count-th instance, 1 being the first; None where there are fewer."""
        found = self._plan.nth(self._start, count) if self._plan else None
        return None if found is None or found > self._bound() else self._put(found)

    def between(self, first: date, last: date) -> Iterator[date]:
        """The instances from first to last, both included; a `last` that is a date means the whole day."""
        begin = stamp(first) + bool(isinstance(first, datetime) and first.microsecond)
        return self._walk(max(begin, self._start), end_of(last))

    def walk(self, first: date) -> Iterator[date]:
        """The instances from this moment on."""
        return self.between(first, END)

    def has(self, moment: date) -> bool:
        """Whether the moment is one of them."""
        at = stamp(moment)
        return self._plan is not None and self._start <= at <= self._bound() and self._plan.ceil(at) == at

    def _walk(self, begin: int, end: int) -> Iterator[date]:
        end = min(end, self._bound())
        if not self._plan or begin > end:
            return
        for found in self._plan.walk(begin):
            if found > end:
                return
            yield self._put(found)


def end_of(moment: date) -> int:
    """The last second that belongs to a date or a time."""
    return stamp(moment) if isinstance(moment, datetime) else stamp(moment) + DAY - 1


def _datetime(moment: int) -> datetime:
    return EPOCH + timedelta(0, moment - DAY)


def _date(moment: int) -> date:
    return date.fromordinal(moment // DAY)


@lru_cache(maxsize=512)
def _plan(rule: RRule, start: date) -> Plan | None:
    """The rule made ready; None where nothing is left of a day's times, or its calendar does not reach to the start."""
    try:
        whole = complete(rule, start)
    except RuleError:
        return None
    if rule.freq in UNITS:
        return _ticks(whole, start)
    times = _times(whole, start)
    if rule.freq == "DAILY":
        if whole.by_set_pos:
            times = [times[nth] for nth in choose(len(times), whole.by_set_pos)]
        days = _days(_parts_on_days(whole, "DAILY"), 0, 1)
        aligned = Aligned(days, rule.interval, [start.toordinal() % rule.interval]) if rule.interval > 1 else days
        return ByDay(aligned, times) if times else None
    if not times:
        return None
    parts = replace(_parts_on_days(whole, rule.freq), interval=rule.interval, by_set_pos=rule.by_set_pos)
    if rule.by_set_pos and not choose(_most_days(whole) * len(times), rule.by_set_pos):
        return None
    days = _days(parts, _anchor(whole, start), len(times) if rule.by_set_pos else 1)
    return Picked(days, times) if rule.by_set_pos and len(times) > 1 else ByDay(days, times)


def _parts_on_days(rule: RRule, freq: str) -> RRule:
    """The rule without all that does not decide on days, so that rules alike share their masks."""
    return RRule(freq, 1, None, None, rule.by_month, rule.by_week_no, rule.by_year_day, rule.by_month_day, rule.by_day,
                 wkst=rule.wkst, rscale=rule.rscale, skip=rule.skip if freq in ("YEARLY", "MONTHLY") else "OMIT")  # fmt: skip


def _most_days(rule: RRule) -> int:
    """A bound on how many days a period of the rule can have."""
    if rule.freq == "YEARLY":
        return LONGEST_YEAR
    if rule.freq == "MONTHLY":
        return len(rule.by_month_day) or sum(1 if day.n else 5 for day in rule.by_day)
    return len(rule.by_day)


@lru_cache(maxsize=1024)
def _days(rule: RRule, anchor: int, times: int) -> Days:
    return Days(rule, anchor, times)


def _anchor(rule: RRule, start: date) -> int:
    """What INTERVAL counts from, as `Days` wants it."""
    day = start.toordinal()
    if rule.freq == "WEEKLY":
        first = day - (start.weekday() - rule.wkst) % 7
        return first if rule.interval > 1 else first % 7
    if rule.interval == 1:
        return 0
    calendar = scale(rule.rscale)
    if rule.freq == "MONTHLY":
        where = calendar.month_of(day)
        return where[2] if where else 0
    place = calendar.place(day)
    return _week_year(rule, day, place) if rule.by_week_no else place


def _week_year(rule: RRule, day: int, place: int) -> int:
    """The year from which weeks are counted: the one that the start's week belongs to, if that still has an instance."""
    for near in (place - 1, place + 1):
        one = replace(_parts_on_days(rule, "YEARLY"), interval=DAY)
        found = next_day(Days(one, near, 1), day)
        begin, end = _weeks_of(rule, near)
        if begin <= day < end and found is not None and found < end:
            return near
    return place


def _weeks_of(rule: RRule, place: int) -> tuple[int, int]:
    """The first day of week 1 of a year, and the day behind its last week."""
    calendar = scale(rule.rscale)
    shape = calendar.shape(place)
    if not shape:
        return 0, 0
    first, count = week_one(shape, rule.wkst)
    begin = calendar.starts[place] + first
    return begin, begin + 7 * count


def _times(rule: RRule, start: date) -> Sequence[int]:
    """The times of day in seconds; midnight alone where the start is a date."""
    if not isinstance(start, datetime):
        return (0,)
    hours = rule.by_hour or (start.hour,)
    minutes, seconds = rule.by_minute or (start.minute,), _seconds(rule, start)
    return _product(hours, minutes, seconds)


def _seconds(rule: RRule, start: datetime) -> tuple[int, ...]:
    return tuple(second for second in rule.by_second if second < 60) if rule.by_second else (start.second,)


@lru_cache(maxsize=64)
def _product(hours: tuple[int, ...], minutes: tuple[int, ...], seconds: tuple[int, ...]) -> Sequence[int]:
    times = [hour * 3600 + minute * 60 + second for hour in hours for minute in minutes for second in seconds]
    return tuple(times) if len(times) < 1000 else array("I", times)


def _ticks(rule: RRule, start: date) -> Plan | None:
    """HOURLY to SECONDLY: the units that BYHOUR, BYMINUTE, BYSECOND let pass, and the instances within a unit."""
    if not isinstance(start, datetime):
        return None
    unit = UNITS[rule.freq]
    seconds, minutes = _seconds(rule, start), rule.by_minute or (start.minute,)
    tails: Sequence[int] = [0]
    if rule.freq == "HOURLY":
        tails = _product((0,), minutes, seconds)
    elif rule.freq == "MINUTELY":
        tails = seconds
    if rule.by_set_pos:
        tails = [tails[nth] for nth in choose(len(tails), rule.by_set_pos)]
    if not tails:
        return None
    days = _days(_parts_on_days(rule, "DAILY"), 0, 1) if _on_days(rule) else None
    every = _days(RRule("DAILY"), 0, 1)
    return Ticks(unit, rule.interval, stamp(start) // unit, _slots(rule), tails, days, every)


def _on_days(rule: RRule) -> bool:
    return bool(rule.by_month or rule.by_year_day or rule.by_month_day or rule.by_day)


def _slots(rule: RRule) -> bytes | None:
    """The units of a day that pass, as bytes of 0 and 1; None where all do."""
    minutes = rule.by_minute if rule.freq != "HOURLY" else ()
    seconds = rule.by_second if rule.freq == "SECONDLY" else ()
    if not (rule.by_hour or minutes or seconds):
        return None
    inner = b"\1"
    for numbers, count in ((seconds, 60 if rule.freq == "SECONDLY" else 1), (minutes, 60 if rule.freq != "HOURLY" else 1),
                           (rule.by_hour, 24)):  # fmt: skip
        none = bytes(len(inner))
        inner = b"".join([inner if not numbers or nth in numbers else none for nth in range(count)])
    return inner


# ------------------------------------------------------------------ closed forms


@lru_cache(maxsize=4096)
def closed(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    """The closed forms that together are the days of the rule, its bounds left out; None where it has other days too.

    >>> closed(RRule.read("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"), date(2026, 1, 1))
    (MonthDay(step=3, phase=24312, day=15),)

    Raises RuleError as `complete` does.
    """
    if rule.rscale != "GREGORIAN" or rule.skip != "OMIT" or rule.by_set_pos or rule.by_week_no or rule.by_year_day:
        return None
    if any(len(times) > 1 for times in (rule.by_hour, rule.by_minute, rule.by_second)) or 60 in rule.by_second:
        return None
    form = FORMS.get(rule.freq)
    return form(complete(rule, start), start) if form else None


def _yearly(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if not rule.by_month:
        return None
    return _of_months(rule, 12 * rule.interval, [12 * start.year + month.number for month in rule.by_month])


def _monthly(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if rule.by_month:
        return _yearly(rule, start) if rule.interval == 1 else None
    return _of_months(rule, rule.interval, [12 * start.year + start.month])


def _of_months(rule: RRule, step: int, months: Sequence[int]) -> tuple[Stride, ...] | None:
    """The days of the month, or the numbered weekdays, in each of some months (January of the year 0 is 1)."""
    if rule.by_month_day and rule.by_day:
        return None
    if rule.by_month_day:
        return tuple(MonthDay(step, month - 1, day) for month in months for day in rule.by_month_day)
    if not rule.by_day or not all(1 <= abs(day.n) <= 5 for day in rule.by_day):
        return None
    return tuple(MonthWeekday(step, month - 1, day.n, day.weekday) for month in months for day in rule.by_day)


def _weekly(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if rule.by_month:
        return None
    week = start.toordinal() - (start.weekday() - rule.wkst) % 7

    def turn(day: Day) -> int:
        return week + (day.weekday - rule.wkst) % 7

    return tuple(EveryDays(7 * rule.interval, turn(day)) for day in rule.by_day)


def _daily(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if rule.by_month or rule.by_month_day or rule.by_day:
        return None
    return (EveryDays(rule.interval, start.toordinal()),)


FORMS = {"YEARLY": _yearly, "MONTHLY": _monthly, "WEEKLY": _weekly, "DAILY": _daily}
