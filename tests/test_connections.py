"""Connections that are slow, many or too long, with the limits of the server on a real socket."""

from __future__ import annotations

import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from calendars.store import Store
from calendars.web import app
from calendars.web.app import Application
from calendars.web.connections import LIMITS, Bounded, Limits, protocol
from calendars.web.counts import Counts
from tests.web import EVENTS, STORED, Clockwork, connected, served

QUICK = Limits(connections=8, head=0.3, body=0.3, body_bytes=1000, answer=0.5)
GET = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(params=["httptools", "h11"])
def site(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    with Store.open("sqlite://") as store:
        store.save(EVENTS, STORED)
        application = app(lambda: store, Clockwork())

        async def echo(request: Request) -> Response:
            return PlainTextResponse(str(len(await request.body())))

        async def large(_: Request) -> Response:
            return PlainTextResponse("x" * 30_000_000)

        application.router.routes.extend([Route("/echo", echo, methods=["POST"]), Route("/large", large)])
        options: dict[str, Any] = {}
        if request.param == "h11":
            options["http"] = type(
                "BoundedH11", (Bounded, H11Protocol), {"counts": application.counts, "limits": QUICK}
            )
        with served(application, QUICK, **options) as client:
            client.counts = application.counts  # type: ignore[attr-defined]
            yield client


def counts(site: httpx.Client) -> Counts:
    found = site.counts  # type: ignore[attr-defined]
    assert isinstance(found, Counts)
    return found


def rest(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
    except ConnectionError:
        pass
    return data


def test_headers_that_do_not_come_are_not_waited_for(site: httpx.Client) -> None:
    with connected(site) as silent, connected(site) as dripping:
        begun = time.monotonic()
        dripping.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        for _ in range(4):
            time.sleep(0.05)
            dripping.sendall(b"X-Drip: 1\r\n")
        assert rest(dripping).startswith(b"HTTP/1.1 408 ")
        assert rest(silent) == b""
        assert time.monotonic() - begun < 5
    assert counts(site).timed_out == 2


def test_the_next_request_of_a_connection_has_its_own_time(site: httpx.Client) -> None:
    with connected(site) as connection:
        for _ in range(3):
            connection.sendall(GET)
            answered = connection.recv(65536)
            assert b"200 OK" in answered
            while not answered.endswith(b"ok\n"):  # its body may come by itself
                answered += connection.recv(65536)
            time.sleep(0.2)
        connection.sendall(GET[:20])
        assert rest(connection).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_does_not_come_is_not_waited_for(site: httpx.Client) -> None:
    with connected(site) as connection:
        connection.sendall(b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nabc")
        assert rest(connection).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_comes_slowly_and_steadily_is_taken(site: httpx.Client) -> None:
    with connected(site) as connection:
        connection.sendall(b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\n")
        for _ in range(9):
            time.sleep(0.1)
            connection.sendall(b"x" * 1000)
        assert b"\r\n\r\n9000" in connection.recv(65536)


def test_an_answer_that_nobody_takes_is_given_up(site: httpx.Client) -> None:
    with connected(site) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        end = time.monotonic() + 10
        while not counts(site).timed_out and time.monotonic() < end:
            time.sleep(0.05)
        assert counts(site).timed_out == 1


def test_very_long_headers_are_refused_however_they_come(site: httpx.Client) -> None:
    line = b"X-Long: " + b"a" * 60_000 + b"\r\n\r\n"
    head = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    with connected(site) as connection:
        connection.sendall(head + line)
        assert re.match(rb"HTTP/1.1 4(31|00) ", rest(connection))
    with connected(site) as connection:
        connection.sendall(head)
        for start in range(0, len(line), 5000):
            try:
                connection.sendall(line[start : start + 5000])
            except ConnectionError:
                break
            time.sleep(0.005)
        assert re.match(rb"HTTP/1.1 4(31|00) |\Z", rest(connection))
    assert site.get("/healthz").status_code == 200


def test_two_lengths_of_one_body_are_refused(site: httpx.Client) -> None:
    with connected(site) as connection:
        connection.sendall(
            b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        assert rest(connection).startswith(b"HTTP/1.1 400 ")


def test_half_open_connections_make_room_for_whoever_asks(site: httpx.Client) -> None:
    held = [socket.create_connection((site.base_url.host, site.base_url.port or 0)) for _ in range(40)]
    try:
        for one in held[::2]:
            one.sendall(b"GET / HTT")
        with connected(site) as connection:
            connection.sendall(GET)
            assert b"200 OK" in connection.recv(65536)
        assert counts(site).turned_away >= 30
    finally:
        for one in held:
            one.close()


def test_where_all_are_busy_the_next_one_is_told_to_come_again(site: httpx.Client) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n"
    held = [socket.create_connection((site.base_url.host, site.base_url.port or 0)) for _ in range(8)]
    try:
        for one in held:
            one.sendall(head)
        time.sleep(0.1)
        with connected(site) as connection:
            answer = rest(connection)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nRetry-After: 5\r\n" in answer
    finally:
        for one in held:
            one.close()


def test_requests_that_come_together_are_answered_one_after_the_other(site: httpx.Client) -> None:
    with connected(site) as connection:
        connection.sendall(GET * 5 + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert rest(connection).count(b"200 OK") == 6


def test_without_httptools_the_other_parser_has_the_same_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn.protocols.http.httptools_impl", None)
    assert issubclass(protocol(Counts()), Bounded)
    assert issubclass(protocol(Counts()), H11Protocol)
    monkeypatch.undo()
    assert not issubclass(protocol(Counts()), H11Protocol)


def test_an_upgrade_is_left_alone(site: httpx.Client) -> None:
    with connected(site) as connection:
        connection.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert re.match(rb"HTTP/1.1 (200|400|426) ", connection.recv(65536))
    assert site.get("/healthz").status_code == 200


FEED = b"GET /feeds/all.ics HTTP/1.1\r\nHost: 127.0.0.1\r\n"


class Watched:
    """An application that counts how often it is asked."""

    def __init__(self, inner: Application, *, prompt: bool) -> None:
        self.inner, self.counts, self.asked = inner, inner.counts, 0
        self.at_once = inner.at_once if prompt else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += scope["type"] == "http"
        await self.inner(scope, receive, send)


@contextmanager
def watched(*, prompt: bool = True, limits: Limits = LIMITS) -> Iterator[tuple[Watched, httpx.Client]]:
    """A server that has the feed ready, as long as nothing changes; and a client of it."""
    with Store.open("sqlite://") as store:
        store.save(EVENTS, STORED)
        application = Watched(app(lambda: store, Clockwork(), patience=600), prompt=prompt)
        with served(application, limits) as client:
            for accept in ("gzip", "identity"):
                client.get("/feeds/all.ics", headers={"Accept-Encoding": accept})
            client.get("/feeds/all.ics", headers={"Accept-Encoding": ""})
            application.asked = 0
            yield application, client


def answers(client: httpx.Client, *requests: bytes) -> bytes:
    """What comes back for requests that are sent together, the last of which closes the connection; without the moment."""
    with connected(client) as connection:
        connection.sendall(b"\r\n".join(requests) + b"Connection: close\r\n\r\n")
        return re.sub(rb"(?im)^date: .*\r\n", b"", rest(connection))


@pytest.mark.parametrize(
    ("more", "asked"),  # the second request closes the connection, and is always asked of the application
    [
        (b"", 1),
        (b"Accept-Encoding: gzip\r\n", 1),
        (b"If-None-Match: %b\r\n", 1),
        (b"If-None-Match: %b\r\nAccept-Encoding: gzip\r\n", 2),  # another coding of it: looked at closely
        (b'If-None-Match: "x", %b\r\n', 2),
        (b'If-None-Match: "x"\r\n', 2),
        (b"If-Modified-Since: Sun, 01 Nov 2099 00:00:00 GMT\r\n", 2),
        (b"Content-Length: 0\r\n", 2),
        (b"Expect: 100-continue\r\n", 2),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", 0),  # no request to the parser
        (b"Host: 127.0.0.1:x\r\n", 1),  # refused, and closed
    ],
)
def test_what_is_ready_goes_out_as_the_application_answers_it(more: bytes, asked: int) -> None:
    found = []
    for prompt in (True, False):
        with watched(prompt=prompt) as (application, client):
            tag = client.get("/feeds/all.ics").headers["etag"].encode()
            application.asked = 0
            request = FEED + (more % tag if b"%b" in more else more)
            found.append(answers(client, request, FEED))
            if prompt:
                assert application.asked == asked
    assert found[0] == found[1]
    assert re.match(rb"HTTP/1.1 (200 OK|304 Not Modified|400 Bad Request|100 Continue)\r\n", found[0])


def test_what_is_ready_waits_its_turn_behind_what_is_not() -> None:
    with watched() as (application, client):
        other = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        tag = client.get("/feeds/all.ics").headers["etag"].encode()
        ready = FEED + b"If-None-Match: " + tag + b"\r\n"
        data = answers(client, ready, ready, other, *[ready] * 3000, other)
    codes = re.findall(rb"HTTP/1.1 (\d+) ", data)
    assert codes == [b"304", b"304", b"200", *[b"304"] * 3000, b"200"]
    assert application.counts.requests["ready", 304] == 3002


def test_whoever_takes_nothing_is_sent_nothing_more() -> None:
    many = 50_000
    with watched() as (application, client):
        size = len(client.get("/feeds/all.ics").content)
        with connected(client) as connection:
            connection.sendall((FEED + b"\r\n") * many)
            before = -1
            while before != (sent := application.counts.requests["ready", 200]):
                before = sent
                time.sleep(0.3)
            assert sent * size < 40_000_000 < many * size
        assert client.get("/healthz").status_code == 200


def test_what_is_ready_has_its_line_in_the_counts() -> None:
    with watched() as (application, client):
        before = application.counts.sent
        answer = client.get("/feeds/all.ics")
        assert (answer.status_code, application.asked) == (200, 0)
        assert application.counts.sent - before == len(answer.content)
        assert application.counts.running == 0


@pytest.mark.parametrize("line", ["GET /agenda?kind=截止 HTTP/1.1", "no request at all", "GET / HTTP/9"])
def test_what_is_no_request_is_told_what_would_be_one_in_both_languages(site: httpx.Client, line: str) -> None:
    with connected(site) as connection:
        connection.sendall(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = rest(connection)
    head, _, text = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert f"Content-Length: {len(text)}".encode() in head
    assert "百分号编码" in text.decode()
    assert "percent-encoded, as in ?kind=%E6%88%AA%E6%AD%A2" in text.decode()
    assert site.get("/healthz").status_code == 200
