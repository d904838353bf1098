"""One date of an event takes place at another time, and nothing of it is lost: how long it lasts, its time, which one it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from calendars.events import Event
from calendars.one_line_event import read_event
from calendars.single import (
    SeveralOccasions,
    as_long,
    cancelled,
    moved,
    occasion,
    on_day,
    read_time,
    unkept,
)
from rules import RECKONING, Clock, Span, YuelingError, parse, write

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("line", "move", "rule"),
    [
        ("2026年12月18日14:30至17:00 理事会", "上午9点", "2026年12月20日09:00至11:30"),
        ("2026年12月15日至17日 培训", None, "2026年12月20日至23日"),
        ("2026年12月15日前 报送", "上午9点", "2026年12月20日09:00前"),
    ],
)
def test_another_date_keeps_what_the_single_date_was_moved_to(line: str, move: str | None, rule: str) -> None:
    event = read_event(line, TODAY).event
    day = event.recurrence.upcoming(TODAY, 1)[0].span.first
    words = move or "2026年12月16日至19日"
    moved_to = moved_by(event, day, words)
    assert write(on_day(moved_to, date(2026, 12, 20))) == rule


def moved_by(event: Event, day: date, words: str) -> Event:
    """The event whose occurrence of the day takes place as the words say."""
    told = read_time(words, TODAY, day)
    span, clock = as_long(event, day, None if told.alone else told.span, told.clock, RECKONING)
    return replace(event, recurrence=moved(event, day, span, clock, RECKONING))


@pytest.mark.parametrize(
    ("line", "words", "start", "end"),
    [
        ("2026年12月18日14:00至17:00 会", "12月20日上午9点", "2026-12-20T09:00", "2026-12-20T12:00"),
        ("2026年12月18日14:00至17:00 会", "12月20日", "2026-12-20T14:00", "2026-12-20T17:00"),
        ("2026年12月18日14:00至17:00 会", "12月20日9点至10点", "2026-12-20T09:00", "2026-12-20T10:00"),
        ("2026年12月18日14:00至17:00 会", "21:00", "2026-12-18T21:00", "2026-12-18T24:00"),
        ("2026年12月18日14:00至17:00 会", "22:00", "2026-12-18T22:00", "2026-12-19T01:00"),
        ("2026年12月18日22:00至次日2:00 会", "12月20日20:00", "2026-12-20T20:00", "2026-12-20T24:00"),
        ("2026年12月18日14:00 会", "12月20日9:00", "2026-12-20T09:00", "2026-12-20"),
        ("2026年12月18日 会", "12月20日9:00", "2026-12-20T09:00", "2026-12-20"),
        ("2026年12月18日至24日 周", "12月20日", "2026-12-20", "2026-12-26"),
        ("2026年12月18日至24日 周", "12月20日至22日", "2026-12-20", "2026-12-22"),
        ("2026年12月18日至24日 周", "1月5日9点", "2027-01-05T09:00", "2027-01-11"),
        ("2026年12月18日前 报送", "12月20日上午10点", "2026-12-20", "2026-12-20T10:00"),
        ("2026年12月18日17:00前 报送", "12月20日上午10点", "2026-12-20", "2026-12-20T10:00"),
        ("2026年12月18日17:00前 报送", "12月20日", "2026-12-20", "2026-12-20T17:00"),
        ("每周五14:00至15:30 例会", "12月20日上午9点", "2026-12-20T09:00", "2026-12-20T10:30"),
    ],
)
def test_what_is_moved_lasts_as_long_unless_the_words_give_an_end(line: str, words: str, start: str, end: str) -> None:
    day = date(2026, 12, 18)
    event = moved_by(read_event(line, TODAY).event, day, words)
    (found,) = event.recurrence.between(date.fromisoformat(start[:10]), date.fromisoformat(start[:10]))
    assert (found.start, found.end) == (start, end)
    assert parse(write(event.recurrence)) == event.recurrence


def test_the_time_that_a_move_gave_outlives_the_next_move() -> None:
    event = moved_by(read_event("每周五14:00至15:30 例会", TODAY).event, date(2026, 12, 18), "12月19日上午9点")
    event = moved_by(event, date(2026, 12, 19), "12月20日")
    (found,) = event.recurrence.between(date(2026, 12, 20), date(2026, 12, 20))
    assert (found.start, found.end) == ("2026-12-20T09:00", "2026-12-20T10:30")
    back = moved_by(event, date(2026, 12, 20), "12月18日14:00至15:30")
    assert back.recurrence == parse("每周五14:00至15:30")


def test_of_two_on_a_day_its_own_one_is_meant_and_the_moved_one_is_called_by_its_old_day() -> None:
    event = moved_by(read_event("每周一上午9点 例会", TODAY).event, date(2026, 12, 7), "12月14日下午2点")
    own, other = occasion(event, date(2026, 12, 14), RECKONING), occasion(event, date(2026, 12, 7), RECKONING)
    assert (own.first, own.move, own.beside) == (date(2026, 12, 14), None, (date(2026, 12, 7),))
    assert (other.first, other.span, other.beside) == (date(2026, 12, 7), Span.of(date(2026, 12, 14)), ())
    left = cancelled(event, date(2026, 12, 14), RECKONING).between(date(2026, 12, 7), date(2026, 12, 14))
    assert [o.start for o in left] == ["2026-12-14T14:00"]
    left = cancelled(event, date(2026, 12, 7), RECKONING).between(date(2026, 12, 7), date(2026, 12, 14))
    assert [o.start for o in left] == ["2026-12-14T09:00"]
    twice = moved_by(moved_by(event, date(2026, 12, 7), "12月16日"), date(2026, 12, 14), "12月16日")
    with pytest.raises(SeveralOccasions, match="2026-12-07, 2026-12-14"):
        occasion(twice, date(2026, 12, 16), RECKONING)


def test_an_added_date_may_have_a_time_of_its_own() -> None:
    event = read_event("每周一上午9点 例会", TODAY).event
    event = replace(event, recurrence=replace(event.recurrence, extra=(Span.of(date(2026, 12, 9)),)))
    event = moved_by(event, date(2026, 12, 9), "12月10日下午3点")
    (found,) = event.recurrence.between(date(2026, 12, 9), date(2026, 12, 10))
    assert found.start == "2026-12-10T15:00"


@pytest.mark.parametrize("words", ["每周二", "每月5日", "12月5日、8日", "12月18日（周四）", "会议前3天"])
def test_words_of_no_single_time_move_nothing(words: str) -> None:
    with pytest.raises(YuelingError):
        read_time(words, TODAY, date(2026, 12, 14))


def test_a_part_of_the_day_without_a_time_is_told() -> None:
    plain, late = (read_event(line, TODAY).event for line in ("每周五 例会", "每周五下午 例会"))
    told = read_time("12月20日上午", TODAY)
    for event, clock, said in (
        (plain, None, "not stored"),
        (plain, Clock(14 * 60, 17 * 60), "14:00–17:00"),
        (late, None, "stays in the afternoon"),
    ):
        assert said in str(unkept("12月20日上午", told, event, clock))
    assert unkept("12月20日", read_time("12月20日", TODAY), plain, None) is None
    assert unkept("12月20日下午", read_time("12月20日下午", TODAY), late, None) is None
