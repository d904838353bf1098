"""Letters by mail (.eml, RFC 5322) and pages saved as letters (.mht): what a letter says, and each of its attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message as Letter
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath, PureWindowsPath

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .html import read_page
from .limits import Limits, TooMuch
from .outline import Outline, OutlineWriter, even
from .page import SENDER, SENT
from .struck import NOT_READ, without_struck
from .text import begins_with_title
from .web.source import text_of, wider

MOST_PARTS = 10
"""How many times as many parts of several a letter may have as attachments."""
REPLY = re.compile(r"\s*(?:re|aw|fw|fwd)\s*[:：]", re.IGNORECASE)
REPLIES = ("回复：", "转发：", "答复：", "回复:", "转发:", "答复:")
SEALS = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
FAULTS = (MessageError, UnicodeError, LookupError, ValueError, TypeError, AttributeError)
"""What the standard library raises for letters that break its rules."""
CUT_OFF = ("CloseBoundaryNotFoundDefect", "StartBoundaryNotFoundDefect")
HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|From ")
REST = re.compile(rb"[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
"""The first line and those that go on with it: of a letter whose beginning is missing the rest of a header."""
TORN = re.compile(r"(=\?[^?\s]{1,40}\?[bq]\?)([^?\s]*)\??$", re.IGNORECASE)
"""An encoded word that breaks off."""
ENCODED = re.compile(r"\S*=\?\S*")
FLOWED_QUOTE = re.compile(r">*")


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The text of a letter, and what hangs on it as files of their own.

    Raises UnreadNotice where it is damaged, nested too deeply, or holds too much.
    """
    if data.count(b"boundary=") > MOST_PARTS * limits.attachments:
        raise TooMuch("attachments", limits.attachments)
    try:
        yield from _Reader(message_from_bytes(_from_its_head(data)), name, limits).parts()
    except RecursionError as error:
        said = Message("{name} is damaged: it is nested too deeply", name=name)
        raise UnreadNotice(said, Message("save its attachments, and read these")) from error
    except FAULTS as error:
        said = Message("{name} is damaged: it is no letter that can be read", name=name)
        raise UnreadNotice(said, Message("save its text and its attachments, and read these")) from error


def _from_its_head(data: bytes) -> bytes:
    """A letter without what is left of a header whose beginning is missing."""
    rest = None if HEADER.match(data) else REST.match(data)
    return data[rest.end() :] if rest else data


class _Reader:
    """Reads a letter: which of its parts are its text, and which hang on it."""

    def __init__(self, letter: Letter, name: str, limits: Limits) -> None:
        self._letter = letter
        self._name = name
        self._limits = limits
        self._bodies: list[Outline] = []
        self._files: list[Part] = []

    def parts(self) -> Iterator[Part]:
        """The letter, then its attachments."""
        is_page = self._is_page()
        self._sort(self._letter, within="")
        out = OutlineWriter(self._limits)
        if not is_page:
            self._write_head(out)
        for body in self._bodies[:1] if is_page else self._bodies:
            out.include(body)
        if any(type(one).__name__ in CUT_OFF for part in self._letter.walk() for one in part.defects):
            out.remark(Message("the letter breaks off before its end: something of it may be missing"))
        outline = out.done()
        if not outline.text.strip() and not self._files:
            raise UnreadNotice(
                Message("{name} is empty", name=self._name), Message("give a file with the text of a notice")
            )
        yield Part(self._name, outline)
        yield from () if is_page else self._files

    def _is_page(self) -> bool:
        """Whether a program saved a page as a letter, which nobody sent."""
        if "Snapshot-Content-Location" in self._letter:
            return True
        sent = "@" in _header(self._letter, "from") or "To" in self._letter or "Message-ID" in self._letter
        return not sent and self._letter.get_content_type() in ("text/html", "multipart/related")

    def _write_head(self, out: OutlineWriter) -> None:
        if sender := _header(self._letter, "from"):
            out.paragraph(SENDER + sender)
        if sent := _day_and_time(self._letter):
            out.paragraph(SENT + sent)
        subject = _subject(_header(self._letter, "subject"))
        if subject and not any(map(begins_with_title, self._bodies[:1])):
            out.paragraph(subject, 1)

    # -- parts

    def _sort(self, part: Letter, within: str) -> None:
        """Puts a part of the letter where it belongs; `within` is what it stands in."""
        kind = part.get_content_type()
        if kind == "message/rfc822":
            self._forwarded(part)
        elif kind == "multipart/alternative":
            self._choose(_children(part))
        elif part.is_multipart():
            for child in _children(part):
                self._sort(child, kind)
        elif kind in SEALS or self._is_inline(part, kind, within):
            return
        elif _file_name(part) or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            self._attach(_file_name(part), _octets(part))
        elif (body := self._body(part)) is not None:
            self._bodies.append(body)

    def _is_inline(self, part: Letter, kind: str, within: str) -> bool:
        """Whether a part is a picture or the like that belongs to the text."""
        if within == "multipart/related" and not kind.startswith("text/html"):
            return True
        return kind.startswith("image/") and "Content-ID" in part and part.get_content_disposition() != "attachment"

    def _choose(self, forms: list[Letter]) -> None:
        """Takes one of several forms of the same text: plain text, or a page where only that has tables."""
        texts: dict[str, list[Outline]] = {}
        for form in forms:
            inner = _Reader(form, self._name, self._limits)
            kind = form.get_content_type()
            if kind.startswith("multipart/") or kind in ("text/plain", "text/html"):
                inner._sort(form, "multipart/alternative")
                self._files += inner._files
                found = [body for body in inner._bodies if body.text.strip()]
                texts.setdefault("plain" if kind == "text/plain" else "page", found)
        plain, page = texts.get("plain", []), texts.get("page", [])
        self._bodies += page if not plain or any(body.tables for body in page) else plain

    def _body(self, part: Letter) -> Outline | None:
        """The outline of a part that is text; None where it has none."""
        text = text_of(_octets(part), part.get_content_charset())
        if part.get_content_type() != "text/html":
            flowed = str(part.get_param("format", "")).lower() == "flowed"
            text = _unflowed(text, delete=str(part.get_param("delsp", "")).lower() == "yes") if flowed else text
            plain = without_struck(text)
            return Outline(even(plain), remarks=(NOT_READ,) if plain != text else ()) if text.strip() else None
        try:
            return read_page(text, self._name, self._limits)
        except TooMuch:
            raise
        except UnreadNotice:
            return None

    def _forwarded(self, part: Letter) -> None:
        """A letter within a letter is a file of its own."""
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(inner, Letter):
            if "MIME-Version" not in inner:
                inner["MIME-Version"] = "1.0"
            self._attach(_file_name(part) or "letter.eml", inner.as_bytes())

    def _attach(self, file: str, octets: bytes) -> None:
        if len(self._files) >= self._limits.attachments:
            raise TooMuch("attachments", self._limits.attachments)
        if octets:
            self._files.append(Part(f"{self._name} › {file or f'attachment {len(self._files) + 1}'}", octets))


def _children(part: Letter) -> list[Letter]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Letter)] if isinstance(payload, list) else []


def _octets(part: Letter) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(letter: Letter, name: str) -> str:
    """What a header says, as `_words` has it; "" where there is none."""
    return _words(next((text for key, text in letter.raw_items() if key.lower() == name), ""))


def _words(text: str) -> str:
    """What the raw text of a header says: encoded words decoded, bare octets as GB18030 or UTF-8; of torn ones what is left."""
    text = TORN.sub(_mended, text.rstrip())
    try:
        found = decode_header(text)
    except (HeaderParseError, *FAULTS):
        found = [(text, None)]
    joined = "".join(_decoded(*part) for part in found)
    if any("\ud800" <= char < "\ue000" for char in joined):
        joined = text_of(joined.encode("utf-8", "surrogateescape"))
    return " ".join(ENCODED.sub("", joined).split())


def _mended(torn: re.Match[str]) -> str:
    """An encoded word with its end; of base64 as many signs as make whole octets."""
    whole = torn[2] if "?q?" in torn[1].lower() else torn[2][: len(torn[2]) // 4 * 4]
    return f"{torn[1]}{whole}?=" if whole else ""


def _decoded(part: bytes | str, charset: str | None) -> str:
    """A part of a header; without an encoding it is as it stood."""
    if isinstance(part, str):
        return part
    return part.decode("raw-unicode-escape", "replace") if charset is None else text_of(part, wider(charset))


def _day_and_time(letter: Letter) -> str:
    """When a letter was sent, on the clock of who sent it; "" where it does not say it."""
    try:
        sent = parsedate_to_datetime(str(letter.get("Date", "")))
    except (*FAULTS, IndexError, OverflowError):
        return ""
    return f"{sent.year}年{sent.month}月{sent.day}日 {sent:%H:%M}"


def _subject(text: str) -> str:
    """A subject without the words by which it is an answer or passed on."""
    while True:
        reply = REPLY.match(text)
        bare = text[reply.end() :] if reply else text
        bare = next((bare.removeprefix(word) for word in REPLIES if bare.startswith(word)), bare).strip()
        if bare == text:
            return text
        text = bare


def _file_name(part: Letter) -> str:
    """The name of an attachment without folders; "" where it has none."""
    name = _words(part.get_filename() or "")
    return PureWindowsPath(PurePosixPath(name).name).name if name else ""


def _unflowed(text: str, *, delete: bool) -> str:
    """Text whose lines were broken for their width, joined again (RFC 3676)."""
    lines: list[str] = []
    goes_on = False
    for line in text.splitlines():
        quote = FLOWED_QUOTE.match(line)
        depth = quote.end() if quote else 0
        words = line[depth:].removeprefix(" ")
        if goes_on and lines and _quoted(lines[-1]) == depth:
            lines[-1] = (lines[-1][:-1] if delete else lines[-1]) + words
        else:
            lines.append(f"{'>' * depth}{' ' * bool(depth)}{words}")
        goes_on = words.endswith(" ") and words != "-- "
    return "\n".join(lines)


def _quoted(line: str) -> int:
    return len(line) - len(line.lstrip(">"))
