"""What an answer holds of a calendar: a good copy, or why it is none, so that the last good one stays."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules import Message, YuelingError

from ..actions import Held
from ..events import Event, Origin, uid_of
from ..exchange import Incoming, read_file
from ..exchange.incoming import WIDE
from ..exchange.words import said
from ..ical.components import Component, logical, parse
from ..lines import one_line
from ..one_line_event import unique
from ..outside import Fetched
from ..store.subscribed import Subscription

HEAD = 20_000
"""Octets in which the head of a calendar stands."""
BEGIN = b"BEGIN:VCALENDAR"
LONGEST_TITLE = 200
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?")
_BEGINS, _ENDS = (
    re.compile(rb"(?:^|[\r\n\xbf])%s:VCALENDAR[ \t]*(?=[\r\n]|$)" % word, re.IGNORECASE) for word in (b"BEGIN", b"END")
)
REFUSALS = {
    401: Message("it wants a name and a password (401)"),
    403: Message("it is not handed out to us (403)"),
    404: Message("there is nothing at its address (404)"),
    410: Message("it is gone for good (410)"),
    429: Message("its server is asked too often (429)"),
}
"""What answers mean that are no calendar."""


class BadCopy(YuelingError):
    """An answer that is no calendar."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A good copy: what the calendar holds and says of itself."""

    found: tuple[Incoming, ...]
    title: str
    """What it calls itself; empty where it says nothing."""
    asks: int | None
    """Minutes after which it wants to be looked at again."""
    digest: str
    """SHA-256 of its octets."""
    etag: str
    modified: str

    def at(self, one: Subscription) -> Subscription:
        """The subscription with what is known of this copy."""
        title = self.title or one.title
        return replace(
            one, title=title, asks=self.asks, digest=self.digest, etag=self.etag or None, modified=self.modified or None
        )


def copy_of(answer: Fetched) -> Copy:
    """The copy that an answer holds.

    Raises BadCopy where it is no calendar, BadDocument where the calendar is broken or too large.
    """
    data = checked(answer)
    found = tuple(read_file(data))
    head = _head(data)
    title = next((one.event.origin.calendar for one in found if one.event and one.event.origin), "")
    title = title or next(filter(None, (said(head, name) for name in ("X-WR-CALNAME", "NAME"))), "")
    asks = next(filter(None, (minutes(said(head, name)) for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"))), None)
    return Copy(found, one_line(title, LONGEST_TITLE), asks, digest_of(answer), answer.etag, answer.modified)


def digest_of(answer: Fetched) -> str:
    """SHA-256 of the octets of an answer, in hex."""
    return hashlib.sha256(answer.data).hexdigest()


def checked(answer: Fetched) -> bytes:
    """The octets of an answer that is a calendar as far as its beginning tells; raises BadCopy."""
    if answer.status != 200:
        said = REFUSALS.get(answer.status) or Message("its server refuses ({status})", status=answer.status)
        raise BadCopy(said)
    data = answer.data
    begin = data[: len(BEGIN) + 50].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin:
        raise BadCopy(Message("the answer is empty"))
    if begin[:1] == b"<":
        said = Message("the answer is a page and no calendar")
        remedy = Message("copy the address of the calendar itself: it often ends in .ics; perhaps it wants a login")
        raise BadCopy(said, remedy)
    if begin[: len(BEGIN)].upper() != BEGIN and not data.startswith(tuple(WIDE)):
        kind = one_line(answer.content_type, 60)
        raise BadCopy(
            Message("the answer is no calendar ({kind})", kind=kind) if kind else Message("the answer is no calendar")
        )
    if len(_BEGINS.findall(data)) > len(_ENDS.findall(data)):
        raise BadCopy(Message("the calendar is cut off"))  # what is missing would be taken for gone
    return data


def minutes(duration: str) -> int | None:
    """The minutes of a duration of iCalendar, rounded up; None where it is none.

    >>> minutes("PT12H"), minutes("P1DT30S"), minutes("P1H")
    (720, 1441, None)
    """
    match = _DURATION.fullmatch(duration.strip().upper())
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, rest, seconds = (int(part or 0) for part in match.groups())
    return weeks * 7 * 1440 + days * 1440 + hours * 60 + rest + -(-seconds // 60)


def held_of(copy: Copy, one: Subscription) -> Held:
    """What the calendar holds as it is stored under that subscription."""
    unread = frozenset(found.uid for found in copy.found if found.error)
    events = list(_events(copy, one))
    done = frozenset(event.uid for event, is_done in events if is_done)
    ended = {found.uid: found.off.report for found in copy.found if found.off and found.off.report}
    return Held([event for event, _ in events], unread, done, ended)


def _events(copy: Copy, one: Subscription) -> Iterator[tuple[Event, bool]]:
    """The events, each with whether it is a task that is done.

    Their UIDs are theirs here: of the subscription and of their calendar's UID, not of its name. Of several events of one UID
    there the first has that UID; the others are told apart as the import tells them.
    """
    known = set[str]()
    for found in copy.found:
        if not (event := found.event):
            continue
        origin = event.origin or Origin(found.uid or event.uid, copy.title, event.sequence, event.updated)
        uid = uid_of("subscribed", one.name, origin.uid)
        if uid in known:
            uid = uid_of("subscribed", one.name, origin.uid, event.uid)
        known.add(uid)
        theirs = replace(
            event, uid=uid, tags=unique((*event.tags, *one.tags)), origin=origin, subscription=one.name, completions=()
        )
        # what notices say of it elsewhere, and its versions there, are nothing that we know
        theirs = replace(theirs, source=None, reading=None, parent=None, sequence=0, created=None, updated=None)
        yield replace(theirs, withheld=not one.published or theirs.is_private), found.is_done


def _head(data: bytes) -> Component:
    """What the calendar says of itself before its first part."""
    first = re.split(rb"\r?\nBEGIN:", data[:HEAD], maxsplit=1, flags=re.IGNORECASE)[0]
    tree, _ = parse(logical(re.split(rb"\r\n|\n|\r", first.removeprefix(b"\xef\xbb\xbf"))))
    return tree.children[0] if tree.children else Component("VCALENDAR", 1)
