"""What organisations cost one another: one with 100 events alone in a database, against the same one among 10,000 others.

    python tests/benchmarks/bench_organisations.py [--organisations 10000] [--events 100] [--passes 15] [--only sqlite|postgresql]

Rows are filled by INSERT … SELECT. Each question is asked of both databases in turn, the middle of several passes counts:
seconds of processor for a file, seconds on the wall for a server, which works elsewhere. Then a round of the clock in which
ten of all have something to be told, and what memory a server takes of which 300 organisations were asked.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import text

from calendars.civil import HOME
from calendars.events import agenda
from calendars.organisations import FIRST
from calendars.store import Store
from calendars.store.organisations import owned_tables
from calendars.web import app
from rules import RECKONING, Span
from scheduler.jobs import remind
from scheduler.organisations import go_round, needing
from scheduler.serving import pages_of_all
from scheduler.session import Session
from scheduler.settings import Settings
from tests.benchmarks.bench_commands import events
from tests.isolation.asking import Client
from tests.postgresql.server import MISSING, served

NOW = datetime(2026, 11, 28, 1, tzinfo=UTC)
STAMP = NOW - timedelta(days=60)
BAR, AWAKE, ASKED = 1.2, 10, 300


@dataclass(frozen=True)
class Database:
    """A database with one organisation or with many, and the one that is asked."""

    url: str
    number: int


def copies(store: Store, count: int) -> None:
    """Gives as many others what the first one has."""
    with store.organising() as connection:
        connection.execute(
            text(
                "INSERT INTO organisations (number, key, name, parent, created)"
                " WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
                " SELECT i, 'org-' || i, 'Organisation ' || i, 1, :moment FROM n"
            ),
            {"last": count, "moment": STAMP.isoformat(timespec="microseconds")},
        )
        for table in owned_tables():
            left_out = ("org", "number" if table.name == "sendings" else "")
            names = [f'"{column.name}"' for column in table.c if column.name not in left_out]
            listed = ", ".join(names)
            taken = ", ".join(f"t.{name}" for name in names)
            connection.execute(
                text(
                    f"INSERT INTO {table.name} (org, {listed}) SELECT o.number, {taken} FROM organisations o"
                    f" CROSS JOIN {table.name} t WHERE o.number > 1 AND t.org = {FIRST}"
                )
            )


def fill(url: str, count: int, size: int) -> Database:
    """A database with so many organisations of so many events each, of which nobody has to be told anything now."""
    with Store.open(url, create=True) as store:
        store.save(events(size), STAMP)
        remind(store, Settings(recipients=()), NOW, io.StringIO())
        if count > 1:
            copies(store, count)
        if not url.startswith("sqlite"):
            with store.within(0).engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
    return Database(url, count // 2 if count > 1 else FIRST)


# ------------------------------------------------------------------ what is asked


def upcoming(store: Store) -> int:
    """What the next 30 days hold."""
    today = NOW.date()
    window = Span(today, today + timedelta(days=30))
    return len(agenda(store.events(ending_from=today), window, store.reckoning()))


def page_of(path: str) -> Callable[[Store], int]:
    """A page or a feed of a server that was just started."""

    def ask(store: Store) -> int:
        with Client(app(lambda: store, lambda: NOW, reckoning=RECKONING)) as client:
            answer = client.get(path)
        assert answer.status == 200, answer
        return len(answer.body)

    return ask


QUESTIONS: dict[str, Callable[[Store], int]] = {
    "upcoming": upcoming,
    "search": lambda store: len(store.events(words="第17号")),
    "one event": lambda store: len(store.event(f"{17 * 7919:016x}").title),
    "feed, cold": page_of("/feeds/all.ics"),
    "page, cold": page_of("/"),
    "agenda, cold": page_of("/agenda"),
}


def compare(one: Database, many: Database, passes: int, clock: Callable[[], float]) -> list[tuple[str, float, float]]:
    """The seconds of each question in both, the middle of several passes."""
    found = []
    for name, ask in QUESTIONS.items():
        times: dict[Database, list[float]] = {one: [], many: []}
        for nth in range(passes + 2):
            for place in (one, many) if nth % 2 else (many, one):
                with Store.open(place.url) as opened:
                    store = opened.within(place.number)
                    store.count()  # the connection is there
                    gc.collect()
                    begun = clock()
                    ask(store)
                    if nth > 1:
                        times[place].append(clock() - begun)
        found.append((name, median(times[one]), median(times[many])))
    return found


def table(title: str, rows: Sequence[tuple[str, float, float]]) -> bool:
    """Prints the rows; returns whether each is within the bar."""
    print(f"{title}: milliseconds in a database with one, among many, and the ratio (bar {BAR})")
    for name, alone, among in rows:
        print(f"  {name:14} {alone * 1000:8.2f} {among * 1000:8.2f}   {among / alone:.2f}")
    return all(among <= alone * BAR for _, alone, among in rows)


# ------------------------------------------------------------------ the clock, and memory


def rounds(many: Database, clock: Callable[[], float]) -> None:
    """Prints what a minute costs in which nobody has anything, and one in which some do."""
    later = NOW + timedelta(minutes=20)
    with Store.open(many.url) as store:

        def look(number: int) -> None:
            remind(store.within(number), Settings(recipients=()), later, io.StringIO(), by_minute=True)

        for name in ("nobody", f"{AWAKE} of all"):
            if name != "nobody":
                with store.organising() as connection:
                    connection.execute(
                        text(f"UPDATE watches SET wakes = :day WHERE org BETWEEN 100 AND {99 + AWAKE}"),
                        {"day": NOW.date().isoformat()},
                    )
            begun = clock()
            numbers = needing(store, later)
            found = clock() - begun
            go_round(numbers, look)
            took = clock() - begun
            print(
                f"a minute, {name} has something: {len(numbers)} looked at;"
                f" found in {found * 1000:.1f} ms, all in {took * 1000:.0f} ms"
            )


def resident() -> float:
    """Megabytes of memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory(many: Database) -> None:
    """Prints what a server takes once so many organisations were asked for a page and a feed."""
    session = Session(db=many.url, now=NOW.astimezone(HOME), clock=lambda: NOW)
    session.settings = session.installed = Settings()
    with Client(pages_of_all(session, with_log=False)) as client:
        for path in ("/", "/feeds/all.ics"):
            assert client.get(path).status == 200
        gc.collect()
        before = resident()
        for number in range(2, min(ASKED, 2 * many.number - 2) + 2):
            for path in ("/", "/feeds/all.ics"):
                assert client.get(f"/o/org-{number}{path}").status == 200
        gc.collect()
        took = resident() - before
        print(
            f"serve: {before:.0f} MB with one, {took:.0f} MB more once {ASKED} were asked ({took / ASKED * 1024:.0f} KB each)"
        )


@contextmanager
def files() -> Iterator[Callable[[], str]]:
    """Gives the URLs of new files."""
    with TemporaryDirectory() as folder:
        yield lambda: f"sqlite:///{folder}/{len(os.listdir(folder))}.sqlite3"


def on(kind: str, arguments: argparse.Namespace, new: Callable[[], str], clock: Callable[[], float]) -> bool:
    """Fills both databases and prints everything of them."""
    begun = time.monotonic()
    one = fill(new(), 1, arguments.events)
    many = fill(new(), arguments.organisations, arguments.events)
    print(f"{kind}: filled in {time.monotonic() - begun:.0f} s", flush=True)
    good = table(kind, compare(one, many, arguments.passes, clock))
    rounds(many, clock)
    if kind == "SQLite":
        memory(many)
    return good


def main() -> int:
    """Prints the tables; 1 where something is beyond its bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--passes", type=int, default=15)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    arguments = parser.parse_args()
    good = True
    with ExitStack() as stack:
        if arguments.only != "postgresql":
            good &= on("SQLite", arguments, stack.enter_context(files()), time.process_time)
        if arguments.only != "sqlite" and not MISSING:
            server = stack.enter_context(served())
            server.execute("CREATE ROLE bench LOGIN PASSWORD 'bench'")

            def new() -> str:
                name = server.make()
                server.execute(f'ALTER DATABASE "{name}" OWNER TO bench')
                return server.url(name).replace("yueling@", "bench@")

            good &= on("PostgreSQL", arguments, new, time.perf_counter)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
