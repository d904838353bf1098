"""Answers of bytes that were made before: their variants, ETags, and when 304 suffices (RFC 9110)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from threading import Lock
from types import MappingProxyType

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from .codings import CODINGS, IDENTITY, choose

BESIDE = 2_000
"""Bytes of memory that variants take beside their content, about."""


@dataclass(slots=True)
class Variants:
    """The same content plain and, once somebody asks for it so, compressed; and when it last changed (whole seconds).

    Each coding has a strong ETag of its own, made of the plain bytes and its name: whoever holds any of them is known
    before anything is compressed.
    """

    plain: bytes
    tag: str
    """The ETag of the plain bytes."""
    modified: datetime
    modified_words: str
    _packed: dict[str, bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, data: bytes, modified: datetime, packed: Mapping[str, bytes] = MappingProxyType({})) -> Variants:
        """The variants of the bytes, of which some may be known already; the same bytes give the same tags."""
        modified = modified.astimezone(UTC).replace(microsecond=0)
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        return cls(data, tag, modified, format_datetime(modified, usegmt=True), dict(packed))

    @property
    def size(self) -> int:
        """Bytes of memory, about, with room for the codings: those of a text are together smaller than it is."""
        return 2 * len(self.plain) + BESIDE

    def tag_of(self, coding: str) -> str:
        """The ETag of the bytes in that coding."""
        return self.tag if coding == IDENTITY else f'{self.tag[:-1]}-{coding}"'

    def known(self, coding: str) -> bytes | None:
        """The bytes in that coding where they were made before; None where `pack` must make them."""
        return self.plain if coding == IDENTITY else self._packed.get(coding)

    def pack(self, coding: str) -> bytes:
        """The bytes in that coding, made once; takes milliseconds, so call it in a thread."""
        with self._lock:
            found = self.known(coding)
            if found is None:
                found = self._packed[coding] = CODINGS[coding](self.plain)
            return found


def known_tag(headers: Mapping[str, str], variants: Variants, coding: str) -> str | None:
    """The ETag of the copy that the client has and may keep (304); None where the bytes must be sent.

    If-None-Match decides alone where it is given, with lists, `*` and weak forms; only without it If-Modified-Since
    does. Any coding counts: whoever holds one of them has the content.
    """
    chosen = variants.tag_of(coding)
    if (condition := headers.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in condition.split(",")}
        if "*" in tags or chosen in tags:
            return chosen
        return next((tag for tag in map(variants.tag_of, (IDENTITY, *CODINGS)) if tag in tags), None)
    since = _date(headers.get("if-modified-since", ""))
    return chosen if since and variants.modified <= since else None


def _date(text: str) -> datetime | None:
    """The moment of an HTTP date; None where it is none, which a server ignores."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


async def answer(request: Request, variants: Variants, content_type: str, headers: Mapping[str, str]) -> Response:
    """The bytes as the client can take them, or 304 where it has them; `headers` come with both."""
    lines = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}  # RFC 9110, 5.2
    coding = choose(lines.get("accept-encoding", ""))
    told = {**headers, "Last-Modified": variants.modified_words}
    if tag := known_tag(lines, variants, coding):
        return Response(status_code=304, headers=told | {"ETag": tag})
    data = variants.known(coding)
    if data is None:
        data = await run_in_threadpool(variants.pack, coding)
    told |= coded(variants, coding, content_type)
    return Response(data, headers=told)


def coded(variants: Variants, coding: str, content_type: str) -> dict[str, str]:
    """The headers that say what the bytes are."""
    # The type is a header, not media_type: that would add a second charset.
    told = {"ETag": variants.tag_of(coding), "Content-Type": content_type}
    return told if coding == IDENTITY else told | {"Content-Encoding": coding}
