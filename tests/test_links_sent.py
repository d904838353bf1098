"""Messages bear links: those of a reminder act through the pages, and the same message has the same however often it is sent."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from calendars.access import keeping
from calendars.events import Event
from calendars.store import Store
from calendars.web import app
from rules import Message, Recurrence
from rules.kinds import Due, Monthly
from scheduler.channels import DeliveryError, Digest
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.settings import Settings

ZHANG = Recipient("张三", "zhang@example.org")
SETTINGS = Settings(recipients=(ZHANG,), base_url="https://calendar.example/feeds")
STORED = datetime(2026, 4, 1, 1, tzinfo=UTC)


class Post:
    """Keeps what is sent, or fails as often as it is told to."""

    def __init__(self, fails: int = 0) -> None:
        self.digests: list[Digest] = []
        self.fails = fails

    def send(self, message: Digest) -> None:
        self.digests.append(message)
        if len(self.digests) <= self.fails:
            raise DeliveryError(Message("later"), retry_after=timedelta(seconds=1))

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/events.sqlite3"
    with Store.open(address, create=True) as store:
        store.save([Event("aaaa", "报送统计表", "deadline", Recurrence(Due(Monthly(15))))], STORED)
    return address


def at(day: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, 9, minute, tzinfo=CHINA)


def send(store: Store, post: Post, now: datetime, settings: Settings = SETTINGS) -> None:
    remind(store, settings, now, io.StringIO(), senders={"stdout": post})


def test_the_links_of_a_message_do_what_they_say(url: str) -> None:
    post = Post()
    with Store.open(url) as store:
        send(store, post, at(8))
        [item] = post.digests[0].items
        assert [label for label, _ in item.links] == ["已完成", "我来办", "明天再提醒", "3 天后再提醒"]
        later = dict(item.links)["3 天后再提醒"]
        with TestClient(app(lambda: Store.open(url), lambda: at(8), patience=0, desk=False)) as web:
            assert web.post(later.removeprefix("https://calendar.example")).status_code == 200
        for day in (9, 10):
            send(store, post, at(day))
        assert len(post.digests) == 1
        send(store, post, at(11))
        assert len(post.digests) == 2
        assert post.digests[1].items[0].links != item.links


def test_a_message_that_is_sent_again_has_the_same_links(url: str) -> None:
    post = Post(fails=1)
    with Store.open(url) as store:
        send(store, post, at(8))
        send(store, post, at(8, 30))
        first, again = post.digests
        assert first == again
        assert b"BEGIN:VEVENT" in (first.calendar or b"")
        assert (first.unsubscribe or "").startswith("https://calendar.example/act/")
        assert "https://calendar.example/event/aaaa" in first.items[0].body
        assert all(url in first.text for _, url in first.items[0].links)


def test_without_an_address_there_are_no_links_and_no_key(url: str) -> None:
    post = Post()
    with Store.open(url) as store:
        send(store, post, at(8), replace(SETTINGS, base_url=None))
        assert post.digests[0].items[0].links == ()
        assert keeping.link_key(store) is None


def test_a_dry_run_makes_no_key(url: str) -> None:
    with Store.open(url) as store:
        remind(store, SETTINGS, at(8), io.StringIO(), dry_run=True)
        assert keeping.link_key(store) is None


def test_what_was_told_and_is_removed_is_taken_out_of_the_readers_calendar(url: str) -> None:
    post = Post()
    with Store.open(url) as store:
        send(store, post, at(8))
        store.remove("aaaa", at(8, 10))
        send(store, post, at(8, 30))
        send(store, post, at(8, 50))
    first, off = (digest.calendar or b"" for digest in post.digests)
    [uid] = [line for line in first.splitlines() if line.startswith(b"UID:")]
    assert uid in off.splitlines()
    assert b"STATUS:CANCELLED" not in first
    assert b"STATUS:CANCELLED" in off
