"""The pages of a month and of a year: pure functions from the values to the page."""

from __future__ import annotations

from datetime import date

from rules import Rest

from ..captions import MONTHS, kind_word, short_day
from ..events import KINDS
from ..grids import (
    YEARS_KNOWN,
    DayCell,
    Line,
    Month,
    SmallDay,
    Year,
    days_within,
    days_words,
    near_month,
    sign,
    weekday_words,
    weekdays,
)
from .grid_words import grid_words
from .pages.frame import Frame, show

SIGNS = {"off": "休", "maybe": "休", "work": "班"}
"""What stands in the corner of a day, as every wall calendar has it, in either language."""


def month_page(month: Month, frame: Frame) -> str:
    """The page of a month: the table, and the same day by day for narrow screens."""
    lang = frame.lang
    shown = {line.kind for week in month.weeks for cell in week.days for line in cell.lines}
    return show(
        "month.html", frame, "month", g=grid_words(lang), month=month, title=month_title(month.first, lang),
        weeks=[week for week in month.weeks if week.inside], heads=weekdays(lang),
        before=near_month(month.first, -1), after=near_month(month.first, 1), current=_is_current(month, frame),
        near=lambda first: _near(first, month.first, lang), name_of=lambda cell: day_name(cell, lang), signs=SIGNS,
        sign=lambda kind: sign(kind, lang), days_of=lambda line: days_words(line.span, lang),
        until=lambda line: grid_words(lang)["until"].format(day=short_day(line.span.last, lang)),
        word=lambda kind: kind_word(kind, lang), legend=[kind for kind in KINDS if kind in shown],
        rest_of=lambda cell: rest_name(cell), labels=lambda cell: labels(cell, lang), whole=_whole,
        agenda=lambda day: frame.to("/agenda", **{"from": day.isoformat(), "to": day.isoformat()}),
        doubt=_doubt(month.settled, month.first.year, month.days, lang),
    )  # fmt: skip


def year_page(year: Year, frame: Frame) -> str:
    """The page of a year: twelve small months and its big days."""
    lang = frame.lang
    first, last = YEARS_KNOWN
    days = [day for month in year.months for week in month.weeks for day in week if day.inside]
    return show(
        "year.html", frame, "year", g=grid_words(lang), year=year, heads=weekdays(lang),
        before=year.year - 1 if year.year > first else None, after=year.year + 1 if year.year < last else None,
        current=frame.today is not None and frame.today.year == year.year, name=lambda first: month_name(first, lang),
        title_of=lambda first: month_title(first, lang), name_of=lambda cell: day_name(cell, lang),
        rest_of=lambda cell: rest_name(cell), sign=lambda kind: sign(kind, lang),
        word=lambda kind: kind_word(kind, lang), signs=SIGNS, days_of=lambda line, month: days_within(line.span, month, lang),
        doubt=_doubt(year.settled, year.year, days, lang), empty=not any(day.due or day.events for day in days),
    )  # fmt: skip


def month_title(first: date, lang: str) -> str:
    """The month as a heading.

    >>> month_title(date(2026, 5, 1), "zh"), month_title(date(2026, 5, 1), "en")
    ('2026年5月', 'May 2026')
    """
    return f"{first.year}年{first.month}月" if lang == "zh" else f"{MONTHS[first.month - 1]} {first.year}"


def _near(first: date, shown: date, lang: str) -> str:
    """The month as a link beside another one names it: its year only where it is another."""
    return month_name(first, lang) if first.year == shown.year else month_title(first, lang)


def month_name(first: date, lang: str) -> str:
    """The month without its year."""
    return f"{first.month}月" if lang == "zh" else MONTHS[first.month - 1]


def day_name(cell: DayCell | SmallDay, lang: str) -> str:
    """The day in full, for those who hear it: date, weekday, lunar day, term, festival."""
    almanac = cell.almanac
    said = [*days_and_weekday(cell.day, lang)]
    if almanac:
        said += [almanac.lunar_words, almanac.term or "", *(each.name(lang) for each in almanac.festivals)]
    return " ".join(filter(None, said))


def days_and_weekday(day: date, lang: str) -> tuple[str, str]:
    """The day of the month and the weekday, as they are said."""
    words = weekday_words(day, lang)
    return (f"{day.month}月{day.day}日", words) if lang == "zh" else (f"{words},", f"{day.day} {MONTHS[day.month - 1]}")


def labels(cell: DayCell | SmallDay, lang: str) -> list[tuple[str, bool]]:
    """What stands in the cell beside the number, and whether it is more than a lunar day; empty beyond the tables."""
    almanac = cell.almanac
    if almanac is None:
        return []
    return [(name, bool(almanac.festivals or almanac.term)) for name in almanac.labels(lang)]


def rest_name(cell: DayCell | SmallDay) -> str:
    """`off`, `work`, `maybe` for a day off by law in a year without a notice, or nothing."""
    almanac = cell.almanac
    if almanac is None or almanac.rest is None:
        return ""
    return ("off" if almanac.settled else "maybe") if almanac.rest is Rest.OFF else "work"


def _doubt(settled: bool, year: int, days: list[DayCell] | list[SmallDay], lang: str) -> str:
    """What is not known of the days off; empty where all is."""
    if settled:
        return ""
    any_off = any(rest_name(day) for day in days)
    words = grid_words(lang)
    return words["unsettled" if any_off or year >= 2000 else "unknown"].format(year=year)


def _is_current(month: Month, frame: Frame) -> bool:
    return frame.today is not None and frame.today.replace(day=1) == month.first


def _whole(line: Line) -> str:
    """The line in full, for whoever rests on it."""
    return f"{line.time} {line.title}".strip()
