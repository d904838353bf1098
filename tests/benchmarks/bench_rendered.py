"""What a second process saves that takes a feed as the first one rendered it: the cold answer of each, on a file and on a server.

Cold is what a process does for its first answer, or for the first one after a change: look at the state of the data, read all
events and their dates, render, pack; the second one looks at the state and takes the bytes. Prints the shortest of several
passes in milliseconds by the clock, for the database works too; the ratios are what compares between machines.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from calendars.store import Store
from calendars.store.tables import own, rendered
from calendars.web.shared import program
from calendars.web.shelf import Shelf
from tests.benchmarks.bench_feeds import STAMP, TODAY, event
from tests.postgresql.server import MISSING, served

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 8)
PASSES = 5
Databases = Callable[[], str]


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Databases]]:
    """What makes the URL of a new database, by its sort."""
    numbers = iter(range(100))
    found: dict[str, Databases] = {"SQLite": lambda: f"sqlite:///{folder}/{next(numbers)}.db"}
    with ExitStack() as stack:
        if not MISSING:
            server = stack.enter_context(served({}))  # as durable as it comes
            found["PostgreSQL"] = lambda: server.url(server.make())
        yield found


def cold(url: str, *, share: bool) -> tuple[float, int, Shelf]:
    """Milliseconds until a process has the packed feed; how large it is, unpacked; what the process has on its shelf."""
    shelf = Shelf(lambda: Store.open(url), lambda: NOW, 3600, base_url="https://example.org/feeds", share=share)
    gc.collect()
    start = time.perf_counter()
    _, found = shelf.answer("all")
    assert found
    found.pack("gzip")
    whole = time.perf_counter() - start
    return whole * 1000, len(found.plain), shelf


def rendering(url: str) -> float:
    """Milliseconds for rendering and packing alone, all events and dates being there."""
    shelf = Shelf(lambda: Store.open(url), lambda: NOW, 3600, base_url="https://example.org/feeds")
    stock = shelf.stock()
    start = time.perf_counter()
    found = shelf.feed("all", stock)
    assert found
    found.pack("gzip")
    took = time.perf_counter() - start
    shelf.close()
    return took * 1000


def row(sort: str, size: int, url: str) -> str:
    """One line of the table."""
    with Store.open(url, create=True) as store:
        store.save(map(event, range(size)), STAMP.astimezone(UTC) - timedelta(days=1))
        alone, first, second = list[float](), list[float](), list[float]()
        for _ in range(PASSES):
            for times, share, taken in ((alone, False, 0), (first, True, 0), (second, True, 1)):
                took, octets, shelf = cold(url, share=share)
                assert shelf.taken == taken
                shelf.close()
                times.append(took)
            with store.writing() as connection:
                connection.execute(rendered.delete().where(own(rendered)))
    only = min(rendering(url) for _ in range(PASSES))
    best = [min(times) for times in (alone, first, second)]
    return (
        f"{sort:10} {size:6} events, {octets:9,} bytes: alone {best[0]:7.1f} ms, first {best[1]:7.1f} ms,"
        f" second {best[2]:6.1f} ms = 1/{best[0] / best[2]:.0f} of alone, 1/{only / best[2]:.1f} of rendering ({only:.0f} ms)"
    )


def main() -> None:
    """Prints a line for each size on each sort of database."""
    start = time.perf_counter()
    program()
    print(f"a digest of the program, once as it starts: {(time.perf_counter() - start) * 1000:.0f} ms")
    with TemporaryDirectory() as folder, databases(Path(folder)) as sorts:
        for sort, make in sorts.items():
            for size in (1_000, 10_000):
                print(row(sort, size, make()))


if __name__ == "__main__":
    main()
