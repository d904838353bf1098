"""Fields as somebody writes them, read into what an edit of an event takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import Message, Recurrence, YuelingError

from ..events import Event
from ..one_line_event import checked_fields, checked_kind, checked_tags, checked_title, read_leads
from ..single import carried, on_day
from ..typed_line import TypedRule, read_rule

DATES = ("rule", "date", "announce")
"""What sets the dates; one at most is given."""
MORE = ("place", "contact", "url", "note")
"""What stands beside the dates and may be taken away again."""


class NothingGiven(YuelingError):
    """A change of nothing, or of what cannot be changed together."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of an event's fields."""

    changes: Mapping[str, Any]
    act: str = "edit"
    rule: TypedRule | None = None
    """How the words of a rule were read."""
    dropped: tuple[Message, ...] = ()
    """The single dates of the old rule that do not fit the new one."""

    def remarks(self, lang: str) -> tuple[Message, ...]:
        """What is to be said of the edit."""
        if not self.dropped:
            return ()
        lost = "; ".join(one.say(lang) for one in self.dropped)
        return (Message("these single dates do not fit the new rule and are left out: {dates}", dates=lost),)


def edit_of(old: Event, given: Mapping[str, Any], today: date) -> Edit:
    """What the given fields make of the event: title, kind, tags, leads, place, contact, url, note as words, and one of
    rule (words), date (a day) and announce (2026-09-12/2026-09-18).

    An empty place, contact, url or note takes it away. Raises NothingGiven, UnreadRule, BadField, BadKind, BadLead, IsSeries.
    """
    dates = [name for name in DATES if name in given]
    if not given:
        raise NothingGiven(Message("nothing is said that would change"), Message("name a field with what it is to be"))
    if len(dates) > 1:
        said = Message("{names} are given together, and each sets the dates", names=", ".join(dates))
        raise NothingGiven(said, Message("give one of them"))
    changes = _fields(given)
    if not dates:
        return Edit(changes)
    new, rule, dropped = _dates(old, dates[0], given[dates[0]], today)
    return Edit(changes | {"recurrence": new}, "announce" if "announce" in given else "edit", rule, dropped)


def check_fields(given: Mapping[str, Any], today: date) -> None:
    """Raises what `edit_of` raises of these fields whatever the event is: a typist hears of them first."""
    _fields(given)
    if "rule" in given:
        read_rule(given["rule"], today)


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields as an event holds them, but for its dates."""
    checks: dict[str, Callable[[Any], Any]] = {
        "title": checked_title,
        "kind": checked_kind,
        "tags": checked_tags,
        "leads": lambda leads: None if leads is None else read_leads(leads or ["none"]),
    }
    changes = {name: check(given[name]) for name, check in checks.items() if name in given}
    more = {name: text for name in MORE if name in given for text in [(given[name] or "").strip() or None]}
    return changes | dict.fromkeys(more) | checked_fields(more)


def _dates(
    old: Event, name: str, content: str | date, today: date
) -> tuple[Recurrence, TypedRule | None, tuple[Message, ...]]:
    """The recurrence in place of the old one, how its words were read, and which single dates do not fit it."""
    if isinstance(content, date):
        return on_day(old, content), None, ()
    if name == "announce":
        from ..catalogue import announce, read_days  # only what is announced needs the catalogue

        return announce(old, read_days(content)), None, ()
    rule = read_rule(content, today)
    new, dropped = carried(old.recurrence, rule.recurrence)
    return new, rule, dropped
