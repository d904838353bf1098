"""What is over, what runs, and what somebody enters when it is over already."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from calendars.actions import move_one, undo
from calendars.events import Event, Lead
from calendars.store import Store
from rules import Recurrence, Rule, Span, parse
from rules.kinds import Due, Fixed
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.settings import Settings

DESK = Settings(recipients=(Recipient("甲"),))


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=CHINA)


def due(day: int) -> Rule:
    return Due(Fixed(date(2026, 4, day), date(2026, 4, day)))


def event(rule: Rule, kind: str = "deadline", **more: object) -> Event:
    return replace(Event("aaaa", "报送总结", kind, Recurrence(rule), leads=(Lead(7),)), **more)  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def run(store: Store, now: datetime, lang: str = "en") -> str:
    out = io.StringIO()
    remind(store, DESK, now, out, lang=lang)
    return out.getvalue()


WINDOW = Fixed(date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize("created", [1, 9])
def test_a_window_that_runs_is_headed_by_its_end(store: Store, created: int) -> None:
    run(store, at(1, 1))
    store.save([event(WINDOW, "window", title="申报")], at(created))
    text = run(store, at(10), "zh")
    assert "[月令] 持续到4月30日：申报" in text
    assert (
        "时间：2026年4月1日（星期三）至2026年4月30日（星期四）（还有20天，其中工作日14天后结束）" in text
        or "结束" in text
    )
    assert "已过期" not in text
    assert run(store, at(11)) == ""


def test_a_window_that_is_over_has_passed(store: Store) -> None:
    store.save([event(Fixed(date(2026, 4, 1), date(2026, 4, 5)), "window")], at(1))
    assert "passed on 1 April: 报送总结" in run(store, at(10))


def test_what_is_moved_to_a_day_that_is_over_is_not_reminded_of_where_nobody_knew_of_it(store: Store) -> None:
    store.save([event(due(28))], at(1))
    assert run(store, at(9)) == ""
    store.edit("aaaa", at(10), recurrence=Recurrence(due(8)))
    assert [run(store, at(day)) for day in (10, 11, 12)] == ["", "", ""]


@pytest.mark.parametrize("day", [8, 2])
def test_who_was_told_the_day_before_hears_that_it_moved_to_one_that_is_over(store: Store, day: int) -> None:
    store.save([event(due(15))], at(5))
    assert "due 15 April" in run(store, at(8))
    store.edit("aaaa", at(9), recurrence=Recurrence(due(day if day < 8 else 7)))
    text = run(store, at(10), "zh")
    assert "[月令] 改期：" in text
    assert "原定2026年4月15日" in text
    assert "已过期：该日已过" in text
    assert "此前未曾提醒" not in text
    assert [run(store, at(day)) for day in (11, 15, 16, 20)] == [""] * 4


def test_what_passed_unsaid_is_said_though_something_else_of_it_was_changed_since(store: Store) -> None:
    store.save([event(due(15))], at(1))
    run(store, at(2))
    store.edit("aaaa", at(16), title="报送年度总结")
    assert "passed on 15 April: 报送年度总结" in run(store, at(17))


def test_what_was_moved_in_time_and_passed_unsaid_is_said(store: Store) -> None:
    store.save([event(due(28))], at(1))
    run(store, at(2))
    store.edit("aaaa", at(10), recurrence=Recurrence(due(12)))
    store.edit("aaaa", at(14), note="…")
    assert "passed on 12 April" in run(store, at(17))


def test_what_comes_back_when_it_is_over_is_not_reminded_of(store: Store) -> None:
    store.save([event(due(15), leads=(Lead(0),))], at(1))
    run(store, at(2))
    store.edit("aaaa", at(10), status="cancelled")
    undo(store, at(16))
    assert run(store, at(17)) == ""


def test_one_date_of_a_series_that_is_moved_back_is_told_though_a_later_one_has_passed(store: Store) -> None:
    store.save([event(due(1), recurrence=parse("每周一前"), leads=(Lead(3),), kind="duty")], at(1))
    for day in (3, 10, 17):
        run(store, at(day))
    move_one(store, "aaaa", date(2026, 4, 20), Span.of(date(2026, 4, 9)), None, at(17, 10))
    assert "moved: passed on 9 April" in run(store, at(17, 11))
    assert "9 April" not in run(store, at(18))
