"""What may be asked of a feed by its address: each option, together and alone, and what is refused."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

import rules.kinds
from calendars.captions import headline
from calendars.events import Event, Lead, Origin, agenda, uid_of
from calendars.feeds import BadLook, Feed, Look, feed_window, in_language, kind_feed, narrowed, placed, render, tag_feed
from calendars.ical.lint import lint
from calendars.leads import lead_day
from calendars.selection import EVERYTHING, Selection
from rules import Clock, Move, Recurrence, Rule, Span, parse
from rules.kinds import Announced, Due, Fixed, Weekly, Yearly
from tests.test_feeds import ALL, GOLDEN, SAMPLE, STORED, TODAY, YEAR, values

WINDOW = feed_window(TODAY)
CORPUS = sorted((Path(__file__).parent / "corpus" / "zh").glob("*.toml"))
WORDINGS = (
    "会议前3天", "2026年12月10日前", "每年6月8日截止", "每个工作日09:00至17:00；至2026年12月11日止", "每年复活节",
    "自2027年1月8日起25天内", "每年春分（按Asia/Tokyo时间）", "单数年9月第二个星期六", "平年5月30日", "自2027年3月6日起",
    "每年1月1日，若逢周日则改为下一个星期一", "每年第12周（按ISO周）", "每年儒略历12月25日", "每年5月30日起10天",
    "2个月至4个月", "每年农历九月初九", "农历每月初一", "每月最后一日", "每月15日前3天", "每年第100天",
    "每年5月30日后的第一个星期一", "9月第三周", "每年6月第三个星期日", "每季度最后一个工作日",
    "自2026年11月1日起每10日；至2027年1月31日止", "按季度", "每月15日，遇节假日就近调整", "每年清明",
    "DTSTART;VALUE=DATE:20260101 RRULE:FREQ=YEARLY;BYWEEKNO=1,20;BYDAY=FR", "每年农历正月初三至农历正月初六",
    "每月1日、15日", "每年5月15日所在周", "每周一14:00至16:00", "每年12月20日至1月10日", "78个月", "5月30日前后",
    "DTSTART;TZID=America/New_York:20260106T090000 RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270401T000000Z",
    "每周三；2026年12月9日取消；2026年12月16日改为2026年12月18日；至2027年1月31日止",
)  # fmt: skip


def kinds_of(rule: Rule) -> set[str]:
    """The kinds of the rule and of those that it is made of."""
    parts = [getattr(rule, name) for name in getattr(rule, "__dataclass_fields__", ())]
    flat = [one for part in parts for one in (part if isinstance(part, tuple) else (part,))]
    return {rule.kind}.union(*(kinds_of(one) for one in flat if isinstance(one, Rule)))


EVERY_KIND = [
    *(Event(uid_of(text), text, "event", parse(text), created=STORED) for text in WORDINGS),
    Event(
        uid_of("会期"), "会期", "event", Recurrence(Announced(Yearly(9, 20), ((date(2026, 9, 19), date(2026, 9, 20)),)))
    ),
]


def imported(title: str, clock: Clock | None, *lines: str) -> Event:
    rule = Recurrence(Fixed(date(2026, 12, 8), date(2026, 12, 8)), clock=clock)
    return Event(uid_of(title), title, "event", rule, origin=Origin("x@example.org", lines=lines), created=STORED)


IMPORTED = [
    imported("私事", None, "CLASS:PRIVATE"),
    imported("机密", None, "CLASS:CONFIDENTIAL"),
    imported("占用全天", None, "TRANSP:OPAQUE"),
    imported("全天", None),
    imported("会面", Clock(540, 600)),
    imported("旁听", Clock(600, 660), "TRANSP:TRANSPARENT"),
]
LOOKS = {
    "alarms.ics": (SAMPLE, "alarm=7d,1d@17:30,3wd,0d"),
    "ahead.ics": (SAMPLE, "lead=7d,3wd,1d"),
    "ahead-english.ics": (SAMPLE, "lead=1&lang=en"),
    "tasks.ics": (SAMPLE, "todo=1&alarm=1d,3wd"),
    "narrowed.ics": (SAMPLE, "kind=deadline,duty&tag=科普&tag=安全&from=2026-12-01&v=2"),
}


def asked(events: list[Event], query: str, today: date = TODAY, feed: Feed = ALL, **options: Any) -> bytes:
    """The feed as a server gives it."""
    look = Look.read(query)
    lang = look.lang or "zh"
    feed = narrowed(in_language(feed, lang), look.selection, lang)
    url = "https://example.org/feeds/all.ics"
    return render(feed, agenda(events, look.window(today)), url=url, today=today, lang=lang, look=look, **options)


def golden() -> dict[str, bytes]:
    """The feeds that are kept as files; write them anew with YUELING_GOLDEN=write."""
    made = {name: asked(events, query) for name, (events, query) in LOOKS.items()}
    made |= {"imported.ics": asked(IMPORTED, "", feed=replace(ALL, private=True))}
    entries = agenda(EVERY_KIND, YEAR)
    return made | {
        "kinds.ics": render(ALL, entries),
        "repeats.ics": render(ALL, entries, look=Look.read("form=rrule")),
        "repeats-alarms.ics": render(ALL, entries[:60], look=Look.read("form=rrule&alarm=1d,2wd")),
    }


FILES = golden()


@pytest.mark.parametrize("name", FILES)
def test_a_feed_with_options_keeps_its_bytes(name: str) -> None:
    if os.environ.get("YUELING_GOLDEN") == "write":
        (GOLDEN / name).write_bytes(FILES[name])
    assert FILES[name] == (GOLDEN / name).read_bytes()


def test_a_feed_of_every_kind_is_kept() -> None:
    named = (getattr(rules.kinds, name) for name in rules.kinds.__all__)
    kinds = {kind.kind for kind in named if isinstance(kind, type) and issubclass(kind, Rule)}
    assert set[str]().union(*(kinds_of(event.recurrence.rule) for event in EVERY_KIND)) == kinds


@pytest.mark.parametrize("name", FILES)
def test_readers_find_no_error_in_it(name: str) -> None:
    assert lint(FILES[name]) == []
    calendar = icalendar.Calendar.from_ical(FILES[name])
    assert [error for part in calendar.walk() for error in part.errors] == []
    strict = IcsCalendarStream.calendar_from_ics(FILES[name].decode())
    count = len(values(FILES[name], "UID"))
    assert len(calendar.events) + len(calendar.todos) == len(strict.events) + len(strict.todos) == count


# ------------------------------------------------------------------ one event that repeats


Seen = set[tuple[str, str, str, str]]


def instances(data: bytes, window: Span = WINDOW) -> Seen:
    """What another program shows in the window: beginning, end, title and status of each instance."""
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(window.first, window.last + timedelta(1))
    return {
        (_local(at(e, "DTSTART")), _local(at(e, "DTEND")), str(e["SUMMARY"]), str(e["STATUS"]))
        for e in found
        if _local(at(e, "DTSTART"))[:10] <= window.last.isoformat()
    }


def at(component: Any, name: str) -> Any:
    """The day, moment or length of time of a property."""
    return component[name].dt


def _local(moment: date) -> str:
    return (moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment).isoformat()


def test_events_that_repeat_have_the_same_instances_as_single_ones() -> None:
    assert FILES["repeats.ics"].count(b"\nRRULE:") >= 10
    assert instances(FILES["repeats.ics"], YEAR) == instances(FILES["kinds.ics"], YEAR)
    for query in ("lang=en&past=0", "from=2028-02-10"):
        window = Look.read(query).window(TODAY)
        one, other = (instances(asked(EVERY_KIND, f"{query}{form}"), window) for form in ("", "&form=rrule"))
        assert one == other


@pytest.mark.slow
def test_every_rule_of_the_corpus_that_repeats_has_the_same_instances() -> None:
    texts = {
        row["rule"]
        for path in CORPUS
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", ())
        if "rule" in row
    }
    repeats = 0
    for text in sorted(texts):
        kind = "deadline" if "前" in text else "event"
        events = [Event(uid_of(text), text, kind, parse(text, reference=TODAY), created=STORED)]
        data = asked(events, "form=rrule")
        if b"\nRRULE" in data:
            repeats += 1
            assert lint(data) == []
            assert instances(data) == instances(asked(events, "")), text
    assert repeats > 150


days = st.dates(date(2026, 6, 1), date(2029, 6, 1))
BASES = [
    Weekly((3,)), Yearly(12, 5), Yearly(12, 20, 1, 3), Due(Yearly(5, 30)), parse("每月最后一日").rule,
    parse("自2026年5月1日起每10日").rule, parse("每月第二个星期五").rule, parse("每月1日、15日").rule,
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(BASES),
    st.sampled_from([None, Clock(540, 600), Clock(540), Clock(end=1050), Clock(end=1440), Clock(end=10)]),
    st.sets(days, max_size=4),
    st.sets(st.tuples(days, days), max_size=3),
    st.sets(st.sampled_from([2026, 2027, 2028, 2029]), max_size=1),
    st.none() | days,
)
def test_exceptions_of_an_event_that_repeats_are_those_of_single_ones(
    rule: Rule,
    clock: Clock | None,
    without: set[date],
    moves: set[tuple[date, date]],
    years: set[int],
    until: date | None,
) -> None:
    plain = Recurrence(rule)
    held = [day for first in without for day in plain.days(first, first + timedelta(40))[:1]]
    moved = {(found[0], to) for first, to in moves if (found := plain.days(first, first + timedelta(370)))}
    changed = Recurrence(
        rule,
        clock=clock,
        until=until,
        without=tuple(sorted(set(held))),
        moved=tuple(Move(day, Span(to, to)) for day, to in sorted(dict(moved).items())),
        suspended=tuple(years),
        extra=(Span(date(2027, 2, 3), date(2027, 2, 3)),),
    )
    events = [Event(uid_of("x"), "会", "event", changed, created=STORED)]
    repeats = asked(events, "form=rrule")
    assert lint(repeats) == []
    assert instances(repeats) == instances(asked(events, ""))


QUERIES = ("", "form=rrule", "alarm=7d,2wd", "lead=7d", "past=200", "kind=截止,event", "form=rrule&alarm=1d")


@pytest.mark.parametrize("query", QUERIES)
def test_readers_see_the_days_and_titles_of_the_agenda_whatever_was_asked_for(query: str) -> None:
    look = Look.read(query)
    window = look.window(TODAY)
    wanted = {
        (_local(placed(entry)[0]), headline(entry))
        for entry in agenda(SAMPLE, window)
        if narrowed(ALL, look.selection).holds(entry.event) and _local(placed(entry)[0])[:10] <= str(window.last)
    }
    data = asked(SAMPLE, query)
    seen = {(first, title) for first, _, title, _ in instances(data, window) if not title.startswith("还有")}
    assert seen == wanted
    strict = IcsCalendarStream.calendar_from_ics(data.decode()).timeline_tz(ZoneInfo("Asia/Shanghai"))
    found = strict.overlapping(window.first, window.last + timedelta(1))
    titles = [(_local(e.dtstart), str(e.summary)) for e in found if e.dtstart]
    assert {(day, title) for day, title in titles if not title.startswith("还有")} >= wanted


def test_what_no_rrule_says_stays_single() -> None:
    for text in (
        "每年农历九月初九",
        "每月第一个工作日",
        "每年清明",
        "按季度",
        "每年第12周（按ISO周）",
        "DTSTART:20260106T090000 RRULE:FREQ=WEEKLY;COUNT=9",
    ):
        event = Event(uid_of(text), text, "event", parse(text), created=STORED)
        assert b"\nRRULE" not in asked([event], "form=rrule"), text


# ------------------------------------------------------------------ alarms, days left, tasks


def test_an_alarm_goes_off_where_it_was_asked_for() -> None:
    data = asked(SAMPLE, "alarm=7d,1d@17:30")
    assert data.count(b"BEGIN:VALARM") == 2 * data.count(b"BEGIN:VEVENT")
    entries = {f"{entry.uid}@yueling": entry for entry in agenda(SAMPLE, WINDOW)}
    for event in icalendar.Calendar.from_ical(data).events:
        begin, due = at(event, "DTSTART"), entries[str(event["UID"])].due
        timed = isinstance(begin, datetime)
        start = begin.replace(tzinfo=None) if timed else datetime.combine(begin, time())
        rings = [start + at(alarm, "TRIGGER") for alarm in event.walk("VALARM")]
        week, eve = due - timedelta(7), due - timedelta(1)
        assert rings == [
            datetime.combine(week, start.time() if timed else time(9)),
            datetime.combine(eve, time(17, 30)),
        ]


def test_an_alarm_in_working_days_finds_its_day_for_each_entry() -> None:
    event = Event(uid_of("x"), "x", "deadline", Recurrence(Due(Fixed(date(2026, 10, 8), date(2026, 10, 8)))))
    (alarm,) = icalendar.Calendar.from_ical(asked([event], "alarm=3wd")).walk("VALARM")
    day = lead_day(Lead(3, "workdays"), date(2026, 10, 8))[0]
    assert datetime(2026, 10, 8) + at(alarm, "TRIGGER") == datetime.combine(day, time(9))


def test_an_alarm_so_many_hours_before_rings_then_and_of_whole_days_in_the_morning() -> None:
    day = Fixed(date(2026, 10, 9), date(2026, 10, 9))
    timed = Event(uid_of("x"), "x", "event", Recurrence(day, clock=Clock(14 * 60)))
    whole = Event(uid_of("y"), "y", "event", Recurrence(day))
    for event, away in ((timed, timedelta(hours=-2)), (whole, timedelta(hours=9))):
        (alarm,) = icalendar.Calendar.from_ical(asked([event], "alarm=2h")).walk("VALARM")
        assert at(alarm, "TRIGGER") == away
    assert b"-lead-" not in asked([replace(timed, leads=(Lead(2, "hours"),))], "lead=1")


def test_an_entry_of_its_own_says_how_many_days_are_left() -> None:
    data = asked(SAMPLE, "lead=7d,3wd")
    calendar = icalendar.Calendar.from_ical(data)
    ahead = {str(e["SUMMARY"]): e for e in calendar.events if "-lead-" in str(e["UID"])}
    week = ahead["还有7天：报送年度工作总结"]
    assert at(week, "DTSTART") == date(2026, 11, 20)
    assert "截止日期：2026-11-27" in str(week["DESCRIPTION"])
    assert at(ahead["还有3个工作日：报送年度工作总结"], "DTSTART") == date(2026, 11, 24)
    assert not [title for title in ahead if "学术年会" in title or "科技工作者日" in title]
    assert len(set(values(data, "UID"))) == len(values(data, "UID"))


def test_days_left_follow_what_somebody_set_for_the_event() -> None:
    rule = Recurrence(Due(Fixed(date(2026, 12, 15), date(2026, 12, 15))))
    own = Event("a" * 16, "甲", "deadline", rule, leads=(Lead(10), Lead(0), Lead(2, "workdays")))
    none, usual = replace(own, uid="b" * 16, title="乙", leads=()), replace(own, uid="c" * 16, title="丙", leads=None)
    titles = [title for title in values(asked([own, none, usual], "lead=1"), "SUMMARY") if "还有" in title]
    assert sorted(titles) == ["还有10天：甲", "还有2个工作日：甲", "还有7天：丙"]


def test_what_is_called_off_neither_alarms_nor_counts_down() -> None:
    off = replace(SAMPLE[1], status="cancelled")
    data = asked([off], "alarm=1d&lead=7d")
    assert (data.count(b"BEGIN:VALARM"), data.count(b"BEGIN:VEVENT")) == (0, 1)


def test_tasks_are_what_is_due_and_begin_with_this_month() -> None:
    calendar = icalendar.Calendar.from_ical(asked(SAMPLE, "todo=1"))
    assert calendar.events == []
    due = {(str(todo["SUMMARY"]), _local(at(todo, "DUE"))) for todo in calendar.todos}
    wanted = {
        (headline(entry), entry.due.isoformat())
        for entry in agenda(SAMPLE, Look.read("todo=1").window(TODAY))
        if entry.event.kind in ("deadline", "duty")
        and not (entry.occurrence.clock and entry.occurrence.clock.end != 1440)
    }
    assert wanted < due
    assert due - wanted == {("截止：17:30前 报送年度工作总结", "2026-11-27T17:30:00")}
    assert {str(todo["STATUS"]) for todo in calendar.todos} == {"NEEDS-ACTION"}
    assert min(day for _, day in due) >= "2026-11-01"


def test_private_events_are_in_private_feeds_alone_and_busy_time_is_kept() -> None:
    private = icalendar.Calendar.from_ical(FILES["imported.ics"])
    seen = {str(e["SUMMARY"]): (str(e["TRANSP"]), str(e.get("CLASS", ""))) for e in private.events}
    assert seen == {
        "私事": ("TRANSPARENT", "PRIVATE"), "机密": ("TRANSPARENT", "CONFIDENTIAL"), "占用全天": ("OPAQUE", ""),
        "全天": ("TRANSPARENT", ""), "会面": ("OPAQUE", ""), "旁听": ("TRANSPARENT", ""),
    }  # fmt: skip
    for query in ("", "form=rrule", "kind=event", "words=私事", "past=400"):
        public = asked(IMPORTED, query).decode()
        assert "CLASS" not in public
        assert not re.search("SUMMARY:(私事|机密)", public)


# ------------------------------------------------------------------ the window and the language


def test_the_days_of_a_feed_are_those_that_were_asked_for() -> None:
    assert Look.read("past=0").window(TODAY) == Span(date(2026, 11, 1), WINDOW.last)
    assert Look.read("past=365").window(TODAY).first == date(2025, 11, 1)
    assert Look.read("from=2027-01-15").window(TODAY) == Span(date(2027, 1, 15), WINDOW.last)
    assert Look.read("from=1950-01-01").window(TODAY).first == date(2023, 10, 1), "a subscription lives on"
    assert "自2023-10-01起。" in values(asked([], "from=1950-01-01"), "DESCRIPTION")[0]
    with pytest.raises(BadLook, match="2028-11-30"):
        Look.read("from=2028-12-01").window(TODAY)


@pytest.mark.parametrize("query", ["past=0", "past=500", "from=2025-05-17", "todo=1", "from=1950-01-01"])
def test_what_was_asked_for_changes_with_the_month_alone(query: str) -> None:
    look, months = Look.read(query), dict[tuple[int, int], set[Span]]()
    for day in (date(2026, 1, 1) + timedelta(n) for n in range(1096)):
        months.setdefault((day.year, day.month), set()).add(look.window(day))
    assert {len(windows) for windows in months.values()} == {1}


def test_a_feed_speaks_the_language_asked_for() -> None:
    data = asked(SAMPLE, "lang=en&kind=deadline,event", feed=kind_feed("deadline"))
    assert values(data, "NAME") == ["Yueling: Deadlines (Events\\, Deadlines)"]
    assert "Due: 报送科普工作计划表" in values(data, "SUMMARY")
    assert in_language(tag_feed("科普"), "en", "Office").title == "Office: 科普"
    own = Feed("mine", "我的")
    assert in_language(own, "en") == own


def test_the_address_of_the_feed_is_the_one_that_was_asked_for() -> None:
    data = asked(SAMPLE, "v=3&alarm=1d,7d&kind=截止")
    assert values(data, "SOURCE") == ["https://example.org/feeds/all.ics?kind=deadline&alarm=7d,1d"]


# ------------------------------------------------------------------ reading the options


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""), ("lead=0&todo=0&form=single&past=90&v=7", ""), ("kind=duty&kind=截止,deadline", "kind=deadline,duty"),
        ("tag=b&tag=a&tag=b", "tag=a&tag=b"), ("alarm=1d,7天,1周", "alarm=7d,1d"), ("lead=3wd,1周", "lead=7d,3wd"),
        ("lead=1", "lead=1"), ("lead=7d", "lead=7d"), ("todo=1&past=0", "todo=1"),
        ("words=总结 年检", "words=%E5%B9%B4%E6%A3%80&words=%E6%80%BB%E7%BB%93"),
        ("tag=%E7%A7%91%E6%99%AE", "tag=%E7%A7%91%E6%99%AE"), ("lang=en&from=2026-01-01", "lang=en&from=2026-01-01"),
        ("organisation=某&person=张&form=rrule", "organisation=%E6%9F%90&person=%E5%BC%A0&form=rrule"),
        ("alarm=1d@17:30,2wd", "alarm=2wd,1d@17:30"),
    ],
)  # fmt: skip
def test_the_same_question_has_one_form(query: str, canonical: str) -> None:
    assert Look.read(query).query() == canonical
    assert Look.read(canonical) == Look.read(query)


BAD = {
    "past=-1": "past", "past=1101": "1100", "past=1e3": "past", "past=٣": "past", "from=9999-12-31": "2199",
    "from=2026-02-30": "from", "from=20260101": "from", "from=2026-01-01&past=3": "exclude", "lang=fr": "zh, en",
    "kind=nonsense": "deadline", "kind=": "kind", "kind=,": "kinds", "tag=": "tag", "tag=%00": "tag", "tag=a%0d%0aX:1": "tag",
    "alarm=5m": "7d", "alarm=": "alarm", "alarm=401d": "400", "alarm=1d,2d,3d,4d,5d,6d": "5 leads",
    "alarm=1d&alarm=2d": "2 times", "alarm=" + ",".join(["1d"] * 1000): "2000", "lead=0d": "7d", "lead=2": "7d",
    "lead=2h": "7d",
    "lead=": "lead", "todo=yes": "1, 0",
    "form=rdate": "rrule", "todo=1&form=rrule": "exclude", "todo=1&lead=1": "exclude", "nothing=1": "form",
    "x" * 60_000: "2000", "&".join(["tag=a"] * 61): "options", "&".join(f"tag={n}" for n in range(30)): "20",
    "tag=" + "长" * 201: "200", "tag=%ff": "options", "v=" + "x" * 41: "40", "<script>=1": "script", "tag=\udcff": "tag",
    "=": "option", "lang=zh;drop": "zh, en",
}  # fmt: skip


@pytest.mark.parametrize("query", BAD, ids=lambda query: ascii(query[:20]))
def test_what_cannot_be_answered_says_which_option_and_what_would_be_right(query: str) -> None:
    with pytest.raises(BadLook) as caught:
        Look.read(query)
    said = caught.value.say("en")
    assert BAD[query] in said
    assert len(said) < 400
    assert len(caught.value.say("zh")) < 400
    said.encode()


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_query_is_read_or_refused(query: str) -> None:
    try:
        look = Look.read(query)
    except BadLook:
        return
    assert Look.read(look.query()) == look


def test_a_narrowed_feed_holds_what_both_want_and_its_title_cannot_break_out() -> None:
    within = Selection(tags=("科普\r\nX-EVIL:1;,",))
    feed = narrowed(kind_feed("deadline"), within)
    data = render(feed, agenda(SAMPLE, WINDOW), today=TODAY)
    assert lint(data) == []
    assert values(data, "X-EVIL") == []
    held = [e.title for e in SAMPLE if narrowed(kind_feed("deadline"), Selection(tags=("科普",))).holds(e)]
    assert held == ["报送科普工作计划表"]
    assert narrowed(ALL, EVERYTHING) == ALL
