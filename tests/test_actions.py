"""What a person decided stays: read again, written again, at the same time, and after everything was taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import rules
from calendars import actions
from calendars.actions import AllThere, NothingToUndo, SameEvent, Stale
from calendars.drafts import draft
from calendars.events import CANCELLED, CONFIRMED, Event, Lead, agenda
from calendars.feeds import Feed, render
from calendars.one_line_event import written
from calendars.single import carried
from calendars.store import Store
from calendars.store.history import MACHINE, PERSON
from rules import Notice, Span, YuelingError

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
TODAY = date(2026, 11, 30)
TEXT = """关于报送材料的通知

各学会：
请各学会于2026年12月20日前报送年度工作总结，12月25日召开总结会。

云岭省化学学会
2026年11月25日
"""
YEAR = Span(date(2026, 11, 1), date(2027, 12, 31))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def drafts_of(text: str) -> tuple[Notice, list[Event]]:
    notice = rules.read_notice(text.encode(), "n.txt")
    return notice, draft(notice, rules.find(notice, TODAY))


def read(store: Store, text: str = TEXT, **options: Any) -> actions.Outcome:
    return actions.read_in(store, *drafts_of(text), NOW, **options)


def titled(store: Store, words: str) -> Event:
    (found,) = [event for event in store.events() if words in (event.title + (event.quote or ""))]
    return found


def feed(store: Store) -> bytes:
    """The feed of all events, without what counts its changes."""
    events = [replace(e, sequence=0, created=NOW, updated=NOW) for e in store.events()]
    events.sort(key=lambda event: event.uid)
    return render(Feed("all", "all"), agenda(events, YEAR, store.reckoning()), today=TODAY)


def test_a_notice_read_again_changes_nothing_that_was_edited_and_revives_nothing_that_was_removed(store: Store) -> None:
    assert len(read(store).added) == 2
    report, meeting = titled(store, "20日前"), titled(store, "25日")
    rule = rules.parse("2026年12月18日前")
    actions.edit(store, report.uid, NOW, recurrence=rule, title="我改的标题", leads=(), tags=("x",))
    actions.remove(store, meeting.uid, NOW)
    before = store.events()
    outcome = read(store)
    assert store.events() == before
    assert [event.title for event in outcome.kept] == ["我改的标题"]
    assert [event.uid for event in outcome.stayed_away] == [meeting.uid]
    assert outcome.added == outcome.changed == ()


def test_asked_to_a_notice_read_again_stands_against_what_was_decided(store: Store) -> None:
    first = read(store).added
    actions.edit(store, first[0].uid, NOW, title="我改的标题")
    actions.remove(store, first[1].uid, NOW)
    read(store, again=True)
    assert {event.title for event in store.events()} == {event.title for event in first}
    assert store.decisions() == {}


def test_of_a_corrected_notice_only_what_nobody_touched_changes(store: Store) -> None:
    read(store)
    report, meeting = titled(store, "20日前"), titled(store, "25日")
    actions.edit(store, report.uid, NOW, title="我改的标题")
    outcome = read(store, TEXT.replace("12月25日", "12月26日").replace("12月20日", "12月21日"))
    assert not outcome.added
    assert titled(store, "26日").uid == meeting.uid
    corrected = store.event(report.uid)
    assert (corrected.title, corrected.recurrence) == ("我改的标题", rules.parse("2026年12月21日前"))
    assert len(store.events()) == 2


def test_what_was_removed_under_another_kind_stays_away_in_the_corrected_notice(store: Store) -> None:
    read(store)
    report = titled(store, "20日前")
    actions.edit(store, report.uid, NOW, kind="event", title="交总结")
    actions.remove(store, report.uid, NOW)
    outcome = read(store, TEXT.replace("12月25日", "12月26日"))
    assert outcome.added == ()
    assert [event.uid for event in outcome.stayed_away] == [report.uid]


def test_of_a_corrected_notice_only_other_dates_count_as_changed(store: Store) -> None:
    read(store)
    meeting = titled(store, "25日")
    outcome = read(store, TEXT.replace("12月25日", "12月26日"))
    assert [event.uid for event in outcome.changed] == [meeting.uid]
    assert len(outcome.unchanged) == 1
    ((old, new),) = outcome.redated
    assert (old.recurrence.rule.value(), new.recurrence.rule.value()) == ("2026-12-25", "2026-12-26")


def test_what_was_read_and_not_chosen_is_not_missed(store: Store) -> None:
    notice, drafts = drafts_of(TEXT)
    actions.read_in(store, notice, drafts[:1], NOW, passed_over=drafts[1:])
    outcome = actions.read_in(store, notice, drafts[1:], NOW, passed_over=drafts[:1])
    assert outcome.unread == ()


def test_another_rule_keeps_the_changes_that_fit_it() -> None:
    old = rules.parse("每周二；2026年12月8日取消；2026年12月15日改为2026年12月16日")
    kept, dropped = carried(old, rules.parse("每周二下午3点"))
    assert (kept.without, len(kept.moved), dropped) == ((date(2026, 12, 8),), 1, ())
    assert [str(said) for said in carried(old, rules.parse("每周三"))[1]] == [
        "2026-12-08 cancelled",
        "2026-12-15 → 2026-12-16",
    ]
    own = rules.parse("每周二；2026年12月8日取消")
    assert [str(said) for said in carried(old, own)[1]] == ["2026-12-15 → 2026-12-16"]


def test_a_better_reader_finds_the_events_that_the_other_one_made(store: Store) -> None:
    notice, drafts = drafts_of(TEXT)
    poor = [replace(d, uid=f"{n:016x}", title="旧", kind="event") for n, d in enumerate(drafts)]
    actions.read_in(store, notice, poor, NOW)
    actions.edit(store, poor[1].uid, NOW, title="我的会")
    outcome = actions.read_in(store, notice, drafts, NOW)
    assert {event.uid for event in outcome.events} == {event.uid for event in poor}
    assert store.event(poor[1].uid).title == "我的会"
    assert store.event(poor[0].uid).title == drafts[0].title


def test_what_is_declined_once_is_declined_when_the_notice_is_read_again(store: Store) -> None:
    notice, drafts = drafts_of(TEXT)
    actions.read_in(store, notice, drafts[:1], NOW, declined=drafts[1:])
    outcome = read(store)
    assert [event.uid for event in store.events()] == [drafts[0].uid]
    assert [event.uid for event in outcome.stayed_away] == [drafts[1].uid]


def test_what_is_put_right_twice_keeps_beside_it_what_the_machine_read(store: Store) -> None:
    notice, drafts = drafts_of(TEXT)
    for title in ("一", "二"):
        actions.read_in(store, notice, drafts, NOW, settled={drafts[0].uid: {"title": title}})
    assert store.event(drafts[0].uid).title == "二"
    assert store.decisions()[drafts[0].uid]["title"].read == f'"{drafts[0].title}"'


def test_what_is_no_longer_read_stays_and_is_told(store: Store) -> None:
    notice, drafts = drafts_of(TEXT)
    actions.read_in(store, notice, drafts, NOW)
    outcome = actions.read_in(store, notice, drafts[:1], NOW)
    assert [event.uid for event in outcome.unread] == [drafts[1].uid]
    assert len(store.events()) == 2


def test_a_line_added_again_keeps_what_was_edited_since(store: Store) -> None:
    line = written("每周一上午9点 例会A")
    actions.add(store, line, NOW)
    cancelled = actions.cancel_one(store, line.uid, date(2026, 12, 14), NOW).events[0]
    outcome = actions.add(store, line, NOW)
    assert outcome.unchanged == (cancelled,)


def test_a_line_added_again_after_its_removal_is_there_again(store: Store) -> None:
    line = written("每周一上午9点 例会A")
    actions.add(store, line, NOW)
    actions.remove(store, line.uid, NOW)
    assert actions.add(store, line, NOW).added
    assert store.decisions() == {}


def test_of_two_who_edit_at_once_the_second_is_told_and_nothing_is_lost(store: Store) -> None:
    event = actions.add(store, written("每周一 例会"), NOW).events[0]
    actions.edit(store, event.uid, NOW, seen=event.sequence, title="周会")
    for act in (
        lambda: actions.edit(store, event.uid, NOW, seen=event.sequence, title="月会"),
        lambda: actions.remove(store, event.uid, NOW, seen=event.sequence),
        lambda: actions.cancel_one(store, event.uid, date(2026, 12, 7), NOW, seen=event.sequence),
    ):
        with pytest.raises(Stale):
            act()
    assert store.event(event.uid).title == "周会"


def test_one_date_moves_and_the_others_stay(store: Store) -> None:
    event = actions.add(store, written("每周一上午9点 例会"), NOW).events[0]
    tuesday = date(2026, 12, 8)
    moved = actions.move_one(store, event.uid, date(2026, 12, 7), Span.of(tuesday), None, NOW).events[0]
    found = moved.recurrence.between(date(2026, 12, 1), date(2026, 12, 14))
    assert [o.start for o in found] == ["2026-12-08T09:00", "2026-12-14T09:00"]
    again = actions.move_one(store, event.uid, tuesday, Span.of(date(2026, 12, 9)), None, NOW).events[0]
    assert [o.start for o in again.recurrence.between(date(2026, 12, 1), date(2026, 12, 12))] == ["2026-12-09T09:00"]
    gone = actions.cancel_one(store, event.uid, date(2026, 12, 9), NOW).events[0]
    assert not gone.recurrence.between(date(2026, 12, 1), date(2026, 12, 12))
    with pytest.raises(YuelingError, match=r"does not fall"):
        actions.cancel_one(store, event.uid, date(2026, 12, 9), NOW)


def test_an_event_knows_who_changed_what_and_when(store: Store) -> None:
    read(store)
    report = titled(store, "20日前")
    actions.edit(store, report.uid, NOW + timedelta(hours=1), title="我改的标题")
    actions.remove(store, report.uid, NOW + timedelta(hours=2))
    past = store.past(report.uid)
    assert [(p.step.who, p.step.act) for p in past] == [(MACHINE, "read"), (PERSON, "edit"), (PERSON, "remove")]
    assert past[0].before is None
    assert past[-1].after is None
    assert (past[1].before and past[1].before.title, past[1].after and past[1].after.title) == (
        report.title,
        "我改的标题",
    )


def test_undo_takes_back_the_last_action_whole_and_the_sequence_never_falls(store: Store) -> None:
    first = read(store).added
    sequences = {event.uid: event.sequence for event in first}
    actions.merge(store, first[0].uid, [first[1].uid], NOW)
    (step,) = actions.undo(store, NOW)
    assert step.act == "merge"
    assert {event.uid for event in store.events()} == sequences.keys()
    assert all(event.sequence >= sequences[event.uid] for event in store.events())
    assert store.event(first[1].uid).sequence > sequences[first[1].uid]
    assert store.decisions() == {}
    actions.undo(store, NOW)
    assert store.events() == []
    with pytest.raises(NothingToUndo):
        actions.undo(store, NOW)


def test_an_event_is_not_merged_with_itself(store: Store) -> None:
    one = actions.add(store, written("每月1日 事"), NOW).events[0]
    with pytest.raises(SameEvent):
        actions.merge(store, one.uid, [one.uid], NOW)
    assert store.events() == [one]


def test_parts_keep_what_their_lines_do_not_say_and_come_back_whole(store: Store) -> None:
    read(store)
    report = titled(store, "20日前")
    actions.edit(store, report.uid, NOW, tags=("年度",), contact="秘书处")
    report = store.event(report.uid)
    parts = [actions.part_of(report, written(line, TODAY)) for line in ("12月10日前 报送初稿", "12月20日前 报送定稿")]
    with pytest.raises(SameEvent):
        actions.split(store, report.uid, [parts[0], parts[0]], NOW)
    first, second = sorted(actions.split(store, report.uid, parts, NOW).events, key=lambda e: e.uid != report.uid)
    assert (first.uid, first.title, second.title) == (report.uid, "报送初稿", "报送定稿")
    for part in (first, second):
        assert (part.source, part.tags, part.contact) == (report.source, ("年度",), "秘书处")
    assert read(store).kept
    assert {"报送初稿", "报送定稿"} <= {event.title for event in store.events()}
    actions.undo(store, NOW, 2)
    assert store.event(report.uid).title == report.title


def test_the_part_that_is_as_the_event_was_stays_that_event(store: Store) -> None:
    old = actions.add(store, written("每周一上午9点 例会"), NOW).events[0]
    lines = ("12月10日前 报送初稿", "每周一上午9点 例会")
    outcome = actions.split(store, old.uid, [actions.part_of(old, written(line, TODAY)) for line in lines], NOW)
    assert [part.title for part in outcome.parts] == ["报送初稿", "例会"]
    assert outcome.parts[1].uid == old.uid


def test_a_part_that_is_there_already_is_not_made_twice(store: Store) -> None:
    there = actions.add(store, written("每周一上午9点 处务会", TODAY), NOW).events[0]
    whole = actions.add(store, written("12月20日前 交报告", TODAY), NOW).events[0]
    parts = [actions.part_of(whole, written(line, TODAY)) for line in ("每周一上午9点 处务会", "12月21日 处务会二")]
    outcome = actions.split(store, whole.uid, parts, NOW)
    assert [part.uid for part in outcome.parts] == [there.uid, whole.uid]
    assert outcome.unchanged == (there,)
    assert len(store.events()) == 2
    lines = ("每周一上午9点 处务会", "每周一上午9点  处务会 ")
    with pytest.raises(SameEvent):
        actions.split(store, whole.uid, [actions.part_of(whole, written(line, TODAY)) for line in lines], NOW)
    other = actions.add(store, written("每周二 碰头会", TODAY), NOW).events[0]
    both = [actions.part_of(whole, written(line, TODAY)) for line in ("每周一上午9点 处务会", "每周二 碰头会")]
    with pytest.raises(AllThere):
        actions.split(store, whole.uid, both, NOW)
    assert store.event(other.uid) == other


def test_the_parts_of_an_event_are_not_told_as_read_before(store: Store) -> None:
    read(store)
    report = titled(store, "20日前")
    lines = ("12月10日前 报送初稿", "12月20日前 报送定稿")
    actions.split(store, report.uid, [actions.part_of(report, written(line, TODAY)) for line in lines], NOW)
    assert read(store).unread == ()
    read(store, TEXT.replace("12月20日", "12月22日"))
    rules_now = {
        event.title: rules.write(event.recurrence) for event in store.events() if event.title.startswith("报送")
    }
    assert rules_now == {"报送初稿": "2026年12月10日前", "报送定稿": "2026年12月20日前"}


def test_a_step_names_its_events_as_they_were_and_as_they_became(store: Store) -> None:
    event = actions.add(store, written("每周一 例会"), NOW).events[0]
    actions.edit(store, event.uid, NOW, title="周会")
    actions.remove(store, event.uid, NOW)
    made = [past for (past,) in store.made_by(store.steps(9))]
    assert [past.step for past in made] == store.steps(9)
    titles = [(p.before and p.before.title, p.after and p.after.title) for p in made]
    assert titles == [("周会", None), ("例会", "周会"), (None, "例会")]


def test_a_line_written_again_is_an_edit_and_its_tags_are_added(store: Store) -> None:
    line = written("12月18日在三楼召开理事会", TODAY, tags=("A",))
    actions.add(store, line, NOW, {"tags": ("A",)})
    again = written("12月18日在四楼召开理事会", TODAY, tags=("B",))
    outcome = actions.add(store, again, NOW, {"tags": ("B",)})
    (event,) = outcome.changed
    assert (event.uid, event.tags, event.place) == (line.uid, ("A", "B"), "四楼")
    assert outcome.before
    assert outcome.before.place == "三楼"
    assert store.steps(1)[0].act == "edit"


def test_two_who_undo_at_once_take_back_one_action(store: Store) -> None:
    for n in range(3):
        actions.add(store, written(f"每月{n + 1}日 事{n}"), NOW)
    seen = store.steps(1)[0].number
    actions.undo(store, NOW, seen=seen)
    with pytest.raises(Stale):
        actions.undo(store, NOW, seen=seen)
    assert len(store.events()) == 2


def test_an_undone_removal_can_be_removed_and_undone_again(store: Store) -> None:
    event = actions.add(store, written("每月1日 事"), NOW).events[0]
    for _ in range(3):
        actions.remove(store, event.uid, NOW)
        actions.undo(store, NOW)
    assert store.event(event.uid).sequence == event.sequence + 6, "to go and to come back are a change each"
    assert store.decisions() == {}


def anything(store: Store, rng: random.Random) -> None:
    """Some action or other."""
    events = store.events()
    one = rng.choice(events) if events else None
    day = one and one.recurrence.next(TODAY)
    match rng.randrange(8):
        case 0:
            actions.add(store, written(f"每月{rng.randint(1, 28)}日 事{rng.randint(1, 3)}"), NOW)
        case 1:
            read(store, TEXT.replace("25", str(rng.choice((25, 26)))), again=rng.random() < 0.2)
        case 2 if one:
            actions.edit(store, one.uid, NOW, title=f"题{rng.randint(1, 9)}", place="会议室")
        case 3 if one:
            actions.remove(store, one.uid, NOW)
        case 4 if one and day:
            actions.cancel_one(store, one.uid, day.span.first, NOW)
        case 5 if one and day:
            there = Span.of(day.span.first + timedelta(1))
            actions.move_one(store, one.uid, day.span.first, there, None, NOW)
        case 6 if len(events) > 1 and one:
            other = rng.choice([event for event in events if event != one])
            actions.merge(store, one.uid, [other.uid], NOW)
        case 7 if one:
            second = replace(one, uid=rules_uid(rng), title="另一半")
            actions.split(store, one.uid, [replace(one, title="一半"), second], NOW)


def rules_uid(rng: random.Random) -> str:
    return f"{rng.getrandbits(64):016x}"


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_actions_taken_back_gives_the_same_feeds(seed: int, store: Store) -> None:
    rng = random.Random(seed)
    for _ in range(4):
        anything(store, rng)
    states = []
    for _ in range(10):
        states.append((feed(store), len(store.steps(999, still_open=True)), store.decisions()))
        anything(store, rng)
    while states:
        wanted, count, decided = states.pop()
        if (more := len(store.steps(999, still_open=True)) - count) > 0:
            actions.undo(store, NOW, more)
        assert feed(store) == wanted
        assert store.decisions() == decided


@pytest.mark.parametrize("seed", range(8))
def test_reading_again_never_changes_what_a_person_touched(seed: int, store: Store) -> None:
    rng = random.Random(seed)
    read(store)
    for _ in range(6):
        anything(store, rng)
    touched = {
        (uid, name): getattr(store.event(uid), name)
        for uid, decided in store.decisions().items()
        for name in decided
        if "event" not in decided
    }
    gone = {uid for uid, decided in store.decisions().items() if "event" in decided}
    for text in (TEXT, TEXT.replace("25日", "28日")):
        read(store, text)
    assert {key: getattr(store.event(key[0]), key[1]) for key in touched} == touched
    assert not gone & {event.uid for event in store.events()}


def test_what_a_person_called_off_stays_so_whatever_its_notice_says_and_what_hangs_on_it_goes_with_it(
    store: Store,
) -> None:
    (first, *_) = read(store).events
    child = actions.cascade(store, first.uid, Lead(3), "各科室", NOW).events[0]
    outcome = actions.call_off(store, first.uid, NOW)
    assert [event.status for event in outcome.changed] == [CANCELLED]
    assert store.event(child.uid).status == CANCELLED
    assert b"STATUS:CANCELLED" in feed(store)
    again = read(store)
    assert store.event(first.uid).status == CANCELLED
    assert "status" in {one.name for one in again.differing}
    actions.undo(store, NOW, seen=store.steps(1)[0].number)
    assert (store.event(first.uid).status, store.event(child.uid).status) == (CONFIRMED, CONFIRMED)
    actions.call_off(store, first.uid, NOW)
    actions.call_off(store, first.uid, NOW, off=False)
    assert "status" not in store.decisions([first.uid]).get(first.uid, {})
    assert not actions.call_off(store, first.uid, NOW, off=False).changed
