"""Calendars that are made to keep a reader busy: import, check and subscription answer or refuse within seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from calendars.actions import subscribe, take_in
from calendars.exchange import planned, read_file
from calendars.ical.checking import checked
from calendars.outside import Fetched
from calendars.store import Store
from calendars.store.subscribed import Subscription
from calendars.subscriptions import copy_of, held_of
from rules import YuelingError

from .test_exchange_foreign import calendar, event

NOW = datetime(2026, 4, 8, tzinfo=UTC)
SECONDS = 5.0
"""Of the processor; a machine that does other things as well takes longer by the clock."""
START = "DTSTART:20260101T000000Z\n"
MONTHS = [f"{year}{month:02d}" for year in range(2026, 2053) for month in range(1, 13)]


def instances() -> str:
    """A task that comes again, thousands of whose instances are done."""
    done = (f"{month}{day:02d}" for month in MONTHS for day in range(1, 29))
    parts = (event(f"RECURRENCE-ID;VALUE=DATE:{day}\nSTATUS:COMPLETED", kind="VTODO") for day in done)
    return "".join((event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY", kind="VTODO"), *parts))


BOMBS: dict[str, Callable[[], bytes]] = {
    "a thousand rules and a thousand that exclude": lambda: calendar(
        event(START + "RRULE:FREQ=DAILY\n" * 1000 + "EXRULE:FREQ=DAILY\n" * 1000)
    ),
    "many events of many rules": lambda: calendar(
        *(event(START + "RRULE:FREQ=DAILY\n" * 10 + "EXRULE:FREQ=DAILY;COUNT=9\n" * 10, str(n)) for n in range(500))
    ),
    "empty lines": lambda: b"BEGIN:VCALENDAR\n" + b"\n" * (10 * 1024 * 1024 - 60) + b"END:VCALENDAR\n",
    "ten thousand endless events": lambda: calendar(
        *(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY", str(n)) for n in range(10_000))
    ),
    "thousands of instances that are done": lambda: calendar(instances()),
    "a hundred megabytes": lambda: calendar(event(f"{START}DESCRIPTION:{'x' * 100 * 1024 * 1024}")),
}


def imported(data: bytes) -> None:
    with Store.open("sqlite://") as store:
        begun = time.process_time()
        plan = planned(read_file(data), store.events())
        take_in(store, plan.events, NOW, gone=plan.gone, progress=plan.progress)
        assert time.process_time() - begun < SECONDS


def judged(data: bytes) -> None:
    begun = time.process_time()
    checked("x.ics", data)
    assert time.process_time() - begun < SECONDS


def followed(data: bytes) -> None:
    with Store.open("sqlite://") as store:
        begun = time.process_time()
        copy = copy_of(Fetched(200, data, "text/calendar", "", "", "https://x.example/a.ics"))
        one = copy.at(Subscription("x", "https://x.example/a.ics"))
        subscribe(store, one, held_of(copy, one), NOW)
        assert time.process_time() - begun < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("way", [imported, judged, followed])
@pytest.mark.parametrize("name", BOMBS)
def test_a_calendar_that_keeps_a_reader_busy_is_answered_or_refused(name: str, way: Callable[[bytes], None]) -> None:
    data = BOMBS[name]()
    begun = time.process_time()
    with suppress(YuelingError):  # a refusal is an answer
        way(data)
    assert time.process_time() - begun < SECONDS + 2, "the database that is made for it takes its time too"
