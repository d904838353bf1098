"""A published folder is of one organisation, and says of which."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from calendars.actions import add
from calendars.actions.organising import add_organisation, rename_organisation
from calendars.actions.publishing import publisher
from calendars.feeds.publish import MANIFEST
from calendars.store import Store, StoreError
from tests.test_backup import event

NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with two cities."""
    with Store.open(f"sqlite:///{tmp_path / 'all.db'}", create=True) as made:
        add(made, event("首个单位的"), NOW)
        for number, (key, name) in enumerate((("xiamen", "厦门市科协"), ("fuzhou", "福州市科协")), 2):
            add_organisation(made, key, name, NOW)
            add(made.within(number), event(f"{name}的"), NOW)
        yield made


def run(tmp_path: Path, *args: str, db: str = "all.db") -> int:
    url = f"sqlite:///{tmp_path / db}"
    return cli.main(["--lang", "en", "--db", url, *args], now=lambda: NOW)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_another_organisation_overwrites_nothing_and_hears_where_to_go(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    assert run(tmp_path, "publish", str(site), "--org", "xiamen") == 0
    before = content(site)
    assert json.loads(before[MANIFEST])["of"] | {"mark": ""} == {"mark": "", "key": "xiamen", "name": "厦门市科协"}
    for other in (("--org", "fuzhou"), (), ("--org", "fuzhou", "--allow-empty")):
        assert run(tmp_path, "publish", str(site), *other) == 1
        said = capsys.readouterr().err
        assert f"{site} holds the calendars of “厦门市科协” (xiamen); nothing was written" in said
    assert f"{site}/calendars" not in said
    assert content(site) == before
    assert run(tmp_path, "publish", str(site / "fuzhou"), "--org", "fuzhou") == 0
    assert run(tmp_path, "publish", str(site), "--org", "xiamen") == 0


def test_another_database_is_refused_too(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    assert run(tmp_path, "publish", str(site)) == 0
    with Store.open(f"sqlite:///{tmp_path / 'new.db'}", create=True) as new:
        add(new, event("别处的"), NOW)
    assert run(tmp_path, "publish", str(site), db="new.db") == 1
    assert f"{site} holds the calendars of another organisation or another database" in capsys.readouterr().err
    assert run(tmp_path, "publish", str(site), "--take-over", db="new.db") == 0
    assert run(tmp_path, "publish", str(site), db="new.db") == 0, "it is that one's from now on"
    assert run(tmp_path, "publish", str(site)) == 1


def test_a_backup_takes_along_whose_the_folders_are(store: Store, tmp_path: Path) -> None:
    site, copy = tmp_path / "site", tmp_path / "copy.jsonl"
    assert run(tmp_path, "publish", str(site), "--org", "xiamen") == 0
    assert run(tmp_path, "backup", str(copy), "--org", "xiamen") == 0
    assert run(tmp_path, "restore", str(copy), "--org", "xiamen", db="new.db") == 0
    assert run(tmp_path, "publish", str(site), "--org", "xiamen", db="new.db") == 0
    assert run(tmp_path, "restore", str(copy), "--org", "fuzhou", "--from-another", "--yes") == 0
    assert run(tmp_path, "publish", str(site), "--org", "fuzhou") == 1, "another organisation does not become the same"


def test_an_older_backup_does_not_take_a_folder_away(store: Store, tmp_path: Path) -> None:
    site, copy = tmp_path / "site", tmp_path / "copy.jsonl"
    assert run(tmp_path, "backup", str(copy)) == 0
    assert run(tmp_path, "publish", str(site)) == 0
    assert run(tmp_path, "restore", str(copy), "--yes") == 0
    assert run(tmp_path, "publish", str(site)) == 0


def test_a_folder_of_a_version_that_noted_nobody_belongs_to_who_publishes_first(store: Store, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert run(tmp_path, "publish", str(site)) == 0
    note = json.loads((site / MANIFEST).read_bytes())
    del note["of"]
    (site / MANIFEST).write_text(json.dumps(note))
    assert run(tmp_path, "publish", str(site), "--org", "xiamen") == 0
    assert run(tmp_path, "publish", str(site)) == 1


@pytest.mark.parametrize("of", [None, 1, [], {}, {"mark": 1, "key": "", "name": ""}, {"mark": "x"}])
def test_a_damaged_note_of_whose_it_is_stands_in_nobodys_way(store: Store, tmp_path: Path, of: object) -> None:
    site = tmp_path / "site"
    assert run(tmp_path, "publish", str(site)) == 0
    note = json.loads((site / MANIFEST).read_bytes())
    (site / MANIFEST).write_text(json.dumps(note | {"of": of}))
    assert run(tmp_path, "publish", str(site)) == 0


def test_the_mark_stays_under_another_name_and_is_none_where_nothing_can_be_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = store.within(2)
    first = publisher(inner)
    rename_organisation(store, "xiamen", "厦门科协")
    assert (publisher(inner).mark, publisher(inner).name) == (first.mark, "厦门科协")
    assert publisher(store).mark not in ("", first.mark)

    def refused(*_: object) -> None:
        raise StoreError("there", *READ_ONLY)

    from calendars.store.errors import READ_ONLY

    monkeypatch.setattr(Store, "writing", refused)
    assert publisher(store.within(3)).mark == ""
