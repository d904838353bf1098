"""The notices in a file of any format that is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules import Notice, Outline, UnreadNotice, format_of, outlines_of, read_notice

from .apart import outlines_apart


@dataclass(frozen=True, slots=True)
class Unread:
    """A document within a file that could not be read."""

    name: str
    error: UnreadNotice


def notices_in(data: bytes, name: str) -> Iterator[Notice | Unread]:
    """The notices in a file: one, but for letters by mail, whose attachments are notices of their own.

    Raises UnreadNotice where the file itself cannot be read.
    """
    for at, found in documents_in(data, name):
        yield Unread(at, found) if isinstance(found, UnreadNotice) else read_notice(found, at)


def documents_in(data: bytes, name: str) -> list[tuple[str, Outline | UnreadNotice]]:
    """The documents in a file with their names; raises UnreadNotice where the file itself cannot be read."""
    form = format_of(data)
    return outlines_apart(data, name) if form.apart else outlines_of(data, name)
