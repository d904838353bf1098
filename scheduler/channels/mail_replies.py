"""What a mail server answers, within bounds: of octets, so that memory does, and of time, so that a lease does."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from smtplib import SMTP, SMTP_SSL, quoteaddr

from .mail_answers import GO_ON

MOST = 64 * 1024
"""Octets of one reply; servers send a few hundred."""


class Replies:
    """The lines that come over a connection.

    Each reply has as long as the connection waits, however slowly it drips, and so many octets.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line, self._timeout = line, line.gettimeout()
        self._read = b""
        self.begin()

    def begin(self) -> None:
        """Lets the next reply begin."""
        self._left, self._end = MOST, time.monotonic() + (self._timeout or 0)

    def readline(self, most: int) -> bytes:
        """The next line with its end, or as much of it; empty where the server has gone. Raises OSError past the bounds."""
        try:
            while b"\n" not in self._read and len(self._read) < most:
                chunk = self._more()
                if not chunk:
                    break
                self._read += chunk
        finally:
            self._line.settimeout(self._timeout)
        end = self._read.find(b"\n") + 1 or len(self._read)
        line, self._read = self._read[: min(end, most)], self._read[min(end, most) :]
        self._left -= len(line)
        if self._left < 0:
            raise OSError("the reply does not end")
        return line

    def _more(self) -> bytes:
        if self._timeout is not None:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._line.settimeout(left)
        return self._line.recv(4096)

    def close(self) -> None:
        """Forgets what came and was not read, as it must be where encryption begins."""
        self._read = b""


class Conversation(SMTP):
    """A conversation whose replies have bounds, and in which several commands can be asked at once (RFC 2920)."""

    _asked: tuple[str, ...] = ()
    """The first words of the commands that were asked ahead and whose replies nobody has read."""

    def announce(self, sender: str, options: Sequence[str], reader: str) -> None:
        """Names sender and reader and says that the text comes, all at once, to a server that takes that.

        Whoever then puts these commands, one after the other, reads the replies alone.
        """
        named = " ".join((f"mail from:{quoteaddr(sender)}", *options))
        self.send(f"{named}\r\nrcpt to:{quoteaddr(reader)}\r\ndata\r\n")
        self._asked = "mail", "rcpt", "data"

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Sends a command that was not asked ahead, after the replies to those that were."""
        if self._asked[:1] == (cmd.lower(),):
            self._asked = self._asked[1:]
            return
        while self._asked:
            self._asked = self._asked[1:]
            if self.getreply()[0] == GO_ON:  # a text of nobody's, which ends at once
                self.send(".\r\n")
                self.getreply()
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """The next reply; the library reads it line by line from `file`."""
        if isinstance(self.file, Replies):
            self.file.begin()
        elif self.sock:
            self.file = Replies(self.sock)
        return super().getreply()


class Plain(Conversation):
    """A conversation that begins without encryption."""


class Encrypted(Conversation, SMTP_SSL):
    """A conversation that is encrypted from its first octet."""
