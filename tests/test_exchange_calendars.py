"""Other programs' calendars: each file in `exchange/` gives exactly the instances beside it, and another reader sees them too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.events import Event, agenda
from calendars.exchange import read_file
from rules import Span

FOLDER = Path(__file__).parent / "exchange"
FILES = sorted(FOLDER.glob("*.ics"), key=lambda path: path.stem)
YEARS = Span(date(2026, 1, 1), date(2028, 12, 31))
SHANGHAI = ZoneInfo("Asia/Shanghai")
OTHERS = {
    "cancelled_instance": "it shows what is called off",
    "exrule": "it does not know EXRULE",
    "lunar_new_year": "it does not know RSCALE",
}
"""Files that the other reader reads otherwise, and why."""


def events_of(data: bytes) -> list[Event]:
    """The events of a file of which none is refused."""
    found = read_file(data)
    assert [each.error for each in found if each.error] == []
    return [each.event for each in found if each.event]


def shown(events: list[Event], window: Span = YEARS) -> list[str]:
    """The instances of the window, each a line: from, until, title."""
    return [f"{e.occurrence.start} {e.occurrence.end} {e.event.title}" for e in agenda(events, window)]


def seen_by_others(data: bytes, window: Span = YEARS) -> list[str]:
    """The same as recurring-ical-events has it."""
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(window.first, window.last + timedelta(1))
    return sorted(f"{_from_until(each['DTSTART'].dt, each.get('DTEND'))} {each['SUMMARY']}" for each in found)


def _from_until(start: Any, end: Any) -> str:
    until = end.dt if end else start
    if not isinstance(start, datetime):
        return f"{start} {max(until - timedelta(1), start)}"
    begin, done = (at.replace(tzinfo=at.tzinfo or SHANGHAI).astimezone(SHANGHAI) for at in (start, until))
    said = f"{begin:%Y-%m-%dT%H:%M} "
    if done == begin:
        return f"{said}{begin.date()}"
    return f"{said}{done - timedelta(1):%Y-%m-%d}T24:00" if done.time() == time() else f"{said}{done:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_a_file_gives_exactly_its_instances(file: Path) -> None:
    assert shown(events_of(file.read_bytes())) == file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", [file for file in FILES if file.stem not in OTHERS], ids=lambda path: path.stem)
def test_another_reader_of_instances_sees_the_same(file: Path) -> None:
    data = file.read_bytes()
    assert sorted(shown(events_of(data))) == seen_by_others(data)


def test_what_a_kind_of_ours_says_becomes_that_kind() -> None:
    kinds = {
        "yearly": "yearly", "yearly_run": "yearly", "monthly_31": "monthly", "second_friday": "nth-weekday",
        "weekly_meeting": "weekly", "until_in_utc": "periodic", "lunar_new_year": "lunar", "meeting": "fixed",
        "summer_time_new_york": "rfc5545", "hourly": "rfc5545",
    }  # fmt: skip
    for name, kind in kinds.items():
        (event,) = events_of((FOLDER / f"{name}.ics").read_bytes())
        assert event.recurrence.rule.kind == kind, name


def test_a_change_from_then_on_is_a_later_version_of_the_same_event() -> None:
    (event,) = events_of((FOLDER / "changed_twice.ics").read_bytes())
    second = event.recurrence.then
    assert second
    assert second.then
    assert (second.since, second.then.since) == (date(2026, 1, 19), date(2026, 2, 3))


def test_an_instance_that_is_told_otherwise_is_an_event_of_its_own() -> None:
    first, second = events_of((FOLDER / "told_otherwise.ics").read_bytes())
    assert first.recurrence.without == (date(2026, 1, 12),)
    assert second.title == "周会（扩大）"
    assert first.uid != second.uid
    assert first.origin
    assert second.origin
    assert first.origin.uid == second.origin.uid == "1@example.org"


# Random calendars, with the other reader as the oracle.

LONG = Span(date(2025, 1, 1), date(2060, 12, 31))
"""Wide enough for every instance, in whatever zone its days are counted."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC", ""])
some_days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True).map(",".join)
monthdays = st.lists(st.integers(1, 31) | st.integers(-3, -1), min_size=1, max_size=3, unique=True)
by_parts = st.one_of(
    st.just("FREQ=DAILY"),
    st.just("FREQ=WEEKLY"),
    some_days.map(lambda days: f"FREQ=WEEKLY;BYDAY={days}"),
    monthdays.map(lambda days: f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"),
    st.tuples(st.sampled_from([-1, 1, 2, 5]), st.sampled_from(WEEKDAYS)).map(
        lambda nth: f"FREQ=MONTHLY;BYDAY={nth[0]}{nth[1]}"
    ),
    st.tuples(st.integers(1, 12), st.integers(1, 28)).map(
        lambda day: f"FREQ=YEARLY;BYMONTH={day[0]};BYMONTHDAY={day[1]}"
    ),
)


@st.composite
def calendars(draw: st.DrawFn) -> bytes:
    """A calendar with one repeating event: rule, zone, exclusions, additions and moved instances at random."""
    zone, rule = draw(zones), draw(by_parts)
    first = draw(st.dates(date(2026, 1, 1), date(2026, 6, 30)))
    # Not over a change of the clocks: RFC 5545 wants the exact duration then, and the other reader takes the clocks'.
    steady = zone in ("Asia/Shanghai", "UTC", "")
    hour = draw(st.integers(0, 23) if steady else st.integers(4, 20))
    start = datetime.combine(first, time(hour, draw(st.sampled_from([0, 30]))))
    lasts = timedelta(hours=draw(st.sampled_from([1, 3, 26] if steady else [1, 3])))
    rule += f";INTERVAL={draw(st.integers(1, 3))};COUNT={draw(st.integers(2, 8))}"
    lines = [_times("DTSTART", zone, start), _times("DTEND", zone, start + lasts), f"RRULE:{rule}", "SUMMARY:x"]
    plain = seen_by_others(_calendar([_event(lines)]), LONG)
    begins = sorted(
        datetime.fromisoformat(line.split()[0]) if zone else date.fromisoformat(line[:10]) for line in plain
    )
    out = draw(st.lists(st.sampled_from(begins), max_size=2, unique=True)) if len(begins) > 2 else []
    lines += [_single("EXDATE", zone, moment) for moment in out]
    if draw(st.booleans()):
        lines.append(_times("RDATE", zone, start + timedelta(draw(st.integers(1, 300)))))
    stay = [moment for moment in begins if moment not in out]
    moved = draw(st.lists(st.sampled_from(stay), max_size=2, unique=True)) if stay else []
    others = []
    for moment in moved:
        there = datetime.combine(moment, time(7)) if isinstance(moment, datetime) else moment
        there += timedelta(draw(st.integers(400, 800)))
        end = there + (timedelta(hours=2) if zone else timedelta(1))
        words = [_single("RECURRENCE-ID", zone, moment), _single("DTSTART", zone, there), _single("DTEND", zone, end)]
        others.append(_event([*words, "SUMMARY:x"]))
    return _calendar([_event(lines), *others])


def _times(name: str, zone: str, at: datetime) -> str:
    if not zone:
        day = at.date() if name != "DTEND" else at.date() + timedelta(1)
        return f"{name};VALUE=DATE:{day:%Y%m%d}"
    return f"{name}:{at:%Y%m%dT%H%M%S}Z" if zone == "UTC" else f"{name};TZID={zone}:{at:%Y%m%dT%H%M%S}"


def _single(name: str, zone: str, at: date) -> str:
    """A day, or a moment of Asia/Shanghai in UTC."""
    if not isinstance(at, datetime):
        return f"{name};VALUE=DATE:{at:%Y%m%d}"
    return f"{name}:{at.replace(tzinfo=SHANGHAI).astimezone(UTC):%Y%m%dT%H%M%S}Z"


def _event(lines: list[str]) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def _calendar(events: list[str]) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", ""]).encode()


@settings(max_examples=200, deadline=None)
@given(data=calendars())
def test_random_calendars_give_the_instances_that_another_reader_sees(data: bytes) -> None:
    assert sorted(shown(events_of(data), LONG)) == seen_by_others(data, LONG)
