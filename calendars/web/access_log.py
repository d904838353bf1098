"""The access log: a line a request, safe to look at in a terminal, written aside so that nobody waits for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import TextIO

from starlette.types import Scope

from .masking import masked

EVERY = 0.5
"""Seconds after which lines are written at the latest, as long as the stream takes them."""
MOST_WAITING = 20_000
"""Lines that wait for a stream that is slow; of more it is said how many are missing."""
LONGEST_AGENT = 200
ODD = re.compile(r"[^ !#-\[\]-~]")


class AccessLog:
    """Writes time, client, method, path, status, bytes, milliseconds and program of each request to a stream."""

    def __init__(self, out: TextIO, clock: Callable[[], datetime]) -> None:
        self.out, self.clock = out, clock
        self._lines: list[str] = []
        self._missing = 0
        self._second, self._stamp = -1, ""
        self._writing = False

    def note(self, scope: Scope, agent: bytes, status: int, size: int, seconds: float) -> None:
        """Adds a line; to be called from the event loop."""
        if len(self._lines) >= MOST_WAITING:
            self._missing += 1
            return
        client = scope.get("client")
        asked = _asked(scope["method"], scope["path"], scope["query_string"])
        address, stamp = client[0] if client else "-", self._time()
        self._lines.append(f'{stamp} {address} {asked} {status} {size} {seconds * 1000:.1f}ms "{_agent(agent)}"\n')
        if not self._writing:
            self._writing = True
            asyncio.get_running_loop().call_later(EVERY, self._start)

    def _time(self) -> str:
        second = int(monotonic())
        if second != self._second:
            self._second, self._stamp = second, self.clock().isoformat(timespec="seconds")
        return self._stamp

    def _start(self) -> None:
        asyncio.get_running_loop().run_in_executor(None, self._write, self._take()).add_done_callback(self._done)

    def _done(self, _: asyncio.Future[None]) -> None:
        self._writing = bool(self._lines)
        if self._writing:
            asyncio.get_running_loop().call_later(EVERY, self._start)

    def _take(self) -> str:
        lines, self._lines = self._lines, []
        if self._missing:
            lines.append(f"{self._time()} - {self._missing} requests are missing here: the log was not taken in time\n")
            self._missing = 0
        return "".join(lines)

    def _write(self, text: str) -> None:
        try:
            self.out.write(text)
            self.out.flush()
        except (OSError, ValueError):
            return  # whoever closed the stream wants no log; the server goes on

    def close(self) -> None:
        """Writes what waits."""
        self._write(self._take())


def safe(text: str) -> str:
    r"""The text in printable ASCII, so that it can neither end its line nor speak to a terminal.

    >>> safe('a"\x1b[31m')
    'a\\x22\\x1b[31m'
    """
    return ODD.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


@lru_cache(maxsize=1024)
def _asked(method: str, path: str, query: bytes) -> str:
    whole = f"{path}?{query.decode('latin-1')}" if query else path
    return f"{safe(method)} {masked(whole)}"


@lru_cache(maxsize=256)
def _agent(agent: bytes) -> str:
    return safe(agent[:LONGEST_AGENT].decode("latin-1"))
