"""Closed forms against a walk through every day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.strides import Cyclic, EveryDays, MonthDay, MonthWeekday, dates, days_of, folded, next_of, previous_of

STEPS = st.sampled_from((1, 2, 3, 5, 12, 24, 36, 48, 1200))
NTH = st.sampled_from((-5, -4, -2, -1, 1, 2, 3, 4, 5))
STRIDES = st.one_of(
    st.builds(EveryDays, st.integers(1, 400), st.integers(1, 10**6)),
    st.builds(MonthDay, STEPS, st.integers(0, 30000), st.one_of(st.integers(1, 31), st.integers(-31, -1))),
    st.builds(MonthWeekday, STEPS, st.integers(0, 30000), NTH, st.integers(0, 6)),
)
DAYS = st.dates(date(1580, 1, 1), date(2420, 12, 31))


def holds(stride: Cyclic, day: date) -> bool:
    """Whether the day is one of the stride's, told from the day alone."""
    if isinstance(stride, EveryDays):
        return (day.toordinal() - stride.phase) % stride.step == 0
    if (day.year * 12 + day.month - 1 - stride.phase) % stride.step:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if isinstance(stride, MonthDay):
        return stride.day in (day.day, day.day - length - 1)
    nth = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return day.weekday() == stride.weekday and stride.n in nth


@given(STRIDES, DAYS, st.integers(0, 2500))
def test_days_are_those_that_a_walk_finds(stride: Cyclic, first: date, length: int) -> None:
    walked = [day for n in range(length + 1) if holds(stride, day := first + timedelta(n))]
    start = first.toordinal()
    assert dates(list(stride.days(start, start + length))) == walked
    assert dates(stride.days(start, start + length)) == walked


@given(STRIDES, DAYS)
def test_the_next_and_the_previous_day_hold_and_nothing_lies_between(stride: Cyclic, day: date) -> None:
    here = day.toordinal()
    after, before = stride.after(here), stride.before(here)
    if after is not None:
        assert holds(stride, date.fromordinal(after))
        assert not list(stride.days(here + 1, after - 1))
        assert stride.before(after + 1) == after
    if before is not None:
        assert holds(stride, date.fromordinal(before))
        assert not list(stride.days(before + 1, here - 1))


@settings(max_examples=50)
@given(st.lists(STRIDES, min_size=1, max_size=4), DAYS)
def test_several_strides_are_their_union(strides: list[Cyclic], day: date) -> None:
    first, last = day.toordinal(), day.toordinal() + 900
    united = sorted({n for stride in strides for n in stride.days(first, last)})
    assert list(days_of(strides, first, last)) == united
    assert list(days_of(folded(strides), first, last)) == united
    assert united == [] or next_of(strides, first - 1) == united[0]
    assert united == [] or previous_of(strides, last + 1) == united[-1]


def test_strides_that_lie_equally_far_apart_are_one() -> None:
    assert folded([EveryDays(7, day) for day in range(1, 8)]) == (EveryDays(1, 0),)
    assert folded([MonthDay(12, 2, 1), MonthDay(12, 8, 1)]) == (MonthDay(6, 2, 1),)
    assert folded([MonthDay(12, 2, 1), MonthDay(12, 9, 1)]) == (MonthDay(12, 2, 1), MonthDay(12, 9, 1))


@pytest.mark.parametrize("stride", [MonthDay(12, 1, 30), MonthDay(12, 3, 31), MonthDay(48, 12 * 2026 + 1, 29)])
def test_a_day_that_no_month_has_never_comes(stride: MonthDay) -> None:
    assert stride.after(date(1996, 1, 1).toordinal()) is None
    assert stride.before(date(2996, 1, 1).toordinal()) is None


def test_the_calendar_ends_with_the_year_9999() -> None:
    last = date.max.toordinal()
    assert MonthDay(1, 0, -1).after(last - 1) == last
    assert MonthDay(1, 0, -1).after(last) is None
    assert EveryDays(7, 1).after(last) is None
    assert MonthWeekday(1, 0, 1, 0).before(1) is None
    assert EveryDays(1, 1).before(1) is None
    assert dates(list(MonthDay(12, 11, 31).days(last - 800, last))) == [
        date(9997, 12, 31),
        date(9998, 12, 31),
        date(9999, 12, 31),
    ]


def test_a_window_between_two_turns_is_empty() -> None:
    day = date(1899, 1, 1).toordinal()
    assert list(MonthDay(24, 0, 1).days(day, day)) == []
    assert list(MonthWeekday(24, 0, 1, 0).days(day, day + 300)) == []


def test_the_leap_day_passes_over_1900() -> None:
    found = MonthDay(12, 1, 29).days(date(1893, 1, 1).toordinal(), date(1905, 1, 1).toordinal())
    assert dates(found) == [date(1896, 2, 29), date(1904, 2, 29)]
