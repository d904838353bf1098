"""A backup of an organisation that was given something: givers have numbers of one database, and are found by their keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from calendars import actions
from calendars.actions.organising import add_organisation
from calendars.store import Store
from calendars.store.backup import BadBackup
from tests.test_given import MEETING, NOW, Tree, event, proposals, read, take_all, tree
from tests.test_later_notices import POSTPONED

__all__ = ["tree"]


@pytest.fixture
def elsewhere(make_database: Callable[[Path], Path], tmp_path: Path) -> Callable[[Sequence[str]], Store]:
    """Makes another database with organisations of these keys, in this order."""

    def make(keys: Sequence[str]) -> Store:
        store = Store.open(f"sqlite:///{make_database(tmp_path / 'elsewhere.sqlite3')}")
        for key in keys:
            add_organisation(store, key, key, NOW)
        return store

    return make


def backed_up(tree: Tree, tmp_path: Path) -> Path:
    """The city has accepted one proposal, and another one waits."""
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    take_all(tree)
    tree.give(read(tree.province, POSTPONED))
    assert proposals(tree.city)
    file = tmp_path / "city.jsonl"
    tree.city.back_up(file, NOW)
    return file


@pytest.mark.parametrize("keys", [("other", "qingling", "yunling"), ("yunling", "qingling")])
def test_the_giver_is_found_by_its_key(
    tree: Tree, tmp_path: Path, elsewhere: Callable[[Sequence[str]], Store], keys: Sequence[str]
) -> None:
    file = backed_up(tree, tmp_path)
    with elsewhere(keys) as store:
        number, city = store.organisation("yunling").number, store.within(store.organisation("qingling").number)
        city.put_back(file, NOW)
        with city.viewing(NOW, "given") as seen:
            assert [other for other in range(1, 9) if seen.given_events(other, [MEETING])] == [number]
        (waiting,) = proposals(city)
        assert waiting.uid.endswith(f"~{number}")
        assert waiting.reading
        assert waiting.reading.proposal
        assert waiting.reading.proposal.number == number


def test_what_nobody_here_gave_is_left_out_and_the_events_stay(
    tree: Tree, tmp_path: Path, elsewhere: Callable[[Sequence[str]], Store]
) -> None:
    file = backed_up(tree, tmp_path)
    with elsewhere(["other", "qingling"]) as store:
        city = store.within(store.organisation("qingling").number)
        city.put_back(file, NOW)
        assert proposals(city) == []
        assert event(city).title == "甲"
        with city.viewing(NOW, "given") as seen:
            assert not any(seen.given_events(other, [MEETING]) for other in range(1, 9))
        actions.undo(city, NOW)


def test_in_its_own_database_everything_comes_back_as_it_was(tree: Tree, tmp_path: Path) -> None:
    file, again = backed_up(tree, tmp_path), tmp_path / "again.jsonl"
    tree.city.put_back(file, NOW)
    tree.city.back_up(again, NOW)
    assert again.read_bytes().splitlines()[:1] == file.read_bytes().splitlines()[:1]
    assert [one.uid for one in proposals(tree.city)]


@pytest.mark.parametrize("givers", ["x", [1], {"a": "b"}])
def test_a_head_whose_givers_cannot_be_is_damaged(tree: Tree, tmp_path: Path, givers: object) -> None:
    file = backed_up(tree, tmp_path)
    first, rest = file.read_bytes().split(b"\n", 1)
    file.write_bytes(json.dumps(json.loads(first) | {"givers": givers}).encode() + b"\n" + rest)
    with pytest.raises(BadBackup, match="damaged in line 1"):
        tree.city.put_back(file, NOW)
