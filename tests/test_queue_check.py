"""What `yueling doctor` says of the queue of workers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from calendars.store import Store
from scheduler.checks import QUEUE, Check
from scheduler.checkup import checkup
from scheduler.clock import wall_clock
from scheduler.cluster.check import check_queue
from scheduler.cluster.jobs import make_app
from scheduler.cluster.queue import BY_CLOCK, DELIVER
from scheduler.cluster.schema import make_ready, within
from scheduler.settings import Settings

from .postgresql.server import MISSING, Server, served
from .test_cluster import Keeper, called, worker

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as found:
        yield found


@pytest.fixture
def store(server: Server) -> Iterator[Store]:
    """A store with an empty queue at which one worker is at work."""
    with Store.open(server.url(server.make()), create=True) as found:
        make_ready(found.engine, found.place)
        seen(found, "0 s")
        yield found


def run(store: Store, statement: str, **facts: object) -> int:
    """The number that a statement gives back; none where it gives none."""
    with store.writing() as connection:
        within(connection)
        done = connection.execute(text(statement), facts)
        return int(done.scalar_one()) if done.returns_rows else 0


def seen(store: Store, age: str) -> int:
    """A worker that gave its last sign of life so long ago."""
    statement = (
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - CAST(:age AS interval)) RETURNING id"
    )
    return run(store, statement, age=age)


def put(
    store: Store,
    status: str = "todo",
    age: str = "0 s",
    task: str = DELIVER,
    worker: int | None = None,
    attempts: int = 0,
) -> None:
    """A job that was put into the queue so long ago."""
    job = run(
        store,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, attempts) VALUES ('deliver', :task, :attempts) RETURNING id",
        task=task, attempts=attempts,
    )  # fmt: skip
    run(
        store,
        "UPDATE procrastinate_events SET at = now() - CAST(:age AS interval) WHERE job_id = :job",
        age=age,
        job=job,
    )
    if status != "todo":
        change = "UPDATE procrastinate_jobs SET status = CAST(:status AS procrastinate_job_status), worker_id = :worker"
        run(store, f"{change} WHERE id = :job", status=status, worker=worker, job=job)


def said(store: Store, *, enabled: bool = True, lang: str = "en") -> list[tuple[str, str]]:
    """The state and the words of each check."""
    found = list(check_queue(store, enabled=enabled))
    assert all(one.remedy for one in found if one.state == "wrong")
    return [(one.state, one.said.say(lang)) for one in found]


def test_a_queue_in_order_is_told_with_its_workers(store: Store) -> None:
    assert said(store) == [("good", "1 worker is at work")]
    put(store)
    ((state, words),) = said(store)
    assert state == "good"
    assert words.startswith("1 worker is at work; 1 job waits, the first since 20")


def test_jobs_that_wait_long_are_wrong_also_where_somebody_works(store: Store) -> None:
    put(store)
    put(store, age="6 minutes")
    put(store, task="plan", age="1 hour")
    ((state, words),) = said(store)
    assert state == "wrong"
    assert "2 jobs wait, the first since" in words
    ((_, chinese),) = said(store, lang="zh")
    assert chinese.startswith("有 1 个工作进程在运行；有 2 个任务在等待，最早的自 20")


def test_a_job_for_later_does_not_wait(store: Store) -> None:
    put(store, age="1 hour", attempts=1)
    run(store, "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 minute'")
    assert said(store) == [
        ("good", "1 worker is at work"),
        ("note", "1 job is tried again, after an error or the end of a worker"),
    ]


def test_where_nobody_works_it_is_told_when_somebody_last_did(store: Store) -> None:
    run(store, "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    nobody, gone = said(store)
    assert nobody == ("wrong", "no worker is at work")
    assert gone[0] == "note"
    assert gone[1].startswith("1 worker ended without saying so; last sign of life at 20")
    assert said(store, enabled=False)[0] == ("note", "no worker is at work")
    put(store)
    state, words = said(store, enabled=False)[0]
    assert state == "wrong", "nobody else sends what is in the queue"
    assert words.endswith("; no worker is at work")


@pytest.mark.parametrize(("others", "state"), [(True, "note"), (False, "wrong")], ids=["others", "nobody"])
def test_jobs_of_a_worker_that_is_gone_are_stuck(store: Store, others: bool, state: str) -> None:
    at_work = run(store, "UPDATE procrastinate_workers SET last_heartbeat = now() RETURNING id")
    put(store, "doing", worker=at_work)
    assert said(store) == [("good", "1 worker is at work")]
    put(store, "doing", worker=seen(store, "1 minute"))
    put(store, "doing")
    if not others:
        run(store, "DELETE FROM procrastinate_workers WHERE id = :id", id=at_work)
    stuck = f"{2 if others else 3} jobs are stuck at a worker that is gone"
    assert (state, stuck) in said(store)


def test_jobs_that_failed_and_those_of_another_version_are_told(store: Store) -> None:
    put(store, "failed")
    put(store, task="of a later version")
    assert said(store) == [
        ("good", "1 worker is at work"),
        ("wrong", "1 job failed for good"),
        ("wrong", "1 job is for another version of yueling"),
    ]


def test_the_tasks_that_are_told_apart_are_those_of_a_worker(store: Store) -> None:
    ours = set(make_app(store.engine.url, worker(store, Keeper())).tasks)
    assert {name for name in ours if "procrastinate." not in name} == {DELIVER, *BY_CLOCK}


def checked(url: str) -> list[Check]:
    checks = checkup(lambda: Settings(cluster=True), lambda: Store.open(url), wall_clock())
    return [one for one in checks if one.name == QUEUE]


def test_doctor_looks_at_the_queue_where_there_is_one(store: Store, server: Server, tmp_path: Path) -> None:
    url = server.url(server.name_of(store.engine.url.render_as_string(hide_password=False)))
    assert [one.state for one in checked(url)] == ["good"]
    _, out, _ = called("--db", url, "doctor", "--json")
    assert [one["state"] for one in json.loads(out)["checks"] if one["area"] == "queue"] == ["good"]
    bare = server.url(server.make())
    for where in (bare, f"sqlite:///{tmp_path}/events.db"):
        Store.open(where, create=True).close()
        assert checked(where) == []
