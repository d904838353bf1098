"""What is due as tasks (VTODO), for programs that keep lists of them."""

from __future__ import annotations

from datetime import datetime

from rules import Reckoning

from ..captions import headline
from ..events import Entry, Lead
from .alarms import alarms
from .placing import placed
from .properties import Style, moment_line, uid_line, words

STATUS = {"CONFIRMED": "NEEDS-ACTION", "TENTATIVE": "NEEDS-ACTION", "CANCELLED": "CANCELLED"}
"""A task knows no doubt: its title and its description say it."""


def task(entry: Entry, uid: str, leads: tuple[Lead, ...], style: Style, reckoning: Reckoning) -> bytes:
    """The VTODO of an entry that is due: DUE is its last day, or the moment by which it is due.

    Its UID is another one than that of the event: who subscribes to both has both.
    """
    _, last = placed(entry)
    end = last if isinstance(last, datetime) else entry.due
    return b"".join((
        b"BEGIN:VTODO\r\n",
        uid_line(f"{uid}-todo"),
        moment_line("DUE", end),
        *words(entry, style),
        f"STATUS:{STATUS[entry.status]}\r\n".encode(),
        alarms(entry, leads, end, headline(entry, style.lang), reckoning, end=True),
        b"END:VTODO\r\n",
    ))  # fmt: skip
