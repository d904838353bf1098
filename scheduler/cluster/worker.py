"""The process of a worker: jobs of the engine, and beside them threads that show that it lives and watch over the clock."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING

from procrastinate import App
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker as Engine

from calendars.organisations import FIRST, UnknownOrganisation
from rules import YuelingError

from ..circumstances import LEFT, Circumstances
from ..clock import wall_clock
from ..jobs import Chore, each_minute
from ..organisation_settings import settings_within
from ..organisations import Rounds, go_round, other, title_within
from .delivering import Courier, OtherVersion
from .jobs import make_app
from .leases import RENEWAL, RenewedLeases
from .queue import CLOCK, DELIVER, PLANNED, SILENCE, SWEPT, Queue, begin, is_late, noted, rescue, sweep
from .schema import make_ready

if TYPE_CHECKING:
    from calendars.store import Store

HEARTBEAT = 2.0
"""Seconds between two signs of life of the engine."""
POLL = 2.0
"""Seconds after which it looks for jobs though nobody told it of one."""
PAUSE = 1.0
"""Seconds before the engine is started again that ended by itself."""
WATCH = 5.0
"""Seconds between two looks at whether the clock of the cluster runs."""
MOST_COURIERS = 100
"""Organisations of which a worker keeps in mind who can be reached."""
LATE, PLAN_LATE = timedelta(seconds=30), timedelta(seconds=150)
"""After so long without the clock a worker does its work by itself: what is done each ten seconds, and each minute."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watch of a worker goes by; tests have it look more often."""

    every: float = WATCH
    late: timedelta = LATE
    plan_late: timedelta = PLAN_LATE


class Worker:
    """One worker on a store that is open, until it is told to stop; it works for all organisations of the database."""

    def __init__(
        self, store: Store, asked: Circumstances, chores: Sequence[Chore] = (), watched: Watched | None = None
    ) -> None:
        self.store, self.chores, self.watched = store, chores, watched or Watched()
        self.asked = replace(asked, by_minute=True, unsent=LEFT, hand_on=Queue(asked.settings).hand_on)
        self.leases = RenewedLeases(store)
        self.stopping = threading.Event()
        self.rounds = Rounds()
        self._couriers: dict[int, tuple[Hashable, Courier]] = {}
        self._choosing = threading.Lock()
        self.refused: YuelingError | None = None
        self._stop_engine: Callable[[], object] = lambda: None

    # -- the work ----------------------------------------------------------------------------------------------------

    def deliver(self, keys: list[str], org: int = FIRST) -> None:
        """Sends the organisation's messages with these keys; stops where the database is one of another version by now."""
        try:
            self.courier(org).deliver(keys)
        except UnknownOrganisation:  # it was removed, and its messages with it
            return
        except OtherVersion as error:
            self.refused = error
            self.stop()
            raise  # the job goes back to the others

    def courier(self, org: int) -> Courier:
        """Who delivers for an organisation; of those that were not asked for lately nothing is kept in mind."""
        inner = self.store.within(org)
        made_of = inner.organisation(), inner.own_settings()
        with self._choosing:
            known, found = self._couriers.pop(org, (None, None))
            if found is None or known != made_of:
                found = Courier(inner, self._asked_within(org), self.leases, self.stopping.is_set)
            self._couriers[org] = made_of, found
            if len(self._couriers) > MOST_COURIERS:
                del self._couriers[next(iter(self._couriers))]
            return found

    def _asked_within(self, org: int) -> Circumstances:
        """What holds for the work of an organisation; raises SettingsError."""
        settings = settings_within(self.store, org, self.asked.settings)
        return replace(self.asked, settings=settings, hand_on=Queue(settings).hand_on, of=other(self.store.within(org)))

    def queue_of(self, org: int) -> Queue:
        """Where an organisation's messages become jobs; raises SettingsError."""
        return Queue(settings_within(self.store, org, self.asked.settings))

    def plan(self) -> None:
        """Plans what is due in each organisation that has something, and does what else is done each minute."""
        begin(self.store, PLANNED, wall_clock())
        self._plan()

    def _plan(self) -> None:
        now = wall_clock()
        numbers = self.rounds.numbers(self.store, now)
        go_round(noted(self.store, PLANNED, now, numbers), self._plan_within, title_within(self.store))

    def _plan_within(self, org: int) -> None:
        if not self.stopping.is_set():
            asked = self._asked_within(org)
            each_minute(
                self.store.within(org), asked.settings, wall_clock(), asked.out, asked.lang, self.chores,
                senders=asked.senders, unsent=asked.unsent, hand_on=asked.hand_on,
            )  # fmt: skip

    def sweep(self) -> None:
        """Gives ready messages without a job one."""
        sweep(self.store, self.queue_of, wall_clock())

    def rescue(self) -> None:
        """Gives jobs of dead workers back."""
        rescue(self.store)

    def watch(self) -> None:
        """Does what the clock of the cluster should have done, where nothing was seen of that for a while."""
        if self.stopping.is_set():
            return
        now = wall_clock()
        late, plan_late = self.watched.late, self.watched.plan_late
        if is_late(self.store, SWEPT, now, late):
            rescue(self.store)
            sweep(self.store, self.queue_of, now, late)
        if is_late(self.store, PLANNED, now, plan_late) and begin(self.store, PLANNED, now, plan_late):
            self._plan()

    # -- the process -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Makes the tables of the engine where there are none; raises StoreError where it cannot work there."""
        make_ready(self.store.engine, self.store.place)

    def run(self, concurrency: int, *, once: bool = False) -> None:
        """Works until it is stopped; `once` until nothing is left that can go now. Raises what it was refused for."""
        self.prepare()
        if once:
            self.rescue()
            self.plan()
            self.sweep()
        with self._signals(), ExitStack() as stack:
            stack.enter_context(beat(RENEWAL, lambda: self.leases.renew(wall_clock())))
            stack.enter_context(beat(self.watched.every, self.watch))
            asyncio.run(self._run(concurrency, once=once))
        if self.refused:
            raise self.refused

    def stop(self) -> None:
        """Has what is under way come to its end, and nothing new begun."""
        self.stopping.set()
        self._stop_engine()

    async def _run(self, concurrency: int, *, once: bool) -> None:
        """The engine, started again where it ended by itself, as where the database was away."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(concurrency + 2, "yueling-job"))
        while not self.stopping.is_set():
            try:
                await self._engine(make_app(self.store.engine.url, self), concurrency, once=once)
            except Exception as error:
                logging.getLogger("yueling").warning("the worker lost its queue, and looks for it again: %r", error)
            if once:
                return
            if not self.stopping.is_set():
                await asyncio.sleep(PAUSE)

    async def _engine(self, app: App, concurrency: int, *, once: bool) -> None:
        async with app.open_async():
            engine = Engine(
                app,
                queues=[CLOCK, DELIVER],
                name="yueling",
                concurrency=concurrency,
                wait=not once,
                fetch_job_polling_interval=POLL,
                delete_jobs=DeleteJobCondition.ALWAYS,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=3 * SILENCE,
            )
            loop = asyncio.get_running_loop()
            self._stop_engine = lambda: loop.call_soon_threadsafe(engine.stop)
            try:
                if not self.stopping.is_set():
                    await engine.run()  # type: ignore[no-untyped-call]
            finally:
                self._stop_engine = lambda: None

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Stops in good order where the process is told to end; only its main thread hears of that."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def beat(seconds: float, work: Callable[[], object]) -> Iterator[None]:
    """Does the work every so many seconds in a thread while the block runs; a failure is logged and the next one comes."""
    over = threading.Event()

    def run() -> None:
        said = ""
        while not over.wait(seconds):
            try:
                work()
                said = ""
            except Exception as error:
                if repr(error) != said:
                    said = repr(error)
                    logging.getLogger("yueling").warning("%s", error)

    thread = threading.Thread(target=run, name="yueling-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
