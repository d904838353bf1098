"""What is said of a grid as a whole, the same on pages and on paper."""

from __future__ import annotations

from rules import Message

FIRST_LAW = 2000
"""The first year of which the program knows the days off that the law grants."""
REST_WORDS = {
    "off": Message("a day off"),
    "work": Message("a weekend day that is worked"),
    "maybe": Message("a day off by law; the notice of its year is not known yet"),
}
"""What the signs in the corner of a day mean."""
RUNNING = Message("All through these days")


def doubt(year: int, *, settled: bool) -> Message | None:
    """What is not known of the days off of the year; None where its notice is."""
    if settled:
        return None
    if year >= FIRST_LAW:
        return Message(
            "The notice on days off in {year} is not known yet: only the days that the law grants are marked,"
            " and without those that are worked in exchange.",
            year=year,
        )
    return Message("Of {year} no notice on days off is known; none are marked.", year=year)


def more_words(count: int, lang: str) -> str:
    """How many lines found no place."""
    return Message("+{count}", count=f"{count:,}").say(lang)


def until_words(day: str, lang: str) -> str:
    """The last day of what lasts."""
    return Message("until {day}", day=day).say(lang)
