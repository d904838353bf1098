"""Random rules against a plain reading of RFC 5545 and against python-dateutil, and the laws that every series obeys."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice, pairwise, takewhile

import pytest
from dateutil.rrule import rrulestr

from rules.rfc5545.rrule import RRule
from rules.rfc5545.series import Series
from tests.rfc5545_oracle import Draw, instances, matches

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
def test_many_random_rules_agree_with_a_plain_reading_of_the_standard() -> None:
    agree(7529, 10_000)


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
        lambda rule: rule.freq == "YEARLY" and bool(rule.by_month_day) and not (rule.by_month or rule.by_week_no or rule.by_year_day),
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
        if behind is None or behind - end > 2 * reach:  # type: ignore[operator]
            continue  # dateutil would look through the years up to 9999
        found = list(islice(Series(rule, start).between(start, end), 300))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                walk = rrulestr(text, dtstart=start).xafter(start, inc=True)
                other = list(islice(takewhile(lambda at, end=end: at <= end, walk), 300))
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
def test_many_random_rules_agree_with_dateutil() -> None:
    assert compare(2, 100_000) == set(DIFFERENCES)
