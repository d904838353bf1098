"""The pages of a month and of a year: what they hold, at which address, and what hostile data may not do to them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from calendars.events import Event, Origin, uid_of
from calendars.grids import month_of, year_of
from calendars.planner.paper import PALETTE
from calendars.web import app
from calendars.web.assets import STATIC
from calendars.web.grid_pages import month_page, year_page
from calendars.web.pages.frame import Frame
from rules import RECKONING, Recurrence, parse
from rules.kinds import Fixed

NOW = datetime(2026, 12, 8, 9, 0)
TODAY = NOW.date()
HOSTILE = '"><script>alert(1)</script>\u202e' + "长" * 300


def event(rule: str, title: str, kind: str = "event", **facts: object) -> Event:
    return Event(uid_of(rule, title), title, kind, parse(rule), **facts)  # type: ignore[arg-type]


EVENTS = [
    event("每年12月15日前", "报送工作总结", "deadline"), event("每周一9:00", "例会"), event("2026年12月11日至14日", "年会"),
    event("2026年12月1日至31日", "信息核对", "window"), event("2026年12月10日", HOSTILE, "duty"),
    event("2026年12月17日", "体检", origin=Origin("x", lines=("CLASS:PRIVATE",))),
]  # fmt: skip


class Kept:
    """A store of these events."""

    def events(self) -> list[Event]:
        return EVENTS

    def last_change(self) -> datetime | None:
        return NOW - timedelta(days=1)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app(Kept, lambda: NOW), base_url="http://127.0.0.1") as found:
        yield found


def tree(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def texts(found: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in found.xpath(path)]


def month(first: date, events: list[Event], lang: str = "zh") -> str:
    return month_page(month_of(first, events, TODAY, RECKONING, lang), Frame(lang, TODAY))


@pytest.mark.parametrize(("path", "title"), [
    ("/month", "2026年12月"), ("/month?ym=2027-02", "2027年2月"), ("/month?ym=1901-01&lang=en", "January 1901"),
    ("/month?ym=2100-12", "2100年12月"), ("/year", "2026年"), ("/year?y=2027&lang=en", "2027"), ("/year?y=1901", "1901年"),
    ("/year?y=2100", "2100年"),
])  # fmt: skip
def test_months_and_years_have_their_addresses(client: TestClient, path: str, title: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert texts(tree(answer.text), "//h1") == [title]


@pytest.mark.parametrize("path", [
    "/month?ym=", "/month?ym=2026-13", "/month?ym=2101-01", "/month?ym=%3Cscript%3E", "/month?ym=" + "9" * 3000, "/year?y=26",
    "/year?y=1900", "/year?y=２０２６", "/year?y=2026%00",
])  # fmt: skip
def test_an_address_of_no_month_is_refused_with_what_would_be_right(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    right = (
        "as in 2026-12, from 1901-01 to 2100-12|four digits, from 1901 to 2100|2000 at most|a value that can be read"
    )
    assert re.search(right, answer.text)
    assert "<script>" not in answer.text.replace("<script src", "")
    assert len(answer.text) < 8000


def test_links_lead_to_the_months_beside_it_and_stop_at_the_ends(client: TestClient) -> None:
    def beside(path: str) -> list[str]:
        links = tree(client.get(path).text).xpath("//a[@rel]/@href")
        return [dict(parse_qsl(urlsplit(link).query)).get("ym", "") for link in links if "/month" in link]

    assert beside("/month?ym=2026-12") == ["2026-11", "2027-01"]
    assert beside("/month?ym=1901-01") == ["1901-02"]
    assert beside("/month?ym=2100-12") == ["2100-11"]


def test_a_month_is_a_table_with_heads_and_each_of_its_days_once() -> None:
    found = tree(month(date(2026, 12, 1), EVENTS))
    (table,) = found.xpath("//table")
    assert texts(table, "./caption") == ["2026年12月"]
    assert table.xpath("./thead/tr/th/@scope") == ["col"] * 7
    assert table.xpath("./thead/tr/th/@abbr")[0] == "星期一"
    assert [len(row.xpath("./td")) for row in table.xpath("./tbody/tr")] == [7] * 5
    numbers = [texts(one, ".//b")[0] for one in table.xpath("./tbody/tr/td[contains(@class, 'in')]")]
    assert numbers == [str(n) for n in range(1, 32)]
    assert len(table.xpath(".//td[@aria-current='date']")) == 1


def test_every_line_leads_to_its_event_and_names_its_kind_in_words() -> None:
    found = tree(month(date(2026, 12, 1), EVENTS))
    lines = found.xpath("//table//li[contains(@class, 'k-deadline')]/a")
    assert [urlsplit(line.get("href")).path for line in lines] == [f"/event/{EVENTS[0].uid}"]
    assert texts(found, "//table//li[contains(@class, 'k-deadline')]/a") == ["截截止 报送工作总结"]
    assert "信息核对" in texts(found, "//section[@class='through']")[0]


def test_a_bar_is_one_link_and_is_heard_on_each_of_its_days() -> None:
    found = tree(month(date(2026, 12, 1), [EVENTS[2]]))
    assert found.xpath("//li[contains(@class, 'bar')]/@class") == [
        "line k-event bar s3 begins",
        "line k-event bar s1 ends",
    ]
    assert texts(found, "//table//li[not(a)]") == ["年会（续）", "年会（续）"]


def test_days_off_and_worked_are_text_and_a_year_without_a_notice_says_so() -> None:
    october = tree(month(date(2026, 10, 1), []))
    assert texts(october, "//td[contains(@class, 'r-work')]//span[contains(@class, 'rest')]") == ["班周末上班"]
    assert len(october.xpath("//td[contains(@class, 'r-off')]")) == 7
    february = month(date(2027, 2, 1), [])
    assert "2027年放假安排尚未收录" in february
    assert len(tree(february).xpath("//td[contains(@class, 'r-maybe')]")) == 4
    assert "2000" not in month(date(1999, 1, 1), [])
    assert "1999年没有收录放假安排" in month(date(1999, 1, 1), [])


def test_what_another_calendar_keeps_private_is_on_no_page(client: TestClient) -> None:
    for path in ("/month?ym=2026-12", "/year?y=2026"):
        assert "体检" not in client.get(path).text


def test_titles_are_text_and_are_cut() -> None:
    page = month(date(2026, 12, 1), EVENTS)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "长" * 201 not in page
    assert not re.search(r"\s(style|on\w+)=", page)
    assert not re.search(
        r"\s(style|on\w+)=", year_page(year_of(2026, EVENTS, TODAY, RECKONING, "zh"), Frame("zh", TODAY))
    )


def test_ten_thousand_events_on_one_day_are_a_few_lines_and_a_link() -> None:
    rule = Recurrence(Fixed(date(2026, 12, 10), date(2026, 12, 10)))
    page = month(date(2026, 12, 1), [Event(f"{n:05}", f"第{n}项", "event", rule) for n in range(10_000)], "en")
    link = next(one for one in tree(page).xpath("//li[contains(@class, 'more')]/a"))
    assert " ".join(link.text_content().split()).startswith("+9,997 Thursday, 10 December")
    assert dict(parse_qsl(urlsplit(link.get("href")).query)) == {"lang": "en", "from": "2026-12-10", "to": "2026-12-10"}
    assert len(page) < 60_000


def test_day_by_day_holds_the_same_for_narrow_screens() -> None:
    found = tree(month(date(2026, 12, 1), EVENTS))
    assert found.xpath("//section[@class='bydays']/section/@id")[:3] == ["d7", "d10", "d11"]
    targets = [href for href in found.xpath("//td//a[@class='onnarrow']/@href") if href.startswith("#")]
    assert {href[1:] for href in targets} == set(found.xpath("//section[@class='bydays']/section/@id"))
    assert len(found.xpath("//@id")) == len(set(found.xpath("//@id")))
    assert "本月没有事项" in month(date(2026, 12, 1), [])


def test_a_year_is_twelve_tables_with_marks_in_words() -> None:
    found = tree(year_page(year_of(2026, EVENTS, TODAY, RECKONING, "zh"), Frame("zh", TODAY)))
    assert len(found.xpath("//table")) == 12
    assert len(found.xpath("//table//td[not(contains(@class, 'out'))]")) == 365
    assert texts(found, "//td[.//i[@class='due']]/span[@class='hide']") == ["1项截止"]
    assert "15–23日 春节 9天" in texts(found, "//section[@class='bigdays']//li[@class='holiday']")[3]
    assert "本年没有事项" in year_page(year_of(2030, [], TODAY, RECKONING, "zh"), Frame("zh", TODAY))


def test_pages_under_a_path_keep_it_in_their_links() -> None:
    page = month_page(month_of(date(2026, 12, 1), EVENTS, TODAY, RECKONING, "zh"), Frame("zh", TODAY, root="/office"))
    links = tree(page).xpath("//main//a/@href")
    assert all(link.startswith(("/office/", "#")) for link in links)


@pytest.mark.parametrize("make", ["month", "year"])
def test_a_full_page_with_all_that_it_loads_is_light(make: str) -> None:
    many = [
        Event(uid_of(str(n)), f"报送第{n}号工作总结和下一年度计划", "deadline", Recurrence(Fixed(day, day)))
        for n in range(10_000)
        for day in [date(2026, 1, 1) + timedelta(days=n % 365)]
    ]
    page = (
        month(date(2026, 12, 1), many)
        if make == "month"
        else year_page(year_of(2026, many, TODAY, RECKONING, "zh"), Frame("zh", TODAY))
    )
    loaded = [page.encode(), *((STATIC / name).read_bytes() for name in ("style.css", "grids.css", "page.js"))]
    assert sum(len(gzip.compress(data, 9)) for data in loaded) < 40 * 1024


def test_paper_has_the_colours_of_the_pages() -> None:
    tokens = dict(
        re.findall(r"--([a-z]+): (#[0-9a-f]{6})", (STATIC / "style.css").read_text(encoding="utf-8").split("@media")[0])
    )
    tokens["deadline"] = tokens["due"]
    assert {name: tokens[name] for name in PALETTE if name != "paper"} == {
        name: colour for name, colour in PALETTE.items() if name != "paper"
    }
