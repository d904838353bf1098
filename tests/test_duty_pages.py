"""The page of duties: who owes what; an editor says what is done, how much, later, that he has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from calendars.duties.states import NOTHING_SAID, Quota
from calendars.events import Event
from calendars.store import Store
from calendars.web.pages.desk.duties import DutyQuery
from rules import Recurrence
from rules.kinds import Due, Fixed, Monthly
from tests.desk import NOW, Desk, Page, at_the_desk

STORED = datetime(2026, 3, 20, 1, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        late, day = date(2026, 4, 1), date(2026, 5, 1)
        opened.save(
            [
                Event("aaaa", "报送<b>统计表", "deadline", Recurrence(Due(Monthly(15))), actor="各学会"),
                Event("bbbb", "报送总结", "deadline", Recurrence(Due(Fixed(late, late))), actor="办公室"),
                Event("cccc", "劳动节", "observance", Recurrence(Fixed(day, day))),
            ],
            STORED,
        )
        yield opened


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    with at_the_desk(store) as found:
        yield found


def say(desk: Desk, act: str, uid: str = "aaaa", day: str = "2026-04-15", **fields: str) -> Page:
    form = desk.get("/duties").hidden("form")
    seen = str(desk.store.event(uid).sequence) if uid in ("aaaa", "bbbb", "cccc") else "0"
    return desk.post("/duties", data={"form": form, "uid": uid, "day": day, "seen": seen, "act": act} | fields)


def test_what_is_overdue_stands_first_and_nothing_acts_in_a_title(desk: Desk) -> None:
    page = desk.get("/duties")
    assert (page.status, page.answer.headers["Cache-Control"]) == (200, "no-store")
    assert page.text.index("报送总结") < page.text.index("报送&lt;b&gt;统计表")
    assert "劳动节" not in page.text
    assert "逾期 7 天" in page.words
    assert "逾期 1 项，共 2 项" in page.words
    assert "1 overdue" in desk.get("/duties?lang=en").text
    assert "<script>" not in page.text
    assert re.findall(r'<option value="(\d+)">', page.text)[:4] == ["1", "3", "7", "14"]


def test_it_narrows_to_a_person_and_to_what_is_overdue(desk: Desk) -> None:
    assert "报送总结" not in desk.get("/duties?person=学会").words
    assert "统计表" not in desk.get("/duties?overdue=1").words
    assert "没有待办事项" in desk.get("/duties?person=谁也不是").words
    for odd in ("days=x", "days=99999999", "days=-1", "overdue=maybe", f"person={'长' * 3000}", "organisation=%00"):
        assert desk.get(f"/duties?{odd}").status in (200, 400), odd


def test_an_option_that_the_page_does_not_know_is_refused_as_on_other_pages(desk: Desk) -> None:
    for odd in ("persn=张三", "tag=科普", "overdue=1&overdue=1", "lang=fr"):
        refused = desk.get(f"/duties?{odd}")
        assert refused.status == 400, odd
    assert "person" in desk.get("/duties?persn=1&lang=en").words
    for good in ("", "lang=en", "person=&organisation=&days=7", "from=singlemessage", "done=3"):
        assert desk.get(f"/duties?{good}").status == 200, good


def test_a_form_that_was_refused_can_be_mended_and_sent_again_and_one_that_was_carried_out_cannot(desk: Desk) -> None:
    form = desk.get("/duties").hidden("form")
    said = {"form": form, "uid": "aaaa", "day": "2026-04-15", "seen": "0", "act": "progress"}
    assert desk.post("/duties", data=said | {"amount": "viel"}).status == 422
    assert desk.post("/duties", data=said | {"amount": "2", "seen": "7"}).status == 409  # stale
    assert desk.post("/duties", data=said | {"amount": "2/3"}).status == 303
    assert desk.post("/duties", data=said | {"amount": "3/3"}).status == 409
    assert desk.store.event("aaaa").completions[0].part == 2


def test_the_query_of_the_page_goes_round() -> None:
    for asked in (DutyQuery(), DutyQuery("张", "科协", 7, overdue=True), DutyQuery(days=0), DutyQuery(days=366)):
        assert DutyQuery.of(asked.options()) == asked
    assert DutyQuery().options() == {}
    assert DutyQuery.of({"days": "367"}).days == 366
    assert DutyQuery.of({"days": "9999"}).days == 366
    assert DutyQuery.of({"days": "10000"}).days == DutyQuery().days


def test_done_leads_back_with_what_was_done_and_can_be_undone(desk: Desk) -> None:
    answer = say(desk, "done", "bbbb", "2026-04-01", person="办公")
    assert answer.status == 303
    place = answer.answer.headers["Location"]
    assert "person=" in place
    page = desk.get(place)
    assert "标记为已完成" in page.words or "报送总结" in page.words
    assert desk.store.event("bbbb").completions[0].done == NOW
    step = page.hidden("count")
    assert (
        desk.post("/desk/undo", data={"form": page.hidden("form"), "seen": page.hidden("seen"), "count": step}).status
        == 303
    )
    assert desk.store.event("bbbb").completions == ()


def test_each_thing_that_can_be_said_is_said(desk: Desk) -> None:
    assert say(desk, "progress", amount="2/3").status == 303
    assert "2/3" in desk.get("/duties").words
    assert say(desk, "more").status == 303
    assert desk.store.event("aaaa").completions[0].done is not None
    assert say(desk, "snooze", day="2026-05-15", later="3").status == 303
    assert desk.store.duty_states()["aaaa"].snoozed_until("2026-05") == date(2026, 4, 11)
    assert say(desk, "wake", day="2026-05-15").status == 303
    assert say(desk, "ack", day="2026-05-15", by="张三").status == 303
    taken = desk.store.duty_states()["aaaa"].acknowledgement("2026-05")
    assert taken is not None
    assert taken.by == "张三"
    assert say(desk, "unack", day="2026-05-15").status == 303
    assert desk.store.duty_states().get("aaaa", NOTHING_SAID) == NOTHING_SAID
    assert say(desk, "quota", times="3..5").status == 303
    assert desk.store.duty_states()["aaaa"].quota == Quota(3, 5)
    assert say(desk, "quota", times="").status == 303
    assert desk.store.duty_states() == {}


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("progress", {"amount": "viel"}), ("snooze", {"later": "0"}), ("snooze", {"later": "9999"}), ("fly", {}), ("", {}),
        ("done", {"day": "2026-04-14"}), ("done", {"day": "x"}), ("done", {"uid": "none"}), ("quota", {"times": "5..3"}),
        ("done", {"key": "2026-09"}), ("progress", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_on_the_page_and_nothing_changes(desk: Desk, act: str, fields: dict[str, str]) -> None:
    page = say(desk, act, **fields)
    assert page.status == 422
    assert 'role="alert"' in page.text
    assert [step.act for step in desk.store.steps(9)] == ["add"]


def test_a_form_of_another_state_of_the_event_changes_nothing(desk: Desk) -> None:
    form = desk.get("/duties").hidden("form")
    desk.store.edit("aaaa", NOW, title="报送月报")
    page = desk.post("/duties", data={"form": form, "uid": "aaaa", "day": "2026-04-15", "seen": "0", "act": "done"})
    assert page.status == 409
    assert desk.store.event("aaaa").completions == ()


@pytest.mark.parametrize("seen", ["", "x", "²", "٣", "-1", "1", "9" * 30, "0x0"])
def test_a_form_that_does_not_say_what_was_seen_changes_nothing(desk: Desk, seen: str) -> None:
    form = desk.get("/duties").hidden("form")
    data = {"form": form, "uid": "aaaa", "day": "2026-04-15", "seen": seen, "act": "done"}
    assert desk.post("/duties", data=data).status == 409
    assert desk.store.event("aaaa").completions == ()


def test_a_form_counts_once_and_only_from_here(desk: Desk) -> None:
    data = {"form": desk.get("/duties").hidden("form"), "uid": "aaaa", "day": "2026-04-15", "seen": "0", "act": "done"}
    assert desk.post("/duties", data=data, headers={"Origin": "https://evil.example"}).status == 403
    assert desk.post("/duties", data=data).status == 303
    assert desk.post("/duties", data=data).status == 409
    assert desk.post("/duties", data=data | {"form": "x"}).status == 403


def test_the_page_of_an_event_has_forms_that_lead_back_to_it(desk: Desk) -> None:
    page = desk.get("/desk/event/aaaa")
    assert "办理情况" in page.words
    fields = {
        "form": page.hidden("form"),
        "uid": "aaaa",
        "day": "2026-04-15",
        "seen": "0",
        "act": "ack",
        "back": "event",
    }
    answer = desk.post("/duties", data=fields)
    assert answer.answer.headers["Location"].startswith("/desk/event/aaaa")
    ids = re.findall(r' id="([^"]+)"', desk.get("/desk/event/aaaa").text)
    assert len(ids) == len(set(ids))


def test_who_is_not_known_sees_nothing_of_it(store: Store) -> None:
    with at_the_desk(store, client=("192.0.2.1", 50_000)) as stranger:
        assert stranger.get("/duties").status in (303, 403)
        assert "统计表" not in stranger.get("/duties").text
        assert stranger.post("/duties", data={"uid": "aaaa", "act": "done", "day": "2026-04-15"}).status in (401, 403)
        assert store.event("aaaa").completions == ()


def test_a_thousand_duties_have_a_bounded_page(store: Store) -> None:
    day = date(2026, 4, 20)
    store.save(
        [Event(f"e{n:04}", f"报送{n}", "deadline", Recurrence(Due(Fixed(day, day)))) for n in range(1000)], STORED
    )
    with at_the_desk(store) as desk:
        page = desk.get("/duties")
    assert page.text.count("<tr") == 301
    assert "702" in page.words
