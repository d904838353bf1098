"""What was done: one date of an event, which is shown as such, taken back, and no longer reminded of."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from calendars.actions import Stale, cancel_one, complete, edit, move_one, remove, reopen, undo
from calendars.doing import NothingDone, NothingLeft, NotThen, WhichDate, done_on, left_to_do, occurrence_on
from calendars.events import Entry, Event, agenda
from calendars.feeds import Feed, Look, render
from calendars.store import Store
from calendars.terminal import Day
from calendars.words.decided import done_words
from rules import RECKONING, Recurrence, Rule, Span, parse
from rules.kinds import Due, Fixed, Monthly, Weekly
from scheduler.jobs import remind
from scheduler.reminders import CHINA
from scheduler.settings import Settings
from tests.test_cli import Run, added, run

__all__ = ["run"]
STORED = datetime(2026, 1, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 4, 8, 1, 0, 0, 250_000, tzinfo=UTC)
MONTHLY = Due(Monthly(15))


def event(rule: Rule = MONTHLY, uid: str = "aaaa") -> Event:
    return Event(uid, f"报送{uid}", "deadline", Recurrence(rule))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save([event()], datetime(2026, 4, 1, 1, tzinfo=UTC))
        yield opened


def done_dates(store: Store) -> list[date]:
    window = Span(date(2026, 1, 1), date(2026, 12, 31))
    return [entry.due for entry in agenda(store.events(), window) if entry.is_done]


# -- kept --------------------------------------------------------------------------------------------------------------


def test_one_date_is_done_and_the_others_are_not(store: Store) -> None:
    became = complete(store, "aaaa", date(2026, 4, 15), NOW, by="张三")
    assert became.changed
    assert became.entry.event == store.event("aaaa")
    said = became.entry.completion
    assert said is not None
    assert (said.percent, said.done, said.by) == (100, NOW.replace(microsecond=0), "张三")
    assert done_dates(store) == [date(2026, 4, 15)]
    assert store.event("aaaa").sequence == 0


def test_what_was_said_before_is_not_said_again(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW, by="张三")
    again = complete(store, "aaaa", date(2026, 4, 15), NOW + timedelta(days=1), by="李四")
    assert not again.changed
    assert again.entry.completion is not None
    assert again.entry.completion.by == "张三"
    assert [step.act for step in store.steps(9)] == ["complete", "add"]


def test_another_moment_is_news_and_the_same_one_is_none(store: Store) -> None:
    early = NOW.replace(microsecond=0) - timedelta(days=1)
    complete(store, "aaaa", date(2026, 4, 15), NOW, by="张三")
    assert complete(store, "aaaa", date(2026, 4, 15), NOW, done=early, by="李四").changed
    assert not complete(store, "aaaa", date(2026, 4, 15), NOW, done=early).changed
    [said] = store.event("aaaa").completions
    assert (said.done, said.by) == (early, "李四")


def test_a_part_that_is_done_is_no_whole(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW, percent=40)
    assert done_dates(store) == []
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    assert done_dates(store) == [date(2026, 4, 15)]
    assert [step.act for step in store.steps(9)] == ["complete", "progress", "add"]
    with pytest.raises(ValueError, match="101"):
        complete(store, "aaaa", date(2026, 4, 15), NOW, percent=101)


def test_it_is_not_done_after_all(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    assert reopen(store, "aaaa", date(2026, 4, 15), NOW).changed
    assert done_dates(store) == []
    assert not reopen(store, "aaaa", date(2026, 4, 15), NOW).changed


def test_undo_takes_back_what_was_said_and_what_was_taken_back(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW, percent=40, by="张三")
    complete(store, "aaaa", date(2026, 4, 15), NOW, by="李四")
    undo(store, NOW)
    [said] = store.event("aaaa").completions
    assert (said.percent, said.by, said.done) == (40, "张三", None)
    reopen(store, "aaaa", date(2026, 4, 15), NOW)
    undo(store, NOW)
    assert store.event("aaaa").completions == (said,)
    undo(store, NOW)
    assert store.event("aaaa").completions == ()


def test_a_move_and_an_edit_keep_what_was_done(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    move_one(store, "aaaa", date(2026, 4, 15), Span.of(date(2026, 4, 17)), None, NOW)
    outcome = edit(store, "aaaa", NOW, title="报送总结")
    assert outcome.changed[0] == store.event("aaaa")
    assert done_dates(store) == [date(2026, 4, 17)]


def test_what_was_done_goes_with_its_occurrence_to_another_day_and_that_is_said(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    outcome = move_one(store, "aaaa", date(2026, 4, 15), Span.of(date(2026, 4, 17)), None, NOW)
    assert [(one.before, one.after) for one in outcome.done] == [(date(2026, 4, 15), date(2026, 4, 17))]
    outcome = edit(store, "aaaa", NOW, recurrence=parse("每月20日前"))
    assert [(one.before, one.after) for one in outcome.done] == [(date(2026, 4, 17), date(2026, 4, 20))]
    assert done_dates(store) == [date(2026, 4, 20)]
    assert edit(store, "aaaa", NOW, title="报送总结").done == ()
    assert "仍为办结" in done_words(outcome, "zh")[0].say("zh")


def test_where_its_occurrence_is_gone_the_new_dates_are_open_that_is_said_and_undo_brings_it_back(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    outcome = edit(store, "aaaa", NOW, recurrence=parse("每周五"))
    assert [(one.before, one.after) for one in outcome.done] == [(date(2026, 4, 15), None)]
    assert done_dates(store) == []
    assert "均为未办结" in done_words(outcome, "zh")[0].say("zh")
    undo(store, NOW)
    assert done_dates(store) == [date(2026, 4, 15)]


def test_a_date_that_was_done_and_is_cancelled_is_said_and_undo_brings_it_back(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    outcome = cancel_one(store, "aaaa", date(2026, 4, 15), NOW)
    assert [one.after for one in outcome.done] == [None]
    undo(store, NOW)
    assert done_dates(store) == [date(2026, 4, 15)]


def test_of_many_dates_that_were_done_the_last_is_named_and_the_others_are_counted(store: Store) -> None:
    for day in (date(2026, 4, 15), date(2026, 5, 15)):
        complete(store, "aaaa", day, NOW)
    outcome = edit(store, "aaaa", NOW, recurrence=parse("每周五"))
    (said,) = done_words(outcome, "en")
    assert "1 more date " in said.say("en")


def test_reading_it_again_is_no_change(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    saved = store.save([event()], NOW)
    assert [one.uid for one in saved.unchanged] == ["aaaa"]
    assert done_dates(store) == [date(2026, 4, 15)]


def test_an_event_that_comes_back_is_as_far_as_it_was(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    remove(store, "aaaa", NOW)
    undo(store, NOW)
    assert done_dates(store) == [date(2026, 4, 15)]


def test_whoever_saw_another_event_is_told_so(store: Store) -> None:
    edit(store, "aaaa", NOW, title="报送总结")
    with pytest.raises(Stale):
        complete(store, "aaaa", date(2026, 4, 15), NOW, seen=0)
    with pytest.raises(Stale):
        reopen(store, "aaaa", date(2026, 4, 15), NOW, seen=0)


def test_a_backup_holds_what_was_done(store: Store, tmp_path: Path) -> None:
    complete(store, "aaaa", date(2026, 4, 15), NOW, by="张三")
    store.back_up(tmp_path / "b.jsonl", NOW)
    with Store.open("sqlite://") as other:
        other.put_back(tmp_path / "b.jsonl", NOW)
        assert other.event("aaaa").completions == store.event("aaaa").completions


# -- which -------------------------------------------------------------------------------------------------------------


def seen(rule: Rule, *done: str, created: datetime = STORED) -> Event:
    from calendars.completions import Completion

    keys = tuple(Completion(key, 100, NOW, None, NOW) for key in done)
    return replace(event(rule), created=created, completions=keys)


def test_without_a_day_the_next_one_is_meant() -> None:
    assert left_to_do(seen(MONTHLY, "2026-03"), date(2026, 4, 8), RECKONING).key == "2026-04"
    assert left_to_do(seen(MONTHLY, "2026-03"), date(2026, 4, 15), RECKONING).key == "2026-04"


def test_two_that_are_left_are_both_named() -> None:
    with pytest.raises(WhichDate, match="2026-03-15 or --date 2026-04-15"):
        left_to_do(seen(MONTHLY), date(2026, 4, 8), RECKONING)


def test_the_last_one_is_meant_where_the_next_is_done() -> None:
    assert left_to_do(seen(MONTHLY, "2026-04"), date(2026, 4, 8), RECKONING).key == "2026-03"


def test_saying_it_twice_does_not_mean_the_following_one() -> None:
    assert left_to_do(seen(MONTHLY, "2026-03", "2026-04"), date(2026, 4, 8), RECKONING).key == "2026-04"


def test_what_was_due_before_it_was_known_here_was_not_missed() -> None:
    assert left_to_do(seen(MONTHLY, created=NOW), date(2026, 4, 8), RECKONING).key == "2026-04"
    assert left_to_do(seen(MONTHLY, created=NOW), date(2026, 4, 1), RECKONING).key == "2026-04"


def test_nothing_is_left_of_what_is_long_over() -> None:
    day = date(2026, 1, 15)
    with pytest.raises(NothingLeft):
        left_to_do(seen(Due(Fixed(day, day))), date(2026, 4, 8), RECKONING)


def test_what_is_taken_back_is_what_was_said_last() -> None:
    said = seen(MONTHLY, "2026-03", "2026-04")
    later = replace(said.completions[0], changed=NOW + timedelta(hours=1))
    found = done_on(replace(said, completions=(later, said.completions[1])), date(2026, 4, 8), RECKONING)
    assert found.key == "2026-03"
    with pytest.raises(NothingDone):
        done_on(seen(MONTHLY), date(2026, 4, 8), RECKONING)


def test_a_day_without_the_event_names_the_nearest_one() -> None:
    with pytest.raises(NotThen, match="2026-04-15"):
        occurrence_on(seen(MONTHLY), date(2026, 4, 14), RECKONING)


# -- shown -------------------------------------------------------------------------------------------------------------


def test_the_feed_of_tasks_says_it_and_that_of_dates_stays_the_same(store: Store) -> None:
    window, feed = Span(date(2026, 4, 1), date(2026, 5, 31)), Feed("all", "all")

    def bytes_of(look: Look) -> bytes:
        return render(feed, agenda(store.events(), window), look=look)

    dates, todo = bytes_of(Look()), Look.read("todo=1&alarm=1d")
    assert bytes_of(todo).count(b"STATUS:NEEDS-ACTION") == bytes_of(todo).count(b"BEGIN:VALARM") == 2
    complete(store, "aaaa", date(2026, 4, 15), NOW)
    complete(store, "aaaa", date(2026, 5, 15), NOW, percent=40)
    assert bytes_of(Look()) == dates
    done, begun = bytes_of(todo).split(b"BEGIN:VTODO")[1:]
    assert b"STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:20260408T010000Z\r\n" in done
    assert b"BEGIN:VALARM" not in done
    assert b"LAST-MODIFIED:20260408T010000Z" in done
    assert b"STATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\nBEGIN:VALARM" in begun


def test_the_command_says_it_and_lists_show_it(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结")
    assert "done: 报送总结, 2026-04-15 Wed" in run("--lang", "en", "done", uid, "--by", "张三").out
    assert "nothing changed" in run("--lang", "en", "done", uid).err
    for words in (("upcoming",), ("list",), ("upcoming", "--format", "md"), ("upcoming", "--format", "csv")):
        assert "已完成" in run("--lang", "zh", *words).out, words
    assert "张三" in run("show", uid).out
    [line] = run("upcoming", "--json").json()
    assert (line["completion"]["percent"], line["status"]) == (100, "CONFIRMED")
    assert run("show", uid, "--json").json()["next"]["completion"]["done"].startswith("2026-04-08T")
    assert "not done: 报送总结" in run("--lang", "en", "done", uid, "--undo").out
    assert "已完成" not in run("--lang", "zh", "upcoming").out
    assert run("done", uid, "--undo").code == 1
    assert run("done", uid, "--date", "2026-04-14").code == 1


# -- reminded ----------------------------------------------------------------------------------------------------------


def told(store: Store, now: datetime) -> str:
    out = io.StringIO()
    remind(store, Settings(), now, out, lang="en")
    return out.getvalue()


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("today", "words", "meant"),
    [
        ("2026-04-17", "4月15日", "2026-04-15"), ("2026-04-13", "4月15日", "2026-04-15"),
        ("2027-01-03", "12月30日", "2026-12-30"), ("2026-04-17", "明年4月15日", "2027-04-15"),
        ("2026-04-17", "今年4月15日", "2026-04-15"), ("2026-04-17", "昨天", "2026-04-16"),
        ("2026-04-17", "下周一", "2026-04-20"), ("2026-04-17", "12月30日", "2026-12-30"),
        ("2026-04-17", "15 April", "2026-04-15"), ("2026-03-01", "春节", "2026-02-17"),
        ("2026-04-17", "2月29日", "2028-02-29"), ("2026-04-17", "2025-04-15", "2025-04-15"),
    ],
)  # fmt: skip
def test_a_day_of_an_event_without_its_year_is_the_nearest_one(today: str, words: str, meant: str) -> None:
    context = click.Context(click.Command("done"), obj=SimpleNamespace(today=date.fromisoformat(today)))
    assert str(Day(near=True).convert(words, None, context)) == meant


def test_what_is_said_after_the_day_is_said_of_that_day(run: Run) -> None:
    uid = added(run, "每月15日前 报表")
    assert "2026-04-15" in run("--now", "2026-04-17T09:00", "done", uid, "--date", "4月15日").out


def test_nobody_is_reminded_of_what_is_done(store: Store) -> None:
    assert "报送aaaa" in told(store, at(4, 8))
    complete(store, "aaaa", date(2026, 4, 15), at(4, 9))
    assert [told(store, at(4, day)) for day in (14, 15, 16)] == ["", "", ""]
    assert "15 May" in told(store, at(5, 8))


def test_what_is_not_done_after_all_is_told(store: Store) -> None:
    complete(store, "aaaa", date(2026, 4, 15), at(4, 7))
    assert told(store, at(4, 8)) == ""
    undo(store, at(4, 9))
    assert "15 April" in told(store, at(4, 14))


def test_what_was_done_in_time_is_not_told_as_passed(store: Store) -> None:
    told(store, at(4, 1))
    complete(store, "aaaa", date(2026, 4, 15), at(4, 2))
    assert told(store, at(4, 20)) == ""


def test_a_reminder_that_waits_is_taken_back(store: Store) -> None:
    remind(store, Settings(), at(4, 8), io.StringIO(), unsent=("stdout",))
    waiting = "SELECT key FROM deliveries WHERE org = this_org() AND state = 'pending'"
    assert len(store.ask(waiting, {})) == 1
    complete(store, "aaaa", date(2026, 4, 15), at(4, 8))
    assert store.ask(waiting, {}) == []


def test_the_leads_of_what_comes_often_stay_those_of_a_week(store: Store) -> None:
    store.save([event(Due(Weekly((4,))), "bbbb")], NOW)
    complete(store, "bbbb", date(2026, 4, 10), at(4, 8))
    assert Entry(store.event("bbbb"), occurrence_on(store.event("bbbb"), date(2026, 4, 10), RECKONING)).is_done
    assert "报送bbbb" not in told(store, at(4, 10))
    assert "报送bbbb" in told(store, at(4, 16))
