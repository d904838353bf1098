"""Short leases that are renewed for as long as their process lives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from ..outbox import Claim, Outbox
from ..sending import Leases

LEASE = timedelta(seconds=30)
"""After so long without a sign of life a message goes to another worker; clocks of machines may differ by half of it."""
RENEWAL = 5.0
"""Seconds between two signs of life."""


class RenewedLeases(Leases):
    """The messages that one worker has under way."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
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
            claims = list(self._claims.values())
        if claims:
            self.outbox.renew(claims, now + LEASE)
