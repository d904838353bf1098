"""What an imported event says beside its dates: title, kind, tags, leads, and the properties that are only kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from rules import Clock, Span

from ..captions import KIND_WORDS
from ..events import DUE_KINDS, Lead
from ..ical.components import Component, Property
from ..one_line_event import unique
from .alarms import is_sound
from .moments import value_of

READ = {"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE",
        "RDATE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "CATEGORIES", "DUE"}  # fmt: skip
"""Properties that are read, so that they are not kept as they stand."""
KINDS = {word: kind for kind, message in KIND_WORDS.items() for word in (kind, message.say("zh"), message.say("en"))}
"""The words for kinds in CATEGORIES, as our own files have them."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MOST_LEAD = 9999


def unescaped(text: str) -> str:
    r"""The text of a TEXT value.

    >>> unescaped("a\\, b\\nc")
    'a, b\nc'
    """
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def said(component: Component, name: str) -> str:
    """The text of the component's first property of that name; empty where there is none."""
    prop = component.one(name)
    return unescaped(prop.value).strip() if prop else ""


def categories(component: Component) -> tuple[str, tuple[str, ...]]:
    """The kind and the tags: a category that names a kind is it."""
    words = [unescaped(word) for prop in component.all("CATEGORIES") for word in _split(prop.value)]
    kind = next((KINDS[word] for word in words if word in KINDS), "event")
    return kind, unique(word for word in words if word not in KINDS)


def _split(value: str) -> list[str]:
    """The values between commas that are not escaped."""
    return re.findall(r"(?:[^\\,]|\\.)+", value, re.DOTALL)


WHERE = {"place": "LOCATION", "url": "URL", "contact": "CONTACT"}
"""Fields of an event, and the properties of an imported one that they are read from; the lines are kept beside them."""


def whereabouts(component: Component) -> dict[str, str | None]:
    """Place, address on the web and contact."""
    return {field: " ".join(said(component, name).split()) or None for field, name in WHERE.items()}


PROGRESS = ("STATUS", "PERCENT-COMPLETE", "COMPLETED")
"""Properties of a task that say how far it is."""


def kept(component: Component) -> tuple[str, ...]:
    """What is not read, as content lines: the properties, then the components below; no alarm that nobody can read."""
    read = {*READ, *PROGRESS} if component.name == "VTODO" else READ
    own = [
        prop.text for prop in component.properties if prop.name not in read and not prop.name.startswith("X-YUELING")
    ]
    below = (child for child in component.children if child.name != "VALARM" or is_sound(child))
    return (*own, *(line for child in below for line in _lines(child)))


def _lines(component: Component) -> Iterator[str]:
    yield f"BEGIN:{component.name}"
    yield from (prop.text for prop in component.properties)
    for child in component.children:
        yield from _lines(child)
    yield f"END:{component.name}"


def leads(component: Component, kind: str, span: Span, clock: Clock | None) -> tuple[Lead, ...] | None:
    """The alarms as leads, the longest first; None where there is none, or one that no lead says.

    A lead counts days from the day that matters and may name a time of day; an alarm counts from the beginning (the end).
    """
    found = [_lead(alarm, kind, span, clock) for alarm in component.children if alarm.name == "VALARM"]
    known = {lead for lead in found if lead}
    if not known or len(known) < len(set(found)):
        return None
    return tuple(sorted(known, key=lambda lead: (lead.amount, str(lead.at)), reverse=True))


def _lead(alarm: Component, kind: str, span: Span, clock: Clock | None) -> Lead | None:
    trigger = alarm.one("TRIGGER")
    away = _away(trigger) if trigger else None
    if trigger is None or away is None:
        return None
    ends = trigger.params.get("RELATED", "START").upper() == "END"
    due = span.last if kind in DUE_KINDS else span.first
    if ends:
        begin = datetime.combine(span.last, time()) + timedelta(
            minutes=1440 if not clock or clock.end is None else clock.end
        )
    else:
        begin = datetime.combine(span.first, time()) + timedelta(minutes=clock.start or 0 if clock else 0)
    moment = begin + away
    amount = (due - moment.date()).days
    if not 0 <= amount <= MOST_LEAD:
        return None
    plain = clock is None and moment.time() == time()
    return Lead(amount, at=None if plain else moment.time().replace(second=0, microsecond=0))


def _away(trigger: Property) -> timedelta | None:
    """How far the alarm is from the beginning; None for one at a fixed moment."""
    try:
        away = value_of(trigger.value)
    except (ValueError, TypeError):
        return None
    return away if isinstance(away, timedelta) and abs(away) < timedelta(MOST_LEAD) else None


def digest_lines(components: Iterable[Component]) -> Iterator[str]:
    """Every line of the components but for the moment at which the file was written."""
    for component in components:
        yield from (line for line in _lines(component) if not line.upper().startswith("DTSTAMP"))
