"""What may be asked of a feed by its address: `?kind=deadline&past=365&alarm=7d,1d`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import quote

from rules import LANGUAGES, Message, Span, YuelingError

from ..captions import kind_named
from ..events import KINDS, BadLead, Lead
from ..selection import EVERYTHING, Selection
from .query import BadLook, bad_value, one_of, options_of
from .window import DAYS_BACK, MOST_BACK, feed_window

MOST_LEADS, LONGEST_LEAD = 5, 400
"""Leads that one option may name, and the days of each."""
YEARS = range(1900, 2200)
"""Of `from`."""
WEEK_AHEAD = (Lead(7),)
"""The leads of `lead=1`, where an event has none of its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a feed is wanted. Two addresses that ask for the same give equal looks.

    >>> Look.read("kind=截止&alarm=1d,7d").query()
    'kind=deadline&alarm=7d,1d'
    """

    lang: str | None = None
    """The language; None for that of the server."""
    selection: Selection = EVERYTHING
    """What of the feed is wanted."""
    first: date | None = None
    """The first day (`from`); None for the usual one."""
    past: int | None = None
    """Days before this month; None for the usual 90."""
    alarms: tuple[Lead, ...] = ()
    """When each entry alarms."""
    ahead: tuple[Lead, ...] = ()
    """How long before what is due an entry of its own says so."""
    own: bool = False
    """Whether the leads of an event itself take the place of those ahead (`lead=1`)."""
    todo: bool = False
    """Whether what is due is given as tasks, and nothing else."""
    rrule: bool = False
    """Whether a rule that is exactly an RRULE is one event that repeats."""

    @classmethod
    def read(cls, query: str) -> Look:
        """The look that a query asks for; raises BadLook."""
        return cls(**_fields(options_of(query, READERS, REPEATED)))

    def query(self) -> str:
        """The query that asks for it, always in the same form; empty for the usual look."""
        leads = _written(self.ahead)
        pairs = (
            ("lang", self.lang),
            ("kind", ",".join(self.selection.kinds)),
            *((name, value) for name, field in MANY.items() for value in getattr(self.selection, field)),
            ("from", self.first and self.first.isoformat()),
            ("past", None if self.past is None else str(self.past)),
            ("alarm", _written(self.alarms)),
            ("lead", "1" if self.own else leads),
            ("todo", "1" if self.todo else None),
            ("form", "rrule" if self.rrule else None),
        )
        return "&".join(f"{name}={quote(value, safe=',@:')}" for name, value in pairs if value)

    def window(self, today: date) -> Span:
        """The days that the feed holds; raises BadLook where they would begin after all that feeds hold.

        A day before all that feeds hold counts as the first one that they do: it once was none, and a subscription stays.
        Tasks begin with this month: nobody can tick off in a feed what is long over.
        """
        widest = feed_window(today, MOST_BACK)
        if self.first is None:
            usual = 0 if self.todo else DAYS_BACK
            return feed_window(today, usual if self.past is None else self.past)
        if self.first > widest.last:
            raise bad_value("from", self.first.isoformat(), Message("a day until {last}", last=widest.last.isoformat()))
        return Span(max(self.first, widest.first), widest.last)


USUAL = Look()
MANY = {"tag": "tags", "organisation": "organisations", "person": "people", "words": "words"}
"""Options that may be given several times, and their fields in a selection."""


def _written(leads: Iterable[Lead]) -> str:
    return ",".join(lead.write() for lead in leads)


def _fields(options: Mapping[str, list[str]]) -> dict[str, Any]:
    """The fields of the look; raises BadLook."""
    found: dict[str, Any] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    for name, values in options.items():
        (chosen if name in SELECTING else found).update(READERS[name](name, values))
    if "from" in options and "past" in options:
        raise _clash("from", "past")
    if found.get("todo") and (found.get("rrule") or found.get("ahead")):
        raise _clash("todo=1", "form=rrule" if found.get("rrule") else "lead")
    if found.get("past") == (0 if found.get("todo") else DAYS_BACK):
        found["past"] = None
    if chosen:
        try:
            found["selection"] = Selection(**chosen)
        except YuelingError as error:
            raise BadLook(error.said, error.remedy) from error
    return found


def _clash(one: str, other: str) -> BadLook:
    return BadLook(Message("{one} and {other} exclude each other", one=one, other=other))


def _lang(name: str, values: list[str]) -> dict[str, Any]:
    return {"lang": one_of(name, values[0], LANGUAGES)}


def _kinds(_: str, values: list[str]) -> dict[str, Any]:
    """The kinds, in their usual order, whatever they are called; one that there is not stays and is refused."""
    names = [name.strip() for value in values for name in value.split(",")]
    named = {kind_named(name) or name for name in names}
    return {"kinds": (*(kind for kind in KINDS if kind in named), *sorted(named.difference(KINDS)))}


def _several(name: str, values: list[str]) -> dict[str, Any]:
    return {MANY[name]: tuple(sorted(set(values)))}


def _words(_: str, values: list[str]) -> dict[str, Any]:
    return {"words": tuple(sorted({word for value in values for word in value.split()}))}


def _from(name: str, values: list[str]) -> dict[str, Any]:
    try:
        day = date.fromisoformat(values[0]) if re.fullmatch(r"\d{4}-\d\d-\d\d", values[0], re.ASCII) else None
    except ValueError:
        day = None
    if not day or day.year not in YEARS:
        years = {"first": YEARS[0], "last": YEARS[-1]}
        raise bad_value(name, values[0], Message("a day of the years {first} to {last}, as in 2026-01-01", **years))
    return {"first": day}


def _past(name: str, values: list[str]) -> dict[str, Any]:
    days = int(values[0]) if re.fullmatch(r"\d{1,4}", values[0], re.ASCII) else -1
    if not 0 <= days <= MOST_BACK:
        raise bad_value(name, values[0], Message("a number of days from 0 to {most}", most=MOST_BACK))
    return {"past": days}


def _alarm(name: str, values: list[str]) -> dict[str, Any]:
    return {"alarms": _leads(name, values[0])}


def _lead(name: str, values: list[str]) -> dict[str, Any]:
    if values[0] in ("0", "1"):
        return {"ahead": WEEK_AHEAD, "own": True} if values[0] == "1" else {}
    leads = tuple(dict.fromkeys(Lead(lead.amount, lead.unit) for lead in _leads(name, values[0])))
    if not all(lead.amount and lead.unit != "hours" for lead in leads):
        raise bad_value(name, values[0], Message("1, or one day at least, as in 7d,3wd"))
    return {"ahead": leads}


def _leads(name: str, value: str) -> tuple[Lead, ...]:
    """The leads between commas, the longest first."""
    parts = value.split(",")
    if len(parts) > MOST_LEADS:
        raise bad_value(name, value, Message("{most} leads at most", most=MOST_LEADS))
    try:
        leads = {Lead.read(part) for part in parts}
    except BadLead as error:
        raise BadLook(error.said, error.remedy) from error
    if any(lead.amount > LONGEST_LEAD for lead in leads):
        raise bad_value(name, value, Message("{most} days before at most", most=LONGEST_LEAD))
    return tuple(sorted(leads, key=lambda lead: (-lead.amount, lead.unit, lead.write())))


def _todo(name: str, values: list[str]) -> dict[str, Any]:
    return {"todo": one_of(name, values[0], ("1", "0")) == "1"}


def _form(name: str, values: list[str]) -> dict[str, Any]:
    return {"rrule": one_of(name, values[0], ("rrule", "single")) == "rrule"}


def _version(name: str, values: list[str]) -> dict[str, Any]:
    if len(values[0]) > 40:
        raise bad_value(name, values[0], Message("40 characters at most"))
    return {}


READERS: Mapping[str, Callable[[str, list[str]], dict[str, Any]]] = {
    "lang": _lang,
    "kind": _kinds,
    "tag": _several,
    "organisation": _several,
    "person": _several,
    "words": _words,
    "from": _from,
    "past": _past,
    "alarm": _alarm,
    "lead": _lead,
    "todo": _todo,
    "form": _form,
    "v": _version,
}
"""How each option is read. `v` says nothing: what has fetched an address once and keeps it takes another one for new."""
REPEATED = {"kind", *MANY}
SELECTING = {"kind", *MANY}
assert {field.name for field in fields(Selection)} == {"kinds", *MANY.values()}
