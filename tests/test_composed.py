"""Rules made of other rules: what holds whatever the rule, and the edges that the corpus does not show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN
from dateutil.easter import easter as oracle
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules import RECKONING, WORKDAYS, Clock, Occurrence, Reckoning, Recurrence, RuleError
from rules.kinds import (
    Case,
    Due,
    EachDay,
    Equinox,
    Filtered,
    Instead,
    Lasting,
    Monthly,
    NthFrom,
    Periodic,
    Through,
    Together,
    Weekly,
    Yearly,
)  # fmt: skip
from rules.languages import write
from rules.reckoning.easter import easter, orthodox_easter
from rules.reckoning.seasons import season_instant
from rules.reckoning.terms import term_day

RULES = [
    "5月30日后的第一个星期一", "12月31日后的第一个星期一", "1月1日前的最后一个星期五", "每月第二个星期二后的第一个工作日",
    "11月1日起第四个星期四后的第一个星期五", "国庆节前的最后一个休息日", "9月第三个双休日起一周", "12月25日起三周",
    "12月30日起5个工作日",
    "双数年12月31日", "平年2月28日", "自2017年起每3年9月第二个星期六", "自2007年起每2年农历腊月廿三",
    "5月30日，仅限周六、周日", "每月10日，除7月和8月外", "每周五，12月20日至1月5日除外", "每周一至周五，节假日除外",
    "1月1日，遇周六提前至周五、遇周日顺延至周一", "12月31日，若逢节假日则另加下一个工作日",
    "1月1日，若逢周日则改为上一个周五（只取替代日）",
    "每月最后一日，遇节假日顺延，但不出当月", "每月1日和15日", "清明、冬至", "每月30日或最后一日", "每个工作日", "每个休息日",
    "自2006年5月1日起每10天", "自2006年3月6日起每两周的周一", "自2006年2月1日起每5个月", "每季度首月10日", "每季度后10日内",
    "复活节前3天", "东正教复活节", "儒略历12月25日", "儒略历2月29日", "春分（按Asia/Tokyo时间）", "9月每周一", "除夕、元旦",
]  # fmt: skip
FROM, TO = date(2000, 1, 1), date(2040, 12, 31)


def between(text: str, first: date, last: date) -> Sequence[Occurrence]:
    return rules.parse(text).between(first, last)


def days(text: str, first: date, last: date) -> list[str]:
    return [str(found.span.first) for found in between(text, first, last)]


@pytest.mark.parametrize("text", RULES)
@settings(max_examples=25, deadline=None)
@given(first=st.dates(date(2006, 1, 1), date(2027, 12, 31)), length=st.integers(1, 900), cut=st.integers(0, 899))
def test_a_window_cut_in_two_gives_what_the_whole_gives(text: str, first: date, length: int, cut: int) -> None:
    last, middle = first + timedelta(length), first + timedelta(min(cut, length - 1))
    whole = list(between(text, first, last))
    parts = {*between(text, first, middle), *between(text, middle + timedelta(1), last)}
    assert sorted(parts, key=lambda found: found.span) == whole


@pytest.mark.parametrize("text", RULES)
def test_the_keys_of_a_rule_never_repeat(text: str) -> None:
    found = between(text, FROM, TO)
    assert found
    assert len({one.key for one in found}) == len(found)


@pytest.mark.parametrize("text", RULES)
def test_next_and_previous_walk_the_days_of_the_whole(text: str) -> None:
    rule = rules.parse(text)
    whole = [one for one in rule.between(date(2024, 1, 1), date(2026, 12, 31)) if one.span.first.year > 2023][:20]
    for here, there in pairwise(whole):
        if here.span.first < there.span.first:
            assert rule.next(here.span.first) == there or there.span.first == whole[-1].span.first
            before = rule.previous(there.span.first)
            assert before is not None
            assert before.span.first == here.span.first


@pytest.mark.parametrize("text", RULES)
def test_a_rule_with_an_rrule_has_the_days_that_others_make_of_it(text: str) -> None:
    rule = rules.parse(text)
    ours = [found.span.first for found in rule.between(FROM, TO) if found.span.first >= FROM]
    if rrule := rule.rule.rrule():
        theirs = rrulestr(f"DTSTART:{ours[0]:%Y%m%d}\nRRULE:{rrule};UNTIL={TO:%Y%m%d}")
        assert [moment.date() for moment in theirs] == ours


@pytest.mark.parametrize("text", RULES)
def test_every_date_says_why_in_both_languages(text: str) -> None:
    for found in rules.parse(text).upcoming(date(2026, 1, 1), 2):
        steps = rules.parse(text).rule.why(found.span)
        assert steps
        assert all(step.say(lang) for step in steps for lang in ("zh", "en"))
        assert write(rules.parse(text), "en")


# --- counted from another day ---------------------------------------------------------------------------------------


def test_after_leaves_the_day_out_and_on_or_after_counts_it() -> None:
    monday = Yearly(6, 1)  # in 2026
    year = (date(2026, 1, 1), date(2026, 12, 31))
    after, on_or_after = (NthFrom(monday, 1, "weekdays", (0,), including) for including in (False, True))
    before, on_or_before = (NthFrom(monday, -1, "weekdays", (0,), including) for including in (False, True))
    found = [str(Recurrence(rule).between(*year)[0].span.first) for rule in (after, on_or_after, before, on_or_before)]
    assert found == ["2026-06-08", "2026-06-01", "2026-05-25", "2026-06-01"]


def test_after_a_run_of_days_counts_from_its_last_and_before_it_from_its_first() -> None:
    assert days("10月1日至7日后的第一个星期一", date(2026, 1, 1), date(2026, 12, 31)) == ["2026-10-12"]
    assert days("10月1日至7日前的第一个星期一", date(2026, 1, 1), date(2026, 12, 31)) == ["2026-09-28"]


def test_a_count_into_a_year_without_its_table_is_tentative() -> None:
    later = max(RECKONING.workdays.years) + 1
    (found,) = between(f"{later - 1}年12月30日起5个工作日", date(later - 1, 1, 1), date(later - 1, 12, 31))
    assert found.tentative
    (found,) = between(f"{later}年1月3日前的第一个休息日", date(later, 1, 1), date(later, 12, 31))
    assert found.tentative


def test_the_doubt_of_a_base_is_handed_on() -> None:
    (found,) = between("2051年春分起一周", date(2051, 1, 1), date(2051, 12, 31))
    assert found.tentative


@pytest.mark.parametrize("text", ["5月30日后的第0个星期一", "5月30日起0天", "每月第0个星期一后的第一个工作日"])
def test_a_count_of_nothing_is_no_rule(text: str) -> None:
    with pytest.raises(rules.RuleError):
        rules.parse(text)


def test_counts_at_the_ends_of_time_give_nothing_and_do_not_fail() -> None:
    last, first = date(9999, 12, 31), date(1, 1, 1)
    assert not between("12月31日后的第一个星期一", last, last)
    assert not between("1月1日前的第一个休息日", date(1, 1, 2), date(1, 1, 3))
    assert Recurrence(Lasting(Yearly(12, 31), 1, "months")).between(last, last)[0].span.last == last
    assert between("每个休息日", date(9999, 12, 24), last)
    assert days("复活节", first, date(1, 12, 31))


# --- runs and deadlines ---------------------------------------------------------------------------------------------


def test_a_run_whose_end_falls_on_its_first_day_is_that_day_alone() -> None:
    (found,) = Recurrence(Through(Yearly(6, 1), Weekly((0,)))).between(date(2026, 1, 1), date(2026, 12, 31))
    assert (str(found.span.first), found.span.days) == ("2026-06-01", 1)  # a Monday


@pytest.mark.parametrize("run", [Yearly(9, 1, 9, 10), Monthly(1, 10)])
def test_a_deadline_at_the_end_of_a_run_has_no_rrule_of_the_days_on_which_the_run_begins(run: Yearly | Monthly) -> None:
    assert run.rrule()
    assert Due(run).rrule() is None


def test_the_day_before_is_found_at_the_edge_of_a_window() -> None:
    (found,) = Recurrence(Due(Yearly(5, 1), "excluded")).between(date(2026, 4, 1), date(2026, 4, 30))
    assert str(found.span.first) == "2026-04-30"


# --- filters --------------------------------------------------------------------------------------------------------


def test_the_year_of_a_filter_is_that_of_the_day_it_stands_at() -> None:
    inside = "双数年元旦前1个工作日"  # New Year's Day of an even year, so the day lies in an odd one
    assert days(inside, date(2025, 1, 1), date(2026, 12, 31)) == ["2025-12-31"]
    outside = "元旦前1个工作日，仅限双数年"
    assert days(outside, date(2025, 1, 1), date(2026, 12, 31)) == ["2026-12-31"]


def test_what_leaves_out_days_off_is_tentative_where_they_are_not_announced() -> None:
    later = max(RECKONING.workdays.years) + 1
    text = "每周一至周五，节假日除外"
    assert not between(text, date(later - 1, 6, 1), date(later - 1, 6, 5))[0].tentative
    assert between(text, date(later, 6, 1), date(later, 6, 5))[0].tentative
    known = Reckoning(WORKDAYS.with_year(later, (), ()))
    assert not rules.parse(text).between(date(later, 6, 1), date(later, 6, 5), known)[0].tentative


def test_a_bridge_asks_for_the_days_beside_it() -> None:
    bridge = rules.parse("5月2日，若5月1日和5月3日均为节假日")
    year = (date(2022, 1, 1), date(2022, 12, 31))
    both = Reckoning(WORKDAYS.with_year(2022, (date(2022, 5, 1), date(2022, 5, 3)), ()))
    one = Reckoning(WORKDAYS.with_year(2022, (date(2022, 5, 1),), ()))
    assert [len(bridge.between(*year, table)) for table in (both, one)] == [1, 0]


def test_a_cycle_without_a_beginning_has_no_dates_and_says_so() -> None:
    for text in ("每两周的周一", "每3年清明", "每3个月的10日", "逢五逢十周年10月1日"):
        rule = rules.parse(text)
        assert not rule.between(FROM, TO)
        assert rule.doubts()


@pytest.mark.parametrize(
    "text",
    [
        "每周一，周一除外",
        "每周一，仅限周二",
        "5月30日，除5月外",
        "5月30日，仅限6月",
        "平年2月29日",
        "每个工作日，工作日除外",
    ],
)
def test_a_filter_that_lets_nothing_through_is_proved_and_answers_at_once(text: str) -> None:
    rule = rules.parse(text)
    assert rule.never()
    assert rule.next(date(2026, 1, 1)) is None


def test_days_that_coincide_are_named_once() -> None:
    assert days("1月1日、每月1日", date(2026, 1, 1), date(2026, 2, 1)) == ["2026-01-01", "2026-02-01"]


def test_rules_at_different_times_are_not_named_together() -> None:
    with pytest.raises(rules.RuleError):
        rules.parse("5月1日9:00、10月1日14:00")


# --- substitutes ----------------------------------------------------------------------------------------------------


def test_a_case_brings_its_own_time_of_day() -> None:
    found = between("5月1日14:00，若逢周日则改为下周一9:00至10:00", date(2021, 1, 1), date(2022, 12, 31))
    assert [(one.start, one.end) for one in found] == [
        ("2021-05-01T14:00", "2021-05-01"), ("2022-05-02T09:00", "2022-05-02T10:00")
    ]  # fmt: skip


def test_a_case_may_change_the_time_alone() -> None:
    found = between("5月1日9:00，若逢周日则改为14:00", date(2021, 1, 1), date(2022, 12, 31))
    assert [one.start for one in found] == ["2021-05-01T09:00", "2022-05-01T14:00"]  # in 2022 a Sunday


def test_anniversaries_begin_a_year_on_or_with_the_first_turn_of_their_cycle() -> None:
    since = date(2020, 5, 30)
    saturdays = Filtered(Yearly(5, 30), Weekly((5,)))
    assert saturdays.from_anniversary(since) == (saturdays, date(2021, 5, 30))
    fifth = Filtered(Monthly(30), Periodic("year", 5, since))
    assert fifth.from_anniversary(since) == (
        Filtered(Monthly(30), Periodic("year", 5, date(2025, 5, 30))),
        date(2025, 5, 30),
    )


def test_a_moved_day_keeps_its_key_and_an_additional_one_has_its_own() -> None:
    new_year = (date(2022, 12, 1), date(2023, 1, 31))
    assert [one.key for one in between("1月1日，若逢周日则改为下周一", *new_year)] == ["2023"]
    assert [one.key for one in between("1月1日，若逢周日则另加下周一", *new_year)] == ["2023", "2023+"]


def test_the_first_case_that_fits_decides() -> None:
    cases = (Case(Weekly((5, 6)), 1, "workdays"), Case(EachDay("rest-days"), 1, "weekdays", (3,)))
    rule = Recurrence(Instead(Yearly(10, 3), cases))
    found = rule.between(
        date(2023, 1, 1), date(2026, 12, 31)
    )  # Tuesday and Friday in the holidays, a Thursday, a Saturday
    assert [str(one.span.first) for one in found] == ["2023-10-05", "2024-10-10", "2025-10-09", "2026-10-08"]


def test_the_same_day_as_another_rule_is_a_case_too() -> None:
    text = "10月1日，若与中秋节同日则改为次日"
    assert days(text, date(2020, 1, 1), date(2021, 12, 31)) == ["2020-10-02", "2021-10-01"]


@pytest.mark.parametrize(("n", "day"), [(-1, "2026-05-29"), (1, "2026-06-02")])
def test_a_day_left_out_gives_way_in_the_direction_of_the_count(n: int, day: str) -> None:
    omit = 5 if n < 0 else 0
    rule = Instead(Yearly(5, 31), (Case(Weekly((6,)), n, "days", omit=(omit,)),))  # in 2026 a Sunday
    (found,) = Recurrence(rule).between(date(2026, 1, 1), date(2026, 12, 31))
    assert str(found.span.first) == day


def test_where_the_substitutes_stand_alone_they_have_the_keys_of_their_days() -> None:
    alone = "1月1日，若逢周日则另加下周一（只取替代日）"
    found = between(alone, date(2022, 12, 1), date(2023, 1, 31))
    assert [(one.key, str(one.span.first)) for one in found] == [("2023", "2023-01-02")]


@pytest.mark.parametrize(
    "broken", [{"n": 0}, {"n": 0, "also": True, "clock": Clock(60)}, {"n": 1, "omit": tuple(range(7))}]
)
def test_a_case_that_does_nothing_is_a_mistake(broken: dict[str, object]) -> None:
    with pytest.raises((ValueError, RuleError), match=r"case|weekday"):
        Case(Weekly((6,)), unit="days", **broken)  # type: ignore[arg-type]


# --- other reckonings -----------------------------------------------------------------------------------------------


def test_easter_is_where_another_library_has_it() -> None:
    for year in range(1900, 2100):
        assert easter(year) == oracle(year, EASTER_WESTERN)
        assert orthodox_easter(year) == oracle(year, EASTER_ORTHODOX)


def test_the_instants_agree_with_the_table_of_solar_terms() -> None:
    names = {"march": "春分", "june": "夏至", "september": "秋分", "december": "冬至"}
    for season, name in names.items():
        for year in range(1929, 2101):  # before 1929 the days were those of Peking's own time
            rule = Equinox(season, "+08:00", year)
            (found,) = Recurrence(rule).between(date(year, 1, 1), date(year, 12, 31))
            if found.span.first != term_day(year, name):
                assert found.tentative


def test_an_instant_near_midnight_is_tentative() -> None:
    instant = season_instant(2026, "march")  # 14:46 in universal time
    assert f"{instant:%Y-%m-%d %H}" == "2026-03-20 14"
    near = Recurrence(Equinox("march", "+09:10", 2026)).between(date(2026, 1, 1), date(2026, 12, 31))
    far = Recurrence(Equinox("march", "UTC", 2026)).between(date(2026, 1, 1), date(2026, 12, 31))
    assert [near[0].tentative, far[0].tentative] == [True, False]


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(rules.RuleError):
        Equinox("march", "Mars/Olympus")


def test_a_filter_by_a_cycle_is_stored_with_its_phase() -> None:
    rule = Filtered(Together((Yearly(1, 1), Yearly(7, 1))), Periodic("year", 3, date(2020, 1, 1)), inside=False)
    assert rules.rule_from_json(rule.to_json()) == rule
