"""A month and a year as values: days, weeks, lunar days, days off, and which entries stand where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.events import CANCELLED, WAITING, Event, Origin, uid_of
from calendars.grids import (
    DayCell,
    NoMonth,
    NoYear,
    Slot,
    days_within,
    month_named,
    month_of,
    near_month,
    rows_of,
    sign,
    weeks_of,
    year_named,
    year_of,
)
from calendars.grids.gather import MOST_MADE, gather
from calendars.grids.month import BARS, DAY_LINES, MOST_BAR, MOST_RUNNING, SLOTS
from calendars.grids.year import MOST_LISTED
from rules import (
    ALMANAC,
    RECKONING,
    Reckoning,
    Recurrence,
    Rest,
    Span,
    YuelingError,
    almanac,
    catalogue,
    lunar_years,
    parse,
    shift,
)
from rules.kinds import Due, Fixed
from rules.reckoning.lunar import lunar_of, words
from rules.reckoning.terms import term_on

TODAY = date(2026, 12, 8)
DECEMBER = date(2026, 12, 1)
YEARS = (1901, 1949, 2000, 2026, 2027, 2033, 2057, 2100)


def event(rule: str, title: str, kind: str = "event", **facts: object) -> Event:
    return Event(uid_of(rule, title), title, kind, parse(rule), **facts)  # type: ignore[arg-type]


def spanning(first: date, days: int, title: str, kind: str = "event") -> Event:
    last = shift(first, days - 1)
    rule = Fixed(first, last)
    return Event(uid_of(str(first), title), title, kind, Recurrence(Due(rule) if kind == "deadline" else rule))


def cell(events: list[Event], day: date, places: int = SLOTS) -> DayCell:
    month = month_of(day.replace(day=1), events, TODAY, RECKONING, "zh", places)
    return next(one for one in month.days if one.day == day)


def titles(found: DayCell) -> list[str]:
    return [slot.line.title for slot in found.slots if slot]


# ------------------------------------------------------------------ the almanac


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_has_its_lunar_day_and_its_term(year: int) -> None:
    days = almanac(date(year, 1, 1), date(year, 12, 31))
    assert [one.day for one in days] == [shift(date(year, 1, 1), n) for n in range(len(days))]
    assert days[-1].day == date(year, 12, 31)
    assert [one.lunar for one in days] == [lunar_of(one.day) for one in days]
    assert [one.term for one in days] == [term_on(one.day) for one in days]
    assert sum(one.term is not None for one in days) == 24
    assert all(one.lunar_words == words(one.lunar) and one.labels()[0] for one in days)


@pytest.mark.parametrize(("day", "label"), [
    (date(2025, 7, 25), "闰六月"), (date(2033, 12, 22), "闰十一月"), (date(2027, 2, 6), "春节"), (date(2027, 1, 8), "腊月"),
    (date(2026, 12, 9), "十一月"), (date(2026, 12, 22), "冬至"), (date(2027, 1, 30), "廿三"), (date(2026, 4, 5), "清明"),
])  # fmt: skip
def test_a_cell_prints_the_festival_the_term_the_month_or_the_lunar_day(day: date, label: str) -> None:
    (one,) = almanac(day, day)
    assert one.labels()[0] == label or one.lunar_words.startswith(label)


def test_a_festival_and_a_term_of_the_same_name_are_printed_once() -> None:
    assert almanac(date(2026, 4, 5), date(2026, 4, 5))[0].labels() == ("清明",)
    assert almanac(date(2026, 9, 23), date(2026, 9, 23))[0].labels() == ("丰收节", "秋分")


def test_a_small_cell_takes_the_label_that_fits() -> None:
    (one,) = almanac(date(2026, 5, 30), date(2026, 5, 30))
    assert (one.labels()[0], one.label(3)) == ("科技工作者日", "十四")


def test_what_is_printed_is_short_and_each_once() -> None:
    printed = [each.printed for each in catalogue() if each.printed]
    assert len(printed) == len(set(printed)) > 20
    assert max(map(len, printed)) <= 6


def test_days_off_and_days_worked_are_those_of_the_notice() -> None:
    days = {one.day: one for one in almanac(date(2026, 1, 1), date(2026, 12, 31))}
    assert all(one.settled for one in days.values())
    assert sum(one.rest is Rest.OFF for one in days.values()) == 33
    assert [str(day) for day, one in days.items() if one.rest is Rest.WORK] == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    for day, one in days.items():
        free = one.rest is Rest.OFF or (one.rest is None and day.weekday() > 4)
        assert free is not RECKONING.workdays.is_workday(day)


def test_a_year_without_a_notice_has_only_what_the_law_grants() -> None:
    days = [one for one in almanac(date(2027, 1, 1), date(2027, 12, 31)) if one.rest]
    assert {one.rest for one in days} == {Rest.OFF}
    assert not any(one.settled for one in days)
    assert [one.day.isoformat()[5:] for one in days][:5] == ["01-01", "02-05", "02-06", "02-07", "02-08"]
    assert not any(one.rest for one in almanac(date(1999, 1, 1), date(1999, 12, 31)))


def test_an_imported_year_is_settled() -> None:
    workdays = RECKONING.workdays.with_year(2027, [date(2027, 1, 1), date(2027, 1, 2)], [date(2027, 1, 9)])
    days = {one.day: one for one in almanac(date(2027, 1, 1), date(2027, 12, 31), Reckoning(workdays))}
    assert [str(day) for day, one in days.items() if one.rest] == ["2027-01-01", "2027-01-02", "2027-01-09"]
    assert all(one.settled for one in days.values())


def test_lunar_years_of_a_window_are_named() -> None:
    assert lunar_years(date(2027, 2, 1), date(2027, 2, 28)) == ["丙午马年", "丁未羊年"]


# ------------------------------------------------------------------ weeks and bounds


@given(st.dates(ALMANAC.first, ALMANAC.last))
def test_a_month_is_six_weeks_of_days_in_a_row_monday_first(day: date) -> None:
    first = day.replace(day=1)
    month = month_of(first, [], day, RECKONING, "zh")
    cells = [one for week in month.weeks for one in week.days]
    assert len(cells) == 42
    assert [one.day for one in cells] == [shift(cells[0].day, n) for n in range(42)]
    assert cells[0].day.weekday() == 0
    assert cells[0].day <= first <= cells[6].day
    assert [one.day for one in month.days] == [shift(first, n) for n in range(month.last.day)]
    assert [one.day for one in cells if one.today] == [day]
    assert [week.number for week in month.weeks] == [week.days[0].day.isocalendar().week for week in month.weeks]
    assert sum(week.inside for week in month.weeks) == rows_of(first)
    assert all(one.almanac for one in month.days)


def test_beyond_the_tables_a_cell_has_no_almanac() -> None:
    last = month_of(date(2100, 12, 1), [], TODAY, RECKONING, "zh")
    assert [one.day.year for week in last.weeks for one in week.days if one.almanac is None] == [2101] * 9
    first = month_of(date(1901, 1, 1), [], TODAY, RECKONING, "zh")
    assert first.weeks[0].days[0].almanac is None
    assert first.weeks[0].days[1].almanac


@pytest.mark.parametrize("text", ["2026-12", "202612", " 2026-12 "])
def test_a_month_is_named_by_its_year_and_number(text: str) -> None:
    assert month_named(text) == DECEMBER


@pytest.mark.parametrize("text", [
    "", "2026", "2026-13", "2026-00", "1900-12", "2101-01", "26-12", "2026-12-01", "２０２６-12", "-2026-1", "0000-01",
    "2026-1２", "99999-01", "<script>", "9" * 10_000, "2026\n12",
])  # fmt: skip
def test_what_names_no_month_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(NoMonth, match="from 1901-01 to 2100-12") as refused:
        month_named(text)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ["", "26", "1900", "2101", "20266", "２０２６", "-999", "2026.0", "9" * 10_000])
def test_what_names_no_year_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(NoYear, match="from 1901 to 2100"):
        year_named(text)


def test_a_year_is_named_by_four_digits() -> None:
    assert year_named("2027") == 2027


@given(st.dates(ALMANAC.first, ALMANAC.last), st.integers(-30, 30))
def test_months_away_and_back_is_the_same_month(day: date, months: int) -> None:
    first = day.replace(day=1)
    there = near_month(first, months)
    assert there is None or near_month(there, -months) == first


def test_beside_the_first_and_the_last_month_there_is_none() -> None:
    assert near_month(date(1901, 1, 1), -1) is None
    assert near_month(date(2100, 12, 1), 1) is None
    assert weeks_of(date(1901, 1, 1))[0][0] == date(1900, 12, 31)


def test_every_kind_has_a_letter_of_its_own() -> None:
    from calendars.events import KINDS

    for lang in ("zh", "en"):
        assert len({sign(kind, lang) for kind in KINDS}) == len(KINDS)


def test_days_under_the_heading_of_their_month_leave_its_name_out() -> None:
    assert days_within(Span(date(2026, 12, 28), date(2027, 1, 3)), DECEMBER, "zh") == "2026年12月28日–2027年1月3日"
    assert days_within(Span.of(date(2026, 12, 5)), DECEMBER, "en") == "5"


# ------------------------------------------------------------------ what stands in a cell


def test_what_is_due_comes_first_and_what_comes_round_often_last() -> None:
    events = [
        event("每天", "值班"), event("2026年12月10日9:00", "会议"), event("2026年12月10日前", "报送", "deadline"),
        event("2026年12月10日", "参观"), event("2026年12月10日", "座谈"),
    ]  # fmt: skip
    found = cell(events, date(2026, 12, 10))
    assert titles(found) == ["报送", "参观", "座谈"]
    assert (found.more, found.total) == (2, 5)
    assert [line.title for line in found.lines] == ["报送", "参观", "座谈", "会议", "值班"]
    assert found.lines[-1].routine
    assert found.kinds == ("deadline", "event")


def test_the_last_place_goes_to_a_line_where_it_is_the_last() -> None:
    four = [event("2026年12月10日", f"第{n}项") for n in range(SLOTS)]
    assert len(titles(cell(four, date(2026, 12, 10)))) == SLOTS
    assert cell(four, date(2026, 12, 10)).more == 0


def test_a_bar_fills_its_days_in_each_week_and_says_where_it_goes_on() -> None:
    month = month_of(DECEMBER, [spanning(date(2026, 12, 11), 5, "年会")], TODAY, RECKONING, "zh")
    bars = [(one.day.day, one.slots[0]) for one in month.days if one.slots]
    assert [(day, slot.days, slot.begins, slot.ends) for day, slot in bars if slot] == [
        (11, 3, True, False), (12, 0, True, False), (13, 0, True, False), (14, 2, False, True), (15, 0, False, True),
    ]  # fmt: skip


def test_what_lasts_longer_than_a_bar_stands_beside_the_table() -> None:
    long, bar = spanning(DECEMBER, MOST_BAR + 1, "核对", "window"), spanning(DECEMBER, MOST_BAR, "展览")
    month = month_of(DECEMBER, [long, bar], TODAY, RECKONING, "zh")
    assert [line.title for line in month.running] == ["核对"]
    assert titles(month.days[0]) == ["展览"]
    many = [spanning(DECEMBER, 31, f"第{n}项", "window") for n in range(MOST_RUNNING + 3)]
    month = month_of(DECEMBER, many, TODAY, RECKONING, "zh")
    assert (len(month.running), month.running_more) == (MOST_RUNNING, 3)


def test_a_long_period_in_which_something_is_due_stands_on_its_last_day() -> None:
    report = event("每季度", "季度报表", "duty")
    assert titles(cell([report], date(2026, 12, 31))) == ["季度报表"]
    assert cell([report], date(2026, 12, 30)).total == 0


def test_a_line_above_a_bar_keeps_to_one_row() -> None:
    events = [spanning(date(2026, 12, 7), 3, "甲"), spanning(date(2026, 12, 9), 3, "乙"), event("2026年12月10日", "丙")]
    first, second = cell(events, date(2026, 12, 10)).slots
    assert first
    assert second
    assert (first.line.title, first.tight, second.line.title) == ("丙", True, "乙")


@given(
    st.lists(
        st.tuples(st.integers(0, 41), st.integers(1, 20), st.sampled_from(["event", "deadline", "window"])), max_size=30
    ),
    st.integers(3, 8),
)
def test_every_entry_of_a_day_is_shown_or_counted(drawn: list[tuple[int, int, str]], places: int) -> None:
    monday = weeks_of(DECEMBER)[0][0]
    events = [spanning(shift(monday, at), days, f"第{n}项", kind) for n, (at, days, kind) in enumerate(drawn)]
    month = month_of(DECEMBER, events, TODAY, RECKONING, "zh", places)
    for week in month.weeks:
        places_of: dict[str, set[int]] = {}
        for one in week.days:
            shown = [slot for slot in one.slots if slot]
            assert one.total == len(shown) + one.more
            assert len(one.slots) + bool(one.more) <= places
            assert len({slot.line.uid for slot in shown}) == len(shown)
            assert len(one.lines) == min(one.total, DAY_LINES)
            for place, slot in enumerate(one.slots):
                if slot and slot.line.span.days > 1:
                    places_of.setdefault(slot.line.uid, set()).add(place)
                    assert one.day in slot.line.span
        assert all(len(found) == 1 and max(found) < BARS for found in places_of.values())
        assert _widths_fit(week.days)


def _widths_fit(days: tuple[DayCell, ...]) -> bool:
    """Whether a bar stands, as a place of 0 days, under each further day that it fills."""
    for column, one in enumerate(days):
        for place, slot in enumerate(one.slots):
            if slot and slot.days > 1:
                under = [days[column + n].slots[place] for n in range(1, slot.days)]
                if any(not isinstance(below, Slot) or below.days or below.line != slot.line for below in under):
                    return False
    return True


def test_what_is_called_off_or_put_off_is_marked() -> None:
    off = replace(event("2026年12月10日", "联谊"), status=CANCELLED)
    waits = replace(event("2026年12月10日", "培训"), status=WAITING)
    lines = {line.title: line for line in cell([off, waits], date(2026, 12, 10)).lines}
    assert lines["联谊"].called_off
    assert lines["培训"].tentative


def test_what_another_calendar_keeps_private_is_in_no_grid() -> None:
    private = event("2026年12月10日", "体检", origin=Origin("x", lines=("CLASS:PRIVATE",)))
    assert cell([private], date(2026, 12, 10)).total == 0
    year = year_of(2026, [private], TODAY, RECKONING, "zh")
    assert not any(month.lines for month in year.months)


def test_ten_thousand_events_on_one_day_are_three_lines_and_a_number() -> None:
    rule = Recurrence(Fixed(date(2026, 12, 10), date(2026, 12, 10)))
    events = [Event(f"{n:05}", f"第{n:05}项", "event", rule) for n in range(10_000)]
    found = cell(events, date(2026, 12, 10))
    assert (len(found.slots), found.more, found.total, len(found.lines)) == (3, 9997, 10_000, DAY_LINES)
    assert titles(found) == ["第00000项", "第00001项", "第00002项"]
    year = year_of(2026, events, TODAY, RECKONING, "zh").months[11]
    assert (len(year.lines), year.more) == (MOST_LISTED, 10_000 - MOST_LISTED)


def test_of_very_many_entries_the_most_frequent_are_counted_and_not_made() -> None:
    often = [event("每天", f"值班{n}") for n in range(700)]
    once = event("2026年12月10日", "会议")
    month = month_of(DECEMBER, [*often, once], TODAY, RECKONING, "zh")
    assert month.left_out == 700 * 42
    assert titles(month.days[9]) == ["会议"]
    window = Span(DECEMBER, DECEMBER)
    rule = Recurrence(Fixed(DECEMBER, DECEMBER))
    same = [Event(str(n), "同一天", "event", rule) for n in range(MOST_MADE + 5)]
    gathered = gather(same, window, RECKONING)
    assert (len(gathered.entries), gathered.left_out) == (MOST_MADE, 5)


def test_a_larger_cell_has_more_places() -> None:
    events = [event("2026年12月10日", f"第{n}项") for n in range(10)]
    assert len(cell(events, date(2026, 12, 10), 8).slots) == 7


# ------------------------------------------------------------------ a year


def test_a_year_has_each_of_its_days_once() -> None:
    year = year_of(2028, [], None, RECKONING, "zh")
    days = [day.day for month in year.months for week in month.weeks for day in week if day.inside]
    assert days == [shift(date(2028, 1, 1), n) for n in range(366)]
    assert not any(day.today for month in year.months for week in month.weeks for day in week)


def test_holidays_are_runs_with_their_festivals() -> None:
    year = year_of(2026, [], TODAY, RECKONING, "zh")
    found = [
        (str(one.span.first), one.span.days, *one.names) for month in year.months for one in month.big if one.names
    ]
    assert found == [
        ("2026-01-01", 3, "元旦"), ("2026-02-15", 9, "春节"), ("2026-04-04", 3, "清明节"), ("2026-05-01", 5, "劳动节"),
        ("2026-06-19", 3, "端午节"), ("2026-09-25", 3, "中秋节"), ("2026-10-01", 7, "国庆节"),
    ]  # fmt: skip
    worked = [one for month in year.months for one in month.big if one.rest is Rest.WORK]
    assert len(worked) == 6
    joint = year_of(2020, [], TODAY, RECKONING, "en").months[9].big[0]
    assert joint.names == ("National Day", "Mid-Autumn Festival") or set(joint.names) == {
        "National Day",
        "Mid-Autumn Festival",
    }


def test_a_year_marks_what_is_due_and_lists_what_does_not_come_monthly() -> None:
    events = [
        event("每年3月31日前", "年度报告", "deadline"), event("每月25日前", "月报", "deadline"), event("每周一", "例会"),
        event("2026年3月25日", "座谈"),
    ]  # fmt: skip
    march = year_of(2026, events, TODAY, RECKONING, "zh").months[2]
    days = {day.day.day: day for week in march.weeks for day in week if day.inside}
    assert (days[31].due, days[25].due, days[25].events, days[2].events) == (1, 1, 1, 0)
    assert [line.title for line in march.lines] == ["座谈", "年度报告"]
    assert [line.title for line in days[25].lines] == ["座谈", "月报"]


@pytest.mark.parametrize("year", [1901, 2100])
def test_the_first_and_the_last_year_can_be_shown(year: int) -> None:
    found = year_of(year, [], TODAY, RECKONING, "zh")
    assert len(found.months) == 12
    assert not found.settled
    with pytest.raises(YuelingError):
        year_of(2101, [], TODAY, RECKONING, "zh")


def test_ten_thousand_events_of_every_working_day_make_a_year_within_bounds() -> None:
    rules = [parse(f"每个工作日{hour}点{minute}分") for hour in range(8, 18) for minute in range(0, 60, 3)]
    events = [Event(f"{n:016x}", f"第{n}项", "event", rules[n % len(rules)]) for n in range(10_000)]
    start = process_time()
    year = year_of(2026, events, TODAY, RECKONING, "zh")
    assert process_time() - start < 2
    assert not any(day.events for month in year.months for week in month.weeks for day in week)
