"""What `explain` says beside the dates: the RRULE or why there is none, and what to beware of."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from rules import explain, parse

START = date(2026, 11, 27)


def told(text: str, lang: str = "en") -> dict[str, Any]:
    return explain(text, START, 3, lang)


def test_an_rrule_that_says_it_stands_alone() -> None:
    meaning = told("5月30日")
    assert meaning["rrule"] == "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30"
    assert meaning["instead"] is None
    assert meaning["cautions"] == []
    assert meaning["rule"] == "每年5月30日"
    assert meaning["english"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("每季度最后一个工作日", "working days"),
        ("清明节前10个工作日", "working days"),
        ("除夕", "civil days"),
        ("清明", "the sun"),
        ("9月第三周", "exactly this"),
        ("2026年5月30日", "once"),
        ("任期届满前六个月", "no dates of its own"),
    ],
)
def test_without_an_rrule_it_is_said_why(text: str, why: str) -> None:
    meaning = told(text)
    assert meaning["rrule"] is None
    assert why in meaning["instead"]


def test_what_is_published_instead_is_said() -> None:
    assert "entry of its own" in told("除夕")["instead"]
    assert "各作一条" in told("除夕", "zh")["instead"]


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("闰正月初一", "never happens: no lunar year"),
        ("2月29日", "seldom happens: the next are 2028-02-29, 2032-02-29, 2036-02-29"),
        ("自2026年起每4年2月29日", "never happens: no year of the cycle"),
        ("自2026年起每4年2月29日前", "never happens: no year of the cycle"),
        ("春节", "ends with the lunar year 2100"),
        ("冬至", "ends with 2100"),
        ("每月最后一个工作日", "end with 2026"),
        ("DTSTART:20260102 RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "is no instance"),
        ("DTSTART:20260101 RRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "never happens"),
    ],
)
def test_what_to_beware_of_is_said(text: str, caution: str) -> None:
    assert any(caution in said for said in told(text)["cautions"])


@pytest.mark.parametrize(
    ("text", "caution", "also"),
    [
        ("DTSTART:20260501 RRULE:FREQ=YEARLY;BYMONTHDAY=1", "in the month of DTSTART",
         ["the 1st of every month, from 1 May 2026"]),
        ("DTSTART:20260501\nRRULE:FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=1", "others read it in every month",
         ["DTSTART;VALUE=DATE:20260501 RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1"]),
        ("DTSTART:20260501 RRULE:FREQ=YEARLY;BYMONTHDAY=1, 8;BYDAY=22MO", "in the month of DTSTART", []),
        ("DTSTART:20260511 RRULE:FREQ=YEARLY;BYWEEKNO=20", "on the weekday of DTSTART",
         ["DTSTART;VALUE=DATE:20260511 RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,TU,WE,TH,FR,SA,SU"]),
    ],
)  # fmt: skip
def test_how_a_disputed_part_of_an_rrule_is_read_is_said_with_the_other_reading(
    text: str, caution: str, also: list[str]
) -> None:
    meaning = told(text)
    assert any(caution in said for said in meaning["cautions"])
    assert meaning["also"] == also


def test_an_rrule_that_all_read_alike_has_no_caution() -> None:
    assert told("DTSTART:20260501 RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1")["cautions"] == []


@pytest.mark.parametrize(
    ("text", "start"),
    [("本月", "2026-11-01"), ("今年", "2026-01-01"), ("年内", "2026-01-01"), ("每季度", "2026-10-01")],
)
def test_a_period_that_holds_on_the_day_has_a_date(text: str, start: str) -> None:
    assert told(text)["dates"][0]["start"] == start
    assert explain(text, date(2026, 12, 31) if text != "本月" else date(2026, 11, 30), 3)["dates"]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("隔周周一", "自2026年3月2日起"),
        ("每两周的周一和周五", "自2026年3月2日起"),
        ("every other week on mon and fri", "自2026年3月2日起"),
        ("每两天", "自2026年3月2日起"),
        ("每两个月10日", "自2026年3月起"),
        ("每两年", "自2024年起"),
        ("每两年5月30日", "自2024年起"),
        ("每两周周一，遇节假日顺延", "自2026年3月2日起"),
    ],
)
def test_a_rhythm_without_its_start_has_no_date_at_once_and_says_what_start_it_needs(text: str, start: str) -> None:
    began = time.perf_counter()
    meaning = told(text)
    rule = parse(text)
    assert rule.next(START) is None
    assert rule.previous(START) is None
    assert list(rule.between(START, date(9999, 12, 31))) == []
    assert time.perf_counter() - began < 0.5
    assert meaning["dates"] == []
    assert f"add it, as in {start}" in meaning["reading"]
    complete = f"{start}，{text}" if text[0] > "z" else f"{text} from 2 March 2026"
    assert parse(complete).next(START) is not None


def test_what_happens_every_so_many_years_by_its_words_is_no_surprise() -> None:
    assert told("自2024年起每4年5月30日")["cautions"] == []
