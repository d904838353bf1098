"""The organisations of one database that the clock has to look at: those that have something, and not all each minute."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from calendars.store.errors import StoreError
from calendars.store.opening import reading
from calendars.store.reading import LAST_CHANGE
from calendars.store.scope import EVERY, FIRST
from calendars.store.tables import write_instant
from rules import Message, YuelingError, commands_for

from .circumstances import LEFT
from .outbox.planning import AGAIN, PLANNED, RAN
from .reminders import civil

if TYPE_CHECKING:
    from calendars.organisations import Organisation
    from calendars.store import Store

LATELY = timedelta(minutes=10)
"""A change that is no older may have come while a pass was under way that did not see it."""
MOST_FAILURES = 3
"""Organisations one after the other for which the database fails, after which a round ends."""
OPEN = "SELECT o.number FROM organisations o WHERE o.closed IS NULL"


def some(rows: str) -> str:
    """That there are such rows of an organisation, asked so that PostgreSQL looks for one and never reads a whole table."""
    return f"(SELECT 1 FROM {rows} LIMIT 1) IS NOT NULL"  # noqa: S608  # names of ours


BY_HAND = ", ".join(f"'{name}'" for name in LEFT)
WAITS = some(
    f"messages m WHERE m.org = o.number AND m.state IN ('pending', 'sending') AND m.channel NOT IN ({BY_HAND})"
    " AND CASE m.state WHEN 'pending' THEN m.next_try IS NULL OR m.next_try <= :now ELSE m.lease_until <= :now END"
)
"""Something is ready to be sent from here."""
ASLEEP = some(f"marks k WHERE k.org = o.number AND k.name = '{PLANNED}' AND k.value >= :day")
"""The day was planned already."""
CALLED = some(f"marks k WHERE k.org = o.number AND k.name = '{AGAIN}' AND k.value > '' AND k.value <= :now")
"""A moment has come for which a pass asked."""
CHANGED = some(
    f"marks c LEFT JOIN marks r ON r.org = c.org AND r.name = '{RAN}' WHERE c.org = o.number AND c.name = '{LAST_CHANGE}'"
    " AND (r.value IS NULL OR c.value >= r.value OR c.value >= :lately)"
)
"""Something was changed since the last pass."""
AWAKE = some("watches w WHERE w.org = o.number AND w.wakes <= :today")
"""An event is to be looked at on that day."""
DUE = some("subscriptions s WHERE s.org = o.number AND (s.due IS NULL OR s.due <= :now)")
"""A calendar of others is to be looked at."""
WATCHED = "o.settings LIKE '%ping_url%'"
"""Somebody notices where no pass takes place, each minute."""
NEEDING = (
    f"{OPEN} AND (o.number = {FIRST} OR NOT {ASLEEP} OR {CALLED} OR {CHANGED} OR {AWAKE} OR {WAITS} OR {DUE} OR {WATCHED})"
    " ORDER BY o.number"
)
PLAIN = "SELECT set_config('jit', 'off', true)"
"""Many small looks: to compile them takes PostgreSQL ten times as long as to do them."""


def rows_of_all(store: Store, question: str, facts: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """The answer to a question about all organisations; raises StoreError."""
    with reading(store.within(EVERY).engine, store.place) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(PLAIN))
        yield from map(tuple, connection.execute(text(question), facts))


def _numbers(store: Store, question: str, facts: Mapping[str, str]) -> list[int]:
    return [number for (number,) in rows_of_all(store, question, facts)]


def every_open(store: Store) -> list[int]:
    """The numbers of all organisations that are not closed; raises StoreError."""
    return _numbers(store, f"{OPEN} ORDER BY o.number", {})


def ever_stored(store: Store) -> bool:
    """Whether anything was ever stored in an organisation that takes part; raises StoreError."""
    stored = some(f"marks c WHERE c.org = o.number AND c.name = '{LAST_CHANGE}'")
    return bool(_numbers(store, f"{OPEN} AND {stored} LIMIT 1", {}))


def is_open(store: Store) -> bool:
    """Whether the organisation of the store is there and not closed; raises StoreError."""
    return bool(store.ask(f"{OPEN} AND o.number = this_org()", {}))


def other(store: Store) -> Organisation | None:
    """Whose store it is; None for that of the first organisation, which speaks without its name. Raises StoreError."""
    return None if store.org == FIRST else store.organisation()


def named(of: Organisation | None, said: Message) -> Message:
    """What is said of an organisation, with its name before it; of the first one as it is."""
    return Message("{organisation}: {said}", organisation=of.title, said=said) if of else said


def speaking(of: Organisation | None) -> AbstractContextManager[None]:
    """A block in which what is said is said for the organisation: commands name it."""
    return commands_for(of.key if of else "")


def needing(store: Store, now: datetime) -> list[int]:
    """The numbers of the organisations of which a pass could find something to do, the first one always.

    Each is looked at once a day at least. Raises StoreError.
    """
    day = civil(now).date().isoformat()
    facts = {"now": write_instant(now), "lately": write_instant(now - LATELY), "day": day, "today": day}
    return _numbers(store, NEEDING, facts)


def with_ready(store: Store, now: datetime) -> list[int]:
    """The numbers of the organisations that have messages ready to be sent; raises StoreError."""
    return _numbers(store, f"{OPEN} AND {WAITS} ORDER BY o.number", {"now": write_instant(now)})


class Rounds:
    """Whom a process has to look at each minute: the first time all of them, because the settings may be others by now.

    A store that is not that of the first organisation stands for itself alone.
    """

    def __init__(self) -> None:
        self._begun = False

    def numbers(self, store: Store, now: datetime) -> list[int]:
        """The numbers of these organisations; raises StoreError."""
        if store.org != FIRST:
            return [store.org]
        found = needing(store, now) if self._begun else every_open(store)
        self._begun = True
        return found


def title_within(store: Store) -> Callable[[int], str]:
    """What calls an organisation by its number; where its name cannot be asked for, that is the number."""

    def title(number: int) -> str:
        try:
            return store.within(number).organisation().title or str(number)
        except YuelingError:
            return str(number)

    return title


def go_round(numbers: Iterable[int], work: Callable[[int], object], title: Callable[[int], str] = str) -> None:
    """Does the work for each organisation; where it fails for one, that is logged by its `title`, and the others have theirs.

    Raises in the end what failed for the first one, and at once what the database says again and again: it may be away.
    """
    failure: Exception | None = None
    row = 0
    for number in numbers:
        try:
            work(number)
            row = 0
        except Exception as error:
            row = row + 1 if isinstance(error, StoreError) else 0
            if row == MOST_FAILURES:
                raise
            if number == FIRST:
                failure = error
            else:
                logging.getLogger("yueling").warning("%s: %s", title(number), error)
    if failure:
        raise failure
