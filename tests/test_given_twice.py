"""A notice that is given and was read there too, in several versions: one event each, and nothing in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from calendars import actions
from calendars.actions.giving import give
from calendars.actions.organising import add_organisation
from calendars.answers import events
from calendars.answers.inquiry import Inquiry
from calendars.events import Event
from calendars.store import Store
from calendars.words.given import receipts_words
from calendars.words.redated import redated_line
from rules import YuelingError

from .test_cli import Run, run
from .test_given import MEETING, NOW, Tree, day, drafts_of, proposals, read, take, take_all, tree, why
from .test_later_notices import CALLED_OFF, POSTPONED

__all__ = ["run", "tree"]

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


# ------------------------------------------------------------------ what became of all versions


def of_title(store: Store, words: str) -> Event:
    (found,) = [one for one in store.events() if words in one.title]
    return found


@pytest.mark.parametrize("again", ["the number", "the first version", "the later version"])
def test_what_a_version_added_and_is_gone_above_is_proposed_to_go_whichever_version_is_given(
    tree: Tree, again: str
) -> None:
    first = read(tree.province, FIRST)
    tree.give(first, "qingling")
    later = read(tree.province, LONGER, tree.now())
    tree.give(later, "qingling")
    take_all(tree)
    assert of_title(tree.city, "经费")
    actions.undo(tree.province, tree.now())
    words = {"the number": NUMBER, "the first version": first, "the later version": later}[again]
    assert tree.give(words, "qingling")["qingling"].proposed == 2
    take_all(tree)
    assert not [one for one in tree.city.events() if "经费" in one.title]
    assert dates(tree.city).items() <= dates(tree.province).items()
    assert not tree.give(words, "qingling")["qingling"].is_new


def test_what_a_version_added_and_stands_above_stays_when_another_version_is_given(tree: Tree) -> None:
    first = read(tree.province, FIRST)
    later = read(tree.province, LONGER, tree.now())
    tree.give(later, "qingling")
    before = dates(tree.city)
    assert tree.give(first, "qingling")["qingling"].proposed == 0
    assert dates(tree.city) == before
    assert not tree.give(later, "qingling")["qingling"].proposed


# ------------------------------------------------------------------ what was decided against already


def test_what_a_person_set_otherwise_is_not_proposed_again_when_the_giver_comes_back_to_it(tree: Tree) -> None:
    tree.give(read(tree.province, FIRST), "qingling")
    mine = report(tree.city).uid
    tree.edit(tree.city, mine, recurrence=day("2026年12月12日"))
    tree.give(read(tree.province, LONGER, tree.now()), "qingling")
    assert mine in {one.uid.partition("~")[0] for one in proposals(tree.city)}
    actions.undo(tree.province, tree.now())
    found = tree.give(NUMBER, "qingling")["qingling"]
    assert mine not in {one.uid.partition("~")[0] for one in proposals(tree.city)}
    assert found.withdrawn >= 1
    take_all(tree)
    assert tree.city.event(mine).recurrence == day("2026年12月12日")


def test_what_a_person_took_away_is_not_proposed_back_as_it_was_when_the_giver_comes_back_to_it(tree: Tree) -> None:
    tree.give(read(tree.province, FIRST), "qingling")
    mine = report(tree.city).uid
    actions.remove(tree.city, mine, tree.now())
    tree.give(read(tree.province, LONGER, tree.now()), "qingling")
    assert mine in {one.uid.partition("~")[0] for one in proposals(tree.city)}
    actions.undo(tree.province, tree.now())
    tree.give(NUMBER, "qingling")
    assert mine not in {one.uid.partition("~")[0] for one in proposals(tree.city)}


def test_what_a_person_set_and_accepted_away_again_is_proposed_when_the_giver_comes_back(tree: Tree) -> None:
    tree.give(read(tree.province, FIRST), "qingling")
    mine = report(tree.city).uid
    tree.edit(tree.province, mine, title="甲")
    tree.give(NUMBER, "qingling")
    take_all(tree)
    actions.undo(tree.province, tree.now())
    assert tree.give(NUMBER, "qingling")["qingling"].proposed == 1


def test_what_went_because_that_was_proposed_is_proposed_back_also_after_a_correction_that_was_taken_back(
    tree: Tree,
) -> None:
    tree.give(read(tree.province, FIRST), "qingling")
    mine = report(tree.province).uid
    actions.remove(tree.province, mine, tree.now())
    tree.give(NUMBER, "qingling")
    take_all(tree)
    actions.undo(tree.province, tree.now())
    for what in (
        lambda: None,
        lambda: tree.edit(tree.province, mine, title="甲"),
        lambda: actions.undo(tree.province, tree.now()),
    ):
        what()
        tree.give(NUMBER, "qingling")
        assert [one.uid.partition("~")[0] for one in proposals(tree.city)] == [mine]


# ------------------------------------------------------------------ in words


def given_words(tree: Tree, words: str, *to: str) -> list[str]:
    return [one.say("zh") for one in receipts_words(give(tree.province, words, tree.now(), to=to).receipts)]


def test_an_accepted_cancellation_is_said_to_be_one_and_its_undo_that_it_takes_place(tree: Tree) -> None:
    tree.give()
    read(tree.province, POSTPONED)
    later = read(tree.province, CALLED_OFF)
    tree.give(later)
    (old, new), *more = take(tree.city, tree.now()).redated
    assert not more
    said = redated_line(old, new, "zh").say("zh")
    assert said.startswith("取消：")
    assert "日期有变" not in said
    actions.undo(tree.province, tree.now())
    tree.give(later)
    ((old, new),) = take(tree.city, tree.now()).redated
    assert redated_line(old, new, "zh").say("zh").startswith("恢复举行：")


def test_why_says_that_a_proposal_waits_and_does_not_take_its_notice_for_a_source(tree: Tree) -> None:
    tree.give()
    before = why(tree.city)
    later = read(tree.province, POSTPONED)
    tree.give(later)
    after = why(tree.city)
    (waits,) = after.pop("待定建议")
    assert waits.startswith("来自云岭省科协")
    assert after == before
    record = events.event(Inquiry(tree.city, NOW, "zh", trusted=True), MEETING)
    assert [(one["notice"]["title"], one["notice"]["issued"]) for one in record["sources"]] == [
        ("关于举办青岭市第十二届学术年会的通知", "2026-03-13")
    ]
    take(tree.city, tree.now())
    assert "待定建议" not in why(tree.city)
    assert len(why(tree.city)["来源"]) >= 2


def test_what_still_waits_is_said_where_nothing_is_new(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    assert given_words(tree, tree.digest, "qingling") == ["青岭市科协：没有新内容，1 条建议仍待处理"]
    take(tree.city, tree.now())
    assert given_words(tree, tree.digest, "qingling") == ["青岭市科协：此前已全部收到"]


def test_two_receivers_of_one_name_are_told_apart_by_their_keys(tree: Tree) -> None:
    add_organisation(tree.top, "qu2", "城东区科协", NOW, under="anhe")
    said = given_words(tree, tree.digest)
    names = [one.partition("：")[0] for one in said]
    assert names == ["安禾市科协", "城东区科协 (qu2)", "青岭市科协", "城东区科协 (qu)"]


@pytest.mark.parametrize(
    ("words", "to", "said"),
    [
        (NUMBER, "", "组织标识为空"),
        (NUMBER, "yunling", "就是下发单位"),
        ("", "qingling", "未指明通知"),
        ("  ", "qingling", "未指明通知"),
    ],
)
def test_an_empty_word_or_the_giver_itself_is_refused_in_words_of_its_own(
    tree: Tree, words: str, to: str, said: str
) -> None:
    read(tree.province, FIRST)
    with pytest.raises(YuelingError) as error:
        give(tree.province, words, tree.now(), to=[to])
    assert said in error.value.said.say("zh")
    assert error.value.remedy


def test_show_says_what_waits_on_the_command_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text(FIRST, encoding="utf-8")
    run("org", "add", "sheng", "云岭省科协")
    run("org", "add", "z", "青岭市科协", "--under", "sheng")
    run("read", str(tmp_path / "n.txt"), "--add", "--yes", "--org", "sheng")
    run("org", "give", NUMBER, "--org", "sheng")
    listed = run("list", "--all", "--json", "--org", "sheng").json()
    uid = next(one["uid"] for one in listed if "统计表" in one["title"])
    run("edit", uid, "--title", "报送新统计表", "--org", "sheng")
    run("org", "give", NUMBER, "--org", "sheng")
    assert "报送新统计表" in run("show", uid, "--org", "z").out
    assert "报送新统计表" in run("why", uid, "--org", "z").out
