"""Short leases that are renewed for as long as their process lives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING

from ..outbox import Claim, Outbox
from ..sending import Leases

if TYPE_CHECKING:
    from calendars.store import Store

LEASE = timedelta(seconds=30)
"""After so long without a sign of life a message goes to another worker; clocks of machines may differ by half of it."""
RENEWAL = 5.0
"""Seconds between two signs of life."""


class RenewedLeases(Leases):
    """The messages that one worker has under way, of whatever organisations."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._claims: dict[str, Claim] = {}
        self._lock = Lock()

    def length(self, patience: timedelta) -> timedelta:
        """The same for all: a send that takes longer keeps its lease as long as the worker lives."""
        del patience
        return LEASE

    @contextmanager
    def hold(self, claim: Claim) -> Iterator[None]:
        """Renews the lease while the block runs."""
        with self._lock:
            self._claims[claim.owner] = claim
        try:
            yield
        finally:
            with self._lock:
                del self._claims[claim.owner]

    def renew(self, now: datetime) -> None:
        """Shows that the worker lives; raises StoreError."""
        with self._lock:
            claims = sorted(self._claims.values(), key=attrgetter("org"))
        for org, own in groupby(claims, attrgetter("org")):
            Outbox(self.store.within(org).engine, self.store.place).renew(own, now + LEASE)
