"""Documents of our own that hold every event whole: JSON and TOML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules import Message, YuelingError

from ..duties.states import NOTHING_SAID, DutyState
from ..events import Event
from ..statements import Statement
from .records import to_record

FORMAT, VERSION = "yueling events", 1
IN_JSON = ("recurrence", "statements", "completions", "duty")
"""What stands in TOML as JSON."""
REMEDY = Message("`yueling export --format json` writes such a document")


class BadDocument(YuelingError):
    """A file that holds no events of ours, with what would be right."""

    def __init__(self, said: Message, remedy: Message = REMEDY) -> None:
        super().__init__(said, remedy)


Said = Mapping[str, Sequence[Statement]]
"""What notices say of events, by UID."""
States = Mapping[str, DutyState]
"""What people noted of events beside that they are done, by UID."""


def to_json(events: Iterable[Event], said: Said, states: States) -> bytes:
    """The events as a JSON document: the same events give the same bytes."""
    records = [to_record(event, said.get(event.uid, ()), states.get(event.uid, NOTHING_SAID)) for event in events]
    document = {"format": FORMAT, "version": VERSION, "events": records}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def to_toml(events: Iterable[Event], said: Said, states: States) -> bytes:
    """The events as a TOML document, a table each; rules, and what notices and people say, are JSON: TOML has no null."""
    lines = [f"format = {_quoted(FORMAT)}", f"version = {VERSION}"]
    for event in events:
        lines += ["", "[[events]]"]
        record = to_record(event, said.get(event.uid, ()), states.get(event.uid, NOTHING_SAID))
        tables = {name: record.pop(name) for name in ("source", "origin", "reading") if name in record}
        data = {name: record.pop(name) for name in IN_JSON if name in record}
        lines += [*_pairs(record), *(f"{name} = {_in_json(content)}" for name, content in data.items())]
        for name, table in tables.items():
            lines += ["", f"[events.{name}]", *_pairs(table)]
    return ("\n".join(lines) + "\n").encode()


def _in_json(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"'{text}'" if text.isprintable() and "'" not in text else _quoted(text)


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_value(content)}" for name, content in table.items()]


def _value(content: str | int | list[str]) -> str:
    if isinstance(content, list):
        return f"[{', '.join(map(_quoted, content))}]"
    return _quoted(content) if isinstance(content, str) else str(content).lower()  # true, not True


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, but DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def records_of(text: str) -> list[object]:
    """The records of a document, JSON or TOML; `records.from_record` makes events of them.

    Raises BadDocument.
    """
    document = (
        _json(text) if text.lstrip().startswith(("{", "[")) and not text.lstrip().startswith("[[") else _toml(text)
    )
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise BadDocument(Message("the file does not say that it holds events of Yueling"))
    version = document.get("version")
    if version != VERSION:
        said = Message("the file is of version {version}, this program reads version 1", version=ascii(version)[:20])
        raise BadDocument(said, Message("update yueling, then import it again"))
    records = document.get("events")
    if not isinstance(records, list):
        raise BadDocument(Message("the file has no list of events"))
    return records


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        said = Message("line {line}, column {column}: no JSON: {reason}", line=error.lineno, column=error.colno,
                       reason=error.msg)  # fmt: skip
        raise BadDocument(said) from error
    except (ValueError, RecursionError) as error:
        raise BadDocument(Message("no JSON: {reason}", reason=str(error)[:120])) from error


_NO_KEYS = re.compile(
    r"""\"\"\"[\s\S]*?(?:\"\"\"|\Z)|'''[\s\S]*?(?:'''|\Z)|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?|#[^\n]*+"""
)
MOST_DOTS = 100
"""Dots in a line of TOML outside of strings: keys within keys, of which our own files have two."""


def _toml(text: str) -> object:
    bare = _NO_KEYS.sub("", text)
    if bad := next((n for n, line in enumerate(bare.split("\n"), 1) if line.count(".") > MOST_DOTS), None):
        raise BadDocument(Message("line {line}: keys are nested too deep", line=bad))
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadDocument(Message("no TOML: {reason}", reason=str(error)[:120])) from error
    for record in document.get("events", ()) if isinstance(document.get("events"), list) else ():
        for name in IN_JSON if isinstance(record, dict) else ():
            if isinstance(text := record.get(name), str):
                record[name] = _json(text)
    return document
