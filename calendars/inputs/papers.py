"""Documents that somebody hands in, read into the notices in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rules import Finding, Message, Notice, UnreadNotice, find

from ..drafts import draft
from ..events import Event
from ..intake import Unread, notices_in

LARGEST = 10 * 1024 * 1024
"""Octets of a notice."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that somebody hands in: its octets, how it is called, and the day on which it was received."""

    data: bytes
    name: str = ""
    reference: date | None = None


class NoText(UnreadNotice):
    """A document of nothing."""

    def __init__(self) -> None:
        super().__init__(
            Message("the notice is empty"), Message("send its text, or the file as it is (docx, pdf, html, txt …)")
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice with the dates found in it, and the events that these would be."""

    notice: Notice
    findings: Sequence[Finding]
    drafts: Sequence[Event]


def papers_in(document: Document, today: date) -> Iterator[Paper | Unread]:
    """The notices in a document, read as on the day on which it was received, today where nobody says; what of it could not
    be read, with the reason. Raises UnreadNotice where the document itself cannot be read.
    """
    if not document.data.strip():
        raise NoText
    for one in notices_in(document.data, document.name):
        if isinstance(one, Unread):
            yield one
            continue
        findings = find(one, document.reference or today)
        yield Paper(one, findings, draft(one, findings))
