"""An organisation that was removed is made again of its backup; one that is closed is read as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from calendars.access import keeping
from calendars.actions.access import add_account
from calendars.actions.organising import add_organisation, close_organisation, remove_organisation, set_own_settings
from calendars.store import Store
from calendars.store.backup import check
from tests.test_backup import NOW, event

WORDS = "春眠不觉晓处处闻啼鸟"
SETTINGS = '[feeds]\ntitle = "厦科协"\n'
Said = pytest.CaptureFixture[str]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a province and, below it, a city that has something."""
    made = f"sqlite:///{tmp_path / 'all.db'}"
    with Store.open(made, create=True) as store:
        add_organisation(store, "fujian", "福建省科协", NOW)
        city = add_organisation(store, "xiamen", "厦门市科协", NOW, under="fujian")
        set_own_settings(store, "xiamen", SETTINGS)
        inner = store.within(city.number)
        inner.save([event("厦门的")], NOW)
        add_account(inner, "张三", WORDS, "editor", NOW)
    return made


def run(url: str, *args: str) -> int:
    return cli.main(["--lang", "en", "--db", url, *args], now=lambda: NOW)


def removed(url: str, tmp_path: Path, *gone: str) -> Path:
    """A backup of the city, which is removed then with the others named."""
    file = tmp_path / "xiamen.jsonl"
    assert run(url, "backup", str(file), "--org", "xiamen") == 0
    with Store.open(url) as store:
        for key in ("xiamen", *gone):
            close_organisation(store, key, NOW)
            remove_organisation(store, key, NOW)
    return file


def parents(url: str) -> dict[str, str]:
    """The key of the one above each, by its key."""
    with Store.open(url) as store:
        keys = {one.number: one.key for one in store.organisations()}
        return {one.key: keys[one.parent] for one in store.organisations() if one.parent}


def test_a_backup_says_under_which_organisation_it_stood(url: str, tmp_path: Path) -> None:
    owner = check(removed(url, tmp_path)).owner
    assert owner and owner.under == "fujian"


def test_what_was_removed_is_made_again_where_it_stood(url: str, tmp_path: Path, capsys: Said) -> None:
    file = removed(url, tmp_path)
    assert run(url, "restore", str(file), "--org", "xiamen") == 0
    said = capsys.readouterr()
    assert "restored: 1 event of “厦门市科协” (xiamen)" in said.out
    assert "“厦门市科协” (xiamen) was not here; it is made again, under “福建省科协” (fujian)" in said.err
    assert parents(url)["xiamen"] == "fujian"
    with Store.open(url, org="xiamen") as store:
        assert [one.title for one in store.events()] == ["厦门的"]
        assert (store.organisation().name, store.own_settings()) == ("厦门市科协", SETTINGS)
        assert [one.name for one in keeping.accounts(store)] == ["张三"]


def test_where_the_one_above_it_is_gone_it_stands_under_the_first_one(url: str, tmp_path: Path, capsys: Said) -> None:
    file = removed(url, tmp_path, "fujian")
    capsys.readouterr()
    assert run(url, "restore", str(file), "--org", "xiamen", "--json") == 0
    assert json.loads(capsys.readouterr().out)["made_under"] == ""
    assert parents(url) == {"xiamen": ""}


def test_a_dry_run_says_where_it_would_stand_and_makes_nothing(url: str, tmp_path: Path, capsys: Said) -> None:
    file = removed(url, tmp_path)
    assert run(url, "restore", str(file), "--org", "xiamen", "--dry-run") == 0
    said = capsys.readouterr()
    assert "would go into “厦门市科协” (xiamen)" in said.out
    assert "“厦门市科协” (xiamen) is not here; it would be made again, under “福建省科协” (fujian)" in said.err
    assert "xiamen" not in parents(url)


@pytest.mark.parametrize("more", [(), ("--from-another",)])
def test_a_key_that_the_backup_does_not_name_is_still_unknown(
    url: str, tmp_path: Path, capsys: Said, more: tuple[str, ...]
) -> None:
    file = removed(url, tmp_path)
    assert run(url, "restore", str(file), "--org", "xiamem", *more) == 1
    assert "there is no organisation “xiamem”" in capsys.readouterr().err
    assert parents(url) == {"fujian": ""}


def test_where_another_one_has_its_name_by_now_nothing_is_made(url: str, tmp_path: Path, capsys: Said) -> None:
    file = removed(url, tmp_path)
    with Store.open(url) as store:
        add_organisation(store, "other", "厦门市科协", NOW, under="fujian")
    assert run(url, "restore", str(file), "--org", "xiamen") == 1
    assert "“厦门市科协” stands there already, under the key other" in capsys.readouterr().err
    assert "xiamen" not in parents(url)


def test_one_that_cannot_be_filled_is_not_left_behind_empty(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = removed(url, tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr("calendars.store.backup.put_back", fail)
    assert run(url, "restore", str(file), "--org", "xiamen") == 1
    assert parents(url) == {"fujian": ""}


def test_the_help_of_remove_tells_how_it_comes_back(capsys: Said, url: str) -> None:
    assert run(url, "org", "remove", "--help") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "yueling restore FILE --org KEY" in said
