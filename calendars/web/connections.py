"""Connections with limits: how many, how long each may take over its headers, its body and its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from starlette.types import Scope

from rules import LANGUAGES, Message

from .counts import Counts
from .front import MOST_HEAD, RETRY_SOON

if TYPE_CHECKING:
    _Base = asyncio.Protocol
else:
    _Base = object


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection may take; times in seconds."""

    connections: int = 500
    """At the same time. Of more, the one that has been idle longest goes; where all are busy, the new one."""
    head: float = 10.0
    """For the headers of a request, from its first byte; for the first request from the connection."""
    body: float = 30.0
    """For a body; whoever brought `body_bytes` in it has as long again."""
    body_bytes: int = 600_000
    answer: float = 120.0
    """For which a client may take nothing of its answer."""


LIMITS = Limits()
KEPT_SECONDS = 15
"""For which a connection is kept for the next request."""


def _plain(status: str, more: str = "", words: str = "") -> bytes:
    text = (words or f"{status}\n").encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(text)}\r\n"
    return f"{head}{more}Connection: close\r\n\r\n".encode() + text


FULL = _plain("503 Service Unavailable", f"Retry-After: {RETRY_SOON}\r\n")
LATE = _plain("408 Request Timeout")
LONG = _plain("431 Request Header Fields Too Large")


NO_HTTP = Message("what was sent is no HTTP request")
ENCODE = Message(
    "in an address, what is not ASCII is percent-encoded, as in {example}", example="?kind=%E6%88%AA%E6%AD%A2"
)


@lru_cache(maxsize=1)
def _unread() -> bytes:
    """What is answered to what no parser reads, in both languages: which one is wanted was not read either."""
    lines = (Message("{said}; {remedy}", said=NO_HTTP, remedy=ENCODE).say(lang) for lang in LANGUAGES)
    return _plain("400 Bad Request", words="".join(f"{line}\n" for line in lines))


class Bounded(_Base):
    """Mixed into a protocol of uvicorn: watches the clock of its connection and the bytes of its headers.

    A request has begun when the protocol has another `cycle`, and its body is there when that says no `more_body`.
    """

    counts: Counts
    limits: Limits
    # what the protocol brings along
    connections: set[Any]
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    cycle: Any
    # what is known of the connection
    since = 0.0
    """When it became idle, monotonic."""
    _timer: asyncio.TimerHandle | None = None
    _pause: asyncio.TimerHandle | None = None
    _head = 0
    _body = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the connection, in place of an idle one where there are too many."""
        if len(self.connections) >= self.limits.connections and not self._make_room():
            self.counts.turned_away += 1
            refused = cast(asyncio.Transport, transport)
            refused.write(FULL)
            refused.close()
            return
        self.since = monotonic()
        super().connection_made(transport)
        self._wait(self.limits.head, self._head_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the timers."""
        self._rest()
        if self._pause:
            self._pause.cancel()
        if self.transport is not None:  # else it was never taken
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hands the bytes on, and looks how far the request has come."""
        if self not in self.connections or self.transport.is_closing():
            return
        before, length = self.cycle, len(data)
        if before is not None and before.more_body:
            self._body += length
        else:
            self._head += length
        super().data_received(data)
        if self.cycle is not before:
            self._head, self._body = 0, length
            self._rest()
        elif self._head > MOST_HEAD:
            self._give_up(LONG)
        if self._timer is None and not self.transport.is_closing():
            self._watch()

    def send_400_response(self, msg: str) -> None:  # the parser's own words say nothing of what is wrong
        """Says what a request must be, where the parser reads none."""
        self.transport.write(_unread())
        self.transport.close()

    def _watch(self) -> None:
        """Waits for the rest of headers or body, where one of them has begun."""
        if self._head or self.cycle is None:
            self._wait(self.limits.head, self._head_late)
        elif self.cycle.more_body:
            self._wait(self.limits.body, self._body_late)

    def on_response_complete(self) -> None:
        """The connection is idle again; a body that nobody read is not waited for."""
        self.since = monotonic()
        super().on_response_complete()  # type: ignore[misc]
        if self.cycle.response_complete and self.cycle.more_body and not self.transport.is_closing():
            self.transport.close()

    def pause_writing(self) -> None:
        """The client takes nothing more: it has a while to go on."""
        super().pause_writing()
        if self._pause is None:
            self._pause = self.loop.call_later(self.limits.answer, self._answer_late)

    def resume_writing(self) -> None:
        """The client goes on."""
        if self._pause:
            self._pause.cancel()
            self._pause = None
        super().resume_writing()

    @property
    def is_idle(self) -> bool:
        """Whether no request is answered on it."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def _make_room(self) -> bool:
        """Whether an idle connection could be closed: the one that has been idle longest."""
        idle = [one for one in self.connections if isinstance(one, Bounded) and one.is_idle]
        if not idle:
            return False
        oldest = min(idle, key=lambda one: one.since)
        self.connections.discard(oldest)
        self.counts.turned_away += 1
        oldest.transport.abort()
        return True

    def _wait(self, seconds: float, late: Any) -> None:
        self._timer = self.loop.call_later(seconds, late)

    def _rest(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _head_late(self) -> None:
        self._give_up(LATE if self._head else b"")

    def _body_late(self) -> None:
        self._timer = None
        if self._body >= self.limits.body_bytes:
            self._body = 0
            self._wait(self.limits.body, self._body_late)
        else:
            self._give_up(b"" if self.cycle.response_started else LATE)

    def _answer_late(self) -> None:
        self._pause = None
        self.counts.timed_out += 1
        self.transport.abort()

    def _give_up(self, answer: bytes) -> None:
        """Says why and closes."""
        self._rest()
        if answer is not LONG:
            self.counts.timed_out += 1
        if answer:
            self.transport.write(answer)
        self.transport.close()


Find = Callable[[Scope], tuple[int, bytes, bytes] | None]
"""Gives status, headers and body of what is ready for a request; None where the application is to be asked."""


class Prompt(_Base):
    """Mixed into uvicorn's protocol on httptools: what is ready goes out as soon as its request is read.

    The task that each request has otherwise costs more than everything else of a 304. Should uvicorn start its tasks by
    another name one day, all requests go the usual way.
    """

    find: Find
    # what the protocol brings along
    transport: asyncio.Transport
    flow: Any
    pipeline: Any

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Answers, or starts the task."""
        # What stands behind others on its connection waits its turn, and a client that takes nothing gets nothing more.
        turn = cycle.keep_alive and not (cycle.waiting_for_100_continue or self.pipeline or self.flow.write_paused)
        answer = self.find(cycle.scope) if turn else None
        if answer is None:
            super()._start_asgi_task(cycle, app)  # type: ignore[misc]
            return
        status, head, body = answer
        common = [b"%b: %b\r\n" % header for header in cycle.default_headers]
        self.transport.write(b"".join((b"HTTP/1.1 ", LINES[status], *common, head)))
        if body:
            self.transport.write(body)
        cycle.response_started = cycle.response_complete = True
        cycle.more_body, cycle.on_response = False, _nothing
        self.on_response_complete()  # type: ignore[attr-defined]


LINES = {200: b"200 OK\r\n", 304: b"304 Not Modified\r\n"}


def _nothing() -> None:
    """In place of what a cycle would call, which would keep it and its connection alive."""


def protocol(counts: Counts, limits: Limits = LIMITS, find: Find | None = None) -> type[asyncio.Protocol]:
    """The protocol for uvicorn, on httptools where that is installed, else on h11; `find` gives what is ready."""
    facts = {"counts": counts, "limits": limits}
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol

        return type("BoundedProtocol", (Bounded, H11Protocol), facts)
    if find is None:
        return type("BoundedProtocol", (Bounded, HttpToolsProtocol), facts)
    return type("PromptProtocol", (Bounded, Prompt, HttpToolsProtocol), facts | {"find": staticmethod(find)})
