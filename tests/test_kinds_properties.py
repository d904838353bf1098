"""What holds of every rule, drawn at random: a window shows what the whole has, days are those of a walk from day to day, an
RRULE has the days of its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RECKONING, RRule, Span
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
    Rfc5545,
    Rolled,
    SolarTerm,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from rules.kinds.rfc5545 import recurrence_id
from rules.notations.rfc5545 import read_lines
from rules.reckoning.rolls import ROLLS
from rules.rule import Rule, Timed, rule_from_json
from rules.spans import FIRST_DAY, shift
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
    st.builds(NthWeekday, st.just(0), st.sampled_from((1, 5, -1)), WEEKDAYS, period=st.sampled_from(("quarter", "half", "year"))),
    st.builds(NthWorkday, st.sampled_from(("quarter", "half", "year")), st.sampled_from((1, 60, -1)), run=st.booleans()),
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


@pytest.mark.parametrize("including", [True, False])
@pytest.mark.parametrize("n", [-4, -2, -1, 1, 2, 4])
def test_weekdays_counted_from_each_day_of_a_month_have_rrules_with_their_days(n: int, including: bool) -> None:
    window, said = Span(date(2023, 1, 1), date(2025, 12, 31)), 0
    for day in range(1, 31):
        for base in (Yearly(4, day), Yearly(12, day), Yearly(2, min(day, 29)), Monthly(day)):
            rule = NthFrom(base, n, "weekdays", (day % 7,), including)
            if rrule := rule.rrule():
                said += 1
                ours = [span.first for span in rule.spans(window, RECKONING)]
                theirs = rrulestr(f"DTSTART:{ours[0]:%Y%m%d}\nRRULE:{rrule};UNTIL={window.last:%Y%m%d}")
                assert [moment.date() for moment in theirs] == ours, rule
    assert said >= 4 * (22 - 7 * (abs(n) - 1))


# --- sets of RFC 5545 -----------------------------------------------------------------------------------------------

STARTS = st.datetimes(datetime(2014, 1, 1), datetime(2014, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
ENDS = st.sampled_from(("COUNT=1", "COUNT=7", "UNTIL=20150301", "UNTIL=20160229"))
FREQUENCIES = st.sampled_from(
    ("DAILY", "DAILY;INTERVAL=9", "WEEKLY;BYDAY=MO,FR", "MONTHLY", "YEARLY", "MONTHLY;BYDAY=-1SU")
)


@st.composite
def finite_sets(draw: st.DrawFn) -> Rfc5545:
    """A set with an end: dates, local times or times in a zone, some of them left out, some beside the rule."""
    at, frequency, end = draw(STARTS), draw(FREQUENCIES), draw(ENDS)
    zone = draw(st.sampled_from((None, None, "UTC", "Europe/Berlin", "America/New_York")))
    dated = zone is None and draw(st.booleans())
    if end.startswith("UNTIL") and not dated:
        end += "T230000" + ("Z" if zone else "")
    start: date = at.date() if dated else at
    out = draw(st.lists(st.integers(0, 40), max_size=3))
    beside = draw(st.lists(st.integers(-40, 900), max_size=2))
    return Rfc5545(
        start,
        zone,
        (RRule.read(f"FREQ={frequency};{end}"),),
        rdates=tuple(start + timedelta(days) for days in beside),
        exdates=tuple((at.date() if draw(st.booleans()) else start) + timedelta(days) for days in out),
        lasts=draw(st.sampled_from((0, 1440, 4320) if dated else (0, 90, 1440, 3000))),
    )


@settings(max_examples=150, deadline=None)
@given(finite_sets())
def test_the_ends_of_a_set_are_those_of_its_instances(rule: Rfc5545) -> None:
    every = Span(date(2013, 1, 1), date(2022, 12, 31))
    found = list(rule.timed(every, RECKONING))
    moments = list(rule.instants(every.first, every.last))
    assert [recurrence_id(moment) for moment in moments] == [key for key, _, _ in found]
    assert (rule.final, rule.never() is None) == ((moments[-1], True) if moments else (None, False))
    if not moments:
        assert (rule.last, rule.following(datetime(2013, 1, 1))) == (FIRST_DAY, None)
        return
    assert rule.last == found[-1][1].last
    first, last = rule.extent()
    assert first is None or first <= found[0][1].first
    assert last is None or last >= found[-1][1].first
    assert [rule.after(shift(every.first, 0)), rule.before(every.last)] == [moments[0], moments[-1]]
    assert (rule.following(datetime(2013, 1, 1)), rule.preceding(datetime(2022, 1, 1))) == (found[0], found[-1])
    days = [span.first for _, span, _ in found]
    assert [rule.key(span) for key, span, _ in found if days.count(span.first) == 1] == [
        key for key, span, _ in found if days.count(span.first) == 1
    ]
    assert all(rule.why(span) for _, span, _ in found[:3])
    assert rule_from_json(rule.to_json()) == rule
    assert [one.span for one in read_lines(rule.write()).between(every.first, every.last)] == [one[1] for one in found]


@settings(max_examples=60, deadline=None)
@given(finite_sets(), INSIDE, st.integers(0, 400))
def test_a_window_of_a_set_shows_what_the_whole_has_there(rule: Rfc5545, first: date, length: int) -> None:
    window = Span(first, shift(first, length))
    whole = rule.timed(Span(date(2010, 1, 1), date(2025, 12, 31)), RECKONING)
    assert list(rule.timed(window, RECKONING)) == [one for one in whole if one[1].overlaps(window)]


@pytest.mark.parametrize(
    "rule",
    [
        Yearly(5, 30),
        Yearly(5, 30, interval=2, phase=2020),
        Monthly(-1),
        Weekly((0, 3)),
        NthWeekday(5, 2, 6),
        NthWeekday(0, -1, 4, period="quarter"),
        Periodic("day"),
        Periodic("day", 3, date(2020, 1, 1)),
        Lunar(8, 15),
        Lunar(8, 15, "too"),
        LunarMonthly(1),
        SolarTerm("清明"),
        Due(Monthly(-1), "stated"),
        Together((Monthly(1), Weekly((0,)))),
        Filtered(Monthly(10), Yearly(7, 1, 8, -1)),
        Filtered(Monthly(10), Yearly(7, 1, 8, -1), inside=False),
        Filtered(Weekly((2,)), Periodic("week", 2, date(2020, 1, 6))),
        Filtered(Monthly(10), Periodic("month", 3, date(2020, 1, 6))),
        Filtered(Yearly(5, 30), Periodic("year", 3, date(2020, 1, 6))),
        Filtered(NthWeekday(0, 1, 0), Periodic("month", 3, date(2020, 1, 6))),
        Filtered(NthWeekday(5, 1, 0), Periodic("year", 3, date(2020, 1, 6))),
    ],
    ids=repr,
)
def test_days_that_arithmetic_can_tell_need_no_walk(rule: Rule) -> None:
    strides = rule.strides()
    assert strides
    window = Span(date(2012, 1, 1), date(2030, 12, 31))
    days = days_of(strides, window.first.toordinal(), window.last.toordinal())
    assert [date.fromordinal(day) for day in days] == [span.first for span in rule.spans(window, RECKONING)]
