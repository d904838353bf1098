"""What only a notation says exactly is told to people as a sentence, and the sentence says the same."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import parse, tell, write

WINDOW = date(2025, 12, 1), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("lines", "zh", "en"),
    [
        (
            "DTSTART:20260107T200000Z RRULE:FREQ=WEEKLY DURATION:PT1H",
            "每周四04:00至05:00；自2026年1月8日起施行",
            "every Thursday, 04:00–05:00, from 8 January 2026",
        ),
        (
            "DTSTART:20260107T010000Z RRULE:FREQ=DAILY;COUNT=10 EXDATE:20260109T010000Z DURATION:PT1H",
            "每日09:00至10:00；自2026年1月7日起施行；至2026年1月16日止；2026年1月9日取消",
            "every day, 09:00–10:00, from 7 January 2026 to 16 January 2026; 9 January 2026 cancelled",
        ),
        (
            "DTSTART;TZID=Europe/Berlin:20260107T100000 RRULE:FREQ=WEEKLY;COUNT=30;INTERVAL=2 DURATION:PT1H",
            "自2026年1月7日起每2周的周三10:00至11:00；至2027年2月17日止（Europe/Berlin当地时间）",
            "every 2 weeks on Wednesday, 10:00–11:00, from 7 January 2026 to 17 February 2027 (local time of Europe/Berlin)",
        ),
        (
            "DTSTART:20260107T200000Z RRULE:FREQ=MONTHLY",
            "每月7日20:00；自2026年1月7日起施行（UTC当地时间）",
            "the 7th of every month at 20:00, from 7 January 2026 (local time of UTC)",
        ),
        (
            "DTSTART:20260107T153000Z RRULE:FREQ=DAILY DURATION:PT1H",
            "每日23:30；自2026年1月7日起施行，每次60分钟",
            "every day at 23:30, from 7 January 2026, 60 minutes each",
        ),
    ],
)
def test_a_series_of_another_program_is_told_as_a_sentence(lines: str, zh: str, en: str) -> None:
    assert (tell(parse(lines)), tell(parse(lines), "en")) == (zh, en)


@pytest.mark.parametrize(
    "lines",
    [
        "DTSTART:20260107T010000Z RRULE:FREQ=HOURLY;COUNT=5",
        "DTSTART:20260107T010000Z RDATE:20260109T010000Z",
        "DTSTART;TZID=Asia/Tokyo:20260107T010000 RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3 EXRULE:FREQ=MONTHLY",
        "每月第三个星期四",
    ],
)
def test_what_no_rule_of_ours_says_stays_as_it_is_written(lines: str) -> None:
    assert tell(parse(lines)) == write(parse(lines))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from(("UTC", "Asia/Tokyo", "Asia/Kolkata", "Asia/Shanghai")),
    st.sampled_from(("DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,WE,SU", "WEEKLY;INTERVAL=2", "DAILY;INTERVAL=3", "MONTHLY")),
    st.sampled_from(("", ";COUNT=7", ";UNTIL=20261231T000000Z")),
)
def test_told_without_a_zone_it_has_the_same_dates(start: datetime, zone: str, freq: str, end: str) -> None:
    begin = f"DTSTART:{start:%Y%m%dT%H%M00}Z" if zone == "UTC" else f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M00}"
    series = parse(f"{begin}\nRRULE:FREQ={freq}{end}")
    told = tell(series)
    if "当地时间" in told:
        return
    found = parse(told)
    assert [one.start for one in found.between(*WINDOW)] == [one.start for one in series.between(*WINDOW)]
