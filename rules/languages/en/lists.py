"""English lists of days: 1 and 15 May, the 1st and the 15th of every month, Qingming and Dongzhi."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import Monthly, Together
from ..grammar import Phrase
from ..meanings import MONTH, YEAR, Frequency, Point, Several, Weekdays
from .dates import inheriting, nested
from .joints import listed as joined
from .text import Subject, same
from .writing import Name, is_point, named, times, words

PARTS = "POINT|OBSERVANCE|SPAN|BRACKETED|LUNAR_DAY"
Points = tuple[Point, ...]


def items(*parts: Any) -> tuple[Any, ...]:
    """The beginning of a list; a bare number is a day of the month that is named at its end."""
    flat: list[Any] = []
    for part in parts:
        if isinstance(part, tuple):
            flat += part
        elif isinstance(part, Several):
            flat += part.parts
        else:
            flat.append(Point(day=part) if isinstance(part, int) else part)
    return tuple(flat)


def both(parts: tuple[Any, ...], last: Several) -> Several | None:
    """5 and 6 March, 15 and 16 May 2027: the year of the last is that of all."""
    if _bare(parts) and len({part.month for part in last.parts if isinstance(part, Point)}) > 1:
        return None  # 1, and 15 January and July
    if len({part.year for part in last.parts if isinstance(part, Point)}) > 1 and not all(map(_with_year, parts)):
        return None  # 1 March, and 5 May 2027 and 2028
    *others, end = last.parts
    return listed((*parts, *others), end)


def listed(parts: tuple[Any, ...], last: Any) -> Several | None:
    """1 and 15 May: what stands only with the last holds of the others too."""
    if _months_behind_day(*parts, last):
        return None
    if isinstance(last, Point) and last.year and last.grains == (YEAR, YEAR):
        return _day_in_years((*parts, last))
    if not isinstance(last, Point):
        return None if Point in map(type, parts) and _bare(parts) else Several((*parts, last))
    if last.month is None and not last.monthly and (_bare(parts) or (last.nth and _by_day(parts))):
        return None
    if last.nth and _bare(parts):  # first and third Friday of May, which are two Fridays
        return None
    whole = [inheriting(part, last) if isinstance(part, Point) else part for part in parts]
    clock = last.clock
    whole = [replace(p, clock=clock) if isinstance(p, Point) and clock and p.clock is None else p for p in whole]
    return Several((*whole, last))


def _with_year(part: Any) -> bool:
    return isinstance(part, Point) and bool(part.year)


def _day_in_years(parts: tuple[Any, ...]) -> Several | None:
    """1 March 2027 and 2028: the day in each of the years; years alone stand as they are."""
    first, *years = parts
    if not all(isinstance(part, Point) and part.year and part.grains == (YEAR, YEAR) for part in years):
        return None
    if not isinstance(first, Point) or not first.year or first.monthly:
        return None
    return Several((first, *(replace(first, year=part.year) for part in years)))


def _months_behind_day(*parts: Any) -> bool:
    """Whether whole months stand behind a day of a month, whose day they may mean: 10 January, April and July."""
    points = [part for part in parts if isinstance(part, Point) and part.month and not part.on_other]
    day = next((n for n, part in enumerate(points) if part.day or part.nth or part.part), len(points))
    return any(part.grains[1] == MONTH and not _own_year(parts, part) for part in points[day:])


def _own_year(parts: tuple[Any, ...], part: Point) -> bool:
    """Whether every one of them tells its own years: 5 March every year, June every year and July every year."""
    return all(isinstance(one, Point) and (one.yearly or one.year) for one in parts) and bool(part.yearly or part.year)


def of_months(one: Point | int | tuple[Point | int, ...], months: tuple[int, ...]) -> Points | None:
    """The 10th of January and July, the first Monday of May and October, the 5th and 20th of March and June."""
    given = one if isinstance(one, tuple) else (one,)
    days = [Point(day=day) if isinstance(day, int) else day for day in given]
    found = [nested(day, Point(month=month)) for month in months for day in days if day.month is None]
    whole = tuple(point for point in found if point)
    return whole if whole and len(whole) == len(months) * len(days) else None


def so_many(often: tuple[int, str], days: Any) -> Any:
    """Twice a year, on 1 April and 1 October; twice a week on Tuesdays and Fridays: as many days as it says."""
    count, unit = often
    match days:
        case Several(parts=parts) if len(parts) == count:
            fits = all(isinstance(part, Point) and not part.monthly for part in parts) == (unit == "year")
            return days if fits and unit in ("year", "month") else None
        case Weekdays(days=week) if len(week) == count:
            return days if unit == "week" else None
        case _:
            return None


PER_YEAR = {"year": 1, "half": 2, "quarter": 4, "month": 12}


def so_many_a_year(frequency: Frequency, days: Several) -> Several | None:
    """Quarterly: 31 March, 30 June, 30 September and 31 December; as many days as it says."""
    count, rest = divmod(PER_YEAR.get(frequency.period, 0), frequency.every)
    named = all(isinstance(day, Point) and day.month and not day.year for day in days.parts)
    return so_many((count, "year"), days) if count > 1 and not rest and named else None


def so_many_days(often: tuple[int, str], days: tuple[int, ...]) -> Any:
    """Twice a month on the 5th and the 20th."""
    count, unit = often
    if len(days) != count or unit != "month":
        return None
    return Several(tuple(Point(day=day, monthly=True) for day in days))


def _by_day(parts: tuple[Any, ...]) -> bool:
    """Whether one is a day by its number."""
    return any(isinstance(part, Point) and part.day is not None for part in parts)


def _bare(parts: tuple[Any, ...]) -> bool:
    """Whether one is a bare number of a day."""
    return any(isinstance(part, Point) and part == Point(day=part.day) for part in parts)


PHRASES = (
    Phrase("ITEMS", f"NUMBER|{PARTS}", items),
    Phrase("ITEMS", f"ITEMS _COMMA NUMBER|{PARTS}", items),
    Phrase("SEVERAL", f"ITEMS _COMMA? _AND {PARTS}", listed),
    Phrase("SEVERAL", "_ON SEVERAL", same),
    Phrase("ITEMS", "SEVERAL", items),
    Phrase("ITEMS", "ITEMS _COMMA SEVERAL", items),
    Phrase("SEVERAL", "ITEMS _COMMA? _AND SEVERAL", both),
    Phrase("SEVERAL", "SEVERAL _COMMA SEVERAL", lambda one, other: both(one.parts, other)),
    Phrase("MONTH_LIST", "MONTH _AND|_COMMA MONTH", lambda one, other: (one, other)),
    Phrase("MONTH_LIST", "MONTH_LIST _AND|_COMMA MONTH", lambda months, one: (*months, one)),
    Phrase("MONTH_LIST", "MONTH_LIST _COMMA _AND MONTH", lambda months, one: (*months, one)),
    Phrase("SEVERAL_NTHS", "NUMBER|POINT|ORDINALS|SEVERAL_NTHS _OF|_ON? MONTH_LIST", of_months),
    Phrase("SEVERAL", "SO_OFTEN _COMMA? SEVERAL", so_many),
    Phrase("SEVERAL", "FREQUENCY _COMMA? SEVERAL", so_many_a_year),
    Phrase("SEVERAL", "SO_OFTEN _COMMA? _ON? ORDINALS", so_many_days),
    Phrase("WEEKDAYS", "SO_OFTEN _COMMA? WEEKDAYS", so_many),
    Phrase("WEEKDAYS", "SO_OFTEN _COMMA? _ON? WEEKDAY_LIST", lambda often, days: so_many(often, Weekdays(days))),
)
SUBJECT = Subject(phrases=PHRASES)


@words.register
def _(rule: Together, clock: Clock | None = None) -> str:
    points = all(map(is_point, rule.rules))
    parts = [named(part) if is_point(part) else Name(f"({words(part)})") for part in rule.rules]
    tails = {(part.often, part.of, isinstance(one, Monthly)) for part, one in zip(parts, rule.rules, strict=True)}
    whole = {bool(one.months()) for one in rule.rules}
    shared = (
        len(tails) == 1
        and len(whole) == 1
        and parts[0].often
        and parts[0].often.period
        and not any(part.note for part in parts)
    )
    text = joined(part.head for part in parts) + parts[-1].tail if shared else joined(part.text for part in parts)
    if not clock:
        return text
    return (text if points and clock.end is None else f"({text})") + times(clock)
