"""A recurrence drawn at random, with bounds and exceptions, against a list of its occurrences made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RECKONING, Clock, Move, Occurrence, Recurrence, Span, between_all, first_all
from rules.kinds import Monthly
from rules.spans import shift
from tests.test_kinds_properties import DERIVED, SIMPLE

YEARS = Span(date(2014, 1, 1), date(2019, 12, 31))
DAYS = st.dates(date(2015, 1, 1), date(2018, 12, 31))
CLOCKS = st.none() | st.sampled_from((Clock(540), Clock(540, 600), Clock(end=1080)))


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    """Bounds, days left out, years without, one occurrence moved, days beside the rule, a later version."""
    rule = draw(SIMPLE | DERIVED)
    days = [span.first for span in rule.spans(Span(date(2015, 1, 1), date(2018, 12, 31)), RECKONING)]
    some = st.lists(st.sampled_from(days), max_size=2, unique=True) if days else st.just([])
    spans = st.builds(lambda day, n: Span(day, shift(day, n)), DAYS, st.integers(0, 9))
    made = Recurrence(rule, draw(st.none() | DAYS), draw(st.none() | DAYS), draw(CLOCKS))
    if draw(st.booleans()):
        return made
    return replace(
        made,
        without=tuple(draw(some)),
        suspended=tuple(draw(st.lists(st.integers(2015, 2018), max_size=1))),
        moved=tuple(Move(day, draw(spans), draw(CLOCKS)) for day in draw(some)),
        extra=tuple(draw(st.lists(spans, max_size=2, unique=True))),
        then=draw(st.none() | st.builds(Recurrence, st.builds(Monthly, st.integers(1, 28)), DAYS)),
    )


def by_hand(one: Recurrence) -> list[tuple[Span, str, Clock | None]]:
    """What takes place, in no order."""
    found, moved = [], {move.day: move for move in one.moved}
    met: set[date] = set()
    for key, span, clock in one.rule.timed(YEARS, RECKONING):
        begun = one.since is None or one.since <= span.first
        ended = (one.until and span.first > one.until) or (one.then and one.then.since and span.first >= one.then.since)
        if not begun or ended:
            continue
        if span.first in moved:
            met.add(span.first)
            move = moved[span.first]
            found.append((move.span, key, move.clock or clock or one.clock))
        elif span.first not in one.without and span.first.year not in one.suspended:
            found.append((span, key, clock or one.clock))
    found += [(m.span, day.isoformat(), m.clock or one.clock) for day, m in moved.items() if day not in met]
    found += [(span, f"+{span.first.isoformat()}", one.clock) for span in one.extra]
    return found + (by_hand(one.then) if one.then else [])


def plain(found: Occurrence) -> tuple[Span, str, Clock | None]:
    return found.span, found.key, found.clock


def in_order(found: list[tuple[Span, str, Clock | None]]) -> list[tuple[Span, str, Clock | None]]:
    return sorted(found, key=lambda one: (one[0], one[1], str(one[2])))


@settings(max_examples=200, deadline=None)
@given(recurrences(), DAYS, st.integers(0, 400))
def test_a_window_shows_what_takes_place_in_it_and_nothing_else(one: Recurrence, first: date, length: int) -> None:
    window = Span(first, shift(first, length))
    found = one.between(window.first, window.last)
    assert in_order([plain(o) for o in found]) == in_order([o for o in by_hand(one) if o[0].overlaps(window)])
    assert [o.moment for o in found] == sorted(o.moment for o in found)
    assert len(found) == len(list(found))


def bounded(one: Recurrence) -> Recurrence:
    """The recurrence with an end on both sides, so that nothing is sought to the end of time."""
    then = replace(one.then, until=date(2019, 6, 30)) if one.then else None
    return replace(one, since=one.since or date(2014, 6, 1), until=one.until or date(2019, 6, 30), then=then)


@settings(max_examples=150, deadline=None)
@given(recurrences().map(bounded), DAYS)
def test_the_next_and_the_last_one_are_those_of_the_list(one: Recurrence, day: date) -> None:
    begins = sorted(span.first for span, _, _ in by_hand(one))
    after, before = one.next(day), one.previous(day)
    assert (after and after.span.first) == next((begin for begin in begins if begin > day), None)
    assert (before and before.span.first) == next((begin for begin in reversed(begins) if begin < day), None)
    assert [o.span.first for o in one.upcoming(day, 3)] == [begin for begin in begins if begin >= day][:3]


@settings(max_examples=150, deadline=None)
@given(recurrences().map(bounded), st.datetimes(datetime(2015, 1, 1), datetime(2018, 12, 31)), st.integers(0, 9_000))
def test_between_two_moments_stand_those_that_begin_from_the_one_to_the_other(
    one: Recurrence, begin: datetime, hours: int
) -> None:
    end = begin + timedelta(hours=hours)
    every = one.between(date(2014, 6, 1), date(2019, 12, 31))
    inside = [o for o in every if begin <= o.moment <= end]
    assert list(one.between(begin, end)) == inside
    after, before = one.next(begin), one.previous(end)
    assert (after and after.moment) == next((o.moment for o in every if o.moment > begin), None)
    assert (before and before.moment) == next((o.moment for o in reversed(every) if o.moment < end), None)


@settings(max_examples=100, deadline=None)
@given(recurrences(), DAYS, st.integers(0, 400))
def test_of_several_with_one_rule_each_keeps_its_own_exceptions(one: Recurrence, first: date, length: int) -> None:
    several, last = [Recurrence(one.rule), one, Recurrence(one.rule, clock=one.clock), one], shift(first, length)
    singly = [list(recurrence.between(first, last)) for recurrence in several]
    assert [list(found) for found in between_all(several, first, last)] == singly
    assert first_all(several, first, last) == [(len(found), found[0] if found else None) for found in singly]


@given(recurrences())
def test_a_recurrence_is_read_back_from_its_json(one: Recurrence) -> None:
    assert Recurrence.from_json(one.to_json()) == one
