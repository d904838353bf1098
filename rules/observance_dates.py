"""The dates of the named days in the catalogue: its rules, read as the sentences that they are."""

from __future__ import annotations

from datetime import date

from .languages import parse
from .languages.named_days import under
from .observances import Observance, catalogue
from .recurrence import Occurrence, Recurrence


def recurrence_of(observance: Observance, year: int | None = None) -> Recurrence | None:
    """Its dates under the rule of that year, by default the last one, within the years of that rule.

    None where the year has no rule. A rule that nobody verified makes them tentative.

    >>> from rules.observances import observance_named
    >>> recurrence_of(observance_named("全国科普月")).rule.value()
    'R/P1Y/09'

    Raises UnreadRule where the table holds a sentence that is no rule.
    """
    version = observance.version(year)
    return None if version is None else under(observance, version, parse)


def occurrences_of(observance: Observance, first: date, last: date) -> list[Occurrence]:
    """Its occurrences that share a day with first…last, each under the rule of its own year, in order."""
    return [
        occurrence
        for version in observance.versions or (observance.version(),)
        if version
        for occurrence in under(observance, version, parse).between(first, last)
    ]


def observances_on(day: date) -> list[Observance]:
    """The observances that fall on the day, as far as their dates are known, in the order of the table.

    >>> [each.zh for each in observances_on(date(2026, 8, 15))]
    ['全国生态日']
    """
    return [each for each in catalogue() if occurrences_of(each, day, day)]
