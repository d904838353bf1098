"""The outbox by itself: rows, claims, leases, retries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from calendars.events import Entry, Event, Lead
from calendars.store import Store
from calendars.store.opening import reading
from calendars.store.tables import deliveries
from rules import Message, Occurrence, Recurrence, Span
from rules.kinds import Fixed
from scheduler.channels import DeliveryError
from scheduler.deliveries import BACKOFF, MAX_TRIES, Claim, Draft, Outbox, backoff, mark_of
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


def draft(
    uid: str = "aaaa",
    *,
    day: int = 15,
    lead: int = 7,
    recipient: Recipient = DESK,
    superseded: bool = False,
    text: str = "",
) -> Draft:
    due = date(2026, 4, day)
    event = Event(uid, uid, "deadline", Recurrence(Fixed(due, due)))
    entry = Entry(event, Occurrence(Span(due, due), "once"))
    due_on = datetime(2026, 4, 8, 8, tzinfo=CHINA)
    reminder = Reminder(entry, Lead(lead), recipient, due_on, TODAY, superseded=superseded)
    return Draft(reminder, f"due {day}: {uid}", f"body of {uid}{text}")


def plan(outbox: Outbox, *drafts: Draft, now: datetime = NOW) -> None:
    outbox.plan(drafts, {READER: now.date()}, now.date(), now)


def claim(outbox: Outbox, now: datetime = NOW, lang: str = "en") -> Claim | None:
    groups = outbox.ready(now)
    return outbox.claim(groups[0], DESK, now, LEASE, lang) if groups else None


def claimed(outbox: Outbox, now: datetime = NOW) -> Claim:
    found = claim(outbox, now)
    assert found is not None
    return found


def states(outbox: Outbox) -> dict[str, str]:
    query = select(deliveries.c.event_uid, deliveries.c.state)
    with reading(outbox.engine, outbox.place) as connection:
        return {row.event_uid: row.state for row in connection.execute(query)}


LATER = DeliveryError(Message("later"))
NEVER = DeliveryError(Message("never"), permanent=True)
UNREACHED = DeliveryError(Message("no server"), reached=False)


def test_what_is_planned_goes_out_as_one_digest(outbox: Outbox) -> None:
    plan(outbox, draft("bbbb", day=20), draft("aaaa", day=15))
    found = claimed(outbox)
    assert found.count == 2
    assert found.digest.subject == "[Yueling] due 15: aaaa (2 in all)"
    assert found.digest.text == "1. due 15: aaaa\n   body of aaaa\n\n2. due 20: bbbb\n   body of bbbb"
    assert outbox.finish(found, NOW)
    assert states(outbox) == {"aaaa": "sent", "bbbb": "sent"}
    assert claim(outbox) is None


def test_a_plan_that_is_made_twice_writes_nothing_twice(outbox: Outbox) -> None:
    plan(outbox, draft())
    outbox.finish(claimed(outbox), NOW)
    plan(outbox, draft())
    assert claim(outbox) is None


def test_each_reader_gets_their_own_digest(outbox: Outbox) -> None:
    plan(outbox, draft(), draft(recipient=Recipient("值班")))
    assert [group.recipient for group in outbox.ready(NOW)] == ["值班", "办公室"]


def test_a_claim_belongs_to_one_alone(outbox: Outbox) -> None:
    plan(outbox, draft())
    (group,) = outbox.ready(NOW)
    first = outbox.claim(group, DESK, NOW, LEASE, "en")
    assert first is not None
    assert outbox.claim(group, DESK, NOW, LEASE, "en") is None
    assert claim(outbox) is None
    assert outbox.held() == [first and NOW + LEASE]


def test_a_claim_whose_lease_ends_goes_to_the_next_under_the_same_key(outbox: Outbox) -> None:
    plan(outbox, draft())
    first = claimed(outbox)
    second = claimed(outbox, NOW + LEASE)
    assert (second.digest, second.tries) == (first.digest, 2)
    assert second.owner != first.owner
    assert not outbox.finish(first, NOW + LEASE)
    assert outbox.finish(second, NOW + LEASE)


def test_a_digest_that_is_tried_again_keeps_its_members(outbox: Outbox) -> None:
    plan(outbox, draft("aaaa"))
    first = claimed(outbox)
    outbox.fail(first, LATER, NOW, "en")
    later = NOW + timedelta(hours=1)
    plan(outbox, draft("aaaa", text=", new"), draft("bbbb"), now=later)
    again = claimed(outbox, later)
    assert again.digest == first.digest
    outbox.finish(again, later)
    assert claimed(outbox, later).digest.text == "1. due 15: bbbb\n   body of bbbb"


def test_a_refusal_is_waited_out(outbox: Outbox) -> None:
    plan(outbox, draft())
    first = claimed(outbox)
    assert not outbox.fail(first, LATER, NOW, "en")
    wait = backoff(1, first.digest.key)
    assert claim(outbox, NOW + wait - timedelta(seconds=1)) is None
    assert outbox.held() == [NOW + wait]
    assert claimed(outbox, NOW + wait).tries == 2


def test_a_server_that_names_a_time_is_obeyed(outbox: Outbox) -> None:
    plan(outbox, draft())
    outbox.fail(claimed(outbox), DeliveryError(Message("x"), retry_after=timedelta(hours=2)), NOW, "en")
    assert claim(outbox, NOW + timedelta(minutes=119)) is None
    assert claim(outbox, NOW + timedelta(minutes=120)) is not None


def test_a_daily_run_always_tries_again() -> None:
    assert max(BACKOFF) * 1.2 < timedelta(hours=23)
    assert backoff(4, "ff") <= max(BACKOFF) * 1.21


def test_five_tries_are_enough(outbox: Outbox) -> None:
    plan(outbox, draft())
    now = NOW
    outcomes = []
    for _ in range(MAX_TRIES):
        outcomes.append(outbox.fail(claimed(outbox, now), LATER, now, "en"))
        now += timedelta(hours=8)
    assert outcomes == [False, False, False, False, True]
    assert claim(outbox, now) is None
    assert [(d.headline, d.recipient, d.error) for d in outbox.dead()] == [("due 15: aaaa", "办公室", "later")]


def test_five_senders_that_died_are_enough(outbox: Outbox) -> None:
    plan(outbox, draft())
    now = NOW
    for _ in range(MAX_TRIES):
        claimed(outbox, now)
        now += LEASE
    assert claim(outbox, now) is None
    (dead,) = outbox.dead()
    assert dead.error == "it was tried 5 times and never confirmed"


def test_what_will_never_be_taken_is_given_up_at_once(outbox: Outbox) -> None:
    plan(outbox, draft())
    assert outbox.fail(claimed(outbox), NEVER, NOW, "en")
    plan(outbox, draft())
    assert claim(outbox) is None
    assert states(outbox) == {"aaaa": "dead"}


def test_a_channel_that_fails_as_a_whole_costs_no_try(outbox: Outbox) -> None:
    plan(outbox, draft())
    for _ in range(2 * MAX_TRIES):
        assert not outbox.fail(claimed(outbox), UNREACHED, NOW, "en")
    plan(outbox, draft(), draft("bbbb"))
    found = claimed(outbox)
    assert (found.tries, found.count) == (1, 2)


def test_a_channel_that_fails_later_keeps_the_digest_together(outbox: Outbox) -> None:
    plan(outbox, draft())
    first = claimed(outbox)
    outbox.fail(first, LATER, NOW, "en")
    later = NOW + timedelta(hours=1)
    outbox.fail(claimed(outbox, later), UNREACHED, later, "en")
    plan(outbox, draft(), draft("bbbb"), now=later)
    assert claimed(outbox, later).digest.key == first.digest.key


def test_what_is_not_wanted_any_more_is_void(outbox: Outbox) -> None:
    plan(outbox, draft("aaaa"), draft("bbbb"))
    plan(outbox, draft("bbbb"))
    assert states(outbox) == {"aaaa": "void", "bbbb": "pending"}
    assert claimed(outbox).count == 1


def test_what_was_given_up_and_is_not_wanted_any_more_is_void(outbox: Outbox) -> None:
    plan(outbox, draft())
    outbox.fail(claimed(outbox), NEVER, NOW, "en")
    plan(outbox)
    assert outbox.dead() == []


def test_what_is_being_sent_is_left_to_its_end(outbox: Outbox) -> None:
    plan(outbox, draft())
    found = claimed(outbox)
    plan(outbox)
    assert outbox.finish(found, NOW)
    assert states(outbox) == {"aaaa": "sent"}


def test_what_comes_back_is_planned_again(outbox: Outbox) -> None:
    plan(outbox, draft())
    plan(outbox)
    plan(outbox, draft(text=", back"))
    assert claimed(outbox).digest.text.endswith("body of aaaa, back")


def test_words_of_untried_rows_follow_the_plan(outbox: Outbox) -> None:
    plan(outbox, draft(text=", old"))
    plan(outbox, draft(text=", new"))
    assert claimed(outbox).digest.text.endswith("body of aaaa, new")


def test_superseded_leads_are_only_recorded(outbox: Outbox) -> None:
    plan(outbox, draft("aaaa", superseded=True), draft("bbbb"))
    assert states(outbox) == {"aaaa": "void", "bbbb": "pending"}
    plan(outbox, draft("aaaa", superseded=True), draft("bbbb"))
    assert states(outbox) == {"aaaa": "void", "bbbb": "pending"}


def test_the_last_planned_day_is_never_lowered(outbox: Outbox) -> None:
    plan(outbox, now=NOW)
    plan(outbox, now=NOW - timedelta(days=3))
    record = outbox.record(TODAY)
    assert record.planned == TODAY
    assert record.since == {mark_of(READER): TODAY}


def test_the_record_says_what_was_told_last(outbox: Outbox) -> None:
    moved = draft("aaaa", day=25)
    far = replace(moved, reminder=replace(moved.reminder, told=Told(date(2026, 4, 15), TODAY, "7d")))
    for hour, one in enumerate((draft("aaaa", day=15), far)):
        plan(outbox, one)
        outbox.finish(claimed(outbox), NOW + timedelta(hours=hour))
    record = outbox.record(TODAY)
    assert record.told == {
        ("aaaa-once", "办公室", "stdout"): Told(date(2026, 4, 25), TODAY, "7d", date(2026, 4, 15), 1)
    }
    assert record.ahead == {"aaaa"}
