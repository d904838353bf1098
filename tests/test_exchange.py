"""Export and import: what is taken along comes back as it was, in every shape; what is no event says why."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from ical.calendar_stream import IcsCalendarStream

from calendars.events import Entry, Event, Lead, Source, agenda, uid_of
from calendars.exchange import BadDocument, exported, planned, read_file, remarks
from calendars.exchange.calendar_file import to_ics
from calendars.feeds import Feed, placed, render
from calendars.ical.lint import lint
from calendars.store import Store
from rules import RECKONING, Clock, Edition, Move, Recurrence, Span, parse
from rules.kinds import Anchored, Fixed, Monthly, NthWeekday, Periodic, Rfc5545, Weekly, Yearly
from rules.rfc5545.rrule import RRule

round_trips: Any = importlib.import_module("tests.test_store_round_trips")

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
WINDOW = Span(date(2026, 1, 1), date(2028, 4, 30))
SHAPES = ("json", "toml", "ics")
SOURCE = Source(
    "关于报送总结的通知",
    "青禾会发〔2026〕12号",
    "青禾市作物学会",
    date(2026, 3, 9),
    "d" * 64,
    2,
    8,
    "于每年5月30日前报送。",
)


def event(title: str, recurrence: Recurrence, **facts: Any) -> Event:
    return Event(uid_of(title), title, facts.pop("kind", "event"), recurrence, created=NOW, updated=NOW, **facts)


LATER = Move(date(2026, 1, 12), Span(date(2026, 1, 13), date(2026, 1, 13)), Clock(600, 660))
WHOLE = Recurrence(
    Yearly(5, 30),
    since=date(2017, 1, 1),
    without=(date(2019, 5, 30),),
    suspended=(2020, 2027),
    moved=(Move(date(2028, 5, 30), Span(date(2028, 6, 3), date(2028, 6, 4))),),
    extra=(Span(date(2026, 8, 8), date(2026, 8, 8)), Span(date(2026, 9, 1), date(2026, 9, 3))),
    edition=Edition(((2017, 1),)),
    notes=("old",),
    then=Recurrence(NthWeekday(9, 3, 5), since=date(2030, 1, 1)),
)
EVENTS = [
    event("科技工作者日", WHOLE, kind="observance", tags=("科普", "a,b;c"), leads=(Lead(30), Lead(1, at=time(17, 30)))),
    event("报送总结", parse("每年5月30日前"), kind="deadline", quote="每年5月30日前", source=SOURCE, sequence=7,
          action="填写", actor="各分会", recipient="office@example.org", leads=()),
    event("下午五点前", replace(parse("每周五前"), clock=Clock(end=17 * 60)), kind="deadline"),
    event("例会", Recurrence(Weekly((0, 3)), since=date(2026, 1, 1), until=date(2027, 6, 30), clock=Clock(540, 630),
          without=(date(2026, 1, 8),), moved=(LATER,))),
    event("整月", Recurrence(Monthly(1, -1), since=date(2026, 1, 1)), kind="duty"),
    event("工作日", parse("每月第一个工作日"), kind="duty", leads=(Lead(3, "workdays"),)),
    event("元宵", parse("农历正月十五")),
    event("春分后", parse("每年清明")),
    event("三天", Recurrence(Fixed(date(2026, 5, 1), date(2026, 5, 3)), clock=Clock(480, 1080))),
    event("无日期", Recurrence(Anchored("任期届满", -6, "months")), kind="offset"),
    event("季报", Recurrence(Periodic("quarter")), kind="duty"),
    event('奇"怪\\;,\n\t\u202e\x7f👨‍👩‍👧', parse("2月29日"), tags=("👨‍👩‍👧", "\\")),
    event("零点", replace(parse("每月1日前"), clock=Clock(end=10)), kind="deadline"),
]  # fmt: skip


def back(data: bytes) -> list[Event]:
    found = read_file(data)
    assert [each.error for each in found if each.error] == []
    return [each.event for each in found if each.event]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_event_comes_back_as_it_was(shape: str) -> None:
    assert back(exported(EVENTS, shape, WINDOW, RECKONING)) == EVENTS


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_events_give_the_same_bytes(shape: str) -> None:
    again = [replace(each) for each in EVENTS]
    assert exported(EVENTS, shape, WINDOW, RECKONING) == exported(again, shape, WINDOW, RECKONING)


@settings(max_examples=80, deadline=None)
@given(wanted=round_trips.whole_events)
def test_random_events_come_back_as_they_were_in_every_shape(wanted: Event) -> None:
    stored = replace(wanted, created=NOW, updated=NOW)
    for shape in SHAPES:
        assert back(exported([stored], shape, WINDOW, RECKONING)) == [stored], shape


@pytest.mark.parametrize("shape", SHAPES)
def test_an_export_fills_an_empty_store_with_the_same_events_and_stamps(shape: str) -> None:
    data = exported(EVENTS, shape, WINDOW, RECKONING)
    with Store.open("sqlite://") as store:
        plan = planned(read_file(data), store.events())
        store.save(plan.events, NOW + timedelta(days=9))
        assert sorted(store.events(), key=lambda e: e.uid) == sorted(EVENTS, key=lambda e: e.uid)
        again = planned(read_file(data), store.events())
        assert (again.events, again.refused, len(again.unchanged)) == ([], [], len(EVENTS))


# The calendar file as other programs read it.


def test_other_programs_see_our_occurrences_in_the_calendar_file() -> None:
    named = [each for each in EVENTS if each.title.isalnum()]
    calendar = icalendar.Calendar.from_ical(to_ics(named, WINDOW))
    seen = recurring_ical_events.of(calendar).between(WINDOW.first, WINDOW.last)
    found = {(str(each["SUMMARY"]), _plain(each["DTSTART"].dt), _plain(each["DTEND"].dt)) for each in seen}
    wanted = {(entry.event.title, *_shown(entry)) for entry in agenda(named, WINDOW)}
    for instances in (found, wanted):  # what lies across an edge of the window is seen by one and not by the other
        instances -= {each for each in instances if not "2026-01-05" < each[1] < "2028-04-25"}
    assert found == wanted
    assert len(found) > 250


def _plain(moment: date) -> str:
    return (moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment).isoformat()


def _shown(entry: Entry) -> tuple[str, str]:
    first, last = placed(entry)
    return first.isoformat(), (last if isinstance(last, datetime) else last + timedelta(1)).isoformat()


def test_our_lint_finds_nothing_but_the_dates_that_no_rule_says() -> None:
    faults = lint(to_ics(EVENTS, WINDOW))
    assert {fault.law for fault in faults} == {"repeat"}
    assert {fault.said.text for fault in faults} == {"RDATE is lost in several clients; write one event for each date"}


def test_icalendar_and_ical_read_the_calendar_file_without_an_error() -> None:
    data = to_ics(EVENTS, WINDOW)
    calendar = icalendar.Calendar.from_ical(data)
    assert isinstance(calendar, icalendar.Calendar)
    assert [error for part in calendar.walk() for error in part.errors] == []
    strict = IcsCalendarStream.calendar_from_ics(data.decode())
    assert len(strict.events) == len(calendar.events)


def lines_of(data: bytes, name: str) -> list[str]:
    return [line for line in data.decode().replace("\r\n ", "").split("\r\n") if line.startswith(name)]


def test_a_rule_with_an_end_and_a_time_ends_in_utc() -> None:
    data = to_ics([EVENTS[3]], WINDOW)
    assert lines_of(data, "RRULE") == ["RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20270630T155959Z"]
    assert lines_of(data, "EXDATE") == ["EXDATE;TZID=Asia/Shanghai:20260108T090000"]
    assert lines_of(data, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Shanghai:20260112T090000"]


def test_a_rule_that_no_rrule_says_lists_its_dates_and_says_so() -> None:
    data = to_ics([EVENTS[5]], Span(date(2026, 1, 1), date(2026, 3, 31)), lang="en")
    assert lines_of(data, "RDATE") == ["RDATE;VALUE=DATE:20260104,20260202,20260302"]
    assert lines_of(data, "X-YUELING-WINDOW") == ["X-YUELING-WINDOW:20260101/20260331"]
    assert lines_of(data, "COMMENT") == [
        "COMMENT:No RRULE says this rule: the dates from 2026-01-01 to 2026-03-31 are listed."
    ]


def test_versions_are_events_that_name_the_first() -> None:
    data = to_ics([EVENTS[0]], WINDOW)
    uid = EVENTS[0].uid
    assert lines_of(data, "UID") == [f"UID:{uid}@yueling"] * 3 + [f"UID:{uid}.2@yueling"]
    assert lines_of(data, "RELATED-TO") == [f"RELATED-TO:{uid}@yueling"]
    assert lines_of(data, "RRULE")[0].endswith("UNTIL=20291231")


def test_an_event_without_any_date_is_an_entry_of_a_journal() -> None:
    assert b"BEGIN:VJOURNAL" in to_ics([EVENTS[9]], WINDOW)


def test_alarms_are_the_leads_in_days_and_in_hours_before_what_has_a_clock() -> None:
    assert lines_of(to_ics([EVENTS[0]], WINDOW), "TRIGGER")[:2] == ["TRIGGER:-P30D", "TRIGGER:-PT6H30M"]
    assert lines_of(to_ics([EVENTS[5]], WINDOW), "TRIGGER") == []
    day = Recurrence(Fixed(date(2026, 4, 15), date(2026, 4, 15)), clock=Clock(14 * 60))
    meeting = replace(EVENTS[0], kind="event", recurrence=day, leads=(Lead(2, "hours"),))
    assert lines_of(to_ics([meeting], WINDOW), "TRIGGER") == ["TRIGGER:-PT2H"]
    whole = replace(meeting, recurrence=replace(day, clock=None))
    assert lines_of(to_ics([whole], WINDOW), "TRIGGER") == []


def test_a_set_in_a_foreign_zone_goes_out_in_its_own_words_with_the_zone() -> None:
    rule = Rfc5545(datetime(2026, 3, 2, 9), "America/New_York", (RRule.read("FREQ=WEEKLY;COUNT=3"),), lasts=60)
    data = to_ics([event("Call", Recurrence(rule))], WINDOW)
    assert lines_of(data, "DTSTART;TZID=America") == ["DTSTART;TZID=America/New_York:20260302T090000"]
    calendar = icalendar.Calendar.from_ical(data.replace(b"America/New_York", b"There"))
    seen = recurring_ical_events.of(calendar).between(WINDOW.first, WINDOW.last)
    assert [each["DTSTART"].dt.astimezone(UTC).hour for each in seen] == [14, 13, 13]


# Changes between two readings.


def touched(data: bytes, *changes: tuple[str, str]) -> bytes:
    """The calendar file as another program would leave it after a change."""
    text = data.decode()
    for old, new in (("SEQUENCE:0", "SEQUENCE:1"), *changes):
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def test_what_another_program_has_changed_is_taken_and_the_rest_stays() -> None:
    wanted = EVENTS[5]
    (found,) = read_file(touched(to_ics([wanted], WINDOW), ("SUMMARY:工作日", "SUMMARY:上班")))
    assert found.event == replace(wanted, title="上班", sequence=1)
    assert found.note
    (moved,) = read_file(touched(to_ics([EVENTS[8]], WINDOW), ("20260503T180000", "20260504T180000")))
    assert moved.event
    assert moved.event.recurrence.rule == Fixed(date(2026, 5, 1), date(2026, 5, 4))
    assert moved.event.uid == EVENTS[8].uid


def test_an_export_whose_own_property_was_lost_changes_nothing_that_is_stored() -> None:
    data = to_ics(EVENTS, WINDOW)
    stripped = b"\r\n".join(
        line for line in data.replace(b"\r\n ", b"").split(b"\r\n") if not line.startswith(b"X-YUELING")
    )
    plan = planned(read_file(stripped), EVENTS)
    assert plan.events == [] or {each.uid for each in plan.events}.isdisjoint(each.uid for each in EVENTS)


def test_an_older_version_of_an_export_is_refused() -> None:
    newer = replace(EVENTS[1], title="报送总结和照片", sequence=8)
    plan = planned(read_file(exported([EVENTS[1]], "json", WINDOW, RECKONING)), [newer])
    assert plan.events == []
    assert "newer version" in str(plan.refused[0].error)
    plan = planned(read_file(exported([newer], "json", WINDOW, RECKONING)), [EVENTS[1]])
    assert plan.changed == [newer]


# What is no document, and what is no event in one.


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"hello", "line 1: “hello” begins no calendar; a calendar begins with BEGIN:VCALENDAR"),
        (b'{"format": "yueling events",\n "version": 1, }', "line 2, column 16: no JSON"),
        (b"format = 3 3", "no TOML"),
        (b"[]", "does not say that it holds events"),
        (b'{"format": "yueling events", "version": 2, "events": []}', "the file is of version 2"),
        (b'{"format": "yueling events", "version": 1, "events": {}}', "no list of events"),
        (b"{" + b'"a":[' * 100_000, "no JSON"),
        (b" " * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b'{"version": 1, "events": [' + b"0," * 10_000 + b'0], "format": "yueling events"}', "more than 10000"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "line 1: this component is never ended"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_says_where_and_what_would_be_right(data: bytes, said: str) -> None:
    with pytest.raises(BadDocument) as caught:
        read_file(data)
    assert said in str(caught.value)


GOOD = json.loads(exported([EVENTS[1]], "json", WINDOW, RECKONING))["events"][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": 3}, {"uid": "a"}, {"uid": "a\nbcd"}, {"title": None}, {"kind": "party"}, {"recurrence": {}},
        {"recurrence": {"rule": {"kind": "yearly", "month": 13, "day": 1}}}, {"recurrence": {"rule": {"kind": "none"}}},
        {"recurrence": {"rule": {"kind": "yearly", "month": "5", "day": 30}}}, {"tags": "ab"}, {"tags": [1]},
        {"leads": ["soon"]}, {"sequence": -1}, {"sequence": True}, {"sequence": 10**12}, {"created": "2026-01-01"},
        {"created": "yesterday"}, {"source": []}, {"source": {"start": "x"}}, {"origin": {"uid": "x"}}, {"color": "red"},
        {"origin": {"uid": "x", "calendar": "", "sequence": 0, "digest": "", "lines": [1]}},
        {"recurrence": {"rule": {"kind": "due", "base": "x"}}}, {"recurrence": [[[[]]]]},
    ],
)  # fmt: skip
def test_a_record_that_is_no_event_is_refused_and_the_others_are_read(changes: dict[str, Any]) -> None:
    document = {"format": "yueling events", "version": 1, "events": [GOOD, {**GOOD, **changes}]}
    good, bad = read_file(json.dumps(document).encode())
    assert good.event == EVENTS[1]
    assert bad.error
    assert bad.line == 2


def test_a_uid_that_stands_twice_is_taken_once() -> None:
    data = exported([EVENTS[1], replace(EVENTS[1], title="另一个")], "json", WINDOW, RECKONING)
    plan = planned(read_file(data), [])
    assert [each.title for each in plan.new] == ["报送总结"]
    assert len(plan.refused) == 1


def test_events_that_disagree_on_their_notice_are_refused() -> None:
    other = replace(EVENTS[2], source=replace(SOURCE, title="另一份"))
    plan = planned(read_file(exported([EVENTS[1], other], "toml", WINDOW, RECKONING)), [])
    assert len(plan.new) == len(plan.refused) == 1


# Foreign calendars: identity, words, refusals.

TEAM = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//calendar//EN
X-WR-CALNAME:Team
{events}
END:VCALENDAR
"""
MEETING = """BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
SEQUENCE:2
LAST-MODIFIED:20260101T000000Z
DTSTART;VALUE=DATE:20260501
RRULE:FREQ=YEARLY
SUMMARY:Labour\\, day
DESCRIPTION:Flags\\nand songs
LOCATION:Square
CATEGORIES:holiday,a\\,b
URL:https://example.org/1
STATUS:TENTATIVE
CLASS:PRIVATE
X-COLOUR;X-SHADE="dark:1":red
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:x
TRIGGER:-P7D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:x
TRIGGER:-PT15H
END:VALARM
END:VEVENT"""


def team(*events: str) -> bytes:
    return TEAM.format(events="\n".join(events)).encode()


def only(data: bytes) -> Event:
    (found,) = back(data)
    return found


def test_the_words_of_a_foreign_event_are_read_and_the_rest_is_kept() -> None:
    found = only(team(MEETING))
    assert (found.title, found.kind, found.tags) == ("Labour, day", "event", ("holiday", "a,b"))
    assert found.leads == (Lead(7), Lead(1, at=time(9)))
    assert found.origin
    assert (found.origin.uid, found.origin.calendar, found.origin.sequence) == ("1@example.org", "Team", 2)
    assert found.origin.said("DESCRIPTION") == "Flags\nand songs"
    assert 'X-COLOUR;X-SHADE="dark:1":red' in found.origin.lines
    (entry,) = agenda([found], Span(date(2026, 5, 1), date(2026, 5, 1)))
    assert entry.status == "TENTATIVE"


def test_a_feed_says_place_and_text_of_an_imported_event_and_that_it_is_private() -> None:
    entries = agenda([only(team(MEETING))], Span(date(2026, 5, 1), date(2026, 5, 1)))
    data = render(Feed("all", "x", private=True), entries, lang="en")
    assert lines_of(data, "CLASS") == ["CLASS:PRIVATE"]
    assert not lines_of(render(Feed("all", "x"), entries, lang="en"), "UID"), "no public feed has it"
    assert lines_of(data, "STATUS") == ["STATUS:TENTATIVE"]
    (about,) = lines_of(data, "DESCRIPTION")[1:]
    assert "Place: Square" in about
    assert "the calendar that it comes from calls it tentative" in about
    assert lint(data) == []


def test_what_was_kept_goes_out_again_and_comes_back() -> None:
    found = only(team(MEETING))
    data = to_ics([found], WINDOW)
    for line in (
        'X-COLOUR;X-SHADE="dark:1":red',
        "LOCATION:Square",
        "CLASS:PRIVATE",
        "TRIGGER:-PT15H",
        "UID:1@example.org",
    ):
        assert lines_of(data, line) == [line]
    assert lint(data) == []
    assert only(data) == found


def test_place_address_and_contact_are_read_and_go_out_as_they_came_or_as_they_were_edited() -> None:
    text = MEETING.replace("LOCATION:Square", "LOCATION;LANGUAGE=en:Square\\, north\nCONTACT:Ann\nCONTACT:Bob")
    found = only(team(text))
    assert (found.place, found.url, found.contact) == ("Square, north", "https://example.org/1", "Ann")
    data = to_ics([found], WINDOW)
    assert lines_of(data, "LOCATION") == ["LOCATION;LANGUAGE=en:Square\\, north"]
    assert lines_of(data, "CONTACT") == ["CONTACT:Ann", "CONTACT:Bob"]
    edited = replace(found, place="Hall", contact=None, url="https://example.org/2")
    data = to_ics([edited], WINDOW)
    assert lines_of(data, "LOCATION") == ["LOCATION:Hall"]
    assert lines_of(data, "URL") == ["URL:https://example.org/2"]
    assert lines_of(data, "CONTACT") == []
    assert only(data) == edited
    assert lint(data) == []


def test_what_another_program_says_of_the_place_of_our_event_is_taken() -> None:
    ours = replace(EVENTS[1], place="科技馆")
    data = to_ics([ours], WINDOW).replace("LOCATION:科技馆".encode(), "LOCATION:礼堂".encode())
    moved = data.replace(f"SEQUENCE:{ours.sequence}".encode(), f"SEQUENCE:{ours.sequence + 1}".encode())
    assert only(moved).place == "礼堂"


def test_the_same_file_read_again_changes_nothing_even_after_an_edit_here() -> None:
    with Store.open("sqlite://") as store:
        store.save(planned(read_file(team(MEETING)), []).events, NOW)
        (stored,) = store.events()
        assert planned(read_file(team(MEETING)), store.events()).unchanged == [stored]
        edited = store.edit(stored.uid, NOW, title="劳动节")
        assert planned(read_file(team(MEETING)), store.events()).unchanged == [edited]
        later = MEETING.replace("DTSTAMP:20260101", "DTSTAMP:20260202")
        assert planned(read_file(team(later)), store.events()).unchanged == [edited]


def test_a_newer_version_updates_and_an_older_is_refused() -> None:
    stored = only(team(MEETING))
    newer = MEETING.replace("SEQUENCE:2", "SEQUENCE:3").replace("Labour", "May")
    (changed,) = planned(read_file(team(newer)), [replace(stored, kind="observance")]).changed
    assert (changed.title, changed.kind, changed.uid) == ("May, day", "observance", stored.uid)
    plan = planned(read_file(team(MEETING)), [changed])
    assert plan.events == []
    assert "newer version" in str(plan.refused[0].error)
    assert "line 5, UID 1@example.org (Labour, day): a newer version" in str(next(remarks(plan)))


def test_the_same_uid_in_another_calendar_is_another_event() -> None:
    here, there = only(team(MEETING)), only(team(MEETING).replace(b"Team", b"Club"))
    assert here.uid != there.uid
    data = to_ics([here, there], WINDOW)
    assert [fault.law for fault in lint(data)] == []
    assert back(data) == [here, there]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("DTSTART;VALUE=DATE:20260501\n", "", "no DTSTART"),
        ("VALUE=DATE:20260501", "VALUE=DATE:20260231", "DTSTART cannot be 20260231"),
        ("FREQ=YEARLY", "FREQ=SOMETIMES", "FREQ cannot be SOMETIMES"),
        ("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY", "DTSTART:20260501T000000Z\nRRULE:FREQ=SECONDLY;BYMONTH=12",
         "more than 1000 times in 30 days"),
        ("DTSTART;VALUE=DATE:20260501", "DTSTART;VALUE=DATE\n:20260501", "raw line break"),
        ("SUMMARY:", "DTEND;X:20260502\nSUMMARY:", "raw line break"),
        ("RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY\n" * 21, "more than 20 rules"),
        ("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY", "DTSTART:20260501T000000Z\nRRULE:FREQ=SECONDLY",
         "more than 1000 times in 30 days"),
        ("RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nEXDATE:" + "20260501," * 20_001,
         "more than 20000 single dates"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_taken_says_where_and_why_and_the_others_are_read(
    old: str, new: str, said: str
) -> None:
    assert old in MEETING
    bad = MEETING.replace(old, new)
    other = MEETING.replace("UID:1", "UID:2")
    found = read_file(team(bad, other))
    first, second = found
    assert said in str(first.error)
    assert first.uid == "1@example.org"
    assert 5 <= first.line <= 27
    assert second.event


def test_a_start_that_its_rule_does_not_meet_takes_place_all_the_same() -> None:
    found = only(team(MEETING.replace("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1")))
    days = [entry.span.first for entry in agenda([found], Span(date(2026, 1, 1), date(2027, 1, 1)))]
    assert days == [date(2026, 5, 1), date(2026, 10, 1)]


def test_journals_and_free_times_of_others_are_named_and_left_out() -> None:
    for name in ("VJOURNAL", "VFREEBUSY"):
        (found,) = read_file(team(f"BEGIN:{name}\nUID:7\nSUMMARY:diary\nEND:{name}"))
        assert (found.event, found.error, found.line, found.uid) == (None, None, 5, "7")
        assert "only events" in str(found.note)


def test_files_in_other_encodings_and_with_bare_line_feeds_are_read() -> None:
    text = team(MEETING.replace("Labour", "劳动")).decode()
    folded = text.encode().replace("劳动".encode(), "劳".encode() + "动".encode()[:1] + b"\r\n " + "动".encode()[1:])
    for data in (text.encode("gb18030"), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), folded):
        assert only(data).title == "劳动, day"


def test_an_event_without_a_uid_keeps_its_identity() -> None:
    nameless = team(MEETING.replace("UID:1@example.org\n", ""))
    assert only(nameless).uid == only(nameless).uid


def test_alarms_that_no_lead_says_are_kept_as_they_are() -> None:
    found = only(team(MEETING.replace("TRIGGER:-P7D", "TRIGGER;VALUE=DATE-TIME:20260401T000000Z")))
    assert found.leads is None
    assert b"TRIGGER;VALUE=DATE-TIME:20260401T000000Z" in to_ics([found], WINDOW)


def test_an_alarm_before_a_meeting_is_a_lead_with_its_time() -> None:
    timed = MEETING.replace("DTSTART;VALUE=DATE:20260501", "DTSTART:20260501T060000Z").replace("-PT15H", "-PT30M")
    found = only(team(timed))
    assert found.leads == (Lead(7, at=time(14)), Lead(0, at=time(13, 30)))
