"""Dates that follow those of another event: earlier deadlines for the level below, and what counts from a named event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calendars import actions
from calendars.drafts import draft
from calendars.events import CANCELLED, CONFIRMED, BadLead, Event, Lead
from calendars.following import IsCalledOff, NoDates, NotCounted, TooEarly, check_ahead, earlier
from calendars.reconciling import Sort
from calendars.store import Store
from rules import Recurrence, Span, find, parse, read_notice, write
from tests.test_cli import Run, run
from tests.test_later_notices import CALL, CALLED_OFF, POSTPONED

__all__ = ["run"]

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


def test_what_was_done_below_is_said_where_its_date_moves_with_the_parent(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, LEAD, "各分会", NOW).events
    actions.complete(store, child.uid, date(2026, 5, 9), NOW)
    outcome = actions.edit(store, parent.uid, NOW, recurrence=parse("2026年5月22日前"))
    assert [(one.event.uid, one.before, one.after) for one in outcome.done] == [
        (child.uid, date(2026, 5, 9), date(2026, 5, 15))
    ]


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


@pytest.mark.parametrize("lead", ["80d", "999d", "3650d", "9999d"])
def test_what_would_be_over_already_is_no_deadline(store: Store, lead: str) -> None:
    parent = added(store, "2026年5月15日前")
    with pytest.raises(TooEarly) as refused:
        actions.cascade(store, parent.uid, Lead.read(lead), "各分会", NOW)
    assert "已过" in refused.value.say("zh")
    assert [event.uid for event in store.events()] == [parent.uid]
    assert actions.cascade(store, parent.uid, Lead.read("75d"), "各分会", NOW).added  # today


def test_what_would_lie_before_every_calendar_is_no_deadline(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    with pytest.raises(TooEarly) as refused:
        check_ahead(earlier(parent, Lead(20_000, "workdays"), "各分会"), date(2026, 3, 1))
    assert refused.value.remedy


def test_hours_make_no_earlier_deadline() -> None:
    with pytest.raises(BadLead):
        earlier(Event("a", "报送总结", "deadline", parse("2026年5月15日前")), Lead(2, "hours"), "各分会")


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


# ------------------------------------------------------------------ one date of the event moved or cancelled


def days_left(event: Event) -> list[date]:
    return [one.span.last for one in event.recurrence.upcoming(date(2026, 1, 1), 9)]


def test_it_follows_where_the_only_date_of_its_event_is_moved_and_moved_back(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, Lead.read("3d"), "各分会", NOW).events
    actions.move_one(store, parent.uid, date(2026, 5, 15), Span.of(date(2026, 5, 22)), None, NOW)
    assert days_left(store.event(child.uid)) == [date(2026, 5, 19)]
    (later,) = actions.cascade(store, parent.uid, Lead.read("1d"), "各小组", NOW).events
    assert days_left(later) == [date(2026, 5, 21)]
    actions.move_one(store, parent.uid, date(2026, 5, 22), Span.of(date(2026, 5, 15)), None, NOW)
    assert days_left(store.event(child.uid)) == [date(2026, 5, 12)]


def test_it_is_called_off_where_the_only_date_of_its_event_is_cancelled(store: Store) -> None:
    parent = added(store, "2026年5月15日前")
    (child,) = actions.cascade(store, parent.uid, LEAD, "各分会", NOW).events
    actions.cancel_one(store, parent.uid, date(2026, 5, 15), NOW)
    assert store.event(child.uid).status == CANCELLED
    with pytest.raises(IsCalledOff):
        actions.cascade(store, parent.uid, LEAD, "各小组", NOW)
    actions.undo(store, NOW)
    assert (store.event(child.uid).status, days_left(store.event(child.uid))) == (CONFIRMED, [date(2026, 5, 9)])


def test_of_a_series_the_one_date_follows_that_was_moved_and_the_one_is_left_out_that_was_cancelled(
    store: Store,
) -> None:
    parent = added(store, "2026年3月至6月每月10日前")
    (child,) = actions.cascade(store, parent.uid, Lead.read("3d"), "各分会", NOW).events
    actions.move_one(store, parent.uid, date(2026, 4, 10), Span.of(date(2026, 4, 14)), None, NOW)
    actions.cancel_one(store, parent.uid, date(2026, 5, 10), NOW)
    expected = [date(2026, 3, 7), date(2026, 4, 11), date(2026, 6, 7)]
    assert days_left(store.event(child.uid))[:3] == expected
    assert days_left(actions.cascade(store, parent.uid, Lead.read("3d"), "各小组", NOW).events[0])[:3] == expected


def test_what_counts_from_an_event_follows_where_one_date_of_it_is_moved_or_cancelled(store: Store) -> None:
    material, congress = counted(store)
    actions.move_one(store, congress.uid, date(2026, 6, 12), Span.of(date(2026, 6, 15)), None, NOW)
    assert next_day(store.event(material.uid).recurrence) == date(2026, 7, 28)
    actions.cancel_one(store, congress.uid, date(2026, 6, 15), NOW)
    assert store.event(material.uid).status == CANCELLED
    actions.undo(store, NOW, 2)
    assert next_day(store.event(material.uid).recurrence) == date(2026, 7, 27)


def counted(store: Store) -> tuple[Event, Event]:
    notice = read_notice(COUNTED)
    actions.read_in(store, notice, draft(notice, find(notice)), NOW)
    (material,) = [event for event in store.events() if "换届材料" in event.title]
    (congress,) = [event for event in store.events() if "代表大会" in event.title]
    return material, congress


# ------------------------------------------------------------------ the event removed, or merged into another one


def test_what_counts_from_an_event_that_is_removed_has_no_date_again_until_it_comes_back(store: Store) -> None:
    material, congress = counted(store)
    actions.remove(store, congress.uid, NOW)
    left = store.event(material.uid)
    assert (left.status, days_left(left), write(left.recurrence)) == (
        CONFIRMED, [], "会员代表大会召开之日起30个工作日内"
    )  # fmt: skip
    actions.undo(store, NOW)
    assert next_day(store.event(material.uid).recurrence) == date(2026, 7, 27)


def test_what_was_counted_by_hand_waits_for_an_event_of_the_name_that_is_gone(store: Store) -> None:
    one, base = added(store, "会议结束后30个工作日内", "交换届材料"), added(store, "2026年6月1日", "理事会")
    actions.edit(store, one.uid, NOW, kind="offset")
    actions.count_from(store, one.uid, base.uid, NOW)
    actions.remove(store, base.uid, NOW)
    assert write(store.event(one.uid).recurrence) == "理事会之日起30个工作日内"


def test_what_a_notice_called_off_stays_so_when_its_event_moves(store: Store) -> None:
    material, congress = counted(store)
    text = "关于换届材料的通知\n各分会：\n取消报送换届材料。\n青岭市科学技术协会\n2026年4月2日\n"
    notice = read_notice(text)
    drafts = draft(notice, find(notice))
    actions.read_in(store, notice, drafts, NOW, chosen={one.uid: material.uid for one in drafts})
    assert store.event(material.uid).status == CANCELLED
    actions.edit(store, congress.uid, NOW, recurrence=parse("2026年6月15日"))
    assert store.event(material.uid).status == CANCELLED


def test_what_followed_an_event_that_was_merged_into_another_one_follows_that(store: Store) -> None:
    first, second = added(store, "2026年6月1日", "理事会"), added(store, "2026年6月12日", "全体理事会")
    (child,) = actions.cascade(store, second.uid, Lead.read("3d"), "各分会", NOW).events
    actions.merge(store, first.uid, [second.uid], NOW)
    assert (store.event(child.uid).parent, days_left(store.event(child.uid))) == (first.uid, [date(2026, 5, 29)])


def test_whoever_removes_an_event_is_told_what_hung_on_it_and_what_became_of_that(run: Run) -> None:
    run("add", "2026年6月1日 理事会")
    run("add", "会议结束后30个工作日内 交换届材料", "--kind", "offset")
    run("cascade", "理事会", "--before", "3d", "--to", "各分会", "--title", "备会")
    run("anchor", "交换届材料", "理事会")
    ran = run("remove", "理事会", "--yes")
    assert "“备会”随它而定，一并取消" in ran.err
    assert "“交换届材料”由它推算，现在没有日期" in ran.err
    listed = run("list", "--all").out
    assert "（取消）" in next(line for line in listed.splitlines() if "备会" in line)


def test_a_list_says_of_what_is_called_off_that_it_is(run: Run, tmp_path: Path) -> None:
    for number, text in enumerate((CALL, POSTPONED, CALLED_OFF)):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        run("read", str(tmp_path / f"{number}.txt"), "--add", "--yes")
    for command in (("list", "--all"), ("search", "年会", "--all")):
        (line,) = [one for one in run(*command).out.splitlines() if "学术年会" in one and "报送" not in one]
        assert "（取消）" in line
    run("add", "2027年1月5日 理事会")
    run("cancel", "理事会", "2027-01-05")
    assert "取消" in next(line for line in run("list").out.splitlines() if "理事会" in line)


# ------------------------------------------------------------------ its notice read once more


def test_a_notice_read_again_says_nothing_new_of_what_follows_an_event(store: Store) -> None:
    material, congress = counted(store)
    actions.move_one(store, congress.uid, date(2026, 6, 12), Span.of(date(2026, 6, 15)), None, NOW)
    notice = read_notice(COUNTED)
    drafts = draft(notice, find(notice))
    outcome = actions.read_in(store, notice, drafts, NOW)
    assert (outcome.changed, outcome.redated) == ((), ())
    (change,) = [one for one in outcome.changes if one.event and one.event.uid == material.uid]
    assert change.sort is Sort.CONFIRMED
    assert next_day(store.event(material.uid).recurrence) == date(2026, 7, 28)


def test_a_corrected_length_counts_from_the_event_at_once(store: Store) -> None:
    material, _ = counted(store)
    notice = read_notice(COUNTED.replace("30个工作日", "10个工作日"))
    outcome = actions.read_in(store, notice, draft(notice, find(notice)), NOW)
    (change,) = [one for one in outcome.changes if one.event and one.event.uid == material.uid]
    assert change.sort is Sort.MOVED
    assert days_left(store.event(material.uid)) == days_left(change.event or material) == [date(2026, 6, 29)]


def test_which_event_it_counts_from_is_not_asked_again(store: Store) -> None:
    for title in ("理事会会员代表大会", "分会会员代表大会"):
        added(store, "2026年6月1日", title)
    notice = read_notice(COUNTED.replace("定于2026年6月12日召开第八次会员代表大会。", ""))
    drafts = draft(notice, find(notice))
    ((event, found),) = actions.read_in(store, notice, drafts, NOW).counted
    actions.count_from(store, event.uid, found[0].uid, NOW)
    outcome = actions.read_in(store, notice, drafts, NOW)
    assert (outcome.counted, outcome.changed) == ((), ())
    assert store.event(event.uid).parent == found[0].uid


def test_what_lost_its_event_says_nothing_new_when_its_notice_is_read_again(store: Store) -> None:
    material, congress = counted(store)
    actions.remove(store, congress.uid, NOW)
    notice = read_notice(COUNTED)
    outcome = actions.read_in(store, notice, draft(notice, find(notice)), NOW)
    assert outcome.changed == ()
    assert days_left(store.event(material.uid)) == []
