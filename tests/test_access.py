"""Who may see and do what: tokens of feeds and programs, logins, the desk, and forms that come back."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from calendars.access import (
    API,
    FEED,
    BadName,
    BadPassword,
    ExistingAccount,
    UnknownAccount,
    UnknownToken,
    account_name,
    allows,
    keeping,
    new_token,
    passwords,
)
from calendars.access.accounts import IDLE, LONGEST
from calendars.access.attempts import MOST_KEYS, Attempts
from calendars.access.forms import LASTING, MOST_USED, Forms, Sent
from calendars.access.passwords import checked_password
from calendars.actions import undo
from calendars.actions.access import (
    MOST_SESSIONS,
    add_account,
    hash_anew,
    issue,
    log_in,
    remove_account,
    revoke,
    rotate,
    set_password,
    set_role,
)
from calendars.actions.feeds import add_feed, edit_feed, feed_name, issue_for, remove_feed
from calendars.actions.outcomes import Stale
from calendars.events import Event, Origin, uid_of
from calendars.exchange import exported
from calendars.feeds import feed_window
from calendars.http_settings import HttpSettings
from calendars.selection import Selection
from calendars.store import Store
from calendars.store.backup import check
from calendars.store.tables import accounts, own
from calendars.web import app
from calendars.web.desk import Gate, is_desk, local_path, mark, require, take_form
from calendars.web.masking import masked
from calendars.web.routes.login import TRIES, TRIES_FROM
from rules import Recurrence
from rules.kinds import Due, Fixed, Yearly

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = "春眠不觉晓处处闻啼鸟"
OTHER_WORDS = "夜来风雨声花落知多少"
AWAY = "192.0.2.1"
PRODUCTION = passwords._HASHER
DAY = date(2026, 12, 1)
EVENTS = [
    Event(uid_of("报送总结"), "报送总结", "deadline", Recurrence(Due(Yearly(12, 15))), ("科普",)),
    Event(
        uid_of("体检"), "体检", "event", Recurrence(Fixed(DAY, DAY)),
        origin=Origin("1@x.example", lines=("CLASS:PRIVATE",)),
    ),
]  # fmt: skip


class Clock:
    """The moment that the application is told, moved by hand."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


class Browser:
    """Somebody at an address, with cookies of his own."""

    def __init__(self, loop: asyncio.Runner, application: Starlette, url: str, address: str) -> None:
        transport = httpx.ASGITransport(application, raise_app_exceptions=False, client=(address, 50_000))
        self.loop, self.application = loop, application
        self.client = httpx.AsyncClient(transport=transport, base_url=url)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.loop.run(self.client.get(path, headers=headers))

    def post(self, path: str, headers: dict[str, str] | None = None, **data: str) -> httpx.Response:
        return self.loop.run(self.client.post(path, data=data, headers=headers))

    def form(self, path: str) -> str:
        found = re.search(r'name="form" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def log_in(self, name: str, password: str = WORDS, back: str = "") -> httpx.Response:
        return self.post("/login", form=self.form("/login"), name=name, password=password, next=back)

    def settle(self) -> None:
        """Waits for what is done beside the answers."""
        gate: Gate = self.application.state.gate
        self.loop.run(gate.settle())

    def close(self) -> None:
        self.settle()
        self.loop.run(self.client.aclose())


async def shown(request: Request) -> Response:
    """A page for readers."""
    found = await require(request, "reader")
    return PlainTextResponse(f"{found.name} {found.role} {found.how}")


async def changed(request: Request) -> Response:
    """What an editor changes by a form."""
    fields = dict(httpx.QueryParams((await request.body()).decode()))
    found = await take_form(request, "editor", fields.get("form", ""))
    return PlainTextResponse(f"changed by {found.name}")


async def with_form(request: Request) -> Response:
    """A page with a form of an editor."""
    await require(request, "editor")
    return PlainTextResponse(f'<input name="form" value="{await mark(request)}">')


async def written(request: Request) -> Response:
    """What a program changes."""
    found = await require(request, "editor")
    return PlainTextResponse(f"written by {found.how}")


ROUTES = [
    Route("/shown", shown),
    Route("/changed", changed, methods=["POST"]),
    Route("/form", with_form),
    Route("/api/v1/shown", shown),
    Route("/api/v1/written", written, methods=["POST"]),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: how strong they are is tried by a test of its own."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._of_nobody.cache_clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{file}", create=True) as opened:
        opened.save(EVENTS, NOW - HOUR)
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


Visit = Callable[..., Browser]


HTTP = HttpSettings(hosts=("inner",))
"""A proxy may hand requests on under a name of its own."""


@pytest.fixture
def visit(store: Store, clock: Clock, loop: asyncio.Runner) -> Iterator[Visit]:
    """Makes browsers of one application, which has some routes to try the gate on."""
    browsers: list[Browser] = []
    applications: dict[tuple[str, object], Starlette] = {}

    def make(
        address: str = AWAY, url: str = "http://cal.example", base_url: str | None = None, desk: bool | None = None
    ) -> Browser:
        key = (base_url or "", desk)
        if key not in applications:
            applications[key] = app(lambda: store, clock, patience=0, base_url=base_url, desk=desk, http=HTTP)
            applications[key].router.routes[:0] = ROUTES
        browsers.append(Browser(loop, applications[key], url, address))
        return browsers[-1]

    yield make
    for browser in browsers:
        browser.close()


def at_the_desk(visit: Visit, **facts: Any) -> Browser:
    return visit("127.0.0.1", "http://localhost:8734", **facts)


def secret(token: str, name: str = "科普处") -> str:
    return f"/feeds/secret/{token}/{quote(name)}.ics"


def named(store: Store, name: str = "科普处", **facts: bool) -> None:
    add_feed(store, name, "", Selection(tags=("科普",)), facts.get("secret", True), NOW)


# ------------------------------------------------------------------ tokens of feeds


def test_a_secret_feed_is_read_with_its_token_and_not_without(visit: Visit, store: Store) -> None:
    named(store)
    _, text = issue_for(store, "科普处", NOW, holder="张三")
    reader = visit()
    assert "报送总结" in reader.get(secret(text)).text
    assert reader.get("/feeds/科普处.ics").status_code == 404


def test_unknown_tokens_and_those_of_others_are_answered_alike(visit: Visit, store: Store) -> None:
    named(store)
    _, of_all = issue_for(store, "all", NOW)
    _, of_program = issue(store, API, "editor", NOW)
    wrong = [new_token(FEED), of_all, of_program, "x", "ylf_", "%00", "a" * 5000, of_all[:-1], of_all.upper()]
    answers = [visit().get(secret(text)) for text in wrong]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "这个地址没有日历\n")}
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_tokens_accounts_and_sessions_of_one_organisation_open_nothing_of_another(store: Store) -> None:
    other = store.within(2)
    token, text = issue(store, API, "editor", NOW)
    assert keeping.token_of(store, text, API) == token
    assert keeping.token_of(other, text, API) is None
    assert issue(other, API, "reader", NOW)[0].number == token.number, "each counts its own"
    mine = add_account(store, "zhang", WORDS, "editor", NOW)
    assert not keeping.any_account(other)
    theirs = add_account(other, "zhang", OTHER_WORDS, "reader", NOW)
    secret, their_secret = log_in(store, mine, NOW), log_in(other, theirs, NOW)
    assert keeping.session_of(other, secret, NOW) is None
    revoke(other, API, token.number, NOW)
    set_password(other, "zhang", WORDS * 2, NOW)
    remove_account(other, "zhang")
    assert keeping.session_of(other, their_secret, NOW) is None
    assert keeping.token_of(store, text, API) == token
    assert keeping.account(store, "zhang") == mine
    assert keeping.session_of(store, secret, NOW)


def test_a_revoked_token_is_gone_at_once_and_others_go_on(visit: Visit, store: Store) -> None:
    named(store)
    first, text = issue_for(store, "科普处", NOW)
    _, other = issue_for(store, "科普处", NOW)
    reader = visit()
    assert reader.get(secret(text)).status_code == 200
    revoke(store, FEED, first.number, NOW)
    gone = reader.get(secret(text))
    assert gone.status_code == 410
    assert "科普处" not in gone.text
    assert reader.get(secret(other)).status_code == 200
    with pytest.raises(UnknownToken):
        revoke(store, FEED, first.number, NOW)


def test_a_rotated_token_gives_way_to_one_for_the_same_person(visit: Visit, store: Store) -> None:
    old, text = issue_for(store, "all", NOW, holder="张三", note="手机")
    new, other = rotate(store, FEED, old.number, NOW + HOUR)
    assert (new.holder, new.note, new.subject, new.used) == ("张三", "手机", "all", None)
    reader = visit()
    assert [reader.get(secret(each, "all")).status_code for each in (text, other)] == [410, 200]
    assert [(one.number, one.ending) for one in keeping.tokens(store, FEED)] == [(1, "rotated"), (2, None)]
    with pytest.raises(UnknownToken):
        rotate(store, API, new.number, NOW)


def test_a_removed_feed_takes_its_tokens_with_it_and_no_undo_brings_them_back(visit: Visit, store: Store) -> None:
    named(store)
    _, text = issue_for(store, "科普处", NOW)
    remove_feed(store, "科普处", NOW)
    assert visit().get(secret(text)).status_code == 410
    undo(store, NOW + HOUR)
    again = store.named_feed("科普处")
    assert again
    assert again.removed is None
    assert visit().get(secret(text)).status_code == 410
    _, new = issue_for(store, "科普处", NOW)
    assert visit().get(secret(new)).status_code == 200


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_random_tokens_open_nothing(store: Store, count: int) -> None:
    named(store)
    _, text = issue_for(store, "科普处", NOW)
    tried = {new_token(FEED) for _ in range(count)}
    assert len(tried) == count
    assert [one for one in tried if keeping.token_of(store, one, FEED)] == []
    assert keeping.token_of(store, text, FEED)


def test_a_secret_feed_holds_what_is_private_and_a_public_one_does_not(visit: Visit, store: Store) -> None:
    _, text = issue_for(store, "all", NOW)
    reader = visit(base_url="https://cal.example/feeds")
    private, public = reader.get(secret(text, "all")), reader.get("/feeds/all.ics")
    assert "体检" in private.text
    assert "体检" not in public.text
    assert "SOURCE" in public.text
    assert "SOURCE" not in private.text
    assert text not in private.text


def test_the_headers_of_a_secret_feed_keep_it_to_its_reader(visit: Visit, store: Store) -> None:
    _, text = issue_for(store, "deadline", NOW)
    reader = visit()
    good = reader.get(secret(text, "deadline"))
    same = reader.get(secret(text, "deadline"), {"If-None-Match": good.headers["etag"]})
    unknown, token = reader.get(secret("no", "deadline")), keeping.tokens(store, FEED)[0]
    revoke(store, FEED, token.number, NOW)
    gone = reader.get(secret(text, "deadline"))
    assert [answer.status_code for answer in (good, same, unknown, gone)] == [200, 304, 404, 410]
    for answer in (good, same, unknown, gone):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["x-content-type-options"] == "nosniff"
        kept = "private, max-age=3600" if answer in (good, same) else "no-store"
        assert answer.headers["cache-control"] == kept


def test_the_last_use_is_written_once_an_hour_and_beside_the_answer(visit: Visit, store: Store, clock: Clock) -> None:
    _, text = issue_for(store, "all", NOW)
    reader = visit()
    uses = []
    for minutes in (0, 20, 59, 61, 200):
        clock.moment = NOW + timedelta(minutes=minutes)
        reader.get(secret(text, "all"))
        reader.settle()
        uses.append(keeping.tokens(store, FEED)[0].used)
    first, second = NOW, NOW + timedelta(minutes=61)
    assert uses == [first, first, first, second, NOW + timedelta(minutes=200)]


@pytest.mark.sqlite
def test_a_use_that_cannot_be_written_does_not_keep_the_reader_from_the_feed(
    visit: Visit, store: Store, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, text = issue_for(store, "all", NOW)
    reader = visit()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TRIGGER refuse BEFORE UPDATE ON tokens BEGIN SELECT RAISE(ABORT, 'no'); END")
        other.commit()
    assert reader.get(secret(text, "all")).status_code == 200
    reader.settle()
    assert "could not be remembered" in caplog.text
    assert text not in caplog.text


def test_neither_tokens_nor_passwords_nor_sessions_stand_in_the_database(
    visit: Visit, store: Store, file: Path, tmp_path: Path
) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    _, feed = issue_for(store, "all", NOW)
    _, program = issue(store, API, "editor", NOW)
    browser = visit()
    browser.log_in("张三")
    session = browser.client.cookies["yueling-session"]
    backup = tmp_path / "backup.jsonl"
    store.back_up(backup, NOW)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"argon2id" in kept
    for text in (feed, program, session, WORDS):
        assert text.encode() not in kept
        assert text[4:].encode() not in kept


def test_tokens_are_in_no_log_no_error_and_no_other_page(
    visit: Visit, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the client of this test, which names what it asks for
    named(store)
    token, text = issue_for(store, "科普处", NOW, holder="张三")
    reader = visit()
    pages = [reader.get(path).text for path in ("/", "/feeds/all.ics", f"/event/{EVENTS[0].uid}")]
    gate: Gate = reader.application.state.gate
    answers = [reader.get(secret(text)), reader.get(secret(text, "all"))]

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the feed cannot be made")

    monkeypatch.setattr(type(gate.site.shelf), "feed", crash)
    answers.append(reader.get(secret(text)))
    assert [answer.status_code for answer in answers] == [200, 404, 500]
    revoke(store, FEED, token.number, NOW)
    answers.append(reader.get(secret(text)))
    reader.settle()
    told = caplog.text + "".join(pages) + "".join(f"{one.text}{one.headers}" for one in answers)
    assert text not in told
    assert text[4:] not in told


@given(st.sampled_from(["", "/cal", "https://cal.example:8/x"]), st.sampled_from([FEED, API]), st.text(max_size=20))
def test_no_token_is_left_in_a_masked_path(before: str, sort: str, after: str) -> None:
    text = new_token(sort)
    for path in (
        f"{before}/feeds/secret/{text}/{after}",
        f"/x?next={quote(f'{before}/feeds/secret/{text}/a.ics', safe='')}",
        f"{before}/feeds//SECRET//{text[4:]}/a.ics",
        quote(f"{before}/feeds/secret/{text}/a.ics", safe=""),
        f"{before}/event/{text}?lang={text}&{text}=1",
    ):
        assert text not in masked(path)
        assert text[4:30] not in masked(path)


@pytest.mark.parametrize(
    "path", ["/feeds/all.ics", "/", "/event/8f14e45f", "/feeds/tag-secret.ics", "/metrics?lang=zh"]
)
def test_other_paths_are_as_they_are(path: str) -> None:
    assert masked(path) == path


# ------------------------------------------------------------------ named feeds


def test_a_named_feed_is_a_feed_like_the_others(visit: Visit, store: Store) -> None:
    named(store, secret=False)
    reader = visit()
    found = reader.get("/feeds/科普处.ics")
    assert found.headers["cache-control"].startswith("public")
    assert "报送总结" in found.text
    assert "体检" not in found.text
    assert quote("科普处") in reader.get("/subscribe").text


def test_a_feed_that_was_public_once_stays_for_everybody_empty(visit: Visit, store: Store) -> None:
    named(store, secret=False)
    reader = visit()
    edit_feed(store, "科普处", NOW + HOUR, secret=True)
    assert "BEGIN:VEVENT" not in reader.get("/feeds/科普处.ics").text
    assert reader.get("/feeds/科普处.ics").status_code == 200
    undo(store, NOW + 2 * HOUR)
    assert "报送总结" in reader.get("/feeds/科普处.ics").text
    remove_feed(store, "科普处", NOW + 3 * HOUR)
    assert "BEGIN:VEVENT" not in reader.get("/feeds/科普处.ics").text
    assert reader.get("/feeds/科普处.ics").status_code == 200
    assert quote("科普处") not in reader.get("/").text


def test_what_was_changed_in_the_meantime_is_not_changed_over(store: Store) -> None:
    named(store)
    edit_feed(store, "科普处", NOW, seen=0, title="一")
    with pytest.raises(Stale):
        edit_feed(store, "科普处", NOW, seen=0, title="二")
    with pytest.raises(Stale):
        remove_feed(store, "科普处", NOW, seen=0)
    found = store.named_feed("科普处")
    assert found
    assert (found.title, found.sequence) == ("一", 1)


def test_a_new_feed_that_is_taken_back_is_removed_and_may_come_again(store: Store) -> None:
    named(store, secret=False)
    undo(store, NOW)
    found = store.named_feed("科普处")
    assert found
    assert found.removed
    assert found.published
    named(store)
    with pytest.raises(BadName):
        named(store)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a/b",
        "..",
        "a b",
        "all",
        "deadline",
        "tag-科普",
        "-a",
        "a\r\nX: y",
        "a%2f",
        "a" * 61,
        "\u202e科普",
        "a_b",
        "a?x",
    ],
)
def test_a_name_that_cannot_stand_in_an_address_is_refused(name: str) -> None:
    with pytest.raises(BadName):
        feed_name(name)


@given(st.text(max_size=80))
def test_a_name_of_a_feed_is_one_segment_of_an_address(text: str) -> None:
    try:
        name = feed_name(text)
    except BadName:
        return
    assert feed_name(name) == name
    assert re.fullmatch(r"(?:[^\W_]+-)*[^\W_]+", name)


# ------------------------------------------------------------------ the desk


@pytest.mark.parametrize("host", ["localhost", "localhost:8734", "127.0.0.1:8734", "[::1]:8734", "LOCALHOST"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_who_sits_at_the_machine_edits_without_a_login(visit: Visit, host: str, address: str) -> None:
    assert visit(address, f"http://{host}").get("/shown").text == "None editor loopback"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (AWAY, {}),
        ("10.0.0.1", {}),
        ("127.0.0.1", {"Host": "evil.example"}),
        ("127.0.0.1", {"Host": "localhost.evil.example"}),
        ("127.0.0.1", {"Host": "127.0.0.1.nip.io"}),
        ("127.0.0.1", {"Host": "localhost@evil.example"}),
        ("127.0.0.1", {"Host": "192.168.1.2:8734"}),
        ("127.0.0.1", {"Host": ""}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", {"X-Forwarded-Host": "localhost"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
        ("127.0.0.1", {"CF-Connecting-IP": "127.0.0.1"}),
    ],
)
def test_nobody_else_comes_to_the_desk(visit: Visit, address: str, headers: dict[str, str]) -> None:
    found = visit(address, "http://localhost:8734").get("/shown", headers)
    if found.status_code == 400:  # no name at all is refused before anybody asks who it is
        assert headers["Host"] in ("", "localhost@evil.example")
    else:
        assert found.status_code == 403
        assert "yueling accounts add" in found.text


def scope(*hosts: str, version: str = "1.1") -> Request:
    return Request(
        {
            "type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": version,
            "headers": [(b"host", host.encode()) for host in hosts], "client": ("127.0.0.1", 5), "scheme": "http",
        }
    )  # fmt: skip


def test_two_names_none_and_a_proxy_that_says_nothing_do_not_open_the_desk() -> None:
    assert is_desk(scope("localhost"), None)
    assert not is_desk(scope("localhost", "localhost"), None)
    assert not is_desk(scope(), None)
    assert not is_desk(scope("127.0.0.1:8734", version="1.0"), None)
    assert not is_desk(scope("127.0.0.1:8734"), "https://cal.example/feeds")
    assert is_desk(scope("127.0.0.1:8734"), "http://localhost:8734/feeds")
    assert is_desk(scope("127.0.0.1:8734"), "https://cal.example/feeds", anyway=True)


def test_with_the_first_account_the_desk_asks_for_a_login_unless_it_is_set_open(visit: Visit, store: Store) -> None:
    desk = at_the_desk(visit)
    assert desk.get("/shown").status_code == 200
    assert at_the_desk(visit, desk=False).get("/shown").status_code == 403
    add_account(store, "张三", WORDS, "editor", NOW)
    answer = desk.get("/shown?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fshown%3Fx%3D1")
    assert at_the_desk(visit, desk=True).get("/shown").text == "None editor loopback"
    remove_account(store, "张三")
    assert desk.get("/shown").status_code == 200


# ------------------------------------------------------------------ logging in


def test_who_logs_in_is_known_until_he_logs_out(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "reader", NOW)
    browser = visit()
    answer = browser.log_in("张三", back="/shown?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/shown?x=1")
    assert browser.get("/shown").text == "张三 reader session"
    stolen = browser.client.cookies["yueling-session"]
    form = browser.form("/login")
    assert browser.post("/logout", form=form).headers["location"] == "/"
    assert browser.get("/shown").status_code == 303
    assert visit().get("/shown", {"Cookie": f"yueling-session={stolen}"}).status_code == 303


def test_a_wrong_password_and_an_unknown_name_are_told_alike(
    visit: Visit, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    browser = visit()
    answers = [
        browser.log_in(name, password)
        for name, password in (
            ("张三", "错"),
            ("李四", WORDS),
            ("", ""),
            ("张三\r\nX: y", WORDS),
            ("张三", "x" * 60_000),
        )
    ]
    assert {answer.status_code for answer in answers} == {403}
    told = {re.sub(r'value="[^"]*"|autofocus', "", answer.text) for answer in answers}
    assert len(told) == 1
    assert browser.get("/shown").status_code == 303
    assert WORDS not in caplog.text
    assert "错" not in caplog.text


def test_the_password_is_hashed_for_an_unknown_name_too(
    visit: Visit, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    verified: list[str] = []
    genuine = passwords.matches

    def seen(hashed: str, password: str) -> tuple[bool, bool]:
        verified.append(hashed)
        return genuine(hashed, password)

    monkeypatch.setattr(passwords, "matches", seen)
    visit().log_in("李四")
    assert len(verified) == 1
    (of_nobody,) = verified
    account = keeping.account(store, "张三")
    assert account
    assert of_nobody.split("$")[1:4] == account.hashed.split("$")[1:4]


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "a" * 4000, "'; --"])
def test_a_forged_session_is_nobody(visit: Visit, store: Store, cookie: str) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    assert visit().get("/shown", {"Cookie": f"yueling-session={cookie}"}).status_code == 303


def test_a_session_ends_when_nobody_uses_it_and_after_a_fortnight_anyway(
    visit: Visit, store: Store, clock: Clock
) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    browser = visit()
    browser.log_in("张三")
    while clock.moment + IDLE / 2 < NOW + LONGEST:
        clock.moment += IDLE / 2
        assert browser.get("/shown").status_code == 200
        browser.settle()
    clock.moment = NOW + LONGEST
    assert browser.get("/shown").status_code == 303
    browser.log_in("张三")
    clock.moment += IDLE
    assert browser.get("/shown").status_code == 303


def test_a_changed_password_ends_every_session_and_a_changed_role_counts_at_once(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    add_account(store, "李四", WORDS, "editor", NOW)
    first, second, other = visit(), visit(), visit()
    for browser, name in ((first, "张三"), (second, "张三"), (other, "李四")):
        browser.log_in(name)
    assert first.get("/form").status_code == 200
    set_role(store, "张三", "reader", NOW)
    assert first.get("/form").status_code == 403
    assert first.get("/shown").text == "张三 reader session"
    set_password(store, "张三", OTHER_WORDS, NOW)
    assert [browser.get("/shown").status_code for browser in (first, second, other)] == [303, 303, 200]
    assert first.log_in("张三").status_code == 403
    assert first.log_in("张三", OTHER_WORDS).status_code == 303
    remove_account(store, "张三")
    assert first.get("/shown").status_code == 303


def test_who_logs_in_while_his_account_changes_does_not_come_in(store: Store) -> None:
    before = add_account(store, "张三", WORDS, "editor", NOW)
    set_password(store, "张三", OTHER_WORDS, NOW)
    with pytest.raises(UnknownAccount):
        log_in(store, before, NOW)
    hash_anew(store, before, WORDS)  # nothing: the password is another one
    now = keeping.account(store, "张三")
    assert now
    assert passwords.matches(now.hashed, OTHER_WORDS) == (True, False)


def test_passwords_are_hashed_as_the_library_advises() -> None:
    hashed = PasswordHasher().hash("x")
    _, kind, _, cost, _, _ = hashed.split("$")
    assert kind == "argon2id"
    assert PRODUCTION.check_needs_rehash(hashed) is False
    assert int(cost.split(",")[0].removeprefix("m=")) >= 19 * 1024


def test_an_old_hash_is_made_anew_at_the_next_login(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=4).hash(WORDS)
    with store.writing() as connection:
        connection.execute(update(accounts).where(own(accounts)).values(hashed=weak))
    assert visit().log_in("张三").status_code == 303
    now = keeping.account(store, "张三")
    assert now
    assert now.hashed != weak
    assert passwords.matches(now.hashed, WORDS) == (True, False)


def test_an_account_has_so_many_sessions_and_no_more(store: Store) -> None:
    account = add_account(store, "张三", WORDS, "editor", NOW)
    made = [log_in(store, account, NOW + timedelta(seconds=n)) for n in range(MOST_SESSIONS + 3)]
    good = [bool(keeping.session_of(store, one, NOW + HOUR)) for one in made]
    assert good == [False] * 3 + [True] * MOST_SESSIONS


def test_over_https_the_cookie_is_held_to_this_host(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    behind = visit(url="http://cal.example", base_url="https://cal.example/feeds")
    for browser in (visit(url="https://cal.example"), behind):
        form = browser.get("/login")
        visited = form.headers["set-cookie"]
        found = re.search(r'name="form" value="([^"]+)"', form.text)
        assert found
        cookie = {"Cookie": visited.partition(";")[0]}
        answer = browser.post("/login", cookie, form=found[1], name="张三", password=WORDS)
        for line in (visited, answer.headers.get_list("set-cookie")[0]):
            assert line.startswith("__Host-yueling-")
            assert {"secure", "httponly", "path=/"} <= {part.strip().lower() for part in line.split(";")}
            assert "domain" not in line.lower()


def test_a_plain_cookie_does_not_count_where_https_is_spoken(visit: Visit, store: Store) -> None:
    account = add_account(store, "张三", WORDS, "editor", NOW)
    session = log_in(store, account, NOW)
    browser = visit(url="https://cal.example")
    assert browser.get("/shown", {"Cookie": f"yueling-session={session}"}).status_code == 303
    assert browser.get("/shown", {"Cookie": f"__Host-yueling-session={session}"}).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "evil",
     "/a\r\nSet-Cookie: x=1", "/\t/evil.example", " //evil.example", "/" * 3000, "http:/evil"],
)  # fmt: skip
def test_a_login_leads_nowhere_else(visit: Visit, store: Store, wanted: str) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    browser = visit()
    assert "evil" not in browser.get(f"/login?next={quote(wanted, safe='')}").text
    answer = browser.log_in("张三", back=wanted)
    assert answer.headers["location"] == "/"


@given(st.text(max_size=30).map(lambda text: "/" + text) | st.text(max_size=30))
def test_where_a_login_leads_is_a_path_of_this_server(text: str) -> None:
    path = local_path(text)
    if path is not None:
        parts = urlsplit(path)
        assert (parts.scheme, parts.netloc) == ("", "")
        assert path.startswith("/")
        assert not path.startswith(("//", "/\\"))
        assert path.isascii()


def test_after_some_failures_one_has_to_wait(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    browser = visit()
    for _ in range(TRIES):
        assert browser.log_in("张三", "错").status_code == 403
    answer = browser.log_in("张三")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert visit("192.0.2.7").log_in("张三").status_code == 429
    assert TRIES < TRIES_FROM


def test_failures_from_one_address_do_not_keep_others_out() -> None:
    attempts = Attempts(most=3, seconds=60)
    for name in "abc":
        attempts.fail(name, 0)
    assert [attempts.wait(name, 1) for name in "abcd"] == [0, 0, 0, 0]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 100)), max_size=40), st.integers(1, 5))
def test_one_waits_only_while_the_failures_are_young(tries: list[tuple[str, float]], most: int) -> None:
    attempts = Attempts(most, seconds=10)
    tries.sort(key=lambda each: each[1])
    for key, moment in tries:
        attempts.fail(key, moment)
    last = max((moment for _, moment in tries), default=0.0)
    for key in "ab":
        own = [moment for name, moment in tries if name == key and moment + 10 > last]
        assert (attempts.wait(key, last) > 0) == (len(own) >= most)
        assert attempts.wait(key, last + 10) == 0


def test_failures_are_remembered_within_bounds() -> None:
    attempts = Attempts(most=1, seconds=60)
    for number in range(MOST_KEYS + 10):
        attempts.fail(str(number), 0)
    assert attempts.wait("0", 1) == 0
    assert attempts.wait(str(MOST_KEYS), 1) > 0


# ------------------------------------------------------------------ forms


@pytest.fixture
def editor(visit: Visit, store: Store) -> Browser:
    add_account(store, "张三", WORDS, "editor", NOW)
    browser = visit()
    browser.log_in("张三")
    return browser


def test_a_form_counts_once(editor: Browser) -> None:
    form = editor.form("/form")
    assert editor.post("/changed", form=form).text == "changed by 张三"
    again = editor.post("/changed", form=form)
    assert again.status_code == 409
    assert "已提交过" in again.text
    assert editor.post("/changed", form=editor.form("/form")).status_code == 200


@pytest.mark.parametrize("form", ["", "x", "a.1.b", "." * 100, "é.1.x", "a" * 60_000])
def test_a_forged_form_is_refused(editor: Browser, form: str) -> None:
    assert editor.post("/changed", form=form).status_code == 403


def test_the_form_of_somebody_else_is_refused(editor: Browser, visit: Visit, store: Store) -> None:
    add_account(store, "李四", WORDS, "editor", NOW)
    other = visit()
    other.log_in("李四")
    form = other.form("/form")
    assert editor.post("/changed", form=form).status_code == 403
    assert other.post("/changed", form=form).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://cal.example.evil.example"}, 403),
        ({"Origin": "http://cal.example:81"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://cal.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "null"}, 200),  # a browser that is asked for no referrer; the mark decides
        ({"Origin": "http://cal.example"}, 200),
        ({}, 200),
    ],
)
def test_a_form_comes_from_a_page_of_this_server(editor: Browser, headers: dict[str, str], status: int) -> None:
    assert editor.post("/changed", headers, form=editor.form("/form")).status_code == status


def test_behind_a_proxy_the_name_in_the_base_url_is_ours_as_well(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    behind = visit(url="http://inner:8734", base_url="https://cal.example/feeds")
    behind.log_in("张三")
    statuses = [
        behind.post("/changed", {"Origin": origin}, form=behind.form("/form")).status_code
        for origin in ("https://cal.example", "http://inner:8734", "https://evil.example")
    ]
    assert statuses == [200, 200, 403]


def test_no_other_site_logs_anybody_in_or_out(visit: Visit, store: Store, editor: Browser) -> None:
    add_account(store, "李四", WORDS, "editor", NOW)
    attacker, victim = visit(), visit()
    form = attacker.form("/login")
    assert victim.post("/login", form=form, name="李四", password=WORDS).status_code == 403
    assert editor.post("/logout", form=form).status_code == 403
    assert editor.get("/shown").status_code == 200


def test_a_reader_changes_nothing_and_who_is_not_logged_in_is_told_how(
    editor: Browser, visit: Visit, store: Store
) -> None:
    form = editor.form("/form")
    set_role(store, "张三", "reader", NOW)
    refused = editor.post("/changed", form=form)
    assert refused.status_code == 403
    assert "编辑权限" in refused.text
    nobody = visit().post("/changed", form=form)
    assert nobody.status_code == 403
    assert 'href="/login"' in nobody.text


def test_forms_of_the_desk_count_once_as_well(visit: Visit) -> None:
    desk = at_the_desk(visit)
    form = desk.form("/form")
    assert [desk.post("/changed", form=form).status_code for _ in range(2)] == [200, 409]
    assert desk.post("/changed", {"Origin": "http://evil.example"}, form=desk.form("/form")).status_code == 403


def test_a_form_that_is_too_large_is_not_read(visit: Visit, store: Store) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    assert visit().post("/login", form="x" * 100_000).status_code == 413


def test_used_marks_are_remembered_within_bounds_and_none_counts_twice() -> None:
    forms = Forms()
    first = forms.mark("a", 0.0)
    assert forms.take(first, "a", 0.0) is Sent.FIRST
    for number in range(MOST_USED):
        forms.take(forms.mark("a", 1.0 + number / 1e5), "a", 2.0)
    assert forms.take(first, "a", 3.0) is Sent.AGAIN
    late = forms.mark("a", 10.0)
    assert forms.take(late, "a", 10.0 + LASTING + 1) is Sent.AGAIN
    assert Forms().take(late, "a", 11.0) is Sent.FOREIGN


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_text_is_taken_for_a_mark(text: str, session: str) -> None:
    assert Forms().take(text, session, 1.0) is Sent.FOREIGN


# ------------------------------------------------------------------ programs


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def test_a_program_may_what_the_role_of_its_token_may(visit: Visit, store: Store) -> None:
    reading, read = issue(store, API, "reader", NOW, holder="看板")
    _, write = issue(store, API, "editor", NOW)
    program = visit()
    assert program.get("/api/v1/shown", bearer(read)).text == "看板 reader token"
    assert program.post("/api/v1/written", bearer(write)).text == "written by token"
    refused = program.post("/api/v1/written", bearer(read))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    program.settle()
    assert keeping.tokens(store, API)[0].used == NOW
    revoke(store, API, reading.number, NOW)
    gone = program.get("/api/v1/shown", bearer(read))
    assert (gone.status_code, gone.headers["www-authenticate"]) == (401, "Bearer")
    assert read not in gone.text


def test_a_bad_token_is_nobody_even_at_the_desk_and_with_a_session(editor: Browser, visit: Visit, store: Store) -> None:
    _, feed = issue_for(store, "all", NOW)
    for text in ("", "x", feed, new_token(API), "a" * 9000):
        assert editor.get("/shown", bearer(text)).status_code == 401
        assert at_the_desk(visit, desk=True).get("/api/v1/shown", bearer(text)).status_code == 401


def test_a_password_of_a_proxy_is_not_ours(editor: Browser) -> None:
    assert editor.get("/shown", {"Authorization": "Basic YTpi"}).text == "张三 editor session"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain", "Origin": "http://evil.example"}, 403),
    ],
)
def test_no_page_of_another_site_writes_at_the_desk(visit: Visit, headers: dict[str, str], status: int) -> None:
    answer = at_the_desk(visit).post("/api/v1/written", headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["code"] == "form_foreign"


def test_programs_read_refusals_as_json_and_are_led_nowhere(visit: Visit, store: Store) -> None:
    program = visit()
    none = program.get("/api/v1/shown")
    assert (none.status_code, none.json()["error"]["code"]) == (401, "no_account")
    add_account(store, "张三", WORDS, "editor", NOW)
    assert program.get("/api/v1/shown").json()["error"]["code"] == "not_logged_in"


def test_the_gate_is_shut_where_the_store_is_down(visit: Visit, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = visit()
    browser.get("/")

    def down(_: object) -> None:
        raise OSError("disk I/O error")

    monkeypatch.setattr(Store, "last_change", down)
    for path in ("/shown", "/login", secret("x")):
        assert browser.get(path).status_code == 503


# ------------------------------------------------------------------ accounts, roles, words


@pytest.mark.parametrize("password", ["", "short", "a" * 12, "aaaabbbbcccc", "x" * 1001, "zhangsan-li", "1234567890\n"])
def test_a_password_that_is_soon_guessed_is_refused_and_not_quoted(password: str) -> None:
    with pytest.raises(BadPassword) as refused:
        checked_password(password, "ZhangSan-Li")
    assert not password or password not in refused.value.say()


@pytest.mark.parametrize("name", ["", " ", "a b", "张\n三", "张三\r\nX: y", "-a", "a" * 61, "<b>", "a\u202eb", "a/b"])
def test_a_name_that_cannot_be_one_is_refused(store: Store, name: str) -> None:
    with pytest.raises(BadName):
        add_account(store, name, WORDS, "editor", NOW)


@given(st.text(max_size=70))
def test_a_name_is_stored_as_it_is_looked_for(text: str) -> None:
    try:
        name = account_name(text)
    except BadName:
        return
    assert account_name(name) == name
    assert name.isprintable()


def test_a_name_is_the_same_however_it_is_written(visit: Visit, store: Store) -> None:
    add_account(store, "Ärztin", WORDS, "editor", NOW)
    assert visit().log_in("A\u0308RZTIN").status_code == 303
    with pytest.raises(ExistingAccount):
        add_account(store, "ärztin", WORDS, "editor", NOW)


def test_an_unknown_role_is_nobody() -> None:
    assert not allows("Editor", "reader")
    assert not allows("editor", "administrator")
    assert allows("nobody", "nobody")


def test_notes_stand_on_one_line_and_within_bounds(store: Store) -> None:
    token, _ = issue_for(store, "all", NOW, holder="张\r\n三", note="a\nBEGIN:VEVENT\x1b[2J\u202e")
    assert (token.holder, token.note) == ("张 三", "a BEGIN:VEVENT[2J")
    with pytest.raises(BadName):
        issue_for(store, "all", NOW, note="长" * 201)


def test_values_do_not_show_what_they_hide(store: Store) -> None:
    account = add_account(store, "张三", WORDS, "editor", NOW)
    session = keeping.session_of(store, log_in(store, account, NOW), NOW)
    assert session
    assert account.hashed not in repr(account)
    assert session.digest not in repr(session)


# ------------------------------------------------------------------ backup, export, history


def test_a_new_database_takes_accounts_and_tokens_from_a_backup_but_no_session(store: Store, tmp_path: Path) -> None:
    named(store)
    account = add_account(store, "张三", WORDS, "editor", NOW)
    _, text = issue_for(store, "科普处", NOW)
    session = log_in(store, account, NOW)
    backup = tmp_path / "backup.jsonl"
    store.back_up(backup, NOW)
    assert "sessions" not in check(backup).rows
    Store.make_from(tmp_path / "new.sqlite3", backup, NOW)
    with Store.open(f"sqlite:///{tmp_path / 'new.sqlite3'}") as new:
        assert keeping.accounts(new) == [account]
        assert keeping.token_of(new, text, FEED) == keeping.token_of(store, text, FEED)
        assert new.named_feeds() == store.named_feeds()
        assert keeping.session_of(new, session, NOW) is None


def test_restoring_an_old_backup_lets_nobody_in_who_was_shut_out(store: Store, tmp_path: Path) -> None:
    add_account(store, "张三", WORDS, "editor", NOW)
    account = add_account(store, "李四", WORDS, "editor", NOW)
    token, text = issue_for(store, "all", NOW)
    backup = tmp_path / "backup.jsonl"
    store.back_up(backup, NOW)
    revoke(store, FEED, token.number, NOW)
    remove_account(store, "张三")
    session = log_in(store, account, NOW)
    store.put_back(backup, NOW)
    assert [one.name for one in keeping.accounts(store)] == ["李四"]
    found = keeping.token_of(store, text, FEED)
    assert found
    assert not found.is_open
    assert keeping.session_of(store, session, NOW) is None


def test_no_export_and_no_history_has_accounts_or_tokens(store: Store) -> None:
    steps = len(store.steps(100))
    add_account(store, "张三", WORDS, "editor", NOW)
    issue_for(store, "all", NOW, holder="张三")
    assert len(store.steps(100)) == steps
    window, reckoning = feed_window(NOW.date()), store.reckoning()
    for shape in ("json", "toml", "ics"):
        assert "张三" not in exported(store.events(), shape, window, reckoning).decode()


def test_a_program_whose_token_ended_hears_of_it_where_it_only_reads(visit: Visit, store: Store) -> None:
    reader = visit()
    assert reader.get("/api/v1/events").status_code == 200
    answer = reader.get("/api/v1/events", {"Authorization": "Bearer yla_nobody-gave-this-out"})
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["www-authenticate"]
    assert answer.headers["content-type"].startswith("application/problem+json")
