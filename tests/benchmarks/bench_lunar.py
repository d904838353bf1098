"""How many lunar dates a second, against the bars: 1,000,000 in a batch, 200,000 one by one.

Prints the best of several passes; run it on an idle machine.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import date

from rules.reckoning.lunar import FIRST, LAST, civil_of, lunar_of, lunar_range
from rules.reckoning.terms import NAMES, term_day

DAYS = [date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1)]
LUNAR = list(lunar_range(FIRST, LAST))
TERMS = [(year, name) for year in range(1900, 2101) for name in NAMES]


def all_lunar() -> None:
    """Every day of the table in one batch."""
    deque(lunar_range(FIRST, LAST), maxlen=0)


def each_lunar() -> None:
    """Every day of the table asked alone."""
    for day in DAYS:
        lunar_of(day)


def each_civil() -> None:
    """Every day of the table the other way."""
    for lunar in LUNAR:
        civil_of(lunar.year, lunar.month, lunar.day, lunar.leap)


def each_term() -> None:
    """Every term of the table."""
    for year, name in TERMS:
        term_day(year, name)


def rate(work: Callable[[], None], count: int, passes: int = 7) -> float:
    """How many a second in the best pass, by the time of this process."""
    times = []
    for _ in range(passes):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return count / min(times)


def main() -> None:
    """Prints one line for each way."""
    for name, work, count in (
        ("lunar_range", all_lunar, len(DAYS)),
        ("lunar_of", each_lunar, len(DAYS)),
        ("civil_of", each_civil, len(DAYS)),
        ("term_day", each_term, len(TERMS)),
    ):
        print(f"{name:12} {rate(work, count):12,.0f} a second")


if __name__ == "__main__":
    main()
