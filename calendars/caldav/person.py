"""Who asks, as far as the collections need to know."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name and password were right."""

    name: str
    editor: bool
    """Whether he may say what is done."""


PERSON: ContextVar[Person] = ContextVar("person")
"""Who asks, within the thread of one request."""
KEY = "yueling.person"
"""Where a request carries him."""
