"""The tasks of the engine: one that delivers, and those that run by the clock, once in the whole cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from procrastinate import App, PsycopgConnector, RetryStrategy
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL

from calendars.store.scope import FIRST
from rules import Message, YuelingError

from .queue import BY_CLOCK, CLOCK, DELIVER
from .schema import SCHEMA

EACH_MINUTE, EACH_TEN_SECONDS = "* * * * *", "* * * * * */10"
AHEAD = 10
"""The priority of the clock, so that a long queue does not stop it."""
AGAIN = RetryStrategy(max_attempts=5, wait=2)
"""A job that failed, as where the database did not answer, is tried again; in the end the sweeper finds its messages."""
CONNECTIONS = 4
"""To the database, for the engine of one worker."""


class Work(Protocol):
    """What a worker does; each may raise, and is then tried again."""

    def deliver(self, keys: list[str], org: int) -> None:
        """Sends the messages with these keys of the organisation with that number."""

    def plan(self) -> None:
        """Plans what is due."""

    def sweep(self) -> None:
        """Gives ready messages without a job one."""

    def rescue(self) -> None:
        """Gives jobs of dead workers back."""


class UnknownJob(YuelingError):
    """A job that this version does not know how to do: one that does may take it, and else its messages get another."""

    def __init__(self, given: Iterable[str]) -> None:
        said = Message("a job was made by another version of yueling: {facts}", facts=", ".join(sorted(given)))
        super().__init__(said, Message("install the version of the other workers here too"))


def make_app(url: URL, work: Work) -> App:
    """The engine on the database of the URL, with the tasks of a worker."""
    app = App(connector=PsycopgConnector(conninfo=conninfo_of(url), min_size=1, max_size=CONNECTIONS))

    @app.task(name=DELIVER, queue=DELIVER, retry=AGAIN)
    def deliver(**given: Any) -> None:
        if not {"keys"} <= given.keys() <= {"keys", "org"}:
            error = UnknownJob(given)
            logging.getLogger("yueling").warning("%s; %s", error, error.remedy)
            raise error
        work.deliver(given["keys"], given.get("org", FIRST))  # jobs of older versions name no organisation

    crons, runs = (EACH_MINUTE, EACH_TEN_SECONDS, EACH_TEN_SECONDS), (work.plan, work.sweep, work.rescue)
    for name, cron, run in zip(BY_CLOCK, crons, runs, strict=True):
        _by_clock(app, name, cron, run)
    return app


def _by_clock(app: App, name: str, cron: str, run: Callable[[], None]) -> None:
    """A task that one of the workers does at its time; where one waits already no second one is made."""

    def task(timestamp: int) -> None:
        del timestamp  # it is done for the moment at which it is done
        run()

    made = app.task(name=name, queue=CLOCK, queueing_lock=name, lock=name, priority=AHEAD)(task)
    app.periodic(cron=cron)(made)


def conninfo_of(url: URL) -> str:
    """The connection string of the driver, which finds the engine's tables alone."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = conninfo_to_dict(plain).get("options") or ""
    return make_conninfo(plain, options=f"{options} -c search_path={SCHEMA}".strip())
