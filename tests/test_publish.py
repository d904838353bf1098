"""Publishing: static files that any web server hands out."""

from __future__ import annotations

import json
import os
import re
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calendars.events import Event, uid_of
from calendars.feeds.publish import MANIFEST, FolderError, Published, publish
from calendars.ical.lint import lint
from rules import Recurrence
from rules.kinds import Due, Yearly

TODAY = date(2026, 11, 20)
STORED = datetime(2026, 11, 1, tzinfo=UTC)


def event(title: str, month: int, day: int, *tags: str, kind: str = "deadline") -> Event:
    rule = Due(Yearly(month, day)) if kind == "deadline" else Yearly(month, day)
    return Event(uid_of(title), title, kind, Recurrence(rule), tags, created=STORED, quote=f"每年{month}月{day}日前")


EVENTS = [event("报送总结", 12, 15, "科普", "报送"), event("植树节", 3, 12, "环保", kind="observance")]


def out(folder: Path, events: list[Event] = EVENTS, base_url: str | None = None) -> Published:
    return publish(folder, events, today=TODAY, base_url=base_url)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_feed_becomes_a_file_and_a_page_links_them(tmp_path: Path) -> None:
    done = out(tmp_path / "site")
    feeds = {"all.ics", "observance.ics", "deadline.ics", "tag-报送.ics", "tag-环保.ics", "tag-科普.ics"}
    assert names(tmp_path / "site") == feeds | {"index.html", "style.css", "page.js", "seal.svg", MANIFEST}
    assert all(lint((tmp_path / "site" / name).read_bytes()) == [] for name in feeds)
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'href="tag-%E7%A7%91%E6%99%AE.ics"' in page
    assert "报送总结" in page
    assert {feed.name for feed in done.feeds} == {name.removesuffix(".ics") for name in feeds}


def test_with_its_address_the_page_opens_calendar_programs(tmp_path: Path) -> None:
    out(tmp_path, base_url="https://example.org/cal/")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="webcal://example.org/cal/all.ics"' in page
    assert "https://example.org/cal/all.ics" in page
    assert b"SOURCE;VALUE=URI:https://example.org/cal/all.ics\r\n" in (tmp_path / "all.ics").read_bytes()


def test_the_page_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    out(tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall("<script[^>]*>", page) == ['<script src="page.js" defer>']
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "default-src 'none'" in page.replace("&#39;", "'")


def test_the_page_says_nothing_that_is_only_true_on_the_day_of_its_making(tmp_path: Path) -> None:
    out(tmp_path)
    body = (tmp_path / "index.html").read_text(encoding="utf-8").partition("<main")[2]
    shown = re.sub("<[^>]*>", " ", body)
    for words in ("明天", "天后", "工作日", "本周", "下周"):
        assert words not in shown
    assert 'data-day="2026-12-15"' in body


def test_the_page_names_whose_calendar_it_is(tmp_path: Path) -> None:
    publish(tmp_path, EVENTS, today=TODAY, owner="青禾市作物学会")
    assert '<span class="name">青禾市作物学会</span>' in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_an_unchanged_database_leaves_every_file_untouched(tmp_path: Path) -> None:
    out(tmp_path)
    for path in tmp_path.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again = out(tmp_path)
    assert again.written == ()
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {1_000_000_000}


def test_a_changed_event_rewrites_its_own_feeds_only(tmp_path: Path) -> None:
    out(tmp_path)
    done = out(tmp_path, [EVENTS[0], replace(EVENTS[1], title="全民植树节", sequence=1)])
    assert set(done.written) == {"all.ics", "observance.ics", "tag-环保.ics"}


def test_a_feed_whose_last_event_is_gone_stays_empty_if_it_is_ours(tmp_path: Path) -> None:
    out(tmp_path)
    (tmp_path / "own.ics").write_bytes(b"mine")
    (tmp_path / "tag-环保.ics").write_bytes(b"changed by hand")
    left = [replace(EVENTS[0], tags=()), Event("x" * 16, "x", "event", EVENTS[1].recurrence)]
    done = out(tmp_path, left)
    assert done.removed == ()
    for name in ("observance", "tag-报送", "tag-科普"):
        feed = (tmp_path / f"{name}.ics").read_bytes()
        assert b"VEVENT" not in feed
        assert list(lint(feed)) == []
        assert name.removeprefix("tag-") in feed.decode() or name == "observance"
        assert name not in (tmp_path / "index.html").read_text(encoding="utf-8").replace("%", "")
    assert (tmp_path / "own.ics").read_bytes() == b"mine"
    assert (tmp_path / "tag-环保.ics").read_bytes() == b"changed by hand"
    assert out(tmp_path, left).written == (), "an emptied feed stays as it is"
    (tmp_path / "tag-科普.ics").unlink()
    out(tmp_path, left)
    assert not (tmp_path / "tag-科普.ics").exists(), "who wants it no longer deletes the file"


def test_feeds_with_events_are_not_emptied_by_a_database_without_any(tmp_path: Path) -> None:
    out(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for manifest in (before[MANIFEST], b"damaged"):
        (tmp_path / MANIFEST).write_bytes(manifest)
        with pytest.raises(FolderError, match="allow-empty"):
            out(tmp_path, [])
    (tmp_path / MANIFEST).write_bytes(before[MANIFEST])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    done = publish(tmp_path, [], today=TODAY, allow_empty=True)
    assert done.entries == 0
    assert not [path for path in tmp_path.glob("*.ics") if b"VEVENT" in path.read_bytes()]
    assert set(names(tmp_path)) == set(before)
    out(tmp_path, [])


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    out(tmp_path)
    old, new, own = (tmp_path / name for name in (".yueling-abcd1234", ".yueling-abcd5678", ".yueling-my-own-notes"))
    for path in (old, new, own):
        path.write_bytes(b"half")
    for path in (old, own):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    out(tmp_path)
    assert not old.exists()
    assert new.exists()
    assert own.exists()


@pytest.mark.parametrize("name", ["index.html", "all.ics", "style.css", "page.js", "seal.svg"])
def test_a_file_of_somebody_else_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("my own", encoding="utf-8")
    with pytest.raises(FolderError, match=re.escape(name)):
        out(tmp_path)
    assert names(tmp_path) == {name}
    assert (tmp_path / name).read_text(encoding="utf-8") == "my own"


def test_a_link_that_somebody_put_in_place_of_a_feed_is_left_alone(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere.ics"
    out(site)
    feed = (site / "observance.ics").rename(elsewhere).read_bytes()
    (site / "observance.ics").symlink_to(elsewhere)
    assert "observance.ics" not in out(site, EVENTS[:1]).removed
    assert ((site / "observance.ics").is_symlink(), elsewhere.read_bytes()) == (True, feed)


def test_a_lost_or_damaged_manifest_does_not_stand_in_the_way(tmp_path: Path) -> None:
    out(tmp_path)
    for damage in (b"", b"[]", b'{"files": 3}', b'{"files": {"../x.ics": "0", "all.ics": 7}}', b"\xff", b"[" * 100_000):
        (tmp_path / MANIFEST).write_bytes(damage)
        out(tmp_path)
        assert "all.ics" in json.loads((tmp_path / MANIFEST).read_bytes())["files"]


def test_a_manifest_cannot_name_files_outside_the_folder(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "precious.ics"
    out(site)
    outside.write_bytes(b"x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (site / MANIFEST).write_text(json.dumps({"files": {"../precious.ics": digest, "/etc/x.ics": digest}}))
    out(site)
    assert outside.exists()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_is_named_with_a_remedy(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderError) as caught:
        out(tmp_path / place)
    assert str(tmp_path / place) in str(caught.value)
    assert "may write" in str(caught.value)


def test_a_failure_in_the_middle_leaves_no_half_file_behind(tmp_path: Path) -> None:
    out(tmp_path)
    before = (tmp_path / "all.ics").read_bytes()
    (tmp_path / "style.css").unlink()
    (tmp_path / "style.css").mkdir()
    with pytest.raises(FolderError):
        out(tmp_path, EVENTS[:1])
    assert (tmp_path / "all.ics").read_bytes() in (before, _alone(tmp_path / "other"))
    assert not [name for name in names(tmp_path) if name.startswith(".yueling-")]


def _alone(folder: Path) -> bytes:
    out(folder, EVENTS[:1])
    return (folder / "all.ics").read_bytes()


def test_a_reader_never_meets_half_a_feed(tmp_path: Path) -> None:
    many = [event(f"第{n}项", 1 + n % 12, 1 + n % 28) for n in range(60)]
    out(tmp_path, many)
    done, broken = threading.Event(), list[bytes]()

    def read() -> None:
        while not done.is_set():
            data = (tmp_path / "all.ics").read_bytes()
            if not data.endswith(b"END:VCALENDAR\r\n"):
                broken.append(data)

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(20):
        out(tmp_path, [replace(e, title=f"{e.title}之{n}") for e in many])
    done.set()
    reader.join()
    assert broken == []


def test_files_can_be_read_by_the_web_server(tmp_path: Path) -> None:
    out(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}


def test_neither_window_nor_today_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="window"):
        publish(tmp_path, EVENTS)
