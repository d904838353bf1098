"""Why a date of a rule is what it is, from the words to the day, and how sure it is."""

from __future__ import annotations

from datetime import date

import pytest

from rules import RECKONING, Reckoning, RRule, Span
from rules.kinds import (
    Announced,
    Around,
    Case,
    DayOfYear,
    Due,
    EachDay,
    Easter,
    Elapsed,
    Equinox,
    Filtered,
    Fixed,
    Instead,
    IsoWeek,
    Julian,
    Lasting,
    LeapYears,
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
from rules.rule import Rule

DATED = Fixed(date(2026, 4, 15), date(2026, 4, 15))
WHY: list[tuple[Rule, str]] = [
(Yearly(5,30), 'day 30 of month 5 in 2026'),
    (Yearly(9,1,9,10), 'from 2026-09-01 to 2026-09-10, both included'),
    (Monthly(10), 'day 10 of 2026-01'),
    (Weekly((1,)), '2026-01-06 is a Tuesday'),
    (DATED, 'the date is given in full: 2026-04-15'),
    (NthWeekday(5,2,6), '2026-05-01 is a Friday | Sunday number 2 of that month is 2026-05-10'),
    (NthWeekday(0,1,0,period="quarter"), 'Monday number 1 of the period is 2026-01-05'),
    (NthWeek(9,3), 'convention: the week of the nth Monday | week 3 runs from 2026-09-21 to 2026-09-27'),
    (NthWeek(9,1,"days"), 'convention: seven days each, counted from the 1st | week 1 runs from 2026-09-01 to 2026-09-07'),
    (NthWorkday("month",10), 'working day number 10 of the period is 2026-01-15'),
    (NthWorkday("month",10,run=True), 'working day number 10 of the period is 2026-01-15'),
    (Lunar(1,15), '2026-03-03 is 正月十五 of the lunar year 2026 (丙午马)'),
    (LunarMonthly(1), '2026-01-19 is 腊月初一'),
    (SolarTerm("清明"), '清明 of 2026 is on 2026-04-05'),
    (IsoWeek(12), '2026-03-16 lies in week 12 of 2026 by ISO 8601'),
    (DayOfYear(256), '2026-09-13 is day 256 of the year'),
    (Periodic("quarter"), 'the period from 2026-01-01 to 2026-03-31'),
    (EachDay("workdays"), '2026-01-04 is a working day'),
    (EachDay("rest-days"), '2026-01-01 is a day off'),
    (LeapYears(), '2028 is a leap year'),
    (LeapYears(common=True), '2026 is a common year'),
    (Due(Yearly(3,31)), 'day 31 of month 3 in 2026 | due on that day; whether the day itself counts is not stated'),
    (Due(Yearly(3,31),"stated"), 'day 31 of month 3 in 2026 | due on that day, which the text includes'),
    (Due(Yearly(3,31),"excluded"), 'day 31 of month 3 in 2026 | due on the day before, the text leaves the day itself out'),
    (Moved(Yearly(4,15),-3,"workdays"),
     'day 15 of month 4 in 2026 | '
     '3 working days before, that day not counted: 2026-04-10'),
    (Moved(Yearly(4,15),3,"months"), 'day 15 of month 4 in 2026 | 3 months after, that day not counted: 2026-07-15'),
    (Rolled(Yearly(5,2)), 'day 2 of month 5 in 2026 | moved off days off (following): 2026-05-06'),
    (Rolled(Yearly(5,2),"preceding","weekends"), 'day 2 of month 5 in 2026 | moved off weekends (preceding): 2026-05-01'),
    (WeekOf(Yearly(5,15)), 'day 15 of month 5 in 2026 | the week from Monday 2026-05-11 to Sunday 2026-05-17'),
    (NthFrom(Yearly(5,30),1,"weekdays",(0,)), 'day 30 of month 5 in 2026 | number 1 of Monday after 2026-05-30: 2026-06-01'),
    (NthFrom(Yearly(10,1,10,7),-2,"workdays"),
     'from 2026-10-01 to 2026-10-07, both included | '
     'number 2 of working days before 2026-10-01: 2026-09-29'),
    (NthFrom(Yearly(10,1,10,7),2,"rest-days"),
     'from 2026-10-01 to 2026-10-07, both included | '
     'number 2 of days off after 2026-10-07: 2026-10-17'),
    (NthFrom(Yearly(10,1,10,7),1,"weekdays",(0,5),True),
     'from 2026-10-01 to 2026-10-07, both included | '
     'number 1 of Monday, Saturday on or after 2026-10-01: 2026-10-03'),
    (NthFrom(Yearly(10,1,10,7),-1,"days",(),True),
     'from 2026-10-01 to 2026-10-07, both included | '
     'number 1 of days on or before 2026-10-07: 2026-10-07'),
    (Lasting(Yearly(5,30),10,"days"), 'day 30 of month 5 in 2026 | from 2026-05-30 to 2026-06-08, both included'),
    (Around(Yearly(5,30)), 'day 30 of month 5 in 2026'),
    (Through(Yearly(5,1),Weekly((0,))), 'day 1 of month 5 in 2026 | 2026-05-04 is a Monday'),
    (Together((Yearly(6,1),Weekly((0,)))), '2026-01-05 is a Monday'),
    (Filtered(Monthly(10),Weekly((5,6)),inside=False), 'day 10 of 2026-02 | 2026-02-10 is not left out'),
    (Filtered(Monthly(10),Weekly((5,6))), 'day 10 of 2026-01 | 2026-01-10 is a Saturday'),
    (Instead(Yearly(5,31),(Case(Weekly((6,)),-1,"days",omit=(5,)),)),
     'day 31 of month 5 in 2026 | '
     '2026-05-31 is a Sunday | '
     'it gives way to number 1 of days before it: 2026-05-29'),
    (Instead(Yearly(5,31),(Case(Weekly((6,)),2,"workdays"),)),
     'day 31 of month 5 in 2026 | '
     '2026-05-31 is a Sunday | '
     'it gives way to number 2 of working days after it: 2026-06-02'),
    (Announced(Yearly(5,30),((date(2026,6,1),date(2026,6,3)),)),
     'announced for 2026: 2026-06-01/2026-06-03 | '
     'the rule had predicted 2026-05-30'),
    (Announced(Yearly(5,30)), 'day 30 of month 5 in 2026'),
    (Julian(12,25), '12-25 of the Julian calendar is 2026-01-07'),
    (Easter(), 'Easter is on 2026-04-05'),
    (Easter(orthodox=True), 'Easter of the eastern churches is on 2026-04-12'),
    (Equinox("march","Asia/Tokyo"), 'the instant is 2026-03-20 23:45 in Asia/Tokyo'),
    (Elapsed(date(2026,4,1),15,"workdays"),
     '2026-04-01 itself is not counted, the count begins on the next day (Civil Code art. 201) | '
     'working days counted: 15, the last is 2026-04-23; days off are left out, weekend days worked count | '
     'it ends at 24:00, or when the office closes (Civil Code art. 203)'),
    (Rfc5545(date(2026,5,1)), '20260501 is named as a single date'),
    (Rfc5545(date(2026,5,1),rules=(RRule.read("FREQ=YEARLY"),)), 'every year since 20260501 | day 1 of month 5 in 2026'),
    (Rolled(Yearly(6, 1)), 'day 1 of month 6 in 2026 | 2026-06-01 is a working day'),
    (Rolled(Yearly(6, 1), "following", "weekends"), 'day 1 of month 6 in 2026 | 2026-06-01 is no Saturday or Sunday'),
    (Rolled(Yearly(5, 2), "none"), 'day 2 of month 5 in 2026'),
    (Due(SolarTerm("清明"), "excluded"),
     '清明 of 2026 is on 2026-04-05 | '
     'due on the day before, the text leaves the day itself out'),
    (Due(Yearly(9, 1, 9, 10), "stated"),
     'from 2026-09-01 to 2026-09-10, both included | '
     'due on that day, which the text includes'),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said"), WHY, ids=repr)
def test_the_first_day_of_a_rule_is_explained_from_the_text_to_the_day(rule: Rule, said: str) -> None:
    first = next(iter(rule.spans(Span(date(2026, 1, 1), date(2029, 12, 31)), RECKONING)))
    assert " | ".join(map(str, rule.why(first))) == said


@pytest.mark.parametrize(
    ("rule", "tentative"),
    [
        (Due(Lunar(8, 30), "excluded"), True),
        (Due(Lunar(8, 30)), True),
        (Rolled(Lunar(8, 30)), True),
        (WeekOf(Lunar(8, 30)), True),
        (Moved(Lunar(8, 30), 40, "days"), True),
        (Due(Lunar(7, 30), "excluded"), False),
        (WeekOf(Lunar(7, 30)), False),
    ],
    ids=repr,
)
def test_a_day_is_as_sure_as_the_one_from_which_it_is_told(rule: Rule, tentative: bool) -> None:
    """The end of the eighth lunar month of 2057 is printed in two ways."""
    table = Reckoning(RECKONING.workdays.with_year(2057, (), ()))
    spans = list(rule.spans(Span(date(2057, 8, 1), date(2057, 12, 31)), table))
    assert [bool(rule.reasons(span, table)) for span in spans] == [tentative]


def test_what_is_moved_out_of_a_year_that_is_not_known_is_not_sure() -> None:
    later = max(RECKONING.workdays.years) + 1
    day = Fixed(date(later, 1, 2), date(later, 1, 2))
    back, weekends = Rolled(day, "preceding"), Rolled(day, "preceding", "weekends")
    assert back.single_span() == Span.of(date(later - 1, 12, 31))
    assert back.reasons(Span.of(date(later - 1, 12, 31)), RECKONING)
    assert weekends.single_span() == Span.of(date(later, 1, 1))
    assert not weekends.reasons(Span.of(date(later, 1, 1)), RECKONING)


def test_announced_days_stay_sure_when_they_are_moved() -> None:
    held = Announced(Yearly(5, 30), ((date(2026, 5, 2), date(2026, 5, 2)),))
    for rule in (Rolled(held), WeekOf(held), Moved(held, 3, "days"), Due(held, "excluded")):
        (span,) = rule.spans(Span(date(2026, 4, 20), date(2026, 5, 20)), RECKONING)
        assert rule.reasons(span, RECKONING) == ()
