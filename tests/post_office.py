"""A mail server on this machine that keeps what it is given and answers as it is told, and digests to give it."""

from __future__ import annotations

import email
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import icalendar
import pytest
from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from scheduler.channels import Channel, DeliveryError, Digest, Mail
from scheduler.recipients import Recipient

Server = smtp.SMTP
DESK = Recipient("办公室", "office@example.org", channel="mail")
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Id",
    "List-Unsubscribe", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip
"""The fields of every letter, and no other."""


def digest(subject: str = "[月令] 4月15日截止：报送总结", text: str = "1. 第一项", key: str = "ab" * 16) -> Digest:
    return Digest(key, DESK, "mail", subject, text, datetime(2026, 4, 8, 1, tzinfo=UTC))


class PostOffice:
    """Keeps what it is given, and answers at each step as it is told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[list[str], bytes]] = []
        self.mail: Callable[[str], str] = lambda address: "250 OK"
        self.rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.data: Callable[[Server], str] = lambda server: "250 OK"
        self.sessions: list[Session] = []
        """The connections over which mails were begun."""
        self.goodbyes = 0
        self.options: list[str] = []
        """What came with the sender's name."""

    async def handle_MAIL(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not any(session is one for one in self.sessions):
            self.sessions.append(session)
        answer = self.mail(address)
        if answer.startswith("250"):
            envelope.mail_from = address
            self.options = options
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data(server)
        if not answer.startswith(("4", "5")):
            assert isinstance(envelope.content, bytes)
            self.kept.append((list(envelope.rcpt_tos), envelope.content))
        return answer

    async def handle_QUIT(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.goodbyes += 1
        return "221 Bye"

    def letters(self) -> list[EmailMessage]:
        return [parsed(content) for _, content in self.kept]

    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters()]


@contextmanager
def serving(office: PostOffice, **more: Any) -> Iterator[Any]:
    """A server that hands the office what comes, while it is needed."""
    control = Controller(office, hostname="127.0.0.1", port=free_port(), **more)
    control.start()
    try:
        yield control
    finally:
        control.stop()


def parsed(content: bytes) -> EmailMessage:
    """A letter as a mail program reads it."""
    letter = email.message_from_bytes(content, policy=SMTP)
    assert isinstance(letter, EmailMessage)
    return letter


def calendar_in(text: bytes | str) -> Any:
    """A calendar as the library icalendar reads it."""
    return icalendar.Calendar.from_ical(text)


def text_of(part: Any) -> str:
    """The text of a part of a letter, its line ends those of this language."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8").replace("\r\n", "\n")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def mail(port: int, **more: Any) -> Mail:
    return Mail("127.0.0.1", "yueling@example.org", port, **{"security": "none", "timeout": 2.0, **more})


def refusal(sender: Channel, message: Digest | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        sender.send(message or digest())
    return caught.value
