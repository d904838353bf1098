"""What days are: the tables that rules stand on, bundled in one value that is passed along."""

from __future__ import annotations

from dataclasses import dataclass

from .workdays import WORKDAYS, Workdays


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The calendars that a rule may ask: today the official working days (工作日)."""

    workdays: Workdays = WORKDAYS


RECKONING = Reckoning()
"""The tables that the package ships."""
