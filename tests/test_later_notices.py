"""Later notices: they move, cancel and confirm what earlier ones set, in whatever order they are read, and never in silence
against a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from calendars import actions
from calendars.changes_shown import by_words, change_record, change_rows, doubts
from calendars.drafts import draft
from calendars.events import CANCELLED, CONFIRMED, WAITING, Event, agenda
from calendars.feeds import Feed, render
from calendars.plan import Change
from calendars.reconciling import Sort
from calendars.store import Store
from rules import Span, find, parse, read_notice, said_place
from rules.notices.notice import value_of

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
CALL = """关于举办青岭市第十二届学术年会的通知
各市级学会、高校科协：
定于2026年5月15日（星期五）上午9:00在会展中心举办青岭市第十二届学术年会。
请各单位于5月6日前报送参会回执。
青岭市科学技术协会
2026年3月13日
"""
POSTPONED = """关于延期举办青岭市第十二届学术年会的通知
各市级学会、高校科协：
原定5月15日召开的青岭市第十二届学术年会延期至2026年5月29日（星期五）上午9:00举行，地点不变。
青岭市科学技术协会
2026年4月22日
"""
CALLED_OFF = """关于取消青岭市第十二届学术年会的通知
各市级学会、高校科协：
因故，原定5月29日举行的青岭市第十二届学术年会取消。
青岭市科学技术协会
2026年5月20日
"""
FORWARDED = """关于转发市科协《关于举办青岭市第十二届学术年会的通知》的通知
各基层科协：
现将市科协通知转发给你们。青岭市第十二届学术年会将于2026年5月15日上午9:00举行，请各单位于4月30日前将回执报送区科协。
安禾区科学技术协会
2026年3月18日
"""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def read(store: Store, text: str, at: int = 0, **options: object) -> actions.Outcome:
    notice = read_notice(text)
    return actions.read_in(store, notice, draft(notice, find(notice)), NOW + timedelta(days=at), **options)  # type: ignore[arg-type]


def meeting(store: Store) -> Event:
    (found,) = [event for event in store.events() if "年会" in event.title]
    return found


def state(store: Store) -> list[tuple[str, str | None, str]]:
    """What is on the calendar, whatever its UIDs are."""
    return sorted((event.title, value_of(event.recurrence), event.status) for event in store.events())


def test_what_is_put_off_is_the_same_event_on_another_day(store: Store) -> None:
    read(store, CALL)
    before = meeting(store)
    (change,) = [one for one in read(store, POSTPONED, 1).changes if one.sort is Sort.MOVED]
    after = meeting(store)
    assert change.before
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert value_of(after.recurrence) == "2026-05-29T09:00"


def test_what_is_called_off_stays_in_the_feed_as_such(store: Store) -> None:
    for place, text in enumerate((CALL, POSTPONED, CALLED_OFF)):
        read(store, text, place)
    event = meeting(store)
    assert (event.status, event.sequence) == (CANCELLED, 2)
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    feed = render(Feed("all", "all"), agenda(store.events(), year, store.reckoning()), today=NOW.date())
    assert feed.count(b"STATUS:CANCELLED") == 1
    assert b"SEQUENCE:2" in feed


@pytest.mark.parametrize("order", list(permutations((CALL, POSTPONED, CALLED_OFF))))
def test_a_chain_read_in_any_order_ends_the_same(order: tuple[str, ...]) -> None:
    with Store.open("sqlite://") as right, Store.open("sqlite://") as other:
        for place, (one, two) in enumerate(zip((CALL, POSTPONED, CALLED_OFF), order, strict=True)):
            read(right, one, place)
            read(other, two, place)
        assert [row[1:] for row in state(other)] == [row[1:] for row in state(right)]
        said = other.statements([meeting(other).uid])[meeting(other).uid]
        assert len(said) == 3


def test_every_notice_and_its_sentence_stands_with_the_event(store: Store) -> None:
    for place, text in enumerate((CALL, POSTPONED, CALLED_OFF)):
        read(store, text, place)
    said = store.statements([meeting(store).uid])[meeting(store).uid]
    assert [one.reading.act for one in said] == [None, "moves", "cancels"]
    assert ["延期至" in (one.source.sentence or "") for one in said] == [False, True, False]
    assert value_of(said[1].reading.former) == "2026-05-15"  # type: ignore[arg-type]


def test_the_same_notice_forwarded_is_one_event_with_two_sources_and_an_own_deadline(store: Store) -> None:
    read(store, CALL)
    read(store, FORWARDED, 1)
    assert len(store.statements([meeting(store).uid])[meeting(store).uid]) == 2
    dues = [event for event in store.events() if "回执" in event.title]
    assert sorted(str(value_of(event.recurrence)) for event in dues) == ["../2026-04-30", "../2026-05-06"]


def test_what_a_person_set_stays_and_the_notice_is_shown_beside_it(store: Store) -> None:
    read(store, CALL)
    actions.edit(store, meeting(store).uid, NOW, recurrence=parse("2026年5月22日"))
    outcome = read(store, POSTPONED, 1)
    assert value_of(meeting(store).recurrence) == "2026-05-22"
    assert [(one.name, value_of(one.read.recurrence)) for one in outcome.differing] == [
        ("recurrence", "2026-05-29T09:00")
    ]


def test_a_cancellation_of_what_a_person_dated_is_asked(store: Store) -> None:
    read(store, CALL)
    actions.edit(store, meeting(store).uid, NOW, recurrence=parse("2026年5月29日"))
    outcome = read(store, CALLED_OFF, 1)
    assert meeting(store).status == CONFIRMED
    assert [one.sort for one in outcome.changes if one.event is None] == [Sort.DOUBTFUL]
    assert [draft.title for draft in outcome.left] == ["青岭市第十二届学术年会"]


def test_what_a_person_removed_is_not_revived_by_a_later_notice(store: Store) -> None:
    read(store, CALL)
    actions.remove(store, meeting(store).uid, NOW)
    read(store, CALL, 1)
    assert not [event for event in store.events() if "年会" in event.title]


def test_called_off_twice_is_called_off_once(store: Store) -> None:
    for place, text in enumerate((CALL, POSTPONED, CALLED_OFF)):
        read(store, text, place)
    before = meeting(store)
    other = CALLED_OFF.replace("因故，", "再次说明：因故，").replace("2026年5月20日", "2026年5月21日")
    assert read(store, other, 4).changes[0].sort is Sort.CONFIRMED
    assert (meeting(store).status, meeting(store).sequence) == (CANCELLED, before.sequence)


def test_a_date_that_gives_way_and_fits_nothing_is_asked_about(store: Store) -> None:
    read(store, CALL)
    outcome = read(store, POSTPONED.replace("原定5月15日", "原定5月18日"), 1)
    assert value_of(meeting(store).recurrence) == "2026-05-15T09:00"
    assert [one.sort for one in outcome.changes if "年会" in one.draft.title] == [Sort.DOUBTFUL]


def test_two_notices_of_one_day_that_contradict_each_other_are_asked_about(store: Store) -> None:
    read(store, CALL)
    read(store, POSTPONED, 1)
    other = POSTPONED.replace("5月29日（星期五）", "6月5日（星期五）").replace("关于延期举办", "关于推迟举办")
    outcome = read(store, other, 2)
    assert [one.sort for one in outcome.changes if "年会" in one.draft.title] == [Sort.DOUBTFUL]
    assert value_of(meeting(store).recurrence) == "2026-05-29T09:00"


def test_a_move_into_the_past_is_asked_about(store: Store) -> None:
    read(store, CALL)
    outcome = read(store, POSTPONED.replace("延期至2026年5月29日（星期五）", "提前至2026年4月10日（星期五）"), 1)
    assert [one.sort for one in outcome.changes if "年会" in one.draft.title] == [Sort.DOUBTFUL]


def test_the_same_title_of_another_office_is_another_event(store: Store) -> None:
    first = "关于召开工作推进会的通知\n各科室：\n定于2026年12月18日下午2:00召开工作推进会。\n{}\n2026年12月1日\n"
    read(store, first.format("青岭市科学技术协会"))
    read(store, first.format("桑海省竹产业学会").replace("18日下午2:00", "20日下午3:00"), 1)
    assert len([event for event in store.events() if "推进会" in event.title]) == 2


def test_a_new_years_notice_makes_an_event_of_its_own(store: Store) -> None:
    head = "关于举办{0}年全国科普日主场活动的通知\n各单位：\n"
    text = head + "定于{0}年9月{1}日举办{0}年全国科普日主场活动。\n青岭市科协\n{0}年7月1日\n"
    read(store, text.format(2025, 20))
    read(store, text.format(2026, 19), 1)
    assert len([event for event in store.events() if "主场活动" in event.title]) == 2


def test_put_off_until_further_notice_waits_and_is_dated_later(store: Store) -> None:
    read(store, CALL)
    halted = POSTPONED.replace("延期至2026年5月29日（星期五）上午9:00举行，地点不变。", "延期举行，具体时间另行通知。")
    read(store, halted, 1)
    assert meeting(store).status == WAITING
    dated = """关于青岭市第十二届学术年会时间的通知
各市级学会：
此前延期的青岭市第十二届学术年会，现定于2026年6月12日上午9:00举行。
青岭市科学技术协会
2026年5月20日
"""
    read(store, dated, 2)
    assert (meeting(store).status, value_of(meeting(store).recurrence)) == (CONFIRMED, "2026-06-12T09:00")


def test_everything_a_later_notice_did_is_taken_back(store: Store) -> None:
    read(store, CALL)
    before, said = state(store), store.statements([meeting(store).uid])
    read(store, POSTPONED, 1)
    actions.undo(store, NOW + timedelta(days=2))
    assert state(store) == before
    assert store.statements([meeting(store).uid]) == said


def test_a_doubtful_one_becomes_what_a_person_says(store: Store) -> None:
    read(store, CALL)
    text = POSTPONED.replace("原定5月15日", "原定5月18日")
    (doubt,) = [one for one in read(store, text, 1, dry_run=True).changes if "年会" in one.draft.title]
    read(store, text, 1, chosen={doubt.draft.uid: meeting(store).uid})
    assert value_of(meeting(store).recurrence) == "2026-05-29T09:00"
    assert store.drafts() == []


def shown(changes: Sequence[Change]) -> list[str]:
    """What a person sees of changes: their dates, and what stands below the table."""
    _, rows = change_rows(changes, (), "zh")
    return [*(row[3] for row in rows), *(said.say("zh").strip() for said in doubts(changes, "zh"))]


def test_a_weekday_that_is_not_that_of_its_date_is_shown_with_the_row(store: Store) -> None:
    changes = read(store, CALL.replace("5月6日前", "5月6日（星期五）前")).changes
    assert shown(changes) == [
        "2026年5月15日09:00",
        "2026年5月6日前（暂定）",
        "2：括号中的星期与日期不符",
    ]
    assert change_record(changes, 2, ())["doubts"] == ["the weekday in brackets is not that of the date"]


def test_a_doubtful_row_says_what_is_to_be_decided_and_no_date_that_nobody_named(store: Store) -> None:
    read(store, CALL)
    changes = read(store, POSTPONED.replace("原定5月15日", "原定5月18日"), 1).changes
    (row, *_) = shown([one for one in changes if one.sort is Sort.DOUBTFUL])
    assert row == "2026年5月18日 → 2026年5月29日09:00"
    off = (
        "关于取消青岭市第十二届学术年会的通知\n因故，青岭市第十二届学术年会取消。\n青岭市科学技术协会\n2026年4月25日\n"
    )
    (row, *_) = shown([one for one in read(store, off, 2).changes if one.sort is Sort.DOUBTFUL])
    assert row == "取消"


def test_what_is_called_off_and_unknown_says_that_it_waits(store: Store) -> None:
    off = "关于取消有关活动的通知\n因故，原定读书会取消，讲座延期举行，具体时间另行通知。\n青岭市科学技术协会\n2026年4月25日\n"
    said = shown(read(store, off).changes)
    assert "每年公布日期" not in "".join(said)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("P1W", "推迟1周"),
        ("P2D", "推迟2天"),
        ("-P2D", "提前2天"),
        ("-P1W", "提前1周"),
        ("@15:30/", "15:30"),
        (None, ""),
    ],
)
def test_by_how_much_something_moves_is_said_in_words(by: str | None, words: str) -> None:
    assert by_words(by, "zh") == words


PLACED = CALL.replace("在会展中心举办", "在市会展中心举办")
MOVED_ONLY = """关于变更青岭市第十二届学术年会地点的通知
各市级学会、高校科协：
原定于2026年5月15日举办的青岭市第十二届学术年会，地点由市会展中心改为市科技馆报告厅，时间不变。
青岭市科学技术协会
2026年4月22日
"""
LISTED = """关于举办青岭市第十二届学术年会的通知
各市级学会、高校科协：
一、时间：2026年5月15日上午9:00
二、地点：市会展中心三楼
三、请于5月6日前报送参会回执。
青岭市科学技术协会
2026年3月13日
"""


def test_a_place_that_a_notice_gives_stays_when_a_later_one_moves_the_event(store: Store) -> None:
    read(store, PLACED)
    assert meeting(store).place == "市会展中心"
    read(store, POSTPONED, 1)
    assert (value_of(meeting(store).recurrence), meeting(store).place) == ("2026-05-29T09:00", "市会展中心")


def test_a_place_that_alone_changes_is_the_new_one_and_its_date_stays(store: Store) -> None:
    read(store, PLACED)
    changes = read(store, MOVED_ONLY, 1).changes
    assert shown(changes) == ["2026年5月15日09:00 地点：市会展中心 → 市科技馆报告厅"]
    event = meeting(store)
    assert (value_of(event.recurrence), event.place) == ("2026-05-15T09:00", "市科技馆报告厅")
    assert len(store.statements([event.uid])[event.uid]) == 2


def test_an_older_notice_that_is_read_later_gives_no_older_place(store: Store) -> None:
    read(store, MOVED_ONLY)
    read(store, PLACED, 1)
    assert [event.place for event in store.events() if "年会" in event.title] == ["市科技馆报告厅"]


def test_a_place_that_a_person_set_stays(store: Store) -> None:
    read(store, PLACED)
    actions.edit(store, meeting(store).uid, NOW, place="线上")
    read(store, MOVED_ONLY, 1)
    assert meeting(store).place == "线上"


def test_a_line_beside_the_date_says_where_and_what_is_due_has_no_place(store: Store) -> None:
    read(store, LISTED)
    assert {event.title: event.place for event in store.events()} == {
        "青岭市第十二届学术年会": "市会展中心三楼",
        "报送参会回执": None,
    }


@pytest.mark.parametrize("words", ["地点另行通知", "地点不变", "地点：待定", "在10个乡镇举办", "在会上举行"])
def test_what_is_no_place_gives_none(words: str) -> None:
    assert said_place(words) is None
