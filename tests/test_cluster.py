"""Workers on PostgreSQL: what they send is what a pass sends, and nothing that happens to them loses anything."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import text

import cli
from calendars.actions import edit
from calendars.actions.organising import add_organisation, set_own_settings
from calendars.actions.people import add_person
from calendars.events import Event
from calendars.people import Person, Wishes
from calendars.selection import Selection
from calendars.store import Store, StoreError
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Digest, Rate, Stdout
from scheduler.clock import wall_clock
from scheduler.cluster.jobs import conninfo_of, make_app
from scheduler.cluster.leases import LEASE, RenewedLeases
from scheduler.cluster.queue import BATCH, SWEPT, Queue, is_late, lock_of, rescue, sweep
from scheduler.cluster.schema import MADE, SCHEMA, make_ready, within
from scheduler.cluster.worker import Worker
from scheduler.jobs import remind
from scheduler.outbox import Claim, Outbox, Words
from scheduler.recipients import Recipient
from scheduler.settings import Settings

from .cluster import world
from .cluster.storm import LATEST, storm
from .postgresql.server import MISSING, Server, served
from .postgresql.threads import in_threads

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as found:
        yield found


@pytest.fixture
def url(server: Server) -> str:
    return server.url(server.make())


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with one event of which a lead speaks today, and the tables of the engine."""
    world.fill(url)
    with Store.open(url) as found:
        yield found


class Keeper:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Digest] = []

    def send(self, message: Digest) -> None:
        self.sent.append(message)

    def close(self) -> None:
        """Has nothing open."""


def worker(store: Store, channel: object, readers: int = 3, settings: Settings | None = None) -> Worker:
    return Worker(store, world.circumstances(settings or world.settings_of(readers), channel))  # type: ignore[arg-type]


def jobs(store: Store, condition: str = "task_name = 'deliver'") -> list[tuple[str, str | None, list[str]]]:
    """The status, the lock and the keys of each job."""
    rows = store.ask(f"SELECT status, lock, args FROM {SCHEMA}.procrastinate_jobs WHERE {condition} ORDER BY id", {})
    return [(status, lock, args.get("keys", [])) for status, lock, args in rows]


def run(store: Store, statement: str, **facts: object) -> None:
    with store.writing() as connection:
        within(connection)
        connection.execute(text(statement), facts)


# ------------------------------------------------------------------ from the plan to jobs


def test_a_plan_defers_what_it_made_in_its_own_transaction(store: Store) -> None:
    made = worker(store, Keeper(), readers=2 * BATCH + 1)
    made.plan()
    found = jobs(store)
    assert [(status, lock, len(keys)) for status, lock, keys in found] == [
        ("todo", None, BATCH),
        ("todo", None, BATCH),
        ("todo", None, 1),
    ]
    ready = Outbox(store.engine, store.place).ready(wall_clock())
    assert sorted(key for _, _, keys in found for key in keys) == sorted(letter.key for letter in ready)


def test_a_plan_that_is_not_stored_leaves_no_job(store: Store) -> None:
    made = worker(store, Keeper())

    def fail(connection: object, now: datetime) -> None:
        made.queue_of(1).hand_on(connection, now)  # type: ignore[arg-type]
        raise KeyError("fault")

    with pytest.raises(KeyError):
        remind(
            store, made.asked.settings, wall_clock(), io.StringIO(), senders=made.asked.senders, by_minute=True,
            unsent=("stdout",), hand_on=fail,
        )  # fmt: skip
    assert jobs(store) == []
    assert Outbox(store.engine, store.place).ready(wall_clock()) == []


def test_plans_and_sweeps_one_after_the_other_make_one_job_of_a_message(store: Store) -> None:
    made = worker(store, Keeper())
    for _ in range(3):
        made.plan()
        made.sweep()
    assert [len(keys) for _, _, keys in jobs(store)] == [3]


def test_a_service_that_takes_only_so_much_has_one_job_at_a_time(store: Store) -> None:
    class Limited(Stdout):
        rate = Rate(5, timedelta(minutes=1))

    settings = replace(world.settings_of(2 * BATCH), channels={world.CHANNEL: Limited()})
    keeper = Keeper()
    made = worker(store, keeper, settings=settings)
    made.plan()
    made.sweep()
    ((status, lock, keys),) = jobs(store)
    assert (status, lock, len(keys)) == ("todo", f"channel {world.CHANNEL}", BATCH)
    made.deliver(keys)
    assert len(keeper.sent) == 5, "the rest waits until the service takes more"


def test_the_sweeper_completes_the_plan_where_the_queue_was_emptied(store: Store) -> None:
    keeper = Keeper()
    made = worker(store, keeper)
    made.plan()
    run(store, f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE")
    made.sweep()
    for _, _, keys in jobs(store):
        made.deliver(keys)
    assert len(keeper.sent) == 3


def test_what_waits_for_its_moment_has_no_job_until_then(store: Store) -> None:
    made = worker(store, Keeper())
    made.plan()
    run(store, f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE")
    later = wall_clock() + timedelta(hours=2)
    run(store, "UPDATE messages SET next_try = :at WHERE org = this_org()", at=later.astimezone(tz=None).isoformat())
    assert sweep(store, made.queue_of, wall_clock()) == 0
    assert sweep(store, made.queue_of, later + timedelta(days=1)) == 3


# ------------------------------------------------------------------ several organisations


OWN = """[reminders]
time = "00:00"
[[recipients]]
name = "李四"
channel = "robot"
[channels.robot]
type = "webhook"
url = "http://127.0.0.1:1/"
allow_private = true
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""


def two_more(store: Store) -> None:
    """Two organisations with the same readers, and one event of each of which a lead speaks today."""
    due = wall_clock().date() + timedelta(7)
    for key in ("fujian", "hunan"):
        one = add_organisation(store, key, key, wall_clock())
        set_own_settings(store, key, OWN)
        chief = Person("主任", "主任", None, ("robot",), Selection(words=("无此事",)), wishes=Wishes(summary="mon"))
        add_person(store.within(one.number), chief, wall_clock())
        event = Event("0000", "event 0", "deadline", Recurrence(Due(Fixed(due, due))))
        store.within(one.number).save([event], wall_clock() - timedelta(days=60))


def args(store: Store) -> list[dict[str, Any]]:
    """What the jobs that deliver are given."""
    question = f"SELECT args FROM {SCHEMA}.procrastinate_jobs WHERE task_name = 'deliver' ORDER BY id"
    return [found for (found,) in store.ask(question, {})]


def keys_of(store: Store) -> dict[int, list[str]]:
    """The keys in the jobs that deliver, by organisation."""
    found = defaultdict[int, list[str]](list)
    for one in args(store):
        found[one["org"]] += one["keys"]
    return dict(found)


def test_one_plan_makes_jobs_of_every_organisation_and_each_job_sends_what_is_its_own(store: Store) -> None:
    two_more(store)
    keeper = Keeper()
    made = worker(store, keeper, readers=2)
    made.plan()
    made.sweep()
    found = keys_of(store)
    assert {org: len(keys) for org, keys in found.items()} == {1: 2, 2: 2, 3: 2}
    made.deliver(sorted(set(found[2]) - set(found[3])), 3)
    assert keeper.sent == [], "keys of another organisation say nothing"
    made.deliver(found[1])  # as a job of an older version, which names none
    assert {one.recipient.id for one in keeper.sent} == {"reader0", "reader1"}
    for org in (2, 3):
        made.deliver(found[org], org)
    assert len({one.key for one in keeper.sent}) == len(keeper.sent) == 6
    assert [Outbox(store.within(org).engine, store.place).held() for org in (1, 2, 3)] == [0, 0, 0]


def test_messages_of_one_key_in_two_organisations_each_have_a_job(store: Store) -> None:
    two_more(store)
    made = worker(store, Keeper())
    made.plan()
    made.sweep()
    found = keys_of(store)
    assert len(set(found[2]) & set(found[3])) == 1, "the weekly message of the same reader"
    assert len(found[2]) == len(found[3]) == 2
    run(store, f"DELETE FROM {SCHEMA}.procrastinate_jobs WHERE args ->> 'org' = '3'")
    made.sweep()
    assert sorted(keys_of(store)[3]) == sorted(found[3])


def test_what_takes_only_so_much_is_counted_for_each_organisation() -> None:
    assert [lock_of(org, "群") for org in (1, 2)] == ["channel 群", "channel 群 of 2"]


def test_an_organisation_that_was_closed_sends_nothing_though_a_job_waits(store: Store) -> None:
    two_more(store)
    keeper = Keeper()
    made = worker(store, keeper)
    made.plan()
    made.sweep()
    found = keys_of(store)
    run(store, "UPDATE organisations SET closed = created WHERE number = 3")  # with all that waits
    for org, keys in found.items():
        made.deliver(keys, org)
    assert len(keeper.sent) == 3 + 2
    run(store, f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE")
    made.plan()
    made.sweep()
    assert keys_of(store) == {}


def test_the_lease_of_each_organisation_is_kept_in_its_own_scope(store: Store) -> None:
    two_more(store)
    made, now = worker(store, Keeper()), wall_clock()
    made.plan()
    outbox = Outbox(store.within(2).engine, store.place)
    letter = next(one for one in outbox.ready(now) if one.recipient == "李四")
    claim = outbox.claim(letter.key, Recipient("李四", channel="robot"), lambda: now, LEASE, lambda _: Words("a", "b"))
    assert isinstance(claim, Claim)
    with made.leases.hold(claim):
        made.leases.renew(now + LEASE)
        assert letter.key not in [one.key for one in outbox.ready(now + LEASE)]


def test_an_organisation_is_served_by_the_settings_that_it_has_now(store: Store) -> None:
    two_more(store)
    made = worker(store, Keeper())
    before = made.courier(2)
    assert made.courier(2) is before
    set_own_settings(store, "fujian", OWN.replace("李四", "王五"))
    assert [one.name for one in made.courier(2).asked.settings.recipients] == ["王五"]


def test_a_worker_is_for_all_organisations(url: str) -> None:
    world.fill(url)
    code, _, err = called("--db", url, "--org", "fujian", "worker", "--once")
    assert code == 2
    assert "leave out --org" in err


# ------------------------------------------------------------------ what a worker sends


def offices(store: Store, today: date) -> Settings:
    """Events and readers of many sorts: late, passed, with deputies, weekly messages, two channels."""
    kinds = ("deadline", "event", "duty", "window", "anniversary")
    for n in range(40):
        day = today + timedelta(n - 12)
        made = Event(f"{n:04x}", f"事项{n}", kinds[n % 5], Recurrence(Due(Fixed(day, day))), (f"处{n % 4}",))
        store.save([made], wall_clock() - timedelta(days=60))
    readers = [Recipient(f"人{n}", channel=world.CHANNEL, tags=(f"处{n}",)) for n in range(4)]
    readers += [Recipient("主任", channel=world.CHANNEL, wishes=Wishes(summary="mon"))]
    readers += [Recipient("代", channel=world.CHANNEL, wishes=Wishes(deputy="主任", after=2))]
    return Settings(recipients=tuple(readers), channels={world.CHANNEL: world.Robot()}, at=time.min)


def test_a_worker_sends_what_a_pass_sends_word_for_word(server: Server) -> None:
    now, sent = wall_clock(), []
    for clustered in (False, True):
        with Store.open(server.url(server.make()), create=True) as store:
            make_ready(store.engine, store.place)
            settings, keeper = offices(store, now.date()), Keeper()
            made = worker(store, keeper, settings=settings)
            hand_on = Queue(settings).hand_on if clustered else None
            for _ in range(2):  # the second pass finds what was told, and what is none of it
                remind(
                    store, settings, wall_clock(), io.StringIO(), senders={world.CHANNEL: keeper}, lang="en",
                    hand_on=hand_on,
                )  # fmt: skip
                made.sweep()
                for _, _, keys in jobs(store):
                    if clustered:
                        made.deliver(keys)
                run(store, f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE")
            sent.append(sorted((one.key, one.recipient.id, one.subject, one.text) for one in keeper.sent))
            assert Outbox(store.engine, store.place).held() == 0
    assert len(sent[0]) >= 6
    assert sent[0] == sent[1]


def test_words_that_an_edit_made_untrue_are_found_anew_and_never_sent(store: Store) -> None:
    made, keeper = worker(store, Keeper(), readers=6), Keeper()

    def meanwhile(message: Digest) -> None:
        keeper.sent.append(message)
        if len(keeper.sent) == 2:
            edit(store, "0000", wall_clock(), title="改了")
            made.plan()

    channel = type("Editing", (), {"send": staticmethod(meanwhile), "close": staticmethod(lambda: None)})()
    made = worker(store, channel, readers=6)
    made.plan()
    for _, _, keys in jobs(store):
        made.deliver(keys)
    for _, _, keys in jobs(store):
        made.deliver(keys)
    texts = ["改了" in one.text for one in keeper.sent]
    assert texts[:2] == [False, False]
    assert len(texts) >= 6
    assert all(texts[2:])


def test_a_lease_is_kept_while_its_worker_lives_and_ends_when_it_is_dead(store: Store) -> None:
    made = worker(store, Keeper(), readers=1)
    made.plan()
    outbox = Outbox(store.engine, store.place)
    leases, now = RenewedLeases(store), wall_clock()
    (letter,) = outbox.ready(now)
    claim = outbox.claim(letter.key, made.asked.settings.recipients[0], lambda: now, LEASE, lambda _: Words("a", "b"))
    assert isinstance(claim, Claim)
    with leases.hold(claim):
        leases.renew(now + LEASE)
        assert outbox.ready(now + LEASE) == []
        assert [one.key for one in outbox.ready(now + 2 * LEASE)] == [letter.key]
    leases.renew(now + 5 * LEASE)
    assert [one.key for one in outbox.ready(now + 2 * LEASE)] == [letter.key], "it is renewed no more"


# ------------------------------------------------------------------ what happens to workers


def test_a_storm_of_kills_and_a_restart_lose_nothing(tmp_path: Path) -> None:
    found = storm(tmp_path, 600, slow=0.02, calm_at=0.7)
    print(found)
    assert found.arrived == found.deliveries
    assert found.doubles == 0
    assert found.after <= LATEST
    assert found.marked


def test_a_worker_that_is_asked_to_end_finishes_what_is_under_way_and_leaves_the_rest(url: str, tmp_path: Path) -> None:
    world.fill(url)
    with world.Workers(url, tmp_path / "received", 300, slow=0.1, concurrency=2) as there:
        one = there.start()
        assert world.wait_for(lambda: len(world.lines(tmp_path / "received")) >= 4, 60)
        began = wall_clock()
        assert there.stop(one) == 0
        assert wall_clock() - began < timedelta(seconds=15)
        first = world.received(tmp_path / "received")
        assert len(first) < 300
        with Store.open(url) as store:
            assert store.ask("SELECT count(*) FROM messages WHERE org = this_org() AND state = 'sending'", {}) == [(0,)]
            assert store.ask("SELECT count(*) FROM messages WHERE org = this_org() AND state = 'sent'", {}) == [
                (len(first),)
            ]
            assert jobs(store, "status = 'doing'") == []
        there.slow = 0
        there.ended(there.start("once"))
        assert world.received(tmp_path / "received") == dict.fromkeys(world.received(tmp_path / "received"), 1)
        assert len(world.received(tmp_path / "received")) == 300


def test_where_the_clock_of_the_cluster_is_silent_each_worker_rescues_and_sweeps(url: str, tmp_path: Path) -> None:
    world.fill(url)
    with Store.open(url) as store:
        worker(store, Keeper(), readers=120).plan()
    with world.Workers(url, tmp_path / "received", 120, slow=0.05, concurrency=1) as there:
        victim = there.start("clockless")
        assert world.wait_for(lambda: len(world.lines(tmp_path / "received")) >= 3, 60)
        there.kill(victim)
        with Store.open(url) as store:
            assert jobs(store, "status = 'doing'"), "its job is stuck"
            run(store, f"DELETE FROM {SCHEMA}.procrastinate_jobs WHERE status = 'todo'")  # and the others are lost
        there.start("clockless")
        assert world.wait_for(lambda: len(world.received(tmp_path / "received")) == 120, 90), there.log
        assert world.wait_for(lambda: world.all_sent(url), 30)
        assert sum(world.received(tmp_path / "received").values()) <= 121


def test_a_job_of_a_worker_without_a_sign_of_life_goes_to_another_one(store: Store) -> None:
    made = worker(store, Keeper())
    made.plan()
    run(
        store,
        f"INSERT INTO {SCHEMA}.procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 minute')",
    )
    for age, expected in (("DESC", 0), ("ASC", 1)):
        run(
            store,
            f"UPDATE {SCHEMA}.procrastinate_jobs SET status = 'doing', worker_id = "
            f"(SELECT id FROM {SCHEMA}.procrastinate_workers ORDER BY last_heartbeat {age} LIMIT 1)",
        )
        assert rescue(store) == expected
    assert [status for status, _, _ in jobs(store)] == ["todo"]


def test_two_workers_make_one_plan_a_minute(store: Store) -> None:
    async def both() -> None:
        async with AsyncExitStack() as stack:
            apps = [make_app(store.engine.url, worker(store, Keeper())) for _ in range(2)]
            clocks = [PeriodicDeferrer(app.periodic_registry) for app in apps]
            for app in apps:
                await stack.enter_async_context(app.open_async())
            for moment in (1_800_000_030, 1_800_000_031, 1_800_000_090):
                await asyncio.gather(*(one.defer_jobs(list(one.get_previous_tasks(moment))) for one in clocks))

    run(store, f"DROP INDEX {SCHEMA}.procrastinate_jobs_queueing_lock_idx_v1")  # so that each one that is made is seen
    asyncio.run(both())
    assert len(jobs(store, "task_name = 'plan'")) == 2, "two minutes, two workers"


def test_what_was_swept_lately_is_not_swept_by_the_watch(store: Store) -> None:
    made, now = worker(store, Keeper()), wall_clock()
    made.plan()
    run(store, f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE")
    assert is_late(store, SWEPT, now, timedelta(seconds=30))
    assert sweep(store, made.queue_of, now, timedelta(seconds=30)) == 3
    run(store, f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE")
    assert sweep(store, made.queue_of, now + timedelta(seconds=29), timedelta(seconds=30)) == 0
    assert not is_late(store, SWEPT, now - timedelta(seconds=29), timedelta(seconds=30))
    assert is_late(store, SWEPT, now - timedelta(seconds=31), timedelta(seconds=30)), "a clock that went back"
    assert sweep(store, made.queue_of, now + timedelta(seconds=31), timedelta(seconds=30)) == 3


# ------------------------------------------------------------------ versions and settings


def test_a_queue_of_a_newer_version_is_refused_and_its_jobs_stay(store: Store) -> None:
    made = worker(store, Keeper())
    made.plan()
    before = jobs(store)
    run(store, f"COMMENT ON SCHEMA {SCHEMA} IS '{MADE}99.00.00_01_pre_new.sql'")
    with pytest.raises(StoreError, match="newer version"):
        worker(store, Keeper()).prepare()
    assert jobs(store) == before


def test_the_tables_of_an_older_engine_are_brought_up_to_date(server: Server) -> None:
    with Store.open(server.url(server.make()), create=True) as store:
        make_ready(store.engine, store.place)
        run(store, f"COMMENT ON SCHEMA {SCHEMA} IS '{MADE}03.04.00_01_pre_add_retry_failed_job_procedure.sql'")
        make_ready(store.engine, store.place)
        ((comment,),) = store.ask("SELECT obj_description('yueling_jobs'::regnamespace, 'pg_namespace')", {})
        assert re.fullmatch(rf"{MADE}\d\d\.\d\d\.\d\d_\d\d_.*\.sql", comment)
        assert "03.04.00_01" not in comment


def test_a_worker_whose_database_was_migrated_by_another_version_ends_and_leaves_the_jobs(
    url: str, tmp_path: Path
) -> None:
    world.fill(url)
    with world.Workers(url, tmp_path / "received", 200, slow=0.1, concurrency=1) as there:
        one = there.start()
        assert world.wait_for(lambda: len(world.lines(tmp_path / "received")) >= 2, 60)
        with Store.open(url) as store:
            run(store, "UPDATE alembic_version SET version_num = '9999'")
            assert there.ended(one) == 1
            assert "another version" in there.log
            assert jobs(store)
            run(store, "UPDATE messages SET state = state WHERE org = this_org()")  # the outbox is as it was
    with pytest.raises(StoreError, match="newer version"):
        Store.open(url)


def test_jobs_of_a_later_version_are_left_to_it_and_their_messages_go_out_all_the_same(
    url: str, tmp_path: Path
) -> None:
    world.fill(url)
    with Store.open(url) as store:
        worker(store, Keeper(), readers=4).plan()
        run(store, f'UPDATE {SCHEMA}.procrastinate_jobs SET args = args || \'{{"office": "x"}}\'')
        for queue in ("deliver", "deliver, in a later way"):
            run(
                store,
                f"INSERT INTO {SCHEMA}.procrastinate_jobs (queue_name, task_name, args) VALUES (:queue, 'later', '{{}}')",
                queue=queue,
            )
        with world.Workers(url, tmp_path / "received", 4) as there:
            one = there.start()
            assert world.wait_for(lambda: len(world.received(tmp_path / "received")) == 4, 60), there.log
            assert world.wait_for(lambda: world.all_sent(url), 30)
            assert there.stop(one) == 0
        assert set(world.received(tmp_path / "received").values()) == {1}
        assert "a job was made by another version of yueling: keys, office, org; install the version" in there.log
        assert "Task was not found" in there.log
        assert jobs(store, "queue_name = 'deliver, in a later way'") == [("todo", None, [])]


def test_workers_that_make_the_tables_at_one_moment_make_them_once(url: str) -> None:
    with Store.open(url, create=True) as store:
        in_threads(lambda _: make_ready(store.engine, store.place))


def test_options_of_the_address_are_kept_beside_the_place_of_the_tables(store: Store) -> None:
    from sqlalchemy import make_url

    found = conninfo_of(make_url("postgresql+psycopg://u:secret@host/name?options=-c%20work_mem%3D8MB"))
    assert "work_mem=8MB" in found.replace("\\", "")
    assert f"search_path={SCHEMA}" in found


def called(*words: str) -> tuple[int, str, str]:
    """The exit code of a command, and what it wrote."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(["--lang", "en", *words])
    for stream in (out, err):
        stream.seek(0)
    return code, out.read(), err.read()


def test_the_command_sends_once_and_says_where_and_what(url: str, tmp_path: Path) -> None:
    world.fill(url)
    (tmp_path / "s.toml").write_text(
        '[cluster]\nenabled = true\n[[recipients]]\nname = "a"\nchannel = "hook"\n'
        '[channels.hook]\ntype = "webhook"\nsecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"\n'
        'url = "http://127.0.0.1:1/"\nallow_private = true\n[reminders]\ntime = "00:00"\n'
    )
    config = ("--config", str(tmp_path / "s.toml"), "--db", url)
    code, _, err = called(*config, "remind")
    assert code == 0, err
    with Store.open(url) as store:
        assert [len(keys) for _, _, keys in jobs(store)] == [1]
    code, out, err = called(*config, "worker", "--once", "--concurrency", "1")
    assert code == 0, err
    assert out.startswith(f"worker at {url.replace('postgresql:', 'postgresql+psycopg:').partition('?')[0]}")
    assert "queues clock, deliver, 1 message at a time" in out


def test_a_file_has_no_workers(tmp_path: Path) -> None:
    db = ("--db", f"sqlite:///{tmp_path}/events.db")
    assert called(*db, "init")[0] == 0
    code, _, err = called(*db, "worker")
    assert code == 1
    assert "migrate-to" in err
    (tmp_path / "s.toml").write_text("[cluster]\nenabled = true\n")
    code, _, err = called(*db, "--config", str(tmp_path / "s.toml"), "remind")
    assert code == 1
    assert "migrate-to" in err


def test_the_password_of_the_database_is_in_nothing_that_a_worker_says(server: Server, tmp_path: Path) -> None:
    url = server.url(server.make()).replace("yueling@", "yueling:hush-hush@")
    Store.open(url, create=True).close()
    code, out, err = called("--db", url, "worker", "--once")
    assert code == 0, err
    assert "hush-hush" not in json.dumps([out, err])
