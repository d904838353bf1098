"""Organisations: the tree, the commands, the settings of each, and where their pages and reminders are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from calendars.actions.organising import (
    add_organisation,
    close_organisation,
    move_organisation,
    open_organisation,
    remove_organisation,
    rename_organisation,
    set_own_settings,
)
from calendars.organisations import FIRST, BadOrganisation, UnknownOrganisation, below
from calendars.store import Store, StoreError
from scheduler.organisation_settings import blanked, settings_of, settings_within
from scheduler.section import SettingsError
from scheduler.settings import Settings
from tests.test_cli import Run, run

__all__ = ["run"]
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
DAY = "9月第三周举办科普日"
OWN = """[feeds]
title = "闽科协"
[[recipients]]
name = "张三"
channel = "stdout"
"""


@pytest.fixture
def store() -> Store:
    """A database with a province and two cities below it."""
    made = Store.open("sqlite://")
    add_organisation(made, "fujian", "福建省科协", NOW)
    add_organisation(made, "xiamen", "厦门市科协", NOW, under="fujian")
    add_organisation(made, "fuzhou", "福州市科协", NOW, under="fujian")
    return made


def keys(store: Store) -> list[str]:
    return [one.key for one in below(store.organisations(), FIRST)]


# -- the tree ---------------------------------------------------------------------------------------------------------


def test_the_first_organisation_is_there_and_has_no_key() -> None:
    with Store.open("sqlite://") as store:
        (only,) = store.organisations()
        assert (only.number, only.key, only.parent, only.closed) == (FIRST, "", None, None)
        assert store.organisation() == store.organisation("") == only


def test_each_stands_below_the_one_above_it(store: Store) -> None:
    assert keys(store) == ["fujian", "fuzhou", "xiamen"]
    move_organisation(store, "fuzhou", "")
    assert keys(store) == ["fujian", "xiamen", "fuzhou"]


@pytest.mark.parametrize("under", ["fujian", "xiamen"])
def test_none_stands_under_itself(store: Store, under: str) -> None:
    with pytest.raises(BadOrganisation, match="under itself"):
        move_organisation(store, "fujian", under)


@pytest.mark.parametrize("key", ["", "厦门", "a b", "-a", "a-", "a/b", "A", "x" * 41, "..", "a.b"])
def test_a_key_that_cannot_stand_in_an_address_is_refused(store: Store, key: str) -> None:
    with pytest.raises(BadOrganisation):
        add_organisation(store, key, "某会", NOW)
    assert keys(store) == ["fujian", "fuzhou", "xiamen"]


def test_a_key_is_taken_once(store: Store) -> None:
    with pytest.raises(BadOrganisation, match="already"):
        add_organisation(store, "xiamen", "另一个", NOW)


def test_the_first_one_gets_a_name_and_stays_where_it_is(store: Store) -> None:
    assert rename_organisation(store, "", "中国科协").title == "中国科协"
    for change in (lambda: close_organisation(store, "", NOW), lambda: move_organisation(store, "", "fujian")):
        with pytest.raises(BadOrganisation, match="first"):
            change()


def test_one_that_is_closed_takes_no_part_until_it_is_opened_again(store: Store) -> None:
    close_organisation(store, "xiamen", NOW)
    with pytest.raises(BadOrganisation, match="closed since 2026-04-08"):
        store.organisation("xiamen")
    with pytest.raises(BadOrganisation):
        add_organisation(store, "siming", "思明区科协", NOW, under="xiamen")
    open_organisation(store, "xiamen")
    assert store.organisation("xiamen").closed is None


def test_only_what_is_closed_and_has_none_below_it_is_removed_with_all_it_has(store: Store) -> None:
    city = store.within(store.organisation("xiamen").number)
    with city.changing(NOW, "holidays") as change:
        change.put_year(2027, "{}")
    with pytest.raises(BadOrganisation, match="takes part"):
        remove_organisation(store, "xiamen", NOW)
    close_organisation(store, "fujian", NOW)
    with pytest.raises(BadOrganisation, match="stand under"):
        remove_organisation(store, "fujian", NOW)
    close_organisation(store, "xiamen", NOW)
    assert remove_organisation(store, "xiamen", NOW)["holiday_years"] == 1
    with pytest.raises(UnknownOrganisation):
        store.organisation("xiamen")
    assert add_organisation(store, "xiamen", "厦门市科协", NOW).number > city.org, "what it sent keeps keys of its own"
    assert city.ask("SELECT year FROM holiday_years WHERE org = this_org()", {}) == []


# -- settings ---------------------------------------------------------------------------------------------------------


def test_settings_are_those_of_the_organisation_and_of_the_installation_the_rest(store: Store) -> None:
    installed = Settings(base_url="https://example.org/feeds", port=99)
    set_own_settings(store, "fujian", OWN)
    found = settings_within(store, store.organisation("fujian").number, installed)
    assert (found.feeds_title, found.port) == ("闽科协", 99)
    assert found.base_url == "https://example.org/o/fujian/feeds"
    assert [reader.name for reader in found.recipients] == ["张三"]
    assert settings_within(store, FIRST, installed) is installed


def test_one_without_settings_reminds_nobody_and_has_its_name_as_title(store: Store) -> None:
    found = settings_within(store, store.organisation("xiamen").number, Settings())
    assert (found.feeds_title, found.recipients, found.desk) == ("厦门市科协", (), False)


@pytest.mark.parametrize(
    "text", ["[server]\nport = 1\n", '[database]\nurl = "sqlite://"\n', "[cluster]\nenabled = true\n"]
)
def test_what_concerns_all_is_no_setting_of_one(store: Store, text: str) -> None:
    with pytest.raises(SettingsError, match="all organisations"):
        settings_of(store.organisation("fujian"), text, Settings(), {})


def test_robots_and_groups_are_never_those_of_another(store: Store) -> None:
    from scheduler.channels import Stdout

    installed = Settings(channels={"mail": Stdout(), "群": Stdout()})
    assert sorted(settings_of(store.organisation("fujian"), "", installed, {}).channels) == ["mail", "stdout"]


# -- commands ---------------------------------------------------------------------------------------------------------


def test_every_command_is_about_the_organisation_that_it_names(run: Run) -> None:
    run("init")
    assert run("org", "add", "fujian", "福建省科协").code == 0
    assert run("add", DAY, "--org", "fujian").code == 0
    assert "科普日" in run("--now", "2026-04-08T09:00", "--org", "fujian", "upcoming", "--days", "300").out
    assert "科普日" not in run("--now", "2026-04-08T09:00", "upcoming", "--days", "300").out
    found = run("--lang", "en", "upcoming", "--org", "nowhere")
    assert found.code == 1
    assert "there is no organisation “nowhere”" in found.err
    assert [one["key"] for one in json.loads(run("org", "list", "--json").out)] == ["", "fujian"]


def test_settings_are_shown_kept_and_forgotten(run: Run, tmp_path: Path) -> None:
    run("init")
    run("org", "add", "fujian", "福建省科协")
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    assert run("org", "settings", "fujian", str(file)).code == 0
    assert run("org", "settings", "fujian").out == OWN
    file.write_text("[server]\nport = 1\n", encoding="utf-8")
    assert run("org", "settings", "fujian", str(file)).code != 0
    assert run("org", "settings", "fujian").out == OWN
    assert run("org", "settings", "fujian", "--none").code == 0
    assert run("org", "settings", "fujian").out == ""


def test_remind_goes_through_all_and_what_is_wrong_with_one_keeps_nobody_else(run: Run, tmp_path: Path) -> None:
    run("init")
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    for key in ("broken", "fujian"):
        run("org", "add", key, key)
        run("org", "settings", key, str(file))
        run("add", f"4月8日 {key}的会议", "--org", key)
    with Store.open(os.environ["YUELING_DB"]) as store:
        set_own_settings(store, "broken", "[reminders\n")
    found = run("--lang", "en", "--now", "2026-04-08T09:00", "remind", "--json")
    assert found.code == 1
    broken, whole = json.loads(found.out)["organisations"]
    assert (broken["organisation"], broken["sent"]) == ("broken", 0)
    assert "TOML" in broken["failures"][0]
    assert (whole["organisation"], whole["sent"]) == ("fujian", 1)
    assert "fujian的会议" in whole["printed"]
    alone = run("--lang", "en", "--now", "2026-04-08T09:00", "--org", "fujian", "remind", "--json")
    assert (alone.code, "organisations" in json.loads(alone.out)) == (0, False)


# -- pages ------------------------------------------------------------------------------------------------------------


def test_pages_and_feeds_of_each_lie_below_its_key(run: Run) -> None:
    from scheduler.serving import pages_of_all
    from scheduler.session import Session

    run("init")
    run("org", "add", "fujian", "福建省科协")
    run("add", DAY, "--org", "fujian")
    run("add", "5月30日 科技工作者日")
    served = pages_of_all(Session(db=os.environ["YUELING_DB"], clock=lambda: NOW), with_log=False)
    with TestClient(served) as client:
        own, first = client.get("/o/fujian/feeds/all.ics"), client.get("/feeds/all.ics")
        assert ("科普日" in own.text, "科技工作者日" in own.text) == (True, False)
        assert ("科普日" in first.text, "科技工作者日" in first.text) == (False, True)
        assert 'href="/o/fujian/' in client.get("/o/fujian/", headers={"accept-language": "zh"}).text
        assert client.get("/o/nowhere/feeds/all.ics").status_code == 404
        run("org", "close", "fujian")
        served.patience = 0
        assert client.get("/o/fujian/feeds/all.ics").status_code == 410
        run("org", "open", "fujian")
        assert client.get("/o/fujian/feeds/all.ics").content == own.content


def test_settings_that_change_are_those_of_the_next_request(run: Run, tmp_path: Path) -> None:
    from scheduler.serving import pages_of_all
    from scheduler.session import Session

    run("init")
    run("org", "add", "fujian", "福建省科协")
    served = pages_of_all(Session(db=os.environ["YUELING_DB"], clock=lambda: NOW), with_log=False)
    served.patience = 0
    with TestClient(served) as client:
        assert "福建省科协" in client.get("/o/fujian/feeds/all.ics").text
        file = tmp_path / "own.toml"
        file.write_text(OWN, encoding="utf-8")
        run("org", "settings", "fujian", str(file))
        assert "闽科协" in client.get("/o/fujian/feeds/all.ics").text


# -- what must not be done by an oversight ----------------------------------------------------------------------------


def test_a_database_that_everything_was_moved_from_takes_no_organisation_either(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/a.db", create=True) as old:
        add_organisation(old, "fujian", "福建省科协", NOW)
        with Store.open(f"sqlite:///{tmp_path}/b.db", create=True) as new:
            old.move_to(new)
            assert add_organisation(new, "xiamen", "厦门市科协", NOW).number == 3
        changes: list[Callable[[], object]] = [
            lambda: add_organisation(old, "xiamen", "厦门市科协", NOW),
            lambda: rename_organisation(old, "fujian", "闽"),
            lambda: close_organisation(old, "fujian", NOW),
            lambda: set_own_settings(old, "fujian", OWN),
        ]
        for change in changes:
            with pytest.raises(StoreError, match="moved"):
                change()


def test_the_address_of_a_secret_feed_leads_to_the_organisation(run: Run) -> None:
    run("init")
    run("org", "add", "fujian", "福建省科协")
    found = run("--org", "fujian", "feeds", "token", "all", "--for", "张三", "--json")
    assert "/o/fujian/feeds/secret/" in json.loads(found.out)["address"]


HIDDEN = (
    '[mail]\nhost = "m"\nsender = "a@example.org"\npassword = "geheim"\n',
    '[channels."群"]\nkind = "dingtalk"\n"token" = \'geheim\'\n',
    '[channels]\nhook = { kind = "webhook", url = "https://example.org/geheim" }\n',
    '[mail]\nhost = "m"\nsender = "a@example.org"\npassword = """\ngeheim"""\n',
)


def test_what_is_no_secret_is_shown_whatever_a_channel_is_called() -> None:
    text = '[channels.hook]\nkind = "webhook"\nurl_env = "HOOK"\n'
    assert blanked(text) == text


@pytest.mark.parametrize("text", HIDDEN)
def test_no_output_shows_what_is_secret_in_settings(run: Run, store: Store, text: str) -> None:
    assert "geheim" not in blanked(text)
    run("init")
    run("org", "add", "fujian", "福建省科协")
    with Store.open(os.environ["YUELING_DB"]) as opened:
        set_own_settings(opened, "fujian", text)
    for options in ((), ("--json",)):
        assert "geheim" not in run("org", "settings", "fujian", *options).out


@pytest.mark.parametrize("words", [("own.toml", "--none"), ("empty.toml",)])
def test_settings_are_never_forgotten_by_an_oversight(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    run("init")
    run("org", "add", "fujian", "福建省科协")
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "empty.toml").write_text("\n", encoding="utf-8")
    run("org", "settings", "fujian", str(tmp_path / "own.toml"))
    file, *options = words
    assert run("org", "settings", "fujian", str(tmp_path / file), *options).code == 1
    assert run("org", "settings", "fujian").out == OWN


def test_the_list_shows_who_stands_below_whom(run: Run) -> None:
    run("init")
    run("org", "add", "fujian", "福建省科协")
    run("org", "add", "xiamen", "厦门市科协", "--under", "fujian")
    lines = run("--lang", "en", "org", "list").out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == ["–", "· fujian", "· · xiamen"]
