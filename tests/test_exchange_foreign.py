"""Calendars as other programs really write them: each kind of slip is read as it is meant, and what is put right is said."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from calendars.events import CANCELLED, Event, agenda
from calendars.exchange import Incoming, planned, read_file, remarks
from rules import Span
from rules.recurrence import DOUBTS

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
UNTIL_2028 = Span(date(2026, 1, 1), date(2028, 12, 31))
NEW_YORK = "DTSTART;TZID=America/New_York:20260417T110000\nDTEND;TZID=America/New_York:20260417T120000"
LONDON = """BEGIN:VTIMEZONE
TZID:Home
BEGIN:STANDARD
DTSTART:16011028T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event(lines: str, uid: str = "1", kind: str = "VEVENT") -> str:
    return f"BEGIN:{kind}\nUID:{uid}\nSUMMARY:x\n{lines}\nEND:{kind}\n"


def calendar(*parts: str, head: str = "") -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{''.join(parts)}END:VCALENDAR\n".encode()


def dates(data: bytes, window: Span = YEAR) -> list[str]:
    """The instances of a file of which nothing is refused: from and until when."""
    plan = planned(read_file(data), ())
    assert plan.refused == []
    return [f"{e.occurrence.start} {e.occurrence.end}" for e in agenda(plan.new, window)]


def starts(data: bytes, window: Span = YEAR) -> list[str]:
    return [line.split()[0] for line in dates(data, window)]


def said(found: list[Incoming]) -> str:
    """What is said of a file."""
    return "\n".join(remark.say("en") for remark in remarks(planned(found, ())))


def stored(data: bytes) -> list[Event]:
    return planned(read_file(data), ()).new


# Series with moved instances.


@pytest.mark.parametrize("rule", ["DAILY", "WEEKLY", "WEEKLY;INTERVAL=2", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("zone", ["Z", "America/New_York", "Europe/Berlin", "Asia/Shanghai"])
def test_an_endless_series_with_a_moved_instance_is_read_at_once(zone: str, rule: str) -> None:
    def at(name: str, moment: str) -> str:
        return f"{name}:{moment}Z" if zone == "Z" else f"{name};TZID={zone}:{moment}"

    series = event(f"{at('DTSTART', '20260407T010000')}\n{at('DTEND', '20260407T020000')}\nRRULE:FREQ={rule}")
    days = {"MONTHLY": "20260507", "YEARLY": "20270407", "DAILY": "20260408", "WEEKLY": "20260414"}
    moved = days.get(rule, "20260421")
    override = event(f"{at('RECURRENCE-ID', moved + 'T010000')}\n{at('DTSTART', '20260409T030000')}")
    begun = time.process_time()
    found = stored(calendar(series, override))
    assert time.process_time() - begun < 2
    (only,) = found
    second = only.recurrence.next(date(2026, 4, 8))
    assert second
    assert second.span.first == date(2026, 4, 9)
    assert second.end == "2026-04-09" or second.end[:10] >= "2026-04-09"


def test_changes_from_one_on_and_periods_of_another_length_stand_in_an_endless_series() -> None:
    series = "DTSTART:20260407T010000Z\nDTEND:20260407T020000Z\nRRULE:FREQ=WEEKLY"
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260414T010000Z\nDTSTART:20260415T010000Z\nDTEND:20260415T020000Z"
    )
    assert starts(calendar(event(series), later))[:3] == ["2026-04-07T09:00", "2026-04-15T09:00", "2026-04-22T09:00"]
    period = dates(calendar(event(f"{series}\nRDATE;VALUE=PERIOD:20260408T010000Z/PT5H")))
    assert period[:2] == ["2026-04-07T09:00 2026-04-07T10:00", "2026-04-08T09:00 2026-04-08T14:00"]


def test_a_period_on_the_day_of_another_instance_is_there_beside_it() -> None:
    lines = (
        "DTSTART:20260407T010000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nRDATE;VALUE=PERIOD:20260407T050000Z/PT2H"
    )
    assert dates(calendar(event(lines))) == [
        "2026-04-07T09:00 2026-04-07T10:00", "2026-04-07T13:00 2026-04-07T15:00", "2026-04-08T09:00 2026-04-08T10:00",
    ]  # fmt: skip


def test_a_series_of_which_every_instance_was_moved_away_is_what_they_became() -> None:
    series = event("DTSTART:20260407T010000Z\nRRULE:FREQ=WEEKLY;COUNT=1")
    other = event("RECURRENCE-ID:20260407T010000Z\nDTSTART:20260408T010000Z\nDESCRIPTION:another")
    assert starts(calendar(series, other)) == ["2026-04-08T09:00"]


# The end of whole days.


@pytest.mark.parametrize(
    ("start", "rule", "head", "last"),
    [
        ("20260501", "FREQ=WEEKLY;UNTIL=20260528T160000Z;BYDAY=FR", "", "2026-05-29"),
        ("20260501", "FREQ=DAILY;UNTIL=20260502T160000Z", "", "2026-05-03"),
        ("20260501", "FREQ=DAILY;UNTIL=20260502T235959Z", "", "2026-05-02"),
        ("20260501", "FREQ=DAILY;UNTIL=20260503T000000Z", "", "2026-05-03"),
        ("20260501", "FREQ=DAILY;UNTIL=20260503T000000", "", "2026-05-03"),
        ("20260530", "FREQ=YEARLY;UNTIL=20280529T160000Z", "", "2028-05-30"),
        ("20260501", "FREQ=DAILY;UNTIL=20260503T070000Z", "X-WR-TIMEZONE:America/Los_Angeles\n", "2026-05-03"),
        ("20260501", "FREQ=DAILY;UNTIL=20260502T150000Z", "X-WR-TIMEZONE:Asia/Tokyo\n", "2026-05-03"),
        ("20260501", "FREQ=DAILY;UNTIL=20260502T230000Z", LONDON, "2026-05-03"),
        ("20261020", "FREQ=DAILY;UNTIL=20261019T230000Z", "", "2026-10-20"),
        ("20261020", "FREQ=DAILY;UNTIL=20261019T230000Z", LONDON, "2026-10-20"),
    ],
)  # fmt: skip
def test_an_end_in_utc_is_a_midnight_of_the_calendar(start: str, rule: str, head: str, last: str) -> None:
    data = calendar(event(f"DTSTART;VALUE=DATE:{start}\nRRULE:{rule}"), head=head)
    assert starts(data, UNTIL_2028)[-1] == last


def test_exclusions_of_whole_days_in_utc_are_midnights_of_the_calendar_too() -> None:
    lines = "DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260501T160000Z"
    assert starts(calendar(event(lines))) == ["2026-05-01", "2026-05-03"]


# What has no zone stands by the clocks of the start.


@pytest.mark.parametrize(
    ("start", "end", "instance"),
    [
        ("DTSTART;TZID=Australia/Melbourne:20260801T094500", "20260801T184500", "2026-08-01T07:45 2026-08-01T16:45"),
        ("DTSTART;TZID=Europe/London:20260417T090000", "20260417T180000", "2026-04-17T16:00 2026-04-18T01:00"),
        ("DTSTART;TZID=America/New_York:20260417T110000", "20260417T120000", "2026-04-17T23:00 2026-04-17T24:00"),
        ("DTSTART:20260417T110000Z", "20260417T120000", "2026-04-17T19:00 2026-04-17T20:00"),
    ],
)
def test_an_end_without_a_zone_is_by_the_clocks_of_the_start(start: str, end: str, instance: str) -> None:
    assert dates(calendar(event(f"{start}\nDTEND:{end}"))) == [instance]


def test_a_start_without_a_zone_is_in_that_of_its_end() -> None:
    lines = "DTSTART:20260417T110000\nDTEND;TZID=America/New_York:20260417T120000"
    assert dates(calendar(event(lines))) == ["2026-04-17T23:00 2026-04-17T24:00"]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("EXDATE:20260419T110000", ["04-17", "04-18", "04-20"]),
        ("RDATE:20260425T110000", ["04-17", "04-18", "04-19", "04-20", "04-25"]),
        ("EXDATE:20260419T150000Z", ["04-17", "04-18", "04-20"]),
    ],
)
def test_single_dates_without_a_zone_are_by_the_clocks_of_the_start(line: str, days: list[str]) -> None:
    found = starts(calendar(event(f"{NEW_YORK}\nRRULE:FREQ=DAILY;COUNT=4\n{line}")))
    assert found == [f"2026-{day}T23:00" for day in days]


def test_a_floating_series_knows_its_exclusions_in_utc_by_the_time_that_they_show() -> None:
    lines = "DTSTART:20260417T110000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260418T110000Z"
    assert starts(calendar(event(lines))) == ["2026-04-17T11:00", "2026-04-19T11:00"]


def test_an_override_without_a_zone_replaces_the_instance_that_it_names() -> None:
    series = event(f"{NEW_YORK}\nRRULE:FREQ=DAILY;COUNT=3")
    override = event("RECURRENCE-ID:20260418T110000\nDTSTART:20260418T100000\nDTEND:20260418T110000")
    assert starts(calendar(series, override)) == ["2026-04-17T23:00", "2026-04-18T22:00", "2026-04-19T23:00"]


# Several versions of the same.

SERIES = "DTSTART:20260406T010000Z\nDTEND:20260406T020000Z\nRRULE:FREQ=DAILY;COUNT=3"
OTHER = "RECURRENCE-ID:20260407T010000Z\nSEQUENCE:{n}\nDTSTAMP:2026010{day}T000000Z\nDTSTART:20260407T0{hour}0000Z"


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("n", "day"), [((1, 2), (1, 1)), ((1, 1), (1, 2)), ((2, 3), (5, 1))])
def test_of_two_overrides_of_an_instance_the_newer_one_counts(
    order: int, n: tuple[int, int], day: tuple[int, int]
) -> None:
    overrides = [event(OTHER.format(n=n[i], day=day[i], hour=(3, 5)[i])) for i in (0, 1)][::order]
    data = calendar(event(SERIES), *overrides)
    assert starts(data) == ["2026-04-06T09:00", "2026-04-07T13:00", "2026-04-08T09:00"]
    assert "an older version of the same instance is left out" in said(read_file(data))


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    "stamps", [("SEQUENCE:1", "SEQUENCE:2"), ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260102T000000Z")]
)
def test_of_two_events_of_a_uid_the_newer_one_is_taken(order: int, stamps: tuple[str, str]) -> None:
    both = [event(f"{stamp}\nDTSTART;VALUE=DATE:2026080{n}") for n, stamp in enumerate(stamps, 1)][::order]
    assert starts(calendar(*both)) == ["2026-08-02"]
    assert "an older version of the same event" in said(read_file(calendar(*both)))


def test_two_events_of_a_uid_of_which_none_is_newer_are_both_there() -> None:
    data = calendar(event("DTSTART;VALUE=DATE:20260801"), event("DTSTART;VALUE=DATE:20260802"))
    assert starts(data) == ["2026-08-01", "2026-08-02"]
    first, second = stored(data)
    assert first.uid != second.uid
    assert planned(read_file(data), [first, second]).unchanged == [first, second]
    same = event("DTSTART;VALUE=DATE:20260801")
    assert starts(calendar(same, same)) == ["2026-08-01"]


def test_an_older_override_of_an_instance_that_the_newer_series_no_longer_has_is_gone() -> None:
    series = event(f"SEQUENCE:3\n{SERIES}\nEXDATE:20260407T010000Z")
    data = calendar(series, event(OTHER.format(n=2, day=1, hour=3)))
    assert starts(data) == ["2026-04-06T09:00", "2026-04-08T09:00"]
    assert "no longer" in said(read_file(data))


# What is broken, and where it stands.

GOOD = "DTSTART:20260417T110000Z\nDTEND:20260417T120000Z"


@pytest.mark.parametrize(
    "line", ["X_FOO:1", "LOCATION=Room", "ATTENDEE;RSVP;CN=x:mailto:a@example.cn", "and more", "\n\n"]
)
def test_a_broken_line_that_says_nothing_of_dates_is_left_out_and_named(line: str) -> None:
    data = calendar(event(f"{line}\n{GOOD}"))
    assert starts(data) == ["2026-04-17T19:00"]
    assert not line.strip() or f"line 7: “{line[:40]}” is no property; it is left out" in said(read_file(data))


def test_blank_lines_between_what_is_folded_do_not_end_it() -> None:
    data = calendar(event(GOOD)).replace(b"DTSTART:20260417", b"DTSTART:2026\n\n 0417")
    assert starts(data) == ["2026-04-17T19:00"]


OUTSIDE = [
    (calendar() + event(GOOD).encode(), 5, "outside of a calendar"),
    (event(GOOD).encode(), 1, "outside of a calendar"),
    (b"BEGIN:VCALENDAR\n" + calendar(event(GOOD)) + b"END:VCALENDAR\n", 2, "a calendar within a calendar"),
    (b"\n".join(b"  " + line for line in calendar(event(GOOD)).splitlines()), 1, "every line is indented"),
    (calendar(event(GOOD)).removesuffix(b"END:VCALENDAR\n"), 1, "the calendar is not ended"),
    (calendar(event(GOOD)) + b"</body></html>\n", 11, "lines outside of a calendar"),
    (calendar(event(GOOD), "BEGIN:X-Y\nEND:X-Y\n"), 10, "X-Y is nothing that is known here"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "line", "words"), OUTSIDE, ids=[row[2] for row in OUTSIDE])
def test_what_stands_in_an_odd_place_is_read_and_said(data: bytes, line: int, words: str) -> None:
    assert starts(data) == ["2026-04-17T19:00"]
    assert f"line {line}, " in said(read_file(data))
    assert words in said(read_file(data))


def test_an_event_within_an_event_is_named_and_the_outer_one_taken() -> None:
    plan = planned(read_file(calendar(event(f"{GOOD}\n{event(GOOD, '2')}".strip()))), ())
    assert len(plan.new) == 1
    (inner,) = plan.refused
    assert (inner.line, inner.uid) == (9, "2")
    assert "VEVENT within VEVENT" in str(inner.error)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-16", "gb18030"])
def test_a_calendar_in_another_encoding_is_read(name: str) -> None:
    (found,) = stored(calendar(event(GOOD)).decode().replace("SUMMARY:x", "SUMMARY:学术年会报告").encode(name))
    assert found.title == "学术年会报告"


def test_marks_before_the_calendar_and_nul_within_do_no_harm() -> None:
    mark = b"\xef\xbb\xbf"
    assert starts(mark + mark + calendar(event(GOOD))) == ["2026-04-17T19:00"]
    padded = calendar(event(NEW_YORK)).replace(b"America/New_York", b"Eastern Standard Time\0\0")
    assert starts(padded) == ["2026-04-17T23:00"]


def test_letters_of_europe_are_told_from_chinese_and_said() -> None:
    data = calendar(event(GOOD)).replace(b"SUMMARY:x", "SUMMARY:Blüten für Überall".encode("latin-1"))
    assert stored(data)[0].title == "Blüten für Überall"
    assert "cp1252" in said(read_file(data))


@pytest.mark.parametrize(
    ("lines", "instance", "words"),
    [
        ("DTSTART:20260417T110000Z\nDTEND:20260417T100000Z", "2026-04-17T19:00 2026-04-17", "the end is left out"),
        ("DTSTART;VALUE=DATE:20260417\nDTEND:20260419T000000Z", "2026-04-17 2026-04-18", "of another type"),
        ("DTSTART;VALUE=DATE:20260417\nDTEND:20260419T030000Z", "2026-04-17 2026-04-19", "of another type"),
        ("DTSTART:20260417T110000Z\nDTEND;VALUE=DATE:20260418", "2026-04-17T19:00 2026-04-18T08:00", "of another type"),
        (f"{GOOD}\nRRULE:", "2026-04-17T19:00 2026-04-17T20:00", ""),
        (f"{GOOD}\nRRULE:FREQ=DAILY;COUNT=1;FREQ=DAILY", "2026-04-17T19:00 2026-04-17T20:00", ""),
        (f"{GOOD}\nRRULE:FREQ=DAILY;COUNT=-1;UNTIL=20260417T120000Z", "2026-04-17T19:00 2026-04-17T20:00", "counts nothing"),
        (f"{GOOD}\nRRULE:FREQ=DAILY;COUNT=9;UNTIL=20260417T120000Z", "2026-04-17T19:00 2026-04-17T20:00", "the earlier end"),
        (f"{GOOD}\nRRULE:FREQ=DAILY;COUNT=1;UNTIL=20270417T120000Z", "2026-04-17T19:00 2026-04-17T20:00", "the earlier end"),
    ],
)  # fmt: skip
def test_lines_that_contradict_each_other_are_put_right_and_said(lines: str, instance: str, words: str) -> None:
    data = calendar(event(lines))
    assert dates(data) == [instance]
    assert words in said(read_file(data))


def test_a_zone_that_nobody_knows_is_taken_for_the_calendars_and_every_date_is_tentative() -> None:
    data = calendar(event("DTSTART;TZID=Nowhere:20260417T110000"), head="X-WR-TIMEZONE:Europe/Berlin\n")
    assert starts(data) == ["2026-04-17T17:00"]
    (found,) = stored(data)
    assert found.recurrence.doubts() == (DOUBTS["zone"],)
    assert "its times are taken as those of Europe/Berlin" in said(read_file(data))


def test_an_alarm_that_nobody_can_read_is_left_out_and_said() -> None:
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:{}\nDESCRIPTION:x\nEND:VALARM"
    data = calendar(event(f"{GOOD}\n{alarm.format('PT-2H')}\n{alarm.format('-PT2H')}"))
    (found,) = stored(data)
    assert found.origin
    assert [line for line in found.origin.lines if line.startswith("TRIGGER")] == ["TRIGGER:-PT2H"]
    assert "an alarm that cannot be read" in said(read_file(data))


# Tasks.

task = partial(event, kind="VTODO")


@pytest.mark.parametrize(
    ("lines", "instance"),
    [
        ("DUE;VALUE=DATE:20260417", "2026-04-17 2026-04-17"),
        ("DUE:20260417T100000Z\nPERCENT-COMPLETE:40", "2026-04-17 2026-04-17T18:00"),
        ("DTSTART;VALUE=DATE:20260417\nDUE;VALUE=DATE:20260419", "2026-04-17 2026-04-19"),
        ("DTSTART;VALUE=DATE:20260417\nDUE;VALUE=DATE:20260417", "2026-04-17 2026-04-17"),
        ("DTSTART:20260417T100000Z\nDUE:20260417T120000Z", "2026-04-17T18:00 2026-04-17T20:00"),
        ("DTSTART:20260417T100000Z\nDURATION:PT2H", "2026-04-17T18:00 2026-04-17T20:00"),
        ("DTSTART;VALUE=DATE:20260417", "2026-04-17 2026-04-17"),
    ],
)
def test_a_task_is_a_deadline_on_the_day_that_it_is_due(lines: str, instance: str) -> None:
    data = calendar(task(lines))
    assert dates(data) == [instance]
    (found,) = stored(data)
    assert found.kind == "deadline"
    assert found.origin
    assert found.origin.task


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("DUE;VALUE=DATE:20260417\nSTATUS:COMPLETED", "it is done (STATUS:COMPLETED); it is not stored"),
        ("DUE;VALUE=DATE:20260417\nPERCENT-COMPLETE:100", "it is done"),
        ("DUE;VALUE=DATE:20260417\nCOMPLETED:20260416T000000Z", "it is done"),
        ("DUE;VALUE=DATE:20260417\nSTATUS:CANCELLED", "it is called off"),
        ("PRIORITY:1", "the task has no date (DUE); it is not stored"),
    ],
)
def test_a_task_that_is_over_or_has_no_date_is_named_and_left_out(lines: str, words: str) -> None:
    plan = planned(read_file(calendar(task(lines))), ())
    assert (plan.new, plan.refused) == ([], [])
    assert words in said(read_file(calendar(task(lines))))


def test_an_event_and_a_task_of_one_uid_are_two() -> None:
    assert starts(calendar(event(GOOD), task("DUE;VALUE=DATE:20260501"))) == ["2026-04-17T19:00", "2026-05-01"]


# Read again.


def team(name: str, *parts: str) -> bytes:
    return calendar(*parts, head=f"X-WR-CALNAME:{name}\n")


V1 = event("DTSTAMP:20260301T000000Z\nDTSTART;VALUE=DATE:20260501")
V2 = event("DTSTAMP:20260401T000000Z\nDTSTART;VALUE=DATE:20260502")


def test_an_older_version_is_refused_by_the_moment_at_which_it_was_written() -> None:
    first = planned(read_file(team("team", V1)), ()).new
    second = planned(read_file(team("team", V2)), first).changed
    assert [each.recurrence.rule for each in second] != [each.recurrence.rule for each in first]
    plan = planned(read_file(team("team", V1)), second)
    assert plan.events == []
    assert "a newer version of it is stored already" in str(plan.refused[0].error)


def test_what_a_uid_no_longer_makes_is_gone_with_the_rest_of_it() -> None:
    special = event("RECURRENCE-ID:20260407T010000Z\nDTSTART:20260407T030000Z\nDESCRIPTION:special")
    both = stored(team("team", event(SERIES), special, event(GOOD, "2")))
    assert len(both) == 3
    plan = planned(read_file(team("team", event(SERIES))), both)
    assert plan.gone == [both[1]]
    assert plan.changed[0].recurrence.without == ()
    alone = planned(read_file(team("team", special)), both)
    assert alone.gone == [], "an override alone says nothing of its series"


@pytest.mark.parametrize("way", ["STATUS", "METHOD"])
def test_what_a_calendar_calls_off_is_called_off_here(way: str) -> None:
    kept = stored(team("team", V1))
    off = V2.replace("SUMMARY:x", "SUMMARY:x\nSTATUS:CANCELLED") if way == "STATUS" else V2
    head = "X-WR-CALNAME:team\n" + ("METHOD:CANCEL\n" if way == "METHOD" else "")
    data = calendar(off, head=head)
    plan = planned(read_file(data), kept)
    (changed,) = plan.changed
    assert (changed.uid, changed.status, changed.recurrence) == (kept[0].uid, CANCELLED, kept[0].recurrence)
    assert planned(read_file(data), [changed]).unchanged == [changed]
    assert planned(read_file(team("team", V1)), [changed]).changed == [], "it is older"
    revived = planned(read_file(team("team", V2.replace("20260401T", "20260501T"))), [changed]).changed
    assert [each.status for each in revived] == ["confirmed"]


def test_what_a_person_called_off_stays_so_when_its_calendar_changes_something_else() -> None:
    off = [replace(each, status=CANCELLED) for each in stored(team("team", V1))]
    (changed,) = planned(read_file(team("team", V2)), off).changed
    assert changed.status == CANCELLED


def test_an_instance_that_is_called_off_alone_no_longer_takes_place() -> None:
    kept = stored(team("team", event(SERIES)))
    off = event("RECURRENCE-ID:20260407T010000Z\nSEQUENCE:1\nDTSTART:20260407T010000Z\nSTATUS:CANCELLED")
    (changed,) = planned(read_file(calendar(off, head="X-WR-CALNAME:team\nMETHOD:CANCEL\n")), kept).changed
    found = [e.occurrence.start for e in agenda([changed], YEAR)]
    assert found == ["2026-04-06T09:00", "2026-04-08T09:00"]


def test_a_calendar_with_a_new_name_is_known_by_its_events() -> None:
    parts = [event(f"DTSTART;VALUE=DATE:2026050{n}", f"{n}@example.org") for n in (1, 2, 3)]
    kept = stored(team("team", *parts))
    newer = team("team 2026", *parts[:2], parts[2].replace("20260503", "20260504\nSEQUENCE:1"))
    plan = planned(read_file(newer), kept)
    assert (plan.new, len(plan.changed), len(plan.unchanged)) == ([], 1, 2)
    assert "is stored as “team”" in "\n".join(str(remark) for remark in remarks(plan))
    after = [*plan.unchanged, *plan.changed]
    assert len(planned(read_file(newer), after).unchanged) == 3, "the next time too"


def test_another_calendar_that_happens_to_use_the_same_uids_stays_another() -> None:
    kept = stored(team("team", *(event(f"DTSTART;VALUE=DATE:2026050{n}", str(n)) for n in (1, 2, 3))))
    club = [event(f"DTSTART;VALUE=DATE:2026060{n}", str(n)).replace("SUMMARY:x", "SUMMARY:y") for n in (1, 2, 3)]
    plan = planned(read_file(team("club", *club)), kept)
    assert (len(plan.new), plan.changed) == (3, [])


# Bounds.

BOMBS = {
    "rules that exclude": event(f"{SERIES}\n" + "RRULE:FREQ=DAILY\n" * 1000 + "EXRULE:FREQ=DAILY\n" * 1000),
    "ten of them": event("DTSTART:20260101T000000Z\n" + "RRULE:FREQ=DAILY\n" * 10 + "EXRULE:FREQ=DAILY\n" * 9 + "X:1"),
    "many events that exclude": "".join(
        event("DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY", str(n)) for n in range(300)
    ),
    "every second": "".join(event("DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY", str(n)) for n in range(500)),
    "every hour": "".join(event("DTSTART:20260101T000000Z\nRRULE:FREQ=HOURLY", str(n)) for n in range(60)),
    "changes": event("DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY")
    + "".join(
        event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:2026{n // 28 + 1:02d}{n % 28 + 1:02d}T000000Z\nDTSTART:20260201T010000Z")
        for n in range(1, 250)
    ),
    "overrides": event("DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY")
    + event("RECURRENCE-ID:20260201T000000Z\nDTSTART:20260201T010000Z") * 2000,
    "tags": event(f"{GOOD}\nCATEGORIES:" + ",".join(f"c{n}" for n in range(20_000))),
    "a long line": event(f"{GOOD}\nDESCRIPTION:" + "x" * 2_000_000),
    "a long folded line": event(f"{GOOD}\nDESCRIPTION:" + "\n x" * 400_000),
    "long parameters": event("DTSTART" + ";A=b" * 400_000 + ":20260101"),
    "parameters without an end": event("DTSTART;A=" + ",b" * 400_000 + ";:20260101"),
    "empty lines": "\n" * 4_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_keep_us_busy_is_answered_in_bounded_time(name: str) -> None:
    begun = time.process_time()
    plan = planned(read_file(calendar(BOMBS[name])), ())
    assert time.process_time() - begun < 8
    assert len(agenda(plan.new, Span(date(2026, 1, 1), date(2026, 10, 31)))) < 60_000


def test_events_that_together_take_place_too_often_are_named_and_the_first_ones_taken() -> None:
    plan = planned(read_file(calendar(BOMBS["every hour"])), ())
    assert 1 <= len(plan.new) < 60
    assert len(plan.new) + len(plan.refused) == 60
    assert "together take place too often" in str(plan.refused[-1].error)
    plain = "".join(event("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY", str(n)) for n in range(3000))
    assert len(stored(calendar(plain))) == 3000


# What can be read is read, and the rest is said.


@pytest.mark.parametrize(
    ("lines", "expected", "words"),
    [
        ("RDATE:20260418T010000Z,20260417T010000Z", ["04-17T09:00", "04-18T09:00"], "no DTSTART"),
        ("RDATE;VALUE=PERIOD:20260417T010000Z/PT2H", ["04-17T09:00 2026-04-17T11:00"], "no DTSTART"),
        ("RDATE;VALUE=PERIOD:20260417T010000Z/20260417T030000Z", ["04-17T09:00 2026-04-17T11:00"], "no DTSTART"),
        ("RDATE;VALUE=DATE:20260417,20260419", ["04-17", "04-19"], "no DTSTART"),
        ("DTSTART:20260417T010000Z\nRDATE:20260418T010000Z,010000Z", ["04-17T09:00", "04-18T09:00"], "RDATE cannot be"),
        ("DTSTART:20260417T010000Z\nDURATION:P9999999999999999W", ["04-17T09:00"], "DURATION cannot be"),
        ("DTSTART:20260417T010000Z\nDURATION:P1H", ["04-17T09:00"], "DURATION cannot be P1H: the end is left out"),
        ("DTSTART:20260417T010000Z\nDTEND:tomorrow", ["04-17T09:00"], "DTEND cannot be"),
    ],
)
def test_what_can_be_read_of_an_event_is_read(lines: str, expected: list[str], words: str) -> None:
    data = calendar(event(lines))
    found = dates(data)
    assert len(found) == len(expected)
    assert all(one.startswith(f"2026-{begin}") for one, begin in zip(found, expected, strict=True))
    assert words in said(read_file(data))
    doubtful = any(e.occurrence.tentative for e in agenda(stored(data), YEAR))
    assert doubtful == ("cannot be" in words)


@pytest.mark.parametrize(
    "lines", ["SUMMARY:y", "RDATE:", "RDATE:soon", "RRULE:FREQ=DAILY", "DTSTART:soon\nRDATE:20260417"]
)
def test_what_has_no_date_at_all_or_a_broken_start_is_refused_by_name(lines: str) -> None:
    plan = planned(read_file(calendar(event(lines))), ())
    assert plan.events == []
    assert plan.refused[0].error


def test_a_task_whose_due_date_cannot_be_read_is_refused() -> None:
    plan = planned(read_file(calendar(task("DTSTART;VALUE=DATE:20260417\nDUE:soon"))), ())
    assert plan.events == []
    assert plan.refused


def test_an_instance_without_a_start_of_its_own_is_when_the_series_has_it() -> None:
    lone = event("RECURRENCE-ID:20260407T010000Z\nLOCATION:there")
    assert starts(calendar(event(SERIES), lone)) == ["2026-04-06T09:00", "2026-04-07T09:00", "2026-04-08T09:00"]
    assert starts(calendar(lone)) == ["2026-04-07T09:00"]
    assert "an instance without DTSTART" in said(read_file(calendar(lone)))
