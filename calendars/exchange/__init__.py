"""Taking events along: exported as rules and imported again, from our own documents and from other programs' calendars.

Out: events -> JSON, TOML (`documents`) or a calendar file (`calendar_file`). In: a file -> events, each read or refused
(`incoming`) -> what that would do to the store (`plan`) -> the store, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rules import Reckoning, Span

from ..events import Event
from .documents import BadDocument, Said, States, to_json, to_toml
from .incoming import largest, read_file
from .plan import MOST_ROWS, Plan, plan_rows, planned, remarks
from .records import Incoming


def exported(
    events: Iterable[Event],
    shape: str,
    window: Span,
    reckoning: Reckoning,
    lang: str = "zh",
    *,
    said: Said | None = None,
    states: States | None = None,
    todo: bool = False,
) -> bytes:
    """The events as `json`, `toml` or `ics`; the window is that of the dates that no RRULE says.

    All hold what people noted of them (`states`, and how far each is). JSON and TOML hold what notices say of them (`said`)
    too, a calendar file does not; with `todo` what is due goes into it as tasks (VTODO), each date with how far it is.
    """
    if shape == "ics":
        from .calendar_file import to_ics  # other formats need none of it

        return to_ics(events, window, reckoning, lang, todo=todo, states=states or {})
    return (to_toml if shape == "toml" else to_json)(events, said or {}, states or {})


def shape_of(file: Path | None) -> str:
    """The shape that the name of a file asks for; JSON where it says nothing.

    >>> shape_of(Path("events.ics")), shape_of(None)
    ('ics', 'json')
    """
    ending = file.suffix[1:].lower() if file else ""
    return ending if ending in ("toml", "ics") else "json"


__all__ = [
    "MOST_ROWS",
    "BadDocument",
    "Incoming",
    "Plan",
    "exported",
    "largest",
    "plan_rows",
    "planned",
    "read_file",
    "remarks",
    "shape_of",
]
