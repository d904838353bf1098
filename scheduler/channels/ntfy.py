"""ntfy: notices on the telephone, by a server of the office or another, https://docs.ntfy.sh/publish/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Self, TextIO

from calendars.outside import BadAddress
from calendars.outside.line import Resolve, look_up
from rules import Message

from ..checks import Check
from ..recipients import Recipient
from ..section import NOTHING, Secret, Section, secret_keys
from .channel import Channel, DeliveryError, Digest, Rate, header
from .codes import quote_words
from .fitting import MOST_PARTS, Fit, messages
from .http import JSON, SECONDS, Answer, Place, by_status, channel_fault, place_of, post, too_often
from .robot import check_channel, deliver, link

MOST, TITLE = 4096, 120
"""Octets of a message, longer ones become a file; characters of a title, which may have 1,024 octets."""
TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
MANY = timedelta(minutes=5)
"""How long to leave a server alone that takes one message in five seconds once sixty are used up."""
# the codes are those of server/errors.go in binwiederhier/ntfy
A_DAYS, TOMORROW = (42905, 42908), timedelta(hours=6)
"""Codes of a server that takes no more octets or messages that day, and how long to wait then."""
NO_TOPIC = (40009, 40010)
"""Codes that find fault with the topic, not with the message."""
LOCKED_OUT = 42909
"""The code of a server that was shown a wrong token too often."""


@dataclass(frozen=True, slots=True)
class Ntfy:
    """A topic of an ntfy server; who knows its name reads along, so it is kept as a secret."""

    KEYS: ClassVar[tuple[str, ...]] = (
        "server", *secret_keys("topic"), *secret_keys("token"), "priority", "link", "allow_private",
    )  # fmt: skip
    rate: ClassVar[Rate | None] = Rate(12, timedelta(minutes=1))
    patience: ClassVar[timedelta] = timedelta(seconds=SECONDS * MOST_PARTS)

    name: str
    server: str
    topic: Secret
    token: Secret = NOTHING
    priority: int = 3
    link: str | None = None
    private: bool = False
    resolve: Resolve = field(default=look_up, repr=False, compare=False)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The topic and the token."""
        return self.topic, self.token

    @classmethod
    def read(cls, section: Section) -> Self:
        """The topic that a table of the settings describes; raises SettingsError."""
        section.known(cls.KEYS)
        server, private = section.needed("server"), bool(section.flag("allow_private"))
        topic, token = section.secret("topic"), section.secret("token")
        if topic == NOTHING and not topic.problem:
            raise section.missing("topic")
        if topic.content is not None and not TOPIC.fullmatch(topic.content):
            said = Message("this is no topic of ntfy")
            raise section.fail("topic", said, Message("it has 1 to 64 letters, digits, - and _ of ASCII"))
        if token.content is not None and not re.fullmatch(r"[!-~]{1,200}", token.content):
            raise section.fail(
                "token", Message("this is no token of ntfy"), Message("copy it once more; it begins with tk_")
            )
        made = cls(
            section.name.rpartition(".")[2], server, topic, token,
            section.number("priority", 1, 5) or 3, link(section), private,
        )  # fmt: skip
        try:
            made.place()
        except BadAddress as error:
            raise section.fail("server", error.said, error.remedy) from None
        return made

    def place(self) -> Place:
        """Where the server is asked; raises BadAddress."""
        place = place_of(self.server, private=self.private, resolve=self.resolve)
        if place.address.path != "/":
            raise BadAddress(
                Message("the server has a path"), Message("write it as https://ntfy.example.org, without the topic")
            )
        return place

    def lacks(self, recipient: Recipient) -> Message | None:
        """Nothing: who has subscribed to the topic reads it."""
        return None

    def open(self, out: TextIO) -> Channel:
        """A sender; raises SettingsError where the topic or the token cannot be found."""
        return NtfySender(self)

    def check(self, test: Digest | None) -> Iterator[Check]:
        """Whether topic and token have the right shape and the server is found; nothing is sent but a `test`."""
        yield from check_channel(self.name, lambda: NtfySender(self), test)


class NtfySender:
    """Publishes digests under one topic. Raises SettingsError at once where a secret cannot be found."""

    def __init__(self, ntfy: Ntfy) -> None:
        self.ntfy, self.place = ntfy, ntfy.place()
        self._topic, self._token = ntfy.topic.reveal() or "", ntfy.token.reveal()

    def send(self, message: Digest) -> None:
        """Delivers the digest; a repeat has the same sequence, under which newer servers replace what they had."""
        texts = messages(message, Fit(MOST, link=self.ntfy.link, titled=True))
        deliver(message, texts, lambda nth: self._publish(message, texts[nth], nth + 1))

    def _publish(self, message: Digest, text: str, nth: int) -> None:
        body: dict[str, Any] = {
            "topic": self._topic,
            "title": header(message.subject, TITLE),
            "message": text,
            "priority": self.ntfy.priority,
            "sequence_id": f"{message.key[:48]}-{nth}",
        }
        if self.ntfy.link:
            body["click"] = self.ntfy.link
        headers = {"Content-Type": JSON} | ({"Authorization": f"Bearer {self._token}"} if self._token else {})
        answer = post(self.place, json.dumps(body, ensure_ascii=False).encode(), headers)
        if error := self._verdict(answer):
            raise error

    def _verdict(self, answer: Answer) -> DeliveryError | None:
        """Why it was not delivered; None where the server gave it an ID."""
        table = answer.table() or {}
        if (
            answer.status == 200
            and table.get("event") == "message"
            and isinstance(table.get("id"), str)
            and table["id"]
        ):
            return None
        code = table.get("code")
        if answer.status < 400 or type(code) is not int:
            return by_status(answer)
        words = quote_words(table.get("error"), tuple(part for part in (self._topic, self._token) if part))
        said = Message("{host} refuses: {words} ({code})", host=answer.host, words=words, code=code)
        if answer.status in (401, 403, 404) or code in NO_TOPIC or code == LOCKED_OUT:
            return channel_fault(said)
        if answer.status == 429:
            return too_often(said, answer.wait or (TOMORROW if code in A_DAYS else MANY))
        if answer.status in (400, 413):
            return DeliveryError(said, permanent=True)
        return by_status(answer)

    def close(self) -> None:
        """Nothing is kept open."""
