"""What stands before the routes: names, proxies, sizes, what is kept, counted and logged."""

from __future__ import annotations

import gzip
import io
import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from calendars.http_settings import HttpSettings, networks_of
from calendars.store import Store
from calendars.store.pulse import damage_of_file
from calendars.web import app
from calendars.web.access_log import AccessLog, safe
from calendars.web.answering import Variants
from calendars.web.app import Application
from calendars.web.assets import VERSION
from calendars.web.cache import Cache
from calendars.web.codings import CODINGS, choose
from calendars.web.hosts import believe
from calendars.web.masking import masked
from rules import parse
from tests.web import EVENTS, NOW, REPORT, STORED, Broken, Clockwork, connected, event, served

READER = ("10.1.1.1", 1)
"""Somebody at another machine, who may not write."""
TRUSTING = HttpSettings(trusted_proxies=networks_of(["127.0.0.0/8", "10.0.0.1"]))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save(EVENTS, STORED)
        yield opened


def site(store: Store, *, patience: float = 0, **options: Any) -> Application:
    return app(lambda: Broken(store), Clockwork(), patience=patience, **options)


def asked(application: Application, client: tuple[str, int] = ("127.0.0.1", 1), base: str = "http://127.0.0.1") -> Any:
    """A client that need not be on this machine."""
    return TestClient(application, base_url=base, client=client)


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("calendar.example.org", 200), ("CALENDAR.example.org.:443", 200), ("localhost:8734", 200), ("127.0.0.1", 200),
        ("[::1]:8734", 200), ("office", 200), ("evil.example", 421), ("192.168.1.5:8734", 421),
        ("calendar.example.org.evil.example", 421), ("localhost.evil.example", 421), ("a b", 400), ("", 400),
        ("x\"><script>", 400), ("a:99999", 400), ("user@calendar.example.org", 400),
    ],
)  # fmt: skip
def test_with_a_base_url_the_server_answers_to_its_own_names(store: Store, host: str, status: int) -> None:
    http = HttpSettings(hosts=("office",))
    client = asked(site(store, base_url="https://calendar.example.org/feeds", http=http))
    for path in ("/", "/feeds/all.ics"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == status
        assert "evil" not in answer.text


def test_whoever_watches_may_ask_for_the_health_under_any_name(store: Store) -> None:
    client = asked(site(store, base_url="https://calendar.example.org/feeds"))
    assert client.get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200


def test_the_name_in_one_request_is_in_no_link_of_another(store: Store) -> None:
    client = asked(site(store, patience=60))
    assert "webcal://evil.example/" in client.get("/", headers={"Host": "evil.example"}).text
    assert "evil.example" not in client.get("/", headers={"Host": "office.example"}).text
    assert "evil.example" not in client.get("/feeds/all.ics", headers={"Host": "office.example"}).text


# ------------------------------------------------------------------ proxies


async def tell(request: Request) -> Response:
    return PlainTextResponse(f"{request.client.host if request.client else ''} {request.url}")


@pytest.mark.parametrize(
    ("peer", "forwarded", "told"),
    [
        ("127.0.0.1", "", "127.0.0.1 http://127.0.0.1/tell"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9 https://calendar.example.org/tell"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9 https://calendar.example.org/tell"),
        ("127.0.0.1", "<script>", "127.0.0.1 https://calendar.example.org/tell"),
        ("198.51.100.4", "127.0.0.1", "198.51.100.4 http://127.0.0.1/tell"),
    ],
)
def test_a_proxy_is_believed_only_where_it_is_trusted(store: Store, peer: str, forwarded: str, told: str) -> None:
    application = site(store, http=TRUSTING)
    application.router.routes.append(Route("/tell", tell))
    headers = {
        "X-Forwarded-For": forwarded,
        "X-Forwarded-Proto": "gopher, https",
        "X-Forwarded-Host": "evil.example, calendar.example.org",
    }
    sent = headers if forwarded else {}
    assert asked(application, (peer, 1)).get("/tell", headers=sent).text == told


def test_nobody_is_trusted_unless_it_is_set(store: Store) -> None:
    application = site(store)
    application.router.routes.append(Route("/tell", tell))
    answer = asked(application).get(
        "/tell", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    )
    assert answer.text == "127.0.0.1 http://127.0.0.1/tell"


@pytest.mark.parametrize(
    "options",
    [{"base_url": "https://example.org/calendar/feeds"}, {"http": HttpSettings(root_path="/calendar")}],
)
def test_under_a_path_the_server_answers_whether_the_proxy_takes_it_off_or_not(
    store: Store, options: dict[str, Any]
) -> None:
    client = asked(site(store, **options))
    for path in ("/", "/calendar/"):
        page = client.get(path)
        assert page.status_code == 200
        links = set(re.findall(r'href="(/[^"?]*)', page.text))
        assert {link.split("/")[1] for link in links} == {"calendar"}
    for path in ("/feeds/all.ics", "/calendar/feeds/all.ics", "/calendar/healthz", f"/event/{REPORT.uid}"):
        assert client.get(path).status_code == 200
    assert client.get("/calendarium/feeds/all.ics").status_code == 404


# ------------------------------------------------------------------ sizes


async def swallow(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def small(store: Store) -> Any:
    application = site(store, http=HttpSettings(most_body=1000))
    application.router.routes.append(Route("/swallow", swallow, methods=["POST"]))
    return asked(application)


@pytest.mark.parametrize(("size", "status"), [(1000, 200), (1001, 413), (2001, 413)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_has_a_largest_size_announced_or_not(small: Any, size: int, status: int, chunked: bool) -> None:
    body = b"x" * size
    answer = small.post("/swallow", content=iter([body[:700], body[700:]]) if chunked else body)
    assert answer.status_code == status
    if status == 413:
        assert answer.headers["connection"] == "close"
        assert "内容过大" in answer.text
        assert "script" not in answer.headers["content-security-policy"].replace("script-src 'self'", "")


def test_a_hundred_megabytes_are_refused_before_they_come(store: Store) -> None:
    head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000000\r\n\r\nabc"
    with served(site(store)) as client, connected(client) as connection:
        connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("length", ["-1", "1e3", "5, 5", "٣"])
def test_a_length_that_is_none_is_refused(small: Any, length: str) -> None:
    assert small.post("/swallow", headers={"Content-Length": length.encode()}, content=b"x").status_code == 400


def test_long_headers_are_refused(small: Any) -> None:
    assert small.get("/", headers={"X-Long": "a" * 40_000}).status_code == 431
    assert small.get("/?q=" + "a" * 40_000).status_code == 431
    assert small.get("/", headers={"X-Long": "a" * 20_000}).status_code == 200


def test_of_too_many_requests_at_once_some_are_told_to_come_again(store: Store) -> None:
    gate = threading.Event()

    async def hang(_: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        await run_in_threadpool(gate.wait, 10)
        return PlainTextResponse("done")

    application = site(store, http=HttpSettings(most_running=3))
    application.router.routes.append(Route("/hang", hang))
    with served(application) as client, ThreadPoolExecutor(3) as pool:
        held = [pool.submit(httpx.get, f"{client.base_url}/hang") for _ in range(3)]
        end = time.monotonic() + 5
        while application.counts.running < 3 and time.monotonic() < end:
            time.sleep(0.01)
        answer = client.get("/healthz")
        gate.set()
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert [one.result().status_code for one in held] == [200] * 3
        assert client.get("/healthz").status_code == 200


# ------------------------------------------------------------------ what is kept


def test_a_page_is_validated_and_compressed_as_a_feed_is(store: Store) -> None:
    client = asked(site(store, patience=60), READER)
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    assert plain.headers["vary"] == "Accept-Language, Accept-Encoding"
    forms = client.get(f"/event/{EVENTS[0].uid}")
    assert forms.headers["vary"] == "Accept-Language, Accept-Encoding, Authorization, Cookie"
    assert plain.headers["last-modified"] == "Fri, 20 Nov 2026 01:00:00 GMT", "the start of the program"
    for coding in CODINGS:
        packed = client.get("/", headers={"Accept-Encoding": coding})
        assert packed.headers["content-encoding"] == coding
        assert packed.headers["etag"] != plain.headers["etag"]
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        same = client.get("/", headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
    other = client.get("/", headers={"Accept-Language": "en", "If-None-Match": plain.headers["etag"]})
    assert other.status_code == 200


def test_a_page_changes_with_the_data_and_at_midnight(store: Store) -> None:
    clock = Clockwork()
    client = asked(app(lambda: Broken(store), clock, patience=0), READER)
    first = client.get("/")
    assert client.get("/", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    clock.moment = datetime(2026, 11, 21)
    dated = {"If-Modified-Since": first.headers["last-modified"]}
    second = client.get("/", headers=dated)
    assert second.status_code == 200
    store.edit(REPORT.uid, datetime(2026, 11, 21, tzinfo=UTC), title="报送年度总结")
    third = client.get("/", headers={"If-Modified-Since": second.headers["last-modified"]})
    assert "报送年度总结" in third.text


def test_whoever_asks_at_the_same_time_waits_for_the_one_that_makes_it(store: Store) -> None:
    application, made = site(store, patience=60), []

    async def slow(request: Request) -> Response:
        def make(_: object) -> str:
            made.append(1)
            time.sleep(0.3)
            return "一页"

        return await application.site.cached(request, "slow", make)

    application.router.routes.append(Route("/slow", slow))
    with served(application) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: httpx.get(f"{client.base_url}/slow").text, range(8)))
    assert (answers, made) == (["一页"] * 8, [1])


def test_what_one_reader_asks_for_is_in_no_page_of_another(store: Store) -> None:
    application = site(store, patience=60)

    async def echo(request: Request) -> Response:
        return await application.site.cached(request, "echo", lambda _: f"{request.url.query} {request.url.hostname}")

    application.router.routes.append(Route("/echo", echo))
    client = asked(application)
    assert client.get("/echo?a=1", headers={"Host": "evil.example"}).text == "a=1 evil.example"
    assert client.get("/echo", headers={"Host": "evil.example"}).text == " evil.example"
    assert client.get("/echo").text == " 127.0.0.1"


def test_what_cannot_be_made_is_tried_again(store: Store) -> None:
    application, tries = site(store, patience=60), []

    async def page(request: Request) -> Response:
        def make(_: object) -> str:
            tries.append(1)
            if len(tries) == 1:
                raise OSError("no")
            return "good"

        return await application.site.cached(request, "page", make)

    application.router.routes.append(Route("/page", page))
    with served(application) as client:
        # A server closes the connection after an error that nobody caught: each request has one of its own.
        answers = [client.get("/page", headers={"Connection": "close"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [500, 200, 200]
    assert len(tries) == 2


@pytest.mark.anyio
async def test_the_memory_of_pages_has_a_bound() -> None:
    cache, stock = Cache(most=100_000), object()
    for number in range(50):
        await cache.variants(stock, number, lambda: "x" * 5000, STORED)
    assert cache.size <= 100_000
    assert 5 < len(cache) < 10
    await cache.variants(stock, 49, lambda: "y", STORED)
    assert cache.found == 1
    await cache.variants(stock, "large", lambda: "x" * 90_000, STORED)
    assert 5 < len(cache) < 10
    await cache.variants(object(), "other", lambda: "x", STORED)
    assert len(cache) == 1


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_a_ready_feed_is_answered_as_the_routes_answer_it(store: Store) -> None:
    client = asked(site(store, patience=60))
    for accept in ("identity", "gzip", "br;q=0.5, *;q=0.1", ""):
        headers = {"Accept-Encoding": accept}
        first, second = (client.get("/feeds/all.ics", headers=headers) for _ in range(2))
        assert (first.status_code, dict(first.headers), first.content) == (
            second.status_code, dict(second.headers), second.content,
        )  # fmt: skip
        tag = {"If-None-Match": first.headers["etag"]}
        same = client.get("/feeds/all.ics", headers=headers | tag)
        routed = client.get("/feeds/all.ics?past=90", headers=headers | tag)
        assert (same.status_code, dict(same.headers)) == (routed.status_code, dict(routed.headers))
        assert same.status_code == 304
    assert 'route="ready",status="304"' in client.get("/metrics").text


def test_a_ready_feed_is_forgotten_with_its_data(store: Store) -> None:
    client = asked(site(store))
    for title in ("甲", "乙"):
        store.edit(REPORT.uid, datetime(2026, 11, 21, tzinfo=UTC), title=title)
        for _ in range(3):
            assert f"截止：{title}" in client.get("/feeds/all.ics").text.replace("\r\n ", "")


def test_several_lines_of_one_condition_are_one_list(store: Store) -> None:
    client = asked(site(store, patience=60))
    tag = client.get("/feeds/all.ics").headers["etag"]
    lines = [("If-None-Match", '"a"'), ("If-None-Match", f'"b", {tag}'), ("If-None-Match", '"c"')]
    for path in ("/feeds/all.ics", "/feeds/all.ics?lang=zh"):
        assert client.get(path, headers=lines).status_code == 304


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("gzip, deflate, br, zstd", next(iter(CODINGS))), ("gzip;q=1.0, br;q=0.5", "gzip"), ("*", next(iter(CODINGS))),
        ("br;q=0, gzip", "gzip"), ("gzip;q=2", "identity"), ("gzip;q=nan", "identity"), ("gzip;q=-1", "identity"),
        ("," * 900, "identity"), ("gzip," * 10_000, "identity"), (";q=1;;;=", "identity"), ("x-gzip", "gzip"),
        ("identity;q=0.5, gzip;q=0.4", "identity"),
    ],
)  # fmt: skip
def test_the_coding_is_the_best_that_both_have(accept: str, chosen: str) -> None:
    assert choose(accept) == chosen


def test_each_coding_is_made_once_and_only_when_it_is_asked_for() -> None:
    variants = Variants.of(b"BEGIN" * 1000, STORED)
    assert variants.known("gzip") is None
    assert gzip.decompress(variants.pack("gzip")) == variants.plain
    assert variants.pack("gzip") is variants.known("gzip")


# ------------------------------------------------------------------ health and counters


def test_the_health_says_more_to_programs(store: Store) -> None:
    ran = datetime(2026, 11, 20, 0, 59, tzinfo=UTC)
    source = Broken(store)
    client = asked(app(lambda: source, Clockwork(), patience=0, last_pass=lambda: ran))
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/healthz?format=json").json() == {
        "status": "ok", "database": "ok", "events": len(EVENTS), "seconds_since_reminders": 60,
        "reminders": "ok",
    }  # fmt: skip
    source.down = True
    assert client.get("/healthz").status_code == 503
    down = client.get("/healthz?format=json")
    assert (down.status_code, down.json()["database"], down.headers["retry-after"]) == (503, "down", "300")


@pytest.mark.sqlite
def test_the_health_reads_the_database_itself_and_names_the_part_that_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "secret-name.db"
    with Store.open(f"sqlite:///{file}", create=True) as store:
        store.save([event(f"第{n}项", "event", parse("每周一").rule) for n in range(300)], STORED)
        store.engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'steps'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    client = asked(app(lambda: Store.open(f"sqlite:///{file}"), Clockwork(), patience=60))
    assert client.get("/feeds/all.ics").status_code == 200
    with file.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * size)
    answer, state = client.get("/healthz"), client.get("/healthz?format=json")
    assert (answer.status_code, answer.text) == (503, "the database is damaged: steps\n")
    assert answer.headers["retry-after"] == "300"
    assert (state.status_code, state.json()["database"], state.json()["damaged"]) == (503, "damaged", "steps")
    assert "secret-name" not in answer.text + state.text


def test_what_of_a_database_cannot_be_read_is_found_in_bounded_time(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with Store.open(f"sqlite:///{file}", create=True) as store:
        assert store.damage(0.5) is None
        assert store.damage(0) is None
    file.write_bytes(b"no database at all" * 1000)
    assert damage_of_file(file, 0.5) == "file"
    with Store.open("sqlite://", create=True) as store:
        assert store.damage(0.5) is None
        with store.writing() as connection:
            connection.exec_driver_sql("DROP TABLE deliveries")
        assert store.damage(0.5) == "deliveries"


def test_the_counters_can_be_read_by_prometheus(store: Store) -> None:
    client = asked(site(store, patience=60, last_pass=lambda: STORED))
    for path in ("/", "/", "/feeds/all.ics", "/nowhere", "/wp-login.php"):
        client.get(path)
    answer = client.get("/metrics")
    families = {one.name: one for one in text_string_to_metric_families(answer.text)}
    requests = {(s.labels["route"], s.labels["status"]): s.value for s in families["yueling_requests"].samples}
    assert requests == {("first", "200"): 2, ("feeds", "200"): 1, ("none", "404"): 2}
    assert families["yueling_pages_made"].samples[0].value == 1
    assert families["yueling_events"].samples[0].value == len(EVENTS)
    assert families["yueling_reminders_timestamp_seconds"].samples[0].value == STORED.timestamp()
    buckets = [s.value for s in families["yueling_request_seconds"].samples if s.labels.get("route") == "first"]
    assert buckets[-1] == 2
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200), ("::1", {"Host": "[::1]:1"}, 200), ("203.0.113.9", {}, 403), ("10.2.3.4", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403), ("127.0.0.1", {"X-Real-IP": "203.0.113.9"}, 403),
        ("127.0.0.1", {"Forwarded": "for=1.1.1.1"}, 403), ("127.0.0.1", {"Host": "evil.example"}, 403),
    ],
)  # fmt: skip
def test_the_counters_are_for_this_machine_and_for_whom_the_settings_name(
    store: Store, peer: str, headers: dict[str, str], status: int
) -> None:
    application = site(store, http=HttpSettings(metrics_from=networks_of(["10.0.0.0/8"])))
    assert asked(application, (peer, 1)).get("/metrics", headers=headers).status_code == status


# ------------------------------------------------------------------ files


def test_a_file_lasts_for_ever_under_the_address_of_its_version(store: Store) -> None:
    client = asked(site(store))
    lasting = client.get(f"/static/style.css?v={VERSION}")
    assert lasting.headers["cache-control"] == "public, max-age=31536000, immutable"
    for address in ("/static/style.css", "/static/style.css?v=old"):
        assert client.get(address).headers["cache-control"] == "no-cache"
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"], icon.content[:4]) == (200, "image/x-icon", b"\0\0\1\0")
    assert "Disallow: /" in client.get("/robots.txt").text
    for path in ("/static/", "/static/..%2fapp.py", "/static/nothing.css", "/static/%00"):
        assert client.get(path).status_code == 404


# ------------------------------------------------------------------ the access log


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/feeds/all.ics?lang=zh&kind=deadline", "/feeds/all.ics?lang=zh&kind=deadline"),
        ("/feeds/secret/Zm9vYmFy/all.ics", "/feeds/secret/***/all.ics"),
        ("/calendar/FEEDS/secret/Zm9vYmFy", "/calendar/FEEDS/secret/***"),
        ("/agenda?q=张三&token=abc&next=/feeds/secret/abc", "/agenda?q=***&token=***&next=***"),
        ("/\x1b[31m\r\nGET /fake\u202e", "/%1B%5B31m%0D%0AGET%20/fake%E2%80%AE"),
        ("/?lang=\x1b]0;x\x07", "/?lang=%1B%5D0%3Bx%07"),
    ],
)  # fmt: skip
def test_a_path_in_a_log_holds_no_secret_and_no_escape(path: str, shown: str) -> None:
    assert masked(path) == shown


@given(st.text(max_size=200), st.text("abcAB_-019", min_size=16, max_size=40))
def test_no_token_and_nothing_unprintable_gets_into_a_log(around: str, token: str) -> None:
    shown = masked(f"/feeds/secret/{token}/all.ics?token={token}&{around}")
    assert token not in shown or token in around
    assert all(" " < letter <= "~" for letter in shown)
    assert all(" " <= letter <= "~" for letter in safe(around))


@given(st.text(max_size=300))
def test_whatever_is_accepted_a_coding_is_chosen(accept: str) -> None:
    assert choose(accept) in {*CODINGS, "identity"}


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(["10.0.0.1", "127.0.0.1", "203.0.113.9", "x", "", "::1", "[::1]", "1.2.3.4:5"]), max_size=6
    )
)
def test_no_hop_before_one_that_is_not_trusted_is_believed(hops: list[str]) -> None:
    scope: dict[str, Any] = {
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "headers": [(b"x-forwarded-for", ", ".join(hops).encode())],
    }
    believe(scope, TRUSTING)
    far = scope["client"][0]
    strange = [hop for hop in hops if hop not in ("10.0.0.1", "127.0.0.1")]
    assert far == (
        strange[-1].strip("[]") if strange and strange[-1] in ("203.0.113.9", "::1", "[::1]") else "127.0.0.1"
    )


def test_a_line_of_the_log_is_one_line_of_ascii() -> None:
    assert all(" " < letter <= "~" for letter in masked("/" + "".join(map(chr, range(1, 0x300)))))
    assert len(masked("/" + "x" * 10_000 + "?" + "a=1&" * 10_000)) < 3000


def test_every_request_has_its_line_in_the_log(store: Store) -> None:
    out = io.StringIO()
    log = AccessLog(out, lambda: NOW)
    odd = b'evil" \xff\xe2\x80\xae' + b"a" * 500
    with served(site(store, patience=60, log=log, http=HttpSettings(most_body=10))) as client:
        for _ in range(2):
            client.get("/feeds/all.ics", headers={"User-Agent": "Thunderbird"})
        client.get("/feeds/secret/Zm9vYmFy/all.ics?token=abc", headers=[(b"User-Agent", odd)])
        client.post("/", content=b"x" * 15)
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert re.fullmatch(r'2026-11-20T09:00:00 127.0.0.1 GET /feeds/all.ics 200 \d+ \d+\.\dms "Thunderbird"', lines[1])
    assert "/feeds/secret/***/all.ics?token=*** 404 " in lines[2]
    assert "evil\\x22 \\xff\\xe2\\x80\\xae" in lines[2]
    assert "POST / 413 " in lines[3]
    assert out.getvalue().isascii()
    assert "\x1b" not in out.getvalue()


def test_a_log_that_nobody_takes_holds_nobody_up(store: Store) -> None:
    gate = threading.Event()

    class Stuck(io.StringIO):
        def write(self, text: str) -> int:
            gate.wait(10)
            return super().write(text)

    out = Stuck()
    with served(site(store, patience=60, log=AccessLog(out, lambda: NOW))) as client:
        client.get("/healthz")
        time.sleep(0.7)
        begun = time.monotonic()
        for _ in range(20):
            client.get("/healthz")
        assert time.monotonic() - begun < 2
        gate.set()
    assert len(out.getvalue().splitlines()) == 21


def test_a_closed_log_ends_nothing(store: Store) -> None:
    out = io.StringIO()
    out.close()
    with served(site(store, log=AccessLog(out, lambda: NOW))) as client:
        assert client.get("/healthz").status_code == 200


def test_a_failure_is_logged_and_counted_as_one(store: Store) -> None:
    async def fail(_: Request) -> Response:
        raise RuntimeError("no")

    out = io.StringIO()
    application = site(store, log=AccessLog(out, lambda: NOW))
    application.router.routes.append(Route("/fail", fail))
    with served(application) as client:
        answer = client.get("/fail")
        assert answer.status_code == 500
        assert "RuntimeError" not in answer.text
        counts = json.dumps({f"{route} {status}": n for (route, status), n in application.counts.requests.items()})
    assert "fail 500" in counts
    assert "GET /fail 500 " in out.getvalue()
