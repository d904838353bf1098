"""How long a notice takes against calendars of several sizes: five changes, of events that several names may mean, and a plan.

`python tests/benchmarks/bench_reconciling.py` prints for each size the seconds of one reading, and how many times those of the
calendar before it that is; then those of a review of a plan with 400 dates against the largest one. The events are all still
to come, as none is left out then.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from calendars.actions import previews, read_in
from calendars.drafts import draft
from calendars.events import Event, uid_of
from calendars.store import Store
from rules import Recurrence, find, read_notice
from rules.kinds import Fixed

SIZES = (100, 1_000, 10_000)
NOW = datetime(2026, 4, 8, tzinfo=UTC)
THINGS = ("学术年会", "报送总结", "专题培训", "青年论坛", "评审会", "报名", "义诊活动", "换届大会")
PLACES = ("青岭", "云溪", "河埠", "松岗", "柳汀", "澄江", "宁湖", "望河", "绥林", "东屏")
LATER = """关于调整有关安排的通知
各单位：
原定5月6日的青年论坛推迟至5月20日。报名截止时间延长至5月8日。评审会时间调整为5月12日。义诊活动取消。专题培训改在6月3日举行。请于4月30日前报送总结。
青岭市科协
2026年4月8日
"""


def calendar(size: int) -> list[Event]:
    """So many events of eight sorts in the 300 days to come."""
    events = []
    for n in range(size):
        title = title_of(n)
        day = date(2026, 4, 10) + timedelta(days=n % 300)
        events.append(Event(uid_of(title), title, "event", Recurrence(Fixed(day, day))))
    return events


def title_of(n: int) -> str:
    """What the event of that number is called."""
    return f"{PLACES[n % 10]}第{n}次{THINGS[n % 8]}{PLACES[n // 10 % 10]}"


def many_dates(count: int) -> str:
    """A plan with so many dates of events that are stored, most of them on other days."""
    days = [date(2026, 4, 10) + timedelta(days=n * 7 % 300) for n in range(count)]
    lines = [f"{day.year}年{day.month}月{day.day}日举行{title_of(25 * n)}。" for n, day in enumerate(days)]
    return "\n".join(("关于印发工作安排的通知", "各单位：", *lines, "青岭市科协", "2026年4月8日", ""))


def main() -> None:
    """Prints a line for each size, and one for the plan."""
    notice, before = read_notice(LATER), 0.0
    drafts = draft(notice, find(notice, NOW.date()))
    for size in SIZES:
        with Store.open("sqlite://") as store:
            with store.changing(NOW, "add") as change:
                change.save(calendar(size))
            begun = time.perf_counter()
            outcome = read_in(store, notice, drafts, NOW, reference=NOW.date(), dry_run=True)
            taken = time.perf_counter() - begun
        asked = sum(one.event is None for one in outcome.changes)
        times = f"{taken / before:5.1f} times the calendar before" if before else ""
        print(f"{size:6,} events  {taken:6.2f} s  {len(outcome.changes)} rows, {asked} of them asked  {times}")
        before = taken
    review()


def review() -> None:
    """Prints how long a plan of 400 dates takes."""
    notice = read_notice(many_dates(400))
    drafts = draft(notice, find(notice, NOW.date()))
    with Store.open("sqlite://") as store:
        with store.changing(NOW, "add") as change:
            change.save(calendar(SIZES[-1]))
        begun = time.perf_counter()
        previews(store, [(notice, drafts)], NOW)
        print(f"{len(drafts)} dates against {SIZES[-1]:,} events: {time.perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
