"""Opening a database with SQLAlchemy: the engine, its transactions, the migrations.

Alembic is imported only when there is work for it: a command on a database that is up to date should not wait for it.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, StaticPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rules import Message

from .errors import IN_USE, BadText, MissingStore, StoreError, masked, refusal
from .files import KNOWN, existing
from .making import make
from .reading import Ask
from .scope import EVERY, define

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""What a URL may begin with, and the driver that is used for it."""
IN_MEMORY = (None, "", ":memory:")
ADVISORY_LOCK, TURNS = 0x79756C, 0x79756D
LOCKS = {
    (False, False): ", pg_advisory_xact_lock_shared(%(key)s), pg_advisory_xact_lock(%(key)s, %(number)s)",
    (False, True): ", pg_advisory_xact_lock_shared(%(key)s), pg_advisory_xact_lock_shared(%(key)s, %(number)s)",
    (True, False): ", pg_advisory_xact_lock(%(key)s)",
    (True, True): ", pg_advisory_xact_lock(%(key)s)",
}
"""What a transaction that writes waits for: by whether it is of every organisation, and whether it only marks rows."""
WAL_ATTEMPTS = 100
LONGEST_SILENCE = "5min"
"""After which PostgreSQL ends a transaction whose program says nothing more: it may be gone, with the lock of all writers."""
MOMENT = 0.1
"""Seconds in which a server cannot be started anew."""
LOG_PAGES = 8000
"""Pages of the write-ahead log after which it is written back: 32 MB."""


def read_url(address: str) -> URL:
    """The URL with its driver chosen.

    Raises StoreError where it is none, or of a database that is not supported.
    """
    remedy = Message("write a file as sqlite:///path/to/events.sqlite3, a server as postgresql://user@host/name")
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        if address and not re.search(r"[:@?\s]", address):  # a path of a file, which lacks only what stands before it
            url_of_it = f"sqlite:///{Path(address).expanduser()}"
            remedy = Message("write the file as {url}", url=url_of_it)
        raise StoreError(masked(address), Message("that is no address of a database"), remedy) from None
    if url.drivername not in DRIVERS:
        said = Message("there is no store for “{scheme}”", scheme=url.drivername)
        raise StoreError(place_of(url), said, remedy)
    return url.set(drivername=DRIVERS[url.drivername])


def place_of(url: URL) -> str:
    """How messages name the database: its file, or its address without the password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return masked(url.render_as_string(hide_password=True))


def make_engine(url: URL, patience: float) -> Engine:
    """An engine for the URL that waits `patience` seconds for a lock.

    Every transaction on it writes (BEGIN IMMEDIATE), but for connections with the execution option `reading=True`.

    Raises StoreError where the driver is missing.
    """
    options: dict[str, Any] = {"pool_timeout": patience}
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        options |= {"connect_args": {"timeout": patience, "check_same_thread": False}, "poolclass": QueuePool}
        if url.database in IN_MEMORY:
            # in memory: the one connection is the database; threads take turns, as they do for a file
            options |= {"pool_size": 1, "max_overflow": 0}
    else:
        options |= {"connect_args": {"connect_timeout": max(2, round(patience))}}
    try:
        engine = create_engine(url, **options)
        if sqlite and url.database not in IN_MEMORY:
            event.listen(engine, "do_connect", never_make)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        driver = getattr(error, "name", None) or url.drivername
        said = Message("the driver {driver} is not installed", driver=driver)
        raise StoreError(place_of(url), said, Message("install it: pip install {driver}", driver=driver)) from error
    if sqlite:
        event.listen(engine, "connect", set_pragmas)
        event.listen(engine, "begin", begin_sqlite)
    else:
        event.listen(engine, "connect", partial(set_limits, patience=patience))
        event.listen(engine, "checkin", note_return)
        event.listen(engine, "checkout", partial(try_again, engine))
        event.listen(engine, "begin", begin_postgresql)
    return engine


def never_make(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> None:
    """Has SQLite open the file that there is: a path that leads nowhere must not become an empty database."""
    if not options.get("uri"):
        args[0], options["uri"] = existing(Path(args[0])), True
    elif not re.search(r"[?&]mode=", args[0]):
        args[0] += ("&" if "?" in args[0] else "?") + "mode=rw"


def set_pragmas(connection: Any, record: Any) -> None:
    """Settings of each SQLite connection: durable commits, foreign keys; transactions are begun by hand.

    The write-ahead log is written back seldom: where many small changes follow a large one that is most of the work.
    """
    connection.isolation_level = None
    define(connection, record.info)
    for pragma in ("foreign_keys=ON", "synchronous=FULL", f"wal_autocheckpoint={LOG_PAGES}"):
        connection.execute(f"PRAGMA {pragma}").close()


def set_limits(connection: Any, _record: object, patience: float) -> None:
    """Settings of each PostgreSQL connection: how long it waits for a lock, and when one that fell silent gives up its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", (f"{round(patience * 1000)}ms",))
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, false)", (LONGEST_SILENCE,))
    connection.commit()


def note_return(_connection: Any, record: Any) -> None:
    """Notes when a connection came back into the pool."""
    record.info["returned"] = time.monotonic()


def try_again(engine: Engine, connection: Any, record: Any, _proxy: object) -> None:
    """Tries a connection that has lain in the pool: a server that was started anew has broken all that were open.

    One that came back a moment ago is not tried, because that takes as long as a question.
    """
    if time.monotonic() - record.info.get("returned", -MOMENT) < MOMENT:
        return
    try:
        engine.dialect.do_ping(connection)
    except Exception as error:
        if engine.dialect.is_disconnect(error, connection, None):  # type: ignore[arg-type]
            raise DisconnectionError from error  # the pool takes another one
        raise


def begin_sqlite(connection: Connection) -> None:
    """Begins a transaction in a scope; one that will write takes the lock at once, so that it never fails half way for it."""
    options = connection.get_execution_options()
    connection.info["org"] = options.get("org")
    connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


def begin_postgresql(connection: Connection) -> None:
    """Sets the scope, and lets writers follow one another, as they do on SQLite.

    Organisations do not wait for one another, and whatever is done with all of them waits for each. Those that only mark
    rows go on beside one another.
    """
    options = connection.get_execution_options()
    org = options.get("org")
    question = "SELECT set_config('yueling.org', %(org)s, true)"
    if not options.get("reading"):
        question += LOCKS[org == EVERY, bool(options.get("marking"))]
    facts = {"org": "" if org is None else str(org), "key": ADVISORY_LOCK, "number": org}
    connection.exec_driver_sql(question, facts)


def take_turns(connection: Connection, name: str) -> None:
    """Waits until no other transaction under that name is under way, and keeps others waiting until this one ends.

    On SQLite, where writers follow one another, there is nothing to wait for.
    """
    if connection.dialect.name == "postgresql":
        question = text("SELECT pg_advisory_xact_lock(:key, hashtext(this_org() || :name))")
        connection.execute(question, {"key": TURNS, "name": f" {name}"})


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turns what the database says inside the block into a StoreError about the place.

    Raises StoreError; BadText for a text that cannot be encoded.
    """
    try:
        yield
    except PoolTimeout as error:
        raise StoreError(place, *IN_USE) from error
    except DBAPIError as error:
        raise refusal(place, error.orig or error) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise refusal(place, error) from error
    except UnicodeEncodeError as error:
        raise BadText(error.object) from error


def asking(connection: Connection) -> Ask:
    """Asks through a connection of the engine."""
    return lambda question, wanted: connection.execute(text(question), wanted)


def executing(connection: Connection) -> Callable[[str, Any], None]:
    """Runs statements through a connection of the engine."""

    def execute(statement: str, values: Any) -> None:
        connection.execute(text(statement), values)

    return execute


@contextmanager
def reading(engine: Engine, place: str) -> Iterator[Connection]:
    """A connection in a transaction that only reads; raises StoreError."""
    with told(place), engine.connect().execution_options(reading=True) as connection, connection.begin():
        yield connection


@contextmanager
def snapshot(engine: Engine, place: str) -> Iterator[Connection]:
    """A connection that only reads, and all of it as of one moment, however long that takes; raises StoreError."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with told(place), engine.connect().execution_options(reading=True, **level) as connection, connection.begin():
        yield connection


@contextmanager
def engine_asked(engine: Engine, place: str) -> Iterator[Ask]:
    """Asks through the engine; all answers are of one moment. Raises StoreError."""
    with reading(engine, place) as connection:
        yield asking(connection)


@contextmanager
def writing(engine: Engine, place: str) -> Iterator[Connection]:
    """A connection in a transaction that writes, all of it or nothing; raises StoreError."""
    with told(place), engine.begin() as connection:
        yield connection


@contextmanager
def marking(engine: Engine, place: str) -> Iterator[Connection]:
    """A connection in a transaction that changes rows which it has locked itself, and nothing else; raises StoreError.

    On a server many of these go on at once, so that they need not wait for one another's disk, and none of them beside
    one of `writing`. On SQLite it is one of `writing`.
    """
    with told(place), engine.connect().execution_options(marking=True) as connection, connection.begin():
        yield connection


@contextmanager
def rehearsing(engine: Engine, place: str) -> Iterator[Connection]:
    """A connection in a transaction that writes, of which nothing stays; raises StoreError.

    It writes to a copy of an SQLite file, so that nobody waits for it; on a server it takes its turn among the writers.
    """
    if engine.dialect.name != "sqlite" or engine.url.database in IN_MEMORY:
        with writing(engine, place) as connection:
            yield connection
            connection.rollback()
        return
    with told(place):
        copy = sqlite3.connect("", check_same_thread=False)  # in memory, and in a file of its own where it is large
        trial = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        event.listen(trial, "connect", set_pragmas)
        event.listen(trial, "begin", begin_sqlite)
        trial = trial.execution_options(org=engine.get_execution_options().get("org"))
        try:
            with reading(engine, place) as source:
                source.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            with trial.begin() as connection:
                yield connection
                connection.rollback()
        finally:
            trial.dispose()
            copy.close()


def bring_up(engine: Engine, place: str, *, create: bool) -> None:
    """Brings the tables to this version; does nothing where they are already.

    Raises MissingStore where there are none and `create` does not allow to make them; StoreError for a database of a
    newer version or of another program.
    """
    engine = engine.execution_options(org=EVERY)
    with reading(engine, place) as connection:
        version = version_of(connection)
        if version == KNOWN[-1]:
            return
        refuse_strangers(connection, place, version)
    if version is None and not create:
        raise MissingStore(place, empty=True)
    with told(place):
        use_wal(engine)
    with writing(engine, place) as connection:
        if version_of(connection) is None:
            make(connection)
        else:
            migrate(connection)
        number_it(connection)


def number_it(connection: Connection, *, anew: bool = False) -> None:
    """Gives an SQLite file a number of its own in its header, by which `files` tells it from others; beside it the one before.

    As long as the log is not written back the header has the one before, and the log both.
    """
    if connection.dialect.name != "sqlite":
        return
    before = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
    if anew or not before:
        connection.exec_driver_sql(f"PRAGMA application_id = {before}")
        connection.exec_driver_sql(f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}")


def version_of(connection: Connection) -> str | None:
    """The migration at which the database stands; None for a fresh one."""
    if connection.dialect.name == "postgresql":  # without what SQLAlchemy asks besides, which takes half of opening
        there = connection.execute(text("SELECT to_regclass('alembic_version')")).scalar()
    else:
        there = inspect(connection).has_table("alembic_version")
    if not there:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def refuse_strangers(connection: Connection, place: str, version: str | None) -> None:
    """Raises StoreError for a database of a newer version or of another program."""
    if version is None and inspect(connection).get_table_names():
        said = Message("the database belongs to another program")
        raise StoreError(place, said, Message("name another file with --db"))
    if version is not None and version not in KNOWN:
        said = Message("the database was written by a newer version of yueling ({version})", version=version)
        raise StoreError(
            place, said, Message("install the newer version from where this one came; docs/operations.md says how")
        )


def use_wal(engine: Engine) -> None:
    """Sets the write-ahead log, which the file then keeps: readers and the writer do not wait for one another.

    SQLite does not wait for the lock that the change needs, so this does.
    """
    if engine.dialect.name != "sqlite":
        return
    for attempt in range(WAL_ATTEMPTS):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if attempt == WAL_ATTEMPTS - 1 or error.sqlite_errorname != "SQLITE_BUSY":
                raise
            time.sleep(0.05)
        finally:
            connection.close()


def migrate(connection: Connection, version: str = "head") -> None:
    """Runs the migrations that are missing up to that version, in the transaction of the connection."""
    from alembic.command import upgrade  # slow to load, and a schema is seldom old
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    upgrade(config, version)
