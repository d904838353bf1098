"""The plan of a day: which lead speaks, what is late, moved or passed, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.events import Entry, Event, Lead, Source, agenda
from calendars.leads import lead_day, longest_way
from rules import WORKDAYS, Clock, Reckoning, Recurrence, Rule, Span, UnknownYear, Workdays, parse, shift
from rules.kinds import Due, Fixed, NthWeek, Periodic, Weekly, Yearly
from scheduler.planning import plan, trimmed
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA, Reminder, Told, civil
from scheduler.settings import DEFAULT_LEADS
from scheduler.wording import body, digest_subject, digest_text, headline, left

DESK = Recipient("办公室")
WINDOW = Span(date(2025, 12, 1), date(2027, 6, 30))
NOTHING_KNOWN = Reckoning(Workdays())


def due_on(month: int, day: int, year: int = 2026) -> Rule:
    return Due(Fixed(date(year, month, day), date(year, month, day)))


def event(rule: Rule | None = None, kind: str = "deadline", uid: str = "aaaa", **more: object) -> Event:
    made = Event(uid, "报送总结", kind, Recurrence(rule or due_on(4, 15)))
    return replace(made, **more)  # type: ignore[arg-type]


def entries(*events: Event) -> list[Entry]:
    return agenda(events, WINDOW)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def planned(now: datetime, *events: Event, **more: object) -> list[Reminder]:
    return plan(entries(*events), DEFAULT_LEADS, [DESK], now, **more)  # type: ignore[arg-type]


def test_a_reminder_says_where_it_is_whom_to_ask_and_in_which_half_of_the_day() -> None:
    facts = {"place": "科技馆302室", "contact": "张三", "url": "https://example.org/a", "note": "带材料"}
    meeting = Event("aaaa", "座谈会", "event", parse("2026年4月15日上午"), **facts)  # type: ignore[arg-type]
    (reminder,) = planned(at(4, 15), meeting)
    text = body(reminder, "zh")
    for words in (
        "地点：科技馆302室",
        "联系人：张三",
        "链接：https://example.org/a",
        "备注：带材料",
        "4月15日",
        "上午",
    ):
        assert words in text


def leads(reminders: Sequence[Reminder]) -> list[str]:
    return [reminder.lead_name for reminder in reminders]


@pytest.mark.parametrize(
    ("day", "lead"),
    [((3, 16), "30d"), ((4, 8), "7d"), ((4, 14), "1d"), ((4, 15), "0d")],
)
def test_a_deadline_is_told_on_the_days_of_its_leads(day: tuple[int, int], lead: str) -> None:
    (reminder,) = planned(at(*day), event())
    assert (reminder.lead_name, reminder.late) == (lead, False)
    assert reminder.due_on == at(*day, 8)


def test_nothing_is_told_before_the_first_lead() -> None:
    assert planned(at(3, 15), event()) == []


@pytest.mark.parametrize(("kind", "months_day"), [("observance", (5, 30)), ("anniversary", (5, 30))])
def test_an_observance_is_told_a_week_ahead_and_on_its_day(kind: str, months_day: tuple[int, int]) -> None:
    days = [d for d in range(1, 31) if any(not r.late for r in planned(at(5, d), event(Yearly(*months_day), kind)))]
    assert days == [23, 30]


def test_any_hour_of_the_day_will_do() -> None:
    assert leads(planned(at(4, 8, 0), event())) == leads(planned(at(4, 8, 23, 59), event())) == ["7d"]


def test_a_service_waits_for_the_time_of_day() -> None:
    on_time = {"by_minute": True, "at": time(8, 30)}
    assert leads(planned(at(4, 8, 8, 29), event(), **on_time)) == ["30d"]
    assert leads(planned(at(4, 8, 8, 30), event(), **on_time)) == ["7d"]
    late_hour = event(leads=(Lead(7, "days", time(17, 30)),))
    assert planned(at(4, 8, 17, 29), late_hour, **on_time) == []
    assert leads(planned(at(4, 8, 17, 30), late_hour, **on_time)) == ["7d@17:30"]


def test_the_day_is_that_of_shanghai() -> None:
    utc = datetime(2026, 4, 7, 16, 0, tzinfo=UTC)
    assert leads(planned(utc, event())) == ["7d"]
    assert leads(planned(utc - timedelta(minutes=1), event())) == ["30d"]
    assert civil(datetime(2026, 4, 8, 9)) == at(4, 8)


def test_leads_of_an_event_stand_above_the_defaults() -> None:
    assert leads(planned(at(4, 12), event(leads=(Lead(3),)))) == ["3d"]
    assert planned(at(4, 15), event(leads=())) == []


def test_a_period_is_counted_from_the_day_that_matters() -> None:
    span = Fixed(date(2026, 4, 10), date(2026, 4, 20))
    (duty,) = planned(at(4, 13), event(span, "duty"))
    assert (duty.entry.due, duty.lead_name, duty.late) == (date(2026, 4, 20), "7d", False)
    (window,) = planned(at(4, 3), event(span, "window"))
    assert (window.entry.due, window.lead_name, window.late) == (date(2026, 4, 10), "7d", False)


def test_a_weekly_duty_is_not_told_a_week_and_a_month_ahead() -> None:
    assert [r.lead_name for r in planned(at(4, 6), event(Weekly((0,)), "duty")) if not r.passed] == ["0d"]
    quarterly = event(Periodic("quarter"), "duty")
    assert [r.lead_name for r in planned(at(5, 31), quarterly) if not r.passed] == ["30d"]
    assert trimmed((Lead(30), Lead(7)), 31) == (Lead(7),)
    assert trimmed((Lead(20), Lead(21), Lead(480, "hours"), Lead(481, "hours")), 30) == (Lead(20), Lead(480, "hours"))


def test_leads_that_somebody_chose_are_never_trimmed() -> None:
    chosen = event(Weekly((0,)), "duty", leads=(Lead(7),))
    assert {r.entry.due for r in planned(at(4, 6), chosen) if not r.passed} == {date(2026, 4, 6), date(2026, 4, 13)}


# -- what was missed, moved, passed -----------------------------------------------------------------------------------


def told(*, due: date = date(2026, 4, 15), planned_for: date = date(2026, 4, 8), **more: object) -> dict[str, object]:
    was = replace(Told(due, planned_for, "7d"), **more)  # type: ignore[arg-type]
    return {"told": {("aaaa-once", "办公室", "stdout"): was}}


def test_of_several_missed_leads_only_the_nearest_speaks() -> None:
    reminders = plan(entries(event()), DEFAULT_LEADS, [DESK], at(4, 14))
    assert [(r.lead_name, r.late) for r in reminders] == [("1d", False)]


def test_what_is_late_says_so() -> None:
    (reminder,) = planned(at(4, 10), event(created=at(1, 1)))
    assert reminder.late
    assert "Sent late: this reminder was planned for 8 April" in body(reminder, "en")


def test_what_was_entered_late_is_told_at_once_and_says_so() -> None:
    (reminder,) = planned(at(4, 10), event(created=at(4, 9)))
    assert "Sent at once: it was entered on 9 April, after the day for this reminder" in body(reminder, "en")


def test_what_was_told_is_not_told_again() -> None:
    assert planned(at(4, 8), event(), **told()) == []
    assert planned(at(4, 13), event(), **told()) == []
    assert leads(planned(at(4, 14), event(), **told())) == ["1d"]


def test_a_longer_lead_that_is_added_later_stays_silent() -> None:
    assert planned(at(4, 9), event(leads=(Lead(7), Lead(10))), **told()) == []


def test_a_moved_deadline_says_where_it_was() -> None:
    moved = event(due_on(4, 25))
    (reminder,) = planned(at(4, 18), moved, **told())
    assert reminder.lead_name == "7d"
    assert "Moved: it was Wednesday 15 April 2026, it is Saturday 25 April 2026 now" in body(reminder, "en")
    assert reminder.key != replace(reminder, told=None).key


def test_whoever_was_told_hears_of_a_move_at_once() -> None:
    far = event(due_on(9, 1))
    (reminder,) = planned(at(4, 10), far, **told())
    assert (reminder.lead_name, reminder.late) == ("moved", False)
    assert planned(at(4, 10), far) == []


def test_a_move_is_said_in_the_subject_of_the_message_that_tells_it_and_in_no_later_one() -> None:
    (reminder,) = planned(at(4, 18), event(due_on(4, 25)), **told())
    assert headline(reminder).say() == "moved: due 25 April: 报送总结"
    (later,) = planned(at(4, 24), event(due_on(4, 25)), **told(due=date(2026, 4, 25), moves=1))
    assert headline(later).say() == "due 25 April: 报送总结"
    assert "Moved" not in body(later, "en")


def test_a_day_that_moves_back_is_told_under_another_key() -> None:
    first = planned(at(4, 8), event())[0].key
    (back,) = planned(at(4, 9), event(), **told(due=date(2026, 4, 25), moves=1))
    assert back.lead_name == "7d"
    assert back.key != first


def test_what_passed_unsaid_is_told_once_as_passed() -> None:
    (reminder,) = planned(at(4, 18), event(created=at(4, 1)))
    assert (reminder.passed, reminder.lead_name) == (True, "passed")
    assert "Passed: this day is over" in body(reminder, "en")
    assert planned(at(4, 18), event(created=at(4, 1)), **told()) == []


def test_what_passed_before_it_was_entered_is_not_told() -> None:
    assert planned(at(4, 18), event(created=at(4, 16))) == []
    assert [r.passed for r in planned(at(4, 18), event(created=at(4, 15)))] == [True]


def test_what_passed_long_ago_is_not_told() -> None:
    assert planned(at(5, 17), event(created=at(1, 1))) == []


def test_a_new_reader_does_not_hear_of_what_passed_before() -> None:
    since = {("办公室", "stdout"): date(2026, 4, 16)}
    assert planned(at(4, 18), event(created=at(4, 1)), since=since) == []
    since = {("办公室", "stdout"): date(2026, 4, 15)}
    assert [r.passed for r in planned(at(4, 18), event(created=at(4, 1)), since=since)] == [True]


def test_of_a_weekly_duty_only_the_last_one_has_passed_and_of_a_weekly_meeting_none() -> None:
    passed = {
        kind: [r.entry.due for r in planned(at(4, 22), event(Weekly((0,)), kind, created=at(1, 1))) if r.passed]
        for kind in ("duty", "event")
    }
    assert passed == {"duty": [date(2026, 4, 20)], "event": []}


def test_a_window_that_has_begun_is_not_over() -> None:
    window = event(Fixed(date(2026, 4, 1), date(2026, 5, 15)), "window", created=at(3, 1))
    (reminder,) = planned(at(4, 10), window)
    assert "Begun: it was not announced before; it lasts until Friday 15 May 2026" in body(reminder, "en")


# -- working days -----------------------------------------------------------------------------------------------------


def test_working_days_count_by_the_official_calendar() -> None:
    assert lead_day(Lead(3, "workdays"), date(2026, 10, 8)) == (date(2026, 9, 28), None)
    assert lead_day(Lead(0, "workdays"), date(2026, 10, 4)) == (date(2026, 9, 30), None)
    assert lead_day(Lead(0, "workdays"), date(2026, 10, 9)) == (date(2026, 10, 9), None)


def test_without_a_table_the_reminder_comes_early_and_says_why() -> None:
    counted = event(due_on(1, 8, 2031), leads=(Lead(3, "workdays"),))
    ahead = agenda([counted], Span(date(2030, 12, 1), date(2031, 2, 1)))
    (reminder,) = plan(ahead, DEFAULT_LEADS, [DESK], datetime(2030, 12, 26, 9))
    assert reminder.due_on.date() == date(2030, 12, 26)
    assert "the working days of 2031 are not known yet" in body(reminder, "en")


def test_a_table_that_comes_later_changes_no_key() -> None:
    counted = event(leads=(Lead(3, "workdays"),))
    (before,) = planned(at(4, 14), counted, reckoning=NOTHING_KNOWN)
    (after,) = planned(at(4, 14), counted)
    assert before.due_on < after.due_on
    assert before.key == after.key


@given(st.dates(date(2008, 3, 1), date(2026, 12, 31)), st.integers(0, 40))
def test_the_way_without_a_table_is_never_too_short(due: date, amount: int) -> None:
    lead = Lead(amount, "workdays")
    early, reason = lead_day(lead, due, NOTHING_KNOWN)
    assert reason is not None
    try:
        assert early <= lead_day(lead, due)[0]
    except UnknownYear:
        pytest.fail("the tables reach back to 2007")


def test_the_longest_way_has_been_gone() -> None:
    spans = [(day - WORKDAYS.step(day, -1)).days for n in range(6900) if (day := shift(date(2008, 2, 1), n))]
    assert max(spans) == longest_way(1)


def test_days_left_name_the_working_days_where_they_are_known() -> None:
    assert left(date(2026, 9, 30), date(2026, 10, 8)).say() == "in 8 days, 1 of them working days"
    assert left(date(2030, 9, 30), date(2030, 10, 8)).say() == "in 8 days"
    assert left(date(2026, 4, 14), date(2026, 4, 15)).say() == "tomorrow"
    assert left(date(2026, 4, 15), date(2026, 4, 15)).say() == "today"
    assert left(date(2026, 4, 16), date(2026, 4, 15)).say() == "yesterday"


# -- readers and keys -------------------------------------------------------------------------------------------------


def test_each_reader_hears_what_concerns_them() -> None:
    readers = [
        Recipient("甲", kinds=("deadline",)),
        Recipient("乙", kinds=("event",)),
        Recipient("丙", tags=("年检",)),
        Recipient("丁"),
    ]
    reminders = plan(entries(event(tags=("年检", "科普"))), DEFAULT_LEADS, readers, at(3, 16))
    assert sorted(r.recipient.name for r in reminders) == sorted(["甲", "丙", "丁"])


def test_a_key_names_entry_day_reader_channel_and_lead() -> None:
    (base,) = planned(at(4, 8), event())
    others = [
        replace(base, entry=entries(event(uid="bbbb"))[0]),
        replace(base, entry=entries(event(due_on(4, 16)))[0]),
        replace(base, recipient=Recipient("别处")),
        replace(base, recipient=replace(DESK, channel="mail")),
        replace(base, lead=Lead(1)),
    ]
    assert len({base.key, *(other.key for other in others)}) == 6
    same = [
        replace(base, due_on=at(4, 7)),
        replace(base, today=date(2026, 4, 9)),
        replace(base, entry=entries(event(title="别的标题", quote="…"))[0]),
        replace(base, recipient=replace(DESK, tags=("x",))),
    ]
    assert {base.key, *(other.key for other in same)} == {base.key}


# -- words ------------------------------------------------------------------------------------------------------------


def test_a_duty_is_headed_by_its_day_and_one_of_several_days_by_the_last_of_them() -> None:
    (single,) = planned(at(4, 13), event(Weekly((0,)), "duty", leads=(Lead(0),), created=at(4, 13)))
    (long,) = planned(at(4, 20), event(Fixed(date(2026, 4, 10), date(2026, 4, 20)), "duty"))
    assert headline(single).say() == "13 April: 报送总结"
    assert headline(long).say() == "due 20 April: 报送总结"


SOURCE = Source(
    "关于做好总结工作的通知",
    "云科协〔2026〕3号",
    "云溪省科协",
    date(2026, 3, 1),
    "ab" * 32,
    0,
    5,
    "请于4月15日前报送。",
)


def test_a_reminder_says_everything_that_it_rests_on() -> None:
    full = event(source=SOURCE, action="报送年度总结", actor="各市科协", recipient="省科协", quote="4月15日前")
    (reminder,) = planned(at(4, 8), full)
    assert headline(reminder).say() == "due 15 April: 报送总结"
    assert body(reminder, "en").splitlines() == [
        "When: Wednesday 15 April 2026 (in 7 days, 5 of them working days)",
        "To do: 报送年度总结",
        "By: 各市科协",
        "To: 省科协",
        "Words: “请于4月15日前报送。”",
        "Notice: 关于做好总结工作的通知 (云科协〔2026〕3号 · 云溪省科协 · 2026-03-01)",
        "More: yueling why aaaa 2026-04-15",
    ]


def test_a_tentative_date_says_why() -> None:
    (reminder,) = planned(at(9, 14), event(NthWeek(9, 3), "event"))
    assert headline(reminder).say() == "21 September: 报送总结 (tentative)"
    assert "Tentative: no text defines the nth week" in body(reminder, "en")
    assert "When: Monday 21 September 2026 to Sunday 27 September 2026 (in 7 days, 6 of them" in body(reminder, "en")


def test_a_time_of_day_is_named() -> None:
    timed = replace(event(), recurrence=Recurrence(due_on(4, 15), clock=Clock(end=18 * 60)))
    assert "Wednesday 15 April 2026 at 18:00 (in 7 days" in body(planned(at(4, 8), timed)[0], "en")
    talk = replace(event(kind="event"), recurrence=Recurrence(due_on(4, 15), clock=Clock(9 * 60, 11 * 60 + 30)))
    assert "at 09:00–11:30 (in 7 days" in body(planned(at(4, 8), talk)[0], "en")


def test_text_of_a_notice_cannot_leave_its_line() -> None:
    evil = event(
        title="总结\r\nBcc: x@y\x1b[2J\u202e", action="a\n\n7. due never", source=replace(SOURCE, sentence="x\u2028y")
    )
    (reminder,) = planned(at(4, 8), evil)
    text = headline(reminder).say() + body(reminder, "en")
    assert not set("\r\x1b\u202e\u2028") & set(text)
    assert len(body(reminder, "en").splitlines()) == 5


def test_braces_in_a_title_are_only_text() -> None:
    (reminder,) = planned(at(4, 8), event(title="{title} {0} %s"))
    assert headline(reminder).say() == "due 15 April: {title} {0} %s"


@given(st.text(max_size=400))
def test_every_title_makes_one_line(title: str) -> None:
    (reminder,) = planned(at(4, 8), event(title=title))
    assert len(headline(reminder).say().splitlines()) == 1
    assert len(headline(reminder).say()) < 80


def test_a_digest_numbers_its_items_and_counts_them_in_the_subject() -> None:
    assert digest_subject(["due 15 April: x"], "en") == "[Yueling] due 15 April: x"
    assert digest_subject(["due 15 April: x", "y", "z"], "en") == "[Yueling] due 15 April: x (3 in all)"
    assert digest_text([("x", "a\nb"), ("y", "c")], "en") == "1. x\n   a\n   b\n\n2. y\n   c"


def test_a_digest_of_thousands_stays_readable() -> None:
    text = digest_text([(f"item {n}", "line\n" * 8) for n in range(1, 5001)], "en")
    assert len(text) < 150_000
    assert "5000. item 5000" in text
    assert text.endswith("Of more than 30 items only the headlines are given.")


def test_an_officer_reads_chinese() -> None:
    (reminder,) = planned(at(4, 10), event(source=SOURCE, created=at(1, 1)))
    assert digest_subject([headline(reminder).say("zh")], "zh").startswith("[月令] 4月15日")
    text = body(reminder, "zh")
    assert "2026年4月15日" in text
    assert "星期三" in text
    assert not any(word in text for word in ("When", "planned", "Notice:", "April"))
