"""From the outbox to jobs, in one transaction; and what becomes of jobs whose worker died."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, text

from calendars.store.opening import marking, reading, writing
from calendars.store.scope import FIRST
from calendars.store.tables import marks, own, write_instant

from ..circumstances import LEFT
from ..organisations import go_round, title_within, with_ready
from ..outbox.planning import set_mark
from ..settings import CHANNELS, Settings
from .schema import SCHEMA, within

if TYPE_CHECKING:
    from calendars.store import Store

DELIVER = "deliver"
"""The task, and the queue in which its jobs wait.

A worker takes whatever is in its queues, and what it does not know is gone. So a version with jobs or tasks that the one
before cannot do puts them into queues of new names, which that one leaves alone.
"""
CLOCK = "clock"
"""The queue of what runs by the clock; it goes before what is to be delivered."""
BY_CLOCK = ("plan", "sweep", "rescue")
"""The tasks that run by the clock."""
BATCH = 50
"""Messages of one job: the engine takes about as long for a job as the outbox for one of them."""
MOST = 100_000
"""Messages that become jobs in one transaction; the others do in the next."""
SILENCE = 10
"""Seconds without a sign of life after which a worker is given up and its jobs go to others."""
STRIDE = 50
"""Organisations after which a round notes that it goes on."""
SWEPT, PLANNED = "cluster swept", "cluster planned"
"""The marks of when messages without a job were last looked for, and when the cluster last began to plan."""
UNDER_WAY = f"""task_name = '{DELIVER}' AND status IN ('todo', 'doing')"""
WITHOUT_JOB = f"""WITH under_way AS MATERIALIZED (
 SELECT jsonb_array_elements_text(args -> 'keys') AS key FROM {SCHEMA}.procrastinate_jobs
 WHERE {UNDER_WAY} AND COALESCE((args ->> 'org')::integer, {FIRST}) = this_org())
SELECT m.channel, m.key FROM messages m WHERE m.org = this_org() AND m.channel = ANY(:channels)
 AND (m.state = 'pending' AND (m.next_try IS NULL OR m.next_try <= :now) OR m.state = 'sending' AND m.lease_until <= :now)
 AND NOT EXISTS (SELECT 1 FROM under_way u WHERE u.key = m.key)
 ORDER BY m.channel, m.due, m.recipient, m.key LIMIT {MOST}"""  # noqa: S608  # names of ours
HASHED = "SELECT set_config('enable_nestloop', :on, true)"
LOCKED = f"""SELECT DISTINCT lock FROM {SCHEMA}.procrastinate_jobs
 WHERE {UNDER_WAY} AND lock IS NOT NULL"""  # noqa: S608
DEFER = f"""SELECT procrastinate_defer_jobs_v1(array_agg(
 ROW('{DELIVER}', '{DELIVER}', 0, job ->> 'lock', NULL, job -> 'args', NULL)::procrastinate_job_to_defer_v1))
 FROM jsonb_array_elements(CAST(:jobs AS jsonb)) AS job"""  # noqa: S608
RESCUE = f"""SELECT procrastinate_retry_job_v2(stalled.id, NULL, NULL, NULL, NULL) FROM (
 SELECT job.id FROM {SCHEMA}.procrastinate_jobs job LEFT JOIN {SCHEMA}.procrastinate_workers w ON w.id = job.worker_id
 WHERE job.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => {SILENCE}))
 FOR UPDATE OF job SKIP LOCKED) AS stalled"""  # noqa: S608


class Queue:
    """The jobs of one store, as these settings have its channels."""

    def __init__(self, settings: Settings) -> None:
        known = {**CHANNELS, **settings.channels}
        self.channels = sorted(known.keys() - set(LEFT))
        self.limited = {name for name, channel in known.items() if channel.rate}

    def hand_on(self, connection: Connection, now: datetime) -> int:
        """How many messages of the organisation became part of a job: those that are ready and of which none waits or is at work.

        A service that takes only so much has one job at a time, so that workers do not queue for it.
        """
        wanted = {"channels": self.channels, "now": write_instant(now)}
        # where nothing is known of tables that were just filled, PostgreSQL would compare each row with each
        connection.execute(text(HASHED), {"on": "off"})
        rows = connection.execute(text(WITHOUT_JOB), wanted).all()
        connection.execute(text(HASHED), {"on": "on"})
        keys: dict[str, list[str]] = defaultdict(list)
        for channel, key in rows:
            keys[channel].append(key)
        busy = set(connection.execute(text(LOCKED)).scalars()) if keys.keys() & self.limited else set()
        jobs = list(self._jobs(connection.get_execution_options()["org"], keys, busy))
        if jobs:
            within(connection)
            connection.execute(text(DEFER), {"jobs": json.dumps(jobs)})
        return sum(len(job["args"]["keys"]) for job in jobs)

    def _jobs(self, org: int, keys: dict[str, list[str]], busy: set[str]) -> Iterator[dict[str, Any]]:
        for channel, waiting in keys.items():
            if channel not in self.limited:
                for start in range(0, len(waiting), BATCH):
                    yield {"args": {"keys": waiting[start : start + BATCH], "org": org}}
            elif (lock := lock_of(org, channel)) not in busy:
                yield {"args": {"keys": waiting[:BATCH], "org": org}, "lock": lock}


def lock_of(org: int, channel: str) -> str:
    """What jobs hold whose channel takes only so much: two organisations may each call one by that name."""
    return f"channel {channel}" if org == FIRST else f"channel {channel} of {org}"


def sweep(store: Store, queue_of: Callable[[int], Queue], now: datetime, late: timedelta | None = None) -> int:
    """How many ready messages without a job have one now; where `late` is given, only after nobody looked for so long.

    It covers jobs that were lost with the engine's tables, and what became ready since it was planned, of every
    organisation that has something ready. Raises StoreError.
    """
    if not begin(store, SWEPT, now, late):
        return 0
    found = list[int]()

    def look(org: int) -> None:
        queue = queue_of(org)  # before the database is held
        with writing(store.within(org).engine, store.place) as connection:
            found.append(queue.hand_on(connection, now))

    go_round(noted(store, SWEPT, now, with_ready(store, now)), look, title_within(store))
    return sum(found)


def begin(store: Store, mark: str, now: datetime, late: timedelta | None = None) -> bool:
    """Notes that what the mark is about begins; False, and nothing is noted, where it did within the time `late`.

    Raises StoreError.
    """
    with writing(store.engine, store.place) as connection:
        return _take(connection, mark, now, late)


def noted(store: Store, mark: str, now: datetime, orgs: Sequence[int]) -> Iterator[int]:
    """The organisations, one by one; a round that takes long notes in between that it goes on, so that no other begins."""
    began = time.monotonic()
    for nth, org in enumerate(orgs, 1):
        yield org
        if nth % STRIDE == 0:
            begin(store, mark, now + timedelta(seconds=time.monotonic() - began))


def is_late(store: Store, mark: str, now: datetime, late: timedelta) -> bool:
    """Whether what the mark is about was not begun for longer than that; raises StoreError."""
    with reading(store.engine, store.place) as connection:
        return _age(connection, mark, now) > late


def _take(connection: Connection, mark: str, now: datetime, late: timedelta | None) -> bool:
    if late is not None and _age(connection, mark, now) <= late:
        return False
    set_mark(connection, mark, write_instant(now))
    return True


def _age(connection: Connection, mark: str, now: datetime) -> timedelta:
    """How far the moment of a mark lies from now, behind it or, where a clock was wrong, before it."""
    value = connection.execute(select(marks.c.value).where(own(marks), marks.c.name == mark)).scalar()
    return abs(now - datetime.fromisoformat(value)) if value else timedelta.max


def rescue(store: Store) -> int:
    """How many jobs were given back whose worker shows no sign of life; raises StoreError."""
    with marking(store.engine, store.place) as connection:
        within(connection)
        return len(connection.execute(text(RESCUE)).all())
