"""Laws of what repeats: the rules, what they exclude and what they add."""

from __future__ import annotations

from collections.abc import Iterator

from rules import Message, RRule, RuleError

from ..components import Component, Fault, Property
from .moments import form, is_duration, moment_of

_FREQUENCIES = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_RULE_PARTS = {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY",
               "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"}  # fmt: skip
_OF_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")


def repeat_faults(event: Component) -> Iterator[Fault]:
    """What is wrong with how a component repeats."""
    start = event.one("DTSTART")
    for prop in event.all("RDATE"):
        said = Message("RDATE is lost in several clients; write one event for each date")
        yield prop.fault("repeat", said, "RDATE")
    for prop in event.all("RDATE", "EXDATE"):
        yield from _single_faults(prop, start)
    rules = event.all("RRULE", "EXRULE")
    if rules and not start:
        yield rules[0].fault("repeat", Message("what repeats has a DTSTART"))
    for prop in rules:
        yield from _rule_faults(prop, start)


def _single_faults(prop: Property, start: Property | None) -> Iterator[Fault]:
    """Single dates of another type than the start, or that are no days."""
    for value in prop.value.split(","):
        begin, _, end = value.partition("/")
        if moment_of(begin) is None or (end and moment_of(end) is None and not is_duration(end)):
            said = Message("“{value}” is no day or time of the calendar", value=value[:20] or "-")
            yield prop.fault("time", said, "no such day")
            return
    first = prop.value.partition(",")[0].partition("/")[0]
    is_date, says_date = form(prop, first) == "date", prop.params.get("VALUE", "").upper() == "DATE"
    if is_date != says_date:
        yield prop.fault("time", Message("a date is marked VALUE=DATE, a time is not"), "no VALUE=DATE")
    if not start:
        return
    kinds = {form(prop, value.partition("/")[0]) for value in prop.value.split(",")}
    if any((kind == "date") != (form(start) == "date") for kind in kinds):
        yield prop.fault("repeat", Message("{name} is of another type than DTSTART", name=prop.name))
    elif "floating" in kinds and form(start) in ("utc", "zone"):
        yield prop.fault("repeat", Message("{name} names no time zone, and DTSTART does", name=prop.name))


def _rule_faults(prop: Property, start: Property | None) -> Iterator[Fault]:
    names = [part.partition("=")[0] for part in prop.value.upper().split(";")]
    parts = dict(part.partition("=")[::2] for part in prop.value.upper().split(";"))
    if "RSCALE" in parts or "SKIP" in parts:
        yield prop.fault("repeat", Message("RRULE has no part {part}", part="RSCALE"), "RSCALE")
    if unknown := parts.keys() - _RULE_PARTS - {"RSCALE", "SKIP"}:
        yield prop.fault("repeat", Message("RRULE has no part {part}", part=min(unknown)[:20] or "-"), "bad RRULE")
    elif parts.get("FREQ") not in _FREQUENCIES or not all(parts.values()):
        yield prop.fault("repeat", Message("“{value}” is no RRULE", value=prop.value[:40]), "bad RRULE")
    elif twice := next((name for name in names if names.count(name) > 1), None):
        yield prop.fault("repeat", Message("{name} stands in the RRULE more than once", name=twice), "bad RRULE")
    elif "COUNT" in parts and "UNTIL" in parts:
        yield prop.fault("repeat", Message("COUNT and UNTIL exclude each other"), "COUNT and UNTIL")
    else:
        yield from _unread(prop)
    if start:
        yield from _beside_start(prop, parts, start)


def _unread(prop: Property) -> Iterator[Fault]:
    """What the one reader of rules here does not take."""
    try:
        RRule.read(prop.value)
    except RuleError as error:
        said = Message("{said}; {remedy}", said=error.said, remedy=error.remedy) if error.remedy else error.said
        yield prop.fault("repeat", said, "bad RRULE")


def _beside_start(prop: Property, parts: dict[str, str], start: Property) -> Iterator[Fault]:
    until, kind = parts.get("UNTIL"), form(start)
    if until and (moment_of(until) is None or (len(until) == 8) != (kind == "date")):
        yield prop.fault("repeat", Message("UNTIL is of another type than DTSTART"), "nobody")
    elif until and kind in ("zone", "utc") and not until.endswith("Z"):
        yield prop.fault("repeat", Message("UNTIL beside a DTSTART with a time zone is in UTC, as 20261231T155959Z"))
    elif until and kind == "floating" and until.endswith("Z"):
        yield prop.fault("repeat", Message("UNTIL beside a DTSTART without a time zone has none"))
    for name in _OF_TIMES if kind == "date" else ():
        if name in parts:
            yield prop.fault("repeat", Message("{name} does not go with whole days", name=name))
