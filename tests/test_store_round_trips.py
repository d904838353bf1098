"""Whatever an event holds, the store gives it back: properties over every kind of rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.events import KINDS, Event, Lead, Origin, Source, last_day
from calendars.store import Store
from rules import Clock, Edition, Move, Recurrence, Rule, Span, shift
from rules.kinds import (
    CONVENTIONS,
    Anchored,
    Announced,
    Around,
    Case,
    DayOfYear,
    Due,
    Duration,
    EachDay,
    Easter,
    Elapsed,
    Equinox,
    Filtered,
    Fixed,
    Instead,
    IsoWeek,
    Julian,
    Lasting,
    LeapYears,
    Lengths,
    Lunar,
    LunarMonthly,
    Monthly,
    Moved,
    NthFrom,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rfc5545,
    Rolled,
    SolarTerm,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from rules.reckoning.periods import RULE_SETS
from rules.reckoning.terms import NAMES
from rules.recurrence import DOUBTS
from rules.rfc5545.rrule import RRule

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5, microseconds=7)


@pytest.fixture(scope="module", params=["memory", "file"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples: each meets what those before it left."""
    folder = tmp_path_factory.mktemp("store")
    with Store.open(
        "sqlite://" if request.param == "memory" else f"sqlite:///{folder}/events.sqlite3", create=True
    ) as opened:
        yield opened


days = st.dates()
rrules = st.sampled_from(["FREQ=DAILY;COUNT=3", "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=1;SKIP=FORWARD",
                          "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=-1;WKST=SU;UNTIL=20300101T000000Z"]).map(RRule.read)  # fmt: skip
moments = st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(microsecond=0))
sets = st.one_of(
    st.builds(Rfc5545, st.dates(date(1950, 1, 1), date(2060, 1, 1)), rules=st.tuples(rrules), exdates=st.tuples(days)),
    st.builds(Rfc5545, moments, st.sampled_from([None, "UTC", "Europe/London"]), st.tuples(rrules, rrules),
              st.tuples(rrules), st.lists(moments, max_size=2).map(tuple), st.tuples(days), st.integers(0, 90)),
)  # fmt: skip
ends = st.tuples(days, days).map(lambda d: Fixed(min(d), max(d)))
month_days = st.tuples(st.integers(1, 12), st.integers(1, 28))
simple = st.one_of(
    ends,
    days.map(lambda d: Fixed(d, None)),
    month_days.map(lambda a: Yearly(*a)),
    st.tuples(month_days, month_days, st.integers(1, 5), st.none() | st.integers(1, 9999)).map(
        lambda a: Yearly(*a[0], *a[1], a[2], a[3])
    ),
    st.integers(1, 31).map(Monthly),
    st.tuples(st.integers(1, 15), st.integers(15, 31)).map(lambda a: Monthly(*a)),
    st.builds(
        Periodic,
        st.sampled_from(["day", "week", "month", "quarter", "half", "year"]),
        st.integers(1, 9),
        st.none() | days,
    ),
    st.sets(st.integers(0, 6), min_size=1).map(lambda d: Weekly(tuple(d))),
    st.builds(NthWeekday, st.integers(0, 12), st.sampled_from([-5, -1, 1, 2, 5]), st.integers(0, 6), st.integers(1, 2)),
    st.builds(
        NthWeek,
        st.integers(0, 12),
        st.sampled_from([-6, -1, 1, 6]),
        st.sampled_from(sorted(CONVENTIONS)),
        st.integers(1, 3),
    ),
    st.builds(
        Anchored,
        st.text(max_size=9).filter(lambda t: "\ud800" not in t),
        st.integers(-99, 99),
        st.sampled_from(["years", "months", "workdays", "hours"]),
    ),
    st.builds(Duration, st.integers(1, 999), st.sampled_from(["years", "days"])),
    sets,
    st.builds(
        Lunar,
        st.integers(1, 12),
        st.sampled_from([-1, 1, 15, 30]),
        st.sampled_from(["skip", "too", "only"]),
        st.sampled_from(["omit", "backward", "forward"]),
    ),
    st.sampled_from([Lunar(12, -1, year=2026), Lunar(1, 15, year=2026), Lunar(6, 1, "only", year=2025)]),
    st.sampled_from([-1, 1, 30]).map(LunarMonthly),
    st.builds(IsoWeek, st.sampled_from([-1, 1, 52]), st.sampled_from([None, 0, 6])),
    st.builds(DayOfYear, st.sampled_from([-1, 1, 256])),
    st.builds(SolarTerm, st.sampled_from(NAMES), st.sampled_from([0, 2026])),
    st.builds(NthWorkday, st.sampled_from(["month", "quarter"]), st.sampled_from([-2, 1, 10]), st.integers(0, 12)),
    st.builds(
        Elapsed, st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(1, 90), st.sampled_from(["days", "workdays"]),
        st.sampled_from(sorted(RULE_SETS)),
    ),
)  # fmt: skip
moved = st.builds(Moved, simple, st.sampled_from([-10, -1, 1, 30]), st.sampled_from(["days", "workdays", "months"]))
rolled = st.builds(
    Rolled, simple, st.sampled_from(["following", "preceding", "nearest"]), st.sampled_from(["rest-days", "weekends"])
)
counts = st.sampled_from([-30, -1, 1, 2])
weekday_sets = st.sets(st.integers(0, 6), min_size=1, max_size=6).map(lambda found: tuple(sorted(found)))
others = st.one_of(
    st.sampled_from(["workdays", "rest-days"]).map(EachDay),
    st.booleans().map(LeapYears),
    st.builds(Easter, st.booleans(), st.sampled_from([0, 2026])),
    st.builds(Julian, st.integers(1, 12), st.integers(1, 28), st.sampled_from([0, 2026])),
    st.builds(Equinox, st.sampled_from(["march", "december"]), st.sampled_from(["UTC", "+09:00"])),
)
conditions = st.one_of(others, weekday_sets.map(Weekly), month_days.map(lambda a: Yearly(*a)))
own_clocks = st.none() | st.builds(Clock, st.integers(0, 1439))
cases = st.one_of(
    st.builds(Case, conditions, counts, st.sampled_from(["days", "workdays"]), clock=own_clocks, also=st.booleans()),
    st.builds(Case, conditions, counts, st.just("weekdays"), weekday_sets, omit=st.just(()) | weekday_sets),
    st.builds(Case, conditions, clock=st.builds(Clock, st.integers(0, 1439))),
)
composed = st.one_of(
    st.builds(NthFrom, simple, counts, st.just("weekdays"), weekday_sets, st.booleans()),
    st.builds(NthFrom, simple, counts, st.sampled_from(["days", "workdays", "rest-days"]), including=st.booleans()),
    st.builds(Lasting, simple, st.integers(1, 60), st.sampled_from(["days", "weeks", "months", "workdays"])),
    st.builds(Filtered, simple, conditions, st.booleans(), st.just(()) | st.tuples(conditions)),
    st.tuples(simple, simple).map(Together),
    st.builds(Instead, simple, st.lists(cases, min_size=1, max_size=3).map(tuple), st.booleans()),
)
announced = st.builds(Announced, st.none() | simple, st.just(()) | st.just(((date(2026, 9, 12), date(2026, 9, 18)),)))
dues = st.builds(Due, simple, st.sampled_from(["unstated", "stated", "excluded"]))
lengths = st.builds(Duration, st.integers(1, 99), st.sampled_from(["years", "months", "days"]))
every_rule: st.SearchStrategy[Rule] = st.one_of(
    simple,
    st.builds(Through, simple, simple),
    st.builds(Lengths, st.none() | lengths, lengths),
    others,
    composed,
    dues,
    moved,
    rolled,
    announced,
    st.builds(WeekOf, simple),
    st.builds(Around, simple),
    st.builds(Around, dues),
)
clocks = st.builds(Clock, st.none() | st.integers(0, 1440), st.none() | st.integers(0, 1440)).filter(
    lambda c: c != Clock()
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
lead_lists = st.lists(
    st.builds(
        Lead,
        st.integers(0, 9999),
        st.sampled_from(["days", "workdays"]),
        st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    ),
    max_size=3,
).map(tuple)
sources = st.builds(
    Source,
    st.none() | texts,
    st.none() | texts,
    st.none() | texts,
    st.none() | days,
    st.none() | st.just("cd" * 32),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.none() | texts,
)
near = st.dates(date(1950, 1, 1), date(2060, 12, 31))
spans = st.tuples(near, st.integers(0, 9)).map(lambda d: Span(d[0], shift(d[0], d[1])))
years = st.integers(1950, 2060)
fields = {
    "until": st.none() | near,
    "clock": st.none() | clocks,
    "without": st.lists(near, max_size=2).map(tuple),
    "notes": st.lists(st.sampled_from(sorted(DOUBTS)), max_size=2).map(tuple),
    "suspended": st.lists(years, max_size=2).map(tuple),
    "moved": st.lists(st.builds(Move, near, spans, st.none() | clocks), max_size=2).map(tuple),
    "extra": st.lists(spans, max_size=2).map(tuple),
    "edition": st.none() | st.builds(Edition, st.tuples(st.tuples(years, st.integers(1, 99))), st.integers(1, 5)),
}
later = st.builds(Recurrence, every_rule, near, **fields)
recurrences = st.builds(Recurrence, every_rule, st.none() | near, **fields, then=st.none() | later)
origins = st.builds(
    Origin,
    texts,
    texts,
    st.integers(0, 99),
    st.none() | st.just(NOW),
    st.just("ef" * 32),
    st.lists(st.sampled_from(["LOCATION:a\\, b", "X-A;B=c:d", "STATUS:TENTATIVE"]), max_size=2, unique=True).map(tuple),
)
whole_events = st.builds(
    Event,
    uid=st.sampled_from(["00aa11bb22cc33dd", "ffee"]),
    title=texts,
    kind=st.sampled_from(KINDS),
    recurrence=recurrences,
    origin=st.none() | origins,
    tags=st.lists(texts, max_size=3).map(tuple),
    leads=st.none() | lead_lists,
    quote=st.none() | texts,
    source=st.none() | sources,
    action=st.none() | texts,
)


@settings(max_examples=150, deadline=None)
@given(wanted=whole_events)
def test_every_event_comes_back_equal_and_is_found_unchanged(shared: Store, wanted: Event) -> None:
    saved = shared.save([wanted], NOW)
    (stored,) = saved.added + saved.changed + saved.unchanged
    assert shared.event(wanted.uid) == stored
    assert stored.recurrence == wanted.recurrence
    assert (stored.source, stored.leads, stored.tags) == (wanted.source, wanted.leads, wanted.tags)
    assert stored.origin == wanted.origin
    assert shared.save([wanted], LATER).unchanged == (stored,)


def test_the_round_trip_covers_every_kind_of_rule() -> None:
    from rules.rule import KINDS as ALL

    tried = {Fixed, Yearly, Monthly, Periodic, Weekly, NthWeekday, NthWeek, Anchored, Duration, Due, Around}
    tried |= {Lunar, LunarMonthly, SolarTerm, NthWorkday, Elapsed, Moved, Rolled, WeekOf, Announced}
    tried |= {Through, Lengths, Rfc5545}
    tried |= {NthFrom, Lasting, Filtered, Together, Instead, EachDay, LeapYears, Easter, Julian, Equinox}
    tried |= {IsoWeek, DayOfYear}
    assert set(ALL.values()) == tried, "a new kind of rule belongs into the strategies above"


@settings(max_examples=200, deadline=None)
@given(recurrence=st.builds(Recurrence, every_rule) | recurrences, day=st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_what_pruning_leaves_out_has_no_later_day(recurrence: Recurrence, day: date) -> None:
    if last_day(recurrence) < day:
        assert recurrence.between(day, min(day + timedelta(3000), date.max)) == []
