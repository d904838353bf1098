"""Days off roll by a named convention: blocks are passed whole, days worked stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from rules.errors import UnknownYear
from rules.reckoning.rolls import REACH, ROLLS, roll
from rules.reckoning.workdays import WORKDAYS

KNOWN = st.dates(date(2007, 2, 1), date(2026, 11, 30))
NATIONAL_DAY = frozenset(date(2026, 10, n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("day", "how", "to"),
    [
        ("2026-10-03", "none", "2026-10-03"),
        ("2026-10-03", "following", "2026-10-08"),
        ("2026-10-03", "preceding", "2026-09-30"),
        ("2026-10-03", "modified-following", "2026-10-08"),
        ("2026-10-03", "nearest", "2026-09-30"),
        ("2026-10-05", "nearest", "2026-10-08"),
        ("2026-10-04", "nearest", "2026-10-08"),  # four days either way: the next
        ("2026-05-30", "following", "2026-06-01"),  # a Saturday, the last weekend of May
        ("2026-05-31", "modified-following", "2026-05-29"),  # a Sunday at the end of a month
        ("2026-01-31", "modified-following", "2026-01-30"),
        ("2026-02-28", "modified-following", "2026-02-28"),  # a Saturday worked for the Spring Festival
        ("2026-09-20", "following", "2026-09-20"),  # a Sunday worked for National Day
        ("2026-09-19", "following", "2026-09-20"),  # the Saturday before it rolls onto that Sunday
        ("2025-01-28", "preceding", "2025-01-27"),
        ("2026-02-17", "following", "2026-02-24"),
        ("2026-02-17", "preceding", "2026-02-14"),
        ("2025-12-31", "following", "2025-12-31"),
        ("2026-01-01", "preceding", "2025-12-31"),  # into the year before
    ],
)
def test_a_day_off_rolls_as_the_convention_says(day: str, how: str, to: str) -> None:
    assert str(roll(date.fromisoformat(day), how, WORKDAYS)) == to


def test_on_statutory_days_only_a_weekend_stays() -> None:
    day = date(2026, 10, 1)
    assert roll(day, "following", WORKDAYS, "statutory", NATIONAL_DAY.__contains__) == date(2026, 10, 4)  # a Sunday
    assert roll(date(2026, 10, 10), "following", WORKDAYS, "statutory", NATIONAL_DAY.__contains__) == date(2026, 10, 10)
    assert roll(day, "preceding", WORKDAYS, "statutory", NATIONAL_DAY.__contains__) == date(2026, 9, 30)


def test_statutory_days_need_no_table() -> None:
    assert roll(date(2031, 10, 1), "following", WORKDAYS, "statutory", lambda d: d.month == 10 and d.day < 4) == date(
        2031, 10, 4
    )


def test_an_unknown_year_is_never_guessed() -> None:
    with pytest.raises(UnknownYear):
        roll(date(2027, 5, 1), "following", WORKDAYS)
    assert roll(date(2027, 5, 1), "none", WORKDAYS, "statutory", lambda d: True) == date(2027, 5, 1)


@pytest.mark.parametrize(
    ("how", "rests", "said"),
    [("forward", "rest-days", "no roll convention"), ("following", "sundays", "no kind of days off")],
)
def test_unknown_names_are_refused(how: str, rests: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        roll(date(2026, 5, 1), how, WORKDAYS, rests)


def test_statutory_days_that_nobody_names_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody says which"):
        roll(date(2026, 5, 1), "following", WORKDAYS, "statutory")


@pytest.mark.parametrize("day", [date.max, date.min, date(2026, 1, 1)])
def test_a_block_without_end_is_refused_at_once(day: date) -> None:
    for how in ROLLS[1:]:
        with pytest.raises(ValueError, match=f"more than {REACH}"):
            roll(day, how, WORKDAYS, "statutory", lambda _: True)


@given(KNOWN, st.sampled_from(ROLLS[1:]))
def test_a_rolled_day_is_worked_and_rolling_again_changes_nothing(day: date, how: str) -> None:
    rolled = roll(day, how, WORKDAYS)
    assert WORKDAYS.is_workday(rolled)
    assert roll(rolled, how, WORKDAYS) == rolled


@given(KNOWN)
def test_no_day_worked_lies_between_a_day_and_where_it_rolls(day: date) -> None:
    for how in ROLLS[1:]:
        rolled = roll(day, how, WORKDAYS)
        low, high = sorted((day, rolled))
        between = [low + timedelta(n) for n in range((high - low).days + 1)]
        assert all(d == rolled or not WORKDAYS.is_workday(d) for d in between)


@given(KNOWN, KNOWN)
def test_order_is_kept(one: date, other: date) -> None:
    low, high = sorted((one, other))
    for how in ("following", "preceding", "nearest"):
        assert roll(low, how, WORKDAYS) <= roll(high, how, WORKDAYS)


@given(KNOWN)
def test_modified_following_stays_in_its_month_where_a_day_is_worked_there(day: date) -> None:
    rolled = roll(day, "modified-following", WORKDAYS)
    assert (rolled.year, rolled.month) == (day.year, day.month)


def test_one_roll_behind_another_is_read_as_it_is_written() -> None:
    words = "每年12月2日，遇节假日顺延，遇节假日顺延但不出当月"
    assert rules.write(rules.parse(words), "zh") == words
