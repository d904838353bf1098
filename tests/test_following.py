"""Dates that follow those of another event: earlier deadlines for the level below, and what counts from a named event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from calendars import actions
from calendars.drafts import draft
from calendars.events import CANCELLED, Event, Lead
from calendars.following import IsCalledOff, NoDates, NotCounted, earlier
from calendars.store import Store
from rules import Recurrence, find, parse, read_notice

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
LEAD = Lead.read("5个工作日")
COUNTED = """关于召开会员代表大会的通知
各分会：
定于2026年6月12日召开第八次会员代表大会。会员代表大会召开后30个工作日内，请各分会报送换届材料。
青岭市科学技术协会
2026年3月13日
"""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def added(store: Store, rule: str, title: str = "报送总结") -> Event:
    (event,) = actions.add(store, Event(f"uid-{title}", title, "deadline", parse(rule)), NOW).events
    return event


def next_day(recurrence: Recurrence) -> date | None:
    found = recurrence.next(date(2026, 1, 1))
    return found.span.last if found else None


def test_the_level_below_is_due_so_many_working_days_before(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, LEAD, "各分会", NOW).events
    assert (child.parent, child.actor, child.kind) == (parent.uid, "各分会", "deadline")
    assert next_day(child.recurrence) == date(2026, 5, 9)  # a Saturday that is worked


def test_it_moves_with_its_parent_and_with_the_parent_of_that(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, LEAD, "各分会", NOW).events
    (grandchild,) = actions.cascade(store, child.uid, Lead.read("3d"), "各小组", NOW).events
    actions.edit(store, parent.uid, NOW, recurrence=parse("2026年5月22日前"))
    assert next_day(store.event(child.uid).recurrence) == date(2026, 5, 15)
    assert next_day(store.event(grandchild.uid).recurrence) == date(2026, 5, 12)


def test_it_is_called_off_when_its_parent_is_removed_and_comes_back_with_it(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, LEAD, "各分会", NOW).events
    actions.remove(store, parent.uid, NOW)
    assert store.event(child.uid).status == CANCELLED
    actions.undo(store, NOW)
    assert store.event(child.uid).status == "confirmed"


def test_what_a_person_set_of_it_stays_when_its_parent_moves(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, LEAD, "各分会", NOW).events
    actions.edit(store, child.uid, NOW, recurrence=parse("2026年5月1日前"))
    actions.edit(store, parent.uid, NOW, recurrence=parse("2026年5月22日前"))
    assert next_day(store.event(child.uid).recurrence) == date(2026, 5, 1)


def test_of_what_recurs_each_date_has_its_earlier_one(store: Store) -> None:
    parent = added(store, "每月10日前")
    (child,) = actions.cascade(store, parent.uid, Lead.read("3d"), "各分会", NOW).events
    found = child.recurrence.upcoming(date(2026, 3, 1), 3)
    assert [one.span.last for one in found] == [date(2026, 3, 7), date(2026, 4, 7), date(2026, 5, 7)]


def test_before_what_has_no_date_nothing_is_due(store: Store) -> None:
    parent = added(store, "会议结束后30个工作日内")
    with pytest.raises(NoDates):
        actions.cascade(store, parent.uid, LEAD, "各分会", NOW)


def test_before_what_is_called_off_nothing_is_due() -> None:
    dates = parse("2026年5月15日前")
    event = Event("a", "报送总结", "deadline", dates, status=CANCELLED)
    with pytest.raises(IsCalledOff):
        earlier(event, LEAD, "各分会")


def test_what_counts_from_a_named_event_gets_its_date_and_moves_with_it(store: Store) -> None:
    notice = read_notice(COUNTED)
    actions.read_in(store, notice, draft(notice, find(notice)), NOW)
    (material,) = [event for event in store.events() if "换届材料" in event.title]
    (congress,) = [event for event in store.events() if "代表大会" in event.title]
    assert material.parent == congress.uid
    assert next_day(material.recurrence) == date(2026, 7, 27)
    actions.edit(store, congress.uid, NOW, recurrence=parse("2026年6月15日"))
    assert next_day(store.event(material.uid).recurrence) == date(2026, 7, 28)


def test_where_several_have_the_name_a_person_is_asked_and_says_which(store: Store) -> None:
    for title in ("理事会会员代表大会", "分会会员代表大会"):
        added(store, "2026年6月1日", title)
    text = COUNTED.replace("定于2026年6月12日召开第八次会员代表大会。", "")
    notice = read_notice(text)
    outcome = actions.read_in(store, notice, draft(notice, find(notice)), NOW)
    ((event, found),) = outcome.counted
    assert len(found) == 2
    actions.count_from(store, event.uid, found[0].uid, NOW)
    assert next_day(store.event(event.uid).recurrence) == date(2026, 7, 14)


def test_what_counts_from_nothing_cannot_be_joined(store: Store) -> None:
    one, other = added(store, "2026年5月15日前"), added(store, "2026年6月1日", "会议")
    with pytest.raises(NotCounted):
        actions.count_from(store, one.uid, other.uid, NOW)
