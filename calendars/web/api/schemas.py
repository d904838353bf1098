"""What the answers look like, as JSON Schema: the records of `--json` and what the interface has besides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).parents[2] / "schema" / "yueling.schema.json"
"""The records that `--json` prints."""
HERE = "#/components/schemas/"

STRING, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
DAY = {"type": "string", "format": "date"}
MAYBE = {"type": ["string", "null"]}
DOUBT = {
    "tentative": YES,
    "reasons": {"type": "array", "items": STRING, "description": "Why it is tentative, a sentence each."},
}


def ref(name: str) -> dict[str, Any]:
    """A schema by its name."""
    return {"$ref": HERE + name}


def array(items: Mapping[str, Any]) -> dict[str, Any]:
    """A list of such items."""
    return {"type": "array", "items": dict(items)}


def record(**fields: Any) -> dict[str, Any]:
    """An object that has all these fields; others may come to it."""
    names = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {"type": "object", "properties": names, "required": list(names)}


def answer(**fields: Any) -> dict[str, Any]:
    """An answer, which says version and time zone besides."""
    return record(version={"const": 1}, time_zone={"const": "Asia/Shanghai"}, **fields)


def list_of(name: str, items: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A page of a list."""
    cursor = MAYBE | {"description": "The cursor of the next page; null for the last one."}
    return answer(**{name: array(items)}, total=WHOLE, next=cursor, **more)


HEAD = record(
    digest=STRING, title=MAYBE, number=MAYBE, issuer=MAYBE, name=MAYBE, issued=MAYBE, printed=MAYBE, reference=MAYBE,
    added=MAYBE,
)  # fmt: skip
BECAME = record(
    state={"enum": ["stored", "waiting", "removed"]},
    draft={"type": ["integer", "null"]},
    events=array(ref("reference")),
)
CHANGE = {"allOf": [ref("change"), record(draft={"type": ["integer", "null"]}, seen=STRING)]}
READING = record(notice={"type": "object"}, text=STRING, findings=array({"type": "object"}), remarks=array(STRING))

OWN: dict[str, dict[str, Any]] = {
    "events": list_of("events", ref("event")),
    "occurrences": list_of("occurrences", ref("entry"), from_=DAY, to=DAY),
    "history": answer(steps=array(ref("step"))),
    "workday": answer(day=DAY, weekday=WHOLE, workday=YES, off_for=MAYBE, worked_for=MAYBE, **DOUBT),
    "workday_added": answer(from_=DAY, n=WHOLE, day=DAY, **DOUBT),
    "workdays_counted": answer(from_=DAY, to=DAY, workdays=WHOLE, **DOUBT),
    "period": answer(
        text=STRING, reading=STRING, rule=STRING, english=STRING, last=DAY, steps=array(STRING), **DOUBT,
        cautions=array(STRING), also=array(STRING),
    ),
    "lunar": answer(
        day=DAY, lunar=record(year=WHOLE, month=WHOLE, day=WHOLE, leap=YES), words=STRING, cycle=STRING, animal=STRING,
        term=MAYBE, **DOUBT,
    ),
    "notices": list_of("notices", HEAD),
    "notice_whole": answer(
        notice=HEAD,
        text=MAYBE,
        findings=array({"type": "object", "properties": {"became": {"anyOf": [BECAME, {"type": "null"}]}}}),
        says=array({"allOf": [ref("reference"), ref("source")]}),
    ),
    "notices_taken": answer(
        dry_run=YES,
        notices=array({"allOf": [READING, record(changes=array(CHANGE), stored={"anyOf": [ref("outcome"), {"type": "null"}]})]}),
        unread=array(record(name=STRING, error=STRING)),
    ),
    "review": list_of("notices", record(notice={"type": "object"}, changes=array(CHANGE))),
    "decided": {"allOf": [ref("outcome"), answer(waiting=WHOLE)]},
    "duties": list_of("duties", ref("duty")),
    "openapi": {"type": "object"},
    "problem": record(
        type={"const": "about:blank"}, title=STRING, status=WHOLE, detail=STRING, remedy=MAYBE, sort=STRING, parameter=MAYBE
    ),
}  # fmt: skip


@cache
def schemas() -> dict[str, Any]:
    """Every schema by its name, each reference leading to another of them."""
    shared = json.loads(RECORDS.read_text(encoding="utf-8").replace("#/$defs/", HERE))["$defs"]
    needed = {name: schema for name, schema in shared.items() if name in _needed(shared)}
    return needed | OWN


def _needed(shared: Mapping[str, Any]) -> set[str]:
    """The shared schemas that the answers lead to."""
    ahead = [
        *_refs(OWN), "event", "why", "single", "removal", "undone", "explanation", "completed", "year", "duty_changed",
    ]  # fmt: skip
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in shared and name not in found:
            found.add(name)
            ahead += _refs(shared[name])
    return found


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield str(node["$ref"]).removeprefix(HERE)
        for inner in node.values():
            yield from _refs(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _refs(inner)
