"""Who owes what, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rules import shift

from ....captions import kind_word
from ....duties.owed import AHEAD, BACK, OVERDUE, Duty, owed
from ....duties.shown import state_words
from ....events import Event
from ....lines import one_line
from ....selection import Selection
from ....store import Store
from ....views import when

MOST_DUTIES = 300
"""Lines of the page: of more the first ones, and how many are left out."""
MOST_AHEAD = 366
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of the page."""

    uid: str
    title: str
    kind: str
    when: str
    owner: str
    state: str
    overdue: bool
    snoozed: bool
    taken: bool
    counted: bool
    """Whether one more can be counted."""
    day: date
    """With the key what a form says of it."""
    key: str
    seen: int


@dataclass(frozen=True, slots=True)
class DutyQuery:
    """What of it is asked for."""

    OPTIONS: ClassVar = ("person", "organisation", "days", "overdue")

    person: str = ""
    organisation: str = ""
    days: int = AHEAD
    overdue: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> DutyQuery:
        """The query of a page or of a form on it; what cannot be is as if it were not said."""
        text = asked.get("days", "")
        days = min(int(text), MOST_AHEAD) if text.isascii() and text.isdecimal() and len(text) < 5 else AHEAD
        person, organisation = (asked.get(name, "").strip()[:LONGEST_NAME] for name in ("person", "organisation"))
        return cls(person, organisation, days, asked.get("overdue") == "1")

    def options(self) -> dict[str, str]:
        """The query of the address of the page."""
        said = {"person": self.person, "organisation": self.organisation}
        said |= {"days": str(self.days) if self.days != AHEAD else "", "overdue": "1" if self.overdue else ""}
        return {name: text for name, text in said.items() if text}


def duties_asked(store: Store, asked: DutyQuery, today: date) -> list[Duty]:
    """What is owed and asked for."""
    events: Sequence[Event] = store.events(ending_from=shift(today, -BACK))
    if asked.organisation:
        selection = Selection(organisations=(asked.organisation,))
        events = [event for event in events if selection.holds(event)]
    people = (asked.person,) if asked.person else ()
    found = owed(events, store.duty_states(), today, store.reckoning(), ahead=asked.days, back=BACK, people=people)
    return [duty for duty in found if duty.when(today) == OVERDUE] if asked.overdue else found


def line_of(duty: Duty, today: date, lang: str) -> DutyLine:
    """The line of a duty."""
    entry, snoozed = duty.entry, duty.snoozed_until
    event, said = entry.event, entry.completion
    return DutyLine(
        event.uid,
        one_line(event.title, 300),
        kind_word(event.kind, lang),
        when(entry.occurrence, lang, event.recurrence),
        one_line(duty.owner or "", 120),
        state_words(duty, today, lang),
        duty.when(today) == OVERDUE,
        snoozed is not None and snoozed > today,
        duty.acknowledgement is not None,
        duty.state.quota is not None or bool(said and said.whole),
        entry.due,
        entry.occurrence.key,
        event.sequence,
    )
