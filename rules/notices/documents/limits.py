"""How much a document may hold, and what is said where one holds more."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from ...errors import UnreadNotice
from ...messages import Message

MEGABYTE = 1024 * 1024
resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is read at most; a notice has a few pages, a book of plans some hundred."""

    octets: int = 50 * MEGABYTE
    """Of the file."""
    unpacked: int = 100 * MEGABYTE
    """Octets of what a packed file holds, counted as it is unpacked and not as it says."""
    ratio: int = 200
    """How many times as long a part of a packed file may be as it is packed, where it is longer than `unrated`."""
    unrated: int = MEGABYTE
    files: int = 2_000
    """Files within a packed file."""
    pages: int = 500
    cells: int = 100_000
    tags: int = 6_000_000
    """Of one part that is XML or HTML; each takes some hundred octets of memory."""
    characters: int = 500_000
    """Of the text, plain text included; a page has a thousand. So many take some 45 seconds where all of them are dates."""
    attachments: int = 50
    """Of a letter by mail, those within others counted."""
    depth: int = 4
    """How deep attachments may lie within attachments."""
    scans: int = 40
    """Pages that are pictures, each of which takes seconds."""
    pixels: int = 100_000_000
    """Of a picture."""
    seconds: int = 60
    memory: int = 1024 * MEGABYTE
    """Octets of the process in which a file is read that is no plain text."""
    scan_seconds: int = 600
    """The same where characters are recognised in pictures, all of its processors taken together."""
    scan_memory: int = 4096 * MEGABYTE


LIMITS = Limits()
WHAT = {
    "octets": Message("it is too large for a notice: more than {most} MB"),
    "unpacked": Message("it holds more than {most} MB unpacked"),
    "ratio": Message("a part of it unpacks to more than {most} times its size"),
    "files": Message("it holds more than {most} files"),
    "pages": Message("it has more than {most} pages"),
    "cells": Message("its tables have more than {most} cells"),
    "tags": Message("it has more than {most} tags"),
    "characters": Message("it has more than {most} characters"),
    "attachments": Message("it has more than {most} attachments"),
    "depth": Message("its attachments lie more than {most} deep"),
    "scans": Message("more than {most} of its pages are pictures"),
    "pixels": Message("it is a picture of more than {most} pixels"),
    "seconds": Message("reading it takes more than {most} seconds"),
    "memory": Message("reading it takes more than {most} MB of memory"),
}
IN_MEGABYTES = ("octets", "unpacked", "memory")


class TooMuch(UnreadNotice):
    """A document that holds more than is read of one."""

    def __init__(self, name: str, most: int) -> None:
        said = Message(WHAT[name].text, most=most // MEGABYTE if name in IN_MEGABYTES else most)
        super().__init__(said, Message("cut the notice out of it, and read that"))


def limit_process(limits: Limits) -> None:
    """Bounds what this process may take of time and memory, where the system can do that."""
    if resource is None:
        return
    _bound(resource.RLIMIT_CPU, limits.seconds)
    _bound(resource.RLIMIT_AS, limits.memory)


def limit_scans(limits: Limits) -> None:
    """The wider bounds of a process that has bounds and now recognises characters in pictures."""
    if resource is None or resource.getrlimit(resource.RLIMIT_AS)[0] != limits.memory:
        return
    _bound(resource.RLIMIT_CPU, limits.scan_seconds)
    _bound(resource.RLIMIT_AS, limits.scan_memory)


def _bound(what: int, most: int) -> None:
    """Bounds what the process may take of one thing, within what it was given."""
    if resource is not None:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
