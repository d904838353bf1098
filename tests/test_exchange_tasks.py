"""Tasks of other calendars: what is done or open again there is so here, and people have the last word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from calendars.actions import complete, reopen, subscribe, take_copy, take_in, undo
from calendars.completions import Report
from calendars.events import CANCELLED, Entry, Event, Origin, agenda, uid_of
from calendars.exchange import Plan, exported, planned, read_file, remarks
from calendars.outside import Fetched
from calendars.store import Store
from calendars.store.subscribed import Subscription
from calendars.subscriptions import copy_of, held_of
from rules import RECKONING, Recurrence, Span
from rules.kinds import Due, Fixed
from tests.test_cli import Run, run

from .test_exchange_foreign import calendar, event

__all__ = ["run"]
NOW = datetime(2026, 4, 20, 1, tzinfo=UTC)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 4, 17)
DUE = "DUE;VALUE=DATE:20260417"
DONE = "STATUS:COMPLETED\nCOMPLETED:20260416T013000Z\nPERCENT-COMPLETE:100"
DONE_AT = datetime(2026, 4, 16, 1, 30, tzinfo=UTC)
WEEKLY = "DTSTART;VALUE=DATE:20260401\nDUE;VALUE=DATE:20260402\nRRULE:FREQ=WEEKLY;COUNT=3"
SECOND = "RECURRENCE-ID;VALUE=DATE:20260408\nDTSTART;VALUE=DATE:20260408\nDUE;VALUE=DATE:20260409"
task = partial(event, kind="VTODO")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def team(*parts: str) -> bytes:
    return calendar(*parts, head="X-WR-CALNAME:team\n")


def taken(store: Store, data: bytes, now: datetime = NOW, *, again: bool = False) -> Plan:
    """The plan of a file, carried out."""
    plan = planned(read_file(data), store.events())
    take_in(store, plan.events, now, again=again, gone=plan.gone, progress=plan.progress)
    return plan


def done(store: Store) -> list[str]:
    """What is done of all that is stored, and how far the rest is."""
    return [
        f"{entry.due} {entry.completion.percent} {entry.completion.done:%d %H:%M}"
        if entry.completion.done
        else f"{entry.due} {entry.completion.percent}"
        for entry in agenda(store.events(), YEAR)
        if entry.completion
    ]


def words(plan: Plan) -> str:
    return "\n".join(remark.say("en") for remark in remarks(plan))


# -- one date ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (DONE, "2026-04-17 100 16 01:30"),
        ("COMPLETED:20260416T013000Z", "2026-04-17 100 16 01:30"),
        ("COMPLETED;TZID=America/New_York:20260415T213000", "2026-04-17 100 16 01:30"),
        ("COMPLETED;VALUE=DATE:20260416", "2026-04-17 100 15 16:00"),
        ("STATUS:COMPLETED\nLAST-MODIFIED:20260416T020000Z", "2026-04-17 100 16 02:00"),
        ("STATUS:COMPLETED\nCOMPLETED:yesterday", "2026-04-17 100 20 01:00"),
        ("PERCENT-COMPLETE:100", "2026-04-17 100 20 01:00"),
        ("COMPLETED:20991231T000000Z", "2026-04-17 100 20 01:00"),
        ("PERCENT-COMPLETE:40", "2026-04-17 40"),
        ("STATUS:IN-PROCESS\nPERCENT-COMPLETE:60", "2026-04-17 60"),
        ("STATUS:IN-PROCESS\nCOMPLETED:20260416T013000Z", "2026-04-17 0"),
    ],
)
def test_what_is_done_there_is_done_here_and_so_far(store: Store, lines: str, expected: str) -> None:
    taken(store, team(task(DUE)))
    assert done(store) == []
    plan = taken(store, team(task(f"{DUE}\n{lines}")))
    assert (len(plan.changed), plan.gone) == (1, [])
    assert done(store) == [expected]
    (found,) = store.events()
    assert found.completions[0].by == "team"
    assert ("it is done (STATUS:COMPLETED), and so it is here" in words(plan)) == (" 100 " in expected)
    assert taken(store, team(task(f"{DUE}\n{lines}"))).events == []


def test_what_was_never_stored_and_is_done_need_not_be(store: Store) -> None:
    plan = taken(store, team(task(f"{DUE}\n{DONE}")))
    assert store.events() == []
    assert "it is done (STATUS:COMPLETED); it is not stored" in words(plan)


@pytest.mark.parametrize("lines", ["", "STATUS:NEEDS-ACTION", "STATUS:NEEDS-ACTION\nCOMPLETED:20260416T013000Z"])
def test_what_is_open_again_there_is_open_here(store: Store, lines: str) -> None:
    for each in (DUE, f"{DUE}\n{DONE}", f"{DUE}\n{lines}\nSEQUENCE:2"):
        taken(store, team(task(each.replace("\n\n", "\n"))))
    assert done(store) == []
    assert len(store.events()) == 1


def test_what_is_done_keeps_being_done_when_it_is_put_off_or_renamed(store: Store) -> None:
    taken(store, team(task(DUE)))
    taken(store, team(task(f"{DUE}\n{DONE}")))
    taken(store, team(task(f"DUE;VALUE=DATE:20260419\n{DONE}\nSEQUENCE:2\nLOCATION:there")))
    assert done(store) == ["2026-04-19 100 16 01:30"]


def test_a_task_that_loses_its_date_when_it_is_done_keeps_it_here(store: Store) -> None:
    taken(store, team(task(DUE)))
    taken(store, team(task(DONE)))
    assert done(store) == ["2026-04-17 100 16 01:30"]
    assert [each.status for each in store.events()] == ["confirmed"]


def test_what_is_called_off_there_is_called_off_and_not_done(store: Store) -> None:
    taken(store, team(task(DUE)))
    taken(store, team(task(f"{DUE}\nSTATUS:CANCELLED\nPERCENT-COMPLETE:100")))
    assert [each.status for each in store.events()] == [CANCELLED]
    assert done(store) == []
    taken(store, team(task(f"{DUE}\n{DONE}\nSEQUENCE:2")))
    assert [each.status for each in store.events()] == ["confirmed"]
    assert done(store) == ["2026-04-17 100 16 01:30"]


def test_a_step_is_taken_back_whole(store: Store) -> None:
    taken(store, team(task(DUE)))
    before = store.events()
    taken(store, team(task(f"{DUE}\n{DONE}")))
    undo(store, NOW)
    assert [replace(each, sequence=0, updated=None) for each in store.events()] == [
        replace(each, sequence=0, updated=None) for each in before
    ]


# -- people have the last word -----------------------------------------------------------------------------------------


def test_what_a_person_did_stays_done_whatever_the_calendar_says(store: Store) -> None:
    taken(store, team(task(DUE)))
    (uid,) = (each.uid for each in store.events())
    complete(store, uid, DAY, NOW, by="张三")
    expected = ["2026-04-17 100 20 01:00"]
    for lines in ("SEQUENCE:1", f"{DONE}\nSEQUENCE:2", "STATUS:NEEDS-ACTION\nSEQUENCE:3"):
        taken(store, team(task(f"{DUE}\n{lines}")))
        assert done(store) == expected
    assert store.events()[0].completions[0].by == "张三"


def test_what_a_person_opened_again_stays_open_while_the_calendar_says_nothing_new(store: Store) -> None:
    taken(store, team(task(DUE)))
    taken(store, team(task(f"{DUE}\n{DONE}")))
    (uid,) = (each.uid for each in store.events())
    reopen(store, uid, DAY, NOW)
    for lines in (DONE, f"{DONE}\nSEQUENCE:2\nLOCATION:there"):
        taken(store, team(task(f"{DUE}\n{lines}")))
        assert done(store) == []
    taken(store, team(task(f"{DUE}\nSEQUENCE:3")))
    taken(store, team(task(f"{DUE}\n{DONE}\nSEQUENCE:4")))
    assert done(store) == ["2026-04-17 100 16 01:30"], "done anew"


def test_with_again_the_file_stands_against_what_a_person_said(store: Store) -> None:
    taken(store, team(task(DUE)))
    taken(store, team(task(f"{DUE}\nPERCENT-COMPLETE:20")))
    complete(store, store.events()[0].uid, DAY, NOW, by="张三")
    taken(store, team(task(f"{DUE}\nPERCENT-COMPLETE:30")))
    assert done(store) == ["2026-04-17 100 20 01:00"]
    taken(store, team(task(f"{DUE}\nPERCENT-COMPLETE:40")), again=True)
    assert done(store) == ["2026-04-17 40"]


# -- what comes again --------------------------------------------------------------------------------------------------


def test_one_instance_is_done_and_open_again(store: Store) -> None:
    taken(store, team(task(WEEKLY)))
    taken(store, team(task(WEEKLY), task(f"{SECOND}\n{DONE}")))
    assert done(store) == ["2026-04-09 100 16 01:30"]
    assert len(store.events()) == 1
    taken(store, team(task(WEEKLY), task(f"{SECOND}\nSTATUS:IN-PROCESS\nPERCENT-COMPLETE:50")))
    assert done(store) == ["2026-04-09 50"]
    taken(store, team(task(WEEKLY), task(f"{SECOND}\nSTATUS:NEEDS-ACTION\nSEQUENCE:1")))
    assert done(store) == []


def test_of_a_new_series_the_instance_that_is_done_is_there_and_done(store: Store) -> None:
    taken(store, team(task(WEEKLY), task(f"{SECOND}\n{DONE}")))
    assert [each.due for each in agenda(store.events(), YEAR)] == [date(2026, 4, n) for n in (2, 9, 16)]
    assert done(store) == ["2026-04-09 100 16 01:30"]


def test_an_instance_is_done_on_its_other_day_or_where_it_names_none(store: Store) -> None:
    moved = "RECURRENCE-ID;VALUE=DATE:20260408\nDTSTART;VALUE=DATE:20260410\nDUE;VALUE=DATE:20260411"
    taken(store, team(task(WEEKLY), task(f"{moved}\n{DONE}")))
    assert done(store) == ["2026-04-11 100 16 01:30"]
    taken(store, team(task(WEEKLY), task(f"RECURRENCE-ID;VALUE=DATE:20260401\n{DONE}\nSEQUENCE:1")))
    assert done(store) == ["2026-04-02 100 16 01:30"]


def test_an_instance_that_is_told_otherwise_is_done_as_the_event_that_it_is(store: Store) -> None:
    other = f"{SECOND}\nLOCATION:there"
    taken(store, team(task(WEEKLY), task(other)))
    assert len(store.events()) == 2
    taken(store, team(task(WEEKLY), task(f"{other}\n{DONE}\nSEQUENCE:1")))
    assert len(store.events()) == 2
    assert done(store) == ["2026-04-09 100 16 01:30"]


def test_a_cancelled_instance_does_not_take_place(store: Store) -> None:
    taken(store, team(task(WEEKLY), task(f"{SECOND}\nSTATUS:CANCELLED")))
    assert [each.due for each in agenda(store.events(), YEAR)] == [date(2026, 4, n) for n in (2, 16)]


def test_of_what_comes_several_times_a_day_the_one_is_done(store: Store) -> None:
    series = "DTSTART:20260417T010000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;COUNT=4"
    one = "RECURRENCE-ID:20260417T020000Z\nDTSTART:20260417T020000Z\nDURATION:PT1H"
    taken(store, team(task(series), task(f"{one}\n{DONE}")))
    found = [each.occurrence.start for each in agenda(store.events(), YEAR) if each.is_done]
    assert found == ["2026-04-17T10:00"]


def test_a_series_that_is_done_as_a_whole_has_no_date_of_which_that_is_known(store: Store) -> None:
    plan = taken(store, team(task(f"{WEEKLY}\n{DONE}")))
    assert done(store) == []
    assert len(store.events()) == 1
    assert "of which date that holds is not said" in words(plan)


# -- our own events, elsewhere -----------------------------------------------------------------------------------------


def test_our_own_task_that_another_program_has_done_is_done(store: Store) -> None:
    own = Event(uid_of("report"), "报送总结", "deadline", Recurrence(Due(Fixed(DAY, DAY))))
    store.save([own], NOW)
    written = exported(store.events(), "ics", YEAR, RECKONING, todo=True)
    ticked = written.replace(b"STATUS:NEEDS-ACTION", b"STATUS:COMPLETED\r\nCOMPLETED:20260416T013000Z").replace(
        b"SEQUENCE:0", b"SEQUENCE:1"
    )
    assert ticked != written
    taken(store, ticked)
    assert done(store) == ["2026-04-17 100 16 01:30"]
    assert [each.status for each in store.events()] == ["confirmed"]
    assert taken(store, ticked).progress == {}
    again = exported(store.events(), "ics", YEAR, RECKONING, todo=True)
    assert b"STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:20260416T013000Z" in again


def test_an_export_is_taken_in_elsewhere_with_what_was_done(store: Store) -> None:
    taken(store, team(task(DUE)))
    taken(store, team(task(f"{DUE}\n{DONE}")))
    for shape in ("json", "toml", "ics"):
        with Store.open("sqlite://") as other:
            taken(other, exported(store.events(), shape, YEAR, RECKONING))
            assert done(other) == ["2026-04-17 100 16 01:30"]


def test_a_report_comes_back_from_its_line_and_what_is_none_is_refused() -> None:
    for report in (Report("once", 100, DONE_AT), Report("2026-04-08 x", 0)):
        assert Report.read(report.write()) == report
    origin = Origin("1", progress=(Report("once", 40),))
    assert Origin.from_json(origin.to_json()) == origin
    for bad in ("", "40 -", "101 - once", "x - once", "100 2026-04-16T01:30 once", "100 then once"):
        with pytest.raises(ValueError, match=r".+"):
            Report.read(bad)


# -- calendars that are kept here --------------------------------------------------------------------------------------


class Kept:
    """A calendar that is followed, and what it says at each look."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, NOW

    def says(self, *parts: str) -> None:
        answer = Fetched(200, team(*parts).replace(b"\n", b"\r\n"), "text/calendar", "", "", "https://x.example/a.ics")
        copy = copy_of(answer)
        known = next(iter(self.store.subscriptions()), None)
        wanted = known or Subscription("家务", "https://x.example/a.ics")
        if known:
            take_copy(self.store, known, copy.at(known), held_of(copy, known), self.now)
        else:
            subscribe(self.store, copy.at(wanted), held_of(copy, wanted), self.now)
        self.now += timedelta(hours=1)


def test_a_look_brings_what_is_done_and_open_again(store: Store) -> None:
    kept = Kept(store)
    kept.says(task(DUE), task(f"DUE;VALUE=DATE:20260501\n{DONE}", "old"), task(WEEKLY, "weekly"))
    assert len(store.events()) == 2, "what was done before need not be stored"
    kept.says(task(f"{DUE}\n{DONE}"), task(WEEKLY, "weekly"), task(f"{SECOND}\n{DONE}", "weekly"))
    assert done(store) == ["2026-04-09 100 16 01:30", "2026-04-17 100 16 01:30"]
    assert {one.by for each in store.events() for one in each.completions} == {"家务"}
    kept.says(task(DONE), task(WEEKLY, "weekly"))
    assert done(store) == ["2026-04-17 100 16 01:30"], "it has no date there any more"
    kept.says(task(DUE), task(WEEKLY, "weekly"))
    assert done(store) == []


def test_a_look_leaves_what_a_person_said(store: Store) -> None:
    kept = Kept(store)
    kept.says(task(DUE))
    (uid,) = (each.uid for each in store.events())
    complete(store, uid, DAY, NOW)
    kept.says(task(f"{DUE}\n{DONE}"))
    kept.says(task(f"{DUE}\nPERCENT-COMPLETE:10"))
    assert done(store) == ["2026-04-17 100 20 01:00"]
    reopen(store, uid, DAY, NOW)
    kept.says(task(f"{DUE}\nPERCENT-COMPLETE:10\nLOCATION:there"))
    assert done(store) == []


# -- what is told ------------------------------------------------------------------------------------------------------


def test_what_is_taken_out_is_counted_and_asked_for(run: Run, tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "team.ics"
    other = event("RECURRENCE-ID:20260407T010000Z\nDTSTART:20260407T030000Z\nDESCRIPTION:special")
    series = event("DTSTART:20260406T010000Z\nRRULE:FREQ=DAILY;COUNT=3")
    file.write_bytes(team(series, other))
    run("import", str(file), "--yes")
    file.write_bytes(team(series))
    dry = run("--lang", "en", "import", str(file), "--dry-run")
    assert "nothing was stored: 0 new, 1 changed, 0 as before, 1 to be taken out, 0 refused" in dry.out
    assert (
        "stored: 0 new, 1 changed, 0 as before, 1 taken out, 0 refused"
        in run("--lang", "en", "import", str(file), "--yes").out
    )
    file.write_bytes(team(event("DTSTART;VALUE=DATE:20260417\nRRULE:FREQ=YEARLY", "2")))
    assert "taken out" not in run("--lang", "en", "import", str(file), "--yes").out


def test_an_entry_of_a_task_shows_by_which_calendar_it_is_done(store: Store) -> None:
    taken(store, calendar(task(DUE)))
    taken(store, calendar(task(f"{DUE}\n{DONE}")))
    (entry,) = agenda(store.events(), YEAR)
    assert isinstance(entry, Entry)
    assert entry.is_done
    assert entry.completion
    assert entry.completion.by == "iCalendar"
