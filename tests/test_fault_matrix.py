"""The matrix of faults, each a few times; `make faults` acts out each twenty times."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial

import pytest

from tests.faults.ground import Grounds, durable, on_postgresql, on_sqlite
from tests.faults.matrix import Fault, faults
from tests.postgresql.server import binaries

FAULTS = list(faults())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grounds(request: pytest.FixtureRequest) -> Iterator[Grounds]:
    """What makes a database for a fault, on either engine."""
    if request.param == "sqlite":
        yield on_sqlite
        return
    if not binaries():
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with durable() as server:
        yield partial(on_postgresql, server)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_nothing_is_lost_and_nothing_comes_twice_but_under_the_same_key(fault: Fault, grounds: Grounds) -> None:
    if "certificate" in fault.name and not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    tries = 3 if grounds is on_sqlite else 1  # a database on a server takes its time to be made
    found = fault.times(tries, grounds)
    assert (found.lost, found.doubles, found.untrue) == (0, 0, 0)
    assert found.repeats <= tries * fault.repeats


def test_each_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) > 40
