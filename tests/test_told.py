"""What must not pass in silence: every convention and every contradiction is told, and what lies beyond all reckoning refused."""

from __future__ import annotations

from datetime import date

import pytest

import rules

TODAY = date(2026, 11, 25)


def told(text: str) -> str:
    """Everything that an explanation says beside the dates, in English."""
    found = rules.explain(text, TODAY, 3, "en")
    return " | ".join((found["reading"], *found["cautions"]))


@pytest.mark.parametrize(
    "text",
    [
        "12月18日（周四）",
        "12月18日（星期四）前",
        "12月18日周四下午2点",
        "12月18日（周五）至20日（周六）",
        "12月18日（周五）、12月20日（周六）",
        "1月4日（周二）",
        "18 December (Thursday)",
    ],
)
def test_a_weekday_that_contradicts_the_next_such_date_is_told(text: str) -> None:
    assert "the weekday in brackets is not that of the next such date" in told(text)


@pytest.mark.parametrize(
    "text", ["12月18日（周五）", "12月18日（周五）至20日（周日）", "1月4日（周一）", "18 December (Friday)"]
)
def test_a_weekday_that_is_that_of_the_next_such_date_makes_no_doubt(text: str) -> None:
    assert "weekday in brackets" not in told(text)


@pytest.mark.parametrize(
    "text", ["每天9点到5点", "每周一9点到5点", "周一至周五9点到5点", "12月3日9点到5点", "今天9点到5点"]
)
def test_an_end_in_the_afternoon_is_told_and_the_night_is_another_reading(text: str) -> None:
    assert "read as one of the afternoon" in told(text)
    clocks = [other.clock for other in rules.other_readings(text, reference=TODAY)]
    assert "09:00/05:00" in [clock.write() for clock in clocks if clock]


@pytest.mark.parametrize("text", ["every day from 9:00 to 5:00", "每天9:00至次日5:00"])
def test_hours_that_reach_far_into_the_next_day_are_told(text: str) -> None:
    assert "each time lasts 20 hours" in told(text)


@pytest.mark.parametrize("text", ["每月第六周", "9月第六周（按周六）", "2月第六周（按1日所在周）"])
def test_a_week_that_no_month_has_is_told(text: str) -> None:
    assert "it never happens: no month has a week number 6" in told(text)


def test_a_week_that_months_seldom_have_is_told() -> None:
    assert "it seldom happens" in told("9月第六周（按1日所在周）")


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31后10天",
        "9999年12月31日的次日",
        "9999年12月31日后2个月",
        "9999年12月31日后3个工作日",
        "9999年12月31日22:00至次日6:00",
    ],
)
def test_a_day_beyond_the_year_9999_is_refused(text: str) -> None:
    with pytest.raises(rules.RuleError, match="beyond the years 1 to 9999"):
        rules.parse(text)


def test_what_began_before_the_day_is_told_as_running() -> None:
    dates = rules.explain("每天22:00至次日6:00", TODAY, 2, "en")["dates"]
    assert [(day["start"], day["running"]) for day in dates] == [
        ("2026-11-24T22:00", True),
        ("2026-11-25T22:00", False),
    ]


def test_a_tree_as_data_has_the_places_of_its_words_in_the_text_as_given() -> None:
    text = "9月 第三周"
    (node,) = (node.to_json() for node in rules.tree_of(text))
    assert [(text[part["start"] : part["end"]], part["by"]) for part in node["parts"]] == [
        ("9月", "month"),
        ("第三周", "nth"),
    ]
