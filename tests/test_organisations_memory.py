"""What organisations have ready in memory is bounded by number and by octets, for all of them together."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from calendars.actions.access import add_account
from calendars.actions.organising import add_organisation, close_organisation
from calendars.store import Store
from calendars.web import app
from calendars.web.organisations import Organisations
from calendars.web.stock import ENTRY, EVENT
from scheduler.serving import pages_of_all
from scheduler.session import Session
from scheduler.settings import Settings
from tests.test_caldav import WORDS, basic, needs_extra
from tests.web import EVENTS

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
KEYS = ("a1", "a2", "a3", "a4", "a5")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with five organisations that have the same."""
    made = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    with Store.open(made, create=True) as store:
        for key in KEYS:
            store.within(add_organisation(store, key, key, NOW).number).save(EVENTS, NOW)
    return made


@pytest.fixture
def pages(url: str) -> Organisations:
    """What `yueling serve` serves."""
    session = Session(db=url, now=NOW, clock=lambda: NOW)
    session.settings = session.installed = Settings()
    found = pages_of_all(session, with_log=False)
    found.patience = 0
    return found


def ready(pages: Organisations) -> list[str]:
    return list(pages._ready)


def octets(pages: Organisations, key: str) -> int:
    return pages._ready[key].application.site.octets


def test_what_is_held_counts_what_was_read_rendered_and_kept(pages: Organisations) -> None:
    with TestClient(pages) as client:
        sizes = []
        for path in ("/healthz", "/", "/agenda", "/feeds/all.ics", "/feeds/all.ics?todo=1"):
            assert client.get(f"/o/a1{path}").status_code == 200
            sizes.append(octets(pages, "a1"))
        assert sizes == sorted(set(sizes)), "each makes it more"
        stock = pages._ready["a1"].application.site.shelf.stock()
        assert stock.octets >= len(stock.events) * EVENT + len(stock.entries) * ENTRY > 0


def test_of_all_together_only_so_many_octets_stand_ready_and_the_least_asked_for_makes_room(
    pages: Organisations,
) -> None:
    with TestClient(pages) as client:
        for key in KEYS:
            assert client.get(f"/o/{key}/feeds/all.ics").status_code == 200
        assert ready(pages) == list(KEYS)
        one = octets(pages, "a1")
        pages.most_octets = 3 * one
        assert client.get("/o/a2/").status_code == 200
        assert ready(pages) == ["a4", "a5", "a2"]


def test_who_made_room_gives_its_memory_back_at_once_and_still_answers(pages: Organisations) -> None:
    with TestClient(pages) as client:
        first = client.get("/o/a1/feeds/all.ics")
        place = pages._ready["a1"]
        pages.most_octets = 1
        assert client.get("/o/a2/feeds/all.ics").status_code == 200
        assert ready(pages) == ["a2"], "the one that is asked stays, however large it is"
        site = place.application.site
        assert (place.rests, site.shelf.last, site.cache.size, len(site.cache)) == (True, None, 0, 0)
        with TestClient(place.application) as late:
            assert late.get("/feeds/all.ics").content == first.content, "an answer that was under way is made again"
        again = client.get("/o/a1/feeds/all.ics")
        assert (again.status_code, again.content) == (200, first.content)


def test_one_that_was_closed_is_given_back_too(url: str, pages: Organisations) -> None:
    with TestClient(pages) as client:
        assert client.get("/o/a1/").status_code == 200
        with Store.open(url) as store:
            close_organisation(store, "a1", NOW)
        assert client.get("/o/a1/").status_code == 410
        assert [place.looked > 0 for place in pages._left] == [True]
        place = pages._left[0]
        assert client.get("/o/a2/").status_code == 200
        assert place.rests


def test_what_is_forgotten_while_somebody_asks_is_read_again(pages: Organisations) -> None:
    with TestClient(pages) as client:
        assert client.get("/o/a1/").status_code == 200
        shelf = pages._ready["a1"].application.site.shelf
        before = shelf.stock()
        shelf.forget()
        assert (shelf.fresh(), shelf.fresh_state(), shelf.octets) == (None, None, 0)
        assert shelf.stock() is not before
        assert shelf.stock().events.keys() == before.events.keys()
        asyncio.run(pages._ready["a1"].application.site.forget())
        assert client.get("/o/a1/").status_code == 200


@needs_extra
def test_what_stands_ready_for_caldav_is_counted_and_given_back() -> None:
    with Store.open("sqlite://") as store:
        store.save(EVENTS, NOW)
        add_account(store, "张三", WORDS, "editor", NOW)
        made = app(lambda: store, lambda: NOW, caldav=True)
        with TestClient(made, headers={"Authorization": basic("张三", WORDS), "Depth": "1"}) as client:
            before = made.site.octets
            assert client.request("PROPFIND", "/dav/张三/events/").status_code == 207
            (held,) = made.site.beside
            assert 0 < held.octets < made.site.octets - before
            held.forget()
            assert held.octets == 0
            assert client.request("PROPFIND", "/dav/张三/events/").status_code == 207
            assert held.octets > 0
