"""Every row of docs/conventions.md is read as the page says, and the conventions that have a name tell it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import rules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "conventions.md"
TUESDAY = date(2026, 3, 24)
ROWS = [
    [cell.strip(" `") for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| convention")
]


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_a_wording_that_readers_take_differently_is_read_as_the_page_says(row: list[str]) -> None:
    assert rules.parse(row[1], reference=TUESDAY).rule.value() == row[2]


def test_the_page_has_rows() -> None:
    assert len(ROWS) >= 18
