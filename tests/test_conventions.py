"""Every row of docs/conventions.md is read as the page says, and the conventions that have a name tell it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import rules
from rules.kinds import Announced, Due, EachDay, Fixed, Lunar, Monthly, NthWeek, NthWeekday, Weekly, Yearly
from rules.kinds.conventions import by_others
from rules.kinds.weeks import CONVENTIONS
from rules.rule import Rule

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


SEPTEMBER = date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 21), date(2026, 9, 30)
OTHERS: list[tuple[str, Rule, list[Rule]]] = [
    ("weekend", NthWeekday(6, 2, 5, days=2), [NthWeekday(6, 2, 5)]),
    ("weekend", NthWeekday(6, 2, 5), []),
    ("last third", Monthly(-1), [Monthly(21, -1)]),
    ("last third", Monthly(21, -1), []),
    ("last third", Due(Monthly(-1)), [Due(Monthly(21, -1))]),
    ("last third", Yearly(9, 30), [Yearly(9, 21, 9, 30)]),
    ("last third", Yearly(9, 29), []),
    ("last third", Yearly(2, -1), [Yearly(2, 21, 2, -1)]),
    ("last third", Yearly(9, 21, 9, 30), []),
    ("last third", Fixed(SEPTEMBER[3], SEPTEMBER[3]), [Fixed(SEPTEMBER[2], SEPTEMBER[3])]),
    ("last third", Fixed(SEPTEMBER[0], SEPTEMBER[3]), []),
    ("last third", Fixed(SEPTEMBER[2], SEPTEMBER[2]), []),
    ("first day", Monthly(1, 10), [Monthly(1)]),
    ("first day", Monthly(1, 9), []),
    ("first day", Yearly(9, 1, 9, 10), [Yearly(9, 1)]),
    ("first day", Yearly(9, 1, 10, 10), []),
    ("first day", Announced(Yearly(9, 1, 9, 10)), [Announced(Yearly(9, 1))]),
    ("first day", Fixed(SEPTEMBER[0], SEPTEMBER[1]), [Fixed(SEPTEMBER[0], SEPTEMBER[0])]),
    ("first day", Fixed(SEPTEMBER[0], SEPTEMBER[3]), []),
    ("day first", Yearly(5, 6), [Yearly(6, 5)]),
    ("day first", Yearly(5, 12), [Yearly(12, 5)]),
    ("day first", Yearly(5, 1), [Yearly(1, 5)]),
    ("day first", Yearly(5, 13), []),
    ("day first", Yearly(5, 5), []),
    ("other calendar", Lunar(8, 15), [Yearly(8, 15)]),
    ("other calendar", Lunar(1, 30), [Yearly(1, 30)]),
    ("other calendar", Lunar(2, 30), []),
    ("other calendar", Lunar(12, -1), []),
    ("other calendar", Lunar(8, 15, "too"), []),
    ("other calendar", Yearly(5, 30), [Lunar(5, 30)]),
    ("other calendar", Yearly(5, 1), [Lunar(5, 1)]),
    ("other calendar", Yearly(5, 31), []),
    ("working days", Weekly((0, 1, 2, 3, 4)), [EachDay("workdays")]),
    ("working days", Weekly((0, 1, 2, 3)), []),
    ("nth week", NthWeek(9, 3, "iso"), []),
    ("nth week", NthWeek(9, 3), [NthWeek(9, 3, name) for name in CONVENTIONS if name != "monday"]),
    ("nth week", NthWeek(9, 6), [NthWeek(9, 6, "first")]),
]


@pytest.mark.parametrize(("convention", "rule", "others"), OTHERS, ids=repr)
def test_what_others_mean_by_the_same_words_is_their_rule(convention: str, rule: Rule, others: list[Rule]) -> None:
    assert list(by_others(rule, convention)) == others
