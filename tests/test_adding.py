"""What people type is understood whole, or refused under the words that were not; none is stored by halves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from calendars.events import BadLead, Lead
from calendars.one_line_event import BadField, checked_fields, checked_tags, read_event
from calendars.single import IsSeries, as_long, on_day, read_time
from calendars.terminal import named_days
from calendars.typed_line import NoDate, Unsure, WrongWeekday, read_line, read_rule
from rules import RECKONING, Span, UnreadRule, YuelingError, parse, write

TODAY = date(2026, 11, 30)
TABLES = Path(__file__).parent / "adding"


def rows(name: str) -> list[tuple[str, str]]:
    """The lines of a table: what is typed, and what has to come of it."""
    lines = (TABLES / name).read_text("utf-8").splitlines()
    parts = (line.partition(" → ") for line in lines if line and not line.startswith("#"))
    return [(typed, wanted) for typed, _, wanted in parts]


@pytest.mark.parametrize(("wording", "wanted"), rows("wordings.txt"))
def test_a_wording_before_a_title_is_read_right_or_refused(wording: str, wanted: str) -> None:
    if wanted == "?":
        with pytest.raises(YuelingError):
            read_line(f"{wording} 写材料", TODAY)
        return
    line = read_line(f"{wording} 写材料", TODAY)
    rules, _, title = wanted.partition(" = ")
    rule, _, other = rules.partition(" / ")
    assert (write(line.rule.recurrence), line.title) == (rule, title or "写材料")
    assert (write(line.rule.other) if line.rule.other else "") == other


@pytest.mark.parametrize(("typed", "wanted"), rows("lines.txt"))
def test_a_line_is_understood_whole_or_refused_where_it_is_not(typed: str, wanted: str) -> None:
    if wanted.startswith("?"):
        with pytest.raises(YuelingError) as refused:
            read_line(typed, TODAY)
        error, words = refused.value, wanted[1:].strip()
        if words:
            assert isinstance(error, UnreadRule)
            assert error.text[error.start : error.end] == words
        return
    line = read_line(typed, TODAY)
    assert f"{write(line.rule.recurrence)} = {line.title}" == wanted


def test_a_long_list_of_days_is_read_and_one_too_long_is_not_said_to_hold_so_many_dates() -> None:
    days = "、".join(f"{month}月5日" for month in range(1, 13))
    assert read_line(f"{days} 发放工资", TODAY).title == "发放工资"
    for text, title in (("一二三四五六七八九十" * 12, None), ("3月1日、" * 33, "例会")):
        with pytest.raises(YuelingError, match="too many numbers and words of dates"):
            read_event(text, TODAY, title=title)


@pytest.mark.parametrize(("wording", "wanted"), [row for row in rows("wordings.txt") if "=" not in row[1]])
def test_with_a_title_the_whole_text_is_the_rule(wording: str, wanted: str) -> None:
    if wanted == "?":
        with pytest.raises(YuelingError):
            read_event(wording, TODAY, title="写材料")
    else:
        assert write(read_event(wording, TODAY, title="写材料").event.recurrence) == wanted.partition(" / ")[0]


@pytest.mark.parametrize("text", ["每周一9:00至乱七八糟", "每周一 例会", "12月15日之前交"])
def test_with_a_title_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(UnreadRule):
        read_event(text, TODAY, title="T")


def test_the_error_offers_the_nearest_wording_only_where_nothing_is_dropped() -> None:
    with pytest.raises(Unsure) as refused:
        read_line("每周一9:00至乱七八糟", TODAY)
    assert refused.value.nearest is None
    assert "space" in str(refused.value)
    with pytest.raises(UnreadRule) as refused_rule:
        read_line("例会 每月笫二个星期五", TODAY)
    assert refused_rule.value.nearest == "每月第二个星期五"


@pytest.mark.parametrize(
    "line",
    [
        "每周一、" * 50 + "会",
        "12月" * 60,
        "1" * 190 + " 会",
        "a " * 200,
        "每周一 " * 9 + "会",
        "会" * 400,
        "例会 " * 90,
    ],
)
def test_a_line_of_nothing_but_dates_or_titles_is_refused_at_once(line: str) -> None:
    with pytest.raises(YuelingError):
        read_event(line, TODAY)


# -- once or every year ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("12月18日下午2:30", "2026年12月18日14:30"),
        ("12月18日（周五）", "2026年12月18日"),
        ("12月18日上午", "2026年12月18日"),
        ("4月15日前", "2027年4月15日前"),
        ("9月底前", "2027年9月30日前"),
        ("11月30日24点前", "2026年11月30日24:00前"),
        ("11月29日9点", "2027年11月29日09:00"),
    ],
)
def test_a_date_with_a_time_a_weekday_or_a_deadline_is_the_next_one(text: str, rule: str) -> None:
    found = read_rule(text, TODAY)
    assert write(found.recurrence) == rule
    assert found.other
    assert read_rule(write(found.other), TODAY).other is None, "the other reading is written so that it is meant"


@pytest.mark.parametrize("text", ["每年12月18日下午2:30", "每年4月15日前", "每月10日前", "每周一上午9点"])
def test_what_is_said_to_recur_recurs(text: str) -> None:
    found = read_rule(text, TODAY)
    assert found.recurrence == parse(text, reference=TODAY)
    assert found.other is None


@pytest.mark.parametrize(("text", "name"), [("12月18日（周四）", "Friday"), ("2026年12月18日周四下午2点", "Friday")])
def test_a_weekday_that_is_not_that_of_the_day_is_pointed_out(text: str, name: str) -> None:
    with pytest.raises(WrongWeekday, match=name):
        read_rule(text, TODAY)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("隔周周三", "自2026年11月30日起每2周的周三"),
        ("两年一次", "自2026年起每2年"),
        ("每三个月", "自2026年11月起每3个月"),
        ("3天", "3天后"),
    ],
)
def test_what_names_no_date_is_refused_with_what_is_missing(text: str, remedy: str) -> None:
    with pytest.raises(NoDate, match=remedy):
        read_rule(text, TODAY)


@pytest.mark.parametrize("text", ["周三", "周五下班前", "下午三点", "一个月后", "12月10日起每天"])
def test_dates_that_were_shown_are_not_doubted(text: str) -> None:
    found = read_rule(text, TODAY).recurrence
    assert not found.doubts()
    assert not found.upcoming(TODAY, 1)[0].tentative


# -- kinds and places --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("每周一14:00至16:00 党支部学习", "event"),
        ("0 9 * * 1 晨会", "event"),
        ("每月第二个星期五 部门例会", "event"),
        ("每个工作日 打卡", "event"),
        ("每天 打卡", "event"),
        ("每月20日 发工资", "event"),
        ("元旦 值班", "event"),
        ("每季度最后一个工作日 报送统计表", "duty"),
        ("每月10日 报送报表", "duty"),
        ("每季度 检查", "duty"),
        ("every quarter submit figures", "duty"),
        ("12月1日至10日 公示", "window"),
        ("9月 科普宣传", "window"),
        ("每月25日前 上报", "deadline"),
        ("会议前三天 发通知", "offset"),
        ("5月30日 全国科技工作者日", "observance"),
    ],
)
def test_the_kind_is_that_of_the_rule_and_the_title(line: str, kind: str) -> None:
    assert read_event(line, TODAY).event.kind == kind


@pytest.mark.parametrize(
    ("line", "place", "title"),
    [
        ("12月18日下午2:30在三楼会议室召开理事会", "三楼会议室", "理事会"),
        ("理事会定于12月18日下午2:30在云岭省科技馆举行", "云岭省科技馆", "理事会"),
        ("12月18日 理事会 地点：三楼会议室", "三楼会议室", "理事会"),
        ("12月18日 讨论在12月20日召开的会", None, "讨论在12月20日召开的会"),
    ],
)
def test_the_place_in_a_line_is_one(line: str, place: str | None, title: str) -> None:
    found = read_event(line, TODAY).event
    assert (found.place, found.title) == (place, title)


def test_a_place_that_is_given_stands_before_that_of_the_line() -> None:
    assert read_event("明天在三楼会议室召开理事会", TODAY, place="四楼").event.place == "四楼"


@pytest.mark.parametrize(
    "given",
    [
        {"url": "ftp://a.cn"},
        {"url": "javascript:alert(1)"},
        {"url": "http://"},
        {"url": "http://a b.cn"},
        {"url": "https://a.cn:port"},
        {"url": "https://a.cn/" + "x" * 3000},
        {"place": " "},
        {"place": "三楼\n会议室"},
        {"place": "x" * 600},
        {"contact": "张三\x1b[2J"},
        {"note": "x" * 6000},
    ],
)
def test_what_cannot_stand_in_a_field_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadField) as refused:
        checked_fields(given)
    assert refused.value.remedy


def test_a_note_may_have_lines() -> None:
    assert checked_fields({"note": " 带伞\n带证件 ", "url": None}) == {"note": "带伞\n带证件"}


@pytest.mark.parametrize("tag", ["", " ", "x" * 61, "科\n普"])
def test_a_tag_that_is_none_is_refused(tag: str) -> None:
    with pytest.raises(BadField):
        checked_tags(["科普", tag])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("3天", "3d"), ("三天", "3d"), ("提前两天", "2d"), ("1周", "7d"), ("2w", "14d"), ("三个工作日", "3wd"), ("十二天", "12d"),
        ("1天@17:30", "1d@17:30"), ("3wd", "3wd"), ("3 days", "3d"), ("二十日", "20d"),
        ("2小时", "2h"), ("2h", "2h"),
    ],
)  # fmt: skip
def test_leads_are_read_in_words(text: str, written: str) -> None:
    assert Lead.read(text).write() == written


@pytest.mark.parametrize("text", ["2分钟", "15m", "半天", "十十天", "天", "3", "99999天", "1d@25:00", "٣天"])
def test_a_lead_that_is_none_says_what_would_be(text: str) -> None:
    with pytest.raises(BadLead, match="3天"):
        Lead.read(text)


# -- dates in words, and other dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("明天", "2026-12-01", "2026-12-01"),
        ("下周一", "2026-12-07", "2026-12-07"),
        ("12月9日", "2026-12-09", "2026-12-09"),
        ("11月29日", "2027-11-29", "2027-11-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("下周", "2026-12-07", "2026-12-13"),
        ("tomorrow", "2026-12-01", "2026-12-01"),
    ],
)
def test_days_are_named_in_words(words: str, first: str, last: str) -> None:
    found = named_days(words, TODAY)
    assert found
    assert [str(day) for day in found] == [first, last]


@pytest.mark.parametrize("words", ["每周一", "someday", "3天", "明天上午9点", "2026-13", "2月30日", "", "12月18日周四"])
def test_words_that_name_no_days_are_none(words: str) -> None:
    assert named_days(words, TODAY) is None


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("2026年12月18日14:30 理事会", "2026年12月20日14:30"),
        ("2026年12月18日14:30至17:00 理事会", "2026年12月20日14:30至17:00"),
        ("2026年12月15日前 报送", "2026年12月20日前"),
        ("2026年12月15日17:00前 报送", "2026年12月20日17:00前"),
        ("2026年12月15日至17日 培训", "2026年12月20日至22日"),
        ("会议前三天 发通知", "2026年12月20日"),
    ],
)
def test_another_date_keeps_the_time_and_what_it_is(line: str, rule: str) -> None:
    event = read_event(line, TODAY).event
    assert write(on_day(event, date(2026, 12, 20))) == rule


@pytest.mark.parametrize("line", ["每月20日 发工资", "每周一 例会", "9月第三周 科普日", "每年12月18日 会"])
def test_a_series_is_never_made_a_single_day(line: str) -> None:
    with pytest.raises(IsSeries, match="yueling move"):
        on_day(read_event(line, TODAY).event, date(2026, 12, 20))


def test_a_time_alone_is_one_of_the_day_that_is_moved() -> None:
    day = date(2026, 12, 14)
    span, clock, _, alone = read_time("上午10点", TODAY, day)
    assert (span, alone) == (Span(day, day), True)
    assert clock
    assert clock.write() == "10:00/"


def test_an_occurrence_of_several_days_stays_as_long() -> None:
    event = read_event("每月上旬 检查", TODAY).event
    span, clock = as_long(event, date(2026, 12, 1), Span.of(date(2026, 12, 11)), None, RECKONING)
    assert (span, clock) == (Span(date(2026, 12, 11), date(2026, 12, 20)), None)
