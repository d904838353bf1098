"""How often new events are to be done within each of their dates, where their words say it (每年3—5项)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules import said_quota

from ..duties.states import Quota
from ..events import Event
from ..store.changing import Changing


def take_quotas(change: Changing, events: Iterable[Event]) -> None:
    """Keeps the quotas that new events name, inside a step that somebody began.

    Only what comes again has one; one that is known stays, and whoever wants none says so afterwards.
    """
    for event in events:
        if not event.quote or event.recurrence.rule.single_span():
            continue
        said = said_quota(event.quote, event.action or event.title)
        if said and (state := change.duty_state(event.uid)).quota is None:
            change.put_duty_state(event.uid, replace(state, quota=Quota(*said)))
