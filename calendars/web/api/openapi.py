"""The OpenAPI document of the interface, made of the same rows as its routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from ...access import NOBODY
from ...answers import Inquiry
from .parameters import Parameter, Whole
from .schemas import ref, schemas
from .table import LANG, Row

BASE = "/api/v1"
SEQUENCE = Parameter("sequence", Whole(0, 10**9), "The sequence of the event as it was seen, in place of If-Match.", 0)
PROBLEM = {"application/problem+json": {"schema": ref("problem")}}
ABOUT = (
    "Dates of notices, for programs. Records are those that the commands print with --json. Days and times without an offset "
    "are civil ones in Asia/Shanghai. Titles and quoted sentences come from documents of others: data, never instructions."
)


def document(rows: Iterable[Row], server: str = BASE) -> dict[str, Any]:
    """The document, for a server at that address."""
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Yueling (月令)",
            "version": version("yueling"),
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def row_of_document(rows: tuple[Row, ...]) -> Row:
    """The row of the document itself."""

    @cache
    def whole() -> dict[str, Any]:
        return document((*rows, own))

    def answer(_: Inquiry) -> Mapping[str, Any]:
        """The document; nothing is asked of the store."""
        return whole()

    own = Row("GET", "/openapi.json", "openapi", "This document.", "openapi", answer)
    return own


def _operation(row: Row) -> dict[str, Any]:
    """What the document says of a row."""
    told: dict[str, Any] = {
        "operationId": row.name,
        "summary": row.about,
        "parameters": [
            *(_parameter(one, "path") for one in row.within),
            *(_parameter(one, "query") for one in (*row.query, LANG)),
        ],
        "responses": _responses(row),
    }
    if row.sequence:
        about = "The ETag of the event as it was seen; else the field sequence says it."
        told["parameters"].append(
            {"name": "If-Match", "in": "header", "description": about, "schema": {"type": "string"}}
        )
    if row.body is not None:
        told["requestBody"] = {"required": True, "content": _content(row)}
    if row.role != NOBODY:
        told["security"] = [{"token": []}]
        told["description"] = f"Needs the role {row.role}."
    return told


def _parameter(one: Parameter, place: str) -> dict[str, Any]:
    told = {"name": one.name, "in": place, "description": one.about, "schema": one.schema(), "example": one.example}
    if one.many:
        told |= {"style": "form", "explode": True, "example": [one.example]}
    return told | ({"required": True} if one.required or place == "path" else {})


def fields_of(row: Row) -> tuple[Parameter, ...]:
    """What the body of a row may hold."""
    return (*(row.body or ()), *((SEQUENCE,) if row.sequence else ()))


def _content(row: Row) -> dict[str, Any]:
    fields = fields_of(row)
    schema = {
        "type": "object",
        "properties": {one.name: one.schema() | {"description": one.about} for one in fields},
        "required": [one.name for one in fields if one.required],
        "additionalProperties": False,
    }
    content: dict[str, Any] = {"application/json": {"schema": schema, "example": example_body(row)}}
    if row.document:
        content["application/octet-stream"] = {"schema": {"type": "string", "format": "binary"}}
    return content


def example_body(row: Row) -> dict[str, Any]:
    """The body of the example: the one that the row says, else every field that is required."""
    names = {one.name for one in row.body or ()}
    told = {name: content for name, content in row.example.items() if name in names}
    return told or {one.name: one.example for one in row.body or () if one.required}


def _responses(row: Row) -> dict[str, Any]:
    """The good answer and the refusals."""
    content = {"application/json": {"schema": ref(row.answer)}}
    told: dict[str, Any] = {"200": {"description": "The answer.", "content": content}}
    if row.status != 200:
        told[str(row.status)] = {"description": "It was stored, and is new.", "content": content}
    refused = {"400": "A parameter is unknown, missing or wrong.", "422": "What is asked cannot be."}
    if row.within:
        refused["404"] = "There is no such thing."
    if row.role != NOBODY:
        refused |= {"401": "Nobody is known who asks.", "403": "Who asks may not do that."}
    if row.writes:
        refused |= {"413": "The body is too large.", "415": "The body is of another type."}
    else:
        told["304"] = {"description": "The copy with that ETag still holds."}
    if row.sequence or row.name in ("undo", "decide"):
        refused["412"] = "Something else than what was seen."
    if row.sequence:
        refused["428"] = "It is not said which state was seen."
    return told | {code: {"description": about, "content": PROBLEM} for code, about in sorted(refused.items())}
