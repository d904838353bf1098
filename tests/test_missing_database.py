"""A database is never made by accident, never mistaken for another one, and its absence empties nobody's calendar."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

import cli
from calendars.events import Event, uid_of
from calendars.store import MissingStore, Store, StoreError
from calendars.store.errors import masked
from calendars.store.files import file_of, identity
from calendars.web import app
from rules import Recurrence
from rules.kinds import Yearly

pytestmark = pytest.mark.sqlite
CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
EVENT = Event(uid_of("a"), "科技工作者日", "observance", Recurrence(Yearly(5, 30)), tags=("科普",))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("YUELING_DB", "YUELING_CONFIG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> int:
    return cli.main(["--lang", "en", *args], now=lambda: NOW)


@pytest.mark.parametrize(
    "command",
    [["list"], ["upcoming"], ["show", "abcd"], ["edit", "abcd", "--title", "x"], ["remove", "abcd", "--yes"], ["remind"],
     ["why", "abcd"], ["publish", "www"], ["serve", "--port", "0"], ["export"], ["history"], ["undo", "--yes"],
     ["holidays", "list"], ["backup", "b.jsonl"]],
    ids=" ".join,
)  # fmt: skip
def test_only_what_adds_makes_a_database(home: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    file = home / "folder" / "typo.db"
    assert run("--db", f"sqlite:///{file}", *command) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"error: {file}: there is no database (named by --db)"), said.err
    assert "yueling init" in said.err
    assert said.out == ""
    assert not file.parent.exists()
    assert not (home / "www").exists()


def test_it_is_said_who_named_the_database(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list") == 1
    assert "neither --db nor YUELING_DB nor a settings file" in capsys.readouterr().err
    (home / "s.toml").write_text(f'[database]\nurl = "sqlite:///{home}/x.db"\n')
    assert run("--config", "s.toml", "list") == 1
    assert f"{home}/x.db: there is no database (named in s.toml)" in capsys.readouterr().err
    monkeypatch.setenv("YUELING_DB", f"sqlite:///{home}/y.db")
    assert run("--config", "s.toml", "list") == 1
    assert f"{home}/y.db: there is no database (named by YUELING_DB)" in capsys.readouterr().err
    assert run("doctor") == 1
    assert f"✗ database: {home}/y.db: there is no database" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [["init"], ["add", "5.30 科技工作者日"], ["read", "n.txt", "--add", "--yes"], ["import", "e.json", "--yes"],
     ["observances", "--add", "世界水日"]],
    ids=" ".join,
)  # fmt: skip
def test_what_adds_makes_one_for_its_owner_only(home: Path, command: list[str]) -> None:
    (home / "n.txt").write_text(
        "关于报送材料的通知\n请各学会于2026年12月20日前报送总结。\n2026年4月1日\n", encoding="utf-8"
    )
    (home / "e.json").write_text('{"format": "yueling events", "version": 1, "events": []}')
    mask = os.umask(0)
    try:
        assert run("--db", f"sqlite:///{home}/deep/er/x.db?timeout=5", *command) == 0
    finally:
        os.umask(mask)
    assert (home / "deep" / "er" / "x.db").stat().st_mode & 0o777 == 0o600
    assert [(home / "deep" / part).stat().st_mode & 0o777 for part in ("", "er")] == [0o700, 0o700]


def test_a_trial_run_makes_none(home: Path) -> None:
    (home / "e.json").write_text('{"format": "yueling events", "version": 1, "events": []}')
    assert run("--db", f"sqlite:///{home}/x.db", "import", "e.json", "--dry-run") == 0
    assert not (home / "x.db").exists()


def test_a_rule_is_explained_without_a_database(home: Path) -> None:
    assert run("explain", "每月第一个工作日") == 0
    assert not (home / "data").exists()


def test_an_empty_file_is_no_database_yet(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    with pytest.raises(MissingStore, match="no database here yet"):
        Store.open(f"sqlite:///{tmp_path}/x.db")
    Store.open(f"sqlite:///{tmp_path}/x.db", create=True).close()
    Store.open(f"sqlite:///{tmp_path}/x.db").close()


def test_a_database_that_went_away_is_not_made_anew_by_an_open_store(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with Store.open(f"sqlite:///{file}", create=True) as store:
        store.save([EVENT], NOW)
        shutil.move(file, tmp_path / "away.db")
        with pytest.raises(MissingStore):
            store.events()
        assert not file.exists()


def test_no_log_stays_beside_a_database_at_rest(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/x.db", create=True) as store:
        assert store.count() == 0
        assert [path.name for path in tmp_path.iterdir()] == ["x.db"]


def killed(file: Path) -> bytes:
    """The log that a process leaves beside a database when it is killed after a write."""
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE IF NOT EXISTS left_behind (x)")
    connection.commit()
    log = file.with_name(file.name + "-wal").read_bytes()
    connection.close()
    return log


def test_the_log_of_another_database_is_never_replayed(tmp_path: Path) -> None:
    mine, other = tmp_path / "x.db", tmp_path / "other.db"
    with Store.open(f"sqlite:///{mine}", create=True) as store:
        store.save([EVENT], NOW)
    Store.open(f"sqlite:///{other}", create=True).close()
    before, log = mine.read_bytes(), mine.with_name("x.db-wal")
    log.write_bytes(killed(other))
    with pytest.raises(StoreError, match=r"x\.db-wal beside it belongs to another database"):
        Store.open(f"sqlite:///{mine}")
    assert mine.read_bytes() == before
    log.unlink()
    with Store.open(f"sqlite:///{mine}") as store:
        assert store.count() == 1


@pytest.mark.parametrize("how", ["made", "restored"])
def test_the_log_of_a_database_that_was_moved_away_is_kept(tmp_path: Path, how: str) -> None:
    mine, copy = tmp_path / "x.db", tmp_path / "copy.jsonl"
    with Store.open(f"sqlite:///{mine}", create=True) as store:
        store.save([EVENT], NOW)
        store.back_up(copy, NOW)
    log = killed(mine)
    mine.rename(tmp_path / "away.db")
    mine.with_name("x.db-wal").write_bytes(log)
    if how == "made":
        Store.open(f"sqlite:///{mine}", create=True).close()
    else:
        Store.make_from(mine, copy, NOW)
    with Store.open(f"sqlite:///{mine}") as store:
        assert store.count() == (how == "restored")
    assert mine.with_name("x.db-wal.left-behind").read_bytes() == log
    with sqlite3.connect(mine) as connection:
        assert not list(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'left_behind'"))
    connection.close()


def test_its_own_log_is_replayed(tmp_path: Path) -> None:
    mine = tmp_path / "x.db"
    with Store.open(f"sqlite:///{mine}", create=True) as store:
        store.save([EVENT], NOW)
    before = mine.read_bytes()
    log = killed(mine)
    mine.write_bytes(before)
    mine.with_name("x.db-wal").write_bytes(log)
    with Store.open(f"sqlite:///{mine}") as store:
        assert store.count() == 1
    with sqlite3.connect(mine) as connection:
        assert list(connection.execute("SELECT * FROM left_behind")) == []
    connection.close()


# -- the server --------------------------------------------------------------------------------------------------------


class Asked:
    """Asks the application itself, without a socket."""

    __test__ = False

    def __init__(self, application: Starlette) -> None:
        self.transport = httpx.ASGITransport(application)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://here") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def client(tmp_path: Path) -> Asked:
    url = f"sqlite:///{tmp_path}/x.db"
    with Store.open(url, create=True) as store:
        store.save([EVENT], NOW)
    return Asked(app(lambda: Store.open(url), lambda: NOW, patience=0))


def events_in(client: Asked) -> int:
    answer = client.get("/feeds/all.ics")
    assert answer.status_code == 200
    return answer.text.count("BEGIN:VEVENT")


def is_away(client: Asked) -> bool:
    answers = [client.get(path) for path in ("/feeds/all.ics", "/feeds/all.ics", "/", "/healthz")]
    return all(answer.status_code == 503 and answer.headers["Retry-After"] for answer in answers)


def test_a_server_answers_503_until_its_database_is_back(client: Asked, tmp_path: Path) -> None:
    full = events_in(client)
    shutil.move(tmp_path / "x.db", tmp_path / "away.db")
    assert is_away(client)
    assert [path.name for path in tmp_path.iterdir()] == ["away.db"]
    shutil.copy(tmp_path / "away.db", tmp_path / "x.db")
    assert events_in(client) == full
    assert client.get("/healthz").text == "ok\n"


def test_a_server_never_takes_an_empty_database_for_the_one_before(client: Asked, tmp_path: Path) -> None:
    full = events_in(client)
    shutil.move(tmp_path / "x.db", tmp_path / "away.db")
    Store.open(f"sqlite:///{tmp_path}/x.db", create=True).close()
    assert is_away(client)
    (tmp_path / "x.db").write_bytes(b"")
    assert is_away(client)
    shutil.copy(tmp_path / "away.db", tmp_path / "x.db")
    assert events_in(client) == full


def test_a_server_sees_another_database_that_is_put_in_place(client: Asked, tmp_path: Path) -> None:
    before = client.get("/feeds/all.ics")
    with Store.open(f"sqlite:///{tmp_path}/new.db", create=True) as store:
        store.save([EVENT, Event(uid_of("b"), "植树节", "observance", Recurrence(Yearly(3, 12)))], NOW)
    os.replace(tmp_path / "new.db", tmp_path / "x.db")
    after = client.get("/feeds/all.ics", headers={"If-Modified-Since": before.headers["Last-Modified"]})
    assert "植树节" in after.text or after.status_code == 304
    assert "植树节" in client.get("/feeds/all.ics").text


def test_a_feed_once_served_is_empty_and_not_gone_when_its_last_event_is(client: Asked, tmp_path: Path) -> None:
    assert client.get("/feeds/tag-科普.ics").text.count("BEGIN:VEVENT")
    with Store.open(f"sqlite:///{tmp_path}/x.db") as store:
        store.remove(EVENT.uid, NOW)
    for name in ("tag-科普", "observance", "all"):
        answer = client.get(f"/feeds/{name}.ics")
        assert (answer.status_code, "BEGIN:VEVENT" in answer.text) == (200, False)
    assert client.get("/feeds/tag-never.ics").status_code == 404


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:geheim@h:notaport/x", "postgresql://u:ge/he@im@h/geheim-not", "postgresql://h/x?user=u&password=geheim",
     "postgresql://h/x?sslpassword=geheim", "mysql://u:geheim@h/x", "postgresql://u:geheim", "://u:geheim@"],
)  # fmt: skip
def test_no_form_of_address_shows_its_password(home: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
    for command in (["list"], ["doctor"]):
        assert run("--db", url, *command) == 1
        said = capsys.readouterr()
        shown = (said.out + said.err).replace("geheim-not", "")
        assert "geheim" not in shown
        assert "he@im" not in shown


def test_an_address_without_a_password_stays_as_it_is() -> None:
    for url in ("postgresql://u@h:5432/x", "postgresql://h/x", "postgresql://h:5432", "sqlite:///x.db?timeout=5"):
        assert masked(url) == url


def test_the_file_of_every_form_of_address_is_known(tmp_path: Path) -> None:
    file = tmp_path / "x y.db"
    for url in (f"sqlite:///{file}", f"sqlite+pysqlite:///{file}", f"sqlite:///{file}?timeout=5",
                f"sqlite:///file:{tmp_path}/x%20y.db?uri=true", f"sqlite:///file://{tmp_path}/x%20y.db?uri=true"):  # fmt: skip
        assert file_of(url) == file
    for url in ("sqlite://", "sqlite:///:memory:", "postgresql://h/x", "sqlite:///file::memory:?uri=true"):
        assert file_of(url) is None
    assert identity(file) is None
