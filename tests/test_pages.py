"""The pages that everybody reads: what they say of which day, what they leave out, and what they refuse."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from calendars.actions import read_in
from calendars.drafts import draft
from calendars.events import CANCELLED, WAITING, Event, Origin, Source, uid_of
from calendars.feeds import feeds_of
from calendars.ical.lint import lint
from calendars.selection import Selection
from calendars.store import KeptNotice, Store
from calendars.web import app
from calendars.web.pages import (
    Asked,
    Frame,
    Known,
    Link,
    Read,
    agenda_page,
    choose,
    code_address,
    event_page,
    links,
    next_entry,
    notice_page,
    notices_page,
    subscribe_page,
    today_page,
)
from calendars.web.pages.event import passage
from rules import RECKONING, Clock, Notice, Recurrence, Rule, Span, find, parse, read_notice
from rules.kinds import Due, Fixed, Weekly, Yearly

TODAY = date(2026, 4, 9)  # a Thursday
NOW = datetime(2026, 4, 9, 9, 0)
STORED = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
SOURCE = Source(
    "关于报送计划的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 3, 9), "ab" * 32, 3, 9,
    "请各单位于4月15日前报送计划。",
)  # fmt: skip
VOID = {"meta", "link", "input", "img", "br"}


def event(title: str, kind: str, rule: Rule, clock: Clock | None = None, **facts: object) -> Event:
    return Event(uid_of(title), title, kind, Recurrence(rule, clock=clock), **facts)  # type: ignore[arg-type]


def on(month: int, day: int) -> Fixed:
    return Fixed(date(2026, month, day), date(2026, month, day))


PLAN = event("报送计划", "deadline", Due(on(4, 15)), tags=("报送",), quote="4月15日前", source=SOURCE, actor="各单位")
FORM = event("补交推荐表", "deadline", Due(on(4, 10)), Clock(end=1050), quote="4月10日17:30前")
MEETING = event("秘书处例会", "event", Weekly((0,)), Clock(540, 600), quote="每周一")
RUN = event("会费收缴", "window", Fixed(date(2026, 4, 1), date(2026, 4, 20)), quote="4月1日至20日")
LATER = event("科技工作者日", "observance", Yearly(5, 30), quote="5月30日")
PRIVATE = event("体检<私>", "event", on(4, 11), origin=Origin("x@example.org", lines=("CLASS:PRIVATE",)))
EVENTS = [PLAN, FORM, MEETING, RUN, LATER, PRIVATE]
FEEDS = links(feeds_of(EVENTS, "zh", None), "https://example.org/feeds", "zh", "/feeds/")


def today(events: list[Event] = EVENTS, lang: str = "zh", **facts: object) -> str:
    frame = Frame(lang, TODAY, **facts)  # type: ignore[arg-type]
    return today_page(events, FEEDS, RECKONING, frame, TODAY, stored=bool(events))


def agenda(query: str = "", events: list[Event] = EVENTS) -> str:
    pairs = [(name, value) for name, values in parse_qs(query).items() for value in values]
    return agenda_page(events, Asked.of(pairs, TODAY), FEEDS, RECKONING, Frame("zh", TODAY), TODAY)


def text_of(page: str) -> str:
    """What the page shows, without its tags."""
    return " ".join(unescape(re.sub(r"<(script|title)[^>]*>.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)).split())


class Tree(HTMLParser):
    """Whether every element of a page is closed, where it was opened; which identifiers there are, which names links have."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save(EVENTS, STORED)
        yield opened


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(
        app(lambda: store, lambda: NOW, patience=0, owner="青禾市作物学会"), base_url="http://127.0.0.1:8000"
    )


# ------------------------------------------------------------------ around every page


PATHS = ("/", "/agenda", "/subscribe", "/notices", f"/event/{PLAN.uid}", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_leads_to_every_other_and_begins_with_the_way_to_subscribe(
    client: TestClient, path: str, lang: str
) -> None:
    page = client.get(path, params={"lang": lang}).text
    stops = re.findall(r'<a [^>]*href="([^"]*)"', page)
    assert stops[0] == "#main"
    assert f"/subscribe?lang={lang}" in stops[:5]
    for door in ("/", "/month", "/year", "/agenda", "/notices"):
        assert f"{door}?lang={lang}" in stops
    assert '<span class="name">青禾市作物学会</span>' in page


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_well_formed_and_has_nothing_inline(client: TestClient, path: str) -> None:
    answer = client.get(path)
    tree = Tree(answer.text)
    assert (tree.wrong, tree.open, tree.handlers) == ([], [], [])
    assert len(tree.ids) == len(set(tree.ids))
    assert not re.search("<style|<script>", answer.text)
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_the_other_language_is_the_same_page_with_the_same_question(client: TestClient) -> None:
    page = client.get("/agenda?words=推荐&kind=deadline&lang=zh").text
    other = next(unescape(href) for href in re.findall(r'href="([^"]*)" lang="en"', page))
    assert parse_qs(urlsplit(other).query) == {"words": ["推荐"], "kind": ["deadline"], "lang": ["en"]}
    assert "补交推荐表" in client.get(f"/agenda{other}").text


def test_chinese_words_on_an_english_page_say_that_they_are_chinese() -> None:
    page = today(lang="en")
    assert 'lang="zh-CN">报送计划</a>' in page
    assert ' lang="zh-CN"' not in today().replace('<html lang="zh-CN">', "")


# ------------------------------------------------------------------ today


def test_what_is_due_next_stands_in_front_with_the_working_days_that_are_left() -> None:
    page = text_of(today()).partition("进行中")[0]
    assert "最近截止 4 月 10 日 周五 17:30 补交推荐表 明天" in page
    assert "4 月 15 日 周三 报送计划 6天后 · 还有4个工作日" in page
    assert "例会" not in page


def test_the_days_off_between_are_not_working_days() -> None:
    # Qingming, 4 to 6 April 2026, was off: from the 3rd to the 8th two days remain
    due = event("交表", "deadline", Due(on(4, 8)))
    assert "还有2个工作日" in today_page([due], FEEDS, RECKONING, Frame("zh"), date(2026, 4, 3))


def test_a_year_whose_days_off_are_unknown_counts_no_working_days() -> None:
    due = event("交表", "deadline", Due(Fixed(date(2031, 4, 8), date(2031, 4, 8))))
    page = today_page([due], FEEDS, RECKONING, Frame("zh"), date(2031, 4, 3))
    assert "5天后" in page
    assert "工作日" not in page


def test_what_goes_on_stands_above_with_its_end() -> None:
    page = text_of(today())
    assert page.index("进行中") < page.index("至4月20日 时段 会费收缴") < page.index("本周")


def test_a_day_stands_once_and_what_is_due_first_in_it() -> None:
    other = event("座谈会", "event", on(4, 10), Clock(540))
    page = today([*EVENTS, other])
    assert page.count('<time datetime="2026-04-10"') == 2  # in the panel and in the list
    listed = page.partition("本周</h2>")[2]
    assert listed.index("补交推荐表") < listed.index("座谈会")


def test_weeks_end_on_sunday() -> None:
    days = {"周日事": on(4, 12), "周一事": on(4, 13), "下周日事": on(4, 19), "再下周一事": on(4, 20)}
    page = text_of(today([event(title, "event", rule) for title, rule in days.items()]))
    places = [
        page.index(words) for words in ("本周", "周日事", "下周 ", "周一事", "下周日事", "2026年4月 ", "再下周一事")
    ]
    assert places == sorted(places)


def test_what_comes_round_often_has_one_line() -> None:
    page = text_of(today())
    assert page.count("秘书处例会") == 1
    assert "每周一09:00至10:00，下次4月20日，至6月8日共9次" in page


def test_what_is_called_off_put_off_or_tentative_says_so() -> None:
    off, waits = replace(PLAN, status=CANCELLED), replace(FORM, status=WAITING)
    guess = replace(LATER, title="初评", recurrence=parse("2026年4月中旬"))
    page = text_of(today([off, waits, guess]))
    assert "报送计划 取消" in page
    assert "补交推荐表 延期待定" in page
    assert "报送计划" not in page.partition("最近截止")[2].partition("本周")[0]


def test_private_events_are_on_no_page(client: TestClient) -> None:
    for path in ("/", "/agenda", f"/event/{PRIVATE.uid}", f"/event/{PRIVATE.uid}.ics", "/notices", "/feeds/all.ics"):
        assert "体检" not in client.get(path).text, path
    assert "共0条" in text_of(client.get("/agenda?words=体检").text)
    assert client.get(f"/event/{PRIVATE.uid}").status_code == 404
    assert client.get(f"/event/{PRIVATE.uid}.ics").status_code == 404
    assert "体检" not in today(static=True)


def test_an_empty_page_says_what_to_do_next() -> None:
    assert "yueling read" in text_of(today([]))
    far = event("远事", "event", Fixed(date(2027, 1, 1), date(2027, 1, 1)))
    page = today([far])
    assert "今后60天没有日程" in text_of(page)
    assert 'href="/agenda?lang=zh"' in page


# ------------------------------------------------------------------ agenda


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=deadline", ["补交推荐表", "报送计划"]),
        ("kind=截止&words=推荐", ["补交推荐表"]),
        ("tag=报送", ["报送计划"]),
        ("organisation=作物学会", ["报送计划"]),
        ("words=各单位 计划", ["报送计划"]),
        ("from=2026-04-01&to=2026-04-08", ["秘书处例会", "会费收缴"]),
        ("from=2026-05-30&to=2026-05-30", ["科技工作者日"]),
        ("words=没有的词", []),
    ],
)
def test_the_agenda_holds_what_is_asked_for(query: str, titles: list[str]) -> None:
    page = agenda(query)
    found = re.findall(r'<a class="title" [^>]*>([^<]*)</a>', page)
    assert sorted(set(found)) == sorted(titles)
    assert f"共{len(found)}条" in text_of(page)


def test_the_agenda_goes_on_over_pages_without_loss() -> None:
    daily = event("值班", "event", parse("每天").rule)
    seen: list[str] = []
    address: str | None = "from=2026-01-01&to=2026-12-31"
    while address is not None:
        page = agenda(address, [daily])
        seen += re.findall(r'<section class="day[^"]*">.*?datetime="([^"]*)"', page, re.DOTALL)
        following = re.search(r'href="/agenda\?([^"]*)" rel="next"', page)
        address = unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) == 365


def test_one_subscribes_to_exactly_what_is_shown() -> None:
    page = agenda("kind=deadline&tag=报送")
    assert 'href="/feeds/all.ics?kind=deadline&amp;tag=%E6%8A%A5%E9%80%81"' in page
    assert 'href="/subscribe?lang=zh&amp;kind=deadline&amp;tag=%E6%8A%A5%E9%80%81"' in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=soon", "“soon”不是日期"),
        ("from=2026-05-01&to=2026-04-01", "早于起点"),
        ("from=0001-01-01&to=9999-12-31", "最多3660天"),
        ("page=0", "“0”不是页码"),
        ("page=99999999999999999999", "不是页码"),
        ("page=77", "没有第77页"),
        ("kind=nonsense", "nonsense"),
        ("tag=" + "x" * 300, "200"),
        ("&".join(f"tag=x{n}" for n in range(50)), "20"),
        ("from=%F0%9F%92%A9", "不是日期"),
        ("page=²", "不是页码"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_would_be_right(client: TestClient, query: str, says: str) -> None:
    answer = client.get(f"/agenda?{query}")
    assert answer.status_code == 400
    assert says in unescape(answer.text)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/?kind=deadline", "没有参数“kind”"),
        ("/?long=zh", "是否指 lang"),
        ("/?lang=xx", "zh, en"),
        ("/?lang=zh&lang=zh", "只能出现一次"),
        ("/agenda?tags=x", "是否指 tag"),
        ("/agenda?from=2026-01-01&from=2026-02-01", "只能出现一次"),
        ("/agenda?words=%ff", "无法辨认"),
        ("/month?y=2026", "可用的参数：lang, ym"),
        ("/month?ym=2026-13", "2026-13"),
        ("/month?ym=", "2100-12"),
        ("/year?ym=2026", "是否指 y"),
        ("/year?y=二〇二六", "四位"),
        ("/year?y=2026&utm_source=mail", "没有参数“utm_source”"),
        ("/subscribe?page=2", "没有参数“page”"),
        ("/notices?pages=2", "是否指 page"),
        ("/event/a?x=1", "没有参数“x”"),
    ],
)
def test_an_option_that_a_page_has_not_is_refused_with_what_would_be_right(
    client: TestClient, address: str, says: str
) -> None:
    answer = client.get(address, headers={"Accept-Language": "zh"})
    assert answer.status_code == 400
    assert says in text_of(unescape(answer.text))


@pytest.mark.parametrize("path", ["/", "/agenda", "/month", "/year", "/subscribe"])
@pytest.mark.parametrize("added", ["from=singlemessage&isappinstalled=0", "from=timeline", "nsukey=a%2Bb&scene=1"])
def test_what_wechat_writes_behind_an_address_does_no_harm(client: TestClient, path: str, added: str) -> None:
    assert client.get(f"{path}?{added}").status_code == 200
    assert client.get(f"{path}?lang=en&{added}").text == client.get(f"{path}?{added}&lang=en").text


def test_empty_fields_of_a_form_count_as_not_given(client: TestClient) -> None:
    assert client.get("/agenda?lang=zh&words=&kind=&from=&to=&tag=").status_code == 200


def test_a_period_with_too_much_is_refused_and_says_how_to_narrow_it(client: TestClient, store: Store) -> None:
    many = [event(f"签到{n}", "event", parse("每天").rule) for n in range(40)]
    store.save(many, STORED)
    answer = client.get("/agenda?from=2026-01-01&to=2035-12-31")
    assert answer.status_code == 400
    assert "100000" in answer.text


# ------------------------------------------------------------------ event


def test_the_sentence_of_an_event_is_marked_in_its_notice() -> None:
    text = "各单位：\n现将有关事项通知如下。请各单位于4月15日前报送计划。逾期不候。\n"
    start = text.index("4月15日前")
    told = replace(PLAN, source=replace(SOURCE, start=start, end=start + len("4月15日前")))
    found = passage(told, text)
    assert found is not None
    assert (found.lead, found.quote, found.rest) == ("请各单位于", "4月15日前", "报送计划。")
    page = event_page(told, Known(text), FEEDS, RECKONING, Frame("zh", TODAY), TODAY)
    assert '<span class="sentence">请各单位于<mark>4月15日前</mark>报送计划。</span>逾期不候。' in page
    assert f"/notice/{'ab' * 32}" in page


def test_the_paragraphs_beside_the_sentence_are_shown_and_not_the_head_of_the_notice() -> None:
    text = "某省文件\n\n各单位：\n一、总体安排。\n二、请于4月15日前报送计划。\n三、逾期不候。\n四、联系人。\n某省\n"
    start = text.index("4月15日前")
    found = passage(replace(PLAN, source=replace(SOURCE, start=start, end=start + 6)), text)
    assert found is not None
    assert (found.before, found.lead) == ("…一、总体安排。\n", "二、请于")
    assert found.after == "\n三、逾期不候。…"


@pytest.mark.parametrize("place", [(-1, 3), (5, 5), (9, 4), (10, 10_000)])
def test_a_place_outside_of_the_text_marks_nothing(place: tuple[int, int]) -> None:
    told = replace(PLAN, source=replace(SOURCE, start=place[0], end=place[1]))
    assert passage(told, "请于4月15日前报送。") is None


def test_what_speaks_to_programs_is_folded_away() -> None:
    page = event_page(MEETING, Known(), FEEDS, RECKONING, Frame("zh", TODAY), TODAY)
    shown, _, folded = page.partition('<details class="technical">')
    assert "RRULE" not in shown
    assert "FREQ=WEEKLY" in folded
    assert MEETING.uid in folded


def test_the_page_of_an_event_tells_its_moved_dates_and_its_changes(client: TestClient, store: Store) -> None:
    store.edit(PLAN.uid, datetime(2026, 4, 2, tzinfo=UTC), recurrence=Recurrence(Due(on(4, 20))), note="改期")
    page = text_of(client.get(f"/event/{PLAN.uid}").text)
    assert "日期的变动" in page
    assert "2026年4月15日前 → 2026年4月20日前" in page
    moved = replace(MEETING, recurrence=replace(MEETING.recurrence, without=(date(2026, 4, 13),)))
    page = event_page(moved, Known(), FEEDS, RECKONING, Frame("zh", TODAY), TODAY)
    assert "2026-04-13取消" in text_of(page).replace(" ", "")


def test_a_note_that_was_taken_away_is_not_in_the_history(client: TestClient, store: Store) -> None:
    store.edit(PLAN.uid, datetime(2026, 4, 2, tzinfo=UTC), note="张三的手机")
    store.edit(PLAN.uid, datetime(2026, 4, 3, tzinfo=UTC), note=None)
    assert "张三" not in client.get(f"/event/{PLAN.uid}").text


def test_only_this_one_is_a_calendar_of_one_entry(client: TestClient) -> None:
    answer = client.get(f"/event/{MEETING.uid}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="event.ics"'
    assert lint(answer.content) == []
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert "20260413T090000" in answer.text


def test_an_event_without_any_date_has_a_page_and_no_file(client: TestClient, store: Store) -> None:
    never = replace(PLAN, uid="0" * 16, title="待定", recurrence=parse("变动之日起10个工作日内"), source=None)
    store.save([never], STORED)
    assert next_entry(never, TODAY, RECKONING) is None
    page = client.get(f"/event/{never.uid}")
    assert page.status_code == 200
    assert ".ics" not in page.text
    assert client.get(f"/event/{never.uid}.ics").status_code == 404


# ------------------------------------------------------------------ notices


NOTICE = """青禾市作物学会文件
青禾会发〔2026〕12号

关于报送工作计划的通知

各会员单位：
请各会员单位于2026年4月15日前报送工作计划。座谈会于2026年4月22日9:00在科技馆302会议室召开。

青禾市作物学会
2026年3月9日
"""


@pytest.fixture
def notice(store: Store) -> Notice:
    found = read_notice(NOTICE.encode(), "计划.txt")
    read_in(store, found, draft(found, find(found, None)), STORED)
    return found


def test_a_notice_shows_its_text_with_its_dates_and_what_became_of_them(client: TestClient, notice: Notice) -> None:
    listed = client.get("/notices").text
    assert f"/notice/{notice.digest}" in listed
    page = client.get(f"/notice/{notice.digest}").text
    assert "青禾会发〔2026〕12号" in page
    assert "列入日历" in text_of(page)
    assert '<mark class="stored" id="m1">' in page
    assert "座谈会于2026年4月22日9:00在科技馆302会议室召开。" in re.sub("<[^>]*>", "", page)


def test_what_waits_or_was_not_wanted_is_shown_to_editors_alone(notice: Notice, store: Store) -> None:
    events = draft(notice, find(notice, None))
    read = Read(store.notice(notice.digest), store.statements_in(notice.digest), {events[0].uid: events[0]},
                [(1, events[1])], [replace(events[1], uid="f" * 16)])  # fmt: skip
    pages = [notice_page(read, Frame("zh", TODAY, editor=editor), TODAY, RECKONING) for editor in (False, True)]
    assert ["待定" in page for page in pages] == [False, True]
    assert ["不要" in page for page in pages] == [False, True]
    assert ["计划.txt" in page for page in pages] == [False, True]
    counts = [(store.notice(notice.digest), 0)]
    lists = [notices_page(counts, {notice.digest: 1}, Frame("zh", editor=editor)) for editor in (False, True)]
    assert [notice.digest in page for page in lists] == [False, True]


def test_a_notice_of_which_nothing_is_on_the_calendar_is_not_public(
    client: TestClient, notice: Notice, store: Store
) -> None:
    for uid in store.statements_in(notice.digest):
        store.remove(uid, datetime(2026, 4, 3, tzinfo=UTC))
    assert client.get(f"/notice/{notice.digest}").status_code == 404
    assert notice.digest not in client.get("/notices").text
    assert client.get("/notice/0000").status_code == 404


def test_a_long_notice_is_shown_in_parts_and_none_of_it_is_lost() -> None:
    text = "请于2026年4月15日前报送工作计划。\n" + "".join(f"第{n}段。" for n in range(9000))
    kept = KeptNotice("cd" * 32, "长通知", text=text)
    shown = ""
    for part in range(1, 99):
        page = notice_page(Read(kept, {}, {}), Frame("zh", TODAY), TODAY, RECKONING, part)
        shown += unescape(re.sub("<[^>]*>", "", page.partition('<div class="paper text">')[2].partition("</div>")[0]))
        if 'rel="next"' not in page:
            break
    assert shown == text


# ------------------------------------------------------------------ subscribe


def test_every_link_to_subscribe_has_a_name_of_its_own() -> None:
    page = today(static=True)
    names: dict[str, set[str]] = {}
    for href, words in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL):
        names.setdefault(text_of(words), set()).add(href)
    assert {name for name, places in names.items() if len(places) > 1} == set()
    assert len(names) > 8


def test_the_page_to_subscribe_has_a_button_and_the_ways_of_others() -> None:
    page = unescape(subscribe_page(FEEDS, Selection(), Frame("zh")))
    assert 'class="button strong" href="webcal://example.org/feeds/all.ics"' in page
    assert "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fexample.org%2Ffeeds%2Fall.ics" in page
    assert "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fexample.org%2Ffeeds%2Fall.ics" in page
    assert ">https://example.org/feeds/all.ics</code>" in page
    assert "8至24小时" in page
    assert "只有本机能打开" not in page


def test_on_this_machine_alone_the_page_says_how_a_phone_gets_there(client: TestClient) -> None:
    page = client.get("/subscribe").text
    assert "<code>yueling serve --host 0.0.0.0</code>" in page
    assert "webcal://127.0.0.1:8000/feeds/all.ics" in page


def test_a_part_is_subscribed_to_by_its_own_calendar_or_by_a_question() -> None:
    frame = Frame("zh", owner="学会")

    def address(selection: Selection) -> str:
        link = choose(FEEDS, selection, frame)
        assert link is not None
        return link.address

    assert address(Selection(kinds=("deadline",))) == "https://example.org/feeds/deadline.ics"
    assert address(Selection(tags=("报送",))).endswith("/tag-%E6%8A%A5%E9%80%81.ics")
    assert address(Selection(kinds=("event", "deadline"))).endswith("/all.ics?kind=event&kind=deadline")


def test_a_phone_scans_the_page_or_where_that_is_not_known_the_calendar() -> None:
    deadlines = Selection(kinds=("deadline",))
    assert code_address(FEEDS[0], Selection(), "https://example.org") == "https://example.org/subscribe"
    assert code_address(FEEDS[0], deadlines, "https://example.org") == "https://example.org/subscribe?kind=deadline"
    assert code_address(FEEDS[0], Selection(), "") == "webcal://example.org/feeds/all.ics"


def test_a_question_of_several_values_keeps_them_when_it_is_asked_again() -> None:
    page = agenda("tag=报送&tag=推荐&person=张三")
    assert re.findall('type="hidden" name="(tag|person)" value="([^"]*)"', page) == [
        ("tag", "推荐"),
        ("person", "张三"),
    ]


def test_the_code_holds_the_address(client: TestClient) -> None:
    answer = client.get("/subscribe/qr.svg?kind=deadline")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.text.startswith("<svg")
    assert "<script" not in answer.text
    assert answer.content == client.get("/subscribe/qr.svg?kind=deadline").content
    assert answer.content != client.get("/subscribe/qr.svg").content
    public = client.get("/subscribe?kind=deadline", headers={"Host": "office.example"}).text
    assert 'alt="网址 http://office.example/subscribe?kind=deadline 的二维码"' in public
    assert "qr.svg" not in client.get("/subscribe?kind=deadline").text
    assert (
        client.get("/subscribe/qr.svg?words=" + "%20".join(chr(0x5B57 + n) * 15 for n in range(20))).status_code == 400
    )


# ------------------------------------------------------------------ bad and big


HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a\u202eb\u2066c", "x" * 300, "{{ 7*7 }}",
    "]]><!--", "\x1b[31m红", "a\r\nSet-Cookie: b=1", "&lt;b&gt;",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_text(text: str, store: Store, client: TestClient) -> None:
    source = replace(SOURCE, title=text, number=text, issuer=text, sentence=f"请{text}于4月15日前报送。")
    odd = replace(
        PLAN, title=text, tags=(text,), place=text, actor=text, note=text, contact=text, url=text, source=source
    )
    store.save([replace(odd, uid=uid_of(text))], STORED)
    for path in ("/", "/agenda", f"/event/{uid_of(text)}", "/subscribe", "/notices"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        tree = Tree(answer.text)
        assert (tree.wrong, tree.open, tree.handlers) == ([], [], []), path
        assert not re.search("<script>|<img src=x|[\u202e\u2066\x1b]", answer.text), path
        assert "x" * 250 not in re.sub('"[^"]*"', "", answer.text) or path.startswith("/event"), path
    for query in ("words", "tag", "organisation", "from", "page", "lang"):
        answer = client.get("/agenda", params={query: text[:190]})
        assert "<script>" not in answer.text
        assert "<img src=x" not in answer.text


def test_ten_thousand_events_on_one_day_make_bounded_pages_in_bounded_time() -> None:
    day = Due(on(4, 20))
    crowd = [Event(uid_of(str(n)), f"事项{n}", "deadline", Recurrence(day), (f"标签{n}",)) for n in range(10_000)]
    feeds = links(feeds_of(crowd, "zh", None), "https://example.org/feeds", "zh", "/feeds/")
    frame, began = Frame("zh", TODAY), time.process_time()
    pages = [
        today_page(crowd, feeds, RECKONING, frame, TODAY),
        agenda_page(crowd, Asked.of([], TODAY), feeds, RECKONING, frame, TODAY),
        subscribe_page(feeds, Selection(), frame),
    ]
    assert time.process_time() - began < 4
    assert all(len(gzip.compress(page.encode())) < 30_000 for page in pages)
    assert "另有9880条" in text_of(pages[0])
    assert "共10000条" in text_of(pages[1])
    assert "另有9800个标签" in text_of(pages[2])


def test_a_window_that_the_calendar_does_not_hold_is_no_harm() -> None:
    span = Span(date(9999, 12, 1), date(9999, 12, 31))
    page = agenda_page(EVENTS, Asked(Selection(), span), FEEDS, RECKONING, Frame("zh", TODAY), TODAY)
    assert "科技工作者日" not in page
    late = date(9999, 12, 30)
    assert "近期日程" in today_page(EVENTS, FEEDS, RECKONING, Frame("zh", late), late)


def test_a_link_without_an_address_offers_only_the_file() -> None:
    bare = links(feeds_of(EVENTS, "zh", None), None, "zh")
    assert isinstance(bare[0], Link)
    assert (bare[0].google, bare[0].outlook, bare[0].webcal) == ("", "", "")
    page = subscribe_page(bare, Selection(), Frame("zh"))
    assert "webcal:" not in page
    assert 'href="all.ics"' in page


def test_what_is_called_off_has_no_next_date_and_no_file(client: TestClient, store: Store) -> None:
    off = replace(PLAN, uid="c" * 16, status=CANCELLED)
    store.save([off], STORED)
    page = client.get(f"/event/{off.uid}").text
    assert "取消" in text_of(page)
    assert "下一次" not in page
    assert "6天后" not in page
    assert f"/event/{off.uid}.ics" not in page
