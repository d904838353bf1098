"""Mail against a real server on this machine: what counts as delivered, and what every refusal means."""

from __future__ import annotations

import socket
import time as clock
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from scheduler.channels import Digest, Mail, mail_answers
from scheduler.channels.mail import MailSender
from scheduler.channels.mail_answers import Step, matter_of
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
    sender.close()
    assert office.goodbyes == 1


# -- what the server says ---------------------------------------------------------------------------------------------

ENDED, AGAIN, CHANNEL = (True, True), (False, True), (False, False)
"""Whether it is permanent, and whether this very mail was meant."""
ANSWERS = [
    ("mail", "421 4.3.2 closing", CHANNEL, None, "in this way"),
    ("mail", "451 4.3.0 busy", CHANNEL, None, "in this way"),
    ("mail", "530 5.7.0 log in first", CHANNEL, None, "in this way"),
    ("mail", "500 what", CHANNEL, None, "no mail from"),
    ("mail", "550 5.7.1 not yours", CHANNEL, None, "no mail from yueling@example.org"),
    ("mail", "552 5.2.2 you are over quota", CHANNEL, None, "no mail from"),
    ("mail", "552 5.3.4 too large", ENDED, None, "this very mail"),
    ("mail", "553 5.1.8 who", CHANNEL, None, "no mail from"),
    ("rcpt", "421 4.7.0 too many", AGAIN, None, "come again later"),
    ("rcpt", "450 later", AGAIN, None, "come again later"),
    ("rcpt", "450 4.2.0 greylisted", AGAIN, None, "come again later"),
    ("rcpt", "452 4.2.2 full", AGAIN, None, "come again later"),
    ("rcpt", "503 5.5.1 out of turn", AGAIN, None, "come again later"),
    ("rcpt", "504 5.5.2 need a whole name", CHANNEL, None, "in this way"),
    ("rcpt", "530 5.7.0 log in first", CHANNEL, None, "in this way"),
    ("rcpt", "550 nobody", ENDED, None, "does not deliver to office@example.org"),
    ("rcpt", "550 5.0.0 nobody", ENDED, None, "does not deliver"),
    ("rcpt", "550 5.1.0 rejected", AGAIN, 6, "does not let the mail through"),
    ("rcpt", "550 5.1.1 no such user", ENDED, None, "does not deliver"),
    ("rcpt", "550 5.1.10 null MX", ENDED, None, "does not deliver"),
    ("rcpt", "553 5.1.8 sender's domain unknown", CHANNEL, None, "no mail from"),
    ("rcpt", "553 5.1.7 sender's address", CHANNEL, None, "no mail from"),
    ("rcpt", "550 5.2.1 disabled", ENDED, None, "does not deliver"),
    ("rcpt", "552 5.2.2 over quota", AGAIN, 6, "mailbox of office@example.org is full"),
    ("rcpt", "552 full", AGAIN, 6, "is full"),
    ("rcpt", "550 5.4.1 no such domain here", ENDED, None, "does not deliver"),
    ("rcpt", "553 no", ENDED, None, "does not deliver"),
    ("rcpt", "554 5.7.1 Relay access denied", AGAIN, 6, "does not pass mail on to office@example.org"),
    ("rcpt", "554 5.7.1 blocked", AGAIN, 6, "does not let the mail through"),
    ("rcpt", "554 no", AGAIN, 6, "does not let the mail through"),
    ("rcpt", "550 Sender frequency limited", AGAIN, 1, "takes no more for a while"),
    ("rcpt", "550 4.1.1 of another class", ENDED, None, "does not deliver"),
    ("data", "421 closing", AGAIN, None, "come again later"),
    ("data", "451 4.7.1 later", AGAIN, None, "come again later"),
    ("data", "452 full", AGAIN, None, "come again later"),
    ("data", "503 5.5.1 out of turn", AGAIN, None, "come again later"),
    ("data", "535 5.7.8 log in again", CHANNEL, None, "in this way"),
    ("data", "550 5.2.2 over quota", AGAIN, 6, "is full"),
    ("data", "550 5.2.3 too large for the mailbox", ENDED, None, "this very mail"),
    ("data", "550 5.6.0 broken text", ENDED, None, "this very mail"),
    ("data", "550 5.7.26 unproved sender", AGAIN, 6, "does not let the mail through"),
    ("data", "550 Mail content denied", AGAIN, 6, "does not let the mail through"),
    ("data", "552 too big", ENDED, None, "this very mail"),
    ("data", "552 5.3.4 too big", ENDED, None, "this very mail"),
    ("data", "554 5.3.0 something", AGAIN, 6, "does not let the mail through"),
    ("data", "554 5.7.1 Relay access denied", AGAIN, 6, "does not let the mail through"),
    ("data", "554 DT:SPM", AGAIN, 6, "does not let the mail through"),
    ("data", "554 try again in a minute", AGAIN, 1, "takes no more for a while"),
]


@pytest.mark.parametrize(("step", "answer", "meaning", "hours", "said"), ANSWERS, ids=lambda one: str(one)[:24])
def test_each_answer_is_told_for_what_it_is_and_the_next_mail_goes_out(
    step: str,
    answer: str,
    meaning: tuple[bool, bool],
    hours: int | None,
    said: str,
    office: PostOffice,
    sender: MailSender,
) -> None:
    setattr(office, step, lambda given: answer)
    error = refusal(sender)
    assert (error.permanent, error.reached) == meaning
    assert not error.unknown
    assert error.retry_after == (timedelta(hours=hours) if hours else None)
    assert said in str(error)
    assert answer in str(error)
    assert office.kept == []
    setattr(office, step, lambda given: "250 OK")
    sender.send(digest())
    assert len(office.kept) == 1
    assert len(office.sessions) == (2 if answer.startswith("421") else 1)


@pytest.mark.parametrize("step", [Step.RCPT, Step.DATA])
@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_login_that_is_wanted_is_a_matter_of_the_settings_at_every_step(step: Step, code: int) -> None:
    assert matter_of(step, code, "") is mail_answers.SETTINGS


@pytest.mark.parametrize(
    ("code", "matter"),
    [
        *((code, mail_answers.SETTINGS) for code in (500, 502, 504)),
        *((code, mail_answers.READER) for code in (501, 521, 550, 551, 553, 556)),
        *((code, mail_answers.POLICY) for code in (505, 554, 571, 599)),
        *((code, mail_answers.LATER) for code in (400, 421, 450, 451, 452, 499, 503, -1)),
        (552, mail_answers.FULL),
    ],
)
def test_a_plain_code_where_the_reader_is_named_has_its_meaning(code: int, matter: mail_answers.Matter) -> None:
    assert matter_of(Step.RCPT, code, "no") is matter


def test_the_wait_grows_with_what_has_to_be_mended() -> None:
    waits = [mail_answers.SLOWER.wait, mail_answers.FULL.wait, mail_answers.POLICY.wait, mail_answers.RELAY.wait]
    assert waits == [timedelta(hours=1), timedelta(hours=6), timedelta(hours=6), timedelta(hours=6)]


def test_a_letter_belongs_to_its_sender_for_as_long_as_a_server_may_take() -> None:
    assert mail(25, timeout=30.0).patience == timedelta(minutes=10)


def test_a_server_that_takes_so_many_over_one_line_is_given_the_next_over_another(
    office: PostOffice, sender: MailSender
) -> None:
    given: list[str] = []

    def only_two(address: str) -> str:
        given.append(address)
        return "450 4.7.0 too many over this line" if len(given) == 3 else "250 OK"

    office.mail = only_two
    for n in range(3):
        sender.send(digest(key=f"{n:032x}"))
    assert (len(office.kept), len(office.sessions)) == (3, 2)


def test_a_trial_leaves_the_line_ready(office: PostOffice, sender: MailSender) -> None:
    sender.try_out()
    sender.send(digest())
    assert (len(office.kept), len(office.sessions)) == (1, 1)


def test_an_answer_is_quoted_on_one_short_line(office: PostOffice, sender: MailSender) -> None:
    office.rcpt = lambda address: "550-5.1.1 \x1b[31mno\r\n550 5.1.1 " + "x" * 400
    said = str(refusal(sender))
    assert len(said) < 300
    assert said.isprintable()


@pytest.mark.parametrize(
    "address", [None, "", "office", "办公室@example.org", "a b@example.org", "a@-x.org", "a@b..c", "a@b\r\n"]
)
def test_what_is_no_address_is_said_and_the_others_get_theirs(
    address: str | None, office: PostOffice, sender: MailSender
) -> None:
    error = refusal(sender, replace(digest(), recipient=Recipient("甲", address, channel="mail")))
    assert (error.permanent, error.reached) == (True, True)
    sender.send(digest())
    assert len(office.kept) == 1


@pytest.mark.parametrize(
    ("address", "received"),
    [
        ("office@例子.中国", "office@xn--fsqu00a.xn--fiqs8s"),
        ("a,b@example.org", '"a,b"@example.org'),
        ('"a b"@example.org', None),
    ],
)
def test_addresses_reach_the_server_as_it_takes_them(
    address: str, received: str | None, office: PostOffice, sender: MailSender
) -> None:
    message = replace(digest(), recipient=Recipient("甲", address, channel="mail"))
    if received is None:
        assert refusal(sender, message).permanent
        return
    sender.send(message)
    assert office.kept[0][0] == [received]
    assert office.letters()[0]["To"] == received


def test_a_line_that_breaks_before_the_text_was_given_is_no_riddle(office: PostOffice, sender: MailSender) -> None:
    def hang_up(address: str) -> str:
        raise ConnectionResetError

    office.rcpt = lambda address: "250 OK" if address else hang_up(address)
    sender.send(digest())
    office.rcpt = hang_up
    error = refusal(sender)
    assert (error.permanent, error.reached, error.unknown) == (False, True, False)


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


@pytest.mark.parametrize("answer", ["354 more", "300 what", "399 what", "600 what", "xyz", "199 wait"])
def test_an_answer_to_the_text_that_is_none_leaves_it_unknown(
    answer: str, office: PostOffice, sender: MailSender
) -> None:
    office.data = lambda server: answer
    error = refusal(sender)
    assert (error.permanent, error.reached, error.unknown) == (False, True, True)
    office.data = lambda server: "250 OK"
    sender.send(digest())
    assert len(set(office.ids())) == 1


@pytest.mark.parametrize("answer", ["250 2.0.0 queued", "251 forwarded", "200 fine", "299 fine"])
def test_every_yes_is_a_yes(answer: str, office: PostOffice, sender: MailSender) -> None:
    office.data = lambda server: answer
    sender.send(digest())
    assert len(office.kept) == 1


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
