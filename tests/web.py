"""What the tests of the web share: events in a store, a store that fails when it is told to, and a server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import httpx
import uvicorn

from calendars.events import Event, Source, uid_of
from calendars.store import Store
from calendars.web.connections import LIMITS, Limits, protocol
from calendars.web.counts import Counts
from rules import Clock, Recurrence, Rule
from rules.kinds import Due, Fixed, NthWeek, Yearly

NOW = datetime(2026, 11, 20, 9, 0)
STORED = datetime(2026, 11, 19, 3, 0, 0, 250_000, tzinfo=UTC)
NOTICE = Source(
    "关于报送工作总结的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 10, 9), "ab" * 32, 3, 9,
    "请于每年12月15日前报送<b>总结</b>。",
)  # fmt: skip


def event(title: str, kind: str, rule: Rule, clock: Clock | None = None, **facts: object) -> Event:
    return Event(uid_of(title), title, kind, Recurrence(rule, clock=clock), **facts)  # type: ignore[arg-type]


REPORT = event(
    "报送工作总结", "deadline", Due(Yearly(12, 15)), tags=("报送", "a/b?c"), quote="每年12月15日前", source=NOTICE
)
EVENTS = [
    REPORT,
    event(
        "<script>alert(1)</script>&amp;", "event", Fixed(date(2026, 12, 1), date(2026, 12, 1)), tags=('"><img src=x>',)
    ),
    event("科普周", "observance", NthWeek(12, 3), quote="12月第三周"),
    event("线上填报", "deadline", Due(Fixed(date(2026, 11, 25), date(2026, 11, 25))), Clock(end=1050)),
]


class Clockwork:
    """The moment that the application is told, moved by hand."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


class Broken:
    """Opens the store, or fails as a database does, as long as it is told to."""

    def __init__(self, store: Store) -> None:
        self.store, self.down = store, False

    def events(self) -> list[Event]:
        return self._up().events()

    def last_change(self) -> datetime | None:
        return self._up().last_change()

    def ask(self, question: str, facts: Any) -> Any:
        return self._up().ask(question, facts)

    def _up(self) -> Store:
        if self.down:
            raise OSError("disk I/O error")
        return self.store


@contextmanager
def served(application: Any, limits: Limits = LIMITS, **options: Any) -> Iterator[httpx.Client]:
    """A client of the application on a real server, with the limits that it has in earnest; the server ends with it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # a client that comes before the server is up waits in the queue
        counts = getattr(application, "counts", None) or Counts()
        own: dict[str, Any] = {
            "http": protocol(counts, limits, getattr(application, "at_once", None)),
            "proxy_headers": False,
            "access_log": False,
            "ws": "none",
        }
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="on", **own | options))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            with httpx.Client(base_url=address, headers={"Accept-Encoding": "identity"}) as opened:
                yield opened
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def connected(client: httpx.Client) -> Iterator[socket.socket]:
    """A bare connection to the server of the client."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as opened:
        yield opened
