"""Letters: a digest as the octets that a mail server is given, the same for the same digest.

multipart/mixed                     where there is a calendar
    multipart/alternative
        text/plain                  the text of the digest
        text/html                   the same as a page
        text/calendar; method=…     where calendar programs are to act on it
    text/calendar                   the calendar to keep
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from .channel import Digest
from .invitations import Invitation, invitations
from .letter_fields import LONGEST, field, mailbox, mailto, text_field
from .letter_page import is_web_address, page

CRLF = b"\r\n"
FILE = "yueling.ics"
"""What the calendar is called where it is kept."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter: what it is, and its octets; of several parts those of all of them."""

    kind: str
    content: bytes | tuple[Part, ...]
    disposition: str | None = None


class Letters:
    """Writes letters from one sender."""

    def __init__(self, sender: str, imip: bool = False) -> None:
        """`imip` says whether calendars stand in them as messages to calendar programs, too."""
        self.sender, self.imip = mailbox(sender) or sender, imip
        self.domain = self.sender.rpartition("@")[2]
        self._from = field("From", self.sender)
        self._list = field("List-Id", f"<yueling.{self.domain}>")
        self._mailto = f"<{mailto(self.sender)}?subject=unsubscribe>"

    def write(self, digest: Digest, reader: str, eight_bit: bool = False) -> bytes:
        """The letter to an address as `mailbox` writes it; `eight_bit` where the server takes octets as they are.

        No line is longer than servers must take. A letter that is written again is the same.
        """
        fields = b"".join((
            self._from,
            field("To", reader),
            text_field("Subject", digest.subject),
            field("Date", format_datetime(digest.written)),
            field("Message-ID", f"<{digest.key}@{self.domain}>"),
            b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n",
            self._list,
            *self._ways_out(digest),
            b"MIME-Version: 1.0\r\n",
        ))  # fmt: skip
        return fields + _Writer(digest.key, eight_bit).write(self._body(digest, reader))[0]

    def _ways_out(self, digest: Digest) -> tuple[bytes, ...]:
        """How a reader ends these letters (RFC 2369); by one click where there is an address for it (RFC 8058)."""
        address = digest.unsubscribe
        if not address or not is_web_address(address):
            return (field("List-Unsubscribe", self._mailto),)
        named = field("List-Unsubscribe", f"<{address}>,", self._mailto)
        if not address.lower().startswith("https:"):
            return (named,)
        return named, field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")

    def _body(self, digest: Digest, reader: str) -> Part:
        texts = [
            Part("text/plain; charset=utf-8", _octets(digest.text + "\n")),
            Part("text/html; charset=utf-8", _octets(page(digest))),
        ]
        if not digest.calendar:
            return Part("multipart/alternative", tuple(texts))
        said = list(invitations(digest.calendar, self.sender, reader)) if self.imip else []
        texts += map(_spoken, said[:1])  # the first alone is what programs look at
        calendar = Part(
            f'text/calendar; charset=utf-8; name="{FILE}"', digest.calendar, f'attachment; filename="{FILE}"'
        )
        parts = Part("multipart/alternative", tuple(texts)), calendar, *map(_spoken, said[1:])
        return Part("multipart/mixed", parts)


def _spoken(said: Invitation) -> Part:
    return Part(f"text/calendar; charset=utf-8; method={said.method}", said.calendar)


def _octets(text: str) -> bytes:
    return "\r\n".join([*text.splitlines(), ""]).encode("utf-8", "replace")


class _Writer:
    """Writes the parts of one letter.

    Boundaries are made of its key, a hash, which nobody who writes a text can know; none begins with another.
    """

    def __init__(self, key: str, eight_bit: bool) -> None:
        self.key, self.eight_bit = key, eight_bit

    def write(self, part: Part, place: str = "0") -> tuple[bytes, bool]:
        """The part with its fields, and whether there are octets in it as they are."""
        content = part.content
        if isinstance(content, bytes):
            as_it_is = self.eight_bit and self._can_stand(content)
            return _leaf(part, content, as_it_is), as_it_is
        boundary = f"=_{place}_{self.key}"
        inner = [self.write(one, f"{place}{nth}") for nth, one in enumerate(content)]
        as_it_is = any(one for _, one in inner)
        head = field("Content-Type", f"{part.kind};", f'boundary="{boundary}"')
        head += field("Content-Transfer-Encoding", "8bit" if as_it_is else "7bit")
        return head + _joined([one for one, _ in inner], boundary.encode()), as_it_is

    def _can_stand(self, content: bytes) -> bool:
        """Whether the octets may go out as they are: lines that servers take, no NUL, nothing that ends the part.

        A calendar may not: servers and programs fold its lines anew, and base64 has fewer of them.
        """
        if content.startswith(b"BEGIN:VCALENDAR"):
            return False
        ends = content.count(CRLF)
        whole = content.count(b"\n") == ends == content.count(b"\r") and b"\0" not in content
        return whole and self.key.encode() not in content and max(map(len, content.split(CRLF))) <= LONGEST


def _leaf(part: Part, content: bytes, as_it_is: bool) -> bytes:
    head = field("Content-Type", *_lines(part.kind))
    if part.disposition:
        head += field("Content-Disposition", part.disposition)
    head += field("Content-Transfer-Encoding", "8bit" if as_it_is else "base64")
    return b"".join((head, CRLF, content if as_it_is else encodebytes(content).replace(b"\n", CRLF)))


def _joined(parts: Sequence[bytes], boundary: bytes) -> bytes:
    between = b"\r\n--" + boundary
    return b"".join((*(between + CRLF + part for part in parts), between, b"--\r\n"))


def _lines(kind: str) -> list[str]:
    """A type, a line for each of its parameters but the first."""
    name, *rest = kind.split("; ")
    lines = ["; ".join((name, *rest[:1])), *rest[1:]]
    return [f"{line};" for line in lines[:-1]] + lines[-1:]
