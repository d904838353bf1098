"""A notice that is given and was read there too, in several versions: one event each, and nothing in silence."""

from __future__ import annotations

import pytest

from calendars import actions
from calendars.events import Event
from calendars.store import Store

from .test_given import Tree, day, read, take_all, tree

__all__ = ["tree"]

FIRST = """关于报送2026年科普工作总结的通知
云科协发〔2026〕30号
各市科协：
请于2026年12月15日前报送工作总结。
请于2026年12月18日前报送统计表。
总结会定于2026年12月22日上午9:00召开。
云岭省科学技术协会
2026年11月20日
"""
SECOND = FIRST.replace("12月15日", "12月16日").replace("12月18日", "12月19日").replace("12月22日", "12月23日")
LONGER = FIRST.replace("12月15日", "12月20日").replace("总结会", "请于2026年12月25日前报送经费决算。\n总结会")
NUMBER = "30号"


def dates(store: Store) -> dict[str, object]:
    return {one.title: one.recurrence for one in store.events() if one.source and one.source.number}


def uids(store: Store) -> set[str]:
    return {one.uid for one in store.events()}


def report(store: Store) -> Event:
    """The event of the report."""
    (found,) = [one for one in store.events() if one.quote and "总结" in (one.title or "") and "会" not in one.title]
    return found


def unread(store: Store, text: str, tree: Tree) -> tuple[Event, ...]:
    """What a notice that is read again says no longer."""
    from .test_given import drafts_of

    notice, drafts = drafts_of(text)
    return actions.read_in(store, notice, drafts, tree.now()).unread


# ------------------------------------------------------------------ every duty once


@pytest.mark.parametrize("there", [SECOND, FIRST, LONGER], ids=["the second", "the first", "another version"])
def test_what_an_organisation_read_itself_in_the_same_notice_or_a_version_of_it_is_one_event(
    tree: Tree, there: str
) -> None:
    read(tree.province, FIRST)
    read(tree.province, SECOND, tree.now())
    read(tree.city, there)
    before = uids(tree.city)
    found = tree.give(NUMBER, "qingling")["qingling"]
    assert (found.added, uids(tree.city)) == (0, before)
    if there == SECOND:
        assert found.proposed == 0
    take_all(tree)
    assert all(dates(tree.city)[title] == found for title, found in dates(tree.province).items())
    assert not tree.give(NUMBER, "qingling")["qingling"].is_new
    assert len(unread(tree.city, SECOND, tree)) == (there == LONGER)
    assert uids(tree.city) == before


def test_what_is_otherwise_is_proposed_of_the_event_under_its_own_uid_and_accepted_there(tree: Tree) -> None:
    read(tree.province, FIRST)
    read(tree.province, SECOND, tree.now())
    read(tree.city, SECOND)
    tree.give(NUMBER, "qingling")
    mine, theirs = report(tree.city), report(tree.province)
    assert mine.uid != theirs.uid
    tree.edit(tree.province, theirs.uid, recurrence=day("2026年12月28日"))
    assert tree.give(NUMBER, "qingling")["qingling"].proposed == 1
    take_all(tree)
    assert tree.city.event(mine.uid).recurrence == day("2026年12月28日")
    actions.remove(tree.province, theirs.uid, tree.now())
    assert tree.give(NUMBER, "qingling")["qingling"].proposed == 1
    take_all(tree)
    assert mine.uid not in uids(tree.city)
    assert not tree.give(NUMBER, "qingling")["qingling"].is_new


def test_what_was_taken_away_there_under_its_own_uid_stays_away(tree: Tree) -> None:
    read(tree.province, FIRST)
    read(tree.province, SECOND, tree.now())
    read(tree.city, SECOND)
    actions.remove(tree.city, report(tree.city).uid, tree.now())
    before = uids(tree.city)
    found = tree.give(NUMBER, "qingling")["qingling"]
    assert (found.added, found.proposed, uids(tree.city)) == (0, 0, before)


def test_what_was_read_there_and_taken_back_is_new_when_it_is_given_again(tree: Tree) -> None:
    read(tree.province, FIRST)
    read(tree.province, SECOND, tree.now())
    read(tree.city, SECOND)
    tree.give(NUMBER, "qingling")
    actions.undo(tree.city, tree.now())
    actions.undo(tree.city, tree.now())
    assert tree.city.count() == 0
    assert tree.give(NUMBER, "qingling")["qingling"].added == 3
    assert uids(tree.city) == {one.uid for one in tree.province.events() if one.uid in uids(tree.city)}


def test_what_a_third_notice_moves_is_proposed_of_the_event_under_its_own_uid(tree: Tree) -> None:
    read(tree.province, FIRST)
    read(tree.province, SECOND, tree.now())
    read(tree.city, SECOND)
    tree.give(NUMBER, "qingling")
    before = uids(tree.city)
    longer = read(tree.province, LONGER, tree.now())
    found = tree.give(longer, "qingling")["qingling"]
    assert (found.added, found.proposed) == (1, 3)
    take_all(tree)
    assert len(uids(tree.city)) == len(before) + 1
    assert dates(tree.city) == dates(tree.province)
