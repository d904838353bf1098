"""A model that is none: a server on loopback that keeps what it receives, and answers octets as a test tells it to."""

from __future__ import annotations

import json
import socketserver
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest

from calendars.drafts import draft
from calendars.second_reader import Opinions, SecondReader, second_opinion
from calendars.second_reader.keeping import Kept
from rules import Notice, find

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)


class Received(NamedTuple):
    """A question as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def sent(self) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def text(self) -> str:
        """What was sent of the notice."""
        return str(self.sent["messages"][1]["content"])


Octets = Iterable[bytes]


class Double:
    """The server: `says` gives the octets of each answer, in pieces; `received` is what came."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.calls = 0
        self.over = Event()
        """Set when the test ends: what drips or waits may then stop."""
        self.says: Callable[[Received], Octets] = lambda _: web(envelope([]))
        self.port = 0

    def proposes(self, *proposals: Any, **more: Any) -> None:
        """Answers these proposals from now on."""
        self.says = lambda _: web(envelope(list(proposals), **more))

    def content(self, words: str) -> None:
        """Answers these words of the model from now on."""
        self.says = lambda _: web(said(words))

    def reader(self, **more: Any) -> SecondReader:
        """Settings that name this server."""
        return SecondReader(f"http://127.0.0.1:{self.port}/v1", "double", **{"timeout": 5, **more})


def said(words: str) -> bytes:
    """The body of a server of the OpenAI sort whose model said these words."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode()


def envelope(proposals: Any, **more: Any) -> bytes:
    return said(json.dumps({"proposals": proposals, **more}, ensure_ascii=False))


def web(
    body: bytes, status: str = "200 OK", kind: str = "application/json", *more: str, length: int | None = None
) -> Octets:
    """An answer of the web in one piece."""
    told = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {told}", *more, "", ""]
    yield "\r\n".join(head).encode() + body


@contextmanager
def double(context: ssl.SSLContext | None = None) -> Iterator[Double]:
    """A server of its own on a free port of this machine; with a context it speaks TLS."""
    here = Double()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            here.calls += 1
            line = self.rfile.readline().decode().strip()
            headers = {}
            while pair := self.rfile.readline().decode().strip():
                name, _, value = pair.partition(":")
                headers[name.strip().lower()] = value.strip()
            got = Received(line, headers, self.rfile.read(int(headers.get("content-length", "0"))))
            here.received.append(got)
            with suppress(OSError):  # who asked has gone
                for piece in here.says(got):
                    self.wfile.write(piece)
                    self.wfile.flush()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def finish_request(self, request: Any, client_address: Any) -> None:
            if not context:
                super().finish_request(request, client_address)
                return
            with suppress(OSError), context.wrap_socket(request, True) as safe:  # who does not trust us has gone
                super().finish_request(safe, client_address)

    with Server(("127.0.0.1", 0), Handler) as server:
        here.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield here
        finally:
            here.over.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def model() -> Iterator[Double]:
    """A server that a test tells what to answer."""
    with double() as here:
        yield here


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A folder of answers of its own."""
    return Kept(tmp_path / "answers")


def asked_of(model: Double, kept: Kept, notice: Notice, **more: Any) -> Opinions:
    """What the server says of a notice; asking it changes neither what was found nor what is made of that."""
    env = more.pop("env", {})
    found = find(notice)
    before = [(one, one.value, one.recurrence and one.recurrence.doubts()) for one in found], draft(notice, found)
    opinions = second_opinion(notice, found, model.reader(**more), now=NOW, kept=kept, env=env)
    assert before == (
        [(one, one.value, one.recurrence and one.recurrence.doubts()) for one in found],
        draft(notice, found),
    )
    assert found == find(notice)
    return opinions
