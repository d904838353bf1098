"""Header fields of a letter: ASCII, folded, and one line of meaning each.

Written here and not by the standard library: its writer cuts encoded words apart so that some servers refuse the letter, and
has let an encoded line end become a field of its own.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from calendars.mail_addresses import ascii_domain

from .channel import header

WIDTH = 76
"""Octets of a line that bears an encoded word (RFC 2047, 2); other lines keep to it too, where they can be folded."""
LONGEST = 998
"""Octets of any line (RFC 5322, 2.1.1)."""
HEAD, TAIL = "=?utf-8?b?", "?="
PLAIN = re.compile(r"[ -~]*")
ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""A local part that needs no quotation marks (RFC 5322, 3.4.1)."""

QUOTED = re.compile(r'"(?:[^"\\]|\\.)+"')
"""One that has them already."""

LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
"""A part of the name of a machine."""


def field(name: str, *parts: str) -> bytes:
    """The field with its content in ASCII, a line for each part; ValueError where a part would be more than that.

    >>> field("List-Unsubscribe", "<https://example.org/a>,", "<mailto:b@example.org>")
    b'List-Unsubscribe: <https://example.org/a>,\\r\\n <mailto:b@example.org>\\r\\n'
    """
    for part in parts:
        if not PLAIN.fullmatch(part) or len(name) + len(part) + 2 > LONGEST:
            raise ValueError(f"{name} cannot hold this")
    return (f"{name}: " + "\r\n ".join(parts) + "\r\n").encode("ascii")


@lru_cache(maxsize=1024)
def text_field(name: str, text: str) -> bytes:
    """The field with a text that people read, as `header` makes it; whatever is not ASCII stands in encoded words.

    >>> text_field("Subject", "due 15 April: report")
    b'Subject: due 15 April: report\\r\\n'
    >>> text_field("Subject", "总结")
    b'Subject: =?utf-8?b?5oC757uT?=\\r\\n'
    """
    line = header(text)
    room = WIDTH - len(name) - 2
    lines = list(_folded(line, room)) if line.isascii() else []
    if any(len(part) > WIDTH - 1 for part in lines) or (lines and len(lines[0]) > room):
        lines = []
    return field(name, *(lines or _encoded_words(line, room)))


def _folded(line: str, room: int) -> Iterator[str]:
    """The line, folded before a word where it is too long."""
    part = ""
    for word in line.split(" "):
        if part and len(part) + 1 + len(word) > room:
            yield part
            part, room = word, WIDTH - 1
        else:
            part = f"{part} {word}" if part else word
    yield part


def _encoded_words(line: str, room: int) -> Iterator[str]:
    """The line as encoded words, none over 75 octets, each of whole characters (RFC 2047, 2 and 5)."""
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > (room - len(HEAD) - len(TAIL)) // 4 * 3:
            yield HEAD + b64encode(part).decode() + TAIL
            part, room = b"", WIDTH - 1
        part += octets
    yield HEAD + b64encode(part).decode() + TAIL


def mailbox(address: str) -> str:
    """The address as it stands in a field and before a server; empty where it is none that either takes.

    A domain in other letters is written in ASCII, and what stands before the @ in quotation marks where it must.

    >>> mailbox("office@例子.中国"), mailbox("a,b@example.org"), mailbox("office")
    ('office@xn--fsqu00a.xn--fiqs8s', '"a,b"@example.org', '')
    """
    local, _, host = ascii_domain(address).rpartition("@")
    labels = host.split(".")
    if not re.fullmatch(r"[!-~]{1,64}", local) or len(host) > 253 or not all(map(LABEL.fullmatch, labels)):
        return ""
    if not ATOM.fullmatch(local) and not QUOTED.fullmatch(local):
        local = '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{local}@{host}"


def mailto(address: str) -> str:
    """The address as a URI (RFC 6068).

    >>> mailto('"a,b"@example.org')
    'mailto:%22a%2Cb%22@example.org'
    """
    return "mailto:" + quote(address, safe="@.+-_~")
