"""Which events a pass over the reminders has to look at."""

from __future__ import annotations

from datetime import date
from typing import Any

from calendars.events import Event

from .reading import Ask, events

REACHED = "reminders reach"
"""The mark for how many days ahead the last pass looked, by the leads of all readers."""
OPEN = """SELECT event_uid FROM deliveries WHERE org = this_org() AND event_uid <> '' AND message IN
 (SELECT key FROM messages WHERE org = this_org() AND state IN ('pending', 'sending'))"""
"""The events of which something waits to be sent: whether it still holds is asked in each pass."""
AWAKE = "SELECT uid FROM watches WHERE org = this_org() AND wakes <= :today"
DEPARTED = """SELECT r.uid FROM removals r WHERE r.org = this_org() AND EXISTS (SELECT 1 FROM deliveries d
 WHERE d.org = r.org AND d.event_uid = r.uid AND d.state = 'sent' AND d.due >= :since)"""
"""The events that are no more and of which somebody was told a day that is still to come, or not long past."""
NEAR = "SELECT uid FROM watches WHERE org = this_org() AND nearest <= :until"


def awake(today: date, until: date | None) -> tuple[str, dict[str, Any]]:
    """A question for the UIDs of the events of which something could be said, with its parameters.

    With `until` it asks beside those that are awake for all that have a day up to then, as where the settings changed.
    """
    if until is None:
        return f"{AWAKE} UNION {OPEN}", {"today": today.isoformat()}
    return f"{NEAR} UNION {AWAKE} UNION {OPEN}", {"today": today.isoformat(), "until": until.isoformat()}


def events_awake(ask: Ask, place: str, today: date, until: date | None) -> list[Event]:
    """Those events, in no order."""
    question, wanted = awake(today, until)
    return events(ask, place, None, None, None, (f"uid IN ({question})", wanted), in_order=False)
