"""The clock: the moment, and something that ticks. Beside cli.py the only place that reads it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from .reminders import CHINA


def wall_clock() -> datetime:
    """The moment, Asia/Shanghai."""
    return datetime.now(CHINA)


class Ticker(AbstractContextManager["Ticker"]):
    """Calls `work` with the moment every so many seconds while the context is open, one call at a time.

    A call that fails is logged, once for as long as it fails alike, and the next one comes. The clock of the machine may
    leap: the next call comes at most twice the interval later. Raises nothing.
    """

    def __init__(
        self, work: Callable[[datetime], object], seconds: float = 60, clock: Callable[[], datetime] = wall_clock
    ) -> None:
        self.work, self.seconds, self.clock = work, seconds, clock
        self._last, self._said = time.monotonic(), ""
        self._stop = threading.Event()
        self._scheduler: Any = None
        self._job: Any = None
        self._watch = threading.Thread(target=self._watchdog, name="yueling-watchdog", daemon=True)

    def __enter__(self) -> Self:
        from apscheduler.jobstores.memory import MemoryJobStore
        from apscheduler.schedulers.background import BackgroundScheduler

        self._scheduler = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone=CHINA)
        self._job = self._scheduler.add_job(
            self._tick,
            _every(self.seconds),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=wall_clock(),
        )
        self._scheduler.start()
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._scheduler.shutdown(wait=True)
        self._watch.join()

    def _tick(self) -> None:
        try:
            self.work(self.clock())
            self._said = ""
        except Exception as error:
            if (said := repr(error)) != self._said:  # a database that is away for a night is said once
                self._said = said
                logging.getLogger("yueling").exception("a pass over the reminders failed; the next one follows")
        finally:
            self._last = time.monotonic()

    def _watchdog(self) -> None:
        """Wakes the scheduler where the wall clock has gone back and it would sleep until the old time returns."""
        while not self._stop.wait(self.seconds / 2):
            if time.monotonic() - self._last > 2 * self.seconds:
                self._last = time.monotonic()
                self._job.modify(next_run_time=wall_clock())


def _every(seconds: float) -> Any:
    """A trigger that counts from now on: after a leap of the clock it makes up for nothing, where APScheduler's own
    interval would list every time that was missed.
    """
    from apscheduler.triggers.base import BaseTrigger

    class FromNow(BaseTrigger):  # type: ignore[misc]
        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
            return now + timedelta(seconds=seconds)

    return FromNow()
