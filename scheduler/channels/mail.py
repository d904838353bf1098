"""Mail: digests handed to a mail server by SMTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self, TextIO

from calendars.system_words import BROKEN_OFF, system_reason
from rules import Message

from ..checks import CHANNEL, Check
from ..recipients import Recipient
from ..section import NOTHING, Secret, Section, SettingsError, secret_keys
from .channel import Channel, DeliveryError, Digest, Rate, clean, header

if TYPE_CHECKING:
    from email.message import EmailMessage
    from smtplib import SMTP

GREYLIST = timedelta(minutes=5)
"""How long a server that asks for patience is left alone where it does not say how long."""
OUT_OF_TURN = 503
"""A server that has lost count of the commands has not judged the mail."""
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
    )
    rate: ClassVar[Rate | None] = None

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: Secret = NOTHING
    timeout: float = 30.0

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
        security = section.choice("security", SECURITY) or "starttls"
        return cls(
            host,
            sender,
            section.number("port", 1, 65535) or PORTS[security],
            security,
            section.words("user"),
            section.secret("password"),
            float(section.number("timeout", 1, 600) or 30),
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


class MailSender:
    """Hands digests to a mail server by SMTP, all of a run over one connection.

    Raises SettingsError at once where the password cannot be found.
    """

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self._password = mail.password.reveal()
        self._server: SMTP | None = None

    def send(self, message: Digest) -> None:
        """Delivers one mail to one address; its Message-ID comes from the digest's key."""
        from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

        letter = self._letter(message)
        server = self._connected()
        try:
            server.send_message(letter, self.mail.sender, [message.recipient.email or ""])
        except SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            raise self._refused(code, answer) from refused
        except SMTPDataError as refused:
            raise self._refused(refused.smtp_code, refused.smtp_error) from refused
        except SMTPSenderRefused as refused:  # a matter of the settings, and of every mail: this one was not tried
            raise DeliveryError(self._answer(refused.smtp_code, refused.smtp_error), reached=False) from refused
        except (SMTPException, OSError) as error:
            # the server may have kept it before the line broke: only the same Message-ID makes a repeat harmless
            self._drop()
            said = Message("the connection broke before {host} confirmed the mail", host=self.mail.host)
            raise DeliveryError(said) from error

    def try_out(self) -> None:
        """Goes as far as a mail would without sending one: greeting, TLS, login, whether the sender may send.

        Raises DeliveryError.
        """
        from smtplib import SMTPException

        server = self._connected()
        try:
            code, answer = server.mail(self.mail.sender)
            server.rset()
        except (SMTPException, OSError) as error:
            self._drop()
            said = Message("the connection broke before {host} confirmed the mail", host=self.mail.host)
            raise DeliveryError(said, reached=False) from error
        if code != 250:
            raise DeliveryError(self._answer(code, answer), reached=False)

    def _letter(self, message: Digest) -> EmailMessage:
        from email.message import EmailMessage
        from email.policy import SMTP
        from email.utils import format_datetime

        letter = EmailMessage(policy=SMTP)
        letter["From"] = self.mail.sender
        letter["To"] = message.recipient.email or ""
        letter["Subject"] = header(message.subject)
        letter["Date"] = format_datetime(message.written)
        letter["Message-ID"] = f"<{message.key}@{self.mail.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text + "\n", cte="base64")
        return letter

    def _connected(self) -> SMTP:
        from smtplib import SMTPAuthenticationError, SMTPException, SMTPResponseException, SMTPServerDisconnected
        from ssl import SSLError

        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return self._server
            except (SMTPException, OSError):
                pass
            self._drop()
        host = self.mail.host
        try:
            self._server = self._connect()
        except SMTPAuthenticationError as error:
            said = Message("{host} refuses the user name or the password", host=host)
            raise DeliveryError(said, reached=False) from error
        except SSLError as error:
            said = Message(
                "{host} offers no connection that can be trusted: {reason}", host=host, reason=error.reason or "TLS"
            )
            raise DeliveryError(said, reached=False) from error
        except SMTPResponseException as error:
            raise DeliveryError(self._answer(error.smtp_code, error.smtp_error), reached=False) from error
        except (SMTPException, OSError, UnicodeError) as error:
            reason = BROKEN_OFF if isinstance(error, SMTPServerDisconnected) else system_reason(error)
            said = Message("{host} cannot be reached: {reason}", host=f"{host}:{self.mail.port}", reason=reason)
            raise DeliveryError(said, reached=False) from error
        return self._server

    def _connect(self) -> SMTP:
        from smtplib import SMTP, SMTP_SSL
        from ssl import create_default_context

        mail, trust = self.mail, create_default_context()
        server: SMTP
        if mail.security == "tls":
            server = SMTP_SSL(mail.host, mail.port, timeout=mail.timeout, context=trust)
        else:
            server = SMTP(mail.host, mail.port, timeout=mail.timeout)
        try:
            server.ehlo_or_helo_if_needed()
            if mail.security == "starttls":
                server.starttls(context=trust)
                server.ehlo_or_helo_if_needed()
            if mail.user and self._password is not None:
                server.login(mail.user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _answer(self, code: int, answer: bytes | str) -> Message:
        words = clean(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)[:200]
        return Message("{host} answered {code}: {answer}", host=self.mail.host, code=code, answer=words)

    def _refused(self, code: int, answer: bytes | str) -> DeliveryError:
        said = self._answer(code, answer)
        if code >= 500 and code != OUT_OF_TURN:
            return DeliveryError(said, permanent=True)
        if code == 421:
            self._drop()
        return DeliveryError(said, retry_after=GREYLIST)

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def close(self) -> None:
        """Says goodbye to the server."""
        from smtplib import SMTPException

        if self._server is not None:
            try:
                self._server.quit()
            except (SMTPException, OSError):
                self._drop()
        self._server = None
