"""`subscribe`, `subscriptions`, `refresh` and `unsubscribe` as a user calls them, and what none of them shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from calendars.store import Store
from calendars.store.tables import own, subscriptions
from scheduler.serving import CHORES
from tests.second_double import Double, double, web
from tests.test_cli import Ran, Run, run
from tests.test_terminal_safety import ESC, STEERING

__all__ = ["run"]
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//\r\nX-WR-CALNAME:校历\r\n"
EXAM = "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260415\r\nSUMMARY:期末考试\r\nEND:VEVENT\r\n"
END = "END:VCALENDAR\r\n"
CALENDAR = HEAD + EXAM + END


@pytest.fixture
def server() -> Iterator[Double]:
    with double() as here:
        here.says = lambda _: web(CALENDAR.encode(), kind="text/calendar")
        yield here


def url(server: Double) -> str:
    return f"http://127.0.0.1:{server.port}/private-geheim/basic.ics?token=geheim"


def subscribed(run: Run, server: Double, *more: str) -> Ran:
    ran = run("--lang", "en", "subscribe", url(server), "--allow-private", *more)
    assert ran.code == 0, ran.err
    return ran


def test_a_calendar_stands_in_lists_searches_and_reminders(run: Run, server: Double) -> None:
    ran = subscribed(run, server, "--tag", "学校", "--every", "1天")
    assert "subscribed: 校历, 1 event" in ran.out
    assert "every 24 hours" in ran.out
    assert "without encryption" in ran.err
    for words in (
        ["list", "--tag", "学校"],
        ["upcoming"],
        ["search", "期末"],
        ["show", "期末考试"],
        ["why", "期末考试"],
    ):
        assert "期末考试" in run(*words).out
    assert run("show", "期末考试", "--json").json()["subscription"] == "校历"
    run("edit", "期末考试", "--lead", "7d")
    assert "期末考试" in run("remind", "--dry-run").out
    again = run("--lang", "en", "refresh", "校历")
    assert "0 new, 0 changed, 1 as before" in again.out
    assert "none of 1 calendar is due" in run("--lang", "en", "refresh").out
    ended = run("--lang", "en", "unsubscribe", "校历", "--yes")
    assert "1 event taken out" in ended.out
    assert run("list", "--json").json() == []
    assert run("undo", "--yes").code == 0
    assert "期末考试" in run("list").out


def test_subscribing_again_changes_only_what_is_given(run: Run, server: Double) -> None:
    subscribed(run, server, "--tag", "学校", "--every", "6h", "--publish", "--name", "学校日历")
    subscribed(run, server, "--every", "12h")
    (one,) = run("subscriptions", "--json").json()
    assert (one["name"], one["tags"], one["minutes"], one["published"], one["private"]) == (
        "学校日历", ["学校"], 720, True, True,
    )  # fmt: skip
    assert "学校日历" in run("subscriptions").out
    other = run("--lang", "en", "subscribe", url(server) + "2", "--allow-private", "--name", "学校日历")
    assert other.code == 1
    assert "has another address" in other.err
    assert run("subscribe", url(server) + "2", "--allow-private", "--name", "学校日历", "--move").code == 0
    assert len(run("subscriptions", "--json").json()) == 1
    subscribed(run, server)  # another calendar, which calls itself as it likes
    assert [one["name"] for one in run("subscriptions", "--json").json()] == ["学校日历", "校历"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "javascript:alert(1)", "http://[::1]/", "http://0x7f.1/", "http://2130706433/", "http://127.1/",
        "http://localhost/", "http://127.0.0.1/", "http://169.254.169.254/latest/", "https://xn--a-ecp.invalid/",
        "https://аррӏе.invalid/", "http://a/" + "b" * 60_000, "", "-", "http://user:geheim@127.0.0.1/",
        "https://user:geheim@nowhere.invalid/a", "https://user:gehe im@nowhere.invalid/a", ESC,
    ],
    ids=lambda address: ascii(address)[:30],
)  # fmt: skip
def test_an_address_that_is_none_or_not_public_is_refused(run: Run, address: str) -> None:
    for more in ([], ["--json"]):
        ran = run("--lang", "en", "subscribe", *more, "--", address)
        assert ran.code in (1, 2)
        assert "Traceback" not in ran.err
        said = ran.out + ran.err
        assert len(said) < 1200
        assert "geheim" not in said
        assert not STEERING.search(ran.err)
    assert run("subscriptions", "--json").json() == []


@pytest.mark.parametrize(
    "more",
    [["--every", "5m"], ["--every", "abc"], ["--name", ""], ["--name", "a\x1bb"], ["--tag", ""], ["--tag", "a" * 100]],
    ids=str,
)
def test_an_option_that_is_wrong_is_said_before_anybody_is_asked(run: Run, server: Double, more: list[str]) -> None:
    ran = run("--lang", "en", "subscribe", url(server), "--allow-private", *more)
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert server.calls == 0


def test_what_answers_with_no_calendar_is_not_subscribed(run: Run, server: Double) -> None:
    for body, status, why in (
        (b"<html>login</html>", "200 OK", "a page and no calendar"),
        (b"", "404 Not Found", "nothing at its address"),
        (CALENDAR[:-9].encode(), "200 OK", "cut off"),
    ):
        server.says = lambda _, body=body, status=status: web(body, status, "text/html")  # type: ignore[misc]
        ran = run("--lang", "en", "subscribe", url(server), "--allow-private")
        assert (ran.code, why in ran.err) == (1, True), ran.err
    assert run("subscriptions", "--json").json() == []
    assert run("history", "--json").json() == []


def test_an_address_is_shown_whole_only_where_that_is_asked_for(run: Run, server: Double, tmp_path: Path) -> None:
    subscribed(run, server)
    server.says = lambda _: web(b"", "410 Gone", "text/html")
    said = [run("--lang", "en", "refresh", "校历"), run("refresh", "--all", "--json")]
    assert said[0].code == 1
    assert "gone for good" in said[0].err
    assert "the last good copy stays" in said[0].err
    commands = [["subscriptions"], ["subscriptions", "--json"], ["history", "--all"], ["history", "--all", "--json"]]
    commands += [
        ["doctor"],
        ["show", "期末考试"],
        ["list", "--json"],
        ["export"],
        ["unsubscribe", "校历", "--yes"],
        ["why", "期末考试"],
    ]
    said += [run(*words) for words in commands]
    assert not any("geheim" in ran.out + ran.err for ran in said)
    run("undo", "--yes")
    assert url(server) in run("subscriptions", "--addresses").out
    with Store.open(f"sqlite:///{tmp_path / 'events.sqlite3'}") as store, store.writing() as connection:
        change = update(subscriptions).where(own(subscriptions))
        connection.execute(change.values(url="https://me:geheim@example.org/a.ics"))
    shown = run("subscriptions", "--addresses", "--json").out
    assert "https://•••@example.org/a.ics" in shown
    assert "geheim" not in shown


def test_what_a_calendar_holds_steers_no_terminal_and_leads_nowhere(run: Run, server: Double) -> None:
    hostile = CALENDAR.replace("期末考试", ESC).replace("校历", f"a{ESC}")
    hostile = hostile.replace("SUMMARY", f"URL:javascript:alert(1)\r\nLOCATION:{ESC}\r\nCATEGORIES:{ESC}\r\nSUMMARY")
    server.says = lambda _: web(hostile.encode(), kind="text/calendar")
    said = [
        subscribed(run, server),
        run("subscriptions"),
        run("list"),
        run("refresh", "--all"),
        run("history", "--all"),
    ]
    server.says = lambda _: web(b"hello", kind=ESC.replace("\x1b", "").replace("\x07", ""))
    said += [run("refresh", "--all"), run("subscriptions"), run("doctor")]
    for ran in said:
        assert not STEERING.search(ran.out + ran.err), ascii(ran.out + ran.err)
    assert run("list", "--json").json()[0]["url"] is None


def test_a_calendar_that_is_imported_as_well_is_told(run: Run, server: Double, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text(CALENDAR, encoding="utf-8")
    run("import", str(tmp_path / "a.ics"), "--yes")
    assert "1 of its events are here already from an import" in subscribed(run, server).err


def test_names_are_found_by_their_beginning_and_others_refused(run: Run, server: Double) -> None:
    subscribed(run, server, "--name", "甲一")
    assert run("subscribe", url(server) + "2", "--allow-private", "--name", "甲二").code == 0
    twice = run("--lang", "en", "subscribe", url(server), "--allow-private", "--name", "丙")
    assert (twice.code, "kept already, as “甲一”" in twice.err) == (1, True)
    assert run("refresh", "甲二").code == 0
    for name in ("甲", "乙", "", "*"):
        ran = run("--lang", "en", "refresh", name)
        assert ran.code == 1
        assert "there is no subscription" in ran.err
    assert run("refresh", "--allow-empty").code == 2
    assert run("unsubscribe", "nothing").code == 1
    json.loads(run("subscriptions", "--json").out)


def test_the_clock_of_the_server_looks_at_what_is_due(run: Run, server: Double, tmp_path: Path) -> None:
    subscribed(run, server)
    (database,) = tmp_path.rglob("*.sqlite3")
    server.says = lambda _: web((HEAD + EXAM + EXAM.replace("UID:1", "UID:2") + END).encode(), kind="text/calendar")
    (chore,) = CHORES
    with Store.open(f"sqlite:///{database}") as store:
        (one,) = store.subscriptions()
        assert one.due
        chore(store, one.due - timedelta(minutes=1))
        assert store.count() == 1
        chore(store, one.due)
        assert store.count() == 2


def test_a_subscription_is_ended_only_by_whoever_agrees(run: Run, server: Double) -> None:
    subscribed(run, server)
    alone = run("--lang", "en", "unsubscribe", "校历")
    assert (alone.code, "--yes" in alone.err) == (2, True)
    assert run("unsubscribe", "nothing").code == 1
    assert len(run("subscriptions", "--json").json()) == 1
    assert run("unsubscribe", "校历", "--yes").code == 0


def handed_out(data: bytes, _: object) -> Any:
    return web(data, kind="text/calendar")


def test_a_calendar_of_ours_is_not_kept_beside_itself(run: Run, server: Double, tmp_path: Path) -> None:
    run("add", "4月15日前 报送总结")
    run("add", "每周一上午9点 例会")
    run("publish", str(tmp_path / "www"))
    files = [*(tmp_path / "www").rglob("*.ics")]
    assert files
    for file in files:
        server.says = partial(handed_out, file.read_bytes())
        refused = run("--lang", "en", "subscribe", url(server), "--allow-private")
        assert (refused.code, "this is a calendar of ours" in refused.err) == (1, True), file
    assert run("subscriptions", "--json").json() == []
    assert len(run("list", "--json").json()) == 2


def test_a_calendar_of_another_yueling_with_an_event_that_stands_here_too_is_kept(run: Run, server: Double) -> None:
    uid = run("add", "4月15日前 报送总结", "--json").json()["event"]["uid"]
    mine = EXAM.replace("UID:1", f"UID:{uid}-once@yueling")
    others = "".join(EXAM.replace("UID:1", f"UID:{n:016x}-once@yueling") for n in range(2))
    server.says = lambda _: web((HEAD + mine + others + END).encode(), kind="text/calendar")
    subscribed(run, server)
