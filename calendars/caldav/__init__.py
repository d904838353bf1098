"""The calendar as CalDAV (RFC 4791): dates to read, and tasks of which a program may say how far they are.

`items.py` makes what stands in the collections, `syncing.py` tells programs what changed; nothing here needs the extra but
`storage.py`, `rights.py` and `application.py`, which put them behind Radicale.
"""

from __future__ import annotations

from importlib.util import find_spec

from rules import Message, YuelingError

from .items import EVENTS, NAMES, TASKS, Holdings, Item, items_of

NEEDED = ("radicale", "a2wsgi")
"""The packages of the extra."""


class MissingExtra(YuelingError):
    """CalDAV is wanted, and what it needs is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Message("CalDAV needs packages that are not installed"),
            Message("install them: pip install 'yueling[caldav]'"),
        )


def check_extra() -> None:
    """Raises MissingExtra where a package of the extra is missing."""
    if not all(map(find_spec, NEEDED)):
        raise MissingExtra


__all__ = ["EVENTS", "NAMES", "TASKS", "Holdings", "Item", "MissingExtra", "check_extra", "items_of"]
