"""A channel whose own settings are wrong: it sends nothing, and keeps no other channel from sending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Self, TextIO

from rules import Message

from ..checks import CHANNEL, Check
from ..recipients import Recipient
from ..section import Secret, Section, SettingsError
from .channel import Channel, Digest, Rate


@dataclass(frozen=True, slots=True)
class BrokenChannel:
    """A channel of the settings that cannot be used, and why."""

    KEYS: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[Rate | None] = None
    patience: ClassVar[timedelta] = timedelta()
    secrets: ClassVar[tuple[Secret, ...]] = ()

    kind: str
    """What settings call the kind that it would be."""
    fault: SettingsError = field(compare=False)

    @classmethod
    def read(cls, section: Section) -> Self:
        """Nothing: no settings describe it; raises SettingsError."""
        raise section.missing("type")

    def lacks(self, recipient: Recipient) -> Message | None:
        """Nothing: what is for him waits until the settings are mended."""
        return None

    def open(self, out: TextIO) -> Channel:
        """Nothing: raises SettingsError, which says what is wrong."""
        raise self.fault

    def check(self, test: Digest | None) -> Iterator[Check]:
        """What is wrong, with file and line."""
        yield Check.failed(CHANNEL, self.fault)
