"""Whole passes over a real database: once, late once, moved, held; and the clock that makes them."""

from __future__ import annotations

import io
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from calendars.events import Event, Lead
from calendars.store import Store
from calendars.store.opening import reading
from calendars.store.tables import deliveries, marks, own
from rules import Message, Recurrence, Rule
from rules.kinds import Due, Fixed, Weekly, Yearly
from scheduler.channels import DeliveryError, Digest, Mail
from scheduler.clock import Ticker
from scheduler.jobs import remind, serve_clock
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.section import Secret, SettingsError
from scheduler.settings import Settings


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


def due_on(month: int, day: int) -> Rule:
    return Due(Fixed(date(2026, month, day), date(2026, month, day)))


def event(uid: str = "aaaa", rule: Rule | None = None, kind: str = "deadline", **more: Any) -> Event:
    return replace(Event(uid, f"事项{uid}", kind, Recurrence(rule or due_on(4, 15))), **more)


class Inbox:
    """A channel of our own that keeps what it is given, and may be told to refuse."""

    def __init__(self) -> None:
        self.digests: list[Digest] = []
        self.answer: Callable[[Digest], DeliveryError | None] = lambda digest: None

    def send(self, message: Digest) -> None:
        if error := self.answer(message):
            raise error
        self.digests.append(message)

    def close(self) -> None:
        pass


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def run(store: Store, now: datetime, settings: Settings | None = None, **more: Any) -> tuple[Report, str]:
    out = io.StringIO()
    report = remind(store, settings or Settings(), now, out, lang="en", **more)
    return report, out.getvalue()


def said(report: Report) -> str:
    return "\n".join(line.say() for line in report.lines())


def dump(store: Store) -> list[Any]:
    with reading(store.engine, store.place) as connection:
        return [row for table in (deliveries, marks) for row in connection.execute(select(table).where(own(table)))]


# -- once -------------------------------------------------------------------------------------------------------------


def test_a_second_and_a_third_run_send_nothing(store: Store) -> None:
    store.save([event()], at(1, 1))
    reports = [run(store, at(4, 8, hour))[0] for hour in (6, 9, 23)]
    assert [report.sent for report in reports] == [1, 0, 0]
    assert [report.exit_code for report in reports] == [0, 0, 0]


@pytest.mark.parametrize(("timeout", "minutes"), [(30.0, 9), (600.0, 150)])
def test_what_a_run_is_sending_is_left_to_it_for_as_long_as_its_channel_may_take(
    store: Store, timeout: float, minutes: int
) -> None:
    store.save([event()], at(1, 1))
    desk = Recipient("办公室", "office@example.org", channel="mail")
    asked = Settings(recipients=(desk,), channels={"mail": Mail("mx.example.org", "me@example.org", timeout=timeout)})
    inbox, others = Inbox(), Inbox()

    def meanwhile(_: Digest) -> None:
        run(store, at(4, 8) + timedelta(minutes=minutes), asked, senders={"mail": others})

    inbox.answer = meanwhile
    assert run(store, at(4, 8), asked, senders={"mail": inbox})[0].sent == 1
    assert (len(inbox.digests), others.digests) == (1, [])


def test_a_run_with_nothing_to_say_is_silent(store: Store) -> None:
    assert run(store, at(4, 8)) == (Report(date(2026, 4, 8)), "")


def test_a_deadline_is_told_four_times(store: Store) -> None:
    store.save([event()], at(1, 1))
    days = [date(2026, 3, 1) + timedelta(n) for n in range(60)]
    sent = [day for day in days if run(store, at(day.month, day.day))[0].sent]
    assert sent == [date(2026, 3, 16), date(2026, 4, 8), date(2026, 4, 14), date(2026, 4, 15)]


def test_everything_of_a_day_is_one_digest_sorted_by_date(store: Store) -> None:
    store.save([event("bbbb", due_on(4, 15)), event("aaaa", due_on(5, 8)), event("cccc", due_on(4, 9))], at(1, 1))
    report, text = run(store, at(4, 8))
    assert (report.sent, report.digests) == (3, 1)
    assert text.startswith("[Yueling] due 9 April: 事项cccc (3 in all)\n\n1. due 9 April: 事项cccc\n")
    assert text.index("cccc") < text.index("bbbb") < text.index("aaaa")


def test_readers_with_filters_get_their_part(store: Store) -> None:
    store.save([event("aaaa", tags=("年检",)), event("bbbb", tags=("科普",))], at(1, 1))
    readers = (Recipient("甲", tags=("年检",)), Recipient("乙", kinds=("event",)), Recipient("丙"))
    report, text = run(store, at(4, 8), Settings(recipients=readers))
    assert (report.sent, report.digests) == (3, 2)
    assert "甲: [Yueling] due 15 April: 事项aaaa" in text
    assert "丙: [Yueling] due 15 April: 事项aaaa (2 in all)" in text
    assert "乙" not in text


def test_an_event_may_keep_silent(store: Store) -> None:
    store.save([event(leads=())], at(1, 1))
    assert run(store, at(4, 15))[0].sent == 0


# -- late, passed, moved, removed -------------------------------------------------------------------------------------


def test_after_missed_days_everything_comes_late_once(store: Store) -> None:
    store.save([event(), event("bbbb", due_on(5, 9)), event("cccc", due_on(5, 30))], at(1, 1))
    run(store, at(4, 7))
    report, text = run(store, at(4, 13))
    assert (report.sent, report.late, report.digests) == (2, 2, 1)
    assert "Sent late: this reminder was planned for 8 April" in text
    assert "Sent late: this reminder was planned for 9 April" in text
    assert run(store, at(4, 13))[0].sent == 0


def test_a_month_without_a_run_ends_in_one_message_an_event(store: Store) -> None:
    store.save([event()], at(1, 1))
    run(store, at(3, 10))
    report, text = run(store, at(4, 14))
    assert (report.sent, report.late) == (1, 0)
    assert "tomorrow" in text


def test_what_passed_meanwhile_is_told_once_under_its_own_name(store: Store) -> None:
    store.save([event(rule=due_on(4, 30), leads=(Lead(5),)), event("bbbb", due_on(5, 20))], at(4, 1))
    run(store, at(4, 20))
    report, text = run(store, at(5, 13))
    assert report.sent == 2
    assert text.index("due 20 May: 事项bbbb") < text.index("passed on 30 April: 事项aaaa")
    assert [run(store, at(5, day))[0].sent for day in (13, 14)] == [0, 0]


def test_a_new_database_does_not_tell_of_last_year(store: Store) -> None:
    store.save([event(rule=Fixed(date(2026, 4, 1), date(2026, 4, 1)))], at(4, 8))
    assert run(store, at(4, 8))[0].sent == 0


def test_a_new_reader_hears_of_what_is_ahead_only(store: Store) -> None:
    store.save([event(rule=due_on(4, 10), leads=(Lead(0),)), event("bbbb", due_on(4, 18))], at(1, 1))
    old = Settings(recipients=(Recipient("旧"),))
    for day in (9, 12):
        run(store, at(4, day), old)
    _, text = run(store, at(4, 12), Settings(recipients=(Recipient("旧"), Recipient("新"))))
    assert "新: [Yueling] due 18 April: 事项bbbb\n" in text
    assert "passed" not in text


def test_a_moved_deadline_is_told_with_both_days(store: Store) -> None:
    store.save([event()], at(1, 1))
    run(store, at(4, 8))
    store.edit("aaaa", at(4, 9), recurrence=Recurrence(due_on(9, 1)))
    report, text = run(store, at(4, 9))
    assert report.sent == 1
    assert "Moved: it was Wednesday 15 April 2026, it is Tuesday 1 September 2026 now" in text
    assert run(store, at(4, 10))[0].sent == 0
    assert run(store, at(4, 15))[0].sent == 0
    later = run(store, at(8, 25), confirm_jump=True)[1]
    assert "due 1 September" in later
    assert "Moved" not in later


def test_a_day_that_moves_to_and_fro_is_told_each_time(store: Store) -> None:
    store.save([event()], at(1, 1))
    run(store, at(4, 8))
    told = []
    for turn in range(6):
        store.edit("aaaa", at(4, 8), recurrence=Recurrence(due_on(4, 25 if turn % 2 == 0 else 15)))
        told.append(run(store, at(4, 8, 10 + turn))[0].sent)
    assert told == [1] * 6


def test_a_removed_event_takes_what_waits_with_it(store: Store) -> None:
    store.save([event(), event("bbbb")], at(1, 1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("busy"))
    assert run(store, at(4, 8), senders={"stdout": inbox})[0].held == 2
    store.remove("aaaa", at(4, 8))
    inbox.answer = lambda digest: None
    report, _ = run(store, at(4, 8, 10), senders={"stdout": inbox})
    assert (report.sent, report.held) == (1, 0)
    assert "aaaa" not in inbox.digests[0].text


# -- trouble ----------------------------------------------------------------------------------------------------------


def test_what_was_not_delivered_is_not_lost_and_the_run_says_so(store: Store) -> None:
    store.save([event()], at(1, 1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("the server is busy"))
    report, _ = run(store, at(4, 8), senders={"stdout": inbox})
    assert (report.sent, report.held, report.exit_code) == (0, 1, 1)
    assert "not delivered to everybody by stdout: the server is busy" in said(report)
    inbox.answer = lambda digest: None
    assert run(store, at(4, 8, 10), senders={"stdout": inbox})[0].sent == 1


def test_what_is_given_up_is_listed_in_every_run(store: Store) -> None:
    store.save([event()], at(1, 1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("no such address"), permanent=True)
    for hour in (8, 9, 10):
        report, _ = run(store, at(4, 8, hour), senders={"stdout": inbox})
        assert (report.exit_code, report.held) == (1, 0)
        assert "given up for everybody: “[Yueling] due 15 April: 事项aaaa”: no such address" in said(report)


def test_a_later_reminder_takes_the_place_of_one_that_was_given_up(store: Store) -> None:
    store.save([event()], at(1, 1))
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("no"), permanent=True)
    run(store, at(4, 8), senders={"stdout": inbox})
    inbox.answer = lambda digest: None
    report, _ = run(store, at(4, 14), senders={"stdout": inbox})
    assert (report.sent, report.dead, report.exit_code) == (1, (), 0)


def test_a_channel_that_is_down_is_asked_once_a_run(store: Store) -> None:
    store.save([event()], at(1, 1))
    asked = []

    def refuse(digest: Digest) -> DeliveryError | None:
        asked.append(digest)
        return down(digest)

    inbox = Inbox()
    inbox.answer = refuse
    readers = Settings(recipients=tuple(Recipient(name) for name in "甲乙丙丁"))
    for _ in range(7):
        report, _ = run(store, at(4, 8), readers, senders={"stdout": inbox})
        assert (report.held, report.exit_code) == (4, 1)
    assert len(asked) == 7
    inbox.answer = lambda digest: None
    assert run(store, at(4, 8), readers, senders={"stdout": inbox})[0].sent == 4


def test_a_missing_password_is_told_and_keeps_nobody_else_from_theirs(store: Store) -> None:
    store.save([event()], at(1, 1))
    wrong = Secret(None, SettingsError(None, "mail.password_env", Message("empty")))
    settings = Settings(
        recipients=(Recipient("甲", "a@example.org", channel="mail"), Recipient("乙")),
        channels={"mail": Mail("127.0.0.1", "a@example.org", password=wrong)},
    )
    report, text = run(store, at(4, 8), settings)
    assert (report.sent, report.held, report.exit_code) == (1, 1, 1)
    assert "事项aaaa" in text
    assert report.failures[0].say("en").startswith("mail: ")
    assert "empty" in report.failures[0].say("en")
    inbox = Inbox()
    assert run(store, at(4, 8, 10), settings, senders={"mail": inbox})[0].sent == 1, "it goes out once that is mended"
    assert len(inbox.digests) == 1


def test_a_dry_run_shows_everything_and_writes_nothing(store: Store) -> None:
    store.save([event(), event("bbbb", due_on(4, 9))], at(1, 1))
    before = dump(store)
    report, text = run(store, at(4, 8), dry_run=True)
    assert (report.sent, report.dry_run) == (2, True)
    assert text.startswith("to everybody by stdout, not sent:\n[Yueling] due 9 April: 事项bbbb (2 in all)\n")
    assert dump(store) == before
    real, sent = run(store, at(4, 8))
    assert real.sent == 2
    assert sent.strip() in text
    assert run(store, at(4, 8), dry_run=True)[1] == ""


def test_a_pass_among_endless_changes_says_that_it_could_not_plan(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save([event()], at(1, 1))
    numbers = itertools.count()
    awake = Store.events_awake

    def changed(self: Store, *days: Any) -> list[Event]:
        found = awake(self, *days)
        self.edit("aaaa", at(4, 1), note=f"change {next(numbers)}")
        return found

    monkeypatch.setattr(Store, "events_awake", changed)
    report, text = run(store, at(4, 8))
    assert (report.sent, report.exit_code, text) == (0, 1, "")
    assert "events were changed all the while" in said(report)
    monkeypatch.undo()
    assert run(store, at(4, 8))[0].sent == 1


# -- clocks -----------------------------------------------------------------------------------------------------------


def test_a_clock_that_went_back_plans_nothing_and_says_so(store: Store) -> None:
    store.save([event(), event("bbbb", due_on(4, 13))], at(1, 1))
    run(store, at(4, 8))
    report, text = run(store, at(4, 6))
    assert (report.sent, report.exit_code, text) == (0, 1, "")
    assert "the clock says Monday 6 April 2026, but Wednesday 8 April 2026 was planned already" in said(report)
    assert run(store, at(4, 9))[0].exit_code == 0


def test_whoever_trusts_the_clock_may_go_back(store: Store) -> None:
    store.save([event()], at(1, 1))
    run(store, at(1, 1, year=2031))
    assert run(store, at(4, 8))[0].sent == 0
    assert run(store, at(4, 8), trust_clock=True)[0].sent == 1
    assert run(store, at(4, 14))[0].sent == 1


def test_a_leap_stops_everything_until_somebody_confirms_it(store: Store) -> None:
    store.save([event(rule=Yearly(5, 30), kind="observance")], at(1, 1))
    run(store, at(4, 1))
    assert run(store, at(5, 10))[0].warnings == ()
    report, text = run(store, at(6, 29))
    assert "the last run was on Sunday 10 May 2026: nothing is planned" in said(report)
    assert (report.exit_code, report.stopped, text) == (1, True, "")
    assert run(store, at(6, 29), Settings(max_jump=50))[0].exit_code == 0
    assert run(store, at(5, 24))[0].exit_code == 1


def test_whoever_confirms_a_leap_hears_what_passed(store: Store) -> None:
    store.save([event(rule=Yearly(5, 30), kind="observance")], at(1, 1))
    run(store, at(5, 10))
    report, text = run(store, at(6, 29), confirm_jump=True)
    assert (report.exit_code, report.stopped) == (0, False)
    assert "passed on 30 May" in text


def test_ten_years_later_the_present_is_told_and_not_the_past(store: Store) -> None:
    store.save([event(rule=Weekly((0,)), kind="duty"), event("bbbb", Yearly(4, 15))], at(1, 1))
    run(store, at(4, 8))
    report, _ = run(store, at(4, 14, year=2036), confirm_jump=True)
    assert report.sent == 3  # tomorrow's deadline, the Monday before yesterday that passed, and its yearly peer


def test_a_moment_without_zone_is_one_of_shanghai(store: Store) -> None:
    store.save([event()], at(1, 1))
    assert run(store, datetime(2026, 4, 8, 0, 0))[0].sent == 1


# -- the law: what arrives is what was planned ------------------------------------------------------------------------

STEP = st.one_of(
    st.just(("run",)),
    st.tuples(st.just("days"), st.integers(1, 9)),
    st.tuples(st.just("edit"), st.sampled_from("ab"), st.integers(0, 40)),
    st.tuples(st.just("remove"), st.sampled_from("ab")),
    st.tuples(st.just("add"), st.sampled_from("ab"), st.integers(0, 40)),
    st.tuples(st.just("busy"), st.booleans()),
)


def down(digest: Digest) -> DeliveryError | None:
    return DeliveryError(Message("busy"), reached=False)


def up(digest: Digest) -> DeliveryError | None:
    return None


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=25))
def test_whatever_happens_each_key_arrives_once_and_the_last_day_told_is_true(steps: Sequence[tuple[Any, ...]]) -> None:
    inbox, now = Inbox(), at(4, 1)
    start = now.date()
    with Store.open("sqlite://") as store:
        for step in [*steps, ("busy", False), ("days", 1), ("run",), ("run",)]:
            match step:
                case ("run",):
                    run(store, now, senders={"stdout": inbox})
                case ("days", n):
                    now += timedelta(days=n)
                case ("edit", uid, n) if store.events() and any(e.uid == uid * 4 for e in store.events()):
                    day = start + timedelta(n)
                    store.edit(uid * 4, now, recurrence=Recurrence(Due(Fixed(day, day))))
                case ("remove", uid) if any(e.uid == uid * 4 for e in store.events()):
                    store.remove(uid * 4, now)
                case ("add", uid, n):
                    day = start + timedelta(n)
                    store.save([event(uid * 4, Due(Fixed(day, day)))], now)
                case ("busy", busy):
                    inbox.answer = down if busy else up
        rows = [row for row in dump(store) if hasattr(row, "key")]
        sent = [row for row in rows if row.state == "sent"]
        assert len({row.key for row in rows}) == len(rows)
        assert not [row for row in rows if row.state in ("pending", "sending")]
        assert sum(digest.text.count("yueling why") for digest in inbox.digests) == len(sent)
        assert len({digest.key for digest in inbox.digests}) == len(inbox.digests)
        told = {row.event_uid: row.due for row in sorted(sent, key=lambda row: (row.sent, row.planned_for))}
        for stored in store.events():
            (due,) = {o.span.last for o in stored.recurrence.between(date(2026, 1, 1), date(2027, 1, 1))}
            if stored.uid in told and due >= now.date():
                assert told[stored.uid] == due


# -- the clock of the service -----------------------------------------------------------------------------------------


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_the_clock_ticks_and_stops() -> None:
    ticks: list[datetime] = []
    with Ticker(ticks.append, seconds=0.05):
        assert wait_for(lambda: len(ticks) >= 3)
    count = len(ticks)
    time.sleep(0.15)
    assert len(ticks) == count
    assert all(tick.utcoffset() == timedelta(hours=8) for tick in ticks)


def test_a_pass_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    ticks: list[datetime] = []

    def work(now: datetime) -> None:
        ticks.append(now)
        raise OSError("the disk is gone")

    with Ticker(work, seconds=0.05):
        assert wait_for(lambda: len(ticks) >= 3)
    assert caplog.text.count("a pass over the reminders failed") == 1


def test_one_pass_at_a_time() -> None:
    running, most = [0], [0]
    lock, done = threading.Lock(), threading.Event()

    def work(now: datetime) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        done.wait(0.3)
        with lock:
            running[0] -= 1

    with Ticker(work, seconds=0.05):
        time.sleep(0.6)
    assert most == [1]


@pytest.mark.parametrize("leap", [timedelta(hours=-1), timedelta(days=3650)])
def test_the_clock_of_the_machine_may_leap(leap: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    import apscheduler.schedulers.base
    import apscheduler.schedulers.blocking

    from scheduler import clock

    offset = [timedelta()]

    class Leaping(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + offset[0]

    for module in (apscheduler.schedulers.base, apscheduler.schedulers.blocking):
        if hasattr(module, "datetime"):
            monkeypatch.setattr(module, "datetime", Leaping)
    monkeypatch.setattr(clock, "datetime", Leaping)
    ticks: list[datetime] = []
    with Ticker(ticks.append, seconds=0.1):
        assert wait_for(lambda: len(ticks) >= 2)
        offset[0] = leap
        count = len(ticks)
        assert wait_for(lambda: len(ticks) >= count + 3, seconds=5)
    assert abs(ticks[-1] - ticks[0] - leap) < timedelta(seconds=10)


def test_a_service_sends_what_is_due_now(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/events.db"
    today = datetime.now(CHINA).date()
    with Store.open(url, create=True) as store:
        store.save([event(rule=Due(Fixed(today, today)), leads=(Lead(0),))], datetime.now(CHINA))
    out = io.StringIO()
    early = Settings(at=datetime.min.time())
    with serve_clock(lambda: Store.open(url, create=True), early, out, lang="en", seconds=0.1):
        assert wait_for(lambda: "yueling why aaaa" in out.getvalue())
        time.sleep(0.3)
    assert out.getvalue().count("yueling why aaaa") == 1
