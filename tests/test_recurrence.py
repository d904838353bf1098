"""A rule with bounds, exceptions and later versions, and the questions one asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Clock, Edition, Move, Occurrence, Recurrence, RRule, Span, parse, write
from rules.kinds import NthWeekday, Rfc5545, Weekly, Yearly

MAY30 = Recurrence(Yearly(5, 30))


def starts(recurrence: Recurrence, first: int, last: int) -> list[str]:
    return [o.start for o in recurrence.between(date(first, 1, 1), date(last, 12, 31))]


def test_a_cancelled_occurrence_and_a_suspended_year_are_left_out() -> None:
    rule = replace(MAY30, without=(date(2021, 5, 30),), suspended=(2020,))
    assert starts(rule, 2019, 2022) == ["2019-05-30", "2022-05-30"]
    after = rule.next(date(2019, 5, 30))
    assert after
    assert after.start == "2022-05-30"
    before = rule.previous(date(2022, 5, 30))
    assert before
    assert before.start == "2019-05-30"


def test_a_moved_occurrence_keeps_its_key_and_stands_where_it_went() -> None:
    rule = replace(MAY30, moved=(Move(date(2021, 5, 30), Span(date(2021, 6, 5), date(2021, 6, 6)), Clock(540)),))
    found = rule.between(date(2021, 1, 1), date(2021, 12, 31))
    assert [(o.key, o.start, o.end) for o in found] == [("2021", "2021-06-05T09:00", "2021-06-06")]
    assert [o.key for o in rule.between(date(2021, 6, 6), date(2021, 6, 6))] == ["2021"]
    assert list(rule.between(date(2021, 5, 30), date(2021, 5, 30))) == []


def test_an_occurrence_moved_into_another_year_is_found_there() -> None:
    rule = replace(MAY30, moved=(Move(date(2020, 5, 30), Span(date(2021, 1, 9), date(2021, 1, 9))),))
    assert starts(rule, 2021, 2021) == ["2021-01-09", "2021-05-30"]


def test_extra_days_stand_beside_those_of_the_rule_under_keys_of_their_own() -> None:
    extra = (Span(date(2021, 7, 1), date(2021, 7, 1)), Span(date(1999, 1, 1), date(1999, 1, 2)))
    rule = replace(MAY30, since=date(2020, 1, 1), extra=extra)
    assert starts(rule, 1990, 2021) == ["1999-01-01", "2020-05-30", "2021-05-30", "2021-07-01"]
    keys = [o.key for o in rule.between(date(1990, 1, 1), date(2021, 12, 31))]
    assert len(set(keys)) == 4
    after = rule.next(date(1990, 1, 1))
    assert after
    assert after.start == "1999-01-01"


def test_a_later_version_replaces_the_rule_from_its_day_on() -> None:
    later = Recurrence(NthWeekday(9, 3, 5), since=date(2025, 1, 1))
    rule = replace(MAY30, since=date(2023, 1, 1), then=later)
    assert starts(rule, 2022, 2026) == ["2023-05-30", "2024-05-30", "2025-09-20", "2026-09-19"]
    after, before = rule.next(date(2024, 5, 30)), rule.previous(date(2025, 9, 20))
    assert after
    assert before
    assert (after.start, before.start) == ("2025-09-20", "2024-05-30")


def test_a_third_version_may_follow_the_second() -> None:
    third = Recurrence(Yearly(7, 1), since=date(2027, 1, 1))
    second = Recurrence(Yearly(6, 1), since=date(2026, 1, 1), then=third)
    assert starts(replace(MAY30, then=second), 2025, 2028) == ["2025-05-30", "2026-06-01", "2027-07-01", "2028-07-01"]


def test_a_version_without_its_first_day_is_refused() -> None:
    with pytest.raises(ValueError, match="the day from which it holds"):
        replace(MAY30, then=MAY30)


def test_editions_skip_suspended_years_and_begin_anew_at_a_later_base() -> None:
    rule = replace(MAY30, edition=Edition(((2017, 1), (2024, 10))), suspended=(2020,))
    found = rule.between(date(2016, 1, 1), date(2025, 12, 31))
    numbers = [(o.span.first.year, o.edition) for o in found]
    assert numbers == [
        (2016, None), (2017, 1), (2018, 2), (2019, 3), (2021, 4), (2022, 5), (2023, 6), (2024, 10), (2025, 11),
    ]  # fmt: skip


def test_moments_bound_what_has_a_time_of_day() -> None:
    rule = Recurrence(Weekly((0,)), clock=Clock(540, 600))
    monday = datetime(2026, 11, 30, 9)
    assert [o.start for o in rule.between(monday, monday)] == ["2026-11-30T09:00"]
    after, same, before = rule.next(monday), rule.next(datetime(2026, 11, 30, 8, 59)), rule.previous(monday)
    assert after
    assert same
    assert before
    assert (after.start, same.start, before.start) == ("2026-12-07T09:00", "2026-11-30T09:00", "2026-11-23T09:00")
    just_after = rule.previous(monday.replace(microsecond=1))
    assert just_after
    assert just_after.start == "2026-11-30T09:00"


def test_bounds_hold_for_the_neighbours_too() -> None:
    rule = replace(MAY30, since=date(2020, 6, 1), until=date(2022, 5, 30))
    first, last = rule.next(date(1990, 1, 1)), rule.previous(date(2090, 1, 1))
    assert first
    assert last
    assert (first.start, last.start) == ("2021-05-30", "2022-05-30")
    assert rule.next(date(2022, 5, 30)) is None
    assert rule.previous(date(2021, 5, 30)) is None


def test_what_can_never_be_says_why() -> None:
    assert MAY30.never() is None
    assert Recurrence(Yearly(2, 29, interval=4, phase=2026)).never()
    assert Recurrence(Yearly(2, 29, interval=4, phase=2024)).never() is None
    assert replace(MAY30, since=date(2022, 1, 1), until=date(2021, 1, 1)).never()
    assert parse("DTSTART:20260201 RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30").never()
    assert parse("DTSTART:20260601 RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30").never() is None


def test_rrule_and_text_speak_for_the_whole() -> None:
    assert MAY30.to_rrule() == "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30"
    assert replace(MAY30, until=date(2030, 12, 31)).to_rrule() == "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30;UNTIL=20301231"
    assert replace(MAY30, suspended=(2020,)).to_rrule() is None
    assert parse(write(MAY30, "zh")) == MAY30


def test_occurrences_by_arithmetic_are_a_sequence_like_a_list() -> None:
    found = MAY30.between(date(2020, 1, 1), date(2023, 12, 31))
    assert len(found) == 4
    assert found[-1].start == "2023-05-30"
    assert [o.key for o in found[1:3]] == ["2021", "2022"]
    assert found == list(found)
    assert [*found] == [found[n] for n in range(4)]
    assert isinstance(found[0], Occurrence)


@pytest.mark.parametrize(
    "rule",
    [
        replace(MAY30, without=(date(2021, 5, 30),), suspended=(2020,), edition=Edition(((2017, 1),), 2)),
        replace(MAY30, moved=(Move(date(2021, 5, 30), Span(date(2021, 6, 5), date(2021, 6, 6)), Clock(540)),)),
        replace(MAY30, extra=(Span(date(2021, 7, 1), date(2021, 7, 3)),)),
        replace(MAY30, then=Recurrence(Weekly((0,)), since=date(2025, 1, 1))),
        replace(MAY30, edition=Edition(known=((2016, 31),), unit="周年")),
        parse("DTSTART:20240229T090000 RRULE:FREQ=DAILY;INTERVAL=5"),
        parse("DTSTART:20240229T090000 RRULE:FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=1,-1"),
    ],
)
def test_json_keeps_everything(rule: Recurrence) -> None:
    assert Recurrence.from_json(rule.to_json()) == rule


def test_looking_beyond_the_end_of_a_rule_with_moved_occurrences_is_quick() -> None:
    move = Move(date(2020, 1, 6), Span(date(2020, 1, 7), date(2022, 3, 4)))
    ended = Recurrence(Weekly((0,)), since=date(2020, 1, 1), until=date(2021, 1, 1), moved=(move,))
    later = replace(ended, then=Recurrence(Weekly((1,)), since=date(2020, 6, 1), until=date(2020, 12, 31)))
    begin = perf_counter()
    for recurrence in (ended, later):
        assert recurrence.next(date(2026, 1, 1)) is None
        assert recurrence.previous(date(2019, 1, 1)) is None
        last = recurrence.previous(date(2026, 1, 1))
        assert last
        assert last.span.first == recurrence.between(date(2019, 1, 1), date(2026, 1, 1))[-1].span.first
    assert perf_counter() - begin < 1


rules_that_seek = st.sampled_from([
    Rfc5545(date(2026, 1, 9), rules=(RRule.read("FREQ=DAILY"),)),
    Rfc5545(date(2026, 1, 9), rules=(RRule.read("FREQ=DAILY;COUNT=30"),)),
    Rfc5545(datetime(2026, 1, 9, 9), rules=(RRule.read("FREQ=WEEKLY;BYDAY=MO,FR"),), lasts=90),
    Rfc5545(datetime(2026, 1, 9, 1), "America/New_York", (RRule.read("FREQ=HOURLY;INTERVAL=7"),)),
    Rfc5545(datetime(2026, 1, 9, 20), "UTC", (RRule.read("FREQ=WEEKLY"), RRule.read("FREQ=MONTHLY")), lasts=60),
])  # fmt: skip
some_days = st.dates(date(2026, 1, 1), date(2026, 4, 20))
some_moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 20)).map(lambda at: at.replace(microsecond=0))


@settings(max_examples=300, deadline=None)
@given(st.data(), rules_that_seek, some_days | some_moments)
def test_a_rule_that_seeks_finds_with_all_its_exceptions_what_the_window_shows(
    data: st.DataObject, rule: Rfc5545, at: date | datetime
) -> None:
    days = [o.span.first for o in Recurrence(rule).between(date(2026, 1, 1), date(2026, 4, 30))]
    some = st.lists(st.sampled_from(days), max_size=2, unique=True)
    moved = tuple(Move(day, Span.of(data.draw(some_days)), Clock(600, 660)) for day in data.draw(some))
    later = Recurrence(rule, since=data.draw(some_days)) if data.draw(st.booleans()) else None
    recurrence = Recurrence(
        rule,
        since=data.draw(st.none() | some_days),
        until=data.draw(st.none() | some_days),
        without=tuple(sorted(data.draw(some))),
        moved=moved,
        extra=tuple(Span.of(day) for day in data.draw(st.lists(some_days, max_size=1))),
        then=later,
    )
    shown = list(recurrence.between(date(2025, 12, 1), date(2026, 4, 30)))
    begins: list[date] = [o.moment if isinstance(at, datetime) else o.span.first for o in shown]
    after = next((o for o, begin in zip(shown, begins, strict=True) if begin > at), None)
    before = next((o for o, begin in reversed(list(zip(shown, begins, strict=True))) if begin < at), None)
    found = recurrence.next(at)
    if after or not found or found.span.first <= date(2026, 4, 30):
        assert (found and (found.moment, found.span)) == (after and (after.moment, after.span))
    last = recurrence.previous(at)
    assert (last and last.moment) == (before and before.moment)


def test_json_with_a_doubt_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="guessed"):
        Recurrence.from_json(MAY30.to_json() | {"notes": ["guessed"]})
