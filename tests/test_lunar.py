"""The lunar calendar: every day of two centuries, the days that others get wrong, and what nobody can know."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from random import Random
from runpy import run_path
from typing import Any

import pytest

from rules import rule_from_json
from rules.errors import UnknownLunarYear
from rules.kinds import Lunar
from rules.reckoning import lunar, terms
from rules.reckoning.lunar import LunarDate, civil_of, lunar_of, lunar_range, words

make_tables: Any = importlib.import_module("tests.tables.make_tables")
FACTS = Path(__file__).parents[2] / "shared" / "calendar" / "lunar_table.json"
ONE = timedelta(1)
YEARS = range(1900, 2101)
HONG_KONG = [(date(2057, 9, 28), date(2057, 10, 27)), (date(2097, 8, 7), date(2097, 9, 5))]
"""The 60 days that the Hong Kong Observatory prints otherwise."""

COMPARED = "23a61ab4a7d2db476db903bdb82ed04abb9f37a6f3941a4a8c31c6bf3e25f3ac"

AS_ISSUED = [
    ("1914-11-17", 1914, "十月初一"),
    ("1914-11-16", 1914, "九月廿九"),
    ("1916-02-03", 1916, "正月初一"),
    ("1916-02-02", 1915, "腊月廿九"),
    ("1920-11-10", 1920, "十月初一"),
    ("1933-07-22", 1933, "闰五月三十"),
    ("1933-07-23", 1933, "六月初一"),
    ("1996-07-15", 1996, "五月三十"),
    ("1996-07-16", 1996, "六月初一"),
    ("2060-04-30", 2060, "四月初一"),
    ("1954-02-03", 1954, "正月初一"),
    ("1955-02-22", 1955, "二月初一"),
    ("1978-09-02", 1978, "七月三十"),
    ("1978-09-17", 1978, "八月十五"),
    ("1985-02-20", 1985, "正月初一"),
    ("1999-01-17", 1998, "腊月初一"),
    ("2012-08-17", 2012, "七月初一"),
    ("2013-06-08", 2013, "五月初一"),
    ("2018-11-07", 2018, "九月三十"),
    ("2018-11-08", 2018, "十月初一"),
    ("2019-03-07", 2019, "二月初一"),
    ("2027-02-05", 2026, "腊月廿九"),
    ("2027-02-06", 2027, "正月初一"),
    ("2027-02-20", 2027, "正月十五"),
    ("2030-02-02", 2029, "腊月三十"),
    ("2030-02-03", 2030, "正月初一"),
    ("2033-12-21", 2033, "十一月三十"),
    ("2033-12-22", 2033, "闰十一月初一"),
    ("2034-01-20", 2033, "腊月初一"),
    ("2057-09-28", 2057, "八月三十"),
    ("2057-09-29", 2057, "九月初一"),
    ("2089-09-04", 2089, "八月初一"),
    ("2097-08-07", 2097, "六月三十"),
    ("2097-08-08", 2097, "七月初一"),
]
LEAPS = """
1900-8 1903-5 1906-4 1909-2 1911-6 1914-5 1917-2 1919-7 1922-5 1925-4 1928-2 1930-6 1933-5 1936-3 1938-7 1941-6 1944-4
1947-2 1949-7 1952-5 1955-3 1957-8 1960-6 1963-4 1966-3 1968-7 1971-5 1974-4 1976-8 1979-6 1982-4 1984-10 1987-6 1990-5
1993-3 1995-8 1998-5 2001-4 2004-2 2006-7 2009-5 2012-4 2014-9 2017-6 2020-4 2023-2 2025-6 2028-5 2031-3 2033-11
"""


@pytest.mark.parametrize(("day", "year", "said"), AS_ISSUED)
def test_the_days_that_others_get_wrong_are_as_issued(day: str, year: int, said: str) -> None:
    found = lunar_of(date.fromisoformat(day))
    assert (found.year, words(found)) == (year, said)


def test_the_spring_festival_of_2027_is_the_sixth_of_february() -> None:
    assert lunar.new_year(2027) == date(2027, 2, 6)
    assert lunar.eve(2027) == date(2027, 2, 5)


def test_the_leap_months_until_2033_are_as_issued() -> None:
    issued = {int(pair[:4]): int(pair[5:]) for pair in LEAPS.split()}
    assert {year: lunar.leap_month(year) for year in range(1900, 2034) if lunar.leap_month(year)} == issued


def test_the_month_of_march_2070_begins_on_the_twelfth() -> None:
    assert [(str(day), words(lunar_of(day))) for day in (date(2070, 3, 11), date(2070, 3, 12))] == [
        ("2070-03-11", "正月廿九"),
        ("2070-03-12", "二月初一"),
    ]


def test_every_day_is_that_of_the_facts() -> None:
    if not FACTS.exists():
        pytest.skip("the table of facts is not beside the checkout")
    wrong = days = 0
    for name, row in json.loads(FACTS.read_text("utf-8"))["years"].items():
        day, months = date.fromisoformat(row["new_year"]), [(month, False) for month in range(1, 13)]
        if row["leap"]:
            months.insert(row["leap"], (row["leap"], True))
        for (month, leap), length in zip(months, row["lengths"], strict=True):
            for number in range(1, 30 + int(length)):
                wrong += lunar_of(day) != LunarDate(int(name), month, number, leap)
                day, days = day + ONE, days + (day.year <= 2100)
    assert (wrong, days) == (0, 73_384)


def test_every_day_is_still_the_one_that_was_compared_with_the_facts() -> None:
    said = "\n".join(f"{found.year}{words(found)}" for found in lunar_range(lunar.FIRST, lunar.LAST))
    assert sha256(said.encode()).hexdigest() == COMPARED


def test_every_day_comes_back_and_the_batch_is_the_same_as_one_by_one() -> None:
    day = lunar.FIRST
    for found in lunar_range(lunar.FIRST, lunar.LAST):
        assert found == lunar_of(day)
        assert civil_of(found.year, found.month, found.day, found.leap) == day
        day += ONE
    assert day == lunar.LAST + ONE


def test_lunar_dates_are_in_order_of_time() -> None:
    assert all(one < two for one, two in pairwise(lunar_range(lunar.FIRST, lunar.LAST)))
    assert LunarDate(2025, 6, 1, leap=True) >= LunarDate(2025, 6, 30)


def test_a_batch_may_begin_and_end_anywhere() -> None:
    chance = Random(7)
    for _ in range(200):
        first = lunar.FIRST + timedelta(chance.randrange(73_000))
        last = first + timedelta(chance.randrange(100))
        expected = [lunar_of(first + timedelta(n)) for n in range((last - first).days + 1)]
        assert list(lunar_range(first, last)) == expected
    assert list(lunar_range(date(2026, 2, 2), date(2026, 2, 1))) == []


def test_months_have_29_or_30_days_and_years_12_or_13_months() -> None:
    lengths, months = Counter[int](), Counter[int]()
    for year in YEARS:
        known = [lunar.month_days(year, m, leap) for m in range(1, 13) for leap in (False, True)]
        lengths.update(days for days in known if days)
        months[sum(days is not None for days in known)] += 1
        assert sum(days or 0 for days in known) in {353, 354, 355, 383, 384, 385}
    assert set(lengths) == {29, 30}
    assert set(months) == {12, 13}


def test_the_winter_solstice_lies_in_the_eleventh_month() -> None:
    assert {lunar_of(terms.term_day(year, "冬至")).month for year in YEARS} == {11}
    assert not any(lunar_of(terms.term_day(year, "冬至")).leap for year in YEARS)


def test_of_thirteen_months_between_winter_solstices_the_first_without_a_principal_term_is_leap() -> None:
    principal = {day for year in YEARS for _, day in terms.terms_of(year)[1::2]}
    for year in YEARS[:-1]:
        months = [m for m in _months(year) if m[1:] >= (11, True)] + [
            m for m in _months(year + 1) if m[1:] < (11, True)
        ]
        empty = [m for m in months if not principal & set(_days(*m))]
        assert [m for m in months if m[2]] == (empty[:1] if len(months) == 13 else [])
        assert len(months) in {12, 13}


def test_new_year_falls_between_21_january_and_20_february() -> None:
    assert {(1, 21) <= (day.month, day.day) <= (2, 20) for day in map(lunar.new_year, YEARS)} == {True}


def test_the_eve_is_the_last_day_of_the_year_before_twenty_ninth_or_thirtieth() -> None:
    for year in range(1901, 2102):
        assert civil_of(year - 1, 12, -1) == lunar.eve(year)
        assert words(lunar_of(lunar.eve(year))) in {"腊月廿九", "腊月三十"}
    assert lunar.eve(1900) == date(1900, 1, 30)
    assert lunar.eve(2101) == lunar.LAST


def test_what_a_year_does_not_have_is_none() -> None:
    assert civil_of(2026, 12, 30) is None
    assert civil_of(2026, 3, 1, leap=True) is None
    assert lunar.month_days(2026, 3, leap=True) is None
    assert civil_of(2025, 6, 30, leap=True) is None
    assert civil_of(2025, 6, -1, leap=True) == date(2025, 8, 22)


@pytest.mark.parametrize("day", [0, -2, 31])
def test_a_day_that_no_month_has_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="no day of a lunar month"):
        civil_of(2026, 1, day)


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_that_no_year_has_is_refused(month: int) -> None:
    with pytest.raises(ValueError, match="no lunar month"):
        civil_of(2026, month, 1)


@pytest.mark.parametrize(("day", "year"), [(date(1900, 1, 30), 1899), (date(2101, 1, 29), 2101), (date.max, 9999)])
def test_a_day_outside_the_table_is_refused_with_its_bounds(day: date, year: int) -> None:
    with pytest.raises(UnknownLunarYear) as caught:
        lunar_of(day)
    assert (caught.value.year, caught.value.first, caught.value.last) == (year, lunar.FIRST, lunar.LAST)
    with pytest.raises(UnknownLunarYear):
        lunar_range(min(day, date(2000, 1, 1)), max(day, date(2000, 1, 1)))


@pytest.mark.parametrize("year", [1899, 2101])
def test_a_year_outside_the_table_is_refused(year: int) -> None:
    for ask in (lunar.new_year, lunar.leap_month, lambda y: civil_of(y, 1, 1), lambda y: lunar.month_days(y, 1)):
        with pytest.raises(UnknownLunarYear, match=str(year)):
            ask(year)


def test_the_error_says_what_the_table_holds() -> None:
    with pytest.raises(UnknownLunarYear) as caught:
        lunar.new_year(2150)
    assert caught.value.say("zh") == "农历表中没有2150年；所载日期自1900-01-31至2101-01-28"


@pytest.mark.parametrize(
    ("year", "named"),
    [
        (1984, ("甲子", "鼠")),
        (2026, ("丙午", "马")),
        (2027, ("丁未", "羊")),
        (1900, ("庚子", "鼠")),
        (2100, ("庚申", "猴")),
    ],
)
def test_a_year_has_its_name_and_animal(year: int, named: tuple[str, str]) -> None:
    assert lunar.cycle(year) == named


def test_all_days_of_a_month_have_their_words() -> None:
    said = [words(LunarDate(2026, 1, day)).removeprefix("正月") for day in range(1, 31)]
    assert " ".join(said[:11]) == "初一 初二 初三 初四 初五 初六 初七 初八 初九 初十 十一"
    assert " ".join(said[18:]) == "十九 二十 廿一 廿二 廿三 廿四 廿五 廿六 廿七 廿八 廿九 三十"


def test_the_days_that_observatories_print_differently_say_why() -> None:
    doubtful = [day for n in range(73_384) if lunar.uncertain(day := lunar.FIRST + timedelta(n))]
    assert [day for day in doubtful if day.year != 2089] == [
        first + timedelta(n) for first, _ in HONG_KONG for n in range(30)
    ]
    assert [day for day in doubtful if day.year == 2089] == [date(2089, 9, 4) + timedelta(n) for n in range(30)]
    assert words(lunar_of(date(2089, 10, 3))) == "八月三十"
    reason = lunar.uncertain(date(2057, 10, 1))
    assert reason is not None
    assert "香港天文台" in reason.say("zh")
    assert "Hong Kong" in reason.say("en")


def test_the_shipped_tables_are_what_the_script_makes_of_the_facts() -> None:
    if not FACTS.exists():
        pytest.skip("the table of facts is not beside the checkout")
    texts = make_tables.from_facts(FACTS, FACTS.with_name("solar_terms.json"))
    assert texts == (lunar.TABLE.read_text("utf-8"), terms.TABLE.read_text("utf-8"))


@pytest.mark.slow
def test_the_shipped_tables_come_out_of_the_ephemeris_again() -> None:
    for name in ("de406", "erfa"):
        pytest.importorskip(name, reason="the extra `tables` is not installed")
    assert make_tables.computed() == (lunar.TABLE.read_text("utf-8"), terms.TABLE.read_text("utf-8"))


@pytest.mark.slow
def test_the_hong_kong_observatory_prints_all_but_sixty_days_the_same() -> None:
    table = _hong_kong()
    assert len(table) == 73_049
    different = []
    for name, said in table.items():
        year, month, day = map(int, said.removesuffix("闰").split("."))
        civil = date.fromisoformat(name.replace(".", "-"))
        if lunar_of(civil) != LunarDate(year, month, day, said.endswith("闰")):
            different.append(civil)
    assert different == [first + timedelta(n) for first, _ in HONG_KONG for n in range(30)]


def _hong_kong() -> dict[str, str]:
    """The observatory's table as the package chncal holds it, without the rest of that package and what it needs."""
    package = find_spec("chncal")
    if package is None or package.origin is None:
        pytest.skip("chncal is not installed: pip install --no-deps chncal")
    table: dict[str, str] = run_path(str(Path(package.origin).parent / "constants" / "hko_calendar.py"))["sol_lun"]
    return table


def _months(year: int) -> list[tuple[int, int, bool]]:
    numbers = [(year, m, leap) for m in range(1, 13) for leap in (False, True)]
    return [month for month in numbers if lunar.month_days(*month)]


def _days(year: int, month: int, leap: bool) -> list[date]:
    first = civil_of(year, month, 1, leap)
    assert first
    return [first + timedelta(n) for n in range(lunar.month_days(year, month, leap) or 0)]


def test_a_rule_stored_with_the_civil_year_of_its_day_keeps_its_day() -> None:
    stored = {"kind": "lunar", "month": 12, "day": 8, "year": 2026}  # 2026-01-26, in the lunar year 2025
    rule = rule_from_json(stored)
    assert rule == Lunar(12, 8, year=2025)
    assert rule.value() == "2026-01-26"
    assert rule_from_json(rule.to_json()) == rule


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2057, 9, 28), "a day apart: its new moon falls within 40 seconds of the midnight that begins 2057-09-29"),
        (date(2089, 10, 3), "a day later: its new moon falls within 54 seconds of the midnight that begins 2089-09-05"),
        (date(2097, 9, 5), "a day apart: its new moon falls within 84 seconds of the midnight that begins 2097-08-08"),
    ],
)
def test_a_month_that_is_not_settled_says_by_how_little(day: date, said: str) -> None:
    assert said in str(lunar.uncertain(day))
