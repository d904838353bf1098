"""Mail: digests handed to a mail server by SMTP."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self, TextIO

from rules import Message

from ..checks import CHANNEL, Check
from ..recipients import Recipient
from ..section import NOTHING, Secret, Section, SettingsError, secret_keys
from .channel import Channel, DeliveryError, Digest, Rate, clean
from .letter_fields import LABEL, mailbox
from .mail_answers import GO_ON, WORDS, Step, refusal
from .mail_connection import connect

if TYPE_CHECKING:
    from .letters import Letters
    from .mail_replies import Conversation

SECURITY = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each way to secure mail."""
PATIENCE = 5.0
"""Seconds that a mail server has to answer when it is only looked at."""
TURNS = 20
"""A mail takes at most so many answers of the server."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server that reminders are handed to, and the address that they come from; timeout in seconds."""

    KEYS: ClassVar[tuple[str, ...]] = (
        "host",
        "port",
        "security",
        "user",
        *secret_keys("password"),
        "sender",
        "timeout",
        "hello",
        "imip",
    )
    rate: ClassVar[Rate | None] = None

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: Secret = NOTHING
    timeout: float = 30.0
    hello: str | None = None
    """The name by which this machine greets the server; its own where none is set."""
    imip: bool = False
    """Whether dates stand in mails as messages to calendar programs, too."""

    @property
    def patience(self) -> timedelta:
        """As long as a server takes that answers each command at the last moment."""
        return timedelta(seconds=self.timeout * TURNS)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The password."""
        return (self.password,)

    @classmethod
    def read(cls, section: Section) -> Self:
        """The table [mail] of the settings; raises SettingsError."""
        section.known(cls.KEYS)
        host, sender = section.needed("host"), section.address("sender")
        if not sender:
            raise section.missing("sender")
        if not re.fullmatch(r"[!-~]{1,253}", host):
            raise section.fail("host", Message("“{text}” is no host name", text=host))
        hello = section.words("hello")
        if hello and not (len(hello) <= 253 and all(map(LABEL.fullmatch, hello.split(".")))):
            raise section.fail("hello", Message("“{text}” is no host name", text=hello))
        security = section.choice("security", SECURITY) or "starttls"
        return cls(
            host,
            sender,
            section.number("port", 1, 65535) or PORTS[security],
            security,
            section.words("user"),
            section.secret("password"),
            float(section.number("timeout", 1, 600) or 30),
            hello,
            section.flag("imip") or False,
        )

    def lacks(self, recipient: Recipient) -> Message | None:
        """That he has no address, where he has none."""
        if recipient.email:
            return None
        return Message("“{name}” is to be reminded by mail, but has no address", name=recipient.name)

    def open(self, out: TextIO) -> Channel:
        """A sender with one connection for all."""
        return MailSender(self)

    def check(self, test: Digest | None) -> Iterator[Check]:
        """Whether the server takes mail from the sender; `test` is sent."""
        if self.user and self.security == "none" and not is_local(self.host):
            said = Message("the password for {host} goes over the line for all to read", host=self.host)
            yield Check(CHANNEL, "wrong", said, Message('write security = "starttls" or "tls" under [mail]'))
        try:
            sender = MailSender(replace(self, timeout=min(PATIENCE, self.timeout)))
        except SettingsError as error:
            yield Check.failed(CHANNEL, error)
            return
        place = f"{self.host}:{self.port}"
        try:
            sender.try_out()
            said = Message("the mail server {place} takes mail from {sender}", place=place, sender=self.sender)
            yield Check(CHANNEL, "good", said)
            if test:
                sender.send(test)
                said = Message(
                    "a test mail went to {address}; look whether it arrives", address=test.recipient.email or ""
                )
                yield Check(CHANNEL, "good", said)
        except DeliveryError as error:
            said = Message("the mail server {place} does not take mail: {reason}", place=place, reason=error.said)
            remedy = Message("look at host, port, security, user, password and sender under [mail]")
            yield Check(CHANNEL, "wrong", said, remedy)
        finally:
            sender.close()


def is_local(host: str) -> bool:
    """Whether the name is of this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _is_yes(code: int) -> bool:
    """Whether a server says yes (RFC 5321, 4.2.1)."""
    return 200 <= code <= 299


def _understood(reply: tuple[int, bytes]) -> tuple[int, bytes]:
    """A yes or a no; raises OSError where it is neither."""
    code, answer = reply
    if not (_is_yes(code) or 400 <= code <= 599):
        raise OSError("the answer is none")
    return code, answer


class MailSender:
    """Hands digests to a mail server by SMTP, all of a run over one connection.

    Raises SettingsError at once where the password cannot be found.
    """

    def __init__(self, mail: Mail) -> None:
        from .letters import Letters  # what writes letters is loaded where some are sent

        self.mail = mail
        self._letters: Letters = Letters(mail.sender, mail.imip)
        self._password = mail.password.reveal()
        self._server: Conversation | None = None
        self._handed_over: tuple[Conversation, str]

    def send(self, message: Digest) -> None:
        """Delivers one mail to one address; its Message-ID comes from the digest's key."""
        self.hand_over(message)
        self.confirm()

    def hand_over(self, message: Digest) -> None:
        """Gives the server the mail, up to its last octet; what it says of it is asked by `confirm`."""
        reader = mailbox(message.recipient.email or "")
        if not reader:
            said = Message("“{text}” is no mail address", text=clean(message.recipient.email or "")[:WORDS])
            raise DeliveryError(said, permanent=True)
        server, letter = self._begun(message, reader)
        with self._until(sent=False):
            code, answer = server.rcpt(reader)
        if not _is_yes(code):
            raise self._refused(Step.RCPT, code, answer, reader)
        with self._until(sent=False):
            code, answer = server.docmd("DATA")
            if code == GO_ON:
                server.send(letter.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        if code != GO_ON:
            raise self._refused(Step.DATA, code, answer, reader)
        self._handed_over = server, reader

    def confirm(self) -> None:
        """Waits for what the server says of the mail that it was given."""
        server, reader = self._handed_over
        with self._until(sent=True):
            code, answer = _understood(server.getreply())
        if not _is_yes(code):
            raise self._refused(Step.DATA, code, answer, reader)

    def try_out(self) -> None:
        """Goes as far as a mail would without sending one: greeting, TLS, login, whether the sender may send.

        Raises DeliveryError.
        """
        self._named(self._opened(), ())
        self._reset()

    def _begun(self, message: Digest, reader: str) -> tuple[Conversation, bytes]:
        """The server, which has taken the sender's name, and the letter as it takes it."""
        if self._server is not None:
            # it may have closed the line meanwhile, or take so many mails over one line and no more
            with contextlib.suppress(DeliveryError):
                return self._begin(self._server, message, reader)
            self._drop()
        return self._begin(self._opened(), message, reader)

    def _begin(self, server: Conversation, message: Digest, reader: str) -> tuple[Conversation, bytes]:
        eight_bit = server.has_extn("8bitmime")
        letter = self._letters.write(message, reader, eight_bit)
        options = [f"SIZE={len(letter)}"] if server.has_extn("size") else []
        self._named(server, [*options, "BODY=8BITMIME"] if eight_bit else options, reader)
        return server, letter

    def _named(self, server: Conversation, options: Sequence[str], reader: str = "") -> None:
        """Names the sender; raises DeliveryError where the server will not have him.

        A server that takes several commands at once is told the reader and that the text comes, too.
        """
        with self._until(sent=False, reached=False):
            if reader and server.has_extn("pipelining"):
                server.announce(self._letters.sender, options, reader)
            code, answer = server.mail(self._letters.sender, options)
        if not _is_yes(code):
            raise self._refused(Step.MAIL, code, answer)

    @contextlib.contextmanager
    def _until(self, *, sent: bool, reached: bool = True) -> Iterator[None]:
        """Raises DeliveryError where the line breaks. Once all was sent the server may have kept the mail.

        Then only the same Message-ID makes a repeat harmless.
        """
        from smtplib import SMTPException

        try:
            yield
        except (SMTPException, OSError) as error:
            self._drop()
            if sent:
                said = Message("the connection broke before {host} confirmed the mail", host=self.mail.host)
            else:
                said = Message("the connection to {host} broke before the mail was there", host=self.mail.host)
            raise DeliveryError(said, reached=reached, unknown=sent) from error

    def _refused(self, step: Step, code: int, answer: bytes | str, reader: str = "") -> DeliveryError:
        """The error for an answer, after which the line stands ready for another mail."""
        self._reset() if code not in (421, -1) else self._drop()
        return refusal(step, code, answer, host=self.mail.host, sender=self.mail.sender, reader=reader)

    def _reset(self) -> None:
        from smtplib import SMTPException

        try:
            if self._server is not None and _is_yes(self._server.rset()[0]):
                return
        except (SMTPException, OSError):
            pass
        self._drop()

    def _opened(self) -> Conversation:
        """A new connection; raises DeliveryError of the channel itself where there is none."""
        mail = self.mail
        self._server = connect(mail.host, mail.port, mail.security, mail.timeout, mail.hello, mail.user, self._password)
        return self._server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def close(self) -> None:
        """Says goodbye to the server."""
        from smtplib import SMTPException

        if self._server is not None:
            with contextlib.suppress(SMTPException, OSError):
                self._server.quit()
        self._drop()
