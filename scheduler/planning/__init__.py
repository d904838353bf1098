"""Who is to be told what now: from the agenda, the leads and what was told before to a list of reminders. Pure.

A reminder is due on the day of its lead: a run at any hour of that day sends it. Only a service that looks every minute
waits for the time of day (`by_minute`). Of several leads whose day has come only the nearest one speaks, so that a week
without a run ends in one message. It says when it comes late, and when what was told before has moved or is called off.

`leads.py` says which leads hold and when each speaks, `planner.py` goes through events and readers, `calling_off.py` through
what was told, `holding.py` knows until when something waits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType

from calendars.events import Entry, Event
from rules import RECKONING, Reckoning

from ..recipients import Recipient
from ..reminders import History, Reader, Reminder, civil
from ..standing import UNDISTURBED, Standing
from .calling_off import called_off, further
from .holding import brought_forward, free_before, free_from, is_pressing, is_rest
from .leads import LeadsByKind, Reach, horizon, trimmed
from .planner import Planner, Situation

__all__ = [
    "Reach",
    "Situation",
    "brought_forward",
    "free_before",
    "free_from",
    "further",
    "horizon",
    "is_pressing",
    "is_rest",
    "plan",
    "planned",
    "trimmed",
]


def plan(
    entries: Iterable[Entry],
    leads_by_kind: LeadsByKind,
    recipients: Sequence[Recipient],
    now: datetime,
    reckoning: Reckoning = RECKONING,
    since: Mapping[Reader, date] = MappingProxyType({}),
    *,
    told: History = MappingProxyType({}),
    at: time = time(8),
    by_minute: bool = False,
    standing: Standing = UNDISTURBED,
    spoken: Iterable[Reader] = (),
    former: Mapping[str, Event] = MappingProxyType({}),
) -> list[Reminder]:
    """What is to be told at the moment and was not told yet, sorted by the day that matters.

    `since` holds, for each recipient and channel, the day before which nothing is told as passed. `at` is the time of
    day of leads without one; it counts only `by_minute`, else a lead is due for the whole of its day. `spoken` are those
    who had a digest today: what is not urgent joins the next one. `former` are the events of which a day ahead was told, as
    they are, or were last where they are no more.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.event.uid].append(entry)
    for group in groups.values():
        group.sort(key=lambda entry: entry.due)
    run = Situation(
        civil(now), leads_by_kind, recipients, reckoning, since, told, at, by_minute, standing, frozenset(spoken)
    )
    reminders = planned(groups.values(), run, former)
    return sorted(reminders, key=lambda r: (r.entry.due, r.entry.event.title, r.entry.uid, r.recipient.id, r.due_on))


def planned(
    groups: Iterable[list[Entry]], run: Situation, former: Mapping[str, Event] = MappingProxyType({})
) -> list[Reminder]:
    """As `plan`, in no order, from the entries of each event by the day that matters."""
    planner, entries, found = Planner(run), list[Entry](), list[Reminder]()
    for group in groups:
        found += planner.of_group(group)
        if run.history:
            entries += group
    found += called_off(run, planner, entries, former)
    return found
