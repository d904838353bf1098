"""How long a daily pass over the reminders takes, and a second one on the same day.

    python tests/benchmarks/bench_reminding.py [EVENTS [DUE [READERS]]]      a million, 100,000 and 500 by default

A database is made by bulk insert in a temporary folder: events of a single day each, spread over twenty years, of which
DUE have a lead today, each for one of READERS. The mail server is aiosmtpd in a process of its own; as most servers do it
takes several commands at once. Bars: the daily pass 5 s, with ten times as many stored 1.3 × that, a second pass with all
of it told 1.2 × one with nothing told. Judge by the time of processor where others use the machine; docs/promises.md has
what was measured.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from calendars.events import Event, Source
from calendars.store import Store
from calendars.store.rows import event_row
from calendars.store.scope import FIRST
from calendars.store.writing import REACH
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Mail
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.settings import Settings

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
YESTERDAY = NOW - timedelta(days=1)
MADE = NOW - timedelta(days=90)
LEADS = (30, 7, 1, 0)
NOTICE = Source(
    "关于报送年度工作总结的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 1, 9), "5f" * 32,
    sentence="请各分会于每年12月15日前将工作总结以邮件形式报送秘书处。",
)  # fmt: skip
SERVER = """
import sys, time
from aiosmtpd.controller import Controller

class Sink:
    count = 0
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]
    async def handle_DATA(self, server, session, envelope):
        Sink.count += 1
        return "250 OK"

control = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]), data_size_limit=2**26)
control.start()
print("ready", flush=True)
sys.stdin.read()
print(Sink.count, flush=True)
control.stop()
"""


def fill(file: Path, events: int, due: int, readers: int) -> None:
    """Makes the database: `due` of the events have a lead today, the others lie where no lead comes for a while."""
    url = f"sqlite:///{file}"
    with Store.open(url, create=True) as store:
        seed = event(0, NOW.date(), readers)
        store.save([seed], MADE)
        store.remove(seed.uid, MADE)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        names = list(event_row(seed, MADE, MADE))
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        notice = NOTICE.digest, NOTICE.title, NOTICE.number, NOTICE.issuer, "2026-01-09", MADE.isoformat()
        connection.execute(
            "INSERT OR IGNORE INTO notices (org, digest, title, number, issuer, issued, added) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (FIRST, *notice),
        )
        connection.executemany(
            f"INSERT INTO events (org, {columns}) VALUES ({FIRST}, {marks})", rows(events, due, readers, names)
        )
        connection.execute("DELETE FROM watches")
        connection.executemany(f"INSERT INTO watches VALUES ({FIRST}, ?, ?, ?)", watched(events, due))
        connection.commit()


def event(number: int, day: date, readers: int) -> Event:
    """An event of one reader."""
    return Event(
        f"{number * 2654435761 % 2**64:016x}", f"报送第{number}号工作总结", "deadline", Recurrence(Due(Fixed(day, day))),
        (f"处{number % readers}",), quote="每年12月15日前", source=NOTICE, actor="各分会", action="以邮件形式报送",
    )  # fmt: skip


def day_of(number: int, due: int) -> date:
    """The day of an event: for one that is due one of the leads lies today."""
    if number < due:
        return NOW.date() + timedelta(LEADS[number % 3])
    ahead = 40 + number % 3650
    return NOW.date() + timedelta(ahead if number % 2 else -ahead)


def rows(events: int, due: int, readers: int, names: list[str]) -> Iterator[list[Any]]:
    """The rows of all events; made from a few, since only number, day and reader differ."""
    made = MADE.astimezone(UTC).isoformat(timespec="microseconds")
    model = event_row(event(0, NOW.date(), readers), MADE, MADE) | {"created": made, "updated": made}
    known: dict[date, str] = {}
    places = {name: names.index(name) for name in ("uid", "title", "recurrence", "tags", "last_day")}
    plain = [model[name] for name in names]
    for number in range(events):
        day = day_of(number, due)
        if day not in known:
            known[day] = json.dumps(Recurrence(Due(Fixed(day, day))).to_json(), separators=(",", ":"))
        row = plain.copy()
        row[places["uid"]] = f"{number * 2654435761 % 2**64:016x}"
        row[places["title"]] = f"报送第{number}号工作总结"
        row[places["recurrence"]] = known[day]
        row[places["tags"]] = f'["处{number % readers}"]'
        row[places["last_day"]] = day.isoformat()
        yield row


def watched(events: int, due: int) -> Iterator[tuple[str, str, str]]:
    """When to look at them, as the store tells for new ones and a pass tells of those that it sees."""
    for number in range(events):
        day, never = day_of(number, due), "9999-12-31"
        past = day < NOW.date() - timedelta(31)
        wakes = NOW.date() if number < due else day - timedelta(REACH)
        uid = f"{number * 2654435761 % 2**64:016x}"
        yield uid, never if past else day.isoformat(), never if past else wakes.isoformat()


@contextmanager
def mail_server(port: int) -> Iterator[subprocess.Popen[str]]:
    """aiosmtpd in its own process, which ends with the context."""
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield server
        finally:
            server.terminate()


def free_port() -> int:
    """A port that nobody uses."""
    import socket

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def timed_steps(times: dict[str, float]) -> Iterator[None]:
    """Notes how long the steps of a pass take while the context is open."""
    from scheduler.outbox import Outbox
    from scheduler.passes import Pass

    kept = {name: getattr(Pass, name) for name in ("_plan", "_look", "_send")}
    outbox = {name: getattr(Outbox, name) for name in ("claim", "finish", "plan", "record")}

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return step(*given, **named)
            finally:
                times[name] = times.get(name, 0.0) + time.perf_counter() - began

        return run

    for owner, steps in ((Pass, kept), (Outbox, outbox)):
        for name, step in steps.items():
            setattr(owner, name, timed(name.strip("_") if owner is Pass else f"outbox.{name}", step))
    try:
        yield
    finally:
        for owner, steps in ((Pass, kept), (Outbox, outbox)):
            for name, step in steps.items():
                setattr(owner, name, step)


def measured(name: str, url: str, settings: Settings, now: datetime) -> float:
    """The seconds that a pass takes; prints them with those of its steps."""
    times: dict[str, float] = {}
    with Store.open(url) as store, timed_steps(times):
        began, used = time.perf_counter(), time.process_time()
        report = remind(store, settings, now, io.StringIO())
        took, used = time.perf_counter() - began, time.process_time() - used
    steps = ", ".join(f"{step} {seconds:.2f}" for step, seconds in times.items())
    print(f"{name:34} {took:6.2f} s ({used:.2f} s of processor): {report.sent} in {report.digests} messages; {steps}")
    for line in (*report.failures[:2], *report.warnings):
        print("    ", line.say())
    return took


def plan_yesterday(store: Store, settings: Settings) -> None:
    """Makes it as if a pass had run yesterday: its day, and the settings that it knew."""
    from scheduler.outbox import Outbox, Plan, Record
    from scheduler.watching import fingerprint

    nothing = Record({}, {}, None, {}, {})
    known = fingerprint(settings, settings.recipients, store.reckoning())
    Outbox(store.engine, store.place).plan(
        Plan({}, nothing, YESTERDAY.date(), YESTERDAY, fingerprint=known, change=store.last_change())
    )


def main(events: int, due: int, readers: int) -> None:
    """Makes the database and the passes, and prints the table."""
    people = tuple(Recipient(f"r{n}", f"r{n}@example.org", (), (f"处{n}",), "mail") for n in range(readers))
    with TemporaryDirectory() as folder:
        file, port = Path(folder) / "events.db", free_port()
        url = f"sqlite:///{file}"
        fill(file, events, due, readers)
        print(
            f"{events:,} events, {due:,} due, {readers} readers, {file.stat().st_size / 2**20:.0f} MB; load {os.getloadavg()}"
        )
        mail = Mail("127.0.0.1", "yueling@example.org", port, "none")
        settings = Settings(recipients=people, channels={"mail": mail})
        with Store.open(url) as store:
            plan_yesterday(store, settings)
        with mail_server(port):
            empty = measured("a pass with nothing told or due", url, settings, YESTERDAY)
            measured("the daily pass", url, settings, NOW)
            second = measured("a second pass, all of it told", url, settings, NOW + timedelta(minutes=5))
            print(f"second pass / one with nothing told: {second / empty:.2f}")


if __name__ == "__main__":
    given = [int(number.replace(",", "")) for number in sys.argv[1:]]
    main(*(given + [1_000_000, 100_000, 500][len(given) :]))
