"""Calendars of others that are kept here: what follows them, what stays as people decided, and what a bad copy leaves alone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import cli
from calendars import actions
from calendars.actions import AlreadyKept, NameTaken, UnknownSubscription
from calendars.events import CANCELLED, Event, Lead
from calendars.exchange import exported, planned, read_file
from calendars.feeds import feed_window, feeds_of, render
from calendars.feeds.publish import publish
from calendars.one_line_event import written
from calendars.outside import Fetched, fetch
from calendars.store import Store
from calendars.store.subscribed import FIRST_WAIT, LAST_WAIT, Subscription
from calendars.subscriptions import (
    BadInterval,
    BadName,
    Look,
    copy_of,
    first_copy,
    held_of,
    interval_of,
    look_at,
    name_for,
    refresh_due,
)
from calendars.subscriptions.naming import checked_name
from rules import RECKONING
from scheduler.checkup import checkup
from scheduler.settings import Settings

from .second_double import Double, Received, double, web

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
NAME = "校历"
KIND = "text/calendar; charset=utf-8"


def vevent(uid: str, day: str, title: str, *more: str) -> str:
    lines = ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{title}")
    return "\r\n".join((*lines, *more, "END:VEVENT", ""))


def calendar(*parts: str, head: str = f"X-WR-CALNAME:{NAME}\r\n") -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//\r\n{head}{''.join(parts)}END:VCALENDAR\r\n".encode()


EXAM, BALL, TALK = (
    vevent("exam", "20261215", "期末考试", "CATEGORIES:考试"),
    vevent("ball", "20261220", "舞会", "LOCATION:礼堂"),
    vevent("talk", "20261222", "内部谈话", "CLASS:PRIVATE"),
)
FIRST = calendar(EXAM, BALL)


class Server(Double):
    """A server of a calendar, and the store that follows it."""

    store: Store
    database: str
    now = NOW

    def holds(self, data: bytes, *more: str, status: str = "200 OK", kind: str = KIND) -> None:
        self.says = partial(_said, data, status, kind, more)

    def url(self, name: str = NAME) -> str:
        return f"http://127.0.0.1:{self.port}/cal/geheim/{name}.ics"

    def subscribe(self, name: str = NAME, **more: Any) -> actions.Outcome:
        wanted = Subscription(name, self.url(name), private=True, **more)
        copy = first_copy(self.url(name), private=True)
        wanted = copy.at(wanted).after_success(self.now)
        return actions.subscribe(self.store, wanted, held_of(copy, wanted), self.now)

    def one(self, name: str = NAME) -> Subscription:
        return next(one for one in self.store.subscriptions() if one.name == name)

    def look(self, name: str = NAME, **more: Any) -> Look:
        self.now += timedelta(hours=1)
        return look_at(self.store, self.one(name), self.now, **more)

    def by_title(self) -> dict[str, Event]:
        return {event.title: event for event in self.store.events()}


def _said(data: bytes, status: str, kind: str, more: tuple[str, ...], _: Received) -> Any:
    return web(data, status, kind, *more)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with double() as here, Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}", create=True) as store:
        made = Server()
        made.__dict__ = here.__dict__
        here.__dict__.update(store=store, database=f"sqlite:///{tmp_path / 'x.sqlite3'}")
        made.holds(FIRST)
        yield made


def known(store: Store) -> object:
    """Everything that a look may change of the events."""
    return store.events(), store.decisions(), store.steps(99), store.last_change()


# ------------------------------------------------------------------ what comes in


def test_events_of_another_calendar_are_events_as_all_others(server: Server) -> None:
    outcome = server.subscribe(tags=("学校",))
    assert [event.title for event in outcome.added] == ["期末考试", "舞会"]
    exam = server.by_title()["期末考试"]
    assert exam.tags == ("考试", "学校")
    assert (exam.subscription, exam.withheld) == (NAME, True)
    assert exam.origin
    assert (exam.origin.uid, exam.origin.calendar) == ("exam", NAME)
    assert [event.title for event in server.store.events(words="礼堂")] == ["舞会"]
    assert server.store.subscribed_counts() == {NAME: 2}
    one = server.one()
    assert (one.title, one.succeeded, one.due) == (NAME, NOW, NOW + timedelta(hours=12))


def test_a_look_brings_what_is_new_changed_and_gone_in_one_step(server: Server) -> None:
    server.subscribe()
    before = server.by_title()
    server.holds(calendar(EXAM.replace("20261215", "20261216"), vevent("new", "20270101", "元旦")))
    look = server.look()
    assert look.outcome
    assert look.is_changed
    assert [event.title for event in look.outcome.added] == ["元旦"]
    assert [event.title for event in look.outcome.changed] == ["期末考试"]
    assert [event.title for event in look.outcome.gone] == ["舞会"]
    ((old, new),) = look.outcome.redated
    assert (old.recurrence, new.sequence) == (before["期末考试"].recurrence, 1)
    assert server.by_title().keys() == {"期末考试", "元旦"}
    step = server.store.steps(1)[0]
    assert (step.act, step.who, step.about, step.events) == ("refresh", "machine", NAME, 3)
    assert [past.step.act for past in server.store.past(new.uid)] == ["subscribe", "refresh"]


def test_the_same_copy_is_not_sent_again_where_the_server_knows_it(server: Server) -> None:
    server.holds(FIRST, 'ETag: "1"', "Last-Modified: Sun, 29 Nov 2026 10:00:00 GMT")
    server.subscribe()
    before = known(server.store)
    server.says = lambda _: iter([b"HTTP/1.1 304 Not Modified\r\n\r\n"])
    look = server.look()
    assert (look.outcome, look.error) == (None, None)
    assert server.received[-1].headers["if-none-match"] == '"1"'
    assert server.received[-1].headers["if-modified-since"] == "Sun, 29 Nov 2026 10:00:00 GMT"
    assert known(server.store) == before
    assert server.one().succeeded == server.now
    assert server.one().etag == '"1"'


@pytest.mark.parametrize(
    "again",
    [
        FIRST,
        FIRST.replace(b"DTSTAMP:20260101", b"DTSTAMP:20261130"),
        FIRST.replace(b"DTSTAMP:", b"LAST-MODIFIED:20261130T000000Z\r\nSEQUENCE:7\r\nDTSTAMP:"),
        FIRST.replace(b"DTSTAMP:", b"CREATED:20261130T000000Z\r\nDTSTAMP:"),
        calendar(BALL, EXAM),
        calendar(EXAM, BALL, head=f"X-WR-CALNAME:{NAME}\r\nX-A:b\r\n"),
    ],
    ids=["the same", "stamped", "versions", "created", "another order", "another head"],
)
def test_what_says_nothing_new_changes_nothing(server: Server, again: bytes) -> None:
    server.subscribe()
    before = known(server.store)
    server.holds(again)
    look = server.look()
    assert not look.error
    assert not look.is_changed
    assert known(server.store) == before


def test_a_calendar_that_is_renamed_is_the_same_calendar(server: Server) -> None:
    server.subscribe()
    server.store.edit(server.by_title()["舞会"].uid, NOW, note="带礼服")
    uids = {event.uid for event in server.store.events()}
    server.holds(calendar(EXAM, BALL, head="X-WR-CALNAME:2027年校历\r\n"))
    assert not server.look().error
    assert {event.uid for event in server.store.events()} == uids
    assert server.one().title == "2027年校历"


def test_calendars_with_the_same_uids_do_not_meet_nor_does_an_import_of_the_same(server: Server) -> None:
    server.subscribe()
    server.subscribe("另一份")
    plan = planned(read_file(FIRST), server.store.events())
    assert len(plan.new) == 2
    actions.take_in(server.store, plan.events, NOW)
    assert len(server.store.events()) == 6
    actions.unsubscribe(server.store, NAME, NOW)
    assert [event.subscription for event in server.store.events()].count("另一份") == 2
    assert len(server.store.events()) == 4


def test_several_events_of_one_uid_stay_apart(server: Server) -> None:
    series = vevent("a", "20261201", "例会", "RRULE:FREQ=WEEKLY;COUNT=4")
    other = vevent("a", "20261208", "年会", "RECURRENCE-ID;VALUE=DATE:20261208")
    server.holds(calendar(series, other))
    server.subscribe()
    uids = {title: event.uid for title, event in server.by_title().items()}
    assert uids.keys() == {"例会", "年会"}
    server.holds(calendar(series.replace("20261201", "20261201"), other.replace("SUMMARY:年会", "SUMMARY:大会")))
    server.look()
    assert {title: event.uid for title, event in server.by_title().items()} == {
        "例会": uids["例会"],
        "大会": uids["年会"],
    }


# ------------------------------------------------------------------ the last good copy stays

BAD = {
    "a page": (b"<!DOCTYPE html><p>login</p>", "200 OK", "text/html", "a page and no calendar"),
    "a page that says it is one": (b"\n <html>", "200 OK", KIND, "a page and no calendar"),
    "nothing": (b"", "200 OK", KIND, "the answer is empty"),
    "blanks": (b"\r\n\r\n", "200 OK", KIND, "the answer is empty"),
    "words": (b"Service suspended", "200 OK", "text/plain", "no calendar (text/plain)"),
    "JSON": (b'{"format": "yueling events"}', "200 OK", KIND, "no calendar"),
    "a picture": (b"\x89PNG\0\0", "200 OK", "image/png", "no calendar (image/png)"),
    "no content": (b"", "204 No Content", KIND, "refuses (204)"),
    "a part": (FIRST[:90], "206 Partial Content", KIND, "refuses (206)"),
    "login": (FIRST, "401 Unauthorized", KIND, "name and a password"),
    "forbidden": (FIRST, "403 Forbidden", KIND, "not handed out"),
    "not found": (FIRST, "404 Not Found", KIND, "nothing at its address"),
    "gone": (FIRST, "410 Gone", KIND, "gone for good"),
    "too often": (b"", "429 Too Many", KIND, "asked too often"),
    "broken down": (FIRST, "500 Oops", KIND, "refuses (500)"),
    "busy": (b"", "503 Busy", KIND, "refuses (503)"),
    "cut off": (FIRST[:-20], "200 OK", KIND, "cut off"),
    "cut off in an event": (FIRST[: FIRST.index(b"SUMMARY")], "200 OK", KIND, "cut off"),
    "without events": (calendar(), "200 OK", KIND, "no event any more"),
    "unreadable events": (calendar(vevent("x", "20269999", "a")), "200 OK", KIND, "no event any more"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_copy_leaves_the_last_good_one_and_is_told(server: Server, name: str) -> None:
    server.holds(FIRST, 'ETag: "1"')
    server.subscribe()
    before = known(server.store)
    data, status, kind, why = BAD[name]
    server.holds(data, 'ETag: "2"', status=status, kind=kind)
    look = server.look()
    assert look.error
    assert why in look.error.say()
    assert known(server.store) == before
    one = server.one()
    assert (one.failures, one.etag, one.succeeded) == (1, '"1"', NOW)
    assert one.error == look.error.said
    server.holds(calendar(EXAM), 'ETag: "3"')
    assert not server.look().error
    assert (server.one().error, server.one().failures) == (None, 0)
    assert server.by_title().keys() == {"期末考试"}


def test_too_much_too_slow_and_away_leave_the_last_good_one_too(server: Server) -> None:
    server.subscribe()
    before = known(server.store)
    server.holds(gzip.compress(b"BEGIN:VCALENDAR\r\n" + b" " * 30_000_000), "Content-Encoding: gzip")
    assert "longer than" in str(server.look().error)
    server.says = lambda _: web(FIRST, length=10**9)
    assert "longer than" in str(server.look().error)
    server.says = lambda _: iter(
        [b"HTTP/1.1 200 OK\r\n", *iter(lambda: (server.over.wait(0.05) and None) or b"X", b"")]
    )
    slow: Callable[..., Fetched] = partial(fetch, seconds=0.4)
    assert "did not answer" in str(server.look(ask=slow).error)
    server.holds(b"", "Location: http://169.254.169.254/", status="302 Found")
    assert "no public address" in str(server.look().error)
    assert known(server.store) == before
    assert server.one().failures == 4


def test_an_error_that_nobody_foresaw_stops_neither_the_other_calendars_nor_whoever_looks(server: Server) -> None:
    server.subscribe("a")
    server.subscribe("b")

    def ask(url: str, **more: Any) -> Fetched:
        if server.calls % 2:
            raise RecursionError
        return fetch(url, **more)

    server.holds(calendar(EXAM))
    looks = refresh_due(server.store, NOW + timedelta(days=1), ask=ask)
    assert sorted("RecursionError" in str(look.error) for look in looks) in (
        [False, True],
        [False, False],
        [True, True],
    )
    assert [look.subscription.name for look in looks] == ["a", "b"]


def test_a_calendar_may_be_emptied_where_a_person_says_so(server: Server) -> None:
    server.subscribe()
    server.holds(calendar())
    assert "`yueling refresh NAME --allow-empty`" in str(server.look().error)
    assert not server.look(allow_empty=True).error
    assert server.store.events() == []


def test_an_event_that_cannot_be_read_any_more_stays_as_it_was(server: Server) -> None:
    server.subscribe()
    server.holds(calendar(EXAM, BALL.replace("20261220", "2026-12-20!")))
    look = server.look()
    assert look.unread == 1
    assert server.by_title().keys() == {"期末考试", "舞会"}


def test_an_event_that_is_called_off_does_not_stay(server: Server) -> None:
    server.subscribe()
    server.holds(calendar(EXAM, BALL.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY")))
    look = server.look()
    assert look.unread == 0
    assert [event.title for event in server.store.events() if event.status != CANCELLED] == ["期末考试"]


# ------------------------------------------------------------------ what people decided stays


def test_what_a_person_edited_stays_and_the_rest_follows(server: Server) -> None:
    server.subscribe(tags=("学校",))
    uid = server.by_title()["期末考试"].uid
    leads = (Lead(5),)
    actions.edit(server.store, uid, NOW, title="高数考试", tags=("我的",), leads=leads, note="带计算器")
    server.holds(calendar(EXAM.replace("20261215", "20261217").replace("期末考试", "期末统考"), BALL))
    look = server.look()
    event = server.store.event(uid)
    assert (event.title, event.tags, event.leads, event.note) == ("高数考试", ("我的",), leads, "带计算器")
    assert event.recurrence.next(date(2026, 1, 1)).span.first == date(2026, 12, 17)  # type: ignore[union-attr]
    assert look.outcome
    assert {(one.name, one.read.title) for one in look.outcome.differing} == {
        ("title", "期末统考"),
        ("tags", "期末统考"),
    }


def test_what_a_person_removed_stays_away(server: Server) -> None:
    server.subscribe()
    actions.remove(server.store, server.by_title()["舞会"].uid, NOW)
    server.holds(calendar(EXAM, BALL.replace("礼堂", "操场"), head="X-WR-CALNAME:新名\r\n"))
    look = server.look()
    assert look.outcome
    assert [event.title for event in look.outcome.stayed_away] == ["舞会"]
    assert server.by_title().keys() == {"期末考试"}


def test_of_what_is_gone_nothing_is_lost_that_a_person_decided(server: Server) -> None:
    over = vevent("over", "20261101", "已办")
    server.holds(calendar(EXAM, BALL, over))
    server.subscribe()
    for title in ("舞会", "已办"):
        actions.edit(server.store, server.by_title()[title].uid, NOW, leads=(Lead(2),))
    server.holds(calendar(EXAM))
    server.look()
    events = server.by_title()
    assert {title: event.status for title, event in events.items()} == {
        "期末考试": "confirmed", "舞会": "cancelled", "已办": "confirmed",
    }  # fmt: skip
    server.holds(FIRST)
    server.look()
    assert (server.by_title()["舞会"].status, server.by_title()["舞会"].leads) == ("confirmed", (Lead(2),))


def test_moving_cancelling_merging_and_splitting_stay(server: Server) -> None:
    server.holds(calendar(vevent("a", "20261201", "例会", "RRULE:FREQ=WEEKLY;COUNT=4"), BALL, EXAM))
    server.subscribe()
    events = server.by_title()
    actions.cancel_one(server.store, events["例会"].uid, date(2026, 12, 8), NOW)
    parts = [actions.part_of(events["舞会"], written(line)) for line in ("12月20日 舞会", "12月21日 收场")]
    actions.split(server.store, events["舞会"].uid, parts, NOW)
    assert all(event.withheld for event in server.store.events())
    before = server.store.events()
    server.look(anew=True)
    after = server.store.events()
    assert [(e.uid, e.title, e.recurrence) for e in after] == [(e.uid, e.title, e.recurrence) for e in before]
    assert all(event.withheld for event in after)


# ------------------------------------------------------------------ who sees them


def titles_in_feeds(store: Store) -> str:
    events = store.events()
    entries = [
        entry
        for feed in feeds_of(events)
        for entry in [render(feed, [], today=NOW.date()).decode(), feed.name, *_rendered(feed, events)]
    ]
    return "\n".join(entries)


def _rendered(feed: Any, events: list[Event]) -> Iterator[str]:
    from calendars.events import agenda

    yield render(feed, agenda(events, feed_window(NOW.date()), RECKONING), today=NOW.date()).decode()


def test_they_stand_in_no_feed_of_ours_unless_that_is_said_and_private_ones_never(
    server: Server, tmp_path: Path
) -> None:
    server.holds(calendar(EXAM, BALL, TALK))
    server.subscribe(tags=("学校",))
    actions.add(server.store, written("每月1日 自己的事"), NOW)
    seen = titles_in_feeds(server.store)
    assert "自己的事" in seen
    assert not re.search("期末|舞会|谈话|学校|考试", seen)
    publish(tmp_path / "out", server.store.events(), today=NOW.date())
    files = "".join(file.read_text() for file in (tmp_path / "out").iterdir())
    assert not re.search("期末|舞会|谈话|学校", files)
    assert server.store.tags_used() == []

    server.subscribe(tags=("学校",), published=True)
    seen = titles_in_feeds(server.store)
    assert "期末考试" in seen
    assert "tag-学校" in seen
    assert "谈话" not in seen
    server.subscribe(tags=("学校",))
    assert "期末" not in titles_in_feeds(server.store)


def test_an_export_that_is_taken_in_elsewhere_stands_in_no_feed_there(server: Server) -> None:
    server.subscribe()
    for shape in ("json", "toml", "ics"):
        data = exported(server.store.events(), shape, feed_window(NOW.date()), RECKONING)
        with Store.open("sqlite://") as other:
            actions.take_in(other, planned(read_file(data), ()).events, NOW)
            assert [(e.title, e.withheld, e.subscription) for e in other.events()] == [
                ("期末考试", True, None),
                ("舞会", True, None),
            ]
        before = server.store.events()
        actions.take_in(server.store, planned(read_file(data), before).events, NOW)
        assert server.store.events() == before


# ------------------------------------------------------------------ when it is looked at


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", 360), ("X-PUBLISHED-TTL:P1D", 1440), ("X-PUBLISHED-TTL:PT1M", 60),
        ("REFRESH-INTERVAL;VALUE=DURATION:P52W", 10080), ("X-PUBLISHED-TTL:P1H", 720), ("X-A:b", 720),
        ("REFRESH-INTERVAL:PT0S\r\nX-PUBLISHED-TTL:PT2H", 120), ("X-PUBLISHED-TTL:-PT5H", 720),
    ],
)  # fmt: skip
def test_a_calendar_says_how_often_it_wants_to_be_looked_at(server: Server, line: str, minutes: int) -> None:
    server.holds(calendar(EXAM, head=f"{line}\r\n"))
    server.subscribe()
    assert server.one().interval == minutes
    server.subscribe(every=240)
    assert server.one().interval == 240


def test_only_what_is_due_is_looked_at(server: Server) -> None:
    server.subscribe("a")
    server.subscribe("b", every=1440)
    calls = server.calls
    assert refresh_due(server.store, NOW + timedelta(hours=11)) == []
    assert [look.subscription.name for look in refresh_due(server.store, NOW + timedelta(hours=12))] == ["a"]
    assert [look.subscription.name for look in refresh_due(server.store, NOW + timedelta(hours=24))] == ["a", "b"]
    assert server.calls == calls + 3
    assert len(refresh_due(server.store, NOW + timedelta(hours=24), whole=True)) == 2
    assert refresh_due(server.store, NOW + timedelta(days=9), seconds=-1) == []


def test_after_errors_it_is_looked_at_ever_later(server: Server) -> None:
    server.subscribe()
    server.holds(b"", status="503 Busy")
    waits = []
    for _ in range(8):
        server.look()
        due = server.one().due
        assert due
        waits.append((due - server.now) // timedelta(minutes=1))
    assert waits == [FIRST_WAIT, 60, 120, 240, 480, 960, LAST_WAIT, LAST_WAIT]
    assert server.one().is_stale(NOW + timedelta(days=4))
    assert not server.one().is_stale(NOW + timedelta(days=2))


def test_two_who_look_at_once_share_the_work(server: Server) -> None:
    server.subscribe()
    seen = server.one()
    later = NOW + timedelta(days=1)
    claimed = actions.claim_look(server.store, seen, later)
    assert claimed
    assert actions.claim_look(server.store, seen, later) is None
    assert look_at(server.store, seen, later).busy
    assert refresh_due(server.store, later + timedelta(minutes=4)) == []
    assert len(refresh_due(server.store, later + timedelta(minutes=5))) == 1  # whoever began has died


def test_what_is_another_by_now_is_left_alone(server: Server) -> None:
    server.subscribe()
    held = held_of(copy_of(Fetched(200, calendar(EXAM), KIND, "", "", "")), server.one())
    claimed = actions.claim_look(server.store, server.one(), NOW)
    assert claimed
    server.subscribe(every=600)
    with pytest.raises(actions.Stale):
        actions.take_copy(server.store, claimed, claimed.after_success(NOW), held, NOW)
    actions.note_look(server.store, claimed, claimed.after_success(NOW + timedelta(days=9)), NOW)
    assert server.one().every == 600
    actions.unsubscribe(server.store, NAME, NOW)
    with pytest.raises(actions.Stale):
        actions.take_copy(server.store, claimed, claimed.after_success(NOW), held, NOW)
    assert server.store.events() == []

    def ask(url: str, **more: Any) -> Fetched:
        actions.unsubscribe(server.store, NAME, NOW)
        return fetch(url, **more)

    server.subscribe()
    server.holds(calendar(EXAM))
    assert server.look(ask=ask).busy
    assert server.store.events() == []


# ------------------------------------------------------------------ the history and the way back


def test_looks_do_not_flood_the_history_and_are_not_what_undo_takes_back(server: Server) -> None:
    server.subscribe()
    line = written("每月1日 自己的事")
    actions.add(server.store, line, NOW)
    seen = server.store.steps(1, refreshed=False)[0].number
    for n in range(30):
        server.holds(calendar(EXAM.replace("期末考试", f"考试{n}"), BALL))
        assert server.look().is_changed
    assert [step.act for step in server.store.steps(99, refreshed=False)] == ["add", "subscribe"]
    assert [step.act for step in server.store.steps(99)] == ["refresh"] * 20 + ["add", "subscribe"]
    assert [step.act for step in actions.undo(server.store, NOW, seen=seen)] == ["add"]
    assert server.store.check() == []
    assert server.by_title().keys() == {"考试29", "舞会"}


def test_subscribing_is_taken_back_with_all_that_came_later(server: Server) -> None:
    server.subscribe()
    server.holds(calendar(EXAM, vevent("new", "20270101", "元旦")))
    server.look()
    actions.undo(server.store, NOW)
    assert (server.store.events(), server.store.subscriptions()) == ([], [])


def test_ending_is_taken_back_with_what_was_decided(server: Server) -> None:
    server.subscribe(tags=("学校",), every=240)
    uid = server.by_title()["期末考试"].uid
    actions.edit(server.store, uid, NOW, title="高数考试")
    actions.remove(server.store, server.by_title()["舞会"].uid, NOW)
    assert [event.title for event in actions.unsubscribe(server.store, NAME, NOW)] == ["高数考试"]
    assert (server.store.events(), server.store.subscriptions(), server.store.decisions()) == ([], [], {})
    actions.undo(server.store, NOW)
    one = server.one()
    assert (one.url, one.tags, one.every, one.digest, one.due) == (server.url(), ("学校",), 240, None, None)
    assert not server.look().error
    assert server.by_title().keys() == {"高数考试"}
    actions.unsubscribe(server.store, NAME, NOW)
    server.subscribe()
    assert server.by_title().keys() == {"期末考试", "舞会"}  # whoever subscribes anew wants what is there


def test_events_may_stay_as_our_own(server: Server) -> None:
    server.subscribe()
    actions.unsubscribe(server.store, NAME, NOW, keep=True)
    assert [(event.subscription, event.withheld) for event in server.store.events()] == [(None, False)] * 2
    actions.undo(server.store, NOW)
    assert [(event.subscription, event.withheld) for event in server.store.events()] == [(NAME, True)] * 2


def test_what_was_taken_back_is_read_anew(server: Server) -> None:
    server.holds(FIRST, 'ETag: "1"')
    server.subscribe()
    uid = server.by_title()["期末考试"].uid
    actions.edit(server.store, uid, NOW, title="高数考试")
    server.holds(calendar(EXAM.replace("20261215", "20261218"), BALL), 'ETag: "2"')
    server.look()
    actions.undo(server.store, NOW)  # the event is what it was before the edit, its old day with it
    assert server.one().is_due(NOW)
    server.look()
    assert "if-none-match" not in server.received[-1].headers
    event = server.store.event(uid)
    assert event.title == "期末考试"
    assert event.recurrence.next(date(2026, 1, 1)).span.first == date(2026, 12, 18)  # type: ignore[union-attr]


def test_a_backup_holds_all_of_it(server: Server, tmp_path: Path) -> None:
    server.subscribe(tags=("学校",))
    server.holds(b"", status="404 Not Found")
    server.look()
    server.store.back_up(tmp_path / "b.jsonl", NOW)
    with Store.open("sqlite://") as other:
        other.put_back(tmp_path / "b.jsonl", NOW)
        assert other.subscriptions() == server.store.subscriptions()
        assert other.events() == server.store.events()
        assert other.subscriptions()[0].error


# ------------------------------------------------------------------ names and times


def test_a_name_belongs_to_one_calendar_until_it_is_said_to_have_moved(server: Server) -> None:
    server.subscribe()
    uid = server.by_title()["期末考试"].uid
    actions.edit(server.store, uid, NOW, title="高数考试")
    wanted = replace(server.one(), url="https://example.org/b.ics")
    held = held_of(copy_of(Fetched(200, calendar(EXAM), KIND, "", "", "")), wanted)
    with pytest.raises(NameTaken):
        actions.subscribe(server.store, wanted, held, NOW)
    actions.subscribe(server.store, wanted, held, NOW, move=True)
    assert server.one().url == "https://example.org/b.ics"
    assert server.store.event(uid).title == "高数考试"
    with pytest.raises(UnknownSubscription):
        actions.unsubscribe(server.store, "校", NOW)
    with pytest.raises(AlreadyKept) as caught:
        actions.subscribe(server.store, replace(wanted, name="另一份"), held, NOW)
    assert NAME in caught.value.say()


@pytest.mark.parametrize("name", ["", "  ", "a" * 61, "a\nb", "a\x1b[2J", "a\u202eb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadName):
        checked_name(name)


def test_a_name_is_made_of_what_the_calendar_says_of_itself() -> None:
    assert name_for("  a \x1b b\n", "h", ()) == "a b"
    assert checked_name(name_for("长" * 500, "h", ()))
    assert name_for("a", "h", ("a", "a 2")) == "a 3"
    assert name_for("\u202e", "example.org", ()) == "example.org"


@pytest.mark.parametrize("text", ["", "12", "h12", "59m", "8d", "0h", "-3h", "1.5h", "9999999h", "每"])
def test_a_time_between_looks_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInterval):
        interval_of(text)


def test_an_address_is_not_in_the_words_of_the_value() -> None:
    assert "geheim" not in repr(Subscription("a", "https://geheim@example.org/geheim"))


# ------------------------------------------------------------------ reminders and the check-up


def test_a_pass_over_the_reminders_looks_at_what_is_due_whatever_comes_of_it(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.subscribe(every=60)
    settings = '[reminders.leads]\nevent = ["30d"]\n[[recipients]]\nname = "科室"\nchannel = "stdout"\n'
    (tmp_path / "s.toml").write_text(settings, "utf-8")
    moment = [datetime(2026, 12, 1, 9, tzinfo=timezone(timedelta(hours=8)))]

    def remind(*more: str) -> tuple[int, str, str]:
        words = ["--lang", "en", "--db", server.database, "--config", str(tmp_path / "s.toml"), "remind", *more]
        code = cli.main(words, now=lambda: moment[0])
        return code, *capsys.readouterr()

    calls = server.calls
    remind("--dry-run")
    assert server.calls == calls
    server.holds(calendar(EXAM.replace("期末考试", "期末统考"), BALL))
    code, out, _ = remind()
    assert (code, "期末统考" in out) == (0, True)
    assert server.calls == calls + 1
    server.holds(b"", status="503 Busy")
    for days, told in ((1, False), (3, True)):
        moment[0] += timedelta(days=days)
        code, _, err = remind()
        assert (code, "brings nothing new: its server refuses (503)" in err) == (0, told)


def test_the_check_up_tells_how_it_stands_with_them(server: Server) -> None:
    def checks(now: datetime) -> list[tuple[str, str]]:
        found = checkup(Settings, lambda: Store.open(server.database), now)
        return [(check.state, check.said.say("en")) for check in found if check.name.say("en") == "subscriptions"]

    assert checks(NOW) == []
    server.subscribe()
    assert checks(NOW) == [("good", "1 calendar of others is in order")]
    assert checks(NOW + timedelta(days=4)) == [("wrong", "nobody has looked at them for days")]
    server.holds(b"", status="404 Not Found")
    server.look()
    assert checks(server.now) == [("note", f"{NAME}: there is nothing at its address (404)")]
    server.now += timedelta(days=4)
    server.look()
    assert checks(server.now) == [("wrong", f"{NAME}: there is nothing at its address (404)")]
