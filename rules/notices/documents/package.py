"""Files packed in a ZIP with XML in them (.docx, .ofd): opened with limits, and only as far as they are read."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from ...errors import UnreadNotice
from ...messages import Message
from .limits import Limits, TooMuch

ENTRY = b"PK\x01\x02"
"""How each entry of the directory of a ZIP begins."""
NESTED = 10
"""How many times as many entries there may be as files: those of packed files within lie as open to sight."""
CHUNK = 64 * 1024
LOCKED_BIT = 1
DOCUMENT_TYPE = b"<!DOCTYPE"
PROLOG = 4096
"""Octets in which XML says its document type, if it has one."""
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, IndexError)
"""What the standard library raises for a ZIP that is none or is damaged."""
SAVE_ANEW = Message("open it where it was made, save it anew, and read that")
UNLOCK = Message("open it, save it without a password, and read that")


class Package:
    """A ZIP file; names of its parts are read as Windows writes them too, whatever their case.

    Raises UnreadNotice where it is none, is damaged, or holds too many files.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self._limits = limits
        self._unpacked = 0
        if data.count(ENTRY) > NESTED * limits.files:  # each would be an object before it could be counted
            raise TooMuch("files", limits.files)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except FAULTS as error:
            raise self._damaged(Message("{name} is damaged: it is no whole ZIP file", name=name)) from error
        found = self._zip.infolist()
        if len(found) > limits.files:
            raise TooMuch("files", limits.files)
        self._parts = {_plain(info.filename): info for info in found}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._parts

    def names(self) -> list[str]:
        """The names of its parts, in lower case, without a slash before them."""
        return [*self._parts]

    def read(self, part: str) -> bytes:
        """What a part holds, unpacked; what was unpacked before counts towards the limit.

        Raises UnreadNotice where it is missing, locked, damaged or too much.
        """
        info = self._parts.get(_plain(part))
        if info is None:
            raise self._damaged(Message("{name} is damaged: {part} is missing", name=self.name, part=part))
        if info.flag_bits & LOCKED_BIT:
            raise UnreadNotice(Message("{name} is locked with a password", name=self.name), UNLOCK)
        self._weigh(info, info.file_size)
        try:
            return self._unpack(info)
        except FAULTS as error:
            said = Message("{name} is damaged: {part} cannot be unpacked", name=self.name, part=part)
            raise self._damaged(said) from error

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        parts, length = list[bytes](), 0
        with self._zip.open(info) as file:
            while chunk := file.read(CHUNK):
                parts.append(chunk)
                length += len(chunk)
                self._weigh(info, length)
        self._unpacked += length
        return b"".join(parts)

    def _weigh(self, info: zipfile.ZipInfo, length: int) -> None:
        """Raises TooMuch where a part of that length, as it says or as it turns out, is more than is read."""
        limits = self._limits
        if self._unpacked + length > limits.unpacked:
            raise TooMuch("unpacked", limits.unpacked)
        if length > limits.unrated and length > limits.ratio * max(info.compress_size, 1):
            raise TooMuch("ratio", limits.ratio)

    def xml(self, part: str) -> Any:
        """The root element of a part that is XML.

        Raises UnreadNotice where the part cannot be read, is not well-formed, or has a document type.
        """
        return read_xml(self.read(part), self.name, part, self._limits)

    def _damaged(self, said: Message) -> UnreadNotice:
        return UnreadNotice(said, SAVE_ANEW)


def read_xml(data: bytes, name: str, part: str, limits: Limits) -> Any:
    """The root element of XML that anybody may have written: nothing is fetched, no entity is made of another.

    Raises UnreadNotice where it is not well-formed, is nested too deeply, or has a document type; TooMuch for too many tags.
    """
    if data.count(b"<") > limits.tags:
        raise TooMuch("tags", limits.tags)
    if DOCUMENT_TYPE in data[:PROLOG]:
        raise _typed(name, part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, remove_comments=True, remove_pis=True
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        deep = "depth" in str(error)
        said = (
            Message("{name} is damaged: it is nested too deeply", name=name)
            if deep
            else Message("{name} is damaged: {part} is no well-formed XML", name=name, part=part)
        )
        raise UnreadNotice(said, SAVE_ANEW) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _typed(name, part)  # in another encoding, or far behind
    return root


def _typed(name: str, part: str) -> UnreadNotice:
    said = Message("{name} is not read: {part} has a document type, which no such file needs", name=name, part=part)
    return UnreadNotice(said, SAVE_ANEW)


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
