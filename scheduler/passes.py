"""One pass over the reminders.

A pass may be run by cron once a day, by hand, twice, or by a service: the outbox sees to it that each reminder goes out
once. Losing or doubling a signal of the clock changes nothing.
"""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, TextIO

from calendars.doing import LOOK_BACK
from calendars.events import CONFIRMED, Entry, Event
from rules import LAST_DAY, Message, Reckoning, YuelingError, shift

from . import planning
from .channels import Channel, DeliveryError, Digest, Unhurried
from .digests import Composer, shown
from .drafts import Drafts
from .entered_late import entered_in_time
from .links import Links
from .outbox import DEAD, DROPPED, SENT, Claim, Letter, Outbox, Plan, Record, Wait, mark_of
from .planning import Reach
from .readership import readership
from .recipients import Recipient
from .reminders import Reader, Reminder, civil, event_uid
from .report import Report
from .settings import Settings
from .standing import Standing
from .waiting import Rest, quiet_at
from .watching import MARGIN, View, Watch, fingerprint
from .weekly import Weekly
from .wording import full_day

if TYPE_CHECKING:
    from calendars.store import Store

LONGEST_SEND = timedelta(minutes=10)
"""The least time for which a digest belongs to the process that sends it."""
LONGEST_WAIT = 600.0
"""For so many seconds a pass waits at most for services that take only so much in a time."""
ROUNDS, ATTEMPTS = 3, 20
"""How often a pass sends at most, where events are changed while it does, and how often it plans."""
MOST_DEAD = 20
"""Messages that were given up, of which a report tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a pass is given beside the store and the moment; `jobs.remind` says what each means."""

    settings: Settings
    out: TextIO
    lang: str
    reckoning: Reckoning
    by_minute: bool = False
    trust_clock: bool = False
    confirm_jump: bool = False
    senders: Mapping[str, Channel] = field(default_factory=dict)
    unsent: Collection[str] = ()


@dataclass
class _Tally:
    """What a pass counts while it runs."""

    sent: int = 0
    digests: int = 0
    late: int = 0
    failures: list[Message] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    """Who was sent anything."""
    broken: set[str] = field(default_factory=set)
    """Channels that failed as a whole."""
    planned: bool = True
    """Whether what was sent last rests on a plan of the events as they were."""


class Pass:
    """One pass: the circumstances, and the steps in their order."""

    def __init__(self, store: Store, now: datetime, asked: Circumstances) -> None:
        self.store, self.start, self.asked = store, civil(now), asked
        self.settings, self.lang, self.reckoning = asked.settings, asked.lang, asked.reckoning
        self.today = self.start.date()
        self.outbox = Outbox(store.engine, store.place)
        self.readers: dict[Reader, Recipient] = {}
        self.unreached: list[Message] = []
        self.known: dict[str, Reminder] = {}
        """What is wanted, by its key."""
        self.fingerprint, self.reach = "", 0
        self.rest = Rest(self.outbox, asked.reckoning, asked.by_minute)
        self.composer = Composer(asked.lang, asked.reckoning)
        self.drafts = Drafts(self.composer)
        self.weekly = Weekly(
            store, self.outbox, asked.reckoning, asked.lang, self.start, self.settings.at, asked.by_minute
        )
        self._gather()
        self._began, self._waited = time.monotonic(), 0.0

    @property
    def now(self) -> datetime:
        """The moment of the start and what has gone by since, so that leases end when they should."""
        return self.start + timedelta(seconds=time.monotonic() - self._began)

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
            tally = _Tally(failures=[*self.unreached])
            senders = self._senders(names.difference(asked.unsent), stack, tally)
            planned = self.outbox.runs()[1]
            # the first time this writes a key, which a claim has no room for
            links = Links.of(self.store, self.settings.base_url, self.start)
            self.composer = Composer(self.lang, self.reckoning, links)
            self.drafts = Drafts(self.composer)
            warnings = self._clock_warnings(planned)
            for _ in range(ROUNDS):
                change = self.store.last_change() if warnings else self._plan(planned, tally)
                if not warnings:
                    self.weekly.post(self.readers.values())
                self._send(senders, tally)
                if self.store.last_change() == change:
                    break
                # an event was changed while others were told: what was to be said of it was taken back
            if not tally.planned:
                tally.failures.append(Message("events were changed all the while, so not everything was planned"))
            elif names.isdisjoint(asked.unsent):
                self.outbox.ran(
                    self.now, by_minute=asked.by_minute
                )  # else the pass that sends the rest is the one that must not be missed
            self.outbox.prune(self.today)
        resting = self.outbox.resting(self.now)
        asleep = [] if asked.by_minute else [one for name, one in self.readers.items() if name in resting.readers]
        return Report(
            self.today, tally.sent, tally.digests, tally.late, self.outbox.held(), tuple(tally.failures),
            tuple(self._dead()), (*warnings, *quiet_at(asleep, self.start)), bool(warnings),
            readers=len(tally.reached), resting=resting.count, until=resting.until,
        )  # fmt: skip

    def dry(self) -> Report:
        """Writes to `out` what would be sent."""
        self.composer = Composer(self.lang, self.reckoning, Links.to_show(self.settings.base_url, self.start))
        planned = self.outbox.runs()[1]
        found, record, _ = self._look(planned)
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
            warnings=(*self._clock_warnings(planned), *quiet_at(asleep, self.start)),
            dry_run=True,
            resting=len(held),
            until=min((reminder.hold for reminder in held if reminder.hold), default=None),
        )

    # -- planning -----------------------------------------------------------------------------------------------------

    def _plan(self, planned: date | None, tally: _Tally) -> datetime | None:
        """Plans the day; returns the last change of an event that the plan knows."""
        lower = planned is not None and self.today < planned
        for _ in range(ATTEMPTS):
            change = self.store.last_change()
            self._gather()
            found, record, watches = self._look(planned)
            wanted = {reminder.key: reminder for reminder in found}
            made = Plan(
                wanted,
                record,
                self.today,
                self.start,
                self._since(record),
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

    def _look(self, planned: date | None) -> tuple[list[Reminder], Record, list[tuple[str, date, date]]]:
        """What is to be said of the events that are awake, what was said of them, and when to look at them again."""
        settings, until = self.settings, self._until(planned)
        events = self.store.events_awake(self.today, until)
        record = self.outbox.record(self.today, until)
        asked = self.asked
        everybody = list(self.readers.values())
        watch = Watch(self.start, settings.at, self.reckoning, settings.leads, everybody, by_minute=asked.by_minute)
        views = [(event, watch.view(event)) for event in events]
        standing = Standing.of(self.store)
        run = planning.Situation(
            self.start, settings.leads, everybody, self.reckoning, self._since(record), record.told, settings.at,
            asked.by_minute, standing, frozenset(self.outbox.spoken(self.start)),
        )  # fmt: skip
        found = planning.planned(self._groups(views, record), run, self._former(events, record))
        found = entered_in_time(self.store, found, self.reckoning)
        # when a day that was told has passed, what moved may mean another one
        again = {uid: shift(day, 1) for uid, day in record.ahead.items()}
        heard = self.today if watch.has_come(self.today) else shift(self.today, -1)
        days = [
            (
                event.uid,
                view.nearest,
                min(view.wakes, again.get(event.uid, LAST_DAY), standing.wakes(event, view.occurrences, heard)),
            )
            for event, view in views
        ]
        return found, record, days

    def _groups(self, views: Iterable[tuple[Event, View]], record: Record) -> Iterator[list[Entry]]:
        """The entries of each event as far as leads reach, and further where a day was told that may have moved."""
        told: dict[str, set[str]] = defaultdict(set)
        for uid, *_ in record.told:
            told[event_uid(uid)].add(uid)
        for event, view in views:
            if event.status != CONFIRMED:
                continue  # nobody is reminded of what is called off, or put off until nobody knows when
            entries = [Entry(event, occurrence) for occurrence in view.occurrences]
            if event.uid in record.ahead:
                moved = planning.further(event, entries, told[event.uid], self.today, self.reckoning)
                entries = sorted([*entries, *moved], key=lambda entry: entry.due)
            if entries:
                yield entries

    def _former(self, events: Iterable[Event], record: Record) -> dict[str, Event]:
        """The events of which a day was told that is still to come, as they are, or were last where they are no more."""
        here = {event.uid: event for event in events if event.uid in record.ahead}
        gone = sorted(uid for uid in record.ahead if uid not in here)
        return here | (self.store.departed(gone) if gone else {})

    def _until(self, planned: date | None) -> date | None:
        """Up to when all events are looked at, whatever the last pass told of them; None where that still holds."""
        if planned is not None and self.today < planned:
            return LAST_DAY
        if self.outbox.fingerprint() == self.fingerprint:
            return None
        return shift(self.today, self.reach + MARGIN)

    def _since(self, record: Record) -> dict[Reader, date]:
        """From when on each reader hears of what passed: a new one from today, the first ones a month back."""
        start = self.today if record.planned else shift(self.today, -LOOK_BACK)
        return {reader: record.since.get(mark_of(reader), start) for reader in self.readers}

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

    def _senders(self, names: Iterable[str], stack: ExitStack, tally: _Tally) -> dict[str, Channel]:
        """The channels, ready to send; one that cannot be set up is named, and keeps nobody else from theirs."""
        senders = dict[str, Channel]()
        for name in sorted(names):
            try:
                senders[name] = self._sender(name, stack)
            except YuelingError as error:
                if error not in self.settings.faults:  # said already
                    tally.failures.append(Message("{channel}: {reason}", channel=name, reason=error.said))
        return senders

    def _sender(self, name: str, stack: ExitStack) -> Channel:
        if name in self.asked.senders:
            return self.asked.senders[name]
        channel = self.settings.channel(name)
        if channel is None:
            raise YuelingError(Message("no channel is called “{name}”", name=name))
        sender = channel.open(self.asked.out)
        stack.callback(sender.close)
        return sender

    def _send(self, senders: Mapping[str, Channel], tally: _Tally) -> None:
        """Sends what is ready; waits for services that take only so much in a time, unless another pass comes soon."""
        while until := self._send_ready(senders, tally):
            pause = max((until - self.now).total_seconds(), 0.01)
            self._waited += pause
            if self.asked.by_minute or self._waited > LONGEST_WAIT:
                return
            time.sleep(pause)

    def _send_ready(self, senders: Mapping[str, Channel], tally: _Tally) -> datetime | None:
        """Sends what is ready; returns when a service that takes nothing more does so again."""
        full: dict[str, datetime] = {}
        ready = self.outbox.ready(self.now)
        for letter, following in zip_longest(ready, ready[1:]):
            name = letter.channel
            reader = self.readers.get(letter.reader)
            if reader is None or name in tally.broken or name in full or name not in senders:
                continue
            if self.rest.holds(letter, reader, self.known, self.now):
                continue  # its quiet hours began
            claim = self._claim(letter)
            if isinstance(claim, Wait):
                full[name] = claim.until
            elif claim:
                self._deliver(claim, senders[name], following, tally)
        return min(full.values(), default=None)

    def _claim(self, letter: Letter) -> Claim | Wait | None:
        if (summary := self.weekly.waiting.get(letter.key)) and not letter.members:
            self.drafts.posted[letter.key] = self.weekly.words(
                summary, self.composer.links
            )  # before the database is held
        channel = self.settings.channel(letter.channel)
        lease = max(LONGEST_SEND, channel.patience if channel else LONGEST_SEND)
        rate = channel.rate if channel else None
        recipient = self.readers[letter.reader]
        return self.outbox.claim(letter.key, recipient, lambda: self.now, lease, self.drafts.words, rate=rate)

    def _deliver(self, claim: Claim, sender: Channel, following: Letter | None, tally: _Tally) -> None:
        try:
            if following and isinstance(sender, Unhurried):
                sender.hand_over(claim.digest)
                self.drafts.prepare(following)
                sender.confirm()
            else:
                sender.send(claim.digest)
        except DeliveryError as error:
            self.outbox.fail(claim, error, self.now)
            tally.failures.append(_failure(claim.digest, error))
            if not error.reached:
                tally.broken.add(claim.digest.channel)
            return
        if self.outbox.finish(claim, self.now):
            tally.sent += claim.count
            tally.late += claim.late
            tally.digests += 1
            tally.reached.add(claim.digest.recipient.id)

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


@contextmanager
def no_collector() -> Iterator[None]:
    """Keeps Python from looking for circles while the context is open: a pass makes none, and much else to go through."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def name_of(recipient: str) -> str | Message:
    """How a recipient is called."""
    return recipient or Message("everybody")


def _failure(digest: Digest, error: DeliveryError) -> Message:
    if not error.reached:
        return Message("{channel}: {reason}", channel=digest.channel, reason=error.said)
    facts = {"recipient": name_of(digest.recipient.id), "channel": digest.channel, "reason": error.said}
    return Message("not delivered to {recipient} by {channel}: {reason}", **facts)
