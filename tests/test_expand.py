"""Many rules at once: the arrays say what each rule says by itself."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RECKONING, Occurrence, Recurrence, Span, between_all, expand_all, first_all, parse
from rules.expand import MANY
from rules.kinds import (
    Due,
    Lunar,
    LunarMonthly,
    Monthly,
    NthWeekday,
    Periodic,
    SolarTerm,
    Together,
    Weekly,
    Yearly,
)

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


TABLED = st.one_of(
    st.builds(
        Lunar, st.integers(1, 12), st.sampled_from((1, 15, 29, 30, -1)), st.sampled_from(("skip", "too", "only"))
    ),
    st.builds(Lunar, st.integers(1, 12), st.just(30), skip=st.sampled_from(("backward", "forward"))),
    st.builds(LunarMonthly, st.sampled_from((1, 15, 30, -1))),
    st.builds(SolarTerm, st.sampled_from(("小寒", "清明", "冬至"))),
    st.builds(lambda month: Together((Lunar(month, 1), Yearly(month, 1), SolarTerm("清明"))), st.integers(1, 12)),
)
OTHERS = st.sampled_from(
    (parse("2026年5月30日"), parse("每月最后一个工作日"), parse("9月第三周"), parse("5月30日；2020年停办"))
)


@given(st.builds(Recurrence, TABLED, st.none() | DAYS, st.none() | DAYS), DAYS, st.integers(0, 4000))
def test_days_of_a_table_are_those_that_its_rule_finds_one_by_one(
    recurrence: Recurrence, first: date, length: int
) -> None:
    last = date.fromordinal(first.toordinal() + length)
    expected = slowly(recurrence, first, last)
    found = [o for o in recurrence.between(first, last) if o.span.first >= first]
    assert [(o.span, o.key) for o in found] == [(o.span, o.key) for o in expected]
    assert flat([recurrence], first, last) == [(0, o.span.first) for o in expected]
    assert recurrence.upcoming(first, 2) == list(recurrence.between(first, date.max)[:2])


@settings(max_examples=15, deadline=None)
@given(st.lists(RECURRENCES | OTHERS, min_size=1, max_size=12), DAYS, st.integers(0, 800))
def test_the_occurrences_of_many_are_those_of_each(recurrences: list[Recurrence], first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    many = (recurrences * MANY)[:MANY]
    singly = [list(recurrence.between(first, last)) for recurrence in recurrences]
    assert [list(found) for found in between_all(many, first, last)] == (singly * MANY)[:MANY]


def test_few_rules_need_no_numpy() -> None:
    code = (
        "import sys; from datetime import date; from calendars.events import Event, agenda; from rules import Span, parse;"
        "agenda([Event('x', 'x', 'event', parse('春节'))] * 500, Span(date(2026, 1, 1), date(2027, 1, 1)));"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent).returncode == 0


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


@given(
    st.lists(
        st.sampled_from(("每个工作日", "每个工作日9:00", "每月最后一个工作日", "每年正月十五至十八", "每月10日前")),
        max_size=8,
    ),
    st.data(),
)
def test_rules_that_several_have_are_expanded_once_and_say_the_same(wordings: list[str], data: st.DataObject) -> None:
    bound = st.none() | st.dates(date(2026, 1, 20), date(2026, 4, 10))
    recurrences = [replace(parse(one), since=data.draw(bound), until=data.draw(bound)) for one in wordings]
    first, last = date(2026, 2, 10), date(2026, 3, 20)
    found = [recurrence.between(first, last) for recurrence in recurrences]
    assert between_all(recurrences, first, last) == found
    assert first_all(recurrences, first, last) == [(len(one), one[0] if one else None) for one in found]
