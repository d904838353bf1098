"""One pass over the reminders.

A pass may be run by cron once a day, by hand, twice, or by a service: the outbox sees to it that each reminder goes out
once. Losing or doubling a signal of the clock changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from calendars.collecting import no_collector
from rules import LAST_DAY, Message, shift

from .circumstances import LEFT, Circumstances
from .digests import Composer, shown
from .drafts import Drafts
from .links import NO_LINKS, Links
from .outbox import DEAD, DROPPED, SENT, Outbox, Plan
from .outlook import Outlook
from .planning import Reach
from .readership import readership
from .recipients import Recipient
from .reminders import Reader, Reminder, civil
from .report import Report
from .sending import Sending, Tally, Wanted, name_of
from .waiting import quiet_at
from .watching import MARGIN, fingerprint
from .weekly import Weekly
from .wording import full_day

if TYPE_CHECKING:
    from calendars.store import Store

LONGEST_WAIT = 600.0
"""For so many seconds a pass waits at most for services that take only so much in a time."""
ROUNDS, ATTEMPTS = 3, 20
"""How often a pass sends at most, where events are changed while it does, and how often it plans."""
MOST_DEAD = 20
"""Messages that were given up, of which a report tells."""


class Pass:
    """One pass: the circumstances, and the steps in their order."""

    def __init__(self, store: Store, now: datetime, asked: Circumstances) -> None:
        self.store, self.start, self.asked = store, civil(now), asked
        self.settings, self.lang, self.reckoning = asked.settings, asked.lang, asked.reckoning
        self.today = self.start.date()
        self.outbox = Outbox(store.engine, store.place, asked.hand_on)
        self.readers: dict[Reader, Recipient] = {}
        self.unreached: list[Message] = []
        self.known: dict[str, Reminder] = {}
        """What is wanted, by its key."""
        self.fingerprint, self.reach = "", 0
        self.composer = self._composer()
        self.drafts = Drafts(self.composer)
        self.weekly = Weekly(
            store, self.outbox, asked.reckoning, asked.lang, self.start, self.settings.at, asked.by_minute, asked.house
        )
        self._gather()
        self._began, self._waited = time.monotonic(), 0.0

    @property
    def now(self) -> datetime:
        """The moment of the start and what has gone by since, so that leases end when they should."""
        return self.start + timedelta(seconds=time.monotonic() - self._began)

    def _composer(self, links: Links = NO_LINKS) -> Composer:
        return Composer(self.lang, self.reckoning, links, org=self.store.org, house=self.asked.house)

    def _gather(self) -> None:
        """Sees who can be reached, and why others cannot: they keep nobody else from theirs."""
        settings = self.settings
        self.readers, self.unreached = readership(self.store, settings, self.asked.senders)
        self.fingerprint = fingerprint(settings, self.readers.values(), self.reckoning)
        self.reach = Reach(settings.leads, self.readers.values()).most

    def run(self) -> Report:
        """Plans, claims, sends, finishes."""
        asked = self.asked
        with ExitStack() as stack:
            stack.enter_context(no_collector())
            names = {channel for _, channel in self.readers}
            tally = Tally(failures=[*self.unreached])
            sending = Sending(self.outbox, asked, lambda: self.now, tally)
            sending.open(names.difference(asked.unsent, self._handed_on(names)), stack)
            planned = self.outbox.runs()[1]
            # the first time this writes a key, which a claim has no room for
            links = Links.of(self.store, self.settings.base_url, self.start)
            self.composer = self._composer(links)
            self.drafts = Drafts(self.composer)
            warnings = self._clock_warnings(planned)
            stopped = bool(warnings)
            for rounds_left in reversed(range(ROUNDS)):
                change = self.store.last_change() if warnings else self._plan(planned, tally)
                if not warnings:
                    self.weekly.post(self.readers.values())
                # where events change all the while, the last round looks no more whether its words hold
                self._send(sending, change if rounds_left else None)
                if self.store.last_change() == change:
                    break
                # an event was changed while others were told: what was to be said of it was taken back
            if not tally.planned:
                tally.failures.append(Message("events were changed all the while, so not everything was planned"))
            elif names.isdisjoint(asked.unsent):
                # else the pass that sends the rest is the one that must not be missed
                self.outbox.ran(self.now, by_minute=asked.by_minute, again=self.weekly.again(self.readers.values()))
            self.outbox.prune(self.today)
        if not asked.by_minute:
            warnings += self._untold()
        resting = self.outbox.resting(self.now)
        asleep = [] if asked.by_minute else [one for name, one in self.readers.items() if name in resting.readers]
        return Report(
            self.today, tally.sent, tally.digests, tally.late, self.outbox.held(), tuple(tally.failures),
            tuple(self._dead()), (*warnings, *quiet_at(asleep, self.start)), stopped,
            readers=len(tally.reached), resting=resting.count, until=resting.until,
        )  # fmt: skip

    def dry(self) -> Report:
        """Writes to `out` what would be sent."""
        links = Links.to_show(self.settings.base_url, self.start)
        self.composer = self._composer(links)
        planned = self.outbox.runs()[1]
        found, record, _ = self._outlook().look(self._until(planned))
        groups: dict[tuple[str, str, datetime | None], list[tuple[str, Reminder]]] = {}
        for reminder in found:
            key = reminder.key
            if record.states.get(key) not in (SENT, DEAD, DROPPED):
                groups.setdefault((reminder.recipient.id, reminder.channel, reminder.hold), []).append((key, reminder))
        for (name, channel, hold), group in groups.items():
            self.asked.out.write(shown(self.composer.compose(group), name_of(name), channel, self.lang, hold))
        for one, words in self.weekly.unsent(self.readers.values(), self.composer.links):
            self.asked.out.write(shown(words, name_of(one.recipient.id), one.recipient.channel, self.lang))
        every = [reminder for group in groups.values() for _, reminder in group]
        held = [reminder for reminder in every if reminder.hold]
        asleep = [] if self.asked.by_minute else [reminder.recipient for reminder in held]
        return Report(
            self.today,
            len(every) - len(held),
            sum(hold is None for *_, hold in groups),
            sum(reminder.late for reminder in every if not reminder.hold),
            len(held),
            failures=tuple(self.unreached),
            dead=tuple(self._dead()),
            warnings=(*self._clock_warnings(planned), *self._untold(), *quiet_at(asleep, self.start)),
            dry_run=True,
            resting=len(held),
            until=min((reminder.hold for reminder in held if reminder.hold), default=None),
        )

    def _untold(self) -> list[Message]:
        """That reminders are due and nobody is there to be told, where that is so: they are counted as one reader had them."""
        if self.readers or self.unreached:
            return []  # why somebody cannot be reached is said already
        anybody = Recipient("-")
        outlook = replace(self._outlook(), readers={(anybody.id, anybody.channel): anybody})
        found, *_ = outlook.look(shift(self.today, Reach(self.settings.leads, [anybody]).most + MARGIN))
        if not found:
            return []
        remedy = Message("`yueling people add` names somebody")
        return [Message("nobody is reminded here, and {n} reminders are due; {remedy}", n=len(found), remedy=remedy)]

    # -- planning -----------------------------------------------------------------------------------------------------

    def _plan(self, planned: date | None, tally: Tally) -> datetime | None:
        """Plans the day; returns the last change of an event that the plan knows."""
        lower = planned is not None and self.today < planned
        for _ in range(ATTEMPTS):
            change = self.store.last_change()
            self._gather()
            outlook = self._outlook()
            found, record, watches = outlook.look(self._until(planned))
            wanted = {reminder.key: reminder for reminder in found}
            made = Plan(
                wanted,
                record,
                self.today,
                self.start,
                outlook.since(record),
                watches,
                self.fingerprint,
                self.reach,
                change,
                lower,
            )
            tally.planned = self.outbox.plan(made)
            if tally.planned:
                self.known = wanted
                self.drafts.plan(wanted)
                break
        return change

    def _outlook(self) -> Outlook:
        asked = self.asked
        return Outlook(
            self.store, self.outbox, self.start, self.settings, self.reckoning, self.readers, asked.by_minute
        )

    def _handed_on(self, names: Collection[str]) -> set[str]:
        """The channels by which others send."""
        return set(names).difference(LEFT) if self.asked.hand_on else set()

    def _until(self, planned: date | None) -> date | None:
        """Up to when all events are looked at, whatever the last pass told of them; None where that still holds."""
        if planned is not None and self.today < planned:
            return LAST_DAY
        if self.outbox.fingerprint() == self.fingerprint:
            return None
        return shift(self.today, self.reach + MARGIN)

    def _clock_warnings(self, planned: date | None) -> list[Message]:
        """Why nothing is planned, where the clock may be wrong."""
        if planned is None or self.asked.trust_clock:
            return []
        days = {"today": full_day(self.today), "planned": full_day(planned)}
        if self.today < planned:
            return [Message("the clock says {today}, but {planned} was planned already: nothing is planned; set the "
                            "clock right, or run `yueling remind --trust-clock` where it is right", **days)]  # fmt: skip
        if (self.today - planned).days > self.settings.max_jump and not self.asked.confirm_jump:
            return [Message("the clock says {today}, the last run was on {planned}: nothing is planned; set the clock "
                            "right, or run `yueling remind --confirm-jump` where it is right", **days)]  # fmt: skip
        return []

    # -- sending ------------------------------------------------------------------------------------------------------

    def _send(self, sending: Sending, as_of: datetime | None) -> None:
        """Sends what is ready; waits for services that take only so much in a time, unless another pass comes soon.

        Where an event was changed since `as_of`, what has no words yet is left to the next round.
        """
        wanted = Wanted(self.readers, self.drafts, self.weekly, self.known, as_of)
        while until := sending.send(self.outbox.ready(self.now), wanted):
            pause = max((until - self.now).total_seconds(), 0.01)
            self._waited += pause
            if self.asked.by_minute or self._waited > LONGEST_WAIT:
                return
            time.sleep(pause)

    def _dead(self) -> Iterator[Message]:
        found, count = self.outbox.dead(MOST_DEAD)
        for letter in found:
            yield Message(
                "given up for {recipient}: “{headline}”: {error}",
                recipient=name_of(letter.recipient),
                headline=letter.subject or "",
                error=letter.error or "",
            )
        if count > len(found):
            yield Message("{n} more messages were given up; `yueling deliveries` lists them", n=count - len(found))
