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
    assert owner
    assert owner.under == "fujian"


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


# -- closed ones ------------------------------------------------------------------------------------------------------


def test_a_closed_one_is_backed_up_and_exported(url: str, tmp_path: Path, capsys: Said) -> None:
    assert run(url, "org", "close", "xiamen") == 0
    kept, out = tmp_path / "kept.jsonl", tmp_path / "kept.json"
    assert run(url, "backup", str(kept), "--org", "xiamen") == 0
    assert check(kept).events == 1
    assert run(url, "export", "-o", str(out), "--org", "xiamen") == 0
    assert "厦门的" in out.read_text(encoding="utf-8")
    assert run(url, "org", "remove", "xiamen", "--yes") == 0
    assert run(url, "restore", str(kept), "--org", "xiamen") == 0
    capsys.readouterr()
    assert run(url, "list", "--org", "xiamen") == 0
    assert "厦门的" in capsys.readouterr().out


def test_into_a_closed_one_nothing_is_written(url: str, tmp_path: Path, capsys: Said) -> None:
    kept = tmp_path / "kept.jsonl"
    run(url, "backup", str(kept), "--org", "xiamen")
    run(url, "org", "close", "xiamen")
    for command in (("restore", str(kept), "--yes"), ("add", "5月30日 科技工作者日")):
        assert run(url, *command, "--org", "xiamen") == 1
        assert "is closed since" in capsys.readouterr().err


def test_closing_says_how_many_below_go_on(url: str, capsys: Said) -> None:
    assert run(url, "org", "close", "fujian") == 0
    assert "organisations below it that go on: 1" in capsys.readouterr().err
    assert run(url, "org", "close", "xiamen", "--json") == 0
    said = capsys.readouterr()
    assert (json.loads(said.out)["going_on"], said.err) == (0, "")


WOULD = (
    "“厦门市科协” (xiamen) would be deleted with everything it has: events: 1, notices: 0, people: 0, accounts: 1, "
    "named calendars: 0; nothing was removed"
)


def test_where_nobody_can_answer_it_is_said_what_would_go(
    url: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    run(url, "org", "close", "xiamen")
    capsys.readouterr()
    assert run(url, "org", "remove", "xiamen") == 2
    said = capsys.readouterr().err
    assert WOULD in said
    assert "add --yes" in said
    assert "xiamen" in parents(url)


def test_a_dry_run_of_removing_says_what_would_go_and_removes_nothing(url: str, capsys: Said) -> None:
    run(url, "org", "close", "xiamen")
    capsys.readouterr()
    assert run(url, "org", "remove", "xiamen", "--dry-run") == 0
    assert capsys.readouterr().out.strip() == WOULD
    assert run(url, "org", "remove", "xiamen", "--dry-run", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["dry_run"], found["rows"]["events"]) == (True, 1)
    assert "xiamen" in parents(url)


def test_what_comes_next_is_said_in_the_order_in_which_it_works(url: str, capsys: Said) -> None:
    assert run(url, "org", "add", "quanzhou", "泉州市科协") == 0
    said = capsys.readouterr().out
    assert said.index("mail needs a server first") < said.index("yueling --org quanzhou people add")


def test_an_empty_settings_file_and_one_beside_none_are_told_apart(url: str, tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "own.toml"
    file.write_text(" \n")
    assert run(url, "org", "settings", "xiamen", str(file)) == 1
    assert "own.toml is empty; the settings stay as they were" in capsys.readouterr().err
    assert run(url, "org", "settings", "xiamen", str(file), "--none") == 1
    assert "give either the file or --none" in capsys.readouterr().err
    with Store.open(url, org="xiamen") as store:
        assert store.own_settings() == SETTINGS


# -- a check-up of one ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "state"), [("xiamen", "wrong"), ("fujian", "note")])
def test_a_check_up_of_one_says_that_nobody_is_reminded_there(url: str, capsys: Said, key: str, state: str) -> None:
    def nobody() -> list[str]:
        run(url, "doctor", "--json", "--org", key)
        checks = json.loads(capsys.readouterr().out)["checks"]
        return [one["state"] for one in checks if one["said"] == "nobody is reminded here"]

    capsys.readouterr()
    assert nobody() == [state]
    run(url, "people", "add", "张三", "--channel", "stdout", "--org", key)
    capsys.readouterr()
    assert nobody() == []
