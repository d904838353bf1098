"""What is put off is not told until then, and then it is; what is taken on is told on, and nobody above is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.actions import acknowledge, complete, move_one, snooze, undo
from calendars.actions.duties import BadSnooze
from calendars.duties.states import DutyState, Snooze
from calendars.events import Entry, Event, Lead
from calendars.store import Store
from rules import Recurrence, Span, shift
from rules.kinds import Due, Monthly
from scheduler.jobs import remind
from scheduler.planning import horizon, plan
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.settings import Settings
from scheduler.standing import UNDISTURBED, Standing
from scheduler.wording import body, headline

ZHANG, LI = Recipient("张三"), Recipient("李四")
DAY = date(2026, 4, 15)
EVENT = Event("aaaa", "报送统计表", "deadline", Recurrence(Due(Monthly(15))), leads=(Lead(7), Lead(1)))
READERS = Settings(recipients=(ZHANG, LI))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save([EVENT], datetime(2026, 4, 1, 1, tzinfo=UTC))
        yield opened


def at(day: int, month: int = 4, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def sent(store: Store, day: int, month: int = 4) -> list[str]:
    """Who is told of it in a run of that day."""
    remind(store, READERS, at(day, month), io.StringIO())
    question = "SELECT recipient FROM deliveries WHERE org = this_org() AND state = 'sent' AND sent LIKE :day ORDER BY recipient"
    return [who for (who,) in store.ask(question, {"day": f"2026-{month:02}-{day:02}%"})]


def test_who_put_it_off_hears_of_it_on_that_day_and_the_others_as_ever(store: Store) -> None:
    assert sent(store, 8) == ["张三", "李四"]
    snooze(store, "aaaa", DAY, date(2026, 4, 11), at(8), reader="张三")
    assert [sent(store, day) for day in (9, 10, 11, 12, 13, 14, 15)] == [
        [], [], ["张三"], [], [], ["张三", "李四"], [],
    ]  # fmt: skip


def test_what_is_put_off_for_all_is_told_to_nobody_until_then(store: Store) -> None:
    sent(store, 8)
    snooze(store, "aaaa", DAY, date(2026, 4, 15), at(9))
    assert [sent(store, day) for day in (13, 14, 15)] == [[], [], ["张三", "李四"]]


def test_a_lead_that_came_while_it_was_put_off_speaks_afterwards_once(store: Store) -> None:
    snooze(store, "aaaa", DAY, date(2026, 4, 10), at(2))
    assert [sent(store, day) for day in (8, 9, 10, 11)] == [[], [], ["张三", "李四"], []]


def test_the_next_occurrence_is_told_as_ever(store: Store) -> None:
    snooze(store, "aaaa", DAY, date(2026, 4, 15), at(2))
    assert [sent(store, day) for day in (8, 14)] == [[], []]
    complete(store, "aaaa", DAY, at(15))
    assert sent(store, 8, 5) == ["张三", "李四"]


def test_a_snooze_that_is_taken_back_ends_at_once(store: Store) -> None:
    snooze(store, "aaaa", DAY, date(2026, 4, 16), at(2))
    assert sent(store, 8) == []
    undo(store, at(9))
    assert sent(store, 9) == ["张三", "李四"]


def test_a_reminder_that_waits_is_taken_back_for_him_alone(store: Store) -> None:
    remind(store, READERS, at(8), io.StringIO(), unsent=("stdout",))
    waiting = "SELECT recipient FROM deliveries WHERE org = this_org() AND state = 'pending' ORDER BY recipient"
    assert [who for (who,) in store.ask(waiting, {})] == ["张三", "李四"]
    snooze(store, "aaaa", DAY, date(2026, 4, 11), at(8), reader="张三")
    assert [who for (who,) in store.ask(waiting, {})] == ["李四"]
    assert sent(store, 8) == ["李四"]


def test_a_day_that_moved_while_it_was_put_off_is_told_at_once(store: Store) -> None:
    sent(store, 8)
    snooze(store, "aaaa", DAY, date(2026, 4, 11), at(8))
    move_one(store, "aaaa", DAY, Span.of(date(2026, 4, 20)), None, at(9))
    assert [sent(store, day) for day in (9, 10, 11)] == [["张三", "李四"], [], []]


def test_what_is_put_off_beyond_its_day_is_told_on_its_day_and_once(store: Store) -> None:
    sent(store, 2)
    snooze(store, "aaaa", DAY, date(2026, 4, 18), at(2))
    assert [sent(store, day) for day in (8, 14, 15, 16, 17, 18)] == [[], [], ["张三", "李四"], [], [], []]


@pytest.mark.parametrize("said", [15, 17])
def test_what_is_put_off_on_its_day_or_later_is_told_on_the_day_that_was_named_and_once(
    store: Store, said: int
) -> None:
    assert [len(sent(store, day)) for day in (8, 14, 15)] == [2, 2, 0]
    snooze(store, "aaaa", DAY, date(2026, 4, 20), at(said), reader="张三")
    assert [sent(store, day) for day in (18, 19, 20, 21)] == [[], [], ["张三"], []]
    snooze(store, "aaaa", DAY, date(2026, 4, 22), at(21), reader="张三")
    assert [sent(store, day) for day in (21, 22, 23)] == [[], ["张三"], []]
    snooze(store, "aaaa", DAY, date(2026, 4, 25), at(23), reader="张三")
    complete(store, "aaaa", DAY, at(24))
    assert sent(store, 25) == []


def test_what_passed_before_it_was_ever_told_is_told_when_it_was_put_off_to(store: Store) -> None:
    store.edit("aaaa", at(2), leads=(Lead(0),))
    sent(store, 2)
    snooze(store, "aaaa", DAY, date(2026, 4, 18), at(16))
    assert [sent(store, day) for day in (16, 17, 18, 19)] == [[], [], ["张三", "李四"], []]


def test_what_is_over_is_put_off_no_longer_than_it_is_looked_at(store: Store) -> None:
    snooze(store, "aaaa", DAY, date(2026, 5, 16), at(20))
    with pytest.raises(BadSnooze, match="more than 31 days after 2026-04-15"):
        snooze(store, "aaaa", DAY, date(2026, 5, 17), at(20))
    [occurrence] = EVENT.recurrence.between(DAY, DAY)
    entry, standing = Entry(EVENT, occurrence), Standing.of(store)
    told = [len(plan([entry], {}, [ZHANG], at(day, 5), standing=standing)) for day in (15, 16)]
    assert told == [0, 1]
    (again,) = plan([entry], {}, [ZHANG], at(16, 5), standing=standing)
    assert headline(again).say("zh") == "未办结（4月15日截止）：报送统计表"
    assert "再次提醒：此前推迟到2026年5月16日" in body(again, "zh")
    assert horizon(date(2026, 5, 16), ()).first == DAY, "it is still looked at"


def test_what_is_done_stays_silent_after_a_snooze(store: Store) -> None:
    snooze(store, "aaaa", DAY, date(2026, 4, 10), at(2))
    complete(store, "aaaa", DAY, at(3))
    assert [sent(store, day) for day in (10, 14, 15)] == [[], [], []]


def test_who_has_taken_it_on_is_told_on(store: Store) -> None:
    [occurrence] = EVENT.recurrence.between(DAY, DAY)
    entry = Entry(EVENT, occurrence)
    assert not Standing.of(store).is_acknowledged(entry)
    acknowledge(store, "aaaa", DAY, at(2), by="张三")
    assert Standing.of(store).is_acknowledged(entry)
    assert not UNDISTURBED.is_acknowledged(entry)
    assert sent(store, 8) == ["张三", "李四"]


DAYS = st.integers(-40, 20).map(lambda n: shift(DAY, n))


@given(today=DAYS, until=DAYS, own=st.booleans())
def test_nothing_is_planned_before_that_day_whatever_the_leads(today: date, until: date, own: bool) -> None:
    [occurrence] = EVENT.recurrence.between(DAY, DAY)
    said = Snooze(occurrence.key, until, datetime(2026, 4, 1, tzinfo=UTC), ZHANG.id if own else "")
    standing = Standing({"aaaa": DutyState((said,))})
    now = datetime.combine(today, datetime.min.time(), CHINA).replace(hour=9)
    entries = [Entry(EVENT, occurrence)]
    quiet = plan(entries, {}, [ZHANG, LI], now, standing=standing)
    usual = plan(entries, {}, [ZHANG, LI], now)
    silent = {ZHANG.id} if own else {ZHANG.id, LI.id}
    told = {one.recipient.id for one in quiet}
    assert not told & silent or today >= min(until, DAY)
    assert today != DAY or until < DAY or told, "on its day it is told"
    assert {one.recipient.id for one in usual} - silent <= told
    if today >= min(until, DAY):
        assert {one.recipient.id for one in usual} <= told
