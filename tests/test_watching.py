"""A pass looks only at events of which something could be said: what it says is what it would say if it looked at all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.actions import acknowledge, resume, snooze, stop, undo
from calendars.actions.completing import complete
from calendars.actions.outcomes import NothingToUndo
from calendars.events import Event, Lead, agenda
from calendars.people import Quiet, Wishes, leads_of
from calendars.store import Store
from calendars.store.opening import writing
from calendars.store.writing import wake_all
from rules import LAST_DAY, Clock, Message, Recurrence, Rule, Span
from rules.kinds import Due, Fixed, Weekly, Yearly
from scheduler.channels import DeliveryError, Digest
from scheduler.jobs import remind
from scheduler.planning import plan
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA, Reminder
from scheduler.settings import DEFAULT_LEADS, Settings

START = datetime(2026, 4, 1, 9, tzinfo=CHINA)
NIGHT = Quiet(time(22), time(7))
READERS = (Recipient("甲"), Recipient("乙", kinds=("deadline",)), Recipient("丙", tags=("年检",), kinds=("event",)))
WISHING = (
    Recipient("丁", wishes=Wishes(leads_of({"deadline": ["100d", "3wd"], "event": ["30h"]}), rest=True, repeat=4)),
    Recipient("戊", kinds=("duty", "deadline"), wishes=Wishes(deputy="甲", after=3, at=time(17), quiet=NIGHT)),
    Recipient("己", kinds=("event",), wishes=Wishes(rest=True, quiet=Quiet(time(20), time(10)))),
)
BUSY = Message("busy")
UIDS = ("aaaa", "bbbb", "cccc")
LEADS = (
    None,
    (),
    (Lead(3),),
    (Lead(30, "hours"), Lead(1)),
    (Lead(40), Lead(0)),
    (Lead(5, "workdays"),),
    (Lead(0, "workdays"), Lead(1)),
)


def day_after(days: int) -> date:
    return START.date() + timedelta(days)


def fixed(days: int, lasts: int = 0) -> Rule:
    return Fixed(day_after(days), day_after(days + lasts))


RULES = st.one_of(
    st.builds(fixed, st.integers(-40, 120), st.integers(0, 3)),
    st.builds(lambda days: Due(fixed(days)), st.integers(-40, 120)),
    st.builds(lambda day: Yearly(4 + day // 28, 1 + day % 28), st.integers(0, 80)),
    st.builds(lambda weekday: Weekly((weekday,)), st.integers(0, 6)),
)
EVENTS = st.builds(
    lambda uid, rule, kind, tags, leads, clock, place: Event(
        uid, f"事项{uid}", kind, Recurrence(rule, clock=clock), tags, leads, place=place
    ),
    st.sampled_from(UIDS),
    RULES,
    st.sampled_from(("deadline", "event", "duty")),
    st.sampled_from(((), ("年检",), ("科普", "年检"))),
    st.sampled_from(LEADS),
    st.sampled_from((None, None, Clock(420), Clock(540, 660), Clock(None, 1080))),
    st.sampled_from((None, "三楼")),
)
STEP = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 20)),
    st.tuples(st.just("days"), st.integers(1, 3)),
    st.tuples(st.just("put"), EVENTS),
    st.tuples(st.just("remove"), st.sampled_from(UIDS)),
    st.tuples(st.just("done"), st.sampled_from(UIDS)),
    st.tuples(st.just("status"), st.sampled_from(UIDS), st.sampled_from(("cancelled", "waiting", "confirmed"))),
    st.tuples(
        st.just("snooze"), st.sampled_from(UIDS), st.integers(1, 20), st.sampled_from(("", "甲", "丁", "戊", "己"))
    ),
    st.tuples(st.just("ack"), st.sampled_from(UIDS), st.booleans()),
    st.tuples(st.just("stop"), st.sampled_from(("甲", "戊"))),
    st.tuples(st.just("resume"), st.sampled_from(("甲", "戊"))),
    st.tuples(st.just("undo")),
    st.tuples(st.just("busy"), st.booleans()),
    st.tuples(st.just("hours"), st.integers(1, 20)),
    st.tuples(st.just("leads"), st.sampled_from((30, 3, 90))),
)


def near(event: Event, now: datetime) -> date | None:
    """The first day of the event that is not long past, or soon to come."""
    found = agenda([event], Span(now.date() - timedelta(5), now.date() + timedelta(60)))
    return found[0].span.first if found else None


class Inbox:
    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.busy = False

    def send(self, message: Digest) -> None:
        if self.busy:
            raise DeliveryError(BUSY, reached=False)
        self.texts.append((message.recipient.id, message.text))

    def close(self) -> None:
        pass


class World:
    """A database, an inbox, and whether each pass looks at everything."""

    def __init__(self, store: Store, thorough: bool, by_minute: bool) -> None:
        self.store, self.thorough, self.inbox = store, thorough, Inbox()
        self.settings = Settings(recipients=(*READERS, *WISHING))
        self.by_minute = by_minute

    def take(self, step: tuple[Any, ...], now: datetime) -> None:
        known = {event.uid: event for event in self.store.events()}
        match step:
            case ("put", event) if event.uid in known:
                new = {name: getattr(event, name) for name in ("recurrence", "kind", "tags", "leads", "place")}
                self.store.edit(event.uid, now, **new)
            case ("put", event):
                self.store.save([event], now)
            case ("remove", uid) if uid in known:
                self.store.remove(uid, now)
            case ("done", uid) if uid in known:
                if day := near(known[uid], now):
                    complete(self.store, uid, day, now)
            case ("status", uid, status) if uid in known:
                self.store.edit(uid, now, status=status)
            case ("busy", busy):
                self.inbox.busy = busy
            case ("leads", days):
                self.settings = replace(self.settings, leads={**DEFAULT_LEADS, "deadline": (Lead(days), Lead(0))})
            case _:
                self.say(step, known, now)

    def say(self, step: tuple[Any, ...], known: dict[str, Event], now: datetime) -> None:
        """Says something of a duty, or of a reader."""
        match step:
            case ("snooze", uid, days, reader) if uid in known:
                if day := near(known[uid], now):
                    snooze(self.store, uid, day, now.date() + timedelta(days), now, reader=reader)
            case ("ack", uid, taken) if uid in known:
                if day := near(known[uid], now):
                    acknowledge(self.store, uid, day, now, take_back=not taken)
            case ("stop", reader):
                stop(self.store, reader, "stdout", now)
            case ("resume", reader) if (reader, "stdout") in self.store.stops():
                resume(self.store, reader, now)
            case ("undo",):
                with suppress(NothingToUndo):
                    undo(self.store, now)

    def run(self, now: datetime) -> None:
        if self.thorough:
            with writing(self.store.engine, self.store.place) as connection:
                wake_all(connection)
        asked: dict[str, Any] = {"senders": {"stdout": self.inbox}, "by_minute": self.by_minute}
        remind(self.store, self.settings, now, io.StringIO(), lang="en", **asked)


def both_say_the_same(events: Sequence[Event], steps: Sequence[tuple[Any, ...]], by_minute: bool) -> None:
    now = START
    with Store.open("sqlite://") as one, Store.open("sqlite://") as other:
        quick, plain = World(one, False, by_minute), World(other, True, by_minute)
        for world in (quick, plain):
            world.store.save(events, now - timedelta(days=50))
            world.run(now)
        for step in [*steps, ("busy", False), ("days", 1), ("days", 1)]:
            now += timedelta(**{step[0]: step[1]}) if step[0] in ("days", "hours") else timedelta(minutes=1)
            for world in (quick, plain):
                world.take(step, now)
                world.run(now)
            # several messages to one reader, as where some were held, go out in no order
            assert sorted(quick.inbox.texts) == sorted(plain.inbox.texts), step


@settings(max_examples=8, deadline=None)
@given(st.lists(EVENTS, max_size=3), st.lists(STEP, max_size=8), st.booleans())
def test_a_quick_pass_says_what_a_thorough_one_says(
    events: Sequence[Event], steps: Sequence[tuple[Any, ...]], by_minute: bool
) -> None:
    both_say_the_same(events, steps, by_minute)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=60, deadline=None)
@given(st.lists(EVENTS, max_size=3), st.lists(STEP, max_size=25), st.booleans())
def test_many_quick_passes_say_what_thorough_ones_say(
    events: Sequence[Event], steps: Sequence[tuple[Any, ...]], by_minute: bool
) -> None:
    both_say_the_same(events, steps, by_minute)


@settings(max_examples=100, deadline=None)
@given(st.lists(EVENTS, max_size=3, unique_by=lambda event: event.uid), st.integers(0, 60), st.booleans())
def test_a_plan_for_all_is_the_plans_of_each_event_and_reader(
    events: Sequence[Event], days: int, by_minute: bool
) -> None:
    now = START + timedelta(days=days)
    window = Span(now.date() - timedelta(31), now.date() + timedelta(60))

    def planned(chosen: Sequence[Event], readers: Sequence[Recipient]) -> list[Reminder]:
        return plan(agenda(chosen, window), DEFAULT_LEADS, readers, now, by_minute=by_minute)

    plain = [
        reminder
        for event in events
        for reader in READERS
        if reader.wants(event.kind, event.tags)
        for reminder in planned([event], [reader])
    ]
    whole = planned(events, READERS)
    assert {(r.key, r.due_on) for r in whole} == {(r.key, r.due_on) for r in plain}
    assert len(whole) == len(plain)


def test_what_was_told_is_not_looked_at_again_until_something_could_be_said() -> None:
    deadline = Event("aaaa", "报送总结", "deadline", Recurrence(Due(fixed(30))))
    with Store.open("sqlite://") as store:
        store.save([deadline], START - timedelta(days=50))
        remind(store, Settings(), START, io.StringIO())
        awake = [n for n in range(60) if store.events_awake(day_after(n))]
        assert awake[0] == 23  # seven days before
        store.edit("aaaa", START, title="报送年度总结")
        assert len(store.events_awake(START.date())) == 1


def test_what_lies_far_ahead_is_not_looked_at() -> None:
    far = Event("aaaa", "报送总结", "deadline", Recurrence(Due(fixed(400))))
    daily = Event("bbbb", "值班", "event", Recurrence(Weekly((0,))))
    with Store.open("sqlite://") as store:
        store.save([far, daily], START)
        assert [event.uid for event in store.events_awake(START.date())] == ["bbbb"]
        assert len(store.events_awake(START.date(), LAST_DAY)) == 2


@pytest.mark.parametrize("lead", [Lead(0, at=time(17, 30)), Lead(2, "hours")])
def test_what_is_said_at_an_hour_of_the_day_itself_is_said_though_passes_looked_that_morning(lead: Lead) -> None:
    rule = Recurrence(fixed(0), clock=Clock(19 * 60 + 30))
    with Store.open("sqlite://") as store:
        store.save([Event("aaaa", "座谈会", "event", rule, leads=(lead,))], START - timedelta(days=2))
        days = (START - timedelta(days=1), *(START.replace(hour=hour, minute=30) for hour in (0, 9, 16, 17, 18)))
        sent = [remind(store, Settings(), now, io.StringIO(), by_minute=True).sent for now in days]
    assert sent == [0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize("ahead", [40, 63, 80, 100, 101])
def test_what_is_entered_is_told_at_once_to_whom_hears_of_it_long_before(ahead: int) -> None:
    both_say_the_same([], [("put", Event("aaaa", "报送总结", "deadline", Recurrence(Due(fixed(ahead)))))], False)


def test_what_is_removed_is_watched_until_the_next_pass_and_what_comes_back_is() -> None:
    event = Event("aaaa", "报送总结", "deadline", Recurrence(Due(fixed(400))))
    with Store.open("sqlite://") as store:
        store.save([event], START)
        store.remove("aaaa", START)
        assert len(store.ask("SELECT uid FROM watches WHERE org = this_org()", {})) == 1
        remind(store, Settings(), START, io.StringIO())
        assert store.ask("SELECT uid FROM watches WHERE org = this_org()", {}) == []
        store.save([event], START)
        assert len(store.events_awake(START.date())) == 1
