"""When each reader hears of what: leads, working days, hours, repeats, deputies, quiet hours, days of rest, one digest a day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.completions import Completion
from calendars.events import Entry, Event, Lead, agenda
from calendars.leads import lead_day, reach
from calendars.people import Quiet, Wishes, leads_of
from calendars.selection import Selection
from rules import WORKDAYS, Clock, Reckoning, Recurrence, Rule, Workdays, parse, shift
from rules.kinds import Due, Fixed, Weekly
from scheduler.planning import Reach, free_from, horizon, plan
from scheduler.planning.holding import is_rest
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA, Reminder, Told
from scheduler.settings import DEFAULT_LEADS
from scheduler.standing import Standing
from scheduler.wording import body, headline

DESK = Recipient("办公室")
NIGHT = Quiet.read("22:00-07:00")
OFFICE = Reckoning(WORKDAYS)
DONE = datetime(2026, 4, 10, tzinfo=CHINA)


def due_on(day: date) -> Rule:
    return Due(Fixed(day, day))


def event(rule: Rule | None = None, kind: str = "deadline", uid: str = "aaaa", **more: object) -> Event:
    return replace(Event(uid, "报送总结", kind, Recurrence(rule or due_on(date(2026, 4, 15)))), **more)  # type: ignore[arg-type]


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def planned(now: datetime, *events: Event, to: Recipient = DESK, **more: object) -> list[Reminder]:
    """The plan of a pass, with the agenda as far as a pass looks."""
    entries: list[Entry] = []
    for one in events:
        entries += agenda([one], Reach(DEFAULT_LEADS, [to]).window(one, now.date()))
    recipients = more.pop("recipients", [to])
    return plan(entries, DEFAULT_LEADS, recipients, now, **more)  # type: ignore[arg-type]


def wishing(**wishes: object) -> Recipient:
    return replace(DESK, wishes=Wishes(**wishes))  # type: ignore[arg-type]


def names(reminders: list[Reminder]) -> list[str]:
    return [one.lead_name for one in reminders]


# -- which leads ------------------------------------------------------------------------------------------------------


def test_the_event_s_own_leads_go_before_those_of_the_person_and_his_before_the_usual_ones() -> None:
    his = wishing(leads=leads_of({"deadline": ["3d"]}))
    assert names(planned(at(4, 12), event(), to=his)) == ["3d"]
    assert names(planned(at(4, 12), event())) == ["7d"]
    assert names(planned(at(4, 12), event(leads=(Lead(5),)), to=his)) == ["5d"]
    assert planned(at(4, 8), event(), to=his) == []


def test_who_wants_no_reminders_of_a_kind_and_what_is_never_reminded_of_stay_silent() -> None:
    never = wishing(leads=(("deadline", ()),), repeat=5)
    assert planned(at(4, 15), event(), to=never) == []
    assert planned(at(4, 15), event(leads=()), to=wishing(repeat=5)) == []


def test_each_reader_has_his_own_leads_for_one_event() -> None:
    early = replace(wishing(leads=leads_of({"deadline": ["20d"]})), name="早")
    both = planned(at(3, 26), event(), recipients=[early, DESK], to=early)
    assert {one.recipient.name: one.lead_name for one in both} == {"早": "20d", "办公室": "30d"}


def test_his_time_of_day_is_his_own() -> None:
    early = wishing(at=time(7, 15))
    assert [one.due_on for one in planned(at(4, 8), event(), to=early)] == [at(4, 8, 7, 15)]


def test_who_follows_an_organisation_or_words_hears_of_nothing_else() -> None:
    words = replace(DESK, follows=(Selection(words=("总结",)),))
    body_of = replace(DESK, follows=(Selection(organisations=("科普处",)),))
    assert len(planned(at(4, 8), event(), event(uid="bbbb", title="会议"), to=words)) == 1
    assert len(planned(at(4, 8), event(actor="科普处"), event(uid="bbbb"), to=body_of)) == 1


# -- working days -----------------------------------------------------------------------------------------------------


def walked(amount: int, due: date, off: frozenset[date], work: frozenset[date]) -> date:
    """The day of a lead in working days, by going back a day at a time."""

    def is_worked(day: date) -> bool:
        return day in work or (day.weekday() < 5 and day not in off)

    day = due
    if amount == 0:
        while not is_worked(day):
            day -= timedelta(1)
        return day
    left = amount
    while left:
        day -= timedelta(1)
        left -= is_worked(day)
    return day


def tables(random_: random.Random) -> tuple[Workdays, frozenset[date], frozenset[date]]:
    """Working days of three years with feasts and worked weekends at random."""
    off, work = set[date](), set[date]()
    for _ in range(random_.randrange(12)):
        first = date(2025, 1, 1) + timedelta(random_.randrange(1090))
        off |= {first + timedelta(n) for n in range(random_.randrange(1, 11))}
    for _ in range(random_.randrange(20)):
        day = date(2025, 1, 1) + timedelta(random_.randrange(1090))
        if day.weekday() > 4:
            work.add(day)
    work -= off
    years = tuple(
        (year, frozenset(d for d in off if d.year == year), frozenset(d for d in work if d.year == year))
        for year in (2025, 2026, 2027)
    )
    return Workdays(more=years), frozenset(off), frozenset(work)


def test_leads_in_working_days_are_those_of_a_walk_day_by_day() -> None:
    random_, cases, none = random.Random(13), 0, 0
    while cases < 10_000:
        days, off, work = tables(random_)
        for _ in range(100):
            due = date(2026, 1, 1) + timedelta(random_.randrange(730))
            amount = random_.choice((0, 0, 1, 2, 3, 5, 10, 20, random_.randrange(60)))
            lead = Lead(amount, "workdays")
            day, doubt = lead_day(lead, due, Reckoning(days))
            assert (day, doubt) == (walked(amount, due, off, work), None), (amount, due)
            cases += 1
            none += amount == 0
    assert none > 1_000


def test_a_lead_of_no_working_days_speaks_on_the_last_one_though_it_stands_alone() -> None:
    feast = event(due_on(date(2026, 10, 4)), leads=(Lead(0, "workdays"),))  # a Sunday in the feast of eight days
    spoken = [day for day in range(20, 31) if planned(at(9, day), feast)]
    assert spoken == [30]
    assert [one.late for one in planned(at(9, 30), feast)] == [False]


@given(st.dates(date(2025, 3, 1), date(2026, 11, 30)), st.integers(0, 12))
def test_a_daily_run_says_a_lead_in_working_days_on_its_day_and_on_no_earlier_one(due: date, amount: int) -> None:
    one = event(due_on(due), leads=(Lead(amount, "workdays"),))
    day = walked(amount, due, WORKDAYS.off, WORKDAYS.work)
    before, then = datetime.combine(shift(day, -1), time(9), CHINA), datetime.combine(day, time(9), CHINA)
    assert planned(before, one) == []
    assert [(r.lead_name, r.late) for r in planned(then, one)] == [(f"{amount}wd", False)]


@given(
    st.sampled_from(["days", "workdays", "hours"]), st.integers(0, 200), st.dates(date(2008, 6, 1), date(2026, 12, 1))
)
def test_a_run_looks_as_far_ahead_as_its_leads_reach(unit: str, amount: int, due: date) -> None:
    lead = Lead(amount, unit)
    day, _ = lead_day(lead, due)
    assert shift(due, -reach(lead)) <= day
    assert horizon(day, [lead]).last >= due


# -- hours ------------------------------------------------------------------------------------------------------------

MEETING = event(Fixed(date(2026, 4, 15), date(2026, 4, 15)), "event", leads=(Lead(2, "hours"),))
AT_TWO = replace(MEETING, recurrence=replace(MEETING.recurrence, clock=Clock(14 * 60, 16 * 60)))


def test_a_service_speaks_so_many_hours_before_a_meeting() -> None:
    assert planned(at(4, 15, 11, 59), AT_TWO, by_minute=True) == []
    (one,) = planned(at(4, 15, 12), AT_TWO, by_minute=True)
    assert (one.lead_name, one.due_on, one.hold) == ("2h", at(4, 15, 12), None)


def test_hours_may_reach_into_the_day_before_and_a_daily_run_says_it_on_the_day() -> None:
    early = replace(AT_TWO, leads=(Lead(20, "hours"),))
    assert [one.due_on for one in planned(at(4, 14, 23), early, by_minute=True)] == [at(4, 14, 18)]
    assert names(planned(at(4, 14), early)) == ["20h"]
    assert planned(at(4, 13), early) == []


def test_without_a_clock_it_is_said_on_the_day() -> None:
    assert planned(at(4, 14), MEETING) == []
    assert [one.due_on for one in planned(at(4, 15), MEETING)] == [at(4, 15, 8)]


def test_of_what_is_due_hours_count_from_its_end() -> None:
    by_five = replace(
        event(leads=(Lead(3, "hours"),)), recurrence=replace(event().recurrence, clock=Clock(end=17 * 60))
    )
    assert [one.due_on for one in planned(at(4, 15, 15), by_five, by_minute=True)] == [at(4, 15, 14)]


# -- again and again, and to the deputy -------------------------------------------------------------------------------


def test_a_deadline_is_said_each_day_in_its_last_days_until_it_is_done() -> None:
    often = wishing(repeat=3)
    said = {day: names(planned(at(4, day), event(), to=often)) for day in (11, 12, 13, 14, 15)}
    assert said == {11: ["7d"], 12: ["3d"], 13: ["2d"], 14: ["1d"], 15: ["0d"]}
    done = event(completions=(Completion("once", 100, DONE, "张三", DONE),))
    assert [planned(at(4, day), done, to=often) for day in (13, 14, 15)] == [[], [], []]


def test_what_is_no_duty_is_not_repeated() -> None:
    meeting = event(Fixed(date(2026, 4, 15), date(2026, 4, 15)), "event")
    assert [names(planned(at(4, day), meeting, to=wishing(repeat=3))) for day in (12, 13)] == [["7d"], ["7d"]]


def test_repeats_fit_between_two_dates_of_a_series() -> None:
    weekly = event(Weekly((0,)), "duty")
    said = {
        day: [r.entry.due for r in planned(at(4, day), weekly, to=wishing(repeat=20)) if not r.passed] for day in (7, 9)
    }
    assert said == {7: [], 9: [date(2026, 4, 13)]}


ZHANG = Recipient("张三", key="zhang", wishes=Wishes(deputy="li", after=3))
LI = Recipient("李四", key="li", follows=(Selection(tags=("无",)),))


def escalated(now: datetime, one: Event, **more: object) -> list[Reminder]:
    found = planned(now, one, recipients=[ZHANG, LI], to=ZHANG, **more)
    return [reminder for reminder in found if reminder.lead_name == "escalated"]


def test_what_was_not_done_is_told_to_the_deputy_after_so_many_days() -> None:
    assert escalated(at(4, 17), event()) == []
    (one,) = escalated(at(4, 18), event())
    assert (one.recipient, one.principals, one.passed) == (LI, ("张三",), True)
    assert one.key == escalated(at(4, 25), event())[0].key
    assert headline(one).say() == "not done, due 15 April: 报送总结"
    assert "Not done: nobody said that it is; it was left to 张三" in body(one, "en")


def test_no_deputy_is_told_of_what_is_done_or_taken_on_or_never_reminded_of() -> None:
    done = event(completions=(Completion("once", 100, DONE, None, DONE),))

    class TakenOn(Standing):
        def is_acknowledged(self, entry: Entry) -> bool:
            return True

    assert escalated(at(4, 18), done) == []
    assert escalated(at(4, 18), event(), standing=TakenOn()) == []
    assert escalated(at(4, 18), event(leads=())) == []
    assert escalated(at(4, 18), event(created=at(4, 16))) == []
    assert escalated(at(4, 18), event(), since={("zhang", "stdout"): date(2026, 4, 16)}) == []


def test_a_deputy_hears_once_for_all_whose_deputy_he_is_by_each_of_his_channels() -> None:
    wang = replace(ZHANG, name="王五", key="wang")
    by_mail = replace(LI, channel="mail")
    found = planned(at(4, 18), event(), recipients=[ZHANG, wang, LI, by_mail], to=ZHANG)
    told = [(one.recipient.channel, one.principals) for one in found if one.lead_name == "escalated"]
    assert told == [("stdout", ("张三", "王五")), ("mail", ("张三", "王五"))]


# -- held, never dropped ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (at(4, 8, 21, 59), at(4, 8, 21, 59)),
        (at(4, 8, 22), at(4, 9, 7)),
        (at(4, 8, 23, 59), at(4, 9, 7)),
        (at(4, 9, 0), at(4, 9, 7)),
        (at(4, 9, 6, 59), at(4, 9, 7)),
        (at(4, 9, 7), at(4, 9, 7)),
    ],
)
def test_quiet_hours_hold_from_their_first_minute_to_their_last_across_midnight(now: datetime, free: datetime) -> None:
    assert free_from(now, wishing(quiet=NIGHT), OFFICE) == free


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (at(4, 10, 23, 59), at(4, 10, 23, 59)),  # a Friday
        (at(4, 11, 0), at(4, 13, 0)),
        (at(4, 12, 23, 59), at(4, 13, 0)),
        (at(10, 1, 9), at(10, 8, 0)),  # the feast, of which the 8th is worked
        (at(2, 14, 9), at(2, 14, 9)),  # a Saturday that is worked
        (at(10, 10, 9), at(10, 10, 9)),  # another one
    ],
)
def test_days_of_rest_hold_by_the_official_calendar(now: datetime, free: datetime) -> None:
    assert free_from(now, wishing(rest=True), OFFICE) == free


def test_both_hold_together_and_a_year_without_calendar_has_its_weekends() -> None:
    assert free_from(at(4, 10, 22), wishing(rest=True, quiet=NIGHT), OFFICE) == at(4, 13, 7)
    assert free_from(at(1, 4, 9, year=2031), wishing(rest=True), Reckoning(Workdays())) == at(1, 6, 0, year=2031)


@given(st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 20)), st.times(), st.times(), st.booleans())
def test_the_free_minute_is_the_first_one_that_is_free(now: datetime, first: time, last: time, rest: bool) -> None:
    now = now.replace(second=0, microsecond=0, tzinfo=CHINA)
    first, last = first.replace(second=0, microsecond=0), last.replace(second=0, microsecond=0)
    reader = wishing(quiet=Quiet(first, last), rest=rest)

    def is_free(moment: datetime) -> bool:
        return not Quiet(first, last).holds(moment.time()) and not (rest and is_rest(moment.date(), OFFICE))

    free = free_from(now, reader, OFFICE)
    assert is_free(free)
    steps = int((free - now).total_seconds()) // 60
    assert not any(is_free(now + timedelta(minutes=n)) for n in range(0, steps, max(1, steps // 200)))
    assert steps == 0 or not is_free(free - timedelta(minutes=1))


def test_a_lead_whose_hour_is_quiet_is_planned_and_waits() -> None:
    late = event(leads=(Lead(7, "days", time(23)),))
    (one,) = planned(at(4, 8, 23), late, to=wishing(quiet=NIGHT), by_minute=True)
    assert one.hold == at(4, 9, 7)
    (after,) = planned(at(4, 9, 7), late, to=wishing(quiet=NIGHT), by_minute=True)
    assert (after.hold, after.key) == (None, one.key)


def test_what_rest_would_hold_past_its_day_is_said_on_the_last_day_of_work_before() -> None:
    sunday = event(due_on(date(2026, 4, 12)), leads=(Lead(1), Lead(0)))
    assert [(r.lead_name, r.hold) for r in planned(at(4, 10), sunday, to=wishing(rest=True))] == [("0d", None)]
    monday = event(due_on(date(2026, 4, 13)), leads=(Lead(1),))
    assert planned(at(4, 10), monday, to=wishing(rest=True)) == []
    assert [r.hold for r in planned(at(4, 12), monday, to=wishing(rest=True))] == [at(4, 13, 0)]


@given(st.dates(date(2026, 1, 5), date(2026, 12, 20)), st.integers(0, 5), st.booleans(), st.booleans())
def test_whoever_rests_or_sleeps_hears_of_a_deadline_and_in_time(
    due: date, amount: int, rest: bool, sleeps: bool
) -> None:
    reader = wishing(rest=rest, quiet=NIGHT if sleeps else None)
    one = event(due_on(due), leads=(Lead(amount),))
    days = [shift(due, n) for n in range(-16, 1)]
    runs = [datetime.combine(day, time(8), CHINA) for day in days]
    told = [now for now in runs for r in planned(now, one, to=reader) if r.hold is None and not r.passed]
    assert told
    assert free_from(told[0], reader, OFFICE) == told[0]


# -- one digest a day -------------------------------------------------------------------------------------------------

SPOKEN = {("办公室", "stdout")}


def test_what_comes_after_the_digest_of_the_day_joins_that_of_the_next() -> None:
    week = event(created=at(4, 8, 10))
    daily = planned(at(4, 8, 11), week, spoken=SPOKEN)
    assert [(r.lead_name, r.hold) for r in daily] == [("7d", at(4, 9, 0))]
    assert [r.hold for r in planned(at(4, 8, 11), week, spoken=SPOKEN, by_minute=True)] == [at(4, 9, 8)]
    assert [r.hold for r in planned(at(4, 8, 11), week, spoken=set())] == [None]


def test_a_service_waits_with_what_was_entered_at_night_for_the_digest_of_the_day() -> None:
    assert [r.hold for r in planned(at(4, 9, 0, 30), event(), by_minute=True)] == [at(4, 9, 8)]


def test_what_names_its_hour_is_near_or_has_moved_does_not_wait_for_the_next_day() -> None:
    hour = event(leads=(Lead(7, "days", time(10)),))
    assert [r.hold for r in planned(at(4, 8, 11), hour, spoken=SPOKEN)] == [None]
    assert [r.hold for r in planned(at(4, 14, 11), event(), spoken=SPOKEN)] == [None]
    told = {("aaaa-once", "办公室", "stdout"): Told(date(2026, 4, 20), date(2026, 4, 8), "7d")}
    assert [r.hold for r in planned(at(4, 8, 11), event(), spoken=SPOKEN, told=told)] == [None]


# -- missed -----------------------------------------------------------------------------------------------------------


def test_a_routine_that_was_missed_is_no_news() -> None:
    meeting = event(Weekly((0,)), "event", created=at(1, 1))
    assert [r for r in planned(at(4, 22), meeting) if r.passed] == []
    duty = event(Weekly((0,)), "duty", created=at(1, 1))
    assert [r.entry.due for r in planned(at(4, 22), duty) if r.passed] == [date(2026, 4, 20)]
    monthly = event(kind="event", created=at(1, 1), recurrence=parse("每月20日"))
    assert [r.entry.due for r in planned(at(4, 22), monthly) if r.passed] == [date(2026, 4, 20)]


# -- what comes often and was not done --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("每天", {6: [5], 13: [12], 20: [19]}),
        ("每周一、周四前", {6: [2], 13: [9], 20: [16]}),
        ("每周四前", {3: [2], 10: [9], 17: [16]}),
    ],
)
def test_of_what_comes_often_a_deputy_hears_once_a_week(text: str, told: dict[int, list[int]]) -> None:
    boss = replace(DESK, name="局长", follows=(Selection(tags=("无",)),))
    desk = wishing(deputy="局长", after=1)
    duty = event(kind="duty", created=at(1, 1), recurrence=parse(text))
    heard: dict[int, list[int]] = {}
    known = set[str]()
    for day in range(2, 23):
        found = planned(at(4, day), duty, to=desk, recipients=[desk, boss])
        new = [one for one in found if one.principals and one.key not in known]
        known |= {one.key for one in new}
        if day > 2 and new:
            heard[day] = [one.entry.due.day for one in new]
    assert heard == told


def test_the_last_date_of_a_week_that_was_done_is_told_to_nobody() -> None:
    boss = replace(DESK, name="局长", follows=(Selection(tags=("无",)),))
    desk = wishing(deputy="局长", after=1)
    duty = event(kind="duty", created=at(1, 1), recurrence=parse("每周一、周四前"))
    [thursday] = duty.recurrence.between(date(2026, 4, 9), date(2026, 4, 9))
    done = replace(duty, completions=(Completion(thursday.key, 100, DONE, None, DONE),))
    assert [one for one in planned(at(4, 13), done, to=desk, recipients=[desk, boss]) if one.principals] == []


def test_no_event_that_takes_place_is_handed_on() -> None:
    boss = replace(DESK, name="局长", follows=(Selection(tags=("无",)),))
    desk = wishing(deputy="局长", after=1)
    meeting = event(kind="event", created=at(1, 1), recurrence=parse("每月2日"))
    assert [one for one in planned(at(4, 6), meeting, to=desk, recipients=[desk, boss]) if one.principals] == []
