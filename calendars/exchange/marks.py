"""What people noted of an event beside what it is: how far its dates are, who has them, what is put off, how often it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..civil import day_of
from ..completions import WHOLE, Completion
from ..duties.states import MOST_TIMES, NOTHING_SAID, Acknowledgement, DutyState, Quota, Snooze
from .typed import checked, maybe_text, moment_of, number_of, tables_of, text_of

NAMES = ("completions", "duty")
"""Under which names it stands in a record."""
LONGEST_WAIT = timedelta(400)
"""For how long a file may put something off, from when that was said: a year, and what calendars make of one."""
LONGEST_KEY = 255
"""Characters of the key of an occurrence."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What people noted of one event."""

    completions: tuple[Completion, ...] = ()
    state: DutyState = NOTHING_SAID

    def to_record(self) -> dict[str, Any]:
        """The fields of a record; none for nothing."""
        done = [one.to_json() for one in self.completions]
        duty = self.state.to_json() if self.state != NOTHING_SAID else None
        return {name: content for name, content in zip(NAMES, (done, duty), strict=True) if content}

    def over(self, known: Marks, *, again: bool = False) -> Marks:
        """What holds once a file says this of an event of which something is known.

        Of each date what was noted later stands; with `again` what the file says. What the file does not say stays. A quota
        bears no time: that of the file is taken where none is known, or with `again`.
        """
        done = {one.key: one for one in known.completions}
        done |= {one.key: one for one in self.completions if again or _is_newer(one, done.get(one.key))}
        state = known.state
        for snooze in self.state.snoozes:
            here = {(one.key, one.reader): one for one in known.state.snoozes}.get((snooze.key, snooze.reader))
            if again or _is_newer(snooze, here):
                state = state.with_snooze(snooze.key, snooze.reader, snooze)
        for taken in self.state.acknowledgements:
            if again or _is_newer(taken, known.state.acknowledgement(taken.key)):
                state = state.with_acknowledgement(taken.key, taken)
        quota = self.state.quota if again or not state.quota else state.quota
        state = DutyState(state.snoozes, state.acknowledgements, quota or state.quota)
        return Marks(tuple(sorted(done.values(), key=lambda one: one.key)), state)


Noted = Completion | Snooze | Acknowledgement


def _is_newer(one: Noted, known: Noted | None) -> bool:
    return known is None or one.changed > known.changed


def completions_of(record: Mapping[str, Any]) -> tuple[Completion, ...]:
    """How far the dates of the event of a record are; ValueError, TypeError or KeyError where it does not say so."""
    found = [_completion(one) for one in tables_of(record.get("completions", []))]
    _once([one.key for one in found])
    return tuple(sorted(found, key=lambda one: one.key))


def duty_of(record: Mapping[str, Any]) -> DutyState:
    """What else was said of the event of a record; ValueError, TypeError or KeyError where it does not say so."""
    if record.get("duty") is None:
        return NOTHING_SAID
    duty = checked(record["duty"], dict)
    _known(duty, {"snoozes", "acknowledgements", "quota"})
    snoozes = [_snooze(one) for one in tables_of(duty["snoozes"])]
    taken = [_acknowledgement(one) for one in tables_of(duty["acknowledgements"])]
    _once([(one.key, one.reader) for one in snoozes])
    _once([one.key for one in taken])
    state = DutyState(quota=None if duty["quota"] is None else _quota(checked(duty["quota"], dict)))
    for snooze in snoozes:
        state = state.with_snooze(snooze.key, snooze.reader, snooze)
    for one in taken:
        state = state.with_acknowledgement(one.key, one)
    return state


def _completion(record: Mapping[str, Any]) -> Completion:
    _known(record, {"key", "percent", "done", "by", "changed", "part", "whole"})
    percent, done = number_of(record, "percent"), moment_of(record, "done")
    if percent > WHOLE or (percent == WHOLE) != (done is not None):
        raise ValueError(f"{percent} percent, done {done}")
    part = whole = None
    if record.get("whole") is not None:
        part, whole = _times(record, "part", 0), _times(record, "whole", 1)
    moment = done.astimezone(UTC) if done else None
    return Completion(_key(record), percent, moment, maybe_text(record, "by"), _changed(record), part, whole)


def _snooze(record: Mapping[str, Any]) -> Snooze:
    _known(record, {"key", "reader", "until", "by", "changed"})
    until, changed = date.fromisoformat(text_of(record, "until")), _changed(record)
    if until - day_of(changed) > LONGEST_WAIT:
        raise ValueError(f"put off for longer than a year: {until}")
    return Snooze(_key(record), until, changed, text_of(record, "reader"), maybe_text(record, "by"))


def _acknowledgement(record: Mapping[str, Any]) -> Acknowledgement:
    _known(record, {"key", "by", "changed"})
    return Acknowledgement(_key(record), maybe_text(record, "by"), _changed(record))


def _quota(record: Mapping[str, Any]) -> Quota:
    _known(record, {"least", "most"})
    most = None if record["most"] is None else _times(record, "most", 1)
    least = _times(record, "least", 1)
    if most is not None and least > most:
        raise ValueError(f"a quota of {least} to {most}")
    return Quota(least, most)


def _times(record: Mapping[str, Any], name: str, first: int) -> int:
    number = int(checked(record[name], int))
    if not first <= number <= MOST_TIMES:
        raise ValueError(f"no {name}: {number}")
    return number


def _key(record: Mapping[str, Any]) -> str:
    key = text_of(record, "key")
    if not 1 <= len(key) <= LONGEST_KEY:
        raise ValueError(f"no key: {key[:60]!r}")
    return key


def _changed(record: Mapping[str, Any]) -> datetime:
    moment = moment_of(record, "changed")
    if moment is None:
        raise KeyError("changed")
    return moment.astimezone(UTC)


def _known(record: Mapping[str, Any], names: set[str]) -> None:
    if unknown := set(record) - names:
        raise ValueError(f"no field: {min(map(str, unknown))[:60]!r}")


def _once(keys: list[Any]) -> None:
    if len(set(keys)) < len(keys):
        raise ValueError("a date is named twice")
