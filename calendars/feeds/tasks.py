"""What is due as tasks (VTODO), for programs that keep lists of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from rules import Reckoning

from ..captions import headline
from ..completions import WHOLE
from ..events import Entry, Event, Lead
from .alarms import alarms
from .placing import placed
from .properties import Style, moment_line, moment_text, uid_line, words

STATUS = {"CONFIRMED": "NEEDS-ACTION", "TENTATIVE": "NEEDS-ACTION", "CANCELLED": "CANCELLED"}
"""A task knows no doubt: its title and its description say it."""


def task(entry: Entry, uid: str, leads: tuple[Lead, ...], style: Style, reckoning: Reckoning) -> bytes:
    """The VTODO of an entry that is due: DUE is its last day, or the moment by which it is due.

    Its UID is another one than that of the event: who subscribes to both has both. One that is done says since when, and
    alarms no more.
    """
    _, last = placed(entry)
    end = last if isinstance(last, datetime) else entry.due
    return b"".join((
        b"BEGIN:VTODO\r\n",
        uid_line(f"{uid}-todo", style.org),
        moment_line("DUE", end),
        *words(_as_changed(entry), style),
        standing(entry),
        b"" if entry.is_done else alarms(entry, leads, end, headline(entry, style.lang), reckoning, end=True),
        b"END:VTODO\r\n",
    ))  # fmt: skip


def _as_changed(entry: Entry) -> Entry:
    """The entry, changed when somebody last said how far it is: programs take no other task for a newer one."""
    said, event = entry.completion, entry.event
    if not said or (event.updated and event.updated >= said.changed):
        return entry
    changed: Event = replace(event, updated=said.changed)
    return replace(entry, event=changed)


def standing(entry: Entry) -> bytes:
    """STATUS, PERCENT-COMPLETE and COMPLETED."""
    said = entry.completion
    if entry.status == "CANCELLED" or not said:
        return f"STATUS:{STATUS[entry.status]}\r\n".encode()
    if said.done is None:
        return f"STATUS:IN-PROCESS\r\nPERCENT-COMPLETE:{said.percent}\r\n".encode()
    moment = moment_text(said.done.astimezone(UTC))
    return f"STATUS:COMPLETED\r\nPERCENT-COMPLETE:{WHOLE}\r\nCOMPLETED:{moment}Z\r\n".encode()
