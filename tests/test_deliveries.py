"""The outbox by itself: rows, claims, leases, retries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select

from calendars.events import Entry, Event, Lead
from calendars.store import Store
from calendars.store.opening import reading, writing
from calendars.store.tables import deliveries, own, watches
from rules import LAST_DAY, RECKONING, Message, Occurrence, Recurrence, Span
from rules.kinds import Fixed
from scheduler.channels import DeliveryError, Rate
from scheduler.digests import Composer
from scheduler.outbox import MAX_TRIES, MEMORY, Claim, Outbox, Plan, Wait, Words, backoff, is_hopeless, mark_of
from scheduler.outbox.values import BACKOFF
from scheduler.particulars import Particulars
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA, Reminder, Told

NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
TODAY = NOW.date()
LEASE = timedelta(minutes=10)
DESK = Recipient("办公室")
READER = (DESK.id, DESK.channel)


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    with Store.open("sqlite://") as store:
        yield Outbox(store.engine, store.place)


class Desk:
    """Plans and claims as a pass does, with the words of what it planned last."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox, self.known = outbox, dict[str, Reminder]()

    def plan(self, *reminders: Reminder, now: datetime = NOW) -> None:
        watch_all(self.outbox)
        record, day = self.outbox.record(now.date(), LAST_DAY), now.date()
        self.known = {reminder.key: reminder for reminder in reminders}
        assert self.outbox.plan(Plan(self.known, record, day, now, {READER: day}))

    def words(self, keys: Sequence[str]) -> Words | None:
        return Composer("en", RECKONING).compose([(key, self.known[key]) for key in keys]) if self.known else None

    def take(self, now: datetime = NOW, rate: Rate | None = None) -> Claim | Wait | None:
        ready = self.outbox.ready(now)
        recipient = Recipient(ready[0].recipient) if ready else DESK
        return self.outbox.claim(ready[0].key, recipient, lambda: now, LEASE, self.words, rate=rate) if ready else None

    def claim(self, now: datetime = NOW) -> Claim:
        found = self.take(now)
        assert isinstance(found, Claim)
        return found


@pytest.fixture
def desk(outbox: Outbox) -> Desk:
    return Desk(outbox)


def wanted(
    uid: str = "aaaa",
    *,
    day: int = 15,
    lead: int = 7,
    recipient: Recipient = DESK,
    text: str = "",
    hold: datetime | None = None,
) -> Reminder:
    due = date(2026, 4, day)
    event = Event(uid, uid + text, "deadline", Recurrence(Fixed(due, due)))
    entry = Entry(event, Occurrence(Span(due, due), "once"))
    due_on = datetime(2026, 4, 8, 8, tzinfo=CHINA)
    return Reminder(entry, Lead(lead), recipient, due_on, TODAY, hold=hold)


def watch_all(outbox: Outbox) -> None:
    """As if there were events with these UIDs."""
    rows = [{"uid": uid, "nearest": date.min, "wakes": date.min} for uid in states(outbox)]
    with writing(outbox.engine, outbox.place) as connection:
        connection.execute(delete(watches).where(own(watches)))
        if rows:
            connection.execute(insert(watches), rows)


def states(outbox: Outbox) -> dict[str, str]:
    query = select(deliveries.c.event_uid, deliveries.c.state).where(own(deliveries))
    with reading(outbox.engine, outbox.place) as connection:
        return {row.event_uid: row.state for row in connection.execute(query)}


LATER = DeliveryError(Message("later"))
NEVER = DeliveryError(Message("never"), permanent=True)
UNREACHED = DeliveryError(Message("no server"), reached=False)


def test_what_is_planned_goes_out_as_one_digest(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("bbbb", day=20), wanted("aaaa", day=15))
    found = desk.claim()
    assert found.count == 2
    assert found.digest.subject == "[Yueling] due 15 April: aaaa (2 in all)"
    assert [item.headline for item in found.digest.items] == ["due 15 April: aaaa", "due 20 April: bbbb"]
    assert [item.due.day for item in found.digest.items] == [15, 20]
    assert found.digest.text.startswith("1. due 15 April: aaaa\n   When: Wednesday 15 April 2026")
    assert outbox.finish(found, NOW)
    assert states(outbox) == {"aaaa": "sent", "bbbb": "sent"}
    assert desk.take() is None


def test_a_plan_that_is_made_twice_writes_nothing_twice(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    outbox.finish(desk.claim(), NOW)
    desk.plan(wanted())
    assert desk.take() is None


def test_each_reader_gets_their_own_digest(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted(), wanted(recipient=Recipient("值班")))
    assert [letter.recipient for letter in outbox.ready(NOW)] == ["值班", "办公室"]


def test_what_is_planned_later_joins_what_nobody_tried_yet(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa"))
    desk.plan(wanted("aaaa"), wanted("bbbb"))
    assert desk.claim().count == 2


def test_what_is_held_waits_for_its_moment_and_goes_by_itself(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa"), wanted("bbbb", hold=NOW + timedelta(hours=2)))
    assert outbox.finish(desk.claim(), NOW)
    assert desk.take(NOW + timedelta(minutes=119)) is None
    assert [item.headline for item in desk.claim(NOW + timedelta(hours=2)).digest.items] == ["due 15 April: bbbb"]


def test_what_is_held_until_another_moment_now_waits_for_that(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa", hold=NOW + timedelta(hours=2)), wanted("bbbb", hold=NOW + timedelta(hours=2)))
    desk.plan(wanted("aaaa"), wanted("bbbb", hold=NOW + timedelta(hours=1)))
    first = desk.claim()
    assert [item.headline for item in first.digest.items] == ["due 15 April: aaaa"]
    assert outbox.finish(first, NOW)
    assert desk.take(NOW + timedelta(minutes=59)) is None
    assert [item.headline for item in desk.claim(NOW + timedelta(hours=1)).digest.items] == ["due 15 April: bbbb"]


def test_a_claim_belongs_to_one_alone(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    (letter,) = outbox.ready(NOW)
    assert outbox.claim(letter.key, DESK, lambda: NOW, LEASE, desk.words) is not None
    assert outbox.claim(letter.key, DESK, lambda: NOW, LEASE, desk.words) is None
    assert desk.take() is None
    assert outbox.held() == 1


def test_a_claim_whose_lease_ends_goes_to_the_next_under_the_same_key(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    first = desk.claim()
    assert desk.take(NOW + LEASE - timedelta(microseconds=1)) is None
    second = desk.claim(NOW + LEASE)
    assert (second.digest, second.tries) == (first.digest, 2)
    assert second.owner != first.owner
    assert not outbox.finish(first, NOW + LEASE)
    assert outbox.finish(second, NOW + LEASE)


def test_what_was_given_up_stays_so_whatever_a_sender_says_that_hung_too_long(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    now = NOW
    for _ in range(MAX_TRIES - 1):
        outbox.fail(desk.claim(now), LATER, now)
        now += timedelta(days=2)
    hanging = desk.claim(now)
    now += timedelta(days=1)
    assert desk.take(now) is None
    assert states(outbox) == {"aaaa": "dead"}
    assert not outbox.fail(hanging, LATER, now)
    assert not outbox.finish(hanging, now)
    assert (outbox.ready(now + timedelta(days=1)), states(outbox)) == ([], {"aaaa": "dead"})


def test_a_digest_that_is_tried_again_keeps_its_members_and_its_words(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa"))
    first = desk.claim()
    outbox.fail(first, LATER, NOW)
    later = NOW + timedelta(hours=1)
    desk.plan(wanted("aaaa", text=", new"), wanted("bbbb"), now=later)
    found = [claim for claim in (desk.take(later), desk.take(later)) if isinstance(claim, Claim)]
    assert [claim.digest for claim in found if claim.tries == 2] == [first.digest]
    assert [item.headline for claim in found if claim.tries == 1 for item in claim.digest.items] == [
        "due 15 April: bbbb"
    ]


def test_what_was_taken_back_since_is_left_out_of_a_repeat(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa"), wanted("bbbb"))
    first = desk.claim()
    outbox.fail(first, LATER, NOW)
    later = NOW + timedelta(hours=1)
    desk.plan(wanted("bbbb"), now=later)
    again = desk.claim(later)
    assert again.digest.key == first.digest.key
    assert [item.headline for item in again.digest.items] == ["due 15 April: bbbb"]


def test_whoever_lacks_the_words_leaves_a_message_alone(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    desk.known = {}
    assert desk.take() is None
    assert states(outbox) == {"aaaa": "pending"}


def test_a_refusal_is_waited_out(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    first = desk.claim()
    assert not outbox.fail(first, LATER, NOW)
    wait = backoff(1, first.digest.key)
    assert desk.take(NOW + wait - timedelta(seconds=1)) is None
    assert desk.claim(NOW + wait).tries == 2


def test_a_server_that_names_a_time_is_obeyed(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    outbox.fail(desk.claim(), DeliveryError(Message("x"), retry_after=timedelta(hours=2)), NOW)
    assert desk.take(NOW + timedelta(minutes=119)) is None
    assert desk.take(NOW + timedelta(minutes=120)) is not None


def test_a_daily_run_always_tries_again() -> None:
    assert max(BACKOFF) * 1.2 < timedelta(hours=23)
    assert backoff(99, "ff") <= max(BACKOFF) * 1.21
    assert [backoff(n, "00") for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (1, 2, 4)]


def test_a_message_is_given_up_after_days_and_not_after_tries(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    now, tries = NOW, 0
    while not outbox.fail(desk.claim(now), LATER, now):
        now, tries = now + timedelta(hours=8), tries + 1
    assert now - NOW == timedelta(days=7)
    assert tries == 21
    assert desk.take(now + timedelta(days=1)) is None
    (dead,), count = outbox.dead(9)
    assert (dead.subject, dead.recipient, str(dead.error), count) == (
        "[Yueling] due 15 April: aaaa",
        "办公室",
        "later",
        1,
    )
    assert states(outbox) == {"aaaa": "dead"}


@pytest.mark.parametrize(
    ("tries", "age", "due", "gone"),
    [
        (MAX_TRIES, timedelta(days=7), TODAY, True),
        (MAX_TRIES, timedelta(days=7) - timedelta(seconds=1), TODAY, False),
        (MAX_TRIES - 1, timedelta(days=70), TODAY, False),
        (MAX_TRIES, timedelta(days=1), TODAY - timedelta(days=1), True),
        (MAX_TRIES, timedelta(hours=23), TODAY - timedelta(days=1), False),
        (MAX_TRIES, timedelta(days=1), TODAY, False),
    ],
)
def test_when_a_message_is_given_up(tries: int, age: timedelta, due: date, gone: bool) -> None:
    assert is_hopeless(tries, NOW - age, due, NOW) is gone


def test_senders_that_always_die_are_given_up_too(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    for day in range(7):
        desk.claim(NOW + timedelta(days=day))
    assert desk.take(NOW + timedelta(days=7)) is None
    (dead,), _ = outbox.dead(9)
    assert str(dead.error) == "it was tried 7 times and never confirmed"


def test_what_will_never_be_taken_is_given_up_at_once(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    assert outbox.fail(desk.claim(), NEVER, NOW)
    desk.plan(wanted())
    assert desk.take() is None
    assert states(outbox) == {"aaaa": "dead"}


def test_a_channel_that_fails_as_a_whole_costs_no_try(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    for _ in range(2 * MAX_TRIES):
        assert not outbox.fail(desk.claim(), UNREACHED, NOW)
    desk.plan(wanted(), wanted("bbbb"))
    found = desk.claim()
    assert (found.tries, found.count) == (1, 2)


def test_a_channel_that_fails_later_keeps_the_digest_together(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    first = desk.claim()
    outbox.fail(first, LATER, NOW)
    later = NOW + timedelta(hours=1)
    outbox.fail(desk.claim(later), UNREACHED, later)
    desk.plan(wanted(), wanted("bbbb"), now=later)
    found = [claim.digest for claim in (desk.take(later), desk.take(later)) if isinstance(claim, Claim)]
    assert first.digest in found


def test_what_is_not_wanted_any_more_is_void(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa"), wanted("bbbb"))
    desk.plan(wanted("bbbb"))
    assert states(outbox) == {"aaaa": "void", "bbbb": "pending"}
    assert desk.claim().count == 1


def test_what_was_given_up_and_is_not_wanted_any_more_is_void(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    outbox.fail(desk.claim(), NEVER, NOW)
    desk.plan()
    assert outbox.dead(9) == ([], 0)


def test_what_is_being_sent_is_left_to_its_end(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    found = desk.claim()
    desk.plan()
    desk.plan(wanted())
    assert outbox.finish(found, NOW)
    assert states(outbox) == {"aaaa": "sent"}
    assert desk.take() is None


def test_what_comes_back_is_planned_again(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted())
    desk.plan()
    desk.plan(wanted(text=", back"))
    assert "aaaa, back" in desk.claim().digest.text


def test_words_of_what_nobody_tried_follow_the_plan(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted(text=", old"))
    desk.plan(wanted(text=", new"))
    assert "aaaa, new" in desk.claim().digest.text


def test_a_plan_that_is_older_than_the_events_is_not_written(outbox: Outbox, desk: Desk) -> None:
    old = Plan({wanted().key: wanted()}, outbox.record(TODAY), TODAY, NOW, change=NOW)
    assert not outbox.plan(old)
    assert states(outbox) == {}


def test_the_last_planned_day_is_never_lowered(outbox: Outbox, desk: Desk) -> None:
    desk.plan(now=NOW)
    desk.plan(now=NOW - timedelta(days=3))
    record = outbox.record(TODAY)
    assert record.planned == TODAY
    assert record.since == {mark_of(READER): TODAY}


def test_the_record_says_what_was_told_last(outbox: Outbox, desk: Desk) -> None:
    moved = wanted("aaaa", day=25)
    far = replace(moved, told=Told(date(2026, 4, 15), TODAY, "7d"))
    for hour, one in enumerate((wanted("aaaa", day=15), far)):
        desk.plan(one)
        outbox.finish(desk.claim(), NOW + timedelta(hours=hour))
    watch_all(outbox)
    record = outbox.record(TODAY, LAST_DAY)
    assert record.told == {
        ("aaaa-once", "办公室", "stdout"): Told(date(2026, 4, 25), TODAY, "7d", 1, beside=Particulars())
    }
    assert record.ahead == {"aaaa": date(2026, 4, 15)}


def test_a_service_gets_no_more_than_it_takes_in_any_span(outbox: Outbox, desk: Desk) -> None:
    rate, moments = Rate(3, timedelta(minutes=1)), list[datetime]()
    desk.plan(*[wanted(recipient=Recipient(f"reader{n}")) for n in range(10)])
    now = NOW
    while outbox.ready(now + timedelta(hours=1)):
        found = desk.take(now, rate)
        if isinstance(found, Claim):
            assert outbox.finish(found, now)
            moments.append(now)
        now += timedelta(seconds=7)
    assert len(moments) == 10
    assert all(later - first >= rate.within for first, later in zip(moments, moments[3:], strict=False))
    assert moments[-1] - NOW < timedelta(minutes=4)


def test_what_has_to_wait_for_its_service_is_not_counted(outbox: Outbox, desk: Desk) -> None:
    rate = Rate(1, timedelta(minutes=1))
    desk.plan(wanted(), wanted(recipient=Recipient("值班")))
    assert isinstance(desk.take(NOW, rate), Claim)
    assert desk.take(NOW, rate) == Wait(NOW + rate.within)
    assert desk.take(NOW + timedelta(seconds=59), rate) is None
    found = desk.take(NOW + rate.within, rate)
    assert isinstance(found, Claim)
    assert found.tries == 1


def test_a_clock_that_went_back_does_not_hold_up_a_service(outbox: Outbox, desk: Desk) -> None:
    rate = Rate(1, timedelta(minutes=1))
    desk.plan(wanted(), wanted(recipient=Recipient("值班")))
    assert isinstance(desk.take(NOW, rate), Claim)
    assert isinstance(desk.take(NOW - timedelta(days=300), rate), Claim)


def test_what_is_long_past_is_forgotten(outbox: Outbox, desk: Desk) -> None:
    desk.plan(wanted("aaaa"), wanted("bbbb", recipient=Recipient("值班")))
    outbox.finish(desk.claim(), NOW)
    last = date(2026, 4, 15) + timedelta(days=MEMORY)
    assert outbox.prune(last) == 0
    assert outbox.prune(last + timedelta(days=1)) == 1
    assert list(states(outbox).values()) == ["pending"]
