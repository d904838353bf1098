"""The way to a mail server: greeting, encryption that can be trusted, login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.system_words import BROKEN_OFF, system_reason
from rules import Message

from .channel import DeliveryError
from .mail_answers import words_of

if TYPE_CHECKING:
    from smtplib import SMTP, SMTPAuthenticationError
    from ssl import SSLContext, SSLError

    from .mail_replies import Conversation


def connect(
    host: str, port: int, security: str, timeout: float, hello: str | None, user: str | None, password: str | None
) -> Conversation:
    """The server, greeted and, where there is a user, logged in; raises DeliveryError of the channel itself."""
    try:
        server = _greeted(host, port, security, timeout, hello)
    except DeliveryError:
        raise
    except Exception as error:
        raise _unreached(error, host, port) from error
    try:
        if user and password is not None:
            _log_in(server, host, user, password)
    except BaseException:
        server.close()
        raise
    return server


def trust() -> SSLContext:
    """What a server's certificate is held against: the authorities of the system, its own name, TLS 1.2 or newer."""
    from ssl import TLSVersion, create_default_context

    context = create_default_context()
    context.minimum_version = TLSVersion.TLSv1_2
    return context


def _greeted(host: str, port: int, security: str, timeout: float, hello: str | None) -> Conversation:
    from .mail_replies import Encrypted, Plain  # the library for mail is loaded where some is sent

    server: Conversation
    if security == "tls":
        server = Encrypted(host, port, hello, timeout=timeout, context=trust())
    else:
        server = Plain(host, port, hello, timeout=timeout)
    try:
        _introduce(server, host)
        if security == "starttls":
            if not server.has_extn("starttls"):
                raise _failed(Message("{host} offers no encryption by STARTTLS", host=host))
            server.starttls(context=trust())
            _introduce(server, host)
    except BaseException:
        server.close()
        raise
    return server


def _introduce(server: SMTP, host: str) -> None:
    """Says who greets; servers refuse a name that they cannot take for a machine's."""
    from smtplib import SMTPHeloError

    try:
        server.ehlo_or_helo_if_needed()
    except SMTPHeloError as error:
        raise _failed(
            Message(
                "{host} does not want to be greeted by “{name}”, hello under [mail] sets another name: {answer}",
                host=host,
                name=str(server.local_hostname),
                answer=f"{error.smtp_code} {words_of(error.smtp_error)}",
            )
        ) from error


def _log_in(server: SMTP, host: str, user: str, password: str) -> None:
    from smtplib import SMTPAuthenticationError, SMTPException

    try:
        server.login(user, password)
    except SMTPAuthenticationError as error:
        raise _failed(_login_refused(error, host)) from error
    except UnicodeError:  # which would show the password
        raise _failed(
            Message("the user name or the password for {host} holds letters that no login can carry", host=host)
        ) from None
    except SMTPException as error:
        if not server.has_extn("auth"):
            said = Message("{host} offers no login, at least not without encryption", host=host)
        else:
            said = Message("{host} offers no login that is known here", host=host)
        raise _failed(said) from error
    except OSError as error:
        raise _failed(
            Message("{host} broke off the login: {reason}", host=host, reason=system_reason(error))
        ) from error


def _login_refused(error: SMTPAuthenticationError, host: str) -> Message:
    answer = f"{error.smtp_code} {words_of(error.smtp_error)}"
    if error.smtp_code < 500:
        return Message("{host} does not let anybody log in now: {answer}", host=host, answer=answer)
    return Message("{host} refuses the user name or the password: {answer}", host=host, answer=answer)


def _unreached(error: Exception, host: str, port: int) -> DeliveryError:
    from smtplib import SMTPResponseException, SMTPServerDisconnected
    from ssl import SSLError

    if isinstance(error, SSLError):
        return _failed(
            Message("{host} offers no connection that can be trusted: {reason}", host=host, reason=_doubt(error))
        )
    if isinstance(error, SMTPResponseException):
        answer = words_of(error.smtp_error)
        return _failed(Message("{host} answered {code}: {answer}", host=host, code=error.smtp_code, answer=answer))
    reason = BROKEN_OFF if isinstance(error, SMTPServerDisconnected) else system_reason(error)
    return _failed(Message("{host} cannot be reached: {reason}", host=f"{host}:{port}", reason=reason))


def _doubt(error: SSLError) -> str:
    """Why a connection is not trusted, as the library says it."""
    return str(getattr(error, "verify_message", "") or error.reason or "TLS")


def _failed(said: Message) -> DeliveryError:
    return DeliveryError(said, reached=False)
