"""The weekly message goes out once a week to each who wants it, through the outbox: never lost, never twice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from calendars.actions import complete, stop
from calendars.events import Event, Lead
from calendars.people import Quiet, Wishes
from calendars.store import Store
from rules import Message, Recurrence, parse
from rules.kinds import Due, Fixed
from scheduler.channels import DeliveryError, Digest
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.settings import Settings

BOSS = Recipient("主任")
DAY = date(2026, 4, 20)


class Post:
    """Keeps what is sent; while it is down nothing reaches it."""

    def __init__(self) -> None:
        self.digests: list[Digest] = []
        self.down = False

    def send(self, message: Digest) -> None:
        if self.down:
            raise DeliveryError(Message("down"), reached=False)
        self.digests.append(message)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save(
            [Event("aaaa", "报送总结", "deadline", Recurrence(Due(Fixed(DAY, DAY))), leads=(Lead(7),))],
            datetime(2026, 4, 1, tzinfo=UTC),
        )
        yield opened


def run(store: Store, post: Post, day: int, weekday: str = "mon") -> list[str]:
    """The subjects of what is sent in a run of that day of April."""
    before = len(post.digests)
    now = datetime(2026, 4, day, 9, tzinfo=CHINA)
    settings = Settings(recipients=(replace(BOSS, wishes=Wishes(summary=weekday)),))
    remind(store, settings, now, io.StringIO(), senders={"stdout": post})
    return [digest.subject for digest in post.digests[before:]]


def test_it_goes_out_once_a_week_on_its_day(store: Store) -> None:
    post = Post()
    sent = {day: run(store, post, day, "wed") for day in range(6, 13)}
    assert {day: len(subjects) for day, subjects in sent.items()} == {6: 0, 7: 0, 8: 1, 9: 0, 10: 0, 11: 0, 12: 0}
    assert sent[8] == ["[月令] 待办事项：逾期 0 项，本周到期 0 项"]
    assert "此后（1）\n- 4月20日 报送总结" in post.digests[0].text


def test_a_day_without_a_run_loses_none(store: Store) -> None:
    post = Post()
    assert len(run(store, post, 10)) == 1
    assert run(store, post, 11) == []
    assert len(run(store, post, 14)) >= 1


def test_it_stands_beside_the_reminders_of_the_day(store: Store) -> None:
    post = Post()
    subjects = run(store, post, 13)
    assert len(subjects) == 2
    assert sum(subject.startswith("[月令] 待办事项") for subject in subjects) == 1
    assert run(store, post, 13) == []


def test_what_was_down_is_sent_once_it_is_up_and_one_of_last_week_is_not(store: Store) -> None:
    post = Post()
    post.down = True
    assert run(store, post, 6) == []
    assert run(store, post, 7) == []
    post.down = False
    assert len(run(store, post, 8)) == 1
    post.down = True
    assert run(store, post, 13) == []
    post.down = False
    subjects = run(store, post, 20)
    assert sum(subject.startswith("[月令] 待办事项") for subject in subjects) == 1


def test_who_ended_his_messages_gets_none(store: Store) -> None:
    stop(store, BOSS.id, BOSS.channel, datetime(2026, 4, 5, tzinfo=UTC))
    assert run(store, Post(), 6) == []


def test_it_keeps_no_reminder_of_the_day_waiting(store: Store) -> None:
    post = Post()
    assert len(run(store, post, 6)) == 1
    later = Event("bbbb", "报送名单", "deadline", Recurrence(Due(Fixed(date(2026, 4, 13), date(2026, 4, 13)))))
    store.save([later], datetime(2026, 4, 6, 2, tzinfo=UTC))
    assert len(run(store, post, 6)) == 1


def test_a_service_keeps_to_the_hour_and_each_bears_how_to_end_it(store: Store) -> None:
    post, wishes = Post(), Wishes(summary="mon", at=time(10))
    settings = Settings(recipients=(replace(BOSS, wishes=wishes),), base_url="https://calendar.example/feeds")
    for hour, count in ((0, 0), (9, 0), (10, 1), (11, 1)):
        now = datetime(2026, 4, 6, hour, 1, tzinfo=CHINA)
        remind(store, settings, now, io.StringIO(), by_minute=True, senders={"stdout": post})
        assert len(post.digests) == count, hour
    assert (post.digests[0].unsubscribe or "").startswith("https://calendar.example/act/")


def test_it_names_what_was_done_in_the_seven_days_before(store: Store) -> None:
    due = date(2026, 4, 10)
    for day in (5, 6):
        now = datetime(2026, 4, day, 1, tzinfo=UTC)
        store.save([Event(f"done{day}", f"第{day}日办结", "deadline", Recurrence(Due(Fixed(due, due))))], now)
        complete(store, f"done{day}", due, now)
    post = Post()
    run(store, post, 13)
    (weekly,) = (digest for digest in post.digests if digest.subject.startswith("[月令] 待办事项"))
    assert ("第5日办结" in weekly.text, "第6日办结" in weekly.text) == (False, True)


def test_a_dry_run_shows_it_and_sends_nothing(store: Store) -> None:
    settings, now = (
        Settings(recipients=(replace(BOSS, wishes=Wishes(summary="mon")),)),
        datetime(2026, 4, 6, 9, tzinfo=CHINA),
    )
    for before in (True, False):
        out = io.StringIO()
        remind(store, settings, now, out, dry_run=True)
        assert ("待办事项：逾期 0 项" in out.getvalue()) == before
        assert len(run(store, Post(), 6)) == before


def test_one_that_cannot_go_out_is_written_once_and_stays_as_it_was_written(store: Store) -> None:
    post = Post()
    post.down = True
    assert [run(store, post, day) for day in (6, 7, 8)] == [[], [], []]
    texts = "SELECT text FROM messages WHERE org = this_org() AND state = 'pending'"
    [(text,)] = store.ask(texts, {})
    store.save(
        [Event("bbbb", "报送名单", "deadline", Recurrence(Due(Fixed(DAY, DAY))), leads=())],
        datetime(2026, 4, 8, tzinfo=UTC),
    )
    post.down = False
    assert len(run(store, post, 9)) == 1
    assert post.digests[0].written.astimezone(CHINA).day == 6
    assert post.digests[0].text == text
    assert run(store, post, 10) == []


def test_one_that_is_held_is_written_when_it_goes(store: Store) -> None:
    settings = Settings(recipients=(replace(BOSS, wishes=Wishes(summary="mon", quiet=Quiet.read("08:00-10:00"))),))
    post = Post()
    for hour, count in ((9, 0), (10, 1)):
        now = datetime(2026, 4, 6, hour, tzinfo=CHINA)
        remind(store, settings, now, io.StringIO(), senders={"stdout": post}, by_minute=True)
        assert len(post.digests) == count
    assert post.digests[0].written.astimezone(CHINA).hour == 10


def test_a_daily_run_in_quiet_hours_sends_it_on_the_last_day_of_its_week(store: Store) -> None:
    settings = Settings(recipients=(replace(BOSS, wishes=Wishes(summary="mon", quiet=Quiet.read("08:00-10:00"))),))
    post = Post()
    for day in range(6, 13):
        remind(store, settings, datetime(2026, 4, day, 9, tzinfo=CHINA), io.StringIO(), senders={"stdout": post})
        assert len(post.digests) == (day == 12), day


def test_a_routine_of_each_day_is_one_line(store: Store) -> None:
    daily = Event("dddd", "打卡", "duty", parse("每天"))
    store.save([daily], datetime(2026, 4, 1, tzinfo=UTC))
    for day in (3, 4):
        complete(store, "dddd", date(2026, 4, day), datetime(2026, 4, day, 2, tzinfo=UTC), by="张三")
    post = Post()
    run(store, post, 6)
    (weekly,) = (digest for digest in post.digests if "待办事项" in digest.subject)
    lines = [line for line in weekly.text.splitlines() if "打卡" in line]
    assert len(lines) == 4, "what was missed, this week, later, what was done"
    assert lines[1:] == [
        "- 4月6日至4月12日 打卡，共 7 次，首次今天",
        "- 4月13日至5月6日 打卡，共 24 次，首次7天后",
        "- 4月3日至4月4日 打卡，张三，共 2 次",
    ]
    assert "此后（25）" in weekly.text, "each date is counted"
