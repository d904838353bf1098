"""How the whole suite runs: properties try the same examples each time, so that a change and not chance makes them fail.

`YUELING_FUZZ=random` lets them look for new ones.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from calendars.store import Store

from . import scoping

# Without deadlines: how long an example takes says more about the machine than about the code.
settings.register_profile("steady", derandomize=True, deadline=None)
if os.environ.get("YUELING_FUZZ") != "random":
    settings.load_profile("steady")

# The scripts that compute the tables are looked into only where their extra `tables` is installed.
COMPUTING = ["tables/ephemeris.py", "tables/make_lunisolar.py"]
# The client of GNOME runs with the system's Python, which has `gi`.
FOREIGN = ["clients/evolution.py"]
collect_ignore = FOREIGN if find_spec("de406") and find_spec("erfa") else [*COMPUTING, *FOREIGN]


@pytest.fixture(scope="session")
def make_database(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Callable[[Path], Path]:
    """Puts an empty database at a path, as `yueling init` does; quick, because its tables are made only once."""
    if pytestconfig.pluginmanager.hasplugin("tests.postgresql.plugin"):

        def make_there(path: Path) -> Path:
            Store.open(f"sqlite:///{path}", create=True).close()
            return path

        return make_there
    empty = tmp_path_factory.mktemp("empty") / "events.sqlite3"
    Store.open(f"sqlite:///{empty}", create=True).close()

    def make(path: Path) -> Path:
        return Path(shutil.copy(empty, path))

    return make


def pytest_configure(config: pytest.Config) -> None:
    """Where nothing is to be compiled beside the sources, the tests and the processes that they start do it elsewhere.

    Each process would else compile the whole program anew, and take several times as long as one of a user; and each of
    those that run the tests would put every assertion into its words anew.
    """
    scoping.watch()
    if os.environ.get("PYTHONDONTWRITEBYTECODE") and config.pluginmanager.hasplugin("cacheprovider") and config.cache:
        del os.environ["PYTHONDONTWRITEBYTECODE"]
        os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("bytecode"))
        sys.dont_write_bytecode, sys.pycache_prefix = False, os.environ["PYTHONPYCACHEPREFIX"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collects without looking for circles: nothing of what is found is to be thrown away."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        _set_aside()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """What the tests of a file left in memory, as what they read once for all, is not gone through by those of the next one."""
    yield
    if nextitem and nextitem.path != item.path:
        _set_aside()


def _set_aside() -> None:
    """Has Python look for circles no more in what stands for the tests themselves.

    Tens of thousands of tests are as much as a program of the size of a browser: without this one that measures the
    processor's time would measure the suite, which no user has in memory.
    """
    gc.collect()
    gc.freeze()
