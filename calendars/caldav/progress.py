"""What a program says of a task that it sends back: how far it is, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ..actions import complete, reopen
from ..civil import HOME
from ..completions import WHOLE, share
from ..events import Entry
from ..feeds import ZONE
from ..store import Store


class Refusal(Exception):
    """Something that nobody may do over CalDAV."""


@dataclass(frozen=True, slots=True)
class Said:
    """How far a task is."""

    percent: int | None
    """None where nothing is done."""
    done: datetime | None = None
    """When it was done, where the program says so; UTC."""


def said_of(status: str | None, percent: Any, completed: Any) -> Said:
    """What STATUS, PERCENT-COMPLETE and COMPLETED say together; STATUS before the others, as people see it.

    >>> said_of("COMPLETED", None, None), said_of(None, "40", None), said_of("NEEDS-ACTION", "100", None)
    (Said(percent=100, done=None), Said(percent=40, done=None), Said(percent=None, done=None))

    Raises Refusal for a task that is called off: that is no news of what is done.
    """
    state = (status or "").strip().upper()
    if state == "CANCELLED":
        raise Refusal("a task is not called off here")
    part = share(state, _number(percent), ended=bool(completed))
    return Said(part, _moment(completed) if part == WHOLE else None)


def _number(percent: Any) -> int | None:
    try:
        return int(str(percent))
    except ValueError:
        return None


def _moment(completed: Any) -> datetime | None:
    """The moment in UTC; None for what is none."""
    if isinstance(completed, str):
        try:
            completed = datetime.fromisoformat(completed)
        except ValueError:
            return None
    if not isinstance(completed, datetime):
        return None
    try:
        return (completed if completed.tzinfo else completed.replace(tzinfo=HOME)).astimezone(UTC)
    except OverflowError:
        return None


def take(store: Store, entry: Entry, said: Said, by: str, now: datetime) -> None:
    """Keeps what somebody says of a task.

    Raises UnknownEvent, NotThen, Stale where its event is another one by now.
    """
    event, key, day = entry.event, entry.occurrence.key, _day_of(entry)
    if said.percent is None:
        reopen(store, event.uid, day, now, key=key, seen=event.sequence)
    else:
        done = min(said.done, now.astimezone(UTC)) if said.done else None
        complete(
            store, event.uid, day, now, key=key, percent=said.percent, done=done, by=by, seen=event.sequence
        )  # fmt: skip


def _day_of(entry: Entry) -> date:
    return entry.span.first


assert HOME.key == ZONE
