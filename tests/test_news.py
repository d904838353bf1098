"""What those hear who were told before: moves in spite of a snooze, what is on again, and in which numbers calendars count."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from calendars.actions import cancel_one, edit, remove, undo
from calendars.actions.duties import snooze
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
from tests.test_cli import Run, added
from tests.test_cli import run as run_cli
from tests.test_jobs import Inbox

__all__ = ["run_cli"]

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


# -- at once ----------------------------------------------------------------------------------------------------------


def test_who_heard_that_nothing_is_to_be_done_hears_at_once_that_it_is_on_again(store: Store) -> None:
    store.save([event()], at(1, 1))
    assert run(store, at(4, 9))[0].sent == 1
    remove(store, "aaaa", at(4, 9, 10))
    assert run(store, at(4, 9, 11))[0].sent == 1
    undo(store, at(4, 9, 12))
    report, text = run(store, at(4, 9, 13))
    assert (report.sent, report.late) == (1, 0)
    assert "on again: due 15 April" in text
    assert "late" not in text
    assert [run(store, at(4, day))[0].sent for day in (10, 11)] == [0, 0]


def test_what_is_on_again_before_any_lead_has_come_is_said_all_the_same(store: Store) -> None:
    store.save([event()], at(1, 1))
    run(store, at(4, 8))
    edit(store, "aaaa", at(4, 8, 10), status="cancelled")
    assert run(store, at(4, 8, 11))[0].sent == 1
    edit(store, "aaaa", at(4, 8, 12), status="confirmed", recurrence=recurrence("2026年9月15日前"))
    report, text = run(store, at(4, 8, 13))
    assert report.sent == 1
    assert "on again: due 15 September" in text


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("2026年4月8日9:00", "at 09:00 (today, this hour is over)"),
        ("2026年4月8日9:00-12:00", "at 09:00–12:00 (today, it has begun)"),
        ("2026年4月8日11:00", "at 11:00 (today)"),
    ],
)
def test_a_meeting_that_moved_to_an_hour_that_is_over_says_so(store: Store, rule: str, said: str) -> None:
    store.save([event("2026年4月8日15:00", "event")], at(1, 1))
    run(store, at(4, 8, 8))
    edit(store, "aaaa", at(4, 8, 10, 9), recurrence=recurrence(rule))
    assert said in run(store, at(4, 8, 10, 10))[1]


# -- a snooze ---------------------------------------------------------------------------------------------------------


def test_a_move_ends_a_snooze_and_is_told_at_once(store: Store) -> None:
    store.save([event("2026年12月8日前")], at(1, 1))
    assert run(store, at(12, 1))[0].sent == 1
    snooze(store, "aaaa", date(2026, 12, 8), date(2026, 12, 7), at(12, 1, 10), reader="甲")
    outcome = edit(store, "aaaa", at(12, 1, 11), recurrence=recurrence("2026年12月4日前"))
    assert [one.reader for one in outcome.woken] == ["甲"]
    assert store.duty_states() == {}
    assert "moved: due 4 December" in run(store, at(12, 1, 12))[1]
    assert [run(store, at(12, day))[0].sent for day in (3, 4)] == [1, 1], "the leads of the new day come"
    undo(store, at(12, 4, 10))
    assert len(store.duty_states()["aaaa"].snoozes) == 1


def test_a_snooze_stays_where_the_day_does_and_keeps_no_news_back(store: Store) -> None:
    store.save([event("2026年12月8日前")], at(1, 1))
    run(store, at(12, 1))
    snooze(store, "aaaa", date(2026, 12, 8), date(2026, 12, 7), at(12, 1, 10))
    assert edit(store, "aaaa", at(12, 1, 11), place="三楼").woken == ()
    assert "place changed" in run(store, at(12, 1, 12))[1]
    assert [run(store, at(12, day))[0].sent for day in (2, 5, 7)] == [0, 0, 1]


# -- what the answer says ---------------------------------------------------------------------------------------------


def test_the_answer_to_an_edit_says_who_hears_of_it_and_that_a_snooze_ended(run_cli: Run) -> None:
    def passes(hour: int) -> int:
        with Store.open(os.environ["YUELING_DB"]) as opened:
            return remind(opened, ONE, at(4, 8, hour), io.StringIO()).sent

    uid = added(run_cli, "4月15日前 交统计")
    assert "不会提醒" in run_cli("edit", uid, "--date", "2026-03-25").out
    run_cli("undo", "--yes")
    assert passes(9) == 1
    assert run_cli("snooze", uid, "--until", "2d", "--for", "甲").code == 0
    moved = run_cli("edit", uid, "--date", "4月12日")
    assert "按新日期提醒" in moved.err
    past = run_cli("edit", uid, "--date", "2026-03-25")
    assert "收到改期通知" in past.out
    assert passes(10) == 1
    assert "收到改期通知" not in run_cli("edit", uid, "--date", "2026-03-26").out
