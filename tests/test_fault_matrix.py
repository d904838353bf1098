"""The matrix of faults, each a few times; `make faults` acts out each twenty times."""

from __future__ import annotations

import shutil

import pytest

from tests.faults.matrix import Fault, faults

FAULTS = list(faults())


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_nothing_is_lost_and_nothing_comes_twice_but_under_the_same_key(fault: Fault) -> None:
    if "certificate" in fault.name and not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    found = fault.times(3)
    assert (found.lost, found.doubles, found.untrue) == (0, 0, 0)
    assert found.repeats <= 3 * fault.repeats


def test_each_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) > 40
