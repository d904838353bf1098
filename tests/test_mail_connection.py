"""The way to a mail server: whom it trusts, how it greets, how it logs in. A fault of it is never that of a letter."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import subprocess
import threading
import time as clock
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from scheduler.channels.mail import MailSender
from scheduler.channels.mail_connection import trust
from scheduler.channels.mail_replies import Replies
from scheduler.section import Secret
from tests.post_office import PostOffice, Server, digest, free_port, mail, refusal, serving


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


class Certificate:
    """A certificate that signs itself, in files."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.file, self.key = folder / "pair.crt", folder / "pair.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", *more]
        try:
            subprocess.run([*command, "-keyout", self.key, "-out", self.file], check=True, capture_output=True)
        except FileNotFoundError:
            pytest.skip("openssl is not installed")

    def context(self) -> ssl.SSLContext:
        made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        made.load_cert_chain(self.file, self.key)
        return made


HERE, ELSEWHERE = ("-addext", "subjectAltName=IP:127.0.0.1"), ("-addext", "subjectAltName=IP:127.0.0.2")
WAYS = {"starttls": "tls_context", "tls": "ssl_context"}
"""What a server is given to offer each way."""


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Certificate]:
    """Makes a certificate that this machine trusts."""

    def make(*more: str) -> Certificate:
        made = Certificate(tmp_path, *more)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
        return made

    return make


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def offering(office: PostOffice, way: str, context: Any) -> Controller:
    return Controller(office, hostname="127.0.0.1", port=free_port(), **{WAYS[way]: context})


def sent(control: Controller, way: str) -> None:
    with closing(MailSender(mail(control.port, security=way))) as sender:
        sender.send(digest())


@pytest.fixture
def started() -> Iterator[Callable[[Controller], Controller]]:
    controls: list[Controller] = []

    def start(control: Controller) -> Controller:
        control.start()
        controls.append(control)
        return control

    yield start
    for control in controls:
        control.stop()


def test_mail_goes_over_a_line_that_is_encrypted_and_trusted(
    way: str, office: PostOffice, trusted: Callable[..., Certificate], started: Any
) -> None:
    sent(started(offering(office, way, trusted(*HERE).context())), way)
    assert len(office.kept) == 1


def test_a_certificate_of_nobody_is_refused(way: str, office: PostOffice, tmp_path: Path, started: Any) -> None:
    control = started(offering(office, way, Certificate(tmp_path, *HERE).context()))
    error = refusal(MailSender(mail(control.port, security=way)))
    assert (error.reached, error.permanent) == (False, False)
    assert "no connection that can be trusted: self-signed certificate" in str(error)
    assert office.kept == []


def test_a_certificate_of_another_machine_is_refused(
    way: str, office: PostOffice, trusted: Callable[..., Certificate], started: Any
) -> None:
    control = started(offering(office, way, trusted(*ELSEWHERE).context()))
    error = refusal(MailSender(mail(control.port, security=way)))
    assert not error.reached
    assert "mismatch" in str(error)
    assert office.kept == []


def test_old_encryption_is_refused(office: PostOffice, trusted: Callable[..., Certificate], started: Any) -> None:
    context = trusted(*HERE).context()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    control = started(offering(office, "starttls", context))
    assert not refusal(MailSender(mail(control.port, security="starttls"))).reached
    assert office.kept == []


def test_what_is_trusted_is_checked_whatever_the_system_says() -> None:
    context = trust()
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


def test_without_encryption_a_wish_for_it_is_no_delivery(office: PostOffice) -> None:
    with serving(office) as control:
        error = refusal(MailSender(mail(control.port, security="starttls")))
    assert not error.reached
    assert "offers no encryption by STARTTLS" in str(error)
    assert office.kept == []


# -- greeting and login -----------------------------------------------------------------------------------------------


class Choosy(PostOffice):
    """Takes only names that look like those of machines."""

    async def handle_EHLO(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname if "." in hostname else None
        return responses if "." in hostname else ["504 5.5.2 need a whole name"]

    async def handle_HELO(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        return "550 5.7.1 who is that"


def test_a_refused_greeting_is_called_what_it_is_and_another_name_mends_it() -> None:
    office = Choosy()
    with serving(office) as control:
        error = refusal(MailSender(mail(control.port, hello="desk7")))
        assert not error.reached
        assert "“desk7”" in str(error)
        assert "550 5.7.1 who is that" in str(error)
        with closing(MailSender(mail(control.port, hello="desk7.example.org"))) as sender:
            sender.send(digest())
    assert len(office.kept) == 1


def login(server: Server, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"office", b"geheim")
    return AuthResult(success=right, handled=False)


def logged_in(office: PostOffice, **more: Any) -> Any:
    return serving(office, authenticator=login, auth_require_tls=False, **more)


def test_a_mail_goes_out_after_a_login(office: PostOffice) -> None:
    with (
        logged_in(office) as control,
        closing(MailSender(mail(control.port, user="office", password=Secret("geheim")))) as sender,
    ):
        sender.send(digest())
    assert len(office.kept) == 1


@pytest.mark.parametrize(
    ("password", "said"),
    [("falsch", "refuses the user name or the password: 535"), ("密码", "letters that no login can carry")],
)
def test_a_wrong_password_is_nobodys_fault_but_ours(password: str, said: str, office: PostOffice) -> None:
    with logged_in(office) as control:
        error = refusal(MailSender(mail(control.port, user="office", password=Secret(password))))
    assert (error.reached, error.permanent) == (False, False)
    assert said in str(error)
    causes = [error, error.__cause__, error.__context__ if not error.__suppress_context__ else None]
    assert not any(password in repr(cause) for cause in causes)
    assert office.kept == []


def test_a_login_that_nobody_offers_is_said(office: PostOffice) -> None:
    with serving(office) as control:
        error = refusal(MailSender(mail(control.port, user="office", password=Secret("geheim"))))
    assert not error.reached
    assert "offers no login, at least not without encryption" in str(error)


class Busy(PostOffice):
    """Lets nobody log in now."""

    async def handle_AUTH(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, args: list[str]
    ) -> str:
        return "454 4.7.0 Temporary authentication failure"


def test_a_login_that_is_put_off_is_not_called_a_wrong_password() -> None:
    with logged_in(Busy()) as control:
        error = refusal(MailSender(mail(control.port, user="office", password=Secret("geheim"))))
    assert not error.reached
    assert "does not let anybody log in now: 454" in str(error)


def test_a_login_that_is_wanted_is_a_matter_of_the_settings(office: PostOffice) -> None:
    with (
        pytest.warns(UserWarning, match="Requiring AUTH"),
        logged_in(office, auth_required=True) as control,
        closing(MailSender(mail(control.port))) as sender,
    ):
        error = refusal(sender)
    assert (error.reached, error.permanent) == (False, False)
    assert "530" in str(error)


# -- a server that means ill, or is none ------------------------------------------------------------------------------


class Talker:
    """Greets, and then says what it is told to, a piece at a time."""

    def __init__(self, pieces: Iterable[bytes], pause: float = 0) -> None:
        self.pieces, self.pause = pieces, pause
        self.line = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.line.getsockname()[1])
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._talk, daemon=True)
        self.thread.start()

    def _talk(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self.line.accept()
            with client:
                for piece in self.pieces:
                    client.sendall(piece)
                    if self.over.wait(self.pause):
                        return

    def close(self) -> None:
        self.over.set()
        self.line.close()
        self.thread.join()


@pytest.mark.parametrize("greeting", [b"220-more\r\n" * 400, b"220-" + b"x" * 4096])
def test_a_reply_without_end_is_left(greeting: bytes) -> None:
    with closing(Talker(itertools.repeat(greeting))) as talker:
        begin = clock.monotonic()
        error = refusal(MailSender(mail(talker.port, timeout=30)))
        assert clock.monotonic() - begin < 10
    assert (error.reached, error.permanent) == (False, False)


def test_a_reply_that_drips_takes_no_longer_than_one_that_does_not_come() -> None:
    with closing(Talker(itertools.repeat(b"2"), pause=0.05)) as talker:
        begin = clock.monotonic()
        error = refusal(MailSender(mail(talker.port, timeout=0.5)))
        assert clock.monotonic() - begin < 5
    assert not error.reached


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\xfe\r\n", b"220", b"", b"554 5.7.1 go away\r\n"]
)
def test_what_is_no_mail_server_or_wants_no_mail_is_said(greeting: bytes) -> None:
    with closing(Talker([greeting])) as talker:
        error = refusal(MailSender(mail(talker.port, timeout=1)))
    assert (error.reached, error.permanent) == (False, False)
    assert "127.0.0.1" in str(error)


def test_what_a_server_says_before_encryption_counts_for_nothing_after_it() -> None:
    line, other = socket.socketpair()
    with line, other:
        line.settimeout(2)
        replies = Replies(line)
        other.sendall(b"220 go ahead\r\n250 AUTH PLAIN\r\n")
        assert replies.readline(100) == b"220 go ahead\r\n"
        replies.close()
        other.sendall(b"250 hello\r\n")
        assert replies.readline(100) == b"250 hello\r\n"
        assert line.gettimeout() == 2


def test_a_reply_whose_time_is_over_is_not_waited_for_and_the_next_has_its_own() -> None:
    line, other = socket.socketpair()
    with line, other:
        line.settimeout(0.05)
        replies = Replies(line)
        clock.sleep(0.1)
        with pytest.raises(TimeoutError):
            replies.readline(100)
        replies.begin()
        other.sendall(b"250 fine\r\n")
        assert replies.readline(100) == b"250 fine\r\n"


def test_a_line_is_cut_where_it_is_too_long_and_ends_with_the_connection() -> None:
    line, other = socket.socketpair()
    with line:
        with other:
            other.sendall(b"abcdef\nxyz")
        replies = Replies(line)
        assert [replies.readline(4) for _ in range(4)] == [b"abcd", b"ef\n", b"xyz", b""]
