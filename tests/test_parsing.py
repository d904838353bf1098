"""A rule that was not understood is shown with its place and the nearest wording; one with two senses with its readings."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

import rules
from rules import UnreadRule, parse, readings, write
from rules.errors import width

SUNDAY, WEDNESDAY = date(2026, 11, 29), date(2026, 11, 25)

MALFORMED = (
    # text, what is marked, a part of what is said, the nearest wording
    # Chinese: words that are none
    ("5月31曰", "曰", "“曰” was not understood in “5月31曰”", "5月31日"),
    ("每月笫二个星期五", "笫", "“笫” was not understood", "每月第二个星期五"),
    ("9月第三个星其五", "星其五", "was not understood", "9月第三个星期五"),
    ("每月第3个工做日", "工做日", "was not understood", "每月第3个工作日"),
    ("5月30日和", "和", "“和” does not go with “5月30日”", "5月30日"),
    ("每年5月30日开会", "开会", "“开会” was not understood", "每年5月30日"),
    ("5月３０日甲", "甲", "“甲” was not understood", "5月３０日"),
    ("第三季度莫", "莫", "“莫” was not understood", None),
    ("每月10号左近", "左", "“左” was not understood", None),
    ("农历政月十五", "政月", "“政月” was not understood in “农历政月十五”", None),
    ("一二三", "一二三", "“一二三” is no rule", None),
    ("天天向上", "天天向上", "“天天向上” is no rule", None),
    # Chinese: words that do not join
    ("5月30日 5月30日", "5月30日", "“5月30日” does not go with “5月30日”", "5月30日"),
    ("每年每年5月30日", "每年", "does not go with “每年5月30日”", "每年5月30日"),
    ("前5月30日", "前", "“前” does not go with “5月30日”", None),
    ("每周第一个工作日", "每周", "“每周” does not go with “第一个工作日”", None),
    ("每天第一个工作日", "每天", "does not go with", None),
    ("按周第一个工作日", "按周", "does not go with", None),
    ("每周最后一个工作日", "每周", "does not go with", None),
    ("每天5日", "5日", "does not go with", None),
    ("每周10日", "每周", "does not go with", None),
    ("每半年第三周", "第三周", "does not go with", None),
    # Chinese: days that cannot be
    ("2月30日", "2月30日", "there is no day 30 in month 2", "2月最后一日"),
    ("每年4月31日", "每年4月31日", "there is no day 31 in month 4", "每年4月最后一日"),
    ("2026年2月29日", "2026年2月29日", "2026-2 has no day 29", "2026年2月最后一日"),
    ("2026-02-30", "2026-02-30", "there is no day 30 in month 2", "2026-02-28"),
    ("13月5日", "13月5日", "there is no month 13", None),
    ("5月45日", "5月45日", "there is no day 45 in month 5", None),
    ("每月32日", "每月32日", "no month has a day 32", None),
    ("9月第七周", "9月第七周", "no month has a week number 7", None),
    # Chinese: something is missing
    ("第三周", "第三周", "the text does not say of which month", "每月第三周"),
    ("第二个星期五", "第二个星期五", "the text does not say of which month", "每月第二个星期五"),
    ("周一", "周一", "lean on a day of reference", "每周一"),
    ("自5月1日起", "自5月1日起", "a beginning without its year names no date", None),
    ("明年5月30日", "明年5月30日", "needs a day of reference", None),
    # Chinese: words that name no date
    ("一年两次", "年两次", "so many times a year names no dates", None),
    ("每月开三次会", "开三次会", "was not understood", None),
    ("适时", "适时", "“适时” names no date, and none is made up", None),
    ("尽快报送", "尽快", "“尽快” names no date, and none is made up", None),
    ("每？月第三周", "每？月第三周", "has lost a character", None),
    ("双周一", "双周一", "every other week to some", None),
    # clauses
    ("每年5月30日；2020年听办", "2020年听办", "says nothing that is known of single occurrences", None),
    ("每年2月30日；2020年停办", "每年2月30日", "there is no day 30 in month 2", "每年2月最后一日；2020年停办"),
    # English
    ("every firday", "firday", "“firday” was not understood in “every firday”", "every Friday"),
    ("thrid Saturday of September", "thrid", "“thrid” was not understood", "third Saturday of September"),
    ("30 Septembr", "Septembr", "“Septembr” was not understood", "30 September"),
    ("30 February", "30 February", "there is no day 30 in month 2", "the last day of February"),
    ("the 6th Monday of every month", "", "no month has a Monday number 6", None),
    ("by by 15 April", "by", "“by” does not go with “by 15 April”", "by 15 April"),
    ("every Monday please", "please", "“please” was not understood", "every Monday"),
    ("5/6 every year", "5/6 every year", "“5/6” is 6 May to some and 5 June to others", None),
    ("biweekly", "biweekly", "twice in a period to some and once in two periods to others", None),
    ("mid-May", "mid-May", "have no fixed days in English", None),
    ("twice a year", "twice a year", "so many times a year names no dates", None),
    ("hello world", "hello world", "is no rule", None),
    (
        "the last workng day of every month",
        "workng",
        "“workng” was not understood",
        "the last working day of every month",
    ),
    # RRULE
    (
        "FREQ=YEARLYY;BYMONTH=5;BYMONTHDAY=30",
        "YEARLYY",
        "FREQ cannot be YEARLYY",
        "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30",
    ),
    (
        "RRULE:FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
        "13",
        "BYMONTH cannot be 13",
        None,
    ),
    ("RRULE:BYDAY=MO", "BYDAY=MO", "FREQ is missing", "RRULE:FREQ=WEEKLY;BYDAY=MO"),
    ("FREQ=WEEKLY;BYDAYS=MO", "BYDAYS=MO", "“BYDAYS” is no part of an RRULE", "FREQ=WEEKLY;BYDAY=MO"),
    ("FREQ=MONTHLY;BYMONTHDAY=32", "32", "BYMONTHDAY cannot be 32", None),
    ("FREQ=WEEKLY;BYDAY=MO;COUNT=3;UNTIL=20270101", "", "COUNT and UNTIL do not go together", None),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "", None),
    # cron
    ("0 9 * * mno", "mno", "the weekday cannot be “mno”", "0 9 * * mon"),
    ("0 24 * * *", "24", "the hour cannot be “24”", "0 0 * * *"),
    ("0 9 * *", "0 9 * *", "cron has five fields, and here are 4", "0 9 * * *"),
    ("0 0 9 * * 1", "1", "cron has five fields, and here are 6", "0 9 * * 1"),
    ("0 9 32 * *", "32", "the day of the month cannot be “32”", None),
    # none at all
    ("", "", "there is no rule in an empty text", None),
    ("\x07", "\x07", "is no rule", None),
    ("x" * 201, "x" * 200, "a rule has at most 200 characters, this has 201", None),
)


@pytest.mark.parametrize(
    ("text", "place", "said", "near"), [pytest.param(*row, id=ascii(row[0])[:40]) for row in MALFORMED]
)
def test_a_malformed_rule_is_refused_with_place_and_nearest_wording(
    text: str, place: str, said: str, near: str | None
) -> None:
    with pytest.raises(UnreadRule) as caught:
        parse(text)
    error = caught.value
    assert said in error.said.say()
    assert place in ("", error.text[error.start : error.end])
    assert error.nearest == near
    assert error.remedy
    assert error.say("zh")
    if near:
        parse(near)


@pytest.mark.parametrize("row", MALFORMED, ids=lambda row: ascii(row[0])[:40])
def test_the_carets_stand_under_the_place(row: tuple[str, str, str, str | None]) -> None:
    with pytest.raises(UnreadRule) as caught:
        parse(row[0])
    error = caught.value
    shown, carets = error.picture().split("\n")
    part = error.text[error.start : error.end]
    assert carets.strip(" ") == "^" * max(1, min(width(shown), width(part)) if part.isprintable() else 1)
    assert width(shown) <= 73
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("text", "start", "end", "picture"),
    [
        ("5月30日和", 5, 6, "5月30日和\n       ^^"),
        ("9月第三周x", 5, 6, "9月第三周x\n         ^"),
        ("a\tb\x00c", 1, 2, "a␉b␀c\n ^"),
        ("e\u0301x", 2, 3, "e\u0301x\n ^"),
        ("\ud800日", 1, 2, "\ufffd日\n ^^"),
        ("ab", 2, 2, "ab\n  ^"),
        ("", 0, 0, "\n^"),
        ("月" * 60, 40, 41, "…" + "月" * 17 + "月" + "月" * 17 + "\n" + " " * 35 + "^^"),
    ],
)
def test_a_picture_counts_columns_and_cuts_long_texts(text: str, start: int, end: int, picture: str) -> None:
    shown = UnreadRule(text, start, end, rules.Message("no")).picture()
    if len(text) < 60:
        assert shown == picture
    else:
        line, carets = shown.split("\n")
        assert line.startswith("…月")
        assert line.endswith("月…")
        assert carets.strip() == "^^"
        assert width(line) <= 72


# -- readings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reference", "found"),
    [
        ("5月30日", None, ["每年5月30日"]),
        ("10日", None, ["每月10日", "10天"]),
        ("每月10日", None, ["每月10日"]),
        ("10天", None, ["10天"]),
        ("10~20日", None, ["每月10日至20日", "10天至20天"]),
        ("24年", WEDNESDAY, ["2024年", "24年"]),
        ("元旦前", WEDNESDAY, ["每年1月1日前", "每年1月1日前（不含当日）"]),
        ("周末", WEDNESDAY, ["2026年11月28日至29日", "每周六、周日"]),
        ("10个工作日内", WEDNESDAY, ["2026年11月25日至12月9日", "10个工作日", "2026年12月9日截止"]),
        ("60日内", WEDNESDAY, ["2026年11月25日至2027年1月24日", "60天"]),
        ("9月第三周（按周六）", None, ["每年9月第三周（按周六）"]),
        ("9月第三个双休日", None, ["每年9月第三个双休日", "每年9月第三个星期六"]),
        ("9月第三个双休日前", None, ["每年9月第三个双休日前", "每年9月第三个星期六前"]),
        ("月底", None, ["每月最后一日", "每月下旬"]),
        ("3月底", None, ["每年3月31日", "每年3月下旬"]),
        ("3月底前", None, ["每年3月31日前"]),
        ("end of March", None, ["每年3月31日", "每年3月下旬"]),
        ("by the end of March", None, ["每年3月31日截止"]),
        ("5月初", None, ["每年5月上旬", "每年5月1日"]),
        ("月底", WEDNESDAY, ["2026年11月30日", "2026年11月下旬"]),
        ("5/6", None, ["每年5月6日", "每年6月5日"]),
        ("5/5", None, ["每年5月5日"]),
        ("5/30", None, ["每年5月30日"]),
        ("八月十五", None, ["每年农历八月十五", "每年8月15日"]),
        ("下周一", WEDNESDAY, ["2026年11月30日"]),
        ("下周一", SUNDAY, ["2026年11月30日", "2026年12月7日"]),
        ("下周日", WEDNESDAY, ["2026年12月6日", "2026年11月29日"]),
        ("本周日", SUNDAY, ["2026年11月29日"]),
        ("周三", WEDNESDAY, ["2026年11月25日", "每周三"]),
        ("weekdays", None, ["每周一至周五", "每个工作日"]),
        ("FREQ=WEEKLY;BYDAY=MO", None, ["每周一"]),
        ("0 9 * * 1", None, ["每周一09:00"]),
        ("2026年9月", None, ["2026年9月"]),
        ("30日前", None, ["每月30日前"]),
    ],
)
def test_readings_begin_with_the_one_that_is_taken(text: str, reference: date | None, found: list[str]) -> None:
    given = readings(text, reference=reference)
    assert [write(reading) for reading in given] == found
    assert given[0] == parse(text, reference=reference)
    assert rules.other_readings(text, reference=reference) == list(given[1:])


def test_a_week_of_a_month_has_a_reading_for_each_convention() -> None:
    found = readings("9月第三周")
    assert [reading.rule.to_json().get("convention", "monday") for reading in found] == list(rules.kinds.CONVENTIONS)
    assert len({str(reading.days(date(2026, 9, 1), date(2027, 12, 31))) for reading in found}) > 2


@pytest.mark.parametrize(
    ("text", "readings_named"),
    [
        ("5/6", ("6 May", "5 June")),
        ("biweekly", ("twice in a period", "once in two periods")),
        ("10/12/2026", ("12 October", "10 December")),
    ],
)
def test_english_of_two_senses_is_refused_with_both(text: str, readings_named: tuple[str, str]) -> None:
    with pytest.raises(UnreadRule) as caught:
        readings(text, "en")
    assert all(named in caught.value.say() for named in readings_named)


@pytest.mark.parametrize(
    ("text", "value"), [("30/5", "R/P1Y/05-30"), ("5/30", "R/P1Y/05-30"), ("30/5/2026", "2026-05-30")]
)
def test_a_date_with_slashes_that_has_one_order_is_read(text: str, value: str) -> None:
    assert parse(text, "en").rule.value() == value


def test_a_text_read_before_is_read_at_once() -> None:
    parse("每年5月30日")
    started = perf_counter()
    for _ in range(1000):
        parse("每年5月30日")
    assert (perf_counter() - started) / 1000 < 100e-6
