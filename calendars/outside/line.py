"""A line to somebody over the network, within its time and size whatever the other side does.

`http.client` and no library: what must not happen (a redirect followed unseen, a proxy of the environment asked, an answer
unpacked without bounds, a wait without end) is what libraries do for their users. Their time limits hold for one wait each,
so a server that sends an octet a second is waited for as long as it likes; here a wait is what is left of the whole.
"""

from __future__ import annotations

import errno
import http.client
import io
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import Any

AGENT = "yueling"
"""How the program calls itself."""
MOST_HEADERS = 64 * 1024
"""Octets of all that stands around an answer."""
CONNECT = 10.0
"""Seconds in which a connection must stand."""

Address = tuple[socket.AddressFamily, Any]
"""The family and the address of a socket, as `connect` takes it; its first part is the address in letters."""
Resolve = Callable[[str, int], list[Address]]
"""Looks up the addresses of a host and a port; raises OSError, UnicodeError."""


class TooLong(Exception):  # no error of ours: whoever asks says what it means
    """More octets came than are taken."""


def until(seconds: float) -> float:
    """The moment on the monotonic clock at which so many seconds are over."""
    return monotonic() + seconds


def look_up(host: str, port: int) -> list[Address]:
    """The addresses that the system knows of a host."""
    known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in known]


class Connection(http.client.HTTPConnection):
    """A connection whose octets go through a line that knows the time; `opens` opens the line when it is needed."""

    def __init__(self, host: str, port: int, line: Line, opens: Callable[[], None]) -> None:
        super().__init__(host, port)
        self._wire, self._opens = line, opens

    def connect(self) -> None:
        self._opens()
        self.sock: Any = self._wire


class Line:
    """A socket as `http.client` uses one; each wait ends when the time of the whole is over.

    `end` is a moment on the monotonic clock, `most` the octets that are taken of an answer and of what stands around it.
    """

    def __init__(self, end: float, most: int) -> None:
        self._until, self._most, self._taken = end, most, 0
        self._open: socket.socket | None = None

    def addresses(self, host: str, port: int, resolve: Resolve = look_up) -> list[Address]:
        """The addresses of a host; the system's look-up has no time limit, so it is left behind where it takes longer.

        Raises OSError, UnicodeError, TimeoutError.
        """
        found: Queue[Callable[[], list[Address]]] = Queue()

        def ask() -> None:
            try:
                known = resolve(host, port)
                found.put(lambda: known)
            except Exception as error:  # it is raised where somebody waits for it
                problem = error

                def fail() -> list[Address]:
                    raise problem

                found.put(fail)

        Thread(target=ask, daemon=True).start()
        try:
            return found.get(timeout=self._left(CONNECT))()
        except Empty:
            raise TimeoutError from None

    def open(self, addresses: Sequence[Address], secure: str | None) -> None:
        """Connects to the first of the addresses that takes the call; `secure` is the name that its certificate must have.

        Raises OSError.
        """
        problem = OSError(errno.ENETUNREACH, "")
        for tried, (family, address) in enumerate(addresses):
            self._open = socket.socket(family, socket.SOCK_STREAM)
            share = self._left() / (len(addresses) - tried)  # one that is silent leaves time for the others
            try:
                self._waiting(min(CONNECT, share)).connect(address)
            except OSError as error:
                self._open.close()
                problem = error
                continue
            if secure is not None:
                context = ssl.create_default_context()
                context.minimum_version = ssl.TLSVersion.TLSv1_2
                self._open = context.wrap_socket(self._waiting(), server_hostname=secure)
            return
        raise problem

    def _waiting(self, most: float | None = None) -> socket.socket:
        """The socket, which waits no longer than is left."""
        assert self._open is not None
        self._open.settimeout(self._left(most))
        return self._open

    def _left(self, most: float | None = None) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        return left if most is None else min(left, most)

    def sendall(self, data: bytes) -> None:
        """Sends all of the octets; raises OSError."""
        view = memoryview(data)
        while view:
            view = view[self._waiting().send(view) :]

    def receive_into(self, buffer: Any) -> int:
        """How many octets came into the buffer, 0 at the end; raises TooLong where they are too many altogether."""
        count = self._waiting().recv_into(buffer)
        self._taken += count
        if self._taken > self._most + MOST_HEADERS:
            raise TooLong
        return count

    def makefile(self, mode: str) -> io.BufferedReader:
        """The answer as a file (of the mode "rb")."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Nothing: http.client closes its socket as soon as it knows that this answer is the last, and reads on."""

    def end(self) -> None:
        """Ends the line; what is still to come is not read."""
        if self._open:
            with suppress(OSError):
                self._open.close()


class _Incoming(io.RawIOBase):
    """What comes over a line."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._wire = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.receive_into(buffer)


def whole(answer: http.client.HTTPResponse, most: int) -> bytes:
    """What an answer holds, as it came.

    Raises TooLong for more than so many octets, http.client.HTTPException where it breaks off.
    """
    data = answer.read(most + 1)
    if len(data) > most:
        raise TooLong
    if answer.length:  # octets that were promised and did not come
        raise http.client.IncompleteRead(b"")
    return data
