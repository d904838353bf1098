"""What was made of one stock, kept as long as the stock is and memory allows."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from .answering import Variants

MOST_BYTES = 64_000_000
"""Memory for what is kept."""


@dataclass(slots=True)
class Cache:
    """Bytes by key, made once for all who ask at the same time; the least recently asked for go first.

    It holds what belongs to one stock: asked with another one it forgets everything. To be used from the event loop
    alone; what is made is made in a thread.
    """

    most: int = MOST_BYTES
    size: int = 0
    made: int = 0
    """How often something had to be made."""
    found: int = 0
    """How often it was there."""
    _stock: object = None
    _entries: OrderedDict[Hashable, Variants] = field(default_factory=OrderedDict)
    _flights: dict[Hashable, asyncio.Task[Variants]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._entries)

    async def variants(
        self, stock: object, key: Hashable, make: Callable[[], str | bytes], modified: datetime
    ) -> Variants:
        """What is kept under the key, else what `make` makes, which runs in a thread. Raises whatever that raises."""
        if stock is not self._stock:
            self.forget(stock)
        if found := self._entries.get(key):
            self._entries.move_to_end(key)
            self.found += 1
            return found
        flight = self._flights.get(key)
        if flight is None or flight.get_loop() is not asyncio.get_running_loop():
            flight = asyncio.create_task(self._make(stock, key, make, modified))
            flight.add_done_callback(_seen)
            self._flights[key] = flight
        return await asyncio.shield(flight)  # who waits may go away, the others still want it

    async def _make(
        self, stock: object, key: Hashable, make: Callable[[], str | bytes], modified: datetime
    ) -> Variants:
        self.made += 1
        try:
            variants = await run_in_threadpool(_made, make, modified)
            if stock is self._stock:
                self._keep(key, variants)
            return variants
        finally:
            if self._flights.get(key) is asyncio.current_task():
                del self._flights[key]

    def _keep(self, key: Hashable, variants: Variants) -> None:
        size = variants.size
        if size > self.most // 4:
            return  # one page must not push out all others
        self._entries[key] = variants
        self.size += size
        while self.size > self.most:
            _, gone = self._entries.popitem(last=False)
            self.size -= gone.size

    def forget(self, stock: object = None) -> None:
        """Keeps nothing any more, and from now on what is of that stock."""
        self._stock, self.size = stock, 0
        self._entries.clear()
        self._flights.clear()


def _made(make: Callable[[], str | bytes], modified: datetime) -> Variants:
    data = make()
    return Variants.of(data.encode() if isinstance(data, str) else data, modified)


def _seen(flight: asyncio.Task[Variants]) -> None:
    """Marks the error of a flight as seen, also where everybody who waited has gone."""
    if not flight.cancelled():
        flight.exception()
