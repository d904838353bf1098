"""Who was told an hour, a place, a last day hears once when it is another one; who was not, does not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.actions import remove, undo
from calendars.actions.people import add_person
from calendars.events import Event, Lead
from calendars.people import Person, Quiet, Wishes
from calendars.selection import Selection
from calendars.store import Store
from rules import Clock, Message, Recurrence, parse
from rules.kinds import Fixed
from scheduler.channels import DeliveryError
from scheduler.jobs import remind
from scheduler.particulars import Particulars
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.settings import Settings
from tests.test_jobs import Inbox

DAY = date(2026, 4, 15)
DESK = Settings(recipients=(Recipient("甲"),))


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=CHINA)


def when(hour: int | None, last: int = 15) -> Recurrence:
    return Recurrence(Fixed(DAY, date(2026, 4, last)), clock=None if hour is None else Clock(60 * hour))


MEETING = Event("aaaa", "会议", "event", when(9), leads=(Lead(7), Lead(1)), place="三楼会议室")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save([MEETING], at(1))
        yield opened


def run(store: Store, now: datetime, lang: str = "en", whom: Settings = DESK, **more: object) -> tuple[Report, str]:
    out = io.StringIO()
    report = remind(store, whom, now, out, lang=lang, **more)  # type: ignore[arg-type]
    return report, out.getvalue()


def sent(store: Store, *days: int) -> list[int]:
    return [run(store, at(day))[0].sent for day in days]


@pytest.mark.parametrize(
    ("changed", "head", "line"),
    [
        ({"recurrence": when(14)}, "时间有变：4月15日：会议", "时间改为14:00，原为09:00"),
        ({"recurrence": when(None)}, "时间有变：4月15日：会议", "时间改为未注明，原为09:00"),
        ({"recurrence": when(9, 17)}, "时间有变：4月15日：会议", "持续到2026年4月17日（星期五），原为2026年4月15日（星期三）"),
        ({"place": "五楼会议室"}, "地点有变：4月15日：会议", "地点改为五楼会议室，原为三楼会议室"),
        ({"place": None}, "地点有变：4月15日：会议", "地点改为未注明，原为三楼会议室"),
        ({"place": "线上", "recurrence": when(10)}, "时间、地点有变：4月15日：会议", "时间改为10:00，原为09:00"),
        ({"recurrence": parse("2026年4月15日下午")}, "时间有变：4月15日：会议", "时间改为下午，原为09:00"),
        ({"recurrence": parse("2026年4月16日14:00")}, "改期：4月16日：会议", "时间改为14:00，原为09:00"),
    ],
)  # fmt: skip
def test_who_was_told_hears_once_that_the_hour_or_the_place_is_another(
    store: Store, changed: dict[str, object], head: str, line: str
) -> None:
    assert run(store, at(8))[0].sent == 1
    store.edit("aaaa", at(9), **changed)
    report, text = run(store, at(9, 10), "zh")
    assert report.sent == 1
    assert f"[月令] {head}" in text
    assert line in text
    assert sent(store, 9, 10, 11) == [0, 0, 0]
    later = run(store, at(14 if "16日" not in head else 15), "zh")[1]
    assert "会议" in later
    assert not any(word in later for word in ("有变", "原为", "改期"))


def test_who_was_told_nothing_hears_of_no_change(store: Store) -> None:
    store.edit("aaaa", at(5), recurrence=when(14), place="别处")
    assert sent(store, 6, 7) == [0, 0]
    text = run(store, at(8), "zh")[1]
    assert "14:00" in text
    assert "有变" not in text


def test_a_title_a_note_or_an_hour_set_back_before_anybody_heard_is_no_change(store: Store) -> None:
    run(store, at(8))
    store.edit("aaaa", at(9), title="例会", note="带材料")
    store.edit("aaaa", at(9), recurrence=when(14))
    store.edit("aaaa", at(9, 9, 30), recurrence=when(9))
    assert sent(store, 9, 10) == [0, 0]


def test_an_hour_that_changes_again_and_back_is_told_each_time(store: Store) -> None:
    run(store, at(8))
    for day, hour in ((9, 14), (10, 9), (11, 14), (12, 9)):
        store.edit("aaaa", at(day), recurrence=when(hour))
        assert f"it is {hour:02}:00 now" in run(store, at(day, 10))[1], day
        assert run(store, at(day, 11))[0].sent == 0
    assert sent(store, 13, 14, 15) == [0, 1, 0]


def test_the_lead_of_the_day_tells_the_change_and_hours_before_the_new_hour_are_told(store: Store) -> None:
    store.edit("aaaa", at(2), leads=(Lead(1), Lead(2, "hours")))
    run(store, at(14), by_minute=True)
    assert "at 09:00" in run(store, at(15, 7), by_minute=True)[1]
    store.edit("aaaa", at(15, 8), recurrence=when(14))
    text = run(store, at(15, 8, 30), by_minute=True)[1]
    assert "time changed: 15 April: 会议" in text
    moments = [at(15, 11, 59), at(15, 12), at(15, 12, 1), at(15, 13)]
    assert [run(store, moment, by_minute=True)[0].sent for moment in moments] == [0, 1, 0, 0]


def test_what_waits_or_was_tried_says_the_new_hour_and_nothing_more(store: Store) -> None:
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("busy"), retry_after=timedelta(minutes=5))
    run(store, at(8), senders={"stdout": inbox})
    store.edit("aaaa", at(8, 9, 30), recurrence=when(14), place="别处")
    inbox.answer = lambda digest: None
    assert run(store, at(8, 10), senders={"stdout": inbox})[0].sent == 1
    (digest,) = inbox.digests
    assert "at 14:00" in digest.text
    assert "别处" in digest.text
    assert sent(store, 9, 10) == [0, 0]


def test_a_change_while_the_message_is_under_way_is_told_at_once(store: Store) -> None:
    inbox, hours = Inbox(), iter((14,))

    def change(digest: object) -> None:
        for hour in hours:
            store.edit("aaaa", at(8), recurrence=when(hour))

    inbox.answer = change
    run(store, at(8), senders={"stdout": inbox})
    texts = [digest.text for digest in inbox.digests]
    assert ["at 09:00" in text for text in texts] == [True, False]
    assert "Time: it is 14:00 now, it was 09:00" in texts[1]


def test_what_is_on_again_at_another_hour_says_both_and_its_subject_says_so(store: Store) -> None:
    run(store, at(8))
    remove(store, "aaaa", at(9))
    assert "called off" in run(store, at(9, 10))[1]
    undo(store, at(10))
    store.edit("aaaa", at(10), recurrence=when(14))
    report, text = run(store, at(10, 10))
    assert report.sent == 1
    assert "[Yueling] on again: 15 April: 会议" in text
    assert "Time: it is 14:00 now, it was 09:00" in text
    assert sent(store, 11, 12) == [0, 0]


def test_a_database_of_an_older_version_says_nothing_of_what_it_does_not_know(store: Store) -> None:
    run(store, at(8))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET particulars = NULL WHERE org = this_org()")
    store.edit("aaaa", at(9), recurrence=when(14))
    assert sent(store, 9, 10) == [0, 0]
    assert "at 14:00" in run(store, at(14))[1]
    store.edit("aaaa", at(14), recurrence=when(15))
    assert "it is 15:00 now, it was 14:00" in run(store, at(14, 10))[1]


def test_a_window_that_runs_and_ends_later_is_told(store: Store) -> None:
    window = Event("bbbb", "申报", "window", Recurrence(Fixed(date(2026, 4, 1), date(2026, 4, 30))), leads=(Lead(0),))
    remove(store, "aaaa", at(1))
    store.save([window], at(1, 1))
    assert run(store, at(1))[0].sent == 1
    store.edit("bbbb", at(10), recurrence=Recurrence(Fixed(date(2026, 4, 1), date(2026, 5, 15))))
    report, text = run(store, at(10, 10))
    assert report.sent == 1
    assert "Last day: it is Friday 15 May 2026 now, it was Thursday 30 April 2026" in text
    assert sent(store, 10, 11) == [0, 0]


@pytest.mark.parametrize("how", ["removed", "cancelled"])
def test_a_window_that_runs_and_is_called_off_is_told_once_and_not_when_it_is_over(store: Store, how: str) -> None:
    rule = Recurrence(Fixed(date(2026, 3, 1), date(2026, 4, 20)))
    remove(store, "aaaa", at(1))
    store.save([Event("bbbb", "申报", "window", rule, leads=(Lead(0),))], at(1, 1) - timedelta(40))
    assert run(store, at(1) - timedelta(31))[0].sent == 1
    assert run(store, at(9), confirm_jump=True)[0].sent == 0

    def end(day: int) -> None:
        if how == "removed":
            remove(store, "bbbb", at(day))
        else:
            store.edit("bbbb", at(day), status="cancelled")

    end(10)
    report, text = run(store, at(10, 10))
    assert report.sent == 1
    assert "called off: until 20 April: 申报" in text
    assert sent(store, 10, 11) == [0, 0]
    undo(store, at(12)) if how == "removed" else store.edit("bbbb", at(12), status="confirmed")
    assert "on again: until 20 April: 申报" in run(store, at(12, 10))[1]
    end(21)
    assert sent(store, 21, 22) == [0, 0]


@pytest.mark.parametrize("by_minute", [True, False])
def test_news_of_the_morning_s_meeting_does_not_wait_until_the_night_is_over(store: Store, by_minute: bool) -> None:
    quiet = Wishes(quiet=Quiet.read("22:00-10:00"))
    add_person(store, Person("zhang", "张三", channels=("stdout",), follows=Selection(), wishes=quiet), at(1))
    alone = Settings(recipients=())
    assert "会议" in run(store, at(13, 11), whom=alone, by_minute=by_minute)[1]
    remove(store, "aaaa", at(14, 23))
    assert "called off" in run(store, at(14, 23, 30), whom=alone, by_minute=by_minute)[1]


HOURS = st.sampled_from((None, 8, 9, 14))
PLACES = st.sampled_from((None, "甲楼", "乙楼|二层"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(HOURS, PLACES, st.integers(15, 17)), min_size=1, max_size=5))
def test_whatever_is_changed_what_was_told_last_is_what_holds(turns: list[tuple[int | None, str | None, int]]) -> None:
    with Store.open("sqlite://") as store:
        store.save([replace(MEETING, place=None)], at(1))
        run(store, at(8))
        known: tuple[int | None, str | None, int] = (9, None, 15)
        for number, turn in enumerate(turns):
            store.edit("aaaa", at(9, number + 8), recurrence=when(turn[0], turn[2]), place=turn[1])
            assert run(store, at(9, number + 8, 10))[0].sent == int(turn != known)
            assert run(store, at(9, number + 8, 20))[0].sent == 0
            known = turn


@given(
    st.text(max_size=60),
    st.sampled_from(("", "09:00/", "/18:00", "09:00/11:30", "morning")),
    st.sampled_from(("", "2026-04-17")),
)
def test_what_is_written_reads_back(place: str, hour: str, last: str) -> None:
    one = Particulars(last, hour, place)
    assert Particulars.read(one.write()) == one
