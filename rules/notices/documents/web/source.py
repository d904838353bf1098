"""From the octets of a page to its tree."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from ....errors import UnreadNotice
from ....messages import Message
from ..decode import BOMS
from ..limits import Limits, TooMuch

DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{2,40})", re.IGNORECASE)
IN_XML = re.compile(rb"\s*+<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:-]{2,40})", re.IGNORECASE)
XML_HEAD = re.compile(r"\s*+<\?xml[^>]{0,400}>")
HEAD = 8192
"""Octets in which a page says its encoding."""
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "hz",
         "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}  # fmt: skip
"""What is written by those who say the first."""
LONGEST_CHARACTER = 4
"""Octets of a character at most."""
SAVE_AGAIN = Message("save the page anew, or its text, and read that")


def text_of(data: bytes, charset: str | None = None) -> str:
    """The text of a page or of a part of a letter, by its mark, by what it says of itself, or as UTF-8 or GB18030.

    What fits no encoding is replaced, never refused.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    head = data[:HEAD]
    said = IN_XML.match(head) or DECLARED.search(head)
    found = charset or (said[1].decode() if said else None)
    encodings = [wider(found), "utf-8", "gb18030"] if found else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if found and error.end == len(data) and error.start >= max(len(data) - LONGEST_CHARACTER, 1):
                return data[: error.start].decode(encoding)  # it breaks off within a character
        except LookupError:
            continue
    return data.decode(encodings[0] if _is_known(encodings[0]) else "utf-8", "replace")


def wider(charset: str) -> str:
    """The encoding that holds everything which those write who say that one."""
    return WIDER.get(charset.strip().lower(), charset.strip().lower())


def _is_known(encoding: str) -> bool:
    try:
        return "".encode(encoding) == b""
    except LookupError:
        return False


def tree_of(text: str, name: str, limits: Limits) -> Any:
    """The root element of a page; None where there is nothing in it.

    Raises UnreadNotice where it is nested too deeply, TooMuch for too many tags.
    """
    if text.count("<") > limits.tags:
        raise TooMuch("tags", limits.tags)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    declared = XML_HEAD.match(text)
    plain = text[declared.end() if declared else 0 :].replace("\0", "")
    if not plain.strip():
        return None
    try:
        root = etree.fromstring(plain.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        said = Message("{name} is damaged: it is no page that can be read", name=name)
        raise UnreadNotice(said, SAVE_AGAIN) from error
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise UnreadNotice(Message("{name} is damaged: it is nested too deeply", name=name), SAVE_AGAIN)
    return root
