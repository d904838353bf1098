"""The words of the pages of a month and of a year."""

from __future__ import annotations

from functools import lru_cache

from rules import Message

WORDS = {
    "months": Message("Other months"),
    "years": Message("Other years"),
    "this_month": Message("This month"),
    "this_year": Message("This year"),
    "whole_year": Message("The whole year"),
    "by_day": Message("Day by day"),
    "week": Message("week"),
    "week_number": Message("Week {number}"),
    "more_running": Message("and {count} more"),
    "left_out": Message("{count} entries of what comes round very often are not shown here; the agenda has them."),
    "more_long": Message("{count} more on {day}"),
    "items": Message("{count} entries"),
    "due_items": Message("{count} due"),
    "goes_on": Message("{title}, goes on"),
    "nothing": Message("Nothing stands in this month."),
    "nothing_in_year": Message("Nothing stands in this year."),
    "tentative": Message("tentative"),
    "called_off": Message("called off"),
    "legend": Message("What the signs mean"),
    "due_sign": Message("something is due"),
    "other_sign": Message("something happens"),
    "big_days": Message("The days of the year"),
    "days_off": Message("{days} days"),
    "more_lines": Message("and {count} more in the month"),
}


@lru_cache(maxsize=4)
def grid_words(lang: str) -> dict[str, str]:
    """The words in a language; those with facts are templates for `str.format`."""
    return {name: message.say(lang) for name, message in WORDS.items()}
