"""Nothing is held past the day, or the hour, of which it speaks: leads, moves, what is called off and what is on again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.actions import cancel_one, undo
from calendars.actions.people import add_person
from calendars.events import Entry, Event, Lead, agenda
from calendars.people import Person, Quiet, Wishes
from calendars.selection import Selection
from calendars.store import Store
from rules import WORKDAYS, Clock, Message, Reckoning, Recurrence, Span, shift
from rules.kinds import Due, Fixed
from scheduler.channels import DeliveryError
from scheduler.jobs import remind
from scheduler.planning import Reach, brought_forward, free_from, plan
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA, Reminder, Told, ends_of
from scheduler.settings import DEFAULT_LEADS, Settings
from tests.test_jobs import Inbox

OFFICE = Reckoning(WORKDAYS)
ALONE = Settings(recipients=())
NIGHT = Quiet.read("22:00-07:00")
SATURDAY = date(2026, 4, 18)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=CHINA)


def event(day: date = SATURDAY, hour: int | None = None, kind: str = "event", **more: object) -> Event:
    clock = None if hour is None else Clock(60 * hour)
    rule = Due(Fixed(day, day)) if kind == "deadline" else Fixed(day, day)
    return replace(Event("aaaa", "会议", kind, Recurrence(rule, clock=clock)), **more)  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def reader(store: Store, **wishes: object) -> None:
    person = Person("zhang", "张三", channels=("stdout",), follows=Selection(), wishes=Wishes(**wishes))  # type: ignore[arg-type]
    add_person(store, person, at(1))


def run(store: Store, now: datetime, *, by_minute: bool = False, **more: object) -> str:
    out = io.StringIO()
    remind(store, ALONE, now, out, lang="en", by_minute=by_minute, **more)  # type: ignore[arg-type]
    return out.getvalue()


# -- whole passes -----------------------------------------------------------------------------------------------------


def test_of_a_morning_s_meeting_a_service_speaks_on_the_day_before_where_the_reader_s_hour_comes_after_it(
    store: Store,
) -> None:
    reader(store, at=time(17))
    store.save([event(date(2026, 4, 15), 9, leads=(Lead(1), Lead(0)))], at(1))
    moments = [at(14, 16), at(14, 17), at(15, 8), at(15, 17)]
    assert ["会议" in run(store, moment, by_minute=True) for moment in moments] == [False, True, False, False]


@pytest.mark.parametrize("by_minute", [True, False])
def test_what_is_on_again_is_said_before_its_day_though_the_reader_rests(store: Store, by_minute: bool) -> None:
    reader(store, rest=True)
    store.save([event()], at(1))
    assert "会议" in run(store, at(13), by_minute=by_minute)
    cancel_one(store, "aaaa", SATURDAY, at(16))
    assert "called off" in run(store, at(16, 10), by_minute=by_minute)
    undo(store, at(17, 23))
    days = [run(store, at(day, 23, 30), by_minute=by_minute) for day in (17, 18, 19, 20)]
    assert ["stands after all" in text for text in days] == [True, False, False, False]


def test_a_daily_run_in_quiet_hours_tells_each_thing_before_its_day_is_over(store: Store) -> None:
    reader(store, quiet=NIGHT)
    store.save([event(date(2026, 4, 15), kind="deadline", leads=(Lead(7),))], at(1))
    told = {day: "due 15 April" in run(store, at(day, 6)) for day in range(7, 19)}
    assert [day for day, said in told.items() if said] == [15]


def test_what_is_tried_again_goes_in_quiet_hours_where_its_day_would_pass(store: Store) -> None:
    reader(store, quiet=NIGHT)
    store.save([event(date(2026, 4, 15), kind="deadline", leads=(Lead(0),))], at(1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("busy"), retry_after=timedelta(minutes=5))
    run(store, at(15, 21, 58), by_minute=True, senders={"stdout": inbox})
    inbox.answer = lambda digest: None
    before = len(inbox.digests)
    run(store, at(15, 22, 10), by_minute=True, senders={"stdout": inbox})
    assert len(inbox.digests) == before + 1


def test_a_lead_in_hours_is_said_before_the_quiet_hours_that_would_hold_it_past_the_meeting(store: Store) -> None:
    reader(store, quiet=Quiet.read("22:00-09:00"))
    store.save([event(date(2026, 4, 15), 8, leads=(Lead(1, "hours"),))], at(1))
    moments = [at(14, 20), at(14, 21, 59), at(14, 22), at(15, 7), at(15, 9)]
    assert ["会议" in run(store, moment, by_minute=True) for moment in moments] == [False, True, False, False, False]


def test_a_lead_in_hours_of_a_day_of_rest_is_said_on_the_last_day_of_work(store: Store) -> None:
    reader(store, rest=True)
    store.save([event(SATURDAY, 14, leads=(Lead(2, "hours"),))], at(1))
    said = {day: "会议" in run(store, at(day, 12), by_minute=True) for day in range(15, 20)}
    assert [day for day, told in said.items() if told] == [17]


# -- the plan ---------------------------------------------------------------------------------------------------------

MINUTES = st.integers(0, 1439).map(lambda n: time(n // 60, n % 60))
QUIET = st.one_of(st.none(), st.builds(Quiet, MINUTES, MINUTES))


def too_late(reminder: Reminder, moment: datetime, now: datetime) -> bool:
    """Whether a moment is behind the first of those of which a reminder speaks that are still to come."""
    return any(end <= moment for end in ends_of(reminder) if end > now)


@given(
    st.datetimes(datetime(2026, 4, 6), datetime(2026, 4, 30)),
    st.integers(-1, 12),
    st.one_of(st.none(), st.integers(0, 23)),
    st.integers(0, 9),
    QUIET,
    st.booleans(),
    st.sampled_from(("lead", "moved", "called off", "back")),
    st.sampled_from(("event", "deadline")),
    st.booleans(),
    st.booleans(),
)
def test_a_hold_never_carries_anything_past_the_day_or_the_hour_of_which_it_speaks(
    moment: datetime, days: int, hour: int | None, amount: int, quiet: Quiet | None, rest: bool, state: str, kind: str,
    by_minute: bool, spoken: bool,
) -> None:  # fmt: skip
    now = moment.replace(tzinfo=CHINA, second=0, microsecond=0)
    due = shift(now.date(), days)
    one = event(due, hour, kind, leads=(Lead(amount),))
    who = Recipient("张三", wishes=Wishes(quiet=quiet, rest=rest))
    before = shift(due, 1) if state == "moved" else due
    lead = "called off" if state == "back" else "9d"
    told = {} if state == "lead" else {("aaaa-once", "张三", "stdout"): Told(before, shift(due, -12), lead)}
    entries: list[Entry] = []
    if state != "called off":
        entries = agenda([one], Reach(DEFAULT_LEADS, [who]).window(one, now.date()))
    found = plan(
        entries, DEFAULT_LEADS, [who], now, OFFICE, told=told, by_minute=by_minute,
        spoken={("张三", "stdout")} if spoken else (), former={"aaaa": one},
    )  # fmt: skip
    free = free_from(now, who, OFFICE)
    for reminder in found:
        if reminder.hold:
            assert not too_late(reminder, reminder.hold, now)
            assert by_minute or not too_late(reminder, now + timedelta(1), now), "the next daily run comes too late"
            assert free_from(reminder.hold, who, OFFICE) == reminder.hold
        elif free > now:
            assert too_late(reminder, free, now) or (not by_minute and too_late(reminder, now + timedelta(1), now))


@given(st.datetimes(datetime(2026, 4, 6), datetime(2026, 10, 30)), st.integers(0, 50), QUIET, st.booleans())
def test_a_lead_that_would_be_held_too_long_comes_at_the_last_moment_that_is_free(
    moment: datetime, hours: int, quiet: Quiet | None, rest: bool
) -> None:
    lead = moment.replace(tzinfo=CHINA, second=0, microsecond=0)
    end = lead + timedelta(hours=hours, minutes=1)
    who = Recipient("张三", wishes=Wishes(quiet=quiet, rest=rest))
    found = brought_forward(lead, end, who, OFFICE)
    assert found <= lead
    assert free_from(found, who, OFFICE) < end
    if found < lead:
        assert free_from(lead, who, OFFICE) >= end
        assert free_from(found, who, OFFICE) == found


def test_of_a_move_the_day_that_comes_first_is_the_one_that_counts() -> None:
    entry = agenda([event(date(2026, 4, 27))], Span.of(date(2026, 4, 27)))[0]
    told = {("aaaa-once", "张三", "stdout"): Told(SATURDAY, date(2026, 4, 13), "7d")}
    resting = Recipient("张三", wishes=Wishes(rest=True))
    (one,) = plan([entry], DEFAULT_LEADS, [resting], at(18, 8), OFFICE, told=told, by_minute=True)
    assert (one.moved_from, one.hold) == (SATURDAY, None)
