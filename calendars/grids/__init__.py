"""A month and a year as values: weeks, days, what stands on them; pages and the planner draw them."""

from __future__ import annotations

from .bounds import YEARS_KNOWN, NoMonth, NoYear, month_named, near_month, year_named
from .calendar import SIGNS, month_name, month_title, rest_name, rows_of, weekday_words, weekdays, weeks_of
from .line import Line, days_within, days_words, sign
from .month import DayCell, Month, Slot, Week, month_of
from .words import REST_WORDS, RUNNING, doubt, more_words, until_words
from .year import BigDay, SmallDay, SmallMonth, Year, year_of

__all__ = [
    "REST_WORDS",
    "RUNNING",
    "SIGNS",
    "YEARS_KNOWN",
    "BigDay",
    "DayCell",
    "Line",
    "Month",
    "NoMonth",
    "NoYear",
    "Slot",
    "SmallDay",
    "SmallMonth",
    "Week",
    "Year",
    "days_within",
    "days_words",
    "doubt",
    "month_name",
    "month_named",
    "month_of",
    "month_title",
    "more_words",
    "near_month",
    "rest_name",
    "rows_of",
    "sign",
    "until_words",
    "weekday_words",
    "weekdays",
    "weeks_of",
    "year_named",
    "year_of",
]
