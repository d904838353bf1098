"""Later notices against many events: what is found by indexes is what looking at every event finds."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.actions import foreseen, previews, read_in, reading, reviewing
from calendars.drafts import draft
from calendars.events import Event, uid_of
from calendars.reconciling import Known, Match, Reconciler
from calendars.reconciling.evidence import Evidence
from calendars.reconciling.index import Index
from calendars.reconciling.redating import are_same, begins_on, with_one_moved, without_one
from calendars.store import Store
from rules import NameIndex, Notice, Recurrence, Rule, called, find, read_notice
from rules.kinds import Due, Fixed, Monthly
from rules.notices.called import closeness
from tests.benchmarks.bench_reconciling import NOW, calendar, many_dates

WORDS = ("青岭市", "第二届", "第3期", "2026年", "学术", "年会", "培训班", "报送", "总结", "活动", "报名", "会", "决赛")
TITLES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)
DAYS = st.integers(0, 20).map(lambda n: date(2026, 4, 28) + timedelta(n))
TODAY = date(2026, 4, 8)


@given(st.lists(TITLES, max_size=12), TITLES, st.sampled_from([0.3, 0.6, 0.7, 0.8]))
def test_the_names_that_are_alike_are_found_without_comparing_all(titles: list[str], title: str, enough: float) -> None:
    own = called(title).name
    names = dict.fromkeys(name for one in titles if (name := called(one).name))
    plain = {name for name in names if own and closeness(own, name) >= enough}
    assert set(NameIndex(titles).near(title, enough)) == plain


@st.composite
def stored(pick: st.DrawFn) -> Event:
    title, day, status = pick(TITLES), pick(DAYS), pick(st.sampled_from(["confirmed"] * 4 + ["waiting", "cancelled"]))
    kind = pick(st.sampled_from(["event", "deadline", "window"]))
    rule: Rule = Fixed(day, day + timedelta(pick(st.sampled_from([0, 0, 0, 2]))))
    if kind == "deadline":
        return Event(uid_of(title, str(day)), title, kind, Recurrence(Due(rule)), status=status)
    rule = pick(st.sampled_from([rule, rule, rule, Monthly(day.day)]))
    return Event(uid_of(title, str(day), kind), title, kind, Recurrence(rule), status=status)


@st.composite
def sentence(pick: st.DrawFn) -> str:
    title, day, other = pick(TITLES), pick(DAYS), pick(DAYS)
    one, two = (f"{each.month}月{each.day}日" for each in (day, other))
    shapes = (
        f"{one}举行{title}。",
        f"请于{one}前报送{title}。",
        f"{title}延期至{one}举行。",
        f"{title}取消。",
        f"{title}时间不变。",
        f"原定{one}的{title}推迟至{two}。",
        f"{title}截止时间延长至{one}。",
        f"原定{one}的{title}推迟一周。",
        f"{title}另行通知。",
    )
    return pick(st.sampled_from(shapes))


HEADS = st.sampled_from(["关于有关安排的通知", "关于调整青岭市学术年会有关安排的通知", "关于更正培训班安排的公告"])


class Plain(Index):
    """The same by looking at every event."""

    def on(self, dates: Recurrence) -> list[Known]:
        return [one for one in self.known if any(are_same(dates, own) for own in one.dates())]

    def having(self, former: Recurrence) -> list[Known]:
        return [
            one for one in self.known if any(are_same(former, own) or begins_on(former, own) for own in one.dates())
        ]

    def begun_within(self, dates: Recurrence) -> Sequence[Known]:
        return self.known

    def named(self, titles: Iterable[str], enough: float) -> list[Known]:
        return list(self.known)


def plain_among(self: Evidence, keys: Sequence[str], words: str) -> list[str]:
    near = self.near(words)
    return [key for key in keys if key in near]


def found(notice: Notice, events: Iterable[Event]) -> list[Match]:
    known = [Known.of(event, ()) for event in events]
    return Reconciler(notice, known, TODAY).matches(draft(notice, find(notice, TODAY)))


@settings(max_examples=150, deadline=None)
@given(HEADS, st.lists(sentence(), min_size=1, max_size=5), st.lists(stored(), max_size=12, unique_by=lambda e: e.uid))
def test_what_becomes_of_the_events_is_the_same(head: str, lines: list[str], events: list[Event]) -> None:
    notice = read_notice(f"{head}\n各单位：\n{''.join(lines)}\n青岭市科协\n2026年4月8日\n")
    fast = found(notice, events)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calendars.reconciling.words.Index", Plain)
        patch.setattr(Evidence, "among", plain_among)
        assert found(notice, events) == fast


def write_beside(url: str) -> None:
    """Writes to the database as another program would that waits for hardly a moment."""
    with Store.open(url, patience=0.2) as other:
        day = date(2026, 5, len(other.events()) % 28 + 1)
        other.save([Event(uid_of("beside", str(day)), "旁边的事", "event", Recurrence(Fixed(day, day)))], NOW)


@pytest.mark.parametrize(
    "way", ["previews", *(pytest.param(way, marks=pytest.mark.sqlite) for way in ("read_in", "foreseen"))]
)
def test_others_may_write_while_it_is_reckoned_what_would_become(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    notice = read_notice(many_dates(5))
    drafts = draft(notice, find(notice, NOW.date()))
    plain, times = reading.lay_beside, []

    def slowly(*given: Any, **more: Any) -> Any:
        write_beside(url)
        times.append(1)
        found = plain(*given, **more)
        write_beside(url)
        return found

    for module in (reading, reviewing):
        monkeypatch.setattr(module, "lay_beside", slowly)
    with Store.open(url, create=True) as store:
        store.save(calendar(20), NOW)
        before = store.events()
        if way == "read_in":
            outcome = read_in(store, notice, drafts, NOW, dry_run=True)
        else:
            (outcome,) = (previews if way == "previews" else foreseen)(store, [(notice, drafts)], NOW)
        assert times == [1]
        assert len(outcome.changes) == 5
        assert len(store.events()) == len(before) + 2, "what was written beside it, and nothing else"
        assert store.drafts() == []
        with pytest.raises(Exception, match="locked"):
            read_in(store, notice, drafts, NOW)


@pytest.mark.slow
def test_four_hundred_dates_against_ten_thousand_events_take_seconds() -> None:
    notice = read_notice(many_dates(400))
    drafts = draft(notice, find(notice, NOW.date()))
    assert len(drafts) == 400
    with Store.open("sqlite://") as store:
        with store.changing(NOW, "add") as change:
            change.save(calendar(10_000))
        begun = time.process_time()
        (outcome,) = previews(store, [(notice, drafts)], NOW)
        assert time.process_time() - begun < 10
    assert len(outcome.changes) == 400


def test_a_date_on_which_nothing_begins_moves_and_cancels_none() -> None:
    monthly = Event("aaaa", "例会", "event", Recurrence(Monthly(5)))
    first, other = (Recurrence(Fixed(day, day)) for day in (date(2026, 5, 1), date(2026, 5, 9)))
    assert with_one_moved(monthly, first, other) is None
    assert without_one(monthly, first) is None
    long = Event("bbbb", "展览", "event", Recurrence(Monthly(5, 7)))
    within = Recurrence(Fixed(date(2026, 5, 6), date(2026, 5, 6)))
    assert with_one_moved(long, within, other) is not None
