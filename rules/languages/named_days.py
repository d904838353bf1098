"""The days of the catalogue as recurrences: their rules are sentences, and who can read hands its reader in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ..kinds import Announced
from ..observances import Observance, Version
from ..recurrence import Recurrence


def under(observance: Observance, version: Version, read: Callable[[str], Recurrence]) -> Recurrence:
    """The dates of an observance under one of its rules, within the years of that rule.

    A rule that nobody verified makes them tentative. Raises UnreadRule where the table holds a sentence that is no rule.
    """
    sentence = version.rule or version.norm
    found = read(sentence) if sentence else None
    if version.rule and found:
        bounded = found
    else:
        held = tuple(days for days in observance.held if version.holds_in(days[0].year))
        bounded = Recurrence(Announced(found.rule if found else None, held))
    return replace(
        bounded,
        since=date(version.since, 1, 1) if version.since else bounded.since,
        until=date(version.until, 12, 31) if version.until else None,
        notes=("unverified",) if version.rule and observance.grade == "memory" else (),
    )
