"""Laws of the bytes: the encoding, the ends of lines, and how long they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import Message

from ...lines import WIDTH
from ..components import Fault

_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def byte_faults(data: bytes, lines: list[bytes]) -> Iterator[Fault]:
    """What is wrong with the bytes of a file, whose lines are parted by CRLF."""
    if data.startswith(b"\xef\xbb\xbf"):
        yield Fault(1, "bom", Message("the file begins with a byte order mark"), "bom")
    if b"\r\n" not in data and len(lines) > 1:
        yield Fault(1, "line end", Message("no line ends with CRLF"), "nobody")
    elif not data.endswith(b"\r\n"):
        yield Fault(len(lines) or 1, "line end", Message("the last line has no CRLF"), "nobody")
    for number, line in enumerate(lines, 1):
        yield from _line_faults(number, line)


def _line_faults(number: int, line: bytes) -> Iterator[Fault]:
    if len(line) > WIDTH:
        said = Message("the line has {n} octets, more than {most}; fold it", n=len(line), most=WIDTH)
        yield Fault(number, "folding", said, "nobody")
    if b"\n" in line or b"\r" in line:
        yield Fault(number, "line end", Message("a bare line feed or carriage return; lines end with CRLF"), "nobody")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        said = Message("no UTF-8 at octet {n}: another encoding, or folded inside a character", n=error.start + 1)
        yield Fault(number, "utf-8", said, "encoding")
        return
    if control := _CONTROL.search(text):
        yield Fault(number, "control", Message("a control character: {code}", code=f"U+{ord(control[0]):04X}"))
    if not text.strip():
        yield Fault(number, "line", Message("an empty line"))
