"""A PostgreSQL server of the tests' own, reached by a socket in its folder: no port, no password, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NAMED = os.environ.get("YUELING_TEST_PG")
"""A server to use instead, as a URL of one of its databases whose role may make databases."""
DEBIAN = Path("/usr/lib/postgresql")
SERVICE_USER = "postgres"
SECONDS = 60
ENDING = 'cat >/dev/null; "$1/pg_ctl" -D "$2/data" -m immediate -t 60 stop >/dev/null 2>&1; rm -rf "$2"'
"""What a shell does that waits for the end of what it reads, the programs and the folder of a server being its words."""
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
"""For tests that ask what is stored and not what outlasts a power cut."""


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, of the newest version that is installed; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    return versions[-1].parent if versions else None


MISSING = "" if NAMED or binaries() else "PostgreSQL is not installed (Debian: postgresql)"
"""Why there is no server for the tests; empty where there is one."""


@dataclass
class Server:
    """A running server."""

    address: Callable[[str], str]
    """The URL of a database by its name."""
    folder: Path | None = None
    """Where its files are; None for one that was there before."""
    settings: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The URL of a database, as `--db` takes it."""
        return self.address(database)

    @staticmethod
    def name_of(url: str) -> str:
        """The name of the database in one of its URLs."""
        return url.partition("://")[2].partition("/")[2].partition("?")[0]

    def execute(self, statement: str) -> None:
        """Runs a statement outside of any transaction, in the database that is always there."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def make(self, template: str = "template0") -> str:
        """The name of a new database."""
        name = f"yueling_{os.getpid()}_{next(self.numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8')
        return name

    def drop(self, *names: str) -> None:
        """Removes databases, whoever is connected."""
        for name in names:
            self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = " ".join(f"-c {key}={value}" for key, value in self.settings.items())
        self._control("start", "-w", "-o", f"-k {self.folder} -c listen_addresses= {options}")

    def stop(self, how: str = "fast") -> None:
        """Stops the server; `immediate` as a crash does."""
        self._control("stop", "-w", "-m", how)

    def restart(self, how: str = "fast") -> None:
        """Stops and starts the server; every connection breaks."""
        self.stop(how)
        self.start()

    def _control(self, *words: str) -> None:
        assert self.folder, "only a server of the tests' own is started and stopped"
        _run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-t", str(SECONDS), *words)


def _run(program: str, *words: str) -> None:
    """Runs a program of PostgreSQL, which refuses to run as root."""
    folder = binaries()
    assert folder
    subprocess.run(
        [str(folder / program), *words],
        check=True, timeout=2 * SECONDS, stdout=subprocess.DEVNULL, cwd="/", **_user(),
    )  # fmt: skip


def _user() -> dict[str, Any]:
    if os.getuid():
        return {}
    entry = pwd.getpwnam(SERVICE_USER)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def served(settings: dict[str, str] | None = None) -> Iterator[Server]:
    """A server while the block runs: the one that is named, or one of its own in a folder that is removed afterwards.

    With settings it is always one of its own, which may be stopped and started, and is otherwise as PostgreSQL comes.
    """
    if NAMED and settings is None:
        where, _, options = NAMED.partition("://")[2].partition("?")
        host = where.rpartition("/")[0]
        more = f"?{options}" if options else ""
        yield Server(lambda database: f"postgresql://{host}/{database}{more}")
        return
    with _folder() as folder:
        _run("initdb", "-D", f"{folder}/data", "-U", "yueling", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        server = Server(
            lambda database: f"postgresql://yueling@/{database}?host={folder}",
            folder,
            QUICK if settings is None else settings,
        )
        server.start()
        yield server


@contextmanager
def copied(server: Server) -> Iterator[Server]:
    """A replica of a server of the tests' own, as it comes, while the block runs."""
    with _folder() as folder:
        _run("pg_basebackup", "-D", f"{folder}/data", "-h", str(server.folder), "-U", "yueling", "-R", "-c", "fast")
        replica = Server(lambda database: f"postgresql://yueling@/{database}?host={folder}", folder)
        replica.start()
        yield replica


@contextmanager
def _folder() -> Iterator[Path]:
    """A new folder that goes with this block, or with this process if that is killed, and with it the server in it.

    A shell reads from this process, which never writes: what it reads ends with the block, and with the process however
    that ends. It is in a session of its own, so that what is sent to the whole group of the tests is not sent to it.
    """
    folder = Path(tempfile.mkdtemp(prefix="yl-"))  # short: the path of a socket holds a hundred bytes
    if user := _user():
        os.chown(folder, user["user"], user["group"])
    watch = subprocess.Popen(
        ["/bin/sh", "-c", ENDING, "sh", str(binaries()), str(folder)],
        stdin=subprocess.PIPE, cwd="/", start_new_session=True, **user,
    )  # fmt: skip
    try:
        yield folder
    finally:
        watch.communicate(timeout=2 * SECONDS)
        shutil.rmtree(folder, ignore_errors=True)  # where only its owner may remove what lies beside it
