"""The formats of documents: by what a file is known, which reader takes it, and whether that needs a process of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module

from ...errors import UnreadNotice
from ...messages import Message
from .limits import LIMITS, Limits, TooMuch
from .outline import Outline

FIRST_OCTETS = 64 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|\?xml)",
    re.IGNORECASE | re.DOTALL,
)
REST_OF_HEAD = rb"(?:(?!---)[\t\x20-\x7e]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)?"
"""What is left of a header where the beginning of a letter is missing."""
HEADERS = rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?"
OF_LETTERS = (
    rb"(?:(?:MIME-Version|Message-ID|Received|Content-Type|DKIM-Signature|Return-Path|Delivered-To):"
    rb"|Subject:[^\r\n]*=\?[^\r\n?]*\?[BbQq]\?)"
)
"""Headers that nothing but letters have; of subjects those in encoded words."""
Known = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """A document within a file: of a letter by mail its text, and each of its attachments."""

    name: str
    content: Outline | bytes
    """What was read; octets where it is a file of its own, to be read by what it is."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents."""

    name: str
    """As people call it."""
    known: Known
    """Whether the first octets of a file are of this format."""
    reader: str = ""
    """The module beside this one whose `read` makes parts of a file; none where nothing here reads it."""
    apart: bool = True
    """Whether it is read in a process of its own, with a limit of time and memory, as what foreign libraries parse is."""
    extra: str = ""
    """The extra that has to be installed beside the program."""
    converted: bool = False
    """Whether an office program has to make another file of it first."""
    words: Message | None = None
    """What it is called in the reader's language, where its name says nothing to everybody."""
    remedy: Message | None = None
    """What to do with one where nothing here reads it."""


def _begins(pattern: bytes) -> Known:
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda data: bool(compiled.match(data, 0, FIRST_OCTETS))


def _page(data: bytes) -> bool:
    """Whether a file is a page, in UTF-16 with its mark too."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data[:FIRST_OCTETS].decode("utf-16", "replace").encode("utf-8", "replace")
    return bool(PAGE.match(data, 0, FIRST_OCTETS))


def _ole_with(*names: str) -> Known:
    """Whether a file is an OLE file, as older office programs write them, with one of these streams within."""
    wanted = [name.encode("utf-16-le") for name in names]
    return lambda data: data.startswith(OLE) and any(name in data for name in wanted)


def _zip_with(*names: bytes) -> Known:
    """Whether a file is a ZIP that has such a file within; the names stand in its directory, at its end."""
    return lambda data: data.startswith(b"PK\x03\x04") and any(name in data for name in names)


SPREADSHEET = Message("a spreadsheet (Excel)")
SLIDES = Message("a presentation (PowerPoint)")
SAVE_SHEET = Message("save it as PDF or as text (.csv), or copy its lines into a text file, and read that")
SAVE_SLIDES = Message("save it as PDF, or copy its words into a text file, and read that")
SAVE_LETTER = Message("save the letter as .eml, or as text, and read that")
UNPACK = Message("unpack it, and read the files in it")
SAVE_OR_ASK = Message("open it with the program that made it and save it anew, or ask for it once more")
FORMATS = (
    Format("PDF", _begins(rb"\s*%PDF-"), "pdf"),
    Format("Word (.docx)", _zip_with(b"word/document", b"word\\document"), "docx"),
    Format("OFD", _zip_with(b"OFD.xml"), "ofd"),
    Format("Excel (.xlsx)", _zip_with(b"xl/workbook.", b"xl\\workbook."), words=SPREADSHEET, remedy=SAVE_SHEET),
    Format("PowerPoint (.pptx)", _zip_with(b"ppt/presentation.", b"ppt\\presentation."), words=SLIDES, remedy=SAVE_SLIDES),
    Format("ZIP", _begins(rb"PK\x03\x04"), remedy=UNPACK),
    Format("Office (with a password)", _ole_with("EncryptedPackage"), "locked", apart=False),
    Format("Word (.doc, .wps)", _ole_with("WordDocument"), converted=True),
    Format("Excel (.xls)", _ole_with("Workbook"), words=SPREADSHEET, remedy=SAVE_SHEET),
    Format("PowerPoint (.ppt)", _ole_with("PowerPoint Document"), words=SLIDES, remedy=SAVE_SLIDES),
    Format("Outlook (.msg)", _ole_with("__properties_version1.0"), remedy=SAVE_LETTER),
    Format("Works (.wps)", _begins(re.escape(OLE)), converted=True),
    Format("RTF", _begins(rb"\s*\{\\rtf"), converted=True),
    Format(
        "Word 2003 (.xml)",
        _begins(rb"(?:\xef\xbb\xbf)?\s*<\?xml.{0,2000}?<(?:w:wordDocument|pkg:package)\b"),
        converted=True,
    ),
    Format("PNG, JPEG, TIFF", _begins(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\0|MM\0\*|BM....\0\0\0\0"), "scans", extra="ocr"),
    Format("HTML", _page, "html"),
    Format("mail (.eml)", _begins(REST_OF_HEAD + HEADERS + OF_LETTERS), "eml"),
)  # fmt: skip
"""In the order in which they are tried; what is none of them is plain text."""
SAVE_OR_INSTALL = Message("install LibreOffice, which then is used by itself; or save the file as .docx, and read that")
ENDINGS: dict[str, Message | str] = {
    ".docx": "Word (.docx)", ".docm": "Word (.docx)", ".doc": "Word (.doc, .wps)", ".wps": "Word (.doc, .wps)", ".pdf": "PDF",
    ".ofd": "OFD", ".xlsx": SPREADSHEET, ".xlsm": SPREADSHEET, ".xls": SPREADSHEET, ".et": SPREADSHEET,
    ".pptx": SLIDES, ".ppt": SLIDES, ".dps": SLIDES,
}  # fmt: skip
"""As what people take a file by its name."""
TEXT = Format("text", lambda _: True, "text_file", apart=False)


class Unconverted(UnreadNotice):
    """A file of which an office program has to make another one first; `data` are its octets."""

    def __init__(self, data: bytes, name: str, form: Format) -> None:
        said = Message("{name} is {form}, of which LibreOffice has to make a .docx first", name=name, form=form.name)
        super().__init__(said, SAVE_OR_INSTALL)
        self.data = data


def taken_for(name: str) -> Message | str | None:
    """As what a file is taken by its name; None where that says nothing."""
    return next((said for ending, said in ENDINGS.items() if name.lower().endswith(ending)), None)


def named_otherwise(name: str, form: Format) -> Message | None:
    """What a file is that is plain text or a page, where its name ends as that of another format; None where it does not."""
    taken = taken_for(name)
    if taken is None or form.name not in (TEXT.name, "HTML"):
        return None
    if form is TEXT:
        return Message("{name} is named as {taken} and holds plain text", name=name, taken=taken)
    return Message("{name} is named as {taken} and holds a page (HTML)", name=name, taken=taken)


def format_of(data: bytes) -> Format:
    """What a file is, by its octets and not by its name."""
    return next((form for form in FORMATS if form.known(data)), TEXT)


def parts_of(data: bytes, name: str, limits: Limits = LIMITS) -> Iterator[Part]:
    """The parts of a file, each an outline or a file of its own.

    Raises UnreadNotice where it is empty, too large, damaged, locked, or of a format that is not read here; Unconverted where
    an office program has to make another file of it.
    """
    if len(data) > limits.octets:
        raise TooMuch("octets", limits.octets)
    form = format_of(data)
    if form.converted:
        raise Unconverted(data, name, form)
    if form.name == "ZIP" and (taken := taken_for(name)):
        said = Message(
            "{name} is named as {taken} and is damaged, or something else that is packed", name=name, taken=taken
        )
        raise UnreadNotice(said, SAVE_OR_ASK)
    if not form.reader:
        said = Message("{name} is {form}, which is not read here", name=name, form=form.name)
        if form.words:
            said = Message("{name} is {form}; these are not read here", name=name, form=form.words)
        raise UnreadNotice(said, form.remedy or Message("save the notice as .docx, .pdf or text, and read that"))
    yield from import_module(f".{form.reader}", __package__).read(data, name, limits)


def outlines_of(data: bytes, name: str, limits: Limits = LIMITS) -> list[tuple[str, Outline | UnreadNotice]]:
    """The documents of a file with their names, those within it after it; of one within that cannot be read, why.

    Raises UnreadNotice where the file itself cannot be read.
    """
    found: list[tuple[str, Outline | UnreadNotice]] = []
    waiting = [(name, data, 0)]
    for at, octets, depth in waiting:
        try:
            odd = named_otherwise(at, format_of(octets))
            for part in parts_of(octets, at, limits):
                if isinstance(part.content, Outline):
                    remarks = (odd, *part.content.remarks) if odd else part.content.remarks
                    found.append((part.name, replace(part.content, remarks=remarks)))
                elif len(waiting) > limits.attachments:
                    raise TooMuch("attachments", limits.attachments)
                elif depth >= limits.depth:
                    raise TooMuch("depth", limits.depth)
                else:
                    waiting.append((part.name, part.content, depth + 1))
        except UnreadNotice as error:
            if not depth:
                raise
            found.append((at, error))
    return found
