"""Answers of bytes that were made before: their variants, ETags, and when 304 suffices (RFC 9110)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Variants:
    """The same content plain and compressed, each with its own strong ETag, and when it last changed (whole seconds)."""

    plain: bytes
    packed: bytes
    plain_tag: str
    packed_tag: str
    modified: datetime
    modified_words: str

    @classmethod
    def of(cls, data: bytes, modified: datetime) -> Variants:
        """The variants of the bytes; the same bytes give the same tags."""
        packed = gzip.compress(data, 9, mtime=0)
        modified = modified.astimezone(UTC).replace(microsecond=0)
        return cls(data, packed, _tag(data), _tag(packed), modified, format_datetime(modified, usegmt=True))


def _tag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def wants_gzip(accept: str) -> bool:
    """Whether an Accept-Encoding allows gzip and does not prefer the plain bytes.

    >>> wants_gzip("br, gzip;q=0.8"), wants_gzip("gzip;q=0"), wants_gzip(""), wants_gzip("*")
    (True, False, False, True)
    """
    weights = _weights(accept)
    packed = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return packed > 0 and packed >= weights.get("identity", 0.0)


def _weights(accept: str) -> dict[str, float]:
    """The codings of an Accept-Encoding with their weights; a weight that is no number counts as 0."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        coding, *params = (part.strip() for part in item.split(";"))
        weight = next((param[2:] for param in params if param.startswith("q=")), "1")
        try:
            weights[coding] = float(weight)
        except ValueError:
            weights[coding] = 0.0
    return weights


def known_tag(headers: Mapping[str, str], variants: Variants, packed: bool) -> str | None:
    """The ETag of the copy that the client has and may keep (304); None where the bytes must be sent.

    If-None-Match decides alone where it is given, with lists, `*` and weak forms; only without it If-Modified-Since
    does. Either variant counts: whoever holds one of them has the content.
    """
    chosen = variants.packed_tag if packed else variants.plain_tag
    if (condition := headers.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in condition.split(",")}
        if "*" in tags or chosen in tags:
            return chosen
        return next((tag for tag in (variants.plain_tag, variants.packed_tag) if tag in tags), None)
    since = _date(headers.get("if-modified-since", ""))
    return chosen if since and variants.modified <= since else None


def _date(text: str) -> datetime | None:
    """The moment of an HTTP date; None where it is none, which a server ignores."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def answer(request: Request, variants: Variants, content_type: str, headers: Mapping[str, str]) -> Response:
    """The bytes as the client can take them, or 304 where it has them; `headers` come with both."""
    packed = wants_gzip(request.headers.get("accept-encoding", ""))
    told = {**headers, "Last-Modified": variants.modified_words}
    lines = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}  # RFC 9110, 5.2
    if tag := known_tag(lines, variants, packed):
        return Response(status_code=304, headers=told | {"ETag": tag})
    told["ETag"] = variants.packed_tag if packed else variants.plain_tag
    if packed:
        told["Content-Encoding"] = "gzip"
    # The type is a header, not media_type: that would add a second charset.
    told["Content-Type"] = content_type
    return Response(variants.packed if packed else variants.plain, headers=told)
