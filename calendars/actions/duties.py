"""What is said of a duty beside that it is done: how many of how many, later, somebody has it, how often it is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules import Message, YuelingError, shift

from ..civil import day_of
from ..completions import WHOLE, Completion
from ..doing import LOOK_BACK, occurrence_on
from ..duties.amounts import Amount, Counted, share
from ..duties.states import EVERYBODY, Acknowledgement, DutyState, Quota, Snooze
from ..events import Entry, Event
from ..store import Store
from ..store.changing import Changing
from .completing import Progress, completed, put
from .deciding import as_seen

LONGEST_SNOOZE = 366
"""Days for which something may be put off."""


MOVE_IT = Message("`yueling move` puts off the date itself, `yueling cancel` calls it off")


class BadSnooze(YuelingError):
    """A day until which nothing can be put off."""


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What became of a duty of which somebody said something."""

    event: Event
    state: DutyState
    """As it stands now."""
    changed: bool
    entry: Entry | None = None
    """The occurrence that was meant; None where it was said of all."""


def count_done(
    store: Store,
    uid: str,
    day: date,
    amount: Amount,
    now: datetime,
    *,
    key: str | None = None,
    by: str | None = None,
    seen: int | None = None,
) -> Progress:
    """The occurrence of that day, of which so much is done: whole once as many are done as the quota asks for at least.

    Raises UnknownEvent, AmbiguousUid, Stale, NotThen, WhichDate, NoWhole, Counted.
    """
    reckoning = store.reckoning()
    with store.changing(now, "progress") as change:
        event = as_seen(change, uid, seen)
        entry = Entry(event, occurrence_on(event, day, reckoning, key))
        quota = change.duty_state(event.uid).quota
        if amount.percent is not None and quota:
            raise Counted(amount.percent, quota)
        if amount.percent is not None:
            return completed(change, entry, amount.percent, by=by)
        old = entry.completion
        part, whole = amount.counted(old, quota)
        if old and (old.part, old.whole) == (part, whole) and old.percent == share(part, whole):
            return Progress(entry, changed=False)
        percent, moment = share(part, whole), change.moment.replace(microsecond=0)
        done = (old.done if old and old.done else moment) if percent == WHOLE else None
        return put(change, entry, Completion(entry.occurrence.key, percent, done, by, change.moment, part, whole))


def snooze(
    store: Store,
    uid: str,
    day: date,
    until: date | None,
    now: datetime,
    *,
    reader: str | Sequence[str] = EVERYBODY,
    key: str | None = None,
    by: str | None = None,
    seen: int | None = None,
) -> DutyChange:
    """The occurrence of that day, of which nobody (or the readers) hears until another day; None ends that at once.

    Raises UnknownEvent, AmbiguousUid, Stale, NotThen, WhichDate, BadSnooze.
    """
    act, readers = "wake" if until is None else "snooze", (reader,) if isinstance(reader, str) else reader
    return _say(store, act, uid, day, now, key, seen, lambda change, entry: snoozed(change, entry, until, readers, by))


def snoozed(change: Changing, entry: Entry, until: date | None, readers: Sequence[str], by: str | None) -> DutyState:
    """What is said of the event once the entry is put off, inside a step that somebody began; raises BadSnooze."""
    if until is not None:
        check_until(entry, until, change.moment)
    key, state = entry.occurrence.key, change.duty_state(entry.event.uid)
    for reader in readers:
        same = [one.until for one in state.snoozes if (one.key, one.reader) == (key, reader)]
        if same != ([until] if until else []):
            said = Snooze(key, until, change.moment, reader, by) if until else None
            state = state.with_snooze(key, reader, said)
    return state


def check_until(entry: Entry, until: date, now: datetime) -> None:
    """Raises BadSnooze where the entry cannot be put off until then."""
    today = day_of(now)
    if until <= today:
        said = Message("{day} is not after today", day=str(until))
        raise BadSnooze(said, Message("name a later day, or how long: --until 3d"))
    if until > shift(today, LONGEST_SNOOZE):
        said = Message("{day} is more than a year away", day=str(until))
        raise BadSnooze(said, MOVE_IT)
    if entry.due <= today and until > shift(entry.due, LOOK_BACK):
        said = Message("{day} is more than {n} days after {due}, and what is older is not looked at",
                       day=str(until), n=LOOK_BACK, due=str(entry.due))  # fmt: skip
        raise BadSnooze(said, MOVE_IT)


def acknowledge(
    store: Store,
    uid: str,
    day: date,
    now: datetime,
    *,
    by: str | None = None,
    take_back: bool = False,
    key: str | None = None,
    seen: int | None = None,
) -> DutyChange:
    """The occurrence of that day, which somebody has taken on (`by`), or with `take_back` nobody any more.

    Raises UnknownEvent, AmbiguousUid, Stale, NotThen, WhichDate.
    """
    act = "unack" if take_back else "ack"
    return _say(
        store, act, uid, day, now, key, seen, lambda change, entry: acknowledged(change, entry, by, take_back=take_back)
    )


def acknowledged(change: Changing, entry: Entry, by: str | None, *, take_back: bool = False) -> DutyState:
    """What is said of the event once somebody has taken the entry on, inside a step that somebody began."""
    key, old = entry.occurrence.key, change.duty_state(entry.event.uid)
    known = old.acknowledgement(key)
    if take_back:
        return old.with_acknowledgement(key, None)
    if known and (by is None or known.by == by):
        return old
    return old.with_acknowledgement(key, Acknowledgement(key, by, change.moment))


def set_quota(store: Store, uid: str, quota: Quota | None, now: datetime, *, seen: int | None = None) -> DutyChange:
    """The event, which is to be done so often within each of its dates; None for once, as others are.

    Raises UnknownEvent, AmbiguousUid, Stale.
    """
    with store.changing(now, "quota") as change:
        event = as_seen(change, uid, seen)
        change.about = event.title
        old = change.duty_state(event.uid)
        return DutyChange(event, *_kept(change, event, old, replace(old, quota=quota)))


def _say(
    store: Store,
    act: str,
    uid: str,
    day: date,
    now: datetime,
    key: str | None,
    seen: int | None,
    says: Callable[[Changing, Entry], DutyState],
) -> DutyChange:
    reckoning = store.reckoning()
    with store.changing(now, act) as change:
        event = as_seen(change, uid, seen)
        entry = Entry(event, occurrence_on(event, day, reckoning, key))
        return keep(change, entry, says(change, entry))


def keep(change: Changing, entry: Entry, state: DutyState) -> DutyChange:
    """What became of the entry once that is said of its event, inside a step that somebody began."""
    change.about = f"{entry.event.title} {entry.due}"
    old = change.duty_state(entry.event.uid)
    return DutyChange(entry.event, *_kept(change, entry.event, old, state), entry)


def _kept(change: Changing, event: Event, old: DutyState, new: DutyState) -> tuple[DutyState, bool]:
    if new != old:
        change.put_duty_state(event.uid, new)
    return new, new != old


# ------------------------------------------------------------------ who wants no more messages


class NeverStopped(YuelingError):
    """A reader whose messages nobody ended."""

    def __init__(self, reader: str) -> None:
        super().__init__(
            Message("the messages of “{name}” were not ended", name=reader[:80]),
            Message("`yueling links stopped` shows whose were"),
        )


def stop(store: Store, reader: str, channel: str, now: datetime) -> bool:
    """Whether the messages of the reader by the channel went on until now: from now on none comes."""
    with store.changing(now, "stop") as change:
        return stopped(change, reader, channel)


def stopped(change: Changing, reader: str, channel: str) -> bool:
    """As `stop`, inside a step that somebody began."""
    change.about = f"{reader} ({channel})"
    if (reader, channel) in change.stops():
        return False
    change.put_stop(reader, channel, change.moment)
    return True


def resume(store: Store, reader: str, now: datetime, channel: str | None = None) -> list[str]:
    """The channels by which the reader gets messages again: the one, or all by which he had ended them.

    Raises NeverStopped.
    """
    with store.changing(now, "resume", about=reader) as change:
        known = [way for who, way in change.stops() if who == reader and channel in (None, way)]
        if not known:
            raise NeverStopped(reader)
        for way in known:
            change.put_stop(reader, way, None)
        return known
