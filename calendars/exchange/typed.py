"""What stands in records that others may have written, each in its type; ValueError, TypeError or KeyError where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


def tables_of(content: object) -> list[Mapping[str, Any]]:
    """The tables of a list."""
    found = checked(content, list)
    return [checked(one, dict) for one in found]


def text_of(record: Mapping[str, Any], name: str) -> str:
    """The text under the name, which must be there."""
    return str(checked(record[name], str))


def maybe_text(record: Mapping[str, Any], name: str) -> str | None:
    """The text under the name; None where there is none."""
    return None if record.get(name) is None else text_of(record, name)


def texts_of(content: Sequence[Any]) -> tuple[str, ...]:
    """The texts of a list."""
    if isinstance(content, str):
        raise TypeError(f"no list: {content[:60]!r}")
    return tuple(str(checked(text, str)) for text in content)


def number_of(record: Mapping[str, Any], name: str) -> int:
    """The number under the name, from 0 on; 0 where there is none."""
    number = int(checked(record.get(name, 0), int))
    if not 0 <= number < 2**31:
        raise ValueError(f"no {name}: {number}")
    return number


def moment_of(record: Mapping[str, Any], name: str) -> datetime | None:
    """The moment under the name, with its zone; None where there is none."""
    text = maybe_text(record, name)
    moment = datetime.fromisoformat(text) if text else None
    if moment and not moment.tzinfo:
        raise ValueError(f"{name} needs a time zone: {text!r}")
    return moment


def checked(content: object, kind: type) -> Any:
    """The content, where it is of that type exactly (True is no number)."""
    if type(content) is not kind:
        raise TypeError(f"no {kind.__name__}: {content!r:.60}")
    if isinstance(content, str) and "\0" in content:
        raise ValueError(f"a text holds NUL: {content!r:.60}")
    return content
