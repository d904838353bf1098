"""What those hear who were told before: moves in spite of a snooze, what is on again, and in which numbers calendars count."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from calendars.actions import cancel_one, edit, remove, undo
from calendars.events import Event
from calendars.store import Store
from rules import Message, Recurrence, parse
from scheduler.channels import DeliveryError, Digest
from scheduler.channels.webhook import payload
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.settings import Settings
from tests.test_jobs import Inbox

ONE = Settings(recipients=(Recipient("甲"),))


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def event(rule: str = "2026年4月15日前", kind: str = "deadline", **more: Any) -> Event:
    return replace(Event("aaaa", "交统计", kind, recurrence(rule)), **more)


def recurrence(text: str) -> Recurrence:
    return parse(text)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def run(store: Store, now: datetime, whom: Settings = ONE, **more: Any) -> tuple[Report, str]:
    out = io.StringIO()
    report = remind(store, whom, now, out, lang="en", **more)
    return report, out.getvalue()


def sent(store: Store, now: datetime, inbox: Inbox, **more: Any) -> list[Digest]:
    """What one pass sends."""
    before = len(inbox.digests)
    remind(store, ONE, now, io.StringIO(), lang="en", senders={"stdout": inbox}, **more)
    return inbox.digests[before:]


def sequences(digests: list[Digest]) -> list[int]:
    """The number that each calendar of a digest bears."""
    return [int(found) for one in digests for found in re.findall(rb"SEQUENCE:(\d+)", one.calendar or b"")]


# -- calendars count up -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["cancel", "remove"])
def test_what_is_on_again_has_a_greater_number_than_what_called_it_off(store: Store, way: str) -> None:
    rule = "每月15日"
    store.save([event(rule, "event")], at(1, 1))
    inbox, found = Inbox(), list[int]()
    for turn in range(3):
        found += sequences(sent(store, at(4, 14, 9 + turn), inbox))
        if way == "cancel":
            cancel_one(store, "aaaa", date(2026, 4, 15), at(4, 14, 9 + turn, 10))
        else:
            remove(store, "aaaa", at(4, 14, 9 + turn, 10))
        found += sequences(sent(store, at(4, 14, 9 + turn, 20), inbox))
        undo(store, at(4, 14, 9 + turn, 30))
    assert len(found) == 6
    assert found == sorted(set(found)), "each is greater than the one before"


# -- the same words for the same message ------------------------------------------------------------------------------


def test_a_message_that_is_tried_again_is_the_same_to_the_octet(store: Store) -> None:
    store.save([event()], at(1, 1))
    inbox, tried = Inbox(), list[bytes]()

    def refuses(digest: Digest) -> DeliveryError:
        tried.append(payload(digest))
        return DeliveryError(Message("no"))

    inbox.answer = refuses
    for minute in (0, 30, 59):
        remind(store, ONE, at(4, 8, 9, minute), io.StringIO(), senders={"stdout": inbox})
    assert len(tried) == 3
    assert len(set(tried)) == 1
