"""Calendars of others in our own: fetched with limits, read as an import is, the last good copy kept.

`copies.py` makes of an answer what the calendar holds, or says why it is none; `naming.py` reads what a person writes of a
subscription; `looking.py` looks at those that are due. What is stored of it is an action (`actions.subscribing`).
"""

from .copies import BadCopy, Copy, copy_of, held_of
from .looking import Look, first_copy, look_at, refresh_due
from .naming import BadInterval, BadName, interval_of, name_for

__all__ = [
    "BadCopy", "BadInterval", "BadName", "Copy", "Look", "copy_of", "first_copy", "held_of", "interval_of", "look_at",
    "name_for", "refresh_due",
]  # fmt: skip
