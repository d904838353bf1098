"""A month and a year as values: weeks, days, what stands on them; pages and the planner draw them."""

from __future__ import annotations

from .bounds import MONTHS_KNOWN, YEARS_KNOWN, NoMonth, NoYear, month_named, near_month, year_named
from .calendar import SIGNS, month_name, month_title, rest_name, weekday_words, weekdays, weeks_of
from .line import Line, days_within, days_words, sign
from .month import DayCell, Month, Week, month_of
from .year import BigDay, SmallDay, SmallMonth, Year, year_of

__all__ = [
    "MONTHS_KNOWN",
    "SIGNS",
    "YEARS_KNOWN",
    "BigDay",
    "DayCell",
    "Line",
    "Month",
    "NoMonth",
    "NoYear",
    "SmallDay",
    "SmallMonth",
    "Week",
    "Year",
    "days_within",
    "days_words",
    "month_name",
    "month_named",
    "month_of",
    "month_title",
    "near_month",
    "rest_name",
    "sign",
    "weekday_words",
    "weekdays",
    "weeks_of",
    "year_named",
    "year_of",
]
