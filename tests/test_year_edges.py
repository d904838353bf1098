"""Where years, months and tables end: what a rule says there, and that no window changes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules import LAST_DAY, RECKONING, Occurrence, Reckoning

RULES = [
    "元旦前1个工作日", "国庆节前3个工作日", "每年1月1日前10个工作日", "每年12月31日后2个工作日", "清明节前10个工作日",
    "冬至前3天", "除夕", "农历每月初一", "农历每月三十", "闰六月初一", "农历闰六月初一（无此日则顺延）",
    "农历腊月三十（无此日则提前）", "每月最后一个工作日", "每季度最后一个工作日", "每月前10个工作日",
    "12月20日至1月5日", "每年2月29日", "每月31日", "每月最后一日", "每年12月31日，遇节假日顺延",
    "每年1月1日，遇节假日提前", "1月第一周（按1日所在周）", "12月最后一周", "每年1月1日所在周", "每年12月31日所在周",
    "自2024年起每2年9月", "每周一至周五", "每月15日遇节假日顺延",
]  # fmt: skip


def between(text: str, first: date, last: date) -> list[Occurrence]:
    return list(rules.parse(text).between(first, last))


def days(text: str, first: date, last: date) -> list[str]:
    return [str(found.span.first) for found in between(text, first, last)]


@pytest.mark.parametrize("text", RULES)
@settings(max_examples=25, deadline=None)
@given(first=st.dates(date(2006, 1, 1), date(2027, 12, 31)), length=st.integers(1, 900), cut=st.integers(0, 899))
def test_a_window_cut_in_two_gives_what_the_whole_gives(text: str, first: date, length: int, cut: int) -> None:
    last, middle = first + timedelta(length), first + timedelta(min(cut, length - 1))
    whole = between(text, first, last)
    parts = {*between(text, first, middle), *between(text, middle + timedelta(1), last)}
    assert sorted(parts, key=lambda found: found.span) == whole


@pytest.mark.parametrize("text", RULES)
def test_the_keys_of_a_rule_never_repeat(text: str) -> None:
    found = between(text, date(2000, 1, 1), date(2040, 12, 31))
    assert found
    assert len({one.key for one in found}) == len(found)


def test_a_working_day_before_new_year_lies_in_the_year_before() -> None:
    assert days("元旦前1个工作日", date(2025, 12, 1), date(2025, 12, 31)) == ["2025-12-31"]
    assert days("元旦前1个工作日", date(2026, 1, 1), date(2026, 11, 30)) == []


def test_new_year_of_2027_is_the_sixth_of_february() -> None:
    assert days("农历正月初一", date(2027, 1, 1), date(2027, 12, 31)) == ["2027-02-06"]
    assert days("除夕", date(2027, 1, 1), date(2027, 12, 31)) == ["2027-02-05"]


def test_the_29th_of_february_is_left_out_in_common_years_and_explain_says_so() -> None:
    assert days("每年2月29日", date(2023, 1, 1), date(2029, 1, 1)) == ["2024-02-29", "2028-02-29"]
    assert "29 February" in rules.explain("每年2月29日", date(2026, 1, 1), 1, "en")["reading"]
    assert "left out" in rules.explain("每月31日", date(2026, 1, 1), 1, "en")["reading"]


def test_a_month_of_29_days_has_no_30th_unless_the_rule_moves_it() -> None:
    assert days("农历腊月三十", date(2026, 1, 1), date(2026, 12, 31)) == []
    assert days("农历腊月三十（无此日则提前）", date(2026, 1, 1), date(2026, 12, 31)) == ["2026-02-16"]
    assert days("农历腊月三十（无此日则顺延）", date(2026, 1, 1), date(2026, 12, 31)) == ["2026-02-17"]


def test_a_leap_month_counts_where_the_rule_says_so() -> None:
    assert days("农历六月初一", date(2025, 1, 1), date(2025, 12, 31)) == ["2025-06-25"]
    assert days("农历六月初一（闰月也算）", date(2025, 1, 1), date(2025, 12, 31)) == ["2025-06-25", "2025-07-25"]
    assert days("闰六月初一", date(2025, 1, 1), date(2026, 12, 31)) == ["2025-07-25"]


@pytest.mark.parametrize(
    "text",
    [
        "2026年闰三月初一",
        "2026年农历腊月三十",
        "2150年除夕",
        "2150年清明",
        "自2026年4月1日起0个工作日内",
        "清明前0个工作日",
        "自2026年4月1日起100000个工作日内",
    ],
)
def test_what_the_tables_do_not_hold_is_an_error_and_no_date(text: str) -> None:
    with pytest.raises(rules.RuleError):
        rules.parse(text)


def test_years_outside_the_tables_have_no_lunar_day_and_explain_says_that_there_is_none() -> None:
    assert days("除夕", date(2102, 1, 1), date(2200, 1, 1)) == []
    assert "2150-01-01" in rules.explain("除夕", date(2150, 1, 1), 1, "en")["reading"]


def test_a_day_that_observatories_print_differently_is_tentative() -> None:
    (found,) = between("农历八月三十", date(2057, 9, 1), date(2057, 10, 31))
    assert found.tentative
    (term,) = between("2051年春分", date(2051, 1, 1), date(2051, 12, 31))
    assert term.tentative


def test_a_year_without_its_table_makes_the_date_tentative_and_the_table_settles_it() -> None:
    later = max(RECKONING.workdays.years) + 1
    text = f"{later}年5月最后一个工作日"
    assert between(text, date(later, 1, 1), date(later, 12, 31))[0].tentative
    known = Reckoning(workdays=RECKONING.workdays.with_year(later, (), ()))
    (found,) = rules.parse(text).between(date(later, 1, 1), date(later, 12, 31), known)
    assert not found.tentative


def test_a_count_that_leads_out_of_the_known_years_is_tentative_however_far_back_it_ends() -> None:
    later = max(RECKONING.workdays.years) + 1
    for count in (1, 6, 15):
        (found,) = rules.parse(f"{later}年1月4日前{count}个工作日").upcoming(date(later - 1, 1, 1), 1)
        assert found.span.first.year == later - 1
        assert found.tentative
    (known,) = rules.parse(f"{later - 1}年12月20日前10个工作日").upcoming(date(later - 1, 1, 1), 1)
    assert not known.tentative


def test_the_steps_of_a_period_are_those_of_its_date_where_a_year_was_imported() -> None:
    later = max(RECKONING.workdays.years) + 1
    known = Reckoning(workdays=RECKONING.workdays.with_year(later, (date(later, 3, 1), date(later, 3, 2)), ()))
    rule = rules.parse(f"自{later}年2月26日起3个工作日内")
    (found,) = rule.between(date(later, 1, 1), date(later, 12, 31), known)
    assert str(found.span.first) in " ".join(step.say("en") for step in rule.rule.why(found.span, known))


@pytest.mark.parametrize(
    "text", ["除夕", "元旦前1个工作日", "每月31日", "每月最后一个工作日", "每年12月31日，遇节假日顺延"]
)
def test_the_ends_of_the_calendar_are_no_trouble(text: str) -> None:
    for first, last in ((date.min, date(3, 1, 1)), (date(9997, 1, 1), LAST_DAY)):
        assert isinstance(between(text, first, last), list)
