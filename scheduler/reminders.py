"""Who is to be told what today: from the agenda, the leads and what was told before to a list of reminders. Pure.

A reminder is due on the day of its lead: a run at any hour of that day sends it. Only a service that looks every minute
waits for the time of day (`by_minute`). Of several leads whose day has come only the nearest one speaks, so that a week
without a run ends in one message. It says when it comes late, and when what was told before has moved.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from types import MappingProxyType

from calendars.events import Entry, Lead
from calendars.leads import lead_day, longest_way
from rules import LAST_DAY, RECKONING, Message, Reckoning, Span, shift

from .recipients import Recipient

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The time zone of every civil date here; it has known no summer time since 1991."""
LOOK_BACK = 31
"""For how many days what passed unsaid is still told."""
MOVED, PASSED = "moved", "passed"

Reader = tuple[str, str]
"""A recipient's id and a channel: to whom something was told."""


def civil(now: datetime) -> datetime:
    """The moment on the clocks of Asia/Shanghai; a moment without time zone is one already.

    >>> from datetime import UTC
    >>> civil(datetime(2026, 4, 7, 23, tzinfo=UTC)).isoformat()
    '2026-04-08T07:00:00+08:00'
    """
    return now.replace(tzinfo=CHINA) if now.tzinfo is None else now.astimezone(CHINA)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was last told of an entry."""

    due: date
    """The day that was named."""
    planned_for: date
    """The day of the nearest reminder that named it."""
    lead: str
    """The lead of that reminder as it is written, or `moved` or `passed`."""
    before: date | None = None
    """The other day that was named before, where the entry has moved."""
    moves: int = 0
    """How often the day that was named changed."""

    def moment(self, at: time) -> datetime:
        """When that reminder was due; `at` stands for the time of day where the lead has none."""
        own = Lead.read(self.lead).at if self.lead not in (MOVED, PASSED) else time.min
        return datetime.combine(self.planned_for, own or at, CHINA)


History = Mapping[tuple[str, str, str], Told]
"""What was told, by entry UID, recipient id and channel."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to tell one recipient."""

    entry: Entry
    lead: Lead | None
    """How long before; None where no lead asks for it: what moved, what passed."""
    recipient: Recipient
    due_on: datetime
    """When it is to be told, Asia/Shanghai."""
    today: date
    """The day of the run that planned it."""
    passed: bool = False
    """Whether the entry's day has passed and nobody was told."""
    superseded: bool = False
    """Whether a nearer lead speaks for it, so that it is only recorded."""
    told: Told | None = None
    doubts: tuple[Message, ...] = ()
    """Why the day of the lead is not certain."""
    hold: datetime | None = None
    """Until when it waits in the outbox; None for not at all."""

    @property
    def channel(self) -> str:
        """The name of the channel by which it goes out."""
        return self.recipient.channel

    @property
    def late(self) -> bool:
        """Whether its day lies before the day of the run, as when no run took place on it."""
        return self.due_on.date() < self.today

    @property
    def moved_from(self) -> date | None:
        """The day that the recipient was told last, where it is another one now."""
        return self.told.due if self.told and self.told.due != self.entry.due else None

    @property
    def lead_name(self) -> str:
        """The lead as it is written, or `moved` or `passed`."""
        if self.lead:
            return self.lead.write()
        return PASSED if self.passed else MOVED

    @property
    def key(self) -> str:
        """The same for the same message, 32 hex digits: entry, its day, recipient, channel, lead, number of moves."""
        moves = (self.told.moves if self.told else 0) + bool(self.moved_from)
        facts = (
            self.entry.uid,
            self.entry.due.isoformat(),
            self.recipient.id,
            self.channel,
            self.lead_name,
            str(moves),
        )
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:32]


def event_uid(entry_uid: str) -> str:
    """The UID of the event in that of an entry, whose key may hold hyphens itself.

    >>> event_uid("edc20de4ef3f2fe7-2026-04-15")
    'edc20de4ef3f2fe7'
    """
    return entry_uid.partition("-")[0]


def _form(entry_uid: str) -> str:
    """The form of an entry's key: years, months, days, a single one."""
    return re.sub(r"\d", "0", entry_uid.partition("-")[2])


def horizon(today: date, leads: Iterable[Lead]) -> Span:
    """The window of the agenda in which everything lies that a run on that day could speak of."""
    reach = max((longest_way(lead.amount) if lead.unit == "workdays" else lead.amount for lead in leads), default=0)
    return Span(shift(today, -LOOK_BACK), max(shift(today, reach + 1), today))


def trimmed(leads: tuple[Lead, ...], gap: int) -> tuple[Lead, ...]:
    """The default leads without those that are longer than two thirds of the gap, in days, between two occurrences.

    Nobody needs to hear on Monday that it is Monday again in 7 days; leads that somebody chose are never trimmed.

    >>> [lead.write() for lead in trimmed((Lead(30), Lead(7), Lead(1), Lead(0)), 7)]
    ['1d', '0d']
    """
    return tuple(lead for lead in leads if 3 * lead.amount <= 2 * gap)


def plan(
    entries: Iterable[Entry],
    leads_by_kind: Mapping[str, tuple[Lead, ...]],
    recipients: Sequence[Recipient],
    now: datetime,
    reckoning: Reckoning = RECKONING,
    since: Mapping[Reader, date] = MappingProxyType({}),
    *,
    told: History = MappingProxyType({}),
    at: time = time(8),
    by_minute: bool = False,
) -> list[Reminder]:
    """What is to be told at the moment and was not told yet, sorted by the day that matters, and what it supersedes.

    `since` holds, for each recipient and channel, the day before which nothing is told as passed. `at` is the time of
    day of leads without one; it counts only `by_minute`, else a lead is due for the whole of its day.
    """
    found = planned(
        _by_event(entries, leads_by_kind), recipients, now, reckoning, since, told=told, at=at, by_minute=by_minute
    )
    return sorted(found, key=lambda r: (r.entry.due, r.entry.event.title, r.entry.uid, r.recipient.id, r.due_on))


def planned(
    groups: Iterable[tuple[list[Entry], tuple[Lead, ...]]],
    recipients: Sequence[Recipient],
    now: datetime,
    reckoning: Reckoning,
    since: Mapping[Reader, date],
    *,
    told: History,
    at: time,
    by_minute: bool,
) -> list[Reminder]:
    """As `plan`, in no order, from the entries of each event by the day that matters, and its leads."""
    told_of: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for uid, recipient_id, channel in told:
        told_of[event_uid(uid), recipient_id, channel].append(uid)
    planner = _Planner(civil(now), reckoning, since, told, at, by_minute, told_of)
    wanted: dict[tuple[str, tuple[str, ...]], list[Recipient]] = {}
    reminders: list[Reminder] = []
    for group, leads in groups:
        question = group[0].event.kind, group[0].event.tags
        if (readers := wanted.get(question)) is None:
            readers = wanted[question] = [recipient for recipient in recipients if recipient.wants(*question)]
        for recipient in readers:
            reminders += planner.of_event(group, leads, recipient)
    return reminders


def _by_event(
    entries: Iterable[Entry], leads_by_kind: Mapping[str, tuple[Lead, ...]]
) -> Iterator[tuple[list[Entry], tuple[Lead, ...]]]:
    """The entries of each event in order of the days that matter, with its leads; events without leads are left out."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.event.uid].append(entry)
    for group in groups.values():
        group.sort(key=lambda entry: entry.due)
        if leads := leads_of(group, leads_by_kind):
            yield group, leads


def leads_of(group: Sequence[Entry], leads_by_kind: Mapping[str, tuple[Lead, ...]]) -> tuple[Lead, ...]:
    """The leads of an event whose entries these are, in order: its own, else those of its kind, as far as they fit."""
    event = group[0].event
    if event.leads is not None:
        return event.leads
    days = sorted({entry.due for entry in group})
    gap = min(((b - a).days for a, b in pairwise(days)), default=LAST_DAY.toordinal())
    return trimmed(leads_by_kind.get(event.kind, ()), gap)


@dataclass(frozen=True, slots=True)
class _Planner:
    """The circumstances of one run."""

    now: datetime
    reckoning: Reckoning
    since: Mapping[Reader, date]
    history: History
    at: time
    by_minute: bool
    told_of: Mapping[tuple[str, str, str], Sequence[str]]
    """By event UID, recipient id and channel: the UIDs of the entries that were told."""
    moments: dict[tuple[date, tuple[Lead, ...]], list[tuple[datetime, Lead, tuple[Message, ...]]]] = field(
        default_factory=dict
    )
    """When the leads of a day have come: many entries have the same."""

    @property
    def today(self) -> date:
        return self.now.date()

    def of_event(self, group: list[Entry], leads: tuple[Lead, ...], recipient: Recipient) -> Iterator[Reminder]:
        """What one recipient is to be told of one event."""
        today = self.now.date()
        dues = [entry.due for entry in group]
        first = bisect_left(dues, today)
        if first and not group[first - 1].is_done:
            yield from self._passed(group[first - 1], recipient)
        for place in range(first, len(group)):
            entry = group[place]
            told = self._told(entry, recipient) if self.history else None
            if told is None and self.history and first == len(group) - 1:
                told = self._told_under_another_key(entry, recipient)
            if not entry.is_done:
                yield from self._ahead(entry, dues[place], leads, recipient, told)

    def _told(self, entry: Entry, recipient: Recipient) -> Told | None:
        return self.history.get((entry.uid, recipient.id, recipient.channel))

    def _told_under_another_key(self, entry: Entry, recipient: Recipient) -> Told | None:
        """What was told of the only day ahead while the rule had another form, and its occurrences other keys.

        A yearly day (key 2026) that became a single one is the same day to its reader, moved.
        """
        uid, reader = entry.event.uid, (recipient.id, recipient.channel)
        found = [
            told
            for told_uid in self.told_of.get((uid, *reader), ())
            if _form(told_uid) != _form(entry.uid) and (told := self.history[told_uid, *reader]).due >= self.today
        ]
        return found[0] if len(found) == 1 else None

    def _passed(self, entry: Entry, recipient: Recipient) -> Iterator[Reminder]:
        """The last one that passed, where nobody was told of it though there was time."""
        told, created = self._told(entry, recipient), entry.event.created
        floor = self.since.get((recipient.id, recipient.channel), shift(self.today, -LOOK_BACK))
        known = civil(created).date() if created else floor
        if (told and told.due == entry.due) or entry.due < max(floor, known):
            return
        moment = datetime.combine(entry.due, self.at, CHINA)
        yield Reminder(entry, None, recipient, moment, self.today, passed=True, told=told)

    def _ahead(
        self, entry: Entry, due: date, leads: tuple[Lead, ...], recipient: Recipient, told: Told | None
    ) -> Iterator[Reminder]:
        """The nearest lead whose time has come and that was not told, after those that it supersedes."""
        floor = told.moment(self.at) if told and told.due == due else None
        key = due, leads
        come = self.moments.get(key)
        if come is None:
            come = self.moments[key] = self._come(due, leads)
        fresh = come if floor is None else [found for found in come if found[0] > floor]
        last, today = len(fresh) - 1, self.now.date()
        for index, (moment, lead, doubts) in enumerate(fresh):
            yield Reminder(entry, lead, recipient, moment, today, False, index < last, told, doubts)
        if not fresh and told and told.due != due:
            yield Reminder(entry, None, recipient, self.now, today, told=told)

    def _come(self, due: date, leads: tuple[Lead, ...]) -> list[tuple[datetime, Lead, tuple[Message, ...]]]:
        """The leads of a day that have come, the nearest one last: when, and why that is not certain."""
        found = []
        for lead in sorted(set(leads), key=Lead.write):
            day, doubt = lead_day(lead, due, self.reckoning)
            moment = datetime.combine(day, lead.at or self.at, CHINA)
            if self._has_come(moment):
                found.append((moment, lead, (doubt,) if doubt else ()))
        return sorted(found, key=lambda one: (one[0], -one[1].amount))

    def _has_come(self, moment: datetime) -> bool:
        return moment <= self.now if self.by_minute else moment.date() <= self.today
