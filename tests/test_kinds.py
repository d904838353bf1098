"""Rules made by hand or read from what was stored: what none can be is refused, and the outermost that one can be is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from rules import RECKONING, RuleError, Span, parse
from rules.kinds import (
    Anchored,
    Announced,
    Around,
    Case,
    DayOfYear,
    Due,
    Duration,
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
    Lengths,
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
from rules.kinds.derived import MOST
from rules.rule import Rule, rule_from_json

Made = Callable[[], Rule]
DAY = Yearly(5, 30)
REFUSED: list[tuple[Made, str]] = [
    (lambda: Yearly(13, 1), "there is no month 13"),
    (lambda: Yearly(0, 1), "there is no month 0"),
    (lambda: Yearly(1, 1, 13, 1), "there is no month 13"),
    (lambda: Yearly(4, 31), "there is no day 31 in month 4"),
    (lambda: Yearly(2, -30), "there is no day -30 in month 2"),
    (lambda: Yearly(4, 0), "there is no day 0 in month 4"),
    (lambda: Yearly(1, 1, 2, 30), "there is no day 30 in month 2"),
    (lambda: Yearly(4, 1, interval=0), "an interval of 0 never comes round"),
    (lambda: Monthly(32), "no month has a day 32"),
    (lambda: Monthly(-32), "no month has a day -32"),
    (lambda: Monthly(0), "no month has a day 0"),
    (lambda: Monthly(10, 9), "day 9 comes before day 10"),
    (lambda: Monthly(-3, 9), "day 9 comes before day -3"),
    (lambda: Fixed(date(2026, 5, 2), date(2026, 5, 1)), "it ends on 2026-05-01, before it begins"),
    (lambda: Weekly(()), "no such weekday"),
    (lambda: Weekly((0, 7)), "no such weekday"),
    (lambda: Weekly((-1,)), "no such weekday"),
    (lambda: NthWeekday(13, 1, 0), "there is no month 13"),
    (lambda: NthWeekday(5, 6, 0), "no month has a Monday number 6"),
    (lambda: NthWeekday(5, 0, 0), "no month has a Monday number 0"),
    (lambda: NthWeekday(5, -6, 0), "no month has a Monday number -6"),
    (lambda: NthWeekday(0, 15, 0, period="quarter"), "no such period has a Monday number 15"),
    (lambda: NthWeekday(0, 28, 0, period="half"), "no such period has a Monday number 28"),
    (lambda: NthWeekday(0, 54, 0, period="year"), "no such period has a Monday number 54"),
    (lambda: NthWeekday(5, 1, 0, period="year"), "no period"),
    (lambda: NthWeek(13, 1), "there is no month 13"),
    (lambda: NthWeek(9, 7), "no month has a week number 7"),
    (lambda: NthWeek(9, 0), "no month has a week number 0"),
    (lambda: NthWeek(9, -7), "no month has a week number -7"),
    (lambda: NthWeek(9, 1, "tuesday"), "no convention 'tuesday'"),
    (lambda: NthWorkday("month", 1, month=13), "there is no month 13"),
    (lambda: NthWorkday("month", 24), "no such period has a working day number 24"),
    (lambda: NthWorkday("quarter", -68), "no such period has a working day number -68"),
    (lambda: NthWorkday("half", 132), "no such period has a working day number 132"),
    (lambda: NthWorkday("year", 263), "no such period has a working day number 263"),
    (lambda: NthWorkday("month", 0), "no such period has a working day number 0"),
    (lambda: NthWorkday("week", 1), "no period"),
    (lambda: IsoWeek(54), "no year has a week 54"),
    (lambda: IsoWeek(0), "no year has a week 0"),
    (lambda: IsoWeek(1, 7), "no such weekday"),
    (lambda: Lunar(13, 1), "there is no month 13"),
    (lambda: Lunar(0, 1), "there is no month 0"),
    (lambda: Lunar(1, 31), "no lunar month has a day 31"),
    (lambda: Lunar(1, 0), "no lunar month has a day 0"),
    (lambda: Lunar(1, -2), "no lunar month has a day -2"),
    (lambda: Lunar(1, 1, "often"), "leap is one of"),
    (lambda: Lunar(1, 1, skip="often"), "skip one of"),
    (lambda: Lunar(3, 1, "only", year=2026), "the lunar year 2026 has no such day"),
    (lambda: LunarMonthly(31), "no lunar month has a day 31"),
    (lambda: LunarMonthly(0), "no lunar month has a day 0"),
    (lambda: LunarMonthly(-2), "no lunar month has a day -2"),
    (lambda: SolarTerm("仲夏"), "there is no solar term 仲夏"),
    (lambda: SolarTerm("清明", 2101), "the solar terms of 2101 are not known here"),
    (lambda: Julian(13, 1), "there is no month 13"),
    (lambda: Julian(2, 30), "there is no day 30 in month 2"),
    (lambda: Equinox("may"), "no season 'may'"),
    (lambda: Equinox("march", "+24:00"), "there is no time zone"),
    (lambda: EachDay("holidays"), "no sort of day 'holidays'"),
    (lambda: Periodic("decade"), "no period: 'decade'"),
    (lambda: Periodic("year", 0), "an interval of 0 never comes round"),
    (lambda: Together((DAY,)), "it takes two rules or more"),
    (lambda: Due(DAY, "perhaps"), "inclusive is one of"),
    (lambda: Duration(0, "days"), "a period of 0 has no length"),
    (lambda: Duration(1, "moons"), "no unit 'moons'"),
    (lambda: Anchored("任期届满", -6, "moons"), "no unit 'moons'"),
    (lambda: Moved(DAY, 0, "days"), "a date cannot be moved by 0"),
    (lambda: Moved(DAY, MOST + 1, "days"), f"a date cannot be moved by {MOST + 1}"),
    (lambda: Moved(DAY, -MOST - 1, "days"), f"a date cannot be moved by -{MOST + 1}"),
    (lambda: Moved(DAY, 1, "hours"), "days are not counted in hours"),
    (lambda: Moved(DAY, 1, "moons"), "no unit 'moons'"),
    (lambda: NthFrom(DAY, 0, "days"), "a date cannot be moved by 0"),
    (lambda: NthFrom(DAY, -MOST - 1, "days"), f"a date cannot be moved by -{MOST + 1}"),
    (lambda: NthFrom(DAY, 1, "weeks"), "no unit 'weeks'"),
    (lambda: NthFrom(DAY, 1, "weekdays"), "no such weekday"),
    (lambda: NthFrom(DAY, 1, "days", (1,)), "no such weekday"),
    (lambda: NthFrom(DAY, 1, "weekdays", (0, 7)), "no such weekday"),
    (lambda: NthFrom(DAY, 1, "weekdays", (-1,)), "no such weekday"),
    (lambda: Lasting(DAY, 0, "days"), "a period of 0 has no length"),
    (lambda: Lasting(DAY, MOST + 1, "days"), f"a period of {MOST + 1} has no length"),
    (lambda: Lasting(DAY, 1, "hours"), "days are not counted in hours"),
    (lambda: Elapsed(date(2026, 4, 1), 0, "days"), "a period of 0 has no length"),
    (lambda: Elapsed(date(2026, 4, 1), MOST + 1, "days"), f"a period of {MOST + 1} has no length"),
    (lambda: Elapsed(date(2026, 4, 1), 1, "hours"), "days are not counted in hours"),
    (lambda: Elapsed(date(2026, 4, 1), 1, "days", "maritime"), "no rule-set 'maritime'"),
    (lambda: Rolled(DAY, "sideways"), "no roll 'sideways'"),
    (lambda: Rolled(DAY, off="mondays"), "no kind of days off 'mondays'"),
    (lambda: Rfc5545(date(2026, 5, 1), lasts=-1), "it ends before it begins"),
    (lambda: Rfc5545(date(2026, 5, 1), "Europe/London"), "a date has no zone"),
    (lambda: Rfc5545(datetime(2026, 5, 1, 9), "Mars/Olympus"), "there is no time zone Mars/Olympus"),
]
OUTERMOST: list[Rule] = [
    Yearly(12, 31), Yearly(2, 29), Yearly(2, -29), Yearly(4, -30), Yearly(1, 1, 1, 1, 1), Monthly(31), Monthly(-31),
    Monthly(10, 10), Monthly(1, -1), Fixed(date(2026, 5, 1), date(2026, 5, 1)), Weekly((0, 6)), NthWeekday(12, 5, 6),
    NthWeekday(0, -5, 0), NthWeekday(0, 14, 0, period="quarter"), NthWeekday(0, -27, 0, period="half"),
    NthWeekday(0, 53, 0, period="year"), NthWeek(12, 6, "first"), NthWeek(0, -6, "first"), NthWorkday("month", 23, month=12),
    NthWorkday("quarter", -67), NthWorkday("half", 131), NthWorkday("year", 262), IsoWeek(53, 6), IsoWeek(-53, 0),
    Lunar(12, 30), Lunar(12, -1), Lunar(1, 1), LunarMonthly(30), LunarMonthly(-1), SolarTerm("清明", 2100),
    SolarTerm("清明", 1900), Julian(12, 31), Julian(2, 29), Equinox("march", "+23:59"), Duration(1, "hours"),
    Periodic("day", 1), Moved(DAY, MOST, "days"), Moved(DAY, -MOST, "workdays"), NthFrom(DAY, MOST, "days"),
    NthFrom(DAY, -1, "weekdays", (0, 6)), Lasting(DAY, MOST, "days"), Elapsed(date(2026, 4, 1), 1, "days"),
    Elapsed(date(2026, 4, 1), MOST, "days"), Rfc5545(date(2026, 5, 1)), Rfc5545(datetime(2026, 5, 1, 9), "UTC"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_no_rule_can_be_is_refused_with_what_is_wrong(made: Made, said: str) -> None:
    with pytest.raises((RuleError, ValueError)) as refused:
        made()
    assert said in str(refused.value).partition("; ")[0]  # the remedy stands behind


@pytest.mark.parametrize("rule", OUTERMOST, ids=repr)
def test_the_outermost_that_a_rule_can_be_is_kept(rule: Rule) -> None:
    assert rule_from_json(rule.to_json()) == rule


@pytest.mark.parametrize("text", ["每季度第66个工作日", "每月倒数第23个工作日", "每年最后一个工作日"])
def test_a_working_day_that_a_known_year_lacks_asks_for_no_table_of_another_year(text: str) -> None:
    first, last = min(RECKONING.workdays.years), max(RECKONING.workdays.years)
    for year in (first, last):
        assert all(one.span.first.year == year for one in parse(text).between(date(year, 1, 1), date(year, 12, 31)))
    assert [one.start for one in parse("每季度第66个工作日").between(date(2026, 1, 1), date(2026, 12, 31))] == [
        "2026-09-30"
    ]


@pytest.mark.parametrize("text", ["每月1日至29日", "2月1日至29日", "2月20日至29日"])
def test_a_run_whose_last_day_some_months_lack_has_no_rrule(text: str) -> None:
    rule = parse(text)
    assert rule.to_rrule() is None
    assert not rule.between(date(2027, 2, 1), date(2027, 2, 28))
    assert rule.between(date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    "rule",
    [
        Moved(NthWeek(9, 3), 3, "days"),
        NthFrom(NthWeek(9, 3), 1, "workdays"),
        Lasting(NthWeek(9, 3), 2, "weeks"),
        Instead(NthWeek(9, 3), (Case(Weekly((0,)), 1, "days"),)),
    ],
    ids=repr,
)
def test_a_day_that_is_none_of_a_rule_is_as_doubtful_as_the_rule(rule: Rule) -> None:
    assert rule.doubts()
    assert rule.reasons(Span.of(date(2026, 1, 1)), RECKONING) == rule.doubts()


DATED, QUARTER = Fixed(date(2026, 4, 15), date(2026, 4, 15)), Fixed(date(2026, 7, 1), date(2026, 9, 30))
VALUES: list[tuple[Rule, str | None]] = [
(Yearly(2,-1), 'R/P1Y/02-28'),
    (Yearly(2,-2), 'R/P1Y/02-27'),
    (Yearly(4,-1), 'R/P1Y/04-30'),
    (Yearly(11,1,2,-1), 'R/P1Y/11-01/02-28'),
    (Yearly(9,1,10,-1), 'R/P1Y/09-01/10-31'),
    (Yearly(1,1,12,-1), 'R/P1Y'),
    (Yearly(9,1,9,-1,2,2020), 'R/P2Y/09'),
    (Yearly(9,21,9,-1), 'R/P1Y/09-21/09-30'),
    (Monthly(-1), 'R/P1M/-1'),
    (Monthly(5,-1), 'R/P1M/05/-1'),
    (Monthly(1,10), 'R/P1M/01/10'),
    (Weekly((0,1)), 'R/P1W/Mon-Tue'),
    (Weekly((0,2)), 'R/P1W/Mon,Wed'),
    (Weekly((2,3,4)), 'R/P1W/Wed-Fri'),
    (Weekly((6,)), 'R/P1W/Sun'),
    (NthWeekday(0,-1,4), 'R/P1M/Fri-1'),
    (NthWeekday(5,2,6), 'R/P1Y/05-Sun2'),
    (NthWeekday(5,2,6,year=2026), '2026-05-10'),
    (NthWeekday(0,1,0,period="quarter"), 'R/P3M/Mon1'),
    (NthWeekday(0,-1,0,period="half"), 'R/P6M/Mon-1'),
    (NthWeekday(0,1,0,period="year"), 'R/P1Y/Mon1'),
    (NthWeekday(0,1,0,year=2026,period="year"), '2026-01-05'),
    (NthWeekday(0,53,0,year=2026,period="year"), None),
    (NthWeekday(0,53,3,year=2026,period="year"), '2026-12-31'),
    (NthWeek(9,3), 'R/P1Y/09-W3'),
    (NthWeek(0,-1), 'R/P1M/W-1'),
    (NthWeek(9,3,year=2026), '2026-09-21/2026-09-27'),
    (NthWeek(2,5,year=2026), None),
    (NthWorkday("month",-1), 'R/P1M/BD-1'),
    (NthWorkday("month",10,run=True), 'R/P1M/01/BD10'),
    (NthWorkday("quarter",3), 'R/P3M/BD3'),
    (NthWorkday("half",-2), 'R/P6M/BD-2'),
    (NthWorkday("year",1), 'R/P1Y/BD1'),
    (NthWorkday("year",1,year=2026), '2026-01-04'),
    (NthWorkday("month",23,month=2,year=2026), None),
    (NthWorkday("month",5,month=10,year=2026), '2026-10-13'),
    (NthWorkday("month",5,month=10,year=2026,run=True), '2026-10-01/2026-10-13'),
    (NthWorkday("month",3,month=4), 'R/P1Y/04-BD3'),
    (Lunar(1,15), 'R/P1Y/L01-15'),
    (Lunar(12,-1), 'R/P1Y/L12--1'),
    (Lunar(12,-1,year=2026), '2027-02-05'),
    (LunarMonthly(1), 'R/P1M/L01'),
    (SolarTerm("清明"), 'R/P1Y/清明'),
    (SolarTerm("冬至",2026), '2026-12-22'),
    (IsoWeek(12), 'R/P1Y/W12'),
    (IsoWeek(-1,2), 'R/P1Y/W-1-3'),
    (DayOfYear(256), 'R/P1Y/D256'),
    (Periodic("quarter",2,date(2026,1,1)), 'R/P6M'),
    (Periodic("half"), 'R/P6M'),
    (Periodic("day",10,date(2026,1,1)), 'R/P10D'),
    (Due(Yearly(3,31)), 'R/P1Y/../03-31'),
    (Due(Yearly(9,1,9,10)), 'R/P1Y/../09-10'),
    (Due(Yearly(9,1,9,-1)), 'R/P1Y/../09'),
    (Due(DATED), '../2026-04-15'),
    (Due(QUARTER), '../2026-09'),
    (Due(Weekly((0,))), 'R/P1W/../Mon'),
    (Due(EachDay("workdays")), None),
    (Moved(DATED,-3,"workdays"), '2026-04-10'),
    (Moved(DATED,1,"weeks"), '2026-04-22'),
    (Moved(DATED,1,"months"), '2026-05-15'),
    (Moved(DATED,-2,"years"), '2024-04-15'),
    (Moved(Yearly(4,15),3,"days"), None),
    (Moved(Fixed(date(1,1,5),date(1,1,5)),-2,"days"), '0001-01-03'),
    (Moved(Fixed(date(9999,12,20),date(9999,12,20)),2,"days"), '9999-12-22'),
    (Moved(Lunar(12,-1,year=2026),3,"days"), '2027-02-08'),
    (Rolled(Fixed(date(2026,5,2),date(2026,5,2))), '2026-05-06'),
    (Rolled(Fixed(date(2026,5,2),date(2026,5,2)),"preceding"), '2026-04-30'),
    (Due(Rolled(Fixed(date(2026,5,2),date(2026,5,2)))), '../2026-05-06'),
    (WeekOf(DATED), '2026-04-13/2026-04-19'),
    (NthFrom(DATED,1,"weekdays",(0,)), '2026-04-20'),
    (Lasting(DATED,10,"days"), '2026-04-15/2026-04-24'),
    (Lasting(DATED,5,"workdays"), '2026-04-15/2026-04-21'),
    (Lasting(DATED,2,"months"), '2026-04-15/2026-06-14'),
    (Lasting(Yearly(5,30),2,"weeks"), 'R/P1Y/05-30/06-12'),
    (Lasting(Yearly(2,20),10,"days"), None),
    (Lasting(Yearly(12,25),2,"weeks"), 'R/P1Y/12-25/01-07'),
    (Lasting(Monthly(1),3,"days"), None),
    (Elapsed(date(2026,4,1),15,"workdays"), '../2026-04-23'),
    (Around(Yearly(5,30)), 'R/P1Y/05-30~'),
    (Around(EachDay("workdays")), None),
    (Anchored("任期届满",-6,"months"), '-P6M@任期届满'),
    (Anchored("结束",30,"workdays"), '+P30BD@结束'),
    (Anchored("开会",-2,"hours"), '-PT2H@开会'),
    (Duration(5,"years"), 'P5Y'),
    (Duration(2,"hours"), 'PT2H'),
    (Lengths(Duration(3,"days"),Duration(8,"days")), 'P3D/P8D'),
    (Lengths(None,Duration(6,"months")), '../P6M'),
    (Together((Monthly(1),Monthly(15))), 'R/P1M/01,15'),
    (Together((Yearly(3,31),Yearly(6,30))), 'R/P1Y/03-31,06-30'),
    (Together((Yearly(3,31),Monthly(1))), None),
    (Filtered(Monthly(-1),Together((Yearly(3,1,3,-1),Yearly(6,1,6,-1),Yearly(9,1,9,-1),Yearly(12,1,12,-1)))), 'R/P3M'),
    (Filtered(Monthly(-1),Together((Yearly(6,1,6,-1),Yearly(12,1,12,-1)))), 'R/P6M'),
    (Filtered(Monthly(-1),Together((Yearly(4,1,4,-1),Yearly(10,1,10,-1)))), 'R/P1Y/04-30,10-31'),
    (Filtered(Monthly(10),Yearly(7,1,8,-1)), 'R/P1Y/07-10,08-10'),
    (Filtered(Monthly(29),Yearly(2,1,3,-1)), None),
    (Filtered(Monthly(28),Yearly(2,1,3,-1)), 'R/P1Y/02-28,03-28'),
    (Filtered(Monthly(-2),Yearly(7,1,8,-1)), None),
    (Filtered(Monthly(10),Yearly(7,1,8,-1),inside=False), None),
    (Filtered(Weekly((2,)),Periodic("week",2,date(2026,1,5))), 'R/P2W/Wed'),
    (Filtered(Monthly(10),Periodic("month",3,date(2026,1,5))), 'R/P3M/10'),
    (Filtered(Monthly(10),Periodic("quarter",3,date(2026,1,5))), None),
    (Through(Yearly(11,7),Yearly(2,3)), 'R/P1Y/11-07/02-03'),
    (Through(Monthly(5),Monthly(9)), 'R/P1M/05/09'),
    (Through(Yearly(5,1),Monthly(9)), None),
    (Announced(Yearly(5,30)), 'R/P1Y/05-30'),
    (Announced(), 'R/P1Y'),
    (Julian(12,25,2025), '2026-01-07'),
    (Julian(12,25), None),
    (Easter(), None),
    (Easter(year=2026), '2026-04-05'),
    (Equinox("march","UTC",2026), '2026-03-20'),
    (Fixed(date(2026,4,15),None), '2026-04-15/..'),
    (Fixed(date(2026,1,1),date(2026,12,31)), '2026'),
    (Fixed(date(2026,1,1),date(2027,12,31)), '2026/2027'),
    (Fixed(date(2026,2,1),date(2026,2,28)), '2026-02'),
    (Fixed(date(2026,2,1),date(2026,2,27)), '2026-02-01/2026-02-27'),
    (Fixed(date(2026,2,2),date(2026,2,28)), '2026-02-02/2026-02-28'),
    (QUARTER, '2026-07/2026-09'),
    (Fixed(date(2026,2,1),date(2027,3,31)), '2026-02/2027-03'),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "value"), VALUES, ids=repr)
def test_a_rule_has_its_value_in_the_notation_of_iso_8601(rule: Rule, value: str | None) -> None:
    assert rule.value() == value


def test_the_29th_of_february_of_the_julian_calendar_comes_in_its_leap_years_alone() -> None:
    found = Julian(2, 29).spans(Span(date(1896, 1, 1), date(1909, 12, 31)), RECKONING)
    assert [str(span.first) for span in found] == ["1896-03-12", "1900-03-13", "1904-03-13", "1908-03-13"]


LACKING: list[tuple[Rule, bool]] = [
    (Yearly(2, 29), True), (Yearly(2, -29), True), (Yearly(1, 1, 2, 29), True), (Yearly(2, 28), False), (Yearly(2, -28), False),
    (Yearly(3, -29), False), (Monthly(28), False), (Monthly(29), True), (Monthly(-28), False), (Monthly(-29), True),
    (Monthly(1, 29), True), (Monthly(-31, -1), True), (Monthly(-1), False), (IsoWeek(52), False), (IsoWeek(53), True),
    (IsoWeek(-53), True), (DayOfYear(365), False), (DayOfYear(366), True), (DayOfYear(-366), True), (DayOfYear(-365), False),
    (Lunar(1, 30), True), (Lunar(1, 29), False), (Lunar(1, -1), False), (Lunar(1, 30, skip="forward"), False),
    (LunarMonthly(30), True), (LunarMonthly(29), False), (Moved(Yearly(2, 29), 1, "days"), True),
    (Together((Yearly(5, 30), Yearly(2, 29))), True), (Filtered(Monthly(31), Weekly((0,))), True),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "lacks"), LACKING, ids=repr)
def test_a_day_that_some_months_or_years_lack_is_said_to_be_left_out(rule: Rule, lacks: bool) -> None:
    missing = rule.missing_day()
    assert (missing is not None) == lacks
    assert missing is None or "left out" in str(missing)


@pytest.mark.parametrize("rule", [rule for rule, _ in VALUES], ids=repr)
def test_a_rule_of_single_days_says_so_and_no_other_does(rule: Rule) -> None:
    spans = list(rule.spans(Span(date(2023, 1, 1), date(2027, 12, 31)), RECKONING))
    if spans and not rule.is_open() and not isinstance(rule, Announced | Around | Due | Elapsed):
        assert rule.one_day() == all(span.days == 1 for span in spans)


MONTHS = Yearly(7, 1, 8, -1), Together((Yearly(7, 1, 7, -1), Yearly(9, 1, 9, -1)))


@pytest.mark.parametrize(
    ("rule", "week", "length"),
    [
        (Yearly(5, 30), True, True),
        (MONTHS[0], False, False),
        (MONTHS[1], False, False),
        (Together((Monthly(1), Monthly(15))), True, True),
        (WeekOf(Yearly(5, 15)), False, True),
        (Filtered(Monthly(10), MONTHS[0]), True, True),
        (Periodic("quarter"), False, True),
        (Periodic("day"), True, True),
        (DATED, True, True),
        (QUARTER, False, False),
    ],
    ids=repr,
)
def test_the_week_of_a_day_and_a_length_from_it_are_told_of_days_alone(rule: Rule, week: bool, length: bool) -> None:
    assert (rule.takes_week(), rule.takes_length()) == (week, length)
