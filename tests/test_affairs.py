"""Chains of notices on one affair: what a later notice makes of the calendar, set by set, never worse than it was."""

from __future__ import annotations

import tomllib

import pytest

from tests.affairs_judged import AFFAIRS, chain, verdicts

BARS = tomllib.loads((AFFAIRS / "bars.toml").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", BARS)
def test_a_set_is_judged_as_well_as_it_was(name: str) -> None:
    every = list(verdicts(AFFAIRS / name))
    right = sum(not one.faults for one in every) / len(every)
    silent = [f"{one.name}.{one.number}: {title}" for one in every for title in one.silent]
    assert right >= BARS[name]["right"]
    assert len(silent) <= BARS[name]["silent"], silent


def test_there_are_enough_chains_and_each_has_a_later_notice() -> None:
    chains = [chain(path) for name in BARS for path in (AFFAIRS / name).glob("*.txt")]
    assert len(chains) >= 120
    assert all(len(steps) >= 2 for steps in chains)
