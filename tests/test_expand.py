"""Many rules at once: the arrays say what each rule says by itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import RECKONING, Occurrence, Recurrence, Span, expand_all, parse
from rules.kinds import Due, Monthly, NthWeekday, Periodic, Weekly, Yearly

DAYS = st.dates(date(1890, 1, 1), date(2110, 12, 31))
KINDS = st.one_of(
    st.builds(
        Yearly, st.integers(1, 12), st.integers(1, 28), interval=st.integers(1, 5), phase=st.integers(1990, 2030)
    ),
    st.builds(lambda day: Monthly(day, day), st.sampled_from((1, 28, 29, 31, -1, -30))),
    st.builds(NthWeekday, st.integers(0, 12), st.sampled_from((1, 4, 5, -1, -5)), st.integers(0, 6)),
    st.builds(lambda days: Weekly(tuple(days)), st.sets(st.integers(0, 6), min_size=1)),
    st.builds(Periodic, st.just("day"), st.integers(1, 40), DAYS),
    st.builds(lambda day: Due(Yearly(day, 28)), st.integers(1, 12)),
    st.just(Yearly(2, 29)),
    st.just(Yearly(9, 1, 9, -1)),
)
RECURRENCES = st.builds(Recurrence, KINDS, st.none() | DAYS, st.none() | DAYS)


def flat(recurrences: list[Recurrence], first: date, last: date) -> list[tuple[int, date]]:
    index, days = expand_all(recurrences, first, last)
    return [(int(i), date.fromordinal(int(d))) for i, d in zip(index, days, strict=True)]


def slowly(recurrence: Recurrence, first: date, last: date) -> list[Occurrence]:
    """The occurrences by the rule's own spans, without the closed forms."""
    since, until = recurrence.since or date.min, recurrence.until or date.max
    found = (Occurrence(span, key) for key, span, _ in recurrence.rule.timed(Span(first, last), RECKONING))
    return [o for o in found if max(since, first) <= o.span.first <= min(until, last)]


@given(st.lists(RECURRENCES, max_size=12), DAYS, st.integers(0, 4000))
def test_all_at_once_is_each_by_itself(recurrences: list[Recurrence], first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    singly = [
        (index, occurrence.span.first)
        for index, recurrence in enumerate(recurrences)
        for occurrence in slowly(recurrence, first, last)
    ]
    assert flat(recurrences, first, last) == singly


@given(RECURRENCES, DAYS, st.integers(0, 4000))
def test_what_arithmetic_makes_is_what_the_rule_makes(recurrence: Recurrence, first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    made = [(o.span, o.key) for o in recurrence.between(first, last) if o.span.first >= first]
    assert made == [(o.span, o.key) for o in slowly(recurrence, first, last)]


def test_no_rules_give_empty_arrays() -> None:
    assert flat([], date(2026, 1, 1), date(2026, 12, 31)) == []
    assert flat([parse("2020年5月30日")], date(2026, 1, 1), date(2026, 12, 31)) == []


def test_rules_that_need_tables_stand_beside_those_by_arithmetic() -> None:
    rules = [parse("春节"), parse("5月30日"), parse("每月最后一个工作日"), parse("每周一")]
    found = flat(rules, date(2026, 2, 16), date(2026, 2, 28))
    assert found == [(0, date(2026, 2, 17)), (2, date(2026, 2, 28)), (3, date(2026, 2, 16)), (3, date(2026, 2, 23))]


def test_a_window_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        expand_all([], date(2026, 1, 2), date(2026, 1, 1))


def test_the_last_days_of_the_calendar() -> None:
    rules = [Recurrence(Monthly(-1, -1)), Recurrence(Weekly((4,)))]
    assert flat(rules, date(9999, 12, 20), date.max) == [
        (0, date(9999, 12, 31)),
        (1, date(9999, 12, 24)),
        (1, date(9999, 12, 31)),
    ]
