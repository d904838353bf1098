"""How new a version of a component is, and what its calendar says of when it was changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..ical.components import Component
from .moments import value_of

NEVER = datetime.min.replace(tzinfo=UTC)
Revision = tuple[int, datetime]
"""SEQUENCE, then when it was last changed; the greater one is newer."""


def sequence(component: Component) -> int:
    """The SEQUENCE of a component; 0 where it says none."""
    prop = component.one("SEQUENCE")
    return int(prop.value) if prop and re.fullmatch(r"\d{1,9}", prop.value.strip(), re.ASCII) else 0


def modified(component: Component) -> datetime | None:
    """When a component was last changed as it says itself (LAST-MODIFIED), in UTC."""
    return _moment(component, "LAST-MODIFIED")


def changed(component: Component) -> datetime | None:
    """The same, else when it was written: outside of an exchange of messages DTSTAMP is the last revision (RFC 5545, 3.8.7.2)."""
    return modified(component) or _moment(component, "DTSTAMP")


def revision(component: Component) -> Revision:
    """How new the component is among those of its UID (RFC 5546, 2.1.5)."""
    return sequence(component), changed(component) or NEVER


def _moment(component: Component, name: str) -> datetime | None:
    prop = component.one(name)
    try:
        moment = value_of(prop.value) if prop else None
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) else None
