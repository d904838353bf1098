"""Random rules against a plain reading of RFC 5545 and against python-dateutil, and the laws that every series obeys."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, product, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from rules.rfc5545.rrule import Day, Month, RRule
from rules.rfc5545.series import Series
from rules.rfc5545.zoned import ZonedSeries, instant

UNITS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
Numbers = tuple[int, ...]


def week_of(day: date, wkst: int) -> tuple[int, int, int]:
    """The year that the day's week belongs to, the week's number, and how many weeks that year has."""
    middle = date.fromordinal(day.toordinal() + 3 - (day.weekday() - wkst) % 7)
    week = (middle.timetuple().tm_yday + 6) // 7
    return middle.year, week, week + (date(middle.year, 12, 31) - middle).days // 7


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
    assert isinstance(start, datetime)
    assert isinstance(instance, datetime)
    unit = UNITS[rule.freq]
    begin = datetime(1, 1, 1)
    return ((instance - begin) // unit - (start - begin) // unit) % rule.interval == 0


def instances(rule: RRule, start: datetime, days: float) -> list[datetime]:
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


def _periods(rule: RRule, start: datetime, days: float) -> Iterator[list[datetime]]:
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


def _units(rule: RRule, start: datetime, days: float) -> Iterator[list[datetime]]:
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

    def rule(self, freq: str, *, quick: bool = False) -> str:
        """The text of a rule of that FREQ, with every part that it may have drawn now and then.

        A quick one suits an engine that tries second after second: hours and shorter units have few filters.
        """
        units = freq in UNITS
        parts = [f"FREQ={freq}", *self._interval(), *([] if units and quick else self._on_days(freq, quick=quick))]
        for name, high, odds in (("BYHOUR", 23, 0.25), ("BYMINUTE", 59, 0.2), ("BYSECOND", 59, 0.15)):
            if self.random.random() < odds and not (quick and units and name == "BYHOUR"):
                parts.append(f"{name}={self.some(0, high, 4)}")
        if any(part.startswith("BY") for part in parts) and self.random.random() < 0.2:
            positions = [self.some(1, 4, 2), self.some(-3, -1, 2), self.some(-3, 3, 3)]
            parts.append(f"BYSETPOS={self.random.choice(positions[:1] if quick and units else positions)}")
        if self.random.random() < 0.3:
            parts.append(f"WKST={self.random.choice(['SU', 'WE', 'MO'])}")
        if self.random.random() < 0.3:
            parts.append(f"COUNT={self.random.randint(1, 20)}")
        return ";".join(parts)

    def _interval(self) -> list[str]:
        return [f"INTERVAL={self.random.choice([2, 3, 4, 5, 7, 11, 13])}"] if self.random.random() < 0.4 else []

    def _on_days(self, freq: str, *, quick: bool) -> list[str]:
        parts, chance = [], self.random.random
        if chance() < 0.35:
            parts.append(f"BYMONTH={self.some(1, 12)}")
        if freq != "WEEKLY" and chance() < 0.35:
            days = [self.some(1, 28 if quick else 31, 4), self.some(-28, -1), self.some(-31, 31, 6)]
            parts.append(f"BYMONTHDAY={self.random.choice(days)}")
        if freq in ("YEARLY", *UNITS) and chance() < 0.15:
            parts.append(f"BYYEARDAY={self.random.choice([self.some(1, 366, 5), self.some(-366, 366, 9)])}")
        weeks = freq == "YEARLY" and chance() < 0.2 and len(parts) < 2
        if weeks:
            parts.append(f"BYWEEKNO={self.some(-53, 53, 4)}")
        if chance() < 0.4:
            parts.append(f"BYDAY={self.weekdays(5 if freq in ('YEARLY', 'MONTHLY') and not weeks else 0)}")
        return parts


SECOND = timedelta(seconds=1)
REACH = {"YEARLY": 3000, "MONTHLY": 1500, "WEEKLY": 1000, "DAILY": 700, "HOURLY": 60, "MINUTELY": 2, "SECONDLY": 0.05}
"""Over how many days rules of each FREQ are compared."""


def drawn(seed: int, count: int, *, quick: bool = False) -> Iterable[tuple[str, datetime, timedelta]]:
    draw = Draw(seed)
    for _ in range(count):
        freq = draw.random.choice([*REACH])
        yield draw.rule(freq, quick=quick), draw.start(), timedelta(REACH[freq])


def counted_otherwise(rule: RRule) -> bool:
    """Which week-year BYWEEKNO with INTERVAL counts from is tested by cases, not by the oracle."""
    return bool(rule.by_week_no) and rule.interval > 1


def agree(seed: int, count: int) -> None:
    for text, start, reach in drawn(seed, count):
        rule, end = RRule.read(text), start + reach - SECOND
        if not counted_otherwise(rule):
            found = list(Series(rule, start).between(start, end))
            assert found == instances(rule, start, reach / timedelta(1)), f"{text} from {start}"


def test_random_rules_agree_with_a_plain_reading_of_the_standard() -> None:
    agree(5545, 150)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.fuzz)])
def test_many_random_rules_agree_with_a_plain_reading_of_the_standard(count: int) -> None:
    agree(7529, count)


def test_seeking_forward_and_backward_gives_what_walking_gives() -> None:
    for text, start, reach in drawn(42, 250):
        rule = RRule.read(text)
        series, end = Series(rule, start), start + reach
        walked = list(islice(series.between(start - timedelta(9), end), 60))
        for early, late in pairwise(walked):
            assert isinstance(early, datetime)
            assert series.after(early) == late, f"{text} from {start}"
            assert series.before(late) == early, f"{text} from {start}"
            assert series.after(late - SECOND) == late
            assert series.before(early + SECOND) == early
            assert series.has(early)
        if walked:
            assert series.before(walked[0]) is None
            assert series.after(start - SECOND) == walked[0]


def test_a_window_cut_in_two_gives_what_the_whole_gives() -> None:
    for text, start, reach in drawn(43, 250):
        series, middle, end = Series(RRule.read(text), start), start + reach / 3, start + reach
        parts = [*series.between(start, middle), *series.between(middle + timedelta(microseconds=1), end)]
        assert parts == list(series.between(start, end)), f"{text} from {start}"


def test_every_instance_meets_its_rule() -> None:
    for text, start, reach in drawn(44, 300):
        rule = RRule.read(text)
        for instance in islice(Series(rule, start).between(start, start + 4 * reach), 50):
            assert matches(rule, start, instance), f"{text} from {start}: {instance}"


def test_count_ends_where_counting_ends() -> None:
    for text, start, _ in drawn(45, 300):
        bare = ";".join(part for part in text.split(";") if not part.startswith("COUNT"))
        every = list(islice(Series(RRule.read(bare), start).walk(start), 300))
        for count in (1, 7, 300):
            if count <= len(every):
                assert Series(RRule.read(f"{bare};COUNT={count}"), start).last == every[count - 1], (
                    f"{bare} from {start}"
                )


def test_what_is_written_reads_back() -> None:
    for text, _, _ in drawn(46, 500):
        rule = RRule.read(text)
        assert RRule.read(rule.write()) == rule
        assert RRule.read(rule.write()).write() == rule.write()


def _mixed(rule: RRule) -> bool:
    return len({bool(day.n) for day in rule.by_day}) == 2


DIFFERENCES: dict[str, tuple[Callable[[RRule], bool], str]] = {
    "month of the start": (
        lambda rule: rule.freq == "YEARLY" and bool(rule.by_month_day)
        and not (rule.by_month or rule.by_week_no or rule.by_year_day),
        "RFC 5545, 3.3.10: what a rule leaves out is taken from DTSTART; RFC 8984, 4.3.3.1: BYMONTH is the month of the start",
    ),
    "weekday of the start": (
        lambda rule: bool(rule.by_week_no) and not (rule.by_day or rule.by_month_day or rule.by_year_day),
        "RFC 8984, 4.3.3.1: BYWEEKNO alone means the weekday of the start, not the whole week",
    ),
    "plain and numbered weekdays": (
        _mixed,
        "RFC 5545, 3.3.10: each BYDAY may be numbered or not; a list of both is the union",
    ),
    "set of a whole week": (
        lambda rule: rule.freq == "WEEKLY" and bool(rule.by_set_pos),
        "RFC 5545, 3.3.10: BYSETPOS works on the set of the whole interval, also of the week in which DTSTART lies",
    ),
    "week at the year's edge": (
        lambda rule: any(abs(week) > 51 for week in rule.by_week_no),
        "RFC 5545, 3.3.10: weeks are those of ISO 8601: 2011-01-01 lies in week 52, and -52 may be a week 1",
    ),
    "year of a week": (
        lambda rule: bool(rule.by_week_no) and (rule.interval > 1 or bool(rule.by_set_pos)),
        "RFC 5545, 3.3.10: weeks are those of ISO 8601, and belong to the year that has most of their days",
    ),
}  # fmt: skip
"""Where python-dateutil reads otherwise: which rules, and the paragraph that speaks for our reading."""


def compare(seed: int, count: int) -> set[str]:
    """Compares so many rules with dateutil; the names of the differences that were met."""
    met = set()
    for text, start, reach in drawn(seed, count, quick=True):
        rule, end = RRule.read(text), start + reach
        if _mixed(rule):
            met.add("plain and numbered weekdays")
            continue  # it finds nothing for them, and looks through the years up to 9999
        series = Series(RRule.read(";".join(part for part in text.split(";") if not part.startswith("COUNT"))), start)
        behind = series.after(end)
        if behind is None or behind - end > 2 * reach:
            continue  # dateutil would look through the years up to 9999
        found = list(islice(Series(rule, start).between(start, end), 300))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                walk = rrulestr(text, dtstart=start).xafter(start, inc=True)
                other = list(islice(takewhile(end.__ge__, walk), 300))
            except ValueError:  # "generates an empty set"
                other = []
        if found != other:
            names = {name for name, (differs, _) in DIFFERENCES.items() if differs(rule)}
            assert names, f"{text} from {start}: {found[:5]}, dateutil has {other[:5]}"
            met |= names
    return met


def test_random_rules_agree_with_dateutil() -> None:
    assert compare(1, 2000) <= set(DIFFERENCES)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("count", [20_000, pytest.param(100_000, marks=pytest.mark.fuzz)])
def test_many_random_rules_agree_with_dateutil(count: int) -> None:
    assert compare(2, count) == set(DIFFERENCES)


ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Shanghai",
    "America/Sao_Paulo",
)
EDGES = (datetime(2011, 12, 30), datetime(2026, 3, 8), datetime(2026, 3, 29), datetime(2026, 4, 5), datetime(2026, 10, 4),
         datetime(2026, 10, 25), datetime(2026, 11, 1), datetime(1991, 4, 14))  # fmt: skip
"""Days on which clocks somewhere leap, go back, or leave out a whole day."""


def test_a_series_in_a_zone_has_its_local_times_as_instants_in_order() -> None:
    draw = Draw(47).random
    for _ in range(300):
        zone, edge = ZoneInfo(draw.choice(ZONES)), draw.choice(EDGES)
        freq, step = draw.choice([("HOURLY", 1), ("MINUTELY", 7), ("MINUTELY", 45), ("DAILY", 1), ("HOURLY", 5)])
        rule = RRule.read(f"FREQ={freq};INTERVAL={step}" + draw.choice(["", ";BYMINUTE=0,30", ";BYHOUR=1,2,3"]))
        start = edge - timedelta(2) + timedelta(minutes=draw.randrange(1440))
        naive = [at for at in Series(rule, start).between(start, edge + timedelta(4)) if isinstance(at, datetime)]
        end = instant(edge + timedelta(3), zone)
        expected = sorted({moment for at in naive if (moment := instant(at, zone)) < end})
        for count in draw.sample(range(1, len(expected) + 1), min(1, len(expected))):
            counted = ZonedSeries(replace(rule, count=count), start, zone)
            told = f"{rule.write()};COUNT={count} from {start} in {zone}"
            assert list(counted.walk(instant(start, zone))) == expected[:count], told
            assert counted.before(end) == expected[count - 1], told
            assert counted.after(expected[count - 1]) is None, told
        series = ZonedSeries(rule, start, zone)
        assert list(takewhile(end.__gt__, series.walk(instant(start, zone)))) == expected
        for _ in range(10):
            probe = instant(edge, zone) + timedelta(minutes=draw.randrange(-1500, 1500))
            told = f"{rule.write()} from {start} in {zone} at {probe}"
            later = series.after(probe)
            assert (later if later and later < end else None) == next((at for at in expected if at > probe), None), told
            assert series.before(probe) == next((at for at in reversed(expected) if at < probe), None), told
            assert series.has(probe) == (probe in expected), told
