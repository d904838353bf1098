"""Organisations in one database never see each other: random requests, of which none tells or changes what is another's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func

from calendars.access import keeping
from calendars.store import Store, backup, reading, tables, writing
from calendars.store.changing import done
from calendars.store.organisations import owned_tables
from calendars.store.scope import EVERY

from .isolation import readings, writings
from .isolation.walk import Walk, walk
from .isolation.world import CALDAV, Made, World, fill, marks_in, world

FEW, SOME, MANY, AT_A_TIME = 200, 10_000, 100_000, 25_000
"""Requests of the quick test, of the slow one and of the longest, and how many of these are put to one world."""
SILENT = {
    "the_counters", "the_outbox", "messages_end_and_go_on", "an_event_goes_and_comes_back", "a_program_of_another_tries",
    "something_is_taken_back",
}  # fmt: skip
"""What answers with numbers and keys alone."""

Opened = Callable[[], Any]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[Path], Path]) -> tuple[Path, Made]:
    """A database with the world, and what is known of it."""
    file = make_database(tmp_path_factory.mktemp("world") / "world.sqlite3")
    with Store.open(f"sqlite:///{file}") as store:
        return file, fill(store)


@pytest.fixture
def opened(filled: tuple[Path, Made], tmp_path: Path) -> Opened:
    """Opens a world of its own, as often as one is wanted."""
    file, made = filled

    @contextmanager
    def anew() -> Iterator[World]:
        copy = tmp_path / "copy.sqlite3"
        for end in ("", "-wal", "-shm"):
            copy.with_name(copy.name + end).unlink(missing_ok=True)
        shutil.copy(file, copy)
        with world(f"sqlite:///{copy}", made) as found:
            yield found

    return anew


def heard_nothing(found: Walk) -> set[str]:
    """The sorts of requests that told nothing at all, though they may."""
    silent = SILENT | {request.__name__ for request, _ in readings.SEALED}
    return {name for name, count in found.asked.items() if count > 5 and not found.heard[name]} - silent


def test_each_organisation_has_the_same_and_its_own_mark_in_it(opened: Opened) -> None:
    with opened() as there:
        for place in there.places:
            store = there.within(place)
            held = repr((store.events(), store.notices(), store.people(), store.steps(99), store.subscriptions()))
            assert marks_in(held) == {place.mark}
            assert tuple(event.uid for event in store.events()) == there.uids
        empty = {"holiday_years", "links_used", "sendings", "synced", "rendered", "given", "given_events"}
        with there.store.within(0).engine.connect() as connection:
            for table in owned_tables():
                rows = {
                    org for (org,) in connection.execute(table.select().with_only_columns(table.c.org).distinct())
                } - {EVERY}
                assert rows == (set() if table.name in empty else set(range(1, len(there.places) + 1))), table.name


def test_no_request_tells_or_changes_what_is_of_another_organisation(opened: Opened) -> None:
    with opened() as there:
        found = walk(there, FEW, seed=14)
    assert not found.crossings, "\n".join(found.crossings[:5])
    assert not heard_nothing(found)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("requests", [SOME, pytest.param(MANY, marks=pytest.mark.fuzz)])
def test_none_of_very_many_requests_crosses(opened: Opened, requests: int) -> None:
    crossings, asked = list[str](), set[str]()
    for seed in range(max(requests // AT_A_TIME, 1)):
        with opened() as there:
            found = walk(there, min(requests, AT_A_TIME), seed)
        crossings += found.crossings
        asked |= found.asked.keys()
        assert not heard_nothing(found)
    assert not crossings, "\n".join(crossings[:5])
    sorts = [request for request, _ in (*readings.READINGS, *readings.SEALED)]
    assert asked == {request.__name__ for request in (*sorts, *writings.WRITINGS)}


# ------------------------------------------------------------------ the test finds what it is there to find

ALL = "this_org() > 0"
"""What a statement says that has forgotten its condition, so that nothing but this test hears of it."""


def forgets(patch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Has a question of the module forget whose rows it means."""
    question = getattr(module, name)
    assert "org = this_org()" in question
    patch.setattr(module, name, question.replace("org = this_org()", ALL))


def only(patch: pytest.MonkeyPatch, **sorts: list[Any]) -> None:
    """Has the walk make these requests alone."""
    for name, requests in sorts.items():
        patch.setattr(f"tests.isolation.walk.{name}", requests)


def test_a_question_without_its_condition_is_found(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    forgets(monkeypatch, reading, "EVENTS")
    only(monkeypatch, READINGS=[(readings.the_store, 1)], SEALED=[(readings.the_secrets_of_another, 1)])
    with opened() as there:
        assert "the_store asked of qgggg" in "".join(walk(there, 60, seed=1).crossings)


def test_a_secret_that_opens_every_organisation_is_found(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    forgets(monkeypatch, keeping, "TOKENS")
    only(
        monkeypatch, READINGS=[(readings.the_outbox, 1)], SEALED=[(readings.a_secret_feed_with_the_token_of_another, 1)]
    )
    with opened() as there:
        found = walk(there, 60, seed=1)
    assert found.crossings
    assert all(line.startswith("a_secret_feed_with_the_token_of_another asked") for line in found.crossings)


def test_a_change_without_its_condition_is_found(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(done, "own", lambda _: func.this_org() > 0)
    monkeypatch.setattr("tests.isolation.walk.EVERY_WRITING", 1)
    only(monkeypatch, WRITINGS=[writings.a_duty_is_done_or_put_off])
    with opened() as there:
        assert len([line for line in walk(there, 30, seed=1).crossings if "changed rows of" in line]) == 6


def test_a_backup_without_its_condition_is_found(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "own", lambda _: func.this_org() > 0)
    only(monkeypatch, READINGS=[(readings.a_backup, 1)], SEALED=[(readings.the_secrets_of_another, 1)])
    with opened() as there:
        assert "a_backup asked of" in "".join(walk(there, 12, seed=1).crossings)


def test_a_feed_that_is_published_without_its_condition_is_found(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgets(monkeypatch, reading, "EVENTS")
    monkeypatch.setattr("tests.isolation.walk.EVERY_WRITING", 1)
    only(monkeypatch, WRITINGS=[writings.files_are_published])
    with opened() as there:
        assert "files_are_published asked of" in "".join(walk(there, 3, seed=1).crossings)


def test_a_calendar_that_is_taken_in_without_its_condition_is_found(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "own", lambda _: func.this_org() > 0)
    monkeypatch.setattr("tests.isolation.walk.EVERY_WRITING", 1)
    only(monkeypatch, WRITINGS=[writings.a_calendar_is_taken_in])
    with opened() as there:
        assert "changed rows of" in "".join(walk(there, 3, seed=1).crossings)


def test_a_backup_that_is_put_back_without_its_condition_is_found(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_replaced", lambda table: delete(table).where(func.this_org() > 0))
    monkeypatch.setattr("tests.isolation.walk.EVERY_WRITING", 1)
    only(monkeypatch, WRITINGS=[writings.a_backup_is_put_back])
    with opened() as there:
        assert "changed rows of" in "".join(walk(there, 1, seed=1).crossings)


@pytest.mark.skipif(not CALDAV, reason="the extra [caldav] is not installed")
def test_a_token_that_opens_every_calendar_over_caldav_is_found(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgets(monkeypatch, keeping, "TOKENS")
    only(
        monkeypatch, READINGS=[(readings.the_outbox, 1)], SEALED=[(readings.a_collection_with_the_token_of_another, 1)]
    )
    with opened() as there:
        assert "a_collection_with_the_token_of_another asked" in "".join(walk(there, 60, seed=1).crossings)


@pytest.mark.skipif(not CALDAV, reason="the extra [caldav] is not installed")
def test_over_caldav_each_organisation_is_heard_and_its_tasks_are_ticked(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.isolation.walk.EVERY_WRITING", 4)
    only(
        monkeypatch,
        READINGS=[(readings.a_collection, 1)],
        SEALED=[(readings.a_collection_with_the_token_of_another, 1)],
        WRITINGS=[writings.a_task_is_ticked],
    )
    with opened() as there:
        found = walk(there, 40, seed=1)
        ticked = {
            (place.mark, said.by)
            for place in there.places
            for event in there.within(place).events()
            for said in event.completions
            if said.by and said.by.startswith("郑")
        }
    assert not found.crossings
    assert ticked
    assert all(by == f"郑{mark}" for mark, by in ticked)
    assert found.heard["a_collection"]
    assert found.heard["a_task_is_ticked"] == found.asked["a_task_is_ticked"] > 0
