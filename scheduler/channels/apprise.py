"""Everything else, by Apprise (an extra): some 170 services, each "accepted by HTTP status", which is less than delivered.

Apprise reads no service's own code: a refusal that comes with HTTP 200 counts as accepted. It goes where its address says, to
this machine too; therefore addresses come from the settings file alone, never from the pages, the API or an import.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self, TextIO
from warnings import catch_warnings, simplefilter

from rules import Message

from ..checks import CHANNEL, Check
from ..recipients import Recipient
from ..section import Secret, Section, SettingsError, secret_keys
from .channel import Channel, DeliveryError, Digest, Rate, header
from .fitting import Fit, messages
from .http import unknown_outcome

if TYPE_CHECKING:
    from apprise import Apprise as Library

SECONDS = 30
"""Seconds that a service has, where Apprise would wait for ever."""
MOST = 30_000
"""Octets of a message; how Apprise cuts it for a service that takes less is its own affair."""


@dataclass(frozen=True, slots=True)
class Apprise:
    """One address of Apprise, such as tgram://…: a channel for each, so that a repeat goes to none that has it."""

    KEYS: ClassVar[tuple[str, ...]] = secret_keys("url")
    rate: ClassVar[Rate | None] = Rate(10, timedelta(minutes=1))
    patience: ClassVar[timedelta] = timedelta(seconds=SECONDS * 2)

    name: str
    url: Secret

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The address."""
        return (self.url,)

    @classmethod
    def read(cls, section: Section) -> Self:
        """The address that a table of the settings describes; raises SettingsError."""
        section.known(cls.KEYS)
        url = section.secret("url")
        if url.content is None and not url.problem:
            raise section.missing("url")
        return cls(section.name.rpartition(".")[2], url)

    def lacks(self, recipient: Recipient) -> Message | None:
        """Nothing: its address says whom it reaches."""
        return None

    def open(self, out: TextIO) -> Channel:
        """A sender; raises SettingsError where Apprise is not installed or does not know the address."""
        return AppriseSender(self)

    def check(self, test: Digest | None) -> Iterator[Check]:
        """Whether Apprise is there and knows the address; nothing is sent but a `test`."""
        try:
            sender = AppriseSender(self)
            yield Check(CHANNEL, "note", Message("{name}: Apprise knows the address; what it sends counts as sent once the "
                                                 "service answers at all, whatever it answers", name=self.name))  # fmt: skip
            if test:
                sender.send(test)
                yield Check(CHANNEL, "good", Message("{name}: a test message was taken", name=self.name))
        except SettingsError as error:
            yield Check.failed(CHANNEL, error)
        except DeliveryError as error:
            yield Check(CHANNEL, "wrong", Message("{name}: {reason}", name=self.name, reason=error.said))


class AppriseSender:
    """Hands digests to Apprise."""

    def __init__(self, settings: Apprise) -> None:
        self.name = settings.name
        self._library = _library(settings)

    def send(self, message: Digest) -> None:
        """Hands the digest over; Apprise says no more than whether the service answered with a good status."""
        from apprise import AppriseResultStatus, NotifyFormat

        (text, *_) = messages(message, Fit(MOST, titled=True))
        with _silent():
            try:
                result = self._library.notify(
                    body=text, title=header(message.subject), body_format=NotifyFormat.TEXT, timeout=SECONDS
                )
            except Exception:
                raise unknown_outcome(
                    Message("{name}: Apprise broke down; perhaps it arrived", name=self.name)
                ) from None
        if result.status == AppriseResultStatus.TIMEOUT:
            raise unknown_outcome(Message("{name}: Apprise was not done in time; perhaps it arrived", name=self.name))
        if result.status != AppriseResultStatus.SUCCESS:
            raise DeliveryError(Message("{name}: Apprise could not hand it over", name=self.name))

    def close(self) -> None:
        """Nothing is kept open."""


def _library(settings: Apprise) -> Library:
    url = settings.url.reveal() or ""
    place = f"channels.{settings.name}"
    try:
        from apprise import Apprise as Library
        from apprise import AppriseAsset
    except ImportError:
        said, remedy = (
            Message("Apprise is not installed"),
            Message("install it: pip install {driver}", driver="'yueling[apprise]'"),
        )
        raise SettingsError(None, place, said, remedy) from None
    with _silent():
        asset = AppriseAsset(
            app_id="yueling", plugin_paths=[], interpret_escapes=False, interpret_emojis=False, http_redirects=False
        )
        library = Library(asset=asset)
        known = library.add(url)
    if not known or len(library) != 1:
        raise SettingsError(None, f"{place}.url", Message("Apprise does not know this address, or it is more than one"))
    return library


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing of what Apprise writes to the log, where its addresses would stand, nor of what its plugins warn of."""
    log = logging.getLogger("apprise")
    before = log.disabled
    log.disabled = True
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    finally:
        log.disabled = before
