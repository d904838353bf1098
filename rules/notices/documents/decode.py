"""From bytes to text: encodings, and what is no text at all."""

from __future__ import annotations

import codecs

from ...errors import UnreadNotice
from ...messages import Message
from .limits import LIMITS, Limits, TooMuch

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LONGEST_CHARACTER = 4
"""Octets of a character at most, in every encoding that is read."""
SAVE_AS_TEXT = Message("save the notice as a text file and read that")


def decode_notice(data: bytes, name: str, limits: Limits = LIMITS) -> str:
    """The text of a document in UTF-8, GB18030 or UTF-16 with its mark; line ends as they stand.

    Raises UnreadNotice where it is empty, too large or too long, or not a text.
    """
    if len(data) > limits.octets:
        raise TooMuch("octets", limits.octets)
    if not data.strip():
        raise UnreadNotice(Message("{name} is empty", name=name), Message("give a file with the text of a notice"))
    if b"\0" in data[:4096] and not data.startswith(tuple(mark for mark, _ in BOMS)):
        raise UnreadNotice(Message("{name} is not a text file", name=name), SAVE_AS_TEXT)
    if len(data) > LONGEST_CHARACTER * limits.characters:  # before anything of it is decoded
        raise TooMuch("characters", limits.characters)
    text = _decoded_as_is(data, name)
    if len(text) > limits.characters:
        raise TooMuch("characters", limits.characters)
    return text


def _decoded_as_is(data: bytes, name: str) -> str:
    """The text in whichever encoding it is."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _checked(_decoded(data, encoding, name), name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding), name)
        except UnicodeDecodeError:
            continue
    raise UnreadNotice(Message("{name} is neither UTF-8 nor GB18030 text", name=name), SAVE_AS_TEXT)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        said = Message("{name} begins as {encoding} and is broken further on", name=name, encoding=encoding)
        raise UnreadNotice(said, SAVE_AS_TEXT) from error


def _checked(text: str, name: str) -> str:
    odd = sum(1 for char in text[:4096] if char < " " and char not in "\t\n\r\f")
    if odd > len(text[:4096]) // 50:
        raise UnreadNotice(Message("{name} is not a text file", name=name), SAVE_AS_TEXT)
    return text.replace("\0", "\ufffd")  # no database of a server takes it, and every place stays where it is
