"""What one pass is to tell: of each event and reader what passed, what is to come, what moved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from calendars.doing import LOOK_BACK
from calendars.events import DUE_KINDS, Entry, Event, Lead
from rules import Message, Reckoning, shift

from ..particulars import Particulars
from ..recipients import Recipient
from ..reminders import CHINA, History, Reader, Reminder, Told, civil, ends_of, event_uid, first_end
from ..standing import Standing
from ..summaries import monday_of
from .holding import brought_forward, free_from, is_pressing, next_digest
from .leads import LeadsByKind, gap_of, lead_moment, leads_for, names_an_hour

OFTEN = 7
"""A series with so few days between two of its dates comes so often that one that was missed is no news.

Whoever stands in for somebody hears of what comes still more often once a week.
"""
SOON = 1
"""What is due within so many days does not wait for the digest of the next day."""

Moment = tuple[datetime, Lead, tuple[Message, ...]]
"""When a lead speaks, which one, and why that is not certain."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a plan depends on beside the agenda."""

    now: datetime
    """Asia/Shanghai."""
    leads: LeadsByKind
    recipients: Sequence[Recipient]
    reckoning: Reckoning
    since: Mapping[Reader, date]
    history: History
    at: time
    by_minute: bool
    standing: Standing
    spoken: frozenset[Reader]
    """Who had a digest today."""

    @property
    def today(self) -> date:
        """The day of the run."""
        return self.now.date()


class Planner:
    """One run over the events."""

    _never = datetime.min.replace(tzinfo=CHINA)

    def __init__(self, run: Situation) -> None:
        self.run = run
        self.told_of: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        """By event UID, recipient id and channel: the UIDs of the entries that were told."""
        for uid, recipient_id, channel in run.history:
            self.told_of[event_uid(uid), recipient_id, channel].append(uid)
        self._alone: dict[str, Entry] = {}
        """By the UID of an event the only entry of it that is ahead."""
        self._moments_free: dict[tuple[str, str, bool], datetime] = {}
        # recipients and leads are known by their identity, which is quicker than to compare them, and are kept
        self._leads_known: dict[Any, tuple[Lead, ...]] = {}
        self._come_known: dict[Any, tuple[tuple[Lead, ...], list[Moment]]] = {}
        self._deputies = any(one.wishes.deputy for one in run.recipients)
        self._hearing: dict[Any, list[Recipient]] = {}
        self._asked = [one for one in run.recipients if any(asked.words for asked in one.follows)]
        self._alike = [one for one in run.recipients if not any(asked.words for asked in one.follows)]

    def of_group(self, group: list[Entry]) -> Iterator[Reminder]:
        """What is to be told of one event, whose entries these are, by the day that matters."""
        event, dues = group[0].event, [entry.due for entry in group]
        first, gap = bisect_left(dues, self.run.today), gap_of(dues)
        if first == len(group) - 1:
            self._alone[event.uid] = group[-1]
        hearing = self.hearing(event)
        for recipient in hearing:
            if leads := self._leads(event, recipient, gap):
                yield from self._of_event(group, dues, first, gap, leads, recipient)
        if first and event.leads != () and event.kind in DUE_KINDS and self._deputies:
            missed = group[:first] if gap >= OFTEN else self._of_weeks(group[:first])
            yield from map(self.held, self._escalated(missed, hearing))

    def _leads(self, event: Event, recipient: Recipient, gap: int) -> tuple[Lead, ...]:
        asked = event.leads, event.kind, gap, id(recipient)
        found = self._leads_known.get(asked)
        if found is None:
            found = self._leads_known[asked] = leads_for(event, recipient, self.run.leads, gap)
        return found

    def hearing(self, event: Event) -> list[Recipient]:
        """Whom the event concerns. Whoever asks for the same is asked once for all events that are alike."""
        source = event.source
        alike = (event.kind, event.tags, source and source.issuer, event.actor, event.recipient, event.contact)
        if alike not in self._hearing:
            self._hearing[alike] = [one for one in self._alike if one.hears(event)]
        asked = [one for one in self._asked if one.hears(event)]
        return [*self._hearing[alike], *asked] if asked else self._hearing[alike]

    # -- one event, one reader ----------------------------------------------------------------------------------------

    def _of_event(
        self, group: list[Entry], dues: list[date], first: int, gap: int, leads: tuple[Lead, ...], recipient: Recipient
    ) -> Iterator[Reminder]:
        news = first and (gap > OFTEN or group[0].event.kind in DUE_KINDS)  # a routine that was missed is none
        again = list(self._again(group[:first], recipient)) if self.run.standing.states else []
        yield from again
        if first and self.told_of:
            yield from self._moved_back(group[:first], recipient)
        if news and not again and self._is_open(group[first - 1], recipient):
            yield from self._passed(group[first - 1], recipient)
        if first and self.told_of:
            yield from self._running(group[first - 1], recipient)
        for place in range(first, len(group)):
            entry, told = group[place], None
            if self.told_of:
                told = self._told_under_another_key(entry, recipient) or self.told(entry, recipient)
            if self._is_open(entry, recipient):
                later = self.run.standing.lead(entry, recipient)
                yield from self._ahead(entry, dues[place], (*leads, later) if later else leads, recipient, told)

    def _is_open(self, entry: Entry, recipient: Recipient) -> bool:
        """Whether anything is to be said of the entry: it is not done, and not put off for the recipient."""
        return not entry.is_done and not self.run.standing.is_snoozed(entry, recipient, self.run.today)

    def told(self, entry: Entry, recipient: Recipient) -> Told | None:
        """What the recipient was told last of the entry."""
        return self.run.history.get((entry.uid, recipient.id, recipient.channel))

    def _told_under_another_key(self, entry: Entry, recipient: Recipient) -> Told | None:
        """What was told of the entry last, where the rule had another form then, and its occurrences other keys.

        Of the same day; or, where the entry is the only one ahead, of the only other one that was told: a yearly day (key
        2026) that became a single one is the same day to its reader, moved.
        """
        if self.told_of.get((entry.event.uid, recipient.id, recipient.channel), []) in ([], [entry.uid]):
            return None  # as with most
        known = self._of_last_form(entry.event.uid, recipient)
        found = [told for uid, told in known.items() if _form(uid) != _form(entry.uid)]
        was = next((told for told in found if told.due == entry.due), None)
        if was is None and len(found) == 1 and self._alone.get(entry.event.uid) is entry:
            was = found[0]
        return replace(was, moves=self._times(entry.event.uid, recipient)) if was else None

    def _times(self, event: str, recipient: Recipient) -> int:
        """How often the recipient was told of the event: a number that no earlier move of it bears."""
        reader = (recipient.id, recipient.channel)
        return sum(self.run.history[uid, *reader].times for uid in self.told_of.get((event, *reader), ()))

    def _of_last_form(self, event: str, recipient: Recipient) -> dict[str, Told]:
        """What was told of days ahead of an event, by the UIDs of its entries, in the form that its rule had at last."""
        reader = (recipient.id, recipient.channel)
        found = {uid: self.run.history[uid, *reader] for uid in self.told_of.get((event, *reader), ())}
        last = max(found, key=lambda uid: found[uid].sent or self._never, default="")
        return {uid: told for uid, told in found.items() if told.last >= self.run.today and _form(uid) == _form(last)}

    def moved(self, was: Entry, recipient: Recipient) -> bool:
        """Whether an entry that was told and is no more is to its reader another one by now, moved."""
        known = self._of_last_form(was.event.uid, recipient)
        if was.uid not in known:
            return True  # he was told of what took its place
        now = self._alone.get(was.event.uid)
        return now is not None and len(known) == 1 and _form(now.uid) != _form(was.uid)

    def _passed(self, entry: Entry, recipient: Recipient) -> Iterator[Reminder]:
        """The last one that passed, where nobody was told of it though there was time, and that has begun."""
        told, run = self.told(entry, recipient), self.run
        if told and (told.due == entry.due or told.due >= run.today):
            return
        if entry.due < self._floor(entry, recipient):
            return
        moment = datetime.combine(entry.due, recipient.at(run.at), CHINA)
        yield self.held(Reminder(entry, None, recipient, moment, run.today, passed=True, told=told))

    def _moved_back(self, group: Sequence[Entry], recipient: Recipient) -> Iterator[Reminder]:
        """What moved to a day that is over, where another one was told that is still to come."""
        run = self.run
        for entry in group:
            told = self.told(entry, recipient)
            if told and told.due >= run.today and not told.called_off and self._is_open(entry, recipient):
                yield self.held(Reminder(entry, None, recipient, run.now, run.today, passed=True, told=told))

    def _again(self, group: Sequence[Entry], recipient: Recipient) -> Iterator[Reminder]:
        """What passed and was put off on its day or later: it is told on the day that was named."""
        run = self.run
        for entry in group:
            until = run.standing.snoozed_until(entry, recipient)
            if until is None or not entry.due < until <= run.today or entry.is_done:
                continue
            told = self.told(entry, recipient)
            if told is None or told.sent is None or civil(told.sent).date() < until:
                moment = datetime.combine(until, recipient.at(run.at), CHINA)
                yield self.held(
                    Reminder(entry, None, recipient, moment, run.today, passed=True, told=told, again=until)
                )

    def _running(self, entry: Entry, recipient: Recipient) -> Iterator[Reminder]:
        """What has begun, is not over, and has another hour, place or end than was told, or is on again."""
        told, run = self.told(entry, recipient), self.run
        if told is None or told.due != entry.due or entry.span.last < run.today:
            return
        if (told.called_off or _changed(entry, told)) and self._is_open(entry, recipient):
            yield self.held(Reminder(entry, None, recipient, run.now, run.today, told=told))

    def _floor(self, entry: Entry, recipient: Recipient) -> date:
        """The first day of which it is told as passed: the recipient was a reader, and the event was known or is not over."""
        first = self.run.since.get((recipient.id, recipient.channel), shift(self.run.today, -LOOK_BACK))
        created = entry.event.created
        over = created is not None and entry.span.last < civil(created).date()
        return shift(entry.due, 1) if over else first

    def _ahead(
        self, entry: Entry, due: date, leads: tuple[Lead, ...], recipient: Recipient, told: Told | None
    ) -> Iterator[Reminder]:
        """The nearest lead whose time has come and that was not told; it speaks for those before it."""
        run, stands = self.run, told is not None and not told.called_off
        floor = told.moment(recipient.at(run.at)) if told and stands and told.due == due else None
        come = self._come(entry, due, leads, recipient)
        moved = told is not None and _changed(entry, told)
        if come and (floor is None or come[-1][0] > floor):
            moment, lead, doubts = come[-1]
            near = (due - run.today).days <= SOON
            found = Reminder(entry, lead, recipient, moment, run.today, False, told, doubts)
            yield self._held(found, urgent=near or moved or names_an_hour(lead))
        elif stands and moved:
            yield self.held(Reminder(entry, None, recipient, run.now, run.today, told=told))

    def _come(self, entry: Entry, due: date, leads: tuple[Lead, ...], recipient: Recipient) -> list[Moment]:
        """The leads of a day that have come, the nearest one last; many entries and readers have the same."""
        wishes = recipient.wishes
        asked = due, entry.occurrence.clock, entry.event.kind in DUE_KINDS, id(leads), wishes.at, wishes.rest
        known = self._come_known.get(asked)
        if known is None:
            found = list(self._moments(entry, leads, recipient))
            found.sort(key=lambda one: (one[0], -one[1].amount))
            known = self._come_known[asked] = leads, found
        return known[1]

    def _moments(self, entry: Entry, leads: tuple[Lead, ...], recipient: Recipient) -> Iterator[Moment]:
        run = self.run
        for lead in sorted(set(leads), key=Lead.write):
            moment, doubt = lead_moment(lead, entry, recipient.at(run.at), run.reckoning)
            if run.by_minute and lead.at is None and moment >= first_end(entry):
                moment -= timedelta(1)  # at the reader's own hour it would be over
            moment = brought_forward(moment, first_end(entry), recipient, run.reckoning)
            if self._has_come(moment):
                yield moment, lead, (doubt,) if doubt else ()

    def _has_come(self, moment: datetime) -> bool:
        return moment <= self.run.now if self.run.by_minute else moment.date() <= self.run.today

    # -- what was not done --------------------------------------------------------------------------------------------

    def _of_weeks(self, group: list[Entry]) -> list[Entry]:
        """The last date of each week that is over: of what comes more often a deputy hears once a week at most."""
        this = monday_of(self.run.today)
        return list({monday_of(entry.due): entry for entry in group if monday_of(entry.due) < this}.values())

    def _escalated(self, group: list[Entry], hearing: Iterable[Recipient]) -> Iterator[Reminder]:
        """The last date that passed and was neither done nor taken on, for the deputies of those who should have."""
        names: dict[tuple[str, str], dict[str, None]] = {}
        for recipient in hearing:
            wishes = recipient.wishes
            late = [entry for entry in group if (self.run.today - entry.due).days >= wishes.after]
            if not wishes.deputy or not late:
                continue
            entry, floor = late[-1], self._floor(late[-1], recipient)
            if not entry.is_done and not self.run.standing.is_acknowledged(entry) and entry.due >= floor:
                names.setdefault((wishes.deputy, entry.uid), {})[recipient.name or recipient.id] = None
        by_uid = {entry.uid: entry for entry in group}
        for deputy in self.run.recipients if names else ():
            for (key, uid), principals in names.items():
                if deputy.id == key:
                    yield from self._for_deputy(by_uid[uid], deputy, tuple(principals))

    def _for_deputy(self, entry: Entry, deputy: Recipient, principals: tuple[str, ...]) -> Iterator[Reminder]:
        run = self.run
        moment = datetime.combine(run.today, deputy.at(run.at), CHINA)
        if self._has_come(moment) and not run.standing.is_snoozed(entry, deputy, run.today):
            yield Reminder(entry, None, deputy, moment, run.today, passed=True, principals=principals)

    # -- when it goes out ---------------------------------------------------------------------------------------------

    def held(self, reminder: Reminder) -> Reminder:
        """A reminder that no lead asks for, with the moment until which it waits: urgent is what takes something back."""
        return self._held(reminder, urgent=not reminder.passed or reminder.moved_from is not None)

    def _held(self, reminder: Reminder, *, urgent: bool) -> Reminder:
        """The reminder with the moment until which it waits: with the digest that is not urgent, or until he may be told at all.

        It waits for neither where it would come too late then.
        """
        run, recipient = self.run, reminder.recipient
        for pressing in dict.fromkeys((urgent, True)):
            hold = self._next(recipient, urgent=pressing)
            if hold <= run.now:
                break
            if not is_pressing(ends_of(reminder), run.now, hold, by_minute=run.by_minute):
                return replace(reminder, hold=hold)
        return reminder

    def _next(self, recipient: Recipient, *, urgent: bool) -> datetime:
        """The first moment at which the recipient may be told; the same for all that he is told in a run."""
        run, asked = self.run, (recipient.id, recipient.channel, urgent)
        if asked not in self._moments_free:
            moment = run.now
            if not urgent:
                spoken = (recipient.id, recipient.channel) in run.spoken
                moment = next_digest(run.now, recipient.at(run.at), by_minute=run.by_minute, spoken=spoken)
            self._moments_free[asked] = free_from(moment, recipient, run.reckoning)
        return self._moments_free[asked]


def _changed(entry: Entry, told: Told) -> bool:
    """Whether the entry has another day, hour, place or end than was told."""
    return told.due != entry.due or (told.beside is not None and told.beside != Particulars.of(entry))


def _form(entry_uid: str) -> str:
    """The form of an entry's key: years, months, days, a single one."""
    return re.sub(r"\d", "0", entry_uid.partition("-")[2])
