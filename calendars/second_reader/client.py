"""One question over the network, within its time and size whatever the other side does.

`http.client` and no library: what is needed is one POST, and what must not happen (a redirect followed, a proxy of the
environment asked, an answer unpacked, a wait without end) is what libraries do for their users. Their time limits hold for
one wait each, so a server that sends an octet a second is waited for as long as it likes; here a wait is what is left of the
whole.
"""

from __future__ import annotations

import errno
import http.client
import io
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import Any

from rules import Message

from ..system_words import system_reason
from .errors import NoAnswer
from .settings import SecondReader, is_near

MOST_ANSWER = 256 * 1024
"""Octets of an answer, its envelope included; a careful answer on a long notice has about 20 KB."""
MOST_HEADERS = 64 * 1024
CONNECT = 10.0
"""Seconds in which a connection must stand."""
TRIES = 2


def ask(reader: SecondReader, body: bytes, key: str | None) -> bytes:
    """What the second reader answers to the body, at most MOST_ANSWER octets; asked once more where it broke down or was late.

    Raises NoAnswer, within twice `reader.timeout` seconds.
    """
    for left in reversed(range(TRIES)):
        try:
            return _ask(reader, body, key)
        except NoAnswer as error:
            if not error.again or not left:
                raise
    raise AssertionError("there is a try")


def _ask(reader: SecondReader, body: bytes, key: str | None) -> bytes:
    line = _Line(monotonic() + reader.timeout)
    connection = _Connection(reader, line)
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "yueling",
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        connection.request("POST", reader.path, body, headers)
        return _content(connection.getresponse())
    except TimeoutError:
        raise NoAnswer(Message("it did not answer within {n} seconds", n=round(reader.timeout)), again=True) from None
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(Message("its certificate is not valid: {reason}", reason=error.verify_message)) from None
    except http.client.HTTPException:
        raise NoAnswer(Message("its answer is broken off, or no answer of the web")) from None
    except (OSError, ValueError) as error:  # ValueError: of http.client, at lines that no server sends
        no_web = Message("its address, or what it sends, is not of the web")
        reason = system_reason(error) if isinstance(error, OSError) else no_web
        raise NoAnswer(Message("it cannot be reached: {reason}", reason=reason)) from None
    finally:
        connection.close()
        line.end()


def _content(answer: http.client.HTTPResponse) -> bytes:
    """What an answer holds; raises NoAnswer where it is none of those that are taken."""
    if answer.status != 200:
        raise _refusal(answer.status)
    if answer.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        raise NoAnswer(Message("its answer is packed, which was not asked for"))
    kind, _, rest = answer.getheader("Content-Type", "").lower().partition(";")
    if kind.strip() != "application/json" or ("charset" in rest and "utf-8" not in rest):
        raise NoAnswer(Message("its answer is no JSON"))
    data = answer.read(MOST_ANSWER + 1)
    if len(data) > MOST_ANSWER:
        raise _too_long()
    if answer.length:  # octets that were promised and did not come
        raise http.client.IncompleteRead(b"")
    return data


def _refusal(status: int) -> NoAnswer:
    if 300 <= status < 400:
        return NoAnswer(Message("it sends us elsewhere ({status}), where nobody goes", status=status))
    if status in (401, 403):
        return NoAnswer(Message("it does not take the key ({status})", status=status))
    if status == 429:
        return NoAnswer(Message("it is asked too often ({status})", status=status))
    return NoAnswer(Message("it refuses ({status})", status=status), again=status >= 500)


def _too_long() -> NoAnswer:
    return NoAnswer(Message("its answer is longer than {most} KB", most=MOST_ANSWER // 1024))


class _Connection(http.client.HTTPConnection):
    """A connection whose octets go through a line that knows the time."""

    def __init__(self, reader: SecondReader, line: _Line) -> None:
        super().__init__(reader.host, reader.port)
        self._reader, self._wire = reader, line

    def connect(self) -> None:
        self._wire.open(self._reader)
        self.sock: Any = self._wire


class _Line:
    """A socket as `http.client` uses one; each wait ends when the time of the whole is over."""

    def __init__(self, until: float) -> None:
        self._until, self._taken = until, 0
        self._open: socket.socket | None = None

    def open(self, reader: SecondReader) -> None:
        """Connects to the first address of the host that takes the call."""
        problem = OSError(errno.ENETUNREACH, reader.host)
        for family, address in _addresses(reader.host, reader.port, self._left(CONNECT)):
            if not reader.secure and not is_near(address[0]):
                continue  # a name that leads out of this network
            self._open = socket.socket(family, socket.SOCK_STREAM)
            try:
                self._waiting(CONNECT).connect(address)
            except OSError as error:
                self._open.close()
                problem = error
                continue
            if reader.secure:
                context = ssl.create_default_context()
                self._open = context.wrap_socket(self._waiting(), server_hostname=reader.host)
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
        view = memoryview(data)
        while view:
            view = view[self._waiting().send(view) :]

    def receive_into(self, buffer: Any) -> int:
        """How many octets came into the buffer, 0 at the end; raises NoAnswer where they are too many altogether."""
        count = self._waiting().recv_into(buffer)
        self._taken += count
        if self._taken > MOST_ANSWER + MOST_HEADERS:
            raise _too_long()
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

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._wire = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.receive_into(buffer)


def _addresses(host: str, port: int, seconds: float) -> list[tuple[socket.AddressFamily, Any]]:
    """The addresses of a host; the system's look-up has no time limit, so it is left behind where it takes longer."""
    found: Queue[Callable[[], list[Any]]] = Queue()

    def look_up() -> None:
        try:
            known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(lambda: known)
        except (OSError, UnicodeError) as error:
            problem = error

            def fail() -> list[Any]:
                raise problem

            found.put(fail)

    Thread(target=look_up, daemon=True).start()
    try:
        known = found.get(timeout=seconds)()
    except Empty:
        raise TimeoutError from None
    return [(family, address) for family, _, _, _, address in known]
