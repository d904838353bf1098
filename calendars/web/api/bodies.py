"""Bodies of requests: refused before they are read where they are too large or of another type, read with bounds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from rules import Message

from ...inputs import LARGEST
from .parameters import BadParameter
from .problems import Refusal, too_large
from .table import Row

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""What a page of others may send without asking first, and is never meant as a notice."""


async def octets(request: Request, most: int) -> bytes:
    """The body; raises Refusal as soon as it is known to be too large."""
    told = request.headers.get("content-length", "0")
    if not (told.isascii() and told.isdecimal()):
        raise Refusal(400, Message("the length of the body is no number"))
    if len(told) > 12 or int(told) > most:
        raise too_large(most)
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise too_large(most)
    return bytes(data)


def media_type(request: Request) -> str:
    """The type of the body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body_of(request: Request, row: Row) -> dict[str, Any] | bytes:
    """The fields of the body, or the file that it is where the row takes one; raises Refusal, BadParameter."""
    called = media_type(request)
    if called == JSON:
        return fields(await octets(request, row.largest))
    if not row.document or called in FORMS or not called:
        right = Message("send JSON with Content-Type: application/json")
        if row.document:
            right = Message("send JSON, or the file as it is with Content-Type: application/octet-stream")
        raise Refusal(415, Message("a body of this type is not read here"), right)
    return await octets(request, LARGEST)


def fields(data: bytes) -> dict[str, Any]:
    """The object that the JSON says; raises BadParameter."""
    if not data.strip():
        return {}
    try:
        found = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        said = Message("it is no JSON: {reason}", reason=str(error)[:120])
        raise BadParameter("body", said, Message("send one JSON object in UTF-8")) from None
    if not isinstance(found, dict):
        right = Message("send its fields in braces: {example}", example='{"text": "…"}')
        raise BadParameter("body", Message("it is no JSON object"), right)
    return found


def _refuse(word: str) -> None:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name comes twice in one object")
    return found
