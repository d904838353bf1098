"""How long the month, the year and the planner take at 10,000 events, against the bar of a cold page: 60 ms on a quiet core.

Of the events nine in ten are deadlines of a day of every year, one in ten is weekly; the second row has as many single
days spread over ten years. Prints the best of several passes in milliseconds, and in ratios to a plain loop.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from datetime import date, timedelta

from calendars.events import Event
from calendars.grids import month_of, year_of
from calendars.planner import font_found, planner
from calendars.web.grid_pages import month_page, year_page
from calendars.web.pages.frame import Frame
from rules import RECKONING, Recurrence, almanac
from rules.kinds import Due, Fixed, Weekly, Yearly
from rules.reckoning.lunar import lunar_range, words

SIZE, TODAY, DECEMBER = 10_000, date(2026, 12, 8), date(2026, 12, 1)


def recurring(number: int) -> Event:
    weekly = number % 10 == 0
    rule = Weekly((number // 10 % 5,)) if weekly else Due(Yearly(1 + number % 12, 1 + number % 28))
    kind = "event" if weekly else "deadline"
    return Event(f"{number:016x}", f"报送第{number}号工作总结", kind, Recurrence(rule))


def single(number: int, chance: random.Random) -> Event:
    day = date(2020, 1, 1) + timedelta(days=chance.randrange(3650))
    return Event(f"{number:016x}", f"报送第{number}号工作总结", "deadline", Recurrence(Due(Fixed(day, day))))


def best(work: Callable[[], object], passes: int = 7) -> float:
    """The shortest of the passes, in milliseconds of this process."""
    times = []
    for _ in range(passes):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> None:
    """Prints one line for each set of events."""
    start = time.process_time()
    days = [words(lunar) for lunar in lunar_range(date(2026, 1, 1), date(2026, 12, 31))]
    cold = (time.process_time() - start) * 1000
    warm = best(lambda: almanac(date(2026, 1, 1), date(2026, 12, 31)))
    print(f"{len(days)} lunar days: cold {cold:.1f} ms; almanac of a year, grammar loaded: {warm:.1f} ms")
    loop, frame, chance = best(lambda: sum(n * n for n in range(200_000))), Frame("zh", TODAY), random.Random(1)
    sets = {"recurring": [recurring(n) for n in range(SIZE)], "single": [single(n, chance) for n in range(SIZE)]}
    for name, events in sets.items():
        month = best(lambda: month_page(month_of(DECEMBER, events, TODAY, RECKONING, "zh"), frame))  # noqa: B023
        year = best(lambda: year_page(year_of(2026, events, TODAY, RECKONING, "zh"), frame))  # noqa: B023
        sheets = best(lambda: planner(2026, events, RECKONING, font_found()), 2)  # noqa: B023
        print(
            f"{SIZE:,} {name:9}: month {month:5.1f} ms ({month / loop:.1f} loops), year {year:5.1f} ms ({year / loop:.1f}),"
            f" planner {sheets:6.0f} ms ({sheets / loop:.0f})"
        )


if __name__ == "__main__":
    main()
