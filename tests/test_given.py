"""A notice given to the organisations below: each has a copy of its own, and what comes later it decides itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from calendars import actions
from calendars.access import passwords
from calendars.actions import giving
from calendars.actions.access import add_account
from calendars.actions.giving import give
from calendars.actions.organising import (
    add_organisation,
    close_organisation,
    move_organisation,
    open_organisation,
)
from calendars.answers import events, review
from calendars.answers.inquiry import Inquiry
from calendars.changes_shown import agreeing, change_record, change_rows, doubts
from calendars.choosing import Choice
from calendars.drafts import draft
from calendars.events import CANCELLED, Event, Lead, Source
from calendars.inputs import Pile, accept, look, waiting_piles
from calendars.organisations import FIRST, BadOrganisation, UnknownOrganisation
from calendars.past import past_rows, step_rows
from calendars.reconciling import Sort
from calendars.store import KeptNotice, Store
from calendars.store.changing import Changing
from calendars.store.given import content_of
from calendars.store.tables import metadata
from calendars.which_notice import UnknownPaper, versions_meant
from calendars.words.decided import done_words
from rules import Message, Notice, find, parse, read_notice

from .desk import NOTICE, at_the_desk
from .test_cli import Run, run
from .test_later_notices import CALL, CALLED_OFF, POSTPONED

__all__ = ["run"]

NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
MEETING, REPLY = "b82e03e48e2bd428", "2583c3c1da6a3f13"
"""The UIDs of what CALL says: the meeting, and by when to reply."""


REMINDER = """关于做好青岭市第十二届学术年会参会工作的通知
各市级学会：
青岭市第十二届学术年会定于2026年5月15日上午9:00举行，请准时参加。
青岭市科学技术协会
2026年4月1日
"""


class Tree:
    """云岭省 with two cities below it, and a district below one of these."""

    def __init__(self, store: Store) -> None:
        self.top = store
        for key, name, under in (
            ("yunling", "云岭省科协", ""), ("qingling", "青岭市科协", "yunling"), ("anhe", "安禾市科协", "yunling"),
            ("qu", "城东区科协", "qingling"), ("other", "别省科协", ""),
        ):  # fmt: skip
            add_organisation(store, key, name, NOW, under=under)
        self.province, self.city, self.second, self.district, self.other = (
            self.of(key) for key in ("yunling", "qingling", "anhe", "qu", "other")
        )
        self.digest = read(self.province, CALL)
        self.city_key, self.hour, self.began = "qingling", 0, 0

    def of(self, key: str) -> Store:
        return self.top.within(self.top.organisation(key).number)

    def now(self) -> datetime:
        """Each moment is later than the one before."""
        self.hour += 1
        return NOW + timedelta(hours=self.hour)

    def give(self, digest: str = "", *to: str, by: Store | None = None) -> dict[str, giving.Receipt]:
        """What reached each organisation, by its key."""
        found = give(by or self.province, digest or self.digest, self.now(), to=to)
        return {one.receiver.key: one for one in found.receipts}

    def edit(self, store: Store, uid: str = MEETING, /, **fields: Any) -> Event:
        """What a person makes of an event."""
        became = actions.edit(store, uid, self.now(), **fields)
        return became.events[0]


def read(store: Store, text: str, now: datetime = NOW) -> str:
    """The digest of a notice that was read and taken."""
    notice, drafts = drafts_of(text)
    actions.read_in(store, notice, drafts, now)
    return notice.digest


@cache
def drafts_of(text: str) -> tuple[Notice, list[Event]]:
    notice = read_notice(text)
    return notice, draft(notice, find(notice))


@pytest.fixture
def tree(make_database: Callable[[Path], Path], tmp_path: Path) -> Iterator[Tree]:
    with Store.open(f"sqlite:///{make_database(tmp_path / 'events.sqlite3')}") as store:
        yield Tree(store)


def event(store: Store, uid: str = MEETING) -> Event:
    return store.event(uid)


def proposals(store: Store) -> list[Event]:
    return [one for _, one in store.drafts() if one.reading and one.reading.proposal]


def fields_of(store: Store) -> list[tuple[str, ...]]:
    return [one.reading.proposal.fields for one in proposals(store) if one.reading and one.reading.proposal]


def pile(store: Store) -> Pile:
    (found,) = waiting_piles(store)
    return found


def take(store: Store, now: datetime, *, refuse: bool = False) -> actions.Outcome:
    """What became of all that waits, taken or refused."""
    waiting = pile(store)
    seen = look(store, waiting, now)
    choice = Choice(frozenset(), frozenset(range(1, len(seen.changes) + 1))) if refuse else Choice()
    return accept(store, waiting, seen.changes, choice, now)


def day(text: str) -> Any:
    return parse(text, reference=date(2026, 4, 8))


def rows(store: Store, org: int) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that an organisation has."""
    found = {}
    for table in metadata.sorted_tables:
        if "org" in table.c:
            question = f"SELECT * FROM {table.name} WHERE org = {org} AND {org} = this_org()"
            found[table.name] = sorted(map(tuple, store.within(org).ask(question, {})), key=repr)
    return found


# ------------------------------------------------------------------ the copy


def test_all_that_stand_below_get_a_copy_at_any_depth_and_nobody_else(tree: Tree) -> None:
    found = tree.give()
    assert {key: (one.added, one.proposed) for key, one in found.items()} == dict.fromkeys(
        ("anhe", "qingling", "qu"), (2, 0)
    )
    assert {one.uid for one in tree.district.events()} == {MEETING, REPLY}
    assert tree.other.count() == tree.top.count() == 0


def test_a_copy_is_as_the_giver_has_it_with_its_words_and_place_and_nothing_that_is_the_givers_own(tree: Tree) -> None:
    tree.edit(tree.province, title="省学术年会", recurrence=day("5月16日"), tags=("会议",), leads=(Lead(3),))
    actions.complete(tree.province, REPLY, date(2026, 5, 6), NOW, by="张")
    ours = event(tree.province)
    tree.give()
    copy = event(tree.city)
    assert content_of(copy) == content_of(ours)
    assert (copy.quote, copy.source, copy.reading) == (ours.quote, ours.source, ours.reading)
    assert copy.sequence == 0
    assert tree.city.decisions() == {}
    assert not event(tree.city, REPLY).completions
    said, theirs = (store.statements_in(tree.digest)[MEETING][0] for store in (tree.province, tree.city))
    assert replace(theirs, added=None) == replace(said, added=None)
    assert tree.city.notice(tree.digest).text == tree.province.notice(tree.digest).text


def test_page_row_and_status_go_with_it_and_origin_subscription_and_what_is_withheld_do_not(tree: Tree) -> None:
    with tree.province.changing(NOW, "edit") as change:
        old = change.event(MEETING)
        assert old.source
        source = replace(old.source, page=2, row=7)
        change.save([replace(old, source=source, status=CANCELLED), replace(change.event(REPLY), withheld=True)])
        said = change.statements_of([MEETING])[MEETING][0]
        change.state([replace(said, source=source)])
    tree.give()
    (copy,) = tree.city.events()
    assert copy.source
    assert (copy.source.page, copy.source.row, copy.status) == (2, 7, CANCELLED)


def test_what_a_later_notice_moves_is_new_to_whom_the_earlier_one_never_reached(tree: Tree) -> None:
    later = read(tree.province, POSTPONED)
    assert tree.give(later, "anhe")["anhe"].added == 1
    assert event(tree.second).recurrence == event(tree.province).recurrence


def test_the_copy_is_found_by_its_words_its_tag_has_a_feed_and_a_pass_looks_at_it(tree: Tree) -> None:
    tree.edit(tree.province, tags=("年会",))
    before = tree.city.last_change()
    tree.give()
    assert [one.uid for one in tree.city.events(words="参会回执")] == [REPLY]
    assert tree.city.tags_used() == ["年会"]
    assert {one.uid for one in tree.city.events_awake(date(2026, 5, 1))} == {MEETING, REPLY}
    assert tree.city.last_change() != before


def test_the_copy_is_tied_to_its_source(tree: Tree) -> None:
    tree.give()
    with tree.city.viewing(NOW, "read") as change:
        tied = change.given_notices(tree.province.org).get(tree.digest)
    assert tied
    assert (tied.giver, tied.at, len(tied.digest)) == (tree.province.org, NOW + timedelta(hours=1), 64)
    assert tied.uids == {MEETING: MEETING, REPLY: REPLY}


def test_what_an_organisation_knows_of_the_notice_already_stays(tree: Tree) -> None:
    read(tree.city, CALL)
    with tree.city.changing(NOW, "edit") as change:
        change.keep_notice(
            Source("我们的题目", "青科〔2026〕1号", "青岭", date(2026, 3, 1), tree.digest), {"name": "a.txt"}
        )
    tree.edit(tree.province, title="省学术年会")
    before = tree.city.notice(tree.digest), tree.city.events()
    assert tree.give()["qingling"].proposed == 1
    assert (tree.city.notice(tree.digest), tree.city.events()) == before
    take(tree.city, tree.now())
    assert event(tree.city).title == "省学术年会"
    assert tree.city.notice(tree.digest) == before[0]


def test_what_it_knows_already_from_another_notice_is_not_doubled_but_asked(tree: Tree) -> None:
    read(tree.city, REMINDER)
    before = tree.city.events()
    (meeting,) = [one for one in before if "年会" in one.title]
    found = tree.give()["qingling"]
    assert (found.added, found.proposed) == (1, 1)
    assert {one.uid for one in tree.city.events()} == {*(one.uid for one in before), REPLY}
    take(tree.city, tree.now())
    assert len(tree.city.events()) == len(before) + 1
    assert {one.source.digest for one in tree.city.statements([meeting.uid])[meeting.uid]} > {tree.digest}
    tree.give(read(tree.province, POSTPONED))
    take(tree.city, tree.now())
    assert event(tree.city, meeting.uid).recurrence == event(tree.province).recurrence


# ------------------------------------------------------------------ given again after something was taken back

CORRECTED = CALL.replace("5月15日（星期五）", "5月18日（星期一）")


def take_all(tree: Tree) -> None:
    while waiting := waiting_piles(tree.city):
        accept(tree.city, waiting[0], look(tree.city, waiting[0], NOW).changes, Choice(), tree.now())


def test_a_correction_a_removal_and_their_undo_each_reach_those_below(tree: Tree) -> None:
    tree.give()
    old = event(tree.city).title
    for what in (
        lambda: tree.edit(tree.province, title="甲"),
        lambda: actions.remove(tree.province, MEETING, tree.now()),
    ):
        for step in (what, lambda: actions.undo(tree.province, tree.now())):
            step()
            assert tree.give()["qingling"].proposed == 1
            take_all(tree)
            assert tree.city.count() == tree.province.count()
    assert event(tree.city).title == old


@pytest.mark.parametrize("again", ["the first notice", "the later notice"])
def test_the_undo_of_a_later_reading_is_proposed_whichever_of_the_notices_is_given(tree: Tree, again: str) -> None:
    tree.give()
    later = read(tree.province, POSTPONED)
    tree.give(later)
    take_all(tree)
    assert event(tree.city).recurrence == event(tree.province).recurrence
    actions.undo(tree.province, tree.now())
    assert tree.give(later if again == "the later notice" else "")["qingling"].proposed == 1
    assert fields_of(tree.city) == [("recurrence",)]
    take_all(tree)
    assert event(tree.city).recurrence == event(tree.province).recurrence == day("2026年5月15日上午9点")
    assert not any(tree.give(one)["qingling"].proposed for one in (tree.digest, later))
    assert not any(tree.give(one)["qingling"].is_new for one in (tree.digest, later))


def test_what_was_given_with_a_later_notice_alone_goes_back_without_the_words_of_one_that_never_came(
    tree: Tree,
) -> None:
    later = read(tree.province, POSTPONED)
    tree.give(later, "qingling")
    actions.undo(tree.province, tree.now())
    assert tree.give(later, "qingling")["qingling"].proposed == 1
    (draft,) = proposals(tree.city)
    assert draft.source
    assert (draft.quote, draft.source.digest) == (None, later)
    take_all(tree)
    assert event(tree.city).recurrence == event(tree.province).recurrence
    assert tree.give(later, "anhe")["anhe"].added == 0, "nothing of that notice is on the calendar above"


def test_a_corrected_notice_is_given_by_the_name_of_both_and_its_undo_too(tree: Tree) -> None:
    title = "关于举办青岭市第十二届学术年会的通知"
    tree.give(title)
    corrected = read(tree.province, CORRECTED, tree.now())
    found = give(tree.province, title, tree.now())
    assert (found.notice.digest, [one.digest for one in found.earlier]) == (corrected, [tree.digest])
    take_all(tree)
    assert event(tree.city).recurrence == event(tree.province).recurrence
    actions.undo(tree.province, tree.now())
    found = give(tree.province, title, tree.now())
    assert (found.notice.digest, [one.digest for one in found.earlier]) == (tree.digest, [corrected])
    assert next(one.proposed for one in found.receipts if one.receiver.key == "qingling") == 1
    take_all(tree)
    assert event(tree.city).recurrence == event(tree.province).recurrence


def test_what_is_hidden_above_by_now_is_not_proposed_to_go(tree: Tree) -> None:
    tree.give()
    with tree.province.changing(tree.now(), "edit") as change:
        change.save([replace(change.event(MEETING), withheld=True)])
    tree.give()
    assert not proposals(tree.city)
    assert not tree.give()["qingling"].is_new


# ------------------------------------------------------------------ its own decisions


def test_giving_twice_changes_nothing_and_stands_in_no_history(tree: Tree) -> None:
    tree.give()
    before = [rows(tree.top, number) for number in range(FIRST, 7)]
    assert [one.is_new for one in tree.give().values()] == [False] * 3
    assert [rows(tree.top, number) for number in range(FIRST, 7)] == before


def test_what_was_corrected_moved_cancelled_removed_or_done_there_is_never_touched(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.city, title="我市参会", recurrence=day("5月14日"))
    actions.complete(tree.city, REPLY, date(2026, 5, 6), NOW, by="李")
    actions.call_off(tree.second, MEETING, tree.now())
    actions.remove(tree.second, REPLY, tree.now())
    before = [(store.events(), store.decisions()) for store in (tree.city, tree.second)]
    tree.give()
    tree.edit(tree.province, title="省会", recurrence=day("6月1日"))
    tree.edit(tree.province, REPLY, recurrence=day("5月1日前"))
    tree.give()
    assert [(store.events(), store.decisions()) for store in (tree.city, tree.second)] == before


def test_only_what_the_giver_made_otherwise_is_proposed_and_what_was_corrected_there_stays(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.city, title="我市参会")
    tree.edit(tree.province, recurrence=day("5月20日"))
    tree.give()
    assert fields_of(tree.city) == [("recurrence",)]
    take(tree.city, tree.now())
    now = event(tree.city)
    assert (now.title, now.recurrence, now.sequence) == ("我市参会", day("5月20日"), 2)


# ------------------------------------------------------------------ what comes later


def test_a_later_notice_that_moves_it_reaches_it_as_a_proposal_that_says_from_whom(tree: Tree) -> None:
    tree.give()
    later = read(tree.province, POSTPONED)
    assert tree.give(later)["qingling"].proposed == 1
    assert event(tree.city).sequence == 0
    seen = look(tree.city, pile(tree.city), tree.now())
    (change,) = seen.changes
    assert change.sort is Sort.MOVED
    assert next(one.say("zh") for one in doubts(seen.changes, "zh")).startswith("1：来自云岭省科协：")
    assert change_rows(seen.changes, (), "zh")[1][0][1] == "改期"


def test_what_is_accepted_is_so_and_counts_its_sequence_and_rests_on_the_later_notice(tree: Tree) -> None:
    tree.give()
    later = read(tree.province, POSTPONED)
    tree.give(later)
    outcome = take(tree.city, tree.now())
    assert [one.uid for one in outcome.changed] == [MEETING]
    now = event(tree.city)
    assert (now.recurrence, now.sequence) == (event(tree.province).recurrence, 1)
    assert now.source
    assert now.source.digest == later
    assert not tree.city.drafts()
    assert tree.city.decisions() == {}, "the notice says it: nothing was settled by hand"


def test_what_is_called_off_is_proposed_and_calls_it_off(tree: Tree) -> None:
    tree.give()
    read(tree.province, POSTPONED)
    tree.give(read(tree.province, CALLED_OFF))
    assert [one.sort for one in look(tree.city, pile(tree.city), NOW).changes] == [Sort.CANCELLED]
    take(tree.city, tree.now())
    assert event(tree.city).status == CANCELLED


def test_what_the_giver_corrected_by_hand_is_amended_and_stays_when_the_notice_is_read_again(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="年会（省）", place="新会场")
    tree.give()
    (change,) = look(tree.city, pile(tree.city), NOW).changes
    assert change.sort is Sort.AMENDED
    take(tree.city, tree.now())
    read(tree.city, CALL, tree.now())
    assert (event(tree.city).title, event(tree.city).place) == ("年会（省）", "新会场")


def test_what_was_done_stays_done_where_a_proposal_moves_it_as_where_a_person_does_and_that_is_said(tree: Tree) -> None:
    tree.give()
    for store in (tree.city, tree.second):
        actions.complete(store, REPLY, date(2026, 5, 6), NOW, by="李")
    tree.edit(tree.province, REPLY, recurrence=day("2026年5月20日前"))
    tree.give()
    proposed = take(tree.city, tree.now())
    by_hand = actions.edit(tree.second, REPLY, tree.now(), recurrence=day("2026年5月20日前"))
    for outcome in (proposed, by_hand):
        assert [(one.before, one.after) for one in outcome.done] == [(date(2026, 5, 6), date(2026, 5, 20))]
        assert outcome.changed[0].completions
        assert "仍为办结" in done_words(outcome, "zh")[0].say("zh")
    tree.edit(tree.province, REPLY, recurrence=day("每周五"))
    tree.give()
    proposed = take(tree.city, tree.now())
    by_hand = actions.edit(tree.second, REPLY, tree.now(), recurrence=day("每周五"))
    for store, outcome in ((tree.city, proposed), (tree.second, by_hand)):
        assert [(one.before, one.after) for one in outcome.done] == [(date(2026, 5, 20), None)]
        assert "均为未办结" in done_words(outcome, "zh")[0].say("zh")
        actions.undo(store, tree.now())
        again = event(store, REPLY)
        (key,) = [one.key for one in again.completions]
        assert [one.key for one in again.recurrence.between(date(2026, 5, 20), date(2026, 5, 20))] == [key]


def test_what_the_giver_took_away_is_proposed_to_go(tree: Tree) -> None:
    tree.give()
    actions.remove(tree.province, MEETING, tree.now())
    assert tree.give()["qingling"].proposed == 1
    seen = look(tree.city, pile(tree.city), NOW)
    assert [one.sort for one in seen.changes] == [Sort.REMOVED]
    assert "云岭省科协" in next(iter(doubts(seen.changes, "zh"))).say("zh")
    assert [one.uid for one in take(tree.city, tree.now()).gone] == [MEETING]
    assert [one.uid for one in tree.city.events()] == [REPLY]
    assert tree.city.decisions()[MEETING]["event"].fate == "removed"
    assert not tree.give()["qingling"].is_new


def test_what_was_taken_away_there_is_brought_back_only_by_a_proposal_and_only_where_it_is_otherwise(
    tree: Tree,
) -> None:
    tree.give()
    actions.remove(tree.city, MEETING, tree.now())
    tree.edit(tree.province, REPLY, title="报名")
    tree.give()
    assert [one.uid.partition("~")[0] for one in proposals(tree.city)] == [REPLY]
    tree.edit(tree.province, recurrence=day("5月20日"))
    tree.give()
    assert {one.uid.partition("~")[0] for one in proposals(tree.city)} == {MEETING, REPLY}
    with pytest.raises(actions.UnknownDraft):
        actions.decide(tree.city, 99, "", NOW, lambda *_: read_notice(CALL), lambda _: actions.Verdict())
    take(tree.city, tree.now())
    assert event(tree.city).recurrence == day("5月20日")
    assert event(tree.city).sequence > 0, "calendars never see the number fall"


def test_nothing_is_proposed_that_is_so_there_already(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.city, recurrence=day("5月20日"))
    tree.edit(tree.province, recurrence=day("5月20日"))
    assert tree.give()["qingling"].proposed == 0
    assert not tree.city.drafts()


def test_a_proposal_that_lies_open_is_replaced_by_a_later_one(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    tree.edit(tree.province, recurrence=day("5月20日"))
    tree.give()
    assert fields_of(tree.city) == [("title", "recurrence")]


def test_what_a_later_notice_says_takes_the_place_of_what_lies_open_of_the_earlier_one(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, place="新会场")
    tree.give()
    tree.give(read(tree.province, POSTPONED))
    assert fields_of(tree.city) == [("recurrence", "place")]
    assert [one.source and one.source.title for one in proposals(tree.city)] == [
        "关于延期举办青岭市第十二届学术年会的通知"
    ]


def test_a_proposal_goes_where_the_giver_has_it_again_as_it_was(tree: Tree) -> None:
    tree.give()
    old = event(tree.province).title
    tree.edit(tree.province, title="甲")
    tree.give()
    tree.edit(tree.province, title=old)
    assert (found := tree.give()["qingling"]).withdrawn == 1
    assert (found.added, found.proposed) == (0, 0)
    assert step_rows(tree.city.steps(1), [[]], "zh")[1][0][4] == "撤回建议 1 项"
    assert not tree.city.drafts()


def test_what_was_declined_does_not_come_back_but_other_content_does(tree: Tree) -> None:
    tree.give()
    old = event(tree.province).title
    for title, waits in (("甲", 1), (old, 0), ("甲", 0), ("乙", 1)):
        tree.edit(tree.province, title=title)
        assert tree.give()["qingling"].proposed == waits, title
        if waits:
            take(tree.city, tree.now(), refuse=True)
        assert not tree.city.drafts()
        assert (event(tree.city).title, event(tree.city).sequence) == (old, 0)


def test_what_was_declined_to_go_stays_and_is_not_asked_again(tree: Tree) -> None:
    tree.give()
    actions.remove(tree.province, MEETING, tree.now())
    tree.give()
    take(tree.city, tree.now(), refuse=True)
    tree.edit(tree.province, REPLY, title="报名")
    tree.give()
    assert [one.uid.partition("~")[0] for one in proposals(tree.city)] == [REPLY]
    assert event(tree.city).sequence == 0


def test_what_was_decided_later_waits_on_and_reading_the_notice_again_leaves_it(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    waiting = pile(tree.city)
    accept(tree.city, waiting, look(tree.city, waiting, NOW).changes, Choice(frozenset()), tree.now())
    read(tree.city, CALL, tree.now())
    notice = read_notice(CALL)
    actions.lay_in(tree.city, notice, draft(notice, find(notice)), tree.now(), again=True)
    assert fields_of(tree.city) == [("title",)]
    assert len(tree.city.drafts()) == 3


def test_whoever_decides_on_what_is_another_proposal_by_now_is_told(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    waiting = pile(tree.city)
    seen = look(tree.city, waiting, NOW)
    tree.edit(tree.city, place="别处")
    with pytest.raises(actions.Stale):
        accept(tree.city, waiting, seen.changes, Choice(), tree.now())


def test_a_proposal_can_be_put_right_on_the_spot(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    waiting = pile(tree.city)
    accept(tree.city, waiting, look(tree.city, waiting, NOW).changes, Choice(changes={1: {"title": "丙"}}), tree.now())
    assert event(tree.city).title == "丙"
    assert "title" in tree.city.decisions()[MEETING]


def test_one_change_is_decided_by_its_number_while_the_others_wait(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.edit(tree.province, REPLY, title="乙")
    tree.give()
    (number, mine), _ = tree.city.drafts()
    change = next(one for one in look(tree.city, pile(tree.city), NOW).changes if one.draft.uid == mine.uid)
    actions.decide(
        tree.city, number, change.mark, tree.now(), lambda *_: pile(tree.city).notice, lambda _: actions.Verdict()
    )
    assert len(tree.city.drafts()) == 1


def test_the_desk_says_from_whom_it_comes_and_takes_it(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="省年会")
    tree.give()
    with at_the_desk(tree.city, tree.now) as desk:
        page = desk.get(f"/desk/notice/{tree.digest}")
        assert "来自云岭省科协：标题：青岭市第十二届学术年会 → 省年会" in page.words
        data = {name: page.hidden(name) for name in ("form", "seen")} | {"do1": "take"}
        assert desk.post(f"/desk/notice/{tree.digest}", data=data).where
    assert event(tree.city).title == "省年会"


def test_the_desk_gives_a_notice_to_those_that_are_chosen_and_says_what_reached_whom(tree: Tree) -> None:
    close_organisation(tree.top, "anhe", NOW)
    path = f"/desk/notice/{tree.digest}/give"
    with at_the_desk(tree.province, tree.now) as desk:
        assert f'href="{path}?lang=zh"' in desk.get(f"/notice/{tree.digest}").text
        page = desk.get(path)
        for words in ("青岭市科协", "城东区科协", "关于举办青岭市第十二届学术年会的通知"):
            assert words in page.words
        assert "别省科协" not in page.words
        assert 'name="to-anhe" value="1" disabled' in page.text
        done = desk.get(desk.send(path, **{"to-qingling": "1"}).where)
        assert "青岭市科协：新增 2，待定 0" in done.words
        assert (tree.city.count(), tree.district.count()) == (2, 0)
        again = desk.send(path, **{"to-qingling": "1"})
        assert (again.status, "青岭市科协：此前已全部收到" in again.words) == (200, True)
        none = desk.send(path)
        assert (none.status, "没有选择单位" in none.words) == (422, True)
        assert tree.province.steps(1)[0].act == "give"


def test_the_desk_offers_it_only_to_whom_may_edit_where_anybody_stands_below_and_takes_a_form_once(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "matches", lambda *_: (True, False))
    path = f"/desk/notice/{tree.digest}/give"
    with at_the_desk(tree.province, tree.now) as desk:
        for fields in ({}, {"form": "x"}):
            assert desk.post(path, data={"to-qingling": "1"} | fields).status == 403
        assert tree.city.count() == 0
        form = desk.get(path).hidden("form")
        assert desk.post(path, data={"to-qingling": "1", "form": form}).where
        assert desk.post(path, data={"to-qu": "1", "form": form}).status == 409
        assert tree.district.count() == 0
        assert desk.get("/desk/notice/0000/give").status == 404
    digest = read(tree.district, CALL)
    with at_the_desk(tree.district, tree.now) as desk:
        assert desk.get(f"/desk/notice/{digest}/give").status == 404
        assert "下发" not in desk.get(f"/notice/{digest}").words
    add_account(tree.province, "李四", "春眠不觉晓处处闻啼鸟", "reader", NOW)
    with at_the_desk(tree.province, tree.now) as desk:
        form = desk.get("/login").hidden("form")
        desk.post("/login", data={"form": form, "name": "李四", "password": "春眠不觉晓处处闻啼鸟"})
        assert desk.get(f"/notice/{tree.digest}").status == 200
        assert "/give" not in desk.get(f"/notice/{tree.digest}").text
        assert desk.get(path).status == 404
        assert desk.post(path, data={"to-qu": "1", "form": "x"}).status == 403
    with at_the_desk(tree.province, tree.now, client=("192.0.2.7", 50_000)) as desk:
        assert "/give" not in desk.get(f"/notice/{tree.digest}").text
        assert desk.get(path).status in (303, 401, 403)


# ------------------------------------------------------------------ what is said of what was accepted


def why(store: Store, uid: str = MEETING) -> dict[str, list[str]]:
    """What `why` says, by the name of the step."""
    found: dict[str, list[str]] = {}
    for one in events.why(Inquiry(store, NOW, "zh", trusted=True), uid)["steps"]:
        found.setdefault(one["step"], []).append(one["words"])
    return found


def test_why_says_who_proposed_the_date_that_was_accepted_over_one_that_was_set_by_hand(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.city, recurrence=day("2026年5月18日"))
    tree.edit(tree.province, recurrence=day("2026年5月20日"))
    tree.give()
    assert "已采纳" not in why(tree.city)
    take(tree.city, tree.now())
    said = why(tree.city)
    (words,) = said["已采纳"]
    for part in (
        "2026年5月20日",
        "云岭省科协",
        "关于举办青岭市第十二届学术年会的通知",
        "2026-04-08",
        "取代此前由人设定的“2026年5月18日”",
    ):
        assert part in words
    assert not [one for name, found in said.items() if name != "已采纳" for one in found if "5月18日" in one]
    shown = events.event(Inquiry(tree.city, NOW, "zh", trusted=True), MEETING)
    assert shown["by_hand"] == []
    assert [(one["field"], one["giver"], one["notice"], one["over"]) for one in shown["accepted"]] == [
        ("recurrence", "云岭省科协", tree.digest, "2026年5月18日")
    ]


def test_why_says_nothing_of_it_once_a_person_set_another_date_or_took_it_back(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="省年会", recurrence=day("2026年5月20日"))
    tree.give()
    take(tree.city, tree.now())
    assert len(why(tree.city)["已采纳"]) == 2
    tree.edit(tree.city, recurrence=day("2026年5月21日"))
    assert [one[:2] for one in why(tree.city)["已采纳"]] == ["标题"]
    actions.undo(tree.city, tree.now(), 2)
    assert "已采纳" not in why(tree.city)


def test_the_history_says_that_a_person_accepted_or_declined_what_was_proposed_and_by_whom(tree: Tree) -> None:
    tree.give()
    for refuse, title, words in ((False, "甲", "采纳上级建议"), (True, "乙", "不采纳上级建议")):
        tree.edit(tree.province, title=title)
        tree.give()
        (laid,) = tree.city.steps(1)
        assert (laid.act, laid.events, laid.proposals) == ("given", 0, 1)
        assert step_rows([laid], [[]], "zh")[1][0][3:5] == ["上级下发", "建议 1 项"]
        take(tree.city, tree.now(), refuse=refuse)
        (step,) = tree.city.steps(1)
        _, ((_, _, who, what, _, about, _),) = step_rows([step], tree.city.made_by([step]), "zh")
        assert (who, what) == ("人工", words)
        assert "云岭省科协" in about
    last = past_rows(tree.city.past(MEETING), "zh")[1][-1]
    assert last[2:4] == ["人工", "采纳上级建议"]
    assert "云岭省科协 · 关于举办青岭市第十二届学术年会的通知 · 标题：" in last[4]


def test_giving_that_adds_and_proposes_says_both_and_one_that_does_neither_says_so(tree: Tree) -> None:
    tree.give()
    old = tree.province.steps(1)[0]
    assert step_rows([old], [[]], "zh")[1][0][4] == ""
    actions.remove(tree.city, REPLY, tree.now())
    with tree.city.changing(tree.now(), "edit") as change:
        change.forget(REPLY)
    tree.edit(tree.province, title="甲")
    tree.edit(tree.province, REPLY, title="乙")
    found = tree.give()["qingling"]
    assert (found.added, found.proposed) == (1, 1)
    assert step_rows(tree.city.steps(1), [[]], "zh")[1][0][4] == "1 · 建议 1 项"
    with tree.province.changing(tree.now(), "edit") as change:
        said = change.statements_of([MEETING])[MEETING][0]
        change.state([replace(said, quote="5月15日")])
    assert tree.give()["qingling"].proposed == 1
    assert step_rows(tree.city.steps(1), [[]], "zh")[1][0][4] == "无变动"


def test_the_reply_to_a_decision_names_what_it_took_away(tree: Tree) -> None:
    tree.give()
    actions.remove(tree.province, MEETING, tree.now())
    tree.give()
    inquiry = Inquiry(tree.city, tree.now(), "zh", trusted=True)
    (notice,) = review.waiting(inquiry, limit=5)["notices"]
    (change,) = notice["changes"]
    became = review.decide(inquiry, change["draft"], "accept", change["seen"])
    assert [one["uid"] for one in became["removed"]] == [MEETING]
    assert became["waiting"] == 0


# ------------------------------------------------------------------ several who give, several notices


def test_what_waits_with_a_notice_is_counted_with_that_notice_alone(tree: Tree) -> None:
    tree.give()
    later = read(tree.province, POSTPONED)
    assert tree.give(later)["qingling"].proposed == 1
    tree.edit(tree.province, REPLY, title="甲")
    assert tree.give()["qingling"].proposed == 1
    assert sorted(len(one.drafts) for one in waiting_piles(tree.city)) == [1, 1]
    tree.edit(tree.province, title="乙")
    assert tree.give()["qingling"].proposed == 2, "the notice has two of its own by now"


def test_reading_a_folder_counts_what_was_read_there_and_apart_what_waits_from_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CALL, encoding="utf-8")
    run("read", str(tmp_path / "a.txt"), "--add", "--yes")
    run("org", "add", "fujian", "福建省科协")
    run("org", "give", "学术年会")
    run("edit", MEETING, "--title", "改名")
    run("org", "give", "学术年会")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.txt").write_text(NOTICE, encoding="utf-8")
    ran = run("read", str(folder), "--org", "fujian")
    assert "2 条待审" in ran.out
    assert "另有 1 条此前待审" in ran.out
    assert "另有 3 条此前待审" in run("read", str(folder), "--org", "fujian").out


def two_who_propose(tree: Tree, first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the district sees after province and city made the event otherwise and gave it."""
    tree.give()
    tree.give(by=tree.city)
    tree.edit(tree.province, **first)
    tree.edit(tree.city, **second)
    tree.give(tree.digest, "qu")
    tree.give(by=tree.city)
    (waiting,) = waiting_piles(tree.district)
    return tuple(look(tree.district, waiting, NOW).changes)


def test_two_who_propose_the_same_are_both_shown_and_to_accept_one_settles_the_other(tree: Tree) -> None:
    changes = two_who_propose(tree, {"title": "年会"}, {"title": "年会"})
    assert [agreeing(one, changes) for one in changes] == [["青岭市科协"], ["云岭省科协"]]
    said = [one.say("zh") for one in doubts(changes, "zh")]
    assert "1：与青岭市科协的建议一致，采纳其一即可" in said
    assert [change_record(changes, number, ())["agreeing"] for number in (1, 2)] == [["青岭市科协"], ["云岭省科协"]]
    (waiting,) = waiting_piles(tree.district)
    accept(tree.district, waiting, changes, Choice(frozenset({1})), tree.now())
    assert event(tree.district).title == "年会"
    assert not tree.district.drafts()
    assert not any(tree.give(tree.digest, "qu", by=by)["qu"].proposed for by in (tree.province, tree.city))
    actions.undo(tree.district, tree.now())
    assert len(tree.district.drafts()) == 2


def test_two_who_propose_to_take_it_away_agree_too(tree: Tree) -> None:
    tree.give()
    tree.give(by=tree.city)
    for store in (tree.province, tree.city):
        actions.remove(store, MEETING, tree.now())
    tree.give(tree.digest, "qu")
    tree.give(by=tree.city)
    (waiting,) = waiting_piles(tree.district)
    changes = look(tree.district, waiting, NOW).changes
    assert [agreeing(one, changes) for one in changes] == [["青岭市科协"], ["云岭省科协"]]
    accept(tree.district, waiting, changes, Choice(frozenset({2})), tree.now())
    assert not tree.district.drafts()


def test_two_who_propose_otherwise_wait_each_for_a_decision_and_both_can_be_accepted_at_once(tree: Tree) -> None:
    changes = two_who_propose(tree, {"title": "年会"}, {"place": "新会场"})
    assert not any(agreeing(one, changes) for one in changes)
    (waiting,) = waiting_piles(tree.district)
    accept(tree.district, waiting, changes, Choice(), tree.now())
    now = event(tree.district)
    assert (now.title, now.place) == ("年会", "新会场")
    assert not tree.district.drafts()


# ------------------------------------------------------------------ to whom


def test_one_that_is_closed_or_fails_is_said_and_keeps_no_other_from_its_copy(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_organisation(tree.top, "anhe", NOW)
    save = Changing.save

    def fails(change: Changing, *args: Any) -> Any:
        if change.organisations() and change._ask("SELECT this_org()", {}).first()[0] == tree.city.org:  # type: ignore[attr-defined]
            raise BadOrganisation(Message("away"), Message("later"))
        return save(change, *args)

    monkeypatch.setattr(Changing, "save", fails)
    found = tree.give()
    assert {key: bool(one.error) for key, one in found.items()} == {"anhe": True, "qingling": True, "qu": False}
    assert "2026-04-08" in found["anhe"].error.said.say("en")  # type: ignore[union-attr]
    assert [store.count() for store in (tree.second, tree.city, tree.district)] == [0, 0, 2]
    assert not tree.city.notices(), "nothing of it stays where it failed"
    open_organisation(tree.top, "anhe")
    monkeypatch.undo()
    assert {key: one.added for key, one in tree.give().items()} == {"anhe": 2, "qingling": 2, "qu": 0}


def test_a_notice_is_given_downwards_alone(tree: Tree) -> None:
    read(tree.city, CALL)
    for key in ("yunling", "anhe", "other"):
        with pytest.raises(BadOrganisation, match="does not stand below"):
            tree.give(tree.digest, key, by=tree.city)
    with pytest.raises(UnknownOrganisation):
        tree.give(tree.digest, "nobody", by=tree.city)
    assert list(tree.give(by=tree.city)) == ["qu"]
    assert not tree.give(read(tree.district, CALL), by=tree.district)


def test_what_was_given_is_given_on_as_it_is_there(tree: Tree) -> None:
    tree.give(tree.digest, "qingling")
    tree.edit(tree.city, title="市年会")
    assert list(tree.give(by=tree.city)) == ["qu"]
    assert event(tree.district).title == "市年会"


def test_two_who_give_the_same_do_not_undo_one_another(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.city, title="市年会")
    tree.give(by=tree.city)
    take(tree.district, tree.now())
    assert event(tree.district).title == "市年会"
    tree.give()
    tree.give(by=tree.city)
    assert not tree.district.drafts()


def test_what_an_organisation_was_given_stays_when_it_is_moved_and_no_more_comes(tree: Tree) -> None:
    tree.give()
    tree.edit(tree.province, title="甲")
    tree.give()
    move_organisation(tree.top, "qingling", "other")
    later = read(tree.province, POSTPONED)
    assert list(tree.give(later)) == ["anhe"]
    assert (tree.city.count(), fields_of(tree.city)) == (2, [("title",)])


def test_one_that_was_moved_while_it_is_given_gets_nothing(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    receive = giving._receive

    def moves(store: Store, receiver: Any, *rest: Any) -> Any:
        if receiver.key == "qingling":
            move_organisation(tree.top, "qingling", "other")
        return receive(store, receiver, *rest)

    monkeypatch.setattr(giving, "_receive", moves)
    found = tree.give()
    assert found["qingling"].error
    assert tree.city.count() == 0


# ------------------------------------------------------------------ history


def test_undo_takes_the_copy_back_and_it_can_be_given_again(tree: Tree) -> None:
    tree.give()
    (step,) = tree.city.steps(5)
    assert (step.act, step.events, step.about) == ("given", 2, "云岭省科协 · 关于举办青岭市第十二届学术年会的通知")
    for lang, word in (("zh", "上级下发"), ("en", "given from above")):
        assert step_rows([step], [[]], lang)[1][0][3] == word
    actions.undo(tree.city, tree.now())
    assert tree.city.count() == 0
    assert not tree.city.statements_in(tree.digest)
    assert tree.give()["qingling"].added == 2


def test_undo_takes_back_what_was_proposed_accepted_or_declined(tree: Tree) -> None:
    tree.give()
    old = event(tree.city).title
    tree.edit(tree.province, title="甲")
    tree.give()
    for refuse in (False, True):
        take(tree.city, tree.now(), refuse=refuse)
        actions.undo(tree.city, tree.now())
        assert (event(tree.city).title, fields_of(tree.city)) == (old, [("title",)])
    actions.undo(tree.city, tree.now())
    assert not tree.city.drafts()
    assert tree.give()["qingling"].proposed == 1


def test_the_givers_history_says_to_how_many_and_undo_passes_over_it(tree: Tree) -> None:
    tree.give()
    step = tree.province.steps(1)[0]
    assert (step.act, step.about) == ("give", "关于举办青岭市第十二届学术年会的通知 → 3")
    assert step_rows([step], [[]], "zh")[1][0][3] == "下发给下级"
    assert [one.act for one in actions.undo(tree.province, tree.now())] == ["read"]
    assert tree.city.count() == 2


# ------------------------------------------------------------------ nothing crosses


def test_no_row_of_another_organisation_becomes_otherwise_and_none_is_named_but_the_giver(
    tree: Tree, tmp_path: Path
) -> None:
    numbers = range(FIRST, 7)
    before = {number: rows(tree.top, number) for number in numbers}
    tree.give(tree.digest, "qingling")
    after = {number: rows(tree.top, number) for number in numbers}
    assert {number for number in numbers if before[number] != after[number]} == {tree.province.org, tree.city.org}
    changed = [name for name in before[1] if before[tree.province.org][name] != after[tree.province.org][name]]
    assert changed == ["steps"], "of the giver nothing becomes otherwise but its history"
    tree.edit(tree.province, title="甲")
    tree.give()
    tree.city.back_up(tmp_path / "b.json", NOW)
    kept = (tmp_path / "b.json").read_text(encoding="utf-8")
    assert "云岭省科协" in kept
    assert not [name for name in ("安禾市科协", "城东区科协", "别省科协", "anhe") if name in kept]
    assert "yunling" not in kept.partition("\n")[2], "the key of who gave it and stands above it is in the head alone"


def test_a_backup_keeps_what_was_given(tree: Tree, tmp_path: Path) -> None:
    tree.give()
    tree.city.back_up(tmp_path / "b.json", NOW)
    tree.city.put_back(tmp_path / "b.json", NOW)
    assert not tree.give()["qingling"].is_new


# ------------------------------------------------------------------ which notice


def test_a_notice_is_meant_by_its_digest_its_number_its_title_or_words_of_it() -> None:
    papers = [
        KeptNotice("3f2a" + 60 * "0", "关于开展活动的通知", "云科协〔2026〕1号"),
        KeptNotice("3f2b" + 60 * "0", "关于开展活动的补充通知", "云科协〔2026〕2号"),
    ]
    for words in (
        "3f2b",
        "云科协 〔2026〕 2号",
        "关于开展活动的补充通知",
        "补充",
        "〔2026〕2号",
        "[2026]2号",
        "（２０２６）２号",
        "2026〕2",
    ):
        assert versions_meant(papers, words) == [papers[1]], words
    assert versions_meant(papers, "关于开展活动的通知") == [papers[0]]
    for words in ("开展活动", "3f2", "", "没有", "2026"):
        with pytest.raises(UnknownPaper):
            versions_meant(papers, words)


def test_a_part_of_a_number_is_meant_with_its_figures_whole() -> None:
    papers = [KeptNotice(char * 64, f"甲{char}", f"云科协〔2026〕{number}号") for char, number in (("a", 1), ("b", 11))]
    for words in ("1号", "〕1", "〔2026〕1号"):
        assert versions_meant(papers, words) == [papers[0]], words
    with pytest.raises(UnknownPaper):
        versions_meant(papers, "云科协")


def test_of_versions_of_a_notice_the_latest_is_meant_by_its_day_and_then_by_when_it_was_stored() -> None:
    first, second = date(2026, 3, 13), date(2026, 3, 20)

    def paper(char: str, issued: date, hour: int, **facts: Any) -> KeptNotice:
        facts = {"title": "关于年会的通知", "number": "云科协〔2026〕1号", "issuer": "云岭省科协", **facts}
        return KeptNotice(char * 64, issued=issued, added=NOW + timedelta(hours=hour), **facts)

    old, later, again = (
        paper("a", first, 3),
        paper("b", second, 1),
        paper("c", second, 2, title="关于年会的通知（更正）"),
    )
    for papers in ([old, later, again], [again, later, old]):
        assert versions_meant(papers, "云科协〔2026〕1号") == [again, later, old]
    plain = [replace(one, number=None, title="关于年会的通知") for one in (old, later)]
    for words in ("关于年会的通知", "年会"):
        assert versions_meant(plain, words) == [*reversed(plain)]


def test_notices_of_one_title_that_are_truly_others_are_asked_for_with_their_numbers_and_days() -> None:
    title = "关于开展年度检查的通知"
    papers = [
        KeptNotice("a" * 64, title, "云科协〔2025〕1号", "云岭省科协", date(2025, 3, 1)),
        KeptNotice("b" * 64, title, "云科协〔2026〕4号", "云岭省科协", date(2026, 3, 2)),
    ]
    with pytest.raises(UnknownPaper) as told:
        versions_meant(papers, title)
    assert told.value.remedy
    for words in ("2025-03-01", "2026-03-02", "云科协〔2025〕1号", "bbbbbbbbbbbb"):
        assert words in told.value.remedy.say("zh")
    other = [replace(one, number=None, issuer=office) for one, office in zip(papers, ("甲大学", "乙医院"), strict=True)]
    with pytest.raises(UnknownPaper):
        versions_meant(other, title)


def test_the_command_says_what_reached_whom(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CALL, encoding="utf-8")
    run("read", str(tmp_path / "a.txt"), "--add", "--yes")
    run("org", "add", "fujian", "福建省科协")
    run("org", "add", "xiamen", "厦门市科协", "--under", "fujian")
    run("org", "close", "xiamen")
    ran = run("org", "give", "学术年会")
    assert ran.code == 0, ran.err
    assert "福建省科协：新增 2，待定 0" in ran.out
    assert "下发：" in ran.out
    assert "关于举办青岭市第十二届学术年会的通知 2026-03-13" in ran.out
    assert "厦门市科协：未下发" in ran.out
    record = run("org", "give", "学术年会", "--to", "fujian", "--json").json()
    assert [(one["key"], one["new"], one["error"]) for one in record["given"]] == [("fujian", False, None)]
    assert len(run("list", "--all", "--json", "--org", "fujian").json()) == 2


def test_a_review_on_the_command_line_shows_it_and_takes_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CALL, encoding="utf-8")
    run("read", str(tmp_path / "a.txt"), "--add", "--yes")
    run("org", "add", "fujian", "福建省科协")
    run("org", "give", "学术年会")
    run("edit", MEETING, "--title", "改名")
    run("remove", REPLY, "--yes")
    run("org", "give", "学术年会")
    (waiting,) = run("review", "--json", "--org", "fujian").json()
    assert [(one["change"], one["proposed"]) for one in waiting["changes"]] == [("amended", ["title"]), ("removed", [])]
    assert "来自上级单位" in run("review", "--org", "fujian").out
    assert "已移除：" not in run("review", "--yes", "--org", "fujian").out, (
        "what comes from above is for a person to decide"
    )
    ran = run("review", "--only", "1-2", "--yes", "--org", "fujian")
    assert "已移除：" in ran.out
    assert [one["title"] for one in run("list", "--all", "--json", "--org", "fujian").json()] == ["改名"]


# ------------------------------------------------------------------ whatever is done

TITLES, DAYS = ("甲", "乙", "丙"), ("5月20日", "5月21日", "6月3日")
STEP: st.SearchStrategy[tuple[str, str, dict[str, Any]]] = st.one_of(
    st.tuples(st.sampled_from(("parent", "child")), st.sampled_from((MEETING, REPLY)),
              st.one_of(st.sampled_from([{"title": one} for one in TITLES]),
                        st.sampled_from([{"recurrence": one} for one in DAYS]),
                        st.sampled_from([{"tags": ("a",)}, {"status": CANCELLED}]))),
    st.tuples(st.sampled_from(("parent removes", "child removes")), st.sampled_from((MEETING, REPLY)), st.just({})),
    st.tuples(st.just("parent undoes"), st.just(""), st.just({})),
    st.tuples(st.sampled_from(("give", "give", "give", "accept", "decline", "undo")), st.just(""), st.just({})),
)  # fmt: skip


def do(tree: Tree, what: str, uid: str, fields: Mapping[str, Any]) -> None:
    """One step of somebody; one that cannot be is left out."""
    store = tree.city if what.startswith("child") else tree.province
    there = {one.uid for one in store.events()}
    if what in ("parent", "child") and uid in there:
        tree.edit(store, uid, **{name: day(value) if name == "recurrence" else value for name, value in fields.items()})
    elif what == "parent undoes" and store.steps(1, still_open=True)[0].number > tree.began:
        actions.undo(store, tree.now())
    elif what.endswith("removes") and uid in there:
        actions.remove(store, uid, tree.now())
    elif what in ("accept", "decline") and proposals(tree.city):
        take(tree.city, tree.now(), refuse=what == "decline")


@pytest.mark.parametrize("most", [8, pytest.param(150, marks=pytest.mark.slow)])
def test_whatever_both_do_what_an_organisation_decided_is_what_it_has(tree: Tree, most: int) -> None:
    there = tree.province.events()

    @settings(max_examples=most)
    @examples(st.lists(STEP, max_size=12))
    def check(steps: list[tuple[str, str, dict[str, Any]]]) -> None:
        begin(tree, there)
        for what, uid, fields in steps:
            if what == "decline":
                kept = tree.city.events()
                do(tree, what, uid, fields)
                assert tree.city.events() == kept
            elif what == "undo" and len(tree.city.steps(9, still_open=True)) > 1:
                actions.undo(tree.city, tree.now())
            elif what == "give":
                check_giving(tree)
            else:
                do(tree, what, uid, fields)

    check()


def begin(tree: Tree, there: Sequence[Event]) -> None:
    """A new organisation below, and the one above it as it was at first."""
    key = f"city-{tree.hour}"
    add_organisation(tree.top, key, key, NOW, under="yunling")
    tree.city, tree.city_key = tree.of(key), key
    with tree.province.changing(tree.now(), "edit") as change:
        for one in there:
            change.forget(one.uid)
        change.save(there)
    tree.began = tree.province.steps(1, still_open=True)[0].number
    tree.give(tree.digest, key)


def check_giving(tree: Tree) -> None:
    """Giving leaves what is there as it is, revives nothing, and proposes nothing that is so, nor anything twice."""
    before, decided = {one.uid: one for one in tree.city.events()}, tree.city.decisions()
    tree.give(tree.digest, tree.city_key)
    after = {one.uid: one for one in tree.city.events()}
    assert after == before, "nothing new is in these notices"
    assert tree.city.decisions() == decided
    uids = [one.uid for one in proposals(tree.city)]
    assert len(uids) == len(set(uids))
    assert not any(one.is_new for one in tree.give(tree.digest, tree.city_key).values())
    ours = {one.uid: one for one in tree.province.events()}
    for one in proposals(tree.city):
        told, uid = one.reading.proposal if one.reading else None, one.uid.partition("~")[0]
        assert told
        assert (uid not in ours) == told.gone
        assert told.gone or not told.fields or content_of(one) == content_of(replace(ours[uid], uid=one.uid))
