"""The senders against real servers on this machine: what counts as delivered, and what every refusal means."""

from __future__ import annotations

import email
import io
import os
import socket
import ssl
import subprocess
import time as clock
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message as Letter
from email.policy import SMTP
from typing import Any, TextIO

import pytest
from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels import KINDS, Channel, DeliveryError, Digest, Mail, clean, header
from scheduler.channels.mail import MailSender
from scheduler.channels.stream import Stdout, Stream
from scheduler.recipients import Recipient
from scheduler.section import Secret
from scheduler.settings import Settings

Server = smtp.SMTP
DESK = Recipient("办公室", "office@example.org", channel="mail")
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip


def digest(subject: str = "[月令] 4月15日截止：报送总结", text: str = "1. 第一项", key: str = "ab" * 16) -> Digest:
    return Digest(key, DESK, "mail", subject, text, datetime(2026, 4, 8, 1, tzinfo=UTC))


class PostOffice:
    """Keeps what it is given, and answers at each step as it is told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[list[str], bytes]] = []
        self.rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.data: Callable[[Server], str] = lambda server: "250 OK"
        self.sessions: set[int] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.sessions.add(id(session))
        answer = self.data(server)
        if not answer.startswith(("4", "5")):
            assert isinstance(envelope.content, bytes)
            self.kept.append((list(envelope.rcpt_tos), envelope.content))
        return answer

    def letters(self) -> list[Letter]:
        return [email.message_from_bytes(content, policy=SMTP) for _, content in self.kept]

    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters()]


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def controller(office: PostOffice) -> Iterator[Any]:
    control = Controller(office, hostname="127.0.0.1", port=free_port())
    control.start()
    yield control
    control.stop()


@pytest.fixture
def sender(controller: Any) -> Iterator[MailSender]:
    made = MailSender(mail(controller.port))
    yield made
    made.close()


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


# -- mail -------------------------------------------------------------------------------------------------------------


def test_a_mail_arrives_with_its_chinese_words(office: PostOffice, sender: MailSender) -> None:
    sender.send(digest(text="1. 报送总结\n   时间：4月15日" + "，很长的一行" * 500))
    (letter,) = office.letters()
    assert letter["Subject"] == "[月令] 4月15日截止：报送总结"
    assert letter["To"] == "office@example.org"
    assert letter["Message-ID"] == f"<{'ab' * 16}@example.org>"
    assert letter.get_content_type() == "text/plain"
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode("utf-8").replace("\r\n", "\n").startswith("1. 报送总结\n   时间：4月15日，很长的一行")
    assert set(letter.keys()) == HEADERS


def test_every_line_is_short_and_ends_as_smtp_wants(office: PostOffice, sender: MailSender) -> None:
    sender.send(digest(subject="题" * 500, text="x" * 5000))
    content = office.kept[0][1]
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert content.replace(b"\r\n", b"").count(b"\n") == 0


def test_the_mails_of_a_run_share_a_connection(office: PostOffice, sender: MailSender) -> None:
    for n in range(3):
        sender.send(digest(key=f"{n:032x}"))
    assert len(office.kept) == 3
    assert len(office.sessions) == 1


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("450 later", False), ("451 busy", False), ("550 nobody", True), ("553 no", True)],
)
def test_a_refused_address_is_tried_again_or_not(
    answer: str, permanent: bool, office: PostOffice, sender: MailSender
) -> None:
    office.rcpt = lambda address: answer
    error = refusal(sender)
    assert (error.permanent, error.reached) == (permanent, True)
    assert answer.partition(" ")[0] in str(error)
    assert office.kept == []
    office.rcpt = lambda address: "250 OK"
    sender.send(digest())
    assert len(office.kept) == 1


@pytest.mark.parametrize(("answer", "permanent"), [("421 closing", False), ("452 full", False), ("552 too big", True)])
def test_a_refused_text_is_tried_again_or_not(
    answer: str, permanent: bool, office: PostOffice, sender: MailSender
) -> None:
    office.data = lambda server: answer
    error = refusal(sender)
    assert (error.permanent, error.reached) == (permanent, True)
    assert error.retry_after == (None if permanent else timedelta(minutes=5))
    assert office.kept == []
    office.data = lambda server: "250 OK"
    sender.send(digest())
    assert len(office.kept) == 1


def test_one_refused_reader_does_not_keep_the_other_from_theirs(office: PostOffice, sender: MailSender) -> None:
    office.rcpt = lambda address: "550 gone" if address == "office@example.org" else "250 OK"
    assert refusal(sender).permanent
    other = Digest("cd" * 16, Recipient("乙", "b@example.org", channel="mail"), "mail", "s", "t", datetime.now(UTC))
    sender.send(other)
    assert [rcpt for rcpt, _ in office.kept] == [["b@example.org"]]


def test_greylisting_is_outlasted(office: PostOffice, sender: MailSender) -> None:
    seen: set[str] = set()

    def grey(address: str) -> str:
        first = address not in seen
        seen.add(address)
        return "450 4.2.0 greylisted" if first else "250 OK"

    office.rcpt = grey
    assert not refusal(sender).permanent
    sender.send(digest())
    assert office.ids() == [f"<{'ab' * 16}@example.org>"]


def test_a_line_that_drops_after_the_text_is_repeated_under_the_same_id(office: PostOffice, sender: MailSender) -> None:
    def drop(server: Server) -> str:
        assert server.transport is not None
        server.transport.close()
        return "250 OK"

    office.data = drop
    error = refusal(sender)
    assert (error.permanent, error.reached, error.retry_after) == (False, True, None)
    assert "before 127.0.0.1 confirmed the mail" in str(error)
    office.data = lambda server: "250 OK"
    sender.send(digest())
    assert len(office.kept) == 2
    assert len(set(office.ids())) == 1


def test_a_slow_answer_is_no_yes(office: PostOffice, controller: Any) -> None:
    def slow(server: Server) -> str:
        clock.sleep(0.6)
        return "250 OK"

    office.data = slow
    with closing(MailSender(mail(controller.port, timeout=0.2))) as hasty:
        error = refusal(hasty)
    assert (error.permanent, error.reached) == (False, True)


def test_a_server_that_went_away_between_two_mails_is_found_again(office: PostOffice) -> None:
    port = free_port()
    with closing(MailSender(mail(port))) as sender:
        for key in ("00" * 16, "11" * 16):
            control = Controller(office, hostname="127.0.0.1", port=port)
            control.start()
            sender.send(digest(key=key))
            control.stop()
        assert not refusal(sender).reached
    assert len(office.kept) == 2


def test_no_server_means_that_nothing_was_tried() -> None:
    port = free_port()
    error = refusal(MailSender(mail(port)))
    assert (error.permanent, error.reached) == (False, False)
    assert f"127.0.0.1:{port} cannot be reached" in str(error)


def test_a_host_name_that_is_none_is_only_unreachable() -> None:
    strange = MailSender(Mail("x" * 70 + ".invalid", "a@example.org", security="none", timeout=2))
    assert not refusal(strange).reached


def test_something_else_on_the_port_is_no_mail_server() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        error = refusal(MailSender(mail(silent.getsockname()[1], timeout=0.2)))
    assert not error.reached


def test_without_encryption_a_wish_for_it_is_no_delivery(office: PostOffice, controller: Any) -> None:
    error = refusal(MailSender(mail(controller.port, security="starttls")))
    assert not error.reached
    assert office.kept == []


def test_a_certificate_of_nobody_is_refused(office: PostOffice, tmp_path: Any) -> None:
    pair = tmp_path / "pair.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run([*command, "-keyout", pair, "-out", f"{pair}.crt"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{pair}.crt", pair)
    control = Controller(office, hostname="127.0.0.1", port=free_port(), tls_context=context)
    control.start()
    try:
        error = refusal(MailSender(mail(control.port, security="starttls")))
    finally:
        control.stop()
    assert not error.reached
    assert "no connection that can be trusted" in str(error)
    assert office.kept == []


def login(server: Server, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"office", b"geheim")
    return AuthResult(success=right, handled=False)


@pytest.mark.parametrize(("password", "reached"), [("geheim", True), ("falsch", False)])
def test_a_wrong_password_is_nobodys_fault_but_ours(password: str, reached: bool, office: PostOffice) -> None:
    control = Controller(office, hostname="127.0.0.1", port=free_port(), authenticator=login, auth_require_tls=False)
    control.start()
    try:
        sender = MailSender(mail(control.port, user="office", password=Secret(password)))
        if reached:
            sender.send(digest())
            sender.close()
        else:
            error = refusal(sender)
            assert (error.reached, error.permanent) == (False, False)
            assert "refuses the user name or the password" in str(error)
            assert password not in str(error)
    finally:
        control.stop()
    assert len(office.kept) == reached


@pytest.mark.parametrize(
    "evil",
    [
        "=?utf-8?q?a=0AReply-To=3A_evil=40x?=",
        "=?utf-8?q?a=0D=0ABcc=3A_evil=40x?= 截止",
        "截止\r\nBcc: evil@example.org",
        "截止\nBcc: evil@example.org\n\nbody",
        "a\x00b\x0bc\x85d\u2028e\u2029f",
        "\u202eevil\u2066",
        "\ud800",
    ],
)
def test_no_title_adds_a_header(evil: str, office: PostOffice, sender: MailSender) -> None:
    sender.send(digest(subject=evil))
    (letter,) = office.letters()
    assert set(letter.keys()) == HEADERS
    assert len(str(letter["Subject"]).splitlines()) <= 1
    assert office.kept[0][0] == ["office@example.org"]


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_a_header_is_one_clean_line_of_bounded_length(text: str) -> None:
    line = header(text)
    assert len(line) <= 120
    assert len(line.splitlines()) <= 1
    assert "=?" not in line
    assert clean(line) == line
    line.encode()


# -- the stream -------------------------------------------------------------------------------------------------------


def test_the_stream_writes_digests_one_after_the_other() -> None:
    out = io.StringIO()
    stream = Stream(out)
    stream.send(digest("first", "a"))
    stream.send(digest("second", "b"))
    assert out.getvalue() == "办公室: first\n\na\n\n\n办公室: second\n\nb\n"


def test_a_reader_that_has_gone_away_is_no_reader() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with lenient(open(writing, "w", encoding="utf-8")) as out:
        error = refusal(Stream(out))
    assert (error.reached, error.permanent) == (False, False)


@contextmanager
def lenient(out: TextIO) -> Iterator[TextIO]:
    """The stream, which loses its rest silently when it is closed."""
    yield out
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), out.fileno())
    out.close()


def test_a_closed_stream_is_no_reader() -> None:
    out = io.StringIO()
    out.close()
    assert not refusal(Stream(out)).reached


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_disk_is_no_reader() -> None:
    with lenient(open("/dev/full", "w", encoding="utf-8")) as out:
        assert "no room is left on the disk" in str(refusal(Stream(out)))


def test_channels_are_made_from_the_settings() -> None:
    out = io.StringIO()
    settings = Settings(channels={"mail": mail(25)})
    assert isinstance(settings.channel("mail"), Mail)
    assert isinstance(settings.channel("stdout"), Stdout)
    assert [name for name in KINDS if settings.channel(name) is None] == [*KINDS][2:]
    settings.channels["mail"].open(out).close()
    stdout = settings.channel("stdout")
    assert stdout
    stdout.open(out).send(digest("subject", "text"))
    assert "subject" in out.getvalue()
    assert settings.channel("nobody") is None
