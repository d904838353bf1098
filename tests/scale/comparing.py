"""What was reckoned beside what was simulated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from .world import Outcome

MOST = 0.1
"""By which the two may differ."""
LINES = {
    "requests": ("requests a second", 86_400),
    "unchanged": ("of them 304", 0.01),
    "egress": ("egress of the CDN, TB a day", 1e12),
    "origin": ("requests to the storage a second", 86_400),
    "origin_egress": ("from the storage, GB a day", 1e9),
    "puts": ("PUTs a day, thousands", 1e3),
    "worked": ("a shard at nine: processor of its workers, s", 1),
    "nine": ("a shard at nine: all messages gone after, s", 1),
    "nine_failed": ("the same, one worker dies, s", 1),
}
"""How each figure is called, and the unit in which it is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, reckoned and simulated."""

    name: str
    reckoned: float
    simulated: float

    @property
    def difference(self) -> float:
        """By how much what was reckoned is off, as a share of what was simulated."""
        if not self.simulated:
            return 0.0 if not self.reckoned else 1.0
        return self.reckoned / self.simulated - 1

    @property
    def good(self) -> bool:
        """Whether the two agree."""
        return abs(self.difference) <= MOST

    def say(self) -> str:
        """As a line of a table."""
        mark = "" if self.good else "  differs"
        return f"{self.name:48} {self.reckoned:14,.1f} {self.simulated:14,.1f} {self.difference:+8.1%}{mark}"


def compare(reckoned: Outcome, simulated: Outcome) -> Iterator[Line]:
    """Each figure of the two."""
    for one in fields(Outcome):
        name, unit = LINES[one.name]
        yield Line(name, getattr(reckoned, one.name) / unit, getattr(simulated, one.name) / unit)
