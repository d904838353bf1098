"""Tasks (VTODO) as what they are here: deadlines, with the same lines that say when an event is, and how far they are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from rules import Clock, Message, Recurrence

from ..completions import WHOLE, Report, share
from ..ical.components import Component, Property
from .moments import BadEvent, Reader, value_of
from .words import said

KIND = "deadline"
_NUMBER = re.compile(r"-?[0-9]{1,4}")


class Undated(BadEvent):
    """A task that is due at no time: there is nothing to put on a calendar."""


def progress(reader: Reader, task: Component, key: str) -> Report | None:
    """How far the occurrence with that key is, as its task says; None where nothing is done, and for an event."""
    if task.name != "VTODO":
        return None
    part, ended = said(task, "PERCENT-COMPLETE"), task.one("COMPLETED")
    known = int(part) if _NUMBER.fullmatch(part) else None
    percent = share(said(task, "STATUS").upper(), known, ended=ended is not None)
    if percent is None:
        return None
    return Report(key, percent, _moment(reader, ended) if ended and percent == WHOLE else None)


def _moment(reader: Reader, ended: Property) -> datetime | None:
    """When a task was done; None where the property is no moment."""
    try:
        moment = reader.one(ended)
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(), reader.floating)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (BadEvent, OverflowError):
        return None


def as_event(task: Component) -> Component:
    """The task with its times as those of an event: one without a start is when it is due, the day it is due is its last.

    Raises Undated where it has no date at all; one instance of a series has that of the series.
    """
    start, due = task.one("DTSTART"), task.one("DUE")
    if not start and not due:
        if task.one("RECURRENCE-ID"):
            return task
        raise Undated(task.line, Message("the task has no date (DUE)"))
    if not due:
        return task
    others = [prop for prop in task.properties if prop.name not in ("DUE", "DTEND")]
    name = "DTEND" if start else "DTSTART"
    value = _day_after(due) if start else due.value
    if start and value == start.value:
        return replace(task, properties=others)
    return replace(task, properties=[*others, replace(due, name=name, value=value)])


def _day_after(due: Property) -> str:
    """The end as an event has it, where it is a day; a moment as it is."""
    try:
        day = value_of(due.value)
    except (ValueError, TypeError):
        return due.value  # it is refused where it is read
    if isinstance(day, datetime) or not isinstance(day, date):
        return due.value
    return f"{day + timedelta(1):%Y%m%d}" if day < date.max else due.value


def due_at(task: Component, recurrence: Recurrence) -> Recurrence:
    """The recurrence of a task with its time as an end where it has no start."""
    clock = recurrence.clock
    if (task.one("DUE") and task.one("DTSTART")) or not clock or clock.start is None or clock.end is not None:
        return recurrence
    return replace(recurrence, clock=Clock(end=clock.start))
