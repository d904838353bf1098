"""From bytes to text: encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from ...errors import UnreadNotice
from ...messages import Message

LARGEST = 50 * 1024 * 1024
"""Bytes of a document at most; a notice has some ten thousand, a book of yearly plans some million."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FORMS = (
    (re.compile(rb"\s*%PDF-"), "PDF"),
    (re.compile(rb"PK\x03\x04"), "Word, Excel (.docx, .xlsx)"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "Word, Excel (.doc, .xls)"),
    (re.compile(rb"\s*\{\\rtf"), "RTF"),
    (
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|\?xml)",
            re.IGNORECASE | re.DOTALL,
        ),
        "HTML",
    ),
)
"""What is known by its first bytes and read by no reader yet; a comment is passed over once and not tried again."""
FIRST_BYTES = 64 * 1024
SAVE_AS_TEXT = Message("save the notice as a text file and read that")


def decode_notice(data: bytes, name: str) -> str:
    """The text of a document in UTF-8, GB18030 or UTF-16 with its mark; line ends as they stand.

    Raises UnreadNotice where it is empty, too large, or not a text.
    """
    if len(data) > LARGEST:
        said = Message("{name} is too large for a notice: {size} MB, at most {most} MB", name=name,
                       size=len(data) // 1024 // 1024, most=LARGEST // 1024 // 1024)  # fmt: skip
        raise UnreadNotice(said, Message("cut the notice out of it"))
    for begins, form in FORMS:
        if begins.match(data, 0, FIRST_BYTES):
            raise UnreadNotice(Message("{name} is {form}, no text", name=name, form=form), SAVE_AS_TEXT)
    if not data.strip():
        raise UnreadNotice(Message("{name} is empty", name=name), Message("give a file with the text of a notice"))
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _checked(_decoded(data, encoding, name), name)
    if b"\0" in data[:4096]:
        raise UnreadNotice(Message("{name} is not a text file", name=name), SAVE_AS_TEXT)
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
