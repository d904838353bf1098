"""Sends what is ready: claims a message, gives it to its channel, marks what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from rules import Message, YuelingError

from .channels import Channel, DeliveryError, Digest, Unhurried
from .circumstances import Circumstances
from .drafts import Drafts
from .outbox import Claim, Letter, Outbox, Wait
from .recipients import Recipient
from .reminders import Reader, Reminder
from .waiting import Rest
from .weekly import Weekly

LONGEST_SEND = timedelta(minutes=10)
"""The least time for which a digest belongs to the process that sends it, where nothing tells that it still lives."""


@dataclass
class Tally:
    """What is counted while messages are sent."""

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go out, and to whom."""

    readers: Mapping[Reader, Recipient]
    drafts: Drafts
    weekly: Weekly
    known: Mapping[str, Reminder]
    """The reminders of the plan, by their keys."""
    as_of: datetime | None = None
    """The last change of an event that it knows; None where what comes later is looked for afterwards."""


class Leases:
    """For how long a message belongs to the process that sends it: for longer than the longest send."""

    def length(self, patience: timedelta) -> timedelta:
        """How long a lease is, by how long sending a digest takes at most."""
        return max(LONGEST_SEND, patience)

    def hold(self, claim: Claim) -> AbstractContextManager[object]:
        """Keeps the lease while the block runs; there is nothing to do where it is long enough."""
        del claim
        return nullcontext()


class Sending:
    """Sends messages of one outbox to these readers, one at a time."""

    def __init__(
        self,
        outbox: Outbox,
        asked: Circumstances,
        clock: Callable[[], datetime],
        tally: Tally,
        leases: Leases | None = None,
        *,
        paired: bool = False,
    ) -> None:
        """`paired`: what was sent is marked together with the claim of the next one, where it comes at once."""
        self.outbox, self.asked, self.clock, self.tally = outbox, asked, clock, tally
        self.leases = leases or Leases()
        self.senders: dict[str, Channel] = {}
        self._paired = paired
        self._unmarked: Claim | None = None
        """What was sent and is to be marked before anything else is sent."""

    def open(self, names: Iterable[str], stack: ExitStack) -> None:
        """Makes channels ready; one that cannot be set up is named, and keeps nobody else from theirs."""
        for name in sorted(names):
            try:
                self.senders[name] = self._sender(name, stack)
            except YuelingError as error:
                if error not in self.asked.settings.faults:  # said already
                    self.tally.failures.append(Message("{channel}: {reason}", channel=name, reason=error.said))

    def _sender(self, name: str, stack: ExitStack) -> Channel:
        if name in self.asked.senders:
            return self.asked.senders[name]
        channel = self.asked.settings.channel(name)
        if channel is None:
            raise YuelingError(Message("no channel is called “{name}”", name=name))
        sender = channel.open(self.asked.out)
        stack.callback(sender.close)
        return sender

    def send(
        self,
        letters: Sequence[Letter],
        wanted: Wanted,
        stopping: Callable[[], bool] = lambda: False,
    ) -> datetime | None:
        """Sends what is ready; returns when a service that takes nothing more does so again.

        Between two messages it asks whether to stop.
        """
        full: dict[str, datetime] = {}
        try:
            for letter, following in zip_longest(letters, letters[1:]):
                if stopping():
                    break
                reader = wanted.readers.get(letter.reader)
                if reader is None or letter.channel in full or not self._may_go(letter, reader, wanted):
                    continue
                claim = self._claim(letter, reader, wanted)
                if isinstance(claim, Wait):
                    full[letter.channel] = claim.until
                elif claim:
                    with self.leases.hold(claim):
                        self._deliver(claim, following, wanted.drafts)
        finally:
            self._mark()
        return min(full.values(), default=None)

    def _may_go(self, letter: Letter, reader: Recipient, wanted: Wanted) -> bool:
        """Whether its channel works, and the quiet hours of its reader have not begun."""
        if letter.channel in self.tally.broken or letter.channel not in self.senders:
            return False
        rest = Rest(self.outbox, self.asked.reckoning, self.asked.by_minute)
        return not rest.holds(letter, reader, wanted.known, self.clock())

    def _claim(self, letter: Letter, reader: Recipient, wanted: Wanted) -> Claim | Wait | None:
        weekly, drafts = wanted.weekly, wanted.drafts
        if (summary := weekly.waiting.get(letter.key)) and not letter.members:
            drafts.posted[letter.key] = weekly.words(summary, drafts.composer.links)  # before the database is held
        channel = self.asked.settings.channel(letter.channel)
        lease = self.leases.length(channel.patience if channel else timedelta(0))
        rate = channel.rate if channel else None
        asked = (letter.key, reader, self.clock, lease, drafts.words)
        done, self._unmarked = self._unmarked, None
        if done is None:
            return self.outbox.claim(*asked, rate=rate, as_of=wanted.as_of)
        marked, claim = self.outbox.finish_and_claim(done, *asked, rate=rate, as_of=wanted.as_of)
        self._count(done, marked)
        return claim

    def _mark(self) -> None:
        """Marks what was sent last, where that was not done yet."""
        done, self._unmarked = self._unmarked, None
        if done:
            self._count(done, self.outbox.finish(done, self.clock()))

    def _count(self, claim: Claim, marked: bool) -> None:
        if marked:
            self.tally.sent += claim.count
            self.tally.late += claim.late
            self.tally.digests += 1
            self.tally.reached.add(claim.digest.recipient.id)

    def _deliver(self, claim: Claim, following: Letter | None, drafts: Drafts) -> None:
        sender, tally = self.senders[claim.digest.channel], self.tally
        try:
            if following and isinstance(sender, Unhurried):
                sender.hand_over(claim.digest)
                drafts.prepare(following)
                sender.confirm()
            else:
                sender.send(claim.digest)
        except DeliveryError as error:
            self.outbox.fail(claim, error, self.clock())
            tally.failures.append(_failure(claim.digest, error))
            if not error.reached:
                tally.broken.add(claim.digest.channel)
            return
        self._unmarked = claim
        if not self._paired:
            self._mark()


def name_of(recipient: str) -> str | Message:
    """How a recipient is called."""
    return recipient or Message("everybody")


def _failure(digest: Digest, error: DeliveryError) -> Message:
    if not error.reached:
        return Message("{channel}: {reason}", channel=digest.channel, reason=error.said)
    facts = {"recipient": name_of(digest.recipient.id), "channel": digest.channel, "reason": error.said}
    return Message("not delivered to {recipient} by {channel}: {reason}", **facts)
