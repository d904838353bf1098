"""cron's five fields mean what crontab(5) says, as a rule of our own where its words would give one."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

import rules
from rules import Clock, UnreadRule, parse
from rules.kinds import Rfc5545
from rules.notations.cron import is_cron, read_cron


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("0 9 * * 1", "每周一9:00"),
        ("0 9 * * mon", "every Monday at 9:00"),
        ("30 17 * * 1-5", "每周一至周五17:30"),
        ("0 9 * * fri-sun", "每周五至周日9:00"),
        ("0 9 * * 0", "每周日9:00"),
        ("0 9 * * 7", "每周日9:00"),
        ("0 9 10 * *", "每月10日9:00"),
        ("0 9 L * *", "每月最后一日9:00"),
        ("0 9 30 5 *", "每年5月30日9:00"),
        ("0 9 30 may *", "每年5月30日9:00"),
        ("0 9 * * 5#3", "每月第三个星期五9:00"),
        ("0 9 * * 5L", "每月最后一个星期五9:00"),
        ("0 9 * 5 sun#2", "每年5月第二个星期日9:00"),
        ("0 9 * * *", "每天9:00"),
        ("0 9 ? * *", "每天9:00"),
        ("0 9 1,15 * *", "每月1日、15日9:00"),
        ("@daily", "每天0:00"),
        ("@yearly", "每年1月1日0:00"),
        ("@monthly", "每月1日0:00"),
        ("@weekly", "每周日0:00"),
    ],
)
def test_what_takes_place_once_a_day_is_the_rule_that_its_words_give(fields: str, words: str) -> None:
    assert parse(fields) == parse(words)


@pytest.mark.parametrize("text", ["5 30 9", "9 5 30 1 2026", "5月30日 9:00", "1 2 3", "2026 05 30", "5·30", "0930", "*", "5/6",
                                  "mon tue wed thu fri", "9 30 to 10 30", "30 5 2026 9 0"])  # fmt: skip
def test_other_texts_are_not_taken_for_cron(text: str) -> None:
    assert not is_cron(text)


@pytest.mark.parametrize(
    "text", ["0 9 * * 1", "0 9 * *", "61 9 * * *", "0 9 1 1 1", "@weekly", "@never", "*/5 * * * *"]
)
def test_what_means_to_be_cron_is_read_as_cron(text: str) -> None:
    assert is_cron(text)


def fires(text: str, moment: datetime) -> bool:
    """Whether crontab(5) runs its line at the minute, asked field by field; numbers, lists, ranges, steps and stars alone."""

    def passes(field: str, value: int, low: int, high: int) -> bool:
        for part in field.split(","):
            span, _, step = part.partition("/")
            first, last = (low, high) if span == "*" else (int(span.split("-")[0]), int(span.split("-")[-1]))
            last = high if step and span != "*" and "-" not in span else last
            if first <= value <= last and (value - first) % int(step or 1) == 0:
                return True
        return False

    minute, hour, day, month, weekday = text.split()
    in_week = passes(weekday, moment.isoweekday() % 7, 0, 7) or passes(weekday, moment.isoweekday(), 0, 7)
    in_month = passes(day, moment.day, 1, 31)
    either = in_month and in_week if "*" in (day[0], weekday[0]) else in_month or in_week
    return (
        passes(minute, moment.minute, 0, 59)
        and passes(hour, moment.hour, 0, 23)
        and passes(month, moment.month, 1, 12)
        and either
    )


def some_fields(rng: random.Random) -> str:
    """Five fields that fire now and then."""
    minute = rng.choice(["0", "30", "*/20", "0,45", "5-7", "10/25"])
    hour = rng.choice(["9", "*/6", "8-18/5", "0,23", "*"])
    day = rng.choice(["*", "*", "1", "31", "1,15", "*/10", "10-12", "28-31/2"])
    month = rng.choice(["*", "*", "2", "1-6", "3,9", "*/5"])
    return f"{minute} {hour} {day} {month} {rng.choice(['*', '*', '1', '1-5', '0', '7', '5,6', '*/3'])}"


@pytest.mark.parametrize("seed", range(20))
def test_it_fires_in_the_minutes_of_crontab(seed: int) -> None:
    rng = random.Random(seed)
    text = some_fields(rng)
    day = date(2026, 1, 1) + timedelta(rng.randrange(700))
    found = {o.moment for o in parse(text).between(day, day + timedelta(12))}
    minutes = (datetime(day.year, day.month, day.day) + timedelta(0, 60 * n) for n in range(13 * 1440))
    assert found == {moment for moment in minutes if fires(text, moment)}, text


def test_several_times_a_day_are_rules_of_rfc5545() -> None:
    rule = parse("*/15 8-18 1,15 * mon-fri").rule
    assert isinstance(rule, Rfc5545)
    assert [part.write() for part in rule.rules] == [
        "FREQ=DAILY;BYMONTHDAY=1,15;BYHOUR=8,9,10,11,12,13,14,15,16,17,18;BYMINUTE=0,15,30,45",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8,9,10,11,12,13,14,15,16,17,18;BYMINUTE=0,15,30,45",
    ]


def test_a_numbered_weekday_keeps_its_times() -> None:
    third = parse("0 9,17 * * 5#3").upcoming(date(2026, 11, 1), 2)
    assert [o.start for o in third] == ["2026-11-20T09:00", "2026-11-20T17:00"]


def test_midnight_is_the_beginning_of_the_day() -> None:
    assert parse("@weekly").clock == Clock(0)


@pytest.mark.parametrize(
    "text", ["0 9 * * 1", "0 9 1,15 * 5L", "*/15 8-18 1,15 * mon-fri", "0 9 1 7 1", "0 0 31 2-4 *"]
)
def test_the_rule_is_written_in_words_that_read_back(text: str) -> None:
    rule = read_cron(text)
    assert [parse(rules.write(rule, lang)) for lang in ("zh", "en")] == [rule, rule]


@pytest.mark.parametrize(
    ("text", "place", "said", "remedy"),
    [
        ("60 9 * * *", "60", "the minute cannot be “60”", "0 to 59"),
        ("0 24 * * *", "24", "the hour cannot be “24”", "0 to 23"),
        ("0 9 32 * *", "32", "the day of the month cannot be “32”", "1 to 31"),
        ("0 9 * 13 *", "13", "the month cannot be “13”", "1 to 12"),
        ("0 9 * * 8", "8", "the weekday cannot be “8”", "0 to 7"),
        ("0 9 * * mno", "mno", "the weekday cannot be “mno”", "sun, mon"),
        ("0 9 15W * *", "15W", "the day of the month cannot be “15W”", "每月15日，遇节假日就近调整"),
        ("0 9 LW * *", "LW", "the day of the month cannot be “LW”", "每月最后一个工作日"),
        ("0 9 L-3 * *", "L-3", "the day of the month cannot be “L-3”", "每月倒数第4日"),
        ("0 18-8 * * *", "18-8", "18-8 goes backwards", "18-23,0-8"),
        ("0 */0 * * *", "*/0", "“0” is no step", "*/15"),
        ("0 9,,10 * * *", ",", "the hour cannot be “”", "0 to 23"),
        ("0 9 * *", "0 9 * *", "five fields, and here are 4", "0 9 * * 1"),
        ("0 0 9 * * 1", "1", "five fields, and here are 6", "0 9 * * 1"),
        ("@reboot", "@reboot", "names no dates", "@yearly"),
    ],
)
def test_what_is_no_field_is_refused_with_its_place(text: str, place: str, said: str, remedy: str) -> None:
    with pytest.raises(UnreadRule) as caught:
        parse(text)
    error = caught.value
    assert error.text[error.start : error.end] == place
    assert said in error.said.say()
    assert error.remedy
    assert remedy in error.remedy.say()
