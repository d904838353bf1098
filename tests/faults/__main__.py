"""Prints the matrix: python -m tests.faults [postgresql] [TRIES [WORDS OF A FAULT]]."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from functools import partial

from .ground import Grounds, durable, on_postgresql, on_sqlite
from .matrix import faults


def main(tries: int, words: str, grounds: Grounds) -> int:
    """Acts out every fault whose name has the words so often and prints the table; 1 where a bar is missed."""
    print("| fault | tries | lost | again, same key | again, other key | untrue |\n|---|---|---|---|---|---|")
    missed = 0
    began = time.monotonic()
    for fault in faults():
        if words not in fault.name:
            continue
        found = fault.times(tries, grounds)
        may = f" (may: {fault.repeats * tries})" if fault.repeats else ""
        print(
            f"| {fault.name} | {tries} | {found.lost} | {found.repeats}{may} | {found.doubles} | {found.untrue} |",
            flush=True,
        )
        missed += bool(found.lost or found.doubles or found.untrue or found.repeats > fault.repeats * tries)
    print(f"\n{missed} faults missed the bar; {time.monotonic() - began:.0f} s", file=sys.stderr)
    return int(missed > 0)


if __name__ == "__main__":
    args = sys.argv[1:]
    with ExitStack() as stack:
        there: Grounds = on_sqlite
        if args[:1] == ["postgresql"]:
            there, args = partial(on_postgresql, stack.enter_context(durable())), args[1:]
        code = main(int(args[0]) if args else 20, " ".join(args[1:]), there)
    sys.exit(code)
