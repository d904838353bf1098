"""Servers that take several commands at once (RFC 2920): one question a mail, and what is refused ends as it does else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pytest
from aiosmtpd.smtp import Envelope, Session

from scheduler.channels.mail import MailSender
from tests.post_office import PostOffice, Server, digest, mail, refusal, serving


class Together(PostOffice):
    """A server that says in its greeting that it takes several commands at once."""

    async def handle_EHLO(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]


@pytest.fixture
def office() -> Together:
    return Together()


@pytest.fixture
def sender(office: Together) -> Iterator[MailSender]:
    with serving(office) as control:
        made = MailSender(mail(control.port))
        yield made
        made.close()


@contextmanager
def scripted(script: Sequence[tuple[bytes, bytes]]) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says each answer once it has read up to what stands before it; its port, and what it read."""
    heard = list[bytes]()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.sendall(b"220 ready\r\n")
                read = b""
                for until, answer in script:
                    while until not in read:
                        chunk = line.recv(65536)
                        if not chunk:
                            return
                        read += chunk
                    heard.append(read)
                    read = b""
                    line.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1], heard
        finally:
            thread.join(5)


GREETING = (b"\r\n", b"250-here\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
TEXT = (b"\r\n.\r\n", b"250 kept\r\n")


def sent(port: int, *numbers: int) -> MailSender:
    made = MailSender(mail(port))
    for number in numbers:
        made.send(digest(key=f"{number:032x}"))
    return made


def test_sender_reader_and_text_are_asked_at_once() -> None:
    with scripted([GREETING, (b"data\r\n", b"250 a\r\n250 b\r\n354 c\r\n"), TEXT, (b"quit\r\n", b"221 bye\r\n")]) as (
        port,
        heard,
    ):
        sent(port, 1).close()
    assert heard[1] == b"mail from:<yueling@example.org> BODY=8BITMIME\r\nrcpt to:<office@example.org>\r\ndata\r\n"
    assert heard[2].startswith(b"From: yueling@example.org\r\n")


def test_what_is_not_offered_is_not_done() -> None:
    steps = [(b"mail ", b"250 a\r\n"), (b"rcpt ", b"250 b\r\n"), (b"DATA\r\n", b"354 c\r\n"), TEXT]
    with scripted([(b"\r\n", b"250 here\r\n"), *steps, (b"quit\r\n", b"221 bye\r\n")]) as (port, heard):
        sent(port, 1).close()
    assert [said.count(b"\r\n") for said in heard[1:4]] == [1, 1, 1]


def test_mails_arrive_over_one_line(office: Together, sender: MailSender) -> None:
    for number in range(3):
        sender.send(digest(key=f"{number:032x}", text="1. 报送总结\n.\n.."))
    assert (len(office.kept), len(office.sessions)) == (3, 1)
    assert office.ids() == [f"<{number:032x}@example.org>" for number in range(3)]


@pytest.mark.parametrize("step", ["mail", "rcpt"])
@pytest.mark.parametrize(("code", "permanent"), [("450 4.2.0 later", False), ("550 5.1.1 nobody", True)])
def test_a_refusal_is_of_its_step_and_the_line_goes_on(
    step: str, code: str, permanent: bool, office: Together, sender: MailSender
) -> None:
    sender.send(digest(key="1" * 32))
    setattr(office, step, lambda address: code)
    error = refusal(sender, digest(key="2" * 32))
    assert code in error.said.say()
    assert (error.reached, error.permanent) == (step == "rcpt", permanent and step == "rcpt")
    setattr(office, step, lambda address: "250 OK")
    sender.send(digest(key="3" * 32))
    assert office.ids() == [f"<{number * 32}@example.org>" for number in "13"]
    assert len(office.sessions) == (1 if step == "rcpt" else 2)  # a sender refused on an old line is tried on a new one


def test_a_server_that_waits_for_the_text_of_nobody_gets_none() -> None:
    script = [
        GREETING,
        (b"data\r\n", b"250 a\r\n550 5.1.1 nobody\r\n354 c\r\n"),
        (b".\r\n", b"554 no valid recipients\r\n"),
        (b"rset\r\n", b"250 d\r\n"),
        (b"data\r\n", b"250 a\r\n250 b\r\n354 c\r\n"),
        TEXT,
    ]
    with scripted(script) as (port, heard):
        made = MailSender(mail(port))
        assert "nobody" in refusal(made).said.say()
        made.send(digest())
        made.close()
    assert (heard[2], heard[3]) == (b".\r\n", b"rset\r\n")


def test_an_old_line_that_was_closed_is_opened_anew(office: Together, sender: MailSender) -> None:
    sender.send(digest(key="1" * 32))
    assert sender._server is not None
    assert sender._server.sock is not None
    sender._server.sock.shutdown(socket.SHUT_RDWR)
    sender.send(digest(key="2" * 32))
    assert (len(office.kept), len(office.sessions)) == (2, 2)


def test_a_line_that_breaks_before_the_text_is_no_delivery() -> None:
    with scripted([GREETING, (b"data\r\n", b"250 a\r\n")]) as (port, _):
        error = refusal(MailSender(mail(port)))
    assert (error.reached, error.unknown, error.permanent) == (True, False, False)


def test_a_line_that_breaks_behind_the_text_leaves_it_open() -> None:
    with scripted([GREETING, (b"data\r\n", b"250 a\r\n250 b\r\n354 c\r\n"), (b"\r\n.\r\n", b"")]) as (port, _):
        error = refusal(MailSender(mail(port)))
    assert error.unknown
