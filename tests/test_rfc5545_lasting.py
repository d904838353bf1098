"""How long the instances of a recurrence set last: read, written, stored and expanded."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from calendars.events import last_day
from rules import Recurrence, RuleError, Span, UnreadRule, parse, write
from rules.kinds import Rfc5545
from rules.notations.rfc5545 import read_lines
from rules.rfc5545.rrule import RRule

NIGHTS = "DTSTART:20260109T220000\nDURATION:PT8H\nRRULE:FREQ=WEEKLY;COUNT=3"


def shown(recurrence: Recurrence, first: date, last: date) -> list[str]:
    return [f"{o.start} {o.end}" for o in recurrence.between(first, last)]


def test_an_instance_reaches_over_midnight_and_is_seen_on_its_last_day() -> None:
    nights = read_lines(NIGHTS)
    assert shown(nights, date(2026, 1, 17), date(2026, 1, 17)) == ["2026-01-16T22:00 2026-01-17T06:00"]
    assert last_day(nights) == date(2026, 1, 24)


def test_whole_days_last_whole_days() -> None:
    camp = read_lines("DTSTART:20260102\nDURATION:P3D\nRRULE:FREQ=WEEKLY;INTERVAL=2")
    assert shown(camp, date(2026, 1, 18), date(2026, 1, 18)) == ["2026-01-16 2026-01-18"]
    assert last_day(camp) == date.max


def test_an_end_says_the_same_as_a_duration() -> None:
    assert read_lines(NIGHTS.replace("DURATION:PT8H", "DTEND:20260110T060000")) == read_lines(NIGHTS)
    assert read_lines("DTSTART:20260102\nDTEND:20260103\nRRULE:FREQ=YEARLY").rule.kind == "yearly"


@pytest.mark.parametrize(
    "lines", [NIGHTS, "DTSTART:20260102\nDURATION:P1W\nRRULE:FREQ=MONTHLY", NIGHTS.replace("8H", "8H5M")]
)
def test_it_comes_back_from_its_words_and_from_json(lines: str) -> None:
    recurrence = read_lines(lines)
    assert parse(write(recurrence)) == recurrence
    assert Recurrence.from_json(recurrence.to_json()) == recurrence


def test_over_a_change_of_the_clocks_it_lasts_as_long() -> None:
    rule = Rfc5545(datetime(2026, 3, 7, 23), "America/New_York", (RRule.read("FREQ=DAILY;COUNT=2"),), lasts=8 * 60)
    assert shown(Recurrence(rule), date(2026, 3, 8), date(2026, 3, 9)) == [
        "2026-03-08T12:00 2026-03-08T20:00",
        "2026-03-09T11:00 2026-03-09T19:00",
    ]


def test_what_lasts_has_no_closed_form_of_single_days() -> None:
    assert read_lines(NIGHTS).rule.strides() is None


@pytest.mark.parametrize(
    "lines",
    [
        "DTSTART:20260102\nDURATION:P\nRRULE:FREQ=DAILY",
        "DTSTART:20260102\nDURATION:-P1D\nRRULE:FREQ=DAILY",
        "DTSTART:20260102\nDTEND:20260101\nRRULE:FREQ=DAILY",
        "DTSTART:20260102\nDTEND:20260102T090000\nRRULE:FREQ=DAILY",
        "DTSTART:20260102\nDTEND:20260103\nDURATION:P1D\nRRULE:FREQ=DAILY",
        "DURATION:P1D\nRRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30",
    ],
)
def test_a_length_that_is_none_is_refused_with_its_place(lines: str) -> None:
    with pytest.raises(UnreadRule) as caught:
        read_lines(lines)
    assert lines[: caught.value.start].count("\n") in (0, 1, 2)


def test_a_negative_length_is_no_rule() -> None:
    with pytest.raises(RuleError):
        Rfc5545(date(2026, 1, 1), lasts=-1)


def test_before_the_first_year_there_is_nothing_and_no_error() -> None:
    rule = Rfc5545(datetime(2026, 3, 7, 23), "America/New_York", (RRule.read("FREQ=DAILY"),))
    assert Recurrence(rule).previous(date(2020, 1, 1)) is None
    assert list(rule.spans(Span(date.min, date(1, 1, 5)), None)) == []  # type: ignore[arg-type]
