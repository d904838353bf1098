"""`yueling migrate-to`: a whole database into another one, compared row by row, whole or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

import cli
from calendars.actions import add, edit, remove
from calendars.events import Event, uid_of
from calendars.store import Store, StoreError, moving
from calendars.store.moving import NotMoved, checksums
from calendars.store.opening import reading
from calendars.store.scope import EVERY
from calendars.store.tables import metadata, organisations, sendings
from rules import parse
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.settings import Settings

from .postgresql.server import MISSING, served

NOW = datetime(2026, 4, 8, 9, tzinfo=timezone(timedelta(hours=8)))
SETTINGS = Settings(recipients=(Recipient("办公室"),))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What makes the URL of a new, empty database."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('moved')}/there.db"
        return
    if MISSING:
        pytest.skip(MISSING)
    with served() as server:
        yield lambda: server.url(server.make())


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A database in use: events, a correction, a removal, a notice, what went out and what waits."""
    file = tmp_path / "here.db"
    with Store.open(f"sqlite:///{file}", create=True) as store:
        for name in ("报送甲", "报送乙", "报送丙"):
            add(store, Event(uid_of(name), name, "deadline", parse("2026年4月15日前"), ("科普",)), NOW)
        edit(store, uid_of("报送乙"), NOW, title="改过的“题”\n😀")
        remove(store, uid_of("报送丙"), NOW)
        remind(store, SETTINGS, NOW, io.StringIO())
        with store.writing() as connection:
            connection.execute(insert(sendings), {"number": 7, "channel": "x", "at": NOW})
    return file


def run(*args: str) -> int:
    try:
        return cli.main(["--now", "2026-04-08T10:00", "--lang", "en", *args])
    except SystemExit as error:
        return int(error.code or 0)


def found(engine: Engine) -> dict[str, moving.Checksum]:
    with reading(engine.execution_options(org=EVERY), "x") as connection:
        return checksums(connection)


def test_everything_is_there_afterwards_and_the_first_database_says_where(
    here: Path, place: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    there = place()
    assert run("--db", f"sqlite:///{here}", "migrate-to", there) == 0
    assert "each compared" in capsys.readouterr().out
    with Store.open(f"sqlite:///{here}") as old, Store.open(there) as new:
        assert found(old.engine) == found(new.engine)
        assert found(new.engine)["events"].rows == 2
        assert {e.title for e in new.events()} == {"报送甲", "改过的“题”\n😀"}
        assert not remind(new, SETTINGS, NOW, io.StringIO()).sent, "what was told is not told again"
        edit(new, uid_of("报送甲"), NOW, title="接着用")
        with new.writing() as connection:  # numbers that the database gives go on
            given = connection.execute(insert(sendings), {"channel": "x", "at": NOW}).inserted_primary_key
        assert given == (8,)
        with pytest.raises(StoreError, match="everything was moved"):
            edit(old, uid_of("报送甲"), NOW, title="旧库")
        assert len(old.events()) == 2, "it can still be read"
    capsys.readouterr()
    assert run("--db", f"sqlite:///{here}", "remind") == 1
    assert "everything was moved to" in capsys.readouterr().err


def test_all_organisations_move_and_each_is_told_where(here: Path, place: Any) -> None:
    with Store.open(f"sqlite:///{here}") as old, Store.open(place(), create=True) as new:
        with old.writing() as connection:
            connection.execute(insert(organisations), {"number": 2, "key": "二处", "name": "二处", "created": NOW})
        other = old.within(2)
        add(other, Event(uid_of("报送甲"), "别处的", "deadline", parse("2026年4月15日前")), NOW)
        old.move_to(new)
        assert [one.title for one in new.within(2).events()] == ["别处的"]
        assert {one.title for one in new.events()} == {"报送甲", "改过的“题”\n😀"}
        for store in (old, other):
            with pytest.raises(StoreError, match="everything was moved"):
                store.refuse_moved()
        for store in (new, new.within(2)):
            store.refuse_moved()


def test_a_database_of_several_organisations_takes_no_other_one_in(here: Path, place: Any) -> None:
    with Store.open(f"sqlite:///{here}") as old, Store.open(place(), create=True) as new:
        with new.writing() as connection:
            connection.execute(insert(organisations), {"number": 2, "key": "二处", "name": "二处", "created": NOW})
        with pytest.raises(NotMoved, match="is not empty: organisations"):
            old.move_to(new)


def test_only_an_empty_database_takes_another_one_in(
    here: Path, place: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    there = place()
    with Store.open(there, create=True) as store:
        add(store, Event(uid_of("在先"), "在先", "deadline", parse("2026年4月15日前")), NOW)
    assert run("--db", f"sqlite:///{here}", "migrate-to", there) == 1
    assert "is not empty" in capsys.readouterr().err
    with Store.open(there) as store:
        assert [e.title for e in store.events()] == ["在先"]
    with Store.open(f"sqlite:///{here}") as store:
        edit(store, uid_of("报送甲"), NOW, title="仍可改")


def test_a_database_is_not_moved_into_itself(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--db", f"sqlite:///{here}", "migrate-to", f"sqlite:///{here}") == 1
    assert "the database itself" in capsys.readouterr().err


def test_where_something_is_lost_on_the_way_nothing_is_moved(
    here: Path, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = moving.checksums
    monkeypatch.setattr(moving, "checksums", lambda new: whole(new) | {"events": moving.Checksum(1, 2)})
    there = place()
    with Store.open(f"sqlite:///{here}") as old, Store.open(there, create=True) as new:
        with pytest.raises(NotMoved, match="not what was sent: events"):
            old.move_to(new)
        assert {name for name, one in found(new.engine).items() if one.rows} == {"organisations"}
        edit(old, uid_of("报送甲"), NOW, title="仍可改")


def test_a_program_is_told_the_digest_of_each_table(here: Path, place: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--db", f"sqlite:///{here}", "migrate-to", place(), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tables"]["events"]["rows"] == 2
    assert set(answer["tables"]) == set(metadata.tables) - {"rendered"}
    assert all(len(one["sha256"]) == 64 for one in answer["tables"].values())


def test_a_backup_of_a_file_goes_into_the_other_database_and_back(here: Path, place: Any, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{here}") as store:
        store.back_up(tmp_path / "1.jsonl", NOW)
    with Store.open(place(), create=True) as there:
        there.put_back(tmp_path / "1.jsonl", NOW)
        there.back_up(tmp_path / "2.jsonl", NOW)
    Store.make_from(tmp_path / "back.db", tmp_path / "2.jsonl", NOW)
    with Store.open(f"sqlite:///{here}") as store, Store.open(f"sqlite:///{tmp_path}/back.db") as back:
        assert back.events() == store.events()
