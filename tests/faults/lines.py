"""Mail servers and web services that refuse, lie, hang or hang up."""

from __future__ import annotations

import http.client
import io
import json
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from socket import socket
from typing import Any

from aiosmtpd.controller import Controller

from calendars.store import Store
from rules import Message
from scheduler.channels import DeliveryError, Digest, Mail
from scheduler.jobs import remind
from scheduler.outbox import Outbox, desk
from scheduler.recipients import Recipient
from scheduler.report import Report
from scheduler.settings import Settings

from .ground import Ground
from .world import NOW, READERS, Outcome, fill, note, outcome, sent_to

# -- mail -------------------------------------------------------------------------------------------------------------


Says = Callable[[], str]


def silent() -> str:
    """Nothing: it is taken."""
    return ""


GREETED = count()


class Post:
    """A mail server that keeps what it takes, and answers as it is told; on every other line it takes commands together."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.sender: Says = silent
        self.to: Says = silent
        self.data: Says = silent
        self.only = ""
        """The one recipient of whom `to` is asked; empty for all."""
        self.after: Callable[[Any], None] = lambda server: None

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, name: str, offers: list[str]
    ) -> list[str]:
        """Answers EHLO."""
        session.host_name = name
        return [*offers[:-1], "250-PIPELINING", offers[-1]] if next(GREETED) % 2 else offers

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        """Answers MAIL FROM."""
        if said := self.sender():
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        """Answers RCPT TO."""
        if (said := self.to()) and self.only in ("", address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Answers DATA, and keeps the mail where it says yes."""
        if said := self.data():
            return said
        letter = message_from_bytes(envelope.content, policy=policy.default)
        body = letter.get_body(("plain",))
        assert body is not None
        note(self.file, str(letter["Message-ID"]), envelope.rcpt_tos[0], body.get_content())
        self.after(server)
        return "250 OK"


def free_port() -> int:
    """A port that nobody uses."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def office(file: Path, **options: Any) -> Iterator[tuple[Post, int]]:
    """The mail server, and its port."""
    post, port = Post(file), free_port()
    control = Controller(post, hostname="127.0.0.1", port=port, **options)
    control.start()
    try:
        yield post, port
    finally:
        control.stop()


def by_mail(store: Store, now: datetime, port: int, **more: Any) -> Report:
    """A pass by mail."""
    readers = tuple(Recipient(reader.name, reader.email, channel="mail") for reader in READERS)
    mail = Mail("127.0.0.1", "yueling@example.org", port, **{"security": "none", "timeout": 1.0, **more})
    return remind(store, Settings(recipients=readers, channels={"mail": mail}), now, io.StringIO(), lang="en")


def mended(store: Store, start: datetime, port: int) -> None:
    """Passes with a server that is well again; what was given up is sent again by hand."""
    desk.resend(Outbox(store.engine, store.place), None)
    for hours in range(1, 4):
        report = by_mail(store, start + timedelta(hours=hours), port)
    assert (report.held, report.exit_code) == (0, 0)


Act = Callable[[Post, int], None]


def half_an_hour(act: Act, ground: Ground, nth: int) -> Outcome:
    """The server answers so for half an hour, with a pass each minute; nothing is given up, nobody resends."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with office(receiver) as (post, port), Store.open(url) as store:
        act(post, nth)
        for minute in range(31):
            assert not by_mail(store, NOW + timedelta(minutes=minute), port).dead
        act_well(post)
        for hours in range(1, 8):
            report = by_mail(store, NOW + timedelta(hours=hours), port)
        assert (report.held, report.exit_code) == (0, 0)
    return outcome(receiver)


def act_well(post: Post) -> None:
    """Makes a server well again."""
    post.sender = post.to = post.data = silent
    post.after = lambda server: None


def once(act: Act, ground: Ground, nth: int) -> Outcome:
    """The server answers so in one pass, then it is well."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with office(receiver) as (post, port), Store.open(url) as store:
        act(post, nth)
        assert by_mail(store, NOW, port).exit_code == 1
        act_well(post)
        mended(store, NOW, port)
    return outcome(receiver)


def data_451(post: Post, nth: int) -> None:
    """451 after DATA."""
    post.data = lambda: "451 4.3.0 try again"


def to_450(post: Post, nth: int) -> None:
    """450 for each recipient."""
    post.to = lambda: "450 4.2.1 greylisted"


def sender_530(post: Post, nth: int) -> None:
    """530 at MAIL FROM: who sends is not known."""
    post.sender = lambda: "530 5.7.0 authentication required"


def sender_451(post: Post, nth: int) -> None:
    """451 at MAIL FROM."""
    post.sender = lambda: "451 4.7.1 later"


def one_550(post: Post, nth: int) -> None:
    """550 for one recipient."""
    post.to, post.only = (lambda: "550 5.1.1 no such user"), f"reader{nth % len(READERS)}@example.org"


def data_552(post: Post, nth: int) -> None:
    """552 after DATA."""
    post.data = lambda: "552 5.3.4 too big"


def drop_after(post: Post, nth: int) -> None:
    """The line drops after the nth mail was taken, before the answer."""
    left = [1 + nth % len(READERS)]

    def drop(server: Any) -> None:
        left[0] -= 1
        if not left[0]:
            server.transport.close()

    post.after = drop


def late_answer(post: Post, nth: int) -> None:
    """The answer to the nth mail comes after the time-out."""
    left = [1 + nth % len(READERS)]

    def wait(server: Any) -> None:
        left[0] -= 1
        if not left[0]:
            time.sleep(1.3)

    post.after = wait


def bad_tls(ground: Ground, nth: int) -> Outcome:
    """A certificate that nobody signed; nothing goes over the line until it is mended."""
    url, receiver, pair = ground.url, ground.receiver, ground.folder / "pair"
    fill(url)
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2"]
    subprocess.run([*command, "-keyout", pair, "-out", f"{pair}.crt"], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{pair}.crt", pair)
    with Store.open(url) as store:
        with office(receiver, tls_context=context) as (_, port):
            assert by_mail(store, NOW, port, security="starttls").exit_code == 1
        with office(receiver) as (_, port):
            mended(store, NOW, port)
    return outcome(receiver)


def login_refused(ground: Ground, nth: int) -> Outcome:
    """The server knows nobody of that name, or takes no login at all."""
    from scheduler.section import Secret

    url, receiver = ground.url, ground.receiver
    fill(url)
    with office(receiver) as (_, port), Store.open(url) as store:
        for minutes in range(10):
            report = by_mail(store, NOW + timedelta(minutes=minutes), port, user="y", password=Secret("x"))
            assert (report.exit_code, report.dead) == (1, ())
        mended(store, NOW, port)
    return outcome(receiver)


def server_down(ground: Ground, nth: int) -> Outcome:
    """No server at all for two days."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with Store.open(url) as store:
        for hours in range(0, 48, 6):
            assert not by_mail(store, NOW + timedelta(hours=hours), 1).dead
        with office(receiver) as (_, port):
            mended(store, NOW + timedelta(days=2), port)
    return outcome(receiver)


# -- the web ----------------------------------------------------------------------------------------------------------


class Hook:
    """A channel of a web service that answers with a code of its own, as robots of messengers do."""

    def __init__(self, port: int, timeout: float = 0.3) -> None:
        self.port, self.timeout = port, timeout

    def send(self, message: Digest) -> None:
        """Posts the digest; delivered is what the service says so of."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        body = {"key": message.key, "to": message.recipient.id, "text": message.text}
        try:
            connection.request("POST", "/", json.dumps(body))
            answer = connection.getresponse()
            code = json.loads(answer.read()).get("errcode") if answer.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeliveryError(Message("no answer")) from error
        finally:
            connection.close()
        if answer.status == 429:
            raise DeliveryError(Message("429"), retry_after=timedelta(seconds=int(answer.headers["Retry-After"])))
        if code != 0:
            raise DeliveryError(Message("the service says {code}", code=str(code or answer.status)))

    def close(self) -> None:
        """Has nothing open."""


def web_answers(kind: str, ground: Ground, nth: int) -> Outcome:
    """The service answers the nth message so, and is well afterwards."""
    url, receiver, bad = ground.url, ground.receiver, [1 + nth % len(READERS)]
    fill(url)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            bad[0] -= 1
            fault = kind if not bad[0] else ""
            if fault in ("", "slow", "cut"):
                note(receiver, asked["key"], asked["to"], asked["text"])
            if fault == "slow":
                time.sleep(0.6)
            if fault == "cut":
                self.connection.close()
                return
            body = json.dumps({"errcode": 45009 if fault == "code" else 0}).encode()
            self.send_response(int(fault) if fault.isdigit() else 200)
            self.send_header("Retry-After", "1800")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            pass  # who hung up needs no traceback

    with Quiet(("127.0.0.1", 0), Answer) as server, Store.open(url) as store:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            hook = Hook(server.server_address[1])
            for minutes in (0, 10, 31, 90):
                report = sent_to(store, NOW + timedelta(minutes=minutes), hook)
                if kind == "429" and minutes == 10:
                    assert report.sent == 0
        finally:
            server.shutdown()
            thread.join()
        assert (report.held, report.exit_code) == (0, 0)
    return outcome(receiver)
