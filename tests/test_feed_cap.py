"""Which entries stay where a feed has more than calendar programs bear, and when its bytes change."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.events import Event, agenda, uid_of
from calendars.feeds import Look, kind_feed, render, stays, trim_to
from calendars.folding import nearest
from calendars.ical.lint import lint
from calendars.web.shelf import Shelf
from rules import Recurrence, Rule, Span, parse
from rules.kinds import Due, Fixed, Weekly, Yearly
from tests.test_feed_options import asked
from tests.test_feeds import ALL, STORED, TODAY, values

WINDOW = Span(date(2026, 9, 1), date(2027, 1, 31))
TEXTS = (
    "每天", "每个工作日", "每周一", "每周二、周四", "每月10日", "每年5月30日", "每年农历九月初九", "2026年12月1日",
    "2026年9月1日", "2026年9月20日至2026年11月5日", "自2026年5月1日起每10日", "每季度最后一个工作日", "2026年10月31日至11月3日",
)  # fmt: skip
DUE = ("每年10月31日前", "每月5日前", "每个工作日前1天", "2027年3月1日前", "每周五前")
several = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(["event", "observance", "window"]))
    | st.tuples(st.sampled_from(DUE), st.sampled_from(["deadline", "duty", "offset"])),
    max_size=8,
)


def events_of(rows: list[tuple[str, str]]) -> list[Event]:
    return [
        Event(uid_of(text, str(n)), f"{text}{n}", kind, parse(text), created=STORED)
        for n, (text, kind) in enumerate(rows)
    ]


@settings(deadline=None, max_examples=60)
@given(several, st.integers(0, 150), st.integers(1, 3))
def test_the_most_frequent_series_are_thinned_first_and_what_is_due_last(
    rows: list[tuple[str, str]], most: int, weight: int
) -> None:
    entries = agenda(events_of(rows), WINDOW)
    shown = trim_to(entries, TODAY, most, weight)
    stay = set(map(id, shown))
    assert list(map(id, shown)) == [id(entry) for entry in entries if id(entry) in stay], "in their order"
    due, others = ([e for e in entries if stays(e.event) == is_due] for is_due in (True, False))
    here = Counter(entry.event.uid for entry in shown)
    room = most - weight * sum(here[uid] for uid in {e.event.uid for e in due})
    assert sum(here[uid] for uid in {e.event.uid for e in others}) <= room or not others
    for group, space in ((due, most // weight), (others, room)):
        total = Counter(entry.event.uid for entry in group)
        kept = sum(here[uid] for uid in total)
        assert kept == min(total.total(), space)
        cut = [here[uid] for uid in total if here[uid] < total[uid]]
        if cut:
            assert max(here[uid] for uid in total) <= min(cut) + 1, "no series has more than one that is not whole"


@settings(deadline=None, max_examples=40)
@given(several, st.integers(1, 100))
def test_of_a_thinned_series_the_nearest_stay_the_same_for_a_month(rows: list[tuple[str, str]], most: int) -> None:
    events = events_of(rows)
    entries = agenda(events, WINDOW)
    shown = trim_to(entries, TODAY, most)
    assert all(trim_to(entries, date(2026, 11, day), most) == shown for day in (1, 13, 30))
    pivot = TODAY.replace(day=1)
    for event in events:
        own = [entry for entry in entries if entry.event is event]
        here = [entry for entry in shown if entry.event is event]
        ahead = [entry for entry in own if entry.span.last >= pivot]
        past = [entry for entry in own if entry.span.last < pivot]
        assert sorted(map(own.index, here)) == sorted(map(own.index, (ahead + past[::-1])[: len(here)]))


@settings(deadline=None, max_examples=40)
@given(several, st.integers(1, 100))
def test_of_very_many_the_nearest_are_enough_to_choose_as_of_all(rows: list[tuple[str, str]], most: int) -> None:
    events = events_of(rows)
    whole = agenda(events, WINDOW)
    near, total = nearest(events, WINDOW, TODAY, most, many=0)
    assert total == len(whole)
    assert len(near) <= most + 2 * len(events)
    shown = trim_to(near, TODAY, most)
    assert shown == trim_to(whole, TODAY, most)
    thinned = [Counter(e.event.uid for e in found) - Counter(e.event.uid for e in shown) for found in (near, whole)]
    assert thinned[0].keys() == thinned[1].keys(), "it shows of which events some are missing"


def test_daily_rules_push_no_deadline_out_and_the_calendar_names_them() -> None:
    rows = [("每个工作日", "event")] * 6 + [("每年10月31日前", "deadline"), ("每年3月12日", "observance")]
    data = asked(events_of(rows), "")
    assert len(values(data, "UID")) == 2000
    titles = values(data, "SUMMARY")
    assert [titles.count(title) for title in ("截止：每年10月31日前6", "每年3月12日7")] == [3, 2]
    about = values(data, "X-WR-CALDESC")[0]
    assert "此处列出2000条；次数最多的只列最近的：每个工作日" in about
    assert "等6项" in about
    assert lint(data) == []


def test_ten_thousand_events_on_one_day_are_bounded() -> None:
    one = Fixed(date(2026, 12, 1), date(2026, 12, 1))
    events = [Event(f"{n:016x}", f"会{n}", "event", Recurrence(one), created=STORED) for n in range(10_000)]
    for query in ("", "lead=7d,3wd", "form=rrule", "alarm=1d"):
        data = asked(events, query)
        assert data.count(b"BEGIN:VEVENT") == 2000, query
        assert "共10000条，此处是最近的2000条" in values(data, "DESCRIPTION")[0]


def test_days_left_take_their_room_from_what_is_not_due() -> None:
    one = Due(Fixed(date(2026, 12, 1), date(2026, 12, 1)))
    due = [Event(f"{n:016x}", f"报{n}", "deadline", Recurrence(one), created=STORED) for n in range(900)]
    data = asked([*due, *events_of([("每个工作日", "event")])], "lead=7d")
    assert data.count(b"BEGIN:VEVENT") == 2000
    assert data.count(b"-lead-7d") == 900


# ------------------------------------------------------------------ when the bytes change


class Fake:
    """A store of those events, last changed at that moment."""

    def __init__(self, events: list[Event], change: datetime) -> None:
        self.all, self.change = events, change

    def events(self) -> list[Event]:
        return self.all

    def last_change(self) -> datetime:
        return self.change


def event(title: str, kind: str, rule: Rule, **facts: Any) -> Event:
    return Event(uid_of(title), title, kind, Recurrence(rule), created=STORED, **facts)


SEVERAL = [
    event("例会", "event", Weekly((0,))),
    event("年报", "deadline", Due(Yearly(5, 31))),
    event("节", "observance", Yearly(3, 12)),
]


@pytest.mark.parametrize("query", ["", "past=45", "from=2025-07-09&lead=7d", "todo=1", "form=rrule"])
def test_for_three_years_bytes_change_on_the_first_alone_and_not_without_their_date(query: str) -> None:
    moment = [datetime(2026, 1, 1, 8)]
    shelf = Shelf(lambda: Fake(SEVERAL, datetime(2026, 1, 1, tzinfo=UTC)), lambda: moment[0], 0)
    before = None
    days = (date(2026, 1, 1) + timedelta(n) for n in range(3 * 365))
    for day in (day for day in days if day.day in (1, 2, 17) or (day + timedelta(1)).day == 1):
        moment[0] = datetime(day.year, day.month, day.day, *((0, 0) if day.day == 1 else (23, 59)))
        made = shelf.feed("all", shelf.stock(), Look.read(query))
        assert made
        if before and made.plain != before.plain:
            assert day.day == 1
            assert made.modified > before.modified
        elif before and day.day > 1:
            assert made.modified == before.modified
        before = made


def test_two_changes_within_a_second_have_two_dates() -> None:
    store = Fake(SEVERAL, datetime(2026, 11, 20, 1, 0, 0, 100_000, tzinfo=UTC))
    shelf = Shelf(lambda: store, lambda: datetime(2026, 11, 20, 8), 0)
    first = shelf.stock().modified
    store.all, store.change = SEVERAL[1:], store.change.replace(microsecond=900_000)
    second = shelf.stock().modified
    assert second > first
    assert shelf.stock().modified == second


def test_a_feed_in_another_language_is_the_same_feed() -> None:
    shelf = Shelf(lambda: Fake(SEVERAL, STORED), lambda: datetime(2026, 11, 20, 8), 60, owner="协会", lang="en")
    stock = shelf.stock()
    english, chinese = (shelf.feed("deadline", stock, Look.read(query)) for query in ("", "lang=zh"))
    assert english
    assert chinese
    assert values(english.plain, "NAME") == ["协会: Deadlines"]
    assert values(chinese.plain, "NAME") == ["协会：截止事项"]
    assert values(english.plain, "UID") == values(chinese.plain, "UID")
    assert shelf.feed("deadline", stock, Look.read("lang=en")) is english


def test_a_kind_keeps_its_colour_when_less_of_it_is_wanted() -> None:
    data = asked(SEVERAL, "words=年报", feed=kind_feed("deadline"))
    assert values(data, "COLOR") == ["crimson"]
    assert values(render(ALL, agenda(SEVERAL, Span(TODAY, TODAY)), look=Look.read("form=rrule")), "UID") == []
