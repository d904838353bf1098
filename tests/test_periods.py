"""Periods are counted as each statute says. The days here are worked out by hand from the working-day tables.

Tax dates are those that the State Taxation Administration published for 2021 (税总办函〔2020〕242号) and 2024; patent dates
are examples of the examination guidelines, trademark dates those of the office's own guide.
"""

from __future__ import annotations

import json
import random
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleError, UnknownYear
from rules.messages import LANGUAGES, Message
from rules.reckoning.periods import INCLUDED, LONGEST, READINGS, RULE_SETS, UNITS, Counted, count, count_or_provisional
from rules.reckoning.workdays import WORKDAYS

SHARED = Path(__file__).parent.parent.parent / "shared" / "calendar" / "workdays.json"
KNOWN = st.dates(date(2007, 1, 1), date(2025, 6, 30))
SHIFTABLE = sorted(set(RULE_SETS) - {"tax"})
"""In tax periods a later start may cut a run of days off, which then no longer prolongs."""
ROLLING = sorted(name for name, rules in RULE_SETS.items() if rules.roll != "none")


def counted(start: str, amount: int, unit: str, rule_set: str = "civil-code", *, after: bool = True) -> Counted:
    return count(date.fromisoformat(start), amount, unit, after=after, rule_set=rule_set)


def words(found: Counted) -> str:
    return " | ".join(map(str, found.steps))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-03-02", 10, "days", "2026-03-12"),
        ("2026-09-24", 10, "days", "2026-10-08"),  # 10-04 lies in the days off of National Day
        ("2026-09-24", 20, "days", "2026-10-14"),  # days off inside are not deducted
        ("2026-09-05", 15, "days", "2026-09-20"),  # a Sunday worked by arrangement
        ("2025-12-22", 10, "days", "2026-01-04"),  # 01-01 is off, 01-04 a Sunday worked: over the edge of the year
        ("2026-09-18", 20, "workdays", "2026-10-22"),  # across two festivals and two weekend days worked
        ("2026-09-21", 20, "workdays", "2026-10-26"),
        ("2026-04-30", 3, "workdays", "2026-05-08"),  # 会后3个工作日
        ("2026-09-24", 2, "weeks", "2026-10-08"),
        ("2025-12-31", 1, "days", "2026-01-04"),
        ("2025-01-31", 1, "months", "2025-02-28"),
        ("2026-01-31", 1, "months", "2026-02-28"),  # a Saturday worked
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2025-02-28", 1, "months", "2025-03-28"),
        ("2025-11-01", 6, "months", "2026-05-06"),
        ("2024-02-29", 1, "years", "2025-02-28"),
        ("2020-02-29", 4, "years", "2024-02-29"),
        ("2026-01-15", 60, "days", "2026-03-16"),  # associations: sixty days
        ("2026-05-20", 30, "days", "2026-06-22"),  # thirty days, ending in 端午
        ("2026-04-20", 15, "days", "2026-05-06"),  # fifteen days, ending in 五一
    ],
)
def test_the_civil_code_counts_from_the_day_after(start: str, amount: int, unit: str, end: str) -> None:
    found = counted(start, amount, unit)
    assert (str(found.day), found.ends, found.reasons) == (end, "24:00", ())


@pytest.mark.parametrize(
    ("rule_set", "start", "amount", "unit", "end"),
    [
        ("licence", "2026-09-21", 20, "days", "2026-10-26"),  # all its days are working days
        ("penalty", "2026-09-29", 5, "days", "2026-10-12"),
        ("penalty", "2026-09-28", 2, "days", "2026-09-30"),
        ("coercion", "2026-09-21", 10, "days", "2026-10-12"),
        ("review", "2026-02-12", 5, "days", "2026-02-26"),  # 02-14, a Saturday, is worked
        ("review", "2026-03-02", 60, "days", "2026-05-06"),
        ("civil-procedure", "2014-05-28", 3, "months", "2014-08-28"),  # the top court's own example
        ("civil-procedure", "2026-09-16", 15, "days", "2026-10-08"),
        ("civil-procedure", "2026-09-10", 15, "days", "2026-09-28"),
        ("administrative-procedure", "2026-03-31", 6, "months", "2026-09-30"),
        ("criminal-procedure", "2026-09-23", 10, "days", "2026-10-08"),
        ("custody", "2026-09-23", 10, "days", "2026-10-03"),  # days off do not prolong custody
        ("patent", "2007-10-30", 2, "months", "2008-01-02"),
        ("patent", "2007-12-06", 2, "months", "2008-02-13"),
        ("trademark", "2020-07-06", 3, "months", "2020-10-09"),
        ("trademark", "2023-12-06", 3, "months", "2024-03-06"),
        ("trademark-validity", "2016-03-14", 10, "years", "2026-03-13"),
        ("trademark-validity", "2016-02-29", 10, "years", "2026-02-28"),  # no such day: the last of the month
        ("trademark-validity", "2016-10-05", 10, "years", "2026-10-04"),  # a day off, and it stays
        ("bills", "2025-08-31", 6, "months", "2026-02-28"),
        ("bills", "2025-08-31", 8, "months", "2026-04-30"),
        ("traffic", "2026-09-21", 3, "days", "2026-09-24"),
        ("calendar", "2026-09-24", 10, "days", "2026-10-04"),
        ("calendar", "2031-09-24", 10, "days", "2031-10-04"),  # needs no table
        ("calendar", "2026-01-31", 1, "months", "2026-02-28"),
    ],
)
def test_each_statute_counts_in_its_own_way(rule_set: str, start: str, amount: int, unit: str, end: str) -> None:
    found = counted(start, amount, unit, rule_set)
    assert (str(found.day), found.reasons) == (end, ())


@pytest.mark.parametrize(
    ("month", "end"),
    [
        *{"2021-01": "20", "2021-02": "23", "2021-03": "15", "2021-04": "20", "2021-05": "21", "2021-06": "18"}.items(),
        *{"2021-07": "15", "2021-08": "16", "2021-09": "15", "2021-10": "26", "2021-11": "15", "2021-12": "15"}.items(),
        *{"2024-01": "15", "2024-02": "23", "2024-03": "15", "2024-04": "18", "2024-05": "22", "2024-06": "19"}.items(),
        *{"2024-07": "15", "2024-08": "15", "2024-09": "18", "2024-10": "24", "2024-11": "15", "2024-12": "16"}.items(),
        *{"2013-01": "18", "2013-02": "22", "2013-03": "15", "2013-04": "18"}.items(),
    ],
)
def test_the_monthly_tax_date_is_the_published_one(month: str, end: str) -> None:
    eve = date.fromisoformat(f"{month}-01") - timedelta(1)
    assert str(count(eve, 15, "days", rule_set="tax").day) == f"{month}-{end}"


def test_a_tax_date_that_the_letter_puts_elsewhere_says_so() -> None:
    found = counted("2020-12-31", 15, "days", "tax")
    assert [str(reason)[-10:] for reason in found.reasons] == ["2021-01-18"]
    assert not counted("2024-03-31", 15, "days", "tax").reasons  # both readings give 18 April


def test_days_off_do_not_prolong_tax_periods_of_months() -> None:
    assert str(counted("2024-12-31", 5, "months", "tax").day) == "2025-06-03"  # 05-31 to 06-02 are off


@pytest.mark.parametrize(
    ("start", "amount", "unit", "day"),
    [
        ("2026-10-08", 3, "workdays", "2026-09-28"),
        ("2026-10-08", 10, "workdays", "2026-09-17"),
        ("2026-10-01", 5, "workdays", "2026-09-23"),  # 节前5个工作日
        ("2026-01-01", 1, "workdays", "2025-12-31"),  # 元旦前1个工作日: in the year before
        ("2026-08-31", 6, "months", "2026-02-28"),  # 期满前六个月
        ("2026-03-01", 1, "days", "2026-02-28"),
        ("2026-03-12", 1, "weeks", "2026-03-05"),
        ("2026-09-30", 1, "years", "2025-09-30"),
        ("2030-06-11", 1, "months", "2030-05-11"),  # needs no table
    ],
)
def test_counted_back_the_day_itself_is_left_out(start: str, amount: int, unit: str, day: str) -> None:
    found = counted(start, amount, unit, after=False)
    assert (str(found.day), found.reasons) == (day, ())


@pytest.mark.parametrize(
    ("amount", "unit", "back", "ahead"),
    [
        (1, "days", "2026-03-13", "2026-03-14"),
        (2, "weeks", "2026-02-28", "2026-03-27"),
        (1, "months", "2026-02-14", "2026-04-13"),
        (3, "years", "2023-03-14", "2029-03-13"),
    ],
)
def test_where_the_first_day_counts_it_counts_ahead_alone(amount: int, unit: str, back: str, ahead: str) -> None:
    before, after = (counted("2026-03-14", amount, unit, "trademark-validity", after=way) for way in (False, True))
    assert (str(before.day), str(after.day)) == (back, ahead)
    assert "that day itself is not counted" in words(before)
    assert "2026-03-14 itself is counted" in words(after)


def test_counted_back_onto_a_day_off_it_stays_and_says_so() -> None:
    found = counted("2026-11-01", 30, "days", after=False)
    assert str(found.day) == "2026-10-02"
    assert "2026-09-30 is safe" in str(found.reasons[0])
    assert not counted("2026-11-01", 30, "days", "calendar", after=False).reasons


@pytest.mark.parametrize(
    ("rule_set", "start", "amount", "end"),
    [
        ("penalty", "2026-01-05", 90, "2026-04-07"),
        ("penalty", "2026-09-29", 4, "2026-10-08"),  # four days are not among the working days of art. 85
        ("coercion", "2026-09-21", 11, "2026-10-08"),
        ("traffic", "2026-09-21", 10, "2026-10-08"),
    ],
)
def test_where_a_statute_is_silent_on_a_last_day_off_the_date_is_tentative(
    rule_set: str, start: str, amount: int, end: str
) -> None:
    found = counted(start, amount, "days", rule_set)
    assert str(found.day) == end
    assert "does not say" in str(found.reasons[0])


def test_each_step_has_its_article() -> None:
    assert words(counted("2026-09-24", 10, "days")) == (
        "2026-09-24 itself is not counted, the count begins on the next day (Civil Code art. 201) | "
        "days counted: 10, the last is 2026-10-04 | "
        "2026-10-04 is a day off, so the last day is the day after the days off, 2026-10-08 (Civil Code art. 203) | "
        "it ends at 24:00, or when the office closes (Civil Code art. 203)"
    )
    assert "（民法典第203条）" in counted("2026-09-24", 10, "days").steps[2].say("zh")


@pytest.mark.parametrize(
    ("rule_set", "start", "amount", "unit", "cited"),
    [
        (
            "licence",
            "2026-09-21",
            20,
            "days",
            "20 days are 20 working days here (Administrative Licensing Law art. 82)",
        ),
        ("review", "2026-02-12", 5, "days", "(Administrative Reconsideration Law art. 88)"),
        ("civil-procedure", "2026-09-16", 15, "days", "posted before the end is in time (Civil Procedure Law art. 85)"),
        ("civil-procedure", "2014-05-28", 3, "months", "2014-08-28 (Supreme People's Court, reply of 2014-12-12)"),
        ("custody", "2026-09-23", 10, "days", "days off do not prolong it (Criminal Procedure Law art. 105)"),
        ("tax", "2020-12-31", 15, "days", "(Implementation Rules of the Tax Collection Law art. 109)"),
        ("patent", "2007-12-06", 2, "months", "first working day after it, 2008-02-13"),
        ("trademark-validity", "2016-03-14", 10, "years", "Trademark Law art. 12 para. 2)"),
        ("bills", "2025-08-31", 6, "months", "(Negotiable Instruments Law art. 107)"),
        ("civil-code", "2026-09-05", 15, "days", "2026-09-20 is a weekend day that is worked, so it stays"),
        ("civil-code", "2026-02-11", 3, "days", "2026-02-14 is a weekend day that is worked, so it stays"),
        ("civil-code", "2024-02-29", 1, "years", "no day 29, so its last day ends the period: 2025-02-28"),
    ],
)
def test_the_steps_cite_their_statute(rule_set: str, start: str, amount: int, unit: str, cited: str) -> None:
    assert cited in words(counted(start, amount, unit, rule_set))


@pytest.mark.parametrize(
    ("name", "five", "eleven", "month", "closing"),
    [
        ("civil-code", "09-29", "10-08", "10-30", "it ends at 24:00"),
        ("licence", "10-09", "10-16", "10-30", "it ends at 24:00"),
        ("penalty", "10-09", "10-08", "10-30", "it ends at 24:00"),
        ("coercion", "10-09", "10-08", "10-30", "it ends at 24:00"),
        ("review", "10-09", "10-08", "10-30", "what is posted"),
        ("civil-procedure", "09-29", "10-08", "10-30", "what is posted"),
        ("administrative-procedure", "09-29", "10-08", "10-30", "what is posted"),
        ("criminal-procedure", "09-29", "10-08", "10-30", "what is posted"),
        ("custody", "09-29", "10-05", "10-30", "it ends at 24:00"),
        ("tax", "10-09", "10-16", "10-30", "it ends at 24:00"),
        ("patent", "09-29", "10-08", "10-30", "it ends at 24:00"),
        ("trademark", "09-29", "10-08", "10-30", "it ends at 24:00"),
        ("trademark-validity", "09-28", "10-04", "10-29", "it ends at 24:00"),
        ("bills", "09-29", "10-08", "10-30", "it ends at 24:00"),
        ("traffic", "09-29", "10-08", "10-30", "it ends at 24:00"),
        ("calendar", "09-29", "10-05", "10-30", ""),
    ],
)
def test_one_period_under_every_set(name: str, five: str, eleven: str, month: str, closing: str) -> None:
    found = [counted("2026-09-24", 5, "days", name), counted("2026-09-24", 11, "days", name)]
    found.append(counted("2026-09-30", 1, "months", name))
    assert [f"{one.day:%m-%d}" for one in found] == [five, eleven, month]
    assert all(one.ends == "24:00" for one in found)
    last = [str(one.steps[-1]) for one in found]
    assert all(said.startswith(closing) if closing else "24:00" not in said for said in last)


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_set_is_named_in_both_languages_and_rules_all_its_steps(name: str) -> None:
    rules = RULE_SETS[name]
    assert rules.name == name
    assert rules.zh != rules.en
    for step in ("start", "month", "roll", "end"):
        said = rules.article(step).cite()
        assert all(said.say(lang) for lang in LANGUAGES)
    assert counted("2025-03-03", 2, "days", name).steps


@pytest.mark.parametrize("amount", [0, -3, LONGEST + 1, 100_000])
@pytest.mark.parametrize("unit", UNITS)
def test_a_period_without_length_or_without_end_is_refused(amount: int, unit: str) -> None:
    with pytest.raises(RuleError, match="it must be"):
        counted("2026-01-01", amount, unit)


def test_names_that_do_not_exist_are_refused_with_those_that_do() -> None:
    with pytest.raises(RuleError, match="civil-code, licence"):
        counted("2026-01-01", 1, "days", "maritime")
    with pytest.raises(ValueError, match="no unit 'hours'"):
        counted("2026-01-01", 1, "hours")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "after"),
    [
        (date(9990, 1, 1), LONGEST, "days", True),
        (date(9990, 1, 1), LONGEST, "weeks", True),
        (date(9990, 1, 1), LONGEST, "months", True),
        (date(2026, 1, 1), LONGEST, "years", True),
        (date.min, 1, "days", False),
        (date.min, 1, "months", False),
        (date.min, 1, "years", False),
    ],
)
def test_leading_out_of_the_calendar_is_an_error_with_its_reason(
    start: date, amount: int, unit: str, after: bool
) -> None:
    with pytest.raises(RuleError, match="leads out of the calendar"):
        count(start, amount, unit, after=after, rule_set="calendar")


@pytest.mark.parametrize(
    ("start", "amount", "unit"),
    [("2026-12-30", 2, "workdays"), ("2026-12-20", 15, "days"), ("1998-06-01", 3, "years"), ("2026-12-31", 1, "days")],
)
def test_a_year_that_nobody_knows_is_refused(start: str, amount: int, unit: str) -> None:
    with pytest.raises(UnknownYear):
        counted(start, amount, unit)


def test_a_provisional_answer_says_which_year_is_unknown() -> None:
    found = count_or_provisional(date(2026, 12, 20), 15, "days")
    assert str(found.day) == "2027-01-04"  # a Monday; 01-01 is statutory, 01-02 and 01-03 a weekend
    assert [str(reason) for reason in found.reasons] == ["the working days of 2027 are not known"]
    for start, amount, unit in ((date(2026, 9, 18), 20, "workdays"), (date(2026, 9, 24), 10, "days")):
        assert count_or_provisional(start, amount, unit) == count(start, amount, unit)


@pytest.mark.parametrize(("start", "after"), [(date(9999, 12, 1), True), (date(1, 2, 1), False)])
@pytest.mark.parametrize("unit", UNITS)
def test_a_provisional_answer_outside_the_calendar_is_an_error(start: date, after: bool, unit: str) -> None:
    with pytest.raises(RuleError, match="leads out of the calendar"):
        count_or_provisional(start, 36_600, unit, after=after)


def test_the_longest_periods_answer_at_once() -> None:
    began = time.perf_counter()
    assert str(count(date(1926, 1, 1), LONGEST, "days").day) == "2026-03-17"
    assert str(count(date(1926, 1, 1), LONGEST, "days", rule_set="calendar").day) == "2026-03-17"
    assert count_or_provisional(date(2027, 1, 1), LONGEST, "workdays").reasons
    assert count_or_provisional(date(2027, 1, 1), LONGEST, "days", rule_set="tax").reasons
    assert time.perf_counter() - began < 3


def test_days_of_a_period_inside_a_month_by_position() -> None:
    """每月前10个工作日 and 月末倒数第二个工作日, told by stepping from outside the month."""
    assert str(counted("2026-09-30", 10, "workdays").day) == "2026-10-20"
    assert str(counted("2026-11-01", 2, "workdays", after=False).day) == "2026-10-29"


@given(KNOWN, st.integers(1, 200), st.sampled_from(ROLLING), st.sampled_from(UNITS[:2]))
def test_the_last_day_is_worked_where_the_set_rolls(start: date, amount: int, rule_set: str, unit: str) -> None:
    found = count(start, amount, unit, rule_set=rule_set)
    assert WORKDAYS.is_workday(found.day)
    assert found.day >= start + timedelta(amount)


@given(KNOWN, st.integers(0, 40), st.integers(1, 12), st.sampled_from(UNITS[:4]), st.sampled_from(SHIFTABLE))
def test_a_later_start_never_ends_sooner(start: date, later: int, amount: int, unit: str, rule_set: str) -> None:
    first = count(start, amount, unit, rule_set=rule_set).day
    assert first <= count(start + timedelta(later), amount, unit, rule_set=rule_set).day


@given(KNOWN, st.integers(1, 150), st.sampled_from(sorted(set(RULE_SETS) - {"tax", "trademark-validity"})))
def test_a_longer_period_of_the_same_unit_never_ends_sooner(start: date, amount: int, rule_set: str) -> None:
    unit = "workdays" if RULE_SETS[rule_set].short else "days"
    one, more = (count(start, n, unit, rule_set=rule_set).day for n in (amount, amount + 1))
    assert one <= more


@given(KNOWN, st.integers(1, 200))
def test_working_days_forward_and_back_meet_again(start: date, amount: int) -> None:
    day = count(start, 1, "workdays").day
    there = count(day, amount, "workdays").day
    assert count(there, amount, "workdays", after=False).day == day
    assert WORKDAYS.count(day + timedelta(1), there) == amount


@given(KNOWN, st.integers(1, 60), st.integers(1, 60))
def test_a_period_cut_in_two_ends_where_the_whole_does(start: date, one: int, other: int) -> None:
    for unit in ("workdays", "days"):
        half = count(start, one, unit, rule_set="calendar").day
        assert (
            count(half, other, unit, rule_set="calendar").day
            == count(start, one + other, unit, rule_set="calendar").day
        )


@given(st.integers(2008, 2026))
def test_the_working_day_before_new_year_lies_in_the_year_before(year: int) -> None:
    found = count(date(year, 1, 1), 1, "workdays", after=False).day
    assert found.year == year - 1
    assert found >= date(year - 1, 12, 27)


@pytest.mark.skipif(not SHARED.exists(), reason="the collected facts are not beside this checkout")
def test_working_days_equal_a_walk_over_the_collected_facts() -> None:
    off, work = set[date](), set[date]()
    for facts in json.loads(SHARED.read_text(encoding="utf-8"))["years"].values():
        off |= {date.fromisoformat(day["date"]) for day in facts["off"]}
        work |= {date.fromisoformat(day["date"]) for day in facts["work"]}
    chance = random.Random(8)
    for _ in range(2_000):
        start = date(2007, 1, 1) + timedelta(chance.randrange(6_500))
        amount, after = chance.randrange(1, 120), chance.random() < 0.5
        day, left = start, amount
        while left:
            day += timedelta(1 if after else -1)
            left -= day in work or (day.weekday() < 5 and day not in off)
        if day.year >= 2007:
            assert count(start, amount, "workdays", after=after).day == day


def test_words_of_deadlines_say_whether_they_include_the_day() -> None:
    assert READINGS.keys() == INCLUDED.keys()
    assert set(INCLUDED.values()) == {"stated", "unstated", "excluded"}
    assert {w for w, how in INCLUDED.items() if how == "stated"} == {"内", "日内", "以内", "届满", "以上", "以下"}
    assert "1259" in READINGS["以内"].say("zh")
    assert "1259" in READINGS["超过"].say("zh")
    assert "201" in READINGS["起"].say("zh")
    assert all(isinstance(reading, Message) for reading in READINGS.values())
