"""What is named of a date beside its day: the last of several days, the hour, the place. Pure.

It is kept with each delivery, so that whoever was told hears when it is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from calendars.captions import PARTS_OF_DAY
from calendars.events import DUE_KINDS, Entry
from rules import Clock, Message, hhmm

MARK = "|"
"""Stands between the parts where they are written; a place may hold it itself."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """The last day where it is not the one that matters (ISO 8601), the hour, the place; each may be empty.

    >>> Particulars.read("|09:00/11:30|三楼会议室")
    Particulars(last='', hour='09:00/11:30', place='三楼会议室')
    """

    last: str = ""
    hour: str = ""
    """As `rules.Clock.write` writes it, or a name in PARTS_OF_DAY."""
    place: str = ""

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Those of an entry."""
        return cls.read(written(entry))

    @classmethod
    def read(cls, text: str) -> Self:
        """Those that were `written`."""
        last, _, rest = text.partition(MARK)
        hour, _, place = rest.partition(MARK)
        return cls(last, hour, place)

    def write(self) -> str:
        """As text that `read` reads."""
        return MARK.join((self.last, self.hour, self.place))

    @property
    def clock(self) -> Clock | None:
        """The hour as a clock shows it; None where there is none, or words alone."""
        return Clock.read(self.hour) if "/" in self.hour else None

    @property
    def hours(self) -> Message | str:
        """The hour as it is said."""
        if self.hour in PARTS_OF_DAY:
            return PARTS_OF_DAY[self.hour]
        clock = self.clock
        found = [hhmm(minutes) for minutes in (clock.start, clock.end) if minutes is not None] if clock else []
        return "–".join(found) or NONE_NAMED

    @property
    def last_day(self) -> date | None:
        """The last of several days."""
        return date.fromisoformat(self.last) if self.last else None


def written(entry: Entry) -> str:
    """The particulars of an entry as text that `Particulars.read` reads; a daily pass asks it of everything that is due."""
    event, occurrence = entry.event, entry.occurrence
    (first, last), clock, recurrence = occurrence.span, occurrence.clock, event.recurrence
    until = last.isoformat() if first != last and event.kind not in DUE_KINDS else ""
    hour = clock.write() if clock else (recurrence.notes or recurrence.then) and recurrence.part_of_day(first)
    return f"{until}{MARK}{hour or ''}{MARK}{event.place.strip() if event.place else ''}"


NONE_NAMED = Message("none named")
"""In place of an hour or a place."""
