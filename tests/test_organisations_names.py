"""What is removed is said before; names by which people tell organisations apart; settings of the first one."""

from __future__ import annotations

from pathlib import Path

import pytest

from calendars.actions import add
from calendars.actions.access import add_account
from calendars.actions.feeds import add_feed
from calendars.actions.organising import (
    add_organisation,
    close_organisation,
    estate_of,
    move_organisation,
    remove_organisation,
    rename_organisation,
    set_own_settings,
)
from calendars.actions.people import add_person
from calendars.organisations import BadOrganisation, UnknownOrganisation
from calendars.people import Person
from calendars.selection import Selection
from calendars.store import Store
from calendars.store.owner import Owner
from tests.test_backup import event
from tests.test_cli import Run, run
from tests.test_organisations import NOW, store

__all__ = ["run", "store"]


def names(store: Store) -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in store.organisations()]


# -- removing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"), [("xiamen", "takes part"), ("nowhere", "no organisation"), ("", "first organisation")]
)
def test_what_cannot_be_removed_is_refused_before_anybody_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    run("init")
    run("org", "add", "xiamen", "厦门市科协")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    def prompted(*_: object, **__: object) -> str:
        raise AssertionError("nobody is to be asked")

    monkeypatch.setattr("click.prompt", prompted)
    found = run("--lang", "en", "org", "remove", key)
    assert found.code == 1
    assert said in found.err


def test_one_with_others_below_it_is_refused_before_the_question(store: Store) -> None:
    for key in ("xiamen", "fuzhou", "fujian"):
        close_organisation(store, key, NOW)
    with pytest.raises(BadOrganisation, match="others stand under “福建省科协”"):
        estate_of(store, "fujian", NOW)
    with pytest.raises(UnknownOrganisation):
        estate_of(store, "nowhere", NOW)


def test_the_question_says_what_goes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    run("org", "add", "xiamen", "厦门市科协")
    for text in ("5月30日 科技工作者日", "每月10日前 报送统计表"):
        run("add", text, "--org", "xiamen")
    assert run("people", "add", "张三", "--channel", "stdout", "--org", "xiamen").code == 0
    run("feeds", "add", "科普处", "--org", "xiamen")
    run("org", "close", "xiamen")
    asked: list[str] = []

    def prompted(text: str, **_: object) -> str:
        asked.append(text)
        return "n"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompted)
    found = run("--lang", "en", "org", "remove", "xiamen")
    assert (found.code, found.out.strip()) == (0, "nothing was removed")
    assert asked == [
        "Only a backup brings it back (yueling backup FILE --org xiamen). "
        "Delete “厦门市科协” (xiamen) with everything it has: events: 2, notices: 0, people: 1, accounts: 0, "
        "named calendars: 1? [y/N]"
    ]
    assert run("org", "remove", "xiamen", "--yes").code == 0


def test_what_came_after_the_question_is_not_removed_unseen(store: Store) -> None:
    city = store.within(store.organisation("xiamen").number)
    add(city, event("厦门的"), NOW)
    add_person(city, Person("zhang", "张三", channels=("stdout",)), NOW)
    add_account(city, "张三", "春眠不觉晓处处闻啼鸟", "editor", NOW)
    add_feed(city, "科普处", "", Selection(), False, NOW)
    close_organisation(store, "xiamen", NOW)
    seen = estate_of(store, "xiamen", NOW)
    assert (seen.events, seen.people, seen.accounts, seen.named_feeds) == (1, 1, 1, 1)
    add(city, event("后来的"), NOW)
    with pytest.raises(BadOrganisation, match="become otherwise meanwhile"):
        remove_organisation(store, "xiamen", NOW, seen)
    assert city.count() == 2
    assert remove_organisation(store, "xiamen", NOW, estate_of(store, "xiamen", NOW))["events"] == 2


# -- names ------------------------------------------------------------------------------------------------------------


def test_two_side_by_side_have_two_names(store: Store) -> None:
    before = names(store)
    with pytest.raises(BadOrganisation, match="“厦门市科协” stands there already, under the key xiamen"):
        add_organisation(store, "other", " 厦门市科协 ", NOW, under="fujian")
    with pytest.raises(BadOrganisation, match="“厦门市科协” stands there already, under the key xiamen"):
        rename_organisation(store, "fuzhou", "厦门市科协")
    assert names(store) == before


def test_one_keeps_its_own_name_and_shares_it_with_one_elsewhere(store: Store) -> None:
    assert rename_organisation(store, "xiamen", "厦门市科协").name == "厦门市科协"
    add_organisation(store, "zhejiang", "浙江省科协", NOW)
    add_organisation(store, "other", "厦门市科协", NOW, under="zhejiang")
    with pytest.raises(BadOrganisation, match="stands there already"):
        move_organisation(store, "other", "fujian")
    assert move_organisation(store, "other", "").name == "厦门市科协"


def test_a_name_stays_taken_while_its_owner_is_closed(store: Store) -> None:
    close_organisation(store, "xiamen", NOW)
    with pytest.raises(BadOrganisation, match="stands there already"):
        add_organisation(store, "other", "厦门市科协", NOW, under="fujian")
    remove_organisation(store, "xiamen", NOW)
    assert add_organisation(store, "other", "厦门市科协", NOW, under="fujian").name == "厦门市科协"


# -- settings of the first one ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [(), ("--none",), ("FILE",)])
def test_the_settings_of_the_first_one_are_not_asked_for_here(run: Run, how: tuple[str, ...], tmp_path: Path) -> None:
    run("init")
    file = tmp_path / "own.toml"
    file.write_text('[feeds]\ntitle = "x"\n')
    found = run("--lang", "en", "org", "settings", "", *(str(file) if one == "FILE" else one for one in how))
    assert found.code == 1
    assert "the settings of the first organisation are those of the installation, in its settings file" in found.err
    assert "yueling doctor" in found.err


def test_nor_are_they_kept_by_the_action(store: Store) -> None:
    with pytest.raises(BadOrganisation, match="in its settings file"):
        set_own_settings(store, "", "")


# -- what nobody sees -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\ufeff", "\u2060", "\x07", "\x7f", "\u00ad"])
def test_a_name_with_characters_that_nobody_sees_is_refused(store: Store, mark: str) -> None:
    before = names(store)
    with pytest.raises(BadOrganisation, match="characters in it that nobody sees"):
        add_organisation(store, "other", f"泉州市{mark}科协", NOW)
    with pytest.raises(BadOrganisation, match="characters in it that nobody sees"):
        rename_organisation(store, "xiamen", f"厦门市科协{mark}")
    assert names(store) == before


@pytest.mark.parametrize("blank", ["\n", "\r\n", "\u2028", "\u2029", "\t", "\u3000", "  "])
def test_white_space_in_a_name_is_one_blank(store: Store, blank: str) -> None:
    assert add_organisation(store, "other", f"泉州市{blank}科协{blank}", NOW).name == "泉州市 科协"


def test_names_that_look_alike_are_one_side_by_side(store: Store) -> None:
    add_organisation(store, "one", "泉州市科协（本级）", NOW)
    with pytest.raises(BadOrganisation, match="stands there already, under the key one"):
        add_organisation(store, "two", "泉州市科协(本级)", NOW)


def test_a_backup_with_such_a_name_from_before_can_still_be_read() -> None:
    owner = Owner.read({"key": "xiamen", "name": "厦门市\u200b科协", "settings": None})
    assert owner == Owner("xiamen", "厦门市科协")
