"""One pass over the reminders, and the clock that makes a pass each minute.

A pass may be run by cron once a day, by hand, twice, or by a service: the outbox sees to it that each reminder goes out
once. Losing or doubling a signal of the clock changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from calendars.events import CONFIRMED, Entry, Event, agenda
from rules import Message, Reckoning, shift

from .channels import Channel, DeliveryError
from .deliveries import DEAD, SENT, Draft, Outbox, Record, mark_of
from .planning import Reach, free_from, further, plan
from .recipients import Recipient, readers
from .reminders import CHINA, LOOK_BACK, Reader, Reminder, civil, event_uid
from .report import Report
from .settings import Settings
from .standing import Standing
from .stops import still_told
from .wording import body, digest_subject, digest_text, full_day, headline

if TYPE_CHECKING:
    from calendars.store import Store

JUMP = timedelta(days=45)
"""A longer time since the last planned day is mentioned: perhaps the clock is wrong."""
LONGEST_SEND = timedelta(minutes=10)
"""The least time for which a digest belongs to the process that sends it."""
ROUNDS = 3
"""How often a pass plans at most, where events are changed while it sends."""


@dataclass
class _Tally:
    """What a pass counts while it runs."""

    sent: int = 0
    digests: int = 0
    late: int = 0
    failures: list[Message] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Channels that failed as a whole."""


def remind(
    store: Store,
    settings: Settings,
    now: datetime,
    out: TextIO,
    dry_run: bool = False,
    lang: str = "zh",
    *,
    reckoning: Reckoning | None = None,
    by_minute: bool = False,
    trust_clock: bool = False,
    senders: Mapping[str, Channel] = MappingProxyType({}),
    unsent: Collection[str] = (),
) -> Report:
    """What one pass did: everything that is due at the moment and was not sent before goes out, one digest a reader.

    A moment without time zone is one of Asia/Shanghai. Where the day lies before the last planned one nothing is
    planned, only what waits is sent; `trust_clock` plans all the same and makes that day the last planned one. After a
    leap of more than 45 days everything works and the report says so. A dry run writes what would be sent to `out` and
    nothing to the database. Without `reckoning` it is the store's own. `senders` stand in for channels of the settings. What
    would go by a channel in `unsent` is planned and left to another pass.

    Raises SettingsError where a channel cannot be set up, StoreError where the database does not answer; in both cases
    nothing was sent that is not on record.
    """
    run = _Pass(
        store=store,
        settings=settings,
        now=civil(now),
        out=out,
        lang=lang,
        reckoning=reckoning or store.reckoning(),
        by_minute=by_minute,
        senders=senders,
        unsent=unsent,
    )
    return run.dry() if dry_run else run.run(trust_clock)


class _Pass:
    """One pass: the circumstances, and the steps in their order."""

    def __init__(
        self,
        *,
        store: Store,
        settings: Settings,
        now: datetime,
        out: TextIO,
        lang: str,
        reckoning: Reckoning,
        by_minute: bool,
        senders: Mapping[str, Channel],
        unsent: Collection[str],
    ) -> None:
        self.store, self.settings, self.start, self.out, self.lang = store, settings, now, out, lang
        self.reckoning, self.by_minute, self.senders, self.unsent = reckoning, by_minute, senders, unsent
        self.today = now.date()
        self.outbox = Outbox(store.engine, store.place)
        self.readers, self.unreached = self._readers()
        self._began = time.monotonic()

    @property
    def now(self) -> datetime:
        """The moment of the start and what has gone by since, so that leases end when they should."""
        return self.start + timedelta(seconds=time.monotonic() - self._began)

    def _readers(self) -> tuple[dict[Reader, Recipient], list[Message]]:
        """Everybody who can be reached, and why others cannot: they keep nobody else from theirs."""
        people, groups = self.store.people(), self.store.groups()
        everybody = still_told(self.store, readers(self.settings.recipients, people, groups, self.settings.wishes))
        lacks = {
            (one.id, one.channel): lack
            for one in everybody
            if one.key and one.channel not in self.senders and (lack := self.settings.lacks(one))
        }
        reached = {reader: one for one in everybody if (reader := (one.id, one.channel)) not in lacks}
        return reached, list(lacks.values())

    def run(self, trust_clock: bool) -> Report:
        """Plans, claims, sends, finishes."""
        with ExitStack() as stack:
            names = {channel for _, channel in self.readers}
            senders = {name: self._sender(name, stack) for name in names.difference(self.unsent)}
            tally = _Tally(failures=[*self.unreached])
            record = self.outbox.record(self.today)
            warnings = [] if trust_clock else self._clock_warnings(record)
            stopped = record.planned is not None and self.today < record.planned and not trust_clock
            for _ in range(ROUNDS):
                change = self.store.last_change()
                if not stopped:
                    drafts = [self._draft(reminder) for reminder in self._plan(record)]
                    self.outbox.plan(drafts, self._since(record), self.today, self.start, lower=trust_clock)
                self._send(senders, tally)
                if self.store.last_change() == change:
                    break
                # an event was changed while others were told: what was to be said of it was taken back
                self.readers = {one: to for one, to in self._readers()[0].items() if one[1] in names}
                record = self.outbox.record(self.today)
            if names == senders.keys():
                self.outbox.ran(self.now)  # else the pass that sends the rest is the one that must not be missed
        return Report(
            self.today, tally.sent, tally.digests, tally.late, len(self.outbox.held()), tuple(tally.failures),
            tuple(self._dead()), tuple(warnings), stopped,
        )  # fmt: skip

    def dry(self) -> Report:
        """Writes to `out` what would be sent."""
        record = self.outbox.record(self.today)
        groups: dict[Reader, list[Draft]] = {}
        for reminder in self._plan(record):
            if not reminder.superseded and record.states.get(reminder.key) not in (SENT, DEAD):
                groups.setdefault((reminder.recipient.id, reminder.channel), []).append(self._draft(reminder))
        for reader, drafts in groups.items():
            self._show(self.readers[reader], drafts)
        every = [draft for drafts in groups.values() for draft in drafts]
        late = sum(draft.reminder.late for draft in every)
        warnings = self._clock_warnings(record)
        return Report(
            self.today,
            len(every),
            len(groups),
            late,
            failures=tuple(self.unreached),
            dead=tuple(self._dead()),
            warnings=tuple(warnings),
            dry_run=True,
        )

    # -- planning -----------------------------------------------------------------------------------------------------

    def _plan(self, record: Record) -> list[Reminder]:
        entries, former = self._agenda(record)
        return plan(
            entries,
            self.settings.leads,
            list(self.readers.values()),
            self.start,
            self.reckoning,
            self._since(record),
            told=record.told,
            at=self.settings.at,
            by_minute=self.by_minute,
            spoken=self.outbox.spoken(self.start),
            former=former,
            standing=Standing.of(self.store),
        )

    def _agenda(self, record: Record) -> tuple[list[Entry], dict[str, Event]]:
        """The agenda of each event as far as leads reach, and further where a day was told that may have moved.

        And the events of which a day was told that is still to come, and that do not take place or are no more.
        """
        told: dict[str, set[str]] = defaultdict(set)
        for uid, *_ in record.told:
            told[event_uid(uid)].add(uid)
        reach = Reach(self.settings.leads, self.readers.values())
        entries, former, gone = [], dict[str, Event](), set(record.ahead)
        for event in self.store.events(ending_from=shift(self.today, -LOOK_BACK)):
            gone.discard(event.uid)
            if (
                event.status != CONFIRMED
            ):  # nobody is reminded of what is called off, or put off until nobody knows when
                if event.uid in record.ahead:
                    former[event.uid] = event
                continue
            near = agenda([event], reach.window(event, self.today), self.reckoning)
            entries += near
            if event.uid in record.ahead:
                entries += further(event, near, told[event.uid], self.today, self.reckoning)
        return entries, former | (self.store.departed(sorted(gone)) if gone else {})

    def _since(self, record: Record) -> dict[Reader, date]:
        """From when on each reader hears of what passed: a new one from today, the first ones a month back."""
        start = self.today if record.planned else shift(self.today, -LOOK_BACK)
        return {reader: record.since.get(mark_of(reader), start) for reader in self.readers}

    def _draft(self, reminder: Reminder) -> Draft:
        return Draft(reminder, headline(reminder).say(self.lang), body(reminder, self.lang, self.reckoning))

    def _clock_warnings(self, record: Record) -> list[Message]:
        if record.planned is None:
            return []
        days = {"today": full_day(self.today), "planned": full_day(record.planned)}
        if self.today < record.planned:
            return [Message("the clock says {today}, but {planned} was planned already: nothing is planned; set the "
                            "clock right, or run `yueling remind --trust-clock` where it is right", **days)]  # fmt: skip
        if self.today - record.planned > JUMP:
            return [
                Message(
                    "the clock says {today}, the last run was on {planned}: if the clock is wrong, set it right", **days
                )
            ]
        return []

    # -- sending ------------------------------------------------------------------------------------------------------

    def _sender(self, name: str, stack: ExitStack) -> Channel:
        if name in self.senders:
            return self.senders[name]
        channel = self.settings.channel(name)
        if channel is None:
            raise DeliveryError(Message("no channel is called “{name}”", name=name), reached=False)
        sender = channel.open(self.out)
        stack.callback(sender.close)
        return sender

    def _lease(self, name: str) -> timedelta:
        channel = self.settings.channel(name)
        return max(LONGEST_SEND, channel.patience if channel else LONGEST_SEND)

    def _send(self, senders: Mapping[str, Channel], tally: _Tally) -> None:
        broken = tally.broken
        for group in self.outbox.ready(self.now):
            recipient = self.readers.get(group.reader)
            if recipient is None or group.channel in broken or group.channel in self.unsent:
                continue
            if free_from(self.now, recipient, self.reckoning) > self.now:
                continue  # its quiet hours began
            claim = self.outbox.claim(group, recipient, self.now, self._lease(group.channel), self.lang)
            if claim is None:
                continue
            try:
                senders[group.channel].send(claim.digest)
            except DeliveryError as error:
                self.outbox.fail(claim, error, self.now, self.lang)
                tally.failures.append(_failure(recipient, error))
                if not error.reached:
                    broken.add(group.channel)
                continue
            if self.outbox.finish(claim, self.now):
                tally.sent, tally.late, tally.digests = (
                    tally.sent + claim.count,
                    tally.late + claim.late,
                    tally.digests + 1,
                )

    def _dead(self) -> list[Message]:
        return [
            Message(
                "given up for {recipient}: “{headline}”: {error}",
                recipient=_name(dead.recipient),
                headline=dead.headline,
                error=dead.error,
            )
            for dead in self.outbox.dead()
        ]

    def _show(self, recipient: Recipient, drafts: list[Draft]) -> None:
        drafts.sort(key=lambda draft: draft.reminder.passed)
        heads = [draft.headline for draft in drafts]
        to = Message("to {recipient} by {channel}, not sent:", recipient=_name(recipient.id), channel=recipient.channel)
        text = digest_text([(draft.headline, draft.body) for draft in drafts], self.lang)
        self.out.write(f"{to.say(self.lang)}\n{digest_subject(heads, self.lang)}\n\n{text}\n\n")


def _name(recipient: str) -> str | Message:
    return recipient or Message("everybody")


def _failure(recipient: Recipient, error: DeliveryError) -> Message:
    if not error.reached:
        return error.said
    return Message("not delivered to {recipient}: {reason}", recipient=_name(recipient.id), reason=error.said)


# -- the clock of the service -----------------------------------------------------------------------------------------


def wall_clock() -> datetime:
    """The moment, Asia/Shanghai."""
    return datetime.now(CHINA)


class Ticker(AbstractContextManager["Ticker"]):
    """Calls `work` with the moment every so many seconds while the context is open, one call at a time.

    A call that fails is logged, once for as long as it fails alike, and the next one comes. The clock of the machine may
    leap: the next call comes at most twice the interval later. Raises nothing.
    """

    def __init__(
        self, work: Callable[[datetime], object], seconds: float = 60, clock: Callable[[], datetime] = wall_clock
    ) -> None:
        self.work, self.seconds, self.clock = work, seconds, clock
        self._last, self._said = time.monotonic(), ""
        self._stop = threading.Event()
        self._scheduler: Any = None
        self._job: Any = None
        self._watch = threading.Thread(target=self._watchdog, name="yueling-watchdog", daemon=True)

    def __enter__(self) -> Self:
        from apscheduler.jobstores.memory import MemoryJobStore
        from apscheduler.schedulers.background import BackgroundScheduler

        self._scheduler = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone=CHINA)
        self._job = self._scheduler.add_job(
            self._tick,
            _every(self.seconds),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=wall_clock(),
        )
        self._scheduler.start()
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._scheduler.shutdown(wait=True)
        self._watch.join()

    def _tick(self) -> None:
        try:
            self.work(self.clock())
            self._said = ""
        except Exception as error:
            if (said := repr(error)) != self._said:  # a database that is away for a night is said once
                self._said = said
                logging.getLogger("yueling").exception("a pass over the reminders failed; the next one follows")
        finally:
            self._last = time.monotonic()

    def _watchdog(self) -> None:
        """Wakes the scheduler where the wall clock has gone back and it would sleep until the old time returns."""
        while not self._stop.wait(self.seconds / 2):
            if time.monotonic() - self._last > 2 * self.seconds:
                self._last = time.monotonic()
                self._job.modify(next_run_time=wall_clock())


def _every(seconds: float) -> Any:
    """A trigger that counts from now on: after a leap of the clock it makes up for nothing, where APScheduler's own
    interval would list every time that was missed.
    """
    from apscheduler.triggers.base import BaseTrigger

    class FromNow(BaseTrigger):  # type: ignore[misc]
        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
            return now + timedelta(seconds=seconds)

    return FromNow()


Chore = Callable[["Store", datetime], object]
"""What the clock does beside the reminders: it is given the store and the moment."""


def serve_clock(
    open_store: Callable[[], Store],
    settings: Settings,
    out: TextIO,
    lang: str = "zh",
    seconds: float = 60,
    *,
    unsent: Collection[str] = (),
    chores: Sequence[Chore] = (),
) -> Ticker:
    """A clock to open as a context beside a server: a pass each minute, with leads at their time of day.

    Each pass opens the store anew, so that a database that was away for a while is found again. `unsent` are channels
    that are left to other passes. After the reminders come the chores; one that fails is logged and the others go on.
    """
    log = logging.getLogger("yueling")

    def work(now: datetime) -> None:
        with open_store() as store:
            try:
                report = remind(store, settings, now, out, lang=lang, by_minute=True, unsent=unsent)
                for line in (*report.warnings, *report.failures):
                    log.warning(line.say(lang))
            finally:
                for chore in chores:
                    _do(chore, store, now)

    def _do(chore: Chore, store: Store, now: datetime) -> None:
        try:
            chore(store, now)
        except Exception:
            log.exception("a chore of the clock failed; it is tried again")

    return Ticker(work, seconds)
