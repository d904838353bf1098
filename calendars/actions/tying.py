"""Events whose dates follow from another event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ..events import Lead
from ..store import Store
from ..store.decided import EVENT
from .deciding import as_seen
from .outcomes import Outcome, outcome_of


def cascade(
    store: Store,
    uid: str,
    lead: Lead,
    recipient: str,
    now: datetime,
    *,
    title: str | None = None,
    seen: int | None = None,
) -> Outcome:
    """An earlier deadline for the level below, tied to the event: it moves when that moves, and is called off when that is.

    Raises UnknownEvent, AmbiguousUid, Stale, NoDates, IsCalledOff, TooEarly.
    """
    from ..following import check_ahead, earlier

    with store.changing(now, "cascade") as change:
        parent = as_seen(change, uid, seen)
        child = earlier(parent, lead, recipient, title, change.reckoning())
        check_ahead(child, now.astimezone(ZoneInfo("Asia/Shanghai")).date(), change.reckoning())
        if EVENT in change.decisions([child.uid]).get(child.uid, {}):
            change.forget(child.uid)  # whoever makes it anew wants it
        return replace(outcome_of(change.save([child])), before=parent)


def count_from(store: Store, uid: str, anchor: str, now: datetime) -> Outcome:
    """The event counted from the event that it names, where several may be meant.

    Raises UnknownEvent, AmbiguousUid; NotCounted where it counts from none.
    """
    from ..following import NotCounted, follow, is_counted

    with store.changing(now, "edit") as change:
        old, base = change.event(uid), change.event(anchor)
        if not is_counted(old):
            raise NotCounted(old.title)
        said = change.statements_of([old.uid]).get(old.uid, ())
        new = follow(replace(old, parent=base.uid), base, change.reckoning(), said)
        return replace(outcome_of(change.save([new])), before=old)
