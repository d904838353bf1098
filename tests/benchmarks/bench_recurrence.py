"""How fast rules are read and expanded, beside the other engines, in ratios to python-dateutil.

10,000 mixed rules (60 % a date of the year, 15 % a weekday of a month of the year, 10 % a day of every month, 5 % the last
weekday of every month, 5 % weekly, 5 % quarterly) are read from their RRULE and expanded over ten years; each engine runs in
a process of its own, in turn with the others, several rounds. Then `next` of rules that began in 1996, and how long it takes
to read 10,000 different texts: RRULEs, which python-dateutil reads too, and Chinese.

`make bench` puts the peers into a folder of their own, because python-dateutil-rs takes the name of python-dateutil.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

ROUNDS = 5
RULES = 10_000
PASSES = 5
FIRST, LAST = date(2020, 1, 1), date(2029, 12, 31)
START = "DTSTART:20200101T000000"
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NEXT = {
    "yearly": "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30",
    "monthly": "FREQ=MONTHLY;BYDAY=-1FR",
    "weekly": "FREQ=WEEKLY;BYDAY=MO,WE",
    "daily": "FREQ=DAILY;INTERVAL=3",
    "hourly": "FREQ=HOURLY;INTERVAL=5",
}
NOW = datetime(2026, 11, 27, 10, 30)
TABLES = ("rules.reckoning", "rules.rfc5545.scales", "rules.strides")
"""What holds calendars and not what was read: it is made once in a process."""
PEERS = Path(os.environ.get("YUELING_PEERS", "peers"))
"""The folder with python-dateutil-rs; what is not there is left out of the table."""


def mixed(count: int = RULES) -> list[str]:
    """The rules, the same each time."""
    chance = random.Random(5)
    shapes: tuple[tuple[int, Callable[[], str]], ...] = (
        (60, lambda: f"YEARLY;BYMONTH={chance.randint(1, 12)};BYMONTHDAY={chance.randint(1, 28)}"),
        (
            15,
            lambda: (
                f"YEARLY;BYMONTH={chance.randint(1, 12)};BYDAY={chance.choice((1, 2, 3, 4, -1))}{chance.choice(BYDAY)}"
            ),
        ),
        (10, lambda: f"MONTHLY;BYMONTHDAY={chance.randint(1, 31)}"),
        (5, lambda: f"MONTHLY;BYDAY=-1{chance.choice(BYDAY)}"),
        (5, lambda: f"WEEKLY;BYDAY={chance.choice(BYDAY)}"),
        (5, lambda: f"MONTHLY;INTERVAL=3;BYMONTHDAY={chance.randint(1, 28)}"),
    )
    weights, makers = zip(*shapes, strict=True)
    return [f"{START}\nRRULE:FREQ={make()}" for make in chance.choices(makers, weights, k=count)]


def rrules() -> list[str]:
    """The rules, no two of them from the same day on."""
    days = (date.fromordinal(date(2000, 1, 1).toordinal() + number) for number in range(RULES))
    return [text.replace(START, f"DTSTART:{day:%Y%m%d}T000000") for text, day in zip(mixed(), days, strict=True)]


def wordings() -> list[str]:
    """Chinese rules of seven forms, no two the same."""
    chance = random.Random(7)

    def date_of_a_year() -> str:
        return f"{chance.randint(1950, 2090)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"

    makers: tuple[Callable[[], str], ...] = (
        date_of_a_year,
        lambda: f"{date_of_a_year()}前",
        lambda: f"自{date_of_a_year()}起每{chance.randint(2, 90)}天",
        lambda: f"{date_of_a_year()}{chance.randint(8, 20)}:{chance.randint(0, 59):02}",
        lambda: f"每年{chance.randint(1, 12)}月{chance.randint(1, 14)}日至{chance.randint(15, 28)}日",
        lambda: f"每年{chance.randint(1, 12)}月{chance.randint(1, 28)}日，遇节假日顺延",
        lambda: f"{chance.randint(1950, 2090)}年{chance.randint(1, 12)}月第{chance.choice('一二三四')}个星期五",
    )
    found: dict[str, None] = {}
    while len(found) < RULES:
        found[chance.choice(makers)()] = None
    return list(found)


def at_once(texts: list[str]) -> int:
    """Ours, all rules at once."""
    import rules

    _, days = rules.expand_all([rules.parse(text) for text in texts], FIRST, LAST)
    return len(days)


def singly(texts: list[str]) -> int:
    """Ours, one rule after the other, as a list of dates each."""
    import rules

    return sum(len(rules.parse(text).days(FIRST, LAST)) for text in texts)


def dateutil(texts: list[str]) -> int:
    """python-dateutil, or what stands in its place."""
    from dateutil.rrule import rrulestr

    first, last = datetime(2020, 1, 1), datetime(2029, 12, 31, 23, 59)
    return sum(len(list(rrulestr(text).between(first, last, inc=True))) for text in texts)


def our_next() -> dict[str, float]:
    """Microseconds of `next` by frequency."""
    import rules

    found = {}
    for name, rule in NEXT.items():
        recurrence = rules.parse(f"DTSTART:19960101T000000\nRRULE:{rule}")
        recurrence.next(NOW)
        found[name] = min(timeit.repeat(lambda: recurrence.next(NOW), number=2000, repeat=7)) / 2000 * 1e6  # noqa: B023
    return found


def dateutil_next() -> dict[str, float]:
    """Microseconds of `after` by frequency, each asked once or a few times."""
    from dateutil.rrule import rrulestr

    found = {}
    for name, rule in NEXT.items():
        recurrence = rrulestr(f"DTSTART:19960101T000000\nRRULE:{rule}")
        count = 1 if name == "hourly" else 3
        found[name] = min(timeit.repeat(lambda: recurrence.after(NOW), number=count, repeat=2)) / count * 1e6  # noqa: B023
    return found


def reading(engine: str) -> dict[str, float]:
    """Microseconds in which one of 10,000 different texts is read, by what they are; nothing is read twice."""
    import rules

    if engine == "ours":
        return {"RRULE": each(rules.parse, rrules()), "Chinese": each(rules.parse, wordings())}
    from dateutil.rrule import rrulestr

    return {"RRULE": each(rrulestr, rrules())}


def each(read: Callable[[str], object], texts: list[str]) -> float:
    """Microseconds for each of the texts; what is loaded and compiled once is there before."""
    read(texts[0])
    start = perf_counter()
    for text in texts:
        read(text)
    return (perf_counter() - start) / len(texts) * 1e6


def worker(engine: str) -> dict[str, Any]:
    """What one process measures: seconds of a pass with empty caches, how many instances, the peak of memory in MB."""
    import resource

    if engine == "at once":
        import numpy  # noqa: F401  # loaded before the clock runs, as the peers' modules are

    texts = mixed()
    run = {"at once": at_once, "one by one": singly}.get(engine, dateutil)
    times = []
    for _ in range(1 if run is dateutil else PASSES):
        forget()
        start = perf_counter()
        count = run(texts)
        times.append(perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": statistics.median(times), "count": count, "peak": peak}


def forget() -> None:
    """Empties every cache of ours, so that each pass reads all its rules anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("rules"):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)) and not name.startswith(TABLES):
                    clear()


def measured(engine: str, question: str) -> dict[str, Any]:
    """The answer of a process of its own."""
    root = Path(__file__).parent.parent.parent
    path = [str(PEERS), str(root)] if engine == "dateutil-rs" else [str(root)]
    told = subprocess.run(
        [sys.executable, __file__, question, engine],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


QUESTIONS: dict[str, Callable[[str], dict[str, Any]]] = {
    "expand": worker,
    "next": lambda engine: our_next() if engine == "ours" else dateutil_next(),
    "parse": reading,
}


def main() -> None:
    """Prints the tables."""
    engines = ["dateutil", "at once", "one by one", *(["dateutil-rs"] if (PEERS / "dateutil").exists() else [])]
    rounds = [{engine: measured(engine, "expand") for engine in engines} for _ in range(ROUNDS)]
    print(f"{RULES:,} rules over ten years, parse included; medians of {ROUNDS} rounds")
    for engine in engines:
        seconds = statistics.median(each[engine]["seconds"] for each in rounds)
        ratio = statistics.median(each["dateutil"]["seconds"] / each[engine]["seconds"] for each in rounds)
        count, peak = rounds[0][engine]["count"], rounds[0][engine]["peak"]
        print(f"{engine:12} {seconds * 1000:9.1f} ms {ratio:7.1f} x dateutil {count:9,} instances {peak:6.0f} MB")
    ours, theirs = measured("ours", "next"), measured("dateutil", "next")
    print("\nnext of a rule that began in 1996, microseconds")
    for name in NEXT:
        print(f"{name:12} ours {ours[name]:7.2f}   dateutil {theirs[name]:12,.0f}")
    ours, theirs = measured("ours", "parse"), measured("dateutil", "parse")
    print(f"\nparse {RULES:,} different texts, microseconds each")
    for name, time in ours.items():
        other = f"{theirs[name]:7.1f}" if name in theirs else "reads none"
        print(f"{name:12} ours {time:7.1f}   dateutil {other}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(QUESTIONS[sys.argv[1]](sys.argv[2])))
    else:
        main()
