"""Kinds of layouts and wordings that rounds of notices have met, one small notice for each: what it has on the calendar."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import rules

KINDS = Path(__file__).parent / "corpus" / "notices" / "kinds.toml"
NOTICES = tomllib.loads(KINDS.read_text(encoding="utf-8"))["notice"]


@pytest.mark.parametrize("table", [pytest.param(table, id=table["kind"]) for table in NOTICES])
def test_a_notice_has_this_on_the_calendar(table: dict[str, Any]) -> None:
    found = rules.find(rules.read_notice(table["text"].strip("\n")), table["day"])
    entries = [said(one) for one in found if one.role == "calendar"]
    asked = [
        entry if "|" in wanted else entry.partition(" | ")[0]
        for entry, wanted in zip(entries, table["calendar"], strict=False)
    ]
    assert asked + entries[len(asked) :] == table["calendar"]


def said(one: rules.Finding) -> str:
    """The words of a date, its kind and its value; behind a bar the title."""
    words = one.quote.replace("\n", "⏎")
    return f"{words} {one.kind} {one.value} | {one.title}"
