"""What each thing costs once: octets on disk, processor time, memory. docs/scale.md is reckoned from these figures.

    python tests/benchmarks/bench_scale.py [--write] [--passes N] [--cluster]

Prints the least and the median of several passes; with `--write` they go into tests/scale/costs.json. Times are those of the
processor and not of the wall, as others may use the machine: they grow while others do, up to twice, so the least counts. What
needs PostgreSQL, or nginx and wrk, is left out where there is none of them, and then nothing is written.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from calendars.events import Event, Source, agenda
from calendars.feeds import MOST_ENTRIES, Fragments, feeds_of, render
from calendars.feeds.publish import publish
from calendars.store import Store
from calendars.web.codings import CODINGS
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Digest, Mail
from scheduler.channels.letters import Letters
from scheduler.clock import wall_clock
from scheduler.cluster.worker import Worker
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.settings import Settings
from tests.benchmarks import bench_commands, bench_feeds, bench_mail, bench_reminding, bench_serving
from tests.benchmarks.bench_cluster import TICKS, of_server
from tests.cluster import world
from tests.postgresql.server import MISSING, Server, served
from tests.scale.costs import COSTS, Machine

Found = Iterator[tuple[str, str, float]]
"""The name of a cost, its unit and what it was in this pass."""
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
TODAY = NOW.date()
EVENTS, NOTICES, MESSAGES = 2_000, 400, 1_000
"""As many are stored to see what one takes."""
OFFICE = 100
"""Events of one office."""
BASE = "https://calendar.example.org/calendars"
SAMPLE = Path(bench_commands.HERE) / "calendars/samples/02_work_plan.txt"


def office(size: int = OFFICE) -> list[Event]:
    """The events of an office: ten wordings in turn, once to weekly, with two tags each."""
    return list(bench_commands.events(size))


def spent(work: Callable[[], object], count: int = 1) -> float:
    """Milliseconds of this process for each of so many things."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000 / count


# ------------------------------------------------------------------ what lies on the disk


def disk(name: str, url: str, size: Callable[[], int]) -> Found:
    """Octets of an event, of a notice with its text, and of a message with its reminder, with their indexes and histories."""
    plain = [replace(event, source=None) for event in bench_commands.events(EVENTS)]
    text, digests = SAMPLE.read_text(encoding="utf-8"), (f"{n:064x}" for n in range(NOTICES))
    notices = [
        Source(f"关于印发第{n}号要点的通知", f"青禾会发〔2026〕{n}号", digest=one) for n, one in enumerate(digests)
    ]

    def keep(store: Store) -> None:
        with store.changing(NOW, "add") as change:
            for number, source in enumerate(notices):
                change.keep_notice(source, {"text": f"{number}{text}", "name": f"{number}.txt"})

    def tell(store: Store) -> None:
        settings = replace(world.settings_of(MESSAGES), cluster=False)
        remind(store, settings, wall_clock(), StringIO(), senders={world.CHANNEL: Silent()})

    with Store.open(url, create=True) as store:
        store.save([due_soon()], wall_clock() - timedelta(days=60))
    for what, count, work in (
        ("delivery", MESSAGES, tell),  # first, as long as there is one event
        ("event", EVENTS, lambda store: store.save(plain, NOW)),
        ("notice", NOTICES, keep),
    ):
        before = size()
        with Store.open(url) as store:
            work(store)
        yield f"disk.{name}.{what}", "octets", (size() - before) / count


def due_soon() -> Event:
    """An event of which a lead speaks today to everybody."""
    day = wall_clock().date() + timedelta(7)
    return Event("ffff", "报送年度工作总结", "deadline", Recurrence(Due(Fixed(day, day))))


class Silent:
    """A channel that takes everything, and notes how much time of the processor had gone by then."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def send(self, message: Digest) -> None:
        """Says yes."""
        self.moments.append(time.process_time())

    def close(self) -> None:
        """Has nothing open."""


def size_of_file(file: Path) -> int:
    """The octets of a database file and of what lies beside it."""
    return sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))


def size_on_server(server: Server, database: str) -> int:
    """The octets of a database on the server, with its indexes."""
    import psycopg

    with psycopg.connect(server.address(database), autocommit=True) as connection:
        connection.execute("VACUUM")
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert found
    return int(found[0])


# ------------------------------------------------------------------ reminders


def reminding(folder: Path) -> Found:
    """What a pass costs with a file: for each event that is stored, each that is due, each short letter."""
    stored, due = 20_000, 2_000
    readers = tuple(Recipient(f"r{n}", f"r{n}@example.org", (), (f"处{n}",), "mail") for n in range(50))
    settings = Settings(recipients=readers, channels={"mail": Mail("127.0.0.1", "yueling@example.org", 25, "none")})
    file = folder / "due.db"
    bench_reminding.fill(file, stored, due, len(readers))
    with Store.open(f"sqlite:///{file}") as store:
        bench_reminding.plan_yesterday(store, settings)

        def plan() -> None:
            remind(store, settings, bench_reminding.NOW, StringIO(), unsent=("mail",))

        yield "plan.event", "ms", spent(plan, due)
        yield "plan.stored", "µs", spent(plan, stored) * 1000
    file.unlink()
    letters, messages = Letters("yueling@example.org"), [bench_mail.digest(n, 3) for n in range(300)]
    yield "letter", "ms", spent(lambda: [letters.write(one, "reader@example.org", True) for one in messages], 300)


def delivering(server: Server) -> Iterator[tuple[str, str, float] | list[float]]:
    """What a message costs in a cluster, here and at the server: to be planned and deferred, then to be delivered."""
    url, channel = server.url(server.make()), Silent()
    world.fill(url)
    with Store.open(url) as store:
        made = Worker(store, world.circumstances(world.settings_of(MESSAGES), channel))
        before = of_server(server)
        yield "plan.message.here", "ms", spent(made.plan, MESSAGES)
        yield "plan.message.server", "ms", (of_server(server) - before) / TICKS * 1000 / MESSAGES
        before = of_server(server)
        made.run(1, once=True)
        yield "deliver.server", "ms", (of_server(server) - before) / TICKS * 1000 / MESSAGES
    assert len(channel.moments) == MESSAGES
    times = [(later - one) * 1000 for one, later in pairwise(channel.moments)]  # without the start of the worker
    yield "deliver.here", "ms", fmean(times)
    yield times


# ------------------------------------------------------------------ feeds and pages


def rendering() -> Found:
    """Milliseconds of a feed by its entries, with no word kept and with all; and how often icalendar takes as long."""
    for size in (100, 1_000, 10_000):
        entries = agenda(map(bench_feeds.event, range(size)), bench_feeds.YEAR)
        kept = Fragments()
        cold = bench_feeds.best(lambda: render(bench_feeds.FEED, entries), 3)  # noqa: B023
        yield f"render.{size}.cold", "ms", cold
        render(bench_feeds.FEED, entries, kept=kept)
        yield f"render.{size}.warm", "ms", bench_feeds.best(lambda: render(bench_feeds.FEED, entries, kept=kept), 3)  # noqa: B023
        if size == 1_000:
            library = bench_feeds.best(lambda: bench_feeds.by_library(entries), 1)  # noqa: B023
            yield "render.icalendar", "×", library / cold
        data = render(bench_feeds.FEED, entries, kept=kept)
        yield f"render.{size}.compress", "ms", bench_feeds.best(lambda: CODINGS["gzip"](data), 3)  # noqa: B023


def publishing(folder: Path) -> Found:
    """What `publish` costs an office: all its feeds from nothing, after one edit, and how large they are."""
    events = office()
    feeds = feeds_of(events)
    out = folder / "out"

    def run(wanted: Iterable[Event], today: date = TODAY) -> tuple[str, ...]:
        return publish(out, wanted, today=today, base_url=BASE).written

    yield "publish.all", "ms", spent(lambda: run(events))
    edited = [*events[:2], replace(events[2], title="报送第三号总结", sequence=1), *events[3:]]
    written: tuple[str, ...] = ()

    def again() -> None:
        nonlocal written
        written = run(edited)

    yield "publish.edit", "ms", spent(again)
    yield "publish.feeds", "feeds", len(feeds)
    yield "publish.changed", "files", len(written)
    yield "publish.day", "files", len(run(edited, date(2026, 11, 29)))
    yield "publish.month", "files", len(run(edited, date(2026, 12, 1)))
    sizes = {feed.name: out / f"{feed.name}.ics" for feed in feeds}
    whole = sizes.pop("all").read_bytes()
    others = [path.read_bytes() for path in sizes.values()]
    yield "feed.all.entries", "entries", whole.count(b"BEGIN:VEVENT")
    yield "feed.all", "octets", len(whole)
    yield "feed.all.gzip", "octets", len(CODINGS["gzip"](whole))
    yield "feed.other", "octets", sum(map(len, others)) / len(others)
    yield "feed.other.gzip", "octets", sum(len(CODINGS["gzip"](data)) for data in others) / len(others)
    shutil.rmtree(out)


def largest() -> Found:
    """The octets of the largest feed that there is."""
    data = render(bench_feeds.FEED, agenda(map(bench_feeds.event, range(MOST_ENTRIES)), bench_feeds.YEAR))
    yield "feed.largest", "octets", len(data)
    yield "feed.largest.gzip", "octets", len(CODINGS["gzip"](data))


def serving(folder: Path) -> Found:
    """Microseconds of our server for an answer, beside nginx in the same moments; and the octets of what is around a body."""
    with ExitStack() as stack:
        bench_serving.fill(f"sqlite:///{folder}/x.db")
        here = bench_serving.ours(stack, folder)
        feed, packed = "/feeds/all.ics", "Accept-Encoding: gzip"
        data, _ = bench_serving.ask(here.address + feed)
        there = bench_serving.theirs(stack, folder, data)
        (_, ours), (_, theirs) = (
            bench_serving.ask(here.address + feed, packed),
            bench_serving.ask(there.address + feed),
        )
        for name, mine, others in (
            ("304", [f"If-None-Match: {ours}", packed], [f"If-None-Match: {theirs}"]),
            ("200", [], []),
            ("200.gzip", [packed], [packed]),
        ):
            cost, other = (bench_serving.rate(one, feed, *asked)[1] for one, asked in ((here, mine), (there, others)))
            yield f"serve.{name}", "µs", cost
            yield f"serve.{name}.nginx", "× of ours", other / cost
        yield "serve.page", "µs", bench_serving.rate(here, "/", packed)[1]
        yield "octets.304", "octets", len(raw(here.address, feed, f"If-None-Match: {ours}", packed))
        yield "octets.head", "octets", raw(here.address, feed, packed).index(b"\r\n\r\n") + 4
    (folder / "x.db").unlink()
    shutil.rmtree(folder / "www")


def raw(address: str, path: str, *headers: str) -> bytes:
    """The whole answer as it comes over the line."""
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    lines = (f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", *headers, "", "")
    with closing(socket.create_connection((parts.hostname, parts.port))) as line:
        line.sendall("\r\n".join(lines).encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def memory(folder: Path) -> Found:
    """Megabytes of a server that has shown a feed and a page, with so many events."""
    for size in (0, 1_000, 10_000):
        with ExitStack() as stack:
            bench_commands.fill(folder / "x.db", size)
            here = bench_serving.ours(stack, folder, "--no-clock")
            for path in ("/feeds/all.ics", "/"):
                bench_serving.ask(here.address + path)
            status = Path(f"/proc/{here.pid}/status").read_text()
        (folder / "x.db").unlink()
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        yield f"memory.{size}", "MB", int(resident.split()[1]) / 1024


def commands(folder: Path) -> Found:
    """Milliseconds of whole processes with the database of one office."""
    file = folder / "office.sqlite3"
    bench_commands.fill(file, OFFICE)
    line = ["-m", "cli", "--now", bench_commands.NOW, "--db", f"sqlite:///{file}", "publish", str(folder / "site")]
    for name in ("process.publish", "process.publish.again"):
        seconds, _, code = bench_commands.measured(line, bench_commands.HERE)
        assert code == 0
        yield name, "ms", seconds * 1000
    file.unlink()
    shutil.rmtree(folder / "site")


# ------------------------------------------------------------------ all of it


def machine() -> Machine:
    """What this was measured on."""
    model = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    return Machine(model.partition(":")[2].strip(), os.cpu_count() or 1, platform.python_version())


def here(folder: Path) -> Found:
    """Every cost that needs no server of the database."""
    file = folder / "disk.sqlite3"
    yield from disk("sqlite", f"sqlite:///{file}", lambda: size_of_file(file))
    for part in (reminding, publishing, memory, commands):
        yield from part(folder)
    yield from rendering()
    yield from largest()
    if shutil.which("nginx") and shutil.which("wrk"):
        yield from serving(folder)


def a_pass(server: Server | None, samples: list[list[float]], *, cluster: bool) -> Found:
    """Every cost once, or those of workers alone."""
    if not cluster:
        with TemporaryDirectory() as folder:
            yield from here(Path(folder))
    if server and not cluster:
        database = server.make()
        yield from disk("postgresql", server.url(database), lambda: size_on_server(server, database))
    for one in delivering(server) if server else ():
        if isinstance(one, list):
            samples.append(one)
        else:
            yield one


def keep(costs: dict[str, dict[str, Any]], samples: list[list[float]]) -> None:
    """Writes what was measured in place of what was known of it; of the deliveries those of the best pass."""
    known = json.loads(COSTS.read_text(encoding="utf-8"))["costs"] if COSTS.exists() else {}
    costs = known | costs
    if "serve.304" not in costs or not samples:
        raise SystemExit("nothing is written: PostgreSQL, nginx and wrk are all needed for that")
    drawn = [float(f"{one:.3g}") for one in min(samples, key=sum)]
    record = {"machine": machine().to_json(), "measured": date.today().isoformat(), "costs": costs, "deliver": drawn}
    COSTS.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Prints the table, and writes it where that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="into tests/scale/costs.json")
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--cluster", action="store_true", help="only what a message costs with workers")
    given = parser.parse_args()
    costs, samples = dict[str, dict[str, Any]](), list[list[float]]()
    with ExitStack() as stack:
        server = None if MISSING else stack.enter_context(served({}))
        for number in range(given.passes):
            for name, unit, value in a_pass(server, samples, cluster=given.cluster):
                costs.setdefault(name, {"unit": unit, "runs": []})["runs"].append(float(f"{value:.4g}"))
            print(f"pass {number + 1}, load {os.getloadavg()[0]:.1f}", flush=True)
    print(f"\n{machine().say()}; PostgreSQL: {MISSING or 'there'}")
    for name, cost in costs.items():
        print(f"{name:28} {min(cost['runs']):12,.4g} {median(cost['runs']):12,.4g} {cost['unit']}")
    if given.write:
        keep(costs, samples)


if __name__ == "__main__":
    main()
