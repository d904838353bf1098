"""What a check-up says of the queue: who works at it, what waits and since when, what failed or is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rules import Message

from ..checks import QUEUE, Check
from ..reminders import civil
from .queue import BY_CLOCK, DELIVER, SILENCE
from .schema import SCHEMA

if TYPE_CHECKING:
    from calendars.store import Store

LONG = timedelta(minutes=5)
"""How long a job may wait where there are workers: after that they are too few, or do not get on."""
THERE = "SELECT to_regclass(:table) IS NOT NULL"
WORKERS = f"""SELECT count(*) FILTER (WHERE silent <= {SILENCE}), count(*) FILTER (WHERE silent > {SILENCE}),
 extract(epoch FROM max(last_heartbeat) FILTER (WHERE silent > {SILENCE}))
 FROM (SELECT last_heartbeat, extract(epoch FROM now() - last_heartbeat) AS silent
 FROM {SCHEMA}.procrastinate_workers) AS w"""  # noqa: S608  # names of ours
JOBS = f"""SELECT count(*) FILTER (WHERE waits), extract(epoch FROM min(since) FILTER (WHERE waits)),
 extract(epoch FROM now() - min(since) FILTER (WHERE waits)),
 count(*) FILTER (WHERE status = 'todo' AND attempts > 0), count(*) FILTER (WHERE status = 'failed'),
 count(*) FILTER (WHERE stuck), count(*) FILTER (WHERE status = 'todo' AND task_name <> ALL(:tasks)) FROM (
 SELECT job.status, job.attempts, job.task_name,
 job.status = 'todo' AND job.task_name = '{DELIVER}' AND coalesce(job.scheduled_at <= now(), true) AS waits,
 job.status = 'doing' AND coalesce(w.last_heartbeat < now() - make_interval(secs => {SILENCE}), true) AS stuck,
 (SELECT max(at) FROM {SCHEMA}.procrastinate_events e WHERE e.job_id = job.id) AS since
 FROM {SCHEMA}.procrastinate_jobs job LEFT JOIN {SCHEMA}.procrastinate_workers w ON w.id = job.worker_id) AS j"""  # noqa: S608
START = Message("`yueling worker` starts one, on any machine that reaches the database")


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue at one moment, by the clock of its server."""

    workers: int
    gone: int
    """Workers that ended without saying so."""
    seen: datetime | None
    """When the last of those gave a sign of life."""
    waiting: int
    """Jobs that could go now."""
    since: datetime | None
    """Since when the first of those has waited."""
    waited: timedelta
    again: int
    """Jobs that failed or lost their worker, and are tried again."""
    failed: int
    stuck: int
    """Jobs at work with a worker that is gone."""
    unknown: int
    """Jobs of a task that this version does not have."""


def queue_state(store: Store) -> QueueState | None:
    """How the queue is; None where the database has none. Raises StoreError."""
    if store.engine.dialect.name != "postgresql":
        return None
    if not store.ask(THERE, {"table": f"{SCHEMA}.procrastinate_workers"})[0][0]:
        return None
    ((workers, gone, seen),) = store.ask(WORKERS, {})
    ((waiting, since, waited, again, failed, stuck, unknown),) = store.ask(JOBS, {"tasks": [DELIVER, *BY_CLOCK]})
    return QueueState(
        workers, gone, _moment(seen), waiting, _moment(since), timedelta(seconds=float(waited or 0)),
        again, failed, stuck, unknown,
    )  # fmt: skip


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(float(seconds), UTC)


def check_queue(store: Store, *, enabled: bool) -> Iterator[Check]:
    """The queue of workers, where the database has one; `enabled` where the settings have workers send. Raises StoreError."""
    state = queue_state(store)
    if state is None:
        return
    yield _work(state, enabled=enabled)
    if state.gone:
        said = Message("{n} workers ended without saying so; last sign of life at {moment}", n=state.gone,
                       moment=_civil(state.seen))  # fmt: skip
        yield Check(
            QUEUE, "note", said, Message("see whether their machines run; their work goes to the other workers")
        )
    if state.stuck:
        said = Message("{n} jobs are stuck at a worker that is gone", n=state.stuck)
        remedy = Message("the others take them over within a minute") if state.workers else START
        yield Check(QUEUE, "note" if state.workers else "wrong", said, remedy)
    logs = Message("what the workers write says why; `yueling deliveries` shows what became of the messages")
    if state.again:
        yield Check(
            QUEUE,
            "note",
            Message("{n} jobs are tried again, after an error or the end of a worker", n=state.again),
            logs,
        )
    if state.failed:
        yield Check(QUEUE, "wrong", Message("{n} jobs failed for good", n=state.failed), logs)
    if state.unknown:
        said = Message("{n} jobs are for another version of yueling", n=state.unknown)
        yield Check(QUEUE, "wrong", said, Message("let all workers be of one version"))


def _work(state: QueueState, *, enabled: bool) -> Check:
    """Whether somebody works, and whether that is enough for what waits."""
    waits = Message("{n} jobs wait, the first since {moment}", n=state.waiting, moment=_civil(state.since))
    if not state.workers:
        idle = Message("no worker is at work")
        said = Message("{said}; {more}", said=waits, more=idle) if state.waiting else idle
        return Check(QUEUE, "wrong" if enabled or state.waiting else "note", said, START)
    work = Message("{n} workers are at work", n=state.workers)
    if not state.waiting:
        return Check(QUEUE, "good", work)
    said = Message("{said}; {more}", said=work, more=waits)
    if state.waited <= LONG:
        return Check(QUEUE, "good", said)
    return Check(QUEUE, "wrong", said, Message("start more workers, or see what those write: they may not get on"))


def _civil(moment: datetime | None) -> str:
    return civil(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
