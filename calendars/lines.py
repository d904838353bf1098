"""Content lines of iCalendar: text made safe, escaped and folded.

Written here and not by a library: the libraries leave out the VALUE that REFRESH-INTERVAL requires, stamp the clock
into DTSTAMP and take ten times as long.
"""

from __future__ import annotations

import re

WIDTH = 75
"""Octets of a physical line, its CRLF not counted (RFC 5545, 3.1)."""
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)

_PART = re.compile(rb".{1,74}(?![\x80-\xbf])", re.DOTALL)
"""What stands on a continuation, whose first octet is a space: as much as fits, and no character cut."""


def plain(text: str) -> str:
    """The text without what breaks readers: control and direction characters, halves of characters, odd line ends.

    Every kind of line end becomes a line feed, a tab a space. Emoji and their joiners stay.

    >>> plain("a\\x07b\\u202ec\\r\\nd")
    'abc\\nd'
    """
    if text.isprintable():
        return text
    return _UNSAFE.sub("", _BREAKS.sub("\n", text).replace("\t", " "))


def one_line(text: str, most: int) -> str:
    """The text on one line, safe, at most so many characters; an ellipsis says that it was cut.

    >>> one_line(" a \\n b ", 9), one_line("abcdef", 4)
    ('a b', 'abc…')
    """
    safe = text if text.isprintable() and " " not in text else " ".join(plain(text).split())
    return safe if len(safe) <= most else safe[: most - 1].rstrip() + "…"


def escaped(text: str) -> str:
    """The text as a TEXT value: backslash, semicolon, comma and line feed escaped.

    >>> print(escaped("a,b;c\\nd"))
    a\\,b\\;c\\nd
    """
    return _escaped(plain(text))


def _escaped(safe: str) -> str:
    return safe.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The content line in UTF-8 with its CRLF, folded at 75 octets, never inside a character.

    >>> folded("SUMMARY:" + "月" * 23).splitlines()[1].decode()
    ' 月'
    """
    data = line.encode()
    if len(data) <= WIDTH:
        return data + b"\r\n"
    end = WIDTH
    while data[end] & 0xC0 == 0x80:  # the second or a later octet of a character
        end -= 1
    return b"\r\n ".join((data[:end], *_PART.findall(data, end))) + b"\r\n"


def text_line(name: str, *lines: str) -> bytes:
    """A property with a TEXT value of one or more lines, escaped and folded.

    >>> text_line("DESCRIPTION", "a, b", "c")
    b'DESCRIPTION:a\\\\, b\\\\nc\\r\\n'
    """
    text = "\n".join(lines)
    return safe_line(name, text if all(map(str.isprintable, lines)) else plain(text))


def safe_line(name: str, text: str) -> bytes:
    """`text_line` of a text that is safe already, as `one_line` and `plain` make it."""
    return folded(f"{name}:{_escaped(text)}")
