"""What is said of a duty: how many of how many, later, somebody has it, how often; kept, taken back, backed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calendars.actions import (
    BadSnooze,
    Stale,
    acknowledge,
    complete,
    count_done,
    edit,
    move_one,
    remove,
    reopen,
    set_quota,
    snooze,
    undo,
)
from calendars.doing import NotThen
from calendars.duties.amounts import Amount, BadAmount, NoWhole
from calendars.duties.states import NOTHING_SAID, BadQuota, DutyState, Quota
from calendars.events import Entry, Event
from calendars.store import Store
from rules import RECKONING, Recurrence, Span, parse
from rules.kinds import Due, Monthly

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
DAY = date(2026, 4, 15)
ZHANG, LI = "zhang@example.org", "li@example.org"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        report = Event("aaaa", "报送统计表", "deadline", Recurrence(Due(Monthly(15))))
        yearly = Event("bbbb", "组织活动", "duty", parse("每年"))
        opened.save([report, yearly], datetime(2026, 4, 1, 1, tzinfo=UTC))
        yield opened


def state(store: Store, uid: str = "aaaa") -> DutyState:
    return store.duty_states().get(uid, NOTHING_SAID)


def acts(store: Store) -> list[str]:
    return [step.act for step in store.steps(9)]


# -- how many of how many ----------------------------------------------------------------------------------------------


def test_two_of_three_are_done_and_the_third_ends_it(store: Store) -> None:
    said = count_done(store, "aaaa", DAY, Amount.read("2/3"), NOW, by="张三").entry.completion
    assert said is not None
    assert (said.part, said.whole, said.percent, said.done, said.by) == (2, 3, 66, None, "张三")
    assert store.event("aaaa").completions == (said,)
    whole = count_done(store, "aaaa", DAY, Amount.read("+1"), NOW)
    assert whole.entry.is_done
    assert not count_done(store, "aaaa", DAY, Amount.read("3"), NOW).changed
    assert acts(store) == ["progress", "progress", "add"]
    undo(store, NOW)
    assert store.event("aaaa").completions == (said,)


def test_a_share_is_said_in_percent(store: Store) -> None:
    said = count_done(store, "aaaa", DAY, Amount.read("60%"), NOW).entry.completion
    assert said is not None
    assert (said.percent, said.part, said.whole) == (60, None, None)


def test_all_of_it_is_said_in_percent_too(store: Store) -> None:
    assert count_done(store, "aaaa", DAY, Amount.read("100%"), NOW).entry.is_done
    assert Amount.read("0%").percent == 0
    assert not count_done(store, "aaaa", DAY, Amount.read("0/3"), NOW).entry.is_done


def test_a_number_alone_needs_to_know_of_how_many(store: Store) -> None:
    with pytest.raises(NoWhole, match="of how many"):
        count_done(store, "aaaa", DAY, Amount.read("2"), NOW)
    assert acts(store) == ["add"]


@pytest.mark.parametrize("text", ["", "x", "4/3", "1/0", "101%", "+50%", "-1", "1/2/3", "99999", "２/３", "1" * 400])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        Amount.read(text)


def test_a_quota_is_met_by_its_least_and_more_may_follow(store: Store) -> None:
    set_quota(store, "bbbb", Quota.read("3..5"), NOW)
    first = date(2026, 1, 1)
    for n, percent in ((1, 33), (2, 66), (3, 100), (4, 100)):
        said = count_done(store, "bbbb", first, Amount.read("+1"), NOW + timedelta(days=n)).entry.completion
        assert said is not None
        assert (said.part, said.whole, said.percent) == (n, 3, percent)
    [kept] = store.event("bbbb").completions
    assert kept.done == NOW + timedelta(days=3)
    assert not Entry(store.event("bbbb"), store.event("bbbb").recurrence.upcoming(date(2027, 1, 1), 1)[0]).is_done


def test_saying_that_it_is_done_keeps_what_was_counted(store: Store) -> None:
    count_done(store, "aaaa", DAY, Amount.read("2/3"), NOW)
    said = complete(store, "aaaa", DAY, NOW).entry.completion
    assert said is not None
    assert (said.percent, said.part, said.whole) == (100, 2, 3)
    assert reopen(store, "aaaa", DAY, NOW).changed
    assert store.event("aaaa").completions == ()


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("3..5", 3, 5), ("3-5", 3, 5), ("3—5", 3, 5), ("3至5", 3, 5), ("2+", 2, None), ("2..", 2, None), ("4", 4, 4)],
)
def test_quotas_are_written_in_several_ways(text: str, least: int, most: int | None) -> None:
    assert Quota.read(text) == Quota(least, most)


def test_the_most_that_can_be_counted_is_bounded() -> None:
    assert Quota.read("1..10000").most == 10_000
    assert Amount.read("10000/10000").part == 10_000
    for text in ("10001", "1..10001", "10001+"):
        with pytest.raises(BadQuota):
            Quota.read(text)
    with pytest.raises(BadAmount):
        Amount.read("1/10001")


@pytest.mark.parametrize("text", ["", "0", "5..3", "x", "99999", "1..99999", "3..5 天"])
def test_a_quota_that_cannot_be_met_is_refused(text: str) -> None:
    with pytest.raises(BadQuota):
        Quota.read(text)


# -- later, and somebody has it ----------------------------------------------------------------------------------------


def test_it_is_put_off_for_one_reader_and_for_all(store: Store) -> None:
    assert snooze(store, "aaaa", DAY, date(2026, 4, 10), NOW, reader=ZHANG, by="张三").changed
    said = state(store)
    assert said.snoozed_until("2026-04", ZHANG) == date(2026, 4, 10)
    assert said.snoozed_until("2026-04", LI) is None
    assert said.snoozed_until("2026-05", ZHANG) is None
    snooze(store, "aaaa", DAY, date(2026, 4, 12), NOW)
    assert state(store).snoozed_until("2026-04", ZHANG) == date(2026, 4, 12)
    assert not snooze(store, "aaaa", DAY, date(2026, 4, 12), NOW).changed
    assert snooze(store, "aaaa", DAY, None, NOW).changed
    assert state(store) == said
    assert acts(store) == ["wake", "snooze", "snooze", "add"]


@pytest.mark.parametrize("until", [date(2026, 4, 8), date(2026, 4, 7), date(2027, 4, 10), date(9999, 12, 31)])
def test_nothing_is_put_off_to_the_past_or_for_ever(store: Store, until: date) -> None:
    with pytest.raises(BadSnooze):
        snooze(store, "aaaa", DAY, until, NOW)
    assert state(store) == NOTHING_SAID


def test_somebody_takes_it_on_and_gives_it_back(store: Store) -> None:
    assert acknowledge(store, "aaaa", DAY, NOW, by="张三").changed
    said = state(store).acknowledgement("2026-04")
    assert said is not None
    assert (said.by, said.changed) == ("张三", NOW)
    assert not acknowledge(store, "aaaa", DAY, NOW, by="张三").changed
    assert not acknowledge(store, "aaaa", DAY, NOW).changed
    assert acknowledge(store, "aaaa", DAY, NOW, by="李四").changed
    assert acknowledge(store, "aaaa", DAY, NOW, take_back=True).changed
    assert state(store) == NOTHING_SAID
    undo(store, NOW)
    undo(store, NOW)
    taken = state(store).acknowledgement("2026-04")
    assert taken is not None
    assert taken.by == "张三"


def test_undo_takes_back_each_of_them(store: Store) -> None:
    snooze(store, "aaaa", DAY, date(2026, 4, 10), NOW, reader=ZHANG)
    acknowledge(store, "aaaa", DAY, NOW, by="张三")
    set_quota(store, "aaaa", Quota(2), NOW)
    before = state(store)
    assert (before.quota, len(before.snoozes), len(before.acknowledgements)) == (Quota(2), 1, 1)
    for _ in range(3):
        undo(store, NOW)
    assert state(store) == NOTHING_SAID
    assert acts(store)[:3] == ["undo"] * 3


def test_another_event_than_was_seen_is_left_alone(store: Store) -> None:
    edit(store, "aaaa", NOW, title="报送月报")
    with pytest.raises(Stale):
        snooze(store, "aaaa", DAY, date(2026, 4, 10), NOW, seen=0)
    with pytest.raises(Stale):
        acknowledge(store, "aaaa", DAY, NOW, seen=0)
    with pytest.raises(Stale):
        set_quota(store, "aaaa", Quota(2), NOW, seen=0)
    with pytest.raises(Stale):
        count_done(store, "aaaa", DAY, Amount.read("1/2"), NOW, seen=0)
    with pytest.raises(NotThen):
        acknowledge(store, "aaaa", date(2026, 4, 14), NOW)


def test_a_move_and_a_removal_taken_back_keep_what_was_said(store: Store) -> None:
    acknowledge(store, "aaaa", DAY, NOW, by="张三")
    said = state(store)
    move_one(store, "aaaa", DAY, Span.of(date(2026, 4, 17)), None, NOW)
    assert state(store) == said
    [moved] = store.event("aaaa").recurrence.between(date(2026, 4, 17), date(2026, 4, 17), RECKONING)
    assert state(store).acknowledgement(moved.key)
    remove(store, "aaaa", NOW)
    undo(store, NOW)
    assert state(store) == said


def test_a_backup_holds_it_and_no_key_of_links(store: Store, tmp_path: Path) -> None:
    snooze(store, "aaaa", DAY, date(2026, 4, 10), NOW, reader=ZHANG, by="张三")
    acknowledge(store, "aaaa", DAY, NOW, by="张三")
    set_quota(store, "bbbb", Quota(3, 5), NOW)
    count_done(store, "bbbb", date(2026, 1, 1), Amount.read("1"), NOW)
    store.back_up(tmp_path / "b.jsonl", NOW)
    with Store.open("sqlite://") as other:
        other.put_back(tmp_path / "b.jsonl", NOW)
        assert other.duty_states() == store.duty_states()
        assert other.event("bbbb").completions == store.event("bbbb").completions


def test_what_was_said_of_some_events_is_asked_for_alone(store: Store) -> None:
    set_quota(store, "bbbb", Quota(3, 5), NOW)
    acknowledge(store, "aaaa", DAY, NOW)
    assert set(store.duty_states(["bbbb", "cccc"])) == {"bbbb"}
    assert DutyState.from_json(state(store).to_json()) == state(store)
