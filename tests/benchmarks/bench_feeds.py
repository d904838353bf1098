"""How long feeds take against the bars: 1,000 all-day entries cold 12 ms and warm 1 ms, 10,000 cold 120 ms on a quiet core.

Every entry is of an event of its own, so that nothing is said once for several. Cold writes every event anew, as after a
start or a change; a server that runs knows the words of most rules already. Prints the shortest of several passes in the
time of this process, and how often the library icalendar takes as long for the same properties in the same run; the ratios
are what compares between machines.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import icalendar

from calendars import captions
from calendars.captions import headline
from calendars.events import Entry, Event, Source, agenda
from calendars.feeds import Feed, Fragments, Look, Style, description, feed_window, render
from calendars.ical.lint import lint
from calendars.web.shelf import Shelf
from rules import Recurrence, Span, shift
from rules.kinds import Due, Yearly

NOTICE = Source(
    "关于报送年度工作总结的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 10, 9),
    sentence="请各分会于每年12月15日前将工作总结以邮件形式报送秘书处。",
)  # fmt: skip
FEED, TODAY, YEAR = Feed("all", "全部"), date(2026, 1, 15), Span(date(2026, 1, 1), date(2026, 12, 31))
STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def event(number: int) -> Event:
    rule = Recurrence(Due(Yearly(1 + number % 12, 1 + number % 28)))
    facts = {
        "quote": "每年12月15日前",
        "source": NOTICE,
        "actor": "各分会",
        "action": "以邮件形式报送",
        "created": STAMP,
    }
    return Event(f"{number:016x}", f"报送第{number}号工作总结", "deadline", rule, ("报送",), **facts)  # type: ignore[arg-type]


def best(work: Callable[[], object], passes: int = 7, forget: Callable[[], object] = lambda: None) -> float:
    """The shortest of the passes, in milliseconds of this process."""
    times = []
    for _ in range(passes):
        forget()
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def by_library(entries: Sequence[Entry]) -> bytes:
    """The same properties written by icalendar."""
    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//x//x//EN")
    calendar.add("VERSION", "2.0")
    for entry in entries:
        one, own = icalendar.Event(), entry.event
        one.add("UID", f"{entry.uid}@yueling")
        one.add("DTSTART", entry.span.first)
        one.add("DTEND", shift(entry.span.last, 1))
        for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
            one.add(name, own.created)
        one.add("SEQUENCE", own.sequence)
        one.add("SUMMARY", headline(entry))
        one.add("DESCRIPTION", "\n".join(description(entry, Style())))
        one.add("CATEGORIES", ["截止", *own.tags])
        one.add("STATUS", entry.status)
        one.add("TRANSP", "TRANSPARENT")
        calendar.add_component(one)
    return bytes(calendar.to_ical())


def forget(entries: Sequence[Entry]) -> None:
    """Lets no rule be known in words."""
    captions.written.cache_clear()
    for entry in entries:
        entry.event.recurrence.said.clear()


class Fixed:
    """A store of these events."""

    def __init__(self, events: list[Event]) -> None:
        self.all = events

    def events(self) -> list[Event]:
        return self.all

    def last_change(self) -> datetime:
        return STAMP


def main() -> None:
    """Prints one line for each size, then what options cost."""
    loop = best(lambda: sum(n * n for n in range(200_000)), 20)
    for size, passes in ((1_000, 30), (10_000, 7)):
        entries = agenda(map(event, range(size)), YEAR)
        kept, data = Fragments(), render(FEED, entries)
        first = best(lambda: render(FEED, entries), passes, lambda: forget(entries))  # noqa: B023
        cold = best(lambda: render(FEED, entries), passes)  # noqa: B023
        render(FEED, entries, kept=kept)
        warm = best(lambda: render(FEED, entries, kept=kept), passes)  # noqa: B023
        library, judged = best(lambda: by_library(entries), 2), best(lambda: lint(data), 2)  # noqa: B023
        print(
            f"{size:6} entries, {len(data):9,} bytes: cold {cold:6.1f} ms ({cold / loop:.2f} loops), with no rule known"
            f" {first:6.1f} ms, warm {warm:5.2f} ms, icalendar {library:7.0f} ms = {library / cold:.1f} x, lint {judged:.0f} ms"
        )
    events = list(map(event, range(1_000)))
    shelf = Shelf(lambda: Fixed(events), lambda: datetime(2026, 1, 15, 8), 3600)
    stock = shelf.stock()
    print(f"shelf: {len(stock.entries)} entries in {feed_window(TODAY)}")
    for query in (
        "",
        "lang=en",
        "alarm=7d,1d",
        "alarm=3wd",
        "lead=7d",
        "todo=1",
        "form=rrule",
        "past=1100",
        "tag=报送",
    ):
        look, start = Look.read(query), time.process_time()
        made = shelf.feed("all", stock, look)
        first = (time.process_time() - start) * 1000
        held = best(lambda: shelf.feed("all", stock, look))  # noqa: B023
        print(f"  ?{query:12} {len(made.plain) if made else 0:9,} bytes: first {first:6.1f} ms, kept {held:6.3f} ms")


if __name__ == "__main__":
    main()
