"""How often somebody tried in vain, and how long to wait: in memory, within bounds."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

MOST_KEYS = 10_000
"""Whose attempts are remembered; of more the oldest are forgotten."""


@dataclass(slots=True)
class Attempts:
    """Counts failures by key: after `most` of them within `seconds` one has to wait until the first of them is past.

    >>> attempts = Attempts(most=2, seconds=60)
    >>> attempts.fail("a", 0.0), attempts.fail("a", 10.0)
    (None, None)
    >>> attempts.wait("a", 20.0), attempts.wait("b", 20.0), attempts.wait("a", 60.0)
    (40.0, 0.0, 0.0)

    Moments are seconds of a clock that only goes on.
    """

    most: int
    seconds: float
    _failures: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, init=False)

    def wait(self, key: str, moment: float) -> float:
        """How many seconds the key has to wait; 0 where it may try."""
        failures = self._failures.get(key)
        while failures and failures[0] + self.seconds <= moment:
            failures.popleft()
        return failures[0] + self.seconds - moment if failures and len(failures) >= self.most else 0.0

    def fail(self, key: str, moment: float) -> None:
        """Remembers an attempt in vain."""
        self._failures.setdefault(key, deque(maxlen=self.most)).append(moment)
        self._failures.move_to_end(key)
        if len(self._failures) > MOST_KEYS:
            self._failures.popitem(last=False)

    def succeed(self, key: str) -> None:
        """Forgets the failures of the key."""
        self._failures.pop(key, None)


def network(address: str) -> str:
    """By what the attempts from an address are counted: IPv4 by itself, IPv6 by the 64 bits that one customer has.

    >>> network("2001:db8::1") == network("2001:db8::ffff"), network("192.0.2.1"), network("::ffff:192.0.2.1")
    (True, '192.0.2.1', '192.0.2.1')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
