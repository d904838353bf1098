"""RFC 5545 read anew, plainly and slowly: every day of every period is asked whether it passes. For tests only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from rules.rfc5545.rrule import Day, Month, RRule

UNITS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
Numbers = tuple[int, ...]


def week_of(day: date, wkst: int) -> tuple[int, int, int]:
    """The year that the day's week belongs to, the week's number, and how many weeks that year has."""
    thursday = day + timedelta(3 - (day.weekday() - wkst) % 7)
    first_of_next = date(thursday.year + 1, 1, 1)
    weeks = 53 if (first_of_next - timedelta(1) - thursday).days // 7 + (thursday.timetuple().tm_yday + 6) // 7 == 53 else 52
    return thursday.year, (thursday.timetuple().tm_yday + 6) // 7, weeks


def nth_of(day: date, first: date, last: date) -> Numbers:
    """Which of its weekday a day is in a run of days, from the beginning and from the end."""
    return (day - first).days // 7 + 1, -((last - day).days // 7) - 1


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def from_start(rule: RRule, start: date) -> RRule:
    """The rule with what it leaves open taken from its start (RFC 8984, 4.3.3.1)."""
    by_month, by_month_day, by_day = rule.by_month, rule.by_month_day, rule.by_day
    if rule.freq == "WEEKLY":
        by_day = by_day or (Day(0, start.weekday()),)
    elif rule.freq == "MONTHLY":
        by_month_day = by_month_day if by_day or by_month_day else (start.day,)
    elif rule.freq == "YEARLY" and not rule.by_year_day:
        if not by_month and not rule.by_week_no and (by_month_day or not by_day):
            by_month = (Month(start.month),)
        if rule.by_week_no:
            by_day = by_day if by_day or by_month_day else (Day(0, start.weekday()),)
        elif not by_month_day and not by_day:
            by_month_day = (start.day,)
    return RRule(rule.freq, rule.interval, rule.count, rule.until, by_month, rule.by_week_no, rule.by_year_day, by_month_day,
                 by_day, rule.by_hour, rule.by_minute, rule.by_second, rule.by_set_pos, rule.wkst)  # fmt: skip


def day_passes(rule: RRule, day: date) -> bool:
    """Whether the day passes every part on days of a completed Gregorian rule without SKIP."""
    day = date(day.year, day.month, day.day)
    length = (month_end(day).day, 366 if month_end(date(day.year, 2, 1)).day == 29 else 365)
    number = day.timetuple().tm_yday
    _, week, weeks = week_of(day, rule.wkst)
    return (
        (not rule.by_month or Month(day.month) in rule.by_month)
        and (not rule.by_week_no or bool({week, week - weeks - 1} & {*rule.by_week_no}))
        and (not rule.by_year_day or bool({number, number - length[1] - 1} & {*rule.by_year_day}))
        and (not rule.by_month_day or bool({day.day, day.day - length[0] - 1} & {*rule.by_month_day}))
        and (not rule.by_day or any(_weekday_passes(rule, part, day) for part in rule.by_day))
    )


def _weekday_passes(rule: RRule, part: Day, day: date) -> bool:
    if part.weekday != day.weekday():
        return False
    if not part.n:
        return True
    if rule.freq == "MONTHLY" or rule.by_month:
        return part.n in nth_of(day, day.replace(day=1), month_end(day))
    return part.n in nth_of(day, date(day.year, 1, 1), date(day.year, 12, 31))


def times_of(rule: RRule, start: datetime) -> list[time]:
    hours, minutes = rule.by_hour or (start.hour,), rule.by_minute or (start.minute,)
    return [time(h, m, s) for h, m, s in product(hours, minutes, rule.by_second or (start.second,)) if s < 60]


def matches(rule: RRule, start: date, instance: date) -> bool:
    """Whether an instance passes all parts but COUNT and BYSETPOS, and lies in a period that INTERVAL lets pass."""
    whole = from_start(rule, start)
    if instance < start or not day_passes(whole, instance) or not in_step(rule, start, instance):
        return False
    if not isinstance(instance, datetime) or not isinstance(start, datetime):
        return True
    parts = ((rule.by_hour, instance.hour, start.hour, "HOURLY MINUTELY SECONDLY"),
             (rule.by_minute, instance.minute, start.minute, "MINUTELY SECONDLY"),
             (rule.by_second, instance.second, start.second, "SECONDLY"))  # fmt: skip
    return all(now in by if by else now == first or rule.freq in free for by, now, first, free in parts)


def in_step(rule: RRule, start: date, instance: date) -> bool:
    if rule.freq == "YEARLY":
        if rule.by_week_no:
            return rule.interval == 1 or week_of(instance, rule.wkst)[0] % rule.interval in {
                year % rule.interval for year in (week_of(start, rule.wkst)[0], start.year)
            }
        return (instance.year - start.year) % rule.interval == 0
    if rule.freq == "MONTHLY":
        return ((instance.year - start.year) * 12 + instance.month - start.month) % rule.interval == 0
    if rule.freq == "WEEKLY":
        weeks = [day.toordinal() - (day.weekday() - rule.wkst) % 7 for day in (start, instance)]
        return (weeks[1] - weeks[0]) // 7 % rule.interval == 0
    if rule.freq == "DAILY":
        return (instance.toordinal() - start.toordinal()) % rule.interval == 0
    assert isinstance(start, datetime) and isinstance(instance, datetime)
    unit = UNITS[rule.freq]
    begin = datetime(1, 1, 1)
    return ((instance - begin) // unit - (start - begin) // unit) % rule.interval == 0


def instances(rule: RRule, start: datetime, days: int) -> list[datetime]:
    """The instances of a rule in so many days from its start on, without UNTIL: for rules whose INTERVAL is small."""
    whole = from_start(rule, start)
    found = [moment for period in _periods(whole, start, days) for moment in _chosen(whole, period) if moment >= start]
    end = start + timedelta(days)
    return [moment for moment in found[: rule.count] if moment < end]


def _chosen(rule: RRule, period: list[datetime]) -> list[datetime]:
    if not rule.by_set_pos:
        return period
    count = len(period)
    places = {place - 1 if place > 0 else count + place for place in rule.by_set_pos}
    return [moment for nth, moment in enumerate(period) if nth in places]


def _periods(rule: RRule, start: datetime, days: int) -> Iterator[list[datetime]]:
    if rule.freq in UNITS:
        yield from _units(rule, start, days)
        return
    times = times_of(rule, start)
    before, period, key = timedelta(400), list[datetime](), None
    day, end = (start - before).date(), (start + timedelta(days) + before).date()
    while day < end:
        if (now := _period_of(rule, day)) != key:
            yield period
            period, key = [], now
        if day_passes(rule, day) and in_step(rule, start.date(), day):
            period += [datetime.combine(day, at) for at in times]
        day += timedelta(1)


def _period_of(rule: RRule, day: date) -> object:
    if rule.freq == "YEARLY":
        return week_of(day, rule.wkst)[0] if rule.by_week_no else day.year
    if rule.freq == "MONTHLY":
        return day.year, day.month
    return day.toordinal() - (day.weekday() - rule.wkst) % 7 if rule.freq == "WEEKLY" else day


def _units(rule: RRule, start: datetime, days: int) -> Iterator[list[datetime]]:
    unit, begin = UNITS[rule.freq], datetime(1, 1, 1)
    now = begin + (start - begin) // unit * unit
    minutes = (rule.by_minute or (start.minute,)) if rule.freq == "HOURLY" else (0,)
    seconds = (rule.by_second or (start.second,)) if rule.freq != "SECONDLY" else (0,)
    while now < start + timedelta(days):
        fits = not rule.by_hour or now.hour in rule.by_hour
        fits = fits and (rule.freq == "HOURLY" or not rule.by_minute or now.minute in rule.by_minute)
        fits = fits and (rule.freq != "SECONDLY" or not rule.by_second or now.second in rule.by_second)
        if fits and day_passes(rule, now):
            yield [now + timedelta(minutes=m, seconds=s) for m, s in product(minutes, seconds)]
        now += unit * rule.interval


class Draw:
    """Rules drawn at random, by a seed, such as RFC 5545 allows."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, low: int, high: int, most: int = 3) -> str:
        numbers = {self.random.randint(low, high) for _ in range(self.random.randint(1, most))} - {0}
        return ",".join(map(str, sorted(numbers))) or "1"

    def weekdays(self, numbered: int) -> str:
        names = self.random.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], self.random.randint(1, 4))
        return ",".join(f"{self.random.choice(['', *range(-numbered, 0), *range(1, numbered + 1)])}{name}" if numbered
                        and self.random.random() < 0.5 else name for name in names)  # fmt: skip

    def start(self) -> datetime:
        return datetime(1990, 1, 1) + timedelta(self.random.randint(0, 14000), self.random.randint(0, 86399))

    def rule(self, freq: str) -> str:
        """The text of a rule of that FREQ, with every part that it may have drawn now and then."""
        parts, chance = [f"FREQ={freq}"], self.random.random
        daily = freq in ("DAILY", *UNITS)
        if chance() < 0.4:
            parts.append(f"INTERVAL={self.random.choice([2, 3, 4, 5, 7, 11, 13])}")
        if chance() < 0.35:
            parts.append(f"BYMONTH={self.some(1, 12)}")
        if freq != "WEEKLY" and chance() < 0.35:
            parts.append(f"BYMONTHDAY={self.random.choice([self.some(1, 31, 4), self.some(-31, -1), self.some(-31, 31, 6)])}")
        if freq in ("YEARLY", *UNITS) and chance() < 0.15:
            parts.append(f"BYYEARDAY={self.random.choice([self.some(1, 366, 5), self.some(-366, 366, 9)])}")
        week = freq == "YEARLY" and chance() < 0.2 and not all(any(p.startswith(n) for p in parts) for n in ("BYMONTH=", "BYMONTHDAY="))  # fmt: skip
        if week:
            parts.append(f"BYWEEKNO={self.some(-53, 53, 4)}")
        if chance() < 0.4:
            numbered = 0 if daily or week or freq == "WEEKLY" else 5
            parts.append(f"BYDAY={self.weekdays(numbered)}")
        for name, high, odds in (("BYHOUR", 23, 0.25), ("BYMINUTE", 59, 0.2), ("BYSECOND", 59, 0.15)):
            if chance() < odds:
                parts.append(f"{name}={self.some(0, high, 4)}")
        if len(parts) > 1 and any(part.startswith("BY") for part in parts) and chance() < 0.2:
            parts.append(f"BYSETPOS={self.random.choice([self.some(1, 4, 2), self.some(-3, -1, 2), self.some(-3, 3, 3)])}")
        if chance() < 0.3:
            parts.append(f"WKST={self.random.choice(['SU', 'WE', 'MO'])}")
        if chance() < 0.3:
            parts.append(f"COUNT={self.random.randint(1, 20)}")
        return ";".join(parts)
