"""Reads every calendar of a folder and compares its instances with those that another reader sees; a script, not a test.

`python -m tests.comparing_calendars FOLDER [--each]` counts the events that are read, left out and refused, with the reasons,
and names each file whose instances differ in one of two windows: the years in which it begins, and today's.
"""

from __future__ import annotations

import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from calendars.events import Event, agenda
from calendars.exchange import Incoming, exported, planned, read_file
from calendars.ical.lint import lint
from rules import RECKONING, Span, YuelingError

HOME = ZoneInfo("Asia/Shanghai")
NOWADAYS = Span(date(2026, 1, 1), date(2027, 12, 31))
MOST = 3000
"""Instances of a window beyond which it is not compared."""
Row = tuple[str, str]
"""When an instance begins, and its title."""


@dataclass
class Tally:
    """What became of the files and of the events in them."""

    files: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    different: list[str] = field(default_factory=list)


def windows(data: bytes) -> list[Span]:
    """The years in which the events of a file begin, and today's."""
    years = sorted({int(year) for year in re.findall(rb"DTSTART[^:\n]*:(\d{4})", data) if 1900 <= int(year) <= 2100})
    if not years:
        return [NOWADAYS]
    middle = years[len(years) // 2]
    return [Span(date(max(years[0], middle - 1), 1, 1), date(middle + 1, 12, 31)), NOWADAYS]


def ours(events: list[Event], window: Span) -> Counter[Row]:
    """The instances that begin in the window, each with its title."""
    events = [event for event in events if not (event.origin and event.origin.task)]  # the other shows tasks on demand
    entries = [entry for entry in agenda(events, window) if entry.span.first in window]
    return Counter((e.occurrence.start, " ".join(e.event.title.split())) for e in entries)


def theirs(data: bytes, window: Span) -> Counter[Row]:
    """The same as recurring-ical-events has it."""
    rows: Counter[Row] = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for calendar in icalendar.Calendar.from_ical(data, multiple=True):
            found = recurring_ical_events.of(calendar).between(window.first - timedelta(1), window.last + timedelta(2))
            for each in found:
                if str(each.get("STATUS", "")).upper() == "CANCELLED":
                    continue
                at = _here(each["DTSTART"].dt)
                if date.fromisoformat(at[:10]) in window:
                    rows[at, " ".join(str(each.get("SUMMARY", "")).split())] += 1
    return rows


def _here(moment: Any) -> str:
    if not isinstance(moment, datetime):
        return str(moment)
    return f"{moment.replace(tzinfo=moment.tzinfo or HOME).astimezone(HOME):%Y-%m-%dT%H:%M}"


def compare(file: Path, tally: Tally) -> Iterator[str]:
    """What is different in a file, in lines; the tally takes the rest."""
    data = file.read_bytes()
    lint(data)
    begun = time.process_time()
    try:
        found = read_file(data)
    except YuelingError as error:
        tally.files["refused"] += 1
        tally.reasons[f"FILE {error.say('en')[:90]}"] += 1
        return
    tally.slowest = max(tally.slowest, (time.process_time() - begun, file.name))
    tally.files["read"] += 1
    plan = planned(found, ())
    _count(found, plan.refused, tally)
    again = planned(read_file(exported(plan.new, "ics", NOWADAYS, RECKONING)), plan.new)
    if again.changed or again.new or again.refused:
        yield f"    round trip: {again.outcome(stored=False).say('en')}"
    icalendar.Calendar.from_ical(exported(plan.new, "ics", NOWADAYS, RECKONING))
    for window in windows(data):
        try:
            other = theirs(data, window)
        except Exception as error:  # whatever the other reader makes of a broken file
            tally.files[f"not read by the other: {type(error).__name__}"] += 1
            return
        mine = ours(plan.new, window)
        if mine != other and max(mine.total(), other.total()) < MOST:
            here, there = sorted(mine - other)[:4], sorted(other - mine)[:4]
            yield f"    {window.first.year}-{window.last.year}: only here {here}, only there {there}"
    tally.files["compared"] += 1


def _count(found: list[Incoming], refused: list[Incoming], tally: Tally) -> None:
    for each in found:
        kind = "read" if each.event else "called off or undated" if each.off else "refused" if each.error else "remark"
        if each.error and each.error.said.text == "no DTSTART":
            kind = "without a date"
        tally.events[kind] += 1
        if each.error or each.note:
            words = each.error.said if each.error else each.note or ""
            tally.reasons[f"{kind}: {re.sub(r'“[^”]*”|[0-9]+', '…', str(words))[:90]}"] += 1
    tally.events["refused later"] += len(refused) - sum(1 for each in found if each.error)


def main(folder: Path) -> int:
    """Prints the tally of a folder; 1 where a file could not be judged."""
    tally, failed = Tally(), 0
    for file in sorted(folder.rglob("*.ics")):
        try:
            if lines := list(compare(file, tally)):
                tally.different.append(file.name)
                print(file.name, *lines, sep="\n")
        except Exception as error:  # a fault of ours: the next files are still wanted
            failed += 1
            print(f"{file.name}\n    FAILED {type(error).__name__}: {error}")
    print(f"files {dict(tally.files)}; different {len(tally.different)}; failed {failed}; slowest {tally.slowest}")
    print(f"events {dict(tally.events)}")
    dated = tally.events["read"] + tally.events["called off or undated"]
    every = dated + tally.events["refused"]
    print(f"read of those that have a date: {dated} of {every}, {dated / max(every, 1):.2%}")
    for reason, count in tally.reasons.most_common(60):
        print(f"{count:6} {reason}")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
