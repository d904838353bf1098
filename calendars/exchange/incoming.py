"""From the bytes of a file to the events that it holds, each read or refused on its own."""

from __future__ import annotations

import re

from rules import Message

from ..components import logical, parse
from ..lines import one_line
from .documents import BadDocument, records_of
from .records import BadRecord, Incoming, from_record

LARGEST = 10 * 1024 * 1024
"""Bytes of a file at most."""
MOST = 10_000
"""Events of a file at most."""
_BEGIN = b"BEGIN:VCALENDAR"
_FOLD = re.compile(rb"\r?\n[ \t]")


def read_file(data: bytes) -> list[Incoming]:
    """The events of a calendar file (.ics) or of a document of ours (JSON, TOML), in the order of the file.

    Raises BadDocument where it is neither, is cut off, or too large.
    """
    if len(data) > LARGEST:
        said = Message("the file is larger than {most} MB", most=LARGEST // 1024 // 1024)
        raise BadDocument(said, Message("export less at a time"))
    data = _utf8(data)
    begin = data.lstrip()[: len(_BEGIN)].upper()
    if not begin:
        raise BadDocument(Message("the file is empty"))
    found = _calendars(data) if begin == _BEGIN else _records(data)
    if len(found) > MOST:
        said = Message("the file holds {n} events, more than {most}", n=len(found), most=MOST)
        raise BadDocument(said, Message("export less at a time"))
    return found


def _utf8(data: bytes) -> bytes:
    """The file in UTF-8 without a mark: it may be in UTF-16 with one, or in GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
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


def _records(data: bytes) -> list[Incoming]:
    text = data.decode("utf-8", "replace")
    if not (text.lstrip().startswith(("{", "[")) or re.search(r"^\s*format\s*=", text[:2000], re.MULTILINE)):
        said = Message("line 1: “{text}” begins no calendar", text=one_line(text.lstrip().splitlines()[0], 40))
        raise BadDocument(said, Message("a calendar begins with BEGIN:VCALENDAR; `yueling read` reads notices"))
    records = records_of(text)
    return [_record(number, record) for number, record in enumerate(records[: MOST + 1], 1)]


def _record(number: int, record: object) -> Incoming:
    uid, title = (str(record.get(name, "")) if isinstance(record, dict) else "" for name in ("uid", "title"))
    try:
        return Incoming(number, uid, title, from_record(record))
    except BadRecord as error:
        return Incoming(number, uid, title, error=error)


def _calendars(data: bytes) -> list[Incoming]:
    from .calendars import read_calendars  # here, because documents of ours need none of it

    tree, faults = parse(logical(re.split(rb"\r\n|\n|\r", data)))
    if broken := next((fault for fault in faults if fault.law == "balance"), None):
        said = Message("line {line}: {said}", line=broken.line, said=broken.said)
        raise BadDocument(said, Message("the file is damaged or cut off: fetch it again"))
    components = sum(len(calendar.children) for calendar in tree.children)
    if components > 3 * MOST:
        said = Message("the file holds {n} events, more than {most}", n=components, most=MOST)
        raise BadDocument(said, Message("export less at a time"))
    places = {fault.line: fault.said for fault in faults if fault.law == "line"}
    return [
        found
        for calendar in tree.children
        if calendar.name == "VCALENDAR"
        for found in read_calendars(calendar, places)
    ]
