"""What other calendars say of how far their tasks are, and what is known here: only what they say anew changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..completions import WHOLE, Completion, Report
from ..events import Event
from ..store.changing import Changing
from ..store.rows import Saved

if TYPE_CHECKING:
    from ..exchange.marks import Marks

NAMELESS = "iCalendar"
"""By whom something is done in a calendar that has no name."""


def take_reports(
    change: Changing,
    before: Mapping[str, Event],
    saved: Saved,
    *,
    again: bool = False,
    ours: Mapping[str, tuple[Report, ...]] | None = None,
) -> None:
    """Keeps what calendars say of how far the occurrences of these events are, as they were `before` and are `saved` now.

    What a calendar says as it did before changes nothing, whatever a person said since; what it takes back is open again,
    unless a person said that it is done. With `again` a calendar stands against people in what it says. Of our own events
    (`ours`, by UID) no file tells what another program had said of them before.
    """
    for event in (*saved.added, *saved.changed, *saved.unchanged):
        old, said = before.get(event.uid), (ours or {}).get(event.uid, ())
        former, news = _reports(old.origin.progress if old and old.origin else ()), _reports(said)
        if event.origin:
            news = _reports(event.origin.progress)
        here = {one.key: one for one in old.completions} if old else {}
        wanted: dict[str, Completion | None] = {}
        for key in sorted({*former, *news}):
            known, report = here.get(key), news.get(key)
            if not again and (former.get(key) == report or (known and not _is_of(event, known, former.get(key)))):
                continue
            if known != (new := _completion(change, event, report, known)):
                wanted[key] = new
        change.put_completions(event.uid, wanted)


def take_marks(
    change: Changing, before: Mapping[str, Event], marks: Mapping[str, Marks], *, again: bool = False
) -> None:
    """Keeps what people noted elsewhere of events of ours, by their UIDs, as far as it was noted later than what is known.

    `before` is what was stored; what a calendar says in the same file of the same dates gives way to what people noted.
    """
    if not marks:
        return
    from ..exchange.marks import Marks  # few imports bring any

    here = {event.uid for event in change.events_of(list(marks))}
    for uid, said in marks.items():
        if uid not in here:
            continue
        old = before.get(uid)
        known = Marks(old.completions if old else (), change.duty_state(uid))
        wanted = said.over(known, again=again)
        change.put_completions(uid, {one.key: one for one in wanted.completions if one not in known.completions})
        if wanted.state != known.state:
            change.put_duty_state(uid, wanted.state)


def _reports(reports: Iterable[Report]) -> dict[str, Report]:
    return {report.key: report for report in reports}


def _by(event: Event) -> str:
    """Who says so, where a calendar does."""
    return event.subscription or (event.origin.calendar if event.origin else "") or NAMELESS


def _is_of(event: Event, known: Completion, former: Report | None) -> bool:
    """Whether what is known of an occurrence is what its calendar said, and no person."""
    return known.by == _by(event) and (former is None or known.percent == former.percent)


def _completion(change: Changing, event: Event, report: Report | None, known: Completion | None) -> Completion | None:
    """How far an occurrence is by a report: done at the moment that it says, at the latest now."""
    if report is None:
        return None
    done = None
    if report.percent == WHOLE:
        modified = event.origin.modified if event.origin else None
        done = min(report.done or modified or change.moment, change.moment).replace(microsecond=0)
    said = known.changed if known and (known.percent, known.done) == (report.percent, done) else change.moment
    return Completion(report.key, report.percent, done, _by(event), said)
