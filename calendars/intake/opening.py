"""The notices in a file of any format that is read here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules import (
    PASSED_ON,
    Message,
    Notice,
    Outline,
    Unconverted,
    UnreadNotice,
    format_of,
    is_letter,
    one_house,
    outlines_of,
    passes_on,
    read_notice,
)

from .apart import outlines_apart
from .office import to_docx


@dataclass(frozen=True, slots=True)
class Unread:
    """A document within a file that could not be read."""

    name: str
    error: UnreadNotice


def notices_in(data: bytes, name: str) -> Iterator[Notice | Unread]:
    """The notices in a file: one, but for letters by mail, whose attachments are notices of their own; a letter that hands
    them on comes after them.

    Raises UnreadNotice where the file itself cannot be read.
    """
    documents = documents_in(data, name)
    found = [_read(at, document) for at, document in documents]
    if len(found) == 1 and isinstance(found[0], Unread):
        raise found[0].error
    notices = [one for one in found if isinstance(one, Notice)]
    named = [_named(one, notices) if isinstance(one, Notice) else one for one in found]
    yield from sorted(named, key=lambda one: isinstance(one, Notice) and one not in found)


def _read(name: str, document: Outline | UnreadNotice) -> Notice | Unread:
    """The notice in a document, or why there is none."""
    if isinstance(document, UnreadNotice):
        return Unread(name, document)
    missing = _without_text(name, document)
    return Unread(name, missing) if missing else read_notice(document, name)


def _named(letter: Notice, every: Sequence[Notice]) -> Notice:
    """A letter, with a title of its own where it hands on what hangs on it: its subject is the title of that."""
    others = [one for one in every if not is_letter(one.text)]
    if not (letter.title and others and is_letter(letter.text)) or passes_on(letter.title):
        return letter
    foreign = letter.issuer and all(one.issuer and not one_house(letter.issuer, one.issuer) for one in others)
    return replace(letter, title=PASSED_ON + letter.title) if foreign or passes_on(letter.text) else letter


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
