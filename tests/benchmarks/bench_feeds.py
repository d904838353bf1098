"""How long a cold render takes, and a 304, against the bars: 1,000 entries 10 ms, 10,000 entries 100 ms on a quiet core.

Prints the best of several passes; run it on an idle machine, the ratio to the plain loop is what compares.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from calendars.events import Event, Source, agenda
from calendars.feeds import Feed, render
from calendars.ical.lint import lint
from rules import Recurrence, Span
from rules.kinds import Due, Yearly

NOTICE = Source(
    "关于报送年度工作总结的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 10, 9),
    sentence="请各分会于每年12月15日前将工作总结以邮件形式报送秘书处。",
)  # fmt: skip


def event(number: int) -> Event:
    rule = Recurrence(Due(Yearly(1 + number % 12, 1 + number % 28)))
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    facts = {
        "quote": "每年12月15日前",
        "source": NOTICE,
        "actor": "各分会",
        "action": "以邮件形式报送",
        "created": stamp,
    }
    return Event(f"{number:016x}", f"报送第{number}号工作总结", "deadline", rule, ("报送",), **facts)  # type: ignore[arg-type]


def best(work: Callable[[], object], passes: int = 5) -> float:
    """The shortest of the passes, in milliseconds of this process."""
    times = []
    for _ in range(passes):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> None:
    """Prints one line for each size."""
    loop = best(lambda: sum(n * n for n in range(200_000)))
    for size in (1_000, 10_000):
        entries = agenda(map(event, range(size)), Span(date(2026, 1, 1), date(2026, 12, 31)))
        feed = Feed("all", "全部")
        data = render(feed, entries)
        cold, judged = best(lambda: render(feed, entries)), best(lambda: lint(data), 2)  # noqa: B023
        print(
            f"{size:6} entries, {len(data):9,} bytes: render {cold:6.1f} ms ({cold / loop:.1f} loops), lint {judged:7.1f} ms"
        )


if __name__ == "__main__":
    main()
