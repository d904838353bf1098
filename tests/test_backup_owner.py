"""A backup says whose it is; what is secret in it goes to no other organisation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import cli
from calendars.access import API, FEED, keeping
from calendars.actions import add
from calendars.actions.access import add_account, issue
from calendars.actions.feeds import add_feed, issue_for
from calendars.actions.organising import (
    add_organisation,
    close_organisation,
    remove_organisation,
    rename_organisation,
    set_own_settings,
)
from calendars.people import Person
from calendars.selection import Selection
from calendars.store import Store
from calendars.store.backup import BadBackup, check
from calendars.store.owner import ForeignBackup, Owner
from calendars.store.subscribed import Subscription
from tests.test_backup import NOW, event, full, lines

__all__ = ["full"]
DAY = timedelta(days=1)
WORDS = "春眠不觉晓处处闻啼鸟"
SECRET_PATH = "private-a1b2c3"
ADDRESSES = {"李四": "li4-e5f6", "王五": "wang5-a7b8"}
SETTINGS = '[feeds]\ntitle = "厦科协"\n'
Run = Callable[..., int]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with two cities; one of them has everything that is secret."""
    made = f"sqlite:///{tmp_path / 'all.db'}"
    with Store.open(made, create=True) as store:
        add(store, event("首个单位的"), NOW)
        for key, name in (("xiamen", "厦门市科协"), ("fuzhou", "福州市科协")):
            add_organisation(store, key, name, NOW)
        set_own_settings(store, "xiamen", SETTINGS)
        inner = store.within(2)
        add(inner, event("厦门的"), NOW)
        add_account(inner, "张三", WORDS, "editor", NOW)
        add_feed(inner, "科普处", "", Selection(), True, NOW)
        issue_for(inner, "科普处", NOW)
        issue(inner, API, "editor", NOW)
        with inner.changing(NOW, "subscribe", about="所办") as change:
            change.keep_subscription(Subscription("所办", f"https://cal.example/{SECRET_PATH}.ics"))
        for of, name in ((inner, "李四"), (store.within(3), "王五")):
            with of.changing(NOW, "person", about=name) as change:
                change.put_person(name, Person(name, name, f"{ADDRESSES[name]}@cast.example", ("mail",)))
        add(store.within(3), event("福州的"), NOW)
    return made


def run(url: str, *args: str) -> int:
    return cli.main(["--lang", "en", "--db", url, *args], now=lambda: NOW)


def backed_up(url: str, tmp_path: Path, key: str = "xiamen") -> Path:
    file = tmp_path / f"{key}.jsonl"
    assert run(url, "backup", str(file), *(["--org", key] if key else [])) == 0
    return file


def head(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8").splitlines()[0]))


def without_owner(file: Path) -> Path:
    """The backup as a version wrote it that did not say whose it is."""
    first, *others, last = file.read_bytes().splitlines(keepends=True)
    older = {name: value for name, value in json.loads(first).items() if name != "of"}
    body = b"".join([json.dumps(older).encode() + b"\n", *others])
    end = json.loads(last) | {"sha256": hashlib.sha256(body).hexdigest()}
    made = file.with_name("older.jsonl")
    made.write_bytes(body + json.dumps(end).encode() + b"\n")
    return made


def test_a_backup_says_whose_it_is(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = backed_up(url, tmp_path)
    assert head(file)["of"] == {"key": "xiamen", "name": "厦门市科协", "settings": SETTINGS, "under": ""}
    assert check(file).owner == Owner("xiamen", "厦门市科协", SETTINGS)
    assert "1 event of “厦门市科协” (xiamen) and all that belongs to them" in capsys.readouterr().out
    assert run(url, "backup", str(file), "--org", "xiamen", "--json") == 0
    assert json.loads(capsys.readouterr().out)["organisation"] == {"key": "xiamen", "name": "厦门市科协"}


def test_the_only_organisation_of_a_database_is_not_named(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "copy.jsonl"
    assert run(f"sqlite:///{full}", "backup", str(file)) == 0
    assert run(f"sqlite:///{full}", "restore", str(file), "--yes") == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"2 events and all that belongs to them in {file}",
        "restored: 2 events, as of 2026-04-08 09:00+08:00",
    ]
    assert "left out" not in said.err


def test_a_backup_of_another_organisation_is_refused_and_replaces_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before, after = backed_up(url, tmp_path), tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    with Store.open(url) as store:
        store.within(3).back_up(before, NOW)
    assert run(url, "restore", str(file), "--org", "fuzhou", "--yes") == 1
    said = capsys.readouterr().err
    assert "is a backup of “厦门市科协” (xiamen), not of “福州市科协” (fuzhou); nothing was replaced" in said
    assert "--from-another" in said
    assert run(url, "restore", str(file), "--yes") == 1
    assert "not of the first organisation" in capsys.readouterr().err
    with Store.open(url) as store:
        store.within(3).back_up(after, NOW)
        with pytest.raises(ForeignBackup):
            store.put_back(file, NOW)
    assert lines(after) == lines(before)


def test_put_into_another_organisation_it_brings_nothing_secret_and_says_how_much_stays(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, after = backed_up(url, tmp_path), tmp_path / "after.jsonl"
    assert run(url, "restore", str(file), "--org", "fuzhou", "--yes", "--from-another") == 0
    said = capsys.readouterr()
    assert (
        "restored: 1 event of “厦门市科协” (xiamen), as of 2026-04-08 09:00+08:00, into “福州市科协” (fuzhou)"
        in said.out
    )
    assert (
        "left out, because they are of “厦门市科协” (xiamen) alone: accounts: 1, tokens and secret addresses: 2, "
        "addresses of calendars of others: 1, people: 1, settings: 1"
    ) in said.err
    with Store.open(url) as store:
        inner = store.within(3)
        assert [one.title for one in inner.events()] == ["厦门的"]
        assert keeping.accounts(inner) == []
        assert [*keeping.tokens(inner, FEED), *keeping.tokens(inner, API)] == []
        assert inner.subscriptions() == []
        assert inner.own_settings() is None
        assert inner.organisation().name == "福州市科协"
        assert [one.name for one in inner.people()] == ["王五"], "who is reminded here stays, and nobody else is"
        inner.back_up(after, NOW)
    kept = after.read_text(encoding="utf-8")
    assert SECRET_PATH not in kept, "nor does the history hold the address"
    assert ADDRESSES["李四"] not in kept


def test_who_may_come_in_stays_where_another_backup_is_put(url: str, tmp_path: Path) -> None:
    file = backed_up(url, tmp_path, "fuzhou")
    assert run(url, "restore", str(file), "--org", "xiamen", "--yes", "--from-another") == 0
    with Store.open(url) as store:
        inner = store.within(2)
        assert [one.name for one in keeping.accounts(inner)] == ["张三"]
        assert len(keeping.tokens(inner, FEED)) == 1
        assert inner.own_settings() == SETTINGS


def test_a_dry_run_says_what_would_go_where_and_replaces_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backed_up(url, tmp_path)
    capsys.readouterr()
    assert run(url, "restore", str(file), "--org", "fuzhou", "--from-another", "--dry-run") == 0
    said = capsys.readouterr()
    assert (
        "1 event of “厦门市科协” (xiamen), as of 2026-04-08 09:00+08:00, would go into “福州市科协” (fuzhou)"
        in said.out
    )
    assert "accounts: 1," in said.err
    assert run(url, "restore", str(file), "--org", "fuzhou", "--dry-run") == 1
    assert run(f"sqlite:///{tmp_path / 'none.db'}", "restore", str(file), "--org", "xiamen", "--dry-run") == 0
    assert not (tmp_path / "none.db").exists()
    with Store.open(url) as store:
        assert [one.title for one in store.within(3).events()] == ["福州的"]


@pytest.mark.parametrize("answer", ["y", "n"])
def test_the_question_names_both(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    file = backed_up(url, tmp_path)
    asked: list[str] = []

    def prompted(text: str, **_: object) -> str:
        asked.append(text)
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompted)
    assert run(url, "restore", str(file), "--org", "fuzhou", "--from-another") == 0
    (question,) = asked
    assert question.startswith(
        "Replace the 1 event of “福州市科协” (fuzhou) by the 1 of “厦门市科协” (xiamen), of 2026-04-08"
    )
    assert ("nothing was replaced" in capsys.readouterr().out) == (answer == "n")


def test_a_backup_that_does_not_say_whose_it_is_goes_where_it_is_asked_for(url: str, tmp_path: Path) -> None:
    older = without_owner(backed_up(url, tmp_path))
    assert check(older).owner is None
    with Store.open(url) as store:
        store.within(3).put_back(older, NOW)
        assert [one.title for one in store.within(3).events()] == ["厦门的"]
        assert [one.name for one in keeping.accounts(store.within(3))] == ["张三"]
        store.put_back(older, NOW, foreign=True)
        assert keeping.accounts(store) == []


@pytest.mark.parametrize(
    "owner", ["x", {"key": 1, "name": ""}, {"key": "a/b", "name": ""}, {"key": ""}, {"key": "", "name": "x" * 201}, []]
)
def test_a_head_that_names_no_organisation_is_damaged(url: str, tmp_path: Path, owner: object) -> None:
    file = backed_up(url, tmp_path)
    first, rest = file.read_bytes().split(b"\n", 1)
    file.write_bytes(json.dumps(json.loads(first) | {"of": owner}).encode() + b"\n" + rest)
    with pytest.raises(BadBackup, match="damaged in line 1"):
        check(file)


def test_what_was_removed_comes_back_with_its_name_its_settings_and_its_people(url: str, tmp_path: Path) -> None:
    file = backed_up(url, tmp_path)
    with Store.open(url) as store:
        close_organisation(store, "xiamen", NOW)
        remove_organisation(store, "xiamen", NOW)
        number = add_organisation(store, "xiamen", "厦门", NOW).number
        assert run(url, "restore", str(file), "--org", "xiamen") == 0
        inner = store.within(number)
        assert inner.own_settings() == SETTINGS
        assert inner.organisation().name == "厦门", "what was decided since stays"
        assert [one.name for one in keeping.accounts(inner)] == ["张三"]
        assert [one.name for one in inner.subscriptions()] == ["所办"]


@pytest.mark.parametrize("how", ["missing", "broken", "empty"])
def test_in_a_new_database_it_is_again_the_organisation_that_it_was(url: str, tmp_path: Path, how: str) -> None:
    file, place = backed_up(url, tmp_path), tmp_path / "new.db"
    if how != "missing":
        place.write_bytes(b"broken" * 99 if how == "broken" else b"")
    assert run(f"sqlite:///{place}", "restore", str(file), "--yes") == 1, "it is not the first one's"
    assert run(f"sqlite:///{place}", "restore", str(file), "--org", "xiamen", "--yes") == 0
    with Store.open(f"sqlite:///{place}") as store:
        assert store.count() == 0
        inner = store.within(store.organisation("xiamen").number)
        assert [one.title for one in inner.events()] == ["厦门的"]
        assert (inner.organisation().name, inner.own_settings()) == ("厦门市科协", SETTINGS)


def test_the_name_of_the_first_one_comes_back_too(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        rename_organisation(store, "", "福建省科协")
    file = backed_up(url, tmp_path, "")
    assert run(f"sqlite:///{tmp_path / 'new.db'}", "restore", str(file)) == 0
    with Store.open(f"sqlite:///{tmp_path / 'new.db'}") as store:
        assert store.organisation().name == "福建省科协"
