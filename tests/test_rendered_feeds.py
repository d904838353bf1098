"""Feeds that one process renders and all that serve the same database answer with: the same bytes, never old or others' ones."""

from __future__ import annotations

import gzip
import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event as listening
from sqlalchemy import func, select, text, update
from starlette.testclient import TestClient

from calendars.actions import add, edit
from calendars.actions.feeds import issue_for
from calendars.events import Event, Origin, uid_of
from calendars.feeds import Look, writing
from calendars.store import Store, renderings
from calendars.store.opening import reading
from calendars.store.renderings import Rendering, Renderings, State
from calendars.store.tables import own, rendered
from calendars.web import app, shared, shelf
from calendars.web.app import Application
from calendars.web.shelf import Shelf
from rules import parse
from tests.test_serving import fetch, serving
from tests.test_serving import text as metrics
from tests.web import EVENTS, NOW, STORED, Clockwork

from .postgresql.server import MISSING, served

ALL = "/feeds/all.ics"
LATER = STORED + timedelta(hours=1)
SERVER = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=SERVER)])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What makes the URL of a new, empty database."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('shared')}/events.db"
        return
    with served() as server:
        yield lambda: server.url(server.make())


@pytest.fixture
def url(place: Any) -> str:
    """A database with events."""
    found = str(place())
    with Store.open(found, create=True) as store:
        store.save(EVENTS, STORED)
    return found


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the feeds that are rendered, as often as they are."""
    names, render = list[str](), writing.render

    def counted(feed: Any, *args: Any, **facts: Any) -> bytes:
        names.append(feed.name)
        return render(feed, *args, **facts)

    monkeypatch.setattr(shelf, "render", counted)
    return names


class Process:
    """A process that serves the database, with a clock of its own, which goes on by hand."""

    def __init__(self, url: str, *, behind: float = 0, patience: float = 0, **options: Any) -> None:
        self.clock = Clockwork()
        self.clock.moment = NOW + timedelta(seconds=behind)
        options = {"base_url": "https://example.org/feeds", "share": True, **options}
        self.app: Application = app(lambda: Store.open(url), self.clock, patience=patience, **options)
        self.client = TestClient(self.app, "http://127.0.0.1", headers={"Accept-Encoding": "gzip"})

    @property
    def shelf(self) -> Shelf:
        return self.app.site.shelf

    def get(self, path: str = ALL, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.shelf.close()


def same(one: Any, other: Any) -> bool:
    """Whether both answers are the same to whoever asked."""
    names = ("etag", "last-modified", "content-type", "content-encoding", "cache-control", "vary")
    return bool(
        (one.status_code, one.content) == (other.status_code, other.content)
        and all(one.headers.get(name) == other.headers.get(name) for name in names)
    )


def rows(url: str) -> int:
    with Store.open(url) as store, reading(store.engine, "x") as connection:
        return connection.execute(select(func.count()).select_from(rendered).where(own(rendered))).scalar_one()


def changed(url: str, title: str = "另报总结", now: datetime = LATER) -> None:
    with Store.open(url) as store:
        add(store, Event(uid_of(title), title, "deadline", parse("2026年12月15日前")), now)


# -- the second process ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ALL, "/feeds/deadline.ics?alarm=7d&lang=en", "/feeds/all.ics?words=总结&form=rrule"])
def test_the_second_process_renders_nothing_and_answers_the_same(url: str, path: str, count: list[str]) -> None:
    with Process(url) as first, Process(url, behind=7) as second:
        one, other = first.get(path), second.get(path)
        assert len(count) == 1
        assert same(one, other)
        assert b"BEGIN:VEVENT" in other.content
        assert second.shelf.last is None, "the events were read although nobody asked for more than the feed"
        assert (second.shelf.made, second.shelf.taken) == (0, 1)
        assert second.get(path, **{"If-None-Match": one.headers["etag"]}).status_code == 304
        assert second.get(path, **{"If-Modified-Since": one.headers["last-modified"]}).status_code == 304


def test_after_a_change_both_answer_with_the_new_feed_and_the_old_one_goes(url: str, count: list[str]) -> None:
    with Process(url) as first, Process(url, behind=7) as second:
        old = first.get()
        second.get("/feeds/deadline.ics")
        changed(url)
        one, other = second.get(), first.get()
        assert same(one, other)
        assert "另报总结" in one.text
        assert parsedate_to_datetime(one.headers["last-modified"]) > parsedate_to_datetime(old.headers["last-modified"])
    assert count == ["all", "deadline", "all"]
    assert rows(url) == 1


def test_a_new_day_and_a_new_month_are_states_of_their_own(url: str, count: list[str]) -> None:
    with Process(url) as first, Process(url, behind=7) as second:
        old = first.get()
        for days, more in ((1, False), (14, True)):
            for process in (second, first):
                process.clock.moment = NOW + timedelta(days=days)
            one, other = second.get(), first.get()
            assert same(one, other)
            assert (one.headers["last-modified"] != old.headers["last-modified"]) is more
    assert len(count) == 3


def test_a_process_behind_the_others_answers_for_itself_and_keeps_nothing(url: str, count: list[str]) -> None:
    with Process(url, patience=3600) as slow, Process(url) as other:
        slow.get("/feeds/deadline.ics")
        changed(url)
        new = other.get()
        assert "另报总结" not in slow.get().text
        assert same(other.get(), new)
        with Process(url) as third:
            assert same(third.get(), new)
    assert count == ["deadline", "all", "all"]


def test_a_page_after_a_feed_shows_the_same_data(url: str) -> None:
    with Process(url) as first, Process(url) as second:
        first.get()
        second.get()
        changed(url)
        first.get()
        assert "另报总结" in second.get().text
        assert "另报总结" in second.get("/").text
        assert second.shelf.taken == 2


@pytest.mark.slow
def test_servers_on_one_database_server_share_and_those_on_a_file_do_not_unless_told(url: str) -> None:
    with serving(url) as (_, one), serving(url) as (_, other):
        for address in (one, other):
            fetch(f"{address}feeds/all.ics")
        numbers = dict(line.rsplit(" ", 1) for line in metrics(f"{other}metrics").splitlines() if line[0] != "#")
    taken = "0" if url.startswith("sqlite") else "1"
    assert numbers["yueling_feeds_taken_total"] == taken
    assert numbers["yueling_feeds_made_total"] != taken


# -- whose bytes they are ----------------------------------------------------------------------------------------------


def test_what_is_private_never_leaves_by_a_public_feed_whoever_rendered_first(url: str) -> None:
    hidden = Event(
        uid_of("密"), "私下的约", "event", parse("2026年12月3日"), origin=Origin("x@y", lines=("CLASS:PRIVATE",))
    )
    with Store.open(url) as store:
        store.save([hidden], LATER)
        _, token = issue_for(store, "all", LATER)
    secret = f"/feeds/secret/{token}/all.ics"
    with Process(url) as first, Process(url) as second:
        assert "私下的约" in first.get(secret).text
        assert "私下的约" not in second.get().text
        assert "私下的约" not in first.get().text
        assert "私下的约" in second.get(secret).text
        assert (second.shelf.made, second.shelf.taken) == (1, 1)
        assert second.get("/feeds/secret/ylf_x/all.ics").status_code == 404


@pytest.mark.parametrize("other", [{"owner": "青禾会"}, {"base_url": "https://example.net/feeds"}, {"lang": "en"}])
def test_a_process_with_other_settings_takes_nothing(url: str, other: dict[str, Any], count: list[str]) -> None:
    with Process(url) as first, Process(url, **other) as second:
        assert first.get().content != second.get().content
    assert len(count) == 2


def test_bytes_of_another_program_are_never_answered_with(
    url: str, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Process(url) as first:
        first.get()
        monkeypatch.setattr(shared, "program", lambda: "0" * 64)
        with Process(url) as second:
            second.get()
    assert len(count) == 2


def test_each_file_of_the_program_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("calendars/a.py", "rules/b.toml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(shared, "ROOT", tmp_path)
    digests = [shared.program.__wrapped__()]
    for name in ("rules/b.toml", "calendars/c/d.mo"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("2")
        digests.append(shared.program.__wrapped__())
    (tmp_path / "rules/__pycache__").mkdir()
    (tmp_path / "rules/__pycache__/b.pyc").write_text("3")
    assert len(set(digests)) == 3
    assert shared.program.__wrapped__() == digests[-1]
    monkeypatch.setattr(shared, "ROOT", tmp_path / "packed.zip")
    assert shared.program.__wrapped__() is None, "a program of which nothing is known is like no other"


def test_a_program_that_does_not_know_itself_shares_nothing(
    url: str, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "program", lambda: None)
    with Process(url) as first, Process(url) as second:
        assert first.get().content == second.get().content
    assert len(count) == 2


def test_who_does_not_share_asks_nobody(url: str, count: list[str]) -> None:
    with Process(url, share=False) as first, Process(url, share=False) as second:
        assert first.get().content == second.get().content
    assert len(count) == 2
    assert rows(url) == 0


def test_a_database_in_memory_is_shared_with_nobody() -> None:
    with Store.open("sqlite://") as store:
        assert not store.in_memory or Renderings.of(store) is None


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def drop(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("DROP TABLE rendered"))


def spoil(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(update(rendered).where(own(rendered)).values(packed=gzip.compress(b"BEGIN:VCALENDAR")[:-4]))


@pytest.mark.parametrize("harm", [drop, spoil])
def test_a_broken_table_is_no_reason_not_to_answer(
    url: str, harm: Any, count: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with Process(url) as first, Process(url) as second, Store.open(url) as store:
        whole = first.get()
        harm(store)
        with caplog.at_level(logging.WARNING):
            assert second.get().content == whole.content
            assert second.get("/feeds/deadline.ics").status_code == 200
            assert second.get("/healthz").status_code == 200
    assert len([one for one in caplog.records if "are not shared" in one.message]) == 1
    assert count == ["all", "all", "deadline"]


def test_what_failed_is_tried_again_after_a_while(url: str, count: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Process(url) as first, Process(url) as second:
        first.get()
        with monkeypatch.context() as patch:
            patch.setattr(Renderings, "find", lambda *_: 1 / 0)
            second.get()
        second.get("/feeds/deadline.ics")
        assert rows(url) == 1
        monkeypatch.setattr(second.shelf._shared, "_asked_again", 0.0)
        monkeypatch.setattr(second.shelf._shared, "_kept_again", 0.0)
        second.get("/feeds/event.ics")
    assert rows(url) == 2
    assert count == ["all", "all", "deadline", "event"]


def test_whoever_may_only_read_takes_what_there_is_and_renders_the_rest(url: str, count: list[str]) -> None:
    with Process(url) as first:
        whole = first.get()
    with Process(url) as second:
        second.shelf.state()
        engine = second.shelf._shared.renderings._engine  # type: ignore[union-attr]
        forbid = (
            "PRAGMA query_only = ON" if engine.dialect.name == "sqlite" else "SET default_transaction_read_only = on"
        )
        listening.listen(engine, "connect", lambda connection, _: (connection.execute(forbid), connection.commit()))
        assert second.get("/feeds/deadline.ics").status_code == 200
        assert same(second.get(), whole)
        assert second.get("/feeds/event.ics").status_code == 200
    assert count == ["all", "deadline", "event"]
    assert rows(url) == 1


def test_a_table_that_somebody_keeps_locked_is_not_waited_for(
    url: str, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderings, "PATIENCE", 0.1)
    with Process(url) as first, Store.open(url) as store:
        first.get()
        with store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE rendered"))
            assert first.get("/feeds/deadline.ics").status_code == 200
    assert count == ["all", "deadline"]
    assert rows(url) == 1


@pytest.mark.sqlite
def test_a_full_disk_is_no_reason_not_to_answer(tmp_path: Path, count: list[str]) -> None:
    url = f"sqlite:///{tmp_path}/events.db"
    with Store.open(url, create=True) as store:
        store.save(EVENTS, STORED)
    with closing(sqlite3.connect(tmp_path / "events.db")) as file:
        file.execute("VACUUM")  # no free page is left in the file
    with Process(url) as process:
        process.shelf.state()
        engine = process.shelf._shared.renderings._engine  # type: ignore[union-attr]
        listening.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
        with engine.connect().execution_options(reading=True) as connection, connection.begin():
            pages = connection.exec_driver_sql("PRAGMA max_page_count").scalar_one()
            assert pages == connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        for number in range(40):  # until the free room of the file is taken
            assert process.get(f"/feeds/all.ics?past={200 + number}").status_code == 200
        assert process.shelf._shared._said  # type: ignore[union-attr]
    assert len(count) == 40
    assert rows(url) < 40


def test_names_that_nobody_could_store_are_not_found_and_harm_nothing(url: str, count: list[str]) -> None:
    with Process(url) as first, Process(url) as second:
        for path in ("/feeds/%00.ics", "/feeds/%ff.ics", f"/feeds/{'x' * 5000}.ics", "/feeds/secret%2Fall.ics"):
            assert first.get(path).status_code == 404
        first.get(f"{ALL}?words={'词' * 30}")
        second.get(f"{ALL}?words={'词' * 30}")
    assert len(count) == 1


# -- bounds and races --------------------------------------------------------------------------------------------------


def test_ever_new_looks_fill_no_more_than_the_room_there_is(
    url: str, count: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderings, "MOST_OCTETS", 4 * renderings.BESIDE)
    with Process(url) as first, Process(url) as second:
        answers = [first.get(f"{ALL}?past={100 + number}") for number in range(8)]
        assert 1 <= rows(url) <= 3
        assert [second.get(f"{ALL}?past={100 + number}").content for number in range(8)] == [
            one.content for one in answers
        ]
        changed(url)
        first.get()
        assert rows(url) == 1, "what is over goes first"


def test_eight_processes_that_ask_at_one_moment_agree(url: str) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        processes = [stack.enter_context(Process(url, behind=number)) for number in range(8)]
        for name in ("all", "deadline"):
            answers = list(pool.map(lambda process: process.get(f"/feeds/{name}.ics"), processes))  # noqa: B023
            assert all(same(one, answers[0]) for one in answers)
    assert rows(url) == 2


def test_eight_threads_of_one_process_render_once(url: str, count: list[str]) -> None:
    with Process(url, patience=3600) as process, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: process.shelf.answer("all", Look(past=120))[1], range(8)))
    assert len(count) == 1
    assert all(one is found[0] for one in found)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(("ask", "change", "start", "wait")), st.integers(0, 2)), max_size=14))
@pytest.mark.sqlite
def test_whoever_asks_any_of_them_only_by_date_never_keeps_old_bytes(
    make_database: Any, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    url = f"sqlite:///{make_database(tmp_path_factory.mktemp('dates') / 'events.db')}"
    with ExitStack() as stack, closing(Store.open(url)) as store:
        store.save(EVENTS, STORED)
        now, seen, known = NOW, dict[str, datetime](), list[str]()
        processes = [stack.enter_context(Process(url)) for _ in range(3)]
        for number, (act, which) in enumerate([("ask", 0), *steps, ("ask", 0), ("ask", 1), ("ask", 2)]):
            if act == "wait":
                now += timedelta(seconds=which * 0.4)
            elif act == "change":
                edit(store, EVENTS[0].uid, now.astimezone(UTC), title=f"第{number}版")
            elif act == "start":
                processes[which] = stack.enter_context(Process(url, behind=(now - NOW).total_seconds()))
            else:
                processes[which].clock.moment = now
                answer = processes[which].get()
                tag, moment = answer.headers["etag"], parsedate_to_datetime(answer.headers["last-modified"])
                if tag not in known:
                    assert all(moment > seen[other] for other in known)
                    known.append(tag)
                assert seen.setdefault(tag, moment) == moment


# -- what is kept of it ------------------------------------------------------------------------------------------------


def test_a_kept_feed_is_given_out_whole_or_not_at_all() -> None:
    whole = gzip.compress(b"x" * 1000)
    assert Rendering(whole, STORED).plain() == b"x" * 1000
    for packed in (b"", b"no gzip", whole[:-1], whole[:-8] + bytes(8)):
        with pytest.raises(ValueError, match=r"cut short|incorrect|header"):
            Rendering(packed, STORED).plain()


def test_a_feed_larger_than_any_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderings, "LARGEST", 999)
    with pytest.raises(ValueError, match="too large"):
        Rendering(gzip.compress(b"x" * 1000), STORED).plain()


def test_it_stands_in_no_backup_and_is_not_moved_and_a_restore_ends_it(url: str, place: Any, tmp_path: Path) -> None:
    with Process(url) as process:
        process.get()
    copy = tmp_path / "copy.jsonl"
    with Store.open(url) as store, Store.open(place(), create=True) as other:
        assert "rendered" not in store.move_to(other)
        assert "rendered" not in store.back_up(copy, LATER).rows
        assert b'"rendered"' not in copy.read_bytes()
        store.put_back(copy, LATER)
    assert rows(url) == 0


def test_a_state_that_is_over_is_not_kept(url: str) -> None:
    with Store.open(url) as store:
        found = Renderings.of(store)
        assert found
        new, old = (State(moment, NOW.date(), "0" * 64) for moment in (LATER, STORED))
        mine = Rendering(gzip.compress(b"x"), STORED.replace(microsecond=0))
        assert found.keep(new, "1" * 64, mine) == mine
        assert found.keep(old, "1" * 64, mine) is None
        assert found.find(old, "1" * 64) is None
        assert found.find(new, "1" * 64) == mine


def test_what_an_organisation_keeps_no_other_one_finds(url: str) -> None:
    with Store.open(url) as store:
        ours, theirs = Renderings.of(store), Renderings.of(store.within(2))
        assert ours
        assert theirs
        state, mine = State(LATER, NOW.date(), "0" * 64), Rendering(gzip.compress(b"x"), STORED.replace(microsecond=0))
        assert ours.keep(state, "1" * 64, mine) == mine
        assert theirs.find(state, "1" * 64) is None
        other = Rendering(gzip.compress(b"y"), mine.modified)
        assert theirs.keep(state, "1" * 64, other) == other
        assert ours.find(state, "1" * 64) == mine
