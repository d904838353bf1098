"""How fast working days are counted, stepped and tested; prints a line each."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from rules.reckoning.workdays import WORKDAY_TABLES, Workdays

TIMES = 200_000
DAY, LATER = date(2016, 10, 8), date(2026, 10, 8)


def main() -> None:
    """Prints the rates."""
    workdays = Workdays(WORKDAY_TABLES)
    begin = perf_counter()
    workdays.step(DAY, 1)
    print(f"reading twenty tables: {(perf_counter() - begin) * 1000:.1f} ms, once")
    for name, work in (
        ("is_workday", lambda: workdays.is_workday(DAY)),
        ("step +1", lambda: workdays.step(DAY, 1)),
        ("step +2000", lambda: workdays.step(DAY, 2000)),
        ("count of ten years", lambda: workdays.count(DAY, LATER)),
    ):
        begin = perf_counter()
        for _ in range(TIMES):
            work()
        print(f"{name}: {TIMES / (perf_counter() - begin):,.0f} a second")


if __name__ == "__main__":
    main()
