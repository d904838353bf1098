"""What `explain` says beside the dates: the RRULE or why there is none, and what to beware of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules import explain

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


def test_what_happens_every_so_many_years_by_its_words_is_no_surprise() -> None:
    assert told("自2024年起每4年5月30日")["cautions"] == []
