"""Feeds: the bytes, and that other programs read from them exactly what we meant."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from calendars.captions import doubts, headline, is_usual, period_words, time_words
from calendars.events import KINDS, Entry, Event, Source, agenda, uid_of
from calendars.feeds import Feed, feed_window, feeds_of, kind_feed, placed, render, tag_name, trim_to
from calendars.ical.lint import lint
from calendars.lines import folded, plain
from calendars.selection import Selection
from rules import Clock, Move, Occurrence, Recurrence, Rule, Span, parse
from rules.kinds import Due, Fixed, Monthly, NthWeek, Periodic, Weekly, Yearly

GOLDEN = Path(__file__).parent / "feeds"
STORED = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEAR = Span(date(2026, 11, 1), date(2027, 10, 31))
ALL = Feed("all", "月令：全部")
NOTICE = Source(
    "关于报送科普工作计划的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 10, 9), "d" * 64, 20, 28,
    "请各分会于每年12月15日前填写《科普工作计划表》,以邮件形式报送；逾期不再受理。",
)  # fmt: skip


def event(title: str, kind: str, rule: Rule, clock: Clock | None = None, **facts: Any) -> Event:
    return Event(uid_of(title), title, kind, Recurrence(rule, clock=clock), created=STORED, **facts)


SAMPLE = [
    event("报送科普工作计划表", "deadline", Due(Yearly(12, 15)), tags=("科普", "报送"), quote="每年12月15日前", source=NOTICE,
          action="填写计划表，以邮件形式报送", actor="各分会", recipient="office@example.org"),
    event("报送年度工作总结", "deadline", Due(Fixed(date(2026, 11, 27), date(2026, 11, 27))), Clock(end=17 * 60 + 30)),
    event("网上填报", "deadline", Due(Fixed(date(2026, 12, 31), date(2026, 12, 31))), Clock(end=1440)),
    event("全国科技工作者日", "observance", Yearly(5, 30), tags=("科普",), quote="5月30日"),
    event("学术年会", "event", Fixed(date(2026, 12, 5), date(2026, 12, 6)), Clock(9 * 60)),
    event("理事会", "event", Fixed(date(2026, 12, 18), date(2026, 12, 18)), Clock(14 * 60, 16 * 60 + 30)),
    event("座谈会", "event", Fixed(date(2026, 12, 19), date(2026, 12, 19)), Clock(9 * 60)),
    event("科普周", "observance", NthWeek(9, 3), quote="9月第三周"),
    event("报送会员统计表", "duty", Periodic("quarter"), quote="按季度"),
    event("安全检查", "duty", Due(Monthly(10)), tags=("安全",)),
    event("新章程施行", "event", Fixed(date(2026, 12, 1), None), quote="自2026年12月1日起施行"),
    event("会费收缴", "window", Yearly(12, 20, 1, 10), quote="12月20日至次年1月10日"),
]  # fmt: skip
ODD = [
    event(
        'a,b;c\\d "e"\n二行\r\n三行\tTab', "event", Yearly(1, 1), tags=("a,b", "a;b", "\\"), quote="x\u2028y\x85z\x0bw"
    ),
    event("月" * 500, "deadline", Due(Yearly(2, 29)), action="长" * 2000, tags=("标签" * 40,)),
    event("👨‍👩‍👧‍👦家庭日🎉" * 9, "observance", Yearly(5, 15)),
    event("\u202e反转\u202c\ufeff\x00\x1b[31m红\x07", "event", Yearly(3, 3), actor="\ud800半个字"),
    event("   ", "event", Yearly(4, 4)),
    event("BEGIN:VEVENT\r\nEND:VCALENDAR", "event", Yearly(6, 6)),
]

PLACED = [
    event("座谈会", "event", Fixed(date(2026, 12, 18), date(2026, 12, 18)), Clock(9 * 60), place="科技馆, 302室;东门",
          url="https://example.org/会议?a=1,2", contact="张三, 0571-1234", note="带材料\n两份"),
    Event(uid_of("验收"), "验收", "event", parse("2026年12月21日上午"), created=STORED, place="二楼\x07",
          url="javascript:alert(1)"),
    event("理事会", "event", Fixed(date(2026, 12, 22), date(2026, 12, 22)), contact="李四"),
]  # fmt: skip


def feed_of(events: list[Event], feed: Feed = ALL, window: Span = YEAR, **options: Any) -> bytes:
    return render(feed, agenda(events, window), **options)


def golden() -> dict[str, bytes]:
    """The feeds that are kept as files; write them anew with YUELING_GOLDEN=write."""
    return {
        "all.ics": feed_of(SAMPLE, url="https://example.org/feeds/all.ics", today=TODAY),
        "deadlines.ics": feed_of(SAMPLE, kind_feed("deadline"), today=TODAY),
        "empty.ics": feed_of([], kind_feed("offset")),
        "english.ics": feed_of(SAMPLE, Feed("all", "Yueling: everything"), lang="en"),
        "odd.ics": feed_of(ODD),
        "places.ics": feed_of(PLACED, pages="https://example.org/event/"),
    }


def values(data: bytes, name: str) -> list[str]:
    """The values of a property in the file, unfolded."""
    unfolded = data.decode().replace("\r\n ", "")
    return re.findall(rf"^{name}(?:;[^:\r]*)?:(.*)\r$", unfolded, re.MULTILINE)


@pytest.mark.parametrize("name", golden())
def test_a_feed_keeps_its_bytes(name: str) -> None:
    data = golden()[name]
    if os.environ.get("YUELING_GOLDEN") == "write":
        (GOLDEN / name).write_bytes(data)
    assert data == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", golden())
def test_every_feed_passes_our_lint(name: str) -> None:
    assert lint(golden()[name]) == []


@pytest.mark.parametrize("name", golden())
def test_icalendar_reads_every_feed_without_an_error(name: str) -> None:
    calendar = icalendar.Calendar.from_ical(golden()[name])
    assert isinstance(calendar, icalendar.Calendar)
    assert [error for part in calendar.walk() for error in part.errors] == []
    assert len(calendar.events) == len(values(golden()[name], "UID"))


@pytest.mark.parametrize("name", golden())
def test_the_strict_reader_ical_accepts_every_feed(name: str) -> None:
    calendar = IcsCalendarStream.calendar_from_ics(golden()[name].decode())
    assert {e.uid for e in calendar.events} == set(values(golden()[name], "UID"))


@pytest.mark.parametrize("events", [SAMPLE, ODD])
def test_a_reader_of_instances_sees_exactly_our_occurrences(events: list[Event]) -> None:
    entries = agenda(events, YEAR)
    calendar = icalendar.Calendar.from_ical(render(ALL, entries))
    seen = recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2029, 1, 1))
    found = {(str(e["UID"]), _plain(e["DTSTART"].dt), _plain(e["DTEND"].dt)) for e in seen}
    assert found == {(f"{entry.uid}@yueling", *_shown(entry)) for entry in entries}


def _plain(moment: date) -> date:
    """The day, or the moment without its zone."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _shown(entry: Entry) -> tuple[date, date]:
    first, last = placed(entry)
    return (first, last) if isinstance(first, datetime) else (first, last + timedelta(1))


def test_place_address_and_contact_have_their_properties_and_the_note_stands_below() -> None:
    calendar = icalendar.Calendar.from_ical(feed_of(PLACED, pages="https://example.org/event/"))
    talk, check, council = calendar.events
    assert (talk["LOCATION"], talk["CONTACT"]) == ("科技馆, 302室;东门", "张三, 0571-1234")
    assert talk["URL"] == "https://example.org/%E4%BC%9A%E8%AE%AE?a=1,2"
    assert "备注：带材料 两份" in str(talk["DESCRIPTION"])
    assert (check["LOCATION"], check["URL"]) == ("二楼", f"https://example.org/event/{uid_of('验收')}")
    assert "时间：上午" in str(check["DESCRIPTION"])
    assert "LOCATION" not in council


def test_without_the_address_of_pages_an_event_has_only_its_own() -> None:
    assert values(feed_of(PLACED), "URL") == ["https://example.org/%E4%BC%9A%E8%AE%AE?a=1,2"]


def test_the_same_data_give_the_same_bytes() -> None:
    again = [replace(e) for e in SAMPLE]
    assert feed_of(SAMPLE, today=TODAY) == feed_of(again, today=TODAY)


def test_where_entries_lie_in_memory_changes_nothing() -> None:
    entries = agenda([*SAMPLE, *ODD], YEAR)
    others = [Entry(entry.event, entry.occurrence) for entry in reversed(entries)][::-1]
    assert [id(entry) for entry in others] != sorted(map(id, others))
    assert render(ALL, others) == render(ALL, entries)


def test_what_is_said_of_usual_entries_is_all_that_would_be_said_of_any() -> None:
    entries = agenda([*SAMPLE, *ODD, *PLACED], YEAR)
    usual = [entry for entry in entries if is_usual(entry)]
    assert 0 < len(usual) < len(entries)
    for entry in usual:
        assert entry.status == "CONFIRMED"
        assert [time_words(entry), period_words(entry), doubts(entry)] == ["", "", ""]


def test_a_changed_record_changes_one_event_and_no_other() -> None:
    day = next(e for e in SAMPLE if e.title == "全国科技工作者日")
    changed = replace(day, title="科技工作者日", sequence=1, updated=STORED + timedelta(days=1))
    before, after = (
        feed_of(events).split(b"BEGIN:VEVENT") for events in (SAMPLE, [changed if e is day else e for e in SAMPLE])
    )
    different = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(different) == 1
    assert values(different[0][1], "SEQUENCE") == ["1"]
    assert values(different[0][0], "UID") == values(different[0][1], "UID")
    assert values(different[0][1], "LAST-MODIFIED") == ["20261102T020304Z"]
    assert values(different[0][1], "CREATED") == ["20261101T020304Z"]


def test_nothing_rests_on_the_clock_even_for_what_was_never_stored() -> None:
    data = feed_of([replace(SAMPLE[0], created=None)])
    assert values(data, "DTSTAMP") == ["19700101T000000Z"]
    assert values(data, "CREATED") == []


def test_no_feed_has_what_breaks_clients() -> None:
    for data in golden().values():
        head = data.decode().partition("BEGIN:V" + "EVENT")[0]
        assert not re.search(r"^(METHOD|UID)", head, re.MULTILINE)
        assert not re.search(r"^(RDATE|RRULE|RSCALE|DURATION)", data.decode(), re.MULTILINE)


def test_the_time_zone_is_there_only_where_a_time_needs_it_or_the_calendar_would_be_empty() -> None:
    timed = [e for e in SAMPLE if e.recurrence.clock]
    whole = [e for e in SAMPLE if not e.recurrence.clock]
    assert b"BEGIN:VTIMEZONE" in feed_of(timed)
    assert b"BEGIN:VTIMEZONE" not in feed_of(whole)
    assert b"BEGIN:VTIMEZONE" in feed_of([])


SHAPES: list[tuple[str, Rule, Clock | None, str, str]] = [
    ("event", Yearly(12, 5), None, "2026-12-05", "2026-12-05"),
    ("event", Yearly(12, 5, 12, 7), None, "2026-12-05", "2026-12-07"),
    ("event", Yearly(12, 5), Clock(540), "2026-12-05T09:00:00", "2026-12-05T10:00:00"),
    ("event", Yearly(12, 5), Clock(540, 690), "2026-12-05T09:00:00", "2026-12-05T11:30:00"),
    ("event", Yearly(12, 5, 12, 7), Clock(540), "2026-12-05T09:00:00", "2026-12-08T00:00:00"),
    ("event", Yearly(12, 5), Clock(540, 1440), "2026-12-05T09:00:00", "2026-12-06T00:00:00"),
    ("event", Yearly(12, 5), Clock(600, 540), "2026-12-05T10:00:00", "2026-12-05T11:00:00"),
    ("window", Yearly(12, 5, 12, 7), Clock(None, 1080), "2026-12-05T00:00:00", "2026-12-07T18:00:00"),
    ("deadline", Due(Yearly(12, 5)), Clock(None, 1080), "2026-12-05T17:30:00", "2026-12-05T18:00:00"),
    ("deadline", Due(Yearly(12, 5)), Clock(None, 1440), "2026-12-05", "2026-12-05"),
    ("deadline", Due(Yearly(12, 5)), Clock(None, 0), "2026-12-04T23:30:00", "2026-12-05T00:00:00"),
    ("deadline", Due(Yearly(12, 5)), Clock(), "2026-12-05", "2026-12-05"),
    ("duty", Yearly(12, 1, 12, 5), None, "2026-12-01", "2026-12-05"),
    ("duty", Yearly(12, 1, 12, 31), None, "2026-12-31", "2026-12-31"),
    ("duty", Yearly(12, 1, 12, 31), Clock(None, 1080), "2026-12-31T17:30:00", "2026-12-31T18:00:00"),
    ("window", Yearly(12, 1, 12, 31), None, "2026-12-01", "2026-12-31"),
]


@pytest.mark.parametrize(("kind", "rule", "clock", "first", "last"), SHAPES)
def test_an_entry_lies_where_a_calendar_shows_it_best(
    kind: str, rule: Rule, clock: Clock | None, first: str, last: str
) -> None:
    (entry,) = agenda([event("x", kind, rule, clock)], Span(date(2026, 12, 1), date(2026, 12, 31)))
    assert [m.isoformat() for m in placed(entry)] == [first, last]


def test_the_last_day_that_there_is_has_a_place_in_a_feed() -> None:
    last = event("尽头", "event", Fixed(date.max, date.max))
    timed = event("尽头时", "deadline", Due(Fixed(date.max, date.max)), Clock(540, 1440))
    assert lint(feed_of([last, timed], window=Span(date.max, date.max))) == []


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("报送科普工作计划表", "截止：报送科普工作计划表"),
        ("报送年度工作总结", "截止：17:30前 报送年度工作总结"),
        ("科普周", "科普周（暂定）"),
        ("报送会员统计表", "报送会员统计表（10月1日–12月31日）（暂定）"),
        ("安全检查", "截止：安全检查"),
        ("新章程施行", "开始：新章程施行"),
        ("会费收缴", "会费收缴"),
    ],
)
def test_a_headline_says_at_a_glance_what_is_due_and_what_is_tentative(title: str, shown: str) -> None:
    events = [e for e in SAMPLE if e.title == title]
    assert headline(agenda(events, YEAR)[0], "zh") == shown


def test_an_event_without_a_title_shows_the_words_that_set_its_date() -> None:
    nameless = event(" ", "event", Yearly(4, 4), quote="每年4月4日")
    assert values(feed_of([nameless]), "SUMMARY") == ["每年4月4日"]


def test_a_description_leads_back_to_the_sentence() -> None:
    (text,) = values(feed_of(SAMPLE[:1]), "DESCRIPTION")[1:]
    assert "请各分会于每年12月15日前填写《科普工作计划表》" in text
    for fact in ("青禾会发〔2026〕12号", "青禾市作物学会", "2026-10-09", "各分会", "office@example.org"):
        assert fact in text


def test_a_description_ends_with_the_page_of_the_event_and_never_with_what_a_phone_cannot_run() -> None:
    assert "yueling why" not in values(feed_of(SAMPLE[:1]), "DESCRIPTION")[1]
    paged = values(feed_of(SAMPLE[:1], pages="https://example.org/event/"), "DESCRIPTION")[1]
    assert paged.endswith(f"来龙去脉：https://example.org/event/{SAMPLE[0].uid}")
    assert f"yueling why {SAMPLE[0].uid}" in values(feed_of(SAMPLE[:1], command=True), "DESCRIPTION")[1]


def test_what_was_moved_to_another_time_says_that_time() -> None:
    weekly = Recurrence(Weekly((0,)), clock=Clock(540, 600))
    moved = replace(
        weekly, moved=(Move(date(2026, 12, 7), Span(date(2026, 12, 8), date(2026, 12, 8)), Clock(840, 900)),)
    )
    meeting = Event(uid_of("例会"), "例会", "event", moved, created=STORED)
    texts = values(feed_of([meeting], window=Span(date(2026, 12, 1), date(2026, 12, 20))), "DESCRIPTION")[1:]
    assert [re.findall(r"时间：(\d\d:\d\d)", text) for text in texts] == [["14:00"], ["09:00"]]


def test_a_tentative_event_says_why() -> None:
    data = feed_of([e for e in SAMPLE if e.title == "科普周"])
    assert values(data, "STATUS") == ["TENTATIVE"]
    assert "暂定原因：" in values(data, "DESCRIPTION")[1]


def test_there_is_a_feed_of_everything_and_of_each_kind_and_tag() -> None:
    assert [feed.name for feed in feeds_of(SAMPLE)] == [
        "all", "observance", "event", "window", "deadline", "duty", "tag-安全", "tag-报送", "tag-科普",
    ]  # fmt: skip
    assert len(values(feed_of(SAMPLE, Feed("tag-科普", "科普", Selection(tags=("科普",)))), "UID")) == 2


def test_every_kind_has_a_feed_even_while_it_holds_nothing() -> None:
    for kind in KINDS:
        assert lint(feed_of([], kind_feed(kind))) == []


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_tags_never_share_a_feed(one: str, other: str) -> None:
    assert (tag_name(one) == tag_name(other)) == (one == other)


@given(st.text(min_size=1, max_size=300))
def test_a_feed_name_is_a_file_name_everywhere(tag: str) -> None:
    name = tag_name(tag)
    assert re.fullmatch(r"tag(-[^\W_]+)+", name)
    assert len(f"{name}.ics".encode()) < 255
    assert name == name.casefold()


def test_the_window_keeps_its_place_for_a_whole_month() -> None:
    assert {feed_window(date(2026, 11, day)).last for day in range(1, 31)} == {date(2028, 11, 30)}
    assert all(feed_window(date(2026, 11, day)).first <= date(2026, 11, day) - timedelta(90) for day in range(1, 31))
    assert feed_window(date(9999, 12, 31)).last == date.max
    days = [date(2026, 1, 1) + timedelta(n) for n in range(800)]
    months = {
        (day.year, day.month): {feed_window(d) for d in days if (d.year, d.month) == (day.year, day.month)}
        for day in days
    }
    assert {len(windows) for windows in months.values()} == {1}, "the bytes stay for the whole of every month"


def test_of_too_many_entries_the_nearest_stay_and_the_calendar_says_so() -> None:
    days = [Fixed(d, d) for d in (date(2026, 9, 1) + timedelta(n) for n in range(200))]
    entries = agenda([event(f"第{n}日", "event", day) for n, day in enumerate(days)], feed_window(TODAY))
    kept = trim_to(entries, TODAY, 150)
    assert [entry.span.first for entry in kept] == [day.first for day in days[50:]]
    assert [entry.span.first for entry in trim_to(entries, TODAY, 10)] == [day.first for day in days[61:71]]
    many = [Entry(e.event, e.occurrence._replace(key=f"{n}-{i}")) for n, e in enumerate(entries) for i in range(11)]
    data = render(ALL, many, today=TODAY)
    assert len(values(data, "UID")) == 2000
    about = values(data, "X-WR-CALDESC")[0]
    assert "共2200条，此处列出2000条" in about
    assert "等200项" in about


def test_two_occurrences_under_one_key_both_stay() -> None:
    spans = [Span(date(2026, 12, d), date(2026, 12, d)) for d in (1, 2)]
    data = render(ALL, [Entry(SAMPLE[3], Occurrence(span, "2026")) for span in spans])
    assert len(set(values(data, "UID"))) == 2


texts = st.text(
    st.one_of(st.characters(), st.sampled_from("\r\n\t\x00\x0b\x85\u2028\u202e\ufeff\\;,:\"'，；👨‍🎉月")), max_size=400
)


@settings(max_examples=150, deadline=None)
@given(texts, texts, texts, st.lists(texts, max_size=3))
def test_whatever_stands_in_a_notice_comes_out_as_the_same_properties(
    title: str, quote: str, actor: str, tags: list[str]
) -> None:
    odd = event(title, "deadline", Due(Yearly(12, 15)), quote=quote, actor=actor, tags=tuple(tags))
    data = feed_of([odd, SAMPLE[3]])
    assert lint(data) == []
    assert {len(line) <= 75 for line in data.split(b"\r\n")} == {True}
    calendar = icalendar.Calendar.from_ical(data)
    (first, second) = calendar.events
    assert set(first.keys()) - {"CREATED"} == set(second.keys()) - {"CREATED"}
    assert str(first["SUMMARY"]) == headline(agenda([odd], YEAR)[0], "zh")
    assert "".join(plain(quote).split()) in "".join(str(first["DESCRIPTION"]).split())
    strict = IcsCalendarStream.calendar_from_ics(data.decode())
    assert strict.events[0].summary == str(first["SUMMARY"])


@given(st.text(st.characters(codec="utf-8", min_codepoint=32)))
def test_folding_is_undone_by_unfolding(text: str) -> None:
    assert folded(text).replace(b"\r\n ", b"") == text.encode() + b"\r\n"
    for line in folded(text).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_ten_thousand_entries_are_rendered_in_a_moment() -> None:
    events = [replace(SAMPLE[0], uid=f"{n:016x}", title=f"第{n}项") for n in range(10_000)]
    entries = agenda(events, YEAR)
    start = time.process_time()
    data = render(ALL, entries)
    assert time.process_time() - start < 2, "the bar is 0.1 s on a quiet machine; bench_feeds.py measures it"
    assert data.count(b"BEGIN:VEVENT") == 10_000
