"""Times of day, in minutes after midnight."""

from __future__ import annotations

from dataclasses import dataclass

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """Times of day in minutes after midnight: `start` on the first day, `end` on the last; 1440 ends that same day.

    A deadline has an end only, a talk that begins at nine a start only.

    >>> Clock(end=18 * 60).write()
    '/18:00'
    """

    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        for minute in (self.start, self.end):
            if minute is not None and not 0 <= minute <= MINUTES_OF_A_DAY:
                raise ValueError(f"no time of day: {minute} minutes after midnight")

    def write(self) -> str:
        """The clock as `09:00/11:30`, `09:00/` or `/18:00`; `Clock.read` reads it back."""
        return "/".join("" if m is None else hhmm(m) for m in (self.start, self.end))

    @classmethod
    def read(cls, text: str) -> Clock:
        """The clock that `write` wrote."""
        start, _, end = text.partition("/")
        return cls(_minutes(start), _minutes(end))


def hhmm(minutes: int) -> str:
    """Minutes after midnight as a clock shows them.

    >>> hhmm(1440)
    '24:00'
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(text: str) -> int | None:
    if not text:
        return None
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)
