"""Standard output, which cron then mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self, TextIO

from calendars.system_words import system_reason
from rules import Message

from ..checks import CHANNEL, Check
from ..recipients import Recipient
from ..section import Secret, Section
from .channel import Channel, DeliveryError, Digest, Rate


@dataclass(frozen=True, slots=True)
class Stdout:
    """The channel that needs no settings."""

    KEYS: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[Rate | None] = None
    patience: ClassVar[timedelta] = timedelta()
    secrets: ClassVar[tuple[Secret, ...]] = ()

    @classmethod
    def read(cls, section: Section) -> Self:
        """The channel: there is nothing to set."""
        section.known(cls.KEYS)
        return cls()

    def lacks(self, recipient: Recipient) -> Message | None:
        """Nothing: who runs the command reads it."""
        return None

    def open(self, out: TextIO) -> Channel:
        """A sender that writes there."""
        return Stream(out)

    def check(self, test: Digest | None) -> Iterator[Check]:
        """That there is nothing to check."""
        yield Check(CHANNEL, "good", Message("{name} needs nothing", name="stdout"))


class Stream:
    """Writes digests to a text stream."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.written = False

    def send(self, message: Digest) -> None:
        """Delivers by writing and flushing; a reader that has gone away is no reader."""
        head = f"{message.recipient.name}: {message.subject}" if message.recipient.name else message.subject
        try:
            self.out.write(("\n\n" if self.written else "") + f"{head}\n\n{message.text}\n")
            self.out.flush()
        except (OSError, ValueError) as error:
            raise DeliveryError(
                Message("nobody reads the output: {reason}", reason=system_reason(error)), reached=False
            ) from error
        self.written = True

    def close(self) -> None:
        """Leaves the stream to its owner."""
