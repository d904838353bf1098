"""A rule told in words: why an instance is one, and why a rule has none."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from ..messages import Message
from .rrule import LISTS, RRule, write_moment
from .scales import scale
from .series import END, EPOCH, UNITS, Series, complete

WEEKDAY_NAMES = tuple(map(Message, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
ON_DAYS = ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY")
PERIODS = {
    "YEARLY": Message("year"),
    "MONTHLY": Message("month"),
    "WEEKLY": Message("week"),
    "DAILY": Message("day"),
    "HOURLY": Message("hour"),
    "MINUTELY": Message("minute"),
    "SECONDLY": Message("second"),
}


def why_never(rule: RRule, start: date) -> Message:
    """Why a rule without instances has none: the first of its parts that leaves nothing."""
    if rule.freq in UNITS and not isinstance(start, datetime):
        return Message("FREQ={freq} counts times of day, and the start {start} has none", freq=rule.freq,
                       start=write_moment(start))  # fmt: skip
    if not scale(rule.rscale).month_of(start.toordinal()):
        return Message("the calendar {name} is not known here on {day}", name=rule.rscale, day=write_moment(start))
    open_ended = replace(rule, until=None, count=None)
    if first := Series(open_ended, start).after(EPOCH):
        assert rule.until
        return Message("it ends on {until}, before its first instance on {first}", until=write_moment(rule.until),
                       first=write_moment(first))  # fmt: skip
    if rule.by_set_pos and Series(replace(open_ended, by_set_pos=()), start).after(EPOCH):
        return Message("in no {period} are there as many instances as BYSETPOS={positions} asks for",
                       period=PERIODS[rule.freq], positions=_numbers(rule.by_set_pos))  # fmt: skip
    if rule.interval > 1 and Series(replace(open_ended, interval=1), start).after(EPOCH):
        return Message("counted from {start} in steps of {n}, none ever meets {parts}", start=write_moment(start),
                       n=rule.interval, parts=_parts(complete(rule, start), LISTS))  # fmt: skip
    return _no_day(complete(rule, start))


def _no_day(rule: RRule) -> Message:
    if rule.by_second and min(rule.by_second) > 59:
        return Message("second 60 is a leap second, and clocks here have none")
    if rule.by_month and rule.by_month_day and rule.skip == "OMIT":
        alone = replace(
            rule, freq="DAILY", interval=1, by_week_no=(), by_year_day=(), by_day=(), count=None, until=None
        )
        if not Series(replace(alone, by_hour=(), by_minute=(), by_second=(), by_set_pos=()), _early(rule)).after(EPOCH):
            return Message("there is no day {day} in month {month}", day=_numbers(rule.by_month_day),
                           month=",".join(map(str, rule.by_month)))  # fmt: skip
    return Message("no day ever meets {parts} together", parts=_parts(rule, ON_DAYS))


def _early(rule: RRule) -> date:
    return date.fromordinal(max(scale(rule.rscale).starts[0], 1))


def _numbers(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _parts(rule: RRule, names: Container[str]) -> str:
    """The parts of those names, as they are written."""
    return ";".join(part for part in rule.write().split(";") if part.partition("=")[0] in names)


def why(rule: RRule, start: date, instance: date) -> tuple[Message, ...]:
    """The steps from a rule to one of its instances: its frequency, each part that the instance meets, its place."""
    whole = complete(rule, start)
    steps = [Message("every {period} since {start}", period=PERIODS[rule.freq], start=write_moment(start))]
    if rule.interval > 1:
        steps = [Message("one {period} in {n}, counted from {start}", n=rule.interval, period=PERIODS[rule.freq],
                         start=write_moment(start))]  # fmt: skip
    steps += _met(whole, instance)
    if rule.by_set_pos and (place := _place(whole, start, instance)):
        steps.append(Message("number {n} of {count} in its {period} (BYSETPOS)", n=place[0], count=place[1],
                             period=PERIODS[rule.freq]))  # fmt: skip
    return tuple(steps)


def _met(rule: RRule, instance: date) -> Iterator[Message]:
    """A sentence for each part on days and times that the instance meets; `rule` is complete."""
    where = scale(rule.rscale).month_of(instance.toordinal())
    day = instance.isoformat()[:10]
    if rule.rscale != "GREGORIAN" and where:
        yield Message("{day} is day {n} of month {month} in the calendar {name}", day=day, n=where[1],
                      month=str(where[0]), name=rule.rscale)  # fmt: skip
    elif rule.by_month or rule.by_month_day:
        yield Message(
            "day {day} of month {month} in {year}", day=instance.day, month=instance.month, year=instance.year
        )
    if rule.by_year_day:
        yield Message("day {n} of the year {year}", n=instance.timetuple().tm_yday, year=instance.year)
    if rule.by_week_no:
        yield Message("{day} lies in one of the weeks {numbers}", day=day, numbers=_numbers(rule.by_week_no))
    if rule.by_day:
        yield from _weekday(rule, instance, day)
    if isinstance(instance, datetime) and (rule.by_hour or rule.by_minute or rule.by_second):
        yield Message("at {time}", time=f"{instance:%H:%M:%S}")


def _weekday(rule: RRule, instance: date, day: str) -> Iterator[Message]:
    weekday = WEEKDAY_NAMES[instance.weekday()]
    numbers = [part.n for part in rule.by_day if part.weekday == instance.weekday() and part.n]
    if numbers and not any(part.weekday == instance.weekday() and not part.n for part in rule.by_day):
        yield Message("{day} is {weekday} number {n} of its {period}", day=day, weekday=weekday, n=_numbers(tuple(numbers)),
                      period=PERIODS["MONTHLY" if rule.by_month or rule.freq == "MONTHLY" else "YEARLY"])  # fmt: skip
    else:
        yield Message("{day} is a {weekday}", day=day, weekday=weekday)


def _place(rule: RRule, start: date, instance: date) -> tuple[int, int] | None:
    """Which member of the set of its period an instance is, and of how many; None where it is a long one."""
    reach = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}.get(rule.freq, 1)
    early, late = (
        max(instance, _at(EPOCH, instance) + timedelta(400)),
        min(instance, _at(END, instance) - timedelta(400)),
    )
    every = Series(replace(rule, by_set_pos=(), count=None, until=None), min(start, early - timedelta(reach)))
    own = _period(rule, instance)
    found: list[date] = []
    for moment in every.between(early - timedelta(reach), late + timedelta(reach)):
        if _period(rule, moment) == own:
            found.append(moment)
        if len(found) > 2000:
            return None
    return (found.index(instance) + 1, len(found)) if instance in found else None


def _at(edge: datetime, like: date) -> date:
    return edge if isinstance(like, datetime) else edge.date()


def _period(rule: RRule, moment: date) -> object:
    if rule.freq == "YEARLY":
        return moment.year
    if rule.freq == "MONTHLY":
        return moment.year, moment.month
    if rule.freq == "WEEKLY":
        return moment.toordinal() - (moment.weekday() - rule.wkst) % 7
    assert isinstance(moment, datetime) or rule.freq == "DAILY"
    return moment.isoformat()[: {"DAILY": 10, "HOURLY": 13, "MINUTELY": 16}.get(rule.freq, 19)]
