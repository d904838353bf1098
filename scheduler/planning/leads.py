"""Which leads hold for an event and a reader, and the moment of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from calendars.doing import LOOK_BACK
from calendars.events import DUE_KINDS, Entry, Event, Lead
from calendars.leads import HOURS_OF_A_DAY, farthest, lead_day, longest_way
from rules import LAST_DAY, Message, Reckoning, Span, shift

from ..recipients import Recipient
from ..reminders import CHINA, midnight, minutes_of

LeadsByKind = Mapping[str, tuple[Lead, ...]]


def horizon(today: date, leads: Iterable[Lead]) -> Span:
    """The window of the agenda in which everything lies that a run on that day could speak of."""
    far = farthest(leads)
    return Span(shift(today, -LOOK_BACK), max(shift(today, far + 1), today))


class Reach:
    """How many days ahead has to be looked so that every reader hears in time."""

    def __init__(self, usual: LeadsByKind, recipients: Collection[Recipient]) -> None:
        own = {kind: dict.fromkeys(leads) for kind, leads in usual.items()}
        for recipient in recipients:
            for kind, leads in recipient.wishes.leads:
                own.setdefault(kind, {}).update(dict.fromkeys(leads))
        self._by_kind = {kind: farthest(leads) for kind, leads in own.items()}
        self._again = max((recipient.repeat for recipient in recipients), default=0)
        # whoever rests then is told on the last day of work before
        self._before = longest_way(1) if any(recipient.rest for recipient in recipients) else 0
        self._before += any(recipient.quiet for recipient in recipients)  # and whoever sleeps on the evening before

    @property
    def most(self) -> int:
        """The most days of any event that has no leads of its own."""
        return max((*self._by_kind.values(), self._again), default=0) + self._before

    def days(self, event: Event) -> int:
        """The most days before the day that matters on which anything may be said of it."""
        far = self._by_kind.get(event.kind, 0) if event.leads is None else farthest(event.leads)
        return max(far, self._again if event.kind in DUE_KINDS else 0) + self._before

    def window(self, event: Event, today: date) -> Span:
        """The window of the agenda of an event on that day, as `horizon` has it."""
        return horizon(today, (Lead(self.days(event)),))


def leads_for(event: Event, recipient: Recipient, usual: LeadsByKind, gap: int) -> tuple[Lead, ...]:
    """The leads with which a recipient hears of an event: its own, else his for its kind, else the usual ones.

    Of what is due he hears on each of the last days where he wants that. An event without leads is never spoken of; `gap`
    is that of `trimmed`, which holds for all leads but those of the event itself.
    """
    chosen = event.leads
    if chosen is None:
        own = recipient.leads(event.kind)
        chosen = trimmed(usual.get(event.kind, ()) if own is None else own, gap)
    if chosen and recipient.repeat and event.kind in DUE_KINDS:
        again = trimmed(tuple(Lead(days) for days in range(recipient.repeat + 1)), gap)
        chosen = tuple(dict.fromkeys((*chosen, *again)))
    return chosen


def trimmed(leads: tuple[Lead, ...], gap: int) -> tuple[Lead, ...]:
    """The leads of a kind without those that are longer than two thirds of the gap, in days, between two occurrences.

    Nobody needs to hear on Monday that it is Monday again in 7 days; leads that somebody chose are never trimmed.

    >>> [lead.write() for lead in trimmed((Lead(30), Lead(7), Lead(1), Lead(0), Lead(2, "hours")), 7)]
    ['1d', '0d', '2h']
    """
    return tuple(lead for lead in leads if 3 * _days(lead) <= 2 * gap)


def _days(lead: Lead) -> float:
    return lead.amount / (HOURS_OF_A_DAY if lead.unit == "hours" else 1)


def gap_of(dues: Sequence[date]) -> int:
    """The fewest days between two of these days, which are in order."""
    if len(dues) == 1:  # as with most
        return LAST_DAY.toordinal()
    return min(((b - a).days for a, b in pairwise(dues) if a != b), default=LAST_DAY.toordinal())


def lead_moment(lead: Lead, entry: Entry, at: time, reckoning: Reckoning) -> tuple[datetime, Message | None]:
    """When a lead speaks, Asia/Shanghai, and why its day is not certain; `at` is for those that name no time of day.

    Hours are counted back from when it begins (of what is due: from when it ends); without a clock it is said on the day.
    """
    if lead.unit == "hours" and (minutes := minutes_of(entry)) is not None:
        begin = midnight(entry.due) + timedelta(minutes=minutes)
        return begin - timedelta(hours=lead.amount), None
    day, doubt = lead_day(lead, entry.due, reckoning)
    return datetime.combine(day, lead.at or at, CHINA), doubt


def names_an_hour(lead: Lead) -> bool:
    """Whether somebody chose the hour at which it speaks."""
    return lead.at is not None or lead.unit == "hours"
