"""What people noted of duties goes along: how far their dates are, who has them, what is put off, how often they are due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from calendars.actions import acknowledge, complete, count_done, move_one, set_quota, snooze, take_in, undo
from calendars.duties.amounts import Amount
from calendars.duties.states import NOTHING_SAID, DutyState, Quota
from calendars.events import Event, Lead
from calendars.exchange import Plan, exported, planned, read_file
from calendars.store import Store
from rules import RECKONING, Recurrence, Span
from rules.kinds import Due, Fixed, Weekly, Yearly

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
WINDOW = Span(date(2026, 1, 1), date(2028, 4, 30))
SHAPES = ("json", "toml", "ics")
REPORT, WEEKLY, ONCE = "1111aaaa1111aaaa", "2222bbbb2222bbbb", "3333cccc3333cccc"
FRIDAYS = [date(2026, 4, day) for day in (10, 17, 24)]


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in which people noted something of each sort."""
    with Store.open("sqlite://") as store:
        due = Fixed(date(2026, 4, 15), date(2026, 4, 15))
        store.save(
            [
                Event(REPORT, "科普作品推荐", "deadline", Recurrence(Yearly(6, 30)), leads=(Lead.read("7d"),)),
                Event(WEEKLY, "周报", "deadline", Recurrence(Weekly((4,)))),
                Event(ONCE, "报送总结", "deadline", Recurrence(Due(due))),
            ],
            NOW,
        )
        set_quota(store, REPORT, Quota(3, 5), NOW)
        count_done(store, REPORT, date(2026, 6, 30), Amount(2), NOW, by="王青")
        acknowledge(store, REPORT, date(2026, 6, 30), NOW, by="李四")
        snooze(store, REPORT, date(2026, 6, 30), date(2026, 6, 1), NOW, reader="wang@example.org", by="王青")
        complete(store, WEEKLY, FRIDAYS[0], NOW, by="王青")
        complete(store, WEEKLY, FRIDAYS[2], NOW, percent=40)
        complete(store, ONCE, date(2026, 4, 15), NOW, by="王青")
        yield store


@pytest.fixture(scope="module")
def document() -> str:
    """An export, as JSON."""
    event = Event(REPORT, "科普作品推荐", "deadline", Recurrence(Yearly(6, 30)))
    return exported([event, replace(event, uid=WEEKLY, title="周报")], "json", WINDOW, RECKONING).decode()


def noted(store: Store) -> tuple[dict[str, Any], dict[str, DutyState]]:
    """What the store knows of its events beside what they are."""
    return {event.uid: event.completions for event in store.events()}, store.duty_states()


def out(store: Store, shape: str, **more: Any) -> bytes:
    return exported(store.events(), shape, WINDOW, RECKONING, states=store.duty_states(), **more)


def taken(store: Store, data: bytes, now: datetime = NOW + timedelta(days=1), *, again: bool = False) -> Plan:
    """What an import of the file did."""
    plan = planned(read_file(data), store.events(), states=store.duty_states(), again=again)
    take_in(store, plan.events, now, again=again, gone=plan.gone, progress=plan.progress, marks=plan.marks)
    return plan


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_store_has_all_of_it_afterwards(store: Store, shape: str) -> None:
    with Store.open("sqlite://") as other:
        plan = taken(other, out(store, shape))
        assert noted(other) == noted(store)
        assert len(plan.new) == 3
        assert out(other, shape) == out(store, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_file_twice_changes_nothing(store: Store, shape: str) -> None:
    with Store.open("sqlite://") as other:
        for look in (store, other):
            taken(look, out(store, shape))
            steps = len(look.steps(100))
            plan = taken(look, out(store, shape))
            assert (plan.events, plan.marks) == ([], {})
            assert plan.refused == []
            assert len(look.steps(100)) == steps or not plan.events
        assert noted(other) == noted(store)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_noted_later_stands_whichever_side_it_is_on(store: Store, shape: str) -> None:
    old = out(store, shape)
    complete(store, WEEKLY, FRIDAYS[2], NOW + timedelta(hours=5), by="李四")  # here, after the file was written
    acknowledge(store, REPORT, date(2026, 6, 30), NOW + timedelta(hours=5), by="赵六")
    set_quota(store, REPORT, Quota(4, 4), NOW + timedelta(hours=5))
    before = noted(store)
    plan = taken(store, old)
    assert noted(store) == before
    assert plan.events == []
    with Store.open("sqlite://") as other:
        taken(other, old)
        plan = taken(other, out(store, shape))  # there, where it is known as it was
        assert {event.uid for event in plan.changed} == {WEEKLY, REPORT}
        assert noted(other)[0] == noted(store)[0]
        assert other.duty_states()[REPORT].acknowledgements == store.duty_states()[REPORT].acknowledgements
        assert other.duty_states()[REPORT].quota == Quota(3, 5)  # which says not when: what stands here stays
        taken(other, out(store, shape), again=True)
        assert noted(other) == noted(store)


def test_what_an_import_noted_is_undone_with_it(store: Store) -> None:
    data = out(store, "json")
    with Store.open("sqlite://") as other:
        other.save([replace(event, completions=()) for event in store.events()], NOW)
        before = noted(other)
        taken(other, data)
        assert noted(other) == noted(store) != before
        undo(other, NOW + timedelta(days=2))
        assert noted(other) == before


def test_an_older_document_without_any_of_it_takes_nothing_away(store: Store) -> None:
    document = json.loads(out(store, "json"))
    for record in document["events"]:
        for name in ("completions", "duty"):
            record.pop(name, None)
    before = noted(store)
    taken(store, json.dumps(document).encode(), again=True)
    assert noted(store) == before


AT = "2026-04-08T01:00:00+00:00"
DONE = {"key": "2026", "percent": 100, "done": AT, "by": None, "changed": AT}
TAKEN = {"key": "2026", "by": "x", "changed": AT}
LATER = {"key": "2026", "reader": "", "until": "2026-05-01", "by": None, "changed": AT}
DUTY: dict[str, Any] = {"snoozes": [], "acknowledgements": [], "quota": None}


@pytest.mark.parametrize(
    "changes",
    [
        {"completions": {}}, {"completions": ["2026"]}, {"completions": [DONE | {"percent": 101}]},
        {"completions": [DONE | {"percent": True}]}, {"completions": [DONE | {"done": "2026-04-08T01:00:00"}]},
        {"completions": [DONE | {"changed": None}]}, {"completions": [DONE | {"key": "k" * 300}]},
        {"completions": [DONE | {"key": ""}]}, {"completions": [DONE | {"by": "x\u0000"}]},
        {"completions": [DONE | {"part": 2, "whole": 0}]}, {"completions": [DONE | {"part": 20_000, "whole": 3}]},
        {"completions": [DONE, DONE]}, {"completions": [DONE | {"more": 1}]},
        {"completions": [DONE | {"percent": 40}]},
        {"duty": []}, {"duty": {"snoozes": []}}, {"duty": DUTY | {"more": 1}},
        {"duty": DUTY | {"quota": {"least": 0, "most": 2}}},
        {"duty": DUTY | {"quota": {"least": 5, "most": 2}}}, {"duty": DUTY | {"quota": 3}},
        {"duty": DUTY | {"snoozes": [LATER | {"until": "2030-01-01"}]}},
        {"duty": DUTY | {"snoozes": [LATER | {"until": "soon"}]}}, {"duty": DUTY | {"snoozes": [LATER, LATER]}},
        {"duty": DUTY | {"acknowledgements": [TAKEN, TAKEN]}}, {"duty": DUTY | {"acknowledgements": [TAKEN | {"by": 3}]}},
        {"duty": DUTY | {"acknowledgements": [{"key": "2026"}]}},
    ],
)  # fmt: skip
def test_a_note_that_is_none_is_refused_with_its_event(document: str, changes: dict[str, Any]) -> None:
    record = json.loads(document)
    record["events"][0] |= changes
    plan = planned(read_file(json.dumps(record).encode()), ())
    assert [one.title for one in plan.refused] == ["科普作品推荐"]
    assert [one.title for one in plan.new] == ["周报"]


# -- calendar files ----------------------------------------------------------------------------------------------------


def components(data: bytes, name: str) -> list[Any]:
    return [one for one in icalendar.Calendar.from_ical(data).walk(name) if str(one["UID"]).startswith(WEEKLY)]


def test_tasks_of_a_series_say_of_each_date_how_far_it_is(store: Store) -> None:
    master, *others = components(out(store, "ics", todo=True), "VTODO")
    assert "RRULE" in master
    assert str(master["STATUS"]) == "NEEDS-ACTION"
    found = [(one["RECURRENCE-ID"].dt, str(one["STATUS"]), one.get("PERCENT-COMPLETE")) for one in others]
    assert found == [(FRIDAYS[0], "COMPLETED", 100), (FRIDAYS[2], "IN-PROCESS", 40)]
    assert [one["DTSTART"].dt for one in others] == [FRIDAYS[0], FRIDAYS[2]]
    assert others[0]["COMPLETED"].dt == NOW


def test_events_of_a_series_have_no_done_since_a_calendar_knows_none(store: Store) -> None:
    (master,) = components(out(store, "ics"), "VEVENT")
    assert str(master["STATUS"]) == "CONFIRMED"
    assert "X-YUELING" in master


def test_a_program_that_knows_tasks_alone_reads_what_is_done(store: Store) -> None:
    lines = out(store, "ics", todo=True).replace(b"\r\n ", b"").split(b"\r\n")
    plain = b"\r\n".join(line for line in lines if not line.startswith((b"X-YUELING", b"UID:"))) + b""
    assert b"X-YUELING" not in plain
    uids = iter(line for line in lines if line.startswith(b"UID:"))
    foreign = b"\r\n".join(
        line if not line.startswith(b"UID:") else next(uids).replace(b"@yueling", b"@example.org")
        for line in lines
        if not line.startswith(b"X-YUELING")
    )
    with Store.open("sqlite://") as other:
        taken(other, foreign)
        (weekly,) = [event for event in other.events() if event.title == "周报"]
        assert sorted(one.percent for one in weekly.completions) == [40, 100]


def test_what_was_moved_and_done_is_one_instance(store: Store) -> None:
    move_one(store, WEEKLY, FRIDAYS[1], Span(date(2026, 4, 20), date(2026, 4, 20)), None, NOW)
    complete(store, WEEKLY, date(2026, 4, 20), NOW)
    _, *others = components(out(store, "ics", todo=True), "VTODO")
    found = {one["RECURRENCE-ID"].dt: (one["DTSTART"].dt, str(one["STATUS"])) for one in others}
    assert found[FRIDAYS[1]] == (date(2026, 4, 20), "COMPLETED")
    assert len(others) == 3


@pytest.mark.parametrize(("uid", "day"), [(WEEKLY, date(2026, 4, 17)), (REPORT, date(2027, 6, 30))])
def test_another_program_that_finishes_one_more_date_changes_no_dates(store: Store, uid: str, day: date) -> None:
    blocks = out(store, "ics", todo=True).split(b"BEGIN:VTODO")
    nth = next(n for n, one in enumerate(blocks) if f"UID:{uid}".encode() in one and b"RRULE" in one)
    (title,) = [line for line in blocks[nth].split(b"\r\n") if line.startswith(b"SUMMARY")]
    done = [f"UID:{uid}@yueling", "DTSTAMP:20260409T000000Z", f"RECURRENCE-ID;VALUE=DATE:{day:%Y%m%d}"]
    done += [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", "SEQUENCE:1", title.decode(), "STATUS:COMPLETED"]
    done += ["COMPLETED:20260409T013000Z", "END:VTODO", ""]
    blocks[nth : nth + 1] = [
        blocks[nth].replace(b"SEQUENCE:0", b"SEQUENCE:1"), b"\r\n" + "\r\n".join(done).encode(),
    ]  # fmt: skip
    before = {event.uid: event for event in store.events()}[uid]
    taken(store, b"BEGIN:VTODO".join(blocks))
    after = {event.uid: event for event in store.events()}[uid]
    assert after.recurrence == before.recurrence
    (new,) = [one for one in after.completions if one not in before.completions]
    assert len(after.completions) == len(before.completions) + 1
    assert (new.key, new.percent) == (next(iter(before.recurrence.between(day, day))).key, 100)


def test_nothing_said_leaves_the_file_as_it_was() -> None:
    event = Event(ONCE, "报送总结", "deadline", Recurrence(Yearly(6, 30)))
    for shape in SHAPES:
        plain = exported([event], shape, WINDOW, RECKONING)
        assert plain == exported([event], shape, WINDOW, RECKONING, states={ONCE: NOTHING_SAID})
        assert b"completions" not in plain
        assert b"duty" not in plain
