"""What all doubles have in common: a server on a free port, what it was asked, and the ways in which it can fail."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

EPOCH = 1_775_606_400.0
"""8 April 2026, 08:00 in China: what the clock of a double says until a test moves it."""


class Fault(Enum):
    """How a service fails, once for each time it is told to."""

    ERROR_500 = "500"
    ERROR_503 = "503 with Retry-After"
    HTML = "200 with a page"
    EMPTY = "200 with {}"
    NOTHING = "200 with nothing"
    NO_OBJECT = "200 with a list"
    DEEP = "200 with JSON that is nested too deeply"
    CUT_BEFORE = "closed before the question is read"
    CUT_AFTER = "taken, then closed without an answer"
    CUT_WITHIN = "taken, then closed within the answer"
    STALL = "taken, then silent"
    REDIRECT = "302 to the metadata of a cloud"
    LONG = "200 with 10 MB"
    ENDLESS = "200 with 1 GB"
    LATIN = "200 with octets that are no UTF-8"
    NOT_FOUND = "404 with a page"


TAKEN = (Fault.CUT_AFTER, Fault.CUT_WITHIN, Fault.STALL, Fault.HTML, Fault.EMPTY, Fault.LONG)
"""The faults with which the message has arrived all the same."""


@dataclass(frozen=True)
class Question:
    """What a double was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Reply:
    """What a double answers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def table(cls, status: int = 200, /, **more: Any) -> Reply:
        """A JSON object."""
        return cls(status, json.dumps(more, ensure_ascii=False).encode(), {"Content-Type": "application/json"})


class ServiceDouble:
    """A service of its own on a free port of this machine, as long as the context is open."""

    PATH = "/"

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.accepted: list[str] = []
        """The text of every message that was taken, whatever was answered then."""
        self.faults: list[Fault | None] = []
        """What goes wrong with the next questions, one each."""
        self.now = EPOCH
        self.over = Event()
        self.sent_octets = 0
        self.context: ssl.SSLContext | None = None
        self._times: list[float] = []
        self._blocked_until = 0.0
        self._lock = Lock()

    # -- what a service is ------------------------------------------------------------------------------------------------

    def reply(self, question: Question) -> Reply:
        """The answer by the service's own rules; what is taken is put into `accepted`."""
        raise NotImplementedError

    def clock(self) -> float:
        """The seconds since 1970."""
        return self.now

    def many(self, most: int, seconds: float, blocked: float = 0.0) -> bool:
        """Whether more than so many questions came in so many seconds; it then lasts as long as it is `blocked`."""
        if self.now < self._blocked_until:
            return True
        self._times = [at for at in self._times if self.now - at < seconds]
        if len(self._times) >= most:
            self._blocked_until = self.now + blocked
            return True
        self._times.append(self.now)
        return False

    # -- the server -------------------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The address of the server."""
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                with suppress(OSError):  # who asked has gone
                    double._handle(self)

            do_GET = do_POST  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: a test's output is its own."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def finish_request(self, request: Any, client_address: Any) -> None:
                if not double.context:
                    super().finish_request(request, client_address)
                    return
                with suppress(OSError), double.context.wrap_socket(request, True) as safe:
                    super().finish_request(safe, client_address)

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        with self._lock:
            fault = self.faults.pop(0) if self.faults else None
        if fault is Fault.CUT_BEFORE:
            return
        parts = urlsplit(handler.path)
        question = Question(
            handler.command,
            parts.path,
            {name: words[0] for name, words in parse_qs(parts.query, keep_blank_values=True).items()},
            {name.lower(): words for name, words in handler.headers.items()},
            handler.rfile.read(int(handler.headers.get("Content-Length", "0"))),
        )
        with self._lock:
            self.questions.append(question)
            reply = self.reply(question) if fault is None or fault in TAKEN else Reply(200, b"")
        for piece in self._pieces(fault, reply):
            handler.wfile.write(piece)
            self.sent_octets += len(piece)
        handler.wfile.flush()

    def _pieces(self, fault: Fault | None, reply: Reply) -> Iterator[bytes]:
        if fault is None:
            yield head(reply.status, len(reply.body), **reply.headers) + reply.body
        elif fault is Fault.CUT_WITHIN:
            yield head(200, len(reply.body)) + reply.body[:-2]
        elif fault is Fault.STALL:
            self.over.wait(30)
        elif fault in (Fault.LONG, Fault.ENDLESS):
            size = 10_000_000 if fault is Fault.LONG else 1_000_000_000
            yield head(200, size)
            for _ in range(size // 65_536):
                yield b" " * 65_536
        else:
            yield fixed(fault)


def head(status: int, length: int, **headers: str) -> bytes:
    """The head of an answer of the web."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {length}", "Connection: close"]
    lines += [f"{name}: {words}" for name, words in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def page(status: int, **headers: str) -> bytes:
    """A page where JSON was expected, as proxies and firewalls answer."""
    body = b"<!DOCTYPE html><title>Gateway</title>"
    return head(status, len(body), **{"Content-Type": "text/html"} | headers) + body


def fixed(fault: Fault) -> bytes:
    """What a service answers that fails in one piece; nothing where it closes the line."""
    found = {
        Fault.ERROR_500: page(500),
        Fault.ERROR_503: page(503, **{"Retry-After": "120"}),
        Fault.NOT_FOUND: page(404),
        Fault.HTML: page(200),
        Fault.EMPTY: head(200, 2) + b"{}",
        Fault.NOTHING: head(200, 0),
        Fault.NO_OBJECT: head(200, 3) + b"[0]",
        Fault.DEEP: head(200, 200_000) + b"[" * 100_000 + b"]" * 100_000,
        Fault.LATIN: head(200, 16) + b'{"errcode": "\xff"}',
        Fault.REDIRECT: head(302, 0, Location="http://169.254.169.254/latest/meta-data"),
    }
    return found.get(fault, b"")
