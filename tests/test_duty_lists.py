"""Who owes what: what is overdue first; by command, for programs, and summed up for who leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calendars.actions import complete
from calendars.actions.people import add_person
from calendars.completions import Completion
from calendars.duties.owed import Duty, done_since, owed
from calendars.duties.shown import duty_record, state_words, summary
from calendars.duties.states import Acknowledgement, DutyState, Quota, Snooze
from calendars.events import CANCELLED, WAITING, Event
from calendars.people import Person
from calendars.store import Store
from rules import RECKONING, Recurrence, Rule, parse
from rules.kinds import Due, Fixed, Weekly
from scheduler.recipients import Recipient
from scheduler.summaries import WEEKDAYS, summaries_due, summary_words
from tests.asking import Asking, asking
from tests.test_cli import Run, added, run

__all__ = ["run"]
TODAY = date(2026, 4, 8)
STORED = datetime(2026, 1, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)


def duty(title: str, rule: Rule, kind: str = "deadline", **facts: Any) -> Event:
    return Event(title, title, kind, Recurrence(rule), created=STORED, **facts)


def due(month: int, day: int) -> Rule:
    return Due(Fixed(date(2026, month, day), date(2026, month, day)))


def done(key: str, at: datetime = NOW) -> Completion:
    return Completion(key, 100, at, "张三", at)


def told(duties: list[Duty], lang: str = "en") -> list[tuple[str, str]]:
    return [(one.entry.event.title, state_words(one, TODAY, lang)) for one in duties]


def test_what_is_overdue_the_longest_stands_first() -> None:
    events = [
        duty("c", due(4, 10)),
        duty("b", due(4, 7)),
        duty("d", due(4, 8)),
        duty("a", due(3, 1)),
        duty("e", due(6, 1)),
    ]
    assert told(owed(events, {}, TODAY)) == [
        ("a", "overdue by 38 days"), ("b", "overdue by 1 day"), ("d", "today"), ("c", "in 2 days"),
    ]  # fmt: skip
    assert told(owed(events, {}, TODAY, ahead=60, back=5))[-1] == ("e", "in 54 days")
    assert [title for title, _ in told(owed(events, {}, TODAY, ahead=0, back=5))] == ["b", "d"]


def test_what_is_done_called_off_or_no_duty_is_owed_by_nobody() -> None:
    events = [
        duty("done", due(4, 7), completions=(done("once"),)), duty("off", due(4, 7), status=CANCELLED),
        duty("waits", due(4, 7), status=WAITING), duty("day", due(4, 7), "observance"),
        replace(duty("new", due(4, 7)), created=NOW),
    ]  # fmt: skip
    assert owed(events, {}, TODAY) == []


def test_of_what_comes_often_the_last_one_is_owed_with_how_many_before() -> None:
    weekly = duty("周报", Due(Weekly((4,))), completions=(done("2026-03-27"),))
    [late, coming, *_] = owed([weekly], {}, TODAY)
    assert (late.entry.due, late.missed) == (date(2026, 4, 3), 11)
    assert (coming.entry.due, coming.missed) == (date(2026, 4, 10), 0)
    assert told([late])[0][1] == "overdue by 5 days, 11 missed before"


def test_a_quota_is_shown_all_year_with_how_far_it_is() -> None:
    event = Event("q", "组织活动", "event", parse("每年"), created=STORED)
    state = DutyState(quota=Quota(3, 5))
    assert owed([event], {}, TODAY) == []
    assert told(owed([event], {"q": state}, TODAY)) == [("组织活动", "in 267 days, 0/3–5 done")]
    begun = replace(event, completions=(Completion("2026-01", 33, None, None, NOW, 1, 3),))
    assert told(owed([begun], {"q": state}, TODAY), "zh") == [("组织活动", "267天后，已完成 1/3–5")]
    whole = replace(event, completions=(Completion("2026-01", 100, NOW, None, NOW, 3, 3),))
    assert owed([whole], {"q": state}, TODAY) == []


def test_a_duty_says_who_has_it_and_until_when_it_is_put_off() -> None:
    event = duty("a", due(4, 10), actor="各学会", contact="办公室 王五")
    state = DutyState((Snooze("once", date(2026, 4, 9), NOW),), (Acknowledgement("once", "张三", NOW),))
    [plain], [said] = owed([event], {}, TODAY), owed([event], {"a": state}, TODAY)
    assert (plain.owner, said.owner) == ("各学会", "张三")
    assert told([said]) == [("a", "in 2 days, taken on, put off until 9 Apr")]
    for name, count in (("张三", 1), ("学会", 1), ("王五", 1), ("李四", 0)):
        assert len(owed([event], {"a": state}, TODAY, people=[name])) == count, name
    record = duty_record(said, TODAY, "zh")
    assert (record["owner"], record["snoozed_until"], record["state"], record["days"]) == (
        "张三",
        "2026-04-09",
        "coming",
        2,
    )


def test_what_was_done_lately_is_known_with_when() -> None:
    early, late = NOW - timedelta(days=9), NOW - timedelta(days=2)
    events = [
        duty("a", due(4, 7), completions=(done("once", early),)),
        duty("b", due(5, 7), completions=(done("once", late),)),
    ]
    assert [(moment, one.event.title) for moment, one in done_since(events, date(2026, 4, 1), TODAY)] == [(late, "b")]


def test_the_summary_says_what_is_late_due_coming_and_done() -> None:
    events = [
        duty("甲", due(4, 1), actor="各学会"), duty("乙", due(4, 10)), duty("丙", due(4, 20)),
        duty("丁", due(4, 7), completions=(done("once"),)),
    ]  # fmt: skip
    subject, text = summary(owed(events, {}, TODAY), TODAY, "zh", done_since(events, date(2026, 4, 1), TODAY))
    assert subject == "待办事项：逾期 1 项，本周到期 1 项"
    assert text == (
        "逾期（1）\n- 4月1日 甲，各学会，逾期 7 天\n\n本周到期（1）\n- 4月10日 乙，2天后\n\n此后（1）\n- 4月20日 丙，12天后\n\n"
        "近七天办完（1）\n- 4月7日 丁，张三"
    )
    assert summary([], TODAY)[1] == "没有待办事项。"


@pytest.mark.parametrize(("day", "part"), [(7, "Overdue"), (8, "Due this week"), (12, "Due this week"), (13, "Coming")])
def test_a_week_ends_on_its_sunday(day: int, part: str) -> None:
    _, text = summary(owed([duty("a", due(4, day))], {}, TODAY), TODAY, "en")
    assert text.startswith(f"{part} (1)\n")


def test_a_summary_is_bounded_and_on_one_line_each() -> None:
    events = [duty(f"{n:03}\r\nBcc: x@example.org\x1b[31m" + "长" * 5000, due(4, 1)) for n in range(200)]
    subject, text = summary(owed(events, {}, TODAY), TODAY)
    lines = text.splitlines()
    assert (len(lines), lines[-1]) == (52, "……还有 150 项，见 `yueling duties`")
    assert all(len(line) < 200 and "\x1b" not in line for line in lines)
    assert "\n" not in subject


# -- the commands ------------------------------------------------------------------------------------------------------


def test_the_list_narrows_and_says_it_where_nothing_is_owed(run: Run) -> None:
    assert "没有待办事项" in run("duties").err
    uid = added(run, "4月15日前 报送总结")
    assert "报送总结" in run("duties").out
    assert "没有待办事项" in run("duties", "--overdue").err
    assert run("duties", "--overdue", "--json").json() == []
    assert "没有待办事项" in run("duties", "--person", "张三").err
    assert "已认领" in run("ack", uid, "--by", "张三").out
    assert "张三" in run("duties", "--person", "张三").out
    assert "没有待办事项" in run("duties", "--days", "3").err
    assert "待办事项：逾期 0 项，本周到期 0 项" in run("duties", "--summary").out
    assert run("duties", "--kind", "会议吗").code != 0


def test_a_long_list_is_shown_in_part_and_says_how_much_is_left(run: Run, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'events.sqlite3'}") as store:
        store.save([duty(f"事项{n:04}", due(4, 10)) for n in range(1250)], STORED)
    shown = run("--lang", "en", "duties")
    assert len(shown.out.splitlines()) == 201
    assert "… and 1,050 more; --all shows all" in shown.err
    assert "其余 1,050 项" in run("--lang", "zh", "duties").err
    assert len(run("duties", "--all").out.splitlines()) == 1251
    part = run("--lang", "en", "duties", "--limit", "10", "--offset", "1245")
    assert (len(part.out.splitlines()), part.err) == (6, "")
    assert len(run("duties", "--json").json()) == 1250
    page = run("duties", "--json", "--limit", "2", "--offset", "3").json()
    assert [one["title"] for one in page] == ["事项0003", "事项0004"]


def test_a_summary_of_many_names_the_first_and_counts_all() -> None:
    many = owed([duty(f"事项{n:04}", due(4, 9)) for n in range(120)], {}, TODAY)
    _, text = summary(many, TODAY, "en")
    assert "(120)" in text
    assert "… and 70 more" in text
    assert len(text.splitlines()) == 52


def test_what_is_said_by_command_is_seen_and_taken_back(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结")
    assert "已完成 2/3" in run("progress", uid, "2/3").out
    assert "nothing changed" in run("--lang", "en", "progress", uid, "2/3").err
    assert "2/3" in run("duties").out
    assert "2/3" in run("show", uid).out
    assert "暂缓至 2026-04-11" in run("snooze", uid, "--until", "3d").out
    assert "暂缓至 4月11日" in run("duties").out
    assert "已恢复提醒" in run("snooze", uid, "--end").out
    assert "没有名为“a@example.org”" in run("snooze", uid, "--until", "3d", "--for", "a@example.org").err
    run("people", "add", "王五", "--email", "a@example.org", "--channel", "stdout")
    assert "只对王五" in run("snooze", uid, "--until", "3d", "--for", "a@example.org").out
    assert run("snooze", uid, "--until", "3d").err == ""
    run("undo", "--yes")
    run("ack", uid, "--by", "张三")
    run("duties", "quota", uid, "2+")
    shown = run("show", uid).out
    for words in ("每期 2+ 次", "2026-04-15 周三：张三", "2026-04-15 周三：至 4月11日，a@example.org"):
        assert words in shown, shown
    for _ in range(3):
        run("undo", "--yes")
    assert "每期" not in run("show", uid).out
    assert run("snooze", uid).code == 2
    assert run("snooze", uid, "--until", "2026-04-01").code == 1
    assert run("progress", uid, "viel").code == 1
    assert run("progress", uid, "1/2", "--date", "2026-04-14").code == 1
    assert run("duties", "quota", uid, "5..3").code == 1
    assert "每期 3–5 次" in run("duties", "quota", uid, "3..5").out
    assert "不设数量" in run("duties", "quota", uid, "none").out
    assert "已退回认领" in run("ack", uid, "--undo").out
    history = run("history").out
    for word in ("登记进度", "暂缓提醒", "结束暂缓", "设定数量"):
        assert word in history
    run("undo", "--yes")
    assert run("progress", uid, "3/3").code == 0
    assert "没有待办事项" in run("duties").err


def test_every_link_is_withdrawn_on_demand(run: Run) -> None:
    added(run, "4月15日前 报送总结")
    assert run("links", "renew").code == 2
    assert "全部作废" in run("links", "renew", "--yes").out


# -- programs ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ask() -> Iterator[Asking]:
    with Store.open("sqlite://") as store, asking(store) as found:
        yield found


def test_programs_read_what_is_owed_in_pages(ask: Asking) -> None:
    for n in range(5):
        ask.add(f"4月{10 + n}日前 报送{n}" + "很长" * 100, kind="deadline")
    seen: list[str] = []
    cursor = None
    while True:
        page = ask.get("/duties", params={"limit": 2} | ({"cursor": cursor} if cursor else {}), role="reader")
        assert page["total"] == 5
        seen += [one["due"] for one in page["duties"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == [f"2026-04-{10 + n}" for n in range(5)]
    assert ask("GET", "/duties", role="nobody").status_code == 401


def test_programs_say_what_is_done_of_what_was_seen(ask: Asking) -> None:
    uid = ask.add("4月15日前 报送总结", kind="deadline")["uid"]
    day = {"day": "2026-04-15", "sequence": 0}
    said = ask("POST", f"/events/{uid}/progress", json=day | {"amount": "2/3", "by": "张三"}).json()
    assert (said["part"], said["whole"], said["changed"]) == (2, 3, True)
    later = day | {"until": "2026-04-10", "reader": "王五"}
    assert ask("POST", f"/events/{uid}/snooze", json=later).status_code == 422
    add_person(ask.store, Person("a@example.org", "王五", "a@example.org", ("mail",)), NOW)
    said = ask("POST", f"/events/{uid}/snooze", json=later).json()
    assert said["snoozes"] == [{"reader": "a@example.org", "until": "2026-04-10", "by": None}]
    assert ask("POST", f"/events/{uid}/snooze", json=day | {"reader": "a@example.org"}).json()["snoozes"] == []
    assert ask("POST", f"/events/{uid}/ack", json=day | {"by": "张三"}).json()["acknowledged"]["by"] == "张三"
    [one] = ask.get("/duties")["duties"]
    assert (one["owner"], one["part"], one["uid"]) == ("张三", 2, uid)
    assert ask("POST", f"/events/{uid}/ack", json=day | {"undo": True}).json()["acknowledged"] is None
    assert ask("POST", f"/events/{uid}/ack", json={"day": "2026-04-15"}).status_code == 428
    assert ask("POST", f"/events/{uid}/ack", json=day | {"sequence": 3}).status_code == 412
    assert ask("POST", f"/events/{uid}/snooze", json=day | {"until": "2026-04-01"}).status_code == 422
    assert ask("POST", f"/events/{uid}/progress", json=day | {"amount": "x"}).status_code == 422
    assert ask("POST", "/events/none/ack", json=day).status_code == 404


# -- the weekly message ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", range(7))
def test_it_is_one_message_a_week_however_late_the_run(day: int) -> None:
    today = date(2026, 4, 6) + timedelta(days=day)
    reader = Recipient("主任", "boss@example.org", channel="mail")
    found = [one for weekday in WEEKDAYS for one in summaries_due([(reader, weekday)], today)]
    assert len(found) == day + 1
    assert len({one.key for one in found}) == 1
    assert {(one.monday, one.sunday) for one in found} == {(date(2026, 4, 6), date(2026, 4, 12))}
    [following] = summaries_due([(reader, "mon")], date(2026, 4, 13))
    other = Recipient("主任", "boss@example.org", channel="stdout")
    [by_other_way] = summaries_due([(other, "mon")], date(2026, 4, 6))
    assert len({found[0].key, following.key, by_other_way.key}) == 3


def test_it_says_what_the_list_says() -> None:
    with Store.open("sqlite://") as store:
        store.save([duty("甲", due(4, 1)), duty("乙", due(4, 10), completions=())], STORED)
        complete(store, "乙", date(2026, 4, 10), NOW, by="李四")
        subject, text = summary_words(store, TODAY, RECKONING, "zh")
    assert subject == "待办事项：逾期 1 项，本周到期 0 项"
    assert "甲" in text
    assert "近七天办完（1）\n- 4月10日 乙，李四" in text
