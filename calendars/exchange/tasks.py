"""Tasks (VTODO) as what they are here: deadlines, with the same lines that say when an event is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from rules import Clock, Message, Recurrence

from ..ical.components import Component, Property
from .moments import BadEvent, value_of
from .words import said

KIND = "deadline"


class Undated(BadEvent):
    """A task that is due at no time: there is nothing to put on a calendar."""


def is_done(task: Component) -> bool:
    """Whether the task is finished, as far as it says."""
    return bool(
        said(task, "STATUS").upper() == "COMPLETED" or task.one("COMPLETED") or said(task, "PERCENT-COMPLETE") == "100"
    )


def as_event(task: Component) -> Component:
    """The task with its times as those of an event: one without a start is when it is due, the day it is due is its last.

    Raises Undated where it has no date at all.
    """
    start, due = task.one("DTSTART"), task.one("DUE")
    if not start and not due:
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
