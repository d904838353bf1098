"""What a worker does with a job: it claims, sends and marks the messages that it names, one at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from calendars.store.errors import StoreError
from calendars.store.files import KNOWN
from rules import Message, Reckoning

from ..circumstances import Circumstances
from ..clock import wall_clock
from ..digests import Composer
from ..drafts import Drafts
from ..links import Links
from ..organisations import is_open, named, speaking
from ..outbox import Letter, Outbox
from ..outlook import Outlook
from ..readership import readership
from ..recipients import Recipient
from ..reminders import Reader, Reminder, civil
from ..sending import Sending, Tally, Wanted
from ..weekly import Weekly

if TYPE_CHECKING:
    from calendars.store import Store

    from .leases import RenewedLeases

SHORT_WAIT, LONGEST_JOB = 5.0, 60.0
"""Seconds for which a job waits for a service that takes only so much in a time, each time and in all."""


class OtherVersion(StoreError):
    """A database whose tables another version changed while this one was at work."""


@dataclass(frozen=True, slots=True)
class Household:
    """Who can be reached, and on which days people work, as of one change of the store."""

    seen: tuple[datetime | None, Mapping[Reader, datetime]]
    """When an event or a person was last changed, and who ended his messages."""
    readers: Mapping[Reader, Recipient]
    reckoning: Reckoning

    def concerned(self, letters: Sequence[Letter]) -> dict[Reader, Recipient]:
        """The readers of these messages, and those whose deputies they are."""
        wanted = {letter.reader for letter in letters}
        ids = {name for name, _ in wanted}
        return {
            reader: one
            for reader, one in self.readers.items()
            if reader in wanted or (one.wishes.deputy and one.wishes.deputy in ids)
        }


class Courier:
    """Delivers for one organisation in one worker; several threads may at once."""

    def __init__(
        self, store: Store, asked: Circumstances, leases: RenewedLeases, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self.store, self.asked, self.leases, self.stopping = store, asked, leases, stopping
        self.outbox = Outbox(store.engine, store.place)
        self._household: Household | None = None
        self._lock = Lock()

    def deliver(self, keys: Sequence[str]) -> Tally:
        """What became of the messages with these keys. Those that cannot go now wait in the outbox, not in the job, and so
        do those of an organisation that was closed.

        Raises StoreError; OtherVersion where the database is one of another version by now.
        """
        with speaking(self.asked.of):
            return self._deliver(keys)

    def _deliver(self, keys: Sequence[str]) -> Tally:
        self._refuse_change()
        tally, end = Tally(), time.monotonic() + LONGEST_JOB
        if not is_open(self.store):
            return tally
        with ExitStack() as stack:
            sending = Sending(self.outbox, self.asked, wall_clock, tally, self.leases, paired=True)
            while letters := self.outbox.ready(wall_clock(), keys):
                sending.open({letter.channel for letter in letters}.difference(sending.senders), stack)
                pause = self._send(sending, letters)
                if pause is None or pause > SHORT_WAIT or time.monotonic() + pause > end or self.stopping():
                    break
                time.sleep(pause)
        for failure in tally.failures:
            logging.getLogger("yueling").warning(named(self.asked.of, failure).say(self.asked.lang))
        return tally

    def _send(self, sending: Sending, letters: Sequence[Letter]) -> float | None:
        """Sends what can go now; returns the seconds after which more of it may, None where nothing is known of that."""
        household, start = self._known(), wall_clock()
        change, _ = household.seen
        readers = household.concerned(letters)
        sending.asked = replace(self.asked, reckoning=household.reckoning)
        wanted = self._wanted(letters, readers, sending.asked, start, change)
        until = sending.send(letters, wanted, self.stopping)
        if until:
            return max((until - wall_clock()).total_seconds(), 0.01)
        return None if self.store.last_change() == change else 0.0  # an event was changed: its words are found anew

    def _refuse_change(self) -> None:
        """Raises StoreError where the database is not the one any more that was opened."""
        self.store.refuse_moved()
        ((version,),) = self.store.ask("SELECT version_num FROM alembic_version", {})
        if version != KNOWN[-1]:
            said = Message("its tables are of another version by now ({version})", version=version)
            raise OtherVersion(self.store.place, said, Message("install the version of the other workers here too"))

    def _known(self) -> Household:
        """Who can be reached now; asked anew where anything was changed."""
        seen = self.store.last_change(), self.store.stops()
        with self._lock:
            if self._household is None or self._household.seen != seen:
                readers, _ = readership(self.store, self.asked.settings, self.asked.senders)
                self._household = Household(seen, readers, self.store.reckoning())
            return self._household

    def _wanted(
        self,
        letters: Sequence[Letter],
        readers: Mapping[Reader, Recipient],
        asked: Circumstances,
        start: datetime,
        change: datetime | None,
    ) -> Wanted:
        """What these messages are to say, found anew by who has not planned them: as a service plans it, and a run by hand."""
        settings, moment = asked.settings, civil(start)
        known: dict[str, Reminder] = {}
        for by_minute in (True, False):
            outlook = Outlook(self.store, self.outbox, moment, settings, asked.reckoning, readers, by_minute)
            found, whole = outlook.look_again([letter.key for letter in letters])
            known = found | known
            if whole:
                break
        links = Links.of(self.store, settings.base_url, start)
        drafts = Drafts(Composer(asked.lang, asked.reckoning, links, org=self.store.org, house=asked.house))
        drafts.plan(known)
        weekly = Weekly(self.store, self.outbox, asked.reckoning, asked.lang, moment, settings.at, False, asked.house)
        keys = {letter.key for letter in letters}
        weekly.waiting = {one.key: one for one in weekly.due(readers.values()) if one.key in keys}
        return Wanted(readers, drafts, weekly, known, change)
