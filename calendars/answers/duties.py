"""Who owes what, and what is said of it: how much is done, later, somebody has it."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules import shift

from .. import actions
from ..duties.amounts import Amount
from ..duties.owed import Duty, done_since, in_order, owed
from ..duties.shown import duty_record, summary
from ..duties.states import EVERYBODY, DutyState
from ..events import Entry
from ..known import Acquaintance
from ..people import UnknownPerson
from ..records import occurrence_record
from ..selection import Selection
from .inquiry import Inquiry, reply
from .paging import page


def found(
    inquiry: Inquiry, *, ahead: int, back: int, overdue: bool = False, people: tuple[str, ...] = (), **wanted: Any
) -> list[Duty]:
    """What is owed, overdue first; raises BadSelection. `people` may also have taken it on."""
    events = inquiry.events(Selection.from_json(wanted), since=shift(inquiry.today, -back))
    states = inquiry.store.duty_states()
    duties = owed(events, states, inquiry.today, inquiry.reckoning, ahead=ahead, back=back, people=people)
    return [duty for duty in duties if duty.days(inquiry.today) < 0] if overdue else duties


def duties(
    inquiry: Inquiry,
    *,
    limit: int,
    cursor: str | None = None,
    people: tuple[str, ...] = (),
    **wanted: Any,
) -> dict[str, Any]:
    """A page of what is owed, overdue first; raises BadSelection, BadCursor."""
    every = found(inquiry, people=people, **wanted)
    shown, following = page(every, in_order, limit, cursor)
    records = [duty_record(duty, inquiry.today, inquiry.lang) for duty in shown]
    return reply(duties=records, total=len(every), next=following)


def week(inquiry: Inquiry, every: list[Duty]) -> tuple[str, str]:
    """The subject and the text of a summary of these duties, and of what was done in the last seven days."""
    done = done_since(inquiry.events(), shift(inquiry.today, -7), inquiry.today, inquiry.reckoning)
    return summary(every, inquiry.today, inquiry.lang, done)


def progress(
    inquiry: Inquiry, uid: str, day: date, amount: str, *, seen: int | None, by: str | None = None
) -> dict[str, Any]:
    """One date of an event, of which so much is done; raises UnknownEvent, Stale, NotThen, WhichDate, BadAmount, NoWhole."""
    event = inquiry.event(uid)
    became = actions.count_done(inquiry.store, event.uid, day, Amount.read(amount), inquiry.stamp, by=by, seen=seen)
    state = inquiry.store.duty_states([event.uid]).get(event.uid, DutyState())
    return said(inquiry, became.entry, state, changed=became.changed)


def snooze(
    inquiry: Inquiry,
    uid: str,
    day: date,
    until: date | None = None,
    *,
    seen: int | None,
    reader: str = EVERYBODY,
    by: str | None = None,
) -> dict[str, Any]:
    """One date of an event, of which nobody (or one reader) hears until another day; without one that ends now.

    Raises UnknownEvent, Stale, NotThen, WhichDate, BadSnooze, UnknownPerson, BadPerson.
    """
    event, store = inquiry.event(uid), inquiry.store
    around = Acquaintance(tuple(store.people()), tuple(store.groups()), inquiry.named)
    readers = readers_meant(inquiry, around, reader, event.uid) if reader else (EVERYBODY,)
    became = actions.snooze(store, event.uid, day, until, inquiry.stamp, reader=readers, by=by, seen=seen)
    return changed_record(inquiry, became)


def readers_meant(inquiry: Inquiry, around: Acquaintance, words: str, uid: str) -> tuple[str, ...]:
    """The keys of the readers who are meant: of one, or of a group; one on record is known by his key though he is gone.

    Raises UnknownPerson, BadPerson.
    """
    words = words.strip()
    try:
        return around.keys(words)
    except UnknownPerson:
        state = inquiry.store.duty_states([uid]).get(uid, DutyState())
        if words and (any(one.reader == words for one in state.snoozes) or _was_reminded(inquiry, words)):
            return (words,)
        raise


def _was_reminded(inquiry: Inquiry, reader: str) -> bool:
    question = "SELECT 1 FROM deliveries WHERE org = this_org() AND recipient = :reader LIMIT 1"
    return bool(inquiry.store.ask(question, {"reader": reader}))


def acknowledge(
    inquiry: Inquiry, uid: str, day: date, *, seen: int | None, by: str | None = None, take_back: bool = False
) -> dict[str, Any]:
    """One date of an event, which somebody has taken on; raises UnknownEvent, Stale, NotThen, WhichDate."""
    event = inquiry.event(uid)
    became = actions.acknowledge(inquiry.store, event.uid, day, inquiry.stamp, by=by, take_back=take_back, seen=seen)
    return changed_record(inquiry, became)


def changed_record(inquiry: Inquiry, became: actions.DutyChange) -> dict[str, Any]:
    """What became of a date of which something was said."""
    assert became.entry
    return said(inquiry, became.entry, became.state, changed=became.changed)


def said(inquiry: Inquiry, entry: Entry, state: DutyState, *, changed: bool) -> dict[str, Any]:
    """A date with everything that was said of it."""
    key, event = entry.occurrence.key, entry.event
    taken, quota, completion = state.acknowledgement(key), state.quota, entry.completion
    mine = [one for one in state.snoozes if one.key == key]
    return reply(
        event=inquiry.record(event),
        date=occurrence_record(event, entry.occurrence, inquiry.lang),
        part=completion.part if completion else None,
        whole=completion.whole if completion else None,
        quota=quota and quota.to_json(),
        acknowledged=taken and {"by": taken.by, "at": taken.changed.isoformat()},
        snoozes=[{"reader": one.reader or None, "until": one.until.isoformat(), "by": one.by} for one in mine],
        changed=changed,
    )
