"""The tables of docs/scale.md, made of the unit costs, so that page and figures cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scheduler.outbox.values import MEMORY

from .arithmetic import Arithmetic
from .comparing import LINES, compare
from .costs import Costs
from .one import Small, bounds
from .prices import PRICES, bill, cores, stored
from .simulation import simulate
from .world import CLIENTS, World

PAGE = Path(__file__).parents[2] / "docs/scale.md"
BLOCK = re.compile(r"(<!-- (\w+), by python -m tests\.scale --docs -->\n).*?(\n<!-- end -->)", re.DOTALL)
SEED, SAMPLE = 1, 100
NAMES = {
    "disk.sqlite.event": "an event, SQLite",
    "disk.postgresql.event": "an event, PostgreSQL",
    "disk.sqlite.notice": "a notice with its text (1.9 kB), SQLite",
    "disk.postgresql.notice": "a notice with its text, PostgreSQL",
    "disk.sqlite.delivery": "a message with one reminder, SQLite",
    "disk.postgresql.delivery": "a message with one reminder, PostgreSQL",
    "plan.event": "to plan one event that is due (2,000 of 20,000)",
    "plan.stored": "the same, for each event that is stored",
    "plan.message.here": "to plan a message and defer it, in the worker",
    "plan.message.server": "the same, at the database",
    "deliver.here": "to deliver a message, in the worker",
    "deliver.server": "the same, at the database",
    "letter": "to write a short letter with its page and calendar",
    "render.100.cold": "a feed of 100 entries, cold",
    "render.100.warm": "a feed of 100 entries, warm",
    "render.1000.cold": "a feed of 1,000 entries, cold",
    "render.1000.warm": "a feed of 1,000 entries, warm",
    "render.10000.cold": "10,000 entries, cold (a feed holds 2,000 at most)",
    "render.10000.warm": "10,000 entries, warm",
    "render.icalendar": "the library icalendar, 1,000 entries, to ours cold",
    "render.100.compress": "to compress 100 entries (gzip)",
    "render.1000.compress": "to compress 1,000 entries",
    "render.10000.compress": "to compress 10,000 entries",
    "serve.304": "to answer 304",
    "serve.304.nginx": "nginx for the same",
    "serve.200": "to answer 200 with 1 MB, plain",
    "serve.200.nginx": "nginx for the same",
    "serve.200.gzip": "to answer 200, compressed before",
    "serve.200.gzip.nginx": "nginx for the same",
    "serve.page": "to answer with the first page, compressed before",
    "octets.304": "a 304, whole",
    "octets.head": "the head of a 200",
    "feed.all.entries": "the feed of all, an office of 100 events",
    "feed.all": "the same, plain",
    "feed.all.gzip": "the same, gzip",
    "feed.other": "another feed of the office, on the average, plain",
    "feed.other.gzip": "the same, gzip",
    "feed.largest": "the largest feed (2,000 entries of one sort), plain",
    "feed.largest.gzip": "the same, gzip",
    "memory.0": "a server without events",
    "memory.1000": "a server with 1,000 events",
    "memory.10000": "a server with 10,000 events",
    "publish.feeds": "feeds of the office",
    "publish.all": "`publish`, everything from nothing",
    "publish.edit": "`publish` after one edit",
    "publish.changed": "files written after one edit",
    "publish.day": "files written on another day",
    "publish.month": "files written in another month",
    "process.publish": "`yueling publish`, whole process, from nothing",
    "process.publish.again": "`yueling publish`, whole process, nothing to do",
}
"""How each cost is called."""
VARIANTS = {
    "a day": World(),
    "the first of a month": World(first_of_month=True),
    "TTL 12 h": World(ttl=12),
    "10 places for each office": World(edges=10),
}
"""The days that are shown."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def number(value: float) -> str:
    """A number with three figures that count.

    >>> number(8299.04), number(0.0731), number(271), number(1346944)
    ('8,300', '0.0731', '271', '1,350,000')
    """
    return f"{float(f'{value:.3g}'):,.10g}"


def unit_costs(costs: Costs) -> str:
    """What each thing costs."""
    rows = []
    for name, said in NAMES.items():
        one = costs.costs[name]
        rows.append((said, number(one.least), number(one.median), one.unit))
    return table(("what", "least", "median", "unit"), rows)


def one_machine(costs: Costs) -> str:
    """What one machine holds, and what ends there."""
    found = list(bounds(costs, Small(), World()))
    first = {
        one.thing: min((other for other in found if other.thing == one.thing), key=lambda other: other.most)
        for one in found
    }
    rows = [(one.thing, one.part, number(one.most), "first" if first[one.thing] is one else "") for one in found]
    return table(("of what", "which part ends", "how many", ""), rows)


def clients(_: Costs) -> str:
    """Who asks how often."""
    rows = [
        (
            one.name, f"{one.share:.0%}", ", ".join(f"{hours:g} h" for hours in one.hours), number(one.polls),
            "yes" if one.conditional else "no", "one for each address" if one.shared else "each user",
        )
        for one in CLIENTS
    ]  # fmt: skip
    return table(("client", "share", "asks every", "a day", "asks with what it has", "who asks"), rows)


def a_day(costs: Costs) -> str:
    """The day of all offices, in variants."""
    found = [Arithmetic(world, costs).outcome() for world in VARIANTS.values()]
    rows = []
    for field in ("requests", "unchanged", "egress", "origin", "origin_egress", "puts"):
        name, unit = LINES[field]
        percent = " %" if field == "unchanged" else ""
        rows.append((name, *(number(getattr(one, field) / unit) + percent for one in found)))
    return table(("", *VARIANTS), rows)


def nine(costs: Costs) -> str:
    """Databases and workers for nine o'clock."""
    rows = []
    for readers in (20, 100, 1_000):
        for minutes in (10, 30, 60):
            made = Arithmetic(World(readers=readers, minutes=minutes), costs)
            rows.append((
                f"{readers * made.world.offices:,}", f"{minutes} min", f"{made.shards}", f"{made.shard:,}",
                f"{made.cores}", f"{made.workers}", f"{made.shards * made.workers:,}", f"{made.nine(made.workers) / 60:.1f} min",
                f"{made.nine(made.workers, made.world.failure) / 60:.1f} min",
            ))  # fmt: skip
    head = (
        "messages",
        "within",
        "databases",
        "offices of each",
        "its cores",
        "its workers",
        "workers",
        "gone after",
        "one worker dies",
    )
    return table(head, rows)


def month(costs: Costs) -> str:
    """What a month costs."""
    made = Arithmetic(World(), costs)
    rows, total = [], 0.0
    for item in bill(made):
        price, dollars = PRICES[item.price], item.dollars
        total += dollars or 0
        asked = "a parameter" if price.dollars is None else f"{price.dollars:g} $"
        rows.append(
            (
                item.name,
                number(item.amount),
                f"`{item.price}`: {price.unit}",
                asked,
                "–" if dollars is None else number(dollars),
            )
        )
    rows.append(("together, without what has no price here", "", "", "", number(total)))
    return table(("", "a month", "price for", "example", "$ a month"), rows)


def prices(_: Costs) -> str:
    """Where the prices are from."""
    rows = [
        (f"`{name}`", one.unit, "–" if one.dollars is None else f"{one.dollars:g} $", one.source, one.read or "–")
        for name, one in PRICES.items()
    ]
    return table(("name", "for one", "example", "source", "looked up"), rows)


def sizes(costs: Costs) -> str:
    """What lies where, and what works all day."""
    world = World()
    made = Arithmetic(world, costs)
    events, messages, feeds = world.offices * 100, world.offices * world.readers, round(costs["publish.feeds"])
    event, message = costs["disk.postgresql.event"] / 1e9, costs["disk.postgresql.delivery"] / 1e9
    rows = [
        ("events of all offices (100 each)", f"{events:,}", f"{number(events * event)} GB"),
        ("messages", f"{messages:,} a day", f"{number(messages * message)} GB a day"),
        ("of one database", f"{made.messages:,} a day", f"{number(made.messages * message)} GB a day"),
        ("kept there", f"for {MEMORY} days", f"{number(made.messages * message * MEMORY)} GB"),
        ("feeds in the storage", f"{world.offices * feeds:,}", f"{number(stored(made) / 1e9)} GB"),
        (
            "`publish` for each edit and each day",
            f"{number(world.offices * (world.edits + 1))} runs a day",
            f"{number(made.publishing / 86_400)} cores all day",
        ),
        ("workers, databases with a replica each, `publish`", "", f"{number(cores(made))} cores"),
    ]
    return table(("what", "how many", "takes"), rows)


def simulated(costs: Costs) -> str:
    """The arithmetic beside a simulated day."""
    rows = []
    for world in (World(), World(first_of_month=True)):
        found = compare(Arithmetic(world, costs).outcome(), simulate(world, costs, SEED, SAMPLE))
        rows.append(
            [(one.name, number(one.reckoned), number(one.simulated), f"{one.difference:+.1%}") for one in found]
        )
    usual, moved = rows
    both = [(*one, *two[1:]) for one, two in zip(usual, moved, strict=True)]
    head = ("", "reckoned", "simulated", "off by", "first of a month: reckoned", "simulated", "off by")
    return table(head, both)


TABLES: dict[str, Callable[[Costs], str]] = {
    "costs": unit_costs, "machine": one_machine, "clients": clients, "day": a_day, "sizes": sizes, "nine": nine, "month": month,
    "prices": prices, "simulated": simulated,
}  # fmt: skip
SLOW = {"simulated"}
"""What takes many seconds to make."""


def where(costs: Costs) -> str:
    """On what and when the costs were measured."""
    return f"Measured on {costs.machine.say()}, on {costs.measured}."


def made_anew(text: str, costs: Costs, left: Iterable[str] = ()) -> str:
    """The page with its tables as the costs have them, but for those that are left as they are."""
    tables = {**TABLES, "where": where}
    return BLOCK.sub(lambda at: at[0] if at[2] in left else f"{at[1]}{tables[at[2]](costs)}{at[3]}", text)


def rewrite(costs: Costs) -> int:
    """Writes the page anew; 0."""
    PAGE.write_text(made_anew(PAGE.read_text(encoding="utf-8"), costs), encoding="utf-8")
    return 0
