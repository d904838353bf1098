"""Looking at calendars of others: those that are due, or one that a person names."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic

from rules import Message, YuelingError

from ..actions import Emptied, Outcome, Stale, claim_look, note_look, take_copy
from ..exchange import BadDocument
from ..lines import plain
from ..outside import BadAddress, Fetched, NotFetched, fetch
from ..store import BadText, Store
from ..store.subscribed import Subscription
from .copies import BadCopy, Copy, copy_of, digest_of, held_of

Fetch = Callable[..., Fetched]
"""`outside.fetch`, or what stands for it."""
LONGEST = 60.0
"""Seconds after which of all that is due no further one is begun; the next pass goes on."""
EXPECTED = (BadAddress, NotFetched, BadCopy, BadDocument, BadText, Emptied)
"""What others do wrong, day by day."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking at one calendar."""

    subscription: Subscription
    """As it stands after it."""
    outcome: Outcome | None = None
    """What became of its events; None where there was nothing new."""
    error: YuelingError | None = None
    """Why nothing came of it; the last good copy stays."""
    unread: int = 0
    """How many of its events could not be read."""
    busy: bool = False
    """Whether it was left to somebody else who looks at it just now."""

    @property
    def is_changed(self) -> bool:
        """Whether any event is another by now."""
        return bool(self.outcome and (self.outcome.added or self.outcome.changed or self.outcome.gone))


def first_copy(url: str, *, private: bool = False, ask: Fetch = fetch) -> Copy:
    """The copy of a calendar that nobody has looked at yet.

    Raises BadAddress, NotFetched, BadCopy, BadDocument.
    """
    return copy_of(ask(url, private=private))


def look_at(
    store: Store,
    seen: Subscription,
    now: datetime,
    *,
    ask: Fetch = fetch,
    allow_empty: bool = False,
    anew: bool = False,
) -> Look:
    """What comes of looking at a calendar: its events are as it has them now, or stay as they were.

    `anew` reads it even where it is the copy that is there. Whatever is wrong with the calendar is in the answer.

    Raises StoreError.
    """
    claimed = claim_look(store, seen, now)
    if not claimed:
        return Look(seen, busy=True)
    try:
        return _look(store, claimed, now, ask, allow_empty, anew)
    except Stale:
        return Look(claimed, busy=True)
    except EXPECTED as error:
        return _failed(store, claimed, now, error)
    except (ValueError, ArithmeticError, LookupError, RecursionError, TypeError, AttributeError) as error:
        # no calendar of others may stop the reminders, or the other calendars
        log.exception("%s cannot be read", plain(claimed.name))
        words = Message("it cannot be read ({error})", error=type(error).__name__)
        return _failed(store, claimed, now, BadCopy(words))


def _look(store: Store, claimed: Subscription, now: datetime, ask: Fetch, allow_empty: bool, anew: bool) -> Look:
    marks = {} if anew or not claimed.digest else {"etag": claimed.etag, "modified": claimed.modified}
    answer = ask(claimed.url, private=claimed.private, **marks)
    if answer.status == 304 or (answer.status == 200 and not anew and digest_of(answer) == claimed.digest):
        etag, modified = answer.etag or claimed.etag, answer.modified or claimed.modified
        after = replace(claimed, etag=etag, modified=modified).after_success(now)
        note_look(store, claimed, after, now)
        return Look(after)
    copy = copy_of(answer)
    after = copy.at(claimed).after_success(now)
    held = held_of(copy, claimed)
    outcome = take_copy(store, claimed, after, held, now, allow_empty=allow_empty)
    return Look(after, outcome, unread=len(held.unread))


def _failed(store: Store, claimed: Subscription, now: datetime, error: YuelingError) -> Look:
    after = claimed.after_failure(now, error.said)
    note_look(store, claimed, after, now)
    return Look(after, error=error)


def refresh_due(
    store: Store, now: datetime, *, ask: Fetch = fetch, seconds: float = LONGEST, whole: bool = False
) -> list[Look]:
    """What came of looking at the calendars that are due, those that wait longest first; `whole` looks at all.

    After so many `seconds` no further one is begun. Two processes that do this at once share the work.

    Raises StoreError.
    """
    now, end = now.astimezone(UTC), monotonic() + seconds
    wanted = [one for one in store.subscriptions() if whole or one.is_due(now)]
    looks = []
    for one in sorted(wanted, key=lambda one: one.due or datetime.min.replace(tzinfo=UTC)):
        if monotonic() > end:
            break
        looks.append(look_at(store, one, now, ask=ask))
    return looks
