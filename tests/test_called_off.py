"""Whole passes: what is called off, put off or removed is said to those who were told; people, quiet hours, deputies."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.actions import cancel_one, complete, merge, remove, undo
from calendars.actions.duties import acknowledge, snooze
from calendars.actions.people import add_person, edit_person, remove_person
from calendars.events import Event, agenda
from calendars.people import Person, Quiet, Wishes
from calendars.selection import Selection
from calendars.store import Store
from rules import LAST_DAY, Message, Recurrence, Rule, Span, parse
from rules.kinds import Due, Fixed
from scheduler.channels import DeliveryError, Digest
from scheduler.jobs import remind
from scheduler.outbox import Outbox
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.settings import Settings
from tests.test_jobs import Inbox as Mailbox

BOTH = Settings(recipients=(Recipient("甲"), Recipient("乙", kinds=("event",))))


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def due_on(day: date) -> Rule:
    return Due(Fixed(day, day))


def event(uid: str = "aaaa", rule: Rule | None = None, kind: str = "deadline", **more: Any) -> Event:
    made = Event(uid, f"事项{uid}", kind, Recurrence(rule or due_on(date(2026, 4, 15))))
    return replace(made, **more)


class Inbox(Mailbox):
    """A channel that keeps what it is given, with its headlines."""

    def heads(self) -> list[str]:
        return [line for digest in self.digests for line in digest.text.splitlines() if line[:1].isdigit()]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save([event()], at(1, 1))
        yield opened


def run(store: Store, now: datetime, whom: Settings = BOTH, **more: Any) -> tuple[Report, str]:
    out = io.StringIO()
    report = remind(store, whom, now, out, lang="en", **more)
    return report, out.getvalue()


# -- called off -------------------------------------------------------------------------------------------------------


def test_who_was_told_hears_once_that_an_event_was_removed_and_nobody_else(store: Store) -> None:
    assert run(store, at(4, 8))[0].sent == 1
    remove(store, "aaaa", at(4, 9))
    report, text = run(store, at(4, 9, 10))
    assert (report.sent, report.digests) == (1, 1)
    assert "甲: [Yueling] called off: due 15 April: 事项aaaa" in text
    assert "Called off: it was to be on Wednesday 15 April 2026; nothing is to be done for it" in text
    assert "yueling why" not in text
    assert [run(store, at(4, day))[0].sent for day in (9, 10, 14, 15, 16)] == [0] * 5


def test_nobody_hears_of_what_nobody_was_told_or_what_is_over_or_done(store: Store) -> None:
    store.save([event("bbbb", due_on(date(2026, 9, 1))), event("cccc", due_on(date(2026, 4, 10)))], at(1, 1))
    assert run(store, at(4, 9))[0].sent == 2
    complete(store, "aaaa", date(2026, 4, 15), at(4, 10))
    for uid in ("aaaa", "bbbb", "cccc"):
        remove(store, uid, at(4, 11))
    assert run(store, at(4, 11, 10))[0].sent == 0


def test_an_event_that_is_called_off_or_put_off_says_so(store: Store) -> None:
    store.save([event("bbbb")], at(1, 1))
    run(store, at(4, 8))
    store.edit("aaaa", at(4, 9), status="cancelled")
    store.edit("bbbb", at(4, 9), status="waiting")
    report, text = run(store, at(4, 9, 10))
    assert report.sent == 2
    assert "called off: due 15 April: 事项aaaa" in text
    assert "put off: due 15 April: 事项bbbb" in text
    assert "Put off until further notice: it was to be on Wednesday 15 April 2026" in text
    assert run(store, at(4, 10))[0].sent == 0


def test_one_date_of_a_series_that_is_cancelled_is_said_and_the_others_go_on(store: Store) -> None:
    series = event("bbbb", recurrence=parse("每月15日前"))
    store.save([series], at(1, 1))
    remove(store, "aaaa", at(1, 2))
    run(store, at(4, 8))
    cancel_one(store, "bbbb", date(2026, 4, 15), at(4, 9))
    text = run(store, at(4, 9, 10))[1]
    assert "called off: due 15 April: 事项bbbb" in text
    assert "due 15 May: 事项bbbb" in run(store, at(5, 8))[1]


def test_what_comes_back_is_told_again_and_what_goes_again_as_well(store: Store) -> None:
    run(store, at(4, 8))
    remove(store, "aaaa", at(4, 9))
    run(store, at(4, 9, 10))
    undo(store, at(4, 10))
    report, text = run(store, at(4, 10, 10))
    assert report.sent == 1
    assert "It stands after all: it was called off before" in text
    assert run(store, at(4, 11))[0].sent == 0
    remove(store, "aaaa", at(4, 12))
    assert "called off" in run(store, at(4, 12, 10))[1]
    assert run(store, at(4, 13))[0].sent == 0
    undo(store, at(4, 14, 8))
    assert "due 15 April" in run(store, at(4, 14))[1]


def test_a_day_that_moves_into_the_past_is_called_off(store: Store) -> None:
    run(store, at(4, 8))
    store.edit("aaaa", at(4, 9), recurrence=Recurrence(due_on(date(2025, 4, 15))))
    assert "called off: due 15 April: 事项aaaa" in run(store, at(4, 9, 10))[1]
    assert run(store, at(4, 10))[0].sent == 0


def test_what_was_made_one_with_another_is_not_called_off(store: Store) -> None:
    store.save([event("bbbb", title="别的名称")], at(1, 1))
    run(store, at(4, 8))
    merge(store, "aaaa", ["bbbb"], at(4, 9))
    assert run(store, at(4, 9, 10))[0].sent == 0


def test_the_same_day_under_the_same_title_in_another_event_is_not_called_off(store: Store) -> None:
    run(store, at(4, 8))
    remove(store, "aaaa", at(4, 9))
    store.save([event("bbbb", title="事项aaaa")], at(4, 9))
    assert "called off" not in run(store, at(4, 9, 10))[1]


# -- moved ------------------------------------------------------------------------------------------------------------


def test_a_day_that_moved_years_ahead_is_a_move(store: Store) -> None:
    run(store, at(4, 8))
    store.edit("aaaa", at(4, 9), recurrence=Recurrence(due_on(date(2031, 9, 1))))
    report, text = run(store, at(4, 9, 10))
    assert report.sent == 1
    assert "Moved: it was Wednesday 15 April 2026, it is Monday 1 September 2031 now" in text
    assert run(store, at(4, 10))[0].sent == 0


@pytest.mark.parametrize(("rule", "said"), [("4月20日前", "20 April 2026"), ("2026年4月20日", "20 April 2026")])
def test_a_rule_of_another_form_moves_its_day(store: Store, rule: str, said: str) -> None:
    store.save([event("bbbb", recurrence=parse("每年4月15日前"))], at(1, 1))
    remove(store, "aaaa", at(1, 2))
    run(store, at(4, 8))
    store.edit("bbbb", at(4, 9), recurrence=parse(rule))
    report, text = run(store, at(4, 9, 10))
    assert report.sent == 1
    assert f"Moved: it was Wednesday 15 April 2026, it is Monday {said} now" in text
    assert "called off" not in text
    assert run(store, at(4, 10))[0].sent == 0


def test_a_rule_of_another_form_with_the_same_day_says_nothing_of_it(store: Store) -> None:
    store.save([event("bbbb", recurrence=parse("每年4月15日前"))], at(4, 1))
    remove(store, "aaaa", at(1, 2))
    run(store, at(4, 8))
    store.edit("bbbb", at(4, 9), recurrence=parse("每月15日前"))
    assert run(store, at(4, 9, 10))[0].sent == 0
    assert "due 15 April" in run(store, at(4, 14))[1]


class Turns:
    """What a person may do with an event between two passes, as hypothesis picks it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def turn(self, what: str, now: datetime) -> None:
        here = self.store.events()
        if what == "back" or not here:
            self.store.save([event()], now)
        elif what == "remove":
            remove(self.store, "aaaa", now)
        elif what in ("cancelled", "waiting", "confirmed"):
            self.store.edit("aaaa", now, status=what)
        else:
            self.store.edit("aaaa", now, recurrence=parse(what))


RULES = (
    "每年4月15日前",
    "2026年4月15日前",
    "2026年4月20日前",
    "每月15日前",
    "每月20日前",
    "2028年9月1日前",
    "2031年1月5日前",
)
WHAT = st.sampled_from(("back", "remove", "cancelled", "waiting", "confirmed", *RULES))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), WHAT), max_size=5))
def test_whatever_is_done_who_was_told_a_day_ahead_knows_at_last_what_holds(turns: list[tuple[int, str]]) -> None:
    with Store.open("sqlite://") as store:
        store.save([event()], at(4, 1))
        now = at(4, 8)
        run(store, now)
        for days, what in turns:
            now += timedelta(days)
            Turns(store).turn(what, now)
            run(store, now + timedelta(hours=1))
            assert run(store, now + timedelta(hours=2))[0].sent == 0, "nothing is said twice"
            stand = {
                entry.due
                for one in store.events()
                if one.status == "confirmed"
                for entry in agenda([one], Span(now.date(), date(2032, 1, 1)))
            }
            told = Outbox(store.engine, store.place).record(now.date(), LAST_DAY).told.values()
            last = max(told, key=lambda one: one.sent or now, default=None)
            assert last is None or last.called_off or last.due < now.date() or last.due in stand


# -- people -----------------------------------------------------------------------------------------------------------

ZHANG = Person("zhang", "张三", channels=("stdout",), follows=Selection(kinds=("deadline",)))


def test_a_person_of_the_database_is_told_and_a_removed_one_is_not(store: Store) -> None:
    add_person(store, ZHANG, at(1, 1))
    text = run(store, at(4, 8), Settings())[1]
    assert "张三: [Yueling] due 15 April: 事项aaaa" in text
    remove_person(store, "张三", at(4, 9))
    assert "张三" not in run(store, at(4, 14), Settings())[1]


def test_what_waits_for_a_person_goes_with_him_and_comes_back_with_him(store: Store) -> None:
    add_person(store, ZHANG, at(1, 1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("busy"))
    assert run(store, at(4, 8), Settings(), senders={"stdout": inbox})[0].held == 1
    gone = remove_person(store, "zhang", at(4, 8, 9, 30))
    assert gone.waiting == 1
    inbox.answer = lambda digest: None
    assert run(store, at(4, 8, 10), Settings(recipients=()), senders={"stdout": inbox})[0].sent == 0
    undo(store, at(4, 8, 11))
    assert run(store, at(4, 8, 12), Settings(recipients=()), senders={"stdout": inbox})[0].sent == 1


def test_a_person_who_changes_while_a_pass_sends_is_told_as_he_is_then(store: Store) -> None:
    store.save([event("bbbb", tags=("年检",))], at(1, 1))
    for key in ("a", "b"):
        add_person(store, replace(ZHANG, key=key, name=key), at(1, 1))
    inbox = Inbox()

    def change(digest: Digest) -> None:
        if digest.recipient.name == "a":
            edit_person(store, "b", at(4, 8), follows=Selection(tags=("年检",)))

    inbox.answer = change
    run(store, at(4, 8), Settings(recipients=()), senders={"stdout": inbox})
    assert [(d.recipient.name, d.text.count("due 15 April")) for d in inbox.digests] == [("a", 2), ("b", 1)]


def test_who_cannot_be_reached_is_named_and_the_others_get_theirs(store: Store) -> None:
    add_person(store, ZHANG, at(1, 1))
    add_person(store, replace(ZHANG, key="li", name="李四", channels=("群",)), at(1, 1))
    add_person(store, replace(ZHANG, key="wang", name="王五", channels=("mail",)), at(1, 1))
    report, text = run(store, at(4, 8), Settings())
    assert (report.sent, report.exit_code) == (1, 1)
    assert "张三" in text
    said = [line.say() for line in report.failures]
    assert said == ["李四: no channel is called “群”", "王五: no channel is called “mail”"]


def test_who_has_two_channels_gets_each_digest_once(store: Store) -> None:
    add_person(store, replace(ZHANG, channels=("stdout", "群")), at(1, 1))
    room = Inbox()
    report, _ = run(store, at(4, 8), Settings(), senders={"stdout": room, "群": room})
    assert (report.sent, report.digests) == (2, 2)
    assert sorted(digest.channel for digest in room.digests) == ["stdout", "群"]


def test_taking_people_over_from_the_settings_tells_nothing_twice(store: Store) -> None:
    named = Settings(recipients=(Recipient("甲", "a@example.org"),))
    run(store, at(4, 8), named)
    add_person(store, Person("a@example.org", "甲", "a@example.org", ("stdout",)), at(4, 8))
    assert run(store, at(4, 8, 10), named)[0].sent == 0
    assert run(store, at(4, 14), named)[0].sent == 1


# -- held -------------------------------------------------------------------------------------------------------------


def test_a_service_holds_over_night_and_sends_when_the_night_is_over(store: Store) -> None:
    add_person(store, replace(ZHANG, wishes=Wishes(quiet=Quiet.read("22:00-07:00"))), at(1, 1))
    alone = Settings(recipients=())
    assert run(store, at(4, 8, 8), alone, by_minute=True)[0].sent == 1
    store.save([event("bbbb", due_on(date(2026, 4, 9)))], at(4, 8, 22))
    moments = (at(4, 8, 22, 1), at(4, 9, 0), at(4, 9, 6, 59), at(4, 9, 7), at(4, 9, 7, 1))
    reports = [run(store, moment, alone, by_minute=True)[0] for moment in moments]
    assert [(report.sent, report.held) for report in reports] == [(0, 1), (0, 1), (0, 1), (1, 0), (0, 0)]


def test_what_is_tried_again_keeps_the_quiet_hours_too(store: Store) -> None:
    add_person(store, replace(ZHANG, wishes=Wishes(quiet=Quiet.read("22:00-07:00"))), at(1, 1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("busy"), retry_after=timedelta(minutes=5))
    run(store, at(4, 8, 21, 58), Settings(recipients=()), senders={"stdout": inbox})
    inbox.answer = lambda digest: None
    hours = (at(4, 8, 22, 10), at(4, 9, 6, 59), at(4, 9, 7))
    sent = [run(store, hour, Settings(recipients=()), senders={"stdout": inbox})[0].sent for hour in hours]
    assert sent == [0, 0, 1]


def test_who_rests_hears_before_and_after_the_days_of_rest(store: Store) -> None:
    add_person(store, replace(ZHANG, wishes=Wishes(rest=True)), at(1, 1))
    store.save([event("bbbb", due_on(date(2026, 4, 12))), event("cccc", due_on(date(2026, 4, 18)))], at(1, 1))
    told = {day: run(store, at(4, day), Settings(recipients=()))[0].sent for day in range(6, 16)}
    # the 6th is the day off after 清明, the 11th and 12th are Saturday and Sunday: the 12th is said on Friday, and again
    # nothing comes before Monday, when what fell on the 11th does
    assert told == {6: 0, 7: 3, 8: 1, 9: 0, 10: 1, 11: 0, 12: 0, 13: 1, 14: 1, 15: 1}


def test_a_deputy_is_told_once_of_what_was_not_done(store: Store) -> None:
    add_person(store, replace(ZHANG, key="li", name="李四", follows=Selection(tags=("无",))), at(1, 1))
    add_person(store, replace(ZHANG, wishes=Wishes(deputy="li", after=2)), at(1, 1))
    alone = Settings(recipients=())
    for day in (8, 14, 15):
        run(store, at(4, day), alone)
    sent = {
        day: run(store, at(4, day), alone)[1].count("李四: [Yueling] not done, due 15 April") for day in range(16, 22)
    }
    assert sent == {16: 0, 17: 1, 18: 0, 19: 0, 20: 0, 21: 0}


def test_who_takes_a_duty_on_keeps_it_from_his_deputy_and_a_snooze_from_its_reader(store: Store) -> None:
    add_person(store, replace(ZHANG, key="li", name="李四", follows=Selection(tags=("无",))), at(1, 1))
    add_person(store, replace(ZHANG, wishes=Wishes(deputy="li", after=2)), at(1, 1))
    alone = Settings(recipients=())
    run(store, at(4, 8), alone)
    snooze(store, "aaaa", date(2026, 4, 15), date(2026, 4, 15), at(4, 9), reader="zhang")
    assert [run(store, at(4, day), alone)[0].sent for day in (10, 14)] == [0, 0]
    assert "张三: [Yueling] due 15 April" in run(store, at(4, 15), alone)[1]
    acknowledge(store, "aaaa", date(2026, 4, 15), at(4, 16), by="张三")
    assert [run(store, at(4, day), alone)[0].sent for day in (17, 18, 20)] == [0, 0, 0]
    acknowledge(store, "aaaa", date(2026, 4, 15), at(4, 21), take_back=True)
    assert "李四: [Yueling] not done, due 15 April" in run(store, at(4, 21, 10), alone)[1]


def test_a_second_run_on_a_day_leaves_what_is_not_urgent_to_the_next_digest(store: Store) -> None:
    alone = Settings()
    assert run(store, at(4, 8), alone)[0].sent == 1
    store.save([event("bbbb", due_on(date(2026, 4, 14))), event("cccc", due_on(date(2026, 4, 9)))], at(4, 8, 10))
    again, text = run(store, at(4, 8, 11), alone)
    assert (again.sent, again.held) == (1, 1)
    assert "due 9 April" in text
    assert run(store, at(4, 9, 6), alone)[0].sent >= 1
    assert run(store, at(4, 9, 7), alone)[0].held == 0
