"""Options of feeds over HTTP: what is answered, what is refused, what is kept, and what nobody else may see."""

from __future__ import annotations

import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx

from calendars.events import Event, Origin, uid_of
from calendars.feeds import Look
from calendars.feeds.publish import publish
from calendars.ical.lint import lint
from calendars.store import Store
from calendars.web import app
from calendars.web.answering import Variants
from calendars.web.rendered import Rendered
from calendars.web.shelf import Shelf
from rules import Recurrence
from rules.kinds import Fixed
from tests.test_feeds import STORED, TODAY, values
from tests.test_web import client, clockwork, source, store
from tests.web import EVENTS, REPORT, Clockwork, served

__all__ = ["client", "clockwork", "source", "store"]
SECRET = Event(
    uid_of("体检"), "个人体检", "event", Recurrence(Fixed(date(2026, 12, 3), date(2026, 12, 3))), ("病历",),
    origin=Origin("x@example.org", lines=("CLASS:PRIVATE",)), created=STORED,
)  # fmt: skip


def test_each_look_has_its_bytes_its_etag_and_its_304(client: httpx.Client) -> None:
    queries = ("", "lang=en", "kind=deadline", "tag=报送", "past=0", "alarm=1d", "lead=7d", "todo=1", "form=rrule")
    answers = {query: client.get(f"/feeds/all.ics?{query}") for query in queries}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert all(lint(answer.content) == [] for answer in answers.values())
    tags = {answer.headers["etag"] for answer in answers.values()}
    assert len(tags) == len({answer.content for answer in answers.values()}) >= len(queries) - 1
    for query, answer in answers.items():
        again = client.get(f"/feeds/all.ics?{query}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_same_question_in_other_words_has_the_same_etag(client: httpx.Client) -> None:
    same = (
        "kind=deadline&alarm=7d,1d",
        "alarm=1d,7d&kind=截止&lang=zh&v=8",
        "v=1&kind=%E6%88%AA%E6%AD%A2&alarm=1天,1周",
    )
    assert len({client.get(f"/feeds/all.ics?{query}").headers["etag"] for query in same}) == 1


WRONG = ("nothing=1", "past=-1", "from=9999-12-31", "from=2199-01-01", "alarm=" + "1d," * 600, "tag=%ff", "kind=x")


def test_a_wrong_option_is_400_in_words_and_never_a_calendar(client: httpx.Client) -> None:
    for name in ("all", "deadline", "tag-报送"):
        for query in WRONG:
            answer = client.get(f"/feeds/{name}.ics?{query}", headers={"Accept-Language": "en"})
            assert answer.status_code == 400, query
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.headers["cache-control"] == "no-store"
            assert 1 <= answer.text.count("\n") <= 2
            assert len(answer.text) < 400
            assert "BEGIN" not in answer.text


def test_a_refusal_speaks_the_language_of_the_reader(client: httpx.Client) -> None:
    assert "没有参数“x”" in client.get("/feeds/all.ics?x=1").text
    assert "there is no option “x”" in client.get("/feeds/all.ics?x=1", headers={"Accept-Language": "en"}).text


def test_a_query_of_sixty_thousand_octets_and_raw_octets_are_refused(client: httpx.Client) -> None:
    address = client.base_url.host, client.base_url.port
    for query, statuses in (
        (b"x" * 60_000, (b"400", b"414", b"431")),
        (b"tag=\xff\xfe", (b"400",)),
        (b"tag=a%0d%0aX-Evil:1", (b"400",)),
    ):
        with socket.create_connection(address, timeout=5) as opened:
            opened.sendall(b"GET /feeds/all.ics?" + query + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            head = opened.makefile("rb").read().partition(b"\r\n\r\n")[0]
        assert head.split()[1] in statuses
        assert b"x-evil" not in head.lower()


def test_the_feeds_of_a_server_in_english_are_english(store: Store, clockwork: Clockwork) -> None:
    with served(app(lambda: store, clockwork, lang="en")) as site:
        plain, chinese = (site.get(f"/feeds/deadline.ics{query}").content for query in ("", "?lang=zh"))
    assert values(plain, "NAME") == ["Yueling: Deadlines"]
    assert values(chinese, "NAME") == ["月令：截止事项"]


def test_a_feed_that_lost_its_events_stays_with_its_options(store: Store, clockwork: Clockwork) -> None:
    with served(app(lambda: store, clockwork, patience=0)) as site:
        assert b"VEVENT" in site.get("/feeds/tag-报送.ics?alarm=1d").content
        store.edit(REPORT.uid, STORED + timedelta(days=20), tags=())
        empty = site.get("/feeds/tag-报送.ics?alarm=1d&lang=en")
    assert (empty.status_code, b"VEVENT" in empty.content, lint(empty.content)) == (200, False, [])


def test_what_a_calendar_keeps_from_others_is_on_no_public_page_or_feed(client: httpx.Client, store: Store) -> None:
    store.save([SECRET], datetime(2026, 11, 19, 4, tzinfo=UTC))
    paths = ("/", "/feeds/all.ics", "/feeds/event.ics", "/feeds/all.ics?form=rrule", "/feeds/all.ics?past=400&tag=病历")
    for path in paths:
        text = client.get(path).text.replace("\r\n ", "")
        assert "体检" not in text
        assert "病历" not in text.partition("BEGIN:V" + "EVENT")[2]
    assert client.get(f"/event/{SECRET.uid}").status_code == 404


def test_what_a_calendar_keeps_from_others_is_not_published(tmp_path: Path) -> None:
    done = publish(tmp_path, [*EVENTS, SECRET], today=TODAY)
    assert "tag-病历" not in {feed.name for feed in done.feeds}
    for path in tmp_path.iterdir():
        assert "体检" not in path.read_text(encoding="utf-8").replace("\n ", "")
    assert publish(tmp_path, [SECRET], today=TODAY).entries == 0


def test_a_feed_for_readers_who_are_known_holds_it_and_says_no_address(store: Store, clockwork: Clockwork) -> None:
    store.save([SECRET], datetime(2026, 11, 19, 4, tzinfo=UTC))
    shelf = Shelf(lambda: store, clockwork, 60, base_url="https://example.org/feeds")
    stock = shelf.stock()
    secret, public = shelf.feed("all", stock, secret=True), shelf.feed("all", stock)
    assert secret
    assert public
    assert {"SUMMARY:个人体检", "CLASS:PRIVATE"} <= set(secret.plain.decode().split("\r\n"))
    assert values(secret.plain, "SOURCE") == []
    assert f"event/{SECRET.uid}" not in secret.plain.decode().replace("\r\n ", "")
    assert len(values(secret.plain, "UID")) == len(values(public.plain, "UID")) + 1
    assert shelf.feed("all", stock) is public
    assert shelf.feed("nothing", stock, secret=True) is None


def test_ever_new_questions_fill_no_more_memory_than_is_given() -> None:
    variants = Variants.of(b"x" * 50_000, STORED)
    kept = Rendered(most=1_000_000)
    looks = [Look(past=n) for n in range(50)]
    kept.put("all", Look(), variants)
    for look in looks:
        kept.put("all", look, variants)
        assert kept.get("all", looks[0]), "what is asked for again and again stays"
        assert kept.octets <= 1_000_000
    held = [look for look in looks if kept.get("all", look)]
    assert held == [looks[0], *looks[-len(held) + 1 :]]
    assert 5 < len(held) < 11
    assert kept.get("all")
    huge = Variants.of(b"y" * 3_000_000, STORED)
    kept.put("all", Look(past=99), huge)
    assert (kept.get("all", Look(past=99)), kept.octets) == (None, 0)


def test_many_questions_at_once_are_answered_alike(store: Store, clockwork: Clockwork) -> None:
    from concurrent.futures import ThreadPoolExecutor

    shelf = Shelf(lambda: store, clockwork, 60)
    stock = shelf.stock()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: shelf.feed("all", stock, Look(past=n % 4)), range(64)))
    assert len({id(one) for one in made}) == 4
