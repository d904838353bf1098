"""From the bytes of a file to the events that it holds, each read or refused on its own."""

from __future__ import annotations

import re
from dataclasses import replace

from rules import Message

from ..ical.components import logical, parse
from ..lines import one_line
from ..one_line_event import BadField, checked_url
from .documents import BadDocument, records_of
from .records import BadRecord, Incoming, from_record, statements_of_record

LARGEST = 10 * 1024 * 1024
"""Bytes of a file at most."""
MOST = 10_000
"""Events of a file at most."""
LARGEST_OF_OURS, MOST_OF_OURS = 1024 * 1024 * 1024, 10_000_000
"""The same of an export of ours: bounds for what only looks like one."""
FIRST = 4096
"""Octets among which a file that is no text has a NUL."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""With what text in UTF-16 begins."""
SMALLER = Message("export less at a time")
_OURS = re.compile(rb'\{\s*"format"\s*:\s*"yueling events"|format\s*=\s*"yueling events"')
_BEGIN = b"BEGIN:VCALENDAR"
_FOLD = re.compile(rb"\r?\n[ \t]")


def _no_text() -> BadDocument:
    """What is said of a picture, and the like, of which nothing is shown."""
    return BadDocument(Message("the file is no text"), Message("a calendar file (.ics) or an export of ours is"))


def read_file(data: bytes) -> list[Incoming]:
    """The events of a calendar file (.ics) or of a document of ours (JSON, TOML), in the order of the file.

    Raises BadDocument where it is neither, is cut off, or too large.
    """
    own, room = is_ours(data), largest(data)
    if len(data) > room:
        said = Message("the file is larger than {most} MB", most=room // 1024 // 1024)
        raise BadDocument(said, Message("`yueling backup` and `yueling restore` know no limit") if own else SMALLER)
    if b"\0" in data[:FIRST] and not data.startswith(WIDE):
        raise _no_text()
    data = _utf8(data)
    begin = data.lstrip()[: len(_BEGIN)].upper()
    if not begin:
        raise BadDocument(Message("the file is empty"))
    most = MOST_OF_OURS if own else MOST
    found = _calendars(data, most) if begin == _BEGIN else _records(data, most)
    if len(found) > most:
        said = Message("the file holds {n} events, more than {most}", n=len(found), most=most)
        raise BadDocument(said, SMALLER)
    return [*map(with_safe_address, found)]


def with_safe_address(found: Incoming) -> Incoming:
    """The event without an address that `add` would refuse (javascript:…), and said so."""
    event = found.event
    if not event or event.url is None:
        return found
    try:
        checked_url(event.url)
    except BadField as error:
        said = Message("{said}; it is left out", said=error.said)
        if found.note:
            said = Message("{one}; {other}", one=found.note, other=said)
        return replace(found, event=replace(event, url=None), note=said)
    return found


def largest(begin: bytes) -> int:
    """How many bytes a file may have that begins so."""
    return LARGEST_OF_OURS if is_ours(begin) else LARGEST


def is_ours(data: bytes) -> bool:
    """Whether the file begins as an export of ours does, of which as much is read as there is."""
    begin = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(_OURS.match(begin)) or (begin[: len(_BEGIN)].upper() == _BEGIN and b"PRODID:-//Yueling//" in begin)


def _utf8(data: bytes) -> bytes:
    """The file in UTF-8 without a mark: it may be in UTF-16 with one, or in GB18030."""
    if data.startswith(WIDE):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        _FOLD.sub(b"", data).decode()  # a line may be folded inside a character
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030").encode()
        except UnicodeDecodeError:
            pass
    return data


def _records(data: bytes, most: int) -> list[Incoming]:
    text = data.decode("utf-8", "replace")
    if not (text.lstrip().startswith(("{", "[")) or re.search(r"^\s*format\s*=", text[:2000], re.MULTILINE)):
        first = one_line(text.lstrip().splitlines()[0], 40)
        if "\ufffd" in first:
            raise _no_text()
        said = Message("line 1: “{text}” begins no calendar", text=first)
        raise BadDocument(said, Message("a calendar begins with BEGIN:VCALENDAR; `yueling read` reads notices"))
    records = records_of(text)
    return [_record(number, record) for number, record in enumerate(records[: most + 1], 1)]


def _record(number: int, record: object) -> Incoming:
    uid, title = (str(record.get(name, "")) if isinstance(record, dict) else "" for name in ("uid", "title"))
    try:
        event = from_record(record)
        return Incoming(number, uid, title, event, statements=statements_of_record(record, event.uid))
    except BadRecord as error:
        return Incoming(number, uid, title, error=error)


def _calendars(data: bytes, most: int) -> list[Incoming]:
    from .calendars import read_calendars  # here, because documents of ours need none of it

    tree, faults = parse(logical(re.split(rb"\r\n|\n|\r", data)))
    if broken := next((fault for fault in faults if fault.law == "balance"), None):
        said = Message("line {line}: {said}", line=broken.line, said=broken.said)
        raise BadDocument(said, Message("the file is damaged or cut off: fetch it again"))
    components = sum(len(calendar.children) for calendar in tree.children)
    if components > 3 * most:
        said = Message("the file holds {n} events, more than {most}", n=components, most=most)
        raise BadDocument(said, SMALLER)
    places = {fault.line: fault.said for fault in faults if fault.law == "line"}
    return [
        found
        for calendar in tree.children
        if calendar.name == "VCALENDAR"
        for found in read_calendars(calendar, places)
    ]
