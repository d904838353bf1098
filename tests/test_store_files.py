"""Database files: made for their owner, refused when they are damaged or foreign, shared by processes."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from calendars.events import Event, Origin, Source, uid_of
from calendars.store import Store, StoreError
from calendars.store.files import KNOWN, identity, refuse_foreign_log
from calendars.store.opening import MIGRATIONS
from calendars.store.scope import EVERY
from rules import Recurrence
from rules.kinds import (
    Due,
    Yearly,
)

pytestmark = pytest.mark.sqlite
NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
SOURCE = Source("关于报送工作总结的通知", digest="ab" * 32)


def event(uid: str = "00aa11bb22cc33dd", **changes: Any) -> Event:
    facts = {"kind": "deadline", "recurrence": Recurrence(Due(Yearly(4, 15))), "source": SOURCE}
    return Event(uid, "报送上一年度总结", **{**facts, **changes})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database file with one event."""
    path = tmp_path / "events.sqlite3"
    with Store.open(f"sqlite:///{path}", create=True) as opened:
        opened.save([event()], NOW)
    return path


# -- opening -----------------------------------------------------------------------------------------------------------


def test_folder_and_files_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Store.open(f"sqlite:///{tmp_path}/new/events.sqlite3", create=True) as store:
            store.save([event()], NOW)
            found = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "new").iterdir()}
            assert store.check() == []
    finally:
        os.umask(before)
    assert set(found) >= {"events.sqlite3", "events.sqlite3-wal"}
    assert set(found.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_commits_are_durable_and_readers_do_not_wait(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/a.sqlite3", create=True) as store, store.engine.connect() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                 for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}


def test_what_was_saved_is_there_after_the_file_is_opened_again(file: Path) -> None:
    with Store.open(f"sqlite:///{file}", create=True) as store:
        assert [e.title for e in store.events()] == [event().title]
        assert store.check() == []


def test_reading_a_file_that_is_up_to_date_imports_neither_alembic_nor_sqlalchemy(file: Path) -> None:
    program = (
        "import sys; from calendars.store import Store\n"
        f"with Store.open('sqlite:///{file}', create=True) as store: print(len(store.events()))\n"
        "print(sorted({'alembic', 'sqlalchemy'} & set(sys.modules)))"
    )
    assert run(program).stdout.split("\n")[:2] == ["1", "[]"]


def test_the_migrations_that_the_program_knows_are_those_that_there_are() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert tuple(revision.revision for revision in reversed(list(script.walk_revisions()))) == KNOWN


def test_an_upgrade_gives_imported_events_the_place_address_and_contact_that_their_lines_say(tmp_path: Path) -> None:
    lines = (
        "LOCATION;LANGUAGE=en:Square\\, north",
        "URL:https://example.org/1",
        "BEGIN:VALARM",
        "CONTACT:no",
        "END:VALARM",
    )
    imported = event(source=None, origin=Origin("1@example.org", lines=lines))
    address = f"sqlite:///{tmp_path}/old.sqlite3"
    with Store.open(address, create=True) as store:
        store.save([imported, event("11aa11bb22cc33dd")], NOW)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(address)
    with engine.execution_options(org=EVERY).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    engine.dispose()
    with Store.open(address) as store:
        found = store.event(imported.uid)
        assert (found.place, found.url, found.contact) == ("Square, north", "https://example.org/1", None)
        assert store.event("11aa11bb22cc33dd").place is None


@pytest.mark.parametrize("address", ["", "events.sqlite3", "mysql://host/db", "sqlite+aiosqlite:///a.db", "sqlite:/x",
                                     "postgresql+asyncpg://host/db", "://", "sqlite:////", "sqlite:///a\0b"])  # fmt: skip
def test_an_address_that_is_no_database_is_an_error_with_a_remedy(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as caught:
        Store.open(address, create=True)
    assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("mysql://clerk:secret@host/db")
    assert "secret" not in caught.value.say()
    assert "mysql" in caught.value.say()


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"psycopg is not installed.*pip install psycopg"):
        Store.open("postgresql://host/db")


def test_a_place_below_a_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file stands where its folder") as caught:
        Store.open(f"sqlite:///{tmp_path}/file/events.sqlite3", create=True)
    assert caught.value.say().startswith(f"{tmp_path}/file/events.sqlite3: ")
    with pytest.raises(StoreError, match="file stands where its folder"):
        Store.open(f"sqlite:///{tmp_path}/file/deeper/events.sqlite3", create=True)


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="that is a folder"):
        Store.open(f"sqlite:///{tmp_path}", create=True)


def test_a_folder_without_write_permission_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        tmp_path.chmod(0o700)
        pytest.skip("this user may write everywhere")
    with pytest.raises(StoreError, match="cannot be made here"):
        Store.open(f"sqlite:///{tmp_path}/events.sqlite3", create=True)
    tmp_path.chmod(0o700)


def test_a_file_that_may_only_be_read_is_read_and_refuses_changes(file: Path) -> None:
    with Store.open(f"sqlite:///file:{file}?mode=ro&uri=true", create=True) as store:
        assert store.count() == 1
        with pytest.raises(StoreError, match="read-only") as caught:
            store.remove("00aa", LATER)
    assert caught.value.remedy
    with Store.open(f"sqlite:///{file}", create=True) as store:
        assert store.count() == 1


def test_a_file_that_is_no_database_is_an_error_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("尊敬的各位同事：" * 500)
    with pytest.raises(StoreError, match="no SQLite database") as caught:
        Store.open(f"sqlite:///{path}", create=True)
    assert caught.value.say().startswith(str(path))
    assert path.read_text() == "尊敬的各位同事：" * 500


def test_a_damaged_file_is_an_error_and_never_a_wrong_answer(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    with Store.open(f"sqlite:///{path}", create=True) as store:
        store.save([event(uid_of(str(n)), source=None) for n in range(400)], NOW)
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096 * 2)
        stream.write(b"\xff" * (size - 4096 * 3))
    with pytest.raises(StoreError, match="damaged"), Store.open(f"sqlite:///{path}", create=True) as store:
        store.events()


def test_damage_is_found_by_the_check(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM notices")
        connection.execute('UPDATE events SET recurrence = \'{"rule": {"kind": "tidal"}}\'')
    connection.close()
    file.chmod(0o644)
    with Store.open(f"sqlite:///{file}", create=True) as store:
        said = [problem.say() for problem in store.check()]
        assert any("points to nothing" in words for words in said)
        assert any("00aa11bb22cc33dd cannot be read" in words for words in said)
        assert any("chmod 600" in words for words in said)
        with pytest.raises(StoreError, match="00aa11bb22cc33dd cannot be read"):
            store.events()


def test_of_many_events_that_cannot_be_read_twenty_are_named(file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        store.save([event(f"{number:016x}") for number in range(30)], NOW)
    with sqlite3.connect(file) as connection:
        connection.execute('UPDATE events SET recurrence = \'{"rule": {"kind": "tidal"}}\'')
    connection.close()
    with Store.open(f"sqlite:///{file}") as store:
        assert sum("cannot be read" in problem.say() for problem in store.check()) == 20


def test_a_database_of_a_newer_version_is_left_alone(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"newer version of yueling \(9999\).*install the newer version"):
        Store.open(f"sqlite:///{file}", create=True)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE events (uid TEXT, theirs TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        Store.open(f"sqlite:///{path}", create=True)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("events",)]
    connection.close()


def test_a_full_disk_is_an_error_and_leaves_nothing_behind(file: Path) -> None:
    with Store.open(f"sqlite:///{file}", create=True) as store:
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreError, match="disk is full"):
            store.save([event(uid_of(str(n))) for n in range(500)], LATER)
        assert (store.count(), store.last_change()) == (1, NOW)
        assert store.check() == []


# -- several at once ---------------------------------------------------------------------------------------------------


def test_a_lock_that_is_held_too_long_is_an_error_and_reading_goes_on(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(f"sqlite:///{file}", create=True, patience=0.2) as store:
        assert store.count() == 1
        with pytest.raises(StoreError, match="locked for too long"):
            store.remove("00aa", LATER)
        other.execute("ROLLBACK")
        store.remove("00aa", LATER)
        assert store.count() == 0
    other.close()


def test_a_writer_waits_for_the_one_before(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, other.execute, ["COMMIT"])
    release.start()
    with Store.open(f"sqlite:///{file}", create=True) as store:
        store.remove("00aa", LATER)
        assert store.count() == 0
    release.join()
    other.close()


def test_two_processes_that_make_and_fill_one_database_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/both.sqlite3"
    program = (
        "import sys, datetime; from calendars.events import Event; from calendars.store import Store\n"
        "from rules import Recurrence; from rules.kinds import Yearly\n"
        "now = datetime.datetime(2026, 4, 8, tzinfo=datetime.UTC)\n"
        f"with Store.open({url!r}, create=True) as store:\n"
        "    for n in range(25):\n"
        "        store.save([Event('shared', str(n), 'event', Recurrence(Yearly(5, 30))),\n"
        "                    Event(f'{sys.argv[1]}-{n}', 'own', 'event', Recurrence(Yearly(5, 30)))], now)\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", program, name], env=environment()) for name in ("one", "two")]
    assert [child.wait(60) for child in children] == [0, 0]
    with Store.open(url, create=True) as store:
        assert store.count() == 51
        assert 24 <= store.event("shared").sequence <= 49
        assert store.check() == []


# -- size --------------------------------------------------------------------------------------------------------------


def test_ten_thousand_events_are_loaded_in_well_under_two_seconds(tmp_path: Path) -> None:
    events = [
        event(uid_of(str(n)), recurrence=Recurrence(Yearly(n % 12 + 1, n % 28 + 1), since=date(2000 + n % 25, 1, 1)))
        for n in range(10_000)
    ]
    url = f"sqlite:///{tmp_path}/many.sqlite3"
    with Store.open(url, create=True) as store:
        assert len(store.save(events, NOW).added) == 10_000
        assert len(store.save(events, LATER).unchanged) == 10_000
    program = (
        "import time, json; from calendars.store import Store\n"
        f"store = Store.open({url!r}, create=True); begun = time.perf_counter(); events = store.events()\n"
        "print(json.dumps([len(events), time.perf_counter() - begun]))"
    )
    number, seconds = json.loads(run(program).stdout)
    assert number == 10_000
    assert seconds < 2


def environment() -> dict[str, str]:
    """This one, with the code under test in reach of a child process."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )


def test_an_empty_file_is_a_fresh_database(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").touch(0o600)
    with Store.open(f"sqlite:///{tmp_path}/empty.sqlite3", create=True) as store:
        assert store.count() == 0


def test_an_engine_made_elsewhere_sees_the_same_tables(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.execution_options(org=EVERY).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar() == 1
    engine.dispose()


def test_looking_at_a_file_takes_no_lock_away(file: Path) -> None:
    """Another program that closes last would delete the write-ahead log under a server that looks whether its file is there."""
    serving = sqlite3.connect(file)
    assert serving.execute("SELECT count(*) FROM events").fetchone() == (1,)
    assert identity(file) == identity(file)
    refuse_foreign_log(file)
    writes = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()"
    change = "UPDATE events SET title = title || '乙'"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", writes, str(file), change], check=True)
        assert file.with_name(file.name + "-wal").exists(), "it belongs to the connection that is still open"
        serving.execute(change)
        serving.commit()
        identity(file)
    serving.close()
    with Store.open(f"sqlite:///{file}") as store:
        assert [one.title for one in store.events()] == ["报送上一年度总结乙乙乙乙"]


def test_what_is_restored_while_a_server_keeps_the_log_open_stays_reachable(file: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.jsonl"
    with Store.open(f"sqlite:///{file}") as store:
        store.back_up(backup, NOW)
        with store.engine.begin() as serving:  # as a server does that wrote and reads on
            serving.execute(text("INSERT INTO marks (org, name, value) VALUES (this_org(), 'x', 'y')"))
        with store.engine.connect().execution_options(reading=True) as serving:
            serving.execute(text("SELECT count(*) FROM events WHERE org = this_org()")).scalar()
            for _ in range(2):  # a second one stands behind the first in the same log
                with Store.open(f"sqlite:///{file}") as other:
                    other.put_back(backup, NOW)
                assert file.with_name(file.name + "-wal").stat().st_size
                with Store.open(f"sqlite:///{file}") as other:
                    assert other.count() == 1
