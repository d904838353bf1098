"""What holds of every rule, drawn at random: a window shows what the whole has, days are those of a walk from day to day, an
RRULE has the days of its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RECKONING, Span
from rules.kinds import (
    Case,
    Due,
    EachDay,
    Filtered,
    Instead,
    IsoWeek,
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
from rules.reckoning.rolls import ROLLS
from rules.rule import Rule, Timed, rule_from_json
from rules.spans import shift
from rules.strides import days_of

WHOLE = Span(date(2007, 1, 1), date(2022, 12, 31))
FAR = 1200
"""Days: no rule that is drawn leads further, nor comes round less often."""
INSIDE = st.dates(date(2012, 1, 1), date(2023, 12, 31))
MONTHS, WEEKDAYS, COUNTS = st.integers(1, 12), st.integers(0, 6), st.sampled_from((-14, -3, -2, -1, 1, 2, 3, 14))
SETS = st.sets(WEEKDAYS, min_size=1, max_size=3).map(lambda days: tuple(sorted(days)))
LEAP = st.dates(date(2024, 1, 1), date(2024, 12, 31))
"""Days of a year that has them all."""
YEARLY = st.builds(lambda day: Yearly(day.month, day.day), LEAP) | st.builds(Yearly, MONTHS, st.sampled_from((-1, -28)))
RUNS = st.builds(lambda one, other: Yearly(one.month, one.day, other.month, other.day), LEAP, LEAP)
CYCLES = st.builds(
    Yearly, MONTHS, st.integers(1, 28), interval=st.integers(2, 3), phase=st.sampled_from((None, 2010, 2011))
)
MONTHLY = st.builds(Monthly, st.integers(1, 31) | st.integers(-31, -1))
OF_MONTH = st.builds(NthWeekday, st.integers(0, 12), st.sampled_from((1, 2, 4, 5, -1, -2, -5)), WEEKDAYS)
CIVIL = (
    YEARLY
    | RUNS
    | CYCLES
    | MONTHLY
    | OF_MONTH
    | st.builds(Monthly, st.integers(1, 9), st.integers(10, 31) | st.integers(-10, -1))
)
SIMPLE: st.SearchStrategy[Rule] = st.one_of(
    CIVIL,
    st.builds(Weekly, SETS),
    st.builds(NthWeek, st.integers(0, 12), st.sampled_from((1, 4, 5, -1, -4)), st.sampled_from(("monday", "first", "iso"))),
    st.builds(NthWorkday, st.just("month"), st.sampled_from((1, 10, -1, -22)), run=st.booleans()),
    st.builds(Lunar, MONTHS, st.sampled_from((1, 15, 30, -1)), st.sampled_from(("skip", "too"))),
    st.builds(LunarMonthly, st.sampled_from((1, 30))),
    st.builds(SolarTerm, st.sampled_from(("小寒", "清明", "冬至"))),
    st.builds(IsoWeek, st.sampled_from((1, 52, 53, -1)), st.none() | WEEKDAYS),
    st.builds(Periodic, st.sampled_from(("day", "week", "month", "quarter", "half", "year")), st.just(3), INSIDE),
)  # fmt: skip
NTH = st.builds(NthFrom, CIVIL, COUNTS, st.sampled_from(("days", "workdays", "rest-days")), including=st.booleans())
NTH_WEEKDAY = st.builds(NthFrom, CIVIL, COUNTS, st.just("weekdays"), SETS, including=st.booleans())
MOVED = st.builds(Moved, SIMPLE, COUNTS, st.sampled_from(("days", "weeks", "workdays", "months", "years")))
LASTING = st.builds(
    Lasting, SIMPLE, st.sampled_from((1, 2, 10, 40)), st.sampled_from(("days", "weeks", "workdays", "months"))
)
CASES = st.builds(
    Case, st.builds(Weekly, SETS) | st.just(EachDay("rest-days")), COUNTS, st.sampled_from(("days", "workdays")),
    also=st.booleans(), omit=st.just(()) | SETS,
)  # fmt: skip
DERIVED: st.SearchStrategy[Rule] = st.one_of(
    NTH,
    NTH_WEEKDAY,
    MOVED,
    LASTING,
    st.builds(Rolled, SIMPLE, st.sampled_from(ROLLS), st.sampled_from(("rest-days", "weekends"))),
    st.builds(WeekOf, SIMPLE),
    st.builds(Due, SIMPLE, st.sampled_from(("unstated", "stated", "excluded"))),
    st.builds(Instead, SIMPLE, st.lists(CASES, min_size=1, max_size=2).map(tuple), st.booleans()),
    st.builds(Filtered, SIMPLE, st.builds(Weekly, SETS) | YEARLY | RUNS | st.just(EachDay("workdays")), st.booleans()),
    st.builds(Through, YEARLY | MONTHLY | OF_MONTH, SIMPLE),
    st.builds(lambda one, other: Together((one, other)), SIMPLE, CIVIL),
)


def in_window(timed: Iterable[Timed], window: Span) -> list[Timed]:
    return sorted((one for one in timed if one[1].overlaps(window)), key=lambda one: (one[1], one[0]))


@settings(max_examples=150, deadline=None)
@given(SIMPLE | DERIVED, INSIDE, st.integers(0, 500))
def test_a_window_shows_what_the_whole_has_there(rule: Rule, first: date, length: int) -> None:
    window = Span(first, shift(first, length))
    whole = Span(shift(first, -FAR), shift(window.last, FAR))
    found = list(rule.timed(window, RECKONING))
    assert in_window(found, window) == in_window(rule.timed(whole, RECKONING), window)
    assert [one[1].first for one in found] == sorted(one[1].first for one in found)


@given(SIMPLE | DERIVED)
def test_every_day_of_a_rule_says_why_and_how_sure_it_is(rule: Rule) -> None:
    for span in islice(rule.spans(Span(date(2026, 1, 1), date(2028, 12, 31)), RECKONING), 3):
        assert all(said.say("en") for said in (*rule.why(span), *rule.reasons(span, RECKONING)))
        assert rule.why(span)


@settings(max_examples=150, deadline=None)
@given(SIMPLE | DERIVED | st.deferred(lambda: WRITTEN), INSIDE, st.integers(0, 2000))
def test_days_by_arithmetic_are_those_that_the_rule_finds(rule: Rule, first: date, length: int) -> None:
    window, strides = Span(first, shift(first, length)), rule.strides()
    if strides is not None:
        found = [one[1] for one in rule.timed(window, RECKONING)]
        assert all(span.days == 1 for span in found)
        days = days_of(strides, window.first.toordinal(), window.last.toordinal())
        assert [date.fromordinal(day) for day in days] == [span.first for span in found]


@given(SIMPLE | DERIVED)
def test_a_rule_is_read_back_from_its_json(rule: Rule) -> None:
    assert rule_from_json(rule.to_json()) == rule
    assert hash(rule_from_json(rule.to_json())) == hash(rule)


# --- a walk from day to day -----------------------------------------------------------------------------------------


def walk(day: date, way: int) -> Iterator[date]:
    while True:
        day = shift(day, way)
        yield day


def counted(rule: NthFrom, day: date) -> bool:
    if rule.unit == "weekdays":
        return day.weekday() in rule.weekdays
    return rule.unit == "days" or RECKONING.workdays.is_workday(day) == (rule.unit == "workdays")


def spans_of(rule: Rule, window: Span) -> list[Span]:
    return sorted(rule.spans(window, RECKONING))


@settings(max_examples=100, deadline=None)
@given(NTH | NTH_WEEKDAY)
def test_the_nth_after_or_before_a_day_is_the_one_that_a_walk_meets(rule: NthFrom) -> None:
    origins = spans_of(rule.base, Span(date(2014, 1, 1), date(2018, 12, 31)))
    for origin in origins:
        ahead, way = rule.n > 0, 1 if rule.n > 0 else -1
        edge = (origin.first if ahead else origin.last) if rule.including else (origin.last if ahead else origin.first)
        met = [edge] if rule.including and counted(rule, edge) else []
        for day in walk(edge, way):
            if len(met) >= abs(rule.n):
                break
            met += [day] if counted(rule, day) else []
        assert rule.becomes(origin, RECKONING) == Span.of(met[abs(rule.n) - 1])


@settings(max_examples=100, deadline=None)
@given(YEARLY, st.integers(1, 40), st.sampled_from((-1, 1)))
def test_working_days_before_and_after_a_day_are_those_of_a_walk(base: Yearly, amount: int, way: int) -> None:
    for origin in spans_of(base, Span(date(2014, 1, 1), date(2018, 12, 31))):
        left = amount
        for day in walk(origin.first, way):
            left -= RECKONING.workdays.is_workday(day)
            if not left:
                break
        assert Moved(base, way * amount, "workdays").becomes(origin, RECKONING) == Span.of(day)


@settings(max_examples=100, deadline=None)
@given(YEARLY, st.integers(1, 40))
def test_a_run_of_working_days_holds_so_many_of_them_and_ends_on_the_last(base: Yearly, amount: int) -> None:
    for origin in spans_of(base, Span(date(2014, 1, 1), date(2018, 12, 31))):
        run = Lasting(base, amount, "workdays").becomes(origin, RECKONING)
        assert run.first == origin.first
        assert RECKONING.workdays.count(run.first, run.last) == amount
        assert RECKONING.workdays.is_workday(run.last)


# --- RRULE ----------------------------------------------------------------------------------------------------------

PERIODS, CYCLE = st.sampled_from(("quarter", "half", "year")), st.sampled_from(("week", "month", "year"))
ONE_WEEKDAY, BASES = WEEKDAYS.map(lambda day: (day,)), YEARLY | MONTHLY | st.builds(Weekly, SETS)
WRITTEN: st.SearchStrategy[Rule] = st.one_of(
    CIVIL,
    st.builds(Weekly, SETS),
    st.builds(NthWeekday, st.just(0), st.sampled_from((1, 4, 5, -1, -5, 13)), WEEKDAYS, period=PERIODS),
    st.builds(NthFrom, YEARLY | MONTHLY, COUNTS, st.just("weekdays"), ONE_WEEKDAY, st.booleans()),
    st.builds(Filtered, BASES | st.just(Periodic("day")), st.builds(Weekly, SETS) | RUNS, st.booleans()),
    st.builds(Filtered, BASES, st.builds(lambda first, last: Yearly(first, 1, last, -1), MONTHS, MONTHS), st.booleans()),
    st.builds(Filtered, BASES, st.builds(Periodic, CYCLE, st.integers(2, 4), INSIDE)),
    st.builds(lambda one, other: Together((one, other)), MONTHLY, MONTHLY),
    st.builds(lambda one, other: Together((one, other)), YEARLY, YEARLY),
    st.builds(lambda one, other: Together((one, other)), OF_MONTH, OF_MONTH),
    st.builds(Due, CIVIL, st.sampled_from(("unstated", "excluded"))),
    st.builds(Lasting, YEARLY | MONTHLY, st.integers(1, 40), st.sampled_from(("days", "weeks", "months"))),
    st.builds(Periodic, st.just("day"), st.integers(1, 9), st.none() | INSIDE),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(WRITTEN)
def test_an_rrule_has_the_first_days_of_its_rule(rule: Rule) -> None:
    rrule = rule.rrule()
    ours = [span.first for span in rule.spans(WHOLE, RECKONING) if span.first >= WHOLE.first]
    if rrule and ours:
        theirs = rrulestr(f"DTSTART:{ours[0]:%Y%m%d}\nRRULE:{rrule};UNTIL={WHOLE.last:%Y%m%d}")
        assert [moment.date() for moment in theirs] == ours


@pytest.mark.parametrize(
    "rule",
    [
        NthFrom(Yearly(6, 1), 2, "weekdays", (1,)),
        Filtered(Monthly(10), Weekly((5, 6)), inside=False),
        Filtered(Yearly(5, 30), Periodic("year", 3, date(2017, 1, 1))),
        Filtered(Weekly((0,)), Periodic("week", 2, date(2017, 1, 2))),
        Together((Monthly(1), Monthly(15))),
        Lasting(Yearly(5, 30), 2, "weeks"),
        Due(Monthly(-1)),
    ],
    ids=repr,
)
def test_rules_that_an_rrule_can_say_have_one(rule: Rule) -> None:
    assert rule.rrule()
