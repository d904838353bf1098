"""Feeds and pages over HTTP, asked from a real server on the loopback address."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from calendars.events import Event, uid_of
from calendars.feeds import tag_name
from calendars.ical.lint import lint
from calendars.store import Store
from calendars.web import app
from calendars.web.codings import choose
from rules import parse
from rules.kinds import Fixed, Weekly
from tests.web import EVENTS, REPORT, STORED, Broken, Clockwork, event, served


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save(EVENTS, STORED)
        yield opened


@pytest.fixture
def clockwork() -> Clockwork:
    return Clockwork()


@pytest.fixture
def source(store: Store) -> Broken:
    return Broken(store)


@pytest.fixture
def client(source: Broken, clockwork: Clockwork) -> Iterator[httpx.Client]:
    with served(app(lambda: source, clockwork, patience=0)) as opened:
        yield opened


def test_a_feed_has_its_type_and_its_validators(client: httpx.Client) -> None:
    answer = client.get("/feeds/all.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"].startswith('"')
    assert parsedate_to_datetime(answer.headers["last-modified"]) >= STORED.replace(microsecond=0)
    assert lint(answer.content) == []


def test_every_feed_of_the_page_is_there(client: httpx.Client) -> None:
    for name in ("all", "deadline", "event", "observance", "tag-报送", tag_name("a/b?c"), tag_name(EVENTS[1].tags[0])):
        answer = client.get(f"/feeds/{name}.ics")
        assert (answer.status_code, lint(answer.content)) == (200, []), name


def test_the_same_data_give_the_same_etag(client: httpx.Client) -> None:
    one, two = (client.get("/feeds/all.ics") for _ in range(2))
    assert (one.content, one.headers["etag"]) == (two.content, two.headers["etag"])


CONDITIONS = [
    ({"If-None-Match": "{tag}"}, 304),
    ({"If-None-Match": "W/{tag}"}, 304),
    ({"If-None-Match": '"other", {tag}'}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": '"other"'}, 200),
    ({"If-None-Match": ""}, 200),
    ({"If-None-Match": '"other"', "If-Modified-Since": "{modified}"}, 200),
    ({"If-None-Match": "{tag}", "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 304),
    ({"If-Modified-Since": "{modified}"}, 304),
    ({"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
    ({"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
    ({"If-Modified-Since": "yesterday"}, 200),
    ({"If-Modified-Since": "Mon, 01 Jan 99999999999 00:00:00 GMT"}, 200),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_condition_is_answered_as_the_standard_says(client: httpx.Client, method: str, encoding: str) -> None:
    wanted = {"Accept-Encoding": encoding}
    first = client.get("/feeds/all.ics", headers=wanted)
    facts = {"tag": first.headers["etag"], "modified": first.headers["last-modified"]}
    for condition, status in CONDITIONS:
        headers = wanted | {name: value.format(**facts) for name, value in condition.items()}
        answer = client.request(method, "/feeds/all.ics", headers=headers)
        assert answer.status_code == status, condition
        assert answer.headers["etag"] == facts["tag"], condition
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "public, max-age=3600"
        if status == 304 or method == "HEAD":
            assert answer.content == b"", condition


def test_the_packed_variant_has_its_own_etag_and_the_same_content(client: httpx.Client) -> None:
    plain = client.get("/feeds/all.ics")
    with client.stream("GET", "/feeds/all.ics", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert gzip.decompress(raw) == plain.content
    held = client.get("/feeds/all.ics", headers={"Accept-Encoding": "gzip", "If-None-Match": plain.headers["etag"]})
    assert (held.status_code, held.headers["etag"]) == (304, plain.headers["etag"])


@pytest.mark.parametrize(
    ("accept", "packed"),
    [
        ("gzip, deflate", True), ("GZIP", True), ("gzip;q=0.5, identity;q=1", False), ("gzip;q=0", False),
        ("*, gzip;q=0", False), ("gzip;q=x", False), ("", False), ("br", False),
    ],
)  # fmt: skip
def test_packing_follows_what_the_client_accepts(accept: str, packed: bool) -> None:
    assert (choose(accept) == "gzip") is packed


def test_head_says_what_get_would_send(client: httpx.Client) -> None:
    head, full = client.head("/feeds/all.ics"), client.get("/feeds/all.ics")
    assert head.content == b""
    assert head.headers["content-length"] == full.headers["content-length"] == str(len(full.content))


def test_a_change_in_the_store_changes_the_feed_and_its_etag(client: httpx.Client, store: Store) -> None:
    before = client.get("/feeds/all.ics")
    store.edit(REPORT.uid, STORED + timedelta(days=1, hours=1), title="报送年度总结")
    after = client.get("/feeds/all.ics", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "截止：报送年度总结" in after.text.replace("\r\n ", "")
    assert "SEQUENCE:1" in after.text


def test_last_modified_never_goes_back_not_even_after_a_removal(client: httpx.Client, store: Store) -> None:
    before = client.get("/feeds/all.ics")
    store.remove(REPORT.uid, datetime(2026, 11, 21, tzinfo=UTC))
    dated = {"If-Modified-Since": before.headers["last-modified"]}
    after = client.get("/feeds/all.ics", headers=dated)
    assert after.status_code == 200
    assert parsedate_to_datetime(after.headers["last-modified"]) > parsedate_to_datetime(
        before.headers["last-modified"]
    )


def test_a_new_month_moves_the_window_and_last_modified_with_it(client: httpx.Client, clockwork: Clockwork) -> None:
    before = client.get("/feeds/all.ics")
    clockwork.moment = datetime(2026, 11, 30, 23, 59)
    assert client.get("/feeds/all.ics").headers["etag"] == before.headers["etag"]
    clockwork.moment = datetime(2026, 12, 1, 0, 0)
    after = client.get("/feeds/all.ics", headers={"If-Modified-Since": before.headers["last-modified"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]


@pytest.mark.parametrize("name", ["nothing", "tag-没有", "..%2Fsecret", "all.ics", "%00"])
def test_an_unknown_feed_is_not_found_and_never_an_empty_calendar(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/feeds/{name}.ics")
    assert answer.status_code == 404
    assert "BEGIN:VCALENDAR" not in answer.text


def test_a_kind_without_events_still_has_its_feed(client: httpx.Client) -> None:
    answer = client.get("/feeds/anniversary.ics")
    assert answer.status_code == 200
    assert lint(answer.content) == []


@pytest.mark.parametrize("path", ["/feeds/all.ics", "/", f"/event/{REPORT.uid}", "/healthz"])
def test_a_failing_database_is_503_and_comes_back(client: httpx.Client, source: Broken, path: str) -> None:
    good = client.get(path)
    source.down = True
    bad = client.get(path, headers={"If-None-Match": good.headers.get("etag", "*")})
    assert bad.status_code == 503
    assert int(bad.headers["retry-after"]) > 0
    assert "etag" not in bad.headers
    source.down = False
    back = client.get(path)
    marks = rb'name="form" value="[^"]*"'  # of who sits at the machine, on each page another
    assert (back.status_code, re.sub(marks, b"", back.content)) == (200, re.sub(marks, b"", good.content))


def test_the_first_page_shows_what_is_coming_and_why(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    for words in (
        "报送工作总结",
        "17:30",
        "青禾会发〔2026〕12号",
        "2026年12月",
        "暂定原因",
        "<mark>每年12月15日前</mark>",
    ):
        assert words in page
    assert page.index("线上填报") < page.index("报送工作总结") < page.index("科普周")
    assert f'href="webcal://{client.base_url.host}:{client.base_url.port}/feeds/all.ics"' in page


def test_what_recurs_often_has_one_line_with_its_next_date_and_how_many_there_are(
    client: httpx.Client, store: Store
) -> None:
    weekly = event("工作例会", "duty", Weekly((0,)), quote="每周一召开工作例会")
    store.save([weekly], STORED + timedelta(hours=1))
    page = client.get("/").text
    assert page.count(f"/event/{weekly.uid}") == 1
    assert "每周一，下次11月30日，至1月18日共9次" in page


@pytest.mark.parametrize(
    ("query", "accept", "lang"),
    [
        ("", "", "zh-CN"), ("", "en", "en"), ("", "en-GB,zh;q=0.8", "en"), ("", "zh;q=0.9,en;q=0.2", "zh-CN"),
        ("", "fr", "zh-CN"), ("?lang=en", "zh", "en"), ("?lang=xx", "en", "en"), ("", "en;q=x", "zh-CN"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_language_asked_for(client: httpx.Client, query: str, accept: str, lang: str) -> None:
    page = client.get(f"/{query}", headers={"Accept-Language": accept}).text
    assert f'<html lang="{lang}">' in page


def test_text_from_notices_is_text_on_the_pages(client: httpx.Client) -> None:
    odd = EVENTS[1]
    for page in (client.get("/").text, client.get(f"/event/{odd.uid}").text, client.get(f"/event/{REPORT.uid}").text):
        assert "<script>" not in page
        assert "<img" not in page
        assert "<b>总结" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in client.get("/").text


def test_a_configured_address_stands_in_feeds_and_links(store: Store, clockwork: Clockwork) -> None:
    with served(app(lambda: store, clockwork, base_url="https://example.org/cal/feeds/")) as site:
        assert 'href="webcal://example.org/cal/feeds/all.ics"' in site.get("/").text
        assert 'href="webcal://example.org/cal/feeds/deadline.ics"' in site.get("/subscribe?kind=deadline").text
        feed = site.get("/feeds/tag-报送.ics").text.replace("\r\n ", "")
    assert "SOURCE;VALUE=URI:https://example.org/cal/feeds/tag-%E6%8A%A5%E9%80%81.ics\r\n" in feed


def test_under_a_path_every_link_keeps_it(store: Store, clockwork: Clockwork) -> None:
    with served(Starlette(routes=[Mount("/office", app(lambda: store, clockwork))])) as site:
        links = {unescape(path) for path in re.findall(r'(?:href|src)="(/[^"]*)"', site.get("/office/").text)}
        assert len(links) > 8
        assert {(path, site.get(path).status_code) for path in links} == {(path, 200) for path in links}
        assert {path.split("/")[1] for path in links} == {"office"}


def test_a_host_header_cannot_break_out_of_the_page(client: httpx.Client) -> None:
    page = client.get("/", headers={"Host": 'x"><script>alert(1)</script>'})
    assert "<script>" not in page.text


def test_pages_may_load_nothing_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/", f"/event/{REPORT.uid}", "/nowhere"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")


def test_the_page_of_an_event_shows_the_chain_from_the_sentence_to_the_date(client: httpx.Client) -> None:
    page = client.get(f"/event/{REPORT.uid}").text
    chain = page[page.index('<ol class="chain">') :]
    places = [chain.index(words) for words in ("关于报送工作总结的通知", "请于每年12月15日前", "2026年12月15日")]
    assert places == sorted(places)
    assert "/subscribe?lang=zh&amp;tag=%E6%8A%A5%E9%80%81" in page


def test_the_page_of_an_event_shows_where_it_is_whom_to_ask_and_its_address(client: httpx.Client, store: Store) -> None:
    rule = Fixed(date(2026, 11, 26), date(2026, 11, 26))
    good = event(
        "座谈会", "event", rule, place="科技馆<302>", contact="张三", url="https://example.org/a", note="带材料"
    )
    bad = event("路演", "event", rule, url="javascript:alert(1)")
    store.save([good, bad], STORED)
    page = client.get(f"/event/{good.uid}").text
    for text in ("科技馆&lt;302&gt;", "张三", "带材料", 'href="https://example.org/a"'):
        assert text in page
    assert 'href="javascript' not in client.get(f"/event/{bad.uid}").text
    assert "科技馆&lt;302&gt;" in client.get("/").text


def test_half_a_day_is_shown_where_a_day_is(client: httpx.Client, store: Store) -> None:
    half = Event(uid_of("验收"), "验收", "event", parse("2026年11月26日上午"))
    store.save([half], STORED)
    assert "2026-11-26 周四 上午" in client.get(f"/event/{half.uid}").text
    assert '<b class="time num">上午</b>' in client.get("/").text


def test_feeds_lead_to_the_pages_of_events_where_the_address_tells_them(store: Store, clockwork: Clockwork) -> None:
    for base, lead in (("https://example.org/feeds/", "https://example.org/event/"), ("https://example.org/x", None)):
        with served(app(lambda: store, clockwork, base_url=base)) as site:
            text = site.get("/feeds/all.ics").text.replace("\r\n ", "")
            assert (f"URL:{lead}{REPORT.uid}" in text) == (lead is not None)


@pytest.mark.parametrize(
    "path", ["/event/ffffffffffffffff", "/event/", "/static/../app.py", "/static/nothing.css", "/x"]
)
def test_an_unknown_page_is_not_found_in_words(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_only_reading_is_allowed(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, "/feeds/all.ics").status_code == 405
