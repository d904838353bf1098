"""A server with events of every kind, and what each program that reads its feeds must show of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import icalendar

from calendars.captions import headline
from calendars.events import Entry, Event, agenda
from calendars.feeds import Look, placed
from calendars.feeds.cap import stays
from calendars.store import Store
from rules import Span
from tests.test_feed_options import EVERY_KIND
from tests.test_feeds import ODD, PLACED, SAMPLE, STORED

ROOT = Path(__file__).parents[2]
NOW = "2026-11-20T09:00"
TODAY = date.fromisoformat(NOW[:10])
ONCE = "座谈会"
"""Of what takes place once: the event that is edited."""
QUERIES = (
    "", "lang=en", "kind=deadline,event", "tag=科普&tag=安全", "words=会", "alarm=7d,1d@17:30,3wd", "lead=1",
    "lead=7d,3wd&lang=en", "past=365", "past=0", "from=2027-06-01", "form=rrule", "form=rrule&alarm=1d,2wd",
    "form=rrule&lang=en&past=0", "todo=1", "todo=1&alarm=1d,3wd&lang=en",
)  # fmt: skip
"""The options together, each of them at least once."""


class Seen(NamedTuple):
    """One line of what a program shows."""

    kind: str
    """`event` or `todo`."""
    first: str
    """`20261201` or, in China's time, `20261201T090000`; the moment at which a task is due."""
    end: str
    """The end, which is not part of it; nothing for a task."""
    title: str


def stored() -> list[Event]:
    """The events: every rule kind, every caption, texts that need escapes. What no database takes is left out."""
    events = {event.uid: event for event in (*EVERY_KIND, *SAMPLE, *ODD, *PLACED) if "\x00" not in event.title}
    return list(events.values())


@dataclass(frozen=True, slots=True)
class Desk:
    """The server and its database."""

    database: str
    address: str
    log: Path

    def url(self, query: str = "") -> str:
        """The address of the feed of everything."""
        return f"{self.address}feeds/all.ics" + (f"?{Look.read(query).query()}" if query else "")

    def feed(self, query: str = "") -> bytes:
        """What the server answers."""
        with urllib.request.urlopen(self.url(query), timeout=30) as answer:
            return bytes(answer.read())

    def run(self, *words: str) -> str:
        """What a command of ours prints."""
        answer = subprocess.run(_command(self.database, *words), cwd=ROOT, env=_env(), capture_output=True, check=True)
        return answer.stdout.decode()

    def upcoming(self, window: Span) -> list[dict[str, Any]]:
        """What `upcoming` lists in these days."""
        days = ("--from", window.first.isoformat(), "--to", window.last.isoformat())
        return list(json.loads(self.run("upcoming", *days, "--format", "json")))

    def wanted(self, query: str = "") -> list[Seen]:
        """All that a program must show of the feed, in order."""
        look = Look.read(query)
        window, lang = look.window(TODAY), look.lang or "zh"
        with Store.open(self.database) as store:
            events = [event for event in store.events() if look.selection.holds(event)]
        entries = agenda(events, window)
        lines = [_task(entry, lang) for entry in entries if stays(entry.event)] if look.todo else []
        lines += [] if look.todo else [_line(entry, lang) for entry in entries]
        lines += _ahead(self.feed(query)) if look.ahead else []
        return sorted(line for line in lines if line.first[:8] <= moment(window.last))

    def retitle(self, uid: str, title: str) -> None:
        """Gives an event another title, as an officer does; the server looks for news each second."""
        self.run("edit", uid, "--title", title)
        end, fed = time.monotonic() + 10, self.feed()
        while time.monotonic() < end and title.encode() not in fed.replace(b"\r\n ", b""):
            time.sleep(0.1)
            fed = self.feed()

    def answers(self, program: str, count: int = 0) -> list[str]:
        """How a program was answered that asked for feeds, in order: at least so many, which the log has a little later."""
        end = time.monotonic() + 10
        while True:
            lines = self.log.read_text(encoding="utf-8").splitlines()
            found = [line for line in lines if " /feeds/" in line and program in line]
            if len(found) >= count or time.monotonic() > end:
                return found
            time.sleep(0.1)


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """A server of its own over a database of its own in the folder; it ends with the block."""
    database, log = f"sqlite:///{folder}/events.db", folder / "access.log"
    with Store.open(database, create=True) as store:
        store.save(stored(), STORED)
    command = _command(database, "serve", "--port", "0", "--no-clock")
    with (
        log.open("wb") as err,
        subprocess.Popen(command, cwd=ROOT, env=_env(), stdout=subprocess.PIPE, stderr=err) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline().decode().strip()
            yield Desk(database, line[line.index("http") :], log)
        finally:
            process.kill()


def _command(database: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "cli", "--lang", "zh", "--now", NOW, "--db", database, *words]


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "YUELING_CONFIG": ""}


def moment(when: date) -> str:
    """A day or a moment as it stands in a feed."""
    return when.strftime("%Y%m%dT%H%M%S" if isinstance(when, datetime) else "%Y%m%d")


def _line(entry: Entry, lang: str) -> Seen:
    first, last = placed(entry)
    end = last if isinstance(last, datetime) else last + timedelta(1)
    return Seen("event", moment(first), moment(end), headline(entry, lang))


def _task(entry: Entry, lang: str) -> Seen:
    _, last = placed(entry)
    return Seen("todo", moment(last if isinstance(last, datetime) else entry.due), "", headline(entry, lang))


def _ahead(data: bytes) -> list[Seen]:
    """The entries that say how many days are left; tests/test_feed_options.py looks into their days."""
    ahead: list[Any] = [event for event in icalendar.Calendar.from_ical(data).events if "-lead-" in str(event["UID"])]
    assert ahead
    return [Seen("event", moment(e["DTSTART"].dt), moment(e["DTEND"].dt), str(e["SUMMARY"])) for e in ahead]
