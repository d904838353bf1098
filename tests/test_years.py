"""Weeks, days and weekdays of a year: their dates against other reckonings, and rolls off weekends alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

import rules
from rules import Recurrence
from rules.kinds import DayOfYear, IsoWeek, NthWeekday, Rolled, Yearly
from rules.rule import Rule, rule_from_json

START, END = date(1990, 1, 5), date(2060, 12, 20)
PERIODS = {"quarter": 14, "half": 27, "year": 53}
WEEKS: list[Rule] = [IsoWeek(n, weekday) for n in (1, 12, 51, -1, -51) for weekday in (None, 0, 3, 6)]
DAYS: list[Rule] = [DayOfYear(n) for n in (32, 60, 100, 366, -32, -306, -366)]
WEEKDAYS: list[Rule] = [
    NthWeekday(0, n, weekday, period=period)
    for period, most in PERIODS.items()
    for n in (1, 4, 5, 13, 26, 53, -1, -4, -5, -13, -53)
    for weekday in (0, 4, 6)
    if abs(n) <= most
]


def first_days(rule: Rule) -> list[date]:
    return [o.span.first for o in Recurrence(rule).between(START, END) if o.span.first >= START]


@pytest.mark.parametrize("rule", [*WEEKS, *DAYS, *WEEKDAYS], ids=repr)
def test_the_rrule_of_a_week_or_day_of_the_year_gives_the_same_first_days(rule: Rule) -> None:
    rrule = rule.rrule()
    if rrule:
        series = rrulestr(rrule, dtstart=datetime.combine(START, datetime.min.time()))
        ends = (datetime(START.year, START.month, START.day), datetime(END.year, END.month, END.day))
        assert first_days(rule) == [moment.date() for moment in series.between(*ends, inc=True)]


@pytest.mark.parametrize("rule", [*WEEKS, *DAYS, *WEEKDAYS], ids=repr)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_written_in_words_that_read_back_to_it(rule: Rule, lang: str) -> None:
    assert rules.parse(rules.write(Recurrence(rule), lang), lang=lang) == Recurrence(rule)
    assert rule_from_json(rule.to_json()) == rule


@pytest.mark.parametrize("number", [1, 2, 52, 53])
def test_a_week_holds_the_days_that_the_library_counts_to_it(number: int) -> None:
    for year in range(1990, 2060):
        span = IsoWeek(number).of_year(year)
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(-7, 380)]
        counted = [day for day in days if day.isocalendar()[:2] == (year, number)]
        assert ([span.first, span.last] if span else []) == ([counted[0], counted[-1]] if counted else [])


def test_a_rule_that_gives_way_to_weekends_stays_on_a_holiday() -> None:
    new_year = Rolled(Yearly(1, 1), "following", "weekends")
    found = [o.span.first for o in Recurrence(new_year).between(date(2026, 1, 1), date(2028, 12, 31))]
    assert found == [date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 3)]
    assert not new_year.leans_on()


def test_a_roll_stored_before_there_was_a_choice_gives_way_to_every_day_off() -> None:
    stored = {"kind": "rolled", "base": Yearly(1, 1).to_json(), "how": "preceding"}
    assert rule_from_json(stored) == Rolled(Yearly(1, 1), "preceding", "rest-days")
    assert Rolled(Yearly(1, 1), "preceding").to_json() == stored
