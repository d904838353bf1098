"""Clocks that are wrong, days without a pass, and events that change between the plan and the send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from calendars.actions.completing import complete
from calendars.events import CANCELLED
from calendars.store import Store
from rules import Recurrence
from rules.kinds import Due, Fixed

from .ground import Ground
from .world import (
    EVENTS,
    LATER,
    NOW,
    PLAN,
    READERS,
    Outcome,
    Receiver,
    arrived,
    deadline,
    fill,
    outcome,
    pass_over,
    sent_to,
)

UID = "0000"
OFF = "called off"
Change = Callable[[Store], object]


def hour_back(ground: Ground, nth: int) -> Outcome:
    """The clock goes back an hour after the pass, over midnight in every other try."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    first = NOW.replace(hour=0, minute=nth) if nth % 2 else NOW + timedelta(minutes=nth)
    with Store.open(url) as store:
        for now in (first, first - timedelta(hours=1), first, first + timedelta(hours=3)):
            pass_over(store, now, receiver)
    return outcome(receiver)


def three_days_ahead(ground: Ground, nth: int) -> Outcome:
    """The clock goes three days ahead and back; what is added and due meanwhile is told once the clock is trusted."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with Store.open(url) as store:
        pass_over(store, NOW + timedelta(days=3), receiver)
        store.save([deadline(EVENTS, 9 + nth % 2)], NOW)
        assert pass_over(store, NOW, receiver).stopped
        pass_over(store, LATER, receiver, trust_clock=True)
        for days in range(1, 5):
            report = pass_over(store, NOW + timedelta(days=days), receiver)
            assert report.exit_code == 0
    # the new one is told of today and on its day: only the first telling is of the plan
    told = [digest for digest in arrived(receiver) if "0004" in digest["items"]]
    plan = {*PLAN, *((reader.id, "0004") for reader in READERS)}
    found = outcome(receiver, plan)
    return Outcome(found.lost, found.repeats, found.doubles - (len(told) - len(READERS)))


def five_days_without(ground: Ground, nth: int) -> Outcome:
    """No pass for five days: everything comes late, in one message a reader."""
    url, receiver = ground.url, ground.receiver
    fill(url, 0)
    with Store.open(url) as store:
        pass_over(store, NOW - timedelta(days=1), receiver)
        store.save([deadline(n) for n in range(EVENTS)], NOW - timedelta(hours=1))
        pass_over(store, NOW + timedelta(days=5, minutes=nth), receiver)
        pass_over(store, NOW + timedelta(days=5, hours=1), receiver)
    found = outcome(receiver)
    return found + Outcome(0, 0, len(arrived(receiver)) - len(READERS))


def edit(store: Store) -> None:
    """Gives the event another title."""
    store.edit(UID, NOW, title="event zero")


def move(store: Store) -> None:
    """Moves the event by a day."""
    day = date(2026, 4, 14)
    store.edit(UID, NOW, recurrence=Recurrence(Due(Fixed(day, day))))


def cancel(store: Store) -> None:
    """Calls the event off."""
    store.edit(UID, NOW, status=CANCELLED)


def remove(store: Store) -> None:
    """Takes the event away."""
    store.remove(UID, NOW)


def finish(store: Store) -> None:
    """Says that the event is done."""
    complete(store, UID, date(2026, 4, 15), NOW)


def tells_old(text: str) -> bool:
    """Whether a message names the event as it was, and not as one that is called off."""
    named = (line for line in text.splitlines() if line.endswith(": event 0") and "15 April" in line)
    return any(OFF not in line for line in named)


def told_off(text: str) -> bool:
    """Whether a message says that the event does not take place."""
    return any(line.endswith(": event 0") and OFF in line for line in text.splitlines())


def while_sending(change: Change, ground: Ground, nth: int) -> Outcome:
    """An event changes while the nth of the messages is under way."""
    url, receiver, nth = ground.url, ground.receiver, 1 + nth % (len(READERS) - 1)
    fill(url)

    def meanwhile(count: int) -> None:
        if count == nth:
            with Store.open(url) as other:
                change(other)

    with Store.open(url) as store:
        sent_to(store, NOW, Receiver(receiver, meanwhile))
        sent_to(store, LATER, Receiver(receiver))
    return changed(change, receiver, nth)


def while_sending_and_planned(change: Change, ground: Ground, nth: int) -> Outcome:
    """An event changes while the nth of the messages is under way, and another pass plans that before the first goes on."""
    url, receiver, nth = ground.url, ground.receiver, 1 + nth % (len(READERS) - 1)
    fill(url)

    def meanwhile(count: int) -> None:
        if count == nth:
            with Store.open(url) as other:
                change(other)
                pass_over(other, NOW, receiver, unsent=("stdout",))

    with Store.open(url) as store:
        sent_to(store, NOW, Receiver(receiver, meanwhile))
        sent_to(store, LATER, Receiver(receiver))
    return changed(change, receiver, nth)


def before_sending(change: Change, ground: Ground, nth: int) -> Outcome:
    """An event changes after the plan; the pass that sends finds the clock a day back in every other try."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with Store.open(url) as store:
        pass_over(store, NOW, receiver, unsent=("stdout",))
        change(store)
        if nth % 2:
            pass_over(store, NOW - timedelta(days=1), receiver)
        pass_over(store, LATER, receiver)
    return changed(change, receiver, 0)


def changed(change: Change, receiver: Path, before: int) -> Outcome:
    """What arrived; of what is told anew because it moved, or not at all any more, the plan has nothing."""
    digests = arrived(receiver)
    untrue = sum(tells_old(digest["text"]) for digest in digests[before:])
    still = change in (edit, move)
    plan = {pair for pair in PLAN if pair[1] != UID or still}
    found = outcome(receiver, plan)
    again = sum(UID in digest["items"] for digest in digests) - len(READERS) if change is move else 0
    # whoever was told of it before hears once that it is off, and nobody else does
    before_it = [digest["reader"] for digest in digests[:before]] if change in (cancel, remove) else []
    heard = [digest["reader"] for digest in digests if told_off(digest["text"])]
    unheard, twice = len(set(before_it) - set(heard)), len(heard) - len(set(heard))
    untrue += len(set(heard) - set(before_it))
    return Outcome(found.lost + unheard, found.repeats, found.doubles - max(again, 0) + twice, untrue)
