"""The notices in a file of any format that is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules import Message, Notice, Outline, Unconverted, UnreadNotice, format_of, outlines_of, read_notice

from .apart import outlines_apart
from .office import to_docx


@dataclass(frozen=True, slots=True)
class Unread:
    """A document within a file that could not be read."""

    name: str
    error: UnreadNotice


def notices_in(data: bytes, name: str) -> Iterator[Notice | Unread]:
    """The notices in a file: one, but for letters by mail, whose attachments are notices of their own.

    Raises UnreadNotice where the file itself cannot be read.
    """
    documents = documents_in(data, name)
    for at, found in documents:
        if isinstance(found, UnreadNotice):
            error = found
        elif missing := _without_text(at, found):
            error = missing
        else:
            yield read_notice(found, at)
            continue
        if len(documents) == 1:
            raise error
        yield Unread(at, error)


def _without_text(name: str, outline: Outline) -> UnreadNotice | None:
    """Why there is nothing to read in a document without a letter; None where there is."""
    if outline.text.strip():
        return None
    said = next(iter(outline.remarks), Message("{name} holds no text", name=name))
    return UnreadNotice(said, Message("save the notice anew, or as text, and read that"))


def documents_in(data: bytes, name: str) -> list[tuple[str, Outline | UnreadNotice]]:
    """The documents in a file with their names; raises UnreadNotice where the file itself cannot be read."""
    form = format_of(data)
    if form.converted:
        return outlines_apart(to_docx(data, name, form), name)
    found = outlines_apart(data, name) if form.apart else outlines_of(data, name)
    return [one for pair in found for one in _converted(*pair)]


def _converted(name: str, one: Outline | UnreadNotice) -> list[tuple[str, Outline | UnreadNotice]]:
    """A document within a file, made a .docx first where it has to be; or why that cannot be."""
    if not isinstance(one, Unconverted):
        return [(name, one)]
    try:
        return documents_in(one.data, name)
    except UnreadNotice as error:
        return [(name, error)]
