"""The senders: how a digest reaches its reader. A new channel is one class here and its line in CHANNELS.

Delivered means that the other side itself said yes: the stream took every byte, the mail server answered 250 to the
whole message. Everything else is a DeliveryError, which says whether trying again makes sense.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TextIO

from calendars.system_words import BROKEN_OFF, system_reason
from rules import Message, YuelingError

if TYPE_CHECKING:
    from email.message import EmailMessage
    from smtplib import SMTP

    from .settings import Mail, Recipient, Settings

GREYLIST = timedelta(minutes=5)
"""How long a server that asks for patience is left alone where it does not say how long."""
OUT_OF_TURN = 503
"""A server that has lost count of the commands has not judged the mail."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One message to one reader by one channel: everything that is to be said in this run.

    The key stays with the digest when it is sent again, so that a repeat can be recognised.
    """

    key: str
    recipient: Recipient
    channel: str
    subject: str
    text: str
    written: datetime
    """When it was put together; a repeat bears the same moment."""


class DeliveryError(YuelingError):
    """A digest that was not delivered, or of which nobody knows.

    `permanent`: the other side will not take it, ever. `retry_after`: how long to wait at least. `reached`: whether
    this very digest was turned down; where it was not, the channel itself failed and the digest has not been tried.
    """

    def __init__(
        self, said: Message, *, permanent: bool = False, retry_after: timedelta | None = None, reached: bool = True
    ) -> None:
        super().__init__(said)
        self.permanent, self.retry_after, self.reached = permanent, retry_after, reached


class Channel(Protocol):
    """A way to reach a reader."""

    def send(self, message: Digest) -> None:
        """Delivers the digest, or raises DeliveryError."""

    def close(self) -> None:
        """Lets go of what `send` kept open."""


BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def clean(text: str) -> str:
    """The text on one line without control, bidirectional and unassigned characters; white space becomes one space.

    What notices say is data: it must not move a terminal's cursor, reverse a line or begin a header.

    >>> clean("截止\\r\\nBcc: x\\x1b[31m \\u202eabc")
    '截止 Bcc: x[31m abc'
    """
    visible = (" " if c.isspace() else c for c in text if c.isspace() or (c not in BIDI and _visible(c)))
    return " ".join("".join(visible).split())


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn") and character != "\ufeff"


def header(text: str, limit: int = 120) -> str:
    """The text fit for a header: clean, short, and without anything that decodes to something else.

    >>> header("=?utf-8?q?a=0AReply-To=3A_evil=40x?=")
    '＝？utf-8?q?a=0AReply-To=3A_evil=40x？＝'
    """
    safe = clean(text).replace("=?", "＝？").replace("?=", "？＝")
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


class Stream:
    """Writes digests to a text stream: standard output, which cron then mails."""

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


def _mail(settings: Settings, out: TextIO) -> Channel:
    if settings.mail is None:
        raise DeliveryError(Message("mail is to be sent, but no server is named"), reached=False)
    return MailSender(settings.mail)


CHANNELS: Mapping[str, Callable[[Settings, TextIO], Channel]] = MappingProxyType(
    {
        "stdout": lambda settings, out: Stream(out),
        "mail": _mail,
    }
)
"""Every channel by the name that settings call it: from the settings and standard output to a sender."""
