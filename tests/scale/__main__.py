"""Simulates a day and prints it beside the arithmetic: python -m tests.scale [--offices N] [--subscribers N] …

Ends with 1 where the two differ by more than a tenth. `--docs` writes the tables of docs/scale.md anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .arithmetic import Arithmetic
from .comparing import compare
from .costs import COSTS, Costs
from .simulation import simulate
from .tables import SAMPLE, SEED, rewrite
from .world import World

NUMBERS = ("edits", "of_all", "ttl", "minutes", "load", "wait", "failure")
WHOLE = ("offices", "subscribers", "edges", "readers", "concurrency", "cores")


def main(words: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale")
    usual = World()
    for name in (*WHOLE, *NUMBERS):
        kind = int if name in WHOLE else float
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=getattr(usual, name))
    parser.add_argument("--first-of-month", action="store_true")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="offices whose day is acted out")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--costs", type=Path, default=COSTS)
    parser.add_argument("--docs", action="store_true", help="write the tables of docs/scale.md")
    given = vars(parser.parse_args(words))
    sample, seed, file, docs = (given.pop(name) for name in ("sample", "seed", "costs", "docs"))
    costs, world = Costs.read(file), World(**given)
    if docs:
        return rewrite(costs)
    reckoned = Arithmetic(world, costs)
    print(
        f"{world.offices:,} offices, {world.subscribers:,} subscribers; a day of {min(sample, world.offices)} offices"
    )
    print(f"{reckoned.shards} databases of {reckoned.shard:,} offices, {reckoned.workers} workers each")
    print(f"{'':48} {'reckoned':>14} {'simulated':>14}")
    lines = list(compare(reckoned.outcome(), simulate(world, costs, seed, sample)))
    for line in lines:
        print(line.say())
    return 0 if all(line.good for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
