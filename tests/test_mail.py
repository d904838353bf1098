"""Mail against a real server on this machine: what counts as delivered, and what every refusal means."""

from __future__ import annotations

import socket
import time as clock
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from scheduler.channels import Digest, Mail
from scheduler.channels.mail import MailSender
from scheduler.recipients import Recipient
from tests.post_office import HEADERS, PostOffice, Server, digest, free_port, mail, refusal, serving, text_of


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def controller(office: PostOffice) -> Iterator[Any]:
    with serving(office) as control:
        yield control


@pytest.fixture
def sender(controller: Any) -> Iterator[MailSender]:
    made = MailSender(mail(controller.port))
    yield made
    made.close()


def test_a_mail_arrives_with_its_chinese_words(office: PostOffice, sender: MailSender) -> None:
    sender.send(digest(text="1. 报送总结\n   时间：4月15日" + "，很长的一行" * 500))
    (letter,) = office.letters()
    assert letter["Subject"] == "[月令] 4月15日截止：报送总结"
    assert letter["To"] == "office@example.org"
    assert letter["Message-ID"] == f"<{'ab' * 16}@example.org>"
    text = text_of(letter.get_body(("plain",)))
    assert text == "1. 报送总结\n   时间：4月15日" + "，很长的一行" * 500 + "\n"
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
    assert (error.permanent, error.reached, error.unknown, error.retry_after) == (False, True, True, None)
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
    assert (error.permanent, error.reached, error.unknown) == (False, True, True)


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
