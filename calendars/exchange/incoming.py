"""From the bytes of a file to the events that it holds, each read or refused on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rules import Message

from ..collecting import no_collector
from ..ical.components import Component, Fault, logical, parse
from ..lines import one_line
from ..one_line_event import BadField, checked_url
from .documents import BadDocument, records_of
from .records import BadRecord, Incoming, duty_of_record, from_record, statements_of_record, with_note

LARGEST = 10 * 1024 * 1024
"""Bytes of a file at most."""
MOST = 10_000
"""Events of a file at most."""
LARGEST_OF_OURS, MOST_OF_OURS = 1024 * 1024 * 1024, 10_000_000
"""The same of an export of ours: bounds for what only looks like one."""
FIRST = 4096
"""Octets among which a file that is no text has a NUL."""
WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"B\0": "utf-16-le", b"\0B": "utf-16-be"}
"""With what text in UTF-16 begins: with a mark, or with the B of BEGIN."""
SMALLER = Message("export less at a time")
_OURS = re.compile(rb'\{\s*"format"\s*:\s*"yueling events"|format\s*=\s*"yueling events"')
_BEGIN = b"BEGIN:VCALENDAR"
_BEGINS = re.compile(rb"BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY|TIMEZONE)\b", re.IGNORECASE)
MOST_LINES = 600_000
"""Content lines of a calendar file; a real one of 10 MB has half of them."""
HOLDING_EVENTS = ("VEVENT", "VTODO", "VCALENDAR")
DAMAGE = ("balance", "size")
MARK = b"\xef\xbb\xbf"
_FOLD = re.compile(rb"\r?\n[ \t]")


def _no_text() -> BadDocument:
    """What is said of a picture, and the like, of which nothing is shown."""
    return BadDocument(Message("the file is no text"), Message("a calendar file (.ics) or an export of ours is"))


@no_collector()
def read_file(data: bytes) -> list[Incoming]:
    """The events of a calendar file (.ics) or of a document of ours (JSON, TOML), in the order of the file.

    Raises BadDocument where it is neither, is cut off, or too large.
    """
    own, room = is_ours(data), largest(data)
    if len(data) > room:
        said = Message("the file is larger than {most} MB", most=room // 1024 // 1024)
        raise BadDocument(said, Message("`yueling backup` and `yueling restore` know no limit") if own else SMALLER)
    data, encoding = in_utf8(data)
    text = data.lstrip()
    if not text:
        raise BadDocument(Message("the file is empty"))
    most = MOST_OF_OURS if own else MOST
    is_calendar = bool(_BEGINS.match(text))
    if b"\0" in data[:FIRST] and not is_calendar:
        raise _no_text()
    found = _calendars(data.replace(b"\0", b""), most, own) if is_calendar else _records(data, most)
    if encoding:
        found.append(Incoming(1, "", "", note=encoding))
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
        return with_note(replace(found, event=replace(event, url=None)), said)
    return found


def largest(begin: bytes) -> int:
    """How many bytes a file may have that begins so."""
    return LARGEST_OF_OURS if is_ours(begin) else LARGEST


def is_ours(data: bytes) -> bool:
    """Whether the file begins as an export of ours does, of which as much is read as there is."""
    begin = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(_OURS.match(begin)) or (begin[: len(_BEGIN)].upper() == _BEGIN and b"PRODID:-//Yueling//" in begin)


def in_utf8(data: bytes) -> tuple[bytes, Message | None]:
    """The file in UTF-8 without a mark, and what is to be known of it where its encoding had to be found out."""
    for begin, wide in WIDE.items():
        if data.startswith(begin):
            return data.decode(wide, "replace").encode("utf-8", "replace").removeprefix(MARK), None
    while data.startswith(MARK):
        data = data.removeprefix(MARK)
    if _BEGINS.search(data) and not _is_utf8(data):
        # In texts of Europe a letter beyond ASCII stands alone as a rule, in Chinese ones two octets make a character.
        runs = re.findall(rb"[\x80-\xff]+", data)
        lone = 2 * sum(len(run) == 1 for run in runs) > len(runs)
        for name in ("cp1252",) if lone else ("gb18030", "cp1252"):
            try:
                return data.decode(name).encode(), Message("the file is not in UTF-8; it is read as {name}", name=name)
            except UnicodeDecodeError:
                continue
    return data, None


def _is_utf8(data: bytes) -> bool:
    """Whether it is text in UTF-8, even where lines are folded inside a character."""
    for unfold in (False, True):
        try:
            (_FOLD.sub(b"", data) if unfold else data).decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


def _records(data: bytes, most: int) -> list[Incoming]:
    text = data.decode("utf-8", "replace")
    if not (text.lstrip().startswith(("{", "[")) or re.search(r"^\s*format\s*=", text[:2000], re.MULTILINE)):
        first = one_line(text.lstrip().splitlines()[0], 40)
        if "\ufffd" in first:
            raise _no_text()
        said = Message("line 1: “{text}” begins no calendar", text=first)
        raise BadDocument(said, Message("a calendar begins with BEGIN:VCALENDAR; `yueling read` reads notices"))
    found, refused = list[Incoming](), 0
    for number, record in enumerate(records_of(text)[: most + 1], 1):
        found.append(_record(number, record))
        refused += found[-1].error is not None
        if refused > MOST:
            said = Message("more than {most} of its records are no events", most=MOST)
            raise BadDocument(said, Message("`yueling export --format json` writes such a document"))
    return found


def _record(number: int, record: object) -> Incoming:
    uid, title = (str(record.get(name, "")) if isinstance(record, dict) else "" for name in ("uid", "title"))
    try:
        event = from_record(record)
        said = statements_of_record(record, event.uid)
        return Incoming(number, uid, title, event, statements=said, duty=duty_of_record(record))
    except BadRecord as error:
        return Incoming(number, uid, title, error=error)


def _calendars(data: bytes, most: int, own: bool) -> list[Incoming]:
    from .calendars import Budget, read_calendar  # here, because documents of ours need none of it

    lines = re.split(rb"\r\n|\n|\r", data)
    notes = list[Incoming]()
    if indent := _indent(lines):
        lines = [line.removeprefix(indent) for line in lines]
        notes.append(Incoming(1, "", "", note=Message("every line is indented; it is read without")))
    tree, faults = parse(logical(lines), MOST_OF_OURS if own else MOST_LINES)
    outside = {prop.line for prop in tree.properties}
    open_end = next(
        (each for each in tree.children[-1:] if each.name == "VCALENDAR" and _is_cut_off(each, faults)), None
    )
    if open_end:
        faults = [fault for fault in faults if fault.line != open_end.line]
        words = Message("the calendar is not ended (END:VCALENDAR); something may be missing: fetch it again")
        notes.append(Incoming(open_end.line, "", "", note=words))
    damage = [fault for fault in faults if fault.law in DAMAGE and fault.line not in outside]
    if broken := next((fault for fault in damage if fault.law == "size"), next(iter(damage), None)):
        said = Message("line {line}: {said}", line=broken.line, said=broken.said)
        raise BadDocument(
            said, SMALLER if broken.law == "size" else Message("the file is damaged or cut off: fetch it again")
        )
    components = sum(len(calendar.children) for calendar in tree.children)
    if components > 3 * most:
        said = Message("the file holds {n} events, more than {most}", n=components, most=most)
        raise BadDocument(said, SMALLER)
    notes += _said_outside(tree)
    budget = Budget()
    found = [each for calendar in _found_calendars(tree) for each in read_calendar(calendar, budget)]
    if open_end:
        found = [replace(each, whole=False) for each in found]
    return [*found, *_inside(tree), *notes]


def _is_cut_off(calendar: Component, faults: list[Fault]) -> bool:
    """Whether a calendar that holds something is never ended, and nothing within it is broken off."""
    open_lines = {fault.line for fault in faults if fault.law == "balance"}
    return calendar.line in open_lines and bool(calendar.children) and calendar.children[-1].line not in open_lines


def _indent(lines: list[bytes]) -> bytes:
    """What stands in front of every line of a file whose first one is indented."""
    first = next((line for line in lines if line.strip()), b"")
    indent = first[: len(first) - len(first.lstrip())]
    return indent if all(line.startswith(indent) for line in lines if line.strip()) else b""


def _found_calendars(tree: Component) -> Iterator[Component]:
    """The calendars of a file, those within others too, and what stands outside of them as one of its own."""
    outside = [child for child in tree.children if child.name != "VCALENDAR"]
    for child in tree.children:
        if child.name == "VCALENDAR":
            yield child
            yield from (inner for inner in child.children if inner.name == "VCALENDAR")
    if outside:
        yield Component("VCALENDAR", outside[0].line, children=outside)


def _said_outside(tree: Component) -> Iterator[Incoming]:
    """That something stands where it should not, and is read all the same."""
    for child in tree.children:
        if child.name != "VCALENDAR":
            note = Message(
                "from here on {name} stands outside of a calendar (VCALENDAR); it is read all the same",
                name=child.name[:40],
            )
            yield Incoming(child.line, "", "", note=note)
            break
    for calendar in tree.children:
        if inner := next((inner for inner in calendar.children if inner.name == "VCALENDAR"), None):
            note = Message("a calendar within a calendar; it is read all the same")
            yield Incoming(inner.line, "", "", note=note)
    for line in (*(prop.line for prop in tree.properties[:1]), *(fault.line for fault in tree.broken[:1])):
        yield Incoming(line, "", "", note=Message("lines outside of a calendar (VCALENDAR); they are left out"))


def _inside(tree: Component) -> Iterator[Incoming]:
    """Events within events, which no calendar may have: each is named."""
    for calendar in (*tree.children, *(inner for child in tree.children for inner in child.children)):
        if calendar.name == "VCALENDAR":
            for child in calendar.children:
                for inner in child.walk() if child.name != "VCALENDAR" else ():
                    if inner is not child and inner.name in HOLDING_EVENTS:
                        uid, title = (
                            prop.value[:200] if prop else "" for prop in (inner.one("UID"), inner.one("SUMMARY"))
                        )
                        said = Message("{name} within {outer}", name=inner.name, outer=child.name[:40] or "-")
                        yield Incoming(
                            inner.line,
                            uid,
                            title,
                            error=BadDocument(said, Message("put it behind END:{name}", name=child.name[:40])),
                        )
