"""The same event of two organisations is two events for a calendar program, in every form; each finds its own by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from calendars.access import passwords
from calendars.actions.access import add_account
from calendars.actions.organising import add_organisation
from calendars.events import Entry, agenda
from calendars.exchange import exported
from calendars.feeds import Feed, Look, feed_window, render
from calendars.folding import nearest
from calendars.store import Store
from calendars.web import app
from rules import RECKONING
from tests.test_caldav import TASK, WORDS, basic, needs_extra, ticked
from tests.test_cli import Run, run
from tests.test_organisations_told import EVENT, NOW, told
from tests.web import EVENTS, REPORT, STORED, Clockwork, served

__all__ = ["run"]
TODAY = STORED.date()
UIDS = re.compile(r"^UID:(.+?)\r?$", re.MULTILINE)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two organisations that were given the same events."""
    with Store.open(f"sqlite:///{tmp_path / 'a.sqlite3'}", create=True) as made:
        add_organisation(made, "xiamen", "厦门市科协", STORED)
        for one in (made, made.within(2)):
            one.save(EVENTS, STORED)
            add_account(one, "张三", WORDS, "editor", STORED)
        yield made


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def entries(store: Store) -> list[Entry]:
    return list(nearest(store.events(), feed_window(TODAY), TODAY, 99, RECKONING)[0])


def uids(content: bytes) -> list[str]:
    return UIDS.findall(content.decode().replace("\r\n ", ""))


@pytest.mark.parametrize("asked", ["", "todo=1", "alarm=1d", "lead=3d", "form=rrule"])
def test_no_uid_of_a_feed_is_another_organisations_and_all_else_is_the_same(store: Store, asked: str) -> None:
    look = Look.read(asked)
    first, other = (render(Feed("all", "全部"), entries(store), today=TODAY, look=look, org=org) for org in (1, 2))
    assert uids(other) == [re.sub("(?=@yueling$)", ".2", uid) for uid in uids(first)]
    assert re.sub(rb"\.2(?=@yueling\r\n)", b"", other) == first


def test_a_feed_has_the_uids_of_the_calendars_in_mails(store: Store) -> None:
    inner = store.within(2)
    inner.save([EVENT], STORED)
    (digest,) = told(inner)
    feed = render(Feed("all", "全部"), agenda([EVENT], feed_window(NOW.date())), org=inner.org)
    mailed = uids(digest.calendar or b"")
    assert mailed
    assert set(mailed) <= set(uids(feed))


def test_two_entries_under_one_uid_stay_apart_in_every_organisation(store: Store) -> None:
    entry = entries(store)[0]
    twice = [entry, replace(entry)]
    found = uids(render(Feed("all", "全部"), twice, org=2))
    assert len(set(found)) == 2
    assert all(uid.endswith(".2@yueling") for uid in found)


@pytest.mark.parametrize("path", ["/feeds/all.ics", "/feeds/all.ics?todo=1", f"/event/{REPORT.uid}.ics"])
def test_what_is_served_names_the_organisation(store: Store, path: str) -> None:
    for one, end in ((store, "@yueling"), (store.within(2), ".2@yueling")):
        with served(app(lambda one=one: one, Clockwork(), patience=0.0)) as client:  # type: ignore[misc]
            found = uids(client.get(path).content)
            assert found
            assert all(uid.endswith(end) for uid in found)
            assert end == ".2@yueling" or not any(".2@" in uid for uid in found)


@needs_extra
def test_a_task_that_is_ticked_over_caldav_is_done_though_its_uid_names_the_organisation(store: Store) -> None:
    inner = store.within(2)
    with served(app(lambda: inner, Clockwork(), caldav=True, patience=0.0)) as client:
        client.headers["Authorization"] = basic("张三", WORDS)
        address = f"/dav/张三/tasks/{TASK}"
        task = client.get(address)
        assert uids(task.content) == [f"{REPORT.uid}-2026-todo.2@yueling"]
        body = ticked(task.text, "STATUS:COMPLETED", "COMPLETED:20261119T080000Z", "PERCENT-COMPLETE:100")
        assert client.put(address, content=body, headers={"If-Match": task.headers["etag"]}).status_code == 204
        listed = client.request("PROPFIND", "/dav/张三/events/", headers={"Depth": "1"})
        assert f"{REPORT.uid}-2026.ics" in listed.text
    assert [one.key for one in inner.event(REPORT.uid).completions] == ["2026"]
    assert store.event(REPORT.uid).completions == ()


def test_a_person_finds_the_event_by_the_uid_of_the_own_calendar_and_of_no_other(store: Store) -> None:
    inner = store.within(2)
    for end in ("-2026.2@yueling", "-2026-todo.2@yueling", "-2026.2", "-rrule.2@yueling"):
        assert [one.uid for one in inner.meant(REPORT.uid + end)] == [REPORT.uid]
    assert inner.meant(f"{REPORT.uid}.3@yueling") == []
    assert store.meant(f"{REPORT.uid}.2@yueling") == []


def test_the_command_line_names_the_organisation_too(run: Run, tmp_path: Path) -> None:
    assert run("init").code == 0
    assert run("org", "add", "xiamen", "厦门市科协").code == 0
    assert run("add", "5月30日 科技工作者日", "--org", "xiamen").code == 0
    (uid,) = uids(run("upcoming", "--days", "366", "--format", "ics", "--org", "xiamen").out.encode())[:1]
    assert uid.endswith(".2@yueling")
    assert run("publish", str(tmp_path / "site"), "--org", "xiamen").code == 0
    assert all(one.endswith(".2@yueling") for one in uids((tmp_path / "site" / "all.ics").read_bytes()))
    assert "科技工作者日" in run("why", uid, "--org", "xiamen").out


def test_an_export_is_known_again_in_every_database_and_names_no_organisation(store: Store) -> None:
    data = exported(store.within(2).events(), "ics", feed_window(TODAY), RECKONING)
    assert not any(".2@" in uid for uid in uids(data))
